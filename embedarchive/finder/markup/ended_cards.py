"""Cards that end with a link: an account on the first line, words, and on the last one whose post it is.

`ann_ph` / the words / `View on Instagram`: posts of platforms whose accounts are not called by an @, or whose cards
leave the day out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from embedarchive import platforms, urls
from embedarchive.documents.html import Node, Tree
from embedarchive.finder.markup import blocks, providers, quoted_words, rendered_text
from embedarchive.finder.markup.hits import Hit
from embedarchive.finder.markup.quoted_words import Words
from embedarchive.finder.markup.rendered_text import Anchor, Flow, Line, flow
from embedarchive.model import Reference
from embedarchive.patterns import regex

_OUTER = frozenset({"body", "html", "main", "article", "form"})
_AROUND = 8  # elements around a link that may be the card
_LONGEST = 8_000  # characters of source that one card has at most
_HANDLE = regex(r"@[\w.-]{2,40}|[a-z0-9_.-]{2,40}")
_LEAST = 3  # lines
_SEVERAL = 2
_LINES = 40
_LINKS = 40
_NAME = 80  # characters of an author's name
_MOST = 200  # links of one page that are looked at
_LABEL = 60  # characters of a link that says whose post it leads to


def find(tree: Tree, leading: Sequence[tuple[Node, Reference]], hits: Sequence[Hit]) -> Iterator[Hit]:
    """Such cards, one for each post that nothing else shows.

    Args:
        tree: the page.
        leading: its links that name a post, and which.
        hits: what else shows posts.
    """
    taken = list(hits)
    known = {hit.key for hit in hits}
    labelled = [(link, post) for link, post in leading if _is_label(link.text, post)]
    for link, post in labelled[:_MOST]:
        hit = _card(tree, link, post) if (post.platform, post.id) not in known else None
        if hit and not any(hit.start < each.end and each.start < hit.end for each in taken):
            known.add(hit.key)
            taken.append(hit)
            yield hit


def _card(tree: Tree, link: Node, post: Reference) -> Hit | None:
    """The smallest block around a link that reads as a card."""
    for block in islice(link.ancestors, _AROUND):
        if getattr(block, "tag", "body") in _OUTER:
            return None
        start, end = tree.span(block)
        if end - start > _LONGEST:
            return None
        if (words := _read(flow(block), post)) is not None:
            return None if blocks.leads_elsewhere(block) else Hit(start, end, "card", post.platform, post, words)
    return None


def _read(seen: Flow, post: Reference) -> Words | None:
    """Author, handle and words; None where any line is something else, or a link leads anywhere else."""
    lines = list(islice(rendered_text.lines(seen.text), _LINES))
    links = seen.anchors[: _LINKS + 1]
    led = [(each, platforms.recognise(each.href)) for each in links]
    own = [each for each, named in led if named and (named.platform, named.id) == (post.platform, post.id)]
    accounts = {each.start: name for each in links if (name := _account(each.href, post))}
    if len(links) > _LINKS or len(own) + len(accounts) < len(links) or len(lines) < _LEAST:
        return None
    first, *words = lines
    while words and _is_ending(seen, words[-1], own, post):
        words.pop()
    if not words or len(words) == len(lines) - 1 or any(start >= words[0].start for start in accounts):
        return None
    author = first.text
    before, at, own_handle = author.rstrip(")").rpartition("@")
    if at and post.handle and own_handle.casefold() == post.handle.casefold():
        handle, name = own_handle, before.strip(" (\xa0·") or None
    else:
        handles = [*accounts.values()] or ([author.lstrip("@")] if _HANDLE.fullmatch(author) else [])
        if not handles or not _is_led(first, links):
            return None
        handle = handles[-1]
        if post.handle and handle.casefold() != post.handle.partition("@")[0].casefold():
            return None
        alone = len(accounts) < _SEVERAL and author.lstrip("@").casefold() != handle.casefold()
        name = author if alone else None
    if len(author) > _NAME:
        return None
    text = "\n".join(line.text for line in words)
    return Words(text=text, author=name, handle=handle, language=seen.language, signed=True)


def _is_ending(seen: Flow, line: Line, own: Sequence[Anchor], post: Reference) -> bool:
    """Whether a line is links to the post, each of which says whose it is, or when it was written."""
    there = [each for each in own if each.start < line.end and line.start < each.end]
    return _is_led(line, there) and all(_is_label(seen.text[each.start : each.end], post) for each in there)


def _account(href: str, post: Reference) -> str | None:
    """What an account is called whose page on the post's platform that is: `/ann`, `/user/ann`, or a host `ann.`."""
    parts = urls.parse(href)
    if parts is None or parts.query or len(parts.segments) > _SEVERAL or post.platform not in blocks.hosted(href):
        return None
    name = parts.segments[-1].lstrip("@") if parts.segments else parts.host.partition(".")[0]
    return name if platforms.recognise(href) is None else None


def _is_label(text: str, post: Reference) -> bool:
    """Whether the words of a link say whose post it leads to, or its day, and no more."""
    words = text.strip()
    if not words or len(words) > _LABEL:
        return False
    last = words.rpartition(" ")[2].lower()  # `View on X`
    named = (*providers.mentioned(words), providers.known().get(last))
    return post.platform in named or quoted_words.stated_day(words) is not None


def _is_led(line: Line, links: Sequence[Anchor]) -> bool:
    """Whether all that a line says stands in these links."""
    outside = list(line.text)
    for each in links:
        for at in range(max(each.start, line.start), min(each.end, line.end)):
            outside[at - line.start] = " "
    return not any(map(str.isalnum, outside))
