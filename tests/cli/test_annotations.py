"""`note`, `tag`, `collect`: what people say of what is in the archive, in the terminal and from Python."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from terminal import said

from embedarchive import Archive
from embedarchive.cli import _run
from embedarchive.cli.browse import _said
from embedarchive.errors import UsageError
from embedarchive.store import Store
from embedarchive.store.verifying import verify

HOSTILE = "\x1b[31mred\x1b]0;title\x07 \u202egnp <b>\nsecond line"


def _rows(archive: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(archive / "archive.db")) as connection:
        return connection.execute(sql).fetchall()


def test_a_note_is_written_corrected_and_taken_back(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`show` prints it as somebody's words, apart from the evidence; the log keeps all of it."""
    runs = _rows(own, "SELECT count(*) FROM runs")
    assert "Note 1 on post 1: “Seen at noon”" in said(capsys, own, "note", "1", "Seen at noon", "--operator", "Ann")
    said(capsys, own, "note", "1", "Seen at one", "--instead-of", "1", "--operator", "Ben")
    text = said(capsys, own, "show", "1")
    assert "Seen at noon" not in text
    assert "What people say of it:\nnote         Seen at one  (note 2, Ben, " in text
    said(capsys, own, "note", "--withdraw", "2")
    assert "What people say" not in said(capsys, own, "show", "1")
    assert _rows(own, "SELECT count(*) FROM annotation_log") == [(3,)]
    assert _rows(own, "SELECT count(*) FROM runs") == runs
    assert "Head of the chain of what people say: " in said(capsys, own, "verify")


def test_what_a_thing_is_held_for_needs_who_says_so(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the reason; the last word holds, and a post that nobody judged is unverified."""
    assert "Say who" in said(capsys, own, "note", "1", "--verification", "verified", code=2)
    ann = ("--operator", "Ann")
    said(capsys, own, "note", "1", "Matches the pier", "--verification", "verified", *ann)
    assert "held for     verified: Matches the pier  (Ann, " in said(capsys, own, "show", "1")
    said(capsys, own, "note", "1", "--verification", "disputed", *ann)
    assert "no verification" in said(capsys, own, "note", "1", "--verification", "true", *ann, code=2)
    listed = {
        value: [
            json.loads(line)["id"] for line in said(capsys, own, "list", "--verification", value, "--json").splitlines()
        ]
        for value in ("disputed", "unverified")
    }
    assert listed == {"disputed": [1], "unverified": [3, 2]}
    assert "is like that" in said(capsys, own, "list", "--verification", "verified")


def test_tags_and_collections(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On one thing or on all that filters leave; twice changes nothing; found however capitalised, and listed."""
    assert "2 changes in 1 thing" in said(capsys, own, "tag", "1", "#Night", "pier")
    assert "0 changes in 1 thing" in said(capsys, own, "tag", "1", "NIGHT")
    assert "2 changes in 3 things" in said(capsys, own, "tag", "--search", "ferry", "night")
    assert "1 change in 1 thing" in said(capsys, own, "tag", "article:1", "night")
    assert said(capsys, own, "tag").splitlines() == ["Night  3 posts, 1 article or file", "pier  1 post"]
    said(capsys, own, "tag", "@warden_1", "pier", "--remove")
    assert said(capsys, own, "tag").splitlines() == ["Night  3 posts, 1 article or file"]
    digest = _rows(own, "SELECT digest FROM media WHERE digest IS NOT NULL")[0][0]
    assert "3 changes" in said(capsys, own, "collect", "The quay", "2", "article:1", str(digest))
    assert "Taken out of “the QUAY”: 1 change" in said(capsys, own, "collect", "the QUAY", "2", "--remove")
    (told,) = [json.loads(line) for line in said(capsys, own, "collect", "--json").splitlines()]
    assert (told["value"], told["posts"], told["things"]) == ("The quay", 0, 2)
    assert "collection   The quay" in said(capsys, own, "show", str(digest))
    assert "left the [quay]" in said(capsys, own, "search", "quay", "tag:night", "from:warden_1")
    assert "is like that" in said(capsys, own, "list", "--collection", "the quay")


def test_hostile_words_steer_no_terminal(
    own: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are kept as they are, also from standard input, and shown harmless; a tag of such signs is refused."""
    monkeypatch.setattr("sys.stdin", io.StringIO(HOSTILE))
    told = said(capsys, own, "note", "1", "-", "--operator", HOSTILE)
    told += said(capsys, own, "show", "1")
    assert ("\x1b" in told, "\u202e" in told, "\x07" in told) == (False, False, False)
    assert "second line" in told
    assert _rows(own, "SELECT words FROM annotations") == [(HOSTILE,)]
    assert "characters that can be seen" in said(capsys, own, "tag", "1", "a\x1b[0m", code=2)
    assert "characters that can be seen" in said(capsys, own, "collect", " ", "1", code=2)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("note",), "Note what?"),
        (("note", "1"), "A note says something"),
        (("note", "99", "x"), "There is no post 99"),
        (("note", "1", "x" * 20_001), "20,000 characters at most"),
        (("note", "1", "x", "--instead-of", "7"), "There is no note 7"),
        (("note", "--withdraw", "7"), "There is no note 7"),
        (("tag", "1"), "Which tag?"),
        (("collect", "x"), "Collect what?"),
        (("collect", "--handle", "warden_1"), "Which collection?"),
        (("tag", "--handle", "nobody", "x"), "is like that"),
    ],
)
def test_what_cannot_be_said_is_a_sentence(
    kept: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], sentence: str
) -> None:
    """And exit code 2; nothing is written."""
    assert sentence in said(capsys, kept, *words, code=2)
    assert _rows(kept, "SELECT count(*) FROM annotation_log") == [(0,)]


def test_an_erasure_says_what_of_it_goes(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Before it asks; afterwards nothing is said of the post any more."""
    said(capsys, own, "tag", "1", "night")
    assert "1 note, tag or the like of what people say" in said(capsys, own, "erase", "1", "--preview")
    said(capsys, own, "erase", "1", "--reason", "asked", "--yes")
    assert _rows(own, "SELECT count(*) FROM annotations") == [(0,)]
    assert "nothing is said of it any more" in said(capsys, own, "note", "1", "x", code=2)
    assert "There is no tag yet." in said(capsys, own, "tag")


def test_the_same_from_python(own: Path) -> None:
    """Typed, with the operator of the archive; beside a second writer."""
    with Archive(own, operator="Ann") as archive, Store.open(own) as other:
        number = archive.note(1, "At noon")
        assert archive.note(1, "At one", instead_of=number) == number + 1
        archive.note("article:1", "", verification="false")
        assert archive.tag(2, "night", "pier") == 2
        assert archive.collect("Quay", 2, "article:1") == 2
        other.begin_run("scan")
        assert [one.words for one in archive.post(1).annotations] == ["At one"]
        assert [(one.kind, one.value, one.operator) for one in archive.article(1).annotations] == [
            ("verification", "false", "Ann"),
            ("collection", "Quay", "Ann"),
        ]
        assert [one.value for one in archive.tags()] == ["night", "pier"]
        assert [post.id for post in archive.posts(tag="night", collection="quay")] == [2]
        assert archive.tag(2, "night", remove=True) == 1
        archive.withdraw(number + 1)
        assert archive.post(1).annotations == ()
        with pytest.raises(UsageError, match="is about something else"):
            archive.note(2, "x", instead_of=archive.note(1, "y"))
    assert verify(own).problems == ()


def test_a_data_package_has_it_only_when_asked(own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Unless somebody says so, not a word of it; of a selection what is said of its posts."""
    said(capsys, own, "note", "1", "=Zanzibarfluister", "--operator", "Ann")
    said(capsys, own, "tag", "3", "elsewhere")
    without, whole, some = (tmp_path / name for name in ("without", "whole", "some"))
    said(capsys, own, "export", "data", str(without))
    assert b"Zanzibarfluister" not in b"".join(path.read_bytes() for path in without.iterdir())
    said(capsys, own, "export", "data", str(whole), "--annotations")
    assert (whole / "annotations.csv").read_text(encoding="utf-8").count("Ann") == 1
    said(capsys, own, "export", "data", str(some), "--annotations", "--handle", "warden_1", "--format", "jsonl")
    (told,) = [json.loads(line) for line in (some / "annotations.jsonl").read_text(encoding="utf-8").splitlines()]
    assert (told["words"], told["post_id"]) == ("=Zanzibarfluister", 1)
    assert "DAMAGED" not in said_checked(capsys, whole)


def test_a_selection_as_a_file_has_it_only_when_asked(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Tags and collections in a column each, and what somebody holds the post for."""
    said(capsys, own, "tag", "1", "night", '=a "tag", ;=b')
    said(capsys, own, "note", "1", "--verification", "false", "--operator", "Ann")
    words = ("search", "--tag", "night", "--format")
    (bare,) = json.loads(said(capsys, own, *words, "json"))
    (told,) = json.loads(said(capsys, own, *words, "json", "--annotations"))
    beside = {"tags": ["night", '=a "tag", ;=b'], "collections": [], "verification": "false"}
    assert told == bare | beside
    (row,) = csv.DictReader(io.StringIO(said(capsys, own, *words, "csv", "--annotations")))
    assert (json.loads(row["tags"]), row["verification"]) == (beside["tags"], "false")
    assert "night" not in said(capsys, own, *words, "csv")


@pytest.mark.parametrize("annotations", [False, True])
def test_a_site_has_it_only_when_asked(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], *, annotations: bool
) -> None:
    """Else no byte of it is in the site, and the site proves itself whole."""
    said(capsys, own, "note", "1", "Zanzibarfluister")
    said(capsys, own, "export", "site", str(tmp_path / "site"), *(["--annotations"] if annotations else []))
    held = (tmp_path / "site" / "archive.db").read_bytes()
    assert (b"Zanzibarfluister" in held) == annotations
    assert verify(tmp_path / "site").problems == ()


def test_serve_says_who_may_write_and_see_it(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As settings of Datasette; what cannot be meant is refused."""
    assert "leave one of --public and --edit out" in said(capsys, kept, "serve", "--public", "--edit", code=2)
    ours = "plugins.embedarchive."
    here = ["-s", f"{ours}edit", "here", "-s", f"{ours}operator", "Ann"]
    assert _said(edit=True, here=True, shown=True, operator="Ann") == here
    assert _said(edit=True, here=False, shown=True, operator=None) == ["-s", f"{ours}edit", "allowed"]
    assert _said(edit=False, here=False, shown=False, operator="Ann") == ["-s", f"{ours}annotations", "hide"]


def test_a_merge_says_how_much_people_said(
    kept: Path, own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And brings nothing of it a second time."""
    said(capsys, own, "tag", "1", "night", "pier")
    into = Path(shutil.copytree(kept, tmp_path / "into"))
    told = said(capsys, into, "merge", str(own))
    assert "0 snapshots, 0 requests, 2 notes, tags and the like and 0 files" in told
    assert "Nothing new" in said(capsys, into, "merge", str(own))
    assert "tag          night" in said(capsys, into, "show", "1")


def test_who_is_several_posts_has_no_note(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of an author whose posts were erased nothing is said, either."""
    said(capsys, own, "erase", "1", "--reason", "asked", "--yes")
    assert "No post by @warden_1" in said(capsys, own, "note", "@warden_1", "x", code=2)


def said_checked(capsys: pytest.CaptureFixture[str], folder: Path) -> str:
    """What `export check` says of a folder."""
    capsys.readouterr()
    assert _run(["export", "check", str(folder)]) == 0
    return capsys.readouterr().out
