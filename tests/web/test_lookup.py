"""Finding an address among recorded ones, from exact to lenient."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedarchive import platforms, web
from embedarchive.model import Exchange, Reason, Refusal, Request, Response
from embedarchive.web.lookup import Lookup, alike, key
from tests.web.test_recordings import HEAD, write

SAME = [
    ("https://a.example/caf%c3%a9", "https://a.example/café"),
    ("https://a.example/?q=%3A/", "https://a.example/?q=:%2F"),
    ("https://a.example/%7Eann/", "https://a.example/~ann/"),
    ("https://straße.example/", "https://xn--strae-oqa.example/"),
    ("https://BÜCHER.example/", "https://xn--bcher-kva.example./"),
    ("https://a.example", "https://a.example/?"),
    ("https://a.example:443/x#part", "https://a.example/x"),
    ("http://a.example:80/x", "http://a.example/x"),
    ("https://a.example/a/./b/../c", "https://a.example/a/c"),
    ("https://a.example/?b=2&&a=1", "https://a.example/?a=1&b=2"),
    ("https://a.example/?q=a+b", "https://a.example/?q=a%20b"),
]
OTHER = [
    ("https://a.example/a%2Fb", "https://a.example/a/b"),
    ("https://a.example/AbC", "https://a.example/abc"),
    ("https://a.example/?q=a%26b=1", "https://a.example/?q=a&b=1"),
    ("https://a.example/?q=a%2Bb", "https://a.example/?q=a+b"),
    ("https://a.example:8443/", "https://a.example/"),
    ("https://a.example/?a=1&a=2", "https://a.example/?a=1"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_address(one: str, other: str) -> None:
    """What any server understands as the same."""
    assert key(one) == key(other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_what_is_another_address(one: str, other: str) -> None:
    """A slash within a segment, capitals of a path, an ampersand within a value, another port."""
    assert alike(one) != alike(other)


@given(st.text(max_size=60), st.text(max_size=60))
def test_every_text_has_a_key(host: str, rest: str) -> None:
    """Whatever stands there, also where it is no address."""
    for url in (host, f"https://{host}/{rest}", f"https://a.example/{rest}"):
        assert isinstance(key(url), str)
        assert isinstance(alike(url), str)


def test_steps_go_from_exact_to_lenient() -> None:
    """Each recorded address once, by the first way that leads to it."""
    urls = ["https://a.example/x?b&a", "https://a.example/x?a&b", "http://www.a.example/x/?a&b", "https://a.example/y"]
    lookup = Lookup(((url, url) for url in urls), same=lambda url: "y" if url.endswith(("/y", "&b")) else None)
    hits = [(hit.step, hit.url) for hit in lookup.steps("https://a.example/x?a&b")]
    assert hits == [("exact", urls[1]), ("spelling", urls[0]), ("host", urls[2]), ("question", urls[3])]


def _asked(path: Path, *urls: str, kind: str = "page") -> list[Response | Refusal]:
    async def main() -> list[Response | Refusal]:
        async with web.recording([path], same=platforms.question) as source:
            return [await web.answer(source, Request(url=url, kind=kind)) for url in urls]

    return asyncio.run(main())


def _last(answer: Response | Refusal) -> Exchange:
    return answer.exchanges[-1]


def test_the_step_and_the_recorded_address_are_told(tmp_path: Path) -> None:
    """Nothing is said of an answer that was recorded as it is asked."""
    path = write(
        tmp_path / "a.warc.gz",
        ("http://www.a.example/x/", HEAD, b"by host"),
        ("https://a.example/%C3%A9", HEAD, b"by spelling"),
    )
    host, spelling, exact = _asked(path, "https://a.example/x", "https://a.example/é", "http://www.a.example/x/")
    assert "found=host" in _last(host).flags
    assert _last(host).detail == "Recorded as http://www.a.example/x/."
    assert _last(spelling).flags == ("found=spelling",)
    assert (_last(exact).flags, _last(exact).detail, _last(exact).recorded_url) == ((), "", None)


def test_a_redirect_that_leads_back_is_no_answer(tmp_path: Path) -> None:
    """Of http the recording holds the way to https, and nothing there: that is said of the right address."""
    moved = b"HTTP/1.1 301 Moved\r\nLocation: https://a.example/x\r\n\r\n"
    away = b"HTTP/1.1 302 Found\r\nLocation: https://b.example/y\r\n\r\n"
    path = write(tmp_path / "a.warc.gz", ("http://a.example/x", moved, b""), ("https://a.example/z", away, b""))
    asked, followed, elsewhere = _asked(path, "https://a.example/x", "http://a.example/x", "https://a.example/z")
    for answer in (asked, followed, elsewhere):
        assert isinstance(answer, Refusal)
        assert answer.reason is Reason.NOT_IN_RECORDING
    assert "redirect" not in _last(asked).detail
    assert isinstance(followed, Refusal)
    assert followed.detail == "The recording holds a redirect to https://a.example/x, and no answer for that."
    assert isinstance(elsewhere, Refusal)
    assert "https://b.example/y" in elsewhere.detail


def test_of_a_picture_the_largest_that_is_recorded(tmp_path: Path) -> None:
    """Whatever size is asked for; an error page is no picture, however large."""
    picture = "https://pbs.twimg.com/media/FhAbCdEfGhIjKlM"
    path = write(
        tmp_path / "a.warc.gz",
        (f"{picture}?format=jpg&name=small", HEAD, b"small"),
        (f"{picture}.jpg:large", HEAD, b"much larger"),
        (f"{picture}?format=jpg&name=thumb", HEAD, b"t"),
        (f"{picture}?format=jpg&name=4096x4096", b"HTTP/1.1 404 Gone\r\n\r\n", b"not here " * 9),
    )
    (answer,) = _asked(path, f"{picture}?format=jpg&name=orig", kind="media")
    assert isinstance(answer, Response)
    assert answer.body == b"much larger"
    assert _last(answer).recorded_url == f"{picture}.jpg:large"
    assert "11 bytes, the largest that is recorded" in _last(answer).detail


def test_an_answer_about_another_post_is_never_given(tmp_path: Path) -> None:
    """Another id, another case of the letters of one, another post of the same author."""
    path = write(
        tmp_path / "a.warc.gz",
        ("https://cdn.syndication.twimg.com/tweet-result?id=1591167663165898754&token=a", HEAD, b"a"),
        ("https://www.instagram.com/p/C2kSJdxu3Mr/embed/captioned/?cr=1", HEAD, b"b"),
        ("https://publish.twitter.com/oembed?url=https://twitter.com/a/status/1591167663165898754", HEAD, b"c"),
    )
    answers = _asked(
        path,
        "https://cdn.syndication.twimg.com/tweet-result?id=1591167663165898755&token=a",
        "https://www.instagram.com/p/C2kSJdxu3mR/embed/captioned/?cr=1",
        "https://publish.twitter.com/oembed?url=https://twitter.com/a/status/1591167663165898753",
    )
    assert all(isinstance(answer, Refusal) for answer in answers)
