"""What a recording holds of a post beside what a capture asks for."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from embedarchive import platforms, web
from embedarchive.model import Embed, Missing, Post, Reason
from embedarchive.web.lookup import Lookup
from tests.platforms.test_cases import driven

ADDRESS = "https://t.me/harbour_news/2351"
PAGE = """<html><head><meta property="og:title" content="Harbour News">
<meta property="og:description" content="The ferry is back.&#10;It sails at nine."></head>
<body><div data-telegram-post="harbour_news/{}"></div></body></html>"""


def asked(folder: Path, embed: Embed, answers: list[dict[str, Any]]) -> tuple[Post | Missing, list[str]]:
    """What a capture makes of these answers, and what it asked for."""
    (folder / "answers.json").write_text(json.dumps({"shape": "made", "from": "this test", "answers": answers}))
    heard: list[str] = []
    found = asyncio.run(driven(platforms.ask(platforms.get(embed.platform), embed), web.case(folder), heard))
    return found, heard


TELEGRAM = Embed(platform="telegram", form="link", id="harbour_news/2351", url=ADDRESS, handle="harbour_news")


def test_a_page_is_read_that_nobody_would_ask_for(tmp_path: Path) -> None:
    """The capture asks for the widget; a crawl holds the page for people."""
    found, heard = asked(tmp_path, TELEGRAM, [{"url": ADDRESS, "text": PAGE.format(2351)}])
    assert isinstance(found, Post)
    assert found.text == "The ferry is back.\nIt sails at nine."
    assert heard[-2:] == ["urn:recorded:t.me,telegram.me,telegram.dog:2351", ADDRESS]


def test_another_post_is_not_taken(tmp_path: Path) -> None:
    """An address that names it, with an answer about a neighbour."""
    found, _ = asked(tmp_path, TELEGRAM, [{"url": ADDRESS, "text": PAGE.format(2350)}])
    assert isinstance(found, Missing)
    assert found.reason is Reason.NOT_IN_RECORDING


def test_a_short_id_is_looked_for_with_what_stands_before_it(tmp_path: Path) -> None:
    """`20` stands in every other address, `status/20` in those of that post alone."""
    embed = Embed(platform="twitter", form="link", id="20", url="https://x.com/jack/status/20", handle="jack")
    said: dict[str, object] = {"text": "So it is", "created_at": "2006-03-21T20:50:14.000Z", "entities": {}}
    tweet = {"__typename": "Tweet", "id_str": "20", **said, "user": {"name": "jack", "screen_name": "jack"}}
    answers = [{"url": f"https://x.com/jack/status/{name}?s=2", "json": tweet} for name in ("200", "20")]
    found, heard = asked(tmp_path, embed, answers)
    assert isinstance(found, Post)
    assert found.text == "So it is"
    assert heard[-1] == "https://x.com/jack/status/20?s=2"
    assert "https://x.com/jack/status/200?s=2" not in heard


def test_nobody_else_speaks_for_a_platform(tmp_path: Path) -> None:
    """A stranger's site, also one whose name holds the platform's, and a mirror."""
    lists = [f"https://{host}/harbour_news/2351" for host in ("t.me.evil.example", "not-t.me", "evil.example")]
    found, heard = asked(tmp_path, TELEGRAM, [{"url": url, "text": PAGE.format(2351)} for url in lists])
    assert isinstance(found, Missing)
    assert not set(lists) & set(heard)


def test_who_has_an_answer_is_not_asked_what_else_it_holds(tmp_path: Path) -> None:
    """On the network nothing is lacking, so nobody is ever asked so."""
    answers = [{"url": f"{ADDRESS}?embed=1", "status": 503}]
    found, heard = asked(tmp_path, TELEGRAM, answers)
    assert isinstance(found, Missing)
    assert not [url for url in heard if url.startswith("urn:")]


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("https://x.com/i/api/graphql/k/TweetDetail?variables=%7B%22focalTweetId%22%3A%221591%22%7D", True),
        ("https://cdn.syndication.twimg.com/tweet-result?id=1591&token=a", True),
        ("https://x.com/a/status/15912", False),
        ("https://x.com/a/status/21591", False),
        ("https://x.com.evil.example/a/status/1591", False),
    ],
)
def test_an_address_names_a_post(url: str, named: bool) -> None:
    """By its id as a word of its own, percent-encoded or not, on the hosts that were asked for."""
    assert Lookup([(url, 1)]).naming("urn:recorded:x.com,twimg.com:1591") == ([url] if named else [])
