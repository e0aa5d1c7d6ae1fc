"""Texts of printed pages: hyphens at line ends, heads and feet between lines, ends of pages."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from embedarchive.finder.text import find, printed
from embedarchive.model import Document

ABOVE = """The council has confirmed on Tuesday that the bridge stays closed
for all traffic until the end of the month, as the clerk said in the
hall on Friday, where about forty people had come to hear the news.
"""
BELOW = """
Nobody was hurt, say the firemen, but the damage to the houses along
the canal is great, and so are the costs for the town, the clerk says.
"""
SIGNED = "— Ann Lee (@ann_lee) November 11, 2022"
FOOT = "https://ostmere.example/bridge                                  {}/3\n\f"
HEAD = "11/12/22, 9:15 AM                  The bridge of Ostmere | Ostmere news\n"


def words(post: str) -> tuple[str | None, str]:
    """The words of the post, and what stands at its place in the text."""
    text = f"{ABOVE}\n{post}\n{BELOW}"
    (embed,) = find(Document(text=text)).embeds
    return embed.text, text[embed.start : embed.end]


@pytest.mark.parametrize(
    ("printed_words", "read"),
    [
        ("con-\nfirms that crews are on it", "confirms that crews are on it"),
        ("con\xad\n   firms that crews are on it", "confirms that crews are on it"),
        ("con\xad\nfirms that crews are on it", "confirms that crews are on it"),
        ("north-\neast, and north-east is far", "north- east, and north-east is far"),
    ],
)
def test_a_hyphen_of_the_printer_s_is_left_out(printed_words: str, read: str) -> None:
    """Unless the word stands there with its hyphen elsewhere, too."""
    line = "Half the town is dark since the early morning and the council "
    assert words(f"{line}{printed_words}.\n{SIGNED}")[0] == f"{line}{read}."


@pytest.mark.parametrize("quoted", ["", "> ", ">> "])
def test_a_soft_hyphen_joins_its_word_in_a_quotation_too(quoted: str) -> None:
    """The sign of quotation in front of the next line is none of the word's."""
    lines = ["Whoever wants to cross it may do so un\xad", "til the first of March.", SIGNED]
    assert (
        words("\n".join(["", *(quoted + line for line in lines), ""]))[0]
        == "Whoever wants to cross it may do so until the first of March."
    )


@pytest.mark.parametrize(
    "between",
    [
        FOOT.format(1) + HEAD,
        "                                  2\n\f",
        "Page 2 of 3\n\f",
        "\f",
        "\n\n12\n\f\n\n",
    ],
)
def test_what_parts_two_pages_is_no_word_of_a_post(between: str) -> None:
    """The post is one, and its place reaches over it."""
    one, other = (
        "Half the town is dark since the early morning, and the council",
        "says that crews are on their way to all of it.",
    )
    found, place = words(f"{one}\n{between}{other}\n{SIGNED}")
    assert found is not None
    assert found.split() == f"{one} {other}".split()
    assert place.startswith("Half the town")
    assert place.endswith("2022")


def test_a_head_that_comes_again_is_one() -> None:
    """Whatever it says; the page's number aside."""
    said = ("one is so.\nTwo is not", "two is so.\nThree is not", "three is so.\nFour is not")
    text = "\f".join(f"Ostmere news, page {number}\nPart {words}.\n" for number, words in enumerate(said, start=1))
    assert [text[start:end] for start, end in printed.page_ends(text)] == [
        f"\fOstmere news, page {number}\n" for number in (2, 3)
    ]


@given(st.text("\f\n 1a-/", max_size=120))
@example("1\f1\n\n1\f1")
def test_spans_are_in_order_and_inside_the_text(text: str) -> None:
    """Whatever stands there."""
    low = 0
    for start, end in printed.page_ends(text):
        assert low <= start <= end <= len(text)
        low = end


@pytest.mark.parametrize(("margin", "doubted"), [("", True), ("    ", False)])
def test_a_post_of_several_lines_on_a_printed_page_is_doubted_without_a_margin(margin: str, *, doubted: bool) -> None:
    """Nothing else parts the paragraph above it from its words."""
    post = f"{margin}Half the town is dark.\n{margin}Crews are on it.\n{margin}{SIGNED}"
    (embed,) = find(Document(text=f"{ABOVE}\n{post}\n{BELOW}\f")).embeds
    assert ("start" in embed.doubts, embed.confidence < 0.9) == (doubted, doubted)
