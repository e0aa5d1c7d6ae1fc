"""What stands for a site or for another of its pages, and what stands for the article itself."""

from __future__ import annotations

from embedarchive import documents, finder

_P = "<p>On Friday the council said that the bridge would open again, after months of repairs and of delays.</p>"
_SITE = "https://news.example"


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
