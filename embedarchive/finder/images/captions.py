"""What stands with an image: its caption and who made it."""

from __future__ import annotations

import re
from itertools import islice

from embedarchive.documents.html import Node
from embedarchive.patterns import regex

_CREDIT = regex(r"credit|copyright|photographer|byline|source|quelle|urheber|fotograf", re.IGNORECASE)
_CAPTION = regex(r"caption|legend|bildunterschrift|bu-text|wp-caption-text|img-desc|cutline", re.IGNORECASE)
_TAG = regex(r"<[^<>]{0,500}>")
_WORDED = ("span", "div", "p", "figcaption", "cite", "small", "em", "dd")
_SIGNED = regex(
    r"(?:[(\[/|–—-]\s{0,3})?(?:©|\(c\)|(?:photo(?:graph)?|foto|image|bild|beeld|credit|crédit|source|quelle|picture|фото|ph)\b\s{0,2}(?:by\b|:|/|©))"
    r"\s{0,3}[^\n]{1,120}$",
    re.IGNORECASE,
)


def find(around: list[Node]) -> tuple[str, str]:
    """The caption and the credit that stand with an image."""
    figure = next((above for above in around if getattr(above, "tag", "") == "figure" and is_near(above)), None)
    caption = figure.find("figcaption") if figure is not None else None
    holder = figure
    if caption is None:
        for above in around[:4]:
            if not is_near(above) or len(above.find_all("img", limit=3)) > 2 or len(above.text) > 1500:
                break
            caption = next((node for node in _classed(above) if _CAPTION.search(plain(node.attrs.get("class")))), None)
            if caption is not None:
                holder = above
                break
    if holder is None:
        return "", ""
    words = visible(caption) if caption is not None else ""
    signed = next(
        (
            node
            for node in _classed(holder)
            if _CREDIT.search(plain(node.attrs.get("class")) + plain(node.attrs.get("itemprop")))
        ),
        None,
    )
    if signed is None and caption is not None:
        signed = caption.find("cite")
    credit = visible(signed) if signed is not None and signed is not caption else ""
    if credit and len(credit) <= 200:
        return words.replace(credit, "").strip(), credit
    if match := _SIGNED.search(words[-200:]):
        return words[: len(words) - len(match.group())].strip(), match.group().strip("([|/–— -])")
    return words, ""


def of_shortcode(text: str, start: int, end: int) -> str:
    """The words behind an image in WordPress' `[caption]…[/caption]`, which was not drawn; empty when there is none."""
    before = text.rfind("[caption", max(0, start - 400), start)
    if before < 0 or text.find("]", before, start) < 0 or text.find("[/caption]", before, start) >= 0:
        return ""
    close = text.find("[/caption]", end, end + 1500)
    return " ".join(_TAG.sub(" ", text[end:close]).split()) if close >= 0 else ""


def has_figcaption(around: list[Node]) -> bool:
    """Whether an image stands in a figure with a caption."""
    figure = next((above for above in around[:6] if getattr(above, "tag", "") == "figure"), None)
    return figure is not None and is_near(figure) and figure.find("figcaption") is not None


def is_captioned(element: Node) -> bool:
    """Whether an element is nothing but an image and its caption: no link, and hardly a word beside."""
    if not is_near(element) or len(element.find_all("img", limit=2)) != 1 or element.find("a") is not None:
        return False
    caption = next((node for node in _classed(element) if _CAPTION.search(plain(node.attrs.get("class")))), None)
    words = len("".join(caption.text.split())) if caption is not None else 0
    return words > 0 and len("".join(element.text.split())) - words < 60


def visible(element: Node) -> str:
    """The text of an element without its scripts, its words between single blanks."""
    text = element.text
    for script in islice(element.iter_elements(("script", "style")), 5):
        text = text.replace(script.text, " ")
    return " ".join(text.split())


def is_near(element: Node | None) -> bool:
    """Whether an element is short enough to be about one image; nothing longer is looked through for each of them."""
    place = getattr(element, "source_location", None)
    if place is None or place.end_tag is None:
        return False
    return bool(place.end_tag.end_offset - place.start_tag.start_offset < 20_000)


def _classed(holder: Node) -> list[Node]:
    return [node for node in islice(holder.iter_elements(_WORDED), 40) if node.attrs]


def plain(value: object) -> str:
    """An attribute as plain text; the parser gives classes and the like as lists."""
    if isinstance(value, str):
        return value
    return " ".join(map(str, value)) if isinstance(value, (list, tuple)) else ""
