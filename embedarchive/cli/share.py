"""`export`: copies of the archive for others."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from embedarchive.cli.lines import complain_of_paths
from embedarchive.cli.options import archive_option
from embedarchive.errors import UsageError

EXAMPLE = "embedarchive export site DIR --archive DIR"


class _Kinds(click.Group):
    """The kinds of copies. Whoever leaves the kind out is told what to write."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = args[0] if args else ""
        if not args or (first not in self.commands and first not in ctx.help_option_names):
            problem = f"{first[:80]} is not the name of a kind of copy" if args else "no kind of copy was named"
            raise UsageError(f"What to export? Write: {EXAMPLE} ({problem}; the kinds: site, config).")
        return super().parse_args(ctx, args)


@click.group(cls=_Kinds)
def export() -> None:
    """Copy the archive out in a form that others can use, or the settings that it is served with."""


@export.command()
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path))
@archive_option
def site(*, target: Path, folder: Path) -> int:
    """Write the archive as a site: a folder that a server can take, media, settings and Dockerfile included."""
    from embedarchive.datasette_plugin import config_path
    from embedarchive.exports.site import COMMAND, export_site
    from embedarchive.store import Store

    made = export_site(folder, target, config_path())
    with Store.open(folder, create=False, read_only=True) as store:
        complain_of_paths(store.paths_told())
    click.echo(
        f"Written: {made.folder}, {made.files:,} files, {made.size:,} bytes. Whoever gets it can read all of it."
    )
    click.echo(f"To serve it: cd {made.folder} && pip install -r requirements.txt && {' '.join(COMMAND)}")
    return 0


@export.command()
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path), default=Path("datasette.yml"))
def config(*, target: Path) -> int:
    """Write the settings that the archive is served with, for you to change: datasette.yml, or another FILE."""
    from embedarchive.datasette_plugin import config_path

    try:
        with target.open("xb") as file:
            file.write(config_path().read_bytes())
    except FileExistsError:
        raise UsageError(f"{target} is there already; name a file that does not exist yet.") from None
    except OSError as error:
        raise UsageError(f"{target} cannot be written ({error.strerror}).") from None
    shown = shlex.quote(str(target))
    click.echo(f"Written: {target}. To use it: embedarchive serve --config {shown}")
    click.echo(f"or: datasette snapshots/archive.db -c {shown}")
    return 0
