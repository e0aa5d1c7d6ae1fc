"""Capturing a Bluesky post from the public AppView, and reading what archives hold of it.

Formats: the lexicons `app.bsky.feed.getPostThread` and `app.bsky.embed.*` (https://github.com/bluesky-social/atproto);
the page's summary for those without scripts (`bskyweb` in https://github.com/bluesky-social/social-app).

`createdAt` is what the author's software claims: its source is `client`. `text` stays as it was written; the whole
addresses of links that it shows shortened are in `links`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote, urlencode

from embedarchive import urls
from embedarchive.model import Answer, Capture, Embed, MediaRef, Missing, Post, Reason, Reference, Request, Response
from embedarchive.platforms.bluesky import address as bluesky
from embedarchive.platforms.bluesky import drawn
from embedarchive.protocols.asking import outcomes
from embedarchive.protocols.asking import turns as _turns
from embedarchive.protocols.reading import linked_data, values
from embedarchive.protocols.reading.counts import counts
from embedarchive.protocols.reading.page import Page
from embedarchive.protocols.reading.provenance import credited, filled
from embedarchive.protocols.reading.soup import attribute, first

APPVIEW = "https://public.api.bsky.app/xrpc"
"""The same where the first lets some addresses not in (403)."""
_ERRORS = {
    "NotFound": Reason.DELETED,
    "AccountTakedown": Reason.SUSPENDED,
    "RepoTakendown": Reason.SUSPENDED,
    "AccountDeactivated": Reason.WITHHELD,
    "RepoDeactivated": Reason.WITHHELD,
}
_SENSITIVE = frozenset({"porn", "sexual", "nudity", "graphic-media", "gore", "sexual-figurative"})
_SIGNED_IN = "The author asks that this post is shown to signed-in people only (!no-unauthenticated)."
_TITLE = " (@"


def capture(embed: Embed) -> Capture:
    """Fetch one post. Of a video also ask where its author's files are: Bluesky itself serves it in pieces only."""
    author = _author(embed)
    if not embed.id or author is None:
        return Missing(reason=Reason.UNIDENTIFIED, detail="The article does not say which post it shows.", id=embed.id)
    found = yield from _turns.capture(embed, bluesky.SOURCES, read, author=quote(author, safe=":"))
    if isinstance(found, Missing):
        if found.reason is Reason.DELETED and not author.startswith("did:"):
            return (yield from _renamed(found, author))
        return found
    video = next((ref for ref in found.media if ref.role == "video"), None)
    owner, _, _ = _owned(video).partition("/") if video else ("", "", "")
    if not owner.startswith("did:plc:"):
        return found
    answer: Answer = yield Request(url=f"https://plc.directory/{owner}", kind="api")
    host = _files_at(answer) if isinstance(answer, Response) else None
    return _with_original(found, host) if host else found


def _author(embed: Embed) -> str | None:
    """The author's DID or handle, as the address names it."""
    address = urls.parse(embed.url or "")
    parts = address.segments if address else ()
    return parts[1] if parts[:1] == ("profile",) and len(parts) > 1 else embed.handle


def _renamed(missing: Missing, handle: str) -> Capture:
    """Whether there is such a handle at all: the posts of who gave it up live on under another one."""
    answer: Answer = yield Request(
        url=f"{APPVIEW}/com.atproto.identity.resolveHandle?{urlencode({'handle': handle})}", kind="api"
    )
    if isinstance(answer, Response) and answer.status == 200 and values.mapping(values.parsed(answer.body)).get("did"):
        return missing
    if isinstance(answer, Response) and answer.status == 400:
        detail = f"Nobody has the handle {handle} now; the post may live on under another one"
        return replace(missing, reason=Reason.UNIDENTIFIED, detail=f"{missing.detail}. {detail}.")
    failed = outcomes.of_refusal(answer) if not isinstance(answer, Response) else outcomes.of_status(answer, "Bluesky")
    if failed is None:
        return missing
    return replace(
        failed,
        detail=f"{missing.detail}; whether the handle still exists was not learnt: {failed.detail}",
        id=missing.id,
        url=missing.url,
    )


def _files_at(answer: Response) -> str | None:
    """The server that holds an account's files, from its DID document."""
    document = values.mapping(values.parsed(answer.body)) if answer.status == 200 else {}
    for service in values.items(document.get("service")):
        entry = values.mapping(service)
        if str(entry.get("id", "")).endswith("#atproto_pds"):
            return values.link(entry.get("serviceEndpoint"))
    return None


def _owned(ref: MediaRef) -> str:
    """`did/cid` of a video, from the address of its playlist: `…/watch/did%3Aplc%3A…/bafk…/playlist.m3u8`."""
    address = urls.parse(ref.candidates[-1])
    parts = address.segments if address else ()
    return "/".join(parts[1:3]) if parts[:1] == ("watch",) and len(parts) == 4 else ""


def _with_original(post: Post, host: str) -> Post:
    """The post with the uploaded file of its video as the best candidate."""

    def whole(ref: MediaRef) -> MediaRef:
        owner, _, cid = _owned(ref).partition("/") if ref.role == "video" else ("", "", "")
        asked = urlencode({"did": owner, "cid": cid}, safe=":")
        file = f"{host.rstrip('/')}/xrpc/com.atproto.sync.getBlob?{asked}"
        return replace(ref, candidates=(file, *ref.candidates)) if cid else ref

    return replace(post, media=tuple(whole(ref) for ref in post.media))


def read(response: Response) -> Post | Missing | None:
    """What one answer says, live or archived: of the AppView, or the page of a post."""
    body = response.body.lstrip()[:1]
    if body == b"{":
        return _read_json(response)
    page = _turns.opened(response, "The page", bluesky.recognise)
    if page is None or isinstance(page, Missing):
        return page
    known = bluesky.recognise(page.address) or bluesky.recognise(page.canonical or "")
    if known is None:
        return None
    told, seen = _read_page(page, known), drawn.read(page, known)
    return filled(told, seen) if told is not None and seen is not None else told or seen


def _read_json(response: Response) -> Post | Missing | None:
    answer = values.mapping(values.parsed(response.body))
    error = answer.get("error")
    if isinstance(error, str) and error in _ERRORS:
        return Missing(reason=_ERRORS[error], detail=f"Bluesky answers: {values.text(answer.get('message')) or error}")
    if response.status != 200:
        return outcomes.of_status(response, "Bluesky")
    thread = values.mapping(answer, "thread")
    kind = str(thread.get("$type", "")).rpartition("#")[2]
    if kind == "notFoundPost":
        return Missing(reason=Reason.DELETED, detail="Bluesky answers that the post was not found")
    if kind == "blockedPost":
        return Missing(reason=Reason.WITHHELD, detail="Bluesky answers that the post is blocked")
    listed = values.items(answer.get("posts"))
    view = values.mapping(thread, "post") or (values.mapping(listed[0]) if listed else {})
    if _hidden(view):
        return Missing(reason=Reason.PRIVATE, detail=_SIGNED_IN)
    parent = post(values.mapping(thread, "parent", "post"), nested=True)
    return post(view, parent)


def _hidden(view: Mapping[str, object]) -> bool:
    return "!no-unauthenticated" in _labels(values.mapping(view, "author"))


def _labels(holder: Mapping[str, object]) -> set[str]:
    given = (*values.items(holder.get("labels")), *values.items(values.mapping(holder, "labels").get("values")))
    known = map(values.mapping, given)
    return {value for label in known if isinstance(value := label.get("val"), str) and label.get("neg") is not True}


def post(view: Mapping[str, object], parent: Post | None = None, *, nested: bool = False) -> Post | None:
    """A `postView` or a quoted post's `viewRecord`; None when it is neither, or hidden from who has no login."""
    record = values.mapping(view, "record") or values.mapping(view, "value")
    author = values.mapping(view, "author")
    known = bluesky.recognise(values.text(view.get("uri")) or "")
    if known is None or not isinstance(record.get("text"), str) or _hidden(view):
        return None
    handle = values.text(author.get("handle"))
    handle = None if handle == "handle.invalid" else handle
    owner = handle or values.text(author.get("did"))
    url = f"https://bsky.app/profile/{owner}/post/{known.id}" if owner else known.url
    given = values.mapping(view, "embed") or values.mapping((values.items(view.get("embeds")) or ({},))[0])
    parts = _parts(given)
    quoted = next((found for part in parts if (found := _quoted(part))), {})
    claimed = values.moment(record.get("createdAt"))
    answered = bluesky.recognise(values.text(values.mapping(record, "reply", "parent").get("uri")) or "")
    shown = None if nested else post(quoted, nested=True)
    quotes = _address(values.text(quoted.get("uri")) or "")
    portrait = values.link(author.get("avatar"))
    languages = [code for code in values.items(record.get("langs")) if isinstance(code, str)]
    gallery = [ref for part in parts for ref in _media(part)]
    return credited(
        Post(
            platform="bluesky",
            id=known.id,
            url=url,
            author=values.text(author.get("displayName")),
            handle=handle,
            author_url=f"https://bsky.app/profile/{owner}" if owner else None,
            posted_at=claimed or bluesky.posted_at(known.id),
            text=values.text(record.get("text")),
            language=values.text(languages[0][:20]) if languages else None,
            media=(
                *(replace(ref, index=index) for index, ref in enumerate(gallery)),
                *([MediaRef(candidates=(portrait,), role="avatar")] if portrait and not nested else []),
            ),
            links=_links(record),
            quotes=(shown.url if shown else None) or quotes,
            replies_to=(parent.url if parent else None) or (answered.url if answered else None),
            related=tuple(one for one in (shown, parent) if one),
            counts=counts(
                likes=view.get("likeCount"),
                replies=view.get("replyCount"),
                reposts=view.get("repostCount"),
                quotes=view.get("quoteCount"),
            ),
            card=next((card for part in parts if (card := _card(part))), ()),
            sensitive=bool((_labels(view) | _labels(record)) & _SENSITIVE),
        ),
        "appview",
        posted_at="client" if claimed else "id",
    )


def _address(uri: str) -> str | None:
    """The page of a post that is only named, whatever its key: `at://did:plc:abc/app.bsky.feed.post/KEY`."""
    owner, _, key = uri.removeprefix("at://").partition("/app.bsky.feed.post/")
    known = uri.startswith("at://") and re.fullmatch(
        r"[A-Za-z0-9._:~-]{1,253}/[A-Za-z0-9._:~-]{1,128}", f"{owner}/{key}"
    )
    return f"https://bsky.app/profile/{owner}/post/{key}" if known else None


def _parts(embed: Mapping[str, object]) -> tuple[Mapping[str, object], ...]:
    """What is attached: one thing, or media and a quoted post."""
    media = values.mapping(embed, "media")
    return (media, values.mapping(embed, "record")) if media else (embed,)


def _quoted(part: Mapping[str, object]) -> Mapping[str, object]:
    """The quoted post as far as it is shown; a list or feed that is quoted is none."""
    record = values.mapping(part, "record")
    return record if "/app.bsky.feed.post/" in str(record.get("uri", "")) else {}


def _links(record: Mapping[str, object]) -> tuple[str, ...]:
    features = (
        values.mapping(feature)
        for facet in values.items(record.get("facets"))
        for feature in values.items(values.mapping(facet).get("features"))
    )
    return tuple(dict.fromkeys(link for feature in features if (link := values.link(feature.get("uri")))))


def _media(part: Mapping[str, object]) -> list[MediaRef]:
    found = []
    for item in map(values.mapping, values.items(part.get("images"))):
        addresses = [link for key in ("fullsize", "thumb") if (link := values.link(item.get(key)))]
        if addresses:
            found.append(MediaRef(candidates=tuple(addresses), alt=values.text(item.get("alt")) or "", **_size(item)))
    playlist, still = values.link(part.get("playlist")), values.link(part.get("thumbnail"))
    alt = values.text(part.get("alt")) or ""
    if playlist:
        found.append(MediaRef(candidates=(playlist,), role="video", alt=alt, **_size(part)))
    if still:
        found.append(MediaRef(candidates=(still,), role="poster", alt=alt))
    external = values.mapping(part, "external")
    target, picture = values.link(external.get("uri")), values.link(external.get("thumb"))
    host = urls.parse(target or "")
    if target and host and host.on("media.tenor.com"):
        found.append(MediaRef(candidates=(target,), role="gif", alt=values.text(external.get("description")) or ""))
    elif picture:
        found.append(MediaRef(candidates=(picture,), role="card"))
    return found


def _size(item: Mapping[str, object]) -> values.Size:
    ratio = values.mapping(item, "aspectRatio")  # in pixels where the author's software knew them
    return values.size({side: ratio.get(side) or None for side in ("width", "height")})


def _card(part: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    external, record = values.mapping(part, "external"), values.mapping(part, "record")
    shown = values.mapping(record, "record") or record  # a starter pack keeps its words in its own record
    fields = {
        "url": values.link(external.get("uri")) or _listed_at(values.text(record.get("uri")) or ""),
        "title": values.text(external.get("title")),
        "description": values.text(external.get("description")),
    }
    if fields["url"] and not external:
        fields["title"] = values.text(shown.get("displayName")) or values.text(shown.get("name"))
        fields["description"] = values.text(shown.get("description"))
    return tuple((key, value) for key, value in fields.items() if value)


_LISTED = {
    "app.bsky.feed.generator": "https://bsky.app/profile/{}/feed/{}",
    "app.bsky.graph.list": "https://bsky.app/profile/{}/lists/{}",
    "app.bsky.graph.starterpack": "https://bsky.app/starter-pack/{}/{}",
}
"""The pages of what a post may show besides posts: a feed, a list, a starter pack."""


def _listed_at(uri: str) -> str | None:
    owner, _, rest = uri.removeprefix("at://").partition("/")
    kind, _, key = rest.partition("/")
    known = re.fullmatch(r"[A-Za-z0-9._:~-]{1,253}/[A-Za-z0-9._:~-]{1,128}", f"{owner}/{key}")
    return _LISTED[kind].format(owner, key) if known and kind in _LISTED else None


def _read_page(page: Page, known: Reference) -> Post | None:
    """The summary that bsky.app writes for those without scripts, or what it tells other sites to show."""
    own = page.canonical and bluesky.recognise(page.canonical)
    if page.canonical and (not own or own.id != known.id):
        return None

    def said(part: str) -> str | None:
        tag = first(page.tree, f"#bsky_{part}")
        return values.text(tag.get_text().strip()) if tag is not None else None

    name, mark, rest = (page.say("og:title") or "").rpartition(_TITLE)
    handle = said("handle") or (rest.partition(")")[0] if mark else None) or known.handle
    text = said("post_text") or page.say("og:description")
    if not text or not (said("handle") or mark):
        return None
    indexed = values.moment(said("post_indexedat") or page.say("article:published_time"))
    pictures = [link for address in page.meta.get("og:image", ())[:10] if (link := values.link(address))]
    stated = linked_data.read(page.tree, page.address, known)
    described = {
        attribute(tag, "src"): (attribute(tag, "alt") or "").strip() for tag in page.tree.select("img[alt]")[:200]
    }
    return credited(
        Post(
            platform="bluesky",
            id=known.id,
            url=f"https://bsky.app/profile/{quote(handle or '', safe='.:-')}/post/{known.id}" if handle else known.url,
            author=said("display_name") or values.text(name),
            handle=handle,
            posted_at=indexed or bluesky.posted_at(known.id),
            text=text,
            media=tuple(
                MediaRef(
                    candidates=(link,),
                    role="poster" if "video.bsky.app" in link else "photo",
                    alt=described.get(link, ""),
                    index=index,
                )
                for index, link in enumerate(link for link in pictures if "/img/avatar" not in link)
            ),
            counts=_labelled(page) or (stated.counts if stated else ()),
        ),
        "page",
        **({} if indexed else {"posted_at": "id"}),
    )


def _labelled(page: Page) -> tuple[tuple[str, int], ...]:
    """The numbers that a page names in pairs for previews: `twitter:label2` Likes, `twitter:value2` 12."""
    said = {(page.say(f"twitter:label{n}") or "").lower(): page.say(f"twitter:value{n}") for n in range(1, 9)}
    return counts(likes=said.get("likes"), replies=said.get("replies"), reposts=said.get("reposts"))
