# ruff: noqa: E501 -- markup stands here as publishers write it
"""Embeds that name the platform in one place and the post in another, and all the ids beside them that name no post."""

from __future__ import annotations

import html
import json
from collections.abc import Callable

import pytest
from growth import ends, is_linear
from hypothesis import given, settings
from hypothesis import strategies as st

import embedarchive
from embedarchive.documents import html as documents
from embedarchive.finder.markup import embeds as markup
from embedarchive.finder.markup import providers

VIDEO = "xjS6SftYQaQ"
STATUS = "1590785216183693312"
FRAME = f'<iframe src="https://www.youtube.com/embed/{VIDEO}"></iframe>'


def _found(markup_: str) -> list[tuple[str, str | None]]:
    page = f"<html><body><article><p>Before it.</p>{markup_}<p>After it.</p></article></body></html>"
    return [(each.platform, each.id) for each in embedarchive.scan(page).embeds]


def _attribute(settings_: object) -> str:
    return html.escape(json.dumps(settings_))


S9E = "https://s9e.github.io/iframe/2/reddit.min.html#lamps/comments/15bfi0"
YOUTUBE = {
    "iframemanager": f'<div data-service="youtube" data-id="{VIDEO}" data-autoscale></div>',
    "tarteaucitron": f'<div class="youtube_player" videoID="{VIDEO}" width="560" height="315"></div>',
    "plyr": f'<div class="plyr" data-plyr-provider="youtube" data-plyr-embed-id="{VIDEO}"></div>',
    "a class beside an id": f'<div class="block-youtube-ratio" data-video-id="{VIDEO}"></div>',
    "an id with the platform in its name": f'<div class="js-player" data-youtube-video-id="{VIDEO}"></div>',
    "an id with the platform in its name, without hyphens": f'<div data-youtubevideoid="{VIDEO}"></div>',
    "a platform": f'<div data-platform="youtube" data-id="{VIDEO}"></div>',
    "a source": f'<div data-source="youtube" data-id="{VIDEO}"></div>',
    "two letters": f'<div class="yt-block" data-video-id="{VIDEO}"></div>',
    "an article whose class speaks of comments": f'<article class="comments-open"><div data-service="youtube" data-id="{VIDEO}"></div></article>',
    "a type": f'<section data-type="video/youtube" data-external-id="{VIDEO}"></section>',
    "a frame": f'<iframe data-service="youtube" data-id="{VIDEO}"></iframe>',
    "a saved frame": f'<iframe src="Page_files/{VIDEO}.html" title="YouTube video player"></iframe>',
    "vidstack": f'<media-player title="A film" src="youtube/{VIDEO}"></media-player>',
    "an element of one's own": f'<social-embed url="https://youtu.be/{VIDEO}"></social-embed>',
    "an element that says whose": f'<consent-gate service="youtube" video-id="{VIDEO}"></consent-gate>',
    "a player's source": f'<video><source type="video/youtube" src="https://www.youtube.com/watch?v={VIDEO}"></video>',
    "a player's own source": f'<video src="https://www.youtube.com/watch?v={VIDEO}"></video>',
    "video.js": f'<video class="video-js" data-setup="{_attribute({"techOrder": ["youtube"], "sources": [{"type": "video/youtube", "src": f"https://www.youtube.com/watch?v={VIDEO}"}]})}"></video>',
    "settings with a player": f'<div data-options="{_attribute({"film": {"src": f"https://www.youtube.com/embed/{VIDEO}"}})}"></div>',
    "settings with an id": f'<div data-options="{_attribute({"provider": "youtube", "id": VIDEO})}"></div>',
    "settings with a video's id": f'<div :content="{_attribute([{"service": "YouTube", "videoId": VIDEO}])}"></div>',
    "HTML in percents": '<div data-x="%3Ciframe%20src%3D%22https%3A%2F%2Fwww.youtube.com%2Fembed%2FxjS6SftYQaQ%22%3E%3C%2Fiframe%3E"></div>',
    "HTML in settings": f'<div data-x="{html.escape(json.dumps({"html": FRAME}).replace("<", chr(92) + "u003c"))}"></div>',
    "HTML in an attribute of somebody's element": f'<x-island props="{_attribute({"html": FRAME})}"></x-island>',
    "an attribute that no standard has": f'<div class="embed-privacy" embed-src="https://www.youtube.com/embed/{VIDEO}"></div>',
    "Embed Privacy": f'<div class="embed-privacy-container" data-embed-provider="youtube"><p>Allow it? <a href="/privacy">Privacy</a></p><a href="https://youtu.be/{VIDEO}">Open it</a></div>',
    "s9e, not loaded": f'<iframe data-s9e-mediaembed="youtube" data-s9e-mediaembed-src="https://s9e.example/youtube.html#{VIDEO}"></iframe>',
}
OTHERS = {
    "iframemanager": (f'<div data-service="twitter" data-id="{STATUS}"></div>', "twitter", STATUS),
    "s9e, the path": (
        f'<iframe src="{S9E}"></iframe>',
        "reddit",
        "15bfi0",
    ),
    "s9e, the path, in settings": (
        f'<span data-s9e-mediaembed="reddit"><span data-s9e-mediaembed-iframe="{_attribute(["scrolling", "no", "src", S9E])}"></span></span>',
        "reddit",
        "15bfi0",
    ),
    "one letter": (f'<div data-service="x" data-id="{STATUS}"></div>', "twitter", STATUS),
    "a status": (f'<div class="twitter-block" data-status-id="{STATUS}"></div>', "twitter", STATUS),
    "settings with Vimeo's player": (f'<div data-x="{_attribute({"src": "https://player.vimeo.com/video/706604197"})}"></div>', "vimeo", "706604197"),
    "settings with a plugin": (f'<div data-x="{_attribute({"src": "https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fharbour%2Fposts%2F10207393772231779"})}"></div>', "facebook", "10207393772231779"),
    "tarteaucitron's tweet": (f'<div class="twitterembed-canvas" tweetid="{STATUS}"></div>', "twitter", STATUS),
    "an element": (f'<tweet-embed tweet-id="{STATUS}"></tweet-embed>', "twitter", STATUS),
    "tarteaucitron's Vimeo": ('<div class="vimeo_player" videoID="76979871"></div>', "vimeo", "76979871"),
    "tarteaucitron's Dailymotion": ('<div class="dailymotion_player" videoID="x2jvvep"></div>', "dailymotion", "x2jvvep"),
    "tarteaucitron's Instagram": ('<div class="instagram_post" postId="CkzA1B2C3D4"></div>', "instagram", "CkzA1B2C3D4"),
    "a shortcode": ('<div class="instagram-block" data-shortcode="CkzA1B2C3D4"></div>', "instagram", "CkzA1B2C3D4"),
    "a channel and a number": ('<div data-service="telegram" data-id="harbourwatch/432132"></div>', "telegram", "harbourwatch/432132"),
    "Facebook's player": ('<iframe src="https://www.facebook.com/video/embed?video_id=10207393772231779"></iframe>', "facebook", "10207393772231779"),
}  # fmt: skip


@pytest.mark.parametrize("form", YOUTUBE)
def test_a_video_is_found_whose_platform_is_named_elsewhere(form: str) -> None:
    """Consent managers, players and editors name a platform and an id; a reader sees one video."""
    assert _found(YOUTUBE[form]) == [("youtube", VIDEO)]


@pytest.mark.parametrize("form", OTHERS)
def test_a_post_is_found_whose_platform_is_named_elsewhere(form: str) -> None:
    """The same for the other platforms."""
    markup_, platform, identifier = OTHERS[form]
    assert _found(markup_) == [(platform, identifier)]


NOTHING = {
    "settings of a chart": f'<div data-chart="{_attribute({"src": "https://charts.example/reddit.html#lamps"})}"></div>',
    "a share button": f'<div class="share" data-service="twitter" data-id="{STATUS}"></div>',
    "a button in a bar of them": f'<div class="article-share-bar"><div><span data-service="twitter" data-id="{STATUS}"></span></div></div>',
    "a menu": '<li class="youtube" data-id="1234"></li>',
    "a menu's video": f'<nav><div data-service="youtube" data-id="{VIDEO}"></div></nav>',
    "a footer's video": f'<footer><div data-service="youtube" data-id="{VIDEO}"></div></footer>',
    "comments": '<div data-service="facebook" data-id="1590785"></div>',
    "an account": f'<div class="twitter" data-user-id="{STATUS}"></div>',
    "an account of Twitter's": f'<div class="tile" data-twitter-id="{STATUS}"></div>',
    "an account of TikTok's": '<div class="tile" data-tiktok-id="6718335390845095173"></div>',
    "an account that a service has": f'<div data-service="twitter" data-account-id="{STATUS}"></div>',
    "an author": f'<div class="twitter-author" data-author-id="{STATUS}"></div>',
    "an author's box": f'<div class="author-box"><div data-platform="twitter" data-id="{STATUS}"></div></div>',
    "a site's own number": '<article class="instagram" data-post-id="159078521"></article>',
    "a site's own number beside Vimeo": '<div class="vimeo" data-post-id="159078521"></div>',
    "a channel": '<div class="youtube" data-channel-id="UC_x5XG1OV2P6uZZ5FSM9Ttw"></div>',
    "a page": '<div class="facebook" data-page-id="100064401234567"></div>',
    "an app": '<div data-provider="facebook" data-app-id="10206487937219382"></div>',
    "a pixel": f'<div data-provider="twitter" data-pixel-id="{STATUS}"></div>',
    "a login": f'<div class="login-button" data-provider="twitter" data-id="{STATUS}"></div>',
    "a client": f'<div data-provider="twitter" data-client-id="{STATUS}"></div>',
    "a CMS's video": '<div class="video" data-type="video" data-id="159078521"></div>',
    "a CMS's video beside a word": '<div class="vimeo" data-id="159078521"></div>',
    "a product in a feed": '<div class="instagram-feed" data-product-id="CkzA1B2C3D4"></div>',
    "a feed": '<div class="instagram-feed" data-post-id="CkzA1B2C3D4"></div>',
    "related videos": f'<div class="related-videos"><section><div data-provider="youtube" data-video-id="{VIDEO}"></div></section></div>',
    "a playlist's other videos": f'<div class="video-playlist"><div class="tile" data-provider="youtube" data-video-id="{VIDEO}"></div></div>',
    "a sidebar": f'<aside class="sidebar"><div data-provider="youtube" data-video-id="{VIDEO}"></div></aside>',
    "a profile's element": f'<twitter-profile tweet-id="{STATUS}"></twitter-profile>',
    "an element to share with": f'<share-embed url="https://x.com/anna/status/{STATUS}"></share-embed>',
    "an element that leads elsewhere": f'<teaser-tile url="https://youtu.be/{VIDEO}"></teaser-tile>',
    "an element that is a link": f'<fancy-button url="https://youtu.be/{VIDEO}"></fancy-button>',
    "a word as long as an id": '<div data-service="youtube" data-id="placeholder"></div>',
    "a word in capitals": '<div data-service="vimeo" data-id="OVERVIEWS"></div>',
    "a name as long as an id": '<div data-service="youtube" data-id="video-12345"></div>',
    "an id that is too short": '<div data-service="vimeo" data-id="48211"></div>',
    "another kind of id": f'<div data-service="twitter" data-id="{VIDEO}"></div>',
    "a player's id": '<div data-provider="vimeo" data-player-id="159078521"></div>',
    "analytics": f'<div data-analytics="{_attribute({"provider": "youtube", "videoId": VIDEO})}"></div>',
    "a data layer": f'<div data-datalayer="{_attribute({"video": {"type": "youtube", "videoId": VIDEO}})}"></div>',
    "analytics in settings": f'<div data-x="{_attribute({"tracking": {"type": "youtube", "videoId": VIDEO}})}"></div>',
    "related videos in settings": f'<div data-x="{_attribute({"relatedVideos": [{"type": "youtube", "videoId": VIDEO}]})}"></div>',
    "more videos in settings": f'<div data-x="{_attribute({"loadMoreVideos": 1, "moreVideos": {"type": "youtube", "videoId": VIDEO}})}"></div>',
    "a theme's settings": f'<div data-settings="{_attribute({"twitter": f"https://x.com/anna/status/{STATUS}", "youtube": "https://youtube.com/@anna"})}"></div>',
    "an account in settings": f'<div data-x="{_attribute({"provider": "twitter", "id": STATUS, "name": "Anna"})}"></div>',
    "an author in settings": f'<div data-x="{_attribute({"source": "twitter", "authorId": STATUS})}"></div>',
    "what to share in settings": f'<div data-x="{_attribute({"service": "youtube", "shareUrl": f"https://youtu.be/{VIDEO}"})}"></div>',
    "many videos in settings": f'<div data-x="{_attribute([{"type": "youtube", "id": VIDEO}, {"type": "youtube", "id": "aqz-KE-bpKQ"}])}"></div>',
    "who plays the site's own film": f'<div data-x="{_attribute({"player": "dailymotion", "id": "x7o6g1x", "url": "https://films.paper.example/a.mp4"})}"></div>',
    "settings cut off": '<div data-x="{&quot;type&quot;:&quot;youtube&quot;,&quot;id&quot;:&quot;xjS6SftYQaQ&quot;"></div>',
    "a frame saved of another kind": f'<iframe src="Page_files/{VIDEO}.html" title="Weather"></iframe>',
    "a consent tool's links": f'<div data-embed-provider="youtube"><a href="https://youtu.be/{VIDEO}">One</a> <a href="https://youtu.be/aqz-KE-bpKQ">Two</a></div>',
    "a link to another platform": f'<div data-embed-provider="vimeo"><a href="https://youtu.be/{VIDEO}">One</a></div>',
    "a film of one's own": '<video src="/films/a.mp4"><source src="/films/a.webm"></video>',
}  # fmt: skip


@pytest.mark.parametrize("what", NOTHING)
def test_an_id_of_something_else_is_no_post(what: str) -> None:
    """Accounts, authors, apps, buttons, lists of other things, analytics and a site's own numbers show no post."""
    assert _found(NOTHING[what]) == []


ELSEWHERE = """share sharing social follow subscribe comments like replies feed timeline profile author byline user
    account bio login sign-in signup oauth auth channel related recommended playlist up-next more-videos most-read
    popular trending sidebar teaser promo advert ads dfp sponsor banner newsletter menu nav navbar navigation footer
    analytics tracking gtm datalayer event metrics stats copy clipboard""".split()  # noqa: SIM905 -- legible


@pytest.mark.parametrize("word", ELSEWHERE)
def test_a_place_that_leads_elsewhere_shows_no_post(word: str) -> None:
    """Each class that says so hides what stands right in it; the same letters inside another word do not."""
    shown = YOUTUBE["iframemanager"]
    assert _found(f'<div class="c-{word}">{shown}</div>') == []
    assert _found(f'<div class="c-x{word}">{shown}</div>') == [("youtube", VIDEO)]


def test_what_is_around_everything_may_have_a_sidebar() -> None:
    """A wrapper's class that says what the page has besides does not hide the article's video."""
    assert _found(f'<div class="page has-sidebar with-menu no-comments">{YOUTUBE["iframemanager"]}</div>') == [
        ("youtube", VIDEO)
    ]


def test_an_element_around_the_article_lends_only_its_start_tag() -> None:
    """A post that the settings of a wrapper name has not the wrapper's place, and what is inside is found too."""
    words = "<p>The ferry did not leave the quay before the wardens had counted everybody.</p>" * 20
    settings_ = _attribute({"provider": "youtube", "id": VIDEO})
    inside = '<iframe src="https://player.vimeo.com/video/706604197"></iframe>'
    page = f'<html><body><div class="story" data-lead="{settings_}">{words}{inside}</div></body></html>'
    first, second = embedarchive.scan(page).embeds
    assert (first.id, second.id) == (VIDEO, "706604197")
    assert page[first.start : first.end] in settings_
    assert VIDEO in page[first.start : first.end]


def test_a_components_state_lends_the_place_of_the_id() -> None:
    """Of an attribute that holds the state of a program, an embed has the place of its id alone."""
    state = _attribute({"html": FRAME, "rest": "x" * 9000})
    page = f"<html><body><x-island props='{state}'></x-island></body></html>"
    (found,) = embedarchive.scan(page).embeds
    assert found.end - found.start < 100
    assert VIDEO in page[found.start : found.end]


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text() | st.sampled_from(["type", "id", "videoId", "src"]), inner), max_leaves=20))  # fmt: skip
@settings(max_examples=100, deadline=None)
def test_any_settings_are_read(value: object) -> None:
    """Whatever JSON an attribute holds, reading it ends and names a post or none."""
    found = providers.configured(json.dumps(value))
    assert found is None or found.id


@given(st.text(), st.sampled_from(["youtube", "vimeo", "twitter", "telegram", "instagram", "soundcloud"]))
@settings(max_examples=200, deadline=None)
def test_an_id_completes_a_post_of_its_platform_or_none(value: str, platform: str) -> None:
    """No value leads to a post of another platform."""
    found = providers.completed(platform, value)
    assert found is None or found.platform == platform


ATTACKS: dict[str, Callable[[int], str]] = {
    "deep settings": lambda n: f'<div data-x="{"[" * n}youtube">',
    "deep settings, many": lambda n: ('<div data-x="' + "[" * 3000 + "&quot;youtube&quot;" + "]" * 3000 + '">') * (n // 6040),
    "many settings": lambda n: f'<div data-x="{_attribute({"type": "youtube", "id": VIDEO})}">' * (n // 75),
    "one setting, many objects": lambda n: f'<div data-x="{_attribute([{"type": "youtube", "id": VIDEO}] * 100)}">' * (n // 7000),
    "many ids": lambda n: "".join(f'<div data-service="vimeo" data-id="{i + 10**8}">' for i in range(n // 45)),
    "one element, many ids": lambda n: '<div data-service="youtube" ' + " ".join(f'data-{"video-" * 3}{i}-id=x' for i in range(n // 30)) + ">",
    "names of ids that go on": lambda n: f'<div class="youtube" data-{"video" * (n // 10)}x="{"video" * (n // 10)}">',
    "names of ids": lambda n: "".join(f'<div class="youtube" data-{"videoembed" * 4}{i}-id=x>' for i in range(n // 75)),
    "many classes": lambda n: f'<div data-video-id={VIDEO} class="{"youtube_player " * (n // 15)}">',
    "nested consent": lambda n: '<div data-embed-provider="youtube">' * (n // 36),
    "nested consent with links": lambda n: '<div data-embed-provider="youtube"><a href=//youtu.be/aqz-KE-bpKQ>' * (n // 75),
    "nested ids in a menu": lambda n: "<nav>" + f'<div data-service="youtube" data-id="{VIDEO}">' * (n // 50),
    "elements of one's own": lambda n: '<social-embed url="youtube/x">' * (n // 30),
    "saved frames": lambda n: f'<iframe title=youtube src="{"a_files/" * (n // 8)}{VIDEO}.html">',
    "films": lambda n: "<video>" * (n // 7),
    "films' sources": lambda n: "<video>" + "<source src=//youtu.be/x>" * (n // 25),
    "words around an id": lambda n: f'<div data-service="youtube" data-id="{VIDEO}">x<b>' * (n // 55),
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_p1_growth_is_linear(attack: str) -> None:
    """Twice the page, at most 2.6 times the time."""
    once, twice = (documents.parse(ATTACKS[attack](size)) for size in (32_000, 64_000))
    assert is_linear(markup.find, once, twice)


@pytest.mark.parametrize("attack", ATTACKS)
def test_p1_half_a_megabyte_ends(attack: str) -> None:
    """Half a megabyte of them takes seconds at most."""
    assert ends(markup.find, lambda size: documents.parse(ATTACKS[attack](size)), 500_000, deadline=5)


@pytest.mark.parametrize("lamps", [0, 1_250, 3_000])
def test_a_text_of_any_length_is_looked_through_for_names_of_platforms(lamps: int) -> None:
    """As a word of its own or the host of an address, behind much else; never a part of a word."""
    before = '{"lamp":' * lamps
    assert providers.appear_in(f'{before}"youtube"')
    assert providers.appear_in(f'{before}"https:\\/\\/www.vimeo.com\\/1"')
    assert not providers.appear_in(f'{before}"https://lamps.example/youtuber" {"lamp" * lamps}youtubes')
