"""What a platform or an archive answers may be anything: no `read` raises, and what it returns can be kept.

Random bytes seldom get past the first look, so most of what is tried here are the answers of the platforms' cases with
pieces replaced, cut out and doubled.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import json
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from embedarchive import platforms
from embedarchive.model import Missing, Post, Request, Response, plain
from embedarchive.protocols.reading import values

ROOT = Path(__file__).parent
NAMES = sorted(platforms.catalogue())
NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
EXAMPLES = int(os.environ.get("HOSTILE_EXAMPLES", "15"))  # of each platform; `make soak`: 500
PATIENT = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))

JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(
        ["https://a.example/b.jpg", "http://[", "\ud800", "2025-13-45T99:99:99Z", "9" * 400, "<p><br>", "//"]
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
PIECES = [
    *("<", ">", '"', "'", "</div>", "<div>", "<a href=", "&#xD800;", "&#0;", "\0", "<!--", "<![CDATA[", "<script>"),
    *("=", "https://", "{}", "[", "url('", "\u202e", "data-", 'style="background-image:url(', "<time datetime=", "%%"),
]
MARKUP = st.sampled_from(PIECES)
GONE = b"<html><title>Post not found</title><p>This post was deleted.</html>"
VALUE = re.compile(r"""(?<=:)\s{0,3}(?:"[^"]{0,60}"|&quot;[^&]{0,60}&quot;|\d{1,20}|null|true|false)""")
"""A value in JSON inside a page, also where its quotation marks are escaped."""


@functools.cache
def answers(name: str) -> tuple[tuple[str, bytes], ...]:
    """The addresses and bodies of a platform's cases; without cases its example with nothing."""
    found: dict[tuple[str, bytes], None] = {}
    for path in sorted((ROOT / name).glob("*/answers.json")):
        for listed in json.loads(path.read_text(encoding="utf-8"))["answers"]:
            if "file" in listed:
                body = (path.parent / listed["file"]).read_bytes()
            elif "json" in listed:
                body = json.dumps(listed["json"]).encode()
            else:
                body = listed.get("text", "").encode("utf-8", "surrogatepass")
            if "cdx/search" not in listed["url"]:
                found[listed["url"], body] = None
    return tuple(found) or ((platforms.get(name).example, b""),)


def answer(url: str, body: bytes, status: int = 200, kind: str = "text/html") -> Response:
    """What `read` is given."""
    headers = (("content-type", kind),)
    return Response(request=Request(url=url), url=url, status=status, headers=headers, body=body, at=NOON)


def checked(name: str, response: Response) -> None:
    """Read it; what is said can be written down as JSON in UTF-8, and names media by addresses only."""
    found = platforms.get(name).read(response)
    assert found is None or isinstance(found, (Post, Missing))
    json.dumps(plain(found), allow_nan=False).encode("ascii")
    json.dumps(plain(found), allow_nan=False, ensure_ascii=False).encode("utf-8")
    for post in (found, *found.related) if isinstance(found, Post) else ():
        assert all(at is None or at.utcoffset() == dt.timedelta(0) for at in (post.posted_at, post.edited_at))
        assert all(ref.candidates for ref in post.media)
        assert all(link.startswith(("https://", "http://")) for ref in post.media for link in ref.candidates)
        assert all(type(count) is int and 0 <= count < 2**63 for _, count in post.counts)
        assert all(abs(point.latitude) <= 90 and abs(point.longitude) <= 180 for point in post.coordinates)
        assert post.platform == name or post is not found


def places(value: Any) -> list[tuple[Any, Any]]:  # noqa: ANN401 -- JSON
    """Every place inside a JSON value: the container and the key."""
    waiting, found = [value], list[tuple[Any, Any]]()
    while waiting:
        node = waiting.pop()
        keys = list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
        found += [(node, key) for key in keys]
        waiting += [node[key] for key in keys]
    return found


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@PATIENT
def test_no_read_raises_on_json_with_other_types(name: str, data: st.DataObject) -> None:
    """A number where a text was, a list where an object was, absent keys, nested junk."""
    known = [
        (url, body) for url, body in answers(name) if body.startswith((b"{", b"[")) and places(values.parsed(body))
    ]
    known = known or [(answers(name)[0][0], b'{"a": 1}')]
    url, body = data.draw(st.sampled_from(known))
    value = json.loads(body)
    for _ in range(data.draw(st.integers(1, 4))):
        where = places(value)
        if where:
            node, key = data.draw(st.sampled_from(where))
            node[key] = data.draw(JUNK)
    checked(name, answer(url, json.dumps(value).encode(), kind="application/json"))


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@PATIENT
def test_no_read_raises_on_broken_pages(name: str, data: st.DataObject) -> None:
    """Pieces cut out, doubled or replaced by what markup is made of; values of JSON inside replaced by others."""
    url, body = data.draw(st.sampled_from(answers(name)))
    text = body.decode("utf-8", "replace")
    for _ in range(data.draw(st.integers(1, 4))):
        spans = [found.span() for found in VALUE.finditer(text)]
        if spans and data.draw(st.sampled_from(["value", "piece"])) == "value":
            start, end = spans[data.draw(st.integers(0, len(spans) - 1))]
            piece = data.draw(
                st.sampled_from(["7", "null", "[]", "{}", "-1", "1e400", "[[1]]", "&quot;x&quot;", '"\\ud800"'])
            )
        else:
            start = data.draw(st.integers(0, max(0, len(text) - 1)))
            end = min(len(text), start + data.draw(st.integers(0, 60)))
            piece = data.draw(MARKUP | st.text(max_size=10) | st.just(text[start:end] * 2))
        text = text[:start] + piece + text[end:]
    checked(name, answer(url, text.encode("utf-8", "surrogatepass")))


@pytest.mark.parametrize("name", NAMES)
@given(
    data=st.data(),
    body=st.binary(max_size=200) | JUNK.map(lambda value: json.dumps(value).encode()),
    status=st.sampled_from([200, 204, 206, 301, 400, 401, 403, 404, 410, 418, 429, 451, 500, 503, 999]),
    kind=st.sampled_from(["text/html", "application/json", "text/html; charset=windows-1251", "image/png", "%%%", ""]),
)
@PATIENT
def test_no_read_raises_on_anything(name: str, data: st.DataObject, body: bytes, status: int, kind: str) -> None:
    """Any bytes under any status; and what is not 2xx shows no post."""
    url = data.draw(st.sampled_from([url for url, _ in answers(name)]))
    response = answer(url, body, status, kind)
    checked(name, response)
    if not 200 <= status < 300:
        assert not isinstance(platforms.get(name).read(response), Post)


@pytest.mark.parametrize("name", NAMES)
def test_a_busy_server_says_nothing_about_the_post(name: str) -> None:
    """A rate limit or a failing server is never "deleted", whatever its page says."""
    url, bodies = platforms.get(name).example, (b"", GONE, b'{"error":"Not found"}')
    for status, body in itertools.product((429, 500, 502, 503), bodies):
        found = platforms.get(name).read(answer(url, body, status))
        assert found is None or (isinstance(found, Missing) and found.reason.status == "pending"), status


HOSTILE: dict[str, Callable[[int], str]] = {
    "nested": lambda size: "<div>" * size,
    "quotes": lambda size: "<a href='" * size,
    "values": lambda size: '<a b="' * size + ">",
    "names": lambda size: "<a\n" * size,
    "ends": lambda size: "</a" * size,
    "bogus": lambda size: "</ " * size,
    "references": lambda size: "&#" * size,
    "entities": lambda size: "&a" * size,
    "comments": lambda size: "<!--" * size,
    "brackets": lambda size: "[" * size,
    "objects": lambda size: '{"a":' * size,
    "classes": lambda size: "<p class='tgme_widget_message_text Caption wall_post_text'>x" * (size // 8),
    "scripts": lambda size: (
        '<script>"contextJSON":window._sharedData = playerParams ="hd_src":</script>' * (size // 12)
    ),
    "styles": lambda size: "<a class='tgme_widget_message_photo_wrap' style=\"background-image:url('" + " " * size,
    "metas": lambda size: '<meta property="og:description" content="1 likes, 1 comments - a on ">' * (size // 12),
    "blanks": lambda size: "<title>" + " \n" * size + '<div data-testid="post_message">' + " \n" * size + "x</div>",
}


@pytest.mark.parametrize("name", NAMES)
def test_reading_is_linear(name: str) -> None:
    """Twice the hostile page takes at most 2.6 times as long, or below a seventh of a second."""

    def seconds(make: Callable[[int], str], size: int) -> float:
        body = make(size).encode()
        start = time.process_time()
        checked(name, answer(platforms.get(name).example, body))
        return time.process_time() - start

    def linear(make: Callable[[int], str]) -> bool:
        long = seconds(make, 2_000)
        return long <= 0.15 or long <= 2.6 * seconds(make, 1_000)

    # On a busy machine one measurement says little.
    assert [kind for kind, make in HOSTILE.items() if not any(linear(make) for _ in range(4))] == []
