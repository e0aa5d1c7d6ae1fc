"""A watch page of YouTube without what it tells its player, as browsers save it.

Read are its elements (2012 to 2017, and since 2020) and its microdata (since 2012).
"""

from __future__ import annotations

from dataclasses import replace

from embedarchive import urls
from embedarchive.model import MediaRef, Post, Reference
from embedarchive.platforms.youtube import address as youtube
from embedarchive.protocols.declaring.id_times import day
from embedarchive.protocols.reading import linked_data, values
from embedarchive.protocols.reading import page as _page
from embedarchive.protocols.reading.counts import counts, shown
from embedarchive.protocols.reading.provenance import credited
from embedarchive.protocols.reading.soup import attribute, first, words
from embedarchive.protocols.reading.wording import is_cut, joined

MARKS = (b'id="eow-', b'itemprop="videoId"', b'itemprop="identifier"', b"<ytd-watch-")
"""What only such a page has."""

_NAMES = ("#watch7-user-header .yt-user-name", ".yt-user-info a", "a.yt-user-name", "#owner ytd-channel-name a[href]")
_TITLES = ("ytd-watch-metadata h1", "h1.ytd-video-primary-info-renderer")
_WORDS = (
    "#eow-description",
    "#description-inline-expander > yt-attributed-string",
    "#description-inline-expander #expanded",
    "ytd-watch-metadata #description-inline-expander .yt-core-attributed-string",
    "ytd-video-secondary-info-renderer #description",
)


def read(markup: str, reference: Reference) -> Post | None:
    """The video of a page that says it is of that one; None when it does not.

    A browser that went there from another video leaves the head of that one in place: what stands there is believed
    where it names the video that is shown.
    """
    page = _page.page(markup, reference.url)
    headed = page.say("videoid") or page.say("identifier") or ""
    player = first(page.tree, "ytd-watch-flexy[video-id]", "ytd-watch-grid[video-id]")
    identifier = attribute(player, "video-id") or headed
    if identifier != reference.id or not identifier:
        return None
    if headed != identifier:
        page = replace(page, meta={})
    name = first(page.tree, *_NAMES)
    stated = _stated(page, "name") if page.meta else None
    profile = attribute(name, "href") or (_stated(page, "url") if page.meta else None) or ""
    owner = urls.parse(urls.resolve(profile, "https://www.youtube.com/") or "")
    old = owner.segments if owner else ()
    handle = old[1] if len(old) == 2 and old[0] == "user" else old[0][1:] if old and old[0].startswith("@") else None
    body = first(page.tree, *_WORDS)
    for tag in body.select("a[title]", limit=200) if body is not None else ():
        if tag.get_text().endswith("..."):  # shown shortened
            tag["data-expanded-url"] = attribute(tag, "title") or ""
    title = _line(page, *_TITLES) or page.say("og:title", "name", "twitter:title")
    shown_whole = words(body).strip() if body is not None else ""
    described = shown_whole or page.say("og:description")
    written = (
        _line(page, "#eow-date", ".watch-time-text")
        or page.say("datepublished", "uploaddate")
        or _line(page, "#info-strings yt-formatted-string", "ytd-watch-info-text #info")
    )
    exact = values.moment(written) if written and "T" in written else None
    posted = exact or day(written)
    numbers = {
        "views": shown(_line(page, ".watch-view-count")) or values.number(page.say("interactioncount")),
        "likes": shown(_line(page, ".likes-count", ".like-button-renderer-like-button .yt-uix-button-content")),
    }
    stills = youtube.stills(identifier, "")
    seconds = linked_data.seconds(page.say("duration"))
    return credited(
        Post(
            platform="youtube",
            id=identifier,
            url=reference.url,
            author=values.text(" ".join(name.get_text().split())) if name is not None else values.text(stated),
            handle=handle,
            author_url=f"https://www.youtube.com/{'/'.join(old)}" if old else None,
            posted_at=posted,
            text=joined(title, described),
            truncated=not shown_whole and is_cut(described),
            media=(MediaRef(candidates=stills, role="poster", duration_s=seconds),) if stills else (),
            counts=counts(**numbers),
        ),
        "page",
        **({} if exact else {"posted_at": "day"}),
    )


def _stated(page: _page.Page, name: str) -> str | None:
    """What the microdata says of the author, who is a thing of its own in it."""
    tag = first(page.tree, f'[itemprop="author"] link[itemprop="{name}"]')
    return attribute(tag, "content") or attribute(tag, "href")


def _line(page: _page.Page, *selectors: str) -> str | None:
    tag = first(page.tree, *selectors)
    return " ".join(tag.get_text().split()) if tag is not None else None
