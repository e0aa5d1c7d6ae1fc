"""What a page says of itself: its title, its language and its address."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from embedarchive.documents.html import Node
from embedarchive.patterns import regex

_LANGUAGE = regex(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8}){0,4}$")
_SAVED_FROM = regex(
    r"<!--[ \t\r\n]{0,20}(?:saved from url=\(\d{1,6}\)|Page saved with SingleFile[ \t\r\n]{1,20}url:[ \t]{0,4})(https?://[^\s<>\"']{1,2000})"
)
_WANTED = frozenset(
    {"og:title", "og:url", "og:locale", "twitter:title", "content-language", "language", "dc.language", "title"}
)


class Head(NamedTuple):
    """The facts of a page's head; None where it gives none."""

    title: str | None = None
    language: str | None = None
    url: str | None = None
    base_url: str | None = None


def read(root: Node, text: str, *, url: str | None = None) -> Head:
    """The facts of a parsed page.

    Args:
        root: the parsed document.
        text: its source, where browsers leave the address they saved a page from.
        url: the address of the page, when it is known from elsewhere; it outranks what the page says.
    """
    metas = _metas(root)
    address = web(url) or _saved_from(text) or canonical(root, url) or web(metas.get("og:url")) or url
    base = root.find("base")
    href = _attribute(base, "href") if base is not None else None
    return Head(
        title=_title(root, metas),
        language=_page_language(root, metas),
        url=address,
        base_url=_joined(address, href) if href else address,
    )


def language(value: str | None) -> str | None:
    """The primary language subtag of a language tag, in lower case: `nl` for `nl_BE`; None for anything else."""
    match = _LANGUAGE.match(value.strip()) if value else None
    if match is None or match.group(1).lower() in {"und", "mul", "zxx", "xx", "utf", "iso"}:
        return None
    return match.group(1).lower()


def _metas(root: Node) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.find_all("meta"):
        get = element.attr
        name = (get("property") or get("name") or get("http-equiv") or "").lower()
        if name in _WANTED and (content := (get("content") or "").strip()):
            found.setdefault(name, content)
    return found


def _title(root: Node, metas: dict[str, str]) -> str | None:
    for name in ("og:title", "twitter:title"):
        if metas.get(name):
            return _words(metas[name])
    headings = [words for element in root.find_all("h1", limit=8) if (words := _words(element.text))]
    if len(headings) == 1:
        return headings[0]
    element = root.find("title")
    if element is not None and (words := _words(element.text)):
        return words
    return headings[0] if headings else metas.get("title")


def _page_language(root: Node, metas: dict[str, str]) -> str | None:
    html = root.find("html")
    if html is not None:
        for name in ("lang", "xml:lang"):
            if found := language(_attribute(html, name)):
                return found
    for name in ("content-language", "og:locale", "dc.language", "language"):
        if found := language(metas.get(name, "").split(",")[0]):
            return found
    return None


def canonical(root: Node, url: str | None) -> str | None:
    """The address that a page calls its own, resolved against where it was found; None when it calls none so."""
    links = root.select('link[rel~="canonical" i]')
    return web(_joined(url, _attribute(links[0], "href"))) if links else None


def _saved_from(text: str) -> str | None:
    match = _SAVED_FROM.search(text, 0, 4096)
    return match.group(1) if match else None


def _attribute(element: Node, name: str) -> str | None:
    value = element.attrs.get(name)
    return value.strip() if isinstance(value, str) else None


def _words(text: str | None) -> str:
    return " ".join((text or "")[:4000].split())[:1000]


def web(url: str | None) -> str | None:
    """The address if it is one of the web."""
    if not url or len(url) > 4000:
        return None
    try:
        parts = urlsplit(url.strip())
        return url.strip() if parts.scheme in {"http", "https"} and parts.hostname else None
    except ValueError:
        return None


def _joined(base: str | None, url: str | None) -> str | None:
    try:
        return urljoin(base or "", url or "") or None
    except ValueError:
        return base
