"""Pages of 2023 to 2026: states that are written in ways of their own, shadow trees, and what stands around the text.

Each state holds the page's own story and another one, whose post is not this article's.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from growth import is_linear

from embedarchive import documents, finder
from embedarchive.finder.markup import revived, stories

HERE = "https://gazette.example/2026/11/lanterns-return-to-ferrow-street"
OWN, OTHER = "1790000000000000001", "1790000000000000002"
FILM, FURTHER = "LanternRow1", "HarbourBus2"
TITLE = "Lanterns return to Ferrow Street"
WORDS = (
    "The lanterns of Ferrow Street were lit again on Saturday evening after eleven years, and many came to watch.",
    "Odile Marrow, who keeps the small museum of lamps, had asked the council for new glass in the spring.",
    "The last of the lamps will be hung before the first week of December, the council said in a note on Monday.",
)
BUSES = "From the first of January the harbour buses will leave ten minutes earlier, the company said on Friday."
PARAGRAPHS = "".join(f"<p>{each}</p>" for each in WORDS)


def page(within: str = "", after: str = "", head: str = "") -> str:
    """The article in one element, and what stands after that."""
    return (
        f'<!doctype html><html><head><title>{TITLE}</title><link rel="canonical" href="{HERE}">{head}</head><body>'
        f"<main><article><h1>{TITLE}</h1>{PARAGRAPHS}{within}</article></main>{after}</body></html>"
    )


def ids(text: str) -> list[str | None]:
    """What is found there."""
    return [each.id for each in finder.scan(documents.load(text, base_url=HERE)).embeds]


def frame(identifier: str) -> str:
    """A player."""
    return f'<iframe src="https://www.youtube.com/embed/{identifier}"></iframe>'


def story(identifier: str, *, own: bool = True) -> dict[str, Any]:
    """A story of a state, with a post in its body."""
    words = WORDS if own else (BUSES, BUSES[::-1])
    return {
        "title": TITLE if own else "Harbour buses change their timetable",
        "slug": "lanterns-return-to-ferrow-street" if own else "harbour-buses-change-their-timetable",
        "body": [
            *({"type": "paragraph", "text": each} for each in words),
            {"type": "tweet", "url": f"https://x.com/lamps/status/{identifier}"},
        ],
    }


STATE = {"article": story(OWN), "more": [story(OTHER, own=False)]}


def listed(value: object, names: dict[str, int] | None = None) -> list[Any]:
    """The value as devalue writes it, and with places of names as turbo-stream does."""
    made: list[Any] = []

    def put(each: object) -> int:
        made.append(None)
        at = len(made) - 1
        if isinstance(each, dict):
            made[at] = {key if names is None else f"_{named(key)}": put(inner) for key, inner in each.items()}
        else:
            made[at] = [put(inner) for inner in each] if isinstance(each, list) else each
        return at

    def named(key: str) -> int:
        assert names is not None
        if key not in names:
            made.append(key)
            names[key] = len(made) - 1
        return names[key]

    put(value)
    return made


def nuxt() -> str:
    """A list of values, of which the first says that the second is watched."""
    moved = listed([STATE])[1:]  # the first place is the wrapper's
    values = json.dumps([["ShallowReactive", 1], *moved])
    return f'<script type="application/json" id="__NUXT_DATA__">{values}</script>'


def react_router() -> str:
    """A line of a stream, handed to a script as a string."""
    line = json.dumps(listed(STATE, {}))
    called = f"window.__reactRouterContext.streamController.enqueue({json.dumps(line + chr(10))});"
    return f"<script>{called}</script>"


def sveltekit() -> str:
    """A literal, handed to a function."""
    literal = json.dumps(STATE)
    for key in ("article", "more", "title", "slug", "body", "type", "text", "url"):
        literal = literal.replace(f'"{key}": ', f"{key}:")
    data = f'data: [null,{{type:"data",data:{literal},uses:{{}}}}]'
    return f"<script>load().then(([kit, app]) => {{kit.start(app, el, {{node_ids: [0], {data}}});}});</script>"


def angular() -> str:
    """JSON with its own escapes."""
    return f'<script id="app-state" type="application/json">{json.dumps(STATE).replace(chr(34), "&q;")}</script>'


def unsaid() -> str:
    """A value that JSON has none for."""
    literal = json.dumps({**STATE, "sponsor": "?"}).replace(': "?"', ":undefined")
    return f"<script>window.__preloadedData = {literal};</script>"


def apollo() -> str:
    """A cache: what a story holds stands beside it, and is named."""
    store: dict[str, Any] = {}
    for name, own, identifier in (("a", True, OWN), ("b", False, OTHER)):
        kept = story(identifier, own=own)
        store[f"Tweet:{name}"] = {"__typename": "TweetEmbed", "url": f"https://x.com/lamps/status/{identifier}"}
        store[f"Block:{name}"] = {"__typename": "Block", "of": {"__ref": f"Tweet:{name}"}}
        store[f"Story:{name}"] = {**kept, "body": [*kept["body"][:-1], {"__ref": f"Block:{name}"}]}
    return f"<script>window.__APOLLO_STATE__ = {json.dumps(store)};</script>"


@pytest.mark.parametrize("made", [nuxt, react_router, sveltekit, angular, unsaid, apollo])
def test_states_that_are_no_plain_json_are_read_and_tell_whose_story_a_post_is_in(made: Callable[[], str]) -> None:
    """Nuxt's list behind a wrapper, turbo-stream, a literal, Angular's escapes, `undefined`, references."""
    text = page(after=made())
    assert OTHER in text
    assert ids(text) == [OWN]


def test_a_program_is_read_no_further_than_where_it_is_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a long script that assigns what is no value, and has words for embeds, the beginnings of these are read."""
    read: list[int] = []
    as_json = revived._as_json

    def counted(text: str, handed: dict[str, revived.Json]) -> str:
        read.append(len(text))
        return as_json(text, handed)

    monkeypatch.setattr(revived, "_as_json", counted)
    program = 'lamp=[{"type":"embed",of:undefined}];' + "lamp.set({at(){return 1}});" * 20_000
    program += 'lamp.seen("https://youtu.be/aqz-KE-bpKQ");'
    assert ids(page(after=f"<script>{program}</script>")) == []
    assert 0 < sum(read) < len(program)


@pytest.mark.parametrize("length", [10, 3_990, 20_000])
def test_a_value_of_a_program_is_read_whole_however_long_it_is(length: int) -> None:
    """Also where a string or a name stands across the end of what is read first."""
    value = f'{{a:"{"x" * length}",b:!0,{"c" * 30}:void 0,d:[.5,"e"]}}'
    told = {"a": "x" * length, "b": True, "c" * 30: None, "d": [0.5, "e"]}
    assert revived.literal(value + ";lamp.set({at(){}})") == told
    assert revived.literal(value[:-1] + " d e}") is None


def test_a_player_that_a_stories_application_names_as_a_frame_is_found() -> None:
    """Medium's object says nothing of itself but where its frame leads, through a service that counts clicks."""
    store = {
        "Post:1": {"title": TITLE, "paragraphs": [{"__ref": "Paragraph:1"}]},
        "Paragraph:1": {"type": "IFRAME", "mediaResource": {"__ref": "MediaResource:1"}},
        "MediaResource:1": {
            "iframeSrc": f"https://cdn.embedly.com/widgets/media.html?url=https%3A%2F%2Fyoutu.be%2F{FILM}"
        },
        "MediaResource:2": {
            "iframeSrc": f"https://cdn.embedly.com/widgets/media.html?url=https%3A%2F%2Fyoutu.be%2F{FURTHER}"
        },
    }
    assert ids(page(after=f"<script>window.__APOLLO_STATE__ = {json.dumps(store)}</script>")) == [FILM]


def test_what_a_shadow_tree_holds_is_read_where_it_stands() -> None:
    """A browser shows it in place of the element; its embeds, images and words are the page's."""
    shadow = f'<film-box><template shadowrootmode="open"><style>p{{}}</style>{frame(FILM)}</template></film-box>'
    assert ids(page(shadow)) == [FILM]
    photo = '<figure><img src="/photos/lanterns.jpg" width="800" height="500"><figcaption>Lamps</figcaption></figure>'
    for opening in ('<template shadowrootmode="open">', '<TEMPLATE shadowroot="open" shadowrootmode="open">'):
        scan = finder.scan(documents.load(page(f"<a-photo>{opening}{photo}</template></a-photo>")))
        assert [each.url for each in scan.images] == ["https://gazette.example/photos/lanterns.jpg"]


@pytest.mark.parametrize("inner", ["", '<span class="hidden">Watch</span>'])
def test_a_styled_still_with_a_button_alone_is_a_player(inner: str) -> None:
    """As react-lite-youtube-embed draws it, and not where a list of such stills stands, or words beside the button."""
    still = f"background-image:url('https://i.ytimg.com/vi/{FILM}/hqdefault.jpg')"
    block = f'<article class="box" style="{still}"><button>{inner}</button></article>'
    assert ids(page(block)) == [FILM]
    others = "".join(block.replace(FILM, each) for each in (FURTHER, "HarbourBus3", "HarbourBus4"))
    assert ids(page(others)) == []
    assert ids(page(block.replace("</button>", "</button><p>The further films of the harbour, one a week.</p>"))) == []


def test_videos_in_a_list_of_linked_data_are_of_other_pages() -> None:
    """An article's own video is named by the article."""
    film = {"@type": "VideoObject", "name": "Lamps", "embedUrl": f"https://www.youtube.com/embed/{FILM}"}
    rows = {"@type": "ItemList", "itemListElement": [{**film, "embedUrl": f"https://www.youtube.com/embed/{FURTHER}"}]}
    for data, found in (({"@type": "NewsArticle", "video": film}, [FILM]), (rows, [])):
        assert ids(page(head=f'<script type="application/ld+json">{json.dumps(data)}</script>')) == found


def test_a_teaser_inside_of_the_article_is_another_story() -> None:
    """Though it is an `<article>` itself; one that an editor's media stand in is not."""
    player = f'<div data-video-id="{FILM}" data-provider="youtube"></div>'
    assert ids(page(f'<div class="related"><article class="card"><h4>Buses</h4>{player}</article></div>')) == []
    assert ids(page(f'<div class="embedded"><article class="media">{player}</article></div>')) == [FILM]


@pytest.mark.parametrize(
    "after",
    [
        f"<section><h2>More films</h2><ul><li>{frame('HarbourBus3')}</li><li>{frame(FURTHER)}</li></ul></section>",
        f'<div class="col-4"><h3>Film of the week</h3>{frame(FURTHER)}</div>',
        '<iframe src="https://survey.example/now"></iframe>',
    ],
)
def test_what_stands_outside_of_the_element_with_headline_and_text_is_beside_it(after: str) -> None:
    """Whatever it is called: players of further films, a column, a survey; `ignored` tells."""
    scan = finder.scan(documents.load(page(frame(FILM), after), base_url=HERE))
    assert [each.id for each in scan.embeds] == [FILM]
    assert {each.reason for each in scan.ignored} == {"beside"}


def test_a_single_player_in_a_column_of_the_main_part_is_beside_the_article() -> None:
    """`<aside>` says so where another element has headline and text; inside of that one it is a box of the article."""
    column = f"<aside><h3>Film of the week</h3>{frame(FURTHER)}</aside>"
    assert ids(page(frame(FILM)).replace("</main>", f"{column}</main>")) == [FILM]
    assert ids(page(column)) == [FURTHER]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<main><article><h1>", f"<main>{frame(FILM)}<article><h1>"),
        (f"<main><article><h1>{TITLE}</h1>", f"<h1>{TITLE}</h1>{frame(FILM)}<main><article>"),
        ("</main>", f"</main>{''.join(f'<div><p>{BUSES}</p></div>' for _ in range(2))}{frame(FILM)}"),
        (f"{PARAGRAPHS}</article></main>", f"<p>Lamps.</p></article></main>{frame(FILM)}"),
        ("<main>", f"<div class='top'>{frame(FILM)}</div><main>"),
        ("</main>", f"</main><div class='film'>{frame(FILM)}</div>"),
    ],
)
def test_what_belongs_to_an_article_in_several_elements_stays(before: str, after: str) -> None:
    """A film above the text or right at it, one below a headline outside of it, entries that follow, hardly a word."""
    assert ids(page().replace(before, after)) == [FILM]


def test_what_a_script_draws_may_be_said_anywhere() -> None:
    """A state or a call at the end of the page, and an element around all of it that keeps the state."""
    call = f'<script>twttr.widgets.createTweet("{OWN}", document.getElementById("there"));</script>'
    assert ids(page('<div id="there"></div>', call)) == [OWN]
    kept = json.dumps({"component": "Article", "props": {"article": story(OWN)}}).replace('"', "&quot;")
    assert ids(page().replace("<main>", f'<div data-page="{kept}"><main>').replace("</main>", "</main></div>")) == [OWN]


@pytest.mark.parametrize(
    ("block", "found"),
    [
        ('<p data-path="/extras/embed?url=https%3A%2F%2Fx.com%2Flamps%2Fstatus%2F{}"><a href="/a">A post</a></p>', OWN),
        ('<iframe data-src="/embed?url=https%3A%2F%2Fyoutu.be%2F{}&amp;id=b-7"></iframe>', FILM),
        ('<script type="text/template"><div class="embed--twitter" data-embed-id="{}"></div></script>', OWN),
        ('<script type="text/template"><div class="ad-slot--twitter" data-embed-id="{}"></div></script>', None),
        ('<p data-path="/extras/share?url=https%3A%2F%2Fx.com%2Flamps%2Fstatus%2F{}">Share</p>', None),
    ],
)
def test_a_site_that_draws_embeds_itself_names_the_post(block: str, found: str | None) -> None:
    """Under a path of its own, or in what a script puts there when readers consent."""
    assert ids(page(block.format(found or OWN))) == ([found] if found else [])


def test_a_sign_that_leads_to_a_show_is_a_link() -> None:
    """Settings of what is drawn say under `link` where it leads."""
    settings = json.dumps(
        {"svg": {"url": "/a.svg"}, "link": {"url": "https://open.spotify.com/show/7b3QQnuVa8hIjrIX76oB3c"}}
    )
    block = f'<div data-settings="{settings.replace(chr(34), "&quot;")}"><svg></svg></div>'
    assert ids(page(block)) == []
    assert ids(page(block.replace("link", "player"))) == ["show/7b3QQnuVa8hIjrIX76oB3c"]


@pytest.mark.parametrize(("shown", "found"), [(WORDS[:2], []), (WORDS[2:] + WORDS[:2], [OWN])])
def test_a_state_is_of_the_story_whose_words_are_shown_half_and_not_its_beginning(
    shown: tuple[str, ...], found: list[str]
) -> None:
    """Under another headline, and with what an author's box or a call says: the beginning may be a teaser."""
    others = (BUSES, BUSES[::-1], BUSES.swapcase()[1:] + BUSES[5:40])
    further = (BUSES, *WORDS, BUSES[::-1] + " " + BUSES) if found else (*WORDS[:2], *others)
    body = [{"type": "p", "text": each} for each in further]
    post = {"type": "tweet", "url": f"https://x.com/lamps/status/{OWN}"}
    state = {"article": {"title": "Of lamps and streets", "elements": [*body, post]}}
    text = page().replace(PARAGRAPHS, "".join(f"<p>{each}</p>" for each in shown))
    assert ids(text.replace("</body>", f'<script type="application/json">{json.dumps(state)}</script></body>')) == found


@pytest.mark.parametrize(
    "end",
    [
        "</noscript>",
        "</iframe></noscript>",
        '<iframe src="//count.example/2"></noscript>',
        '</iframe><IFRAME src="//count.example/2"></noscript>',
    ],
)
def test_a_frame_that_is_not_closed_for_browsers_without_scripts_holds_nothing_of_the_page(end: str) -> None:
    """A browser with scripts does not read what is there for others: else the page has no words, images and posts."""
    photo = '<figure><img src="/photos/lanterns.jpg" width="800" height="500"></figure>'
    text = page(photo + frame(FILM)).replace("<body>", f'<body><noscript><iframe src="//count.example/ns.html">{end}')
    scan = finder.scan(documents.load(text, base_url=HERE))
    assert [each.id for each in scan.embeds] == [FILM]
    assert len(scan.images) == 1
    assert all(text.startswith("<iframe", each.start) for each in scan.embeds)


def test_states_that_name_each_other_in_rings_are_read_once() -> None:
    """Time grows with the state, and no further."""

    def told(size: int) -> None:
        ring = {f"Node:{at}": {"url": f"/{at}", "next": {"__ref": f"Node:{(at + 1) % size}"}} for at in range(size)}
        text = json.dumps({**ring, "Story:1": {"title": TITLE, "text": WORDS[0]}, "Node:x": {"id": OWN}})
        shown = stories.Story(titles=frozenset({stories.letters(TITLE)}), words=stories.letters(WORDS[0]))
        stories.State(text).tells(OWN, shown)

    assert is_linear(told, 500, 2000, most=10, floor=0.2)


@pytest.mark.parametrize(
    "state",
    [
        '[["ShallowReactive",1],{"a":1}]',
        '[{"_1":-5},"a"]',
        '[{"_9":0}]',
        'x.enqueue("[{\\"_1\\":")',
        'x.enqueue("[{\\"_1\\":1},\\"a\\"]")',
        "kit.start(app, el, {data: [",
        "kit.start(app)",
        "{&q;",
    ],
)
def test_states_that_end_early_or_name_nothing_are_left(state: str) -> None:
    """No state ends a scan."""
    assert isinstance(revived.revived(state), str)
