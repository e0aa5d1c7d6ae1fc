"""Posts in other people's pages: oEmbed, the card in a frame, and who gets neither."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest

from embedarchive.datasette_plugin import config_path

HERE = "http://localhost"


@pytest.fixture(scope="module")
def public(archive: Path) -> Iterator[Callable[..., Any]]:
    """Ask the archive as `serve --public` serves it: unchangeable."""
    import asyncio
    import contextvars

    from datasette.app import Datasette
    from datasette.utils import parse_metadata

    with contextlib.ExitStack() as closing:
        runner = closing.enter_context(asyncio.Runner())
        started: dict[str, Any] = {}

        def ask(path: str, config: dict[str, Any] | None = None) -> Any:  # noqa: ANN401 -- httpx's
            name = json.dumps(config)
            if name not in started:
                settled = {**parse_metadata(config_path().read_text(encoding="utf-8")), **(config or {})}
                database = str(archive / "archive.db")
                made = contextvars.Context().run(Datasette, [], immutables=[database], config=settled)
                closing.callback(made.close)
                started[name] = made
                runner.run(made.invoke_startup())
            return runner.run(started[name].client.get(path))

        yield ask


def test_oembed_gives_a_post_by_its_page_or_where_it_was_posted(public: Callable[..., Any]) -> None:
    """JSON as oEmbed 1.0 has it: a quotation and a frame without scripts, no wider than asked for."""
    page = public("/-/timeline.json").status_code
    assert page in {200, 404}
    told = public(f"/-/oembed?url={quote(f'{HERE}/-/post/1')}&maxwidth=300").json()
    assert (told["version"], told["type"], told["width"]) == ("1.0", "rich", 300)
    assert told["height"] > 100
    assert f'src="{HERE}/-/card/1"' in told["html"]
    assert "sandbox=" in told["html"]
    assert "<script" not in told["html"]
    assert public(f"/-/oembed?url={quote(f'{HERE}/-/post/1')}").json()["width"] == 600
    assert public(f"/-/oembed?url={quote(f'{HERE}/-/post/999999')}").status_code == 404
    assert public("/-/oembed?url=https%3A%2F%2Felsewhere.example%2F-%2Fpost%2F1").status_code == 404
    assert public("/-/oembed").status_code == 404
    assert public(f"/-/oembed?url={quote(f'{HERE}/-/post/1')}&format=yaml").status_code == 501


def test_oembed_gives_the_same_as_xml(public: Callable[..., Any]) -> None:
    """Every field of the JSON, under the same name."""
    address = f"/-/oembed?url={quote(f'{HERE}/-/post/1')}"
    answer = public(f"{address}&format=xml")
    assert answer.headers["content-type"].startswith("text/xml")
    root = ET.fromstring(answer.text)  # noqa: S314 -- our own
    assert root.tag == "oembed"
    assert {one.tag: one.text for one in root} == {name: str(value) for name, value in public(address).json().items()}


def test_a_post_by_its_platforms_address(public: Callable[..., Any], ask: Callable[..., Any]) -> None:
    """What stands in an article already is enough."""
    rows = ask("/archive/posts.json?_shape=array&url__notblank=1&_size=50").json()
    url = next(row for row in rows if row["url"].startswith("https://x.com"))
    told = public(f"/-/oembed?url={quote(url['url'], safe='')}").json()
    assert f"/-/card/{url['id']}" in told["html"]


def test_a_card_runs_and_loads_nothing_and_may_be_framed(public: Callable[..., Any], ask: Callable[..., Any]) -> None:
    """Of every post: no script, nothing to load, a policy that lets others frame it; hostile words stay words."""
    for row in ask("/archive/posts.json?_shape=array&_size=100").json():
        answer = public(f"/-/card/{row['id']}")
        assert answer.status_code == 200
        policy = answer.headers["content-security-policy"]
        assert "frame-ancestors *" in policy
        assert "default-src 'none'" in policy
        assert "x-frame-options" not in answer.headers
        assert "<script" not in answer.text.lower()
        assert 'src="http' not in answer.text
        assert 'href="javascript' not in answer.text


def test_a_posts_page_says_how_to_embed_it(public: Callable[..., Any], ask: Callable[..., Any]) -> None:
    """Discovery for both formats, Open Graph, and the words to copy; none of it where the archive is one's own."""
    page = public("/-/post/1").text
    for kind in ("application/json+oembed", "text/xml+oembed"):
        assert f'<link rel="alternate" type="{kind}" href="{HERE}/-/oembed?url=' in page
    assert 'property="og:title"' in page
    assert f'<meta property="og:url" content="{HERE}/-/post/1">' in page
    assert re.search(rf'<meta property="og:image" content="{HERE}/-/thumb/[0-9a-f]{{64}}">', page)
    assert "&lt;iframe src=" in page
    covered = next(row["id"] for row in public("/archive/posts.json?_shape=array").json() if row["sensitive"])
    assert "og:image" not in public(f"/-/post/{covered}").text
    own = ask("/-/post/1").text
    assert "oembed" not in own
    assert ask(f"/-/oembed?url={quote(f'{HERE}/-/post/1')}").status_code == 404
    assert ask("/-/card/1").status_code == 404


@pytest.mark.parametrize("table", ["posts", "media"])
def test_what_a_reader_may_not_see_is_not_given(public: Callable[..., Any], table: str) -> None:
    """Permissions of Datasette hold: without posts there is nothing, without media the words alone."""
    denied = {"databases": {"archive": {"tables": {table: {"allow": False}}}}}
    addresses = (f"/-/oembed?url={quote(f'{HERE}/-/post/1')}", "/-/card/1")
    for address in addresses:
        answer = public(address, config=denied)
        if table == "posts":
            assert answer.status_code == 403
            assert "/-/card/" not in answer.text
        else:
            assert answer.status_code == 200
            assert "data:image" not in answer.text


def test_an_erased_post_is_not_given(erased_archive: Path) -> None:
    """Neither its words nor a frame of it; the card says that they were removed."""
    import asyncio

    from datasette.app import Datasette

    async def asked() -> tuple[Any, Any]:
        served = Datasette([], immutables=[str(erased_archive / "archive.db")])
        await served.invoke_startup()
        rows = (await served.client.get("/archive/posts.json?_shape=array&key=twitter:2027000000000000001")).json()
        number = rows[0]["id"]
        told = await served.client.get(f"/-/oembed?url={quote(f'{HERE}/-/post/{number}')}")
        card = await served.client.get(f"/-/card/{number}")
        served.close()
        return told, card

    told, card = asyncio.run(asked())
    assert told.status_code == 404
    assert "were removed from the archive" in card.text
    assert "<img" not in card.text


def test_a_card_can_be_saved_wherever_the_post_is_seen(ask: Callable[..., Any]) -> None:
    """A file that needs nothing else, also where strangers are shown nothing."""
    page = ask("/-/post/1").text
    assert 'href="/-/post/1.html" download="post-1.html"' in page
    saved = ask("/-/post/1.html")
    assert saved.status_code == 200
    assert saved.headers["content-disposition"] == 'attachment; filename="post-1.html"'
    assert "The crane at quay 5 is down." in saved.text
    assert "data:image/jpeg;base64," in saved.text
    assert not re.search(r"(?:src|href)=\"(?!data:|https?:)", saved.text)
    assert ask("/-/post/99.html").status_code == 404
