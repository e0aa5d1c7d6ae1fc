"""Articles inside JSON: what content systems' interfaces and exports answer.

Known shapes: WordPress REST (`content.rendered`), Arc XP ANS (`content_elements`), Ghost (`posts[].html`), JSON Feed
(`content_html`), Substack (`body_html`), Guardian (`fields.body`), Drupal JSON:API (`body.processed`), schema.org
(`articleBody`), and any object that has a title or an address beside a long text under one of the usual names.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass

from embedarchive.documents import charsets

_BODIES = (
    "content_html", "body_html", "content", "html", "body", "bodyHtml", "bodyHTML", "articleBody", "article_body",
    "contentHtml",
    "cooked", "content_text", "markdown", "text", "story", "description_html",
)  # fmt: skip
_TITLES = ("title", "headline", "webTitle", "name", "headlines", "post_title", "seo_title")
_ADDRESSES = ("canonical_url", "link", "url", "webUrl", "permalink", "website_url", "guid", "@id", "mainEntityOfPage")
_LANGUAGES = ("language", "lang", "inLanguage", "locale", "langcode")
_MAX_OBJECTS = 200_000
_MAX_DEPTH = 12


@dataclass(frozen=True, slots=True)
class Record:
    """One article of a JSON text; `pointer` says where its body stands in it (RFC 6901).

    `pictures` are those that a JSON Feed gives beside it.
    """

    body: str
    pointer: str
    title: str | None = None
    url: str | None = None
    language: str | None = None
    pictures: tuple[str, ...] = ()


def articles(text: str) -> tuple[Record, ...] | None:
    """The articles of a JSON text in their order; None when it is no JSON."""
    try:
        whole = charsets.loaded(text)
    except (ValueError, RecursionError):
        return None
    return tuple(_find(whole))


def records(text: str) -> list[dict[str, object]]:
    """The objects of an array, or of JSON Lines (one a line); none of any other JSON."""
    try:
        whole = charsets.loaded(text)
    except RecursionError:
        return []
    except ValueError:
        try:
            whole = [charsets.loaded(line) for line in text.split("\n") if line.strip()]
        except (ValueError, RecursionError):
            return []
    found = whole if isinstance(whole, list) else []
    return found if all(isinstance(each, dict) for each in found) else []


def _find(whole: object) -> Iterator[Record]:
    todo: list[tuple[object, str, int]] = [(whole, "", 0)]
    seen = 0
    while todo and seen < _MAX_OBJECTS:
        value, pointer, depth = todo.pop()
        seen += 1
        if isinstance(value, dict):
            if record := _article(value, pointer):
                yield record
                continue
            inner: list[tuple[object, str]] = [(item, f"{pointer}/{_escaped(name)}") for name, item in value.items()]
        elif isinstance(value, list):
            inner = [(item, f"{pointer}/{index}") for index, item in enumerate(value)]
        else:
            continue
        if depth < _MAX_DEPTH:
            todo += [(item, name, depth + 1) for item, name in reversed(inner) if isinstance(item, dict | list)]


def _article(value: dict[str, object], pointer: str) -> Record | None:
    found = _body(value, pointer)
    title, url = _first(value, _TITLES), _first(value, _ADDRESSES)
    fields = value.get("fields") or value.get("attributes")  # Guardian, Drupal JSON:API
    if isinstance(fields, dict):
        name = "fields" if value.get("fields") else "attributes"
        found = found or _body(fields, f"{pointer}/{name}")
        title, url = title or _first(fields, ("headline", *_TITLES)), url or _first(fields, _ADDRESSES)
    if found is None or not (title or url):
        return None
    body, where = found
    pictures = tuple(_beside(value)) if value.keys() & {"content_html", "content_text"} else ()
    return Record(body, where, title and html.unescape(title), url, _first(value, _LANGUAGES), pictures)


def _beside(value: dict[str, object]) -> Iterator[str]:
    """The image of an item of a JSON Feed, and its attachments that are images (https://jsonfeed.org/version/1.1)."""
    main = next((value[name] for name in ("image", "banner_image") if isinstance(value.get(name), str)), None)
    attached = value.get("attachments")
    files = [each for each in attached[:100] if isinstance(each, dict)] if isinstance(attached, list) else []
    found = [main, *(each.get("url") for each in files if str(each.get("mime_type")).startswith("image/"))]
    yield from dict.fromkeys(each for each in found if isinstance(each, str) and each.startswith("http"))


def _body(value: dict[str, object], pointer: str) -> tuple[str, str] | None:
    elements = value.get("content_elements")
    if isinstance(elements, list) and elements:
        return "\n".join(filter(None, map(_element, elements))), f"{pointer}/content_elements"
    for name in _BODIES:
        text, step = _text(value.get(name))
        if text and (name not in {"text", "content", "body", "story"} or len(text) >= 100 or "<" in text):
            return text, f"{pointer}/{_escaped(name)}{step}"
    return None


def _text(value: object) -> tuple[str | None, str]:
    """A text that stands there itself or as `rendered`, `processed`, `value` or `basic` of an object."""
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], dict):
        text, step = _text(value[0])
        return text, f"/0{step}"
    if isinstance(value, dict):
        for name in ("rendered", "processed", "value", "basic", "html", "__html"):
            if isinstance(value.get(name), str) and value[name].strip():
                return value[name], f"/{name}"
        return None, ""
    return (value, "") if isinstance(value, str) and value.strip() else (None, "")


def _first(value: dict[str, object], names: tuple[str, ...]) -> str | None:
    for name in names:
        text, _ = _text(value.get(name))
        if text:
            return " ".join(text.split())[:1000]
    return None


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _element(element: object, depth: int = 0) -> str:  # noqa: PLR0911 -- see `_find`; one answer a type
    """One of Arc XP's content elements as the HTML it stands for (ANS 0.10)."""
    if not isinstance(element, dict) or depth > _MAX_DEPTH:
        return ""
    kind = element.get("type")
    content = element.get("content") if isinstance(element.get("content"), str) else ""
    if kind == "text":
        return f"<p>{content}</p>"
    if kind == "header":
        return f"<h2>{content}</h2>"
    if kind == "raw_html":
        return str(content)
    if kind == "image" and isinstance(element.get("url"), str):
        return _image(element)
    if kind == "oembed_response":
        return _oembed(element)
    if kind == "list" and isinstance(element.get("items"), list):
        return "<ul>" + "".join(f"<li>{_element(item, depth + 1)}</li>" for item in element["items"]) + "</ul>"
    if kind == "quote" and isinstance(element.get("content_elements"), list):
        return (
            "<blockquote>"
            + "".join(_element(item, depth + 1) for item in element["content_elements"])
            + "</blockquote>"
        )
    return ""


def _image(element: dict[str, object]) -> str:
    alt, caption = (str(element.get(name) or "") for name in ("alt_text", "caption"))
    people = element.get("credits")
    by = people.get("by") if isinstance(people, dict) else None
    names = ", ".join(str(one.get("name", "")) for one in by if isinstance(one, dict)) if isinstance(by, list) else ""
    picture = f'<img src="{html.escape(str(element.get("url") or ""))}" alt="{html.escape(alt)}">'
    credit = f' <span class="credit">{html.escape(names)}</span>' if names else ""
    return f"<figure>{picture}<figcaption>{caption}{credit}</figcaption></figure>"


def _oembed(element: dict[str, object]) -> str:
    raw = element.get("raw_oembed")
    if not isinstance(raw, dict):
        return ""
    if isinstance(raw.get("html"), str) and raw["html"].strip():
        return str(raw["html"])
    url = raw.get("url") or raw.get("_id")
    return f'<figure class="media"><oembed url="{html.escape(url)}"></oembed></figure>' if isinstance(url, str) else ""
