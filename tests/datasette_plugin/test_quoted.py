"""What a post quotes or answers stands in its card, as far as the platform's answer showed it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from datasette.app import Datasette

from embedarchive.model import Post
from embedarchive.store import Store


def _post(number: int, **more: object) -> Post:
    url = f"https://x.com/a_{number}/status/{number}"
    return Post(platform="twitter", id=str(number), url=url, author=f"Author {number}", handle=f"a_{number}", **more)  # type: ignore[arg-type]


def _pages(folder: Path, *paths: str) -> list[str]:
    async def asked() -> list[str]:
        datasette = Datasette([str(folder / "archive.db")])
        try:
            await datasette.invoke_startup()
            return [(await datasette.client.get(path)).text for path in paths]
        finally:
            datasette.close()

    return asyncio.run(asked())


def test_a_quoted_post_that_is_not_in_the_archive_is_shown_as_the_answer_showed_it(tmp_path: Path) -> None:
    """With its author, its words (which are a stranger's, W3) and its address; in lists as on the post's own page."""
    quoted = _post(20, text="The bridge <script>alert(1)</script> opens", language="en")
    parent = _post(30, text="Who comes?", language='x" onload="alert(1)')
    post = _post(10, text="Look!", quotes=quoted.url, replies_to=parent.url, related=(quoted, parent))
    with Store.open(tmp_path) as store:
        store.begin_run("test")
        store.add_post("twitter:10", post, parser="test")
        store.end_run(0, {})
    for page in _pages(tmp_path, "/-/timeline", "/-/post/1"):
        assert "Author 20" in page
        assert "@a_20" in page
        assert "The bridge &lt;script&gt;alert(1)&lt;/script&gt; opens" in page
        assert 'href="https://x.com/a_20/status/20"' in page
        assert "Who comes?" in page
        assert "onload" not in page


def test_a_quoted_post_of_the_archive_is_shown_from_there(tmp_path: Path) -> None:
    """With the words that it has here, and a link that stays here."""
    quoted = _post(20, text="As it was captured")
    with Store.open(tmp_path) as store:
        store.begin_run("test")
        store.add_post("twitter:20", quoted, parser="test")
        store.add_post("twitter:10", _post(10, text="Look!", quotes=quoted.url, related=(quoted,)), parser="test")
        store.end_run(0, {})
    (page,) = _pages(tmp_path, "/-/post/2")
    card = page.partition('<blockquote class="quoted">')[2].partition("</blockquote>")[0]
    assert "As it was captured" in card
    assert 'href="/-/post/1"' in card
    assert "https://" not in card
