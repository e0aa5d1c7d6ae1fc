"""The finder's work on a page done with BeautifulSoup and lxml, as one would write it: the peer of the speed table.

It looks at the same places for the same things (frames, quotations and their words, every element that has a
platform's class or attribute or HTML in an attribute, scripts, links, images and what stands around them) and asks our
own tables and address rules, so that what differs is the tree and the way through it. It does less in the details: no
places in the source, no quotations that are not closed, no merging of two forms of one embed.
"""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urljoin

from embedarchive import platforms
from embedarchive.finder.images import candidates, exclusions, originals, sizes
from embedarchive.finder.markup import embedded_data
from embedarchive.finder.markup.frames import SOURCES
from embedarchive.finder.markup.shapes import ADDRESSES, ENCLOSURES, Compiled, compiled

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

    from embedarchive.documents.html import Node

FRAMES = frozenset({"iframe", "embed", "object"})
IMAGES = frozenset({"img", "amp-img", "amp-anim"})
SCRIPT = 20_000
LONG = 60


def parse(data: bytes) -> BeautifulSoup:
    """The tree."""
    from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        return BeautifulSoup(data, "lxml")


def part(data: bytes) -> tuple[int, int]:
    """Images, frames and blockquotes with their attributes, words and links: the least that one would look for."""
    tree = parse(data)
    images: list[Any] = []
    for image in tree.find_all(["img", "amp-img", "source"]):
        caption = image.find_parent("figure")
        images.append((dict(image.attrs), caption.get_text() if caption else ""))
    embeds: list[Any] = [dict(frame.attrs) for frame in tree.find_all(["iframe", "amp-iframe", "embed", "object"])]
    for quote in tree.find_all("blockquote", class_=True):
        links = [anchor.get("href") for anchor in quote.find_all("a")]
        embeds.append((quote.get("class"), quote.get_text("\n"), links))
    images += [tag.get("content") for tag in tree.find_all("meta", property=re.compile("^og:"))]
    return len(embeds), len(images)


def same(data: bytes) -> tuple[int, int]:
    """Everything that we look for: how many embeds, and how many images."""
    tree = parse(data)
    found = _embeds(tree)
    links = [platforms.recognise(str(anchor["href"])) for anchor in tree.find_all("a", href=True) if _worth(anchor)]
    return len(found) + 0 * len(links), len(_images(tree))


def embeds(data: bytes) -> int:
    """The embeds alone: how many."""
    return len(_embeds(parse(data)))


def _embeds(tree: BeautifulSoup) -> set[Any]:
    shapes = compiled()
    found: set[Any] = set()
    for element in tree.find_all(True):
        name = element.name
        if name in FRAMES:
            found.update(_named(element, SOURCES))
        elif name == "blockquote":
            found.update(_quoted(element, shapes))
        elif name == "script":
            found.update(_script(element, shapes))
        elif name in ("p", "figure"):
            found.update(_alone(element))
        if name in shapes.by_tag or not shapes.attributes.isdisjoint(element.attrs):
            found.update(_marked(element, shapes))
    return found


def _named(element: Any, names: tuple[str, ...]) -> list[tuple[str, str]]:  # noqa: ANN401 -- bs4's node
    values = (str(element[name]) for name in names if name in element.attrs)
    return [(post.platform, post.id) for value in values if (post := platforms.recognise(value))][:1]


def _marked(element: Any, shapes: Compiled) -> list[tuple[str, str]]:  # noqa: ANN401
    names = tuple(name for name in element.attrs if name in shapes.by_attribute or name in ADDRESSES)
    found = _named(element, names)
    for name in ENCLOSURES:
        if name in element.attrs and (inner := embedded_data.enclosed(str(element[name]))):
            from bs4 import BeautifulSoup

            found += [
                hit for frame in BeautifulSoup(inner, "lxml").find_all("iframe") for hit in _named(frame, SOURCES)
            ]
    return found


def _quoted(element: Any, shapes: Compiled) -> list[tuple[str, str]]:  # noqa: ANN401
    """The post of a marked quotation, its words read on the way."""
    links = [platforms.recognise(str(anchor["href"])) for anchor in element.find_all("a", href=True)]
    posts = [link for link in links if link]
    marked = any(name in shapes.by_class for name in element.get("class") or ())
    words = element.get_text("\n", strip=True)
    return [(post.platform, post.id) for post in posts[-1:]] if words and (marked or posts) else []


def _script(element: Any, shapes: Compiled) -> list[tuple[str, str]]:  # noqa: ANN401
    if element.get("src"):
        return _named(element, ("src",))
    text = element.string or ""
    if len(text) < SCRIPT:
        for call, _ in shapes.calls:
            _ = call in text
    embedded_data.holds_embeds(text, str(element.get("type") or "").lower())
    return []


def _alone(element: Any) -> list[tuple[str, str]]:  # noqa: ANN401
    """An address alone in a paragraph."""
    words = next(element.stripped_strings, "")
    post = platforms.recognise(words) if words.startswith("http") and element.get_text(strip=True) == words else None
    return [(post.platform, post.id)] if post else []


def _worth(anchor: Any) -> bool:  # noqa: ANN401
    href = str(anchor["href"])
    parts = href.split("/", 3)
    return len(parts) == 4 and not parts[1] and platforms.answers(parts[2])


def _images(tree: BeautifulSoup) -> set[str]:
    """The article's images: what stands around each of them is asked once, and the paragraphs say where the text is."""
    article = sum(len(words) for node in tree.find_all("p") if len(words := node.get_text(strip=True)) >= LONG)
    foreign: dict[int, bool] = {}
    found: dict[str, tuple[str, ...]] = {}
    base = tree.find("link", rel="canonical")
    home = str(base.get("href") or "") if base else ""
    for image in tree.find_all(list(IMAGES)):
        if article and _elsewhere(image, foreign):
            continue
        written = candidates.attributes(cast("Node", image))
        source, larger = candidates.shown(written)
        url = urljoin(home, source) if source else ""
        if not url or sizes.is_small(written) or exclusions.foreign_address(url):
            continue
        figure = image.find_parent("figure")
        caption = figure.find("figcaption") if figure else None
        _ = caption.get_text(" ", strip=True) if caption else ""
        found[originals.identity(url)] = originals.candidates(url, larger[:4])
    for meta in tree.find_all("meta", property=re.compile("^og:image")):
        found.setdefault(originals.identity(str(meta.get("content") or "")), ())
    return set(found)


def _elsewhere(element: Any, foreign: dict[int, bool]) -> bool:  # noqa: ANN401
    for above in element.parents:
        known = foreign.get(id(above))
        if known is None:
            classes = f"{' '.join(above.get('class') or ())} {above.get('id') or ''}"
            known = foreign[id(above)] = bool(
                exclusions.foreign_region(above.name, classes, str(above.get("role") or ""))
            )
        if known:
            return True
    return False
