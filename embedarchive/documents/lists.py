"""Lists of addresses: sitemaps, OPML, bookmarks, and tables with a column of addresses.

What is read: sitemaps and their indexes (sitemaps.org 0.9), OPML 1.0 and 2.0 (its feeds and links), a page that is
nothing but links (Netscape's bookmark file as every browser and Raindrop write it, Pocket's and Instapaper's exports),
the bookmarks of Chromium and Firefox as JSON, Safari's as a property list, records in JSON that are nothing but
addresses with what is said of them (Pinboard, Omnivore; JSON Lines too), Pinboard's and Delicious' XML, tables with
comma, semicolon or tab (Pocket, Raindrop, Instapaper, Reddit's copies of one's own posts and comments, a spreadsheet;
their column is told by what it holds), references (RIS and BibTeX, as Zotero writes them), and shortcuts (`.url`,
`.desktop`, `.webloc`).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from xml.parsers import expat

from embedarchive.documents import charsets, compressed, formats
from embedarchive.errors import SourceError
from embedarchive.patterns import regex

MOST = 100_000
"""Addresses that are read of one list; a sitemap may have 50,000."""
_HEAD = 4096
_XML = regex(rb"<(?:[A-Za-z0-9]{1,20}:)?(opml|urlset|sitemapindex|posts)[\s>]", re.IGNORECASE)
_TAG = regex(r"<([A-Za-z][A-Za-z0-9-]{0,30})")
_PLAIN = frozenset(
    "html head meta title link body h1 h2 h3 h4 h5 h6 ul ol li dl dt dd p a hr br".split()  # noqa: SIM905 -- legible
)
"""What a page consists of that is nothing but links."""
_ADDRESS = regex(r"https?://[^\s<>\"]{1,4000}", re.IGNORECASE)
_SHORTCUT = regex(r"^URL=(\S{1,4000})[ \t\r]{0,9}$", re.MULTILINE)
_RIS = regex(r"^UR {0,4}- {0,4}(\S{1,4000})", re.MULTILINE)
_BIBTEX = regex(
    r"\b(?:url|howpublished|note)\s{0,40}=\s{0,40}[{\"]{1,2}\s{0,40}(?:\\url\{\s{0,40})?(https?://[^\s{}\"]{1,4000})",
    re.IGNORECASE,
)
_ESCAPED = regex(r"\\(?=[&%#_~$])")
_NAMED = ("permalink", "url", "link", "links", "href", "address", "uri", "given_url", "resolved_url")
"""What addresses are called; the first is that of what a record is itself, where another is what it leads to."""
_SEPARATORS = (",", ";", "\t")
_JSON_DEPTH = 40


@dataclass(frozen=True, slots=True)
class Entry:
    """An address of a list; `version` is when it says that it changed, empty where it does not."""

    address: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """The addresses of a list, each once.

    Attributes:
        kind: sitemap, opml, links, bookmarks, records, shortcut, references or table.
        left: how many more than `MOST` there are.
    """

    kind: str
    entries: tuple[Entry, ...]
    left: int = 0


def listing(data: bytes, *, limit: int) -> Listing | None:
    """The list that the bytes are; None of anything else, and of a list without an address.

    Args:
        data: the bytes, or what gzip made of them.
        limit: how many bytes they may unpack to.
    """
    data = charsets.in_utf8(compressed.unpacked(data, limit) or b"")
    front = data[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if xml := _XML.search(front) if front.startswith(b"<") else None:
        kind = {b"opml": "opml", b"posts": "bookmarks"}.get(xml.group(1).lower(), "sitemap")
        return _made(kind, _from_xml(charsets.decode(data)[0]))
    if formats.is_shortcut(front):
        return _made("shortcut", map(Entry, _SHORTCUT.findall(charsets.decode(data[:_HEAD])[0])))
    if front.startswith((b"{", b"[")):
        return _made("bookmarks", _from_json(data)) or _made("records", _from_records(data))
    if front.startswith(b"bplist00") or b"<plist" in front:
        return _made("bookmarks", _from_property_list(data))
    if front.startswith(b"<"):
        return _made("links", _from_page(charsets.decode(data)[0]))
    text = charsets.decode(data)[0]  # spreadsheets write UTF-16, too
    kind, read = ("references", _from_references) if formats.are_references(front) else ("table", _from_table)
    return _made(kind, read(text)) if "://" in text else None


def _made(kind: str, found: Iterable[Entry]) -> Listing | None:
    seen: dict[str, Entry] = {}
    for entry in found:
        if _ADDRESS.fullmatch(entry.address):
            seen.setdefault(entry.address, entry)
    if not seen:
        return None
    return Listing(kind, tuple(islice(seen.values(), MOST)), max(0, len(seen) - MOST))


# ---------------------------------------------------------------------------------------------------------------- XML


class _Reader:
    """Collects addresses while expat walks through a sitemap or an OPML file; lives for one parse."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.name = ""
        self.pieces: list[str] = []
        self.facts: dict[str, str] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        space, _, name = tag.lower().rpartition(" ")
        if name == "outline":
            given = {key.lower(): value.strip() for key, value in attributes.items()}
            address = given.get("xmlurl") or given.get("url") or given.get("htmlurl") or ""
            self.entries.append(Entry(address))
        elif name == "post":  # of the bookmarks that Delicious and Pinboard hand out
            self.entries.append(Entry(attributes.get("href", "").strip()))
        elif name in {"loc", "lastmod"} and "sitemap-" not in space:  # not that of an image or a video
            self.name, self.pieces = name, []

    def end(self, tag: str) -> None:
        name = tag.lower().rpartition(" ")[2]
        if name == self.name:
            self.facts.setdefault(name, "".join(self.pieces).strip())
            self.name = ""
        elif name in {"url", "sitemap"}:
            self.entries.append(Entry(self.facts.get("loc", ""), self.facts.get("lastmod", "")))
            self.facts = {}

    def text(self, data: str) -> None:
        if self.name:
            self.pieces.append(data)


def _from_xml(text: str) -> list[Entry]:
    """The entries up to where the file breaks off; declared entities are not expanded, nothing outside is opened."""
    text = formats.past_comments(text)
    reader = _Reader()
    parser = expat.ParserCreate(encoding="utf-8", namespace_separator=" ")
    parser.buffer_text = True
    parser.DefaultHandler = lambda _data: None  # its presence keeps expat from expanding declared entities
    parser.UseForeignDTD(True)  # names of characters that nobody declared are no error; nothing is opened
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.text
    with suppress(expat.ExpatError):
        parser.Parse(text.encode("utf-8", "replace"), True)
    return reader.entries


# --------------------------------------------------------------------------------------------------- pages of links


def _from_page(text: str) -> Iterator[Entry]:
    """The links of a page that holds nothing but links, headings and words about a link below it."""
    if not {match.group(1).lower() for match in _TAG.finditer(text)} <= _PLAIN:
        return
    from embedarchive.documents import html

    body = html.fragment(text).find("body")
    if body is None:
        return
    links = body.find_all("a")
    said = sum(len("".join(link.text.split())) for link in links)
    beside = ("h1", "h2", "h3", "h4", "h5", "h6", "dd")
    told = sum(len("".join(each.text.split())) for name in beside for each in body.find_all(name))
    if links and len("".join(body.text.split())) - told <= said * 5 // 4:
        yield from (Entry(str(link.attrs.get("href") or "").strip()) for link in links)


def _from_json(data: bytes) -> Iterator[Entry]:
    """The addresses of a browser's bookmarks: folders have `children`, bookmarks a `url` or a `uri`."""
    try:
        whole = charsets.loaded(charsets.decode(data)[0])
    except (ValueError, RecursionError):
        return
    if not isinstance(whole, dict):
        return
    roots = whole.get("roots")
    todo: list[tuple[object, int]] = [(each, 0) for each in (roots.values() if isinstance(roots, dict) else [whole])]
    if roots is None and not str(whole.get("type", "")).startswith("text/x-moz-place"):
        return
    while todo:
        value, depth = todo.pop()
        if not isinstance(value, dict):
            continue
        address = value.get("url") or value.get("uri")
        if isinstance(address, str):
            yield Entry(address)
        children = value.get("children")
        if isinstance(children, list) and depth < _JSON_DEPTH:
            todo += [(child, depth + 1) for child in reversed(children)]


def _from_records(data: bytes) -> Iterator[Entry]:
    """The addresses of an array of records that all give one under the same name, where none of them is an article."""
    from embedarchive.documents import json_articles

    text = charsets.decode(data)[0]
    records = json_articles.records(text)
    if not records or json_articles.articles(text):
        return
    for name in _NAMED:
        found = [value for each in records if (value := _given(each, name))]
        if len(found) * 10 >= len(records) * 9:
            yield from map(Entry, found)
            return


def _given(record: Mapping[str, object], name: str) -> str:
    """The address that a record gives under a name, however its letters are."""
    said = next((value for key, value in record.items() if key.lower() == name), None)
    return said.strip() if isinstance(said, str) and _ADDRESS.fullmatch(said.strip()) else ""


def _from_property_list(data: bytes) -> Iterator[Entry]:
    """The addresses of Safari's bookmarks, and the one of a shortcut (`.webloc`)."""
    from embedarchive.documents import saved

    whole: object = None
    if b"WebMainResource" not in data:  # a saved page
        with suppress(SourceError):
            whole = saved.property_list(data)
    todo = [(whole, 0)]
    met: set[int] = set()  # a list may stand in thousands of others
    while todo:
        value, depth = todo.pop()
        if not isinstance(value, dict):
            continue
        address = value.get("URLString") or (value.get("URL") if depth == 0 else None)
        if isinstance(address, str):
            yield Entry(address)
        children = value.get("Children")
        if isinstance(children, list) and depth < _JSON_DEPTH and id(children) not in met:
            met.add(id(children))
            todo += [(child, depth + 1) for child in reversed(children)]


def _from_references(text: str) -> Iterator[Entry]:
    """What each reference names as its address; BibTeX writes some signs behind a backslash."""
    named = _RIS if text.lstrip("\ufeff \t\r\n").startswith("TY") else _BIBTEX
    yield from (Entry(_ESCAPED.sub("", each)) for each in named.findall(text))


# ------------------------------------------------------------------------------------------------------------- tables


def _from_table(text: str) -> Iterator[Entry]:
    """The addresses of a table's column: of one that is called so, else of the one that holds the most."""
    rows = _rows(text)
    if len(rows) < 2:
        return
    columns = range(max(map(len, rows)))
    held = {column: sum(_is_address(row, column) for row in rows) for column in columns}
    filled = {column: sum(bool(_cell(row, column)) for row in rows[1:]) for column in columns}
    full = [column for column in columns if held[column] and held[column] * 2 >= filled[column]]
    names = [_cell(rows[0], column).lower() for column in columns]
    named = [column for name in _NAMED for column in full if names[column] == name]
    chosen = named[0] if named else max(full, key=lambda column: (held[column], -column), default=None)
    if chosen is not None:
        yield from (Entry(_cell(row, chosen)) for row in rows if _is_address(row, chosen))


def _rows(text: str) -> list[list[str]]:
    """The rows of a table whose lines are cut alike; none of anything else."""
    first = text.lstrip("\ufeff\r\n").partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    if separator not in first or len(first) > _HEAD:
        return []
    rows: list[list[str]] = []
    with suppress(csv.Error):
        reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=separator)
        rows.extend(row for row in islice(reader, 2 * MOST) if any(cell.strip() for cell in row))
    widths = [len(row) for row in rows]
    alike = sum(abs(width - widths[0]) <= 1 for width in widths)
    return rows if rows and alike * 10 >= len(rows) * 9 else []


def _cell(row: list[str], column: int) -> str:
    return row[column].strip() if column < len(row) else ""


def _is_address(row: list[str], column: int) -> bool:
    return _ADDRESS.fullmatch(_cell(row, column)) is not None
