"""`verify`, `rebuild`, `erase`: taking care of an archive."""

from __future__ import annotations

import json
from pathlib import Path

import click

from embedarchive.cli.options import archive_option, json_option
from embedarchive.errors import UsageError
from embedarchive.model import plain


@click.command()
@click.option(
    "--head",
    metavar="HASH",
    help="A head of the chain that an earlier verify printed: shows that nothing was cut off since.",
)
@json_option
@archive_option
def verify(*, head: str | None, as_json: bool, folder: Path) -> int:
    """Prove that the archive is whole: every byte, every row, the chain. Changes nothing; exit 5 on damage."""
    from embedarchive.store import verify as examine

    report = examine(folder, head=head)
    if as_json:
        click.echo(json.dumps(plain(report) | {"sound": report.sound}, ensure_ascii=False))
        return 0 if report.sound else 5
    for problem in report.problems:
        mark = click.style("damage ", fg="red") if problem.damage else click.style("note   ", fg="yellow")
        click.echo(f"{mark} {problem.where}: {problem.sentence}")
    click.echo(f"{report.rows:,} rows and {report.blobs:,} files ({report.size:,} bytes) examined.")
    click.echo(f"Head of the chain: {report.head or 'none'}")
    click.echo("The archive is whole." if report.sound else "The archive is damaged.")
    return 0 if report.sound else 5


@click.command()
@json_option
@archive_option
def reparse(*, as_json: bool, folder: Path) -> int:
    """Read the kept answers with today's parsers. Fetches nothing; what comes out otherwise is a new snapshot."""
    from embedarchive.archive import Archive
    from embedarchive.archive.results import Change, Ledger, Looked, Stopped
    from embedarchive.cli.printers import Lines, Objects

    ledger, printer = Ledger(), Objects() if as_json else Lines(verbose=False, quiet=False)
    with Archive(folder, create=False) as archive:
        for event in archive.reparse_events():
            ledger.add(event)
            if isinstance(event, Stopped):
                click.echo(f"embedarchive: {event.sentence}", err=True)
            elif isinstance(event, Change | Looked):
                printer.print(event)
    if not as_json:
        differ = f"{ledger.changes} of {ledger.looked} posts read otherwise than before."
        click.echo(differ if ledger.changes else "Everything reads as before.")
    return ledger.exit_code


@click.command()
@archive_option
def rebuild(*, folder: Path) -> int:
    """Make what the pages show anew from the log: posts, media, places, the search index."""
    from embedarchive.store import Store

    with Store.open(folder, create=False) as store:
        store.rebuild()
        click.echo(f"Made anew: {store.counts()['posts']} posts.")
    return 0


@click.command()
@click.argument("post", metavar="ID", type=int)
@click.option("--reason", required=True, help="Why; kept with the tombstone.")
@click.option("--operator", envvar="EMBEDARCHIVE_OPERATOR", help="Who erases; kept with the tombstone.")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@archive_option
def erase(*, post: int, reason: str, operator: str | None, yes: bool, folder: Path) -> int:
    """Remove a post's words and media for good; a tombstone and a chain that verifies stay. ID as `list` shows."""
    from embedarchive.store import Store
    from embedarchive.store import erase as remove

    with Store.open(folder, create=False) as store:
        row = next((row for row in store.listed("posts") if row["id"] == post), None)
        if row is None:
            raise UsageError(f"There is no post {post} in {folder}; `embedarchive list` shows those there are.")
        who = row["author"] or row["handle"] or row["key"]
        if not yes:
            click.confirm(f"Erase post {post} by {who}, its words, media and answers, for good?", abort=True, err=True)
        gone = remove(store, str(row["key"]), reason=reason, operator=operator)
        rows = sum(len(ids) for ids in gone.rows.values())
        click.echo(f"Erased: {rows} rows emptied, {len(gone.digests)} files removed. The tombstone and the chain stay.")
    return 0
