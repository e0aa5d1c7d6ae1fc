"""A small archive to fill: an article, posts, media and exchanges; people and places are made up."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from embedarchive.model import (
    Body,
    Coordinates,
    Document,
    Embed,
    Exchange,
    Image,
    MediaRef,
    Missing,
    Post,
    Reason,
    Scan,
)
from embedarchive.store import ArticleRecord, Store

START = dt.datetime(2026, 1, 5, 12, 0, tzinfo=dt.UTC)
JPEG = b"\xff\xd8\xff\xe0" + b"a picture of a bridge" * 20


class Clock:
    """A clock that only moves when it is told to."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> dt.datetime:
        """The time."""
        return self.time

    def forward(self, **by: float) -> None:
        """Let seconds, minutes, days go by."""
        self.time += dt.timedelta(**by)


def make_embed(number: int = 1, *, known: bool = False) -> Embed:
    """What an article says of the post with this number."""
    return Embed(
        platform="twitter",
        form="plain-text",
        id=f"90{number}" if known else None,
        handle=f"Warden_{number}",
        author=f"Warden {number}",
        date=dt.date(2022, 11, 11),
        text=f"The ferry number {number} left the quay of Oudeburg",
        links=(f"https://pic.example/{number}",),
        coordinates=(
            Coordinates(latitude=46.1 + number / 1000, longitude=32.2, form="decimal", precision_m=1.0, text="46.1"),
        ),
        parts=((0, 5),),
    )


def make_post(number: int = 1, **changed: object) -> Post:
    """What the platform says of it."""
    told: dict[str, object] = {
        "platform": "twitter",
        "id": f"90{number}",
        "url": f"https://x.example/warden_{number}/status/90{number}",
        "author": f"Warden {number}",
        "handle": f"warden_{number}",
        "posted_at": dt.datetime(2022, 11, 11, 8, 30, tzinfo=dt.UTC),
        "text": f"The ferry number {number} left the quay of Oudeburg",
        "media": (MediaRef(candidates=(f"https://media.example/{number}.jpg",), alt=f"Ferry {number}"),),
        "counts": (("likes", number), ("replies", 2)),
        "sources": (("text", "syndication"),),
    }
    return Post(**{**told, **changed})  # type: ignore[arg-type]


def make_scan(
    *embeds: Embed, images: tuple[Image, ...] = (), title: str = "The ferry", source: str = "ferry.txt"
) -> Scan:
    """What the finder says of an article."""
    return Scan(document=Document(text="…", source=source, title=title), embeds=embeds, images=images)


def make_image(number: int = 1) -> Image:
    """A photo of the newspaper's own."""
    large, small = f"https://paper.example/{number}-large.jpg", f"https://paper.example/{number}.jpg"
    return Image(url=small, candidates=(large, small), alt="A quay", caption=f"Quay {number}", credit="A. Photographer")


def make_exchange(url: str, body: bytes = b"{}", at: dt.datetime = START) -> Exchange:
    """An answer as it came over the wire."""
    return Exchange(
        url=url,
        status=200,
        headers=(("content-type", "application/json"),),
        request_head=f"GET {url} HTTP/1.1\r\n\r\n".encode(),
        response_head=b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Folded: a\r\n b\r\n\r\n",
        body=Body(digest="", size=len(body), data=body),
        at=at,
        flags=("excess-bytes",),
    )


DELETED = Missing(reason=Reason.DELETED, detail="This post was deleted by its author.")


def fill(store: Store) -> ArticleRecord:
    """Keep an article with three posts and an image; one is captured with its photo, one is gone, one has failed."""
    embeds = (make_embed(1), make_embed(2, known=True), make_embed(3, known=True))
    scan = make_scan(*embeds, images=(make_image(),))
    article = store.add_article(b"The article as it was given.", scan, "Text \ufffc", parser="1", path="/in/ferry.txt")
    one, two, three = (embed.key for embed in article.embeds)
    store.add_exchange(make_exchange("https://api.example/901", b'{"text": "The ferry number 1"}'), key=one)
    store.add_post(one, make_post(1), parser="1")
    blob = store.keep(JPEG, "image/jpeg")
    store.add_media("https://media.example/1.jpg", {"width": 40, "height": 30}, blob=blob, parser="1")
    store.add_post(two, DELETED, parser="1")
    store.add_post(three, Missing(reason=Reason.DNS), parser="1")
    return article


def make_archive(folder: Path) -> Path:
    """An archive of one finished run that is filled so."""
    with Store.open(folder) as store:
        store.begin_run("scan")
        fill(store)
        store.end_run(0)
    return folder
