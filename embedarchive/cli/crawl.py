"""`crawl`: which posts the pages of many recordings show, as a table; into an archive; questions to it."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path

import click

from embedarchive.cli.lines import complain, one_line, quantity, say
from embedarchive.cli.options import archive_option, json_option
from embedarchive.errors import UsageError

_TABLE = click.argument("table", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))


@click.group()
def crawl() -> None:
    """Which posts the pages of many recordings show: a table in Parquet files."""


@crawl.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="The table's folder.")
@click.option("--images", is_flag=True, help="Put the images of the pages into the table, too.")
@click.option("--jobs", type=click.IntRange(1), help="Read so many recordings at once.  [default: processors]")
@click.option(
    "--base",
    metavar="URL|FOLDER",
    default="https://data.commoncrawl.org/",
    show_default=True,
    help="What the lines of a list of recordings are read behind.",
)
@click.option("--host", "hosts", multiple=True, help="Of an index: pages of this host and those below it.")
@click.option("--url", "urls", multiple=True, metavar="PREFIX", help="Of an index: pages whose address begins so.")
@click.option("--dask", "cluster", metavar="ADDRESS|local", help="Have the workers of a Dask cluster read.")
@click.option("--allow-private", is_flag=True, help="Also fetch from private addresses: your own intranet.")
@json_option
def find(
    *,
    inputs: tuple[str, ...],
    out: Path,
    images: bool,
    jobs: int | None,
    base: str,
    hosts: tuple[str, ...],
    urls: tuple[str, ...],
    cluster: str | None,
    allow_private: bool,
    as_json: bool,
) -> int:
    """Find the posts in recordings, several of which are read at once, each by a process.

    INPUT is a recording, a folder, a glob, an https address, a list of them (warc.paths.gz), or an index (CDXJ): of its
    recordings only what it names is read. What was read before is not read again. Exit 3 when a recording could not be
    read, 2 when none could.
    """
    from dataclasses import asdict

    from embedarchive.archive.articles.jobs import processors
    from embedarchive.archive.crawls.cdx import Chosen
    from embedarchive.archive.crawls.finding import Known
    from embedarchive.archive.crawls.finding import find as found_in
    from embedarchive.archive.crawls.shard_process import Failed

    read = failed = pages = rows = 0
    asked = found_in(
        inputs, out, images=images, jobs=jobs or processors(), cluster=cluster, base=base,
        chosen=Chosen(hosts, urls), allow_private=allow_private,
    )  # fmt: skip
    for each in asked:
        if isinstance(each, Failed):
            failed += 1
            complain(each.sentence)
            continue
        part = each.part if isinstance(each, Known) else each
        read, pages, rows = read + 1, pages + part.pages, rows + part.rows
        if as_json:
            click.echo(json.dumps({**asdict(part), "known": isinstance(each, Known)}, ensure_ascii=False))
        else:
            again = ", read before" if isinstance(each, Known) else ""
            held = f"{quantity(part.rows, 'row')} from {part.holding:,} of {quantity(part.pages, 'page')}"
            say(f"{one_line(part.shard)}: {held}{again}")
    if not as_json:
        say(f"{quantity(rows, 'row')} of {quantity(pages, 'page')} in {quantity(read, 'recording')}: {out}")
    return (3 if read else 2) if failed else 0


@crawl.command()
@_TABLE
@click.option("--keep-pages", is_flag=True, help="Copy the pages, too, out of the recordings.")
@click.option("--allow-private", is_flag=True, help="Also fetch from private addresses: your own intranet.")
@click.option("--operator", envvar="EMBEDARCHIVE_OPERATOR", help="Who merges; kept in the archive's log.")
@archive_option
def merge(*, table: Path, keep_pages: bool, allow_private: bool, operator: str | None, folder: Path) -> int:
    """Bring the pages of a table into an archive, as articles that were seen in a crawl; `fetch` captures the posts."""
    from embedarchive.archive.crawls.merging import merge as merged_into

    made = merged_into(table, folder, keep_pages=keep_pages, allow_private=allow_private, operator=operator)
    shown = f"{quantity(made.posts, 'post')} that {quantity(made.pages, 'page')} show {made.occurrences:,} times"
    say(f"{shown}; {quantity(made.new, 'page')} new here. To capture them: embedarchive fetch --archive {folder}")
    for sentence in made.missing:
        complain(sentence)
    if made.unread:
        complain(f"{quantity(made.unread, 'row')} could not be read.")
    return 3 if made.unread or made.missing else 0


@crawl.command()
@_TABLE
@click.argument("question", default="posts")
@click.option("--most", type=click.IntRange(1), default=20, show_default=True, help="Print so many rows at most.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@click.option(
    "--archive", "archive", type=click.Path(path_type=Path, file_okay=False), help="What became of them there."
)
@json_option
def stats(*, table: Path, question: str, most: int, as_csv: bool, archive: Path | None, as_json: bool) -> int:
    """Ask the table: posts, sites, platforms (by month), states (needs --archive)."""
    from embedarchive.archive.crawls.counting import QUESTIONS, count

    if question not in QUESTIONS:
        raise UsageError(f"{question[:80]} is none of the questions: {', '.join(QUESTIONS)}.")
    if question == "states" and archive is None:
        raise UsageError("What became of the posts an archive knows: --archive names it.")
    found = count(table, question, most=most, archive=archive)
    if as_json:
        for row in found.rows:
            click.echo(json.dumps(dict(zip(found.columns, row, strict=True)), ensure_ascii=False))
    elif as_csv:
        from embedarchive.exports.tables import guarded

        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(found.columns)
        writer.writerows([guarded(each) if isinstance(each, str) else each for each in row] for row in found.rows)
        data = out.getvalue()
        click.echo(data, nl=False)
    else:
        _print(found.columns, found.rows)
    return 0


def _print(columns: tuple[str, ...], rows: tuple[tuple[object, ...], ...]) -> None:
    from rich.console import Console
    from rich.table import Table

    shown = Table(box=None, pad_edge=False)
    for name in columns:
        shown.add_column(name, no_wrap=True)
    for row in rows:
        shown.add_row(*("" if each is None else one_line(str(each)) for each in row))
    Console(markup=False, highlight=False, width=None if sys.stdout.isatty() else 1000).print(shown)
