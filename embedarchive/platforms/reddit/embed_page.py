"""A page of embed.reddit.com, which other sites frame: it has the files of a submission, and shows them to anybody.

What it is about stands as JSON in an attribute (`<shreddit-screenview-data>`); a page that names no post, or another,
is none. A post that its author deleted leaves a page that says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from embedarchive import urls
from embedarchive.model import MediaRef, Missing, Post, Reason, Reference
from embedarchive.platforms.reddit import address as reddit
from embedarchive.platforms.reddit.common import is_gone, prose, signed
from embedarchive.protocols.declaring.id_times import moment
from embedarchive.protocols.reading import values
from embedarchive.protocols.reading.counts import counts, shown
from embedarchive.protocols.reading.page import Page
from embedarchive.protocols.reading.provenance import credited
from embedarchive.protocols.reading.soup import attribute, first

_MARK = "shreddit-screenview-data[data]"
_NAMED = re.compile(r"-v0-(?P<name>[a-z0-9]{6,20}\.(?:jpe?g|png|gif|webp))\Z")
_COMMENTS = re.compile(r"\bView (?P<number>[\d,.]{1,9}[kKmM]?) comments?\b")
_GONE = re.compile(r"This post has been (?:deleted|removed)[^.]{0,80}")


def is_one(page: Page) -> bool:
    """Whether a page is one of embed.reddit.com."""
    return first(page.tree, _MARK) is not None


def read(page: Page, wanted: Reference) -> Post | Missing | None:
    """The submission that a page shows; None when it is about another one or says nothing of it."""
    told = values.mapping(values.parsed(attribute(first(page.tree, _MARK), "data") or ""), "post")
    identifier = (values.text(told.get("id")) or "").removeprefix("t3_")
    if not identifier or identifier != (wanted.id or identifier):
        return None
    title = first(page.tree, "#embed-title h1", "h1", "shreddit-embed-title", "#embed-title")
    body = first(page.tree, f"#t3_{identifier}-post-rtjson-content") if identifier.isalnum() else None
    said = " ".join(page.tree.get_text(" ").split())[:20_000]
    heading = " ".join(title.get_text().split()) if title is not None else ""
    if not heading or is_gone(heading):
        gone = heading or (found[0] if (found := _GONE.search(said)) else "")
        return Missing(reason=Reason.DELETED, detail=f"Reddit says: {gone}") if gone else None
    writer = first(page.tree, 'a[href^="https://www.reddit.com/user/"]')
    profile = urls.parse(attribute(writer, "href") or "")
    at, target = values.number(told.get("created_timestamp")), values.link(told.get("url"))
    here, tally = urls.parse(target or ""), _COMMENTS.search(said)
    outside = target if here and not here.on(*reddit.HOSTS) else None
    return credited(
        Post(
            platform=reddit.NAME,
            id=identifier,
            url=wanted.url,
            **signed(profile.segments[1] if profile and len(profile.segments) > 1 else None),
            posted_at=moment(at) if at and 0 < at < 4e12 else None,
            text="\n\n".join(part for part in (heading, prose(body)) if part),
            media=tuple(_media(page, here)),
            links=(outside,) if outside else (),
            counts=counts(likes=_votes(page), replies=shown(tally["number"]) if tally else None),
            card=(("url", outside),) if outside else (),
            sensitive=told.get("nsfw") is True,
        ),
        "embed",
    )


def _votes(page: Page) -> str | None:
    """The number before the word upvotes."""
    for tag in page.tree.select("faceplate-number[number]", limit=20):
        beside = tag.parent.get_text(" ") if tag.parent is not None else ""
        if "upvote" in beside or attribute(tag.parent, "data-testid") == "upvote":
            return attribute(tag, "number")
    return None


def _media(page: Page, target: urls.Address | None) -> Iterator[MediaRef]:
    """The files of its player, the images of its gallery in their order, or the image that it leads to."""
    player = first(page.tree, "shreddit-player", "shreddit-player-2")
    if player is not None:
        packaged = values.mapping(values.parsed(attribute(player, "packaged-media-json") or ""), "playbackMp4s")
        films = sorted(_films(packaged), key=lambda each: -(each[1].get("height") or 0))
        if films:
            largest: values.Size = films[0][1]
            length = values.real(packaged.get("duration"))
            yield MediaRef(candidates=tuple(each[0] for each in films), role="video", duration_s=length, **largest)
        if poster := values.link(attribute(player, "poster")):
            yield MediaRef(candidates=(poster,), role="poster", index=1 if films else 0)
        return
    carousel = first(page.tree, "gallery-carousel")
    if carousel is not None:
        previews = (values.link(attribute(tag, "src")) for tag in carousel.select("img[src]", limit=60))
        found = {_original(each) or each: each for each in previews if each}
        for index, (original, preview) in enumerate(found.items()):
            yield MediaRef(candidates=tuple(dict.fromkeys((original, preview))), index=index)
    elif target is not None and target.on("i.redd.it"):
        yield MediaRef(candidates=(str(target),), role="gif" if target.path.endswith(".gif") else "photo")


def _films(packaged: Mapping[str, object]) -> Iterator[tuple[str, values.Size]]:
    """The address and the size of each file with image and sound."""
    for each in values.items(packaged.get("permutations"), 20):
        source = values.mapping(each, "source")
        if address := values.link(source.get("url")):
            yield address, values.size(values.mapping(source, "dimensions"))


def _original(preview: str) -> str | None:
    """The file as it was uploaded, whose name the preview's ends with."""
    address = urls.parse(preview)
    named = _NAMED.search(address.path) if address and address.on("preview.redd.it") else None
    return f"https://i.redd.it/{named['name']}" if named else None
