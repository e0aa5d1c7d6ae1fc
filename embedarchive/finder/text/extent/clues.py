"""What a piece of text shows by its own words: how it begins and ends, who says such things, and in what language."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Container, Iterable, Mapping

from embedarchive.finder.text.attribution import days
from embedarchive.finder.text.extent import budget, manners, tongues
from embedarchive.finder.text.extent.habits import Habits
from embedarchive.finder.text.extent.leadins import (
    OTHERS,
    OTHERS_UNSPACED,
    OWN,
    OWN_UNSPACED,
    SAID,
    SAID_UNSPACED,
    SHOWN,
    SHOWN_UNSPACED,
)
from embedarchive.finder.text.wording import EMOJI, MEDIA_LINK
from embedarchive.patterns import regex

_MEDIA_END = regex(rf"{MEDIA_LINK.pattern}\Z")
_SHORT_LINK_END = regex(r"https?://t\.co/[A-Za-z0-9]{4,12}\s{0,4}\Z")
_EMOJI = regex(rf"[{EMOJI}\u2b00-\u2bff]")
_TAG = regex(r"[#＃$](?<!\w.)[^\W\d_]\w{0,40}")
_MENTION = regex(r"@(?<![\w/].)[A-Za-z0-9_]{2,15}(?![\w@])")
_LISTED = regex(
    r"[-–—•*▪‣→➡✅☑🔹🔸👉📌➤>・●○■□◆◇※★☆►▶✓✔✗✘·]|[\(（]?\d{1,2}[.)/）．、](?![\d.])|[\(（]?[a-zA-Z][.)）]\s|\d️⃣|[①-⑳]"
)
_TWEET = regex(
    r"tw(?:eet|itter|(?<!\w..)it\b)|Tw(?:eet|itter|(?<!\w..)it\b)|TWEET|ツイート|Твит|твит"
    r"|X(?<!\w.)\s?:?$|P(?<!\w.)ost(?:ed|ing)?\b|p(?<!\w.)ost(?:ed|ing)?\b"
)
"""Every alternative begins with a sign of its own: `re` then skips to one of these signs."""
_CREDITS = (
    *("photo", "image", "video", "foto", "credit", "source", "bild", "getty", "reuters", "afp", "ap photo"),
    *("advertis", "read more", "related", "©"),
)
_WORDLESS = regex(r"(?:(?:https?://|pic\.)\S{1,300}+|\W{1,300}+){1,20}+")
_TAGS_ALONE = regex(r"(?:(?:(?:https?://|pic\.)\S{1,300}|[#＃]\w{1,60})\s{0,4}){1,20}")
_MARK = "[image or embed]"
"""Bluesky's widget ends the words of a post with an image so, always on a line of its own."""

PROSE = 100
"""A line that is longer says more than most posts' lines."""

HEAD = 24
"""What is longer before a colon is a sentence, and no head as `Data people:` is one."""

_BY_NAME = regex(
    r"(?:By|BY|Von|Por|Par|Door|Di|Av|Af|Od|От|Автор:?|Text:?|Texte:?|Texto:?)\s"
    r"(?:[A-ZÀ-ÖØ-ÞА-ЯІЇЄҐŁŚŻ][\w.’'-]{0,24}\s?){2,4}\Z"
)
_NAME_PART = regex(r"[^\W\d_]{4,30}")
_TERMINAL = tuple(".!?…。！？।॥۔؟։።")
_QUOTES = "\"“”«»„‚‘’'「『』」"
_OPENING, _CLOSING = "“«「『", "”»」』"
ENDING = frozenset({*_TERMINAL, ":"})

_TIME_LINE = regex(
    r"""
    (?: updated? | aktualisiert | mis\sà\sjour | actualizado | atualizado | bijgewerkt | at | um | kl\.? )? :? \s{0,3}
    \d{1,2} [:.h時时点] \s? (?: \d{2} )? (?: \s? [ap] \.? m \.? | \s? Uhr | \s? h | 分 | \s? (?: [A-Z]{2,4} ) )?
    \s{0,3} [-–—|·]? \Z
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""A line of a live page: the time of what follows."""

_LINK = regex(r"https?://|pic\.")
_NAMES = regex(r"(?:https?://|pic\.)\S{1,300}|[#＃@]\w{1,80}")
_WORDS = regex(r"[^\W\d_][\w'’]{0,30}")
LEAST, ENOUGH = 3, 400
"""Shorter and longer pieces are not looked for in others."""

_UNPARTED = regex(r"[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{3,30}")
"""A name of so many signs, each a syllable or a word."""

_FULL_NAME = 2
_FULL = 5
"""Two long parts of a name, or all of a name of more characters, are no accident."""

_LEAD = 90
"""How far from a line's end its verb of saying may stand."""


def leads_in(words: str) -> bool:
    """Does a piece end as what leads in a post: with a colon behind a verb of saying, or with the verb?"""
    if len(words) > 400 and _last(words) != ":":
        return False
    tail = words[-_LEAD:].casefold()
    return not SAID.isdisjoint(_WORDS.findall(tail)) or (
        not tail.isascii() and any(sign in tail for sign in SAID_UNSPACED)
    )


def presents(words: str) -> bool:
    """Does a piece show what follows: `Here is a video of it`, `So klang das`, `It is about this`?"""
    head = words[:40].casefold()
    near = _WORDS.findall(head)[:3] + _WORDS.findall(words[-20:].casefold())[-1:]
    return not SHOWN.isdisjoint(near) or (not head.isascii() and any(sign in words[-24:] for sign in SHOWN_UNSPACED))


def own(words: str) -> bool:
    """Does somebody speak of themselves or to somebody?"""
    head = words[:400].casefold()
    return not OWN.isdisjoint(_WORDS.findall(head)) or (
        not head.isascii() and any(sign in head for sign in OWN_UNSPACED)
    )


def of_others(words: str) -> bool:
    """Does a piece begin by speaking of others, as what leads in one more post does?"""
    first = words[:40].casefold().split(" ", 1)[0]
    return len(words) < 2 * PROSE and (first.strip(",") in OTHERS or first.startswith(OTHERS_UNSPACED))


def _last(words: str) -> str:
    """The last sign, quote marks and emphasis behind it aside; a blank for none."""
    return words.rstrip(_QUOTES + " *_)")[-1:] or " "


def stops(words: str) -> bool:
    """Does a piece end as a sentence does?"""
    return _last(words) in _TERMINAL


_Test = Callable[[str], object]

_ENDS: tuple[tuple[str, _Test], ...] = (
    ("media end", lambda words: "pic." in words[-60:] and _MEDIA_END.search(words[-60:])),
    ("link end", lambda words: _SHORT_LINK_END.search(words[-60:])),
    ("colon", lambda words: _last(words) == ":"),
    ("comma", lambda words: _last(words) == ","),
    ("sentence end", lambda words: _last(words) in _TERMINAL),
    ("emoji end", lambda words: _EMOJI.search(words[-3:])),
)
_STARTS: tuple[tuple[str, _Test], ...] = (
    ("media start", lambda words: words.startswith("pic.")),
    ("link start", lambda words: words.startswith("http")),
    ("lower-case start", lambda words: words.lstrip(_QUOTES + "(")[:1].islower()),
    ("mention start", lambda words: words.startswith(("@", ".@"))),
    ("tag start", lambda words: words.startswith(("#", "＃"))),
    ("list start", _LISTED.match),
    ("emoji start", _EMOJI.match),
)
_CONTENTS: tuple[tuple[str, _Test], ...] = (
    ("tag", _TAG.search),
    ("mention", _MENTION.search),
    ("emoji", _EMOJI.search),
    ("speaks of a post", lambda words: _TWEET.search(words[-120:])),
    ("quotation", lambda words: len(words) > 2 and words[0] in _QUOTES and words.rstrip(" .,")[-1:] in _QUOTES),
    ("quotation begins", lambda words: words[:1] in {"“", "«", "„", '"'} and words.rstrip(" .,")[-1:] not in _QUOTES),
    ("credit", lambda words: len(words) < 60 and words.casefold().startswith(_CREDITS)),
    ("leads in", leads_in),
    ("time line", lambda words: len(words) < 40 and _TIME_LINE.match(words)),
    ("own person", own),
    ("speaks of others", of_others),
    ("title-like", lambda words: budget.columns(words[:70]) < 70 and words[-1:] not in ENDING),
    (
        "title case",
        lambda words: (
            budget.columns(words[:70]) < 70 and _last(words) not in _TERMINAL and _in_title_case(words.split())
        ),
    ),
)


_MARKING = frozenset({"tag", "mention", "emoji", "own person"})
_BRACKETS = regex(r"[(（【]|(?<=[\w.!?。！？…])[)）】]")


def edges(upper: str, lower: str) -> dict[str, float]:
    """How the upper piece ends and the lower begins."""
    end = next((name for name, test in _ENDS if test(upper)), "open end")
    start = next((name for name, test in _STARTS if test(lower)), None)
    found: dict[str, float] = {}
    if end == "colon" and _LISTED.match(lower):
        end = "colon before a list"
    found[end] = 1.0
    if start is not None:
        found[start] = 1.0
    if start == "list start" and _LISTED.match(upper):
        found["both listed"] = 1.0
    return found


def contents(far: str, so_far: str, handle: str, habits: Habits) -> dict[str, float]:
    """What the far piece says: as posts do, or as articles do, whose paragraphs have typical lengths."""
    found = {name: 1.0 for name, test in _CONTENTS if test(far)}
    size = len(far) if habits.loose else budget.columns(far)  # a piece of a glued text is a sentence, not a line
    found["length"] = math.log1p(size) - 4
    found["against typical"] = max(-2.0, min(2.0, math.log((size + 10) / (habits.typical + 10))))
    if habits.nodes:
        found.pop("title-like", None)
        found.pop("title case", None)
    elif not habits.loose:
        found["rarely so short"] = habits.rarity(size)
    if "mention" in found and "@" in far and handle and f"@{handle.casefold()}" in far.casefold():
        del found["mention"]  # prose that names the author
    if MEDIA_LINK.fullmatch(so_far):
        found["only media so far"] = 1.0
    elif so_far == _MARK:
        found["only a mark so far"] = 1.0
    elif _TAGS_ALONE.fullmatch(so_far):
        found["only tags so far"] = 1.0
    elif habits.loose and _EMOJI.match(so_far) and _WORDLESS.fullmatch(so_far):
        found["only emoji so far"] = 1.0
    if size > PROSE and _WORDLESS.fullmatch(so_far):
        found["prose beside no words"] = 1.0
    if _BY_NAME.match(far) or _is_day(far):
        found["byline or day"] = 1.0
    return found | _style(far, so_far, found) | _quotations(far, so_far)


def _style(far: str, so_far: str, contents: Container[str]) -> dict[str, float]:
    """Has only one of the two what posts have? And where the far one has nothing of it: does it lead in?"""
    marked = _marked(so_far)
    if any(name in contents for name in _MARKING):
        return {} if marked else {"marks beside none": 1.0}
    found = {"no marks beside marks": 1.0} if marked else {}
    if _last(far) == ":":
        found[_of_colon(far, so_far)] = 1.0
    return found


def _of_colon(far: str, so_far: str) -> str:
    """A post's heads end in a colon, and what stands before its links; a whole sentence that does leads in."""
    if presents(far):
        return "presents"
    sentence = budget.columns(far) > HEAD and not _LINK.match(so_far)
    return "leads in" if sentence else "colon without marks"


def plain_sentence(found: Mapping[str, float]) -> bool:
    """Does a piece end in a stop, and show nothing of what posts have?"""
    return _MARKING.isdisjoint(found) and "sentence end" in found


def _quotations(far: str, so_far: str) -> dict[str, float]:
    """Does a quotation or a bracket reach from one piece into the other, or out of one?"""
    there, here = _open(far), _open(so_far)
    found = {"post closes what it did not open": 1.0} if here < 0 or _unopened(so_far) else {}
    if there > 0 > here or (far.count('"') % 2 and so_far.count('"') % 2):
        found["closes what it opens"] = 1.0
    elif there > 0:
        found["leaves a quotation open"] = 1.0
    elif there < 0:
        found["closes another quotation"] = 1.0
    return found


def _marked(words: str) -> bool:
    """Does a text show what posts have and articles seldom: tags, mentions, emoji, first and second persons?"""
    return any(test(words) for name, test in _CONTENTS if name in _MARKING)


def _unopened(words: str) -> bool:
    """Is a bracket closed that was not opened, smileys aside?"""
    depth = 0
    for sign in _BRACKETS.findall(words[:400]):
        depth += 1 if sign[0] in "(（【" else -1
        if depth < 0:
            return True
    return False


def _open(words: str) -> int:
    """How many quotations a piece leaves open, less those that it closes and did not open."""
    if words.isascii():
        return 0
    opened = _count(words, _OPENING)
    return opened - _count(words, _CLOSING) if "„" not in words else opened - words.count("“")


def _is_day(words: str) -> bool:
    """Is a line a day and nothing else?"""
    if len(words) > 40 or not any(map(str.isdigit, words[-6:])):
        return False
    day = days.day(words, 0)
    return day is not None and day.end >= len(words.rstrip())


def voices(far: str, so_far: str, author: str, handle: str, habits: Habits) -> dict[str, float]:
    """Who speaks: does the far piece name the author, does it say what the post says, and in which language?"""
    found: dict[str, float] = {}
    if any(part in far for part in _NAME_PART.findall(author)):
        found["names the author"] = 1.0
    if names_in_full(author, far):
        found["names the author in full"] = 1.0
    if handle and f"@{handle.casefold()}" in far.casefold().replace("@ ", "@"):
        found["mentions the author"] = 1.0
    if _again(far, so_far):
        found["says it again"] = 1.0
    elif not habits.loose:
        found["echoes"] = _echo(far, so_far)
    return found | _tongues(far, so_far, habits) | manners.evidence(far, so_far, habits.manner)


def names_in_full(name: str, words: str) -> bool:
    """Does somebody's whole name stand in a text, or two long parts of it, or one in a script that parts no words?"""
    parts = set(_NAME_PART.findall(name))
    whole = " ".join(name.split())
    if sum(part in words for part in parts) >= _FULL_NAME:
        return True
    if " " in whole:
        return len(whole) > _FULL and whole in words
    return not whole.isascii() and whole in words and _UNPARTED.fullmatch(whole) is not None


def _tongues(far: str, so_far: str, habits: Habits) -> dict[str, float]:
    """Is the far piece in the article's language while the post is not, or the other way round?"""
    found: dict[str, float] = {}
    theirs, ours = _share(far, habits.common), _share(so_far, habits.common)
    if theirs is not None and ours is not None:
        found["more like the article" if theirs > ours else "less like the article"] = abs(theirs - ours)
    if tongues.differ(far, so_far):
        found["another language"] = 1.0
    if tongues.scripts_differ(far, so_far):
        found["another script"] = 1.0
    if tongues.like_article(far, habits.language) and tongues.foreign(so_far, habits.language):
        found["article's language beside another"] = 1.0
    if tongues.foreign(far, habits.language) and "another language" not in found and "another script" not in found:
        found["foreign like the post"] = 1.0
        if _last(far) in _TERMINAL and tongues.foreign(so_far, habits.language):
            found["foreign sentence beside another"] = 1.0
    return found


def time_lines(text: str) -> frozenset[int]:
    """Where the lines begin that stand right below a time, as the paragraphs of a live page do."""
    below: set[int] = set()
    start, timed = 0, False
    for line in text.split("\n", 4 * ENOUGH)[: 4 * ENOUGH]:
        words = line.strip()
        if words:
            if timed:
                below.add(start + line.find(words))
            timed = len(words) < 40 and words[-1:] != ":" and _TIME_LINE.match(words) is not None
        start += len(line) + 1
    return frozenset(below)


def _again(far: str, so_far: str) -> bool:
    """Does one piece say the other again, as prose that quotes a post and headings do?"""
    one, other = " ".join(far.casefold().split()), " ".join(so_far.casefold().split())
    if not LEAST < min(len(one), len(other)) < ENOUGH:
        return False
    return one in other or other in one


def _echo(far: str, so_far: str) -> float:
    """How much of the shorter of two pieces stands in the other: a heading, a lead-in names what a post is about."""
    one, other = _runs(far), _runs(so_far)
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def _runs(words: str) -> frozenset[str]:
    """Every few characters in a row, without links, tags and blanks."""
    bare = "".join(_NAMES.sub("", words[:ENOUGH]).casefold().split())
    size = 6 if bare.isascii() or max(bare) < "\u2e80" else 4
    return frozenset(bare[at : at + size] for at in range(len(bare) - size + 1))


def _in_title_case(words: list[str]) -> bool:
    return len(words) > 2 and sum(word[:1].isupper() for word in words) > 0.7 * len(words)


def _count(text: str, signs: Iterable[str]) -> int:
    return 0 if text.isascii() else sum(map(text.count, signs))


def _share(words: str, common: frozenset[str]) -> float | None:
    """The share of a text's words that are the article's function words; None where it is too short to tell."""
    listed = [word for word in words.casefold().split() if word.isalpha()]
    if len(listed) < 4 or len(common) < 8:
        return None
    return sum(word in common for word in listed) / len(listed)
