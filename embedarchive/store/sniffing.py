"""What bytes are, by the bytes alone: a server's word for it is recorded beside, never believed."""

from __future__ import annotations

import codecs

HEAD = 4096
"""How many bytes from the beginning are looked at."""

MAGIC: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg", ".jpg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (0, b"GIF87a", "image/gif", ".gif"),
    (0, b"GIF89a", "image/gif", ".gif"),
    (0, b"BM", "image/bmp", ".bmp"),
    (0, b"II*\x00", "image/tiff", ".tif"),
    (0, b"MM\x00*", "image/tiff", ".tif"),
    (0, b"\x00\x00\x01\x00", "image/vnd.microsoft.icon", ".ico"),
    (0, b"\xff\x0a", "image/jxl", ".jxl"),
    (0, b"\x00\x00\x00\x0cJXL \r\n\x87\n", "image/jxl", ".jxl"),
    (0, b"\x1aE\xdf\xa3", "video/webm", ".webm"),
    (0, b"FLV\x01", "video/x-flv", ".flv"),
    (0, b"#EXTM3U", "application/vnd.apple.mpegurl", ".m3u8"),
    (0, b"ID3", "audio/mpeg", ".mp3"),
    (0, b"\xff\xfb", "audio/mpeg", ".mp3"),
    (0, b"\xff\xf3", "audio/mpeg", ".mp3"),
    (0, b"\xff\xf1", "audio/aac", ".aac"),
    (0, b"OggS", "application/ogg", ".ogg"),
    (0, b"fLaC", "audio/flac", ".flac"),
    (0, b"%PDF-", "application/pdf", ".pdf"),
    (0, b"\x1f\x8b\x08", "application/gzip", ".gz"),
    (0, b"PK\x03\x04", "application/zip", ".zip"),
    (0, b"\x28\xb5\x2f\xfd", "application/zstd", ".zst"),
    (0, b"wOF2", "font/woff2", ".woff2"),
)
"""Offset, bytes, media type, ending: https://mimesniff.spec.whatwg.org/ and the formats' own specifications."""

RIFF = {b"WEBP": ("image/webp", ".webp"), b"WAVE": ("audio/wav", ".wav"), b"AVI ": ("video/x-msvideo", ".avi")}
BRANDS = {  # ISO/IEC 14496-12: the major brand of an ftyp box
    b"avif": ("image/avif", ".avif"),
    b"avis": ("image/avif", ".avif"),
    b"heic": ("image/heic", ".heic"),
    b"heix": ("image/heic", ".heic"),
    b"mif1": ("image/heif", ".heif"),
    b"qt  ": ("video/quicktime", ".mov"),
    b"M4A ": ("audio/mp4", ".m4a"),
}
MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<title", b"<meta", b"<div", b"<!--")
BYTE_ORDER_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

Kind = tuple[str | None, str]
UNKNOWN: Kind = (None, "")


def sniff(head: bytes, tail: bytes = b"") -> Kind:
    """The media type and the file ending of bytes that begin (up to `HEAD`) and end so; `(None, "")` when unknown."""
    head = head[:HEAD]
    for offset, magic, media_type, ending in MAGIC:
        if head.startswith(magic, offset) and not (magic == b"BM" and len(head) < 26):  # 26: the shortest bitmap header
            return media_type, ending
    if head.startswith(b"RIFF"):
        return RIFF.get(head[8:12], UNKNOWN)
    if head[4:8] == b"ftyp":
        return BRANDS.get(head[8:12], ("video/mp4", ".mp4"))
    if len(head) > 188 and head[0] == 0x47 and head[188] == 0x47:  # the packets of an MPEG transport stream
        return "video/mp2t", ".ts"
    return _written(head, tail or head)


def _written(head: bytes, tail: bytes) -> Kind:
    """The kinds that people can read: HTML, XML, SVG, JSON, text."""
    if not head or not _is_text(head):
        return UNKNOWN
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()[:1024].lower()
    if start.startswith(b"<svg") or (start.startswith((b"<?xml", b"<!--", b"<!doctype svg")) and b"<svg" in start):
        return "image/svg+xml", ".svg"
    if start.startswith(MARKUP) or (start.startswith(b"<?xml") and b"<html" in start):
        return "text/html", ".html"
    if start.startswith(b"<?xml"):
        return "application/xml", ".xml"
    if start[:1] in (b"{", b"[") and tail.rstrip()[-1:] in (b"}", b"]"):
        return "application/json", ".json"
    return "text/plain", ".txt"


def _is_text(head: bytes) -> bool:
    """UTF-8, or UTF-16 that says so; a character may be cut by the end of `head`."""
    if head.startswith(BYTE_ORDER_MARKS[1:]):
        return True
    if any(byte < 0x20 and byte not in b"\t\n\f\r\x1b" for byte in set(head)):
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=len(head) < HEAD)
    except UnicodeDecodeError:
        return False
    return True
