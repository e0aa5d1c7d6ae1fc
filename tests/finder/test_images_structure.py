"""Images told by structure: dummies, renditions, slides, rules, cards behind the text, captions that were not drawn."""

from __future__ import annotations

from embedarchive import documents, finder
from embedarchive.model import Image

_P = "<p>On Friday the council said that the bridge would open again, after months of repairs and of delays.</p>"
_SITE = "https://news.example"


def _images(body: str, head: str = "") -> list[Image]:
    page = f"<html><head>{head}</head><body><article><h1>A story</h1>{body}</article></body></html>"
    (document,) = documents.read(page.encode(), base_url=f"{_SITE}/bridge")
    return list(finder.scan(document).images)


def _urls(body: str, head: str = "") -> list[str]:
    return [each.url.removeprefix(_SITE) for each in _images(body, head)]


def test_what_many_images_show_is_a_dummy() -> None:
    """The picture is what an attribute of any name has parked."""
    slots = "".join(
        f'<figure><img src="/water.svg" q-parked="/photos/{name}.jpg" width="700"></figure>' for name in "abc"
    )
    assert _urls(_P * 3 + slots + _P * 3) == ["/photos/a.jpg", "/photos/b.jpg", "/photos/c.jpg"]


def test_one_picture_in_two_folders_of_sizes() -> None:
    """Width and height as folders; a year and a month are none."""
    two = "".join(
        f'<div><img src="/images/2072/{size}/image.jpg" alt="A quay" width="750"></div>'
        for size in ("750/422", "750/562")
    )
    assert _urls(_P * 3 + two + _P * 3) == ["/images/2072/750/422/image.jpg"]
    other = "".join(
        f'<div><img src="/files/{month}/image.jpg" alt="" width="750"></div>' for month in ("2021/103", "2021/104")
    )
    assert len(_urls(_P * 3 + other + _P * 3)) == 2


def test_slides_without_images() -> None:
    """Items that are alike, each with the address of a picture; one alone, or with a link in it, is none."""
    slide = '<li class="q" data-q="/slides/{}.jpg" data-title="Idea {}"><div><h2>Idea</h2>' + _P + "</div></li>"
    slides = "".join(slide.format(number, number) for number in range(3))
    found = _images(f"{_P}{_P}<ul>{slides}</ul>{_P}")
    assert [(each.url.removeprefix(_SITE), each.alt) for each in found] == [
        ("/slides/0.jpg", "Idea 0"),
        ("/slides/1.jpg", "Idea 1"),
        ("/slides/2.jpg", "Idea 2"),
    ]
    assert _urls(f"{_P}{_P}<ul>{slide.format(7, 7)}</ul>{_P}") == []
    assert _urls(f"{_P}{_P}<ul>{slides.replace('<h2>Idea', '<h2><a href=/other>Other</a>')}</ul>{_P}") == []


def test_rules_icons_of_formats_and_signatures_are_none() -> None:
    """A strip that says nothing, `xls.webp`, a signature at the end."""
    rule = '<p><img src="/a/line.png" alt="" width="600" height="41"></p>'
    icons = '<ul><li><img src="/a/xls.webp?v=1"></li><li><img src="/a/pptx.png"></li></ul>'
    signed = '<p><img src="/2021/Signature-2.png" width="121" height="123" alt=""></p>'
    assert _urls(_P * 3 + rule + icons + _P + signed) == []


def test_teasers_and_pins_behind_the_text_are_none() -> None:
    """A picture below a paragraph that is a link to another page; one that is there to be pinned."""
    picture = '<div><figure><img src="/a/{}.jpg" width="683" height="900" alt=""></figure></div>'
    teaser = f'<p><b><a href="/porch/">A porch</a></b></p>{picture.format("porch")}'
    pin = f"<h2>Liked it? Pin it for later!</h2>{picture.format('guide')}"
    assert _urls(_P * 3 + picture.format("own") + _P + teaser + pin) == ["/a/own.jpg"]


def test_a_captioned_picture_is_shown_though_it_names_the_author() -> None:
    """The alternative text is the author's name, as some systems write who took it."""
    photo = '<section><p><img src="/a/290311.jpg" alt="jane roe"><span class="caption">She says so</span></p></section>'
    byline = '<div class="byline">By <a class="author" href="/journalists/jane-roe">Jane Roe</a></div>'
    assert _urls(byline + _P + photo + _P * 2) == ["/a/290311.jpg"]


def test_the_lead_again_in_the_gallery_is_one_picture() -> None:
    """Under the name that the lead's was made from."""
    lead = '<figure><img src="/lead/lena-quay-1.0.0.1466666666.0.jpg" width="900"></figure>'
    gallery = "".join(f'<figure><img src="/g/{n}/lena-quay-{n}.0.jpg" width="900"></figure>' for n in (1, 2))
    assert _urls(lead + _P * 3 + gallery + _P) == ["/lead/lena-quay-1.0.0.1466666666.0.jpg", "/g/2/lena-quay-2.0.jpg"]


def test_a_caption_that_wordpress_did_not_draw() -> None:
    """`[caption]<img> words[/caption]`."""
    (found,) = _images(
        _P * 3 + '[caption id="a"]<img src="/a.jpg" width="702" alt="A quay"> A quay at dawn [/caption]' + _P
    )
    assert found.caption == "A quay at dawn"


def test_a_page_that_a_web_archive_kept_names_the_pictures_own_address() -> None:
    """The archive's copy is a candidate, also where the page names it by its path alone."""
    kept = '<img src="/web/20221112000000im_/https://news.example/img/a.jpg" width="700" alt="a">'
    (found,) = _images(_P * 3 + kept + _P)
    assert found.url == f"{_SITE}/img/a.jpg"
    assert found.candidates[-1] == "https://web.archive.org/web/20221112000000im_/https://news.example/img/a.jpg"


def test_the_background_of_the_box_that_holds_the_headline() -> None:
    """It is the lead when nothing else shows one; behind a link, or with much text over it, it is none."""
    box = '<div style="background-image:url(/hero/quay-at-noon.jpg)">{}</div>'
    assert _urls(box.format("<h2>By the water</h2>") + _P * 3) == ["/hero/quay-at-noon.jpg"]
    assert _urls(f'<a href="/other">{box.format("")}</a>' + _P * 3) == []
    assert _urls(box.format("word " * 70) + _P * 3) == []
    shown = '<figure><img src="/photos/quay.jpg" width="800"></figure>'
    assert _urls(box.format("<h2>By the water</h2>") + shown + _P * 3) == ["/photos/quay.jpg"]


def test_the_still_of_a_player_whose_box_is_called_after_a_list() -> None:
    """The box holds one video with a still: what it is called besides says nothing."""
    player = '<div class="video-player playlist-related"><video poster="/stills/quay.jpg"></video></div>'
    assert _urls(_P * 2 + player + _P * 2) == ["/stills/quay.jpg"]


def test_a_portrait_that_is_said_to_be_an_image_of_the_author() -> None:
    """The words around the name are those of any portrait."""
    head = '<meta name="author" content="Jane Quay">'
    assert _urls(_P * 2 + '<p><img src="/a/7.jpg" alt="Image of Jane Quay" width="300"></p>' + _P, head) == []
    assert _urls(_P * 2 + '<p><img src="/a/7.jpg" alt="The quay of Jane" width="300"></p>' + _P, head) == ["/a/7.jpg"]


def test_an_image_that_the_style_sheet_keeps() -> None:
    """SingleFile writes what is shown twice into a variable, and a drawing of nothing in its place."""
    photo, icon = "data:image/jpeg;base64," + "Q0hB" * 2000, "data:image/png;base64,Q0hB"
    style = f'<style>:root{{--sf-img-1: url("{photo}");--sf-img-2:url({icon})}}</style>'
    shown = "<p><img src='data:image/svg+xml,<svg/>' width=800 style=\"background-image:var({})!important\"></p>"
    body = _P * 2 + shown.format("--sf-img-1") + shown.format("--sf-img-1") + shown.format("--sf-img-2") + _P * 2
    assert _urls(body, style) == [photo]


def test_a_picture_called_after_the_article_s_tag_is_on_no_card() -> None:
    """Below the text a link says what the image's alternative text says: it is about the text, not about the image."""
    picture = '<img src="/photos/harbour.jpg" alt="Harbour of Ostend" width="480" height="360">'
    tag = '<div class="tags"><a href="/tag/harbour-of-ostend" rel="tag">Harbour of Ostend</a></div>'
    assert _urls(f"<div>{_P * 2}<p>{picture}</p>{_P * 3}{tag}</div>") == ["/photos/harbour.jpg"]
    card = f'<div>{picture}<a href="/harbour">Harbour of Ostend</a></div>'
    assert _urls(f"<div>{_P * 2}{card}{_P * 3}{tag}</div>") == []


def test_pictures_in_objects() -> None:
    """An image in `<object>` or `<embed>`, told by its type or its name; one inside that stands in for it is it."""
    shown = (
        '<figure><object data="/map.svg" type="image/svg+xml"></object><figcaption>A map</figcaption></figure>'
        '<embed src="/quay.jpg"><object data="/plan.svg" type="image/svg+xml"><img src="/plan.png"></object>'
        '<object data="/film.swf" type="application/x-shockwave-flash"></object>'
    )
    assert _urls(_P * 3 + shown + _P * 3) == ["/map.svg", "/quay.jpg", "/plan.png"]
