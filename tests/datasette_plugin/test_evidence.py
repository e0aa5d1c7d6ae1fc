"""What a reader can hold against the archive: what differs, what is uncertain, what to type, what is gone."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime as dt
import html
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette
from made_rows import made

from embedarchive.datasette_plugin.locale.words import Words
from embedarchive.datasette_plugin.views.history import comparison
from embedarchive.datasette_plugin.views.quotations import title
from embedarchive.model import Document, Embed, MediaRef, Post, Scan
from embedarchive.model.rows import SnapshotRow
from embedarchive.store import Store
from embedarchive.store.queries.articles import OccurrenceRow

Ask = Callable[..., Any]
FRAME = (
    '<iframe src="https://www.youtube.com/embed/abcdefghijk" title="Cranes &amp; quays <b>live</b>" width=560></iframe>'
)
PAGE = f"<!doctype html><title>Two films</title>\r\n<p>It fell on Friday.</p>\r\n{FRAME}\r\n<p>So it did.</p>"
UNCERTAIN = (
    "Uncertain: its text may begin too early or too late; its author may be another (the finder is 50 % sure of its "
    "words and author). The article was copied as plain text,"
)


def _pages(folder: Path, *paths: str) -> list[str]:
    async def asked() -> list[str]:
        datasette = Datasette([str(folder / "archive.db")])
        try:
            await datasette.invoke_startup()
            return [(await datasette.client.get(path)).text for path in paths]
        finally:
            datasette.close()

    return asyncio.run(asked())


def _add(store: Store, text: str, *embeds: Embed, media_type: str = "text/plain") -> list[str]:
    """An article with these embeds; their keys."""
    document = Document(text=text, title="An article", source="a.txt", language="en", media_type=media_type)
    readable = "\N{OBJECT REPLACEMENT CHARACTER}" * len(embeds)
    found = store.add_article(text.encode(), Scan(document=document, embeds=embeds), readable, parser="test")
    return [record.key for record in found.embeds]


def _quotation(**more: Any) -> Embed:  # noqa: ANN401 -- fields of many kinds
    given: dict[str, Any] = {
        "platform": "twitter", "form": "plain-text", "author": "Mira Sol", "handle": "mira_sol",
        "date": dt.date(2026, 2, 27), "text": "It fell on Friday. Nobody was hurt.", "start": 0, "end": 10,
    }  # fmt: skip
    return Embed(**(given | more))


# ------------------------------------------------------------------------------------------------------- what is gone


def test_the_posts_that_vanished_are_a_page_of_the_site(ask: Ask) -> None:
    """From the first page to the timeline: what became of each, the filter in sight, and a link that takes it away."""
    home = ask("/").text
    address = re.search(r'<a class="vanished" href="([^"]+)"', home)
    assert address
    assert address[1] == "/-/timeline?gone=yes"
    page = ask(address[1]).text
    assert set(re.findall(r'id="post-(\d+)"', page)) == {"1", "2"}
    assert "2 posts are gone from the web: 2 kept here." in re.sub(r"\s+", " ", page)
    assert "deleted from X (Twitter) since, kept here" in page
    assert "deleted from X (Twitter), kept from the Wayback Machine" in page
    chosen = re.search(r'<ul class="chosen">(.*?)</ul>', page)
    assert chosen
    assert "Gone from the web" in chosen[1]
    assert 'href="/-/timeline"' in chosen[1]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("gone=yes", {"1", "2"}),
        ("gone=deleted", {"1", "2"}),
        ("gone=suspended", set()),
        ("gone=nonsense", {"1", "2", "3", "4", "5"}),
        ("gone=yes&status=recovered", {"2"}),
        ("gone=yes&q=crane", {"1"}),
        ("gone=yes&since=2026-02-27&until=2026-02-27", {"1", "2"}),
        ("gone=yes&since=2026-03", set()),
        ("differs=yes", {"1", "2", "5"}),
        ("differs=yes&gone=yes&handle=mira_sol", {"2"}),
        ("differs=no", {"1", "2", "3", "4", "5"}),
    ],
)
def test_filters_for_what_vanished_and_what_differs(ask: Ask, query: str, found: set[str]) -> None:
    """Alone and with others; a word that is none of ours is no filter."""
    assert set(re.findall(r'id="post-(\d+)"', ask(f"/-/timeline?{query}").text)) == found


def test_each_filter_can_be_taken_away_alone(ask: Ask) -> None:
    """The others stay."""
    page = html.unescape(ask("/-/timeline?gone=deleted&differs=yes&handle=mira_sol&since=2026-02-01").text)
    chosen = re.search(r'<ul class="chosen">(.*?)</ul>', page)
    assert chosen
    addresses = re.findall(r'href="([^"]+)"', chosen[1])
    assert len(addresses) == 4
    names = {"gone", "differs", "handle", "since"}
    left = [names & set(re.findall(r"(\w+)=", address)) for address in addresses]
    assert sorted(len(one) for one in left) == [3, 3, 3, 3]
    assert {next(iter(names - one)) for one in left} == names


def test_the_first_page_counts_what_its_links_show(ask: Ask) -> None:
    """As many media as the gallery has; as many posts that differ as the page behind the number lists."""
    home = ask("/").text
    differing = re.search(r'href="(/-/timeline\?differs=yes)"><b>(\d+)</b>', home)
    assert differing
    assert len(re.findall(r'id="post-\d+"', ask(differing[1]).text)) == int(differing[2])
    media = re.search(r"photos and videos</a></dt><dd>(\d+)</dd>", home)
    assert media
    gallery = ask("/-/gallery").text
    tiles = len(re.findall(r"<li class=", gallery))
    more = sum(int(number) - 1 for number in re.findall(r">×(\d+)<", gallery))
    assert int(media[1]) == tiles + more


def test_a_page_of_one_author_says_so(ask: Ask) -> None:
    """With how many posts there are; with another filter it is the timeline."""
    page = ask("/-/timeline?handle=mira_sol").text
    assert "<title>Posts by @mira_sol (1)" in page
    assert "Posts by @mira_sol (1)" in page.partition("<h1>")[2].partition("</h1>")[0]
    assert "Posts by" not in ask("/-/timeline?handle=mira_sol&platform=twitter").text
    assert "Posts by" not in ask("/-/timeline?handle=nobody").text


def test_a_search_says_how_many_posts_it_found(ask: Ask) -> None:
    """One is one."""
    assert "1 post has all of these words." in ask("/-/timeline?q=crane").text
    assert "has all of these words.</p>" not in ask("/-/timeline?q=nothinglikethis").text.replace("No post has", "")


# ------------------------------------------------------------------------------------------------------ what differs


def test_the_page_of_a_post_begins_with_whether_the_article_is_right(ask: Ask) -> None:
    """They differ, and on what, with the way to it; or they agree; or there is nobody to compare with."""
    assert '<a href="#disagreements">The article and the platform differ on text.</a>' in ask("/-/post/1").text
    assert '<a href="#disagreements">The article and a web archive differ on day.</a>' in ask("/-/post/2").text
    agreeing = ask("/-/post/3").text
    assert "The article and the platform agree on author, handle, text, day." in agreeing
    assert 'id="disagreements"' not in agreeing
    assert "Only the article says what this post was." in ask("/-/post/4").text
    assert "Het artikel en het platform komen overeen in" in ask("/-/post/3", Accept_Language="nl").text


def test_only_what_both_say_is_called_agreement() -> None:
    """An embed that prints no words agrees with nothing."""
    bare = made(OccurrenceRow, doubts=())
    body = {"platform": "twitter", "author": "Mira Sol", "text": "It fell."}
    captured = made(SnapshotRow, source="platform", body=body)
    assert comparison([], [bare], captured, Words())["sentence"] == ""
    said = comparison([], [replace(bare, text="It fell.")], captured, Words())
    assert said == {"differs": False, "sentence": "The article and the platform agree on text."}
    assert comparison([], [bare], None, Words())["sentence"] == "Only the article says what this post was."
    assert comparison([], [], None, Words())["sentence"] == ""


# ------------------------------------------------------------------------------------------------ what can be checked


def _command(page: str, name: str) -> str:
    found = re.search(f'<code id="{name}">(.*?)</code>', page, re.DOTALL)
    assert found
    return html.unescape(found[1])


@pytest.mark.parametrize(("path", "files"), [("/-/article/1", 2), ("/-/post/1", 4), ("/-/post/3", 3), ("/-/post/4", 1)])
def test_files_are_checked_as_the_page_says(ask: Ask, archive: Path, path: str, files: int) -> None:
    """An article and its photos; of a post the answers, the files and the article: typed in the folder, each is OK."""
    command = _command(ask(path).text, "check-files")
    done = subprocess.run(["/bin/bash", "-c", command], cwd=archive, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(": OK") == files
    wrong = re.sub(r"^[0-9a-f]{64}", "0" * 64, command, count=1, flags=re.MULTILINE)
    done = subprocess.run(["/bin/bash", "-c", wrong], cwd=archive, capture_output=True, text=True, check=False)
    assert done.returncode != 0


def test_the_head_of_the_chain_is_the_one_that_verify_knows(ask: Ask, archive: Path) -> None:
    """Typed as the page says, the head is found and another is not; who may not see the log is told none."""
    page = ask("/-/article/1").text
    program, *words = _command(page, "check-head").split()
    assert program == "embedarchive"
    assert "nobody, not even we, can change the past unseen" in page
    for typed, code in ((words, 0), ([*words[:-1], "0" * 64], 5)):
        command = [sys.executable, "-m", "embedarchive", *typed]
        done = subprocess.run(command, cwd=archive, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout + done.stderr
        said = "This head is in the log.\n" if code == 0 else "This head is not in the log.\n"
        assert said in done.stdout
    hidden = {"databases": {"archive": {"tables": {"events": {"allow": False}}}}}
    assert "check-head" not in ask("/-/article/1", config=hidden).text


# ------------------------------------------------------------------------------------------------- what is uncertain


def test_an_uncertain_quotation_says_so_wherever_it_stands(tmp_path: Path) -> None:
    """In a list, on the post's page and in the article; a certain one says nothing."""
    with Store.open(tmp_path) as store:
        store.begin_run("test")
        _add(
            store,
            "It fell on Friday. Nobody was hurt.",
            _quotation(confidence=0.5, doubts=("start", "author")),
            _quotation(text="All is well.", handle="lena", confidence=0.95, start=20, end=30),
        )
        store.end_run(0, {})
    for page in _pages(tmp_path, "/-/timeline", "/-/post/1", "/-/article/1"):
        assert UNCERTAIN in page
        assert page.count('<p class="uncertain">') == 1
    assert "uncertain" not in _pages(tmp_path, "/-/post/2")[0]


def test_words_of_the_platform_are_not_called_uncertain(tmp_path: Path) -> None:
    """What was captured is certain; only the article's quotation of it is not."""
    with Store.open(tmp_path) as store:
        store.begin_run("test")
        (key,) = _add(store, "It fell.", _quotation(id="5", confidence=0.5, doubts=("start",)))
        store.add_post(key, Post(platform="twitter", id="5", text="Nobody was hurt.", handle="mira_sol"), parser="test")
        store.end_run(0, {})
    for page in _pages(tmp_path, "/-/timeline", "/-/article/1"):
        card = html.unescape(page.partition('<article class="card"')[2].partition("</article>")[0])
        assert "Uncertain in the article's quotation: its text may begin too early or too late (the finder is" in card
        assert "copied as plain text" not in card


def test_a_frame_that_was_never_fetched_shows_what_the_article_calls_it(tmp_path: Path) -> None:
    """The frame's own title, labelled as the article's; after an erasure, or with words, it is not looked for."""
    start = PAGE.index("<iframe")
    frame = Embed(platform="youtube", form="iframe", id="abcdefghijk", url="https://www.youtube.com/watch?v=abcdefghijk",
                  start=start, end=start + len(FRAME))  # fmt: skip
    with Store.open(tmp_path) as store:
        store.begin_run("test")
        (key,) = _add(store, PAGE, frame, media_type="text/html")
        store.end_run(0, {})
    for page in _pages(tmp_path, "/-/timeline", "/-/post/1", "/-/article/1"):
        assert "Cranes &amp; quays &lt;b&gt;live&lt;/b&gt;" in page
        assert "So the article calls it; nothing of the post itself is kept." in page
    with Store.open(tmp_path) as store:
        store.begin_run("test")
        store.add_post(key, Post(platform="youtube", id="abcdefghijk", text="A film", author="TV"), parser="test")
        store.end_run(0, {})
    assert "So the article calls it" not in _pages(tmp_path, "/-/post/1")[0]


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ('<iframe title="A film">', "A film"),
        ("<div><iframe title=' &lt;A&gt; '></iframe>", "<A>"),
        ("<iframe title>", ""),
        ("title=no", ""),
        ("", ""),
        ("<" * 5_000, ""),
        (f"<i title='{'x' * 900}'>", "x" * 300),
    ],
)
def test_the_title_of_a_frame(markup: str, said: str) -> None:
    """Of whatever markup stands there."""
    assert title(markup) == said


def test_photos_of_a_quoted_post_are_said_to_be_missing(tmp_path: Path) -> None:
    """Its words are kept, its photos are not, and the card does not hide that."""
    photo = MediaRef(candidates=("https://media.example/a.jpg",))
    quoted = Post(platform="twitter", id="20", url="https://x.com/a/status/20", handle="a", text="Look", media=(photo,))
    post = Post(platform="twitter", id="10", text="This!", quotes=quoted.url, related=(quoted,))
    with Store.open(tmp_path) as store:
        store.begin_run("test")
        store.add_post("twitter:10", post, parser="test")
        two = dataclasses.replace(quoted, media=(photo, dataclasses.replace(photo, index=1)))
        store.add_post("twitter:11", dataclasses.replace(post, id="11", related=(two,)), parser="test")
        bare = dataclasses.replace(quoted, media=())
        store.add_post("twitter:12", dataclasses.replace(post, id="12", related=(bare,)), parser="test")
        store.end_run(0, {})
    one, several, none = _pages(tmp_path, "/-/post/1", "/-/post/2", "/-/post/3")
    assert "With a photo or video, which is not kept." in one
    assert "With 2 photos or videos, which are not kept." in several
    assert "kept." not in none.partition('<blockquote class="quoted">')[2].partition("</blockquote>")[0]


# --------------------------------------------------------------------------------------------------- in a real browser


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_the_evidence_fits_its_boxes(browser: Any, site: str, width: int) -> None:  # noqa: ANN401 -- playwright's
    """The command is copied whole and does not leave its box; raw answers wait folded; facts stand as they fit."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, permissions=["clipboard-read", "clipboard-write"]
    )
    page = context.new_page()
    page.goto(f"{site}/-/post/1")
    for box in page.locator(".check pre").all():
        assert box.evaluate("e => e.scrollWidth <= e.clientWidth")
    assert not page.locator(".exchanges").is_visible()
    page.click(".asked summary")
    assert page.locator(".exchanges").is_visible()
    row = page.locator(".facts tbody tr").first
    name, value = row.locator("th").bounding_box(), row.locator("td").first.bounding_box()
    assert (value["y"] > name["y"]) is (width == 390)
    page.click("[data-copy=check-files]")
    page.wait_for_function("() => document.querySelector('[data-copy=check-files]').textContent.includes('✓')")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#check-files").text_content()
    assert copied.startswith("sha256sum --check <<'EOF'\n")
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_the_first_page_leaves_no_room_empty(browser: Any, site: str, width: int) -> None:  # noqa: ANN401 -- playwright's
    """The map beside the figures at a desk, below them on a phone; there the figures stand two by two."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto(f"{site}/")
    boxes = [one.bounding_box() for one in page.locator(".figures > div").all()]
    assert len({box["y"] for box in boxes}) == (1 if width == 1280 else 2)
    world, figures = page.locator(".world").bounding_box(), page.locator(".figures").bounding_box()
    beside = world["y"] < figures["y"] + figures["height"]
    assert beside is (width == 1280)
    context.close()
