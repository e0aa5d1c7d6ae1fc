"""Do two neighbouring pieces belong to one post? The evidence, by name; `weights` says what each is worth."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from embedarchive.finder.text.attribution.attributions import Attribution
from embedarchive.finder.text.extent import budget, clues, nodes, voices
from embedarchive.finder.text.extent.habits import Habits
from embedarchive.finder.text.extent.segments import Segment
from embedarchive.patterns import regex

SHARE = 0.5
"""What evidence weighs of its own in one layout, beside what it weighs in all: a small value holds the two together."""

FULL = 0.93
"""The share of the limit from which a post counts as full."""

CUTS = frozenset({"sentence", "glue", "wide", "node", "bare"})
"""What parts the pieces of one line."""

_SEAMS = {"sentence": "blank", "wide": "blank", "node": "blank", "bare": "blank"}
"""What parts two pieces, as what parts an attribution from the words below it."""

_MARKED = frozenset("@#＃")
_NODE_STARTS = frozenset({"mention start", "tag start"})
"""Where every text node is a line, every mention and tag begins one."""

_OF_LINES = frozenset({"against typical", "rarely so short", "opens the article", "as below attributions"})
"""What says nothing inside of a line that holds the article as well."""

_OF_TONGUES = frozenset({"another language", "another script"})
"""What says that two pieces are in two languages."""

_LINK_TARGET = regex(r"\]\(\s?<?(?:https?://)?(?P<host>[a-z0-9.-]{1,80})")
_EMPHASIS = regex(r"\*\*[^\s*]|(?<![\w*])[*_][^\s*_][^*_\n]{2,200}[*_](?!\w)")
_ITEM = regex(r"[*+]\s|!\[|\||\d{1,2}\\?\.\s")
_BULLET = regex(r"\\?[-*+•◦▪]\s")
_POST_HOSTS = frozenset(
    {
        "twitter.com",
        "x.com",
        "t.co",
        "pic.twitter.com",
        "pic.x.com",
        "www.twitter.com",
        "mobile.twitter.com",
        "bsky.app",
    }
)


class Setting(NamedTuple):
    """What all joins of one post share.

    Attributes:
        inset: the post's lines are indented further than the article's.
        depth: how many quote marks stand before the attribution.
        indent: how many blanks.
        middle: twice the column around which the attribution stands.
        name_above: who wrote the post above, empty where there is none or where it is the same person.
    """

    attribution: Attribution
    habits: Habits
    depth: int = 0
    indent: int = 0
    inset: bool = False
    middle: int = 0
    name_above: str = ""

    @property
    def set_apart(self) -> bool:
        """Does the post's margin tell it from the article?"""
        return self.inset or self.depth > self.habits.quoted


def features(
    near: Segment,
    far: Segment,
    so_far: str,
    whole: str,
    setting: Setting,
    *,
    beyond: Segment | None = None,
    downward: bool = False,
) -> dict[str, float]:
    """What speaks for and against `far` belonging to the post.

    Args:
        near: the outermost piece of the post so far.
        far: its neighbour, further from the attribution.
        so_far: the words of the post up to and with `near`.
        whole: the same with `far`.
        setting: what this document and this attribution are like.
        beyond: the next piece behind `far`, None where there is none.
        downward: `far` stands below `near`, as in texts whose extractor put the attribution after the first line.
    """
    upper, lower = (near, far) if downward else (far, near)
    item = setting.attribution
    parted = kind((upper, lower), far.gap, setting)
    found = {parted: 1.0, f"any {far.gap}": 1.0}
    found |= _fill(so_far, whole, item.date)
    found |= clues.edges(upper.words, lower.words)
    if setting.habits.nodes or setting.habits.blanks:
        for name in _NODE_STARTS & set(found):
            found[f"{'node' if setting.habits.nodes else far.gap} {name}"] = found.pop(name)
        found |= nodes.evidence(upper.words, far, lower.words, setting.habits)
        found |= nodes.beginning(far, beyond, setting.habits)
    found |= clues.contents(far.words, so_far, item.handle, setting.habits)
    found |= clues.voices(far.words, so_far, item.name, item.handle, setting.habits)
    found |= _sound((upper.words, lower.words), far.words, so_far, found, loose=setting.habits.loose)
    if not (downward or setting.habits.layout):
        _of_prose(found, far.words, setting.name_above)
    found |= _customs(upper, lower, setting.habits)
    if not (setting.habits.loose or setting.habits.nodes):
        found |= _shared(far.words, so_far, setting.habits.shared)
    found |= _layout(upper, lower, (near, far), setting)
    if lower.line_length > setting.habits.run_on and far.gap in CUTS:
        for name in _OF_LINES & set(found):
            del found[name]
    if downward:
        for name in {parted, "media end", "link end"} & set(found):
            found[f"below {name}"] = found.pop(name)
    within = "below" if downward else setting.habits.layout
    if within:
        found |= {f"{within}: {name}": value * SHARE for name, value in found.items()}
    return found


def is_listed(piece: Segment) -> bool:
    """Does a piece begin with a list's bullet or number?"""
    return _BULLET.match(piece.characters) is not None or _ITEM.match(piece.characters) is not None


def item_beside_none(near: Segment, far: Segment) -> bool:
    """Is only the second an item of a list?"""
    return _ITEM.match(far.words) is not None and _ITEM.match(near.words) is None


def kind(pair: tuple[Segment, Segment], gap: str, setting: Setting) -> str:
    """What parts the two pieces, the upper and the lower, in the light of what that means in this document."""
    habits = setting.habits
    upper, lower = pair
    if gap in CUTS and lower.line_length > habits.run_on:
        return f"run {gap}"
    if habits.blanks and gap in CUTS:
        return f"blank {gap}"
    if habits.loose or gap in CUTS:
        return "loose indented line" if gap == "line" and lower.indent else f"loose {gap}"
    if habits.nodes:
        return f"node {nodes.seam(upper.words, lower.words, gap)}"
    layouts = {
        "quoted": setting.depth > habits.quoted,
        "inset": setting.inset,
        "tidy": habits.tidy,
        "markdown": habits.spaced and habits.markdown,
        "spaced": habits.spaced,
    }
    return f"{next((name for name, holds in layouts.items() if holds), 'plain')} {gap}"


def _of_prose(found: dict[str, float], far: str, name_above: str) -> None:
    """What an article says below a post is about who wrote it; and a short post needs no plain sentence above it."""
    if clues.names_in_full(name_above, far):
        found["names the author in full"] = 1.0
    if clues.plain_sentence(found):
        found.pop("hardly begun", None)


def _fill(so_far: str, whole: str, day: dt.date | None) -> dict[str, float]:
    """How far the limit is filled before and after."""
    ceiling = budget.limit(day)
    before, after = budget.weighted_length(so_far, day) / ceiling, budget.weighted_length(whole, day) / ceiling
    found = {"filled before": before, "filled after": after}
    if budget.cut_short(so_far, day):
        found["cut short, room left"] = max(0.0, 0.95 - before)
        if after > FULL:
            found["cut short, now full"] = 1.0
        if before > FULL:
            found["cut short, was full"] = 1.0
    if before < 0.12:
        found["hardly begun"] = 1.0
    return found


def _sound(
    pair: tuple[str, str], far: str, so_far: str, known: Mapping[str, float], *, loose: bool
) -> dict[str, float]:
    """Whose words are they, by models that know many posts and articles of elsewhere, and no pairs of two languages?"""
    found = {"sounds like a post": voices.piece(far)}
    if known.keys().isdisjoint(_OF_TONGUES):
        found["sounds like going on"] = voices.pair(*pair)
    if not loose:  # a sentence alone says little of its author's voice
        found["the post so far sounds like one"] = voices.piece(so_far)
    return found


def _layout(upper: Segment, lower: Segment, pair: tuple[Segment, Segment], setting: Setting) -> dict[str, float]:
    """How the pieces stand on the page; of the pair the second is further from the attribution."""
    found: dict[str, float] = {}
    near, far = pair
    habits = setting.habits
    if upper.trails and far.gap not in CUTS and not (habits.loose or habits.tailed):
        found["blanks at its end"] = 1.0
    if _ITEM.match(far.words):
        found["list item"] = 1.0
    if near.gap == "line" and far.gap == "paragraph" and near.start < setting.attribution.start:
        found["blank line above lines" if habits.spaced else "blank line above the block"] = 1.0
    if _BULLET.match(far.characters) and not _BULLET.match(near.characters) and not habits.loose:
        found["item beside no item"] = 1.0
    if habits.head.startswith(far.characters) and len(far.characters) > 3:
        found["headline"] = 1.0
    elif far.start < habits.opening and not habits.loose:
        found["opens the article"] = 1.0
        if far.start in habits.timed:
            found["opens below a time"] = 1.0
    if habits.markdown:
        found |= _markdown(far.characters)
    if habits.width and upper.line_length and upper.line_length + 1 + len(lower.words.split(" ", 1)[0]) > habits.width:
        found["wrapped"] = 1.0
    return found | _blocks(upper, far, habits) | _margin(far, setting)


def _blocks(upper: Segment, far: Segment, habits: Habits) -> dict[str, float]:
    """Does what parts the pieces part blocks of this document: blank lines, times, what stands below attributions?"""
    found: dict[str, float] = {}
    if habits.seams:
        found["as below attributions"] = habits.seams.get(_SEAMS.get(far.gap, far.gap), 0.0) - 0.5
    if far.start in habits.timed:
        found["below a time"] = 1.0
    if habits.run_together and far.gap in _SEAMS:
        found["blank inside of a block"] = 1.0
    elif habits.run_together and far.gap == "glue" and upper.words[-1:] in clues.ENDING:
        found["glue between blocks"] = 1.0
    if habits.breaks and far.gap == "paragraph":
        found["paragraph where lines break"] = 1.0
    return found


def _margin(far: Segment, setting: Setting) -> dict[str, float]:
    """How deep a piece is quoted and how far indented, beside the attribution."""
    if not setting.attribution.own_line or setting.habits.loose:
        return {}
    if far.depth != setting.depth:
        return {"other quote depth": 1.0}
    if not far.depth and far.indent != setting.indent:
        return {"outdented" if far.indent < setting.indent else "indented": 1.0}
    return {}


def _customs(upper: Segment, lower: Segment, habits: Habits) -> dict[str, float]:
    """What the document's other posts and lines are like."""
    found: dict[str, float] = {}
    first = lower.words.split(" ", 1)[0].casefold()
    if first[:1] in _MARKED and first in habits.openings:
        found["begins as other posts do"] = 1.0
    above = upper.words.split(" ", 1)[0].casefold()
    if above[:1] in _MARKED and above in habits.openings and above != first:
        found["above begins as other posts do"] = 1.0
    last = upper.words.rsplit(" ", 1)[-1].casefold()
    if last[:1] in _MARKED and last in habits.endings:
        found["ends as other posts do"] = 1.0
    if habits.single:
        found["others have one line"] = habits.single
    if nodes.TOKEN.fullmatch(upper.words):
        found["link or tag above"] = 1.0
    if nodes.TOKEN.fullmatch(lower.words):
        found["link or tag below"] = 1.0
    return found


def _shared(far: str, so_far: str, shared: frozenset[str]) -> dict[str, float]:
    """Where is the tag that nearly all posts of the document hold?"""
    if not shared:
        return {}
    here, there = (any(tag in words.casefold() for tag in shared) for words in (so_far, far))
    return {f"{'holds' if here else 'brings' if there else 'lacks'} what all posts hold": 1.0}


def _markdown(characters: str) -> dict[str, float]:
    """What Markdown shows that was markup: links to elsewhere, emphasis."""
    found: dict[str, float] = {}
    if any(link["host"] not in _POST_HOSTS for link in _LINK_TARGET.finditer(characters)):
        found["foreign link"] = 1.0
    if _EMPHASIS.search(characters):
        found["emphasis"] = 1.0
    return found
