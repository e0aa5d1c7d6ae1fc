"""Lines that stand in for an embed: what a consent banner says where the post would be.

They are known by being repeated beside posts, whatever the language, or by speaking of cookies and consent.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence, Set

from embedarchive.finder.text.attributions import Attribution
from embedarchive.model import Ignored

REASON = "consent-placeholder"
MIN_LENGTH = 20
MAX_LENGTH = 600
NEIGHBOURS = 3
"""How many lines of a banner are looked at on either side of a post."""

_CONSENT = re.compile(
    r"""
    cookie|куки|クッキー|쿠키|כוגיות|עוגיות|كوكيز|
    consent|consenso|consentement|consentimiento|consentimento|einwillig|zustimm|toestemming|samtyck|samtykke|suostumu|согласи|згод|souhlas|zgod|
    privacy|datenschutz|confidentialité|privacidad|privacidade|gdpr|dsgvo|rgpd|avg\b|
    extern\w{0,4}\s(?:content|inhalt|inhoud)|contenu\sexterne|third.party|drittanbieter|derde\spartij|terze\sparti|terceros|
    social\smedia.{0,40}(?:show|load|anzeig|tonen|afficher)|javascript
    """,
    re.VERBOSE | re.IGNORECASE,
)


def repeated(text: str, found: Sequence[Attribution]) -> frozenset[str]:
    """The lines that are a banner's: repeated beside posts, or about consent and beside one."""
    beside: Counter[str] = Counter()
    own: set[str] = set()
    for index, item in enumerate(found):
        low = found[index - 1].end if index else 0
        high = found[index + 1].start if index + 1 < len(found) else len(text)
        above, below = _lines_above(text, low, item.start), _lines_below(text, item.end, high)
        own.update(above[:1])
        beside.update({*above[1:], *below})
    counted = Counter(line.strip() for line in text.split("\n"))
    return frozenset(
        line
        for line, times in beside.items()
        if MIN_LENGTH <= len(line) <= MAX_LENGTH
        and "pic.twitter" not in line
        and ((times > 2 and line not in own and counted[line] > 2) or _speaks_of_consent(line, counted[line]))
    )


def _speaks_of_consent(line: str, times: int) -> bool:
    """One line about consent may be prose; a banner's is repeated, or says it twice, and has no link of a post."""
    hits = len(_CONSENT.findall(line))
    return hits > 0 and "t.co/" not in line and (times > 1 or (hits > 1 and len(line) < 300))


def _lines_above(text: str, low: int, position: int) -> list[str]:
    lines = text[max(low, position - 1600) : position].split("\n")[1 if position - low > 1600 else 0 :]
    return [line.strip() for line in reversed(lines) if line.strip()][: 8 + NEIGHBOURS]


def _lines_below(text: str, position: int, high: int) -> list[str]:
    lines = text[position : min(high, position + 1600)].split("\n")
    return [line.strip() for line in lines if line.strip()][: 8 + NEIGHBOURS]


def ignored(text: str, lines: Set[str]) -> tuple[Ignored, ...]:
    """Every occurrence of the banner's lines, in the order of the text."""
    if not lines:
        return ()
    found: list[Ignored] = []
    position = 0
    for row in text.split("\n"):
        line = row.strip()
        if line in lines:
            start = position + row.find(line)
            found.append(Ignored(text=line, reason=REASON, start=start, end=start + len(line)))
        position += len(row) + 1
    return tuple(found)
