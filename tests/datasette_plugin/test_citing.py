"""How a page is cited: a sentence, files that other programs read, what Zotero finds; threads in both directions."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from embedarchive.model import Document, Embed, Post, Publication, Scan
from embedarchive.store import Store
from embedarchive.store.erasing import erase

Ask = Callable[..., Any]
SITE = "https://x.com/vera_lock/status/"
TEXT = "The lock keeper says it opens at noon."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An article with a thread of four posts: each answers the one before; and one beside it."""
    folder = tmp_path_factory.mktemp("cited")
    said = Publication(outlet="The {Lock} & Quay", authors=("Ada Pilot", "Ben Winch"), published="2026-04-01T08:00:00Z")
    embeds = tuple(
        Embed(platform="twitter", form="blockquote", id=f"{n}", url=f"{SITE}{n}", start=n, end=n + 1)
        for n in range(1, 6)
    )
    with Store.open(folder) as store:
        store.begin_run("test")
        document = Document(text=TEXT, title="Locks 100% open", source="locks.html", publication=said)
        store.add_article(TEXT.encode(), Scan(document=document, embeds=embeds), TEXT, parser="test")
        for n in range(1, 6):
            post = Post(
                platform="twitter",
                id=str(n),
                url=f"{SITE}{n}",
                author="Vera <Lock>",
                handle="vera_lock",
                text=f"Part {n} of it",
                language="en",
                posted_at=dt.datetime(2026, 4, 2, 9, n, tzinfo=dt.UTC),
                replies_to=f"{SITE}{n - 1}" if 1 < n < 5 else None,
            )
            store.add_post(f"twitter:{n}", post, parser="test")
        store.end_run(0)
    return folder


@pytest.fixture(scope="module")
def ask(folder: Path, ask_of: Callable[[Path], Any]) -> Iterator[Ask]:
    """Ask that archive."""
    with ask_of(folder) as asked:
        yield asked


def numbers(folder: Path) -> dict[str, int]:
    """The number of each post by its id."""
    with Store.open(folder, create=False, read_only=True) as store:
        return {str(row.native_id): row.id for row in store.listed_posts()}


@pytest.mark.parametrize("kind", ["post", "article", "file"])
def test_a_page_is_cited(ask: Ask, folder: Path, kind: str) -> None:
    """In a sentence, in three files, in what reference managers look for; and its own address can be copied."""
    document = re.findall(r"SHA-256 ([0-9a-f]{64})", ask("/-/article/1").text)[0]
    path = {"post": f"/-/post/{numbers(folder)['2']}", "article": "/-/article/1", "file": f"/-/file/{document}"}[kind]
    text = ask(path).text
    (sentence,) = re.findall(r'id="citation">(.+?)</p>', text)
    wanted = {
        "post": "Vera &lt;Lock&gt; (@vera_lock). Part 2 of it. X (Twitter), 2 April 2026, 09:02 UTC.",
        "article": "Ada Pilot, Ben Winch. Locks 100% open. The {Lock} &amp; Quay, 1 April 2026, 08:00 UTC.",
        "file": "[text/plain].",
    }[kind]
    assert sentence.startswith(wanted)
    assert "Archived " in sentence
    (coins,) = re.findall(r'<span class="Z3988" title="([^"]+)">', text)
    told = parse_qs(html.unescape(coins))
    assert told["ctx_ver"] == ["Z39.88-2004"]
    assert told["rft.title"][0] in html.unescape(sentence)
    assert re.search(rf'<span id="this-page" hidden>https?://[^<]+{path}</span>', text)
    assert "data-print" in text
    for ending, begins in (("bib", "@misc{"), ("ris", "TY  - "), ("csl.json", "[")):
        assert f'href="{path}.{ending}"' in text
        answer = ask(f"{path}.{ending}")
        assert answer.status_code == 200
        assert answer.text.startswith(begins)
        assert answer.headers["content-disposition"].endswith(f'.{ending}"')
    (item,) = json.loads(ask(f"{path}.csl.json").text)
    assert item["type"] == {"post": "post", "article": "article-newspaper", "file": "document"}[kind]


def test_nothing_in_a_citation_is_a_command(ask: Ask) -> None:
    """What BibTeX would read otherwise is escaped; authors are parted as it parts them."""
    text = ask("/-/article/1.bib").text
    assert "author = {{Ada Pilot} and {Ben Winch}}" in text
    assert r"title = {{Locks 100\% open}}" in text
    assert r"howpublished = {The \{Lock\} \& Quay}" in text


@pytest.mark.parametrize("path", ["/-/post/99.bib", "/-/article/99.ris", f"/-/file/{'0' * 64}.bib", "/-/post/1.docx"])
def test_what_is_not_there_is_not_cited(ask: Ask, path: str) -> None:
    """Nor is a form that there is not."""
    assert ask(path).status_code == 404


def test_a_thread_is_shown_from_each_of_its_posts(ask: Ask, folder: Path) -> None:
    """What it answers and what answers it, however many steps away, in order; the post itself is marked."""
    known = numbers(folder)
    for one in ("1", "2", "4"):
        text = ask(f"/-/post/{known[one]}").text
        thread = text[text.index('id="thread"') :].partition("</ol>")[0]
        assert re.findall(r"Part (\d)", thread) == ["1", "2", "3", "4"]
        assert thread.count('aria-current="true"') == 1
    assert 'id="thread"' not in ask(f"/-/post/{known['5']}").text


def test_what_was_erased_is_not_cited(folder: Path, ask_of: Callable[[Path], Any], tmp_path: Path) -> None:
    """Neither in words nor in a file."""
    own = Path(shutil.copytree(folder, tmp_path / "own"))
    with Store.open(own) as store:
        erase(store, "twitter:5", reason="asked for")
        number = next(row.id for row in store.listed_posts(status="erased"))
    with ask_of(own) as asked:
        assert 'id="cite"' not in asked(f"/-/post/{number}").text
        assert asked(f"/-/post/{number}.bib").status_code == 404
