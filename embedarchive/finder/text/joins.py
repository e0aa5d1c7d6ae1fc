"""Do two neighbouring pieces belong to one post? The evidence, as names and numbers; `weights` says what each is worth."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from embedarchive.finder.text import budget, tongues
from embedarchive.finder.text.attributions import Attribution
from embedarchive.finder.text.habits import Habits
from embedarchive.finder.text.segments import Segment
from embedarchive.finder.text.wording import MEDIA_LINK

_SHORT_LINK_END = re.compile(r"https?://t\.co/[A-Za-z0-9]{4,12}\s{0,4}\Z")
_EMOJI = re.compile(r"[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff]")
_TAG = re.compile(r"(?<!\w)[#＃$][^\W\d_]\w{0,40}")
_MENTION = re.compile(r"(?<![\w/])@[A-Za-z0-9_]{2,15}(?![\w@])")
_LISTED = re.compile(r"(?:[-–—•*▪‣→➡✅☑🔹🔸👉📌➤>]|\(?\d{1,2}[.)/]|[a-zA-Z][.)]\s|\d️⃣)")
_TWEET = re.compile(r"tweet|twitter|ツイート|твит|twit\b|\bX\s?:?$|\bpost(?:ed|ing)?\b", re.IGNORECASE)
_FOREIGN_LINK = re.compile(
    r"\]\(\s?<?(?!https?://(?:[a-z.]{0,12}\.)?(?:twitter\.com|x\.com|t\.co|pic\.)|[^)]{0,9}twitter)"
)
_EMPHASIS = re.compile(r"\*\*[^\s*]|(?<![\w*])[*_][^\s*_][^*_\n]{2,}[*_](?!\w)")
_HEADING = re.compile(r"#{1,6}\s|[*+]\s|!\[|\||={3}|-{3}|\*{3}|```|\d{1,2}\\?\.\s")
_CREDIT = re.compile(
    r"(?:photos?|image|video|foto|photograph|credit|source|bild|getty|reuters|afp|ap photo|advertis|read more|related|©)",
    re.IGNORECASE,
)
_NAME_PART = re.compile(r"[^\W\d_]{4,30}")
_OPEN, _CLOSE = "“«„「『(", "”»」』)"
_TERMINAL = tuple(".!?…。！？")
_QUOTES = "\"“”«»„‚‘’'「『』」"


@dataclass(frozen=True, slots=True)
class Setting:
    """What all joins of one post share.

    Attributes:
        inset: the post's lines are indented further than what follows the attribution.
        depth: how many quote marks stand before the attribution.
        indent: how many blanks.
    """

    attribution: Attribution
    habits: Habits
    depth: int = 0
    indent: int = 0
    inset: bool = False


def features(
    near: Segment, far: Segment, so_far: str, whole: str, setting: Setting, *, downward: bool = False
) -> dict[str, float]:
    """What speaks for and against `far` belonging to the post that so far reaches `near`.

    Args:
        so_far: the words of the post up to and with `near`.
        whole: the same with `far`.
        downward: `far` stands below `near`, as it does in texts whose extractor put the attribution after the first line.
    """
    date = setting.attribution.date
    upper, lower = (near, far) if downward else (far, near)
    found = {_kind(near, far, setting): 1.0, f"any {far.gap}": 1.0}
    found |= _fill(so_far, whole, date)
    found |= _edges(upper.words, lower.words)
    found |= _contents(far.words, so_far, setting)
    found |= _voices(far.words, so_far, setting)
    found |= _layout(upper, lower, far, setting)
    if downward:
        found = {
            f"below {name}" if name in {"media end", "link end", _kind(near, far, setting)} else name: value
            for name, value in found.items()
        }
    return found


def _kind(near: Segment, far: Segment, setting: Setting) -> str:
    """What parts the two pieces, in the light of what that means in this document."""
    lower = near if near.start > far.start else far
    gap = far.gap
    habits = setting.habits
    if habits.loose:
        return f"loose {gap}" if gap != "line" or not lower.indent else "loose indented line"
    if setting.depth:
        return f"quoted {gap}"
    if setting.inset:
        return f"inset {gap}"
    if habits.tidy:
        return f"tidy {gap}"
    if habits.spaced:
        return f"{'markdown' if habits.markdown else 'spaced'} {gap}"
    return f"plain {gap}"


def _fill(so_far: str, whole: str, date: object) -> dict[str, float]:
    """How far the limit is filled before and after."""
    day = date if isinstance(date, budget.dt.date) else None
    ceiling = budget.limit(day)
    before, after = budget.used(so_far, day) / ceiling, budget.used(whole, day) / ceiling
    found = {"filled before": before, "filled after": after}
    if budget.cut_short(so_far, day):
        found["cut short, room left"] = max(0.0, 0.95 - before)
        if after > 0.93:
            found["cut short, now full"] = 1.0
        if before > 0.93:
            found["cut short, was full"] = 1.0
    if before < 0.12:
        found["hardly begun"] = 1.0
    return found


def _edges(upper: str, lower: str) -> dict[str, float]:
    """How the upper piece ends and the lower begins."""
    found: dict[str, float] = {}
    end = upper.rstrip(_QUOTES + " *_)")[-1:]
    if (
        MEDIA_LINK.search(upper[-40:])
        and not upper[-1:].isspace()
        and MEDIA_LINK.search(upper[-40:]).end() == len(upper[-40:])
    ):  # type: ignore[union-attr]
        found["media end"] = 1.0
    elif _SHORT_LINK_END.search(upper[-40:]):
        found["link end"] = 1.0
    elif end == ":":
        found["colon before a list" if _LISTED.match(lower) else "colon"] = 1.0
    elif end == ",":
        found["comma"] = 1.0
    elif end in _TERMINAL:
        found["sentence end"] = 1.0
    elif _EMOJI.search(upper[-3:]):
        found["emoji end"] = 1.0
    else:
        found["open end"] = 1.0
    start = lower.lstrip(_QUOTES + "(")[:1]
    if start.islower():
        found["lower-case start"] = 1.0
    elif lower[:1] in "@" or lower[:2] == ".@":
        found["mention start"] = 1.0
    elif lower[:1] in "#＃":
        found["tag start"] = 1.0
    elif _LISTED.match(lower):
        found["list start"] = 1.0
        if _LISTED.match(upper):
            found["both listed"] = 1.0
    elif _EMOJI.match(lower):
        found["emoji start"] = 1.0
    elif lower.startswith("http") or lower.startswith("pic."):
        found["link start"] = 1.0
    return found


def _contents(far: str, so_far: str, setting: Setting) -> dict[str, float]:
    """What the far piece says: as posts do, or as articles do."""
    found: dict[str, float] = {}
    if _TAG.search(far):
        found["tag"] = 1.0
    if _MENTION.search(far):
        found["mention"] = 1.0
    if _EMOJI.search(far):
        found["emoji"] = 1.0
    if _TWEET.search(far[-120:]):
        found["speaks of a post"] = 1.0
    if len(far) > 2 and far[0] in _QUOTES and far.rstrip(" .,")[-1:] in _QUOTES:
        found["quotation"] = 1.0
    elif far[:1] in '“«„"':
        found["quotation begins"] = 1.0
    if _CREDIT.match(far) and len(far) < 60:
        found["credit"] = 1.0
    words = far.split()
    if len(far) < 70 and far[-1:] not in _TERMINAL + (":",):
        found["title-like"] = 1.0
        if len(words) > 2 and sum(word[:1].isupper() for word in words) > 0.7 * len(words):
            found["title case"] = 1.0
    found["length"] = math.log1p(len(far)) - 4
    found["against typical"] = max(-2.0, min(2.0, math.log((len(far) + 10) / (setting.habits.typical + 10))))
    opened = sum(so_far.count(char) for char in "”»」』)") - sum(so_far.count(char) for char in "“«「『(")
    if opened > 0 and any(char in far for char in _OPEN):
        found["closes what it opens"] = 1.0
    elif sum(far.count(char) for char in "“«「『") > sum(far.count(char) for char in "”»」』"):
        found["leaves a quotation open"] = 1.0
    if len(so_far.strip()) < 2:
        found["nothing yet"] = 1.0
    return found


def _voices(far: str, so_far: str, setting: Setting) -> dict[str, float]:
    """Who speaks: does the far piece name the author, and is it in the article's language while the post is not?"""
    found: dict[str, float] = {}
    item = setting.attribution
    names = {part for part in _NAME_PART.findall(f"{item.name} {item.handle}") if len(part) > 3}
    if names and any(part in far for part in names):
        found["names the author"] = 1.0
    theirs, ours = _share(far, setting.habits.common), _share(so_far, setting.habits.common)
    if theirs is not None and ours is not None:
        found["more like the article" if theirs > ours else "less like the article"] = abs(theirs - ours)
    tongues_apart = tongues.differ(far, so_far)
    if tongues_apart:
        found["another language"] = tongues_apart
    scripts = tongues.latin(far), tongues.latin(so_far)
    if None not in scripts and abs((scripts[0] or 0) - (scripts[1] or 0)) > 0.7:
        found["another script"] = 1.0
    return found


def _share(words: str, common: frozenset[str]) -> float | None:
    """The share of a text's words that are the article's function words; None where it is too short to tell."""
    listed = [word for word in words.casefold().split() if word.isalpha()]
    if len(listed) < 4 or len(common) < 8:
        return None
    return sum(word in common for word in listed) / len(listed)


def _layout(upper: Segment, lower: Segment, far: Segment, setting: Setting) -> dict[str, float]:
    """How the pieces stand on the page."""
    found: dict[str, float] = {}
    raw = far.words
    habits = setting.habits
    if _HEADING.match(raw):
        found["heading or list"] = 1.0
    if habits.markdown and (_FOREIGN_LINK.search(far.source) if far.source else False):
        found["foreign link"] = 1.0
    if habits.markdown and _EMPHASIS.search(far.source):
        found["emphasis"] = 1.0
    if habits.width and upper.raw and upper.raw + 1 + len(lower.words.split(" ", 1)[0]) > habits.width:
        found["wrapped"] = 1.0
    if setting.attribution.own_line and not habits.loose:
        if far.depth != setting.depth:
            found["other quote depth"] = 1.0
        if far.indent < setting.indent and far.depth == setting.depth == 0:
            found["outdented"] = 1.0
        if far.indent > setting.indent and far.depth == 0:
            found["indented"] = 1.0
    return found
