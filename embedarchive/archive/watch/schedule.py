"""When a watch looks at what: its file, the intervals of its sources, and when a post is looked at again."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from pathlib import Path

from embedarchive.errors import UsageError

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
LONGEST, LONGEST_LINE = 1_000_000, 10_000
"""Characters of a plan, and of a line in it: a name of 20,000 parts takes TOML's reader twenty seconds."""
LEAST = dt.timedelta(minutes=1)
"""No source is read more often."""
SOONEST, LATEST = dt.timedelta(hours=1), dt.timedelta(days=30)
"""No post is looked at again sooner or later than this after the last time."""
SHARE = 10
"""A post is looked at again when a tenth of its age has passed since the last time."""
YOUNG = dt.timedelta(days=7)
"""For so long after a post was found gone it is looked at sooner: when a quarter of that time has passed."""
_KNOWN = frozenset({"sources", "webhook", "recheck"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A source and how often it is read."""

    source: str
    every: dt.timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a watch does.

    Attributes:
        webhook: the address that is told what vanished.
        recheck: whether posts are looked at again.
    """

    sources: tuple[Watched, ...]
    webhook: str | None = None
    recheck: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A captured post, as far as it decides when it is looked at again.

    Attributes:
        looked_at: when somebody last asked for it.
        gone_at: when it was first found gone, if it is.
    """

    key: str
    posted_at: dt.datetime
    looked_at: dt.datetime
    gone_at: dt.datetime | None = None


def read(path: Path) -> Plan:
    """The plan in a TOML file; paths in it are seen from its folder.

    Raises:
        UsageError: it cannot be read, or asks for something that is not known.
    """
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(LONGEST + 1)
        if len(text) > LONGEST or any(len(line) > LONGEST_LINE for line in text.splitlines()):
            raise UsageError(f"{path} is too long for a list of sources.")
        said = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or 'it is no UTF-8'}).") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageError(f"{path} is no TOML: {error}.") from None
    if unknown := sorted(said.keys() - _KNOWN):
        raise UsageError(f"{path}: “{unknown[0]}” means nothing here; known are {', '.join(sorted(_KNOWN))}.")
    sources, webhook, recheck = said.get("sources"), said.get("webhook"), said.get("recheck", True)
    if not isinstance(sources, dict) or not (sources or said.get("recheck")):
        raise UsageError(f'{path}: needs a table [sources] with lines such as "https://news.example/feed" = "30m".')
    if webhook is not None and not (isinstance(webhook, str) and webhook.startswith(("http://", "https://"))):
        raise UsageError(f"{path}: webhook is to be an address that begins with https://.")
    if not isinstance(recheck, bool):
        raise UsageError(f"{path}: recheck is to be true or false.")
    watched = tuple(_watched(path, name, every) for name, every in sources.items())
    return Plan(sources=watched, webhook=webhook, recheck=recheck)


def _watched(path: Path, name: str, every: object) -> Watched:
    number, unit = (every[:-1], every[-1:]) if isinstance(every, str) else ("", "")
    if unit not in UNITS or not (number.isascii() and number.isdigit() and int(number[:9]) > 0):
        raise UsageError(f'{path}: how often is “{name}” read? Give a whole number and a unit, as in "30m" or "1d".')
    wait = dt.timedelta(seconds=min(int(number[:9]) * UNITS[unit], UNITS["w"] * 520))
    if name == "-":
        raise UsageError(f"{path}: standard input cannot be watched.")
    source = name if "://" in name else str(path.parent / name)
    return Watched(source=source, every=max(wait, LEAST))


def next_look(seen: Seen, now: dt.datetime) -> dt.datetime:
    """When a post is looked at again: more rarely the older it is, and sooner where it was found gone of late."""
    age = max(seen.looked_at - seen.posted_at, dt.timedelta(0))
    wait = min(max(age / SHARE, SOONEST), LATEST)
    if seen.gone_at is not None and now - seen.gone_at < YOUNG:
        wait = min(wait, max((seen.looked_at - seen.gone_at) / 4, SOONEST))
    return seen.looked_at + wait
