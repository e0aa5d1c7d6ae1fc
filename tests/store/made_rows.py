"""Rows of the archive for tests that need only some of their fields."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def made(kind: Callable[..., T], **told: object) -> T:
    """A row of which these fields are told; what has no default is None."""
    row: object = kind
    assert isinstance(row, type)
    assert dataclasses.is_dataclass(row)
    needed = (each.name for each in dataclasses.fields(row) if each.default is dataclasses.MISSING)
    return kind(**{**dict.fromkeys(needed), **told})
