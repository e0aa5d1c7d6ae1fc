"""What an article says around an embed: kept with it, read back, and erased with the post."""

from __future__ import annotations

import json
from pathlib import Path

from embedarchive.model import Document, Embed, Mention, Scan
from embedarchive.store import Store
from embedarchive.store.erasing import erase
from embedarchive.store.rows import embed_of, embed_row
from embedarchive.store.verifying import verify

TEXT = "Cranes \ufffc and more \ufffc"
"""Without these words: a text that repeats them keeps them, for they are the article's."""
POST = Embed(
    platform="twitter", form="blockquote", id="42", handle="ada_pilot", author="Ada Pilot", text="A crane fell here",
    start=7, end=8, url="https://x.com/ada_pilot/status/42",
    context="The quay\nIn a since-deleted tweet she wrote:", deletion="In a since-deleted tweet she wrote:",
    mentions=(Mention(phrase="wrote on X", url="https://x.com/ada_pilot/status/42", start=3, end=9),),
)  # fmt: skip
OTHER = Embed(
    platform="twitter", form="blockquote", id="43", handle="ben_winch", text="Another one", start=18, end=19,
    context="The quay\nA crane fell here, she had said:",
)  # fmt: skip


def _kept(store: Store) -> None:
    store.begin_run("test")
    scan = Scan(document=Document(text=TEXT, title="Cranes", source="cranes.html"), embeds=(POST, OTHER))
    store.add_article(TEXT.encode(), scan, TEXT, parser="test")
    store.end_run(0)


def test_it_is_kept(tmp_path: Path) -> None:
    """Each has its column; an embed without them is sealed as one from before."""
    with Store.open(tmp_path) as store:
        _kept(store)
        rows = store.connection.execute("SELECT context, deletion, mentions FROM embeds ORDER BY id").fetchall()
        assert rows[0][:2] == (POST.context, POST.deletion)
        assert json.loads(rows[0][2])[0]["phrase"] == "wrote on X"
        assert rows[1] == (OTHER.context, None, None)
        store.rebuild()
    assert verify(tmp_path).sound


def test_it_is_read_back() -> None:
    """A row of an embed gives the same embed."""
    assert embed_of(embed_row(POST, "twitter:42", 0)) == POST


def test_it_goes_with_the_post(tmp_path: Path) -> None:
    """An erased post's surroundings are erased; where another's repeat its words, these are taken out."""
    with Store.open(tmp_path) as store:
        _kept(store)
        erase(store, "twitter:42", reason="asked for")
        dump = "\n".join(store.connection.iterdump())
        assert "since-deleted tweet" not in dump
        assert "wrote on X" not in dump
        assert "A crane fell here" not in dump
        assert "The quay" in dump
    assert verify(tmp_path).sound
