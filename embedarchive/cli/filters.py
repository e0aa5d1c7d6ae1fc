"""Which posts are meant: the filters of the website as options."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from embedarchive.errors import UsageError
from embedarchive.model import GONE, Status

if TYPE_CHECKING:
    from embedarchive.store.queries.filtered import PostFilter

F = TypeVar("F", bound=Callable[..., object])
_DAY = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")


def _day(_context: click.Context, option: click.Parameter, value: str | None) -> str:
    if value and not _DAY.fullmatch(value):
        raise UsageError(f"--{option.name}: {value[:40]} is no day, month or year; days are written like 2026-10-01.")
    return value or ""


def filter_options(command: F) -> F:
    """The filters but the status, each an option; together they arrive as keyword arguments."""
    for option in (
        click.option("--differs", is_flag=True, help="Only posts of which an article and the platform disagree."),
        click.option(
            "--gone",
            type=click.Choice(["yes", *sorted(map(str, GONE))]),
            metavar="WHY",
            help="Only posts that are gone from the web: yes for whatever reason, or a reason such as deleted.",
        ),
        click.option("--until", callback=_day, metavar="DAY", help="Only posts until this day, month or year."),
        click.option("--since", callback=_day, metavar="DAY", help="Only posts from this day, month or year on."),
        click.option("--language", default="", metavar="TAG", help="Only posts in this language: nl, pt-BR …"),
        click.option("--handle", default="", help="Only posts by this author."),
        click.option("--platform", default="", help="Only posts of this platform: twitter, bluesky …"),
        click.option("--search", "q", default="", metavar="WORDS", help="Only posts with these words."),
    ):
        command = option(command)
    return command


def chosen(status: str | None = None, **given: Any) -> PostFilter:  # noqa: ANN401 -- what the options gave
    """The filter that the options make.

    Raises:
        UsageError: there is no such platform.
    """
    from embedarchive import platforms
    from embedarchive.store.queries.filtered import YES, PostFilter

    platform = given["platform"]
    if platform and platform not in platforms.catalogue():
        raise UsageError(f"{platform[:40]} is no platform; there are {', '.join(sorted(platforms.catalogue()))}.")
    told = {**given, "handle": given["handle"].removeprefix("@"), "differs": YES if given["differs"] else ""}
    return PostFilter(status=status or "", **told | {"gone": given["gone"] or ""})


status_option = click.option(
    "--status", type=click.Choice([*map(str, Status)]), metavar="STATE", help="Only posts in this state."
)
