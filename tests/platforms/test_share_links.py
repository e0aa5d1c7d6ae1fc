"""Share links name no post and lead to one: they are followed, and what is not found is `unidentified`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pytest

from embedarchive import platforms
from embedarchive.model import Answer, Embed, Missing, Post, Reason, Refusal, Request, Response

NOW = dt.datetime(2026, 11, 29, tzinfo=dt.UTC)
LINKS = {
    "https://www.instagram.com/share/p/BBssG7qOOw": ("instagram", "https://www.instagram.com/p/DIgLLaiptZg/"),
    "https://www.instagram.com/share/reel/BAPa6ljOT/": ("instagram", "https://www.instagram.com/reel/DIgLLaiptZg/?l=1"),
    "https://www.instagram.com/share/BACiUUUYQV": ("instagram", "https://www.instagram.com/p/DIgLLaiptZg/"),
    "https://www.facebook.com/share/p/1AbCdEfGhI/": (
        "facebook",
        "https://www.facebook.com/ann/posts/10207393772231779",
    ),
    "https://www.facebook.com/share/1AbCdEfGhI/?mibextid=x": ("facebook", "https://www.facebook.com/reel/1234567890"),
    "https://fb.watch/aB3dE5fG7h/": ("facebook", "https://www.facebook.com/watch/?v=1234567890"),
    "https://vm.tiktok.com/ZMabc12de/": ("tiktok", "https://www.tiktok.com/@ann/video/7233184915123456789?_r=1"),
    "https://vt.tiktok.com/ZSabc12de/": ("tiktok", "https://www.tiktok.com/@ann/photo/7233184915123456789"),
    "https://www.tiktok.com/t/ZTabc12de/": ("tiktok", "https://www.tiktok.com/@ann/video/7233184915123456789"),
    "https://www.reddit.com/r/cranes/s/Abc12De34f": ("reddit", "https://www.reddit.com/r/cranes/comments/15bfi0/quay/"),
    "https://v.redd.it/abcdefgh12345": ("reddit", "https://www.reddit.com/r/cranes/comments/15bfi0/quay/"),
    "https://pin.it/4AbCdEf": ("pinterest", "https://www.pinterest.com/pin/99360735500167749/sent/?sender=1"),
    "https://spotify.link/abcDEF12345": ("spotify", "https://open.spotify.com/episode/4rOoJ6Egrf8K2IrywzwOMk"),
    "https://on.soundcloud.com/AbC12": ("soundcloud", "https://soundcloud.com/ann/night-over-the-quay"),
    "https://b23.tv/F78kbY": ("bilibili", "https://www.bilibili.com/video/BV17x411w7KC?p=1&share_source=copy_web"),
    "https://x.com/i/article/1905541139144298498": ("twitter", "https://x.com/ann/status/1905545699552375179"),
}
TITLE = "<html><head><title>{}</title>{}</head><body></body></html>"


def followed(url: str, answers: Mapping[str, tuple[int, str, str] | Reason]) -> tuple[Post | Missing, list[str]]:
    """What a capture comes to that starts from a share link, and what was asked.

    Args:
        url: the link.
        answers: by the beginning of the address: status, Location, body; or why there is no answer. Everything else
            is not in the recording.
    """
    platform = platforms.recognise(url)
    assert platform is not None
    embed = Embed(platform=platform.platform, form="test", id=platform.native_id, url=platform.url)
    asked: list[str] = []

    def answer(request: Request) -> Answer:
        asked.append(request.url)
        known = next((said for start, said in answers.items() if request.url.startswith(start)), None)
        if known is None or isinstance(known, Reason):
            return Refusal(request=request, reason=known or Reason.NOT_IN_RECORDING, at=NOW)
        status, location, body = known
        headers = (("location", location),) if location else ()
        return Response(request=request, url=request.url, status=status, headers=headers, body=body.encode(), at=NOW)

    capture = platforms.get(embed.platform).capture(embed)
    try:
        wanted = next(capture)
        while True:
            wanted = capture.send(
                answer(wanted) if isinstance(wanted, Request) else tuple(answer(each) for each in wanted)
            )
    except StopIteration as end:
        outcome: Post | Missing = end.value
        return outcome, asked


def mobile(url: str) -> str:
    """Facebook is asked by its mobile host, and canonical addresses have no tail."""
    return platforms.get("facebook").share_request(url).url if "facebook.com/share" in url else url


@pytest.mark.parametrize("url", LINKS)
def test_a_share_link_is_no_id(url: str) -> None:
    """It is an embed of its platform without an id, so that no time is read from a token and nothing is mixed up."""
    found = platforms.recognise(url)
    assert found is not None
    assert (found.platform, found.shared, found.native_id) == (LINKS[url][0], True, None)
    again = platforms.recognise(found.url)
    assert again == found


@pytest.mark.parametrize("url", LINKS)
def test_a_share_link_is_followed(url: str) -> None:
    """The post that the redirect names is what is asked for, and nothing is asked by the token."""
    platform, target = LINKS[url]
    found = platforms.recognise(url)
    post = platforms.recognise(target)
    assert found is not None
    assert post is not None
    missing, asked = followed(url, {mobile(found.url): (302, target, "")})
    assert isinstance(missing, Missing)
    assert (missing.id, missing.reason) == (post.id, Reason.NOT_IN_RECORDING)
    assert asked[0] == mobile(found.url)
    assert len(asked) > 1
    assert not [address for address in asked[1:] if found.id.rpartition("/")[2] in address]
    assert platform == post.platform


@pytest.mark.parametrize("url", LINKS)
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((404, "", "Not Found"), Reason.UNIDENTIFIED),
        ((410, "", "Gone"), Reason.UNIDENTIFIED),
        ((200, "", TITLE.format("Home", "")), Reason.UNIDENTIFIED),
        ((302, "https://elsewhere.example/", ""), Reason.NOT_IN_RECORDING),
        ((302, "/accounts/login/", ""), Reason.LOGIN_WALL),
        ((403, "", TITLE.format("Just a moment...", "")), Reason.LOGIN_WALL),
        ((429, "", "Slow down"), Reason.RATE_LIMITED),
        ((503, "", ""), Reason.SERVER_ERROR),
        (Reason.DEADLINE, Reason.DEADLINE),
    ],
)
def test_a_link_that_leads_nowhere_is_no_word_about_a_post(
    url: str, answer: tuple[int, str, str] | Reason, reason: Reason
) -> None:
    """Never deleted: which post it means is not known, or not yet."""
    found = platforms.recognise(url)
    assert found is not None
    missing, _ = followed(url, {mobile(found.url): answer})
    assert isinstance(missing, Missing)
    assert (missing.reason, missing.id, missing.posted_at) == (reason, None, None)
    assert missing.url == found.url


@pytest.mark.parametrize("url", LINKS)
def test_the_post_behind_a_login_is_named_by_its_address(url: str) -> None:
    """`/login/?next=…` says where the link leads."""
    target = LINKS[url][1].split("?")[0] if "watch" not in LINKS[url][1] else LINKS[url][1]
    found, post = platforms.recognise(url), platforms.recognise(target)
    assert found is not None
    assert post is not None
    from urllib.parse import quote

    missing, _ = followed(url, {mobile(found.url): (302, f"/login/?next={quote(target, safe='')}", "")})
    assert isinstance(missing, Missing)
    assert missing.id == post.id


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="canonical" href="https://x.com/ann/status/1905545699552375179">',
        '<meta property="og:url" content="https://x.com/ann/status/1905545699552375179">',
        '<script>{"id":"1905541139144298498","url":"https:\\/\\/x.com\\/ann\\/status\\/1905545699552375179"}</script>',
    ],
)
def test_an_article_of_x_is_the_tweet_that_its_page_names(head: str) -> None:
    """The article's own number belongs to no tweet."""
    url = "https://x.com/i/article/1905541139144298498"
    missing, asked = followed(url, {url: (200, "", TITLE.format("X", head))})
    assert isinstance(missing, Missing)
    assert missing.id == "1905545699552375179"
    assert not [address for address in asked[1:] if "1905541139144298498" in address]


def test_a_page_that_names_several_posts_names_none() -> None:
    """A wrong post in an archive is worse than none."""
    url = "https://x.com/i/article/1905541139144298498"
    named = "".join(f'<a href="https://x.com/ann/status/190554569955237517{digit}">x</a>' for digit in range(2))
    missing, asked = followed(url, {url: (200, "", TITLE.format("1905541139144298498", "") + named)})
    assert isinstance(missing, Missing)
    assert (missing.reason, missing.id, len(asked)) == (Reason.UNIDENTIFIED, None, 1)


def test_a_link_that_leads_in_circles_ends() -> None:
    """After a few hops."""
    url = "https://vm.tiktok.com/ZMabc12de/"
    missing, asked = followed(url, {"https://": (302, url, "")})
    assert isinstance(missing, Missing)
    assert missing.reason is Reason.UNIDENTIFIED
    assert len(asked) < 10


def test_an_archived_share_page_is_read_as_no_post() -> None:
    """What stands at a link's own address has no id to be filed under."""
    url = "https://www.instagram.com/share/p/BBssG7qOOw"
    page = TITLE.format("x", '<meta property="og:title" content="Ann on Instagram: &quot;The quay&quot;">')
    response = Response(request=Request(url=url), url=url, status=200, body=page.encode(), at=NOW)
    assert platforms.get("instagram").read(response) is None
