"""Capturing a Threads post without a login: its embed page, then its own page.

The page carries its data as JSON (`thread_items`, in the form of Instagram's apps); where it is left out, what it
tells other sites to show remains. A post that is gone leads to the home page with `?error=invalid_post`. Seen in
public clients of these pages; not documented.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from embedarchive import urls
from embedarchive.model import Capture, Embed, MediaRef, Missing, Post, Reason, Reference, Response
from embedarchive.platforms.threads import address as threads
from embedarchive.protocols.asking import outcomes
from embedarchive.protocols.asking import turns as _turns
from embedarchive.protocols.reading import meta_media, page_json, values
from embedarchive.protocols.reading.page import Page, is_of_another
from embedarchive.protocols.reading.provenance import credited
from embedarchive.protocols.reading.soup import attribute, first, words

if TYPE_CHECKING:
    from bs4 import Tag

_PORTRAIT = 150  # pixels: smaller images are people's
_TITLE = re.compile(r"(?P<name>.{0,150}?) ?\(@(?P<handle>[A-Za-z0-9_.]{1,30})\) (?:on|auf|op|sur|en|su|no|в) Threads")
_PLACEHOLDERS = ("join threads", "log in", "see what's new")


def capture(embed: Embed) -> Capture:
    """Fetch one post."""
    if not embed.id:
        return Missing(reason=Reason.UNIDENTIFIED, detail="The article does not say which post it shows.")
    path = f"@{embed.handle}/post/{embed.id}" if embed.handle else f"t/{embed.id}"
    return (yield from _turns.capture(embed, threads.SOURCES, read, path=path))


def read(response: Response) -> Post | Missing | None:
    """What one answer says, live or archived: an embed page, or the page of a post."""
    address = urls.parse(urls.unwrap(response.url).url)
    if address is not None and address.parameter("error") == "invalid_post":
        return Missing(reason=Reason.DELETED, detail="Threads answers that there is no such post (invalid_post)")
    if response.body.lstrip()[:1] == b"{":  # as the site's own scripts ask
        about = threads.recognise(response.url)
        return outcomes.of_status(response, "Threads") or (
            _in_json(values.parsed(response.body), about) if about else None
        )
    page = _turns.opened(response, "Threads", threads.recognise)
    if page is None or isinstance(page, Missing):
        return page
    known = threads.recognise(page.address)
    asked = next((threads.recognise(hop.url) for hop in response.exchanges[:1]), None)
    known = known or asked or threads.recognise(page.canonical or "")
    if known is None:
        return None
    return _in_scripts(page, known) or _embedded(page, known) or _pressed(page, known) or _shared(page, known)


def _in_scripts(page: Page, known: Reference) -> Post | None:
    """The post in the page's JSON, and the one that it answers where that is shown above it."""
    for text in page_json.scripts(page.tree):
        if known.id not in text or "caption" not in text:
            continue
        if post := _in_json(values.parsed(text) or page_json.value_after(text, '"data":'), known):
            return post
    return None


def _in_json(data: object, known: Reference) -> Post | None:
    """The post in a JSON value, with the one that it answers."""

    def wanted(node: Mapping[str, object]) -> bool:
        return node.get("code") == known.id and isinstance(node.get("user"), dict) and "caption" in node

    def thread(node: Mapping[str, object]) -> bool:
        return any(wanted(post) for post in _posts(node))

    found = next(page_json.objects(data, wanted), None)
    post = meta_media.of_item(found, "threads", "page", threads.posted_at(known.id)) if found else None
    if post is None or found is None:
        return None
    return _with_parent(post, found, next((_posts(node) for node in page_json.objects(data, thread)), []))


def _posts(node: Mapping[str, object]) -> list[Mapping[str, object]]:
    return [values.mapping(item, "post") for item in map(values.mapping, values.items(node.get("thread_items")))]


def _with_parent(post: Post, found: Mapping[str, object], around: list[Mapping[str, object]]) -> Post:
    """The post with the one that stands before it in its thread, if it is an answer."""
    codes = [one.get("code") for one in around]
    place = codes.index(post.id) if post.id in codes else 0
    if place == 0 or values.mapping(found, "text_post_app_info").get("is_reply") is not True:
        return post
    parent = meta_media.of_item(around[place - 1], "threads", "page", None, depth=1)
    if parent is None:
        return post
    known = {**dict(post.sources), "replies_to": "page", "related": "page"}
    return replace(post, replies_to=parent.url, related=(*post.related, parent), sources=tuple(known.items()))


def _embedded(page: Page, known: Reference) -> Post | None:
    """The elements of the embed page."""
    body = first(page.tree, ".BodyTextContainer")
    name = first(page.tree, ".HeaderLink", ".NameContainer")
    if (body is None and name is None) or is_of_another(page, known, threads.recognise):
        return None
    at = values.moment(attribute(first(page.tree, "time[datetime]"), "datetime"))
    pictures = [
        (link, attribute(tag, "alt") or "")
        for tag in page.tree.select(
            ".MediaContentContainer img, .SingleInnerMediaContainer img, .MediaScrollImageContainer img", limit=20
        )
        if (link := values.link(attribute(tag, "src")))
    ]
    films = [
        link
        for tag in page.tree.select("video[src], video source[src]", limit=10)
        if (link := values.link(attribute(tag, "src")))
    ]
    refs = [MediaRef(candidates=(film,), role="video") for film in dict.fromkeys(films)]
    refs += [MediaRef(candidates=(link,), alt=alt) for link, alt in dict(pictures).items()]
    handle = values.text(name.get_text().strip().removeprefix("@")) if name is not None else None
    handle = handle if handle and re.fullmatch(r"[A-Za-z0-9_.]{1,30}", handle) else known.handle
    return credited(
        Post(
            platform="threads",
            id=known.id,
            url=known.url,
            handle=handle,
            author_url=f"https://www.threads.net/@{handle}" if handle else None,
            posted_at=at or threads.posted_at(known.id),
            text=values.text(words(body).strip()) if body is not None else None,
            media=tuple(
                MediaRef(candidates=ref.candidates, role=ref.role, alt=ref.alt, index=index)
                for index, ref in enumerate(refs)
            ),
        ),
        "page",
        **({} if at else {"posted_at": "id"}),
    )


def _pressed(page: Page, known: Reference) -> Post | None:
    """A post as a browser drew it: the box whose time leads to it; its other classes mean nothing."""
    for box in page.tree.select('[data-pressable-container="true"]', limit=100):
        stamp = first(box, "a[href] time[datetime]")
        link = attribute(stamp.find_parent("a"), "href") if stamp is not None else None
        named = threads.recognise(urls.resolve(link or "", "https://www.threads.com/") or "")
        if stamp is None or named is None or named.id != known.id:
            continue
        return credited(
            Post(
                platform="threads",
                id=known.id,
                url=known.url,
                handle=named.handle or known.handle,
                author_url=f"https://www.threads.net/@{named.handle}" if named.handle else None,
                posted_at=values.moment(attribute(stamp, "datetime")) or threads.posted_at(known.id),
                text=_drawn_words(box),
                media=tuple(_drawn_media(box)),
            ),
            "page",
        )
    return None


def _drawn_words(box: Tag) -> str | None:
    """The words of a drawn post: its outermost lines of text that stand in no link, button or time."""
    told: list[str] = []
    for tag in box.select('span[dir="auto"]', limit=60):
        outer = tag.find_parent("span", dir="auto") or tag.find_parent(["a", "time"]) or tag.find_parent(role="button")
        said = words(tag).strip()
        if outer is None and first(tag, "a[href] time", "time") is None and first(tag, '[translate="no"]') is None:
            told += [said] if said else []
    return values.text("\n\n".join(told))


def _drawn_media(box: Tag) -> Iterator[MediaRef]:
    """The images of a drawn post, larger than portraits, and its videos."""
    found: list[str] = []
    for tag in box.select("picture img[src], img[src][width], video[src]", limit=30):
        address, width = values.link(attribute(tag, "src")), values.number(attribute(tag, "width"))
        if address and address not in found and not (width and width < _PORTRAIT):
            found.append(address)
            role = "video" if tag.name == "video" else "photo"
            yield MediaRef(candidates=(address,), role=role, alt=attribute(tag, "alt") or "", index=len(found) - 1)


def _shared(page: Page, known: Reference) -> Post | None:
    """What a page tells other sites: `Name (@handle) on Threads` and the text."""
    named = _TITLE.match((page.say("og:title") or "")[:400])
    text = page.say("og:description") or ""
    called = threads.recognise(page.canonical or "")
    if named is None or text.lower().startswith(_PLACEHOLDERS) or (called is not None and called.id != known.id):
        return None
    picture = page.link("og:image")
    # Without pictures of its own a post shows its author's portrait there, which is square and small.
    own = picture if picture and (page.say("twitter:card") or "") == "summary_large_image" else None
    return credited(
        Post(
            platform="threads",
            id=known.id,
            url=known.url,
            author=values.text(named["name"]),
            handle=named["handle"],
            author_url=f"https://www.threads.net/@{named['handle']}",
            posted_at=threads.posted_at(known.id),
            text=values.text(text),
            media=(MediaRef(candidates=(own,)),) if own else (),
            truncated=text.endswith(("…", "...")),
        ),
        "opengraph",
        posted_at="id",
    )
