"""Bodies that a page keeps as trees of nodes in a script, and what stands beside the article."""

from __future__ import annotations

import json
from typing import Any

import pytest

from embedarchive import documents, finder, platforms
from embedarchive.finder.markup import body_trees

_TITLE = "A story about the bridge"
_BEFORE = "<p>On Friday the council said that the bridge would open again, after months of repairs and delays.</p>"
_FILM = "w7Ft2ymGmfc"
_WATCH = f"https://www.youtube.com/watch?v={_FILM}"
_EMBED = f"https://www.youtube.com/embed/{_FILM}"
_WORDS = {"type": "p", "children": [{"type": "text", "data": "On Friday the council said that the bridge would open"}]}


def _ids(page: str) -> list[str | None]:
    (document,) = documents.read(page.encode(), base_url="https://news.example/bridge")
    return [each.id for each in finder.scan(document).embeds]


def _page(script: str, beside: str = "") -> str:
    head = f"<title>{_TITLE}</title>"
    return f"<html><head>{head}</head><body><article><h1>{_TITLE}</h1>{_BEFORE}</article>{beside}{script}</body></html>"


NODES: dict[str, Any] = {
    "a parser's": {"type": "iframe", "attribs": {"src": _EMBED, "width": "560"}, "children": []},
    "Gutenberg's": {"blockName": "core/embed", "attrs": {"url": _WATCH, "providerNameSlug": "youtube"}},
    "EditorJS's": {"type": "embed", "data": {"service": "youtube", "source": _WATCH, "embed": _EMBED}},
    "ProseMirror's": {"type": "youtube", "attrs": {"src": _WATCH}},
    "Slate's": {"type": "embed", "url": _WATCH, "children": [{"text": ""}]},
    "Sanity's": {"_type": "youtube", "_key": "a1", "videoId": _FILM},
    "Contentful's": {"nodeType": "embedded-entry-block", "data": {"target": {"fields": {"url": _WATCH}}}},
    "Arc's": {"type": "oembed_response", "subtype": "youtube", "raw_oembed": {"url": _WATCH, "type": "video"}},
}


@pytest.mark.parametrize("whose", NODES)
@pytest.mark.parametrize("kept", ["json", "assigned", "string"])
def test_an_embed_in_the_body_of_the_pages_own_story_is_found(whose: str, kept: str) -> None:
    """Whoever's tree it is: in a script of JSON, assigned to a variable, or inside a string of JSON."""
    state = json.dumps({"story": {"headline": _TITLE, "body": [_WORDS, NODES[whose]]}})
    script = {
        "json": f'<script type="application/json">{state}</script>',
        "assigned": f"<script>window.__STATE__ = {state};</script>",
        "string": f"<script>window.__STATE__ = JSON.parse({json.dumps(state)});</script>",
    }[kept]
    assert _ids(_page(script)) == [_FILM]


def test_objects_that_name_any_platform_are_looked_at() -> None:
    """Whichever of the catalogue says what an object is, and names its post."""
    for name, platform in platforms.catalogue().items():
        script = json.dumps({"body": [_WORDS, {"type": name, "url": platform.example}]})
        assert body_trees.may_hold(script), name
        assert [post.platform for post in body_trees.posts(script)] == [name]


def test_a_state_that_can_name_no_post_is_not_read() -> None:
    """It has objects that say that they are embeds, but neither a post's address nor the name of a platform."""
    image = {"type": "embeddedImage", "url": "https://news.example/bridge.jpg"}
    assert not body_trees.may_hold(json.dumps(image))
    for told in ({"source": _WATCH}, {"source": _WATCH.replace("/", "\\u002F")}, {"name": "youtube", "id": _FILM}):
        assert body_trees.may_hold(json.dumps(image | told).replace("\\\\", "\\"))


@pytest.mark.parametrize("whose", NODES)
def test_another_storys_body_in_the_state_is_not_found(whose: str) -> None:
    """Of a story that the page only recommends."""
    words = {"type": "p", "data": "Words of another story, which has nothing to do with any bridge at all."}
    other = {"headline": "Another story", "link": "https://news.example/other/", "body": [words, NODES[whose]]}
    state = json.dumps({"story": {"headline": _TITLE, "body": [_WORDS]}, "recommended": [other]})
    assert _ids(_page(f"<script>window.__STATE__ = {state};</script>")) == []


def test_broken_and_hostile_states_end() -> None:
    """A state cut off, one nested very deep, and one that is no JSON."""
    nested = '{"type":"iframe","a":' * 20_000
    for text in (
        json.dumps(NODES["Slate's"])[:-9],
        nested,
        f'x = function(){{return {{type:"embed",url:"{_WATCH}"}}}}',
    ):
        assert _ids(_page(f"<script>window.a = {text}</script>")) == []


@pytest.mark.parametrize(
    "beside",
    [
        '<aside class="q"><iframe src="https://www.youtube.com/embed/?listType=playlist&list=UU_M1ek8fhnDkz5C2zfkTxpg"></iframe></aside>',
        '<div><iframe src="https://www.youtube.com/embed/videoseries?list=UU_M1ek8fhnDkz5C2zfkTxpg"></iframe></div>',
        f'<footer><iframe src="{_EMBED}"></iframe></footer>',
        f'<nav><div><iframe src="{_EMBED}"></iframe></div></nav>',
        f'<footer><div data-q="{_WATCH}"></div></footer>',
    ],
)
def test_what_stands_beside_the_article_is_not_its_own(beside: str) -> None:
    """A channel's uploads anywhere, a list of films in a sidebar, players in the page's footer and menu."""
    assert _ids(_page("", beside)) == []
    assert _ids(_page("", f'<section><iframe src="{_EMBED}"></iframe></section>')) == [_FILM]
