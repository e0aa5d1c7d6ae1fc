"""What the finder sees around labelled posts, and what it says of them: the examples and answers of `fit_joins.py`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from embedarchive.finder import language
from embedarchive.finder.text import posts, spacing
from embedarchive.finder.text.attribution.attributions import Attribution
from embedarchive.finder.text.extent import boundaries, confidence, order, weights, wholes
from embedarchive.finder.text.extent.boundaries import Step
from embedarchive.finder.text.extent.habits import Habits
from tools.labelled import Text, fold

Evidence = Mapping[str, float]

BEYOND = 8
"""So many joins behind the right end of a post are kept: where a wrong extent would end."""


@dataclass(frozen=True, slots=True)
class Example:
    """The joins of one labelled post whose words can be made.

    Attributes:
        joins: the evidence at each possible end of the post, the shortest extent first; none where nothing follows.
        right: which of them is its end.
        wholes: what the post shows as a whole that ends at each of them, and behind the last.
        gaps: what parts the pieces at each; nothing where posts go on below their attributions.
        file: the text that it stands in.
    """

    publisher: str
    post: str
    extractor: str
    made: bool
    joins: tuple[Evidence, ...]
    right: int
    wholes: tuple[Evidence, ...]
    gaps: tuple[str, ...] = ()
    file: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the finder said of one labelled post.

    Attributes:
        cap: how sure it may be at most.
        words: what it took for the post's.
        label: the post's name in the labels.
        file: where it stands.
        language: that of the text.
    """

    publisher: str
    extractor: str
    evidence: Evidence
    right: bool
    confidence: float
    cap: float
    made: bool
    words: str = ""
    label: str = ""
    file: str = ""
    language: str = ""


def examples(text: Text) -> list[Example]:
    """Every labelled post of a text whose words survive and whose attribution is found."""
    words = _as_read(text)
    found = posts._attributions(words, language.detect(words))  # noqa: SLF001
    if not found:
        return []
    ways = posts.ways_of(words, found)
    split = order.splits(words, found, ways)
    left = list(range(len(found)))
    kept: list[Example] = []
    for label in text.labels:
        wanted = fold(label["text"])
        tried = [
            (index, *_steps(words, found, index, ways, wanted, split=split))
            for index in left
            if _same(found[index], label)
        ]
        if tried:
            index, steps, right = next((each for each in tried if each[2] is not None), tried[0])
            left.remove(index)
            if right is not None:
                kept.append(_example(text, str(label["id"]), steps, right, agrees=not split))
    return kept


def _example(text: Text, post: str, steps: Sequence[Step], right: int, *, agrees: bool) -> Example:
    open_steps = [step for step in steps[: right + BEYOND] if step.evidence is not None]
    joins = tuple(step.evidence or {} for step in open_steps)
    gaps = tuple(step.gap if agrees and not step.kind.startswith("below") else "" for step in open_steps)
    shown = tuple(wholes.evidence([step.segment for step in steps])[: len(joins) + 1])
    return Example(
        text.publisher, post, text.extractor, text.made, joins, right, shown, gaps, f"{text.made} {text.file}"
    )


def _as_read(text: Text) -> str:
    steps = spacing.readings(text.words)
    return steps[-1].text if steps else spacing.with_line_feeds(text.words)


def _same(item: Attribution, label: Mapping[str, Any]) -> bool:
    return item.handle.casefold() == (label["handle"] or "").casefold() and str(item.date) == label["date"]


def _steps(
    text: str, found: Sequence[Attribution], index: int, ways: Habits, words: str, *, split: bool
) -> tuple[tuple[Step, ...], int | None]:
    """The steps above an attribution, or below it where posts go on there or only they can make the words."""
    shared = boundaries.setting(text, found[index], ways, found[index - 1] if index else None)
    above = tuple(boundaries.upward(text, found[index - 1].end if index else 0, shared))
    right = _right(above, words)
    if (right is None or (split and not order.ends_in_media(above[0].words))) and above and not ways.loose:
        high = order.room_below(text, found, index)
        below = tuple(boundaries.downward(text, above[0].segment, found[index].end, high, shared))
        if _right(below, words) is not None:
            return below, _right(below, words)
    return above, right


def _right(steps: Sequence[Step], words: str) -> int | None:
    return max((index for index, step in enumerate(steps) if fold(step.words) == words), default=None)


def answers(task: tuple[Sequence[Text], Evidence, Evidence | None]) -> list[Answer]:
    """What the finder says of texts with these weights."""
    read, joins, belief = task
    weights.joins().clear()
    weights.joins().update(joins)
    if belief is not None:
        weights.confidence().clear()
        weights.confidence().update(belief)
    return [answer for text in read for answer in _answered(text)]


def _answered(text: Text) -> Iterable[Answer]:
    words = _as_read(text)
    spoken = language.detect(words)
    left, ways = posts.signed_posts(words, spoken)
    for label in text.labels:
        wanted = fold(label["text"])
        tried = [
            (fold(said := posts.words(words, post, ways)) == wanted, post, said)
            for post in left
            if _same(post.attribution, label)
        ]
        if not tried:
            continue
        right, post, said = next((each for each in tried if each[0]), tried[0])
        left.remove(post)
        sure = confidence.evidence(post.extent, ways) if post.extent.segments else {}
        stated = posts.embed_of(words, post, ways, {}, spoken).confidence
        cap = confidence.UNSETTLED if post.extent.open else 1.0
        yield Answer(
            text.publisher,
            text.extractor,
            sure,
            right,
            stated,
            cap,
            text.made,
            words=said,
            label=str(label["id"]),
            file=text.file,
            language=spoken or "",
        )
