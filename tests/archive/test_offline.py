"""Being offline is nobody's fault: it uses up no tries, and what is really gone uses up its own."""

from __future__ import annotations

import datetime as dt
import socket
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from embedarchive import Archive
from embedarchive.archive.results import Fetched, Idle, Ledger, Result
from embedarchive.model import Reason
from embedarchive.store import verify


@pytest.fixture
def world(site: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:  # noqa: ANN401 -- a fixture's type
    """The hosts there are, by name; every other name is unknown. Nobody is there to begin with."""
    from embedarchive import web
    from embedarchive.archive import folder
    from embedarchive.web.rates import Rate, Turnstile

    hosts: dict[str, str] = {}

    async def resolver(host: str, _port: int) -> list[str]:
        if host not in hosts:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [hosts[host]]

    def open_source(_recordings: Sequence[Path], spool: Path | None = None, **_: Any) -> Any:  # noqa: ANN401 -- as the original
        fast = Turnstile(rates=(Rate(kinds=("page", "api", "media"), at_once=6, every_s=0),))
        return web.network(spool=spool, resolver=resolver, judge=lambda _: None, ports=None, turnstile=fast)

    monkeypatch.setattr(folder, "open_source", open_source)
    monkeypatch.setattr("embedarchive.web.responses.retry_delay", lambda *_: None)
    site.pages["busy.png"] = (503, "text/plain", b"busy")
    return hosts


@pytest.fixture
def article(site: Any, tmp_path: Path) -> Path:  # noqa: ANN401 -- a fixture's type
    """A post, a picture at a host that is always busy, and one at a host that may be gone."""
    path = tmp_path / "article.html"
    pictures = "".join(
        f'<figure><img src="{site.url(name, host)}" alt="The mill" width="640" height="480"></figure>'
        for name, host in (("busy.png", "busy.example"), ("gone.png", "gone.example"))
    )
    path.write_text(
        '<!doctype html><title>Mill</title><article><h1>Mill</h1><p>It turns.</p><blockquote class="twitter-tweet">'
        "<p>The sails are moving!</p>&mdash; Mila (@mila_brand)"
        ' <a href="https://twitter.com/mila_brand/status/2098313091371589249">September 12, 2026</a></blockquote>'
        f"{pictures}</article>",
        encoding="utf-8",
    )
    return path


def states(folder: Path) -> list[tuple[str, str, int]]:
    """State, reason and tries of everything."""
    sql = "SELECT status, reason, attempts FROM posts UNION ALL SELECT status, reason, attempts FROM media"
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        return connection.execute(sql).fetchall()


def tried_again(folder: Path, **options: Any) -> list[Result]:  # noqa: ANN401 -- of Archive
    """`fetch --all`."""
    with Archive(folder, **options) as archive:
        return [event for event in archive.due_events(everything=True) if isinstance(event, Result)]


def test_offline_again_and_again_is_one_try(world: dict[str, str], article: Path, tmp_path: Path) -> None:
    """Ten runs without a network are in the log, and all is pending as after the first; online it goes on at once."""
    folder = tmp_path / "archive"
    with Archive(folder) as archive:
        assert {str(result.reason) for result in archive.add(article)} == {"dns"}
    for _ in range(9):
        assert len(tried_again(folder)) == 3
    assert states(folder) == [("pending", "dns", 1)] * 3
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        assert connection.execute("SELECT count(*) FROM fetches").fetchone()[0] >= 30
    world["busy.example"] = "127.0.0.1"
    tried_again(folder)
    assert ("pending", "server-error", 2) in states(folder)
    assert verify(folder).sound


def test_a_host_that_is_gone_while_others_answer_fails_in_the_end(
    world: dict[str, str], article: Path, tmp_path: Path
) -> None:
    """With somebody there the network is there: eight tries and no more."""
    folder = tmp_path / "archive"
    world["busy.example"] = "127.0.0.1"
    with Archive(folder) as archive:
        list(archive.add(article))
    for _ in range(8):
        tried_again(folder)
    assert {(status, reason) for status, reason, _ in states(folder)} == {("failed", "dns"), ("failed", "server-error")}


def test_what_was_out_of_reach_for_thirty_days_has_failed(world: dict[str, str], article: Path, tmp_path: Path) -> None:
    """Not for ever: after thirty days a try is a try, whoever answers."""
    folder = tmp_path / "archive"
    assert not world
    with Archive(folder) as archive:
        list(archive.add(article))
    for days, state in ((29, "pending"), (31, "failed")):
        later = dt.datetime.now(dt.UTC) + dt.timedelta(days=days)
        tried_again(folder, clock=lambda later=later: later)
        assert {status for status, _, _ in states(folder)} == {state}


def test_nothing_to_try_says_what_waits(world: dict[str, str], article: Path, tmp_path: Path) -> None:
    """What is pending and not due yet is no success; what was never captured cannot be looked at again."""
    folder = tmp_path / "archive"
    world["busy.example"] = "127.0.0.1"
    with Archive(folder, only=["youtube"]) as archive:
        list(archive.add(article))
    with Archive(folder, only=["youtube"]) as archive:
        next(archive.due_events())
    with Archive(folder) as archive:
        ledger = Ledger()
        for event in archive.recheck_events():
            ledger.add(event)
        assert ledger.exit_code == 3
        assert ledger.unsettled == 1
    tried_again(folder)
    tried_again(folder)
    tried_again(folder)
    with Archive(folder) as archive:
        (idle,) = archive.due_events()
        assert isinstance(idle, Idle)
        assert idle.unsettled == 3
        assert "3 pending" in idle.sentence


@pytest.mark.parametrize(
    ("answers", "reasons", "away"),
    [
        ([None, None], ["dns", "connect"], True),
        ([None, 503], ["connect"], False),  # somebody answered
        ([None], ["connect", "deadline"], False),  # somebody was reached
        ([], ["connect"], False),  # nobody was asked: nothing is due yet
    ],
)
def test_the_network_is_called_away_only_when_nobody_answered(
    answers: list[int | None], reasons: list[str], *, away: bool
) -> None:
    """A host that is down while others answer is no network that is away, nor is what was not asked for again."""
    ledger = Ledger()
    for status in answers:
        reason = Reason.CONNECT if status is None else None
        ledger.add(
            Fetched(
                url="https://a.example/",
                status=status,
                reason=reason,
                detail="",
                size=0,
                elapsed_ms=1,
                source="network",
                key=None,
            )
        )
    assert ledger.is_offline(reasons) is away
