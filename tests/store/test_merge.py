"""Two archives become one: nothing is lost or there twice, both logs verify, and what was erased stays away."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sample_archive import DELETED, JPEG, Clock, fill, make_embed, make_exchange, make_image, make_post, make_scan
from shown_rows import shown

from embedarchive import long_work
from embedarchive.errors import DamagedError, UsageError
from embedarchive.store import Store, erase, merge, verify
from embedarchive.store.merged_logs import check_logs, merged_logs

CANARY = "Zanzibarfluister"


def fill_other(store: Store) -> None:
    """What a second reporter has: the same article with a fourth post, another one, and a capture of what failed."""
    embeds = tuple(make_embed(number, known=number > 1) for number in (1, 2, 3, 4))
    scan = make_scan(*embeds, images=(make_image(2),), title="The ferry again")
    store.add_article(b"The article, with one post more.", scan, "Text \ufffc", parser="1", path="/in/ferry.txt")
    store.add_article(b"A second article.", make_scan(embeds[3]), "\ufffc", parser="1", url="https://paper.example/b")
    answer = make_exchange("https://api.example/904", f'{{"text": "{CANARY}"}}'.encode())
    store.add_exchange(answer, key="twitter:904")
    store.add_post("twitter:904", make_post(4, text=f"{CANARY} on the quay", author=CANARY), parser="1")
    store.add_post("twitter:903", make_post(3), parser="1")
    store.add_post("twitter:902", DELETED, parser="1")
    for number in (1, 4):
        blob = store.keep(JPEG if number == 1 else JPEG + b"4", "image/jpeg")
        store.add_media(f"https://media.example/{number}.jpg", {"width": 40}, blob=blob, parser="1")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of two archives that nobody touches; the second was filled an hour after the first."""
    folder, clock = tmp_path_factory.mktemp("made"), Clock()
    for name, filled in (("ours", fill), ("theirs", fill_other)):
        with Store.open(folder / name, clock=clock) as store:
            store.begin_run("scan")
            filled(store)
            store.end_run(0)
        clock.forward(hours=1)
    return folder


@pytest.fixture
def two(made: Path, tmp_path: Path, clock: Clock) -> tuple[Path, Path]:
    """Copies of them, an hour after that."""
    clock.forward(hours=2)
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "ours", tmp_path / "theirs"


def test_the_union_is_what_one_archive_of_both_would_be(two: tuple[Path, Path], tmp_path: Path) -> None:
    """Posts, images, articles, places and states are those of an archive that both were scanned into."""
    ours, theirs = two
    clock = Clock()
    with Store.open(tmp_path / "both", clock=clock) as store:
        for filled in (fill, fill_other):
            store.begin_run("scan")
            filled(store)
            store.end_run(0)
            clock.forward(hours=1)
    with Store.open(ours, clock=clock) as store:
        made = merge(store, theirs)
    assert made.name == "theirs"
    assert shown(ours) == shown(tmp_path / "both")
    report = verify(ours)
    assert report.problems == ()
    names = {path.name for folder in (ours, theirs) for path in folder.glob("blobs/*/*")}
    assert {path.name for path in ours.glob("blobs/*/*")} == names


def lines(folder: Path) -> list[str]:
    """The whole database as SQL."""
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        return list(connection.iterdump())


def grep(folder: Path, word: str = CANARY) -> list[str]:
    """The files that hold a word."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [str(path.relative_to(folder)) for path in files if word.lower().encode() in path.read_bytes().lower()]


def test_how_far_it_is_is_told(two: tuple[Path, Path]) -> None:
    """The files, the log, then what is shown of it, each from its beginning on; and that it is over."""
    heard = list[tuple[str, int, int]]()
    with long_work.told(lambda *said: heard.append(said)), Store.open(two[0]) as store:
        merge(store, two[1])
    steps = list(dict.fromkeys(what for what, _, _ in heard if what))
    shown_anew = [f"showing what came: {what}" for what in ("media", "posts", "articles")]
    assert steps[-5:] == ["copying the files", "taking the log over", *shown_anew]
    assert all(0 <= done <= of for what, done, of in heard if what in steps[-5:])
    assert heard[-1] == ("", 0, 0)
    assert any(0 < done < of for what, done, of in heard if what == "taking the log over")


def test_merged_again_it_adds_nothing(two: tuple[Path, Path]) -> None:
    """Not even a run; and what the other archive learnt since comes, without the rest."""
    ours, theirs = two
    with Store.open(ours) as store:
        merge(store, theirs)
    before = lines(ours)
    with Store.open(ours) as store:
        again = merge(store, theirs, name="otherwise")
    assert (again.name, again.added, again.files) == ("theirs", {}, 0)
    assert lines(ours) == before
    with Store.open(theirs) as store:
        store.begin_run("fetch")
        store.add_post("twitter:903", make_post(3, text="The ferry number 3 came back"), parser="1")
    with Store.open(ours) as store:
        later = merge(store, theirs)
        assert later.added == {"runs": 1, "snapshots": 1}
        assert store.post("twitter:903").text == "The ferry number 3 came back"  # type: ignore[union-attr]
        assert [(log.name, log.head) for log in merged_logs(store.connection)] == [("theirs", later.head)]
    assert verify(ours).problems == ()


def test_each_log_verifies_under_its_own_name(two: tuple[Path, Path]) -> None:
    """Every head that the other archive ever had is known here, and no row of it is here without its hash."""
    ours, theirs = two
    with Store.open(theirs) as store:
        heads = [head for (head,) in store.connection.execute("SELECT hash FROM events ORDER BY id")]
    with Store.open(ours) as store:
        merge(store, theirs, name="Ben's laptop")
        (log,) = merged_logs(store.connection)
    assert (log.name, log.events, log.head) == ("Ben's laptop", len(heads), heads[-1])
    for head in (heads[0], heads[-1]):
        assert verify(ours, head=head).head_known
    assert not verify(ours, head="f" * 64).head_known


def test_two_that_merge_each_other_again_and_again(two: tuple[Path, Path]) -> None:
    """What came from here is known when it comes back: nothing is there twice, however often it goes round."""
    ours, theirs = two
    counts = []
    for _ in range(3):
        for one, other in ((ours, theirs), (theirs, ours)):
            with Store.open(one) as store:
                merge(store, other)
        with closing(sqlite3.connect(ours / "archive.db")) as connection:
            tables = ("snapshots", "embeds", "fetches", "article_scans", "blobs", "articles")
            counts.append([connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables])
    assert counts[0] == counts[1] == counts[2]
    assert shown(ours) == shown(theirs)
    assert verify(ours).problems == verify(theirs).problems == ()


def test_a_third_one_by_way_of_the_second(two: tuple[Path, Path], tmp_path: Path) -> None:
    """Its log comes along whole; merged by itself as well, it adds nothing, and its own name stays."""
    ours, theirs = two
    third = tmp_path / "third"
    with Store.open(third) as store:
        store.begin_run("scan")
        store.add_article(b"Third.", make_scan(make_embed(5, known=True)), "\ufffc", parser="1", path="/in/3.txt")
    with Store.open(theirs) as store:
        merge(store, third)
    with Store.open(ours) as store:
        merge(store, theirs)
        assert sorted(log.name for log in merged_logs(store.connection)) == ["theirs", "third"]
        assert merge(store, third).added == {}
        assert store.post("twitter:905") is not None
    assert verify(ours).problems == ()


def test_a_copy_that_was_written_to_shares_its_beginning(two: tuple[Path, Path], tmp_path: Path) -> None:
    """What both have from before is there once; what each wrote since is there too."""
    ours, _ = two
    shutil.copytree(ours, tmp_path / "copy")
    for folder, number in ((ours, 5), (tmp_path / "copy", 6)):
        with Store.open(folder) as store:
            store.begin_run("scan")
            scan = make_scan(make_embed(number, known=True))
            store.add_article(f"{number}".encode(), scan, "\ufffc", parser="1", path=f"/in/{number}.txt")
    with Store.open(ours) as store:
        made = merge(store, tmp_path / "copy")
        assert made.added["articles"] == 1
        assert made.added["snapshots"] == 1
        assert store.counts()["posts"] == 5
    assert verify(ours).problems == ()


# ------------------------------------------------------------------------------------------------------------- erasures


def test_what_was_erased_here_does_not_come_with_another_archive(two: tuple[Path, Path]) -> None:
    """Neither its words nor its files, and no byte of them is in the folder; the rest comes, and both logs verify."""
    ours, theirs = two
    with Store.open(ours) as store:
        store.begin_run("scan")
        store.add_post("twitter:904", make_post(4), parser="1")
        erase(store, "twitter:904", reason="asked")
    assert CANARY.encode() in b"".join(path.read_bytes() for path in theirs.glob("blobs/*/*"))
    with Store.open(ours) as store:
        made = merge(store, theirs)
        assert made.left_out == ("twitter:904",)
        assert made.unfinished is None
        assert store.is_erased("twitter:904")
        assert store.post("twitter:903").status == "archived"  # type: ignore[union-attr]
    assert grep(ours) == []
    assert grep(ours, "ferry number 4") == []
    assert verify(ours).problems == ()
    with Store.open(ours) as store:
        assert merge(store, theirs).added == {}


def test_told_to_it_comes_back(two: tuple[Path, Path]) -> None:
    """With its words and its files; who erased it, and when, stays in the log."""
    ours, theirs = two
    with Store.open(ours) as store:
        store.begin_run("scan")
        store.add_post("twitter:904", make_post(4), parser="1")
        erase(store, "twitter:904", reason="asked")
        made = merge(store, theirs, bring_back=True)
        assert made.restored == ("twitter:904",)
        assert not store.is_erased("twitter:904")
        assert store.post("twitter:904").text == f"{CANARY} on the quay"  # type: ignore[union-attr]
        assert store.connection.execute("SELECT count(*) FROM erasures").fetchone() == (1,)
    assert verify(ours).problems == ()
    with Store.open(ours) as store:
        erase(store, "twitter:904", reason="asked again")
        assert store.is_erased("twitter:904")
    assert grep(ours) == []
    assert verify(ours).problems == ()


@pytest.fixture
def erased_there(two: tuple[Path, Path]) -> tuple[Path, Path]:
    """Two archives, of which the second erased a post that the first one keeps."""
    ours, theirs = two
    with Store.open(theirs) as store:
        store.begin_run("scan")
        store.add_post("twitter:901", make_post(1), parser="1")
        erase(store, "twitter:901", reason="asked")
    return ours, theirs


def test_what_was_erased_there_has_to_be_decided(erased_there: tuple[Path, Path]) -> None:
    """Nothing is merged and nothing lost before somebody says what is to become of it."""
    ours, theirs = erased_there
    before = lines(ours)
    with Store.open(ours) as store, pytest.raises(UsageError, match=r"erased 1 post that is kept here .*--erase-too"):
        merge(store, theirs)
    assert lines(ours) == before


def test_what_was_erased_there_is_erased_here_too(erased_there: tuple[Path, Path]) -> None:
    """Told to, its words go from here as well."""
    ours, theirs = erased_there
    with Store.open(ours) as store:
        made = merge(store, theirs, erase_too=True)
        assert made.erased == ("twitter:901",)
        assert store.is_erased("twitter:901")
    assert grep(ours, "ferry number 1") == []
    assert verify(ours).problems == ()


def test_what_was_erased_there_can_be_kept_here(erased_there: tuple[Path, Path]) -> None:
    """Told to, its words and its photo stay, and the other log verifies all the same."""
    ours, theirs = erased_there
    with Store.open(ours) as store:
        made = merge(store, theirs, bring_back=True)
        assert made.restored
        assert not store.is_erased("twitter:901")
        assert store.post("twitter:901").text == "The ferry number 1 left the quay of Oudeburg"  # type: ignore[union-attr]
    assert verify(ours).problems == ()


def test_erased_after_a_merge_no_byte_stays(two: tuple[Path, Path]) -> None:
    """The words of a post that came from the other archive stand in one row: they go, and both logs verify."""
    ours, theirs = two
    with Store.open(ours) as store:
        merge(store, theirs)
        assert store.post("twitter:904").author == CANARY  # type: ignore[union-attr]
    with Store.open(ours) as store:
        erase(store, "twitter:904", reason="asked")
    assert grep(ours) == []
    assert verify(ours).problems == ()


# ------------------------------------------------------------------------------------------ others that are not like us


def test_a_disk_that_cannot_be_written(two: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the other lies nothing can be written, and nothing is: not a byte of it changes."""
    ours, theirs = two
    files = {path: path.read_bytes() for path in theirs.rglob("*") if path.is_file()}
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: theirs not in (path, *path.parents) and access(path, mode))
    with Store.open(ours) as store:
        assert merge(store, theirs).added["articles"] == 1
    assert {path: path.read_bytes() for path in theirs.rglob("*") if path.is_file()} == files
    assert list((ours / "tmp").iterdir()) == []


def test_an_older_version_wrote_the_other(two: tuple[Path, Path]) -> None:
    """It is read as this version would; its log keeps the hashes that the older one wrote."""
    ours, theirs = two
    with closing(sqlite3.connect(theirs / "archive.db", isolation_level=None)) as connection:
        said = ("annotations", "merged_annotation_events", "annotation_events", "annotation_merges", "annotation_log")
        for name in ("standing_erasures", "merged_events", "restorations", "merges", "site_counts", *said):
            kind = "VIEW" if name.startswith("standing") else "TABLE"
            connection.execute(f"DROP {kind} {name}")
        for name in ("places_where", "article_texts_outlet", "post_media_role", "posts_sensitive", "articles_host"):
            connection.execute(f"DROP INDEX {name}")
        connection.execute("DELETE FROM facet_counts WHERE facet IN ('month', 'gone_month')")
        connection.execute("DELETE FROM _sqlite_migrations WHERE name >= 'm014'")
        connection.execute("PRAGMA user_version = 4")
    before = (theirs / "archive.db").read_bytes()
    with Store.open(ours) as store:
        assert merge(store, theirs).added["articles"] == 1
    assert verify(ours).problems == ()
    assert (theirs / "archive.db").read_bytes() == before


@pytest.mark.parametrize("what", ["a row", "a file", "a hash", "a path", "no text", "another table"])
def test_a_damaged_archive_is_refused(two: tuple[Path, Path], what: str) -> None:
    """With a sentence that says where, and before anything of its log is here."""
    ours, theirs = two
    changes = {
        "a path": ["DROP TRIGGER blobs_stay", "UPDATE blobs SET digest = '../../../../../etc/passwd' WHERE id = 1"],
        "no text": ["DROP TRIGGER snapshots_stay", "UPDATE snapshots SET parser = CAST(x'ff' AS TEXT) WHERE id = 3"],
        "another table": ["DROP TABLE run_ends", "CREATE TABLE run_ends (id, run_id, ended_at, exit_code, counts)"],
        "a row": ["DROP TRIGGER snapshots_stay", "UPDATE snapshots SET parser = 'x' WHERE id = 3"],
        "a hash": ["DROP TRIGGER events_stay", f"UPDATE events SET hash = '{'0' * 64}' WHERE id = 9"],
    }
    with closing(sqlite3.connect(theirs / "archive.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for statement in changes.get(what, ()):
            connection.execute(statement)
    if what == "a file":
        file = next(path for path in theirs.glob("blobs/*/*") if CANARY.encode() in path.read_bytes())
        file.chmod(0o600)
        file.write_bytes(file.read_bytes().swapcase())
    with Store.open(ours) as store, pytest.raises(DamagedError, match=r"damaged.*verify --archive"):
        merge(store, theirs)
    with Store.open(ours) as store:
        assert merged_logs(store.connection) == []
    assert verify(ours).problems == ()


def test_the_archive_itself_and_names_that_are_taken(two: tuple[Path, Path], tmp_path: Path) -> None:
    """Are refused in a sentence; without a name the second archive of the same folder's name has a number."""
    ours, theirs = two
    elsewhere = tmp_path / "elsewhere" / "theirs"
    with Store.open(elsewhere) as store:
        store.begin_run("scan")
    with Store.open(ours) as store:
        with pytest.raises(UsageError, match="is this archive"):
            merge(store, ours)
        assert merge(store, theirs).name == "theirs"
        with pytest.raises(UsageError, match="another log is called that"):
            merge(store, elsewhere, name="theirs")
        assert merge(store, elsewhere).name == "theirs 2"


# --------------------------------------------------------------------------------------------------------------- damage


def test_i2_every_column_of_a_merged_log_counts(two: tuple[Path, Path], tmp_path: Path) -> None:
    """One cell changed at a time, each event deleted, the end cut off, the log as a whole: always found."""
    ours, theirs = two
    with Store.open(ours) as store:
        merge(store, theirs)
    with closing(sqlite3.connect(ours / "archive.db")) as connection:
        names = [row[1] for row in connection.execute("PRAGMA table_info(merged_events)")]
        count = connection.execute("SELECT count(*) FROM merged_events").fetchone()[0]
    changes = [
        f"""UPDATE merged_events SET "{name}" = CASE typeof("{name}") WHEN 'integer' THEN "{name}" + 1000
        WHEN 'null' THEN '{{"x":1}}' ELSE replace("{name}", substr("{name}", 3, 1), 'z') END WHERE event = {event}"""
        for name in names
        for event in (1, count // 2, count)
    ]
    changes += [f"DELETE FROM merged_events WHERE event = {event}" for event in (1, count // 2, count)]
    changes += ["DELETE FROM merged_events", f"DELETE FROM merged_events WHERE event > {count // 2}"]
    missed = []
    for change in changes:
        shutil.copy(ours / "archive.db", tmp_path / "archive.db")
        with closing(sqlite3.connect(tmp_path / "archive.db", isolation_level=None)) as connection:
            connection.execute("PRAGMA ignore_check_constraints = ON")
            for event in ("stay", "remain"):
                connection.execute(f"DROP TRIGGER merged_events_{event}")
            connection.execute(change)
            if not list(check_logs(connection)):
                missed.append(change)
    assert missed == []
    (ours / "archive.db").write_bytes((tmp_path / "archive.db").read_bytes())
    assert "chain" in {problem.kind for problem in verify(ours).problems}
