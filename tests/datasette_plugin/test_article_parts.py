"""A long article goes on on further pages: nothing is left out, and every link to a place in it finds its part."""

from __future__ import annotations

import html
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any

import pytest
from datasette.database import Database

from embedarchive.datasette_plugin.views.article_parts import MOST, Part, Spot, divided, reading_order
from embedarchive.datasette_plugin.views.versions import MARK
from embedarchive.model import Document, Embed, Image, Scan
from embedarchive.store import Store
from embedarchive.store.queries import articles as queries
from embedarchive.store.queries.article_places import Placed
from embedarchive.store.queries.query import found

Ask = Callable[..., Any]
AskOf = Callable[[Path], AbstractContextManager[Ask]]
LONG = 450
EVERY = 90
"""Below so many posts stands an image."""


def write(folder: Path, posts: int) -> Path:
    """An archive with an article of so many posts, each below a line that says which it is, and some images."""
    embeds, images, text = list[Embed](), list[Image](), ["The harbour list"]
    for number in range(posts):
        at, post = 100 * number, f"2027{number:015}"
        embeds.append(
            Embed(
                platform="twitter",
                form="blockquote",
                id=post,
                url=f"https://x.com/mira_sol/status/{post}",
                author="Mira Sol",
                handle="mira_sol",
                text=f"Berth {number} is free.",
                start=at,
                end=at + 50,
            )
        )
        text += [f"Of berth {number}.", MARK]
        if number % EVERY == EVERY - 1:
            address = f"https://paper.example/{number}.jpg"
            images.append(Image(url=address, alt="A quay", caption=f"Quay {number}", start=at + 60, end=at + 70))
            text += [MARK, f"Quay {number}"]
    whole = "\n".join([*text, "That was all."])
    document = Document(text=whole, title="The harbour list", language="en", source="list.txt")
    with Store.open(folder) as store:
        store.begin_run("scan list.txt")
        scan = Scan(document=document, embeds=tuple(embeds), images=tuple(images))
        store.add_article(whole.encode(), scan, whole, parser="test")
        store.end_run(0, {})
    return folder


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an archive with a long article."""
    return write(tmp_path_factory.mktemp("long") / "snapshots", LONG)


@pytest.fixture(scope="module")
def long(written: Path, ask_of: AskOf) -> Iterator[Ask]:
    """Ask that archive."""
    with ask_of(written) as asked:
        yield asked


def _main(answer: Any) -> str:  # noqa: ANN401 -- httpx2's
    assert answer.status_code == 200
    return str(answer.text).partition("<main")[2].partition('<footer class="endnotes">')[0]


def _pages(ask: Ask) -> list[str]:
    """The pages of the article, each led to by the one before."""
    pages, path = list[str](), "/-/article/1"
    while path:
        answer = ask(path)
        pages.append(_main(answer))
        on = re.search(r'<a rel="next" href="([^"]+)"', answer.text)
        path = html.unescape(on[1]) if on else ""
        assert (f'<link rel="next" href="{on[1]}">' if on else "") in answer.text
    return pages


def _notice(answer: Any) -> str:  # noqa: ANN401 -- httpx2's
    said = re.findall(r'<p class="notice" role="status"[^>]*>([^<]*)</p>', answer.text)
    assert len(said) == 1
    return html.unescape(said[0])


# ----------------------------------------------------------------------------------------------------------- the pages


def test_all_posts_words_and_images_stand_once_and_in_order(long: Ask) -> None:
    """Over all parts, as on one page; a part is never longer than is promised."""
    pages = _pages(long)
    assert len(pages) == 3
    whole = "".join(pages)
    assert re.findall(r'id="thing-(\d+)"', whole) == [str(number) for number in range(LONG)]
    assert re.findall(r'id="picture-(\d+)"', whole) == [str(number) for number in range(LONG // EVERY)]
    words = re.findall(r"<p dir=\"auto\" lang=\"en\">([^<]*)</p>", whole)
    assert words == [*(f"Of berth {number}." for number in range(LONG)), "That was all."]
    assert max(len(re.findall(r'id="(?:thing|picture)-', page)) for page in pages) <= MOST


def test_each_part_says_which_it_is_and_leads_to_the_others(long: Ask) -> None:
    """At its top, where its title is, and at its end; what is printed says it, too: the links alone are left out."""
    answer = long("/-/article/1?part=2")
    page = _main(answer)
    assert "<title>The harbour list · Part 2 of 3 · " in answer.text
    assert '<p class="stamp">Part 2 of 3: posts 152 to 301 of 450, images 2 to 3 of 5</p>' in page
    assert re.findall(r'<a href="/-/article/1\?part=(\d)">\1<span', page) == ["1", "3"]
    assert '<b aria-current="page">2</b>' in page
    assert 'rel="prev" href="/-/article/1?part=1">Before this: posts 1 to 151 of 450, image 1 of 5</a>' in page
    assert 'rel="next" href="/-/article/1?part=3">The article goes on: posts 302 to 450 of 450' in page
    assert 'rel="prev"' not in long("/-/article/1").text
    assert "Teil 2 von 3: Beiträge 152 bis 301 von 450, Bilder 2 bis 3 von 5" in _main(
        long("/-/article/1?part=2", accept_language="de")
    )


def test_what_is_said_of_the_article_is_said_of_all_of_it(long: Ask) -> None:
    """Its notes, how it is cited and checked are the same below each part."""
    below = {long(f"/-/article/1?part={part}").text.partition('<footer class="endnotes">')[2][:2000] for part in "123"}
    assert len(below) == 1
    assert "Cite it" in below.pop()


@pytest.mark.parametrize(("post", "part"), [(1, 1), (200, 2), (450, 3)])
def test_a_post_leads_to_its_place_in_the_article(long: Ask, post: int, part: int) -> None:
    """Whichever part that is in, with no word of the part in the address: it may be another after the next scan."""
    link = re.search(rf'href="(/-/article/1\?at=thing-{post - 1})#thing-{post - 1}"', long(f"/-/post/{post}").text)
    assert link is not None
    page = _main(long(link[1]))
    assert f"Part {part} of 3" in page
    assert f'id="thing-{post - 1}"' in page
    assert f"Part {part} of 3" in _main(long(f"/-/article/1?at=picture-{2 * part - 2}"))


@pytest.mark.parametrize(
    ("asked", "part", "said"),
    [
        ("part=4", 3, "This article has no part 4; this is part 3 of 3."),
        ("part=0", 1, "This article has no part 0; this is part 1 of 3."),
        ("part=two", 1, "“two” is no number, so “part” was left out."),
        ("at=thing-450", 1, "Nothing called “thing-450” stands in this version of the article."),
        ("at=%3Cb%3E&part=2", 2, "Nothing called “<b>” stands in this version of the article."),
    ],
)
def test_a_part_that_is_not_there(long: Ask, asked: str, part: int, said: str) -> None:
    """The nearest one is shown, and a sentence says so."""
    answer = long(f"/-/article/1?{asked}")
    assert _notice(answer) == said
    assert f"Part {part} of 3" in _main(answer)


def test_a_search_leads_to_the_part_with_its_words(long: Ask) -> None:
    """The first one; the numbers of all that have them are marked, and the links keep the words."""
    page = _main(long("/-/article/1?q=%22berth+350%22"))
    assert "<mark>berth 350</mark>" in page
    assert "Part 3 of 3" in page
    page = _main(long("/-/article/1?q=%22berth+350%22&part=1"))
    assert "<mark>berth" not in page
    marked = '<a href="/-/article/1?q=%22berth+350%22&amp;part=3"><mark>3</mark>'
    assert marked in page
    assert '<a href="/-/article/1?part=1">Without marks</a>' in page


def test_an_article_that_is_not_long_is_one_page(ask: Ask) -> None:
    """Without a word of parts."""
    page = ask("/-/article/1").text
    assert 'class="parts"' not in page
    assert "Part 1" not in page
    assert 'rel="next"' not in page
    assert _notice(ask("/-/article/1?part=2")) == "This article has no part 2; this is part 1 of 1."


def test_a_part_of_a_thousand_posts_costs_no_more_than_one_of_three_hundred(
    tmp_path: Path, ask_of: AskOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice at most: how often the database is asked, how many rows it gives but for places, how long the HTML is."""
    execute, asked = Database.execute, list[int]()

    async def counting(self: Database, sql: str, *given: Any, **named: Any) -> Any:  # noqa: ANN401 -- Datasette's
        answer = await execute(self, sql, *given, **named)
        asked.append(0 if "SELECT position" in sql else len(answer.rows))
        return answer

    monkeypatch.setattr(Database, "execute", counting)
    costs = []
    for posts in (300, 1000):
        with ask_of(write(tmp_path / str(posts), posts)) as ask:
            ask("/-/article/1")
            asked.clear()
            page = ask("/-/article/1?part=2").text
        costs.append((len(asked), sum(asked), len(page)))
    assert all(large <= 2 * small for small, large in zip(*costs, strict=True)), costs


def test_nothing_of_a_very_long_article_is_left_out(written: Path, tmp_path: Path, ask_of: AskOf) -> None:
    """With 2,450 posts the last one stands in the last part, and what a copy of the article is made of has all."""
    copied = tmp_path / "snapshots"
    copied.mkdir()
    with (
        closing(sqlite3.connect(written / "archive.db")) as source,
        closing(sqlite3.connect(copied / "archive.db")) as to,
    ):
        source.backup(to)
        names = [row[1] for row in to.execute("pragma table_info(embeds)") if row[1] != "id"]
        more = {"position": "n.value", '"start"': "100000 + n.value", '"end"': "100001 + n.value"}
        columns = [f'"{name}"' if name in {"start", "end"} else name for name in names]
        values = ", ".join(more.get(name, f"e.{name}") for name in columns)
        numbers = "with recursive n(value) as (select 450 union all select value + 1 from n where value < 2449)"
        to.execute(
            f"insert into embeds ({', '.join(columns)}) {numbers} select {values} from embeds e, n where e.position = 0"  # noqa: S608 -- our own words
        )
        to.commit()
    with ask_of(copied) as ask:
        page = _main(ask("/-/article/1?at=thing-2449"))
        assert "Part 13 of 13" in page
        assert 'id="thing-2449"' in page
    with Store.open(copied) as store:
        assert len(found(store.connection, queries.embeds(1))) == 2450


@pytest.mark.browser
def test_a_link_to_a_place_opens_there_and_one_reads_on_without_a_script(
    browser: Any,  # noqa: ANN401 -- playwright's
    serve: Callable[[Path], AbstractContextManager[str]],
    written: Path,
) -> None:
    """On a phone: the address leads to the post; the next part begins with its own; nothing is too wide."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    with serve(written / "archive.db") as site:
        page.goto(f"{site}/-/post/290")
        with page.expect_navigation():
            page.locator("a[href='/-/article/1?at=thing-289#thing-289']").first.click()
        page.locator("#thing-289:target").wait_for()
        with page.expect_navigation():
            page.locator(".read > .more a[rel=next]").click()
        assert page.url.endswith("/-/article/1?part=3")
        assert page.locator("#thing-302").count() == 1
        box = page.locator(".read > .more").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        page.emulate_media(media="print")
        assert page.get_by_text("Part 3 of 3: posts").first.is_visible()
        assert not page.locator(".parts").is_visible()
    context.close()


# ----------------------------------------------------------------------------------------------------- how it is parted


def _spots(kinds: str) -> list[Spot]:
    return [Spot("embed" if kind == "e" else "image", number) for number, kind in enumerate(kinds)]


def _parts(text: str, kinds: str, monkeypatch: pytest.MonkeyPatch, most: int = 2) -> Sequence[Part]:
    monkeypatch.setattr("embedarchive.datasette_plugin.views.article_parts.MOST", most)
    return divided(text, _spots(kinds))


def test_the_paragraph_above_a_post_goes_along_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """What else stands between two parts ends the earlier one; below an image, whose caption it may be, all of it."""
    text = f"One\n{MARK}\nTwo\n{MARK}\nEnd of two\n\nThree\n{MARK}\nFour\n{MARK}\nCaption\n{MARK}\nOut"
    parts = _parts(text, "eeeie", monkeypatch)
    assert [part.text.split() for part in parts] == [
        ["One", MARK, "Two", MARK, "End", "of", "two"],
        ["Three", MARK, "Four", MARK, "Caption"],
        [MARK, "Out"],
    ]
    assert [(part.posts, part.images) for part in parts] == [((1, 2), None), ((3, 3), (1, 1)), ((4, 4), None)]
    quoted = _parts(f"One\n\n> {MARK}\n\nTwo\n\n> {MARK}\n", "ee", monkeypatch, most=1)
    assert [part.text.split() for part in quoted] == [["One", ">", MARK], ["Two", ">", MARK]]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("", ""),
        ("Nothing but words", ""),
        (f"A{MARK}B{MARK}C{MARK}D{MARK}E{MARK}F", "eieie"),
        (f"A{MARK}B", "eeeee"),
        ("", "iiiii"),
        (f"A{MARK}B{MARK}C{MARK}D{MARK}E{MARK}F{MARK}G", "eee"),
    ],
)
def test_every_word_and_spot_is_in_one_part(text: str, kinds: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the text was erased, or has fewer marks than there are posts, or more."""
    parts = _parts(text, kinds, monkeypatch)
    assert "".join(part.text for part in parts).replace(MARK, "") == text.replace(MARK, "")
    assert [spot for part in parts for spot in part.spots] == _spots(kinds)
    assert [part.number for part in parts] == list(range(1, len(parts) + 1))
    for part in parts[:-1]:
        assert part.text.count(MARK) <= len(part.spots)


def test_parts_are_of_about_one_length(monkeypatch: pytest.MonkeyPatch) -> None:
    """One post more than fits makes two halves, not a page with one post."""
    assert [len(part.spots) for part in _parts("", 201 * "e", monkeypatch, 200)] == [101, 100]
    assert [len(part.spots) for part in _parts("", 200 * "e", monkeypatch, 200)] == [200]


def test_posts_and_images_are_in_the_order_in_which_they_stand() -> None:
    """Of two that begin at one place the post is first."""
    order = reading_order(
        [Placed(position=0, start=5), Placed(position=1, start=20)],
        [Placed(position=0, start=0), Placed(position=1, start=20)],
    )
    assert [spot.anchor for spot in order] == ["picture-0", "thing-0", "thing-1", "picture-1"]


@pytest.mark.browser
def test_an_address_of_before_the_parts_leads_to_its_place(
    browser: Any,  # noqa: ANN401 -- playwright's
    serve: Callable[[Path], AbstractContextManager[str]],
    written: Path,
) -> None:
    """It names no part; one that names nothing stays where it is."""
    page = browser.new_page()
    with serve(written / "archive.db") as site:
        page.goto(f"{site}/-/article/1#thing-289")
        page.locator("#thing-289:target").wait_for()
        assert page.url.endswith("/-/article/1?at=thing-289#thing-289")
        page.goto(f"{site}/-/article/1#thing-9289")
        page.locator("p.notice[role=status]").wait_for()
        assert page.url.endswith("?at=thing-9289#thing-9289")
    page.close()
