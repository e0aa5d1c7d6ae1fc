"""Further kinds of markup that were missed or taken for what they are not, each made for a case of its own."""

from __future__ import annotations

import html
import json
from urllib.parse import quote

import pytest
from gates import FILM, FRAME, POST, STATUS, WATCH, ids_in, page_with

import embedarchive
from embedarchive.finder import drawn_frames


def _why(text: str) -> list[str]:
    return [each.reason for each in embedarchive.scan(text).ignored]


def _held(value: object) -> str:
    return html.escape(json.dumps(value))


@pytest.mark.parametrize(
    "script",
    [
        f'jwplayer("film").setup({{file: "{WATCH}", width: 640}});',
        f'var p = new Any.Player("#film", {{"source": "https:\\/\\/www.youtube.com\\/embed\\/{FILM}"}});',
        f"play('film', {{sources: [{{src: '//www.youtube.com/embed/{FILM}'}}]}})",
    ],
)
def test_an_empty_block_that_a_script_makes_a_player_of(script: str) -> None:
    """Whatever the player is called: the script names the block, and one post's address."""
    assert ids_in(page_with(f'<div id="film"></div><script>{script}</script>')) == [FILM]


@pytest.mark.parametrize(
    "block",
    [
        f'<div id="film">{"Words of it. " * 9}</div><script>play("film", {{url: "{WATCH}"}})</script>',
        f'<div id="film"></div><script>share("film", {{url: "{WATCH}"}})</script>',
        f'<div id="film"></div><script>play("other", {{url: "{WATCH}"}})</script>',
        f'<div class="share" id="film"></div><script>play("film", {{url: "{WATCH}"}})</script>',
    ],
)
def test_a_script_that_makes_no_player_of_a_block(block: str) -> None:
    """Of a block with words, of none that is there, and of one to share the post nothing is taken."""
    assert ids_in(page_with(block)) == []


def test_a_player_whose_block_says_that_it_loads() -> None:
    """As its maker's own example does; and one that is told a number without quotation marks."""
    told = f'jwplayer("film").setup({{file: "https://youtu.be/{FILM}"}})'
    assert ids_in(page_with(f'<div id="film">Loading the player…</div><script>{told}</script>')) == [FILM]
    assert ids_in(page_with("<div id=v></div><script>new Vimeo.Player('v', {id: 123456789})</script>")) == ["123456789"]


def test_settings_in_a_programs_own_words() -> None:
    """No JSON, and yet one post's address in an element that shows nothing else."""
    assert ids_in(page_with(f"<div x-data=\"{{ open: false, url: '{WATCH}' }}\"></div>")) == [FILM]


@pytest.mark.parametrize(("way", "shown"), [("card", [POST]), ("oembed", [POST]), ("share", [])])
def test_a_frame_that_is_told_what_to_show(way: str, shown: list[str]) -> None:
    """By the address of a post in its own; what shares the post shows none."""
    frame = f'<iframe src="https://w.boxes.example/{way}?post={quote(STATUS, "")}"></iframe>'
    assert [each for each in ids_in(page_with(frame)) if each == POST] == shown


def test_the_state_of_a_page_in_an_attribute() -> None:
    """The tree of the page's own story; that of another one, which has an address, is not found."""
    tree = {"type": "doc", "content": [{"type": "embed", "attrs": {"url": WATCH}}], "more": "x " * 5000}
    own = {"props": {"article": {"title": "The gates", "words": "The office said on Monday", "doc": tree}}}
    assert ids_in(page_with(f'<div data-page="{_held(own)}"></div>')) == [FILM]
    other = {"list": [{"title": "Another story", "url": "/other", "words": "What was told there", "doc": tree}]}
    assert ids_in(page_with(f'<div data-page="{_held(other)}"></div>')) == []


def test_settings_that_call_the_kind_of_a_post_kind() -> None:
    """As Astro's islands do: `kind` says what `type` says."""
    props = _held({"kind": [0, "tweet"], "id": [0, POST]})
    assert ids_in(
        page_with(f'<x-island props="{props}"></x-island><div data-kind="youtube" data-id="{FILM}"></div>')
    ) == [
        POST,
        FILM,
    ]


def test_settings_with_the_words_of_a_post_whatever_drew_them() -> None:
    """A component of an unknown name: what it holds is the post; of a button nothing is."""
    uri = "at://did:plc:abcdefghijklmnopqrstuvwx/app.bsky.feed.post/3kabcdefgh22a"
    told = _held({"uri": uri, "authorHandle": "mara.example", "authorName": "Mara", "text": "The gates are open."})
    (embed,) = embedarchive.scan(page_with(f'<div data-attrs="{told}" data-component-name="SomeBox"></div>')).embeds
    assert (embed.id, embed.handle, embed.text) == ("3kabcdefgh22a", "mara.example", "The gates are open.")


@pytest.mark.parametrize("cls", ["btn", "button primary"])
def test_a_link_that_is_drawn_as_a_button_is_no_embed(cls: str) -> None:
    """Though the block around it holds the post's address in its settings."""
    block = f'<p data-attrs="{_held({"url": STATUS, "text": "Read"})}"><a class="{cls}" href="{STATUS}">Read</a></p>'
    assert ids_in(page_with(block)) == []


def test_a_loader_that_is_escaped_in_an_attribute() -> None:
    """A platform's script is as much of an embed as a frame."""
    loader = html.escape('<script async src="https://telegram.org/js/w.js" data-telegram-post="pier/67"></script>')
    assert ids_in(page_with(f'<div data-code="{loader}"></div>')) == ["pier/67"]


def test_a_card_whose_day_leads_nowhere() -> None:
    """In a letter's table the name and the words lead to the post; in prose the name leads to its author."""
    to = f'<a href="https://click.letter.example/e?redirect={html.escape(STATUS)}">'
    card = f"<table><tr><td>{to}Ann Pier @pier_office</a><br>{to}Fog.</a><br>Nov 11, 2022</td></tr></table>"
    assert ids_in(page_with(card)) == [POST]
    prose = f'<div><p>Ann (<a href="https://x.com/pier_office">@pier_office</a>)</p><p>Fog, <a href="{STATUS}">she says'
    assert ids_in(page_with(f"{prose}</a></p><p>Nov 11, 2022</p></div>")) == []


def test_a_component_that_holds_nothing_ends_where_it_ends() -> None:
    """Amid raw HTML, too, where a parser would put all that follows inside of it."""
    text = f'# Gates\n\n<Player url="{WATCH}" />\n\n<div>\n  <TweetBox url="{STATUS}" wide={{1}} />\n</div>\n\nEnd.\n'
    assert ids_in(text) == [FILM, POST]


@pytest.mark.parametrize("word", ["raw", "comment", "verbatim"])
def test_what_a_template_prints_as_it_is_written_is_no_embed(word: str) -> None:
    """An example of a shortcode is none."""
    assert ids_in(f"# Gates\n\n{{% {word} %}}{{% tweet {POST} %}}{{% end{word} %}}\n\n{{% youtube {FILM} %}}\n") == [
        FILM
    ]


@pytest.mark.parametrize(("word", "shown"), [("raw", [FILM]), ("verbatim", [FILM]), ("comment", [])])
def test_html_that_a_template_prints_as_it_is_written_is_shown(word: str, shown: list[str]) -> None:
    """Authors keep an embed from their template's language so."""
    assert ids_in(f"# Gates\n\n{{% {word} %}}\n\n{FRAME}\n\n{{% end{word} %}}\n\nEnd.\n") == shown


def test_frames_inside_of_a_frame_are_told() -> None:
    """No browser shows them, however many there are."""
    opened = FRAME.removesuffix("</iframe>")
    assert _why(page_with(opened * 60_000)) == ["nested-too-deeply"]
    assert ids_in(page_with(opened * 3)) == [FILM]


def test_placeholders_that_stand_too_deep_inside_each_other_are_told() -> None:
    """Each would be looked through whole: what is told costs the page's length, not its square."""
    opened = f'<div data-u="{WATCH}"><b>'
    assert _why(page_with(opened * 40)) == ["nested-too-deeply"]
    assert _why(page_with(f"{opened}</b></div>" * 40)) == []


def test_an_address_that_is_too_long_is_told() -> None:
    """Of a frame and of an unclosed text area nothing is read beyond a size."""
    assert _why(page_with(f'<iframe src="https://www.youtube.com/embed/{FILM}?{"x" * 9000}"></iframe>')) == ["too-long"]
    assert _why(page_with("<textarea>" + FRAME * 9000)) == ["too-long"]


def test_drawn_frames_beyond_the_limits_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of one embed, those of all, and what is beyond the size of one."""
    frames = "".join(f'<iframe srcdoc="&lt;p&gt;{number}&lt;/p&gt;"></iframe>' for number in range(9))
    tweet = f'<blockquote class="twitter-tweet"><a href="{STATUS}">x</a>{frames}</blockquote>'
    assert _why(page_with(tweet)) == ["too-many"]
    monkeypatch.setattr(drawn_frames, "_MOST", -1)
    assert _why(page_with(tweet)) == ["too-many"]
    monkeypatch.undo()
    monkeypatch.setattr(drawn_frames, "_FRAMES", 9)
    assert _why(page_with(tweet)) == []
    monkeypatch.setattr(drawn_frames, "_LONGEST", 8)
    assert _why(page_with(tweet)) == ["too-long"]


@pytest.mark.parametrize("margin", ["    ", "\t"])
def test_a_shortcode_in_a_block_of_code_is_an_example(margin: str) -> None:
    """By its margin, below a blank line; in a list the margin is the list's, and below a line that line's."""
    code = f"{margin}{{% youtube {FILM} %}}\n"
    assert ids_in(f"# Gates\n\nSo:\n\n{code}") == []
    for above in ("- one\n\n", "1. one\n   two\n\n", "So:\n"):
        assert ids_in(f"# Gates\n\n{above}{code}") == [FILM]


def test_a_still_that_leads_to_its_film_in_markdown_is_the_film() -> None:
    """And no image of the article beside it."""
    scan = embedarchive.scan(f"# Gates\n\n[![The gates](https://img.youtube.com/vi/{FILM}/0.jpg)]({WATCH})\n\nEnd.\n")
    assert [each.id for each in scan.embeds] == [FILM]
    assert scan.images == ()


@pytest.mark.parametrize("prefix", ["data", "x", "abc"])
def test_an_id_under_anybodys_prefix(prefix: str) -> None:
    """What others call `data-id` and `data-tweet-id`; a page's own number is no film's."""
    block = f'<div class="tweet" {prefix}-tweet-id="{POST}"></div>'
    block += f'<div {prefix}-service="youtube" {prefix}-id="{FILM}"></div>'
    assert ids_in(page_with(block)) == [POST, FILM]
    assert ids_in(page_with(f'<div {prefix}-page-id="{FILM}" {prefix}-post-id="12345678"></div>')) == []


def test_an_entry_of_a_live_blog_is_no_event_that_is_counted() -> None:
    """Though the block around it is called so."""
    assert ids_in(page_with(f'<div class="live-event-entry"><div x-url="{STATUS}"></div></div>')) == [POST]


def test_a_state_in_escaped_characters_is_the_pages_own_story() -> None:
    """As JSON is written where only ASCII passes: its title is the page's all the same, and its words are readable."""
    title = "Le port ouvre plus tôt"
    tree = {"type": "doc", "content": [{"type": "embed", "attrs": {"provider": "youtube", "href": WATCH}}]}
    link = f'<a href="{STATUS}">x</a>'
    tweet = f'<blockquote class="twitter-tweet"><p>Déjà 🌊</p>&mdash; A (@pier_office) {link}</blockquote>'
    story = {"headline": title, "words": "La capitainerie l'a annoncé lundi.", "doc": tree, "html": tweet}
    head = f"<head><title>{title}</title></head>"
    page = f"<html>{head}<h1>{title}</h1><p>{'Mots. ' * 30}</p><script>S={json.dumps({'story': story})}</script>"
    embeds = embedarchive.scan(page).embeds
    assert sorted(str(each.id) for each in embeds) == [POST, FILM]
    assert [each.text for each in embeds if each.text] == ["Déjà 🌊"]


def test_a_card_of_which_one_link_alone_leads_to_the_post() -> None:
    """The handle is that of the post, and no other link is there; one amid the words is prose."""
    rows = (
        "<tr><td><b>Pier</b></td><td>@pier_office</td></tr><tr><td>{}</td></tr><tr><td>6:32 PM · Nov 11, 2022</td></tr>"
    )
    link = f'<a href="{STATUS}">Read 12 replies</a>'
    (embed,) = embedarchive.scan(page_with(f"<table>{rows.format('Fog.')}<tr><td>{link}</td></tr></table>")).embeds
    assert (embed.id, embed.author, embed.handle, embed.text) == (POST, "Pier", "pier_office", "Fog.")
    assert ids_in(page_with(f"<table>{rows.format(f'Fog, as {link}.')}</table>")) == []


def test_a_card_with_links_that_nobody_sees() -> None:
    """What an editor left of a card: empty links to the post before the name and behind the words."""
    empty = f'<p><a href="{STATUS}"></a></p>'
    day = f'<p><a href="{STATUS}">November 11th 2022</a></p>'
    card = f"<div>{empty}<div><span>Pier </span><span>@pier_office</span></div><p>Fog.</p>{empty}{day}</div>"
    (embed,) = embedarchive.scan(page_with(card)).embeds
    assert (embed.id, embed.author, embed.text) == (POST, "Pier", "Fog.")


def test_an_id_beside_a_frame_of_the_sites_own() -> None:
    """Which says nothing of what it will show; one of another site's shows what it says."""
    block = f'<div data-site-id="twitter" data-key="{POST}"><iframe src="{{}}"></iframe></div>'
    assert ids_in(page_with(block.format("/misc/none"))) == [POST]
    assert POST not in ids_in(page_with(block.format("https://maps.example/x")))


@pytest.mark.parametrize(
    ("component", "post"),
    [
        (f'<Tweet tweetLink="pier_office/status/{POST}" />', POST),
        ('<Spotify link="track/4uLU6hMCjMI75M1A2tKUQC" />', "track/4uLU6hMCjMI75M1A2tKUQC"),
    ],
)
def test_an_address_without_its_site(component: str, post: str) -> None:
    """The component says whose it is."""
    assert ids_in(f"# Gates\n\n{component}\n") == [post]


def test_a_comment_and_a_film_as_facebook_embedded_them_once() -> None:
    """In an element of its own (XFBML), and as the address of a Flash player."""
    at = "https://www.facebook.com/jane/posts/10158900000000000?comment_id=10158900000000001"
    assert ids_in(page_with(f'<fb:comment-embed href="{at}"></fb:comment-embed>')) == [
        "10158900000000000/10158900000000001"
    ]
    film = '<object><param name="movie" value="{0}"><embed src="{0}" type="application/x-shockwave-flash"></object>'
    assert ids_in(page_with(film.format("https://www.facebook.com/v/10158900000000000"))) == ["10158900000000000"]
    assert ids_in(page_with('<fb:like href="https://www.facebook.com/v/10158900000000000"></fb:like>')) == []


def test_a_script_that_may_not_load_yet() -> None:
    """A consent tool keeps its address under another name; a script with words of its own has none to load."""
    widget = 'type="text/plain" data-src="https://telegram.org/js/telegram-widget.js?22"'
    assert ids_in(page_with(f'<script {widget} data-telegram-post="bridges/65"></script>')) == ["bridges/65"]
    assert ids_in(page_with(f'<script {widget} data-telegram-login="bridges_bot"></script>')) == []


def test_settings_may_name_the_account_that_wrote_the_post() -> None:
    """As its author's; a site's own accounts stand beside its newest post."""
    post = "https://www.tiktok.com/@jane/video/7000937272010935558"
    for name, found in (("author_url", ["7000937272010935558"]), ("account", [])):
        settings = _held({"url": post, name: "https://www.tiktok.com/@jane"})
        assert ids_in(page_with(f'<div data-x="{settings}"></div>')) == found


_STILL = f"https://i.ytimg.com/vi/{FILM}/hqdefault.jpg"


@pytest.mark.parametrize(
    "block",
    [
        f'<a href="{WATCH}" style="background-image:url({_STILL})"><div></div></a>',
        f'<table><tr><td background="{_STILL}"><a href="{WATCH}"><img src="/play.png"></a></td></tr></table>',
        f'<div style="background:url({_STILL})"><a href="{WATCH}"></a></div>',
    ],
)
def test_a_still_behind_a_link_to_its_video(block: str) -> None:
    """As letters show a player: the picture is painted behind a link, or behind the cell that holds it."""
    assert ids_in(page_with(block)) == [FILM]


@pytest.mark.parametrize(
    "block",
    [
        f'<a href="/films" style="background-image:url({_STILL})"></a>',
        f'<div style="background:url({_STILL})"><a href="{WATCH}">The newest film of our channel</a></div>',
        f'<div><a href="{WATCH}" style="background-image:url({_STILL})"></a><a href="/film">A film, in full</a></div>',
    ],
)
def test_a_still_behind_another_link(block: str) -> None:
    """To a page of the site, with words, or in a list of videos with linked headlines."""
    assert ids_in(page_with(block)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"- [ ] {STATUS}\n- [x] {WATCH}", 2),
        (f"![]( <{STATUS}> )", 1),
        (f"> The bridge is open.\n>\n> — Ann ([@ann_ph][1]) [November 11, 2022][2]\n\n[1]: /ann\n[2]: {STATUS}", 1),
        (f"<!--\n{STATUS}\n-->", 0),
        (f"<!-- {{% youtube {FILM} %}} -->", 0),
        (f"Write it so:\n\n    ![]({STATUS})\n\nand it is shown.", 0),
    ],
)
def test_what_an_author_wrote_in_markdown(text: str, found: int) -> None:
    """A list to tick off, a target in angle brackets, a handle that is a reference; nothing of remarks and of code."""
    assert len(embedarchive.scan(f"# The bridge\n\nIt is open again.\n\n{text}\n").embeds) == found
