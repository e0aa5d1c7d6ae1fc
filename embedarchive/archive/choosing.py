"""A selection of posts as a user writes it: the website's filters as options of commands and arguments of calls."""

from __future__ import annotations

from collections.abc import Mapping

from embedarchive import platforms
from embedarchive.errors import UsageError
from embedarchive.model.selections import WORDS
from embedarchive.store.queries.filtered import Cities, PostFilter, forms
from embedarchive.store.queries.spoken import spoken

_TIMES = "a day, month, year or time; they are written like 2026-10-01 or “2026-10-01 22:15”"
_PLACES = "a place; they are written like 51.2345,2.9123,5 (latitude, longitude, kilometres)"
_CITIES = " or like Dordrecht,5, with a city of 50,000 people or more"
_BOXES = "a box; they are written like 2.8,51.2,3.0,51.3: west, south, east, north"
_ZONES = "a time zone; they are written like Europe/Kyiv or +02:00"


def selection(given: Mapping[str, str | None], cities: Cities | None = None) -> PostFilter:
    """The selection that filters make, each by its name; those among the words of `q` hold where no other is given.

    Args:
        given: the filters, as a user wrote them.
        cities: where cities lie; without it `near` takes coordinates only.

    Raises:
        UsageError: there is no such filter, or it cannot have this value; the sentence says which it can have.
    """
    told = PostFilter().given
    if unknown := next((name for name in given if name not in told), None):
        raise UsageError(f"There is no filter {unknown[:40]}; there are {', '.join(told)}.")
    told |= {name: str(value).strip() for name, value in given.items() if value}
    said = spoken(told["q"])
    if said.turned:
        raise UsageError(f"-{said.turned[0]}: cannot leave posts out; only words and phrases can.")
    told |= {name: value for name, value in said.filters.items() if not told[name]} | {"q": said.words}
    told["handle"] = told["handle"].removeprefix("@")
    told["platform"] = _platform(told["platform"])
    for name, words in WORDS.items():
        if told[name] and told[name] not in words:
            raise UsageError(f"{told[name][:40]} is nothing that “{name}” can be; it can be {', '.join(words)}.")
    return PostFilter(**told | _read(told, cities))


def _platform(name: str) -> str:
    known = platforms.aliases().get(name.lower(), name)
    if name and known not in platforms.catalogue():
        raise UsageError(f"{name[:40]} is no platform; there are {', '.join(sorted(platforms.catalogue()))}.")
    return known


def _read(told: Mapping[str, str], cities: Cities | None) -> dict[str, str]:
    """The filters that are written in a form of their own, in their usual form."""
    read = forms(cities)
    usual = {
        "since": _TIMES,
        "until": _TIMES,
        "near": _PLACES + (_CITIES if cities else ""),
        "box": _BOXES,
        "zone": _ZONES,
    }
    made = {}
    for name, form in usual.items():
        made[name] = read[name](told[name]) if told[name] else ""
        if told[name] and not made[name]:
            raise UsageError(f"{name}: {told[name][:40]} is not {form}.")
    return made
