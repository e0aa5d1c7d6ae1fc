"""Posts copied out of the pages and apps of platforms that name no address: what each leaves, in a dozen languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedarchive.finder.text import copied, counts, find, footed, heads
from embedarchive.finder.text.heads import Head, Line
from embedarchive.model import Document, Embed
from embedarchive.protocols.declaring.copied import Copied

ABOVE = "The council has confirmed on Tuesday that the bridge stays closed for all traffic until the end of the month."
BELOW = "Nobody was hurt, say the firemen, but the damage to the houses along the canal is great, and so are the costs."
WORDS = "Half the town is dark.\nCrews are on it."
DAY = dt.date(2022, 11, 11)


def found(post: str) -> list[Embed]:
    """What is found of a post in an article."""
    return list(find(Document(text=f"{ABOVE}\n\n{post}\n\n{BELOW}\n")).embeds)


@pytest.mark.parametrize(
    ("when", "buttons"),
    [
        ("11 November 2022 at 13:03 ·", "All reactions:\n12\nLike\nComment\nShare"),
        ("November 11, 2022 · Public", "12\n3 comments\nLike\nComment\nShare"),
        ("11 november 2022 om 13:03 ·", "Alle reacties:\n12\nVind ik leuk\nReageren\nDelen"),
        ("11. November 2022 um 13:03 ·", "Alle Reaktionen:\n12\nGefällt mir\nKommentieren\nTeilen"),
        ("11 novembre 2022, à 13:03 ·", "Toutes les réactions :\n12\nJ’aime\nCommenter\nPartager"),
        ("11 de noviembre de 2022 ·", "Todas las reacciones:\n12\nMe gusta\nComentar\nCompartir"),
        ("11 de novembro de 2022 às 13:03 ·", "Todas as reações:\n12\nCurtir\nComentar\nCompartilhar"),
        ("11 novembre 2022 alle ore 13:03 ·", "Tutte le reazioni:\n12\nMi piace\nCommenta\nCondividi"),
        ("11 listopada 2022 ·", "Wszystkie reakcje:\n12\nLubię to!\nKomentarz\nUdostępnij"),
        ("11 Kasım 2022 ·", "Tüm ifadeler:\n12\nBeğen\nYorum Yap\nPaylaş"),
        ("11 ноября 2022 г. ·", "Все реакции:\n12\nНравится\nКомментировать\nПоделиться"),
        ("11 листопада 2022 р. ·", "Усі реакції:\n12\nПодобається\nКоментувати\nПоширити"),
        ("2022年11月11日 ·", "いいね！\nコメントする\nシェアする"),
        ("١١ نوفمبر ٢٠٢٢ ·", "كل التفاعلات:\n١٢\nأعجبني\nتعليق\nمشاركة"),
    ],
)
def test_a_post_of_a_timeline(when: str, buttons: str) -> None:
    """Name and day above the words, the row of buttons below: neither is of the words."""
    (embed,) = found(f"Ann Lee\n{when}\n{WORDS}\n{buttons}")
    assert (embed.platform, embed.author, embed.handle, embed.date) == ("facebook", "Ann Lee", None, DAY)
    assert (embed.text, embed.doubts) == (WORDS, ())


@pytest.mark.parametrize(
    ("when", "date", "buttons"),
    [
        ("11/11/2022", DAY, "Translate\nLike\n12\nReply\n3\nRepost\n1\nShare"),
        ("11.11.2022", DAY, "Übersetzen\nGefällt mir\n12\nAntworten\n3\nReposten\nTeilen"),
        ("11/11/2022", DAY, "Traduire\nJ’aime\n12\nRépondre\n3\nRepublier\nPartager"),
        ("2022-11-11", DAY, "翻訳\nいいね！\n12\n返信\n再投稿\nシェアする"),
        ("3d", None, "Like\n12\nReply\nRepost\nShare"),
    ],
)
def test_a_post_below_a_handle(when: str, date: dt.date | None, buttons: str) -> None:
    """A day that is only told as how long ago it was is doubted."""
    (embed,) = found(f"ann_lee\n{when}\n{WORDS}\n{buttons}")
    assert (embed.platform, embed.author, embed.handle, embed.date) == ("threads", None, "ann_lee", date)
    assert (embed.text, embed.doubts) == (WORDS, () if date else ("date",))


@pytest.mark.parametrize(
    ("head", "end"),
    [
        ("ann_lee\nVerified\n•\nFollow\nann_lee\nEdited", "52w\nView all 12 comments\nLike\nReply\n1,234 likes"),
        ("ann_lee\n•\nFollow", "Liked by bo_lind and 34 others"),
        ("ann_lee\n•\nFolgen", "Gefällt bo_lind und weiteren Personen\nGefällt mir\nSpeichern"),
    ],
)
def test_a_caption_with_the_day_below(head: str, end: str) -> None:
    """The handle may come twice; the first line that is a day and nothing else is the post's."""
    (embed,) = found(f"{head}\n{WORDS}\n{end}\nLike\nComment\nNovember 11, 2022")
    assert (embed.platform, embed.handle, embed.date, embed.text) == ("instagram", "ann_lee", DAY, WORDS)
    assert embed.doubts == ()


@pytest.mark.parametrize("follow", ["Follow", "Folgen", "Suivre", "Seguir", "フォロー", "Takip et"])
def test_a_video_s_caption(follow: str) -> None:
    """The sound ends it."""
    (embed,) = found(f"ann.lee\nAnn Lee · 2022-11-11\n{follow}\n{WORDS}\n♬ original sound - Ann Lee\n12.3K\n34")
    assert (embed.platform, embed.author, embed.handle, embed.date) == ("tiktok", "Ann Lee", "ann.lee", DAY)
    assert (embed.text, embed.doubts) == (WORDS, ())


def test_messages_of_an_app() -> None:
    """Each is headed by its sender and time; where the last one ends nothing says."""
    one, other = found(f"Ann Lee, [11.11.2022 13:03]\n{WORDS}\nBo Lind, [12.11.2022 08:15:02]\nNot here.")
    assert (one.platform, one.author, one.date, one.text) == ("telegram", "Ann Lee", DAY, WORDS)
    assert (other.author, other.date, other.text) == ("Bo Lind", dt.date(2022, 11, 12), "Not here.")
    assert (one.doubts, one.end <= other.start) == (("end",), True)


@pytest.mark.parametrize(
    "prose",
    [
        "Ann Lee\n11 November 2022\nHalf the town is dark.",
        "By Ann Lee\nNovember 11, 2022\nHalf the town is dark, says the council, and nobody knows why.\nShare\nSave",
        "Share\nLike\nComment",
        "See Lee (2019), [12] and Lind, [13].",
    ],
)
def test_what_was_not_copied_out_of_a_page(prose: str) -> None:
    """A byline with a day, buttons without a post, references."""
    assert found(prose) == []


@pytest.mark.parametrize(
    ("line", "bare", "named"),
    [
        ("12 34 5K", True, True),
        ("12 345 5K", True, True),
        ("5 1234", True, True),
        ("1,2 Mio. Aufrufe", False, True),
        ("3 reposts 12 Quote Tweets", False, True),
        ("3 lamps, and a bell", False, False),
        (f"{f'1 {chr(97) * 30} ' * 6}!", False, False),
        (f"{'1 234 ' * 12}!", False, False),
    ],
)
def test_lines_of_counts(line: str, *, bare: bool, named: bool) -> None:
    """With what was counted or without; a line that is almost one is told from it at once."""
    assert (counts.are(line), counts.are(line, named=True)) == (bare, named)


def test_what_an_app_hands_to_others_has_the_id_of_its_address() -> None:
    """The address in parentheses belongs to the post, too."""
    address = "https://x.com/ann_lee/status/1591167663165898754?t=aB&s=03"
    (embed,) = found(f"Ann Lee (@ann_lee) posted at 1:03 PM on Fri, Nov 11, 2022:\n{WORDS}\n({address})")
    assert (embed.platform, embed.id, embed.handle, embed.date) == ("twitter", "1591167663165898754", "ann_lee", DAY)
    assert (embed.text, embed.doubts) == (WORDS, ())
    assert embed.posted_at is not None


def test_the_id_of_another_s_post_is_not_taken() -> None:
    """An address that names somebody else closes the post all the same."""
    address = "https://x.com/bo_lind/status/1591167663165898754"
    (embed,) = found(f"Ann Lee (@ann_lee) posted at 1:03 PM on Fri, Nov 11, 2022:\n{WORDS}\n({address})")
    assert (embed.id, embed.text) == (None, WORDS)


def test_who_shares_a_post_is_named_without_what_she_does() -> None:
    """And that is doubted: a name may end in a point."""
    (embed,) = found(f"Ann Lee shared a post.\nNovember 11, 2022 ·\n{WORDS}\nLike\nComment\nShare")
    assert (embed.author, embed.doubts) == ("Ann Lee", ("author",))


def test_a_layout_that_others_have_leaves_the_platform_in_doubt() -> None:
    """Name, day, words and buttons alone are on many pages."""
    (embed,) = found(f"Ann Lee\n11 Nov 2022\n{WORDS}\nLike\n12\nShare\n3")
    assert (embed.platform, embed.doubts, embed.confidence) == ("vk", ("platform",), 0.6)


@pytest.mark.parametrize("above", ["12\n34", "Reply", "The mayor is here.\n"])
def test_what_stands_above_a_handle_need_not_be_its_name(above: str) -> None:
    """Counts and buttons of the post above, and a paragraph of the article."""
    (embed,) = found(f"{above}\n@ann_lee\n2 years ago\nSo it is.\n12\nReply")
    assert (embed.platform, embed.author, embed.handle, embed.text) == ("youtube", None, "ann_lee", "So it is.")


def test_messages_of_a_channel_share_the_day_above_them() -> None:
    """Its line stands above the first one only."""
    one, other = found(f"November 11, 2022\nBridges\n{WORDS}\n1.2K views\n13:03\nBridges\nNot here.\n999 views\n13:09")
    assert [(each.author, each.date) for each in (one, other)] == [("Bridges", DAY)] * 2
    assert (one.text, other.text, other.doubts) == (WORDS, "Not here.", ("start",))


@pytest.mark.parametrize(("own", "whose"), [("Sent on", "harbour"), ("Posted by", None)])
def test_the_owner_of_a_foot_that_two_platforms_write(
    monkeypatch: pytest.MonkeyPatch, own: str, whose: str | None
) -> None:
    """Of two that call them views, the one whose own words stand in the post; nobody's is guessed."""
    owners = {"views": [footed.Owner("telegram", ("Forwarded from",)), footed.Owner("harbour", ("Sent on",))]}
    monkeypatch.setattr(footed, "_owners", lambda: owners)
    posts = list(footed.find(f"November 11, 2022\nBridges\n{WORDS}\n{own}\n1.2K views\n13:03\n"))
    assert [each.platform for each in posts] == ([whose] if whose else [])


@given(st.text("An \n12K views:30·", max_size=200))
def test_any_foot_is_read_without_an_exception(text: str) -> None:
    """Places lie inside the text, in order."""
    bound = 0
    for embed in footed.find(text):
        assert bound <= embed.start <= embed.end <= len(text)
        bound = embed.end


@given(st.text("Annlee_ \n·•1.,/[]LikeComntShar:2022-11", max_size=200))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    """Places lie inside the text."""
    for embed in copied.find(f"{text}\nLike\nShare\n♬"):
        assert 0 <= embed.start <= embed.end <= len(text) + 14


def test_p1_a_head_is_looked_for_only_where_a_line_tells_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Buttons every sixty lines, near enough to all: no line without a time or a sign below it is read as a head."""
    read: list[int] = []
    first = heads.first

    def counted(lines: Sequence[Line], at: int, *rest: Any) -> Iterator[Head]:  # noqa: ANN401 -- handed on
        read.append(at)
        return first(lines, at, *rest)

    monkeypatch.setattr(heads, "first", counted)
    post = "Ann Lee\n11 November 2022 · Public\nSo it is.\nLike\nComment\nShare\n"
    text = post + ("x\n" * 60 + "Like\nShare\n") * 100
    assert [each.text for each in copied.find(text)] == ["So it is."]
    assert len(read) < 20


def test_heads_of_free_words_alone_are_refused() -> None:
    """A platform whose head any two lines are would cost every line of every text."""
    with pytest.raises(ValueError, match="any lines"):
        heads.templates(Copied(heads=("{name}\n{any}",)))


def test_p1_a_head_is_read_no_further_where_nothing_closes_its_post(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten thousand lines that look like heads: the words are looked at only where buttons stand near enough below."""
    read: list[int] = []
    extent = copied._extent

    def counted(lines: Sequence[Line], at: int, *rest: Any) -> tuple[int, int]:  # noqa: ANN401 -- handed on
        read.append(at)
        return extent(lines, at, *rest)

    monkeypatch.setattr(copied, "_extent", counted)
    post = "Ann Lee\n11 November 2022 · Public\nSo it is.\nLike\nComment\nShare\n"
    assert [each.text for each in copied.find(post + "jane_doe\n•\n" * 5_000)] == ["So it is."]
    assert len(read) < 200


@pytest.mark.parametrize("buttons", ["转发 12\n评论 3\n赞 45", "收藏\n转发\n12\n评论\n3\n赞\n45"])
@pytest.mark.parametrize("when", ["2022-11-11 09:14 来自 iPhone客户端", "2022-11-11 09:14\n来自 iPhone客户端"])
def test_a_post_of_weibo_names_the_device(when: str, buttons: str) -> None:
    """It stands behind the time, in its line or below."""
    (embed,) = found(f"海堤小灯\n{when}\n四十盏灯，亮着的只有三盏。\n{buttons}")
    assert (embed.platform, embed.author, embed.date) == ("weibo", "海堤小灯", DAY)
    assert embed.text == "四十盏灯，亮着的只有三盏。"


@pytest.mark.parametrize("below", ["收藏\n评论\n赞", "转发 给朋友", "评论\n收藏\n点赞"])
def test_an_article_that_names_its_source_is_no_post_of_weibo(below: str) -> None:
    """Its page has buttons, too, but not all of Weibo's, and no count of how often it was sent on."""
    assert found(f"海堤日报\n2022-11-11 09:14 来自 海堤日报客户端\n四十盏灯，亮着的只有三盏。\n{below}") == []


@pytest.mark.parametrize("handle", ["ann_lee", "u/ann_lee"])
def test_a_comment_of_reddit_names_its_author_in_either_way(handle: str) -> None:
    """With what says that it is a person, and without."""
    (embed,) = found(f"{handle}\n•\n2y ago\n{WORDS}\nUpvote\n12\nDownvote\nReply\nShare")
    assert (embed.platform, embed.handle, embed.text) == ("reddit", "ann_lee", WORDS)
