"""What a run found and changed, as a webhook is told it."""

from __future__ import annotations

import itertools
from collections.abc import Generator, Iterable
from contextlib import closing
from dataclasses import dataclass, field

from embedarchive.archive.results import Event, Found, Ledger, Result, Unreadable
from embedarchive.model import SCHEMA, plain
from embedarchive.model.names import public_name

MOST = 100
"""So many articles are told with what became of each post, and so many sources that could not be read."""
_SAID = {"source", "article"}
"""What of a result its article says already."""


@dataclass(slots=True)
class Summary:
    """A run, while it is followed.

    Attributes:
        ledger: what all of it adds up to.
        news: how many articles are new or changed.
        articles: the first articles that were read, by the ids of their rows, with what became of what they show.
        unreadable: the first sources that could not be read.
    """

    ledger: Ledger = field(default_factory=Ledger)
    news: int = 0
    articles: dict[int, tuple[Found, list[Result]]] = field(default_factory=dict)
    unreadable: list[Unreadable] = field(default_factory=list)

    def heard(self, events: Generator[Event, None, None]) -> Generator[Event, None, None]:
        """The events, written down as they pass."""
        with closing(events):
            for event in events:
                self._add(event)
                yield event

    def _add(self, event: Event) -> None:
        self.ledger.add(event)
        self.news += isinstance(event, Found) and event.news != "known"
        if isinstance(event, Found) and len(self.articles) < MOST:
            self.articles.setdefault(event.article, (event, []))
        elif isinstance(event, Unreadable) and len(self.unreadable) < MOST:
            self.unreadable.append(event)
        elif isinstance(event, Result) and event.article in self.articles:
            self.articles[event.article][1].append(event)

    def told(self) -> dict[str, object]:
        """The object that is sent; `text` is what chat programs show."""
        return {
            "schema": SCHEMA,
            "event": "scan",
            "text": self._sentence(),
            "exit_code": self.ledger.exit_code,
            "counts": self.ledger.counts,
            "articles": [_article(found, results) for found, results in self.articles.values()],
            "unreadable": [_unread(each) for each in self.unreadable],
        }

    def _sentence(self) -> str:
        read = _counted(self.ledger.articles, "article")
        parts = [f"{read} read, {self.news} new or changed"] if self.ledger.articles else []
        parts += [
            ", ".join(_states(self.ledger, kind)) for kind in ("embed", "image") if self.ledger.states(kind)["found"]
        ]
        parts += [f"{_counted(self.ledger.unreadable, 'source')} could not be read"] if self.ledger.unreadable else []
        return "; ".join(parts or ["nothing was read"]) + "."


def _article(found: Found, results: Iterable[Result]) -> dict[str, object]:
    """An article and what became of each post and image, in their order."""
    published = found.scan.document.publication
    ordered = sorted(results, key=lambda result: (result.kind, result.index))
    return {
        "article": found.article,
        "source": public_name(found.source),
        "title": found.scan.document.title,
        "url": published.url if published else None,
        "news": found.news,
        "results": [{name: value for name, value in plain(one).items() if name not in _SAID} for one in ordered],
    }


def _unread(event: Unreadable) -> dict[str, str]:
    """A source that could not be read, and why, without the folders of this machine."""
    name = public_name(event.source)
    return {"source": name, "sentence": event.sentence.replace(event.source, name)}


def _states(ledger: Ledger, kind: str) -> Iterable[str]:
    """`5 embeds: 4 archived`, `1 pending`."""
    states = ((count, state) for state, count in ledger.states(kind).items() if state != "found" and count)
    told = (f"{count} {state}" for count, state in states)
    return itertools.chain([f"{_counted(ledger.states(kind)['found'], kind)}: {next(told)}"], told)


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"
