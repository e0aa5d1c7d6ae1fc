"""Days and times as CLDR writes them in many languages, how long ago, other calendars, and what a scan misread."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedarchive import package_data
from embedarchive.finder.text import find, moments
from embedarchive.finder.text.attribution import ages, misread
from embedarchive.finder.text.attribution.days import day
from embedarchive.model import Document

LANGUAGES = (
    *("en", "en_GB", "nl", "de", "fr", "es", "pt", "it", "pl", "ru", "uk", "tr", "ar", "ar_MA", "ar_TN", "fa", "he"),
    *("hi", "bn", "ja", "ko", "zh", "zh_Hant", "sv", "da", "nb", "fi", "cs", "sk", "hu", "ro", "bg", "hr", "sr", "sl"),
    *("el", "ca", "eu", "gl", "lt", "lv", "et", "th", "vi", "id", "ms", "fil", "ur", "ta", "te", "kn", "ml", "mr"),
    *("ka", "hy", "az", "kk", "sq", "mk", "is", "af", "ga", "si", "ne", "my", "km", "lo", "am"),
)
WHEN = dt.datetime(2022, 11, 19, 23, 45, tzinfo=dt.UTC)
WORDS = "Half the town is dark."


@pytest.mark.parametrize("language", LANGUAGES)
def test_days_and_times_of_widgets_in_every_language(language: str) -> None:
    """A drawn card, a list, a page with the day below, and an attribution."""
    dates = pytest.importorskip("babel.dates")
    short, long = (dates.format_date(WHEN.date(), form, locale=language) for form in ("medium", "long"))
    time = dates.format_time(WHEN.time(), "short", locale=language)
    texts = (
        f"Ann Lee\n@ann_lee\n{WORDS}\n{time} · {short} · 12",
        f"Ann Lee\n@ann_lee\n·\n{short}\n{WORDS}\n12\n34",
        f"Ann Lee\n@ann.bsky.social\n{WORDS}\n{long} {time}\n12",
        f"{WORDS}\n— Ann Lee (@ann_lee) {long}",
        f"{WORDS}\n— Ann Lee (@ann_lee) {short} {time}",
    )
    for text in texts:
        (found,) = find(Document(text=text, language=language.partition("_")[0])).embeds
        assert (found.date, found.text) == (WHEN.date(), WORDS), text


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("۱ فروردین ۱۴۰۱", "2022-03-21"),
        ("۳۰ اسفند ۱۳۹۹", "2021-03-20"),
        ("۱۹ شهریور ماه ۱۴۰۲", "2023-09-10"),
        ("۱۴۰۱/۸/۲۰", "2022-11-11"),
        ("1403-01-01", "2024-03-20"),
        ("२०७९ साल कार्तिक २५ गते", "2022-11-11"),
        ("१ बैशाख २०८१", "2024-04-13"),
        ("पुष १५, २०७९", "2022-12-30"),
        ("መስከረም 1 ቀን 2015 ዓ.ም.", "2022-09-11"),
        ("5 ጳጉሜን 2014", "2022-09-10"),
        ("19 thg 11, 2022", "2022-11-19"),
        ("၂၀၂၂ ဩ ၁၉", "2022-08-19"),
        ("29. jouluk. 2022", "2022-12-29"),
        ("11 ноя 2022 г.", "2022-11-11"),
    ],
)
def test_a_day_of_another_calendar_is_read_whole(written: str, expected: str) -> None:
    """With its particles, in its digits, in names and in figures."""
    found = day(written, 0)
    assert found is not None
    assert (found.date.isoformat(), found.end) == (expected, len(written))


@pytest.mark.parametrize(
    "written",
    [
        *("2 years ago", "2 yr. ago", "2y", "2yr", "3mo", "52w", "22h", "just now", "2 years ago (edited)", "2mo ago"),
        *("vor 2 Jahren", "il y a 2 ans", "hace 2 años", "2 jaar geleden", "2 года назад", "2 роки тому", "2 年前"),
        *("قبل سنتين", "2년 전", "för 2 år sedan", "há 2 anos", "2 anos atrás", "1 Jahr", "2 lata temu", "3 Std."),
    ],
)
def test_how_long_ago_is_told_in_many_languages(written: str) -> None:
    """Long, short and narrow, with and without `ago`."""
    assert ages.is_age(written)
    assert moments.read(written, None) == moments.Moment(None)


@pytest.mark.parametrize("written", ["2 lamps", "12 replies", "2022", "ago", "", "2 years ago in Ostmere", "May"])
def test_what_is_no_age(written: str) -> None:
    """Other numbers, and sentences."""
    assert not ages.is_age(written)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("11 November 2022 at 13:03", dt.date(2022, 11, 11)),
        ("Fri, Nov 11, 2022", dt.date(2022, 11, 11)),
        ("11.11.22 09:41", dt.date(2022, 11, 11)),
        ("3/14/23 9:41 PM", dt.date(2023, 3, 14)),
        ("November 11 at 9:41 AM", None),
    ],
)
def test_a_moment_may_lack_its_year(written: str, expected: dt.date | None) -> None:
    """Two digits are a year of this century."""
    found = moments.read(written, "en")
    assert found is not None
    assert (found.day.date if found.day else None) == expected
    assert moments.read(f"{written} or so", "en") is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Novernber 3, 2021", "2021-11-03"),
        ("March l3, 2O21", "2021-03-13"),
        ("I4 Januarv 2023", "2023-01-14"),
        ("Septem8er 29, 2023", "2023-09-29"),
        ("rnei 3, 2021", None),
        ("Lamp 3, 2021", None),
        ("March lO3, 2021", None),
        ("March ², 2021", None),
    ],
)
def test_a_day_that_a_scan_misread_is_another_perhaps(written: str, expected: str | None) -> None:
    """It is read by the shapes of its letters, and said to be ambiguous."""
    found = misread.day(written, 0, "en")
    assert (found.date.isoformat() if found else None) == expected
    assert found is None or (found.ambiguous and found.text == written)


@given(st.text("0123456789² agoyearsmndh.()·vor Jahren前年", max_size=40))
def test_any_line_is_an_age_or_none(line: str) -> None:
    """Nothing is raised; an age is a moment, and a misread day ends inside the line."""
    assert not ages.is_age(line) or moments.read(line, "en") is not None
    found = misread.day(line, 0, "en")
    assert found is None or found.end <= len(line)


def test_the_table_of_ages_is_what_its_cldr_says() -> None:
    """Generated tables are not edited by hand."""
    babel = pytest.importorskip("babel")
    text = package_data.text(ages.__package__, "ages.txt")
    if f"Babel {babel.__version__}." not in text:
        pytest.skip("the table was generated from another Babel")
    from tools import make_ages

    assert text == make_ages.table(), "run: python -m tools.make_ages"


@pytest.mark.parametrize("written", ["95.52 2077", "13.40.2077", "50.20.2070", "1401/50/20", "1401/13/01"])
def test_figures_that_are_no_month_of_any_calendar(written: str) -> None:
    """Amid the numbers of a drawing a pair and a year of Nepal's almanacs are no day, and no error."""
    assert day(f"{written} \n", 0, "en") is None
