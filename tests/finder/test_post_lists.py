"""Platforms' own pages that list posts: each is read by its platform. Names, words and ids are made up."""

from __future__ import annotations

import pytest

from embedarchive import documents, finder
from embedarchive.model import Scan

_MESSAGE = """<div class="tgme_widget_message_wrap"><div class="tgme_widget_message" data-post="harbour_news/{number}">
<div class="tgme_widget_message_user"><a href="https://t.me/harbour_news">H</a></div>
<div class="tgme_widget_message_bubble"><div><a class="tgme_widget_message_owner_name" href="https://t.me/harbour_news">
<span>Harbour News</span></a></div>{inside}<div class="tgme_widget_message_text">{words}</div>
<div class="tgme_widget_message_footer"><a class="tgme_widget_message_date" href="https://t.me/harbour_news/{number}">
<time datetime="2023-02-28T07:4{last}:00+00:00">x</time></a></div></div></div></div>"""
_ALBUM = "".join(
    f"""<a class="tgme_widget_message_photo_wrap" href="https://t.me/harbour_news/{number}?single"
    style="background-image:url('https://cdn4.telesco.pe/file/{number}.jpg')"></a>"""
    for number in (72, 73, 74)
)
_ANSWER = """<a class="tgme_widget_message_reply" href="https://t.me/harbour_news/70">
<div class="tgme_widget_message_text js-message_reply_text">The ferry is late.</div></a>"""


def _message(number: int, words: str, inside: str = "") -> str:
    return _MESSAGE.format(number=number, words=words, inside=inside, last=number % 10)


def _scanned(url: str, body: str) -> Scan:
    note = f"<!--\n Page saved with SingleFile \n url: {url} \n saved date: Fri Nov 11 2022\n-->"
    (document,) = documents.read(f"<!DOCTYPE html><html>{note}<body>{body}</body></html>".encode())
    return finder.scan(document)


def test_every_message_of_a_channel() -> None:
    """An album is one, and what a message answers or names is not shown by it."""
    found = _scanned(
        "https://t.me/s/harbour_news",
        _message(70, "The ferry is late.")
        + _message(71, 'It sails. See <a href="https://t.me/other_news/9">there</a>.', _ANSWER)
        + _message(72, "The quay in three pictures.", _ALBUM),
    )
    assert [(each.id, each.author, each.text, str(each.date)) for each in found.embeds] == [
        ("harbour_news/70", "Harbour News", "The ferry is late.", "2023-02-28"),
        ("harbour_news/71", "Harbour News", "It sails. See there.", "2023-02-28"),
        ("harbour_news/72", "Harbour News", "The quay in three pictures.", "2023-02-28"),
    ]
    assert [len([ref for ref in each.media if ref.role == "photo"]) for each in found.embeds] == [0, 0, 3]
    assert (found.links, found.images) == ((), ())
    text = found.document.text
    assert all(text[each.start :].startswith("<div") and each.text for each in found.embeds)


def test_a_subreddit() -> None:
    """Its submissions, each an element with its facts."""
    post = """<shreddit-post id="t3_{0}" permalink="/r/ferries/comments/{0}/a/" author="lena_od" post-title="{1}"
    created-timestamp="2022-11-11T09:28:54.000000+0000"><a slot="title" href="/r/ferries/comments/{0}/a/">{1}</a>
    </shreddit-post>"""
    found = _scanned(
        "https://www.reddit.com/r/ferries/",
        post.format("1pzbv0z", "The ferry is late") + post.format("1pzbv1a", "It sails"),
    )
    assert [(each.id, each.handle, each.text) for each in found.embeds] == [
        ("1pzbv0z", "lena_od", "The ferry is late"),
        ("1pzbv1a", "lena_od", "It sails"),
    ]


_TIMELINE = """<li class="stream-item"><div class="tweet" data-tweet-id="{0}" data-item-id="{0}"
data-screen-name="lena_od" data-name="Lena Odell"><a href="/lena_od"><b>lena_od</b></a><a href="/lena_od/status/{0}">
<span data-time-ms="1573464534000">Nov 11</span></a><p class="js-tweet-text tweet-text" lang="en">{1}</p></div></li>"""
_DRAWN = """<article data-testid="tweet"><div data-testid="User-Name"><a href="/{2}">{3}</a><a href="/{2}">@{2}</a>
<span>·</span><a href="/{2}/status/{0}"><time datetime="2022-11-11T09:28:54.000Z">Nov 11</time></a></div>
<div data-testid="tweetText">{1}</div></article>"""
_TOOT = """<div class="status"><a href="/@lena/{0}" class="status__relative-time"><time datetime="2022-11-11T09:28:54Z">
2h</time></a><strong class="display-name__html">Lena Odell</strong><span class="display-name__account"
>@lena@social.example</span><div class="status__content__text"><p>{1}</p></div></div>"""
_STORY = """<div role="article"><h3><a href="https://www.facebook.com/harbour">Harbour News</a></h3><a
href="https://www.facebook.com/harbour/posts/{0}?__cft__=x"><span>11 November 2022</span></a><div
data-ad-rendering-role="story_message"><div dir="auto">{1}</div></div></div>"""
_DAY = "2022-11-11"

LISTS = {
    "twitter.com until 2020": (
        "https://twitter.com/lena_od",
        _TIMELINE,
        "1193900000000000001",
        "lena_od",
        "2019-11-11",
    ),
    "x.com": ("https://x.com/search?q=ferry", _DRAWN, "1591000000000000001", "lena_od", _DAY),
    "mastodon": ("https://social.example/@lena", _TOOT, "109000000000000001", "lena@social.example", _DAY),
    "facebook": ("https://www.facebook.com/harbour", _STORY, "1044201515113178", "harbour", _DAY),
}


@pytest.mark.parametrize("where", LISTS)
def test_timelines_and_profiles(where: str) -> None:
    """Two posts in each platform's own markup, with whose they are, their words and their day."""
    url, post, number, handle, day = LISTS[where]
    other = f"{number[:-1]}2"
    body = post.format(number, "The ferry is late.", "lena_od", "Lena Odell") + post.format(
        other, "It sails.", "lena_od", "Lena Odell"
    )
    found = [(each.id, each.handle, each.text, str(each.date)) for each in _scanned(url, body).embeds]
    assert [(post.rpartition("/")[2], *rest) for post, *rest in found if post] == [
        (number, handle, "The ferry is late.", day),
        (other, handle, "It sails.", day),
    ]


def test_a_thread_is_the_post_and_what_its_author_added() -> None:
    """The page is the post; what its author wrote below it is found, too, and stands apart."""
    body = _DRAWN.format("1591000000000000001", "The ferry is late.", "lena_od", "Lena Odell") + _DRAWN.format(
        "1591000000000000002", "It sails.", "lena_od", "Lena Odell"
    )
    found = _scanned("https://x.com/lena_od/status/1591000000000000001", body)
    assert [(each.form, each.text) for each in found.embeds] == [("page", "The ferry is late."), ("card", "It sails.")]


@pytest.mark.parametrize(
    "url",
    ["https://paper.example/channel", "https://www.linkedin.com/pulse/the-ferry-lena-odell", "https://t.me/"],
)
def test_an_article_that_links_to_posts_lists_none(url: str) -> None:
    """Neither on another site nor on a platform's."""
    body = """<article><h1>The ferry</h1><p>It is late, as <a href="https://t.me/harbour_news/70">we wrote</a> in
    <a href="https://www.linkedin.com/posts/lena-odell_ferry-activity-7304286962587242496-abcd">a post</a>.</p>"""
    assert _scanned(url, f"{body}{'<p>The quay is full of people who wait for it.</p>' * 9}</article>").embeds == ()


_TILE = """<div><a href="{user}/p/{code}/"><div><img alt="{alt}" src="https://x.cdninstagram.com/{code}.jpg"></div></a></div>"""


@pytest.mark.parametrize("user", ["", "/lena_od"])
def test_the_images_of_an_account_of_instagram(user: str) -> None:
    """Each leads to its post and is described with its words, or with its author and day where it has none."""
    described = "Photo by Lena Odell on September 29, 2021. May be an image of boat."
    tiles = "".join(
        _TILE.format(user=user, code=code, alt=alt)
        for code, alt in (("CUbHfhpswxt", described), ("CUbHfhpswxu", "The ferry is late."))
    )
    found = _scanned("https://www.instagram.com/lena_od/", f"<main><h2>Lena Odell @lena_od</h2>{tiles}</main>").embeds
    assert [(each.id, each.handle, each.author, each.text) for each in found] == [
        ("CUbHfhpswxt", "lena_od", "Lena Odell", None),
        ("CUbHfhpswxu", "lena_od", None, "The ferry is late."),
    ]
    assert [each.media[0].alt for each in found] == [described, ""]


def test_images_of_a_place_are_nobodys() -> None:
    """Where neither the address nor a link says whose they are, none is listed."""
    tile = _TILE.format(user="", code="CUbHfhpswxu", alt="The ferry is late.")
    found = _scanned("https://www.instagram.com/explore/tags/ferry/", f"<main><h2>#ferry</h2>{tile * 3}</main>").embeds
    assert [each for each in found if each.handle or each.author] == []
