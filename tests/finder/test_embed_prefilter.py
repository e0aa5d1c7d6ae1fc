"""A crawl parses the pages that may hold an embed: none is lost, and what every site has besides is passed over."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embedarchive import documents, finder, platforms
from embedarchive.finder import embed_prefilter
from embedarchive.finder.embed_prefilter import EmbedPrefilter
from tests.finder.test_prefilter import PAGE, WORDS
from tools.renaming import renamed

CORPUS = Path(__file__).parents[2] / "corpus"
FILTER = EmbedPrefilter()
HERE = "https://news.example/2026/harbour"
POST = "https://x.com/ann/status/1591167663165898754"


def looked(body: str) -> bool:
    """Whether a page of that passes."""
    return FILTER.may_hold(PAGE.format(body).encode("utf-8", "replace"), HERE)


def holds(page: str) -> bool:
    """Whether the finder finds an embed in a page."""
    (document,) = documents.read(page.encode("utf-8", "replace"), media_type="text/html", base_url=HERE)
    return bool(finder.scan(document, images=False).embeds)


@pytest.mark.parametrize("change", [str, lambda page: renamed(page, "harbour")], ids=["as they are", "renamed"])
def test_every_page_of_the_corpus_with_an_embed_passes(change: Callable[[str], str]) -> None:
    """All forms of all platforms, also with every class and attribute called something else."""
    held = 0
    for path in sorted((CORPUS / "pages").rglob("*.html")):
        page = change(path.read_bytes().decode("utf-8"))
        if holds(page):
            held += 1
            assert FILTER.may_hold(page.encode(), HERE), path.name
    assert held


WRAP: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in an attribute": lambda text: f'<div data-html="{html.escape(text)}"></div>',
    "in an attribute, twice": lambda text: f'<div data-embed-code="{html.escape(html.escape(text))}"></div>',
    "percent": lambda text: f'<div data-lazy-html="{quote(text, safe="")}"></div>',
    "base 64": lambda text: f'<div data-content="{base64.b64encode(text.encode()).decode()}"></div>',
    "base 64 in a script": lambda text: (
        f'<script type="text/template">{base64.b64encode(text.encode()).decode()}</script>'
    ),
    "template": lambda text: f'<script type="text/x-template">{text}</script>',
    "state": lambda text: f"<script>window.page = {json.dumps({'body': text})}</script>".replace("</i", "<\\/i"),
    "state of a component": lambda text: f"<div data-props='{html.escape(json.dumps({'body': text}))}'></div>",
    "escaped state": lambda text: f"<script>window.page = {json.dumps({'body': text})}</script>".replace(
        "<b", "\\u003cb"
    ).replace("<i", "\\u003ci"),
    "comment": lambda text: f'<div class="cmplz-placeholder"><!-- {text} --></div>',
    "text area": lambda text: f"<textarea>{text}</textarea>",
    "without scripts": lambda text: f"<noscript>{text}</noscript>",
    "frame in itself": lambda text: f'<iframe srcdoc="{html.escape(text)}"></iframe>',
}
SAY = (
    '<iframe src="{url}"></iframe>',
    '<iframe data-src="{url}" src="about:blank"></iframe>',
    '<blockquote class="twitter-tweet"><p>Open</p>&mdash; Ann (@ann) <a href="{url}">May 11, 2022</a></blockquote>',
    '<blockquote cite="{url}"><p>Open again</p></blockquote>',
    '<div class="video" data-provider="{name}" data-id="{id}"></div>',
    '<div class="{name}-player" data-video-id="{id}"></div>',
    '<{name}-embed post-id="{id}"></{name}-embed>',
    '<div data-settings=\'{{"provider": "{name}", "id": "{id}"}}\'></div>',
    '<script>window.page = [{{"type": "{name}Embed", "id": "{id}"}}]</script>',
    "<p>{url}</p>",
    "<figure>{url}</figure>",
    "<p>[{name} {id}]</p>",
    '<figure><a href="{url}">Read it there</a></figure>',
    '<div><a href="{url}"></a></div>',
    '<div><p>Ann</p><p>@ann</p><p>Open again</p><p><a href="{url}">11 Nov 2022</a></p></div>',
    "<p>Open again, at last!</p><p>&mdash; Ann Ph. (@ann_ph) November 11, 2022</p>",
    '<iframe src="https://maps.example/{id}"></iframe>',
    '<div data-q="https://asks.example/oembed?url={url}"></div>',
    '<div><script>draw("{url}")</script></div>',
    '<blockquote class="{name}-box"><a href="{url}">View on {name}</a></blockquote>',
)


@given(
    name=st.sampled_from(sorted(platforms.catalogue())),
    say=st.sampled_from(SAY),
    wraps=st.lists(st.sampled_from(sorted(WRAP)), max_size=2),
    around=st.sampled_from(["", WORDS, WORDS * 30]),
)
@settings(max_examples=100, deadline=None)
def test_an_embed_passes_however_it_is_kept(name: str, say: str, wraps: list[str], around: str) -> None:
    """In any form, inside any other things, and those inside others: where the finder sees it, the page is read."""
    post = platforms.recognise(platforms.get(name).example)
    assert post is not None
    said = say.format(name=name, url=platforms.get(name).example, id=post.id.rpartition("/")[2])
    for each in wraps:
        said = WRAP[each](said)
    page = PAGE.format(around + said + around)
    assert FILTER.may_hold(page.encode("utf-8", "replace"), HERE) or not holds(page), said


EVERYWHERE = [
    '<a href="https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fnews.example%2F2026%2Fharbour">Share</a>',
    '<a href="https://twitter.com/intent/tweet?url=https%3A%2F%2Fnews.example%2F&amp;text=Open%20again">Tweet</a>',
    '<a class="icon-whatsapp" href="whatsapp://send?text=Open%20again">Send</a>',
    '<button data-network="twitter" data-url="https://news.example/2026/harbour">Share</button>',
    '<a href="https://www.instagram.com/newsexample/"><i class="icon-instagram"></i></a>',
    '<a target="_blank" href="https://www.youtube.com/channel/UCabcdefghijklmnopqrstuv">YouTube</a>',
    '<a href="https://x.com/newsexample">X</a><a href="https://t.me/newsexample">Telegram</a>',
    '<a class="twitter-follow-button" href="https://twitter.com/newsexample">Follow</a>',
    '<div class="fb-page" data-href="https://www.facebook.com/newsexample"></div>',
    '<a class="twitter-timeline" href="https://twitter.com/newsexample">Tweets</a>',
    '<script async src="https://platform.twitter.com/widgets.js"></script>',
    '<script src="https://connect.facebook.net/en_US/sdk.js"></script>',
    '<script src="//www.instagram.com/embed.js"></script>',
    '<script>var hosts = {"share": "https:\\/\\/www.facebook.com\\/sharer.php", "twitter": true};</script>',
    "<script>document.createElement('iframe'); $('.twitter-tweet').hide(); // all of them\n</script>",
    '<iframe src="https://www.googletagmanager.com/ns.html?id=GTM-A" style="display:none;visibility:hidden"></iframe>',
    '<iframe src="/weather/today.html"></iframe>',
    '<script type="application/ld+json">{"sameAs": ["https://twitter.com/news", "https://www.facebook.com/n"]}</script>',
    f'<script type="application/ld+json">{{"@type": "NewsArticle", "mentions": {{"url": "{POST}"}}}}</script>',
    '<meta name="twitter:site" content="@newsexample"><meta name="twitter:card" content="summary">',
    "<blockquote><p>Open again</p></blockquote><style>.instagram-media, .fb-post { margin: 0 }</style>",
    f'<p>Ann <a href="{POST}" target="_blank">wrote</a> that it was open.</p>',
]


@pytest.mark.parametrize("body", [*EVERYWHERE, "".join(EVERYWHERE[:-1])])
def test_what_every_site_has_is_passed_over(body: str) -> None:
    """Buttons to share and follow, accounts, platforms' scripts, trackers, and links to posts in prose."""
    assert not holds(PAGE.format(body))
    assert not looked(f"{WORDS * 20}{body}{WORDS * 20}")


@pytest.mark.parametrize(
    "body",
    [
        f'<p><a href="{POST}"><img src="/still.jpg" alt=""></a></p>',
        f'<blockquote><p>Open again <a href="{POST}">there</a></p></blockquote>',
        f"<p>{POST}</p>",
        f'<script type="application/ld+json">{{"embedUrl": "{platforms.get("youtube").example}"}}</script>',
        f'<link rel="canonical" href="{POST}">',
        '<a href="https://twit\nter.com/ann/status/1591167663165898754"></a>',
        '<div data-x="1591167663165898754"></div>',
        f'<div data-q="https://iframe.ly/api/oembed?url={quote(POST, "")}"></div>',
        '<div><script>draw("https:\\/\\/www.youtube.com\\/embed\\/w7Ft2ymGmfc")</script></div>',
        '<script>twttr.widgets.createTweet("1591167663165898754", here)</script>',
        "<p>Open again.</p><p>Ann Ph. (<b>@ann_ph</b>) November 11, 2022</p>",
    ],
)
def test_what_may_be_an_embed_passes(body: str) -> None:
    """Whatever the finder makes of it in the end."""
    assert looked(body)


@pytest.mark.parametrize(
    "address", [POST, "https://www.instagram.com/ann/", "https://a.example/@ann/1", f"https://a.example/?to={POST}"]
)
def test_a_platforms_own_page_passes(address: str) -> None:
    """It may be a post, or list some."""
    assert FILTER.may_hold(PAGE.format(WORDS).encode(), address)


def test_everything_passes_when_a_platform_is_asked_about_every_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a newcomer without hosts nobody knows what its posts' addresses look like."""
    new = replace(platforms.get("vimeo"), name="new", hosts=(), marks=())
    known = {**platforms.catalogue(), "new": new}
    monkeypatch.setattr(platforms, "catalogue", lambda: known)
    assert EmbedPrefilter().may_hold(b"<p>Open again.</p>", HERE)


def test_so_many_signs_are_a_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that names platforms again and again costs no more than one that is parsed."""
    monkeypatch.setattr(embed_prefilter, "MOST", 10)
    assert looked("<p>twitter</p>" * 20)
