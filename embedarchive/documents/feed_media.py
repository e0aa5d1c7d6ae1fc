"""The images, videos and sounds that a feed gives with an item: enclosures, and the Media module of RSS.

Formats: RSS 2.0 `<enclosure>`, RFC 4287 `<link rel="enclosure">`, Media RSS 1.5.1 (`media:content`, `media:group`,
`media:thumbnail`, `media:description`, `media:credit`).
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

from embedarchive.model import MediaRef

SPACES = frozenset({"http://search.yahoo.com/mrss/", "http://search.yahoo.com/mrss"})
_MOST = 100
"""Media of one item that are read."""
_KINDS = {"image": "photo", "video": "video", "audio": "audio"}
_ENDINGS = {
    "photo": (".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif"),
    "video": (".mp4", ".m4v", ".webm", ".mov"),
    "audio": (".mp3", ".m4a", ".ogg", ".opus"),
}
WORDS = frozenset({"description", "title", "credit"})
"""What the Media module says of a medium in an element of its own."""


@dataclass(slots=True)
class Medium:
    """A file, and what is said of it. `size` tells the largest of several: width and height, else bytes, else 0."""

    address: str
    role: str
    size: tuple[int, int] = (0, 0)
    width: int | None = None
    height: int | None = None
    words: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Found:
    """The media of an item while it is read.

    Attributes:
        groups: each is one thing in several forms.
        words: what is said of all of them, by the depth of the element that it stands in.
        stills: images that stand for the item where it has no others.
    """

    groups: list[list[Medium]] = field(default_factory=list)
    stills: list[Medium] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    grouped: int = 0
    within: int = 0

    def start(self, name: str, attributes: Mapping[str, str], depth: int) -> None:
        """An element of the Media module begins."""
        if name == "group":
            self.grouped = depth
            self.groups.append([])
        elif name == "content" and (medium := _medium(attributes)) and len(self.groups) < _MOST:
            self.within = depth
            if not self.grouped:
                self.groups.append([])
            if len(self.groups[-1]) < _MOST:
                self.groups[-1].append(medium)
        elif name == "thumbnail" and len(self.stills) < _MOST:
            medium = _medium({"medium": "image", **attributes})
            self.stills += [medium] if medium else []

    def enclose(self, attributes: Mapping[str, str]) -> None:
        """An enclosure: its `url` (of Atom `href`), `type` and `length`."""
        address = attributes.get("url") or attributes.get("href") or ""
        medium = _medium({**attributes, "url": address, "fileSize": attributes.get("length", "")})
        if medium and len(self.groups) < _MOST:
            self.groups.append([medium])

    def say(self, name: str, words: str, depth: int) -> None:
        """What an element says of the medium, the group or the item that it stands in."""
        if name not in WORDS or not words.strip():
            return
        if self.within and depth > self.within and self.groups[-1:] and self.groups[-1]:
            said = self.groups[-1][-1].words
        elif self.grouped and depth > self.grouped:
            for medium in self.groups[-1]:
                medium.words.setdefault(name, words)
            return
        else:
            said = self.words
        said.setdefault(name, words)

    def end(self, depth: int) -> None:
        """An element ends."""
        self.within = 0 if self.within == depth else self.within
        self.grouped = 0 if self.grouped == depth else self.grouped

    def media(self) -> list[Medium]:
        """Each thing once, in its largest form, with all that is said of it."""
        found: dict[str, Medium] = {}
        for group in filter(None, self.groups):
            best = max(group, key=lambda medium: medium.size)
            known = found.setdefault(best.address, best)
            known.words = {**known.words, **best.words} if known is not best else known.words
        stills = [max(self.stills, key=lambda medium: medium.size)] if self.stills else []
        if not any(medium.role == "photo" for medium in found.values()):
            found |= {still.address: still for still in stills if not found or still.role == "photo"}
        alone = len(found) == 1
        for medium in found.values():
            medium.words = {**(self.words if alone else {}), **medium.words}
        return list(found.values())


def _medium(attributes: Mapping[str, str]) -> Medium | None:
    address = (attributes.get("url") or "").strip()
    if not address or len(address) > 4000:
        return None
    path = address.partition("?")[0].lower()
    kind = attributes.get("medium") or attributes.get("type", "").partition("/")[0]
    ending = next((role for role, endings in _ENDINGS.items() if path.endswith(endings)), "")
    role = _KINDS.get(kind.lower(), ending)
    if not role:
        return None
    width, height = _number(attributes.get("width")), _number(attributes.get("height"))
    size = (width * (height or width), _number(attributes.get("fileSize")) or _number(attributes.get("bitrate")))
    return Medium(address, role, size, width or None, height or None)


def _number(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 12 else 0


# --------------------------------------------------------------------------------------------------- what is made of it


def references(media: Iterable[Medium], base: str) -> tuple[MediaRef, ...]:
    """The media as those of a post."""
    return tuple(
        MediaRef(
            candidates=(_joined(base, medium.address),),
            role=medium.role,
            alt=_line(medium.words.get("description", "")),
            index=index,
            width=medium.width,
            height=medium.height,
        )
        for index, medium in enumerate(media)
    )


def figures(media: Iterable[Medium]) -> str:
    """The images as HTML, with what is said of them as caption and credit."""
    made = []
    for medium in media:
        if medium.role != "photo":
            continue
        told = {name: html.escape(_line(words)) for name, words in medium.words.items()}
        said, by = told.get("description") or told.get("title", ""), told.get("credit", "")
        width = f' width="{medium.width}"' if medium.width else ""
        height = f' height="{medium.height}"' if medium.height else ""
        credit = f'<span class="credit">{by}</span>' if by else ""
        caption = f"<figcaption>{said} {credit}</figcaption>" if said or credit else ""
        picture = f'<img src="{html.escape(medium.address)}" alt="{said}"{width}{height}>'
        made.append(f"<figure>{picture}{caption}</figure>\n")
    return "".join(made)


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _line(words: str) -> str:
    """Words of one line, entities decoded, without tags."""
    from embedarchive.documents import prose

    return prose.words_of(words) or ""
