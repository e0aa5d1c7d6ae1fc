"""Plain records of gzip members are read as warcio reads them, and all others by warcio."""

from __future__ import annotations

import gzip
import io
import os
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from embedarchive.errors import RecordingError
from embedarchive.web import warc_members
from embedarchive.web.volumes import Damaged, Volume
from embedarchive.web.warc_members import PlainRecords
from embedarchive.web.warc_records import Joined, record_at, records
from tests.web.test_recorded_formats import response

PLAIN = response("https://example.org/", b"<p>Words</p>" * 40)
FIELDS = st.sampled_from(
    [
        "",
        "Warc-Extra: one",
        "WARC-Extra : one",
        "WARC-Extra: one\r\n two",
        "WARC-Extra",
        "WARC-Extra: caf\xe9",
        "WARC-Extra: a\nWARC-Other: b",
        "WARC-Extra: a\rb",
        "WARC-Target-URI: <https://example.org/other page>",
        "Content-Length: 3",
        "content-length: -4",
    ]
)
HEADS = st.sampled_from([b"WARC/1.1", b"WARC/1.0", b"WARC/0.18", b"warc/1.0", b"WARC/9.9", b"HTTP/1.1 200 OK"])
TAILS = st.sampled_from([b"", b"\r\n", b"x", b"\r\n\r\n"])


@st.composite
def member(draw: st.DrawFn) -> bytes:
    """A piece of a file: mostly one record, at times two, a cut one, or no record."""
    url = draw(st.sampled_from(["https://example.org/", "<https://example.org/>", "https://example.org/a b"]))
    data = response(url, b"<p>" + draw(st.binary(max_size=30)) + b"</p>", *filter(None, [draw(FIELDS)]))
    data = draw(HEADS) + data[len(b"WARC/1.1") :] + draw(TAILS)
    kind = draw(st.sampled_from(["member", "member", "member", "two", "cut"]))
    packed = gzip.compress(data + PLAIN if kind == "two" else data)
    return packed[:-5] if kind == "cut" else packed


def told(volume: Volume) -> list[Any]:
    """All that is read of a file, up to what ends it."""
    found: list[Any] = []
    try:
        for record, place in records(volume):
            found.append((record.kind, record.url, record.headers, record.block.read(1 << 20), place.offset))
    except (Damaged, Joined, RecordingError) as error:
        found.append((type(error), getattr(error, "whole", None)))
    return found


@given(pieces=st.lists(member(), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_file_is_read_as_warcio_reads_it(pieces: list[bytes], tmp_path: Path) -> None:
    """Whatever stands in a file: the same records at the same places, the same damage after as many of them."""
    path = tmp_path / "made.warc.gz"
    path.write_bytes(b"".join([gzip.compress(PLAIN), *pieces]))
    volume = Volume(path, path.name)
    quick = told(volume)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(warc_members, "LARGEST", 0)
        assert told(volume) == quick


def test_plain_members_do_not_reach_warcio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file as it should be costs none of warcio's time, neither from its beginning nor at a place."""
    path = tmp_path / "made.warc.gz"
    path.write_bytes(gzip.compress(PLAIN) * 3)
    monkeypatch.setattr("embedarchive.web.warc_records._Records", None)
    places = [place for _, place in records(Volume(path, path.name))]
    with record_at(places[2]) as record:
        assert (len(places), record.url) == (3, "https://example.org/")


def test_a_record_behind_a_large_one_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is too large to be kept in memory is read by streaming, and what follows it as well."""
    monkeypatch.setattr(warc_members, "LARGEST", 5000)
    path = tmp_path / "made.warc.gz"
    large = response("https://example.org/large", b"x" * 9000)
    path.write_bytes(b"".join(map(gzip.compress, (PLAIN, large, PLAIN))))
    assert [each[1] for each in told(Volume(path, path.name))] == [
        "https://example.org/",
        "https://example.org/large",
        "https://example.org/",
    ]


class Failing(io.BytesIO):
    """A file that cannot be read beyond its beginning."""

    def read(self, size: int | None = -1) -> bytes:
        """Its bytes, up to the place at which the disk fails."""
        if self.tell() >= 1 << 16:
            raise OSError(5, "Input/output error")
        return super().read(size)


def test_a_thread_that_unpacks_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same records and the same end as without it; what fails there is raised here; it ends when nobody reads."""
    monkeypatch.setattr(warc_members, "_BATCH", 5_000)
    plain = [gzip.compress(response(f"https://example.org/{at}", os.urandom(900))) for at in range(200)]
    data = b"".join(plain[:150]) + gzip.compress(b"no record") + b"".join(plain[150:])
    here, ahead = PlainRecords(io.BytesIO(data)), PlainRecords(io.BytesIO(data), ahead=True)
    found = list(here)
    assert list(ahead) == found
    assert (len(found), ahead.offset) == (150, here.offset)
    with pytest.raises(OSError, match="Input/output"):
        list(PlainRecords(Failing(data), ahead=True))
    reading = iter(PlainRecords(io.BytesIO(data), ahead=True))
    assert next(reading) == found[0]
    unpacking = [each for each in threading.enumerate() if each.name == "embedarchive unpacking"]
    assert unpacking
    del reading
    for each in unpacking:
        each.join(30)
        assert not each.is_alive()
