"""Capturing a message of a public Telegram channel or group from its widget, `?embed=1`.

The widget has no promised form; its elements were seen in public recordings of t.me. Addresses of its files last for
hours. The lists of a channel (`t.me/s/…`), which web archives hold most of, are made of the same elements.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from embedarchive import urls
from embedarchive.model import Capture, Coordinates, Embed, MediaRef, Missing, Post, Reason, Reference, Response
from embedarchive.platforms.telegram import address as telegram
from embedarchive.protocols.asking import turns
from embedarchive.protocols.reading import values
from embedarchive.protocols.reading.counts import counts, shown
from embedarchive.protocols.reading.geotag import pair
from embedarchive.protocols.reading.page import Page
from embedarchive.protocols.reading.provenance import credited
from embedarchive.protocols.reading.soup import attribute, first, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bs4 import Tag

_PICTURE = re.compile(r"background-image:\s{0,3}url\(\s{0,3}['\"]?(?P<address>[^'\")]{1,2000})")
_CLOCK = re.compile(r"(?:(?P<hours>\d{1,2}):)?(?P<minutes>\d{1,3}):(?P<seconds>\d{2})")


def capture(embed: Embed) -> Capture:
    """Fetch one message."""
    if not embed.id:
        return Missing(reason=Reason.UNIDENTIFIED, detail="The article does not say which message it shows.")
    if embed.id.startswith("c/"):
        detail = "Messages of private chats are shown to their members only"
        return Missing(reason=Reason.PRIVATE, detail=detail, id=embed.id, url=embed.url)
    return (yield from turns.capture(embed, telegram.SOURCES, read))


def read(response: Response) -> Post | Missing | None:
    """What one answer says, live or archived: the widget, a list of messages, or the page of one."""
    page = turns.opened(response, "Telegram", telegram.recognise)
    if page is None or isinstance(page, Missing):
        return page
    asked = telegram.recognise(page.address)
    box = _message(page, asked)
    if box is not None:
        return _read_message(box, asked)
    told = first(page.tree, ".tgme_widget_message_error")
    if told is not None:
        return _refused(" ".join(told.get_text().split()))
    return _read_page(page, asked)


def _message(page: Page, asked: Reference | None) -> Tag | None:
    """The message that was asked for; of a list the one of that number, of a widget the only one."""
    boxes = page.tree.select(".tgme_widget_message[data-post]", limit=200)
    if asked is not None:
        wanted = asked.id.lower()
        named = (box for box in boxes if (attribute(box, "data-post") or "").lower() == wanted)
        # A channel may have another name since; the widget of a comment that shows what was commented on is no answer.
        shown = (attribute(boxes[0], "data-post") or "").lower() if len(boxes) == 1 else ""
        same = shown and _number(shown) == _number(wanted)
        single = boxes[0] if len(boxes) == 1 and "embed=" in page.address and same else None
        return next(named, single)
    return boxes[0] if len(boxes) == 1 else None


def _number(path: str) -> str:
    """The number of a message at the end of its path, `channel/12` or `channel/65?comment=12`."""
    found = re.search(r"\d{1,12}\Z", path)
    return found[0] if found else ""


def _refused(sentence: str) -> Missing:
    """What the widget says in place of a message."""
    folded = sentence.lower()
    if "post not found" in folded or "message not found" in folded:
        return Missing(reason=Reason.DELETED, detail=f"Telegram says: {sentence[:200]}")
    if "private" in folded:
        return Missing(reason=Reason.PRIVATE, detail=f"Telegram says: {sentence[:200]}")
    if "not found" in folded:  # the name of the channel: it may have another one now
        return Missing(reason=Reason.UNIDENTIFIED, detail=f"Telegram says: {sentence[:200]}")
    return Missing(reason=Reason.WITHHELD, detail=f"Telegram says: {sentence[:200]}")


def _read_message(box: Tag, asked: Reference | None) -> Post | None:
    named = telegram.recognise(f"https://t.me/{attribute(box, 'data-post') or ''}")
    known = asked or named
    if known is None:
        return None
    owner = first(box, ".tgme_widget_message_owner_name")
    body = _body(box)
    text = words(body).strip() if body is not None else None
    question = first(box, ".tgme_widget_message_poll_question")
    source, parent = _forwarded(box), _answered(box)
    voters = shown(_line(first(box, ".tgme_widget_message_voters", ".tgme_widget_message_poll_votes")))
    location = first(box, "a.tgme_widget_message_location_wrap")
    posted_at = values.moment(attribute(first(box, ".tgme_widget_message_date time[datetime]"), "datetime"))
    channel = (named or known).handle
    return credited(
        Post(
            platform="telegram",
            id=known.id,
            url=known.url,
            author=_line(owner),
            handle=channel,
            author_url=f"https://t.me/{channel}" if channel else None,
            posted_at=posted_at,
            # It says that the message was edited, not when: not before it was posted.
            edited_at=posted_at if _is_edited(box) else None,
            text=text or _line(question),
            place=_place(location),
            coordinates=_coordinates(location),
            media=tuple(_media(box)),
            links=_links(body),
            quotes=source.url if source else None,
            replies_to=parent.url if parent else None,
            related=tuple(one for one in (source, parent) if one),
            counts=counts(
                views=shown(_line(first(box, ".tgme_widget_message_views"))),
                voters=voters,
            ),
            poll=tuple(_poll(box, voters)),
            card=_card(box),
            truncated=_lacks(box),
        ),
        "widget",
    )


def _is_edited(box: Tag) -> bool:
    """Whether its last line says so: beside the time stand the author's name, if it is signed, and that word."""
    line = first(box, ".tgme_widget_message_meta")
    said = line.find_all(string=True, recursive=False) if line is not None else []
    return any(str(part).strip(" ,\u00a0\n\t") for part in said)


def _poll(box: Tag, voters: int | None) -> Iterator[tuple[str, int | None]]:
    """The options; the widget gives percentages, of which few votes make numbers that are certain."""
    for option in box.select(".tgme_widget_message_poll_option", limit=20):
        said = _line(first(option, ".tgme_widget_message_poll_option_text"))
        percent = shown(_line(first(option, ".tgme_widget_message_poll_option_percent")))
        exact = percent is not None and voters is not None and voters < 100
        if said:
            yield said, round(percent * voters / 100) if exact and percent is not None and voters is not None else None


def _lacks(box: Tag) -> bool:
    """Whether there is more than a browser is shown.

    "Please open Telegram to view this post" stands hidden beside every video and every sound, too, for browsers that
    cannot play it; it counts where nothing plays in its place ("Media is too big").
    """
    if first(box, ".message_media_not_supported_wrap", ".message_media_not_supported") is None:
        return False
    return first(box, "video[src]", "audio[src]", ".tgme_widget_message_sticker") is None


def _line(tag: Tag | None) -> str | None:
    return values.text(" ".join(words(tag).split())) if tag is not None else None


def _body(box: Tag) -> Tag | None:
    """The message's own words: what it answers is quoted above it, in an element of the same class."""
    found = box.select(".tgme_widget_message_text", limit=20)
    own = (
        tag
        for tag in found
        if "js-message_reply_text" not in tag.get_attribute_list("class")
        and tag.find_parent(class_="tgme_widget_message_reply") is None
    )
    # Where both are nested into each other the inner one has the words.
    tag = next(own, None)
    inner = tag.select_one(".tgme_widget_message_text") if tag is not None else None
    return inner if inner is not None else tag


def _links(body: Tag | None) -> tuple[str, ...]:
    anchors = body.select("a[href]", limit=200) if body is not None else []
    found = (values.link(attribute(anchor, "href")) for anchor in anchors)
    return tuple(dict.fromkeys(link for link in found if link))


def _forwarded(box: Tag) -> Post | None:
    """Where a forwarded message comes from, as far as it is named; its own words are the message's text."""
    tag = first(box, ".tgme_widget_message_forwarded_from_name")
    if tag is None:
        return None
    address = values.link(attribute(tag, "href"))
    found = telegram.recognise(address or "")
    return credited(
        Post(
            platform="telegram",
            id=found.id if found else None,
            url=found.url if found else None,
            author=_line(tag),
            handle=found.handle if found else None,
            author_url=None if found else address,
        ),
        "widget",
    )


def _answered(box: Tag) -> Post | None:
    """The message that it answers; the widget shows the beginning of its words."""
    tag = first(box, "a.tgme_widget_message_reply[href]")
    found = telegram.recognise(attribute(tag, "href") or "")
    if tag is None or found is None:
        return None
    said = first(tag, ".js-message_reply_text", ".tgme_widget_message_metatext", ".tgme_widget_message_text")
    return credited(
        Post(
            platform="telegram",
            id=found.id,
            url=found.url,
            author=_line(first(tag, ".tgme_widget_message_author_name", ".tgme_widget_message_author")),
            handle=found.handle,
            text=_line(said),
            truncated=True,
        ),
        "widget",
    )


def _style(tag: Tag | None) -> str | None:
    found = _PICTURE.search((attribute(tag, "style") or "")[:4000])
    return _file(found["address"]) if found else None


def _file(address: str | None) -> str | None:
    return values.link(urls.resolve(address, "https://t.me/")) if address else None


def _seconds(tag: Tag | None) -> float | None:
    found = _CLOCK.fullmatch(_line(tag) or "")
    if found is None:
        return None
    return float(int(found["hours"] or 0) * 3600 + int(found["minutes"]) * 60 + int(found["seconds"]))


def _media(box: Tag) -> list[MediaRef]:
    """Photos, videos, sounds and stickers in their order, then the image of a link preview and the portrait."""
    found: list[MediaRef] = []

    def add(address: str | None, role: str, seconds: float | None = None) -> None:
        if address:
            found.append(MediaRef(candidates=(address,), role=role, index=len(found), duration_s=seconds))

    kinds = (
        "a.tgme_widget_message_photo_wrap, .tgme_widget_message_video_player, .tgme_widget_message_roundvideo_player, "
        "audio.tgme_widget_message_voice, .tgme_widget_message_sticker, .tgme_widget_message_document_wrap audio[src]"
    )
    for tag in box.select(kinds, limit=40):
        if tag.find_parent(class_="tgme_widget_message_reply") is not None:
            continue
        if tag.name == "audio":
            add(_file(attribute(tag, "src")), "audio", _seconds(first(tag.parent or tag, "time")))
        elif "tgme_widget_message_photo_wrap" in tag.get_attribute_list("class"):
            add(_style(tag), "photo")
        elif "tgme_widget_message_sticker" in tag.get_attribute_list("class"):
            add(_file(attribute(tag, "data-webp")) or _style(tag), "photo")
        else:
            video = first(tag, "video[src]")
            # What plays by itself and without end is Telegram's "GIF".
            role = "gif" if video is not None and video.has_attr("loop") and video.has_attr("autoplay") else "video"
            role = "video" if "tgme_widget_message_roundvideo_player" in tag.get_attribute_list("class") else role
            add(_file(attribute(video, "src")), role, _seconds(first(tag, "time")))
            add(
                _style(first(tag, ".tgme_widget_message_video_thumb", ".tgme_widget_message_roundvideo_thumb")),
                "poster",
            )
    add(_style(first(box, ".link_preview_image", ".link_preview_right_image", ".link_preview_video_thumb")), "card")
    portrait = _file(attribute(first(box, ".tgme_widget_message_user img[src]"), "src"))
    return [*found, *([MediaRef(candidates=(portrait,), role="avatar")] if portrait else [])]


def _card(box: Tag) -> tuple[tuple[str, str], ...]:
    """The preview of a link, or the name and size of a file: files themselves are given inside Telegram only."""
    preview = first(box, "a.tgme_widget_message_link_preview")
    document = first(box, ".tgme_widget_message_document_wrap")
    if preview is not None:
        parts = {
            "title": ".link_preview_title",
            "description": ".link_preview_description",
            "site": ".link_preview_site_name",
        }
        fields = {"url": values.link(attribute(preview, "href"))}
        fields |= {name: _line(first(preview, selector)) for name, selector in parts.items()}
    elif document is not None:
        title = _line(first(document, ".tgme_widget_message_document_title"))
        extra = _line(first(document, ".tgme_widget_message_document_extra"))
        fields = {"kind": "document" if title else None, "title": title, "description": extra}
    else:
        return ()
    return tuple((name, value) for name, value in fields.items() if value)


def _place(location: Tag | None) -> str | None:
    if location is None:
        return None
    parts = (_line(first(location, f".tgme_widget_message_location_{part}")) for part in ("title", "address"))
    return ", ".join(part for part in parts if part) or None


def _coordinates(location: Tag | None) -> tuple[Coordinates, ...]:
    """A shared location links to a map: `https://maps.google.com/maps?q=46.63,32.62&ll=…`."""
    address = urls.parse(attribute(location, "href") or "")
    return next((found for name in ("q", "ll", "query") if address and (found := pair(address.parameter(name)))), ())


def _read_page(page: Page, asked: Reference | None) -> Post | None:
    """`t.me/channel/number` without `?embed=1`: what it tells other sites to show, where it frames that message."""
    script, frame = first(page.tree, "[data-telegram-post]"), first(page.tree, 'iframe[src*="embed="]')
    named = f"https://t.me/{attribute(script, 'data-telegram-post')}" if script is not None else None
    framed = telegram.recognise(named or attribute(frame, "src") or "")
    text = page.say("og:description")
    if asked is None or framed is None or framed.id.lower() != asked.id.lower() or not text:
        return None
    picture = page.link("og:image")
    attached = picture if (page.say("twitter:card") or "") == "summary_large_image" else None
    return credited(
        Post(
            platform="telegram",
            id=asked.id,
            url=asked.url,
            author=values.text(page.say("og:title")),
            handle=asked.handle,
            text=text,
            media=(MediaRef(candidates=(attached,)),) if attached and picture else (),
            truncated=text.endswith(("…", "...")),
        ),
        "page",
    )
