"""What is not there, not for everyone, or went wrong: said on a page of ours, at once, in plain words."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
from datasette.database import Database

from embedarchive.datasette_plugin.locale.translations import catalogue
from embedarchive.datasette_plugin.pages import error as error_pages
from embedarchive.datasette_plugin.pages import timeline

Ask = Callable[..., Any]
NEWER = (error_pages.DAMAGED, error_pages.UNASKABLE, error_pages.UNWRITTEN)
STRICT = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/nowhere", "There is no such page"),
        ("/-/post/abc", "There is no such page"),
        ("/-/post/999", "There is no post with this number"),
        ("/-/article/999", "There is no such article"),
        ("/nodatabase", "There is no such page"),
        ("/archive/notable", "There is no such table"),
        ("/archive/posts/99999", "There is no such row"),
        ("/-/blob/" + "0" * 64, "The archive holds no file with this fingerprint"),
    ],
)
def test_what_is_not_here(ask: Ask, capfd: pytest.CaptureFixture[str], path: str, sentence: str) -> None:
    """A calm page, strict like the others; no traceback and nobody's words in the log."""
    answer = ask(path)
    assert answer.status_code == 404
    assert f"{sentence}" in answer.text
    assert "<h1>Not here</h1>" in answer.text
    assert answer.headers["content-security-policy"] == STRICT
    assert "Traceback" not in "".join(capfd.readouterr())


def test_programs_get_what_they_ask_for(ask: Ask) -> None:
    """JSON for JSON, plain text for CSV."""
    answer = ask("/archive/notable.json")
    assert (answer.status_code, answer.json()["error"]) == (404, "There is no such table")
    answer = ask("/archive/notable.csv")
    assert (answer.status_code, answer.text) == (404, "There is no such table")


def test_what_is_not_for_everyone(ask: Ask) -> None:
    """Said without saying what it would have been."""
    hidden = {"databases": {"archive": {"tables": {"media": {"allow": False}}}}}
    answer = ask("/-/gallery", config=hidden)
    assert answer.status_code == 403
    assert "<h1>Not for everyone</h1>" in answer.text
    assert "view-table" not in answer.text
    assert ask("/archive/media", config=hidden).status_code == 403
    assert ask("/archive/media.json", config=hidden).json()["ok"] is False


def test_what_went_wrong(ask: Ask, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """A page without a word of the program's; the log has the traceback, without other people's words in it."""
    written = "what somebody wrote"

    async def broken(*_: object) -> None:
        words = written
        raise RuntimeError(f"{len(words)} is a number")

    monkeypatch.setattr(timeline, "cards", broken)
    answer = ask("/-/timeline", Accept_Language="nl")
    said = "".join(capfd.readouterr())
    assert answer.status_code == 500
    assert "<h1>Hier ging iets mis</h1>" in answer.text
    assert "RuntimeError" not in answer.text
    assert "RuntimeError: 19 is a number" in said
    assert written not in said


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_what_went_wrong_as_data_names_no_file(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], kind: str
) -> None:
    """A file of this machine that an error names stands in the log, not in the answer."""
    ask("/")  # it has started
    execute = Database.execute

    async def broken(self: Database, *given: Any, **options: Any) -> Any:  # noqa: ANN401 -- Datasette's
        if self.name == "archive":
            raise PermissionError(13, "Permission denied", "/home/mira/archive.db")
        return await execute(self, *given, **options)

    monkeypatch.setattr(Database, "execute", broken)
    answer = ask(f"/archive/posts.{kind}")
    assert answer.status_code == 500
    assert "mira" not in answer.text
    assert "mira" in "".join(capfd.readouterr())


def test_w7_a_query_without_end_is_stopped(ask: Ask) -> None:
    """And stands there to be mended and sent again."""
    hasty = {"settings": {"sql_time_limit_ms": 150}}
    loop = "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n"
    answer = ask(f"/archive/-/query?sql={loop}".replace(" ", "+"), config=hasty)
    assert "<textarea" in answer.text
    assert "with recursive" in answer.text


def test_every_sentence_has_a_dutch_one() -> None:
    """What a page says of an error is no template's."""
    said = [*error_pages.HEADINGS.values(), *error_pages.SENTENCES.values(), error_pages.HIDDEN, error_pages.SLOW]
    assert [one for one in [*said, error_pages.BROKEN, *NEWER] if one not in catalogue("nl").sentences] == []


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("/archive/posts.CSV", "/archive/posts.csv"),
        ("/archive/posts.Json?_size=1&id__gt=0", "/archive/posts.json?_size=1&id__gt=0"),
        ("/archive/posts.JSON", "/archive/posts.json"),
        ("/archive/posts/1.Json", "/archive/posts/1.json"),
        ("/archive/near.CSV", "/archive/near.csv"),
        ("/archive/-/query.CSV?sql=select+1", "/archive/-/query.csv?sql=select+1"),
        ("//evil.example/archive/posts.CSV", None),
    ],
)
def test_an_ending_in_capitals(ask: Ask, path: str, there: str | None) -> None:
    """It leads to the same in small letters, and never to another site."""
    answer = ask(path)
    assert answer.status_code in ((302,) if there else (302, 404))
    location = answer.headers.get("location", "/")
    assert location.startswith("/")
    assert not location.startswith("//")
    if there:
        assert location == there
        assert ask(there).status_code == 200


@pytest.mark.parametrize("ending", ["xml", "exe", "db", "geojson", "kml", "CSV2", "atom"])
def test_an_ending_that_is_no_format(ask: Ask, capfd: pytest.CaptureFixture[str], ending: str) -> None:
    """Not here, instead of something that went wrong; no traceback."""
    for path in (f"/archive/posts.{ending}", f"/archive/-/query.{ending}?sql=select+1"):
        answer = ask(path)
        assert answer.status_code == 404
        assert "There is no such format" in answer.text
    assert "Traceback" not in "".join(capfd.readouterr())


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")  # Datasette's, of facets after the odd one
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    "query",
    ["_facet=nope", "_facet_array=text", "_timelimit=abc", "_through=%7B", "_size=-1", "_sort=nope", "_col=zz"],
)
def test_a_query_that_no_table_can_answer(ask: Ask, capfd: pytest.CaptureFixture[str], query: str) -> None:
    """It is the address that is odd, not the server."""
    for ending in ("", ".csv", ".json"):
        assert ask(f"/archive/posts{ending}?{query}").status_code in {200, 400}
    assert "Traceback" not in "".join(capfd.readouterr())


def test_a_damaged_archive_says_so(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """What SQLite calls malformed is named, with the command that says more."""

    async def broken(*_: object) -> None:
        error = sqlite3.DatabaseError("database disk image is malformed")
        error.sqlite_errorname = "SQLITE_CORRUPT"
        raise error

    monkeypatch.setattr(timeline, "cards", broken)
    answer = ask("/-/timeline")
    assert (answer.status_code, error_pages.DAMAGED in answer.text) == (500, True)
