"""Layouts in which a post's beginning or end stands nowhere: what the finder cannot know it must not be sure of."""

from __future__ import annotations

import itertools
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import pytest

from embedarchive.finder.text import find
from embedarchive.model import Document, Embed

SURE = 0.9


class Post(NamedTuple):
    """A post as its author wrote it."""

    lines: tuple[str, ...]
    name: str
    handle: str
    day: str

    @property
    def signed(self) -> str:
        """Who signed it, and when."""
        return f"— {self.name} (@{self.handle}) {self.day}"


ARTICLES = (
    (
        "The mill wheel of Ostwick stops",
        "The wheel had turned since the days of the miller's grandfather, and on Monday it stopped.",
        (
            "Two engineers from the county spent the afternoon below the sluice, in water up to the belt, and came up "
            "with a piece of iron that none of the neighbours who had gathered on the bridge could put a name to."
        ),
        "Nobody in the village was surprised.",
        "The parish will pay for the repair.",
        (
            "A new axle has to be cast in a foundry three valleys away, which takes letters only, and the "
            "last one of Ostwick was filled in a winter that the oldest of the villagers remember by its snow."
        ),
        "The bakery buys its flour in town.",
        "On Friday the council meets in the barn.",
    ),
    (
        "Het pontje van Rietmeer vaart niet meer",
        "Het pontje voer al zestig jaar, en sinds dinsdag ligt het met een touw aan de steiger vast.",
        (
            "De veerman had de gemeente drie brieven geschreven over de ketting, die volgens hem al in het voorjaar "
            "slipte, maar een antwoord kwam er pas toen de boot midden op het water bleef liggen."
        ),
        "Niemand viel in het water.",
        "De school begint een uur later.",
        (
            "Wie naar de overkant wil, moet nu om het meer heen fietsen, langs een pad dat na elke bui onder water "
            "staat en waar de wethouder vorig jaar nog een bord met een waarschuwing heeft laten plaatsen."
        ),
        "De bakker brengt het brood met de kano.",
        "Vrijdag praat de raad erover.",
    ),
)
POSTS = (
    Post(("The wheel stands still.", "First time in my life.", "I miss it."), "Ada Thorne", "adathorne", "May 3, 2021"),
    Post(("What we know:", "- the axle broke", "- no flour till June"), "Ostwick Parish", "ostwickpc", "May 4, 2021"),
    Post(("They were told. Twice.",), "Ned", "ned_ostwick", "June 9, 2019"),
    Post(("De ketting is stuk.", "Wij wisten het allang."), "Jet Vonk", "jetvonk", "4 mei 2021"),
)  # fmt: skip
Layout = Callable[[Sequence[str], Post], str]


def whole(lines: Sequence[str], post: Post) -> str:
    """Ordered: all lines, then who signed them."""
    return "\n".join([*lines, post.signed])


def parted(lines: Sequence[str], post: Post) -> str:
    """Disordered: the attribution behind the first line."""
    return "\n".join([lines[0], post.signed, *lines[1:]])


def stuck(lines: Sequence[str], post: Post) -> str:
    """The attribution glued to the last line."""
    return "\n".join(lines) + post.signed


def run(lines: Sequence[str], post: Post) -> str:
    """All line breaks lost."""
    return " ".join([*lines, post.signed])


LAYOUTS: dict[str, tuple[Layout, str]] = {
    "one line a paragraph, whole": (whole, "\n"),
    "one line a paragraph, parted": (parted, "\n"),
    "one line a paragraph, stuck": (stuck, "\n"),
    "blank lines, whole": (whole, "\n\n"),
    "blank lines, parted": (parted, "\n\n"),
    "no line breaks": (run, " "),
}
LINKS = ("none", "some", "all")


def documents(layout: Layout, gap: str, links: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Articles with two or three of the posts at several places, and the words of each by handle."""
    for article, chosen, places in itertools.product(
        ARTICLES, itertools.combinations(POSTS, 3), ((2, 4, 6), (1, 5, 7), (3, 3, 6))
    ):
        blocks = [*article]
        wanted = {}
        for number, (post, place) in reversed([*enumerate(zip(chosen, places, strict=True))]):
            linked = links == "all" or (links == "some" and number % 2 == 0)
            lines = (*post.lines[:-1], post.lines[-1] + f" pic.twitter.com/aBcDeFg{number}hI" * linked)
            wanted[post.handle] = "".join(post.lines)
            blocks.insert(place, layout(lines, post))
        yield gap.join(blocks) + "\n", wanted


def exact(found: Embed, words: str) -> bool:
    """Are the words right, blanks and line ends aside?"""
    return "".join((found.text or "").split()) == "".join(words.split())


@pytest.mark.parametrize("links", LINKS)
@pytest.mark.parametrize("name", LAYOUTS)
def test_of_what_the_finder_is_sure_nineteen_in_twenty_are_right_in_every_layout(name: str, links: str) -> None:
    """The promise holds for each way of laying out a text, not only on the average of published ones."""
    layout, gap = LAYOUTS[name]
    sure = [
        exact(found, wanted[found.handle or ""])
        for text, wanted in documents(layout, gap, links)
        for found in find(Document(text=text)).embeds
        if found.confidence >= SURE
    ]
    assert sum(sure) >= 0.95 * len(sure)


@pytest.mark.parametrize("name", ["one line a paragraph, parted", "blank lines, parted"])
def test_a_link_at_the_end_settles_a_post_that_is_parted_by_its_attribution(name: str) -> None:
    """Doubting everything would keep the promise too: what is settled is said to be."""
    layout, gap = LAYOUTS[name]
    found = [
        (found, wanted[found.handle or ""])
        for text, wanted in documents(layout, gap, "all")
        for found in find(Document(text=text)).embeds
    ]
    assert sum(each.confidence >= SURE and exact(each, words) for each, words in found) >= 0.7 * len(found)


def test_a_line_below_that_would_fit_leaves_the_end_of_a_post_open() -> None:
    """Read in order the post has one line, read as some extractors leave it three; nothing tells which."""
    title, first, *rest = ARTICLES[0]
    text = "\n".join([title, first, parted(POSTS[0].lines, POSTS[0]), *rest])
    (found,) = find(Document(text=text)).embeds
    assert found.confidence < SURE
    assert "end" in found.doubts


def test_a_post_that_ends_in_a_link_has_no_open_end() -> None:
    """A media link is the last thing in a post."""
    title, first, long, *rest = ARTICLES[0]
    post = "They were told. Twice. pic.twitter.com/aBcDeFgHiJ\n— Ned (@ned_ostwick) June 9, 2019"
    (found,) = find(Document(text="\n".join([title, first, long, post, *rest]))).embeds
    assert "end" not in found.doubts


def test_a_link_that_stands_beside_no_attribution_makes_links_further_down_doubtful() -> None:
    """An extractor that lost one attribution may have lost the one of the link that this post would end in."""
    title, first, long, *rest = ARTICLES[0]
    parts = [title, first, long, "They were told.", "— Ned (@ned_ostwick) June 9, 2019", *rest[:2]]
    kept = [*parts, "The wheel stands still. pic.twitter.com/aBcDeFgHiJ", *rest[2:]]
    lost = [title, "A heron on the sluice. pic.twitter.com/kLmNoPqRsT", *kept[1:]]
    (sure,) = find(Document(text="\n".join(kept))).embeds
    (doubted,) = find(Document(text="\n".join(lost))).embeds
    assert sure.text == doubted.text
    assert sure.confidence > doubted.confidence
    assert "end" in doubted.doubts


def test_an_articles_headline_above_its_first_post_leaves_the_beginning_open() -> None:
    """The first line of a text of which most is no post's."""
    post = "Het pontje is stuk\n" + whole(POSTS[3].lines, POSTS[3])
    (found,) = find(Document(text="\n".join([post, *ARTICLES[1][1:4]]))).embeds
    assert exact(found, "".join(POSTS[3].lines)) or (found.confidence < SURE and "start" in found.doubts)


@pytest.mark.parametrize(
    "above", ["                   A ferry and its chain", "     * Why the chain broke\n     * What it costs"]
)
def test_what_lynx_centres_or_lists_above_an_indented_post_is_the_articles(above: str) -> None:
    """Paragraphs of one quotation stand below each other."""
    lines = textwrap.indent("The chain broke.\nWe walked home.\n— Jet Vonk (@jetvonk) May 4, 2021", "     ")
    text = f"{above}\n\n{lines}\n\n   The ferry stays where it is, says the council of the village.\n"
    (found,) = find(Document(text=text)).embeds
    assert found.text == "The chain broke.\nWe walked home."


def test_a_link_that_w3m_broke_at_the_margin_is_whole_again() -> None:
    """`pic.twitter.com/` and the rest of it stand on two lines."""
    line = "The chain broke in the middle of the lake and we all walked home in the dark"
    text = f"{ARTICLES[0][1]}\n\n> {line}\n> pic.twitter.com/\n> aBcDeFgHiJ\n>\n> — Jet Vonk (@jetvonk) May 4, 2021\n\n"
    (found,) = find(Document(text=textwrap.fill(ARTICLES[0][2], 80) + "\n\n" + text)).embeds
    assert found.links == ("https://pic.twitter.com/aBcDeFgHiJ",)
    assert found.text == line


@pytest.mark.parametrize("gap", ["\n", " "])
def test_p1_looking_at_other_readings_costs_in_proportion_to_the_text(gap: str) -> None:
    """Many posts, each with a link, on lines of their own and in one line without end."""
    piece = gap.join(["They were told.", POSTS[2].signed, "Twice. pic.twitter.com/aBcDeFgHiJ", "And again.", ""])

    def seconds(count: int) -> float:
        begin = time.process_time()
        find(Document(text=piece * count))
        return time.process_time() - begin

    seconds(10)
    small = min(seconds(150) for _ in range(3))
    large = min(seconds(600) for _ in range(2))
    assert large <= 20 * small + 0.5


def test_an_empty_line_that_parts_nothing_but_one_post_may_be_inside_of_it() -> None:
    """Above the last line of a post, and none between paragraphs; where one parts others, too, that is less likely."""
    prose = ("The ferry of Rietmeer has not sailed since Tuesday, and the council waits.",) * 2
    post = ("“Nobody told us,” says the clerk.", "", "The notice has hung in his own hall since March.")
    signed = "— Jet Vonk (@jetvonk) May 3, 2021"
    (inside,) = find(Document(text="\n".join((*prose, *post, signed, *prose)))).embeds
    assert "start" in inside.doubts
    assert inside.confidence < 0.9
    (parted,) = find(Document(text="\n".join((*prose, *post, signed, "", *prose)))).embeds
    assert parted.confidence > inside.confidence + 0.05
