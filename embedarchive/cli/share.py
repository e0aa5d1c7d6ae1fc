"""`export`: copies of the archive for others."""

from __future__ import annotations

from pathlib import Path

import click

from embedarchive.cli.options import archive_option


@click.group()
def export() -> None:
    """Copy the archive out in a form that others can use."""


@export.command()
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path))
@archive_option
def site(*, target: Path, folder: Path) -> int:
    """Write the archive as a site: a folder that a server can take, media, settings and Dockerfile included."""
    from embedarchive.datasette_plugin import config_path
    from embedarchive.exports.site import COMMAND, export_site

    made = export_site(folder, target, config_path())
    click.echo(
        f"Written: {made.folder}, {made.files:,} files, {made.size:,} bytes. Whoever gets it can read all of it."
    )
    click.echo(f"To serve it: cd {made.folder} && pip install -r requirements.txt && {' '.join(COMMAND)}")
    return 0
