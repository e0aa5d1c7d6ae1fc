"""The events of a run as lines for people, as objects for programs, and as a log."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TypeAlias

import click

from embedarchive import platforms
from embedarchive.archive.results import Change, Event, Found, HeldBack, Idle, Ledger, Looked, Result, Saved, Viewed
from embedarchive.cli import edits
from embedarchive.cli.grouped import Grouped
from embedarchive.cli.lines import (
    author_line,
    cells,
    columns,
    complain,
    fitted,
    heading,
    one_line,
    quantity,
    quoted,
    readings,
    say,
    wrapped,
)
from embedarchive.cli.manner import manner
from embedarchive.exports.scan_json import scan_object
from embedarchive.model import Status, plain
from embedarchive.model.states import in_words

Told: TypeAlias = Found | HeldBack | Idle | Result | Change | Looked | Saved | Viewed
COLOURS = {"archived": "green", "recovered": "cyan", "unavailable": "yellow", "pending": "blue", "failed": "red"}


class Lines:
    """A line for each event, for people, by article."""

    def __init__(self, *, verbose: bool, quiet: bool, echo: Callable[[str], None] = say) -> None:
        self._verbose, self._quiet, self._grouped = verbose, quiet, Grouped(echo)

    def print(self, event: Told) -> None:
        """Print an event, if it is worth a line; those of one article together."""
        if not self._quiet:
            self._grouped.add(event, self._line(event))

    def close(self) -> None:
        """Print what a run that was stopped left open."""
        self._grouped.close()

    def _line(self, event: Told) -> str | None:
        if isinstance(event, Found):
            return _heading(event, verbose=self._verbose)
        if isinstance(event, Change):
            return edits.change_lines(event)
        if isinstance(event, Saved | Viewed):
            return self._extra(event)
        if isinstance(event, Looked):
            return self._recheck_line(event)
        if isinstance(event, Idle | HeldBack):
            return wrapped(_held_back(event), 2) if isinstance(event, HeldBack) else event.sentence
        return _result(event, verbose=self._verbose)

    def _extra(self, event: Saved | Viewed) -> str | None:
        if isinstance(event, Saved):
            return fitted(f"  {'saved' if event.copy else 'not saved':<11} {one_line(event.copy or event.detail)}")
        if event.digest is not None:
            return fitted(f"  {event.what:<11} {one_line(event.url)}") if self._verbose else None
        detail = f": {one_line(event.detail)}" if event.detail and self._verbose else ""
        return wrapped(f"  no {event.what} {one_line(event.url)}  [{in_words(event.reason)}{detail}]", 4)

    def _recheck_line(self, event: Looked) -> str | None:
        if event.reason is None and not self._verbose:
            return None
        reason = "as before" if event.reason is None else in_words(event.reason)
        detail = f": {one_line(event.detail)}" if event.detail and self._verbose else ""
        return wrapped(f"  {'looked':<8} {one_line(event.url or event.key)}  [{reason}{detail}]", 11)


class Objects:
    """An object for each article once its last result is there, and for each result or change without one."""

    def __init__(self) -> None:
        self._open: dict[int | None, list[tuple[Found, dict[tuple[str, int], Result]]]] = {}

    def print(self, event: Told) -> None:
        """Print an event, now or with the others of its article."""
        if isinstance(event, Found):
            self._open.setdefault(event.article, []).append((event, {}))
            self._finish(event.article)
        elif isinstance(event, Result) and event.article in self._open:
            # The same article may be read twice in a run: each time has its own result for each place.
            place = (event.kind, event.index)
            results = next((known for _, known in self._open[event.article] if place not in known), {})
            results[place] = event
            self._finish(event.article)
        elif _tells(event):
            click.echo(json.dumps(plain(event), ensure_ascii=False))

    def close(self) -> None:
        """Print what a run that was stopped left open."""
        for opened in self._open.values():
            for found, results in opened:
                _print_article(found, results)
        self._open.clear()

    def _finish(self, article: int | None) -> None:
        for found, results in self._open[article]:
            if len(results) >= found.expected:
                _print_article(found, results)
        left = [(found, results) for found, results in self._open.pop(article) if len(results) < found.expected]
        if left:
            self._open[article] = left


def _held_back(event: HeldBack) -> str:
    """The line about a platform that is not believed."""
    label = platforms.get(event.platform).label
    return (
        f"{label} shows none of {event.posts} posts, nor one that is known to be there: what it says of them is held "
        "back, they stay pending. embedarchive doctor tells more."
    )


def _tells(event: Told) -> bool:
    """Whether an event without an article is worth an object: not that all is settled, or as before."""
    if isinstance(event, Idle):
        return event.unsettled > 0
    return not isinstance(event, Looked) or event.reason is not None


class Log:
    """What goes to standard error: sentences, or with `show` every event as an object, and then no sentence."""

    def __init__(self, *, show: bool) -> None:
        self._show = show

    def event(self, event: Event) -> None:
        """Log an event."""
        if not self._show:
            return
        told = plain(event)
        if isinstance(event, Found):
            told = {name: value for name, value in told.items() if name != "scan"}
            told |= {"embeds": len(event.scan.embeds), "images": len(event.scan.images)}
        manner().log(type(event).__name__.lower(), told)

    def complain(self, sentence: str, say: Callable[[str], None] = complain) -> None:
        """Say what went wrong; an event that says so is in the log already."""
        if not self._show:
            say(sentence)

    def end(self, ledger: Ledger) -> int:
        """Keep what the run adds up to for the end of the log; the exit code."""
        if self._show:
            manner().counts = ledger.counts
        return ledger.exit_code


def _print_article(found: Found, results: dict[tuple[str, int], Result]) -> None:
    ordered = [results[place] for place in sorted(results)]
    more = {"article": found.article, "news": found.news, "expected": found.expected, "results": plain(ordered)}
    click.echo(json.dumps(scan_object(found.scan) | more, ensure_ascii=False))


def _heading(found: Found, *, verbose: bool) -> str:
    news = {"new": "", "changed": " · a new version", "known": " · seen before, unchanged"}[found.news]
    lines = [heading(found.scan, news)]
    for embed in found.scan.embeds:
        if embed.uncertainty:
            who = author_line(embed.author, embed.handle) or embed.platform
            lines.append(wrapped(f"  uncertain in what it prints of {who}: {embed.uncertainty}", 4))
            lines += [fitted(f"    {reading}") for reading in readings(embed)]
    links = found.scan.links
    if not links or (found.scan.embeds and not verbose):
        return "\n".join(lines)
    told = quantity(len(links), "post that its words link to is not kept", "posts that its words link to are not kept")
    lines.append(wrapped(f"  {told}. To keep one: embedarchive scan {one_line(links[0].url)}", 2))
    return "\n".join(lines)


def _result(result: Result, *, verbose: bool) -> str:
    what = result.platform or "?" if result.kind == "embed" else "image"
    who = author_line(result.author, result.handle) if result.kind == "embed" else ""
    words = quoted(result.text or result.url) if result.kind == "embed" else one_line(result.url)
    media = f"  +{result.media} media" if result.media else ""
    lost = f" ({result.media_missing} not kept)" if result.media_missing else ""
    why = f"  [{_why(result, verbose=verbose)}]" if result.reason or result.erased else ""
    state = f"  {result.status:<11}"
    room = columns() - cells(f"{state} {what:<9} " + media + lost + why)
    told = fitted("  ".join(part for part in (who, words) if part), max(room, 12))
    line = wrapped(f"{state} {what:<9} {told}{media}{lost}{why}", 24)
    return click.style(state, fg=COLOURS[result.status]) + line.removeprefix(state)


def _why(result: Result, *, verbose: bool) -> str:
    if result.erased:
        return "erased here"
    words = (
        f"{in_words(result.reason)} on the platform" if result.status is Status.RECOVERED else in_words(result.reason)
    )
    return f"{words}: {one_line(result.detail)}" if verbose and result.detail else words
