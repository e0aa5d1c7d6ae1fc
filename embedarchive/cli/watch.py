"""`watch`: read feeds, sitemaps, lists and folders again and again, look at posts again, and tell what vanished."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import click

from embedarchive.cli.lines import complain, quantity, say
from embedarchive.cli.manner import manner
from embedarchive.cli.options import archive_option, network_options, timestamp_option
from embedarchive.errors import UsageError


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--once", is_flag=True, help="Do what is due now and end: for cron and systemd.")
@timestamp_option
@archive_option
@network_options
def watch(*, file: Path, once: bool, **options: Any) -> int:  # noqa: ANN401 -- click's options, checked by it
    """Read the sources of a TOML file when they are due, and look at posts again: more rarely the older they are.

    Prints a JSON object for each post that vanished, and nothing else on standard output. Exit 4 when one did.
    """
    from embedarchive.archive.watch import schedule
    from embedarchive.archive.watch.watching import Watch
    from embedarchive.archive.watch.webhook import poster
    from embedarchive.cli import stamps
    from embedarchive.cli.work import archive_of
    from embedarchive.store.times import now
    from embedarchive.store.watched import alone

    stamps.refuse_recordings(options)
    plan = schedule.read(file)
    post = poster(options["recordings"], allow_private=options["allow_private"], proxy=options["proxy"])
    watching = Watch(plan, lambda: archive_of(options, new_only=True), post, now)
    with alone(options["folder"]) as free:
        if not free:
            raise UsageError(f"Another watch of {options['folder']} is running; one archive has one.")
        while True:
            code = _round(watching)
            if options["timestamp"] and (options["folder"] / "archive.db").exists():
                code = max(code, stamps.stamp_what_is_new(options["folder"], options))
            if once:
                return code
            time.sleep(watching.pause().total_seconds())


def _round(watching: Any) -> int:  # noqa: ANN401 -- of a module that is loaded late
    """Do one round and tell it; its exit code."""
    from embedarchive.archive.results import Ledger, Stopped, Unreadable
    from embedarchive.archive.watch.watching import Unsent, Vanished
    from embedarchive.cli.printers import Lines

    chosen, ledger, gone = manner(), Ledger(), 0
    lines = Lines(verbose=True, quiet=not chosen.verbose, echo=lambda line: say(line, err=True))
    for event in watching.round():
        if isinstance(event, Vanished):
            gone += 1
            click.echo(json.dumps(event.told, ensure_ascii=False))
        elif isinstance(event, Unsent):
            complain(event.sentence)
        else:
            ledger.add(event)
            if isinstance(event, Unreadable | Stopped):
                complain(event.sentence)
            elif chosen.verbose and type(event).__name__ != "Fetched":
                lines.print(event)
    lines.close()
    if not (chosen.silent or chosen.log_json):
        say(
            f"{quantity(ledger.articles, 'new or changed article')}, {quantity(ledger.looked, 'post')} looked at again,"
            f" {gone} vanished.",
            err=True,
        )
    return 4 if gone else ledger.exit_code
