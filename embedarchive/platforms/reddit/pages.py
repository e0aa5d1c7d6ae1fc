"""Pages of a submission or comment of Reddit: of today (`<shreddit-post>`), of 2018 to 2023, and of old.reddit.com.

What a page tells other sites to show is boilerplate around the title: `From the cats community on Reddit: …`,
`4 votes and 1 comment so far on Reddit`, `Explore this post and more …`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from embedarchive import urls
from embedarchive.model import MediaRef, Missing, Post, Reason, Reference, Response
from embedarchive.platforms.reddit import address as reddit
from embedarchive.platforms.reddit import embed_page
from embedarchive.platforms.reddit.common import as_link, is_gone, prose, signed, text_in
from embedarchive.protocols.declaring.id_times import moment
from embedarchive.protocols.reading import notices, values
from embedarchive.protocols.reading import page as _page
from embedarchive.protocols.reading.counts import counts, shown
from embedarchive.protocols.reading.provenance import credited
from embedarchive.protocols.reading.soup import attribute, first

if TYPE_CHECKING:
    from bs4 import Tag

_HEADING = re.compile(r"(?:r/\w{2,30} - |From the \w{2,30} community on Reddit: |r/\w{2,30} on Reddit: )")
_TITLE = re.compile(r"(?P<title>.{1,400}) : (?:r/|u/)?[\w-]{2,30}", re.DOTALL)
_TALLY = re.compile(
    r"(?:Posted by u/[\w-]{2,30} - )?(?P<likes>[\d,.]{1,12}k?) (?:votes?|points?)(?:,| and) (?P<replies>[\d,.]{1,12}k?)"
    r" comments?(?: so far on Reddit)?(?:\. |\.?$)"
)
_BOILERPLATE = re.compile(
    r"[\d.]{1,9}[kmKM]? (?:members|subscribers) in|Explore this post and more|r/\w{2,30}: |Posted (?:by|in the) "
    r"|View community ranking|Reddit is "
)


def of_page(response: Response, wanted: Reference) -> Post | Missing | None:
    """A page of any time; None when it names no post."""
    page = _page.page(values.decoded(response.body), response.url)
    own = reddit.recognise(page.canonical or "")
    identifier = wanted.id.rpartition("/")[2]
    if own is not None and wanted.id and own.id.partition("/")[0] != wanted.id.partition("/")[0]:
        return None
    element = first(page.tree, f'shreddit-post[id="t3_{identifier}"]') if identifier.isalnum() else None
    if element is not None:
        return _element(element, wanted)
    if embed_page.is_one(page):
        return embed_page.read(page, wanted)
    thing = first(page.tree, *_things(identifier)) if identifier.isalnum() else None
    if thing is not None:
        return _old(thing, wanted)
    shared = _shared(page, wanted) if own is not None or not wanted.id else None
    if shared is None or notices.of_site(page.say("og:title") or page.title, shared, "reddit.com"):
        return None
    return _removed(shared.text or "", wanted) if is_gone(shared.text) else notices.instead(shared) or shared


def _things(identifier: str) -> tuple[str, ...]:
    """How old.reddit.com calls the element of a submission or a comment."""
    return f"#thing_t3_{identifier}", f"#thing_t1_{identifier}", f'.thing.link[data-permalink*="/{identifier}/"]'


def _removed(said: str, wanted: Reference) -> Missing:
    return Missing(
        reason=Reason.DELETED, detail=f"Reddit shows in its place: {said[:200]}", id=wanted.id, url=wanted.url
    )


def _element(element: Tag, wanted: Reference) -> Post | Missing:
    """`<shreddit-post>`, whose attributes say most; of a post that is gone it has a banner, or words in its place."""
    handle = attribute(element, "author")
    title = attribute(element, "post-title")
    body = first(element, '[slot="text-body"] .md', '[slot="text-body"]', '[property="schema:articleBody"]')
    banner = text_in(element, '[slot="post-removed-banner"]')
    gone = next((said for said in (prose(body), title) if is_gone(said)), banner)
    if gone:
        return _removed(gone, wanted)
    target = values.link(attribute(element, "content-href"))
    here = urls.parse(target or "")
    outside = target if here and not here.on(*reddit.HOSTS) else None
    pictures = [
        link
        for tag in element.select("gallery-carousel img[src], img#post-image, img.preview-img")
        if (link := as_link(attribute(tag, "src")))
    ]
    pictures = list(dict.fromkeys([str(here)] if here and here.on("i.redd.it") else pictures))
    text = "\n\n".join(part for part in (title, prose(body)) if part)
    return credited(
        Post(
            platform="reddit",
            id=wanted.id,
            url=wanted.url,
            **signed(handle),
            posted_at=values.moment((attribute(element, "created-timestamp") or "").replace("+0000", "+00:00")),
            text=values.text(text),
            media=tuple(MediaRef(candidates=(link,), index=index) for index, link in enumerate(pictures[:30])),
            links=(outside,) if outside else (),
            counts=counts(likes=attribute(element, "score"), replies=attribute(element, "comment-count")),
            card=(("url", outside),) if outside else (),
        ),
        "page",
    )


def _old(thing: Tag, wanted: Reference) -> Post | Missing:
    """old.reddit.com, and all of Reddit until 2018."""
    handle = attribute(thing, "data-author") or text_in(thing, "a.author")
    title = text_in(thing, "a.title")
    body = prose(first(thing, ".usertext-body .md"))
    gone = next((said for said in (body, title) if is_gone(said)), None)
    if gone is not None:
        return _removed(gone, wanted)
    milliseconds = values.number(attribute(thing, "data-timestamp"))
    target = values.link(attribute(thing, "data-url"))
    here = urls.parse(target or "")
    outside = target if here and not here.on(*reddit.HOSTS) else None
    return credited(
        Post(
            platform="reddit",
            id=wanted.id,
            url=wanted.url,
            **signed(handle),
            posted_at=moment(milliseconds)
            if milliseconds
            else values.moment(attribute(first(thing, "time[datetime]"), "datetime")),
            text=values.text("\n\n".join(part for part in (title, body) if part)),
            media=(MediaRef(candidates=(str(here),)),) if here and here.on("i.redd.it") else (),
            links=(outside,) if outside else (),
            counts=counts(
                likes=attribute(thing, "data-score") or attribute(first(thing, ".score.unvoted[title]"), "title"),
                replies=attribute(thing, "data-comments-count"),
            ),
            card=(("url", outside),) if outside else (),
            sensitive=attribute(thing, "data-nsfw") == "true",
        ),
        "page",
    )


def _shared(page: _page.Page, wanted: Reference) -> Post | None:
    """What a page tells other sites to show, without what Reddit puts around it."""
    named = _TITLE.fullmatch(page.title)
    title = named["title"].strip() if named else _HEADING.sub("", page.say("og:title") or "", count=1).strip()
    if not title:
        return None
    described = [page.say(name) or "" for name in ("description", "og:description", "twitter:description")]
    tallies = [found for text in described if (found := _TALLY.match(text))]
    tally = min(tallies, key=lambda found: found["likes"].endswith("k"), default=None)  # `116k`, and `116,891`
    rest = (text[len(found[0]) :] if (found := _TALLY.match(text)) else text for text in described)
    shown_whole = prose(first(page.tree, '[data-test-id="post-content"] [data-click-id="text"]'))
    body = shown_whole or next((text.strip() for text in rest if text.strip() and not _BOILERPLATE.match(text)), "")
    text = title if not body or title.startswith(body) else f"{title}\n\n{body}"
    account = _author(page, wanted)
    picture = page.link("og:image")
    kind = (page.say("og:type") or "").lower()
    made = picture is not None and (urls.parse(picture) or urls.Address("", "", "", "", "", "")).on("share.redd.it")
    size = values.size({side: page.say(f"og:image:{side}") for side in ("width", "height")})
    role = "card" if made or not kind.endswith("image") else "photo"
    return credited(
        Post(
            platform="reddit",
            id=wanted.id or None,
            url=wanted.url,
            **signed(account),
            text=body if is_gone(body) else text,
            media=(MediaRef(candidates=(picture,), role=role, **size),) if picture and not made else (),
            counts=counts(likes=shown(tally["likes"]), replies=shown(tally["replies"])) if tally else (),
            truncated=not shown_whole and body.endswith(("…", "...")),
        ),
        "page",
    )


def _author(page: _page.Page, wanted: Reference) -> str | None:
    """The author's link stands beside the element that names the submission (2018 to 2023)."""
    beside = first(page.tree, f"#UserInfoTooltip--t3_{wanted.id}") if wanted.id.isalnum() else None
    for tag in (
        beside.find_parent("div") if beside is not None else None,
        first(page.tree, '[data-test-id="post-content"]'),
    ):
        link = first(tag, 'a[href^="/user/"]') if tag is not None else None
        address = urls.parse(urls.resolve(attribute(link, "href") or "", "https://www.reddit.com/") or "")
        if address and len(address.segments) >= 2:
            return address.segments[1]
    return None
