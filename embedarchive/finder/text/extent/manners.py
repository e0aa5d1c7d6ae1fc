"""How somebody speaks: politely or plainly, where a language's sentences say it by their ends."""

from __future__ import annotations

import functools

from embedarchive.patterns import regex

LANGUAGES = frozenset({"ja", "ko"})
"""Languages in which every sentence is polite or plain."""

POLITE, PLAIN = "polite", "plain"

ENOUGH = 1200
"""So many characters of a piece are looked at."""

FEW = 2
"""Pieces of no more letters are no sentences."""

_SPOKEN = regex(r"[\u3041-\u30ff\uac00-\ud7a3]")
_SENTENCE = regex(r"[^。！？!?.\n]{6,400}")
_POLITE = regex(
    r"(?:です|ます|ました|ません|でした|ましょう|下さい|ください|니다|니까|세요|네요|어요|아요|해요|에요|예요|까요|지요|죠)"
    r"(?:が|か|ね|よ|よね|けど|し|ので|から)?[\s)）」』”\"…~〜、]{0,4}\Z"
)


@functools.lru_cache(maxsize=64)  # each piece is compared with both its neighbours
def manner(words: str) -> str | None:
    """Whether most sentences of a text are polite or plain; None in other languages, and where it has none."""
    if words.isascii() or not _SPOKEN.search(words[:ENOUGH]):
        return None
    return _mostly(words[:ENOUGH])


def of_article(prose: str) -> str | None:
    """The same of an article's words."""
    return _mostly(prose)


def _mostly(words: str) -> str | None:
    told = [_POLITE.search(each) is not None for each in _SENTENCE.findall(words) if len(_SPOKEN.findall(each)) > FEW]
    if not told:
        return None
    return POLITE if 2 * sum(told) >= len(told) else PLAIN


def evidence(far: str, so_far: str, article: str | None) -> dict[str, float]:
    """Is one of two pieces polite and the other plain, and which of them is as the article?"""
    there, here = manner(far), manner(so_far)
    if there is None or here is None:
        return {}
    if there == here:
        return {"as plain as the post": 1.0} if article not in {None, there} else {}
    found = {"another manner": 1.0}
    if article is not None:
        found["the article's manner" if there == article else "not the article's manner"] = 1.0
    return found
