"""Which language a text is in, from its script and its frequent short words; None when unsure.

Made for single lines and posts of a few words: it rather says nothing than something wrong. No model, no
dependency; the table (`words.txt`) is read when the first text in a shared script is met, and only looked up.
"""

from __future__ import annotations

import functools
import unicodedata
from collections import Counter

from embedarchive import package_data
from embedarchive.documents.html import Node
from embedarchive.patterns import regex

_MOST, _WORDS = 20_000, 250
"""Characters and words that are looked at; more says nothing new."""

_HOST = r"|\b\w{1,60}+\.(?:com|org|net)\S{0,200}"
_MARKED = (  # by its first sign, so that all others are passed over at once
    r"[hwp@#<&](?:(?<=[hwp])(?:(?<=h)ttps?://|(?<=w)ww\.|(?<=p)ic\.twitter\.com/)\S{1,500}"
    r"|(?<=[@#])\w{1,60}|(?<=<)[^<>]{1,500}>|(?<=&)\w{1,10};)"
)
_NOISE, _NOISE_AND_HOSTS = regex(_MARKED), regex(_MARKED + _HOST)
"""What is no word of a text; a host's name may begin with any letter, and is looked for where there is one."""
_HOSTS = (".com", ".org", ".net")
_TRACE = regex(r"/|@|#|<|&|www\.|\.com|\.org|\.net")
"""What all of that has a sign of: most lines have none."""

_WORD = regex(r"[^\W\d_]{1,30}(?:[\u0300-\u036f\u0900-\u0903\u093a-\u094f\u200c][^\W\d_]{0,30}){0,12}+")
_ASCII_WORD = regex(r"[A-Za-z]{1,30}")
"""The same in a text of ASCII alone, in half of the time."""
_SCRIPTS = (  # the first range that many letters lie in; one language a script
    ("\u3040", "\u30ff", "ja"),
    ("\uac00", "\ud7a3", "ko"),
    ("\u0e00", "\u0e7f", "th"),
    ("\u0370", "\u03ff", "el"),
    ("\u0590", "\u05ff", "he"),
    ("\u0980", "\u09ff", "bn"),
    ("\u0a80", "\u0aff", "gu"),
    ("\u0b80", "\u0bff", "ta"),
    ("\u0c00", "\u0c7f", "te"),
    ("\u0c80", "\u0cff", "kn"),
    ("\u0d00", "\u0d7f", "ml"),
    ("\u0a00", "\u0a7f", "pa"),
    ("\u0530", "\u058f", "hy"),
    ("\u10a0", "\u10ff", "ka"),
    ("\u1780", "\u17ff", "km"),
    ("\u1000", "\u109f", "my"),
    ("\u1200", "\u137f", "am"),
    ("\u4e00", "\u9fff", "zh"),
)
_SHARED = (("\u0400", "\u04ff", "cyrillic"), ("\u0600", "\u06ff", "arabic"), ("\u0900", "\u097f", "devanagari"))
_FIRST_OTHER = "\u0370"
"""The first letter that is not Latin."""

_FAMILY = {
    "cyrillic": ("ru", "uk", "bg"),
    "arabic": ("ar", "fa", "ur"),
    "devanagari": ("hi", "mr"),
}
_LETTERS = {  # letters that only one language of a shared script has, or few of them
    "ы": "ru", "э": "ru", "ё": "ru", "і": "uk", "ї": "uk", "є": "uk", "ґ": "uk", "ў": "be", "ј": "sr", "љ": "sr",
    "њ": "sr",
    "ђ": "sr", "ћ": "sr", "ѓ": "mk", "ќ": "mk", "ѕ": "mk", "ә": "kk", "қ": "kk", "ң": "kk", "پ": "fa ur",
    "چ": "fa ur", "گ": "fa ur",
    "ژ": "fa", "ٹ": "ur", "ڈ": "ur", "ڑ": "ur", "ے": "ur", "ں": "ur", "ة": "ar", "ى": "ar", "ळ": "mr",
    "ß": "de", "ñ": "es gl tl eu", "ã": "pt", "õ": "pt et", "ø": "da no", "æ": "da no", "å": "sv da no fi", "ő": "hu",
    "ű": "hu",
    "ă": "ro vi", "ș": "ro", "ț": "ro", "ţ": "ro", "ğ": "tr", "ı": "tr", "ş": "tr ro", "ł": "pl", "ę": "pl lt",
    "ą": "pl lt",
    "ż": "pl", "ź": "pl", "ń": "pl", "ś": "pl", "ř": "cs", "ů": "cs", "ě": "cs", "ľ": "sk", "ŕ": "sk", "ĺ": "sk",
    "ô": "sk fr pt vi",
    "đ": "vi hr", "ơ": "vi", "ư": "vi", "ạ": "vi", "ả": "vi", "ế": "vi", "ệ": "vi", "ộ": "vi", "ợ": "vi", "ữ": "vi",
    "ấ": "vi",
    "ậ": "vi", "ề": "vi", "ớ": "vi", "ờ": "vi", "ủ": "vi", "ị": "vi", "ọ": "vi", "ė": "lt", "ų": "lt", "į": "lt",
    "ū": "lt lv",
    "ā": "lv", "ē": "lv", "ī": "lv", "ņ": "lv", "ļ": "lv", "ķ": "lv", "ģ": "lv", "ç": "fr pt ca tr", "œ": "fr",
    "è": "fr it ca",
    "ì": "it vi", "ò": "it ca vi", "ù": "fr it vi", "ê": "fr pt vi nl", "ä": "de sv fi et sk",
    "ö": "de sv fi hu tr et", "ü": "de hu tr et es",
    "á": "es pt hu cs sk vi gl", "í": "es pt hu cs sk vi gl", "ó": "es pt hu pl sk gl vi", "ú": "es pt hu cs sk gl vi",
    "ý": "cs sk vi", "ž": "cs sk hr sl lt lv et", "š": "cs sk hr sl lt lv et", "č": "cs sk hr sl lt lv", "ć": "hr pl",
    "ď": "cs sk",
    "ť": "cs sk", "ň": "cs sk", "¿": "es gl", "¡": "es",
}  # fmt: skip
_ONLY_BY_LETTERS = {"be", "sr", "mk", "kk"}
_VOTES = {"1": 0.35, "2": 0.8, "3": 1.0}
_KIN = (
    {"es", "pt", "gl", "ca"},
    {"da", "no", "sv"},
    {"id", "ms"},
    {"cs", "sk"},
    {"hr", "sl"},
    {"nl", "af"},
    {"ru", "bg", "uk"},
)
"""Languages that share most of their words: the one must be well ahead of the other."""
_RARE = {
    "af": 0.6,
    "gl": 0.75,
    "ca": 0.9,
    "eu": 0.9,
    "ms": 0.9,
    "et": 0.9,
    "tl": 0.9,
    "sw": 0.8,
    "mr": 0.9,
    "hr": 0.95,
    "sl": 0.95,
}
"""Languages that are seldom met and resemble another: they need more evidence."""


def detect(text: str) -> str | None:
    """The language of a text as an ISO 639-1 code (`fil` is given as `tl`), or None when it cannot be told."""
    plain = text[:_MOST]
    if _TRACE.search(plain):
        noise = _NOISE_AND_HOSTS if any(host in plain for host in _HOSTS) else _NOISE
        plain = noise.sub(" ", plain)
    found = (_ASCII_WORD if plain.isascii() else _WORD).findall(plain)
    if not found:
        return None
    letters = "".join(found)
    script = _script(letters)
    if script is None or script not in {"latin", *_FAMILY}:
        return script
    found = found[:: len(found) // _WORDS + 1]  # a long text is sampled from end to end
    if plain.isascii():
        return _by_words([word.lower() for word in found], "", script)
    words = [unicodedata.normalize("NFC", word.casefold().replace("\u200c", "")) for word in found]
    return _by_words(words, ("".join(words) + plain.replace(" ", "")[:_MOST]).casefold(), script)


def of_page(root: Node) -> str | None:
    """The language of a page that does not name it, from its paragraphs."""
    return detect("\n".join(node.text[:400] for node in root.find_all("p", limit=30)))


def _script(letters: str) -> str | None:
    """The language of the script that most letters are in, or the name of a script that several languages share."""
    total = len(letters)
    if letters.isascii():
        return "latin"
    counts = dict.fromkeys(["latin", *(name for *_, name in (*_SCRIPTS, *_SHARED))], 0)
    for letter, times in Counter(letters).items():
        if letter >= _FIRST_OTHER:
            counts[_script_of(letter)] += times
    counts["latin"] += total - sum(counts.values())
    han = counts["zh"] + counts["ja"]
    if han * 2 > total:  # a Latin name among ideographs weighs more letters than words
        return "ja" if counts["ja"] * 8 > han else "zh"
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] * 2 > total else None


@functools.lru_cache(maxsize=8192)  # the letters of a language come again
def _script_of(letter: str) -> str:
    return next((name for first, last, name in (*_SCRIPTS, *_SHARED) if first <= letter <= last), "latin")


def _by_words(words: list[str], signs: str, script: str) -> str | None:
    """The language that most words and signs belong to; both are folded, `signs` is empty where all are ASCII."""
    counted: dict[str, int] = {}  # made faster than a Counter, and most texts are a line
    for word in words:
        counted[word] = counted.get(word, 0) + 1
    scores: dict[str, float] = {}
    hits: dict[str, int] = {}
    for word, times in counted.items():
        if users := _users(word):
            worth = 0.5 + 0.5 * times if len(word) > 1 else 1.0  # the same word again says half as much
            for language, weight in users:
                scores[language] = scores.get(language, 0.0) + weight * worth
                hits[language] = hits.get(language, 0) + 1
    if signs:
        _by_letters(scores, signs)
    if script in _FAMILY:
        allowed = {*_FAMILY[script], *(_ONLY_BY_LETTERS if script == "cyrillic" else ())}
        scores = {language: score for language, score in scores.items() if language in allowed}
    if not scores:
        return None
    ranked = sorted([(score * _RARE.get(language, 1.0), language) for language, score in scores.items()], reverse=True)
    best, language = ranked[0]
    second = max(ranked[1][0], 0.0) if len(ranked) > 1 else 0.0
    if best < (0.9 if len(words) <= 12 else 1.5) or best / len(words) < 0.06 or best < 1.25 * second + 0.15:
        return None
    if best < 1.5 * second + 0.15 and any(language in kin and ranked[1][1] in kin for kin in _KIN):
        return None
    return language if hits.get(language, 0) >= 2 or language in _ONLY_BY_LETTERS or best >= 2 else None


def _by_letters(scores: dict[str, float], signs: str) -> None:
    """Add to the scores what letters say that few languages have."""
    for letter in set(signs) & _LETTERS.keys():
        languages = _LETTERS[letter].split()
        for language in languages:
            scores[language] = scores.get(language, 0.0) + 1.2 / len(languages)
        alone = signs.count(letter)
        for language in scores.keys() - set(languages):
            scores[language] -= 0.5 * min(alone, 4) if len(languages) < 4 else 0.25


@functools.lru_cache(maxsize=4096)
def _users(word: str) -> tuple[tuple[str, float], ...]:
    """The languages that use a word and how much it says for each; what many share says little."""
    blob = _lines().get(word[:2], "")
    at = blob.find(f"|{word} ")
    if at < 0:
        return ()
    users = blob[at + len(word) + 2 : blob.index("|", at + 1)].split()
    total = sum(_VOTES[user[-1]] for user in users)
    worth = (0.5 if len(word) == 1 else 1.0) * len(users) ** 0.3
    return tuple((user[:-1], worth * _VOTES[user[-1]] ** 2 / total) for user in users)


@functools.cache
def _lines() -> dict[str, str]:
    """The lines of the table by the two characters that their words begin with."""
    return {line[1:3].rstrip(): line for line in package_data.lines(__package__, "words.txt")}
