"""A status on the page that readers see: written by the server until Mastodon 4, drawn by its web app since.

The status that the page is of has the class `detailed-status` in both; what it answers, what answers it and what a
profile lists has the class `status`. Each is told by the address that its time leads to.
Elements: `app/views/statuses/_detailed_status.html.haml` (3.x), `features/status/components/detailed_status` (4.x).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from embedarchive import urls
from embedarchive.model import MediaRef, Post, Reference
from embedarchive.platforms.mastodon import address as mastodon
from embedarchive.protocols.reading import values
from embedarchive.protocols.reading.counts import counts, shown
from embedarchive.protocols.reading.mastodon_status import prose
from embedarchive.protocols.reading.provenance import credited
from embedarchive.protocols.reading.soup import attribute, first

if TYPE_CHECKING:
    from bs4 import Tag

    from embedarchive.protocols.reading.page import Page

_KINDS = {"gifv": "gif", "video": "video", "audio": "audio"}


def read(page: Page, known: Reference) -> Post | None:
    """The status of a page that is the one that was asked for; None where the page shows none."""
    boxes = page.tree.select(".detailed-status, .status", limit=100)
    box = next((tag for tag in boxes if _is_of(tag, page.address, known)), None)
    body = first(box, ".e-content", ".status__content__text", ".status__content") if box is not None else None
    if box is None or body is None:
        return None
    warning = _line(first(box, ".p-summary", ".content-warning p", ".content-warning span"))
    said, links = prose(body.decode_contents())
    stamp = first(box, ".detailed-status__datetime time[datetime]", ".status__relative-time time[datetime]")
    written = values.moment(attribute(stamp, "datetime") or attribute(first(box, ".dt-published"), "value"))
    account = (_line(first(box, ".display-name__account")) or "").removeprefix("@")
    portrait = values.link(attribute(first(box, ".account__avatar img[src]", "img.account__avatar"), "src"))
    refs = [*_media(box), *([MediaRef(candidates=(portrait,), role="avatar")] if portrait else [])]
    return credited(
        Post(
            platform="mastodon",
            id=known.id,
            url=known.url,
            author=_line(first(box, ".display-name__html", "strong.p-name")),
            handle=account if "@" in account else known.handle,
            posted_at=written or mastodon.posted_at(known.id),
            text=values.text("\n\n".join(part for part in (warning, said) if part)),
            language=attribute(body, "lang"),
            links=links,
            media=tuple(refs),
            counts=counts(
                reposts=shown(_line(first(box, 'a[href$="/reblogs"] .detailed-status__reblogs'))),
                likes=shown(_line(first(box, ".detailed-status__favorites"))),
            ),
        ),
        "page",
        **({} if written else {"posted_at": "id"}),
        **({} if "@" in account else {"handle": "id"}),
    )


def _is_of(box: Tag, address: str, known: Reference) -> bool:
    """Whether the time of a status leads to the one that was asked for."""
    stamp = first(box, "a.detailed-status__datetime[href]", "a.status__relative-time[href]")
    link = urls.resolve(attribute(stamp, "href") or "", address)
    named = mastodon.recognise(link or "")
    return named is not None and named.id.rpartition("/")[2] == known.id.rpartition("/")[2]


def _line(tag: Tag | None) -> str | None:
    return values.text(" ".join(tag.get_text().split())) if tag is not None else None


def _media(box: Tag) -> Iterator[MediaRef]:
    """The files: of the web app's gallery, or as the server listed them for its scripts."""
    index = 0
    for kind, address, alt in (*_listed(box), *_gallery(box)):
        if address:
            yield MediaRef(candidates=(address,), role=kind, alt=alt, index=index)
            index += 1


def _listed(box: Tag) -> Iterator[tuple[str, str | None, str]]:
    for tag in box.select("[data-component][data-props]", limit=5):
        props = values.mapping(values.parsed(attribute(tag, "data-props") or ""))
        for item in map(values.mapping, values.items(props.get("media"), 20)):
            kind = _KINDS.get(str(item.get("type")), "photo")
            yield kind, values.link(item.get("url")), values.text(item.get("description")) or ""
        kind = (attribute(tag, "data-component") or "").lower()
        if kind in _KINDS:
            yield kind, values.link(props.get("src")), values.text(props.get("alt")) or ""


def _gallery(box: Tag) -> Iterator[tuple[str, str | None, str]]:
    for tag in box.select("a.media-gallery__item-thumbnail[href], video[src], audio[src]", limit=20):
        image = first(tag, "img[alt]")
        gif = tag.find_parent(class_="media-gallery__gifv") is not None
        kind = "gif" if gif else tag.name if tag.name in _KINDS else "photo"
        source = attribute(tag, "src") or attribute(tag, "href")
        yield kind, values.link(source), attribute(image or tag, "alt") or attribute(tag, "aria-label") or ""
