"""An archive of made-up posts with the spread of a real one, written as fast as its log can be sealed.

    python benchmarks/large.py /tmp/large 50000 --jobs 2
    python benchmarks/multiplied.py /tmp/large 20
    EACH=1000 python benchmarks/large.py /tmp/long 1000      # one article of a thousand posts

For a thousand posts: a hundred articles of thirty embeds each, two thousand media, a thousand answers, ten of which
people say something; a few posts stand in hundreds of articles. The days go over fifteen years, a post in four names a
place, and one in five was not to be had. What the log holds is what the engine would write, chain included; the
catalogue is made of it by `rebuild`. The log's indexes are made at its end, which is several times as fast as keeping
them in step.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import functools
import hashlib
import io
import multiprocessing
import os
import random
import secrets
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from embedarchive.model import SCHEMA, Coordinates, Document, Embed, Image, MediaRef, Post, Publication, Scan, plain
from embedarchive.store import Store
from embedarchive.store.chain import Chain, canonical, commit
from embedarchive.store.rows import Row, content_digest, embed_row, image_row, quotation_row, scan_row
from embedarchive.store.schema import PERSONAL
from embedarchive.store.times import stamp

PLATFORMS = ("twitter", "telegram", "bluesky", "instagram", "facebook", "youtube", "tiktok", "mastodon")
LANGUAGES = ("en", "nl", "uk", "de", "fr", "es")
COMMON = """
    the ferry quay bridge river warden market morning evening crowd flooded harbour smoke міст річка паром
""".split()  # noqa: SIM905 -- legible
SYLLABLES = "ba ce di fo gu ha ji ko lu ma ne pi ro su ta ve wi xo yu za бе га ді жо ку лі мо на пе ру".split()  # noqa: SIM905 -- legible
START = dt.datetime(2011, 9, 1, tzinfo=dt.UTC)
SEEN = dt.datetime(2024, 9, 1, tzinfo=dt.UTC)
YEARS_S = 15 * 365 * 86_400
AUTHORS, OUTLETS, CITIES = 50_000, 400, 300
EACH, PHOTOS = int(os.environ.get("EACH", "10")), 2
EMBEDS = max(30, EACH)
"""How many posts an article is the first to show, how many photos a post has, and how many posts it shows in all."""
SHARED = 50
"""So many pictures are shown by very many posts."""
CHUNK = 250
"""So many articles, with their posts, are made at once."""
LUCK = (("error", "dns"), ("error", "rate-limited"), ("error", "login-wall"), ("error", "unsupported"),
        ("error", "size"), ("gone", "deleted"), ("gone", "private"), ("gone", "suspended"))  # fmt: skip
"""What else becomes of a post than that it is captured."""
MARK = "9900770077"
"""With this begin all ids: who multiplies the archive puts another in its place."""
Table = tuple[str, list[Row]]


def word(chance: random.Random) -> str:
    """A word: one of a few in a third of all cases, else one of many thousand, the short ones more often."""
    if chance.random() < 0.3:
        return COMMON[int(len(COMMON) * chance.random() ** 2)]
    return "".join(chance.choices(SYLLABLES, k=1 + int(4 * chance.random())))


def words(chance: random.Random, count: int) -> str:
    """So many words."""
    return " ".join(word(chance) for _ in range(count))


def place(chance: random.Random) -> Coordinates:
    """A point near one of the towns that most posts come from."""
    town = random.Random(int(CITIES * chance.random() ** 2))  # noqa: S311 -- the same towns every time
    latitude, longitude = town.uniform(-55, 65), town.uniform(-170, 170)
    latitude, longitude = round(chance.gauss(latitude, 0.1), 5), round(chance.gauss(longitude, 0.1), 5)
    return Coordinates(latitude=latitude, longitude=longitude, form="decimal", precision_m=10.0, text="a place")


def name(number: int) -> str:
    """The id of a post, or what tells an article."""
    return f"{MARK}{number:08}"


def picture() -> bytes:
    """A small drawing."""
    import PIL.Image
    import PIL.ImageDraw

    canvas = PIL.Image.new("RGB", (360, 240), (96, 90, 109))
    PIL.ImageDraw.Draw(canvas).ellipse((70, 40, 190, 200), fill=(230, 220, 180))
    out = io.BytesIO()
    canvas.save(out, "JPEG")
    return out.getvalue()


@functools.lru_cache(maxsize=100_000)
def post(number: int) -> Post:
    """A made-up post, the same for the same number."""
    chance = random.Random(number)  # noqa: S311 -- see place
    author = int(AUTHORS * chance.random() ** 1.5)
    media = [f"https://media.example/{name(number)}-{each}.jpg" for each in range(PHOTOS)]
    return Post(
        platform=PLATFORMS[int(len(PLATFORMS) * chance.random() ** 1.7)],
        id=name(number),
        url=f"https://posts.example/{name(number)}",
        author=f"Warden {author}",
        handle=f"warden_{author}",
        posted_at=START + dt.timedelta(seconds=chance.randrange(YEARS_S)),
        text=words(chance, chance.randint(4, 40)),
        language=LANGUAGES[int(len(LANGUAGES) * chance.random() ** 1.7)],
        coordinates=(place(chance),) if number % 4 == 0 else (),
        media=tuple(MediaRef(candidates=(file,), alt=words(chance, 3)) for file in media),
        quotes=f"https://posts.example/{name(number - 17)}" if number % 20 == 17 else None,
        counts=(("likes", chance.randrange(5000)), ("reposts", chance.randrange(500))),
    )


def shown(article: int) -> list[int]:
    """Which posts an article shows: its own, and earlier ones, the earliest most often."""
    chance = random.Random(-1 - article)  # noqa: S311 -- see place
    own = range(article * EACH, article * EACH + EACH)
    earlier = (int((article * EACH + EACH) * chance.random() ** 1.5) for _ in range(EMBEDS - EACH))
    return [*dict.fromkeys((*own, *earlier))]


def sealed(table: str, row: Row) -> Row:
    """A row with its salt and the commitment to its words."""
    salt = secrets.token_hex(16)
    return {**row, "salt": salt, "commitment": commit(salt, table, row)}


def at(article: int, articles: int) -> str:
    """When an article was scanned: two years, from the first to the last."""
    return stamp(SEEN + dt.timedelta(seconds=63_000_000 * article / articles))


def made(asked: tuple[int, int, tuple[str, ...], tuple[str, ...]]) -> list[Table]:
    """The rows of some articles and of the posts that they are the first to show."""
    first, articles, documents, pictures = asked
    tables: dict[str, list[Row]] = {
        name: [] for name in ("articles", "article_scans", "embeds", "images", "snapshots", "fetches", "fetch_posts")
    }
    for article in range(first, min(first + CHUNK, articles)):
        _article(tables, article, at(article, articles), documents[article])
        for number in range(article * EACH, article * EACH + EACH):
            _captured(tables, number, at(article, articles), pictures)
    return [*tables.items()]


def _article(tables: dict[str, list[Row]], number: int, when: str, document: str) -> None:
    """One article and what it shows; its row, its scan's and itself have the same number."""
    chance = random.Random(-1_000_000_000 - number)  # noqa: S311 -- see place
    url = f"https://news-{number % OUTLETS}.example/{name(number)}"
    posts = [post(each) for each in shown(number)]
    embeds = [
        Embed(platform=one.platform, form="blockquote", id=one.id, url=one.url, author=one.author, handle=one.handle,
              text=one.text, start=10 * place, end=10 * place + 10)
        for place, one in enumerate(posts)
    ]  # fmt: skip
    image = Image(
        url=f"https://news.example/{name(number)}.jpg", alt="A lead", caption=words(chance, 6), start=0, end=5
    )
    said = Publication(outlet=f"The Quay {number % OUTLETS}", authors=(f"Reporter {number % 5000}",), published=when)
    text = "\n\N{OBJECT REPLACEMENT CHARACTER}\n".join(words(chance, 10) for _ in range(len(posts) + 2))
    read = Document(text=text, title=words(chance, 7), language="en", source=url, base_url=url, publication=said)
    scan = scan_row(Scan(document=read, embeds=tuple(embeds), images=(image,)), text, "1")
    shared: Row = {"captured_at": when, "recorded_at": when, "parser": "1", "run_id": 1, "article_scan_id": number + 1}
    here: Row = {"article_scan_id": number + 1, "article_id": number + 1}
    tables["articles"].append({"key": f"url:{url}", "first_seen_at": when, "source": url, "url": url})
    known: Row = {"article_id": number + 1, "run_id": 1, "document": document, "scanned_at": when}
    tables["article_scans"].append(sealed("article_scans", scan | known))
    for position, embed in enumerate(embeds):
        key = f"{embed.platform}:{embed.id}"
        tables["embeds"].append(sealed("embeds", embed_row(embed, key, position) | here))
        tables["snapshots"].append(sealed("snapshots", quotation_row("post", key, embed) | shared))
    tables["images"].append(sealed("images", image_row(image, image.url, 0) | here))
    tables["snapshots"].append(sealed("snapshots", quotation_row("media", image.url, image) | shared))


def _captured(tables: dict[str, list[Row]], number: int, when: str, pictures: tuple[str, ...]) -> None:
    """What became of a post and its media, and the answer that told it."""
    chance, said = random.Random(-number), post(number)  # noqa: S311 -- see place
    key = f"{said.platform}:{said.id}"
    shared: Row = {
        "captured_at": when, "recorded_at": when, "source": "platform", "outcome": "captured", "schema": SCHEMA,
        "parser": "1", "run_id": 1,
    }  # fmt: skip
    row: Row = {**shared, "subject": "post", "key": key}
    asked: Row = {
        "run_id": 1, "at": when, "recorded_at": when, "method": "GET", "url": f"https://api.example/{said.id}",
        "status": 200, "elapsed_ms": 80, "source": "network", "snapshot_key": key,
        "body": pictures[number % len(pictures)], "body_size": 3000, "flags": "[]", "detail": "",
    }  # fmt: skip
    tables["fetches"].append(sealed("fetches", asked))
    tables["fetch_posts"].append({"fetch_id": number + 1, "key": key})
    luck = chance.random()
    if luck < 0.8:
        body = plain(said)
        tables["snapshots"].append(
            sealed("snapshots", row | {"body": canonical(body), "content_digest": content_digest(body)})
        )
        if luck > 0.75:
            tables["snapshots"].append(sealed("snapshots", row | {"outcome": "gone", "reason": "deleted"}))
    elif luck < 0.98:
        outcome, reason = LUCK[int(len(LUCK) * chance.random())]
        body = {"id": said.id, "url": said.url}
        told: Row = {"outcome": outcome, "reason": reason, "body": canonical(body)}
        tables["snapshots"].append(sealed("snapshots", row | told))
    for file in said.media if luck < 0.8 else ():
        _media(tables["snapshots"], file, shared, chance, pictures)


def _media(rows: list[Row], file: MediaRef, shared: Row, chance: random.Random, pictures: tuple[str, ...]) -> None:
    """A photo as the post shows it, and its capture, if there is one."""
    row: Row = {**shared, "subject": "media", "key": file.candidates[0]}
    rows.append(sealed("snapshots", row | {"outcome": "quoted", "body": canonical(plain(file))}))
    luck = chance.random()
    if luck > 0.9:
        reason = ("dns", "server-error", "size")[int(3 * chance.random())]
        rows.append(sealed("snapshots", row | {"outcome": "error", "reason": reason}))
        return
    among = SHARED if luck < 0.1 else len(pictures)
    digest = pictures[int(among * chance.random())]
    facts: dict[str, object] = {"digest": digest, "width": 360, "height": 240, "media_type": "image/jpeg", "size": 3000}
    facts["phash"] = digest[:16]
    if chance.random() < 0.05:
        where = place(chance)
        facts |= {"latitude": where.latitude, "longitude": where.longitude, "taken_at": shared["captured_at"]}
    rows.append(sealed("snapshots", row | {"body": canonical(facts), "content_digest": digest}))


def kept(folder: Path, contents: Iterator[bytes], ending: str, kind: str) -> Iterator[Row]:
    """Write files as the store does, but for the waiting for the disk; the rows that name them."""
    for content in contents:
        digest = hashlib.sha256(content).hexdigest()
        file = folder / "blobs" / digest[:2] / f"{digest}{ending}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        yield {
            "digest": digest, "size": len(content), "media_type": kind, "declared_type": kind, "ending": ending,
            "kept_at": stamp(SEEN),
        }  # fmt: skip


def said(posts: int) -> list[Row]:
    """What people say of one post in a hundred: a tag, and of some a note, a collection, a verification."""
    rows: list[Row] = []
    for number in range(0, posts, 100):
        one = post(number)
        about: Row = {"at": stamp(SEEN), "operator": f"ed{number % 7}", "subject": "post"}
        about["key"] = f"{one.platform}:{one.id}"
        rows.append(about | {"kind": "tag", "value": f"topic {number // 100 % 40}"})
        if number % 300 == 0:
            rows.append(about | {"kind": "note", "words": f"Seen by {number}"})
            rows.append(about | {"kind": "collect", "value": f"dossier {number % 11}"})
            rows.append(about | {"kind": "verification", "value": "verified"})
    return [sealed("annotation_log", row) for row in rows]


@contextlib.contextmanager
def without_indexes(connection: sqlite3.Connection) -> Iterator[None]:
    """The indexes of the log are dropped, and made when all is written."""
    logged = ", ".join(repr(table) for table in (*PERSONAL, "events"))
    asked = f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({logged})"  # noqa: S608 -- our own words
    apart = connection.execute(asked).fetchall()
    for name, _ in apart:
        connection.execute(f"DROP INDEX {name}")
    yield
    for name, sql in apart:
        connection.execute(sql)
        print(f"index {name}", file=sys.stderr)


def fill(folder: Path, posts: int, jobs: int = 1) -> None:
    """Make an archive with so many posts; how far that is goes to standard error."""
    write_log(folder, posts, jobs)
    with Store.open(folder) as store:
        store.rebuild()


def write_log(folder: Path, posts: int, jobs: int) -> None:
    """Write the log of an archive with so many posts, and nothing of its catalogue."""
    began, articles = time.monotonic(), posts // EACH
    with Store.open(folder) as store:
        store.begin_run("large")
    with contextlib.closing(sqlite3.connect(folder / "archive.db", isolation_level=None)) as connection:
        for pragma in ("journal_mode = off", "synchronous = off", "cache_size = -500000", "foreign_keys = off"):
            connection.execute(f"PRAGMA {pragma}")
        with without_indexes(connection):
            chain = Chain(connection)
            chain.begin()
            connection.execute("BEGIN")
            drawn = picture()
            files = (drawn + f"{number}".encode() for number in range(posts))
            pictures = list(kept(folder, files, ".jpg", "image/jpeg"))
            texts = (f"An article, number {number}.".encode() for number in range(articles))
            documents = list(kept(folder, texts, "", "text/plain"))
            chain.add_all("blobs", pictures + documents, stamp(SEEN))
            names = [tuple(str(row["digest"]) for row in rows) for rows in (documents, pictures)]
            asked = ((first, articles, names[0], names[1]) for first in range(0, articles, CHUNK))
            with multiprocessing.Pool(jobs) as pool:
                for done, tables in enumerate(pool.imap(made, asked), start=1):
                    for table, rows in tables:
                        chain.add_all(table, rows, at(min(done * CHUNK, articles), articles))
                    print(f"{min(done * CHUNK, articles)} articles, {time.monotonic() - began:.0f} s", file=sys.stderr)
            chain.add_all("annotation_log", said(posts), stamp(SEEN))
            connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = wal")


def main() -> None:
    """Fill the folder given with the number of posts given."""
    asked = argparse.ArgumentParser(description=main.__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("posts", type=int)
    asked.add_argument("--jobs", type=int, default=1)
    asked.add_argument("--log-only", action="store_true", help="leave the catalogue to `embedarchive rebuild`")
    given = asked.parse_args()
    began = time.monotonic()
    make = write_log if given.log_only else fill
    make(given.folder, given.posts, given.jobs)
    size = (given.folder / "archive.db").stat().st_size
    print(f"all in {time.monotonic() - began:.0f} s, {size / 1e9:.1f} GB")


if __name__ == "__main__":
    main()
