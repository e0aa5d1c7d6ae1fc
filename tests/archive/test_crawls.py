"""Crawls: the table of what pages of recordings show is whole, holds each part once, and comes into an archive."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest
from object_store import bucket, failing_half_of_the_time, parts_of
from warcio.archiveiterator import ArchiveIterator

from embedarchive.archive import Archive
from embedarchive.archive.articles.origins import LIMIT
from embedarchive.archive.crawls import copies, parts, shard_process
from embedarchive.archive.crawls.cdx import Chosen
from embedarchive.archive.crawls.counting import QUESTIONS, count
from embedarchive.archive.crawls.finding import find
from embedarchive.archive.crawls.merging import merge
from embedarchive.archive.crawls.pages import Page, holding, pages_of
from embedarchive.archive.crawls.parts import Part
from embedarchive.archive.crawls.shard_process import Failed
from embedarchive.archive.crawls.shard_rows import Task
from embedarchive.archive.crawls.shards import shards
from embedarchive.archive.dry_run import dry_run
from embedarchive.errors import SourceError, UsageError
from embedarchive.exports.cdxj import Entry, lines
from embedarchive.exports.warc_writer import write_record
from embedarchive.model import Reason, Refusal, Request, Scan, plain
from embedarchive.store import Store, times, verify
from embedarchive.web.limits import Limits
from tests.archive.test_recorded_articles import Record, page

pytestmark = pytest.mark.usefixtures("forked_shards")

INDEXED = ((0, "www.a.example/1"), (1, "b.example/2"), (2, "a.example/3"))
OTHER = "1591000000000000002"
PICTURE = (
    b'<html><body><article><p>Words.</p><img src="/a.jpg" width="900" height="600" alt="A"></article></body></html>'
)


@pytest.fixture
def crawl(tmp_path: Path, record: Record) -> Path:
    """A folder of two recordings: three pages of two sites with a post each, and one with an image only."""
    folder = tmp_path / "crawl"
    folder.mkdir()
    record({"https://www.a.example/1": page("One"), "https://b.example/1": page("One", OTHER)}, "1.warc.gz")
    record({"https://b.example/2": page("Two"), "https://b.example/3": (200, "text/html", PICTURE)}, "2.warc.gz")
    for name in ("1.warc.gz", "2.warc.gz"):
        (tmp_path / name).rename(folder / name)
    return folder


def rows(out: Path) -> list[dict[str, Any]]:
    """The table, in the order of the pages."""
    files = [file for part in parts.parts(out) for file in parts.files(out, part)]
    import pyarrow.parquet as pq

    found = [row for file in files for row in pq.ParquetFile(file).read().to_pylist()]
    return sorted(found, key=lambda row: (str(row["page_url"]), str(row["kind"]), int(row["position"])))


def kinds(found: Iterable[object]) -> list[str]:
    """What became of the shards."""
    return sorted(type(each).__name__ for each in found)


def test_the_table_holds_what_a_dry_run_tells(crawl: Path, tmp_path: Path) -> None:
    """Page by page, with images; and each row says where in which file the page lies."""
    out = tmp_path / "out"
    assert kinds(find([str(crawl)], out, images=True, jobs=2)) == ["Part", "Part"]
    table = rows(out)
    scans = [each for each in dry_run([crawl], limit=LIMIT) if isinstance(each, Scan)]
    told = [(scan.document.source, plain(one)) for scan in scans for one in (*scan.embeds, *scan.images)]
    assert [(row["page_url"], json.loads(row["found"])) for row in table] == sorted(told, key=lambda one: one[0])
    assert [row["page_host"] for row in table] == ["b.example", "b.example", "b.example", "a.example"]
    assert [row["kind"] for row in table] == ["embed", "embed", "image", "embed"]
    for row in table:
        with (crawl / row["recording"]).open("rb") as file:
            file.seek(row["record_offset"])
            assert next(iter(ArchiveIterator(file))).rec_headers.get_header("WARC-Target-URI") == row["page_url"]
    manifest = json.loads((out / parts.MANIFEST).read_text())
    assert (manifest["schema"], manifest["failed"]) == (1, {})
    assert [part["pages"] for part in manifest["parts"]] == [2, 2]


def test_only_what_is_missing_is_read(crawl: Path, tmp_path: Path, record: Record) -> None:
    """A shard that was read, was copied or moved adds nothing; one that was changed takes the place of what it was."""
    out = tmp_path / "out"
    assert kinds(find([str(crawl)], out)) == ["Part", "Part"]
    before = rows(out)
    assert kinds(find([str(crawl)], out)) == ["Known", "Known"]
    shutil.copy(crawl / "1.warc.gz", crawl / "3.warc.gz")
    (crawl / "2.warc.gz").rename(crawl / "moved.warc.gz")
    assert kinds(find([str(crawl / "*.warc.gz")], out)) == ["Known", "Part", "Part"]
    assert rows(out) == before
    changed = record({"https://b.example/9": page("Nine")}, "9.warc.gz")
    changed.rename(crawl / "moved.warc.gz")
    assert list(map(type, find([str(crawl / "moved.warc.gz")], out))) == [Part]
    assert {row["page_url"] for row in rows(out)} == {
        "https://www.a.example/1",
        "https://b.example/1",
        "https://b.example/9",
    }


def test_a_shard_that_fails_costs_no_other(crawl: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told, and read when the command is run again; a process that is killed leaves nothing behind."""
    out, poison = tmp_path / "out", crawl / "0.warc.gz"
    poison.write_bytes(b"no recording")
    found = list(find([str(crawl)], out, jobs=2))
    (failed,) = (each for each in found if isinstance(each, Failed))
    assert failed.sentence == f"{poison}: this is no WARC, ARC, WACZ or HAR file."
    assert json.loads((out / parts.MANIFEST).read_text())["failed"] == {str(poison): failed.sentence}
    shutil.rmtree(out)
    with monkeypatch.context() as patch:
        patch.setattr(shard_process, "PROGRAM", "import os; os.kill(os.getpid(), 9)")
        killed = list(find([str(crawl / "1.warc.gz")], out))
    assert [each.sentence for each in killed if isinstance(each, Failed)] == [
        f"{crawl / '1.warc.gz'}: the process that read it ended with -9, 3 times in a row."
    ]
    assert not list(parts.parts(out))
    folder = out / "occurrences" / "schema=1" / "month=2022-11"
    folder.mkdir(parents=True)
    left = [folder / "part-left.parquet", out / "new" / "part-left"]
    new = [folder / "part-new.parquet", out / "new" / "part-new"]
    for each in (*left, *new):
        each.mkdir(parents=True) if each.parent.name == "new" else each.write_bytes(b"PAR1")
    for each in left:
        os.utime(each, (0, 0))
    assert list(map(type, find([str(crawl / "1.warc.gz")], out))) == [Part]
    assert len(rows(out)) == 2
    assert [each.exists() for each in (*left, *new)] == [False, False, True, True], "another run may be writing them"


def test_a_process_that_died_before_it_was_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It gives no answer, and is put away like any other."""
    monkeypatch.setattr(shard_process, "PROGRAM", "import os; os.kill(os.getpid(), 9)")
    processes = shard_process.Processes()
    process = processes._start()
    assert process is not None
    process.wait()
    (shard,) = shards([str(Path(__file__).parents[2] / "examples" / "recorded-web.warc.gz")])
    assert shard_process._asked(process, Task(shard), tmp_path) is None
    processes._end(process)
    assert process.stdin is not None
    assert process.stdin.closed


def test_inputs(crawl: Path, tmp_path: Path) -> None:
    """Files, folders, globs, and lists as Common Crawl has them: files beside the list, below a folder, addresses."""
    files = [str(crawl / "1.warc.gz"), str(crawl / "2.warc.gz")]
    assert [each.name for each in shards([*files, str(crawl), str(crawl / "*.gz")])] == files
    listed = crawl / "warc.paths.gz"
    listed.write_bytes(gzip.compress(b"1.warc.gz\ncrawl-data/x/2.warc.gz\nhttps://a.example/3.warc.gz\n"))
    local, remote, other = shards([str(listed)])
    assert (local.name, local.is_remote) == (files[0], False)
    assert (remote.name, remote.is_remote) == ("https://data.commoncrawl.org/crawl-data/x/2.warc.gz", True)
    assert (other.name, other.is_remote) == ("https://a.example/3.warc.gz", True)
    assert [each.name for each in shards([str(listed)], str(tmp_path))][1] == f"{tmp_path}/crawl-data/x/2.warc.gz"
    words = tmp_path / "words.txt"
    words.write_text("These are words\nand no list.")
    empty = tmp_path / "empty"
    empty.mkdir()
    for wrong, why in (
        ("gs://bucket/crawl/", "give the https address"),
        (str(words), "neither a recording nor a list"),
        (str(empty), "no recording lies in this folder"),
        (str(tmp_path / "none*.gz"), "no such file or folder"),
    ):
        with pytest.raises(UsageError, match=why):
            list(shards([wrong]))


def test_from_table_to_archive(crawl: Path, tmp_path: Path) -> None:
    """Pages are articles that were not copied, posts are pending; again, nothing is new; questions are answered."""
    out, archive = tmp_path / "out", tmp_path / "archive"
    list(find([str(crawl)], out, images=True))
    first, again = merge(out, archive), merge(out, archive)
    assert (first.pages, first.new, first.posts, first.occurrences, first.unread) == (4, 4, 2, 3, 0)
    assert (again.pages, again.new) == (4, 0)
    with Store.open(archive, create=False) as store:
        asked = "select p.key, p.status, p.article_count from posts p order by p.id"
        assert list(store.connection.execute(asked)) == [
            ("twitter:1591167663165898754", "pending", 2),
            (f"twitter:{OTHER}", "pending", 1),
        ]
        (kept,) = store.connection.execute("select url from articles where url like '%a.example%'")
        assert kept == ("https://www.a.example/1",)
    assert verify(archive).sound
    posts = count(out, "posts", archive=archive)
    assert posts.columns == ("platform", "id", "handle", "url", "sites", "pages", "state")
    assert [row[1] for row in posts.rows] == ["1591167663165898754", OTHER]
    assert [row[-3:] for row in posts.rows] == [(2, 2, "pending"), (1, 1, "pending")]
    assert count(out, "sites").rows[0] == ("b.example", 2, 2, 1)
    assert count(out, "states").rows == (("twitter", "not merged", 2),)
    assert [row[1:3] for row in count(out, "platforms").rows] == [("twitter", 3)]
    assert len(count(out, "posts", most=1).rows) == 1
    assert set(QUESTIONS) == {"posts", "sites", "platforms", "states"}
    for ask in (lambda: merge(tmp_path, archive), lambda: count(tmp_path, "posts")):
        with pytest.raises(UsageError, match="no table of a crawl"):
            ask()


def test_recordings_in_an_object_store(crawl: Path, tmp_path: Path, objects: str) -> None:
    """Those below a prefix, or one; what was read is known until its object is another one; a wrong address is told."""
    from obstore import put
    from obstore.store import from_url

    there, out = bucket(objects, "crawl"), tmp_path / "out"
    store = from_url(there)
    for name in ("1.warc.gz", "2.warc.gz"):
        put(store, name, crawl / name)
    put(store, "readme.txt", b"none")
    assert kinds(find([there], out, jobs=2)) == ["Part", "Part"]
    assert [part.shard for part in parts.parts(out)] != []
    local = tmp_path / "local"
    list(find([str(crawl)], local))
    of_row = itemgetter("page_url", "page_at", "key", "recording", "record_offset", "found")
    assert list(map(of_row, rows(out))) == list(map(of_row, rows(local)))
    assert kinds(find([there, f"{there}/1.warc.gz"], out)) == ["Known", "Known"]
    put(store, "2.warc.gz", crawl / "1.warc.gz")
    assert kinds(find([f"{there}/2.warc.gz"], out)) == ["Part"]
    assert {row["page_url"] for row in rows(out)} == {"https://www.a.example/1", "https://b.example/1"}
    for wrong in (f"{there}/3.warc.gz", "s3://no-such-bucket/x", f"{there}/readme"):
        with pytest.raises(UsageError, match=r"cannot be read|no recording has such an address"):
            list(shards([wrong]))


def test_a_store_that_fails_half_of_the_time(
    crawl: Path, tmp_path: Path, objects: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No row is lost or there twice; what could not be had is told, and read another time."""
    from obstore import put
    from obstore.store import from_url

    there, out, local = bucket(objects, "flaky"), tmp_path / "out", tmp_path / "local"
    for name in ("1.warc.gz", "2.warc.gz"):
        put(from_url(there), name, crawl / name)
    list(find([str(crawl)], local))
    with failing_half_of_the_time(objects) as flaky, monkeypatch.context() as patch:
        patch.setenv("AWS_ENDPOINT", flaky)
        for _ in range(4):
            found = list(find([there], out, jobs=2))
            told = [each.sentence for each in found if isinstance(each, Failed)]
            assert all("cannot be read" in sentence for sentence in told)
            if not told:
                break
    of_row = itemgetter("page_url", "page_at", "key", "recording", "record_offset", "found")
    assert list(map(of_row, rows(out))) == list(map(of_row, rows(local)))


@pytest.fixture
def indexed(tmp_path: Path) -> Path:
    """A recording of pages of two hosts and two months, and its index."""
    entries = []
    with (tmp_path / "large.warc.gz").open("wb") as file:
        for number, (url, month) in enumerate(
            [("https://www.a.example/1", 9), ("https://b.example/2", 9), ("https://a.example/3", 10)]
        ):
            at, offset = dt.datetime(2026, month, 1, tzinfo=dt.UTC), file.tell()
            body = page(f"Page {number}", str(1591000000000000000 + number))[2]
            head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
            write_record(file, "response", at=at, url=url, head=head, body=body)
            length = file.tell() - offset
            entries.append(
                Entry(
                    url=url, at=at, media_type="text/html", status=200, digest=None, filename="large.warc.gz",
                    offset=offset, length=length,
                )
            )  # fmt: skip
    index = tmp_path / "index.cdxj"
    index.write_bytes(b"!meta 0 {}\n" + b"".join(lines(entries)))
    return index


def test_of_an_index_only_what_it_names_is_read(indexed: Path, tmp_path: Path, objects: str) -> None:
    """Pages of a host, or of addresses that begin so, wherever the recording lies; their places are those in it."""
    from obstore import put
    from obstore.store import from_url

    whole, out = tmp_path / "whole", tmp_path / "out"
    list(find([str(indexed.parent / "large.warc.gz")], whole))
    every = rows(whole)
    chosen = Chosen(hosts=("a.example",))
    assert kinds(find([str(indexed)], out, chosen=chosen)) == ["Part"]
    assert rows(out) == [row for row in every if row["page_host"] == "a.example"]
    assert kinds(find([str(indexed)], out, chosen=chosen)) == ["Known"]
    there = bucket(objects, "indexed")
    put(from_url(there), "large.warc.gz", indexed.parent / "large.warc.gz")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    alone = shutil.copy(indexed, elsewhere)
    one = Chosen(urls=("https://www.a.example/",))
    with parts_of(indexed.parent / "large.warc.gz") as web:
        for name, base in (("store", there), ("web", web)):
            found = list(find([str(alone)], tmp_path / name, chosen=one, base=base, allow_private=True))
            assert kinds(found) == ["Part"], found
            assert rows(tmp_path / name) == [row for row in every if row["page_url"] == "https://www.a.example/1"]
    with pytest.raises(UsageError, match="choose from an index"):
        list(find([str(indexed.parent / "large.warc.gz")], out, chosen=one))


def test_rows_lie_in_folders_by_month(indexed: Path, tmp_path: Path) -> None:
    """As Hive names them: whoever reads Parquet by folder has the month as a column, and can leave out the others."""
    import duckdb
    import pandas as pd

    out = tmp_path / "out"
    list(find([str(indexed)], out))
    read = pd.read_parquet(out / "occurrences")
    assert sorted(read["month"].astype(str)) == ["2026-09", "2026-09", "2026-10"]
    table = duckdb.read_parquet(f"{out}/occurrences/**/*.parquet", hive_partitioning=True)
    assert table.filter("month = '2026-10'").select("page_url").fetchall() == [("https://a.example/3",)]
    manifest = json.loads((out / parts.MANIFEST).read_text())
    (files,) = (each["files"] for each in manifest["parts"])
    assert [(out / file).is_file() for file in files] == [True, True]


def test_pages_are_copied_when_asked_for(crawl: Path, tmp_path: Path) -> None:
    """As a scan of the recording keeps them; again, nothing is new; of a recording that is gone that is told."""
    out, copied, scanned = (tmp_path / name for name in ("out", "copied", "scanned"))
    list(find([str(crawl)], out))
    first, again = (merge(out, copied, keep_pages=True) for _ in range(2))
    assert (first.pages, first.new, first.posts, first.occurrences, first.missing) == (3, 3, 2, 3, [])
    assert again.new == 0
    with Archive(scanned, images=False, recordings=[crawl / "1.warc.gz"]) as archive:
        list(archive.add(crawl))
    asked = """select url, t.title, t.text, document from article_texts t join articles a using (id)
        join article_scans s on s.id = t.article_scan_id where t.embed_count order by url"""
    kept = []
    for folder in (copied, scanned):
        with Store.open(folder, create=False) as store:
            kept.append(store.connection.execute(asked).fetchall())
    assert kept[0] == kept[1]
    assert len(kept[0]) == 3
    assert verify(copied).sound
    (crawl / "2.warc.gz").unlink()
    gone = merge(out, tmp_path / "other", keep_pages=True)
    assert (gone.pages, len(gone.missing)) == (2, 1)
    assert "2.warc.gz: the pages in it cannot be read" in gone.missing[0]


def test_pages_are_copied_by_range_from_where_they_lie(indexed: Path, tmp_path: Path, objects: str) -> None:
    """Out of a store or a server only the records of pages that hold a post; a recording that is gone is told."""
    from obstore import delete, put
    from obstore.store import from_url

    large, there = indexed.parent / "large.warc.gz", bucket(objects, "copied")
    put(from_url(there), "large.warc.gz", large)
    (tmp_path / "elsewhere").mkdir()
    alone = str(shutil.copy(indexed, tmp_path / "elsewhere"))
    pages = {f"https://{name}": page(f"Page {at}", str(1591000000000000000 + at))[2] for at, name in INDEXED}
    with parts_of(large) as web:
        for name, base in (("store", there), ("web", web)):
            out, archive = tmp_path / name, tmp_path / f"{name}-archive"
            list(find([alone], out, base=base, allow_private=True))
            merged = merge(out, archive, keep_pages=True, allow_private=True)
            assert (merged.pages, merged.posts, merged.missing) == (3, 3, []), merged
            with Store.open(archive, create=False) as store:
                kept = dict(
                    store.connection.execute(
                        "select url, document from articles a join article_scans s on s.article_id = a.id"
                    )
                )
            assert kept == {url: sha256(body).hexdigest() for url, body in pages.items()}
    delete(from_url(there), "large.warc.gz")
    gone = merge(tmp_path / "store", tmp_path / "none", keep_pages=True)
    assert (gone.pages, len(gone.missing)) == (0, 1)


def test_of_ranges_those_without_a_page_are_not_asked_for() -> None:
    """A page may begin within a range; where one of them has no place, all are asked for."""
    ranges = ((0, 10), (10, 10), (40, 5))
    assert holding(ranges, [12, 44]) == ranges[1:]
    assert holding(ranges, [20, 39]) == ranges, "these begin in none, and no range at all would be the whole recording"
    assert holding(ranges, [12, None]) == ranges


def test_of_a_part_without_posts_nothing_is_asked_for(indexed: Path, tmp_path: Path) -> None:
    """Not even its recording, which need not be there; where a page's place fits no range, all ranges are."""
    list(find([str(indexed)], tmp_path / "out"))
    (part,) = parts.known(tmp_path / "out")
    assert list(pages_of(replace(part, shard="gone", address="s3://nowhere/gone.warc.gz"), {})) == []
    (page_of_it,) = pages_of(part, {"https://b.example/2": 10**9})
    assert isinstance(page_of_it, Page)


def test_from_python(crawl: Path, tmp_path: Path) -> None:
    """Rows are values with types; all of them are a table of Arrow and a frame of pandas, also where there is none."""
    from embedarchive import crawl as crawls

    out, empty = tmp_path / "out", tmp_path / "empty"
    assert kinds(crawls.find([crawl], out, jobs=2)) == ["Part", "Part"]
    first = next(iter(crawls.occurrences(out)))
    assert (first.platform, first.kind, type(first.page_at), first.confidence) == ("twitter", "embed", dt.datetime, 1.0)
    assert len(crawls.to_pandas(out)) == crawls.to_arrow(out).num_rows == 3
    assert crawls.stats(out, "sites").rows[0] == ("b.example", 2, 2, 1)
    assert crawls.merge(out, tmp_path / "archive").posts == 2
    (crawl / "1.warc.gz").unlink()
    list(crawls.find([crawl / "2.warc.gz"], empty, images=True, jobs=1))
    assert crawls.to_arrow(empty).column_names == crawls.to_arrow(out).column_names


def test_h1_a_server_that_ignores_ranges_is_not_read_to_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked for some hundred bytes, it may send no more than a megabyte: a whole recording has gigabytes."""
    most: list[int] = []

    async def fetched(requests: Sequence[Request], _: Path, __: bool, limits: Limits) -> list[Refusal]:
        most.extend(limits.bytes(request) for request in requests)
        return [
            Refusal(request=request, reason=Reason.SIZE, detail="Too much.", at=times.now()) for request in requests
        ]

    monkeypatch.setattr(copies, "_fetched", fetched)
    with pytest.raises(SourceError, match="Too much"):
        list(
            copies._answered("https://e.example/1.warc.gz", [(0, 338), (90_000, 90_100)], tmp_path, allow_private=False)
        )
    assert max(most) <= 338 + (1 << 20)
