"""Lists of addresses, as people keep and export them. The shapes are the exports' own, the addresses made."""

from __future__ import annotations

import gzip
import json
import time

import pytest

from embedarchive.documents import formats, lists

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
}  # fmt: skip


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
        f"{A}\n{B}\n",
    ],
    ids=["prose", "a page", "a menu", "JSON", "an empty sitemap", "lines"],
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
    assert time.process_time() - started < 5
    monkeypatch.setattr(lists, "MOST", 1)
    found = lists.listing(SHAPES["sitemap"][1].encode(), limit=10**6)
    assert found is not None
    assert (len(found.entries), found.left) == (1, 1)


def test_a_table_in_a_spreadsheets_own_encoding_and_one_column_alone() -> None:
    """UTF-16 with tabs, as Excel writes "Unicode text"; a column that was saved by itself has a heading."""
    from embedarchive.documents.lines import lines

    found = lists.listing(f"was\two\nx\t{A}\ny\t{B}\n".encode("utf-16"), limit=10**6)
    assert found is not None
    assert [entry.address for entry in found.entries] == [A, B]
    assert formats.may_be_list(f"was\two\nx\t{A}\n".encode("utf-16"))
    assert [line.words for line in lines(f"URL\n{A}\n{B}\n".encode())] == [A, B]
