"""Values as JSON."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

SCHEMA = 1
"""The version of every JSON shape that this package writes."""


def plain(value: object) -> Any:  # noqa: ANN401 -- what JSON can hold has no closed type
    """The value as JSON can hold it: dataclasses as objects, times as ISO 8601 with Z, days as YYYY-MM-DD."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: plain(getattr(value, item.name)) for item in dataclasses.fields(value) if item.compare}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value
