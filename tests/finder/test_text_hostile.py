"""Any text at all: no exception, offsets that hold, time that grows as the text does."""

from __future__ import annotations

import re
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from functools import partial

import pytest
from growth import ends, is_linear, is_within, seconds
from hypothesis import given, settings
from hypothesis import strategies as st

from embedarchive.finder.text import find
from embedarchive.finder.text.attribution import attributions
from embedarchive.model import Document, Embed

PIECES = st.sampled_from(
    [
        *(
            "— ",
            "--",
            "\n",
            "\r\n",
            "> ",
            "  ",
            "(@jane) ",
            "(@",
            "（＠",
            "\\_",
            "[",
            "](https://x.com/a/status/1)",
            "November 11, 2022",
        ),
        *(
            "pic.twitter.com/AbCdEfGh12",
            "https://t.co/AbCdEfGh12",
            "Jane",
            "So it is.",
            "@jane\n",
            "1:03 PM · ",
            "♬",
            "t.me/chan/1",
        ),
        *(
            "Posted by ",
            " on ",
            "A post shared by ",
            "View on Mastodon",
            "Cookie",
            "11 نومبر، 2022",
            "😀",
            "\u200f",
            "&mdash;",
            "[3]",
        ),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES | st.text(max_size=6), max_size=40).map("".join))
def test_any_text_gives_offsets_that_hold(text: str) -> None:
    """Inside the text, ordered, the parts of different embeds apart, confidence a probability."""
    last = 0
    for embed in find(Document(text=text)).embeds:
        assert embed.parts
        for start, end in embed.parts:
            assert last <= start < end <= len(text)
            last = end
        assert (embed.start, embed.end) == (embed.parts[0][0], embed.parts[-1][1])
        assert 0 <= embed.confidence <= 1
        assert set(embed.doubts) <= {"start", "end", "author", "date"}
    for item in find(Document(text=text)).ignored:
        assert text[item.start : item.end] == item.text


ATTACKS = {
    "blanks": " ",
    "line ends": "\n",
    "anchors": "(@",
    "full-width anchors": "（＠",
    "handles": "(@a) ",
    "dashes": "— ",
    "brackets": "[(",
    "quote marks": "> ",
    "signed without a day": "— A (@a)\n",
    "half days": "(@a) May ",
    "links": "](http",
    "notes": "♬",
    "handle lines": "\n@a\n",
    "stamps": "1:03 PM · ",
    "posted": "Posted by ",
    "shared": "A post shared by ",
    "telegram": "t.me/a",
    "escapes": "(@\\_",
    "letters": "a",
    "handles on lines": "(@a)\n",
    "dashed handles": "-- A (@a) ",
    "rules and handles": "----------(@a) ",
    "stamps and handles": "1:03 PM · May 1, 2020\n@ \n",
    "blanks and handles": "@a " * 20 + "\n",
    "brackets and handles": "— A (@a) [",
    "closed brackets and handles": "— A (@a) [May] ",
}

POSTS = {
    "short posts": "So it is.\n— A (@a) May 1, 2020\n",
    "attributions alone": "— Jane Doe (@jane_doe) May 1, 2020\n",
    "glued posts": "So it is. — Jane (@jane) May 1, 2020 ",
    "linked days": "[May 1, 2020](https://x.com/a/status/1591000000000000000)\n",
    "days apart": "— A (@a)\nSo it is.\n[May 1, 2020]\n",
    "cards": "Jane\n@jane\nSo it is.\n1:03 PM · May 1, 2020\n",
    "signs below prose": "The river rose, " * 7 + "and fell.\n" + "!" * 80 + " so\n— A (@a) May 1, 2020\n",
    "banners": "Click here to accept cookies of third parties\n— Jane (@jane) May 1, 2020\n",
}
"""Nothing but posts: denser than any article."""


DEADLINE = 5.0
"""Seconds of processor time for 1 MB: five times what is promised, since a machine may be slow and shared.

The figures themselves are printed by `make bench`.
"""


def _before(call: Callable[[], object], deadline: float) -> bool:
    """Is it done before the deadline, in one of three tries?"""
    return any(is_within(seconds(call), deadline) for _ in range(3))


def _attack(unit: str, size: int) -> Document:
    return Document(text=(unit * (size // len(unit) + 1))[:size])


def _footnotes(posts: int) -> Document:
    """What lynx makes of posts: a number in front of each day, the addresses at the end."""
    signed = "".join(f"So it is.\n— A (@a) [{number}]May 1, 2020\n" for number in range(1, posts + 1))
    notes = "".join(f"  {number}. https://twitter.com/a/status/{1590 + number}\n" for number in range(1, posts + 1))
    return Document(text=f"{signed}\nReferences\n\n{notes}")


@pytest.mark.parametrize("name", [*ATTACKS, *POSTS, "footnotes"])
def test_p1_time_grows_as_the_text_does(name: str) -> None:
    """Twice the text takes at most 2.6 times the time (a floor keeps noise out)."""
    if name == "footnotes":
        once, twice = _footnotes(500), _footnotes(1000)
    else:
        unit = {**ATTACKS, **POSTS}[name]
        once, twice = _attack(unit, 1 << 15), _attack(unit, 1 << 16)
    assert is_linear(find, once, twice, floor=0.005)


@pytest.mark.parametrize("name", ATTACKS)
def test_p1_a_megabyte_of_anything_is_read_before_the_deadline(name: str) -> None:
    """Attack strings of 1 MB."""
    assert ends(find, partial(_attack, ATTACKS[name]), 1 << 20, DEADLINE)


@pytest.mark.parametrize("name", POSTS)
def test_p1_a_quarter_megabyte_of_posts_is_read_before_the_deadline(name: str) -> None:
    """Thousands of real posts, each read and weighed: 30 to 90 µs for each, and the deadline leaves a millisecond."""
    document = _attack(POSTS[name], 1 << 18)
    embeds = list[Embed]()
    spent = seconds(lambda: embeds.extend(find(document).embeds))
    assert len(embeds) > 1_000
    assert spent < len(embeds) * 1e-3 or _before(lambda: find(document), len(embeds) * 1e-3)


def test_p1_line_ends_of_windows_take_little_memory() -> None:
    """Where each stood is kept as a number."""
    text = "\r\n" * (1 << 16) + "hello"
    tracemalloc.start()
    try:
        find(Document(text=text))
        assert tracemalloc.get_traced_memory()[1] < 25 * len(text)
    finally:
        tracemalloc.stop()


def test_attributions_are_those_that_a_pattern_over_the_whole_finds() -> None:
    """Found from their rarest characters, in prose with parentheses, years and dashes."""
    prose = "The town said on Tuesday that the bridge (built in 1902) would stay closed – to all traffic – all month.\n"
    text = (prose * 60 + "So it is.\n— Ann Lee (@ann_lee) November 11, 2022\n") * 40
    whole = re.compile(r"^— (?P<name>[^\n]*?)\s*\(@(?P<handle>\w{1,15})\)\s+(?P<date>[^\n]+)$", re.MULTILINE)
    found = [(item.name, item.handle) for item in attributions.find(text)]
    assert found == [(line["name"], line["handle"]) for line in whole.finditer(text)]
    assert len(found) == 40


def test_reading_a_text_loads_no_heavy_module() -> None:
    """Neither the platforms nor a parser are needed for an article of tweets."""
    code = (
        "import sys\nfrom embedarchive.finder.text import find\nfrom embedarchive.model import Document\n"
        "assert find(Document(text='So.\\n— Jane (@jane) November 11, 2022')).embeds\n"
        "heavy = {'turbohtml', 'bs4', 'html', 'embedarchive.platforms.twitter.address'}\n"
        "print(*(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
