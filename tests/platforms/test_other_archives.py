"""Web archives besides the Wayback Machine."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

from embedarchive import platforms
from embedarchive.model import Answer, Embed, Missing, Post, Reason, Refusal, Request, Response
from embedarchive.protocols.asking.other_archives import INDEXES, recover_elsewhere
from tests.platforms.test_wayback import GONE, NOON, PAGE, forum

COPY = f"https://arquivo.pt/wayback/20210101000000id_/{PAGE}"
LATER = f"https://arquivo.pt/wayback/20220101000000id_/{PAGE}"
LINE = {"urlkey": "example,forum)/posts/12", "url": PAGE, "mime": "text/html", "status": "200"}


def looked_for(
    answers: Mapping[str, str | int], silent: set[str], otherwise: Reason = Reason.CONNECT
) -> tuple[Post | Missing, list[str]]:
    """What becomes of a missing post, and what was asked: by address a body or a status; refused `otherwise`."""
    asked: list[str] = []

    def answer(request: Request) -> Answer:
        asked.append(request.url)
        given = next((said for begin, said in answers.items() if request.url.startswith(begin)), None)
        if given is None:
            return Refusal(request=request, reason=otherwise, detail="nobody", at=NOON)
        status, body = (given, b"") if isinstance(given, int) else (200, given.encode())
        return Response(request=request, url=request.url, status=status, body=body, at=NOON)

    capture = recover_elsewhere(forum(), Embed(platform="forum", form="link", url=PAGE), GONE, silent)
    try:
        wanted = next(capture)
        while True:
            assert isinstance(wanted, Request)
            wanted = capture.send(answer(wanted))
    except StopIteration as end:
        outcome: Post | Missing = end.value
        return outcome, asked


def test_a_copy_is_found_in_the_second_archive() -> None:
    """The oldest that was answered well; its time is that of the copy."""
    lines = [
        {**LINE, "timestamp": "20220101000000"},
        {**LINE, "timestamp": "20210101000000"},
        {**LINE, "timestamp": "20200101000000", "status": "404"},
    ]
    index = "\n".join(json.dumps(line) for line in lines)
    found, asked = looked_for({"https://arquivo.pt/wayback/cdx": index, COPY: "Words"}, set())
    assert isinstance(found, Post)
    assert (found.text, found.observed_at) == ("Words", dt.datetime(2021, 1, 1, tzinfo=dt.UTC))
    assert dict(found.sources)["text"] == "wayback"
    assert asked[-1] == COPY


def test_the_timemap_leads_to_archives_that_were_not_asked() -> None:
    """Not again to those that were, nor to an address that does not say what it is a copy of."""
    copy = f"https://archive.ph/20190101000000/{PAGE}"
    listed = [
        {"datetime": "2018-01-01T00:00:00Z", "uri": f"https://web.archive.org/web/20180101000000/{PAGE}"},
        {"datetime": "2018-01-01T00:00:00Z", "uri": "https://archive.example/abc"},
        {"datetime": "2019-01-01T00:00:00Z", "uri": copy},
    ]
    answers = {
        "https://arquivo.pt/wayback/cdx": "",
        f"https://timetravel.mementoweb.org/timemap/json/{PAGE}": json.dumps({"mementos": {"list": listed}}),
        copy: "Words",
    }
    found, asked = looked_for(answers, set())
    assert isinstance(found, Post)
    assert len(asked) == 3


def test_an_archive_that_does_not_answer_is_not_asked_again() -> None:
    """For the rest of the run, and the reason why the post is missing stays what it was."""
    silent: set[str] = set()
    found, asked = looked_for({"https://arquivo.pt/": 503}, silent)
    assert found == GONE
    assert (len(asked), silent) == (2, {index.name for index in INDEXES})
    assert looked_for({}, silent) == (GONE, [])


def test_a_recording_without_the_answer_silences_nobody() -> None:
    """It may hold the answer about another post."""
    silent: set[str] = set()
    assert looked_for({}, silent, Reason.NOT_IN_RECORDING)[0] == GONE
    assert not silent


def test_nonsense_is_no_copy() -> None:
    """Answers of another shape, and copies that show nothing."""
    for nonsense in ("[]", "{", '{"timestamp": 1}', '{"mementos": 7}', "\x00"):
        found, _ = looked_for({"https://arquivo.pt/wayback/cdx": nonsense, "https://timetravel": nonsense}, set())
        assert found == GONE
    line = json.dumps({**LINE, "timestamp": "20210101000000"})
    found, _ = looked_for({"https://arquivo.pt/wayback/cdx": line, COPY: "", "https://timetravel": "{}"}, set())
    assert found == GONE


def test_it_is_asked_where_the_catalogue_says() -> None:
    """The name by which the archive's journey finds it."""
    assert platforms.recover_elsewhere is recover_elsewhere
