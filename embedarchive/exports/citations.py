"""Posts, articles and files as sources that are cited: CSL-JSON (Zotero, Pandoc), RIS, BibTeX, COinS."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import urlencode

from embedarchive.exports.cards import link
from embedarchive.exports.posts import platform_name

Row: TypeAlias = Mapping[str, Any]
_LONGEST = 140
_BIBTEX = re.compile(r"[\\{}%$#&_~^]")
_ESCAPED = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A source, as it is cited; what is not known is empty.

    Attributes:
        key: what it is called in a list of sources.
        kind: its type in CSL: post, article-newspaper, webpage, graphic, document.
        authors: their names.
        title: its title, or its first words.
        container: what it appeared in: a platform, an outlet.
        issued: when, as text: a time in UTC, or a day.
        accessed: when it was captured.
        url: where.
        language: BCP 47.
        abstract: its words.
        archived: whether the archive holds it.
        gone: when it was found to be gone from there, and why; empty where it is not known to be.
        digest: the SHA-256 of what is held, in hexadecimal.
    """

    key: str
    kind: str
    authors: tuple[str, ...] = ()
    title: str = ""
    container: str = ""
    issued: str = ""
    accessed: str = ""
    url: str = ""
    language: str = ""
    abstract: str = ""
    archived: bool = False
    gone: str = ""
    digest: str = ""

    @property
    def note(self) -> str:
        """What else whoever looks for the source has to know."""
        if self.digest:
            return f"SHA-256 {self.digest}"
        kept = "; an archived copy is kept" if self.archived else ""
        return f"Gone from this address when looked for on {self.gone}{kept}" if self.gone else ""


def post(row: Row) -> Cited:
    """A post, from a row of the catalogue."""
    return Cited(
        key=row["key"],
        kind="post",
        authors=(_author(row),),
        title=title(row),
        container=platform_name(row["platform"]),
        issued=row["posted_at"] or row["day"] or "",
        accessed=row["captured_at"] or row["first_seen_at"] or "",
        url=link(row["url"]) or "",
        language=row["language"] or "",
        abstract=row["text"] or "",
        archived=bool(row["captured_at"]),
        gone=f"{row['gone_at'][:10]} ({row['gone_reason']})" if row["gone_at"] else "",
    )


def csl(sources: Iterable[Cited]) -> Iterator[str]:
    """CSL-JSON (https://docs.citationstyles.org/en/stable/specification.html), an item a line."""
    yield "["
    for number, one in enumerate(sources):
        told = {
            "id": one.key,
            "type": one.kind,
            "author": [{"literal": author} for author in one.authors],
            "title": one.title,
            "container-title": one.container,
            "issued": _date(one.issued),
            "accessed": _date(one.accessed),
            "URL": one.url,
            "language": one.language,
            "archive": "embedarchive" if one.archived else None,
            "abstract": one.abstract,
            "note": one.note,
        }
        kept = {name: value for name, value in told.items() if value}
        yield (",\n" if number else "\n") + json.dumps(kept, ensure_ascii=False)
    yield "\n]\n"


_RIS = {"post": "ELEC", "article-newspaper": "NEWS", "graphic": "FIGURE"}


def ris(sources: Iterable[Cited]) -> Iterator[str]:
    """RIS, a record a source."""
    for one in sources:
        told = [
            ("TY", _RIS.get(one.kind, "ELEC")),
            ("ID", one.key),
            *(("AU", author) for author in one.authors),
            ("TI", one.title),
            ("T2", one.container),
            ("PY", one.issued[:4]),
            ("DA", one.issued[:10].replace("-", "/")),
            ("Y2", one.accessed[:10].replace("-", "/")),
            ("UR", one.url),
            ("LA", one.language),
            ("AB", one.abstract),
            ("N1", one.note),
        ]
        yield "".join(f"{tag}  - {_line(value)}\r\n" for tag, value in told if value) + "ER  - \r\n\r\n"


def bibtex(sources: Iterable[Cited]) -> Iterator[str]:
    """BibTeX in UTF-8, an entry a source."""
    for one in sources:
        told = {
            "author": " and ".join(f"{{{_bibtex(_line(author))}}}" for author in one.authors),
            "title": f"{{{_bibtex(one.title)}}}",
            "howpublished": _bibtex(one.container),
            "year": one.issued[:4],
            "month": one.issued[5:7].lstrip("0"),
            "date": one.issued[:10],
            "url": one.url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C"),
            "urldate": one.accessed[:10],
            "note": one.note,
        }
        name = re.sub(r"[^A-Za-z0-9:.-]", "-", one.key)
        fields = "".join(f"  {field} = {{{value}}},\n" for field, value in told.items() if value)
        yield f"@misc{{{name},\n{fields}}}\n\n"


def coins(one: Cited) -> str:
    """What Zotero and others find a source by in a page: a ContextObject in a title (ANSI/NISO Z39.88-2004)."""
    told = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"),
        ("rft.type", {"post": "blogPost", "article-newspaper": "newspaperArticle"}.get(one.kind, "webpage")),
        ("rft.title", one.title),
        *(("rft.creator", author) for author in one.authors),
        ("rft.source", one.container),
        ("rft.date", one.issued[:10]),
        ("rft.identifier", one.url),
        ("rft.language", one.language),
    ]
    return urlencode([(name, value) for name, value in told if value], errors="replace")


def title(row: Row) -> str:
    """What a post is called, which has no title: its first words."""
    return shortened(row["text"] or "") or f"[A post on {platform_name(row['platform'])}]"


def shortened(text: str) -> str:
    """The first words of a text, on one line."""
    words = _line(text)
    if len(words) > _LONGEST:
        words = f"{words[:_LONGEST].rpartition(' ')[0] or words[:_LONGEST]} …"
    return words


def _author(row: Row) -> str:
    handle = f"@{row['handle']}" if row["handle"] else ""
    if row["author"] and handle:
        return _line(f"{row['author']} ({handle})")
    return _line(row["author"] or handle or "Unknown author")


def _line(text: str) -> str:
    return " ".join(text.split())


def _date(text: str) -> dict[str, Any] | None:
    """A day, a month or a year."""
    parts = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?(?:T.*)?", text)
    return {"date-parts": [[int(part) for part in parts.groups() if part]]} if parts else None


def _bibtex(text: str) -> str:
    return _BIBTEX.sub(lambda found: _ESCAPED.get(found[0], f"\\{found[0]}"), text)
