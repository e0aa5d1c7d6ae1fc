# ruff: noqa: E501 -- markup stands here as publishers write it
"""Every form of embed, for every platform, on pages made for it: found once, where it stands, and nothing else.

The pages are made from a table: what a platform's player and page are called, and its own markup. General forms (lazy
attributes, consent tools, archives, cards, editors) are put around each of them.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest

from embedarchive import finder
from embedarchive.model import Document, Scan

# platform: (id, address of the player or None, address of the page)
POSTS: dict[str, tuple[str, str | None, str]] = {
    "twitter": (
        "1591167663165898754",
        "https://platform.twitter.com/embed/Tweet.html?dnt=false&id=1591167663165898754&lang=nl&theme=light",
        "https://twitter.com/jane_doe/status/1591167663165898754",
    ),
    "instagram": (
        "C2kSJdxu3Mr",
        "https://www.instagram.com/p/C2kSJdxu3Mr/embed/captioned/?cr=1&v=14",
        "https://www.instagram.com/p/C2kSJdxu3Mr/",
    ),
    "facebook": (
        "10207393772231779",
        "https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fjane%2Fposts%2F10207393772231779&show_text=true",
        "https://www.facebook.com/jane/posts/10207393772231779",
    ),
    "tiktok": (
        "6718335390845095173",
        "https://www.tiktok.com/embed/v2/6718335390845095173?lang=en",
        "https://www.tiktok.com/@jane.doe/video/6718335390845095173",
    ),
    "youtube": (
        "aqz-KE-bpKQ",
        "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ?rel=0&start=3",
        "https://www.youtube.com/watch?v=aqz-KE-bpKQ",
    ),
    "bilibili": (
        "BV17x411w7KC",
        "//player.bilibili.com/player.html?isOutside=true&aid=170001&bvid=BV17x411w7KC&cid=279786&p=1",
        "https://www.bilibili.com/video/BV17x411w7KC",
    ),
    "telegram": (
        "janes_channel/123",
        "https://t.me/janes_channel/123?embed=1&mode=tme",
        "https://t.me/janes_channel/123",
    ),
    "reddit": (
        "15bfi0",
        "https://embed.reddit.com/r/cats/comments/15bfi0/a_cat/?embed=true",
        "https://www.reddit.com/r/cats/comments/15bfi0/a_cat/",
    ),
    "mastodon": (
        "mastodon.example/109326124857432101",
        "https://mastodon.example/@jane/109326124857432101/embed",
        "https://mastodon.example/@jane/109326124857432101",
    ),
    "bluesky": (
        "3lkjzq6bnpk2a",
        "https://embed.bsky.app/embed/did:plc:abcdefghijklmnopqrstuvwx/app.bsky.feed.post/3lkjzq6bnpk2a?id=1",
        "https://bsky.app/profile/jane.example.org/post/3lkjzq6bnpk2a",
    ),
    "threads": (
        "C2kSJdxu3Mr",
        "https://www.threads.net/@jane/post/C2kSJdxu3Mr/embed",
        "https://www.threads.com/@jane/post/C2kSJdxu3Mr",
    ),
    "linkedin": (
        "7304286962587242496",
        "https://www.linkedin.com/embed/feed/update/urn:li:share:7304286962587242496?compact=1",
        "https://www.linkedin.com/posts/jane-doe_a-night-activity-7304286962587242496-AbCd",
    ),
    "vimeo": (
        "706604197",
        "https://player.vimeo.com/video/706604197?h=0123456789&dnt=1",
        "https://vimeo.com/706604197",
    ),
    "dailymotion": (
        "x7o6g1x",
        "https://geo.dailymotion.com/player/xab12.html?video=x7o6g1x",
        "https://www.dailymotion.com/video/x7o6g1x_a-title",
    ),
    "twitch": (
        "BraveSilentOtterFunRun",
        "https://clips.twitch.tv/embed?clip=BraveSilentOtterFunRun&parent=news.example",
        "https://www.twitch.tv/jane/clip/BraveSilentOtterFunRun",
    ),
    "pinterest": (
        "99360735500167749",
        "https://assets.pinterest.com/ext/embed.html?id=99360735500167749",
        "https://nl.pinterest.com/pin/99360735500167749/",
    ),
    "tumblr": (
        "189532741850",
        "https://embed.tumblr.com/embed/post/abcDEF123/189532741850",
        "https://janedoe.tumblr.com/post/189532741850/a-night",
    ),
    "imgur": ("a/OdPrv", "https://imgur.com/a/OdPrv/embed?pub=true", "https://imgur.com/a/OdPrv"),
    "giphy": (
        "3oEjI6SIIHBdRxXI40",
        "https://giphy.com/embed/3oEjI6SIIHBdRxXI40",
        "https://giphy.com/gifs/cat-roof-3oEjI6SIIHBdRxXI40",
    ),
    "flickr": (
        "53412345678",
        "https://www.flickr.com/photos/janedoe/53412345678/player/",
        "https://www.flickr.com/photos/janedoe/53412345678/",
    ),
    "vk": (
        "video-231889841_456239017",
        "https://vk.com/video_ext.php?oid=-231889841&id=456239017&hash=abc",
        "https://vk.com/video-231889841_456239017",
    ),
    "soundcloud": (
        "tracks/293847561",
        "https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/293847561&color=ff5500",
        "https://api.soundcloud.com/tracks/293847561",
    ),
    "spotify": (
        "episode/4rOoJ6Egrf8K2IrywzwOMk",
        "https://open.spotify.com/embed-podcast/episode/4rOoJ6Egrf8K2IrywzwOMk?utm_source=generator",
        "https://open.spotify.com/episode/4rOoJ6Egrf8K2IrywzwOMk",
    ),
    "truthsocial": (
        "109326124857432101",
        "https://truthsocial.com/@jane/109326124857432101/embed",
        "https://truthsocial.com/@jane/posts/109326124857432101",
    ),
    "rumble": ("embed/v4abcde", "https://rumble.com/embed/u2ab.v4abcde/?pub=4", "https://rumble.com/embed/v4abcde/"),
    "documentcloud": (
        "20059068",
        "https://embed.documentcloud.org/documents/20059068-a-report/?embed=1&responsive=1",
        "https://www.documentcloud.org/documents/20059068-a-report",
    ),
    "datawrapper": ("aB3dE", "https://datawrapper.dwcdn.net/aB3dE/2/", "https://datawrapper.dwcdn.net/aB3dE/"),
    "flourish": (
        "visualisation/12345678",
        "https://flo.uri.sh/visualisation/12345678/embed",
        "https://public.flourish.studio/visualisation/12345678/",
    ),
    "googlemaps": (
        "1AbCdEfGhIjKlMnOpQrStUvWxYz012345",
        "https://www.google.com/maps/d/u/0/embed?mid=1AbCdEfGhIjKlMnOpQrStUvWxYz012345&ll=46.6,32.6",
        "https://www.google.com/maps/d/viewer?mid=1AbCdEfGhIjKlMnOpQrStUvWxYz012345",
    ),
    "openstreetmap": (
        "46.63,32.62",
        "https://www.openstreetmap.org/export/embed.html?bbox=32.5,46.5,32.7,46.7&marker=46.63,32.62",
        "https://www.openstreetmap.org/export/embed.html?marker=46.63,32.62",
    ),
    "streamable": ("ab3cd", "https://streamable.com/e/ab3cd", "https://streamable.com/ab3cd"),
    "odysee": ("night:a", "https://odysee.com/$/embed/@jane:4/night:a", "https://odysee.com/@jane:4/night:a"),
    "bitchute": (
        "AbCdEfGhIjKl",
        "https://www.bitchute.com/embed/AbCdEfGhIjKl/",
        "https://www.bitchute.com/video/AbCdEfGhIjKl/",
    ),
    "odnoklassniki": ("1234567890123", "//ok.ru/videoembed/1234567890123", "https://ok.ru/video/1234567890123"),
    "scribd": (
        "123456789",
        "https://www.scribd.com/embeds/123456789/content?start_page=1",
        "https://www.scribd.com/document/123456789/A-Report",
    ),
    "slideshare": (
        "12345678",
        "https://www.slideshare.net/slideshow/embed_code/12345678?rel=0",
        "https://www.slideshare.net/slideshow/a-night-over-the-harbour/12345678",
    ),
    "getty": (
        "1234567890",
        "https://embed.gettyimages.com/embed/1234567890?et=abc",
        "https://embed.gettyimages.com/embed/1234567890",
    ),
    "vine": ("bjHh0zHdgZT", "https://vine.co/v/bjHh0zHdgZT/embed/simple", "https://vine.co/v/bjHh0zHdgZT"),
    "bandcamp": (
        "album/1234567890",
        "https://bandcamp.com/EmbeddedPlayer/album=1234567890/size=large/bgcol=ffffff/",
        "https://bandcamp.com/EmbeddedPlayer/album=1234567890/",
    ),
    "applepodcasts": (
        "1000594123456",
        "https://embed.podcasts.apple.com/us/podcast/a-night/id1234567890?i=1000594123456",
        "https://podcasts.apple.com/us/podcast/a-night/id1234567890?i=1000594123456",
    ),
    "peertube": (
        "tube.example/9db9f3f1-9b54-44ed-9e91-461d262d2205",
        "https://tube.example/videos/embed/9db9f3f1-9b54-44ed-9e91-461d262d2205",
        "https://tube.example/videos/watch/9db9f3f1-9b54-44ed-9e91-461d262d2205",
    ),
}

AROUND = "<!doctype html><html><head><title>A night</title></head><body><article><p>Before it.</p>\r\n{}\r\n<p>After it.</p></article></body></html>"


def _frame(src: str) -> str:
    return f'<iframe src="{html.escape(src)}" width="500" height="281" frameborder="0" allowfullscreen></iframe>'


def _parked(attribute: str, before: str = "about:blank") -> Callable[[str, str], str]:
    return lambda player, _: f'<iframe src="{before}" {attribute}="{html.escape(player)}" width="500"></iframe>'


# What stands around any player, on any site. Each takes the addresses of player and page.
GENERAL: dict[str, Callable[[str, str], str]] = {
    "iframe": lambda player, _: _frame(player),
    "no scheme": lambda player, _: _frame(player.removeprefix("https:")),
    "lazy loader": _parked("data-lazy-src", "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP"),
    "OneTrust": _parked("data-src"),
    "Cookiebot": _parked("data-cookieblock-src"),
    "Complianz": _parked(
        "data-src-cmplz", "https://news.example/wp-content/plugins/complianz-gdpr/assets/video/youtube-placeholder.mp4"
    ),
    "Real Cookie Banner": _parked("consent-original-src-_"),
    "Usercentrics": _parked("data-uc-src"),
    "iubenda": _parked("data-suppressedsrc"),
    "Invision": _parked("data-embed-src"),
    "noscript beside its script": lambda player, _: (
        f'<div class="lazy" data-src="{html.escape(player)}"></div>\n<noscript>{_frame(player)}</noscript>'
    ),
    "lazy frame with noscript": lambda player, _: (
        f'<iframe class="lazyload" data-src="{html.escape(player)}"></iframe><noscript>{_frame(player)}</noscript>'
    ),
    "template": lambda player, _: f"<template>{_frame(player)}</template>",
    "script template": lambda player, _: f'<script type="text/plain">{_frame(player)}</script>',
    "Borlabs Cookie": lambda player, _: (
        '<div class="BorlabsCookie"><div class="borlabs-hide" data-borlabs-cookie-type="content-blocker">'
        f'<script type="text/template">{base64.b64encode(_frame(player).encode()).decode()}</script></div></div>'
    ),
    "escaped in an attribute": lambda player, _: f'<div data-html="{html.escape(_frame(player))}"></div>',
    "escaped twice": lambda player, _: f'<div data-embed="{html.escape(html.escape(_frame(player)))}"></div>',
    "srcdoc": lambda player, _: f'<iframe srcdoc="{html.escape(_frame(player))}"></iframe>',
    "archived page": lambda player, _: _frame(f"https://web.archive.org/web/20221111203508if_/{_absolute(player)}"),
    "archived page, relative": lambda player, _: _frame(f"/web/20221111203508if_/{_absolute(player)}"),
    "Gutenberg, drawn": lambda player, page: (
        f'<!-- wp:embed {{"url":"{page}","type":"rich","responsive":true}} -->\n<figure class="wp-block-embed is-type-rich">'
        f'<div class="wp-block-embed__wrapper">\n{_frame(player)}\n</div></figure>\n<!-- /wp:embed -->'
    ),
    "Gutenberg, not drawn": lambda _, page: (
        f'<figure class="wp-block-embed is-type-rich"><div class="wp-block-embed__wrapper">\n{html.escape(page)}\n</div></figure>'
    ),
    "bare address": lambda _, page: f"<p>{html.escape(page)}</p>",
    "CKEditor": lambda _, page: f'<figure class="media"><oembed url="{html.escape(page)}"></oembed></figure>',
    "oEmbed marker around it": lambda player, page: (
        f'<div data-oembed-url="{html.escape(page)}"><div>{_frame(player)}</div></div>'
    ),
    "Drupal Media": lambda _, page: _frame(f"/media/oembed?url={quote(page, safe='')}&max_width=0&max_height=0&hash=x"),
    "iframely": lambda _, page: (
        '<div class="iframely-embed"><div class="iframely-responsive">'
        f'<a href="{html.escape(page)}" data-iframely-url="//cdn.iframe.ly/abcDEF1?iframe=card"></a></div></div>'
    ),
    "iframely frame": lambda _, page: _frame(f"https://cdn.iframe.ly/api/iframe?url={quote(page, safe='')}&key=abc"),
    "Embedly card": lambda _, page: f'<a class="embedly-card" href="{html.escape(page)}">A night</a>',
    "Embedly quotation": lambda _, page: (
        f'<blockquote class="embedly-card"><h4><a href="{html.escape(page)}">A night</a></h4></blockquote>'
    ),
    "Embedly frame": lambda player, page: _frame(
        f"https://cdn.embedly.com/widgets/media.html?src={quote(_absolute(player), safe='')}&url={quote(page, safe='')}&key=x&type=text%2Fhtml"
    ),
    "Discourse": lambda _, page: (
        f'<aside class="onebox" data-onebox-src="{html.escape(page)}"><article>Words</article></aside>'
    ),
    "AMP frame": lambda player, _: (
        f'<amp-iframe src="{html.escape(_absolute(player))}" width="500" height="281"></amp-iframe>'
    ),
    "WordPress shortcode": lambda _, page: f"<p>[embed]{html.escape(page)}[/embed]</p>",
    "JSON-LD": lambda player, _: (
        f'<script type="application/ld+json">{{"@type":"VideoObject","embedUrl":"{_absolute(player)}"}}</script>'
    ),
}

SCRIPT = '<script async src="https://platform.example/embed.js" charset="utf-8"></script>'

# Each platform's own markup.
OWN: list[tuple[str, str, str]] = [
    ("twitter", "skeleton", '<blockquote class="twitter-tweet"><a href="{page}"></a></blockquote>'),
    (
        "twitter",
        "Guardian",
        '<blockquote class="nojs-tweet"><p lang="en">Words</p>&mdash; Jane (@jane_doe) <a href="{page}">May 1, 2023</a></blockquote>',
    ),
    (
        "twitter",
        "video",
        '<blockquote class="twitter-video" data-lang="en"><p>Words</p>&mdash; Jane (@jane_doe) <a href="{page}">May 1, 2016</a></blockquote>',
    ),
    ("twitter", "AMP", '<amp-twitter width="375" height="472" layout="responsive" data-tweetid="{id}"></amp-twitter>'),
    (
        "twitter",
        "AMP with a quotation",
        '<amp-twitter data-tweetid="{id}"><blockquote placeholder class="twitter-tweet"><a href="{page}">x</a></blockquote></amp-twitter>',
    ),
    ("twitter", "Bento", '<bento-twitter data-tweetid="{id}"></bento-twitter>'),
    ("twitter", "AMP with an address", '<amp-twitter data-tweetid="{page}"></amp-twitter>'),
    ("twitter", "Embetty", '<embetty-tweet status="{id}"></embetty-tweet>'),
    (
        "twitter",
        "widget of 2015",
        '<twitter-widget class="twitter-tweet twitter-tweet-rendered" data-tweet-id="{id}"></twitter-widget>',
    ),
    (
        "twitter",
        "rendered",
        '<div class="twitter-tweet twitter-tweet-rendered"><iframe id="twitter-widget-0" src="{player}" data-tweet-id="{id}"></iframe></div>',
    ),
    (
        "twitter",
        "frame without address",
        '<iframe class="twitter-tweet twitter-tweet-rendered" data-tweet-id="{id}" title="Twitter Tweet"></iframe>',
    ),
    ("twitter", "x.com frame", '<iframe src="https://platform.x.com/embed/index.html?id={id}"></iframe>'),
    ("twitter", "attribute", '<div class="tweet-container" data-tweet-id="{id}"></div>'),
    (
        "twitter",
        "s9e",
        '<iframe data-s9e-mediaembed="twitter" src="https://s9e.github.io/iframe/2/twitter.min.html#{id}#theme=dark"></iframe>',
    ),
    ("twitter", "twitframe", '<iframe src="https://twitframe.com/show?url={quoted}"></iframe>'),
    (
        "twitter",
        "class lost",
        '<blockquote><p>Words of it</p>— Jane Doe (@jane_doe) <a href="{page}">November 11, 2022</a></blockquote>',
    ),
    ("twitter", "Hugo", "<p>{{{{&lt; tweet user=&quot;jane_doe&quot; id=&quot;{id}&quot; &gt;}}}}</p>"),
    ("twitter", "mirror", '<iframe src="https://nitter.net/jane_doe/status/{id}/embed"></iframe>'),
    (
        "instagram",
        "official",
        '<blockquote class="instagram-media" data-instgrm-captioned data-instgrm-permalink="{page}?utm_source=ig_embed" data-instgrm-version="14"><div><a href="{page}">View this post on Instagram</a></div></blockquote>',
    ),
    (
        "instagram",
        "of 2016",
        '<blockquote class="instagram-media" data-instgrm-version="7"><p><a href="{page}">A night by the sea</a></p><p>A photo posted by Jane (@jane) on <time datetime="2016-01-03T13:01:00+00:00">Jan 3, 2016 at 5:01am PST</time></p></blockquote>',
    ),
    (
        "instagram",
        "rendered",
        '<iframe class="instagram-media instagram-media-rendered" src="{player}" data-instgrm-payload-id="p0"></iframe>',
    ),
    ("instagram", "AMP", '<amp-instagram data-shortcode="{id}" data-captioned></amp-instagram>'),
    (
        "facebook",
        "XFBML",
        '<div class="fb-post" data-href="{page}" data-show-text="true"><blockquote cite="{page}" class="fb-xfbml-parse-ignore"><p>Words</p>Posted by <a href="#">Jane</a> on&nbsp;<a href="{page}">Friday, 26 June 2020</a></blockquote></div>',
    ),
    (
        "facebook",
        "rendered",
        '<div class="fb-post fb_iframe_widget" data-href="{page}" fb-xfbml-state="rendered"><span><iframe title="fb:post Facebook Social Plugin" src="{player}"></iframe></span></div>',
    ),
    ("facebook", "tag", '<fb:post href="{page}" data-width="500"></fb:post>'),
    ("facebook", "AMP", '<amp-facebook data-href="{page}" data-embed-as="post"></amp-facebook>'),
    (
        "tiktok",
        "official",
        '<blockquote class="tiktok-embed" cite="{page}" data-video-id="{id}" data-embed-from="oembed"><section><a title="@jane.doe" href="#">@jane.doe</a> <p>A night <a title="sea" href="https://www.tiktok.com/tag/sea">#sea</a></p> <a title="♬ sound" href="#">♬ sound - Jane</a></section></blockquote>',
    ),
    (
        "tiktok",
        "bare cite",
        '<blockquote class="tiktok-embed" cite="https://www.tiktok.com" data-video-id="{id}"><section></section></blockquote>',
    ),
    ("tiktok", "AMP", '<amp-tiktok data-src="{id}"></amp-tiktok>'),
    (
        "bilibili",
        "Flash, told beside it what to play",
        '<embed height="415" width="544" allowfullscreen="true" type="application/x-shockwave-flash" src="//static.hdslb.com/miniloader.swf" flashvars="aid=170001&amp;page=1">',
    ),
    ("bilibili", "element", '<bilibili-video bvid="{id}" autoplay></bilibili-video>'),
    (
        "bilibili",
        "facade",
        '<div class="embed"><button type="button" data-provider="bilibili" data-bvid="{id}"><img src="/posters/quay.jpg" alt=""></button></div>',
    ),
    ("youtube", "AMP", '<amp-youtube data-videoid="{id}"></amp-youtube>'),
    ("youtube", "lite", '<lite-youtube videoid="{id}"></lite-youtube>'),
    (
        "youtube",
        "object",
        '<object width="425"><param name="movie" value="https://www.youtube.com/v/{id}?fs=1"><embed src="https://www.youtube.com/v/{id}?fs=1"></object>',
    ),
    (
        "youtube",
        "facade",
        '<div class="rll-youtube-player" data-id="{id}" data-src="https://www.youtube.com/embed/{id}"></div><noscript><iframe src="{player}"></iframe></noscript>',
    ),
    ("youtube", "plyr", '<div data-plyr-provider="youtube" data-plyr-embed-id="{id}"></div>'),
    ("youtube", "Embetty", '<embetty-video type="youtube" video-id="{id}"></embetty-video>'),
    (
        "youtube",
        "Substack",
        '<div data-attrs="{{&quot;videoId&quot;:&quot;{id}&quot;}}" data-component-name="Youtube2ToDOM"></div>',
    ),
    (
        "telegram",
        "official",
        '<script async src="https://telegram.org/js/telegram-widget.js?22" data-telegram-post="{id}" data-width="100%"></script>',
    ),
    ("telegram", "quotation", '<blockquote class="telegram-post" data-telegram-post="{id}">Words</blockquote>'),
    ("telegram", "rendered", '<iframe id="telegram-post-janes_channel-123" src="{player}"></iframe>'),
    (
        "telegram",
        "rendered beside its script",
        '<script async src="https://telegram.org/js/telegram-widget.js?22" data-telegram-post="{id}"></script><iframe id="telegram-post-janes_channel-123" src="{player}"></iframe>',
    ),
    (
        "reddit",
        "official",
        '<blockquote class="reddit-embed-bq" data-embed-height="316"><a href="{page}">A cat</a><br> by <a href="https://www.reddit.com/user/jane/">u/jane</a> in <a href="https://www.reddit.com/r/cats/">cats</a></blockquote>',
    ),
    (
        "reddit",
        "card",
        '<blockquote class="reddit-card" data-card-created="1"><a href="{page}">A cat</a> from <a href="https://www.reddit.com/r/cats">r/cats</a></blockquote>',
    ),
    ("reddit", "AMP", '<amp-reddit data-embedtype="post" data-src="{page}"></amp-reddit>'),
    (
        "mastodon",
        "official",
        '<blockquote class="mastodon-embed" data-embed-url="{player}"><a href="{page}" target="_blank"><div>Post by @jane@mastodon.example</div><div>View on Mastodon</div></a></blockquote>',
    ),
    (
        "bluesky",
        "official",
        '<blockquote class="bluesky-embed" data-bluesky-uri="at://did:plc:abcdefghijklmnopqrstuvwx/app.bsky.feed.post/{id}" data-bluesky-cid="b"><p lang="en">Words</p>&mdash; Jane (<a href="https://bsky.app/profile/jane.example.org?ref_src=embed">@jane.example.org</a>) <a href="{page}?ref_src=embed">March 16, 2026 at 3:53 PM</a></blockquote>',
    ),
    (
        "bluesky",
        "https instead of at",
        '<blockquote class="bluesky-embed" data-bluesky-uri="{page}"><p>Words</p></blockquote>',
    ),
    (
        "threads",
        "official",
        '<blockquote class="text-post-media" data-text-post-permalink="{page}" data-text-post-version="0" id="ig-tp-{id}"><a href="{page}">View on Threads</a></blockquote>',
    ),
    ("vimeo", "AMP", '<amp-vimeo data-videoid="{id}"></amp-vimeo>'),
    ("vimeo", "lite", '<lite-vimeo videoid="{id}"></lite-vimeo>'),
    ("vimeo", "attribute", '<div data-vimeo-id="{id}"></div>'),
    ("vimeo", "Embetty", '<embetty-video type="vimeo" video-id="{id}"></embetty-video>'),
    ("dailymotion", "AMP", '<amp-dailymotion data-videoid="{id}"></amp-dailymotion>'),
    ("dailymotion", "script", '<script src="https://geo.dailymotion.com/player/xab12.js" data-video="{id}"></script>'),
    ("pinterest", "official", '<a data-pin-do="embedPin" data-pin-width="large" href="{page}"></a>'),
    ("pinterest", "AMP", '<amp-pinterest data-do="embedPin" data-url="{page}"></amp-pinterest>'),
    (
        "tumblr",
        "official",
        '<div class="tumblr-post" data-href="{player}" data-did="x"><a href="{page}">{page}</a></div>',
    ),
    (
        "imgur",
        "official",
        '<blockquote class="imgur-embed-pub" lang="en" data-id="{id}" data-context="false"><a href="//imgur.com/{id}">A night</a></blockquote>',
    ),
    ("imgur", "AMP", '<amp-imgur data-imgur-id="{id}"></amp-imgur>'),
    (
        "flickr",
        "official",
        '<a data-flickr-embed="true" href="{page}" title="A night"><img src="https://live.staticflickr.com/65535/53412345678_abc.jpg"></a>',
    ),
    (
        "vk",
        "script",
        '<div id="vk_post_-231889841_9"></div><script>VK.Widgets.Post("vk_post_-231889841_9", -231889841, 9, "HASH");</script>',
    ),
    ("soundcloud", "AMP", '<amp-soundcloud data-trackid="293847561"></amp-soundcloud>'),
    ("truthsocial", "official", '<iframe src="{player}" class="truthsocial-embed" width="600"></iframe>'),
    (
        "rumble",
        "script",
        '<script>Rumble("play", {{"video":"v4abcde","div":"rumble_v4abcde"}});</script><div id="rumble_v4abcde"></div>',
    ),
    (
        "documentcloud",
        "script",
        '<div id="DV-viewer-20059068-a-report" class="DC-embed"></div><script>DV.load("//www.documentcloud.org/documents/20059068-a-report.js", {{width: 600}});</script>',
    ),
    ("datawrapper", "script", '<script src="https://datawrapper.dwcdn.net/aB3dE/embed.js" charset="utf-8"></script>'),
    ("flourish", "official", '<div class="flourish-embed flourish-chart" data-src="visualisation/12345678"></div>'),
    ("getty", "link", '<a id="abc" class="gie-single" href="https://embed.gettyimages.com/embed/1234567890">Embed</a>'),
]


def _absolute(url: str) -> str:
    return f"https:{url}" if url.startswith("//") else url


def _scan(markup: str) -> Scan:
    return finder.scan(Document(text=AROUND.format(markup), media_type="text/html", base_url="https://news.example/a"))


def _general() -> Iterator[tuple[str, str, str, str]]:
    for platform, (identifier, player, page) in POSTS.items():
        for form, make in GENERAL.items():
            yield platform, form, identifier, make(player or page, page)


def _own() -> Iterator[tuple[str, str, str, str]]:
    for platform, form, template in OWN:
        identifier, player, page = POSTS[platform]
        markup = template.format(
            id=identifier, player=html.escape(player or ""), page=html.escape(page), quoted=quote(page, safe="")
        )
        yield platform, form, "wall-231889841_9" if (platform, form) == ("vk", "script") else identifier, markup


CASES = [*_general(), *_own()]


def _found_wrong(platform: str, identifier: str, markup: str) -> list[object]:
    """What is wrong with what is found in this markup; nothing when it is one embed where it stands, and no link."""
    found = _scan(markup)
    seen = [(each.platform, each.id) for each in found.embeds]
    if seen != [(platform, identifier)]:
        return [*seen]
    text, embed = found.document.text, found.embeds[0]
    stands = text.index(markup[:20]) <= embed.start < embed.end <= text.rindex(markup[-20:]) + 20
    links = [link for link in found.links if link.id == identifier]
    return [*([] if stands else [("stands at", embed.start, embed.end)]), *links]


@pytest.mark.parametrize("platform", POSTS)
def test_each_form_is_found_once_where_it_stands(platform: str) -> None:
    """One embed, of that platform, with that id, inside its markup; no link beside it."""
    forms = [case for case in CASES if case[0] == platform]
    assert len(forms) >= len(GENERAL)
    wrong = {form: _found_wrong(platform, identifier, markup) for _, form, identifier, markup in forms}
    assert {form: told for form, told in wrong.items() if told} == {}


@pytest.mark.parametrize("platform", POSTS)
def test_the_same_post_shown_twice_is_two(platform: str) -> None:
    """Frames of one post with words between them are two occurrences; so are two frames side by side."""
    _, player, page = POSTS[platform]
    frame = _frame(player or page)
    assert len(_scan(f"{frame}<p>Words between.</p>{frame}").embeds) == 2
    assert len(_scan(f"{frame}\n{frame}").embeds) == 2


@pytest.mark.parametrize("platform", [each for each in POSTS if each not in {"googlemaps", "openstreetmap"}])
def test_a_link_in_prose_is_a_link(platform: str) -> None:
    """A post that prose points to is no embed."""
    identifier, _, page = POSTS[platform]
    found = _scan(f'<p>As she <a href="{html.escape(page)}">wrote</a>, nothing.</p>')
    assert found.embeds == ()
    assert [(link.platform, link.id) for link in found.links] == [(platform, identifier)]
    assert found.document.text[found.links[0].start : found.links[0].end].startswith("<a href")


NEITHER = [
    '<a class="twitter-share-button" href="https://twitter.com/share" data-url="https://twitter.com/jane/status/12">Tweet</a>',
    '<a class="twitter-follow-button" href="https://twitter.com/jane_doe">Follow</a>',
    '<a class="twitter-timeline" data-widget-id="5" href="https://twitter.com/jane_doe">Tweets by @jane_doe</a>',
    '<iframe src="https://platform.twitter.com/widgets/follow_button.html?screen_name=jane"></iframe>',
    '<iframe src="https://syndication.twitter.com/srv/timeline-profile/screen-name/jane"></iframe>',
    '<iframe src="https://www.facebook.com/plugins/like.php?href=https%3A%2F%2Fwww.facebook.com%2Fjane%2Fposts%2F12345"></iframe>',
    '<iframe src="https://www.facebook.com/plugins/page.php?href=https%3A%2F%2Fwww.facebook.com%2Fjane"></iframe>',
    '<div class="fb-like" data-href="https://www.facebook.com/jane/posts/12345"></div>',
    '<a href="https://www.facebook.com/sharer/sharer.php?u=https://news.example">Share</a>',
    '<a href="https://twitter.com/intent/tweet?url=https://x.com/a/status/1">Tweet this</a>',
    '<a href="https://www.instagram.com/jane.doe/">Instagram</a>',
    '<a href="https://t.me/janes_channel">Telegram</a>',
    '<a href="https://t.me/share/url?url=https://news.example">Share</a>',
    '<iframe src="https://www.googletagmanager.com/ns.html?id=GTM-X" height="0" width="0"></iframe>',
    '<iframe src="https://tpc.googlesyndication.com/safeframe/1-0-40/html/container.html"></iframe>',
    '<iframe src="https://www.google.com/recaptcha/api2/anchor?k=x"></iframe>',
    '<iframe src="https://ads.partner.example/728x90/show"></iframe>',
    '<iframe src="https://tools.partner.example/x" style="display: none"></iframe>',
    '<iframe src="https://static.news.example/video/1"></iframe>',
    '<textarea>&lt;iframe src="https://www.youtube.com/embed/aqz-KE-bpKQ"&gt;&lt;/iframe&gt;</textarea>',
    '<!-- <iframe src="https://www.youtube.com/embed/aqz-KE-bpKQ"></iframe> -->',
    '<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@jane" data-unique-id="jane" data-embed-type="creator"></blockquote>',
    '<blockquote><p>She said it was late, and <a href="https://x.com/jane/status/12">wrote so</a> (@jane).</p></blockquote>',
    '<iframe src="https://evil.example/x.com/a/status/1" hidden></iframe>',
]


@pytest.mark.parametrize("markup", NEITHER)
def test_what_is_neither_embed_nor_link(markup: str) -> None:
    """Buttons, profiles, timelines, advertising, consent, own players, examples of code."""
    found = _scan(markup)
    assert found.embeds == ()
    assert [link for link in found.links if "wrote so" not in markup] == []


@pytest.mark.parametrize(
    ("src", "host"),
    [
        ("https://speakerdeck.com/player/0123456789abcdef0123456789abcdef", "speakerdeck.com"),
        ("https://html5-player.libsyn.com/embed/episode/id/1", "html5-player.libsyn.com"),
        ("https://web.archive.org/web/2020if_/https://maps.partner.example/m", "maps.partner.example"),
        ("//cdn.knightlab.com/libs/juxtapose/latest/embed/index.html?uid=1", "cdn.knightlab.com"),
    ],
)
def test_any_other_foreign_frame_is_web(src: str, host: str) -> None:
    """A frame that shows somebody else's content is an embed of `web`, with its host as id."""
    assert [(each.platform, each.id) for each in _scan(_frame(src)).embeds] == [("web", host)]


def test_json_of_the_page_holds_what_its_markup_does_not() -> None:
    """An embed in the page's state is found there, and not again when the page shows it."""
    quotation = '<blockquote class="twitter-tweet"><p>Words</p>&mdash; Jane (@jane) <a href="https://x.com/jane/status/1591167663165898754">November 11, 2022</a></blockquote>'
    state = (
        '<script>window.__STATE__ = {"body":"'
        + quotation.replace("<", "\\u003c").replace('"', '\\"').replace("/", "\\/")
        + '"}</script>'
    )
    (only,) = _scan(state).embeds
    assert (only.form, only.id, only.handle, only.text) == ("json", "1591167663165898754", "jane", "Words")
    (shown,) = _scan(quotation + state).embeds
    assert shown.form == "blockquote"


RIGHT = [
    ('<script src="x.js" data-telegram-post="some_group/69/70"></script>', "some_group/70"),
    ('<script src="x.js" data-telegram-post="c/1234567890/69/70"></script>', "c/1234567890/70"),
    ('<script src="x.js" data-telegram-post="some_channel/65?comment=12"></script>', "some_channel/65?comment=12"),
    ('<script src="x.js" data-telegram-post="some_channel/65" data-comment="12"></script>', "some_channel/65?comment=12"),
    ('<iframe src="https://t.me/other_group/12/345?embed=1"></iframe>', "other_group/345"),
    ('<div class="fb-post" data-href="https://www.facebook.com/video.php?v=10154531068945719"></div>', "10154531068945719"),
    ('<div class="fb-video" data-href="/rietmeer/videos/vb.1497271843821626/1535556613326482/?type=1"></div>', "1535556613326482"),
    ('<blockquote class="instagram-media" data-instgrm-permalink="/p/BBssG7qOOw/"></blockquote>', "BBssG7qOOw"),
    ('<iframe src="[https://vimeo.com/895223493](https://vimeo.com/895223493" height="315"></iframe>', "895223493"),
    (
        '<div class="fb-comment-embed" data-href="https://www.facebook.com/ann/posts/10158?comment_id=2001"></div>',
        "10158/2001",
    ),
    ('<iframe src="https://vimeo.com/event/4012045/videos/895223493"></iframe>', "895223493"),
    ('<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/share/p/BBssG7qOOw"></blockquote>', None),
    ('<blockquote class="tiktok-embed" cite="https://vm.tiktok.com/ZMabc12de/"></blockquote>', None),
    ("<p>https://www.reddit.com/r/cranes/s/Abc12De34f</p>", None),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "identifier"), RIGHT)
def test_the_right_post_of_several_that_an_address_names(markup: str, identifier: str | None) -> None:
    """The message of a topic, the comment, the video of an event; of a share link none, and no time."""
    (embed,) = _scan(markup).embeds
    assert embed.id == identifier
    assert embed.url
    assert identifier or embed.posted_at is None


def test_a_share_link_in_prose_is_a_link_without_an_id() -> None:
    """Its token is none."""
    (link,) = _scan('<p>As she <a href="https://www.instagram.com/share/p/BBssG7qOOw">wrote</a>, no.</p>').links
    assert (link.platform, link.id, link.url) == ("instagram", None, "https://www.instagram.com/share/p/BBssG7qOOw")
