"""Posts as titles and previews of links show them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedarchive.finder.text import find, titled
from embedarchive.model import Document, Embed


def found(line: str) -> list[Embed]:
    """What is found of a line in an article."""
    return list(
        find(Document(text=f"The bridge stays closed, says the council.\n\n{line}\n\nNobody was hurt.\n")).embeds
    )


@pytest.mark.parametrize(
    ("line", "platform"),
    [
        ('Ann Lee on X: "So it is." / X', "twitter"),
        ('Ann Lee on Twitter: "So it is." / Twitter', "twitter"),
        ("Ann Lee auf X: „So it is.“ / X", "twitter"),
        ("Ann Lee sur X: «So it is.» / X", "twitter"),
        ('Ann Lee en X: "So it is." / X', "twitter"),
        ('Ann Lee no Facebook: "So it is." | Facebook', "facebook"),
        ("Ann Lee op LinkedIn: “So it is.” | LinkedIn", "linkedin"),
    ],
)
def test_a_title_names_author_and_platform(line: str, platform: str) -> None:
    """The platform's name behind the words confirms it; the day is nowhere."""
    (embed,) = found(line)
    assert (embed.platform, embed.author, embed.text, embed.doubts) == (platform, "Ann Lee", "So it is.", ("date",))
    assert embed.confidence == titled.SURE


def test_the_address_below_a_title_is_the_posts() -> None:
    """It has the id, which holds the day."""
    address = "https://x.com/ann_lee/status/1591167663165898754"
    (embed,) = found(f'Ann Lee on X: "So it is."\n{address}')
    assert (embed.id, embed.text, embed.posted_at is None) == ("1591167663165898754", "So it is.", False)


def test_a_preview_counts_before_it_quotes() -> None:
    """Counts, handle, day and the words."""
    (embed,) = found('34 likes, 2 comments - ann_lee on November 11, 2022: "Half the town is dark.\nCrews are on it."')
    assert (embed.platform, embed.handle, embed.date) == ("instagram", "ann_lee", dt.date(2022, 11, 11))
    assert embed.text == "Half the town is dark.\nCrews are on it."
    assert embed.confidence == titled.UNSURE


@pytest.mark.parametrize(
    "line",
    [
        'Bo Lind on Facebook: "Enough," he wrote, and "that is that."',
        'The clerk said on Monday: "The bridge stays closed."',
        'Ann Lee on Page 3: "So it is."',
        "Ann Lee on X: so it is.",
    ],
)
def test_prose_that_quotes_is_no_title(line: str) -> None:
    """Two quotations, a weekday, a page, no quotation."""
    assert found(line) == []


@given(st.text('An on X: "“”/\n12 likes,-', max_size=200))
def test_any_title_is_read_without_an_exception(text: str) -> None:
    """Places lie inside the text, in order."""
    bound = 0
    for embed in titled.find(text):
        assert bound <= embed.start <= embed.end <= len(text)
        bound = embed.end


def test_a_title_may_name_the_handle_behind_the_name() -> None:
    """In parentheses."""
    (embed,) = find(Document(text='Ann Lee (@ann_lee) on X: "So it is."\n')).embeds
    assert (embed.platform, embed.author, embed.handle, embed.text) == ("twitter", "Ann Lee", "ann_lee", "So it is.")
