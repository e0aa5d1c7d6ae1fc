"""The same selection on every page, in every file and feed, and a box that is drawn on the map."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from datasette.utils import parse_metadata

from embedarchive.archive.choosing import selection
from embedarchive.datasette_plugin import config_path
from embedarchive.errors import UsageError
from embedarchive.model import Document, Embed, Missing, Publication, Reason, Scan
from embedarchive.store import Store

Ask = Callable[..., Any]
QUAY = "near=51.2345,2.9123,1"
"""Where the first post says that it is, and where one of its photos was taken."""


def handles(ask: Ask, query: str) -> list[str]:
    """Whose posts the table of a selection holds."""
    rows = list(csv.DictReader(io.StringIO(ask(f"/-/posts.csv?{query}").text, newline="")))
    return sorted(row["handle"].lstrip("'") for row in rows)


CASES = [
    (QUAY, ["harbour_watch"]),
    ("box=2.9,51.2,3,51.3", ["harbour_watch"]),
    ("near=Ostend,15", ["harbour_watch"]),
    ("since=2026-02-27T06:00&until=2026-02-27T07:30Z", ["lena@social.example", "mira_sol", "oleksandr_k"]),
    ("since=2026-02-27+08:00&zone=Europe/Brussels", ["lena@social.example", "mira_sol"]),
    ("media=video", ["oleksandr_k"]),
    ("sensitive=yes", ["oleksandr_k"]),
    ("author=harbour", ["harbour_watch"]),
    ("q=author:sol", ["mira_sol"]),
    ("q=near:Ostend,15+in:x", ["harbour_watch"]),
    ("gone=deleted", ["harbour_watch", "mira_sol"]),
]


@pytest.mark.parametrize(("query", "wanted"), CASES)
def test_every_face_shows_the_same_posts(ask: Ask, query: str, wanted: list[str]) -> None:
    """The table, JSON, sources to cite, the timeline; and each page leads to the others with the same filters."""
    assert handles(ask, query) == wanted
    assert sorted(row["handle"] for row in ask(f"/-/posts.json?{query}").json()) == wanted
    assert ask(f"/-/posts.bib?{query}").text.count("@misc{") == len(wanted)
    assert ask(f"/-/posts.ris?{query}").text.count("TY  - ELEC") == len(wanted)
    assert len(ask(f"/-/posts.csl.json?{query}").json()) == len(wanted)
    page = ask(f"/-/timeline?{query}").text
    assert page.count('<article class="card') == len(wanted)
    for address in re.findall(r'href="(/-/(?:posts|places|gallery|map|snapshots|vanished)[^"]+)"', page):
        if "?" in address:
            assert ask(html.unescape(address)).status_code == 200
    saved = html.unescape(re.findall(r'href="(/-/posts\.csv\?[^"]+)"', page)[0])
    assert handles(ask, saved.partition("?")[2]) == wanted


@pytest.mark.parametrize("query", [query for query, _ in CASES if "since" not in query])
def test_times_of_day_go_with_every_filter(ask: Ask, query: str) -> None:
    """A page shows as many posts between two times as the file has, and no others of that day."""
    timed = f"{query}&since=2026-02-27T06:00&until=2026-02-27T07:30Z"
    assert ask(f"/-/timeline?{timed}").text.count('<article class="card') == len(handles(ask, timed))
    assert "harbour_watch" not in handles(ask, timed)  # whose post is of that day, and earlier


@pytest.mark.parametrize("search", ["-in:twitter", "ferry -from:mira_sol", '-outlet:"The Quay"'])
def test_what_cannot_leave_posts_out_is_told(ask: Ask, search: str) -> None:
    """A minus is for words: before a filter it is said to be nothing, and is not left out in silence."""
    assert "cannot leave posts out" in ask(f"/-/timeline?q={quote(search)}").text
    with pytest.raises(UsageError, match="cannot leave posts out"):
        selection({"q": search})


def test_who_cites_a_vanished_post_is_told(ask: Ask) -> None:
    """In each file for reference managers: that it is gone, since when that is known, and whether it is kept."""
    told = "Gone from this address when looked for on 20"
    for ending in ("bib", "ris", "csl.json"):
        assert ask(f"/-/posts.{ending}?gone=deleted").text.count(told) == 2, ending
        assert told not in ask(f"/-/posts.{ending}?sensitive=yes").text
    assert "an archived copy is kept" in ask("/-/posts.bib?gone=deleted").text


def test_a_post_in_a_list_names_the_article_that_showed_it(ask: Ask) -> None:
    """Whoever may not see articles is not told."""
    shown = re.compile(r'Shown in <a href="/-/article/1"><cite dir="auto">.+?</cite>')
    assert shown.search(ask("/-/timeline?handle=harbour_watch").text)
    config = parse_metadata(config_path().read_text(encoding="utf-8"))
    config["databases"]["archive"]["tables"].setdefault("articles", {})["allow"] = False
    assert "Shown in" not in ask("/-/timeline?handle=harbour_watch", config=config).text


def test_the_map_and_its_files_show_what_lies_inside(ask: Ask) -> None:
    """Of a post with several places those within; photos of articles, too, which no post shows."""

    def names(query: str) -> list[str]:
        found = ask(f"/-/places.geojson?{query}").json()["features"]
        return sorted(one["properties"]["name"] for one in found)

    assert names(QUAY) == ["Harbour Watch", "Harbour Watch", "The crane at quay 4"]
    assert names("near=51.2351,2.9147,0.05") == ["The crane at quay 4"]
    assert len(names("near=51.2349,2.9131,0.01")) == 1
    assert names("near=51.2345,2.9123,1&platform=mastodon") == []
    assert len(names("box=19,9,21,11")) == 1
    assert len(names("since=2026-02-27T05:00&until=2026-02-27T05:45")) == 2
    assert names("since=2026-02-27T06:00&handle=harbour_watch") == []
    assert ask(f"/-/places.kml?{QUAY}").text.count("<Placemark>") == 3


def test_the_gallery_has_the_pictures_of_a_selection(ask: Ask) -> None:
    """Each for itself; within an area also those of articles that were taken there."""

    def pictures(query: str) -> int:
        found: str = ask(f"/-/gallery?{query}").text
        return len(re.findall(r'<li class="(?:image|video)', found))

    assert pictures("handle=harbour_watch") == 2
    assert pictures("media=video&sensitive=yes") == 1
    assert pictures("status=archived") > 2
    assert pictures("near=51.2351,2.9147,0.05") == 1
    assert "No picture is like that." in ask("/-/gallery?handle=lena@social.example").text


def shown_by(store: Store, outlet: str, ids: list[str]) -> list[str]:
    """Keep an article of an outlet that shows these posts; what the archive calls them."""
    shown = [Embed(platform="twitter", form="blockquote", id=one, url=f"https://x.com/ann/status/{one}", start=n, end=n)
             for n, one in enumerate(ids)]  # fmt: skip
    document = Document(text=outlet, source=f"{outlet}.txt", publication=Publication(outlet=outlet))
    found = store.add_article(outlet.encode(), Scan(document=document, embeds=tuple(shown)), outlet, parser="test")
    return [record.key for record in found.embeds]


def test_vanished_posts_are_counted_by_the_outlets_that_showed_them(ask_of: Any, tmp_path: Path) -> None:  # noqa: ANN401 -- a fixture
    """The one with most of them first, each leading to its own; no outlet whose posts are all there."""
    with Store.open(tmp_path) as store:
        store.begin_run("test")
        quay = shown_by(store, "Quay & Lock", ["2027000000000000001", "2027000000000000002"])
        shown_by(store, "The Lock", ["2027000000000000002", "2027000000000000003"])
        shown_by(store, "The Bridge", ["2027000000000000003"])
        for key in quay:
            store.add_post(key, Missing(reason=Reason.DELETED, detail="It is gone."), parser="test")
        store.end_run(0, {})
    with ask_of(tmp_path) as asked:
        told = re.search(r"Outlets that showed them: (.*?)</p>", asked("/-/timeline?gone=yes").text)
        assert told is not None
        assert re.sub("<[^>]+>", "", told[1]) == "Quay &amp; Lock 2, The Lock 1"
        assert asked(html.unescape(re.findall('href="([^"]+)"', told[1])[0])).text.count('<article class="card') == 2


def test_the_first_page_shows_pictures_and_outlets(ask: Ask, ask_of: Any, tmp_path: Path) -> None:  # noqa: ANN401 -- a fixture
    """The newest ones, none that is sensitive; each outlet leads to what it shows."""
    page = ask("/").text
    part = page[page.index("Newest photos and videos") :].partition("</ul>")[0]
    assert 1 <= part.count("<li") <= 8
    assert "covered" not in part
    told = Publication(outlet="Quay & Lock")
    with Store.open(tmp_path / "own") as store:
        store.begin_run("test")
        document = Document(text="A b", title="A", source="a.html", publication=told)
        store.add_article(b"A b", Scan(document=document), "A b", parser="test")
    with ask_of(tmp_path / "own") as asked:
        assert '<a href="/-/timeline?outlet=Quay+%26+Lock"><bdi>Quay &amp; Lock</bdi>' in asked("/").text
        assert "It can be Quay &amp; Lock." in asked("/-/timeline?outlet=The+Moon").text


def test_a_feed_of_a_selection(ask: Ask) -> None:
    """Its entries, its name, and an address of its own."""
    text = ask("/-/snapshots.atom?handle=harbour_watch").text
    assert text.count("<entry>") == 3
    assert "What is new · @harbour_watch ·" in text
    assert "/-/snapshots.atom?handle=harbour_watch</id>" in text
    assert "/-/timeline?handle=harbour_watch" in text
    assert ask("/-/vanished.atom?handle=mira_sol").text.count("<entry>") == 1
    assert "<entry>" not in ask("/-/vanished.atom?handle=oleksandr_k").text


def test_w4_no_cell_of_a_selection_begins_like_a_formula(ask: Ask) -> None:
    """As in every other table; JSON is exact; the file is one to save, and has no rights."""
    answer = ask("/-/posts.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="posts.csv"'
    rows = list(csv.reader(io.StringIO(answer.text, newline="")))
    assert len({len(row) for row in rows}) == 1
    assert not [cell for row in rows for cell in row if cell[:1] in "=+@\t\r" and cell]


def test_what_was_erased_is_in_no_file(erased_archive: Any, ask_of: Any) -> None:  # noqa: ANN401 -- fixtures
    """Not even as an empty row."""
    with ask_of(erased_archive) as asked:
        assert len(asked("/-/posts.json").json()) == 4
        assert "harbour_watch" not in asked("/-/posts.csv").text


def test_too_many_posts_are_no_file(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sentence that says what does it instead, and no part of the posts in silence."""
    monkeypatch.setattr("embedarchive.datasette_plugin.pages.selection.MOST", 4)
    answer = ask("/-/posts.csv")
    assert answer.status_code == 400
    assert "These are more than 4 posts" in answer.text
    assert ask("/-/posts.csv?handle=mira_sol").status_code == 200


@pytest.mark.parametrize("table", ["places", "post_media", "article_texts"])
def test_a_filter_tells_nothing_of_a_hidden_table(ask: Ask, table: str) -> None:
    """Whoever may not see a table cannot ask by way of a filter what is in it."""
    config = {"databases": {"archive": {"tables": {table: {"allow": False}}}}}
    query = {"places": QUAY, "post_media": "media=photo", "article_texts": "outlet=x"}[table]
    for path in ("timeline", "posts.csv", "posts.json", "gallery"):
        assert ask(f"/-/{path}?{query}", config=config).status_code == 403, path
    assert ask("/-/posts.csv?handle=mira_sol", config=config).status_code == 200


@pytest.mark.browser
def test_a_box_is_drawn_on_the_map(browser: Any, site: str) -> None:  # noqa: ANN401 -- playwright's browser
    """With the mouse from corner to corner, or what is in view with a key; the address holds it with the filters."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{site}/-/map?platform=twitter")
    page.wait_for_selector("#map[data-ready]")
    page.click("text=Draw a box")
    frame = page.locator("#map").bounding_box()
    page.mouse.move(frame["x"] + 300, frame["y"] + 120)
    page.mouse.down()
    page.mouse.move(frame["x"] + 500, frame["y"] + 300)
    with page.expect_navigation():
        page.mouse.up()
    asked = parse_qs(urlsplit(page.url).query)
    west, south, east, north = map(float, asked["box"][0].split(","))
    assert -180 <= west < east <= 180
    assert -90 <= south < north <= 90
    assert asked["platform"] == ["twitter"]
    page.goto(f"{site}/-/map?{QUAY}")
    page.wait_for_selector("#map[data-ready]")
    assert json.loads(
        page.evaluate("JSON.stringify([...document.querySelectorAll('.chosen bdi')].map(one => one.textContent))")
    ) == ["Within 1 km of 51.2345, 2.9123 (near Ostend)"]
    page.keyboard.press("?")
    assert page.locator(".knows dl").is_visible()
    page.keyboard.press("?")
    page.focus("text=Only what is in view")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert parse_qs(urlsplit(page.url).query).keys() == {"near", "box"}
    page.close()
