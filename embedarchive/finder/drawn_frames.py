"""Embeds that a browser had drawn when it saved the page: what their frames show, in their platforms' own reading.

A saved page keeps a frame's page inside the frame (`srcdoc`, as SingleFile does) or as a part beside it (MHTML,
Safari's .webarchive), while what stands in the page itself has often lost the words of the post.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from embedarchive import platforms
from embedarchive.documents.html import Tree
from embedarchive.finder import facts, own_page
from embedarchive.model import Document, Embed, Reference

_LONGEST = 1_000_000  # characters of one frame
_MOST = 100  # embeds whose frames are read


def told(document: Document, tree: Tree, embeds: Sequence[Embed]) -> list[Embed]:
    """The embeds, those without words with what their frames say."""
    silent = any(not each.text and each.id for each in embeds)
    if not silent or not (document.frames or "srcdoc" in document.text):
        return list(embeds)
    frames = sorted(
        (*tree.span(frame), frame.attr("srcdoc") or "", frame.attr("src") or "")
        for frame in tree.root.find_all("iframe")
    )
    beside = dict(document.frames)
    return [
        _told(document, each, _inside(each, frames, beside)) if number < _MOST and not each.text else each
        for number, each in enumerate(embeds)
    ]


def _inside(embed: Embed, frames: Sequence[tuple[int, int, str, str]], beside: Mapping[str, str]) -> Iterator[str]:
    """The pages of the frames that stand in an embed."""
    for start, end, inner, source in frames:
        if embed.start <= start and end <= embed.end and (page := inner or beside.get(source, "")):
            yield page[:_LONGEST]


def _told(document: Document, embed: Embed, pages: Iterator[str]) -> Embed:
    """The embed with what the first of these pages says of its post."""
    if embed.id is None or embed.url is None:
        return embed
    post = Reference(platform=embed.platform, id=embed.id, url=embed.url, handle=embed.handle)
    address = platforms.get(embed.platform).page_of(embed.id, embed.url) or embed.url
    for page in pages:
        said = own_page.reading(post, address, page) or own_page.reading(post, embed.url, page)
        if said is not None and said.text:
            return facts.completed(replace(own_page.told(embed, said), form=embed.form), document.language)
    return embed
