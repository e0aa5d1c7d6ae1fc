"""The lead image that a page names in its head: Open Graph, JSON-LD, Twitter's card."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from embedarchive.documents.html import Node, Tree
from embedarchive.finder.images import candidates, exclusions, originals, stills
from embedarchive.model import Image
from embedarchive.patterns import regex

_NAMES = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src", "image")
_DEFAULT = regex(
    r"(?:^og[-_.]|fallback|logo|placeholder|opengraph|icon|avatar|generic|brand|site[-_]?(?:[a-z]{1,12}[-_])?image|noimage|no-image|app-icon|cover\.|^banner[-_.]|twitter[-_]?card|^[a-z]{0,12}header\.|^profile\.)",
    re.IGNORECASE,
)
_SHARED = regex(
    r"default|og[-_]?image|[-_]og\.|open[-_]?graph|facebook|share|social|sharing|(?:^|[-_])fb(?=[-_.])", re.IGNORECASE
)
_NUMBERED = regex(r"\d{5}|[0-9a-f]{8}-[0-9a-f]{4}", re.IGNORECASE)
_FILED = regex(r"\d{5}|/(?:19|20)\d\d[-/_]?[01]\d|[0-9a-f]{8}-[0-9a-f]{4}", re.IGNORECASE)
_FURNITURE = regex(r"/themes/|/open[-_]?graph|/og(?:[-_]?image|/)|/social[-_]?(?:pic|image|card)s?/", re.IGNORECASE)
"""Of the site, or cards drawn from the title."""
_BUILT = regex(r"/assets/(?:[a-z]{1,12}/){0,2}[a-z]{1,12}[-.][0-9a-f]{20,64}\.(?:png|jpe?g|svg|webp)$")
"""A file that the program of the site was built with: one word, and what its content hashes to."""
_PROXIED = regex(r"https?://[a-z0-9-]{1,20}\.googleusercontent\.com/(?:proxy|blogger_img_proxy)/")
"""What Blogger copies from elsewhere for the head: a player's still, or an image that the post itself shows."""
_FIRST_PAGE = regex(r"https?://[^/?#]{1,255}/?", re.IGNORECASE)
_LONG_NAME = 16
"""Letters and digits of the name of a file that no other thing has."""
_TYPES = frozenset(
    {
        "Article",
        "NewsArticle",
        "BlogPosting",
        "ReportageNewsArticle",
        "LiveBlogPosting",
        "Recipe",
        "WebPage",
        "TechArticle",
    }
)
_OWNERS = frozenset({"Organization", "NewsMediaOrganization", "WebSite"})


def find(tree: Tree, base_url: str | None) -> Image | None:
    """The lead image of the page's head, None when it names none or only the site's own sign."""
    return _in_metas(tree, base_url) or _in_links(tree, base_url) or _in_descriptions(tree, base_url)


def _in_metas(tree: Tree, base_url: str | None) -> Image | None:
    """The image of Open Graph or of Twitter's card, with what else the head says of it."""
    metas = _metas(tree)
    for name in _NAMES:
        url, meta = metas.get(name, ("", None))
        if url and meta is not None and (image := _image(tree, base_url, url, meta)):
            alt, _ = metas.get("og:image:alt") or metas.get("twitter:image:alt") or ("", None)
            caption, credit = _described(tree, url)
            return replace(image, alt=alt, caption=caption, credit=credit)
    return None


def _metas(tree: Tree) -> dict[str, tuple[str, Node]]:
    """What the head's elements say of images, each name's first."""
    metas: dict[str, tuple[str, Node]] = {}
    for element in tree.root.find_all("meta"):
        get = element.attrs.get
        name, content = get("property") or get("name"), get("content")
        if (
            isinstance(name, str)
            and isinstance(content, str)
            and name.lower().startswith(("og:image", "twitter:image"))
        ):
            metas.setdefault(name.lower(), (content.strip(), element))
    return metas


def _in_links(tree: Tree, base_url: str | None) -> Image | None:
    for link in tree.root.find_all("link"):
        href = link.attrs.get("href")
        if (
            "image_src" in str(link.attrs.get("rel"))
            and isinstance(href, str)
            and (image := _image(tree, base_url, href.strip(), link))
        ):
            return image
    return None


def _in_descriptions(tree: Tree, base_url: str | None) -> Image | None:
    """The image of the article's description in JSON-LD."""
    for script, value in _objects(tree):
        for url in _urls(_image_of(value)):
            if image := _image(tree, base_url, url, script):
                return image
    return None


def is_told_again(tree: Tree, url: str) -> bool:
    """Whether a page names the file of an address in linked data, too, or outside of its head.

    A long name is looked for without its ending, which an address may leave out that asks for another size.
    """
    file = url.partition("?")[0].rpartition("/")[2]
    stem = file.rpartition(".")[0]
    file = stem if len(stem) >= _LONG_NAME else file
    body = max(tree.text.find("</head>"), tree.text.find("<body"), tree.text.find("<BODY"), 0)
    return tree.text.find(file, body) >= 0 or any(
        file in script.text for script in tree.root.find_all("script") if "ld+json" in str(script.attrs.get("type"))
    )


def is_numbered(url: str) -> bool:
    """Whether an address has a long number or a date in it."""
    return _FILED.search(url.partition("?")[0]) is not None


def _image(tree: Tree, base_url: str | None, url: str, element: Node) -> Image | None:
    address = candidates.absolute(base_url, url)
    name = address.partition("?")[0].rpartition("/")[2]
    if (
        candidates.is_placeholder(url)
        or "/" not in address.partition("//")[2].rstrip("/")  # the site's own address
        or _DEFAULT.search(name)
        or (_SHARED.search(name) and not _NUMBERED.search(address))  # else it is a crop of one article's picture
        or _FURNITURE.search(originals.candidates(address)[0])
        or _BUILT.search(address.partition("?")[0][-200:])
        or exclusions.foreign_address(address)
        or exclusions.is_named_as_site(address, candidates.host(base_url))
        or _PROXIED.match(address)
        or stills.is_a_platforms(address)
        or _stands_for_site(tree, base_url, address)
    ):
        return None
    start, end = tree.span(element)
    return Image(url=address, candidates=originals.candidates(address), start=start, end=end)


def _stands_for_site(tree: Tree, base_url: str | None, address: str) -> bool:
    """Whether an image is the site's icon or its logo, or only named by a card that is of the site's first page.

    Such a card is drawn alike for each page; what is filed by date, or told again, is an article's own all the same.
    """
    own = originals.identity(address)
    if any(originals.identity(sign) == own for sign in chain(_icons(tree, base_url), _logos(tree, base_url))):
        return True
    told = (meta.attr("content") or "" for meta in tree.root.select('meta[property="og:url"]'))
    of_first_page = _FIRST_PAGE.fullmatch(next(told, "").strip()) is not None
    return of_first_page and not is_numbered(address) and not is_told_again(tree, address)


def _icons(tree: Tree, base_url: str | None) -> Iterator[str]:
    """The addresses of the icons that stand for the site in a browser's tabs and on telephones."""
    for link in tree.root.select('link[rel*="icon" i]'):
        if href := link.attr("href"):
            yield candidates.absolute(base_url, href)


def _logos(tree: Tree, base_url: str | None) -> Iterator[str]:
    """The addresses of what linked data calls the logo of whoever has the site."""
    if '"logo"' not in tree.text:
        return
    for _, value in _objects(tree, _TYPES | _OWNERS):
        for owner in (value, value.get("publisher")):
            if isinstance(owner, dict):
                yield from (candidates.absolute(base_url, url) for url in _urls(owner.get("logo")))


def _objects(tree: Tree, kinds: frozenset[str] = _TYPES) -> Iterator[tuple[Node, dict[str, object]]]:
    """The article's descriptions in JSON-LD (schema.org), or those of other kinds."""
    for script in tree.root.find_all("script"):
        if "ld+json" not in str(script.attrs.get("type") or ""):
            continue
        try:
            whole = json.loads(script.text[:1_000_000])
        except (ValueError, RecursionError):
            continue
        todo = whole if isinstance(whole, list) else [whole]
        for value in todo[:50]:
            if isinstance(value, dict):
                for item in (value, *(value["@graph"] if isinstance(value.get("@graph"), list) else ())):
                    if isinstance(item, dict) and not kinds.isdisjoint(_types(item)):
                        yield script, item


def _types(item: dict[str, object]) -> list[str]:
    kind = item.get("@type")
    return [one for one in (kind if isinstance(kind, list) else [kind]) if isinstance(one, str)]


def _image_of(item: dict[str, object]) -> object:
    """What an article's description names as its image; where it only refers to one, the address it gives beside."""
    named = item.get("image")
    return item.get("thumbnailUrl") if isinstance(named, dict) and set(named) == {"@id"} else named


def _urls(value: object) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        url = item.get("contentUrl") or item.get("url") if isinstance(item, dict) else item
        if isinstance(url, str) and url.strip():
            yield url.strip()


def _described(tree: Tree, url: str) -> tuple[str, str]:
    """The caption and credit that JSON-LD gives the image of that address."""
    if '"ImageObject"' not in tree.text:
        return "", ""
    for _, value in _objects(tree):
        images = value.get("image")
        for item in images if isinstance(images, list) else [images]:
            if isinstance(item, dict) and url in (item.get("url"), item.get("contentUrl")):
                caption = item.get("caption") or item.get("description") or ""
                credit = item.get("creditText") or item.get("copyrightNotice") or item.get("copyrightHolder") or ""
                return (caption if isinstance(caption, str) else ""), (credit if isinstance(credit, str) else "")
    return "", ""
