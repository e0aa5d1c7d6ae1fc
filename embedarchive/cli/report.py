"""What a run prints: a line for each result as it ends, then a summary that reconciles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from embedarchive.archive.results import Event, Fetched, Ledger, Noted, Stopped, Unreadable
from embedarchive.cli.lines import copied, quantity, say
from embedarchive.cli.manner import manner
from embedarchive.cli.printers import Lines, Log, Objects
from embedarchive.cli.progress import progress
from embedarchive.model.states import in_words

if TYPE_CHECKING:
    from embedarchive.archive import Archive


def follow(events: Iterable[Event], archive: Archive, *, as_json: bool) -> int:
    """Print a run as it happens, as objects or as lines, and return its exit code."""
    how = manner()
    ledger, log = Ledger(), Log(show=how.log_json)
    for note in archive.notes:
        log.complain(note)
    show = not (as_json or how.quiet or how.log_json)
    with progress(lambda: archive.meter, show=show) as foot:
        printer = Objects() if as_json else Lines(verbose=how.verbose, quiet=how.quiet, echo=foot.echo)
        try:
            for event in events:
                ledger.add(event)
                log.event(event)
                if isinstance(event, Unreadable | Stopped | Noted):
                    log.complain(event.sentence, foot.complain)
                elif not isinstance(event, Fetched):
                    foot.advance(event)
                    printer.print(event)
        finally:
            printer.close()
    if not (as_json or how.quiet):
        for sentence in _after_blank_line(_summary(ledger, archive)):
            say(sentence)
    return log.end(ledger)


def refuse(refusals: Iterable[Unreadable]) -> int:
    """Say why there is nothing to begin a run with; the exit code."""
    ledger, log = Ledger(), Log(show=manner().log_json)
    for refusal in refusals:
        ledger.add(refusal)
        log.event(refusal)
        log.complain(refusal.sentence)
    return log.end(ledger)


def _after_blank_line(sentences: Iterator[str]) -> Iterator[str]:
    """The sentences after a blank line, if there are any."""
    for number, sentence in enumerate(sentences):
        yield from [sentence] if number else ["", sentence]


def _summary(ledger: Ledger, archive: Archive) -> Iterator[str]:
    folder = "" if str(archive.folder) == "snapshots" else f" --archive {archive.folder}"
    yield from _adding_up(ledger)
    if ledger.looked:
        yield from _recheck_summary(ledger)
    if ledger.waiting:
        reasons = ", ".join(f"{count} × {in_words(reason)}" for reason, count in ledger.waiting.most_common())
        again = _command("fetch", folder)
        kept = "; the article's own quotation is kept" if ledger.states("embed")["pending"] else ""
        away = " The network seems to be away." if ledger.is_offline(ledger.waiting) else ""
        yield f"Pending ({reasons}){kept}.{away} To try again: {again}"
    elif ledger.media_missing:
        lost = quantity(ledger.media_missing, "photo or video", "photos or videos")
        yield f"{lost} could not be kept. To see why: {_command('list --media', folder)}"
    if ledger.stopped:
        yield "The run ended early. What is told above is kept; the same command goes on from here."
    elif ledger.articles or ledger.results:
        yield f"Kept in {archive.folder}. To browse: {_command('serve', folder)}"


def _command(name: str, folder: str) -> str:
    return copied(f"embedarchive {name}{folder}")


def _adding_up(ledger: Ledger) -> Iterator[str]:
    for kind in ("embed", "image"):
        counts = ledger.states(kind)
        if counts["found"]:
            of = f" of {quantity(len(ledger.different[kind]), 'post')}" if kind == "embed" else ""
            states = " + ".join(f"{count} {state}" for state, count in counts.items() if state != "found" and count)
            yield f"{quantity(counts['found'], kind)}{of} = {states}"
    if ledger.passed_over:
        left = quantity(ledger.passed_over, "embed or image", "embeds and images")
        yield f"{left} left out, as --only or --no-images says"
    if ledger.viewed:
        yield f"{quantity(ledger.viewed, 'screenshot')} of posts taken"
    if ledger.unviewed:
        yield f"{quantity(ledger.unviewed, 'screenshot')} of posts could not be taken; -v says why"
    if ledger.saved:
        yield f"{quantity(ledger.saved, 'post')} saved to the Wayback Machine"


def _recheck_summary(ledger: Ledger) -> Iterator[str]:
    silent = ledger.unknown.total()
    reasons = ", ".join(f"{count} × {in_words(reason)}" for reason, count in ledger.unknown.most_common())
    if silent == ledger.looked:
        away = "; the network seems to be away" if ledger.is_offline(ledger.unknown) else ""
        yield f"Nothing could be looked at: {quantity(silent, 'post')} told nothing ({reasons}){away}."
        return
    yield f"{quantity(ledger.looked - silent, 'post')} looked at again: {quantity(ledger.changes, 'change')}"
    if silent:
        yield f"{quantity(silent, 'post')} told nothing ({reasons})"
