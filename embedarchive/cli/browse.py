"""`serve`: the archive as a website, on this machine."""

from __future__ import annotations

import contextlib
import logging
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

from embedarchive.cli.lines import complain, counted
from embedarchive.cli.options import archive_option


@click.command()
@archive_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8001,
    show_default=True,
    help="The port to listen on; 0 takes a free one.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open a browser.")
@click.option(
    "--public", is_flag=True, help="Serve it unchangeable and without SQL of strangers; says first what that exposes."
)
def serve(*, folder: Path, host: str, port: int, open_browser: bool, public: bool) -> int:
    """Browse the archive with Datasette.

    The same as: datasette snapshots/archive.db -c datasette.yml
    """
    from embedarchive.datasette_plugin import config_path
    from embedarchive.exports.site import PUBLIC
    from embedarchive.store import Store
    from embedarchive.web.listening import free_port

    with Store.open(folder, create=False, read_only=True) as store:
        counts = store.counts()
    port = free_port(host, port)
    if public:
        complain(f"everybody who reaches {host}:{port} can read and download all of {folder}:")
        held = f"{counted(counts['posts'], 'post')}, {counted(counts['images'], 'article image')}"
        complain(f"{held}, and the log: every answer that was received.")
    database = "archive.db"  # in its own folder: Datasette puts the path into a URI as it is, and it may hold anything
    arguments = ["serve", *(["--immutable", database] if public else [database]), "--config", str(config_path())]
    arguments += [*(PUBLIC if public else ()), "--host", host, "--port", str(port)]
    arguments += ["--open"] if open_browser else []
    shown = f"[{host}]" if ":" in host else host
    with contextlib.chdir(folder):
        return _run(arguments, f"{folder} is at http://{shown}:{port}/ – Ctrl-C ends it.")


def _run(arguments: list[str], announcement: str) -> int:
    """Run Datasette until Ctrl-C, which is how one leaves it; all that is said is where it is, once it listens."""
    from datasette.cli import cli as datasette

    def quiet(record: logging.LogRecord) -> bool:
        if str(record.msg).startswith("Uvicorn running on"):
            click.echo(announcement)
            sys.stdout.flush()
        return record.levelno > logging.INFO

    for name in ("uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).addFilter(quiet)
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _leave)
    datasette.main(arguments, prog_name="datasette", standalone_mode=False)
    return 0


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)
