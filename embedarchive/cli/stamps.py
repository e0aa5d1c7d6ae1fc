"""`timestamp`: have others say by when what is in the archive existed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from embedarchive.cli.lines import complain, one_line, quantity, say
from embedarchive.cli.manner import manner
from embedarchive.cli.options import archive_option, json_option
from embedarchive.errors import EmbedArchiveError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from embedarchive.archive.stamps.stamping import Round

F = TypeVar("F", bound="Callable[..., object]")


def stamp_options(command: F) -> F:
    """Who is asked for a stamp."""
    for option in (
        click.option(
            "--sign",
            "key",
            envvar="EMBEDARCHIVE_SIGN",
            type=click.Path(path_type=Path, dir_okay=False, exists=True),
            metavar="FILE",
            help="Sign the head with this SSH key, too.",
        ),
        click.option(
            "--explorer",
            envvar="EMBEDARCHIVE_EXPLORER",
            metavar="URL",
            help="Who is asked for headers of Bitcoin's blocks (Esplora).  [default: blockstream.info]",
        ),
        click.option(
            "--roots",
            envvar="EMBEDARCHIVE_ROOTS",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            help="Certificates (PEM) to trust besides those that browsers trust.",
        ),
        click.option(
            "--calendar",
            "calendars",
            envvar="EMBEDARCHIVE_CALENDARS",
            multiple=True,
            metavar="URL",
            help="A calendar of OpenTimestamps; may be repeated; none for nobody.  [default: two public ones]",
        ),
        click.option(
            "--authority",
            "authorities",
            envvar="EMBEDARCHIVE_AUTHORITIES",
            multiple=True,
            metavar="URL",
            help="An authority (RFC 3161); may be repeated; none for nobody.  [default: DigiCert's]",
        ),
    ):
        command = option(command)
    return command


@click.command()
@stamp_options
@click.option("--proxy", metavar="URL", help="socks5h:// or http:// proxy; it also resolves the names.")
@click.option("--allow-private", is_flag=True, help="Also ask private addresses: an authority of your own.")
@click.option("--operator", envvar="EMBEDARCHIVE_OPERATOR", help="Who runs this; kept in the archive's log.")
@json_option
@archive_option
def timestamp(*, folder: Path, as_json: bool, **options: Any) -> int:  # noqa: ANN401 -- click's options, checked by it
    """Have others stamp the head of the log: all that is in it existed by then. Completes earlier stamps, too.

    They learn a hash and nothing of what it stands for. Exit 3 when somebody gave no stamp. Needs
    embedarchive[evidence].
    """
    done = stamped(folder, options)
    if as_json:
        from embedarchive.model import plain

        click.echo(json.dumps(plain(done), ensure_ascii=False))
    elif done.head is None:
        say("Nothing is written yet, so there is nothing to stamp.")
    else:
        tell(done)
    return 3 if any(outcome.problem for outcome in done.outcomes) else 0


def stamped(folder: Path, options: dict[str, Any], *, only_new: bool = False) -> Round:
    """Have the head stamped by those whom the options name."""
    from embedarchive.archive.articles.article_pages import open_source
    from embedarchive.archive.stamps.stamping import AUTHORITIES, CALENDARS, EXPLORER, Wanted, stamp_archive

    wanted = Wanted(
        authorities=_named(options["authorities"], AUTHORITIES),
        calendars=_named(options["calendars"], CALENDARS),
        roots=options["roots"],
        explorer=options["explorer"] or EXPLORER,
        key=options["key"],
    )
    network = {"allow_private": options["allow_private"], "proxy": options["proxy"]}
    return stamp_archive(
        folder, wanted, lambda: open_source((), **network), operator=options["operator"], only_new=only_new
    )


def refuse_recordings(options: dict[str, Any]) -> None:
    """Stamps come from the network only.

    Raises:
        UsageError: answers are to come from recordings.
    """
    if options["timestamp"] and options["recordings"]:
        raise UsageError("--timestamp asks the network, --from keeps from it: run `embedarchive timestamp` afterwards.")


def stamp_what_is_new(folder: Path, options: dict[str, Any]) -> int:
    """At the end of another command: stamp what it brought, by those whom the environment names. Its exit code."""
    asked = ["--allow-private"] if options["allow_private"] else []
    context = timestamp.make_context("timestamp", [*asked, "--archive", str(folder)])
    given = context.params | {"proxy": options["proxy"], "operator": options["operator"]}
    try:
        done = stamped(folder, given, only_new=True)
    except EmbedArchiveError as error:  # what was kept is kept
        complain(str(error))
        return 3
    for outcome in done.outcomes:
        if outcome.problem:
            complain(f"{outcome.authority}: {outcome.problem}")
    if done.outcomes and not (manner().silent or manner().log_json):
        said = sum(outcome.problem is None for outcome in done.outcomes)
        say(f"Head of the chain: {done.head}, {quantity(said, 'stamp')}.", err=True)
    return 3 if any(outcome.problem for outcome in done.outcomes) else 0


def tell(done: Round) -> None:
    """Say what came of it."""
    say(f"Head of the chain: {done.head}")
    for outcome in done.outcomes:
        if outcome.problem:
            complain(f"{outcome.authority}: {outcome.problem}")
        elif outcome.at is not None:
            say(f"{outcome.authority}: {outcome.at:%Y-%m-%d %H:%M:%S} UTC, by {one_line(outcome.by)}")
        else:
            say(f"{outcome.authority}: {one_line(outcome.by)}; `embedarchive timestamp` completes it later.")


def _named(given: tuple[str, ...], usual: tuple[str, ...]) -> tuple[str, ...]:
    """Those that were named, or the usual ones; `none` is nobody."""
    return tuple(url for url in given if url != "none") if given else usual
