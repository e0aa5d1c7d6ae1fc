"""Heads that were made to cost time: fields folded, or repeated, hundreds of thousands of times."""

from __future__ import annotations

import gc
import time
from pathlib import Path

import pytest
from growth import is_within

from embedarchive.web import heads, warc_records
from embedarchive.web.volumes import Damaged, Volume

DEADLINE = 3.0
"""Seconds of processor time; each of these takes some tenths."""


def _record(fields: bytes, block: bytes) -> bytes:
    return (
        b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000000>\r\n"
        b"WARC-Date: 2024-01-01T00:00:00Z\r\nWARC-Target-URI: https://a.example/\r\n" + fields + b"Content-Type: "
        b"application/http;msgtype=response\r\nContent-Length: %d\r\n\r\n" % len(block) + block + b"\r\n\r\n"
    )


@pytest.fixture(autouse=True)
def _others_are_not_counted() -> None:
    """What other tests left in memory is not gone through again while the time is taken, nor afterwards."""
    gc.collect()
    gc.freeze()


@pytest.mark.parametrize("line", [b" a\r\n", b"\ta\n", b" \n", b"a:\n", b"a: b\r\n", b"a\n"])
def test_p1_time_grows_with_the_head(line: bytes) -> None:
    """Folded lines are put together once: four times as many take about four times as long, and not sixteen."""
    spent = []
    for size in (250_000, 1_000_000):
        raw = b"HTTP/1.1 200 OK\r\nX-A: a\r\n" + line * (size // len(line)) + b"\r\n"
        taken = []
        for _ in range(3):
            started = time.process_time()
            assert heads.parse(raw) is not None
            taken.append(time.process_time() - started)
        spent.append(min(taken))
    assert spent[1] < 10 * spent[0] + 0.1
    assert is_within(spent[1], DEADLINE)


def test_folded_lines_are_one_value() -> None:
    """As before: blanks around them collapsed to one."""
    head = heads.parse(b"HTTP/1.1 200 OK\r\nX-A:\r\n b\r\n\t c \r\nX-B: d\r\n\r\n")
    assert head is not None
    assert head.headers == (("X-A", "b c"), ("X-B", "d"))


@pytest.mark.parametrize("line", [b" a\r\n", b"X-A: a\r\n"])
def test_a_record_whose_header_does_not_end(tmp_path: Path, line: bytes) -> None:
    """Two megabytes of a record's own fields end the reading at once; the records before it are read."""
    path = tmp_path / "long.warc"
    whole = _record(b"", b"HTTP/1.1 200 OK\r\n\r\nwords")
    path.write_bytes(whole + _record(b"X-A: a\r\n" + line * (2_000_000 // len(line)), b"HTTP/1.1 200 OK\r\n\r\nx"))
    started = time.process_time()
    found: list[bytes] = []
    with pytest.raises(Damaged, match="no end"):
        found.extend(
            warc_records.read_head(record.block) for record, _ in warc_records.records(Volume(path, "long.warc"))
        )
    assert found == [b"HTTP/1.1 200 OK\r\n\r\n"]
    assert is_within(time.process_time() - started, DEADLINE)
