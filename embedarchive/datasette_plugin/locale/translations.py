"""The sentences of the pages in other languages than English: one gettext file (`nl.po`) a language, beside this one.

A file is read when the first reader wants its language. A sentence that it does not have is shown in English.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).parent
ENGLISH = "en"

DETAIL = "detail"
"""The context (`msgctxt`) of the sentences with which a capture says what became of it."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What one language has, by the English sentence.

    Attributes:
        sentences: of the pages themselves.
        details: of captures, those with more words of their own before those that could be taken for them.
    """

    sentences: Mapping[str, str] = field(default_factory=dict)
    details: Mapping[str, str] = field(default_factory=dict)


def languages() -> tuple[str, ...]:
    """The languages of the pages as browsers ask for them, such as `nl` or `pt-BR`: English and one for each file."""
    return (ENGLISH, *sorted(path.stem.replace("_", "-") for path in FOLDER.glob("*.po")))


@functools.cache
def catalogue(language: str) -> Catalogue:
    """The sentences of a language; none for English, whose sentences are the keys."""
    path = next((path for path in FOLDER.glob("*.po") if path.stem.replace("_", "-") == language), None)
    return Catalogue() if path is None else read(path)


def read(path: Path) -> Catalogue:
    """What a gettext file translates; what is empty in it, fuzzy or obsolete counts as missing."""
    import polib

    entries = polib.pofile(str(path), encoding="utf-8").translated_entries()
    details = {entry.msgid: entry.msgstr for entry in entries if entry.msgctxt == DETAIL}
    return Catalogue(
        {entry.msgid: entry.msgstr for entry in entries if not entry.msgctxt},
        dict(sorted(details.items(), key=lambda detail: -_own_words(detail[0]))),
    )


def _own_words(sentence: str) -> int:
    """How many characters of a sentence are not the names of its values."""
    from string import Formatter

    return sum(len(literal) for literal, *_ in Formatter().parse(sentence))
