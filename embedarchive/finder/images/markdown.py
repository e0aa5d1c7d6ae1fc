"""Images in Markdown and in text that an extractor made: every spelling, offsets exact, linear on hostile input."""

from __future__ import annotations

import operator
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from embedarchive.finder import markdown_code
from embedarchive.finder.images import candidates, exclusions, originals, sizes
from embedarchive.model import Image
from embedarchive.patterns import regex

_ALT = 2000
_URL = 4000
_DEFINITION = regex(
    r"^ {0,3}\[(?P<name>[^\]\n]{1,300})\]:[ \t]{0,20}(?:<(?P<in>[^<>\n]{1,4000})>|(?P<url>\S{1,4000}))", re.MULTILINE
)
_NESTED = 10
"""How deep parentheses in an address may stand in each other, CommonMark asks for three at least."""
_BOUND = regex(r"[ \t\r\n()]")
"""What ends an address, or opens and closes a parenthesis in it."""

_SIGNS = ("![", "<", "{%", "::", "[/img]", "[/IMG]", "{{http", "[[", "(image: ")
_START = operator.attrgetter("start")
_ATTRIBUTES = regex(r"\{[^{}\n]{0,500}\}")
_TITLE = regex(r"""[ \t\r\n]{1,10}(?:"[^"\n]{0,1000}"|'[^'\n]{0,1000}'|\([^()\n]{0,1000}\))[ \t]{0,10}""")
_TAG = regex(r"<img\b[^<>]{1,8000}>", re.IGNORECASE)
_PAIR = regex(r"""([A-Za-z][\w:-]{0,40})\s{0,5}=\s{0,5}(?:"([^"]{0,8000})"|'([^']{0,8000})'|([^\s"'<>]{1,4000}))""")
_FIGURE = regex(
    r"""
    [{<] (?: (?<=\{) (?: \{[<%] | %-?\s{0,5}(?:include\s{1,5})? ) \s{0,5} (?:figure|image|picture|img)
           | (?<=<) (?:Figure|Image|Picture|Img) )
    [\w./-]{0,40} \s (?P<attributes>(?:[^{}<>]|\{[^{}<>]{0,300}\}){5,2000}) (?: [>%]\}\} | %\} | > )
    """,
    re.VERBOSE,
)
"""The shortcodes, includes and components by which authors of Hugo, Jekyll and MDX show an image with its caption."""
_BRACED = regex(r"=\{\s{0,4}([\"'`])([^{}\"'`]{1,2000})\1\s{0,4}\}")
"""A string in braces, as components write it."""
_SOURCES = ("src", "url", "path", "file", "image_path", "filename")
_CAPTIONS = ("caption", "description", "title")
_FORUM = regex(
    r"\[img(?:[ =][^\[\]\n]{1,100})?\]\s{0,9}(?P<forum>https?://[^\s\[\]]{5,2000})\s{0,9}\[/img\]", re.IGNORECASE
)
"""The same in forums."""
_SIGNED = regex(r"\s{0,9}(?:--[ ]?|_{8,100})\r?\n")
"""The line that parts a signature from what somebody says in a forum or a letter."""
_NEAR = 2000  # characters of a paragraph above an image
_NOTE = regex(
    r"\{\{\s?(?P<doku>https?://[^\s{}|?]{5,2000})(?:\?(?![^{}|\n]{0,90}linkonly)[^{}|\n]{0,100})?\s?(?:\|(?P<doku_words>[^{}\n]{0,500}))?\}\}"
    r"|\[\[(?:file:)?(?P<org>https?://[^\s\[\]]{5,2000})\]\]"
    r"|\(image:\s(?P<kirby>[^\s()]{5,2000})(?:\s(?P<kirby_words>[^()\n]{0,500}))?\)"
)
"""The same in DokuWiki, in Org and in Kirby's texts."""
_KEYED = regex(r"(\w{1,20}):\s{1,4}((?:(?!\s\w{1,20}:\s).){1,500})")
_DIRECTIVE = regex(
    r"^[ ]{0,3}(?:\.\.[ ](?:figure|image)::[ ]{1,4}(?P<rst>\S{5,2000})"
    r"|image::(?P<adoc>[^\s\[]{5,2000})\[(?P<alt>[^\]\n]{0,500})\])",
    re.MULTILINE,
)
"""The same in reStructuredText and AsciiDoc."""
_IMAGE_FILE = regex(r"\.(?:jpe?g|png|gif|webp|avif|tiff?)(?:$|[?#])", re.IGNORECASE)
_CAPTION = regex(
    r"""
    \s{0,4} (?: [*_] (?P<italic>[^*_\n]{2,400}) [*_] [ \t]{0,4} (?=\n|$) |
    (?P<credit>(?:©|\(c\)|(?:photo|foto|image|bild|beeld|credit|crédit|source|bron|quelle|фото)\b[
    \t]{0,2}[:/])[^\n]{1,200}) (?=\n|$) )
    """,
    re.VERBOSE | re.IGNORECASE,
)


class _Written(NamedTuple):
    """An image as the text writes it, with the link that it is in and the attributes behind it.

    Attributes:
        url: its absolute address.
        larger: the images behind it that the text names.
        caption: what is written inside it as such.
    """

    start: int
    end: int
    url: str
    alt: str
    larger: tuple[str, ...]
    caption: str = ""


def find(text: str, base_url: str | None, outside: Sequence[tuple[int, int]] = ()) -> tuple[Image, ...]:
    """The images of a text in reading order.

    Args:
        text: the source.
        base_url: what relative addresses are resolved against.
        outside: the places of embeds, whose images are the embeds' own.
    """
    if not any(sign in text for sign in _SIGNS):
        return ()
    taken = iter(sorted(outside))
    span = next(taken, None)
    reach = 0  # how far the spans go that begin before the picture
    seen: set[str] = set()
    found: dict[str, Image] = {}
    shown = markdown_code.without_remarks(markdown_code.masked(text))
    coded = markdown_code.without_verbatim(shown)
    drawn = (each for each in _figures(coded, base_url) if not markdown_code.is_indented(coded, each.start, text))
    pictures = (*_written(shown, base_url, text), *_tags(shown, base_url), *drawn)
    for picture in sorted(pictures, key=_START):
        while span is not None and span[0] <= picture.start:
            reach, span = max(reach, span[1]), next(taken, None)
        url = picture.url
        if picture.start < reach or not url or url in seen:
            continue
        seen.add(url)
        if not exclusions.foreign_address(url):
            identity = originals.identity(url)
            if identity not in found:
                found[identity] = _image(text, picture)
    return tuple(found.values())


def _written(text: str, base_url: str | None, given: str) -> Iterator[_Written]:
    """`![alt](src "title")`, `![alt][id]`, `![id]`, `![[file]]`, and each of them as a link.

    `given`: the text with its remarks.
    """
    definitions: dict[str, str] | None = None
    at = text.find("![")
    while at >= 0:
        following = at + 2
        if not (at and text[at - 1] == "\\") and not markdown_code.is_indented(text, at, given):
            if text.startswith("![[", at):
                parsed = _wiki(text, at)
            else:
                alt_end = _closing(text, at + 2)
                parsed = _inline(text, at, alt_end) if alt_end >= 0 else None
                if parsed is None and alt_end >= 0:
                    definitions = _definitions(text) if definitions is None else definitions
                    parsed = _referenced(text, at, alt_end, definitions)
            if parsed is not None:
                yield _placed(text, base_url, parsed, at)
                following = parsed[2]
        at = text.find("![", following)


def _closing(text: str, at: int) -> int:
    """Where the bracket of an alt text closes, brackets inside it counted; -1 when nowhere near."""
    depth, stop = 1, min(len(text), at + _ALT)
    while at < stop:
        close = text.find("]", at, stop)
        if close < 0:
            return -1
        depth += text.count("[", at, close) - 1
        if depth <= 0:
            return close
        at = close + 1
    return -1


def _inline(text: str, start: int, alt_end: int) -> tuple[str, str, int] | None:
    at = alt_end + 1
    if not text.startswith("(", at) or text.find(")", at, at + 2 * _URL) < 0:
        return None
    at += 1
    while at < len(text) and text[at] in " \t":
        at += 1
    if text.startswith("<", at):
        close = text.find(">", at, at + _URL)
        if close < 0:
            return None
        url, end = text[at + 1 : close], close + 1
    else:
        end = _destination(text, at)
        url = text[at:end]
    if title := _TITLE.match(text, end):
        end = title.end()
    while end < len(text) and text[end] in " \t":
        end += 1
    if text.startswith("=", end):  # a size, as in ![a](b =100x20)
        end = text.find(")", end, end + 40)
    if end < 0 or not text.startswith(")", end):
        loose = text.find(")", at, at + _URL)  # extractors leave blanks in addresses as they are
        written = text[at:loose] if loose >= 0 else ""
        if not written or "\n" in written or not _IMAGE_FILE.search(written):
            return None
        url, end = written.strip(), loose
    return text[start + 2 : alt_end], url, end + 1


def _destination(text: str, at: int) -> int:
    """The end of an address whose parentheses are balanced, or of what can still be one."""
    depth, stop = 0, min(len(text), at + _URL)
    for sign in _BOUND.finditer(text, at, stop):
        if sign[0] == "(":
            depth += 1
            if depth > _NESTED:
                return sign.start()
        elif sign[0] == ")" and depth:
            depth -= 1
        else:
            return sign.start()
    return stop


def _definitions(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _DEFINITION.finditer(text):
        found.setdefault(" ".join(match["name"].casefold().split()), match["in"] or match["url"])
    return found


def _referenced(text: str, start: int, alt_end: int, definitions: dict[str, str]) -> tuple[str, str, int] | None:
    alt = text[start + 2 : alt_end]
    name, end = alt, alt_end + 1
    if text.startswith("[", end):
        close = text.find("]", end, end + 300)
        if close >= 0:
            name, end = text[end + 1 : close] or alt, close + 1
    url = definitions.get(" ".join(name.casefold().split()))
    return (alt, url, end) if url else None


def _wiki(text: str, at: int) -> tuple[str, str, int] | None:
    """Obsidian's `![[file.jpg|300]]`."""
    close = text.find("]]", at, at + 600)
    if close < 0 or "\n" in text[at:close]:
        return None
    name, _, words = text[at + 3 : close].partition("|")
    return ("" if words[:1].isdigit() else words, name.strip(), close + 2) if _IMAGE_FILE.search(name) else None


def _placed(text: str, base_url: str | None, parsed: tuple[str, str, int], start: int) -> _Written:
    """An image with the link that it is in and Pandoc's attributes."""
    alt, url, end = parsed
    larger: tuple[str, ...] = ()
    if start and text[start - 1] == "[" and text.startswith("](", end):
        close = _destination(text, end + 2)
        target = text[end + 2 : close].strip("<>")
        title = _TITLE.match(text, close)
        close = title.end() if title else close
        if text.startswith(")", close):
            start, end = start - 1, close + 1
            larger = (candidates.absolute(base_url, target),) if _IMAGE_FILE.search(target) else ()
    if attributes := _ATTRIBUTES.match(text, end):
        end = attributes.end()
    return _Written(start, end, candidates.absolute(base_url, url.replace("\\_", "_")), alt.replace("\\", ""), larger)


def _image(text: str, picture: _Written) -> Image:
    """The image with its caption and credit, which stand behind it; a tag has neither."""
    around = None if text[picture.start] == "<" else _CAPTION.match(text, picture.end, picture.end + 700)
    caption = picture.caption or ((around["italic"] or "").strip() if around else "")
    credit = (around["credit"] or "").strip() if around else ""
    if caption and _CAPTION.match(caption):
        caption, credit = "", caption
    return Image(
        url=picture.url,
        candidates=originals.candidates(picture.url, picture.larger),
        alt=" ".join(picture.alt.split()),
        caption=caption,
        credit=credit,
        start=picture.start,
        end=picture.end,
    )


def _tags(text: str, base_url: str | None) -> Iterator[_Written]:
    """HTML's own tag, which Markdown allows."""
    if "<img" not in text and "<IMG" not in text:
        return
    from html import unescape

    for match in _TAG.finditer(text):
        written = {
            pair[1].lower(): unescape(pair[2] or pair[3] or pair[4] or "") for pair in _PAIR.finditer(match.group())
        }
        source, larger = candidates.shown(written)
        if not source or sizes.is_small(written) or exclusions.own_class(written.get("class", "")):
            continue
        full = tuple(candidates.absolute(base_url, other) for other in larger)
        yield _Written(*match.span(), candidates.absolute(base_url, source), written.get("alt", ""), full)


def _figures(text: str, base_url: str | None) -> Iterator[_Written]:
    """What shortcodes and directives show."""
    for match in _FIGURE.finditer(text):
        stated = _BRACED.sub(r'="\2"', match["attributes"])
        written = {pair[1].lower(): pair[2] or pair[3] or "" for pair in _PAIR.finditer(stated)}
        source = next((written[name] for name in _SOURCES if written.get(name)), "")
        caption = next((written[name] for name in _CAPTIONS if written.get(name)), "")
        if _IMAGE_FILE.search(source) and "{" not in source:
            url = candidates.absolute(base_url, source)
            yield _Written(*match.span(), url, written.get("alt", ""), (), " ".join(caption.split()))
    for match in _DIRECTIVE.finditer(text) if "::" in text else ():
        source = match["rst"] or match["adoc"]
        if _IMAGE_FILE.search(source):
            yield _Written(*match.span(), candidates.absolute(base_url, source), match["alt"] or "", ())
    yield from _noted(text, base_url)


def _noted(text: str, base_url: str | None) -> Iterator[_Written]:
    """What forums, wikis and outlines show."""
    lowered = text if "[/img]" in text else text.replace("[/IMG]", "[/img]")
    for match in _FORUM.finditer(text) if "[/img]" in lowered else ():
        above = text[max(0, match.start() - _NEAR) : match.start()]
        if _SIGNED.match(above, above.rfind("\n\n") + 2 if "\n\n" in above else 0):
            continue
        yield _Written(*match.span(), candidates.absolute(base_url, match["forum"]), "", ())
    for match in _NOTE.finditer(text) if any(sign in text for sign in ("{{http", "[[", "(image: ")) else ():
        source = match["doku"] or match["org"] or match["kirby"]
        told = dict(_KEYED.findall(match["kirby_words"] or ""))
        caption = match["doku_words"] or told.get("caption", "")
        if _IMAGE_FILE.search(source):
            url = candidates.absolute(base_url, source)
            yield _Written(*match.span(), url, told.get("alt", ""), (), " ".join(caption.split()))
