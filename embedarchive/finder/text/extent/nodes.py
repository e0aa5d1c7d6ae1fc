"""Where an extractor parted every text node: do two pieces belong to one sentence?

A link, a tag or a mention inside of a sentence is a piece of its own there, and so is what stands on either side of it.
"""

from __future__ import annotations

import re

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


def _breaks_off(words: str, common: frozenset[str]) -> bool:
    """Does a piece end in a word after which more must come?"""
    if words.endswith(_BREAKS_OFF):
        return True
    last = words.rsplit(" ", 1)[-1]
    return last.islower() and last in common
