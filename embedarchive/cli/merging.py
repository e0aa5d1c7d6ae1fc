"""`merge`: other archives become part of this one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from embedarchive.cli.lines import complain, one_line, quantity, say
from embedarchive.cli.options import archive_option, json_option
from embedarchive.errors import UsageError
from embedarchive.model import plain

if TYPE_CHECKING:
    from embedarchive.store import Merge


@click.command()
@click.argument("others", metavar="OTHER…", nargs=-1, type=click.Path(path_type=Path, file_okay=False))
@click.option("--name", metavar="NAME", help="What the log of OTHER is called here.  [default: its folder's name]")
@click.option("--erase-too", is_flag=True, help="Erase here what was erased in OTHER.")
@click.option("--bring-back", is_flag=True, help="Keep posts that only one of the two archives erased.")
@click.option("--operator", envvar="EMBEDARCHIVE_OPERATOR", help="Who merges; kept in the archive's log.")
@json_option
@archive_option
def merge(
    *,
    others: tuple[Path, ...],
    name: str | None,
    erase_too: bool,
    bring_back: bool,
    operator: str | None,
    as_json: bool,
    folder: Path,
) -> int:
    """Take over what other archives hold: posts, snapshots, media, articles, with their logs whole.

    OTHER is an archive's folder; nothing is written to it. Merging it again takes over what is new there. What was
    erased here stays away; what was erased there and is kept here has to be decided: --erase-too or --bring-back. Exit
    3 when bytes of erased words may still lie in the folder.
    """
    from embedarchive.archive.articles.origins import hints, named
    from embedarchive.store import Store
    from embedarchive.store import merge as merged
    from embedarchive.version import __version__

    if not others:
        raise UsageError("Which archive? Name its folder, as in: embedarchive merge OTHER")
    if erase_too and bring_back:
        raise UsageError("--erase-too and --bring-back contradict each other; leave one of them out.")
    if name is not None and len(others) > 1:
        raise UsageError("--name is the name of one archive; merge the others by themselves.")
    code = 0
    with Store.open(folder, create=False, named=named, hints=hints) as store:
        for other in others:
            made = merged(
                store,
                other,
                name=name,
                erase_too=erase_too,
                bring_back=bring_back,
                versions={"embedarchive": __version__},
                operator=operator,
            )
            if as_json:
                click.echo(json.dumps({"archive": str(other), **plain(made)}, ensure_ascii=False))
            else:
                _tell(other, made)
            if made.unfinished:
                complain(f"an erasure is not finished: {made.unfinished}. The next command that writes here goes on.")
                code = 3
    return code


def _tell(other: Path, made: Merge) -> None:
    """What came of it, in sentences."""
    called = f" ({one_line(made.name)})" if made.name != other.name else ""
    if not made.added:
        say(f"Nothing new: all that {one_line(str(other))}{called} holds is here.")
        return
    counted = [
        quantity(made.added.get(table, 0), singular)
        for table, singular in (("articles", "article"), ("snapshots", "snapshot"), ("fetches", "request"))
    ]
    if said := made.added.get("annotation_log", 0):
        counted.append(quantity(said, "note, tag or the like", "notes, tags and the like"))
    files = f"{quantity(made.files, 'file')} ({quantity(made.size, 'byte')})"
    say(f"Merged: {one_line(str(other))}{called}, {', '.join(counted)} and {files}.")
    for posts, sentence in (
        (made.left_out, "Left out: {}, erased here."),
        (made.erased, "Erased here too: {}, erased in the other archive."),
        (made.restored, "Kept: {} that only one of the two archives erased."),
    ):
        if posts:
            say(sentence.format(quantity(len(posts), "post")))
    say(f"Head of its log: {made.head}")
