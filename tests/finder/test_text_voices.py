"""Which words posts have, and which go on from each other in one."""

from __future__ import annotations

import math
from time import perf_counter

import pytest

from embedarchive.finder.text.extent import voices

POSTS = (
    "So happy to be back on the boat, thank you all!",
    "今日は船に乗った。めっちゃ楽しかった！",
    "Tomorrow I'm on the boat, come and say hi",
)
PROSE = (
    "In a statement, the harbour board said that the bridge would remain closed until the end of the year.",
    "この記事では、船の作り方について説明します。",
    "According to the report, which was published on Tuesday, the number of boats has risen by a third since 2019.",
)


@pytest.mark.parametrize(("post", "prose"), [*zip(POSTS, PROSE, strict=True)])
def test_a_post_sounds_like_one(post: str, prose: str) -> None:
    """More than an article does."""
    assert voices.piece(post) > 0 > voices.piece(prose)


def test_two_lines_of_one_post_go_on_from_each_other() -> None:
    """More than a post from prose."""
    assert voices.pair(POSTS[0], POSTS[2]) > voices.pair(PROSE[0], POSTS[2])


def test_links_tags_mentions_and_emoji_are_for_other_clues() -> None:
    """The words alone are asked."""
    said = "All aboard"
    assert voices.piece(
        f"{said} #boats @jet https://boats.example/1 pic.twitter.com/aB3dE5fG7h \U0001f6a2"
    ) == voices.piece(said)


@pytest.mark.parametrize("words", ["", " ", "#boats", "…", "a" * 200_000, "船" * 200_000, "- " * 100_000])
def test_no_words_tell_too_much_nor_take_long(words: str) -> None:
    """Also where there are none."""
    begun = perf_counter()
    for odds in (voices.piece(words), voices.pair(words, words)):
        assert math.isfinite(odds)
        assert abs(odds) <= voices.SURE
    assert perf_counter() - begun < 0.5
