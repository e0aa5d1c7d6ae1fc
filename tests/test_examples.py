"""The demo's story is found in its three forms, its recording is sound and always the same, the demo runs."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import subprocess
import sys
from contextlib import closing, redirect_stdout
from pathlib import Path

import commands
import demo
import make_recorded_web
import pytest
from made_posts import MadePost
from make_recorded_web import CHOIR, CROWD, FIREWORKS, RECORDING, RIBBON

import embedarchive
from embedarchive.model import Missing, Post, Reason

EXAMPLES = Path(demo.__file__).parent
SHOWN = (CROWD, CHOIR, RIBBON, FIREWORKS)
FORMS = ("article.txt", "article.html", "article.md")


def said(post: MadePost) -> tuple[str, str, str, str]:
    """What an article says of a post."""
    return post.name, post.handle, post.posted_at.date().isoformat(), post.printed or post.text


@pytest.mark.parametrize("form", FORMS)
def test_the_four_posts_are_found_in_every_form(form: str) -> None:
    """Author, handle, day and words are the same, whether the page, Markdown or collapsed text was given."""
    found = embedarchive.scan(EXAMPLES / form)
    signed = [embed for embed in found.embeds if embed.handle]
    assert [
        (embed.author, embed.handle, embed.date.isoformat() if embed.date else None, embed.text) for embed in signed
    ] == [said(post) for post in SHOWN]
    assert [embed.links for embed in signed] == [(f"https://pic.twitter.com/{post.slug}",) for post in SHOWN]
    assert [(place.latitude, place.longitude) for embed in signed for place in embed.coordinates] == [
        (51.8834722, 4.63975)
    ]


def test_the_frame_is_found_where_there_is_one() -> None:
    """The page and the Markdown also show a fifth post, in a frame that gives its id only; text shows nothing of it."""
    bare = {
        form: [embed.id for embed in embedarchive.scan(EXAMPLES / form).embeds if not embed.handle] for form in FORMS
    }
    assert bare == {
        "article.txt": [],
        "article.html": [CROWD.quotes and CROWD.quotes.id],
        "article.md": [CROWD.quotes and CROWD.quotes.id],
    }


@pytest.mark.parametrize("form", FORMS)
def test_the_image_is_found_with_its_original(form: str) -> None:
    """The served picture and the one it was scaled from."""
    (image,) = embedarchive.scan(EXAMPLES / form).images
    assert image.url == make_recorded_web.IMAGES + "zwaluwbrug-opening-962x503.jpg"
    assert make_recorded_web.IMAGES + "zwaluwbrug-opening.jpg" in image.candidates


def test_the_banner_is_ignored_and_no_line_of_prose_is_lost() -> None:
    """Every line of the text is the image, a post, a banner or prose, and the banner stands there four times."""
    found = embedarchive.scan(EXAMPLES / "article.txt")
    assert [item.reason for item in found.ignored] == ["consent-placeholder"] * 4
    text = found.document.text
    quoted = {line for embed in found.embeds for start, end in embed.parts for line in text[start:end].splitlines()}
    prose = [
        line for line in text.splitlines() if line not in quoted and not line.startswith(("![", "U ziet dit bericht"))
    ]
    assert len(prose) == 11
    assert all(line.endswith((".", "Wende")) for line in prose)


def test_the_recording_is_the_same_each_time(tmp_path: Path) -> None:
    """Made twice it is identical, and it is the one that is kept here (compressors may differ, contents may not)."""
    outcomes = make_recorded_web.make(tmp_path / "one.warc.gz")
    make_recorded_web.make(tmp_path / "two.warc.gz")
    made = (tmp_path / "one.warc.gz").read_bytes()
    assert made == (tmp_path / "two.warc.gz").read_bytes()
    assert gzip.decompress(made) == gzip.decompress(RECORDING.read_bytes())
    assert len(made) < 1_500_000
    handles = [outcome.handle if isinstance(outcome, Post) else None for outcome in outcomes]
    assert handles == [CROWD.handle, CHOIR.handle, RIBBON.handle, None]
    gone = outcomes[3]
    assert isinstance(gone, Missing)
    assert (gone.reason, gone.id) == (Reason.DELETED, FIREWORKS.id)


def test_the_recording_is_valid() -> None:
    """Another project's reader finds every record whole and every digest right, as its `warcio check` does."""
    from warcio.archiveiterator import ArchiveIterator

    with RECORDING.open("rb") as file:
        records = 0
        for record in ArchiveIterator(file, check_digests="raise"):
            record.content_stream().read()
            records += 1
            assert record.digest_checker.passed, record.digest_checker.problems
    assert records > 40


def run_demo(folder: Path) -> subprocess.CompletedProcess[str]:
    """The demo as `make demo` runs it."""
    return subprocess.run(
        [sys.executable, str(EXAMPLES / "demo.py"), str(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def demo_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the demo makes."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    run = run_demo(folder)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "serve --archive" in run.stdout
    return folder


def test_the_demo_shows_every_way_a_post_can_end(demo_archive: Path) -> None:
    """Two posts archived, one recovered, one unavailable; the image archived; places from words and from a photo.

    Of one post the platform has other words than the article.
    """
    with closing(sqlite3.connect(demo_archive / "archive.db")) as connection:
        posts = dict(connection.execute("select handle, status from posts where handle is not null"))
        reasons = dict(connection.execute("select handle, reason from posts where reason is not null"))
        media = connection.execute("select kind, status, alt from media").fetchall()
        differing = list(connection.execute("select handle from posts where disagreements <> '[]'"))
        places = {source for (source,) in connection.execute("select source from places")}
    assert {post.handle: posts[post.handle] for post in SHOWN} == {
        CROWD.handle: "archived",
        CHOIR.handle: "archived",
        RIBBON.handle: "recovered",
        FIREWORKS.handle: "unavailable",
    }
    assert reasons == {RIBBON.handle: "deleted", FIREWORKS.handle: "deleted"}
    assert sorted(status for _, status, _ in media) == ["archived"] * 5 + ["recovered"]
    assert {kind for kind, _, _ in media} == {"photo", "video", "poster"}
    assert {photo.alt for post in (CROWD, RIBBON) for photo in post.photos} <= {alt for _, _, alt in media}
    assert places == {"text", "exif"}
    assert differing == [(CROWD.handle,)]


def test_the_demo_makes_its_archive_anew_and_touches_nobody_elses(demo_archive: Path, tmp_path: Path) -> None:
    """Run twice it ends the same; a folder with anything else in it is refused and left as it was."""
    assert run_demo(demo_archive).returncode == 0
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "diary.txt").write_text("mine", encoding="utf-8")
    refused = run_demo(foreign)
    assert refused.returncode == 2
    assert "Name another folder" in refused.stderr
    assert (foreign / "diary.txt").read_text(encoding="utf-8") == "mine"


def test_an_archive_of_other_articles_is_no_demo(tmp_path: Path) -> None:
    """What decides is what the archive holds, not what the folder is called."""
    for name, sources, expected in (("a", [demo.ARTICLE], True), ("b", [demo.ARTICLE, "story.txt"], False)):
        (tmp_path / name).mkdir()
        with closing(sqlite3.connect(tmp_path / name / "archive.db")) as connection:
            connection.execute("create table articles (source text)")
            connection.executemany("insert into articles values (?)", [(source,) for source in sources])
            connection.commit()
        assert demo.is_demo(tmp_path / name) is expected
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "archive.db").write_bytes(b"no database at all")
    assert not demo.is_demo(tmp_path / "c")


@pytest.mark.parametrize("form", ["article.html", "article.md"])
def test_the_recording_answers_for_the_other_forms_too(form: str, tmp_path: Path) -> None:
    """The page and the Markdown end like the text, and show the quoted post as an embed of its own."""
    words = ("scan", str(EXAMPLES / form), "--from", str(RECORDING), "--archive", str(tmp_path), "--json")
    run = commands.run_text(*words)
    assert run.returncode == 0, run.stdout + run.stderr
    results = [row for line in run.stdout.splitlines() for row in json.loads(line)["results"]]
    ended = [row["status"] for row in results if row["kind"] == "embed"]
    assert ended == ["archived", "archived", "recovered", "unavailable", "archived"]


def test_the_demo_explains_how_it_is_called() -> None:
    """Without a folder it says what it wants."""
    with redirect_stdout(io.StringIO()):
        assert demo.main([]) == 2


def test_a_newsroom_keeps_what_it_publishes(tmp_path: Path) -> None:
    """What a task queue calls says what became of each post, and whether to come again."""
    from newsroom import keep

    kept = keep(EXAMPLES / "article.txt", tmp_path / "kept", recordings=RECORDING)
    assert kept.states == {"archived": 3, "recovered": 1, "unavailable": 1}
    assert not kept.again
    missing = keep(tmp_path / "nothing.html", tmp_path / "kept", recordings=RECORDING)
    assert missing.again
    assert "nothing.html" in missing.problem
