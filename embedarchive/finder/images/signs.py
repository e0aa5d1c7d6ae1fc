"""What an image and its nearest surroundings say it is: a drawing, a player's still, one for other screens."""

from __future__ import annotations

import re
from itertools import islice

from embedarchive.documents.html import Node
from embedarchive.finder.images import candidates, originals, sizes
from embedarchive.finder.images.captions import is_near, plain, visible
from embedarchive.model import Image
from embedarchive.patterns import regex

_BUILT = regex(r"/static/media/[\w.-]{1,80}\.[0-9a-f]{8,20}\.svg")
"""A drawing that the program of the site was built with, named after what it holds."""
_DRAWING = regex(r"\.svg(?:$|[?#])", re.IGNORECASE)
_SCREENS = frozenset({"m", "d", "t", "mobile", "desktop", "tablet", "mob", "desk", "phone", "sm", "lg", "xs", "xl"})
_NARROW = frozenset({"mobile", "phone", "smartphone", "handheld"})
_WIDE = frozenset({"desktop", "desk"})
_OPENING = regex(r"lightb|fancybox|colorbox|magnific|photoswipe|swipebox|featherlight|overlaylink|zoom", re.IGNORECASE)
_PLAYER = regex(r"video|player", re.IGNORECASE)
_DESCRIBED = 2  # blanks in the words that two shapes of one picture share
_WORD = regex(r"[a-z]+")
_LONG_WORD = regex(r"[a-z]{4,}")
_DATING = frozenset({"time", "date", "datetime", "dateline", "pubdate", "meta", "postmeta", "pubtime"})


def is_drawing(url: str, written: dict[str, str], around: list[Node]) -> bool:
    """Whether it is a drawing that no figure holds, that is not large and no chart: a sign of the page's own."""
    if ".svg" not in url or not _DRAWING.search(url):
        return False
    if _BUILT.search(url):
        return True
    if sizes.is_large(written) or any(getattr(above, "tag", "") == "figure" for above in around[:4]):
        return False
    return not _is_chart(url, around)


def _is_chart(url: str, around: list[Node]) -> bool:
    """Whether a drawing is alone in a paragraph, linked nowhere, and its file says in four words what it shows."""
    name = url.partition("?")[0].rpartition("/")[2].lower()[:300]
    return len(_LONG_WORD.findall(name)) >= 4 and _is_paragraph(around)


def is_photograph(url: str, around: list[Node]) -> bool:
    """Whether an image is alone in a paragraph, linked nowhere, and of the format of photographs: no sign has that."""
    return url.partition("?")[0].lower().endswith((".jpg", ".jpeg")) and _is_paragraph(around)


def _is_paragraph(around: list[Node]) -> bool:
    """Whether an image is all of the paragraph right around it."""
    paragraph = around[0] if around else None
    if paragraph is None or getattr(paragraph, "tag", "") != "p" or not is_near(paragraph) or paragraph.text.strip():
        return False
    return len(paragraph.find_all("img", limit=2)) == 1


def is_beside_date(around: list[Node]) -> bool:
    """Whether an image stands in the line that says when and by whom an article was published."""
    for place, above in enumerate(around[:2], start=1):
        tag = getattr(above, "tag", "")
        if tag in {"", "figure", "picture"}:
            return False
        if tag == "time" or not _DATING.isdisjoint(
            _WORD.findall(f"{plain(above.attrs.get('class'))} {plain(above.attrs.get('id'))}".lower())
        ):
            near = all(map(is_near, around[:place]))
            return near and len(text := above.text[:500].strip()) < 120 and any(map(str.isdigit, text))
    return False


def is_byline(element: Node, around: list[Node]) -> bool:
    """Whether an image within the text heads a contribution and is named as its author is, who is named beside it."""
    name = " ".join(plain(element.attrs.get("alt")).split())
    if not 1 <= name.count(" ") <= 3 or not name.istitle():
        return False
    head = next((above for above in around[:5] if getattr(above, "tag", "") in {"header", "address"}), None)
    return head is not None and is_near(head) and name in " ".join(head.text[:1000].split())


def are_one(image: Image, last: Image, element: Node, beside: Node) -> bool:
    """Whether of two images side by side one stands in for the other: without scripts, elsewhere, for a video."""
    return (
        _is_without_scripts(element, beside)
        or _is_other_shape(image, last, element, beside)
        or _is_still_beside_player(image, last, element, beside)
    )


def _is_without_scripts(element: Node, beside: Node) -> bool:
    """Whether an image, or the one before it, stands in for the other where a browser runs no scripts."""
    for one, other in ((element, beside), (beside, element)):
        inner = next((above for above in islice(one.ancestors, 6) if getattr(above, "tag", "") == "noscript"), None)
        if inner is None or inner in (around := list(islice(other.ancestors, 6))):
            continue
        alt = plain(one.attrs.get("alt"))
        if inner.parent in around and (
            (alt and alt == plain(other.attrs.get("alt"))) or (is_near(inner.parent) and _are_two(inner.parent))
        ):
            return True
    return False


def _are_two(holder: Node) -> bool:
    return len(holder.find_all("img", limit=3)) == 2


def _is_still_beside_player(image: Image, last: Image, element: Node, beside: Node) -> bool:
    """Whether of two images side by side one is a video's still and the other the same, shown while it loads."""
    return (
        "video" in {element.tag, beside.tag}
        and element.tag != beside.tag
        and element.parent == beside.parent
        and originals.alike(image.url, last.url)
    )


def _is_other_shape(image: Image, last: Image, element: Node, beside: Node) -> bool:
    """Whether of two images side by side one is shown on telephones alone and the other on desks alone."""
    if image.alt != last.alt or not 0 <= image.start - last.end < 1000:
        return False
    if image.alt.count(" ") >= _DESCRIBED and _are_shapes(element, beside):
        return True
    return {_made_for(element), _made_for(beside)} == {"narrow", "wide"}


def _are_shapes(element: Node, beside: Node) -> bool:
    """Whether two images are of one width and two heights, or one figure's, and alone in the element around them."""
    one, other = (candidates.attributes(each) for each in (element, beside))
    around = set(islice(beside.ancestors, 4))
    holder = next((above for above in islice(element.ancestors, 4) if above in around), None)
    if holder is None or not is_near(holder) or len(holder.find_all("img", limit=3)) != len((one, other)):
        return False
    caption = holder.find("figcaption")
    if visible(holder) != (visible(caption) if caption is not None else ""):
        return False
    sized = bool(one.get("width")) and one.get("width") == other.get("width")
    return sized and one.get("height") != other.get("height")


def _made_for(element: Node) -> str:
    """For which screens alone an image is shown, as its classes or those around it say: "narrow", "wide", or empty."""
    for node in (element, *islice(element.ancestors, 3)):
        if not hasattr(node, "tag") or (node is not element and not is_near(node)):
            return ""
        words = set(_WORD.findall(plain(node.attrs.get("class")).lower()))
        narrow, wide = not words.isdisjoint(_NARROW), not words.isdisjoint(_WIDE)
        if narrow is not wide:
            return "narrow" if narrow else "wide"
    return ""


def is_for_another_screen(image: Image, last: Image) -> bool:
    """Whether an image is the one before it in a shape for telephones or for desks, as its file's name says."""
    if not image.alt or image.alt != last.alt or image.start - last.end > 1000:
        return False
    name, other = (re.split(r"[-_.]", one.url.rpartition("/")[2].lower()[:300]) for one in (image, last))
    return name != other and [part for part in name if part not in _SCREENS] == [
        part for part in other if part not in _SCREENS
    ]


def opens_picture(link: Node) -> bool:
    """Whether a link shows the image in it in full size over the page, as its classes or attributes say."""
    names = " ".join((plain(link.attrs.get("class")), plain(link.attrs.get("rel")), *link.attrs))
    return _OPENING.search(names) is not None


def is_player(element: Node) -> bool:
    """Whether an element that is about one image is a player, whose still it is."""
    return _PLAYER.search(plain(getattr(element, "attrs", {}).get("class"))) is not None and is_near(element)
