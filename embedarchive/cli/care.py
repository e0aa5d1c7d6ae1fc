"""`verify`, `rebuild`, `erase`: taking care of an archive."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from embedarchive.cli.lines import author_line, complain, one_line, quantity, quoted, say, wrapped
from embedarchive.cli.manner import manner
from embedarchive.cli.options import archive_option, json_option
from embedarchive.errors import UsageError
from embedarchive.model import plain

if TYPE_CHECKING:
    from embedarchive.archive.stamps.proving import Proven


HEAD = re.compile(r"[0-9A-Fa-f]{12,64}")
"""A head of the chain as people write it down; fewer digits would fit some head of any archive."""


WHOLE = "The archive is whole."
WHOLE_SINCE = "What was written since is whole."
LONG_S = 60.0
"""Seconds after which a check says how long it took."""
UNCHECKED = "What could be checked is whole; not everything could be."
UNSOUND = "The archive is damaged."
UNERASED = "An erasure is not finished."


def _clock(seconds: float) -> str:
    return f"{seconds // 60:.0f} min {seconds % 60:.0f} s"


@click.command()
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--head",
    metavar="HASH",
    help="A head of the chain that an earlier verify printed: shows that nothing was cut off since.",
)
@click.option("--since", metavar="HASH", help="Such a head: look only at what was written after it.")
@click.option(
    "--signer",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help="A public SSH key (.pub) that must have signed a head of the chain.",
)
@json_option
@archive_option
def verify(
    *, file: Path | None, head: str | None, since: str | None, signer: Path | None, as_json: bool, folder: Path
) -> int:
    """Prove that the archive is whole: every byte, every row, the chain, every stamp. Or that a WACZ FILE is.

    Changes nothing. Exit 5 on damage, 3 when something (a full disk, a missing permission) kept it from looking or an
    erasure is not finished.
    """
    from embedarchive.archive.articles.origins import hints
    from embedarchive.archive.stamps.proving import prove

    if file is not None:
        return _verify_wacz(file, as_json=as_json)
    if head is not None and since is not None:
        raise UsageError("--since looks at a part of the log only, and --head at all of it: give one of them.")
    head, since = _hash("--head", head), _hash("--since", since)
    key = signer.read_bytes() if signer else None
    began = time.monotonic()
    proof = prove(folder, head=head, since=since, hints=hints, signer=key)
    seconds = time.monotonic() - began
    report = proof.report
    code = 5 if not report.sound else 0 if report.complete and report.erased else 3
    if as_json:
        judged = {"sound": report.sound, "complete": report.complete, "erased": report.erased}
        click.echo(json.dumps(plain(report) | judged | {"stamps": plain(proof.stamps)}, ensure_ascii=False))
        return code
    for problem in report.problems:
        mark = click.style("damage ", fg="red") if problem.damage else click.style("note   ", fg="yellow")
        say(f"{mark} {problem.where}: {problem.sentence}")
    rows, files = quantity(report.rows, "row"), quantity(report.blobs, "file")
    say(f"{rows} and {files} ({quantity(report.size, 'byte')}) examined.")
    say(f"Head of the chain: {report.head or 'none'}")
    if report.annotations_head:
        say(f"Head of the chain of what people say: {report.annotations_head}")
    for stamp in proof.stamps:
        say(_stamped(stamp))
    if head is not None:
        say("This head is in the log." if report.head_known else "This head is not in the log.")
    if seconds > LONG_S:
        say(f"It took {_clock(seconds)}. Next time, --since {str(report.head)[:12]} looks at what is new only.")
    whole = WHOLE if since is None else WHOLE_SINCE
    verdict = UNSOUND if not report.sound else whole if report.complete else UNCHECKED
    say(verdict if report.erased else f"{verdict} {UNERASED}")
    return code


def _hash(option: str, given: str | None) -> str | None:
    """A hash of the chain as the user gives it, in whole or as it begins.

    Raises:
        UsageError: it is none.
    """
    if given is not None and not HEAD.fullmatch(given.strip()):
        raise UsageError(
            f"{option} takes a hash of the chain: 64 digits from 0 to f, or at least the first 12 of them."
        )
    return given and given.strip()


def _stamped(stamp: Proven) -> str:
    """What a stamp says, in a line."""
    covered = quantity(stamp.snapshots, "snapshot")
    if stamp.at is not None:
        return f"{covered} existed no later than {stamp.at:%Y-%m-%d %H:%M:%S} UTC, says {one_line(stamp.by)}."
    if stamp.signer is not None:
        return f"{covered} signed by {one_line(stamp.by)} ({stamp.signer})."
    if stamp.kind == "ssh":
        return f"{covered} signed by another key than that of --signer ({one_line(stamp.by)})."
    return (
        f"{covered} promised a proof by {one_line(stamp.by)}; `embedarchive timestamp` completes it after some hours."
    )


def _verify_wacz(file: Path, *, as_json: bool) -> int:
    """Check a WACZ file and say what was found."""
    from embedarchive.exports.wacz_check import check_wacz

    found = check_wacz(file)
    code = 5 if found.problems else 0
    if as_json:
        click.echo(json.dumps(plain(found) | {"sound": not found.problems}, ensure_ascii=False))
        return code
    for problem in found.problems:
        say(f"{click.style('damage ', fg='red')} {file}: {problem}")
    say(f"{quantity(found.members, 'member')} ({quantity(found.size, 'byte')}) examined.")
    if not found.problems:
        say(f"Signed by the key with the SHA-256 {found.signer}." if found.signer else "Nobody signed it.")
    say("The file is damaged." if found.problems else "The file is whole.")
    return code


@click.command()
@json_option
@archive_option
def reparse(*, as_json: bool, folder: Path) -> int:
    """Read the kept answers with today's parsers. Fetches nothing; what comes out otherwise is a new snapshot."""
    from embedarchive.archive import Archive
    from embedarchive.archive.results import Change, Ledger, Looked, Stopped
    from embedarchive.cli.printers import Lines, Objects

    ledger, printer = Ledger(), Objects() if as_json else Lines(verbose=manner().verbose, quiet=manner().silent)
    with Archive(folder, create=False) as archive:
        for event in archive.reparse_events():
            ledger.add(event)
            if isinstance(event, Stopped):
                complain(event.sentence)
            elif isinstance(event, Change | Looked):
                printer.print(event)
    if not as_json:
        differ = f"{ledger.changes:,} of {quantity(ledger.looked, 'post')} read otherwise than before."
        say(differ if ledger.changes else "Everything reads as before.")
    return ledger.exit_code


@click.command()
@archive_option
def rebuild(*, folder: Path) -> int:
    """Make what the pages show anew from the log: posts, media, places, the search index."""
    from embedarchive.archive.articles.origins import hints
    from embedarchive.store import Store

    with Store.open(folder, create=False, hints=hints) as store:
        store.rebuild()
        say(f"Made anew: {quantity(store.counts()['posts'], 'post')}.")
    return 0


@click.command()
@click.argument("post", metavar="ID")
@click.option("--start", metavar="WORDS", help="The words that the post begins with.  [required]")
@click.option("--operator", envvar="EMBEDARCHIVE_OPERATOR", help="Who says so; kept in the log.")
@archive_option
def correct(*, post: str, start: str | None, operator: str | None, folder: Path) -> int:
    """Say where a post begins in an article of plain text, where the finder was not sure.

    ID is the number that `list` shows, or the post's URL. The post then begins with these words and ends before its
    attribution. The log keeps it as a person's word: it stands above the finder's, and later scans keep it.
    """
    from embedarchive.archive import Archive

    if not start:
        raise UsageError(f"Say with which words the post begins, as in: embedarchive correct {post} --start 'Half the'")
    with Archive(folder, create=False, operator=operator) as archive:
        settled = archive.correct(post, start=start)
    for embed in settled:
        who = author_line(embed.author, embed.handle) or embed.platform
        say(wrapped(f"Kept as a person's word: the post by {who} begins at {quoted(embed.text)}", 2))
    return 0
