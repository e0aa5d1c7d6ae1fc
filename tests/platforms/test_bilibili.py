"""Bilibili's addresses: whichever of a video's two names is told, and however, it is one video."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedarchive import platforms, scan, urls
from embedarchive.model import Embed
from embedarchive.platforms import bilibili

PAGE = "https://www.bilibili.com/video"
KNOWN = {
    2: "BV1xx411c7mD",
    170001: "BV17x411w7KC",
    974165707: "BV1t44y127ad",
    113382824870887: "BV1HT1GYdEGS",
}
"""Numbers and codes that stand side by side in players' addresses; the last is above 2^32."""


@pytest.mark.parametrize("number", KNOWN)
def test_number_and_code_are_one_video(number: int) -> None:
    """The code that Bilibili itself writes beside a number, in both directions."""
    by_number, by_code = (platforms.recognise(f"{PAGE}/{name}") for name in (f"av{number}", KNOWN[number]))
    assert by_number is not None
    assert by_number == by_code
    assert by_number.id == KNOWN[number]
    embed = Embed(platform="bilibili", form="link", id=by_number.id, url=by_number.url)
    assert f"{PAGE}/av{number}" in platforms.get("bilibili").addresses(embed)


@given(st.integers(1, 2**51 - 1), st.integers(1, 2**51 - 1))
def test_no_two_numbers_have_one_code(one: int, other: int) -> None:
    """Every number below 2^51 has a code of its own, of which the number is read again."""
    codes = [bilibili.recognise(f"{PAGE}/av{number}") for number in (one, other)]
    assert all(found is not None and len(found.id) == 12 for found in codes)
    assert (codes[0] == codes[1]) == (one == other)
    assert codes[0] is not None
    assert f"{PAGE}/av{one}" in bilibili.addresses(Embed(platform="bilibili", form="link", id=codes[0].id))


@pytest.mark.parametrize("code", ["BV1000000000", "BVzzzzzzzzzz"])
def test_a_code_of_another_make_is_kept(code: str) -> None:
    """A code that spells no number stays as it is, and is asked for by itself."""
    found = bilibili.recognise(f"{PAGE}/{code}")
    assert found is not None
    assert found.id == code
    embed = Embed(platform="bilibili", form="link", id=code)
    assert bilibili.addresses(embed) == (f"{PAGE}/{code}", f"https://m.bilibili.com/video/{code}")


@pytest.mark.parametrize(
    "url",
    [
        "//player.bilibili.com/player.html?aid=170001&bvid=BV17x411w7KC&cid=279786&page=1",
        "//player.bilibili.com/player.html?isOutside=true&aid=170001&cid=279786&p=2&autoplay=0",
        "https://player.bilibili.com/player.html?aid=BV17x411w7KC",
        "https://player.bilibili.com/player.html?bvid=undefined&aid=170001",
        "https://player.bilibili.com/blackboard/html5player.html?aid=170001&crossDomain=1",
        "https://www.bilibili.com/blackboard/html5mobileplayer.html?bvid=BV17x411w7KC&danmaku=0",
        "https://www.bilibili.com/blackboard/html5mobileplayer.html?bvid=av170001&as_wide=1",
        "https://www.bilibili.com/blackboard/webplayer/mbplayer.html?aid=&bvid=BV17x411w7KC",
        "https://www.bilibili.com/festival/quay?bvid=BV17x411w7KC",
        "https://secure.bilibili.com/secure,cid=279786&aid=170001",
        "http://static.hdslb.com/miniloader.swf?aid=170001&page=1",
        "http://share.acg.tv/flash.swf?aid=170001&page=1",
        "http://www.bilibili.com/video/av170001/index_2.html",
        "http://www.bilibili.com/mobile/video/av170001.html",
        "http://www.bilibili.com/video/AV170001/",
        "https://m.bilibili.com/video/bv17x411w7KC?p=2",
        "https://b23.tv/BV17x411w7KC",
        "https://b23.tv/av170001",
        "http://acg.tv/av170001",
    ],
)
def test_addresses_of_a_video(url: str) -> None:
    """Players of every year, Flash files, pages of every kind and short addresses lead to the same video."""
    found = platforms.recognise(url)
    assert found is not None
    assert (found.platform, found.native_id, found.url) == ("bilibili", "BV17x411w7KC", f"{PAGE}/BV17x411w7KC")


@pytest.mark.parametrize(
    "url",
    [
        "https://player.bilibili.com/player.html?cid=279786",
        "https://www.bilibili.com/bangumi/play/ep12345",
        "https://b23.tv/ep12345",
        "https://b23.tv/",
        f"{PAGE}/av0",
        f"{PAGE}/av{2**51}",
        f"{PAGE}/170001",
        "https://space.bilibili.com/170001",
        "https://i0.hdslb.com/bfs/archive/av170001.jpg",
        "https://www.bilibili.com/",
    ],
)
def test_addresses_of_no_video(url: str) -> None:
    """A part's number alone, series, accounts, images and numbers that no video has."""
    assert platforms.recognise(url) is None


def test_a_recorded_answer_serves_both_names() -> None:
    """The interface is asked by number or by code, with and without a signature: one question."""
    asked = "https://api.bilibili.com/x/web-interface"
    words = {
        bilibili.same_question(address)
        for query in ("view?aid=170001", "view?bvid=BV17x411w7KC", "wbi/view?bvid=BV17x411w7KC&w_rid=0a&wts=1")
        if (address := urls.parse(f"{asked}/{query}"))
    }
    assert words == {"video BV17x411w7KC"}
    other = urls.parse(f"{asked}/view?cid=279786")
    assert other is not None
    assert bilibili.same_question(other) is None


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("{{< bilibili BV17x411w7KC >}}", 170001),
        ('{{< bilibili id="BV17x411w7KC" p=3 >}}', 170001),
        ("{{< bilibili BV17x411w7KC 1 >}}", 170001),
        ("{% bilibili av170001 %}", 170001),
        ("{% bilibili 974165707 %}", 974165707),
        ("::bilibili{#BV17x411w7KC}", 170001),
    ],
)
def test_shortcodes_name_a_video(tmp_path: Path, written: str, number: int) -> None:
    """By code or by number, as the themes and plugins of Hugo and Hexo have it."""
    article = tmp_path / "article.md"
    article.write_text(
        f"# Night over the quay\n\nThe crane works.\n\n{written}\n\nSo does the ferry.\n", encoding="utf-8"
    )
    assert [(embed.platform, embed.id) for embed in scan(article).embeds] == [("bilibili", KNOWN[number])]
