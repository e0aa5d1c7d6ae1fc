"""`serve` and `open`: the archive as a website, on this machine."""

from __future__ import annotations

import contextlib
import logging
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

import click

from embedarchive.cli.lines import complain, complain_of_paths, quantity, say
from embedarchive.cli.options import archive_option
from embedarchive.errors import UsageError

if TYPE_CHECKING:
    from embedarchive.archive.named_posts import Thing


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
@click.option("--public", is_flag=True, help="Serve it unchangeable, for strangers; says first what that exposes.")
@click.option(
    "--sql/--no-sql",
    default=None,
    help="Let readers write SQL of their own. Unless said, only on this machine's own addresses and not with --public.",
)
@click.option("--edit", is_flag=True, help="Let notes, tags, collections and verifications be written on the pages.")
@click.option(
    "--operator", envvar="EMBEDARCHIVE_OPERATOR", help="With --edit: whose words those are; else it is asked."
)
@click.option(
    "--annotations", is_flag=True, help="Show them to strangers, too: unless said, they do not see what people say."
)
@click.option(
    "--config",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A datasette.yml of your own; `embedarchive export config` writes one to begin with.",
)
def serve(
    *,
    folder: Path,
    host: str,
    port: int,
    open_browser: bool,
    public: bool,
    sql: bool | None,
    edit: bool,
    operator: str | None,
    annotations: bool,
    config: Path | None,
) -> int:
    """Browse the archive with Datasette.

    The same as: datasette snapshots/archive.db -c datasette.yml, with a datasette.yml that `embedarchive export config`
    writes.
    """
    from embedarchive.datasette_plugin import config_path
    from embedarchive.exports.site import PUBLIC
    from embedarchive.store import Store
    from embedarchive.web.listening import free_port, only_here

    if public and edit:
        raise UsageError("--public serves an archive that nobody can write to; leave one of --public and --edit out.")
    with Store.open(folder, create=False, read_only=True) as store:
        exposed = public or not only_here(host)
        counts, paths = store.counts() if exposed else {}, store.paths_told()
    port = free_port(host, port)
    at = f"{f'[{host}]' if ':' in host else host}:{port}"
    sql = not exposed if sql is None else sql
    shown = annotations or sql or not exposed
    if exposed:
        _warn(folder, at, counts, sql=sql)
        complain_of_paths(paths)
        complain(f"What people say of it is {'shown, too' if shown else 'not shown; --annotations shows it'}.")
    database = "archive.db"  # in its own folder: Datasette puts the path into a URI as it is, and it may hold anything
    arguments = ["serve", *(["--immutable", database] if public else [database])]
    arguments += ["--config", str((config or config_path()).absolute()), *(() if sql else PUBLIC), "--host", host]
    arguments += ["--port", str(port), *_said(edit=edit, here=not exposed, shown=shown, operator=operator)]
    with contextlib.chdir(folder):
        return _run(
            arguments, f"{folder} is at http://{at}/ – Ctrl-C ends it.", f"http://{at}/" if open_browser else ""
        )


def _said(*, edit: bool, here: bool, shown: bool, operator: str | None) -> list[str]:
    """Datasette's options for what people say: who may write it, as whose words, and whether it is shown."""
    told = {"edit": ("here" if here else "allowed") if edit else "", "annotations": "" if shown else "hide"}
    told["operator"] = (operator or "") if edit else ""
    return [word for name, value in told.items() if value for word in ("-s", f"plugins.embedarchive.{name}", value)]


@click.command("open")
@click.argument("name", metavar="ID")
@archive_option
def open_(*, name: str, folder: Path) -> int:
    """Open the page of a post, an author, an article or a file in a browser; Ctrl-C ends it.

    ID is whatever `show` takes: a number, a URL, @handle, article:4, a SHA-256.
    """
    from embedarchive.archive.named_posts import thing
    from embedarchive.datasette_plugin import config_path
    from embedarchive.store import Store
    from embedarchive.web.listening import free_port

    with Store.open(folder, create=False, read_only=True) as store:
        page = _page(thing(store, name))
    host = "127.0.0.1"
    port = free_port(host, 0)
    arguments = ["serve", "archive.db", "--config", str(config_path().absolute()), "--host", host, "--port", str(port)]
    address = f"http://{host}:{port}{page}"
    with contextlib.chdir(folder):
        return _run(arguments, f"It is at {address} – Ctrl-C ends it.", address)


def _page(thing: Thing) -> str:
    """Where the website shows it."""
    from urllib.parse import urlencode

    from embedarchive.archive.named_posts import ArticleNumber, KeptFile, Person

    if isinstance(thing, Person):
        return f"/-/timeline?{urlencode({'handle': thing.handle})}"
    if isinstance(thing, ArticleNumber):
        return f"/-/article/{thing.number}"
    return f"/-/file/{thing.digest}" if isinstance(thing, KeptFile) else f"/-/post/{thing.id}"


def _warn(folder: Path, at: str, counts: Mapping[str, int], *, sql: bool) -> None:
    """Say who can see what, before anybody can."""
    complain(f"everybody who reaches {at} can read and download all of {folder}:")
    held = f"{quantity(counts['posts'], 'post')}, {quantity(counts['images'], 'article image')}"
    complain(f"{held}, and the log: every answer that was received.")
    wide = at.startswith(("0.0.0.0:", "[::]:", ":"))
    complain(
        ("this address is all networks that this machine is in. " if wide else "")
        + ("They can also run SQL of their own on this machine." if sql else "They can run no SQL of their own.")
    )


def _run(arguments: list[str], announcement: str, page: str = "") -> int:
    """Run Datasette until Ctrl-C, which is how one leaves it; all that is said is where it is, once it listens.

    Args:
        arguments: Datasette's.
        announcement: what is said.
        page: opened in a browser then, if it is given.
    """
    import webbrowser

    from datasette.cli import cli as datasette

    def quiet(record: logging.LogRecord) -> bool:
        if str(record.msg).startswith("Uvicorn running on"):
            say(announcement)
            sys.stdout.flush()
            if page:
                webbrowser.open(page)
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
