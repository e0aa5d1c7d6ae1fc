"""What an archive shows, without the numbers of its rows: they only tell in which order things came."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

NUMBERS = {"id", "article_scan_id", "snapshot", "embed", "embed_id", "article_id", "scanned_at"}
"""Columns, and names in JSON, of what is a row's number, and when an article was last read: one archive does not write
down that it read the same once more."""
QUESTIONS = {
    "posts": "SELECT * FROM posts",
    "media": "SELECT * FROM media",
    "articles": "SELECT key, t.* FROM article_texts t JOIN articles USING (id)",
    "counts": "SELECT * FROM facet_counts",
    "places": "SELECT p.key, m.key AS media, s.latitude, s.longitude, s.source, s.raw FROM places s"
    " LEFT JOIN posts p ON p.id = post_id LEFT JOIN media m ON m.id = media_id",
    "media of posts": "SELECT p.key, m.key AS media, role, position, l.alt FROM post_media l"
    " JOIN posts p ON p.id = post_id JOIN media m ON m.id = media_id",
    "posts of articles": "SELECT a.key AS article, p.key, position FROM article_posts l"
    " JOIN posts p ON p.id = post_id JOIN articles a ON a.id = article_id",
    "images of articles": "SELECT a.key AS article, m.key, position FROM article_images l"
    " JOIN media m ON m.id = media_id JOIN articles a ON a.id = article_id",
    "links": "SELECT p.key, kind, l.url, t.key AS target FROM post_links l JOIN posts p ON p.id = post_id"
    " LEFT JOIN posts t ON t.id = target_id",
    "files": "SELECT digest, size FROM blobs",
}


def shown(folder: Path) -> list[str]:
    """Every row that people read, as JSON, in an order of its own."""
    found = []
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        for name, sql in QUESTIONS.items():
            cursor = connection.execute(sql)
            columns = [column[0] for column in cursor.description]
            for row in cursor:
                told = {column: _read(value) for column, value in zip(columns, row, strict=True)}
                found.append(json.dumps([name, _without_numbers(told)], sort_keys=True))
    return sorted(found)


def _read(value: Any) -> Any:  # noqa: ANN401 -- what a column holds
    return json.loads(value) if isinstance(value, str) and value[:1] in ("[", "{") else value


def _without_numbers(value: Any) -> Any:  # noqa: ANN401 -- a JSON value
    if isinstance(value, dict):
        return {name: _without_numbers(item) for name, item in value.items() if name not in NUMBERS}
    return [_without_numbers(item) for item in value] if isinstance(value, list) else value
