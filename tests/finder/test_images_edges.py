"""What belongs to an article and what only stands near it: lazy buttons, backgrounds, further articles, advertising."""

from __future__ import annotations

import pytest

from embedarchive import documents, finder
from embedarchive.finder.images import exclusions, originals, portraits
from embedarchive.model import Image

_P = "<p>On Friday the council said that the bridge would open again, after months of repairs and of delays.</p>"
_SITE = "https://news.example"


def _images(body: str, head: str = "") -> list[Image]:
    page = f"<html><head>{head}</head><body><article><h1>A story of the bridge</h1>{body}</article></body></html>"
    (document,) = documents.read(page.encode(), base_url=f"{_SITE}/bridge")
    return list(finder.scan(document).images)


def _urls(body: str, head: str = "") -> list[str]:
    return [each.url.removeprefix(_SITE) for each in _images(body, head)]


def test_a_button_that_opens_a_picture_and_what_is_shown_without_scripts() -> None:
    """The picture stands in a figure; the copy in `<noscript>` is not a second one, and a button of words is none."""
    lazy = '<noscript><img src="/p/quay.jpg"></noscript><img data-src="/p/quay.jpg" src="data:,">'
    assert _urls(f"{_P}<figure><button class=q>{lazy}</button></figure>{_P}") == ["/p/quay.jpg"]
    assert _urls(f'{_P}<div><button class=q><img src="/p/sign.jpg"></button></div>{_P}') == []


def test_a_picture_that_is_the_background_of_its_element() -> None:
    """A player's still says how long it lasts; words over a picture, and a link around it, make it something else."""
    box = "<div style=\"background-image: url('/p/{}.jpg')\"><span>{}</span></div>"
    assert _urls(_P + box.format("still", "1:40") + _P) == ["/p/still.jpg"]
    assert _urls(_P + box.format("card", "Read what the mayor said") + _P) == []
    assert _urls(f"{_P}<a href=/other>{box.format('card', '')}</a>{_P}") == []


def test_a_section_of_the_article_with_a_headline_of_the_first_rank() -> None:
    """It is no article that follows on the same page: nobody signs it."""
    own = '<p><img src="/p/1.jpg"></p>'
    title = "<title>A story of the bridge</title>"
    section = f'<div><h1>What it cost</h1><div><img src="/p/2.jpg">{_P}</div></div>'
    assert _urls(_P * 4 + own + _P + section, title) == ["/p/1.jpg", "/p/2.jpg"]


def test_advertising_that_says_nothing() -> None:
    """Three images without a word that lead to one other host; one does, or with words they do, and they count."""
    slot = (
        '<div><a href="https://srv.ads.example/click/{}"><img src="https://cdn.example/996f1dd97a6e6bd3{}"></a></div>'
    )
    slots = [slot.format(number, number) for number in range(3)]
    assert _urls(_P + _P.join(slots) + _P) == []
    assert len(_urls(_P + slots[0] + _P)) == 1
    assert len(_urls(_P + _P.join(each.replace("<img", '<img alt="A quay"') for each in slots) + _P)) == 3


def test_what_the_pages_of_a_site_are_made_of() -> None:
    """No word of it and no number in its address, while the head names a numbered picture; alone, it may be one."""
    furniture = '<p><img src="/file/content/code.jpg"></p>'
    head = '<meta property="og:image" content="https://img.news.example/2023-09-26/169572084568190.jpg">'
    assert "/file/content/code.jpg" not in _urls(_P + furniture + _P, head)
    assert _urls(_P + furniture + _P) == ["/file/content/code.jpg"]
    assert "/file/content/code.jpg" in _urls(_P + furniture.replace("<img", '<img alt="A quay"') + _P, head)


def test_a_square_of_a_hundred_pixels() -> None:
    """One is a sign; three or more are a gallery; the size may stand in the style."""
    square = '<div><img src="/p/{}.jpg" width="100" height="100"></div>'
    assert _urls(_P + square.format(1) + _P) == []
    assert len(_urls(_P + "".join(map(square.format, range(3))) + _P)) == 3
    assert _urls(f'{_P}<div><img src="/p/1.jpg" style="width:15px;height:15px"></div>{_P}') == []


def test_a_short_article_beside_a_long_end_of_the_page() -> None:
    """What the end of a page says is no article, however little the article says and whatever is around it."""
    page = (
        '<html><body><div class="sidebar-sticky"><article><div><h2>A note</h2>'
        f'<p><img src="/p/note.jpg" width="700" height="500"></p>{_P}</div></article></div>'
        f"<footer><div>{_P * 4}</div></footer></body></html>"
    )
    (document,) = documents.read(page.encode(), base_url=f"{_SITE}/note")
    assert [each.url for each in finder.scan(document).images] == [f"{_SITE}/p/note.jpg"]


def test_signs_that_say_more_than_letters_do() -> None:
    """Two short paragraphs of Chinese are an article beside a long line of links at the end."""
    rights = "All rights are reserved by the owners of this page. "
    text = "上海一家汽车服务平台周二在香港上市，当天上涨百分之五，市值为二百亿港元，这是今年的第三家公司。"
    page = (
        f"<html><head><title>汽车服务平台在香港上市当天上涨</title></head><body><div><h1>汽车服务平台在香港上市当天上涨</h1>"
        f'<div><img src="/p/169572.jpg"></div><p>{text}</p><p>{text}</p></div>'
        f'<div class="end"><div><img src="/mark/a9.jpg"></div><p>{rights * 2}</p></div></body></html>'
    )
    (document,) = documents.read(page.encode(), base_url=f"{_SITE}/a")
    assert [each.url for each in finder.scan(document).images] == [f"{_SITE}/p/169572.jpg"]


def test_a_caption_that_links_to_where_the_picture_is_from() -> None:
    """The link says what the picture's text says, and makes it no card of another article."""
    source = '<figcaption><a href="https://plans.example/7">2017 plan of the bridge</a></figcaption>'
    figure = f'<figure><div><img src="/p/plan.jpg" alt="2017 plan of the bridge"></div>{source}</figure>'
    assert _urls(_P * 3 + figure + _P * 3) == ["/p/plan.jpg"]


def test_a_file_named_by_the_system_is_no_sign() -> None:
    """Whatever it was called when it was uploaded, but for who is seen on it."""
    assert not exclusions.foreign_address("https://cdn.example/645a8d8acc58c318da558c63_email.jpeg")
    assert exclusions.foreign_address("https://cdn.example/645a8d8acc58c318da558c63_author.jpeg")
    assert exclusions.foreign_address("https://cdn.example/email.jpeg")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://h.example/r/w1560/webt/ai/z5/aiz5gz.png", "https://h.example/webt/ai/z5/aiz5gz.png"),
        (
            "https://pic1.z.example/80/v2-e0f1177892ab190fc97098e86c2b1440_720w.webp",
            "https://pica.z.example/v2-e0f1177892ab190fc97098e86c2b1440_r.jpg",
        ),
    ],
)
def test_renditions_on_other_hosts_and_in_other_folders(one: str, other: str) -> None:
    """They are one picture, and one of another digest is another."""
    assert originals.identity(one) == originals.identity(other)
    assert originals.identity(one) != originals.identity(other.replace("e0f1", "e0f2").replace("aiz5gz", "aiz5gy"))


def test_the_headline_is_nobodys_name() -> None:
    """A title after the word "author" is no author, a name of two words may be with which a title begins."""
    source = '<title>{0} | Site</title><a class="author-of" href="/a">{0}</a>'
    assert portraits.authors(source.format("Is That Evil?")) == frozenset()
    assert portraits.authors(source.format("Ada Roe")) == {("ada", "roe")}


def test_a_file_on_a_platform_of_pictures_is_a_picture() -> None:
    """The address of a post in an image's place stands for the post; that of a file is the image's own."""
    assert _urls(f'{_P}<figure><img src="https://i.imgur.com/AbCdEfG.png"></figure>{_P}') == [
        "https://i.imgur.com/AbCdEfG.png"
    ]


def test_a_gallery_that_is_called_a_promotion() -> None:
    """Three slides that say in an attribute what they show are one; without words they are what is said around them."""
    slide = '<div class="q" data-image="/slides/{0}.jpg" data-caption="The bridge on the morning of day {0}"></div>'
    slides = "".join(map(slide.format, range(3)))
    assert _urls(f'{_P}<div class="gal-promo">{slides}</div>{_P}') == [f"/slides/{number}.jpg" for number in range(3)]
    silent = slides.replace("data-caption", "data-q").replace(" on the morning of day", "")
    assert _urls(f'{_P}<div class="gal-promo">{silent}</div>{_P}') == []


def test_a_figure_that_has_buttons_to_share_it() -> None:
    """It is no box of buttons, nor is one with a described image alone; a modal box in a figure is the figure's own."""
    image = '<img src="/p/{}.jpg">'
    described = '<img src="/p/3.jpg" alt="The quay as it is seen from the old bridge">'
    figures = (
        f'<figure class="fig--has-shares"><a href="/bridge#img-1">{image.format(1)}</a></figure>',
        f'<figure><div class="conModal">{image.format(2)}</div></figure>',
        f'<div class="mbSharePic"><div>{described}</div></div>',
    )
    assert _urls(_P + _P.join(figures) + _P) == ["/p/1.jpg", "/p/2.jpg", "/p/3.jpg"]
    signs = f'<div class="share"><a href="https://one.example">{described}</a></div>'
    assert _urls(_P + signs + _P) == []


def test_a_heading_that_is_the_files_name() -> None:
    """Content systems show a file under its name, linked: it is no card of another page."""
    image = '<div><img src="/p/quay.jpg" width="580" height="384"></div>'
    card = '<figure><div><h2><a href="/{0}">{1}</a></h2>' + image + "</div></figure>"
    assert _urls(_P * 3 + card.format("file/7", "WEB18-quay.jpg") + _P * 3) == ["/p/quay.jpg"]
    assert _urls(_P * 3 + card.format("other", "The quay is closed") + _P * 3) == []


def test_an_id_made_of_a_headline_says_nothing() -> None:
    """Nor do the words in it that are those of a box of buttons elsewhere."""
    section = '<section id="debt-as-a-share-of-gdp"><div><img src="/p/chart.jpg"></div></section>'
    assert _urls(_P + section + _P) == ["/p/chart.jpg"]
    assert _urls(_P + section.replace("debt-as-a-share-of-gdp", "share-bar") + _P) == []


def test_an_image_described_under_several_addresses() -> None:
    """Linked data may give a list where an address is usual: it is no error, and what is in it is not compared."""
    ld = '{"@type":"NewsArticle","image":{"@type":"ImageObject","url":["/p/a.jpg"],"caption":"A quay"}}'
    head = f'<meta property="og:image" content="/p/a.jpg"><script type="application/ld+json">{ld}</script>'
    assert _urls(_P * 2, head) == ["/p/a.jpg"]


def test_an_image_element_that_shows_its_background() -> None:
    """What is drawn over it is a stand-in; one without any address is not the page itself."""
    shown = '<p><img src="/blank.gif" style="background-image: url(/p/quay-of-the-old-port.webp)"></p>'
    assert _urls(_P * 2 + shown + _P) == ["/p/quay-of-the-old-port.webp"]
    head = '<meta property="og:image" content="/p/bridge.jpg">'
    assert _urls(f'<div><img src=""></div>{_P * 2}', head) == ["/p/bridge.jpg"]


def test_a_box_called_banner_below_the_headline_is_the_articles() -> None:
    """Above the headline it is the head of the site."""
    box = '<div id="banner"><img src="/p/quay.jpg"></div>'
    title = "<title>A story of the bridge</title>"
    assert _urls(f"\n{box}{_P * 2}", title) == ["/p/quay.jpg"]
    page = f"<html><head>{title}</head><body><div>{box}\n<h1>A story of the bridge</h1>{_P * 2}</div></body></html>"
    (document,) = documents.read(page.encode(), base_url=f"{_SITE}/bridge")
    assert finder.scan(document).images == ()


def test_a_sign_that_opens_in_full_size_is_shown_for_its_own_sake() -> None:
    """A logo of some size that leads to its larger self is what the article is about; a small one is a sign."""
    sign = '<p><a href="/f/GAMES_LOGO_1000.jpeg"><img src="/f/GAMES_LOGO.jpeg" width="{0}" height="{0}"></a></p>'
    assert _urls(_P + sign.format(212) + _P) == ["/f/GAMES_LOGO.jpeg"]
    assert _urls(_P + sign.format(112) + _P) == []


def test_cards_with_a_copy_for_browsers_without_scripts() -> None:
    """The heading is in the link, the image beside it and shown twice; below the text it need not be linked."""
    image = '<img src="/p/1x1-256/mayor.jpg" alt="The mayor">'
    media = f"<div><picture>{image}</picture><noscript>{image}</noscript></div>"
    card = f'<div><div>{media}<div><a href="/mayor"><h3>When the mayor went</h3></a></div></div></div>'
    assert _urls(_P * 2 + card + _P * 2) == []
    blog = '<div><div><h2>Our blog</h2><a href="/blog">More</a></div><img src="/p/call-to-action.jpg"></div>'
    assert _urls(_P * 3 + blog) == []
    assert _urls(_P * 2 + blog + _P * 2) == ["/p/call-to-action.jpg"]


def test_an_image_above_the_headline_with_who_made_it() -> None:
    """A short line below a large image does not part it from the headline below."""
    credit = '<div><a href="https://stock.example/a">Photo by A. Roe of Stock</a></div>'
    image = '<div><div><img src="/p/quay.jpg" width="1000" height="667"></div>{}</div>'
    inner = "<div><h1>A story of the bridge</h1>{}</div>"
    head = '<meta property="og:image" content="/p/other.jpg"><title>A story of the bridge</title>'
    for words, expected in ((credit, "/p/quay.jpg"), ("<div>News</div><div>Sport</div>", "/p/other.jpg")):
        page = f"<html><head>{head}</head><body><div>{image.format(words)}{inner.format(_P * 3)}</div></body></html>"
        (document,) = documents.read(page.encode(), base_url=f"{_SITE}/bridge")
        assert [each.url.removeprefix(_SITE) for each in finder.scan(document).images] == [expected]


def test_renditions_whose_folder_says_its_size() -> None:
    """The folder names a measure and a value; a folder that names anything else is left."""
    address = "https://h.example/app/image/transf/dimension={}x10000:format=jpg/path/s1/image.jpg"
    assert originals.identity(address.format(320)) == originals.identity(address.format(820))
    assert originals.identity("https://h.example/id=1/image.jpg") != originals.identity(
        "https://h.example/id=2/image.jpg"
    )


def test_a_strip_of_links_some_of_which_leave_the_site() -> None:
    """Slides of linked images without words, most to this site, ask for visits; with words, or away, they show."""
    slide = '<div class="slide"><a href="{}"><img src="/p/{}.jpg" width=358 height=358 alt="Courses"></a>{}</div>'
    strip = "<div>{}</div>".format
    links = ["/courses", "/menu/week-1", "https://other.example/q"]
    assert _urls(_P + strip("".join(slide.format(link, at, "") for at, link in enumerate(links))) + _P) == []
    told = "".join(slide.format(link, at, "<p>From the archive of the harbour</p>") for at, link in enumerate(links))
    assert len(_urls(_P + strip(told) + _P)) == 3
    away = "".join(slide.format(f"https://other.example/{at}", at, "") for at in range(3))
    assert len(_urls(_P + strip(away) + _P)) == 3


@pytest.mark.parametrize(("button", "found"), [("✕", []), ("×", []), ("Enlarge", ["/p/qr.png"]), ("", ["/p/qr.png"])])
def test_what_a_reader_can_close(button: str, found: list[str]) -> None:
    """A box with a cross on its button is over the page, and asks for something; other buttons belong to the image."""
    box = f'<div class="help"><img src="/p/qr.png"><button>{button}</button><p>Support the paper</p></div>'
    assert _urls(_P + box + _P) == found


def test_crops_that_name_the_point_they_keep() -> None:
    """One image in four sizes, cut around a point that the address names; another number is another image."""
    crops = [f"{_SITE}/r/2012/1360_{crop}.jpg" for crop in ("w648h414c1cx1181cy1771", "w28h28c1", "w1024h768c1")]
    assert len({originals.identity(each) for each in crops}) == 1
    assert originals.identity(crops[0]) != originals.identity(crops[0].replace("1360_", "1361_"))


@pytest.mark.parametrize("folder", ["og", "SocialPics", "social-cards", "og-image"])
def test_a_card_that_is_drawn_for_sharing(folder: str) -> None:
    """It stands in a folder of such cards, and is no lead image; one in another folder is."""
    head = f'<meta property="og:image" content="{_SITE}/{{}}/quay-of-the-harbour.png">'
    assert _urls(_P * 2, head.format(folder)) == []
    assert _urls(_P * 2, head.format("photos")) == ["/photos/quay-of-the-harbour.png"]


def test_sizes_that_stand_in_empty_elements_before_the_image() -> None:
    """A script takes the one that fits, the largest comes last; beside words or an image that is shown, none counts."""
    sizes = "".join(f'<span data-src="/p/FREE_{width}/QUAY" data-width></span>' for width in (320, 640, 1140))
    caption = '<div class="caption">The quay in May, at low tide.</div>'
    (image,) = _images(f'{_P}<div class="item">{sizes}<img alt="The quay">{caption}</div>{_P}')
    assert (image.url, image.alt) == (f"{_SITE}/p/FREE_1140/QUAY", "The quay")
    assert set(image.candidates) >= {f"{_SITE}/p/FREE_{width}/QUAY" for width in (320, 640, 1140)}
    assert _urls(_P + '<div><span data-src="/p/1/QUAY">A word</span><img alt="The quay"></div>' + _P) == []
    assert _urls(_P + '<div><span data-src="/p/1/QUAY"></span><img src="/p/2.jpg"></div>' + _P) == ["/p/2.jpg"]


_SHORT = "<p>A note.</p>"
_TEXT = "On Friday the council said that the bridge would open again, after months of repairs and of delays. "


def test_articles_after_the_one_with_the_headline() -> None:
    """They are others where that one holds the text; where it is a frame around the headline they are the text."""
    later = f'<article class=post><h3>Other things</h3><img src="/p/later.jpg" width=750 height=500>{_P}</article>'
    own = '<article class=post><h1>A story of the bridge</h1><img src="/p/bridge.jpg" width=750>{}</article>'
    assert _page(own.format(f"<p>{_TEXT * 2}</p>") + later * 3) == ["/p/bridge.jpg"]
    assert _page(own.format(_SHORT) + later.replace("h3", "p")) == ["/p/bridge.jpg", "/p/later.jpg"]


def test_paragraphs_that_are_called_after_something_else() -> None:
    """Where all are, those in the article with the headline are its text, not those of the one that follows."""
    text = _P.replace("<p>", '<p class="rv-related">')
    own = f'<article><h1>A story of the bridge</h1>{text * 8}<img src="/p/bridge.jpg" width=750>{text}</article>'
    later = f'<article><h2>A longer one</h2>{text * 12}<img src="/p/later.jpg" width=750>{text * 3}</article>'
    assert _page(own + later) == ["/p/bridge.jpg"]


def _page(body: str) -> list[str]:
    page = f"<html><head><title>A story of the bridge</title></head><body>{body}</body></html>"
    (document,) = documents.read(page.encode(), base_url=f"{_SITE}/bridge")
    return [each.url.removeprefix(_SITE) for each in finder.scan(document).images]


def test_a_caption_that_is_the_headline_of_another_page() -> None:
    """Linked or not, the image is that page's; a heading that leads nowhere, or away from the site, is a caption."""
    figure = "<figure>{}<figcaption>{}</figcaption></figure>"
    shown = '<img src="/p/mayor.jpg" width=640>'
    headline = "<h5><a href={}>The mayor answers</a></h5>"
    for image in (shown, f"<a href=/mayor>{shown}</a>"):
        assert _urls(_P + figure.format(image, headline.format("/mayor")) + _P) == []
    assert _urls(_P + figure.format(shown, "<a href=/mayor><h5>The mayor answers</h5></a>") + _P) == []
    assert _urls(_P + figure.format(shown, "<h5>The mayor answers</h5>") + _P) == ["/p/mayor.jpg"]
    assert _urls(_P + figure.format(shown, headline.format("https://archive.example/7")) + _P) == ["/p/mayor.jpg"]


def test_a_box_that_belongs_to_a_campaign() -> None:
    """All its links count whom the campaign has sent; one that does not, much text, or a caption, makes it another."""
    box = '<div class=box><figure><img src="/p/cover.jpg" width=258></figure>{}</div>'
    counted = (
        'The new issue is out. <a href="https://shop.example/2?utm_source=web&utm_campaign=issue">To the issue.</a>'
    )
    assert _urls(_P + box.format(counted) + _P) == []
    assert _urls(_P + box.format(f"{counted} <a href=https://sources.example/>A source</a>") + _P) == ["/p/cover.jpg"]
    assert _urls(_P + box.format(counted + "It tells of the bridge. " * 20) + _P) == ["/p/cover.jpg"]


def test_signs_below_the_text_that_ask_for_something() -> None:
    """Beside links to an app, or unnamed beside those that share the page; in the text an app may be the subject."""
    code = '<div><img src="/p/code-7.png" alt="Scan me"><a href="https://play.google.com/store/apps/details?id=a">App</a></div>'
    assert _urls(f"{_P * 2}{code}") == []
    assert _urls(f"{_P}{code}{_P}") == ["/p/code-7.png"]
    share = '<div><div><img src="/p/hand-7.png" alt="{}"></div><a href="https://s.example/?u={}/bridge">Share</a></div>'
    assert _urls(_P * 2 + share.format("", _SITE)) == []
    assert _urls(_P * 2 + share.format("The bridge at night", _SITE)) == ["/p/hand-7.png"]
    assert _urls(_P * 2 + share.format("", "https://other.example")) == ["/p/hand-7.png"]


def test_a_link_to_where_readers_follow_a_publisher() -> None:
    """What it holds asks them to, however large."""
    follow = '<figure><a href="https://{}"><img src="/p/news-420.png" width=640 height=400 alt="News"></a></figure>'
    assert _urls(_P + follow.format("news.google.com/publications/CAAq") + _P) == []
    assert _urls(_P + follow.format("bridges.example/publications/CAAq") + _P) == ["/p/news-420.png"]


def test_a_script_that_draws_a_stand_in_is_no_address() -> None:
    """What its attribute names is its size; a folder or a file that is called otherwise is an address."""
    lazy = '<img data-src="{}" src="/p/bridge.jpg" width=640 alt="The bridge">'
    assert _urls(_P + lazy.format("holder.js/50x50") + _P) == ["/p/bridge.jpg"]
    assert _urls(_P + lazy.format("shown/50x50.jpg") + _P) == ["/shown/50x50.jpg"]


@pytest.mark.parametrize(
    ("one", "other", "third"),
    [
        (
            "http://static3.d.example/polopoly_fs/1.2078105.1421279234!/img/image.jpg_gen/derivatives/article_970/n-3.jpg",
            "http://assets.d.example/polopoly_fs/1.2078105!/img/image.jpg_gen/derivatives/thumbs_50_50/n-3.jpg",
            "http://assets.d.example/polopoly_fs/1.2078104!/img/image.jpg_gen/derivatives/thumbs_50_50/n-3.jpg",
        ),
        (
            "https://s.example/r/PRD1805_612x450_JPG.jpg",
            "https://s.example/r/PRD1805_1224x900_JPG.jpg",
            "https://s.example/r/PRD1806_1224x900_JPG.jpg",
        ),
    ],
)
def test_derivatives_of_what_a_system_numbers(one: str, other: str, third: str) -> None:
    """Its number tells, not its revision nor the derivative; nor does the size before a format's name."""
    assert originals.identity(one) == originals.identity(other) != originals.identity(third)
