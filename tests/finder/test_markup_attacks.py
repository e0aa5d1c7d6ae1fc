"""Pages with which somebody tried to mislead the finder: each of them once did."""

from __future__ import annotations

import base64
import html
import json

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
    assert found.embeds == ()
    assert found.links == ()
    assert embedarchive.scan(f'<div class="fb-post" data-href="{POST}"></div>').embeds


def _tweet(words: str, number: int, *, closed: bool = True) -> str:
    link = f'<a href="https://twitter.com/t/status/{number}">March {number}, 2020</a>'
    return f"<blockquote class=twitter-tweet><p>{words}</p>— T (@t) {link}" + "</blockquote>" * closed


@pytest.mark.parametrize("between", ["", "<p>para</p>", '<p>It <a href="https://x.com/z/status/9">did</a>.</p>'])
@pytest.mark.parametrize("rest", ["", "</blockquote>", "<p>End.</p>"])
def test_a_quotation_that_is_not_closed_ends_at_its_signature(between: str, rest: str) -> None:
    """Two posts with words of their own, although the second stands in the first's element."""
    page = f"<html><body>{_tweet('one', 1, closed=False)}{between}{_tweet('two', 2)}{rest}"
    first, second = embedarchive.scan(page).embeds
    assert [(each.id, each.text, str(each.date)) for each in (first, second)] == [
        ("1", "one", "2020-03-01"),
        ("2", "two", "2020-03-02"),
    ]
    assert page[first.start : first.end].endswith("March 1, 2020</a>")
    assert first.end <= second.start
    assert first.doubts == second.doubts == ()


def test_twenty_quotations_that_are_not_closed() -> None:
    """None is lost, however deep the parser puts it, and none takes another's words or day."""
    page = "<html><body>" + "<p>para</p>".join(_tweet(f"post {n}", n, closed=False) for n in range(1, 21)) + "<p>End."
    found = embedarchive.scan(page).embeds
    assert [(each.id, each.text, each.date.day if each.date else 0) for each in found] == [
        (str(n), f"post {n}", n) for n in range(1, 21)
    ]


def test_an_open_quotation_does_not_swallow_the_article() -> None:
    """What follows a post that is never closed is the article's: a video, another platform's post, a link."""
    page = (
        f"<html><body>{_tweet('one', 1, closed=False)}<p>para</p>"
        "<iframe src='https://www.youtube.com/embed/aqz-KE-bpKQ'></iframe>"
        '<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/C2kSJdxu3Mr/">'
        "</blockquote><p>See <a href='https://x.com/z/status/9'>this</a>."
    )
    found = embedarchive.scan(page)
    assert [each.id for each in found.embeds] == ["1", "aqz-KE-bpKQ", "C2kSJdxu3Mr"]
    assert [each.id for each in found.links] == ["9"]


def test_an_open_quotation_without_signature_says_that_its_end_is_unsure() -> None:
    """Nothing says where such a post ends, and the embed says so."""
    page = (
        '<html><body><blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/C2kSJdxu3Mr/">'
        '<a href="https://www.instagram.com/p/C2kSJdxu3Mr/">View this post on Instagram</a><p>The article.</p>'
        "<iframe src='https://www.youtube.com/embed/aqz-KE-bpKQ'></iframe>"
    )
    first, second = embedarchive.scan(page).embeds
    assert (first.id, first.doubts, second.id) == ("C2kSJdxu3Mr", ("end",), "aqz-KE-bpKQ")
    assert first.confidence < 1


@pytest.mark.parametrize("before", ["<p>outer</p>", ""])
def test_a_post_quoted_inside_a_post_keeps_its_own_words(before: str) -> None:
    """The quoted one's address is what the outer one quotes; the outer one's words and day are its own."""
    outer = '— O (@o) <a href="https://twitter.com/o/status/7">March 7, 2020</a>'
    page = f"<html><body><blockquote class=twitter-tweet>{before}{_tweet('quoted', 1)}{outer}</blockquote>"
    (found,) = embedarchive.scan(page).embeds
    assert (found.id, found.handle, str(found.date), found.text) == (
        "7",
        "o",
        "2020-03-07",
        "outer" if before else None,
    )
    assert found.quotes == "https://x.com/t/status/1"


STATUS = "https://twitter.com/t/status/1591167663165898754"
SIGNED = f'<p>Words</p>&mdash; T (@t) <a href="{STATUS}">November 11, 2022</a>'
TWEET = f'<blockquote class="twitter-tweet">{SIGNED}</blockquote>'
PLAYER = '<iframe src="https://www.youtube.com/embed/aqz-KE-bpKQ"></iframe>'
WATCH = "https://www.youtube.com/watch?v=aqz-KE-bpKQ"


def _scan(markup: str) -> list[tuple[str, str | None]]:
    page = f"<html><body><article><p>Before it.</p>{markup}<p>After it.</p></article></body></html>"
    return [(each.platform, each.id) for each in embedarchive.scan(page).embeds]


YOUTUBE = [("youtube", "aqz-KE-bpKQ")]
TWITTER = [("twitter", "1591167663165898754")]

PARKED = {
    "a link in srcdoc": f"<iframe srcdoc=\"<a href='{WATCH}'><img src='https://i.ytimg.com/vi/a.jpg'></a>\"></iframe>",
    "a button with a frame": f'<button class="arve-play-btn" data-iframe="{html.escape(PLAYER)}"></button>',
    "a button with an address": f'<button class="arve-play-btn" data-iframe="{WATCH}"></button>',
    "a comment": f"<div class=film> <!-- {PLAYER} -->\n</div>",
    "a comment in a placeholder": f"<div class='my-consent-box'><!-- {PLAYER} --><b>Allow it?</b></div>",
    "a text area": f"<textarea>{PLAYER}</textarea>",
    "a widget's settings": f'<div data-settings="{html.escape(json.dumps({"youtube_url": WATCH}))}"></div>',
    "a facade's id": '<div class="youtube" id="aqz-KE-bpKQ"></div>',
    "a facade's link": f'<a class="lazy-load-youtube" href="{WATCH}">A film</a>',
    "an unknown attribute of a frame": f'<iframe src="about:blank" data-anybodys-source="{WATCH}"></iframe>',
    "an unknown attribute of a placeholder": f'<div class="my-consent-box" data-anybodys-source="{WATCH}"></div>',
    "HTML in an unknown attribute": f'<div data-anybodys="{html.escape(PLAYER)}"></div>',
    "a block that is not drawn": f'<div class="wp-block-embed__wrapper">{WATCH}</div>',
    "a bookmark card": f'<a class="kg-bookmark-container" href="{WATCH}"><div>A film</div></a>',
}


@pytest.mark.parametrize("place", PARKED)
def test_a_player_is_found_wherever_it_is_parked(place: str) -> None:
    """Content blockers, lazy loaders and editors hide players in many places; none is lost."""
    assert _scan(PARKED[place]) == YOUTUBE


@pytest.mark.parametrize(
    "markup",
    [
        f"<!-- {TWEET} -->",
        f"<textarea>{TWEET}</textarea>",
        f'<div data-anybodys="{html.escape(TWEET)}"></div>',
        f'<div data-anybodys="{html.escape(html.escape(TWEET))}"></div>',
        f'<div data-block-json="{html.escape(json.dumps({"html": TWEET, "url": STATUS}))}"></div>',
        f'<div data-borlabs-content="{base64.b64encode(TWEET.encode()).decode()}"></div>',
    ],
)
def test_a_post_is_found_wherever_it_is_parked(markup: str) -> None:
    """The same for a quotation, which keeps its words and its day."""
    assert _scan(markup) == TWITTER
    (found,) = embedarchive.scan(f"<html><body>{markup}").embeds
    assert (found.text, found.handle, str(found.date)) == ("Words", "t", "2022-11-11")


@pytest.mark.parametrize("place", PARKED)
def test_what_is_shown_is_not_counted_again_where_it_is_parked(place: str) -> None:
    """The player and its stand-in are one embed, when the page says so, and a parked one evicts nothing."""
    if place in {"a comment", "a text area", "HTML in an unknown attribute", "an unknown attribute of a placeholder"}:
        assert _scan(PLAYER + "<p>Words between them.</p>" + PARKED[place]) == YOUTUBE
    assert _scan(TWEET + PARKED[place]) == TWITTER + YOUTUBE


@pytest.mark.parametrize(
    "markup",
    [
        f"<!-- see {WATCH} -->",
        f"<!-- <iframe src={WATCH}> -->",
        f"<!--[if IE]>{PLAYER}<![endif]-->",
        "<!-- <iframe src='https://other.example/x'></iframe> -->",
        f"<!-- {PLAYER} -->",
        f"<textarea>{WATCH}</textarea>",
        f"<textarea>{html.escape(PLAYER)}</textarea>",
        '<div class="youtube" id="youtube-vid"></div><div class="youtube" id="videoplayer"></div>',
        f'<div class="my-consent-box" data-share-url="{WATCH}"></div>',
        f'<div class="plain" data-anybodys-source="{WATCH}"><a href="/films"><img src="a.jpg"></a></div>',
        f'<div data-settings="{html.escape(json.dumps({"youtube_url": WATCH, "video_type": "hosted"}))}"></div>',
        f"<pre><code>{html.escape(PLAYER)}</code></pre>",
    ],
)
def test_what_only_looks_parked_is_no_embed(markup: str) -> None:
    """Addresses in comments, half a frame, somebody's names for elements, buttons, code that is shown as code."""
    assert _scan(markup) == []
