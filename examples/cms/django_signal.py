"""Django: when an article is published, what it shows is kept.

In the `ready()` of an app's configuration:

    connect(Article, address=lambda article: article.full_url, published=lambda article: article.live, enqueue=queue)

`queue` takes an address and returns at once: a task of Celery (`celery_task.py`), of Django's own tasks, of RQ.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_save


def connect(
    model: type[Model],
    *,
    address: Callable[[Any], str],
    published: Callable[[Any], bool],
    enqueue: Callable[[str], object],
) -> None:
    """Have every published article of a model queued whenever it is saved, once its transaction holds.

    Args:
        model: the articles.
        address: the absolute address of an article.
        published: whether readers can see it.
        enqueue: what is called with the address.
    """

    def saved(instance: Any, *, raw: bool = False, **_: object) -> None:  # noqa: ANN401 -- an article of that model
        if not raw and published(instance):  # raw: loaddata fills a database, nobody publishes
            told = address(instance)
            transaction.on_commit(lambda: enqueue(told))

    post_save.connect(saved, sender=model, weak=False, dispatch_uid=f"embedarchive.{model.__name__}")
