"""What a recheck found changed, in lines that fit: the words that differ and a few around them, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from unicodedata import combining

import click

from embedarchive.archive.results import Change
from embedarchive.cli.lines import cells, columns, fitted, one_line, quantity, quoted, wrapped
from embedarchive.model.states import in_words

INDENT = 11
AROUND = 30
"""So many columns of the words around what differs are shown on each side, where there is room."""
NEAR = 24
"""Changes with at most so many characters between them are shown as one."""
SHARED = 10
"""So many characters that two long words begin with are left of them."""
MOST = 4
"""So many places of one text are shown; the post's page shows all of them."""


def change_lines(change: Change) -> str:
    """A change in lines: what it is and of which post, then what was and what is now."""
    url = one_line(change.url or change.key)
    head = f"  {change.what:<8} {url}{f' ({change.field})' if change.what == 'renamed' and change.field else ''}"
    if change.what == "reparsed":
        return wrapped(f"{head}  {one_line(change.after)}", INDENT)
    if change.what == "gone":
        head = wrapped(f"{head}  [{in_words(change.after)}]", INDENT)
        return "\n".join([head, *_sides(_whole(change.before), "")])
    if change.what == "back":
        return "\n".join([head, *_sides("", _whole(change.after))])
    lines = _media(change.before.split(), change.after.split()) if change.what == "media" else _edits(change)
    return "\n".join([head, *lines])


def _whole(text: str) -> str:
    return quoted(text, max(_room(), 4) - 2)


def _room() -> int:
    """What a line has room for behind its word."""
    return max(columns() - INDENT - 5, 20)


def _sides(was: str, now: str) -> Iterator[str]:
    for word, text in (("was", was), ("now", now)):
        if text:
            yield f"{' ' * INDENT}{word}  {text}"


# -------------------------------------------------------------------------------------------------------------- texts


@dataclass(slots=True)
class _Place:
    """One place where two texts differ: what stands before, what was and is there, and what follows."""

    before: str
    gone: str = ""
    new: str = ""
    after: str = ""


def _edits(change: Change) -> Iterator[str]:
    from embedarchive.model.differences import word_changes

    places = [place for place in _places(word_changes(change.before, change.after)) if _is_visible(place)]
    if not places:
        yield wrapped(f"{' ' * INDENT}only blanks or signs that cannot be seen differ", INDENT)
    for place in map(_excerpt, places[:MOST]):
        yield from _sides(_line(place, place.gone, "red"), _line(place, place.new, "green"))
    if len(places) > MOST:
        yield f"{' ' * INDENT}and in {quantity(len(places) - MOST, 'more place')}"


def _excerpt(place: _Place) -> _Place:
    """The place from a little before where its characters differ, when its words are too long to be shown whole."""
    from embedarchive.model.differences import alike

    same = alike(place.gone, place.new) - SHARED
    while same > 0 and combining(place.gone[same]):
        same -= 1
    if same <= 0 or max(cells(place.gone), cells(place.new)) <= _room() - 4:
        return place
    return _Place(place.before + place.gone[:same], place.gone[same:], place.new[same:], place.after)


def _is_visible(place: _Place) -> bool:
    return one_line(f"{place.before}{place.gone}{place.after}") != one_line(f"{place.before}{place.new}{place.after}")


def _places(pieces: Iterable[tuple[str, str]]) -> Iterator[_Place]:
    """The places where two texts differ; those that are close to each other are one."""
    place, same = None, ""
    for kind, piece in pieces:
        if kind == "same":
            same = piece
            continue
        if place is None or len(same) > NEAR:
            if place is not None:
                place.after = same
                yield place
            place = _Place(before=same)
        else:
            place.gone, place.new = place.gone + same, place.new + same
        same = ""
        if kind == "gone":
            place.gone += piece
        else:
            place.new += piece
    if place is not None:
        place.after = same
        yield place


def _line(place: _Place, words: str, colour: str) -> str:
    """One side of a place: the words that differ, as far as they fit, between as much around them as there is room for.

    Where nothing stands there on this side, the words around it say where that is.
    """
    from embedarchive.model.writing_systems import pieces

    core = fitted(_flat(words), _room() - 4)  # a sign and a blank on each side for what is left out
    around = min(AROUND, (_room() - 4 - cells(core)) // 2)
    left = _flat(_beginning(pieces(place.before)[::-1], around, backwards=True))
    right = _flat(_beginning(pieces(place.after), around))
    first = "… " if len(left) < len(_flat(place.before)) else ""
    last = " …" if len(right) < len(_flat(place.after)) else ""
    marked = click.style(core, fg=colour) if core.strip() else core
    return " ".join(f"{first}{left}{marked}{right}{last}".split())


def _flat(text: str) -> str:
    """As `one_line`, but a blank at either end stays one."""
    core = one_line(text)
    return f"{' ' * text[:1].isspace()}{core}{' ' * text[-1:].isspace()}" if core else " " * bool(text)


def _beginning(parts: list[str], room: int, *, backwards: bool = False) -> str:
    """So many of the words and blanks, whole, as there is room for."""
    kept = list[str]()
    for part in parts:
        room -= cells(part)
        if room < 0:
            break
        kept.append(part)
    return "".join(kept[::-1] if backwards else kept)


# -------------------------------------------------------------------------------------------------------------- media


def _media(had: list[str], has: list[str]) -> Iterator[str]:
    """The images and videos that are gone and those that are new, by the ends of their URLs."""
    gone, new = [one for one in had if one not in has], [one for one in has if one not in had]
    if not gone and not new:
        yield f"{' ' * INDENT}the same ones, in another order"
    for word, urls, others in (("gone", gone, [*new, *has]), ("new", new, [*gone, *had])):
        if urls:
            names = ", ".join(_name(url, others) for url in urls)
            yield f"{' ' * INDENT}{word:<4} {fitted(one_line(names), _room())}"


def _name(url: str, others: list[str]) -> str:
    """So much of the end of a URL as tells it from others."""
    parts = url.rstrip("/").split("/")
    for count in range(1, len(parts) + 1):
        tail = "/".join(parts[-count:])
        if not any(other.rstrip("/").endswith(f"/{tail}") for other in others if other != url):
            return tail
    return url
