"""What a page holds more than a reader sees of its article: copies for screens, teasers in states, other stories.

Each page is made up, and stands for one way of writing that; what is right for it stands beside it.
"""

import json

import pytest

from embedarchive import documents
from embedarchive.finder import scan
from embedarchive.model import Scan

PLAYER = '<iframe src="https://www.youtube.com/embed/{}" width="560" height="315"></iframe>'
STILL = '<img src="https://img.youtube.com/vi/{}/maxresdefault.jpg" alt="">'
FIRST, SECOND, THIRD, FOURTH = "aqz-KE-bpKQ", "dQw4w9WgXcQ", "w7Ft2ymGmfc", "jNQXAC9IVRw"
WORDS = (
    "<p>The old ferry crossed the river for the last time on a grey morning, and half of the town had come to see "
    "it off, with brass music, with cake, and with the children of both schools.</p>"
)
OTHERS = (SECOND, THIRD, FOURTH)


def _page(body: str, head: str = "") -> Scan:
    text = (
        f"<html><head><title>The last ferry | River News</title>{head}"
        '<link rel="canonical" href="https://river.example/news/the-last-ferry"></head><body>'
        f"{body}</body></html>"
    )
    return scan(documents.read(text.encode(), base_url="https://river.example/news/the-last-ferry")[0])


def _article(inner: str) -> str:
    return f"<article><h1>The last ferry</h1>{WORDS}{inner}{WORDS}</article>"


def _ids(found: Scan) -> list[str | None]:
    return [embed.id for embed in found.embeds]


def _state(data: object) -> str:
    return f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(data)}</script>'


def _boxed(*names: str, identifier: str = FIRST, between: str = "") -> str:
    return between.join(f'<div class="{name}">{PLAYER.format(identifier)}</div>' for name in names)


ONCE = {
    "Bootstrap 3": _boxed("visible-lg", "visible-md", "visible-sm", "visible-xs"),
    "Bootstrap 5": _boxed("d-none d-md-block", "d-block d-md-none"),
    "Tailwind": _boxed("hidden lg:block", "lg:hidden"),
    "Foundation": _boxed("show-for-large", "hide-for-large"),
    "UIkit": _boxed("uk-visible@m", "uk-hidden@m"),
    "words for devices, far apart": _boxed("lead lead--mobile", "lead lead--desktop", between=WORDS),
    "a box for one screen alone": f'<div class="hidden-xs">{PLAYER.format(FIRST)}</div>{PLAYER.format(FIRST)}',
    "one that is not shown": f'{PLAYER.format(FIRST)}<div style="display:none">{PLAYER.format(FIRST)}</div>',
    "a module's names": _boxed("Hero_hero__mobile__x1Yz9", "Hero_hero__desktop__k3Fp0"),
}
SEVERAL = {
    "two beside each other": (PLAYER.format(FIRST) * 2, [FIRST, FIRST]),
    "twice, with words between": (PLAYER.format(FIRST) + WORDS + PLAYER.format(FIRST), [FIRST, FIRST]),
    "two videos in two boxes": (
        _boxed("visible-lg") + _boxed("visible-xs", identifier=SECOND),
        [FIRST, SECOND],
    ),
    "twice in boxes of one kind": (_boxed("d-block", "d-block", between=WORDS), [FIRST, FIRST]),
    "one in a box for a screen, with words between": (
        _boxed("hidden-xs") + WORDS + PLAYER.format(FIRST),
        [FIRST, FIRST],
    ),
}


@pytest.mark.parametrize("case", ONCE)
def test_copies_for_screens_are_one_embed(case: str) -> None:
    """The first is told, and each of the others has its line."""
    found = _page(_article(ONCE[case]))
    assert _ids(found) == [FIRST]
    lines = [each for each in found.ignored if each.reason == "other-screen"]
    assert len(lines) == ONCE[case].count("<iframe") - 1
    assert all(found.document.text[each.start :].startswith("<iframe") for each in lines)


@pytest.mark.parametrize("case", SEVERAL)
def test_what_is_no_copy_is_told_each_time(case: str) -> None:
    """Nothing says that a reader sees one of them only."""
    body, ids = SEVERAL[case]
    found = _page(_article(body))
    assert _ids(found) == ids
    assert not [each for each in found.ignored if each.reason == "other-screen"]


PLAYED = {
    "a button": f'<div><button type="button" aria-label="Play">{STILL.format(FIRST)}<svg></svg></button></div>',
    "a button with a word": f'<button class="k">{STILL.format(FIRST)}<span>Play the video</span></button>',
    "a block in the part of one": f'<div role="button" tabindex="0" class="v">{STILL.format(FIRST)}</div>',
    "a label": f'<label for="v">{STILL.format(FIRST)}<i></i></label>',
    "a link to nowhere": f'<a href="#" class="v">{STILL.format(FIRST)}<i></i></a>',
    "a link to a script": f'<a href="javascript:void(0)">{STILL.format(FIRST)}</a>',
}


@pytest.mark.parametrize("case", PLAYED)
def test_a_button_with_a_still_is_a_player(case: str) -> None:
    """Whatever it is called: a click puts the player in its place."""
    assert _ids(_page(_article(PLAYED[case]))) == [FIRST]


def test_buttons_amid_words_are_players_each() -> None:
    """Three videos, each behind a button of the same kind, with words between them."""
    one = '<div class="v"><button>{}</button></div>'
    body = WORDS.join(one.format(STILL.format(each)) for each in OTHERS)
    assert _ids(_page(_article(body))) == list(OTHERS)


NOT_PLAYED = {
    "a row of other videos": "".join(f'<li class="c"><button>{STILL.format(each)}</button></li>' for each in OTHERS),
    "a row with headings": "".join(
        f'<div class="c"><button>{STILL.format(each)}</button><h3>How we made this</h3></div>' for each in OTHERS
    ),
    "a teaser": f'<div class="related-video"><button>{STILL.format(FIRST)}</button></div>',
    "a link to another story": f'<a href="/news/bridge">{STILL.format(FIRST)}</a>',
    "a long text": f"<button>{STILL.format(FIRST)}<span>{'We saw how the bridge was built. ' * 3}</span></button>",
}


@pytest.mark.parametrize("case", NOT_PLAYED)
def test_a_button_of_a_list_is_no_player(case: str) -> None:
    """It leads readers to other videos."""
    assert _ids(_page(_article(f"<ul>{NOT_PLAYED[case]}</ul>"))) == []


def _teaser(title: str, **more: object) -> dict[str, object]:
    return {"title": title, "kind": "story", **more}


VIDEO = {"type": "youtube", "videoId": FIRST, "url": f"https://www.youtube.com/watch?v={FIRST}"}
BODY = {"type": "paragraph", "text": "The old ferry crossed the river for the last time on a grey morning"}
STORY = {"title": "The last ferry", "url": "/news/the-last-ferry"}
TEASERS = {
    "links in their data": [
        _teaser("Bridge", data={"linkUrl": "/news/bridge"}),
        _teaser("How to row", data=VIDEO),
        _teaser("Harbour", data={"linkUrl": "/news/harbour"}),
    ],
    "links right in them": [
        _teaser("Bridge", url="/news/bridge"),
        _teaser("How to row", **VIDEO),
        _teaser("Harbour", url="/news/harbour"),
    ],
    "slugs": [
        {"headline": "Bridge", "slug": "the-new-bridge"},
        {"headline": "How to row", "media": VIDEO},
        {"headline": "Harbour", "slug": "the-harbour"},
    ],
}
OWN = {
    "a body of nodes": [BODY, VIDEO, BODY],
    "a body with titles": [
        _teaser("Morning", text="words"),
        _teaser("The film", **VIDEO),
        _teaser("Evening", text="words"),
    ],
    "a body with a story to read further": [BODY, _teaser("Bridge", url="/news/bridge"), VIDEO, BODY],
}


@pytest.mark.parametrize("case", TEASERS)
def test_a_video_in_a_list_of_teasers_is_no_embed(case: str) -> None:
    """All things of the list have titles, and some lead to other pages."""
    state = {"page": {**STORY, "body": [BODY], "blocks": {"more": TEASERS[case]}}}
    assert _ids(_page(_article("") + _state(state))) == []


@pytest.mark.parametrize("case", OWN)
def test_a_video_in_the_body_of_a_story_is_one(case: str) -> None:
    """Nodes of a body have no titles, or lead nowhere else."""
    assert _ids(_page(_article("") + _state({"page": {**STORY, "body": OWN[case]}}))) == [FIRST]


def test_the_story_itself_may_stand_in_a_list_of_stories() -> None:
    """A state may keep the page's own story among others."""
    own = {**STORY, "body": [BODY, VIDEO]}
    others = [_teaser("Bridge", url="/news/bridge"), _teaser("Harbour", url="/news/harbour")]
    assert _ids(_page(_article("") + _state({"stories": [others[0], own, others[1]]}))) == [FIRST]


def test_a_video_of_the_linked_data_is_told_once() -> None:
    """Where the page shows it, what search engines are told is the same video."""
    data = {"@type": "VideoObject", "name": "The film", "embedUrl": f"https://www.youtube.com/embed/{FIRST}"}
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    assert _ids(_page(_article(PLAYER.format(FIRST)), head)) == [FIRST]
    assert _ids(_page(_article(PLAYED["a button"]), head)) == [FIRST]


def _other(title: str, identifier: str, href: str, rank: str = "h2") -> str:
    return f'<article><{rank}><a href="{href}">{title}</a></{rank}>{WORDS}{PLAYER.format(identifier)}</article>'


CHANNEL = '<div><iframe src="https://www.youtube.com/embed/videoseries?list=PL{}"></iframe><h3>Our channel</h3></div>'
LISTS = "".join(CHANNEL.format(f"y0NQSOSzjFcBeu3ziTjxqyQZRxBpdl{each}") for each in range(3))
BESIDE = {
    "a window that opens alone": f'<div class="modal fade" role="dialog">{PLAYER.format(SECOND)}</div>',
    "other stories below": _other("A new bridge at last", SECOND, "/news/bridge"),
    "the next story": _other("A new bridge at last", SECOND, "/news/bridge", "h1"),
    "a foot that is a block": f'<div id="footer"><ul><li>{PLAYER.format(SECOND)}</li></ul></div>',
    "lists of videos": f'<div class="col"><h2>More to see</h2>{LISTS}</div>',
}
WITHIN = {
    "a window that a button opens": (
        _article(f'<a data-target="#film">Play</a>{WORDS}')
        + f'<div class="modal" id="film" role="dialog">{PLAYER.format(FIRST)}</div>'
    ),
    "a window that a script opens": (
        _article(f"{WORDS}<script>$('#film').show()</script>")
        + f'<div class="modal" id="film" role="dialog">{PLAYER.format(FIRST)}</div>'
    ),
    "a window that a disclosure opens": (
        _article(f'<button aria-controls="film">Play</button>{WORDS}')
        + f'<dialog id="film">{PLAYER.format(FIRST)}</dialog>'
    ),
    "parts of one story": _article(f"<article><h2>On the ferry itself</h2>{PLAYER.format(FIRST)}{WORDS}</article>"),
    "updates below the story": (
        f"<h1>The last ferry</h1>{WORDS}<article><h2>Ten o'clock news</h2>{PLAYER.format(FIRST)}</article>"
        f"<article><h2>Eleven o'clock news</h2>{WORDS}</article>"
    ),
    "an article called footer": f'<main><div id="footer">{_article(PLAYER.format(FIRST))}</div></main>',
}


@pytest.mark.parametrize("case", BESIDE)
def test_what_a_page_shows_beside_its_article(case: str) -> None:
    """It has a line each, and is no embed of the article."""
    found = _page(f"<div class=main>{_article(PLAYER.format(FIRST))}</div>{BESIDE[case]}")
    assert _ids(found) == [FIRST]
    assert len([each for each in found.ignored if each.reason == "beside"]) == BESIDE[case].count("<iframe")


@pytest.mark.parametrize("case", WITHIN)
def test_what_belongs_to_the_article_all_the_same(case: str) -> None:
    """A reader comes to it in reading."""
    assert _ids(_page(WITHIN[case])) == [FIRST]
