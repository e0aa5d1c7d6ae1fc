"""Images by kinds of publishers: old tables, blogs, agencies' names, cards beside the text. All are made up."""

from __future__ import annotations

import pytest

from embedarchive import documents
from embedarchive.finder import images
from embedarchive.finder.images import exclusions, originals

HOST = "https://www.harbour-post.example"
BASE = f"{HOST}/news/2031/ferry-story"
SENTENCE = "These are the words of an article that goes on for a while, as articles do. "
WORDS = f"<p>{SENTENCE * 5}</p>"


def _page(inside: str, *, above: str = "", heading: str = "The title of it all", head: str = "") -> list[str]:
    """The images found on a page with this in its text, and this above its heading."""
    text = (
        f"<!doctype html><html><head><title>The title of it all</title>{head}</head><body><div class=main>{above}"
        f"<div class=text><h1>{heading}</h1>{WORDS}{inside}{WORDS}{WORDS}</div></div></body></html>"
    )
    return [image.url for image in images.find(documents.load(text, base_url=BASE))]


def test_a_paragraph_around_a_table() -> None:
    """Without a document type a `<p>` may hold a table: the side of the page in it is not the article's text."""
    story = SENTENCE * 12
    rows = "".join(
        f"<tr><td><img src=/i/{place}.gif></td><td><a href=/{place}>Another article</a> {SENTENCE}</td></tr>"
        for place in "abcdefghijklmnopqrst"
    )
    page = (
        "<html><head><title>Ferries</title></head><body><table><tr><td>"
        f"<table><tr><td><img src=/photos/ferry.jpg width=231 height=158>{story}<br>{story}</td></tr></table></td>"
        f"<td>{{}}</td></tr></table></body></html>"
    )
    side = f"<p align=center><table>{rows}</table></p>"
    assert [image.url for image in images.find(documents.load(page.format(side), base_url=BASE))] == [
        f"{HOST}/photos/ferry.jpg"
    ]
    # a long paragraph without a table is one still
    found = images.find(documents.load(page.format(f"<p>{SENTENCE * 60}<img src=/photos/port.jpg></p>"), base_url=BASE))
    assert f"{HOST}/photos/port.jpg" in [image.url for image in found]


CARD = (
    "<h3>{label}</h3><div><div class=row><div><picture><img src=/photos/other.jpg alt='A crowd'></picture>"
    "</div><div><a href={href}><strong>The ten dearest festivals of the coast</strong></a></div></div></div>"
)


def test_a_card_whose_link_stands_beside_its_picture() -> None:
    """Words above announce other articles, and the link beside the picture leads to one."""
    assert _page(CARD.format(label="Auch interessant", href="/news/2031/festivals")) == []
    assert _page(CARD.format(label="Read more", href="/news/2031/festivals")) == []


@pytest.mark.parametrize(
    ("label", "href"),
    [
        ("The ten festivals", "/news/2031/festivals"),  # a heading of the text
        ("Auch interessant", "https://agency.example/photographers/ann"),  # who took it
        ("Auch interessant", "#comments"),
    ],
)
def test_a_picture_with_a_link_beside_it(label: str, href: str) -> None:
    """A link alone makes no card of a picture within the text, nor does a label alone."""
    assert _page(CARD.format(label=label, href=href)) == [f"{HOST}/photos/other.jpg"]


STRETCHED = (
    "<article class=k3x9><div><h3>{heading}</h3><div>{words}</div></div>"
    "<div><picture><img src=/photos/other.jpg alt='Jets over a parade'></picture>{below}</div></article>"
)


def test_a_card_that_its_headline_links() -> None:
    """A card may be linked by its headline alone, which styles spread over all of it, whatever its classes."""
    linked = "<a href=/news/2031/live-blog>The news of the war</a>"
    few = "What happened since spring, and what it means."
    assert _page(STRETCHED.format(heading=linked, words=few, below="")) == []


@pytest.mark.parametrize(
    ("heading", "words", "below"),
    [
        ("A parade", "What happened since spring.", ""),  # a heading of the text
        ("<a href=https://museum.example/show>The show</a>", "Open until spring.", ""),  # what the text is about
        ("<a href=/places/1>The first place</a>", SENTENCE * 6, ""),  # one of a list that tells of each
        ("<a href=/places/1>The first place</a>", "", "<figcaption>Jets, photographed in May</figcaption>"),
        ("<a href=/places/1>The first</a> <a href=/places/2>and the second</a>", "", ""),
        ("A parade", "See <a href=/places/1>the first place</a>.", ""),  # a link in a sentence
    ],
)
def test_a_picture_under_a_heading(heading: str, words: str, below: str) -> None:
    """A heading makes no card of a picture: another page of the site, few words and no caption do."""
    assert _page(STRETCHED.format(heading=heading, words=words, below=below)) == [f"{HOST}/photos/other.jpg"]


SOURCE = "https://lab.example/study"


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        (f"<p><a href={SOURCE}><img src=/photos/chart.jpg></a></p>", True),
        (f"<p><a href={SOURCE}><img src=/photos/chart.jpg> The study</a></p>", False),
        (f"<ul><li><p><a href={SOURCE}><img src=/photos/chart.jpg></a></p></li></ul>", False),  # a card of a list
        ("<p><a href=/news/2031/study><img src=/photos/chart.jpg></a></p>", False),
    ],
)
def test_an_illustration_that_names_its_source(inside: str, *, shown: bool) -> None:
    """A picture alone in its paragraph may lead to where it is from, and the text link there again; a card does not."""
    again = f"<p>All that is in <a href={SOURCE}>the study</a>, and <a href=/news/2031/study>here</a>.</p>"
    assert bool(_page(inside + again)) is shown


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        ("<p><img src=/charts/port-traffic-demand-by-quarter.svg></p>", True),
        ("<p><img src=/charts/wave.svg></p>", False),
        ("<div><img src=/charts/port-traffic-demand-by-quarter.svg></div>", False),
        ("<p><a href=/reports><img src=/charts/port-traffic-demand-by-quarter.svg></a></p>", False),
        ("<p><img src=/charts/port-traffic-demand-by-quarter.svg> Read our report</p>", False),
        ("<p><img src=/icons/port-traffic-demand-by-quarter.svg></p>", False),
    ],
)
def test_a_chart_that_is_a_drawing(inside: str, *, shown: bool) -> None:
    """A drawing is a sign, but for one alone in its paragraph whose file says at length what it shows."""
    assert bool(_page(inside)) is shown


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        ("<a href='https://www.pinterest.com/pin/create/button/?url=x'><img src=/up/ten-ways.jpg></a>", False),
        ("<a href='https://pinterest.co.uk/pin/create/button/?url=x'><img src=/up/ten-ways.jpg></a>", False),
        ("<img class='no_pin swp_hidden_pin_image' src=/up/ten-ways.jpg width=800 height=1200>", False),
        ("<div class=tasty-pins-hidden-image-container><img src=/up/ten-ways.jpg></div>", False),
        ("<img class='pinterest-enabled' src=/up/ten-ways.jpg>", True),
        ("<div class='hidden md:block'><img src=/up/ten-ways.jpg></div>", True),  # on telephones
        ("<a href='https://pinterest.my.boards.example/pin/create/x'><img src=/up/ten-ways.jpg width=800></a>", True),
    ],
)
def test_cards_for_pinning(inside: str, *, shown: bool) -> None:
    """What a blog draws to be pinned to a board is its title as a picture, shown to pin it or not shown at all."""
    assert bool(_page(f"<p>{inside}</p>")) is shown


HASH = "3c9d1f6c0b5a4e8e9d7f2a1b0c3d4e5f60718293"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        # what follows a hash is a rendition
        (f"/img/ferry-{HASH}-s1100-c50.jpg", f"/img/ferry-{HASH}-s1200.jpg", True),
        (f"/img/{HASH}_w640.webp", f"/img/{HASH}_w1280.jpg", True),
        (f"/img/{HASH}-1.jpg", f"/img/{HASH}-2.jpg", False),  # two of a series
        ("/img/ferry-s1100.jpg", "/img/ferry-s1200.jpg", False),  # perhaps two models
        # a file whose whole name is a number is told by it
        ("/imgs/p/RqJIzsl7cmxG/634815.jpg", "/imgs/zoom/634815.jpg", True),
        ("/imgs/p/RqJIzsl7cmxG/634815.jpg", "/imgs/p/RqJIzsl7cmxG/634816.jpg", False),
        ("/2031/03/20310301.jpg", "/sport/20310301.jpg", False),  # a day
        ("/gallery/a/1001.jpg", "/gallery/b/1001.jpg", False),  # a count
    ],
)
def test_renditions_that_a_name_tells(one: str, other: str, *, same: bool) -> None:
    """One picture in two renditions has one identity, two pictures have two."""
    assert (originals.identity(HOST + one) == originals.identity(HOST + other)) is same


def test_a_picture_shown_again_in_another_size() -> None:
    """It counts once, where it is shown first, and may be had in either size."""
    text = (
        "<html><head><title>The title of it all</title></head><body><h1>The title of it all</h1>"
        f"<figure><img src=/imgs/p/k1/634815.jpg></figure>{WORDS}<img src=/imgs/zoom/634815.jpg>{WORDS}</body></html>"
    )
    (image,) = images.find(documents.load(text, base_url=BASE))
    assert image.url == f"{HOST}/imgs/p/k1/634815.jpg"
    assert image.candidates == (f"{HOST}/imgs/p/k1/634815.jpg", f"{HOST}/imgs/zoom/634815.jpg")


def test_numbers_tell_only_on_one_host() -> None:
    """Two publishers may have a picture of one number."""
    assert originals.identity("https://a.example/1/634815.jpg") != originals.identity("https://b.example/1/634815.jpg")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        # an agency gives all its pictures of a day one name; the system numbers the folders
        ("/incoming/article33400950.ece/ALTERNATES/s1200/1_March-in-the-old-harbour-of-Port.jpg",
         "/incoming/article33400927.ece/ALTERNATES/s510b/0_March-in-the-old-harbour-of-Port.jpg", False),
        ("/incoming/article33400950.ece/ALTERNATES/s1200/1_March-in-the-old-harbour-of-Port.jpg",
         "/incoming/article33400950.ece/ALTERNATES/s510b/0_March-in-the-old-harbour-of-Port.jpg", True),
        # crops may have numbers of their own
        ("/images/31562668/march-in-the-old-harbour.jpg", "/images/31562671/march-in-the-old-harbour.jpg", True),
    ],
)  # fmt: skip
def test_pictures_of_one_name_in_numbered_folders(one: str, other: str, *, same: bool) -> None:
    """A word and a number name a folder's picture; other numbers are those of crops."""
    assert originals.alike(HOST + one, HOST + other) is same


@pytest.mark.parametrize(
    "name", ["clock.png", "icon-calendar.svg", "ic_user_white_24.png", "map-marker@2x.png", "thumbs-up.gif", "mail.png"]
)
def test_signs_by_their_whole_name(name: str) -> None:
    """A drawing whose file is called after what interfaces draw is a sign of the page's."""
    assert exclusions.foreign_address(f"{HOST}/pix/{name}")
    assert _page(f"<div><img src=/pix/{name}>1 min read</div>") == []


@pytest.mark.parametrize(
    "name",
    ["clock.jpg", "clock-tower.png", "calendar-of-saints.png", "userland.png", "eyewitness.png", "old-clock.png"],
)
def test_pictures_of_what_signs_show(name: str) -> None:
    """A photograph may show a clock, and a longer name says what of."""
    assert not exclusions.foreign_address(f"{HOST}/pix/{name}")


def test_a_large_drawing_with_the_name_of_a_sign() -> None:
    """What is shown large is shown for its own sake."""
    assert _page("<img src=/pix/calendar.png width=900 height=600>") == [f"{HOST}/pix/calendar.png"]


FIGURE = "<figure>{before}<img src=/pix/club-logo.jpg width={size}>{after}</figure>"


@pytest.mark.parametrize(
    ("before", "after", "size", "shown"),
    [
        ("<a href=/pix/club-logo-full.jpg>", "</a>", "853 height=1024", True),
        ("", "", "853 height=1024", False),
        ("<a href=https://club.example/>", "</a>", "853 height=1024", False),
        ("<a href=/pix/club-logo-full.jpg>", "</a>", "200 height=120", False),
        ("<a href=/pix/club-logo-full.jpg>", "</a>", "900 height=120", False),
    ],
)
def test_a_logo_that_opens_in_full_size(before: str, after: str, size: str, *, shown: bool) -> None:
    """A large logo that opens in full size is what the text is about; a small one or one that leads away is a sign."""
    assert bool(_page(FIGURE.format(before=before, after=after, size=size))) is shown


@pytest.mark.parametrize(
    ("heading", "shown"),
    [
        ("<a href=/news/2031/ferry-story>The title of it all</a>", True),
        ("The title of it all", True),
        ("<a href=/>The title of it all</a>", False),  # the name of the site
        (f"<a href={HOST}>The title of it all</a>", False),
        ("<a href='http://[bad'>The title of it all</a>", False),
    ],
)
def test_the_picture_above_a_linked_heading(heading: str, *, shown: bool) -> None:
    """Blog systems link an article's heading to the article itself; a site's name leads to its first page."""
    found = _page("", above='<div class="top-img"><img src=/photos/costumes.png></div>', heading=heading)
    assert found == ([f"{HOST}/photos/costumes.png"] if shown else [])


SHARE = "<a href=https://pins.example/create><img src=/themes/pin-it.png></a>"
LEAD = "<img src=/photos/lead.webp width=1440 height=1120>"


@pytest.mark.parametrize(
    ("box", "shown"),
    [
        (f"<div>{SHARE}{LEAD}</div>", True),
        (f"<div><noscript>{LEAD}</noscript>{LEAD}</div>", True),
        (f"<div>{SHARE}<noscript>{LEAD}</noscript>{LEAD}</div>", True),
        (f"<div><a href=/offers>{LEAD}</a></div>", False),  # all of it leads away
        (f"<div>{SHARE}<img src=/photos/lead.webp></div>", False),  # nothing says that it is large
        (f"<div>{SHARE}{LEAD}{LEAD.replace('lead', 'second')}</div>", False),  # a row of pictures
        (f"<div>{SHARE}{LEAD} Only today, at half the price</div>", False),
    ],
)
def test_the_lead_under_a_button_that_shares_it(box: str, *, shown: bool) -> None:
    """Over the picture above the heading there may lie a button, and beside it what browsers without scripts show."""
    assert _page("", above=box) == ([f"{HOST}/photos/lead.webp"] if shown else [])


def test_what_a_blog_copies_for_its_head() -> None:
    """Blogger names in the head a copy of what a post shows from elsewhere, which may be a player's still."""
    player = "<iframe src=https://www.youtube.com/embed/abcdefghijk></iframe>"
    named = '<meta property=og:image content="https://{}">'
    assert (
        _page(player, head=named.format("lh6.googleusercontent.com/proxy/yoJEIxKZc5xLFH-oY=w1200-h630-n-k-no-nu")) == []
    )
    uploaded = "lh6.googleusercontent.com/-a1b2c3/photos/lead.jpg"
    assert _page(player, head=named.format(uploaded)) == [f"https://{uploaded}"]


DESCRIBED = (
    '<script type="application/ld+json">'
    '{{"@type": "Article", "image": {}, "thumbnailUrl": "{}/photos/lead.jpg"}}</script>'
)


@pytest.mark.parametrize(
    ("image", "urls"),
    [
        ('{"@id": "#primaryimage"}', [f"{HOST}/photos/lead.jpg"]),
        ('{"@id": "#x", "url": "/photos/whole.jpg"}', [f"{HOST}/photos/whole.jpg"]),
        ('"/photos/whole.jpg"', [f"{HOST}/photos/whole.jpg"]),
        ("null", []),
    ],
)
def test_a_description_that_refers_to_its_image(image: str, urls: list[str]) -> None:
    """Where an article's description only refers to its image, the address stands beside it (Yoast's plug-in)."""
    assert _page("", head=DESCRIBED.format(image, HOST)) == urls
