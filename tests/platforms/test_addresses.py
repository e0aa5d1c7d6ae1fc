"""Addresses that name a post in more than one way: the right one, and never its neighbour."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embedarchive import platforms

SLIDES, FLASH = "https://www.slideshare.net", "https://static.slidesharecdn.com/swf/ssplayer2.swf?doc=anight-1006"
PLAYER = f"{SLIDES}/slideshow/embed_code"
FB, TG, GTS = "https://www.facebook.com", "https://t.me", "https://gts.example"
ULID = "01HV9X3P5M6N7Q8R9S0T1V2W3X"


@pytest.mark.parametrize(
    ("url", "identifier", "canonical"),
    [
        (f"{TG}/some_group/69/70", "some_group/70", f"{TG}/some_group/70"),
        (f"{TG}/some_group/69/70?single&thread=69", "some_group/70", f"{TG}/some_group/70"),
        (f"{TG}/some_group/69/70?embed=1", "some_group/70", f"{TG}/some_group/70"),
        (f"{TG}/s/some_group/70", "some_group/70", f"{TG}/some_group/70"),
        (f"{TG}/some_group/70/", "some_group/70", f"{TG}/some_group/70"),
        (f"{TG}/c/1234567890/69/70", "c/1234567890/70", f"{TG}/c/1234567890/70"),
        (f"{TG}/c/1234567890/70?thread=69", "c/1234567890/70", f"{TG}/c/1234567890/70"),
        ("tg://resolve?domain=some_group&post=70&thread=69", "some_group/70", f"{TG}/some_group/70"),
        (f"{TG}/some_channel/65?comment=12", "some_channel/65?comment=12", f"{TG}/some_channel/65?comment=12"),
        (f"{FB}/video.php?v=10154531068945719", "10154531068945719", f"{FB}/watch/?v=10154531068945719"),
        (f"{FB}/video/video.php?v=10154531068945719", "10154531068945719", f"{FB}/watch/?v=10154531068945719"),
        (f"{FB}/photo.php?v=10154531068945719", "10154531068945719", f"{FB}/watch/?v=10154531068945719"),
        (f"{FB}/watch?v=10154531068945719", "10154531068945719", f"{FB}/watch/?v=10154531068945719"),
        (f"{FB}/photo.php?fbid=1015&set=a.1&type=3", "1015", f"{FB}/photo.php?fbid=1015"),
        (f"{FB}/photo/?fbid=1015&set=a.1", "1015", f"{FB}/photo.php?fbid=1015"),
        (f"{FB}/ann/posts/10158:0", "10158", f"{FB}/ann/posts/10158:0"),
        (
            f"{FB}/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fann%2Fposts%2F10158%3A0&width=500",
            "10158",
            f"{FB}/ann/posts/10158:0",
        ),
        (f"{FB}/ann/posts/10158?comment_id=2001", "10158/2001", f"{FB}/ann/posts/10158?comment_id=2001"),
        (
            f"{FB}/ann/posts/10158?comment_id=2001&reply_comment_id=3002&notif_t=x",
            "10158/3002",
            f"{FB}/ann/posts/10158?comment_id=2001&reply_comment_id=3002",
        ),
        (
            f"{FB}/photo.php?fbid=1015&comment_id=2001",
            "1015/2001",
            f"{FB}/photo.php?fbid=1015&comment_id=2001",
        ),
        (
            f"{FB}/plugins/comment_embed.php?href=https%3A%2F%2Fwww.facebook.com%2Fann%2Fposts%2F10158%3Fcomment_id%3D2001",
            "10158/2001",
            f"{FB}/ann/posts/10158?comment_id=2001",
        ),
        (
            f"{SLIDES}/slideshow/embed_code/key/aB3dEfGh1JkLmN?rel=0",
            "key/aB3dEfGh1JkLmN",
            f"{PLAYER}/key/aB3dEfGh1JkLmN",
        ),
        (f"{SLIDES}/slideshow/embed_code/12345678?startSlide=3", "12345678", f"{PLAYER}/12345678"),
        (f"{SLIDES}/slideshow/a-night/12345678#2", "12345678", f"{PLAYER}/12345678"),
        ("https://de.slideshare.net/jane/a-night/5", "jane/a-night", f"{SLIDES}/jane/a-night"),
        (f"{FLASH}&stripped_title=a-night&userName=jane", "jane/a-night", f"{SLIDES}/jane/a-night"),
        (f"{FLASH}&rel=0&stripped_title=a-night", "doc/anight-1006", FLASH),
        ("https://vimeo.com/event/4012045/videos/895223493/", "895223493", "https://vimeo.com/895223493"),
        ("https://vimeo.com/event/4012045", "event/4012045", "https://vimeo.com/event/4012045"),
        ("https://vimeo.com/event/4012045/embed", "event/4012045", "https://vimeo.com/event/4012045"),
        (
            "https://vimeo.com/event/4012045/embed/0123456789",
            "event/4012045",
            "https://vimeo.com/event/4012045/0123456789",
        ),
        ("https://vimeo.com/ondemand/quay/895223493", "895223493", "https://vimeo.com/895223493"),
        ("https://vimeo.com/user1/review/895223493/0123456789", "895223493", "https://vimeo.com/895223493/0123456789"),
        ("https://vimeo.com/showcase/12345/video/895223493", "895223493", "https://vimeo.com/895223493"),
        ("https://vimeo.com/groups/quay/videos/895223493", "895223493", "https://vimeo.com/895223493"),
        (f"{GTS}/@mara/statuses/{ULID}", f"gts.example/{ULID}", f"{GTS}/@mara/statuses/{ULID}"),
        (f"{GTS}/users/mara/statuses/{ULID}", f"gts.example/{ULID}", f"{GTS}/@mara/statuses/{ULID}"),
        (
            f"{GTS}/@mara/statuses/114172839405162738",
            "gts.example/114172839405162738",
            f"{GTS}/@mara/114172839405162738",
        ),
        ("https://x.com/ann/article/1905545699552375179", "1905545699552375179", None),
        (
            "https://www.reddit.com/lamps/comments/15bfi0",
            "15bfi0",
            "https://www.reddit.com/r/lamps/comments/15bfi0/",
        ),
    ],
)
def test_an_address_names_this_post(url: str, identifier: str, canonical: str | None) -> None:
    """And so does the canonical form of it."""
    found = platforms.recognise(url)
    assert found is not None
    assert found.native_id == identifier
    assert canonical in {None, found.url}
    again = platforms.recognise(found.url)
    assert again is not None
    assert (again.id, again.url) == (found.id, found.url)


@pytest.mark.parametrize(
    "url",
    [
        f"{TG}/some_group/about/70",
        f"{TG}/c/abc/70",
        f"{TG}/c/1234567890",
        f"{TG}/some_group",
        f"{FB}/video.php?id=5",
        f"{FB}/photo.php",
        "https://vimeo.com/event/abc",
        "https://www.instagram.com/share/",
        "https://x.com/i/article/abc",
        "https://www.reddit.com/user/comments/submitted",
        "https://www.reddit.com/r/comments/hot",
    ],
)
def test_what_names_no_post(url: str) -> None:
    """A page beside it, or a part of an address."""
    assert platforms.recognise(url) is None


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_a_message_is_the_last_number(topic: int, message: int) -> None:
    """Whatever the topic is."""
    for path in (f"some_group/{topic}/{message}", f"c/1234567890/{topic}/{message}"):
        found = platforms.recognise(f"{TG}/{path}")
        assert found is not None
        assert found.id.rpartition("/")[2] == str(message)
