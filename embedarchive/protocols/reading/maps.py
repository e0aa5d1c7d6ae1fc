"""Maps in frames: the place stands in the address, so nothing is fetched."""

from __future__ import annotations

import re

from embedarchive.model import Capture, Coordinates, Embed, Missing, Post, Reason
from embedarchive.protocols.reading.provenance import credited

_METRES = 111_320
"""Of one degree of latitude."""
_NUMBER = re.compile(r"\s?(-?\d{1,3}(?:\.\d{1,20})?)\s?")


def learnt(outcome: Post | Missing) -> Capture:
    """A capture that asks nobody."""
    return outcome
    yield ()  # type: ignore[unreachable]  # a generator, like every capture


def point(written: tuple[str, ...]) -> tuple[float, float] | None:
    """Latitude and longitude as two numbers; None when they are none."""
    found = [_NUMBER.fullmatch(each) for each in written]
    if len(found) != 2 or found[0] is None or found[1] is None:
        return None
    latitude, longitude = float(found[0][1]), float(found[1][1])
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def place(
    platform: str,
    embed: Embed,
    written: tuple[str, ...],
    *,
    name: str | None = None,
    box: tuple[str, ...] = (),
    within_m: float = 0.0,
) -> Post | Missing:
    """The map as a post.

    Args:
        platform: whose map it is.
        embed: where it stands.
        written: latitude and longitude as the address gives them.
        name: the place that was asked for by its name.
        box: west, south, east and north of what is shown, for maps without a point: then the point is the middle, and
            the precision half the height of the box.
        within_m: how exact the point is, when that is less than its digits say (metres).
    """
    found, precision = point(written), 0.0
    if found is not None:
        digits = min(len(each.strip().partition(".")[2]) for each in written)
        precision = max(_METRES / 10**digits, within_m)
    elif len(box) == 4 and (low := point((box[1], box[0]))) and (high := point((box[3], box[2]))):
        found = ((low[0] + high[0]) / 2, (low[1] + high[1]) / 2)
        precision = round(max(abs(high[0] - low[0]), 1e-7) / 2 * _METRES, 3)
        written = box
    if found is None and not name:
        return Missing(
            reason=Reason.UNSUPPORTED, detail="The map's address names no place.", id=embed.id, url=embed.url
        )
    coordinates = (
        Coordinates(
            latitude=found[0], longitude=found[1], form="map-link", precision_m=precision, text=",".join(written)
        )
        if found
        else None
    )
    post = Post(
        platform=platform,
        id=embed.id,
        url=embed.url,
        place=name,
        coordinates=(coordinates,) if coordinates else (),
    )
    return credited(post, "id")
