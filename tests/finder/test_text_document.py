"""What a whole text says of each post in it: how its article speaks, and where its other posts go on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from embedarchive.finder.text import banners, wrapping
from embedarchive.finder.text.attribution import attributions
from embedarchive.finder.text.extent import agreement, boundaries, clues, habits, manners, nodes
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


def test_a_tag_on_a_line_of_its_own_is_no_banner() -> None:
    """Where Markdown has a line for it, all posts of an event repeat the same one; what else is repeated is one."""
    tag = "[#RietmeerFerry](https://twitter.com/hashtag/RietmeerFerry?src=hash)"
    notice = "Please press the button if you want to see it."
    post = "{}\n\n{}\n\nThe chain is broken {}.\n\n— Jet Vonk (@jetvonk) May {}, 2021\n\n"
    text = "".join(post.format(notice, tag, number, number) for number in range(1, 6))
    assert banners.banner_lines(text, attributions.find(text, "en")) == {notice}


def test_lines_of_all_lengths_were_broken_by_nobody() -> None:
    """Short lines above a long word would have been short at any column."""
    lines = ["The ferry has not sailed for six days,", "Vereinsversammlungsort"] * 6
    text = "\n".join([*lines, "The clerk will speak of it again in the hall."])
    assert wrapping.breaks(text) == (text, [])


@pytest.mark.parametrize(
    ("upper", "lower", "found"),
    [
        ("鎖の修理", "を待つ", {"goes on by a particle": 1.0}),
        ("Rietmeer", "という船", {"goes on by a particle": 1.0}),
        ("사슬", "을 고쳤다", {"goes on by a particle": 1.0}),
        ("渡し船の", "#rietmeer", {"breaks off": 1.0}),
        ("He stood at the", "#rietmeer", {"breaks off": 1.0}),
        ("The chain is broken.", "はじめに", {}),
        ("鎖が切れた", "とりあえず見た", {}),
    ],
)
def test_a_link_inside_of_a_sentence_ends_none(upper: str, lower: str, found: dict[str, float]) -> None:
    """Where every text node is a piece, particles and the article's little words tell that a sentence goes on."""
    piece = Segment(0, len(lower), lower, lower, "line")
    assert nodes.evidence(upper, piece, lower, habits.Habits(nodes=True, common=frozenset({"the"}))) == found


@pytest.mark.parametrize(
    ("beyond", "far", "found"),
    [
        ("She spoke with", "Bo Linden", {"begins inside of prose": 1.0}),
        ("Bo Linden", "has mended it before.", {"begins inside of prose": 1.0}),
        ("渡し船の", "Bo Linden", {"begins inside of prose": 1.0}),
        ("#rietmeer", "has no ferry.", {"begins inside": 1.0}),
        ("It is said that", "@bolinden", {"begins inside": 1.0}),
        ("The chain is broken.", "says who", {}),
        ("The ferry", "Nobody knows.", {}),
    ],
)
def test_no_post_begins_inside_of_a_sentence(beyond: str, far: str, found: dict[str, float]) -> None:
    """Where every text node is a line, a piece may go on from the one beyond it; of an article, where no link is."""
    pieces = [Segment(0, len(words), words, words, "line") for words in (far, beyond)]
    ways = habits.Habits(nodes=True, common=frozenset({"with", "that"}))
    assert nodes.beginning(pieces[0], pieces[1], ways) == found
    assert nodes.beginning(pieces[0], None, ways) == {}
    assert nodes.beginning(pieces[0], pieces[1], habits.Habits()) == {}


def test_blanks_at_the_end_of_a_line_are_what_a_line_break_left() -> None:
    """Paragraphs end without any, and where a post's lines were broken some stand before the break."""
    lines = ["The council has met again about the lamps on the pier, and nobody left content with what was said."]
    lines += ["No lamp yet.  ", "None at all.", "— Bo Linden (@bolinden_x) March 3, 2021", *lines]
    text = "\n".join(lines)
    found = attributions.find(text, "en")
    shared = boundaries.setting(text, found[0], habits.habits(text, found))
    steps = list(boundaries.upward(text, 0, shared))
    assert ["blanks at its end" in (step.evidence or {}) for step in steps[:2]] == [True, False]


def test_a_line_that_ends_inside_of_a_text_node_parts_nothing() -> None:
    """Where blanks stand around every text node, lines end in the page's source, and behind no attribution."""
    text = "Rain.\nAll day. — Jet Vonk (@jetvonk) May 3, 2021 It rained. So wet! — Ned (@ned_o) May 4, 2021 And so on."
    ways = habits.habits(text, attributions.find(text, "en"))
    piece = Segment(0, 5, "Rain.", "Rain.", "line")
    assert ways.stripped
    assert nodes.evidence("Rain.", piece, "All day.", ways) == {"inside of a text node": 1.0}
    lines = text.replace("2021 ", "2021\n")
    assert not habits.habits(lines, attributions.find(lines, "en")).stripped


def test_emoji_behind_a_blank_alone_are_no_post() -> None:
    """What stands before them is likely the post's, too; on a line of their own, or with a word, they may be one."""
    ways = habits.Habits(loose=True, blanks=True)
    assert "only emoji so far" in clues.contents("Come and see!", "🏴🔥", "jetvonk", ways)
    assert "only emoji so far" not in clues.contents("Come and see!", "🔥 Now", "jetvonk", ways)
    assert "only emoji so far" not in clues.contents("Come and see!", "🏴🔥", "jetvonk", habits.Habits())


def test_the_link_of_an_image_is_no_word_in_lower_case() -> None:
    """A post of an image alone says nothing that could go on from the line above it."""
    link = "pic.twitter.com/AbCdEf1234"
    assert clues.edges("We walked home.", link) == {"sentence end": 1.0, "media start": 1.0}
    assert clues.edges("We walked home.", "and slept") == {"sentence end": 1.0, "lower-case start": 1.0}
    assert _only_so_far(link) == {"only media so far"}
    assert _only_so_far(f"#a {link}") == {"only tags so far"}
    assert _only_so_far("[image or embed]") == {"only a mark so far"}
    assert nodes.seam("We walked home.", link, "line") == "media"
    assert nodes.seam("We walked home.", "and slept", "line") == "inside of prose"


def _only_so_far(words: str) -> set[str]:
    found = clues.contents("We walked home.", words, "jane", habits.Habits())
    return {name for name in found if name.startswith("only ")}


def test_a_sentence_beside_a_post_of_the_same_foreign_language_is_the_posts() -> None:
    """An article in Chinese does not write paragraphs in English; headings it may."""
    ways = habits.Habits(language="zh")
    post = "Nobody at the council knows who should have oiled it in the spring, and nobody asked the engineers."
    far = "The chain of the ferry is broken, and the boat has not left the jetty since the morning."
    assert "foreign sentence beside another" in clues.voices(far, post, "", "", ways)
    assert "foreign sentence beside another" not in clues.voices(far.rstrip("."), post, "", "", ways)
    assert "foreign sentence beside another" not in clues.voices(far, post, "", "", habits.Habits(language="en"))
