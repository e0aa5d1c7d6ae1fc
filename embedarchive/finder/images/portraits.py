"""Who wrote a page, and whether an image is that person's portrait."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import filterfalse

from embedarchive.patterns import regex

_WORD = regex(r"[^\W\d_]+")
_NAMED = regex(  # behind the word "author": of a tag's attribute, of a <meta>, or of a description in JSON
    r"""author
        (?: [^<>]{0,201} c(?<=\sc)ontent=["'] ([^"'<>]{4,60}) ["']
          | [^<>]{0,200}+ > \s{0,50} (?: <[^<>/]{1,200}> \s{0,50} ){0,3} ([^<>]{4,60}) <
          | [^<>]{0,120} "name" \s{0,3} : \s{0,3} " ([^"<>]{4,60}) "
        )""",
    re.VERBOSE,  # what follows a run begins with a letter or a sign, so that the run need not be tried from each place
)
_TITLE = regex(r"<title[^<>]{0,200}>([^<]{4,300})", re.IGNORECASE)
_SAYING = 3
"""Words with which a page's title begins that are no name, though they follow the word."""
_MOST = 60
"""Places that speak of an author, and are looked at."""
_PORTRAIT = frozenset(
    (  # noqa: SIM905 -- legible
        "portrait portraet porträt portret profil profile author autor autorin auteur headshot foto photo bild pic "
        "image img web neu new"
    ).split()
)
_SAYING_SO = frozenset({*_PORTRAIT, "picture", "of", "by", "avatar", "von", "de"}).__contains__
"""Words that may stand beside the author's name in the text that stands for a portrait."""
_WORDS_OF_NAME = range(2, 5)
_FEWEST = 4
"""Letters of a name that says by itself whose it is."""


def authors(markup: str) -> frozenset[tuple[str, ...]]:
    """The names of those whom a page's markup calls its authors, each in words in lower case."""
    found = frozenset(words for name in _names(markup) if len(words := in_words(name)) in _WORDS_OF_NAME)
    named = _TITLE.search(markup) if any(len(words) >= _SAYING for words in found) else None
    title = in_words(named[1]) if named else ()
    return frozenset(words for words in found if len(words) < _SAYING or title[: len(words)] != words)


def _names(markup: str) -> Iterator[str]:
    at = markup.find("author")
    for _ in range(_MOST):
        if at < 0:
            return
        if match := _NAMED.match(markup, at):
            yield next(filter(None, match.groups())).strip()
        at = markup.find("author", at + 6)


def is_of_author(name: str, alternative: str, names: frozenset[tuple[str, ...]], site: str) -> bool:
    """Whether an image's file, or the text that stands for it, is named after an author of the page and nobody else.

    One of the author's names says nothing by itself: it may be that of a place.

    Args:
        name: the image's file.
        alternative: the text that stands for it.
        names: the authors.
        site: the page's host, whose name may stand beside the author's.
    """
    if not names:
        return False
    if any(words in names for words in _named(alternative)):
        return True
    words = in_words(name.rpartition(".")[0])
    if len(words) not in _WORDS_OF_NAME:
        return False
    beside = _PORTRAIT | set(site.split("."))
    return any(
        any(word in author and len(word) >= _FEWEST for word in words)
        and all(word in author or word in beside or word in {part[0] for part in author} for word in words)
        for author in names
    )


def may_be_name(name: str, alternative: str) -> bool:
    """Whether an image's file, or the text that stands for it, has as many words as a name: asked before the page."""
    return any(len(words) in _WORDS_OF_NAME for words in (*_named(alternative), in_words(name.rpartition(".")[0])))


def _named(alternative: str) -> tuple[tuple[str, ...], ...]:
    """The words of a text that stands for an image, and those of them that do not say that it is a portrait."""
    said = in_words(alternative)
    return said, tuple(filterfalse(_SAYING_SO, said))


def in_words(text: str) -> tuple[str, ...]:
    """The words of a short text, in lower case."""
    return tuple(_WORD.findall(text[:100].casefold()))
