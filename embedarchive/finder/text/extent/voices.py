"""Does a piece sound like a post's or like an article's, and does one piece go on from another as a post does?

Two logistic regressions on words and runs of signs, fitted by `tools/make_voices.py` on many posts and articles of
elsewhere. A name of what a piece shows is hashed to a place in `voices.bin`, where a weight stands: which words were
seen is not kept. Links, mentions, tags and emoji are left out, of which other clues tell.
"""

from __future__ import annotations

import functools
import math
import zlib
from collections.abc import Iterator, Sequence

from embedarchive import package_data
from embedarchive.finder.text.wording import EMOJI
from embedarchive.patterns import regex

SIZE = 1 << 18
"""So many weights each regression has."""

NOUGHT = 8
"""What stands for a weight of nothing, of the 16 that half a byte tells: the others are further by their square."""

ENDS = 0.4
"""What a piece's first and last words count, beside all its words together."""

SURE = 4.0
"""Log-odds beyond which no words tell more."""

ENOUGH, NEAR = 600, 60
"""So many characters of a piece are looked at, and so many words on each side of a boundary."""

_LEFT_OUT = regex(
    rf"(?:https?://|pic\.(?:twitter|x)\.com|\b[a-z0-9-]{{1,63}}\.[a-z]{{2,4}}/)\S{{0,300}}|[@#＃]\s?\w{{1,60}}|[{EMOJI}\u2b00-\u2bff]"
)
_WORD = regex(r"[^\W\d_]{1,60}(?:['’][^\W\d_]{1,60})?|\d{1,20}|[^\w\s]")
_WIDE = regex(r"[\u3005\u3040-\u30ff\u3400-\u9fff\uff66-\uff9d\u0e00-\u0e7f]")

Names = Iterator[tuple[str, float]]


@functools.lru_cache(maxsize=256)  # one piece's words are asked for with each of its neighbours
def piece(words: str) -> float:
    """How much a piece sounds like a post rather than like an article, in log-odds."""
    return _odds("piece", of_piece(words))


def pair(upper: str, lower: str) -> float:
    """How much the lower piece goes on from the upper as in one post rather than as a post below prose, in log-odds."""
    return _odds("pair", of_pair(upper, lower))


def of_piece(words: str) -> Names:
    """The names of what one piece shows, and how much of each."""
    return _voice(_words(words[:ENOUGH]), "")


def of_pair(upper: str, lower: str) -> Names:
    """The names of what two neighbours show, and how much of each."""
    above, below = _words(upper[-ENOUGH:])[-NEAR:], _words(lower[:ENOUGH])[:NEAR]
    yield from _voice(above, "U")
    yield from _voice(below, "L")
    last, first = above[-1] if above else "", below[0] if below else ""
    case = "A" if lower[:1].isupper() else "a" if lower[:1].islower() else "?"
    word = next((each for each in reversed(above) if each[0].isalpha()), "")
    shared = len({each for each in above if len(each) > 3}.intersection(below))
    alike = ("same1", f"s{first}") if first and above[:1] == [first] else ("not1",)
    for name in (f"x{last}|{first}", f"y{word}|{first}", f"z{last}|{case}", f"q{min(shared, 4)}", *alike):
        yield f"P{name}", ENDS


def place(name: str) -> int:
    """Where the weight of a name stands."""
    return zlib.crc32(name.encode("utf-8", "ignore")) % SIZE


def _words(words: str) -> list[str]:
    """The words of a text in small letters, marked where one is written large; signs of wide scripts one by one."""
    found: list[str] = []
    for word in _WORD.findall(_LEFT_OUT.sub(" ", words)):
        if word[0].isdigit():
            found.append("0" * min(len(word), 4))
        elif _WIDE.match(word):
            found += word
        else:
            shouted = len(word) > 1 and not word[1:].islower() and word[0].isupper()
            found.append(f"{word.lower()}^" if shouted else word.lower() if len(word) > 1 else word)
    return found


def _voice(words: Sequence[str], side: str) -> Names:
    """A piece's words and pairs of words, together as much as those of any piece; and how it begins and ends."""
    if not words:
        yield f"{side}none", ENDS
        return
    names = sorted({*_runs(words, side)})  # always the same sum
    for name in names:
        yield name, 1 / math.sqrt(len(names))
    for size in (1, 2, 3):
        yield f"{side}^{' '.join(words[:size])}", ENDS
        yield f"{side}${' '.join(words[-size:])}", ENDS


def _runs(words: Sequence[str], side: str) -> Iterator[str]:
    for at, word in enumerate(words):
        wide = _WIDE.match(word) is not None
        if len(word) > 1:
            yield f"{side}w{word}"
        if len(word) > 5:
            yield f"{side}s{word[-3:]}"
        if at + 1 < len(words):
            yield f"{side}b{word} {words[at + 1]}"
        if wide and at + 2 < len(words):
            yield f"{side}t{word}{words[at + 1]}{words[at + 2]}"


def _odds(model: str, names: Names) -> float:
    bias, step, weights = _tables()[model]
    odds = 0.0
    for name, much in names:
        at = place(name)
        steps = (weights[at >> 1] >> (at & 1) * 4 & 15) - NOUGHT
        odds += steps * abs(steps) * much
    return max(-SURE, min(SURE, bias + step * odds))


@functools.cache
def _tables() -> dict[str, tuple[float, float, bytes]]:
    """Of each regression its bias, what a step is worth, and the weights, two a byte."""
    left = package_data.content(__package__, "voices.bin")
    found: dict[str, tuple[float, float, bytes]] = {}
    while left:
        head, _, left = left.partition(b"\n")
        model, bias, step = head.decode("ascii").split()
        found[model], left = (float(bias), float(step), left[: SIZE // 2]), left[SIZE // 2 :]
    return found
