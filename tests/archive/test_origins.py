"""What a SOURCE stands for: lists of addresses with a slip in them, and what people type instead of an address."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from embedarchive.archive.articles.origins import LIMIT, origins, read
from embedarchive.errors import SourceError

POST = "https://x.com/mila_brand/status/20983130913715892{}"


def listed(tmp_path: Path, *lines: str) -> list[str]:
    """What a file with these lines stands for: posts, pages, files, and what is wrong with a line."""
    path = tmp_path / "list.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    found = []
    for origin in origins(path):
        if origin.post:
            found.append(origin.post.id)
        elif origin.problem:
            with pytest.raises(SourceError) as error:
                read(origin, LIMIT)
            found.append(str(error.value).removeprefix(f"{path}, "))
        else:
            found.append(origin.url or "article")
    return found


def test_a_bad_line_of_a_list_is_told_with_its_number_and_the_rest_goes_on(tmp_path: Path) -> None:
    """Not dropped, and not a reason to read the whole list as an article."""
    lines = (
        POST.format(1),
        "",
        "# mine",
        "www.paper.example/mill",
        POST.format(2),
        "htps://x.com/1",
        "ask Ann",
        POST.format(3),
    )
    assert listed(tmp_path, *lines) == [
        "209831309137158921",
        "line 4: “www.paper.example/mill” is no address; did you mean https://www.paper.example/mill?",
        "209831309137158922",
        "line 6: “htps://x.com/1” is no address.",
        "line 7: “ask Ann” is no address.",
        "209831309137158923",
    ]


@pytest.mark.parametrize("first", ["www.paper.example/mill", "# my posts", "\ufeff# my posts"])
def test_a_list_may_begin_with_anything(tmp_path: Path, first: str) -> None:
    """Also with the line that is wrong."""
    assert POST.format(1)[-18:] in listed(tmp_path, first, POST.format(1))


@pytest.mark.parametrize(
    "lines",
    [
        (POST.format(1), "The mill turned again on Saturday.", POST.format(2), "All of it, to everybody's surprise."),
        ("The mill", "", POST.format(1)),
        ("<p>", POST.format(1), POST.format(2), POST.format(3)),
        (POST.format(1), "word " * 500, POST.format(2), POST.format(3)),
    ],
    ids=["a line for each", "a heading", "a page", "a long line"],
)
def test_an_article_with_addresses_on_lines_of_their_own_is_an_article(tmp_path: Path, lines: tuple[str, ...]) -> None:
    """As Markdown and text extractors leave embeds."""
    assert listed(tmp_path, *lines) == ["article"]


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("www.paper.example/mill", "https://www.paper.example/mill"),
        ("www.paper.example/mill.html", "https://www.paper.example/mill.html"),
        ("paper.example", "https://paper.example"),
        ("http:/paper.example", "http://"),
        ("ftp://paper.example/mill", "only those with http:// and https://"),
    ],
)
def test_what_looks_like_an_address_is_told_how_to_write_one(typed: str, hint: str) -> None:
    """Nothing is guessed: a file of that name could be meant."""
    with pytest.raises(SourceError, match="no such file or folder") as error:
        list(origins(typed))
    assert hint in str(error.value).partition("folder.")[2]


@pytest.mark.parametrize("typed", ["article.txt", "notes.md", "folder/article.html", "Desktop"])
def test_a_file_that_is_not_there_gets_no_such_hint(typed: str) -> None:
    """A mistyped name is no address."""
    with pytest.raises(SourceError) as error:
        list(origins(typed))
    assert str(error.value).endswith("no such file or folder.")


def test_the_text_of_an_article_is_no_source() -> None:
    """A slip of those who import the library: said in one line, however long the text."""
    with pytest.raises(SourceError, match="the text of an article") as error:
        list(origins("The mill turns.\n— Mila Brand (@mila_brand) September 12, 2026\n"))
    assert "\n" not in str(error.value)


def test_an_address_in_capitals_is_one() -> None:
    """Phones begin a line with a capital."""
    assert [origin.post.id for origin in origins(POST.format(1).replace("https", "Https")) if origin.post]


def test_records_in_json_are_a_list_only_where_they_are_named(tmp_path: Path) -> None:
    """In a folder they may be any program's, and nobody is asked for what they name."""
    from embedarchive.archive.dry_run import dry_run

    records = tmp_path / "saved" / "pinboard.json"
    records.parent.mkdir()
    records.write_text(json.dumps([{"href": POST.format(1), "tags": ""}]), encoding="utf-8")
    (scan,) = dry_run([records], limit=LIMIT)
    assert not isinstance(scan, SourceError)
    assert scan.embeds[0].id == "209831309137158921"
    assert list(dry_run([records.parent], limit=LIMIT)) == []


def test_the_addresses_of_an_exported_list_are_sources(tmp_path: Path) -> None:
    """A table that Pocket or a spreadsheet wrote: each address of its column, not what stands beside it."""
    from embedarchive.archive.articles.reading import refused
    from embedarchive.archive.dry_run import dry_run

    table = tmp_path / "saved.csv"
    table.write_text(f"title,url\nA,{POST.format(1)}\nB,{POST.format(2)}\n", encoding="utf-8")
    found = [each.embeds[0].id for each in dry_run([table], limit=LIMIT) if not isinstance(each, SourceError)]
    assert found == ["209831309137158921", "209831309137158922"]
    assert not refused([table], LIMIT)
