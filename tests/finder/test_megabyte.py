"""A megabyte of any sign, through everything that a scan of a text does: prose, images, links, language, places."""

from __future__ import annotations

from contextlib import suppress

import pytest
from growth import ends, seconds

import embedarchive
from embedarchive.errors import SourceError

DEADLINE = 5.0
"""Seconds of processor time: five times what is promised, since a machine may be slow and shared."""
MOMENT = 0.15
"""Seconds below which growth is not looked at."""

UNITS = {
    "blanks": " ",
    "line ends": "\n",
    "returns": "\r\n",
    "tabs": "\t",
    "images begun": "![",
    "images behind a margin": "    ![a](https://x.com/a/status/1591000000000000000)\n\n",
    "images without address": "![](",
    "images without end": "![a](b",
    "images with a title begun": '![a](b "',
    "images in brackets": "![a](<",
    "images of a size": "![a](b =",
    "images by reference": "![a][",
    "images of notes": "![[a",
    "images": "![a](b.jpg)\n",
    "linked images begun": "[![](",
    "linked images": "[![a](b.jpg)](",
    "attributes": "![a](b.jpg){.a ",
    "parentheses": "(",
    "links without address": "[](",
    "comments begun": "<!--",
    "comments": "<!-- -->",
    "placeholders": "{{",
    "tags of Liquid": "{% embed ",
    "captions": "[caption ",
    "shortcodes in brackets": "[embed]",
    "fences of colons": ":::\n",
    "colons": ":::",
    "pictures begun": "<img ",
    "pictures with an address begun": '<img src="',
    "frames begun": '<iframe src="https://x.com/',
    "quotations": '<blockquote class="twitter-tweet">',
    "code points": "&#",
    "numbered definitions": "[1]: x\n",
    "footnotes": "[^1]",
    "tables": "| ",
    "quotes": '"',
    "images begun and closed once": "![",
    "brackets": "[",
    "closed brackets": "]",
    "link ends": "](",
    "links begun": "[a](",
    "tags begun": "<",
    "tags": "<a",
    "references": "&",
    "addresses begun": "http://",
    "addresses": "https://x.com/a/status/1591000000000000000 ",
    "digits": "1",
    "digits and dots": "1.2",
    "numbers": "46.6333 ",
    "places": "46.6333857, 32.6203279 ",
    "degrees": "46°",
    "grid references": "36T ",
    "anchors": "(@",
    "dashes": "— ",
    "handles": "(@a) ",
    "ticks": "`",
    "code": "```\n",
    "code and its ends": "```\n```\n",
    "shortcodes": "{{< x ",
    "definitions": "[a]: b\n",
    "stars": "**",
    "headings": "# a\n",
    "letters": "a",
    "emoji": "😀",
    "Cyrillic": "ж",
    "marks": "\u0301",
    "right to left": "\u200f",
}


def _scan(text: str) -> None:
    with suppress(SourceError):
        embedarchive.scan(text)


def _spent(text: str, times: int) -> float:
    """Seconds of processor time; the best, since a machine is shared."""
    return min(seconds(lambda: _scan(text)) for _ in range(times))


ENDS = {
    "Some words stand here.\n\n": ("", ")", "](a.jpg)", '"', "-->", "```"),
    "<!DOCTYPE html><html><body><p>Words.</p><p>": ("", '"', "-->"),
}
"""What may close, far behind, what was begun again and again: in prose, and on a page, where no Markdown is read."""


@pytest.mark.parametrize("before", ENDS)
@pytest.mark.parametrize("name", UNITS)
def test_p1_time_grows_with_the_text(name: str, before: str) -> None:
    """Twice the text takes about twice the time, in prose and on a page, closed at its end or not."""
    unit = UNITS[name]
    for end in ENDS[before]:
        quarter, once, twice = (f"{before}{unit * (size // len(unit))}{end}" for size in (20_000, 40_000, 80_000))
        # Even what grows with the square of its size takes no more than the moment below which nothing is compared.
        if _spent(quarter, 1) > MOMENT / 16 and _spent(twice, 1) > MOMENT:
            assert _spent(twice, 3) < 3 * _spent(once, 3) + MOMENT, end


@pytest.mark.parametrize("name", UNITS)
def test_p1_a_megabyte_is_read_before_the_deadline(name: str) -> None:
    """Signs without end, and one of them with an end."""
    unit, end = UNITS[name], "](" if name == "images begun and closed once" else ""
    assert ends(_scan, lambda size: (unit * (size // len(unit) + 1))[:size] + end, 1_000_000, DEADLINE)
