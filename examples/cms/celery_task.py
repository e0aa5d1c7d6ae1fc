"""Celery: a task that keeps what an article shows, and comes again while something is pending.

    keep_posts.delay("https://paper.example/article", "/data/press")

It may run in as many workers as you like: they take turns in writing to one archive.
"""

from __future__ import annotations

from typing import Any

from celery import shared_task
from newsroom import keep

FIRST_WAIT_S = 600


@shared_task(bind=True, max_retries=8, acks_late=True)  # type: ignore[untyped-decorator]
def keep_posts(self: Any, address: str, folder: str, **options: Any) -> dict[str, int]:  # noqa: ANN401 -- Celery's task; `Archive`'s options
    """Keep what an article shows; how many of its posts and images are in which state.

    Args:
        self: the task.
        address: of the article, or the path of its file.
        folder: the archive's.
        options: those of `embedarchive.Archive`, as far as a queue can carry them.
    """
    kept = keep(address, folder, operator="newsroom", **options)
    if kept.again and self.request.retries < self.max_retries:
        raise self.retry(countdown=FIRST_WAIT_S * 2**self.request.retries)
    return kept.states
