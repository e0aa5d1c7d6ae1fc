"""The pages' tables are a function of the truth: made step by step or all at once, they are the same."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_archive import JPEG, START, fill, make_embed, make_image, make_post, make_scan

from embedarchive.model import GONE, Coordinates, Embed, MediaRef, Missing, Post, Reason
from embedarchive.store import Store
from embedarchive.store.keys import post_key
from embedarchive.store.projection import dump

numbers = st.integers(1, 4)
times = st.integers(-3, 3).map(lambda hours: START + dt.timedelta(hours=hours))
texts = st.sampled_from([None, "The quay is closed", "The quay is open, says the warden of Oudeburg"])
geotags = st.sampled_from([(), (Coordinates(latitude=51.0, longitude=4.0, form="geotag", precision_m=500.0),)])
media = st.lists(
    numbers.map(lambda n: MediaRef(candidates=(f"https://media.example/{n}.jpg",), alt=str(n))), max_size=2
)


@st.composite
def embeds(draw: st.DrawFn) -> Embed:
    """An embed of one of a few posts, with or without its id."""
    embed = make_embed(draw(numbers), known=draw(st.booleans()))
    return dataclasses.replace(embed, media=tuple(draw(media)), confidence=draw(st.sampled_from([1.0, 0.4])))


@st.composite
def posts(draw: st.DrawFn) -> Post:
    """An answer about one of them, with holes, media, and links to the others."""
    other = make_post(draw(numbers))
    changed: dict[str, object] = {
        "text": draw(texts),
        "media": tuple(draw(media)),
        "coordinates": draw(geotags),
        "quotes": draw(st.sampled_from([None, other.url])),
        "related": draw(st.sampled_from([(), (other,)])),
        "links": draw(st.sampled_from([(), (make_post(2).url,)])),
        "truncated": draw(st.booleans()),
        "language": draw(st.sampled_from([None, "nl", "uk"])),
    }
    return make_post(draw(numbers), **changed)


missing = st.builds(Missing, reason=st.sampled_from(Reason), id=st.sampled_from([None, "901", "902"]))
articles = st.tuples(
    st.just("article"),
    st.integers(1, 2),
    st.sampled_from([b"one", b"two"]),
    st.lists(embeds(), max_size=3),
    st.lists(numbers.map(make_image), max_size=2),
    st.sampled_from(["1", "2"]),
)
answers = st.tuples(st.just("post"), embeds(), posts() | missing, st.sampled_from(["platform", "web-archive"]), times)
pictures = st.tuples(st.just("media"), numbers, missing | st.none(), st.booleans(), times)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(articles | answers | pictures, min_size=1, max_size=10))
def test_step_by_step_and_all_at_once_are_the_same(
    tmp_path_factory: pytest.TempPathFactory, history: list[tuple[object, ...]]
) -> None:
    """Whatever is found, resolved, merged, lost, superseded and captured, in whatever order: row for row the same."""
    with Store.open(tmp_path_factory.mktemp("history")) as store:
        store.begin_run("x")
        for step in history:
            _take(store, step)
        _counts_add_up(store)
        before = list(dump(store.connection))
        store.rebuild()
        assert list(dump(store.connection)) == before
        for index in ("posts_fts", "articles_fts"):
            store.connection.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
        assert store.connection.execute("PRAGMA foreign_key_check").fetchall() == []


def _take(store: Store, step: tuple[object, ...]) -> None:
    """Let one thing happen."""
    match step:
        case ("article", url, data, found, images, parser):
            scan = make_scan(*found, images=tuple(images))  # type: ignore[misc, arg-type]
            store.add_article(data, scan, "", parser=str(parser), url=f"https://paper.example/{url}")  # type: ignore[arg-type]
        case ("post", Embed() as embed, said, source, at):
            if isinstance(said, Missing) and said.reason in GONE:
                source = "platform"  # only a platform can say that a post is gone
            store.add_post(post_key(embed), said, parser="1", source=source, captured_at=at)  # type: ignore[arg-type]
        case ("media", number, said, live, at):
            source = "platform" if live or (isinstance(said, Missing) and said.reason in GONE) else "web-archive"
            blob = None if said else store.keep(JPEG + str(number).encode())
            facts = said or {"width": 4, "latitude": 51.5, "longitude": 4.5}
            store.add_media(
                f"https://media.example/{number}.jpg",
                facts,  # type: ignore[arg-type]
                blob=blob,
                parser="1",
                source=source,  # type: ignore[arg-type]
                captured_at=at,  # type: ignore[arg-type]
            )


def _counts_add_up(store: Store) -> None:
    """I4: found is the sum of all statuses, and every reason is there."""
    counts = store.counts()
    statuses = ("archived", "recovered", "unavailable", "pending", "failed")
    assert counts["found"] == sum(counts[status] for status in statuses)
    assert counts["found"] - counts["archived"] == sum(counts["reasons"].values())
    occurrences = "SELECT count(*) FROM {0} JOIN article_texts USING (article_scan_id)"
    found = [store.connection.execute(occurrences.format(table)).fetchone()[0] for table in ("embeds", "images")]
    assert counts["found"] == sum(found)


def test_facets_are_counted_as_they_change(store: Store) -> None:
    """The small table says what a GROUP BY over all posts would say."""
    fill(store)
    for facet in ("status", "reason", "platform", "handle", "day"):
        kept = dict(
            store.connection.execute("SELECT value, count FROM facet_counts WHERE facet = ?", (facet,)).fetchall()
        )
        sql = f"SELECT {facet}, count(*) FROM posts WHERE {facet} IS NOT NULL GROUP BY {facet}"
        assert kept == dict(store.connection.execute(sql).fetchall())


def test_a_projection_made_by_older_rules_is_renewed_on_opening(store: Store) -> None:
    """Upgrading the program does not leave yesterday's pages."""
    fill(store)
    before = list(dump(store.connection))
    store.connection.execute("UPDATE posts SET text = 'as an older version had it'")
    store.connection.execute("PRAGMA user_version = 0")
    with Store.open(store.folder) as again:
        assert list(dump(again.connection)) == before


def test_an_address_that_the_article_gave_is_the_articles_word(store: Store) -> None:
    """Also when an error names it again: the platform has said nothing. One that was found out is not the article's."""
    embeds = (dataclasses.replace(make_embed(1, known=True), url="https://x.example/901"), make_embed(2))
    _, unknown = (each.key for each in store.add_article(b"x", make_scan(*embeds), "", parser="1").embeds)
    for key, number in (("twitter:901", 1), (unknown, 2)):
        failed = Missing(reason=Reason.DNS, id=f"90{number}", url=f"https://x.com/i/status/90{number}")
        store.add_post(key, failed, parser="1")
    told = [post.sources["url"].source for key in ("twitter:901", "twitter:902") if (post := store.post(key))]
    assert told == ["article", "platform"]


@pytest.mark.parametrize(
    ("said", "error", "precision", "form"),
    [
        (0.31, None, 0.31, "exif"),
        (0.31, 4.7, 4.7, "exif-measured"),
        (31.0, 4.7, 31.0, "exif"),
        (None, 12, 12.0, "exif-measured"),
        (None, None, None, "exif"),
        (None, -3, None, "exif"),
        (0.31, 1e30, 0.31, "exif"),
        ("much", "little", None, "exif"),
    ],
)
def test_how_exact_a_photos_place_is(store: Store, said: object, error: object, precision: object, form: str) -> None:
    """What the camera says of its error, or the size of the last digit, whichever is coarser; or nobody knows."""
    facts = {"width": 4, "latitude": 51.5, "longitude": 4.5, "precision_m": said}
    facts["exif"] = {"GPSHPositioningError": error}
    store.add_media("https://media.example/1.jpg", facts, blob=store.keep(JPEG), parser="1")
    row = store.connection.execute("SELECT precision_m, form, source FROM places").fetchone()
    assert tuple(row) == (precision, form, "exif")
