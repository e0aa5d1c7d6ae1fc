"""What a run prints: a line for each result as it ends, then a summary that reconciles."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from embedarchive.archive.results import Change, Event, Found, Ledger, Result, Unreadable, tally
from embedarchive.cli.lines import about, author_line, columns, counted, fitted, quoted, shown
from embedarchive.exports.scan_json import scan_object
from embedarchive.model import Status, plain

if TYPE_CHECKING:
    from embedarchive.archive import Archive

COLOURS = {"archived": "green", "recovered": "cyan", "unavailable": "yellow", "pending": "blue", "failed": "red"}


def follow(events: Iterable[Event], archive: Archive, *, as_json: bool, quiet: bool, verbose: bool) -> int:
    """Print a run as it happens and return its exit code."""
    ledger = Ledger()
    for note in archive.notes:
        click.echo(f"embedarchive: {note}", err=True)
    printer = _Objects() if as_json else _Lines(verbose=verbose, quiet=quiet)
    with _progress(show=not (as_json or quiet)) as advance:
        for event in events:
            ledger.add(event)
            if isinstance(event, Unreadable):
                click.echo(f"embedarchive: {event.sentence}", err=True)
                continue
            advance(event.expected if isinstance(event, Found) else 0, 1 if isinstance(event, Result) else 0)
            printer.print(event)
    if not (as_json or quiet):
        for sentence in _summary(ledger, archive):
            click.echo(sentence)
    return ledger.exit_code


class _Lines:
    """A line for each event, for people."""

    def __init__(self, *, verbose: bool, quiet: bool) -> None:
        self._verbose, self._quiet = verbose, quiet

    def print(self, event: Found | Result | Change) -> None:
        if self._quiet:
            return
        if isinstance(event, Found):
            click.echo(_heading(event))
        elif isinstance(event, Change):
            click.echo(_change(event))
        else:
            click.echo(_line(event, verbose=self._verbose))


class _Objects:
    """An object for each article once its last result is there, and for each result or change without one."""

    def __init__(self) -> None:
        self._open: dict[int | None, tuple[Found, list[Result]]] = {}

    def print(self, event: Found | Result | Change) -> None:
        if isinstance(event, Found):
            self._open[event.article] = (event, [])
        elif isinstance(event, Result) and event.article in self._open:
            self._open[event.article][1].append(event)
        else:
            click.echo(json.dumps(plain(event), ensure_ascii=False))
            return
        found, results = self._open[event.article]
        if len(results) >= found.expected:
            del self._open[event.article]
            ordered = sorted(results, key=lambda result: (result.kind, result.index))
            whole = scan_object(found.scan) | {"article": found.article, "news": found.news, "results": plain(ordered)}
            click.echo(json.dumps(whole, ensure_ascii=False))


def _heading(found: Found) -> str:
    news = {"new": "", "changed": " · a new version", "known": " · seen before, unchanged"}[found.news]
    return click.style(shown(found.source), bold=True) + about(found.scan) + news


def _line(result: Result, *, verbose: bool) -> str:
    state = click.style(f"{result.status:<11}", fg=COLOURS[result.status])
    what = result.platform or "?" if result.kind == "embed" else "image"
    who = author_line(result.author, result.handle) if result.kind == "embed" else ""
    words = quoted(result.text or result.url) if result.kind == "embed" else shown(result.url)
    media = f"  +{result.media} media" if result.media else ""
    lost = f" ({result.media_missing} not kept)" if result.media_missing else ""
    why = f"  [{_why(result, verbose=verbose)}]" if result.reason else ""
    room = columns() - len(f"  {result.status:<11} {what:<9} ") - len(media + lost + why)
    return (
        f"  {state} {what:<9} "
        + fitted("  ".join(part for part in (who, words) if part), max(room, 24))
        + media
        + lost
        + why
    )


def _why(result: Result, *, verbose: bool) -> str:
    words = f"{result.reason} on the platform" if result.status is Status.RECOVERED else str(result.reason)
    return f"{words}: {shown(result.detail)}" if verbose and result.detail else words


def _change(change: Change) -> str:
    words = f"{quoted(change.before, 40)} → {quoted(change.after, 40)}"
    return f"  {change.what:<8} {shown(change.url or change.key)}  {words}"


def _summary(ledger: Ledger, archive: Archive) -> Iterator[str]:
    yield ""
    if not ledger.articles and not ledger.results and not ledger.changes:
        yield "Nothing is due."
    for kind in ("embed", "image"):
        counts = tally(ledger.results, kind)
        if counts["found"]:
            posts = len({result.key for result in ledger.results if result.kind == kind})
            of = f" of {counted(posts, 'post')}" if kind == "embed" else ""
            states = " + ".join(f"{count} {state}" for state, count in counts.items() if state != "found" and count)
            yield f"{counted(counts['found'], kind)}{of} = {states}"
    waiting = Counter(str(result.reason) for result in ledger.results if result.status is Status.PENDING)
    missing = sum(result.media_missing for result in ledger.results)
    folder = "" if str(archive.folder) == "snapshots" else f" --archive {archive.folder}"
    if waiting:
        reasons = ", ".join(f"{count} × {reason}" for reason, count in waiting.most_common())
        yield f"Pending ({reasons}); the article's own quotation is kept. To try again: embedarchive fetch{folder}"
    elif missing:
        lost = counted(missing, "photo or video", "photos or videos")
        yield f"{lost} could not be kept. To see why: embedarchive list --media{folder}"
    if ledger.articles or ledger.results:
        yield f"Kept in {archive.folder}. To browse: embedarchive serve{folder}"


@contextmanager
def _progress(*, show: bool) -> Iterator[Any]:
    """A bar on a terminal; nothing anywhere else. Yields a function that adds to the total and to what is done."""
    if not (show and sys.stderr.isatty()):
        yield lambda _total, _done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("capturing", total=0)

        def advance(total: int, done: int) -> None:
            known = bar.tasks[0].total or 0
            bar.update(task, total=known + total, advance=done)

        yield advance
