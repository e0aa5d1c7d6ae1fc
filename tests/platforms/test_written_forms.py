"""Numbers and days as pages write them for people, in the languages of their readers."""

from __future__ import annotations

import pytest

from embedarchive.protocols.declaring.id_times import day
from embedarchive.protocols.reading.counts import shown


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("1,234 likes", 1234),
        ("1.234 Likes", 1234),
        ("1\u202f234 J’aime", 1234),
        ("12.345.678", 12_345_678),
        ("40.1K", 40_100),
        ("1.5M views", 1_500_000),
        ("2 B", 2_000_000_000),
        ("1,2 Mio. Aufrufe", 1_200_000),
        ("3 тыс. просмотров", 3_000),
        ("13,6 млн", 13_600_000),
        ("10 mil visualizaciones", 10_000),
        ("12 bin beğenme", 12_000),
        ("1.2万回視聴", 12_000),
        ("3.4만", 34_000),
        ("2億", 200_000_000),
        ("7 mins ago", 7),
        ("3 binge", 3),
        ("4.5", 4),
        ("nobody yet", None),
    ],
)
def test_a_number_is_read_as_it_is_shown(words: str, number: int | None) -> None:
    """With any sign between thousands, and shortened by a letter or a word; any other word shortens nothing."""
    assert shown(words) == number


@pytest.mark.parametrize(
    "words",
    [
        "Tuesday, May 17, 2016",
        "Streamed live on 17 May 2016",
        "17. Mai 2016",
        "17 mai 2016",
        "17 de mayo de 2016",
        "17 de maio de 2016",
        "17 mei 2016",
        "17 maggio 2016",
        "17 мая 2016 г.",
        "17 Mayıs 2016",
        "17 مايو 2016",
        "2016年5月17日",
        "2016년 5월 17일",
        "2016-05-17",
    ],
)
def test_a_day_is_read_in_many_languages(words: str) -> None:
    """It is noon of that day, since nobody says in which zone."""
    assert day(words) is not None
    assert str(day(words)) == "2016-05-17 12:00:00+00:00"


@pytest.mark.parametrize(
    "words", ["", "yesterday", "17 apples 2016", "Room 12, 2016", "31 February 2016", "5 maybe 2016x"]
)
def test_what_is_no_day_is_none(words: str) -> None:
    """A number, a word and another number are a day when the word is a month's."""
    assert day(words) is None
