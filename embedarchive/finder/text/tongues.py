"""Which language a line is in, from its smallest words: enough to see that a post and its article differ."""

from __future__ import annotations

import functools
import re

MIN_HITS = 2
"""So many small words of one language make a line that language's; a name or a loan word does not."""

_WORDS = {
    "en": "the and of to is in that it was for on with as are this be have from at by we you not they has our your i",
    "nl": "de het een en van dat is niet op te in voor met zijn er aan ook als bij naar maar wordt ze hij ik je wij",
    "de": "der die das und ist nicht ein eine den dem zu von mit sich auf für im auch als wir ich sie es wird sind bei",
    "fr": "le la les des et est une un du que qui dans pour pas sur au aux ce avec plus par nous vous il elle sont",
    "es": "el la los las de que y en un una por con para es no se del al lo su más como pero sus este ya fue muy hay",
    "pt": "o os as de que e em um uma por com para é não se do da no na dos das mais como mas foi ao já são pelo pela",
    "it": "il lo gli le di che e in un una per con non è del della dei al alla sono più come ma si nel anche dal",
    "ca": "el la els les de que i en un una per amb no és del al més com però ha aquest aquesta seva són dels ens",
    "sv": "och att det som en ett är på för med den av inte till i har de om var men vi jag från så kan ska",
    "da": "og at det som en et er på for med den af ikke til i har de om var men vi jeg fra så kan skal blev",
    "no": "og at det som en et er på for med den av ikke til i har de om var men vi jeg fra så kan skal ble etter",
    "fi": "ja on ei se että oli hän ovat mutta myös kun niin joka tai sen kuin ole jo vain nyt mitä minä me",
    "pl": "i w na z się nie do to że jest o jak za od po ale przez co był dla są już czy tym tego oraz ich",
    "cs": "a v na se že je to s z do o ale jak za po jako by pro si jsou už jsem tak který která které byl bylo",
    "ro": "și în de la cu pe nu că un o să este din care pentru mai sunt au fost ce sau prin după ale lui",
    "hu": "a az és hogy nem is egy ez de van volt meg már mint csak még ha aki azt el lesz vagy",
    "tr": "ve bir bu da de için ile çok ne olarak daha gibi var o ama en olan sonra kadar ben biz değil mi",
    "id": "yang dan di ini itu dengan untuk dari pada tidak dalam akan adalah ke ada juga oleh saya kami mereka sudah",
    "ru": "и в на не что с по это как из за к от у но для его он мы я так все было они а также уже",
    "uk": "і в на не що з та це як за до від у але для його він ми я так все було вони а також вже про",
}
_PUNCTUATION = ".,;:!?…()[]\"'“”«»„‚‘’*_-–—"
_LATIN_END = "\u0250"
_NOT_WORDS = re.compile(r"https?://\S{1,300}|pic\.\S{1,40}|[#@]\w{1,60}")


@functools.cache
def _table() -> dict[str, tuple[str, ...]]:
    """Small words to the languages that have them."""
    table: dict[str, tuple[str, ...]] = {}
    for language, words in _WORDS.items():
        for word in words.split():
            table[word] = (*table.get(word, ()), language)
    return table


@functools.lru_cache(maxsize=512)
def hits(text: str) -> dict[str, int]:
    """How many small words of each language stand in a text."""
    table = _table()
    counted: dict[str, int] = {}
    for word in text[:1200].casefold().split():
        for language in table.get(word.strip(_PUNCTUATION), ()):
            counted[language] = counted.get(language, 0) + 1
    return counted


def differ(one: str, other: str) -> float:
    """From 0 to 1: how clearly two texts are in different languages; 0 where one of them is too short to tell."""
    first, second = hits(one), hits(other)
    if not first or not second:
        return 0.0
    top, rival = max(first, key=lambda tongue: first[tongue]), max(second, key=lambda tongue: second[tongue])
    if min(first[top], second[rival]) < MIN_HITS:
        return 0.0
    here = 1 - first.get(rival, 0) / first[top]
    there = 1 - second.get(top, 0) / second[rival]
    return max(0.0, min(here, there))


@functools.lru_cache(maxsize=512)
def latin(text: str) -> float | None:
    """The share of Latin letters among the letters of a text's words; None where there are too few."""
    words = _NOT_WORDS.sub(" ", text[:1200])
    letters = sum(map(str.isalpha, words))
    if letters < 4:
        return None
    if words.isascii():
        return 1.0
    return sum(letter < _LATIN_END and letter.isalpha() for letter in words) / letters
