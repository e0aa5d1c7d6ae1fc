"""Runs as a user meets them: at a terminal, in a cron job, without room, and stopped."""

from __future__ import annotations

import io
import json
import os
import pty
import signal
import sqlite3
import subprocess
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import commands
import pytest

from embedarchive.store import verify

ROOT = Path(__file__).resolve().parents[2]
DEMO = ["examples/article.txt", "--from", "examples/recorded-web.warc.gz"]


def run(*arguments: str, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command on the demo's recorded web."""
    return commands.run_text(*arguments, cwd=ROOT, env=env)


def test_log_json_is_one_object_an_event(tmp_path: Path) -> None:
    """Standard error holds objects only, standard output what it always holds; the last one adds up."""
    done = run("scan", *DEMO, "--archive", str(tmp_path), "--log-json")
    events = [json.loads(line) for line in done.stderr.splitlines()]
    names = [event["event"] for event in events]
    assert done.returncode == 0
    assert names[-1] == "end"
    assert {"found", "fetched", "result", "end"} == set(names)
    assert events[-1]["exit_code"] == 0
    assert events[-1]["counts"]["embeds"]["found"] == names.count("result") - events[-1]["counts"]["images"]["found"]
    assert all(event["at"].endswith("Z") for event in events)
    assert "4 embeds of 4 posts" in done.stdout


def test_a_dry_run_says_what_a_recording_lacks(tmp_path: Path) -> None:
    """One that is cut is told, as by a run that keeps; the exit code is that of what could be read."""
    cut = tmp_path / "cut.warc.gz"
    cut.write_bytes((ROOT / "examples/recorded-web.warc.gz").read_bytes()[:-30])
    article = tmp_path / "article.txt"
    article.write_text("The mill turned again on Saturday.\n", encoding="utf-8")
    for options in ((), ("--no-images",)):
        done = run("scan", str(cut), str(article), "--dry-run", "--json", *options)
        assert done.stderr.count("only those are used") == 1
        assert done.returncode in {0, 3}


def test_the_same_article_twice_is_two_objects(tmp_path: Path) -> None:
    """`--json`: each time it is read has its own results."""
    done = run("scan", DEMO[0], *DEMO, "--archive", str(tmp_path), "--json")
    objects = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(len(each["results"]), each["expected"]) for each in objects] == [(5, 5), (5, 5)]
    assert {each["news"] for each in objects} == {"new", "known"}


def test_only_and_no_images_also_hold_for_fetch(tmp_path: Path) -> None:
    """What was not wanted is not tried again either."""
    article = tmp_path / "article.md"
    article.write_text(
        "# Two posts\n\nhttps://x.com/mila_brand/status/2098313091371589249\n\n![A mill](https://p.example/mill.png)\n"
        "\n<blockquote class='twitter-tweet'><p>Turning</p>&mdash; Mila (@mila_brand) "
        "<a href='https://twitter.com/mila_brand/status/2098313091371589249'>September 12, 2026</a></blockquote>\n"
    )
    archive = ["--archive", str(tmp_path / "a"), "--from", "examples/recorded-web.warc.gz", "--json"]
    run("scan", str(article), *archive)
    fetched = run("fetch", "--all", "--only", "bluesky", "--no-images", *archive)
    assert fetched.stdout == ""
    told = [json.loads(line) for line in run("fetch", "--all", "--no-images", *archive).stdout.splitlines()]
    assert {result["kind"] for result in told} <= {"embed"}


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_c10_stopped_while_it_waits_for_standard_input(tmp_path: Path, sent: signal.Signals, code: int) -> None:
    """Nobody types anything: Ctrl-C ends it all the same, and a run that was stopped is in the log."""
    words, pipe = ("scan", "-", "--archive", str(tmp_path)), subprocess.PIPE
    process = commands.start(*words, stdin=pipe, stderr=pipe)
    ran, until = False, time.monotonic() + 120
    while not ran and time.monotonic() < until:
        time.sleep(0.1)
        if (tmp_path / "archive.db").exists():
            with closing(sqlite3.connect(tmp_path / "archive.db")) as connection:
                tables = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'runs'").fetchone()
                ran = bool(tables) and bool(connection.execute("SELECT 1 FROM runs").fetchone())
    assert ran
    process.send_signal(sent)
    started = time.monotonic()
    _, errors = process.communicate(timeout=120)
    assert time.monotonic() - started < 15  # 5 where nothing else is going on
    assert process.returncode == code
    assert "sound" in errors
    assert verify(tmp_path).sound


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
from embedarchive.cli import main
main(sys.argv[2:])
"""


@pytest.mark.parametrize("size", [340_000, 500_000])
def test_c4_files_may_not_grow(tmp_path: Path, size: int) -> None:
    """However little room there is: one sentence or a reason for each item, never a traceback, and nothing is lost."""
    folder = str(tmp_path / "archive")
    done = commands.run_text(str(size), "scan", *DEMO, "--archive", folder, program=LIMITED, cwd=ROOT)
    assert done.returncode in {2, 3}, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "bug" not in done.stderr
    assert len(done.stderr.splitlines()) <= 1
    if (tmp_path / "archive" / "archive.db").exists():
        assert [problem for problem in verify(folder).problems if problem.damage] == []
    assert run("scan", *DEMO, "--archive", folder).returncode == 0
    assert verify(folder).sound


def test_c5_a_disk_of_four_megabytes(tmp_path: Path) -> None:
    """A real full disk; where this user may not mount one the test before stands in for it."""
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(small)],  # noqa: S607 -- wherever mount is
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("only root may mount a small disk")
    try:
        (small / "filler").write_bytes(bytes(3_300_000))
        done = run("scan", *DEMO, "--archive", str(small / "archive"))
        assert done.returncode in {2, 3}, done.stdout + done.stderr
        assert "full" in done.stdout + done.stderr or "disk" in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        (small / "filler").unlink()
        assert run("scan", *DEMO, "--archive", str(small / "archive")).returncode == 0
        assert verify(small / "archive").sound
    finally:
        subprocess.run(["umount", str(small)], check=True)  # noqa: S607 -- see above


def test_lines_meant_for_a_file_stay_out_of_the_terminal(tmp_path: Path) -> None:
    """Standard error is a terminal and shows the progress; standard output is a file and gets every line."""
    terminal, end = pty.openpty()
    out = tmp_path / "out.txt"
    with out.open("wb") as file:
        words, terminals = ("scan", *DEMO, "--archive", str(tmp_path / "a")), os.environ | {"TERM": "xterm"}
        process = commands.start(*words, cwd=ROOT, stdout=file, stderr=end, env=terminals)
        os.close(end)
        shown = b""
        try:
            while piece := os.read(terminal, 4096):
                shown += piece
        except OSError:  # the terminal's other end is closed
            pass
        assert process.wait() == 0
    os.close(terminal)
    assert b"archived" not in shown
    assert b"/5" in shown
    assert "4 embeds of 4 posts" in out.read_text(encoding="utf-8")


# ---------------------------------------------------------------------------------------------------------- recheck


def tweet(text: str = "The sails are moving!", handle: str = "mila_brand", **more: Any) -> bytes:  # noqa: ANN401 -- fields of the answer
    """An answer of the syndication endpoint, in the shape its clients document."""
    user = {"id_str": "1", "name": "Mila", "screen_name": handle, "profile_image_url_https": ""}
    told: dict[str, Any] = {
        "__typename": "Tweet",
        "id_str": "2098313091371589249",
        "lang": "en",
        "text": text,
        "user": user,
    }
    told |= {"created_at": "2026-09-12T09:15:00.000Z", "display_text_range": [0, len(text)]}
    return json.dumps(told | {"entities": {}} | more).encode()


TOMBSTONE = {
    "__typename": "TweetTombstone",
    "tombstone": {"text": {"text": "This Post was deleted by the Post author."}},
}
PHOTO = {"media_url_https": "https://pbs.twimg.com/media/F1.jpg", "type": "photo", "original_info": {}}


@pytest.fixture
def recheck(tmp_path: Path) -> Any:  # noqa: ANN401 -- a function
    """Answer a tweet with this, today: `recheck(body)` runs `fetch --recheck --json`; the first call archives it."""
    import datetime as dt

    from embedarchive.exports.warc_writer import write_record
    from embedarchive.platforms.twitter import syndication

    day = 0

    def call(body: bytes | None, status: int = 200) -> tuple[int, list[Any]]:
        nonlocal day
        day += 1
        path = tmp_path / f"day{day}.warc"
        with path.open("wb") as file:
            write_record(file, "warcinfo", at=dt.datetime(2026, 9, 12, tzinfo=dt.UTC), head=b"", body=b"made: yes\r\n")
            if body is not None:
                head = (
                    f"HTTP/1.1 {status} Made\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
                )
                url = syndication.request("2098313091371589249").url
                at = dt.datetime(2026, 9, 12 + day, tzinfo=dt.UTC)
                write_record(file, "response", at=at, head=head.encode(), body=body, url=url)
        words = ["fetch", "--recheck"] if day > 1 else ["scan", "https://x.com/mila_brand/status/2098313091371589249"]
        done = run(*words, "--json", "--from", str(path), "--archive", str(tmp_path / "archive"))
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]

    return call


def test_recheck_tells_each_kind_of_change(recheck: Any, tmp_path: Path) -> None:  # noqa: ANN401 -- a fixture
    """Edited, renamed, changed media, deleted, restored: each is told with exit code 4, and then no more."""
    assert recheck(tweet())[0] == 0
    told = []
    states = [
        tweet("The sails are moving again!"),
        tweet("The sails are moving again!", "mila_van_den_berg"),
        tweet("The sails are moving again!", "mila_van_den_berg", mediaDetails=[PHOTO]),
        json.dumps(TOMBSTONE).encode(),
        tweet("The sails are moving again!", "mila_van_den_berg", mediaDetails=[PHOTO]),
    ]
    for state in states:
        code, changes = recheck(state)
        told.append((code, [change["what"] for change in changes if "what" in change]))
        code, again = recheck(state)
        assert code in {0, 3}
        assert [change for change in again if "what" in change] == []
    assert told == [(4, ["edited"]), (4, ["renamed"]), (4, ["media"]), (4, ["gone"]), (4, ["back"])]
    assert verify(tmp_path / "archive").sound


def test_recheck_that_learns_nothing_is_3(recheck: Any) -> None:  # noqa: ANN401 -- a fixture
    """No answer is no change and no proof that nothing changed: it is told with its reason."""
    recheck(tweet())
    code, told = recheck(None)
    assert code == 3
    assert [looked["reason"] for looked in told] == ["not-in-recording"]


def test_recheck_of_what_is_unchanged_adds_only_to_the_log(recheck: Any, tmp_path: Path) -> None:  # noqa: ANN401 -- a fixture
    """An exchange, no snapshot, no file but its head."""
    recheck(tweet())
    counts = "SELECT (SELECT count(*) FROM snapshots), (SELECT count(*) FROM fetches)"
    with closing(sqlite3.connect(tmp_path / "archive" / "archive.db")) as connection:
        snapshots, fetches = connection.execute(counts).fetchone()
        assert recheck(tweet()) == (0, [])
        assert connection.execute(counts).fetchone() == (snapshots, fetches + 1)


def test_a_post_that_comes_back_after_it_was_gone_from_the_beginning(recheck: Any) -> None:  # noqa: ANN401 -- a fixture
    """A post that was deleted when the article was read, and is there later, is archived then."""
    recheck(json.dumps(TOMBSTONE).encode())
    assert recheck(json.dumps(TOMBSTONE).encode()) == (0, [])
    code, (change,) = recheck(tweet())
    assert (code, change["what"]) == (4, "back")


# ----------------------------------------------------------------------------------------------------------- wayback


def test_save_to_wayback(tmp_path: Path) -> None:
    """Live posts are handed over, what came of it is told and in the log, and nothing about the post changes."""
    import datetime as dt

    from embedarchive.exports.warc_writer import write_record
    from embedarchive.platforms.twitter import syndication

    at, url = dt.datetime(2026, 9, 14, tzinfo=dt.UTC), "https://x.com/mila_brand/status/2098313091371589249"
    copy = f"https://web.archive.org/web/20260914000000/{url}"
    recording = io.BytesIO()
    head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n"
    body = tweet()
    asked = syndication.request("2098313091371589249").url
    write_record(recording, "response", at=at, head=head.format(len(body)).encode(), body=body, url=asked)
    moved = f"HTTP/1.1 302 Found\r\nLocation: {copy}\r\nContent-Length: 0\r\n\r\n".encode()
    saved = f"https://web.archive.org/save/{url}"
    write_record(recording, "response", at=at, head=moved, body=b"", url=saved)
    path = tmp_path / "web.warc"
    path.write_bytes(recording.getvalue())
    archive = ["--from", str(path), "--archive", str(tmp_path / "a")]
    done = run("scan", url, "--save-to-wayback", *archive)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"saved       {copy}" in done.stdout
    assert "1 post saved to the Wayback Machine" in done.stdout
    with closing(sqlite3.connect(tmp_path / "a" / "archive.db")) as connection:
        (row,) = connection.execute("SELECT status FROM fetches WHERE url = ?", (saved,)).fetchall()
        assert row == (302,)
        assert connection.execute("SELECT status, reason FROM posts").fetchall() == [("archived", None)]
