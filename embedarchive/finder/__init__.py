"""Finding: what an article shows of other people's posts and images, and where.

`scan` is the whole of it. HTML is read through its markup, and, where that is lost, through the words that are left
of an embed, as text and Markdown are.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from embedarchive.finder import facts, language, words_for_places
from embedarchive.model import Document, Embed, Ignored, Link, Scan

if TYPE_CHECKING:
    from embedarchive.documents.html import Tree
    from embedarchive.finder.page.readable import Readable, readable

__all__ = ["Readable", "readable", "scan"]


_PLACE = operator.attrgetter("start", "end")


def scan(document: Document, *, images: bool = True) -> Scan:
    """Every embed and image of an article, the posts it links to and what was ignored, each in reading order.

    Pure: nothing is fetched, and the same document gives the same scan.

    Args:
        document: the article.
        images: whether its images are looked for; they take about half of the time.
    """
    if document.entry is not None:
        return _scan_item(document, images=images)
    if document.media_type == "text/html":
        return _scan_page(document, images=images)
    return _scan_text(document, images=images)


def _scan_item(document: Document, *, images: bool) -> Scan:
    """An item of a feed: the post that it is, or the article."""
    from embedarchive.finder import entries

    post = entries.post(document)
    found = scan(replace(document, entry=None), images=images)
    if post is None or any((embed.platform, embed.id) == (post.platform, post.id) for embed in found.embeds):
        return found
    return Scan(document=found.document, embeds=(post,))


def _scan_text(document: Document, *, images: bool) -> Scan:
    from embedarchive.finder import markdown, text

    document = replace(document, language=document.language or language.detect(document.text))
    found = text.find(document)
    embeds, links, ignored = markdown.find(document, found.embeds)
    places = sorted((each.start, each.end) for each in embeds)
    kept = [each for each in found.embeds if not _covered(each, places)] if places else found.embeds
    kept = markdown.referenced(document.text, kept)
    named = {each.id for each in (*kept, *embeds) if each.id}
    links = [each for each in links if each.id not in named or not markdown.is_definition(document.text, each.start)]
    written = [facts.completed(each, document.language) for each in embeds]
    made = _made(document, [*kept, *written], links, [*found.ignored, *ignored], None)
    return _with_images(made, None) if images else made


def _scan_page(document: Document, *, images: bool) -> Scan:
    from embedarchive.documents import html
    from embedarchive.finder import drawn_frames, own_page, post_lists, stripped
    from embedarchive.finder.markup import embeds as markup

    tree = document.tree or html.parse(document.text)
    at = own_page.address(document, tree)
    found = markup.find(tree, document.base_url, at)
    if document.language is None:
        document = replace(document, language=language.of_page(tree.root))
    embeds = [facts.completed(each, document.language) for each in found.embeds]
    listed = post_lists.found(document, tree, embeds, at)
    if own := own_page.embeds(document, tree, embeds, at, listed):
        posts = sorted((facts.attributed(each, document.text) for each in own), key=_PLACE)
        return Scan(document=document, embeds=tuple(posts), ignored=document.cut)
    embeds, unread = drawn_frames.told(document, tree, [*post_lists.outside(embeds, listed), *listed])
    lost = stripped.find(document, tree, embeds, post_lists.outside(found.links, listed))
    passed = [*found.ignored, *unread, *lost.ignored]
    made = _made(document, [*embeds, *lost.embeds], lost.links, passed, tree)
    return _with_images(made, tree) if images and not listed else made


def _covered(embed: Embed, places: list[tuple[int, int]]) -> bool:
    """Whether what markup shows stands at the same place."""
    from bisect import bisect_left

    index = bisect_left(places, (embed.end, 0))
    return any(start < embed.end and embed.start < end for start, end in places[max(0, index - 2) : index])


def _made(
    document: Document,
    embeds: Iterable[Embed],
    links: Iterable[Link],
    ignored: Iterable[Ignored],
    tree: Tree | None,
) -> Scan:
    passed = sorted((*ignored, *words_for_places.find(document.text)), key=_PLACE)
    found = [facts.attributed(each, document.text) for each in sorted(embeds, key=_PLACE)]
    ordered = tuple(sorted(links, key=_PLACE))
    if found:
        from embedarchive.finder import context

        found = (
            context.of_page(found, ordered, passed, tree)
            if tree
            else context.of_text(found, ordered, passed, document.text)
        )
    return Scan(
        document=document,
        embeds=tuple(found),
        links=ordered,
        ignored=(*document.cut, *passed),
    )


def _with_images(found: Scan, tree: Tree | None) -> Scan:
    """The scan with the article's images; an image inside an embed is the post's."""
    from embedarchive.finder import images

    places = [place for each in found.embeds for place in each.parts or ((each.start, each.end),)]
    shown = images.find(found.document, tree, places)
    stills = _stills(found.embeds) if shown else ()
    return replace(found, images=tuple(each for each in shown if not any(still in each.url for still in stills)))


def _stills(embeds: Iterable[Embed]) -> tuple[str, ...]:
    """What the addresses of the embeds' own stills hold: lazy players show them beside the frame that is to come."""
    from embedarchive import platforms

    templates = ((each.id, still) for each in embeds if each.id for still in platforms.get(each.platform).stills)
    return tuple(still.format(id=identifier) for identifier, still in templates)


def __getattr__(name: str) -> object:  # the type checker reads the imports above
    if name in {"Readable", "readable"}:
        from embedarchive.finder.page import readable as article_text

        return getattr(article_text, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
