"""Ask the Wayback Machine to keep a post that is still live: a second witness, on somebody else's disk.

Save Page Now takes an address after `https://web.archive.org/save/` and leads to the copy it made. It allows 15 a
minute and ten a day of one address (https://archive.org/details/spn-2); `web/rates.py` asks for less. What it says is
in the log like every answer, and changes nothing about the post.
"""

from __future__ import annotations

from urllib.parse import urljoin

from embedarchive import platforms, urls
from embedarchive.archive.fetching.run_context import RunContext
from embedarchive.archive.results import Saved
from embedarchive.model import Refusal, Request

SAVE = "https://web.archive.org/save/"


async def save(context: RunContext, key: str, url: str) -> Saved:
    """Have one address saved; the copy's address, or why there is none."""
    request = Request(url=SAVE + url, kind="media", follow=False, stream=True)  # making a copy takes it a minute or two
    answer = await context.ask(request, key)
    if isinstance(answer, Refusal):
        detail = f"The Wayback Machine did not answer. {answer.sentence}"
    else:
        await context.discard(answer)
        for name in ("location", "content-location"):
            copy = urljoin(answer.url, answer.header(name) or "")
            if urls.unwrap(copy).archived_at is not None:
                return Saved(key=key, url=url, copy=copy)
        took = "took the address and named no copy yet" if answer.status == 200 else f"answered {answer.status}"
        detail = f"The Wayback Machine {took}."
    unsaved = platforms.get(key.partition(":")[0]).unsaved
    return Saved(key=key, url=url, detail=f"{detail} {unsaved}".strip())
