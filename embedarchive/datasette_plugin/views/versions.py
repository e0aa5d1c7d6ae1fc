"""What changed in an article from one reading to the next: its paragraphs, and what it shows of posts and images."""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from embedarchive.datasette_plugin.locale.words import Words
from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.model.differences import alike, word_changes
from embedarchive.store.queries import article_places, articles
from embedarchive.store.queries.article_places import Captioned, Printed
from embedarchive.store.queries.articles import Version

Change = list[tuple[str, str]]
"""A paragraph in pieces: `same`, `gone` (only in the earlier version) and `new`."""

MARK = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands in the readable text wherever an embed or an image stood."""

_EFFORT = 400_000  # pairs of lines, and again of words, that are held against one another; comparing is quadratic
_SHOWN = 100
_AHEAD = 20  # paragraphs that are looked through for what one became


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What changed from one version of an article to the next.

    Attributes:
        since: when the earlier one was read.
        changes: the paragraphs that differ; `more`: how many are not shown.
        too_different: too much differs to tell what changed.
        same_file: it is this program that reads one file otherwise.
    """

    since: str
    changes: Sequence[Change]
    more: int
    too_different: bool
    same_file: bool


async def compared(reader: Reader, versions: Sequence[Version], chosen: int, words: Words) -> Comparison | None:
    """What changed from the version before the chosen one to it; None for the first, and where words were erased."""
    number = next(at for at, version in enumerate(versions) if version.id == chosen)
    if number + 1 >= len(versions):
        return None
    before, after = versions[number + 1], versions[number]
    earlier, later = await _told(reader, before.id, words), await _told(reader, after.id, words)
    if earlier is None or later is None:
        return None
    changes = await asyncio.to_thread(paragraph_changes, earlier, later)
    return Comparison(
        since=before.scanned_at,
        changes=(changes or [])[:_SHOWN],
        more=max(0, len(changes or []) - _SHOWN),
        too_different=changes is None,
        same_file=before.document == after.document,
    )


async def _told(reader: Reader, scan: int, words: Words) -> str | None:
    """The text of a version with, for every embed and image, a line of what the article shows there."""
    rows = await reader.some(articles.readable(scan))
    if not rows or rows[0].text is None:
        return None
    things = [(one.start, _embed(one, words)) for one in await reader.some(article_places.printed(scan))]
    things += [(one.start, _image(one, words)) for one in await reader.some(article_places.captions(scan))]
    labels = [label for _, label in sorted(things, key=lambda thing: thing[0])]
    first, *rest = rows[0].text.split(MARK)
    lines = [first]
    for number, piece in enumerate(rest):
        lines += [labels[number] if number < len(labels) else "", piece]
    return "\n".join((*lines, *labels[len(rest) :]))


def _embed(embed: Printed, words: Words) -> str:
    name = " ".join(filter(None, (embed.author, embed.handle and f"@{embed.handle}")))
    said = " ".join((embed.text or embed.native_id or embed.url or "").split())
    return f"[{': '.join(filter(None, (words.platform(embed.platform), name, said)))}]"


def _image(image: Captioned, words: Words) -> str:
    return f"[{words('image')}: {' '.join((image.caption or image.alt or image.url or '').split())}]"


def paragraph_changes(before: str, after: str) -> list[Change] | None:
    """The paragraphs that differ, in the later order, each word by word as far as that is quick; None: far too many."""
    old, new = (list(filter(None, map(str.strip, text.splitlines()))) for text in (before, after))
    start = alike(old, new)
    end = alike(old[start:][::-1], new[start:][::-1])
    old, new = old[start : len(old) - end], new[start : len(new) - end]
    if len(old) * len(new) > _EFFORT:
        return None
    made: list[Change] = []
    left = _EFFORT
    for tag, first, last, begin, stop in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for gone, came in _paired(old[first:last], new[begin:stop]) if tag != "equal" else ():
            left -= len(gone.split()) * len(came.split())
            whole = [("gone", gone), ("new", came)]
            made.append(word_changes(gone, came) if left >= 0 else whole)
    return [[piece for piece in change if piece[1]] for change in made]


def _paired(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Paragraphs that became others, each beside what it became; an empty one where it became nothing or is new."""
    at = 0
    for gone in old:
        ahead = range(at, min(at + _AHEAD, len(new)))
        same = next((number for number in ahead if _similar(gone, new[number])), None)
        if same is None:
            yield gone, ""
            continue
        yield from (("", came) for came in new[at:same])
        yield gone, new[same]
        at = same + 1
    yield from (("", came) for came in new[at:])


def _similar(one: str, other: str) -> bool:
    """Whether half of their words are the same."""
    words, others = set(one.split()), set(other.split())
    return 2 * len(words & others) >= max(len(words), len(others))
