"""Posts for other networks and for knowledge graphs: ActivityStreams 2, and RDF as N-Triples in schema.org's words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias
from urllib.parse import quote

from embedarchive.exports.cards import link, paragraphs

Row: TypeAlias = Mapping[str, Any]
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,5}")
_KINDS = {"image": "Image", "video": "Video", "audio": "Audio"}
_SCHEMA = "https://schema.org/"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_ESCAPED = re.compile('[\\\\"\n\r\t]')


def activities(posts: Iterable[tuple[Row, Sequence[Row]]], count: int) -> Iterator[str]:
    """Posts with their media as an OrderedCollection (https://www.w3.org/TR/activitystreams-core/)."""
    head = {"@context": "https://www.w3.org/ns/activitystreams", "type": "OrderedCollection", "totalItems": count}
    yield json.dumps(head)[:-1] + ', "orderedItems": ['
    for number, (row, media) in enumerate(posts):
        yield (",\n" if number else "\n") + json.dumps(_note(row, media), ensure_ascii=False)
    yield "\n]}\n"


def _note(row: Row, media: Sequence[Row]) -> dict[str, object]:
    content = paragraphs(row["text"] or "")
    tag = row["language"] if _LANGUAGE.fullmatch(row["language"] or "") else None
    place = {"type": "Place", "name": row["place"], "latitude": row["latitude"], "longitude": row["longitude"]}
    person = {"type": "Person", "name": row["author"], "preferredUsername": row["handle"]}
    told = {
        "type": "Note",
        "id": identifier(row),
        "url": link(row["url"]),
        "attributedTo": _given(person) if row["author"] or row["handle"] else None,
        "content": content,
        "contentMap": {tag: content} if tag and content else None,
        "published": row["posted_at"],
        "location": _given(place) if row["latitude"] is not None else None,
        "sensitive": bool(row["sensitive"]) or None,
        "attachment": [_attached(one) for one in media],
    }
    return _given(told)


def _attached(row: Row) -> dict[str, object]:
    kind = _KINDS.get((row["media_type"] or "").partition("/")[0], "Document")
    told = {"type": kind, "mediaType": row["media_type"], "name": row["alt"], "url": row["path"] or link(row["url"])}
    size = {"width": row["width"], "height": row["height"], "digestSHA256": row["digest"]}
    return _given(told | {name: value for name, value in size.items() if value})


def _given(told: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in told.items() if value not in (None, "", [])}


def identifier(row: Row) -> str:
    """What a post is called everywhere: its address, or else its key here."""
    return link(row["url"]) or f"urn:embedarchive:{quote(row['key'], safe=':@')}"


def triples(rows: Iterable[Row]) -> Iterator[str]:
    """Posts as N-Triples (https://www.w3.org/TR/n-triples/)."""
    for row in rows:
        post, author = _iri(identifier(row)), f"_:a{row['id']}"
        yield f"{post} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> {_iri(_SCHEMA + 'SocialMediaPosting')} .\n"
        day = row["posted_at"] or row["day"]
        told = {
            "identifier": _literal(row["key"]),
            "articleBody": _literal(row["text"], row["language"]),
            "datePublished": _literal(day, kind="dateTime" if row["posted_at"] else "date"),
            "inLanguage": _literal(row["language"]),
            "url": _iri(row["url"]) if link(row["url"]) else None,
            "creativeWorkStatus": _literal(row["status"]),
        }
        if row["author"] or row["handle"]:
            told["author"] = author
            names = {"name": _literal(row["author"]), "alternateName": _literal(row["handle"])}
            yield from _lines(author, names)
        if row["latitude"] is not None:
            place = f"_:p{row['id']}"
            told["contentLocation"] = place
            where = {"latitude": row["latitude"], "longitude": row["longitude"]}
            told_where = {name: _literal(str(value), kind="double") for name, value in where.items()}
            yield from _lines(place, told_where | {"name": _literal(row["place"])})
        yield from _lines(post, told)


def _lines(subject: str, told: Mapping[str, str | None]) -> Iterator[str]:
    for name, value in told.items():
        if value is not None:
            yield f"{subject} <{_SCHEMA}{name}> {value} .\n"


def _iri(address: str) -> str:
    return f"<{quote(address, safe=':/?#[]@!$&()*+,;=%~-._' + chr(39))}>"


def _literal(text: str | None, tag: str | None = None, kind: str = "") -> str | None:
    if not text:
        return None
    quoted = '"' + _ESCAPED.sub(lambda found: _ESCAPES[found[0]], text.replace("\0", "")) + '"'
    if tag and _LANGUAGE.fullmatch(tag):
        return f"{quoted}@{tag}"
    return f"{quoted}^^<{_XSD}{kind}>" if kind else quoted
