"""What a whole text says of each post in it: how its article speaks, and where its other posts go on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from embedarchive.finder.text.attribution import attributions
from embedarchive.finder.text.extent import agreement, boundaries, habits, manners
from embedarchive.finder.text.extent.boundaries import Step
from embedarchive.finder.text.extent.segments import Segment


@pytest.mark.parametrize(
    ("words", "manner"),
    [
        ("渡し船は火曜日から止まっています。修理はまだ始まっていません。", "polite"),
        ("鎖が切れた。誰も油を差さなかったらしい。", "plain"),
        ("여객선은 화요일부터 운항하지 않습니다.", "polite"),
        ("사슬이 끊어졌다 아무도 기름을 치지 않았네", "plain"),
        ("The ferry has not sailed since Tuesday.", None),
        ("渡船自星期二起停航。", None),
    ],
)
def test_japanese_and_korean_say_politely_or_plainly(words: str, manner: str | None) -> None:
    """By how their sentences end; other languages do not say."""
    assert manners.manner(words) == manner
    assert manners.of_article(words) == manner


def test_a_polite_line_above_a_plain_post_is_a_polite_articles() -> None:
    """And a plain line is the post's, where the article is polite."""
    polite, plain = "次のような意見もありました。", "鎖が切れたと聞いた。"
    assert manners.evidence(polite, plain, "polite") == {"another manner": 1.0, "the article's manner": 1.0}
    assert manners.evidence(plain, plain, "polite") == {"as plain as the post": 1.0}
    assert manners.evidence("Others disagreed.", plain, "polite") == {}


def _steps(gap: str, *odds: float) -> Iterator[Step]:
    """A post's ends with what speaks for going on at each; behind the last nothing follows."""
    for number, each in enumerate([*odds, None]):
        piece = Segment(number, number + 1, "a", "a", gap)
        yield Step(piece, "a", None if each is None else {"on": each}, gap, gap if each is not None else "")


WEIGHTS = {"on": 1.0, "others go on, line": 1.0}


def test_what_other_posts_go_on_across_speaks_for_going_on() -> None:
    """A doubtful post of a text whose other posts go on from line to line goes on; alone, it would end."""
    sure = [_steps("line", 4.0, 4.0) for _ in range(3)]
    assert len(agreement.extents([_steps("line", -0.3)], WEIGHTS)[0].segments) == 1
    assert len(agreement.extents([*sure, _steps("line", -0.3)], WEIGHTS)[-1].segments) == 2


def test_where_other_posts_end_speaks_for_ending() -> None:
    """The same the other way round; and a gap that no other post has says nothing."""
    sure = [_steps("line", -4.0) for _ in range(3)]
    assert len(agreement.extents([*sure, _steps("line", 0.3)], WEIGHTS)[-1].segments) == 1
    assert len(agreement.extents([*sure, _steps("paragraph", 0.3)], WEIGHTS)[-1].segments) == 2


def test_what_a_mail_quotes_whole_is_no_quotation_of_its_own() -> None:
    """Where the article is quoted as deep as the post, the signs before the lines tell nothing of where that begins."""
    lines = [f"{'The council has met again about the lamps on the pier. ' * 2}Nobody left content.", "", "No lamp yet."]
    lines += ["", "— Bo Linden (@bolinden_x) March 3, 2021"]

    def clues(text: str) -> set[str]:
        found = attributions.find(text, "en")
        shared = boundaries.setting(text, found[0], habits.habits(text, found))
        return {name for step in boundaries.upward(text, 0, shared) for name in step.evidence or {}}

    quoted = "\n".join(f">> {line}" for line in lines)
    assert "whole quotation" not in clues(quoted)
    assert "whole quotation" in clues(f"{lines[0]}\n\n{quoted}\n")
