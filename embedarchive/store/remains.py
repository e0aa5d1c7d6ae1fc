"""What an earlier erasure left of a text: the words of one post may hold a name or a sentence of another. Pure.

"@harbour And on Sunday?" is "[erased] And on Sunday?" once the harbour's own post was erased with its name, and is no
longer found as it stood. So what stands next to such a gap is held against the beginnings and ends of what is sought.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

REMOVED = "[erased]"
"""What stands where words were erased."""
LONGEST = 400
"""So many words of a text are looked at on either side of a gap."""

_WORD = re.compile(r"\S{1,2000}")
_QUOTES = str.maketrans("’‘ʼ“”„«»", '\'\'\'"""""')

Span = tuple[int, int]


def remains(text: str, phrases: Iterable[tuple[str, ...]], shortest: int) -> list[Span]:
    """Where pieces of phrases stand next to a gap, in order and none within another.

    Args:
        text: a text, with gaps or without.
        phrases: what is sought, as `words_of` takes it apart.
        shortest: how many characters a piece must have to be known by.
    """
    gaps = [match.span() for match in re.finditer(re.escape(REMOVED), text)]
    found: list[Span] = []
    known = [*phrases] if gaps else []
    for (_, begin), (end, _) in zip([(0, 0), *gaps], [*gaps, (len(text), 0)], strict=True):
        words = [(match.start() + begin, match.end() + begin) for match in _WORD.finditer(text[begin:end])]
        spelt = [_spelt(text[start:stop]) for start, stop in words]
        for phrase in known:
            for first, count in _pieces(spelt, phrase, shortest, after=begin > 0, before=end < len(text)):
                found.append((words[first][0], words[first + count - 1][1]))
    return _joined(found)


def without(text: str, spans: Iterable[Span]) -> str:
    """The text without these spans; a gap stands beside each already."""
    for start, stop in reversed([*spans]):
        text = text[:start] + text[stop:]
    return text


def words_of(phrase: str) -> tuple[str, ...]:
    """The words of a phrase as they are compared."""
    return tuple(map(_spelt, phrase.split()))


def _pieces(
    words: list[str], phrase: tuple[str, ...], shortest: int, *, after: bool, before: bool
) -> Iterator[tuple[int, int]]:
    """The pieces of a phrase in what stands between two gaps: the first word and how many."""
    longest = min(len(words), len(phrase), LONGEST)
    for count in range(longest, 0, -1):
        if after and _same(words[:count], phrase[-count:]) and _size(phrase[-count:]) >= shortest:
            yield 0, count
            break
    for count in range(longest, 0, -1):
        if before and _same(words[-count:], phrase[:count]) and _size(phrase[:count]) >= shortest:
            yield len(words) - count, count
            break
    if after and before and 0 < len(words) < len(phrase) and _size(words) >= shortest:
        whole, part = f" {' '.join(phrase)} ", f" {' '.join(words)} "
        if part in whole:
            yield 0, len(words)


def _same(words: list[str], phrase: tuple[str, ...]) -> bool:
    """Whether these words are those of the phrase, but for quotation marks or the like around them."""
    return words[1:-1] == [*phrase[1:-1]] and words[0].endswith(phrase[0]) and words[-1].startswith(phrase[-1])


def _size(words: Iterable[str]) -> int:
    return len(" ".join(words))


def _spelt(word: str) -> str:
    return unicodedata.normalize("NFKC", word).translate(_QUOTES).casefold()


def _joined(spans: list[Span]) -> list[Span]:
    """The spans in order; those that overlap are one."""
    joined: list[Span] = []
    for start, stop in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(stop, joined[-1][1]))
        else:
            joined.append((start, stop))
    return joined
