"""Settings that name a platform and an id, islands of Astro's, and states that a script takes out of a string."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from growth import is_linear

from embedarchive import documents, finder
from embedarchive.finder.markup import revived

HERE = "https://gazette.example/2026/11/ferries-return-to-the-sound"
OWN, OTHER, FILM = "1790000000000000001", "1790000000000000002", "FerryAtDawn"
TITLE = "Ferries return to the sound"
WORDS = (
    "The ferries crossed the sound again on Saturday evening after eleven years, and many came to the quay to watch.",
    "Ines Quill, who keeps the small museum of boats, had asked the council for a new pier in the spring.",
)
LINES = "From the first of January the night trains will leave ten minutes earlier, the company said on Friday."


def ids(block: str) -> list[str | None]:
    """What is found in an article that holds a block."""
    told = "".join(f"<p>{each}</p>" for each in WORDS)
    text = f"<!doctype html><title>{TITLE}</title><body><article><h1>{TITLE}</h1>{told}{block}</article>"
    return [each.id for each in finder.scan(documents.load(text, base_url=HERE)).embeds]


def block(settings: object, words: str = "", attributes: str = "") -> str:
    """A block with settings in an attribute."""
    return f'<div data-block="{html.escape(json.dumps(settings))}"{attributes}>{words}</div>'


@pytest.mark.parametrize(
    "settings",
    [
        {"type": "twitter", "id": OWN},
        {"embed": {"provider": "twitter", "id": OWN}},
        [{"attrs": {"kind": [0, "twitter"], "id": [0, OWN]}}],
    ],
)
def test_a_platform_and_an_id_in_one_object(settings: object) -> None:
    """In a block that shows nothing, or that something is on its way, however deep the object stands."""
    assert ids(block(settings)) == [OWN]
    assert ids(block(settings, "<span>Loading …</span>")) == [OWN]


@pytest.mark.parametrize(
    "held",
    [
        block({"type": "twitter", "id": OWN}, f"<p>{WORDS[0]}</p>"),
        block({"type": "twitter", "id": OWN}, "<a href=/boats>Boats</a>"),
        block({"type": "twitter", "id": "ferries"}),
        block({"source": "twitter", "id": OWN}),
        block({"type": "twitter", "id": OWN, "name": "Ines Quill"}),
        block({"type": "twitter", "author": {"id": OWN}}),
        block({"account": {"type": "twitter", "id": OWN}}),
        block([{"type": "twitter", "id": OWN}, {"type": "twitter", "id": OTHER}]),
        block({"type": "twitter", "id": OWN}, attributes=' class="follow-us"'),
    ],
)
def test_ids_that_are_no_posts_of_a_block(held: str) -> None:
    """It has words or leads elsewhere, the id is an account's or of where readers come from, or there are two."""
    assert ids(held) == []


def island(script: str, props: dict[str, Any]) -> str:
    """A component of Astro's: the script that draws it, and what it is drawn from."""
    given = html.escape(json.dumps(props))
    return f'<astro-island component-url="{script}" renderer-url="/_astro/client.js" props="{given}"></astro-island>'


def test_islands_that_are_drawn_by_a_script_called_after_a_platform() -> None:
    """`props` has the id, each value with its kind, and the name of the script says whose it is."""
    assert ids(island("/_astro/YouTube.Cd8a1f.js", {"id": [0, FILM], "title": [0, TITLE]})) == [FILM]
    assert ids(island("/_astro/YouTubeEmbed.js", {"videoId": [0, FILM]})) == [FILM]
    assert ids(island("/_astro/Tweet.B7.js", {"id": [0, OWN]})) == [OWN]
    assert ids(island("/_astro/Counter.B7.js", {"id": [0, FILM]})) == []
    assert ids(island("/youtube/Counter.js", {"id": [0, FILM]})) == []
    assert ids(island("/_astro/TwitterTimeline.B7.js", {"id": [0, OWN]})) == []


def _story(identifier: str, *, own: bool = True) -> dict[str, Any]:
    return {
        "title": TITLE if own else "Night trains change their timetable",
        "slug": "ferries-return-to-the-sound" if own else "night-trains-change-their-timetable",
        "body": [
            *({"type": "paragraph", "text": each} for each in (WORDS if own else (LINES, LINES[::-1]))),
            {"type": "tweet", "url": f"https://x.com/ferries/status/{identifier}"},
        ],
    }


_STATE = json.dumps({"article": _story(OWN), "more": [_story(OTHER, own=False)]})


def _single(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


@pytest.mark.parametrize(
    "written",
    [
        json.dumps,
        _single,
        lambda text: _single(text).replace('"', "\\x22"),
        lambda text: _single(text).replace('"', "\\u0022"),
        lambda text: f"`{text}`",
        lambda text: f'decodeURIComponent("{quote(text)}")',
        lambda text: f"unescape( '{quote(text)}' )",
    ],
)
def test_states_that_a_script_takes_out_of_a_string(written: Callable[[str], str]) -> None:
    """However the string is quoted and its quotation marks are written; another story's post is not found."""
    assert ids(f"<script>window.__STATE__ = JSON.parse({written(_STATE)});</script>") == [OWN]
    assert ids(f"<script>read(JSON.parse({written(_STATE)}))</script>") == [OWN]


@pytest.mark.parametrize("state", ["JSON.parse('{", "JSON.parse('{]')", "JSON.parse(`\\`)", 'JSON.parse("\\x4")'])
def test_strings_that_are_no_json_are_left(state: str) -> None:
    """What ends early, or is something else, stays as it is written."""
    assert revived.revived(state) == state


def test_scripts_that_begin_many_strings_are_read_in_linear_time() -> None:
    """None of them ends."""
    assert is_linear(lambda count: revived.is_coded("JSON.parse('\\'" * count), 20_000, 40_000, floor=0.05)
