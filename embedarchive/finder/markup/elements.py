"""The elements of a page that show a post: frames, quotations, and whatever carries a platform's class or attribute."""

from __future__ import annotations

import functools
import json
import re
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice

from embedarchive import platforms, urls
from embedarchive.documents.html import Node, Tree, fragment
from embedarchive.finder.markup import (
    blockquotes,
    blocks,
    credit_lines,
    frames,
    links,
    providers,
    quoted_words,
    shortcodes,
    stories,
)
from embedarchive.finder.markup import embedded_data as hidden
from embedarchive.finder.markup.contents import Contents
from embedarchive.finder.markup.hits import Hit
from embedarchive.finder.markup.shapes import (
    ADDRESSES,
    ENCLOSURES,
    HOLDERS,
    named_inside,
    refer,
    reference,
)
from embedarchive.model import Reference
from embedarchive.platforms import Platform, Shape

_CUT = 200  # quotations that are not closed and end elsewhere
_BACKUPS = frozenset({"noscript", "template"})
_STATE = 8000  # characters: an attribute that is longer holds the state of a component, not one embed
_NOTICE = 1000  # characters: what has more words is no notice that stands for an embed
_STRINGS = 200  # pieces of text that are counted for that


class Page(Contents):
    """One pass over the elements of one page: what shows a post."""

    # -------------------------------------------------------------------------------------------------------- frames

    def frames(self) -> Iterator[Hit]:
        """`<iframe>`, `<object>` and `<embed>`."""
        headline = self.root.find("h1")
        page = frozenset(headline.ancestors if headline else ())
        for tag in ("iframe", "embed", "object"):
            for element, place in self.shallow(self.root.find_all(tag)):
                if not providers.is_beside(element, page):
                    yield from self._frame(element, place)
                elif frames.shown(element)[0]:
                    self.unread.setdefault("beside", place)
        for element, place in self.shallow(self.root.find_all("video")):
            for source in (element, *element.find_all("source", limit=10)):
                if post := refer(source.attr("src") or "", "{}"):
                    yield Hit(*place, "video", post.platform, post)
                    break

    def _frame(self, element: Node, place: tuple[int, int], backup: bool | None = None) -> Iterator[Hit]:
        if reason := frames.passed_over(element, place[1] - place[0]):
            self.unread.setdefault(reason, place)
        post, address = frames.shown(element)
        post = post or self.fragment_id(element) or self._shaped(element) or providers.saved(element)
        if post is None and providers.worth(tuple(element.attrs), element.tag):
            post = providers.stated(element)
        if post is None and address and "=http" in address and frames.foreign(address, None, element):
            post = links.tracked(address)  # somebody's own player, which is told what to play
        if post is None and (inner := element.attr("srcdoc")):
            yield from self._inner(inner, place)
            return
        backup = _stands_in(element) if backup is None else backup
        form = "rendered" if "rendered" in (element.attr("class") or "") else element.tag
        if post:
            yield self._credited(Hit(*place, form, post.platform, post, backup=backup), element, post)
        elif address and (host := frames.foreign(address, self._owner_host(), element)):
            there = Reference(platform="web", id=host, url=urls.resolve(urls.unwrap(address).url, None) or address)
            yield Hit(*place, element.tag, "web", there, backup=backup)

    def _credited(self, hit: Hit, player: Node, post: Reference) -> Hit:
        """A player with the line that names its title and author."""
        credit = credit_lines.of(player, post)
        if credit is None:
            return hit
        start, end = self.tree.span(credit.element) if hit.end else (0, 0)
        words = replace(credit.words, handle=None if credit.post.handle else credit.words.handle)
        return replace(hit, start=min(start, hit.start), end=max(end, hit.end), post=credit.post, words=words)

    def _inner(self, inner: str, place: tuple[int, int]) -> Iterator[Hit]:
        """What a frame holds in itself: embeds, else the link that an image of the player stands on."""
        if hits := list(self.enclosed(inner, place, "iframe")):
            yield from hits
        elif len(inner) < _STATE and (named := named_inside(fragment(inner), "first")):
            yield Hit(*place, "iframe", named[0].platform, named[0])

    def _owner_host(self) -> str | None:
        """Whose page this is: when nobody says, whom most of its links lead to."""
        if self.site is None:
            hosts = Counter(
                href.partition("//")[2].partition("/")[0].lower()
                for href in self.hrefs[:200]
                if href and href.startswith(("http://", "https://", "//"))
            )
            self.site = hosts.most_common(1)[0][0] if hosts else ""
        return self.site or None

    def _shaped(self, element: Node) -> Reference | None:
        for _, shape in self.shapes.shapes(element):
            if found := reference(shape, element):
                return found
        return None

    def fragment_id(self, element: Node) -> Reference | None:
        """The post behind `#` in the address of a frame (or what waits for one) that ends in the site's name: s9e."""
        for source in frames.written(element):
            address, _, number = source.partition("#")
            for site in providers.mentioned(address.rpartition("/")[2]) if number and "//" in address[:10] else ():
                named = number.partition("#")[0]
                if post := providers.completed(site, named) or shortcodes.by_path(site, named):
                    return post
        return None

    # ---------------------------------------------------------------------------------------------------- quotations

    def quotations(self) -> Iterator[Hit]:
        """`<blockquote>`s: those that carry a platform's class, and those that lost it and are signed like a tweet."""
        ends: list[int] = []
        cut = 0
        for element in self.root.find_all("blockquote"):
            place = self.entered(element, ends)
            if place is None:
                continue
            if hit := self._quotation(element, place):
                cut += hit.end < place[1]
                yield hit
            ends.append(hit.end if hit and cut < _CUT else place[1])

    def _quotation(self, element: Node, place: tuple[int, int]) -> Hit | None:
        for owner, shape in self.shapes.shapes(element):
            if hit := self._hit(element, shape, owner, place):
                return hit
        if hit := self._attributed(element, place):
            return hit
        named = named_inside(element, "last")
        return self._linked(element, place, named[0]) if named else None

    def _linked(self, element: Node, place: tuple[int, int], post: Reference) -> Hit | None:
        """A quotation that only its links say to be a post: signed like one, empty, or a placeholder."""
        plain = Hit(*place, "blockquote", post.platform, post, backup=_stands_in(element))
        if blocks.is_placeholder(element, post):
            return plain
        if not self._quotes_alone(element, post):
            return None
        words = quoted_words.read(element, _grammar(post.platform), post)
        if (words.signed and (words.date or words.handle == post.handle)) or (words.handle and words.posted_at):
            return replace(plain, words=words)
        return None if (element.text or "").strip() else plain

    def _attributed(self, element: Node, place: tuple[int, int]) -> Hit | None:
        """A quotation with the address of one post in an attribute, whatever that is called."""
        values = [value for name in islice(element.attrs, frames.ATTRIBUTES) if (value := element.attr(name))]
        posts = list(blocks.addressed(values).values())
        if not posts and (post := blocks.identified(element, values)):
            posts = [post]
        if not posts and (post := _headed(element)):
            posts = [post]
        if len(posts) != 1 or blocks.leads_elsewhere(element):
            return None
        another = functools.partial(self.shapes.quotes_another, cls="", owner=None)
        ended = blockquotes.ending(self.tree, element, posts[0], another)
        if ended:
            place = (place[0], ended.end)
        words = quoted_words.read(
            element, _grammar(posts[0].platform), posts[0], another=another, last=ended.link if ended else None
        )
        return Hit(*place, "blockquote", posts[0].platform, posts[0], words, backup=_stands_in(element))

    def _quotes_alone(self, element: Node, post: Reference) -> bool:
        """Whether an unmarked quotation is of a platform that signs, and holds no other quotation."""
        return _grammar(post.platform) in ("signed", "shared") and element.find("blockquote") is None

    def _hit(
        self,
        element: Node,
        shape: Shape,
        owner: Platform | None,
        place: tuple[int, int],
    ) -> Hit | None:
        """The element as a post in that shape; None when it names no post and quotes none."""
        if shape.facts:
            return self._factual(element, shape, owner, place)
        post = reference(shape, element, owner if shape.cls else None)
        another = functools.partial(self.shapes.quotes_another, cls=shape.cls, owner=owner)
        ended = blockquotes.ending(self.tree, element, post, another) if shape.cls else None
        if ended:
            place, post = (place[0], ended.end), ended.post or post
        elif shape.link and (post is None or post.handle is None):
            linked = named_inside(element, shape.link, another)
            post = linked[0] if linked and (post is None or linked[0].id == post.id) else post
        if post is None and not (shape.words and shape.cls and owner):
            return None
        words = quoted_words.Words()
        if shape.words and (post is None or owner is None or post.platform == owner.name):
            newlines = shape.newlines or "&#10;" in self.tree.text[slice(*place)]
            words = quoted_words.read(
                element, shape.words, post, newlines=newlines, another=another, last=ended.link if ended else None
            )
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
            doubts=("end",) if ended and not ended.sure else (),
        )

    def _factual(self, element: Node, shape: Shape, owner: Platform | None, place: tuple[int, int]) -> Hit | None:
        facts = dict(shape.facts)
        component = element.attr("data-component-name") or ""
        name, template = shape.attributes[0]
        try:
            record = json.loads(element.attr(name) or "")
        except (ValueError, RecursionError):
            return None
        key = record.get(facts["key"]) if isinstance(record, dict) else None
        if not isinstance(key, str) or (component not in ("", facts["component"]) and not _is_whole(record, facts)):
            return None
        kind = record.get("video_type")  # Elementor keeps the addresses of other kinds of video, which it does not show
        if isinstance(kind, str) and not facts["key"].startswith(kind):
            return None
        post = refer(key, template)
        if post is None or (owner and owner.name != post.platform) or blocks.is_one_button(element):
            return None
        return Hit(*place, shape.form, post.platform, post, quoted_words.from_facts(record, facts, post))

    # ----------------------------------------------------------------------------------------------- all other elements

    def marked(self) -> Iterator[Hit]:
        """Whatever else carries a platform's class or attribute, or an address or HTML in an attribute."""
        for element, place in self.shallow(self.holders.made):
            yield from self.shown_as(element, place)
        for element, place in self.shallow(self.tree.selected(self.shapes.anchors)):
            yield from self.shown_as(element, place)
        for tag in HOLDERS:
            for element, place in self.shallow(self.holders.known.get(tag, ())):
                yield from self._marked(element, place)
        for element, place in self.shallow(self.holders.paired):
            if not blocks.SHARED.search((element.attr("class") or "")[:400]) and (post := providers.stated(element)):
                yield self.stood_in(element, place, post)

    def stood_in(self, element: Node, place: tuple[int, int], post: Reference) -> Hit:
        """A post that attributes of an element name: it has the element's place, unless that is around much else."""
        words = 0
        for text in islice(element.stripped_strings, _STRINGS):
            words += len(text)
            if words > _NOTICE:
                tag = element.source_location
                end = self.tree.offset(tag.start_tag.end_offset) if tag else place[1]
                within = self.token(post.id, place[0], end) or (place[0], end)
                return Hit(*within, "data-attr", post.platform, post)
        return Hit(*place, "data-attr", post.platform, post, container=True)

    def shown_as(self, element: Node, place: tuple[int, int]) -> Iterator[Hit]:
        """The element in the first of its shapes that names a post."""
        for owner, shape in self.shapes.shapes(element):
            named = shape.cls or shape.tag == element.tag or element.attr(shape.attributes[0][0]) is not None
            if named and (hit := self._hit(element, shape, owner, place)):
                yield hit
                return

    def _marked(self, element: Node, place: tuple[int, int]) -> Iterator[Hit]:
        classes = element.attr("class") or ""
        if classes and blocks.SHARED.search(classes[:400]):
            return
        found = False
        for hit in self.shown_as(element, place):
            found = True
            yield hit
        attributes = element.attrs
        for name in () if found else ADDRESSES:
            if name in attributes and (value := element.attr(name)) and (post := refer(value, "{}")):
                yield Hit(*place, "data-attr", post.platform, post, container=True)
                return
        for name in () if found else ENCLOSURES:
            if name in attributes and (value := element.attr(name)):
                yield from self.parked(value, place)

    def parked(self, value: str, place: tuple[int, int]) -> Iterator[Hit]:
        """The embeds in the HTML that an attribute of the element at that place holds.

        A component's state holds much else: an embed in it has the place of its id, and may be shown elsewhere.
        """
        state = stories.State(value) if value.lstrip()[:1] in ("{", "[") else None
        for hit in self.enclosed(value, place, "data-attr"):
            if state and hit.post and state.tells(hit.post.id, self.story) is False:
                continue
            if len(value) < _STATE:
                yield hit
            elif hit.post and hit.platform != "web" and (token := self.token(hit.post.id, hit.start, hit.end)):
                yield replace(hit, start=token[0], end=token[1], form="json")

    def enclosed(self, value: str, place: tuple[int, int], form: str) -> Iterator[Hit]:
        """The embeds in HTML that stood inside something else; they have its place."""
        inner = hidden.enclosed(value)
        if inner is None or self.depth > 2:
            if len(value) > hidden.LONGEST and ("blockquote" in value or "iframe" in value):
                self.unread.setdefault("too-long", place)
            return
        page = inside_of(inner, self.depth + 1)
        page.site = self.site
        seen = set()
        for hit in page.inside():
            if hit.key not in seen:
                seen.add(hit.key)
                yield replace(hit, start=place[0], end=place[1], form=form)

    def inside(self, most: int = 20) -> Iterator[Hit]:
        """The embeds of a fragment, whose elements have no place; `most` of each kind."""
        nowhere = (0, 0)
        for element in islice(self.root.find_all("blockquote"), most):
            if hit := self._quotation(element, nowhere):
                yield hit
        for element in islice(self.root.find_all("iframe"), most):
            yield from self._frame(element, nowhere, backup=False)
        for element in islice(self.root.iter_elements(self.shapes.by_tag), most):
            yield from self.shown_as(element, nowhere)
        for tag in (*HOLDERS, "script"):
            for element in islice(self.root.find_all(tag), 200):
                if not self.shapes.attributes.isdisjoint(element.attrs):
                    yield from self.shown_as(element, nowhere)

    def token(self, identifier: str, start: int, end: int) -> tuple[int, int] | None:
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


def _headed(quotation: Node) -> Reference | None:
    """The post that the heading of a quotation leads to, when nothing else in it leads anywhere: the card of a post."""
    anchors = quotation.find_all("a", limit=2)
    above = islice(anchors[0].ancestors, 2) if len(anchors) == 1 else ()
    headed = any(getattr(each, "tag", "") in ("h1", "h2", "h3", "h4", "h5", "h6") for each in above)
    return platforms.recognise(anchors[0].attr("href") or "") if headed else None


def _is_whole(record: Mapping[str, object], facts: Mapping[str, str]) -> bool:
    """Whether an object has the words of a post and who wrote them, whatever drew it is called."""
    return all(isinstance(record.get(facts.get(fact, "")), str) for fact in ("text", "handle"))


def _grammar(platform: str) -> str:
    """How the platform's own quotations quote."""
    shapes = platforms.get(platform).markup
    return next((shape.words for shape in shapes if shape.tag == "blockquote" and shape.words), "")


def _stands_in(element: Node) -> bool:
    """Whether it is the form for browsers without scripts, or a form that waits in a template."""
    for parent in islice(element.ancestors, 12):
        tag = getattr(parent, "tag", None)
        if tag is None or tag in _BACKUPS:
            return True
        if tag in ("body", "article", "html"):
            return False
    return False


def inside_of(text: str, depth: int = 1) -> Page:
    """A page of HTML that was kept inside something else; its elements have no place."""
    return Page(Tree(fragment(text), text, array("q")), None, depth)
