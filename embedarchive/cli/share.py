"""`export`: copies of the archive for others."""

from __future__ import annotations

import datetime as dt
import shlex
from pathlib import Path
from typing import Any

import click

from embedarchive.cli.filters import chosen, filter_options, filter_options_but_days, status_option
from embedarchive.cli.lines import complain_of_paths, copied, quantity, say
from embedarchive.cli.options import archive_option, size
from embedarchive.errors import UsageError

EXAMPLE = "embedarchive export site DIR --archive DIR"


class _Kinds(click.Group):
    """The kinds of copies. Whoever leaves the kind out is told what to write."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = args[0] if args else ""
        if not args or (first not in self.commands and first not in ctx.help_option_names):
            problem = f"{first[:80]} is not the name of a kind of copy" if args else "no kind of copy was named"
            kinds = ", ".join(self.commands)
            raise UsageError(f"What to export? Write: {EXAMPLE} ({problem}; the kinds: {kinds}).")
        return super().parse_args(ctx, args)


@click.group(cls=_Kinds)
def export() -> None:
    """Copy the archive out in a form that others can use, or the settings that it is served with."""


annotations_option = click.option(
    "--annotations", is_flag=True, help="With what people say of it; unless said, that is left out."
)


@export.command()
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path))
@annotations_option
@archive_option
def site(*, target: Path, annotations: bool, folder: Path) -> int:
    """Write the archive as a site: a folder that a server can take, media, settings and Dockerfile included.

    What people say of it (notes, tags, collections, verifications) is left out, unless --annotations.
    """
    from embedarchive.datasette_plugin import config_path
    from embedarchive.exports.site import COMMAND, export_site
    from embedarchive.store import Store

    made = export_site(folder, target, config_path(), annotations=annotations)
    with Store.open(folder, create=False, read_only=True) as store:
        complain_of_paths(store.paths_told())
        erased = len(store.erased_posts())
    left_out(erased)
    say(f"Written: {made.folder}, {made.files:,} files, {made.size:,} bytes. Whoever gets it can read all of it.")
    served = f"cd {made.folder} && pip install -r requirements.txt && {' '.join(COMMAND)}"
    say(f"To serve it: {copied(served)}")
    return 0


@export.command()
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path), default=Path("datasette.yml"))
def config(*, target: Path) -> int:
    """Write the settings that the archive is served with, for you to change: datasette.yml, or another FILE."""
    from embedarchive.datasette_plugin import config_path

    _write_new(target, config_path().read_bytes())
    shown = shlex.quote(str(target))
    say(f"Written: {target}. To use it: {copied(f'embedarchive serve --config {shown}')}")
    say(f"or: {copied(f'datasette snapshots/archive.db -c {shown}')}")
    return 0


def _day(_: click.Context, __: click.Parameter, value: str | None) -> dt.datetime | None:
    """A day, or a moment; without a zone it is UTC."""
    try:
        given = dt.datetime.fromisoformat(value.strip()) if value else None
    except ValueError:
        raise click.BadParameter(f"{value} is no day; write it as in 2026-03-31.") from None
    return given if given is None or given.tzinfo else given.replace(tzinfo=dt.UTC)


@export.command()
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--article", "articles", multiple=True, type=int, metavar="ID", help="Only this article and its posts.")
@click.option("--post", "posts", multiple=True, metavar="ID", help="Only this post, by its number or URL.")
@status_option
@filter_options_but_days
@click.option("--since", callback=_day, metavar="DAY", help="Only what was asked or read since then (UTC).")
@click.option("--all", "everything", is_flag=True, help="The whole archive, as without --article, --post and --since.")
@click.option(
    "--key",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Sign it with this private key (PEM, P-384). Needs embedarchive[evidence].",
)
@archive_option
def wacz(
    *,
    target: Path,
    articles: tuple[int, ...],
    posts: tuple[str, ...],
    since: dt.datetime | None,
    everything: bool,
    key: Path | None,
    folder: Path,
    **filters: Any,  # noqa: ANN401 -- options
) -> int:
    """Write a WACZ file: every answer as it was received, for ReplayWeb.page, pywb and other archives' tools."""
    from embedarchive.archive.named_posts import post_row
    from embedarchive.exports.wacz import export_wacz
    from embedarchive.store import Store
    from embedarchive.store.outgoing import Scope

    wanted = chosen(**filters)
    if everything and (articles or posts or since or wanted):
        raise UsageError("--all is the whole archive; leave out --article, --post, --since and filters, or --all.")
    with Store.open(folder, create=False, read_only=True) as store:
        named = [int(post_row(store, post)["id"]) for post in posts]
        named += [row.id for row in store.listed_posts(chosen=wanted)] if wanted else []
    if wanted and not named:
        raise UsageError("Nothing in the archive is like that, and nothing was written.")
    scope = Scope(articles=articles, posts=tuple(named), since=since)
    made = export_wacz(folder, target, scope, at=dt.datetime.now(dt.UTC), key=key)
    held = f"{quantity(made.articles, 'article')}, {quantity(made.posts, 'post')}, {quantity(made.answers, 'record')}"
    say(f"Written: {made.file}, {held}, {quantity(made.size, 'byte')}.")
    left_out(made.erased)
    say(f"To check it: {copied(f'embedarchive verify {shlex.quote(str(target))}')}")
    return 0


@export.command("copy")
@click.argument("target", metavar="DIR")
@archive_option
def copy_(*, target: str, folder: Path) -> int:
    """Copy the archive, or bring a copy up to date, while others write: into a folder, or s3://bucket/prefix.

    Every file is checked against its digest; the database comes last, so a copy that was cut off is whole. Object
    stores need embedarchive[s3]; AWS_ENDPOINT, AWS_ACCESS_KEY_ID and so on say how to reach them.
    """
    from embedarchive.exports.copying import copy_archive
    from embedarchive.exports.object_copy import copy_to_objects, is_object_store

    made = copy_to_objects(folder, target) if is_object_store(target) else copy_archive(folder, Path(target))
    added = f"{quantity(made.added, 'file')} added ({quantity(made.size, 'byte')})"
    removed = f", {quantity(made.removed, 'file')} removed that were erased" if made.removed else ""
    say(f"Copied: {made.target}, {quantity(made.files, 'file')}, {added}{removed}.")
    left_out(made.erased)
    say(f"Head of the chain: {made.head}")
    return 0


def left_out(erased: int) -> None:
    """Say how many erased posts a copy lacks."""
    if erased:
        say(f"Left out: {quantity(erased, 'post')} whose words were erased.")


@export.command()
@click.argument("wanted", metavar="[ID]…", nargs=-1)
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--all", "everything", is_flag=True, help="All articles.")
@click.option("--format", "form", type=click.Choice(["html", "md"]), default="html", show_default=True)
@click.option(
    "--inside",
    type=size,
    default="20M",
    show_default=True,
    metavar="SIZE",
    help="So many bytes of images and videos stand inside of each page; what does not fit, in a folder beside it.",
)
@archive_option
def article(*, wanted: tuple[str, ...], target: Path, everything: bool, form: str, inside: int, folder: Path) -> int:
    """Write articles with their posts and images in their places: one file each that needs no network.

    ID is an article's number, as `serve` shows it. HTML is a page without scripts; md is Markdown with front matter.
    """
    from embedarchive.exports.articles import numbers
    from embedarchive.exports.healed import export_articles
    from embedarchive.store import Store

    if everything == bool(wanted):
        raise UsageError("Which articles? Give their numbers, or --all: embedarchive export article 1 DIR")
    chosen = [_number(text) for text in wanted]
    with Store.open(folder, create=False, read_only=True) as store:
        made = export_articles(store, chosen or numbers(store), target, _now(), form=form, inside=inside)
    say(f"Written: {target}, {quantity(made.files, 'file')}, {made.size:,} bytes.")
    left_out(made.erased)
    return 0


@export.command()
@click.argument("post", metavar="ID")
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--format", "form", type=click.Choice(["html", "png", "svg"]), help="Unless said, as FILE ends.")
@archive_option
def card(*, post: str, target: Path, form: str | None, folder: Path) -> int:
    """Write one post as a card: HTML to put into any page, or an image, PNG or SVG (needs embedarchive[browser]).

    ID is the number that `list` shows, or the post's URL. A FILE of - prints HTML.
    """
    from embedarchive.archive.named_posts import post_row
    from embedarchive.exports import card_images, cards
    from embedarchive.exports.files import Files
    from embedarchive.exports.posts import card_of
    from embedarchive.store import Store

    form = form or (target.suffix.removeprefix(".").lower() if target.suffix else "html")
    if form not in {"html", "png", "svg"}:
        raise UsageError(f"{target} ends with no format that there is; --format can be html, png or svg.")
    with Store.open(folder, create=False, read_only=True) as store:
        made = card_of(store, int(post_row(store, post)["id"]))
        if made.erased:
            raise UsageError("The words of this post were erased; there is no card of it.")
        address = Files(store, None).address
        at = dt.datetime.now(dt.UTC)
        if form == "html":
            data = cards.fragment(made, address).encode("utf-8", "replace")
        else:
            data = card_images.png(made, address, at) if form == "png" else card_images.svg(made, address, at).encode()
    if str(target) == "-":
        click.echo(data, nl=False)
        return 0
    _write_new(target, data)
    say(f"Written: {target}, {len(data):,} bytes.")
    return 0


def _write_new(target: Path, data: bytes) -> None:
    """Write a file that is not there yet."""
    try:
        with target.open("xb") as file:
            file.write(data)
    except FileExistsError:
        raise UsageError(f"{target} is there already; name a file that does not exist yet.") from None
    except OSError as error:
        raise UsageError(f"{target} cannot be written ({error.strerror}).") from None


@export.command()
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "forms",
    multiple=True,
    default=["csv"],
    show_default="csv",
    metavar="FORMAT",
    help="csv, jsonl or parquet (all tables; parquet needs embedarchive[data]); geojson or kml (places); csl, ris or "
    "bibtex (citations); rdf or activitystreams (posts). May be repeated.",
)
@status_option
@filter_options
@annotations_option
@archive_option
def data(
    *,
    target: Path,
    forms: tuple[str, ...],
    annotations: bool,
    folder: Path,
    **filters: Any,  # noqa: ANN401 -- options
) -> int:
    """Write the catalogue as data: posts, media, articles, where posts occur, snapshots, places, and what columns mean.

    datapackage.json lists the files (https://frictionlessdata.io), and `export check DIR` tells what was altered since.
    """
    from embedarchive.exports.data import FORMATS, export_data
    from embedarchive.store import Store

    if unknown := next((form for form in forms if form not in FORMATS), None):
        raise UsageError(f"{unknown[:40]} is no format; there are {', '.join(FORMATS)}.")
    wanted = chosen(**filters)
    with Store.open(folder, create=False, read_only=True) as store:
        made = export_data(store, target, forms, wanted, _now(), annotations=annotations)
    told = f"{quantity(made.posts, 'post')}, {quantity(made.files, 'file')}, {made.size:,} bytes"
    say(f"Written: {target}, {told}.")
    left_out(made.erased)
    return 0


@export.command()
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path))
def check(*, paths: tuple[Path, ...]) -> int:
    """Check that copies are as they were written: articles and data, single files or folders of them.

    Prints the digest of each. Write it down elsewhere: who alters a copy on purpose can alter the digest in it, too.
    """
    from embedarchive.exports.checking import check as checked

    damaged = 0
    for path in paths:
        for one in checked(path):
            say(f"{one.digest}  {one.path}" if not one.problem else f"DAMAGED  {one.path}: {one.problem}")
            damaged += bool(one.problem)
    return 5 if damaged else 0


def _number(text: str) -> int:
    digits = text.removeprefix("#")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 19):
        raise UsageError(f"{text[:60]} is no number of an article; `embedarchive serve` shows them.")
    return int(digits)


def _now() -> str:
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
