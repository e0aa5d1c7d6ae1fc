"""What the terminal says of an archive: searching, showing what has a name, opening, erasing what concerns a person."""

from __future__ import annotations

import csv
import io
import json
import stat
import subprocess
from pathlib import Path

import commands
import pytest
from terminal import said

from embedarchive.archive.named_posts import ArticleNumber, KeptFile, Person, thing
from embedarchive.cli import _run
from embedarchive.cli.browse import _page
from embedarchive.errors import UsageError
from embedarchive.model.rows import ListedPost
from embedarchive.store import Store
from embedarchive.store.verifying import verify


def test_a_search_says_where_the_words_stand(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In posts and articles; with filters among the words and beside them, and a sentence where nothing is."""
    text = said(capsys, kept, "search", "quay", "from:warden_1")
    assert "left the [quay] of" in text
    assert "(@warden_1)  twitter, archived" in text
    assert "warden_2" not in text
    assert "article:1  “The ferry”" in said(capsys, kept, "search", "ferry")
    assert "Nothing in the archive is like that." in said(capsys, kept, "search", "zeppelin")
    assert "left the [quay]" in said(
        capsys, kept, "search", "ferry number", "--since", "2022-11-11", "quay", "OR", "dock"
    )
    assert "More than 1 post; --most N prints more of them." in said(capsys, kept, "search", "quay", "--most", "1")
    found = [json.loads(line) for line in said(capsys, kept, "search", "quay", "--json").splitlines()]
    assert {"post", "found"} <= found[0].keys()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "Search for what?"),
        (("since:soon",), "since: soon is not a day, month, year or time"),
        (("--near", "Xanadu"), "near: Xanadu is not a place; they are written like 51.2345,2.9123,5"),
        (("--box", "1,2"), "box: 1,2 is not a box"),
        (("--zone", "Mars", "--since", "2026"), "zone: Mars is not a time zone"),
        (("in:myspace",), "myspace is no platform; there are applepodcasts"),
        (("is:lost",), "lost is nothing that “status” can be; it can be archived, recovered"),
        (("has:smell",), "smell is nothing that “media” can be"),
    ],
)
@pytest.mark.parametrize("command", ["search", "list"])
def test_a_filter_that_is_none_is_said(
    command: str, words: tuple[str, ...], sentence: str, kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In one sentence, exit code 2; the same for every command."""
    if command == "list" and (not words or not words[0].startswith("-")):
        words = ("--search", *words) if words else ()
    if words or command == "search":
        assert sentence in said(capsys, kept, command, *words, code=2)


def test_what_was_found_is_a_file(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """CSV for a spreadsheet, JSON, sources to cite."""
    rows = list(csv.DictReader(io.StringIO(said(capsys, kept, "search", "quay", "--format", "csv"), newline="")))
    assert {row["platform"] for row in rows} == {"twitter"}
    assert len(json.loads(said(capsys, kept, "search", "quay", "--format", "json"))) == len(rows) > 1
    assert said(capsys, kept, "search", "from:warden_1", "--format", "bib").startswith("@misc{twitter:901,")


def test_what_was_found_is_a_wacz(kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The answers of the posts that the filters leave; where they leave none, nothing is written."""
    told = said(capsys, kept, "export", "wacz", str(tmp_path / "one.wacz"), "--near", "46.101,32.2,0.05")
    assert "1 post" in told
    none = said(capsys, kept, "export", "wacz", str(tmp_path / "none.wacz"), "--handle", "nobody", code=2)
    assert "nothing was written" in none
    assert not (tmp_path / "none.wacz").exists()
    assert "or --all" in said(capsys, kept, "export", "wacz", str(tmp_path / "x"), "--all", "--handle", "a", code=2)


def test_whatever_has_a_name_is_shown(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A post by its number, an author by the handle, an article, a file by the beginning of its digest."""
    author = said(capsys, kept, "show", "@warden_1")
    assert "Warden 1: 1 post, 2022-11-11" in author
    assert "article:1 “The ferry”" in author
    article = said(capsys, kept, "show", "article:1")
    assert "title        The ferry" in article
    assert "warden_1" in article
    with Store.open(kept, create=False, read_only=True) as store:
        digest = next(row.digest for row in store.listed_media() if row.digest)
        assert isinstance(thing(store, "1"), ListedPost)
        assert thing(store, digest[:10].upper()) == KeptFile(digest)
        assert thing(store, "article:1") == ArticleNumber(1)
        person = thing(store, "@warden_1")
        assert isinstance(person, Person)
        pages = [_page(one) for one in (thing(store, "1"), person, ArticleNumber(1), KeptFile(digest))]
        assert pages == ["/-/post/1", "/-/timeline?handle=warden_1", "/-/article/1", f"/-/file/{digest}"]
        for name in ("@nobody", "article:99", "deadbeef00", "https://nowhere.example/x", "@"):
            with pytest.raises(UsageError, match=r"in .*snapshots|No kept file"):
                thing(store, name)
    file = said(capsys, kept, "show", digest[:10])
    assert digest in file
    assert "shown by     post" in file
    for name in ("@warden_1", "article:1", digest):
        assert isinstance(json.loads(said(capsys, kept, "show", name, "--json")), dict)


def test_a_page_is_opened(kept: Path, tmp_path: Path) -> None:
    """In the browser that the user has, at the post's own page, from a server that ends with Ctrl-C."""
    opened, browser = tmp_path / "opened", tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}.part && mv {opened}.part {opened}\n', encoding="utf-8")
    browser.chmod(browser.stat().st_mode | stat.S_IXUSR)
    with (tmp_path / "out").open("wb") as out:
        running = commands.start(
            "open", "1", "--archive", str(kept), stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            env={"BROWSER": str(browser)},
        )  # fmt: skip
        try:
            for _ in range(600):
                if opened.exists():
                    break
                with pytest.raises(subprocess.TimeoutExpired):
                    running.wait(0.1)
            assert opened.read_text(encoding="utf-8").strip().endswith("/-/post/1")
        finally:
            running.kill()
            running.wait(20)


def test_what_concerns_a_person_is_erased(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All posts of a handle, or with some words; first what would go, which changes nothing."""
    before = (own / "archive.db").read_bytes()
    preview = said(capsys, own, "erase", "@warden_1", "--preview")
    assert "Post 1 by Warden 1 (@warden_1)" in preview
    assert "What this cannot reach" in preview
    assert "Post" in said(capsys, own, "erase", "--match", "ferry", "--preview")
    assert (own / "archive.db").read_bytes() == before
    assert "Say why, as in: embedarchive erase @warden_1" in said(capsys, own, "erase", "@warden_1", code=2)
    assert "Erase what?" in said(capsys, own, "erase", "--reason", "x", code=2)
    assert "Erase what?" in said(capsys, own, "erase", "1", "--match", "x", "--reason", "x", code=2)
    assert "has these words" in said(capsys, own, "erase", "--match", "zeppelin", "--reason", "x", code=2)
    with Store.open(own, create=False, read_only=True) as store:
        many = len([row for row in store.listed_posts() if "ferry" in (row.text or "")])
    assert many > 1
    told = said(capsys, own, "erase", "--match", "ferry", "--reason", "asked", "--yes")
    assert f"of {many} posts emptied" in told
    with Store.open(own, create=False, read_only=True) as store:
        assert not [row for row in store.listed_posts() if row.text]
    assert verify(own).sound
    assert b"left the quay" not in (own / "archive.db").read_bytes()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_told_how_to_complete(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Its own language, and our name in it."""
    assert _run(["completion", shell]) == 0
    text = capsys.readouterr().out
    assert "_EMBEDARCHIVE_COMPLETE" in text
    assert "embedarchive" in text


def test_completion_knows_the_commands() -> None:
    """As the shell asks for it."""
    env = {"_EMBEDARCHIVE_COMPLETE": "bash_complete", "COMP_WORDS": "embedarchive sea", "COMP_CWORD": "1"}
    assert commands.run_text(env=env).stdout.strip() == "plain,search"


def test_the_manual_has_every_command_and_option(capsys: pytest.CaptureFixture[str]) -> None:
    """Made of what `--help` says; no line of a text is taken for a command of roff."""
    assert _run(["man"]) == 0
    text = capsys.readouterr().out.replace("\\-", "-")
    for wanted in ('.SS "embedarchive search', '.SS "embedarchive export data', ".B --near PLACE", ".SH EXIT STATUS"):
        assert wanted in text
    known = {".TH", ".SH", ".SS", ".TP", ".B", ".I", ".PP"}
    assert {line.split()[0] for line in text.splitlines() if line.startswith((".", "'"))} <= known
