"""Posts as sources that are cited: CSL-JSON (Zotero, Pandoc), RIS and BibTeX."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from embedarchive.exports.cards import link
from embedarchive.exports.posts import platform_name

Row: TypeAlias = Mapping[str, Any]
_LONGEST = 140
_BIBTEX = re.compile(r"[\\{}%$#&_~^]")
_ESCAPED = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def csl(rows: Iterable[Row]) -> Iterator[str]:
    """CSL-JSON (https://docs.citationstyles.org/en/stable/specification.html), an item a line."""
    yield "["
    for number, row in enumerate(rows):
        told = {
            "id": row["key"],
            "type": "post",
            "author": [{"literal": _author(row)}],
            "title": title(row),
            "container-title": platform_name(row["platform"]),
            "issued": _date(row["posted_at"] or row["day"]),
            "accessed": _date(row["captured_at"] or row["first_seen_at"]),
            "URL": link(row["url"]),
            "language": row["language"],
            "archive": "embedarchive" if row["captured_at"] else None,
            "abstract": row["text"],
        }
        kept = {name: value for name, value in told.items() if value}
        yield (",\n" if number else "\n") + json.dumps(kept, ensure_ascii=False)
    yield "\n]\n"


def ris(rows: Iterable[Row]) -> Iterator[str]:
    """RIS, a record a post."""
    for row in rows:
        told = {
            "TY": "ELEC",
            "ID": row["key"],
            "AU": _author(row),
            "TI": title(row),
            "T2": platform_name(row["platform"]),
            "PY": (row["day"] or row["posted_at"] or "")[:4],
            "DA": (row["posted_at"] or row["day"] or "")[:10].replace("-", "/"),
            "Y2": (row["captured_at"] or row["first_seen_at"] or "")[:10].replace("-", "/"),
            "UR": link(row["url"]),
            "LA": row["language"],
            "AB": row["text"],
        }
        yield "".join(f"{tag}  - {_line(value)}\r\n" for tag, value in told.items() if value) + "ER  - \r\n\r\n"


def bibtex(rows: Iterable[Row]) -> Iterator[str]:
    """BibTeX in UTF-8, an entry a post."""
    for row in rows:
        when = row["posted_at"] or row["day"] or ""
        told = {
            "author": f"{{{_bibtex(_author(row))}}}",
            "title": f"{{{_bibtex(title(row))}}}",
            "howpublished": _bibtex(platform_name(row["platform"])),
            "year": when[:4],
            "month": when[5:7].lstrip("0"),
            "date": when[:10],
            "url": (link(row["url"]) or "").replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C"),
            "urldate": (row["captured_at"] or row["first_seen_at"] or "")[:10],
        }
        name = re.sub(r"[^A-Za-z0-9:.-]", "-", row["key"])
        fields = "".join(f"  {field} = {{{value}}},\n" for field, value in told.items() if value)
        yield f"@misc{{{name},\n{fields}}}\n\n"


def title(row: Row) -> str:
    """What a post is called, which has no title: its first words."""
    words = _line(row["text"] or "")
    if len(words) > _LONGEST:
        words = f"{words[:_LONGEST].rpartition(' ')[0] or words[:_LONGEST]} …"
    return words or f"[A post on {platform_name(row['platform'])}]"


def _author(row: Row) -> str:
    handle = f"@{row['handle']}" if row["handle"] else ""
    if row["author"] and handle:
        return _line(f"{row['author']} ({handle})")
    return _line(row["author"] or handle or "Unknown author")


def _line(text: str) -> str:
    return " ".join(text.split())


def _date(text: str | None) -> dict[str, object] | None:
    return {"date-parts": [[int(part) for part in text[:10].split("-")]]} if text else None


def _bibtex(text: str) -> str:
    return _BIBTEX.sub(lambda found: _ESCAPED.get(found[0], f"\\{found[0]}"), text)
