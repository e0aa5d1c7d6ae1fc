"""Cards that are no illustration: of other pages, of shops, for boards, and whatever else asks for something."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice, pairwise
from urllib.parse import urlsplit

from embedarchive.documents.html import Node, is_element
from embedarchive.finder.images import labels
from embedarchive.finder.images.captions import is_near, plain, visible
from embedarchive.patterns import regex

_CAMPAIGN = regex(r"[?&](?:utm_medium=(?:affiliates?|banner|display|cpc|ad)\b|aff(?:iliate)?_?id=)", re.IGNORECASE)
_FOLLOWED = regex(r"^(?:https?:)?//(?:news\.google\.com/(?:publications|newsstand)|(?:www\.)?whatsapp\.com/channel)/")
"""Where readers follow a publisher."""
_APPS = regex(
    r"^(?:https?:)?//(?:play\.google\.com/store/apps/|apps\.apple\.com/|itunes\.apple\.com/[a-z]{2}/app/|[\w-]{1,40}\.app\.link/)"
)
"""Where an app is to be had."""
_PIN = regex(r"(?:^|[\s_-])pin(?:it|me|nable)(?:$|[\s_-])")
_PIN_IT = regex(r"\bpin\s(?:it|this|me|for\slater)\b|\bpinterest\b", re.IGNORECASE)
_HEADED = frozenset({"h2", "h3", "h4", "h5", "h6", "p"})
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
_SAYING = 40
"""Letters of the words around an image from which on it is told whether they are links."""
_LINKED = 0.4
"""Of these letters, those of links: in a text, and in a caption, they are fewer."""
_PARAGRAPH = 60
"""Letters of words that are a paragraph at least."""
_CROSSES = frozenset("×✕✖✗✘❌⨯╳xX")
_FEWEST, _MOST = 3, 40
"""How many cards of one kind stand beside each other."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def is_card(element: Node, around: list[Node]) -> bool:
    """Whether a link beside the image says what the image's alternative text says: the title of another article."""
    alt = labels.letters(plain(element.attrs.get("alt")))
    if not alt:
        return False
    near = next((above for above in around[:3] if is_near(above) and above.find("a") is not None), None)
    return near is not None and any(
        labels.letters(link.text) == alt and (len(alt) >= 12 or _is_headline(link)) and not _is_in_caption(link)
        for link in near.find_all("a", limit=6)
    )


def _is_in_caption(link: Node) -> bool:
    """Whether a link stands in a figure's caption: it leads to where the image is from."""
    return any(getattr(above, "tag", "") == "figcaption" for above in islice(link.ancestors, 4))


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


def _is_headline(link: Node) -> bool:
    return any(getattr(above, "tag", "") in _HEADINGS for above in islice(link.ancestors, 2)) or any(
        getattr(child, "tag", "") in _HEADINGS for child in link.children
    )


def are_cards(block: Node, leads_elsewhere: Callable[[str], bool], leads_away: Callable[[str], bool]) -> bool:
    """Whether an element and those like it beside it are cards: each short, with an image and a link of its own.

    At least three blocks of one tag and class, and each of them leads to one other page, most to one of this site;
    what leads to another site, too, has no words.
    """
    kind = (block.tag, block.attr("class", ""))
    like = [
        other
        for other in filter(is_element, islice(block.parent.children if block.parent is not None else (), 60))
        if (other.tag, other.attr("class", "")) == kind
    ]
    if not _FEWEST <= len(like) <= _MOST:
        return False
    targets = [_target(other) for other in like]
    own = [target for target in targets if leads_elsewhere(target)]
    if len(set(targets)) < len(targets) or 2 * len(own) <= len(targets):
        return False
    return all(
        target in own or (leads_away(target) and not other.text.strip())
        for target, other in zip(targets, like, strict=True)
    )


def _target(block: Node) -> str:
    """The one address that a short block with an image leads to; empty when it is no card."""
    if not is_near(block) or block.find("img") is None or len(block.text[:6000].split()) > 100:
        return ""
    hrefs = {plain(link.attrs.get("href")) for link in block.find_all("a", limit=9)}
    return next(iter(hrefs)) if len(hrefs) == 1 else ""


def is_among_links(near: list[Node]) -> bool:
    """Whether two fifths of what the nearest block says that says anything are links: it leads away from the text.

    Args:
        near: the elements around the image that are about it.
    """
    for above in near:
        if len(said := "".join(above.text.split())) >= _SAYING:
            linked = sum(len("".join(link.text.split())) for link in above.find_all("a", limit=_MOST))
            return linked >= _LINKED * len(said)
    return False


def is_closable(near: list[Node]) -> bool:
    """Whether a button beside an image, with nothing on it but a cross, closes what they stand in: no text does.

    Args:
        near: the elements around the image that are about it.
    """
    for above in near[:3]:
        for child in above.children:
            if is_element(child) and child.tag == "button":
                return child.text[:20].strip() in _CROSSES
    return False


def heads_words(block: Node, leads_elsewhere: Callable[[str], bool]) -> bool:
    """Whether a block without words stands between a heading, of no other page of the site, and a paragraph."""
    before = next(filter(is_element, islice(block.previous_siblings, 3)), None)
    after = next((each for each in islice(block.next_siblings, 3) if each.text.strip()), None)
    if before is None or before.tag not in _HEADINGS or after is None or (is_element(after) and after.tag != "p"):
        return False
    if len(after.text.strip()) < _PARAGRAPH or block.text.strip():
        return False
    return not any(leads_elsewhere(plain(link.attrs.get("href"))) for link in before.find_all("a", limit=3))


def is_promoted(around: list[Node]) -> bool:
    """Whether an image is in a link that is paid for, as it tells search engines or who counts clicks, or that pins.

    Or in one that shares the page by a script, or that leads to who wrote the article.
    """
    link = next((above for above in around[:6] if getattr(above, "tag", "") == "a"), None)
    if link is None:
        return False
    href = plain(link.attrs.get("href"))[:2000]
    rel = plain(link.attrs.get("rel"))
    if "sponsored" in rel or "author" in rel.split():
        return True
    return any(sign.search(href) for sign in (_CAMPAIGN, _FOLLOWED)) or _is_pinning(href) or _is_sharing(href)


def _is_sharing(href: str) -> bool:
    """Whether a script opens a window and hands something over to it, as buttons do that share a page."""
    opened = href.find("window.open(") if href.startswith("javascript:") else -1
    return 0 <= opened < href.rfind("encodeURIComponent(")


def offers_apps(hrefs: list[str]) -> bool:
    """Whether one of these addresses is where an app is to be had."""
    return any(map(_APPS.match, hrefs))


def are_campaign(hrefs: list[str]) -> bool:
    """Whether all of these addresses, and there are some, count the readers whom a campaign has sent."""
    return bool(hrefs) and all("utm_campaign=" in href for href in hrefs)


def _is_pinning(href: str) -> bool:
    """Whether a link pins something to a board of Pinterest: what it holds is a card made for that."""
    if "/pin/create/" not in href:
        return False
    try:
        labels = (urlsplit(href).hostname or "").split(".")
    except ValueError:
        return False
    return "pinterest" in labels[-3:]


def shop_card(near: list[Node]) -> Node | None:
    """The short block around an image that has a link to buy what it shows; None when none does.

    Args:
        near: the elements around the image that are about it.
    """
    for above in near[:6]:
        if len(above.find_all("img", limit=3)) > 2:
            return None
        links = above.find_all("a", limit=9)
        if any(labels.folded(link.text[:60]) in _BUYING for link in links):
            return above if len(visible(above)) <= _CARD else None
    return None


def is_spoken_of(name: str, text: str) -> bool:
    """Whether a text says two words of a name one after the other, words of four letters or with a digit.

    Args:
        name: what an image is said to show.
        text: in lower case, its words between single blanks.
    """
    words = labels.folded(name[:200]).split()
    return any(
        all(len(word) >= 4 or any(map(str.isdigit, word)) for word in pair) and f" {' '.join(pair)} " in text
        for pair in pairwise(words)
    )
