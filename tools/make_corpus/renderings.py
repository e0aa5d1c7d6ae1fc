"""Pages as text by real extractors, and where in that text what was put in stands.

Only `render` needs the extractors, in the versions of `EXTRACTORS`; their output is checked in.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from tools.make_corpus.builder import Span
from tools.make_corpus.posts import Post
from tools.make_corpus.text_layouts import label

EXTRACTORS = (
    "beautifulsoup4==4.15.0",
    "html-text==0.7.1",
    "html2text==2025.4.15",
    "inscriptis==2.7.6",
    "lxml==6.1.3",
    "lxml_html_clean==0.4.6",
    "markdownify==1.2.3",
    "readability-lxml==0.9",
    "trafilatura==2.0.0",
)
NAMES = (
    "bs4", "bs4_lines", "bs4_space", "html2text", "html2text_plain", "html_text", "inscriptis", "markdownify",
    "readability", "trafilatura_md", "trafilatura_txt",
)  # fmt: skip
MARKDOWN = {"html2text", "markdownify", "trafilatura_md"}
LEAST = 150
_PACKAGES = ("html2text", "html_text", "inscriptis", "trafilatura", "bs4", "markdownify", "readability")
_REACH = 600


def differing() -> list[str]:
    """The extractors that are not installed in their version here."""
    wrong = []
    for pinned in EXTRACTORS:
        name, _, version = pinned.partition("==")
        try:
            installed = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            installed = "none"
        if installed != version:
            wrong.append(f"{pinned}, not {installed}")
    return wrong


def render(page: str, name: str) -> str:
    """What an extractor makes of a page; empty when it finds no article."""
    return _renderers()[name](page)


def _renderers() -> dict[str, Callable[[str], str]]:
    html2text, html_text, inscriptis, trafilatura, bs4, markdownify, readability = map(
        importlib.import_module, _PACKAGES
    )

    def soup(page: str) -> Any:  # noqa: ANN401 -- of a package that is here only while rendering
        tree = bs4.BeautifulSoup(page, "lxml")
        for element in tree(["script", "style", "noscript", "template"]):
            element.decompose()
        return tree.body

    def plainly(page: str, *, plain: bool) -> str:
        handler = html2text.HTML2Text(bodywidth=0 if plain else 78)
        handler.unicode_snob = True
        handler.ignore_links = handler.ignore_images = handler.ignore_emphasis = plain
        return str(handler.handle(page))

    return {
        "bs4": lambda page: soup(page).get_text(),
        "bs4_lines": lambda page: soup(page).get_text("\n", strip=True),
        "bs4_space": lambda page: soup(page).get_text(" ", strip=True),
        "html2text": lambda page: plainly(page, plain=False),
        "html2text_plain": lambda page: plainly(page, plain=True),
        "html_text": lambda page: html_text.extract_text(str(soup(page))),
        "inscriptis": inscriptis.get_text,
        "markdownify": lambda page: markdownify.markdownify(str(soup(page)), heading_style="ATX"),
        "readability": lambda page: bs4.BeautifulSoup(readability.Document(page).summary(), "lxml").get_text(
            "\n", strip=True
        ),
        "trafilatura_md": lambda page: trafilatura.extract(page, output_format="markdown", include_links=True) or "",
        "trafilatura_txt": lambda page: trafilatura.extract(page) or "",
    }


# ------------------------------------------------------------------------------------- finding again what was put in

_PASSED = re.compile(
    r"!?\[(?P<shown>[^\]\n]{0,300})\]\([^()\s]{0,300}(?:\s\"[^\"\n]{0,100}\")?\)"
    r"|(?:https?://)?(?:t\.co|pic\.(?:twitter|x)\.com)/\w{1,10}|https?://[^\s)\]>\"']{1,300}"
)
_IDLE = re.compile(r"[\W_\u02bc]")


def folded(text: str) -> tuple[str, list[int]]:
    """Letters and digits only, and the place of each in the text; addresses and links' targets are passed over."""
    passed = bytearray(len(text))
    for found in _PASSED.finditer(text):
        start, end = found.span()
        passed[start:end] = b"\x01" * (end - start)
        if found["shown"] is not None:
            start, end = found.span("shown")
            if not _PASSED.fullmatch(found["shown"]):
                passed[start:end] = bytes(end - start)
    letters, places = "", []
    for place, character in enumerate(text):
        if passed[place]:
            continue
        for each in unicodedata.normalize("NFKC", character).casefold():
            if not _IDLE.match(each):
                letters += each
                places.append(place)
    return letters, places


def labelled(posts: tuple[Post, ...], text: str) -> dict[str, Any]:
    """The labels of a rendering: for each tweet whether attribution and words are in it, and where."""
    letters, places = folded(text)
    rows, reached = [], 0
    for post in posts:
        if post.platform != "twitter":
            continue
        row, reached = _found(post, letters, places, reached)
        rows.append(row)
    return {"tweets": rows}


def _found(post: Post, letters: str, places: list[int], reached: int) -> tuple[dict[str, Any], int]:
    """The row of one post, and how far the text is used up; posts come in the order of the page."""
    wanted = folded(f"{post.author} {post.handle} {post.date_text}")[0]
    signed = letters.find(wanted, reached)
    if signed < 0:
        return label(post, at=None, text_at=None, how=""), reached
    after = signed + len(wanted)
    words = folded(post.words)[0]
    start = letters.rfind(words, reached, signed)
    span: Span | None = (start, start + len(words)) if start >= 0 and signed - start - len(words) <= 20 else None
    how = "before" if span and span[1] == signed else "before, apart"
    if span is None:
        span, how = _pieces(post, letters, signed, after), "in pieces"
    row = label(post, at=_in_text((signed, after), places), text_at=span and _in_text(span, places), how=how)
    return row, max(after, span[1] if span else 0)


def _pieces(post: Post, letters: str, signed: int, after: int) -> Span | None:
    """The words where the attribution stands between their lines: the first above it, the last below."""
    lines = [folded(line)[0] for line in post.lines]
    first = letters.rfind(lines[0], max(0, signed - _REACH), signed)
    at, end = first, first + len(lines[0])
    for line in lines[1:]:
        at = letters.find(line, end, after + _REACH)
        end = at + len(line)
        if at < 0:
            return None
    return (first, end) if first >= 0 else None


def _in_text(span: Span, places: list[int]) -> Span:
    return places[span[0]], places[span[1] - 1] + 1
