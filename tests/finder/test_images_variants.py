"""The same kinds of images in other words: other names of attributes, other sizes, other languages, other systems."""

from __future__ import annotations

import json

import pytest

from embedarchive import documents, finder
from embedarchive.model import Image

_P = "<p>The council of the town said that the works will go on until the autumn, and nobody has to leave for them.</p>"
_SITE = "https://paper.example"


def _images(body: str) -> list[Image]:
    page = f"<html><body><main><h1>The works in the old town go on</h1>{body}</main></body></html>"
    (document,) = documents.read(page.encode(), base_url=f"{_SITE}/news/works")
    return list(finder.scan(document).images)


def _urls(body: str) -> list[str]:
    return [each.url.removeprefix(_SITE) for each in _images(body)]


@pytest.mark.parametrize("attribute", ["x-img", "lz", "data-q", "original-source"])
def test_one_image_is_parked_beside_a_drawing(attribute: str) -> None:
    """The drawing is what is shown until it comes; a still of an animation has the animation's name."""
    one = f'<figure><img src="/s/wait.gif" {attribute}="/media/2024/1.jpg"></figure>'
    assert _urls(_P + one + _P * 2) == ["/media/2024/1.jpg"]
    moving = f'<figure><img src="/media/wave-7.gif" {attribute}="/media/wave-7-still.jpg"></figure>'
    assert _urls(_P + moving + _P * 2) == ["/media/wave-7.gif"]


@pytest.mark.parametrize("caption", ["<small>{}</small>", "<em>{}</em>", '<div class="pie">{}</div>', "<b>{}</b>"])
def test_the_author_is_seen_and_the_caption_is_of_any_kind(caption: str) -> None:
    """Words beside it that do not name the author make it a picture; the author's name makes it a portrait."""
    byline = '<p>By <a rel="author" href="/staff/ada-roe">Ada Roe</a></p>'
    image = '<div><img src="/dyn/77/290399.jpg" alt="Ada Roe">{}</div>'
    assert _urls(byline + _P * 3 + image.format(caption.format("She at the gate (XY)")) + _P) == ["/dyn/77/290399.jpg"]
    assert _urls(byline + _P * 3 + image.format(caption.format("Ada Roe writes on towns")) + _P) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/m/landscape/works-7.jpg", "/m/portrait/works-7.jpg"),
        ("/m/works.rendition.large.jpg", "/m/works.rendition.small.jpg"),
        ("/m/9f3a7c1e5b.jpg", "/m/77aa01bcde.jpg"),
    ],
)
def test_one_picture_in_two_shapes(one: str, other: str) -> None:
    """Folders and endings tell it; where they do not, one text, one width and two heights, alone in one element."""
    image = '<div class="q"><img src="{}" alt="Works at the quay" width="750" height="{}"></div>'
    shapes = f"<div>{image.format(one, 422)}{image.format(other, 562)}</div>"
    assert _urls(_P + shapes + _P * 2) == [one]
    apart = f"<div>{image.format('/m/71.jpg', 422)}</div>{_P}<div>{image.format('/m/72.jpg', 562)}</div>"
    assert _urls(_P + apart + _P * 2) == ["/m/71.jpg", "/m/72.jpg"]


def test_galleries_kept_as_json() -> None:
    """In an attribute or in a script where they are drawn, each picture with words; a list of videos is none."""
    slides = [{"image": f"/slides/works-{number}.jpg", "caption": "Works at the quay"} for number in range(3)]
    wanted = [str(each["image"]) for each in slides]
    assert _urls(f"{_P}<div class=g data-items='{json.dumps(slides)}'></div>{_P * 2}") == wanted
    found = _images(f'{_P}<div><script type="application/json">{json.dumps({"all": slides})}</script></div>{_P * 2}')
    assert [each.url.removeprefix(_SITE) for each in found] == wanted
    assert {each.caption for each in found} == {"Works at the quay"}
    videos = [{**each, "file": "/v/1.mp4"} for each in slides]
    assert _urls(f"{_P}<div class=g data-items='{json.dumps(videos)}'></div>{_P * 2}") == []
    silent = [{"image": each["image"]} for each in slides]
    assert _urls(f"{_P}<div class=g data-items='{json.dumps(silent)}'></div>{_P * 2}") == []
    assert _urls(f'{_P}<div class=g data-items=\'[{{"image": "/slides/works-1.jpg" .jpg\'></div>{_P * 2}') == []


@pytest.mark.parametrize(
    "sign",
    [
        '<p><img src="/u/hr.gif" alt="" width="700" height="9"></p>',
        '<ul><li><img src="/a/excel.webp?v=1"></li></ul>',
        '<ul><li><img src="/a/filetype-docx.png"></li></ul>',
        '<p>Love,</p><p><img src="/u/my-signature-e1611.jpg" alt=""></p>',
        '<p><img src="/u/Ada-sig.png" width="121" height="123"></p>',
        '<h2>Bewaar dit op Pinterest</h2><figure><img width="683" height="1024" src="/u/guide-2.png"></figure>',
    ],
)
def test_rules_formats_signatures_and_pins(sign: str) -> None:
    """In other files, sizes and languages they are no pictures of the article either."""
    assert _urls(_P * 4 + sign) == []


def test_a_picture_without_a_stated_height_is_no_rule() -> None:
    """A height of nothing leaves it to the browser."""
    assert _urls(_P + '<p><img src="/u/quay-7.jpg" width="800" height="0"></p>' + _P) == ["/u/quay-7.jpg"]


def test_an_address_in_settings_beside_a_stand_in() -> None:
    """A lazy loader may keep JSON of its own in any attribute."""
    parked = '<img src="/s/loading.png" data-conf=\'{"src": "https:\\/\\/cdn.example\\/p\\/11.jpg", "w": 900}\'>'
    assert _urls(f"{_P}<figure>{parked}</figure>{_P * 2}") == ["https://cdn.example/p/11.jpg"]


def test_pictures_of_few_words_in_settings() -> None:
    """Two words say what is seen; where an object names a page, too, it is the card of that page."""
    pictures = [{"url": f"https://cdn.example/g/{each}.jpg", "caption": f"Pier {each}"} for each in (1, 2, 3)]
    held = "<div data-photos='{}'></div>"
    assert len(_urls(_P + held.format(json.dumps(pictures)) + _P * 2)) == len(pictures)
    cards = [{**each, "link": "/other/story"} for each in pictures]
    assert _urls(_P + held.format(json.dumps(cards)) + _P * 2) == []


def test_a_web_archives_addresses_are_the_images_own() -> None:
    """Those of a set as well, and those of any archive; the archives' copies are candidates."""
    copy = "/web/20230405060708im_/https://paper.example/m/{}.jpg"
    image = (
        f'<img src="{copy.format("pier-400")}" srcset="{copy.format("pier-800")} 800w, {copy.format("pier-400")} 400w">'
    )
    (found,) = _images(_P + image + _P * 2)
    assert found.url == f"{_SITE}/m/pier-400.jpg"
    assert f"{_SITE}/m/pier-800.jpg" in found.candidates
    assert f"https://web.archive.org{copy.format('pier-800')}" in found.candidates
    (other,) = _images(
        f'{_P}<img src="https://arquivo.pt/noFrame/replay/20230405060708im_/{_SITE}/m/gate.jpg">{_P * 2}'
    )
    assert other.url == f"{_SITE}/m/gate.jpg"


def test_captions_that_older_ways_of_writing_give() -> None:
    """WordPress had them in an attribute of its shortcode; ARIA names the element that has them."""
    old = '[caption width="640" caption="The old &amp; new gates"]<img src="/m/gates.jpg" width="640">[/caption]'
    aria = '<div aria-labelledby="c9"><img src="/m/quay.jpg" width="640"></div><p id="c9">The quay at noon</p>'
    assert [each.caption for each in _images(_P + old + _P + aria + _P)] == ["The old & new gates", "The quay at noon"]


def _written(text: str) -> list[tuple[str, str]]:
    return [(each.url, each.caption) for each in finder.scan(documents.load(f"# The works\n\n{text}\n")).images]


@pytest.mark.parametrize(
    "text",
    [
        '{{< figure src="https://paper.example/a.jpg" alt="Gate" caption="The old gate" >}}',
        '{% include figure.html src="https://paper.example/a.jpg" caption="The old gate" %}',
        '<Figure src="https://paper.example/a.jpg" caption="The old gate" />',
        '<Figure src="https://paper.example/a.jpg" caption="The old gate"></Figure>',
    ],
)
def test_a_shortcode_shows_an_image_with_its_caption(text: str) -> None:
    """Of Hugo, of Jekyll, and a component of MDX."""
    assert _written(f"It goes on.\n\n{text}\n\nIt will end.") == [("https://paper.example/a.jpg", "The old gate")]


@pytest.mark.parametrize(
    "text", [".. figure:: https://paper.example/a.jpg", "image::https://paper.example/a.jpg[Gate]"]
)
def test_a_directive_shows_an_image(text: str) -> None:
    """Of reStructuredText, and of AsciiDoc."""
    assert _written(f"It goes on.\n\n{text}\n\nIt will end.") == [("https://paper.example/a.jpg", "")]


@pytest.mark.parametrize(
    "text",
    [
        "Write `![](https://paper.example/a.jpg)` for it.",
        "Write it so:\n\n    ![](https://paper.example/a.jpg)\n\nand it is shown.",
        "<!-- ![](https://paper.example/a.jpg) -->",
        '`{{< figure src="https://paper.example/a.jpg" >}}`',
        '{{< figure src="{{ .Params.image }}.jpg" >}}',
        "{{< figure >}}",
    ],
)
def test_what_markdown_does_not_show_is_no_image(text: str) -> None:
    """Code in a line and by its margin, a remark, a shortcode in code, one with a variable, one without an address."""
    assert _written(f"It goes on.\n\n{text}") == []


def test_an_ornament_between_the_parts() -> None:
    """A strip or a star again and again, of which no word is said; a picture shown twice is one."""
    strip = '<p><img src="/u/swirl-7.png" width="300" height="40" alt=""></p>'
    stars = '<p><img src="/i/gold-7.png" alt="*"></p>'
    assert _urls((_P + strip + stars * 2) * 3 + _P) == []
    assert _urls((_P + '<p><img src="/u/quay-7.jpg" width="900" height="600" alt=""></p>') * 3 + _P) == [
        "/u/quay-7.jpg"
    ]


def test_no_portrait_is_as_wide_as_the_text() -> None:
    """The author's name stands for every picture of some systems; small, it stands for the author."""
    byline = '<p>By <a rel="author" href="/staff/ada-roe">Ada Roe</a></p>'
    image = '<p><img src="/dyn/290399.jpg" alt="Ada Roe" width="{}" height="{}"></p>'
    assert _urls(byline + _P * 3 + image.format(1200, 800) + _P) == ["/dyn/290399.jpg"]
    assert _urls(byline + _P * 3 + image.format(300, 300) + _P) == []


def test_a_resizer_that_is_handed_an_address_on_a_page_that_has_none() -> None:
    """A file that somebody saved: the image's own address is whole, the resizer's is not."""
    for image, found in (
        ("/_next/image?url=https%3A%2F%2Fmedia.example%2F7.jpg&amp;w=900", "https://media.example/7.jpg"),
        ("/img/7.jpg?w=900", "/img/7.jpg?w=900"),
    ):
        page = f'<article><h1>The works</h1>{_P}<figure><img src="{image}" alt="Gate"></figure>{_P}</article>'
        (shown,) = finder.scan(documents.load(page)).images
        assert shown.candidates[0] == found


@pytest.mark.parametrize("attribute", ["data-bg", "data-background-image", "data-lazy-bg", "data-src"])
def test_a_background_that_a_script_draws(attribute: str) -> None:
    """An empty block that parks one image; with words over it, in a link, or to be shared, it is none."""
    block = f'<div {attribute}="/photos/works.jpg"></div>'
    assert _urls(_P + block + _P) == ["/photos/works.jpg"]
    assert _urls(_P + block.replace("></", ">Read on</") + _P) == []
    assert _urls(f'{_P}<a href="/other">{block}</a>{_P}') == []
    assert _urls(_P + block.replace(attribute, "data-media") + _P) == []


def test_a_set_under_a_name_of_its_own() -> None:
    """What is called a set is one, where the image itself is still to come."""
    image = '<img data-x-lazyload-srcset="/photos/w-720.jpg 720w, /photos/w-1440.jpg 1440w" sizes="100vw">'
    assert _urls(_P + image + _P) == ["/photos/w-1440.jpg"]


def test_the_still_of_a_film_that_is_shown() -> None:
    """A lazy player has it beside the frame to come; the still of another film is an image."""
    still = '<div><img src="https://i.ytimg.com/vi/{}/maxresdefault.jpg" alt="Play" width="800" height="450">'
    frame = '<iframe data-src="https://www.youtube.com/embed/w7Ft2ymGmfc"></iframe></div>'
    assert _urls(_P + still.format("w7Ft2ymGmfc") + frame + _P) == []
    assert len(_urls(_P + still.format("Qx3Zk9LpV_s") + frame + _P)) == 1


@pytest.mark.parametrize(
    ("text", "caption"),
    [
        ('<Image src="/i/a.jpg" alt="The works" width={800} height={500} />', ""),
        ("<Figure src={'/i/a.jpg'} caption=\"The works\" />", "The works"),
        ("[img]https://paper.example/i/a.jpg[/img]", ""),
        ("[IMG width=300]https://paper.example/i/a.jpg[/IMG]", ""),
        ("(image: /i/a.jpg alt: Works caption: The works link: /b)", "The works"),
        ("{{https://paper.example/i/a.jpg?300|The works}}", "The works"),
        ("[[https://paper.example/i/a.jpg]]", ""),
        ("[[file:https://paper.example/i/a.jpg]]", ""),
    ],
)
def test_an_image_of_components_forums_wikis_and_outlines(text: str, caption: str) -> None:
    """MDX with values in braces, BBCode, Kirby, DokuWiki and Org."""
    (document,) = documents.read(f"# The works\n\n{text}\n\nMore.".encode(), base_url=f"{_SITE}/news/works")
    assert [(each.url, each.caption) for each in finder.scan(document).images] == [(f"{_SITE}/i/a.jpg", caption)]


@pytest.mark.parametrize(
    "text",
    [
        "<Image src={photo} alt={words} />",
        "(image: the bridge from afar)",
        "[[https://paper.example/i/a.jpg][the works]]",
        "{{https://paper.example/works|The works}}",
        "[img]works[/img]",
    ],
)
def test_what_such_a_text_does_not_show(text: str) -> None:
    """A variable, words in brackets, a link with words, a page, and what has no address."""
    (document,) = documents.read(f"# The works\n\n{text}\n\nMore.".encode(), base_url=f"{_SITE}/news/works")
    assert finder.scan(document).images == ()


@pytest.mark.parametrize(
    "text",
    [
        "Write `(image: a.jpg alt: words)` for one.",
        "    (image: a.jpg alt: words)",
        "{% raw %}\n(image: a.jpg alt: words)\n{% endraw %}",
        "[code]\n[img]https://paper.example/i/a.jpg[/img]\n[/code]",
        "<code>[img]https://paper.example/i/a.jpg[/img]</code>",
        "#+BEGIN_SRC org\n[[https://paper.example/i/a.jpg]]\n#+END_SRC",
        "{{https://paper.example/i/a.jpg?linkonly|The works}}",
        "-- \n[url=https://paper.example][img]https://paper.example/i/a.jpg[/img][/url]",
        "%% ![](https://paper.example/i/a.jpg) %%",
    ],
)
def test_an_example_a_remark_and_a_signature_show_nothing(text: str) -> None:
    """Code of Markdown, forums, HTML and Org, what DokuWiki only links to, what stands below a signature's line."""
    (document,) = documents.read(f"# The works\n\nSo.\n\n{text}\n\nMore.".encode(), base_url=f"{_SITE}/news/works")
    assert finder.scan(document).images == ()


@pytest.mark.parametrize(
    "block",
    [
        '<div data-bg="/photos/works.jpg" style="width:24px;height:24px"></div>',
        '<div data-src="/films/works.mp4" data-poster="/photos/works.jpg"></div>',
        '<div><div data-bg="/photos/works.jpg"></div><h3><a href="/other">Another story of the works</a></h3></div>',
    ],
)
def test_what_is_drawn_on_a_block_and_no_image(block: str) -> None:
    """A sign as high as a line, a film's still under another name, the picture of another story's card."""
    assert _urls(_P + block + _P) == []
