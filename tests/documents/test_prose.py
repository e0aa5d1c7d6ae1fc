"""Markdown as people read it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedarchive.documents.prose import plain_lines


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("## The mill turns ##", "The mill turns"),
        ("> > It was the **last** _one_.", "It was the last one."),
        (">", ""),
        ("* * *", ""),
        ("---", ""),
        ("More on [the mill](https://mill.example/a_b_c).", "More on the mill."),
        ("**_Both_** and ***all***", "Both and all"),
        (r"5 \* 3, and \#7", "5 * 3, and #7"),
        ("5 * 3 * 2 = 30", "5 * 3 * 2 = 30"),
        ("snake_case_name and a_b", "snake_case_name and a_b"),
        ("- an item", "- an item"),
        ("#hashtag", "#hashtag"),
        ("— Mila Brand (@mila_brand_)", "— Mila Brand (@mila_brand_)"),
    ],
)
def test_a_line_of_markdown_is_read_without_its_signs(line: str, read: str) -> None:
    """And what only looks like one stays."""
    assert [*plain_lines([line])] == [read]


def test_code_between_fences_stays_as_it_is() -> None:
    """A comment of a program is no heading."""
    assert [*plain_lines(["```sh", "# **all**", "```", "# All"])] == ["", "# **all**", "", "All"]


@given(st.text(alphabet="ab *_>#[]()\\`-\n", max_size=80))
def test_no_letter_of_prose_is_lost_but_in_addresses(text: str) -> None:
    """However its signs are torn: only the target of a link goes."""
    if "](" in text or "][" in text or "```" in text:
        return
    read = "\n".join(plain_lines(text.split("\n")))
    assert [letter for letter in read if letter.isalpha()] == [letter for letter in text if letter.isalpha()]
