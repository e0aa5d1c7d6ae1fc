"""Where an extractor parted every text node: do two pieces belong to one sentence?

A link, a tag or a mention inside of a sentence is a piece of its own there, and so is what stands on either side of it.
"""

from __future__ import annotations

import re

from embedarchive.finder.text.extent import clues
from embedarchive.finder.text.extent.habits import Habits
from embedarchive.finder.text.extent.segments import Segment
from embedarchive.patterns import regex

_GOES_ON = regex(
    r"""を | (?:は|が|の|に|へ|と|も|や)(?=[、「『A-Z@\#\s]|[\u4e00-\u9fff\u30a0-\u30ff]) | で(?=[^すき、もはし])
    | という | といった | について | による | によると | によって | における | として | での | への | との | からの
    | って | だった | である | です | でした | だけど | ですが | さん | 氏(?!名) | など | まで | より(?=も)
    | 的 | 了 | 们 | (?:은|는|이|가|을|를|의|에|에서|로|으로|와|과|도|만|라는|이라는)(?=\s) | 입니다""",
    re.VERBOSE,
)
"""Particles and endings with which no sentence of Japanese, Chinese or Korean begins."""

_BREAKS_OFF = ("は", "が", "の", "を", "に", "へ", "や", "という", "って", "的", "在", "和", "与", "是")
"""Particles with which none ends."""

TOKEN = regex(r"(?:[@#＃$][\w@#＃]{1,80}|(?:https?://|pic\.)\S{1,300}|[)\]}.,:;!?'’…]\S{0,3})(?=\s|\Z)")
"""A text node of a link, or one that begins with the punctuation behind one."""

_CLOSING = frozenset(",.;:!?)]}、。，）」』")
_HOLDS = frozenset("(（「『[@“„«/")
"""Signs with which a text goes on from a link, and those that hold a link to come."""


def evidence(upper: str, far: Segment, lower: str, habits: Habits) -> dict[str, float]:
    """Does the lower piece go on with the sentence of the upper one, and do they stand in one text node?"""
    found: dict[str, float] = {}
    if _GOES_ON.match(lower):
        found["goes on by a particle"] = 1.0
    elif _breaks_off(upper, habits.common):
        found["breaks off"] = 1.0
    if habits.stripped and far.gap in {"line", "paragraph"}:
        found["inside of a text node"] = 1.0
    return found


def seam(upper: str, lower: str, gap: str) -> str:
    """Where every text node is a line: does a link begin, does a text go on, or a new line begin?"""
    if lower.startswith("pic."):
        return "media"
    if lower[:1] in _CLOSING or lower[:1].islower() or upper[-1:] in _HOLDS:
        return "inside" if _beside_link(upper, lower) else "inside of prose"
    if TOKEN.fullmatch(upper):
        return "behind link"
    if TOKEN.match(lower) and upper[-1:] not in clues.ENDING:
        return "link"
    return gap


def beginning(far: Segment, beyond: Segment | None, habits: Habits) -> dict[str, float]:
    """Where every text node is a line: does a piece go on with the sentence of the one beyond it, so that none begins?

    In a post only links, tags and mentions part a sentence into text nodes; in an article links and emphasis do.
    """
    if beyond is None or not habits.nodes or beyond.words[-1:] in clues.ENDING:
        return {}
    inside = seam(beyond.words, far.words, far.gap).startswith("inside")
    if not inside and not _reaches(beyond.words, far.words, habits.common):
        return {}
    return {"begins inside" if _beside_link(beyond.words, far.words) else "begins inside of prose": 1.0}


def _beside_link(upper: str, lower: str) -> bool:
    """Does a link, a tag or a mention end above or begin below?"""
    return TOKEN.fullmatch(upper) is not None or upper[-1:] in _HOLDS or TOKEN.match(lower) is not None


def _reaches(upper: str, lower: str, common: frozenset[str]) -> bool:
    """Does a sentence reach from one piece into the next, as its particles and the article's little words tell?"""
    return _GOES_ON.match(lower) is not None or _breaks_off(upper, common)


def _breaks_off(words: str, common: frozenset[str]) -> bool:
    """Does a piece end in a word after which more must come?"""
    if words.endswith(_BREAKS_OFF):
        return True
    last = words.rsplit(" ", 1)[-1]
    return last.islower() and last in common
