"""What the words and facts on the page of a post were read from: the kept answers, the article and its place in it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from embedarchive import urls
from embedarchive.datasette_plugin.locale.words import Words, moment_of
from embedarchive.datasette_plugin.reader.database import Reader, Row
from embedarchive.datasette_plugin.views.checking import checkable
from embedarchive.datasette_plugin.views.history import FIELDS, told_by
from embedarchive.model.articles import DERIVED

_TOLD = (
    "text", "author", "handle", "posted_at", "edited_at", "place", "coordinates", "media", "quotes", "replies_to",
    "counts", "poll", "card",
)  # fmt: skip
"""The facts whose origin is named; the address and the id stand in the answers' own addresses."""
_MOST_ANSWERS = 6
_MOST_ARTICLES = 5
_ONE_BYTE = re.compile(r"utf-8|windows-125[0-8]|iso-8859-[0-9]{1,2}|koi8-[ru]|us-ascii|macintosh")
"""The charsets in which Python counts characters as the archive does."""


async def evidence(reader: Reader, groups: Sequence[dict[str, Any]], words: Words) -> dict[str, Any] | None:
    """The groups with the files that are kept, and what to type to check those; None when there is no file at all."""
    check = await checkable(reader, [file["digest"] for group in groups for file in group["files"]])
    if check is None:
        return None
    kept = {file["digest"]: file for file in check["files"]}
    asked = await reader.may("fetches")
    made = []
    for group in groups:
        files = [{**kept[file["digest"]], **file} for file in group["files"] if file["digest"] in kept]
        place = group.get("place")
        printed = _printed(place, files[0]["path"]) if place and files else None
        without = words("The answer itself is not kept." if asked else "The answers are not shown to everyone.")
        made.append({**group, "files": files, "without": without, "place": printed})
    return {**check, "groups": made}


def told_from(
    card: Row,
    snapshots: Sequence[Row],
    exchanges: Sequence[Row],
    occurrences: Sequence[Row],
    *,
    stills: Sequence[Row],
    words: Words,
) -> list[dict[str, Any]]:
    """What each part of the page was read from, in groups: `what`, and its `files` with a digest and a label each.

    Args:
        card: the post, with the `sources` of its facts and its `media`.
        snapshots: all that was learnt of it, rows of `snapshots`.
        exchanges: all that was asked for it, rows of `fetches`.
        occurrences: what the articles print of it, rows of `embeds` with the article's `document`.
        stills: further files of the post, each with a digest and a role.
        words: the language.
    """
    facts: dict[int, list[str]] = {}
    voices: dict[int, str] = {}
    for name in _TOLD:
        source = card["sources"].get(name)
        number = source.get("snapshot") if isinstance(source, Mapping) else None
        if isinstance(number, int) and source.get("source") not in DERIVED:
            facts.setdefault(number, []).append(name)
            voices.setdefault(number, told_by(source, words))
    made = []
    is_gone = card["gone_at"] or card["status"] in {"unavailable", "recovered"}
    last_gone = next((row["id"] for row in reversed(snapshots) if is_gone and row["outcome"] == "gone"), None)
    for snapshot in snapshots:
        number = snapshot["id"]
        captured = number in facts and snapshot["outcome"] == "captured"
        if captured or number == last_gone:
            what = _named(facts[number], words) if captured else words("That it is gone")
            voice = voices[number] if captured else words.source(snapshot["source"])
            answers = [_labelled(one, words) for one in behind(snapshot, exchanges)]
            made.append({"what": what, "voice": voice, "files": answers})
    media = [item for item in (*card["media"], *stills, card["avatar"]) if item and item["digest"]]
    if media:
        pictures = [{"digest": item["digest"], "label": words.role(item["role"])} for item in media]
        made.append({"what": words("Photos, videos and sounds"), "voice": "", "files": pictures})
    return made + [_article(one, words) for one in _distinct(occurrences)[:_MOST_ARTICLES]]


def _named(fields: Sequence[str], words: Words) -> str:
    said = ", ".join(words(FIELDS[field]).lower() for field in fields)
    return said[:1].upper() + said[1:]


def behind(snapshot: Row, exchanges: Sequence[Row]) -> list[Row]:
    """The kept answers that a snapshot was read from, the likeliest first.

    Of a web archive it is the copy with the snapshot's time in its address. A platform may be asked along several ways
    at once: then it is all that it answered in that run, before the others the one that came last, whose time the
    snapshot has.
    """
    if snapshot["source"] == "export":  # nobody was asked
        return []
    archive, gone = snapshot["source"] == "web-archive", snapshot["outcome"] == "gone"
    found = []
    for one in exchanges:
        answered = one["method"] == "GET" and one["body"] and one["body_size"] and one["run_id"] <= snapshot["run_id"]
        status = one["status"] or 0
        usable = 200 <= status < 300 or (gone and 400 <= status < 500)
        if answered and usable and _replay(one) is archive and not _asks_index(one):
            found.append(one)
    run = max((one["run_id"] for one in found), default=0)
    found = [one for one in found if one["run_id"] == run]
    wanted = moment_of(snapshot["captured_at"])
    exact = [one for one in found if wanted and _moment(one, archive=archive) == wanted]
    others = [] if archive and exact else [one for one in found if one not in exact]
    return [*exact, *others][:_MOST_ANSWERS]


def _replay(exchange: Row) -> bool:
    return urls.unwrap(exchange["url"] or "").archive is not None


def _asks_index(exchange: Row) -> bool:
    """Whether it asked a web archive which copies it has: that answer names copies, not the post."""
    try:
        host = urlsplit(exchange["url"] or "").hostname
    except ValueError:
        return False
    return host in urls.ARCHIVES and not _replay(exchange)


def _moment(exchange: Row, *, archive: bool) -> object:
    return urls.unwrap(exchange["url"] or "").archived_at if archive else moment_of(exchange["at"])


def _labelled(exchange: Row, words: Words) -> dict[str, Any]:
    """An answer by the host that gave it and when, a web archive's copy by when it was made."""
    unwrapped = urls.unwrap(exchange["url"] or "")
    try:
        host = urlsplit(exchange["url"] or "").hostname or ""
    except ValueError:
        host = ""
    if unwrapped.archived_at:
        when = words.time(unwrapped.archived_at.isoformat())
        return {"digest": exchange["body"], "label": words("the copy of {when} at {host}", when=when, host=host)}
    label = words("the answer of {host}, {when}", host=host, when=words.time(exchange["at"]))
    return {"digest": exchange["body"], "label": label}


def _distinct(occurrences: Sequence[Row]) -> list[Row]:
    """The first place of the post in each article that is kept."""
    return list({one["article_id"]: one for one in reversed(occurrences) if one.get("document")}.values())[::-1]


def _article(occurrence: Row, words: Words) -> dict[str, Any]:
    place = {name: occurrence[name] for name in ("start", "end", "charset", "part")}
    return {
        "what": words("What the article prints"),
        "voice": "",
        "article": occurrence,
        "files": [{"digest": occurrence["document"], "label": words("the article as given")}],
        "place": place if occurrence["end"] > occurrence["start"] else None,
    }


def _printed(place: Mapping[str, Any], path: str) -> dict[str, Any]:
    """Where a quotation stands, with the command that prints it, where one can."""
    charset = str(place["charset"] or "").lower()
    start, end = place["start"], place["end"]
    command = None
    if not place["part"] and _ONE_BYTE.fullmatch(charset):
        name = "utf-8-sig" if charset == "utf-8" else codecs.lookup(charset).name if _known(charset) else None
        opened = f"open('{path}', encoding='{name}', errors='replace', newline='')"
        command = f'python3 -c "print({opened}.read()[{start}:{end}])"' if name else None
    return {"start": start, "end": end, "part": place["part"], "command": command}


def _known(charset: str) -> bool:
    try:
        codecs.lookup(charset)
    except LookupError:
        return False
    return True
