"""The search box: what it finds beside a post's own words, and what a name in it opens."""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from embedarchive.model import Document, Embed, Image, MediaRef, Missing, Post, Reason, Scan
from embedarchive.store import Store
from embedarchive.store.erasing import erase

Ask = Callable[..., Any]
AT = dt.datetime(2026, 9, 12, 9, 24, tzinfo=dt.UTC)
BRASS, RAIN, TOWER = "3000000000000000001", "3000000000000000002", "3000000000000000003"


def page(number: str) -> str:
    """A tweet's address."""
    return f"https://x.com/mila_brand/status/{number}"


def tweet(number: str, text: str, **more: Any) -> Post:  # noqa: ANN401 -- any field
    """What the platform says of one."""
    return Post(platform="twitter", id=number, url=page(number), handle="mila_brand", text=text, posted_at=AT, **more)


def shown(number: str, text: str, start: int) -> Embed:
    """What the article shows of one."""
    return Embed(
        platform="twitter", form="blockquote", id=number, url=page(number), text=text, start=start, end=start + 1
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three posts: one quotes another and has a photo, one is gone, one is Japanese; and an article with a picture."""
    folder = tmp_path_factory.mktemp("searched")
    photo = "https://pbs.example/brass.jpg"
    quoted = Post(
        platform="twitter", id="2900000000000000009", handle="old_harbour", text="Parade starts at the sluice"
    )
    with Store.open(folder) as store:
        store.begin_run("test")
        scan = Scan(
            document=Document(text="A b c d", title="Music", source="m.txt", base_url="https://paper.example/music"),
            embeds=(
                shown(BRASS, "The band plays, one tuba short", 0),
                shown(RAIN, "Umbrellas over the ferry", 2),
                shown(TOWER, "東京タワーに行く", 4),
            ),
            images=(
                Image(url="https://paper.example/mayor.jpg", alt="", caption="The mayor hums along", start=6, end=7),
            ),
        )
        store.add_article(b"A b c d", scan, "music", parser="test", url="https://paper.example/music")
        media = (MediaRef(candidates=(photo,), alt="Trombones in the drizzle", index=0),)
        brass = tweet(BRASS, "The band plays again", media=media, quotes=page("2900000000000000009"), related=(quoted,))
        store.add_post(f"twitter:{BRASS}", brass, parser="test", captured_at=AT)
        store.add_post(f"twitter:{RAIN}", Missing(reason=Reason.DELETED), parser="test", captured_at=AT)
        store.add_post(f"twitter:{TOWER}", tweet(TOWER, "東京タワーに行く"), parser="test", captured_at=AT)
        store.end_run(0, {})
    return folder


@pytest.fixture(scope="module")
def searched(folder: Path, ask_of: Callable[[Path], contextlib.AbstractContextManager[Ask]]) -> Iterator[Ask]:
    """Ask for what a search leads to."""
    with ask_of(folder) as asked:
        yield lambda query: asked(f"/-/timeline?{urlencode({'q': query})}")


def found(ask: Ask, query: str) -> str:
    """The page of results."""
    answer = ask(query)
    assert answer.status_code == 200
    return str(answer.text)


@pytest.mark.parametrize(
    ("query", "where", "marked"),
    [
        ("sluice", "In a post that it quotes or answers:", "<mark>sluice</mark>"),
        ("old_harbour", "In a post that it quotes or answers:", "<mark>old_harbour</mark>"),
        ("2900000000000000009", "In a post that it quotes or answers:", "<mark>2900000000000000009</mark>"),
        ("drizzle", "In what describes a picture, a link, a poll or the place:", "<mark>drizzle</mark>"),
        ('"one tuba"', "As an article printed it:", "<mark>one tuba</mark>"),
        ("trombone", "In what describes a picture, a link, a poll or the place:", "<mark>Trombones</mark>"),
    ],
)
def test_what_stands_beside_a_post_is_found_and_said(searched: Ask, query: str, where: str, marked: str) -> None:
    """Quoted posts, descriptions of pictures, and the article's own quotation."""
    text = found(searched, query)
    assert where in text
    assert marked in text
    assert text.count('<article class="card') == 1


def test_words_are_found_by_their_beginnings_and_phrases_as_they_stand(searched: Ask) -> None:
    """Inflected languages; two letters would begin a word of every post."""
    assert "<mark>Umbrellas</mark>" in found(searched, "umbr")
    assert "<mark>Umbrellas</mark>" not in found(searched, '"umbr"')
    assert "<mark>Umbrellas</mark>" not in found(searched, "um")


@pytest.mark.parametrize("query", ["タワー", "東京", "行く", "東京タワーに行く"])
def test_scripts_without_spaces_are_searched_inside(searched: Ask, query: str) -> None:
    """What a reader would call a word stands within a run of letters."""
    text = found(searched, query)
    assert f"<mark>{query}</mark>" in text
    assert "\x1f" not in text


def test_captions_lead_to_their_article(searched: Ask) -> None:
    """The article's own pictures belong to no post."""
    text = found(searched, "hums")
    assert "In what is said of a picture:" in text
    assert "<mark>hums</mark>" in text


@pytest.mark.parametrize(
    "query",
    [
        BRASS,
        page(BRASS),
        f"twitter.com/mila_brand/status/{BRASS}?s=20",
        f"https://mobile.twitter.com/mila_brand/status/{BRASS}",
        f"  <https://web.archive.org/web/20260912000000/https://twitter.com/mila_brand/status/{BRASS}> ",
    ],
)
def test_an_address_or_an_id_opens_its_post(searched: Ask, query: str) -> None:
    """In any of its spellings."""
    answer = searched(query)
    assert (answer.status_code, answer.headers["location"]) == (302, "/-/post/1")


def test_an_address_opens_its_article(searched: Ask) -> None:
    """The page that was scanned; what is not here is looked for as words."""
    answer = searched("https://paper.example/music")
    assert answer.headers["location"] == "/-/article/1"
    assert "No post has all of these words." in found(searched, page("999"))


def test_erased_words_are_found_no_more(folder: Path, tmp_path: Path) -> None:
    """Neither its own nor what stood beside it."""
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    with Store.open(copy) as store:
        erase(store, f"twitter:{BRASS}", reason="asked for")
        indexed = store.connection.execute("SELECT quoted, described, printed, unspaced FROM posts WHERE id = 1")
        assert set(indexed.fetchone()) == {None}
        for word in ("tuba", "sluice", "drizzle", "plays"):
            hits = store.connection.execute("SELECT count(*) FROM posts_fts WHERE posts_fts MATCH ?", (word,))
            assert hits.fetchone() == (0,)
