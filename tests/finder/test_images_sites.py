"""What stands for a site or for another of its pages, and what stands for the article itself."""

from __future__ import annotations

from embedarchive import documents, finder

_P = "<p>On Friday the council said that the bridge would open again, after months of repairs and of delays.</p>"
_SITE = "https://news.example"
_OTHER = "https://papers.example/the-bridge-is-open"


def _urls(body: str, head: str = "", base_url: str | None = f"{_SITE}/bridge") -> list[str]:
    title = "<title>A story of the bridge - News</title>"
    page = f"<html><head>{title}{head}</head><body>{body}</body></html>"
    (document,) = documents.read(page.encode(), base_url=base_url)
    return [each.url.removeprefix(_SITE) for each in finder.scan(document).images]


def _article(body: str) -> str:
    return f"<article><h1>A story of the bridge</h1>{body}</article>"


def test_the_icon_of_the_site_is_no_lead() -> None:
    """The head names it in another size as the article's image, where that has none."""
    head = '<meta property="og:image" content="/p/quay.png?w=512"><link rel="{}" href="/p/{}.png?w=32">'
    assert _urls(_article(_P * 3), head.format("apple-touch-icon", "quay")) == []
    assert _urls(_article(_P * 3), head.format("icon", "pier")) == ["/p/quay.png?w=512"]


def test_the_card_of_the_first_page_is_no_lead() -> None:
    """It says whose it is; an image that is filed by date, or that the page tells again, is the article's."""
    card = '<meta property="og:url" content="https://news.example{}"><meta property="og:image" content="/p/{}.png">'
    assert _urls(_article(_P * 3), card.format("", "preview")) == []
    assert _urls(_article(_P * 3), card.format("/", "preview")) == []
    assert _urls(_article(_P * 3), card.format("/bridge", "preview")) == ["/p/preview.png"]
    assert _urls(_article(_P * 3), card.format("", "2026/11/preview")) == ["/p/2026/11/preview.png"]
    again = '<script type="application/ld+json">{"image": "/p/preview.png"}</script>'
    assert _urls(_article(_P * 3), card.format("", "preview") + again) == ["/p/preview.png"]


def test_the_background_of_a_head_that_leads_through_the_site() -> None:
    """One that bears the headline is the article's."""
    box = '<header><div style="background-image:url(/banner_of_us.png)">{}</div><nav><a href=/>Home</a></nav></header>'
    assert _urls(box.format("<p>News of the quay</p>") + _article(_P * 3)) == []
    assert _urls(box.format("<h1>A story of the bridge</h1>") + _P * 3) == ["/banner_of_us.png"]


def test_a_card_under_an_empty_link() -> None:
    """The link bears the card's headline, wherever it leads; one that opens the picture or stays here is no card's."""
    card = (
        '<div><a href="{}" title="The ferry sails no more"></a><div><div><img src="/p/ferry.jpg" width=300></div></div>'
        "<div>{}</div></div>"
    )
    body = _P + card + _P * 2
    words = "The ferry sails no more It had sailed for years."
    assert _urls(_article(body.format(f"{_SITE}/ferry", words))) == []
    assert _urls(_article(body.format("https://papers.example/ferry", words)), base_url=None) == []
    labelled = body.replace("title=", "aria-label=")
    assert _urls(_article(labelled.format(f"{_SITE}/ferry", words))) == []
    for link, said in (("/p/ferry.jpg", words), ("#", words), ("/ferry", "A boat on the quay.")):
        assert _urls(_article(body.format(link, said))) == ["/p/ferry.jpg"]


def test_a_strip_that_leads_to_another_page_of_the_site() -> None:
    """It is a button, however large; one that opens itself, and a picture of another shape are none."""
    strip = '<p><a href="{}"><img src="/p/all-games.jpg" width=1600 height={} alt="A story of the bridge"></a></p>'
    assert _urls(_article(_P + strip.format("/games", 100) + _P)) == []
    assert _urls(_article(_P + strip.format("/p/all-games.jpg", 100) + _P)) == ["/p/all-games.jpg"]
    assert _urls(_article(_P + strip.format("/games", 900) + _P)) == ["/p/all-games.jpg"]


def test_the_picture_of_an_article_leads_to_where_it_first_stood() -> None:
    """Another link there bears this article's headline; else it is a card of another page."""
    lead = f'<div><a href="{_OTHER}"><img src="/p/quay.jpg" width=200 height=112></a></div><div>A quay</div>'
    source = f'<p>First in <a href="{_OTHER}">{{}}</a>.</p>'
    for base_url in (f"{_SITE}/bridge", None):
        own = _urls(_article(lead + _P * 3 + source.format("A story of the bridge")), base_url=base_url)
        assert own == ["/p/quay.jpg"]
        assert _urls(_article(lead + _P * 3 + source.format("The papers of the town")), base_url=base_url) == []
