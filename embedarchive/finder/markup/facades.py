"""What stands for a post or a player until it is clicked: a still, a button, a card that is one link, microdata."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from itertools import chain, islice, takewhile
from urllib.parse import quote, unquote

from embedarchive import platforms
from embedarchive.documents.html import Node, is_element
from embedarchive.finder.markup import blocks, providers
from embedarchive.finder.markup.elements import Page
from embedarchive.finder.markup.hits import Hit
from embedarchive.model import Reference
from embedarchive.patterns import regex

_NUMBERED = regex(r"(?P<called>[A-Za-z_-]{0,30})(?P<number>[1-9][0-9]{17,18})")
_DIGITS = 18  # at least
_AROUND = 3  # elements around a still that may be made for it
_ATTRIBUTES = 20  # of one of these
_ROW = 3  # buttons for videos, one behind the other, are a list of them
_PAINTED = ("style", "background")  # attributes that name what is behind an element
_MENUS = frozenset({"nav", "menu", "footer", "dialog", "select"})
_FEW = 3  # links in a block that is made for one video
_MANY = 100  # of a kind that are looked at
_EMBEDDED = ("embedurl", "contenturl")
"""Properties of a video, in lower case, that hold the address of its player."""


def find(page: Page) -> Iterator[Hit]:
    """The posts that are shown so."""
    yield from _stills(page)
    yield from _cards(page)
    yield from _buttons(page)
    yield from _described(page)
    yield from _numbered(page)


@functools.cache
def _templates() -> tuple[tuple[str, str, str], ...]:
    """The platforms whose stills name the video in their addresses, and what stands there before and behind its id."""
    pairs = ((name, each) for name, platform in platforms.catalogue().items() for each in platform.stills)
    return tuple((name, *each.split("{id}")) for name, each in pairs)  # type: ignore[misc]  # two parts, as declared


@functools.cache
def _signs() -> frozenset[str]:
    """What stands before the id in one of these addresses, also where it is a value in another one."""
    return frozenset(each for _, before, _ in _templates() for each in (before, quote(before, safe="")))


def still_of(address: str) -> Reference | None:
    """The video whose still has that address, or is what the site's own copy is asked for by it."""
    address = unquote(address) if "%2F" in address else address
    for name, before, behind in _templates():
        at = address.find(before)
        if at >= 0:
            identifier = address[at + len(before) :].partition(behind)[0]
            return providers.completed(name, identifier)
    return None


def _stills(page: Page) -> Iterator[Hit]:
    """Stills on a link to their video, or in a block that holds its id or a button to play it."""
    for element, sources in page.images if _name_stills(value for _, values in page.images for value in values) else ():
        if (post := next(filter(None, map(still_of, sources)), None)) and (holder := _holder(element, post)):
            yield Hit(*page.tree.span(holder), "facade", post.platform, post, container=holder.tag != "a")
    painted = [(link, style) for link, _ in page.leading if (style := link.attr("style"))]
    named = page.tree.attributed()
    painted += [(each, each.attr(name) or "") for name in _PAINTED for each, _, names in named if name in names]
    for element, value in painted if _name_stills(value for _, value in painted) else ():
        if (post := still_of(value)) and _is_painted_for(element, post):
            yield Hit(*page.tree.span(element), "facade", post.platform, post, container=element.tag != "a")


def _is_painted_for(element: Node, post: Reference) -> bool:
    """Whether an element before the still of a video has nothing to read or lead to but the video, or a button."""
    links = element.find_all("a", limit=_FEW) if element.tag != "a" else [element]
    if links:
        led = (platforms.recognise(link.attr("href") or "") for link in links)
        alone = not "".join(element.text.split()) and all(each and each.id == post.id for each in led)
        return alone and not any(map(_is_of_a_list, links))
    return not blocks.leads_elsewhere(element) and (blocks.is_empty(element) or _is_button_alone(element))


def _name_stills(values: Iterable[str]) -> bool:
    """Whether any value holds such an address: all of them are looked through at once."""
    together = "\n".join(values)
    return any(sign in together for sign in _signs())


def _holder(still: Node, post: Reference) -> Node | None:
    """What stands for the video that a still is of: its link, or the block around it that is made to play it."""
    around = [each for each in islice(still.ancestors, _AROUND) if is_element(each)]
    link = next((each for each in around if each.tag == "a" and not _is_button(each)), None)
    if link is not None:
        named = platforms.recognise(link.attr("href") or "")
        leads = named is not None and named.id == post.id and not _is_of_a_list(link)
        return link if leads and (not "".join(link.text.split()) or _is_without_scripts(link)) else None
    if (button := next(filter(_is_button, around), None)) is not None:
        return button if _plays_alone(button) else None
    for block in around:
        if blocks.leads_elsewhere(block) or not blocks.is_near_empty(block):
            return None
        values = {block.attr(name) for name in islice(block.attrs, _ATTRIBUTES)}
        if post.id in values or block.find("button") is not None:
            return block
    return None


def _is_without_scripts(link: Node) -> bool:
    """Whether a link is what a player that a script draws leaves for those who run none: with words, and alone."""
    block = link.parent
    return block is not None and getattr(block, "tag", "") == "noscript" and block.text.strip() == link.text.strip()


def _is_button(element: Node) -> bool:
    """Whether an element is a button, or a link that leads nowhere and is one."""
    dead = element.tag == "a" and (element.attr("href") or "#").startswith(("#", "javascript:"))
    return element.tag in ("button", "label") or dead or element.attr("role") == "button"


def _is_button_alone(block: Node) -> bool:
    """Whether a block holds a button to play what stands behind it, and nothing else."""
    return block.find("button") is not None and block.find("a") is None and _plays_alone(block)


def _plays_alone(button: Node) -> bool:
    """Whether a button has hardly a word, stands in no menu, and is none of a row of such buttons for other videos."""
    around = [each for each in islice(button.ancestors, _AROUND) if is_element(each)]
    if not blocks.is_label(button) or providers.leads_elsewhere(button) or any(each.tag in _MENUS for each in around):
        return False
    return all(_in_a_row(each) < _ROW for each in (button, *around))


def _in_a_row(element: Node) -> int:
    """How many blocks of one kind with a still each, one behind the other, there are about this one, and with it."""
    ways = (element.previous_siblings, element.next_siblings)
    return 1 + sum(
        1
        for way in ways
        for _ in takewhile(functools.partial(_is_like, element), islice(filter(is_element, way), _ROW))
    )


def _is_like(element: Node, other: Node) -> bool:
    """Whether another element is of one kind with this, and holds a still."""
    kind = (element.tag, element.attr("class")) == (other.tag, other.attr("class"))
    stills = (value for each in (other, *other.find_all("img", limit=_FEW)) for value in _values(each))
    return kind and any(map(still_of, stills))


def _is_of_a_list(link: Node) -> bool:
    """Whether a link stands in a list of videos, with a linked headline beside each, or where other things are."""
    block = link.parent
    if block is None or blocks.leads_elsewhere(block):
        return True
    others = block.find_all("a", limit=_FEW) if blocks.is_near_empty(block) else [link]
    return any(each.text.strip() for each in others if each is not link)


def _cards(page: Page) -> Iterator[Hit]:
    """Figures that hold one link with words, to a post, and nothing else: bookmarks, as editors draw them."""
    for link, post in page.leading:
        figure = next((each for each in islice(link.ancestors, 2) if getattr(each, "tag", "") == "figure"), None)
        if figure is None or blocks.leads_elsewhere(figure):
            continue
        words = "".join(link.text.split())
        if words and words == "".join(figure.text.split()) and len(figure.find_all("a", limit=2)) == 1:
            yield Hit(*page.tree.span(figure), "card", post.platform, post)


def _buttons(page: Page) -> Iterator[Hit]:
    """Buttons with an image, and a player's address in an attribute."""
    for button in page.root.find_all("button", limit=_MANY):
        players = (value for value in _values(button) if providers.is_player(value))
        found = blocks.addressed(players)
        if len(found) == 1 and button.find("img") is not None and not providers.leads_elsewhere(button):
            (post,) = found.values()
            yield Hit(*page.tree.span(button), "facade", post.platform, post, container=True)


def _values(element: Node) -> Iterable[str]:
    return [value for name in islice(element.attrs, _ATTRIBUTES) if (value := element.attr(name))]


def _described(page: Page) -> Iterator[Hit]:
    """Videos that microdata describe inside the page's text, with their players' addresses."""
    for element in islice(chain(*map(page.root.select, ("meta[itemprop]", "link[itemprop]"))), _MANY):
        if (element.attr("itemprop") or "").lower() not in _EMBEDDED:
            continue
        if "/VideoObject" not in page.tree.text:
            return
        post = platforms.recognise(element.attr("content") or element.attr("href") or "")
        block = element.parent
        if post and block is not None and "itemscope" in block.attrs and not blocks.leads_elsewhere(block):
            yield Hit(*page.tree.span(block), "microdata", post.platform, post, container=True)


def _numbered(page: Page) -> Iterator[Hit]:
    """Empty blocks whose own id is the number of a post, for a script that draws it there."""
    named = [(each, each.attr("id") or "") for each, _, names in page.tree.attributed() if "id" in names]
    for element, identifier in named:
        found = _NUMBERED.fullmatch(identifier) if len(identifier) >= _DIGITS else None
        post = blocks.identified(element, [found["number"]]) if found else None
        if found and post and _is_said(element, found["called"], post) and not blocks.leads_elsewhere(element):
            yield Hit(*page.tree.span(element), "data-attr", post.platform, post, container=True)


def _is_said(element: Node, called: str, post: Reference) -> bool:
    """Whether something says that a number is a post's: adverts have such numbers, too, behind a name of their own.

    What stands before the number, the element's class, what is around it, or the script of its platform behind it.
    """
    named = f"{called} {element.attr('class') or ''}".lower()
    if not called or providers.SHOWN.search(named):
        return True
    box = element.parent
    around = box.attr("class") if box is not None and is_element(box) else ""
    behind = next(filter(is_element, islice(element.next_siblings, _AROUND)), None)
    drawn = blocks.hosted(behind.attr("src") or "") if behind is not None and behind.tag == "script" else ()
    return post.platform in (*providers.mentioned(f"{named} {around}"), *drawn)
