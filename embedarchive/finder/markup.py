"""Every embed in a page's markup, and every link to a post in its prose, in one pass over the tree.

What is looked at: frames and quotations one by one; the elements that any platform's shapes or the consent tools' attributes
select; scripts; links. Python sees candidates only; the walk over all elements is the parser's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from embedarchive import platforms, urls
from embedarchive.documents.html import Tree, fragment
from embedarchive.finder import markup_frames as frames
from embedarchive.finder import markup_hidden as hidden
from embedarchive.finder import markup_words
from embedarchive.finder.markup_hits import Hit, embed, merged
from embedarchive.finder.markup_shapes import ADDRESSES, ENCLOSURES, Compiled, compiled, last_reference, refer, reference
from embedarchive.model import Embed, Link, Reference
from embedarchive.platforms import Shape

_DEEPEST = 8  # embeds inside embeds: what is deeper is a page that attacks its readers
_BACKUPS = frozenset({"noscript", "template"})
_SHARED = re.compile(r"share|follow|timeline|like-button|fb-like|fb-page|twitter-mention", re.IGNORECASE)
_STATES = ("application/json", "application/ld+json", "")
_TEMPLATES = ("text/template", "text/plain", "text/html", "text/x-template", "text/x-handlebars-template", "text/x-jsrender")
_ALONE = re.compile(r">\s{0,80}(https?://[^\s<>\"']{8,600})\s{0,80}</(?:p|div|figure|span|a)>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Findings:
    """What the markup of a page holds."""

    embeds: tuple[Embed, ...] = ()
    links: tuple[Link, ...] = ()


def find(tree: Tree, base_url: str | None = None) -> Findings:
    """The embeds of a parsed page and its links to posts, each in reading order."""
    page = _Page(tree, base_url)
    hits = merged([*page.frames(), *page.quotations(), *page.marked(), *page.bare()], tree.text)
    known = {hit.key for hit in hits}
    for hit in merged(page.scripts(known), tree.text):
        if hit.form != "json" or hit.key not in known:
            hits.append(hit)
            known.add(hit.key)
    hits.sort(key=lambda hit: (hit.start, hit.end))
    hits = _apart(hits)
    return Findings(tuple(embed(hit) for hit in hits), tuple(page.links(hits)))


def _apart(hits: list[Hit]) -> list[Hit]:
    """Without those that stand inside another."""
    kept: list[Hit] = []
    for hit in hits:
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


class _Page:
    """One pass over one page."""

    def __init__(self, tree: Tree, base_url: str | None) -> None:
        self.tree = tree
        self.root = tree.root
        self.shapes: Compiled = compiled()
        base = urls.parse(base_url) if base_url else None
        self.home = base.host if base else None

    # -------------------------------------------------------------------------------------------------------- frames

    def frames(self) -> Iterator[Hit]:
        """`<iframe>`, `<object>` and `<embed>`."""
        for tag in ("iframe", "embed", "object"):
            for element in self.root.find_all(tag):
                yield from self._frame(element, self.tree.span(element))

    def _frame(self, element: Any, place: tuple[int, int], backup: bool | None = None) -> Iterator[Hit]:  # noqa: ANN401
        post, address = frames.shown(element)
        post = post or self._fragment_id(element) or self._shaped(element)
        if post is None and (inner := element.attr("srcdoc")):
            yield from self._enclosed(inner, place, "iframe")
            return
        backup = _stands_in(element) if backup is None else backup
        form = "rendered" if "rendered" in (element.attr("class") or "") else element.tag
        if post:
            yield Hit(*place, form, post.platform, post, backup=backup)
        elif address and (host := frames.foreign(address, self.home, element)):
            there = Reference(platform="web", id=host, url=urls.resolve(urls.unwrap(address).url, None) or address)
            yield Hit(*place, element.tag, "web", there, backup=backup)

    def _shaped(self, element: Any) -> Reference | None:  # noqa: ANN401 -- nodes of turbohtml are typed so throughout
        for shape in self.shapes.shapes(element, (element.attr("class") or "").split()):
            if found := reference(shape, element):
                return found
        return None

    def _fragment_id(self, element: Any) -> Reference | None:  # noqa: ANN401
        """s9e's MediaEmbed names the site in an attribute and the post in the fragment of the frame's address."""
        site = element.attr("data-s9e-mediaembed")
        number = (element.attr("src") or element.attr("data-src") or "").partition("#")[2].partition("#")[0]
        if not site or not number:
            return None
        for shape in platforms.get(site).markup:
            for _, template in shape.attributes[:1]:
                if template and (found := refer(number, template)):
                    return found
        return None

    # ---------------------------------------------------------------------------------------------------- quotations

    def quotations(self) -> Iterator[Hit]:
        """`<blockquote>`s: those that carry a platform's class, and those that lost it and are signed like a tweet."""
        open_ends: list[int] = []
        for element in self.root.find_all("blockquote"):
            place = self.tree.span(element)
            while open_ends and open_ends[-1] <= place[0]:
                open_ends.pop()
            if len(open_ends) < _DEEPEST:
                hit = self._quotation(element, place)
                if hit:
                    yield hit
                    open_ends.append(place[1])

    def _quotation(self, element: Any, place: tuple[int, int]) -> Hit | None:  # noqa: ANN401
        for shape in self.shapes.shapes(element, (element.attr("class") or "").split()):
            if hit := self._hit(element, shape, place):
                return hit
        post = last_reference(element, "last")
        if post is None or not self._quotes_alone(element, post):
            return None
        words = markup_words.read(element, "signed", post)
        if words.signed and (words.date or words.handle == post.handle):
            return Hit(*place, "blockquote", post.platform, post, words, backup=_stands_in(element))
        return Hit(*place, "blockquote", post.platform, post) if not (element.text or "").strip() else None

    def _quotes_alone(self, element: Any, post: Reference) -> bool:  # noqa: ANN401
        """Whether an unmarked quotation is of a platform that signs, and holds no other quotation."""
        signs = any(shape.words == "signed" for shape in platforms.get(post.platform).markup)
        return signs and element.find("blockquote") is None

    def _hit(self, element: Any, shape: Shape, place: tuple[int, int]) -> Hit | None:  # noqa: ANN401
        """The element as a post in that shape; None when it names no post and quotes none."""
        if shape.facts:
            return self._factual(element, shape, place)
        post = reference(shape, element) or (last_reference(element, shape.link) if shape.link else None)
        owner = self._owner(shape)
        if post is None and not (shape.words and shape.cls and owner):
            return None
        words = markup_words.Words()
        if shape.words and (post is None or owner is None or post.platform == owner):
            newlines = shape.newlines or "&#10;" in self.tree.text[slice(*place)]
            words = markup_words.read(element, shape.words, post, newlines=newlines, until=shape.cls)
        if post is None and not (words.signed and words.handle):
            return None
        reply = element.attr("data-in-reply-to")
        if reply and post and reply.isdigit() and (parent := refer(reply, f"https://x.com/i/status/{reply}")):
            words = replace(words, replies_to=parent.url)
        return Hit(
            *place,
            shape.form,
            post.platform if post else str(owner),
            post,
            words,
            backup=_stands_in(element),
            container=not shape.cls and element.tag not in ("blockquote", "script"),
        )

    def _owner(self, shape: Shape) -> str | None:
        pairs = self.shapes.by_class.get(shape.cls, ()) if shape.cls else ()
        return next((platform.name for platform, each in pairs if each is shape and platform), None)

    def _factual(self, element: Any, shape: Shape, place: tuple[int, int]) -> Hit | None:  # noqa: ANN401
        import json

        facts = dict(shape.facts)
        component = element.attr("data-component-name") or ""
        name, template = shape.attributes[0]
        try:
            record = json.loads(element.attr(name) or "")
        except (ValueError, RecursionError):
            return None
        key = record.get(facts["key"]) if isinstance(record, dict) else None
        if not isinstance(key, str) or (component and component != facts["component"]):
            return None
        post = refer(key, template)
        if post is None:
            return None
        return Hit(*place, shape.form, post.platform, post, markup_words.from_facts(record, facts, post))

    # ------------------------------------------------------------------------------------------------ all other elements

    def marked(self) -> Iterator[Hit]:
        """Whatever else carries a platform's class or attribute, or an address or HTML in an attribute."""
        open_ends: list[int] = []
        for element in self.root.select(self.shapes.selector):
            tag = element.tag
            if tag in ("blockquote", "iframe", "embed", "object", "img", "source", "input"):
                continue
            hits = list(self._marked(element))
            if not hits:
                continue
            while open_ends and open_ends[-1] <= hits[0].start:
                open_ends.pop()
            if len(open_ends) < _DEEPEST:
                yield from hits
                open_ends.append(max(hit.end for hit in hits))

    def _marked(self, element: Any) -> Iterator[Hit]:  # noqa: ANN401
        classes = element.attr("class") or ""
        if classes and _SHARED.search(classes[:400]):
            return
        for shape in self.shapes.shapes(element, classes.split()):
            if self._complete(shape, element) and (hit := self._hit(element, shape, self.tree.span(element))):
                yield hit
                return
        if element.tag == "a":
            names: tuple[str, ...] = ("data-iframely-url", "data-oembed-url", "data-embed-url")
        elif element.tag in ("video", "audio", "script", "link", "meta"):
            names = ()
        else:
            names = ADDRESSES
        attributes = element.attrs
        for name in names:
            if name in attributes and (value := element.attr(name)) and (post := refer(value, "{}")):
                yield Hit(*self.tree.span(element), "data-attr", post.platform, post, container=True)
                return
        if element.attr("data-iframely-url") is not None and (post := refer(element.attr("href") or "", "{}")):
            yield Hit(*self.tree.span(element), "card", post.platform, post)
            return
        for name in ENCLOSURES:
            if name in attributes and (value := element.attr(name)):
                yield from self._enclosed(value, self.tree.span(element), "data-attr")

    def _complete(self, shape: Shape, element: Any) -> bool:  # noqa: ANN401
        """A shape by attribute wants that attribute; `a[data-pin-do]` names the post in another."""
        return bool(shape.cls or "-" in shape.tag or ":" in shape.tag or shape.tag == "oembed") or (
            element.attr(shape.attributes[0][0]) is not None
        )

    def _enclosed(self, value: str, place: tuple[int, int], form: str, depth: int = 0) -> Iterator[Hit]:
        """The embeds in HTML that stood inside something else; they have its place."""
        inner = hidden.enclosed(value)
        if inner is None or depth > 2:
            return
        page = _Page(Tree(fragment(inner), inner, self.tree.returns[:0]), None)
        page.home = self.home
        seen = set()
        for hit in page.inside(depth + 1):
            if hit.key not in seen:
                seen.add(hit.key)
                yield replace(hit, start=place[0], end=place[1], form=form)

    def inside(self, depth: int) -> Iterator[Hit]:
        """The embeds of a fragment, whose elements have no place."""
        nowhere = (0, 0)
        for element in islice(self.root.find_all("blockquote"), 20):
            if hit := self._quotation(element, nowhere):
                yield hit
        for element in islice(self.root.find_all("iframe"), 20):
            yield from self._frame(element, nowhere, backup=False)
        for element in islice(self.root.select(self.shapes.selector), 20):
            if element.tag not in ("blockquote", "iframe"):
                for shape in self.shapes.shapes(element, (element.attr("class") or "").split()):
                    if self._complete(shape, element) and (hit := self._hit(element, shape, nowhere)):
                        yield hit
                        break

    # ----------------------------------------------------------------------------------------------------------- scripts

    def scripts(self, known: set[tuple[str, str] | None]) -> Iterator[Hit]:
        """Loaders that name a post, calls that draw one, templates, and embeds that only the page's JSON holds."""
        for element in self.root.find_all("script"):
            source = element.attr("src")
            if source:
                found = platforms.recognise(source) if "platform." not in source else None
                if found:
                    yield Hit(*self.tree.span(element), "script", found.platform, found)
                continue
            text = element.text
            if len(text) < 20:
                continue
            kind = (element.attr("type") or "").lower()
            if kind in _TEMPLATES:
                yield from self._enclosed(text, self.tree.span(element), "template")
                continue
            for call, shape in self.shapes.calls:
                if call in text:
                    yield from self._called(element, text, call, shape)
            if any(marker in text for marker in hidden.EMBED_MARKERS):
                yield from self._state(element, text, kind, known)

    def _called(self, element: Any, text: str, call: str, shape: Shape) -> Iterator[Hit]:  # noqa: ANN401
        for _, _, values in hidden.arguments(text, call):
            try:
                address = shape.attributes[0][1].format(*values)
            except IndexError:
                continue
            if post := platforms.recognise(address):
                yield Hit(*self.tree.span(element), shape.form, post.platform, post)

    def _state(self, element: Any, text: str, kind: str, known: set[tuple[str, str] | None]) -> Iterator[Hit]:  # noqa: ANN401
        """Embeds in JSON that the markup does not show; each has the place of its id in the script."""
        start, end = self.tree.span(element)
        found: list[Hit] = []
        if kind == "application/ld+json":
            for address in hidden.framed_videos(text):
                if post := platforms.recognise(address):
                    found.append(Hit(0, 0, "json", post.platform, post))
        elif len(text) < 3_000_000:
            inner = hidden.unescaped(hidden.unescaped(text))
            page = _Page(Tree(fragment(inner), inner, self.tree.returns[:0]), None)
            found = [replace(hit, form="json") for hit in page.inside(1) if hit.platform != "web"]
        for hit in found:
            if hit.key not in known and hit.post and (place := self._token(hit.post.id, start, end)):
                yield replace(hit, start=place[0], end=place[1])

    def _token(self, identifier: str, start: int, end: int) -> tuple[int, int] | None:
        """The address or number in a script that holds an id."""
        text = self.tree.text
        position = text.find(identifier, start, end)
        if position < 0:
            return None
        low, high = max(start, position - 300), min(end, position + 300)
        before = max(text.rfind(stop, low, position) for stop in "\"'\\ ><=") + 1
        after = min((at for stop in "\"'\\ ><&" if (at := text.find(stop, position, high)) >= 0), default=position + len(identifier))
        return max(before, low), max(after, position + len(identifier))

    # ------------------------------------------------------------------------------------------------------- bare addresses

    def bare(self) -> Iterator[Hit]:
        """An address alone in a paragraph: an embed that the publisher's system was to draw."""
        text = self.tree.text
        position = text.find(">http")
        seen = 0
        while position >= 0 and seen < 20_000:
            seen += 1
            found = _ALONE.match(text, position)
            if found and not found.group().lower().endswith("</a>") and self._opens_block(text, position):
                post = platforms.recognise(found.group(1).replace("&amp;", "&"))
                if post:
                    yield Hit(found.start(1), found.end(1), "bare-url", post.platform, post)
            position = text.find(">http", position + 5)

    def _opens_block(self, text: str, position: int) -> bool:
        opening = text.rfind("<", max(0, position - 300), position)
        return opening >= 0 and re.match(r"<(?:p|div|figure)\b", text[opening : opening + 8], re.IGNORECASE) is not None

    # ------------------------------------------------------------------------------------------------------------- links

    def links(self, hits: list[Hit]) -> Iterator[Link]:
        """Links to posts that stand in no embed."""
        spans = [(hit.start, hit.end) for hit in hits]
        index = 0
        for element in self.root.find_all("a"):
            href = element.attr("href")
            if not href or len(href) < 14 or href[0] in "#?" or (href[0] == "/" and href[1:2] != "/" and href[:5] != "/web/"):
                continue
            post = self._linked(href)
            if post is None:
                continue
            start, end = self.tree.span(element)
            while index < len(spans) and spans[index][1] <= start:
                index += 1
            if index < len(spans) and spans[index][0] <= start:
                continue
            yield Link(platform=post.platform, id=post.id, url=post.url, start=start, end=end)

    def _linked(self, href: str) -> Reference | None:
        if self.home and self.home in href[:80]:
            return None  # most links of a page lead to its own site
        return platforms.recognise(href)


def _stands_in(element: Any) -> bool:  # noqa: ANN401 -- a node of turbohtml
    """Whether it is the form for browsers without scripts, or a form that waits in a template."""
    for parent in islice(element.ancestors, 12):
        tag = getattr(parent, "tag", None)
        if tag is None or tag in _BACKUPS:
            return True
        if tag in ("body", "article", "html"):
            return False
    return False
