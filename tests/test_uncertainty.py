"""What a find leaves open, as a sentence."""

from __future__ import annotations

import pytest

from embedarchive.model.articles import uncertainty


@pytest.mark.parametrize(
    ("confidence", "doubts", "said"),
    [
        (0.95, (), ""),
        (0.9, ("a word of a later version",), ""),
        (0.71, (), "its text may begin or end in the wrong place (the finder is 71% sure of its words and author)"),
        (0.71, ("start",), "its text may begin too early or too late (the finder is 71% sure of its words and author)"),
        (
            0.5,
            ("start", "end", "date"),
            (
                "its text may begin or end in the wrong place; its day may be another"
                " (the finder is 50% sure of its words and author)"
            ),
        ),
        (0.996, ("date",), "its day may be another (the finder is 99% sure of its words and author)"),
        (0.0, ("author",), "its author may be another (the finder is 1% sure of its words and author)"),
    ],
)
def test_what_is_open_is_said(confidence: float, doubts: tuple[str, ...], said: str) -> None:
    """Nothing where it is sure; never that it is wholly sure of what it doubts."""
    assert uncertainty(confidence, doubts) == said
