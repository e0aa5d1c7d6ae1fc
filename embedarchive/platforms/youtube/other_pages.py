"""YouTube's pages that show a video or a playlist and are no watch pages: the player in a frame, a playlist's page."""

from __future__ import annotations

from collections.abc import Mapping

from embedarchive import urls
from embedarchive.model import MediaRef, Missing, Post, Reason, Reference
from embedarchive.platforms.youtube.address import NAME, WATCH, recognise, stills
from embedarchive.protocols.reading import notices, page_json, values
from embedarchive.protocols.reading.counts import counts, shown
from embedarchive.protocols.reading.oembed_answer import handle_of
from embedarchive.protocols.reading.provenance import credited
from embedarchive.protocols.reading.wording import joined

FRAME = '"embedded_player_response":'
"""What only a player in a frame has: what it tells itself before it plays, as JSON in a text of JSON."""


def of_frame(markup: str, reference: Reference) -> Post | Missing | None:
    """What a player in a frame shows before it plays, or says in place of that.

    A frame says of a video that is private, gone or not to be shown elsewhere that it is unavailable, and to programs
    that it is not set up: without a reason it is no word about the video.
    """
    told = values.mapping(values.parsed(values.text(page_json.value_after(markup, FRAME)) or ""))
    preview = values.mapping(told, "embedPreview", "thumbnailPreviewRenderer")
    title = _runs(preview.get("title"))
    if not title:
        status = values.mapping(told, "previewPlayabilityStatus")
        detail = values.text(status.get("reason")) or ""
        reason = notices.of_player(detail) or Reason.LOGIN_WALL
        return Missing(reason=reason, detail=f"YouTube's player says: {detail}") if detail else None
    listed = values.items(values.mapping(preview, "defaultThumbnail").get("thumbnails"), 20)
    drawn = [values.text(values.mapping(one).get("url")) or "" for one in listed]
    if not any(f"/{reference.id}/" in address for address in drawn):
        return None
    overlay = values.mapping(preview, "videoDetails", "embeddedPlayerOverlayVideoDetailsRenderer")
    owner = values.mapping(overlay, "expandedRenderer", "embeddedPlayerOverlayVideoDetailsExpandedRenderer")
    pictures = stills(reference.id, "")
    seconds = values.number(preview.get("videoDurationSeconds"))
    post = Post(
        platform=NAME,
        id=reference.id,
        url=WATCH.format(reference.id),
        author=_runs(owner.get("title")),
        text=title,
        media=(MediaRef(candidates=pictures, role="poster", duration_s=seconds),) if pictures else (),
    )
    return credited(post, "page")


def of_playlist(markup: str, reference: Reference) -> Post | None:
    """A playlist by what its page is drawn from (`ytInitialData`); None when it is not there or is of another one."""
    data = values.embedded(markup, "ytInitialData =") or values.embedded(markup, '"ytInitialData"] =')
    told = values.mapping(data, "metadata", "playlistMetadataRenderer")
    head = values.mapping(data, "microformat", "microformatDataRenderer")
    own = recognise(values.text(head.get("urlCanonical")) or "")
    title = values.text(told.get("title"))
    if title is None or own is None or own.id != reference.id:
        return None
    owner = next((_owner(node) for node in page_json.objects(data, _is_owner)), {})
    base = values.text(owner.get("base")) or ""
    profile = values.link(urls.resolve(base, "https://www.youtube.com/")) if base else None
    listed = values.items(values.mapping(head, "thumbnail").get("thumbnails"), 20)
    pictures = [values.mapping(one) for one in listed]
    pictures.sort(key=lambda one: -(values.number(one.get("width")) or 0))
    found = tuple(dict.fromkeys(link for one in pictures if (link := values.link(one.get("url")))))
    views = next((shown(_line(node.get("viewCountText"))) for node in page_json.objects(data, _counts_views)), None)
    post = Post(
        platform=NAME,
        id=reference.id,
        url=reference.url,
        author=values.text(owner.get("name")),
        handle=handle_of(profile, "youtube.com/@{}"),
        author_url=profile,
        text=joined(title, values.text(told.get("description"))),
        media=(MediaRef(candidates=found, role="card"),) if found else (),
        counts=counts(views=views),
    )
    return credited(post, "page")


def _runs(value: object) -> str | None:
    """The words of a text of several pieces."""
    pieces = (
        values.text(values.mapping(run).get("text")) for run in values.items(values.mapping(value).get("runs"), 20)
    )
    return "".join(piece for piece in pieces if piece) or None


def _line(value: object) -> str | None:
    return values.text(values.mapping(value).get("simpleText")) or _runs(value)


def _is_owner(node: Mapping[str, object]) -> bool:
    return "videoOwnerRenderer" in node or ("ownerText" in node and "playlistId" in node)


def _owner(node: Mapping[str, object]) -> dict[str, str | None]:
    """Whose playlist it is, and where that channel is."""
    text = values.mapping(values.mapping(node, "videoOwnerRenderer").get("title") or node.get("ownerText"))
    first = values.mapping(next(iter(values.items(text.get("runs"), 1)), None))
    endpoint = values.mapping(first, "navigationEndpoint", "browseEndpoint")
    return {"name": _runs(text), "base": values.text(endpoint.get("canonicalBaseUrl"))}


def _counts_views(node: Mapping[str, object]) -> bool:
    return "viewCountText" in node and "playlistId" in node
