"""Capturing an Instagram post without a login: its embed page, then what its own page tells other sites.

Both are best effort: by the address that asks, Instagram answers with the post, an empty shell or a login. Seen in
public recordings and measurements: embed pages carry JSON (`contextJSON`, earlier `additionalDataLoaded`), those of a
single image only elements; reels answer under `/p/` only; the embed page of a post that is private, deleted or not
for embedding is one and the same (`.EmbedIsBroken`, `.EmbedBrokenMedia`), so that it is `withheld` and not `deleted`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from embedarchive import urls
from embedarchive.model import Capture, Embed, MediaRef, Missing, Post, Reason, Reference, Response
from embedarchive.platforms.instagram import address as instagram
from embedarchive.platforms.instagram import oembed
from embedarchive.protocols.asking import outcomes
from embedarchive.protocols.asking import turns as _turns
from embedarchive.protocols.declaring.id_times import day
from embedarchive.protocols.reading import meta_media, page_json, values
from embedarchive.protocols.reading.counts import counts, shown
from embedarchive.protocols.reading.page import Page, is_of_another
from embedarchive.protocols.reading.provenance import credited, filled
from embedarchive.protocols.reading.soup import attribute, first, words

_DATA = ("window._sharedData = ", "window.__initialData = ")
_LOADED = re.compile(r"window\.__additionalDataLoaded\('[^']{1,200}',")
"""Pages of 2019 to 2022: the data of the address that stands between the marks, or of `extra` in embed pages."""
_TITLE = re.compile(r"(?P<name>.{1,150}?) (?:on|auf|op|sur|en|su|no|na|på|w|di|în|в|у) Instagram(?:\s?:|\s{0,3}$)")
_CARD = re.compile(r"(?P<name>.{1,150}?) \(@(?P<handle>[A-Za-z0-9_.]{1,30})\) • ", re.DOTALL)
_DESCRIPTION = re.compile(
    r"""(?: (?P<likes>\d[\d.,\u00a0\u202f\x20]{0,12}[KMB]?) \s [^\W\d][^\d,]{0,24}, \s )?
        (?: (?P<replies>\d[\d.,\u00a0\u202f\x20]{0,12}[KMB]?) \s [^\W\d][^\d–—-]{0,24} \s [-–—] \s )?
        (?P<handle>[A-Za-z0-9_.]{1,30}) \s (?P<when>[^:]{0,24}\d{4}) \s?
        (?: : \s (?P<text>.{0,30000}) )?""",
    re.VERBOSE | re.DOTALL,
)
"""Counts, handle and day before the words, in a reader's language: `12 Likes, 3 Kommentare - jane am 17. Mai 2016`."""
_NEAR = dt.timedelta(days=2)
_QUOTES = '"“”„«»'


def capture(embed: Embed) -> Capture:
    """Fetch one post."""
    if not embed.id:
        return Missing(reason=Reason.UNIDENTIFIED, detail="The article does not say which post it shows.")
    if embed.id.isdigit():
        detail = "Instagram shows stories to people who are logged in only, and for a day"
        return Missing(reason=Reason.UNSUPPORTED, detail=detail, id=embed.id, url=embed.url)
    return (yield from _turns.capture(embed, instagram.SOURCES, read))


def read(response: Response) -> Post | Missing | None:
    """What one answer says, live or archived: an embed page, the page of a post, or JSON as its scripts fetched it."""
    known = instagram.recognise(urls.unwrap(response.url).url)
    if response.body.lstrip()[:1] == b"{":
        missing = outcomes.of_status(response, "Instagram")
        value = values.parsed(response.body)
        if missing is None and oembed.is_answer(values.mapping(value)):
            return oembed.read(values.mapping(value), response.url)
        return missing or _in_json(value, known)
    page = _turns.opened(response, "Instagram", instagram.recognise)
    if page is None or isinstance(page, Missing):
        return page
    broken = first(page.tree, ".EmbedIsBroken", ".EmbedBrokenMedia")
    if broken is not None:
        said = " ".join(words(broken).split())[:300]
        return Missing(reason=Reason.WITHHELD, detail=f"Instagram does not show the post: {said}".rstrip(": "))
    written = _embedded(page, known)
    told = _in_scripts(page, known)
    if told is not None:
        return filled(told, written) if written else told
    return written or _drawn(page, known)


def _drawn(page: Page, known: Reference | None) -> Post | None:
    """What a browser drew, and what the head tells other sites: it has the author's name, and whole texts in cards."""
    from embedarchive.platforms.instagram import drawn

    shown, told = drawn.read(page, known) if known else None, _shared(page, known)
    if shown is None and told is None and known is not None:
        return drawn.tile(page, known)
    return filled(shown, told) if shown and told else shown or told


def _in_scripts(page: Page, known: Reference | None) -> Post | None:
    for text in page_json.scripts(page.tree):
        context = page_json.value_after(text, '"contextJSON":') if "contextJSON" in text else None
        found = _in_json(values.parsed(context), known) if isinstance(context, str) else None
        loaded = _LOADED.search(text) if "__additionalDataLoaded" in text else None
        for mark in (*_DATA, *([loaded[0]] if loaded else [])):
            found = found or (_in_json(page_json.value_after(text, mark), known) if mark in text else None)
        if found is None and known and known.id in text and text.lstrip()[:1] == "{":
            found = _in_json(values.parsed(text), known)
        if found is not None:
            return found
    return None


def _in_json(value: object, known: Reference | None) -> Post | None:
    """The post inside a JSON value, whatever is around it; the one that was asked for if an id is known."""

    def graph(node: Mapping[str, object]) -> bool:
        code = node.get("shortcode") or node.get("code")
        told = "display_url" in node or "display_src" in node or "edge_media_to_caption" in node
        return told and (code == known.id if known else isinstance(code, str))

    def item(node: Mapping[str, object]) -> bool:
        kinds = ("image_versions2", "carousel_media", "caption", "display_uri", "video_versions")
        told = ("user" in node or "owner" in node) and any(kind in node for kind in kinds)
        return told and (node.get("code") == known.id if known else isinstance(node.get("code"), str))

    found = next(page_json.objects(value, graph), None)
    if found is not None:
        at = instagram.posted_at(str(found.get("shortcode") or found.get("code")))
        return meta_media.of_graph(found, "page", at)
    found = next(page_json.objects(value, item), None)
    at = instagram.posted_at(str(found.get("code"))) if found else None
    return meta_media.of_item(found, "instagram", "page", at) if found else None


def _embedded(page: Page, known: Reference | None) -> Post | None:
    """The elements of an embed page; of several images it has the first only, so it says so in no way."""
    box = first(page.tree, ".Embed", "body")
    name = first(page.tree, ".UsernameText", ".CaptionUsername", ".Username")
    picture = first(page.tree, "img.EmbeddedMediaImage")
    if known is None or box is None or name is None or is_of_another(page, known, instagram.recognise):
        return None
    caption = first(page.tree, ".Caption")
    text = None
    if caption is not None:
        said = words(caption, hidden={"CaptionUsername", "CaptionComments"})
        text = values.text(re.sub(r"^\s{0,20}", "", said).rstrip())
    moving = attribute(first(page.tree, "[data-media-type]"), "data-media-type") == "GraphVideo"
    place = first(page.tree, "a.Location", ".HeaderSecondaryContent .Location", ".HeaderSecondaryContent a")
    at = values.moment(attribute(first(page.tree, "time[datetime]"), "datetime"))
    addresses = _pictures(attribute(picture, "srcset"), attribute(picture, "src"))
    alt = attribute(picture, "alt") or ""
    media = [MediaRef(candidates=addresses, role="poster" if moving else "photo", alt=alt)] if addresses else []
    portrait = values.link(attribute(first(page.tree, "a.Avatar img", ".Avatar img"), "src"))
    media += [MediaRef(candidates=(portrait,), role="avatar")] if portrait else []
    handle = values.text(name.get_text().strip())
    return credited(
        Post(
            platform="instagram",
            id=known.id,
            url=known.url,
            handle=handle,
            author_url=f"https://www.instagram.com/{handle}/" if handle else None,
            posted_at=at or instagram.posted_at(known.id),
            text=text,
            place=values.text(" ".join(place.get_text().split())) if place is not None else None,
            media=tuple(media),
            counts=counts(likes=_number(page, ".SocialProof"), replies=_number(page, ".CaptionComments")),
        ),
        "page",
        **({} if at else {"posted_at": "id"}),
    )


def _number(page: Page, selector: str) -> int | None:
    tag = first(page.tree, selector)
    return shown(" ".join(tag.get_text().split())) if tag is not None else None


def _pictures(listed: str | None, served: str | None) -> tuple[str, ...]:
    """The addresses of a `srcset`, the widest first, then the served one."""
    sizes = []
    for part in (listed or "").split(", ")[:20]:
        address, _, width = part.strip().partition(" ")
        sizes.append((-(values.number(width.removesuffix("w")) or 0), address))
    ordered = [address for _, address in sorted(sizes, key=lambda one: one[0])]
    return tuple(dict.fromkeys(link for address in (*ordered, served) if (link := values.link(address))))


def _shared(page: Page, known: Reference | None) -> Post | None:
    """What a page tells other sites: `Name on Instagram: "the text"`, and counts, handle and day before the text."""
    title, description = page.say("og:title") or "", page.say("og:description") or ""
    named, said = _TITLE.match(title[:4000]), _DESCRIPTION.match(description[:40_000])
    stated = day(said["when"]) if said else None
    said = said if stated else None
    card = _CARD.match((page.say("twitter:title") or "")[:300])
    if known is None or not (named or said):
        return None
    quoted = (said["text"] if said else None) or title.partition(":")[2]
    text = quoted.strip().removesuffix(".").strip(_QUOTES + " \n")
    own = instagram.recognise(page.canonical or "")
    if own is not None and own.id != known.id and not own.shared:
        return None
    handle = (said["handle"] if said else None) or (card["handle"] if card else None)
    handle = handle or (own.handle if own else None) or known.handle
    picture = page.link("og:image")
    film = page.link("og:video:secure_url", "og:video")
    at = instagram.posted_at(known.id)  # to the second; some ids are older than their posts
    exact = at is not None and (stated is None or abs(at - stated) <= _NEAR)
    media = [MediaRef(candidates=(film,), role="video")] if film else []
    if picture:
        moving = film or (page.say("og:type") or "").startswith("video") or "/reel/" in (page.canonical or "")
        media.append(MediaRef(candidates=(picture,), role="poster" if moving else "photo", index=len(media)))
    return credited(
        Post(
            platform="instagram",
            id=known.id,
            url=known.url,
            author=named["name"] if named else card["name"] if card else None,
            handle=handle,
            posted_at=at if exact else stated,
            text=values.text(text),
            media=tuple(media),
            counts=counts(
                likes=shown(said["likes"]) if said else None, replies=shown(said["replies"]) if said else None
            ),
            truncated=text.endswith(("…", "...")),
        ),
        "opengraph",
        posted_at="id" if exact else "day",
    )
