"""What an article says of its own publication: who published it where and when, from its markup.

Four places say so, the surest first: JSON-LD (https://schema.org/Article), microdata of the same words, `<meta>`
elements (Open Graph and what came before), and the front matter of a Markdown file. A feed says it of its items.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from embedarchive.documents import head, html, prose
from embedarchive.documents.html import Node
from embedarchive.model import Document, Publication

_MOST_OBJECTS = 500
_MOST_AUTHORS = 20
_MOST_SCRIPTS = 30
_NAME = 200
_ADDRESS = 2000
_ENDS = ("Article", "BlogPosting", "LiveBlogPosting", "Report")
"""What the types of articles end with: NewsArticle, AnalysisNewsArticle, ScholarlyArticle …"""
_META: Mapping[str, tuple[str, ...]] = {
    "outlet": ("og:site_name", "publisher", "dc.publisher", "application-name"),
    "authors": ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl",
        "citation_author"),
    "published": ("article:published_time", "og:published_time", "parsely-pub-date", "datepublished", "pubdate",
        "dc.date.issued", "dcterms.created", "sailthru.date", "citation_publication_date", "dc.date", "date"),
    "modified": ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "lastmod",
        "last-modified"),
    "thumbnail": ("og:image:secure_url", "og:image", "twitter:image", "twitter:image:src", "parsely-image-url"),
}  # fmt: skip
"""The names of `<meta>` elements, the surest first."""
_MATTER: Mapping[str, tuple[str, ...]] = {
    "outlet": ("publisher", "outlet", "site", "site_name", "publication"),
    "authors": ("author", "authors", "byline", "by", "creator"),
    "published": ("date", "published", "published_at", "publishdate", "pubdate", "created"),
    "modified": ("lastmod", "modified", "updated", "last_modified_at", "updated_at"),
    "thumbnail": ("image", "thumbnail", "cover", "featured_image", "feature_image"),
}
"""The keys of front matter."""


@dataclass(slots=True)
class _Found:
    """What one place says; what an earlier place said stays."""

    said: dict[str, str] = field(default_factory=dict)
    authors: tuple[str, ...] = ()
    sources: dict[str, str] = field(default_factory=dict)

    def add(self, source: str, facts: Mapping[str, str | None], authors: Iterator[str]) -> None:
        for name, value in facts.items():
            if value and name not in self.said:
                self.said[name], self.sources[name] = value, source
        if not self.authors:
            named = {name.casefold(): name for name in map(_name, authors) if name}
            self.authors = tuple(named.values())[:_MOST_AUTHORS]
            if self.authors:
                self.sources["authors"] = source


def told(document: Document) -> Document:
    """The document with what it says of its publication."""
    return replace(document, publication=read(document))


def read(document: Document) -> Publication | None:
    """What a document says of its publication; None when it says nothing."""
    if not document.text and document.entry is None:
        return None
    found = _Found()
    if (entry := document.entry) is not None:
        found.add("feed", {"published": _zulu(entry.published)}, iter([entry.author] if entry.author else []))
    matter = prose.front_matter(document.text)
    if document.media_type == "text/html":
        root = (document.tree or html.parse(document.text)).root
        for source, place in (("json-ld", _linked_data), ("microdata", _microdata), ("meta", _metas)):
            found.add(source, *place(root, document.base_url))
        found.add("link", {"url": _canonical(root, document.base_url)}, iter(()))
        shown = {} if "published" in found.said else {"published": _only_time(root)}
        found.add("words", shown, _credited(root))
    if matter.facts:
        values = {name: matter.get(*keys) for name, keys in _MATTER.items() if name != "authors"}
        listed = (matter.get(*_MATTER["authors"]) or "").strip("[]").split(",")
        found.add("front-matter", _typed(values, document.base_url), (each.strip(" \"'") for each in listed))
    if found.said.get("outlet", "") in {document.title, "localhost"}:  # what some call the site is the page's title
        del found.said["outlet"], found.sources["outlet"]
    if not found.said and not found.authors:
        return None
    return Publication(**found.said, authors=found.authors, sources=tuple(sorted(found.sources.items())))


def _typed(values: Mapping[str, str | None], base: str | None) -> dict[str, str | None]:
    """The facts in the form of their kind: names, times, addresses; None where one is none."""
    return {
        "outlet": _name(values.get("outlet")),
        "published": when(values.get("published")),
        "modified": when(values.get("modified")),
        "thumbnail": _address(base, values.get("thumbnail")),
        "url": _address(base, values.get("url")),
    }


def when(said: str | None) -> str | None:
    """A time or a day in ISO 8601: in UTC where it has a zone, else as it stands; None where it is none of both."""
    from embedarchive.documents.feeds import moment

    words = " ".join((said or "").split())[:60]
    if len(words) == 10:
        with suppress(ValueError):
            return dt.date.fromisoformat(words).isoformat()
    with suppress(ValueError, OverflowError):
        found = dt.datetime.fromisoformat(words)
        return found.isoformat(timespec="seconds") if found.tzinfo is None else _zulu(found)
    return _zulu(moment(words))


def _zulu(time: dt.datetime | None) -> str | None:
    with suppress(OverflowError):
        return time.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if time and 1600 < time.year < 9999 else None
    return None


def _name(said: str | None) -> str | None:
    """A name: one line of some length that is no address and no number."""
    words = prose.words_of(said or "") or ""
    if not words or len(words) > _NAME or "://" in words or words.startswith(("www.", "@", "#")):
        return None
    return words if any(character.isalpha() for character in words) else None


def _address(base: str | None, said: str | None) -> str | None:
    from urllib.parse import urljoin

    with suppress(ValueError):
        return head.web(urljoin(base or "", (said or "").strip()[:_ADDRESS])) if said else None
    return None


# ------------------------------------------------------------------------------------------------------------- JSON-LD


def _linked_data(root: Node, base: str | None) -> tuple[dict[str, str | None], Iterator[str]]:
    """The article that the page is about: the one with its address, else the first."""
    objects = list(_objects(root))
    by_id = {str(each["@id"]): each for each in reversed(objects) if isinstance(each.get("@id"), str)}
    articles = [each for each in objects if any(kind.endswith(_ENDS) for kind in _kinds(each))]
    own = (each for each in articles if base and _same(base, each, by_id))
    article = next(own, articles[0] if articles else None)
    if article is None:
        return {}, iter(())
    values = {
        "outlet": next(_names(article.get("publisher"), by_id), None),
        "published": _text(article.get("datePublished")) or _text(article.get("dateCreated")),
        "modified": _text(article.get("dateModified")),
        "thumbnail": next(_addresses(article.get("image"), by_id), None) or _text(article.get("thumbnailUrl")),
        "url": next(_addresses(article.get("url") or article.get("mainEntityOfPage"), by_id), None),
    }
    writers = article.get("author") or article.get("creator")
    return _typed(values, base), _names(writers, by_id)


def _objects(root: Node) -> Iterator[Mapping[str, object]]:
    """Every object of the page's JSON-LD, those inside others after them."""
    import json

    waiting: list[object] = []
    scripts = (each for each in root.find_all("script") if "ld+json" in str(each.attrs.get("type") or "").lower())
    for _, script in zip(range(_MOST_SCRIPTS), scripts, strict=False):
        with suppress(ValueError, RecursionError):
            waiting.append(json.loads(script.text[:1_000_000], strict=False))
    for _ in range(_MOST_OBJECTS):
        if not waiting:
            return
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting[:0] = value[:_MOST_OBJECTS]
        elif isinstance(value, dict):
            yield value
            waiting += [each for each in value.values() if isinstance(each, dict | list)]


def _kinds(value: Mapping[str, object]) -> tuple[str, ...]:
    kinds = value.get("@type")
    return tuple(map(str, kinds)) if isinstance(kinds, list) else (str(kinds),)


def _same(base: str, article: Mapping[str, object], by_id: Mapping[str, Mapping[str, object]]) -> bool:
    named = (article.get("url"), article.get("mainEntityOfPage"), article.get("@id"))
    return any(
        address.partition("#")[0].rstrip("/") == base.partition("#")[0].rstrip("/")
        for each in named
        for address in _addresses(each, by_id)
    )


def _text(value: object) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value")
    return value if isinstance(value, str) else None


def _referred(value: object, by_id: Mapping[str, Mapping[str, object]]) -> Iterator[object]:
    """The values of a property: one or several, each itself or by its `@id`."""
    for each in value[:50] if isinstance(value, list) else (value,):
        if isinstance(each, dict) and "@id" in each and not each.keys() - {"@id", "@type"}:
            yield by_id.get(str(each["@id"]), each)
        else:
            yield each


def _names(value: object, by_id: Mapping[str, Mapping[str, object]]) -> Iterator[str]:
    for each in _referred(value, by_id):
        name = each.get("name") if isinstance(each, Mapping) else each
        for said in name if isinstance(name, list) else (name,):
            if isinstance(said, str):
                yield said


def _addresses(value: object, by_id: Mapping[str, Mapping[str, object]]) -> Iterator[str]:
    for each in _referred(value, by_id):
        said = (each.get("url") or each.get("contentUrl") or each.get("@id")) if isinstance(each, Mapping) else each
        if isinstance(said, str):
            yield said


# -------------------------------------------------------------------------------------------------- microdata and meta


def _microdata(root: Node, base: str | None) -> tuple[dict[str, str | None], Iterator[str]]:
    """The properties of the first article in the page that has some: those of its own, not of a comment inside it."""
    article = next(filter(_is_article, root.select("[itemtype]")), None)
    if article is None:
        return {}, iter(())
    said: dict[str, list[Node]] = {}
    for element in article.select("[itemprop]"):
        names = (element.attr("itemprop") or "").split()
        if names and _scope(element) is article:
            for name in names:
                said.setdefault(name, []).append(element)
    first = {name: next(filter(None, map(_value, elements)), None) for name, elements in said.items()}
    values = {
        "outlet": next(filter(None, map(_inner_name, said.get("publisher", []))), None),
        "published": first.get("datePublished"),
        "modified": first.get("dateModified"),
        "thumbnail": first.get("image") or first.get("thumbnailUrl"),
        "url": first.get("mainEntityOfPage") or first.get("url"),
    }
    return _typed(values, base), filter(None, map(_inner_name, said.get("author", [])))


def _is_article(element: Node) -> bool:
    kind = element.attr("itemtype") if "itemscope" in element.attrs else None
    return bool(kind) and "schema.org/" in str(kind) and str(kind).rstrip("/").endswith(_ENDS)


def _scope(element: Node) -> Node | None:
    """The nearest element around this one that is a thing of its own."""
    return next((each for each in element.ancestors if "itemscope" in getattr(each, "attrs", ())), None)


def _inner_name(element: Node) -> str | None:
    """The name of a property that is a thing itself, or its words."""
    if "itemscope" not in element.attrs:
        return _value(element)
    named = (each for each in element.select("[itemprop]") if "name" in (each.attr("itemprop") or "").split())
    return next(filter(None, map(_value, named)), None)


def _value(element: Node) -> str | None:
    """What a property says (https://html.spec.whatwg.org/multipage/microdata.html#values)."""
    given = next((said for name in ("content", "datetime", "src", "href") if (said := element.attr(name))), "")
    return (given or element.text)[:_ADDRESS].strip() or None


def _metas(root: Node, base: str | None) -> tuple[dict[str, str | None], Iterator[str]]:
    said: dict[str, list[str]] = {}
    for element in root.find_all("meta"):
        name = (element.attr("property") or element.attr("name") or element.attr("itemprop") or "").lower()
        if content := (element.attr("content") or "").strip():
            said.setdefault(name, []).append(content)
    values = {
        fact: next((said[name][0] for name in names if said.get(name)), None)
        for fact, names in _META.items()
        if fact != "authors"
    }
    writers = next((said[name] for name in _META["authors"] if any(map(_name, said.get(name, ())))), [])
    return _typed(values, base), iter(writers)


def _canonical(root: Node, base: str | None) -> str | None:
    links = (each for each in root.find_all("link") if "canonical" in (each.attr("rel") or "").lower().split())
    link = next(links, None)
    return _address(base, link.attr("href")) if link is not None else None


# --------------------------------------------------------------------------------------------- what the reader sees


def _only_time(root: Node) -> str | None:
    """The time in the page's `<time>` elements, where all of them name the same day: then it is the article's."""
    own = (each for each in root.find_all("time", limit=20) if not _is_quoted(each))
    times = [time for time in map(when, (each.attr("datetime") for each in own)) if time]
    return max(times, key=len) if len({time[:10] for time in times}) == 1 else None


def _is_quoted(element: Node) -> bool:
    return any(getattr(each, "tag", "") == "blockquote" for each in element.ancestors)


def _credited(root: Node) -> Iterator[str]:
    """Who stands in links to an author (https://html.spec.whatwg.org/#link-type-author)."""
    links = (each for each in root.find_all("a") if "author" in (each.attr("rel") or "").lower().split())
    names = dict.fromkeys(" ".join(each.text.split()) for each in links)
    yield from names if len(names) <= 3 else ()
