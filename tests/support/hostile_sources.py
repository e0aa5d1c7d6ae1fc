"""Packages that are made to lead astray, as files that somebody gives us to read: each by a function of where to write.

`SECRET` are words of a file beside the package; no package may bring them in.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import plistlib
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

SECRET = "the words of a file that is nobody's business"  # noqa: S105 -- a test's
PAGE = '<p>A page.</p><iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>'
Made = Callable[[Path], object]

# ----------------------------------------------------------------------------------------------------------------- tar


def entry(name: str, data: bytes = b"", kind: bytes = tarfile.REGTYPE, **more: object) -> tuple[tarfile.TarInfo, bytes]:
    """An entry of a tar."""
    info = tarfile.TarInfo(name)
    info.type, info.size = kind, len(data)
    for field, value in more.items():
        setattr(info, field, value)
    return info, data


def tar(*entries: tuple[tarfile.TarInfo, bytes], mode: str = "w") -> Made:
    """A tar of entries, an honest one the first."""

    def write(path: Path) -> None:
        with tarfile.open(path, mode, format=tarfile.PAX_FORMAT) as archive:  # type: ignore[call-overload] # a mode
            for info, data in (entry("honest.html", PAGE.encode()), *entries):
                archive.addfile(info, io.BytesIO(data))

    return write


def later(made: Callable[[], Made]) -> Made:
    """What takes many bytes to say, said when it is to be written: every worker of pytest reads this module."""

    def write(path: Path) -> None:
        made()(path)

    return write


def damaged_tar(at: int, field: bytes) -> Made:
    """A tar of one page, with other bytes in its head, whose sum is right again."""

    def write(path: Path) -> None:
        tar()(path)
        data = bytearray(path.read_bytes())
        data[at : at + len(field)] = field
        data[148:156] = b" " * 8
        data[148:156] = b"%06o\0 " % sum(data[:512])
        path.write_bytes(data)

    return write


def sparse(path: Path) -> None:
    """A page of a terabyte of nothing, as old GNU tar writes it."""
    info = tarfile.TarInfo("sparse.html")
    info.type = tarfile.GNUTYPE_SPARSE
    head = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    head[386:410], head[483:495] = b"00000000000\0" + b"00000000000\0", b"\x80" + (1 << 40).to_bytes(11, "big")
    head[148:156] = b" " * 8
    head[148:156] = b"%06o\0 " % sum(head)
    path.write_bytes(bytes(head) + bytes(1024))


def out_of_it(kind: bytes) -> Made:
    """A link to what lies beside."""
    return lambda path: tar(entry("link.html", kind=kind, linkname=str(path.parent / "secret.html")))(path)


def tars_in_tars(path: Path) -> None:
    """Forty deep."""
    for _ in range(40):
        tar(*([entry("more.tar", path.read_bytes())] if path.exists() else []))(path)


PAX = "SCHILY.xattr.a"
TARS: dict[str, Made] = {
    "climbing.tar": tar(entry("../../PWNED.html", PAGE.encode()), entry("a/../../PWNED.html", PAGE.encode())),
    "absolute.tar": tar(entry("/PWNED.html", PAGE.encode()), entry("C:\\PWNED.html"), entry("\\\\host\\a.html")),
    "symlink.tar": out_of_it(tarfile.SYMTYPE),
    "hardlink.tar": out_of_it(tarfile.LNKTYPE),
    "link to itself.tar": tar(entry("a.html", kind=tarfile.LNKTYPE, linkname="a.html")),
    "device.tar": tar(entry("zero.html", kind=tarfile.CHRTYPE, devmajor=1, devminor=5)),
    "disk.tar": tar(entry("disk.html", kind=tarfile.BLKTYPE, devmajor=8, devminor=0)),
    "pipe.tar": tar(entry("pipe.html", kind=tarfile.FIFOTYPE)),
    "folder.tar": tar(entry("folder.html", kind=tarfile.DIRTYPE)),
    "unknown kind.tar": tar(entry("what.html", PAGE.encode(), kind=b"Z")),
    "sparse.tar": sparse,
    "three of a name.tar": tar(*[entry("honest.html", f"<p>{n}</p>".encode()) for n in range(3)]),
    "as large as numbers go.tar": damaged_tar(124, b"\x80" + b"\xff" * 11),
    "smaller than nothing.tar": damaged_tar(124, b"\xff" * 12),
    "no number.tar": damaged_tar(124, b"12x4567890\0 "),
    "before time.tar": damaged_tar(136, b"\xff" * 12),
    "NUL in a name.tar": damaged_tar(0, b"a\0.html"),
    "not UTF-8.tar": damaged_tar(0, b"\xff\xfe.html\0"),
    "steering.tar": tar(entry("\x1b[2J\u202elmth.html", PAGE.encode())),
    "a head of megabytes.tar": tar(entry("a.html", PAGE.encode(), pax_headers={PAX: "x" * 3_000_000})),
    "size told twice.tar": tar(entry("a.html", PAGE.encode(), pax_headers={"size": "99999999999999999999"})),
    "size of words.tar": tar(entry("a.html", PAGE.encode(), pax_headers={"size": "many"})),
    "tars in tars.tar": tars_in_tars,
    "very many.tar": later(lambda: tar(*[entry(f"{n}.bin") for n in range(5_000)])),
    "bomb.tar.gz": later(lambda: tar(entry("a.html", b"<p>" + b" " * 30_000_000), mode="w:gz")),
    "empty.tar": lambda path: path.write_bytes(b""),
    "of zeros.tar": lambda path: path.write_bytes(bytes(10_240)),
    "gzip of nothing.tar.gz": lambda path: path.write_bytes(b"\x1f\x8b\x08"),
}

# ----------------------------------------------------------------------------------------------------------------- ZIP


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of members, an honest one the first."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in (("honest.html", PAGE.encode()), *members):
            archive.writestr(name, data)
    return out.getvalue()


def zip_of(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> Made:
    """The same, to be written."""
    return lambda path: _write(path, zipped(*members, method=method))


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def changed_zip(at: int, field: bytes, *, local: int | None = None, name: bytes = b"a.html") -> Made:
    """A ZIP in whose list, and with `local` before whose member, other bytes stand."""

    def write(path: Path) -> None:
        data = bytearray(zipped((name.decode("latin-1"), b"<p>" + b"words " * 500)))
        listed = data.rindex(b"PK\x01\x02")
        data[listed + at : listed + at + len(field)] = field
        if local is not None:
            head = data.rindex(b"PK\x03\x04", 0, listed)
            data[head + local : head + local + len(field)] = field
        path.write_bytes(data)

    return write


def link(path: Path) -> None:
    """A symbolic link to what lies beside."""
    info = zipfile.ZipInfo("link.html")
    info.create_system, info.external_attr = 3, 0o120777 << 16
    zip_of((info, str(path.parent / "secret.html").encode()))(path)


def overlapping(path: Path) -> None:
    """Two thousand members of the list that are one and the same megabyte, compressed."""
    data = zipped(("a.html", b"<p>" + bytes(1_000_000)))
    begin, end = data.rindex(b"PK\x01\x02"), data.rindex(b"PK\x05\x06")
    one = data[begin:end]
    many = b"".join(one.replace(b"a.html", f"{n:06x}".encode()) for n in range(2_000))
    close = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2_000, 2_000, len(many), begin, 0)
    path.write_bytes(data[:begin] + many + close)


def lying_end(count: int, size: int, offset: int) -> Made:
    """A ZIP whose end says so of its list, in 64 bits."""

    def write(path: Path) -> None:
        data = zipped()
        at = data.rindex(b"PK\x05\x06")
        large = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, offset)
        where = struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1)
        close = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
        path.write_bytes(data[:at] + large + where + close)

    return write


def zips_in_zips(path: Path) -> None:
    """Forty deep."""
    data = zipped()
    for _ in range(40):
        data = zipped(("more.zip", data))
    path.write_bytes(data)


UTF8_NAME = "\N{CYRILLIC SMALL LETTER A}.html"
ZIPS: dict[str, Made] = {
    "climbing.zip": zip_of(("../../PWNED.html", PAGE.encode()), ("a/../../PWNED.html", PAGE.encode())),
    "absolute.zip": zip_of(("/PWNED.html", PAGE.encode()), ("C:\\PWNED.html", b"<p>"), ("\\\\host\\a.html", b"<p>")),
    "link.zip": link,
    "three of a name.zip": zip_of(*[("Honest.html", f"<p>{n}".encode()) for n in range(1)]),
    "locked.zip": changed_zip(8, b"\x01\x00", local=6),
    "strongly locked.zip": changed_zip(8, b"\x41\x00", local=6),
    "smaller than it is.zip": changed_zip(24, struct.pack("<L", 5)),
    "larger than it is.zip": changed_zip(24, struct.pack("<L", 2_000_000_000)),
    "another sum.zip": changed_zip(16, b"\0\0\0\0"),
    "of no known method.zip": changed_zip(10, b"\x63\0", local=8),
    "a member before the beginning.zip": changed_zip(42, b"\xff\xff\xff\x7f"),
    "NUL in a name.zip": changed_zip(46, b"a\0html"),
    "not UTF-8.zip": changed_zip(46, b"\xff\xfehtml"),
    "said to be UTF-8.zip": changed_zip(8, b"\0\x08", name=b"\xe4html"),
    "overlapping.zip": overlapping,
    "as many as numbers go.zip": lying_end(2**63, 46, 0),
    "a list of an exabyte.zip": lying_end(1, 2**60, 0),
    "a list beyond the end.zip": lying_end(1, 46, 2**62),
    "zips in zips.zip": zips_in_zips,
    "very many.zip": zip_of(*[(f"{n}.bin", b"") for n in range(5_000)], method=zipfile.ZIP_STORED),
    "a long name.zip": zip_of(("a" * 65_000 + ".html", PAGE.encode())),
    "steering.zip": zip_of(("\x1b[2J\u202elmth.html", PAGE.encode())),
    "bzip2 bomb.zip": later(lambda: zip_of(("a.html", b"<p>" + bytes(40_000_000)), method=zipfile.ZIP_BZIP2)),
    "lzma bomb.zip": later(lambda: zip_of(("a.html", b"<p>" + bytes(40_000_000)), method=zipfile.ZIP_LZMA)),
    "deflate bomb.zip": later(lambda: zip_of(("a.html", b"<p>" + bytes(150_000_000)))),
    "empty.zip": lambda path: path.write_bytes(b""),
    "nothing but its end.zip": lambda path: _write(path, b"PK\x05\x06" + bytes(18)),
    "half.zip": lambda path: _write(path, zipped()[:60]),
}

# ---------------------------------------------------------------------------------------------------------- recordings


def wacz(*members: tuple[str, bytes], resources: object = ()) -> Made:
    """A WACZ with these files."""
    said = json.dumps({"profile": "data-package", "wacz_version": "1.1.1", "resources": resources}).encode()
    return zip_of(("datapackage.json", said), *members, method=zipfile.ZIP_STORED)


def har(*entries: object) -> Made:
    """A browser's recording."""
    return lambda path: _write(path, json.dumps({"log": {"version": "1.2", "entries": [*entries]}}).encode())


def asked(url: object = "https://paper.example/a", **content: object) -> dict[str, object]:
    """An entry of one."""
    answer = {"status": 200, "headers": [], "content": {"mimeType": "text/html", **content}}
    request = {"method": "GET", "url": url, "headers": []}
    return {"startedDateTime": "2026-01-05T12:00:00Z", "request": request, "response": answer}


LINE = b'com,a)/ 20260105120000 {"url": "https://a.example/", "filename": "%s", "offset": "%s", "length": "%s"}\n'
WARC = b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\nContent-Length: %s\r\n\r\n"
RECORDINGS: dict[str, Made] = {
    "climbing.wacz": wacz(("archive/../../../PWNED.warc", WARC % b"5"), resources=[{"path": "../../secret.html"}]),
    "an index that lies.wacz": wacz(
        ("indexes/index.cdx", LINE % (b"a.warc", b"99999999999999999999", b"-5")), ("archive/a.warc", WARC % b"9")
    ),
    "an index that leads out.wacz": wacz(("indexes/index.cdx", LINE % (b"../../secret.html", b"0", b"50"))),
    "pages of anything.wacz": wacz(("pages/pages.jsonl", b'[]\n{"url": []}\n{"url": "file:///etc/passwd"}\n\xff\n')),
    "a package of anything.wacz": wacz(resources={"path": 7}),
    "a deep package.wacz": zip_of(("datapackage.json", b"[" * 200_000), ("archive/a.warc", WARC % b"0")),
    "length.warc": lambda path: _write(path, WARC % b"99999999999999999999" + b"HTTP/1.1 200 OK\r\n\r\n"),
    "less than nothing.warc": lambda path: _write(path, WARC % b"-1"),
    "heads without end.warc": lambda path: _write(path, b"WARC/1.1\r\n" + b"A: b\r\n" * 200_000),
    "of anything.har": har(7, [], {"request": 3}, {"response": []}, asked(url=["https://a.example/"])),
    "words beside it.har": har(asked(_file="secret.html"), asked(_file="../secret.html"), asked(_file="/etc/passwd")),
    "not base 64.har": har(asked(text="=====", encoding="base64"), asked(text="PHA+", encoding="rot13")),
    "inside.har": har(asked("file:///etc/passwd", text=PAGE), asked("http://127.0.0.1/", text=PAGE)),
    "deep.har": lambda path: _write(path, b'{"log": {"entries": ' + b"[" * 100_000),
    "empty.warc": lambda path: path.write_bytes(b""),
    "empty.har": lambda path: path.write_bytes(b'{"log": {}}'),
}

# --------------------------------------------------------------------------------------------------- mails, saved pages

HEAD = "From: a@x.example\nSubject: m\nMIME-Version: 1.0\n"


def mail(head: str, body: str = "", *, ending: str = "") -> Made:
    """A mail with these lines in its head."""
    return lambda path: _write(path, f"{HEAD}{head}\n\n{body}{ending}".encode())


def parts(count: int) -> str:
    """Parts within parts."""
    return "".join(f"--b{n}\nContent-Type: multipart/mixed; boundary=b{n + 1}\n\n" for n in range(count))


def mail_in_mail(path: Path) -> None:
    """A mail in a mail, and so on, four hundred times."""
    _write(path, (f"{HEAD}Content-Type: message/rfc822\n\n" * 400 + f"{HEAD}\nwords").encode())


def saved(main: dict[str, object], **more: object) -> Made:
    """Safari's saved page."""
    page = {
        "WebResourceURL": "https://a.example/",
        "WebResourceMIMEType": "text/html",
        "WebResourceData": PAGE.encode(),
    }
    return lambda path: _write(path, plistlib.dumps({"WebMainResource": page | main, **more}, fmt=plistlib.FMT_BINARY))


def plist(count: int) -> bytes:
    """A list in binary whose every item is the one before it, sixteen times."""
    objects = [b"\x5f\x10\x10" + b"a" * 16] + [b"\xaf\x10\x10" + bytes([n]) * 16 for n in range(count)]
    offsets, at = b"", 8
    for each in objects:
        offsets += at.to_bytes(4, "big")
        at += len(each)
    end = struct.pack(">6x2B3Q", 4, 1, len(objects), len(objects) - 1, at)
    return b"bplist00" + b"".join(objects) + offsets + end


ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE plist [<!ENTITY s SYSTEM "file://{}">{}]><plist><string>&s;&l9;</string></plist>'
)
LAUGHS = '<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def entities(path: Path) -> None:
    """A list in XML that names a file and laughs a billion times."""
    _write(path, ENTITIES.format(path.parent / "secret.html", LAUGHS).encode())


SAVED: dict[str, Made] = {
    "soft breaks.eml": mail("Content-Transfer-Encoding: quoted-printable", "=\n" * 300_000 + "words"),
    "not quoted.eml": mail("Content-Transfer-Encoding: quoted-printable", "=ZZ=3=\x00" * 50_000),
    "base 64 of anything.eml": mail("Content-Transfer-Encoding: base64", "=" * 100_000 + "\x00!" * 50_000),
    "a mail in a mail.eml": mail_in_mail,
    "parts in parts.eml": mail("Content-Type: multipart/mixed; boundary=b0", parts(2_000)),
    "no boundary.eml": mail('Content-Type: multipart/mixed; boundary=""', "--\n\nwords\n----"),
    "charset.eml": mail('Content-Type: text/plain; charset="' + "utf-8\\0" * 1000 + '"', "words"),
    "names that climb.eml": mail('Content-Type: text/html; name="../../PWNED.html"', PAGE),
    "a file.mht": mail("Content-Type: text/html\nContent-Location: file:///etc/passwd", PAGE),
    "a ring.mht": mail("Content-Type: multipart/related; boundary=b; start=<a@b>", "--b\nContent-ID: <a@b>\n\n--b"),
    "from, from.mbox": lambda path: _write(path, b"From a Fri Nov 11 00:00:00 2022\n" * 20_000),
    "bytes.mbox": lambda path: _write(path, b"From a Fri Nov 11 00:00:00 2022\n\n" + bytes(range(256)) * 2_000),
    "entities.webarchive": entities,
    "ten to the sixteenth.webarchive": lambda path: _write(path, plist(13)),
    "itself.webarchive": lambda path: _write(
        path, plist(1).replace(b"\xaf\x10\x10" + b"\0" * 16, b"\xaf\x10\x10" + b"\1" * 16)
    ),
    "an address that is none.webarchive": saved({"WebResourceURL": "file:///etc/passwd"}),
    "no words.webarchive": saved({"WebResourceData": 7}),
    "a charset that is none.webarchive": saved({"WebResourceTextEncodingName": "rot13\x1b[2J"}),
    "frames of anything.webarchive": saved({}, WebSubframeArchives=[7, [], {}], WebSubresources="x"),
    "a page.pdf": lambda path: _write(
        path, b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj"
    ),
}

# ------------------------------------------------------------------------------------------- repositories of Bluesky


def car(root: bytes, *blocks: tuple[bytes, bytes], head: bytes | None = None, end: bytes = b"") -> Made:
    """A repository as Bluesky hands it out: its head, which names the commit, then blocks behind their CIDs."""
    front = head or b"\xa2\x65roots\x81" + linked(root) + b"\x67version\x01"
    pieces = [front, *(cid + block for cid, block in blocks)]
    return lambda path: _write(path, b"".join(_long(len(each)) + each for each in pieces) + end)


def _long(number: int) -> bytes:
    out = b""
    while number > 127:
        out, number = out + bytes([number & 127 | 128]), number >> 7
    return out + bytes([number])


def linked(cid: bytes) -> bytes:
    """A link to a block, in CBOR."""
    return b"\xd8\x2a\x58" + bytes([len(cid) + 1]) + b"\0" + cid


def block(data: bytes) -> tuple[bytes, bytes]:
    """A block behind its CID."""
    return b"\x01\x71\x12\x20" + hashlib.sha256(data).digest(), data


def repository(*nodes: tuple[bytes, bytes], end: bytes = b"") -> Made:
    """A commit, and the nodes of a tree, the first of which it names."""
    commit = block(b"\xa1\x64data" + linked(nodes[0][0]))
    return car(commit[0], commit, *nodes, end=end)


NOBODY = b"\x01\x71\x12\x20" + bytes(32)
ITSELF = b"\x01\x71\x00\x20" + b"a" * 32
RECORD = b"\xa4\x61k\x58\x18app.bsky.feed.post/aaaaa\x61p\x00\x61t\xf6\x61v" + linked(NOBODY)
REPOSITORIES: dict[str, Made] = {
    "no blocks.car": car(NOBODY),
    "another version.car": car(NOBODY, head=b"\xa2\x65roots\x81" + linked(NOBODY) + b"\x67version\x09"),
    "a length without end.car": car(NOBODY, end=b"\xff" * 2_000),
    "longer than it is.car": car(NOBODY, end=b"\xff\xff\xff\xff\x7f"),
    "another digest.car": car(NOBODY, (NOBODY, b"\xa0")),
    "arrays in arrays.car": repository(block(b"\x81" * 100_000)),
    "an array of exabytes.car": repository(block(b"\x9b\x7f" + b"\xff" * 7)),
    "words of exabytes.car": repository(block(b"\x7b\x7f" + b"\xff" * 7)),
    "numbers beyond all.car": repository(block(b"\xa2\x61e\x80\x61l\xfb\x7f\xf0" + bytes(6))),
    "a tree that is its own branch.car": repository((ITSELF, b"\xa2\x61e\x80\x61l" + linked(ITSELF))),
    "a digest of nobody's.car": repository((b"\x01\x71\xff\xff\x7f\x04abcd", b"\xa0")),
    "records that are not there.car": repository(block(b"\xa2\x61e\x99\x4e\x20" + RECORD * 20_000 + b"\x61l\xf6")),
}
SOURCES: dict[str, Made] = TARS | ZIPS | RECORDINGS | SAVED | REPOSITORIES

# -------------------------------------------------------------------------------------------------------- XMP sidecars

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{RDF}">{{}}</rdf:RDF></x:xmpmeta>'
SIDECARS: dict[str, str] = {
    "a file": '<!DOCTYPE a [<!ENTITY s SYSTEM "file:///SECRET">]>'
    + XMP.format("<rdf:Description>&s;</rdf:Description>"),
    "laughs": f"<!DOCTYPE a [{LAUGHS}]>" + XMP.format("<rdf:Description>&l9;</rdf:Description>"),
    "a parameter": '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd">%p;]>' + XMP.format(""),
    "deep": XMP.format("<rdf:Description>" * 50_000),
    "attributes": XMP.format("<rdf:Description " + " ".join(f'a{n}="b"' for n in range(40_000)) + "/>"),
    "names of spaces": XMP.format("<rdf:Description " + " ".join(f'xmlns:n{n}="u{n}"' for n in range(20_000)) + "/>"),
    "one value": XMP.format(f'<rdf:Description dc:title="{"x" * 900_000}"/>'),
    "numbers": XMP.format('<rdf:Description exif:GPSLatitude="999999999,9999E" exif:GPSLongitude="1e999,NaNW"/>'),
    "half": XMP.format("")[:60],
    "zeros": "\0" * 1_000,
    "nothing": "",
}


def encoded(sidecar: str) -> dict[str, bytes]:
    """A sidecar in the encodings of XML, one of them lying."""
    return {
        "utf-8": sidecar.encode(),
        "utf-16": sidecar.encode("utf-16"),
        "lying": b'<?xml version="1.0" encoding="utf-7"?>'
        + base64.b64encode(sidecar[:1_000].encode())
        + sidecar.encode(),
    }
