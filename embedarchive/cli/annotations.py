"""`note`, `tag`, `collect`: what people say of what is in the archive, kept apart from it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from embedarchive.cli.filters import chosen, filter_options
from embedarchive.cli.lines import one_line, quantity, quoted, say, wrapped
from embedarchive.cli.options import archive_option, json_option
from embedarchive.errors import UsageError
from embedarchive.model import plain

if TYPE_CHECKING:
    from embedarchive.archive.named_posts import Thing
    from embedarchive.store import Store
    from embedarchive.store.queries.annotations import Subject
    from embedarchive.store.queries.filtered import PostFilter

operator_option = click.option("--operator", envvar="EMBEDARCHIVE_OPERATOR", help="Who says so; kept with the words.")


@click.command()
@click.argument("name", metavar="[ID]", required=False)
@click.argument("words", metavar="[WORDS]", required=False)
@click.option(
    "--verification",
    "held",
    metavar="WHAT",
    help="What it is held for, by whom and why: unverified, verified, false, disputed; the words are the reason.",
)
@click.option("--instead-of", type=int, metavar="NUMBER", help="Correct this note; the old one stays in the log.")
@click.option("--withdraw", type=int, metavar="NUMBER", help="Take this note back; it stays in the log.")
@operator_option
@archive_option
def note(
    *,
    name: str | None,
    words: str | None,
    held: str | None,
    instead_of: int | None,
    withdraw: int | None,
    operator: str | None,
    folder: Path,
) -> int:
    """Write a note about a post, an article or a file, or say what it is held for.

    ID is whatever `show` takes: a number, a URL, article:4, a SHA-256. WORDS is the note; a dash reads it from standard
    input. It is kept beside what was captured, never in it, and `show` prints it as somebody's words.
    """
    from embedarchive.archive import annotation_log

    if (withdraw is not None) == (name is not None) or (withdraw is not None and (held or instead_of)):
        raise UsageError('Note what? As in: embedarchive note 12 "Seen from the bridge", or --withdraw and a number.')
    if words == "-":
        words = sys.stdin.read()
    with _writing(folder) as store:
        if withdraw is not None:
            annotation_log.withdraw(store, withdraw, operator=operator)
            say(f"Note {withdraw} is taken back; the log keeps that it was there.")
            return 0
        about = annotation_log.subject(store, str(name))
        if held is not None:
            annotation_log.judge(store, about, held, words or "", operator=operator)
            say(wrapped(f"Held for {held} by {one_line(operator)}: {_called(about)}.", 2))
            return 0
        number = annotation_log.note(store, about, words or "", operator=operator, instead_of=instead_of)
        say(wrapped(f"Note {number} on {_called(about)}: {quoted(words)}", 2))
    return 0


@click.command()
@click.argument("names", metavar="[ID] [NAME]...", nargs=-1)
@click.option("--remove", is_flag=True, help="Take the tags off; the log keeps that they were there.")
@operator_option
@filter_options
@json_option
@archive_option
def tag(
    *,
    names: tuple[str, ...],
    remove: bool,
    operator: str | None,
    as_json: bool,
    folder: Path,
    **filters: Any,  # noqa: ANN401 -- options
) -> int:
    """Put tags on a post, an article or a file, or on all posts that the filters leave. Without any, list the tags.

    ID is whatever `show` takes: a number, a URL, @handle for all posts of an author, article:4, a SHA-256. With
    filters, all that is named are tags. As in: embedarchive tag 12 bridge night
    """
    from embedarchive.archive import annotation_log

    wanted = chosen(**filters)
    if not names and not wanted:
        return _list(folder, "tag", as_json=as_json)
    words = names if wanted else names[1:]
    if not words:
        raise UsageError(f"Which tag? As in: embedarchive tag {names[0] if names else '--handle jane'} bridge")
    with _writing(folder) as store:
        about = _meant(store, wanted, () if wanted else names[:1])
        changed = annotation_log.tag(store, about, words, operator=operator, remove=remove)
    told = ", ".join(one_line(word) for word in words)
    say(wrapped(f"{'Taken off' if remove else 'Tagged'} {told}: {_changes(changed, about)}.", 2))
    return 0


@click.command()
@click.argument("name", metavar="[NAME]", required=False)
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--remove", is_flag=True, help="Take them out; the log keeps that they were in it.")
@operator_option
@filter_options
@json_option
@archive_option
def collect(
    *,
    name: str | None,
    ids: tuple[str, ...],
    remove: bool,
    operator: str | None,
    as_json: bool,
    folder: Path,
    **filters: Any,  # noqa: ANN401 -- options
) -> int:
    """Put posts, articles and files into a collection, or all posts that the filters leave. Without any, list them.

    ID is whatever `show` takes: a number, a URL, @handle for all posts of an author, article:4, a SHA-256. As in:
    embedarchive collect "The bridge" 12 14 article:4
    """
    from embedarchive.archive import annotation_log

    wanted = chosen(**filters)
    if name is None:
        if wanted:
            raise UsageError('Which collection? As in: embedarchive collect "The bridge" --handle jane')
        return _list(folder, "collection", as_json=as_json)
    if not ids and not wanted:
        raise UsageError(
            f"Collect what? Give numbers, URLs or filters; `list --collection '{name}'` shows what is in it."
        )
    with _writing(folder) as store:
        about = _meant(store, wanted, ids)
        changed = annotation_log.collect(store, name, about, operator=operator, remove=remove)
    say(wrapped(f"{'Taken out of' if remove else 'In'} {quoted(name)}: {_changes(changed, about)}.", 2))
    return 0


def _writing(folder: Path) -> Store:
    from embedarchive.store import Store

    return Store.open(folder, create=False)


def _meant(store: Store, wanted: PostFilter, names: Sequence[str]) -> list[Subject]:
    """What is named, and the posts that the filters leave.

    Raises:
        UsageError: there is no such thing, or no such post.
    """
    from embedarchive.archive.annotation_log import subjects
    from embedarchive.archive.named_posts import thing

    things: list[Thing] = [thing(store, name) for name in names]
    if wanted:
        posts = [row for row in store.listed_posts(chosen=wanted) if row.erased_at is None]
        if not posts:
            raise UsageError(f"Nothing in {store.folder} is like that.")
        things += posts
    return [one for each in things for one in subjects(store, each)]


def _list(folder: Path, kind: str, *, as_json: bool) -> int:
    """Print the tags or the collections that there are, and how much has each."""
    import json

    from embedarchive.store import Store
    from embedarchive.store.queries.annotations import labels
    from embedarchive.store.queries.query import found

    with Store.open(folder, create=False, read_only=True) as store:
        there = found(store.connection, labels(kind))
    for one in there:
        if as_json:
            click.echo(json.dumps(plain(one), ensure_ascii=False))
        else:
            others = one.things - one.posts
            beside = f", {quantity(others, 'article or file', 'articles and files')}" if others else ""
            say(wrapped(f"{one_line(one.value)}  {quantity(one.posts, 'post')}{beside}", 2))
    if not there and not as_json:
        say(f"There is no {kind} yet.")
    return 0


def _called(about: Subject) -> str:
    return f"{'file' if about.kind == 'media' else about.kind} {about.number}"


def _changes(changed: int, about: Sequence[Subject]) -> str:
    """How much changed, of how many things that were named."""
    return f"{quantity(changed, 'change')} in {quantity(len(about), 'thing')}"
