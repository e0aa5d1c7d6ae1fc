"""A page whose markup says the same in other words: what is left of it is structure.

Every class, id and data attribute's name is replaced at random; beyond that elements that only say what they are become
plain ones, blocks stand in further blocks, attributes stand in another order, and under another prefix than `data-`.
"""

from __future__ import annotations

import random
import re
import string
from collections.abc import Callable, Mapping

_TAG = re.compile(r"<[a-zA-Z][^<>]{0,20000}>")
_VALUE = re.compile(
    r"""(\s(?:class|id)\s{0,3}=\s{0,3})("[^"]{0,2000}"|'[^']{0,2000}'|[^\s"'>]{1,2000})""", re.IGNORECASE
)
_NAME = re.compile(r"(\sdata-)([a-zA-Z0-9_.:-]{1,100})(?=[\s=/>])")


def renamed(page: str, seed: str) -> str:
    """The page with new names, the same one wherever it says the same; everything else is as it was."""
    chance = random.Random(seed)  # noqa: S311 -- the same names again
    names: dict[str, str] = {}

    def new(name: str) -> str:
        return names.setdefault(name, "".join(chance.choices(string.ascii_lowercase, k=9)))

    def values(found: re.Match[str]) -> str:
        quote = found[2][0] if found[2][0] in "\"'" else ""
        return f"{found[1]}{quote}{' '.join(map(new, found[2].strip(quote or None).split()))}{quote}"

    def tag(found: re.Match[str]) -> str:
        return _NAME.sub(lambda name: name[1] + new(name[2]), _VALUE.sub(values, found[0]))

    return _TAG.sub(tag, page)


_MEANT = re.compile(r"(</?)(?:figure|figcaption|section|aside|details)(?=[\s/>])", re.IGNORECASE)
_OPENED = re.compile(r"<(?:iframe|blockquote|div)(?=[\s>])[^<>]{0,20000}>", re.IGNORECASE)
_CLOSED = re.compile(r"</(?:iframe|blockquote|div)\s{0,9}>", re.IGNORECASE)
_PREFIX = re.compile(r"(\s)data-(?=[a-zA-Z0-9_.:-]{1,100}[\s=/>])")
_ATTRIBUTE = re.compile(
    r"""\s{1,200}[^\s=>"'/<]{1,200}(?:\s{0,9}=\s{0,9}(?:"[^"]{0,20000}"|'[^']{0,20000}'|[^\s>"']{1,20000}))?"""
)
_START = re.compile(r"(<[a-zA-Z][\w:-]{0,60})((?:\s[^<>]{0,20000})?)(?=/?>)")


def plain(page: str, _: str = "") -> str:
    """Figures, sections and the like as blocks that say nothing of themselves."""
    return _MEANT.sub(r"\1div", page)


def nested(page: str, _: str = "") -> str:
    """Frames, quotations and blocks with a block around each of them."""
    page = _OPENED.sub(lambda found: f"<div>{found[0]}", page)
    return _CLOSED.sub(lambda found: f"{found[0]}</div>", page)


def shuffled(page: str, seed: str) -> str:
    """The attributes of every element in another order."""
    chance = random.Random(seed)  # noqa: S311 -- the same order again

    def tag(found: re.Match[str]) -> str:
        written = _ATTRIBUTE.findall(found[2])
        if "".join(written).rstrip() != found[2].rstrip():
            return found[0]
        return found[1] + "".join(chance.sample(written, len(written)))

    return _START.sub(tag, page)


def prefixed(page: str, seed: str) -> str:
    """Data attributes under a prefix of somebody's own."""
    prefix = "".join(random.Random(seed).choices(string.ascii_lowercase, k=3))  # noqa: S311 -- the same again
    return _TAG.sub(lambda found: _PREFIX.sub(rf"\1{prefix}-", found[0]), page)


def everything(page: str, seed: str) -> str:
    """All of that at once."""
    return prefixed(shuffled(renamed(nested(plain(page)), seed), seed), seed)


WAYS: Mapping[str, Callable[[str, str], str]] = {
    "new names": renamed,
    "plain blocks": plain,
    "nested blocks": nested,
    "attributes in another order": shuffled,
    "data attributes under another prefix": prefixed,
    "everything at once": everything,
}
"""The ways in which a page says the same, by what is other."""
