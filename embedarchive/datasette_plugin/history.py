"""What was learnt about a post and when, and what changed from one time to the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from embedarchive.datasette_plugin.details import told
from embedarchive.datasette_plugin.reading import Row, read_json
from embedarchive.datasette_plugin.words import LINK_KINDS, OUTCOMES, SOURCES, Words
from embedarchive.model.articles import DERIVED
from embedarchive.model.differences import word_changes

FIELDS = {
    "author": "Author",
    "handle": "Handle",
    "author_url": "Author's page",
    "posted_at": "Posted",
    "date": "Day",
    "date_text": "Day as printed",
    "edited_at": "Edited",
    "text": "Text",
    "language": "Language",
    "place": "Place",
    "coordinates": "Coordinates",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "media": "Media",
    "links": "Links",
    "quotes": "Quotes",
    "replies_to": "Answers",
    "counts": "Counts",
    "likes": "Likes",
    "reposts": "Reposts",
    "replies": "Replies",
    "poll": "Poll",
    "card": "Link preview",
    "url": "Address",
    "id": "The platform's id",
    "native_id": "The platform's id",
    "sensitive": "Marked as sensitive",
    "status": "State",
}
_COMPARED = ("author", "handle", "posted_at", "edited_at", "text", "place", "quotes", "replies_to", "sensitive")


def pairs(value: object) -> dict[str, Any]:
    """What is kept as an object or as a list of pairs, as a dictionary."""
    if isinstance(value, Mapping):
        return {str(key): item for key, item in value.items()}
    if isinstance(value, list):
        return {str(item[0]): item[1] for item in value if isinstance(item, list) and len(item) == 2}
    return {}


def history(snapshots: Sequence[Row], words: Words) -> list[dict[str, Any]]:
    """The snapshots of a post, the oldest first, each with what changed since the capture before it."""
    made = []
    earlier: dict[str, Any] | None = None
    for snapshot in snapshots:
        body = read_json(snapshot["body"], {})
        entry = {
            **snapshot,
            "body": body,
            "counts": pairs(body.get("counts")),
            "what": words(OUTCOMES.get(str(snapshot["outcome"]), str(snapshot["outcome"]))),
            "why": "" if snapshot["outcome"] == "captured" else words.reason(snapshot["reason"]),
            "told": told(snapshot["detail"], words),
            "changes": [],
            "same": False,
            "last_seen": _last_seen(snapshot, snapshots, words) if snapshot["outcome"] == "gone" else "",
        }
        if snapshot["outcome"] == "captured":
            if earlier is not None:
                entry["changes"] = _changes(earlier, body, words)
                entry["same"] = not entry["changes"]
            earlier = body
        made.append(entry)
    return made


def _last_seen(found: Row, snapshots: Sequence[Row], words: Words) -> str:
    """When a post that was found gone had last been seen, by us or by a web archive: nobody knows more."""
    seen = [one for one in snapshots if one["outcome"] == "captured" and one["captured_at"] <= found["captured_at"]]
    by_us = max((one["captured_at"] for one in seen if one["source"] == "platform"), default="")
    by_others = max((one["captured_at"] for one in seen if one["source"] == "web-archive"), default="")
    days = {"seen": words.time(by_us), "copied": words.time(by_others)}
    if by_us and by_others > by_us:
        return words("Last seen by us on {seen}, by a web archive on {copied}.", **days)
    if by_us:
        return words("Last seen on {seen}.", seen=days["seen"])
    if by_others:
        return words("Last seen by a web archive on {copied}, never by us.", copied=days["copied"])
    return words("Never seen by us.")


def _changes(before: Mapping[str, Any], after: Mapping[str, Any], words: Words) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for name in _COMPARED:
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        pieces = word_changes(_plain(old), _plain(new))
        made.append({"field": words(FIELDS.get(name, name)), "pieces": pieces})
    return made


def _plain(value: object) -> str:
    return "" if value is None else str(value)


def facts(post: Row, words: Words, places: Sequence[Row] = ()) -> list[dict[str, str]]:
    """Every fact of a post that has a source, with the source in plain words.

    Args:
        post: a card: a row and its links.
        words: the language.
        places: rows of the table, with the characters that they were read from.
    """
    spot = (post["latitude"], post["longitude"])
    raw = next((one["raw"] for one in places if (one["latitude"], one["longitude"]) == spot), None)
    printed = {"date": post["date_text"], "coordinates": raw}
    pointed = {kind: ", ".join(link["url"] for link in post["links"] if link["kind"] == kind) for kind in LINK_KINDS}
    shown = {
        **post,
        "quotes": pointed["quotes"],
        "replies_to": pointed["replies-to"],
        "links": pointed["link"],
        "id": post["native_id"],
        "date": post["day"],
        "coordinates": f"{post['latitude']}, {post['longitude']}" if post["latitude"] is not None else None,
        "media": post["media_count"],
        "counts": ", ".join(
            f"{words.number(post[name])} {words(name)}"
            for name in ("likes", "reposts", "replies")
            if post[name] is not None
        ),
    }
    made = []
    for name, source in post["sources"].items():
        if name == "date_text" and "date" in post["sources"]:
            continue
        value = shown.get(name)
        text = words.time(value) if name in {"posted_at", "date"} else _plain(value)
        text += f" (“{printed[name]}”)" if printed.get(name) else ""
        made.append(
            {
                "field": words(FIELDS.get(name, name)),
                "value": text if len(text) <= 160 else f"{text[:159]}…",
                "source": told_by(source, words, name),
            }
        )
    return made


def told_by(source: object, words: Words, field: str = "") -> str:
    """Who says a fact, in plain words, by its entry in a post's `sources`; what is not a time is made of the id."""
    if not isinstance(source, Mapping):
        return ""
    who, via = str(source.get("source") or ""), str(source.get("via") or "")
    if who == "id" and field not in {"posted_at", "date"}:
        return words("made of the post's id or address")
    if via in SOURCES:
        return words.source(via)
    return words.source(who) + (f" ({via})" if via and via != who else "")


def comparison(
    disagreements: Sequence[Any], occurrences: Sequence[Row], captured: Mapping[str, Any], words: Words
) -> dict[str, Any]:
    """Whether what the articles print of a post is what was captured of it, in a line: `differs`, and a sentence.

    Args:
        disagreements: as the post has them.
        occurrences: what the articles print, rows of `embeds`.
        captured: the newest capture as `history` tells it, or something without a `source`.
        words: the language.
    """
    fields = [str(found.get("field")) for found in disagreements if isinstance(found, Mapping)]
    if fields:
        voices = {words.source(str(found.get("voice"))) for found in disagreements if isinstance(found, Mapping)}
        differ = {"voice": ", ".join(sorted(voices)), "what": _named(fields, words)}
        sentence = words("The article and {voice} differ on {what}.", **differ)
        return {"differs": True, "sentence": sentence}
    if not captured.get("source"):
        return {"differs": False, "sentence": words("Only the article says what this post was.") if occurrences else ""}
    stated = {name for one in occurrences for name in ("author", "handle", "text", "date") if _states(one, name)}
    compared = [name for name, answer in _ANSWERS.items() if name in stated and _answers(captured["body"], answer)]
    if not compared:
        return {"differs": False, "sentence": ""}
    voice = words.source(str(captured["source"]))
    return {
        "differs": False,
        "sentence": words("The article and {voice} agree on {what}.", voice=voice, what=_named(compared, words)),
    }


_ANSWERS = {"author": "author", "handle": "handle", "text": "text", "date": "posted_at"}
"""What an article may say of a post, and which field of an answer is held against it."""
_DOUBTED = {"author": "author", "handle": "author", "date": "date"}


def _states(occurrence: Row, field: str) -> bool:
    """Whether an article gives a field, and the finder does not doubt it."""
    doubts = read_json(occurrence.get("doubts"), [])
    return bool(occurrence[field]) and _DOUBTED.get(field) not in doubts


def _answers(body: Mapping[str, Any], field: str) -> bool:
    """Whether an answer itself gives a field; what its post's id tells is nobody's word."""
    return bool(body.get(field)) and pairs(body.get("sources")).get(field) not in DERIVED


def _named(fields: Sequence[str], words: Words) -> str:
    """Fields by name, each once."""
    return ", ".join(dict.fromkeys(words(FIELDS.get(field, field)).lower() for field in fields))


def disagreement(found: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """One thing on which an article and another voice differ: a sentence, and for texts the words that differ."""
    said = {name: str(found.get(name) or "") for name in ("field", "article", "voice", "said")}
    if said["field"] == "date":
        if said["voice"] == "id":
            sentence = (
                "The article says {article}; the time inside the post's id is {said}. No time zone explains that."
            )
        else:
            sentence = "The article says {article}; {voice} says {said}. No time zone explains that."
        dates = {
            "article": f"“{found['printed']}”" if found.get("printed") else words.day(said["article"]),
            "said": words.time(said["said"]),
            "voice": words.source(said["voice"]),
        }
        return {"sentence": words(sentence, **dates), "pieces": []}
    sentence = {
        "author": "The article calls the author “{article}”; {voice} says “{said}”.",
        "handle": "The article gives the handle “{article}”; {voice} says “{said}”.",
        "text": "The words differ: what only the article prints is struck out, what only {voice} says is marked.",
    }.get(said["field"], "{field}: the article says “{article}”; {voice} says “{said}”.")
    names = {"voice": words.source(said["voice"]), "field": words(FIELDS.get(said["field"], said["field"]))}
    pieces = word_changes(said["article"], said["said"]) if said["field"] == "text" else []
    return {"sentence": words(sentence, **(said | names)), "pieces": pieces}
