"""The lines of a run by article: many articles are under way at once, and each is printed in one piece.

One article has the floor: its lines are printed as they come. Those of others wait until it has ended.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from embedarchive.archive.results import Found, Result
from embedarchive.model import Status


@dataclass(slots=True)
class _Article:
    """What an article still expects, what became of the rest, and its lines that wait."""

    expected: int = 0
    states: Counter[Status] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)


class Grouped:
    """Prints lines, those of one article together; where there are several, with a line of what became of each."""

    def __init__(self, echo: Callable[[str], None]) -> None:
        self._echo = echo
        self._open: dict[int, _Article] = {}
        self._floor: int | None = None
        self._first: str | None = None
        self._begun = 0

    def add(self, event: object, line: str | None) -> None:
        """Print the line of an event, now or when its article has the floor."""
        if isinstance(event, Found):
            self._begin(event)
        number = event.article if isinstance(event, Found | Result) else None
        article = self._open.get(number) if number is not None else None
        if number is None or article is None:
            if line is not None:
                self._echo(line)
            return
        if line is not None:
            article.lines.append(line)
        if isinstance(event, Result):
            article.expected -= 1
            article.states[event.status] += 1
        self._print()

    def close(self) -> None:
        """Print what still waits: the run was stopped."""
        for article in self._open.values():
            for line in article.lines:
                self._echo(line)
        self._open.clear()

    def _begin(self, found: Found) -> None:
        self._begun += 1
        if self._first is not None:
            self._echo(self._first)  # there is a second article, so what became of the first is worth a line
            self._first = None
        self._open.setdefault(found.article, _Article()).expected += found.expected

    def _print(self) -> None:
        """Print what may be printed: the lines of the article with the floor, and of all that have ended after it."""
        while self._open:
            if self._floor not in self._open:
                self._floor = next(iter(self._open))
            article = self._open[self._floor]
            for line in article.lines:
                self._echo(line)
            article.lines.clear()
            if article.expected > 0:
                return
            self._end(article)
            del self._open[self._floor]

    def _end(self, article: _Article) -> None:
        if not article.states:
            return
        summary = f"  = {' + '.join(f'{article.states[state]} {state}' for state in Status if article.states[state])}"
        if self._begun > 1:
            self._echo(summary)
        else:
            self._first = summary
