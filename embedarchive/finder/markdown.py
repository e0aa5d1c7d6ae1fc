"""Embeds in Markdown and text that an author wrote as such: raw HTML, an address alone on its line, a shortcode.

What extractors leave of an embed is the business of `finder.text`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from embedarchive import platforms
from embedarchive.finder import markdown_code
from embedarchive.model import Document, Embed, Ignored, Link, Reference
from embedarchive.patterns import regex

_URL = regex(r"[hH][tT][tT][pP][sS]?://[^\s<>\"'`\x00\\]{4,2000}")  # found by its first letter
_MARKUP = regex(r"<(?:blockquote|iframe|script|div|a|figure|object|embed|amp-|lite-|p)\b", re.IGNORECASE)
_CLOSED = regex(r"<([A-Z][a-z][A-Za-z0-9.]{0,60})(?=\s[^<>]{0,2000}/>)")
"""The beginning of a component that has nothing inside; to HTML all that follows would stand in it."""
_VOID = "wbr"  # the shortest name of an element that never has anything inside
_AUTOLINK = regex(r"<(?=(?:https?:|mailto:|[\w.+-]{1,60}@))", re.IGNORECASE)
_BEGINNING = regex(
    r"\{[{%w]|\{[a-z]{2,20}\}[^\s{}]{1,600}\{/|%\[http"
    r"|@?\[[a-z_-]{1,30}(?:[ =]|\](?!\())|\[[A-Z]{3,10}=|@\[|\[plugin:|<[A-Z]|<[a-z]{1,20}[.-][A-Za-z]"
    r"|<(?:youtube|vimeo|tweet|instagram|tiktok|embedvideo)\b|\([a-z]{1,30}: |^ {0,8}\.\. [a-z_-]{1,30}::"
    r"|^`[a-z]{2,20}: |^[a-z_-]{1,30}::\S|^:{1,3}[a-z-]{2,30}[\[{]|^:{2,3}[a-z]|:sc:`|^(?:`{3}|~{3}|:{3})[`~:]{0,17}\{"
    r"|:embed[:\]]",
    re.MULTILINE,
)
"""How a shortcode begins."""
_ALONE, _LISTED, _SHOWN = "alone", "listed", "shown"
_BULLET = regex(r"(?:[-*+>]|\d{1,3}[.)])(?:\s\[[ xX]\])?|(?:>\s?){1,4}[-*+]?")
_CITED = regex(r"\[(\d{1,3})\]")
"""What refers to a note by its number."""
_ADDRESS_ALONE = regex(r"\]\(<?https?://\S{1,600}\)")
_TARGET = regex(r"\]\([ \t]{0,3}<?\Z")
"""What stands before the address of a link."""
_LINK_ENDS = regex(r"(https?://[^\s()]{1,300})(?:[ ]\"[^\"\n]{0,300}\")?\)[ \t]{0,9}\r?$", re.MULTILINE)
"""The address of a link, with its title, that nothing stands behind."""
_MARGIN = 6  # characters in which that ends
_ADDRESSES = 20_000  # of a text that are looked at
_LINKED = 700  # characters of a link behind its words
_ALT = 400  # characters of an alternative text
_BEHIND = 60  # characters of an attribution behind what was read of it
_DEFINED = regex(r"^ {0,3}\[([^\]\n]{1,60})\]:[ \t]{0,9}(?:\r?\n[ \t]{0,9})?<?(https?://[^\s<>]{1,2000})", re.MULTILINE)
_REFERRED = regex(r"\[([^\[\]\n]{1,80})\](?:\[([^\[\]\n]{0,60})\])?(?!\()")
_IMAGE = regex(
    r"!\[(?P<alt>[^\[\]\n]{0,200})\](?:\[(?P<name>[^\[\]\n]{0,60})\](?:\]\[(?P<link>[^\[\]\n]{1,60})\])?)?(?!\()"
)
"""An image by reference, alone or as a link by reference."""
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg")


class Written(NamedTuple):
    """What an author wrote as an embed, linked to, and what names a platform and no post."""

    embeds: list[Embed]
    links: list[Link]
    ignored: list[Ignored]


def find(document: Document, taken: tuple[Embed, ...]) -> Written:
    """The embeds and the prose links of Markdown or text.

    Args:
        document: what to read.
        taken: what `finder.text` found: an address inside of it belongs to it.
    """
    text = document.text
    embeds: list[Embed] = []
    ignored: list[Ignored] = []
    if not any(sign in text for sign in ("<", "http", "{", "[", "::", ": ", ":sc:`")):
        return Written([], [], [])
    written = markdown_code.masked(text)
    if document.media_type == "text/markdown" and _MARKUP.search(written):
        embeds += _html(written, document.base_url)
    seen = markdown_code.without_remarks(markdown_code.without_verbatim(written))
    spans = _Spans([(each.start, each.end) for each in (*taken, *embeds)])
    for start, end, post in _shortcodes(seen):
        if markdown_code.is_indented(seen, start, text):
            continue
        if post is None:
            ignored.append(Ignored(text=text[start:end], reason="unset-variable", start=start, end=end))
        elif spans.free(start, end):
            embeds.append(_embed("shortcode", post, start, end))
    spans = _Spans([(each.start, each.end) for each in (*taken, *embeds)])
    found = list(_addresses(seen, spans))
    ways = [how for *_, how in found]
    # a document of bare addresses, and not one that links to posts in its prose, or to a single one behind a bullet
    shows = {_ALONE, _LISTED} if "" not in ways and (_ALONE in ways or ways.count(_LISTED) > 1) else {_ALONE}
    embeds += (_embed("bare-url", post, start, end) for start, end, post, how in found if how in shows)
    embeds += (_embed("image", post, *_image(seen, start, end)) for start, end, post, how in found if how == _SHOWN)
    embeds += _images_by_reference(seen)
    links = [
        Link(platform=post.platform, id=post.native_id, url=post.url, phrase=_phrase(seen, start), start=start, end=end)
        for start, end, post, how in found
        if how not in {*shows, _SHOWN}
    ]
    return Written(embeds, links, ignored)


def referenced(text: str, embeds: Iterable[Embed]) -> tuple[Embed, ...]:
    """The posts whose attribution is a link by reference (`[November 11, 2022][1]`), with the ids that these give."""
    defined = {name.casefold(): url for name, url in _DEFINED.findall(text)} if "]:" in text else {}
    return tuple(_by_reference(text, each, defined) if defined and not each.id else each for each in embeds)


def _images_by_reference(text: str) -> Iterator[Embed]:
    """Posts in the places of images whose addresses stand elsewhere (`![][post]`), and images that lead to them."""
    defined = {name.casefold(): url for name, url in _DEFINED.findall(text)} if "![" in text else {}
    for match in _IMAGE.finditer(text) if defined else ():
        name = match["link"] or match["name"] or match["alt"]
        if post := platforms.recognise(defined.get(name.casefold(), "")):
            yield _embed("image", post, *match.span())


def is_definition(text: str, at: int) -> bool:
    """Whether an address is what a reference stands for, in the same line or in the next one."""
    line = text.rfind("\n", 0, at) + 1
    above = text.rfind("\n", 0, max(0, line - 1)) + 1
    found = (_DEFINED.match(text, begin, at + 2000) for begin in (line, above))
    return any(each is not None and each.start(2) <= at < each.end(2) for each in found)


def _by_reference(text: str, embed: Embed, defined: dict[str, str]) -> Embed:
    from embedarchive.finder import facts

    names = [name or label for label, name in _REFERRED.findall(text, embed.start, embed.end + _BEHIND)]
    posts = [post for name in names if (post := platforms.recognise(defined.get(name.casefold(), "")))]
    post = next((each for each in reversed(posts) if facts.may_be(each, embed)), None)
    return facts.identified(embed, post) if post else embed


def _shortcodes(text: str) -> Iterator[tuple[int, int, Reference | None]]:
    if _BEGINNING.search(text) is None:  # most texts hold none, and need not load what reads them
        return iter(())
    from embedarchive.finder.markup import shortcodes

    return shortcodes.find(text)


def _image(text: str, start: int, end: int) -> tuple[int, int]:
    """The whole of an image's place that an address stands in, or of the link around an image that leads there."""
    close = text.find(")", end, end + 400)
    begin = text.rfind("![", max(0, start - _ALT), start)
    linked = begin > 0 and text[begin - 1] == "[" and text.find(")](", begin, start) >= 0
    return begin - linked, close + 1 if close >= 0 else end


class _Spans:
    """Places already taken, asked about in reading order."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._next = 0

    def free(self, start: int, end: int) -> bool:
        """Whether nothing stands at a place; places are asked about from the first to the last."""
        while self._next < len(self._spans) and self._spans[self._next][1] <= start:
            self._next += 1
        return self._next >= len(self._spans) or self._spans[self._next][0] >= end


def _voided(match: re.Match[str]) -> str:
    """The beginning of an empty element, of the same length."""
    return f"<{_VOID}".ljust(len(match[0]))


def _html(text: str, base_url: str | None) -> tuple[Embed, ...]:
    """Raw HTML, which Markdown passes on as it is."""
    from embedarchive.documents import html
    from embedarchive.finder.markup import embeds

    return embeds.find(html.parse(_CLOSED.sub(_voided, _AUTOLINK.sub(" ", text))), base_url).embeds


def _embed(form: str, post: Reference, start: int, end: int) -> Embed:
    return Embed(
        platform=post.platform,
        form=form,
        id=post.native_id,
        url=post.url,
        handle=post.handle,
        start=start,
        end=end,
        parts=((start, end),),
        sources=(("handle", "address"),) if post.handle else (),
    )


def _addresses(text: str, spans: _Spans) -> Iterator[tuple[int, int, Reference, str]]:
    """The addresses of posts outside the places that are taken, and how each stands there."""
    cited = frozenset(_CITED.findall(text)) if "[" in text else frozenset[str]()
    defined = {each.start(2) for each in _DEFINED.finditer(text)} if "]:" in text else set[int]()
    place = 0
    for _ in range(_ADDRESSES):
        match = _URL.search(text, place)
        if match is None:
            return
        start = match.start()
        url = _trimmed(match.group())
        end = start + len(url)
        target = _ADDRESS_ALONE.match(text, end) if text[start - 1 : start] == "[" else None
        place = target.end() if target else end  # the words of a link are the address that it leads to
        if url.lower().endswith(_PICTURES):  # most texts have no other address, and the catalogue need not be opened
            continue
        if not spans.free(start, end):
            continue
        post = platforms.recognise(url.replace("\\_", "_").replace("&amp;", "&"))
        if post is None:
            continue
        begin = text.rfind("\n", max(0, start - 40), start)
        before = text[begin + 1 if begin >= 0 else max(0, start - 40) : start].strip(" \t\r<")
        reach = end + (_LINKED if text.startswith("](", end) else 40)
        stop = text.find("\n", end, reach)
        after = text[end : stop if stop >= 0 else reach].strip(" \t\r>")
        how = _standing(text, start, before, after, known=begin >= 0 or start < 40)
        # text browsers put the addresses of links below the text, behind the numbers that stand in it
        noted = start in defined or (how == _LISTED and before.rstrip(".)") in cited)
        yield start, end, post, "" if noted else how


def _standing(text: str, start: int, before: str, after: str, *, known: bool) -> str:
    """How an address stands in its line: alone, alone behind a bullet, as an image, as the words of its own link.

    A player's that a link alone in its line leads to is one, too: so converters write a frame with a title.
    """
    if _TARGET.search(text, max(0, start - _MARGIN), start):
        opening = text.rfind("[", max(0, start - _ALT), start)
        image = opening > 0 and text[opening - 1] == "!" and "\n" not in text[opening:start]
        if image:
            return "" if markdown_code.is_indented(text, opening - 1) else _SHOWN
        ends = _LINK_ENDS.match(text, start) if _begins_line(text, opening) else None
        return _ALONE if ends and _is_player(ends[1]) else ""
    if known and not after:
        if not before:
            return _ALONE
        return _LISTED if _BULLET.fullmatch(before) else ""
    return _bracketed(before, after) if known and before.endswith("[") else ""


def _begins_line(text: str, at: int) -> bool:
    """Whether nothing but a small margin stands before a place in its line."""
    margin = text[max(0, at - _MARGIN) : max(0, at)]
    return at >= 0 and (at <= _MARGIN or "\n" in margin) and not margin.rpartition("\n")[2].strip()


def _is_player(address: str) -> bool:
    from embedarchive.finder.markup import providers

    return providers.is_player(address)


def _bracketed(before: str, after: str) -> str:
    """How an address stands that is in brackets: as Obsidian's images do, or, in exports, as the words of its link."""
    if before.endswith("![[") and after.startswith("]]"):
        return _SHOWN
    bullet = before[:-1].rstrip()
    if not _ADDRESS_ALONE.fullmatch(after) or (bullet and not _BULLET.fullmatch(bullet)):
        return ""
    return _LISTED if bullet else _ALONE


def _phrase(text: str, start: int) -> str:
    """The words that link to the address which begins there; empty when the address stands by itself."""
    if not text.startswith("](", start - 2):
        return ""
    opening = text.rfind("[", max(0, start - _ALT), start)
    words = " ".join(text[opening + 1 : start - 2].split()) if opening >= 0 else ""
    return "" if words.startswith(("http://", "https://")) else words


def _trimmed(url: str) -> str:
    """Without the punctuation that ends a sentence, a link in Markdown or a bracket."""
    for _ in range(20):
        last = url[-1:]
        if last in ".,;:!?*_|]}»”’" or (last == ")" and url.count("(") < url.count(")")):
            url = url[:-1]
        else:
            break
    cut = url.find("](")
    return url[:cut] if cut > 0 else url.partition(")")[0] if "(" not in url else url
