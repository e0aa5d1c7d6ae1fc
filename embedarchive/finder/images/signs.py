"""What an image and its nearest surroundings say it is: a drawing, a player's still, another article's card."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice, pairwise
from urllib.parse import urlsplit

from embedarchive.documents.html import Node, is_element
from embedarchive.finder.images import candidates, originals, sizes
from embedarchive.finder.images.captions import is_near, plain, visible
from embedarchive.model import Image
from embedarchive.patterns import regex

_SIGNS = regex(r"[\W_]+")
_DRAWING = regex(r"\.svg(?:$|[?#])", re.IGNORECASE)
_SCREENS = frozenset({"m", "d", "t", "mobile", "desktop", "tablet", "mob", "desk", "phone", "sm", "lg", "xs", "xl"})
_NARROW = frozenset({"mobile", "phone", "smartphone", "handheld"})
_WIDE = frozenset({"desktop", "desk"})
_OPENING = regex(r"lightb|fancybox|colorbox|magnific|photoswipe|swipebox|featherlight|overlaylink|zoom", re.IGNORECASE)
_PLAYER = regex(r"video|player", re.IGNORECASE)
_CAMPAIGN = regex(r"[?&](?:utm_medium=(?:affiliates?|banner|display|cpc|ad)\b|aff(?:iliate)?_?id=)", re.IGNORECASE)
_DESCRIBED = 2  # blanks in the words that two shapes of one picture share
_WORD = regex(r"[a-z]+")
_PIN = regex(r"(?:^|[\s_-])pin(?:it|me|nable)(?:$|[\s_-])")
_PIN_IT = regex(r"\bpin\s(?:it|this|me|for\slater)\b|\bpinterest\b", re.IGNORECASE)
_HEADED = frozenset({"h2", "h3", "h4", "h5", "h6", "p"})
_LONG_WORD = regex(r"[a-z]{4,}")
_BUYING = frozenset(
    {
        "buy", "buy now", "buy here", "buy it", "buy it now", "buy it here", "buy online", "shop now", "order now",
        "order here", "add to cart", "add to basket", "add to bag", "view deal", "see deal", "get deal", "get the deal",
        "check price", "see price", "jetzt kaufen", "kaufen", "jetzt bestellen", "bestellen", "zum shop", "zum angebot",
        "zum deal", "in den warenkorb", "acheter", "j achète", "voir l offre", "commander", "comprar", "comprar ahora",
        "compre aqui", "ver oferta", "acquista", "acquista ora", "koop nu", "bestel nu", "bestellen bij", "köp",
        "köp nu", "køb", "køb nu", "kjøp", "kup teraz", "kup", "zobacz ofertę", "купить", "купити", "satın al", "購入",
        "購入する",
    }
)  # fmt: skip
_CARD = 600
"""Letters of a shop's card at most: what is longer is a review."""
_DATING = frozenset({"time", "date", "datetime", "dateline", "pubdate", "meta", "postmeta", "pubtime"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def is_drawing(url: str, written: dict[str, str], around: list[Node]) -> bool:
    """Whether it is a drawing that no figure holds, that is not large and no chart: a sign of the page's own."""
    if ".svg" not in url or not _DRAWING.search(url):
        return False
    if sizes.is_large(written) or any(getattr(above, "tag", "") == "figure" for above in around[:4]):
        return False
    return not _is_chart(url, around)


def _is_chart(url: str, around: list[Node]) -> bool:
    """Whether a drawing is alone in a paragraph, linked nowhere, and its file says in four words what it shows."""
    paragraph = around[0] if around else None
    if paragraph is None or getattr(paragraph, "tag", "") != "p" or not is_near(paragraph) or paragraph.text.strip():
        return False
    name = url.partition("?")[0].rpartition("/")[2].lower()[:300]
    return len(paragraph.find_all("img", limit=2)) == 1 and len(_LONG_WORD.findall(name)) >= 4


def is_card(element: Node, around: list[Node]) -> bool:
    """Whether a link beside the image says what the image's alternative text says: the title of another article."""
    alt = _folded(plain(element.attrs.get("alt")))
    if not alt:
        return False
    near = next((above for above in around[:3] if is_near(above) and above.find("a") is not None), None)
    return near is not None and any(
        _folded(link.text) == alt and (len(alt) >= 12 or _is_headline(link)) and not _is_in_caption(link)
        for link in near.find_all("a", limit=6)
    )


def _is_in_caption(link: Node) -> bool:
    """Whether a link stands in a figure's caption: it leads to where the image is from."""
    return any(getattr(above, "tag", "") == "figcaption" for above in islice(link.ancestors, 4))


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


def is_to_be_pinned(around: list[Node]) -> bool:
    """Whether the heading right above an image asks to pin it, or its block is called so: a card for a board."""
    block: Node | None = next((each for each in around[:3] if getattr(each, "tag", "") in {"figure", "div"}), None)
    passed: list[Node] = []
    while block is not None and len(passed) < 2:
        passed.append(block)
        before = next(filter(is_element, islice(block.previous_siblings, 3)), None)
        headed = before is not None and before.tag in _HEADED
        if _PIN.search(plain(block.attrs.get("class"))) or (before and headed and _PIN_IT.search(before.text[:200])):
            return all(map(is_near, passed))
        if headed:
            return False
        block = block.parent if getattr(block.parent, "tag", "") == "div" else None
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


def _is_headline(link: Node) -> bool:
    return any(getattr(above, "tag", "") in _HEADINGS for above in islice(link.ancestors, 2)) or any(
        getattr(child, "tag", "") in _HEADINGS for child in link.children
    )


def are_cards(block: Node, leads_elsewhere: Callable[[str], bool]) -> bool:
    """Whether an element and those like it beside it are cards: each short, with an image and a link of its own.

    At least three blocks of one tag and class, and each of them leads to one other page.
    """
    kind = (block.tag, block.attr("class", ""))
    like = [
        other
        for other in filter(is_element, islice(block.parent.children if block.parent is not None else (), 60))
        if (other.tag, other.attr("class", "")) == kind
    ]
    targets = [_target(other, leads_elsewhere) for other in like] if 3 <= len(like) <= 40 else []
    return len(targets) >= 3 and all(targets) and len(set(targets)) == len(targets)


def _target(block: Node, leads_elsewhere: Callable[[str], bool]) -> str:
    """The one page of this site that a short block with an image leads to; empty when it is no card."""
    if not is_near(block) or block.find("img") is None or len(block.text[:6000].split()) > 100:
        return ""
    hrefs = {plain(link.attrs.get("href")) for link in block.find_all("a", limit=9)}
    return next(iter(hrefs)) if len(hrefs) == 1 and all(map(leads_elsewhere, hrefs)) else ""


def opens_picture(link: Node) -> bool:
    """Whether a link shows the image in it in full size over the page, as its classes or attributes say."""
    names = " ".join((plain(link.attrs.get("class")), plain(link.attrs.get("rel")), *link.attrs))
    return _OPENING.search(names) is not None


def is_promoted(around: list[Node]) -> bool:
    """Whether an image is in a link that is paid for, as it tells search engines or who counts clicks, or that pins.

    Or in one that leads to who wrote the article.
    """
    link = next((above for above in around[:6] if getattr(above, "tag", "") == "a"), None)
    if link is None:
        return False
    href = plain(link.attrs.get("href"))[:2000]
    rel = plain(link.attrs.get("rel"))
    if "sponsored" in rel or "author" in rel.split():
        return True
    return _CAMPAIGN.search(href) is not None or _is_pinning(href)


def _is_pinning(href: str) -> bool:
    """Whether a link pins something to a board of Pinterest: what it holds is a card made for that."""
    if "/pin/create/" not in href:
        return False
    try:
        labels = (urlsplit(href).hostname or "").split(".")
    except ValueError:
        return False
    return "pinterest" in labels[-3:]


def shop_card(around: list[Node]) -> Node | None:
    """The short block around an image that has a link to buy what it shows; None when none does."""
    for above in around[:6]:
        if not is_near(above) or len(above.find_all("img", limit=3)) > 2:
            return None
        links = above.find_all("a", limit=9)
        if any(_SIGNS.sub(" ", link.text[:60].casefold()).strip() in _BUYING for link in links):
            return above if len(visible(above)) <= _CARD else None
    return None


def is_spoken_of(name: str, text: str) -> bool:
    """Whether a text says two words of a name one after the other, words of four letters or with a digit.

    Args:
        name: what an image is said to show.
        text: in lower case, its words between single blanks.
    """
    words = _SIGNS.sub(" ", name[:200].casefold()).split()
    return any(
        all(len(word) >= 4 or any(map(str.isdigit, word)) for word in pair) and f" {' '.join(pair)} " in text
        for pair in pairwise(words)
    )


def is_player(element: Node) -> bool:
    """Whether an element that is about one image is a player, whose still it is."""
    return _PLAYER.search(plain(getattr(element, "attrs", {}).get("class"))) is not None and is_near(element)


def _folded(text: str) -> str:
    return _SIGNS.sub("", text[:400].casefold())
