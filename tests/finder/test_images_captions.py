"""What stands with an image: its caption, and who made it, where pages name them and where only their place tells."""

from __future__ import annotations

import pytest

from embedarchive import documents, finder

_P = "<p>On Friday the council said that the bridge would open again, after months of repairs and of delays.</p>"
_IMG = '<img src="/p/quay.jpg" width="700" height="400">'


def _told(figure: str) -> str:
    page = f"<html><body><article><h1>A story of the bridge</h1>{_P * 3}{figure}{_P * 3}</article></body></html>"
    (document,) = documents.read(page.replace("IMG", _IMG).encode(), base_url="https://news.example/bridge")
    (image,) = finder.scan(document).images
    return f"{image.caption} # {image.credit}"


@pytest.mark.parametrize(
    ("figcaption", "expected"),
    [
        ("<span>The quay at dawn.</span><span>Ada Roe (AGENCY)</span>", "The quay at dawn. # Ada Roe (AGENCY)"),
        (
            "<i><span>The quay at dawn in May</span></i><i><span>Ada Roe/The Paper</span></i>",
            "The quay at dawn in May # Ada Roe/The Paper",
        ),
        ('The quay. <span class="credit">(Image: Ada Roe)</span>', "The quay. # Image: Ada Roe"),
        ("The quay (Photo credit: Ada Roe)", "The quay # Photo credit: Ada Roe"),
        ("The quay at dawn. Ada Roe/AFP", "The quay at dawn. # Ada Roe/AFP"),
        ("The quay at dawn. (AP)", "The quay at dawn. # AP"),
        ("부두의 새벽 풍경이다. 연합뉴스", "부두의 새벽 풍경이다. # 연합뉴스"),
        ("Nabrzeże o świcie, fot. Ada Roe", "Nabrzeże o świcie, # fot. Ada Roe"),
        ("The quay of <em>The Paper</em> and <em>The Other</em>", "The quay of The Paper and The Other # "),
        ("<b>The quay</b><p>Boats lie there, and nobody comes.</p>", "The quay Boats lie there, and nobody comes. # "),
        ("<!-- Ada wrote this --><p>The quay at dawn.</p>", "The quay at dawn. # "),
        ('The quay, says the mayor <a href="/more">Read more</a>', "The quay, says the mayor Read more # "),
        ('<a href="https://pins.example/pin">Pin</a> <a href="#print">Print</a>', " # "),
    ],
)
def test_who_made_an_image_is_told_by_the_end_of_its_caption(figcaption: str, expected: str) -> None:
    """By a sign, an element of its own with a name, or an agency behind the last sentence; nothing else is cut off."""
    assert _told(f"<figure>IMG<figcaption>{figcaption}</figcaption></figure>") == expected


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ("<div>IMG<p>The quay lies there. <span>Ada Roe</span></p></div>", "The quay lies there. # Ada Roe"),
        ("<div><div>IMG</div><div><p>The quay at dawn, in May</p></div></div>", "The quay at dawn, in May # "),
        (
            '<div><div>IMG</div><p class="imgCopyright"><a href="https://s.example/a">Ada Roe</a></p></div>',
            " # Ada Roe",
        ),
        ("<div>IMG<p>View on phone</p></div>", " # "),
        ('<div>IMG<p>The quay lies there at dawn, <a href="/all">read all</a></p></div>', " # "),
        ("<p><img title='The quay | © Ada Roe' src='/p/a.jpg'></p>", " # © Ada Roe"),
        ("<figure>IMG</figure><figcaption>The quay at dawn</figcaption>", "The quay at dawn # "),
    ],
)
def test_a_caption_that_only_its_place_tells(box: str, expected: str) -> None:
    """A few words in a block that has nothing but them and the image; what a button or a price says is none."""
    assert _told(box) == expected
