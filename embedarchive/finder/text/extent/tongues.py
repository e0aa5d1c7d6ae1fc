"""Are a post and the prose beside it in the same language and script?"""

from __future__ import annotations

import bisect
import functools
from collections import Counter
from collections.abc import Sequence

from embedarchive.finder import language
from embedarchive.finder.text.attribution.attributions import Attribution
from embedarchive.patterns import regex

ENOUGH = 1200
"""So many characters of a piece are looked at."""

_SCRIPT_OF = dict.fromkeys(("ja", "zh"), "han and kana") | dict.fromkeys(
    ("ru", "uk", "bg", "sr", "mk", "be"), "cyrillic"
)
_SCRIPT_OF |= dict.fromkeys(("ar", "fa", "ur"), "arabic") | {
    "ko": "hangul",
    "el": "greek",
    "he": "hebrew",
    "th": "thai",
}
_SCRIPT_OF |= dict.fromkeys(("hi", "mr"), "devanagari") | dict.fromkeys(
    ("bn", "gu", "ta", "te", "kn", "ml"), "south asian"
)
"""The script of a language that is not written in Latin letters."""

POST = 400
"""So many characters before an attribution may be the post's."""

SAMPLES, SAMPLE = 12, 1500

_NOT_WORDS = regex(r"https?://\S{1,300}|pic\.\S{1,40}|#\w{1,60}|@\w{1,60}")
_FEW = 4
_CLEAR = 0.7
_STARTS, _SCRIPTS = zip(
    *(
        ("\0", "latin"),
        ("\u0370", "greek"),
        ("\u0400", "cyrillic"),
        ("\u0530", "armenian"),
        ("\u0590", "hebrew"),
        ("\u0600", "arabic"),
        ("\u0780", "other"),
        ("\u0900", "devanagari"),
        ("\u0980", "south asian"),
        ("\u0e00", "thai"),
        ("\u0e80", "other"),
        ("\u10a0", "georgian"),
        ("\u1100", "hangul"),
        ("\u1200", "other"),
        ("\u1e00", "latin"),
        ("\u1f00", "greek"),
        ("\u2000", "other"),
        ("\u2e80", "han and kana"),
        ("\u3130", "hangul"),
        ("\u3190", "han and kana"),
        ("\ua000", "other"),
        ("\uac00", "hangul"),
        ("\ud7b0", "other"),
        ("\uf900", "han and kana"),
        ("\ufb00", "latin"),
        ("\ufb1d", "hebrew"),
        ("\ufb50", "arabic"),
        ("\uff00", "han and kana"),
    ),
    strict=True,
)
"""Where the scripts begin that posts are written in; Japanese mixes kana with Han signs."""


def differ(one: str, other: str) -> bool:
    """Are two texts clearly in different languages? False where one of them is too short to tell."""
    first = _language(one[:ENOUGH])
    return first is not None and _language(other[:ENOUGH]) not in {None, first}


def of_article(prose: str) -> str | None:
    """The language of the article around its posts, None when it cannot be told."""
    return language.detect(prose)


def prose(text: str, found: Sequence[Attribution]) -> str:
    """What an article says around its posts, a sample of it."""
    low = 0
    taken: list[str] = []
    for item in found[:SAMPLES]:
        before = text[max(low, item.start - SAMPLE) : item.start].rstrip().rpartition("\n")[0]
        taken.append(before or text[max(low, item.start - SAMPLE) : max(low, item.start - POST)])
        low = item.end
    taken.append(text[low:][:SAMPLE])
    return "\n".join(taken)


def foreign(words: str, article: str | None) -> bool:
    """Is a text clearly in another language than the article, or in another script?"""
    if article is None:
        return False
    found = _language(words[:ENOUGH])
    if found is not None:
        return found != article
    script = _script(words[:ENOUGH])
    return script is not None and script != _SCRIPT_OF.get(article, "latin")


def in_another(words: str, article: str | None) -> bool:
    """Is a text in a language that can be told, that is not the article's, with nothing in a script of its own?"""
    found = _language(words[:ENOUGH])
    if article is None or found in {None, article}:
        return False
    script = _SCRIPT_OF.get(article)
    return script in {None, _SCRIPT_OF.get(found or "")} or script not in _scripts(words[:ENOUGH])


def is_wordless(words: str) -> bool:
    """Has a text hardly a letter beside links, tags and mentions: a place in figures, a row of emoji?"""
    return sum(map(str.isalpha, _NOT_WORDS.sub(" ", words))) < _FEW


def like_article(words: str, article: str | None) -> bool:
    """Is a text clearly in the article's language?"""
    return article is not None and _language(words[:ENOUGH]) == article


@functools.lru_cache(maxsize=64)  # each piece is compared with both its neighbours
def _language(text: str) -> str | None:
    return language.detect(text)


def scripts_differ(one: str, other: str) -> bool:
    """Is each of two texts clearly in one script, and not in the same? False where one has too few letters."""
    first = _script(one[:ENOUGH])
    return first is not None and _script(other[:ENOUGH]) not in {None, first}


@functools.lru_cache(maxsize=64)
def _script(text: str) -> str | None:
    """The script of nearly all letters of a text's words."""
    words = _NOT_WORDS.sub(" ", text)
    if words.isascii():
        return "latin" if sum(map(str.isalpha, words)) >= _FEW else None
    counted = _scripts(words)
    if counted.total() < _FEW:
        return None
    script, times = counted.most_common(1)[0]
    return script if times > _CLEAR * counted.total() else None


def _scripts(words: str) -> Counter[str]:
    """How many letters of each script there are."""
    return Counter(_SCRIPTS[bisect.bisect_right(_STARTS, char) - 1] for char in words if char.isalpha())
