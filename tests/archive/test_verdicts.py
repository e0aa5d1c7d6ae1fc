"""A platform that calls many posts gone and shows none is not believed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from embedarchive import Archive
from embedarchive.archive.fetching.verdicts import MANY, Verdicts
from embedarchive.archive.results import Change, Event, HeldBack, Looked, Result
from embedarchive.cli.printers import Lines
from embedarchive.model import Missing, Post, Reason
from embedarchive.platforms.twitter import syndication

IDS = [str(2098313091371589000 + number) for number in range(MANY + 2)]
DELETED = json.dumps(
    {"__typename": "TweetTombstone", "tombstone": {"text": {"text": "This Post was deleted by the Post author."}}}
).encode()
GONE = Missing(reason=Reason.DELETED, detail="It says so.", id="1")
SHOWN = Post(platform="twitter", id="1", text="Here.")


def told(said: Sequence[Post | Missing], *, lives: bool) -> tuple[list[str], int]:
    """What becomes of what a platform says of post after post, in the order of finishing; how often held back."""
    finished: list[str] = []
    events: list[HeldBack] = []

    async def known(_: str) -> bool:
        return lives

    async def run() -> None:
        verdicts = Verdicts(known, events.append)
        for number, each in enumerate(said):

            async def finish(worth: Post | Missing, number: int = number) -> None:
                finished.append(f"{number} {worth.reason if isinstance(worth, Missing) else 'shown'}")

            await verdicts.hear("twitter", str(number), each, finish)
        await verdicts.end()

    asyncio.run(run())
    return finished, len(events)


def test_few_are_believed_when_the_run_ends() -> None:
    """Two deleted posts in an article are two deleted posts."""
    assert told([GONE, GONE], lives=False) == (["0 deleted", "1 deleted"], 0)


def test_a_post_that_is_shown_settles_it() -> None:
    """What waited is believed at once, and what follows does not wait."""
    said: list[Post | Missing] = [*[GONE] * (MANY - 1), SHOWN, *[GONE] * MANY]
    finished, held = told(said, lives=False)
    assert finished[0] == f"{MANY - 1} shown"
    assert [line for line in finished if "protocol" in line] == []
    assert len(finished) == len(said)
    assert held == 0


def test_many_are_held_back_when_the_known_post_is_not_shown_either() -> None:
    """Those before, and those that follow; said once. What nobody can read counts as much."""
    finished, held = told([*[Missing(reason=Reason.PROTOCOL)] * 5, *[GONE] * MANY], lives=False)
    assert len(finished) == MANY + 5
    assert {line.split()[1] for line in finished} == {"protocol"}
    assert held == 1


def test_many_are_believed_when_the_known_post_is_shown() -> None:
    """A source that shows a living post may say that others are gone."""
    finished, held = told([GONE] * (MANY + 2), lives=True)
    assert {line.split()[1] for line in finished} == {"deleted"}
    assert held == 0


def test_failures_that_say_nothing_of_a_post_do_not_count() -> None:
    """A network that is away is no verdict, and nothing waits for it."""
    finished, held = told([*[Missing(reason=Reason.CONNECT)] * MANY, GONE], lives=False)
    assert finished[-1] == f"{MANY} deleted"
    assert held == 0


# ------------------------------------------------------------------------------------------------------- a whole run


def article(folder: Path, ids: Sequence[str]) -> Path:
    """Shows each of these tweets once, the first one twice."""
    path = folder / "many.html"
    posts = "".join(
        f'<blockquote class="twitter-tweet"><p>Words {each}.</p>&mdash; Mila (@mila) '
        f'<a href="https://twitter.com/mila/status/{each}">September 12, 2026</a></blockquote><p>And so on.</p>'
        for each in (*ids, ids[0])
    )
    path.write_text(f"<article><h1>Gone</h1>{posts}</article>", encoding="utf-8")
    return path


def ran(folder: Path, source: Path, recording: Path) -> list[Event]:
    """All that a scan tells."""
    with Archive(folder / "archive", recordings=recording, images=False) as archive:
        return list(archive.events([source]))


@pytest.mark.parametrize("shown", [False, True])
def test_a_run_over_many_that_are_gone(
    record: Callable[..., Path], tweet: Callable[..., bytes], tmp_path: Path, *, shown: bool
) -> None:
    """Pending, with one line about the platform; deleted, where it shows the post that everybody knows."""
    answers = {syndication.request(each).url: (200, "application/json", DELETED) for each in IDS}
    if shown:
        answers[syndication.request("20").url] = (200, "application/json", tweet("20", "jack", "setting up"))
    events = ran(tmp_path, article(tmp_path, IDS), record(answers))
    results = [event for event in events if isinstance(event, Result)]
    assert sorted(result.index for result in results) == list(range(len(IDS) + 1))
    assert {str(result.reason) for result in results} == ({"deleted"} if shown else {"protocol"})
    held = [event for event in events if isinstance(event, HeldBack)]
    assert [event.platform for event in held] == ([] if shown else ["twitter"])
    with Archive(tmp_path / "archive", create=False, recordings=record(answers)) as archive:
        waiting = [event for event in archive.due_events(everything=True) if isinstance(event, Result)]
    assert len(waiting) == (0 if shown else len(IDS))
    assert {str(event.status) for event in waiting} <= {"pending"}


def test_it_is_said_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """On the terminal, in words, with what to do."""
    Lines(verbose=False, quiet=False).print(HeldBack(platform="twitter", posts=12))
    said = " ".join(capsys.readouterr().out.split())
    assert said.startswith("X (Twitter) shows none of 12 posts")
    assert "stay pending" in said


def test_a_few_that_are_gone_are_told_once_each(record: Callable[..., Path], tmp_path: Path) -> None:
    """Also where a post stands in two places; a recovered one has its files."""
    answers = {syndication.request(each).url: (200, "application/json", DELETED) for each in IDS[:3]}
    results = [
        event for event in ran(tmp_path, article(tmp_path, IDS[:3]), record(answers)) if isinstance(event, Result)
    ]
    assert sorted((result.index, str(result.status)) for result in results) == [
        (number, "unavailable") for number in range(4)
    ]


def test_a_recheck_believes_no_platform_that_shows_nothing(
    record: Callable[..., Path], tweet: Callable[..., bytes], tmp_path: Path
) -> None:
    """What was archived stays so: nothing is said to have gone, and why nothing was learnt is told."""
    living = {
        syndication.request(each).url: (200, "application/json", tweet(each, "mila", f"Words {each}.")) for each in IDS
    }
    ran(tmp_path, article(tmp_path, IDS), record(living))
    gone = record(dict.fromkeys(living, (200, "application/json", DELETED)), "later.warc.gz")
    with Archive(tmp_path / "archive", create=False, recordings=gone) as archive:
        events = list(archive.recheck_events())
    assert not [event for event in events if isinstance(event, Change)]
    assert {str(event.reason) for event in events if isinstance(event, Looked)} == {"protocol"}
    assert len([event for event in events if isinstance(event, HeldBack)]) == 1
