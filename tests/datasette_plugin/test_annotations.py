"""What people say, on the pages: as their words, written by who may and nobody else, hidden with what it is of."""

from __future__ import annotations

import asyncio
import contextvars
import html
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from datasette.app import Datasette
from datasette.utils import parse_metadata

from embedarchive import Archive
from embedarchive.datasette_plugin import config_path
from embedarchive.store import Store
from embedarchive.store.verifying import verify

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
HERE = "http://127.0.0.1:8001"
EDIT = {"plugins": {"embedarchive": {"edit": "here"}}}
Send = Callable[..., Any]


@pytest.fixture(scope="module")
def said_of(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the archive in which two people say things."""
    folder = Path(shutil.copytree(archive, tmp_path_factory.mktemp("said") / "snapshots"))
    with Archive(folder, operator=HOSTILE) as opened:
        opened.note(1, f"Zanzibarfluister {HOSTILE}")
        opened.note(1, "Matches the crane", verification="verified")
        opened.tag(1, "night", HOSTILE[:90])
        opened.collect("The quay", 1, 2, "article:1")
        opened.note("article:1", "Read twice")
        (digest,) = (row.digest for row in opened.post(1).media[:1])
        opened.note(str(digest), "Seen from the pier")
    return folder


@pytest.fixture(scope="module")
def send() -> Iterator[Send]:
    """Ask an archive for a path, or send a form to it, as `datasette.yml` with these settings has it."""
    started: dict[str, Datasette] = {}
    with asyncio.Runner() as runner:

        def asked(
            folder: Path,
            path: str,
            form: dict[str, str] | None = None,
            *,
            config: dict[str, Any] | None = None,
            public: bool = False,
            actor: str | None = None,
            **headers: str,
        ) -> Any:  # noqa: ANN401 -- httpx2's
            name = repr((folder, config, public))
            if name not in started:
                settled = {**parse_metadata(config_path().read_text(encoding="utf-8")), **(config or {})}
                opened = {"immutables" if public else "files": [str(folder / "archive.db")]}
                made = contextvars.Context().run(partial(Datasette, **{"files": [], **opened}, config=settled))
                started[name] = made
                runner.run(made.invoke_startup())
            client = started[name].client
            told = {"headers": {name.replace("_", "-"): value for name, value in headers.items()}}
            if actor:
                told["cookies"] = {"ds_actor": client.actor_cookie({"id": actor})}
            if form is None:
                return runner.run(client.get(path, **told))
            told["headers"]["content-type"] = "application/x-www-form-urlencoded"
            return runner.run(client.post(path, content=urlencode(form), **told))

        yield asked
        for datasette in started.values():
            datasette.close()


@pytest.fixture
def own(archive: Path, tmp_path: Path) -> Path:
    """A copy of the archive to write to."""
    return Path(shutil.copytree(archive, tmp_path / "snapshots"))


def _said(folder: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        return connection.execute("SELECT kind, value, words, operator FROM annotation_log ORDER BY id").fetchall()


def test_pages_show_it_as_somebodys_words(said_of: Path, send: Send) -> None:
    """Apart from the evidence, with who and when, and nothing of it runs; without a form, since nobody may write."""
    page = send(said_of, "/-/post/1").text
    section = page[page.index('id="annotations"') :].partition("</section>")[0]
    assert "no part of what was captured" in section
    for words in ("Zanzibarfluister", "Verified", "Matches the crane", "night", "The quay"):
        assert words in section
    assert (HOSTILE in page, html.escape(HOSTILE[:25], quote=False) in section) == (False, True)
    assert ("<form" in section, "Read twice" in page) == (False, False)
    assert "Read twice" in send(said_of, "/-/article/1").text
    with closing(sqlite3.connect(said_of / "archive.db")) as connection:
        sql = "SELECT digest FROM media JOIN annotations ON media_id = media.id"
        ((digest,),) = connection.execute(sql).fetchall()
    assert "Seen from the pier" in send(said_of, f"/-/file/{digest}").text
    assert 'id="annotations"' not in send(said_of, "/-/post/3").text
    assert "Wat mensen ervan zeggen" in send(said_of, "/-/post/1", accept_language="nl").text


def test_the_page_of_collections_and_tags(said_of: Path, send: Send) -> None:
    """How much is in each, and the way to its posts; a sentence where there is none."""
    page = send(said_of, "/-/collections").text
    assert "/-/timeline?collection=The+quay" in page
    assert "2 posts, 1 article or file" in page
    assert HOSTILE[:25] not in page


@pytest.mark.parametrize(
    ("query", "posts"),
    [
        ("tag=NIGHT", [1]),
        ("collection=the+quay", [2, 1]),
        ("verification=verified", [1]),
        ("q=collection:%22The+quay%22+tag:night", [1]),
        ("verification=unverified", [5, 4, 3, 2]),
    ],
)
def test_a_selection_by_what_people_say(said_of: Path, send: Send, query: str, posts: list[int]) -> None:
    """On the timeline and in files, told as a filter that can be taken away."""
    page = send(said_of, f"/-/timeline?{query}").text
    assert all(f'href="/-/post/{number}"' in page for number in posts)
    assert 'class="chosen"' in page
    assert [row["id"] for row in send(said_of, f"/-/posts.json?{query}").json()] == sorted(posts)
    assert send(said_of, f"/-/gallery?{query}").status_code == 200
    assert send(said_of, f"/-/snapshots.atom?{query}").status_code == 200


def test_a_tag_that_there_is_not(said_of: Path, send: Send) -> None:
    """Is said, with those that there are; of data it is an error."""
    assert "nothing that “tag” can be" in send(said_of, "/-/timeline?tag=dusk").text
    assert "It can be unverified, verified, false, disputed" in send(said_of, "/-/timeline?verification=true").text
    assert send(said_of, "/-/posts.csv?tag=dusk").status_code == 400


def test_nothing_is_written_unless_it_is_served_for_that(own: Path, send: Send) -> None:
    """Without `--edit`, on a copy that never changes, from elsewhere, from another site, and without the permission."""
    form = {"kind": "note", "words": "x", "operator": "Ann"}
    denied = EDIT | {"permissions": {"embedarchive-edit": False}}
    allowed = {"plugins": {"embedarchive": {"edit": "allowed"}}, "permissions": {"embedarchive-edit": {"id": "ann"}}}
    attempts: list[dict[str, Any]] = [
        {},
        {"config": EDIT, "public": True},
        {"config": EDIT, "host": "evil.example:8001"},
        {"config": EDIT, "sec_fetch_site": "cross-site"},
        {"config": EDIT, "origin": "http://evil.example"},
        {"config": denied},
        {"config": allowed},
        {"config": allowed, "actor": "otto"},
        {"config": EDIT | {"databases": {"archive": {"tables": {"posts": {"allow": False}}}}}},
        {"config": EDIT | {"allow": {"id": "*"}}},
    ]
    for attempt in attempts:
        answer = send(own, "/-/annotate/post/1", form, **({"host": "127.0.0.1:8001"} | attempt))
        assert answer.status_code == 403, attempt
    assert send(own, f"/-/annotate/post/1?{urlencode(form)}", config=EDIT, host="localhost").status_code == 405
    assert send(own, "/-/post/1", config=EDIT, host="localhost").status_code == 200
    assert _said(own) == []


def test_who_may_writes_on_the_pages(own: Path, send: Send) -> None:
    """Notes, tags, collections, verifications, on posts, articles and files, beside a run; both chains verify."""
    here = partial(send, own, config=EDIT, host="127.0.0.1:8001", sec_fetch_site="same-origin")
    page = here("/-/post/1").text
    assert 'action="/-/annotate/post/1"' in page
    assert "Your name" in page
    with closing(sqlite3.connect(own / "archive.db")) as connection:
        (digest,) = connection.execute("SELECT digest FROM media WHERE digest IS NOT NULL").fetchone()
    ann = {"operator": "Ann"}
    forms = [
        ("post/1", ann | {"kind": "note", "words": "At noon\r\n\r\nor later"}),
        ("post/1", ann | {"kind": "verification", "value": "false", "words": "The shadow"}),
        ("post/1", ann | {"kind": "tag", "value": "night"}),
        ("post/1", {"kind": "untag", "value": "night"}),
        ("article/1", ann | {"kind": "collect", "value": "Quay"}),
        (f"file/{digest}", ann | {"kind": "note", "words": "Seen"}),
        ("post/1", {"kind": "withdrawal", "number": "1"}),
    ]
    with Store.open(own) as running:
        running.begin_run("scan")
        for path, form in forms:
            answer = here(f"/-/annotate/{path}", form)
            assert (answer.status_code, answer.headers["location"]) == (303, f"/-/{path}#annotations")
        running.end_run(0)
    assert _said(own) == [
        ("note", None, "At noon\n\nor later", "Ann"),
        ("verification", "false", "The shadow", "Ann"),
        ("tag", "night", None, "Ann"),
        ("untag", "night", None, None),
        ("collect", "Quay", None, "Ann"),
        ("note", None, "Seen", "Ann"),
        ("withdrawal", None, None, None),
    ]
    page = here("/-/post/1").text
    assert "<b>False</b>" in page
    before = page[page.index('class="earlier"') :].partition("</details>")[0]
    assert all(words in before for words in ("A note", "or later", "A tag that was taken off", "night"))
    assert "The shadow" not in before
    assert verify(own).problems == ()


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"kind": "note"},
        {"kind": "x", "value": "y"},
        {"kind": "tag", "value": ""},
        {"kind": "verification", "value": "verified"},
        {"kind": "verification", "value": "true", "operator": "Ann"},
        {"kind": "withdrawal", "number": "99"},
        {"kind": "note", "words": "x" * 20_001},
    ],
)
def test_a_form_that_says_nothing_is_refused_in_a_sentence(own: Path, send: Send, form: dict[str, str]) -> None:
    """And nothing is written."""
    answer = send(own, "/-/annotate/post/1", form, config=EDIT, host="localhost:8001")
    assert (answer.status_code, "embedarchive-error" in answer.text) == (400, False)
    assert _said(own) == []


def test_who_has_a_name_signs_with_it(own: Path, send: Send) -> None:
    """Whatever the form says; without one it is whom the server was started for."""
    allowed = {"plugins": {"embedarchive": {"edit": "allowed"}}, "permissions": {"embedarchive-edit": {"id": "ann"}}}
    form = {"kind": "note", "words": "Mine", "operator": "Somebody else"}
    assert send(own, "/-/annotate/post/1", form, config=allowed, actor="ann").status_code == 303
    started = {"plugins": {"embedarchive": {"edit": "here", "operator": "Jane"}}}
    assert send(own, "/-/annotate/post/1", form, config=started, host="localhost").status_code == 303
    assert [row[3] for row in _said(own)] == ["ann", "Jane"]
    assert "Your name" not in send(own, "/-/post/1", config=allowed, actor="ann").text


@pytest.mark.parametrize(
    "config",
    [
        {"plugins": {"embedarchive": {"annotations": "hide"}}},
        {"databases": {"archive": {"tables": {"annotation_log": {"allow": False}}}}},
        {"databases": {"archive": {"tables": {"articles": {"allow": False}}}}},
    ],
    ids=["hidden", "a table", "what it is of"],
)
def test_what_is_hidden_is_nowhere(said_of: Path, send: Send, config: dict[str, Any]) -> None:
    """On no page, in no table, file or filter; where all of it is hidden, the database is given to nobody."""
    for path in ("/-/post/1", "/-/timeline", "/archive", "/archive.json", "/-/posts.json"):
        answer = send(said_of, path, config=config)
        assert answer.status_code == 200, path
        assert ("Zanzibarfluister" in answer.text, "Matches the crane" in answer.text) == (False, False), path
    refused = ["/-/collections", "/archive/annotations", "/archive/annotation_log.json", "/-/timeline?tag=night"]
    if "plugins" in config:
        refused += ["/archive.db", "/archive/-/query?sql=select+words+from+annotations"]
    for path in refused:
        assert send(said_of, path, config=config).status_code == 403, path


def test_a_setting_that_is_misspelt_stops_the_start(archive: Path, send: Send) -> None:
    """With a sentence."""
    for name in ("edit", "annotations"):
        with pytest.raises(Exception, match=f"plugins.embedarchive.{name} in datasette.yml must be"):
            send(archive, "/", config={"plugins": {"embedarchive": {name: "yes"}}})
