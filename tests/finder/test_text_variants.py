"""Kinds of text in the forms that others give them: line ends, languages, servers, days that are lost."""

from __future__ import annotations

import re

import pytest

from embedarchive.finder.text import find
from embedarchive.model import Document, Embed

DUTCH = (
    "De veerman had de gemeente drie brieven geschreven over de ketting, maar een antwoord kwam er niet.",
    "Niemand weet wie het pontje nu gaat maken, want de gemeente heeft er geen geld meer voor dit jaar.",
)
ENGLISH = (
    "The ferry of Rietmeer has not sailed since Tuesday, and the council has asked three yards for an offer so far.",
    "The clerk will speak about it again next week, when the engineers of the county have been to the old jetty.",
)
SIGNED = "— Jet Vonk (@jetvonk) May 3, 2021"


def embeds(*lines: str, end: str = "\n") -> tuple[Embed, ...]:
    """What is found in these lines."""
    return find(Document(text=end.join(lines))).embeds


def words(*lines: str) -> list[tuple[str | None, str | None]]:
    """Who signed what."""
    return [(each.handle, each.text) for each in embeds(*lines)]


@pytest.mark.parametrize("dash", ["—", "–", "-", "--"])
def test_posts_that_all_lost_their_day_are_told_by_their_links(dash: str) -> None:
    """What stands above such a line ends as a post does."""
    posts = ["The chain is broken. pic.twitter.com/aBcDeFgHiJ", f"{dash} Jet Vonk (@jetvonk)"]
    posts += ["We all knew. https://t.co/kLmNoPqRsT", f"{dash} Ned (@ned_o)"]
    found = embeds(ENGLISH[0], *posts, ENGLISH[1])
    assert [each.handle for each in found] == ["jetvonk", "ned_o"]
    assert all("date" in each.doubts for each in found)


def test_a_dash_of_another_length_signs_as_well() -> None:
    """Some of the days of a text are left; an author types one dash here and another one there."""
    lines = ("The chain is broken.", SIGNED, "We all knew it.", "– Ned (@ned_o)", ENGLISH[1])
    assert [handle for handle, _ in words(ENGLISH[0], *lines)] == ["jetvonk", "ned_o"]


def test_a_list_of_people_is_no_row_of_posts() -> None:
    """A hyphen before a name and a handle is a list's where nothing above ends as a post does."""
    people = ("Who to follow:", "- Jet Vonk (@jetvonk)", "- Ned (@ned_o)", "— Ada (@ada_t)")
    assert words(ENGLISH[0], *people, ENGLISH[1]) == []


def test_a_handle_that_names_its_server_is_of_the_platform_whose_handles_do() -> None:
    """An author copies the shape of one platform's attribution for another's posts."""
    (found,) = embeds(
        ENGLISH[0], "", "The chain is broken.", "— Jet Vonk (@jet@toot.example) May 3, 2021", "", ENGLISH[1]
    )
    assert (found.platform, found.handle, found.author) == ("mastodon", "jet@toot.example", "Jet Vonk")
    assert str(found.date) == "2021-05-03"


@pytest.mark.parametrize("broken", ["t.\n   co/zYxWvUtSrQ", "t.co/\n   zYxWvUtSrQ", "t.co/zYx\n   WvUtSrQ"])
def test_a_link_broken_anywhere_is_whole_among_the_links(broken: str) -> None:
    """Columns know nothing of links."""
    (found,) = embeds("   The chain is broken: https://" + broken, "   " + SIGNED, "", *ENGLISH)
    assert found.links == ("https://t.co/zYxWvUtSrQ",)


def test_a_short_link_takes_nothing_from_the_next_line() -> None:
    """Codes once had seven signs: what follows may be a word."""
    (found,) = embeds("Look: https://t.co/zYxWvUt", "Now what?", SIGNED, "", *ENGLISH)
    assert found.links == ("https://t.co/zYxWvUt",)


@pytest.mark.parametrize(
    ("opened", "byline"),
    [
        ("Instagram에서 이 게시물 보기", "나루(@naru_ferry)님의 공유 게시물"),
        ("在 Instagram 查看這則貼文", "渡口（@naru_ferry）分享的貼文"),
        ("在 Instagram 查看这篇帖子", "渡口 (@naru_ferry) 分享的帖子"),
        ("इस पोस्ट को Instagram पर देखें", "घाट (@naru_ferry) द्वारा साझा की गई पोस्ट"),
        ("Переглянути цей допис в Instagram", "Допис, поширений Перевіз (@naru_ferry)"),
        ("عرض هذا المنشور على Instagram", "تمت مشاركة منشور بواسطة المعدية (@naru_ferry)"),
    ],
)
def test_instagrams_words_in_more_languages(opened: str, byline: str) -> None:
    """What its embed leaves where its script did not run."""
    (found,) = embeds(ENGLISH[0], opened, byline, ENGLISH[1])
    assert (found.platform, found.handle) == ("instagram", "naru_ferry")
    assert found.author


def test_two_lines_of_another_language_above_an_attribution_begin_the_post() -> None:
    """It goes on below, to its link; what it says is in one language and the article in another."""
    post = (
        "The council says that the chain is new.",
        "We say that it is as old as the boat.",
        "So we went and looked.",
    )
    lines = (DUTCH[0], post[0], post[1], SIGNED, f"{post[2]} pic.twitter.com/aBcDeFgHiJ", DUTCH[1])
    (found,) = embeds(*lines)
    assert found.text == "\n".join(post)
    assert not found.doubts


def test_the_articles_list_is_not_the_beginning_of_a_post() -> None:
    """Names in another language stand in a list as well."""
    post = ("We say that the chain is as old as the boat.", "So we went and looked for ourselves.")
    lines = (DUTCH[0], "- The Book of Old Chains", post[0], SIGNED, f"{post[1]} pic.twitter.com/aBcDeFgHiJ", DUTCH[1])
    (found,) = embeds(*lines)
    assert found.text == "\n".join(post)


def test_a_line_that_may_be_the_post_aboves_is_not_taken_for_the_next_ones() -> None:
    """The post above may go on below its attribution, too, where no link ends it."""
    first = ("The boat does not sail today, they told us.", "— Ned (@ned_o) May 3, 2021")
    post = ("The council says that the chain is new.", "We say that it is as old as the boat.", "So we looked.")
    lines = (*first, post[0], post[1], SIGNED, f"{post[2]} pic.twitter.com/aBcDeFgHiJ")
    found = embeds(DUTCH[0], *lines, *DUTCH)
    assert found[1].text == "\n".join(post[1:])
    assert "end" in found[0].doubts


@pytest.mark.parametrize("apart", [(), ("",)], ids=["lines", "paragraphs"])
def test_two_signs_at_the_ends_of_lines_change_nothing(apart: tuple[str, ...]) -> None:
    """A carriage return is no blank at the end of a line."""
    lines = (ENGLISH[0], *apart, "The chain is broken!", "we all knew", SIGNED, *apart, ENGLISH[1])
    (plain,) = embeds(*lines)
    (given,) = embeds(*lines, end="\r\n")
    assert (given.text, given.confidence, given.doubts) == (plain.text, plain.confidence, plain.doubts)
    text = "\r\n".join(lines)
    assert text[given.start : given.end].startswith((plain.text or "").partition("\n")[0])
    assert text[given.start : given.end].endswith(SIGNED)


def test_blanks_at_the_end_of_every_line_say_nothing() -> None:
    """At the end of some they are line breaks that a post's author made."""
    lines = (
        ENGLISH[0],
        "The chain is broken!",
        SIGNED,
        ENGLISH[1],
        "Nobody came.",
        "— Ned (@ned_o) May 4, 2021",
        *DUTCH,
    )
    for each, plain in zip(embeds(*(f"{line} " for line in lines)), embeds(*lines), strict=True):
        assert each.text == plain.text
        assert abs(each.confidence - plain.confidence) < 0.01


@pytest.mark.parametrize(
    ("prose", "said", "post"),
    [
        ("وقرأت العضوة الرسالة بصوت عال.", "«قرية بلا عبارة قرية بلا غد.»", "شكرا لكل من حضر هذا المساء."),
        ("सदस्य ने चिट्ठी ज़ोर से पढ़ी।", "“नाव के बिना गाँव बहुत सूना है।”", "आज जो भी आए उन सबका शुक्रिया।"),
        ("代表大声念了那封信。", "“没有渡船的村子没有童年。”", "谢谢今晚来的每一个人！"),
    ],
)
def test_what_somebody_said_is_the_articles_in_scripts_without_cases(prose: str, said: str, post: str) -> None:
    """Where nothing parts an article from its posts, a whole quotation ends the article."""
    text = f"{prose} {said} {post} pic.twitter.com/aBcDeFgHiJ {SIGNED} {prose} {prose}\n"
    (found,) = embeds(text)
    assert found.text == post


def test_a_tag_behind_a_quotation_belongs_to_it() -> None:
    """No sentence begins there."""
    post = '"I am not going to sail this boat again." #rietmeer'
    (found,) = embeds(f"{ENGLISH[0]} {post} pic.twitter.com/aBcDeFgHiJ {SIGNED} {ENGLISH[1]}\n")
    assert (found.text or "").endswith(post)


@pytest.mark.parametrize(
    "written", ["Nov 11", "11 november", "11. November", "11月11日", "11월 11일", "١١ نوفمبر", "3h"]
)
def test_a_day_without_its_year_is_no_date_and_signs_all_the_same(written: str) -> None:
    """It is told as it is written; the year nobody can know."""
    (found,) = embeds(ENGLISH[0], "", "The chain is broken!", f"— Jet Vonk (@jetvonk) {written}", "", ENGLISH[1])
    assert (found.text, found.date, found.date_text) == ("The chain is broken!", None, written)
    assert "date" in found.doubts


@pytest.mark.parametrize(
    "line", ["— Jet (@jetvonk) sails 3 boats", "- Jet Vonk (@jetvonk) May 3", "— Jet (@jetvonk) May"]
)
def test_what_only_looks_like_a_day_without_its_year_signs_nothing(line: str) -> None:
    """A sentence, an item of a programme, a name of a month."""
    assert embeds(ENGLISH[0], "Who comes to the harbour:", line, ENGLISH[1]) == ()


@pytest.mark.parametrize("marks", ["•••", "---", "123"])
def test_the_list_whose_items_are_posts_is_the_articles(marks: str) -> None:
    """What stands before the first line of each post is no word of it."""
    said = (("jetvonk", "The chain is broken."), ("ned_o", "We all knew!"), ("ada_t", "Not I. #rietmeer"))
    dot = "." if marks == "123" else ""
    lines = [
        line
        for mark, (handle, post) in zip(marks, said, strict=True)
        for line in (f"{mark}{dot} {post}", f"— Somebody (@{handle}) May 3, 2021")
    ]
    assert words(*ENGLISH, *lines, ENGLISH[1]) == [*said]


def test_the_numbers_of_one_authors_thread_are_its_own() -> None:
    """They count what was said, not who said it."""
    said = ("1. The chain is broken.", "2. We all knew!")
    lines = [line for post in said for line in ("", post, SIGNED)]
    found = embeds(ENGLISH[0], *lines, "", ENGLISH[1])
    assert [(each.text or "").rpartition("\n")[2] for each in found] == [*said]


@pytest.mark.parametrize("other", ["Jet Vonk (@jetvonk)", "Ned (@ned_o)"])
def test_an_arrow_below_a_posts_first_line_is_the_posts(other: str) -> None:
    """The items of a list stand below each other: a line above the second one's sign is no introduction."""
    posts = (("The chain is broken again", "→ read it here"), ("We all knew it", "→ the report"))
    first = ("", posts[0][0], f"{posts[0][1]} pic.twitter.com/aBcDeFgHiJ", SIGNED, "", ENGLISH[0])
    second = ("", posts[1][0], f"{posts[1][1]} pic.twitter.com/kLmNoPqRsT", f"— {other} May 4, 2021", "", ENGLISH[1])
    assert [text for _, text in words(ENGLISH[0], *first, *second)] == ["\n".join(post) for post in posts]


def test_a_list_inside_of_a_post_is_the_posts() -> None:
    """One line of each post with a bullet is a list; several are the author's."""
    lines = ("- The chain", "- The hull", SIGNED, "", "- We all knew!", "— Ned (@ned_o) May 3, 2021")
    found = embeds(ENGLISH[0], "", *lines, "", ENGLISH[1])
    assert (found[0].text or "").endswith("- The hull")
    assert (found[1].text or "").startswith("- ")


def test_where_sentences_run_together_a_blank_stands_inside_of_a_post() -> None:
    """A page on one line, shorter than a long article's."""
    prose = "".join([*ENGLISH, *ENGLISH, "Only a few lamps were lit along the jetty."])
    (found,) = embeds(
        "Ferries", f"Home{prose}The chain is broken! Who knew? pic.twitter.com/aBcDeFgHiJ{SIGNED}", ENGLISH[1]
    )
    assert found.text == "The chain is broken! Who knew?"


def test_a_line_as_long_as_a_page_leaves_the_beginning_in_doubt_in_any_script() -> None:
    """Signs of a wide script say as much as two letters do."""
    prose = "这条渡船从周二起就停开了，镇政府至今没有给出任何说明，居民们只好绕路去对岸的学校和医院。" * 10
    (found,) = embeds("渡船", f"{prose}链条断了，你们怎么忍心😭 pic.twitter.com/aBcDeFgHiJ{SIGNED}", prose)
    assert "start" in found.doubts


def test_paragraphs_of_one_length_were_not_broken_at_a_column() -> None:
    """In a script without blanks a whole sentence is no first word of the next line."""
    prose = (
        "附近居民表示事先没有收到任何通知，目前已有超过六千人在请愿书上签名，要求镇政府公开全部设计图纸。",
        "据镇政府发言人介绍，渡船的链条已经老化，修复费用将超过两千万元，而今年的预算中并没有这一项。",
        "下一次听证会定于本月底举行，届时工程师将说明为什么不能保留码头边的那几棵老树和旧的售票亭子。",
    )
    posts = [(f"这棵树是我爷爷种的，谁也别想动它{number}。", SIGNED) for number in "一二三"]
    found = embeds(*(line for above, post in zip(prose, posts, strict=True) for line in (above, *post)), prose[0])
    assert all("。这" not in (each.text or "") and "。 这" not in (each.text or "") for each in found)


def test_a_post_goes_on_below_as_far_as_its_language_does() -> None:
    """Two lines above the attribution, one below it, and no link: the article's language ends it."""
    post = (
        "The council says that the chain is new.",
        "We say that it is as old as the boat.",
        "So we went and looked.",
    )
    (found,) = embeds(DUTCH[0], *post[:2], SIGNED, post[2], *DUTCH)
    assert found.text == "\n".join(post)


def test_a_post_that_is_said_again_below_its_attribution_stands_above_it() -> None:
    """Some extractors print a quotation twice."""
    post = ("橋の鎖が古いと聞いたので、自分で見に行ってきました。", "・まず鎖を見る。", "・次に船を見る。", "つづく")
    again = ("船は火曜日から出ていません。町は工場に頼みました。", "・鎖はまだ古い。", "・船もまだ古い。", "つづく")
    (first, second) = embeds(
        ENGLISH[0], *post, SIGNED, *post, ENGLISH[1], *again, SIGNED.replace("3", "4"), *again, ENGLISH[0]
    )
    assert (first.text, second.text) == ("\n".join(post), "\n".join(again))


def test_names_in_a_list_below_are_not_a_posts_for_their_letters() -> None:
    """Programs have English names in Japanese articles."""
    prose = "会場では三つの発表があり、そのあとで参加者全員が輪になって一時間ほど話をした。"
    lines = (prose, "「計測の話がすごかった」と言われた #boats", SIGNED, "- Boat meter and the harbour of the old town")
    (found,) = embeds(*lines, prose, prose)
    assert "harbour" not in (found.text or "")


@pytest.mark.parametrize(
    "glued",
    [
        "ولم يكن في الساحة سوى عدد قليل من الناس.يعني نسبح إلى المدرسة مثلا؟",
        "광장에는 몇 사람만이 기다리고 있었다.그럼 우리는 헤엄쳐서 가요?",
    ],
)
def test_sentences_that_run_together_are_parted_in_scripts_without_cases(glued: str) -> None:
    """A stop between two of their letters ends a text node."""
    (found,) = embeds("Page", f"{glued.partition('.')[0]}.{glued * 9} pic.twitter.com/aBcDeFgHiJ{SIGNED}", ENGLISH[1])
    assert any((found.text or "").startswith(sentence) for sentence in re.split(r"(?<=[.?؟])", glued) if sentence)


def test_what_was_sent_on_by_hand_begins_with_its_sign() -> None:
    """What stands above is the article's, whatever it says; what stands below may be the post's."""
    post = "RT @ada_t: The chain is broken."
    assert words("Who knew?", post, "Look at it!", SIGNED, ENGLISH[0]) == [("jetvonk", f"{post}\nLook at it!")]


def test_numbers_that_count_down_are_the_articles_too() -> None:
    """A list of the best ends with the first."""
    lines = (ENGLISH[0], "(2)", "the chain is broken", SIGNED, "(1)", "We all knew!", "— Ned (@ned_o) May 4, 2021")
    assert words(*lines, ENGLISH[1]) == [("jetvonk", "the chain is broken"), ("ned_o", "We all knew!")]


@pytest.mark.parametrize(
    "line",
    [
        "Для отображения этого содержимого нам нужно согласие на использование cookie. Управление настройками",
        "このコンテンツを表示するにはCookieへの同意が必要です。Cookie設定を変更する",
        "쿠키에 동의하지 않아 이 콘텐츠를 표시할 수 없습니다. 쿠키 환경설정 관리",
        "由于您未同意使用 Cookie，此内容已被屏蔽。管理 Cookie 偏好设置",
        "هذا المحتوى محجوب لأنك لم توافق على ملفات تعريف الارتباط. إدارة التفضيلات",
        "Bu içeriği görebilmek için çerez tercihlerinizi kabul etmeniz gerekir. Tercihleri yönet",
        "Treść zablokowana. Aby ją wyświetlić, zaakceptuj pliki cookie. Zarządzaj zgodami",
    ],
)
def test_a_consent_line_that_stands_once_is_nobodys(line: str) -> None:
    """It speaks of cookies, and of what the reader may do about them."""
    lines = (ENGLISH[0], "The chain is broken!", SIGNED, line, "We all knew!", "— Ned (@ned_o) May 4, 2021", ENGLISH[1])
    found = find(Document(text="\n".join(lines)))
    assert [each.text for each in found.embeds] == ["The chain is broken!", "We all knew!"]
    assert [each.text for each in found.ignored] == [line]


def test_a_consent_line_and_a_post_on_one_line_are_no_banner() -> None:
    """Right above an attribution stand the words of a post, whatever the line begins with."""
    line = "Bu içeriği görmek için çerez ayarlarını kabul edin.Vapur bugün de kalkmıyor, bilen var mı?"
    (found,) = embeds(ENGLISH[0], line, SIGNED, ENGLISH[1])
    assert (found.text or "").endswith("Vapur bugün de kalkmıyor, bilen var mı?")


def test_a_post_about_cookies_is_one() -> None:
    """It offers no choice."""
    post = ("Cookies are baked at the ferry house today.", "Come by, we have forty of them!")
    assert words(ENGLISH[0], "", *post, SIGNED, "", ENGLISH[1]) == [("jetvonk", "\n".join(post))]


@pytest.mark.parametrize("time", ["at 10:23 AM", "um 10:23", "à 10:23", "10:23"])
def test_a_time_behind_the_day_is_no_sentence_that_goes_on(time: str) -> None:
    """Also where the dash is lost."""
    signed = f"Jet Vonk (@jetvonk) May 3, 2021 {time}"
    (found,) = embeds(ENGLISH[0], "", "The chain is broken!", signed, "", ENGLISH[1])
    assert (found.text, found.author, str(found.date)) == ("The chain is broken!", "Jet Vonk", "2021-05-03")


def test_a_sentence_that_goes_on_behind_a_time_names_somebody() -> None:
    """It signs nothing."""
    sentence = "Jet Vonk (@jetvonk) May 3, 2021 at 10:23 was on the ferry"
    assert embeds(ENGLISH[0], "", "The chain is broken!", sentence, "", ENGLISH[1]) == ()


def test_a_place_in_figures_below_a_post_in_another_language_is_its_last_line() -> None:
    """It is in no language, and no link follows it."""
    post = ("The council says that the chain is new.", "We say that it is as old as the boat.", "(51.0543, 3.7174)")
    (found,) = embeds(DUTCH[0], post[0], SIGNED, *post[1:], *DUTCH)
    assert found.text == "\n".join(post)
    assert [(place.latitude, place.longitude) for place in found.coordinates] == [(51.0543, 3.7174)]


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("— Jet Vonk @jetvonk May 3, 2021", "Jet Vonk"),
        ("— Jet Vonk, @jetvonk, May 3, 2021", "Jet Vonk"),
        ("— Jet Vonk | @jetvonk | May 3, 2021", "Jet Vonk"),
        ("— Jet Vonk [@jetvonk] May 3, 2021 at 9:14am", "Jet Vonk"),
        ("-- @jetvonk, on Twitter, May 3, 2021", None),
    ],
)
def test_a_handle_without_parentheses_signs_in_a_line_of_a_dash_and_a_day(line: str, author: str | None) -> None:
    """People and programs write attributions without them."""
    (found,) = embeds(ENGLISH[0], "", "The chain is broken.", line, "", ENGLISH[1])
    assert (found.author, found.handle, str(found.date)) == (author, "jetvonk", "2021-05-03")
    assert found.text == "The chain is broken."


@pytest.mark.parametrize(
    "line",
    [
        "— by @jetvonk May 3, 2021",
        "— photo: Jet Vonk @jetvonk May 3, 2021",
        "— Jet Vonk wrote to @jetvonk on May 3, 2021 that the chain is broken",
        "— Jet Vonk @jetvonk",
        "Jet Vonk @jetvonk May 3, 2021",
        "- Jet Vonk @jetvonk May 3, 2021",
        "— Did you see what @jetvonk said on May 3, 2021",
        "— Jet Vonk @jetvonk May 3, 2021\n— Ned @ned_o May 3, 2021",
        "– Workshop @jetvonk, May 3, 2021",
        "— Beeld: Jet Vonk @jetvonk May 3, 2021",
        "— Drawing by Jet Vonk @jetvonk May 3, 2021",
        "— Foto de Jet Vonk @jetvonk May 3, 2021",
        "— Photograph @jetvonk, May 3, 2021",
        "— Fot. Jet Vonk @jetvonk May 3, 2021",
        "— Nobody knows — says Jet Vonk @jetvonk, May 3, 2021",
    ],
)
def test_a_handle_without_parentheses_signs_in_no_other_line(line: str) -> None:
    """A credit, sentences, a list's items, a dialogue, a line without a dash or a day."""
    assert words(ENGLISH[0], "", "The chain is broken.", line, "", ENGLISH[1]) == []


@pytest.mark.parametrize("mark", ["\u200e", "\u200f", "\u200b", "\u202b"])
def test_signs_without_width_before_a_dash_are_no_line_of_the_post(mark: str) -> None:
    """Pages in two directions are copied with the marks that keep them in order."""
    lines = (f"{mark}The chain is broken.", f"{mark}— Jet{mark} Vonk (@jetvonk{mark}) May 3, 2021")
    assert words(ENGLISH[0], *lines, ENGLISH[1]) == [("jetvonk", "The chain is broken.")]


@pytest.mark.parametrize(
    "written",
    [
        "Mon May 03 09:14:00 +0000 2021",
        "on Monday, May 3rd, 2021 at 9:14am",
        "Mon, 03 May 2021 09:14:00 GMT",
        "Posted: 2021-05-03 09:14:22 UTC",
    ],
)
def test_a_day_as_programs_write_it_ends_an_attribution(written: str) -> None:
    """Weekday, seconds and zone stand around it."""
    (found,) = embeds(ENGLISH[0], "", "The chain is broken.", f"— Jet Vonk (@jetvonk) {written}", "", ENGLISH[1])
    assert (found.handle, str(found.date), found.text) == ("jetvonk", "2021-05-03", "The chain is broken.")


@pytest.mark.parametrize(
    ("opened", "byline"),
    [
        (
            "Voir cette publication sur Instagram",
            "Une publication partagée par Jet (@jetvonk) le 3 Mai 2021 à 9 :14 PST",
        ),
        (
            "Ver esta publicación en Instagram",
            "Una publicación compartida de Jet (@jetvonk) el 3 May, 2021 a las 9:14 PST",
        ),
        ("Wyświetl ten post na Instagramie.", "Post udostępniony przez Jet (@jetvonk) Maj 3, 2021 o 9:14 PST"),
    ],
)
def test_the_byline_of_another_platform_is_no_attribution_for_its_day(opened: str, byline: str) -> None:
    """Its words stand between what opens it and the byline, whatever the particle before the day is."""
    (found,) = embeds(ENGLISH[0], opened, "The chain is broken.", byline, ENGLISH[1])
    assert (found.platform, found.author, found.text) == ("instagram", "Jet", "The chain is broken.")


@pytest.mark.parametrize("apart", ["", "> "], ids=["plain", "quoted"])
def test_the_address_below_an_attribution_is_its_posts(apart: str) -> None:
    """Handle and day agree; readers of feeds and print views spell addresses out so."""
    url = "https://twitter.com/jetvonk/status/1389100000000000001"
    (found,) = embeds(
        ENGLISH[0], "", f"{apart}The chain is broken.", f"{apart}{SIGNED}", f"{apart}{url}", "", ENGLISH[1]
    )
    assert (found.id, found.handle, found.text) == ("1389100000000000001", "jetvonk", "The chain is broken.")
    assert str(found.posted_at)[:10] == "2021-05-03"


@pytest.mark.parametrize("post", ["ned_o/status/1389000000000000001", "jetvonk/status/1591000000000000001"])
def test_the_address_of_another_post_below_an_attribution_is_not(post: str) -> None:
    """Somebody else's, or of another day."""
    found = embeds(ENGLISH[0], "", "The chain is broken.", SIGNED, f"https://twitter.com/{post}", "", ENGLISH[1])
    assert [each.id for each in found] == [None]


@pytest.mark.parametrize("written", ["11/11/22", "11.11.22", "Friday 11 November 2022 09.14 GMT", "11-Nov-2022"])
def test_a_day_with_a_short_year_or_a_time_with_a_zone_ends_an_attribution(written: str) -> None:
    """In a line that a dash begins."""
    (found,) = embeds(ENGLISH[0], "", "The chain is broken.", f"— Jet Vonk (@jetvonk) {written}", "", ENGLISH[1])
    assert (found.handle, str(found.date), found.text) == ("jetvonk", "2022-11-11", "The chain is broken.")


@pytest.mark.parametrize("written", ["3.4.21", "version 12.11.22", "played last on 1.2.22", "born 11/11/62"])
def test_figures_that_are_no_day_of_a_post_end_no_attribution(written: str) -> None:
    """Versions, and days of two figures a year that words stand before, or of no post's year."""
    assert words(ENGLISH[0], "", "The chain is broken.", f"— Jet Vonk (@jetvonk) {written}", "", ENGLISH[1]) == []
