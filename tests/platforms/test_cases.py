"""Every platform's cases: answers in, post out; a case that fails names each field that is not as expected.

A case is a folder `tests/platforms/<platform>/<case>/` with two files. `answers.json` is what the world answers; it
says whether the shape of its answers was recorded, documented or made, and where it was seen (format:
`embedarchive.web.cases`). The people and words in it are fictional, whatever their shape. `expected.json` is what we
must make of it:

    {"about": "what is special here, in a sentence.",
     "embed": {"handle": "jane_doe", "date": "2023-05-14"},
     "recover": true,
     "post": {"text": "Good morning"},
     "asked": ["https://…"]}

`embed` is what the article says, in fields of `Embed`. `recover` looks into web archives, too, as the archive does for
what is missing. `post`, or `missing`, has every field that is set and no other. `asked`, if given, is exactly what was
asked, in this order.
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import functools
import json
import os
from pathlib import Path
from typing import Any

import pytest

from embedarchive import platforms, web
from embedarchive.model import Answer, Asked, Capture, Embed, MediaRef, Missing, Post, Request, Source, plain

ROOT = Path(os.environ.get("EMBEDARCHIVE_CASES", Path(__file__).parent))
"""A third party's tests run over folders of their own."""
CASES = sorted(path.parent for path in ROOT.glob("*/*/answers.json"))
UNCOMPARED = {"platform"}


async def _no_wait(_seconds: float) -> None:
    return None


async def driven(capture: Capture, source: Source, asked: list[str]) -> Post | Missing:
    """Run a capture to its end, as the archive does, without the waiting."""

    async def answer(request: Request) -> Answer:
        asked.append(request.url)
        return await web.answer(source, request, sleep=_no_wait)

    async def answers(wanted: Asked) -> Answer | tuple[Answer, ...]:
        return await answer(wanted) if isinstance(wanted, Request) else tuple([await answer(one) for one in wanted])

    try:
        wanted = next(capture)
        while True:
            wanted = capture.send(await answers(wanted))
    except StopIteration as end:
        outcome: Post | Missing = end.value
        return outcome


@functools.cache
def expected(folder: Path) -> dict[str, Any]:
    """What a case must come to."""
    value: dict[str, Any] = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return value


@functools.cache
def outcome(folder: Path) -> tuple[Post | Missing, list[str]]:
    """What a case comes to, and what was asked on the way."""
    given, asked = dict(expected(folder)["embed"]), list[str]()
    given["links"] = tuple(given.get("links", ()))
    given["media"] = tuple(
        MediaRef(**{**ref, "candidates": tuple(ref["candidates"])}) for ref in given.get("media", ())
    )
    if "date" in given:
        given["date"] = dt.date.fromisoformat(given["date"])
    embed = Embed(platform=folder.parent.name, form="case", **given)
    platform, source = platforms.get(embed.platform), web.case(folder)
    found = asyncio.run(driven(platforms.ask(platform, embed), source, asked))
    if isinstance(found, Missing) and expected(folder).get("recover"):
        found = asyncio.run(driven(platforms.recover(platform, embed, found), source, asked))
    return found, asked


def compact(value: object) -> Any:  # noqa: ANN401 -- what JSON can hold
    """JSON without what says nothing: null, false, empty texts and lists."""
    if isinstance(value, dict):
        kept = {key: compact(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if not (item is None or item is False or item in ("", [], {}))}
    return [compact(item) for item in value] if isinstance(value, list) else value


def fields(found: Post | Missing) -> dict[str, Any]:
    """The fields that are set, as a case's JSON has them."""
    made = compact(plain(found))
    for name in ("sources", "counts", "card"):
        if name in made:
            made[name] = dict(made[name])
    return {name: value for name, value in made.items() if name not in UNCOMPARED}


def _differences(made: dict[str, Any], wanted: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The fields in which a post, or what is said in its place, is not what was expected: what was made, and wanted."""
    return {
        name: (made.get(name), wanted.get(name))
        for name in sorted(made.keys() | wanted.keys())
        if made.get(name) != wanted.get(name)
        # For people: the words that matter, or nothing is asked of them.
        and not (name == "detail" and wanted.get(name, "") in made.get(name, ""))
    }


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_a_case_comes_to_what_it_must(folder: Path) -> None:
    """Every field as expected and no other, each with its source; what was asked; and the case says what it is."""
    case, source = expected(folder), web.case(folder)
    assert case["about"].endswith(".")
    assert source.shape in {"recorded", "documented", "made"}
    assert source.origin
    found, asked = outcome(folder)
    assert isinstance(found, Post) == ("post" in case)
    assert _differences(fields(found), case.get("post") or case["missing"]) == {}
    if isinstance(found, Post):  # nothing stands in a post without saying which answer it came from
        names = {item.name for item in dataclasses.fields(found)} - {"platform", "sources", "observed_at"}
        assert {name for name in names if getattr(found, name) not in (None, (), False)} == set(dict(found.sources))
    if "asked" in case:  # not more, and in this order: every question costs somebody something
        assert asked == case["asked"]


def test_a_field_that_differs_is_named() -> None:
    """One that is missing, one too many, one with another value; of `detail` the words that matter are enough."""
    assert _differences({"a": 1, "b": 2, "detail": "HTTP 404: gone"}, {"a": 1, "c": 3, "detail": "404"}) == {
        "b": (2, None),
        "c": (None, 3),
    }
    assert _differences({"detail": "no"}, {"detail": "404"}) == {"detail": ("no", "404")}
    assert _differences({"detail": "no"}, {}) == {}
