"""Write `embedarchive/protocols/declaring/traces.py` anew from what the platforms declare in `FALLBACK`.

python -m tools.make_traces
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from embedarchive import platforms
from embedarchive.protocols.declaring import traces

FILE = Path(traces.__file__)


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


def main() -> None:
    """Write it."""
    signer, found = declared()
    rows = "".join(f"    {json.dumps(each, ensure_ascii=False)},\n" for each in found)
    text = re.sub(
        r"(?m)^SIGNER = .*$",
        lambda _: f"SIGNER = ({', '.join(json.dumps(each) for each in signer)})",
        FILE.read_text(encoding="utf-8"),
    )
    text = re.sub(
        r"(?ms)^TRACES: tuple\[str, \.\.\.\] = \(\n.*?^\)", lambda _: f"TRACES: tuple[str, ...] = (\n{rows})", text
    )
    FILE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
