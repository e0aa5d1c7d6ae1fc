"""What a possible post shows as a whole, and what that says of where a post begins."""

from __future__ import annotations

from collections.abc import Iterator

from embedarchive.finder.text.extent import boundaries, wholes
from embedarchive.finder.text.extent.boundaries import Step
from embedarchive.finder.text.extent.segments import Segment

MUCH = "The council has met again about the lamps on the pier, and this time the harbour master came as well. "


def _pieces(*words: str, gap: str = "line") -> list[Segment]:
    return [Segment(number, number + 1, each, each, gap) for number, each in enumerate(words)]


def _steps(*words: str) -> Iterator[Step]:
    """A post's possible ends, at each of which it goes on as likely as not."""
    for number, piece in enumerate(_pieces(*words), 1):
        yield Step(piece, piece.words, {"on": 0.0} if number < len(words) else None, "line")


def test_a_possible_post_is_told_by_what_it_leaves_out() -> None:
    """A piece with a tag, a mention, a link or an emoji, no more than three pieces beyond it."""
    found = wholes.evidence(_pieces("Back.", "It floats.", "At noon.", "They say.", "Look: #pier", "An old boat."))
    assert ["extent leaves marks" in each for each in found] == [False, True, True, True, False, False]


def test_a_possible_post_is_told_by_its_length_and_its_prose() -> None:
    """A long plain sentence stays in all that hold it; posts are seldom long without filling the limit."""
    found = wholes.evidence(_pieces("Back at noon.", MUCH, MUCH, "The end."))
    assert ["extent holds prose" in each for each in found] == [False, True, True, True]
    assert ["extent long" in each for each in found] == [False, False, True, True]
    assert "extent full" in wholes.evidence(_pieces(MUCH, MUCH, MUCH))[2]
    assert "extent holds prose" not in wholes.evidence(_pieces(f"{MUCH}#pier."))[0]


def test_a_possible_post_is_told_by_its_lines() -> None:
    """Sentences that a text without line breaks was cut into are no lines."""
    words = ["The boat is back.", "It floats.", "At noon."]
    lines = wholes.evidence(_pieces(*words))
    assert ["extent one line" in each for each in lines] == [True, False, False]
    assert 0 < lines[1]["extent lines"] < lines[2]["extent lines"]
    assert wholes.evidence(_pieces(*words, gap="sentence")) == [{"extent one line": 1.0}] * 3


def test_what_a_whole_shows_decides_between_boundaries_that_say_nothing() -> None:
    """Of several ends that are as likely the one is taken of which the whole is likelier, and its chance is told so."""
    words = ["The boat is back.", MUCH, "It floats."]
    short = boundaries.choose(_steps(*words), {})
    assert [piece.words for piece in short.segments] == words[:1]
    assert short.probability == 0.5
    longer = boundaries.choose(_steps(*words), {"extent one line": -2.0, "extent lines": 1.0})
    assert [piece.words for piece in longer.segments] == words
    assert longer.other is not None
    assert longer.other.words == MUCH
    assert 0.25 < longer.probability < 1


def test_without_a_piece_there_is_no_post() -> None:
    """Nothing stands above an attribution: there is no extent, and none is likely."""
    assert boundaries.choose(_steps(), {}) == boundaries.Extent((), 0.0)
