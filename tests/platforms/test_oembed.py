"""What is served by oEmbed or by a page: no answer breaks it, none is believed about another post."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from growth import is_linear
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from embedarchive import platforms
from embedarchive.model import Answer, Embed, Missing, Post, Reason, Refusal, Request, Response
from embedarchive.platforms import vimeo
from embedarchive.platforms.youtube import address, capture
from embedarchive.protocols.asking import outcomes, served_page
from embedarchive.protocols.asking.served_page import providers
from embedarchive.protocols.declaring.oembed import Service
from embedarchive.protocols.reading import page as _page
from embedarchive.protocols.reading import values

AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
OURS = [
    *("bitchute", "gab", "gettr", "getty", "gfycat", "odnoklassniki", "vine", "weibo", "peertube"),
    *("applepodcasts", "bandcamp", "bilibili", "coub", "dailymotion", "datawrapper", "documentcloud", "flickr"),
    *("flourish", "giphy", "googlemaps", "imgur", "infogram", "loom", "odysee"),
    *("openstreetmap", "pinterest", "reddit", "rumble", "scribd", "sketchfab", "slideshare", "soundcloud"),
    *("spotify", "spreaker", "streamable", "tiktok", "tumblr", "twitch", "vimeo"),
    *("youtube", "web"),
]
EXAMPLES = {"web": "https://charts.example/c/1"}


def embed(name: str) -> Embed:
    """The platform's example, as an article has it."""
    platform = platforms.get(name)
    url = EXAMPLES.get(name) or platform.example
    found = platform.recognise(url)
    return Embed(platform=name, form="iframe", id=found.id if found else None, url=found.url if found else url)


def response(request: Request, body: bytes, status: int = 200, url: str | None = None) -> Response:
    """An answer."""
    return Response(request=request, url=url or request.url, status=status, body=body, at=AT)


def run(name: str, *answers: tuple[int, bytes] | Reason, of: Embed | None = None) -> tuple[Post | Missing, list[str]]:
    """What a capture makes of answers in this order, the last one for all that follow; and what it asked."""
    capture, asked = platforms.get(name).capture(of or embed(name)), list[str]()
    try:
        wanted = next(capture)
        while True:
            assert isinstance(wanted, Request)
            asked.append(wanted.url)
            assert len(asked) < 6, "a capture that does not end"
            given_ = answers[min(len(asked), len(answers)) - 1]
            answer: Answer = (
                Refusal(request=wanted, reason=given_, at=AT)
                if isinstance(given_, Reason)
                else response(wanted, given_[1], given_[0])
            )
            wanted = capture.send(answer)
    except StopIteration as end:
        outcome: Post | Missing = end.value
        return outcome, asked


FETCHED = [name for name in OURS if name != "openstreetmap"]
KEYS = [
    *("title", "author_name", "author_url", "html", "url", "thumbnail_url", "type"),
    *("upload_date", "description", "video_id", "version", "id", "files", "mp4"),
    *("thumbnail_width", "duration", "data", "error", "ua", "u", "i"),
    *("author", "permalink", "channel", "slug", "asset_url", "name", "created_at"),
    *("user", "width"),
]
LEAVES: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(
        ["https://a.example/x.mp4", "//a.example/x", "photo", "video", "rich", "2023-05-14 10:00:00", "\ud800"]
    )
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=8),
    max_leaves=12,
)


@pytest.mark.parametrize("name", FETCHED)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    value=st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=12),
    status=st.sampled_from([200, 200, 200, 204, 400, 404, 500]),
)
def test_no_json_breaks_a_capture(name: str, value: dict[str, Any], status: int) -> None:
    """Whatever types stand under the keys that we read: a post or a reason, in texts that can be stored."""
    found, _ = run(name, (status, json.dumps(value).encode()))
    assert isinstance(found, Post | Missing)
    if isinstance(found, Post):
        str(found.text).encode()
        assert all(link.startswith(("http://", "https://")) for ref in found.media for link in ref.candidates)


@pytest.mark.parametrize("name", FETCHED)
@settings(max_examples=12, deadline=None)
@given(
    body=st.binary(max_size=60)
    | st.sampled_from([b"", b"{", b"[" * 5000, b"<", b"<title>", b"\xff\xfe<html>", b"null", b"7"])
)
def test_no_bytes_break_a_capture(name: str, body: bytes) -> None:
    """Nor does what is no JSON and no page; nothing is made of it."""
    assert isinstance(run(name, (200, body))[0], Missing)


@pytest.mark.parametrize("name", FETCHED)
def test_a_network_failure_is_never_deleted(name: str) -> None:
    """Nothing was learnt: that reason, after one question."""
    reasons = [Reason.DNS, Reason.DEADLINE, Reason.TLS, Reason.RESET, Reason.RATE_LIMITED, Reason.SERVER_ERROR]
    for reason in reasons:
        found, asked = run(name, reason)
        assert isinstance(found, Missing), reason
        assert (found.reason, len(asked)) == (reason, 1)


@pytest.mark.parametrize("name", FETCHED)
def test_no_wall_and_no_fault_is_deleted(name: str) -> None:
    """Statuses that say nothing of the post."""
    for status in (401, 403, 429, 500, 502, 503, 504):
        found, _ = run(name, (status, b"<html><title>Sorry</title></html>"))
        assert isinstance(found, Missing), status
        assert found.reason is not Reason.DELETED, status


@pytest.mark.parametrize("name", FETCHED)
def test_what_is_missing_comes_with_its_id_and_address(name: str) -> None:
    """So that web archives can be asked."""
    wanted = embed(name)
    found, _ = run(name, (404, b"Not Found"))
    assert isinstance(found, Missing)
    assert found.reason is Reason.DELETED
    assert "404" in found.detail
    assert (found.id, found.url) == (wanted.id, wanted.url)


@pytest.mark.parametrize(
    "name", [name for name in FETCHED if platforms.get(name).oembed and platforms.get(name).captured == "oEmbed"]
)
def test_a_page_about_the_site_is_not_the_post(name: str) -> None:
    """After a "no" of oEmbed, a page with general words and another address changes nothing."""
    body = b'<title>Site</title><meta property="og:title" content="Site"><meta property="og:url" content="https://x.example/">'
    found, _ = run(name, (404, b"Not Found"), (200, body))
    assert isinstance(found, Missing)
    assert found.reason is Reason.DELETED


@pytest.mark.parametrize("name", [name for name in FETCHED if platforms.get(name).oembed])
def test_an_archived_answer_is_read(name: str) -> None:
    """Crawlers keep oEmbed answers, too: the address asked about names the post."""
    platform, wanted = platforms.get(name), embed(name)
    assert platform.oembed is not None
    assert wanted.url is not None
    asked = platform.oembed.request(wanted.url)
    answer = {"version": "1.0", "type": "rich", "title": "Crane", "author_name": "Mara Voss"}
    found = platform.read(response(asked, json.dumps(answer).encode()))
    assert isinstance(found, Post)
    assert (found.id, found.author) == (wanted.id, "Mara Voss")
    assert "Crane" in (found.text or "")


@pytest.mark.parametrize("name", OURS)
def test_an_archived_404_is_no_word_about_the_post(name: str) -> None:
    """What an archive kept of an error says nothing today."""
    read = platforms.get(name).read(response(Request(url=embed(name).url or ""), b"Not Found", 404))
    assert read is None


def test_the_table_of_providers_is_small_and_whole() -> None:
    """Endpoints over https; each has addresses; none is of a host that a platform of ours answers for."""
    assert len(providers()) > 300
    assert sum(len(endpoint) + sum(map(len, schemes)) for endpoint, schemes in providers().items()) < 100_000
    for endpoint, schemes in providers().items():
        assert endpoint.startswith("https://")
        assert schemes
        assert not any(scheme.startswith(("http:", "https:", "www.")) for scheme in schemes)


@pytest.mark.parametrize(
    ("address", "endpoint"),
    [
        ("https://www.ted.com/talks/mara_voss_on_cranes", "https://www.ted.com/services/v1/oembed.json"),
        ("https://ted.com/talks/x", "https://www.ted.com/services/v1/oembed.json"),
        ("https://www.ted.com/speakers/x", None),
        ("https://evil.example/www.ted.com/talks/x", None),
        ("https://www.ted.com.evil.example/talks/x", None),
        ("https://notted.com/talks/x", None),
        ("ftp://ted.com/talks/x", None),
        ("https://vimeo.com/123456", None),  # a platform of ours knows better
    ],
)
def test_providers_are_found_by_host_and_path(address: str, endpoint: str | None) -> None:
    """Parsed hosts are compared; a look-alike is none."""
    found = served_page.provider(address)
    assert (found.endpoint if found else None) == endpoint


@pytest.mark.parametrize(
    ("host", "pattern", "fits"),
    [
        ("a.lumiere.is", "*.lumiere.is", True),
        ("a.b.lumiere.is", "*.lumiere.is", True),
        ("lumiere.is", "*.lumiere.is", False),
        ("evil-lumiere.is", "*.lumiere.is", False),
        ("www.ted.com", "ted.com", True),
        ("a.ted.com", "ted.com", False),
    ],
)
def test_wildcards_stand_for_labels(host: str, pattern: str, *, fits: bool) -> None:
    """One or more at the front, never a part of one."""
    assert served_page._host_fits(host, pattern) is fits


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2013-10-15 14:08:29", "2013-10-15T18:08:29+00:00"),  # measured
        ("2023-03-12 01:59:59", "2023-03-12T06:59:59+00:00"),
        ("2023-03-12 03:00:00", "2023-03-12T07:00:00+00:00"),
        ("2023-11-05 00:59:59", "2023-11-05T04:59:59+00:00"),
        ("2023-11-05 02:00:00", "2023-11-05T07:00:00+00:00"),
        ("2006-04-02 03:00:00", "2006-04-02T07:00:00+00:00"),
        ("2006-10-29 02:00:00", "2006-10-29T07:00:00+00:00"),
        ("2006-03-20 12:00:00", "2006-03-20T17:00:00+00:00"),
    ],
)
def test_vimeo_writes_new_york_time(written: str, utc: str) -> None:
    """Summer time by the rules of the United States, before and since 2007."""
    found = vimeo._uploaded(written)
    assert found is not None
    assert found.isoformat() == utc


@pytest.mark.parametrize("written", ["", "yesterday", "2013-10-15", "2013-13-45 99:99:99", "0001-01-01 00:00:00"])
def test_a_time_that_is_none(written: str) -> None:
    """Nothing, or at least no exception."""
    assert vimeo._uploaded(written) is None or written.startswith("0001")


@pytest.mark.parametrize(
    ("address", "gate"),
    [
        ("https://www.instagram.com/accounts/login/?next=/p/x/", True),
        ("https://consent.youtube.com/ml?continue=x", True),
        ("https://login.example/", True),
        ("https://news.example/2023/login-problems", False),
        ("https://blog.example/a/b/c/login", False),
    ],
)
def test_gates_are_known_by_their_address(address: str, *, gate: bool) -> None:
    """Hosts and the first parts of the path, whole words only."""
    assert outcomes.gated(address) is gate


@pytest.mark.parametrize(
    ("unit", "size"),
    [
        ("<meta property=og:title content=x>", 2000),
        ('<script type="application/ld+json">{"@graph":[', 1000),
        ("<link rel=alternate type=application/json+oembed>", 2000),
        ("<title>", 4000),
        ("ytInitialPlayerResponse = {", 4000),
        ('{"@type":"VideoObject","name":"x"},', 2000),
    ],
)
def test_a_page_costs_time_in_proportion(unit: str, size: int) -> None:
    """Twice the page, at most 2.6 times the time."""
    service = Service("youtube", address.recognise, oembed=address.OEMBED, page=capture.read_page)

    def work(count: int) -> None:
        request = Request(url="https://www.youtube.com/watch?v=aqz-KE-bpKQ")
        reference = platforms.recognise(request.url)
        assert reference is not None
        served_page.outcome(service, response(request, (unit * count).encode()), reference)

    assert is_linear(work, size, 2 * size)


def test_the_object_in_a_script() -> None:
    """The first one after its name, and only near it."""
    assert values.embedded('var x = {"a": 1}; y', "var x") == {"a": 1}
    assert values.embedded("var x = " + " " * 100 + '{"a": 1}', "var x") == {}
    assert values.embedded("var x = [1]", "var x") == {}
    assert values.embedded("var x = {broken", "var x") == {}


def test_a_page_without_an_address_of_its_own_has_none() -> None:
    """An empty `href` is not the page's own address."""
    page = _page.page('<link rel="canonical" href=""><meta property="og:url" content="">', "https://a.example/1")
    assert page.canonical is None
    assert page.oembed is None
