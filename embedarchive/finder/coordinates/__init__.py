"""Coordinates in text, in every form people write them; never prices, dates, scores, versions or statistics."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from embedarchive.finder.coordinates import angles, compact, grids, map_links
from embedarchive.model import Coordinates
from embedarchive.patterns import regex

__all__ = ["find"]

_SIGNS = {
    **{ord("\N{FULLWIDTH EXCLAMATION MARK}") + at: chr(ord("!") + at) for at in range(94)},
    **dict(zip(map(ord, "\u066b\u066c\u060c\u061b\u2212"), ".,,;-", strict=True)),
}
_DIGITS = regex(r"\d")
_LETTERED = regex(r"\d[ ,]?[A-Z]")
"""What every grid reference and every compact pair has, and most posts have not."""


def find(text: str, language: str | None = None) -> tuple[Coordinates, ...]:
    """The places that a text names by coordinates, in reading order, each once.

    Args:
        text: what somebody wrote.
        language: the language of the text, which decides what "O" means: east in Dutch, west in Spanish.

    The forms: decimal, decimal-comma, dms, ddm, mgrs, utm, plus-code, geo-uri, map-link.
    """
    if "+" not in text and not _DIGITS.search(text):
        return ()
    if not text.isascii() and (plain := _plain(text)) != text:
        return tuple(replace(each, text=" ".join(text[a:b].split())) for a, b, each in _placed(plain, language))
    return tuple(each for _, _, each in _placed(text, language))


def _plain(text: str) -> str:
    """The text with the digits of all scripts, and the signs that go with them, as ASCII has them; none moves."""
    if not any(sign.isdecimal() and not sign.isascii() for sign in text):
        return text
    return "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() and not sign.isascii() else sign for sign in text
    ).translate(_SIGNS)


def _placed(text: str, language: str | None) -> list[tuple[int, int, Coordinates]]:
    """The places with where they stand in the text."""
    found: list[tuple[int, int, Coordinates]] = []
    taken: list[tuple[int, int]] = []
    for start, end, place in map_links.find(text):
        taken.append((start, end))
        if place is not None:
            found.append((start, end, place))
    rest = _masked(text, taken)
    if "+" in rest or "/" in rest or _LETTERED.search(rest):
        grid = [*grids.find(rest), *compact.find(rest)]
        found += grid
        rest = _masked(rest, [(start, end) for start, end, _ in grid])
    found += angles.find(rest, language)
    found.sort(key=lambda item: item[:2])
    unique = {(place.latitude, place.longitude): place for _, _, place in reversed(found)}
    kept = {id(place) for place in unique.values()}
    return [item for item in found if id(item[2]) in kept]


def _masked(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with these spans blotted out, every other character in its place."""
    if not spans:
        return text
    pieces: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if start >= at:
            pieces += (text[at:start], "_" * (end - start))
            at = end
    pieces.append(text[at:])
    return "".join(pieces)
