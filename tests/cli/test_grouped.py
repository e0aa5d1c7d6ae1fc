"""The lines of many articles under way at once: each article in one piece, whatever comes when."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from embedarchive.archive.results import Found, Result
from embedarchive.cli.grouped import Grouped
from embedarchive.model import Document, Scan, Status

SCAN = Scan(document=Document(text="", source="a.html"))


def found(article: int, expected: int) -> Found:
    """An article that was read."""
    return Found(source="a.html", scan=SCAN, article=article, news="new", expected=expected)


def result(article: int | None, index: int, status: Status = Status.ARCHIVED) -> Result:
    """What became of one of its posts."""
    return Result(kind="embed", index=index, source="a.html", article=article, status=status, key=f"twitter:{index}")


def test_articles_are_printed_one_after_the_other() -> None:
    """The first as it comes, the second when the first has ended; each with what became of it."""
    told: list[str] = []
    grouped = Grouped(told.append)
    grouped.add(found(1, 2), "one")
    grouped.add(found(2, 1), "two")
    assert told == ["one"]
    grouped.add(result(2, 0, Status.PENDING), "two: a")
    grouped.add(result(1, 0), "one: a")
    assert told == ["one", "one: a"]
    grouped.add(result(None, 0), "by itself")
    grouped.add(result(1, 1, Status.RECOVERED), "one: b")
    assert told[2:] == ["by itself", "one: b", "  = 1 archived + 1 recovered", "two", "two: a", "  = 1 pending"]


def test_a_single_article_has_the_run_s_own_summary() -> None:
    """And no other; it is told once there is a second one."""
    told: list[str] = []
    grouped = Grouped(told.append)
    grouped.add(found(1, 1), "one")
    grouped.add(result(1, 0), "one: a")
    assert told == ["one", "one: a"]
    grouped.add(found(2, 0), "two")
    assert told[2:] == ["  = 1 archived", "two"]


def test_a_run_that_is_stopped_tells_what_waits() -> None:
    """No result that came is left out."""
    told: list[str] = []
    grouped = Grouped(told.append)
    grouped.add(found(1, 2), "one")
    grouped.add(found(2, 2), "two")
    grouped.add(result(2, 0), "two: a")
    grouped.close()
    assert told == ["one", "two", "two: a"]


@given(st.lists(st.integers(0, 4), max_size=6), st.randoms(use_true_random=False))
def test_whatever_comes_when(sizes: list[int], chance: object) -> None:
    """Every line is printed once, and those of an article stand together, its heading first."""
    told: list[str] = []
    grouped = Grouped(told.append)
    waiting = [[found(number, size), *(result(number, at) for at in range(size))] for number, size in enumerate(sizes)]
    while any(waiting):
        events = chance.choice([one for one in waiting if one])  # type: ignore[attr-defined]
        event = events.pop(0)
        grouped.add(event, f"{event.article} {'head' if isinstance(event, Found) else event.index}")
    grouped.close()
    lines = [line for line in told if not line.startswith("  =")]
    assert sorted(lines) == sorted(
        f"{number} {what}" for number, size in enumerate(sizes) for what in ("head", *map(str, range(size)))
    )
    order = [line.split()[0] for line in lines]
    assert order == sorted(order, key=order.index)
    assert all(line.endswith("head") for at, line in enumerate(lines) if order.index(order[at]) == at)
