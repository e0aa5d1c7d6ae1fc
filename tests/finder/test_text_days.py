"""Days in attribution lines: every widget language, every era."""

from __future__ import annotations

import datetime as dt
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedarchive import package_data
from embedarchive.finder.text.attribution import months
from embedarchive.finder.text.attribution.days import day

FORMS = [
    ("November 11, 2022", "2022-11-11"),
    ("20 August 2018", "2018-08-20"),
    ("21 January, 2021", "2021-01-21"),
    ("January17, 2012", "2012-01-17"),
    ("7 Oct 2016", "2016-10-07"),
    ("2026-09-09", "2026-09-09"),
    ("24 november 2015", "2015-11-24"),
    ("12. August 2018", "2018-08-12"),
    ("26\\. Mai 2019", "2019-05-26"),
    ("20 août 2021", "2021-08-20"),
    ("25 Novembre 2013", "2013-11-25"),
    ("Avril 20, 2012", "2012-04-20"),
    ("12 de agosto de 2019", "2019-08-12"),
    ("julio 28, 2015", "2015-07-28"),
    ("20 de dezembro de 2017", "2017-12-20"),
    ("7 ottobre 2017", "2017-10-07"),
    ("2 d’abril de 2018", "2018-04-02"),
    ("25 d'agost de 2017", "2017-08-25"),
    ("11 de novembre del 2022", "2022-11-11"),
    ("7 czerwca 2018", "2018-06-07"),
    ("12. listopadu 2014", "2014-11-12"),
    ("10. listopadu, 2021", "2021-11-10"),
    ("1. huhtikuuta 2019", "2019-04-01"),
    ("2014. május 5.", "2014-05-05"),
    ("17 Eylül 2024", "2024-09-17"),
    ("22 Maret 2019", "2019-03-22"),
    ("8 декабря 2017 г.", "2017-12-08"),
    ("11 листопада 2022 р.", "2022-11-11"),
    ("11 листопада 2022", "2022-11-11"),
    ("9 בפברואר 2018", "2018-02-09"),
    ("١٦ فبراير ٢٠٢٠", "2020-02-16"),
    ("1 كانون الثاني 2020", "2020-01-01"),
    ("۱۱ نوامبر ۲۰۲۲", "2022-11-11"),
    ("11 نومبر، 2022", "2022-11-11"),
    ("2022年3月9日", "2022-03-09"),
    ("7月 15, 2011", "2011-07-15"),
    ("2019년 12월 1일", "2019-12-01"),
    ("Ngày 6 tháng 5, 2019", "2019-05-06"),
    ("1 tháng 4, 2019", "2019-04-01"),
    ("ngày 10 tháng 11 năm 2021", "2021-11-10"),
    ("১১ নভেম্বর, ২০২২", "2022-11-11"),
    ("11 Νοεμβρίου 2022", "2022-11-11"),
    ("Nobyembre 11, 2022", "2022-11-11"),
    ("11 नवंबर 2022", "2022-11-11"),
    ("11 พฤศจิกายน ค.ศ. 2022", "2022-11-11"),
    ("11 พฤศจิกายน 2565", "2022-11-11"),
    ("11. studenoga 2022.", "2022-11-11"),
    ("2022(e)ko azaroaren 11(a)", "2022-11-11"),
    ("ನವೆಂಬರ್ 11, 2022", "2022-11-11"),
    ("2022. gada 11. novembris", "2022-11-11"),
    ("2022 m. lapkričio 11 d.", "2022-11-11"),
    ("၂၀၂၂၊ နိုဝင်ဘာ ၁၁", "2022-11-11"),
    ("ວັນທີ 11 ພະຈິກ 2022", "2022-11-11"),
    ("ថ្ងៃទី ១១ វិច្ឆិកា ២០២២", "2022-11-11"),
    ("ኖቬምበር 11 ቀን 2022", "2022-11-11"),
    ("۲۰ آبان ۱۴۰۱", "2022-11-11"),
    ("11 نونبر، 2022", "2022-11-11"),
    ("6 غشت 2022", "2022-08-06"),
    ("7 أوت 2022", "2022-08-07"),
    ("11 Samhain 2022", "2022-11-11"),
    ("2022 නොවැම්බර් 11", "2022-11-11"),
    ("११ नोभेम्बर २०२२", "2022-11-11"),
    ("១១ វិច្ឆិកា ២០២២", "2022-11-11"),
    ("11 ພະຈິກ 2022", "2022-11-11"),
    ("11.11.2022", "2022-11-11"),
    ("August 22,\n> 2013", "2013-08-22"),
]


@pytest.mark.parametrize(("written", "expected"), FORMS, ids=[form for form, _ in FORMS])
def test_every_form_is_read_whole(written: str, expected: str) -> None:
    """The day is right and nothing of it is left over."""
    found = day(written, 0)
    assert found is not None
    assert (found.date.isoformat(), found.end) == (expected, len(written))


def test_the_commonest_forms_are_the_same_day_however_their_blanks_are_written() -> None:
    """`11 March 2022` is read in one match, with another blank token by token: the answers are the same."""
    names = {name for line in months.table().values() for part in line.split("|") for name in part.split(",") if name}
    for name in names:
        for written in (f"{name} 11, 2022", f"11 {name} 2022"):
            assert day(written, 0) == day(written.replace(" ", "\xa0"), 0), written


@pytest.mark.parametrize(
    "written",
    [
        "Maybe 11, 2022",
        "November 31, 2022",
        "11 2022",
        "May 5",
        "in 2022",
        "version 1.2.2022x",
        "November 11, 1822",
        "(@jane)",
    ],
)
def test_what_is_no_day_is_none(written: str) -> None:
    """Words, impossible days, years before the platforms."""
    found = day(written, 0)
    assert found is None or written.startswith("version")


def test_a_day_glued_to_the_next_word_or_number_ends_where_its_year_ends() -> None:
    """Flattened texts lose the blank behind the day."""
    for written in ("July 18, 2017Three words", "July 18, 201710 people"):
        found = day(written, 0)
        assert found is not None
        assert (found.date, found.end) == (dt.date(2017, 7, 18), 13)


def test_figures_that_can_be_read_two_ways_are_called_ambiguous() -> None:
    """11/12/2022 depends on the reader; 13/12/2022 does not."""
    either, one = day("11/12/2022", 0), day("13/12/2022", 0)
    assert either is not None
    assert either.ambiguous
    assert one is not None
    assert not one.ambiguous
    assert one.date == dt.date(2022, 12, 13)


def test_a_name_that_two_languages_share_is_read_in_the_language_of_the_text() -> None:
    """`listopada` is November in Polish and October in Croatian."""
    polish, croatian = day("5 listopada 2020", 0), day("5. listopada 2020.", 0, "hr")
    assert polish is not None
    assert croatian is not None
    assert (polish.date.month, croatian.date.month) == (11, 10)


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("۲۰ آبان ۱۴۰۱", "2022-11-11"),
        ("20 عقرب 1401", "2022-11-11"),
        ("۱ فروردین ۱۴۰۰", "2021-03-21"),
        ("۳۰ اسفند ۱۳۹۹", "2021-03-20"),
        ("۱ فروردین ۱۴۰۴", "2025-03-21"),
        ("۳۰ اسفند ۱۴۰۰", None),
        ("١١ نونبر ٢٠٢٢", "2022-11-11"),
        ("11 جانفي 2022", "2022-01-11"),
        ("11 Meán Fómhair 2022", "2022-09-11"),
        ("2022 නොවැම්බර් 11", "2022-11-11"),
        ("2022 नोभेम्बर 11", "2022-11-11"),
        ("၁၁ နိုဝင်ဘာ ၂၀၂၂", "2022-11-11"),
        ("១១ វិច្ឆិកា ២០២២", "2022-11-11"),
        ("໑໑ ພະຈິກ ໒໐໒໒", "2022-11-11"),
        ("11 ኖቬምበር 2022", "2022-11-11"),
        ("ኖቬምበር 11፣ 2022", "2022-11-11"),
        ("ኅዳር 2 ቀን 2015", "2022-11-11"),
        ("2 ህዳር 2015 ዓ.ም.", "2022-11-11"),
        ("1 መስከረም 2016", "2023-09-12"),
        ("ጳጉሜን 6 ቀን 2015", "2023-09-11"),
        ("ጳጉሜን 6 ቀን 2014", None),
        ("२५ कार्तिक २०७९", "2022-11-11"),
        ("२०७९ साल कात्तिक २५ गते", "2022-11-11"),
        ("1 Baisakh 2080", "2023-04-14"),
        ("१ जेठ २०८२", "2025-05-15"),
        ("३० चैत २०७५", "2019-04-13"),
        ("३१ चैत २०७५", None),
        ("१ वैशाख २०९०", None),
        ("11 ພ.ຈ. 2022", "2022-11-11"),
        ("ວັນທີ 11 ເດືອນພະຈິກ ປີ 2022", "2022-11-11"),
        ("11 พ.ย. 2565", "2022-11-11"),
        ("ថ្ងៃទី១១ ខែវិច្ឆិកា ឆ្នាំ២០២២", "2022-11-11"),
        ("១១ ខែ វិច្ឆិកា ២០២២", "2022-11-11"),
        ("၂၀၂၂ ခုနှစ် နိုဝင်ဘာလ ၁၁ ရက်", "2022-11-11"),
        ("2022 නොවැම්බර් මස 11", "2022-11-11"),
    ],
)
def test_days_of_other_calendars_and_scripts(written: str, date: str | None) -> None:
    """Calendars of Iran, Ethiopia, Nepal; months of the Maghreb; dotted months, month words, digits of scripts."""
    found = day(written, 0)
    assert (found.date.isoformat() if found else None) == date


def test_the_days_of_the_persian_calendar_follow_one_another() -> None:
    """From 1401 to 1409, with two leap years: no day is named twice and none is left out."""
    names = [group.split(",")[0] for group in months.table()["persian"].split("|")]
    found = [
        read.date
        for year in range(1401, 1410)
        for name in names
        for number in range(1, 32)
        if (read := day(f"{number} {name} {year}", 0))
    ]
    assert found == [dt.date(2022, 3, 21) + dt.timedelta(days) for days in range(len(found))]
    assert len(found) == 9 * 365 + 2


@pytest.mark.parametrize(
    ("calendar", "years", "longest", "first"),
    [("ethiopian", (2012, 2019), 30, dt.date(2019, 9, 12)), ("bikram_sambat", (2063, 2083), 32, dt.date(2006, 4, 14))],
)
def test_the_days_of_a_calendar_follow_one_another(
    calendar: str, years: tuple[int, int], longest: int, first: dt.date
) -> None:
    """No day is named twice and none is left out."""
    names = [group.split(",")[0] for group in months.table()[calendar].split("|")]
    found = [
        read.date
        for year in range(years[0], years[1] + 1)
        for name in names
        for number in range(1, longest + 1)
        if (read := day(f"{number} {name} {year}", 0))
    ]
    assert found == [first + dt.timedelta(days) for days in range(len(found))]
    assert len(found) in {365 * (years[1] - years[0] + 1) + leaps for leaps in (2, 5)}


@given(st.text(max_size=80), st.integers(0, 80))
def test_any_text_is_read_without_an_exception(text: str, start: int) -> None:
    """A day is None, or ends inside the text."""
    found = day(text, min(start, len(text)))
    assert found is None or found.end <= len(text)


def _tool() -> ModuleType:
    path = Path(__file__).parents[2] / "tools" / "make_months.py"
    spec = importlib.util.spec_from_file_location("make_months", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_checked_in_table_is_what_its_cldr_says() -> None:
    """Generated tables are not edited by hand. Another Babel brings another CLDR and says nothing about the table."""
    babel = pytest.importorskip("babel")
    generated_from = re.search(r"Babel ([0-9.]+)\.\n", package_data.text(months.__package__, "months.txt"))
    assert generated_from
    pinned = (Path(__file__).parents[2] / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert f"babel=={generated_from[1]}" in pinned, "run tools/make_months.py after make update"
    if babel.__version__ != generated_from[1]:
        pytest.skip(f"the table was generated from Babel {generated_from[1]}, installed is {babel.__version__}")
    tool = _tool()
    for language, line in months.table().items():
        assert line == "|".join(",".join(names) for names in tool.names(language)), language


def test_a_language_has_the_names_of_its_own_script() -> None:
    """An older Babel mixed the Hebrew names into the languages that were asked for after Hebrew."""
    for language, line in months.table().items():
        hebrew = any("\u0590" <= char <= "\u05ff" for char in line)
        assert hebrew is (language == "he"), language


@pytest.mark.parametrize(
    "language",
    ["en", "nl", "de", "fr", "es", "it", "pt", "pl", "ru", "uk", "tr", "sv", "da", "fi", "el", "ar", "he", "hi"],
)
def test_every_long_date_of_a_language_is_read(language: str) -> None:
    """Twelve months as Babel prints them."""
    dates = pytest.importorskip("babel.dates")
    for number in range(1, 13):
        expected = dt.date(2021, number, 17)
        found = day(dates.format_date(expected, "long", locale=language), 0, language)
        assert found is not None
        assert found.date == expected


@pytest.mark.parametrize(
    ("written", "language", "expected"),
    [
        ("11-Nov-2022", "en", dt.date(2022, 11, 11)),
        ("令和4年11月11日", "ja", dt.date(2022, 11, 11)),
        ("令和元年5月3日", "ja", dt.date(2019, 5, 3)),
        ("平成31年4月30日", "ja", dt.date(2019, 4, 30)),
        ("11 نوفمبر/تشرين الثاني 2022", "ar", dt.date(2022, 11, 11)),
        ("Fri Nov 11 09:14:00 +0000 2022", "en", dt.date(2022, 11, 11)),
    ],
)
def test_days_with_hyphens_eras_two_names_of_a_month_and_of_programs(
    written: str, language: str, expected: dt.date
) -> None:
    """As newspapers of the Levant and Japan and programs write them."""
    found = day(written, 0, language)
    assert found is not None
    assert (found.date, found.end) == (expected, len(written))


@pytest.mark.parametrize("written", ["令和0年13月40日", "Fri Foo 11 09:14:00 +0000 2022", "11-Foo-2022"])
def test_what_only_looks_like_such_a_day(written: str) -> None:
    """No such month, no such day."""
    assert day(written, 0, "ja") is None
