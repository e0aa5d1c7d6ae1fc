"""Galleries and slide shows: thumbnails with pages of their own, shapes instead of sizes, sources in base 64."""

from __future__ import annotations

from base64 import urlsafe_b64encode

from embedarchive import documents, finder
from embedarchive.finder.images import originals

_P = "<p>On Friday the council said that the bridge would open again, after months of repairs and of delays.</p>"
_SITE = "https://news.example"


def _urls(body: str, head: str = "", site: str = _SITE) -> list[str]:
    page = f"<html><head>{head}</head><body><article><h1>A story of the bridge</h1>{body}</article></body></html>"
    (document,) = documents.read(page.encode(), base_url=f"{site}/bridge")
    return [each.url.removeprefix(site) for each in finder.scan(document).images]


def test_thumbnails_that_lead_to_pages_of_their_own() -> None:
    """Blocks without words in the text, each with the page of its image, are a gallery; with words they are cards."""
    thumbs = "".join(
        f'<div class="t"><a href="/photo/{number}/bridge/"><img src="/p/{number}.jpg"></a></div>' for number in range(4)
    )
    assert len(_urls(f"{_P * 2}<div>{thumbs}</div>{_P * 2}")) == 4
    cards = thumbs.replace("</a></div>", "</a><b>What else was said of it</b></div>")
    assert _urls(f"{_P * 2}<div>{cards}</div>{_P * 2}") == []


def test_a_shape_that_stands_where_a_size_should() -> None:
    """An image that has wide renditions to come is none of three pixels; one without is a sign."""
    lazy = (
        '<div><img width="3" height="2" src="data:,a" data-srcset="/p/quay-1140.jpg 1140w, /p/quay-440.jpg 440w"></div>'
    )
    assert _urls(_P + lazy + _P) == ["/p/quay-1140.jpg"]
    assert _urls(f'{_P}<div><img width="3" height="2" src="/p/quay.jpg"></div>{_P}') == []


def test_a_source_written_in_base_64() -> None:
    """Two sizes of a resizer are one image, whose original is asked first; what is no address is left."""
    source = "https://img.example/v3/2116/quay-original.jpg"
    hidden = urlsafe_b64encode(source.encode()).decode().rstrip("=")
    small, large = (f"https://thumbs.example/cache/{size}/{hidden}.jpg" for size in ("290_194_1/45", "1140_auto/cf"))
    assert originals.candidates(small)[0] == source
    assert originals.identity(small) == originals.identity(large)
    for odd in ("aHR0cDovL", urlsafe_b64encode(b"https://\x00\xff").decode(), "aHR0cHM6Ly" + "A" * 4000):
        assert originals.candidates(f"https://thumbs.example/a/{odd}.jpg")[-1].endswith(f"{odd}.jpg")


def test_sizes_with_a_number_above_a_long_name() -> None:
    """Of short names the folder tells two images apart."""
    assert originals.identity("https://h.example/m/rx/s1/2022-a-bridge-over-water.jpg") == originals.identity(
        "https://h.example/m/rx/s3/2022-a-bridge-over-water.jpg"
    )
    assert originals.identity("https://h.example/m/s1/img.jpg") != originals.identity("https://h.example/m/s3/img.jpg")


def test_the_sites_sign_as_lead() -> None:
    """The head of a page without an image of its own names what stands for the site."""
    head = '<meta property="og:image" content="https://cdn.example/img/harbournews1200.png">'
    assert _urls(_P * 2, head, "https://harbournews.portal.example") == []
    assert _urls(_P * 2, head.replace("harbournews1200", "harbour-1200")) == [
        "https://cdn.example/img/harbour-1200.png"
    ]


def test_what_says_that_it_is_advertising() -> None:
    """In its alternative text and in no other word."""
    slot = '<figure><a href="https://shop.example/b"><img src="/u/gold720x360.jpg" width="720" alt="{}"></a></figure>'
    assert _urls(_P + slot.format("Reklama") + _P) == []
    assert _urls(_P + slot.format("Reklama z lat dwudziestych") + _P) == ["/u/gold720x360.jpg"]


def test_wordpress_galleries_whose_images_have_pages_below_the_articles() -> None:
    """The box of each is called an icon; the same links to pages elsewhere make cards."""
    item = '<dl class="gallery-item"><dt class="gallery-icon"><a href="{}/{}/"><img src="/p/{}.jpg"></a></dt></dl>'
    gallery = '<div class="gallery">{}</div>'.format("".join(item.format("/bridge", each, each) for each in "abc"))
    assert _urls(_P * 2 + gallery + _P * 2) == ["/p/a.jpg", "/p/b.jpg", "/p/c.jpg"]
    assert _urls(_P * 2 + gallery.replace("/bridge/", "/other/") + _P * 2) == []


def test_two_images_that_open_one_file_are_one() -> None:
    """One for telephones and one for desks, both under names that a system made."""
    wide = '<a href="/full/ec7c.jpeg"><img src="/temp/b_5e92.jpeg"></a>'
    shown = f'<div>{wide}<a href="/full/{{}}"><img src="/temp/f_e465.jpeg"></a></div>'
    assert _urls(_P * 2 + shown.format("ec7c.jpeg") + _P) == ["/temp/b_5e92.jpeg"]
    assert len(_urls(_P * 2 + shown.format("ec7d.jpeg") + _P)) == 2


def test_signed_sizes_and_names_of_blurs() -> None:
    """What signs a size is no part of an image; a name that states some twenty pixels is that of a stand-in."""
    signed = "https://h.example/v2/images/f5e78046-4f51?format=auto&w={}&s={}"
    assert originals.identity(signed.format(40, "45ad")) == originals.identity(signed.format(1080, "4b55"))
    assert originals.identity("https://h.example/i/f5e7?s=45ad") != originals.identity(
        "https://h.example/i/f5e7?s=4b55"
    )
    assert originals.identity("https://h.example/i/f5e7?v=&s=45ad") != originals.identity(
        "https://h.example/i/f5e7?v=&s=4b55"
    )
    blur = '<figure><img src="/u/166-40x27.x12236.jpg" data-srcset="/u/166-2200x1474.jpg" width="2200"></figure>'
    assert _urls(_P + blur + _P) == ["/u/166-2200x1474.jpg"]


def test_text_that_stands_in_spans() -> None:
    """Neither paragraphs nor blocks have words of their own; a few in a paragraph elsewhere are no article."""
    words = f"<div><span>{_P.removeprefix('<p>').removesuffix('</p>')}</span></div>"
    about = f'<div><div class="description">{_P}</div></div>'
    inner = f'<div><h3>On maps</h3><div>{words * 4}<img src="/p/map.png">{words * 4}</div></div>'
    page = f"<html><body>{about}{inner}</body></html>"
    (document,) = documents.read(page.encode(), base_url=f"{_SITE}/maps")
    assert [each.url for each in finder.scan(document).images] == [f"{_SITE}/p/map.png"]


def test_who_wrote_it_and_where_advertising_comes() -> None:
    """A link says whose portrait it is; a box that names where advertising follows is none."""
    author = '<figure><a rel="author" href="/authors/a-roe/"><img src="/p/408.jpeg" alt="Ada Roe"></a></figure>'
    assert _urls(author + _P * 2) == []
    assert _urls('<div class="post-img ads-top-after"><img src="/p/quay.jpg"></div>' + _P * 2) == ["/p/quay.jpg"]
    assert _urls(f'{_P}<div class="top-ads"><img src="/p/quay.jpg"></div>{_P}') == []


def test_slides_each_in_a_link_that_opens_it() -> None:
    """A block that names an image, alone in a link to an image file, is a slide; in a link to a page it is none."""
    slide = '<a class="item" href="{}"><div class="i" data-thumbnail="/2023/06/quay-{}.jpg" role="img"></div></a>'
    gallery = "".join(slide.format(f"/2023/06/quay-{name}-scaled.jpg", name) for name in "abc")
    assert _urls(f"{_P}<div>{gallery}</div>{_P}") == [f"/2023/06/quay-{name}.jpg" for name in "abc"]
    cards = "".join(slide.format(f"/2023/06/quay-{name}/", name) for name in "abc")
    assert _urls(f"{_P}<div>{cards}</div>{_P}") == []
    assert _urls(f"{_P}<div>{slide.format('/2023/06/quay-a-scaled.jpg', 'a')}</div>{_P}") == []


def test_a_picture_named_as_a_sign_that_opens_itself() -> None:
    """Nobody links a button to the file that it shows: what opens itself is to be looked at, what leads on is not."""
    picture = '<a href="{}"><img src="/up/ferry-menu.png" alt="ferry-menu.png"></a>'
    assert _urls(_P + picture.format("/up/ferry-menu.png") + _P) == ["/up/ferry-menu.png"]
    assert _urls(_P + picture.format("/ferries/") + _P) == []
    assert _urls(_P + picture.format("/up/another-thing.png") + _P) == []
