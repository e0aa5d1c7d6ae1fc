"""WACZ files: what others' tools say of them, and the archive that comes out of them again."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import gzip
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from fastwarc.warc import ArchiveIterator as FastIterator
from sample_archive import Clock, fill, make_exchange
from warcio.archiveiterator import ArchiveIterator

from embedarchive import platforms, web
from embedarchive.cli import cli
from embedarchive.errors import ArchiveError, UsageError
from embedarchive.exports import warc_writer, zip_file
from embedarchive.exports.cdxj import folded_key, sort_key
from embedarchive.exports.wacz import export_wacz
from embedarchive.exports.wacz_check import check_wacz
from embedarchive.model import Exchange, Reason, Request
from embedarchive.store import Store, erase
from embedarchive.store.outgoing import Scope

AT = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
DEMO = Path(__file__).resolve().parents[2] / "examples"
CASES = Path(__file__).resolve().parents[1] / "platforms"
ALL = Scope()
MOST = 12
TAMPERED = int(os.environ.get("TAMPERED", "60"))  # `make soak`: 10,000
ROUND_TRIP = int(os.environ.get("ROUND_TRIP", "90"))  # `make soak`: 1,000


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's archive, made from its recording."""
    folder = tmp_path_factory.mktemp("wacz") / "snapshots"
    scanned([DEMO / "article.txt"], DEMO / "recorded-web.warc.gz", folder)
    return folder


@pytest.fixture(scope="module")
def exported(archive: Path) -> Path:
    """That archive as a WACZ."""
    file = archive.parent / "demo.wacz"
    export_wacz(archive, file, ALL, at=AT)
    return file


def scanned(sources: list[Path], recording: Path, folder: Path) -> None:
    """Archive sources from a recording."""
    named = [str(source) for source in sources]
    done = CliRunner().invoke(cli, ["scan", *named, "--from", str(recording), "--archive", str(folder), "-q"])
    assert done.exit_code == 0 or done.return_value in {0, 3}, done.output


def world(folder: Path) -> dict[str, Any]:
    """What an archive knows of posts and media: states, words, files, and when they were captured."""
    posts = """key, status, reason, posted_at, author, handle, text, platform, language, latitude, longitude, place,
        likes, reposts, replies, url, native_id, media_count, sensitive, CASE WHEN EXISTS (SELECT 1 FROM fetch_posts
        WHERE fetch_posts.key = posts.key) THEN captured_at END"""
    media = "key, kind, status, reason, digest, width, height, alt, media_type, size, phash, duration_s, captured_at"
    with contextlib.closing(sqlite3.connect(folder / "archive.db")) as connection:
        found = {
            table: sorted(connection.execute(f"SELECT {columns} FROM {table}"), key=repr)  # noqa: S608
            for table, columns in (("posts", posts), ("media", media))
        }
        words = connection.execute("SELECT title, text FROM article_texts ORDER BY text").fetchall()
        return {**found, "articles": words}


def unpacked(file: Path) -> Mapping[str, bytes]:
    """The members of a ZIP file."""
    with zipfile.ZipFile(file) as members:
        return {name: members.read(name) for name in members.namelist()}


def made(tmp_path: Path) -> Store:
    """A small archive."""
    store = Store.open(tmp_path / "made", clock=Clock())
    store.begin_run("scan")
    fill(store)
    return store


# --------------------------------------------------------------------------------------------------------- round trips


def test_the_demo_comes_back_as_it_was(archive: Path, exported: Path, tmp_path: Path) -> None:
    """`scan` of the WACZ, from the WACZ, makes the same posts, media, states and words."""
    scanned([exported], exported, tmp_path / "again")
    assert world(tmp_path / "again") == world(archive)


@pytest.mark.parametrize("seed", [1, 2])
def test_made_archives_come_back_as_they_were(seed: int, tmp_path: Path) -> None:
    """Cases of a dozen platforms, drawn: living, deleted, walled and unanswered posts come back equal."""
    drawn = random.Random(seed)  # noqa: S311 -- a draw, no secret
    urls, recording = [], tmp_path / "cases.warc.gz"
    with recording.open("wb") as file:
        for platform in drawn.sample(sorted(path for path in CASES.iterdir() if path.is_dir()), MOST):
            cases = [path.parent for path in sorted(platform.glob("*/expected.json")) if _address(path)]
            if cases:
                chosen = drawn.choice(cases)
                urls.append(_address(chosen / "expected.json"))
                _record(file, chosen)
    sources = tmp_path / "posts.txt"
    sources.write_text("\n".join(filter(None, urls)), encoding="utf-8")
    scanned([sources], recording, tmp_path / "first")
    export_wacz(tmp_path / "first", tmp_path / "made.wacz", ALL, at=AT)
    scanned([tmp_path / "made.wacz"], tmp_path / "made.wacz", tmp_path / "again")
    first, again = world(tmp_path / "first"), world(tmp_path / "again")
    assert len(first["posts"]) > MOST // 2
    assert {status for _, status, *_ in first["posts"]} >= {"archived"}
    assert again == first


def test_posts_of_every_platform_come_back_as_they_were(tmp_path: Path) -> None:
    """Cases of all platforms, each under several ids until there are as many posts as are wanted."""
    chance = random.Random(14)  # noqa: S311 -- a draw, no secret
    urls: dict[str, str] = {}
    recording = tmp_path / "cases.warc.gz"
    cases = [path.parent for path in sorted(CASES.glob("*/*/expected.json")) if _address(path)]
    chance.shuffle(cases)
    turns: dict[Path, int] = {}
    for case in cases:
        turns[case] = sum(case.parent == other.parent for other in turns)
    cases.sort(key=lambda case: turns[case])  # one of each platform, then the second of each, and so on
    with recording.open("wb") as file:
        for number in range(20 * ROUND_TRIP):
            if len(urls) >= ROUND_TRIP:
                break
            case = cases[number % len(cases)]
            copied = tmp_path / "case"
            url = _under_another_id(case, copied, chance if number >= len(cases) else None)
            named = platforms.recognise(url) if url else None
            post = f"{named.platform}:{named.id}" if named else str(url)
            if url and post not in urls:  # a page of a post has one address
                urls[post] = url
                _record(file, copied)
            shutil.rmtree(copied)
    (tmp_path / "posts.txt").write_text("\n".join(urls.values()), encoding="utf-8")
    scanned([tmp_path / "posts.txt"], recording, tmp_path / "first")
    export_wacz(tmp_path / "first", tmp_path / "made.wacz", ALL, at=AT)
    scanned([tmp_path / "made.wacz"], tmp_path / "made.wacz", tmp_path / "again")
    first, again = world(tmp_path / "first"), world(tmp_path / "again")
    assert len(first["posts"]) >= 0.9 * min(len(urls), ROUND_TRIP)
    wanted = {case.parent.name for case in cases}
    assert len(wanted & {str(post[7]) for post in first["posts"]}) >= min(len(wanted), len(urls)) - 5
    for name in first:
        assert again[name] == first[name], name


def _under_another_id(case: Path, target: Path, chance: random.Random | None) -> str | None:
    """Write a case once more, its post under another id of the same shape; the post's address."""
    shutil.copytree(case, target)
    url = _address(case / "expected.json")
    told = json.loads((case / "expected.json").read_text(encoding="utf-8"))
    own = told.get("embed", {}).get("id") or (told.get("post") or {}).get("id")
    named = str(own).rpartition("/")[2]
    if chance is None or not own or len(named) < 5 or url is None or named not in url:
        return url if chance is None else None
    other = named[:3] + "".join(chance.choice("0123456789") if char.isdigit() else char for char in named[3:])
    for path in target.iterdir():
        path.write_bytes(path.read_bytes().replace(named.encode(), other.encode()))
    return url.replace(named, other)


def _address(expected: Path) -> str | None:
    """The address of a case's post."""
    told = json.loads(expected.read_text(encoding="utf-8"))
    url = told.get("embed", {}).get("url") or told.get("post", {}).get("url")
    return url if isinstance(url, str) and url.startswith("http") else None


def _record(file: Any, case: Path) -> None:  # noqa: ANN401 -- a binary file
    """A case's answers as records."""
    for listed in json.loads((case / "answers.json").read_text(encoding="utf-8"))["answers"]:
        warc_writer.write_exchange(file, web.case(case)._made(Request(url=str(listed["url"])), listed))


# ---------------------------------------------------------------------------------------------------- others' judgement


def test_others_tools_find_nothing_wrong(exported: Path, tmp_path: Path) -> None:
    """py-wacz calls it valid; warcio and fastwarc find every digest of every record true."""
    program = "import sys; from wacz.main import main; sys.exit(main())"
    command = [sys.executable, "-W", "ignore", "-c", program, "validate", "-f", str(exported)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, "valid" in done.stdout) == (0, True), done.stdout + done.stderr
    for name, data in unpacked(exported).items():
        if name.startswith("archive/"):
            (tmp_path / "one.warc.gz").write_bytes(data)
            with (tmp_path / "one.warc.gz").open("rb") as file:
                for record in ArchiveIterator(file, check_digests="raise"):
                    record.content_stream().read()
            with (tmp_path / "one.warc.gz").open("rb") as file:
                for fast in FastIterator(file, parse_http=False):
                    assert fast.verify_block_digest()


def test_the_index_leads_to_each_record(exported: Path) -> None:
    """Every line of the index names the place of a gzip member with a record of that address; the lines are sorted."""
    members = unpacked(exported)
    lines = gzip.decompress(members["indexes/index.cdx.gz"]).splitlines()
    assert lines == sorted(lines)
    assert len(lines) > 30
    data = members["archive/data.warc.gz"]
    for line in lines:
        entry = json.loads(line[line.index(b"{") :])
        begun, length = int(entry["offset"]), int(entry["length"])
        record = gzip.decompress(data[begun : begun + length])
        assert f"WARC-Target-URI: {entry['url']}\r\n".encode() in record
    first, block = members["indexes/index.idx"].splitlines()[:2]
    assert json.loads(first.split(b" ", 2)[2]) == {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
    assert block.split(b" ")[0] == lines[0].split(b" ")[0]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.Example.org/A/b?z=1&a=2", "org,example)/a/b?a=2&z=1"),
        ("http://example.org:8080", "org,example:8080)/"),
        ("https://example.org:443/x?", "org,example)/x"),
        ("urn:view:https://example.org/", "urn:view:https://example.org/"),
    ],
)
def test_addresses_are_sorted_as_replay_looks_for_them(url: str, key: str) -> None:
    """The host backwards, without www and the usual port, the query in order."""
    assert sort_key(url) == key


@pytest.mark.parametrize(
    "url",
    [
        "https://web.archive.org/cdx/search/cdx?url=x.com%2Fa&fl=time%2Coriginal&filter=code%3A%28200%7C-%29",
        "https://web.archive.org/web/20260912124107id_/https://x.com/b/status/2",
        "https://a.example/%C3%A9t%C3%A9/?q=%E2%82%AC&B=C+d&a",
        "https://a.example/x//y/../z/?x=%2520a",
        "https://www2.a.example:8080/",
        "http://a.example",
    ],
)
def test_addresses_are_found_by_other_peoples_rules(url: str) -> None:
    """The other key is that of the Internet Archive's own library."""
    from surt import surt

    assert folded_key(url) == surt(url)


# -------------------------------------------------------------------------------------------------------- what is in it


def test_records_are_byte_for_byte_what_was_received(tmp_path: Path) -> None:
    """Heads with folded lines and bodies stand as they came; the same body again is a revisit of the first."""
    with made(tmp_path) as store:
        for at in (1, 2):
            exchange = make_exchange("https://api.example/same", b"the same words " * 9, AT + dt.timedelta(days=at))
            store.add_exchange(exchange, key="twitter:902")
    data = _records(tmp_path, ALL)
    assert b"X-Folded: a\r\n b\r\n\r\nthe same words the same" in data
    assert data.count(b"\r\n\r\nthe same words") == 1
    assert data.count(b"WARC-Type: revisit\r\n") == 1
    assert (
        b"WARC-Refers-To-Target-URI: https://api.example/same\r\nWARC-Refers-To-Date: 2026-11-02T12:00:00.000Z" in data
    )


def test_redacted_fields_are_marked(tmp_path: Path) -> None:
    """Whoever reads a head that lacks a secret is told which field it stood in."""
    with made(tmp_path) as store:
        exchange = make_exchange("https://api.example/secret", b"{}")
        head = b"HTTP/1.1 200 OK\r\nSet-Cookie: [redacted]\r\n\r\n"
        store.add_exchange(_replaced(exchange, response_head=head), key="twitter:902")
    assert b'WARC-JSON-Metadata: {"redacted": ["set-cookie"]}\r\n' in _records(tmp_path, ALL)


def test_what_was_not_answered_is_told(tmp_path: Path) -> None:
    """A question without an answer is a metadata record that says why, and a reason again for who reads the WACZ."""
    with made(tmp_path) as store:
        store.add_exchange(Exchange(url="https://api.example/void", reason=Reason.DNS, at=AT), key="twitter:903")
    export_wacz(tmp_path / "made", tmp_path / "made.wacz", ALL, at=AT)
    with contextlib.closing(web.recording([tmp_path / "made.wacz"])) as recording:
        recording.index()
        answer = recording.answer(Request(url="https://api.example/void"))
    assert (answer.reason, answer.at) == (Reason.DNS, AT)
    assert recording.notes == ()


def test_a_scope_brings_what_belongs_to_it_only(tmp_path: Path) -> None:
    """One post: its answers and media, no other's; an article: its posts; a day: what came since."""
    with made(tmp_path) as store:
        store.add_exchange(make_exchange("https://api.example/902", b'{"text": "another"}'), key="twitter:902")
        late = make_exchange("https://api.example/late", b"{}", AT)
        store.add_exchange(late, key="twitter:903")
        known = store.post("twitter:901")
        assert known is not None
    one = known.id
    post = _records(tmp_path, Scope(posts=(one,)))
    assert b"https://api.example/901" in post
    assert b"https://api.example/902" not in post
    assert b"The article as it was given." not in post
    article = _records(tmp_path, Scope(articles=(1,)))
    assert all(text in article for text in (b"api.example/901", b"api.example/902", b"The article as it was given."))
    since = _records(tmp_path, Scope(since=AT))
    assert b"https://api.example/late" in since
    assert b"https://api.example/902" not in since
    with pytest.raises(UsageError, match="no article 9"):
        _records(tmp_path, Scope(articles=(9,)))


def test_an_erased_post_is_in_no_wacz(tmp_path: Path) -> None:
    """Neither its words nor its answers; the command says how many are left out."""
    with made(tmp_path) as store:
        store.end_run(0)
        erase(store, "twitter:901", reason="asked")
    assert b"The ferry number 1 left" not in _records(tmp_path, ALL)
    target = tmp_path / "told.wacz"
    done = CliRunner().invoke(cli, ["export", "wacz", str(target), "--archive", str(tmp_path / "made")])
    assert "Left out: 1 post whose words were erased." in done.output
    assert b"The ferry number 1 left" not in b"".join(unpacked(target).values())


def test_a_damaged_file_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    """Bytes that are not those that were kept go into no WACZ, and no half of one stands under the name."""
    with made(tmp_path) as store:
        path = store.path_of(str(store.connection.execute("SELECT body FROM fetches").fetchone()[0]))
    assert path is not None
    path.write_bytes(b"other bytes")
    with pytest.raises(ArchiveError, match="missing or damaged"):
        export_wacz(tmp_path / "made", tmp_path / "x.wacz", ALL, at=AT)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["made"]


def test_a_file_that_is_there_is_not_replaced(tmp_path: Path) -> None:
    """Who names a file that exists is asked for another name."""
    (tmp_path / "mine.wacz").write_bytes(b"mine")
    with pytest.raises(UsageError, match="is there already"):
        export_wacz(made(tmp_path).folder, tmp_path / "mine.wacz", ALL, at=AT)
    assert (tmp_path / "mine.wacz").read_bytes() == b"mine"


# ------------------------------------------------------------------------------------------------------------ tampering


def test_any_changed_byte_is_told(tmp_path: Path) -> None:
    """A small signed WACZ with one bit turned around, here and there from end to end: every change is found.

    EVERY_BYTE=1 does so with each of its bytes, which takes half a minute.
    """
    pytest.importorskip("cryptography")
    Store.open(tmp_path / "empty").close()
    file = tmp_path / "x.wacz"
    export_wacz(tmp_path / "empty", file, ALL, at=AT, key=_key(tmp_path))
    whole = file.read_bytes()
    assert check_wacz(file).problems == ()
    for at in range(0, len(whole), 1 if os.environ.get("EVERY_BYTE") else 61):
        changed = bytearray(whole)
        changed[at] ^= 1 << (at % 8)
        file.write_bytes(changed)
        assert check_wacz(file).problems, f"byte {at} of {len(whole)}"
    for end in (whole + b" ", whole[:-1]):
        file.write_bytes(end)
        assert check_wacz(file).problems


def test_random_changes_to_a_larger_file_are_told(exported: Path, tmp_path: Path) -> None:
    """Places anywhere in the demo's, unsigned; TAMPERED says how many."""
    whole, file = exported.read_bytes(), tmp_path / "x.wacz"
    for at in random.Random(5).sample(range(len(whole)), TAMPERED):  # noqa: S311 -- a draw, no secret
        changed = bytearray(whole)
        changed[at] ^= 0x20
        file.write_bytes(changed)
        assert check_wacz(file).problems, f"byte {at}"


def test_verify_says_who_signed(tmp_path: Path) -> None:
    """The command gives the key's fingerprint, and exit code 5 for what was changed."""
    pytest.importorskip("cryptography")
    made(tmp_path).close()
    file = tmp_path / "x.wacz"
    export_wacz(tmp_path / "made", file, ALL, at=AT, key=_key(tmp_path))
    done = CliRunner().invoke(cli, ["verify", str(file)], standalone_mode=False)
    assert (done.return_value, "Signed by the key" in done.output) == (0, True), done.output
    file.write_bytes(file.read_bytes().replace(b"pages.jsonl", b"pages.jsonx", 1))
    done = CliRunner().invoke(cli, ["verify", str(file)], standalone_mode=False)
    assert (done.return_value, "The file is damaged." in done.output) == (5, True)


def test_a_wrong_key_is_told(tmp_path: Path) -> None:
    """What is no private key of the right kind ends in one sentence, before anything is written."""
    pytest.importorskip("cryptography")
    made(tmp_path).close()
    (tmp_path / "none.pem").write_text("no key")
    with pytest.raises(UsageError, match="no private key on the curve P-384"):
        export_wacz(tmp_path / "made", tmp_path / "x.wacz", ALL, at=AT, key=tmp_path / "none.pem")
    assert not (tmp_path / "x.wacz").exists()


def test_a_zip_of_another_form_is_not_as_written(tmp_path: Path) -> None:
    """A comment, a time or a compressed member: each is another file than the one that was written."""
    file = tmp_path / "x.zip"
    with file.open("w+b") as target:
        zip_file.write(target, {"a": b"words", "b": b""})
    assert zip_file.as_written(file)
    with zipfile.ZipFile(file, "a") as again:
        again.comment = b"seen"
    assert not zip_file.as_written(file)


def _records(tmp_path: Path, scope: Scope) -> bytes:
    """The unpacked WARC files of what a scope brings."""
    file = tmp_path / "scope.wacz"
    file.unlink(missing_ok=True)
    export_wacz(tmp_path / "made", file, scope, at=AT)
    return b"".join(gzip.decompress(data) for name, data in unpacked(file).items() if name.startswith("archive/"))


def _replaced(exchange: Exchange, **changed: Any) -> Exchange:  # noqa: ANN401 -- fields
    return dataclasses.replace(exchange, **changed)


def _key(folder: Path) -> Path:
    """A private key."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP384R1())
    form = serialization.PrivateFormat.PKCS8
    data = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(data)
    return folder / "key.pem"
