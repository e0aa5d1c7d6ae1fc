"""Files packed with gzip: of one member or several, cut, or of none."""

from __future__ import annotations

import gzip

import pytest

from embedarchive.documents import compressed

BROKEN = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xff\xff\xff"
TWO = gzip.compress(b"The boat ") + gzip.compress(b"is back.")


@pytest.mark.parametrize(
    ("packed", "inside"),
    [
        (TWO, b"The boat is back."),
        (TWO + b"padding", b"The boat is back."),
        (TWO[:-4], b"The boat is back."),
        (gzip.compress(b"") + TWO, b"The boat is back."),
        (BROKEN, BROKEN),
        (b"The boat is back.", b"The boat is back."),
    ],
    ids=["two members", "and padding", "cut", "an empty member", "no member", "not packed"],
)
def test_what_is_inside(packed: bytes, inside: bytes) -> None:
    """All members, as far as they go; what is not packed is as it is."""
    assert compressed.unpacked(packed, 100) == inside


def test_nothing_is_unpacked_beyond_the_limit() -> None:
    """Of all members together."""
    assert compressed.unpacked(TWO, 17) == b"The boat is back."
    assert compressed.unpacked(TWO, 16) is None
    assert compressed.unpacked(gzip.compress(bytes(10**6)), 100) is None
