"""Addresses that yt-dlp tests itself with, for the platforms that we claim: what is one post there is one here."""

from __future__ import annotations

import functools
from collections import defaultdict
from importlib.util import find_spec

import pytest

from embedarchive import platforms, urls

pytestmark = pytest.mark.skipif(find_spec("yt_dlp") is None, reason="yt-dlp is not installed")

NOT_ONE_POST = {
    "a channel, an account or a list": (
        *(
            "YoutubeTab",
            "YoutubeSearchURL",
            "YoutubeRecommended",
            "YoutubeShortsAudioPivot",
            "SoundcloudSet",
            "LoomFolder",
        ),
        *(
            "BitChuteChannel",
            "TwitchVideos",
            "TwitchVideosClips",
            "VKUserVideos",
            "WeiboUser",
            "TikTokTag",
            "VimeoUser",
        ),
        *("BilibiliCollectionList", "BilibiliFavoritesList", "BilibiliPlaylist", "BilibiliSeriesList"),
        *("VimeoLikes", "VimeoWatchLater", "VimeoAlbum", "VimeoChannel", "VimeoGroups", "InstagramStory", "KnownDRM"),
    ),
    "what is on at the time": (
        "YoutubeLivestreamEmbed",
        "TwitchStream",
        "TikTokLive",
        "VKPlayLive",
        "VKPlay",
        "BiliLive",
    ),
    "an effect, a course, an advertisement, an event page, a file": (
        *("TikTokEffect", "LinkedInLearning", "LinkedInEvents", "FacebookAds", "GoogleDrive", "TwitterBroadcast"),
    ),
    "an address that was cut off, which leads nowhere": ("YoutubeTruncatedID", "YoutubeTruncatedURL"),
    "an episode of a licensed series or a course, a sound, a note: nothing that its players of videos show": (
        *("BiliBiliBangumi", "BilibiliCheese", "BilibiliAudio", "BiliBiliDynamic"),
    ),
    "sold by the film, named by words": ("VimeoOndemand",),
}
EXCUSED = {
    "https://geo.dailymotion.com/player/xf7zn.html?playlist=x7wdsj": "a list in a player",
    "https://vimeo.com/user26785108/newspiritualguide": "named by words, as a list of its owner's could be",
    "https://streamable.com/moo": "as short as the names of its own pages",
    "https://music.apple.com/us/post/1018290019": "Apple Connect ended in 2018",
}


@functools.cache
def addresses() -> dict[str, list[str]]:
    """The addresses on hosts of our platforms, by platform."""
    hosts = {host: each.name for each in platforms.catalogue().values() for host in each.hosts if host[-1] != ":"}
    excluded = {name for names in NOT_ONE_POST.values() for name in names}
    found = defaultdict(list)
    from yt_dlp.extractor import gen_extractor_classes

    for extractor in gen_extractor_classes():
        for test in extractor.get_testcases(include_onlymatching=True):
            url = test.get("url") or ""
            address = urls.parse(url)
            several = any(key in test for key in ("playlist", "playlist_mincount", "playlist_count"))
            if address is None or not address.web or several or extractor.ie_key() in excluded or url in EXCUSED:
                continue
            labels = address.host.split(".")
            name = next((hosts[one] for at in range(len(labels)) if (one := ".".join(labels[at:])) in hosts), None)
            if name is not None:
                found[name].append(url)
    return dict(found)


def test_single_posts_are_recognised() -> None:
    """At least 98 of 100; which are not stands in the failure."""
    listed = [(name, url) for name, urls_ in addresses().items() for url in urls_]
    unknown = [(name, url) for name, url in listed if platforms.recognise(url) is None]
    assert len(listed) > 300
    assert 1 - len(unknown) / len(listed) >= 0.98, unknown


def test_what_is_recognised_is_recognised_again() -> None:
    """The address that we give names the same post."""
    listed = (url for urls_ in addresses().values() for url in urls_)
    pairs = ((url, found, platforms.recognise(found.url)) for url in listed if (found := platforms.recognise(url)))
    assert not [url for url, found, again in pairs if again is None or again.id != found.id]


@pytest.mark.parametrize(
    ("url", "platform", "identifier"),
    [
        ("https://www.reddit.com/gallery/hrrh23", "reddit", "hrrh23"),
        ("https://www.tumblr.com/blog/view/four-sails/686047436641353728", "tumblr", "686047436641353728"),
        ("https://imgur.com/a/a-mill-that-turns-TcBmPxy", "imgur", "a/TcBmPxy"),
        ("https://m.twitch.tv/clip/FaintLightGullWholeWheat", "twitch", "FaintLightGullWholeWheat"),
        ("https://ok.ru/video/62036049272859-0", "odnoklassniki", "62036049272859-0"),
        ("https://weibo.com/tv/show/1034:4797699866951785", "weibo", "1034:4797699866951785"),
        ("https://rumble.com/v4abcde", "rumble", "v4abcde"),
        ("https://social.example/@mara/AcoUaA7EH1igiYKmFU", "mastodon", "social.example/AcoUaA7EH1igiYKmFU"),
        ("https://social.example/objects/ac523779-93d3-4315-ab8e-25b1665740cf", "pleroma", None),
        ("https://social.example/notes/9qppkxzyd1", "misskey", "social.example/9qppkxzyd1"),
        ("https://social.example/embed/notes/9qppkxzyd1", "misskey", "social.example/9qppkxzyd1"),
        ("https://social.example/embed/notes/n1c372c70af6f", None, None),
        ("https://social.example/notes/harbour-at-night", None, None),
        ("https://blog.example/post/123", None, None),
        ("https://lemmy.world/post/123/456", "lemmy", "lemmy.world/comment/456"),
        ("https://feddit.org/comment/77", "lemmy", "feddit.org/comment/77"),
    ],
)
def test_an_address_is_that_of_a_post(url: str, platform: str | None, identifier: str | None) -> None:
    """Spellings that other tools know; on any host only what cannot be anything else."""
    found = platforms.recognise(url)
    assert (found and found.platform) == platform
    assert identifier is None or (found and found.id) == identifier
