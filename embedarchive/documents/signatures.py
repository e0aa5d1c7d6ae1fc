"""What bytes are when they are no article: a name for people, read from the first bytes and never from a file's name.

The signatures are those of the formats' own specifications, as the WHATWG MIME Sniffing Standard and `file(1)` list
them.
"""

from __future__ import annotations

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF"),
    (b"%!PS", "a PostScript file"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"8BPS", "a Photoshop image"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x1aE\xdf\xa3", "a video (Matroska or WebM)"),
    (b"FLV\x01", "a video (Flash)"),
    (b"\x00\x00\x01\xba", "a video (MPEG)"),
    (b"\x00\x00\x01\xb3", "a video (MPEG)"),
    (b"OggS", "an Ogg sound or video"),
    (b"fLaC", "a sound (FLAC)"),
    (b"ID3", "a sound (MP3)"),
    (b"\x7fELF", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\x00asm", "a program (WebAssembly)"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"WARC/", "a recording (WARC)"),
    (b"!BDN", "an Outlook mailbox"),
    (b"\x01\x01\x01\x01\n", "a mailbox (MMDF)"),
    (b"BABYL OPTIONS:", "a mailbox (Babyl)"),
)
_ANY_START = tuple(start for start, _ in _STARTS)
_FTYP = {b"avif": "an AVIF image", b"avis": "an AVIF image", b"heic": "a HEIC image", b"mif1": "a HEIC image"}
_FTYP |= {b"heix": "a HEIC image", b"M4A ": "a sound (M4A)"}
_RIFF = {b"WEBP": "a WebP image", b"WAVE": "a sound (WAV)", b"AVI ": "a video (AVI)"}
_ZIPPED: tuple[tuple[bytes, str], ...] = (
    (b"word/", "a Word document"),
    (b"xl/", "an Excel workbook"),
    (b"ppt/", "a PowerPoint presentation"),
    (b"opendocument", "an OpenDocument file"),
    (b"application/epub+zip", "an EPUB book"),
    (b"datapackage.json", "a web archive (WACZ)"),
)

_CONTROLS = bytes({*range(0x20)} - {*b"\b\t\n\v\f\r\x1b"})


def foreign(data: bytes) -> str | None:  # noqa: PLR0911 -- one answer a signature
    """What the bytes are when they are a known format that holds no article ("a PDF"), else None."""
    head = data[:64]
    if head.startswith(_ANY_START):
        return next(name for start, name in _STARTS if head.startswith(start))
    if head[4:8] == b"ftyp":
        return _FTYP.get(head[8:12], "a video (MP4)")
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], "a RIFF media file")
    if head[:2] == b"BM" and len(data) >= 26 and int.from_bytes(head[2:6], "little") == len(data):
        return "a BMP image"
    if head[:2] == b"MZ" and b"\x00" in head:
        return "a program"
    if head[:2] in {b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"} and b"\x00" in data[:4096]:
        return "a sound (MP3)"
    if head[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        front = data[:8192] + data[-8192:]  # the names stand in the local headers and in the directory at the end
        return next((name for mark, name in _ZIPPED if mark in front), "a zip archive")
    if data[257:262] == b"ustar":
        return "a tar archive"
    return None


def is_binary(text: str) -> bool:
    """Whether decoded text is no text at all: NULs or many control characters near its beginning."""
    front = text[:8192]
    if not front:
        return False
    data = front.encode("utf-8", "surrogatepass")
    controls = len(data) - len(data.translate(None, _CONTROLS))
    return data.count(0) > len(front) // 200 + 1 or controls > len(front) // 20 + 1
