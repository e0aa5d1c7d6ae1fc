"""What a capture says became of it, in the reader's language: kept as a sentence, told again from its parts.

The archive keeps the sentence as it was written, in English, with the words of a platform in it. `told` finds which of
our sentences it is and says that one in the reader's language; whatever is not ours is marked as English.
"""

from __future__ import annotations

import functools
import string
from collections.abc import Mapping
from typing import NamedTuple

from embedarchive.datasette_plugin.locale.translations import ENGLISH, catalogue
from embedarchive.datasette_plugin.locale.words import Words
from embedarchive.model import Reason

_LONGEST = 4_000
_DEEPEST = 4
_WAYBACK = " (Wayback Machine: "
_NUMBERS = {"status", "count"}
_WORDS = {"host", "url"}


class Piece(NamedTuple):
    """Some of a sentence; `foreign` is what stayed in English, or is somebody else's."""

    text: str
    foreign: bool = False


def _parts(sentence: str) -> tuple[tuple[str, str | None], ...]:
    """A sentence as literals, each with the name of the place after it."""
    return tuple((literal, name) for literal, name, _, _ in string.Formatter().parse(sentence))


@functools.cache
def _patterns(language: str) -> tuple[tuple[tuple[tuple[str, str | None], ...], str], ...]:
    """Our sentences as a language has them, each with what it says there."""
    return tuple((_parts(sentence), said) for sentence, said in catalogue(language).details.items())


def told(detail: str | None, words: Words) -> list[Piece]:
    """A kept sentence in pieces, in the language of `words` as far as it is ours."""
    text = (detail or "").strip()
    if not text:
        return []
    if words.language == ENGLISH or len(text) > _LONGEST:
        return [Piece(text, words.language != ENGLISH)]
    stop = "." if text.endswith(".") else ""
    return _joined([*_pieces(text.removesuffix("."), words, 0), Piece(stop)])


def _pieces(text: str, words: Words, depth: int) -> list[Piece]:
    if depth > _DEEPEST:
        return [Piece(text, foreign=True)]
    head, found, tail = text.rpartition(_WAYBACK)
    if found and tail.endswith(")"):
        before = _sentence(head, words, depth)
        return [*before, Piece(found), *_pieces(tail[:-1], words, depth + 1), Piece(")")]
    return _clauses(text, words, depth)


def _sentence(text: str, words: Words, depth: int) -> list[Piece]:
    """A sentence that may end with a full stop before what follows it."""
    stop = "." if text.endswith(".") else ""
    return [*_pieces(text.removesuffix("."), words, depth + 1), Piece(stop)]


def _clauses(text: str, words: Words, depth: int) -> list[Piece]:
    """One of our sentences, or several of them between semicolons."""
    whole = _ours(text, words, depth)
    if whole is not None:
        return whole
    first, semicolon, rest = text.partition("; ")
    if not semicolon:
        return [Piece(text, foreign=True)]
    made = []
    while True:
        made += _ours(first, words, depth) or [Piece(first, foreign=True)]
        if not semicolon:
            return made
        made.append(Piece("; "))
        first, semicolon, rest = rest.partition("; ")


def _ours(text: str, words: Words, depth: int) -> list[Piece] | None:
    """The sentence of ours that this is, told in the reader's language; None when it is none."""
    details = catalogue(words.language).details
    if text in set(Reason) - set(details):
        return [Piece(words.reason(text))]
    for pattern, said in _patterns(words.language):
        values = _values(text, pattern)
        if values is not None:
            return [piece for part in _parts(said) for piece in _filled(part, values, words, depth)]
    return None


def _filled(part: tuple[str, str | None], values: Mapping[str, str], words: Words, depth: int) -> list[Piece]:
    literal, name = part
    made = [Piece(literal)]
    if name is None:
        return made
    kind = name.rstrip("0123456789")
    if kind == "why":
        return [*made, *_pieces(values[name], words, depth + 1)]
    if kind == "who":
        return [*made, Piece(catalogue(words.language).details.get(values[name], values[name]))]
    return [*made, Piece(values[name], foreign=kind == "said")]


def _values(text: str, pattern: tuple[tuple[str, str | None], ...]) -> dict[str, str] | None:
    """What stands in the places of a sentence; None when the text is another. Reads the text once."""
    if not text.startswith(pattern[0][0]):
        return None
    found: dict[str, str] = {}
    at = len(pattern[0][0])
    for number, (_, name) in enumerate(pattern):
        if name is None:
            break
        following = pattern[number + 1][0] if number + 1 < len(pattern) else ""
        last = not any(later for _, later in pattern[number + 1 :])
        end = (len(text) - len(following) if text.endswith(following) else -1) if last else text.find(following, at)
        if end < at or not _fits(name.rstrip("0123456789"), text[at:end]):
            return None
        found[name] = text[at:end]
        at = end + len(following)
    return found if at == len(text) else None


def _fits(kind: str, value: str) -> bool:
    """Whether a place of that name can hold this."""
    if kind in _NUMBERS:
        return 0 < len(value) <= 20 and value.replace(",", "").replace(".", "").isdecimal()
    if kind in _WORDS:
        return bool(value) and not any(mark.isspace() for mark in value)
    if kind == "type":
        return "/" in value and not any(mark.isspace() for mark in value)
    if kind == "who":
        return 0 < len(value) <= 60 and "; " not in value and ":" not in value
    return bool(value)


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Without empty pieces, neighbours of one kind together."""
    made: list[Piece] = []
    for piece in pieces:
        if made and made[-1].foreign is piece.foreign:
            made[-1] = Piece(made[-1].text + piece.text, piece.foreign)
        elif piece.text:
            made.append(piece)
    return made
