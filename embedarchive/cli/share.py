"""`export`: copies of the archive for others."""

from __future__ import annotations

from pathlib import Path

import click

from embedarchive.cli.options import archive_option
from embedarchive.errors import UsageError

EXAMPLE = "embedarchive export site DIR --archive DIR"


class _Kinds(click.Group):
    """The kinds of copies. Whoever leaves the kind out is told what to write."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = args[0] if args else ""
        if not args or (first not in self.commands and first not in ctx.help_option_names):
            problem = f"{first[:80]} is not the name of a kind of copy" if args else "no kind of copy was named"
            raise UsageError(f"What to export? Write: {EXAMPLE} ({problem}; there is one kind: site).")
        return super().parse_args(ctx, args)


@click.group(cls=_Kinds)
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
