"""`search`: words in the posts and articles of the archive, and files of what was found."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from embedarchive.cli.filters import chosen, filter_options, status_option
from embedarchive.cli.lines import author_line, one_line, quantity, say, wrapped
from embedarchive.cli.options import archive_option, json_option
from embedarchive.cli.rows import outlet_and_day
from embedarchive.errors import UsageError
from embedarchive.model import plain

if TYPE_CHECKING:
    from pathlib import Path

    from embedarchive.model.rows import ListedPost
    from embedarchive.store import Store
    from embedarchive.store.queries.filtered import PostFilter

MOST = 20
_FORMS = ("csv", "json", "bib", "ris", "csl.json")
_AROUND = 24
"""So many words are printed around what was found."""


@click.command()
@click.argument("words", nargs=-1)
@status_option
@filter_options
@click.option(
    "--most", type=click.IntRange(min=1), metavar="N", help=f"At most N posts, the newest first.  [default: {MOST}]"
)
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS),
    metavar="FORM",
    help=f"Print all posts that were found as a file: {', '.join(_FORMS)}.",
)
@click.option("--annotations", is_flag=True, help="With --format csv or json: with tags, collections, verification.")
@json_option
@archive_option
def search(
    *,
    words: tuple[str, ...],
    most: int | None,
    form: str | None,
    annotations: bool,
    as_json: bool,
    folder: Path,
    **filters: str | None,
) -> int:
    """Search the posts and the articles, and say where the words stand.

    WORDS may be "a phrase", -word (after --) or OR, and the filters from:jane in:bluesky since:2026-10 near:Dordrecht,5
    outlet:"The Paper" has:video gone:deleted language:nl tag:night may be among them.
    """
    from embedarchive.store import Store

    wanted = chosen(**filters | {"q": " ".join(filter(None, (*map(_quoted, words), filters["q"])))})
    if not wanted:
        raise UsageError("Search for what? Give words, or filters such as --near; embedarchive search --help has all.")
    with Store.open(folder, create=False, read_only=True) as store:
        if form is not None:
            _write(store, wanted, form, most, annotations=annotations)
            return 0
        _print(store, wanted, most or MOST, as_json=as_json)
    return 0


def _quoted(word: str) -> str:
    """A word of the command line as the search reads it: the shell has taken the quotation marks of a phrase away."""
    if " " not in word or '"' in word:
        return word
    name, colon, value = word.partition(":")
    return f'{name}:"{value}"' if colon and name.isalpha() else f'"{word}"'


def _write(store: Store, wanted: PostFilter, form: str, most: int | None, *, annotations: bool) -> None:
    from embedarchive.exports.selected import FORMS
    from embedarchive.store.queries import exported
    from embedarchive.store.queries.exported_tables import ANNOTATED_POSTS, POSTS

    choice = exported.Choice(wanted, tuple(store.erased_posts()))
    table = ANNOTATED_POSTS if annotations else POSTS
    rows = list(exported.rows(store.connection, table, choice))
    kept = rows[-most:] if most else rows
    data = "".join(FORMS[form].write(table, kept)).encode("utf-8", "replace")
    click.echo(data, nl=False)


def _print(store: Store, wanted: PostFilter, most: int, *, as_json: bool) -> None:
    from embedarchive.store.queries import articles
    from embedarchive.store.queries import search as searches
    from embedarchive.store.queries.query import found

    rows = store.listed_posts(chosen=wanted, most=most + 1)
    posts, more = rows[:most], len(rows) > most
    only_words = wanted.q and not wanted.chosen
    matching = searches.matching(wanted.q)
    read = found(store.connection, articles.listed(before=None, matching=matching, most=5)) if only_words else []
    told = _marked(store, posts, wanted.q)
    if as_json:
        for row in posts:
            click.echo(json.dumps({"post": plain(row), "found": told.get(row.id)}, ensure_ascii=False))
        for article in read:
            click.echo(json.dumps({"article": plain(article)}, ensure_ascii=False))
        return
    for row in posts:
        when = (row.posted_at or row.day or "no date").replace("T", " ")[:16]
        heading = f"{row.id:<5} {when:<16}  {author_line(row.author, row.handle)}  {row.platform}, {row.status}"
        say(wrapped(heading, 6))
        say(wrapped(f"      {_lit(told.get(row.id) or (row.text or row.url or '')[:200])}", 6))
    for article in read:
        about = outlet_and_day(article.outlet, article.published)
        say(wrapped(f"article:{article.id}  “{one_line(article.title or article.source)}” {about}".rstrip(), 6))
    if not posts and not read:
        say("Nothing in the archive is like that.")
    elif more:
        say(f"More than {quantity(most, 'post')}; --most N prints more of them.")


def _marked(store: Store, posts: list[ListedPost], words: str) -> dict[int, str]:
    """Where the words stand in each post, between marks: in its own words, else beside them."""
    from embedarchive.store.queries import search as searches
    from embedarchive.store.queries.query import found

    if not words or not posts:
        return {}
    columns = dict.fromkeys(("text", "quoted", "described", "printed"), _AROUND)
    searched = found(store.connection, searches.posts([row.id for row in posts]))
    marked = searches.marked(searched, columns, words)
    return {
        number: next((text for text in pieces.values() if searches.START in text), "")
        for number, pieces in marked.items()
    }


def _lit(text: str) -> str:
    """A marked text on one line, what was found in bold; between brackets where nothing is bold."""
    from embedarchive.store.queries.search import END, START

    lit = sys.stdout.isatty()
    pieces = text.replace(END, START).split(START)
    told = [one_line(piece) if piece.strip() else "" for piece in pieces]
    parts = []
    for place, (piece, line) in enumerate(zip(pieces, told, strict=True)):
        before, after = " " * piece[:1].isspace(), " " * (piece[-1:].isspace() and bool(line))
        inside = line if place % 2 == 0 else click.style(line, bold=True) if lit else f"[{line}]"
        parts.append(f"{before}{inside}{after}")
    return "".join(parts)
