"""A person settles where a post begins: kept in the log, above the finder's word, and not lost by later scans."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from embedarchive import Archive, finder
from embedarchive.cli import cli
from embedarchive.documents import read
from embedarchive.errors import UsageError
from embedarchive.finder.text import corrections, find
from embedarchive.model import Document
from embedarchive.model.rows import ListedPost
from embedarchive.store import Store, verify
from embedarchive.store import erase as remove

PROSE = "The ferry of Rietmeer has not sailed since Tuesday, and the council has asked three yards for an offer so far."
MORE = "The clerk will speak about it next week, when the engineers have been to the jetty and have seen the chain."
LEAD, POST = "One of them was not amused about that.", "The chain is broken. https://t.co/zYxWvUtSrQ"
SIGNED = "— Jet Vonk (@jetvonk) May 3, 2021"
TEXT = f"{PROSE}\n{MORE}\n{LEAD}\n{POST}\n{SIGNED}\n{MORE}\n"


def keep(store: Store, text: str = TEXT, *, path: str = "ferry.txt") -> None:
    """Keep an article as a scan does; nothing is fetched."""
    (document,) = read(text.encode(), source=path)
    scan = finder.scan(document)
    store.begin_run("scan")
    store.add_article(text.encode(), scan, finder.readable(scan).text, parser="test", path=path)
    store.end_run(0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An archive with one article."""
    with Store.open(tmp_path / "archive") as store:
        keep(store)
    return tmp_path / "archive"


def told(folder: Path) -> ListedPost:
    """The one post of the archive."""
    with Store.open(folder, create=False, read_only=True) as store:
        (row,) = store.listed_posts()
    return row


def correct(folder: Path, start: str, post: str = "1") -> None:
    """Say where a post begins."""
    with Archive(folder, create=False, operator="Ann") as archive:
        archive.correct(post, start=start)


@pytest.mark.parametrize(("start", "text"), [("The chain", POST), ("One of  them", f"{LEAD}\n{POST}")])
def test_a_post_begins_where_a_person_says(folder: Path, start: str, text: str) -> None:
    """Either reading; the post keeps its number and its key, and the log says who said so."""
    before = told(folder)
    correct(folder, start)
    after = told(folder)
    assert after["text"] == text
    assert (after["id"], after["key"]) == (before["id"], before["key"])
    assert after["confidence"] == 1.0
    with Store.open(folder, create=False, read_only=True) as store:
        run = store.connection.execute("SELECT command, operator FROM runs ORDER BY id DESC").fetchone()
        embed = store.embed(after["key"])
    assert tuple(run) == ("correct", "Ann")
    assert embed is not None
    assert (dict(embed.sources)["text"], embed.doubts, embed.other_starts) == ("person", (), ())
    assert verify(folder).problems == ()


def test_a_later_scan_keeps_a_persons_word(folder: Path) -> None:
    """Of the same bytes, of an article that was changed around the post, and by another version of the finder."""
    correct(folder, "One of them")
    with Store.open(folder, create=False) as store:
        keep(store)
        keep(store, f"A new first line of the article, with some more words in it.\n{TEXT}")
        keep(store, TEXT.replace("\n", "\r\n"))
        assert [row["text"] for row in store.listed_posts()] == [f"{LEAD}\n{POST}"]
        store.rebuild()
        assert [row["text"] for row in store.listed_posts()] == [f"{LEAD}\n{POST}"]
    assert verify(folder).problems == ()


def test_the_last_word_counts(folder: Path) -> None:
    """A person may think again."""
    correct(folder, "One of them")
    correct(folder, "The chain")
    with Store.open(folder, create=False) as store:
        keep(store)
    assert told(folder)["text"] == POST


def test_what_an_article_no_longer_says_is_not_said_by_it(folder: Path) -> None:
    """Where the post's words were changed, the correction is of another post."""
    correct(folder, "One of them")
    with Store.open(folder, create=False) as store:
        keep(store, TEXT.replace("One of them was", "None of them were").replace("is broken", "was mended"))
        texts = {row["text"] for row in store.listed_posts()}
    (other,) = texts - {f"{LEAD}\n{POST}"}
    assert "The chain was mended." in other
    assert "One of them" not in other


def test_an_erased_post_stays_erased(folder: Path) -> None:
    """A correction brings no words back."""
    correct(folder, "The chain")
    with Store.open(folder, create=False) as store:
        remove(store, told(folder)["key"], reason="asked", patience_s=0)
        keep(store)
    for path in (path for path in folder.rglob("*") if path.is_file()):
        assert b"chain is broken" not in path.read_bytes()


@pytest.mark.parametrize(
    ("post", "start", "said"),
    [
        ("1", "Not there", "do not stand above"),
        ("1", "The clerk will say", "do not stand above"),
        ("1", "  ", "with which words"),
        ("9", "The chain", "no post 9"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(folder: Path, post: str, start: str, said: str) -> None:
    """And nothing is written."""
    before = told(folder)
    with pytest.raises(UsageError, match=said):
        correct(folder, start, post)
    assert told(folder) == before


def test_posts_in_markup_are_not_guessed(tmp_path: Path) -> None:
    """Nothing is to be corrected there."""
    page = (
        f'<p>{PROSE}</p><blockquote class="twitter-tweet"><p>So it is.</p>&mdash; Jet (@jetvonk) '
        '<a href="https://twitter.com/jetvonk/status/1590999999999999999">May 3, 2021</a></blockquote>'
    )
    with Store.open(tmp_path) as store:
        keep(store, page, path="ferry.html")
    with pytest.raises(UsageError, match="as plain text"):
        correct(tmp_path, "So it")


def test_the_command_says_what_it_kept(folder: Path) -> None:
    """And asks for what is missing."""
    arguments = ["correct", "1", "--archive", str(folder)]
    done = CliRunner().invoke(cli, [*arguments, "--start", "The chain"], standalone_mode=False)
    assert "Kept as a person's word: the post by Jet Vonk (@jetvonk) begins at “The chain is broken." in done.output
    with pytest.raises(UsageError, match="--start"):
        cli.main(arguments, standalone_mode=False)


def test_both_readings_are_told_and_either_can_be_taken() -> None:
    """The other reading is one that `correct` understands, and taking it gives the other text."""
    document = Document(text=TEXT)
    (embed,) = find(document).embeds
    assert "start" in embed.doubts
    (other,) = embed.other_starts
    settled = corrections.begun_at(document, embed, other)
    assert settled is not None
    assert settled.text != embed.text
    assert (settled.text or "").startswith(other)
    assert document.text[settled.start : settled.end].endswith("2021")


def test_a_text_whose_lines_wear_something_is_corrected_in_place() -> None:
    """Bullets before every line; the place is that in the text as given."""
    document = Document(text="\n".join(f"• {line}" for line in TEXT.strip().split("\n")))
    (embed,) = find(document).embeds
    settled = corrections.begun_at(document, embed, "One of them")
    assert settled is not None
    assert settled.text == f"{LEAD}\n{POST}"
    assert document.text[settled.start :].startswith("One of them")


def test_a_dry_run_shows_both_readings(tmp_path: Path) -> None:
    """On a terminal."""
    path = tmp_path / "ferry.txt"
    path.write_text(TEXT, encoding="utf-8")
    done = CliRunner().invoke(cli, ["scan", str(path), "--dry-run"], standalone_mode=False)
    assert "the post may begin at: “" in done.output
    assert "as it was read, it begins at: “" in done.output
