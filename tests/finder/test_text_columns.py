"""Texts of pages printed in columns that stand side by side."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from embedarchive.finder.text import columns, find, spacing
from embedarchive.model import Document

LEFT = [
    "The harbour council of Ostmere spent",
    "most of the week arguing about who",
    "should pay for the new lamps.",
    "",
    "Half the town is dark. Crews are on it.",
    "— Ann Lee (@ann_lee) November 11, 2022",
    "",
    "Nobody left the hall content.",
]
RIGHT = [
    "A second hearing is set for the end of",
    "the month, says the clerk.",
    "",
    "We see it from the tower, all of it.",
    "— Bo Lind (@bo_lind) March 3, 2023",
    "",
    "The mayor did not answer letters that",
    "were sent in the spring.",
]


def printed(left: list[str], right: list[str], gutter: int = 46) -> str:
    """Two columns as a printed page's text has them."""
    return "\n".join(f"{one:{gutter}}{other}".rstrip() for one, other in zip(left, right, strict=True))


def test_each_column_is_read_from_top_to_bottom() -> None:
    """The post of the left column, then that of the right; which lines an author broke is doubted."""
    one, other = find(Document(text=printed(LEFT, RIGHT))).embeds
    assert (one.handle, other.handle) == ("ann_lee", "bo_lind")
    assert (one.text, other.text) == ("Half the town is dark. Crews are on it.", "We see it from the tower, all of it.")
    assert "start" in one.doubts
    assert max(one.confidence, other.confidence) <= 0.85


def test_a_post_in_columns_has_a_part_for_each_of_its_lines() -> None:
    """Nothing of the column beside it is in its parts."""
    text = printed(LEFT, RIGHT)
    one, other = find(Document(text=text)).embeds
    assert [text[start:end] for start, end in one.parts] == LEFT[4:6]
    assert [text[start:end] for start, end in other.parts] == RIGHT[3:5]
    assert (one.start, one.end) == (one.parts[0][0], one.parts[-1][1])


def test_an_empty_line_within_a_post_is_no_part_of_it() -> None:
    """Its words and its attribution, between which nothing stands in its column, and words in the other."""
    words = "@ostmere half the town is dark. #lamps"
    text = printed([*LEFT[:4], words, "", *LEFT[5:]], [*RIGHT, ""])
    one, _ = find(Document(text=text)).embeds
    assert [text[start:end] for start, end in one.parts] == [words, LEFT[5]]


def test_a_headline_across_the_columns_stands_where_it_stood() -> None:
    """What runs across parts the columns above it from those below."""
    across = "Lamps for the long pier, and what people in the harbour say about them today"
    text = f"{printed(LEFT, RIGHT)}\n{across}\n{printed(LEFT[:3], RIGHT[:3])}"
    rows = [text[start:end] for start, end in columns.pieces(text)]
    assert rows == [*LEFT, *RIGHT, across, *LEFT[:3], *RIGHT[:3]]


def test_columns_where_one_side_is_mostly_empty() -> None:
    """Lines far to the right are the second column's, too."""
    pairs = [
        *((line, "") for line in LEFT),
        *(("", line) for line in RIGHT),
        ("a wall", "a bell"),
        ("b", "c"),
        ("d", "e"),
    ]
    text = printed([one for one, _ in pairs], [other for _, other in pairs])
    rows = [text[start:end] for start, end in columns.pieces(text)]
    assert [row for row in rows if row] == [
        *filter(None, LEFT),
        "a wall",
        "b",
        "d",
        *filter(None, RIGHT),
        "a bell",
        "c",
        "e",
    ]


def test_what_has_no_columns() -> None:
    """Prose with blanks in it, a list, a table of two lines, code."""
    for text in (
        "We met.   Then we left.\n" * 2 + "Half the town is dark, and nobody knows for how long it will be.\n" * 20,
        "name    day\nAnn     Friday\n",
        "def find(text):\n        return text\n\n        # and so on\n" * 5,
        "\n".join(LEFT),
    ):
        assert columns.pieces(text) == []


@given(st.lists(st.text("ab @(—)1\f", max_size=60), max_size=30))
def test_any_lines_are_read_without_an_exception(lines: list[str]) -> None:
    """Every piece lies in the text, and nothing but blanks is left out of them."""
    text = "\n".join(lines)
    pieces = columns.pieces(text)
    assert all(0 <= start <= end <= len(text) for start, end in pieces)
    if pieces:
        assert sorted(filter(str.strip, "".join(text[start:end] for start, end in pieces))) == sorted(
            filter(str.strip, text)
        )


@given(st.lists(st.tuples(st.text("ab —@(c)", max_size=20), st.text("ab —@(c)", max_size=20)), max_size=12))
def test_places_in_columns_lie_in_the_text(rows: list[tuple[str, str]]) -> None:
    """Whatever piece of the reordered text is asked for."""
    text = "\n".join(f"{one:30}{other}" for one, other in rows) + "\na    @b\nc    d\ne    f"
    for tight in filter(lambda step: step.moved, spacing.readings(text)):
        for at in range(len(tight.text)):
            assert all(0 <= start <= end <= len(text) for start, end in tight.places(at, min(at + 40, len(tight.text))))
            start, end = tight.places(at, at + 1)[0]
            assert text[start:end].strip() == tight.text[at].strip()
