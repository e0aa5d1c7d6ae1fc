"""Options that several commands share."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from embedarchive.cli.settings import SETTINGS
from embedarchive.errors import UsageError

F = TypeVar("F", bound=Callable[..., object])

UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9}


def size(value: str | int) -> int:
    """A number of bytes, from 1: `800000`, `500M`, `2GB`. A unit is a power of ten."""
    text = str(value).strip().lower().removesuffix("b").rstrip()
    number, unit = (text[:-1].rstrip(), text[-1:]) if text[-1:] in {"k", "m", "g"} else (text, "")
    if not (number.isascii() and number.isdigit() and int(number[:18])):
        raise click.BadParameter(f"{value} is no size; give bytes, or a number with k, M or G, as in 500M.")
    return int(number[:18]) * UNITS[unit]


ARCHIVE = "embedarchive.archive"
"""Where a command's context keeps the archive's folder, for what is to be said when the command fails."""


def _folder(context: click.Context, _: click.Parameter, folder: Path) -> Path:
    written_down = context.meta.get(SETTINGS)
    if written_down is not None and str(folder) in written_down.archives:
        folder = Path(written_down.archives[str(folder)])
    try:
        (folder / "archive.db").lstat()
    except OSError as error:
        if error.errno in {errno.ENAMETOOLONG, errno.EINVAL}:
            told = f"{str(folder)[:60]}…"
            raise UsageError(f"No folder can have the name “{told}”; --archive names the archive's.") from None
    context.meta[ARCHIVE] = folder
    return folder


archive_option = click.option(
    "--archive",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    callback=_folder,
    default=Path("snapshots"),
    envvar="EMBEDARCHIVE_ARCHIVE",
    show_default="snapshots, or EMBEDARCHIVE_ARCHIVE",
    help="The archive's folder.",
)
timestamp_option = click.option(
    "--timestamp",
    is_flag=True,
    help="At the end, have others stamp the log: see embedarchive timestamp. Needs embedarchive[evidence].",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a line.")


def network_options(command: F) -> F:
    """How answers are got: from the network, within which limits, or from recordings."""
    for option in (
        click.option(
            "--video",
            is_flag=True,
            help="Have yt-dlp find the videos of which a platform names no file. Needs embedarchive[video].",
        ),
        click.option(
            "--browser",
            is_flag=True,
            help="Where a platform lets no program in, read the post's embed page in a browser. Needs "
            "embedarchive[browser].",
        ),
        click.option(
            "--screenshot",
            is_flag=True,
            help="Keep a screenshot of the platform's own embed page of each post. Needs embedarchive[browser].",
        ),
        click.option(
            "--cards", is_flag=True, help="Keep a screenshot of our own card of each post. Needs embedarchive[browser]."
        ),
        click.option(
            "--third-party",
            multiple=True,
            metavar="NAMES",
            help="Also ask fxtwitter, vxtwitter (both: with a comma) for posts that X does not show. Strangers: they "
            "learn which post is looked for.",
        ),
        click.option("--avatars", is_flag=True, help="Keep the authors' profile pictures too."),
        click.option("--images/--no-images", default=True, help="Keep the images of articles.", show_default=True),
        click.option(
            "--only",
            "--platform",
            "only",
            multiple=True,
            metavar="PLATFORM",
            help="Of the posts only those of this platform (twitter, bluesky …); may be repeated. Images are kept all "
            "the same, unless --no-images.",
        ),
        click.option("--operator", envvar="EMBEDARCHIVE_OPERATOR", help="Who runs this; kept in the archive's log."),
        click.option("--user-agent", help="Sent with every request instead of embedarchive's own name."),
        click.option(
            "--cookies",
            type=click.Path(path_type=str, exists=True, dir_okay=False),
            metavar="FILE",
            help="Cookies in Netscape's format; each goes to its own domain only and is never kept.",
        ),
        click.option(
            "--max-bytes",
            type=size,
            metavar="SIZE",
            help="Fetch at most so many bytes in all (500M, 2G), as they cross the wire; the rest stays pending.",
        ),
        click.option("--proxy", metavar="URL", help="socks5h:// or http:// proxy; it also resolves the names."),
        click.option("--allow-private", is_flag=True, help="Also fetch from private addresses: your own intranet."),
        click.option(
            "--from",
            "recordings",
            multiple=True,
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            help="Answer every request from this recording (WARC, WACZ, HAR) instead of the network; may be repeated.",
        ),
    ):
        command = option(command)
    return command
