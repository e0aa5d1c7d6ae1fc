"""The images and videos of a tweet, each with every address it may be fetched from, the best first."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

from embedarchive import urls
from embedarchive.model import MediaRef
from embedarchive.protocols.reading import values

_NAMES = ("orig", "4096x4096", "large")
"""`name=` of pbs.twimg.com, from the bytes as they were uploaded down to 2048 pixels."""
_FORMATS = {"jpg", "jpeg", "png", "webp", "gif"}
_SMALLEST_BOX = 1024
"""Pixels of a side that `large` had at least at all times: what is smaller was never made so."""
_KINDS = {"photo": "photo", "video": "video", "animated_gif": "gif"}


def photo(address: object) -> tuple[str, ...]:
    """An image of pbs.twimg.com in its original form, then smaller, then as the answer names it.

    Twitter names an image `/media/KEY.jpg`, `/media/KEY.jpg:large` (until about 2018) or
    `/media/KEY?format=jpg&name=small`; asked for a format that it was not uploaded in, the server transcodes.
    """
    served = values.link(address)
    parts = urls.parse(served or "")
    if served is None or parts is None:
        return ()
    path = parts.path.partition(":")[0]
    stem, dot, ending = path.rpartition(".")
    if not dot or "/" in ending:
        stem, ending = path, parts.parameter("format")
    if parts.host != "pbs.twimg.com" or ending.lower() not in _FORMATS or path.startswith("/profile_images/"):
        return (served,)
    larger = [f"https://pbs.twimg.com{stem}?{urlencode({'format': ending.lower(), 'name': name})}" for name in _NAMES]
    return tuple(dict.fromkeys((*larger, served)))


def gif_of(still: str) -> str | None:
    """The file of the GIF that a still of pbs.twimg.com is of (`/tweet_video_thumb/KEY.jpg`); None of other images."""
    parts = urls.parse(still)
    if parts is None or parts.host != "pbs.twimg.com" or parts.segments[:1] != ("tweet_video_thumb",):
        return None
    key = parts.segments[-1].partition(":")[0].partition(".")[0]
    return f"https://video.twimg.com/tweet_video/{key}.mp4"


def avatar(address: object) -> MediaRef | None:
    """A profile image: the upload itself, then the 400-pixel and the served form. Fetched only when asked for."""
    served = values.link(address)
    parts = urls.parse(served or "")
    if served is None or parts is None:
        return None
    stem, dot, ending = parts.path.rpartition(".")
    base, underscore, size = stem.rpartition("_")
    if (
        parts.host == "pbs.twimg.com"
        and dot
        and underscore
        and size in {"normal", "bigger", "mini", "400x400", "200x200"}
    ):
        root = f"https://pbs.twimg.com{base}"
        return MediaRef(
            candidates=tuple(dict.fromkeys((f"{root}.{ending}", f"{root}_400x400.{ending}", served))), role="avatar"
        )
    return MediaRef(candidates=(served,), role="avatar")


def gallery(tweet: Mapping[str, object]) -> tuple[MediaRef, ...]:
    """Everything a tweet shows, in its order.

    From `mediaDetails` (syndication) or `extended_entities` (API v1.1), else from the older `photos` and `video`. A
    video is followed by its poster, which has the same index.
    """
    details = (
        values.items(tweet.get("mediaDetails"))
        or values.items(values.mapping(tweet, "extended_entities").get("media"))
        or values.items(values.mapping(tweet, "extended_tweet", "extended_entities").get("media"))
        or [
            item
            for item in values.items(values.mapping(tweet, "entities").get("media"))
            if "media_url_https" in values.mapping(item)
        ]
    )
    found = [ref for index, item in enumerate(details) for ref in attached(values.mapping(item), index)]
    if not found:
        photos = values.items(tweet.get("photos"))
        found = [ref for index, item in enumerate(photos) for ref in _plain_photo(values.mapping(item), index)]
        found += _plain_video(values.mapping(tweet, "video"), len(found))
    return tuple(found)


def attached(item: Mapping[str, object], index: int) -> Iterator[MediaRef]:
    """One of `mediaDetails`: a photo, or a video and its still."""
    picture = photo(item.get("media_url_https") or item.get("media_url"))
    width, height = _size(item)
    alt = values.text(item.get("ext_alt_text")) or ""
    still = MediaRef(candidates=picture, alt=alt, index=index, width=width, height=height)
    role = _KINDS.get(str(item.get("type")), "photo")
    info = values.mapping(item, "video_info")
    streams = _streams(values.items(info.get("variants")), "url", "content_type")
    if role != "photo" and streams:
        length = values.number(info.get("duration_millis"))
        yield dataclasses.replace(still, candidates=streams, role=role, duration_s=length / 1000 if length else None)
        still = dataclasses.replace(still, role="poster", alt="")
    elif role != "photo":
        still = dataclasses.replace(still, role="poster")
    if picture:
        yield still


def _size(item: Mapping[str, object]) -> tuple[int | None, int | None]:
    """The size of the upload; where only the served ones are named, the largest if it was not made smaller."""
    original, large = values.mapping(item, "original_info"), values.mapping(item, "sizes", "large")
    width, height = values.number(original.get("width")), values.number(original.get("height"))
    served = values.number(large.get("w")), values.number(large.get("h"))
    whole = large.get("resize") == "fit" and all(side and side < _SMALLEST_BOX for side in served)
    return served if width is None and whole else (width, height)


def _plain_photo(item: Mapping[str, object], index: int) -> Iterator[MediaRef]:
    candidates = photo(item.get("url"))
    if candidates:
        yield MediaRef(
            candidates=candidates,
            alt=values.text(item.get("accessibilityLabel")) or "",
            index=index,
            width=values.number(item.get("width")),
            height=values.number(item.get("height")),
        )


def _plain_video(video: Mapping[str, object], index: int) -> Iterator[MediaRef]:
    streams = _streams(values.items(video.get("variants")), "src", "type")
    length = values.number(video.get("durationMs"))
    if streams:
        role = "gif" if video.get("contentType") == "gif" else "video"
        yield MediaRef(candidates=streams, role=role, index=index, duration_s=length / 1000 if length else None)
    poster = photo(video.get("poster"))
    if poster:
        yield MediaRef(candidates=poster, role="poster", index=index)


def _streams(variants: Sequence[object], address: str, kind: str) -> tuple[str, ...]:
    """The variants that are one MP4 file, the most pixels first and then the most bits; play lists are not one file.

    The address shows the size (`…/vid/avc1/720x1280/KEY.mp4`) also where no bitrate is given.
    """
    ranked: list[tuple[int, int, str]] = []
    for variant in map(values.mapping, variants):
        url = values.link(variant.get(address))
        if url is None or variant.get(kind) != "video/mp4":
            continue
        ranked.append((_pixels(url), values.number(variant.get("bitrate") or variant.get("bit_rate")) or 0, url))
    ranked.sort(key=lambda item: item[:2], reverse=True)
    return tuple(dict.fromkeys(url for _, _, url in ranked))


def _pixels(url: str) -> int:
    for part in url.split("/"):
        width, times, height = part.partition("x")
        if times and len(part) <= 11 and width.isascii() and width.isdigit() and height.isascii() and height.isdigit():
            return int(width) * int(height)
    return 0
