"""The pre-filter lets every page through in which something is found, and keeps back pages without a sign of a post."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from embedarchive import finder, platforms
from embedarchive.finder.prefilter import Prefilter
from embedarchive.model import Document
from embedarchive.platforms import Platform, Shape

PAGE = '<!DOCTYPE html><html lang="en"><head><title>Harbour</title></head><body><article>{}</article></body></html>'
WORDS = "<p>The harbour was open again on Friday, and nobody knew for how long.</p>"
FILTER = Prefilter()
PACKED = base64.b64encode(b'<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>').decode()


def looked(body: str) -> bool:
    """Whether a page of that passes."""
    return FILTER.may_hold(PAGE.format(body).encode("utf-8", "replace"), "https://news.example/1")


def found(body: str) -> int:
    """How much is found in it."""
    document = Document(text=PAGE.format(body), media_type="text/html", base_url="https://news.example/1")
    scan = finder.scan(document, images=False)
    return len(scan.embeds) + len(scan.links) + len(scan.ignored)


def rendered(platform: Platform, shape: Shape) -> list[str]:
    """Elements of a shape, with each of the values that its attributes may have."""
    post = platforms.recognise(platform.example)
    values = [platform.example, *([post.id, post.id.rpartition("/")[2]] if post else [])]
    tag = shape.tag or ("blockquote" if shape.words else "div")
    inner = f'<p>Open again</p>&mdash; Ann (@ann) <a href="{platform.example}">November 11, 2022</a>'
    made = []
    for value in values:
        attributes = "".join(f' {name}="{html.escape(value)}"' for name, _ in shape.attributes)
        if shape.facts:
            record = json.dumps({dict(shape.facts)["key"]: value})
            attributes = f' {shape.attributes[0][0]}="{html.escape(record)}"'
        made.append(f'<{tag} class="{shape.cls}"{attributes}>{inner if shape.words or shape.link else ""}</{tag}>')
        if shape.call:
            arguments = f"{{{shape.attributes[0][0]}: '{value}'}}" if shape.attributes[0][0] else f"'{value}'"
            made.append(f"<script>{shape.call}('player', {arguments}); {shape.call}({arguments});</script>")
    return made


@pytest.mark.parametrize("name", sorted(platforms.catalogue()))
def test_every_shape_of_a_platform_passes(name: str) -> None:
    """Whatever a platform declares of its embeds: where the finder sees one, the page is read."""
    platform = platforms.get(name)
    shapes = [
        Shape(form="frame", tag="iframe", attributes=(("src", "{}"),)),
        Shape(form="link", tag="a", attributes=(("href", "{}"),)),
        *platform.markup,
    ]
    seen = 0
    for body in (body for shape in shapes for body in rendered(platform, shape)):
        for said in (body, f'<div data-html="{html.escape(body)}"></div>', f'<div data-x="{html.escape(body)}"></div>'):
            if found(said):
                seen += 1
                assert looked(said), said
    assert seen


@pytest.mark.parametrize("name", sorted(platforms.catalogue()))
def test_other_ways_to_name_a_post_pass(name: str) -> None:
    """Shortcodes, the platform in one attribute and the post in another, settings in JSON, trees in scripts."""
    platform = platforms.get(name)
    post = platforms.recognise(platform.example)
    assert post is not None
    post_id, words = post.id.rpartition("/")[2], [name, *platform.aliases]
    for word in words:
        settings_of = json.dumps({"provider": word, "id": post_id})
        for said in (
            f"<p>[{word} {post_id}]</p>",
            f"<p>{{{{&lt; {word} {post_id} &gt;}}}}</p>",
            f"<p>{{% {word} {post_id} %}}</p>",
            f'<div data-service="{word}" data-id="{post_id}"></div>',
            f'<div class="{word}-player" data-video-id="{post_id}"></div>',
            f'<{word}-embed data-post-id="{post_id}"></{word}-embed>',
            f"<div class='player' data-settings='{settings_of}'></div>",
            f'<div class="player" data-x="{html.escape(settings_of)}"></div>',
            f'<div class="player" data-x="{word}" data-y="{post_id}"></div>',
            f'<script>window.page = {{"body": [{{"type": "{word}Embed", "id": "{post_id}"}}]}}</script>',
            f'<script>window.page = {{"body": [{{"type": "{word}Embed", "url": "{platform.example}"}}]}}</script>',
        ):
            assert looked(said) or not found(said), said


ENCODE: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "entities": html.escape,
    "all entities": lambda text: "".join(f"&#{ord(each)};" for each in text),
    "hexadecimal": lambda text: "".join(f"&#x{ord(each):x};" if each.isalpha() else each for each in text),
    "percent": lambda text: quote(text, safe=""),
    "percent twice": lambda text: quote(quote(text, safe=""), safe=""),
    "JSON": lambda text: json.dumps(text)[1:-1].replace("/", "\\/"),
    "capitals": str.upper,
    "swapped": lambda text: text[:8] + text[8:].partition("/")[0].swapcase() + "/" + text[8:].partition("/")[2],
    "slashes": lambda text: text.replace("/", "&#x2F;"),
    "backslashes": lambda text: text.replace("/", "\\"),
}
AROUND = (
    '<a href="{}">Here</a>',
    '<a href="https://web.archive.org/web/2022/{}">Here</a>',
    '<a href="https://l.facebook.com/l.php?u={}&h=1">Here</a>',
    '<a href="https://count.example/click?to={}&from=1">Here</a>',
    '<iframe src="{}"></iframe>',
    '<iframe src="/media/oembed?url={}"></iframe>',
    '<div data-src="{}"></div>',
    "<figure>\n{}\n</figure>",
    "<p>{}</p>",
    '<div data-x=\'{{"url": "{}"}}\'></div>',
    '<script type="application/ld+json">{{"@type": "VideoObject", "embedUrl": "{}"}}</script>',
    "<blockquote cite='{}'></blockquote>",
    '<img src="/x.png" data-original="{}">',
)


@given(
    name=st.sampled_from(sorted(platforms.catalogue())),
    encoded=st.lists(st.sampled_from(sorted(ENCODE)), max_size=2),
    around=st.sampled_from(AROUND),
    padding=st.sampled_from(["", WORDS, WORDS * 40]),
)
@example(name="twitter", encoded=["percent", "entities"], around=AROUND[2], padding="")
@settings(max_examples=100, deadline=None)
def test_an_address_passes_however_it_is_written(name: str, encoded: list[str], around: str, padding: str) -> None:
    """Escaped, encoded, wrapped, in capitals: where the finder reads it, the page is read."""
    address = platforms.get(name).example
    for each in encoded:
        address = ENCODE[each](address)
    said = padding + around.format(address) + padding
    assert looked(said) or not found(said), said


def test_a_page_without_a_sign_is_passed_over() -> None:
    """Words, pictures, links and scripts of a site that names no platform."""
    body = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Open again"}</script>'
        '<script>window.dataLayer = []; // counted\n load("\\u003cp\\u003e")</script><style>p { color: #099 }</style>'
        '<nav><a href="/sports?page=2&amp;sort=new">Sports &#8211; all</a></nav>'
        '<img src="https://img.example/1.jpg" alt="">'
        '<a href="https://mail.example/?body=https%3A%2F%2Fnews.example%2F1">Send</a>'
        f"{WORDS * 30}<p>Ask the desk @ the harbour (in person). It’s 5&nbsp;km.</p>"
    )
    assert not found(body)
    assert not looked(body)


@pytest.mark.parametrize(
    "body",
    [
        "<p>[embed]https&#58;//www.youtube.com/watch?v=dQw4w9WgXcQ[/embed]</p>",
        "<p>[vk 1_2]</p><p>{{< x 1591167663165898754 >}}</p>",
        '<div data-x="&amp;lt;iframe src=&amp;quot;https%253A%252F%252Fwww.y%256Futube.com%252Fembed%252FdQw4w9WgXcQ">',
        '<div data-x="%3Ciframe%20src%3D%22https%3A%2F%2Fwww.youtube%2Ecom%2Fembed%2FdQw4w9WgXcQ%22%3E">',
        "<blockquote>" * 12 + "Deep" + "</blockquote>" * 12,
        "<p>They met at ///filled.count.soap and went on.</p>",
        '<a href="https://twit\nter.com/ann/status/1591167663165898754">Here</a>',
        '<a href="https://a.example/no\ttes/9abcdefghi">Here</a>',
        '<a href="https://mastodon.example/%40ann/109326218214">Here</a>',
        '<div data-provider="&#1;x" data-tweet-id="1591167663165898754"></div>',
        '<div data-settings=\'{"relatedVkId": "1", "vkPostUrl": "https://v&#107;.com/wall-1_2"}\'></div>',
        f'<script type="text/template">{PACKED}</script>',
        f'<div data-content="{PACKED}"></div>',
        '<div data-source="X" data-post-id="1591167663165898754"></div>',
        '<div data-x="1591167663165898754"></div>',
        '<div id="1591167663165898"></div><script src="https://x.example/widget.js"></script>',
        '<a href="at://did:plc:abc/app.bsky.feed.post/3jwdwj2ctlk26">Here</a>',
        '<a href="https://x-com.translate.goog/ann/status/1591167663165898754">Here</a>',
        '<a href="https://\N{KELVIN SIGN}kinstagram.com/p/CkPHNFyKm0y/">Here</a>',
    ],
)
def test_what_hides_a_sign_is_one(body: str) -> None:
    """Shortcodes, escapes of escapes, base 64, blanks inside of addresses: what could hold something passes."""
    assert looked(body)


def test_a_lost_attribution_passes() -> None:
    """Words of a post whose markup is gone, without any link, are a sign."""
    body = "<p>Open again, at last!</p><p>&mdash; Ann Ph. (@ann_ph) November 11, 2022</p>"
    assert found(body)
    assert looked(body)
