"""Images of pages as publishers build them: what a reader sees in the article, and what only stands near it."""

from __future__ import annotations

import time

import pytest

from embedarchive import documents
from embedarchive.documents import html
from embedarchive.finder import images
from embedarchive.finder.images import captions, cards, exclusions, originals, portraits

BASE = "https://www.harbour-post.example/news/story"
WORDS = "<p>" + "These are the words of an article that goes on for a while, as articles do. " * 5 + "</p>"


def _urls(inside: str, *, head: str = "", base_url: str | None = BASE) -> list[str]:
    page = (
        f"<!doctype html><html><head><title>The title of it all</title>{head}</head><body>"
        f"<main><article><h1>The title of it all</h1>{WORDS}{inside}{WORDS}{WORDS}</article></main></body></html>"
    )
    return [image.url for image in images.find(documents.load(page, base_url=base_url))]


@pytest.mark.parametrize(
    "written",
    [
        'poster="/still.jpg"',
        'poster="data:image/png;base64,iVBORw0KGgo" data-posterurl="/still.jpg"',
        'data-lazy-poster="/still.jpg"',
        'poster="" data-id="poster-77" data-poster="/still.jpg"',
    ],
)
def test_the_still_of_a_player_that_waits(written: str) -> None:
    """A player that loads late parks its still in an attribute of its own."""
    assert _urls(f"<div class=player><video controls {written}></video></div>") == [
        "https://www.harbour-post.example/still.jpg"
    ]


def test_a_still_beside_its_player() -> None:
    """What stands in for a player until it has loaded is its still: one picture, whatever the size."""
    shown = "<div class=box><img src=/i/77/940x529/ab/boats-at-sea.jpg><video poster=/i/77/960x540/cd/{}></video></div>"
    assert len(_urls(shown.format("boats-at-sea.jpg"))) == 1
    assert len(_urls(shown.format("harbour.jpg"))) == 2


def test_a_player_without_a_still() -> None:
    """What speaks of a poster need not be one."""
    assert _urls('<video controls data-poster-id="77" data-poster-kind="none"></video>') == []


def test_a_card_that_holds_its_picture_deep_within() -> None:
    """A link around many boxes, with a heading in it, leads to another article; without words it only opens."""
    boxes = "<div><div><div><div><div><div><div><img src=/other.jpg></div></div></div></div></div></div></div>"
    styled = "<style>.a{color:red} .b{color:blue} .c{color:green}</style>"
    assert _urls(f"<a href=/news/other>{boxes}<h3>The harbour opens again</h3></a>") == []
    assert _urls(f"<a href=/news/other>{styled}{boxes}</a>") == ["https://www.harbour-post.example/other.jpg"]


@pytest.mark.parametrize(
    ("url", "host", "sign"),
    [
        ("https://static.zx.example/a/zxexample-small.png", "news.zx.example", True),
        ("https://cdn.example/harbourpost.png", "harbourpost.example", True),
        ("https://cdn.example/harbourpost_logo@2x.png?v=3", "www.harbourpost.example", True),
        ("https://cdn.example/harbourpost-strike.png", "harbourpost.example", False),
        ("https://cdn.example/harbourpost.jpg", "harbourpost.example", False),
        ("https://cdn.example/harbour-post.svg", "harbour-post.example", True),
        ("https://cdn.example/ex.png", "ex.example", False),
        ("https://cdn.example/a.png", "", False),
    ],
)
def test_a_file_named_as_the_site(url: str, host: str, *, sign: bool) -> None:
    """A drawing named as the site is its sign; a photograph, or a name that says more, is not."""
    assert exclusions.is_named_as_site(url, host) is sign


def test_the_sites_sign_below_the_text() -> None:
    """The page's host says how the site is called; failing that, the host that keeps the image."""
    sign = '<div><img src="https://static.harbourpost.example/assets/harbourpost_s.png" alt=Harbourpost></div>'
    small = sign.replace("_s.", "small.")
    assert _urls(small, base_url="https://harbourpost.example/1") == []
    assert _urls(small, base_url=None) == []
    assert len(_urls(small, base_url="https://another.example/1")) == 1


def test_a_file_that_the_site_was_built_with_is_no_lead_image() -> None:
    """One word and a hash among the site's assets is its sign; what an article's picture is called says more."""
    built = "https://www.harbour-post.example/assets/png/hp-0123456789abcdef0123456789abcdef.png"
    meant = "https://www.harbour-post.example/assets/harbour-strike-0123456789abcdef0123456789abcdef.jpg"
    assert _urls("", head=f'<meta property="og:image" content="{built}">') == []
    assert _urls("", head=f'<meta property="og:image" content="{meant}">') == [meant]


_CARD = (
    "<div class=box><figure><img src=/p/{name}.jpg alt='{alt}'></figure>"
    "<strong>{alt}</strong> <span>39 €</span> <a href=https://shop.example/1>{buy}</a></div>"
)


@pytest.mark.parametrize("buy", ["Buy now", "Jetzt kaufen", " Comprar ", "Zum Shop »"])
def test_a_shops_card_within_the_text(buy: str) -> None:
    """What a card offers counts when the article speaks of it, and else not."""
    card = _CARD.format(name="77", alt="Lantern Deluxe 3000", buy=buy)
    assert _urls(card) == []
    assert _urls(f"{card}<p>We took the lantern deluxe 3000 out to sea for a week.</p>") == [
        "https://www.harbour-post.example/p/77.jpg"
    ]


def test_a_price_is_no_offer() -> None:
    """A caption that speaks of a price sells nothing."""
    figure = "<figure><img src=/a.jpg><figcaption>Sold for $4 million, <a href=/b>they say</a></figcaption></figure>"
    assert _urls(figure) == ["https://www.harbour-post.example/a.jpg"]


def test_an_embed_that_holds_the_whole_text() -> None:
    """An element that holds the article's text holds the article's pictures, whatever else it shows."""
    page = f"<html><body><div><h1>The title of it all</h1>{WORDS}<img src=/a.jpg>{WORDS}{WORDS}</div></body></html>"
    document = documents.load(page, base_url=BASE)
    whole = (page.index("<div>"), page.index("</body>"))
    beside = (page.index("<img"), page.index("<img") + 16)
    assert len(images.find(document, None, [whole])) == 1
    assert images.find(document, None, [whole, beside]) == ()


@pytest.mark.parametrize(
    "said",
    [
        '<meta name="author" content="Mara Lindqvist">',
        "<div id=author_header> Mara Lindqvist </div>",
        '<span class="byline author"><a href=/mara rel=author>Mara Lindqvist</a></span>',
        '<script type="application/ld+json">{"author":{"@type":"Person","name":"Mara Lindqvist"}}</script>',
    ],
)
def test_the_portrait_of_who_wrote_the_page(said: str) -> None:
    """A file named after the author is the author's portrait, wherever the page says who that is."""
    assert _urls("<img src=/img/lindqvist_m.jpg>", head=said) == []
    assert _urls("<img src=/img/mara-lindqvist.jpg>", head=said) == []
    assert _urls("<figure><img src=/img/7.jpg alt='Mara Lindqvist'></figure>", head=said) == []
    assert _urls("", head=f'{said}<meta property="og:image" content="https://a.example/lindqvist-mara.jpg">') == []


@pytest.mark.parametrize(
    "name", ["mara.jpg", "lindqvist-harbour.jpg", "mara-lindqvist-and-crew-2.jpg", "l.jpg", "7.jpg"]
)
def test_a_name_that_is_not_only_the_authors(name: str) -> None:
    """One name may be that of a place; more words show more than the author; and a page may name none."""
    said = '<meta name="author" content="Mara Lindqvist">'
    assert len(_urls(f"<img src=/img/{name}>", head=said)) == 1
    assert len(_urls(f"<img src=/img/{name}>", head='<meta name="author" content="">')) == 1


def test_a_page_full_of_authors() -> None:
    """What names an author again and again is read to an end that is near, in a time that grows with the page."""

    def seconds(size: int) -> float:
        source = "author" + " " * 190 + ">" + " " * 50
        started = time.process_time()
        portraits.authors(source * (size // len(source)))
        return time.process_time() - started

    assert seconds(1_000_000) < 2


def test_one_picture_in_two_sizes_of_a_cache() -> None:
    """A cache writes width and height as folders, or an x for the height that follows."""
    one, other = (f"https://a.example/assets/cache/{size}/media/2022/01/boats.jpg" for size in ("1920/1080", "800/x"))
    assert originals.identity(one) == originals.identity(other)
    assert originals.identity(one) != originals.identity(one.replace("/1080/", "/81/"))


def test_no_page_is_remembered() -> None:
    """Which elements are short is remembered of one page, and no longer: they would keep it in memory."""
    page = f'<div>{WORDS}<figure><img src="/boats.jpg" width="900"><figcaption>Boats</figcaption></figure>{WORDS}</div>'
    assert [image.caption for image in images.find(documents.load(page, base_url=BASE))] == ["Boats"]
    assert captions.is_near.cache_info().currsize == 0


def test_a_long_element_is_not_looked_through_for_each_image() -> None:
    """Whether a link stands beside an image is asked of short elements only: a long one holds thousands of images."""
    words = "A boat leaves the harbour"
    for letters, shown in ((100, True), (50_000, False)):
        page = f'<article><img alt="{words}"><a href="/boat">{words}</a><p>{"x" * letters}</p></article>'
        (article,), (image,) = map(html.parse(page).root.find_all, ("article", "img"))
        assert cards.is_card(image, [article]) is shown
