"""The posts in Bluesky's export of an account: its repository as a CAR file.

It holds the records that the account wrote, and of images and videos only their digests: those are fetched from
where the network serves them. https://docs.bsky.app/blog/repo-export
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import quote

from embedarchive.errors import SourceError
from embedarchive.model import Exported, Post
from embedarchive.platforms.bluesky import capture
from embedarchive.protocols.declaring.export import OTHER, SHARED, Beside
from embedarchive.protocols.reading import values
from embedarchive.protocols.reading.car import Repository, spelled

SOURCE = "export"
_POSTS = "app.bsky.feed.post"
_REPOSTS = "app.bsky.feed.repost"
_PICTURES = "https://cdn.bsky.app/img"
_VIDEOS = "https://video.bsky.app/watch"


def exported(data: bytes, beside: Beside) -> Iterator[Exported | str]:
    """The account's posts, oldest first, as their keys are ordered, and what it shared.

    Raises:
        SourceError: it is no CAR file that can be read, or ends too early; raised after the posts that are whole.
    """
    del beside
    repository = Repository(data)
    did = values.text(repository.read(repository.root).get("did"))
    if did is None:
        raise SourceError("The CAR file is no repository of an account: it names none.")
    lost = 0
    for key, cid in repository.records(_POSTS):
        record = repository.read(cid)
        post = _post(did, key, record) if record else None
        lost += not record
        if post is not None:
            yield Exported(post=post, record=repository.record(cid))
        elif record:
            yield OTHER
    yield from (SHARED for _ in repository.records(_REPOSTS))
    if repository.cut or lost:
        missing = f", and {lost:,} posts in it are missing or damaged" if lost else ""
        raise SourceError(f"The CAR file ends too early{missing}; download it again.")


def _post(did: str, key: str, record: Mapping[str, object]) -> Post | None:
    view = {
        "uri": f"at://{did}/{_POSTS}/{key}",
        "author": {"did": did},
        "record": record,
        "embed": _shown(did, values.mapping(record, "embed")),
    }
    post = capture.post(view)
    if post is None:
        return None
    return replace(post, sources=tuple((name, SOURCE if said == "appview" else said) for name, said in post.sources))


def _shown(did: str, embed: Mapping[str, object]) -> dict[str, object]:
    """What a post has attached, as the network shows it: files by their addresses, a quoted post by its own."""
    shown: dict[str, object] = {}
    images = [
        {**image, "fullsize": f"{_PICTURES}/feed_fullsize/plain/{did}/{cid}@jpeg"}
        for image in map(values.mapping, values.items(embed.get("images")))
        if (cid := spelled(values.mapping(image, "image").get("ref")))
    ]
    if images:
        shown["images"] = images
    if video := spelled(values.mapping(embed, "video").get("ref")):
        base = f"{_VIDEOS}/{quote(did, safe='')}/{video}"
        shown |= {"playlist": f"{base}/playlist.m3u8", "thumbnail": f"{base}/thumbnail.jpg", "alt": embed.get("alt")}
    if external := values.mapping(embed, "external"):
        thumb = spelled(values.mapping(external, "thumb").get("ref"))
        address = {"thumb": f"{_PICTURES}/feed_thumbnail/plain/{did}/{thumb}@jpeg"} if thumb else {}
        said = {name: external.get(name) for name in ("uri", "title", "description")}
        shown["external"] = {**said, **address}
    if media := values.mapping(embed, "media"):
        shown["media"] = _shown(did, media)
        shown["record"] = {"record": values.mapping(embed, "record", "record")}
    elif record := values.mapping(embed, "record"):
        shown["record"] = record
    return shown
