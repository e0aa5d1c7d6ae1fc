"""A selection of posts: each filter alone and together, held against what a reader would say of each post."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from embedarchive.model import Coordinates, Document, Embed, MediaRef, Missing, Post, Publication, Reason, Scan
from embedarchive.store import Store
from embedarchive.store.queries import exported
from embedarchive.store.queries.filtered import PostFilter
from embedarchive.store.queries.query import found
from embedarchive.store.queries.search_filters import Search, read_search

QUAY, LOCK, FIJI, TAVEUNI = (51.2345, 2.9123), (51.2700, 2.9123), (-17.8, 177.9), (-16.85, -179.97)
SITE = "https://x.com/anna_quay/status/"


def _place(at: tuple[float, float]) -> tuple[Coordinates, ...]:
    return (Coordinates(latitude=at[0], longitude=at[1], form="geotag", precision_m=10.0, text=""),)


def _shown(number: int, **more: Any) -> Embed:  # noqa: ANN401 -- fields of an embed
    told: dict[str, Any] = {
        "platform": "twitter",
        "form": "blockquote",
        "id": str(number),
        "url": f"{SITE}{number}",
        **more,
    }
    return Embed(start=number, end=number + 1, **told)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Six posts, named by their words: morning, noon, night, printed, far, beyond."""
    folder = tmp_path_factory.mktemp("selections")
    day = dt.date(2026, 3, 2)
    with Store.open(folder) as made:
        made.begin_run("test")
        for outlet, numbers in (("Der Kurier", (1, 2, 3)), ("The Quay Post", (3, 4, 5, 6))):
            document = Document(
                text="x" * 20, title=outlet, source=f"{outlet}.html", publication=Publication(outlet=outlet)
            )
            embeds = tuple(
                _shown(number, **({"text": "printed", "handle": "otto", "date": day} if number == 4 else {}))
                for number in numbers
            )
            made.add_article(outlet.encode(), Scan(document=document, embeds=embeds), outlet, parser="test")
        photo = MediaRef(candidates=("https://media.example/quay.jpg",), role="photo", index=0)
        clip = MediaRef(candidates=("https://media.example/quay.mp4",), role="video", index=0)
        told: list[tuple[int, str, int, dict[str, Any]]] = [
            (1, "morning", 5, {"coordinates": _place(QUAY), "language": "de"}),
            (2, "noon", 11, {"media": (photo,), "coordinates": _place(LOCK)}),
            (3, "night", 23, {"media": (clip,), "sensitive": True}),
            (5, "far", 8, {"coordinates": _place(FIJI), "author": "Ana Fidżi", "handle": "ana"}),
            (6, "beyond", 9, {"coordinates": _place(TAVEUNI)}),
        ]
        for number, text, hour, more in told:
            at = dt.datetime(2026, 3, 2, hour, 30, tzinfo=dt.UTC)
            post = Post(
                platform="twitter", id=str(number), url=f"{SITE}{number}", text=text, posted_at=at,
                **{"handle": "anna_quay", "author": "Anna Quay", **more},
            )  # fmt: skip
            made.add_post(f"twitter:{number}", post, parser="test")
        made.add_post("twitter:4", Missing(reason=Reason.DELETED), parser="test")
        taken = {"width": 4, "height": 4, "latitude": QUAY[0], "longitude": QUAY[1], "exif": {}}
        blob = made.keep(b"\xff\xd8\xff\xe0 quay", "image/jpeg")
        made.add_media("https://media.example/quay.jpg", taken, parser="test", blob=blob)
        made.end_run(0)
        yield made


ALL = {"morning", "noon", "night", "printed", "far", "beyond"}
CASES: list[tuple[dict[str, str], set[str]]] = [
    ({}, ALL),
    ({"zone": "Asia/Tokyo"}, ALL),
    ({"since": "2026-03-02T10:00"}, {"noon", "night", "printed"}),
    ({"since": "2026-03-02T10:00Z", "until": "2026-03-02T12:00Z"}, {"noon", "printed"}),
    ({"since": "2026-03-02T12:00", "until": "2026-03-02T13:00", "zone": "Europe/Berlin"}, {"noon", "printed"}),
    ({"since": "2026-03-03", "zone": "Europe/Berlin"}, {"night"}),  # half past midnight there
    ({"until": "2026-03-02", "zone": "Europe/Berlin"}, ALL - {"night"}),
    ({"until": "2026-03-01", "zone": "America/Los_Angeles"}, {"morning"}),
    ({"since": "2026-03-02", "until": "2026-03"}, ALL),
    ({"since": "2026-03-03"}, set()),
    ({"until": "2026-03-02T08:30"}, {"morning", "far", "printed"}),
    ({"near": f"{QUAY[0]},{QUAY[1]},1"}, {"morning", "noon"}),  # the photo of the second was taken there
    ({"near": f"{LOCK[0]},{LOCK[1]},3.5"}, {"noon"}),
    ({"near": f"{LOCK[0]},{LOCK[1]},4.5"}, {"morning", "noon"}),
    ({"near": "-17.3,179,250"}, {"far", "beyond"}),
    ({"box": "177,-18,-179,-16"}, {"far", "beyond"}),
    ({"box": "177,-18,179,-16"}, {"far"}),
    ({"box": "2.9,51.2,3,51.3", "near": f"{LOCK[0]},{LOCK[1]},1"}, {"noon"}),
    ({"outlet": "the quay post"}, {"night", "printed", "far", "beyond"}),
    ({"outlet": "Der Kurier", "media": "yes"}, {"noon", "night"}),
    ({"media": "photo"}, {"noon"}),
    ({"media": "video"}, {"night"}),
    ({"media": "audio"}, set()),
    ({"media": "no"}, {"morning", "printed", "far", "beyond"}),
    ({"sensitive": "yes"}, {"night"}),
    ({"sensitive": "no"}, ALL - {"night"}),
    ({"author": "quay"}, {"morning", "noon", "night", "beyond"}),
    ({"author": "fidzi"}, {"far"}),
    ({"author": "quay", "q": "noon OR night", "until": "2026-03-02T12:00"}, {"noon"}),
    ({"author": "quay", "q": "-noon night"}, {"night"}),
    ({"handle": "otto"}, {"printed"}),
    ({"gone": "deleted"}, {"printed"}),
    ({"language": "de", "status": "archived", "platform": "twitter"}, {"morning"}),
]


@pytest.mark.parametrize(("asked", "wanted"), CASES)
def test_a_selection_is_what_is_asked_for(store: Store, asked: dict[str, str], wanted: set[str]) -> None:
    """For the terminal, for files on a page, and whichever index is followed: always the same posts."""
    chosen = PostFilter(**asked)
    listed = store.listed_posts(chosen=chosen)
    assert {row.text for row in listed} == wanted
    numbers = [row.id for row in listed]
    assert len(found(store.connection, exported.selected(chosen, 100))) == len(wanted)
    for time in ("posted_at", "day"):
        conditions, values = chosen.where(time, rarest="")
        known = f"p.posted_at IS {'NOT ' if time == 'posted_at' else ''}NULL"
        sql = f"SELECT id FROM posts p WHERE {' AND '.join([known, *conditions])}"
        numbers = [number for number in numbers if (number,) not in store.connection.execute(sql, values).fetchall()]
    assert numbers == []


def test_a_selection_says_which_tables_it_reads(store: Store) -> None:
    """Who may not see one of them is not answered by way of it."""
    read = set[str]()

    def note(_: int, table: str | None, *__: str | None) -> int:
        read.add(str(table))
        return 0

    for asked, _ in CASES:
        read.clear()
        chosen = PostFilter(**asked)
        query = exported.selected(chosen, 100)
        store.connection.set_authorizer(note)
        store.connection.execute(query.sql, query.values).fetchall()
        store.connection.set_authorizer(None)
        shown = {
            table
            for table in read
            if table in {"posts", "places", "post_media", "article_posts", "article_texts", "articles"}
        }
        assert shown == set(query.tables) - {"posts_fts"}


@pytest.mark.parametrize(
    ("search", "said"),
    [
        ("crane from:ann", Search("crane", {"handle": "ann"}, ())),
        ('near:"The Hague",5', Search("", {"near": "The Hague,5"}, ())),
        ('near:"The Hague,5" OUTLET:"The Post"', Search("", {"near": "The Hague,5", "outlet": "The Post"}, ())),
        ("from:ann from:ben", Search("", {"handle": "ann"}, ())),
        ('"from:ann"', Search('"from:ann"', {}, ())),
        ("-crane OR boat", Search("-crane OR boat", {}, ())),
        ("form:ann 10:30 https://x.com/a since:", Search("form:ann 10:30 https://x.com/a since:", {}, ("form",))),
        ("lang:nl is:archived has:video", Search("", {"language": "nl", "status": "archived", "media": "video"}, ())),
    ],
)
def test_filters_stand_among_words(search: str, said: Search) -> None:
    """The first of each counts; what stands in a phrase is none; a name that is no filter is told."""
    assert read_search(search) == said
