"""Does a piece sound like a post's or like an article's, and does one piece go on from another as a post does?

Two logistic regressions on words and runs of signs, fitted by `tools/make_voices.py` on many posts and articles of
elsewhere. A name of what a piece shows is hashed to a place in `voices.bin`, where a weight stands: which words were
seen is not kept. Links, mentions, tags and emoji are left out, of which other clues tell.
"""

from __future__ import annotations

import functools
import itertools
import math
import zlib
from collections.abc import Iterable

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

_WORTH = tuple((step - NOUGHT) * abs(step - NOUGHT) for step in range(16))

Names = list[tuple[bytes, float]]


def piece(words: str) -> float:
    """How much a piece sounds like a post rather than like an article, in log-odds."""
    return _sum("piece", _heard("piece", b"", words[:ENOUGH]))


def pair(upper: str, lower: str) -> float:
    """How much the lower piece goes on from the upper as in one post rather than as a post below prose, in log-odds."""
    above, below = upper[-ENOUGH:], lower[:ENOUGH]
    seam = ENDS * _steps("pair", _seam(above, below))
    return _sum("pair", _heard("pair", b"U", above) + _heard("pair", b"L", below) + seam)


def of_piece(words: str) -> Names:
    """The names of what one piece shows, and how much of each."""
    return _told(b"", words[:ENOUGH])


def of_pair(upper: str, lower: str) -> Names:
    """The names of what two neighbours show, and how much of each."""
    above, below = upper[-ENOUGH:], lower[:ENOUGH]
    return _told(b"U", above) + _told(b"L", below) + [(name, ENDS) for name in _seam(above, below)]


def place(name: bytes) -> int:
    """Where the weight of a name stands."""
    return zlib.crc32(name) % SIZE


@functools.lru_cache(maxsize=256)  # a piece has two neighbours, and each is asked about with it
def _words(words: str) -> tuple[str, ...]:
    """The words of a text in small letters, marked where one is written large; signs of wide scripts one by one."""
    found: list[str] = []
    for word in _WORD.findall(_LEFT_OUT.sub(" ", words)):
        if word[0].isdigit():
            found.append("0" * min(len(word), 4))
        elif _is_wide(word):
            found += word
        else:
            shouted = len(word) > 1 and not word[1:].islower() and word[0].isupper()
            found.append(f"{word.lower()}^" if shouted else word.lower() if len(word) > 1 else word)
    return tuple(found)


def _near(side: bytes, words: str) -> tuple[str, ...]:
    """The words of a piece that are looked at: all of one alone, else those that are near the boundary."""
    return _words(words)[-NEAR:] if side == b"U" else _words(words)[:NEAR] if side else _words(words)


@functools.lru_cache(maxsize=256)  # a piece is asked about alone, as the upper and as the lower
def _voice(heard: tuple[str, ...]) -> tuple[list[bytes], list[bytes]]:
    """A piece's words and pairs of words, which together weigh as much as any piece's; how it begins and ends."""
    if not heard:
        return [], [b"none"]
    runs = [f"w{word}" for word in heard if len(word) > 1]
    runs += [f"s{word[-3:]}" for word in heard if len(word) > 5]
    runs += [f"b{word} {after}" for word, after in itertools.pairwise(heard)]
    for word, after, third in zip(heard, heard[1:], heard[2:], strict=False):
        if _is_wide(word):
            runs.append(f"t{word}{after}{third}")
    first = [f"^{' '.join(heard[:size])}" for size in (1, 2, 3)]
    return _encoded(dict.fromkeys(runs)), _encoded(first + [f"${' '.join(heard[-size:])}" for size in (1, 2, 3)])


def _seam(upper: str, lower: str) -> list[bytes]:
    """What stands on both sides of a boundary."""
    above, below = _near(b"U", upper), _near(b"L", lower)
    last, first = above[-1] if above else "", below[0] if below else ""
    case = "A" if lower[:1].isupper() else "a" if lower[:1].islower() else "?"
    word = next((each for each in reversed(above) if each[0].isalpha()), "")
    shared = len({each for each in above if len(each) > 3}.intersection(below))
    alike = ("Psame1", f"Ps{first}") if first and above[:1] == (first,) else ("Pnot1",)
    return _encoded((f"Px{last}|{first}", f"Py{word}|{first}", f"Pz{last}|{case}", f"Pq{min(shared, 4)}", *alike))


def _told(side: bytes, words: str) -> Names:
    runs, ends = _voice(_near(side, words))
    much = 1 / math.sqrt(len(runs) or 1)
    return [(side + name, much) for name in runs] + [(side + name, ENDS) for name in ends]


def _encoded(names: Iterable[str]) -> list[bytes]:
    """All at once, for speed: no word holds a line break."""
    text = "\n".join(names)
    return text.encode("utf-8", "ignore").split(b"\n") if text else []


def _is_wide(word: str) -> bool:
    return not word.isascii() and _WIDE.match(word) is not None


@functools.lru_cache(maxsize=1024)
def _heard(model: str, side: bytes, words: str) -> float:
    """What one piece says to a model."""
    runs, ends = _voice(_near(side, words))
    return _steps(model, runs, side) / math.sqrt(len(runs) or 1) + ENDS * _steps(model, ends, side)


def _steps(model: str, names: list[bytes], side: bytes = b"") -> int:
    """What stands at the places of some names of one side."""
    weights = _tables()[model][2]
    before = zlib.crc32(side)
    places = [zlib.crc32(name, before) % SIZE for name in names]
    return sum([_WORTH[weights[at >> 1] >> (at & 1) * 4 & 15] for at in places])


def _sum(model: str, odds: float) -> float:
    bias, step, _ = _tables()[model]
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
