"""Pages with which somebody tried to mislead the finder: each of them once did."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import embedarchive

POST = "https://www.facebook.com/harbour/posts/1234567890"
DEEP = [
    "<div>",
    "<blockquote>",
    "<blockquote class=twitter-tweet><p>a",
    "<div><p>" + "word " * 20,
    "<b>",
    "<section><p>x</p>",
    "<article><h1>A night in the harbour",
    "<ul><li>",
    "<figure><img src=a.jpg>",
    "<template>",
    "<noscript>",
    "<svg>",
    "<table><tr><td>",
    "<iframe src=https://www.youtube.com/embed/aqz-KE-bpKQ>",
    "<a href=https://x.com/a/status/12>",
    "<!--",
    "</div>",
    "</p>",
    "<div data-html='&lt;blockquote class=twitter-tweet&gt;'>",
    "<p>https://x.com/a/status/12</p>",
]


@pytest.mark.parametrize("tag", DEEP)
@pytest.mark.parametrize("depth", [99, 101, 300, 511, 513, 600, 3000])
def test_any_nesting_is_read(tag: str, depth: int) -> None:
    """However deep a page is nested and whatever of it is closed, the scan answers."""
    article = "<h1>A title of the page</h1><p>" + "word " * 200 + "</p>"
    embedarchive.scan(f"<html><body>{tag * depth}")
    found = embedarchive.scan(f"<html><title>A title of the page</title><body>{tag * depth}{article}")
    assert found.document.media_type == "text/html"


def test_a_megabyte_of_open_tweets_is_read() -> None:
    """Posts that are never closed, one inside the other, without address: none of them names a post."""
    found = embedarchive.scan("<html><body>" + "<blockquote class=twitter-tweet><p>a" * 28_000)
    assert found.embeds == ()


@given(st.lists(st.tuples(st.sampled_from(DEEP), st.integers(1, 2000)), max_size=5))
@settings(max_examples=60, deadline=None)
def test_any_soup_is_scanned(pieces: list[tuple[str, int]]) -> None:
    """Nested up to thousands deep, closed or not: no exception, and every place is inside the text."""
    text = "<html><body>" + "".join(tag * count for tag, count in pieces)
    found = embedarchive.scan(text)
    end = 0
    for embed in found.embeds:
        assert end <= embed.start < embed.end <= len(text)
        end = embed.end
    for image in found.images:
        assert 0 <= image.start < image.end <= len(text)


@pytest.mark.parametrize("size", ["²", "٣", "9" * 5000, "1e9", "-1", ""])
def test_sizes_that_are_no_numbers(size: str) -> None:
    """A frame's width and height may be anything that somebody called a digit."""
    found = embedarchive.scan(f'<iframe src="https://a.example/x" width="{size}" height="{size}"></iframe>')
    assert [each.id for each in found.embeds] == ["a.example"]


@pytest.mark.parametrize(
    "plugin", ["comments", "like", "page", "send", "save", "quote", "group", "share-button", "follow"]
)
def test_plugins_around_a_post_do_not_show_it(plugin: str) -> None:
    """Comments on a post, and buttons to like, share and follow it, are no embed of it."""
    found = embedarchive.scan(f'<article><p>Words.</p><div class="fb-{plugin}" data-href="{POST}"></div></article>')
    assert found.embeds == found.links == ()
    assert embedarchive.scan(f'<div class="fb-post" data-href="{POST}"></div>').embeds
