"""The journey of an article from a recorded web, and what a second run, a lost network and an early stop do to it."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from growth import is_within

from embedarchive import Archive, SourceError
from embedarchive.archive.results import Change, Found, Idle, Result, tally
from embedarchive.errors import ArchiveError
from embedarchive.model import Reason, Status
from embedarchive.model.rows import PostRow
from embedarchive.store import Store, verify

LOG = ('"runs"', '"run_ends"', '"events"', '"sqlite_stat1"')


def dump(folder: Path) -> list[str]:
    """The whole database but for the log of runs."""
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        return [line for line in connection.iterdump() if not any(f"INSERT INTO {name}" in line for name in LOG)]


def states(results: list[Result]) -> dict[str, str]:
    """Handle or kind, and what became of it."""
    return {result.handle or result.kind: str(result.status) for result in results}


def changes(archive: Archive) -> list[Change]:
    """What a recheck finds different."""
    return [event for event in archive.recheck_events() if isinstance(event, Change)]


def reparsed(archive: Archive) -> list[Change]:
    """What today's parsers read otherwise."""
    return [event for event in archive.reparse_events() if isinstance(event, Change)]


def test_everything_is_kept_and_told(
    tmp_path: Path, article: Path, answers: dict[str, Any], record: Callable[..., Path]
) -> None:
    """A live tweet is archived, a deleted one unavailable with the article's quotation, the picture is there."""
    folder = tmp_path / "archive"
    with Archive(folder, recordings=[record(answers)]) as archive:
        results = list(archive.add(article))
    assert states(results) == {"mila_brand": "archived", "joris_oudkelder": "unavailable", "image": "archived"}
    gone = next(result for result in results if result.status is Status.UNAVAILABLE)
    assert gone.reason is Reason.DELETED
    assert gone.text == "It squeaks all night."
    assert verify(folder).sound


def test_c6_the_same_again_changes_nothing_but_the_log(
    tmp_path: Path, article: Path, answers: dict[str, Any], record: Callable[..., Path]
) -> None:
    """C6: a second scan of the same article asks for nothing and writes nothing but that it ran."""
    folder, recording = tmp_path / "archive", record(answers)
    with Archive(folder, recordings=[recording]) as archive:
        list(archive.add(article))
    before = dump(folder)
    with Archive(folder, recordings=[recording]) as archive:
        results = list(archive.add(article))
    assert dump(folder) == before
    assert not any(result.fresh for result in results)
    assert verify(folder).sound


def test_without_a_network_the_quotation_is_kept(
    tmp_path: Path, article: Path, answers: dict[str, Any], record: Callable[..., Path]
) -> None:
    """No answer is never "deleted": all is pending within ten seconds, and `fetch` then takes exactly what is due."""
    folder, started = tmp_path / "archive", time.monotonic()
    with Archive(folder) as archive:  # the test's network has no names
        results = list(archive.add(article))
    assert is_within(time.monotonic() - started, 30)  # 10 where nothing else is going on
    assert {result.status for result in results} == {Status.PENDING}
    assert {result.reason for result in results} == {Reason.DNS}
    assert {result.text for result in results if result.kind == "embed"} == {
        "The sails are moving!",
        "It squeaks all night.",
    }
    with Archive(folder, recordings=[record(answers)]) as archive:
        due = [event for event in archive.due_events() if isinstance(event, Result)]
    assert states(due) == {"mila_brand": "archived", "joris_oudkelder": "unavailable", "image": "archived"}
    with Archive(folder, recordings=[record(answers)]) as archive:
        assert list(archive.due_events()) == [Idle(sentence="Nothing is due.")]


def test_what_is_not_recorded_has_failed(tmp_path: Path, article: Path, record: Callable[..., Path]) -> None:
    """With `--from`, what the recording does not hold says so."""
    with Archive(
        tmp_path / "archive", recordings=[record({"https://elsewhere.example/": (200, "text/html", b"x")})]
    ) as archive:
        results = list(archive.add(article))
    assert {result.reason for result in results} == {Reason.NOT_IN_RECORDING}
    assert {result.status for result in results} == {Status.FAILED}


def test_what_had_failed_is_tried_again_when_that_is_asked(
    tmp_path: Path, article: Path, answers: dict[str, Any], record: Callable[..., Path]
) -> None:
    """`--failed`: all that was given up and nothing else; where nothing was, a sentence says so."""
    folder = tmp_path / "archive"
    with Archive(folder, recordings=[record({"https://elsewhere.example/": (200, "text/html", b"x")})]) as archive:
        assert {result.status for result in archive.add(article)} == {Status.FAILED}
    with Archive(folder, recordings=[record(answers)]) as archive:
        again = [event for event in archive.due_events(failed=True) if isinstance(event, Result)]
        assert states(again) == {"mila_brand": "archived", "joris_oudkelder": "unavailable", "image": "archived"}
        assert list(archive.due_events(failed=True)) == [Idle(sentence="Nothing has failed.")]


def test_a_day_makes_no_hour(tmp_path: Path, record: Callable[..., Path]) -> None:
    """Where a platform names the day of a post only, the archive shows the day and no time."""
    from urllib.parse import quote

    url = "https://twitter.com/mila_brand/status/71633999"
    markup = f'<blockquote><p>The mill</p>&mdash; Mila (@mila_brand) <a href="{url}">May 20, 2007</a></blockquote>'
    told = json.dumps({"url": url, "author_name": "Mila", "html": markup}).encode()
    asked = f"https://publish.twitter.com/oembed?url={quote(url, safe='')}"
    page = tmp_path / "old.md"
    page.write_text(f"<blockquote class='twitter-tweet'><a href='{url}'>May 20, 2007</a></blockquote>")
    with Archive(tmp_path / "archive", recordings=[record({asked: (200, "application/json", told)})]) as archive:
        assert [each.status for each in archive.add(page)] == [Status.ARCHIVED]
    with sqlite3.connect(tmp_path / "archive" / "archive.db") as connection:
        assert connection.execute("SELECT posted_at, day FROM posts").fetchall() == [(None, "2007-05-20")]


def test_one_broken_item_stops_no_other(
    tmp_path: Path, article: Path, answers: dict[str, Any], record: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong with one picture is its reason; the tweets are kept."""
    from embedarchive.media import Decoder

    def explode(*_: object, **__: object) -> None:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(Decoder, "inspect", explode)
    with Archive(tmp_path / "archive", recordings=[record(answers)]) as archive:
        results = list(archive.add(article))
    assert states(results)["mila_brand"] == "archived"
    image = next(result for result in results if result.kind == "image")
    assert (image.status, image.reason) == (Status.PENDING, Reason.PROTOCOL)
    assert "unforeseen" in image.detail


def test_a_reason_names_no_folder_of_this_machine(
    tmp_path: Path, article: Path, answers: dict[str, Any], record: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What went wrong with a file of the archive is kept and served: without the folders that lead to it."""
    from embedarchive.media import Decoder

    folder = tmp_path / "archive"

    def explode(*_: object, **__: object) -> None:
        raise ArchiveError(f"{folder}/blobs/1 is not a plain file")

    monkeypatch.setattr(Decoder, "inspect", explode)
    with Archive(folder, recordings=[record(answers)]) as archive:
        list(archive.add(article))
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        told = [text for (text,) in connection.execute("SELECT detail FROM snapshots WHERE detail <> ''")]
    assert "archive/blobs/1 is not a plain file" in told
    assert not any(str(tmp_path) in text for text in told)


def test_a_post_shown_twice_is_fetched_once(
    tmp_path: Path, answers: dict[str, Any], record: Callable[..., Path], article: Path
) -> None:
    """Two occurrences are two results of one post."""
    twice = article.with_name("twice.html")
    page = article.read_text(encoding="utf-8")
    start, end = page.index("<blockquote"), page.index("</blockquote>") + len("</blockquote>")
    twice.write_text(
        page.replace("</article>", f"<p>Once more, with more wind.</p>{page[start:end]}</article>"), encoding="utf-8"
    )
    with Archive(tmp_path / "archive", recordings=[record(answers)]) as archive:
        events = list(archive.events([twice]))
    found = next(event for event in events if isinstance(event, Found))
    results = [event for event in events if isinstance(event, Result)]
    counts = tally(results, "embed")
    assert len(found.scan.embeds) == counts["found"] == 3
    assert counts["found"] == sum(counts[str(status)] for status in Status)
    assert len({result.key for result in results if result.kind == "embed"}) == 2
    with closing(sqlite3.connect(tmp_path / "archive" / "archive.db")) as connection:
        asked = connection.execute("SELECT url FROM fetches WHERE url LIKE '%tweet-result%'").fetchall()
    assert len(asked) == len(set(asked))


def test_a_post_that_becomes_anothers_while_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that was looked up may be one with another article's by now: its media are fetched all the same."""
    looked_up, merged = Store.post, set[str]()

    def stale(store: Store, key: str) -> PostRow | None:
        row = looked_up(store, key)
        if row is None or row.status != Status.ARCHIVED or key in merged:
            return row
        merged.add(key)
        return dataclasses.replace(row, id=10**6)

    monkeypatch.setattr(Store, "post", stale)
    examples = Path(__file__).parents[2] / "examples"
    with Archive(tmp_path, recordings=[examples / "recorded-web.warc.gz"]) as archive:
        results = [result for result in archive.add(examples / "article.txt") if result.kind == "embed"]
    assert len(merged) == 2
    assert [result.media_missing for result in results] == [0, 0, 0, 0]
    assert verify(tmp_path).sound


def test_c7_stopped_early_and_run_again_gives_the_union(
    tmp_path: Path, article: Path, answers: dict[str, Any], record: Callable[..., Path]
) -> None:
    """C7: leaving after the first result stops soundly; the next run takes the rest."""
    folder, recording = tmp_path / "archive", record(answers)
    with Archive(folder, recordings=[recording]) as archive:
        for _ in archive.add(article):
            break
    assert verify(folder).sound
    with Archive(folder, recordings=[recording]) as archive:
        results = list(archive.add(article))
    assert states(results) == {"mila_brand": "archived", "joris_oudkelder": "unavailable", "image": "archived"}


def test_inside_a_running_loop(
    tmp_path: Path, article: Path, answers: dict[str, Any], record: Callable[..., Path]
) -> None:
    """`add` works inside a running loop, and `add_async` lets its other tasks go on."""

    async def main() -> tuple[int, int, int]:
        ticks = 0

        async def tick() -> None:
            nonlocal ticks
            while True:
                ticks += 1
                await asyncio.sleep(0)

        task = asyncio.create_task(tick())
        with Archive(tmp_path / "a", recordings=[record(answers)]) as archive:
            plain = len(list(archive.add(article)))
        with Archive(tmp_path / "b", recordings=[record(answers)]) as archive:
            before = ticks
            awaited = len([result async for result in archive.add_async(article)])
        task.cancel()
        return plain, awaited, ticks - before

    plain, awaited, ticks = asyncio.run(main())
    assert plain == awaited == 3
    assert ticks > 3


def test_recheck_tells_what_changed(
    tmp_path: Path, article: Path, answers: dict[str, Any], record: Callable[..., Path], tweet: Callable[..., bytes]
) -> None:
    """An edited tweet is a new snapshot and a change; looking again at the same is neither."""
    folder = tmp_path / "archive"
    with Archive(folder, recordings=[record(answers)]) as archive:
        list(archive.add(article))
    with Archive(folder, recordings=[record(answers)]) as archive:
        assert changes(archive) == []
    url = next(url for url in answers if "2098313091371589249" in url)
    edited = tweet("2098313091371589249", "mila_brand", "The sails are moving again!")
    later = dt.datetime(2026, 9, 20, tzinfo=dt.UTC)
    with Archive(
        folder, recordings=[record(answers | {url: (200, "application/json", edited)}, "later.warc.gz", later)]
    ) as archive:
        (change,) = changes(archive)
    assert isinstance(change, Change)
    assert (change.what, change.before, change.after) == (
        "edited",
        "The sails are moving!",
        "The sails are moving again!",
    )
    with Archive(
        folder, recordings=[record(answers | {url: (404, "text/html", b"")}, "last.warc.gz", later)]
    ) as archive:
        assert changes(archive) == []  # one "not found" alone is not the platform's word


def test_an_unreadable_source_is_one_sentence(tmp_path: Path, record: Callable[..., Path]) -> None:
    """The library raises what the command line would print."""
    with (
        Archive(tmp_path / "archive", recordings=[record({"https://e.example/": (200, "text/html", b"x")})]) as archive,
        pytest.raises(SourceError, match="no such file"),
    ):
        list(archive.add(tmp_path / "missing.txt"))


def test_a_post_given_by_its_address(tmp_path: Path, answers: dict[str, Any], record: Callable[..., Path]) -> None:
    """The address of a post is archived as that post."""
    with Archive(tmp_path / "archive", recordings=[record(answers)]) as archive:
        (result,) = list(archive.add("https://x.com/mila_brand/status/2098313091371589249?s=20"))
    assert (result.status, result.text) == (Status.ARCHIVED, "The sails are moving!")


def test_the_original_and_the_served_form_of_a_picture(tmp_path: Path, record: Callable[..., Path]) -> None:
    """Where the resizer's pattern is known the original is kept, and beside it what the article's readers saw."""
    import io

    from PIL import Image

    def jpeg(width: int) -> bytes:
        out = io.BytesIO()
        Image.new("RGB", (width, width // 2), (10, 90, 160)).save(out, "JPEG")
        return out.getvalue()

    folder, original = tmp_path / "archive", "https://news.example/wp-content/uploads/2026/09/mill.jpg"
    page = tmp_path / "page.md"
    served = original.replace(".jpg", "-300x150.jpg")
    page.write_text(f"# The mill\n\n![The mill]({served})\n\nIt turned again.\n", encoding="utf-8")
    answers = {original: (200, "image/jpeg", jpeg(1200)), served: (200, "image/jpeg", jpeg(300))}
    with Archive(folder, recordings=[record(answers)]) as archive:
        (result,) = list(archive.add(page))
    assert result.status is Status.ARCHIVED
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        width, url = connection.execute("SELECT width, url FROM media").fetchone()
        body = connection.execute(
            "SELECT body FROM snapshots WHERE subject = 'media' AND outcome = 'captured'"
        ).fetchone()[0]
    assert (width, url) == (1200, original)
    assert json.loads(body)["served"]["width"] == 300


def test_reparse_reads_what_is_kept_anew(
    tmp_path: Path,
    article: Path,
    answers: dict[str, Any],
    record: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A better parser makes a new snapshot out of the old answer; the same parser changes nothing; nobody is asked."""
    from embedarchive.platforms.twitter import tweet_json

    folder = tmp_path / "archive"
    with Archive(folder, recordings=[record(answers)]) as archive:
        list(archive.add(article))
        assert reparsed(archive) == []
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        connection.execute("PRAGMA query_only = 1")
        asked = connection.execute("SELECT count(*) FROM fetches").fetchone()
    whole = tweet_json.post

    def better(*arguments: Any, **more: Any) -> Any:  # noqa: ANN401 -- whatever the parser takes
        found = whole(*arguments, **more)
        return found and dataclasses.replace(found, language="en-GB")

    monkeypatch.setattr(tweet_json, "post", better)
    with Archive(folder) as archive:
        (change,) = reparsed(archive)
    assert (change.what, change.after) == ("reparsed", "language")
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        assert connection.execute("SELECT count(*) FROM fetches").fetchone() == asked
        languages = connection.execute("SELECT language FROM posts WHERE handle = 'mila_brand'").fetchall()
    assert languages == [("en-GB",)]
    assert verify(folder).sound


def test_c7_answers_of_the_last_hour_come_from_the_log(
    tmp_path: Path, article: Path, answers: dict[str, Any], record: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """C7: a run that was cut off between the answer and the snapshot asks nobody twice."""
    from embedarchive.store import Store

    folder, real = tmp_path / "archive", Store.add_post

    def cut_off(*_: object, **__: object) -> None:
        raise asyncio.CancelledError

    monkeypatch.setattr(Store, "add_post", cut_off)
    with Archive(folder, recordings=[record(answers)], images=False) as archive:
        list(archive.add(article))
    monkeypatch.setattr(Store, "add_post", real)
    with Archive(folder, images=False) as archive:  # the test's network has no names
        results = list(archive.add(article))
    assert states(results) == {"mila_brand": "archived", "joris_oudkelder": "unavailable"}


FEED = """<rss version="2.0"><channel><title>News</title><link>https://news.example/</link>{}</channel></rss>"""
ITEM = (
    "<item><title>{0}</title><link>https://news.example/{0}</link><guid>{0}</guid><description>{1}</description></item>"
)


def test_what_was_read_before_is_passed_over(tmp_path: Path, record: Callable[..., Path]) -> None:
    """By guid and words: a new item and an edited one are read, wherever in the feed they stand."""
    feed, warc = tmp_path / "feed.xml", record({"https://x.example/": (404, "text/plain", b"no")})

    def scanned(*items: tuple[str, str]) -> list[str | None]:
        feed.write_text(FEED.format("".join(ITEM.format(*item) for item in items)), encoding="utf-8")
        with Archive(tmp_path / "a", recordings=warc, new_only=True) as archive:
            return [event.scan.document.title for event in archive.events([feed]) if isinstance(event, Found)]

    assert scanned(("one", "It turns."), ("two", "It stands.")) == ["one", "two"]
    assert scanned(("one", "It turns."), ("two", "It stands.")) == []
    assert scanned(("three", "It sings."), ("one", "It turns."), ("two", "It stands still.")) == ["three", "two"]
    with Store.open(tmp_path / "a", read_only=True) as store:
        assert store.connection.execute("SELECT count(*) FROM articles").fetchone()[0] == 3


def test_a_page_of_a_sitemap_is_read_again_when_its_day_changes(tmp_path: Path, record: Callable[..., Path]) -> None:
    """A list of pages: each by its own address and day."""
    page = b"<!doctype html><html><body><p>The mill turned again.</p></body></html>"
    warc = record({f"https://news.example/{name}": (200, "text/html", page) for name in "ab"})
    entry = "<url><loc>https://news.example/{}</loc><lastmod>{}</lastmod></url>"

    def scanned(*days: str) -> int:
        listed = "".join(entry.format(*pair) for pair in zip("ab", days, strict=True))
        (tmp_path / "sitemap.xml").write_text(f"<urlset>{listed}</urlset>", encoding="utf-8")
        with Archive(tmp_path / "a", recordings=warc, new_only=True) as archive:
            return sum(isinstance(event, Found) for event in archive.events([tmp_path / "sitemap.xml"]))

    assert [scanned("1", "1"), scanned("1", "1"), scanned("1", "2")] == [2, 0, 1]
