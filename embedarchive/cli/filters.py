"""Which posts are meant: the filters of the website as options."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from embedarchive.model.selections import WORDS

if TYPE_CHECKING:
    from embedarchive.store.queries.filtered import PostFilter

F = TypeVar("F", bound=Callable[..., object])


_WHEN = (
    click.option(
        "--zone", default="", metavar="ZONE", help="The time zone of --since and --until: Europe/Kyiv, +02:00."
    ),
    click.option("--until", default="", metavar="TIME", help="Only posts until this day, month, year or time."),
    click.option(
        "--since",
        default="",
        metavar="TIME",
        help="Only posts from this day, month, year or time on: 2026-10-01, 2026-10, '2026-10-01 22:15'.",
    ),
)
_WHAT = (
    click.option(
        "--verification",
        type=click.Choice(WORDS["verification"]),
        metavar="WHAT",
        help="Only posts that somebody holds for verified, false or disputed; unverified for all others.",
    ),
    click.option("--collection", default="", metavar="NAME", help="Only posts in this collection."),
    click.option("--tag", default="", metavar="NAME", help="Only posts with this tag."),
    click.option("--differs", is_flag=True, help="Only posts of which an article and the platform disagree."),
    click.option(
        "--gone",
        type=click.Choice(WORDS["gone"]),
        metavar="WHY",
        help="Only posts that are gone from the web: yes for whatever reason, or a reason such as deleted.",
    ),
    click.option(
        "--sensitive",
        type=click.Choice(WORDS["sensitive"]),
        help="Only posts that are marked as sensitive, or are not.",
    ),
    click.option(
        "--with",
        "media",
        type=click.Choice(WORDS["media"]),
        metavar="WHAT",
        help="Only posts with media (yes), without any (no), or with a photo, video or audio.",
    ),
    click.option("--box", default="", metavar="W,S,E,N", help="Only posts from within this box, in degrees."),
    click.option(
        "--near",
        default="",
        metavar="PLACE",
        help="Only posts from near here: latitude,longitude,kilometres, or a city, as in Dordrecht,5.",
    ),
    click.option("--outlet", default="", metavar="NAME", help="Only posts that an article of this outlet shows."),
    click.option("--language", default="", metavar="TAG", help="Only posts in this language: nl, pt-BR …"),
    click.option("--author", default="", metavar="NAME", help="Only posts by an author with this in the name."),
    click.option("--handle", default="", help="Only posts by this author."),
    click.option("--platform", default="", help="Only posts of this platform: twitter, bluesky …"),
    click.option(
        "--search",
        "q",
        default="",
        metavar="WORDS",
        help='Only posts with these words; "a phrase", -word, OR and filters such as from:jane may be among them.',
    ),
)
"""The filters but the status: by the time of the posts, and by all else."""


def filter_options(command: F) -> F:
    """The filters but the status, each an option; together they arrive as keyword arguments."""
    for option in (*_WHEN, *_WHAT):
        command = option(command)
    return command


def filter_options_but_days(command: F) -> F:
    """The same without `--since`, `--until` and `--zone`, for a command to which they mean something else."""
    for option in _WHAT:
        command = option(command)
    return command


def chosen(**given: Any) -> PostFilter:  # noqa: ANN401 -- what the options gave
    """The selection that the options make.

    Raises:
        UsageError: one of them has a value that it cannot have; the sentence names those that it can.
    """
    from embedarchive.archive.choosing import selection

    return selection(given | {"differs": "yes" if given["differs"] else ""}, _city)


def _city(name: str) -> tuple[float, float] | None:
    from embedarchive.datasette_plugin.views.nearby import city_named

    return city_named(name)


status_option = click.option(
    "--status", type=click.Choice(WORDS["status"]), metavar="STATE", help="Only posts in this state."
)
