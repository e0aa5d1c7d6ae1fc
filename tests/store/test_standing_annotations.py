"""What people say: what of it holds, its own chain, what an erasure takes along, and what a merge brings."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sample_archive import Clock, fill, make_embed, make_post, make_scan

from embedarchive.store import Store, erase, merge, verify
from embedarchive.store.chain import GENESIS
from embedarchive.store.logs import ANNOTATIONS, EVIDENCE
from embedarchive.store.queries import annotations as annotation_queries
from embedarchive.store.queries.annotations import Said
from embedarchive.store.queries.filtered import PostFilter
from embedarchive.store.queries.query import found
from embedarchive.store.rows import Row
from embedarchive.store.standing_annotations import drop_annotations, standing

CANARY = "Zanzibarfluister"
POST: Row = {"subject": "post", "key": "twitter:901", "operator": "Ann"}


def _told(
    number: int, kind: str, value: str | None = None, *, words: str | None = None, follows: int | None = None
) -> Said:
    at = f"2026-01-05T12:00:{number:02}.000Z"
    return Said(
        id=number, at=at, operator="Ann", kind=kind, subject="post", key="k", value=value, words=words, follows=follows
    )


def _holding(*told: Said) -> list[tuple[str, str]]:
    return [(one.kind, one.said.value or one.said.words or "") for one in standing(told)]


def test_what_holds_of_all_that_was_said() -> None:
    """A note until it is corrected or taken back, a label until it is taken off, and the last verification."""
    told = (
        _told(1, "note", words="At noon"),
        _told(2, "note", words="At one", follows=1),
        _told(3, "note", words="Another"),
        _told(4, "withdrawal", follows=3),
        _told(5, "tag", "Night"),
        _told(6, "untag", "NIGHT"),
        _told(7, "tag", "bridge"),
        _told(8, "collect", "Quay"),
        _told(9, "verification", "verified", words="seen"),
        _told(10, "verification", "disputed"),
        _told(11, "tag", "night"),
        _told(12, "note"),
        _told(13, "verification"),
    )
    assert _holding(*told) == [
        ("note", "At one"),
        ("tag", "bridge"),
        ("collection", "Quay"),
        ("verification", "disputed"),
        ("tag", "night"),
    ]


def test_a_note_whose_correction_was_erased_does_not_come_back() -> None:
    """The correction's words are gone, and what it corrected is not said again."""
    assert _holding(_told(1, "note", words="At noon"), _told(2, "note", follows=1)) == []


def test_the_same_words_of_two_logs_are_one_note() -> None:
    """Two archives that erased the same words of a note each wrote down what was left."""
    one = _told(1, "note", words="[erased], they say")
    assert len(standing([one, replace(one, id=2)])) == 1


def test_the_log_of_what_people_say_is_none_of_the_evidence(store: Store) -> None:
    """It needs no run, and not an event of the other chain; `rebuild` shows the same."""
    fill(store)
    before = store.head
    store.annotate([POST | {"kind": "note", "words": "Seen from the quay"}, POST | {"kind": "tag", "value": "night"}])
    assert (store.head, store.length(ANNOTATIONS)) == (before, 2)
    shown = store.connection.execute("SELECT * FROM annotations").fetchall()
    assert len(shown) == 2
    store.rebuild()
    assert store.connection.execute("SELECT * FROM annotations").fetchall() == shown
    store.close()
    report = verify(store.folder)
    assert (report.problems, report.head, len(report.annotations_head or "")) == ((), before, 64)
    assert verify(store.folder, head=report.annotations_head).head_known is True


def test_what_is_said_of_a_post_goes_with_its_key(store: Store) -> None:
    """When an answer brings the id of an unresolved post, what was said of it is said of the post."""
    record = store.add_article(b"x", make_scan(make_embed(7)), "", parser="1", path="/in/x.txt")
    key = record.embeds[0].key
    store.annotate([POST | {"key": key, "kind": "tag", "value": "night"}])
    store.add_post(key, make_post(7), parser="1")
    (said,) = found(store.connection, annotation_queries.labelled("tag", "NIGHT"))
    post = store.post("twitter:907")
    assert post is not None
    assert said.post_id == post.id


def test_an_erasure_takes_what_is_said_of_the_post_along(tmp_path: Path, clock: Clock) -> None:
    """No byte of it stays, and of what is said of others only the post's words go; both chains verify."""
    folder = tmp_path / "ours"
    with Store.open(folder, clock=clock) as store:
        store.begin_run("scan")
        fill(store)
        words = "The ferry number 1 left the quay of Oudeburg"
        told: list[Row] = [
            POST | {"kind": "note", "words": f"{CANARY} says: {words}"},
            POST | {"kind": "tag", "value": CANARY},
            POST | {"kind": "verification", "value": "false", "words": CANARY},
            POST | {"key": "twitter:902", "kind": "note", "words": f"Compare “{words}”, said at noon"},
            {"subject": "media", "key": "https://media.example/1.jpg", "kind": "note", "words": CANARY},
            POST | {"key": "twitter:903", "kind": "note", "words": "Nothing of it"},
        ]
        store.annotate(told)
        gone = erase(store, "twitter:901", reason="asked")
        assert gone.rows["annotation_log"] == (1, 2, 3, 4, 5)
        left = [row[0] for row in store.connection.execute("SELECT words FROM annotations ORDER BY id")]
        assert left == ["Nothing of it", "Compare “[erased]”, said at noon"]
    assert verify(folder).problems == ()
    held = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert (CANARY.encode() in held, words.encode() in held) == (False, False)


@pytest.fixture
def two(tmp_path: Path, clock: Clock) -> tuple[Path, Path]:
    """An archive and its copy, in which two people go on to say things."""
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    with Store.open(ours, clock=clock) as store:
        store.begin_run("scan")
        fill(store)
        store.end_run(0)
        store.annotate([POST | {"kind": "note", "words": "At noon"}])
    shutil.copytree(ours, theirs)
    with Store.open(theirs, clock=clock) as store:
        ben = POST | {"operator": "Ben"}
        clock.forward(hours=1)
        (article,) = store.connection.execute("SELECT key FROM articles").fetchone()
        store.annotate(
            [
                ben | {"kind": "note", "words": "At one", "follows": 1},
                ben | {"kind": "collect", "value": "Quay"},
                ben | {"subject": "article", "key": article, "kind": "tag", "value": "read"},
            ]
        )
    return ours, theirs


def _shown(store: Store) -> list[tuple[object, ...]]:
    sql = "SELECT kind, value, words, operator, post_id, article_id FROM annotations ORDER BY kind, value, words"
    return store.connection.execute(sql).fetchall()


def test_a_merge_brings_what_people_say_and_their_chain(two: tuple[Path, Path], clock: Clock) -> None:
    """Whole, and once: a second merge adds nothing, and merged back and forth neither does."""
    ours, theirs = two
    with Store.open(ours, clock=clock) as store:
        evidence = store.length(EVIDENCE)
        made = merge(store, theirs)
        assert made.added == {"annotation_log": 3}
        assert [row[2] for row in _shown(store) if row[0] == "note"] == ["At one"]
        assert store.length(EVIDENCE) == evidence + 2  # that there was a merge: a run
        assert merge(store, theirs).added == {}
        shown = _shown(store)
    with Store.open(theirs, clock=clock) as store:
        merge(store, ours)
        assert _shown(store) == shown
    for folder in two:
        assert verify(folder).problems == ()
    with closing(sqlite3.connect(ours / "archive.db")) as connection:
        connection.execute("DROP TRIGGER merged_annotation_events_stay")
        connection.execute(f"UPDATE merged_annotation_events SET hash = '{'0' * 64}' WHERE event = 2")
        connection.commit()
    assert any(problem.where.startswith("merged_annotation_events") for problem in verify(ours).problems)


def test_of_two_verifications_the_later_one_holds(two: tuple[Path, Path], clock: Clock) -> None:
    """Whichever archive it is merged into; both stay in the log."""
    ours, theirs = two
    for folder, value in ((theirs, "disputed"), (ours, "verified")):
        clock.forward(hours=1)
        with Store.open(folder, clock=clock) as store:
            store.annotate([POST | {"kind": "verification", "value": value}])
    for folder, other in ((ours, theirs), (theirs, ours)):
        with Store.open(folder, clock=clock) as store:
            merge(store, other)
            assert [row[1] for row in _shown(store) if row[0] == "verification"] == ["verified"]


def test_an_erasure_that_was_merged_takes_along_what_is_said_here(two: tuple[Path, Path], clock: Clock) -> None:
    """What one archive erased, the other says nothing of, either; what was left of a note stands once."""
    ours, theirs = two
    quoted = "Ann wrote: The ferry number 1 left the quay of Oudeburg"
    with Store.open(theirs, clock=clock) as store:
        store.annotate([POST | {"key": "twitter:902", "kind": "note", "words": quoted}])
    with Store.open(ours, clock=clock) as store:
        merge(store, theirs)
    with Store.open(theirs, clock=clock) as store:
        erase(store, "twitter:901", reason="asked")
    with Store.open(ours, clock=clock) as store:
        merge(store, theirs, erase_too=True)
        assert [row[:3] for row in _shown(store)] == [("note", "", "Ann wrote: [erased]"), ("tag", "read", "")]
    for folder in two:
        assert verify(folder).problems == ()


def test_a_copy_without_what_people_say(two: tuple[Path, Path], tmp_path: Path) -> None:
    """Not a byte of it is left, the copy verifies, and refuses to be changed as before."""
    ours, _ = two
    copy = tmp_path / "copy"
    shutil.copytree(ours, copy)
    drop_annotations(copy / "archive.db")
    assert b"At noon" in (ours / "archive.db").read_bytes()
    assert b"At noon" not in (copy / "archive.db").read_bytes()
    assert verify(copy).problems == ()
    with Store.open(copy) as store:
        assert store.head_of(ANNOTATIONS) == GENESIS
        store.annotate([POST | {"kind": "note", "words": "Anew"}])
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            store.connection.execute("DELETE FROM annotation_log")


@pytest.mark.parametrize(
    ("chosen", "index"),
    [
        (PostFilter(tag="night"), "annotations_value"),
        (PostFilter(collection="The quay", since="2026"), "annotations_value"),
        (PostFilter(verification="verified"), "annotations_value"),
        (PostFilter(verification="unverified"), "annotations_post"),
    ],
)
def test_what_people_say_is_found_by_an_index(store: Store, chosen: PostFilter, index: str) -> None:
    """However many posts there are, those with a tag are found without a look at the others."""
    wanted, values = chosen.where()
    sql = f"EXPLAIN QUERY PLAN SELECT p.id FROM posts p WHERE {' AND '.join(wanted)}"
    plan = " ".join(str(row[3]) for row in store.connection.execute(sql, values))
    assert index in plan
    assert "SCAN n" not in plan
