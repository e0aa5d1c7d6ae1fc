"""Images that look alike: their perceptual hashes differ in few bits.

Saving an image smaller, or as another kind of file, changes two of the 64 bits at most in 99 of 100 images; those
that have nothing to do with one another differ in about 32. Two hashes that differ in three bits have one quarter in
common, so the index of each quarter finds them among however many.
"""

from __future__ import annotations

from collections.abc import Iterable

from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.datasette_plugin.serving.blobs import SHOWN
from embedarchive.store.queries import media

MANY = 100
"""Lookalikes are counted as far as this."""
_STEPS = 4
"""An image saved again and again goes away from what it was: so many times its lookalikes' lookalikes count too."""
_MOST_HASHES = 500


def hash_distance(one: object, other: object) -> int | None:
    """In how many bits two perceptual hashes of 16 hexadecimal digits differ; None for what is none."""
    if not (isinstance(one, str) and isinstance(other, str) and len(one) == len(other) == 16):
        return None
    try:
        return (int(one, 16) ^ int(other, 16)).bit_count()
    except ValueError:
        return None


async def alike(reader: Reader, hashes: Iterable[str]) -> dict[str, set[str]]:
    """For each of these hashes, itself and those that images like it have, in a few steps from one to the next."""
    near: dict[str, set[str]] = {}
    asked = set(hashes)
    for _ in range(_STEPS):
        ask = sorted(asked - set(near))[:_MOST_HASHES]
        if not ask:
            break
        near |= {one: set() for one in ask}
        rows = await reader.rows(media.alike(ask))
        for row in rows:
            near[row.one].add(row.other)
        asked = {row.other for row in rows}
    return {one: _reached(one, near) for one in hashes}


def _reached(start: str, near: dict[str, set[str]]) -> set[str]:
    reached, ahead = {start}, [start]
    while ahead:
        further = near.get(ahead.pop(), set()) - reached
        reached |= further
        ahead += further
    return reached


async def counts(reader: Reader, groups: dict[str, set[str]]) -> dict[str, int]:
    """How many images of the gallery each group of hashes has, counted as far as 100."""
    hashes = sorted(set().union(*groups.values()))
    if not hashes:
        return {}
    number = {row.phash: row.number for row in await reader.rows(media.copies(hashes, SHOWN, MANY))}
    return {one: min(MANY, sum(number.get(other, 0) for other in group)) for one, group in groups.items()}
