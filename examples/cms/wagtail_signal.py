"""Wagtail: when a page is published, what it shows is kept. In the `ready()` of an app's configuration: connect(queue).

`queue` takes an address and returns at once: see `django_signal.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from wagtail.signals import page_published


def connect(enqueue: Callable[[str], object]) -> None:
    """Have the address of every page that is published queued; a page that has none on the web is passed over."""

    def published(instance: Any, **_: object) -> None:  # noqa: ANN401 -- a page
        address = instance.full_url
        if address:
            transaction.on_commit(lambda: enqueue(address))

    page_published.connect(published, weak=False, dispatch_uid="embedarchive")
