"""Capturing what is public on VK without a login: a wall post or photograph from its page, a video from its frame.

The widget that articles embed wants a hash which the post's address does not have, so the page is asked, the one for
small screens second. Pages hold the post as their scripts get it (`data-exec`, in the form of VK's API,
https://dev.vk.com/reference/objects/post), older ones as elements only. They are written in windows-1251 or say so.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from embedarchive import urls
from embedarchive.model import Capture, Embed, MediaRef, Missing, Post, Reason, Reference, Response
from embedarchive.platforms.vk import address as vk
from embedarchive.platforms.vk import attachments
from embedarchive.protocols.asking import turns as _turns
from embedarchive.protocols.declaring import id_times
from embedarchive.protocols.reading import page_json, values
from embedarchive.protocols.reading.counts import counts, shown
from embedarchive.protocols.reading.geotag import pair
from embedarchive.protocols.reading.page import Page
from embedarchive.protocols.reading.provenance import credited
from embedarchive.protocols.reading.soup import attribute, first, soup, words

_GONE = (
    "post deleted",
    "post not found",
    "запись удалена",
    "запись не найдена",
    "пост удалён",
    "video was removed",
    "видеозапись удалена",
    "видео удалено",
    "no longer available",
)
_CLOSED = (
    "access denied",
    "доступ запрещ",
    "доступ к видеозаписи",
    "доступ ограничен",
    "закрыл доступ",
    "может быть просмотрена только",
    "скрыл свою страницу",
)
_BARRED = ("author has been blocked", "автор был заблокирован", "автор заблокирован")
_WITHHELD = (
    *("copyright holder", "rightholder", "right holder", "правообладател"),
    *("in your region", "in your country", "в вашем регионе", "в вашей стране"),
)
_IN_PLACE = (
    (Reason.SUSPENDED, _BARRED),  # "no longer available, because its author has been blocked"
    (Reason.WITHHELD, _WITHHELD),
    (Reason.DELETED, _GONE),
    (Reason.PRIVATE, _CLOSED),
)
"""Parts of the words that stand in a post's place (those of the frame: https://github.com/yt-dlp/yt-dlp, `vk.py`)."""
_DOORS = frozenset({"429.html", "challenge.html", "login", "join", "login.php", "badbrowser.php"})
_MENTION = re.compile(r"\[(?:(?:id|club|public|event)\d{1,12}|https?://[^|\]\s]{1,300})\|([^\]]{1,300})\]")


def capture(embed: Embed) -> Capture:
    """Fetch one post, photograph or video."""
    if not embed.id:
        return Missing(reason=Reason.UNIDENTIFIED, detail="The article does not say which post it shows.")
    _, owner, number = _parts(embed.id)
    wanted = replace(embed, id=embed.id.replace("clip", "video"))
    found = yield from _turns.capture(wanted, vk.SOURCES, read, owner=owner, number=number, name=embed.id)
    return replace(found, id=embed.id, url=embed.url or found.url)  # a clip is a video, and its frame calls it so


def _parts(name: str) -> tuple[str, str, str]:
    found = re.fullmatch(r"(wall|photo|video|clip)(-?\d{1,12})_(\d{1,12})", name)
    return (found[1], found[2], found[3]) if found else ("", "", "")


def read(response: Response) -> Post | Missing | None:
    """What one answer says, live or archived: a page or a frame."""
    address = urls.parse(urls.unwrap(response.url).url)
    if address is not None and address.segments and address.segments[0] in _DOORS:
        return Missing(reason=Reason.LOGIN_WALL, detail=f"VK leads to a check or a login ({str(address)[:100]})")
    page = _turns.opened(response, "VK", vk.recognise, charset=_charset(response))
    if page is None or isinstance(page, Missing):
        return page
    known = vk.recognise(page.address) or vk.recognise(page.canonical or "")
    if known is None:
        return None
    return _by_script(page, known) or _by_player(page, known) or _by_elements(page, known) or _refused(page)


def _charset(response: Response) -> str:
    said = (response.header("content-type") or "").lower()
    return "windows-1251" if "1251" in said or b"charset=windows-1251" in response.body[:2000].lower() else "utf-8"


def _refused(page: Page) -> Missing | None:
    """What stands in place of a post: that it is gone, or for whom it is."""
    box = first(
        page.tree, ".message_page_body", ".service_msg", ".PlaceholderMessage", "#video_ext_msg", ".vkuiPlaceholder"
    )
    if box is None and not page.title.lower().startswith(("error", "ошибка", "информация", "information")):
        return None
    said = " ".join((box or page.tree).get_text(" ").split())[:400]
    folded = said.lower()
    reason = next((reason for reason, marks in _IN_PLACE if any(mark in folded for mark in marks)), None)
    return Missing(reason=reason, detail=f"VK says: {said[:200]}") if reason else None


def _prose(value: object) -> str | None:
    """A post's words: VK writes mentions as `[id1|Name]`, and in some pages line ends and links as HTML."""
    text = values.text(value) or ""
    text = words(soup(text)) if "<" in text else html.unescape(text)
    return values.text(_MENTION.sub(r"\1", text).strip())


def _by_script(page: Page, known: Reference) -> Post | None:
    """The post as the page's scripts get it."""
    _, owner, number = _parts(known.id)

    def wanted(node: Mapping[str, object]) -> bool:
        named = node.get("owner_id", node.get("to_id")), node.get("id", node.get("post_id"))
        return tuple(map(str, named)) == (owner, number) and "text" in node and "date" in node

    for data in _data(page):
        found = next(page_json.objects(data, wanted), None)
        if found is not None and known.id.startswith("wall"):
            return _item(found, known, page)
    return None


def _data(page: Page) -> Iterator[object]:
    for tag in page.tree.select("[data-exec]", limit=200):
        yield values.parsed(attribute(tag, "data-exec") or "")
    for text in page_json.scripts(page.tree, "application/json"):
        yield values.parsed(text)


def _item(item: Mapping[str, object], known: Reference, page: Page) -> Post:
    history = values.items(item.get("copy_history"))
    original = values.mapping(history[0]) if history else {}
    quoted = _quoted(original)
    media, card, poll = attachments.read(values.items(item.get("attachments")))
    geo = values.mapping(item, "geo")
    name = first(page.tree, ".PostHeaderTitle__authorName", "a.author", ".pi_author")
    handle = _handle(attribute(name, "href"))
    seconds, edited = values.number(item.get("date")), values.number(item.get("edited"))
    portrait = values.link(attribute(first(page.tree, ".PostHeader__avatar img", "img.post_img"), "src"))
    return credited(
        Post(
            platform="vk",
            id=known.id,
            url=known.url,
            author=values.text(" ".join(name.get_text().split())) if name is not None else None,
            handle=handle,
            author_url=f"https://vk.com/{handle}" if handle else None,
            posted_at=id_times.moment(seconds * 1000) if seconds else None,
            edited_at=id_times.moment(edited * 1000) if edited else None,
            text=_prose(item.get("text")),
            place=values.text(values.mapping(geo, "place").get("title")),
            coordinates=pair(values.text(geo.get("coordinates"))),
            media=(*media, *([MediaRef(candidates=(portrait,), role="avatar")] if portrait else [])),
            quotes=quoted.url if quoted else None,
            related=(quoted,) if quoted else (),
            counts=counts(
                likes=values.mapping(item, "likes").get("count"),
                replies=values.mapping(item, "comments").get("count"),
                reposts=values.mapping(item, "reposts").get("count"),
                views=values.mapping(item, "views").get("count"),
            ),
            poll=poll,
            card=card,
            sensitive=item.get("is_explicit") is True or item.get("mark_as_sensitive") is True,
        ),
        "page",
    )


def _quoted(item: Mapping[str, object]) -> Post | None:
    """The post that this one repeats."""
    owner, number = item.get("owner_id"), item.get("id")
    found = vk.recognise(f"https://vk.com/wall{owner}_{number}") if isinstance(owner, int) else None
    if found is None:
        return None
    seconds = values.number(item.get("date"))
    media, card, poll = attachments.read(values.items(item.get("attachments")))
    at = id_times.moment(seconds * 1000) if seconds else None
    text = _prose(item.get("text"))
    return credited(
        Post(platform="vk", id=found.id, url=found.url, posted_at=at, text=text, media=media, card=card, poll=poll),
        "page",
    )


def _handle(address: str | None) -> str | None:
    found = urls.parse(urls.resolve(address or "", "https://vk.com/") or "") if address else None
    name = found.segments[0] if found and len(found.segments) == 1 else ""
    return name if re.fullmatch(r"[A-Za-z0-9_.]{2,40}", name) else None


def _by_player(page: Page, known: Reference) -> Post | None:
    """A video's frame: what its player is given. A post or photograph has none."""
    if not known.id.startswith(("video", "clip")):
        return None
    for text in page_json.scripts(page.tree):
        if "playerParams" not in text:
            continue
        given = page_json.value_after(text, "playerParams =") or page_json.value_after(text, '"playerParams":')
        listed = values.items(values.mapping(given).get("params"))
        params = values.mapping(listed[0]) if listed else {}
        if params.get("md_title") is None and not any(key.startswith("url") for key in params):
            continue
        sizes = sorted((int(key[3:]) for key in params if re.fullmatch(r"url\d{3,4}", key)), reverse=True)
        files = tuple(link for size in sizes if (link := values.link(params.get(f"url{size}"))))
        still = values.link(params.get("jpg"))
        seconds, length = values.number(params.get("date")), values.real(params.get("duration"))
        refs = [MediaRef(candidates=files, role="video", duration_s=length)] if files else []
        refs += [MediaRef(candidates=(still,), role="poster", index=len(refs))] if still else []
        author = values.text(params.get("md_author"))
        return credited(
            Post(
                platform="vk",
                id=known.id,
                url=known.url,
                author=html.unescape(author) if author else None,
                posted_at=id_times.moment(seconds * 1000) if seconds else None,
                text=_prose(params.get("md_title")),
                media=tuple(refs),
            ),
            "frame",
        )
    return None


def _by_elements(page: Page, known: Reference) -> Post | None:
    """A wall post as elements, in the forms of about 2012 to 2023."""
    _, owner, number = _parts(known.id)
    box = first(
        page.tree, f'[id="post{owner}_{number}"]', f'[data-post-id="{owner}_{number}"]', f'[id="wpt{owner}_{number}"]'
    )
    body = first(box or page.tree, ".wall_post_text", ".pi_text", ".wi_body")
    name = first(box or page.tree, ".PostHeaderTitle__authorName", "a.author", ".pi_author", ".post_author a")
    stamp = first(box or page.tree, "[time]", "[abs_time]", "time[datetime]", "time", ".rel_date", ".wi_date")
    if not known.id.startswith("wall") or body is None or (box is None and name is None):
        return None
    handle = _handle(attribute(name, "href"))
    seconds = values.number(attribute(stamp, "time"))
    exact = id_times.moment(seconds * 1000) if seconds else values.moment(attribute(stamp, "datetime"))
    likes = first(box or page.tree, ".post_like_count", ".PostButtonReactions__title", ".like_button_count")
    pictures = [
        found
        for tag in (box or page.tree).select(
            ".page_post_thumb_wrap[style], .thumb_map_img[style], a.page_post_thumb_wrap img", limit=20
        )
        if (found := re.search(r"url\(['\"]?(https?://[^'\")]{1,2000})", attribute(tag, "style") or ""))
    ]
    return credited(
        Post(
            platform="vk",
            id=known.id,
            url=known.url,
            author=values.text(" ".join(name.get_text().split())) if name is not None else None,
            handle=handle,
            author_url=f"https://vk.com/{handle}" if handle else None,
            posted_at=exact or id_times.day(stamp.get_text() if stamp is not None else None),
            text=values.text(words(body, hidden={"wall_post_more", "pi_text_more"}).strip()),
            media=tuple(
                MediaRef(candidates=(address,), index=index)
                for index, match in enumerate(pictures)
                if (address := values.link(html.unescape(match[1])))
            ),
            counts=counts(likes=shown(likes.get_text()) if likes is not None else None),
        ),
        "page",
        **({} if exact else {"posted_at": "day"}),
    )
