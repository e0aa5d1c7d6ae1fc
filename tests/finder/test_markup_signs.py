"""What stands for an embed until a script draws it, and what looks like one: adverts, readers' comments, buttons."""

from __future__ import annotations

import base64
import html
import json
from urllib.parse import quote

import pytest
from gates import FILM, FRAME, POST, STATUS, WATCH, ids_in, page_with

_PLAYER = f"https://www.youtube.com/embed/{FILM}"
_PHOTO = "Cjc7wvjIg0m"
_PHOTO_PAGE = f"https://www.instagram.com/p/{_PHOTO}/"
_ASKED = f"https://www.youtube.com/oembed?format=json&url={quote(WATCH, '')}"
_ADVERT = "662210526407498782"


@pytest.mark.parametrize(
    "script",
    [
        f'renderExternalContent("{_PLAYER}?fs=1")',
        f"Some.box.load('{_PLAYER}');",
        f'window.show({{url: "{_PLAYER}", wide: 3}})',
        f'insertFrame(640, 360, "{_PLAYER.replace("/", chr(92) + "/")}")',
        f"// <![CDATA[\nx9(`{_PLAYER}`);\n// ]]>",
        f'document.addEventListener("ready", function(){{ put("{_PLAYER}") }})',
    ],
)
def test_a_script_that_draws_a_player_where_it_stands(script: str) -> None:
    """Whatever it calls: the player's address is all that it says, and it is told once if a frame shows it, too."""
    block = f'<div><div class="q"></div><script>{script}</script></div>'
    assert ids_in(page_with(block)) == [FILM]
    assert ids_in(page_with(f"{FRAME}<p>And then the gates opened.</p>{block}")) == [FILM]


@pytest.mark.parametrize(
    "script",
    [
        f'trackVideo("{_PLAYER}")',
        f'shareBox("{_PLAYER}")',
        f'window.open("{_PLAYER}")',
        f'dataLayer.push({{video: "{_PLAYER}"}})',
        f'list(["{_PLAYER}", "https://www.youtube.com/embed/aaaaaaaaaaB"])',
    ],
)
def test_a_script_that_does_something_else_with_a_player(script: str) -> None:
    """It counts, shares or opens it, or has several; one that stands in no part of the page draws nothing there."""
    assert ids_in(page_with(f"<div><script>{script}</script></div>")) == []
    assert ids_in(page_with("") + f'<script>draw("{_PLAYER}")</script>') == []


@pytest.mark.parametrize(
    ("block", "post"),
    [
        (f'<blockquote class="q"><a href="{_PHOTO_PAGE}"><b>View this photo on Instagram</b></a></blockquote>', _PHOTO),
        (
            f'<blockquote class="instagram__container"><a href="{_PHOTO_PAGE}"><img src="/d.gif"></a></blockquote>',
            _PHOTO,
        ),
        (
            f'<blockquote><a href="{STATUS}"><img></a><a href="{STATUS}">View on Twitter</a></blockquote>',
            POST,
        ),
    ],
)
def test_a_quotation_that_waits_for_its_post(block: str, post: str) -> None:
    """All its words lead to the post, and they or its class say whose it is."""
    assert ids_in(page_with(block)) == [post]


@pytest.mark.parametrize(
    "words",
    [
        f'<p>The gates open, <a href="{_PHOTO_PAGE}">she wrote on Instagram</a>.</p>',
        f'<a href="{_PHOTO_PAGE}">The gates open at nine and close at six.</a>',
        f'<a href="{_PHOTO_PAGE}">Share on Instagram</a>',
        f'<a href="{_PHOTO_PAGE}">Instagram</a><a href="https://www.instagram.com/p/Cjc7wvjIg9z/">Another</a>',
    ],
)
def test_a_quotation_with_a_link_to_a_post_is_none(words: str) -> None:
    """Words of its own, a share button, and links to several posts are no placeholder."""
    assert ids_in(page_with(f"<blockquote>{words}</blockquote>")) == []


@pytest.mark.parametrize(
    "value",
    [
        _ASKED,
        quote(_ASKED, ""),
        base64.b64encode(_ASKED.encode()).decode(),
        json.dumps({"endpoint": _ASKED}),
        json.dumps({"a": {"src": _ASKED}}).replace("/", "\\/"),
        f"https://noembed.com/embed?url={WATCH}",
        f"https://iframe.ly/api/oembed?url={quote(WATCH, '')}&api_key=1",
    ],
)
def test_a_question_in_oembed_in_any_attribute(value: str) -> None:
    """In any encoding, whoever is asked: what draws the embed asks about the post. A button to share it shows none."""
    assert ids_in(page_with(f'<div data-q="{html.escape(value)}"></div>')) == [FILM]
    assert ids_in(page_with(f'<div class="share" data-q="{html.escape(value)}"></div>')) == []


@pytest.mark.parametrize(
    ("block", "shown"),
    [
        (f'<div id="ym_{_ADVERT}" class="ym"></div>', False),
        (f'<div id="slot{_ADVERT}"></div>', False),
        (f'<div class="x{_ADVERT}"></div>', False),
        (f'<div id="status_{_ADVERT}"></div>', True),
        (f'<div id="q_{_ADVERT}" class="twitter-box"></div>', True),
        (f'<div class="tweet"><div id="q{_ADVERT}"></div></div>', True),
        (f'<div id="q{_ADVERT}"></div><script src="https://platform.twitter.com/widgets.js"></script>', True),
    ],
)
def test_a_number_behind_a_name_of_its_own(block: str, shown: bool) -> None:
    """Adverts have numbers that could be a post's: a sign of a post or of a platform stands beside one that is."""
    assert ids_in(page_with(block)) == [_ADVERT] * shown


@pytest.mark.parametrize(
    "comments",
    [
        f'<div id="comments"><ol class="comment-list"><li class="comment" id="comment-12">{FRAME}</li></ol></div>',
        f'<ul class="commentlist"><li>{FRAME}</li></ul>',
        f'<div itemscope itemtype="https://schema.org/Comment"><p>{FRAME}</p></div>',
        f'<section class="reader-comments"><article class="comment-body">{FRAME}</article></section>',
        f'<div id="disqus_thread">{FRAME}</div>',
    ],
)
def test_what_readers_show_below_an_article_is_not_the_articles(comments: str) -> None:
    """However the list of their comments, or one of them, is called."""
    assert ids_in(page_with("").replace("</body>", f"{comments}</body>")) == []


def test_an_article_that_is_a_comment_itself() -> None:
    """And a page that has comments, or none: they are called so, too."""
    words = f"<p>{'Words of it. ' * 20}</p>{FRAME}"
    assert ids_in(f'<body class="no-comments"><div class="comments"><h1>Ours</h1>{words}</div></body>') == [FILM]
    assert ids_in(f'<body><h1>Ours</h1><article class="post comment has-comments">{words}</article></body>') == [FILM]


@pytest.mark.parametrize(
    ("frame", "shown"),
    [
        ('<iframe src="https://www.blogger.com/navbar.g?targetBlogID=1"></iframe>', 0),
        ('<iframe src="https://www.blogger.com/followers.g?blogID=5"></iframe>', 0),
        ('<iframe src="https://www.blogger.com/comment-iframe.g?blogID=5"></iframe>', 0),
        ('<iframe src="https://www.blogger.com/video.g?token=abc"></iframe>', 1),
        ('<li style="height: 90px; width:728px"><iframe src="https://apps.example/x"></iframe></li>', 0),
        ('<div style="max-width:728px;height:90px"><iframe src="https://apps.example/x"></iframe></div>', 1),
    ],
)
def test_frames_of_blogs_and_adverts(frame: str, shown: int) -> None:
    """A blog's bar, its followers and its comment form are no content, nor is what stands in a box that is sold."""
    assert len(ids_in(page_with(frame))) == shown
