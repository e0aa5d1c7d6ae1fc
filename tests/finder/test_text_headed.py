"""Posts copied out of a platform's own list: name, handle, a dot and a day above the words."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedarchive.finder.text import find, headed
from embedarchive.model import Document, Embed

ABOVE = "The council has confirmed on Tuesday that the bridge stays closed for all traffic until the end of the month."
BELOW = "Nobody was hurt, say the firemen, but the damage to the houses along the canal is great, and so are the costs."
WORDS = "Half the town is dark.\nCrews are on it."
DAY = dt.date(2022, 11, 11)


def found(post: str) -> list[Embed]:
    """What is found of a post in an article."""
    return list(find(Document(text=f"{ABOVE}\n\n{post}\n\n{BELOW}\n")).embeds)


@pytest.mark.parametrize(
    "head",
    [
        "Ann Lee @ann_lee · 11 Nov 2022",
        "Ann Lee @ann_lee · Nov 11, 2022",
        "Ann Lee @ann_lee · 11. Nov. 2022",
        "Ann Lee @ann_lee · 11 nov. 2022",
        "Ann Lee @ann_lee · 11 de nov. de 2022",
        "Ann Lee @ann_lee · 2022年11月11日",
        "Ann Lee @ann_lee · 11 Kas 2022",
        "Ann Lee @ann_lee · 11 лист. 2022",
        "Ann Lee @ann_lee · 11 nov 2022",
        "Ann Lee @ann_lee · 11 lis 2022",
        "Ann Lee @ann_lee · ١١ نوفمبر ٢٠٢٢",
        "Ann Lee\n@ann_lee\n·\n11 Nov 2022",
        "Ann Lee\n✔\n@ann_lee\n·\nNov 11, 2022",
        "Ann Lee\n@ann_lee · Nov 11, 2022",
    ],
)
def test_a_head_names_the_post_below(head: str) -> None:
    """The site's layouts and the app's, in eleven languages; counts say where the words end."""
    (embed,) = found(f"{head}\n{WORDS}\n12\n34\n1.2K\n5K")
    assert (embed.platform, embed.author, embed.handle, embed.date) == ("twitter", "Ann Lee", "ann_lee", DAY)
    assert (embed.text, embed.doubts, embed.confidence) == (WORDS, (), 0.9)


def test_blueskys_handles_say_whose_they_are() -> None:
    """The same layout, another platform."""
    (embed,) = found(f"Ann Lee\n@ann.bsky.social\n·\n11 Nov 2022\n{WORDS}\n3\n4\n12")
    assert (embed.platform, embed.handle, embed.date, embed.text) == ("bluesky", "ann.bsky.social", DAY, WORDS)


@pytest.mark.parametrize(
    ("post", "platform", "handle"),
    [
        (f"Ann Lee\n\u202a@ann.bsky.social\u202c\n·\n11 Nov 2022\n{WORDS}\n3\n4\n12", "bluesky", "ann.bsky.social"),
        (
            f"Ann Lee\n\u202a@ann.bsky.social\u202c\n{WORDS}\nNovember 11, 2022 at 1:03 PM\n\n3 reposts\n\n12 likes",
            "bluesky",
            "ann.bsky.social",
        ),
        (f"Ann Lee\n@ann.bsky.social\n{WORDS}\n11. November 2022 um 13:03\n3 Reposts", "bluesky", "ann.bsky.social"),
        (f"Ann Lee\n@ann@social.example\n{WORDS}\nNov 11, 2022, 01:03 PM\n·\n12", "mastodon", "ann@social.example"),
        (
            f"Ann Lee\n@ann@social.example\n{WORDS}\n11. Nov. 2022, 13:03 · Öffentlich · Web\n12 Mal geteilt",
            "mastodon",
            "ann@social.example",
        ),
        (f"Ann Lee\n@ann@social.example\n{WORDS}\n11 nov. 2022 à 13:03 · Web", "mastodon", "ann@social.example"),
    ],
)
def test_a_page_of_one_post_names_its_day_below(post: str, platform: str, handle: str) -> None:
    """Handles that name a server, in the marks of direction that a site sets around them; the day comes first."""
    (embed,) = found(post)
    assert (embed.platform, embed.author, embed.handle, embed.date) == (platform, "Ann Lee", handle, DAY)
    assert (embed.text, embed.doubts) == (WORDS, ())


def test_a_server_s_address_without_a_day_below_is_no_post() -> None:
    """A list of accounts is none."""
    assert found("Ann Lee\n@ann@social.example\nBo Lind\n@bo.example.org\nThey write about boats.") == []


def test_the_post_that_another_one_quotes_is_its_own() -> None:
    """The line that says so belongs to neither."""
    quoted = "Bo Lind\n@bo_lind\n·\n10 Nov 2022\nIt is so.\n12\n34"
    one, other = found(f"Ann Lee\n@ann_lee\n·\n11 Nov 2022\n{WORDS}\nQuote\n{quoted}")
    assert (one.text, one.doubts, other.handle, other.text) == (WORDS, (), "bo_lind", "It is so.")


@pytest.mark.parametrize("more", ["Show more", "Mehr anzeigen", "Voir plus", "さらに表示"])
def test_what_opens_a_long_post_is_no_word_of_it(more: str) -> None:
    """The site's own line, in its reader's language."""
    (embed,) = found(f"Ann Lee\n@ann_lee\n·\n11 Nov 2022\n{WORDS}\n{more}\n12\n34\n1.2K")
    assert embed.text == WORDS


def test_a_post_that_a_card_shows_is_its_own() -> None:
    """It has a head with its day, and ends where the card does."""
    quoted = "Quote\nBo Lind\n@bo_lind\n·\nNov 10, 2022\nIs it?"
    one, other = found(f"Ann Lee\n@ann_lee\nIt is.\n{quoted}\n1:03 PM · Nov 11, 2022\n·\n12\n Views")
    assert (one.handle, one.date, one.text) == ("ann_lee", DAY, "It is.")
    assert (other.handle, other.date, other.text) == ("bo_lind", dt.date(2022, 11, 10), "Is it?")
    assert one.end <= other.start


@pytest.mark.parametrize("head", ["Ann Lee\n@ann_lee\n·\n11 Nov 2022", "Ann Lee\n@ann_lee"])
def test_accounts_in_lines_of_their_own_are_one_with_the_words(head: str) -> None:
    """A page breaks the line around them; the blanks at its edges say so."""
    below = "\n12\n34" if "Nov" in head else "\n1:03 PM · Nov 11, 2022"
    (embed,) = found(f"{head}\nThanks, \n@bo_lind\n, and \n@cy_o\n too.\n\nAll of it.{below}")
    assert embed.text == "Thanks, @bo_lind, and @cy_o too.\n\nAll of it."


def test_who_is_answered_in_a_language_that_is_not_known_is_left_out_and_doubted() -> None:
    """Structure tells: a short line, and accounts in lines of their own with nothing that goes on behind them."""
    (embed,) = found(f"Ann Lee\n@ann_lee\n·\n11 Nov 2022\nOmoh drapo\n@bo_lind\n za\n@cy_o\n{WORDS}\n12\n34")
    assert (embed.text, embed.doubts) == (WORDS, ("start",))


@pytest.mark.parametrize("when", ["3h", "Nov 11", "11 nov."])
def test_a_day_without_its_year_is_doubted(when: str) -> None:
    """It is told as it stands there."""
    (embed,) = found(f"Ann Lee @ann_lee · {when}\n{WORDS}\n12 34 1.2K")
    assert (embed.date, embed.date_text, embed.text) == (None, when, WORDS)
    assert embed.doubts == ("date",)


def test_without_counts_the_first_paragraph_is_the_post() -> None:
    """And its end is doubted: the article may go on in it, or the post below it."""
    (embed,) = found(f"Ann Lee @ann_lee · 11 Nov 2022\n{WORDS}")
    assert (embed.text, embed.doubts) == (WORDS, ("end",))
    assert embed.confidence < 0.9


def test_posts_below_one_another() -> None:
    """Each ends above the name of the next."""
    posts = f"Ann Lee\n@ann_lee\n·\n11 Nov 2022\n{WORDS}\nBo Lind\n@bo_lind\n·\n12 Nov 2022\nNot here.\n1\n2"
    one, other = found(posts)
    assert (one.text, other.author, other.text) == (WORDS, "Bo Lind", "Not here.")
    assert one.end <= other.start


@pytest.mark.parametrize(
    "prose",
    [
        "Write to ann@example.org · 11 Nov 2022",
        "Ann Lee @ann_lee · Follow",
        "Ann Lee @ann_lee · 12 comments",
        "By Ann Lee · 11 Nov 2022",
        "Photo: @ann_lee · all rights reserved 2022",
    ],
)
def test_what_is_no_head(prose: str) -> None:
    """Bylines, credits, profiles and mail addresses head no post."""
    assert found(prose) == []


@given(st.text("Ann@_l.·•\n 1Nov3h2022K,年", max_size=200))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    """Places lie inside the text, and the words of a post in its place."""
    for embed in headed.find(text):
        assert 0 <= embed.start <= embed.end <= len(text)


@pytest.mark.parametrize("dot", ["·", "•"])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_handle_in_parentheses_heads_a_post_too(dot: str, gap: str) -> None:
    """The paragraph above is the article's."""
    (embed,) = found(f"Ann Lee (@ann_lee) {dot} Nov 11, 2022{gap}{WORDS}\n12 34 1.2K")
    assert (embed.author, embed.handle, embed.date, embed.text) == ("Ann Lee", "ann_lee", DAY, WORDS)
    assert embed.doubts == ()


def test_the_same_line_right_below_words_signs_them() -> None:
    """Nothing but an empty line follows it."""
    (embed,) = found(f"{WORDS}\nAnn Lee (@ann_lee) · November 11, 2022")
    assert (embed.author, embed.date, embed.text) == ("Ann Lee", DAY, WORDS)


def test_a_credit_with_a_dot_heads_nothing() -> None:
    """Who made an image wrote no post."""
    assert found(f"Photo: Ann Lee (@ann_lee) · 11 Nov 2022\n{WORDS}") == []


@pytest.mark.parametrize(("answer", "known"), [("Replying to", True), ("В ответ", True), ("Ag freagairt do", False)])
def test_who_is_answered_is_no_word_of_a_page_of_one_post(answer: str, *, known: bool) -> None:
    """The account has a line of its own above the words, and the day stands below them."""
    (embed,) = found(f"Ann Lee\n@annlee\n{answer}\n@bo_t\nSo it is.\n9:14 AM · Nov 11, 2022\n·\n12.4K Views")
    assert (embed.text, embed.doubts) == ("So it is.", () if known else ("start",))
    assert (embed.confidence >= 0.9) is known


@pytest.mark.parametrize(
    "line",
    [
        "Translate post",
        "Traduci post",
        "Přeložit příspěvek",
        "Terjemahkan postingan",
        "게시물 번역하기",
        "Dịch bài đăng",
    ],
)
def test_what_offers_a_translation_is_no_word_of_a_post(line: str) -> None:
    """It stands between the words and the day."""
    (embed,) = found(f"Ann Lee\n@annlee\nSo it is.\n{line}\n9:14 AM · Nov 11, 2022\n·\n12.4K Views")
    assert embed.text == "So it is."


@pytest.mark.parametrize(
    "head",
    [
        "Ann Lee\n@ann_lee\n11 Nov 2022",
        "Ann Lee\n@ann_lee\nNov 11, 2022 at 9:14 AM",
        "Ann Lee \u200f@ann_lee Nov 11, 2022",
        "Ann Lee\u200fVerified account @ann_lee 11 Nov 2022",
    ],
)
def test_a_head_without_a_dot(head: str) -> None:
    """Other sites show posts so, and X's own page did until 2019, with a mark of direction before the handle."""
    (embed,) = found(f"{head}\n{WORDS}\n12\n34\n567")
    assert (embed.author, embed.handle, embed.date) == ("Ann Lee", "ann_lee", DAY)
    assert (embed.text, embed.doubts) == (WORDS, () if "\u200f" in head else ("platform",))


def test_a_handle_that_is_a_domain_needs_no_dot() -> None:
    """Bluesky's page leaves empty lines in its place."""
    (embed,) = found(f"Ann Lee\n\u202a@ann.example\u202c\n\n11 November 2022\n{WORDS}\n\n12\n\n3\n\n45")
    assert (embed.platform, embed.handle, embed.text) == ("bluesky", "ann.example", WORDS)


@pytest.mark.parametrize("name", ["Ann Lee", "By Ann Lee"])
def test_the_byline_of_an_article_heads_no_post(name: str) -> None:
    """No counts stand below it, or it says that it is one."""
    assert found(f"{name}\n@ann_lee\nNovember 11, 2022\n{WORDS}\n\n{ABOVE}") == []
    assert found(f"By Ann Lee\n@ann_lee\nNovember 11, 2022\n{WORDS}\n12\n34\n56") == []
    assert found(f"{name}\n@ann_lee\nNovember 11, 2022\n{WORDS}\n12\n34\nShare") == []
    assert found(f"{name}\n@ann_lee\nNovember 11, 2022\n3 min read\n{ABOVE}\n{ABOVE}\n{BELOW}\n12\n34\n56") == []


@pytest.mark.parametrize("avatar", ["", "Twitter avatar for @ann_lee\n"])
@pytest.mark.parametrize(
    "stamp", ["9:14 AM ∙ Nov 11, 2022\n12Likes3Retweets", "9:14 AM · Nov 11, 2022\n\n12 Likes3 Retweets"]
)
def test_a_newsletter_s_card_has_name_and_handle_in_one_line(avatar: str, stamp: str) -> None:
    """What it says of the image above is no line of it."""
    (embed,) = found(f"{avatar}Ann Lee @ann_lee\n{WORDS}\n{stamp}")
    assert (embed.author, embed.handle, embed.date, embed.text) == ("Ann Lee", "ann_lee", DAY, WORDS)
    assert embed.confidence >= 0.9


@pytest.mark.parametrize("head", ["Ann Lee @ann_lee", "Ann Lee\n@ann_lee"])
@pytest.mark.parametrize(
    "foot", ["November 11th 2022\n\n12 Retweets40 Likes", "Nov 11, 2022, 9:14 AM\n12 ReTruths 45 Likes"]
)
def test_counts_below_a_day_close_a_post_whose_platform_is_doubted(head: str, foot: str) -> None:
    """More than one platform shows its posts so."""
    (embed,) = found(f"{head}\n{WORDS}\n\n{foot}")
    assert (embed.author, embed.handle, embed.date, embed.text) == ("Ann Lee", "ann_lee", DAY, WORDS)
    assert embed.doubts == ("platform",)


@pytest.mark.parametrize(
    "foot", ["November 11, 2022", "November 11, 2022\n12", "November 11, 2022\n12 Comments 34 Shares"]
)
def test_an_article_s_byline_and_day_are_no_post(foot: str) -> None:
    """No counts stand below, or one of comments."""
    assert found(f"Ann Lee @ann_lee\nReporter in Ostmere\n{foot}") == []
    assert found("By Ann Lee @ann_lee\nReporter in Ostmere\nNovember 11, 2022\n12 Likes 34 Reposts") == []
    assert found("Ann Lee @ann_lee\nNovember 11, 2022\n12 Likes 34 Reposts") == []


@pytest.mark.parametrize("head", ["By Ann Lee @ann_lee", "Ann Lee @ann_lee"])
def test_an_article_s_byline_and_a_line_with_a_time_are_no_card(head: str) -> None:
    """A newsletter's has a sign of its own, or counts below."""
    assert found(f"{head}\n{WORDS}\n9:14 AM · Nov 11, 2022\n3 comments") == []
    assert found(f"By Ann Lee @ann_lee\n{WORDS}\n9:14 AM ∙ Nov 11, 2022") == []


def test_an_article_that_is_liked_is_no_post() -> None:
    """It is too long for one."""
    assert found(f"Ann Lee @ann_lee\n{ABOVE}\n{BELOW}\n{ABOVE}\nNovember 11, 2022\n12 Likes 34 Reposts") == []


def test_a_mark_of_direction_in_arabic_or_hebrew_heads_no_post() -> None:
    """It stands in any text there; counts tell."""
    head = "דנה אור \u200f@danaor 11.11.2022"
    assert found(f"{head}\n{WORDS}") == []
    (embed,) = found(f"{head}\n{WORDS}\n12\n34\n567")
    assert (embed.handle, embed.text) == ("danaor", WORDS)


def test_bluesky_s_page_of_one_post_may_name_the_time_first() -> None:
    """As X's does; the handle says whose it is."""
    (embed,) = found(f"Ann Lee\n\u202a@ann.example\u202c\n{WORDS}\n9:14 AM · Nov 11, 2022\n12 reposts\n45 likes")
    assert (embed.platform, embed.handle, embed.text) == ("bluesky", "ann.example", WORDS)


@pytest.mark.parametrize(
    "line",
    [
        *("Ad", "0:12 / 0:34", "Rate proposed Community Notes", "Translate", "Read more", "Explain this post"),
        "This Post is from an account that no longer exists. Learn more",
    ],
)
def test_what_a_page_says_below_the_words_is_none_of_them(line: str) -> None:
    """In a list and on a page of its own; alone it may be all that a post says."""
    (listed,) = found(f"Ann Lee\n@ann_lee\n·\n11 Nov 2022\n{WORDS}\n{line}\n12\n34\n56")
    (alone,) = found(f"Ann Lee\n@ann_lee\n{WORDS}\n{line}\n1:03 PM · Nov 11, 2022\n·\n12\n Views")
    assert listed.text == alone.text == WORDS
    (embed,) = found("Ann Lee\n@ann_lee\n·\n11 Nov 2022\nTranslate\n12\n34\n56")
    assert embed.text == "Translate"


@pytest.mark.parametrize(
    "last",
    ["Ended up at home.", "Ended 3-2 after all.", "This Tweet is from 2019.", "59%\nlast year\n41%\nand we go"],
)
def test_what_looks_like_a_page_s_line_is_a_word_of_the_post(last: str) -> None:
    """How a talk ended has a day, whose a lost post is an account; below shares in a poll stand the votes."""
    (embed,) = found(f"Ann Lee\n@ann_lee\n{WORDS}\n{last}\n1:03 PM · Nov 11, 2022\n·\n12\n Views")
    assert embed.text == f"{WORDS}\n{last}"
    for ended in ("Ended 3h ago", "Ended: Nov 11, 2022", "Ended 11 Nov 2022"):
        (embed,) = found(f"Ann Lee\n@ann_lee\n{WORDS}\n{ended}\n1:03 PM · Nov 11, 2022\n·\n12\n Views")
        assert embed.text == WORDS


def test_a_sentence_around_an_account_is_the_post_s() -> None:
    """It goes on in lower case, which nothing does below who is answered."""
    (embed,) = found("Ann Lee\n@annlee\nThanks to\n@bo_t\nfor the lamps.\n9:14 AM · Nov 11, 2022\n·\n12.4K Views")
    assert (embed.text, embed.doubts) == ("Thanks to\n@bo_t\nfor the lamps.", ())


def test_a_poll_may_name_the_share_above_the_answer() -> None:
    """Mastodon does, X the other way round; how many voted stands below both."""
    head, foot = "Ann Lee\n@ann@toot.example", "Nov 11, 2022, 09:14 AM · Web\n3 boosts"
    (embed,) = found(f"{head}\nWho pays?\n41%\nThe harbour\n59%\nThe gulls\n120 people · Closed\n{foot}")
    assert embed.text == "Who pays?"
    (embed,) = found(f"{head}\nWho pays?\nThe harbour\n41%\nThe gulls\n59%\n120 votes\n{foot}")
    assert embed.text == "Who pays?"


def test_who_is_answered_by_name_is_no_word_of_a_post() -> None:
    """Bluesky says so above the words."""
    (embed,) = found(f"Ann Lee\n@ann.example\n·\nNov 11, 2022\nReply to Bo Lind\n{WORDS}\n12\n3\n45")
    assert embed.text == WORDS


@pytest.mark.parametrize(
    "line", ["Hiển thị thêm", "नहीं और", "نمایش بیشتر", "Son düzenleme", "最后编辑于", "Naposledy upraveno"]
)
def test_what_opens_a_long_post_or_says_that_it_was_edited_in_more_languages(line: str) -> None:
    """Between the words and the day; what is no such line is the post's."""
    (embed,) = found(f"Ann Lee\n@ann_lee\n{WORDS}\n{line}\n1:03 PM · Nov 11, 2022\n·\n12\n Views")
    assert embed.text == (f"{WORDS}\n{line}" if line == "नहीं और" else WORDS)


@pytest.mark.parametrize("line", ["Quote", "Cytuj", "Citera", "Trích dẫn", "ציטוט", "نقل قول"])
def test_what_parts_a_post_from_the_one_that_it_quotes_in_more_languages(line: str) -> None:
    """The quoted post has a head of its own, and the counts stand below it."""
    quoted = "Bo Lind\n@bo_lind\n·\nNov 10, 2022\nIs it?"
    one, other = found(f"Ann Lee\n@ann_lee\n·\nNov 11, 2022\nIt is.\n{line}\n{quoted}\n12\n34\n56")
    assert (one.text, other.text) == ("It is.", "Is it?")
