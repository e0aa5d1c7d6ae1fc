"""Embeds in a page's scripts: loaders that name a post, calls that draw one, templates, and the page's JSON."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import islice

from embedarchive import platforms
from embedarchive.documents.html import Node
from embedarchive.finder.markup import blocks, body_trees, providers, stories
from embedarchive.finder.markup import embedded_data as hidden
from embedarchive.finder.markup.elements import Page, inside_of
from embedarchive.finder.markup.frames import parking
from embedarchive.finder.markup.hits import Hit
from embedarchive.finder.markup.links import named
from embedarchive.finder.markup.revived import is_coded, revived
from embedarchive.patterns import regex
from embedarchive.platforms import Shape

Known = AbstractSet[tuple[str, str] | None]
Calls = list[tuple[str, Shape]]
"""The functions that a page's scripts call, and what each draws."""

_LONGEST_STATE = 3_000_000  # characters of JSON that are read
_LINKED_DATA = "application/ld+json"
_SETTINGS = 2000  # characters of a script that describes one thing
_IN_STATE = 200  # embeds of a kind that are looked at: those of other stories may stand first
_RUN = ("", "module", "importmap", "speculationrules")
"""The types of scripts that a browser runs or reads itself, beside JavaScript and JSON of every name."""


_SET_UP = regex(
    r"""\(\s{0,9}["'`]\#?(?P<block>[\w-]{1,60})["'`]\s{0,9}
        (?:,|\)\s{0,9}\.\s{0,9}\w{1,30}\s{0,9}\()\s{0,9}(?=\{)""",
    re.VERBOSE,
)
"""A call that gets the id of an element and settings: `player("film", {…})`, `player("film").setup({…})`."""
_WRITTEN = regex(r"""["'`](?P<address>(?:https?:)?(?:\\?/){2}[^"'`\s<>]{4,500})["'`]""")
_CALLED = regex(
    r"""(?<![\w$.])(?P<name>[\w$.]{1,80})\s{0,9}\([^()]{0,300}?["'`](?P<address>(?:https?:)?//[^"'`\s<>]{4,500})["'`]"""
)
"""A call that gets an address, in whatever place of its arguments."""
_DOES_ELSE = regex(
    r"(?:\A|[.])(?:log|ga|gtag|push|open|fetch|ping|send|assign|replace|import|require)\Z|track|analytic|preload|prefetch"
    r"|preconnect|share",
    re.IGNORECASE,
)
"""What a function is called that draws nothing where it is called."""
_PLAYERS = ("/embed", "watch?v=", "/player.", ".setup(")
"""What addresses of players have in common, whoever shows the video; and how players are told what to play."""
_SHOWN = ("/embed", "/player.", "/plugins/")  # in addresses of players that a script passes on
_NAME = 40  # characters before a call in which its name stands
_CALLS = 50  # of a script that are looked at
_TALK = "discussion"
"""What a script's attribute is called that draws what readers say below an article, and no post."""
_ATTRIBUTES = 60  # of a script that are looked at


def find(page: Page, known: Known) -> Iterator[Hit]:
    """Loaders that name a post, calls that draw one, templates, and embeds that only the page's JSON holds."""
    scripts = page.root.find_all("script")
    loaded = [element.attr("src") for element in scripts]
    texts = ["" if source else element.text for element, source in zip(scripts, loaded, strict=True)]
    sources = [
        source or (None if text.strip() else _withheld(element))
        for element, source, text in zip(scripts, loaded, texts, strict=True)
    ]
    posts = named(sources)
    short = "\n".join(text for text in texts if len(text) < hidden.SMALL)
    calls = [(call, shape) for call, shape in page.shapes.calls if call in short]
    players = [sign for sign in dict.fromkeys((*_PLAYERS, *_SHOWN)) if sign in short]
    for element, source, text in zip(scripts, sources, texts, strict=True):
        if not source:
            yield from _inline(page, element, text, calls, players, known)
        elif not page.shapes.attributes.isdisjoint(element.attrs):
            yield from page.shown_as(element, page.tree.span(element))
        elif post := posts.get(source):
            yield Hit(*page.tree.span(element), "script", post.platform, post)
        else:
            yield from _drawing(page, element, source)


def _withheld(script: Node) -> str | None:
    """Where a script is that a consent tool keeps from loading: its `src` has another name."""
    values = (script.attr(name) for name in parking(script.attrs) if name.endswith("src"))
    return next(filter(None, values), None)


def _drawing(page: Page, script: Node, source: str) -> Iterator[Hit]:
    """What a platform's script draws: the post that its attributes name, or the element that it stands behind."""
    platforms_there = blocks.hosted(source)
    if not platforms_there or any(_TALK in name for name in islice(script.attrs, _ATTRIBUTES)):
        return
    for platform in platforms_there:
        values = [value for name in parking(script.attrs) if (value := script.attr(name))]
        if values and (post := blocks.identified(script, values, (platform,))):
            yield Hit(*page.tree.span(script), "script", post.platform, post)
        elif found := blocks.drawn(script, platform):
            element, post = found
            yield Hit(*page.tree.span(element), "script", post.platform, post, container=element.tag != "a")


def _inline(  # noqa: PLR0917 -- what all scripts of a page have in common
    page: Page, element: Node, text: str, calls: Calls, players: Sequence[str], known: Known
) -> Iterator[Hit]:
    if len(text) < 20:
        return
    kind = (element.attr("type") or "").lower()
    if kind not in _RUN and "javascript" not in kind and "json" not in kind:
        yield from _template(page, text, page.tree.span(element))
        return
    if len(text) < hidden.SMALL:
        drawn = [hit for call, shape in calls if call in text for hit in _called(page, element, text, call, shape)]
        if any(sign in text for sign in players):
            drawn += _set_up(page, text)
            drawn = drawn or list(_in_place(page, element, text, known))
        yield from drawn
    if hidden.holds_embeds(text, kind):
        yield from _state(page, element, text, kind, known)
    if is_coded(text) and body_trees.may_be_revived(text):
        text = revived(text)
    if kind != _LINKED_DATA and body_trees.may_hold(text):
        yield from in_tree(page, text, page.tree.span(element), known, alone=_stands_in_place(element, text))


def _template(page: Page, text: str, place: tuple[int, int]) -> Iterator[Hit]:
    """What a script draws when readers consent: HTML with embeds, else blocks that name a platform and an id."""
    found = list(page.enclosed(text, place, "template"))
    if not found and len(text) < _SETTINGS and "<" in text:
        posts = filter(None, map(providers.stated, inside_of(text).holders.paired))
        found = [Hit(*place, "template", post.platform, post) for post in islice(posts, _CALLS)]
    yield from found


def _called(page: Page, element: Node, text: str, call: str, shape: Shape) -> Iterator[Hit]:
    key, template = shape.attributes[0]
    for start, end, values in hidden.arguments(text, call):
        try:
            address = template.format(*([hidden.argument(text[start:end], key)] if key else values))
        except IndexError:
            continue
        if post := platforms.recognise(address):
            yield Hit(*page.tree.span(element), shape.form, post.platform, post)


def _set_up(page: Page, text: str) -> Iterator[Hit]:
    """Empty blocks that a script makes players of: it calls something with the id of each and one post's address."""
    calls = _SET_UP.finditer(text) if any(sign in text for sign in _PLAYERS) else ()
    for call in islice(calls, _CALLS):
        if blocks.SHARED.search(text, max(0, call.start() - _NAME), call.start()):
            continue
        end = text.find("})", call.end(), call.end() + _SETTINGS)
        addresses = (found["address"].replace("\\/", "/") for found in _WRITTEN.finditer(text, call.end(), max(end, 0)))
        posts = blocks.addressed(addresses)
        if len(posts) != 1:
            continue
        (post,) = posts.values()
        for block in page.root.select(f'[id="{call["block"]}"]')[:1]:
            if blocks.waits(block) and not blocks.leads_elsewhere(block):
                yield Hit(*page.tree.span(block), "script", post.platform, post, container=True)


def _in_place(page: Page, script: Node, text: str, known: Known) -> Iterator[Hit]:
    """The one player that a short script amid the text draws where it stands: it calls something with its address."""
    if len(text) > _SETTINGS or not any(sign in text for sign in _SHOWN) or _SET_UP.search(text) or not _block(script):
        return
    text = text.replace("\\/", "/")
    calls = (call for call in _CALLED.finditer(text) if not _DOES_ELSE.search(call["name"]))
    posts = blocks.addressed(call["address"] for call in calls if providers.is_player(call["address"]))
    if len(posts) == 1 and len(blocks.addressed(found["address"] for found in _WRITTEN.finditer(text))) == 1:
        (post,) = posts.values()
        if (post.platform, post.id) not in known:
            yield Hit(*page.tree.span(script), "script", post.platform, post)


def in_tree(page: Page, text: str, place: tuple[int, int], known: Known, *, alone: bool = False) -> Iterator[Hit]:
    """Embeds in a body that is kept as a tree, if it is the body of the page's own story.

    Args:
        page: the page.
        text: the tree, or the script that keeps it.
        place: where it stands.
        known: what is shown elsewhere.
        alone: whether it describes what is to be drawn where it stands.
    """
    state: stories.State | None = None
    for post in body_trees.posts(text):
        if (post.platform, post.id) in known or (within := page.token(post.id, *place)) is None:
            continue
        state = state or stories.State(text)
        told = state.tells(post.id, page.story)
        if told or (told is None and (alone or stories.is_drawn_by_scripts(page.story))):
            yield Hit(*within, "json", post.platform, post)


def _stands_in_place(script: Node, text: str) -> bool:
    """Whether a script describes what is to be drawn where it stands: a few words alone in a block."""
    block = _block(script) if len(text) < _SETTINGS else None
    return block is not None and blocks.is_empty(block)


def _block(script: Node) -> Node | None:
    """The part of the page that a script stands in; None where that is all of it, or leads to something else."""
    block = script.parent
    if block is None or getattr(block, "tag", "body") in ("body", "head", "html"):
        return None
    return None if blocks.leads_elsewhere(block) else block


def _state(page: Page, element: Node, text: str, kind: str, known: Known) -> Iterator[Hit]:
    """Embeds in JSON that the markup does not show, but for those of other stories.

    Each has the place of its id in the script.
    """
    start, end = page.tree.span(element)
    found: list[Hit] = []
    state: stories.State | None = None
    if kind == _LINKED_DATA:
        posts = (platforms.recognise(address) for address in hidden.framed_videos(text))
        found = [Hit(0, 0, "json", post.platform, post) for post in posts if post]
    elif len(text) < _LONGEST_STATE:
        state = stories.State(text)
        inner = hidden.unescaped(hidden.unescaped(text))
        inner = html.unescape(inner) if "&lt;" in inner and len(inner) < hidden.SMALL else inner
        found = [replace(hit, form="json") for hit in inside_of(inner).inside(_IN_STATE) if hit.platform != "web"]
    for hit in found:
        if hit.key in known or hit.post is None or (state and state.tells(hit.post.id, page.story) is False):
            continue
        if place := page.token(hit.post.id, start, end):
            yield replace(hit, start=place[0], end=place[1])
