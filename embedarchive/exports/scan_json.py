"""A scan as the JSON object that `embedarchive scan --json` prints."""

from __future__ import annotations

import json
from typing import Any

from embedarchive.documents import publication
from embedarchive.model import SCHEMA, Scan, plain

_ENCODER = json.JSONEncoder(ensure_ascii=False)


def scan_line(scan: Scan) -> str:
    """The object as one line of JSON."""
    return _ENCODER.encode(scan_object(scan))


def scan_object(scan: Scan) -> dict[str, Any]:
    """The object for one document. Absent facts are None or empty, never invented; offsets are as in `Scan`."""
    document = scan.document
    published = document.publication or publication.read(document)
    return {
        "schema": SCHEMA,
        "source": document.source,
        "media_type": document.media_type,
        "charset": document.charset,
        "base_url": document.base_url,
        "title": document.title,
        "language": document.language,
        "publication": published and {**plain(published), "sources": dict(published.sources)},
        **({"part": document.part} if document.part else {}),
        **({"rendered": True} if document.rendered else {}),
        "embeds": [
            {"index": index, **plain(embed), "sources": dict(embed.sources)} for index, embed in enumerate(scan.embeds)
        ],
        "images": plain(scan.images),
        "links": plain(scan.links),
        "ignored": plain(scan.ignored),
    }
