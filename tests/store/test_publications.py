"""What an article says of its publication: kept with the scan, shown, found, erased."""

from __future__ import annotations

from pathlib import Path

from embedarchive.model import Document, Embed, Publication, Scan
from embedarchive.store import Store
from embedarchive.store.erasing import erase
from embedarchive.store.verifying import verify

TEXT = "Cranes\n\x00 and words"
POST = Embed(
    platform="twitter", form="blockquote", id="42", handle="ada_pilot", author="Ada Pilot", text="A crane",
    start=7, end=8, url="https://x.com/ada_pilot/status/42",
)  # fmt: skip
SAID = Publication(
    outlet="The Harbour Post", authors=("Ada Pilot", "Ben Winch"), published="2022-11-11T09:00:00Z",
    sources=(("authors", "meta"), ("outlet", "meta"), ("published", "json-ld")),
)  # fmt: skip


def _kept(store: Store, said: Publication | None = SAID) -> None:
    document = Document(text=TEXT, title="Cranes", source="cranes.html", publication=said)
    store.begin_run("test")
    store.add_article(TEXT.encode(), Scan(document=document, embeds=(POST,)), TEXT, parser="test")
    store.end_run(0)


def _shown(store: Store) -> tuple[object, ...]:
    sql = "SELECT outlet, authors, published, modified, thumbnail FROM article_texts"
    return tuple(store.connection.execute(sql).fetchone())


def test_it_is_kept_and_found(tmp_path: Path) -> None:
    """Every fact has its column; names are searched."""
    with Store.open(tmp_path) as store:
        _kept(store)
        assert _shown(store) == ("The Harbour Post", '["Ada Pilot", "Ben Winch"]', "2022-11-11T09:00:00Z", None, None)
        match = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?"
        assert store.connection.execute(match, ("winch",)).fetchall() == [(1,)]
        store.rebuild()
        assert _shown(store)[0] == "The Harbour Post"
    assert verify(tmp_path).sound


def test_an_article_that_says_nothing_has_nothing(tmp_path: Path) -> None:
    """Empty columns, and a row sealed as one from before."""
    with Store.open(tmp_path) as store:
        _kept(store, None)
        assert _shown(store) == (None, "[]", None, None, None)
    assert verify(tmp_path).sound


def test_an_erased_author_is_no_author_here_either(tmp_path: Path) -> None:
    """Who wrote the article and the post is forgotten in both, the others stay; also where it is read again."""
    with Store.open(tmp_path) as store:
        _kept(store)
        erase(store, "twitter:42", reason="asked for")
        assert _shown(store)[0] == "The Harbour Post"
        assert "Ada" not in str(_shown(store)[1])
        assert "Ben Winch" in str(_shown(store)[1])
        _kept(store)
        assert "Ada" not in str(_shown(store)[1])
    assert b"Ada Pilot" not in (tmp_path / "archive.db").read_bytes()
    assert verify(tmp_path).sound
