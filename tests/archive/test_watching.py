"""A watch: what it reads and looks at when, what it tells, and that it goes on where it was. Nobody sleeps here."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from embedarchive import Archive
from embedarchive.archive.results import Found, Looked
from embedarchive.archive.watch import schedule
from embedarchive.archive.watch.schedule import Plan, Seen, Watched, next_look
from embedarchive.archive.watch.watching import Unsent, Vanished, Watch
from embedarchive.errors import UsageError
from embedarchive.platforms.twitter import syndication
from embedarchive.store import verify
from embedarchive.store.watched import alone

LIVE = "2098313091371589249"
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
ITEM = (
    "<item><title>The mill</title><link>https://news.example/mill</link><guid>1</guid><description>&lt;blockquote"
    f" class=twitter-tweet&gt;&lt;p&gt;The sails are moving!&lt;/p&gt;&lt;a href=https://x.com/m/status/{LIVE}&gt;"
    "September 12, 2026&lt;/a&gt;&lt;/blockquote&gt;</description></item>"
)
GONE = {"text": {"text": "This Post was deleted by the Post author."}}
TOMBSTONE = {"__typename": "TweetTombstone", "tombstone": GONE}


class World:
    """A feed, a platform, a clock and a webhook, all in hand."""

    def __init__(self, folder: Path, record: Callable[..., Path], tweet: Callable[..., bytes]) -> None:
        self.folder, self.at = folder, dt.datetime(2026, 9, 14, 8, 0, tzinfo=dt.UTC)
        self.feed = folder / "feed.xml"
        self.write(ITEM)
        self._record, self._answer = record, tweet(LIVE, "m", "The sails are moving!")
        self.told: list[dict[str, Any]] = []
        self.refusal: str | None = None
        self.plan = Plan(sources=(Watched(source=str(self.feed), every=HOUR),), webhook="https://hooks.example/secret")

    def write(self, items: str) -> None:
        """What the feed holds from now on."""
        self.feed.write_text(f"<rss><channel><title>News</title>{items}</channel></rss>", encoding="utf-8")

    def delete(self) -> None:
        """Let the post be deleted."""
        self._answer = json.dumps(TOMBSTONE).encode()

    def open(self) -> Archive:
        """The archive, and the platform as it is now."""
        web = {syndication.request(LIVE).url: (200, "application/json", self._answer)}
        warc = self._record(web, at=self.at)
        return Archive(self.folder / "a", recordings=warc, new_only=True, clock=lambda: self.at)

    def _post(self, _url: str, data: bytes) -> str | None:
        if self.refusal is None:
            self.told.append(json.loads(data))
        return self.refusal

    @property
    def watch(self) -> Watch:
        """A watch as a new process makes it: nothing is remembered but what is in the archive."""
        return Watch(self.plan, self.open, self._post, lambda: self.at)

    def round(self, after: dt.timedelta = dt.timedelta(0)) -> list[Any]:
        """What a round tells, so much later."""
        self.at += after
        return list(self.watch.round())


@pytest.fixture
def world(tmp_path: Path, record: Callable[..., Path], tweet: Callable[..., bytes]) -> World:
    """All of it."""
    return World(tmp_path, record, tweet)


def of(kind: type, events: list[Any]) -> list[Any]:
    """The events of a kind."""
    return [event for event in events if isinstance(event, kind)]


def test_sources_are_read_when_they_are_due(world: World) -> None:
    """And what they had before is not read again."""
    assert len(of(Found, world.round())) == 1
    assert world.watch.pause() == HOUR
    world.write(ITEM + ITEM.replace("<guid>1", "<guid>2"))
    assert not of(Found, world.round(HOUR / 2))
    assert len(of(Found, world.round(HOUR / 2))) == 1


def test_what_vanished_is_told_once(world: World) -> None:
    """As a line and to the webhook, which is asked again until it takes it; the post is kept."""
    world.round()
    assert not of(Vanished, world.round(DAY))
    world.delete()
    world.refusal = "it answered 500."
    events = world.round(2 * DAY)
    (gone,) = of(Vanished, events)
    assert (gone.key, gone.reason, gone.kept) == (f"twitter:{LIVE}", "deleted", True)
    (unsent,) = of(Unsent, events)
    assert "hooks.example" in unsent.sentence
    assert "secret" not in unsent.sentence
    assert not world.told
    world.refusal = None
    assert not of(Vanished, world.round())
    assert [told["key"] for told in world.told] == [f"twitter:{LIVE}"]
    world.round(HOUR)
    assert len(world.told) == 1
    assert verify(world.folder / "a").sound


def test_what_was_gone_before_the_watch_began_is_no_news(world: World) -> None:
    """It is in the archive, and on its pages."""
    world.delete()
    with world.open() as archive:
        list(archive.add(world.feed))
    assert not of(Vanished, world.round())


def test_a_watch_that_is_killed_goes_on_where_it_was(world: World) -> None:
    """A source that was not read to its end is due again, and what it gave is not read twice."""
    world.write(ITEM + ITEM.replace("<guid>1", "<guid>2"))
    events = world.watch.round()
    next(event for event in events if isinstance(event, Found))
    events.close()  # type: ignore[attr-defined]
    assert len(of(Found, world.round())) <= 1
    assert not of(Found, world.round())


def test_a_post_is_looked_at_again_more_rarely_the_older_it_is(world: World) -> None:
    """Two days old: after five hours; forty: after four days."""
    world.round()
    assert not of(Looked, world.round(HOUR))
    assert of(Looked, world.round(5 * HOUR))
    assert of(Looked, world.round(40 * DAY))
    assert not of(Looked, world.round(3 * DAY))
    assert of(Looked, world.round(2 * DAY))


def test_when_a_post_is_looked_at_again() -> None:
    """A tenth of its age, an hour at least and a month at most; what was found gone of late, a quarter of that time."""
    at = dt.datetime(2026, 9, 14, tzinfo=dt.UTC)

    def wait(age: dt.timedelta, gone: dt.timedelta | None = None) -> dt.timedelta:
        seen = Seen(key="k", posted_at=at - age, looked_at=at, gone_at=None if gone is None else at - gone)
        return next_look(seen, at) - at

    assert [wait(age * DAY) for age in (0, 10, 4000)] == [HOUR, DAY, 30 * DAY]
    assert [wait(400 * DAY, gone) for gone in (HOUR, DAY, 8 * DAY)] == [HOUR, 6 * HOUR, 30 * DAY]
    assert wait(-DAY) == HOUR


def test_one_watch_at_a_time(tmp_path: Path) -> None:
    """The second is told so; when the first has ended, there is room again."""
    with alone(tmp_path) as first, alone(tmp_path) as second:
        assert (first, second) == (True, False)
    with alone(tmp_path) as third:
        assert third


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[sources\n", "is no TOML"),
        (f"a{'.a' * 20_000} = 1\n", "too long"),
        ("#\n" * 600_000, "too long"),
        ("", "needs a table"),
        ('[sources]\n"a" = "often"', "how often is “a” read"),
        ('[sources]\n"a" = "0m"', "how often"),
        ('[sources]\n"-" = "1h"', "standard input"),
        ('webhok = "x"\n[sources]\n"a" = "1h"', "“webhok” means nothing"),
        ('webhook = "x"\n[sources]\n"a" = "1h"', "webhook is to be an address"),
        ('recheck = 1\n[sources]\n"a" = "1h"', "true or false"),
    ],
)
def test_a_plan_that_makes_no_sense_is_a_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    """With the file's name and what is meant."""
    (tmp_path / "watch.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=sentence):
        schedule.read(tmp_path / "watch.toml")


def test_a_plan(tmp_path: Path) -> None:
    """Paths are seen from its folder; nobody is asked more often than once a minute."""
    text = 'recheck = false\n[sources]\n"https://news.example/feed" = "30m"\n"in" = "1s"\n'
    (tmp_path / "watch.toml").write_text(text, encoding="utf-8")
    plan = schedule.read(tmp_path / "watch.toml")
    assert [(each.source, each.every) for each in plan.sources] == [
        ("https://news.example/feed", HOUR / 2),
        (str(tmp_path / "in"), dt.timedelta(minutes=1)),
    ]
    assert not plan.recheck


def test_a_webhook_is_told_and_guarded() -> None:
    """By POST, without following anything; addresses of an intranet only where they are allowed."""
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from threading import Thread

    from embedarchive.archive.watch.webhook import poster

    taken: list[tuple[str, bytes]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            taken.append((str(self.headers["content-type"]), body))
            self.send_response(204 if self.path == "/hook" else 302)
            self.send_header("location", "/hook")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Hook)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        url = f"http://127.0.0.1:{server.server_port}/"
        send = poster((), allow_private=True, proxy=None)
        assert send(f"{url}hook", b"{}") is None
        assert send(f"{url}elsewhere", b"{}") == "it answered 302."
        assert "not a public address" in str(poster((), allow_private=False, proxy=None)(f"{url}hook", b"{}"))
    finally:
        server.shutdown()
        server.server_close()
    assert taken == [("application/json", b"{}")] * 2
