"""All platforms' shapes compiled into what one pass over a page asks for."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from embedarchive import platforms, urls
from embedarchive.model import Reference
from embedarchive.platforms import Platform, Shape

# Elements that every page has few of, and that are looked at one by one anyway.
VISITED = frozenset({"blockquote", "iframe", "script", "object", "embed"})

# Attributes that hold the address of what stands here, whoever wrote them: parked by consent tools and lazy loaders, or
# left by editors that let somebody else draw the embed.
ADDRESSES = (
    "data-oembed-url",
    "data-iframely-url",
    "data-onebox-src",
    "data-embed-url",
    "data-embed-src",
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
)

# Forms that belong to nobody: what they hold decides whose post it is.
_GENERIC = (
    Shape(form="oembed", tag="oembed", attributes=(("url", "{}"),)),
    Shape(form="card", cls="embedly-card", attributes=(("href", "{}"),), link="first"),
    Shape(form="card", tag="amp-embedly-card", attributes=(("data-url", "{}"),)),
    Shape(form="amp", tag="amp-iframely", attributes=(("data-url", "{}"),)),
    Shape(form="amp", tag="amp-iframe", attributes=(("src", "{}"), ("data-src", "{}"))),
    Shape(form="amp", tag="amp-video-iframe", attributes=(("src", "{}"),)),
    Shape(form="element", tag="drupal-media", attributes=(("data-oembed-url", "{}"), ("data-url", "{}"))),
)


@dataclass(frozen=True, slots=True)
class Compiled:
    """The shapes, by what an element is recognised by; and the selector for all that is not visited anyway."""

    by_class: dict[str, tuple[tuple[Platform | None, Shape], ...]]
    by_tag: dict[str, tuple[tuple[Platform | None, Shape], ...]]
    by_attribute: dict[str, tuple[tuple[Platform | None, Shape], ...]]
    calls: tuple[tuple[str, Shape], ...]
    selector: str

    def shapes(self, element: Any, classes: list[str]) -> Iterator[Shape]:  # noqa: ANN401 -- a node of turbohtml
        """The shapes that the element may have: by its class first, then its name, then its attributes."""
        tag = element.tag
        for name in classes:
            for _, shape in self.by_class.get(name, ()):
                if not shape.tag or shape.tag == tag:
                    yield shape
        for _, shape in self.by_tag.get(tag, ()):
            yield shape
        for name in element.attrs:
            for _, shape in self.by_attribute.get(name, ()):
                if not shape.tag or shape.tag == tag:
                    yield shape


@functools.cache
def compiled() -> Compiled:
    """The shapes of the whole catalogue."""
    owned = [(platform, shape) for platform in platforms.catalogue().values() for shape in platform.markup]
    pairs: list[tuple[Platform | None, Shape]] = [*owned, *((None, shape) for shape in _GENERIC)]
    by_class: dict[str, tuple[tuple[Platform | None, Shape], ...]] = {}
    by_tag: dict[str, tuple[tuple[Platform | None, Shape], ...]] = {}
    by_attribute: dict[str, tuple[tuple[Platform | None, Shape], ...]] = {}
    wanted: dict[str, None] = dict.fromkeys(f"[{name}]" for name in (*ADDRESSES, *ENCLOSURES))
    for pair in pairs:
        shape = pair[1]
        if shape.call:
            continue
        if shape.cls:
            by_class[shape.cls] = (*by_class.get(shape.cls, ()), pair)
            if shape.tag not in VISITED:
                wanted[f"{shape.tag}.{shape.cls}"] = None
        elif shape.tag and "-" in shape.tag or shape.tag in ("oembed",) or ":" in shape.tag:
            by_tag[shape.tag] = (*by_tag.get(shape.tag, ()), pair)
            wanted[shape.tag.replace(":", "\\:")] = None
        else:
            name = shape.attributes[0][0]
            by_attribute[name] = (*by_attribute.get(name, ()), pair)
            if shape.tag not in VISITED:
                wanted[f"{shape.tag}[{name}]"] = None
    plain = [each for each in wanted if not (each.startswith(("a[", "script[")) and each[each.index("[") :] in wanted)]
    calls = tuple((shape.call, shape) for _, shape in pairs if shape.call)
    return Compiled(by_class, by_tag, by_attribute, calls, ",".join(plain))


def reference(shape: Shape, element: Any) -> Reference | None:  # noqa: ANN401 -- a node of turbohtml
    """The post that the attributes of an element of this shape name."""
    for name, template in shape.attributes:
        value = element.attr(name)
        if value and template and (found := refer(value, template, element)):
            return found
    return None


def refer(value: str, template: str, element: Any = None) -> Reference | None:  # noqa: ANN401 -- a node of turbohtml
    """The post that an attribute's value names: an address, or what completes one."""
    value = value.strip()
    if len(value) > urls.LONGEST:
        return None
    if "://" in value or value.startswith(("//", "/web/", "/media/", "at:", "spotify:")) or template == "{}":
        return platforms.recognise(value)
    if not re.fullmatch(r"[\w:/.@-]{1,300}", value):
        return None
    if "{}" in template:
        return platforms.recognise(template.replace("{}", value))
    filled = re.sub(r"\{([a-z-]{1,40})\}", lambda match: element.attr(match.group(1)) or "", template)
    return platforms.recognise(filled)


def last_reference(element: Any, which: str) -> Reference | None:  # noqa: ANN401 -- a node of turbohtml
    """The post that the first or the last of the links inside names."""
    anchors = element.find_all("a", limit=200)
    for anchor in anchors if which == "first" else reversed(anchors):
        href = anchor.attr("href")
        if href and (found := platforms.recognise(href)):
            return found
    return None
