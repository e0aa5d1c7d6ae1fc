"""The sentences of the pages in other languages than English: one gettext file (`nl.po`) a language, beside this one.

A file is read when the first reader wants its language. A sentence that it does not have is shown in English.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from embedarchive.patterns import regex

FOLDER = Path(__file__).parent
ENGLISH = "en"

_NAME = regex(r'"X-Language-Name: ([^"\\]{1,40})')
_RULE = regex(r"plural=([^;]{1,300})")

DETAIL = "detail"
"""The context (`msgctxt`) of the sentences with which a capture says what became of it."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What one language has, by the English sentence.

    Attributes:
        sentences: of the pages themselves.
        details: of captures, those with more words of their own before those that could be taken for them.
        plurals: what is counted, in all forms, by the English word for one.
        form: which of these forms a number takes.
        machine_made: whether a machine wrote it and nobody has read it yet.
    """

    sentences: Mapping[str, str] = field(default_factory=dict)
    details: Mapping[str, str] = field(default_factory=dict)
    plurals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    form: Callable[[int], int] = lambda count: int(count != 1)
    machine_made: bool = False


def languages() -> tuple[str, ...]:
    """The languages of the pages as browsers ask for them, such as `nl` or `pt-BR`: English and one for each file."""
    return (ENGLISH, *sorted(path.stem.replace("_", "-") for path in FOLDER.glob("*.po")))


@functools.cache
def names(folder: Path) -> Mapping[str, str]:
    """Each language by its own name, as the head of its file in this folder has it, else by its code."""
    heads = {path.stem.replace("_", "-"): path.read_text(encoding="utf-8")[:4000] for path in folder.glob("*.po")}
    told = {code: _NAME.search(head) for code, head in sorted(heads.items())}
    return {ENGLISH: "English"} | {code: name[1] if name else code for code, name in told.items()}


@functools.cache
def catalogue(language: str) -> Catalogue:
    """The sentences of a language; none for English, whose sentences are the keys."""
    path = next((path for path in FOLDER.glob("*.po") if path.stem.replace("_", "-") == language), None)
    return Catalogue() if path is None else read(path)


def read(path: Path) -> Catalogue:
    """What a gettext file translates; what is empty in it, fuzzy or obsolete counts as missing."""
    import polib

    file = polib.pofile(str(path), encoding="utf-8")
    entries = file.translated_entries()
    plurals = {entry.msgid: tuple(entry.msgstr_plural[n] for n in sorted(entry.msgstr_plural)) for entry in entries}
    details = {entry.msgid: entry.msgstr for entry in entries if entry.msgctxt == DETAIL}
    return Catalogue(
        {entry.msgid: entry.msgstr or plurals[entry.msgid][0] for entry in entries if not entry.msgctxt},
        dict(sorted(details.items(), key=lambda detail: -_own_words(detail[0]))),
        {one: forms for one, forms in plurals.items() if forms},
        _form(file.metadata.get("Plural-Forms", "")),
        file.metadata.get("X-Machine-Made") == "yes",
    )


def _form(header: str) -> Callable[[int], int]:
    """The rule of `Plural-Forms` in a file's head; that of English where there is none that can be read."""
    from gettext import c2py

    rule = _RULE.search(header)
    try:
        return c2py(rule[1]) if rule else Catalogue().form
    except ValueError:
        return Catalogue().form


def _own_words(sentence: str) -> int:
    """How many characters of a sentence are not the names of its values."""
    from string import Formatter

    return sum(len(literal) for literal, *_ in Formatter().parse(sentence))
