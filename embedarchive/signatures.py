"""What bytes are, by the bytes alone: whatever a file's name or a server says of them is never believed.

The signatures are those of the formats' own specifications, as the WHATWG MIME Sniffing Standard and `file(1)` list
them.
"""

from __future__ import annotations

import codecs
from typing import NamedTuple

from embedarchive.patterns import regex

HEAD = 4096
"""How many bytes from the beginning are looked at; a ZIP archive's directory stands at its end."""

INLINE = frozenset(
    {
        "image/jpeg",
        "image/png",
        "image/gif",
        "image/webp",
        "image/avif",
        "video/mp4",
        "video/webm",
        "video/ogg",
        "audio/mpeg",
        "audio/mp4",
        "audio/ogg",
        "audio/wav",
        "audio/aac",
        "audio/flac",
        "text/plain",
    }
)
"""What a browser shows without running anything. HTML, SVG, XML, PDF and the unknown are files to be saved."""


class Kind(NamedTuple):
    """What bytes are.

    Attributes:
        media_type: None when it is unknown.
        ending: of a file's name, with its point; empty when the media type is unknown.
        name: for people, with its article ("a PNG image").
    """

    media_type: str | None
    ending: str
    name: str


UNKNOWN = Kind(None, "", "unknown bytes")

_PNG = Kind("image/png", ".png", "a PNG image")
_JPEG = Kind("image/jpeg", ".jpg", "a JPEG image")
_GIF = Kind("image/gif", ".gif", "a GIF image")
_TIFF = Kind("image/tiff", ".tif", "a TIFF image")
_BMP = Kind("image/bmp", ".bmp", "a BMP image")
_JXL = Kind("image/jxl", ".jxl", "a JPEG XL image")
_MPEG = Kind("video/mpeg", ".mpg", "a video (MPEG)")
_MP3 = Kind("audio/mpeg", ".mp3", "a sound (MP3)")
_AAC = Kind("audio/aac", ".aac", "a sound (AAC)")
_FRAMES = {b"\xff\xfb": _MP3, b"\xff\xf3": _MP3, b"\xff\xf2": _MP3, b"\xff\xf1": _AAC}
"""How the frames of a sound begin."""

_PROGRAM = Kind("application/octet-stream", ".bin", "a program")
_MATROSKA = b"\x1aE\xdf\xa3"
_OGG = b"OggS"
_STARTS: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF-", Kind("application/pdf", ".pdf", "a PDF")),
    (b"%!PS", Kind("application/postscript", ".ps", "a PostScript file")),
    (b"{\\rtf", Kind("application/rtf", ".rtf", "an RTF document")),
    (b"\x89PNG\r\n\x1a\n", _PNG),
    (b"\xff\xd8\xff", _JPEG),
    (b"GIF87a", _GIF),
    (b"GIF89a", _GIF),
    (b"II*\x00", _TIFF),
    (b"MM\x00*", _TIFF),
    (b"\x00\x00\x01\x00", Kind("image/vnd.microsoft.icon", ".ico", "an icon")),
    (b"\xff\x0a", _JXL),
    (b"\x00\x00\x00\x0cJXL \r\n\x87\n", _JXL),
    (b"8BPS", Kind("image/vnd.adobe.photoshop", ".psd", "a Photoshop image")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind("application/x-ole-storage", ".ole", "an old Office document")),
    (b"\x1f\x8b", Kind("application/gzip", ".gz", "a gzip archive")),
    (b"\xfd7zXZ\x00", Kind("application/x-xz", ".xz", "an xz archive")),
    (b"\x04\x22\x4d\x18", Kind("application/x-lz4", ".lz4", "an LZ4 archive")),
    (b"mozLz40\x00", Kind("application/x-mozlz4", ".lz4", "a packed file of Firefox")),
    (b"\x28\xb5\x2f\xfd", Kind("application/zstd", ".zst", "a Zstandard archive")),
    (b"7z\xbc\xaf\x27\x1c", Kind("application/x-7z-compressed", ".7z", "a 7-Zip archive")),
    (b"Rar!\x1a\x07", Kind("application/vnd.rar", ".rar", "a RAR archive")),
    (_MATROSKA, Kind("video/webm", ".webm", "a video (Matroska or WebM)")),
    (b"FLV\x01", Kind("video/x-flv", ".flv", "a video (Flash)")),
    (b"\x00\x00\x01\xba", _MPEG),
    (b"\x00\x00\x01\xb3", _MPEG),
    (_OGG, Kind("audio/ogg", ".ogg", "an Ogg sound or video")),
    (b"fLaC", Kind("audio/flac", ".flac", "a sound (FLAC)")),
    (b"\x7fELF", _PROGRAM),
    (b"\xca\xfe\xba\xbe", _PROGRAM),
    (b"\xcf\xfa\xed\xfe", _PROGRAM),
    (b"\x00asm", Kind("application/wasm", ".wasm", "a program (WebAssembly)")),
    (b"SQLite format 3\x00", Kind("application/vnd.sqlite3", ".db", "an SQLite database")),
    (b"wOFF", Kind("font/woff", ".woff", "a font")),
    (b"wOF2", Kind("font/woff2", ".woff2", "a font")),
    (b"WARC/", Kind("application/warc", ".warc", "a recording (WARC)")),
    (b"!BDN", Kind("application/vnd.ms-outlook", ".pst", "an Outlook mailbox")),
    (b"\x01\x01\x01\x01\n", Kind("application/x-mmdf", ".mmdf", "a mailbox (MMDF)")),
    (b"BABYL OPTIONS:", Kind("application/x-babyl", ".babyl", "a mailbox (Babyl)")),
)
_FIRST = tuple(start for start, _ in _STARTS)
_VIDEO = Kind("video/mp4", ".mp4", "a video (MP4)")
_BRANDS = {  # ISO/IEC 14496-12: the brands of an ftyp box
    b"avif": Kind("image/avif", ".avif", "an AVIF image"),
    b"avis": Kind("image/avif", ".avif", "an AVIF image"),
    b"heic": Kind("image/heic", ".heic", "a HEIC image"),
    b"heix": Kind("image/heic", ".heic", "a HEIC image"),
    b"mif1": Kind("image/heif", ".heif", "a HEIC image"),
    b"msf1": Kind("image/heif", ".heif", "a HEIC image"),
    b"qt  ": Kind("video/quicktime", ".mov", "a video (QuickTime)"),
    b"M4A ": Kind("audio/mp4", ".m4a", "a sound (M4A)"),
}
_RIFF = {
    b"WEBP": Kind("image/webp", ".webp", "a WebP image"),
    b"WAVE": Kind("audio/wav", ".wav", "a sound (WAV)"),
    b"AVI ": Kind("video/x-msvideo", ".avi", "a video (AVI)"),
}
_ZIP = "application/zip", ".zip"
_ZIPPED = (
    (b"word/", "a Word document"),
    (b"xl/", "an Excel workbook"),
    (b"ppt/", "a PowerPoint presentation"),
    (b"opendocument", "an OpenDocument file"),
    (b"application/epub+zip", "an EPUB book"),
    (b"datapackage.json", "a web archive (WACZ)"),
)
_FLOWS = Kind("application/octet-stream", ".bin", "a recording of mitmproxy")
_KEY = regex(rb"\d{1,12}:(\d{1,2}):([a-z_]{2,30});\d{1,12}:")
"""How a record of mitmproxy begins: the length of all of it, its first key as a netstring, the length of what is
said."""
_SAZ = Kind(*_ZIP, "a recording of Fiddler (SAZ)")
_SESSION = (b"raw/", b"_c.txt", b"_s.txt", b"_m.xml")
"""What the members of one are called."""
_CDX = regex(rb"(?:![^\n]{0,2000}\n)?[^\s)]{1,300}\)[^\s]{0,4000} \d{14} (?:\{\"|https?:)| CDX [A-Za-z] [A-Za-z] ")
_MULTI_WACZ = regex(rb"\"profile\"\s{0,9}:\s{0,9}\"multi-wacz-package\"")
_BITMAP_HEADERS = frozenset({12, 16, 40, 52, 56, 64, 108, 124})
"""How long the second header of a bitmap may be: two letters by themselves are the beginning of many a text."""

_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<title", b"<meta", b"<div", b"<!--")
_SIGNS = (
    (b"<?xml", Kind("application/xml", ".xml", "an XML document")),
    (b"#extm3u", Kind("application/vnd.apple.mpegurl", ".m3u8", "a playlist (HLS)")),
)
_BYTE_ORDER_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def kind(head: bytes, tail: bytes = b"") -> Kind:
    """What bytes are that begin (up to `HEAD`) and end so; `UNKNOWN` when nobody can tell."""
    return binary(head[:HEAD], tail) or _written(head[:HEAD], tail or head)


def binary(data: bytes, tail: bytes = b"") -> Kind | None:
    """What bytes are that are no text; None for text, and for what is unknown."""
    if data.startswith(_FIRST):
        found = next(kind for start, kind in _STARTS if data.startswith(start))
        return Kind("video/ogg", ".ogv", found.name) if data[:4] == _OGG and b"\x80theora" in data[:64] else found
    if data[4:8] == b"ftyp":
        return _boxed(data)
    if data[:4] == b"RIFF":
        return _RIFF.get(data[8:12], UNKNOWN._replace(name="a RIFF media file"))
    if data[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        front = data[:8192] + (tail or data[-8192:])  # names stand in the local headers and in the directory at the end
        saved = all(mark in front for mark in _SESSION)
        return _SAZ if saved else Kind(*_ZIP, next((name for mark, name in _ZIPPED if mark in front), "a zip archive"))
    if data[257:262] == b"ustar":
        return Kind("application/x-tar", ".tar", "a tar archive")
    return _beside_text(data)


def unread_recording(data: bytes, tail: bytes = b"") -> str | None:
    """What a file of a recorder is that holds no answers, or none that are read in this form; and what to give instead.

    Args:
        data: its first bytes, or all of it.
        tail: its last ones, where these are the first.
    """
    first = data[:HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if first == b"{":
        given = "a list of WACZ files (multi-WACZ); give the files that it names"
        return given if _MULTI_WACZ.search(data, 0, HEAD) else None
    if first in b"<#" or not first:
        return None
    if _CDX.match(data):
        return "an index of recordings (CDX); give the WARC or WACZ files that it names"
    if (found := binary(data, tail)) in (_FLOWS, _SAZ):
        how = "`mitmdump -nr FILE --set hardump=FILE.har`" if found is _FLOWS else "File, Export Sessions, HTTPArchive"
        return f"{found.name}; export it as HAR ({how}), and give that"
    return None


def _boxed(head: bytes) -> Kind:
    """An ISO media file: its major brand decides, where that is unknown the first image among the others."""
    brands = (head[at : at + 4] for at in range(16, min(len(head), int.from_bytes(head[:4], "big"), 128), 4))
    images = (_BRANDS[brand] for brand in brands if brand in _BRANDS)
    others = (each for each in images if (each.media_type or "").startswith("image/"))
    return _BRANDS.get(head[8:12]) or next(others, _VIDEO)


def _beside_text(data: bytes) -> Kind | None:
    """The formats that begin as a text may: it takes more than their first bytes to know them."""
    if data[:2] == b"BM" and len(data) >= 26 and int.from_bytes(data[14:18], "little") in _BITMAP_HEADERS:
        return _BMP
    if data[:3] == b"BZh" and data[4:10] == b"1AY&SY":
        return Kind("application/x-bzip2", ".bz2", "a bzip2 archive")
    if data[:3] == b"ID3" and data[3:4] in {b"\2", b"\3", b"\4"}:
        return _MP3
    if data[:1].isdigit() and (key := _KEY.match(data)) and len(key[2]) == int(key[1]):
        return _FLOWS
    return _with_zeros(data) if b"\x00" in data[:HEAD] else None


def _with_zeros(data: bytes) -> Kind | None:
    """The formats that begin as a text may, and hold zero bytes, which no text does."""
    if data[:2] == b"MZ" and b"\x00" in data[:64]:
        return _PROGRAM
    if data[:1] == data[188:189] == b"\x47":  # the packets of an MPEG transport stream
        return Kind("video/mp2t", ".ts", "a video (MPEG)")
    return _FRAMES.get(data[:2])


def _written(head: bytes, tail: bytes) -> Kind:
    """The kinds that people can read: HTML, XML, SVG, JSON, a playlist, text."""
    if not head or not _is_text(head):
        return UNKNOWN
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()[:1024].lower()
    if start.startswith(b"<svg") or (start.startswith((b"<?xml", b"<!--", b"<!doctype svg")) and b"<svg" in start):
        return Kind("image/svg+xml", ".svg", "an SVG image")
    if start.startswith(_MARKUP) or (start.startswith(b"<?xml") and b"<html" in start):
        return Kind("text/html", ".html", "an HTML page")
    if start[:1] in (b"{", b"[") and tail.rstrip()[-1:] in (b"}", b"]"):
        return Kind("application/json", ".json", "JSON")
    return next((kind for sign, kind in _SIGNS if start.startswith(sign)), Kind("text/plain", ".txt", "a text"))


def _is_text(head: bytes) -> bool:
    """UTF-8, or UTF-16 that says so; a character may be cut by the end of `head`."""
    if head.startswith(_BYTE_ORDER_MARKS):
        return True
    if any(byte < 0x20 and byte not in b"\t\n\f\r\x1b" for byte in set(head)):
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=len(head) < HEAD)
    except UnicodeDecodeError:
        return False
    return True
