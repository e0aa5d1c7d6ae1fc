"""Values as rows of the truth, and rows as values again."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from embedarchive.model import (
    SCHEMA,
    Coordinates,
    Document,
    Embed,
    Exchange,
    Image,
    MediaRef,
    Mention,
    Missing,
    Post,
    Reason,
    Scan,
    Status,
    plain,
)
from embedarchive.store.chain import Value, canonical
from embedarchive.store.forgetting import Forgotten
from embedarchive.store.keys import clean, clean_text, is_unresolved, platform_of
from embedarchive.store.times import parse, parse_day, stamp

Row = dict[str, Value]
VOLATILE = frozenset({"counts", "observed_at", "sources"})
"""What changes between two looks at the same post without the post having changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedRecord:
    """An embed as it is kept: its row, the post's key, and the row of the post."""

    id: int
    embed: Embed
    key: str
    post_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRecord:
    """An image as it is kept: its row, the key, and the row in `media`."""

    id: int
    image: Image
    key: str
    media_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRecord:
    """An article as it is kept.

    Attributes:
        news: `new`, `changed` (scanned again, with other bytes or by another parser) or `known`: nothing was written.
    """

    id: int
    scan_id: int
    news: str
    embeds: tuple[EmbedRecord, ...]
    images: tuple[ImageRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotRecord:
    """A snapshot as it is kept, and what became of its post or image.

    Attributes:
        subject_id: the row in `posts` or `media`.
        key: the key that the post has now; it differs from the one given when the snapshot resolved it.
    """

    id: int
    subject_id: int
    key: str
    status: Status
    reason: Reason | None


def dump(value: object) -> str:
    """A value as the JSON text that a column holds."""
    return canonical(clean(plain(value)))


def text_or_none(text: str | None) -> str | None:
    """A text as a column can hold it."""
    return None if text is None else clean_text(text)


def scan_json(scan: Scan) -> str:
    """A scan but for the article's source, which is kept as given, and its embeds and images, which have rows.

    `finds` is the digest of those: two scans that came to the same end are told by it.
    """
    found = clean(plain(scan))
    finds = canonical([found.pop("embeds"), found.pop("images")])
    found["document"] = {name: value for name, value in found["document"].items() if name != "text"}
    return canonical({"schema": SCHEMA, **found, "finds": hashlib.sha256(finds.encode()).hexdigest()})


def scan_row(scan: Scan, text: str, parser: str) -> Row:
    """A row of `article_scans`, still without its article and document."""
    document = scan.document
    return {
        "title": text_or_none(document.title),
        "language": document.language,
        "media_type": document.media_type,
        "charset": document.charset,
        "base_url": text_or_none(document.base_url),
        "part": document.part or "",
        "text": clean_text(text),
        "scan": scan_json(scan),
        "parser": parser,
        "publication": canonical(clean(plain(document.publication))) if document.publication else None,
    }


def quotation_row(subject: str, key: str, said: Embed | Image | MediaRef) -> Row:
    """A row of `snapshots` for what an article says, still without its article and time."""
    body = clean(plain(said))
    return {
        "subject": subject,
        "key": key,
        "source": "article",
        "outcome": "quoted",
        "body": canonical(body),
        "schema": SCHEMA,
        "content_digest": content_digest(body),
    }


def embed_row(embed: Embed, key: str, position: int) -> Row:
    """A row of `embeds`, still without its article."""
    return {
        "position": position,
        "platform": embed.platform,
        "form": embed.form,
        "native_id": text_or_none(embed.id),
        "author": text_or_none(embed.author),
        "handle": text_or_none(embed.handle),
        "date": embed.date.isoformat() if embed.date else None,
        "date_text": text_or_none(embed.date_text),
        "posted_at": stamp(embed.posted_at) if embed.posted_at else None,
        "text": text_or_none(embed.text),
        "language": embed.language,
        "url": text_or_none(embed.url),
        "start": embed.start,
        "end": embed.end,
        "parts": dump(embed.parts),
        "links": dump(embed.links),
        "media": dump(embed.media),
        "coordinates": dump(embed.coordinates),
        "quotes": text_or_none(embed.quotes),
        "replies_to": text_or_none(embed.replies_to),
        "context": text_or_none(embed.context),
        "deletion": text_or_none(embed.deletion),
        "mentions": dump(embed.mentions) if embed.mentions else None,
        "confidence": min(max(float(embed.confidence), 0.0), 1.0),
        "doubts": dump(embed.doubts),
        "other_starts": dump(embed.other_starts) if embed.other_starts else None,
        "sources": dump(dict(embed.sources)),
        "key": key,
    }


def image_row(image: Image, key: str, position: int) -> Row:
    """A row of `images`, still without its article."""
    return {
        "position": position,
        "url": clean_text(image.url),
        "alt": clean_text(image.alt),
        "caption": clean_text(image.caption),
        "credit": clean_text(image.credit),
        "start": image.start,
        "end": image.end,
        "candidates": dump(image.candidates),
        "key": key,
    }


def fetch_row(exchange: Exchange, key: str | None) -> Row:
    """A row of `fetches`, still without its blobs."""
    return {
        "at": stamp(exchange.at),
        "method": exchange.method,
        "url": clean_text(exchange.url),
        "status": exchange.status,
        "reason": str(exchange.reason) if exchange.reason else None,
        "detail": clean_text(exchange.detail),
        "elapsed_ms": exchange.elapsed_ms,
        "address": exchange.address,
        "source": exchange.source,
        "snapshot_key": key,
        "body_size": exchange.body.size if exchange.body else 0,
        "retry_after": clean(exchange.retry_after),
        "flags": dump(exchange.flags),
    }


def content_digest(body: Mapping[str, object]) -> str:
    """The digest of what a post says and shows: equal when nothing changed but counts and the answer it came from."""
    return hashlib.sha256(canonical({k: v for k, v in body.items() if k not in VOLATILE}).encode()).hexdigest()


def resolved_key(key: str, body: Post | Missing | Mapping[str, object] | None) -> str | None:
    """The key that an answer gives to a post whose id was not known; nothing when it gives none."""
    if not is_unresolved(key) or not isinstance(body, Post | Missing) or not body.id:
        return None
    platform = body.platform if isinstance(body, Post) else platform_of(key)
    return f"{platform}:{clean_text(body.id)}"


def spared(value: object, post: Forgotten, *, names: bool = False) -> Any:  # noqa: ANN401 -- whatever a scan holds
    """A value of a scan without a post that is to be forgotten; with `names` also without its author's.

    The addresses of images stay, and the article's own: they name nobody.
    """
    if isinstance(value, str):
        return post.without(value, names=names)
    if isinstance(value, tuple):
        return tuple(spared(item, post, names=names) for item in value)
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    own = {"candidates", "text", "base_url", "source"} if isinstance(value, Document) else {"candidates"}
    own |= {"url"} if isinstance(value, Image) else set()
    known = {field.name: getattr(value, field.name) for field in dataclasses.fields(value) if field.name not in own}
    return dataclasses.replace(value, **{name: spared(item, post, names=names) for name, item in known.items()})


def bare(scan: Scan) -> Scan:
    """A scan without the words that are the article's own."""
    images = tuple(dataclasses.replace(image, alt="", caption="", credit="") for image in scan.images)
    embeds = tuple(dataclasses.replace(embed, context=None, deletion=None, mentions=()) for embed in scan.embeds)
    links = tuple(dataclasses.replace(link, phrase="") for link in scan.links)
    document = dataclasses.replace(scan.document, title=None, publication=None)
    return dataclasses.replace(scan, document=document, embeds=embeds, images=images, links=links, ignored=())


def forgotten(scan: Scan, keys: Sequence[str], erased: Collection[str]) -> Scan:
    """A scan without what it says of posts whose words were erased."""
    embeds = tuple(
        Embed(platform=embed.platform, form=embed.form, start=embed.start, end=embed.end, parts=embed.parts)
        if key in erased
        else embed
        for embed, key in zip(scan.embeds, keys, strict=True)
    )
    return dataclasses.replace(scan, embeds=embeds) if erased else scan


def media_refs(value: Any) -> tuple[MediaRef, ...] | None:  # noqa: ANN401 -- a JSON value
    """Media out of JSON; nothing when there are none."""
    found = tuple(_media_ref(item) for item in value or () if isinstance(item, dict) and item.get("candidates"))
    return found or None


def _media_ref(item: Mapping[str, Any]) -> MediaRef:
    known = {field.name for field in dataclasses.fields(MediaRef)}
    kept = {name: value for name, value in item.items() if name in known and value is not None}
    return MediaRef(**{**kept, "candidates": tuple(str(address) for address in item["candidates"])})


def embed_of(row: Mapping[str, Any]) -> Embed:
    """The embed that a row of `embeds` holds, or the JSON of a quotation; what a capture starts from."""
    links, media, spots, parts, doubts, starts, sources, mentions = (
        json.loads(value) if isinstance(value := row.get(name), str) else value or ()
        for name in ("links", "media", "coordinates", "parts", "doubts", "other_starts", "sources", "mentions")
    )
    return Embed(
        platform=row["platform"],
        form=row["form"],
        id=row["native_id"] if "native_id" in row else row["id"],
        url=row["url"],
        author=row["author"],
        handle=row["handle"],
        date=parse_day(row["date"]),
        date_text=row.get("date_text"),
        posted_at=parse(row["posted_at"]),
        text=row["text"],
        language=row["language"],
        links=tuple(links or ()),
        media=media_refs(media) or (),
        coordinates=tuple(Coordinates(**spot) for spot in spots or ()),
        quotes=row["quotes"],
        replies_to=row["replies_to"],
        confidence=row["confidence"],
        doubts=tuple(doubts or ()),
        other_starts=tuple(starts or ()),
        start=row["start"],
        end=row["end"],
        parts=tuple((start, end) for start, end in parts or ()),
        context=row.get("context"),
        deletion=row.get("deletion"),
        mentions=tuple(Mention(**each) for each in mentions or ()),
        sources=tuple(dict(sources).items()),
    )


def reason_of(value: str | None) -> Reason | None:
    """A column as a reason."""
    return Reason(value) if value else None
