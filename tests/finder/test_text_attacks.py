"""Texts made to mislead: words that look like a time, days of another paragraph, dashes of a list, bylines of people."""

from __future__ import annotations

import datetime as dt

import pytest

from embedarchive.finder.text import find
from embedarchive.model import Document, Embed

PROSE = (
    "The mayor of the town spoke at length about the gates, which had been repaired twice in the last ten years, and "
    "about the money, which had not been paid; the county, he said, had promised it in a letter that nobody could find."
)


def embeds(text: str, title: str | None = None) -> tuple[Embed, ...]:
    """What is found in a text."""
    return find(Document(text=text, title=title)).embeds


def only(text: str, title: str | None = None) -> Embed:
    """The one post of a text."""
    (found,) = embeds(text, title)
    return found


@pytest.mark.parametrize("line", ["mill 3.42 m", "at 10.30 the second pump came.", "3:42 pm and no boat."])
def test_the_line_below_the_day_is_no_time_of_day(line: str) -> None:
    """A line of the post, or of the article, is no part of the attribution above it."""
    text = f"Water level at the gates\n— Tom (@tom) February 22, 2023\n{line}\nmore of it.\n"
    found = only(text)
    assert line in (found.text or "") or found.end <= text.index(line)


def test_a_post_that_goes_on_below_its_attribution_keeps_the_line_with_a_number() -> None:
    """Water levels, the usual post of a flood."""
    text = (
        f"{PROSE}\nWater level at 04:10\n— Tom (@tom) February 22, 2023\nmill 3.42 m\nbridge 3.90 m\n"
        f"#river pic.twitter.com/SG5Eaq6aGt\n{PROSE}\n"
    )
    assert only(text).text == "Water level at 04:10\nmill 3.42 m\nbridge 3.90 m\n#river"


@pytest.mark.parametrize("time", ["at 3:53 PM", "um 15:53", "om 15:53", "às 15:53", "a las 15.53", "15:53", ", 3:53 p.m."])
def test_a_time_of_day_belongs_to_the_attribution(time: str) -> None:
    """As the widgets write it, in its own line."""
    text = f"Gates gone.\n— Mira (@mira.example.com) March 16, 2025 {time}\nNext."
    assert text[only(text).end :] == "\nNext."
