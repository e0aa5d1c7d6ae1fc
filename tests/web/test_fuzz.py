"""H9: whatever bytes come, heads, bodies and articles are read or refused with our own errors.

As a test it runs for moments. `make fuzz` runs the same under atheris, which looks for the bytes that lead somewhere
new, for `FUZZ_SECONDS` seconds (ten minutes); it is of the extra `fuzz`.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

import embedarchive
from embedarchive.errors import SourceError
from embedarchive.web import decoding, heads
from embedarchive.web.bodies import TooLarge

PACKED = ("gzip", "deflate", "br", "zstd", "gzip, br", "x")
LIMIT = 1 << 20


def read(data: bytes) -> None:
    """All that reads what came over the wire, without a wire: the first byte says how the rest is packed."""
    name, body = PACKED[data[0] % len(PACKED)] if data else "gzip", data[1:]
    heads.parse(body)
    once = heads.redact_head(body)
    assert heads.redact_head(once) == once
    with contextlib.suppress(decoding.DecodeError, TooLarge):
        undo = decoding.decoder(name)
        assert undo is not None
        size = sum(map(len, decoding.decode([body[:7], body[7:]], undo, LIMIT)))
        assert size <= LIMIT
    with contextlib.suppress(SourceError):
        found = embedarchive.scan(body)
        spans = [(embed.start, embed.end) for embed in found.embeds]
        spans += [(image.start, image.end) for image in found.images]
        assert all(0 <= start <= end <= len(found.document.text) for start, end in spans)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2000))
def test_h9_no_bytes_are_an_error_of_ours(data: bytes) -> None:
    """Read, or refused with a sentence."""
    read(data)


def test_h9_what_the_fuzzer_found() -> None:
    """An address of a picture with more fields than anybody reads."""
    read(b"\x00![a](http://a.example/a.jpg?" + b"a=1&" * 50 + b")")
    read(b"\x00[map](https://maps.google.com/?ll=1,2&" + b"a=1&" * 90 + b")")


if __name__ == "__main__":
    import atheris

    example = (Path(__file__).parents[2] / "examples" / "article.txt").read_bytes()
    for article in (example, b"<article><p>" + example.replace(b"\n", b"<p>") + b"<img src=a.jpg></article>"):
        read(b"\x00" + article)  # so that what is imported late is watched too
    atheris.instrument_all()
    seconds = os.environ.get("FUZZ_SECONDS", "600")
    atheris.Setup([*sys.argv, f"-max_total_time={seconds}", "-max_len=4096", "-rss_limit_mb=2048"], read)
    atheris.Fuzz()
