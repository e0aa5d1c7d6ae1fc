"""TikTok: videos and photo posts."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from embedarchive import urls
from embedarchive.model import Embed, MediaRef, Missing, Post, Reason, Reference, Response
from embedarchive.protocols.declaring.buttons import FOLLOW, TRANSLATED
from embedarchive.protocols.declaring.copied import Copied
from embedarchive.protocols.declaring.fallback import Fallback
from embedarchive.protocols.declaring.id_times import moment
from embedarchive.protocols.declaring.oembed import OEmbed
from embedarchive.protocols.declaring.questions import MEDIA
from embedarchive.protocols.declaring.shapes import Shape, elements, substack
from embedarchive.protocols.declaring.sources import Source

NAME = "tiktok"
LABEL = "TikTok"
EXAMPLE = "https://www.tiktok.com/@jane.doe/video/6718335390845095173"
WELL_KNOWN = "https://www.tiktok.com/@scout2015/video/6718335390845095173"
EMBED_PAGE = "https://www.tiktok.com/embed/v2/{id}"
HOSTS = ("tiktok.com", "tiktokv.com", "vxtiktok.com", "tnktok.com", "tfxktok.com")
_VIDEO = "https://www.tiktok.com/embed/v2/{}"

MARKUP = (
    Shape(
        form="blockquote",
        tag="blockquote",
        cls="tiktok-embed",
        attributes=(("cite", "{}"), ("data-video-id", _VIDEO)),
        words="captioned",
    ),
    *elements(_VIDEO, "amp-tiktok[data-src]", "bento-tiktok[data-src]"),
    substack("TikTokToDOM", "{}", "url", ("text", "title"), ("author", "author"), ("posted_at", "date")),
)

FALLBACK = Fallback(bylines=("@{handle}",), handle=r"[A-Za-z0-9_.]{2,24}", words="below", closers=("♬",), needs=True)


COPIED = Copied(
    heads=("{handle}\n{name} · {date}", "{handle}\n{name}\n·\n{date}"),
    handle=r"[A-Za-z0-9_.]{2,24}",
    endings=("♬",),
    own=(*FOLLOW, *TRANSLATED),
)
"""A video on its page: handle, name and day, the caption, and the sound."""


OEMBED = OEmbed(
    endpoint="https://www.tiktok.com/oembed",
    parameters=(),
    means=((400, Reason.LOGIN_WALL),),  # "Something went wrong", whatever it was: the page knows more
    handle="author_unique_id",
    profile="tiktok.com/@{}",
)
SOURCES = (
    OEMBED.source(gives="text, author, image", shape="documented", checked="2026-11-29"),
    Source(name="page", gives="everything, behind a puzzle since 2026", shape="documented", checked="2026-11-29"),
    Source(
        name="embed",
        url="https://www.tiktok.com/embed/v2/{id}",
        who="The embed page",
        reads="page",
        gives="text, author, hour, counts, files",
        shape="documented",
        checked="2026-11-29",
    ),
)
_TITLE = re.compile(r"(?P<name>.{1,150}?) (?:on|auf|op|sur|en|su|no|в) TikTok")
_STATES = {10216: Reason.PRIVATE, 10217: Reason.DELETED, 10222: Reason.PRIVATE, 10231: Reason.WITHHELD}
_WORDS = (
    ("deleted", Reason.DELETED),
    ("exist", Reason.DELETED),
    ("self_see", Reason.PRIVATE),
    ("friend_see", Reason.PRIVATE),
    ("privacy", Reason.PRIVATE),
    ("private", Reason.PRIVATE),
)
"""What the message of the status 10204 has in it: `status_deleted`, `item doesn't exist`, `status_self_see` …

That status stands for all that the page does not show: also for videos that live and are kept from the asker's
country or address (`cross_border_violation_ur`, `person_geo_fencing`, `copyright_geo_filter`), or from minors.
"""


def recognise(url: str) -> Reference | None:  # noqa: PLR0911 -- one for each kind of address
    """The video or photo post that a URL names, also a player's frame and a short link."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    parts = address.segments
    if address.on("vm.tiktok.com", "vt.tiktok.com"):
        return _short(parts[0], f"https://{address.host}/{parts[0]}/") if len(parts) == 1 else None
    match parts:
        case (user, "video" | "photo" as kind, number, *_) if user.startswith("@"):
            return _post(number, kind, user[1:])
        case ("embed", "v2" | "v3", number, *_) | ("player", "v1", number, *_) | ("share", "video", number, *_):
            return _post(number)
        case ("embed", number, *_) | ("v", number, *_):
            return _post(number.removesuffix(".html"))
        case ("t", code, *_):
            return _short(code, f"https://www.tiktok.com/t/{code}/")
    return None


def _post(number: str, kind: str = "video", user: str | None = None) -> Reference | None:
    if not re.fullmatch(r"\d{15,21}", number):
        return None
    return Reference(
        platform=NAME, id=number, url=f"https://www.tiktok.com/@{user or ''}/{kind}/{number}", handle=user or None
    )


def _short(code: str, link: str) -> Reference | None:
    known = re.fullmatch(r"[A-Za-z0-9]{6,14}", code)
    return Reference(platform=NAME, id=code, url=link, shared=True) if known else None


def addresses(embed: Embed) -> tuple[str, ...]:
    """The post and its players."""
    own = (embed.url,) if embed.url else ()
    if not embed.id or not embed.id.isdigit():
        return own
    return (*own, f"https://www.tiktok.com/embed/v2/{embed.id}", f"https://m.tiktok.com/v/{embed.id}.html")


def posted_at(identifier: str) -> dt.datetime | None:
    """The upper 32 bits of an id are seconds since 1970."""
    return moment((int(identifier) >> 32) * 1000) if re.fullmatch(r"\d{15,21}", identifier) else None


def read_page(response: Response, reference: Reference) -> Post | Missing | None:
    """A post's page by the data it is drawn from, None without: of today, of 2020 to 2023, or the embed page."""
    from embedarchive.protocols.reading import values

    markup = values.decoded(response.body)
    scope = values.mapping(values.embedded(markup, '"__UNIVERSAL_DATA_FOR_REHYDRATION__"'), "__DEFAULT_SCOPE__")
    detail = (
        values.mapping(scope, "webapp.video-detail")
        or values.mapping(scope, "webapp.photo-detail")
        or values.mapping(values.embedded(markup, '"__NEXT_DATA__"'), "props", "pageProps")
    )
    item = (
        values.mapping(detail, "itemInfo", "itemStruct")
        or values.mapping(values.embedded(markup, '"SIGI_STATE"'), "ItemModule", reference.id)
        or _embedded(values.embedded(markup, '"__FRONTITY_CONNECT_STATE__"'), reference.id)
    )
    if item:
        return _shown(item, reference) if not reference.id or item.get("id") == reference.id else None
    state = values.number(detail.get("statusCode"))
    if not state:
        return _drawn(markup, reference)
    said = values.text(detail.get("statusMsg")) or ""
    reason = _hidden(said) if state == 10204 else _STATES.get(state, Reason.PROTOCOL)
    return Missing(reason=reason, detail=f"TikTok's page gives the status {state} ({said or 'no words'})")


def _hidden(said: str) -> Reason:
    """Why a page does not show a post, by the message of its status; addresses that it blocks get none."""
    told = next((reason for part, reason in _WORDS if part in said.lower()), Reason.WITHHELD)
    return told if said else Reason.LOGIN_WALL


def _drawn(markup: str, reference: Reference) -> Post | None:
    """A post's page by its elements, as browsers save it: without the data.

    A page shows further videos below; the file's frame has the id in its name. What the head says is believed where
    that names the post.
    """
    from embedarchive.protocols.reading import notices, values
    from embedarchive.protocols.reading import page as pages
    from embedarchive.protocols.reading.provenance import credited
    from embedarchive.protocols.reading.soup import attribute, first, words

    page = pages.page(markup, reference.url)
    frame = first(page.tree, f'[id^="xgwrapper-"][id$="-{reference.id}"]') if reference.id.isdigit() else None
    item = frame.find_parent(attrs={"data-e2e": "recommend-list-item-container"}) if frame is not None else None
    box = item or first(page.tree, "body") or page.tree
    said = first(box, '[data-e2e="browse-video-desc"]', *(['[data-e2e="video-desc"]'] if item is not None else []))
    card = first(box, '[data-e2e^="video-v2-Card"]', "blockquote") if said is None and item is None else None
    if card is not None:  # the embed page, whose description is told by the tags that it has
        tag = first(box, '[data-e2e*="Desc"]', 'a[href*="/tag/"]')
        said = tag.parent if tag is not None and tag.name == "a" else tag
    account = first(box, '[data-e2e="browse-username"]', '[data-e2e="video-v2-Card-CardUserSpan"]')
    shown = account.get_text().strip().removeprefix("@") if account is not None else reference.handle
    own = recognise(page.canonical or "")
    headed = own is not None and own.id == reference.id
    if (said is None and not headed) or (reference.handle and shown != reference.handle):
        return None
    title = _TITLE.fullmatch((page.say("og:title") or "")[:300]) if headed else None
    nickname = first(box, '[data-e2e="browser-nickname"]')
    name = nickname.get_text().partition(" · ")[0].strip() if nickname is not None else title["name"] if title else None
    picture = first(box, '[data-e2e="browse-video"] img[src]', ".swiper-slide img[src]", "picture img[src]")
    poster = values.link(attribute(picture, "src")) or (page.link("og:image") if headed else None)
    handle = shown or (own.handle if own else None)
    text = words(said).strip() if said is not None else page.say("og:description")
    if said is None and notices.names_site(page.say("og:title") or page.title, NAME, "tiktok.com"):
        return None
    return credited(
        Post(
            platform=NAME,
            id=reference.id,
            url=own.url if own and headed else reference.url,
            author=values.text(name),
            handle=handle,
            author_url=f"https://www.tiktok.com/@{handle}" if handle else None,
            posted_at=posted_at(reference.id),
            text=values.text(text),
            media=(MediaRef(candidates=(poster,), role="poster"),) if poster else (),
        ),
        "page",
        posted_at="id",
    )


def _embedded(state: Mapping[str, object], identifier: str) -> Mapping[str, object]:
    """What the embed page is drawn from, in the shape of the post's page; empty when it is about another post."""
    from embedarchive.protocols.reading import values

    data = values.mapping(state, "source", "data", f"/embed/v2/{identifier}", "videoData")
    told, author, film = (
        values.mapping(data, "itemInfos"),
        values.mapping(data, "authorInfos"),
        values.mapping(data, "itemInfos", "video"),
    )
    covers, files = (
        values.items(told.get("coversOrigin")) or values.items(told.get("covers")),
        values.items(film.get("urls")),
    )
    pictures = [
        {"imageURL": {"urlList": list(values.items(values.mapping(one).get("urlList")))}}
        for one in values.items(values.mapping(data, "imagePostInfo").get("displayImages"), 50)
    ]
    video = {
        **values.mapping(film, "videoMeta"),
        "playAddr": next(iter(files), None),
        "cover": next(iter(covers), None),
    }
    return (
        {}
        if not told
        else {
            "id": told.get("id"),
            "desc": told.get("text"),
            "createTime": told.get("createTime"),
            "author": {"uniqueId": author.get("uniqueId"), "nickname": author.get("nickName")},
            "stats": told,
            "video": video,
            **({"imagePost": {"images": pictures}} if pictures else {}),
        }
    )


def _shown(item: Mapping[str, object], reference: Reference) -> Post:
    from embedarchive.protocols.reading import values
    from embedarchive.protocols.reading.provenance import credited

    author, stats = values.mapping(item, "author"), values.mapping(item, "stats")
    handle = values.text(author.get("uniqueId")) or values.text(item.get("author"))
    created = values.number(item.get("createTime"))
    named = {"likes": "diggCount", "replies": "commentCount", "reposts": "shareCount", "views": "playCount"}
    counts = ((name, values.number(stats.get(key))) for name, key in named.items())
    identifier = values.text(item.get("id")) or reference.id
    kind = "photo" if item.get("imagePost") else "video"
    return credited(
        Post(
            platform=NAME,
            id=identifier,
            url=f"https://www.tiktok.com/@{handle or ''}/{kind}/{identifier}",
            author=values.text(author.get("nickname")) or values.text(item.get("nickname")),
            handle=handle,
            author_url=f"https://www.tiktok.com/@{handle}" if handle else None,
            posted_at=moment(created * 1000) if created else None,
            text=values.text(item.get("desc")),
            place=values.text(values.mapping(item, "poi").get("name")),
            media=_media(item),
            counts=tuple((name, count) for name, count in counts if count is not None),
        ),
        "page",
    )


def _media(item: Mapping[str, object]) -> tuple[MediaRef, ...]:
    """The video and its poster, or the images of a photo post. The addresses work for some hours."""
    from embedarchive.protocols.reading import values

    found: list[MediaRef] = []
    for image in values.items(values.mapping(item, "imagePost").get("images"), 50):
        listed = values.items(values.mapping(image, "imageURL").get("urlList"), 5)
        if candidates := tuple(link for each in listed if (link := values.link(each))):
            found.append(MediaRef(candidates=candidates, index=len(found)))
    if found:
        return tuple(found)
    video = values.mapping(item, "video")
    sizes = values.size(video)
    for role, keys in (("video", ("playAddr", "downloadAddr")), ("poster", ("originCover", "cover"))):
        if candidates := tuple(dict.fromkeys(link for key in keys if (link := values.link(video.get(key))))):
            seconds = values.real(video.get("duration")) if role == "video" else None
            found.append(MediaRef(candidates=candidates, role=role, index=len(found), duration_s=seconds, **sizes))
    return tuple(found)


def same_question(address: urls.Address) -> str | None:
    """An image before the sizes and signatures that follow its name."""
    if address.on("tiktokcdn.com", "tiktokcdn-us.com", "tiktokcdn-eu.com") and "~" in address.path:
        return f"{MEDIA}{address.path.partition('~')[0]}"
    return None
