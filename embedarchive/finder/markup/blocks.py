"""Blocks that stand for a post by what they hold, whatever their classes and attributes are called.

An element that shows hardly a word, leads nowhere and holds the address or the id of exactly one post in its attributes
stands for that post until a script draws it. What is a link, a button, a menu or a teaser of another page does not.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from embedarchive import platforms, urls
from embedarchive.documents.html import Node, is_element
from embedarchive.finder.markup import providers, quoted_words
from embedarchive.finder.markup.quoted_words import Words
from embedarchive.finder.markup.shapes import named
from embedarchive.model import Reference
from embedarchive.patterns import regex

_FEW = 400  # characters: what has more words than a consent notice is no placeholder
_STRINGS = 60  # pieces of text that are counted for that
_AROUND = 8  # elements around one that are looked at
_LINKS = 9  # links in a block that are looked at
_WAITING = 40  # letters of what is shown until a player has come
_SCHEME = 10  # characters in which an address says on whose site it is
_PARTS = 3  # of an address that has a host
_LONGEST_ID = 200  # characters of an id, or of an address
_SHORTEST = 10  # characters: `//t.me/a/1`
_LEADING = frozenset({"a", "button", "nav", "label", "select", "menu", "dialog", "footer"})
"""Elements whose contents lead to something else, or do something."""
_BUTTONS = ("-button", "-link")  # elements that somebody made
SHARED = regex(
    r"share|follow|timeline|like-button|twitter-mention|\bfb-(?:comments|group|like|page|quote|save|send)\b",
    re.IGNORECASE,
)
"""What an element is called that is there to do something with a post."""
_SHARING = regex(
    r"(?:share|retweet|repost|follow|tweet this|teilen|folgen|delen|deel|volg|partager|suivre|compart|seguir|condividi"
    r"|segui|udostępnij|поделиться|поширити|paylaş)",
    re.IGNORECASE,
)
"""How the words of a button begin that does something with a post."""
_DRAWN = regex(r"(?<![a-z])(?:button|btn)(?![a-z])", re.IGNORECASE)
"""What a link is called that is drawn as a button."""
_LEADING_WORDS = 60  # characters of the words that lead to a post
_LABEL = 40  # letters of a button's words
_ROLES = frozenset({"button", "link", "menuitem", "navigation", "tab", "contentinfo", "search"})
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_SILENT = ("script", "style", "noscript", "template")
_LONGEST = 20_000  # characters of scripts and words together
_GIVEN = regex(r"[?&][a-z_]{2,30}=([1-9][0-9]{17,18})(?![0-9])")
_NUMBER = regex(r"[1-9][0-9]{17,18}")
_YEARS = (2012, 2035)  # of posts that are known by nothing but a number that holds their time


def addressed(values: Iterable[str]) -> dict[str, Reference]:
    """The posts whose addresses are among these values, by what tells them apart."""
    found: dict[str, Reference] = {}
    for value in values:
        if may_be_address(value) and (post := named(value.strip())):
            found[f"{post.platform}:{post.id}"] = post
    return found


def may_be_address(value: str) -> bool:
    """Whether a value is an address of a host that some platform answers for: a quick look before `recognise`."""
    if not _SHORTEST <= len(value) <= urls.LONGEST or "//" not in value[:16]:
        return value[:1] == "/" and "embed?url=http" in value[: urls.LONGEST]  # of the site's own that draws embeds
    if value.startswith("at://did:"):
        return True
    parts = value.split("/", 3)
    if len(parts) < 4:
        return False
    return (
        platforms.answers(parts[2])
        or "oembed" in value
        or ("/" in parts[3] and platforms.marks().search(value) is not None)
    )


def stands_for(element: Node, post: Reference) -> bool:
    """Whether an element whose attributes name one post is there to show it."""
    return (
        is_near_empty(element)
        and not leads_elsewhere(element)
        and not _is_teaser(element, post)
        and not (element.parent is not None and is_near_empty(element.parent) and _is_teaser(element.parent, post))
        and not _is_to_share(element)
        and not is_one_button(element)
    )


def _is_to_share(element: Node) -> bool:
    """Whether all that is to be read of an element is a button that shares the post, or follows who wrote it."""
    button = element.find("button")
    words = " ".join(button.text.split())[:_LABEL] if button is not None else ""
    return _SHARING.match(words) is not None and _letters(element) <= len(words)


def is_one_button(element: Node) -> bool:
    """Whether all that is to be read of an element is a link that is drawn as a button."""
    link = element.find("a")
    if link is None or not _DRAWN.search(f"{element.attr('class')} {link.attr('class')}"[:400]):
        return False
    return 0 < _letters(element) <= len("".join(link.stripped_strings))


def is_placeholder(element: Node, post: Reference) -> bool:
    """Whether all that is to be read of an element leads to the post, and says whose it is: `View on Instagram`."""
    links = element.find_all("a", limit=_LINKS)
    led = (platforms.recognise(link.attr("href") or "") for link in links)
    words = " ".join(islice(element.stripped_strings, _STRINGS))
    if len(words) > _LEADING_WORDS or _letters(element) > sum(map(_letters, links)) or _SHARING.match(words):
        return False
    whose = providers.mentioned(f"{words} {element.attr('class')}")
    return post.platform in whose and all(each and each.id == post.id for each in led) and not leads_elsewhere(element)


def is_near_empty(element: Node) -> bool:
    """Whether an element has no more words than a notice that waits for consent."""
    return _letters(element) <= _FEW


def _letters(element: Node) -> int:
    """How many letters a reader sees of an element, counted a little further than matters."""
    letters = 0
    for text in islice(element.stripped_strings, _STRINGS):
        letters += len(text)
        if letters > _LONGEST:
            return letters
    place = element.source_location
    end = place.end_tag if place else None
    short = letters and place and end and end.end_offset - place.start_tag.start_offset < _LONGEST
    silent = element.iter_elements(_SILENT) if short else ()
    return max(0, letters - sum(len(text) for each in silent for text in each.stripped_strings))


def leads_elsewhere(element: Node) -> bool:
    """Whether an element is, or stands in, a link, a button, a menu, or what is called so."""
    for each in (element, *islice(element.ancestors, _AROUND)):
        tag = getattr(each, "tag", None)
        if tag is None or tag == "body":
            break
        if tag in _LEADING or tag.endswith(_BUTTONS) or (each.attr("role") or "").lower() in _ROLES:
            return True
    if not is_element(element):
        return False
    return SHARED.search((element.attr("class") or "")[:400]) is not None or providers.leads_elsewhere(element)


def _is_teaser(element: Node, post: Reference) -> bool:
    """Whether a link in it, around an image or a heading or in one, leads to anything but the post."""
    for link in element.find_all("a", limit=_LINKS):
        href = link.attr("href") or ""
        if not href or href[0] == "#" or href.startswith("javascript:"):
            continue
        shows = link.find("img") is not None or any(True for _ in link.iter_elements(_HEADINGS))
        headed = any(getattr(above, "tag", "") in _HEADINGS for above in islice(link.ancestors, 3))
        if (shows or headed) and ((named := platforms.recognise(href)) is None or named.id != post.id):
            return True
    return False


def told(settings: Iterable[str], post: Reference) -> Words:
    """What JSON in an attribute says of the post, in the words that its platform's own shapes know."""
    shapes = [shape for shape in platforms.get(post.platform).markup if shape.facts]
    for value in settings if shapes else ():
        try:
            record = json.loads(value)
        except (ValueError, RecursionError):
            continue
        facts = dict(shapes[0].facts)
        if isinstance(record, dict) and facts.get("text") in record:
            return quoted_words.from_facts(record, facts, post)
    return quoted_words.NO_WORDS


# ----------------------------------------------------------------------------------------------------------------- ids


def identified(element: Node, values: Iterable[str], drawn_by: Iterable[str] = ()) -> Reference | None:
    """The one post that an id among the values names, in an element that has nothing to show.

    Its platform is what the element's own name, another value (`youtube`, an address of its site) or the script beside
    it says; a number of 18 digits or more is a post's by itself when it holds the time of one.

    Args:
        element: what stands there.
        values: those of its attributes.
        drawn_by: the platforms whose scripts draw it.
    """
    values = [value.strip() for value in values if value and len(value) <= _LONGEST_ID]
    own = "-" in element.tag
    if not values or not (is_near_empty(element) if own else is_empty(element)):
        return None
    signs = (*providers.told(values), *providers.mentioned(element.tag if own else ""), *drawn_by)
    said = dict.fromkeys((*signs, *(name for value in values for name in hosted(value))))
    found = {post.id: post for name in said for value in values if (post := providers.completed(name, value))}
    if not said:
        found = {post.id: post for value in values for post in _timed(value)}
    return next(iter(found.values())) if len(found) == 1 else None


def hosted(address: str) -> tuple[str, ...]:
    """The platforms of whose sites that is an address."""
    parts = address.split("/", 3)
    if len(parts) < _PARTS or parts[1]:
        return ()
    labels = parts[2].lower().split(".")
    if len(labels) > 1 and labels[-2] in providers.known():
        return (providers.known()[labels[-2]],)
    found = urls.parse(f"https:{address.partition(':')[2] or address}") if platforms.answers(parts[2]) else None
    return tuple(each.name for each in platforms.answering(found) if each.hosts) if found else ()


def empty_links(links: Iterable[tuple[Node, Reference]]) -> Iterator[tuple[Node, Reference]]:
    """Links to posts that no reader sees, in blocks without a word: a script makes an embed of each."""
    for link, post in links:
        if _letters(link) or any(map(is_element, link.children)):
            continue
        block = link.parent
        if block and getattr(block, "tag", "body") != "body" and not _letters(block) and not leads_elsewhere(block):
            yield link, post


def acted_on(address: str) -> Reference | None:
    """The post that a link on its platform's site answers or likes: its number is a field of the query."""
    given = _GIVEN.search(address)
    if given is None or not may_be_address(address) or platforms.recognise(address):
        return None
    return next((post for post in _timed(given[1]) if post.platform in hosted(address)), None)


def drawn(script: Node, platform: str) -> tuple[Node, Reference] | None:
    """The element that a platform's script stands in or right behind, and the one post of the platform that it names.

    In its attributes, or in the links of a quotation or an empty link.
    """
    before = next(filter(is_element, islice(script.previous_siblings, 4)), None)
    for element in (before, script.parent):
        if element is None or getattr(element, "tag", "body") in ("body", "head", "html", "script"):
            continue
        values = [value for name in islice(element.attrs, _LINKS) if (value := element.attr(name))]
        links = [element, *element.find_all("a", limit=_LINKS)] if element is before else []
        hrefs = (link.attr("href") or "" for link in links)
        found = addressed(values) or addressed(hrefs)
        posts = [post for post in found.values() if post.platform == platform]
        if len(posts) == 1 and len(found) == 1 and not leads_elsewhere(element.parent or element):
            return (element, posts[0]) if is_near_empty(element) or element.tag == "blockquote" else None
        if not found and (post := identified(element, values, (platform,))):
            return element, post
    return None


def is_label(element: Node) -> bool:
    """Whether an element has no more words than the label of a button."""
    return _letters(element) <= _LABEL


def is_empty(element: Node) -> bool:
    """Whether an element shows no word and leads nowhere."""
    return waits(element, most=0)


def waits(element: Node, most: int = _WAITING) -> bool:
    """Whether an element shows hardly a word, as `Loading the player…`, and leads nowhere."""
    leading = any(element.find(tag) is not None for tag in ("a", "button"))
    frames = (frame.attr("src") or "" for frame in element.find_all("iframe", limit=_LINKS))
    return not leading and not any("//" in address[:_SCHEME] for address in frames) and _letters(element) <= most


def _timed(value: str) -> Iterator[Reference]:
    """The posts whose time a number holds: of one platform at most, since they count from different years."""
    if _NUMBER.fullmatch(value) is None:
        return
    for name in _numbered():
        moment = platforms.get(name).posted_at(value)
        if moment and _YEARS[0] <= moment.year <= _YEARS[1] and (post := providers.completed(name, value)):
            yield post


@functools.cache
def _numbered() -> tuple[str, ...]:
    """The platforms whose posts have such numbers."""
    examples = ((name, platforms.recognise(each.example)) for name, each in platforms.catalogue().items())
    return tuple(name for name, post in examples if post and _NUMBER.fullmatch(post.id.rpartition("/")[2]))
