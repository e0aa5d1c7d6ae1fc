"""Ways of writing an embed that no table names, each of which was missed once; and what stands beside an article."""

from __future__ import annotations

import base64
import html
import json
from urllib.parse import quote

import pytest

import embedarchive
from embedarchive import documents, finder

_TITLE = "A story about the bridge"
_SAID = "On Friday the council said that the bridge would open again, after months of repairs and delays."
_AFTER = "<p>The council will speak about the bridge again next week, it said in a statement on Friday.</p>"
_POST = "1591000000000000001"
_STATUS = f"https://x.com/lampmaker/status/{_POST}"
_FILM = "w7Ft2ymGmfc"
_WATCH = f"https://www.youtube.com/watch?v={_FILM}"
_EMBED = f"https://www.youtube.com/embed/{_FILM}"
_STILL = f"https://i.ytimg.com/vi/{_FILM}/hqdefault.jpg"
_TOOT = "109300000000000001"
_FRAME = f'<iframe src="{_EMBED}"></iframe>'
_SETTINGS = html.escape(json.dumps({"a": {"b": [{"c": json.dumps({"url": _STATUS})}]}}))


def _in_page(block: str, after: str = "", before: str = "") -> list[str | None]:
    page = (
        f"<html><head><title>{_TITLE}</title></head><body>{before}<article><h1>{_TITLE}</h1><p>{_SAID}</p>{block}"
        f"{_AFTER}</article>{after}</body></html>"
    )
    (document,) = documents.read(page.encode(), base_url="https://news.example/bridge")
    return [each.id for each in finder.scan(document).embeds]


@pytest.mark.parametrize(
    "block",
    [
        f'<x-social ref="{_STATUS}"></x-social>',
        f'<any-embed value="{_STATUS}"></any-embed>',
        f"<any-embed :url=\"'{_STATUS}'\"></any-embed>",
        f'<div aria-label="{_STATUS}"></div>',
        f'<div title="{_STATUS}"></div>',
        f'<div name="{_STATUS}"></div>',
        f'<div itemscope itemid="{_STATUS}"></div>',
        f'<div data-q="{_SETTINGS}"></div>',
        f'<div data-q="{base64.b64encode(_STATUS.encode()).decode()}"></div>',
        f'<div data-q="x.com/lampmaker/status/{_POST}"></div>',
        f'<div id="tweet-{_POST}" class="q"></div>',
        f'<div id="{_POST}"></div>',
        f'<div><script type="application/json">{json.dumps({"type": "tweet", "url": _STATUS})}</script></div>',
        f'<div data-q="{html.escape(json.dumps({"type": "tweet", "id": _POST}))}"></div>',
        f'<x-island props="{html.escape(json.dumps({"url": [0, _STATUS], "wide": [0, True]}))}"></x-island>',
        f'<div data-q="{html.escape(json.dumps({"tweetId": _POST, "theme": "light"}))}"></div>',
        f'<iframe data-q="{html.escape(json.dumps(["src", _STATUS]).replace("/", chr(92) + "/"))}"></iframe>',
        f'<iframe data-q="{html.escape(json.dumps(["src", f"https://x.example/twitter.html#{_POST}"]))}"></iframe>',
        f'<div class="embed"><div><div><a href="{_STATUS}">{_STATUS}</a></div></div></div>',
        f'<iframe src="/embed/twitter?url={quote(_STATUS, safe="")}"></iframe>',
        f'<script>x.ready(function(t) {{ t.widgets.createTweet("{_POST}", there); }});</script>',
    ],
)
def test_a_post_in_any_attribute_of_a_block(block: str) -> None:
    """In ARIA's attributes and titles, quoted, in JSON inside JSON, in base 64, without scheme, as the block's id."""
    assert _in_page(block) == [_POST]


@pytest.mark.parametrize(
    "block",
    [
        f'<div itemscope itemtype="https://schema.org/VideoObject"><meta itemprop="embedUrl" content="{_EMBED}"></div>',
        f'<div itemscope itemtype="https://schema.org/VideoObject"><link itemprop="embedUrl" href="{_EMBED}"></div>',
        f'<div class="q" style="background-image:url({_STILL})"><span></span></div>',
        f'<div class="q" data-k="{_FILM}"><img src="{_STILL}" alt=""></div>',
        f'<div class="q"><img src="{_STILL}" alt=""><button aria-label="Play"></button></div>',
        f'<p><a href="{_WATCH}"><img src="{_STILL}" alt="The bridge"></a></p>',
        f'<p><a href="{_WATCH}"><img src="/copy.php?of={quote(_STILL, safe="")}" alt=""></a></p>',
        f'<div><noscript><a href="{_WATCH}"><img src="{_STILL}" alt=""><br>Watch it there</a></noscript></div>',
        f'<button type="button" data-q="{_EMBED}"><img src="/still.jpg" alt="Video"></button>',
        f'<figure><a href="{_WATCH}"><div>The bridge opens</div></a></figure>',
        f'<div data-media-site-id="youtube" data-media-key="{_FILM}"></div>',
        f"<div>{_WATCH}</div>",
    ],
)
def test_what_stands_for_a_player(block: str) -> None:
    """Microdata, stills on links and in blocks that play them, buttons, cards that are one link, a bare address."""
    assert _in_page(block) == [_FILM]


@pytest.mark.parametrize(
    ("block", "after", "before"),
    [
        ("", f'<aside><h3>Latest</h3>{_FRAME}<iframe src="https://youtu.be/dQw4w9WgXcQ"></iframe></aside>', ""),
        ("", f'<div role="complementary"><h3>Our channel</h3>{_FRAME}</div>', ""),
        (
            "",
            f'<div class="right sidebar">{_FRAME}{_FRAME}<iframe src="https://youtu.be/dQw4w9WgXcQ"></iframe></div>',
            "",
        ),
        (
            "",
            f'<div class="sidebar"><iframe src="{_EMBED.rpartition("/")[0]}/?list=UU_M1ek8fhnDkz5C2z"></iframe></div>',
            "",
        ),
        ("", "", f"<header>{_FRAME}</header>"),
        ("", "", f'<div role="banner">{_FRAME}</div>'),
        (f'<div class="advert">{_FRAME}</div>', "", ""),
        (
            '<script src="https://telegram.org/js/telegram-widget.js" data-telegram-discussion="harbour/65"></script>',
            "",
            "",
        ),
        (f'<div><a href="/o"><img src="/o.jpg"><h3>Other</h3></a><span data-q="{_WATCH}"></span></div>', "", ""),
        (f'<div><a href="{_WATCH}"><img src="{_STILL}"></a><h3><a href="{_WATCH}">The film</a></h3></div>', "", ""),
    ],
)
def test_what_stands_beside_the_article(block: str, after: str, before: str) -> None:
    """Lists of players in an aside, players in a header and in advertisements, cards of other stories, comments."""
    assert _in_page(block, after, before) == []


@pytest.mark.parametrize("called", ["with-sidebar", "sidebar-layout", "no-sidebar", "sidebar"])
def test_a_layout_that_has_a_sidebar_is_none(called: str) -> None:
    """Whatever it is called, it holds the article's own words."""
    page = f'<div class="{called}"><p>{_SAID * 3}</p>{_FRAME}<p>{_SAID}</p>{_AFTER}</div>'
    assert [each.id for each in embedarchive.scan(f"<html><body>{page}</body></html>").embeds] == [_FILM]


def test_a_player_among_the_sponsors_is_told() -> None:
    """It is left out, and not without a line."""
    box = f'<div class="sponsors"><p>The papers that support the festival.</p>{_FRAME}</div>'
    found = embedarchive.scan(
        f"<html><body><article><h1>A</h1><p>{_SAID}</p>{box}<p>{_AFTER}</p></article></body></html>"
    )
    assert found.embeds == ()
    assert [each.reason for each in found.ignored] == ["beside"]
    assert _FILM in found.ignored[0].text


@pytest.mark.parametrize("called", ["advert-content-wrap", "page-ads", "sponsored-layout"])
def test_a_page_whose_layout_is_called_after_its_advertisements(called: str) -> None:
    """What holds the headline is the page, and shows what stands there; a box with a heading of its own does not."""
    box = f'<div class="advert"><h1>Our partner</h1>{_FRAME.replace(_FILM, "dQw4w9WgXcQ")}</div>'
    told = f'<div class="row"><h1>{_TITLE}</h1><p>{_SAID}</p>{_FRAME}{_AFTER}{box}</div>'
    page = f'<html><body><div class="{called}">{told}</div></body></html>'
    assert [each.id for each in embedarchive.scan(page).embeds] == [_FILM]


@pytest.mark.parametrize(
    "text",
    [
        f"![][t]\n\n[t]: {_WATCH}",
        f"![t]\n\n[t]: <{_WATCH}>",
        f"[![The bridge](https://img.youtube.com/vi/{_FILM}/0.jpg)]({_WATCH})",
        f"[![The bridge][i]][v]\n\n[i]: https://img.youtube.com/vi/{_FILM}/0.jpg\n[v]: {_WATCH}",
        f"![[{_WATCH}]]",
        f'<media.YouTube id="{_FILM}" />',
        f'<youtube-embed id="{_FILM}" />',
        f"<YouTube>{_WATCH}</YouTube>",
        f'<YouTube id="{_FILM}" onReady={{() => play()}} />',
        f'<ReactPlayer url="{_WATCH}" controls />',
        f'{{% youtubeEmbed "{_FILM}", "The bridge" %}}',
        f"::youtube{{#{_FILM}}}",
        f"::youtube[The bridge]{{id={_FILM}}}",
        f"[plugin:youtube]({_WATCH})",
        f"[MEDIA=youtube]{_FILM}[/MEDIA]",
        f"video::{_FILM}[youtube, width=640, start=60]",
        f'<youtube width="400">{_FILM}</youtube>',
        f'<embedvideo service="youtube">{_WATCH}</embedvideo>',
        f"{{{{YouTube\n| id = {_FILM}\n| title = Bridge\n}}}}",
        f"{{{{#evt:\nservice=youtube\n|id={_WATCH}\n}}}}",
        f':youtube{{id="{_FILM}"}}',
        f"<YoutubeVideo :id=\"'{_FILM}'\" />",
        f"- {{{{video {_WATCH}}}}}",
        f"- {{{{[[video]]: {_WATCH}}}}}",
        f"{{youtube}}{_FILM}{{/youtube}}",
        f"`youtube: {_FILM}`",
    ],
)
def test_a_film_in_markdown_and_wikis(text: str) -> None:
    """Images by reference, thumbnails that link, components, directives, tags and templates over several lines."""
    assert [each.id for each in embedarchive.scan(f"# Bridge\n\n{_SAID}\n\n{text}\n\nMore next week.\n").embeds] == [
        _FILM
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"%%\n![]({_STATUS})\n\n{{{{video {_WATCH}}}}}\n%%",
        f"{{note}}{_FILM}{{/note}}",
        f"{{{{page {_WATCH}}}}}",
        f":smile: {{{_FILM}}}",
        f"Write `youtube: {_FILM}` for it.",
        f"`note: {_FILM}`",
        f"<pre>\n{{{{#ev:youtube|{_FILM}}}}}\n</pre>",
        f"<nowiki>{{{{#ev:youtube|{_FILM}}}}}</nowiki>",
        f"[code]\n[MEDIA=youtube]{_FILM}[/MEDIA]\n[/code]",
    ],
)
def test_what_an_author_of_notes_keeps_and_calls_otherwise(text: str) -> None:
    """Between lines of Obsidian's that are two signs of percent; brackets and colons that name no platform."""
    assert not embedarchive.scan(f"# Bridge\n\n{_SAID}\n\n{text}\n\nMore next week.\n").embeds


@pytest.mark.parametrize(
    ("text", "platform", "post"),
    [
        ("[MEDIA=reddit]lamps/comments/15bfi0[/MEDIA]", "reddit", "15bfi0"),
        ("[MEDIA=reddit]r/lamps/comments/15bfi0/a_lamp/[/MEDIA]", "reddit", "15bfi0"),
        ("[MEDIA=imgur]a/AbCdE[/MEDIA]", "imgur", "a/AbCdE"),
        ("[MEDIA=imgur]AbCdE1f[/MEDIA]", "imgur", "AbCdE1f"),
        ("[MEDIA=dailymotion]x7tgad0[/MEDIA]", "dailymotion", "x7tgad0"),
        ("[MEDIA=spotify]track:4uLU6hMCjMI75M1A2tKUQC[/MEDIA]", "spotify", "track/4uLU6hMCjMI75M1A2tKUQC"),
        ("[MEDIA=twitch]clip:AbcDefGhi[/MEDIA]", "twitch", "AbcDefGhi"),
    ],
)
def test_media_of_a_forum(text: str, platform: str, post: str) -> None:
    """Short ids, paths without the site, and kinds before a colon; the platform's name is no id."""
    found = embedarchive.scan(f"# Bridge\n\n{_SAID}\n\n{text}\n\nMore next week.\n").embeds
    assert [(each.platform, each.id) for each in found] == [(platform, post)]


@pytest.mark.parametrize(
    ("text", "post"),
    [
        (f"{{{{< toot lamps.example {_TOOT} >}}}}", f"lamps.example/{_TOOT}"),
        (f'{{{{< mastodon host="lamps.example" id="{_TOOT}" >}}}}', f"lamps.example/{_TOOT}"),
        (f'{{{{ toot(host="lamps.example", id="{_TOOT}") }}}}', f"lamps.example/{_TOOT}"),
        ('{{< telegram channel="lamps" id="123" >}}', "lamps/123"),
        (f'{{% tweet(user="lampmaker", id="{_POST}") %}}{{% end %}}', _POST),
        (f'<TweetLink href="{_STATUS}">the post</TweetLink>', None),
    ],
)
def test_arguments_that_say_whose_a_post_is(text: str, post: str | None) -> None:
    """A host or a channel in one argument and the number in another; a component that is a link is none."""
    found = embedarchive.scan(f"# Bridge\n\n{_SAID}\n\n{text}\n\nMore next week.\n").embeds
    assert [each.id for each in found] == ([post] if post else [])


def test_links_that_are_their_own_words_in_a_list() -> None:
    """Exports write a list of embeds so; the address and the words are one."""
    found = embedarchive.scan(f"# Links\n\n{_SAID}\n\n* [{_STATUS}]({_STATUS})\n* [{_WATCH}]({_WATCH})\n")
    assert [each.id for each in found.embeds] == [_POST, _FILM]
    assert not found.links


@pytest.mark.parametrize(
    "box", ["", 'class="no-ads"', 'id="ad-free-player"', 'class="headed add-media"', 'class="load-more"']
)
def test_what_only_sounds_like_an_advertisement(box: str) -> None:
    """A box without advertising, or with letters like those of the word."""
    assert _in_page(f"<header><div {box}>{_FRAME}</div></header>") == [_FILM]


@pytest.mark.parametrize(
    "block",
    [
        f'<p><a href="{_WATCH}"><img src="/photos/bridge.jpg" alt="The bridge"></a></p>',
        f'<input type="text" value="{_STATUS}" readonly>',
        f'<select><option value="{_WATCH}">Bridge</option></select>',
        f'<a href="/x" title="{_STATUS}">see</a>',
        f'<div data-a="{_STATUS}" data-b="https://x.com/lampmaker/status/1591000000000000002"></div>',
        '<div id="123456789012345678901"></div>',
        f'<article id="post-{_POST}"><p>Short</p></article>',
        f'<div data-q="{html.escape(json.dumps({"twitterId": _POST, "theme": "light"}))}"></div>',
        f'<div class="embed"><p><a href="{_STATUS}">what she wrote</a></p></div>',
        f'<div class="columns"><div><div><a href="{_STATUS}">{_STATUS}</a></div></div></div>',
        f'<iframe src="/share?url={quote(_STATUS, safe="")}"></iframe>',
        f'<iframe src="/poll?referrer={quote(_STATUS, safe="")}"></iframe>',
        f'<iframe data-q="{html.escape(json.dumps({"passed": _STATUS}))}"></iframe>',
        f'<iframe data-q="{html.escape(json.dumps([_STATUS, _WATCH]))}"></iframe>',
        f'<script>// t.widgets.createTweet("{_POST}", there);</script>',
        f'<div data-q="{html.escape(json.dumps({"tweetId": _POST, "headline": "The next story"}))}"></div>',
        f'<iframe src="/comments/of?url={quote(_STATUS, safe="")}"></iframe>',
        f'<script>t.widgets.createTweetButton("{_STATUS}", there);</script>',
    ],
)
def test_addresses_and_numbers_that_stand_for_nothing(block: str) -> None:
    """A photograph that links, boxes to copy from, titles of links, two posts in one block, numbers of other things."""
    assert _in_page(block) == []


_WORDS = {"type": "paragraph", "text": _SAID}
STATES: dict[str, object] = {
    "Slate's video": {"title": _TITLE, "value": [_WORDS, {"type": "video", "url": _EMBED}]},
    "Quill's": {"title": _TITLE, "ops": [{"insert": _SAID}, {"insert": {"video": _EMBED}}]},
    "Strapi's": {"title": _TITLE, "blocks": [_WORDS, {"__component": "shared.embed", "url": _WATCH}]},
    "Craft's": {"title": _TITLE, "body": [_WORDS, {"typeHandle": "socialEmbed", "url": _WATCH}]},
    "a code": {"title": _TITLE, "content": [_WORDS, {"kind": "video", "platform": "youtube", "code": _FILM}]},
    "a long type": {"title": _TITLE, "b": [_WORDS, {"_type": "page.YoutubeBlockElement", "id": "a", "url": _WATCH}]},
    "Gutenberg's text": {
        "title": _TITLE,
        "content": f'<!-- wp:paragraph --><p>{_SAID}</p><!-- /wp:paragraph --><!-- wp:embed {{"url":"{_WATCH}"}} -->',
    },
}


@pytest.mark.parametrize("whose", STATES)
def test_more_trees_of_the_pages_own_story(whose: str) -> None:
    """Kinds under other keys, objects whose only key is their kind, blocks inside a string."""
    assert _in_page("", f"<script>window.__STATE__={json.dumps(STATES[whose])}</script>") == [_FILM]


def test_states_of_nuxt_and_react() -> None:
    """A function that is handed its values, a list whose objects name places in it, rows of elements in strings."""
    called = (
        f'<script>window.__NUXT__=(function(a,b){{return {{data:[{{title:"{_TITLE}",body:[{{text:"{_SAID}",ok:b}},'
        f'{{type:"youtube",id:a,at:void 0}}]}}]}}}}("{_FILM}",!0));</script>'
    )
    places = [{"d": 1}, {"title": 2, "body": 3}, _TITLE, [4, 6], {"text": 5}, _SAID, {"type": 7, "url": 8}, "youtube"]
    listed = f'<script type="application/json">{json.dumps([*places, _WATCH])}</script>'
    words, film = ["$", "p", None, {"children": _SAID}], ["$", "YouTube", None, {"id": _FILM}]
    row = "5:" + json.dumps(["$", "div", None, {"children": [words, film]}], separators=(",", ":")) + "\n"
    sent = f"<script>self.__next_f.push([1,{json.dumps(row)}])</script>"
    assert [_in_page("", each) for each in (called, listed, sent)] == [[_FILM]] * 3


def test_what_a_state_holds_beside_the_story_is_not_its_own() -> None:
    """A live video in the menu stands outside the story's object, which does not name it."""
    menu = {"menu": {"video": {"type": "video", "title": "Live", "url": _WATCH}}}
    story = {"article": {"title": _TITLE, "body": [_WORDS]}}
    assert _in_page("", f"<script>window.__STATE__={json.dumps({**menu, **story})}</script>") == []


@pytest.mark.parametrize("value", ["''", '""', "'", "``", "aHR0cHM6", "/", "x.com/", "[", "{}"])
def test_attributes_that_hold_next_to_nothing(value: str) -> None:
    """Quotation marks around nothing, beginnings of addresses."""
    assert _in_page(f'<div data-q="{html.escape(value)}"></div><any-embed u="{html.escape(value)}"></any-embed>') == []
