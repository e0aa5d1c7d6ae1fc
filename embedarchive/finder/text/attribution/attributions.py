"""Attribution lines: `— Name (@handle) November 11, 2022`, as a blockquote's last line survives in plain text.

They are looked for from their rarest character, the @, with `str.find`, and read outwards from there with bounded
patterns: the handle, the day behind it (perhaps as a Markdown link, or with a footnote's number before it), and the
name in front of it, back to the dash or, where the dash was lost, to the beginning of the line or a double blank.
"""

from __future__ import annotations

import bisect
import datetime as dt
import itertools
import re
from collections.abc import Sequence
from typing import NamedTuple

from embedarchive.finder.text.attribution import ages, days, handles, misread
from embedarchive.patterns import regex

MAX_NAME = 60
"""Twitter allows 50 characters; some count as one there and as several code points here."""

APART_REACH = 3000
"""How far below its name a day may stand: a post of the longest kind, every word of it a link."""

DASH_REACH = MAX_NAME + 14
"""How far before the handle the dash may stand: the name, and the blanks and marks around it."""

_BEFORE_DAY = regex(
    r"""
    [\s>*_`,·|\xa0\u200b\u200e\u200f\u2066-\u2069]{0,60}
    (?: \[(?P<note>\d{1,5})\]\s{0,3}
      | (?P<link> \[{0,2}+ (?P<address>https?://[^\s\[\]"<>]{1,300}) (?:\]\[|[ ]|\[) | \[ ) \s{0,3} | )
    """,
    re.VERBOSE,
)
"""Wikis and outlines write the address of a link before its words: `[https://… May 3, 2021]`, `[[https://…][…]]`."""

_TIME = regex(
    r"""
    [ \t\xa0\u202f,]{1,3}
    (?: (?: at|um|om|à|às|a\sl[ae]s|alle(?:\sore)?|ore|kl\.?|klo|o|об?|в|у|la|u|ob|στις|saat|pukul|lúc|في|בשעה )
        [ \xa0] )?
    \d{1,2} [:.h] \d{2} (?!\d) (?: [ \xa0\u202f]? [AaPp]\.?[Mm]\.? )?+
    (?! [ \xa0]{1,3} [a-zß-öø-ÿ]{2} )                # a sentence that begins with a time
    """,
    re.VERBOSE,
)
_CLOCK = regex(
    r"(?:T|[ \xa0,]{1,3})\d{1,2}[:.]\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:[ ]?[AaPp]\.?[Mm]\.?)?"
    r"(?:[ ]?(?:[+-]\d{2}:?\d{2}|Z|[A-Z]{3,4}))?(?![\w:])"
)
"""A time, perhaps to the second and with its zone, as programs write it."""

_LINK_END = regex(r"\s{0,3}\]{1,2}\s{0,3}(?:\(\s{0,3}<?(?P<url>https?://[^\s()<>]{1,400})[^()\n]{0,80}\))?")
_AFTER = regex(
    r"""
    (?: [ \t\xa0]{0,3} | (?P<below> [ \t]{0,3} \n [ \t>]{0,12} ) )
    [\[<(] (?P<url> https?://[^\s()<>\[\]]{1,400} ) [\]>)] (?: `_{1,2} )?
    (?(below) (?= [ \t]{0,8} (?: \n | \Z ) ) )          # on the next line it stands alone
    """,
    re.VERBOSE,
)
_LINE_END = regex(
    r"""
    [ \t\xa0*_\\.\u200e\u200f\u202c\u2069]{0,12}
    (?: \]{1,2}\s{0,3} (?: \([^()\n]{1,500}\) )? | [\[<(]https?://[^\s]{1,400} )?
    [ \t\xa0*_\\.]{0,12} (?= \r?\n | \Z )
    """,
    re.VERBOSE,
)
_DASH = regex(
    r"—|–|―|-\\?-(?:\\?-)?|\\-\\?-(?:\\?-)?|&(?:mdash|ndash|#8212|#x2014);|-(?=[ \xa0])|\\-(?=[ \xa0])|~(?=[ \xa0])"
)
"""Every alternative begins with a sign of its own: `re` then skips to one of these signs."""

_DASHED = regex(r"[ \t\xa0>*_]{0,40}(?:[—–―]|--|\\-|-[ \xa0])")
"""A line that begins as an attribution does."""

_SHORT_DAY = 8
"""So many signs has a day with two digits for each of its figures."""

_UNSEEN = frozenset("\u200b\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks of direction, and signs without width."""

WORDS_REACH = 80
"""How far behind the handle a day may stand in the same line, with words between."""

_LINE_PREFIX = regex(r"[\s>*_~|•◦#+\u200e\u200f\u202a-\u202e\u2066-\u2069\"“”'-]{0,400}")
_BLANK_LINE = regex(r"\n[ \t\r]{0,60}\n")
_WORD = regex(r"\S{1,60}")
_GOES_ON = regex(r"[,;:]|\s[a-zß-öø-ÿ]{2}")
"""A sentence that goes on behind the day: prose that names somebody and a day."""

_WORDS_END = regex(
    r"""
    (?: (?<!\b[^\W\d_]) (?<!\b[^\W\d_]{2}) [.] | [!?…:;。！？।॥۔؟։።♪] | pic\.(?:twitter|x)\.com/\w{4,12}
      | https?://\S{1,60} | (?<!\S)[#＃]\w{1,60} )
    ["”»’'」)\]]{0,3} \s{0,3} \Z
    """,
    re.VERBOSE,
)
"""How the words of a post end before their attribution; `Dr.` and initials are a name's."""

_CREDIT = (
    "(?: photo | foto | фото | image | imagen | bild | picture | video | illustration | credit | source ) s?"
    " (?: \\s (?:credit|courtesy|by) s? )? (?: \\s of )? \\s? [:/©]"
)
"""What stands before the name of somebody who made an image."""

_MADE = (
    "(?: text[eo]? | testo | story | words | report(?:ing|age)? | (?:ph|f)oto(?:s|gra(?:f|ph)\\w{0,3})? | video"
    " | drawings? | dessins? | il{1,2}ustra\\w{3,6} | written | posted | published )"
)
"""What somebody is named for who is not who wrote a post."""

_BYLINE = regex(
    rf"""
    (?: {_MADE} \s )? (?: by|von|por|par|door|di|av|af|od|text:?|от|автор:? ) \s
    | {_MADE} \s (?: de | des | du | da | do | van ) \s
    | {_MADE} \s? \Z
    | fot\. \s
    | {_CREDIT}
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BYLINE_BEFORE = regex(
    rf"""
    (?<!\w) (?: by | von | por | par | door | di | av | af | od | от | text:? | autor:? | auteur:? | {_CREDIT} )
    \s{{1,3}} \Z
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""What stands before the name of somebody who wrote the article or made its images."""

BYLINE_REACH = 28
_SPOKEN = regex(r"[—–](?<!\S[—–])(?=[a-zß-öø-ÿа-яіїєґęąłśżźćńčšžřů]{2})")
"""A second dash right before a word in lower case: somebody said what stands before it."""

_SENTENCE = regex(r"[ \xa0](?:[a-zß-öø-ÿа-яіїєґęąłśżźćńčšžřů]){2,30}[,:]?[ \xa0][a-zß-öø-ÿа-яіїєґęąłśżźćńčšžřů]")
"""Words that go on behind the day, in lower case."""


class Attribution(NamedTuple):
    """One attribution line.

    Attributes:
        start: where the dash stands, or the name where the dash was lost.
        end: behind the day, and behind its link.
        name: as written, line ends and quote marks of the wrapping included.
        own_line: nothing but quote marks and bullets stands before it in its line.
        dash: the dash, empty when lost.
        glued: no blank between the dash and the post's words before it.
        note: the number of the footnote (lynx) that holds the URL.
        sure_name: the name's beginning is marked by a dash, a line or a double blank.
        sure_day: no blank line stands between the handle and the day.
        addressed: the handle is that of the URL, and printed nowhere.
        apart: where the day stands, when an extractor moved it to the end of the post.
        written: what stands in place of a day: one without its year, or how long ago it was.
    """

    start: int
    end: int
    anchor: int
    name: str
    handle: str
    day: days.Day | None
    own_line: bool
    dash: str
    glued: bool
    url: str | None = None
    note: str | None = None
    sure_name: bool = True
    sure_day: bool = True
    addressed: bool = False
    apart: tuple[int, int] | None = None
    written: str = ""

    @property
    def date(self) -> dt.date | None:
        """The day that it states."""
        return self.day.date if self.day else None


def find(text: str, language: str | None = None, apart: Sequence[int] = ()) -> list[Attribution]:
    """All attribution lines in the order of the text.

    Those without a day only where a dash begins their line and a day stands apart within reach: `apart` says where
    such days begin.
    """
    found: list[Attribution] = []
    dashes = _Dashes(text)
    bound = 0
    for anchor in handles.anchors(text):
        if anchor < bound:
            continue
        following = bisect.bisect(apart, anchor) if apart else 0
        dayless = following < len(apart) and apart[following] - anchor <= APART_REACH
        read = _read(text, anchor, bound, dashes, language, dayless=dayless)
        if read is not None:
            found.append(read)
            bound = read.end
    return [
        item for at, item in enumerate(found) if text[item.anchor] not in handles.OPEN or not _in_list(text, found, at)
    ]


def _in_list(text: str, found: Sequence[Attribution], at: int) -> bool:
    """Does nothing stand between an attribution and the one above or below? Then it is an item of a list of people."""
    near = itertools.pairwise(found[max(0, at - 1) : at + 2])
    return any(not any(map(str.isalnum, text[above.end : below.start])) for above, below in near)


class _Name(NamedTuple):
    """Where an attribution begins, its name and dash, whether that is sure, and whether it begins its line."""

    start: int
    words: str
    dash: str
    sure: bool
    leads: bool


class _Dash(NamedTuple):
    """A dash; `leads` when nothing but quote marks and bullets stands before it in its line."""

    start: int
    end: int
    sign: str
    leads: bool


class _Dashes:
    """The dashes of a text, asked for from its beginning to its end: no character is looked at twice."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._seen = 0
        self._near: list[_Dash] = []

    def before(self, anchor: int, bound: int) -> list[_Dash]:
        """The dashes behind `bound` from which a name may reach to the anchor, in order."""
        low = max(bound, anchor - DASH_REACH)
        near = self._near
        if near and near[0].start < low:
            near = self._near = [dash for dash in near if dash.start >= low] if near[-1].start >= low else []
        for dash in _DASH.finditer(self._text, max(low, self._seen), anchor):
            start, end = dash.span()
            near.append(_Dash(start, end, dash[0], _begins_line(self._text, start, bound)))
        self._seen = anchor
        return near


def _read(
    text: str, anchor: int, bound: int, dashes: _Dashes, language: str | None, *, dayless: bool
) -> Attribution | None:
    """The attribution around one `(@`, or None: most are mentions and bylines."""
    bare = text[anchor] in handles.OPEN
    handle = _handle(text, anchor)
    if handle is None:
        return None
    behind = handle.end()
    gap = _BEFORE_DAY.match(text, behind)
    position = gap.end() if gap else behind
    day = days.day(text, position, language)
    dashed = day is None and _is_dashed(text, anchor)
    if dashed:
        day = _day_behind_words(text, behind, language) or misread.day(text, position, language)
    if day is not None and (lines := text.count("\n", behind, day.end)):
        day = day if lines <= 3 and _closes_its_line(text, behind, position, day) else None
    near = [] if day is None and not (dayless or dashed) else dashes.before(anchor, bound)
    if day is None and (bare or not near):
        return None
    written = _without_year(text, behind, language) if dashed and day is None else ""
    named = _name(text, anchor, bound, near)
    start, name, dash, sure, own_line = named
    glued = start > 0 and not text[start - 1].isspace()
    if day is None and not (name and dash and (own_line or glued)):
        return None
    if not dash and ((own_line and not signs(name)) or "\n" in handle[0]):
        return None
    if day is not None and (_is_prose(text, named, behind, day.end) or (bare and not _is_line(text, named, day))):
        return None
    start = _before_marks(text, start, bound)
    if day is None:
        end, url = text.find(written, behind) + len(written), None
    else:
        end, url = _tail(text, day.end, bool(gap and gap["link"]))
    url = url or (gap["address"] if gap and day else None)
    name = name.rstrip(" \xa0|,") if bare else name
    author = handle["handle"].replace("\\", "").replace(" ", "_")
    sure = sure and " " not in handle["handle"]
    note = gap["note"] if gap and day else None
    sure_day = day is None or position - behind < 2 or not _BLANK_LINE.search(text, behind, position)
    # In the order of the fields: keywords would cost more than the handle's pattern does.
    item = Attribution(start, end, anchor, name, author, day, own_line, dash, glued, url, note, sure, sure_day)
    return item._replace(written=written) if written else item


def _handle(text: str, anchor: int) -> re.Match[str] | None:
    """The handle that is opened here, in parentheses or, in a line that a dash begins, without."""
    if text[anchor] in handles.OPEN:
        return handles.BARE.match(text, anchor)
    return handles.HANDLE.match(text, anchor) or (misread.parted(text, anchor) if _is_dashed(text, anchor) else None)


def _without_year(text: str, behind: int, language: str | None) -> str:
    """What a line says behind the handle where that is a day without its year, or how long ago something was."""
    end = text.find("\n", behind, behind + WORDS_REACH)
    written = text[behind : end if end >= 0 else behind + WORDS_REACH].strip()
    return written if written and (days.is_without_year(written, language) or ages.is_age(written)) else ""


def _is_dashed(text: str, anchor: int) -> bool:
    """Does the line of a handle begin with a dash, within reach?"""
    low = max(0, anchor - DASH_REACH)
    line = text.rfind("\n", low, anchor) + 1
    return (line > 0 or low == 0) and _DASHED.match(text, line) is not None


def _day_behind_words(text: str, behind: int, language: str | None) -> days.Day | None:
    """The day that ends the line behind a handle and a few words: `on Twitter, March 3, 2021`."""
    end = text.find("\n", behind, behind + WORDS_REACH)
    line = text[behind : end if end >= 0 else behind + WORDS_REACH]
    if not any(map(str.isdigit, line)):
        return None
    for word in _WORD.finditer(line):
        begin = behind + word.start()
        short = None if any(map(str.isalnum, line[: word.start()])) else days.of_short_year(text, begin, language)
        if short is not None and "." in short.text and len(short.text) < _SHORT_DAY:
            return None  # `3.4.21` is a version
        day = short or days.day(text, begin, language)
        if day is not None:
            return day if _ends_line(text, day.end) else None
    return None


def _ends_line(text: str, position: int) -> bool:
    """Does nothing but a time stand behind a day in its line?"""
    time = _CLOCK.match(text, position) or _TIME.match(text, position)
    return _LINE_END.match(text, time.end() if time else position) is not None


def _before_marks(text: str, start: int, bound: int) -> int:
    """Where the signs without width begin that stand right before an attribution: they are no words of the post."""
    while start > bound and text[start - 1] in _UNSEEN:
        start -= 1
    return start


def _is_line(text: str, named: _Name, day: days.Day) -> bool:
    """Is a handle without parentheses part of a line that a dash begins and a day ends?

    `— by @jane May 3, 2021` says who made an image.
    """
    words = named.words.split()
    spoken = len(words) > 2 and words[-1][:1].islower() and words[-1][-1:].isalnum()
    signed = not spoken and signs(f"{named.words or '@'} ")
    return bool(named.dash) and named.leads and signed and _ends_line(text, day.end)


def signs(name: str) -> bool:
    """Can it be the name of who wrote a post? What begins as a byline or a credit is none."""
    return bool(name) and _BYLINE.match(name) is None


def ends_line(text: str, item: Attribution) -> bool:
    """Does nothing but marks and a link stand behind an attribution in its line?"""
    return _LINE_END.match(text, item.end) is not None


def _is_prose(text: str, named: _Name, handle: int, end: int) -> bool:
    """Is it a sentence or a byline that names somebody and a day? `handle` and `end` are where handle and day end."""
    if named.dash:  # a dialogue begins with a dash as well
        return named.leads and (_SENTENCE.match(text, end) is not None or _SPOKEN.search(named.words) is not None)
    if not named.sure and _BYLINE_BEFORE.search(text, max(0, named.start - BYLINE_REACH), named.start):
        return True
    time = _TIME.match(text, end)
    goes_on = _GOES_ON.match(text, time.end() if time else end) is not None
    return text.startswith(",", handle) or ((named.leads or not named.sure) and goes_on)


def _closes_its_line(text: str, handle: int, position: int, day: days.Day) -> bool:
    """Does a day below its handle's line end its own? Otherwise a paragraph begins with it."""
    if "\n" not in text[handle:position]:
        return True
    return _ends_line(text, day.end)


def _tail(text: str, end: int, linked: bool) -> tuple[int, str | None]:
    """Where the attribution ends when the time of day and the link are counted, and the link's URL."""
    time = _TIME.match(text, end)
    end = time.end() if time else end
    link = (_LINK_END if linked else _AFTER).match(text, end)
    if link is None:
        return end, None
    return link.end(), link["url"]


def _begins_line(text: str, start: int, bound: int) -> bool:
    line = max(text.rfind("\n", bound, start) + 1, bound)
    return line == start or (start - line <= 400 and _LINE_PREFIX.fullmatch(text, line, start) is not None)


def _name(text: str, anchor: int, bound: int, near: Sequence[_Dash]) -> _Name:
    """The name in front of a handle."""
    low = max(bound, anchor - 2 * MAX_NAME)
    line = text.rfind("\n", low, anchor) + 1
    if line:
        paragraph = text.rfind("\n\n", low, anchor)
        low = paragraph + 2 if paragraph >= 0 and any(map(str.isalnum, text[paragraph:anchor])) else low
    inline: list[_Dash] = []
    leading: _Dash | None = None
    for dash in near:
        if dash.start < low:
            continue
        if dash.leads:
            if _lines_of_name(text, dash, anchor) <= 1 and not _is_bullet(text, dash, line, anchor):
                leading = dash
        elif dash.sign != "-":
            inline.append(dash)
    inline = [dash for dash in inline if dash.start >= line] or inline  # a name that was wrapped has none in its line
    alone = leading is None and len(inline) == 1
    behind = inline if alone else [dash for dash in inline if _ends_words(text, dash.start)]
    if leading is not None and not (leading.start < line and any(dash.start >= line for dash in behind)):
        return _Name(leading.start, text[leading.end : anchor].strip(), leading.sign, True, True)
    glued = (
        inline
        if alone
        else [dash for dash in inline if not text[dash.start - 1].isspace() and text[dash.end].isspace()]
    )
    for dash in (behind or glued or inline)[-1:]:
        words = text[dash.end : anchor].strip()
        if "\n" not in words or text.count("\n", dash.end, anchor) <= 1:
            sure = len(inline) == 1 or bool(behind or glued)
            return _Name(dash.start, words, dash.sign, sure, False)
    return _name_without_dash(text, anchor, bound, low)


def _lines_of_name(text: str, dash: _Dash, anchor: int) -> int:
    """How often a name was broken; behind a dash with a line for itself it only begins."""
    name = text[dash.end : anchor]
    return name.count("\n") if dash.sign == "-" else len([line for line in name.split("\n") if line.strip()]) - 1


def _is_bullet(text: str, dash: _Dash, line: int, anchor: int) -> bool:
    """Is a leading hyphen a list item's of an earlier line? A name that was wrapped may leave the handle alone."""
    return dash.sign == "-" and dash.start < line and not text[line:anchor].isspace() and line < anchor


def _ends_words(text: str, position: int) -> bool:
    """Do words end before a dash as a post does: with a sentence, a media link or a tag?"""
    return _WORDS_END.search(text[max(0, position - DASH_REACH) : position]) is not None


def _name_without_dash(text: str, anchor: int, bound: int, low: int) -> _Name:
    """The name where no dash is left: the whole line, or what follows a double blank, or the last capitalised words."""
    line = text.rfind("\n", low, anchor) + 1
    low = max(low, line)
    prefix = _LINE_PREFIX.match(text, low, anchor)
    if line and prefix is not None and anchor - prefix.end() <= MAX_NAME:
        return _Name(
            prefix.end(), text[prefix.end() : anchor].strip(), "", True, _begins_line(text, prefix.end(), bound)
        )
    gap = max(
        text.rfind("  ", low, anchor - 1), text.rfind("\xa0 ", low, anchor - 1), text.rfind(" \xa0", low, anchor - 1)
    )
    if gap >= 0 and anchor - gap <= MAX_NAME + 2 and text[gap + 2 : anchor].strip():
        return _Name(gap + 2, text[gap + 2 : anchor].strip(), "", True, _begins_line(text, gap + 2, bound))
    start = anchor
    for word in reversed([*_WORD.finditer(text, low, anchor)][-5:]):
        if word[0][0].islower() or (start < anchor and word[0][-1] in ".!?:;,"):
            break
        start = word.start()
    return _Name(start, text[start:anchor].strip(), "", False, _begins_line(text, start, bound))
