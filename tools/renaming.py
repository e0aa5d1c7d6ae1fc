"""A page with every class, id and data attribute's name replaced at random: what is left of its markup is structure."""

from __future__ import annotations

import random
import re
import string

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
