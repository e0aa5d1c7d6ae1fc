"""Posts known by what a block holds, whatever its classes and attributes are called."""

from __future__ import annotations

import base64
import html
import json

import pytest

from embedarchive import documents, finder
from embedarchive.model import Embed

_BEFORE = "<p>On Friday the council said that the bridge would open again, after months of repairs and delays.</p>"
_AFTER = "<p>The council will speak about the bridge again next week, it said in a statement on Friday.</p>"
_STATUS = "https://twitter.com/ann_ph/status/1591000000000000001"
_PHOTO = "https://www.instagram.com/p/CAbcdEFgh12/"
_VIDEO = "https://www.youtube.com/watch?v=w7Ft2ymGmfc"


def _embeds(block: str) -> list[Embed]:
    page = f"<html><body><article><h1>A story about the bridge</h1>{_BEFORE}{block}{_AFTER}</article></body></html>"
    (document,) = documents.read(page.encode(), base_url="https://news.example/bridge")
    return list(finder.scan(document).embeds)


def _ids(block: str) -> list[str | None]:
    return [each.id for each in _embeds(block)]


_FRAME = '<iframe src="https://www.youtube.com/embed/w7Ft2ymGmfc"></iframe>'


@pytest.mark.parametrize(
    "block",
    [
        f'<div resourceurl="{_VIDEO}"></div>',
        f'<div class="q" data-qwerty="{_VIDEO}"><p>Allow cookies to see this film.</p></div>',
        f"<div data-a='{json.dumps({'x': {'y': [_VIDEO]}})}'></div>",
        f'<span data-b="{html.escape(_FRAME)}"></span>',
        f'<div data-c="{base64.b64encode(_FRAME.encode()).decode()}">Allow?</div>',
        f'<li data-d="{_VIDEO}"></li>',
        '<div data-e="youtube" data-f="w7Ft2ymGmfc"></div>',
        '<lite-youtube q="w7Ft2ymGmfc"></lite-youtube>',
        f'<script type="text/x" data-g="{html.escape(_FRAME)}"></script>',
        f'<template data-h="{html.escape(_FRAME)}"></template>',
        f'<div><a href="{_VIDEO}"></a></div>',
        f"<figure class=x><div>{_VIDEO}</div></figure>",
    ],
)
def test_a_block_that_holds_one_post_and_shows_nothing_is_that_post(block: str) -> None:
    """An address or id in any attribute, in JSON, escaped or in base 64; an empty link; a bare address in a figure."""
    assert _ids(block) == ["w7Ft2ymGmfc"]


@pytest.mark.parametrize(
    "block",
    [
        f'<a data-q="{_VIDEO}" href="/films">Films</a>',
        f'<button data-q="{_VIDEO}"></button>',
        f'<div role="button" data-q="{_VIDEO}"></div>',
        f'<nav><div data-q="{_VIDEO}"></div></nav>',
        f'<a href="/other-story"><div data-q="{_VIDEO}"></div></a>',
        f'<div data-q="{_VIDEO}"><a href="/other-story"><img src="a.jpg"></a><h3>Another story</h3></div>',
        f'<div data-q="{_VIDEO}"><h3><a href="/other-story">Another story</a></h3></div>',
        f'<div data-q="{_VIDEO}">{"Many words of an article, as they stand in a paragraph. " * 12}</div>',
        f'<div data-q="{_VIDEO}" data-r="{_STATUS}"></div>',
        f'<div class="share-bar"><div data-q="{_VIDEO}"></div></div>',
        '<div data-q="w7Ft2ymGmfc"></div>',
        '<div data-q="123456789012"></div>',
    ],
)
def test_links_buttons_teasers_and_blocks_of_several_posts_are_none(block: str) -> None:
    """What leads elsewhere, has words of its own, names two posts, or holds what may be any site's number."""
    assert _ids(block) == []


def test_a_number_that_holds_the_time_of_a_post_is_one() -> None:
    """Tweets have ids of 18 and 19 digits that say when they were written; an article's number does not."""
    (found,) = _embeds('<div data-q="1591167663165898754"></div>')
    assert (found.platform, found.id) == ("twitter", "1591167663165898754")


@pytest.mark.parametrize(
    ("block", "platform", "identifier"),
    [
        ('<blockquote cite="https://www.tiktok.com/@ann/video/7000937272010935558"><section></section></blockquote>',
         "tiktok", "7000937272010935558"),
        (f'<blockquote q="{_PHOTO}"><p>Look</p></blockquote>', "instagram", "CAbcdEFgh12"),
        ((f'<blockquote class="q"><p><a href="{_PHOTO}">Look</a></p><p>A photo posted by Ann (@ann.ph) on <time'
         ' datetime="2016-01-03T13:01:00+00:00">Jan 3, 2016</time></p></blockquote>'), "instagram", "CAbcdEFgh12"),
        (f'<blockquote><h4><a href="{_VIDEO}">A film</a></h4><p>Long.</p></blockquote>', "youtube", "w7Ft2ymGmfc"),
        ('<script src="https://telegram.org/js/telegram-widget.js?22" data-q="some_channel/67"></script>',
         "telegram", "some_channel/67"),
        (('<blockquote class="q"><a href="https://www.reddit.com/r/harbours/comments/52aab2/ferry/">Ferry</a></blockquote>'
         '<script src="https://embed.reddit.com/widgets.js"></script>'), "reddit", "52aab2"),
    ],
)  # fmt: skip
def test_quotations_and_what_a_platforms_script_draws_need_no_names(block: str, platform: str, identifier: str) -> None:
    """A quotation with an address in an attribute, signed, or headed; what stands before the platform's script."""
    assert [(each.platform, each.id) for each in _embeds(block)] == [(platform, identifier)]


def test_a_quotation_known_by_an_attribute_is_quoted() -> None:
    """Its words and author are read as those of the platform's own quotation."""
    (found,) = _embeds(f'<blockquote q="{_STATUS}"><p>It is open.</p>— Ann (@ann_ph) November 11, 2022</blockquote>')
    assert (found.text, found.author, found.handle, str(found.date)) == ("It is open.", "Ann", "ann_ph", "2022-11-11")


def test_an_address_in_further_spellings() -> None:
    """Percent-encoded, in JSON within JSON, as an `at://` address on somebody's own element."""
    encoded = _STATUS.replace(":", "%3A").replace("/", "%2F")
    assert _ids(f'<div data-q="{encoded}"></div>') == ["1591000000000000001"]
    nested = html.escape(json.dumps({"a": json.dumps({"u": _STATUS})}))
    assert _ids(f'<div data-q="{nested}"></div>') == ["1591000000000000001"]
    address = "at://did:plc:abcdefghijklmnopqrstuvwx/app.bsky.feed.post/3kabcdefghi2x"
    assert [each.platform for each in _embeds(f'<bluesky-post src="{address}"></bluesky-post>')] == ["bluesky"]


@pytest.mark.parametrize("words", ["Share", "Teilen", "Partager sur X", "Follow"])
def test_a_block_with_a_button_to_share_and_nothing_else_is_none(words: str) -> None:
    """One that loads the post is its placeholder."""
    assert _ids(f'<div data-q="{_STATUS}"><button>{words}</button></div>') == []
    assert _ids(f'<div data-q="{_STATUS}"><button>Load it</button></div>') == ["1591000000000000001"]
