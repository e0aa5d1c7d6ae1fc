"""One image, video or sound out of all that was said of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from embedarchive.model.rows import MediaRow, PlaceRow
from embedarchive.store import codec
from embedarchive.store.keys import BIGGEST_INTEGER
from embedarchive.store.queries.history import Shown, Snapshot
from embedarchive.store.status import observe

_WORST_M = 1_000_000.0
"""A camera that says that it may be farther off says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a capture read in a file, or who shows it says of it. Sizes are in pixels, bytes and seconds."""

    role: str | None = None
    alt: str | None = None
    url: str | None = None
    candidates: tuple[str, ...] = ()
    width: int | None = None
    height: int | None = None
    media_type: str | None = None
    size: int | None = None
    phash: str | None = None
    duration_s: float | None = None
    taken_at: str | None = None
    digest: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    precision_m: float | None = None
    exif: Mapping[str, object] | None = None


def best_capture(snapshots: Sequence[Snapshot]) -> Facts:
    """What the best capture of an address read in its file; nothing when there is none."""
    captured = [row for row in snapshots if row.outcome == "captured"]
    return _facts(max(captured, key=_worth)) if captured else Facts()


def media_row(key: str, snapshots: Sequence[Snapshot], images: Sequence[Shown]) -> MediaRow:
    """The row of `media` out of the snapshots of one address and of the articles that show it."""
    what, facts = observe(snapshots), best_capture(snapshots)
    quotations = [row for row in snapshots if row.outcome == "quoted"]
    quoted = [_facts(row) for row in quotations]
    named = [body for row, body in zip(quotations, quoted, strict=True) if row.source != "article"][:1]
    described = named[0] if named else quoted[-1] if quoted else Facts()
    latitude, longitude = _place(facts) or (None, None)
    return MediaRow(
        id=min(snapshot.id for snapshot in snapshots),
        kind=described.role or "photo",
        digest=facts.digest,
        width=_count(facts.width) or _count(described.width),
        height=_count(facts.height) or _count(described.height),
        status=str(what.status),
        reason=str(what.reason) if what.reason else None,
        alt=_first(*(body.alt for body in (*named, *quoted)), *(image.alt for image in images)),
        media_type=facts.media_type,
        size=_count(facts.size),
        phash=facts.phash,
        duration_s=facts.duration_s or described.duration_s,
        latitude=latitude,
        longitude=longitude,
        taken_at=facts.taken_at,
        credit=_first(*(image.credit for image in images)),
        url=_first(facts.url, *described.candidates) or None,
        key=key,
        exif=facts.exif or None,
        attempts=what.attempts,
        next_try_at=what.next_try_at,
        captured_at=what.captured_at,
        gone_at=what.gone_at,
        gone_reason=str(what.gone_reason) if what.gone_reason else None,
    )


def place_row(number: int, row: MediaRow, captured: Facts) -> PlaceRow | None:
    """The row of `places` for where a photo says that it was made; None when it does not.

    How exact the place is says the camera (`GPSHPositioningError`) or else how finely it is written, whichever is the
    coarser; None when neither is known.

    Args:
        number: the place's id.
        row: the photo's row of `media`.
        captured: what was read in its file.
    """
    if row.latitude is None or row.longitude is None:
        return None
    said = (row.exif or {}).get("GPSHPositioningError")
    error = float(said) if isinstance(said, int | float) and 0 < said < _WORST_M else 0.0
    step = captured.precision_m or 0.0
    step = step if 0 < step < _WORST_M else 0.0
    return PlaceRow(
        id=number,
        latitude=row.latitude,
        longitude=row.longitude,
        label="",
        source="exif",
        precision_m=max(error, step) or None,
        form="exif-measured" if error and error >= step else "exif",
        raw="",
        day=(row.taken_at or "")[:10] or None,
        post_id=None,
        media_id=row.id,
        article_id=None,
    )


def _facts(row: Snapshot) -> Facts:
    return codec.read(Facts, row.body or {}) or Facts()


def _worth(row: Snapshot) -> tuple[int, str, int]:
    """Captures in order of preference, the best last."""
    rank = {"platform": 2, "article": 1}.get(row.source, 0) if row.body is not None else 0
    return (rank, row.captured_at, row.id)


def _place(facts: Facts) -> tuple[float, float] | None:
    if facts.latitude is None or facts.longitude is None:
        return None
    possible = abs(facts.latitude) <= 90 and abs(facts.longitude) <= 180
    return (facts.latitude, facts.longitude) if possible else None


def _count(number: int | None) -> int | None:
    return number if number is not None and 0 <= number <= BIGGEST_INTEGER else None


def _first(*values: str | None) -> str:
    return next((value for value in values if value), "")
