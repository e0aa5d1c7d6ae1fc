"""Lists of addresses, as people keep and export them. The shapes are the exports' own, the addresses made."""

from __future__ import annotations

import gzip
import json
import plistlib
import struct
import time
import tracemalloc

import pytest
from growth import is_within

from embedarchive.documents import formats, lists
from embedarchive.documents.lines import lines

A, B = "https://news.example/a", "https://news.example/b"
PICTURE = "https://pictures.example/a.png"

SHAPES: dict[str, tuple[str, str]] = {
    "sitemap": (
        "sitemap",
        ('<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">'
        f"<url><loc> {A} </loc><lastmod>2026-09-12</lastmod><image:image><image:loc>{PICTURE}</image:loc>"
        f"</image:image></url><url><loc>{B}</loc></url></urlset>"),
    ),
    "sitemap index": (
        "sitemap",
        f"<sitemapindex><sitemap><loc>{A}</loc></sitemap><sitemap><loc>{B}</loc></sitemap></sitemapindex>",
    ),
    "opml with names of characters that nobody declared": (
        "opml",
        f'<opml version="2.0"><body><outline text="caf&eacute;" xmlUrl="{A}"/><outline xmlUrl="{B}"/></body></opml>',
    ),
    "opml": (
        "opml",
        ('<?xml version="1.0"?><opml version="2.0"><head><title>Feeds</title></head><body><outline text="News">'
        f'<outline type="rss" text="A" xmlUrl="{A}" htmlUrl="https://news.example/"/></outline>'
        f'<outline type="link" text="B" url="{B}"/></body></opml>'),
    ),
    "netscape": (
        "links",
        ("<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<!-- do not edit -->\n<TITLE>Bookmarks</TITLE><H1>Bookmarks</H1><DL><p>"
        f'<DT><H3 ADD_DATE="1">Folder</H3><DL><p><DT><A HREF="{A}" ADD_DATE="1">A page</A><DD>Words about the page that'
        f' are longer than what it is called\n<DT><A HREF="{B}">B</A><DT><A HREF="javascript:x()">C</A></DL><p></DL>'),
    ),
    "instapaper": (
        "links",
        (f'<!DOCTYPE html><html><head><title>Instapaper: Export</title></head><body><h1>Unread</h1><ol><li>'
        f'<a href="{A}">A</a></li></ol><h1>Archive</h1><ol><li><a href="{B}">B</a></li></ol></body></html>'),
    ),
    "instapaper table": ("table", f'URL,Title,Selection,Folder,Timestamp\n{A},"One, two",,Unread,1\n{B},B,,,2\n'),
    "raindrop": (
        "table",
        ("id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite\n"
        f'1,A,,"of two\nlines",{A},Unsorted,,2026-09-12T10:00:00.000Z,{PICTURE},,false\n'
        f"2,B,,,{B},Unsorted,,2026-09-12T10:00:00.000Z,{PICTURE}?2,,false\n"),
    ),
    "ris": ("references", f"TY  - ELEC\r\nTI  - A\r\nUR  - {A}\r\nER  - \r\n\r\nTY  - NEWS\r\nUR  - {B}\r\nER  - \r\n"),
    "bibtex": (
        "references",
        (f"% Written by hand\n\n@online{{a1,\n  title = {{A, of {PICTURE}}},\n  url = {{{A}}},\n  urldate = {{2}}\n}}\n"
        f'@misc{{b2, howpublished = "\\url{{{B}}}", archiveurl = {{{PICTURE}}}}}\n'),
    ),
    "comments on reddit": (
        "table",
        ("id,permalink,date,subreddit,link,parent,body,media\n"
        f"a1,{A},2022-11-11 12:00:00 UTC,x,{PICTURE},,Words,\na2,{B},2022-11-11 12:10:00 UTC,x,{PICTURE},a1,More,\n"),
    ),
    "spreadsheet": (
        "table",
        f"Link;Archive status;Archive location;Thumbnail\n{A};success;{PICTURE};x\n{B};;;\n;;;\n",
    ),
    "a column by what it holds": ("table", f"was;wann;wo\nMühle;2026-09-12;{A}\nBrücke;2026-09-13;{B}\n"),
    "chromium": (
        "bookmarks",
        json.dumps({"checksum": "x", "roots": {"bookmark_bar": {"children": [
            {"type": "url", "url": A}, {"type": "folder", "children": [{"type": "url", "url": B}]}]}}}),
    ),
    "firefox": (
        "bookmarks",
        json.dumps({"guid": "root________", "type": "text/x-moz-place-container", "children": [
            {"type": "text/x-moz-place", "uri": A}, {"type": "text/x-moz-place", "uri": B}]}),
    ),
    "pinboard": (
        "records",
        json.dumps([{"href": each, "description": "A page", "time": "2026-09-12T10:00:00Z"} for each in (A, B)]),
    ),
    "omnivore": (
        "records",
        json.dumps([{"id": "1", "title": "A page", "url": each, "thumbnail": PICTURE} for each in (A, B)]),
    ),
    "json lines": ("records", "".join(json.dumps({"id": 1, "url": each}) + "\n" for each in (A, B))),
    "safari": (
        "bookmarks",
        plistlib.dumps({"Title": "", "Children": [
            {"WebBookmarkType": "WebBookmarkTypeLeaf", "URLString": A},
            {"WebBookmarkType": "WebBookmarkTypeList", "Children": [{"URLString": B}]}]}).decode(),
    ),
    "pinboard's XML": (
        "bookmarks",
        f'<?xml version="1.0"?><posts user="mila"><post href="{A}" description="A" tag=""/><post href="{B}"/></posts>',
    ),
    "a sitemap below a comment": (
        "sitemap",
        f'\n<!-- made --><?xml version="1.0"?><urlset><url><loc>{A}</loc></url><url><loc>{B}</loc></url></urlset>',
    ),
}  # fmt: skip
SHORTCUTS = {
    "windows": f"[{{000214A0-0000}}]\r\nProp3=19,11\r\n[InternetShortcut]\r\nIDList=\r\nURL={A}\r\n",
    "linux": f"[Desktop Entry]\nName=A page\nType=Link\nURL={A}\n",
    "macos": plistlib.dumps({"URL": A}).decode(),
}


@pytest.mark.parametrize("system", list(SHORTCUTS))
def test_a_shortcut_is_a_list_of_one(system: str) -> None:
    """What a browser's address becomes when it is dragged to the desktop."""
    found = lists.listing(SHORTCUTS[system].encode(), limit=10**6)
    assert found is not None
    assert [entry.address for entry in found.entries] == [A]
    assert formats.may_be_list(SHORTCUTS[system].encode())


def test_safaris_own_file_is_a_list() -> None:
    """It is a property list in binary; a saved page in that form is none, nor is a broken one."""
    bookmarks = plistlib.dumps({"Children": [{"URLString": A}]}, fmt=plistlib.FMT_BINARY)
    assert formats.may_be_list(bookmarks)
    found = lists.listing(bookmarks, limit=10**6)
    assert found is not None
    assert [entry.address for entry in found.entries] == [A]
    page = {"WebMainResource": {"WebResourceData": b"<p>words</p>", "WebResourceURL": A}}
    assert lists.listing(plistlib.dumps(page, fmt=plistlib.FMT_BINARY), limit=10**6) is None
    assert lists.listing(b"bplist00 and nothing more", limit=10**6) is None


def _binary(objects: list[bytes], *, top: int, last_again: int = 0) -> bytes:
    """A property list of these objects, the last of which has so many more numbers."""
    offsets = [8 + sum(map(len, objects[:number])) for number in range(len(objects))]
    offsets += offsets[-1:] * last_again
    table = struct.pack(f">{len(offsets)}I", *offsets)
    end = struct.pack(">6x2B3Q", 4, 4, len(offsets), top, 8 + sum(map(len, objects)))
    return b"bplist00" + b"".join(objects) + table + end


def test_p5_bookmarks_in_folders_that_stand_twice_in_each_other() -> None:
    """Forty folders, each twice in the one above it, would be a trillion: each is looked into once."""
    objects = [b"\x58Children"]
    for number in range(1, 80, 2):
        objects += [b"\xd1" + struct.pack(">2I", 0, number + 1), b"\xa2" + struct.pack(">2I", *[number + 2] * 2)]
    objects += [b"\xd1" + struct.pack(">2I", 82, 83), b"\x59URLString", bytes([0x5F, 0x10, len(A)]) + A.encode()]
    found = lists.listing(_binary(objects, top=1), limit=10**6)
    assert found is not None
    assert [entry.address for entry in found.entries] == [A]


def test_p5_a_property_list_whose_parts_claim_the_same_bytes() -> None:
    """Of 48 kB that would unfold into four thousand lists of four thousand things each nothing is read."""
    count = 4000
    whole, same = (
        b"\xaf\x12" + struct.pack(f">{count + 1}I", count, *numbers) for numbers in (range(3, count + 3), [0] * count)
    )
    data = _binary([b"\x51a", whole, same], top=1, last_again=count)
    tracemalloc.start()
    try:
        assert lists.listing(data, limit=10**6) is None
        assert tracemalloc.get_traced_memory()[1] < 20 * len(data)
    finally:
        tracemalloc.stop()


def test_p3_half_a_character_in_an_address() -> None:
    """JSON may hold half of a pair (a lone surrogate), which nothing can be written to a file with."""
    found = lists.listing(b'[{"url": "https://news.example/\\ud800"}]', limit=10**6)
    assert found is not None
    assert [entry.address for entry in found.entries] == ["https://news.example/\ufffd"]


def test_records_of_which_one_is_an_article_are_no_list() -> None:
    """Nor are objects that give addresses under several names, or that have none."""
    words = "<p>The mill turns again, in the end.</p>"
    article = [{"url": A, "title": "The mill", "content": words}, {"url": B, "title": "B"}]
    assert lists.listing(json.dumps(article).encode(), limit=10**6) is None
    assert lists.listing(json.dumps([{"url": A}, {"thumbnail": B}]).encode(), limit=10**6) is None
    assert lists.listing(json.dumps({"url": A}).encode(), limit=10**6) is None
    assert lists.listing(b"[" * 100_000 + b'"url": "https:', limit=10**6) is None


def test_a_sitemap_in_utf_16_is_one() -> None:
    """With its mark, and whatever it declares."""
    data = SHAPES["sitemap"][1].encode("utf-16")
    assert formats.may_be_list(data)
    found = lists.listing(data, limit=10**6)
    assert found is not None
    assert [entry.address for entry in found.entries] == [A, B]


@pytest.mark.parametrize(
    "text",
    [
        f"{A} | The mill | turns\n{B} | B\n",
        f"# Links\n\n- [The mill](turns) again]({A})\n* [B]({B})\n",
        f"1. [The mill]({A})\n2. [B]({B})\n",
    ],
    ids=["tabs", "Markdown", "numbered"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_lines_with_titles(text: str, encoding: str) -> None:
    """As extensions of browsers export tabs, and as people keep links; also as Notepad writes it."""
    assert [line.words for line in lines(text.encode(encoding)) if line.is_address] == [A, B]


def test_titled_links_among_words_are_an_article() -> None:
    """As soon as a line says something of its own; so is a single link."""
    assert lines(f"- [The mill]({A})\n- [B]({B})\nThe mill turns.\n".encode()) == ()
    assert lines(f"- [The mill]({A}): it turns\n- [B]({B})\n".encode()) == ()
    assert lines(f"[The mill]({A})\n".encode()) == ()


@pytest.mark.parametrize("shape", list(SHAPES))
def test_the_addresses_of_a_list(shape: str) -> None:
    """Each once, in order; of a table those of its one column of pages."""
    kind, text = SHAPES[shape]
    found = lists.listing(text.encode(), limit=10**6)
    assert found is not None
    assert (found.kind, [entry.address for entry in found.entries], found.left) == (kind, [A, B], 0)
    assert formats.may_be_list(text.encode())


def test_a_packed_sitemap_and_its_days() -> None:
    """As servers give it; the day tells a changed page from one that was read before."""
    found = lists.listing(gzip.compress(SHAPES["sitemap"][1].encode()), limit=10**6)
    assert found is not None
    assert [entry.version for entry in found.entries] == ["2026-09-12", ""]


@pytest.mark.parametrize(
    "text",
    [
        "The mill, which turns, is old.\nSee https://news.example/a, or ask.\nNobody, it seems, knows.\n",
        f'<html><body><p>The mill turns again, in the end.</p><ul><li><a href="{A}">A</a></li></ul></body></html>',
        f'<html><body><div><a href="{A}">A</a></div></body></html>',
        '{"children": [{"title": "x", "html": "<p>words</p>"}]}',
        "<urlset></urlset>",
        "@jane{x} wrote it, url = {https://news.example/a}\n",
        f"{A}\n{B}\n",
    ],
    ids=["prose", "a page", "a menu", "JSON", "an empty sitemap", "a handle", "lines"],
)
def test_what_is_no_list(text: str) -> None:
    """An article stays one. Lines of addresses are read elsewhere."""
    assert lists.listing(text.encode(), limit=10**6) is None


def test_hostile_lists_end_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Declared entities are not expanded, deep bookmarks and unclosed quotes are left; what is too much is counted."""
    started = time.process_time()
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE x [<!ENTITY l0 "x">{laughs}]><urlset><url><loc>{A}?&l11;</loc></url></urlset>'
    lists.listing(bomb.encode(), limit=10**6)
    lists.listing(b'{"roots":{"a":' + b'{"children":[' * 50_000, limit=10**6)
    lists.listing((f'a,b\n"{A},' + "x\n" * 200_000).encode(), limit=10**6)
    assert is_within(time.process_time() - started, 5)
    monkeypatch.setattr(lists, "MOST", 1)
    found = lists.listing(SHAPES["sitemap"][1].encode(), limit=10**6)
    assert found is not None
    assert (len(found.entries), found.left) == (1, 1)


def test_a_table_in_a_spreadsheets_own_encoding_and_one_column_alone() -> None:
    """UTF-16 with tabs, as Excel writes "Unicode text"; a column that was saved by itself has a heading."""
    found = lists.listing(f"was\two\nx\t{A}\ny\t{B}\n".encode("utf-16"), limit=10**6)
    assert found is not None
    assert [entry.address for entry in found.entries] == [A, B]
    assert formats.may_be_list(f"was\two\nx\t{A}\n".encode("utf-16"))
    assert [line.words for line in lines(f"URL\n{A}\n{B}\n".encode())] == [A, B]


def test_an_address_in_bibtex_whose_signs_stand_behind_a_backslash() -> None:
    """As TeX wants it."""
    found = lists.listing(b"@misc{a, url = {https://news.example/a\\_b?c=1\\&d=50\\%25}}", limit=10**6)
    assert found is not None
    assert [entry.address for entry in found.entries] == ["https://news.example/a_b?c=1&d=50%25"]
