"""W9: whoever crawls a site that is served to strangers, politely or not, gets its pages and nothing else.

The site is served by the command itself; a crawler that obeys nothing follows every address of every answer, 150 of
them, or with `ATTACKS=all` as many as there are.
"""

from __future__ import annotations

import re
import signal
import subprocess
import urllib.error
import urllib.request
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from html import unescape
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import attacking
import commands
import pytest
from sample_archive import make_archive

MOST = 20_000 if attacking.EVERYTHING else 150
ALIKE = 12
"""So many addresses that differ in their query alone are followed."""
LINK = re.compile(r"""(?:href|src|action)\s{0,3}=\s{0,3}["']([^"'<>]{1,2000})["']""")
CARRIED = {"x-robots-tag": "noindex, nofollow", "x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}
WRITING = (
    "/-/create",
    "/archive/-/create",
    "/archive/posts/-/insert",
    "/archive/posts/-/drop",
    "/archive/posts/1/-/delete",
)
ASKED_OF = (
    "/archive/-/query.json?sql=select+1",
    "/archive.json?sql=select+1",
    "/archive/posts.json?_where=1=1",
    "/archive/-/execute-write",
)
COSTLY = (
    "/archive/posts.json?_size=max&_facet=text&_facet=author&_facet_size=max",
    "/archive/posts.json?text__like=%25a%25e%25i%25o%25u%25&_sort=text",
    "/archive/events.csv?_stream=on&_size=max",
    "/-/timeline?q=" + "a%20OR%20" * 300 + "b",
    "/-/timeline?q=%22" + "%22%22" * 400,
    "/-/gallery?page=99999999999999999999",
)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """The address of an archive that is served to strangers."""
    make_archive(tmp_path / "snapshots")
    with commands.start(
        *("serve", "--public", "--port", "0", "--archive", str(tmp_path / "snapshots")),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdout is not None
        found = None
        while found is None and (line := process.stdout.readline()):
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found
        yield found[0]
        process.send_signal(signal.SIGINT)


@dataclass
class Answer:
    """What was answered."""

    status: int
    headers: Message
    body: str


def ask(url: str, method: str = "GET") -> Answer:
    """One answer; redirects are followed."""
    request = urllib.request.Request(url, method=method, data=b"{}" if method == "POST" else None)  # noqa: S310 -- ours
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 -- our own address
            return Answer(answer.status, answer.headers, answer.read(3_000_000).decode("utf-8", "replace"))
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.headers, error.read(3_000_000).decode("utf-8", "replace"))


@dataclass
class Crawler:
    """One that obeys nothing.

    Attributes:
        site: where it crawls.
        answers: what it was answered, by address.
    """

    site: str
    answers: dict[str, Answer] = field(default_factory=dict)
    _alike: Counter[str] = field(default_factory=Counter)

    def crawl(self) -> None:
        """Follow everything that looks like an address."""
        ahead = deque([f"{self.site}/", f"{self.site}/archive", f"{self.site}/-/databases"])
        while ahead and len(self.answers) < MOST:
            url = ahead.popleft()
            if url in self.answers or self._alike[urlsplit(url).path] >= ALIKE:
                continue
            self._alike[urlsplit(url).path] += 1
            self.answers[url] = answer = ask(url)
            if "html" in (answer.headers["content-type"] or ""):
                ahead += [one for one in self._links(url, answer.body) if one not in self.answers]

    def _links(self, url: str, body: str) -> Iterator[str]:
        for found in LINK.findall(body):
            link = urldefrag(urljoin(url, unescape(found))).url
            if link.startswith(f"{self.site}/"):
                yield link


def test_w9_a_crawler_gets_the_pages_and_nothing_else(
    site: str, tmp_path: Path, record_property: attacking.Record
) -> None:
    """It is asked to leave; every answer asks to be listed nowhere, no link is dead, no folder is named."""
    assert ask(f"{site}/robots.txt").body == "User-agent: *\nDisallow: /\n"
    crawler = Crawler(site)
    crawler.crawl()
    record_property("attack", ("W9 addresses that a crawler asked for", len(crawler.answers), 0))
    assert len(crawler.answers) > 100
    wrong = {url: answer.status for url, answer in crawler.answers.items() if answer.status not in {200, 403}}
    assert wrong == {}
    for url, answer in crawler.answers.items():
        assert {name: answer.headers[name] for name in CARRIED} == CARRIED, url
        assert "default-src" in answer.headers["content-security-policy"], url
        assert str(tmp_path) not in answer.body, url
        assert "Traceback" not in answer.body, url


def test_w9_strangers_ask_for_no_sql_and_write_nothing(site: str) -> None:
    """What costs ends soon, with an answer of some kind; what writes is refused."""
    assert {path: ask(site + path).status for path in ASKED_OF} == dict.fromkeys(ASKED_OF, 403)
    for path in WRITING:
        assert ask(site + path, "POST").status in {403, 404, 405}, path
    for path in COSTLY:
        assert ask(site + path).status in {200, 400, 403, 404}, path
