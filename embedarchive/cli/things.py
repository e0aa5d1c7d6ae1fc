"""`show` of what is no post: an author, an article, a kept file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import click

from embedarchive.archive.named_posts import ArticleNumber, KeptFile, Person
from embedarchive.cli.lines import author_line, one_line, quantity, quoted, say
from embedarchive.cli.rows import VOICES, outlet_and_day, print_annotations, print_field, print_posts
from embedarchive.model import plain
from embedarchive.store import Store
from embedarchive.store.queries import annotations as annotation_queries
from embedarchive.store.queries import articles, authors, files, media, posts
from embedarchive.store.queries.authors import SaidName
from embedarchive.store.queries.query import first, found


def show(store: Store, thing: Person | ArticleNumber | KeptFile, *, as_json: bool) -> None:
    """Print what is known of it."""
    if isinstance(thing, Person):
        _person(store, thing, as_json=as_json)
    elif isinstance(thing, ArticleNumber):
        _article(store, thing.number, as_json=as_json)
    else:
        _file(store, thing.digest, as_json=as_json)


def _person(store: Store, who: Person, *, as_json: bool) -> None:
    """The names and days of an author, the articles that show the posts, and the posts."""
    connection = store.connection
    names, shown = found(connection, posts.names_of(who.handle)), found(connection, posts.articles_showing(who.handle))
    gone = sum(1 for row in who.posts if row.gone_at)
    said = found(connection, authors.said_names(who.handle))
    if as_json:
        _tell({"handle": who.handle, "names": names, "said": said, "articles": shown, "gone": gone, "posts": who.posts})
        return
    print_field("author", f"@{who.handle}")
    for one in names:
        days = one.first or "" if one.first == one.last else f"{one.first} to {one.last}"
        print_field(one.platform, f"{one.author or '(no name)'}: {quantity(one.count, 'post')}, {days}".rstrip(", "))
    _print_names(said)
    print_field("gone", f"{gone:,} of {quantity(len(who.posts), 'post')} gone from the web")
    for article in shown:
        about = outlet_and_day(article.outlet, article.published)
        told = f"article:{article.id} {quoted(article.title or article.source)} {about}".rstrip()
        print_field("shown in", f"{told} ({quantity(article.count, 'post')})")
    say()
    print_posts(who.posts)


def _print_names(said: Sequence[SaidName]) -> None:
    """What sources called an author over time; nothing where it was always the same."""
    for one in said if authors.have_changed(said) else ():
        days = one.first[:10] if one.first[:10] == one.last[:10] else f"{one.first[:10]} to {one.last[:10]}"
        source = f"  ({VOICES[one.source]}, {days}, {quantity(one.count, 'post')})"
        print_field("called", author_line(one.author, one.handle), source)


def _article(store: Store, number: int, *, as_json: bool) -> None:
    """What an article says of itself, its readings, and what became of its posts."""
    connection = store.connection
    (about,) = found(connection, articles.numbered(number))
    erased, rows = store.erased_posts(), found(connection, posts.in_article(number))
    shown = [replace(row, erased_at=erased.get(row.key)) for row in rows]
    readings = found(connection, articles.versions(number))
    said = found(connection, annotation_queries.of_article(number))
    if as_json:
        _tell({**_fields(about), "readings": readings, "posts": shown, "annotations": said})
        return
    told = {
        "article": f"article:{about.id}",
        "title": about.title,
        "outlet": about.outlet,
        "authors": ", ".join(about.authors),
        "published": about.published,
        "modified": about.modified,
        "url": about.url or about.source,
        "language": about.language,
    }
    for name, value in told.items():
        if value:
            print_field(name, value)
    for reading in readings:
        print_field("read", f"{reading.scanned_at[:16].replace('T', ' ')}  SHA-256 {reading.document}")
    states = Counter(row.status for row in shown)
    summary = " + ".join(f"{count} {status}" for status, count in states.items())
    print_field("posts", f"{quantity(len(shown), 'post')}{f' = {summary}' if summary else ''}")
    print_annotations(said)
    if shown:
        say()
        print_posts(shown)


def _file(store: Store, digest: str, *, as_json: bool) -> None:
    """What a kept file is, where it came from, and who shows it."""
    connection = store.connection
    kept = first(connection, files.by_digest(digest))
    assert kept is not None  # noqa: S101 -- it was found by its digest
    same, answered = found(connection, media.of_file(digest)), found(connection, files.answers_with(digest))
    shown = found(connection, files.posts_showing(digest, 20))
    within = found(connection, files.articles_showing(digest, 20))
    readings = found(connection, files.articles_of(digest))
    said = found(connection, annotation_queries.of_file(digest))
    path = f"blobs/{digest[:2]}/{digest}{kept.ending}"
    if as_json:
        beside = {"path": path, "media": same, "posts": shown, "answers": answered, "annotations": said}
        _tell({**_fields(kept), **beside, "articles": [*within, *readings]})
        return
    print_field("sha-256", digest)
    print_field("file", f"{store.folder / path}, {quantity(kept.size, 'byte')}, {kept.media_type or 'of unknown kind'}")
    for row in same:
        size = f", {row.width} × {row.height}" if row.width else ""
        print_field(row.kind, f"{row.url or row.key}{size}")
        for name in ("alt", "credit", "taken_at"):
            if row[name]:
                print_field(name.replace("_", " "), str(row[name]))
        if row.latitude is not None:
            print_field("place", f"{row.latitude}, {row.longitude}")
    for one in shown:
        who = one_line(one.author or one.handle or "")
        print_field("shown by", f"post {one.id} {who} {quoted(one.text)}".rstrip())
    for article in [*within, *readings]:
        print_field("in", f"article:{article.article_id} {quoted(article.title)}")
    for answer in answered:
        print_field("answer to", f"{answer.method} {answer.url or '(erased)'}, {answer.at[:19].replace('T', ' ')}")
    print_annotations(said)


def _fields(row: object) -> dict[str, Any]:
    made: dict[str, Any] = plain(row)
    return made


def _tell(value: dict[str, Any]) -> None:
    click.echo(json.dumps(plain(value), ensure_ascii=False))
