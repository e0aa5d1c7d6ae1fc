"""An archive of many made-up posts, filled fast: what pages and queries are measured on.

    python benchmarks/synthetic.py /tmp/big 1000000
    python benchmarks/synthetic.py /tmp/big 100000 --shown 3 --photos 2

The rows are those that the engine would write, chain included; only the pictures are few and shared. Of a thousand
posts about 330 have a photo, 30 of which say where they were taken; 200 give coordinates; one article shows five.
With `--shown` each post stands in so many articles, of five posts each; with `--photos` each has so many photos.
For an archive with the spread of a real one see `large.py`, and `multiplied.py` for a million posts.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import json
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from embedarchive.model import SCHEMA, Coordinates, Document, Embed, MediaRef, Post, Scan, plain
from embedarchive.store import Store
from embedarchive.store.chain import canonical
from embedarchive.store.rows import Row, content_digest, embed_row, quotation_row, scan_row
from embedarchive.store.times import stamp

VOCABULARY = """
    ferry quay bridge river warden market morning evening crowd flooded open closed lorry school council harbour smoke
    rescue Oudeburg Zuiderkade Molenvliet Brugstraat міст річка паром ранок берег порт набережна пожежа
"""
WORDS = tuple(VOCABULARY.split())
REASONS = ("deleted", "private", "suspended"), ("dns", "rate-limited", "login-wall"), ("unidentified", "size")
START = dt.datetime(2022, 1, 1, tzinfo=dt.UTC)
BATCH = 5000
PICTURES = 24
"""So many different pictures are kept; every photo is one of them."""


def post(number: int, photos: int | None = None) -> Post:
    """A made-up post, the same for the same number: every fourth with coordinates.

    Args:
        number: which one.
        photos: how many it has; without it every third has one.
    """
    chance = random.Random(number)  # noqa: S311 -- the same posts every time
    author = chance.randrange(20_000)
    text = " ".join(chance.choices(WORDS, k=chance.randint(5, 30)))
    spot = Coordinates(
        latitude=46 + chance.random(), longitude=32 + chance.random(), form="decimal", precision_m=10.0, text="46, 32"
    )
    shown = range(int(number % 3 == 0) if photos is None else photos)
    files = [f"https://media.example/{number}{f'-{each}' if each else ''}.jpg" for each in shown]
    return Post(
        platform=chance.choice(("twitter", "telegram", "bluesky")),
        id=str(1_500_000_000_000 + number),
        url=f"https://posts.example/{author}/{number}",
        author=f"Warden {author}",
        handle=f"warden_{author}",
        posted_at=START + dt.timedelta(seconds=chance.randrange(100_000_000)),
        text=f"{'the ' if chance.random() < 0.7 else ''}{text}",
        language=chance.choice(("nl", "en", "uk")),
        coordinates=(spot,) if number % 4 == 0 else (),
        media=tuple(MediaRef(candidates=(file,), alt="A quay") for file in files),
        counts=(("likes", chance.randrange(5000)), ("reposts", chance.randrange(500))),
    )


def picture(number: int) -> bytes:
    """A small drawing, another for each number."""
    from PIL import Image, ImageDraw

    canvas = Image.new("RGB", (360, 240), (40 + 8 * number % 200, 90, 130 - 3 * number))
    ImageDraw.Draw(canvas).ellipse((10 * number, 40, 10 * number + 120, 200), fill=(230, 220, 180))
    out = io.BytesIO()
    canvas.save(out, "JPEG")
    return out.getvalue()


def fill(store: Store, count: int, *, shown: int = 0, photos: int | None = None) -> None:
    """Write that many posts with their snapshots and media, and articles, then make the projection once.

    Args:
        store: where.
        count: how many posts.
        shown: in how many articles each of them stands, beside the usual ones.
        photos: see `post`.
    """
    chance = random.Random(1)  # noqa: S311 -- see post
    run = store.begin_run("synthetic")
    blobs = [store.keep(picture(number), "image/jpeg") for number in range(PICTURES)]
    for number, blob in enumerate(blobs):
        store.add_media(f"https://media.example/shared-{number}.jpg", {}, blob=blob, parser="1")
    for first in range(0, count, BATCH):
        with store.transaction():
            rows = [
                row
                for number in range(first, min(first + BATCH, count))
                for row in _rows(post(number, photos), number, chance, run, blobs[number % PICTURES].digest)
            ]
            store.append("snapshots", rows)
    for first in range(0, count * shown, BATCH):
        with store.transaction():
            _crowd(store, range(first, min(first + BATCH, count * shown), 5), count, run, blobs[0].digest)
    for number in range(0, count, 1000):
        _article(store, number)
    store.rebuild()
    store.end_run(0, {"found": count})


def _article(store: Store, first: int) -> None:
    """An article that shows five posts, which are among those of the archive."""
    chance = random.Random(first)  # noqa: S311 -- see post
    text = _text(chance)
    document = Document(
        text=text, title=f"The quay, part {first // 1000}", language="en", source=f"article-{first}.txt"
    )
    embeds = _embeds([post(first + number) for number in range(5)])
    store.add_article(text.encode(), Scan(document=document, embeds=embeds), text, parser="1")


def _crowd(store: Store, firsts: range, count: int, run: int, document: str) -> None:
    """Articles as crawled pages are: each shows five posts, whose rows are written for all articles at once."""
    chance = random.Random(firsts.start)  # noqa: S311 -- see post
    at = stamp(START + dt.timedelta(seconds=200_000_000 + firsts.start))
    shared: Row = {"captured_at": at, "recorded_at": at, "parser": "1", "run_id": run}
    urls = [f"https://news-{chance.randrange(5000)}.example/{first}" for first in firsts]
    rows: list[Row] = [{"key": f"url:{url}", "first_seen_at": at, "source": url, "url": url} for url in urls]
    articles = store.append("articles", rows)
    scans: list[Row] = []
    shown: list[tuple[Embed, ...]] = []
    for first, url, article in zip(firsts, urls, articles, strict=True):
        text = _text(chance)
        embeds = _embeds([post((first * 7 + 13 * number) % count) for number in range(5)])
        scan = Scan(document=Document(text=text, title=f"Crawled {first}", language="en", source=url), embeds=embeds)
        row: Row = {"article_id": article, "run_id": run, "document": document, "scanned_at": at}
        scans.append(scan_row(scan, text, "1") | row)
        shown.append(embeds)
    claims: list[Row] = []
    quoted: list[Row] = []
    for scan_id, article, embeds in zip(store.append("article_scans", scans), articles, shown, strict=True):
        for position, embed in enumerate(embeds):
            key = f"{embed.platform}:{embed.id}"
            claims.append(embed_row(embed, key, position) | {"article_scan_id": scan_id, "article_id": article})
            quoted.append(quotation_row("post", key, embed) | shared | {"article_scan_id": scan_id})
    store.append("embeds", claims)
    store.append("snapshots", quoted)


def _text(chance: random.Random) -> str:
    return "\n".join(f"{' '.join(chance.choices(WORDS, k=60))}.\n\ufffc" for _ in range(5))


def _embeds(shown: list[Post]) -> tuple[Embed, ...]:
    return tuple(
        Embed(platform=one.platform, form="blockquote", id=one.id, url=one.url, author=one.author, handle=one.handle,
              text=one.text, start=10 * number, end=10 * number + 10)
        for number, one in enumerate(shown)
    )  # fmt: skip


def _rows(said: Post, number: int, chance: random.Random, run: int, digest: str) -> Iterator[dict[str, Any]]:
    """What was said of one post and its photos."""
    at = stamp(START + dt.timedelta(seconds=150_000_000 + number))
    shared = {
        "captured_at": at, "recorded_at": at, "source": "platform", "outcome": "captured",
        "schema": SCHEMA, "parser": "1", "run_id": run,
    }  # fmt: skip
    row = {**shared, "subject": "post", "key": f"{said.platform}:{said.id}"}
    luck = chance.random()
    if luck < 0.8:
        body = plain(said)
        yield {**row, "body": canonical(body), "content_digest": content_digest(body)}
        if luck > 0.75:
            yield {**row, "outcome": "gone", "reason": "deleted"}
    else:
        gone, retried, failed = (chance.choice(reasons) for reasons in REASONS)
        kind = chance.choice((("gone", gone), ("error", retried), ("error", failed)))
        yield {**row, "outcome": kind[0], "reason": kind[1], "body": json.dumps({"id": said.id, "url": said.url})}
    for photo in said.media:
        media = {**shared, "subject": "media", "key": photo.candidates[0]}
        yield {**media, "outcome": "quoted", "body": canonical(plain(photo))}
        facts = {"digest": digest, "width": 360, "height": 240, "media_type": "image/jpeg", "size": 3000}
        facts["phash"] = f"{chance.randrange(1 << 64):016x}" if number % 5 else digest[:16]
        if number % 11 == 0:
            facts |= {"latitude": 46 + chance.random(), "longitude": 32 + chance.random(), "taken_at": at}
        yield {**media, "body": canonical(facts), "content_digest": digest}


def main() -> None:
    """Fill the folder given with the number of posts given."""
    asked = argparse.ArgumentParser(description=main.__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("posts", type=int)
    asked.add_argument("--shown", type=int, default=0)
    asked.add_argument("--photos", type=int)
    given = asked.parse_args()
    began = time.monotonic()
    with Store.open(given.folder) as store:
        fill(store, given.posts, shown=given.shown, photos=given.photos)
    size = (given.folder / "archive.db").stat().st_size
    print(f"{given.posts} posts in {time.monotonic() - began:.1f} s, {size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
