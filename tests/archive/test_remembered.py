"""Which answers of the log are given again: those that settled something, to whoever asks in the same words."""

from __future__ import annotations

import datetime as dt

import pytest

from embedarchive.archive.fetching.remembered import fitting
from embedarchive.model import Exchange, Request

URL = "https://a.example/post"
AT = dt.datetime(2026, 9, 14, tzinfo=dt.UTC)


def answered(*lines: str, status: int = 200, method: str = "GET") -> Exchange:
    """An answer of the log to a question with these headers."""
    head = "\r\n".join((f"{method} /post HTTP/1.1", "Host: a.example", *lines, "", "")).encode()
    return Exchange(url=URL, at=AT, status=status, method=method, request_head=head, source="log")


@pytest.mark.parametrize(
    ("known", "headers", "fits"),
    [
        (answered("Accept: */*"), (), True),
        (answered("Accept: */*"), (("Accept", "application/activity+json"),), False),
        (answered("Accept: application/activity+json"), (("accept", "application/activity+json"),), True),
        (answered("Accept: application/activity+json"), (), False),
        (answered("Range: bytes=0-99"), (), False),
        (answered(), (("Range", "bytes=0-99"),), False),
        (answered("Range: bytes=0-99", status=206), (("Range", "bytes=0-99"),), True),
        (answered(status=302), (), True),
        (answered(status=404), (), True),
        (answered(status=403), (), False),
        (answered(status=429), (), False),
        (answered(status=503), (), False),
        (answered(method="POST"), (), False),
    ],
)
def test_c7_an_answer_fits_its_question(known: Exchange, headers: tuple[tuple[str, str], ...], *, fits: bool) -> None:
    """One address may have several forms, and what failed is asked again."""
    assert (fitting([known], Request(url=URL, headers=headers)) is known) == fits
