"""Embeds in Markdown and text that an author wrote as such: raw HTML, an address alone on its line, a shortcode.

What extractors leave of an embed is the business of `finder.text`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from embedarchive import platforms
from embedarchive.model import Document, Embed, Link, Reference
from embedarchive.patterns import regex

_URL = regex(r"https?://[^\s<>\"'`\x00\\]{4,2000}", re.IGNORECASE)
_MARKUP = regex(r"<(?:blockquote|iframe|script|div|a|figure|object|embed|amp-|lite-|p)\b", re.IGNORECASE)
_FENCE = regex(r"[ \t]{0,3}(`{3,20}|~{3,20})")
_TICKS = regex(r"(?<!`)(`{1,3})(?!`)[^`\n]{1,400}\1(?!`)")
_AUTOLINK = regex(r"<(?=(?:https?:|mailto:|[\w.+-]{1,60}@))", re.IGNORECASE)
_BEGINNING = regex(r"\{[{%]|@?\[[a-z_-]{1,30}(?:[ =]|\](?!\())|@\[")
"""How a shortcode begins."""
_PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg")


def find(document: Document, taken: tuple[Embed, ...]) -> tuple[list[Embed], list[Link]]:
    """The embeds and the prose links of Markdown or text.

    Args:
        document: what to read.
        taken: what `finder.text` found: an address inside of it belongs to it.
    """
    text = document.text
    embeds: list[Embed] = []
    if "<" not in text and "http" not in text and "{" not in text and "[" not in text:
        return [], []
    seen = masked(text) if "`" in text or "~~~" in text else text
    if document.media_type == "text/markdown" and _MARKUP.search(seen):
        embeds += _html(seen, document.base_url)
    spans = _Spans([(each.start, each.end) for each in (*taken, *embeds)])
    for start, end, post in _shortcodes(seen):
        if spans.free(start, end):
            embeds.append(_embed("shortcode", post, start, end))
    spans = _Spans([(each.start, each.end) for each in (*taken, *embeds)])
    links: list[Link] = []
    for start, end, post, alone in _addresses(seen, spans):
        if alone:
            embeds.append(_embed("bare-url", post, start, end))
        else:
            links.append(Link(platform=post.platform, id=post.native_id, url=post.url, start=start, end=end))
    return embeds, links


def _shortcodes(text: str) -> Iterator[tuple[int, int, Reference]]:
    if _BEGINNING.search(text) is None:  # most texts hold none, and need not load what reads them
        return iter(())
    from embedarchive.finder.markup import shortcodes

    return shortcodes.find(text)


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


def masked(text: str) -> str:
    """The text with code blotted out, every other character in its place: an example of an embed is no embed."""
    lines = []
    fence = ""
    for line in text.splitlines(keepends=True):
        opening = _FENCE.match(line)
        if fence:
            closes = opening is not None and opening.group(1).startswith(fence) and not line[opening.end() :].strip()
            fence = "" if closes else fence
            lines.append(_blank(line))
        elif opening and "`" not in line[opening.end() :]:
            fence = opening.group(1)
            lines.append(_blank(line))
        else:
            lines.append(_TICKS.sub(_blotted, line) if "`" in line else line)
    return "".join(lines)


def _blotted(match: re.Match[str]) -> str:
    """Code inside a line: plain words stay, they may be a post's."""
    code = match.group()
    return " " * len(code) if any(sign in code for sign in ("<", "http", "[", "{")) else code


def _blank(line: str) -> str:
    kept = line.rstrip("\r\n")
    return " " * len(kept) + line[len(kept) :]


def _html(text: str, base_url: str | None) -> tuple[Embed, ...]:
    """Raw HTML, which Markdown passes on as it is."""
    from embedarchive.documents import html
    from embedarchive.finder.markup import embeds

    return embeds.find(html.parse(_AUTOLINK.sub(" ", text)), base_url).embeds


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


def _addresses(text: str, spans: _Spans) -> Iterator[tuple[int, int, Reference, bool]]:
    """The addresses of posts outside the places that are taken, and whether each stands alone on its line."""
    for match in islice(_URL.finditer(text), 20_000):
        start, end = match.span()
        url = _trimmed(match.group())
        if url.lower().endswith(_PICTURES):  # most texts have no other address, and the catalogue need not be opened
            continue
        end = start + len(url)
        if not spans.free(start, end):
            continue
        post = platforms.recognise(url.replace("\\_", "_").replace("&amp;", "&"))
        if post is None:
            continue
        begin = text.rfind("\n", max(0, start - 40), start)
        before = text[begin + 1 if begin >= 0 else max(0, start - 40) : start].strip(" \t\r<")
        stop = text.find("\n", end, end + 40)
        after = text[end : stop if stop >= 0 else end + 40].strip(" \t\r>")
        yield start, end, post, not before and not after and (begin >= 0 or start < 40)


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
