"""How much of an attack is made: a sample in every run of the tests, all of it in `make soak`."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Sequence
from typing import TypeAlias, TypeVar

Item = TypeVar("Item")
Record: TypeAlias = Callable[[str, object], None]
"""pytest's `record_property`: `record_property("attack", (promise, attacks, harm))` counts into the summary."""

EVERYTHING = os.environ.get("ATTACKS") == "all"
"""Whether the night is long."""
SEED = int(os.environ.get("ATTACK_SEED", "20261129"))
"""Where the dice begin."""


def sample(items: Sequence[Item], count: int) -> list[Item]:
    """All of the items when there is time, otherwise so many of them, the same ones for the same seed."""
    if EVERYTHING or count >= len(items):
        return [*items]
    return random.Random(SEED).sample(items, count)  # noqa: S311 -- dice
