"""What bytes are, by the bytes alone."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedarchive import signatures


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xff\xd8\xff\xe0", ("image/jpeg", ".jpg")),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", ("image/webp", ".webp")),
        (b"\x00\x00\x00 ftypavif", ("image/avif", ".avif")),
        (b"\x00\x00\x00 ftypisom", ("video/mp4", ".mp4")),
        (b"\x00\x00\x00 ftypM4A ", ("audio/mp4", ".m4a")),
        (b"%PDF-1.7\n", ("application/pdf", ".pdf")),
        (b"\x1f\x8b\x08\x00", ("application/gzip", ".gz")),
        (b"  <!DOCTYPE html><p>", ("text/html", ".html")),
        (b"\xef\xbb\xbf<html>", ("text/html", ".html")),
        (b'<?xml version="1.0"?><svg onload="x">', ("image/svg+xml", ".svg")),
        (b'<?xml version="1.0"?><rss>', ("application/xml", ".xml")),
        (b'{"a": 1}\n', ("application/json", ".json")),
        (b"{not closed", ("text/plain", ".txt")),
        ("Їжак".encode(), ("text/plain", ".txt")),
        ("х".encode() * 2047 + b"a" + "х".encode(), ("text/plain", ".txt")),
        (b"", (None, "")),
        (b"\x00\x01\x02", (None, "")),
        (b"\xc3\x28 not utf-8", (None, "")),
        (b"BM", ("text/plain", ".txt")),
        (b"BMW has built a car that nobody asked for.", ("text/plain", ".txt")),
        (b"BM" + bytes(12) + b"\x28" + bytes(20), ("image/bmp", ".bmp")),
        (b"ID3 tags name a song.", ("text/plain", ".txt")),
        (b"ID3\x04\x00", ("audio/mpeg", ".mp3")),
        (b"BZhang is a name.", ("text/plain", ".txt")),
        (b"MZ is how programs begin.", ("text/plain", ".txt")),
        (b"G" * 400, ("text/plain", ".txt")),
        ((b"G" + bytes(187)) * 3, ("video/mp2t", ".ts")),
        (b"OggS\x00\x02" + bytes(22) + b"\x80theora", ("video/ogg", ".ogv")),
        (b"OggS\x00\x02" + bytes(22) + b"\x01vorbis", ("audio/ogg", ".ogg")),
        (b"#EXTM3U\n#EXT-X-VERSION:3\n", ("application/vnd.apple.mpegurl", ".m3u8")),
        (b"7z\xbc\xaf\x27\x1c\x00", ("application/x-7z-compressed", ".7z")),
        (b"46:9:websocket;0:~8:response;0:~", ("application/octet-stream", ".bin")),
        (b"12:4:name; the key of the file that follows\n", ("text/plain", ".txt")),
    ],
)
def test_kinds_are_told_by_the_bytes(data: bytes, kind: tuple[str | None, str]) -> None:
    """What a server calls them plays no part."""
    assert signatures.kind(data, data[-64:])[:2] == kind


@given(st.binary(max_size=400))
def test_any_bytes_have_a_kind_or_none(data: bytes) -> None:
    """Sniffing never fails, and its ending is one that a path may have."""
    _, ending, name = signatures.kind(data)
    assert re.fullmatch(r"(\.[a-z0-9]{1,5})?", ending)
    assert name


def test_kinds_of_the_iso_family() -> None:
    """`ftyp` is shared by videos, sounds and images; the brands tell, the major one first."""

    def media_type(head: bytes) -> str | None:
        return signatures.kind(head).media_type

    assert media_type(b"\0\0\0\x1cftypavif\0\0\0\0mif1miaf") == "image/avif"
    assert media_type(b"\0\0\0\x18ftypmp42\0\0\0\0isommp42") == "video/mp4"
    assert media_type(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic") == "image/heic"
    assert media_type(b"\0\0\0\x1cftypisom\0\0\0\0isomavif") == "image/avif"
    assert media_type(b"\0\0\0\x1cftypmp42\0\0\0\0mp42M4A ") == "video/mp4"
    assert media_type(b"\0\0\0\x14ftypqt  \0\0\0\0qt  ") == "video/quicktime"
