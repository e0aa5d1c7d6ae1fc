"""A page's state holds the stories of other pages, too: their embeds are not this article's."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from growth import is_linear
from hypothesis import given
from hypothesis import strategies as st

from embedarchive import documents, finder
from embedarchive.finder.markup import stories as markup_stories

OWN, OTHER = "1591000000000000011", "1591000000000000029"
TITLE = "A story about the bridge over the river"
SHOWN = (
    "<p>On Friday the council said that the bridge would open again, after months of repairs and delays, and that "
    "nobody had to pay for it.</p><p>The council will speak about the bridge again next week, it said.</p>"
)
PAGE = (
    '<!doctype html><html><head><title>{title} | The News</title>{head}</head><body><main id="app">{shown}</main>'
    "{state}</body></html>"
)
HERE = "https://news.example/2022/a-story-about-the-bridge/"


def tweet(identifier: str) -> str:
    """A quotation as publishers keep it."""
    return (
        '<blockquote class="twitter-tweet"><p>Words</p>&mdash; Ann (@ann_ph) '
        f'<a href="https://twitter.com/ann_ph/status/{identifier}">November 11, 2022</a></blockquote>'
    )


WORDS = "The river had risen by two metres overnight, they said, and nobody slept."


def body(identifier: str, words: str = WORDS) -> str:
    """The words of a story with an embed among them."""
    return f"<p>{words}</p>{tweet(identifier)}<p>More was not said that evening.</p>"


OWN_BODY = SHOWN + tweet(OWN)
ITS = {"title": TITLE, "slug": "a-story-about-the-bridge", "content": OWN_BODY}
ANOTHER = {"title": "Another story altogether", "slug": "another-story-altogether", "content": body(OTHER)}


def scan(
    state: str, *, shown: str = SHOWN, head: str = f'<link rel="canonical" href="{HERE}">', title: str = TITLE
) -> list[str | None]:
    """The ids that are found in a page with that state."""
    page = PAGE.format(title=title, head=head, shown=f"<h1>{title}</h1>{shown}" if shown else "", state=state)
    return [embed.id for embed in finder.scan(documents.load(page)).embeds]


def scripted(before: str, value: object, after: str = "", kind: str = "") -> str:
    """A script with a value as JSON, which may hold no end tag."""
    written = json.dumps(value).replace("</", "<\\/")
    return f"<script{kind}>{before}{written}{after}</script>"


def next_data(props: object) -> str:
    """As Next.js writes it."""
    value = {"props": {"pageProps": props}, "page": "/[year]/[slug]"}
    return scripted("", value, kind=' id="__NEXT_DATA__" type="application/json"')


def apollo(*stories: dict[str, Any]) -> str:
    """A normalised store: every story beside every other."""
    numbered = list(enumerate(stories))
    store: dict[str, Any] = {f"Article:{number}": {"id": str(number), **story} for number, story in numbered}
    store["ROOT_QUERY"] = {f"article:{number}": {"__ref": f"Article:{number}"} for number, _ in numbered}
    return scripted("window.__APOLLO_STATE__=", store, ";")


def nuxt(*stories: dict[str, Any]) -> str:
    """A list of values that name each other's places."""
    values: list[Any] = [{"data": 1}, {"article": 2, "more": 3}, {}, []]

    def put(value: object) -> int:
        values.append({key: put(inner) for key, inner in value.items()} if isinstance(value, dict) else value)
        return len(values) - 1

    def placed(story: dict[str, Any]) -> dict[str, int]:
        return {key: put(value) for key, value in story.items()}

    values[2] = placed(stories[0])
    for story in stories[1:]:
        values.append(placed(story))
        values[3].append(len(values) - 1)
    return scripted("", values, kind=' type="application/json" id="__NUXT_DATA__"')


def pushed(*stories: dict[str, Any]) -> str:
    """JSON inside a string of a script, as React's server components are sent."""
    inner = json.dumps({"article": stories[0], "more": list(stories[1:])})
    return scripted("self.__next_f.push([1,", f"5:{inner}", "])")


def literal(*stories: dict[str, Any]) -> str:
    """An object of a script that is no JSON: names without quotes."""
    made = scripted("window.__STATE__=(function(){return ", {"article": stories[0], "more": stories[1:]}, "})()")
    return re.sub(r'"([a-z]{1,20})":', r"\1:", made)


def attribute(*stories: dict[str, Any]) -> str:
    """The properties of a component."""
    value = html.escape(json.dumps({"article": stories[0], "more": list(stories[1:])}))
    return f'<div data-props="{value}"></div>'


FORMS: dict[str, Callable[..., str]] = {
    "next": lambda *stories: next_data({"article": stories[0], "recommended": list(stories[1:])}),
    "next, all in one list": lambda *stories: next_data({"homepage": {"stories": list(reversed(stories))}}),
    "apollo": apollo,
    "nuxt": nuxt,
    "pushed": pushed,
    "literal": literal,
    "attribute": attribute,
}
NAMES: dict[str, dict[str, Any]] = {
    "a title and a slug": {},
    "a title only": {"slug": None},
    "a headline": {"title": None, "headline": 1},
    "a rendered title": {"title": {"rendered": 1}},
    "an address": {"slug": None, "url": 1},
}


def named(story: dict[str, Any], how: dict[str, Any]) -> dict[str, Any]:
    """A story whose title or address stands under another key."""
    made = {key: value for key, value in story.items() if how.get(key, value) is not None}
    if "headline" in how:
        made["headline"] = story["title"]
    if isinstance(how.get("title"), dict):
        made["title"] = {"rendered": story["title"]}
    if "url" in how:
        made["url"] = f"/2022/{story['slug']}/"
    return made


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", NAMES)
def test_the_embeds_of_another_story_are_left_and_those_of_this_one_found(form: str, name: str) -> None:
    """However the state is written, and whatever names the stories."""
    assert scan(FORMS[form](named(ITS, NAMES[name]), named(ANOTHER, NAMES[name]))) == [OWN]


@pytest.mark.parametrize("form", FORMS)
def test_the_other_story_alone_is_nothing(form: str) -> None:
    """Though the page's own article has no embed in its state."""
    assert scan(FORMS[form]({**ITS, "content": SHOWN}, ANOTHER)) == []


@pytest.mark.parametrize("form", FORMS)
def test_a_page_that_says_no_address(form: str) -> None:
    """As one that was saved: then the titles and the words decide."""
    assert scan(FORMS[form](ITS, ANOTHER), head="") == [OWN]


def test_this_story_under_another_title_is_known_by_its_words() -> None:
    """Titles for search engines differ from those that readers see."""
    assert scan(next_data({"article": {"title": "Bridge opens, finally", "content": OWN_BODY}})) == [OWN]


def test_the_beginning_of_a_recommended_story_is_a_teaser() -> None:
    """Its first sentence on the page makes it no part of it."""
    teaser = "The river had risen by two metres overnight, they said, and nobody slept."
    more = {**ANOTHER, "content": body(OTHER, f"{teaser} {'And then it rained again for days on end, as ever. ' * 9}")}
    assert scan(next_data({"article": ITS, "more": [more]}), shown=f"{SHOWN}<p>{teaser}</p>") == [OWN]


def test_a_page_that_its_scripts_draw_shows_its_own_article() -> None:
    """Its title may be the site's only; a list of stories is another's all the same."""
    state = next_data({"article": ITS, "recommended": [ANOTHER]})
    assert scan(state, shown="", head="", title="The News") == [OWN]


def test_a_component_with_a_title_is_no_story() -> None:
    """Nor are the updates of a live blog, which have no address of their own."""
    component = {"type": "embed", "title": "A post by Ann", "html": tweet(OWN)}
    assert scan(next_data({"article": {"title": TITLE, "body": [{"text": SHOWN}, component]}})) == [OWN]
    update = {"title": "12:30", "body": body(OWN)}
    assert scan(next_data({"article": {"title": TITLE, "updates": [update]}})) == [OWN]
    assert scan(next_data({"updates": [update]})) == [OWN]


def test_a_post_that_both_stories_show_is_found() -> None:
    """It stands in this one, too."""
    assert scan(next_data({"more": [{**ANOTHER, "content": body(OWN)}], "article": ITS})) == [OWN]


def test_embeds_of_many_other_stories_hide_none() -> None:
    """However many come first."""
    more = [
        {"title": f"Another story {n}", "slug": f"another-{n}", "content": body(f"15910000000000010{n:02}")}
        for n in range(40)
    ]
    assert scan(next_data({"more": more, "article": ITS})) == [OWN]


@given(st.text(alphabet="{}[]\":,\\'ab <>", max_size=300), st.text(alphabet="ab1", min_size=1, max_size=3))
def test_no_script_breaks_the_reading(script: str, identifier: str) -> None:
    """Whatever brackets and quotation marks stand in it."""
    story = markup_stories.Story(titles=frozenset({"ab"}), words="ab" * 60)
    assert markup_stories.State(script).tells(identifier, story) in {True, False, None}


@pytest.mark.parametrize(
    "unit",
    [
        *('{"a":"', '"a\\"', "{'a':", "[{", '{"title":"b b b b b b b b b b b b b",', "\\\\"),
        *("word ", "w", "w" * 61 + ":", "'w\n"),
    ],
)
def test_a_hostile_state_takes_time_in_proportion(unit: str) -> None:
    """Four times the state, at most ten times the time."""

    def work(size: int) -> None:
        markup_stories.State(unit * size + "1591").tells("1591", markup_stories.Story())

    assert is_linear(work, 20_000 // len(unit), 80_000 // len(unit), most=10, floor=0.2)


_ARTICLE = f"<article><h1>{TITLE}</h1>{SHOWN}{tweet(OWN)}</article>"


def _shown(around: str) -> list[str | None]:
    page = f"<!doctype html><html><head><title>{TITLE} | The News</title></head><body>{around}</body></html>"
    return [embed.id for embed in finder.scan(documents.load(page)).embeds]


@pytest.mark.parametrize(
    "beside",
    [
        f"<template><article><h1>Another story altogether</h1>{body(OTHER)}</article></template>",
        f"<template>{tweet(OTHER)}</template>",
        f"<article><h1>Another story altogether</h1>{body(OTHER)}</article>",
        "<script>var next = "
        + json.dumps({"next": {"headline": "Another story", "canonical": f"{HERE}2/", "body": [body(OTHER)]}})
        + "</script>",
    ],
)
def test_what_stands_behind_the_article_is_none_of_it(beside: str) -> None:
    """A template, the next story with a headline of its own, the next story's state."""
    assert _shown(_ARTICLE + beside) == [OWN]


@pytest.mark.parametrize(
    "beside",
    [
        f"<aside>{tweet(OTHER)}</aside>",
        f"<article><h2>At noon</h2>{body(OTHER)}</article>",
    ],
)
def test_what_may_belong_to_the_article_behind_it(beside: str) -> None:
    """An aside that says nothing else, an update without a headline of the first rank that leads nowhere."""
    assert _shown(_ARTICLE + beside) == [OWN, OTHER]


def test_a_template_inside_the_article_is_its_own() -> None:
    """A consent tool parks the embed there."""
    inside = _ARTICLE.replace("</article>", f"<div><template>{tweet(OTHER)}</template></div></article>")
    assert _shown(inside) == [OWN, OTHER]


def test_a_template_among_the_words_of_a_page_without_an_article_is_its_own() -> None:
    """What the page calls articles are teasers of others."""
    teasers = '<div><article><h2><a href="/2">Another story altogether</a></h2><p>More.</p></article></div>'
    assert _shown(f"<div><h1>{TITLE}</h1>{SHOWN}<template>{tweet(OTHER)}</template>{SHOWN}</div>{teasers}") == [OTHER]
