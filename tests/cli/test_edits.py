"""What `fetch --recheck` prints of a change: the words that differ, in lines that fit."""

from __future__ import annotations

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedarchive.archive.results import Change
from embedarchive.cli import edits
from embedarchive.cli.lines import cells, one_line
from embedarchive.cli.printers import Lines

URL = "https://x.com/mila/status/1"
START = (
    "The council of the harbour town met today and decided, after nine hours of debate, that the bridge stays closed "
)


def _told(what: str, before: str = "", after: str = "", field: str = "") -> list[str]:
    """The lines of a change, without colours, the first without its address."""
    lines: list[str] = []
    Lines(verbose=False, quiet=False, echo=lines.append).print(
        Change(what=what, url=URL, before=before, after=after, field=field)
    )
    head, *rest = click.unstyle(lines[0]).split("\n")
    return [head.replace(f" {URL}", ""), *(line.strip() for line in rest)]


def test_an_edit_shows_the_words_that_differ_and_not_the_start_that_does_not() -> None:
    """The texts are the same for longer than a line is."""
    told = _told("edited", f"{START}for two weeks. More follows.", f"{START}for four months. More follows.")
    assert told == [
        "  edited  ",
        "was  … the bridge stays closed for two weeks. More follows.",
        "now  … the bridge stays closed for four months. More follows.",
    ]


def test_words_that_only_came_are_shown_where_they_stand() -> None:
    """The line before has the words around them."""
    assert _told("edited", "The sails move.", "The sails hardly move.")[1:] == [
        "was  The sails move.",
        "now  The sails hardly move.",
    ]


def test_one_letter_of_a_script_without_spaces_is_found() -> None:
    """A clause of Japanese is one word to whoever looks for blanks."""
    before = "今日は大阪で大きな地震がありました。" * 4 + "けが人は五人です。"
    assert all("けが人は" in line for line in _told("edited", before, before.replace("五", "九"))[1:])
    was, now = _told("edited", before, before.replace("五", "九"))[1:]
    assert "五" in was
    assert "九" in now


def test_each_place_of_a_long_text_is_shown_and_further_ones_are_counted() -> None:
    """Four places, and how many more."""
    words = [f"word{number}" for number in range(400)]
    other = [word.upper() if number % 50 == 25 else word for number, word in enumerate(words)]
    told = _told("edited", " ".join(words), " ".join(other))
    assert len(told) == 1 + 2 * 4 + 1
    assert told[-1] == "and in 4 more places"


def test_what_cannot_be_seen_is_said_to_differ() -> None:
    """A line end that became a blank."""
    assert _told("edited", "one\ntwo", "one two")[1:] == ["only blanks or signs that cannot be seen differ"]


def test_what_turns_the_direction_is_shown_and_not_obeyed() -> None:
    """A right-to-left override is a sign like any other."""
    assert _told("edited", "a \u202eb", "a c")[1:] == ["was  a \N{REPLACEMENT CHARACTER}b", "now  a c"]


def test_other_changes_say_what_they_are() -> None:
    """Names, pictures by as much of their address as tells them apart, what is gone, what is back."""
    media = "https://pbs.example/media/"
    assert _told("renamed", "mila", "mila_b", "handle") == ["  renamed  (handle)", "was  mila", "now  mila_b"]
    assert _told("media", f"{media}F1", f"{media}F1 {media}F2") == ["  media   ", "new  F2"]
    assert _told("media", f"{media}F1", "https://b.example/x/F1")[1:] == ["gone media/F1", "new  x/F1"]
    assert _told("media", f"{media}F1 {media}F2", f"{media}F2 {media}F1")[1:] == ["the same ones, in another order"]
    assert _told("gone", "It fell.", "deleted") == ["  gone      [deleted]", "was  “It fell.”"]
    assert _told("back", "gone", "It fell.") == ["  back    ", "now  “It fell.”"]
    assert _told("reparsed", "", "text, language") == ["  reparsed  text, language"]


@pytest.mark.parametrize("width", [60, 80, 120])
@given(
    before=st.text(max_size=300),
    after=st.text(max_size=300),
    start=st.sampled_from(["", START, START * 3, "地震" * 60]),
    what=st.sampled_from(["edited", "renamed", "gone", "back"]),
)
def test_every_line_fits(width: int, before: str, after: str, start: str, what: str) -> None:
    """Whatever the texts are, and the two lines of an edit are never the same: what differs is in them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(edits, "columns", lambda: width)
        change = Change(what=what, url=URL, before=start + before, after="deleted" if what == "gone" else start + after)
        lines = click.unstyle(edits.change_lines(change)).split("\n")
    assert all(cells(line) <= width for line in lines[1:])
    assert all(one_line(line) == " ".join(line.split()) for line in lines)
    if what == "edited" and [line.split()[0] for line in lines[1:]] == ["was", "now"]:
        assert lines[1].split()[1:] != lines[2].split()[1:]
