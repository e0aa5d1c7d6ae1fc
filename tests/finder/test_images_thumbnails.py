"""Strips of thumbnails that open the images of a gallery, and pictures between a heading and the words about it."""

from __future__ import annotations

import json

import pytest
from growth import is_linear

from embedarchive import documents, finder

_P = "<p>On Friday the council said that the bridge would open again, after months of repairs and of delays.</p>"
_SITE = "https://news.example"
_NUMBER = 76066
_ASKED = "/news?do%5Baction%5D=gallery&amp;do%5Bimage%5D={}&amp;do%5Bnews%5D={}&amp;sum={}"
_SUMS = ("8c984a25bd28a5701f21b1b1f6142787", "38f0b855a6daa577c47006e6e36467b0", "fd360272ff38b28199c1a4765e0bd720")


def _urls(body: str, after: str = "", head: str = "") -> list[str]:
    page = (
        f"<html><head>{head}</head><body><div class=frame><article><h1>A story of the bridge</h1>{body}</article>"
        f"{after}</div></body></html>"
    )
    (document,) = documents.read(page.encode(), base_url=f"{_SITE}/detail/{_NUMBER}-a-story-of-the-bridge")
    return [each.url.removeprefix(_SITE) for each in finder.scan(document).images]


def _strip(hrefs: list[str], words: str = "", attributes: str = "width=210 height=114") -> str:
    items = (
        f'<li><a href="{href}"><img src="/p/quay-{place}.jpg" {attributes}>{words}</a></li>'
        for place, href in enumerate(hrefs, start=1)
    )
    return f"<section><h2>Pictures</h2><ul>{''.join(items)}</ul></section>"


def _asked(number: int) -> list[str]:
    return [_ASKED.format(place, number, each) for place, each in enumerate(_SUMS)]


_SHOWN = ["/p/quay-1.jpg", "/p/quay-2.jpg", "/p/quay-3.jpg"]


def test_a_gallery_below_the_article_whose_links_have_its_number() -> None:
    """They differ in the number of the image and a checksum; with another article's number it is that one's."""
    assert _urls(_P * 3, _strip(_asked(_NUMBER))) == _SHOWN
    assert _urls(_P * 3, _strip(_asked(76067))) == []
    assert _urls(_P * 3, _strip(_asked(_NUMBER)[:2])) == []


@pytest.mark.parametrize(
    "strip",
    [
        _strip(_asked(_NUMBER), "Print"),
        _strip([f"/{verb}?news={_NUMBER}" for verb in ("print", "mail", "share")]),
        _strip([f"/vote?news={_NUMBER}&amp;stars={number}" for number in (1, 2, 3)], attributes="width=20 height=20"),
        f"<aside>{_strip(_asked(_NUMBER))}</aside>",
    ],
)
def test_links_with_the_number_of_the_article_that_are_no_gallery(strip: str) -> None:
    """They have words, do different things, show stars, or stand in another matter."""
    assert _urls(_P * 3, strip) == []


def test_small_thumbnails_in_the_text_that_lead_to_places_of_one_page() -> None:
    """It is the gallery's page; links to pages of their own, and what stands below the article, are other matters."""
    small = "width=85 height=85"
    assert _urls(_P + _strip([f"/album/5710#{place}" for place in (1, 2, 3)], attributes=small) + _P) == _SHOWN
    assert _urls(_P + _strip([f"/album/{number}" for number in (5710, 5711, 5712)], attributes=small) + _P) == []
    assert _urls(_P * 2, _strip([f"/album/5710#{place}" for place in (1, 2, 3)], attributes=small)) == []


def test_a_strip_that_shows_one_image_again_and_again() -> None:
    """It is a star, or a bullet, and no gallery."""
    strip = _strip([f"/album/5710#{place}" for place in (1, 2, 3)])
    for place in (2, 3):
        strip = strip.replace(f"quay-{place}", "quay-1")
    assert _urls(_P + strip + _P) == []


@pytest.mark.parametrize("item", ["<li>{}</li>", "{}"])
def test_a_page_of_thumbnails_is_read_in_linear_time(item: str) -> None:
    """Many links around images, in items or right beside each other."""
    linked = item.format('<a href="/album/5710#{0}"><img src="/p/{0}.jpg"></a>')

    def scanned(count: int) -> None:
        assert len(_urls(_P + "<ul>" + "".join(map(linked.format, range(count))) + "</ul>" + _P)) == count

    assert is_linear(scanned, 50, 100, floor=0.05)


def _offer(place: int, heading: str = "A lamp of {} watts", words: str = "The lamp was seldom as cheap. " * 4) -> str:
    href = f"https://shop.example/u/{place}"
    picture = f'<a href="{href}"><output><img src="/p/lamp-{place}.jpg"></output></a>'
    return f'<h2>{heading.format(place)}</h2>{picture}{words}<br><ul><li><a href="{href}">Get it here</a></li></ul>'


def test_pictures_of_a_list_of_offers_in_bare_text() -> None:
    """Each leads where words below it lead, and stands between a heading and the words about it: the text of the page.

    So the text ends with the last of these words, and not where the element begins that holds them.
    """
    body = "".join(map(_offer, range(4)))
    found = [f"/p/lamp-{place}.jpg" for place in range(4)]
    assert (
        _urls(f"<section>{'What is cheaper today than it was last week, and for how long. ' * 3}{body}</section>")
        == found
    )


@pytest.mark.parametrize(
    "offer",
    [
        _offer(1, words=""),
        _offer(1, heading='<a href="/lamps-of-the-year">Lamps of the year</a>'),
        _offer(1).replace("h2>", "b>"),
    ],
)
def test_pictures_whose_link_is_repeated_elsewhere(offer: str) -> None:
    """Without words about it, below the headline of another page, or without a heading, it may be advertising."""
    body = _P * 2 + "".join(offer.replace("lamp-1", f"lamp-{place}") for place in range(4)) + _P
    assert not any("lamp" in each for each in _urls(body))


def test_a_file_called_icon_with_a_caption() -> None:
    """What a caption speaks of is shown for its own sake; without one, or beside another image, it is a sign."""
    figure = '<figure><img src="/p/icon_swap.png">{}</figure>'
    assert _urls(_P + figure.format("<figcaption>The drawing everybody knows</figcaption>") + _P) == [
        "/p/icon_swap.png"
    ]
    assert _urls(_P + figure.format("") + _P) == []
    beside = figure.format('<img src="/p/quay.jpg"><figcaption>The quay on Friday</figcaption>')
    assert _urls(_P + beside + _P) == ["/p/quay.jpg"]


def test_a_lead_that_the_page_names_again_without_its_ending() -> None:
    """On another host, in another size: a long name is nobody else's; a short one may be."""
    card = '<meta property="og:image" content="https://a1.img.example/c_fill,h_365/{}.jpg">'
    shown = '<div><img src="https://a2.img.example/c_fill,h_560/{}" width="1005" height="560"></div>'
    body = _P + '<p><img src="/2024/quay.jpg"></p>' + _P
    page = "<html><head>{}</head><body>{}<article><h1>A story of the bridge</h1>{}</article></body></html>"
    for name, there in (("srsfsec46zegtlibvz1k", True), ("bridge", False)):
        (document,) = documents.read(page.format(card.format(name), shown.format(name), body).encode(), base_url=_SITE)
        assert any(name in each.url for each in finder.scan(document).images) is there


def test_a_card_with_an_anchor_that_leads_nowhere() -> None:
    """An `<a>` without an address is no link: the card has one, in its heading, to another page of the site."""
    card = '<div><h2><a href="/other">What the mayor said of boats</a></h2>{}<img src="/p/mayor.png"></a></div>'
    assert _urls(_P + card.format("<a class=sign>") + _P) == []
    assert _urls(_P + '<div><a class=zoom><img src="/p/mayor.png"></a></div>' + _P) == ["/p/mayor.png"]


def test_a_lead_in_the_data_of_a_page() -> None:
    """Where only another meta of the head names the file again, it is still only the head that does."""
    card = f'<meta property="og:image" content="{_SITE}/kept/srsfsec46zegtlibvz1k.jpg">'
    data = json.dumps({"image_url": "/kept/srsfsec46zegtlibvz1k.jpg"})
    body = _P + '<p><img src="/2024/quay.jpg"></p>' + _P
    assert _urls(body, head=f"{card}<meta name=page-data content='{data}'>") == ["/2024/quay.jpg"]
