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
