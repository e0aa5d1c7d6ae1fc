"""Addresses are taken apart by host, and freed from what is wrapped around them."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedarchive import platforms, urls

INSIDE = "https://x.com/jane/status/12"
QUOTED = "https%3A%2F%2Fx.com%2Fjane%2Fstatus%2F12"


@pytest.mark.parametrize(
    "wrapped",
    [
        f"https://web.archive.org/web/20221111203508/{INSIDE}",
        f"https://web.archive.org/web/20221111203508if_/{INSIDE}",
        f"http://web.archive.org/web/2022id_/{INSIDE}",
        "https://web.archive.org/web/20221111203508im_/https:/x.com/jane/status/12",
        f"/web/20221111203508im_/{INSIDE}",
        f"//web.archive.org/web/20221111203508js_/{INSIDE}",
        f"https://archive.ph/20221111/{INSIDE}",
        f"https://archive.today/o/AbCdE/{INSIDE}",
        f"https://webcache.googleusercontent.com/search?q=cache:abcDEF12345:{INSIDE}&hl=en",
        f"https://webcache.googleusercontent.com/search?q=cache:{INSIDE}",
        f"https://pywb.museum.example/coll/20221111203508mp_/{INSIDE}",
        f"https://l.facebook.com/l.php?u={QUOTED}&h=AT0",
        f"https://lm.facebook.com/l.php?u={QUOTED}",
        f"https://out.reddit.com/t3_1?url={QUOTED}&token=x",
        f"https://href.li/?{INSIDE}",
        f"https://www.google.com/url?sa=t&url={QUOTED}",
        f"https://www.google.nl/url?q={QUOTED}",
        f"https://t.umblr.com/redirect?z={QUOTED}&t=x",
        f"https://vk.com/away.php?to={QUOTED}",
        f"https://slack-redir.net/link?url={QUOTED}",
        f"https://nl01.safelinks.protection.outlook.com/?url={QUOTED}&data=x",
        "https://x-com.cdn.ampproject.org/c/s/x.com/jane/status/12",
        "https://www.google.com/amp/s/x.com/jane/status/12",
        "https://x-com.translate.goog/jane/status/12",
        f"https://cdn.embedly.com/widgets/media.html?src=x&url={QUOTED}&type=text%2Fhtml",
        f"https://cdn.iframe.ly/api/iframe?url={QUOTED}&key=x",
        f"/media/oembed?url={QUOTED}&max_width=0",
        f"https://news.example/nl/media/oembed?url={QUOTED}&amp;max_width=0",
        f"https://l.facebook.com/l.php?u=https%3A%2F%2Fweb.archive.org%2Fweb%2F2022%2F{QUOTED.replace('%', '%25')}",
        INSIDE,
    ],
)
def test_what_is_wrapped_around_an_address_is_taken_off(wrapped: str) -> None:
    """Archives, redirectors, caches, translators and player proxies, also inside each other."""
    found = platforms.recognise(wrapped)
    assert found is not None
    assert (found.platform, found.id) == ("twitter", "12")


def test_an_archived_address_says_when_and_where_it_was_archived() -> None:
    """The copy stays known as a further source."""
    found = urls.unwrap(f"https://web.archive.org/web/20221111203508if_/{INSIDE}")
    assert found.url == INSIDE
    assert found.archive == f"https://web.archive.org/web/20221111203508if_/{INSIDE}"
    assert found.archived_at == dt.datetime(2022, 11, 11, 20, 35, 8, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/x.com/a/status/1",
        "https://x.com.evil.example/a/status/1",
        "https://notx.com/a/status/1",
        "https://x.com@evil.example/a/status/1",
        "https://evil.example\\@x.com/a/status/1",
        "https://evil.example#@x.com/a/status/1",
        "https://evil.example?x.com/a/status/1",
        "https://x.com:8443/a/status/1",
        "https://evil.example/web/https://x.com/a/status/1",
        "javascript:https://x.com/a/status/1",
        "",
        "x" * 9000,
        "http://[::1",
        "//",
        "https://",
    ],
)
def test_look_alikes_belong_to_nobody(url: str) -> None:
    """Only the parsed host decides."""
    assert platforms.recognise(url) is None


@pytest.mark.parametrize(
    ("url", "host", "path"),
    [
        ("HTTPS://WWW.X.COM./a", "www.x.com", "/a"),
        ("//x.com/a", "x.com", "/a"),
        ("x.com/a", "x.com", "/a"),
        ("x.com:443/a", "x.com", "/a"),
        (" https://x.com\n/a\t", "x.com", "/a"),
        ("https:\\\\x.com\\a", "x.com", "/a"),
        ("https://münchen.example/ä", "münchen.example", "/ä"),
    ],
)
def test_addresses_are_read_as_browsers_read_them(url: str, host: str, path: str) -> None:
    """Case, dots, backslashes, blanks and missing schemes."""
    address = urls.parse(url)
    assert address is not None
    assert (address.host, address.path) == (host, path)


@pytest.mark.parametrize(
    ("url", "base", "absolute"),
    [
        ("/a?b", "https://news.example/x/", "https://news.example/a?b"),
        ("a", "https://news.example/x/", "https://news.example/x/a"),
        ("//cdn.example/a", None, "https://cdn.example/a"),
        ("https://cdn.example/a", None, "https://cdn.example/a"),
        ("a", None, None),
        ("data:image/gif;base64,R0", "https://news.example/", None),
        ("http://[", "https://news.example/", "http://["),
    ],
)
def test_links_are_made_absolute(url: str, base: str | None, absolute: str | None) -> None:
    """Against the page's address, when it is known; what is no web address is none."""
    assert urls.resolve(url, base) == absolute


@given(st.text(max_size=200) | st.from_regex(r"https?://[^\s]{1,60}/web/[0-9]{4,14}/[^\s]{0,60}"))
def test_nothing_is_too_strange(url: str) -> None:
    """No text makes these raise, and what is taken apart can be put together."""
    urls.unwrap(url)
    urls.resolve(url, "https://news.example/")
    platforms.recognise(url)
    address = urls.parse(url)
    if address is not None and address.web:
        assert urls.parse(str(address)) is not None


def test_the_address_that_a_newsletters_link_carries() -> None:
    """Newsletters count who follows a link; who shares an address or logs in somewhere is not led to it."""
    from embedarchive import platforms, urls

    inside = "https%3A%2F%2Ftwitter.com%2Fann_ph%2Fstatus%2F1591000000000000001"
    for link in (
        f"https://link.letter.example/c/abc?x=1&u={inside}",
        f"https://c.example/?u={inside.replace('%', '%25')}",
    ):
        found = platforms.recognise(link)
        assert found is not None
        assert found.id == "1591000000000000001"
    for other in (
        f"https://c.example/share?u={inside}",
        f"https://x.com/intent/post?url={inside}",
        "https://c.example/?u=1",
    ):
        assert platforms.recognise(other) is None
    assert urls.carried(f"https://c.example/?u={inside}#x") == "https://twitter.com/ann_ph/status/1591000000000000001"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("https://paper.example/a?b=c#d", "https://paper.example/a?b=c#d"),
        ("https://\N{CYRILLIC SMALL LETTER A}pple.example/a", "https://xn--pple-43d.example/a"),
        ("https://paper.example/\u202egpj.exe", "https://paper.example/%E2%80%AEgpj.exe"),
        ("https://paper.example/пост/\u0645\u200c\u0631", "https://paper.example/пост/\u0645%E2%80%8C\u0631"),
        ("https://a\u202e.example@b/", "https://a%E2%80%AE.example@b/"),
        ("jane\u200bdoe", "jane%E2%80%8Bdoe"),
        ("\u2066jane\u2069", "%E2%81%A6jane%E2%81%A9"),
        ("a file of words.html", "a file of words.html"),
        ("\udcff.html", "%3F.html"),
        ("a\tb\x1b[2J", "a%09b%1B[2J"),
        ("https://[::1", "https://[::1"),
    ],
)
def test_p4_an_address_is_shown_as_what_it_is(written: str, shown: str) -> None:
    """Letters of other scripts in a host, marks of direction and what cannot be seen are there for all to see."""
    assert urls.legible(written) == shown


@given(st.text(max_size=60))
def test_p4_nothing_that_is_shown_hides(text: str) -> None:
    """Whatever it is; and what was made legible stays as it is."""
    shown = urls.legible(text)
    assert shown.isprintable()
    assert urls.legible(shown) == shown


def test_p4_every_address_on_a_page_is_made_legible() -> None:
    """In whatever is marked as written from left to right: handles, addresses, names of files."""
    folder = Path(urls.__file__).parent / "datasette_plugin" / "templates"
    shown = [
        inside
        for template in folder.rglob("*.html")
        for inside in re.findall(r'<bdi dir="ltr"[^>]{0,80}>@?{{ (.{1,80}?) }}', template.read_text(encoding="utf-8"))
    ]
    assert len(shown) > 15
    assert [each for each in shown if not each.startswith(("t.legible(", "t.degrees("))] == []
