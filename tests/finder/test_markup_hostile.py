"""Pages that attack their readers: any text is some page, every place is inside it, and the time stays linear."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from growth import ends, is_linear
from hypothesis import given, settings
from hypothesis import strategies as st

from embedarchive import scan
from embedarchive.documents import html
from embedarchive.finder import markdown
from embedarchive.finder.markup import embeds as markup
from embedarchive.model import Document, Embed, Link

STATUS = "https://x.com/jane/status/1591167663165898754"
SIGNED = f'<p>Words</p>&mdash; Jane (@jane) <a href="{STATUS}">November 11, 2022</a>'

ATTACKS: dict[str, Callable[[int], str]] = {
    "nested elements": lambda n: "<div>" * (n // 5),
    "nested embeds": lambda n: '<blockquote class="twitter-tweet">' * (n // 34) + SIGNED,
    "nested embeds with links": lambda n: f'<blockquote class="twitter-tweet"><a href="{STATUS}">x</a>' * (n // 92),
    "nested holders": lambda n: f'<div data-src="{STATUS}">' * (n // 70),
    "nested quotations without class": lambda n: f"<blockquote>{SIGNED}" * (n // 125),
    "many embeds": lambda n: f'<blockquote class="twitter-tweet">{SIGNED}</blockquote>' * (n // 180),
    "one embed, many links": lambda n: '<blockquote class="twitter-tweet">' + f'<a href="{STATUS}">x</a>' * (n // 60),
    "one embed, many dashes": lambda n: (
        '<blockquote class="twitter-tweet"><p>' + "— " * (n // 2) + f'</p>(@jane) <a href="{STATUS}">x</a></blockquote>'
    ),
    "one embed, many handles": lambda n: (
        '<blockquote class="twitter-tweet">' + "(@a) " * (n // 5) + f'<a href="{STATUS}">x</a></blockquote>'
    ),
    "many attributes": lambda n: "<div " + " ".join(f"data-a{i}=x" for i in range(n // 10)) + ">",
    "one attribute, long": lambda n: f'<div data-html="{"&amp;" * (n // 5)}">',
    "escapes in escapes": lambda n: f'<div data-html="{"&amp;lt;iframe " * (n // 15)}">',
    "many classes": lambda n: f'<blockquote class="{"twitter-tweet " * (n // 14)}">{SIGNED}</blockquote>',
    "base64": lambda n: f'<script type="text/template">{"QUJD" * (n // 4)}</script>',
    "script of a state": lambda n: '<script>x="blockquote twitter-tweet ' + '\\"\\u003c' * (n // 8) + '"</script>',
    "nested JSON-LD": lambda n: '<script type="application/ld+json">{"embedUrl":' + "[" * n + "</script>",
    "calls": lambda n: "<script>" + "VK.Widgets.Post(" * min(n // 16, 1200) + "</script>",
    "links": lambda n: '<a href="https://x.com/a/b/c/d">' * (n // 32),
    "line ends": lambda n: "\r\n" * (n // 4) + "<iframe src=//vimeo.com/12345></iframe>\r\n" * (n // 80),
    "brackets": lambda n: "<" * n,
    "frames": lambda n: f'<iframe src="{STATUS}"></iframe>' * (n // 70),
    "frames apart by comments": lambda n: f'<iframe data-src="{STATUS}"></iframe><!-- - -->' * (n // 90),
    "archives in archives": lambda n: (
        f'<iframe src="{"https://web.archive.org/web/2020/" * (n // 33)}{STATUS}"></iframe>'
    ),
    "misnested formatting": lambda n: "<b><i><a href=x>" * (n // 32) + "</b></i>" * (n // 32),
    "nested figures": lambda n: f'<figure class="embed">{STATUS}' * (n // 80),
    "nested paragraphs": lambda n: f"<p>{STATUS}<button>" * (n // 62),
    "frames in frames": lambda n: "<iframe srcdoc='<iframe srcdoc=\"" * (n // 34),
    "ever more escapes": lambda n: (
        '<iframe srcdoc="' + "".join(f"&{'amp;' * i}lt;iframe srcdoc=" for i in range(int((n / 2) ** 0.5)))
    ),
    "embeds that are not closed": lambda n: f'<blockquote class="twitter-tweet">{SIGNED}' * (n // 170),
    "open embeds of no platform": lambda n: f'<blockquote class="twitter-tweet"><a href="{STATUS}">x</a>' * (n // 92),
    "embeds in comments": lambda n: f'<!-- <iframe src="{STATUS}"></iframe> -->' * (n // 80),
    "comments in comments": lambda n: "<!-- </iframe>" * (n // 14),
    "text areas": lambda n: f'<textarea><iframe src="{STATUS}"></iframe></textarea>' * (n // 95),
    "nested placeholders": lambda n: f'<div class="consent" data-x="{STATUS}">' * (n // 85),
    "attributes with frames": lambda n: f'<div data-x="&lt;iframe src={STATUS}">' * (n // 80),
    "one placeholder, many attributes": lambda n: (
        '<div class="consent" ' + " ".join(f'data-a{i}="//{i}.example"' for i in range(n // 26)) + ">"
    ),
    "one frame, many attributes": lambda n: (
        "<iframe " + " ".join(f'data-a{i}="//{i}.example"' for i in range(n // 26)) + ">"
    ),
    "links in srcdoc": lambda n: f"<iframe srcdoc='<a href={STATUS}>'></iframe>" * (n // 85),
    "elements of anybody's": lambda n: "<x-y class=consent data-z='//a.example/b'>" * (n // 43),
    "attributes of all names": lambda n: "".join(f"<div data-a{i}=x>" for i in range(n // 19)),
    "links that lead nowhere": lambda n: '<a href="#" class="consent" data-u="//youtu.be/aqz-KE-bpKQ">' * (n // 64),
    "hosts of all names": lambda n: "".join(f'<a href="https://h{i}.example/@a/1">' for i in range(n // 18)),
    "scripts beside what they drew": lambda n: (
        f'<script src="{STATUS}"></script><iframe src="{STATUS}"></iframe>' * (n // 145)
    ),
    "open frames without scripts": lambda n: "<iframe src=x>" + "<iframe " * (n // 8) + "</noscript>",
    "windows": lambda n: f"<div class=modal id=film><iframe src={STATUS}></iframe></div>" * (n // 100),
    "shadow trees": lambda n: "<template " * (n // 20) + "shadowrootmode=open " * (n // 40),
    "streams": lambda n: "<script>" + 'x.enqueue("' * (n // 22) + "\\n" * (n // 4) + "</script>",
    "objects": lambda n: "<object><param name=movie value=x>" * (n // 34),
}

DEADLINE = 5.0
"""Seconds of processor time for what takes less than one."""

PROSE_ATTACKS: dict[str, Callable[[int], str]] = {
    "backticks": lambda n: "`" * n + "http",
    "backticks in pairs": lambda n: "`http` " * (n // 7),
    "fences": lambda n: "```\n~~~\n" * (n // 8),
    "braces": lambda n: "{{< tweet " * (n // 10),
    "brackets": lambda n: "[youtube " * (n // 9),
    "open brackets": lambda n: "[" * n + "http",
    "addresses": lambda n: f"{STATUS}\n" * (n // 52),
    "one address": lambda n: "https://x.com/" + ")" * n,
    "quotes": lambda n: '[youtube "' + "'\"" * (n // 2) + "]",
}


def _find(text: str) -> markup.Findings:
    return markup.find(html.parse(text))


def _prose(text: str) -> tuple[list[Embed], list[Link]]:
    return markdown.find(Document(text=text, media_type="text/markdown"), ())[:2]


@pytest.mark.parametrize("attack", ATTACKS)
def test_p1_growth_is_linear(attack: str) -> None:
    """Twice the page, at most 2.6 times the time."""
    assert is_linear(_find, *map(ATTACKS[attack], (32_000, 64_000)))


@pytest.mark.parametrize("attack", PROSE_ATTACKS)
def test_p1_growth_is_linear_in_prose(attack: str) -> None:
    """The same for Markdown."""
    assert is_linear(_prose, *map(PROSE_ATTACKS[attack], (32_000, 64_000)))


@pytest.mark.parametrize("attack", ATTACKS)
def test_p1_a_megabyte_of_anything_takes_less_than_a_second(attack: str) -> None:
    """On a machine of its own; the bound leaves room for one that is shared."""
    assert ends(_find, ATTACKS[attack], 1_000_000, DEADLINE)


@pytest.mark.parametrize("attack", PROSE_ATTACKS)
def test_p1_a_megabyte_of_prose_takes_less_than_a_second(attack: str) -> None:
    """On a machine of its own; the bound leaves room for one that is shared."""
    assert ends(_prose, PROSE_ATTACKS[attack], 1_000_000, DEADLINE)


PIECES = [
    "<blockquote class=twitter-tweet>",
    "</blockquote>",
    "<p>",
    "</p>",
    "Words",
    "&mdash; Jane (@jane)",
    f"<a href={STATUS}>November 11, 2022</a>",
    "<a href=/web/2022/https://x.com/a/status/1>",
    "<iframe src=https://www.youtube.com/embed/aqz-KE-bpKQ>",
    "</iframe>",
    "<noscript>",
    "</noscript>",
    "<template>",
    "<div data-src=https://vimeo.com/706604197>",
    "</div>",
    "<div data-attrs='{\"url\": 5}' data-component-name=Twitter2ToDOM>",
    "<script>VK.Widgets.Post('x', 1, 2)</script>",
    "<amp-twitter data-tweetid=12>",
    "<table><tr><td>",
    "\r\n",
    "\r",
    "\0",
    "\ud800",
    "é😀",
    "<!--",
    "-->",
    "<svg><a href=x>",
    "<p>https://x.com/a/status/12</p>",
    "<figure class=wp-block-embed>",
    "<object data=https://www.youtube.com/v/aqz-KE-bpKQ>",
    "<body>",
    "<html lang=en>",
    "{{< tweet 12 >}}",
    "```",
    "`",
]


def test_halves_of_characters_are_a_sign_each() -> None:
    """JSON may name them alone, in names, values and words: the parser takes them and fails when it is asked."""
    link = '<a href="https://twitter.com/ann/status/1590000000000000001" y\udfff="\ud800">May 1, 2020</a>'
    shown = f'<x-\ud800 a="1" b="\ud800"><blockquote class="twitter-tweet"><p>So it \udfff is.</p>{link}</blockquote>'
    record = {"title": "The \ud83d pier", "url": "https://news.example/a", "content": shown + "Words of it. " * 9}
    found = scan(json.dumps([record]))
    assert [(each.id, each.text) for each in found.embeds] == [("1590000000000000001", "So it \ufffd is.")]
    assert html.fragment('<p title="\ud83d">words</p>').find_all("p")[0].attr("title") == "\ufffd"


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=30).map("".join))
@settings(max_examples=300, deadline=None)
def test_any_text_is_some_page_and_places_are_inside(text: str) -> None:
    """No exception; embeds in reading order, apart from each other, and inside the text; links outside of embeds."""
    found = _find(text)
    end = 0
    for embed in found.embeds:
        assert end <= embed.start < embed.end <= len(text)
        assert embed.parts == ((embed.start, embed.end),)
        end = embed.end
    for link in found.links:
        assert 0 <= link.start < link.end <= len(text)
    embeds, links, _ = markdown.find(Document(text=text, media_type="text/markdown"), ())
    places = [(each.start, each.end) for each in embeds] + [(each.start, each.end) for each in links]
    assert all(0 <= start < end <= len(text) for start, end in places)


@given(
    st.lists(st.sampled_from(["a", "\r\n", "\n", "\r", "<b>", "<p>x</p>", "é", "\0", "<img src=x>"]), max_size=40).map(
        "".join
    )
)
def test_places_point_at_their_tags(text: str) -> None:
    """Whatever the line ends, an element's place begins with its tag."""
    tree = html.parse(text)
    for element in tree.root.find_all():
        start, end = tree.span(element)
        if element.source_location is not None:
            assert text[start : start + 1 + len(element.tag)] == f"<{element.tag}"
        assert 0 <= start <= end <= len(text)
