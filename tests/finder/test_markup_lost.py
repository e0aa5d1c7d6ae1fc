"""Posts whose markup a page has lost: found in its words, with their place in the page."""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path

import pytest
from growth import is_linear
from hypothesis import given
from hypothesis import strategies as st

from embedarchive import documents, finder
from embedarchive.finder.page import text as page_text
from embedarchive.model import Embed, Scan

PROSE = (
    "<p>The council opened the rebuilt bridge on Saturday, two years after the flood. Six thousand walked across.</p>",
    "<p>The opening began with a parade of brass bands, rowing clubs and school classes; by noon no cake was left.</p>",
    "<p>For cars it stays closed until October, because the test of the road surface is not yet done.</p>",
)
POSTS = (
    ("The bridge is open again &amp; half of town seems to be on it.", "Tomas L.", "tomas_l", "1569000000000000001"),
    (
        "Our choir sings!!!<br>Thank you for two years.<br><br>The river listened.",
        "Oksana",
        "oks",
        "1569000000000000002",
    ),
)
FORMS: dict[str, Callable[[str, str], str]] = {
    "one paragraph": lambda words, signed: f"<p>{words}<br>{signed}</p>",
    "one paragraph, glued": lambda words, signed: f"<p>{words}{signed}</p>",
    "two paragraphs": lambda words, signed: f"<p>{words}</p>\n<p>{signed}</p>",
    "a paragraph and words": lambda words, signed: f"<p>{words}</p>\n{signed}",
    "a mark on the account": lambda words, signed: f"<p>{words}</p><p>{signed}</p>".replace("(", "(<b>").replace(
        ")", "</b>)"
    ),
    "a box": lambda words, signed: f"<div><p>{words}</p>{signed}</div>",
    "a quotation": lambda words, signed: f"<blockquote><p>{words}</p>{signed}</blockquote>",
    "a quotation of paragraphs": lambda words, signed: (
        f"<blockquote><p>{words.replace('<br><br>', '</p><p>')}</p><p>{signed}</p></blockquote>"
    ),
    "paragraphs, the first with its language": lambda words, signed: (
        f'<p lang="en">{words.replace("<br><br>", "</p><p>")}</p><p>{signed}</p>'
    ),
}


def page(form: str, *, linked: bool) -> str:
    """An article with both posts in one form."""
    shown = []
    for words, name, handle, number in POSTS:
        day = "September 12, 2022"
        if linked:
            day = f'<a href="https://twitter.com/{handle}/status/{number}?ref_src=twsrc%5Etfw">{day}</a>'
        shown.append(FORMS[form](words, f"&mdash; {name} (@{handle}) {day}"))
    body = "\n".join(("<h1>The bridge</h1>", PROSE[0], shown[0], PROSE[1], shown[1], PROSE[2]))
    return f"<html><body><article>{body}</article></body></html>"


def scanned(text: str) -> Scan:
    """What is found in a page."""
    return finder.scan(documents.load(text))


@pytest.mark.parametrize("linked", [True, False], ids=["with a link", "without a link"])
@pytest.mark.parametrize("form", FORMS)
def test_every_form_that_is_left_of_an_embed(form: str, *, linked: bool) -> None:
    """Author, day, words with their lines, the id where a link gives it; the place in the source; no link left over."""
    text = page(form, linked=linked)
    scan = scanned(text)
    assert [(each.author, each.handle, str(each.date)) for each in scan.embeds] == [
        (name, handle, "2022-09-12") for _, name, handle, _ in POSTS
    ]
    assert [each.text for each in scan.embeds] == [html.unescape(words).replace("<br>", "\n") for words, *_ in POSTS]
    for embed, (words, _, handle, number) in zip(scan.embeds, POSTS, strict=True):
        place = text[embed.start : embed.end]
        if embed.form == "plain-text":
            assert place.startswith(words[:12])
            assert place.endswith("September 12, 2022")
        assert f"@{handle}" in place
        assert embed.id == (number if linked else None)
        assert (embed.posted_at is not None) == linked
    assert scan.links == ()


@pytest.mark.parametrize("form", FORMS)
def test_the_article_as_text_has_a_mark_in_their_place(form: str) -> None:
    """None of the posts' words stay, all of the prose does."""
    made = finder.readable(scanned(page(form, linked=True)))
    assert [span.kind for span in made.spans] == ["embed", "embed"]
    lines = [line for line in made.text.split("\n\n") if line.strip("—- ")]
    prose = [each.removeprefix("<p>").removesuffix("</p>") for each in PROSE]
    assert lines == ["The bridge", prose[0], page_text.MARK, prose[1], page_text.MARK, prose[2]]


def test_p2_the_seed_as_a_page(shared: Path) -> None:
    """A line a paragraph, an item or a cell, or all lines in one: the same four as in the text."""
    seed = (shared / "seed" / "article.txt").read_text("utf-8")
    wanted = [(each.handle, each.date, each.text) for each in finder.scan(documents.load(seed)).embeds]
    lines = [html.escape(line) for line in seed.splitlines() if line.strip()]
    for body in (
        "".join(f"<p>{line}</p>\n" for line in lines),
        "<p>" + "<br>\n".join(lines) + "</p>",
        "".join(f"<div>{line}</div>" for line in lines),
        "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>",
        "<pre>" + "\n".join(lines) + "</pre>",
    ):
        scan = scanned(f"<html><body><article>{body}</article></body></html>")
        assert [(each.handle, each.date, each.text) for each in scan.embeds] == wanted
        places = [(each.start, each.end) for each in scan.embeds] + [(each.start, each.end) for each in scan.ignored]
        assert all(scan.document.text[start:end].strip() for start, end in places)


def test_a_paragraph_before_an_attribution_is_doubted() -> None:
    """Where several paragraphs could be the post's, the last is given, as likely."""
    words = "<p>One thing.</p><p>Another thing that this post says.</p>"
    signed = "<p>&mdash; Ann (@ann_ex) September 12, 2022</p>"
    (embed,) = scanned(f"<html><body><article>{PROSE[0]}{words}{signed}{PROSE[1]}</article></body></html>").embeds
    assert embed.text is not None
    assert embed.text.endswith("Another thing that this post says.")
    assert embed.confidence < 0.9
    assert "start" in embed.doubts


BLOCKS = {
    "a post of three paragraphs": ("", "Our choir sings.<br><br>Thank you!<br><br>The river listened.", ""),
    "prose that no post can hold": (f"{PROSE[1][3:-4] * 4}<br><br>", "The river listened.", ""),
    "the article goes on in the block": (
        "The mayor spoke, too.<br><br>",
        "The river listened.",
        f"<br><br>{PROSE[2][3:-4]}",
    ),
}


@pytest.mark.parametrize("block", BLOCKS)
def test_empty_lines_inside_of_one_block(block: str) -> None:
    """They part a post's lines where the block holds nothing else, and paragraphs where it cannot be one post."""
    above, words, below = BLOCKS[block]
    held = f"<p>{above}{words}<br>&mdash; Oksana (@oks) September 12, 2022{below}</p>"
    text = f"<html><body><article>{PROSE[0]}{held}{PROSE[1]}</article></body></html>"
    (embed,) = scanned(text).embeds
    assert embed.text == words.replace("<br>", "\n")
    assert text[embed.start : embed.end].startswith(words)


SHOWN = {
    "a blockquote": (
        '<blockquote class="twitter-tweet"><p>The bridge is open again</p>&mdash; Tomas (@tomas_l) '
        '<a href="https://twitter.com/tomas_l/status/1569000000000000001">September 12, 2022</a></blockquote>'
    ),
    "a frame": '<iframe src="https://platform.twitter.com/embed/Tweet.html?id=1569270000000000001"></iframe>',
}


@pytest.mark.parametrize("shown", SHOWN)
def test_words_that_stand_for_an_embed_are_not_another(shown: str) -> None:
    """One post in two forms is one embed: what the markup shows."""
    words = "<p>The bridge is open again<br>&mdash; Tomas (@tomas_l) September 12, 2022</p>"
    body = f"{PROSE[0]}{SHOWN[shown]}{words}{PROSE[1]}"
    (embed,) = scanned(f"<html><body><article>{body}</article></body></html>").embeds
    assert embed.form != "plain-text"


PROSE_ONLY = {
    "an account in prose": "<p>Follow Ann Example (@ann_ex) for more, she wrote on September 12, 2022.</p>",
    "an author's line": "<p>By Ann Example (@ann_ex)</p>",
    "a script": '<script>var post = "— Ann (@ann_ex) September 12, 2022"</script>',
    "a comment of the page": "<!-- Hello<br>— Ann (@ann_ex) September 12, 2022 -->",
    "another part of the page": '<aside class="related"><p>Hello<br>— Ann (@ann_ex) September 12, 2022</p></aside>',
}


@pytest.mark.parametrize("name", PROSE_ONLY)
def test_what_is_no_post(name: str) -> None:
    """Names with an account, and what no reader of the article sees."""
    body = f"{PROSE[0]}{PROSE_ONLY[name]}{PROSE[1]}{PROSE[2]}"
    assert scanned(f"<html><body><article>{body}</article></body></html>").embeds == ()


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=page_text.MARK)), max_size=6))
def test_every_character_has_its_place(words: list[str]) -> None:
    """Of a line made of text and tags, the source has each character, or the reference to it, where its place says."""
    source = "<p>" + "<i></i>".join(html.escape(word) for word in words) + "</p>"
    tree = documents.load(f"<html><body>{source}</body></html>").tree
    assert tree is not None
    for line in page_text.lines(tree):
        found = page_text.places(tree.text, line)
        assert len(found) == len(line.words)
        for sign, place in zip(line.words, found, strict=True):
            written = tree.text[place : page_text.end_of(tree.text, place)]
            assert html.unescape(written) == sign or sign == " "


BROKEN = (
    "<p>", "</p>", "<br>", "<blockquote>", "</blockquote>", "<li>", "</ul>", "<table><tr><td>", "</table>", "<pre>",
    "</a>", "<!-- c -->", "<!-- (@x) ", "-->", "</script>", "<template>", "<svg>", "</span>", "<aside class=related>",
    "&#64;", "<p", "&", "— Ann (@ann) November 11, 2022", "&mdash; <b>Bob</b> (<span>@bob</span>) Nov 1, 2020", "Hi. ",
    "日本語", "A post shared by Ann (@ann)", "pic.twitter.com/abc", "&nbsp;", "&amp;", "\u3000", "\ufffc", "\r\n", "😀",
    '<a href="https://x.com/ann/status/1591000000000000000">', '<iframe src="https://youtube.com/embed/abcdefghijk"></iframe>',
)  # fmt: skip


@given(st.lists(st.sampled_from(BROKEN), max_size=40))
def test_h_places_hold_in_broken_pages(pieces: list[str]) -> None:
    """Whatever the parser made of it: places lie in the source, in order, and a post's place holds its account."""
    scan = scanned(f"<html><body><article>{PROSE[0]}{''.join(pieces)}")
    made = finder.readable(scan)
    assert made.text.count(page_text.MARK) == len(scan.embeds) + len(scan.images) == len(made.spans)
    end = 0
    for each in scan.embeds:
        assert end <= each.start < each.end <= len(scan.document.text)
        end = each.end
        if each.form == "plain-text" and each.handle:
            assert each.handle in scan.document.text[each.start : each.end]
    assert all(0 <= each.start < each.end <= len(scan.document.text) for each in scan.ignored)


ATTACKS: dict[str, Callable[[int], str]] = {
    "posts": lambda size: "<p>Hello<br>— A (@a) May 5, 2020</p>" * (size // 36),
    "posts in one paragraph": lambda size: "Hello<br>— A (@a) May 5, 2020<br>" * (size // 33),
    "posts in one line": lambda size: "Hello — A (@a) May 5, 2020 " * (size // 27),
    "quotations in quotations": lambda size: (
        ("<blockquote>Hello<br>" * 3 + "— A (@a) May 5, 2020" + "</blockquote>" * 3) * (size // 122)
    ),
    "posts and embeds": lambda size: ("<p>Hi<br>— A (@a) May 5, 2020</p>" + SHOWN["a blockquote"]) * (size // 200),
    "comments": lambda size: "<p>Hello<!-- > --> <br>— A (@a) May 5, 2020</p>" * (size // 47),
    "comments that do not end": lambda size: "Hello — A (@a) May 5, 2020<p>" + "<!-- " * (size // 5),
    "tags in brackets": lambda size: "(<b>" * (size // 4),
    "scripts": lambda size: "<script>(@</script>" * (size // 19),
    "references": lambda size: "&amp;" * (size // 5) + "<br>— A (@a) May 5, 2020",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_p1_growth(attack: str) -> None:
    """Twice the page, at most 2.6 times the time."""
    once, twice = (documents.load(f"<html><body><article>{ATTACKS[attack](size)}") for size in (32_000, 64_000))
    assert is_linear(lambda document: finder.readable(finder.scan(document)), once, twice)


def test_h_an_embed_is_whole() -> None:
    """Its parts are its place, as of every other post in words."""
    for each in scanned(page("one paragraph", linked=True)).embeds:
        assert isinstance(each, Embed)
        assert each.parts == ((each.start, each.end),)
