"""Nobody changes an archive without `verify` saying so, and nothing makes `verify` fail."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest
from growth import is_within
from sample_archive import JPEG, fill, make_post

from embedarchive import long_work
from embedarchive.errors import ArchiveError
from embedarchive.store import Store, merge, verified_projection, verified_rows, verify
from embedarchive.store.blobs import Blobs
from embedarchive.store.problems import Tally
from embedarchive.store.rows import Row
from embedarchive.store.schema import PERSONAL
from embedarchive.store.verified_files import check_blob


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small archive that nobody touches."""
    folder = tmp_path_factory.mktemp("made") / "snapshots"
    with Store.open(folder) as store:
        store.begin_run("scan ferry.txt", operator="Ann")
        fill(store)
        store.add_stamp(store.head, "ssh", "key", at=None, by="Ann", answer=JPEG)
        store.end_run(3, {"found": 4})
        store.bury("twitter:1", reason="asked", operator="Ann", erased={}, digests=[])
        run = store.begin_run("merge")
        store.append("restorations", [{"run_id": run, "at": store.now(), "erasure_id": 1}])
        said: Row = {"subject": "post", "key": "twitter:901", "kind": "note", "operator": "Ann"}
        store.annotate([said | {"words": "Seen"}, said | {"words": "Seen twice", "follows": 1}])
    with Store.open(folder.with_name("other")) as store:
        store.begin_run("scan")
        store.annotate([said | {"kind": "tag", "value": "night", "operator": "Ben"}])
    with Store.open(folder) as store:
        merge(store, folder.with_name("other"))
    return folder


@pytest.fixture
def filled(made: Path, folder: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(made, folder))


def _tamper(folder: Path, *statements: str) -> None:
    """Change the database behind the archive's back, triggers and all."""
    connection = sqlite3.connect(folder / "archive.db", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN")
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("PRAGMA ignore_check_constraints = ON")
    for statement in statements:
        connection.execute(statement)
    for _, sql in triggers:
        connection.execute(sql)
    connection.execute("COMMIT")
    connection.close()


def _kinds(folder: Path) -> set[str]:
    return {problem.kind for problem in verify(folder).problems}


def test_only_what_was_written_since_is_looked_at(filled: Path) -> None:
    """Rows and files behind a head that is known to be sound; a wrong one among them is named, no earlier one is."""
    before = verify(filled)
    assert before.head is not None
    with Store.open(filled) as store:
        run = store.begin_run("scan")
        new = store.keep(JPEG + b"new", "image/jpeg")
        store.add_media("https://media.example/new.jpg", {}, blob=new, parser="1")
    report = verify(filled, since=before.head[:20])
    assert (report.problems, report.blobs) == ((), 1)
    with closing(sqlite3.connect(filled / "archive.db")) as connection:
        (said,) = connection.execute("SELECT count(*) FROM annotation_events").fetchone()  # always looked at, being few
    assert report.rows == verify(filled).rows - before.rows + said
    _tamper(filled, "UPDATE runs SET command = 'x' WHERE id = 1", f"UPDATE runs SET command = 'y' WHERE id = {run}")
    found = verify(filled, since=before.head)
    assert [problem.where for problem in found.problems] == [f"runs {run}"]
    (filled / new.path).write_bytes(b"other")
    _tamper(filled, "INSERT INTO runs VALUES (99, 'z', '', '{}', '{}', NULL)")
    places = {problem.where for problem in verify(filled, since=before.head).problems}
    assert places == {f"runs {run}", "runs 99", new.path}
    (unknown,) = verify(filled, since="0" * 64).problems
    assert (unknown.kind, unknown.damage) == ("head", True)


def test_an_untouched_archive_is_sound(filled: Path) -> None:
    """Every row and every byte was looked at."""
    report = verify(filled)
    assert report.problems == ()
    assert report.sound
    assert report.blobs == len(list(filled.glob("blobs/*/*"))) == 5
    assert report.rows > 20


def test_i1_every_single_byte_of_a_blob_counts(filled: Path) -> None:
    """Each byte flipped in turn: always found, and the file is named."""
    with Store.open(filled) as store:
        store.begin_run("x")
        blob = store.keep(bytes(range(256)) * 8)
        store.add_media("https://a.example/1", {}, blob=blob, parser="1")
    path = filled / blob.path
    path.chmod(0o600)
    whole = path.read_bytes()
    missed = []
    for position in range(len(whole)):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 1 << position % 8]) + whole[position + 1 :])
        found = list(check_blob(path, blob.path, blob.digest, blob.size, Tally()))
        if [problem.where for problem in found] != [blob.path]:
            missed.append(position)
    assert missed == []
    assert [problem.where for problem in verify(filled).problems] == [blob.path]


def test_i2_blobs_removed_added_and_replaced(filled: Path) -> None:
    """Missing and replaced are damage; what no row names is only worth knowing."""
    one, two, three, *_ = sorted(filled.glob("blobs/*/*"))
    one.unlink()
    two.chmod(0o600)
    two.write_bytes(b"x" * two.stat().st_size)
    three.unlink()
    three.symlink_to(two)
    (filled / "blobs" / "aa").mkdir(exist_ok=True)
    (filled / "blobs" / "aa" / "stranger.txt").write_text("x")
    found = {problem.where: problem for problem in verify(filled).problems}
    for path in (one, two, three):
        assert found[str(path.relative_to(filled))].damage
    assert not found["blobs/aa/stranger.txt"].damage
    assert len(found) == 4


def _cells(folder: Path) -> list[tuple[str, int, str]]:
    connection = sqlite3.connect(folder / "archive.db")
    found = []
    for table in [*PERSONAL, "events", "annotation_events"]:
        names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
        last = connection.execute(f"SELECT max(id) FROM {table}").fetchone()[0]
        found += [(table, last, name) for name in names]
    connection.close()
    return found


def test_i2_every_column_of_every_table_counts(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One cell changed at a time, in every table of the truth: always found, without a look at the pages."""
    monkeypatch.setattr("embedarchive.store.verified_projection.check_projection", lambda *_: iter(()))
    cells = _cells(filled)
    assert len(cells) > 110
    missed = []
    for table, row, column in cells:
        copy = tmp_path / "copy"
        copy.mkdir(exist_ok=True)
        shutil.copy(filled / "archive.db", copy / "archive.db")
        (copy / "blobs").mkdir(exist_ok=True)
        change = f"""UPDATE {table} SET "{column}" = CASE typeof("{column}") WHEN 'integer' THEN "{column}" + 1
            WHEN 'real' THEN "{column}" - 0.25 WHEN 'null' THEN 1 ELSE "{column}" || ' ' END WHERE id = {row}"""
        _tamper(copy, change)
        kinds = _kinds(copy) - {"blob"}
        if not kinds:
            missed.append((table, column))
    assert missed == []


@pytest.mark.parametrize("table", [*PERSONAL, "events", "annotation_events"])
def test_i2_rows_deleted_inserted_and_reordered(filled: Path, tmp_path: Path, table: str) -> None:
    """In every table of the truth."""
    connection = sqlite3.connect(filled / "archive.db")
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    ids = [row[0] for row in connection.execute(f"SELECT id FROM {table} ORDER BY id")]
    connection.close()
    others = ", ".join(f'"{name}"' for name in names if name != "id")
    unique = {
        "events": "row_id",
        "annotation_events": "row_id",
        "blobs": "digest",
        "articles": "key",
        "run_ends": "run_id",
        "embeds": "position",
        "images": "position",
    }
    copied = ", ".join(
        (f"{name} + 77" if name in ("row_id", "run_id", "position") else f"replace({name}, substr({name}, 1, 1), '0')")
        if name == unique.get(table)
        else f'"{name}"'
        for name in names
        if name != "id"
    )
    changes = {
        "delete the first": [f"DELETE FROM {table} WHERE id = {ids[0]}"],
        "insert": [f"INSERT INTO {table} (id, {others}) SELECT id + 1, {copied} FROM {table} WHERE id = {ids[-1]}"],
    }
    if len(ids) > 1:
        one, two = ids[:2]
        swaps = ((one, -1), (two, one), (-1, two))
        changes["reorder"] = [f"UPDATE {table} SET id = {new} WHERE id = {old}" for old, new in swaps]
    for name, statements in changes.items():
        copy = tmp_path / name
        copy.mkdir()
        (copy / "blobs").mkdir()
        shutil.copy(filled / "archive.db", copy)
        _tamper(copy, *statements)
        assert _kinds(copy) & {"chain"}, name


def test_i2_pages_that_do_not_say_what_the_truth_says(filled: Path) -> None:
    """Somebody edits what people read, not what was sealed: found, and rebuild mends it."""
    _tamper(filled, "UPDATE posts SET text = 'He never said that' WHERE key = 'twitter:901'", "DELETE FROM places")
    report = verify(filled)
    assert {problem.kind for problem in report.problems} == {"projection"}
    assert not report.sound
    with Store.open(filled) as store:
        store.rebuild()
    assert verify(filled).problems == ()


def test_i2_a_missing_table_hides_no_other(filled: Path) -> None:
    """What the pages show is compared in all tables that are there."""
    _tamper(filled, "DROP TABLE places", "UPDATE article_texts SET title = 'somebody wrote this'")
    found = {problem.where.partition(" ")[0] for problem in verify(filled).problems if problem.kind == "projection"}
    assert "article_texts" in found


def test_i2_a_removed_guard_is_noticed(filled: Path) -> None:
    """The triggers that refuse changes belong to the archive."""
    connection = sqlite3.connect(filled / "archive.db")
    connection.execute("DROP TRIGGER snapshots_stay")
    connection.close()
    assert [(problem.kind, problem.where) for problem in verify(filled).problems] == [
        ("schema", "trigger snapshots_stay")
    ]


def test_i3_a_tail_cut_off_is_seen_by_who_wrote_down_the_head(filled: Path) -> None:
    """Without a head from outside nobody can know; with it, always."""
    with Store.open(filled) as store:
        store.bury("twitter:2", reason="asked", operator="Ann", erased={}, digests=[])
    head = verify(filled).head
    assert head is not None
    last = "WHERE id = (SELECT max(id) FROM"
    _tamper(filled, f"DELETE FROM events {last} events)", f"DELETE FROM erasures {last} erasures)")
    assert verify(filled).problems == ()
    assert [problem.kind for problem in verify(filled, head=head).problems] == ["head"]
    assert verify(filled, head=head[:12]).sound is False


def test_without_any_log_no_head_is_in_it(filled: Path) -> None:
    """Whoever takes the tables away has damaged the archive, and `verify` says so."""
    head = verify(filled).head
    connection = sqlite3.connect(filled / "archive.db", isolation_level=None)
    for table in ("events", "merged_events", "annotation_events", "merged_annotation_events"):
        connection.execute(f"DROP TABLE {table}")
    connection.close()
    assert {"schema", "head"} <= {problem.kind for problem in verify(filled, head=head).problems}


def test_i3_an_older_head_proves_that_nothing_before_it_changed(filled: Path) -> None:
    """The archive has grown since: that is no damage."""
    head = verify(filled).head
    with Store.open(filled) as store:
        store.begin_run("y")
    assert verify(filled, head=head).problems == ()
    assert verify(filled).head != head


def test_words_removed_without_a_tombstone(filled: Path) -> None:
    """The one change that the triggers let through does not go unseen."""
    connection = sqlite3.connect(filled / "archive.db")
    connection.execute(
        "UPDATE snapshots SET detail = NULL, body = NULL, content_digest = NULL, salt = NULL WHERE id = 5"
    )
    connection.commit()
    connection.close()
    assert "erasure" in _kinds(filled)


def test_i5_a_large_archive_is_verified_in_time(folder: Path) -> None:
    """A deadline with fivefold slack over 100 MB/s of blobs and 2,000 rows a second, in processor time."""
    with Store.open(folder) as store:
        store.begin_run("x")
        with store.transaction():
            for number in range(500):
                store.add_post(f"twitter:90{number}", make_post(number, media=()), parser="1")
            for number in range(3):
                blob = store.keep(os.urandom(20_000_000))
                store.add_media(f"https://a.example/{number}", {}, blob=blob, parser="1")
    began = time.process_time()
    report = verify(folder)
    taken = time.process_time() - began
    assert report.problems == ()
    assert report.size == 60_000_000
    assert is_within(taken, 5 * (60 / 100 + report.rows / 2000))


def _content(folder: Path) -> list[str]:
    """All that the database says."""
    connection = sqlite3.connect(folder / "archive.db")
    said = [line for line in connection.iterdump() if "_fts" not in line]
    connection.close()
    return said


def test_i6_no_damage_makes_verify_fail(filled: Path, tmp_path: Path) -> None:
    """Bits, bytes and pages at random, cuts and zeros: a report every time."""
    whole, content = (filled / "archive.db").read_bytes(), _content(filled)
    chance = random.Random(6)  # noqa: S311 -- the same damage every time
    seen = 0
    for number in range(80):
        damaged = bytearray(whole)
        kind = number % 4
        for _ in range(chance.choice([1, 20])):
            where = chance.randrange(100 if kind else 0, len(damaged))
            if kind == 0:
                damaged[where] ^= 1 << chance.randrange(8)
            elif kind == 1:
                damaged[where : where + 64] = chance.randbytes(64)
            elif kind == 2:
                damaged[where : where + 4096] = bytes(len(damaged[where : where + 4096]))
        if kind == 3:
            del damaged[chance.randrange(len(damaged)) :]
        folder = tmp_path / str(number)
        shutil.copytree(filled / "blobs", folder / "blobs")
        (folder / "archive.db").write_bytes(damaged)
        if verify(folder).sound:  # a free page, or an index that answers as before
            assert _content(folder) == content
        else:
            seen += 1
        shutil.rmtree(folder)
    assert seen > 40


def test_there_is_nothing_to_examine(tmp_path: Path) -> None:
    """No archive is not damage, but wrong usage."""
    with pytest.raises(ArchiveError, match="no archive"):
        verify(tmp_path)


def test_verify_writes_nothing(filled: Path) -> None:
    """Not a byte, not a time."""

    def state() -> dict[str, tuple[int, int]]:
        return {
            str(path): (path.stat().st_mtime_ns, path.stat().st_size) for path in filled.rglob("*") if path.is_file()
        }

    before = state()
    verify(filled)
    assert {name: state()[name] for name in before} == before


def test_what_a_crash_left_between_rename_and_row_is_no_damage(filled: Path) -> None:
    """The file is whole, no row names it yet."""
    path = Blobs(filled).put(b"almost").path
    report = verify(filled)
    assert [(problem.where, problem.damage) for problem in report.problems] == [(path, False)]


SMALL = hashlib.sha256(b"small").hexdigest()


@pytest.fixture
def with_thumbnail(filled: Path) -> Path:
    """An archive with a small picture, and the path of that."""
    with Store.open(filled) as store:
        store.begin_run("scan")
        blob = store.keep(b"a picture of its own")
        store.add_media("https://media.example/own.jpg", {"thumbnail_digest": SMALL}, blob=blob, parser="1")
    path = filled / "thumbs" / blob.digest[:2] / f"{blob.digest}.jpg"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"small")
    return path


def test_i2_a_small_picture_that_was_replaced(filled: Path, with_thumbnail: Path) -> None:
    """By other bytes or a link it is found; one that is missing is made of nothing that is lost."""
    assert verify(filled).problems == ()
    with_thumbnail.write_bytes(b"other")
    assert _kinds(filled) == {"thumbnail"}
    with_thumbnail.unlink()
    assert verify(filled).problems == ()
    (filled / "elsewhere").write_bytes(b"small")
    with_thumbnail.symlink_to(filled / "elsewhere")
    assert "thumbnail" in _kinds(filled)


def test_while_the_database_is_checked_it_is_told_that_it_goes_on(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a large archive that takes minutes, in which SQLite says nothing."""
    monkeypatch.setattr(verified_rows, "TOLD_STEPS", 100)
    heard = list[str]()
    with long_work.told(lambda what, _done, _of: heard.append(what)):
        assert verify(filled).problems == ()
    assert heard.count("checking the database") > 10


def test_c10_whoever_stops_sqlite_s_own_check_found_no_damage(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite says that it was interrupted, and not by what: that is no answer to whether the archive is whole."""
    monkeypatch.setattr(verified_rows, "TOLD_STEPS", 100)

    def stop(what: str, _done: int, _of: int) -> None:
        if what == "checking the database":
            stopped.append(what)
            if len(stopped) == 3:  # the first is told before SQLite begins
                raise KeyboardInterrupt

    stopped = list[str]()
    with long_work.told(stop), pytest.raises(KeyboardInterrupt):
        verify(filled)
    assert len(stopped) == 3


def test_comparing_the_catalogue_tells_how_far_it_is(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a million posts it takes minutes, too: row by row, of as many as there are."""
    monkeypatch.setattr(verified_projection, "TOLD", 1)
    heard = list[tuple[int, int]]()

    def hear(what: str, done: int, of: int) -> None:
        if what == "comparing the catalogue: posts":
            heard.append((done, of))

    with long_work.told(hear):
        assert verify(filled).problems == ()
    rows = len(heard)
    assert rows > 1
    assert heard == [(done, rows) for done in range(rows)]


@pytest.mark.parametrize(
    "edit",
    [
        "DELETE FROM _sqlite_migrations WHERE rowid = 1",
        "DELETE FROM _sqlite_migrations WHERE name = 'm008_whose_words_an_answer_carries'",
        "DELETE FROM _sqlite_migrations WHERE name >= 'm008'",
        "DELETE FROM _sqlite_migrations",
        "UPDATE _sqlite_migrations SET migration_set = 'other' WHERE rowid = 2",
    ],
)
def test_i2_the_schema_s_history_edited(filled: Path, edit: str) -> None:
    """What the database says of its own making is held against how it is made."""
    _tamper(filled, edit)
    assert _kinds(filled) & {"schema", "database"}


def test_i2_an_index_that_names_another_table(filled: Path) -> None:
    """SQLite goes by the name of an index of its own making; what it says of its table counts, too."""
    with closing(sqlite3.connect(filled / "archive.db")) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET tbl_name = 'waxed' WHERE name = 'sqlite_autoindex_watched_1'")
        connection.commit()
    assert _kinds(filled) == {"schema"}


def test_i6_the_format_in_the_head_is_damaged(filled: Path) -> None:
    """SQLite calls that an error in our words; it is none (https://sqlite.org/fileformat2.html, 1.3)."""
    with (filled / "archive.db").open("r+b") as file:
        file.seek(47)
        file.write(b"\xff")
    assert _kinds(filled) == {"database"}
    with pytest.raises(ArchiveError, match="is damaged"):
        Store.open(filled)


def test_i6_the_table_of_steps_itself_is_damaged(filled: Path) -> None:
    """Neither its own definition nor a name in it makes `verify` fail, or is taken for a newer version's work."""
    with closing(sqlite3.connect(filled / "archive.db")) as connection:
        connection.execute("UPDATE _sqlite_migrations SET name = 'm0o1' WHERE rowid = 1")
        connection.commit()
        assert "schema" in _kinds(filled)
        with pytest.raises(ArchiveError, match="is damaged"):
            Store.open(filled)
        connection.execute("ALTER TABLE _sqlite_migrations RENAME COLUMN name TO nahe")
    assert _kinds(filled) == {"database"}
    with pytest.raises(ArchiveError, match="is damaged"):
        Store.open(filled)


def test_i2_damage_inside_of_the_search_index(filled: Path) -> None:
    """Any block of it that is emptied or missing is found: SQLite's own check does not look into them."""
    with closing(sqlite3.connect(filled / "archive.db")) as connection:
        blocks = [number for (number,) in connection.execute("SELECT id FROM posts_fts_data WHERE id > 10")]
    assert blocks
    for change in ("UPDATE posts_fts_data SET block = zeroblob(length(block))", "DELETE FROM posts_fts_data"):
        damaged = filled.with_name(f"damaged-{len(change)}")
        shutil.copytree(filled, damaged)
        _tamper(damaged, f"{change} WHERE id = {blocks[-1]}")
        assert "projection" in _kinds(damaged)


def test_i2_a_beginning_that_is_not_found_any_more(filled: Path) -> None:
    """FTS5's own check adds up by XOR: a beginning that stands twice in an article and is damaged goes past it."""
    with closing(sqlite3.connect(filled / "archive.db")) as connection:
        ((number, block),) = connection.execute(
            "SELECT id, block FROM articles_fts_data WHERE instr(block, CAST('\x03qua\x01' AS BLOB))"
        ).fetchall()
    damaged = block.replace(b"\x03qua\x01", b"\x03quU\x01").hex()
    _tamper(filled, f"UPDATE articles_fts_data SET block = x'{damaged}' WHERE id = {number}")
    with closing(sqlite3.connect(filled / "archive.db")) as connection:
        connection.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
    assert "projection" in _kinds(filled)
