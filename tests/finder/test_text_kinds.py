"""Kinds of boundaries that a document's structure settles, each on a small text of our own."""

from __future__ import annotations

import textwrap

import pytest

from embedarchive.finder.text import find
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
    post = "The chain is broken and nobody at the council seems to know who should have oiled it in the spring."
    blocks = [*ARTICLE, post, "— Jet Vonk (@jetvonk) May 3, 2021", *ARTICLE[::-1]]
    text = "\n>\n".join(textwrap.fill(block, 72, initial_indent="> ", subsequent_indent="> ") for block in blocks)
    (found,) = find(Document(text=text)).embeds
    assert found.text == post
    assert text[found.start : found.end].startswith("The chain")
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
    """Without a colon and without a name; what is left to sense is doubted."""
    text = f"{prose}\n{prose}\n{lead}\n{post}\n— Jet Vonk (@jetvonk) May 3, 2021\n{prose}"
    (found,) = find(Document(text=text)).embeds
    assert found.text == post
    assert "start" in found.doubts
