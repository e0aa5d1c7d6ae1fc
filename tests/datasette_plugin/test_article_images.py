"""An article's page shows a picture once, however often and in whichever size the article holds it."""

from __future__ import annotations

import io
import random
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest
from PIL import Image as Picture

from embedarchive import Archive
from embedarchive.datasette_plugin.pages import article
from embedarchive.datasette_plugin.views.article_blocks import Thing
from tests.datasette_plugin.test_lookalikes import gallery


def _jpeg(seed: int, size: tuple[int, int], kind: str = "JPEG") -> bytes:
    """A made picture: the same seed gives the same scene in any size."""
    scene = Picture.frombytes("L", (18, 12), random.Random(seed).randbytes(216))  # noqa: S311 -- the same every time
    out = io.BytesIO()
    whole = scene.resize((960, 640), Picture.Resampling.BICUBIC).convert("RGB")
    whole.resize(size, Picture.Resampling.LANCZOS).save(out, kind)
    return out.getvalue()


def test_equal_pictures_are_one(tmp_path: Path) -> None:
    """Of the same bytes under two names, and in another size and format; another scene is another picture."""
    files = {
        "lead.jpg": _jpeg(5, (960, 640)),
        "again.jpg": _jpeg(5, (960, 640)),
        "small.png": _jpeg(5, (480, 320), "PNG"),
        "other.jpg": _jpeg(11, (960, 640)),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    words = (
        "<p>The mill turned again on Saturday, to the surprise of many who had come to see it with their own eyes.</p>"
    )
    shown = "".join(f'<figure><img src="{name}" width="900" height="600" alt=""></figure>{words}' for name in files)
    (tmp_path / "mill.html").write_text(f"<article><h1>The mill</h1>{words}{shown}</article>", encoding="utf-8")
    with Archive(tmp_path / "archive") as archive:
        results = [each for each in archive.add(tmp_path / "mill.html") if each.kind == "image"]
    assert [each.status.value for each in results] == ["archived"] * 4
    (page,) = gallery(tmp_path / "archive", "/-/article/1")
    assert re.findall(r'<figure class="illustration" id="picture-(\d)"', page) == ["0", "3"]
    assert all(f'id="picture-{number}"' in page for number in range(4))


def _images(chance: random.Random, count: int) -> list[Thing]:
    """Images of an article: a third of them saved again, with a hash that differs in up to four bits."""
    hashes = [chance.getrandbits(64) for _ in range(count)]
    made = []
    for number in range(count):
        seen, moved = chance.choice(hashes[: count // 3]), chance.sample(range(64), chance.randint(0, 4))
        hashed = sum({1 << bit for bit in moved}) ^ seen if number % 3 == 0 else hashes[number]
        media: Any = SimpleNamespace(digest=f"{number:x}", phash=f"{hashed:016x}", width=900, height=600)
        made.append(Thing(kind="image", start=number, media=media))
    return made


def test_an_image_is_found_among_many_without_a_look_at_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """In an article of 600 images the same ones are marked as by comparing each with each, in far fewer comparisons."""
    things = _images(random.Random(3), 600)  # noqa: S311 -- the same every time
    compare = article._is_same
    asked = Mock(side_effect=compare)
    monkeypatch.setattr(article, "_is_same", asked)
    told = [thing.again for thing in article._once(things)]
    shown: list[Any] = []
    for thing, again in zip(things, told, strict=True):
        assert again == any(compare(thing.media, other) for other in shown)  # type: ignore[arg-type]
        shown += [] if again else [thing.media]
    assert 100 < sum(told) < 300
    assert asked.call_count < 2000
