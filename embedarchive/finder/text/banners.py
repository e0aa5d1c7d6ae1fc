"""Lines that stand in for an embed: what a consent banner says where the post would be.

They are known by being repeated beside posts, whatever the language, or by speaking of cookies and consent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from embedarchive.finder.text.attribution.attributions import Attribution
from embedarchive.model import Ignored
from embedarchive.patterns import regex

REASON = "consent-placeholder"
MIN_LENGTH = 20
MAX_LENGTH = 600
REACH = 1600
"""How many characters on either side of a post are looked at: the post itself is among them."""

SEEN = 11
"""How many lines: those of a long post, and three of a banner."""

_OF_POSTS = regex(r"pic\.twitter|twitter\.com/hashtag/|x\.com/hashtag/")
"""Links that posts have: of their images and of their tags."""

_CONSENT = (
    *("cookie", "куки", "クッキー", "쿠키", "עוגיות", "كوكيز", "ملفات تعريف الارتباط", "कुकी", "çerez"),
    *(
        "consent",
        "consenso",
        "consentimiento",
        "consentimento",
        "einwillig",
        "zustimm",
        "toestemming",
        "samtyck",
        "samtykke",
    ),
    *("suostumu", "согласи", "згод", "souhlas", "zgod"),
    *("privacy", "datenschutz", "confidentialité", "privacidad", "gdpr", "dsgvo", "rgpd"),
    *("external content", "externen inhalt", "externer inhalt", "externe inhalt", "externe inhoud", "contenu externe"),
    *("third party", "third-party", "drittanbieter", "derde partij", "terze parti", "terceros", "javascript"),
)

_CHOICE = (
    *("click", "klik", "klick", "cliqu", "clic ", "нажм", "choix", "keuze", "choice", "auswahl", "preferenc", "wybór"),
    *(
        "setting",
        "instelling",
        "einstellung",
        "paramètre",
        "configura",
        "impostazioni",
        "ustawieni",
        "inställning",
        "indstilling",
    ),
    *(
        "accept",
        "akzept",
        "acept",
        "aceit",
        "accett",
        "geladen",
        "weergegeven",
        "angezeigt",
        "affich",
        "displayed",
        "blocked",
    ),
    *(
        "настройк",
        "управлен",
        "налаштуван",
        "керува",
        "設定",
        "设置",
        "偏好",
        "설정",
        "إعداد",
        "تفضيل",
        "सेटिंग",
        "सहमति",
    ),
    *("ayarlar", "tercih", "zarządz", "gestion", "gérer", "manage"),
)
"""A banner that stands once says what the reader may do about it."""


def banner_lines(text: str, found: Sequence[Attribution]) -> frozenset[str]:
    """The lines that are a banner's: repeated beside posts, or about consent and beside one."""
    beside: dict[str, int] = {}
    own: set[str] = set()
    above = _lines_above(text, 0, found[0].start)
    for index, item in enumerate(found):
        high = found[index + 1].start if index + 1 < len(found) else len(text)
        below = _lines_below(text, item.end, high)
        own.update(above[:1])
        for line in {*above[1:], *below}:
            beside[line] = beside.get(line, 0) + 1
        near = high - item.end <= REACH and len(below) < SEEN  # all lines between two posts: seen from the next one
        above = below[::-1] if near else _lines_above(text, item.end, high)
    likely = [line for line in beside if MIN_LENGTH <= len(line) <= MAX_LENGTH and not _OF_POSTS.search(line)]
    if not likely:
        return frozenset()
    counted = Counter(line.strip() for line in text.split("\n"))
    return frozenset(
        line
        for line in likely
        if (beside[line] > 2 and line not in own and counted[line] > 2)
        or (_speaks_of_consent(line, counted[line]) and (line not in own or counted[line] > 1))
    )


def _speaks_of_consent(line: str, times: int) -> bool:
    """One line about consent may be prose; a banner's is repeated, or offers a choice, and has no link of a post."""
    folded = line.casefold()
    if "t.co/" in line or not any(word in folded for word in _CONSENT):
        return False
    return times > 1 or (len(line) < 300 and any(word in folded for word in _CHOICE))


def _lines_above(text: str, low: int, position: int) -> list[str]:
    lines = text[max(low, position - REACH) : position].split("\n")[1 if position - low > REACH else 0 :]
    return [line.strip() for line in reversed(lines) if line.strip()][:SEEN]


def _lines_below(text: str, position: int, high: int) -> list[str]:
    lines = text[position : min(high, position + REACH)].split("\n")
    return [line.strip() for line in lines if line.strip()][:SEEN]


def occurrences(text: str, lines: AbstractSet[str]) -> tuple[Ignored, ...]:
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
