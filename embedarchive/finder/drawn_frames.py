"""Embeds that a browser had drawn when it saved the page: what their frames show, in their platforms' own reading.

A saved page keeps a frame's page inside the frame (`srcdoc`, as SingleFile does) or as a part beside it (MHTML,
Safari's .webarchive), while what stands in the page itself has often lost the words of the post.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace

from embedarchive import platforms
from embedarchive.documents.html import Tree
from embedarchive.finder import facts, own_page
from embedarchive.finder.markup.embeds import passed
from embedarchive.model import Document, Embed, Ignored, Reference

_LONGEST = 1_000_000  # characters of one frame
_EACH = 5_000  # characters that reading any frame costs as much as
_MOST = 8_000_000  # of all frames together
_FRAMES = 5  # of one embed
_LOOKED = 100  # of one embed that are looked for


def told(document: Document, tree: Tree, embeds: Sequence[Embed]) -> tuple[list[Embed], list[Ignored]]:
    """The embeds, those without words with what their frames say; and what was not looked at for that."""
    silent = any(not each.text and each.id for each in embeds)
    drawn = silent and any("srcdoc" in frame.attrs for frame in tree.root.find_all("iframe"))
    if not silent or not (document.frames or drawn):
        return list(embeds), []
    frames = sorted(
        (*tree.span(frame), frame.attr("srcdoc") or "", frame.attr("src") or "")
        for frame in tree.root.find_all("iframe")
    )
    starts = [start for start, *_ in frames]
    beside = dict(document.frames)
    known: list[Embed] = []
    unread: dict[str, tuple[int, int]] = {}
    read = 0
    for each in embeds:
        near = frames[bisect_left(starts, each.start) : bisect_left(starts, each.end)]
        pages = [] if each.text else _inside(each, near, beside)
        looked = [] if read > _MOST else pages[:_FRAMES]
        read += sum(len(page) + _EACH for page in looked)
        known.append(_told(document, each, looked))
        if not known[-1].text and (len(looked) < len(pages) or len(near) > _LOOKED):
            unread.setdefault("too-many", (each.start, each.end))
        if not known[-1].text and any(len(page) == _LONGEST for page in looked):
            unread.setdefault("too-long", (each.start, each.end))
    return known, list(passed(unread, document.text))


def _inside(embed: Embed, frames: Sequence[tuple[int, int, str, str]], beside: Mapping[str, str]) -> list[str]:
    """The pages of the first frames that stand in an embed, each once."""
    pages = (inner or beside.get(source, "") for _, end, inner, source in frames[:_LOOKED] if end <= embed.end)
    return list(dict.fromkeys(page[:_LONGEST] for page in pages if page))


def _told(document: Document, embed: Embed, pages: Sequence[str]) -> Embed:
    """The embed with what the first of these pages says of its post."""
    if embed.id is None or embed.url is None:
        return embed
    post = Reference(platform=embed.platform, id=embed.id, url=embed.url, handle=embed.handle)
    address = platforms.get(embed.platform).page_of(embed.id, embed.url) or embed.url
    asked = dict.fromkeys((address, embed.url))
    for page in pages:
        said = next(filter(None, (own_page.reading(post, each, page) for each in asked)), None)
        if said is not None and said.text:
            return facts.completed(replace(own_page.told(embed, said), form=embed.form), document.language)
    return embed
