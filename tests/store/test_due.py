"""What is pending is counted in the database, for there may be a hundred thousand of it: as one by one."""

from __future__ import annotations

from collections import Counter

from sample_archive import fill, make_embed, make_image, make_post, make_scan

from embedarchive.model import MediaRef, Missing, Reason
from embedarchive.store import Store
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


def test_what_is_pending_is_counted_as_one_by_one(store: Store) -> None:
    """By who asks for it, how many and when the first is due; nothing that was erased."""
    _fill(store)
    posts, media = store.waiting()
    alone = store.listed_posts(status="pending")
    assert Counter({each.platforms: each.count for each in posts}) == Counter((row.platform,) for row in alone)
    assert min(each.first for each in posts) == min(row.next_try_at or "" for row in alone)
    pending = {row.key: row for row in store.listed_media(status="pending")}
    asked = [each for each in store.due_media(store._clock(), force=True) if each.key in pending]
    alike = Counter((each.platforms, each.in_article, is_video_of_post(each.key)) for each in asked)
    assert {(each.platforms, each.in_article, each.video): each.count for each in media} == alike
    assert len(alike) > 2
    assert min(each.first for each in media) == min(row.next_try_at or "" for row in pending.values())


def test_what_was_never_captured_is_counted_by_platform(store: Store) -> None:
    """Those that are pending or failed; and whether there is anything else."""
    assert store.open_posts(()) == (0, False)
    _fill(store)
    rows = store.listed_posts()
    opened = sum(row.status in {"pending", "failed"} for row in rows)
    assert store.open_posts(()) == store.open_posts(("twitter", "vimeo")) == (opened, True)
    assert store.open_posts(("vimeo",)) == (0, False)
