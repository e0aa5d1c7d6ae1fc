"""Images: what a reader of the article sees, once each, with the originals behind them."""

from __future__ import annotations

import json

import pytest
from growth import ends, is_linear
from hypothesis import given, settings
from hypothesis import strategies as st

from embedarchive import documents, finder
from embedarchive.finder import images
from embedarchive.finder.images import candidates, originals
from embedarchive.model import Document, Image

BASE = "https://x.example/news/story"
WORDS = "<p>" + "These are the words of an article that goes on for a while, as articles do. " * 5 + "</p>"


def _find(text: str, base_url: str | None = BASE) -> tuple[Image, ...]:
    return images.find(documents.load(text, base_url=base_url))


def _page(inside: str, *, head: str = "", after: str = "") -> str:
    return (
        f"<!doctype html><html><head><title>The title of it all</title>{head}</head>"
        "<body><header><img src=/logo.png></header>"
        f"<main><article><h1>The title of it all</h1>{WORDS}{inside}{WORDS}{WORDS}</article>{after}"
        "</main></body></html>"
    )


@pytest.mark.parametrize(
    ("text", "url", "alt"),
    [
        ("![alt](https://a.example/b.jpg)", "https://a.example/b.jpg", "alt"),
        ('![alt](https://a.example/b.jpg "title")', "https://a.example/b.jpg", "alt"),
        ("![](<https://a.example/b c.jpg>)", "https://a.example/b c.jpg", ""),
        ("![](https://a.example/b c.jpg)", "https://a.example/b c.jpg", ""),
        ("![a](https://a.example/b_(c).jpg)", "https://a.example/b_(c).jpg", "a"),
        ("![a [b] c](https://a.example/b.jpg)", "https://a.example/b.jpg", "a [b] c"),
        ("![alt](https://a.example/b.jpg){width=50%}", "https://a.example/b.jpg", "alt"),
        ("![alt](https://a.example/b.jpg =100x20)", "https://a.example/b.jpg", "alt"),
        ("![alt](/img/b.jpg)", "https://x.example/img/b.jpg", "alt"),
        ("![[photo.jpg|300]]", "https://x.example/news/photo.jpg", ""),
        ('<img src="https://a.example/b.jpg" alt="a &amp; b">', "https://a.example/b.jpg", "a & b"),
        ("[![alt](https://a.example/b.jpg)](https://x.example/page)", "https://a.example/b.jpg", "alt"),
    ],
)
def test_markdown_spellings(text: str, url: str, alt: str) -> None:
    """Each spelling of Markdown, with the exact place it stands in."""
    document = f"# Heading\r\n\r\nWords before. {text}\r\n\r\nWords after."
    (image,) = _find(document)
    assert (image.url, image.alt) == (url, alt)
    assert document[image.start : image.end] == text


def test_markdown_references() -> None:
    """A definition anywhere in the text, by name or by the alt text itself."""
    text = 'One ![first][a] two ![b].\n\n[a]: https://a.example/1.jpg "t"\n[B]: <https://a.example/2.jpg>\n'
    assert [(image.url, text[image.start : image.end]) for image in _find(text)] == [
        ("https://a.example/1.jpg", "![first][a]"),
        ("https://a.example/2.jpg", "![b]"),
    ]


def test_markdown_caption_and_code() -> None:
    """The line below may be the caption or the credit; code shows no images."""
    (image,) = _find(
        "![](https://a.example/1.jpg)\n*A crowd on the square*\n\n```\n![](https://a.example/2.jpg)\n```\n"
    )
    assert (image.url, image.caption) == ("https://a.example/1.jpg", "A crowd on the square")
    (image,) = _find("![](https://a.example/1.jpg)\n© AFP\nWords")
    assert image.credit == "© AFP"


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        ('<img src="/a.jpg">', "https://x.example/a.jpg"),
        ('<img src="data:image/gif;base64,R0lGOD" data-src="/a.jpg">', "https://x.example/a.jpg"),
        ('<img src="/img/placeholder.png" data-lazy-src="/a.jpg">', "https://x.example/a.jpg"),
        ('<img src="/blank.gif" data-unheard-of="/a.jpg?v=2">', "https://x.example/a.jpg?v=2"),
        ('<img data-srcset="/s.jpg 300w, /l.jpg 1200w">', "https://x.example/l.jpg"),
        (
            '<img srcset="https://c.example/w_300,h_200/a.jpg 300w, https://c.example/w_900,h_600/a.jpg 900w">',
            "https://c.example/w_900,h_600/a.jpg",
        ),
        (
            '<picture><source srcset="/a.webp 1x, /a2.webp 2x" type="image/webp"><img src="/a.jpg"></picture>',
            "https://x.example/a.jpg",
        ),
        ('<picture><source data-srcset="/a.webp"><img></picture>', "https://x.example/a.webp"),
        ('<amp-img src="/a.jpg" width=600 height=400></amp-img>', "https://x.example/a.jpg"),
        ('<img class=lazy src="/img/loading.gif"><noscript><img src="/a.jpg"></noscript>', "https://x.example/a.jpg"),
        ('<img data-src="/a.jpg"><noscript><img src="/a.jpg"></noscript>', "https://x.example/a.jpg"),
        ('<a href="/full/a.jpg"><img src="/a-small.jpg"></a>', "https://x.example/a-small.jpg"),
        ('<div class="wp-block-image"><figure><img src="//c.example/a.jpg"></figure></div>', "https://c.example/a.jpg"),
        ('<a href="https://x.example/news/story/attachment/12"><img src="/a.jpg"></a>', "https://x.example/a.jpg"),
    ],
)
def test_html_spellings(markup: str, url: str) -> None:
    """Every way in which a page shows an image gives one image, at its place."""
    page = _page(markup)
    (image,) = _find(page)
    assert image.url == url
    assert image.url in image.candidates
    assert page[image.start : image.end].startswith(("<img", "<picture", "<amp-img"))
    assert page[image.start : image.end].endswith(">")


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        (
            "<div><img src=/boats-small.jpg alt=Boats><noscript><img src=/boats-wide.jpg alt=Boats></noscript></div>",
            "https://x.example/boats-small.jpg",
        ),
        (
            "<div><noscript><img src=/c/boats.jpg></noscript><img data-src=/d/boats.jpg></div>",
            "https://x.example/c/boats.jpg",
        ),
        (
            "<p class='a is--mobile'><img src=/one.jpg></p><p class='a is--desktop'><img src=/two.jpg></p>",
            "https://x.example/one.jpg",
        ),
        ("<img src=/p/77_1x1.jpg><img src=/p/77_16x9.jpg>", "https://x.example/p/77_1x1.jpg"),
    ],
)
def test_one_picture_for_other_browsers(markup: str, url: str) -> None:
    """What a browser without scripts or another screen is shown, or another cut, is the same picture."""
    assert [image.url for image in _find(_page(markup))] == [url]


def test_pictures_without_scripts_keep_apart() -> None:
    """Two pictures of one gallery, each with its own stand-in: two; the stand-ins' addresses can be asked for."""
    one = "<div><img src=/{0}-s.jpg alt='{0}'><noscript><img src=/{0}-wide.jpg alt='{0}'></noscript></div>"
    images = _find(_page(f"<div>{one.format('boats')}{one.format('gulls')}</div>"))
    assert [image.url for image in images] == ["https://x.example/boats-s.jpg", "https://x.example/gulls-s.jpg"]
    assert "https://x.example/gulls-wide.jpg" in images[1].candidates


def test_a_size_that_a_script_writes() -> None:
    """An address with a place for the size, as written for a script, is asked for whole."""
    markup = "<img data-url='https://static.dw.com/image/12345678_${formatId}.jpg' alt='Boats'>"
    (image,) = _find(_page(markup))
    assert image.url == "https://static.dw.com/image/12345678_6.jpg"


VIDEO = (
    "<div itemscope itemtype=https://schema.org/VideoObject><meta itemprop=thumbnailUrl content={}>"
    "<object id=player></object></div>"
)


def test_the_still_that_a_description_names() -> None:
    """A player of the publisher's own has the still that its description names; a platform's has its own."""
    (image,) = _find(_page(VIDEO.format("https://v.example/still-of-boats.jpg")))
    assert image.url == "https://v.example/still-of-boats.jpg"
    assert _find(_page(VIDEO.format("https://i.ytimg.com/vi/abc/hqdefault.jpg"))) == ()
    copied = "/copies.php?of=%2F%2Fi.ytimg.com%2Fvi%2Fabc%2Fhqdefault.jpg"
    assert _find(_page(VIDEO.format(f"https://v.example{copied}"))) == ()
    assert len(_find(_page(VIDEO.format(f"https://v.example{copied.replace('ytimg', 'still')}")))) == 1
    assert _find(_page("".join(VIDEO.format(f"https://v.example/{number}.jpg") for number in range(9)))) == ()


@pytest.mark.parametrize("label", ["Read more", "Mehr zum Thema:", "Lire aussi", "Читайте также", "<b>関連記事</b>"])
def test_what_is_announced_as_other_articles(label: str) -> None:
    """A linked picture below words that announce others is one of theirs; below other words it is the article's."""
    card = "<div><p>{}</p><div><a href=/news/2/><img src=/two.jpg width=600></a></div></div>"
    assert _find(_page(card.format(label))) == ()
    assert len(_find(_page(card.format("The harbour, seen from the hill")))) == 1


def test_scripts_are_no_paragraphs() -> None:
    """Long scripts in paragraphs beside the text do not make that the article."""
    script = f"<div class=box><p><script>{'var a = {};' * 200}</script></p></div>"
    article = f"<div class=text><h2>The title of it all</h2><img src=/boats.jpg>{WORDS}</div>"
    page = f"<!doctype html><title>The title of it all</title><body>{article}<div class=side>{script * 6}</div>"
    assert len(_find(page)) == 1


@pytest.mark.parametrize(
    "picture",
    ["src=/harbour-play-of-boats.jpg", "src=/boat-icons-512.png width=220 height=220", "src=/boats_1x1.jpg"],
)
def test_a_name_that_only_sounds_like_a_sign(picture: str) -> None:
    """Three words name a photograph, though one is a sign's; a size is no sign's; a square cut is no pixel."""
    assert len(_find(_page(f"<img {picture}>"))) == 1


FIGURE = '<figure><img src="/a.jpg" width=885><figcaption>Boats in the old harbour on a Sunday.</figcaption></figure>'


@pytest.mark.parametrize(
    "markup",
    [
        f"<aside class=wide>{FIGURE}</aside>",
        f'<section class="block more-from-story">{FIGURE}</section>',
        f"<button>{FIGURE}</button>",
        '<img class="img-share" src="/a.jpg" width="634" height="459">',
        '<div class="partner-wrapper">' + FIGURE + "</div>",
        '<aside class="inline FeaturedVideo"><figure><img src="/a.jpg"></figure><p>Boats and gulls.</p></aside>',
        '<a class="overlayLink" href="#"><img src="/a.jpg" alt="Boats"></a>',
        '<section class="more-from-story">'
        + FIGURE.replace("</figc", "<a href=/image/1>more</a></figc")
        + "</section>",
        "<aside class=single-photo><img src=/a.jpg><p class=cutline>Boats in the harbour.</p> (Photo: A. Berg)</aside>",
        '<button class="play"><img src="/a.jpg" width="460" height="259"> <span>Boats: a film</span></button>',
        '<div class="aspect-ratio--overlay-container"><img src="/a.jpg"></div>',
        '<video poster="/a.jpg" controls></video>',
        '<picture><source srcset="/p.jpg" media="(max-width: 420px)"><source srcset="/a.jpg"><img></picture>',
        '<a class="js-lightbox" href="/pictures/3/"><img src="/a.jpg"></a><p><a href="/pictures/3/">x</a></p>',
        '<img src="/a.jpg" alt="A saint looks down on the harbour from an icon">',
        '<figure><img src="/x/d-boats.jpg" alt="Boats"><img src="/x/m-boats.jpg" alt="Boats"></figure>',
    ],
)
def test_a_box_around_a_picture_is_no_other_matter(markup: str) -> None:
    """An aside, a button or a misleading class around one captioned figure; a player's still; what desks get."""
    (image,) = _find(_page(markup))
    assert image.url in {"https://x.example/a.jpg", "https://x.example/x/d-boats.jpg"}


@pytest.mark.parametrize(
    "markup",
    [
        "<aside><figure><a href=/o><img src=/a.jpg></a><figcaption><a href=/o>Other</a></figcaption></figure></aside>",
        f"<aside><h3>Our letter, every day at noon, for nothing</h3>{FIGURE}</aside>",
        '<figure><a href="/o"><img src="/a.jpg"><figcaption>Another story of today</figcaption></a></figure>',
        '<div><img src="/a.jpg" alt="Mistakes"><h2><a href="/o">Mistakes</a></h2></div>',
        '<img class="arrowImage" src="/a.webp">',
        '<img src="/a.webp" alt="Arrow Icon">',
        '<video src="/film.mp4"></video>',
        '<ul class="video-playlist"><li><div><img src="/a.jpg"><span>Another film</span></div></li></ul>',
    ],
)
def test_a_box_around_a_teaser_is_one(markup: str) -> None:
    """A linked caption, words beside the figure, a short title in a linked heading, a sign, a list of further films."""
    assert _find(_page(markup)) == ()


def test_what_is_linked_after_the_text() -> None:
    """A link to a gallery's page shows a picture of the article within the text, and leads elsewhere after it."""
    linked = '<div><a href="/gallery/12"><img src="/a.jpg"></a></div>'
    assert [image.url for image in _find(_page(linked))] == ["https://x.example/a.jpg"]
    page = _page("").replace("</article>", f"{linked}</article>")
    assert _find(page) == ()


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="/title.jpg"><p class="tags"><a href="/t/1">Boats</a></p><h1>The title of it all</h1>',
        '<img src="/title.jpg"><div class="row"><div><h1>The title of it all</h1></div></div>',
        '<div class="visual"><img src="/title.jpg"></div><h1>The title of it all</h1>',
    ],
)
def test_the_title_picture_above_the_heading(markup: str) -> None:
    """Where no element is called an article it begins with the picture above its heading, unless that is linked."""
    page = f"<title>The title of it all</title><body><div><p>Menu</p></div><div>{markup}<div>{WORDS * 3}</div></div>"
    assert [image.url for image in _find(page)] == ["https://x.example/title.jpg"]
    linked = page.replace('<img src="/title.jpg">', '<a href="/"><img src="/title.jpg"></a>')
    assert _find(linked) == ()


def test_an_article_in_blocks_of_one_class() -> None:
    """A content system's blocks are one article, their pictures too; posts with linked headings are several."""
    block = '<div class="frame"><div><img src="/{0}.jpg"><div class="body">{1}' + WORDS * 3 + "</div></div></div>"
    page = "<title>The title of it all</title><body><div>" + block.format(1, "<h2>The title of it all</h2>")
    page += block.format(2, "") + "</div><footer>f</footer>"
    assert [image.url for image in _find(page)] == ["https://x.example/1.jpg", "https://x.example/2.jpg"]
    other = page.replace('<img src="/2.jpg">', '<h2><a href="/o">Another one</a></h2><img src="/2.jpg">')
    assert [image.url for image in _find(other)] == ["https://x.example/1.jpg"]


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="/a.png" width="32" height="32">',
        '<img src="https://stats.wordpress.com/g.gif">',
        '<img src="https://secure.gravatar.com/avatar/1.jpg">',
        '<img class="emoji" src="https://s.w.org/images/core/emoji/1.png">',
        '<img src="/icons/share.png">',
        '<img src="/img/logo-site.png">',
        '<img class="avatar" src="/people/j.jpg">',
        '<aside><img src="/a.jpg"></aside>',
        '<div class="related-articles"><img src="/a.jpg"></div>',
        '<nav><img src="/a.jpg"></nav>',
        '<div class="author-box"><img src="/a.jpg"></div>',
        '<div id="comments"><img src="/a.jpg"></div>',
        '<div class="ad-slot"><img src="/a.jpg"></div>',
        '<a href="/other/story"><img src="/a.jpg"><h3>Another story of the day</h3></a>',
        "<img src='data:image/png;base64,AAAA'>",
        '<blockquote class="twitter-tweet"><p>x</p><img src="/a.jpg"></blockquote>',
        '<img src="https://www.facebook.com/tr?id=1&ev=PageView">',
        '<div><a href="/o"><img src="/a.jpg"></a> <a href="/o">Another story</a></div>',
        '<img src="/play.svg">',
        "<img>",
        '<img src="about:blank">',
        '<div><img src="/a.jpg" alt="Another story today"><h3><a href="/o">Another story today</a></h3></div>',
        "<template><img src='/a.jpg'></template>",
    ],
)
def test_what_is_no_picture_of_the_article(markup: str) -> None:
    """Pixels, icons, avatars, emoji, logos, advertising, teasers, and the pictures of embeds."""
    assert _find(_page(markup)) == ()


def test_outside_the_article() -> None:
    """What stands after the article is not its own, unless it is its gallery."""
    teasers = '<section class="x"><a href="/1"><img src="/t1.jpg"></a><a href="/2"><img src="/t2.jpg"></a></section>'
    assert _find(_page("", after=teasers)) == ()


def test_caption_and_credit() -> None:
    """From the figure: the caption without the credit; scripts in it are no words."""
    (image,) = _find(
        _page(
            '<figure><img src="/a.jpg" alt="Alt"><figcaption>A crowd.<script>x()</script> '
            '<span class="credit">Jane Doe</span></figcaption></figure>'
        )
    )
    assert (image.caption, image.credit, image.alt) == ("A crowd.", "Jane Doe", "Alt")
    (image,) = _find(
        _page('<figure><img src="/a.jpg"><figcaption>A crowd on the square. Photo: Jane Doe/EPA</figcaption></figure>')
    )
    assert (image.caption, image.credit) == ("A crowd on the square.", "Photo: Jane Doe/EPA")


def test_the_lead_image_of_the_head() -> None:
    """It counts where the body shows none, and is not repeated where it does; a site's own sign is none."""
    head = '<meta property="og:image" content="https://x.example/wp-content/uploads/lead-1200x630.jpg">'
    (image,) = _find(_page("", head=head))
    assert image.url.endswith("lead-1200x630.jpg")
    (image,) = _find(_page('<img src="/wp-content/uploads/lead-600x315.jpg">', head=head))
    assert image.url.endswith("lead-600x315.jpg")
    assert _find(_page("", head='<meta property="og:image" content="https://x.example/img/og-default.png">')) == ()
    ld = '<script type="application/ld+json">{"@type":"NewsArticle","image":[{"@type":"ImageObject","url":"https://x.example/ld.jpg"}]}</script>'
    assert [image.url for image in _find(_page("", head=ld))] == ["https://x.example/ld.jpg"]


def test_the_lead_image_beside_others() -> None:
    """It counts where only a player's still or pictures further down are shown, and is no crop of one of them."""
    head = '<link rel="image_src" href="https://x.example/i/200191118211255-exchange-hall-super.jpg">'
    still = '<div class="media__video"><img src="/i/100191010173216-talks.jpg"></div>'
    page = _page("", head=head).replace("</h1>", f"</h1>{still}")
    assert [image.url[-14:] for image in _find(page)] == ["hall-super.jpg", "6173216-talks.jpg"[-14:]]
    assert len(_find(page.replace("media__video", "figure"))) == 1
    assert len(_find(_page('<img src="/i/300-boats.jpg">', head=head))) == 2
    assert len(_find(_page('<img src="/i/200191118211255-crop.jpg">', head=head))) == 1
    card = '<meta property="og:image" content="https://x.example/og-image/9/boats.png">'
    assert _find(_page("", head=card)) == ()


def test_cards_of_other_pages() -> None:
    """Three or more short blocks, each with a link to a page of its own on this site: teasers, services, playlists.

    Blocks that link to a shop or a source are the article's own, and so are blocks that say much.
    """
    card = '<div class="panel"><h3>Service</h3><p>We do it.</p><a href="{1}">Know more</a><img src="/{0}.jpg"></div>'
    assert _find(_page("".join(card.format(n, f"/services/{n}") for n in range(3)))) == ()
    assert len(_find(_page("".join(card.format(n, f"/services/{n}") for n in range(2))))) == 2
    assert len(_find(_page("".join(card.format(n, f"https://shop.example/{n}") for n in range(3))))) == 3
    long = card.replace("We do it.", "These are the words of a part of the article. " * 20)
    assert len(_find(_page("".join(long.format(n, f"/services/{n}") for n in range(3))))) == 3
    assert len(_find(_page("".join(card.format(n, "/services") for n in range(3))))) == 3


def test_large_pictures_of_what_signs_are_called() -> None:
    """A large picture may be of a button, a badge, a network's feed; a logo stays one."""
    assert len(_find(_page('<img src="/twitter-2.jpg" width=426>'))) == 1
    assert _find(_page('<img src="/twitter-2.jpg">')) == ()
    assert _find(_page('<img src="/logo-2.jpg" width=426>')) == ()
    assert _find(_page('<img src="/jane-headshot.jpg">')) == ()


def test_a_table_for_layout() -> None:
    """A cell around the whole article is none of a table of cards."""
    page = (
        f"<title>The title of it all</title><table><tr><td><h1>The title of it all</h1>{WORDS * 2}"
        f'<div><a href="/pictures/12/"><img src="/map.jpg" width=350 height=264></a></div>{WORDS}</table>'
    )
    assert [image.url for image in _find(page)] == ["https://x.example/map.jpg"]


def test_names_of_crops_made_for_sharing() -> None:
    """With a number of its own a crop for sharing is the lead image; without one it is the site's picture."""
    head = '<meta property="og:image" content="https://x.example/{}">'
    assert (
        len(_find(_page("", head=head.format("clip/f9575e06-7621-4f11-a2d8-b4a1beff0d17_facebook_default_0.jpg")))) == 1
    )
    assert _find(_page("", head=head.format("uploads/2022/10/site-social-image.jpg"))) == ()
    assert _find(_page("", head=head.format("i/default.jpg"))) == ()


def test_ornaments() -> None:
    """What stands on a page again and again without a word or a size is no picture; a gallery's copies are."""
    assert _find(_page('<img src="/i/rule.gif">' * 4)) == ()
    assert len(_find(_page('<img src="/i/boats.jpg">' * 2))) == 1
    assert len(_find(_page('<img src="/i/boats.jpg" alt="Boats">' * 4))) == 1


def test_a_page_that_its_parameters_name() -> None:
    """What else stands in a link's parameters may show a picture of this page; another value is another article."""
    base = "https://x.example/article?id=7"
    markup = '<li><a href="/article?id={}"><img src="/a.jpg"></a><p><a href="/article?id={}">More</a></p></li>'
    assert _find(_page(markup.format(8, 8)), base) == ()
    assert len(_find(_page(markup.format("7&amp;photo=2", "7&amp;photo=2")), base)) == 1


def test_images_that_only_sound_like_a_stand_in() -> None:
    """A picture in grey is no grey area, a crop made for sharing no card, a small square by the heading a portrait."""
    assert [image.url[-20:] for image in _find(_page('<img src="/i/street-in-grey.jpg">'))] == [
        "e/i/street-in-grey.jpg"[-20:]
    ]
    assert _find(_page('<img src="/i/grey.jpg">')) == ()
    crop = '<meta property="og:image" content="https://x.example/sites/default/files/styles/og_image/public/boats.jpg">'
    assert len(_find(_page("", head=crop))) == 1
    assert _find(_page("", head='<meta property="og:image" content="https://x.example/media/og.png">')) == ()
    assert _find(_page("").replace("</h1>", '</h1><img src="/jane.jpg" width=150 height=150>')) == ()
    assert len(_find(_page('<img src="/stamp.jpg" width=150 height=150>'))) == 1


def test_the_head_says_where_a_relative_picture_stands() -> None:
    """A page that says nowhere where it stands: the head's address of the same picture can be asked for."""
    head = '<meta property="og:image" content="https://x.example/i/harbour-boats.jpg">'
    page = _page("", head=head).replace("</h1>", '</h1><img src="/i/harbour-boats.jpg">')
    (image,) = _find(page, None)
    assert image.url == "https://x.example/i/harbour-boats.jpg"
    assert page[image.start : image.end].startswith("<img")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://a.example/1/sea-1200x630.jpg", "https://b.example/2/sea-300x200.jpg", True),
        ("https://a.example/crop1234567/w1/x.jpg", "https://a.example/crop1234567/w2/y.jpg", True),
        ("https://a.example/2023/10/old-harbour-boats-x.jpg", "https://a.example/w/old-harbour-boats.jpg", True),
        ("https://a.example/site63d1984a8/1.jpg", "https://a.example/site63d1984a8/66eb17a234b8.jpg", False),
        ("https://a.example/20231001/sea.jpg", "https://a.example/20231001/hills.jpg", False),
        ("https://a.example/image-2.jpg", "https://a.example/image-of-the-sea.jpg", False),
    ],
)
def test_crops_of_one_picture(one: str, other: str, *, same: bool) -> None:
    """A long number or the words of the name in common; a day or a site's number says nothing."""
    assert originals.alike(one, other) is same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://x.example/i/640x480/boat.jpg", "https://x.example/i/1280x960/boat.jpg"),
        ("https://x.example/small/boat.jpg", "https://x.example/large/boat.jpg"),
        ("https://x.example/archive/_320w/boat.jpg", "https://x.example/archive/_568w/boat.jpg"),
        ("https://x.example/p/boat_thumb.jpg", "https://x.example/p/boat.jpg"),
        ("https://x.example/p/thumb_boat.jpg", "https://x.example/p/boat-large.webp"),
        ("https://x.example/p/52/151252_M400x267.jpg", "https://x.example/p/52/151252_M800x534.jpg"),
        ("https://x.example/p/abcd1234/320x200.jpg", "https://x.example/p/abcd1234/640x400.jpg"),
        ("https://x.example/p/boat.jpg?width=1&s=aa", "https://x.example/p/boat.jpg?width=2&s=bb"),
        ("https://x.example/p/boat.jpg?__blob=normal&v=4", "https://x.example/p/boat.jpg?__blob=poster&v=1"),
        ("https://x.example/p/boat_16x9.jpg?t=1", "https://x.example/p/boat_4x3.jpg"),
        (
            "https://x.example/crops/AbC=/12x34:1441x709/1200x800/photo/2023/boat.jpg",
            "https://x.example/crops/DeF=/56x34:1441x709/750x500/photo/2023/boat.jpg",
        ),
        ("https://x.example/proxy.php?image=https%3A%2F%2Fa.example%2Fboat.jpg&hash=1a", "https://a.example/boat.jpg"),
    ],
)
def test_sizes_in_an_address_are_one_picture(one: str, other: str) -> None:
    """A size may be a folder, the end or the start of a name, a whole name, a cut, or a signed parameter."""
    assert originals.identity(one) == originals.identity(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://x.example/gallery/700.jpg", "https://x.example/gallery/701.jpg"),
        ("https://x.example/plan-a.jpg", "https://x.example/plan-b.jpg"),
        ("https://x.example/big.jpg", "https://x.example/small.jpg"),
        ("https://x.example/image.php?s=4", "https://x.example/image.php?s=5"),
        ("https://x.example/show.jpg?id=4", "https://x.example/show.jpg?id=5"),
    ],
)
def test_names_that_only_look_like_sizes(one: str, other: str) -> None:
    """Numbered pictures and names without anything but a size stay apart."""
    assert originals.identity(one) != originals.identity(other)


@pytest.mark.parametrize(
    "markup",
    [
        "<div class=left_time>16 May 2021 <img src=/paper.jpg> The Paper</div>",
        "<a href=https://else.example/offer><img src=/offer.gif width=1230 height=205></a>",
    ],
)
def test_what_stands_between_heading_and_text(markup: str) -> None:
    """The sign of a paper beside the date and a strip across the page are no lead image; a picture there is."""
    page = "<!doctype html><title>The title of it all</title><article><h1>The title of it all</h1>{}{}</article>"
    assert _find(page.format(markup, WORDS * 3)) == ()
    assert len(_find(page.format("<figure><img src=/boat.jpg></figure>", WORDS * 3))) == 1


def test_the_head_of_a_site() -> None:
    """A head without a heading is the site's; one with the headline is the article's."""
    page = "<!doctype html><title>The title of it all</title><body>{}" + WORDS * 3
    picture = "<img src=/boat.jpg>"
    heading = "<h1>The title of it all</h1>"
    assert _find(page.format(f"<div class=header>{picture}</div>{heading}")) == ()
    assert len(_find(page.format(f"<div class=header>{picture}{heading}</div>"))) == 1


def test_who_heads_a_contribution() -> None:
    """In a live report the author's portrait heads each contribution, named beside it; a picture has a caption."""
    head = "<header><img src=/p.png alt='Anna Berg'><p>Anna Berg</p></header>"
    assert _find(_page(f"<section>{head}<p>12:01</p></section>")) == ()
    assert len(_find(_page("<figure><img src=/p.png alt='Anna Berg'><figcaption>Anna Berg</figcaption></figure>"))) == 1


def test_a_member_of_a_forum_has_signs() -> None:
    """Ranks and flags beside a post are a member's; what the post shows is a picture."""
    post = "<div class=message-userExtras><img src=/rank.jpg></div><img src=/flags/xy.gif><img src=/boat.jpg>"
    assert [image.url for image in _find(_page(post))] == ["https://x.example/boat.jpg"]


def test_what_holds_the_headline_or_the_text_is_no_other_matter() -> None:
    """An element may be called a left column: what holds the headline, or nearly all of the text, is the article."""
    figure = "<figure><img src=/boat.jpg></figure>"
    head = "<!doctype html><title>The title of it all</title>"
    heading = "<h1>The title of it all</h1>"
    inside = f"{head}<body><div class=left-column>{heading}{WORDS}{figure}{WORDS * 2}</div><p>About us</p></body>"
    beside = f"{head}<body>{heading}<div class=left-column>{WORDS}{figure}{WORDS * 2}</div><p>About us</p></body>"
    assert len(_find(inside)) == len(_find(beside)) == 1


def test_the_lead_image_as_the_page_shows_it() -> None:
    """A picture in a box above the text is the one that the head names in another cut: the shown address is given."""
    head = "<meta property=og:image content=https://x.example/p/77aa1234-2b00-4c00-9d00-aa00bb00cc00_share.jpg>"
    box = "<div class=sponsor><img src=/p/77aa1234-2b00-4c00-9d00-aa00bb00cc00_wide.jpg alt=Boats></div>"
    page = f"<!doctype html><title>The title of it all</title>{head}<article><h1>The title of it all</h1>{box}"
    (image,) = _find(f"{page}{WORDS * 3}</article>")
    assert image.url == "https://x.example/p/77aa1234-2b00-4c00-9d00-aa00bb00cc00_wide.jpg"
    assert image.alt == "Boats"


@pytest.mark.parametrize(
    "named",
    [
        "https://x.example",
        "https://x.example/i/preview-fb-hd.png",
        "/s/siteheader.jpg",
        "/i/banner.png",
        "/i/ar-og.png",
        "/i/profile.png",
        "/i/site-feature-image.png",
        "https://i.ytimg.com/vi/abc/hq.jpg",
    ],
)
def test_the_sites_own_sign_is_no_lead_image(named: str) -> None:
    """The site's address, its card for sharing and the strip at its top say nothing about an article."""
    assert _find(_page("", head=f"<meta property=og:image content={named}>")) == ()


def test_the_logo_of_linked_data_is_no_lead_image() -> None:
    """A site without a lead image names its own in the head of each page; the article's may be of any publisher."""
    meta = "<meta property=og:image content=https://x.example/i/1500x500>"
    owner = {"@type": "Organization", "logo": "https://x.example/i/1500x500"}
    article = {
        "@type": "NewsArticle",
        "publisher": {"logo": {"@type": "ImageObject", "url": "https://x.example/i/1.png"}},
    }
    head = "<script type=application/ld+json>{}</script>"
    assert len(_find(_page("", head=meta))) == 1
    assert _find(_page("", head=meta + head.format(json.dumps(owner)))) == ()
    assert len(_find(_page("", head=meta + head.format(json.dumps(article))))) == 1


def test_a_photograph_alone_in_a_paragraph_is_no_sign() -> None:
    """Whatever it is called; one that leads elsewhere, or is drawn, may be one."""
    assert len(_find(_page('<p><img src="/badge-usr.JPG" alt=""></p>'))) == 1
    assert _find(_page('<p><img src="/badge-usr.png" alt=""></p>')) == ()
    assert _find(_page('<p>Follow us <img src="/badge-usr.jpg" alt=""></p>')) == ()
    assert _find(_page('<p><a href="/join"><img src="/badge-usr.jpg" alt=""></a></p>')) == ()


def test_a_sentence_about_an_image_outweighs_its_name() -> None:
    """A file named after a search is shown where the page describes it, and is a sign where it does not."""
    shown = _find(_page("<img src=/search-result.png alt='What a search for the word boat gives back'>"))
    assert len(shown) == 1
    assert _find(_page("<img src=/search-result.png alt=Search>")) == ()


@pytest.mark.parametrize(
    "markup",
    [
        "<img src=/2024/ledger.png width=300 height=300 alt='Ledger logo.'>",
        "<a href='https://else.example/?utm_medium=affiliates&utm_source=x'><img src=/box.jpg width=600></a>",
        "<a rel='nofollow sponsored' href=https://else.example/><img src=/box.jpg width=600></a>",
        "<img src=/gallery/autores/anna-berg.jpg alt='Anna Berg'>",
        "<p><img src=/images/pdf.png> How it works</p>",
        "<a href=/news/story><img src=/2020/share/zone.png></a>",
        "<img src=/wp-content/themes/ours/clouds.jpg>",
        "<img src=blob:https://x.example/62c38ff9>",
        "<img src=/letters/newsletter-box-01.png>",
        "<img src=/a/berg.jpg width=1200 height=1200 alt='Berg 1 profile'>",
        "<img src=/share-on-facebook.jpg>",
        "<button><img src=/swap.png alt='Change the language'></button>",
        "<div class=overlay><img src=/box.jpg></div>",
        "<a href=https://else.example/offer><img src=/offer.gif width=900 height=90></a>",
        "<span><img src=/i/rbullet.gif></span>",
    ],
)
def test_signs_and_promotions_within_the_text(markup: str) -> None:
    """Logos named for whose they are, what is paid for, folders of portraits and of signs for sharing."""
    assert _find(_page(markup)) == ()


def test_a_logo_shown_for_its_own_sake() -> None:
    """What is called a logo is a picture where it is large and has a caption."""
    logo = "<img src=/team-logo.jpg width=800>"
    assert len(_find(_page(f"<figure>{logo}<figcaption>The new sign of the team</figcaption></figure>"))) == 1
    assert _find(_page(logo)) == ()


def test_two_of_a_series_are_not_crops_of_one_picture() -> None:
    """Names that differ in a number at their end are those of a series."""
    one, other = (f"https://x.example/i/debate-night-in-town-{number}.jpg" for number in (1, 2))
    assert not originals.alike(one, other)
    assert originals.alike(one, "https://x.example/i/wide/debate-night-in-town-01.jpg")


def test_a_text_about_a_logo_may_come_with_a_pages_frame() -> None:
    """A text that names another logo than the file does says nothing, and a large one is a picture."""
    assert len(_find(_page("<img src=/box-of-pencils.jpg width=300 alt='Frame.js Logo'>"))) == 1
    assert len(_find(_page("<img src=/ledger.jpg width=800 alt='Ledger logo'>"))) == 1


def test_embeds_keep_their_pictures() -> None:
    """A picture inside the place of an embed is the post's."""
    page = _page('<div class="custom"><img src="/post.jpg"></div><img src="/own.jpg">')
    start = page.index('<div class="custom"')
    found = images.find(documents.load(page, base_url=BASE), None, [(start, page.index("</div>", start))])
    assert [image.url for image in found] == ["https://x.example/own.jpg"]


@pytest.mark.parametrize(
    ("served", "original"),
    [
        (
            "https://img.static-rmg.be/a/view/q75/w962/h503/4772922/kherson-jpg.jpg",
            "https://img.static-rmg.be/a/view/q75/w/h/4772922/kherson-jpg.jpg",
        ),
        (
            "https://x.example/wp-content/uploads/2022/11/a-300x200.jpg",
            "https://x.example/wp-content/uploads/2022/11/a.jpg",
        ),
        (
            "https://x.example/wp-content/uploads/2022/11/a-scaled.jpg",
            "https://x.example/wp-content/uploads/2022/11/a.jpg",
        ),
        ("https://i0.wp.com/x.example/a.jpg?resize=600%2C400&ssl=1", "https://x.example/a.jpg"),
        (
            "https://res.cloudinary.com/demo/image/upload/w_300,c_fill/q_auto/v1/sample.jpg",
            "https://res.cloudinary.com/demo/image/upload/v1/sample.jpg",
        ),
        (
            "https://substackcdn.com/image/fetch/$s_!ab!,w_1456,c_limit/https%3A%2F%2Fmedia.example%2Fpublic%2Fa.png",
            "https://media.example/public/a.png",
        ),
        ("https://x.example/_next/image?url=https%3A%2F%2Fc.example%2Fa.jpg&w=640&q=75", "https://c.example/a.jpg"),
        ("https://x.example/_next/image?url=%2Fimg%2Fa.jpg&w=640&q=75", "https://x.example/img/a.jpg"),
        ("https://x.example/cdn-cgi/image/width=800,format=auto/img/a.jpg", "https://x.example/img/a.jpg"),
        ("https://lh3.googleusercontent.com/abcDEF=w800-h600", "https://lh3.googleusercontent.com/abcDEF=s0"),
        ("https://1.bp.blogspot.com/-a/b/s320/photo.jpg", "https://1.bp.blogspot.com/-a/b/s0/photo.jpg"),
        (
            "https://upload.wikimedia.org/wikipedia/commons/thumb/a/ab/Name.jpg/300px-Name.jpg",
            "https://upload.wikimedia.org/wikipedia/commons/a/ab/Name.jpg",
        ),
        ("https://miro.medium.com/v2/resize:fit:700/1*abc.jpeg", "https://miro.medium.com/v2/1*abc.jpeg"),
        (
            "https://i.guim.co.uk/img/media/0a/0_0_10_10/master/10.jpg?width=300&s=ab",
            "https://media.guim.co.uk/0a/0_0_10_10/master/10.jpg",
        ),
        (
            "https://ichef.bbci.co.uk/news/640/cpsprodpb/1/production/a.jpg",
            "https://ichef.bbci.co.uk/news/1536/cpsprodpb/1/production/a.jpg",
        ),
        ("https://pbs.twimg.com/media/ABC.jpg", "https://pbs.twimg.com/media/ABC?format=jpg&name=orig"),
        (
            "https://x.example/sites/default/files/styles/large/public/2022/a.jpg?itok=x",
            "https://x.example/sites/default/files/2022/a.jpg",
        ),
        ("https://x.example/content/images/size/w600/2022/a.jpg", "https://x.example/content/images/2022/a.jpg"),
        (
            "https://static.wixstatic.com/media/ab~mv2.jpg/v1/fill/w_300,h_200/a.jpg",
            "https://static.wixstatic.com/media/ab~mv2.jpg",
        ),
        ("https://x.example/img/a.jpg?width=300&quality=80&id=7", "https://x.example/img/a.jpg?id=7"),
    ],
)
def test_originals_behind_resizers(served: str, original: str) -> None:
    """The presumed original first, the served address always among the candidates, both one picture."""
    found = originals.candidates(served)
    assert found[0] == original
    assert served in found
    assert originals.identity(served) == originals.identity(original)


@pytest.mark.parametrize(
    "url", ["https://x.imgix.net/a.jpg?w=300&s=abcdef", "https://x.example/a.jpg", "https://x.example/a?id=1&w=2"]
)
def test_signed_addresses_are_left_alone(url: str) -> None:
    """What a signature protects cannot be asked for in another size."""
    assert originals.candidates(url) == (url,)


def test_the_seeds_address_has_an_original() -> None:
    """The seed's image, with the unscaled one before it."""
    text = "![](https://img.static-rmg.be/a/view/q75/w962/h503/4772922/kherson-jpg.jpg)\nA headline\nWords."
    (image,) = _find(text, None)
    assert (image.start, image.end) == (0, 75)
    assert image.candidates[-1] == image.url != image.candidates[0]


def test_srcset_grammar() -> None:
    """Commas inside addresses, densities, no descriptor, junk."""
    assert candidates.srcset("a,b.jpg 1x, c.jpg 2x") == ("c.jpg", "a,b.jpg")
    assert candidates.srcset("a.jpg, b.jpg 900w") == ("b.jpg", "a.jpg")
    assert candidates.srcset("  ,, a.jpg 300w,b.jpg 600w ") == ("b.jpg", "a.jpg")
    assert candidates.srcset("") == ()


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("![]()<>\"'= \n`{}ab.jpghtp:/\\*©"), max_size=150))
def test_p3_any_markdown(text: str) -> None:
    """Offsets lie within the text and the served address is a candidate."""
    for image in images.find(documents.load(f"Words.\n{text}")):
        assert 0 <= image.start < image.end <= len(text) + 7
        assert image.url in image.candidates


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<img src=a.jpg>",
                "<figure>",
                "</figure>",
                "<p>words</p>",
                "<a href=b>",
                "</a>",
                "<picture>",
                "<noscript>",
                "<h1>t</h1>",
                "<img srcset='a,b 1x,,'>",
                "<article>",
                "</div>",
                "<template>",
                "\r\n",
                "text",
                "<source srcset=x>",
            ]
        ),
        max_size=40,
    )
)
def test_p3_any_markup(pieces: list[str]) -> None:
    """No order of tags breaks it."""
    text = "<html>" + "".join(pieces)
    scan = finder.scan(documents.load(text))
    for image in scan.images:
        assert 0 <= image.start < image.end <= len(text)
    finder.readable(scan)


@pytest.mark.parametrize(
    "piece",
    [
        "a ![",
        "x ![](",
        "x ![a](",
        "x ![a](b.jpg)\n",
        "![[",
        "[![",
        "<div>",
        "<img src=a.jpg>",
        "<div><img src=ab.jpg>",
        "<p>word word word word word word word ",
        "<picture>",
        "<a href=x><img src=a.jpg>",
        "<img srcset='a 1w,",
        "<figure><img src=a.jpg>",
        "<div><a href=/x>k</a><img src=a.jpg></div>",
        "<aside><figure><figcaption>k</figcaption></figure></aside>",
    ],
)
def test_p1_attacks_grow_linearly(piece: str) -> None:
    """Twice the page takes about twice the time; half a megabyte is read in a moment."""

    def made(size: int) -> Document:
        return documents.load("<html>" * piece.startswith("<") + piece * (size // len(piece)))

    assert is_linear(images.find, made(32_000), made(64_000))
    assert ends(images.find, made, 500_000, deadline=1.5)


def test_p1_one_element_with_everything_in_it() -> None:
    """A link, a figure or a picture around thousands of images is looked through once."""
    for tag in ("<a href=/x>", "<figure>", "<picture>", "<div>"):

        def made(size: int, tag: str = tag) -> Document:
            page = "<html>" + WORDS * 4 + tag + "".join(f"<img src=/{number}.jpg>" for number in range(size))
            return documents.load(page, base_url=BASE)

        assert ends(images.find, made, 6000, deadline=6)
