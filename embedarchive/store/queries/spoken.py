"""Filters among the words of a search: `from:jane in:bluesky since:2026-10-01 near:Dordrecht,5 "the bridge"`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from embedarchive.patterns import regex

SPOKEN: Mapping[str, str] = {
    "from": "handle",
    "author": "author",
    "in": "platform",
    "outlet": "outlet",
    "since": "since",
    "until": "until",
    "near": "near",
    "language": "language",
    "is": "status",
    "has": "media",
    "gone": "gone",
    "tag": "tag",
    "collection": "collection",
    "verification": "verification",
}
"""What a filter is called among words, and its name everywhere else."""
_ALSO = {"by": "author", "lang": "language", "before": "until", "after": "since", "platform": "platform"}
_WORD = regex(
    r'(?P<minus>-)?(?P<name>[A-Za-z]{2,20}):(?P<value>"[^"]{1,300}"?[^\s"]{0,40}|[^\s"]{1,300})|"[^"]{0,300}"?|[^\s"]{1,300}'
)
_SCHEME = re.compile(r"https?|ftp|urn|ni|data|mailto|at|did|geo", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the words of a search say.

    Attributes:
        words: those that are searched for.
        filters: the others, by the filter's name: the first of each.
        unknown: names before a colon that are no filter; they stand among the words, too.
        turned: names of filters behind a minus, which is for words only: they are left out.
    """

    words: str
    filters: Mapping[str, str]
    unknown: tuple[str, ...]
    turned: tuple[str, ...] = ()


def spoken(search: str) -> Spoken:
    """Take the filters out of a search; what stands in a phrase is none."""
    left, filters, unknown, turned = list[str](), dict[str, str](), list[str](), list[str]()
    for found in _WORD.finditer(search):
        said = (found["name"] or "").lower()
        name = SPOKEN.get(said) or _ALSO.get(said)
        if name and found["minus"]:
            turned.append(said)
            continue
        if name:
            filters.setdefault(name, found["value"].replace('"', ""))
            continue
        left.append(found[0])
        if said and not _SCHEME.fullmatch(said) and not found["value"].startswith("/"):
            unknown.append(said)
    return Spoken(" ".join(left), filters, tuple(dict.fromkeys(unknown)), tuple(dict.fromkeys(turned)))
