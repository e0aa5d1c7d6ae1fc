"""A post of Instagram or Threads as JSON, in the two forms that Meta's pages carry.

The graph's (`shortcode_media`, in embed pages and in pages archived since 2015) and that of the apps' API (`items`,
in pages since 2022, and all of Threads). Seen in public recordings; neither is documented.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace

from embedarchive.model import MediaRef, Post
from embedarchive.protocols.declaring.id_times import moment
from embedarchive.protocols.reading import values
from embedarchive.protocols.reading.counts import counts
from embedarchive.protocols.reading.geotag import geotag
from embedarchive.protocols.reading.provenance import credited

_LENGTH = re.compile(
    r"""mediaPresentationDuration=["']PT(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:(\d{1,6}(?:\.\d{1,6})?)S)?["']"""
)
_PROFILES = {"instagram": "https://www.instagram.com/{}/", "threads": "https://www.threads.net/@{}"}
_POSTS = {"instagram": "https://www.instagram.com/p/{1}/", "threads": "https://www.threads.net/@{0}/post/{1}"}


def of_graph(media: Mapping[str, object], source: str, posted_at: dt.datetime | None) -> Post | None:
    """A `shortcode_media`; None when it is none. `posted_at` is the time in its id, for where it gives none."""
    code = values.text(media.get("shortcode")) or values.text(media.get("code"))
    owner = values.mapping(media, "owner")
    handle = values.text(owner.get("username"))
    if code is None or not (handle or media.get("display_url")):
        return None
    caption = next(
        (values.mapping(edge, "node").get("text") for edge in _edges(media, "edge_media_to_caption")),
        media.get("caption"),
    )
    children = [values.mapping(edge, "node") for edge in _edges(media, "edge_sidecar_to_children")]
    location = values.mapping(media, "location")
    at = _moment(media.get("taken_at_timestamp") or media.get("date"))
    gallery = [ref for item in children or [media] for ref in _graph_media(item)]
    return credited(
        Post(
            platform="instagram",
            id=code,
            url=_POSTS["instagram"].format("", code),
            author=values.text(owner.get("full_name")),
            handle=handle,
            author_url=_PROFILES["instagram"].format(handle) if handle else None,
            posted_at=at or posted_at,
            text=values.text(caption),
            place=values.text(location.get("name")),
            coordinates=geotag(location.get("lat"), location.get("lng")),
            media=(*_numbered(gallery), *_portrait(owner)),
            counts=counts(
                likes=_count(media, "edge_media_preview_like", "edge_liked_by"),
                replies=_count(media, "edge_media_to_comment", "edge_media_to_parent_comment"),
                views=media.get("video_view_count"),
            ),
        ),
        source,
        **({} if at else {"posted_at": "id"}),
    )


def _edges(holder: Mapping[str, object], name: str) -> list[Mapping[str, object]]:
    return [values.mapping(edge) for edge in values.items(values.mapping(holder, name).get("edges"))]


def _count(media: Mapping[str, object], *names: str) -> object:
    return next((number for name in names if (number := values.mapping(media, name).get("count")) is not None), None)


def _moment(seconds: object) -> dt.datetime | None:
    number = values.number(seconds)
    return moment(number * 1000) if number else None


def _graph_media(item: Mapping[str, object]) -> list[MediaRef]:
    """The largest image first, then smaller ones; of a video the file and its still."""
    sizes = sorted(
        (values.mapping(one) for one in values.items(item.get("display_resources"))),
        key=lambda one: -(values.number(one.get("config_width")) or 0),
    )
    named = (*(one.get("src") for one in sizes), item.get("display_url"), item.get("display_src"))
    pictures = tuple(dict.fromkeys(link for address in named if (link := values.link(address))))
    video = values.link(item.get("video_url"))
    moving = video is not None or item.get("is_video") is True
    shape = values.mapping(item, "dimensions")
    size = values.size(shape)
    alt = values.text(item.get("accessibility_caption")) or ""
    found = []
    if video:
        found.append(MediaRef(candidates=(video,), role="video", duration_s=_seconds(item), **size))
    if pictures:
        found.append(MediaRef(candidates=pictures, role="poster" if moving else "photo", alt=alt, **size))
    return found


def _seconds(item: Mapping[str, object]) -> float | None:
    found = values.real(item.get("video_duration"))
    if found and found > 0:
        return found
    manifest = (values.text(item.get("video_dash_manifest")) or "")[:5000]
    length = _LENGTH.search(manifest)
    return (
        sum(float(part or 0) * unit for part, unit in zip(length.groups(), (3600, 60, 1), strict=True))
        if length
        else None
    )


def of_item(
    item: Mapping[str, object], platform: str, source: str, posted_at: dt.datetime | None, depth: int = 0
) -> Post | None:
    """A post as the apps' API has it; None when it is none. `depth` counts the quotations it stands in."""
    code = values.text(item.get("code"))
    user = values.mapping(item, "user") or values.mapping(item, "owner")
    handle = values.text(user.get("username"))
    if code is None or handle is None:
        return None
    info = values.mapping(item, "text_post_app_info")
    quoted = values.mapping(info, "share_info", "quoted_post")
    related = of_item(quoted, platform, source, None, depth + 1) if quoted and depth < 2 else None
    location = values.mapping(item, "location")
    at = _moment(item.get("taken_at"))
    inline = values.mapping(info, "linked_inline_media")
    gallery = [
        ref
        for one in (values.items(item.get("carousel_media")) or (item, *([inline] if inline else [])))
        for ref in _item_media(values.mapping(one))
    ]
    card, picture = _card(values.mapping(info, "link_preview_attachment"))
    extra = [MediaRef(candidates=(picture,), role="card")] if picture else []
    return credited(
        Post(
            platform=platform,
            id=code,
            url=_POSTS[platform].format(handle, code),
            author=values.text(user.get("full_name")),
            handle=handle,
            author_url=_PROFILES[platform].format(handle),
            posted_at=at or posted_at,
            text=values.text(values.mapping(item, "caption").get("text")),
            place=values.text(location.get("name")),
            coordinates=geotag(location.get("lat"), location.get("lng")),
            media=(*_numbered([*gallery, *extra]), *(_portrait(user) if not depth else ())),
            quotes=related.url if related else None,
            related=(related,) if related else (),
            counts=counts(
                likes=item.get("like_count"),
                replies=info.get("direct_reply_count", item.get("comment_count")),
                reposts=info.get("repost_count"),
                quotes=info.get("quote_count"),
                views=item.get("view_count"),
            ),
            card=card,
            sensitive=bool(values.mapping(item, "media_overlay_info")) or info.get("is_spoiler_media") is True,
        ),
        source,
        **({} if at else {"posted_at": "id"}),
    )


def _item_media(item: Mapping[str, object]) -> list[MediaRef]:
    def versions(value: object) -> list[Mapping[str, object]]:
        listed = [values.mapping(one) for one in values.items(value)]
        return sorted(listed, key=lambda one: -(values.number(one.get("width")) or 0))

    def addresses(listed: list[Mapping[str, object]]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(link for one in listed if (link := values.link(one.get("url")))))[:5]

    stills = versions(values.mapping(item, "image_versions2").get("candidates"))
    pictures = addresses(stills) or tuple(
        link for key in ("display_uri", "thumbnail_url") if (link := values.link(item.get(key)))
    )
    films = addresses(versions(item.get("video_versions")))
    sound = values.link(values.mapping(item, "audio").get("audio_src"))
    best = stills[0] if stills else {}
    size = values.size({side: item.get(f"original_{side}") or best.get(side) for side in ("width", "height")})
    alt = values.text(item.get("accessibility_caption")) or ""
    found = []
    if films:
        found.append(MediaRef(candidates=films, role="video", duration_s=_seconds(item), **size))
    if sound:
        found.append(MediaRef(candidates=(sound,), role="audio"))
    if pictures:
        found.append(MediaRef(candidates=pictures, role="poster" if films else "photo", alt=alt, **size))
    return found


def _card(preview: Mapping[str, object]) -> tuple[tuple[tuple[str, str], ...], str | None]:
    fields = {
        "url": values.link(preview.get("url")),
        "title": values.text(preview.get("title")),
        "site": values.text(preview.get("display_url")),
    }
    shown = tuple((name, value) for name, value in fields.items() if value)
    return shown if fields["url"] else (), values.link(preview.get("image_url"))


def _numbered(gallery: list[MediaRef]) -> tuple[MediaRef, ...]:
    return tuple(replace(ref, index=index) for index, ref in enumerate(gallery))


def _portrait(user: Mapping[str, object]) -> tuple[MediaRef, ...]:
    address = values.link(user.get("profile_pic_url"))
    return (MediaRef(candidates=(address,), role="avatar"),) if address else ()
