"""Every embed in a page's markup, and every link to a post in its prose, in one pass over the tree.

What is looked at: frames and quotations one by one; the elements that any platform's shapes or the consent tools' attributes
select; scripts; links. Python sees candidates only; the walk over all elements is the parser's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from embedarchive import platforms, urls
from embedarchive.documents.html import Tree, fragment
from embedarchive.finder import markup_frames as frames
from embedarchive.finder import markup_hidden as hidden
from embedarchive.finder import markup_words
from embedarchive.finder.markup_hits import Hit, embed, merged
from embedarchive.finder.markup_shapes import (
    ADDRESSES,
    ENCLOSURES,
    HOLDERS,
    Compiled,
    compiled,
    last_reference,
    refer,
    reference,
)
from embedarchive.model import Embed, Link, Reference
from embedarchive.platforms import Platform, Shape

_DEEPEST = 8  # embeds inside embeds: what is deeper is a page that attacks its readers
_BACKUPS = frozenset({"noscript", "template"})
_LOADER = 20_000  # characters: an inline script that is longer is a program, not a call that draws an embed
_STATE = 8000  # characters: an attribute that is longer holds the state of a component, not one embed
_OTHER_LINKS = ("/we", "at:", "tg:")  # a page saved from the Wayback Machine has links to /web/…
_SHARED = re.compile(r"share|follow|timeline|like-button|fb-like|fb-page|twitter-mention", re.IGNORECASE)
_TEMPLATES = (
    "text/template",
    "text/plain",
    "text/html",
    "text/x-template",
    "text/x-handlebars-template",
    "text/x-jsrender",
)


@dataclass(frozen=True, slots=True)
class Findings:
    """What the markup of a page holds."""

    embeds: tuple[Embed, ...] = ()
    links: tuple[Link, ...] = ()


def find(tree: Tree, base_url: str | None = None) -> Findings:
    """The embeds of a parsed page and its links to posts, each in reading order."""
    page = _Page(tree, base_url)
    marked = list(page.marked())
    shown = [*page.frames(), *page.quotations(), *(hit for hit in marked if hit.form != "json"), *page.bare()]
    hits = merged(shown, tree.text)
    known = {hit.key for hit in hits}
    kept = [hit for hit in marked if hit.form == "json"]
    for hit in merged([*kept, *page.scripts(known)], tree.text):
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
        self._site: str | None = self.home
        self._answers: dict[str, bool] = {}
        self._marks = platforms.marks().search

    # -------------------------------------------------------------------------------------------------------- frames

    def frames(self) -> Iterator[Hit]:
        """`<iframe>`, `<object>` and `<embed>`."""
        for tag in ("iframe", "embed", "object"):
            for element, place in self._shallow(self.root.find_all(tag)):
                yield from self._frame(element, place)

    def _shallow(self, elements: Iterable[Any]) -> Iterator[tuple[Any, tuple[int, int]]]:
        """The elements and their places, without those that stand too deep inside each other."""
        ends: list[int] = []
        for element in elements:
            start = self.tree.start(element)
            while ends and ends[-1] <= start:
                ends.pop()
            if len(ends) < _DEEPEST:
                place = self.tree.span(element)
                ends.append(place[1])
                yield element, place

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
        elif address and (host := frames.foreign(address, self._owner_host(), element)):
            there = Reference(platform="web", id=host, url=urls.resolve(urls.unwrap(address).url, None) or address)
            yield Hit(*place, element.tag, "web", there, backup=backup)

    def _owner_host(self) -> str | None:
        """Whose page this is: when nobody says, whom most of its links lead to."""
        if self._site is None:
            hosts = Counter(
                href.partition("//")[2].partition("/")[0].lower()
                for anchor in self.root.find_all("a", limit=200)
                if (href := anchor.attr("href")) and href.startswith(("http://", "https://", "//"))
            )
            self._site = hosts.most_common(1)[0][0] if hosts else ""
        return self._site or None

    def _shaped(self, element: Any) -> Reference | None:  # noqa: ANN401 -- nodes of turbohtml are typed so throughout
        for _, shape in self.shapes.shapes(element):
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
        for element, place in self._shallow(self.root.find_all("blockquote")):
            if hit := self._quotation(element, place):
                yield hit

    def _quotation(self, element: Any, place: tuple[int, int]) -> Hit | None:  # noqa: ANN401
        for owner, shape in self.shapes.shapes(element):
            if hit := self._hit(element, shape, owner, place):
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

    def _hit(self, element: Any, shape: Shape, owner: Platform | None, place: tuple[int, int]) -> Hit | None:  # noqa: ANN401
        """The element as a post in that shape; None when it names no post and quotes none."""
        if shape.facts:
            return self._factual(element, shape, place)
        post = reference(shape, element)
        if shape.link and (post is None or post.handle is None):
            linked = last_reference(element, shape.link)
            post = linked if linked and (post is None or linked.id == post.id) else post
        if post is None and not (shape.words and shape.cls and owner):
            return None
        words = markup_words.Words()
        if shape.words and (post is None or owner is None or post.platform == owner.name):
            newlines = shape.newlines or "&#10;" in self.tree.text[slice(*place)]
            words = markup_words.read(element, shape.words, post, newlines=newlines, until=shape.cls)
        if post is None and (owner is None or not (words.signed and words.handle)):
            return None
        reply = element.attr("data-in-reply-to")
        if reply and post and reply.isdigit() and (parent := refer(reply, f"https://x.com/i/status/{reply}")):
            words = replace(words, replies_to=parent.url)
        return Hit(
            *place,
            shape.form,
            post.platform if post else owner.name,  # type: ignore[union-attr]  # see above
            post,
            words,
            backup=_stands_in(element),
            container=not shape.cls and element.tag not in ("blockquote", "script"),
        )

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
        shapes = self.shapes
        if shapes.guard.search(self.tree.text):
            for element, place in self._shallow(self.root.select(shapes.elements)):
                yield from self._shown_as(element, place)
        for element, place in self._shallow(self.root.select(shapes.anchors)):
            yield from self._shown_as(element, place)
        unremarkable = shapes.attributes.isdisjoint
        for tag in HOLDERS:
            remarkable = (each for each in self.root.find_all(tag) if not unremarkable(each.attrs))
            for element, place in self._shallow(remarkable):
                yield from self._marked(element, place)

    def _shown_as(self, element: Any, place: tuple[int, int]) -> Iterator[Hit]:  # noqa: ANN401
        """The element in the first of its shapes that names a post."""
        for owner, shape in self.shapes.shapes(element):
            named = shape.cls or shape.tag == element.tag or element.attr(shape.attributes[0][0]) is not None
            if named and (hit := self._hit(element, shape, owner, place)):
                yield hit
                return

    def _marked(self, element: Any, place: tuple[int, int]) -> Iterator[Hit]:  # noqa: ANN401
        classes = element.attr("class") or ""
        if classes and _SHARED.search(classes[:400]):
            return
        found = False
        for hit in self._shown_as(element, place):
            found = True
            yield hit
        attributes = element.attrs
        for name in () if found else ADDRESSES:
            if name in attributes and (value := element.attr(name)) and (post := refer(value, "{}")):
                yield Hit(*place, "data-attr", post.platform, post, container=True)
                return
        for name in () if found else ENCLOSURES:
            if name in attributes and (value := element.attr(name)):
                hits = self._enclosed(value, place, "data-attr")
                yield from hits if len(value) < _STATE else self._narrowed(hits)

    def _narrowed(self, hits: Iterator[Hit]) -> Iterator[Hit]:
        """A component's state holds much else: what it holds of embeds has the place of its id, and may be shown elsewhere."""
        for hit in hits:
            if hit.post and hit.platform != "web" and (place := self._token(hit.post.id, hit.start, hit.end)):
                yield replace(hit, start=place[0], end=place[1], form="json")

    def _enclosed(self, value: str, place: tuple[int, int], form: str, depth: int = 0) -> Iterator[Hit]:
        """The embeds in HTML that stood inside something else; they have its place."""
        inner = hidden.enclosed(value)
        if inner is None or depth > 2:
            return
        page = _Page(Tree(fragment(inner), inner, self.tree.returns[:0]), None)
        page._site = self._site
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
        for element in islice(self.root.select(self.shapes.elements), 20):
            yield from self._shown_as(element, nowhere)
        for tag in HOLDERS:
            for element in islice(self.root.find_all(tag), 200):
                if not self.shapes.attributes.isdisjoint(element.attrs):
                    yield from self._shown_as(element, nowhere)

    # ----------------------------------------------------------------------------------------------------------- scripts

    def scripts(self, known: set[tuple[str, str] | None]) -> Iterator[Hit]:
        """Loaders that name a post, calls that draw one, templates, and embeds that only the page's JSON holds."""
        for element in self.root.find_all("script"):
            source = element.attr("src")
            if source:
                if not self.shapes.attributes.isdisjoint(element.attrs):
                    yield from self._shown_as(element, self.tree.span(element))
                elif (found := self._linked(source)) is not None:
                    yield Hit(*self.tree.span(element), "script", found.platform, found)
                continue
            text = element.text
            if len(text) < 20:
                continue
            kind = (element.attr("type") or "").lower()
            if kind in _TEMPLATES:
                yield from self._enclosed(text, self.tree.span(element), "template")
                continue
            if len(text) < _LOADER:
                for call, shape in self.shapes.calls:
                    if call in text:
                        yield from self._called(element, text, call, shape)
            if hidden.holds_embeds(text):
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
        """The address or number in a script that holds an id, or the longest part of one that is put together."""
        text = self.tree.text
        position = text.find(identifier, start, end)
        if position < 0:
            identifier = max(re.findall(r"[A-Za-z0-9]{1,60}", identifier), key=len, default=identifier)
            position = text.find(identifier, start, end)
        if position < 0:
            return None
        low, high = max(start, position - 300), min(end, position + 300)
        before = max(text.rfind(stop, low, position) for stop in "\"'\\ ><=") + 1
        after = min(
            (at for stop in "\"'\\ ><&" if (at := text.find(stop, position, high)) >= 0),
            default=position + len(identifier),
        )
        return max(before, low), max(after, position + len(identifier))

    # ------------------------------------------------------------------------------------------------------- bare addresses

    def bare(self) -> Iterator[Hit]:
        """An address or a shortcode alone in a paragraph: an embed that the publisher's system was to draw."""
        for tag in ("p", "figure"):
            for element in self.root.find_all(tag):
                if tag == "figure" and "embed" not in (element.attr("class") or ""):
                    continue
                text = element.text
                start = text[:40].lstrip()[:4]
                if start.startswith(("[", "{{", "{%")):
                    yield from self._coded(element, text)
                elif start == "http" and (tag == "figure" or not element.find("a")):
                    address = text.strip()
                    if len(address) < 600 and " " not in address and (post := platforms.recognise(address)):
                        yield Hit(*self._within(element, address), "bare-url", post.platform, post)

    def _coded(self, element: Any, text: str) -> Iterator[Hit]:  # noqa: ANN401
        from embedarchive.finder import markup_prose

        for start, end, post in markup_prose.shortcodes(text[:2000]):
            yield Hit(*self._within(element, text[start:end]), "shortcode", post.platform, post)

    def _within(self, element: Any, words: str) -> tuple[int, int]:  # noqa: ANN401
        """Where the words stand in the element's source; the element's place when the source spells them otherwise."""
        start, end = self.tree.span(element)
        position = self.tree.text.find(words, start, end)
        return (position, position + len(words)) if position >= 0 else (start, end)

    # ------------------------------------------------------------------------------------------------------------- links

    def links(self, hits: list[Hit]) -> Iterator[Link]:
        """Links to posts that stand in no embed."""
        spans = [(hit.start, hit.end) for hit in hits]
        index = 0
        for element in self.root.find_all("a"):
            href = element.attr("href")
            if not href or (post := self._linked(href)) is None:
                continue
            start, end = self.tree.span(element)
            while index < len(spans) and spans[index][1] <= start:
                index += 1
            if index < len(spans) and spans[index][0] <= start:
                continue
            yield Link(platform=post.platform, id=post.id, url=post.url, start=start, end=end)

    def _linked(self, href: str) -> Reference | None:
        """The post that a link names. Most links lead elsewhere: their host says so before anything is parsed."""
        begin = href.find("//", 0, 9)
        if begin < 0:
            return platforms.recognise(href) if href[:3] in _OTHER_LINKS else None
        end = href.find("/", begin + 2)
        if end < 0:
            return None
        host = href[begin + 2 : end]
        answers = self._answers.get(host)
        if answers is None:
            answers = self._answers[host] = platforms.answers(host)
        return platforms.recognise(href) if answers or self._marks(href, end) else None


def _stands_in(element: Any) -> bool:  # noqa: ANN401 -- a node of turbohtml
    """Whether it is the form for browsers without scripts, or a form that waits in a template."""
    for parent in islice(element.ancestors, 12):
        tag = getattr(parent, "tag", None)
        if tag is None or tag in _BACKUPS:
            return True
        if tag in ("body", "article", "html"):
            return False
    return False
