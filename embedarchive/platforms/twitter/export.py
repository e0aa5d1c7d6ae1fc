"""The posts in X's export of an account's data: `data/tweets.js`, as JavaScript that assigns an array.

The tweets have the names of API v1.1; who wrote them stands in `account.js` beside them, the words beyond 280
characters in `note-tweet.js`, images and videos in `tweets_media/ID-NAME`. Seen in exports of 2019 to 2024. In those of
2012 to 2018 the tweets of a month are a file of their own, `data/js/tweets/2012_11.js`, and say who wrote them.
A retweet is another account's words under an id of its own: it is counted and passed over.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress

from embedarchive import urls
from embedarchive.errors import SourceError
from embedarchive.model import Exported, MediaRef
from embedarchive.platforms.twitter import tweet_json
from embedarchive.protocols.declaring.export import OTHER, SHARED, Beside
from embedarchive.protocols.reading import values

SOURCE = "export"
_FOLDERS = ("tweets_media", "tweet_media", "deleted_tweets_media", "community_tweet_media")
_BLANK = " \t\r\n,"
_END = " \t\r\n];"


def exported(data: bytes, beside: Beside) -> Iterator[Exported | str]:
    """The account's own tweets, in the order of the file, and what is none.

    Raises:
        SourceError: it breaks off; raised after the tweets before the break.
    """
    owner, notes = _owner(beside), _notes(beside)
    for record, value in _records(data.decode("utf-8", "replace")):
        tweet = values.mapping(value, "tweet") or values.mapping(value)
        words = str(tweet.get("full_text") or tweet.get("text") or "")
        if "retweeted_status" in tweet or words.startswith("RT @"):
            yield SHARED
            continue
        note = notes.get(_moment(tweet.get("created_at")), {})
        if note and _joined(str(note.get("text"))).startswith(_joined(words.partition("…")[0])):
            tweet = {**tweet, "full_text": note["text"], "entities": _entities(tweet, note)}
        post = tweet_json.post({**tweet, "user": owner or tweet.get("user")}, SOURCE)
        if post is not None and post.id is not None:
            yield Exported(post=post, record=record.encode(), files=_files(post.id, post.media))
        else:
            yield OTHER


def _records(text: str) -> Iterator[tuple[str, object]]:
    """Each member of the array, with its own characters; one after the other, for there may be 100,000."""
    decoder = json.JSONDecoder()
    at = text.find("[") + 1
    while at:
        while at < len(text) and text[at] in _BLANK:
            at += 1
        if not text.startswith("{", at):
            if text[at:].strip(_END):
                raise SourceError("The export breaks off; what stands before the break is read. Unpack it again.")
            return
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            raise SourceError("The export breaks off; what stands before the break is read. Unpack it again.") from None
        yield text[at:end], value
        at = end


def _beside(beside: Beside, name: str, key: str) -> Iterator[Mapping[str, object]]:
    """The members of another file of the export."""
    data = beside(name)
    with suppress(SourceError):
        for _, value in _records((data or b"").decode("utf-8", "replace")):
            yield values.mapping(value, key)


def _owner(beside: Beside) -> dict[str, object]:
    for account in _beside(beside, "account.js", "account"):
        return {"name": account.get("accountDisplayName"), "screen_name": account.get("username")}
    return {}


def _notes(beside: Beside) -> dict[str, Mapping[str, object]]:
    """The long texts by their second: they name no tweet."""
    names = ("note-tweet.js", "note-tweets.js")
    found = (note for name in names for note in _beside(beside, name, "noteTweet"))
    return {_moment(note.get("createdAt")): values.mapping(note, "core") for note in found}


def _moment(value: object) -> str:
    moment = values.moment(value)
    return moment.strftime("%Y-%m-%dT%H:%M:%S") if moment else ""


def _joined(words: str) -> str:
    return "".join(words.split())


def _entities(tweet: Mapping[str, object], note: Mapping[str, object]) -> dict[str, object]:
    """The tweet's entities with the note's links, which have names of their own."""
    links = [
        {"url": link.get("shortUrl"), "expanded_url": link.get("expandedUrl")}
        for link in map(values.mapping, values.items(note.get("urls")))
    ]
    return {**values.mapping(tweet, "entities"), **({"urls": links} if links else {})}


def _files(tweet_id: str, media: tuple[MediaRef, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What the files of a tweet's media are called: its id and the last part of an address that the file has."""
    found = []
    for ref in media:
        bases: dict[str, None] = {}
        for candidate in ref.candidates:
            address = urls.parse(candidate)
            base = address.path.rpartition("/")[2].partition(":")[0] if address else ""
            form = address.parameter("format") if address else ""
            bases |= dict.fromkeys([base if "." in base or not form else f"{base}.{form}"] if base else [])
        names = [f"{folder}/{tweet_id}-{base}" for base in bases for folder in _FOLDERS]
        found.append((ref.candidates[0], tuple(names)))
    return tuple(found)
