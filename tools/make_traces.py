"""Write `traces.py` and `buttons.txt` of `protocols/declaring/` anew, from each platform's `FALLBACK` and `COPIED`.

python -m tools.make_traces
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from embedarchive import platforms
from embedarchive.protocols.declaring import traces

FILE = Path(traces.__file__)
BUTTONS = FILE.with_name("buttons.txt")
LONG = 8
"""A piece of so many characters is in few other texts."""

_BUTTONS = """# What the buttons below a post are called on its platform's page: two on lines of their own are a trace.
# Written by `python -m tools.make_traces` from each platform's `COPIED`; a test compares.
"""


def declared() -> tuple[tuple[str, str], tuple[str, ...]]:
    """Who signs with a dash and is drawn as a card, and what each other byline always holds; of our own platforms."""
    ours = [each for each in platforms.catalogue().values() if each.name in platforms.own() and each.fallback]
    signers = [(each.name, each.fallback.handle) for each in ours if each.fallback and each.fallback.drawn]
    found: set[str] = set()
    for each in ours:
        assert each.fallback is not None  # noqa: S101 -- filtered above
        for template in each.fallback.bylines:
            if not template.startswith(traces.DASH):
                anchor = traces.anchor(template)
                found |= set(each.fallback.closers) if anchor == "@" else {anchor}
    (signer,) = signers
    return signer, tuple(sorted(found))


class Signs(NamedTuple):
    """What says that a text may hold a post that was copied: lines, beginnings of lines, pieces of heads, words."""

    buttons: frozenset[str]
    endings: frozenset[str]
    heads: frozenset[str]
    seen: frozenset[str]


def signs() -> Signs:
    """All of it, of our own platforms; where the heads have a long piece that is always the same, that is enough."""
    ours = [each.copied for each in platforms.catalogue().values() if each.name in platforms.own() and each.copied]
    heads = [frozenset(map(traces.anchor, each.heads)) for each in ours]
    long = [all(len(piece) >= LONG for piece in pieces) for pieces in heads]
    return Signs(
        buttons=frozenset(button for each in ours for button in each.buttons),
        endings=frozenset(end for each, enough in zip(ours, long, strict=True) if not enough for end in each.endings),
        heads=frozenset(piece for pieces, enough in zip(heads, long, strict=True) if enough for piece in pieces),
        seen=frozenset(word for each in ours for word in each.seen),
    )


def _listed(text: str, name: str, found: Iterable[str]) -> str:
    """The same text with the strings between the brackets of that name, a line each."""
    rows = "".join(f"    {json.dumps(each, ensure_ascii=False)},\n" for each in sorted(found))
    return re.sub(rf"(?ms)^({name}: tuple\[str, \.\.\.\] = \().*?\)$", lambda head: f"{head[1]}\n{rows})", text)


def main() -> None:
    """Write it."""
    signer, found = declared()
    text = re.sub(
        r"(?m)^SIGNER = .*$",
        lambda _: f"SIGNER = ({', '.join(json.dumps(each) for each in signer)})",
        FILE.read_text(encoding="utf-8"),
    )
    left = signs()
    lists = {"TRACES": found, "ENDINGS": left.endings, "HEADS": left.heads, "SEEN": left.seen}
    for name, listed in lists.items():
        text = _listed(text, name, listed)
    FILE.write_text(text, encoding="utf-8")
    BUTTONS.write_text(_BUTTONS + "".join(f"{each}\n" for each in sorted(left.buttons)), encoding="utf-8")


if __name__ == "__main__":
    main()
