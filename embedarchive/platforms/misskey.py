"""Misskey and its kin (Sharkey, Firefish, Iceshrimp): notes, on any host."""

from __future__ import annotations

import datetime as dt
import re

from embedarchive import urls
from embedarchive.model import Capture, Embed, Missing, Post, Reference, Response
from embedarchive.protocols.declaring.id_times import moment
from embedarchive.protocols.declaring.sources import fediverse

NAME = "misskey"
EXAMPLE = "https://misskey.example/notes/9k3v7m2p1x"
WELL_KNOWN = "https://misskey.io/notes/9brq7z1re6"
HOSTS: tuple[str, ...] = ()
MARKS = ("/notes/",)
SOURCES = fediverse(shape="recorded", page="documented", checked="2026-11-29")
_ID = r"(?=[0-9a-z]{0,9}\d)[7-9a][0-9a-z]{9}|(?=[0-9a-z]{0,15}\d)[9a][0-9a-z]{15}|[0-9a-f]{24}|01[0-9A-HJKMNP-TV-Z]{24}"
"""The kinds of ids that its servers may make: aid, aidx, ObjectID, ULID; all begin with the time."""


def recognise(url: str) -> Reference | None:
    """The note that a URL names, also as its frame; its id is `host/id`."""
    address = urls.parse(url)
    if address is None or not address.web:
        return None
    match address.segments:
        case ("notes", code) | ("embed", "notes", code) if re.fullmatch(_ID, code):
            return Reference(platform=NAME, id=f"{address.host}/{code}", url=f"https://{address.host}/notes/{code}")
    return None


def posted_at(identifier: str) -> dt.datetime | None:
    """The first eight characters of the usual ids count milliseconds since 2000, in base 36."""
    code = identifier.rpartition("/")[2]
    if not re.fullmatch(r"[7-9a][0-9a-z]{9}|[9a][0-9a-z]{15}", code):
        return None
    return moment(int(code[:8], 36) + 946_684_800_000)


def capture(embed: Embed) -> Capture:
    """Fetch one post; see `fediverse`, which is loaded when something is fetched."""
    from embedarchive.protocols.asking import fediverse as asking

    return asking.capture(embed, SOURCES, recognise)


def read(response: Response) -> Post | Missing | None:
    """What one answer says of a post, live or archived."""
    from embedarchive.protocols.asking import fediverse as asking

    return asking.read(response, recognise)
