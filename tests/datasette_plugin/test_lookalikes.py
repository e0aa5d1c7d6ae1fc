"""Pictures that look alike stand as one, however they were saved: few bits of their hashes differ."""

from __future__ import annotations

import asyncio
import hashlib
import random
import re
from pathlib import Path

import pytest
from datasette.app import Datasette
from hypothesis import given
from hypothesis import strategies as st

from embedarchive.datasette_plugin.views.lookalikes import hash_distance
from embedarchive.store import Store
from embedarchive.store.queries.media import NEAR

HASHES = st.integers(0, 2**64 - 1)


def changed(value: int, bits: int, dice: random.Random) -> int:
    """The hash with so many of its bits changed."""
    for bit in dice.sample(range(64), bits):
        value ^= 1 << bit
    return value


def fill(folder: Path, hashes: list[str]) -> list[str]:
    """An archive of pictures with these hashes; their digests, the oldest first."""
    made = []
    with Store.open(folder) as store:
        store.begin_run("test")
        for number, phash in enumerate(hashes):
            blob = store.keep(b"\xff\xd8\xff\xe0 picture %d" % number, "image/jpeg")
            store.add_media(f"https://p.example/{number}.jpg", {"phash": phash}, blob=blob, parser="test")
            made.append(blob.digest)
        store.end_run(0, {})
    return made


def gallery(folder: Path, *paths: str) -> list[str]:
    """These pages of the archive's gallery."""

    async def asked() -> list[str]:
        datasette = Datasette([str(folder / "archive.db")])
        try:
            await datasette.invoke_startup()
            return [(await datasette.client.get(path)).text for path in paths]
        finally:
            datasette.close()

    return asyncio.run(asked())


def shown(page: str) -> list[str]:
    """The digests of the pictures on a page, in their order."""
    return re.findall(r"/-/thumb/([0-9a-f]{64})", page)


@given(HASHES, HASHES)
def test_the_distance_of_two_hashes(one: int, other: int) -> None:
    """As many as there are ones in what tells them apart."""
    assert hash_distance(f"{one:016x}", f"{other:016x}") == sum(one >> at & 1 != other >> at & 1 for at in range(64))


@pytest.mark.parametrize("wrong", [None, 5, "", "abc", "g" * 16, "0" * 17, "'" * 16, b"0" * 16])
def test_what_is_no_hash_is_like_nothing(wrong: object) -> None:
    """A platform may claim anything."""
    assert hash_distance(wrong, "0" * 16) is None


def test_only_the_newest_of_those_that_look_alike_stands_in_the_gallery(tmp_path: Path) -> None:
    """Whichever bits differ: as many as three, and no more; the same as looking at every pair."""
    dice = random.Random(8)  # noqa: S311 -- the same every time
    scenes = [dice.getrandbits(64) for _ in range(8)]
    hashes = [f"{changed(dice.choice(scenes), dice.choice((0, 1, 2, 3, 4, 6, 9)), dice):016x}" for _ in range(55)]
    digests = fill(tmp_path, hashes)
    wanted = [
        digest
        for number, digest in enumerate(digests)
        if not any((hash_distance(hashes[number], later) or 0) <= NEAR for later in hashes[number + 1 :])
    ]
    assert 8 < len(wanted) < 50
    assert shown(gallery(tmp_path, "/-/gallery")[0]) == wanted[::-1]


def test_the_number_leads_to_all_of_them(tmp_path: Path) -> None:
    """Also to the copy of a copy, which alone would be too far away; to nothing else."""
    start = 0x0123456789ABCDEF
    row = [start, start ^ 0b111, start ^ 0b111111, start ^ (1 << 40), ~start & (2**64 - 1)]
    digests = fill(tmp_path, [f"{value:016x}" for value in row])
    first, alike, broken = gallery(
        tmp_path, "/-/gallery", f"/-/gallery?like={row[3]:016x}", "/-/gallery?like=nothing-like-this"
    )
    assert set(shown(alike)) == set(digests[:4])
    assert "×4" in first
    assert set(re.findall(r"like=([0-9a-f]{16})", first)) >= {f"{row[3]:016x}"}
    assert shown(broken) == []
    assert hashlib.sha256(b"\xff\xd8\xff\xe0 picture 4").hexdigest() in shown(first)
