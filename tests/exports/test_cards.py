"""A post as a card: HTML for any page, images, and what of hostile words is left."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from PIL import Image

from embedarchive.cli import cli
from embedarchive.errors import UsageError
from embedarchive.exports import cards
from embedarchive.exports.posts import card_of
from embedarchive.store import Store

HOSTILE = "</style></div><script>alert(1)</script><img src=x onerror=alert(2)>\" onclick='alert(3)"


def run(*arguments: object) -> Any:  # noqa: ANN401 -- click's
    """What `export card` says."""
    return CliRunner().invoke(cli, ["export", "card", *map(str, arguments)], standalone_mode=False)


def test_a_card_is_html_with_a_style_of_its_own(demo: Path, tmp_path: Path) -> None:
    """Every rule of it is for the card alone; the words are as they were posted; nothing is overwritten."""
    target = tmp_path / "card.html"
    result = run("https://twitter.com/tlindq_reports/status/2098704339802694131", target, "--archive", demo)
    assert result.return_value == 0, result.exception
    text = target.read_text(encoding="utf-8")
    assert "at least two tubas" in text
    assert text.count('src="data:image/') == 2
    rules = [line for line in cards.style().splitlines() if line and not line.startswith(("@media", "}"))]
    assert all(line.startswith(f".{cards.CLASS}") for line in rules)
    assert isinstance(run(1, target, "--archive", demo).exception, UsageError)
    assert isinstance(run(999, tmp_path / "x.html", "--archive", demo).exception, UsageError)
    assert isinstance(run(1, tmp_path / "x.gif", "--archive", demo).exception, UsageError)


def test_hostile_words_stay_words(store: Store) -> None:
    """Whatever field they stand in: no tag, no attribute, no address of theirs."""
    card = card_of(store, 1)
    told: dict[str, Any] = dict.fromkeys(
        ("author", "handle", "text", "language", "posted_at", "key", "captured_at"), HOSTILE
    )
    post = replace(card.post, **told, url="javascript:alert(4)")
    media = tuple(replace(item, told=HOSTILE, alt=HOSTILE, kind=HOSTILE) for item in card.media)
    links = tuple(
        replace(link, url="data:text/html,x", target_text=HOSTILE, target_author=HOSTILE) for link in card.links
    )
    text = cards.markup(
        replace(card, post=post, media=media, links=links, state=HOSTILE, platform=HOSTILE), lambda _: None
    )
    assert "<script" not in text
    assert "<img" not in text
    assert 'href="javascript' not in text
    assert 'href="data' not in text
    assert "onclick=&#x27;" in text
    assert " onclick='" not in text


def test_an_erased_post_has_no_card(erased_demo: Path, tmp_path: Path) -> None:
    """The command says so, and writes nothing."""
    with Store.open(erased_demo, create=False, read_only=True) as store:
        number = next(row["id"] for row in store.listed_posts() if row["erased_at"])
    result = run(number, tmp_path / "card.html", "--archive", erased_demo)
    assert isinstance(result.exception, UsageError)
    assert "erased" in str(result.exception)
    assert not list(tmp_path.iterdir())


@pytest.mark.browser
def test_a_card_is_drawn(demo: Path, tmp_path: Path) -> None:
    """As PNG, and as SVG that any reader of XML takes, with the words in it and as large as the PNG."""
    from embedarchive.web.browser import chromium_path

    try:
        chromium_path()
    except UsageError:
        pytest.skip("no chromium on this machine")
    assert run(1, tmp_path / "card.png", "--archive", demo).return_value == 0
    assert run(1, tmp_path / "card.svg", "--archive", demo).return_value == 0
    drawn = Image.open(io.BytesIO((tmp_path / "card.png").read_bytes()))
    assert drawn.width == 600
    assert len(drawn.convert("L").getcolors(256) or range(99)) > 20
    root = ET.fromstring((tmp_path / "card.svg").read_text(encoding="utf-8"))  # noqa: S314 -- our own
    assert (int(root.attrib["width"]), int(root.attrib["height"])) == drawn.size
    assert "at least two tubas" in "".join(root.itertext())
