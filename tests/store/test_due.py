"""What is pending is counted in the database, for there may be a hundred thousand of it: as one by one."""

from __future__ import annotations

import datetime as dt
from itertools import chain

import pytest
from sample_archive import fill, make_embed, make_image, make_post, make_scan

from embedarchive.model import MediaRef, Missing, Reason
from embedarchive.model.rows import ListedMedia, ListedPost
from embedarchive.store import Store, reading
from embedarchive.store.due import Waiting, Wanted
from embedarchive.store.erasing import erase
from embedarchive.store.keys import is_video_of_post


def _fill(store: Store) -> None:
    """Posts and media in every state, one of them erased, a video without a file, media of two posts and an article."""
    fill(store)
    shared = (MediaRef(candidates=("https://media.example/both.jpg",)),)
    for number in (4, 5, 6, 7):
        scan = make_scan(make_embed(number, known=True), images=(make_image(number),))
        store.add_article(str(number).encode(), scan, "", parser="1")
    store.add_post("twitter:904", make_post(4, media=shared), parser="1")
    store.add_post("twitter:905", make_post(5, media=shared), parser="1")
    store.add_post("twitter:906", Missing(reason=Reason.RATE_LIMITED), parser="1")
    store.add_post("twitter:907", Missing(reason=Reason.UNSUPPORTED), parser="1")
    store.add_media("video:twitter:904", Missing(reason=Reason.SERVER_ERROR), parser="1")
    erase(store, "twitter:905", reason="asked")


WANTED = {
    "all": Wanted(),
    "a platform": Wanted(only=("twitter",)),
    "another platform": Wanted(only=("vimeo",)),
    "no images": Wanted(images=False),
    "no videos": Wanted(videos=False),
    "a platform alone": Wanted(only=("twitter",), images=False, videos=False),
}


def _wants(store: Store, wanted: Wanted, row: ListedMedia) -> bool:
    """Whether a medium is asked for, as people would say it."""
    read = store.connection.execute
    sql = "SELECT platform FROM posts JOIN post_media ON post_id = posts.id WHERE media_id = ?"
    platforms = [platform for (platform,) in read(sql, (row.id,))]
    in_article = read("SELECT 1 FROM article_images WHERE media_id = ?", (row.id,)).fetchone()
    if is_video_of_post(row.key) and not wanted.videos:
        return False
    return bool(wanted.images and in_article) or any(not wanted.only or name in wanted.only for name in platforms)


@pytest.mark.parametrize("wanted", WANTED.values(), ids=WANTED)
def test_what_is_asked_for_is_found_and_counted_as_one_by_one(store: Store, wanted: Wanted) -> None:
    """What is due, open or failed, of whom it is wanted; how much is pending, and when the first of it is due."""
    _fill(store)
    now, states = store._clock(), {"open": {"pending", "failed"}, "failed": {"failed"}, "due": {"pending"}}
    posts = [row for row in store.listed_posts()[::-1] if not wanted.only or row.platform in wanted.only]
    media = [row for row in store.listed_media()[::-1] if _wants(store, wanted, row)]
    for which, any_of in states.items():
        for rows, found in (
            ([row for row in posts if not row.erased_at], [*chain(*store.due_posts(now, wanted, which).values())]),  # type: ignore[arg-type]
            (media, store.due_media(now, wanted, which)),  # type: ignore[arg-type]
        ):
            assert found == [row.key for row in rows if row.status in any_of and (which != "due" or _is_due(row, now))]
    both: list[ListedPost | ListedMedia] = [*posts, *media]
    pending = [row for row in both if row.status == "pending" and not row.erased_at]
    first = min((row.next_try_at or "" for row in pending), default="")
    assert store.waiting(wanted) == Waiting(count=len(pending), first=first)


def _is_due(row: ListedPost | ListedMedia, now: dt.datetime) -> bool:
    return row.next_try_at is None or dt.datetime.fromisoformat(row.next_try_at) <= now


def test_captured_posts_come_in_pages_the_oldest_word_first(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them once, whatever is said of them meanwhile; none that was erased, and none that is newer."""
    monkeypatch.setattr(reading, "PAGE", 2)
    _fill(store)
    after = store._clock() + dt.timedelta(seconds=1)
    said = [row for row in store.listed_posts()[::-1] if row.status in {"archived", "recovered", "unavailable"}]
    said = sorted((row for row in said if not row.erased_at), key=lambda row: str(row.captured_at or row.gone_at))
    pages = store.captured_posts(after)
    first = next(pages)
    store.add_post(
        said[1].key, make_post(4, text="Otherwise now"), parser="1", captured_at=after + dt.timedelta(seconds=1)
    )
    assert [*first, *chain(*pages)] == [row.key for row in said]
    assert not [*chain(*store.captured_posts(store._clock() - dt.timedelta(days=9000)))]


def test_what_was_never_captured_is_counted_by_platform(store: Store) -> None:
    """Those that are pending or failed; and whether there is anything else."""
    assert store.open_posts(()) == (0, False)
    _fill(store)
    rows = store.listed_posts()
    opened = sum(row.status in {"pending", "failed"} for row in rows)
    assert store.open_posts(()) == store.open_posts(("twitter", "vimeo")) == (opened, True)
    assert store.open_posts(("vimeo",)) == (0, False)
