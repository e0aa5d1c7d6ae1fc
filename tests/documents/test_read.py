"""Reading: what bytes are, what they say, and one sentence for what is no article."""

from __future__ import annotations

import json
import plistlib
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from growth import is_within
from hypothesis import given, settings
from hypothesis import strategies as st

from embedarchive import documents
from embedarchive.documents import formats
from embedarchive.errors import SourceError

PAGE = '<!doctype html><html lang="nl-BE"><head><title>Site | De titel</title></head><body><p>Tekst.</p></body></html>'


def test_p2_the_seed_article(shared: Path) -> None:
    """Text that an extractor left: Markdown by its image, named by its first line."""
    expected = json.loads((shared / "seed" / "expected.json").read_text(encoding="utf-8"))
    document = documents.load(shared / "seed" / "article.txt")
    assert (document.title, document.media_type) == (expected["title"], expected["media_type"])
    assert document.text == (shared / "seed" / "article.txt").read_bytes().decode()


@pytest.mark.parametrize(
    ("data", "charset", "word"),
    [
        ("\ufeffhéllo there".encode(), "utf-8", "héllo"),
        ("héllo wörld".encode("utf-16"), "utf-16le", "héllo"),
        ("a plain text, wide".encode("utf-16-be"), "utf-16be", "plain"),
        ("<meta charset=windows-1251><p>Привет, мир".encode("cp1251"), "windows-1251", "Привет"),
        ('<?xml version="1.0" encoding="koi8-r"?><html><p>Привет'.encode("koi8-r"), "koi8-r", "Привет"),
        ("<meta charset=iso-8859-1><p>€ and žluťoučký".encode(), "utf-8", "žluťoučký"),
        ("<meta charset=utf-8><p>caf\xe9 and \x93quotes\x94".encode("latin-1"), "windows-1252", "café and “quotes”"),
        ("это обычный русский текст без указания кодировки".encode("cp1251"), "windows-1251", "русский"),
        ("多くの日本語".encode() * 9 + b" it\x92s", "utf-8", "it’s"),
        ("<meta charset=rot13><p>caf\xe9".encode("latin-1"), "windows-1252", "café"),
        ("<meta charset=zlib><p>caf\xe9".encode("latin-1"), "windows-1252", "café"),
        (b"<meta charset=utf-7><p>+ADw-script+AD4-", "utf-8", "+ADw-script+AD4-"),
    ],
)
def test_h6_charsets(data: bytes, charset: str, word: str) -> None:
    """The bytes decide, the declaration helps, hostile labels are no labels; nothing is lost."""
    (document,) = documents.read(data)
    assert document.charset == charset
    assert word in document.text
    assert not document.text.startswith("\ufeff")


def test_line_ends_stay_as_they_are() -> None:
    """Offsets point into the source: CRLF is two characters."""
    assert documents.load(b"One\r\nTwo\r\n").text == "One\r\nTwo\r\n"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"%PDF-1.7\n...", "a PDF"),
        (b"\x89PNG\r\n\x1a\n....", "a PNG image"),
        (b"\xff\xd8\xff\xe0JFIF", "a JPEG image"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a WebP image"),
        (b"\x00\x00\x00\x18ftypmp42", "a video (MP4)"),
        (b"PK\x03\x04....word/document.xml", "a Word document"),
        (b"PK\x03\x04....anything", "a zip archive"),
        (b"\x1f\x8b\x08\x00", "a gzip archive"),
        (b"SQLite format 3\x00", "an SQLite database"),
        (b"WARC/1.1\r\n", "a recording"),
        (b"46:9:websocket;0:~8:response;0:~4:type;4:http;}", "mitmproxy; export it as HAR"),
        (b"PK\x03\x04....raw/1_c.txt....raw/1_s.txt....raw/1_m.xml", "(SAZ); export it as HAR"),
        (b" CDX N b a m s k r M S V g\nexample,news)/ 20221111120000 -\n", "an index of recordings (CDX)"),
        (b'!meta {}\nexample,news)/ 20221111120000 {"url": "https://news.example/"}\n', "the WARC or WACZ files"),
        (b'{"profile": "multi-wacz-package", "resources": []}', "a list of WACZ files"),
        (b'\xef\xbb\xbf\r\n  {"profile": "multi-wacz-package", "resources": []}', "a list of WACZ files"),
        (b'window.YTD.like.part0 = [ {"like": {"tweetId": "1"}} ]\n', "data for a program"),
        (b"mozLz40\x00\x10\x00\x00\x00", "Export the bookmarks as HTML"),
        (b"\x04\x22\x4d\x18words", "an LZ4 archive"),
        (bytes(range(256)) * 20, "binary data"),
        (b'{"a": 1, "b": [2]}', "JSON without an article"),
        (b'<?xml version="1.0"?><note><to>x</to></note>', "XML"),
        (b'<?xml version="1.0"?><rss><channel></channel></rss>', "a feed without an article"),
    ],
)
def test_what_is_no_article_is_named_in_one_sentence(data: bytes, what: str) -> None:
    """One clear sentence with the source's name and no traceback."""
    with pytest.raises(SourceError) as caught:
        documents.read(data, source="notes.bin")
    sentence = str(caught.value)
    assert sentence.startswith("notes.bin")
    assert what in sentence
    assert "\n" not in sentence


def test_the_limit_can_be_raised() -> None:
    """20 MB unless the caller allows more."""
    data = b"word " * 20
    with pytest.raises(SourceError, match="over the limit"):
        documents.read(data, limit=50)
    assert documents.read(data, limit=100)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """A missing file and a folder are one sentence each."""
    with pytest.raises(SourceError, match="no such file"):
        documents.load(tmp_path / "nothing.txt")
    with pytest.raises(SourceError, match="folder"):
        documents.load(tmp_path)


@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        ("Only words.\nAnd more.", "text/plain"),
        ("# A heading\n\nWords.", "text/markdown"),
        ("Words ![a](b.jpg)", "text/markdown"),
        ("See [this](http://x.example/).", "text/markdown"),
        ("---\ntitle: T\n---\nWords", "text/markdown"),
        (
            "Some words\n\n<blockquote class='twitter-tweet'><p>hi</p></blockquote>\n\nMore words\n\nand more",
            "text/markdown",
        ),
        (PAGE, "text/html"),
        ("<p>A pasted <b>piece</b></p>\n<blockquote><p>hi</p></blockquote>", "text/html"),
        ("\n<!-- saved --><html><body>x", "text/html"),
        ("---\ntitle: T\n---\n<p>generated</p>\n<p>page</p>\n<div>x</div>", "text/html"),
        ("About 3 < 4 and 5 > 2, she said.", "text/plain"),
        ("[[wiki]] and [1] a note", "text/plain"),
        ("-----URL-----\nhttps://x.example/\n<!doctype html><html><p>x</p></html>", "text/html"),
        ("-----\n" * 60 + "<!doctype html>\n<html>\n" + "<p>x[1](y)</p>\n" * 99 + "Words.\n" * 9, "text/html"),
        ("Words.\n" * 90 + "<!doctype html>\n<html><p>x</p>\n" + "Words ![a](b.jpg).\n" * 90, "text/markdown"),
        ("Words.\n" * 90 + "```\n<!doctype html>\n<html><p>x</p>\n```\n![a](b.jpg)", "text/markdown"),
    ],
)
def test_sniffing(text: str, media_type: str) -> None:
    """The content decides what it is."""
    assert documents.load(text).media_type == media_type


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: 'It''s here'\n---\n# Other", "It's here"),
        ('+++\ntitle = "Toml"\n+++\nwords', "Toml"),
        ("![](a.jpg)\nThe headline\nA paragraph that follows it.", "The headline"),
        ("Intro words.\n\n# The [heading](x)\n\nwords", "The heading"),
        ("Underlined\n==========\nwords", "Underlined"),
        ("Menu\nHome\nMenu\nHome\nThe headline\nwords follow here", "The headline"),
        ("A first tweet\n— Jane (@jane) May 1, 2022\nwords", None),
        ("word " * 80 + "\nnext", None),
        ("One single line", None),
    ],
)
def test_titles_of_text(text: str, title: str | None) -> None:
    """Front matter, the first heading, or a first line that is short enough and is not boilerplate."""
    assert documents.load(text).title == title


def test_head_of_a_page() -> None:
    """Title, language and address; `base` is resolved against the page's own address."""
    document = documents.load(
        '<html lang="nl_BE"><head><base href="/a/"><link rel="canonical" href="https://x.example/p/q">'
        '<meta property="og:title" content="Open &amp; graph"><title>t</title></head><body><h1>h</h1></body></html>'
    )
    assert (document.title, document.language, document.base_url) == ("Open & graph", "nl", "https://x.example/a/")
    assert documents.load("<html><p>x</p></html>", base_url="https://y.example/").base_url == "https://y.example/"
    assert documents.load("<html lang='{{lang}}'><p>x</p></html>").language is None
    assert documents.load(PAGE).title == "Site | De titel"


RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Feed</title><language>nl-be</language><item><title>Een &amp; twee</title><link>https://x.example/1</link>
<description>kort</description><content:encoded><![CDATA[<p>Hele tekst</p>]]></content:encoded></item>
<item><title>Drie</title><link>https://x.example/3</link><description>&lt;p&gt;Ja&nbsp;nee&lt;/p&gt;</description></item></channel></rss>"""


def test_rss() -> None:
    """Every item is an article; the fullest text is taken, undeclared HTML entities are read."""
    first, second = documents.read(RSS.encode())
    assert (first.text, first.title, first.base_url, first.language) == (
        "<p>Hele tekst</p>",
        "Een & twee",
        "https://x.example/1",
        "nl",
    )
    assert (second.text, second.part) == ("<p>Ja\xa0nee</p>", "item 2")


def test_atom_with_xhtml() -> None:
    """Atom's xhtml content becomes markup again."""
    text = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>F</title><entry><title>E</title><link href="https://x.example/e"/>'
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>a &lt; b <b>c</b></p></div>'
        "</content></entry></feed>"
    )
    (entry,) = documents.read(text.encode())
    assert "<p>a &lt; b <b>c</b></p>" in entry.text
    assert (entry.language, entry.base_url, entry.title) == ("de", "https://x.example/e", "E")


def test_p5_entities_are_not_expanded() -> None:
    """Billion laughs and external entities stay what they are, within 2 seconds."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol">{laughs}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        + RSS[21:].replace("kort", "&l11;&f;").replace("<![CDATA[<p>Hele tekst</p>]]>", "&l11;&f; end")
    )
    started = time.process_time()
    found = documents.read(bomb.encode())
    assert is_within(time.process_time() - started, 2)
    assert sum(len(document.text) for document in found) < 1000
    assert not any("root:" in document.text for document in found)


def test_a_feed_that_breaks_off_keeps_what_came_before() -> None:
    """The items before the break are there."""
    assert len(documents.read(RSS[: RSS.index("<item><title>Drie") + 40].encode())) == 1


@pytest.mark.parametrize(
    ("value", "body", "title", "url", "pointer"),
    [
        (
            {"link": "https://x.example/w", "title": {"rendered": "W &amp; P"}, "content": {"rendered": "<p>wp</p>"}},
            "<p>wp</p>",
            "W & P",
            "https://x.example/w",
            "/content/rendered",
        ),
        (
            [{"link": "https://x.example/w", "title": {"rendered": "L"}, "content": {"rendered": "<p>wp</p>"}}],
            "<p>wp</p>",
            "L",
            "https://x.example/w",
            "/0/content/rendered",
        ),
        (
            {"posts": [{"title": "G", "html": "<p>g</p>", "url": "https://x.example/g"}]},
            "<p>g</p>",
            "G",
            "https://x.example/g",
            "/posts/0/html",
        ),
        (
            {"version": "1.1", "items": [{"title": "J", "content_html": "<p>j</p>"}]},
            "<p>j</p>",
            "J",
            None,
            "/items/0/content_html",
        ),
        (
            {"title": "S", "body_html": "<p>s</p>", "canonical_url": "https://x.example/s"},
            "<p>s</p>",
            "S",
            "https://x.example/s",
            "/body_html",
        ),
        (
            {
                "response": {
                    "content": {"webTitle": "Gu", "webUrl": "https://x.example/u", "fields": {"body": "<p>u</p>"}}
                }
            },
            "<p>u</p>",
            "Gu",
            "https://x.example/u",
            "/response/content/fields/body",
        ),
        (
            {
                "headlines": {"basic": "Arc"},
                "content_elements": [
                    {"type": "text", "content": "Hi"},
                    {
                        "type": "oembed_response",
                        "raw_oembed": {"html": "<blockquote class='twitter-tweet'></blockquote>"},
                    },
                    {"type": "image", "url": "https://x.example/i.jpg", "caption": "C"},
                ],
            },
            "twitter-tweet",
            "Arc",
            None,
            "/content_elements",
        ),
    ],
)
def test_json_articles(value: object, body: str, title: str, url: str | None, pointer: str) -> None:
    """WordPress, Ghost, JSON Feed, Substack, Guardian, Arc XP."""
    (document,) = documents.read(json.dumps(value).encode())
    assert body in document.text
    assert (document.title, document.base_url, document.part, document.media_type) == (title, url, pointer, "text/html")


MHTML = (
    "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://x.example/story\r\nSubject: Saved\r\n"
    "MIME-Version: 1.0\r\n"
    'Content-Type: multipart/related; type="text/html"; boundary="B"\r\n\r\n'
    "--B\r\nContent-Type: text/html; charset=utf-8\r\nContent-ID: <f0@mhtml.blink>\r\n"
    "Content-Transfer-Encoding: quoted-printable\r\n"
    "Content-Location: https://x.example/story\r\n\r\n"
    '<html><body><p>Caf=C3=A9</p><iframe src=3D"cid:f1@mhtml.blink"></iframe></body></html>\r\n'
    "--B\r\nContent-Type: text/html\r\nContent-ID: <f1@mhtml.blink>\r\nContent-Location: https://platform.twitter.com/embed/Tweet.html?id=20\r\n\r\n"
    "<html>frame</html>\r\n--B--\r\n"
)


def test_mhtml() -> None:
    """The root of a saved page; frames that became parts get their addresses back."""
    (document,) = documents.read(MHTML.encode())
    assert "<p>Café</p>" in document.text
    assert 'src="https://platform.twitter.com/embed/Tweet.html?id=20"' in document.text
    assert (document.base_url, document.part, document.media_type) == (
        "https://x.example/story",
        "https://x.example/story",
        "text/html",
    )


def test_mail() -> None:
    """HTML rather than its plain alternative; the subject is the title when the page has none."""
    mail = (
        "From: a@x.example\nTo: b@x.example\nSubject: =?utf-8?q?Nieuws_=C3=A9=C3=A9n?=\nMIME-Version: 1.0\n"
        'Content-Type: multipart/alternative; boundary="B"\n\n--B\nContent-Type: text/plain\n\nplain\n'
        "--B\nContent-Type: text/html; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n\n<p>caf\xe9</p>\n--B--\n"
    ).encode("latin-1")
    (document,) = documents.read(mail)
    assert ("<p>café</p>" in document.text, document.title, document.part) == (True, "Nieuws één", "2")
    (plain,) = documents.read(b"From: a@x.example\nSubject: Hi\nDate: Mon, 1 Jan 2024 10:00:00 +0000\n\nJust words.\n")
    assert (plain.text, plain.title, plain.media_type) == ("Just words.\n", "Hi", "text/plain")


@pytest.mark.parametrize("shape", [plistlib.FMT_BINARY, plistlib.FMT_XML])
def test_webarchive(shape: plistlib.PlistFormat) -> None:
    """Safari's property list, binary or XML."""
    data = plistlib.dumps(
        {
            "WebMainResource": {
                "WebResourceData": "<html><p>één</p></html>".encode(),
                "WebResourceURL": "https://x.example/s",
                "WebResourceTextEncodingName": "UTF-8",
                "WebResourceMIMEType": "text/html",
            }
        },
        fmt=shape,
    )
    (document,) = documents.read(data)
    assert ("één" in document.text, document.base_url) == (True, "https://x.example/s")


def test_load_takes_what_is_at_hand() -> None:
    """A document stays itself, a lone surrogate becomes visible, an empty text is an empty document."""
    document = documents.load("words")
    assert documents.load(document) is document
    assert documents.load("a\ud800b").text == "a\ufffdb"
    assert documents.load("").text == ""


def test_plain_text_loads_no_parser() -> None:
    """Reading text stays instant."""
    program = (
        "import sys; from embedarchive import documents; documents.load('So it is.\\nWords.'); "
        "print(*({'turbohtml','bs4','email','json','html','plistlib','xml'} & set(sys.modules)))"
    )
    assert (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip() == ""
    )


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_p3_any_bytes(data: bytes) -> None:
    """Bytes are documents or one sentence, never another exception."""
    try:
        found = documents.read(data)
    except SourceError:
        return
    assert found
    assert all(isinstance(document.text, str) for document in found)


_HEADS = [
    "<html>",
    "<?xml version='1.0'?><rss>",
    '{"title":"x","html":"',
    "MIME-Version: 1.0\nContent-Type: ",
    "---\n",
    "bplist00",
    "<plist>",
]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(_HEADS), st.text(max_size=300))
def test_p3_hostile_containers(head: str, rest: str) -> None:
    """A container that is broken anywhere is read as far as it goes, or is one sentence."""
    with suppress(SourceError):
        assert documents.read((head + rest).encode("utf-8", "replace"))


@pytest.mark.parametrize(
    "attack",
    [
        "[" * 500_000,
        '{"a":' * 200_000,
        "<rss><item>" * 90_000,
        "<a" * 500_000,
        "---\n" * 250_000,
        "a: b\n" * 200_000,
        "![" * 500_000,
        "<p>" * 300_000,
        "[a](" * 250_000,
        "Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 20_000,
        "#" * 10**6,
        "**a" * 300_000,
        "<!-- " * 200_000,
        "&" * 10**6,
        "= " * 500_000,
    ],
    ids=lambda attack: attack[:12].strip(),
)
def test_p1_a_megabyte_of_anything(attack: str) -> None:
    """A megabyte is read in about a second, whatever it is. The bound has room for slow machines."""
    started = time.process_time()
    with suppress(SourceError):
        documents.read(attack.encode())
    assert is_within(time.process_time() - started, 5)


def test_what_several_selectors_find_stands_in_the_order_of_the_page() -> None:
    """Each is asked by itself; one that finds nothing takes no part."""
    from embedarchive.documents import html

    tree = html.parse('<div class="b" id="1"></div><a class="c" id="2"></a><div class="b" id="3"></div>')
    for selectors, wanted in ((("a.c", "div.b"), "123"), (("a.d", "div.b"), "13"), (("a.d",), ""), ((), "")):
        assert "".join(each.attr("id") or "" for each in tree.selected(selectors)) == wanted


@pytest.mark.parametrize("name", ["window.YTD.like.part0", "var likes", "let likes", "const $likes", "likes"])
def test_javascript_that_holds_data(name: str) -> None:
    """Its first bytes say so as well as its text, by whatever word a name is introduced."""
    held = f'{name} = [{{"like": 1}}];\n'
    assert formats.is_data(held)
    assert formats.may_be_program(held.encode())
    assert not formats.is_data(held.replace("=", "is"))
    assert not formats.may_be_program(held.replace("=", "is").encode())
