"""Whole articles in the shapes that extractors leave, all of them fictional."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from embedarchive.finder.text import find
from embedarchive.model import Document, Embed, plain

PROSE = {
    "nl": (
        "De gemeente heeft dinsdag bevestigd dat de brug tot het einde van de maand dicht blijft voor al het verkeer.",
        "Volgens de brandweer is er niemand gewond, maar de schade aan de huizen langs het kanaal is groot.",
        'U kunt uw keuzes altijd wijzigen door onderaan op "Cookie-instellingen" te klikken.',
    ),
    "fr": (
        "Le conseil municipal a confirmé mardi que le pont resterait fermé jusqu’à la fin du mois à toute circulation.",
        "Selon les pompiers, personne n’a été blessé, mais les dégâts dans les maisons du canal sont importants.",
        "Vous pouvez modifier vos choix à tout moment en cliquant sur « Gestion des cookies » en bas de page.",
    ),
    "de": (
        "Die Stadt hat am Dienstag bestätigt, dass die Brücke bis zum Ende des Monats für den Verkehr gesperrt bleibt.",
        "Nach Angaben der Feuerwehr ist niemand verletzt, aber der Schaden an den Häusern am Kanal ist groß.",
        "Mit Ihrer Zustimmung wird an dieser Stelle ein externer Inhalt geladen.",
    ),
    "es": (
        "El ayuntamiento confirmó el martes que el puente seguirá cerrado al tráfico hasta el final de este mes.",
        "Según los bomberos no hay heridos, pero los daños en las casas que están junto al canal son muy grandes.",
        'Puede cambiar sus preferencias en cualquier momento en la "Configuración de cookies" de la página.',
    ),
}
DATES = {"nl": "11 november 2022", "fr": "11 novembre 2022", "de": "11. November 2022", "es": "11 de noviembre de 2022"}
LONG = tuple(f"Part {number} of what we know." for number in range(1, 11))
POSTS = {
    "one line": ("The bridge is closed for all of us, stay away.",),
    "two lines": ("The bridge is closed.", "(51.05, 3.72)"),
    "ten lines": LONG,
}


def split(lines: tuple[str, ...], date: str, handle: str = "ann_lee", name: str = "Ann Lee 🚒") -> str:
    """A post as trafilatura 1.8.1 to 2.1 leaves it: the attribution behind the first line."""
    media = f" pic.twitter.com/{handle[:3]}DefGh12"
    rows = [*lines[:-1], lines[-1] + media]
    return "\n".join([rows[0], f"— {name} (@{handle}) {date}", *rows[1:]])


def ordered(lines: tuple[str, ...], date: str, handle: str = "ann_lee", name: str = "Ann Lee 🚒") -> str:
    """A post as trafilatura 2.3 leaves it: the attribution last."""
    return "\n".join([*lines[:-1], f"{lines[-1]} pic.twitter.com/{handle[:3]}DefGh12", f"— {name} (@{handle}) {date}"])


def embeds(text: str, language: str | None = None) -> tuple[Embed, ...]:
    """What is found, after the offsets have been looked at."""
    found = find(Document(text=text, language=language)).embeds
    last = 0
    for embed in found:
        assert last <= embed.start < embed.end <= len(text)
        assert embed.parts[0][0] == embed.start
        assert embed.parts[-1][1] == embed.end
        last = embed.end
    return found


def test_the_article_from_the_field_gives_exactly_what_is_expected(shared: Path) -> None:
    """Four tweets, four banner lines, every offset."""
    expected = json.loads((shared / "seed" / "expected.json").read_text(encoding="utf-8"))
    text = (shared / "seed" / "article.txt").read_bytes().decode("utf-8")
    found = find(Document(text=text, media_type="text/markdown", language="nl"))
    keys = set(expected["embeds"][0]) - {"coordinates"}
    got: list[dict[str, Any]] = [{key: plain(embed)[key] for key in keys} for embed in found.embeds]
    assert got == [{key: embed[key] for key in keys} for embed in expected["embeds"]]
    assert plain(found.ignored) == expected["ignored"]
    assert all(embed.confidence >= 0.9 and not embed.doubts for embed in found.embeds)


@pytest.mark.parametrize("language", PROSE)
@pytest.mark.parametrize("shape", POSTS)
@pytest.mark.parametrize("banner", [True, False], ids=["banner", "bare"])
def test_the_seeds_shape_in_other_words(language: str, shape: str, banner: bool) -> None:
    """Other languages, banners and lengths: two posts among prose, every line where it belongs."""
    first, second, notice = PROSE[language]
    lines, date = POSTS[shape], DATES[language]
    tail = [notice] if banner else []
    text = "\n".join(
        [
            first,
            split(lines, date),
            *tail,
            second,
            split(("Thank you!", "We go on tomorrow."), date, "bob", "Bob"),
            *tail,
            first,
        ]
    )
    found = find(Document(text=text, language=language))
    assert [embed.text for embed in found.embeds] == ["\n".join(lines), "Thank you!\nWe go on tomorrow."]
    assert [embed.author for embed in found.embeds] == ["Ann Lee 🚒", "Bob"]
    assert {embed.date for embed in found.embeds} == {dt.date(2022, 11, 11)}
    assert [item.text for item in found.ignored] == 2 * tail
    for embed in found.embeds:
        assert text[embed.start : embed.end].startswith((embed.text or "").split("\n")[0])
        assert text[embed.start : embed.end].endswith("DefGh12") or "\n" not in (embed.text or "")


@pytest.mark.parametrize("make", [split, ordered])
def test_posts_in_a_row_at_the_very_start_and_the_very_end(make: Any) -> None:  # noqa: ANN401 -- one of the two functions
    """No prose between two posts, none before the first, none after the last."""
    first, second, _ = PROSE["nl"]
    posts = [("It begins,", "in two lines."), ("And goes on,", "also in two."), ("So it ends,", "as it began.")]
    made = [
        make(lines, DATES["nl"], handle, handle) for lines, handle in zip(posts, ("ann", "bob", "cat"), strict=True)
    ]
    text = "\n".join([made[0], made[1], first, second, made[2]])
    found = embeds(text, "nl")
    assert [(embed.handle, embed.text) for embed in found] == [
        (handle, "\n".join(lines)) for lines, handle in zip(posts, ("ann", "bob", "cat"), strict=True)
    ]
    assert found[0].start == 0
    assert found[-1].end == len(text)


def test_a_post_whose_lines_no_markup_parted_stands_above_its_attribution() -> None:
    """Also where others go on below theirs: line ends of the page's source stay where they were."""
    first, second, _ = PROSE["nl"]
    lines = ("@ned_o @ada_t #rietmeer the chain 😀 of the boat is broken,", "#rietmeer #ferry 🚢 and I am wet.")
    post = "\n".join([*lines, f"— Cat Moor (@cat) {DATES['nl']}"])
    text = "\n".join([first, split(POSTS["two lines"], DATES["nl"]), second, post, first])
    assert [embed.text for embed in embeds(text, "nl")] == ["\n".join(POSTS["two lines"]), "\n".join(lines)]


def test_line_ends_of_windows_count_two() -> None:
    """Offsets are those of the source; the words have line feeds."""
    first, second, _ = PROSE["nl"]
    text = "\n".join([first, split(POSTS["two lines"], DATES["nl"]), second]).replace("\n", "\r\n")
    (embed,) = embeds(text, "nl")
    assert embed.text == "The bridge is closed.\n(51.05, 3.72)"
    assert text[embed.start : embed.end].endswith("pic.twitter.com/annDefGh12")
    assert embed.start == len(first) + 2


def test_a_post_without_words_has_its_media_link_alone() -> None:
    """`text` is null and `links` holds the media."""
    (embed,) = embeds(
        "Het staat er nog niet, zegt de gemeente over de brug.\n\npic.twitter.com/AbCdEfGh12\n\n— A (@a) 2 april 2019"
    )
    assert embed.links[0] == "https://pic.twitter.com/AbCdEfGh12"


def test_a_document_without_posts_is_read_in_passing() -> None:
    """Nothing found, nothing ignored."""
    assert find(Document(text="\n".join(PROSE["nl"]))) == find(Document(text=""))


@pytest.mark.parametrize(
    "text",
    [
        "By Jane Doe (@janedoe) November 11, 2022\nThe bridge is closed, the town said on Tuesday.",
        "The bridge is closed.\n— Jane Doe (@janedoe)\nMore on this later.",
        "Jane Doe (@janedoe) is a reporter in London. She joined on May 4, 2018.",
        "As Ann (@annlee) November 11, 2022 said, it holds.",
        "Ann wrote on Twitter: “So it is” (@annlee).",
        "— Ik kom — Jan (@ home)",
        "Follow @jane, @bob and (@carl) for more since November 11, 2022.",
    ],
)
def test_bylines_mentions_and_dialogue_are_no_posts(text: str) -> None:
    """A name and a handle without a day behind them sign nothing."""
    assert embeds(text) == ()


def test_a_post_split_around_its_attribution_is_whole_where_blank_lines_part_paragraphs() -> None:
    """Lines that no blank line parts from the attribution are the post's; the paragraphs around them are not."""
    prose = (
        "Les autorités de Marvelle n'ont donné aucun bilan, et les habitants ont passé la nuit dehors, sans courant."
    )
    post = "Le pont est rouvert.\n— Odile Sarrans (@odsarrans) 8 novembre 2022\nMerci aux équipes de nuit !"
    embeds = find(Document(text=f"{prose}\n\n{prose}\n\n{post}\n\n{prose}\n\n{prose}\n")).embeds
    assert [embed.text for embed in embeds] == ["Le pont est rouvert.\nMerci aux équipes de nuit !"]


def test_a_blank_line_below_the_headline_makes_nothing_surer() -> None:
    """One line a paragraph, no link that closes the post: whether the line above belongs to it is anybody's guess."""
    above = "The quay was closed all day, and nobody in the harbour office would say why it had to be.\n"
    below = "People who live there say that it has been like this since the spring, and that they are tired of it.\n"
    post = "Closed again.\n— Ann (@ann_q) September 12, 2026\nNobody is told.\n"
    for headline in ("The quay\n", "The quay\n\n"):
        (embed,) = find(Document(text=f"{headline}{above}{post}{below}", title="The quay")).embeds
        assert embed.confidence < 0.9
        assert embed.doubts


WORN = {
    "an empty line": ("", "", "\n\n"),
    "two empty lines": ("", "", "\n\n\n"),
    "an empty line, CRLF": ("", "", "\r\n\r\n"),
    "a line of a blank": ("", "", "\n \n"),
    "a margin": ("    ", "", "\n"),
    "a tab": ("\t", "", "\n"),
    "a margin and an empty line": ("  ", "", "\n\n"),
    "a mail's quotation sign": ("> ", "", "\n"),
    "the same, with empty lines": ("> ", "", "\n>\n"),
    "no width, before": ("\u200b", "", "\n"),
    "no width, behind": ("", "\u200b", "\n"),
}


@pytest.mark.parametrize("worn", WORN)
def test_p2_the_seed_with_something_on_every_line(shared: Path, worn: str) -> None:
    """As browsers copy, editors paste and mails quote: the same four, word for word, each at its own place."""
    seed = (shared / "seed" / "article.txt").read_text("utf-8")
    before, behind, gap = WORN[worn]
    text = gap.join(f"{before}{line}{behind}" for line in seed.splitlines() if line.strip())
    whole, found = find(Document(text=seed)), find(Document(text=text))
    assert [(each.handle, each.date, each.text) for each in found.embeds] == [
        (each.handle, each.date, each.text) for each in whole.embeds
    ]
    for embed in found.embeds:
        assert embed.text is not None
        assert text[embed.start :].startswith(embed.text[:15])
        assert embed.parts == ((embed.start, embed.end),)
        assert f"(@{embed.handle})" in text[embed.start : embed.end]
    assert [each.text for each in found.ignored] == [each.text for each in whole.ignored]
    assert all(text[each.start : each.end] == each.text for each in found.ignored)


def test_an_empty_line_says_something_where_not_every_line_has_one() -> None:
    """A post of two lines in an article whose paragraphs stand apart begins with its own first line."""
    prose = "The bridge was closed all day, and nobody in the harbour office would say why it had to be closed."
    post = "The bridge is open again.\nThank you all!\n— Ann (@ann_q) September 12, 2026"
    (embed,) = find(Document(text=f"{prose}\n\n{prose}\n\n{post}\n\n{prose}\n\n{prose}\n")).embeds
    assert embed.text == "The bridge is open again.\nThank you all!"
