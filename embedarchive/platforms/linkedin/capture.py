"""Capturing a LinkedIn post without a login: its frame for other sites, then its page.

Both are written by the server for those who are not logged in, with the same elements (`data-test-id`), and the page
has JSON-LD. LinkedIn answers programs that it does not like with the status 999.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from embedarchive import urls
from embedarchive.model import Capture, Embed, MediaRef, Missing, Post, Reason, Reference, Response
from embedarchive.platforms.linkedin import address as linkedin
from embedarchive.protocols.asking import turns as _turns
from embedarchive.protocols.reading import linked_data, notices, values
from embedarchive.protocols.reading.counts import counts, shown
from embedarchive.protocols.reading.page import Page
from embedarchive.protocols.reading.provenance import credited, filled
from embedarchive.protocols.reading.soup import attribute, first, words

if TYPE_CHECKING:
    from bs4 import Tag

_REFUSALS = (*notices.REFUSALS, "post not found")
_COMMENTARY = (
    '[data-test-id="main-feed-activity-card__commentary"]',
    '[data-test-id="main-feed-activity-embed-card__commentary"]',
)
_TITLE = re.compile(r"(?P<name>.{1,150}?) (?:on|auf|op|sur|en|su|no) LinkedIn(?::|$)")


def capture(embed: Embed) -> Capture:
    """Fetch one post."""
    if not embed.id or not embed.url:
        return Missing(reason=Reason.UNIDENTIFIED, detail="The article does not say which post it shows.", id=embed.id)
    return (yield from _turns.capture(embed, linkedin.SOURCES, read))


def read(response: Response) -> Post | Missing | None:
    """What one answer says, live or archived: a frame, or the page of a post."""
    page = _turns.opened(response, "LinkedIn", linkedin.recognise, means=((999, Reason.LOGIN_WALL),))
    if page is None or isinstance(page, Missing):
        return page
    known = linkedin.recognise(page.address) or linkedin.recognise(page.canonical or "")
    if known is None:
        return None
    found = _elements(page, known)
    described = linked_data.read(page.tree, page.address, known)
    if found is not None:
        return filled(found, described) if described else found
    if described is not None and described.text:
        named = Post(platform="linkedin", id=known.id, url=known.url, posted_at=linkedin.posted_at(known.id))
        return filled(described, credited(named, "page", posted_at="id"))
    return _refused(page) or _shared(page, known)


def _refused(page: Page) -> Missing | None:
    """The sentence that a frame shows in place of a post. It may be deleted, or shown to members only."""
    said = " ".join((first(page.tree, "body") or page.tree).get_text(" ").split())[:3000]
    sentence = next(
        (part for part in re.split(r"(?<=[.!])\s", said) if any(w in part.lower() for w in _REFUSALS)), None
    )
    return Missing(reason=Reason.WITHHELD, detail=f"LinkedIn says: {sentence[:200]}") if sentence else None


def _elements(page: Page, known: Reference) -> Post | None:
    """The card of the post: the first one; those of a page's suggestions and a shared post's come after it."""
    member = first(page.tree, f'[data-urn$=":{known.id}"]', f'[data-id$=":{known.id}"]')
    if member is not None and (shown_to_members := _of_members(member, known)) is not None:
        return shown_to_members
    body = first(page.tree, *_COMMENTARY, ".attributed-text-segment-list__content")
    author = first(
        page.tree,
        'a[data-tracking-control-name$="_feed-actor-name"]',
        '[data-test-id="main-feed-activity-card__entity-lockup"] a',
        '[data-test-id="main-feed-activity-embed-card__entity-lockup"] a',
    )
    if author is None or (body is None and not page.tree.select_one('[data-test-id="feed-images-content"]')):
        return None
    address = urls.parse(attribute(author, "href") or "")
    handle = address.segments[1] if address and len(address.segments) > 1 and address.segments[0] in _PROFILES else None
    kind = address.segments[0] if address and handle else ""
    card, picture = _card(page)
    gallery = [*_films(page), *_pictures(page), *([MediaRef(candidates=(picture,), role="card")] if picture else [])]
    replies = first(page.tree, '[data-test-id="social-actions__comments"]')
    likes = first(page.tree, '[data-test-id="social-actions__reaction-count"]')
    reactions = attribute(first(page.tree, "[data-num-reactions]"), "data-num-reactions")
    return credited(
        Post(
            platform="linkedin",
            id=known.id,
            url=known.url,
            author=values.text(" ".join(words(author).split())),
            handle=handle,
            author_url=f"https://www.linkedin.com/{kind}/{handle}" if handle else None,
            posted_at=linkedin.posted_at(known.id),
            text=values.text(words(body, paragraphs={"p"}).strip()) if body is not None else None,
            media=tuple(replace(ref, index=index) for index, ref in enumerate(gallery)),
            links=_links(page),
            counts=counts(
                likes=shown(reactions or (" ".join(likes.get_text().split()) if likes is not None else "")),
                replies=shown(attribute(replies, "data-num-comments") or (replies.get_text() if replies else "")),
            ),
            card=card,
        ),
        "page",
        posted_at="id",
    )


def _of_members(box: Tag, known: Reference) -> Post | None:
    """The post as members see it, who are logged in."""
    body = first(box, ".update-components-update-v2__commentary", ".update-components-text", ".feed-shared-text")
    author = first(
        box, "a.update-components-actor__meta-link", ".update-components-actor a[href]", ".feed-shared-actor a"
    )
    name = first(box, '.update-components-actor__title span[aria-hidden="true"]', ".feed-shared-actor__name") or author
    if author is None or name is None or body is None:
        return None
    address = urls.parse(attribute(author, "href") or "")
    kind, handle = address.segments[:2] if address and len(address.segments) > 1 else ("", "")
    images = box.select("img.update-components-image__image[src], .feed-shared-image img[src]", limit=20)
    addresses = dict.fromkeys(link for tag in images if (link := values.link(attribute(tag, "src"))))
    return credited(
        Post(
            platform="linkedin",
            id=known.id,
            url=known.url,
            author=values.text(" ".join(name.get_text().split())),
            handle=handle if kind in _PROFILES else None,
            author_url=f"https://www.linkedin.com/{kind}/{handle}" if kind in _PROFILES else None,
            posted_at=linkedin.posted_at(known.id),
            text=values.text(words(body, paragraphs={"p"}).strip()),
            media=tuple(MediaRef(candidates=(link,), index=number) for number, link in enumerate(addresses)),
        ),
        "page",
        posted_at="id",
    )


_PROFILES = frozenset({"in", "company", "school", "showcase"})


def _links(page: Page) -> tuple[str, ...]:
    """Links out of the post's words; LinkedIn leads them over `linkedin.com/redir` and shortens them (lnkd.in)."""
    body = first(page.tree, *_COMMENTARY)
    anchors = body.select("a[href]", limit=200) if body is not None else []
    targets = [urls.unwrap(attribute(anchor, "href") or "").url for anchor in anchors]
    outside = (values.link(target) for target in targets if (at := urls.parse(target)) and not at.on("linkedin.com"))
    return tuple(dict.fromkeys(link for link in outside if link))


def _films(page: Page) -> list[MediaRef]:
    """A video names its files, of several sizes, in an attribute; the one with the most bits a second goes first."""
    tag = first(page.tree, "video[data-sources]")
    listed = [values.mapping(item) for item in values.items(values.parsed(attribute(tag, "data-sources") or ""))]
    listed.sort(key=lambda item: -(values.number(item.get("data-bitrate")) or 0))
    files = tuple(dict.fromkeys(link for item in listed if (link := values.link(item.get("src")))))
    still = values.link(attribute(tag, "data-poster-url"))
    return [
        *([MediaRef(candidates=files, role="video")] if files else []),
        *([MediaRef(candidates=(still,), role="poster")] if still else []),
    ]


def _pictures(page: Page) -> list[MediaRef]:
    box = first(page.tree, '[data-test-id="feed-images-content"]')
    found: dict[str, MediaRef] = {}
    for tag in box.select("img", limit=40) if box is not None else []:
        address = values.link(attribute(tag, "data-delayed-url")) or values.link(attribute(tag, "src"))
        if address:
            found.setdefault(address, MediaRef(candidates=(address,), alt=attribute(tag, "alt") or ""))
    return list(found.values())


def _card(page: Page) -> tuple[tuple[tuple[str, str], ...], str | None]:
    """The preview of an article that the post leads to."""
    box = first(page.tree, '[data-test-id="article-content"]', "a.feed-shared-article")
    title = first(page.tree, '[data-test-id="article-content__title"]')
    if box is None or title is None:
        return (), None
    anchor = box if box.name == "a" else box.select_one("a[href]")
    site = first(box, '[data-test-id="article-content__subtitle"]', ".base-main-card__subtitle")
    picture = first(box, "img")
    fields = {
        "url": values.link(urls.unwrap(attribute(anchor, "href") or "").url),
        "title": values.text(" ".join(title.get_text().split())),
        "site": values.text(" ".join(site.get_text().split())) if site is not None else None,
    }
    shown_fields = tuple((name, value) for name, value in fields.items() if value)
    return shown_fields, values.link(attribute(picture, "data-delayed-url")) or values.link(attribute(picture, "src"))


def _shared(page: Page, known: Reference) -> Post | None:
    """What a page tells other sites: `Name on LinkedIn: the beginning` and the text."""
    named = _TITLE.match((page.say("og:title") or "")[:2000])
    text = page.say("og:description")
    if named is None or not text:
        return None
    picture = page.link("og:image")
    at = urls.parse(picture or "")
    attached = picture if at and at.host.startswith("media.") else None
    return credited(
        Post(
            platform="linkedin",
            id=known.id,
            url=known.url,
            author=named["name"],
            posted_at=linkedin.posted_at(known.id),
            text=text,
            media=(MediaRef(candidates=(attached,)),) if attached else (),
            truncated=text.endswith(("…", "...")),
        ),
        "opengraph",
        posted_at="id",
    )
