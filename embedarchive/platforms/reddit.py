"""Reddit: submissions and comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from embedarchive import urls
from embedarchive.model import Embed, MediaRef, Missing, Post, Reason, Reference, Response
from embedarchive.protocols.declaring.id_times import moment
from embedarchive.protocols.declaring.oembed import OEmbed
from embedarchive.protocols.declaring.platform import HostRate
from embedarchive.protocols.declaring.shapes import Shape, elements

NAME = "reddit"
RATES = (HostRate(hosts=("reddit.com",), every_s=5.0),)
EXAMPLE = "https://www.reddit.com/r/cats/comments/15bfi0/a_cat_on_a_roof/"
HOSTS = ("reddit.com", "redditmedia.com", "redd.it", "rxddit.com", "vxreddit.com")

MARKUP = (
    *(
        Shape(form="blockquote", tag="blockquote", cls=cls, link="first", words="titled")
        for cls in ("reddit-embed-bq", "reddit-card")
    ),
    Shape(
        form="div", tag="div", cls="reddit-embed", attributes=(("data-embed-media", ""),), link="first", words="titled"
    ),
    *elements("{}", "amp-reddit[data-src]", "bento-reddit[data-src]"),
)


OEMBED = OEmbed(
    endpoint="https://www.reddit.com/oembed",
    parameters=(),
    handle="author_name",
    profile="reddit.com/user/{}",
)


def recognise(url: str) -> Reference | None:  # noqa: PLR0911 -- one for each kind of address
    """The submission or comment that a URL names."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    parts = address.segments
    if address.on("redd.it"):
        short = address.host in ("redd.it", "www.redd.it") and len(parts) == 1
        return _post(None, parts[0], None) if short else _media(address, parts)
    match parts:
        case ("r" | "user" | "u" as kind, name, "comments", post, _, comment, *_):
            return _post(f"{kind}/{name}", post, comment)
        case ("r" | "user" | "u" as kind, name, "comments", post, *_):
            return _post(f"{kind}/{name}", post, None)
        case ("r" | "u" | "user" as kind, name, "s", code, *_) if re.fullmatch(r"[A-Za-z0-9]{6,14}", code):
            link = f"https://www.reddit.com/{kind}/{name}/s/{code}"
            return Reference(platform=NAME, id=f"s/{code}", url=link, shared=True)
        case ("comments", post, *_):
            return _post(None, post, None)
    return None


def _post(place: str | None, post: str, comment: str | None) -> Reference | None:
    if not re.fullmatch(r"[a-z0-9]{4,10}", post):
        return None
    where = f"{place}/" if place else ""
    url = f"https://www.reddit.com/{where}comments/{post}/"
    if comment and re.fullmatch(r"[a-z0-9]{5,10}", comment):
        return Reference(platform=NAME, id=f"{post}/{comment}", url=f"{url}comment/{comment}/")
    return Reference(platform=NAME, id=post, url=url)


def _media(address: urls.Address, parts: tuple[str, ...]) -> Reference | None:
    """A video on `v.redd.it`, which leads to its post; pictures on `i.redd.it` are pictures."""
    if address.host != "v.redd.it" or not parts or not re.fullmatch(r"[a-z0-9]{8,16}", parts[0]):
        return None
    return Reference(platform=NAME, id=f"v/{parts[0]}", url=f"https://v.redd.it/{parts[0]}", shared=True)


def addresses(embed: Embed) -> tuple[str, ...]:
    """The post on the hosts and in the format that crawlers kept most."""
    if not embed.url:
        return ()
    path = embed.url.removeprefix("https://www.reddit.com/")
    if path == embed.url:
        return (embed.url,)
    return (embed.url, f"https://old.reddit.com/{path}", f"https://www.reddit.com/{path.rstrip('/')}.json")


def read(response: Response) -> Post | Missing | None:
    """What an answer says, live or archived: of oEmbed, of a page, of `….json`.

    Reddit closed the last to strangers in 2026; web archives hold what was kept before.
    """
    from embedarchive.protocols.asking import service
    from embedarchive.protocols.declaring.oembed import Service
    from embedarchive.protocols.reading import values

    if response.status != 200 or response.body.lstrip()[:1] != b"[":
        return service.read(Service(NAME, recognise, oembed=OEMBED), response)
    listings = values.items(values.parsed(response.body), 2)
    things = [thing for listing in listings for thing in _things(listing)]
    named = recognise(urls.unwrap(response.url).url.partition("?")[0].removesuffix(".json"))
    wanted = named.id.rpartition("/")[2] if named else None
    chosen = next((thing for thing in things if thing.get("id") == wanted), things[0] if things else None)
    return _thing(chosen) if chosen else None


def _things(listing: object) -> Iterator[Mapping[str, Any]]:
    from embedarchive.protocols.reading import values

    for child in values.items(values.mapping(listing, "data").get("children")):
        data = values.mapping(child, "data")
        if values.text(data.get("id")) and str(values.mapping(child).get("kind")) in {"t1", "t3"}:
            yield data


def _thing(data: Mapping[str, Any]) -> Post | Missing | None:
    """A submission or a comment (format: https://www.reddit.com/dev/api, archived answers)."""
    from embedarchive.protocols.reading import values
    from embedarchive.protocols.reading.provenance import credited

    reference = recognise(f"https://www.reddit.com{values.text(data.get('permalink')) or ''}")
    if reference is None:
        return None
    at = values.real(data.get("created_utc"))
    posted_at = moment(int(at * 1000)) if at and 0 < at < 4e9 else None
    parts = [values.text(data.get(key)) for key in ("title", "selftext", "body")]
    removed = [part for part in parts if part in {"[removed]", "[deleted]"}]
    if removed and len([part for part in parts if part]) == 1:
        detail = f"Reddit shows {removed[0]} in its place"
        return Missing(reason=Reason.DELETED, detail=detail, id=reference.id, url=reference.url, posted_at=posted_at)
    handle = values.text(data.get("author"))
    handle = None if handle == "[deleted]" else handle
    edited = values.real(data.get("edited"))
    counts = (("likes", values.number(data.get("score"))), ("replies", values.number(data.get("num_comments"))))
    target = values.link(data.get("url_overridden_by_dest")) or values.link(data.get("url"))
    elsewhere = urls.parse(target or "")
    linked = target if elsewhere and not elsewhere.on(*HOSTS) else None
    post = Post(
        platform=NAME,
        id=reference.id,
        url=reference.url,
        author=handle,
        handle=handle,
        author_url=f"https://www.reddit.com/user/{handle}" if handle else None,
        posted_at=posted_at,
        edited_at=moment(int(edited * 1000)) if edited and 0 < edited < 4e9 else None,
        text="\n\n".join(part.strip() for part in parts if part and part not in removed),
        media=tuple(_shown(data)),
        links=(linked,) if linked else (),
        counts=tuple((name, count) for name, count in counts if count is not None),
        sensitive=data.get("over_18") is True,
    )
    return credited(post, "json")


def _shown(data: Mapping[str, Any]) -> Iterator[MediaRef]:
    """A video, the pictures of a gallery in their order, or one picture."""
    from html import unescape

    from embedarchive.protocols.reading import values

    def link(value: object) -> str | None:
        return values.link(unescape(values.text(value) or ""))

    video = values.mapping(data, "secure_media", "reddit_video") or values.mapping(data, "media", "reddit_video")
    sizes: dict[str, Any] = {"width": values.number(video.get("width")), "height": values.number(video.get("height"))}
    if file := link(video.get("fallback_url")):
        yield MediaRef(candidates=(file,), role="video", duration_s=values.real(video.get("duration")), **sizes)
    described = values.mapping(data, "media_metadata")
    order = [values.mapping(each) for each in values.items(values.mapping(data, "gallery_data").get("items"), 50)]
    for index, each in enumerate(order):
        shown = values.mapping(described, str(each.get("media_id")), "s")
        if picture := link(shown.get("u")) or link(shown.get("gif")):
            yield MediaRef(candidates=(picture,), index=index, alt=values.text(each.get("caption")) or "")
    preview = values.mapping(next(iter(values.items(values.mapping(data, "preview").get("images"), 1)), None), "source")
    target = urls.parse(link(data.get("url")) or "")
    original = str(target) if target and target.on("i.redd.it") else None
    candidates = tuple(each for each in (original, link(preview.get("url"))) if each)
    if candidates and not order:
        role = "poster" if file else "photo" if original else "card"
        yield MediaRef(candidates=candidates, role=role, index=1 if file else 0)
