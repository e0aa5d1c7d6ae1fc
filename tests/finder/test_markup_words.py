# ruff: noqa: E501 -- markup stands here as publishers write it
"""What the markup of an embed tells of its post: words, author, day, time, links, media; of every era and platform."""

from __future__ import annotations

import datetime as dt
import html
import json

import pytest

from embedarchive import finder
from embedarchive.model import Document, Embed

STATUS = "https://twitter.com/jane_doe/status/1591167663165898754"
SCRIPT = '<script async src="https://platform.twitter.com/widgets.js" charset="utf-8"></script>'


def _only(markup: str) -> Embed:
    document = Document(text=f"<p>Before.</p>\r\n{markup}\r\n<p>After.</p>", media_type="text/html")
    (embed,) = finder.scan(document).embeds
    assert document.text[embed.start : embed.end] in markup
    return embed


def test_a_tweet_of_2022() -> None:
    """Words with their lines, no attribution, the media link among the links and not in the words."""
    embed = _only(
        '<blockquote class="twitter-tweet"><p lang="uk" dir="ltr">Light over the harbour &amp; the sea.<br><br>'
        'Thanks, <a href="https://twitter.com/sam?ref_src=twsrc%5Etfw">@sam</a>! '
        '<a href="https://twitter.com/hashtag/sea?src=hash&amp;ref_src=twsrc%5Etfw">#sea</a> '
        '<a href="https://t.co/AAAAbbbb11">https://t.co/AAAAbbbb11</a> '
        '<a href="https://t.co/CCCCdddd22">pic.twitter.com/CCCCdddd22</a></p>'
        f'&mdash; Jane (Doe) — OSINT 🐈 (@jane_doe) <a href="{STATUS}?ref_src=twsrc%5Etfw">November 11, 2022</a></blockquote> {SCRIPT}'
    )
    assert embed.text == "Light over the harbour & the sea.\n\nThanks, @sam! #sea https://t.co/AAAAbbbb11"
    assert embed.links == ("https://t.co/AAAAbbbb11", "https://pic.twitter.com/CCCCdddd22")
    assert (embed.author, embed.handle, embed.language) == ("Jane (Doe) — OSINT 🐈", "jane_doe", "uk")
    assert embed.date == dt.date(2022, 11, 11)
    assert embed.posted_at == dt.datetime(2022, 11, 11, 20, 35, 8, 21000, tzinfo=dt.UTC)
    assert (embed.confidence, embed.doubts, embed.form) == (1.0, (), "blockquote")


def test_a_tweet_of_2011_has_the_exact_time() -> None:
    """Mentions in pieces, links shown shortened, and the time in `data-datetime`."""
    embed = _only(
        '<blockquote class="twitter-tweet" data-in-reply-to="29700859248"><p>@<a href="https://twitter.com/sam">sam</a> it is here: '
        '<a href="http://t.co/mXRm" title="http://news.example/long">news.example/lo…</a></p>&mdash; Jane (@jane_doe) '
        '<a href="https://twitter.com/jane_doe/status/120" data-datetime="2011-08-19T14:12:52+00:00">August 19, 2011</a></blockquote>'
    )
    assert embed.text == "@sam it is here: news.example/lo…"
    assert embed.links == ("https://t.co/mXRm",)
    assert embed.posted_at == dt.datetime(2011, 8, 19, 14, 12, 52, tzinfo=dt.UTC)
    assert embed.replies_to == "https://x.com/i/status/29700859248"


def test_a_tweet_of_2014_has_its_lines_as_references() -> None:
    """Until 2016 a line end was written `&#10;`; an end of line in the source is none."""
    quoted = '<blockquote class="twitter-tweet" lang="en"><p>One{}Two</p>&mdash; Jane (@jane_doe) <a href="https://twitter.com/jane_doe/statuses/466678032200384512">May 14, 2014</a></blockquote>'
    assert _only(quoted.format("&#10;")).text == "One\nTwo"
    assert _only(quoted.format("\r\n   ")).text == "One Two"
    assert _only(quoted.format("&#10;")).id == "466678032200384512"


@pytest.mark.parametrize(
    ("day", "date"),
    [
        ("20 août 2021", (2021, 8, 20)),
        ("12. August 2018", (2018, 8, 12)),
        ("2 april 2019", (2019, 4, 2)),
        ("julio 28, 2015", (2015, 7, 28)),
        ("12 de agosto de 2019", (2019, 8, 12)),
        ("8 декабря 2017 г.", (2017, 12, 8)),
        ("2 d’abril de 2018", (2018, 4, 2)),
        ("2022年3月9日", (2022, 3, 9)),
        ("2019년 12월 1일", (2019, 12, 1)),
        ("11 ביולי 2016", (2016, 7, 11)),
        ("١٦ فبراير ٢٠٢٠", (2020, 2, 16)),
        ("Ngày 6 tháng 5, 2019", (2019, 5, 6)),
        ("2014. május 5.", (2014, 5, 5)),
        ("January17, 2012", (2012, 1, 17)),
    ],
)
def test_days_in_the_widgets_languages(day: str, date: tuple[int, int, int]) -> None:
    """The same tables that plain text is read with."""
    assert _only(
        f'<blockquote class="twitter-tweet"><p>Words</p>&mdash; Jane (@jane) <a href="{STATUS}">{day}</a></blockquote>'
    ).date == dt.date(*date)


@pytest.mark.parametrize(
    "inside",
    [
        f"<p>Words of it</p>Jane Doe (@jane_doe) <a href='{STATUS}'>November 11, 2022</a>",
        f"<p>Words of it</p><p>— Jane Doe (@jane_doe) <a href='{STATUS}'>November 11, 2022</a></p>",
        f"<p>Words of it<br>— Jane Doe (@jane_doe) <a href='{STATUS}'>November 11, 2022</a></p>",
        f"Words of it — Jane Doe (@jane_doe) <a href='{STATUS}'>November 11, 2022</a>",
        f"<div>Words of it</div><footer>— Jane Doe (@<a href='https://twitter.com/jane_doe'>jane_doe</a>) <a href='{STATUS}'>November 11, 2022</a></footer>",
    ],
)
def test_publishers_rearrange_the_quotation(inside: str) -> None:
    """No dash, no paragraph, the signature inside the paragraph: the same words and author."""
    embed = _only(f'<blockquote class="twitter-tweet">{inside}</blockquote>')
    assert (embed.text, embed.author, embed.handle, embed.date) == (
        "Words of it",
        "Jane Doe",
        "jane_doe",
        dt.date(2022, 11, 11),
    )


def test_a_quotation_without_any_link_is_still_an_embed() -> None:
    """Its id is unknown; author, day and words are not."""
    embed = _only(
        '<blockquote class="twitter-tweet"><p>Words</p>&mdash; Jane (@jane_doe) November 11, 2022</blockquote>'
    )
    assert (embed.platform, embed.id, embed.handle, embed.date) == ("twitter", None, "jane_doe", dt.date(2022, 11, 11))


def test_the_last_of_several_status_links_is_the_tweet() -> None:
    """One inside the words is what it quotes."""
    embed = _only(
        f'<blockquote class="twitter-tweet"><p>See <a href="https://twitter.com/sam/status/1590000000000000000">this</a></p>'
        f'&mdash; Jane (@jane_doe) <a href="{STATUS}">November 11, 2022</a></blockquote>'
    )
    assert (embed.id, embed.quotes) == ("1591167663165898754", "https://x.com/sam/status/1590000000000000000")


def test_emoji_drawn_as_pictures_are_words() -> None:
    """WordPress replaces them; their alt text is what was written."""
    embed = _only(
        f'<blockquote class="twitter-tweet"><p>Hello <img src="https://s.w.org/images/core/emoji/14/72x72/1f600.png" alt="😀" class="wp-smiley"></p>'
        f'&mdash; Jane (@jane_doe) <a href="{STATUS}">November 11, 2022</a></blockquote>'
    )
    assert embed.text == "Hello 😀"


@pytest.mark.parametrize("day", ["2022-11-11T20:35:08.000Z", "Fri Nov 11 20:35:08 +0000 2022"])
def test_substack_keeps_the_whole_tweet(day: str) -> None:
    """Words in HTML, author, time in either spelling, photos with alt texts, the quoted tweet."""
    record = {
        "url": STATUS,
        "full_text": 'Light over the harbour\n<span class="tweet-fake-link">#sea</span> <a class="tweet-url" href="https://news.example/a">news.example/a</a>',
        "username": "jane_doe",
        "name": "Jane",
        "date": day,
        "photos": [{"img_url": "https://pbs.example/1.jpg", "link_url": "https://t.co/x", "alt_text": "a harbour"}],
        "quoted_tweet": {"url": "https://twitter.com/sam/status/1590000000000000000"},
        "video_url": None,
    }
    embed = _only(
        f'<div class="twitter-embed" data-attrs="{html.escape(json.dumps(record))}" data-component-name="Twitter2ToDOM"></div>'
    )
    assert (embed.form, embed.id, embed.author, embed.handle) == (
        "data-attrs",
        "1591167663165898754",
        "Jane",
        "jane_doe",
    )
    assert embed.text == "Light over the harbour\n#sea news.example/a"
    assert embed.links == ("https://news.example/a",)
    assert embed.posted_at == dt.datetime(2022, 11, 11, 20, 35, 8, tzinfo=dt.UTC)
    assert [(each.candidates, each.alt) for each in embed.media] == [(("https://pbs.example/1.jpg",), "a harbour")]
    assert embed.quotes == "https://x.com/sam/status/1590000000000000000"


def test_bluesky_signs_with_a_linked_handle_and_keeps_line_feeds() -> None:
    """Line feeds in its source are the post's own; the key holds a time."""
    embed = _only(
        '<blockquote class="bluesky-embed" data-bluesky-uri="at://did:plc:abcdefghijklmnopqrstuvwx/app.bsky.feed.post/3lkjzq6bnpk2a">'
        '<p lang="en">One\nTwo<br><br><a href="https://bsky.app/profile/did:plc:abcdefghijklmnopqrstuvwx/post/3lkjzq6bnpk2a?ref_src=embed">[image or embed]</a></p>'
        '&mdash; Jane (<a href="https://bsky.app/profile/did:plc:abcdefghijklmnopqrstuvwx?ref_src=embed">@jane.example.org</a>) '
        '<a href="https://bsky.app/profile/did:plc:abcdefghijklmnopqrstuvwx/post/3lkjzq6bnpk2a?ref_src=embed">March 17, 2025 at 3:53 PM</a></blockquote>'
    )
    assert (embed.author, embed.handle, embed.date) == ("Jane", "jane.example.org", dt.date(2025, 3, 17))
    assert embed.text == "One\nTwo"


def test_instagram_of_2016_has_caption_and_time() -> None:
    """The caption is the link in the first paragraph; the time stands in the last."""
    embed = _only(
        '<blockquote class="instagram-media" data-instgrm-version="7"><p><a href="https://www.instagram.com/p/BCntbEZoaBx/">A night by the sea</a></p>'
        '<p>A photo posted by Jane Doe (@jane.doe) on <time datetime="2016-03-06T20:01:00+00:00">Mar 6, 2016 at 12:01pm PST</time></p></blockquote>'
    )
    assert (embed.id, embed.text, embed.author, embed.handle) == (
        "BCntbEZoaBx",
        "A night by the sea",
        "Jane Doe",
        "jane.doe",
    )
    assert (embed.date, embed.posted_at) == (dt.date(2016, 3, 6), dt.datetime(2016, 3, 6, 20, 1, tzinfo=dt.UTC))


def test_instagram_of_today_has_an_author_and_no_words() -> None:
    """The placeholder's text is not what anybody wrote."""
    link = "https://www.instagram.com/p/C2kSJdxu3Mr/?utm_source=ig_embed"
    embed = _only(
        f'<blockquote class="instagram-media" data-instgrm-permalink="{link}" data-instgrm-version="14"><div><a href="{link}">'
        f'<div>View this post on Instagram</div></a><p><a href="{link}">A post shared by Jane Doe (@jane.doe)</a></p></div></blockquote>'
    )
    assert (embed.text, embed.author, embed.handle) == (None, "Jane Doe", "jane.doe")


def test_facebook_quotes_words_author_and_day() -> None:
    """In paragraphs, then "Posted by"."""
    page = "https://www.facebook.com/jane/posts/10207393772231779"
    embed = _only(
        f'<div class="fb-post" data-href="{page}"><blockquote cite="{page}" class="fb-xfbml-parse-ignore"><p>First line.</p><p>Second.</p>'
        f'Posted by <a href="https://www.facebook.com/jane/">Jane Doe</a> on&nbsp;<a href="{page}">Friday, 26 June 2020</a></blockquote></div>'
    )
    assert (embed.author, embed.date, embed.text) == ("Jane Doe", dt.date(2020, 6, 26), "First line.\n\nSecond.")


def test_tiktok_quotes_the_caption() -> None:
    """Without the author's link before it and the sound behind it."""
    embed = _only(
        '<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@jane.doe/video/6718335390845095173" data-video-id="6718335390845095173"><section>'
        '<a target="_blank" title="@jane.doe" href="https://www.tiktok.com/@jane.doe">@jane.doe</a> <p>A night <a title="sea" href="https://www.tiktok.com/tag/sea">#sea</a></p> '
        '<a title="♬ original sound" href="https://www.tiktok.com/music/x-1">♬ original sound - Jane</a> </section></blockquote>'
    )
    assert (embed.handle, embed.text) == ("jane.doe", "A night #sea")


def test_reddit_quotes_title_and_author() -> None:
    """The title is all the words there are."""
    embed = _only(
        '<blockquote class="reddit-embed-bq"><a href="https://www.reddit.com/r/cats/comments/15bfi0/a_cat/">A cat on a roof</a><br> by '
        '<a href="https://www.reddit.com/user/jane/">u/jane</a> in <a href="https://www.reddit.com/r/cats/">cats</a></blockquote>'
    )
    assert (embed.text, embed.handle) == ("A cat on a roof", "jane")


def test_coordinates_in_the_words_are_read() -> None:
    """As in plain text."""
    embed = _only(
        f'<blockquote class="twitter-tweet"><p>Here<br>(46.6333857, 32.6203279)</p>&mdash; Jane (@jane) <a href="{STATUS}">November 11, 2022</a></blockquote>'
    )
    assert [(each.latitude, each.longitude) for each in embed.coordinates] == [(46.6333857, 32.6203279)]


def test_two_tweets_side_by_side_and_one_inside_another_form() -> None:
    """Neighbours stay apart; a quotation inside WordPress's figure is one."""
    one = f'<blockquote class="twitter-tweet"><p>One</p>&mdash; Jane (@jane_doe) <a href="{STATUS}">November 11, 2022</a></blockquote>'
    other = one.replace("1591167663165898754", "1591167663165898755").replace("One", "Two")
    text = f'<figure class="wp-block-embed is-provider-twitter"><div class="wp-block-embed__wrapper">{one}{SCRIPT}</div></figure>{other}'
    found = finder.scan(Document(text=text, media_type="text/html")).embeds
    assert [each.text for each in found] == ["One", "Two"]
    assert found[0].parts[0][1] <= found[1].parts[0][0]
