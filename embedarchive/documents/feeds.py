"""Articles inside RSS and Atom feeds.

Read with expat, entities left alone: a feed's own entity declarations are never expanded (no billion laughs) and
nothing outside is opened (no XXE). HTML's named entities, which feeds use without declaring them, are read as HTML
does. A feed that breaks off gives the items before the break. Formats: RSS 0.9x/1.0/2.0 with the content, Dublin Core
and Media modules; RFC 4287.
"""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from embedarchive.documents import formats
from embedarchive.documents.feed_media import SPACES, WORDS, Found, references
from embedarchive.model import Entry
from embedarchive.patterns import regex

_ITEMS = frozenset({"item", "entry"})
_BODIES = ("encoded", "content", "description", "summary")
_NAMES = {
    "http://purl.org/rss/1.0/modules/content/": {"encoded": "encoded"},
    "http://purl.org/dc/elements/1.1/": {"language": "language", "title": ""},
    "http://search.yahoo.com/mrss/": {"title": "", "content": "", "description": "", "text": ""},
    "http://search.yahoo.com/mrss": {"title": "", "content": "", "description": "", "text": ""},
    "http://www.itunes.com/dtds/podcast-1.0.dtd": {"title": "", "summary": "", "content": "", "encoded": ""},
}
_FACTS = frozenset(
    {
        "title",
        "link",
        "language",
        "guid",
        "id",
        "author",
        "creator",
        "pubDate",
        "published",
        "updated",
        "date",
        *_BODIES,
    }
)
MEDIA = "media"
"""What the elements of the Media module are called here, with a blank before their own name."""
_MAX_ITEMS = 5000
UNBOUND = 27
"""Expat's number for a prefix that nobody declared (XML_ERROR_UNBOUND_PREFIX)."""
_PREFIX = regex(r"[</ ]([A-Za-z][A-Za-z0-9_-]{0,30}):[A-Za-z]")
_ROOT = regex(r"<(?:[A-Za-z]{1,12}:)?(?:rss|feed|RDF)\b")


@dataclass(slots=True)
class Item:
    """One article of a feed.

    Attributes:
        facts: its texts by the element they stood in, `link`, `language` and `base` among them.
        kind: html, or text where the feed says that it is no markup.
        found: its media.
    """

    facts: dict[str, str] = field(default_factory=dict)
    kind: str = "html"
    found: Found = field(default_factory=Found)

    @property
    def body(self) -> str:
        """The fullest text the item gives."""
        return next((self.facts[name] for name in _BODIES if self.facts.get(name, "").strip()), "")


class _Reader:
    """Collects items while expat walks through a feed; lives for one parse."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.channel: dict[str, str] = {}
        self.item: Item | None = None
        self.depth = 0
        self.item_depth = 0
        self.name = ""
        self.name_depth = 0
        self.raw = False  # inside Atom's xhtml, whose markup is text to us
        self.beside_name = False  # inside what Atom says of an author besides the name
        self.pieces: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.depth += 1
        if self.name and self.depth > self.name_depth:
            self.beside_name = self.name == "author" and _local(tag) != "name"
            if self.raw:
                written = "".join(f" {_local(name)}={quoteattr(value)}" for name, value in attributes.items())
                self.pieces.append(f"<{_local(tag)}{written}>")
            return
        name = _name(tag)
        if name in _ITEMS and self.item is None:
            self.item, self.item_depth = Item(dict(self._inherited(attributes))), self.depth
            return
        if self.depth <= 2:
            self.channel.update(self._inherited(attributes))
        if self._is_beside(tag, name, attributes):
            return
        if name in _FACTS and self.depth == (self.item_depth or self.depth - 1) + 1:
            self.name, self.name_depth, self.pieces = name, self.depth, []
            kind = attributes.get("type", "")
            self.raw = kind == "xhtml"
            if self.item is not None and name in {"content", "summary"} and kind in {"text", "text/plain"}:
                self.item.kind = "text"

    def _is_beside(self, tag: str, name: str, attributes: Mapping[str, str]) -> bool:
        """Whether an element is a link or a medium of the item, which is then read."""
        space, _, local = tag.rpartition(" ")
        found = None if self.item is None else self.item.found
        if name == "link" and "href" in attributes:
            if attributes.get("rel", "alternate") == "alternate":
                self._facts().setdefault("link", attributes["href"])
            elif found is not None and attributes.get("rel") == "enclosure":
                found.enclose(attributes)
            return True
        if found is None or not (space in SPACES or name == "enclosure"):
            return False
        if space not in SPACES:
            found.enclose(attributes)
            return True
        found.start(local, attributes, self.depth)
        if local in WORDS:
            self.name, self.name_depth, self.pieces = f"{MEDIA} {local}", self.depth, []
        return True

    def end(self, tag: str) -> None:
        if self.name and self.depth > self.name_depth:
            self.beside_name = False
            if self.raw:
                self.pieces.append(f"</{_local(tag)}>")
        elif self.name:
            said, name = "".join(self.pieces), self.name
            if name.startswith(f"{MEDIA} ") and self.item is not None:
                self.item.found.say(name.removeprefix(f"{MEDIA} "), said, self.depth)
            else:
                self._facts().setdefault(name, said)
            self.name, self.raw = "", False
        elif self.item is not None and self.depth == self.item_depth:
            if len(self.items) < _MAX_ITEMS:
                self.items.append(self.item)
            self.item, self.item_depth = None, 0
        if self.item is not None:
            self.item.found.end(self.depth)
        self.depth -= 1

    def text(self, data: str) -> None:
        if self.name and not self.beside_name:
            self.pieces.append(escape(data) if self.raw else data)

    def other(self, data: str) -> None:
        """What expat passes over: here the entities that nobody declared, such as `&nbsp;`."""
        if self.name and data.startswith("&") and len(data) < 40:
            self.pieces.append(data if self.raw else html.unescape(data))

    def _facts(self) -> dict[str, str]:
        return self.channel if self.item is None else self.item.facts

    @staticmethod
    def _inherited(attributes: Mapping[str, str]) -> dict[str, str]:
        known = {
            "http://www.w3.org/XML/1998/namespace lang": "language",
            "http://www.w3.org/XML/1998/namespace base": "base",
        }
        return {known[name]: value for name, value in attributes.items() if name in known}


def items(text: str) -> tuple[Item, ...]:
    """The articles of a feed in their order; empty when it holds none or is no well-formed feed at all."""
    text = formats.past_comments(text)  # nothing may stand before the XML declaration, and often something does
    reader, broken = _read(text)
    if broken == UNBOUND:
        reader, _ = _read(_bound(text))
    for item in reader.items:
        item.facts = (
            {name: value for name, value in reader.channel.items() if name in {"language", "base"}}
            | {name: value for name, value in item.facts.items() if value.strip()}
            | {"title": item.facts.get("title", ""), "link": item.facts.get("link", "") or _address(item)}
            | {"feed": reader.channel.get("link", "")}
        )
    return tuple(reader.items)


def _read(text: str) -> tuple[_Reader, int]:
    """What stands in a feed up to where it breaks, and expat's number for how it does; 0 when it does not."""
    reader = _Reader()
    parser = expat.ParserCreate(encoding="utf-8", namespace_separator=" ")
    parser.buffer_text = True
    parser.UseForeignDTD(True)
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE)

    def outside(context: str | None, *_: object) -> int:
        if context is None:  # the foreign DTD: an empty one, after which undeclared entities are passed over
            parser.ExternalEntityParserCreate(context).Parse(b"", True)
        return 1

    parser.ExternalEntityRefHandler = outside
    parser.DefaultHandler = reader.other  # its presence keeps expat from expanding declared entities
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        return reader, error.code
    return reader, 0


def _bound(text: str) -> str:
    """The feed with the prefixes declared that it uses without saying what they mean."""
    known = {"media": "http://search.yahoo.com/mrss/", "content": "http://purl.org/rss/1.0/modules/content/"}
    used = {match.group(1) for match in _PREFIX.finditer(text)}
    missing = sorted(prefix for prefix in used if f"xmlns:{prefix}=" not in text and prefix != "xml")[:50]
    declared = "".join(f' xmlns:{prefix}="{known.get(prefix, f"urn:{prefix}")}"' for prefix in missing)
    return _ROOT.sub(lambda match: match.group() + declared, text, count=1)


def entry(item: Item, base: str, words: str) -> Entry:
    """What the feed says of an item; `words` are those of its body, as HTML."""
    facts = item.facts
    said = next((facts[name] for name in ("pubDate", "published", "date", "updated") if facts.get(name)), "")
    author = (facts.get("creator") or facts.get("author") or "").strip()
    return Entry(
        url=facts.get("link", "").strip(),
        feed=facts.get("feed", "").strip(),
        words=words,
        author=" ".join(author.split())[:200] or None,
        published=moment(said),
        media=references(item.found.media(), base),
    )


def moment(said: str) -> dt.datetime | None:
    """A time as RSS (RFC 822) and Atom (RFC 3339) write it; None where it has no zone, or is none."""
    from email.utils import parsedate_to_datetime

    words = said.strip()[:60]
    for read in (parsedate_to_datetime, dt.datetime.fromisoformat):
        with suppress(ValueError, TypeError, IndexError, OverflowError):
            found = read(words)
            return found.astimezone(dt.UTC) if found.tzinfo else None
    return None


def _address(item: Item) -> str:
    guid = item.facts.get("guid", "") or item.facts.get("id", "")
    return guid if guid.startswith(("http://", "https://")) else ""


def _local(tag: str) -> str:
    return tag.rpartition(" ")[2]


def _name(tag: str) -> str:
    """The element's name, empty for those of modules that mean something else by a name we read."""
    space, _, local = tag.rpartition(" ")
    known = _NAMES.get(space)
    return local if known is None else known.get(local, local)
