"""Which posts are meant: the filters of the website as options."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from embedarchive.errors import UsageError
from embedarchive.model import GONE, Status

if TYPE_CHECKING:
    from embedarchive.store.queries.filtered import PostFilter

F = TypeVar("F", bound=Callable[..., object])


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
        click.option(
            "--sensitive", type=click.Choice(["yes", "no"]), help="Only posts that are marked as sensitive, or are not."
        ),
        click.option(
            "--with",
            "media",
            type=click.Choice(["yes", "no", "photo", "video", "audio"]),
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
    ):
        command = option(command)
    return command


def chosen(status: str | None = None, **given: Any) -> PostFilter:  # noqa: ANN401 -- what the options gave
    """The selection that the options make.

    Raises:
        UsageError: one of them has a value that it cannot have; the sentence names those that it can.
    """
    from embedarchive.store.queries.filtered import YES, PostFilter
    from embedarchive.store.queries.spoken import spoken

    told = {name: value or "" for name, value in given.items()}
    told |= {"status": status or "", "differs": YES if given["differs"] else ""}
    said = spoken(told["q"])
    told |= {name: value for name, value in said.filters.items() if not told[name]} | {"q": said.words}
    told["handle"] = told["handle"].removeprefix("@")
    told["platform"] = _platform(told["platform"])
    _check_words(told)
    return PostFilter(**told | _read(told))


def _platform(name: str) -> str:
    if not name:
        return ""
    from embedarchive import platforms

    known = platforms.aliases().get(name.lower(), name)
    if known not in platforms.catalogue():
        raise UsageError(f"{name[:40]} is no platform; there are {', '.join(sorted(platforms.catalogue()))}.")
    return known


def _check_words(told: dict[str, str]) -> None:
    """Refuse what stood among the words of a search, which no option has looked at."""
    from embedarchive.store.queries.filtered import MEDIA, YES

    for name, words in {
        "status": [*map(str, Status)],
        "gone": [YES, *sorted(map(str, GONE))],
        "media": [*MEDIA],
    }.items():
        if told[name] and told[name] not in words:
            raise UsageError(f"{told[name][:40]} is nothing that “{name}” can be; it can be {', '.join(words)}.")


def _read(told: dict[str, str]) -> dict[str, str]:
    """The filters that are written in a form of their own, in their usual form."""
    from embedarchive.model import areas, spans

    times = "a day, month, year or time; they are written like 2026-10-01 or “2026-10-01 22:15”"
    places = "a place; they are written like 51.2345,2.9123,5 (latitude, longitude, kilometres) or like Dordrecht,5"
    forms: dict[str, tuple[Callable[[str], object], str]] = {
        "since": (spans.bound, times),
        "until": (spans.bound, times),
        "near": (lambda text: areas.circle(text, _city), places),
        "box": (areas.box, "a box; they are written like 2.8,51.2,3.0,51.3: west, south, east, north"),
        "zone": (lambda text: spans.zone(text) and text, "a time zone; they are written like Europe/Kyiv or +02:00"),
    }
    made = {}
    for name, (read, form) in forms.items():
        found = read(told[name]) if told[name] else ""
        if told[name] and not found:
            raise UsageError(f"--{name}: {told[name][:40]} is not {form}.")
        made[name] = str(found)
    return made


def _city(name: str) -> tuple[float, float] | None:
    from embedarchive.datasette_plugin.views.nearby import city_named

    return city_named(name)


status_option = click.option(
    "--status", type=click.Choice([*map(str, Status)]), metavar="STATE", help="Only posts in this state."
)
