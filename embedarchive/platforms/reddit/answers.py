"""Submissions and comments of Reddit in each form that it has answered with.

`….json` (closed to strangers in May 2026, in crawls and archives since 2010; format: https://www.reddit.com/dev/api),
`….rss` (Atom, still open, with the whole text), and pages: those of today (`<shreddit-post>`), of 2018 to 2023, and of
old.reddit.com. What a page tells other sites to show is boilerplate around the title: `From the cats community on
Reddit: …`, `4 votes and 1 comment so far on Reddit`, `Explore this post and more …`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import TYPE_CHECKING

from embedarchive import urls
from embedarchive.model import MediaRef, Missing, Post, Reason, Reference, Response
from embedarchive.platforms.reddit import address as reddit
from embedarchive.protocols.declaring.id_times import moment
from embedarchive.protocols.reading import page as _page
from embedarchive.protocols.reading import values
from embedarchive.protocols.reading.counts import counts, shown
from embedarchive.protocols.reading.provenance import credited
from embedarchive.protocols.reading.soup import attribute, first, soup, words

if TYPE_CHECKING:
    from bs4 import Tag

_GONE = frozenset({"[removed]", "[deleted]"})
_BLOCKS = frozenset({"p", "blockquote", "ul", "ol", "pre", "h1", "h2", "h3", "h4", "table"})
_POLL = re.compile(r"\s{0,20}\[View Poll\]\(https://www\.reddit\.com/poll/[a-z0-9]{1,12}\)\s{0,20}$")
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


# ---------------------------------------------------------------------------------------------------------------- JSON


def of_json(value: object, wanted: str | None) -> Post | Missing | None:
    """The submission or comment that was asked for in the listings of `….json`; None when it is not there."""
    listings = values.items(value, 3) if isinstance(value, list) else (value,)
    things = [thing for listing in listings for thing in _things(listing)]
    chosen = next(
        (thing for thing in things if thing.get("id") == wanted), None if wanted else next(iter(things), None)
    )
    return _thing(chosen) if chosen else None


def _things(listing: object) -> Iterator[Mapping[str, object]]:
    """The submission, then the comments with their answers."""
    for child in values.items(values.mapping(listing, "data").get("children")):
        data = values.mapping(child, "data")
        if values.text(data.get("id")) and str(values.mapping(child).get("kind")) in {"t1", "t3"}:
            yield data
            if isinstance(data.get("replies"), dict):
                yield from _answers(data["replies"])


def _answers(listing: object, depth: int = 0) -> Iterator[Mapping[str, object]]:
    for child in values.items(values.mapping(listing, "data").get("children")):
        data = values.mapping(child, "data")
        if values.text(data.get("id")) and str(values.mapping(child).get("kind")) == "t1":
            yield data
            if depth < 20:
                yield from _answers(data.get("replies"), depth + 1)


def _thing(data: Mapping[str, object], *, nested: bool = False) -> Post | Missing | None:
    reference = reddit.recognise(f"https://www.reddit.com{values.text(data.get('permalink')) or _path(data)}")
    if reference is None:
        return None
    at = values.real(data.get("created_utc"))
    posted_at = moment(int(at * 1000)) if at and 0 < at < 4e9 else None
    handle = values.text(data.get("author"))
    body = values.text(data.get("selftext")) or values.text(data.get("body"))
    title = values.text(data.get("title"))
    if body in _GONE and (handle in _GONE or handle is None or body == "[removed]" or not title):
        detail = f"Reddit shows {body} in its place"
        return Missing(reason=Reason.DELETED, detail=detail, id=reference.id, url=reference.url, posted_at=posted_at)
    handle = None if handle in _GONE else handle
    body = _POLL.sub("", body).strip() if body and body not in _GONE else None
    edited = values.real(data.get("edited"))
    original = next(iter(values.items(data.get("crosspost_parent_list"), 1)), None)
    other = _thing(values.mapping(original), nested=True) if original and not nested else None
    parent = other if isinstance(other, Post) else None
    media = tuple(_media(data)) or (parent.media if parent else ())
    linked = _linked(data)
    card = (("url", linked),) if linked and not parent else ()
    post = Post(
        platform="reddit",
        id=reference.id,
        url=reference.url,
        author=handle,
        handle=handle,
        author_url=f"https://www.reddit.com/user/{handle}" if handle else None,
        posted_at=posted_at,
        edited_at=moment(int(edited * 1000)) if edited and 0 < edited < 4e9 else None,
        text="\n\n".join(unescape(part.strip()) for part in (title, body) if part and part.strip()),
        media=media,
        links=(linked,) if linked else (),
        quotes=parent.url if parent else None,
        related=(parent,) if parent else (),
        replies_to=_answered(data, reference),
        counts=counts(likes=data.get("score"), replies=data.get("num_comments")),
        poll=tuple(_poll(values.mapping(data, "poll_data"))),
        card=card,
        sensitive=data.get("over_18") is True,
    )
    return credited(post, "json")


def _path(data: Mapping[str, object]) -> str:
    """The address of a comment, which did not have it in its own answer until 2017."""
    post = (values.text(data.get("link_id")) or "").removeprefix("t3_")
    place = values.text(data.get("subreddit"))
    return f"{f'/r/{place}' if place else ''}/comments/{post}/comment/{values.text(data.get('id'))}/" if post else ""


def _answered(data: Mapping[str, object], reference: Reference) -> str | None:
    """What a comment answers: another comment, or the submission."""
    kind, _, identifier = (values.text(data.get("parent_id")) or "").partition("_")
    post = reference.id.partition("/")[0]
    found = f"comments/{post}/comment/{identifier}/" if kind == "t1" else f"comments/{identifier}/"
    return f"https://www.reddit.com/{found}" if kind in {"t1", "t3"} and identifier.isalnum() else None


def _linked(data: Mapping[str, object]) -> str | None:
    """Where a submission leads that is a link to another site."""
    target = _link(data.get("url_overridden_by_dest")) or _link(data.get("url"))
    elsewhere = urls.parse(target or "")
    return target if elsewhere and not elsewhere.on(*reddit.HOSTS) else None


def _poll(poll: Mapping[str, object]) -> Iterator[tuple[str, int | None]]:
    for option in map(values.mapping, values.items(poll.get("options"), 20)):
        if said := values.text(option.get("text")):
            yield unescape(said), values.number(option.get("vote_count"))


def _link(value: object) -> str | None:
    return values.link(unescape(values.text(value) or ""))


def _media(data: Mapping[str, object]) -> Iterator[MediaRef]:
    """A video with its sound, the pictures of a gallery in their order, or one picture."""
    video = values.mapping(data, "secure_media", "reddit_video") or values.mapping(data, "media", "reddit_video")
    video = video or values.mapping(data, "preview", "reddit_video_preview")
    sizes = values.size(video)
    if file := _link(video.get("fallback_url")):
        role = "gif" if video.get("is_gif") is True else "video"
        yield MediaRef(candidates=(file,), role=role, duration_s=values.real(video.get("duration")), **sizes)
        if video.get("has_audio") is True:  # it lies beside the video, under names that have changed
            folder = file.rpartition("/")[0]
            names = ("DASH_AUDIO_128.mp4", "DASH_AUDIO_64.mp4", "DASH_audio.mp4", "audio")
            yield MediaRef(candidates=tuple(f"{folder}/{name}" for name in names), role="audio")
    described = values.mapping(data, "media_metadata")
    order = [values.mapping(each) for each in values.items(values.mapping(data, "gallery_data").get("items"), 50)]
    within = str(data.get("selftext") or data.get("body") or "")
    order = order or [{"media_id": key} for key in list(described)[:50] if str(key) in within]  # pictures in the words
    for index, each in enumerate(order):
        yield from _gallery_item(values.mapping(described, str(each.get("media_id"))), each, index)
    images = values.items(values.mapping(data, "preview").get("images"), 1)
    preview = values.mapping(next(iter(images), None), "source")
    target = urls.parse(_link(data.get("url")) or "")
    original = str(target) if target and target.on("i.redd.it") else None
    candidates = tuple(each for each in (original, _link(preview.get("url"))) if each)
    if candidates and not order:
        role = "poster" if file else "photo" if original else "card"
        yield MediaRef(candidates=candidates, role=role, index=1 if file else 0, **values.size(preview))


def _gallery_item(item: Mapping[str, object], named: Mapping[str, object], index: int) -> Iterator[MediaRef]:
    """One picture: the upload by its id and kind, then the preview that the answer names."""
    source = values.mapping(item, "s")
    preview, moving = _link(source.get("u")), _link(source.get("mp4")) or _link(source.get("gif"))
    size: values.Size = {"width": values.number(source.get("x")), "height": values.number(source.get("y"))}
    served = moving or preview
    if served:
        role = "gif" if moving else "photo"
        yield MediaRef(
            candidates=(served,), role=role, index=index, alt=values.text(named.get("caption")) or "", **size
        )


# ---------------------------------------------------------------------------------------------------------------- Atom


def of_feed(response: Response, wanted: Reference | None) -> Post | None:
    """The entry of `….rss` that is the post; its words are whole, votes are not in it."""
    identifier = wanted.id.rpartition("/")[2] if wanted else ""
    entries = soup(values.decoded(response.body)).find_all("entry", limit=200)
    chosen = next((one for one in entries if _said(one, "id").rpartition("_")[2] == identifier), None)
    if chosen is None or wanted is None:
        return None
    handle = _said(chosen, "author > name").removeprefix("/u/")
    content = soup(unescape(_said(chosen, "content", raw=True)))
    body = first(content, ".md")
    linked = next(
        (_link(attribute(tag, "href")) for tag in content.select("a[href]") if tag.get_text() == "[link]"), None
    )
    title = _said(chosen, "title") if _said(chosen, "id").startswith("t3_") else ""
    here = urls.parse(linked or "")
    picture = linked if here and here.on("i.redd.it") else None
    outside = linked if here and not here.on(*reddit.HOSTS) else None
    thumbnail = next((_link(attribute(tag, "url")) for tag in chosen.find_all("media:thumbnail", limit=1)), None)
    role = "photo" if picture else "card"
    known = tuple(dict.fromkeys(one for one in (picture, thumbnail) if one))
    text = "\n\n".join(part for part in (title, _prose(body)) if part)
    return credited(
        Post(
            platform="reddit",
            id=wanted.id,
            url=wanted.url,
            author=handle or None,
            handle=handle or None,
            author_url=f"https://www.reddit.com/user/{handle}" if handle else None,
            posted_at=values.moment(_said(chosen, "published") or _said(chosen, "updated")),
            text=values.text(text),
            media=(MediaRef(candidates=known, role=role),) if known else (),
            links=(outside,) if outside else (),
            card=(("url", outside),) if outside else (),
        ),
        "rss",
    )


def _said(entry: Tag, selector: str, *, raw: bool = False) -> str:
    tag = first(entry, selector)
    return "" if tag is None else tag.decode_contents() if raw else " ".join(tag.get_text().split())


def _prose(body: Tag | None) -> str:
    shown_words = "" if body is None else re.sub(r"[ \t]{1,100}\n", "\n", words(body, paragraphs=_BLOCKS))
    return re.sub(r"\n{3,1000}", "\n\n", shown_words).strip()


# --------------------------------------------------------------------------------------------------------------- pages


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
    thing = first(page.tree, f"#thing_t3_{identifier}", f"#thing_t1_{identifier}") if identifier.isalnum() else None
    if thing is not None:
        return _old(thing, wanted)
    return _shared(page, wanted) if own is not None or not wanted.id else None


def _element(element: Tag, wanted: Reference) -> Post:
    """`<shreddit-post>`, whose attributes say most."""
    handle = attribute(element, "author")
    handle = None if handle in _GONE else handle
    body = first(element, '[slot="text-body"] .md', '[slot="text-body"]', '[property="schema:articleBody"]')
    target = values.link(attribute(element, "content-href"))
    here = urls.parse(target or "")
    outside = target if here and not here.on(*reddit.HOSTS) else None
    pictures = [
        link
        for tag in element.select("gallery-carousel img[src], img#post-image, img.preview-img")
        if (link := _link(attribute(tag, "src")))
    ]
    pictures = list(dict.fromkeys([str(here)] if here and here.on("i.redd.it") else pictures))
    text = "\n\n".join(part for part in (attribute(element, "post-title"), _prose(body)) if part)
    return credited(
        Post(
            platform="reddit",
            id=wanted.id,
            url=wanted.url,
            author=handle,
            handle=handle,
            author_url=f"https://www.reddit.com/user/{handle}" if handle else None,
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
    handle = attribute(thing, "data-author") or _said(thing, "a.author")
    title = _said(thing, "a.title")
    body = _prose(first(thing, ".usertext-body .md"))
    if body in _GONE:
        return Missing(reason=Reason.DELETED, detail=f"Reddit shows {body} in its place", id=wanted.id, url=wanted.url)
    milliseconds = values.number(attribute(thing, "data-timestamp"))
    target = values.link(attribute(thing, "data-url"))
    here = urls.parse(target or "")
    outside = target if here and not here.on(*reddit.HOSTS) else None
    return credited(
        Post(
            platform="reddit",
            id=wanted.id,
            url=wanted.url,
            author=handle or None,
            handle=handle or None,
            author_url=f"https://www.reddit.com/user/{handle}" if handle else None,
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
    body = next((text.strip() for text in rest if text.strip() and not _BOILERPLATE.match(text)), "")
    author = _author(page, wanted)
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
            author=author,
            handle=author,
            author_url=f"https://www.reddit.com/user/{author}" if author else None,
            text=title if not body or title.startswith(body) else f"{title}\n\n{body}",
            media=(MediaRef(candidates=(picture,), role=role, **size),) if picture and not made else (),
            counts=counts(likes=shown(tally["likes"]), replies=shown(tally["replies"])) if tally else (),
            truncated=body.endswith(("…", "...")),
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
