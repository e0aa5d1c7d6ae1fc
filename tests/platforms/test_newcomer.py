"""A platform that somebody brings: one module and one folder of cases, and the catalogue's tests hold for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

MODULE = '''
"""Scraps of a network that there is not."""

from embedarchive import urls
from embedarchive.model import Reference
from embedarchive.protocols.declaring.fallback import Fallback
from embedarchive.protocols.declaring.oembed import OEmbed
from embedarchive.protocols.declaring.shapes import Shape

NAME = "orkut"
EXAMPLE = "https://orkut.example/scrap/4711"
HOSTS = ("orkut.example",)
ALIASES = ("scrap",)
MARKUP = (
    Shape(form="blockquote", tag="blockquote", cls="orkut-scrap", attributes=(("data-scrap", "{}"),), link="last"),
)
FALLBACK = Fallback(bylines=("Scrapped by {name} (@{handle}) on {date}",), handle=r"[a-z_]{2,30}", words="above")
OEMBED = OEmbed(endpoint="https://orkut.example/oembed")


def recognise(url):
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case ("scrap", number) if number.isdigit():
            return Reference(platform=NAME, id=number, url=f"https://orkut.example/scrap/{number}")
    return None
'''
ASKED = "https://orkut.example/oembed?url=https%3A%2F%2Forkut.example%2Fscrap%2F4711&format=json"
ANSWERS = {
    "shape": "made",
    "from": "made: a network that there is not",
    "answers": [
        {"url": ASKED, "status": 404, "text": "Not Found"},
        {"url": "https://orkut.example/scrap/4711", "status": 404, "text": ""},
    ],
}
EXPECTED = {
    "about": "Neither the endpoint nor the page knows the scrap.",
    "embed": {"id": "4711", "url": "https://orkut.example/scrap/4711"},
    "missing": {"reason": "deleted", "detail": "", "id": "4711", "url": "https://orkut.example/scrap/4711"},
}


@pytest.fixture
def brought(tmp_path: Path) -> dict[str, str]:
    """The environment of a process in which that platform is installed, as a wheel would leave it."""
    site = tmp_path / "site"
    meta = site / "embedarchive_orkut-1.0.dist-info"
    case = tmp_path / "cases" / "orkut" / "gone"
    meta.mkdir(parents=True)
    case.mkdir(parents=True)
    (site / "orkut_scraps.py").write_text(MODULE, encoding="utf-8")
    (meta / "METADATA").write_text("Metadata-Version: 2.1\nName: embedarchive-orkut\nVersion: 1.0\n", encoding="utf-8")
    (meta / "entry_points.txt").write_text("[embedarchive.platforms]\norkut = orkut_scraps\n", encoding="utf-8")
    (case / "answers.json").write_text(json.dumps(ANSWERS), encoding="utf-8")
    (case / "expected.json").write_text(json.dumps(EXPECTED), encoding="utf-8")
    return {**os.environ, "PYTHONPATH": str(site), "EMBEDARCHIVE_CASES": str(tmp_path / "cases")}


def test_the_catalogues_tests_hold_for_a_platform_that_somebody_brings(brought: dict[str, str]) -> None:
    """Example, addresses, label, bylines, shapes and cases: all of them are run, and nothing else was edited."""
    files = [str(HERE / name) for name in ("test_catalogue.py", "test_fallbacks.py", "test_cases.py")]
    command = [sys.executable, "-m", "pytest", "-v", "-n0", "-p", "no:cacheprovider", "-k", "orkut or traces", *files]
    done = subprocess.run(command, cwd=ROOT, env=brought, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]
    for name in (
        "claimed_by_exactly_one",
        "called_in_one_way",
        "every_byline_is_found",
        "every_shape_is_found",
        "comes_to_what_it_must",
    ):
        assert name in done.stdout


def test_its_posts_are_found_by_the_command(brought: dict[str, str], tmp_path: Path) -> None:
    """In a text that holds no trace of our own platforms."""
    article = tmp_path / "article.txt"
    words = "The quay is closed again and we all walk home along the river in the rain."
    article.write_text(f"{words}\n\nScrapped by Jane Doe (@jane_doe) on 11 November 2022\n\nSo.\n", encoding="utf-8")
    command = [sys.executable, "-m", "embedarchive", "scan", "--dry-run", "--json", str(article)]
    done = subprocess.run(command, env=brought, capture_output=True, text=True, check=True)
    (post,) = json.loads(done.stdout)["embeds"]
    assert (post["platform"], post["handle"], post["date"]) == ("orkut", "jane_doe", "2022-11-11")
