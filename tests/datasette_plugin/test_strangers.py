"""What strangers get: no more than their share, a table of headers that is true, and nothing without a password."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from datasette.app import Datasette
from datasette.utils import StartupError

from embedarchive.datasette_plugin.serving.request_rates import MOST, Allowances, stranger
from embedarchive.datasette_plugin.serving.settings import Settings, settings

Ask = Callable[..., Any]
GUIDE = (Path(__file__).parents[2] / "docs" / "browsing.md").read_text(encoding="utf-8")
OURS: tuple[str, ...] = (
    "/",
    "/-/articles",
    "/-/article/1",
    "/-/post/1",
    "/-/timeline",
    "/-/gallery",
    "/-/map",
    "/-/nothing-here",
)
OURS += ("/-/places.geojson", "/-/places.kml", "/-/snapshots.atom", "/-/vanished.atom", "/-/post/99", "/-/timeline?a=b")
DATASETTES: tuple[str, ...] = (
    "/archive",
    "/archive/posts",
    "/archive/posts.csv",
    "/archive/posts.json",
    "/archive/posts/1",
)
DATASETTES += ("/archive/pending", "/-/databases", "/-/config.json", "/-/static/app.css", "/robots.txt")


def of_plugin(**given: Any) -> dict[str, Any]:  # noqa: ANN401 -- settings of any type
    """A datasette.yml with some settings of ours."""
    return {"plugins": {"embedarchive": {"title": "Embed archive", **given}}}


def test_search_engines_are_asked_to_list_nothing(ask: Ask) -> None:
    """By robots.txt and by every answer."""
    robots = ask("/robots.txt")
    assert robots.text == "User-agent: *\nDisallow: /\n"
    assert robots.headers["content-type"].startswith("text/plain")
    assert ask("/-/post/1").headers["x-robots-tag"] == "noindex, nofollow"


def test_a_setting_lets_them_in(ask: Ask, blob: str) -> None:
    """Then neither asks them to keep out."""
    config = of_plugin(search_engines="allow")
    assert "Allow: /" in ask("/robots.txt", config=config).text
    for path in ("/", "/archive/posts", blob):
        assert "x-robots-tag" not in ask(path, config=config).headers, path


@pytest.fixture
def blob(ask: Ask) -> str:
    """The address of a kept image."""
    digest = ask("/archive/blobs.json?_shape=objects&media_type__startswith=image").json()["rows"][0]["digest"]
    return f"/-/blob/{digest}"


def test_the_table_of_headers_is_true(ask: Ask, blob: str) -> None:
    """`docs/browsing.md` names what every kind of answer carries; each route, errors too, carries exactly that."""
    table = GUIDE.partition("### What goes with every answer")[2].partition("\n## ")[0]
    ours, stored, datasettes = re.findall(
        r"^\| (?:our|stored|Datasette)[^|]{0,200}\| `([^`]{1,400})`", table, re.MULTILINE
    )
    common = dict(re.findall(r"`([A-Z][A-Za-z-]{3,40}): ([^`]{1,100})`", table.rpartition("And with each")[2]))
    assert len(common) == 6
    for paths, policy in ((OURS, ours), ((blob, blob.replace("blob", "thumb")), stored), (DATASETTES, datasettes)):
        for path in paths:
            headers = ask(path).headers
            assert headers["content-security-policy"] == policy, path
            assert {name: headers.get(name) for name in common} == common, path


def test_an_address_has_its_share(archive: Path) -> None:
    """Who asks too often is told when to come again; this machine and other addresses are served."""

    async def work() -> list[int]:
        datasette = Datasette([str(archive / "archive.db")], config=of_plugin(requests_per_minute=3))
        await datasette.invoke_startup()
        application, told = datasette.app(), []

        async def ask(client: str) -> int:
            sent: list[dict[str, Any]] = []

            async def receive() -> dict[str, Any]:
                return {"type": "http.request"}

            async def send(message: dict[str, Any]) -> None:
                sent.append(message)

            scope = {"type": "http", "method": "GET", "path": "/robots.txt", "raw_path": b"/robots.txt"}
            scope |= {"query_string": b"", "headers": [], "client": (client, 1), "scheme": "http"}
            await application(scope, receive, send)
            if sent[0]["status"] == 429:
                assert int(dict(sent[0]["headers"])[b"retry-after"]) >= 1
            return int(sent[0]["status"])

        told = [await ask("192.0.2.1") for _ in range(5)]
        told += [await ask("192.0.2.2")]
        told += [await ask("127.0.0.1") for _ in range(5)]
        datasette.close()
        return told

    assert asyncio.run(work()) == [200] * 3 + [429] * 2 + [200] + [200] * 5


def test_shares_come_back_and_are_forgotten() -> None:
    """After a third of a minute there is a third of them; memory does not grow with addresses."""
    now = [0.0]
    allowances = Allowances(lambda: now[0])
    assert [allowances.take("a", 3) for _ in range(3)] == [0.0] * 3
    assert allowances.take("a", 3) == pytest.approx(20)
    now[0] = 20.0
    assert allowances.take("a", 3) == 0.0
    assert allowances.take("a", 3) > 0
    for each in range(2 * MOST):
        allowances.take(str(each), 3)
    assert len(allowances._left) == MOST


@pytest.mark.parametrize(
    ("client", "counted"),
    [
        ("127.0.0.1", None),
        ("::1", None),
        ("::ffff:127.0.0.1", None),
        ("testclient", None),
        ("", None),
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff", "2001:db8::/64"),
    ],
)
def test_who_is_a_stranger(client: str, counted: str | None) -> None:
    """Every address but this machine's own; of IPv6 the network: who has one has addresses without end."""
    assert stranger(client) == counted


def test_settings_that_make_no_sense() -> None:
    """They stop the start."""
    for wrong in ({"search_engines": "maybe"}, {"requests_per_minute": "many"}, {"requests_per_minute": -1}):
        with pytest.raises(StartupError):
            settings(wrong)
    assert settings({"requests_per_minute": 0}) == Settings(requests_per_minute="0")


def test_with_a_password(archive: Path, blob: str) -> None:
    """The recipe of the guide: nothing without a name, everything with it, and then in no shared cache."""
    from datasette_auth_passwords.utils import hash_password

    recipe = GUIDE.partition("### With a password")[2].partition("```yaml\n")[2].partition("```")[0]
    from datasette.utils import parse_metadata

    async def work() -> None:
        config = parse_metadata(recipe)
        config["plugins"]["datasette-auth-passwords"]["ann_password_hash"] = hash_password("a secret", iterations=1000)
        datasette = Datasette([str(archive / "archive.db")], config=config)
        await datasette.invoke_startup()
        word = base64.b64encode(b"ann:a secret").decode()
        for path in ("/", "/-/post/1", "/archive/posts.csv", "/-/snapshots.atom", blob):
            answer = await datasette.client.get(path)
            assert answer.status_code == 401, path
            assert "Harbour" not in answer.text
            named = await datasette.client.get(path, headers={"Authorization": f"Basic {word}"})
            assert named.status_code == 200, path
        assert "private" in named.headers["cache-control"]
        datasette.close()

    asyncio.run(work())
