"""How many people did something to a post, as a page shows it to people."""

from __future__ import annotations

import re

from embedarchive.protocols.reading import values

_UNITS = {"": 1, "k": 1_000, "m": 1_000_000, "b": 1_000_000_000}
_WORDS = {
    **dict.fromkeys(("tsd", "mil", "bin", "тыс", "tys", "tis", "千", "천", "ألف"), 1_000),
    **dict.fromkeys(("万", "萬", "만"), 10_000),
    **dict.fromkeys(("mio", "mn", "million", "millions", "mi", "млн", "mln", "مليون"), 1_000_000),
    **dict.fromkeys(("億", "亿", "억"), 100_000_000),
    **dict.fromkeys(("mrd", "млрд"), 1_000_000_000),
}
"""How other languages shorten numbers: `1,2 Mio.`, `3 тыс.`, `1.2万`."""
_SHOWN = re.compile(
    r"(?P<number>\d{1,3}(?:\.\d{3}){1,4}(?!\d|\s?[KMB]\b)|\d{1,3}(?:[,\u00a0\u202f ]\d{3}){0,4}|\d{1,15})"
    r"(?:[.,](?P<part>\d{1,3}))?\s?(?:(?P<unit>[KkMmBb])\b|(?P<word>" + "|".join(_WORDS) + r")(?![a-z]))?(?!\d)",
    re.IGNORECASE,
)


def shown(words: str | None) -> int | None:
    """The first number in a text, `1,234 likes`, `1.234 Likes` or `40.1K` (rounded by the platform: 40,100)."""
    found = _SHOWN.search((words or "")[:200])
    if found is None:
        return None
    unit = _WORDS.get((found["word"] or "").lower()) or _UNITS[(found["unit"] or "").lower()]
    part = found["part"] or ""
    whole = int(re.sub(r"\D", "", found["number"]))
    return values.number(whole * unit + (int(part or 0) * unit // 10 ** len(part) if unit > 1 else 0))


def counts(**numbers: object) -> tuple[tuple[str, int], ...]:
    """The numbers that are known, under their names."""
    return tuple((name, count) for name, value in numbers.items() if (count := values.number(value)) is not None)
