"""A person's words go, everywhere; that they went, and that all else is as it was, can still be proved."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest
from sample_archive import JPEG, START, make_embed, make_exchange, make_post, make_scan

from embedarchive.errors import ArchiveError
from embedarchive.model import Exchange, MediaRef
from embedarchive.store import Store, erase, verify

CANARY = "Zanzibarfluister"
WORDS = f'{CANARY} says "the quay & the bridge"\nare closed, {CANARY}!'


def _grep(folder: Path, word: str = CANARY) -> list[str]:
    """Every file that contains the word, packed or not."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            if data.startswith(b"\x1f\x8b"):
                data = gzip.decompress(data)
            if word.encode() in data or word.lower().encode() in data.lower():
                found.append(str(path.relative_to(folder)))
    return found


def _fill(store: Store) -> None:
    """An article that prints the post beside another; the captured post; answers that hold it; one that quotes it."""
    embeds = (replace(make_embed(1, known=True), text=WORDS, author=CANARY, handle=CANARY), make_embed(2, known=True))
    store.add_article(
        f"<p>{WORDS}</p>".encode(), make_scan(*embeds), "Before \ufffc after", parser="1", path="/in/a.html"
    )
    quoted = make_post(1, text=WORDS, author=CANARY, handle=CANARY)
    store.add_exchange(make_exchange(f"https://api.example/{CANARY}/901", WORDS.encode()), key="twitter:901")
    packed: Exchange = make_exchange("https://api.example/list", gzip.compress(json.dumps({"t": WORDS}).encode()))
    store.add_exchange(packed, key="twitter:999")
    store.add_post("twitter:901", quoted, parser="1")
    store.add_post("twitter:902", make_post(2, related=(quoted,), text="Look at this"), parser="1")
    for number in (1, 2):
        blob = store.keep(JPEG + bytes([number]), "image/jpeg")
        store.add_media(
            f"https://media.example/{number}.jpg", {"alt": CANARY if number == 1 else ""}, blob=blob, parser="1"
        )


def test_g1_the_words_are_gone_from_the_folder_and_the_chain_verifies(store: Store) -> None:
    """Rows, files, the search index, free pages, the log: a search of the raw bytes finds nothing."""
    _fill(store)
    with store.transaction():  # words that were changed before lie in free pages and in the log
        store.add_post("twitter:901", make_post(1, text=f"{CANARY} edited this later on"), parser="1")
    head = store.head
    kept = store.path_of(store.media_of(2)[0]["digest"])
    erased = erase(store, "twitter:901", reason="asked by the author", operator="Ann")
    assert _grep(store.folder) == []
    store.close()
    assert _grep(store.folder) == []
    report = verify(store.folder, head=head)
    assert report.problems == ()
    assert len(erased.digests) >= 4
    assert kept is not None
    assert kept.is_file()


def test_g1_the_tombstone_says_what_went_when_why_and_by_whom(store: Store) -> None:
    """With the digests, so that a copy elsewhere can be recognised."""
    _fill(store)
    photo = store.media_of(1)[0]["digest"]
    erased = erase(store, "twitter:901", reason="asked by the author", operator="Ann")
    row = store.connection.execute("SELECT key, at, reason, operator, digests FROM erasures").fetchone()
    assert row[:4] == ("twitter:901", "2026-01-05T12:00:00.000Z", "asked by the author", "Ann")
    assert json.loads(row[4]) == list(erased.digests)
    assert photo in erased.digests


def test_g1_the_rest_of_the_article_stays(store: Store) -> None:
    """The other post keeps its place and its words; the erased one keeps its place."""
    _fill(store)
    erase(store, "twitter:901", reason="asked")
    placed = store.connection.execute(
        "SELECT position, key, text FROM article_posts JOIN posts ON posts.id = post_id ORDER BY position"
    ).fetchall()
    assert placed == [(0, "twitter:901", None), (1, "twitter:902", "Look at this")]
    assert store.connection.execute("SELECT title, text FROM article_texts").fetchall() == [
        ("The ferry", "Before \ufffc after")
    ]
    assert store.counts()["found"] == 2


def test_g2_a_photo_that_another_post_shows_goes_with_the_last(store: Store) -> None:
    """Shared bytes stay as long as somebody else needs them."""
    shared = (MediaRef(candidates=("https://media.example/shared.jpg",)),)
    for number in (1, 2):
        store.add_post(f"twitter:90{number}", make_post(number, media=shared), parser="1")
    blob = store.keep(JPEG, "image/jpeg")
    store.add_media("https://media.example/shared.jpg", {}, blob=blob, parser="1")
    erase(store, "twitter:901", reason="asked")
    assert (store.folder / blob.path).is_file()
    erase(store, "twitter:902", reason="asked")
    assert not (store.folder / blob.path).exists()
    store.close()
    assert verify(store.folder).problems == ()


def test_g2_the_same_bytes_under_two_addresses(store: Store) -> None:
    """Two posts, two addresses, one file: it goes with the last."""
    for number in (1, 2):
        store.add_post(f"twitter:90{number}", make_post(number), parser="1")
        blob = store.keep(JPEG, "image/jpeg")
        store.add_media(f"https://media.example/{number}.jpg", {}, blob=blob, parser="1")
    erase(store, "twitter:901", reason="asked")
    assert (store.folder / blob.path).is_file()
    erase(store, "twitter:902", reason="asked")
    assert not (store.folder / blob.path).exists()


def test_g3_what_was_erased_does_not_come_back(store: Store) -> None:
    """Scanning the article again keeps neither its words nor its bytes; fetching is refused; it is never due."""
    _fill(store)
    erase(store, "twitter:901", reason="asked")
    assert store.is_erased("twitter:901")
    assert not store.is_erased("twitter:902")
    embeds = (replace(make_embed(1, known=True), text=WORDS, author=CANARY, handle=CANARY), make_embed(2, known=True))
    for data, parser in (
        (f"<p>{WORDS}</p>".encode(), "1"),
        (f"<p>{WORDS}</p>".encode(), "2"),
        (f"{WORDS}!".encode(), "2"),
    ):
        store.add_article(data, make_scan(*embeds), "Before \ufffc after", parser=parser, path="/in/a.html")
        assert _grep(store.folder) == []
    with pytest.raises(ArchiveError, match="erased"):
        store.add_post("twitter:901", make_post(1), parser="1")
    assert store.due_posts(START, which="open") == {}
    store.close()
    assert verify(store.folder).problems == ()


def test_erasing_by_an_earlier_key_and_again(store: Store) -> None:
    """Whichever key the post ever had; a second time finishes what was interrupted and harms nothing."""
    (record,) = store.add_article(WORDS.encode(), make_scan(replace(make_embed(1), text=WORDS)), "", parser="1").embeds
    store.add_post(record.key, make_post(1, text=WORDS), parser="1")
    assert erase(store, record.key, reason="asked").key == "twitter:901"
    assert store.is_erased(record.key)
    erase(store, "twitter:901", reason="asked")
    assert _grep(store.folder) == []
    store.close()
    assert verify(store.folder).problems == ()


def test_bytes_that_survived_an_interrupted_erasure_are_reported_and_then_go(store: Store) -> None:
    """The tombstone is written first: what still lies there afterwards is known to be too much."""
    _fill(store)
    photo = store.path_of(store.media_of(1)[0]["digest"])
    assert photo is not None
    data = photo.read_bytes()
    erase(store, "twitter:901", reason="asked")
    photo.write_bytes(data)
    found = verify(store.folder).problems
    assert [(problem.kind, problem.where) for problem in found] == [("erasure", str(photo.relative_to(store.folder)))]
    erase(store, "twitter:901", reason="asked")
    assert verify(store.folder).problems == ()


def test_nobody_to_erase(store: Store) -> None:
    """A mistyped key is said to be unknown."""
    with pytest.raises(ArchiveError, match="knows no post"):
        erase(store, "twitter:nobody", reason="asked")
