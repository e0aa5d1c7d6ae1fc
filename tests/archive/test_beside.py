"""What a saved page or a message brought along is kept from there; nobody is asked, and nothing else is read."""

from __future__ import annotations

import base64
import io
import os
import plistlib
from email.message import EmailMessage
from pathlib import Path

import pytest
from PIL import Image as Picture

from embedarchive import Archive, Result, Status
from embedarchive.store import Store, verify

WORDS = "<p>After nine years the mill turned again on Saturday, to the surprise of many who came to see it.</p>"
ADDRESS = "https://paper.example/2026/mill"


def jpeg(colour: str = "red") -> bytes:
    """A small photo."""
    out = io.BytesIO()
    Picture.new("RGB", (320, 240), colour).save(out, "JPEG")
    return out.getvalue()


def page(*sources: str, saved: bool = True) -> str:
    """A page with images, as a browser saves it."""
    images = "".join(f'<p><img src="{source}" width="320" height="240" alt="A mill"></p>' for source in sources)
    mark = f"<!-- saved from url=({len(ADDRESS):04d}){ADDRESS} -->" if saved else ""
    head = f"<!DOCTYPE html>{mark}<html lang=en><head><title>The mill</title></head>"
    return f"{head}<body><article><h1>The mill</h1>{WORDS}{images}</article></body></html>"


def mhtml() -> bytes:
    """As Chromium writes it."""
    lines = [
        "From: <Saved by Blink>",
        f"Snapshot-Content-Location: {ADDRESS}",
        "MIME-Version: 1.0",
        'Content-Type: multipart/related; type="text/html"; boundary="b0undary"',
        "",
        "--b0undary",
        "Content-Type: text/html",
        f"Content-Location: {ADDRESS}",
        "",
        page("https://paper.example/img/mill.jpg", saved=False),
        "--b0undary",
        "Content-Type: image/jpeg",
        "Content-Transfer-Encoding: base64",
        "Content-Location: https://paper.example/img/mill.jpg",
        "",
        base64.encodebytes(jpeg()).decode().strip(),
        "--b0undary--",
        "",
    ]
    return "\r\n".join(lines).encode()


def mail() -> bytes:
    """A newsletter with its picture inside."""
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "The mill", "news@paper.example", "ann@reader.example"
    message.set_content("The mill")
    message.add_alternative(page("cid:image001", saved=False), subtype="html")
    message.get_payload()[1].add_related(jpeg(), "image", "jpeg", cid="<image001>")  # type: ignore[union-attr,index]
    return bytes(message)


def webarchive() -> bytes:
    """As Safari writes it, the picture inside a frame's archive."""
    picture = {
        "WebResourceData": jpeg(),
        "WebResourceURL": "https://paper.example/img/mill.jpg",
        "WebResourceMIMEType": "image/jpeg",
    }
    main = {
        "WebResourceData": page("/img/mill.jpg", saved=False).encode(),
        "WebResourceURL": ADDRESS,
        "WebResourceMIMEType": "text/html",
        "WebResourceTextEncodingName": "UTF-8",
    }
    whole = {"WebMainResource": main, "WebSubframeArchives": [{"WebSubresources": [picture]}]}
    return plistlib.dumps(whole, fmt=plistlib.FMT_BINARY)


def scanned(folder: Path, name: str) -> list[Result]:
    """What became of the images of one file."""
    with Archive(folder / "archive") as archive:
        return [result for result in archive.add(folder / name) if result.kind == "image"]


def kept(folder: Path) -> list[tuple[str, str, bytes | None]]:
    """Of each image in the archive: its state, its address and its bytes."""
    with Store.open(folder / "archive", create=False, read_only=True) as store:
        found = []
        for row in reversed(store.listed_media()):
            path = store.path_of(row["digest"]) if row["digest"] else None
            found.append((str(row["status"]), str(row["url"]), path.read_bytes() if path else None))
        assert store.connection.execute("SELECT count(*) FROM fetches WHERE url LIKE '%mill.jpg'").fetchone() == (0,)
        return found


@pytest.mark.parametrize(
    ("name", "make", "address"),
    [
        ("page.mhtml", mhtml, "https://paper.example/img/mill.jpg"),
        ("page.webarchive", webarchive, "https://paper.example/img/mill.jpg"),
        ("mail.eml", mail, "cid:image001"),
    ],
)
def test_what_a_container_holds_is_kept_from_there(tmp_path: Path, name: str, make: object, address: str) -> None:
    """Without a network; the log says that the article had it; a second time changes nothing."""
    (tmp_path / name).write_bytes(make())  # type: ignore[operator]
    for fresh in (True, False):
        assert [(result.status, result.fresh) for result in scanned(tmp_path, name)] == [(Status.ARCHIVED, fresh)]
        assert kept(tmp_path) == [("archived", address, jpeg())]
    with Store.open(tmp_path / "archive", create=False, read_only=True) as store:
        sources = store.connection.execute("SELECT source FROM snapshots WHERE outcome = 'captured'").fetchall()
    assert sources == [("article",)]
    assert verify(tmp_path / "archive").problems == ()


@pytest.mark.parametrize("saved", [True, False], ids=["saved from the web", "a file of one's own"])
def test_what_lies_beside_a_page_is_kept_from_there(tmp_path: Path, saved: bool) -> None:
    """A browser's “save complete” writes the pictures into a folder; the blank in its name may be escaped."""
    (tmp_path / "The mill_files").mkdir()
    (tmp_path / "The mill_files" / "mill.jpg").write_bytes(jpeg())
    (tmp_path / "The mill_files" / "sluice.jpg").write_bytes(jpeg("blue"))
    text = page("./The mill_files/mill.jpg", "The%20mill_files/sluice.jpg", saved=saved)
    (tmp_path / "The mill.html").write_text(text, encoding="utf-8")
    assert {result.status for result in scanned(tmp_path, "The mill.html")} == {Status.ARCHIVED}
    assert [row[2] for row in kept(tmp_path)] == [jpeg(), jpeg("blue")]


def test_a_picture_beside_a_markdown_file(tmp_path: Path) -> None:
    """One's own notes."""
    (tmp_path / "img").mkdir()
    (tmp_path / "img" / "mill.jpg").write_bytes(jpeg())
    (tmp_path / "notes.md").write_text("# The mill\n\nIt turns.\n\n![A mill](img/mill.jpg)\n", encoding="utf-8")
    assert [result.status for result in scanned(tmp_path, "notes.md")] == [Status.ARCHIVED]


def test_a_picture_in_the_page_itself(tmp_path: Path) -> None:
    """As SingleFile and other programs save a page in one file; small stand-ins are none."""
    out = io.BytesIO()
    Picture.effect_noise((320, 240), 60).save(out, "PNG")
    inlined, blank = (
        f"data:image/png;base64,{base64.b64encode(data).decode()}" for data in (out.getvalue(), jpeg()[:99])
    )
    (tmp_path / "page.html").write_text(page(inlined, blank), encoding="utf-8")
    assert [(result.status, result.url) for result in scanned(tmp_path, "page.html")] == [
        (Status.ARCHIVED, "data:image/png;base64")
    ]
    assert [row[2] for row in kept(tmp_path)] == [out.getvalue()]


def test_two_pictures_of_the_same_name_are_two(tmp_path: Path) -> None:
    """Every mail calls its first picture image001: they are told apart by their bytes."""
    for number, colour in enumerate(("red", "blue")):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "mill.jpg").write_bytes(jpeg(colour))
        (folder / "notes.md").write_text(f"# Mill {number}\n\n![A mill](mill.jpg)\n", encoding="utf-8")
        scanned(tmp_path, f"{number}/notes.md")
    assert [row[2] for row in kept(tmp_path)] == [jpeg("red"), jpeg("blue")]


def test_nothing_outside_of_the_folder_is_read(tmp_path: Path) -> None:
    """By `..`, by an absolute path, a file: address, a link out, a hidden folder, a pipe, or as no picture at all."""
    home, outside = tmp_path / "home", tmp_path / "outside"
    (home / ".ssh").mkdir(parents=True)
    outside.mkdir()
    secret = jpeg("green")
    (outside / "secret.jpg").write_bytes(secret)
    (home / ".ssh" / "secret.jpg").write_bytes(secret)
    (home / "link.jpg").symlink_to(outside / "secret.jpg")
    (home / "linked").symlink_to(outside)
    os.mkfifo(home / "pipe.jpg")
    (home / "words.jpg").write_text("my diary", encoding="utf-8")
    names = ["../outside/secret.jpg", "%2e%2e/outside/secret.jpg", "x/../../outside/secret.jpg", "link.jpg"]
    names += [f"{outside}/secret.jpg", f"file://{outside}/secret.jpg", "linked/secret.jpg", ".ssh/secret.jpg"]
    names += ["pipe.jpg", "words.jpg", "..\\outside\\secret.jpg", "nothing.jpg", "a%00b.jpg"]
    for number, saved in enumerate((True, False)):
        (home / f"{number}.html").write_text(page(*names, saved=saved), encoding="utf-8")
        results = scanned(home, f"{number}.html")
        assert results
        assert not [result.url for result in results if result.status is Status.ARCHIVED]
    files = [path for path in (home / "archive").rglob("*") if path.is_file()]
    assert not [path for path in files if path.read_bytes() in (secret, b"my diary")]


def test_a_saved_post_brings_its_pictures(tmp_path: Path) -> None:
    """The page of a post, saved with its files: the post's picture is kept from there, and nobody is asked for it."""
    address, picture = "https://x.com/lena_od/status/1591000000000000001", "https://pbs.twimg.com/media/FhA?format=jpg"
    post = f"""<article data-testid="tweet"><div data-testid="User-Name"><a href="/lena_od"><span>Lena Odell</span></a>
    <a href="/lena_od"><span>@lena_od</span></a></div><div data-testid="tweetText"><span>The mill turns.</span></div>
    <div data-testid="tweetPhoto"><img alt="Image" src="{picture}"></div><a href="{address}">
    <time datetime="2022-11-11T09:28:54.000Z">9:28 AM</time></a></article>"""
    whole = mhtml().replace(ADDRESS.encode(), address.encode())
    whole = whole.replace(b"https://paper.example/img/mill.jpg", picture.encode())
    start, end = whole.index(b"<article>"), whole.index(b"</article>") + len(b"</article>")
    (tmp_path / "post.mhtml").write_bytes(whole[:start] + post.encode() + whole[end:])
    with Archive(tmp_path / "archive") as archive:
        (result,) = archive.add(tmp_path / "post.mhtml")
    assert (result.kind, result.text, result.media) == ("embed", "The mill turns.", 1)
    ((status, _, data),) = kept(tmp_path)
    assert (status, data) == ("archived", jpeg())


@pytest.mark.parametrize("name", ["mill.jpg.xmp", "mill.xmp"])
def test_a_sidecar_says_where_a_picture_was_taken(tmp_path: Path, name: str) -> None:
    """The XMP file beside an image that says nothing itself; a broken one says nothing and loses nothing."""
    (tmp_path / "mill.jpg").write_bytes(jpeg())
    packet = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
    <rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="51,14.07N"
    exif:GPSLongitude="2,54.738E" exif:DateTimeOriginal="2022-11-11T09:28:54+01:00"/></rdf:RDF></x:xmpmeta>"""
    (tmp_path / name).write_text(packet, encoding="utf-8")
    (tmp_path / "sluice.jpg").write_bytes(jpeg("blue"))
    (tmp_path / "sluice.xmp").write_text("<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;", encoding="utf-8")
    (tmp_path / "notes.md").write_text(
        "# The mill\n\n![A mill](mill.jpg)\n\n![A sluice](sluice.jpg)\n", encoding="utf-8"
    )
    assert [result.status for result in scanned(tmp_path, "notes.md")] == [Status.ARCHIVED] * 2
    with Store.open(tmp_path / "archive", create=False, read_only=True) as store:
        told = store.connection.execute("SELECT url, latitude, longitude, taken_at FROM media").fetchall()
        places = store.connection.execute("SELECT latitude, longitude, source FROM places").fetchall()
    (_, latitude, longitude, taken), sluice = sorted(map(tuple, told), key=lambda row: str(row[0]))
    assert (latitude, longitude, str(taken)[:19]) == (51.2345, 2.9123, "2022-11-11T08:28:54")
    assert sluice[1:] == (None, None, None)
    assert [tuple(row) for row in places] == [(51.2345, 2.9123, "exif")]
