"""Files that are made to cost: each is written in about so many bytes as asked for."""

from __future__ import annotations

import gzip
import io
import itertools
import json
import plistlib
import zipfile
from collections.abc import Callable, Iterable, Iterator

Made = Callable[[int], bytes]
MAIL = "From: a@x.example\r\nMIME-Version: 1.0\r\n"
WORD = "=?utf-8?q?a?= "
PARTS = f"{MAIL}Content-Type: multipart/mixed; boundary=a\r\n\r\n"
ENTITIES = '<!DOCTYPE a [<!ENTITY b "&c;&c;"><!ENTITY c "&d;&d;"><!ENTITY d "x">]><rss><channel><title>'
BOOKMARKS, PLIST = "<!DOCTYPE NETSCAPE-Bookmark-file-1>", "<?xml version='1.0'?><plist>"


def filled(piece: str, size: int, *, before: str = "", after: str = "") -> bytes:
    """A piece over and over, with something before and behind."""
    return (before + piece * (size // len(piece) + 1) + after).encode()


def html(piece: str) -> Made:
    """A page of one piece over and over."""
    return lambda size: filled(piece, size, before="<!doctype html><title>A</title><article>")


def nested(opening: str, closing: str = "") -> Made:
    """Pieces within pieces."""
    return lambda size: (opening * (n := size // len(opening + closing) + 1) + "x" + closing * n).encode()


def zeros(size: int) -> Iterator[bytes]:
    """So many bytes of nothing, a piece at a time."""
    yield from itertools.repeat(bytes(100_000), size // 100_000 + 1)


def gzipped(pieces: Iterable[bytes]) -> bytes:
    """What is said, compressed."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9) as file:
        for piece in pieces:
            file.write(piece)
    return out.getvalue()


def zip_bomb(size: int) -> bytes:
    """A ZIP whose article unpacks to a thousand times its size."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.html", "w") as file:
        for piece in (b"<p>", *zeros(size * 200)):
            file.write(piece)
    return out.getvalue()


def zipped(size: int) -> bytes:
    """A ZIP of very many articles."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(size // 120):
            archive.writestr(f"{number}.html", b"<p>hi")
    return out.getvalue()


def zip_in_zip(size: int) -> bytes:
    """A ZIP within a ZIP, forty deep."""
    data = zip_bomb(size // 40)
    for number in range(40):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(f"{number}.zip", data)
        data = out.getvalue()
    return data


def mailbox(size: int) -> bytes:
    """A mailbox of as many mails as there is room for."""
    mail = "From a@x.example Fri Nov 11 00:00:00 2022\nSubject: m\n\nhi\n\n"
    return filled(mail, size)


def record(body: bytes, url: str, length: int | None = None) -> bytes:
    """A page in a WARC file; with `length` as long as that, although what is to follow is not there yet."""
    length = len(body) if length is None else length
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {length}\r\n\r\n".encode()
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-01-05T12:00:00Z\r\n"
    head += "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\n"
    head += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http) + length}\r\n\r\n"
    return head.encode() + http + body + b"\r\n\r\n" * (length == len(body))


def records(size: int) -> bytes:
    """A WARC file of very many pages."""
    one = record(b"<p>hi", "https://paper.example/0000000")
    return b"".join(record(b"<p>hi", f"https://paper.example/{number:07}") for number in range(size // len(one) + 1))


def bomb(size: int) -> bytes:
    """A WARC file, compressed, whose only page is a thousand times as large."""
    pieces = [*zeros(size * 200)]
    length = sum(map(len, pieces))
    return gzipped([record(b"", "https://paper.example/a", length), *pieces, b"\r\n\r\n"])


def har(size: int) -> bytes:
    """A browser's recording with very many entries."""
    page = {"mimeType": "text/html", "text": "<p>hi", "size": 5}
    answer = {"status": 200, "headers": [], "content": page, "httpVersion": "HTTP/1.1", "statusText": "OK"}
    entry = {"request": {"method": "GET", "url": "https://paper.example/a", "headers": []}, "response": answer}
    entry["startedDateTime"] = "2026-01-05T12:00:00Z"
    count = size // len(json.dumps(entry)) + 1
    return json.dumps({"log": {"version": "1.2", "entries": [entry] * count}}).encode()


def webarchive(size: int) -> bytes:
    """Safari's saved page, whose frames hold frames hold frames, each with the same files."""
    main = {
        "WebResourceData": b"<p>A page</p>",
        "WebResourceURL": "https://paper.example/",
        "WebResourceMIMEType": "text/html",
    }
    files = [{"WebResourceURL": f"https://paper.example/{n}", "WebResourceData": b"GIF89a"} for n in range(size // 400)]
    whole: dict[str, object] = {"WebMainResource": main, "WebSubresources": files}
    for _ in range(60):
        whole = {"WebMainResource": main, "WebSubresources": files, "WebSubframeArchives": [whole, whole]}
    return plistlib.dumps(whole, fmt=plistlib.FMT_BINARY)


ARTICLES: dict[str, tuple[str, Made]] = {
    "elements within elements.html": ("html", nested("<div>", "</div>")),
    "quotations within quotations.html": ("html", nested("<blockquote class=twitter-tweet>")),
    "links never closed.html": ("html", html("<a href=https://x.com/a/status/1591167663165898754><b>")),
    "tables within tables.html": ("html", html("<table><tr><td><p>")),
    "frames.html": ("html", html('<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>')),
    "attributes.html": ("html", lambda size: filled(" a=b", size, before="<p", after=">")),
    "entities.html": ("html", html("&NotEqualTilde;&#x1F600;")),
    "one comment.html": ("html", lambda size: filled("<!-", size, before="<!--")),
    "scripts.html": ("html", html("<script>{</script>")),
    "json in a page.html": ("html", lambda size: b"<script type=application/ld+json>" + nested("[", "]")(size)),
    "pages within frames.html": ("html", nested("<iframe srcdoc='")),
    "images.html": ("html", html('<figure><img src="a.jpg" srcset="a.jpg 1x, b.jpg 2x" alt="a"></figure>')),
    "images.md": ("md", lambda size: filled("![](", size)),
    "brackets.md": ("md", lambda size: filled("[", size)),
    "quotations.md": ("md", lambda size: filled("> ", size)),
    "emphasis.md": ("md", lambda size: filled("*a **a ", size)),
    "references.md": ("md", lambda size: filled("[a]: b\n", size)),
    "posts.txt": ("txt", lambda size: filled("So it is. — Jane Doe (@jane) November 11, 2022 ", size)),
    "blanks.txt": ("txt", lambda size: filled(" ", size, before="a", after="b")),
    "lines.txt": ("txt", lambda size: filled("a\n", size)),
    "marks.txt": ("txt", lambda size: filled("a\u0301\u0301\u200f", size)),
    "subject.eml": ("eml", lambda size: filled(WORD, size, before=f"{MAIL}Subject: ", after="\r\n\r\nx")),
    "parts.eml": ("eml", lambda size: filled("--a\r\n\r\n", size, before=PARTS)),
    "addresses.eml": ("eml", lambda size: filled("(", size, before=f"{MAIL}To: ", after="\r\n\r\nx")),
    "mailbox.mbox": ("mbox", mailbox),
    "feed.xml": ("xml", lambda size: filled("<item><title>a</title></item>", size, before="<rss><channel>")),
    "entities.xml": (
        "xml",
        lambda size: filled("&b;", size, before=ENTITIES),
    ),
    "article.json": ("json", nested("[", "]")),
    "bookmarks.html": (
        "html",
        lambda size: filled("<DL><p><DT><A HREF=https://a.example>a</A>", size, before=BOOKMARKS),
    ),
    "page.webarchive": ("webarchive", webarchive),
    "property list.webarchive": ("webarchive", lambda size: filled("<dict><key>a</key>", size, before=PLIST)),
}
ARCHIVES: dict[str, tuple[str, Made]] = {
    "a bomb.zip": ("zip", zip_bomb),
    "very many.zip": ("zip", zipped),
    "a zip in a zip.zip": ("zip", zip_in_zip),
    "a bomb.html.gz": ("html.gz", lambda size: gzipped(zeros(size * 200))),
    "very many.warc": ("warc", records),
    "a bomb.warc.gz": ("warc.gz", bomb),
    "very many.har": ("har", har),
}
ANSWERS: dict[str, tuple[str, Made]] = {
    "arrays": ("application/json", nested("[", "]")),
    "objects": ("application/json", nested('{"a":', "}")),
    "a number": ("application/json", lambda size: b"9" * size),
    "a list": ("application/json", lambda size: filled('{"id": 1, "text": "a"}, ', size, before="[", after="0]")),
    "elements": ("text/html", nested("<div>", "</div>")),
    "meta": ("text/html", html('<meta property="og:image" content="https://a.example/a.jpg">')),
    "data": ("text/html", html('<script type="application/ld+json">{"@type": "VideoObject"}</script>')),
    "quotations": ("text/html", html("<blockquote><p>a</p></blockquote>")),
    "brackets": ("text/html", html("<")),
}
