"""Who a handle belongs to, what points at a post, and what the search box understands beside words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from embedarchive.cli import _run
from embedarchive.model import Document, Embed, Missing, Post, Publication, Reason, Scan
from embedarchive.store import Store
from embedarchive.store.queries.authors import said_names
from embedarchive.store.queries.query import found
from embedarchive.store.queries.search import matching

AT = dt.datetime(2026, 9, 12, tzinfo=dt.UTC)
CRANE, ANSWER, QUOTE = "2000000000000000001", "2000000000000000002", "2000000000000000003"


def _page(number: str, handle: str = "ada_pilot") -> str:
    return f"https://x.com/{handle}/status/{number}"


@pytest.fixture(scope="module")
def ask(ask_of: Callable[[Path], Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Any]]:
    """A post, one that answers it, one that quotes it; its author changed her name, and one of her posts is gone."""
    folder = tmp_path_factory.mktemp("persons")
    told: tuple[tuple[str, str, str, str, dict[str, Any]], ...] = (
        (CRANE, "ada_pilot", "Ada Pilot", "The crane hums", {}),
        (ANSWER, "ben_winch", "Ben <Winch>", "It <i>sings</i>", {"replies_to": _page(CRANE)}),
        (QUOTE, "ada_pilot", "Ada P.", "As I said", {"quotes": _page(CRANE)}),
    )
    embeds = tuple(
        Embed(
            platform="twitter", form="blockquote", id=number, url=_page(number, handle), text=text, start=n, end=n + 1
        )
        for n, (number, handle, _, text, _) in enumerate(told)
    )
    said = Publication(outlet="Harbour Post", published="2022-11-11")
    document = Document(text="\ufffc\ufffc\ufffc", title="Cranes", source="cranes.html", publication=said)
    with Store.open(folder) as store:
        store.begin_run("test")
        keys = store.add_article(b"x", Scan(document=document, embeds=embeds), document.text, parser="test").embeds
        for n, (kept, (number, handle, author, text, more)) in enumerate(zip(keys, told, strict=True)):
            at = dt.datetime(2022, 11, 11 + n, tzinfo=dt.UTC)
            post = Post(
                platform="twitter", id=number, url=_page(number, handle), handle=handle, author=author, text=text,
                posted_at=at, **more,
            )  # fmt: skip
            store.add_post(kept.key, post, parser="test", captured_at=AT)
        store.add_post(keys[2].key, Missing(reason=Reason.DELETED), parser="test", captured_at=AT)
    with ask_of(folder) as asked:
        yield asked


def test_a_post_tells_what_points_at_it(ask: Callable[..., Any]) -> None:
    """The other way of a quotation and an answer; escaped."""
    text = ask("/-/post/1").text
    part = text[text.index('id="pointing"') :].split("</section>")[0]
    assert part.index("answers it") < part.index("quotes it")
    assert "Ben &lt;Winch&gt;" in part
    assert "It &lt;i&gt;sings&lt;/i&gt;" in part
    assert 'id="pointing"' not in ask("/-/post/2").text


def test_a_handle_tells_its_names_and_where_it_was_shown(ask: Callable[..., Any]) -> None:
    """Names by time, what vanished, and the articles with outlet and day."""
    text = ask("/-/timeline?handle=ada_pilot").text
    part = text[text.index('class="person"') :].split("</section>")[0]
    assert part.index("Ada P.") < part.index("Ada Pilot")
    assert "1 gone from the web" in part
    assert "Cranes</cite></a>, <bdi>Harbour Post</bdi>, <time" in part
    assert 'class="person"' not in ask("/-/timeline").text
    assert 'class="person"' not in ask("/-/timeline?handle=ada_pilot&gone=yes").text


def test_names_and_handles_over_time(
    ask_of: Callable[[Path], Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What sources called the author of the same posts, each with who said so and when; not where it never changed."""
    told = (("ada_pilot", "Ada Pilot"), ("ada_p", "Ada P."), ("ada_p", "Ada <b>"))
    embed = Embed(platform="twitter", form="blockquote", id=CRANE, url=_page(CRANE), handle="ada", author="A. Pilot")
    document = Document(text="\ufffc", title="Cranes", source="cranes.html")
    with Store.open(tmp_path / "snapshots") as store:
        store.begin_run("test")
        kept = store.add_article(b"x", Scan(document=document, embeds=(embed,)), document.text, parser="test").embeds
        for month, (handle, author) in enumerate(told, 1):
            post = Post(platform="twitter", id=CRANE, url=_page(CRANE), handle=handle, author=author, text="x")
            at = dt.datetime(2026, month, 1, tzinfo=dt.UTC)
            store.add_post(kept[0].key, post, parser="test", captured_at=at)
        names = found(store.connection, said_names("ada_p"))
        assert {(one.handle, one.author, one.count) for one in names} == {
            ("ada", "A. Pilot", 1),
            *((handle, author, 1) for handle, author in told),
        }
        plan = " ".join(
            str(row[3])
            for row in store.connection.execute(f"EXPLAIN QUERY PLAN {said_names('x').sql}", said_names("x").values)
        )
        assert "SCAN s" not in plan
        assert "SCAN r" not in plan
        assert "SCAN posts" not in plan
    assert _run(["show", "@ada_p", "--archive", str(tmp_path / "snapshots")]) == 0
    assert "called       Ada Pilot (@ada_pilot)  (the platform, 2026-01-01, 1 post)" in capsys.readouterr().out
    with ask_of(tmp_path / "snapshots") as asked:
        text = asked("/-/timeline?handle=ada_p").text
        part = text[text.index('id="names"') :].split("</details>")[0]
        assert part.index("@ada_pilot") < part.index("Ada P.") < part.index("Ada &lt;b&gt;")


def test_a_name_that_never_changed_has_no_history(ask: Callable[..., Any]) -> None:
    """Nothing is said twice."""
    assert 'id="names"' not in ask("/-/timeline?handle=ben_winch").text


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("crane OR sings", {1, 2}),
        ("hums -crane", set()),
        ("said -crane", {3}),
        ("-crane", set()),
        ("from:@ben_winch sings", {2}),
        ("from:ben_winch", {2}),
        ("in:x since:2022-11-12 until:2022-11-12", {2}),
        ('"in:x"', set()),
    ],
)
def test_the_search_box_understands(ask: Callable[..., Any], search: str, found: set[int]) -> None:
    """Either, without, and filters among the words."""
    text = ask("/-/timeline?q=" + search.replace(" ", "+").replace("@", "%40").replace('"', "%22")).text
    assert {number for number in (1, 2, 3) if f'id="post-{number}"' in text} == found


@pytest.mark.parametrize(
    ("search", "asked"),
    [
        ("a OR", '"a"'),
        ("OR a", '"a"'),
        ("abc or def", '"abc"* AND "or" AND "def"*'),
        ('abc -"d e"', '("abc"*) NOT "d e"'),
        ("covid-19", '"covid-19"*'),
        ("a - b", '"a" AND "b"'),
        ("--", '""'),
    ],
)  # fmt: skip
def test_what_is_no_sign_stays_a_word(search: str, asked: str) -> None:
    """Lower case, hyphens inside words, signs alone."""
    assert matching(search) == asked


def test_a_filter_that_is_chosen_goes_before_one_that_is_typed(ask: Callable[..., Any]) -> None:
    """The other filters among the words hold all the same."""
    text = ask("/-/timeline?q=from:nobody+in:x&handle=ben_winch").text
    assert text.count('<article class="card') == 1
    assert "No post is like that." in ask("/-/timeline?q=from:nobody+in:x").text
