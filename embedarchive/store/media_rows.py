"""One image, video or sound out of all that was said of it. Pure."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from embedarchive.store.keys import BIGGEST_INTEGER
from embedarchive.store.merging import Row, observe

FACTS = {
    "width": int,
    "height": int,
    "media_type": str,
    "size": int,
    "phash": str,
    "duration_s": float,
    "taken_at": str,
    "digest": str,
}
"""What the body of a captured image may say, and its type; `latitude`, `longitude` and `exif` beside."""


_WORST_M = 1_000_000.0
"""A camera that says that it may be farther off says nothing."""


def best_capture(snapshots: Sequence[Mapping[str, Any]]) -> Row:
    """What the best capture of an address read in its file; nothing when there is none."""
    captured = [row for row in snapshots if row["outcome"] == "captured"]
    return _object(max(captured, key=_worth)["body"]) if captured else {}


def media_row(key: str, snapshots: Sequence[Mapping[str, Any]], images: Sequence[Mapping[str, Any]]) -> Row:
    """The row of `media` out of the snapshots of one address and of the articles that show it."""
    what = observe(snapshots)
    quoted = [_object(row["body"]) for row in snapshots if row["outcome"] == "quoted"]
    facts = best_capture(snapshots)
    named = next(
        (body for row, body in zip(_quotations(snapshots), quoted, strict=True) if row["source"] != "article"), None
    )
    described = named or (quoted[-1] if quoted else {})
    row: Row = {name: _typed(facts.get(name), kind) for name, kind in FACTS.items()}
    row |= {
        name: row[name] or _typed(described.get(name), kind)
        for name, kind in FACTS.items()
        if name in ("width", "height", "duration_s")
    }
    latitude, longitude = _typed(facts.get("latitude"), float), _typed(facts.get("longitude"), float)
    placed = latitude is not None and longitude is not None and abs(latitude) <= 90 and abs(longitude) <= 180
    return row | {
        "id": min(snapshot["id"] for snapshot in snapshots),
        "kind": str(described.get("role") or "photo"),
        "status": str(what.status),
        "reason": what.reason and str(what.reason),
        "alt": _first(
            *(body.get("alt") for body in ([named] if named else []) + quoted), *(image["alt"] for image in images)
        ),
        "latitude": latitude if placed else None,
        "longitude": longitude if placed else None,
        "credit": _first(*(image["credit"] for image in images)),
        "url": _first(facts.get("url"), *(described.get("candidates") or [])) or None,
        "key": key,
        "exif": json.dumps(facts["exif"], ensure_ascii=False) if facts.get("exif") else None,
        "attempts": what.attempts,
        "next_try_at": what.next_try_at,
        "captured_at": what.captured_at,
        "gone_at": what.gone_at,
        "gone_reason": what.gone_reason and str(what.gone_reason),
    }


def place_row(row: Row, captured: Row) -> Row | None:
    """The row of `places` for where a photo says that it was made; None when it does not.

    `row` is its row of `media`, `captured` what was read in its file. How exact the place is says the camera
    (`GPSHPositioningError`) or else how finely it is written, whichever is the coarser; None when neither is known.
    """
    if row["latitude"] is None:
        return None
    said = _object(row["exif"]).get("GPSHPositioningError")
    error = float(said) if isinstance(said, int | float) and 0 < said < _WORST_M else None
    step = _typed(captured.get("precision_m"), float)
    step = step if step and 0 < step < _WORST_M else None
    return {
        "latitude": row["latitude"],
        "longitude": row["longitude"],
        "label": "",
        "source": "exif",
        "precision_m": max(error or 0.0, step or 0.0) or None,
        "form": "exif-measured" if error and error >= (step or 0.0) else "exif",
        "raw": "",
        "day": (row["taken_at"] or "")[:10] or None,
    }


def _worth(row: Mapping[str, Any]) -> tuple[int, str, int]:
    """Captures in order of preference, the best last."""
    rank = {"platform": 2, "article": 1}.get(row["source"], 0) if row["body"] is not None else 0
    return (rank, row["captured_at"], row["id"])


def _quotations(snapshots: Sequence[Mapping[str, object]]) -> list[Mapping[str, Any]]:
    return [row for row in snapshots if row["outcome"] == "quoted"]


def _object(text: str | None) -> Row:
    found = json.loads(text or "{}")
    return found if isinstance(found, dict) else {}


def _typed(value: object, kind: type) -> Any:  # noqa: ANN401 -- a JSON value
    if kind is float and isinstance(value, int | float) and math.isfinite(value):
        return float(value)
    if kind is int and (type(value) is not int or not 0 <= value <= BIGGEST_INTEGER):
        return None
    return value if isinstance(value, kind) else None


def _first(*values: Any) -> str:  # noqa: ANN401 -- JSON values
    return next((value for value in values if isinstance(value, str) and value), "")
