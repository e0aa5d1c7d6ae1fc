"""Images that are unlike the others of an article: from other folders, in other places, in boxes; signs, stand-ins."""

from __future__ import annotations

import json

import pytest

from embedarchive import documents, finder
from embedarchive.finder.images import candidates, originals

_P = "<p>On Friday the council said that the bridge would open again, after months of repairs and of delays.</p>"
_SITE = "https://news.example"
_HEAD = f'<meta property="og:image" content="{_SITE}/2024/lead.jpg">'
_OWN = '<figure><img src="/2024/lead.jpg" width=800></figure>'
_LINKS = '<a href="/letters">All our letters to readers</a> <a href="/terms">Terms that we have</a>'


def _urls(body: str, head: str = "") -> list[str]:
    page = f"<html><head>{head}</head><body><article><h1>A story of the bridge</h1>{body}</article></body></html>"
    (document,) = documents.read(page.encode(), base_url=f"{_SITE}/bridge")
    return [each.url.removeprefix(_SITE) for each in finder.scan(document).images]


@pytest.mark.parametrize(
    "shown",
    [
        '<p><img src="{}"></p>',
        '<div><img src="{}" alt="Write to us"></div>',
    ],
)
def test_below_the_text_without_a_word_and_from_a_folder_of_its_own(shown: str) -> None:
    """The article's other images come from elsewhere; in the text, or from where they do, it may be one of them."""
    body = _OWN + _P + '<p><img src="/2024/quay.jpg"></p>' + _P * 2
    assert _urls(body + shown.format("/kit/hand-7.png")) == ["/2024/lead.jpg", "/2024/quay.jpg"]
    assert "/2024/hand-7.png" in _urls(body + shown.format("/2024/hand-7.png"))
    assert "/kit/hand-7.png" in _urls(body + shown.format("/kit/hand-7.png") + _P)


@pytest.mark.parametrize(
    "shown",
    [
        '<figure><img src="/kit/hand-7.png"><figcaption>The hand of the clock on the bridge.</figcaption></figure>',
        '<p><img src="/kit/hand-7.png" width=640 height=480></p>',
        '<p><a href="/kit/hand-7.png"><img src="/kit/hand-7.png"></a></p>',
    ],
)
def test_below_the_text_with_a_caption_a_size_or_its_own_file_behind_it(shown: str) -> None:
    """What a page says something of is shown for its own sake, wherever it is kept."""
    assert "/kit/hand-7.png" in _urls(_OWN + _P * 3 + shown)


def test_below_the_text_alone() -> None:
    """Without others there is nothing that it is unlike; where each has a folder of its own, folders tell nothing."""
    assert _urls(_P * 3 + '<p><img src="/kit/hand-7.png"></p>') == ["/kit/hand-7.png"]
    each = [f'<p><img src="/{number}/p-{number}.jpg"></p>' for number in (71, 82, 93)]
    assert len(_urls(_P.join(each[:2]) + _P * 2 + each[2])) == 3


def test_below_the_text_from_another_disk_of_the_same_host() -> None:
    """A number right below a host is none of its folders; a year is, and so is a number further down."""
    shown = '<p><img src="https://{}/1_o.jpg"></p>'
    text = _P + shown.format("shots.example/{}") + _P * 2 + shown.format("shots.example/{}")
    assert len(_urls(text.format("1561", "1624"))) == 2
    assert len(_urls(text.format("2024", "2019"))) == 1
    assert len(_urls(text.format("kit/1561", "kit/1624"))) == 1


def test_below_the_text_in_a_place_of_its_own() -> None:
    """Deeper than the others, where the head names one of them; as deep as they are, it is one of a gallery."""
    deep = '<div><div><div><img src="/kit/cover-7.jpg" width=300 height=400></div></div></div>'
    assert _urls(_OWN + _P * 3 + deep, _HEAD) == ["/2024/lead.jpg"]
    assert "/kit/cover-7.jpg" in _urls(_OWN + _P * 3 + deep)
    assert "/2024/cover-7.jpg" in _urls(_OWN + _P * 3 + deep.replace("/kit/", "/2024/"), _HEAD)
    assert "/kit/cover-7.jpg" in _urls(_OWN + _P * 3 + _OWN.replace("/2024/lead", "/kit/cover-7"), _HEAD)


def test_in_a_box_of_links() -> None:
    """Most of what the box says are links, and its image comes from elsewhere; a caption says whose it is."""
    box = f'<div><div><img src="/kit/sign-7.png" alt="Letters" width=300 height=200></div><p>Join: {_LINKS}</p></div>'
    assert _urls(_OWN + _P * 2 + box + _P) == ["/2024/lead.jpg"]
    assert "/2024/sign-7.png" in _urls(_OWN + _P * 2 + box.replace("/kit/", "/2024/") + _P)
    words = box.replace("Join:", "Letters found below the stones of the bridge tell of those who built it.")
    assert "/kit/sign-7.png" in _urls(_OWN + _P * 2 + words + _P)
    figure = f'<figure><img src="/kit/sign-7.png"><figcaption>The sign of the bridge. {_LINKS}</figcaption></figure>'
    assert "/kit/sign-7.png" in _urls(_OWN + _P * 2 + figure + _P)


def test_a_lead_beside_its_byline() -> None:
    """The box above the text has links to the author and the section, too."""
    byline = '<a href="/by/roe">By our correspondent A. Roe</a> <a href="/bridges">All about bridges</a>'
    body = f'<div><div><img src="/kit/lead-7.jpg"></div>{byline}</div>{_P}<p><img src="/2024/quay.jpg"></p>{_P * 2}'
    assert "/kit/lead-7.jpg" in _urls(body)


def test_an_image_that_only_the_head_names() -> None:
    """The text has others from elsewhere: then it may be a card, unless linked data or the markup names it again."""
    body = _P * 2 + '<p><img src="/2024/quay.jpg"></p>' + _P
    card = f'<meta property="og:image" content="{_SITE}/kept/thing-7.jpg">'
    assert _urls(body, card) == ["/2024/quay.jpg"]
    linked = json.dumps({"@type": "NewsArticle", "image": f"{_SITE}/kept/thing-7.jpg"})
    assert "/kept/thing-7.jpg" in _urls(body, f'{card}<script type="application/ld+json">{linked}</script>')
    assert "/kept/thing-7.jpg" in _urls(f'{body}<script>lead("/kept/thing-7.jpg")</script>', card)
    assert "/2024/thing-7.jpg" in _urls(body, card.replace("/kept/", "/2024/"))
    assert _urls(_P * 3, card) == ["/kept/thing-7.jpg"]


def test_an_address_that_is_said_to_show_three_things() -> None:
    """It stands in for all of them; one that is shown three times with the same words is a picture."""
    shown = '<div><img src="/kit/wd-320.png" alt="{}"></div>'
    names = ("The bridge at night", "A boat below it", "The mayor")
    assert _urls(_P + shown.format(names[0]) + _P + "".join(map(shown.format, names[1:])) + _P) == []
    assert _urls(_P + shown.format(names[0]) + _P + shown.format(names[0]) * 2 + _P) == ["/kit/wd-320.png"]


def test_a_stand_in_that_is_called_after_its_width() -> None:
    """The folder says what it is; a picture may have a number for a name."""
    assert candidates.is_placeholder("/img/spacer/16.png")
    assert not candidates.is_placeholder("/img/bridge/16.png")
    assert not candidates.is_placeholder("/img/spacer/bridge.png")


def test_an_image_behind_the_card_of_another_story() -> None:
    """The card has its own image; a link in words has none, and what follows it is its image."""
    image = '<p><img src="/2024/quay.jpg" width=640></p>'
    link = '<p><a href="/other">{}What the mayor said of the boats</a></p>'
    assert _urls(_P + link.format('<img src="/kit/mayor.jpg">') + image + _P) == ["/2024/quay.jpg"]
    assert _urls(_P + link.format("") + image + _P) == []


def test_renditions_of_what_a_broadcaster_names() -> None:
    """What follows the name is the size; the name is the picture's."""
    one, other = (f"https://b.example/n/boat-222~_v-{size}.jpg" for size in ("ARDWide", "gseaxl"))
    assert originals.identity(one) == originals.identity(other)
    assert originals.identity(one) != originals.identity(other.replace("222", "223"))


@pytest.mark.parametrize("drawn", ["width:auto;height:20px", "width: 24px", "object-fit:contain; HEIGHT : 24.5px"])
def test_an_image_that_its_style_draws_as_high_as_a_line(drawn: str) -> None:
    """Whatever size its file has; limits, hairlines and heights of images say nothing of the kind."""
    shown = f'{_P}<figure><img src="/2024/pen-7.png" width=512 height=512 style="{{}}"></figure>{_P}'
    assert _urls(shown.format(drawn)) == []
    for style in ("min-height:20px", "width:1px;height:1px", "line-height:20px", "height:240px;width:100%", ""):
        assert _urls(shown.format(style)) == ["/2024/pen-7.png"]


def test_the_sign_of_a_button_that_shares_by_a_script() -> None:
    """The script hands the address over to a window; one that only opens the image shows it."""
    shown = f'{_P}<div><a href="javascript:{{}}"><img src="/2024/sign-7.png"></a></div>{_P}'
    assert _urls(shown.format("(function(){{window.open('/new?url='+encodeURIComponent(url))}})()")) == []
    assert _urls(shown.format("window.open('/2024/sign-7-large.png')")) == ["/2024/sign-7.png"]


def test_the_still_of_another_story_that_plays() -> None:
    """AMP's player of stories shows one that has a page of its own; other boxes around a link do not."""
    still = '<a href="/2024/quay.jpg"><img src="/2024/poster-7.jpg" width=360 height=600></a>'
    assert _urls(f"{_P}<amp-story-player>{still}</amp-story-player>{_P}") == []
    assert _urls(f"{_P}<div>{still}</div>{_P}") == ["/2024/poster-7.jpg"]


def test_an_image_whose_address_is_a_question_to_a_host() -> None:
    """It counts who reads; with a path, a file's name, words or a size it is an image."""
    shown = f"{_P}<div><img {{}}></div>{_P}"
    assert _urls(shown.format('src="https://stat.example/?article=589&c" alt=""')) == []
    for address in (
        "https://pics.example/p?id=589",
        "https://pics.example/?file=quay.jpg",
        "https://p.example/?u=%2Fq",
    ):
        assert _urls(shown.format(f'src="{address}"')) == [address]
    for said in ('alt="A quay"', "width=640"):
        assert len(_urls(shown.format(f'src="https://stat.example/?article=589" {said}'))) == 1


def test_a_box_that_is_said_to_have_no_advertising() -> None:
    """A recipe's card may be called so; what is called after advertising is advertising."""
    box = f'{_P}<div class="card-{{}}"><img src="/2024/dough-7.jpg" alt="The dough"></div>{_P}'
    assert _urls(box.format("chic-no-ads")) == _urls(box.replace("card-", "").format("no-ads")) == ["/2024/dough-7.jpg"]
    assert _urls(box.format("chic-ads")) == []
    assert _urls(box.format("piano-ads")) == []


def test_what_a_resizer_is_handed_as_a_whole_address() -> None:
    """All that it is told besides sizes; a page's address, or one of several, may be anything."""
    made = "https://img{}.example/thumb/{}/?fname=https://t.example/news/quay.png"
    assert originals.identity(made.format(1, "S1200x630")) == originals.identity(made.format(3, "R658x0.q70"))
    assert originals.candidates(made.format(1, "S9"))[0] == "https://t.example/news/quay.png"
    for other in ("https://t.example/news", "https://t.example/a.png&over=https://t.example/b.png", "quay.png"):
        kept = f"https://img.example/thumb/?fname={other}"
        assert originals.candidates(kept) == (kept,)
    drawn = "https://img.example/avatar.png?d=https://t.example/nobody.png"
    assert originals.candidates(drawn) == (drawn,)


def test_a_link_whose_title_is_the_headline_of_a_page() -> None:
    """Its address repeats the title, which the image is not said to show; without either it is a gallery's page."""
    link = '<a href="/photo/read/559/{}" title="{}"><figure><img src="/2024/quay-7.jpg" alt="{}"></figure></a>'
    slug, title = "the-mayor-climbs-the-old-bridge", "The mayor climbs the old bridge"
    shown = f"{_P}<div>{link}</div>{_P}"
    assert _urls(shown.format(slug, title, "A man in a boat, on Friday")) == []
    for other in (shown.format("7", title, "A man"), shown.format(slug, "", "A man"), shown.format(slug, title, title)):
        assert _urls(other) == ["/2024/quay-7.jpg"]
    below = shown.replace("/photo/read", "/bridge/photo").format(slug, title, "A man in a boat, on Friday")
    assert _urls(below) == ["/2024/quay-7.jpg"]


def test_an_image_on_a_link_called_a_call_to_action() -> None:
    """It asks for something; in a box that is called so, because it opens the figure, it is the article's."""
    shown = '<p><{0} class="{1}" href="https://shop.example/go"><img src="/2024/quay-7.jpg" alt="The quay"></{0}></p>'
    assert _urls(_P + shown.format("a", "cta_button") + _P) == []
    assert _urls(_P + shown.format("a", "photo") + _P) == ["/2024/quay-7.jpg"]
    assert _urls(_P + shown.format("span", "figure__image-cta") + _P) == ["/2024/quay-7.jpg"]


@pytest.mark.parametrize("name", ["banner-of-the-quay-blog.webp", "twittercard.png", "twitter-card-2.png"])
def test_the_head_names_a_card_of_the_site(name: str) -> None:
    """By its file's name, as it does for every page; a photograph is the article's."""
    head = '<head><meta property="og:image" content="https://t.example/uploads/2024/{}"></head>'
    assert _urls(head.format(name) + _P) == []
    assert _urls(head.format("star-spangled-banner-9.webp") + _P) != []


def test_a_stand_in_that_says_preload() -> None:
    """Until a slide show has come; a photograph of what is loaded is one."""
    shown = f'{_P}<div><img alt="" src="/icons/{{}}"></div>{_P}'
    assert _urls(shown.format("preload.gif")) == []
    assert _urls(shown.format("preloaded-trucks-7.jpg").replace("icons", "2024")) != []


@pytest.mark.parametrize(
    ("image", "found"),
    [
        ('<img src="/2024/ann-7~314x314" alt="Ann Bo" sizes="32px">', False),
        ('<img src="/2024/ann-7~314x314" alt="Ann Bo" sizes="320px">', True),
        ('<img src="/2024/ann-7.png" alt="Avatar of the author">', False),
        ('<img src="/2024/ann-7.png" alt="Avatars in a play">', True),
        ('<img src="/2024/ann-7.png" alt="Avatar director Ann Bo">', True),
        ('<img src="/p/_next/static/media/rivers.f7dae02f.svg" alt="All rivers">', False),
        ('<img src="/p/media/rivers.f7dae02f.svg" alt="All rivers">', True),
    ],
)
def test_signs_and_portraits_that_say_so(image: str, found: bool) -> None:
    """Laid out as large as a line of text, called an avatar, a drawing that the site's program was built with."""
    assert bool(_urls(f"{_P}<figure><a href='/2024/x.jpg'>{image}</a></figure>{_P}")) is found
