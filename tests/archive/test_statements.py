"""What a run asks of SQLite: the same for each post, whatever the archive holds already."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from embedarchive import Archive
from embedarchive.platforms.twitter import syndication

IDS = [str(2098313091371589000 + number) for number in range(24)]
SMALL = {"runs", "merges", "facet_counts"}
"""Tables that do not grow with what is archived."""


def statements(folder: Path, source: Path, recording: Path) -> list[str]:
    """The statements of a scan, without those that a full-text index runs for itself, now and then."""
    asked: list[str] = []
    with Archive(folder, recordings=recording, images=False) as archive:
        archive._store.connection.set_trace_callback(asked.append)
        assert len(list(archive.add(source))) == 8
        archive._store.connection.set_trace_callback(None)
    return [each for each in asked if not each.startswith("--")]


def test_no_statement_of_a_scan_reads_a_whole_table(
    record: Callable[..., Path], tweet: Callable[..., bytes], tmp_path: Path
) -> None:
    """Each finds its rows by an index, or there are a few in all: a run's own, or where the log ends."""
    answers = {
        syndication.request(each).url: (200, "application/json", tweet(each, "mila", "Words.")) for each in IDS[:8]
    }
    posts = "".join(f"<p>Look:</p><p>https://twitter.com/mila/status/{each}</p>" for each in IDS[:8])
    source = tmp_path / "eight.html"
    source.write_text(f"<article><h1>Eight</h1>{posts}</article>", encoding="utf-8")
    asked = statements(tmp_path / "archive", source, record(answers))
    with closing(sqlite3.connect(tmp_path / "archive" / "archive.db")) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for sql in asked:
            if sql.startswith(("SELECT", "INSERT", "UPDATE", "DELETE")) and "LIMIT 1" not in sql:
                plan = [step for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
                scanned = {found[1] for step in plan if (found := re.match(r"SCAN (\w+)(?! USING)", step))}
                assert not scanned & (tables - SMALL), (sql, plan)


def test_a_post_costs_no_more_in_a_larger_archive(
    record: Callable[..., Path], tweet: Callable[..., bytes], tmp_path: Path
) -> None:
    """Eight posts, eight more and eight more: about as many statements each time, and fewer than 82 a post.

    Writes that share a transaction cost two more for each group. What was found is handed on to the fetch, not read
    back.
    """
    answers = {
        syndication.request(each).url: (200, "application/json", tweet(each, "mila", f"Words {each}.")) for each in IDS
    }
    recording, counts = record(answers), []
    for at in range(0, 24, 8):
        source = tmp_path / f"{at}.html"
        posts = "".join(
            f'<blockquote class="twitter-tweet"><p>Words {each}.</p>&mdash; Mila (@mila) '
            f'<a href="https://twitter.com/mila/status/{each}">September 12, 2026</a></blockquote><p>And so on.</p>'
            for each in IDS[at : at + 8]
        )
        source.write_text(f"<article><h1>Eight</h1>{posts}</article>", encoding="utf-8")
        asked = statements(tmp_path / "archive", source, recording)
        assert not [each for each in asked if each.startswith("SELECT * FROM embeds") and "confidence" in each]
        counts.append(len(asked))
    assert max(counts[1:]) <= 1.05 * counts[0]
    assert max(counts) < 82 * 8
