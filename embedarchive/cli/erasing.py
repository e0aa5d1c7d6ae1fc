"""`erase`: a post, or all posts of a person, or those with some words, for good."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from embedarchive.cli.lines import author_line, complain, one_line, quantity, quoted, say, wrapped
from embedarchive.cli.options import archive_option
from embedarchive.errors import UsageError
from embedarchive.model.rows import ListedPost

if TYPE_CHECKING:
    from embedarchive.store import Outlook, Store


@click.command()
@click.argument("name", metavar="[ID]", required=False)
@click.option("--match", metavar="WORDS", help="All posts that have these words, as `search` finds them.")
@click.option("--reason", help="Why, as in --reason 'asked by the author'; kept with the tombstone.  [required]")
@click.option("--operator", envvar="EMBEDARCHIVE_OPERATOR", help="Who erases; kept with the tombstone.")
@click.option("--preview", is_flag=True, help="Only print what would go; nothing is erased.")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@click.option(
    "--wait",
    "patience_s",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    default=30,
    show_default=True,
    help="How long to wait for others that read or write the archive.",
)
@archive_option
def erase(
    *,
    name: str | None,
    match: str | None,
    reason: str | None,
    operator: str | None,
    preview: bool,
    yes: bool,
    patience_s: float,
    folder: Path,
) -> int:
    """Remove a post's words and media for good; a tombstone and a chain that verifies stay.

    ID is the number that `list` shows or the post's URL, or @handle for all posts of an author. Exit 3 when bytes may
    still lie in the folder, because somebody reads the archive or the disk is full: the next command that writes goes
    on.
    """
    from embedarchive.archive.articles.origins import hints
    from embedarchive.archive.articles.origins import named as named_post
    from embedarchive.store import Store, outlook

    if (name is None) == (match is None):
        raise UsageError("Erase what? Give a post's number or URL, or @handle, or --match 'words'.")
    if not reason and not preview:
        what = name or f"--match '{match}'"
        raise UsageError(f"Say why, as in: embedarchive erase {what} --reason 'asked by the author'")
    with Store.open(folder, create=False, read_only=preview, named=named_post, hints=hints) as store:
        rows = _meant(store, name, match)
        ahead = [(row, outlook(store, row.key)) for row in rows]
        new = [(row, one) for row, one in ahead if one.erased_at is None]
        if preview or (new and not yes):
            for row, one in new:
                say(_before_erasing(row, one), err=not preview)
            say(_in_every_case(len(new)), err=not preview)
        if preview:
            return 0
        if new and not yes:
            _agree(new[0][0].id if len(rows) == 1 else None, len(new))
        wanted = new if len(rows) > 1 else ahead
        return _erase(store, wanted, reason=reason or "", operator=operator, patience_s=patience_s)


def _meant(store: Store, name: str | None, match: str | None) -> list[ListedPost]:
    """The posts that are to be erased.

    Raises:
        UsageError: there are none.
    """
    from embedarchive.archive.choosing import selection
    from embedarchive.archive.named_posts import Person, post_row, thing

    if name is None:
        rows = store.listed_posts(chosen=selection({"q": match}))
        if not rows:
            raise UsageError(f"No post in {store.folder} has these words, and nothing was erased.")
        return rows
    if name.startswith("@"):
        person = thing(store, name)
        return list(person.posts) if isinstance(person, Person) else []
    return [post_row(store, name)]


def _erase(
    store: Store,
    wanted: Sequence[tuple[ListedPost, Outlook]],
    *,
    reason: str,
    operator: str | None,
    patience_s: float,
) -> int:
    """Erase these posts, one after the other, and say what went."""
    from embedarchive.store import erase as remove

    rows = files = 0
    unfinished = serving = ""
    for row, ahead in wanted:
        gone = remove(store, row.key, reason=reason, operator=operator, patience_s=patience_s, tell=complain)
        unfinished, serving = gone.unfinished or "", gone.serving or serving
        rows, files = rows + sum(len(ids) for ids in gone.rows.values()), files + len(gone.digests)
        if ahead.erased_at and not (gone.rows or gone.digests):
            say(f"Post {row.id} was erased on {ahead.erased_at[:10]} already; nothing of it is left.")
    if unfinished:
        say(f"Begun: {quantity(rows, 'row')} emptied, {quantity(files, 'file')} to be removed.")
    elif rows or files or not wanted or any(one.erased_at is None for _, one in wanted):
        of = f" of {quantity(len(wanted), 'post')}" if len(wanted) > 1 else ""
        say(f"Erased: {quantity(rows, 'row')}{of} emptied, {quantity(files, 'file')} removed.")
    if serving:
        complain(f"{serving} serves the archive as one that never changes: start it anew, it may show old pages.")
    if unfinished:
        complain(f"the erasure is not finished: {unfinished}. The next command that writes here goes on.")
        return 3
    return 0


def _before_erasing(row: ListedPost, ahead: Outlook) -> str:
    """What goes with a post, said before anybody agrees."""
    media = f", {quantity(ahead.media, 'photo or video', 'photos and videos')}" if ahead.media else ""
    names = ", ".join(one_line(name) for name in ahead.articles[:3]) + (" …" if len(ahead.articles) > 3 else "")
    printing = f"{len(ahead.articles)} articles that print it or link to it"
    printing = "article that prints it or links to it" if len(ahead.articles) == 1 else printing
    copies = f", and the archive's copy of the {printing} ({names})" if ahead.articles else ""
    said = quantity(ahead.annotations, "note, tag or the like", "notes, tags and the like")
    media += f", {said} of what people say" if ahead.annotations else ""
    who = author_line(row.author, row.handle) or row.key
    return "\n".join(
        wrapped(line, 2)
        for line in (
            f"Post {row.id} by {who}: {quoted(row.text)}",
            f"- What goes, for good: its words, the answers that carry them{media}{copies}. Their other posts stay.",
        )
    )


def _in_every_case(count: int) -> str:
    """What stays of each post, and what no command reaches."""
    whose = "the post's id and day" if count == 1 else f"the ids and days of these {quantity(count, 'post')}"
    return "\n".join(
        wrapped(line, 2)
        for line in (
            f"- What stays: {whose}, the URLs of images, the SHA-256 of each file, your reason.",
            "- What this cannot reach: your own file of the article, exports, backups and other copies of this folder.",
        )
    )


def _agree(post: int | None, count: int) -> None:
    """Ask; whoever does not say yes, or cannot be asked, has not agreed."""
    try:
        agreed = click.confirm(f"Erase post {post}?" if post else f"Erase these {quantity(count, 'post')}?", err=True)
    except click.Abort:
        say(err=True)
        raise UsageError("Nobody said yes, and nothing was erased; --yes says it beforehand.") from None
    if not agreed:
        raise UsageError("Nothing was erased.")
