"""What each piece of evidence is worth, for an extent and for the confidence in it: two tables of log-odds."""

from __future__ import annotations

import functools

from embedarchive import package_data


@functools.cache
def joins() -> dict[str, float]:
    """How much each piece of evidence says for two pieces being of one post."""
    return _table("joins.txt")


@functools.cache
def confidence() -> dict[str, float]:
    """How much each piece of evidence says for the likeliest extent being the right one."""
    return _table("confidence.txt")


def _table(name: str) -> dict[str, float]:
    lines = package_data.lines(__package__, name)
    return {evidence: float(worth) for evidence, _, worth in (line.partition("\t") for line in lines)}
