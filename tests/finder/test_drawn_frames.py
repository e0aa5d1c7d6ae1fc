"""Widgets that a browser had drawn when it saved the page: their words stand in frames. People and ids are made up."""

from __future__ import annotations

import html
import plistlib
import quopri

import pytest

from embedarchive import documents, finder
from embedarchive.finder import own_page
from embedarchive.model import Embed

_WORDS = "The ferry is late."
_X = "https://twitter.com/lena_od"

WIDGETS = {
    "instagram": (
        "https://www.instagram.com/p/CkzQ1AbCdEf/embed/captioned/?cr=1&v=14",
        f"""<div class="Embed"><a class="UsernameText">lena.odell</a><a href="https://www.instagram.com/p/CkzQ1AbCdEf/">
        <img class="EmbeddedMediaImage" src="https://scontent.cdninstagram.com/a.jpg"></a><div class="Caption">
        <a class="CaptionUsername">lena.odell</a><br>{_WORDS}<div class="CaptionComments">3</div></div></div>""",
        ("CkzQ1AbCdEf", "lena.odell"),
    ),
    "facebook": (
        "https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fferry%2Fposts%2F1044201515113178",
        f"""<a href="https://www.facebook.com/ferry" title="Harbour News">Harbour News</a><abbr data-utime="1668158934"
        >x</abbr><div data-testid="post_message"><p>{_WORDS}</p></div>""",
        ("1044201515113178", "ferry"),
    ),
    "tiktok": (
        "https://www.tiktok.com/embed/v2/7164764400000000001?lang=en-US",
        f"""<blockquote><span data-e2e="video-v2-Card-CardUserSpan">@lena.odell</span><div>{_WORDS}
        <a href="https://www.tiktok.com/tag/quay"></a></div></blockquote>""",
        ("7164764400000000001", "lena.odell"),
    ),
    "twitter": (
        "https://platform.twitter.com/embed/Tweet.html?dnt=false&id=1591000000000000001",
        f"""<article role="article"><a href="{_X}">Lena Odell</a><a href="{_X}">@lena_od</a>
        <div data-testid="tweetText">
        <span>{_WORDS}</span></div><a href="{_X}/status/1591000000000000001"><time datetime="2022-11-11T09:28:54Z">
        9:28 AM</time></a></article>""",
        ("1591000000000000001", "lena_od"),
    ),
}
"""By platform: the address of the widget's frame, what it shows, and the post's id and handle."""


def _page(frame: str) -> str:
    return (
        f"<html><head><title>Story</title></head><body><article><h1>Story</h1><p>A</p>{frame}</article></body></html>"
    )


def _single_file(address: str, inner: str) -> bytes:
    return _page(f'<iframe src="{html.escape(address)}" srcdoc="{html.escape(inner)}"></iframe>').encode()


def _mhtml(address: str, inner: str) -> bytes:
    head = """From: <Saved by Blink>
Snapshot-Content-Location: https://news.example/a
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="B"
"""
    parts = [
        f"\n--B\nContent-Type: text/html\nContent-ID: <{name}@mhtml.blink>\n"
        "Content-Transfer-Encoding: quoted-printable\n"
        f"Content-Location: {where}\n\n{quopri.encodestring(body.encode()).decode()}"
        for name, where, body in (
            ("frame-1", "https://news.example/a", _page('<iframe src="cid:frame-2@mhtml.blink"></iframe>')),
            ("frame-2", address, inner),
        )
    ]
    return f"{head}{''.join(parts)}\n--B--\n".encode()


def _webarchive(address: str, inner: str) -> bytes:
    def resource(url: str, body: str) -> dict[str, object]:
        return {"WebResourceURL": url, "WebResourceData": body.encode(), "WebResourceMIMEType": "text/html"}

    frames = [{"WebMainResource": resource(address, inner)}]
    page = _page(f'<iframe src="{html.escape(address)}"></iframe>')
    main = {"WebMainResource": resource("https://news.example/a", page), "WebSubframeArchives": frames}
    return plistlib.dumps(main)


def _shown(data: bytes) -> Embed:
    (document,) = documents.read(data)
    (embed,) = finder.scan(document).embeds
    return embed


@pytest.mark.parametrize("how", [_single_file, _mhtml, _webarchive])
@pytest.mark.parametrize("platform", WIDGETS)
def test_the_words_of_a_drawn_widget(platform: str, how: object) -> None:
    """However the browser saved it, the embed has the words and the author that its frame shows."""
    address, inner, (post, handle) = WIDGETS[platform]
    assert callable(how)
    embed = _shown(how(address, f"<html><body>{inner}</body></html>"))
    assert (embed.platform, embed.id, embed.handle, (embed.text or "").strip()) == (platform, post, handle, _WORDS)
    assert embed.form != "page"


def test_a_frame_of_safaris_is_read_in_its_own_encoding() -> None:
    """Which its page need not repeat."""
    address, inner, _ = WIDGETS["twitter"]
    archive = plistlib.loads(_webarchive(address, ""))
    resource = archive["WebSubframeArchives"][0]["WebMainResource"]
    resource["WebResourceTextEncodingName"] = "macintosh"
    resource["WebResourceData"] = inner.replace(_WORDS, "The café is late.").encode("mac_roman")
    assert (_shown(plistlib.dumps(archive)).text or "").strip() == "The café is late."


def test_a_frame_that_stands_again_and_again_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that shows one frame a thousand times costs what it costs once."""
    address, inner, _ = WIDGETS["twitter"]
    frame = _single_file(address, inner.replace("1591000000000000001", "1591000000000000002")).decode()
    frame = f"<iframe{frame.partition('<iframe')[2].partition('</iframe>')[0]}</iframe>"
    quote = (
        f'<blockquote class="twitter-tweet"><a href="{_X}/status/1591000000000000001">x</a>{frame * 1000}</blockquote>'
    )
    read: list[str] = []
    monkeypatch.setattr(own_page, "reading", lambda _, address, page: read.append(f"{address} {page}"))
    assert _shown(_page(quote).encode()).id == "1591000000000000001"
    assert len(read) == len(set(read)) > 0


def test_a_frame_of_another_post_says_nothing() -> None:
    """Of a frame that shows another post than its address names, no word is taken."""
    address, inner, _ = WIDGETS["twitter"]
    other = inner.replace("1591000000000000001", "1591000000000000002")
    embed = _shown(_single_file(address, other))
    assert (embed.id, embed.text) == ("1591000000000000001", None)
