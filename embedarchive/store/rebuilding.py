"""The catalogue made anew from the log, step by step: some hundred rows each time, whoever reads meanwhile.

After each step every row is as the log says, or as it was. So who is stopped leaves nothing that is wrong, and goes on
behind the last step; what stands there already as it should is not written once more.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import partial
from typing import TypeAlias

from embedarchive.long_work import tell
from embedarchive.store import codec, facet_counts, site_counts, times
from embedarchive.store.projection import TARGET, VERSION, Projection, resolve
from embedarchive.store.schema import SEARCHED

BATCH = 500
"""So many posts, media or articles are made anew in one step."""
Transaction: TypeAlias = Callable[[], AbstractContextManager[None]]
NAME = "rebuild"
"""Under this the next step is written down, in the table of what has to be remembered."""
HOLDS = timedelta(days=1)
"""So long after somebody was stopped the steps that were made count: what was damaged since would not be mended."""
LOWEST, HIGHEST = -(1 << 63), (1 << 63) - 1
"""The numbers that a row can have."""
_FIRST = """SELECT id, key FROM snapshots AS one WHERE +subject = ? AND id > ? AND NOT EXISTS (SELECT 1
    FROM snapshots AS older WHERE older.subject = one.subject AND older.key = one.key AND older.id < one.id)
    ORDER BY id LIMIT ?"""
"""The first snapshot of each post or medium, whose number it has; in their order, as the search index wants it."""
_STRAYS = (
    "post_media WHERE post_id NOT IN (SELECT id FROM posts)",
    "post_links WHERE post_id NOT IN (SELECT id FROM posts)",
    "article_posts WHERE article_id NOT IN (SELECT id FROM article_texts)",
    "article_images WHERE article_id NOT IN (SELECT id FROM article_texts)",
    "places WHERE post_id IS NOT NULL AND post_id NOT IN (SELECT id FROM posts)",
    "places WHERE media_id IS NOT NULL AND media_id NOT IN (SELECT id FROM media)",
    "places WHERE post_id IS NULL AND media_id IS NULL",
)
"""What hangs on rows that there are not."""
_LEAD = f"UPDATE post_links SET target_id = {TARGET} WHERE target_id IS NOT {TARGET}"


@dataclass(frozen=True, slots=True)
class Step:
    """How far the catalogue is made anew.

    Attributes:
        version: the version of the rules that it is made by.
        stage: what is made now.
        after: up to which row of the log it is made; `last` is the last one that there is.
    """

    version: int
    stage: str
    after: int = 0
    last: int = 0


class Rebuilding:
    """Makes the catalogue anew. Each `step` belongs into one transaction of the caller's."""

    def __init__(self, connection: sqlite3.Connection, projection: Projection) -> None:
        self._connection, self._projection = connection, projection
        self._stages: dict[str, Callable[[Step], int | None]] = {
            "media": self._media,
            "posts": self._posts,
            "articles": self._articles,
            "annotations": self._annotations,
            "links": self._links,
            **{f"words of {table}": partial(self._words, index) for table, index in SEARCHED.items()},
        }

    def run(self, transaction: Transaction, at: str) -> None:
        """Make all steps behind the one that was written down when somebody was stopped, each as one transaction.

        `at`: what time it is.
        """
        step: Step | None = self._begin(at)
        while step is not None:
            tell(f"making the catalogue anew: {step.stage}", step.after, step.last)
            with transaction():
                step = self.step(step)
                self._write_down(step, at)

    def all(self) -> None:
        """Make all steps, in whatever transaction the caller has."""
        step: Step | None = self._first()
        while step is not None:
            tell(f"making the catalogue to compare with: {step.stage}", step.after, step.last)
            step = self.step(step)

    def _first(self) -> Step:
        return Step(VERSION, "media", last=self._last("media"))

    def _begin(self, at: str) -> Step:
        """Where to begin: who was stopped wrote down the next step, which holds for a day and for these rules."""
        sql = "SELECT value, at FROM watched WHERE name = ?"
        value, written = self._connection.execute(sql, (NAME,)).fetchone() or ("", None)
        then, here = times.parse(written), times.parse(at)
        step = codec.read(Step, codec.load(value)) if then and here and here - then < HOLDS else None
        return step if step and step.version == VERSION and step.stage in self._stages else self._first()

    def _write_down(self, step: Step | None, at: str) -> None:
        run = self._connection.execute
        if step is None:
            run("DELETE FROM watched WHERE name = ?", (NAME,))
        else:
            told = json.dumps(asdict(step))
            run("INSERT OR REPLACE INTO watched (name, value, at) VALUES (?, ?, ?)", (NAME, told, at))

    def step(self, step: Step) -> Step | None:
        """Make a step; the one that follows, None when all is made."""
        reached = self._stages[step.stage](step)
        if reached is not None:
            return Step(VERSION, step.stage, reached, step.last)
        following = dict(zip(self._stages, [*self._stages][1:], strict=False)).get(step.stage)
        if following is not None:
            return Step(VERSION, following, last=self._last(following))
        self._connection.execute(f"PRAGMA user_version = {VERSION}")
        return None

    def _last(self, stage: str) -> int:
        """The last row of the log that a stage looks at."""
        if stage not in ("media", "posts", "articles"):
            return 0
        table = "articles" if stage == "articles" else "snapshots"
        return int(self._connection.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0])

    # ------------------------------------------------------------------------------------------------------ the stages

    def _media(self, step: Step) -> int | None:
        found = self._connection.execute(_FIRST, ("media", step.after, BATCH)).fetchall()
        made = {self._projection.write_media(str(key)) for _, key in found}
        return self._reached(step, "media", found, made, self._projection.drop_media)

    def _posts(self, step: Step) -> int | None:
        found = self._connection.execute(_FIRST, ("post", step.after, BATCH)).fetchall()
        made = {self._projection.make_post(resolve(self._connection, str(key))) for _, key in found}
        return self._reached(step, "posts", found, made, self._projection.drop_post)

    def _articles(self, step: Step) -> int | None:
        sql = "SELECT id FROM articles WHERE id > ? ORDER BY id LIMIT ?"
        found = self._connection.execute(sql, (step.after, BATCH)).fetchall()
        made = {self._projection.write_article(int(article)) for (article,) in found}
        return self._reached(step, "article_texts", found, made, self._projection.drop_article)

    def _reached(
        self,
        step: Step,
        table: str,
        found: Sequence[tuple[int, ...]],
        made: set[int | None],
        drop: Callable[[int], None],
    ) -> int | None:
        """Drop the rows so far that the log knows nothing of; up to where all is made, None when it is to the end."""
        end = found[-1][0] if len(found) == BATCH else None
        sql = f"SELECT id FROM {table} WHERE id > ? AND id <= ?"
        there = self._connection.execute(sql, (step.after or LOWEST, HIGHEST if end is None else end)).fetchall()
        for row in {int(row) for (row,) in there} - made:
            drop(row)
        return end

    def _annotations(self, _step: Step) -> None:
        self._connection.execute("DELETE FROM annotations")
        said = self._connection.execute("SELECT DISTINCT subject, key FROM annotation_log").fetchall()
        for subject, key in said:
            self._projection.annotate(str(subject), str(key))

    def _links(self, _step: Step) -> None:
        """What is known only when all posts are there: where links lead, and how often each value stands."""
        run = self._connection.execute
        for strays in _STRAYS:
            run(f"DELETE FROM {strays}")
        run(_LEAD)
        facet_counts.count_all(self._connection)
        site_counts.count_all(self._connection)

    def _words(self, index: str, _step: Step) -> None:
        """A search index, all of it: it is quick, and mends what is damaged inside."""
        self._connection.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
