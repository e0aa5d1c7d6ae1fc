"""All platforms' shapes compiled into what one pass over a page asks for."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote

from embedarchive import platforms, urls
from embedarchive.documents.html import Node
from embedarchive.model import Reference
from embedarchive.patterns import regex
from embedarchive.platforms import Platform, Shape

# Elements that are looked at one by one, because every page has few of them.
VISITED = frozenset({"blockquote", "iframe", "script", "object", "embed"})

# Elements that stand around an embed, or for one until it loads; they are asked for their attributes' names only.
HOLDERS = ("div", "figure", "section", "span", "article", "aside", "p")
# Attributes that hold the address of what stands here, whoever wrote them: parked by consent tools and lazy loaders, or
# left by editors that let somebody else draw the embed.
ADDRESSES = (
    "data-oembed-url",
    "data-iframely-url",
    "data-onebox-src",
    "data-embed-url",
    "data-embedded-url",
    "data-embed-src",
    "data-tweet-url",
    "data-post-url",
    "data-permalink",
    "data-source-url",
    "data-embed",
    "data-src",
    "data-lazy-src",
    "data-url",
    "data-href",
    "data-video-url",
    "data-litespeed-src",
    "data-iframe",
    "data-iframe-src",
    "data-frame-src",
    "data-pym-src",
    "data-lazy-load",
    "data-cmplz-src",
    "data-src-cmplz",
    "data-consent-src",
    "data-original-src",
)

# Attributes that hold HTML, escaped or in base 64, or JSON with HTML in it.
ENCLOSURES = (
    "data-html",
    "data-embed-html",
    "data-embed-code",
    "data-embed",
    "data-content",
    "data-code",
    "data-iframe",
    "data-iframe-html",
    "data-lazy-html",
    "data-props",
    "props",
    "data-borlabs-cookie-content",
    "data-oembed",
    "data-attrs",
    "data-component-props",
    "data-sc-field",
    "data-block-json",
    "data-borlabs-content",
)

# What an element's `id` is when a person chose it and it is no post's.
_NAMED = regex(r"\A[a-z]{0,40}(?:video|tube|player|embed|clip|media|watch|live|frame|-)[a-z-]{0,40}\Z")
_WORD = regex(r"[a-z]{11}")  # `placeholder`, `recommended`: as long as the id of a video, and none
_ROOTED = regex(r"/[^/\s]")  # an address without its host
_AROUND = 40  # elements between a quotation and a link inside it

# Forms that belong to nobody: what they hold decides whose post it is.
_GENERIC = (
    Shape(form="oembed", tag="oembed", attributes=(("url", "{}"),)),
    Shape(form="card", tag="a", cls="embedly-card", attributes=(("href", "{}"),)),
    Shape(form="card", tag="blockquote", cls="embedly-card", link="first"),
    Shape(form="card", tag="a", attributes=(("data-iframely-url", "{}"), ("href", "{}"))),
    Shape(form="card", tag="a", cls="kg-bookmark-container", attributes=(("href", "{}"),)),
    Shape(form="facade", tag="button", cls="arve-play-btn", attributes=(("data-iframe", "{}"),)),
    *(
        Shape(form="data-attr", attributes=(("data-settings", "{}"),), facts=(("component", ""), ("key", key)))
        for key in ("youtube_url", "vimeo_url", "dailymotion_url")
    ),
    Shape(form="data-attr", tag="a", attributes=(("data-oembed-url", "{}"),)),
    Shape(form="data-attr", tag="a", attributes=(("data-embed-url", "{}"),)),
    Shape(form="card", tag="amp-embedly-card", attributes=(("data-url", "{}"),)),
    Shape(form="amp", tag="amp-iframely", attributes=(("data-url", "{}"),)),
    Shape(form="amp", tag="amp-iframe", attributes=(("src", "{}"), ("data-src", "{}"))),
    Shape(form="amp", tag="amp-video-iframe", attributes=(("src", "{}"),)),
    Shape(form="element", tag="drupal-media", attributes=(("data-oembed-url", "{}"), ("data-url", "{}"))),
)


Owned = tuple[Platform | None, Shape]


@dataclass(frozen=True, slots=True)
class Compiled:
    """The shapes, by what an element is recognised by, and what to ask a page for.

    Attributes:
        attributes: names of attributes that make an element worth a look.
        anchors: the selectors for the links that are more than links, and what is marked so: one for each name.
        calls: functions that inline scripts call to draw a post.
    """

    by_class: dict[str, tuple[Owned, ...]]
    by_tag: dict[str, tuple[Owned, ...]]
    by_attribute: dict[str, tuple[Owned, ...]]
    attributes: frozenset[str]
    anchors: tuple[str, ...]
    calls: tuple[tuple[str, Shape], ...]

    def quotes_another(self, element: Node, cls: str, owner: Platform | None) -> bool:
        """Whether a quotation inside one of that class and platform is a post of its own, not a part of it."""
        for name in (element.attr("class") or "").split():
            if name == cls or any(other is not owner for other, _ in self.by_class.get(name, ())):
                return True
        return False

    def shapes(self, element: Node) -> Iterator[Owned]:
        """The shapes that the element may have: by its class first, then its name, then its attributes."""
        tag = element.tag
        for name in (element.attr("class") or "").split():
            for pair in self.by_class.get(name, ()):
                if not pair[1].tag or pair[1].tag == tag:
                    yield pair
        yield from self.by_tag.get(tag, ())
        for name in element.attrs:
            for pair in self.by_attribute.get(name, ()):
                if not pair[1].tag or pair[1].tag == tag:
                    yield pair


@functools.cache
def compiled() -> Compiled:
    """The shapes of the whole catalogue."""
    pairs: list[Owned] = [(each, shape) for each in platforms.catalogue().values() for shape in each.markup]
    pairs += [(None, shape) for shape in _GENERIC]
    by_class: dict[str, tuple[Owned, ...]] = {}
    by_tag: dict[str, tuple[Owned, ...]] = {}
    by_attribute: dict[str, tuple[Owned, ...]] = {}
    wanted = {*ADDRESSES, *ENCLOSURES}
    anchors: dict[str, list[str]] = {}
    for pair in pairs:
        shape = pair[1]
        if shape.call:
            continue
        if shape.cls:
            by_class[shape.cls] = (*by_class.get(shape.cls, ()), pair)
        elif _custom(shape.tag):
            by_tag[shape.tag] = (*by_tag.get(shape.tag, ()), pair)
            continue
        else:
            name = shape.attributes[0][0]
            by_attribute[name] = (*by_attribute.get(name, ()), pair)
        if shape.tag in ("a", "button") or any(name == "id" for name, _ in shape.attributes):
            anchors.setdefault(shape.tag, []).append(f".{shape.cls}" if shape.cls else f"[{shape.attributes[0][0]}]")
        elif shape.tag not in VISITED or shape.tag == "script":
            wanted |= {name for name, _ in shape.attributes if "-" in name}
    return Compiled(
        by_class=by_class,
        by_tag=by_tag,
        by_attribute=by_attribute,
        attributes=frozenset(wanted),
        anchors=tuple(f"{tag}:is({','.join(dict.fromkeys(marks))})" for tag, marks in anchors.items()),
        calls=tuple((shape.call, shape) for _, shape in pairs if shape.call),
    )


def _custom(tag: str) -> bool:
    """Whether an element is none of HTML's own."""
    return "-" in tag or ":" in tag or tag == "oembed"


def reference(shape: Shape, element: Node, owner: Platform | None = None) -> Reference | None:
    """The post that the attributes of an element of this shape name.

    Args:
        shape: what the element was recognised by.
        element: the element.
        owner: whose shape that is: an address without a host, as mirrors leave it, is one of its site.
    """
    site = f"https://{owner.hosts[0]}" if owner and owner.hosts else ""
    for name, template in shape.attributes:
        value = element.attr(name)
        if value and name == "id" and _NAMED.search(value):
            continue
        if value and template and (found := refer(value, template, element)):
            return found
        rooted = value and site and template == "{}" and _ROOTED.match(value)
        if rooted and (found := platforms.recognise(f"{site}{value}")):
            return found
    return None


def named(address: str) -> Reference | None:
    """The post that an address names, or that it asks about in oEmbed: what draws the embed is told so."""
    return platforms.recognise(urls.asked_about(address) or address)


def refer(value: str, template: str, element: Node | None = None) -> Reference | None:
    """The post that an attribute's value names: an address, or what completes one."""
    value = value.strip()
    if len(value) > urls.LONGEST:
        return None
    if value[:8].lower() in ("https%3a", "http%3a%"):
        value = unquote(value)
    if "://" in value or value.startswith(("//", "/web/", "/media/", "at:", "spotify:")) or template == "{}":
        return named(value)
    if not re.fullmatch(r"[\w:/.@?=&-]{1,300}", value) or _WORD.fullmatch(value):
        return None
    if "{}" in template:
        return platforms.recognise(template.replace("{}", value))
    filled = re.sub(r"\{([a-z-]{1,40})\}", lambda match: (element and element.attr(match.group(1))) or "", template)
    return platforms.recognise(filled)


def named_inside(
    element: Node,
    which: str,
    another: Callable[[Node], bool] | None = None,
) -> tuple[Reference, Node] | None:
    """The post that the first or the last of the links inside names, and that link.

    Args:
        element: what holds the links.
        which: `first` or `last`.
        another: tells a quotation inside that is another post's, whose links do not count.
    """
    anchors = element.find_all("a", limit=200)
    nested = another is not None and element.find("blockquote") is not None
    for anchor in anchors if which == "first" else reversed(anchors):
        href = anchor.attr("href")
        if not href or (found := platforms.recognise(href)) is None:
            continue
        if not (nested and another is not None and belongs(anchor, element, another)):
            return found, anchor
    return None


def belongs(anchor: Node, outer: Node, another: Callable[[Node], bool]) -> bool:
    """Whether a link stands in a quotation, inside the outer one, that is another post's."""
    for above in islice(anchor.ancestors, _AROUND):
        if above == outer:
            return False
        if getattr(above, "tag", "") == "blockquote" and another(above):
            return True
    return True  # so deep inside that nobody meant it
