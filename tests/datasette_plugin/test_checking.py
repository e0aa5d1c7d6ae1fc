"""What stands behind the page of a post, as a reader checks it by hand: typed in the folder of the demo's archive."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import gzip
import hashlib
import html
import json
import re
import sqlite3
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import commands
import pytest
from datasette.app import Datasette
from made_rows import made

from embedarchive.datasette_plugin.locale.words import Words
from embedarchive.datasette_plugin.views.evidence import behind
from embedarchive.datasette_plugin.views.history import history
from embedarchive.model import Body, Document, Embed, Exchange, Missing, Post, Reason, Scan
from embedarchive.model.rows import SnapshotRow
from embedarchive.store import Store, erase
from embedarchive.store.queries.snapshots import Asked

ROOT = Path(__file__).resolve().parents[2]
WORDS = "Nobody was hurt, says the port."


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive that the README makes."""
    folder = tmp_path_factory.mktemp("demo") / "snapshots"
    examples = ROOT / "examples"
    command = ["scan", str(examples / "article.txt")]
    command += ["--from", str(examples / "recorded-web.warc.gz"), "--archive", str(folder)]
    done = commands.run_text(*command)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def _pages(folder: Path, *paths: str, language: str = "en", config: Mapping[str, Any] | None = None) -> list[str]:
    async def asked() -> list[str]:
        datasette = Datasette([str(folder / "archive.db")], config=config)
        try:
            await datasette.invoke_startup()
            headers = {"Accept-Language": language}
            return [(await datasette.client.get(path, headers=headers)).text for path in paths]
        finally:
            datasette.close()

    return asyncio.run(asked())


def _photo(folder: Path) -> str:
    """The digest of the article's photo, which says much of itself."""
    with contextlib.closing(sqlite3.connect(folder / "archive.db")) as connection:
        return str(connection.execute("select digest from media where exif is not null").fetchone()[0])


def _commands(page: str, name: str, kind: str = "class") -> list[str]:
    return [html.unescape(one) for one in re.findall(f'<code {kind}="{name}">(.*?)</code>', page, re.DOTALL)]


def _typed(command: str, folder: Path) -> str:
    done = subprocess.run(["/bin/bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _groups(page: str) -> dict[str, list[str]]:
    """What each part of the page was read from: the labels of its files."""
    listed = page.partition('<ul class="plain kept">')[2].partition('<pre tabindex="0"><code id="check-files">')[0]
    return {
        html.unescape(what): [html.unescape(one) for one in re.findall(r'<a href="/-/file/\w+">([^<]+)</a>', rest)]
        for what, rest in re.findall(r"<b>([^<]+)</b>(.*?)(?=<li><p><b>|$)", listed, re.DOTALL)
    }


# ------------------------------------------------------------------------------------------------- the demo's archive


def test_the_commands_of_every_post_of_the_demo_work(demo: Path) -> None:
    """Each file is OK and is what it is said to be; the place of each quotation is where its words stand."""
    for page in _pages(demo, *(f"/-/post/{number}" for number in (1, 2, 3, 4))):
        (command,) = _commands(page, "check-files", "id")
        lines = _typed(command, demo).splitlines()
        assert lines
        assert all(line.endswith(": OK") for line in lines)
        for line in lines:
            path = demo / line.partition(": ")[0]
            assert hashlib.sha256(path.read_bytes()).hexdigest() in page
        for digest in re.findall(r'href="/-/file/(\w+)"', page.partition("check-files")[0].partition('id="check"')[2]):
            assert digest in command
        (place,) = _commands(page, "check-place")
        printed = re.search(r'<div class="text"[^>]*>(.*?)</div>', page.partition('class="printed"')[2], re.DOTALL)
        assert printed
        assert html.unescape(printed[1]).split()[-1] in _typed(place, demo)


def test_the_answer_that_the_words_were_read_from_is_listed(demo: Path) -> None:
    """The platform's JSON, the Wayback Machine's copy, the answers that say it is gone, the article; each by name."""
    first, _, recovered, quoted = map(_groups, _pages(demo, *(f"/-/post/{number}" for number in (1, 2, 3, 4))))
    (label,) = next(files for what, files in first.items() if what.startswith("Text, author, handle"))
    assert label == "the answer of cdn.syndication.twimg.com, 14 September 2026, 07:30 UTC"
    (label,) = next(files for what, files in recovered.items() if what.startswith("Text, author, handle"))
    assert label == "the copy of 12 September 2026, 12:41 UTC at web.archive.org"
    hosts = {label.split()[3].strip(",") for label in recovered["That it is gone"]}
    assert hosts == {"cdn.syndication.twimg.com", "publish.twitter.com", "x.com"}
    assert set(quoted) == {"That it is gone", "What the article prints"}
    assert quoted["What the article prints"] == ["the article as given"]


def test_the_answer_holds_the_words(demo: Path) -> None:
    """The file that a post's words are said to come from has them, and its page shows them."""
    (page,) = _pages(demo, "/-/post/1")
    digest = re.search(r'/-/file/(\w+)">the answer of cdn\.syndication', page)
    assert digest
    (answer,) = (demo / "blobs").glob(f"*/{digest[1]}.json")
    words = json.loads(answer.read_text(encoding="utf-8"))["text"].split("http")[0].strip()
    assert html.escape(words[:60], quote=False) in page
    (shown,) = _pages(demo, f"/-/file/{digest[1]}")
    assert words[:60] in html.unescape(shown)


def test_no_english_sentence_of_ours_stands_in_the_dutch_pages(demo: Path) -> None:
    """What is left of it is marked as English; the platform's own words are."""
    pages = _pages(
        demo,
        "/",
        "/-/article/1",
        f"/-/file/{_photo(demo)}",
        *(f"/-/post/{number}" for number in (1, 2, 3, 4)),
        language="nl",
    )
    for page in pages:
        assert '<html lang="nl">' in page
        ours = re.sub(r'<(span|dt) lang="en">.*?</\1>|<pre.*?</pre>|“[^”]*”', "", page, flags=re.DOTALL)
        ours = re.sub(r'<(?!html)(\w+)[^>]* (?:lang|dir)="[^"]*"[^>]*>.*?</\1>', "", ours, flags=re.DOTALL)
        text = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", ours)).split())
        assert re.findall(r"\b(?:the|this|which|and|from|with|were|that|answer|gone)\b", text) == [], text
    assert '<span lang="en">This Post was deleted by the Post author</span>' in pages[-1]
    assert "tweet-result en oEmbed antwoorden allebei" in pages[-2]


# ------------------------------------------------------------------------------------------------ archives of all kinds


def _article(store: Store, text: str, data: bytes | None = None, **more: Any) -> str:  # noqa: ANN401 -- fields of many kinds
    """An article that prints one post; its key."""
    start = text.index(WORDS)
    given = {"platform": "twitter", "form": "plain-text", "handle": "mira_sol", "text": WORDS, "start": start}
    embed = Embed(**given, end=start + len(WORDS), id="5")  # type: ignore[arg-type]
    document = Document(text=text, title="An article", source="a.txt", language="en", **more)
    scan = Scan(document=document, embeds=(embed,))
    found = store.add_article(data if data is not None else text.encode(), scan, "\ufffc", parser="test")
    return found.embeds[0].key


def _asked(store: Store, key: str, url: str, body: bytes, at: dt.datetime) -> None:
    kept = Body(digest=hashlib.sha256(body).hexdigest(), size=len(body), data=body)
    store.add_exchange(Exchange(url=url, status=200, at=at, body=kept), key=key)


@pytest.mark.parametrize(
    ("charset", "data", "works"),
    [
        ("utf-8", lambda text: text.encode(), True),
        ("utf-8", lambda text: b"\xef\xbb\xbf" + text.encode(), True),
        ("windows-1252", lambda text: text.encode("cp1252"), True),
        ("iso-8859-2", lambda text: text.encode("cp1252"), True),
        ("utf-16le", lambda text: text.encode("utf-16le"), False),
        ("x'); import os; os.abort() #", lambda text: text.encode(), False),
    ],
)
def test_the_place_is_printed_in_the_words_charset(tmp_path: Path, charset: str, data: Any, works: bool) -> None:  # noqa: ANN401 -- a case
    """With line ends and a byte-order mark as they are; where Python counts otherwise the characters are named only."""
    text = f"Señor,\r\nthe café says:\r\n{WORDS}\r\nSo it goes."
    with Store.open(tmp_path) as store:
        store.begin_run("test")
        _article(store, text, data(text), charset=charset)
        store.end_run(0, {})
    (page,) = _pages(tmp_path, "/-/post/1")
    start = text.index(WORDS)
    assert f"The quotation stands between its characters {start} and {start + len(WORDS)}." in page
    places = _commands(page, "check-place")
    assert len(places) == works
    assert [_typed(place, tmp_path).strip() for place in places] == [WORDS] * works


def test_a_compressed_answer_is_checked_as_it_came_and_unpacked(tmp_path: Path) -> None:
    """The fingerprint is of the packed bytes; the command beside shows what is in them."""
    body = gzip.compress(json.dumps({"text": WORDS}).encode())
    at = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    with Store.open(tmp_path) as store:
        store.begin_run("test")
        _asked(store, "twitter:5", "https://cdn.example/5", body, at)
        post = Post(platform="twitter", id="5", text=WORDS, handle="mira_sol")
        store.add_post("twitter:5", post, parser="test", captured_at=at)
        store.end_run(0, {})
    (page,) = _pages(tmp_path, "/-/post/1")
    (command,) = _commands(page, "check-files", "id")
    assert hashlib.sha256(body).hexdigest() in command
    assert _typed(command, tmp_path).endswith(".gz: OK\n")
    (unpack,) = _commands(page, "check-unpack")
    assert json.loads(_typed(unpack, tmp_path)) == {"text": WORDS}
    (shown,) = _pages(tmp_path, f"/-/file/{hashlib.sha256(body).hexdigest()}")
    assert WORDS in shown
    assert "check-unpack" in shown


def test_what_was_erased_is_not_to_be_checked(tmp_path: Path) -> None:
    """Nor listed for another post whose article went with it."""
    with Store.open(tmp_path) as store:
        store.begin_run("test")
        text = f"{WORDS} And then: All is well on the quay."
        start = text.index("All is")
        embeds = (
            Embed(platform="twitter", form="plain-text", id="5", text=WORDS, handle="mira_sol", end=len(WORDS)),
            Embed(
                platform="twitter",
                form="plain-text",
                id="6",
                text=text[start:],
                handle="lena",
                start=start,
                end=len(text),
            ),
        )
        scan = Scan(document=Document(text=text, title="An article", source="a.txt"), embeds=embeds)
        store.add_article(text.encode(), scan, "\ufffc\ufffc", parser="test")
        store.end_run(0, {})
    digest = hashlib.sha256(text.encode()).hexdigest()
    assert digest in _pages(tmp_path, "/-/post/2")[0]
    with Store.open(tmp_path) as store:
        store.begin_run("erase")
        erase(store, "twitter:5", reason="She asked for it")
        store.end_run(0, {})
    gone, other, file = _pages(tmp_path, "/-/post/1", "/-/post/2", f"/-/file/{digest}")
    assert 'id="check"' not in gone
    assert f"{digest}  blobs/" not in other
    assert "This file is not in the archive any more" in file


def test_who_may_not_see_the_requests_is_told_no_answers(demo: Path) -> None:
    """The article and the photo are still there to be checked; without the files themselves there is nothing."""
    hidden = {"databases": {"archive": {"tables": {"fetches": {"allow": False}}}}}
    (page,) = _pages(demo, "/-/post/1", config=hidden)
    assert "syndication.twimg" not in page
    assert "The answers are not shown to everyone." in page
    assert "The answer itself is not kept." not in page
    assert len(_commands(page, "check-files", "id")[0].splitlines()) == 5
    hidden = {"databases": {"archive": {"tables": {"blobs": {"allow": False}}}}}
    (page,) = _pages(demo, "/-/post/1", config=hidden)
    assert "sha256sum" not in page


# -------------------------------------------------------------------------------------- which answer a snapshot is from


def _row(number: int, url: str | None, at: str = "2026-03-02T09:00:00Z", run: int = 1, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    row = {
        "id": number,
        "url": url,
        "at": at,
        "run_id": run,
        "method": "GET",
        "status": 200,
        "body": "d",
        "body_size": 9,
    }
    return row | more


SNAPSHOT = {"source": "platform", "outcome": "captured", "run_id": 2, "captured_at": "2026-03-02T09:00:00Z"}
WAYBACK = "https://web.archive.org/web/20260228000000id_/https://x.com/a/status/5"


@pytest.mark.parametrize(
    ("snapshot", "exchanges", "found"),
    [
        ({}, [_row(1, "https://a.example/"), _row(2, "https://b.example/", "2026-03-02T08:59:59Z")], [1, 2]),
        (
            {"captured_at": "2026-03-02T08:59:59Z"},
            [_row(1, "https://a.example/"), _row(2, "https://b.example/", "2026-03-02T08:59:59Z")],
            [2, 1],
        ),
        ({}, [_row(1, "https://a.example/", run=1), _row(2, "https://b.example/", run=2)], [2]),
        ({}, [_row(1, "https://a.example/", run=1), _row(2, "https://b.example/", run=3)], [1]),
        ({}, [_row(1, "https://a.example/", status=404), _row(2, "https://a.example/", status=301)], []),
        ({}, [_row(1, "https://a.example/", body=None), _row(2, "https://a.example/", body_size=0)], []),
        ({}, [_row(1, "https://a.example/", method="VIEW"), _row(2, WAYBACK)], []),
        ({"outcome": "gone"}, [_row(1, "https://a.example/", status=404), _row(2, "https://b.example/", status=503)],
         [1]),
        ({}, [_row(1, "https://web.archive.org/cdx/search/cdx?url=a"), _row(2, "http://[")], [2]),
        ({}, [_row(number, "https://a.example/") for number in range(20)], list(range(6))),
        ({}, [_row(1, "https://a.example/", at="nonsense"), _row(2, None)], [2, 1]),
        (
            {"source": "web-archive", "captured_at": "2026-02-28T00:00:00Z"},
            [_row(1, WAYBACK.replace("20260228", "20260227")), _row(2, WAYBACK), _row(3, "https://a.example/")],
            [2],
        ),
        ({"source": "web-archive", "captured_at": "2025-01-01T00:00:00Z"}, [_row(2, WAYBACK)], [2]),
    ],
)  # fmt: skip
def test_the_answers_behind_a_snapshot(
    snapshot: dict[str, Any], exchanges: list[dict[str, Any]], found: list[int]
) -> None:
    """Of its run, those of its time first; a web archive's copy by the time in its address, its index never."""
    asked = [made(Asked, **one) for one in exchanges]
    assert [one.id for one in behind(made(SnapshotRow, **(SNAPSHOT | snapshot)), asked)] == found


# --------------------------------------------------------------------------------------------------------- what is gone


def _seen(outcome: str, at: str, source: str = "platform") -> SnapshotRow:
    reason = "deleted" if outcome == "gone" else None
    return made(SnapshotRow, outcome=outcome, captured_at=at, source=source, reason=reason, body={}, id=1)


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ([], "Never seen by us."),
        ([_seen("error", "2026-03-01T00:00:00Z")], "Never seen by us."),
        (
            [_seen("captured", "2026-02-01T00:00:00Z"), _seen("captured", "2026-03-01T08:00:00Z")],
            "Last seen on 1 March 2026, 08:00 UTC.",
        ),
        (
            [_seen("captured", "2026-02-01T00:00:00Z", "web-archive")],
            "Last seen by a web archive on 1 February 2026, 00:00 UTC, never by us.",
        ),
        (
            [_seen("captured", "2026-01-01T00:00:00Z"), _seen("captured", "2026-02-01T00:00:00Z", "web-archive")],
            "Last seen by us on 1 January 2026, 00:00 UTC, by a web archive on 1 February 2026, 00:00 UTC.",
        ),
        ([_seen("captured", "2026-05-01T00:00:00Z")], "Never seen by us."),
    ],
)
def test_gone_is_when_it_was_found_gone(before: list[SnapshotRow], said: str) -> None:
    """Nobody knows when it went: only when it was last seen, by whom, and when it was looked for in vain."""
    told = history([*before, _seen("gone", "2026-03-09T09:00:00Z")], Words())
    assert (told[-1]["what"], told[-1]["last_seen"]) == ("found gone", said)
    assert all(entry["last_seen"] == "" for entry in told[:-1])


def test_the_page_says_when_it_was_last_seen(tmp_path: Path) -> None:
    """Beside when it was found gone."""
    with Store.open(tmp_path) as store:
        store.begin_run("test")
        at = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
        store.add_post("twitter:5", Post(platform="twitter", id="5", text=WORDS), parser="test", captured_at=at)
        gone = Missing(reason=Reason.DELETED, detail="X gives no reason")
        store.add_post("twitter:5", gone, parser="test", captured_at=at + dt.timedelta(days=7))
        store.end_run(0, {})
    page = re.sub(r"<[^>]+>", "", _pages(tmp_path, "/-/post/1")[0])
    assert "9 March 2026, 09:00 UTC found gone (deleted) · the platform" in page
    assert "Last seen on 2 March 2026, 09:00 UTC." in page
