"""Pictures that look alike: their perceptual hashes differ in few bits.

Saving a picture smaller, or as another kind of file, changes two of the 64 bits at most in 99 of 100 pictures; those
that have nothing to do with one another differ in about 32. Two hashes that differ in three bits have one quarter in
common, so the index of each quarter finds them among however many.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from embedarchive.datasette_plugin.reader.database import Reader, marks

NEAR = 3
"""So many bits may differ. More would need more than four quarters."""
MANY = 100
"""Lookalikes are counted as far as this."""
_STEPS = 4
"""A picture saved again and again goes away from what it was: so many times its lookalikes' lookalikes count too."""
_MOST_HASHES = 500


def hash_distance(one: object, other: object) -> int | None:
    """In how many bits two perceptual hashes of 16 hexadecimal digits differ; None for what is none."""
    if not (isinstance(one, str) and isinstance(other, str) and len(one) == len(other) == 16):
        return None
    try:
        return (int(one, 16) ^ int(other, 16)).bit_count()
    except ValueError:
        return None


def _quarters(one: str, other: str) -> list[str]:
    """For each quarter: the conditions that `one` is near `other`, has that quarter in common with it, and differs.

    Two for each, above and below: so the index leads past all pictures with the very same hash, however many.
    """
    return [
        f"substr({one}, {start}, 4) = substr({other}, {start}, 4) and {one} is not null and {one} {side} {other} "
        f"and hash_distance({one}, {other}) <= {NEAR}"
        for start in (1, 5, 9, 13)
        for side in ("<", ">")
    ]


def newest(name: str, shown: str) -> str:
    """The condition that no newer picture looks like `media` under that name. `shown`: which pictures count, as `o`."""
    newer = f"select 1 from media o where o.id > {name}.id and {shown} and "
    same = f"o.phash = {name}.phash"
    return " and ".join(f"not exists ({newer}{near})" for near in [same, *_quarters("o.phash", f"{name}.phash")])


async def alike(reader: Reader, hashes: Iterable[str]) -> dict[str, set[str]]:
    """For each of these hashes, itself and those that pictures like it have, in a few steps from one to the next."""
    near: dict[str, set[str]] = {}
    asked = set(hashes)
    for _ in range(_STEPS):
        ask = sorted(asked - set(near))[:_MOST_HASHES]
        if not ask:
            break
        near |= {one: set() for one in ask}
        found = " union ".join(
            f"select wanted.phash as one, o.phash as other from wanted cross join media o where {quarter}"
            for quarter in _quarters("o.phash", "wanted.phash")
        )
        rows = await reader.rows(
            ("media",), f"with wanted (phash) as (values {', '.join(['(?)'] * len(ask))}) {found} limit 1000", ask
        )
        for row in rows:
            near[row["one"]].add(row["other"])
        asked = {row["other"] for row in rows}
    return {one: _reached(one, near) for one in hashes}


def _reached(start: str, near: dict[str, set[str]]) -> set[str]:
    reached, ahead = {start}, [start]
    while ahead:
        further = near.get(ahead.pop(), set()) - reached
        reached |= further
        ahead += further
    return reached


async def counts(reader: Reader, groups: dict[str, set[str]], shown: str) -> dict[str, int]:
    """How many pictures each group of hashes has, counted as far as 100. `shown`: which pictures count, as `o`."""
    hashes = sorted(set().union(*groups.values()))
    if not hashes:
        return {}
    rows = await reader.rows(
        ("media",),
        f"with wanted (phash) as (values {', '.join(['(?)'] * len(hashes))}) select phash, (select count(*) from "
        f"(select 1 from media o where o.phash = wanted.phash and {shown} limit {MANY})) as number from wanted",
        hashes,
    )
    number = {row["phash"]: int(row["number"]) for row in rows}
    return {one: min(MANY, sum(number.get(other, 0) for other in group)) for one, group in groups.items()}


def among(name: str, hashes: Sequence[str]) -> str:
    """The condition that `media` under that name has one of these hashes."""
    return f"{name}.phash in ({marks(hashes)})"
