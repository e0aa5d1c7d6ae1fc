"""Texts made to mislead: words that look like a time, days of another paragraph, dashes of lists, bylines."""

from __future__ import annotations

import datetime as dt

import pytest
from growth import is_linear
from hypothesis import given, settings
from hypothesis import strategies as st

from embedarchive import SourceError, UsageError, scan
from embedarchive.finder.text import find
from embedarchive.model import Document, Embed

PROSE = (
    "The mayor of the town spoke at length about the gates, which had been repaired twice in the last ten years, and "
    "about the money, which had not been paid; the county, he said, had promised it in a letter that nobody could find."
)


def embeds(text: str, title: str | None = None) -> tuple[Embed, ...]:
    """What is found in a text."""
    return find(Document(text=text, title=title)).embeds


def only(text: str, title: str | None = None) -> Embed:
    """The one post of a text."""
    (found,) = embeds(text, title)
    return found


@pytest.mark.parametrize("line", ["mill 3.42 m", "at 10.30 the second pump came.", "3:42 pm and no boat."])
def test_the_line_below_the_day_is_no_time_of_day(line: str) -> None:
    """A line of the post, or of the article, is no part of the attribution above it."""
    text = f"Water level at the gates\n— Tom (@tom) February 22, 2023\n{line}\nmore of it.\n"
    found = only(text)
    assert line in (found.text or "") or found.end <= text.index(line)


def test_a_post_that_goes_on_below_its_attribution_keeps_the_line_with_a_number() -> None:
    """Water levels, the usual post of a flood."""
    text = (
        f"{PROSE}\nWater level at 04:10\n— Tom (@tom) February 22, 2023\nmill 3.42 m\nbridge 3.90 m\n"
        f"#river pic.twitter.com/SG5Eaq6aGt\n{PROSE}\n"
    )
    assert only(text).text == "Water level at 04:10\nmill 3.42 m\nbridge 3.90 m\n#river"


def test_a_post_among_paragraphs_as_short_as_its_lines_is_doubted_and_a_quoted_one_is_not() -> None:
    """Where a line end is all that parts a post from the article, no reader could be sure either."""
    above = "The council meets on Tuesday. It is open to all.\nThe pumps came from the next county.\n"
    post = "Gates gone at the lock.\nLeave now.\n"
    signed = "— Tom (@tom) February 22, 2023\n"
    bare = only(f"{above}{post}{signed}{above}")
    quoted = only(f"{above}\n> Gates gone at the lock.  \n> Leave now.\n>\n> {signed}\n{above}")
    assert bare.confidence < 0.9
    assert bare.doubts == ("start", "end")
    assert quoted.text == "Gates gone at the lock.\nLeave now."
    assert quoted.confidence >= 0.9
    assert not quoted.doubts


@pytest.mark.parametrize(
    "time", ["at 3:53 PM", "um 15:53", "om 15:53", "às 15:53", "a las 15.53", "15:53", ", 3:53 p.m."]
)
def test_a_time_of_day_belongs_to_the_attribution(time: str) -> None:
    """As the widgets write it, in its own line."""
    text = f"Gates gone.\n— Mira (@mira.example.com) March 16, 2025 {time}\nNext."
    assert text[only(text).end :] == "\nNext."


@pytest.mark.parametrize("unit", ["— Tom (@tom) March 3, 2021 ", "It rained on the town. — Tom (@tom) March 3, 2021 "])
def test_p1_posts_on_one_line_take_time_that_grows_as_the_text_does(unit: str) -> None:
    """No line end within reach is no reason to look at the whole text again for every post."""
    once, twice = (Document(text=(unit * (size // len(unit)))[:size]) for size in (1 << 17, 1 << 18))
    find(Document(text=unit))
    assert is_linear(find, once, twice)


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_paragraph_that_begins_with_a_day_is_no_attribution(gap: str) -> None:
    """A day on a later line ends its line, or it is another's."""
    assert not embeds(f"{PROSE}\nGates gone.\n— Tom (@tom){gap}12 May 2021 was a quiet day in the town.\n")
    assert not embeds(f"{PROSE}\nGates gone.\n— Tom (@tom){gap}3. Mai 2021: Der Pegel sinkt.\n")


def test_a_day_behind_a_blank_line_is_doubted() -> None:
    """It may be the attribution's or the date of the next piece."""
    near, far = only("Gates gone.\n— Tom (@tom)\n12 May 2021\n"), only("Gates gone.\n— Tom (@tom)\n\n12 May 2021\n")
    assert (near.date, near.doubts) == (dt.date(2021, 5, 12), ())
    assert far.date == near.date
    assert "date" in far.doubts
    assert far.confidence < 0.9


def test_an_address_in_a_later_paragraph_is_not_the_posts() -> None:
    """html-to-text writes the address behind the day, or alone on the next line."""
    url = "https://twitter.com/tom/status/1590999999999999999"
    assert only(f"Gates gone.\n— Tom (@tom) March 3, 2021 [{url}]\nNext.").url
    assert only(f"Gates gone.\n— Tom (@tom) March 3, 2021\n[{url}]\nNext.").url
    assert only(f"Gates gone.\n— Tom (@tom) March 3, 2021\n\n({url}) was the source.").url is None
    assert only(f"Gates gone.\n— Tom (@tom) March 3, 2021\n({url}) was the source.").url is None


def test_a_list_above_does_not_begin_the_attribution() -> None:
    """The dash on the handle's own line wins over a bullet or a dash on the line before."""
    for above in ("- Reactions\n- More on this", "— Dora", "- More on this"):
        found = only(f"{PROSE}\n{above}\nGates gone.— Tom (@tom) March 3, 2021\n{PROSE}\n")
        assert found.author == "Tom"
    assert only(f"{PROSE}\n- More on this\nTom (@tom) March 3, 2021\n{PROSE}\n").author == "Tom"


def test_a_name_begins_behind_the_dash_of_its_own_line() -> None:
    """A dash of the line above is the post's, whatever stands before it."""
    above = "Do you know a baker?… — no, help https://t.co/AbCdEfGh12"
    found = only(f"{PROSE}\n{above}\nhello— Tom (@tom) March 3, 2021\n")
    assert found.author == "Tom"


@pytest.mark.parametrize("end", ["open.", "open!", "open… pic.twitter.com/AbCdEfGh12", "open #bread", "open?”"])
def test_a_name_keeps_its_dash(end: str) -> None:
    """Words that end before a dash as posts do say that the name begins behind it."""
    found = only(f"The bakery is {end} — Jane (Doe) — OSINT (@jane) March 3, 2021 Next day it was not.")
    assert found.author == "Jane (Doe) — OSINT"


@pytest.mark.parametrize(
    "line",
    [
        "Text by Jane Doe (@jane) March 3, 2021",
        "Text: Jane Doe (@jane) March 3, 2021",
        "Photos by Jane Doe (@jane) March 3, 2021",
        "– Mieliśmy minutę – mówi Jan (@jan) 3 marca 2021 roku w radiu.",
        "— Мы ждали час, — Иван (@ivan) 3 марта 2021 года на радио.",
    ],
)
def test_people_named_with_a_day_are_no_posts(line: str) -> None:
    """Bylines and dialogue, at the beginning of a text and within one."""
    assert not embeds(line)
    assert not embeds(f"{PROSE}\n{line}\n{PROSE}\n")


BLOG = (
    "Posted by admin on Friday, 26 June 2020",
    "Posted by the editors on March 3, 2021",
    "Geplaatst door redactie op 3 maart 2021",
    "Publicado por Ana em 3 de março de 2021",
    "Opublikowany przez Jan 3 marca 2021",
    "Опубликовано Иван 3 марта 2021 г.",
    "Опубликовано в журнале Вестник Четверг, 26 июня 2020 г.",
)


@pytest.mark.parametrize("line", BLOG)
def test_a_blogs_byline_is_no_facebook_post(line: str) -> None:
    """At the beginning, below a title, and within the text."""
    assert not embeds(f"{line}\n{PROSE}\n")
    assert not embeds(f"Gates gone\n{line}\n{PROSE}\n")
    assert not embeds(f"{PROSE}\n{line}\n{PROSE}\n")
    assert not embeds(f"Gates gone\nPosted by Jane Doe on Friday, 26 June 2020\n{PROSE}\n")


@pytest.mark.parametrize(
    "line",
    [
        "Posted by Town of X on Friday, 26 June 2020",
        "Geplaatst door Stad X op vrijdag 26 juni 2020",
        "Gepostet von Stadt X am Freitag, 26. Juni 2020",
        "Posté par Ville de X sur vendredi 26 juin 2020",
        "Publicado por Cidade X em Sexta-feira, 26 de junho de 2020",
        "Опубликовано Город X Пятница, 26 июня 2020 г.",
        "Опубліковано town.ua Пʼятниця, 26 червня 2020 р.",
    ],
)
def test_a_weekday_below_words_within_an_article_says_that_it_is_a_post(line: str) -> None:
    """As Facebook's widget signs."""
    found = only(f"{PROSE}\nWe are open again.\n{line}\n{PROSE}\n")
    assert (found.platform, found.date, found.text) == ("facebook", dt.date(2020, 6, 26), "We are open again.")


def test_a_byline_near_the_platforms_name_is_a_post() -> None:
    """Older widgets left the weekday out."""
    found = only(f"{PROSE}\nWrote the town on Facebook:\nWe are open.\nPosted by Town of X on 26 June 2020\n{PROSE}\n")
    assert (found.platform, found.author) == ("facebook", "Town of X")


def test_what_appeared_in_a_journal_is_no_post() -> None:
    """Where no preposition leads to the name, a small word says that none follows."""
    assert not embeds(f"{PROSE}\nОб этом есть на Facebook.\nОпубликовано в журнале Вестник 17 марта 2020 г.\n{PROSE}\n")


SIGNED = "— Ann Lee (@ann_lee) November 11, 2022"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85", "\u2028", "\u2029", "\v", "\f"])
def test_every_sign_that_ends_a_line_ends_a_line(end: str) -> None:
    """The post ends where the next paragraph begins, its own lines are kept, and the offsets are the source's."""
    text = end.join([PROSE, "", "The bridge is gone.", "Take the ferry. pic.twitter.com/AbCdEfGh12", SIGNED, "", PROSE])
    found = only(text)
    assert (found.text or "").endswith("The bridge is gone.\nTake the ferry.")
    assert text[found.start : found.end].endswith(SIGNED)


@pytest.mark.parametrize("credit", ["Photo: ", "Photo credit: ", "Foto: ", "Image courtesy of: ", "Text: ", "Bild: "])
def test_the_maker_of_a_picture_posted_nothing(credit: str) -> None:
    """As the first line and below a paragraph."""
    line = f"{credit}Jane Doe (@jane) November 11, 2022"
    assert not embeds(line)
    assert not embeds(f"{PROSE}\n\n{line}\n\n{PROSE}")


def test_a_signature_with_a_comma_is_no_post() -> None:
    """The widget puts none between the handle and the day."""
    assert not embeds(f"{PROSE}\n\nJane Doe (@jane), November 11, 2022")


@pytest.mark.parametrize(
    "line",
    [
        "—No lo sé —dijo Ana (@ana) el 11 de noviembre de 2022.",
        "– Nie wiem –powiedziała Anna (@anna) 11 listopada 2022.",
        "– Nie wiem – powiedziała Anna (@anna) 11 listopada 2022 roku w Sejmie.",
    ],
)
def test_a_dialogue_begins_with_a_dash_too(line: str) -> None:
    """A second dash right before a word in lower case, or a sentence that goes on behind the day."""
    assert not embeds(f"{PROSE}\n\n{line}\n\n{PROSE}")


@pytest.mark.parametrize("words", ["Second pump on its way 🚒🚒 pic.twitter.com/AbCdEfGh12", "🌊🌊🌊"])
def test_the_headline_above_a_first_post_is_not_the_posts(words: str) -> None:
    """An article that begins with a post, as trafilatura and `get_text` leave it."""
    text = f"Flood gates fail at Harrow Lock\n{words}\n{SIGNED}\n" + f"{PROSE}\n" * 6
    assert "Harrow" not in (only(text).text or "")


def test_the_first_line_of_a_copied_post_is_its_own() -> None:
    """A text that is nothing but the post has no headline."""
    assert only(f"Second pump on its way\nand a third one\n{SIGNED}").text == "Second pump on its way\nand a third one"


def test_marks_of_direction_around_name_handle_and_day() -> None:
    """As browsers copy Hebrew and Arabic."""
    text = "הגשר נעלם\n\u200f\u2067— \u2068דנה\u2069 (\u2066@dana\u2069) \u206711 בנובמבר 2022\u2069"
    found = only(text)
    assert (found.author, found.handle, found.date, found.text) == ("דנה", "dana", dt.date(2022, 11, 11), "הגשר נעלם")


def test_markup_inside_markdown_is_read_as_markup() -> None:
    """A blockquote that was pasted into an article."""
    text = (
        "# The gates\n\nSome *prose*.\n\n"
        '<blockquote class="twitter-tweet"><p>The bridge is gone.<br>Take the ferry.</p>&mdash; Ann Lee (@ann_lee) '
        '<a href="https://twitter.com/ann_lee/status/1591000000000000000">November 11, 2022</a></blockquote>\n\nMore.\n'
    )
    (found,) = scan(text).embeds
    assert (found.platform, found.id, found.text) == (
        "twitter",
        "1591000000000000000",
        "The bridge is gone.\nTake the ferry.",
    )


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *("— ", "(@jane) ", "November 11, 2022", "\n", "\r", "\u2028", "\0", "\ufeff", "\ud800", "](", "!["),
                *(
                    "<blockquote class='twitter-tweet'>",
                    "</blockquote>",
                    "<p>",
                    "&#0;",
                    "&#x110000;",
                    "{",
                    '{"html": "',
                ),
                *("---\n", "From: a\n", "MIME-Version: 1.0\n", "<?xml version='1.0'?>", "<rss>", "bplist00", "%PDF-"),
                *("> ", "```\n", "{{< tweet 1 >}}", "[May 1, 2020](https://x.com/a/status/15)", "46.6333, 32.6203 "),
            ]
        )
        | st.text(st.characters(), max_size=8),
        max_size=30,
    ).map("".join)
)
def test_no_text_breaks_a_scan(text: str) -> None:
    """Half surrogates, null characters, beginnings of every format: embeds with offsets, or the error that is said."""
    try:
        found = scan(text)
    except (SourceError, UsageError):  # a feed or a message without an article, the name of a file
        return
    for embed in found.embeds:
        assert 0 <= embed.start <= embed.end
