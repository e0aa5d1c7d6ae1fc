"""How the four directions are written beside coordinates, in the language of the text.

A direction is a pair (axis, sign): latitude or longitude, +1 north and east, -1 south and west. "O" is a trap: east in
Dutch and German, west in Spanish, French, Italian and Portuguese. Where neither the language nor the other letters
of the text decide, it is not read at all.
"""

from __future__ import annotations

Direction = tuple[str, int]

NORTH: Direction = ("latitude", 1)
SOUTH: Direction = ("latitude", -1)
EAST: Direction = ("longitude", 1)
WEST: Direction = ("longitude", -1)
LATITUDE: Direction = ("latitude", 0)
LONGITUDE: Direction = ("longitude", 0)

_WORDS: dict[Direction, str] = {
    NORTH: "north|noord|nord|norte|norden|север|північ|شمالا|شمالًا|شمال|شمالی|צפון|北纬|北緯|북위|"
    "с.ш.|с. ш.|пн.ш.|пн. ш.|с.ш|пн.ш|сев. широты|северной широты|північної широти|szer. płn.|n.br.|n. br.|"
    "nördlicher breite|nördl. breite|noorderbreedte|de latitude nord|de latitud norte|di latitudine nord|nordlig bredd",
    SOUTH: "south|zuid|süd|sud|sur|sul|süden|юг|південь|جنوبا|جنوبًا|جنوب|جنوبی|דרום|南纬|南緯|남위|"
    "ю.ш.|ю. ш.|пд.ш.|пд. ш.|ю.ш|пд.ш|южной широты|південної широти|szer. płd.|s.br.|"
    "südlicher breite|südl. breite|zuiderbreedte|de latitude sud|de latitud sur|di latitudine sud|sydlig bredd",
    EAST: "east|oost|ost|est|este|leste|osten|восток|схід|شرقا|شرقًا|شرق|شرقی|מזרח|东经|東經|東経|동경|"
    "в.д.|в. д.|сх.д.|сх. д.|в.д|сх.д|восточной долготы|східної довготи|dł. wsch.|ö.l.|o.l.|"
    "östlicher länge|östl. länge|oosterlengte|de longitude est|de longitud este|di longitudine est|östlig längd",
    WEST: "west|ouest|oeste|ovest|westen|запад|захід|غربا|غربًا|غرب|غربی|מערב|西经|西經|西経|서경|"
    "з.д.|з. д.|зх.д.|зх. д.|з.д|зх.д|западной долготы|західної довготи|dł. zach.|w.l.|"
    "westlicher länge|westl. länge|westerlengte|de longitude ouest|de longitud oeste|"
    "di longitudine ovest|västlig längd",
    LATITUDE: "latitude|latitud|latitudine|lat.|lat|breitengrad|breedtegraad|breddegrad|"
    "широта|szerokość|enlem|緯度|纬度|위도",
    LONGITUDE: "longitude|longitud|longitudine|long.|long|lon.|lon|lng|längengrad|lengtegraad|lengdegrad|"
    "долгота|довгота|"
    "długość|boylam|経度|经度|경도",
}
_LETTERS: dict[str, Direction] = {"N": NORTH, "S": SOUTH, "E": EAST, "W": WEST}
_BY_LANGUAGE: dict[str, dict[str, Direction]] = {
    "nl": {"Z": SOUTH, "O": EAST, "NB": NORTH, "ZB": SOUTH, "OL": EAST, "WL": WEST},
    "id": {"LU": NORTH, "LS": SOUTH, "BT": EAST, "BB": WEST},
    "de": {"O": EAST},
    "fr": {"O": WEST},
    "es": {"O": WEST},
    "it": {"O": WEST},
    "ca": {"O": WEST},
    "gl": {"O": WEST},
    "pt": {"O": WEST, "L": EAST},
    "ro": {"V": WEST},
    "da": {"Ø": EAST, "V": WEST},
    "no": {"Ø": EAST, "V": WEST},
    "sv": {"Ö": EAST, "V": WEST},
    "fi": {"P": NORTH, "E": SOUTH, "I": EAST, "L": WEST},
    "tr": {"K": NORTH, "G": SOUTH, "D": EAST, "B": WEST},
    "hr": {"S": NORTH, "J": SOUTH, "I": EAST, "Z": WEST},
    "sr": {"S": NORTH, "J": SOUTH, "I": EAST, "Z": WEST, "С": NORTH, "Ј": SOUTH, "И": EAST, "З": WEST},
    "hu": {"É": NORTH, "D": SOUTH, "K": EAST, "NY": WEST},
    "el": {"Β": NORTH, "Ν": SOUTH, "Α": EAST, "Δ": WEST},
    "ru": {"С": NORTH, "Ю": SOUTH, "В": EAST, "З": WEST},
    "uk": {"ПН": NORTH, "ПД": SOUTH, "СХ": EAST, "ЗХ": WEST},
    "vi": {"B": NORTH, "Đ": EAST, "T": WEST},
    "he": {"צ": NORTH, "ד": SOUTH, "מז": EAST, "מע": WEST},
}
_BY_LANGUAGE["nb"] = _BY_LANGUAGE["nn"] = _BY_LANGUAGE["no"]
_BY_LANGUAGE["bs"] = _BY_LANGUAGE["hr"]
_MEANING = {word: direction for direction, words in _WORDS.items() for word in words.split("|")}
_ALL_LETTERS = {letter for letters in _BY_LANGUAGE.values() for letter in letters} | set(_LETTERS)


def _by_edge(edge: int) -> dict[str, tuple[str, ...]]:
    """Every written direction under its first (0) or last (-1) character, the longest first."""
    found: dict[str, list[str]] = {}
    for word in sorted(_MEANING, key=len, reverse=True):
        for character in {word[edge], word[edge].upper()}:
            found.setdefault(character, []).append(word)
    for letter in sorted(_ALL_LETTERS, key=len, reverse=True):
        found.setdefault(letter[edge], []).append(letter)
    return {character: tuple(words) for character, words in found.items()}


_BY_LAST, _BY_FIRST = _by_edge(-1), _by_edge(0)


def before(text: str, end: int) -> tuple[str, int]:
    """The direction written just before `end` and where it begins; empty when there is none."""
    at = _back(text, end, 3)
    if (at and text[at - 1] in ":=") or (at > 1 and text[at - 1] == "." and text[at - 1] not in _BY_LAST):
        at = _back(text, at - 1, 2)
    for candidate in _BY_LAST.get(text[at - 1], ()) if at else ():
        start = at - len(candidate)
        if start >= 0 and _is(text[start:at], candidate) and not (start and text[start - 1].isalnum()):
            return text[start:at], start
    return "", end


def after(text: str, start: int) -> tuple[str, int]:
    """The direction written just after `start` and where it ends; empty when there is none."""
    at = start
    while at < len(text) and at < start + 2 and text[at] in " \t\xa0":
        at += 1
    for candidate in _BY_FIRST.get(text[at], ()) if at < len(text) else ():
        end = at + len(candidate)
        if _is(text[at:end], candidate) and not (end < len(text) and text[end].isalpha()):
            return text[at:end], end
    return "", start


def _back(text: str, at: int, most: int) -> int:
    first = max(0, at - most)
    while at > first and text[at - 1] in " \t\xa0":
        at -= 1
    return at


def _is(written: str, candidate: str) -> bool:
    """Single letters count as capitals only, words in any case."""
    return written == candidate if candidate in _ALL_LETTERS else written.casefold() == candidate


def meaning(written: str, language: str | None, context: str = "") -> Direction | None:
    """What a direction means in this language; None when it means nothing there or nobody can say.

    Args:
        written: the word or letter.
        language: the language of the text, when it is known.
        context: the letters beside it in the same pair, which may tell the language when nobody else does.
    """
    word = written.strip().casefold()
    if word in _MEANING:
        return _MEANING[word]
    letter = written.strip().upper()
    own = _BY_LANGUAGE.get((language or "").partition("-")[0], {})
    if letter in own:
        return own[letter]
    if letter in _LETTERS and not (language in {"hr", "sr", "bs"} and letter == "S"):
        return _LETTERS[letter]
    return _from_context(letter, context.upper()) if language is None or letter == "O" else None


def _from_context(letter: str, context: str) -> Direction | None:
    """Z stands for south in Dutch alone among the languages that write O; E or W beside an O say what the O is not."""
    if letter == "Z":
        return SOUTH if "O" in context else None
    if letter == "O":
        if "Z" in context or "W" in context:
            return EAST
        return WEST if "E" in context else None
    return None
