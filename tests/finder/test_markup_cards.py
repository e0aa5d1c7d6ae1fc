"""Posts that a page draws itself: author, handle, words and a day that leads to the post, whatever they are called."""

from __future__ import annotations

import html
import json

import pytest

from embedarchive import documents, finder
from embedarchive.model import Embed

_BEFORE = "<p>On Friday the council said that the bridge would open again, after months of repairs and delays.</p>"
_AFTER = "<p>The council will speak about the bridge again next week, it said in a statement on Friday.</p>"
_ID = "1591000000000000001"
_STATUS = f"https://twitter.com/lena_od/status/{_ID}"
_POST = f'<a href="{_STATUS}">'
_HOME = '<a href="https://twitter.com/lena_od">'
_TRACKED = "https://click.letter.example/c?x=1&amp;u=https%3A%2F%2Ftwitter.com%2Flena_od%2Fstatus%2F" + _ID


def _embeds(block: str) -> list[Embed]:
    page = f"<html><body><article><h1>A story about the bridge</h1>{_BEFORE}{block}{_AFTER}</article></body></html>"
    (document,) = documents.read(page.encode(), base_url="https://news.example/bridge")
    return list(finder.scan(document).embeds)


CARDS = {
    "a publisher's": f"<div><div>{_HOME}Lena Odell</a> {_HOME}@lena_od</a></div><p>The ferry is late.</p>"
    f"<time>{_POST}Fri Nov 11 15:00:00 UTC+0000 2022</a></time><div>{_POST}Reply</a></div></div>",
    "a letter's table": f'<table><tr><td><a href="{_TRACKED}"><table><tr><td><b>Lena Odell</b><br>@lena_od</td>'
    "</tr></table><p>The ferry is late.</p><p>9:28 AM • Nov 11, 2022</p><p>12 Likes&nbsp; 3 Retweets</p></a></td></tr>"
    "</table>",
    "cells that all lead to the post": f"<table><tr><td>{_POST}Lena Odell</a><br>{_POST}@lena_od</a></td></tr><tr><td>"
    f"{_POST}The ferry is late.</a></td></tr><tr><td>{_POST}9:28 AM &bull; November 11, 2022</a></td></tr></table>",
    "what a cleaner left": f"<div>{_POST}<div><span>Lena Odell </span><span>@lena_od</span></div>"
    f"<p>The ferry is late.</p></a>{_POST}<p>November 11th 2022</p></a></div>",
    "a forum's": f"<aside><header>{_POST}x.com</a></header><article><h4>{_HOME}Lena Odell (@lena_od)</a></h4>"
    f"<p>The ferry is late.</p>{_POST}2022-11-11</a></article></aside>",
    "a page of the platform": f'<article><div>{_HOME}<span>Lena Odell</span></a>{_HOME}<span>@lena_od</span></a></div>'
    f'<div lang="en"><span>The ferry is late.</span></div>{_POST}<time datetime="2022-11-11T09:28:54.000Z">9:28 AM · '
    "Nov 11, 2022</time></a></article>",
    "the day above the words": f"<div><div>{_HOME}Lena Odell</a>{_HOME}@lena_od</a> {_POST}11 Nov 2022</a></div>"
    "<div>The ferry is late.</div><div>4 1 12</div></div>",
}  # fmt: skip


@pytest.mark.parametrize("whose", CARDS)
def test_a_card_is_read(whose: str) -> None:
    """Author, handle, words and day, each once, and nothing of the buttons and counts."""
    (found,) = _embeds(CARDS[whose])
    assert (found.platform, found.id, found.form) == ("twitter", _ID, "card")
    assert (found.author, found.handle, str(found.date)) == ("Lena Odell", "lena_od", "2022-11-11")
    assert found.text == "The ferry is late."


@pytest.mark.parametrize(
    "block",
    [
        f"<p>Lena Odell (@lena_od) wrote on {_POST}November 11, 2022</a> that the ferry is late.</p>",
        f"<div><time>November 11, 2022</time><p>The ferry is late.</p><cite>{_POST}@lena_od</a></cite></div>",
        f"<div><p>Lena Odell @lena_od</p><p>The ferry is late.</p><p>{_POST}Read more</a></p></div>",
        f'<div class="twitter-feed"><div>{CARDS["a page of the platform"]}</div></div>',
        f"<nav><div>{_HOME}Lena</a> @lena_od</div><p>Late.</p>{_POST}2022-11-11</a></nav>",
    ],
)
def test_prose_feeds_and_menus_are_no_cards(block: str) -> None:
    """A sentence with a dated link, a credit, a link without the day, a feed of posts, a menu."""
    assert _embeds(block) == []


def test_a_cards_pictures_are_the_posts() -> None:
    """A large picture in it is media of the post; the portrait is not, and neither is an image of the article."""
    picture = '<img src="https://pbs.twimg.com/media/FhA.jpg" alt="A quay">'
    portrait = '<img src="https://paper.example/avatar.png" width="48">'
    block = CARDS["a publisher's"].replace("<time>", picture + "<time>").replace("<div><div>", f"<div><div>{portrait}")
    (found,) = _embeds(block)
    assert [(each.candidates[-1], each.alt) for each in found.media] == [
        ("https://pbs.twimg.com/media/FhA.jpg", "A quay")
    ]


def test_the_post_of_a_saved_page_is_shown_whatever_its_block_is_called() -> None:
    """By paths on the platform's own page; a picture behind the mirror's proxy has the network's address first."""
    path = f"/lena_od/status/{_ID}"
    picture = '<img src="/pic/media%2FFhAAAAAAAAAAAAA.jpg%3Fname%3Dsmall">'
    words = f'<div>The ferry is late.</div><p><a href="{path}#m">11 Nov 2022</a></p>{picture}'
    body = (
        f'<div class="timeline-item"><div><a href="/lena_od">Lena Odell</a><a href="/lena_od">@lena_od</a></div>{words}'
    )
    page = f'<head><link rel="canonical" href="https://twitter.com{path}"></head><body>{body}</div></body>'
    (document,) = documents.read(f"<html>{page}</html>".encode())
    (found,) = finder.scan(document).embeds
    assert (found.id, found.author, found.text) == (_ID, "Lena Odell", "The ferry is late.")
    assert found.media[0].candidates[0].startswith("https://pbs.twimg.com/media/FhAAAAAAAAAAAAA")


def test_settings_say_what_the_post_says() -> None:
    """JSON of the post in an attribute of any name, without the name of a component, gives its words and author."""
    facts = {"url": _STATUS, "full_text": "The ferry is late.", "username": "lena_od", "name": "Lena Odell"}
    for name in ("data-attrs", "data-qwerty"):
        (found,) = _embeds(f"<div {name}='{html.escape(json.dumps(facts))}'></div>")
        assert (found.id, found.author, found.handle, found.text) == (
            _ID,
            "Lena Odell",
            "lena_od",
            "The ferry is late.",
        )


def test_a_handle_right_behind_its_name() -> None:
    """Two pieces of text that a style sheet draws apart, without a blank between them."""
    signed = f"<div>{_HOME}<span>Lena Odell</span><span>@lena_od</span></a></div>"
    block = f"<div>{signed}<div>The ferry is late.</div><div>{_POST}Nov 11, 2022</a></div></div>"
    (found,) = _embeds(block)
    assert (found.author, found.handle, found.text) == ("Lena Odell", "lena_od", "The ferry is late.")


_ANSWERED = "".join(
    f'<a href="https://x.com/intent/{act}={_ID}">{act[:4]}</a> ' for act in ("post?in_reply_to", "like?tweet_id")
)


def test_a_card_whose_buttons_alone_name_the_post() -> None:
    """Links that answer and like one post; a button that shares this article names none."""
    block = "<div><b>Lena Odell</b> @lena_od<p>The ferry is late.</p><p>November 11, 2022</p><p>{}</p></div>"
    (found,) = _embeds(block.format(_ANSWERED))
    assert (found.id, found.handle, found.text) == (_ID, "lena_od", "The ferry is late.")
    assert _embeds(block.format('<a href="https://x.com/intent/post?url=https://news.example/7">Post</a>' * 2)) == []


_SHORT = "https://www.instagram.com/p/CAbcdEFgh12/"
_SEE = f'<a href="{_SHORT}">'
_ACCOUNT = '<a href="https://www.instagram.com/lena_od/">'


@pytest.mark.parametrize(
    "block",
    [
        f"<div><div>{_ACCOUNT}lena_od</a></div><p>The ferry is late.</p><p>{_SEE}View on Instagram</a></p></div>",
        f"<section>{_ACCOUNT}@lena_od</a><div>The ferry is late.</div>{_SEE}Instagram, November 11, 2022</a></section>",
        f"<div>{_ACCOUNT}lena</a> {_ACCOUNT}@lena_od</a><p>{_SEE}The ferry is late.</a></p>{_SEE}Instagram</a></div>",
        f"<table><tr><td>{_SEE}lena_od</a><tr><td>The ferry is late.<tr><td>{_SEE}View on Instagram</a></table>",
    ],
)
def test_a_card_without_a_day(block: str) -> None:
    """An account's link, words, and a link to the post that says whose it is, each on a line of its own."""
    (found,) = _embeds(block)
    assert (found.platform, found.id, found.form) == ("instagram", "CAbcdEFgh12", "card")
    assert (found.author, found.handle, found.text) == (None, "lena_od", "The ferry is late.")


@pytest.mark.parametrize(
    "who", ["<b>Lena Odell</b> @lena_od", "Lena Odell (@Lena_Od)", f"{_HOME}Lena Odell</a> {_HOME}@lena_od</a>"]
)
def test_a_card_of_the_account_that_its_link_names(who: str) -> None:
    """The handle need not be a link where the post's address has it; `View on X` says whose it is."""
    (found,) = _embeds(f"<div><p>{who}</p><p>The ferry is late.</p><p>{_POST}View on X</a></p></div>")
    assert (found.id, found.text) == (_ID, "The ferry is late.")
    assert (found.handle or "").lower() == "lena_od"
    assert _embeds(f"<div><p>Bo (@bo_l)</p><p>The ferry is late.</p><p>{_POST}View on X</a></p></div>") == []


@pytest.mark.parametrize(
    "block",
    [
        f"<p>{_ACCOUNT}lena_od</a> wrote on {_SEE}Instagram</a> that the ferry is late.</p>",
        f"<div><p>{_ACCOUNT}lena_od</a></p><p>The ferry is late.</p><p>{_SEE}Read more</a></p></div>",
        f"<div><h4>{_ACCOUNT}Follow us</a></h4><p>{_SEE}View on Instagram</a></p></div>",
        f'<div><p>{_ACCOUNT}lena_od</a></p><p>The <a href="/f">ferry</a> is late.</p><p>{_SEE}Instagram</a></p></div>',
        f"<div><p>The ferry is late.</p><p>{_ACCOUNT}lena_od</a></p><p>{_SEE}View on Instagram</a></p></div>",
        f"<footer><div>{_ACCOUNT}lena_od</a></div><p>Late.</p><p>{_SEE}View on Instagram</a></p></footer>",
        f"<div><p>{_POST}news</a></p><p>The ferry is late.</p><p>{_POST}View on X</a></p></div>",
    ],
)
def test_lines_with_an_account_and_a_post_that_are_no_card(block: str) -> None:
    """A sentence, a link that says nothing, no words, words that lead elsewhere, no account above, a footer."""
    assert _embeds(block) == []


def test_a_button_to_follow_stands_right_behind_the_handle() -> None:
    """As react-tweet draws a post; without the button's address the line is somebody's words."""
    line = f'{_POST}<span>@lena_od</span></a><span>·</span><a href="https://x.com/intent/follow?screen_name=lena_od">'
    card = (
        f"<div><div>{_POST}<span>Lena Odell</span></a><div>{line}Follow</a></div></div><p>The ferry is late.</p>"
        f'<div>{_POST}<time datetime="2022-11-11T09:28:54.000Z">9:28 AM · Nov 11, 2022</time></a></div></div>'
    )
    (embed,) = _embeds(card)
    assert (embed.id, embed.author, embed.handle, embed.text) == (_ID, "Lena Odell", "lena_od", "The ferry is late.")
    (glued,) = _embeds(card.replace("<span>·</span>", ""))
    assert glued.handle == "lena_od"
    assert _embeds(card.replace("https://x.com/intent/follow?screen_name=lena_od", "https://news.example/lena")) == []


def test_a_card_whose_head_alone_leads_to_the_post() -> None:
    """As newsletters draw it: the author's line is a link, words and day are none."""
    (embed,) = _embeds(
        f"<table><tr><td>{_POST}<p>Lena Odell</p><p>@lena_od</p></a></td></tr><tr><td><p>The ferry is late.</p></td>"
        "</tr><tr><td><p>9:28 AM • Nov 11, 2022</p></td></tr></table>"
    )
    assert (embed.id, embed.handle, embed.text) == (_ID, "lena_od", "The ferry is late.")
