"""`serve`: the archive as a website, on this machine."""

from __future__ import annotations

import sys
from pathlib import Path

import click

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
@click.option("--public", is_flag=True, help="Serve it unchangeable, for others to see; says first what that exposes.")
def serve(*, folder: Path, host: str, port: int, open_browser: bool, public: bool) -> int:
    """Browse the archive with Datasette.

    The same as: datasette snapshots/archive.db -c datasette.yml
    """
    from embedarchive.datasette_plugin import config_path
    from embedarchive.store import Store

    with Store.open(folder, create=False, read_only=True) as store:
        counts = store.counts()
    if public:
        click.echo(
            f"embedarchive: everybody who reaches {host}:{port} can read and download all of {folder}:", err=True
        )
        click.echo(
            "embedarchive: " + ", ".join(f"{count} {name}" for name, count in counts.items()) + ", the log included.",
            err=True,
        )
    database = str(folder / "archive.db")
    arguments = ["serve", *(["--immutable", database] if public else [database]), "--config", str(config_path())]
    arguments += ["--host", host, "--port", str(port), *(["--open"] if open_browser else [])]
    from datasette.cli import cli as datasette

    sys.stdout.flush()
    datasette.main(arguments, prog_name="datasette", standalone_mode=False)
    return 0
