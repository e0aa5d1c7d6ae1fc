"""Copies of posts, written by a reader before the finder saw them, and what only looks like one."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from embedarchive.finder.text import find
from embedarchive.model import Document, Embed

FOLDER = Path(__file__).parent / "copies"
PARAGRAPHS = {
    "A": (
        "The harbour council of Ostmere spent most of the week arguing about who should pay for the new lamps along "
        "the long pier, and nobody left the hall content on Thursday evening."
    ),
    "B": (
        "A second hearing is set for the end of the month, when the engineers will explain why the old lamps cannot "
        "simply be repaired and painted again as they were nine years ago."
    ),
}
SIGNS = str.maketrans({"␋": "\v", "␌": "\f", "⍽": "\xa0", "␉": "\t", "␤": "\u2028"})
MISREAD = "ocr/underscore-lost"
"""Here the text has another handle than the one that is meant."""

LOW = 0.6
"""No copy that is none is said to be surer than this."""


class Post(NamedTuple):
    """What is right about a post; an empty string for what its text does not say."""

    platform: str
    author: str
    handle: str
    day: str
    words: str


class Copy(NamedTuple):
    """A text, and the posts in it."""

    name: str
    sign: str
    text: str
    posts: list[Post]


def copies(name: str) -> Iterator[Copy]:
    """The texts of a file."""
    for block in re.split(r"(?m)^=== ", (FOLDER / name).read_text(encoding="utf-8"))[1:]:
        title, _, rest = block.partition("\n")
        text, *posts = re.split(r"(?m)^--- ", rest)
        label, _, sign = title.partition(" ")
        yield Copy(label, sign, _expanded(text.rstrip("\n")), [_post(post) for post in posts])


def _expanded(text: str) -> str:
    """A text with the paragraphs of its article."""
    return "\n".join(map(_line, text.split("\n"))).translate(SIGNS)


def _line(line: str) -> str:
    for name, words in PARAGRAPHS.items():
        margin, found, _ = line.partition(f"{{{name}72}}")
        wrapped = textwrap.fill(words, 72, initial_indent=margin, subsequent_indent=margin) if found else ""
        line = wrapped or line.replace(f"{{{name}}}", words)
    return line


def _post(block: str) -> Post:
    facts, _, words = block.partition("\n")
    platform, author, handle, day = ("" if fact.strip() == "-" else fact.strip() for fact in facts.split("|"))
    return Post(platform, author.translate(SIGNS), handle, day, words.rstrip("\n").translate(SIGNS))


def said(embed: Embed) -> Post:
    """What was found."""
    day = embed.date.isoformat() if embed.date else ""
    return Post(embed.platform, embed.author or "", embed.handle or "", day, embed.text or "")


def _is_doubted(embed: Embed, post: Post) -> bool:
    """Is all right but what is doubted?"""
    found = said(embed)
    words = found.words == post.words or not {"start", "end"}.isdisjoint(embed.doubts)
    day = found.day == post.day or "date" in embed.doubts
    return found[:3] == post[:3] and words and day and embed.confidence < 0.9


def _cases(name: str) -> Iterator[object]:
    for copy in copies(name):
        marks = [pytest.mark.xfail(strict=True, reason="not read yet")] if copy.sign == "!" else []
        yield pytest.param(copy, id=copy.name, marks=marks)


@pytest.mark.parametrize("copy", [*_cases("first.txt"), *_cases("second.txt"), *_cases("third.txt")])
def test_a_copy_is_read_as_its_post(copy: Copy) -> None:
    """Platform, author, handle, day and words of each, in the order of the text."""
    found = find(Document(text=copy.text)).embeds
    for each in found:
        place = " ".join(copy.text[each.start : each.end].split())
        assert " ".join((each.handle or each.author or "").split()) in place or copy.name == MISREAD
        assert " ".join((each.text or "").split())[:20] in place
    if copy.sign == "~":
        assert len(found) == len(copy.posts)
        assert all(said(each) == post or _is_doubted(each, post) for each, post in zip(found, copy.posts, strict=True))
    else:
        assert [said(each) for each in found] == copy.posts


@pytest.mark.parametrize("copy", [pytest.param(copy, id=copy.name) for copy in copies("prose.txt")])
def test_what_looks_like_a_copy_is_none(copy: Copy) -> None:
    """Bylines, comments, recipes, results, chats and mails: nothing, or something that is doubted and far from sure."""
    for embed in find(Document(text=copy.text)).embeds:
        assert embed.doubts
        assert embed.confidence <= LOW
