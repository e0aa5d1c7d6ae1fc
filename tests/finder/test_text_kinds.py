"""Kinds of boundaries that a document's structure settles, each on a small text of our own."""

from __future__ import annotations

import textwrap

import pytest

from embedarchive.finder.text import find
from embedarchive.finder.text.attribution import attributions
from embedarchive.finder.text.extent import boundaries, habits, segments
from embedarchive.finder.text.extent.habits import Habits
from embedarchive.model import Document

ARTICLE = (
    (
        "The ferry of Rietmeer has not sailed since Tuesday, and the council has asked three yards for an offer, none "
        "of which has answered so far, as the clerk said on Friday in the hall."
    ),
    (
        "The clerk will speak about it again next week, when the engineers of the county have been to the jetty and "
        "have looked at the chain, the hull and the old engine below the deck."
    ),
)


def words(text: str) -> list[tuple[str | None, str | None]]:
    """Who signed what."""
    return [(each.handle, each.text) for each in find(Document(text=text)).embeds]


def test_numbers_that_count_up_between_posts_are_the_articles() -> None:
    """`a)` and `b)` on lines of their own belong to nobody's post."""
    lines = [ARTICLE[0], "a)", "The chain is broken.", "— Jet Vonk (@jetvonk) May 3, 2021"]
    lines += ["b)", "we all knew", "— Ned (@ned_o) May 4, 2021", ARTICLE[1]]
    assert words("\n".join(lines)) == [("jetvonk", "The chain is broken."), ("ned_o", "we all knew")]


def test_an_attribution_that_lost_its_day_is_a_post_of_its_own() -> None:
    """The next post does not begin with it."""
    lines = ["The chain is broken. pic.twitter.com/aBcDeFgHiJ", "— Jet Vonk (@jetvonk) May 3, 2021"]
    lines += ["We all knew. pic.twitter.com/kLmNoPqRsT", "— Ned (@ned_o)", "Not I.", "— Ada (@ada_t) on X, May 5, 2021"]
    found = find(Document(text="\n".join(lines))).embeds
    assert [(each.handle, each.text) for each in found][1:] == [("ned_o", "We all knew."), ("ada_t", "Not I.")]
    assert "date" in found[1].doubts
    assert found[1].confidence <= 0.9


def test_lines_broken_at_a_column_are_read_as_unbroken() -> None:
    """A mail wraps and quotes; the place of the post is that in the mail as given."""
    post = (
        "@rietmeer The chain is broken and nobody at the council seems to know who should have oiled it in the spring."
    )
    blocks = [*ARTICLE, post, "— Jet Vonk (@jetvonk) May 3, 2021", *ARTICLE[::-1]]
    text = "\n>\n".join(textwrap.fill(block, 72, initial_indent="> ", subsequent_indent="> ") for block in blocks)
    (found,) = find(Document(text=text)).embeds
    assert found.text == post
    assert text[found.start : found.end].startswith("@rietmeer The chain")
    assert text[found.start : found.end].endswith("May 3, 2021")


def test_the_same_bullet_before_every_line_says_nothing() -> None:
    """An outliner pastes like that."""
    lines = ("The chain is broken. pic.twitter.com/aBcDeFgHiJ", "— Jet Vonk (@jetvonk) May 3, 2021", *ARTICLE)
    assert words("\n".join(f"• {line}" for line in lines)) == [("jetvonk", "The chain is broken.")]


def test_a_link_broken_behind_its_scheme_is_whole_among_the_links() -> None:
    """Text browsers break addresses behind a slash."""
    text = "The chain is broken: http:/\n/t.co/zYxWvUtSrQ\n— Jet Vonk (@jetvonk) May 3, 2021\n"
    (found,) = find(Document(text=text)).embeds
    assert found.links == ("https://t.co/zYxWvUtSrQ",)


def test_a_post_in_another_language_goes_on_below_its_attribution() -> None:
    """No link is needed where the language tells."""
    dutch = "De veerman had de gemeente drie brieven geschreven over de ketting, maar een antwoord kwam er niet."
    post = ("The chain of this ferry was broken again.", "I do not know who should have oiled it this time.")
    more = "Niemand weet wie het pontje nu gaat maken, want de gemeente heeft er geen geld meer voor dit jaar."
    lines = (more, dutch, post[0], "— Ned (@ned_o) May 3, 2021", post[1], more, dutch)
    assert words("\n".join(lines)) == [("ned_o", "\n".join(post))]


def test_a_code_block_right_above_an_attribution_is_the_post() -> None:
    """Some extractors print quotations as code."""
    text = f"{ARTICLE[0]}\n\n```\nThe chain is broken.\n```\n— Ned (@ned_o) May 3, 2021\n\n{ARTICLE[1]}\n"
    assert words(text) == [("ned_o", "The chain is broken.")]


LEADS = (
    (
        "The ferry of Rietmeer has not sailed since Tuesday, and the council has asked three yards for an offer.",
        "Another wondered who would pay for that.",
        "I love this old boat, it never sinks twice. https://t.co/zYxWvUtSrQ",
    ),
    (
        "Die Fähre von Rietmeer liegt seit Dienstag fest, und die Gemeinde hat drei Werften um ein Angebot gebeten.",
        "Andere fragten sich, wer das bezahlen soll.",
        "Ich liebe dieses alte Boot, es sinkt nie zweimal. https://t.co/zYxWvUtSrQ",
    ),
    (
        "Le bac de Rietmeer est à quai depuis mardi, et la commune a demandé une offre à trois chantiers de la région.",
        "D'autres se demandaient qui allait payer.",
        "J'adore ce vieux bateau, il ne coule jamais deux fois. https://t.co/zYxWvUtSrQ",
    ),
    (
        "Het pontje van Rietmeer vaart sinds dinsdag niet meer, en de gemeente vroeg drie werven om een offerte.",
        "Een ander vroeg zich af wie dat betaalt.",
        "Ik hou van dit oude bootje, het zinkt nooit twee keer. https://t.co/zYxWvUtSrQ",
    ),
)


@pytest.mark.parametrize(("prose", "lead", "post"), LEADS)
def test_a_sentence_that_speaks_of_others_leads_in(prose: str, lead: str, post: str) -> None:
    """Without a colon and without a name."""
    text = f"{prose}\n{prose}\n{lead}\n{post}\n— Jet Vonk (@jetvonk) May 3, 2021\n{prose}"
    (found,) = find(Document(text=text)).embeds
    assert found.text == post


@pytest.mark.parametrize("signs", [("①", "②"), ("I.", "II."), ("Answer 1", "Answer 2"), ("一、", "二、"), ("#1", "#2")])
def test_counters_in_other_signs(signs: tuple[str, str]) -> None:
    """Circled, Roman, with a word before them, Chinese."""
    lines = [ARTICLE[0], signs[0], "The chain is broken.", "— Jet Vonk (@jetvonk) May 3, 2021"]
    lines += [signs[1], "we all knew", "— Ned (@ned_o) May 4, 2021", ARTICLE[1]]
    assert words("\n".join(lines)) == [("jetvonk", "The chain is broken."), ("ned_o", "we all knew")]


@pytest.mark.parametrize(
    "line",
    [
        "- Jet Vonk (jet_vonk) May 3, 2021",
        "— Jet Vonk (jetvonk) 3 May 2021",
        "— Jet Vonk (©jet_vonk) May 3, 2021",
        "~ Jet Vonk (@jet_vonk) May 3, 2021",
        "-- Jet Vonk (jetvonk2) May 3, 2021",
    ],
)
def test_a_scan_that_lost_the_dash_or_the_at_sign(line: str) -> None:
    """Such a line signs a post still; what is in the parentheses is a handle and no other word."""
    (found,) = find(Document(text=f"{ARTICLE[0]}\n\nThe chain is broken. pic.twitter.com/aBcDeFgHiJ\n{line}\n")).embeds
    assert (found.author, str(found.date)) == ("Jet Vonk", "2021-05-03")
    assert found.text == "The chain is broken."


@pytest.mark.parametrize(
    "line",
    [
        "- Jet Vonk (Reuters) May 3, 2021",
        "— Jet Vonk (CEO) May 3, 2021",
        "- Rietmeer (2019) May 3, 2021",
        "— Jet (Vonk) May 3, 2021",
        "- A report (draft) of 3 May 2021",
        "see Jet Vonk (jet_vonk) May 3, 2021",
    ],
)
def test_parentheses_that_hold_no_handle_sign_nothing(line: str) -> None:
    """An agency, an office, a year, a surname."""
    assert words(f"{ARTICLE[0]}\n\n“The chain is broken.”\n{line}\n\n{ARTICLE[1]}\n") == []


def test_where_every_node_has_blanks_around_it_no_word_is_cut() -> None:
    """Pieces begin behind blanks: at a mention or tag, between Chinese or Japanese signs, behind a stop; in no word."""
    text = "as he said @ann_lee JavaScript is at JSConf.Asia 会議 終わり. So it is #over now."
    pieces = segments.above(text, 0, len(text), Habits(loose=True, blanks=True))
    assert [(piece.characters, piece.gap) for piece in pieces] == [
        ("#over now.", "line"),
        ("So it is", "node"),
        ("終わり.", "sentence"),
        ("@ann_lee JavaScript is at JSConf.Asia 会議", "bare"),
        ("as he said", "node"),
    ]


def test_no_quotation_is_cut() -> None:
    """A sentence that somebody said belongs to the sentence that says so."""
    text = "The clerk spoke. “It floats. It always has.” Nobody agreed."
    pieces = segments.above(text, 0, len(text), Habits(loose=True))
    assert [piece.characters for piece in pieces] == [
        "Nobody agreed.",
        "“It floats. It always has.”",
        "The clerk spoke.",
    ]


def test_where_paragraphs_stand_together_a_blank_parts_no_blocks() -> None:
    """A page on one line: sentences that no blank parts are paragraphs, the post among them, or where it may begin."""
    page = "".join([*ARTICLE, *ARTICLE[::-1]] * 3)
    prose = "Only a few old boats were seen on the western side of the lake."
    post = "Old boat! West side of the lake! North of the church 🌪️ #rietmeer @ferryclub"
    signed = f"{post} pic.twitter.com/aBcDeFgHiJ— Jet Vonk (@jetvonk) May 3, 2021"
    (found,) = find(Document(text=f"Ferry - The Post\nHomeNewsSport{page}{prose}{signed}\nNext week more.\n")).embeds
    assert post.endswith(found.text or " ")
    assert found.text == post or ("start" in found.doubts and found.other_starts == ("Old boat!",))


SHOWN = (
    "Here is a video of the old chain coming up:",
    "And this is what the jetty looks like now:",
    "Hier ist ein kurzer Film von der alten Kette:",
    "Voici une courte vidéo de la vieille chaîne :",
    "Aquí hay un vídeo corto de la vieja cadena:",
    "Hier is een filmpje van de oude ketting:",
)


@pytest.mark.parametrize("lead", SHOWN)
def test_a_line_that_shows_what_follows_leads_in(lead: str) -> None:
    """With a colon and nothing that posts have."""
    post = "The old chain of this ferry has come up, as rusty as everybody said."
    lines = [*ARTICLE, lead, f"{post} pic.twitter.com/aBcDeFgHiJ", "— Jet Vonk (@jetvonk) May 3, 2021", ARTICLE[0]]
    assert words("\n".join(lines)) == [("jetvonk", post)]


@pytest.mark.parametrize(
    "lead",
    [
        "Rietmeer's own Jet Vonk, who has oiled that chain for thirty years, is not amused.",
        "Jet Vonk aus Rietmeer, der diese Kette dreißig Jahre lang geölt hat, ist nicht amüsiert.",
        "Jet Vonk, qui a graissé cette chaîne pendant trente ans, n'est pas amusé.",
    ],
)
def test_a_line_with_the_author_s_full_name_is_not_the_author_s(lead: str) -> None:
    """Also where the parts of the name are short."""
    post = "The council seems to think that a chain oils itself."
    lines = [*ARTICLE, lead, f"{post} pic.twitter.com/aBcDeFgHiJ", "— Jet Vonk (@jetvonk) May 3, 2021", ARTICLE[0]]
    assert words("\n".join(lines)) == [("jetvonk", post)]


@pytest.mark.parametrize("quoted", ["> ", ""])
def test_a_line_that_is_a_tag_is_no_words_of_a_post(quoted: str) -> None:
    """Markdown with a quotation's tags on lines of their own, as a converter of blogs leaves it."""
    link = "[May 3, 2021](https://twitter.com/jetvonk/status/1389000000000000001)"
    post = f"{quoted}Awake, all of you, the chain of [@ferry_o](https://twitter.com/ferry_o) is broken again"
    lines = [ARTICLE[0], "", "", "<blockquote>", "", quoted, post, quoted, quoted, f"— Jet Vonk (@jetvonk) {link}"]
    text = "\n".join([*lines[:-1], lines[-1] + "</blockquote>", "", "", ARTICLE[1]])
    assert words(text) == [("jetvonk", "Awake, all of you, the chain of @ferry_o is broken again")]


def test_an_address_in_angle_brackets_is_no_tag() -> None:
    """A line that is only a link belongs to the post."""
    lines = [
        ARTICLE[0],
        "",
        "the chain is broken again",
        "<https://t.co/AbCdEfGhIj>",
        "— Jet Vonk (@jetvonk) May 3, 2021",
    ]
    assert words("\n".join([*lines, "", ARTICLE[1]])) == [
        ("jetvonk", "the chain is broken again\n<https://t.co/AbCdEfGhIj>")
    ]


def test_a_bullet_before_each_paragraph_says_nothing() -> None:
    """Lines that stand indented below it are the same item's."""
    post = "Half the town is dark.\nCrews are on it.\n— Ann Lee (@ann_lee) November 11, 2022"
    listed = [textwrap.indent(each, "  ").replace("  ", "* ", 1) for each in (ARTICLE[0], post, ARTICLE[1])]
    assert words("\n\n".join(listed)) == [("ann_lee", "Half the town is dark.\nCrews are on it.")]


def test_what_an_article_opens_with_below_a_time_is_its_own() -> None:
    """Headline, time, first paragraph: the post is the line below, though it speaks as the article does."""
    lines = (
        "Lamps of Rietmeer",
        "7:02 a.m.",
        "The clerk ended the week as he had begun it: in the hall, with a list of yards in his hand.",
        "The clerk has come to the jetty of Rietmeer for the ninth day in a row.",
        "— Jo Marr (@jomarr) March 3, 2021",
        *ARTICLE,
    )
    assert words("\n".join(lines)) == [("jomarr", lines[3])]


def test_a_paragraph_that_goes_on_beyond_the_limit_is_doubted() -> None:
    """A post of 2016 had 140 signs: either its day is wrong or its beginning."""
    line = "The boat is back at the long jetty, and it floats as it did before."
    signed = f"{line}\n{line}\n{line}\n— Ann Lee (@ann_lee) March 3, 2016"
    (embed,) = find(Document(text=f"{ARTICLE[0]}\n\n{signed}\n\n{ARTICLE[1]}\n\n{ARTICLE[0]}")).embeds
    assert "start" in embed.doubts
    assert embed.confidence < 0.9


FOUR_LINES = ("The chain broke.", "Nobody oiled it.", "The clerk knew.", "We all walked home.")


@pytest.mark.parametrize("margin", ["> ", "    "])
def test_a_quotation_that_fits_into_one_post_is_one(margin: str) -> None:
    """Its margin tells where it begins, whatever its paragraphs are like."""
    lines = ["The clerk of Rietmeer said on Friday:", "“The engineers of the county have been to the jetty.”", "So?"]
    quotation = "\n\n".join([*lines, "— Jet Vonk (@jetvonk) May 3, 2021"])
    text = f"{ARTICLE[0]}\n\n{textwrap.indent(quotation, margin, lambda _: True)}\n\n{ARTICLE[1]}\n"
    ((_, said),) = words(text)
    assert [*filter(None, (said or "").split("\n"))] == lines


def test_an_empty_line_of_a_quotation_in_a_list_parts_nothing() -> None:
    """Blanks before its quote mark are the list's: the quotation goes on across it."""
    quotation = "> The chain, on a slow day\n>\n> From: @ferry (2021)\n>\n> — Jet Vonk (@jetvonk) May 3, 2021"
    text = f"{ARTICLE[0]}\n\n* {ARTICLE[1]}\n\n{textwrap.indent(quotation, '  ')}\n* That was all.\n"
    assert words(text) == [("jetvonk", "The chain, on a slow day\nFrom: @ferry (2021)")]


def test_a_first_line_in_lower_case_is_one_where_its_link_stands_below() -> None:
    """Posts go on below their attributions here, and nothing but this one can end in that link."""
    lines = [ARTICLE[0], "The hull is sound.— Ned (@ned_o) May 2, 2021", "We looked twice. pic.twitter.com/AbCdEfGh10"]
    lines += [ARTICLE[1], "hello all, it broke— Jet Vonk (@jetvonk) May 3, 2021", "The chain is gone."]
    lines += ["So is the boat. pic.twitter.com/AbCdEfGh12", ARTICLE[0]]
    assert words("\n".join(lines)) == [
        ("ned_o", "The hull is sound.\nWe looked twice."),
        ("jetvonk", "hello all, it broke\nThe chain is gone.\nSo is the boat."),
    ]


@pytest.mark.parametrize("end", ["pic.twitter.com/AbCdEfGh12", "https://t.co/AbCdEfGh12"])
def test_behind_a_first_line_with_a_link_only_an_images_link_says_that_a_post_goes_on(end: str) -> None:
    """An image's link is the last thing in a post; below another link, one more may be the article's."""
    lines = [ARTICLE[0], "The new boat is here: https://t.co/AbCdEfGh11", "— Jet Vonk (@jetvonk) May 3, 2021"]
    ((_, said),) = words("\n".join([*lines, f"Built in one winter {end}", ARTICLE[1]]))
    whole = "The new boat is here: https://t.co/AbCdEfGh11\nBuilt in one winter"
    assert said == (whole if end.startswith("pic.") else whole.partition("\n")[0])


def test_quotations_below_each_other_stand_in_both() -> None:
    """The one below is set in as far as the one above, and the article's margin is that of its prose."""
    lead = "The clerk will speak about it again next week, he said:"
    posts = ["What he told us on Friday:", *FOUR_LINES[:1], "— Jet Vonk (@jetvonk) May 3, 2021"]
    posts += [*FOUR_LINES[2:], "— Ned (@ned_o) May 4, 2021"]
    text = f"{ARTICLE[0]}\n\n{lead}\n\n{textwrap.indent(chr(10).join(posts), '    ')}\n\n{ARTICLE[1]}\n"
    assert words(text) == [("jetvonk", "\n".join(posts[:2])), ("ned_o", "\n".join(FOUR_LINES[2:]))]


def test_lines_around_one_middle_are_one_quotation() -> None:
    """A terminal's browser centres what a page centres: no line of it stands at the margin of another."""
    lines = [
        "The chain broke, said the clerk of the council of Rietmeer on Friday:",
        "So?",
        "— Jet Vonk (@jetvonk) May 3, 2021",
    ]
    text = "\n\n".join([ARTICLE[0], *(line.center(100).rstrip() for line in lines), ARTICLE[1]])
    ((_, said),) = words(text)
    assert [*filter(None, (said or "").split("\n"))] == lines[:2]


def test_a_link_whose_target_stands_on_the_next_line_is_whole() -> None:
    """html2text breaks behind a link's words, also where too few lines are broken to tell the column."""
    text = f"{ARTICLE[0]}\n\n> The chain broke. [ pic.twitter.com/aBcDeFgHiJ\n> ](https://t.co/aBcDeFgHiJ)\n>\n"
    text += "> — Jet Vonk (@jetvonk) [ May 3, 2021\n> ](https://twitter.com/jetvonk/status/1389112725406568448)\n"
    (found,) = find(Document(text=f"{text}\n{ARTICLE[1]}\n")).embeds
    assert (found.text, found.id) == ("The chain broke.", "1389112725406568448")


def test_links_on_lines_that_follow_each_other_are_one_posts() -> None:
    """Where an attribution stands behind the first line, the post goes on up to the last of them."""
    lines = [ARTICLE[0], "Our slides are up.", "— Jet Vonk (@jetvonk) May 3, 2021", "One: https://t.co/aBcDeFgHiJ"]
    lines += ["Two: https://t.co/kLmNoPqRsT", ARTICLE[1]]
    ((_, said),) = words("\n".join(lines))
    assert said == "Our slides are up.\nOne: https://t.co/aBcDeFgHiJ\nTwo: https://t.co/kLmNoPqRsT"


@pytest.mark.parametrize(
    ("lead", "quotation", "post"),
    [
        (
            "The ferryman read his note aloud.",
            '"A still ferry is no worse than a slow one; it is drier."',
            "My note in full.",
        ),
        (
            "Then the clerk read from a letter.",
            "“No chain is ever too old; it only wants some oil.”",
            "Posting the letter.",
        ),
        ("Der Fährmann las seinen Brief vor.", "„Eine stille Fähre ist trockener als eine volle.“", "Hier mein Brief."),
        ("Le passeur a lu sa lettre.", "« Un bac immobile est plus sec qu'un bac plein. »", "Voici toute ma lettre."),
        ("De veerman las zijn brief voor.", "‘Een stille pont is droger dan een volle pont.’", "Hier mijn hele brief."),
    ],
)
def test_a_whole_quotation_before_a_post_is_the_articles_where_lines_are_lost(
    lead: str, quotation: str, post: str
) -> None:
    """And so is the sentence that leads it in; what stands there is doubted."""
    text = (
        f"{ARTICLE[0]} {lead} {quotation} {post} pic.twitter.com/aBcDeFgHiJ — Ned Oar (@ned_o) May 3, 2021 {ARTICLE[1]}"
    )
    (found,) = find(Document(text=text)).embeds
    assert found.text == post


@pytest.mark.parametrize("sign", ["➤", "o", "■", ">>", "> >", "|"])
def test_whatever_stands_before_every_line_says_nothing(sign: str) -> None:
    """Signs of any kind, quotations of quotations."""
    lines = ("The chain is broken. pic.twitter.com/aBcDeFgHiJ", "— Jet Vonk (@jetvonk) May 3, 2021", *ARTICLE)
    assert words("\n".join(f"{sign} {line}" for line in lines)) == [("jetvonk", "The chain is broken.")]


def test_numbers_before_every_line_say_nothing_if_they_count_up() -> None:
    """An outline; numbers that do not are words."""
    lines = ("The chain is broken. pic.twitter.com/aBcDeFgHiJ", "— Jet Vonk (@jetvonk) May 3, 2021", *ARTICLE)
    assert words("\n".join(f"{at}. {line}" for at, line in enumerate(lines, 7))) == [
        ("jetvonk", "The chain is broken.")
    ]
    assert words("9. It broke. pic.twitter.com/aBcDeFgHiJ\n4. — Jet Vonk (@jetvonk) May 3, 2021") != [
        ("jetvonk", "It broke.")
    ]


def test_a_range_of_numbers_begins_no_list_below_a_colon() -> None:
    """`(1..9)` is code, and what shows it stands above."""
    lead = "Which the clerk said is all about this:"
    code = '(1..9).each { |n| puts n % 3 == 0 ? "chain" : n } #ferry'
    lines = (*ARTICLE, lead, code, "— Jet Vonk (@jetvonk) May 3, 2021", *ARTICLE[::-1])
    assert words("\n".join(lines)) == [("jetvonk", code)]


def test_a_dash_between_two_links_is_a_node_of_the_post() -> None:
    """Where every text node is a line of its own, no bullet is one."""
    lines = [*ARTICLE, "The chain is broken and the jetty closed, I heard", "#rietmeer", "-", "https://t.co/zYxWvUtSrQ"]
    lines += ["— Jet Vonk (@jetvonk)", "May 3, 2021", *ARTICLE[::-1]]
    ((_, text),) = words("\n".join(lines))
    assert text is not None
    assert "#rietmeer\n-\nhttps://t.co/zYxWvUtSrQ" in text


def test_a_link_that_was_indented_in_the_page_is_no_post_of_its_own() -> None:
    """The words stand on the line right above."""
    lines = (*ARTICLE, "", "", "@ned_o", "@ada_t IT SAILS AGAIN :D", "    pic.twitter.com/aBcDeFgHiJ", "")
    text = "\n".join((*lines, "  — Jet Vonk (@jetvonk)", "  May 3, 2021", "", *ARTICLE[::-1]))
    ((handle, found),) = words(text)
    assert handle == "jetvonk"
    assert found is not None
    assert found.endswith("@ada_t IT SAILS AGAIN :D")


def test_an_attribute_list_of_markdown_is_nobodys() -> None:
    """A site that knows none of them shows them."""
    lines = (*ARTICLE, '{:style="background-color: #fff9e4;"}', "At last,", "it sails again ...")
    text = "\n".join((*lines, "— Jet Vonk (@jetvonk) May 3, 2021", *ARTICLE[::-1]))
    assert words(text) == [("jetvonk", "At last,\nit sails again ...")]


@pytest.mark.parametrize(
    "lead",
    [
        "Which the crew of the other ferry said is all about that:",
        "Para cerrar el año los marineros cantaron una canción, y si aún no la escuchaste todavía, es esta:",
    ],
)
def test_a_colon_behind_what_shows_leads_in(lead: str) -> None:
    """`… is this:`."""
    post = "Feliz año nuevo a todos! 🎉"
    lines = (*ARTICLE, lead, post, "— Jet Vonk (@jetvonk) May 3, 2021", *ARTICLE[::-1])
    assert words("\n".join(lines)) == [("jetvonk", post)]


@pytest.mark.parametrize(
    "lead",
    [
        "The two gulls that came along had nothing but this chain to talk of:",
        "Die beiden Möwen am Steg hatten an diesem Tag nur ein Thema:",
        "桟橋のカモメたちがその日に気にしていた点は次の二つです:",
        "Например:",
    ],
)
def test_a_sentence_with_a_colon_leads_in(lead: str) -> None:
    """A post's own head before a colon is short, or what follows is a link."""
    post = "The chain is broken and the jetty closed"
    lines = (*ARTICLE, lead, post, "— Jet Vonk (@jetvonk) May 3, 2021", *ARTICLE[::-1])
    assert words("\n\n".join(lines)) == [("jetvonk", post)]


def test_a_head_with_a_colon_is_the_posts() -> None:
    """`Data people:` above a question."""
    lines = (*ARTICLE, "Ferry people:", "what do you oil first in the spring? #rietmeer")
    text = "\n\n".join(("\n".join(lines[-2:]), "— Jet Vonk (@jetvonk) May 3, 2021"))
    assert words("\n\n".join((*ARTICLE, text, *ARTICLE[::-1]))) == [("jetvonk", "\n".join(lines[-2:]))]


@pytest.mark.parametrize("said", ["Jet Vonk, ferrywoman", "Jet Vonk looks after the ferry of Rietmeer"])
def test_a_line_about_who_wrote_the_post_above_is_the_articles(said: str) -> None:
    """A name and an office below a post."""
    guide = "How to oil a chain in the spring — the whole guide for ferries: oil.example"
    lines = ["I love this new guide: oil.example", "— Jet Vonk (@jetvonk) May 3, 2021"]
    lines += [said, guide, "— Ned Oord (@ned_o) May 3, 2021", *ARTICLE]
    assert words("\n\n".join((*ARTICLE, *lines)))[1:] == [("ned_o", guide)]


def test_how_little_a_post_says_is_no_reason_to_take_a_plain_sentence() -> None:
    """A tag, a mention, a line without a stop above it may still be its beginning."""

    def told(lead: str) -> list[bool]:
        text = "\n".join((*ARTICLE, lead, "Our jetty pic.twitter.com/aBcDeFgHiJ", "— Jet Vonk (@jetvonk) May 3, 2021"))
        found = attributions.find(text, "en")
        shared = boundaries.setting(text, found[0], habits.habits(text, found))
        return ["hardly begun" in (step.evidence or {}) for step in boundaries.upward(text, 0, shared)]

    assert told("Even in the autumn the jetties of the two towns were rather different.")[0] is False
    assert told("Even in the autumn #rietmeer was rather different.")[0] is True
    assert told("Even in the autumn")[0] is True


def test_who_speaks_of_an_author_in_full_is_the_article_where_names_have_no_blank() -> None:
    """A Japanese name has one part, and is as full as one of two in English."""
    article = (
        "沼田村の議会は、週に二度しか来ないバスをめぐって春から議論を続けているが、"
        "月曜日に停留所で待っていた人々は何も知らされていなかった。"
    )
    speaks = "村の停留所をすべて二度数えたという田中まめさんは、納得していない。"
    post = "四台分の予算で四十台買えると思っているらしい。 pic.twitter.com/aBcDeFgHiJ"
    text = f"{article}\n{speaks}\n{post}\n— 田中まめ (@tanakamame_n) 2021年3月3日\n{article}"
    (found,) = find(Document(text=text)).embeds
    assert found.text == post.removesuffix(" pic.twitter.com/aBcDeFgHiJ")
