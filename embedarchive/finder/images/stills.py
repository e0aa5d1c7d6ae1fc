"""Stills of the publisher's own players that only a description of the video names (schema.org, microdata)."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from urllib.parse import unquote, urlsplit

from embedarchive import platforms
from embedarchive.documents.html import Node, Tree
from embedarchive.finder.images import candidates, exclusions, originals
from embedarchive.finder.images.captions import plain
from embedarchive.finder.images.region import Region
from embedarchive.model import Image

_MOST = 3
"""More videos than this are a list of them."""


def find(tree: Tree, base_url: str | None, region: Region, is_elsewhere: Callable[[Node], bool]) -> tuple[Image, ...]:
    """The stills of the videos that are described where the article stands."""
    if "thumbnailUrl" not in tree.text:
        return ()
    found = tuple(_described(tree, base_url, region, is_elsewhere))
    return found if len(found) <= _MOST else ()


def _described(
    tree: Tree, base_url: str | None, region: Region, is_elsewhere: Callable[[Node], bool]
) -> Iterator[Image]:
    for element in (*tree.root.find_all("meta"), *tree.root.find_all("link")):
        if plain(element.attrs.get("itemprop")) != "thumbnailUrl" or is_elsewhere(element):
            continue
        video = next((above for above in element.ancestors if "itemscope" in getattr(above, "attrs", ())), None)
        if video is None or not plain(video.attrs.get("itemtype")).endswith("/VideoObject"):
            continue
        url = candidates.absolute(base_url, plain(element.attrs.get("content")) or plain(element.attrs.get("href")))
        start, end = tree.span(element)
        if region.start <= start <= region.text_end and "//" in url and not is_a_platforms(url):
            yield Image(url=url, candidates=originals.candidates(url), start=start, end=end)


@functools.cache
def _hosts() -> frozenset[str]:
    return frozenset(host for each in platforms.catalogue().values() for host in each.image_hosts)


def is_a_platforms(url: str) -> bool:
    """Whether an address is of a platform's images, which belong to its embed, or of none of an article at all.

    So it is where it asks the publisher's site for its copy of such an image.
    """
    try:
        parts = urlsplit(url)
        copied = urlsplit("//" + unquote(parts.query).partition("//")[2]) if "%2F%2F" in parts.query else parts
        hosts = {(each.hostname or "").lower() for each in (parts, copied)}
    except ValueError:
        return True
    return any(".".join(host.split(".")[-2:]) in _hosts() for host in hosts) or exclusions.foreign_address(
        url, large=True
    )
