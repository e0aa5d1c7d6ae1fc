"""Submissions and comments of Reddit as its interfaces answer with them.

`….json` (closed to strangers in May 2026, in crawls and archives since 2010; format: https://www.reddit.com/dev/api)
and `….rss` (Atom, still open, with the whole text).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import TYPE_CHECKING

from embedarchive import urls
from embedarchive.model import MediaRef, Missing, Post, Reference, Response
from embedarchive.platforms.reddit import address as reddit
from embedarchive.platforms.reddit.common import GONE, as_link, in_its_place, is_gone, prose, signed, text_in
from embedarchive.protocols.declaring.id_times import moment
from embedarchive.protocols.reading import values
from embedarchive.protocols.reading.counts import counts
from embedarchive.protocols.reading.provenance import credited
from embedarchive.protocols.reading.soup import attribute, first, soup

if TYPE_CHECKING:
    from bs4 import Tag

_POLL = re.compile(r"\s{0,20}\[View Poll\]\(https://www\.reddit\.com/poll/[a-z0-9]{1,12}\)\s{0,20}$")


# ---------------------------------------------------------------------------------------------------------------- JSON


def of_json(value: object, wanted: str | None) -> Post | Missing | None:
    """The submission or comment that was asked for in the listings of `….json`; None when it is not there."""
    listings = values.items(value, 3) if isinstance(value, list) else (value,)
    things = [thing for listing in listings for thing in _things(listing)]
    chosen = next(
        (thing for thing in things if thing.get("id") == wanted), None if wanted else next(iter(things), None)
    )
    return _thing(chosen) if chosen else None


def _things(listing: object) -> Iterator[Mapping[str, object]]:
    """The submission, then the comments with their answers."""
    for child in values.items(values.mapping(listing, "data").get("children")):
        data = values.mapping(child, "data")
        if values.text(data.get("id")) and str(values.mapping(child).get("kind")) in {"t1", "t3"}:
            yield data
            if isinstance(data.get("replies"), dict):
                yield from _answers(data["replies"])


def _answers(listing: object, depth: int = 0) -> Iterator[Mapping[str, object]]:
    for child in values.items(values.mapping(listing, "data").get("children")):
        data = values.mapping(child, "data")
        if values.text(data.get("id")) and str(values.mapping(child).get("kind")) == "t1":
            yield data
            if depth < 20:
                yield from _answers(data.get("replies"), depth + 1)


def _thing(data: Mapping[str, object], *, nested: bool = False) -> Post | Missing | None:
    reference = reddit.recognise(f"https://www.reddit.com{values.text(data.get('permalink')) or _path(data)}")
    if reference is None:
        return None
    at = values.real(data.get("created_utc"))
    posted_at = moment(int(at * 1000)) if at and 0 < at < 4e9 else None
    handle = values.text(data.get("author"))
    body = values.text(data.get("selftext")) or values.text(data.get("body"))
    title = values.text(data.get("title"))
    removed = body != "[deleted]" and is_gone(body)
    if is_gone(title) or (is_gone(body) and (handle in GONE or handle is None or removed or not title)):
        return in_its_place(body if is_gone(body) else title, reference, posted_at)
    handle = None if handle in GONE else handle
    body = _POLL.sub("", body).strip() if body and not is_gone(body) else None
    edited = values.real(data.get("edited"))
    original = next(iter(values.items(data.get("crosspost_parent_list"), 1)), None)
    other = _thing(values.mapping(original), nested=True) if original and not nested else None
    parent = other if isinstance(other, Post) else None
    media = tuple(_media(data)) or (parent.media if parent else ())
    linked = _linked(data)
    card = (("url", linked),) if linked and not parent else ()
    post = Post(
        platform="reddit",
        id=reference.id,
        url=reference.url,
        **signed(handle),
        posted_at=posted_at,
        edited_at=moment(int(edited * 1000)) if edited and 0 < edited < 4e9 else None,
        text="\n\n".join(unescape(part.strip()) for part in (title, body) if part and part.strip()),
        media=media,
        links=(linked,) if linked else (),
        quotes=parent.url if parent else None,
        related=(parent,) if parent else (),
        replies_to=_answered(data, reference),
        counts=counts(likes=data.get("score"), replies=data.get("num_comments")),
        poll=tuple(_poll(values.mapping(data, "poll_data"))),
        card=card,
        sensitive=data.get("over_18") is True,
    )
    return credited(post, "json")


def _path(data: Mapping[str, object]) -> str:
    """The address of a comment, which did not have it in its own answer until 2017."""
    post = (values.text(data.get("link_id")) or "").removeprefix("t3_")
    place = values.text(data.get("subreddit"))
    return f"{f'/r/{place}' if place else ''}/comments/{post}/comment/{values.text(data.get('id'))}/" if post else ""


def _answered(data: Mapping[str, object], reference: Reference) -> str | None:
    """What a comment answers: another comment, or the submission."""
    kind, _, identifier = (values.text(data.get("parent_id")) or "").partition("_")
    post = reference.id.partition("/")[0]
    found = f"comments/{post}/comment/{identifier}/" if kind == "t1" else f"comments/{identifier}/"
    return f"https://www.reddit.com/{found}" if kind in {"t1", "t3"} and identifier.isalnum() else None


def _linked(data: Mapping[str, object]) -> str | None:
    """Where a submission leads that is a link to another site."""
    target = as_link(data.get("url_overridden_by_dest")) or as_link(data.get("url"))
    elsewhere = urls.parse(target or "")
    return target if elsewhere and not elsewhere.on(*reddit.HOSTS) else None


def _poll(poll: Mapping[str, object]) -> Iterator[tuple[str, int | None]]:
    for option in map(values.mapping, values.items(poll.get("options"), 20)):
        if said := values.text(option.get("text")):
            yield unescape(said), values.number(option.get("vote_count"))


def _media(data: Mapping[str, object]) -> Iterator[MediaRef]:
    """A video with its sound, the images of a gallery in their order, or one image."""
    video = values.mapping(data, "secure_media", "reddit_video") or values.mapping(data, "media", "reddit_video")
    video = video or values.mapping(data, "preview", "reddit_video_preview")
    sizes = values.size(video)
    if file := as_link(video.get("fallback_url")):
        role = "gif" if video.get("is_gif") is True else "video"
        yield MediaRef(candidates=(file,), role=role, duration_s=values.real(video.get("duration")), **sizes)
        if video.get("has_audio") is True:  # it lies beside the video, under names that have changed
            folder = file.rpartition("/")[0]
            names = ("DASH_AUDIO_128.mp4", "DASH_AUDIO_64.mp4", "DASH_audio.mp4", "audio")
            yield MediaRef(candidates=tuple(f"{folder}/{name}" for name in names), role="audio")
    described = values.mapping(data, "media_metadata")
    order = [values.mapping(each) for each in values.items(values.mapping(data, "gallery_data").get("items"), 50)]
    within = str(data.get("selftext") or data.get("body") or "")
    order = order or [{"media_id": key} for key in list(described)[:50] if str(key) in within]  # pictures in the words
    for index, each in enumerate(order):
        yield from _gallery_item(values.mapping(described, str(each.get("media_id"))), each, index)
    images = values.items(values.mapping(data, "preview").get("images"), 1)
    preview = values.mapping(next(iter(images), None), "source")
    target = urls.parse(as_link(data.get("url")) or "")
    original = str(target) if target and target.on("i.redd.it") else None
    candidates = tuple(each for each in (original, as_link(preview.get("url"))) if each)
    if candidates and not order:
        role = "poster" if file else "photo" if original else "card"
        yield MediaRef(candidates=candidates, role=role, index=1 if file else 0, **values.size(preview))


def _gallery_item(item: Mapping[str, object], named: Mapping[str, object], index: int) -> Iterator[MediaRef]:
    """One image: the upload by its id and kind, then the preview that the answer names."""
    source = values.mapping(item, "s")
    preview, moving = as_link(source.get("u")), as_link(source.get("mp4")) or as_link(source.get("gif"))
    size: values.Size = {"width": values.number(source.get("x")), "height": values.number(source.get("y"))}
    served = moving or preview
    if served:
        role = "gif" if moving else "photo"
        yield MediaRef(
            candidates=(served,), role=role, index=index, alt=values.text(named.get("caption")) or "", **size
        )


# ---------------------------------------------------------------------------------------------------------------- Atom


def _is_entry(entry: Tag, wanted: Reference) -> bool:
    """Whether an entry is that post's, by its id or, where it has none, by the address of its page."""
    identifier = text_in(entry, "id")
    if identifier:
        return identifier.rpartition("_")[2] == wanted.id.rpartition("/")[2]
    own = reddit.recognise(attribute(first(entry, "link[href]"), "href") or "")
    return own is not None and own.id == wanted.id


def of_feed(response: Response, wanted: Reference | None) -> Post | Missing | None:
    """The entry of `….rss` that is the post; its words are whole, votes are not in it."""
    entries = soup(values.decoded(response.body)).find_all("entry", limit=200)
    chosen = next((one for one in entries if wanted and _is_entry(one, wanted)), None)
    if chosen is None or wanted is None:
        return None
    handle = text_in(chosen, "author > name").removeprefix("/u/")
    content = soup(unescape(text_in(chosen, "content", raw=True)))
    body = first(content, ".md")
    linked = next(
        (as_link(attribute(tag, "href")) for tag in content.select("a[href]") if tag.get_text() == "[link]"), None
    )
    title = "" if "/" in wanted.id else text_in(chosen, "title")
    gone = next((said for said in (title, prose(body)) if is_gone(said)), None)
    if gone is not None:
        return in_its_place(gone, wanted)
    here = urls.parse(linked or "")
    picture = linked if here and here.on("i.redd.it") else None
    outside = linked if here and not here.on(*reddit.HOSTS) else None
    thumbnail = next((as_link(attribute(tag, "url")) for tag in chosen.find_all("media:thumbnail", limit=1)), None)
    role = "photo" if picture else "card"
    known = tuple(dict.fromkeys(one for one in (picture, thumbnail) if one))
    text = "\n\n".join(part for part in (title, prose(body)) if part)
    return credited(
        Post(
            platform="reddit",
            id=wanted.id,
            url=wanted.url,
            **signed(handle),
            posted_at=values.moment(text_in(chosen, "published") or text_in(chosen, "updated")),
            text=values.text(text),
            media=(MediaRef(candidates=known, role=role),) if known else (),
            links=(outside,) if outside else (),
            card=(("url", outside),) if outside else (),
        ),
        "rss",
    )
