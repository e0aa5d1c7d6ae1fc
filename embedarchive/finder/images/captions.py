"""What stands with an image: its caption and who made it."""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Container, Sequence
from itertools import islice

from embedarchive.documents.html import Node, is_element
from embedarchive.patterns import regex

_CREDIT = ("credit", "copyright", "photographer", "byline", "source", "quelle", "urheber", "fotograf")
_CAPTION = ("caption", "legend", "bildunterschrift", "bu-text", "img-desc", "cutline")
_FILE = regex(r"\.(?:jpe?g|png|gif|webp|avif)(?:$|\?)", re.IGNORECASE)
_AGENCY = regex(
    r"(?<=[.!?。…\"”»)])\s{0,2}(?:[(\[]\s?)?(?:[^\W\d_][^.!?()\n]{1,50}[/(]\s?)?"
    r"(?:AFP|AP|DPA|dpa|EPA|EFE|ANSA|LaPresse|APA|Reuters|REUTERS|Getty|IMAGO|imago|Shutterstock|Alamy|picture alliance"
    r"|BELGA|Belga|ANP|NTB|Ritzau|Lehtikuva|PAP|ČTK|Lusa|TASS|ТАСС|РИА Новости|УНІАН|Укрінформ|Xinhua|新华社|Kyodo|共同"
    r"|뉴시스|뉴스1|연합뉴스|Keystone|KEYSTONE)(?:[\s/-][^.!?\n]{0,40})?\)?$"
)
"""An agency behind the last sentence of a caption, perhaps with a name before it."""
_FEW = 200  # letters of a caption that nothing but its place tells
_SENTENCE = 3  # blanks in them at least
_DENSE = 20
_ONE_NAME = regex(r"[\w:.-]{1,100}")
_LONGEST = 1500  # letters of a caption that stands anywhere
_LONGEST_CREDIT = 200
_NAME = 8  # words of who made an image, and for whom
_ENDS = (".", "!", "?", "…", "”", "»", '"', "。")
_BRACKETS = ("()", "[]")
_BLOCKS = frozenset({"p", "div", "h2", "h3", "h4", "h5", "li", "br", "small", "figcaption"})
_BOXES = frozenset({"div", "figure", "span", "picture", "section", "noscript"})
_ELSE = (
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "button",
    "input",
    "form",
    "li",
    "table",
    "time",
    "video",
    "iframe",
    "math",
)
"""With these, a block is about more than its image."""
_TAG = regex(r"<[^<>]{0,500}>")
_GIVEN = regex(r"(?<=\s)caption=(?P<quote>[\"'])(?P<words>.{1,600}?)(?P=quote)")
_WORDED = ("span", "div", "p", "figcaption", "cite", "small", "em", "dd")
_SIGNED = regex(
    r"(?:[(\[/|–—-]\s{0,3})?(?:©|\(c\)|\bfot\.|(?:(?:photo|image|picture|foto|bild)\s)?credits?\b\s{0,2}(?:by\b|:|/)"
    r"|(?:photo(?:graph)?|foto|image|bild|beeld|crédit|source|quelle|picture|фото|imagen|imagem|immagine|kuva|zdjęcie"
    r"|图片?|圖|写真|사진|ph)\b\s{0,2}(?:by\b|:|/|©))\s{0,3}[^\n]{1,120}$",
    re.IGNORECASE,
)
_SIGNING = ("©", "(c)", "fot.", "by", ":", "/")
"""What all of that has one of: most captions have none."""


def find(around: list[Node]) -> tuple[str, str]:
    """The caption and the credit that stand with an image."""
    figure = next((above for above in around if getattr(above, "tag", "") == "figure" and is_near(above)), None)
    caption = _figcaption(figure) if figure is not None else None
    holder = figure
    if caption is None:
        for above in around[:4]:
            if not is_near(above) or len(above.find_all("img", limit=3)) > 2 or len(above.text) > 1500:
                break
            caption = next((node for node in _classed(above) if _is_called(_CAPTION, node, "class")), None)
            if caption is not None:
                holder = above
                break
    if holder is None:
        return "", ""
    words = visible(caption) if caption is not None and not _is_of_buttons(caption) else ""
    credit = _credit(holder, caption)
    if credit:
        return words.replace(credit, "").strip(), _bare(credit)
    return _parted(caption, words) if caption is not None else ("", "")


def _figcaption(figure: Node) -> Node | None:
    """A figure's caption, in it or, misplaced, right behind it."""
    inner = figure.find("figcaption")
    if inner is not None:
        return inner
    behind = next(filter(is_element, islice(figure.next_siblings, 2)), None)
    return behind if behind is not None and behind.tag == "figcaption" else None


def _is_of_buttons(caption: Node) -> bool:
    """Whether all that a caption says are one or two words of links: to print, to pin."""
    links = caption.find_all("a", limit=4)
    words = [visible(link) for link in links]
    return 0 < len(links) == sum(" " not in word for word in words) and visible(caption) == " ".join(words)


def told(around: list[Node], article: Container[Node], titled: str = "") -> tuple[str, str]:
    """The caption and the credit that stand with an image, also where no name of an element says that they do.

    They are the few words right below it, in a block that has nothing else.

    Args:
        around: the elements around the image, the nearest first.
        article: those that hold the article; what stands in them beside an image is the text.
        titled: what is said when the mouse is on the image, which may tell who made it.
    """
    caption, credit = find(around)
    if not caption and not credit:
        caption, credit = _labelled(around) or _in_box(around, article)
    return caption, credit or _signed_in(titled)


def _signed(words: str) -> re.Match[str] | None:
    """The end of a text that says by a sign who made an image."""
    last = words[-200:]
    lowered = last.lower()
    return _SIGNED.search(last) if any(sign in lowered for sign in _SIGNING) else None


def _signed_in(titled: str) -> str:
    match = _signed(titled)
    return match.group().strip("([|/–— -])") if match else ""


def _labelled(around: list[Node]) -> tuple[str, str] | None:
    """What the words say that ARIA names as those of the block around an image; None without any."""
    for above in around[:3]:
        name = above.attr("aria-labelledby") or above.attr("aria-describedby") if is_element(above) else None
        if name and _ONE_NAME.fullmatch(name):
            *_, page = above.ancestors
            named = page.select(f'[id="{name}"]')
            words = visible(named[0]) if named else ""
            return _parted(named[0], words) if 0 < len(words) <= _LONGEST else None
    return None


def _in_box(around: list[Node], article: Container[Node]) -> tuple[str, str]:
    """The few words beside an image in the nearest block that has any."""
    for above in around[:4]:
        if above in article or getattr(above, "tag", "") not in _BOXES or not is_near(above):
            return "", ""
        if words := visible(above):
            return _beside(above, words)
    return "", ""


def _beside(box: Node, words: str) -> tuple[str, str]:
    if len(words) > _FEW or len(with_scripts(box)) != 1 or next(iter(box.iter_elements(_ELSE)), None) is not None:
        return "", ""
    if any(not _FILE.search(href) and "://" not in href for href in _hrefs(box)):
        return "", ""
    if credit := _credit(box, None):
        return words.replace(credit, "").strip(), _bare(credit)
    worded = [child for child in box.children if is_element(child) and visible(child)]
    if len(worded) != 1 or _hrefs(box):
        return "", ""
    caption, credit = _parted(worded[0], words)
    return (caption, credit) if credit or _says_something(caption) else ("", "")


def _says_something(words: str) -> bool:
    """Whether words are more than a button's or a price: four of them, or many signs where no blanks are written."""
    letters = sum(map(str.isalpha, words))
    return 2 * letters > len(words) and (words.count(" ") >= _SENTENCE or (letters >= _DENSE and not words.isascii()))


def _hrefs(box: Node) -> list[str]:
    return [plain(link.attrs.get("href")) for link in box.find_all("a", limit=4)]


def with_scripts(holder: Node) -> list[Node]:
    """The first images of an element, without those for browsers that run no scripts."""
    return [image for image in holder.find_all("img", limit=3) if getattr(image.parent, "tag", "") != "noscript"]


def _credit(holder: Node, caption: Node | None) -> str:
    """The words of the element near an image that says in its name that it tells who made it; empty when none does."""
    signed = next((node for node in _classed(holder) if _is_called(_CREDIT, node, "class", "itemprop")), None)
    if signed is None and caption is not None:
        signed = caption.find("cite")
    credit = visible(signed) if signed is not None and signed is not caption else ""
    return credit if len(credit) <= _LONGEST_CREDIT else ""


def _bare(credit: str) -> str:
    """A credit without the brackets around all of it."""
    inner = credit[1:-1]
    enclosed = credit[:1] + credit[-1:] in _BRACKETS and not any(sign in inner for sign in "()[]")
    return inner.strip() if enclosed else credit


def _parted(caption: Node, words: str) -> tuple[str, str]:
    """The words of a caption and who made the image, where a sign, an element of its own, or an agency's name tells."""
    if match := _signed(words):
        return words[: len(words) - len(match.group())].strip(), match.group().strip("([|/–— -])")
    if last := _last_field(caption, words):
        return words[: len(words) - len(last)].strip(), _bare(last)
    if match := _AGENCY.search(words[-160:]):
        return words[: len(words) - len(match.group())].strip(), _bare(match.group().strip())
    return words, ""


def _last_field(caption: Node, words: str) -> str:
    """The last of the elements that a caption is made of, if it is a short name behind a longer text."""
    node = caption
    fields = [child for child in node.children if is_element(child) and visible(child)]
    while len(fields) == 1 and visible(node) == visible(fields[0]):
        node = fields[0]
        fields = [child for child in node.children if is_element(child) and visible(child)]
    last = visible(fields[-1]) if fields and fields[-1].tag != "a" and fields[-1].find("a") is None else ""
    told = words[: len(words) - len(last)].rstrip()
    alone = told.endswith(_ENDS) or (len(fields) > 1 and _is_made_of(node, fields))
    return last if alone and words.endswith(last) and _is_name(last) and len(last) < len(told) else ""


def _is_made_of(node: Node, fields: list[Node]) -> bool:
    """Whether all words of an element stand in these elements."""
    return len("".join(node.text.split())) == sum(len("".join(field.text.split())) for field in fields)


def _is_name(words: str) -> bool:
    """Whether a few words are a name and no sentence."""
    return 0 < words.count(" ") + 1 <= _NAME and words[:1].isupper() and not words.endswith((".", "!", "?", ":", "…"))


def of_shortcode(text: str, start: int, end: int) -> str:
    """The words behind an image in WordPress' `[caption]…[/caption]`, which was not drawn; empty when there is none."""
    before = text.rfind("[caption", max(0, start - 400), start)
    if before < 0 or text.find("]", before, start) < 0 or text.find("[/caption]", before, start) >= 0:
        return ""
    close = text.find("[/caption]", end, end + 1500)
    behind = _TAG.sub(" ", text[end:close]) if close >= 0 else ""
    given = _GIVEN.search(text, before, start)  # as WordPress wrote it until 2012
    return " ".join((behind.strip() or html.unescape(given["words"] if given else "")).split())


def has_figcaption(around: list[Node]) -> bool:
    """Whether an image stands in a figure with a caption."""
    return _captioned_figure(around) is not None


def is_all_of_a_figure(around: list[Node]) -> bool:
    """Whether an image is the only one in a figure with a caption: a sign stands there beside what it belongs to."""
    figure = _captioned_figure(around)
    return figure is not None and len(figure.find_all("img", limit=2)) == 1


def _captioned_figure(around: list[Node]) -> Node | None:
    figure = next((above for above in around[:6] if getattr(above, "tag", "") == "figure"), None)
    return figure if figure is not None and is_near(figure) and figure.find("figcaption") is not None else None


def is_captioned(element: Node) -> bool:
    """Whether an element is nothing but an image and its caption: no other link, and hardly a word beside."""
    if not is_near(element) or len(element.find_all("img", limit=2)) != 1:
        return False
    if not all(_FILE.search(plain(link.attrs.get("href"))) for link in element.find_all("a", limit=3)):
        return False
    caption = next((node for node in _classed(element) if _is_called(_CAPTION, node, "class")), None)
    words = len("".join(caption.text.split())) if caption is not None else 0
    return words > 0 and len("".join(element.text.split())) - words < 60


def visible(element: Node) -> str:
    """The text of an element without its scripts, its words between single blanks, and those of its blocks apart."""
    text = element.text
    if any(is_element(child) and child.tag in _BLOCKS for child in element.children):
        text = " ".join(getattr(child, "text", None) or "" for child in element.children)
    for script in islice(element.iter_elements(("script", "style")), 5):
        text = text.replace(script.text, " ")
    return " ".join(text.split())


@functools.lru_cache(maxsize=1024)  # of one page; a place is dear, and an image asks for the same ones again and again
def is_near(element: Node | None) -> bool:
    """Whether an element is short enough to be about one image; nothing longer is looked through for each of them."""
    place = getattr(element, "source_location", None)
    if place is None or place.end_tag is None:
        return False
    return bool(place.end_tag.end_offset - place.start_tag.start_offset < 20_000)


def _classed(holder: Node) -> list[Node]:
    return [node for node in islice(holder.iter_elements(_WORDED), 40) if node.attrs]


def _is_called(words: Sequence[str], node: Node, *names: str) -> bool:
    """Whether an element is called after what one of these words says, in attributes of these names."""
    called = "".join([plain(node.attrs.get(name)) for name in names]).lower()
    return any(word in called for word in words) if called else False


def plain(value: object) -> str:
    """An attribute as plain text; the parser gives classes and the like as lists."""
    if isinstance(value, str):
        return value
    return " ".join(map(str, value)) if isinstance(value, (list, tuple)) else ""
