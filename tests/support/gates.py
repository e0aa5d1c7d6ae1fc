"""A small article with something in it, and what is found there: for tests of single pieces of markup."""

from __future__ import annotations

import embedarchive

POST = "1591000000000000001"
STATUS = f"https://x.com/pier_office/status/{POST}"
FILM = "w7Ft2ymGmfc"
WATCH = f"https://www.youtube.com/watch?v={FILM}"
FRAME = f'<iframe src="https://www.youtube.com/embed/{FILM}"></iframe>'


def page_with(block: str) -> str:
    """The article, with a block between its paragraphs."""
    return (
        "<!doctype html><html><head><title>The gates</title></head><body><article><h1>The gates</h1>"
        f"<p>The office said on Monday that the gates open early this year.</p>{block}"
        "<p>Nobody had expected it.</p></article></body></html>"
    )


def ids_in(text: str) -> list[str | None]:
    """The ids of the posts that are found."""
    return [each.id for each in embedarchive.scan(text).embeds]
