"""Pairs of angles: decimal degrees, degrees with minutes, degrees with minutes and seconds.

Every number is an anchor; what stands around it says whether it is an angle. Two angles that follow one another with
nothing but a separator between them may be a place. Decimal numbers alone also are prices, statistics and versions,
so that they need four decimals, or a label, or a direction.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from embedarchive.finder.coordinates.hemispheres import Direction, after, before, meaning
from embedarchive.model import Coordinates
from embedarchive.patterns import regex

METRES = 111_195.0
"""One degree of latitude on a sphere with the Earth's mean radius of 6371 km."""

_PRIME = r"(?:['’‘‛′´`ʹʼ΄‵＇]|min\b|m(?=\d)|分|분)"
_SECOND = r"(?:[\"”“„″˝ʺ＂]|['’′´]{2}|sec\b|s(?![a-z])|秒|초)"
_ANGLE = regex(
    rf"""
    (?<![\d.:]) (?P<led> (?<=[NSEWOZ]) | (?<=[NSEWOZ][ ]) )? (?P<sign>[-−–‐+])? (?P<degrees>\d{{1,3}})
    (?:
        (?P<fraction>[.,]\d{{1,16}}) (?!\d) (?!\.\d) (?P<mark> [ \t\xa0]? (?:[°º˚∘](?![CFКС]\b) | deg\b | 度 | 도 ))?
      |
        [ \t\xa0]? (?P<sign_of_degrees>[°º˚∘](?![CFКС]\b) | deg\b | 度 | 도 | (?P<letter>d) (?=[ ]?\d{{1,2}}['′m]) )
        (?:
            [ \t\xa0]{{0,2}} (?P<minutes>\d{{1,2}} (?:[.,]\d{{1,9}})?) (?![\d.]) (?![ \t\xa0]{{0,2}}[°º˚∘])
            (?: [ \t\xa0]{{0,2}} (?!{_SECOND}){_PRIME} )?
            (?: [ \t\xa0]{{0,2}} (?P<seconds>\d{{1,2}} (?:[.,]\d{{1,9}})?) (?![\d.]) (?![ \t\xa0]{{0,2}}[°º˚∘])
                (?: [ \t\xa0]{{0,2}} {_SECOND} )? )?
        )?
      |
        [ \t\xa0] (?P<bare_minutes>\d{{1,2}}[.,]\d{{1,6}}) (?![\d.]) (?(led) | (?=[ \t\xa0]{{0,2}}[NSEWOZ]\b) )
      |
        [ \t\xa0:] (?P<spaced_minutes>\d{{1,2}}) [ \t\xa0:] (?P<spaced_seconds>\d{{1,2}} (?:[.,]\d{{1,6}})?)
        (?![\d.:]) (?(led) | (?=[ \t\xa0]{{0,2}}[NSEWOZ]\b) )
    )
    """,
    re.VERBOSE,
)
_BEGUN = regex(r"\d(?:[.,]\d|[ \t\xa0]?(?:[°º˚∘度도]|deg)|d[ ]?\d|[ \t\xa0:]\d)")
"""How every angle begins; most numbers go on otherwise."""

_BETWEEN = regex(
    r"[ \t\xa0]{0,3}(?:[,;/|+&‚،、，；и・·]|and\b|en\b|und\b|et\b|y\b|e\b|та\b)?[ \t\xa0]{0,3}(?:\r?\n)?[ \t\xa0]{0,3}"
)
_LABEL = regex(
    r"""co-?ord | ko-?ord | коорд | współrz | \bgeo | \bgps\b | \blat | locatie | location | локац | 📍 | 🌐
    | 座標 | 坐标 | 좌표 | إحداثيات | נ[״"]צ""",
    re.VERBOSE | re.IGNORECASE,
)
_MONEY = regex(
    r"(?:[$£¥֏؋৳฿₠-₿]|\b(?:eur|usd|gbp|rub|uah|chf|v|version|ci|p|r|or|hr|isbn|art))[ \t\xa0=.:]{0,3}\Z", re.IGNORECASE
)
_UNIT = regex(
    r"[ \t\xa0]{0,2}(?:[%‰$£¥֏؋৳฿₠-₿]|°[CF]\b"
    r"|(?:km|m|cm|mm|kg|g|l|ha|m²|euro?s?|usd|eur|dollars?|percent|procent|prozent|pct"
    r"|mil(?:jo|lio)e?ne?n?|million|mln|mrd|miljard|milliard(?:en)?|billion|uur|h|u|uhr|points?|goals?)\b)",
    re.IGNORECASE,
)


class _Angle(NamedTuple):
    value: float
    precision: float  # in degrees
    decimals: int
    form: str
    sure: bool  # a degree sign, minutes or seconds: an angle whatever stands around it
    start: int
    end: int
    before: str = ""
    after: str = ""


def find(text: str, language: str | None) -> Iterator[tuple[int, int, Coordinates]]:
    """The places that pairs of angles name, each with where it stands."""
    angles = list(_angles(text)) if _BEGUN.search(text) else []
    index = 0
    while index + 1 < len(angles):
        first, second = angles[index], angles[index + 1]
        index += 1
        if not _adjacent(text, first, second) or _in_a_row(text, angles, index - 1):
            continue
        place = _pair(text, first, second, language)
        if place is not None:
            yield first.start, second.end, place
            index += 1


def _angles(text: str) -> Iterator[_Angle]:
    """Every number that may be an angle, in order."""
    free = 0  # a direction belongs to one angle only
    for match in _ANGLE.finditer(text):
        start, end = match.span()
        fraction = match["fraction"]
        short = fraction is not None and len(fraction) < 4
        word, begin, later, finish = "", start, "", end
        if start > free and text[start - 1] not in "([,;/|":
            word, begin = before(text, start)
            if begin < free:
                word, begin = "", start
            if not word and (text[start - 1].isalpha() or text[start - 1] == "_"):
                continue
        if not word:
            later, finish = after(text, end)
        if not (word or later) and (short or match["letter"] or (fraction is None and match["minutes"] is None)):
            continue  # so few digits, or as durations are written, and nothing that says it is an angle
        angle = _angle(text, match, (word, begin), (later, finish))
        if angle is not None:
            free = angle.end
            yield angle


def _angle(text: str, match: re.Match[str], ahead: tuple[str, int], behind: tuple[str, int]) -> _Angle | None:
    """The angle that a number and the directions beside it are, or None when the number cannot be one."""
    fraction = match["fraction"]
    if fraction is None:
        found = _sexagesimal(match)
        if found is None:
            return None
        number, precision, form = found
        decimals = 0
    else:
        decimals = len(fraction) - 1
        number, precision = float(f"{match['degrees']}.{fraction[1:]}"), 10.0**-decimals
        form = "decimal" if fraction[0] == "." else "decimal-comma"
    start = match.start()
    if match["sign"] in {"-", "−", "–", "‐"}:
        if start and (text[start - 1].isalnum() or text[start - 1] in ".,"):
            return None  # a range or a compound word, not a minus
        number = -number
    sure = fraction is None or match["mark"] is not None
    return _Angle(number, precision, decimals, form, sure, ahead[1], behind[1], ahead[0], behind[0])


def _sexagesimal(match: re.Match[str]) -> tuple[float, float, str] | None:
    """Degrees, their precision in degrees and the form, of an angle without a fraction; None when it cannot be one."""
    degrees = float(match["degrees"])
    minutes = (match["minutes"] or match["spaced_minutes"] or match["bare_minutes"] or "").replace(",", ".")
    seconds = (match["seconds"] or match["spaced_seconds"] or "").replace(",", ".")
    if not minutes:
        return degrees, 1.0, "decimal"
    if float(minutes) >= 60 or (seconds and (float(seconds) >= 60 or "." in minutes)):
        return None
    value = degrees + float(minutes) / 60 + (float(seconds) / 3600 if seconds else 0)
    last, size = (seconds, 3600.0) if seconds else (minutes, 60.0)
    precision = 10.0 ** -len(last.partition(".")[2]) / size
    return round(value, 9), precision, "dms" if seconds or "." not in minutes else "ddm"


def _adjacent(text: str, first: _Angle, second: _Angle) -> bool:
    if second.start < first.end or second.start - first.end > 12:
        return False
    between = _BETWEEN.match(text, first.end, second.start)
    return between is not None and between.end() == second.start


def _in_a_row(text: str, angles: list[_Angle], index: int) -> bool:
    """Bare numbers that go on with the same separator before or after are a row of a table, no place."""
    first, second = angles[index : index + 2]
    if first.sure or first.before or first.after:
        return False
    separator = text[first.end : second.start]
    if index and text[angles[index - 1].end : first.start] == separator:
        return True
    return index + 2 < len(angles) and text[second.end : angles[index + 2].start] == separator


def _pair(text: str, first: _Angle, second: _Angle, language: str | None) -> Coordinates | None:
    """The place, or None when the two angles are something else."""
    oriented = _oriented(first, second, language)
    if oriented is None:
        return None
    latitude, longitude, directed = oriented
    if abs(latitude) > 90 or abs(longitude) > 180 or (latitude == 0 and longitude == 0):
        return None
    if not _convincing(text, first, second, directed=directed):
        return None
    form = (
        first.form
        if first.form == second.form
        else next((a.form for a in (first, second) if a.form in {"dms", "ddm"}), first.form)
    )
    return Coordinates(
        latitude=round(latitude, 9),
        longitude=round(longitude, 9),
        form=form,
        precision_m=metres(max(first.precision, second.precision)),
        text=" ".join(text[first.start : second.end].split()),
    )


def _oriented(first: _Angle, second: _Angle, language: str | None) -> tuple[float, float, bool] | None:
    """Latitude and longitude, signed, and whether directions said which is which."""
    words = (first.before or first.after, second.before or second.after)
    if not any(words):
        swapped = abs(first.value) > 90 >= abs(second.value)
        return (second.value, first.value, False) if swapped else (first.value, second.value, False)
    if not all(words):
        return None
    one, two = (meaning(word, language, words[1 - index]) for index, word in enumerate(words))
    if one is None or two is None or one[0] == two[0]:
        return None
    values = {one[0]: _signed(first.value, one), two[0]: _signed(second.value, two)}
    return values["latitude"], values["longitude"], True


def _signed(value: float, direction: Direction) -> float:
    return -abs(value) if direction[1] < 0 else value


def _convincing(text: str, first: _Angle, second: _Angle, *, directed: bool) -> bool:  # noqa: PLR0911 -- a list of reasons
    """Whether two numbers in range are a place and not something else that comes in twos."""
    if first.form in {"dms", "ddm"} or second.form in {"dms", "ddm"}:
        return first.sure == second.sure
    fewest, most = sorted((first.decimals, second.decimals))
    if directed:
        return (first.sure and second.sure) or fewest >= 1
    if _MONEY.search(text[max(0, first.start - 12) : first.start]) or _UNIT.match(text, second.end, second.end + 16):
        return False
    if first.form != second.form and fewest:
        return False
    if first.form == "decimal-comma" and second.start - first.end == 1 and text[first.end] == ",":
        return False  # 12,3456,78,9012 may be anything
    enough = fewest >= 4 or (most >= 5 and fewest >= 3)
    if enough and max(abs(first.value), abs(second.value)) >= 2:
        return True  # smaller ones are ratios and intervals; as a place they would lie in the Gulf of Guinea
    labelled = _LABEL.search(text[max(0, first.start - 40) : first.start]) is not None
    if enough:
        return labelled
    bracketed = text[max(0, first.start - 1) : first.start] in {"(", "["} and text[second.end : second.end + 1] in {
        ")",
        "]",
    }
    if fewest == 3 and (labelled or (first.sure and second.sure)):
        thousands = first.value == int(first.value) and second.value == int(second.value)
        return bool(not thousands and (bracketed or labelled))
    return False


def metres(degrees: float) -> float:
    """The size of an angle on the ground in metres, to one significant digit."""
    size = degrees * METRES
    return float(f"{size:.0e}") if math.isfinite(size) and size > 0 else 0.0
