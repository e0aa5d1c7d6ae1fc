"""Days of the calendars of Iran, Ethiopia and Nepal, as days of the common one."""

from __future__ import annotations

import datetime as dt

from embedarchive.finder.text.attribution.months import STEP

PERSIAN_NEW_YEAR = (1380, dt.date(2001, 3, 21))
"""A year of the Persian calendar and the day that it begins with."""

ETHIOPIAN_NEW_YEAR = (1996, dt.date(2003, 9, 12))
"""The same of the Ethiopian calendar; the year before was a leap year, as every fourth is."""

NEPALI_NEW_YEAR = (2063, dt.date(2006, 4, 14))
"""The first year of the list below and the day that it begins with."""

_PERSIAN_LEAPS = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
"""What a leap year of the Persian calendar leaves when it is divided by 33."""

_SHORTEST = 29
_NEPALI_MONTHS = (
    "223222101011",
    "223321101011",
    "232321110012",
    "222322011002",
    "223222101011",
    "223321101011",
    "232321110012",
    "222322011011",
    "223222101011",
    "232321101011",
    "232321110012",
    "222322101011",
    "223222101011",
    "232321110011",
    "232321110102",
    "222322101011",
    "223222101011",
    "232321110011",
    "232321110102",
    "223222101011",
    "223222101011",
)
"""By how many days each month of a year is longer than 29, as almanacs print them: no rule tells the years to come."""

_MONTHS = (12, 13, 12)
"""How many months a year has in Iran, in Ethiopia, in Nepal."""


def date(year: int, month: int, number: int) -> dt.date:
    """A day of another calendar; `month` is counted as `months.STEP` says.

    Raises:
        ValueError: there is no such day, or none that is known.
    """
    calendar, month = divmod(month, STEP)
    if not calendar or not 1 <= month <= _MONTHS[calendar - 1]:
        raise ValueError(month)
    return (_persian, _ethiopian, _nepali)[calendar - 1](year, month, number)


def _persian(year: int, month: int, number: int) -> dt.date:
    """Six months of 31 days, five of 30, and Esfand of 29, in leap years of 30.

    Eight years of 33 are leap years, which holds until 1502.
    """
    leap = year % 33 in _PERSIAN_LEAPS
    longest = 31 if month <= 6 else 30 if month < 12 or leap else 29
    first, begin = PERSIAN_NEW_YEAR
    if not 1 <= number <= longest or not first <= year <= first + 100:
        raise ValueError(year)
    leaps = sum(each % 33 in _PERSIAN_LEAPS for each in range(first, year))
    return begin + dt.timedelta(
        365 * (year - first) + leaps + 31 * min(month - 1, 6) + 30 * max(month - 7, 0) + number - 1
    )


def _ethiopian(year: int, month: int, number: int) -> dt.date:
    """Twelve months of 30 days, and Pagumen of 5, in the years before those that four divides of 6."""
    first, begin = ETHIOPIAN_NEW_YEAR
    longest = 30 if month <= 12 else 6 if year % 4 == 3 else 5
    if not 1 <= number <= longest or not first <= year <= first + 100:
        raise ValueError(year)
    return begin + dt.timedelta(365 * (year - first) + (year - first) // 4 + 30 * (month - 1) + number - 1)


def _nepali(year: int, month: int, number: int) -> dt.date:
    """Months of 29 to 32 days, as almanacs have them."""
    first, begin = NEPALI_NEW_YEAR
    if not first <= year < first + len(_NEPALI_MONTHS):
        raise ValueError(year)
    lengths = [int(sign) + _SHORTEST for months in _NEPALI_MONTHS[: year - first + 1] for sign in months]
    before = 12 * (year - first) + month - 1
    if not 1 <= number <= lengths[before]:
        raise ValueError(number)
    return begin + dt.timedelta(sum(lengths[:before]) + number - 1)
