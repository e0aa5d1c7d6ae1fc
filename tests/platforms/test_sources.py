"""The declared sources of every platform are what its capture asks, in their order, and what its posts name."""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from embedarchive import platforms
from embedarchive.model import Embed, Post, Reason, Refusal, Request
from embedarchive.protocols.declaring.sources import Source
from tests.platforms.test_cases import CASES, outcome

NAMES = sorted(platforms.catalogue())
SHAPES = ("recorded", "documented", "made")
NOON = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
OF_PAGES = {"opengraph", "json-ld", "page"}
"""How a page was read, where it was read in the common way."""
OF_NOBODY = {"id", "day", "address", "wayback"}
"""What is computed, or another archive's word."""
OF_RECORDINGS = {
    "twitter": {"api", "graphql"},
    "reddit": {"json"},
    "facebook": {"oembed"},
    "instagram": {"oembed"},
    "bluesky": {"client"},  # the author's own clock
    "peertube": {"oembed"},  # which its page names
    "coub": OF_PAGES,
    "streamable": OF_PAGES,
    "documentcloud": OF_PAGES,
}
"""What no capture asks any more, and recordings hold."""
IDS = {
    "facebook": ["https://www.facebook.com/jane/posts/10207393772231779?comment_id=10207393772231780"],
    "vk": ["https://vk.com/video-231889841_9", "https://vk.com/clip-231889841_9"],
    "rumble": ["https://rumble.com/embed/v4abcde/"],
    "googlemaps": ["https://www.google.com/maps/embed?pb=!1m2!1d9!2d4.1!3d51.2"],
}
"""Further addresses than a platform's example, of posts that are asked about in another way."""


UNEXAMINED = {
    "closed for good": ("gfycat", "vine"),
    "what its address says is not asked for": ("googlemaps", "openstreetmap"),
    "no post of it is known that stays": (
        *("datawrapper", "flourish", "getty", "giphy", "sketchfab"),
        *("friendica", "lemmy", "pixelfed", "pleroma"),
    ),
}
"""Platforms that the doctor does not ask, and why."""


def asked(name: str, url: str) -> tuple[list[Request], list[tuple[Source, Request]]]:
    """What a capture asks when everybody shows it a wall, and the declared sources with what each would be asked."""
    platform = platforms.get(name)
    known = platform.recognise(url)
    assert known is not None
    capture = platform.capture(Embed(platform=name, form="link", id=known.id, url=known.url, handle=known.handle))
    requests: list[Request] = []
    try:
        wanted = next(capture)
        while True:
            assert isinstance(wanted, Request)
            requests.append(wanted)
            wanted = capture.send(Refusal(request=wanted, reason=Reason.LOGIN_WALL, at=NOON))
    except StopIteration:
        pass
    declared = [one for one in platform.sources if one.answers(known.id) and not one.opt_in]
    return requests, [(source, source.request(known)) for source in declared]


def test_the_doctor_has_a_post_to_ask_for() -> None:
    """Of every platform but those that are listed with their reason."""
    without = {name for name in NAMES if not platforms.get(name).well_known}
    assert without == {name for names in UNEXAMINED.values() for name in names}


def fits(source: Source, url: str) -> bool:
    """Whether an address is one of a source's, whatever post it is about."""
    patterns = (re.escape(each) for each in (source.url, *source.also) if each)
    return any(re.fullmatch(re.sub(r"\\\{[a-z]{1,9}\\\}", ".+", pattern), url) for pattern in patterns)


@pytest.mark.parametrize("name", NAMES)
def test_sources_are_whole(name: str) -> None:
    """At least one; each says what it gives, where its shape is known from and when that was last looked at."""
    sources = platforms.get(name).sources
    assert sources
    assert len({source.name for source in sources}) == len(sources)
    for source in sources:
        assert re.fullmatch(r"[a-z][a-z0-9-]{1,19}", source.name)
        assert source.gives
        assert source.shape in SHAPES
        assert dt.date(2026, 11, 1) <= dt.date.fromisoformat(source.checked) <= dt.datetime.now(dt.UTC).date()


@pytest.mark.parametrize(("name", "url"), [(name, url) for name in NAMES
                                           for url in (platforms.get(name).example, *IDS.get(name, ()))])  # fmt: skip
def test_a_capture_asks_the_sources_in_their_order(name: str, url: str) -> None:
    """All of them and nobody else, each as it is declared, when none of them shows the post."""
    made, declared = asked(name, url)
    assert len(made) == len(declared)
    for one, (source, wanted) in zip(made, declared, strict=True):
        assert fits(source, one.url)
        free = name in {
            "twitter",
            "bluesky",
            "vk",
            "threads",
        }  # their addresses have places that only captures can fill
        assert one == (replace(wanted, url=one.url) if free else wanted)


@pytest.mark.parametrize("name", NAMES)
def test_posts_name_declared_sources(name: str) -> None:
    """What a post's `sources` say of each fact is the name of a declared source, of none else."""
    sources = platforms.get(name).sources
    known = {source.name for source in sources} | OF_NOBODY | OF_RECORDINGS.get(name, set())
    known |= OF_PAGES if "page" in known else set()
    for folder in (case for case in CASES if case.parent.name == name):
        found, _ = outcome(folder)
        if isinstance(found, Post):
            assert {said for _, said in found.sources} <= known, folder.name


@functools.cache
def answered(folder: Path) -> tuple[str, tuple[tuple[str, bool], ...]]:
    """The shape of a case, and the addresses at which it has an answer that is no error, and whether that is JSON."""
    case = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    good = (each for each in case["answers"] if each.get("status", 200) == 200 and "error" not in each)
    return case["shape"], tuple((each["url"], "json" in each or each.get("text", "")[:1] == "{") for each in good)


def stands_for(name: str, source: Source, url: str, *, json_: bool) -> bool:
    """Whether a case's answer is one of a source; under a post's own address the object and the page differ in kind."""
    if source.url != "{url}":
        return fits(source, url)
    return (source.kind == "api") == json_ and platforms.get(name).recognise(url) is not None


@pytest.mark.parametrize("name", NAMES)
def test_the_shape_of_a_source_is_that_of_its_best_case(name: str) -> None:
    """Recorded goes before documented, that before made; a source without any case would stand on nothing."""
    for source in platforms.get(name).sources:
        if not source.url or source.opt_in:  # those of strangers: tests/archive/test_third_parties.py
            continue
        cases = [answered(folder) for folder in CASES if folder.parent.name == name]
        shapes = [
            shape
            for shape, addresses in cases
            if any(stands_for(name, source, url, json_=json_) for url, json_ in addresses)
        ]
        assert min(shapes, key=SHAPES.index, default="no case") == source.shape, (source.name, source.url)
