"""The command line's contract: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import commands
import pytest

from embedarchive.cli import COMMANDS

TWEET = "The mill turns.\n— Mila Brand (@mila_brand) September 12, 2026\nAll of it! pic.twitter.com/M1llTurns0\n"
TEXT = f"A mill in Oud-Kelder\nAfter nine years the mill turned again on Saturday, to the surprise of many.\n{TWEET}"


def run(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user would."""
    return commands.run_text(*arguments, cwd=cwd, env=os.environ | environment)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one article."""
    (tmp_path / "article.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def test_dry_run_json_is_one_object_a_source(folder: Path) -> None:
    """`scan --dry-run --json` prints one object a line and writes nothing."""
    (folder / "other.txt").write_text("No post at all.", encoding="utf-8")
    done = run("scan", "article.txt", "other.txt", "--dry-run", "--json", cwd=folder)
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert (done.returncode, done.stderr) == (0, "")
    assert [embed["handle"] for embed in first["embeds"]] == ["mila_brand"]
    assert (second["source"], second["embeds"]) == ("other.txt", [])
    assert sorted(path.name for path in folder.iterdir()) == ["article.txt", "other.txt"]


BAD: dict[str, tuple[str, bytes | None, str]] = {
    "empty file": ("empty.txt", b"", "empty"),
    "pdf": ("report.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "PDF"),
    "image": ("photo.txt", b"\x89PNG\r\n\x1a\n" + bytes(64), "image"),
    "binary": ("noise.bin", bytes(range(256)) * 9, ""),
    "no such file": ("missing.txt", None, "no such file"),
}


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("mode", ["dry run", "scan"])
def test_bad_input_is_one_sentence_and_exit_2(folder: Path, what: str, mode: str) -> None:
    """What is no article is said in one sentence on stderr; nothing is printed, no traceback."""
    name, data, words = BAD[what]
    if data is not None:
        (folder / name).write_bytes(data)
    done = run("scan", name, *(["--dry-run"] if mode == "dry run" else []), cwd=folder)
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert words.lower() in done.stderr.lower()
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("what", list(BAD))
def test_nothing_is_begun_for_nothing(folder: Path, what: str) -> None:
    """Bad input leaves no empty archive behind."""
    name, content, _ = BAD[what]
    if content is not None:
        (folder / name).write_bytes(content)
    assert run("scan", name, cwd=folder).returncode == 2
    assert not (folder / "snapshots").exists()


def test_an_office_document_is_told_how_to_be_saved(folder: Path) -> None:
    """It is what people have at hand; one step is missing."""
    (folder / "story.docx").write_bytes(b"PK\x03\x04" + bytes(26) + b"word/document.xml" + bytes(40))
    done = run("scan", "story.docx", cwd=folder)
    assert done.returncode == 2
    assert "Word document" in done.stderr
    assert "Save it as HTML or as plain text" in done.stderr


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("lst",), "Did you mean list?"),
        (("scan", "--dryrun", "article.txt"), "--dry-run"),
        (("scan", "--only", "instgram", "article.txt"), "Did you mean instagram?"),
        (("erase", "1"), "erase 1 --reason '"),
        (("zzz",), "embedarchive --help"),
    ],
)
def test_what_is_misspelt_or_missing_comes_with_the_way_on(folder: Path, words: tuple[str, ...], hint: str) -> None:
    """One sentence, exit code 2."""
    done = run(*words, cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert hint in done.stderr


def test_a_post_is_named_by_its_address_and_listed_by_its_reason(folder: Path) -> None:
    """However the address is spelt; what is not there is said."""
    link = '<a href="https://twitter.com/ann_q/status/1590000000000000000">September 12, 2026</a>'
    post = f'<blockquote class="twitter-tweet"><p>Up!</p>&mdash; Ann (@ann_q) {link}</blockquote>'
    page = f"<article><p>Look.</p>{post}</article>"
    (folder / "page.html").write_text(page, encoding="utf-8")
    (folder / "empty.warc").write_bytes(b"WARC/1.1\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n")
    scanned = run("scan", "page.html", "--only", "X", "--from", "empty.warc", cwd=folder)
    assert "1 embed of 1 post" in scanned.stdout
    shown = run("show", "https://mobile.twitter.com/ann_q/status/1590000000000000000?s=20", cwd=folder)
    assert (shown.returncode, "ann_q" in shown.stdout) == (0, True)
    missing = run("show", "https://x.com/ann_q/status/7", cwd=folder)
    assert (missing.returncode, "is not in snapshots" in missing.stderr) == (2, True)
    assert "ann_q" in run("list", "--status", "not-in-recording", cwd=folder).stdout
    assert "No post has deleted for its reason." in run("list", "--status", "deleted", cwd=folder).stdout


def test_links_to_posts_are_told_where_nothing_is_embedded(folder: Path) -> None:
    """With the command that keeps one of them."""
    page = (
        '<article><p>As <a href="https://x.com/ann_q/status/1590000000000000000">she wrote</a>, it is up.</p></article>'
    )
    (folder / "page.html").write_text(page, encoding="utf-8")
    done = run("scan", "page.html", cwd=folder)
    assert done.returncode == 0
    assert (
        "1 post that its words link to is not kept. To keep one: embedarchive scan https://x.com/ann_q/" in done.stdout
    )


def test_what_the_finder_is_unsure_of_is_said(folder: Path) -> None:
    """In the same words by the dry run, the scan and `show`; of a sure find nothing."""
    before = "The quay was closed all day, and nobody in the harbour office would say why it had to be."
    after = "People who live there say that it has been like this since the spring."
    glued = f"The quay\n\n{before} Closed again. Nobody is told.— Ann (@ann_q) September 12, 2026{after}\n"
    (folder / "loose.txt").write_text(glued, encoding="utf-8")
    scan = json.loads(run("scan", "loose.txt", "--dry-run", "--json", cwd=folder).stdout)
    assert scan["embeds"][0]["confidence"] < 0.9
    told = [run("scan", "loose.txt", *more, cwd=folder).stdout for more in ((), ("--dry-run",))]
    told.append(run("show", "1", cwd=folder).stdout)
    assert all("% sure of its words and author)" in " ".join(each.split()) for each in told)
    assert "% sure" not in run("scan", "article.txt", "--dry-run", cwd=folder).stdout


def test_a_folder_without_articles(folder: Path) -> None:
    """A folder in which nothing can be an article is said to be one."""
    (folder / "hollow").mkdir()
    done = run("scan", "hollow", cwd=folder)
    assert done.returncode == 2
    assert "without articles" in done.stderr


def test_an_article_too_large_is_refused_and_an_option_raises_the_limit(folder: Path) -> None:
    """20 MB by default."""
    (folder / "large.txt").write_bytes(b"a line of words that is nothing special at all\n" * 460_000)
    done = run("scan", "large.txt", "--dry-run", cwd=folder)
    assert done.returncode == 2
    assert "--max-article-bytes" in done.stderr
    assert run("scan", "large.txt", "--dry-run", "--max-article-bytes", "30000000", cwd=folder).returncode == 0


def test_invalid_utf8_is_read(folder: Path) -> None:
    """Bytes that are no UTF-8 are decoded as what they most likely are; the tweet is found."""
    (folder / "latin.txt").write_bytes(TEXT.replace("surprise", "überraschung").encode("cp1252"))
    done = run("scan", "latin.txt", "--dry-run", "--json", cwd=folder)
    assert done.returncode == 0
    assert json.loads(done.stdout)["embeds"][0]["handle"] == "mila_brand"


def test_some_sources_unreadable_is_3(folder: Path) -> None:
    """What could be read is printed, what could not is said."""
    done = run("scan", "article.txt", "missing.txt", "--dry-run", "--json", cwd=folder)
    assert done.returncode == 3
    assert len(done.stdout.splitlines()) == len(done.stderr.splitlines()) == 1


def test_a_bad_line_in_a_list_is_said_and_the_rest_goes_on(folder: Path) -> None:
    """With its number; the exit code is that of sources of which some could not be read."""
    good = [f"https://x.com/mila_brand/status/209831309137158924{n}" for n in range(3)]
    (folder / "list.txt").write_text("\n".join([*good[:2], "www.paper.example/mill", good[2]]), encoding="utf-8")
    done = run("scan", "list.txt", "--dry-run", "--json", cwd=folder)
    assert done.returncode == 3
    assert [json.loads(line)["source"] for line in done.stdout.splitlines()] == good
    (sentence,) = done.stderr.splitlines()
    assert "list.txt, line 3: " in sentence
    assert "https://www.paper.example/mill?" in sentence


def test_without_a_network_3_and_the_way_on(folder: Path) -> None:
    """The run ends within ten seconds, keeps the quotation, and says how to try again."""
    started = time.monotonic()
    done = run("scan", "article.txt", cwd=folder)
    assert time.monotonic() - started < 30  # 10 where nothing else is going on
    assert (done.returncode, done.stderr) == (3, "")
    assert "1 embed of 1 post = 1 pending" in done.stdout
    assert "embedarchive fetch" in done.stdout
    listed = run("list", "--json", cwd=folder)
    row = json.loads(listed.stdout)
    assert (row["status"], row["text"]) == ("pending", "The mill turns.\nAll of it!")
    assert run("verify", cwd=folder).returncode == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"this is no recording", "WARC"), (b"", ""), (b"\x1f\x8b\x08\x00broken", "")],
    ids=["not a WARC", "empty", "broken gzip"],
)
def test_a_recording_that_is_none(folder: Path, content: bytes, words: str) -> None:
    """A `--from` that is no WARC: one sentence, exit 2, and no archive is begun."""
    (folder / "web.warc.gz").write_bytes(content)
    for options in ([], ["--dry-run"]):
        done = run("scan", "article.txt", "--from", "web.warc.gz", *options, cwd=folder)
        assert (done.returncode, done.stdout) == (2, ""), done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
        assert words in done.stderr
        assert not (folder / "snapshots" / "archive.db").exists()


def test_a_list_without_rows_says_of_what(folder: Path) -> None:
    """An article without posts is not an empty archive."""
    (folder / "notes.md").write_text("# The mill\n\n![It turns](https://paper.example/mill.jpg)\n", encoding="utf-8")
    assert run("scan", "notes.md", "--quiet", cwd=folder).returncode == 3
    assert "list --media" in run("list", cwd=folder).stdout
    assert "No post is failed." in run("list", "--status", "failed", cwd=folder).stdout
    assert "mill.jpg" in run("list", "--media", cwd=folder).stdout


def test_an_archive_that_is_not_there(folder: Path) -> None:
    """Commands that need an archive say so."""
    for command in (["list"], ["show", "1"], ["fetch"], ["verify"], ["rebuild"], ["serve"]):
        done = run(*command, cwd=folder)
        assert done.returncode == 2, command
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr
        assert not (folder / "snapshots").exists()


def test_damage_is_5(folder: Path) -> None:
    """A byte changed in a kept file is found by `verify`."""
    run("scan", "article.txt", cwd=folder)
    blob = next((folder / "snapshots" / "blobs").glob("*/*"))
    blob.chmod(0o644)
    blob.write_bytes(blob.read_bytes()[:-1] + b"?")
    done = run("verify", cwd=folder)
    assert done.returncode == 5
    assert blob.name[:64] in done.stdout


def test_verify_says_whether_a_head_is_in_the_log(folder: Path) -> None:
    """Plainly, and in the object for programs; a head of few digits, which would fit any log, is refused."""
    run("scan", "article.txt", cwd=folder)
    head = json.loads(run("verify", "--json", cwd=folder).stdout)["head"]
    run("fetch", "--recheck", cwd=folder)
    done = run("verify", "--head", head[:12].upper(), cwd=folder)
    assert done.returncode == 0
    assert "This head is in the log." in done.stdout.splitlines()
    wrong = head[::-1]
    done = run("verify", "--head", wrong, cwd=folder)
    assert done.returncode == 5
    assert "This head is not in the log." in done.stdout.splitlines()
    told = [json.loads(run("verify", "--json", *more, cwd=folder).stdout) for more in ((), ("--head", wrong))]
    assert [one["head_known"] for one in told] == [None, False]
    assert run("verify", "--head", head[:11], cwd=folder).returncode == 2


def test_ctrl_c_leaves_a_sound_archive(folder: Path) -> None:
    """C10: SIGINT ends with 130 and SIGTERM with 143 within five seconds, and what was kept is sound."""
    slow = "import socket, time; socket.getaddrinfo = lambda *a, **k: time.sleep(30)\n"
    program = slow + "from embedarchive.cli import main; main(['scan', 'article.txt'])"
    for sent, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        process = subprocess.Popen(
            [sys.executable, "-c", program], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert process.stdout.readline()  # the article's heading: the run is under way
        process.send_signal(sent)
        started = time.monotonic()
        _, errors = process.communicate(timeout=120)
        assert time.monotonic() - started < 15  # 5 where nothing else is going on
        assert process.returncode == code, errors
        assert "sound" in errors
        assert run("verify", cwd=folder).returncode == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme_and_has_help(command: str) -> None:
    """What there is can be found."""
    import click

    from embedarchive.cli import cli

    found = cli.get_command(click.Context(cli), command)
    assert found is not None
    assert found.help
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert f"embedarchive {command}" in readme


def test_strangers_words_do_not_steer_the_terminal(folder: Path) -> None:
    """Escape sequences and direction overrides are shown as what they are; joined emoji survive; JSON stays exact."""
    hostile = "The \x1b]0;owned\x07mill \u202eturns 👩\u200d🚀.\n— Mila (@mila_brand) September 12, 2026\n"
    (folder / "hostile.txt").write_text(hostile, encoding="utf-8")
    for command in (["scan", "hostile.txt", "--dry-run"], ["scan", "hostile.txt"], ["list"], ["show", "1"]):
        printed = run(*command, cwd=folder).stdout
        assert "mill" in printed, command
        assert not {"\x1b", "\x07", "\u202e"} & set(printed), command
        assert "👩\u200d🚀" in printed, command
    exact = json.loads(run("scan", "hostile.txt", "--dry-run", "--json", cwd=folder).stdout)
    assert exact["embeds"][0]["text"] == "The \x1b]0;owned\x07mill \u202eturns 👩\u200d🚀."


def test_a_feed_is_an_article_for_each_of_its_items(folder: Path) -> None:
    """`scan --json` of a feed prints an object for every item, each with the results of its own posts."""
    bodies = [TEXT.replace("mila_brand", f"mila_{n}") for n in (1, 2)]
    items = "".join(f"<item><title>A mill</title><description>{body}</description></item>" for body in bodies)
    (folder / "feed.xml").write_text(f'<rss version="2.0"><channel>{items}</channel></rss>', encoding="utf-8")
    done = run("scan", "feed.xml", "--json", cwd=folder)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 3, done.stderr
    assert sorted(article["results"][0]["handle"] for article in found) == ["mila_1", "mila_2"]
    assert len({article["article"] for article in found}) == 2


@pytest.mark.parametrize("arguments", [(), ("--archive", "snapshots"), ("elsewhere",)])
def test_export_without_its_kind_says_what_to_write(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """The whole command, not that an option is unknown."""
    done = run("export", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert "Write: embedarchive export site DIR --archive DIR" in done.stderr
    assert "Traceback" not in done.stderr


WORDS = "The mill of Oud-Kelder turned on Saturday, after nine years in which nobody had heard it. " * 4
ILLUSTRATED = {
    "mill.html": f'<article><p>{WORDS}</p><img src="/mill.jpg" width="800" height="600"><p>{WORDS}</p></article>',
    "mill.md": f"{WORDS}\n\n![Mill](https://a.example/mill.jpg)\n",
}


@pytest.mark.parametrize("name", ILLUSTRATED)
def test_a_dry_run_without_images_looks_for_none(tmp_path: Path, name: str) -> None:
    """What is not asked for is not printed, and takes no time."""
    (tmp_path / name).write_text(ILLUSTRATED[name], encoding="utf-8")
    counts = []
    for option in ("--images", "--no-images"):
        done = run("scan", name, "--dry-run", "--json", option, cwd=tmp_path)
        assert done.returncode == 0
        counts.append(len(json.loads(done.stdout)["images"]))
    assert counts == [1, 0]
