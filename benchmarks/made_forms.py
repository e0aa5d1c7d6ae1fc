# ruff: noqa: E501 -- markup stands here as publishers write it
"""Forms in which pages show posts, and the posts to show: the material of `made.py`.

`POSTS` has for each platform a sample of what its ids look like, the id as the finder reports it, the address of the
player and that of the page. `GENERAL` are the forms that any site may put around any player or address, `OWN` those of
a platform, of all years. In all of them `{id}` stands for the sample, which is made anew for every post.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Callable
from urllib.parse import quote

POSTS: dict[str, tuple[str, str, str, str]] = {
    "twitter": ("1591167663165898754", "{id}", "https://platform.twitter.com/embed/Tweet.html?dnt=false&frame=false&hideCard=false&id={id}&lang=en&widgetsVersion=2", "https://twitter.com/warden_anna/status/{id}"),
    "instagram": ("C2kSJdxu3Mr", "{id}", "https://www.instagram.com/reel/{id}/embed/captioned/?cr=1&v=14&rd=https%3A%2F%2Fpaper.example", "https://www.instagram.com/p/{id}/"),
    "facebook": ("10207393772231779", "{id}", "https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fwww.facebook.com%2Fharbour%2Fposts%2F{id}&show_text=true&width=500", "https://www.facebook.com/harbour/posts/{id}"),
    "tiktok": ("6718335390845095173", "{id}", "https://www.tiktok.com/player/v1/{id}?music_info=1", "https://www.tiktok.com/@harbour.warden/video/{id}"),
    "youtube": ("aqz-KE-bpKQ", "{id}", "https://www.youtube.com/embed/{id}?feature=oembed", "https://youtu.be/{id}"),
    "telegram": ("432132", "harbourwatch/{id}", "https://t.me/harbourwatch/{id}?embed=1", "https://t.me/s/harbourwatch/{id}"),
    "reddit": ("15bfi4", "{id}", "https://embed.reddit.com/r/harbours/comments/{id}/the_ferry/?embed=true&theme=dark", "https://www.reddit.com/r/harbours/comments/{id}/the_ferry/"),
    "mastodon": ("109326124857432101", "social.example/{id}", "https://social.example/@anna/{id}/embed", "https://social.example/@anna/{id}"),
    "bluesky": ("3lkjzq6bnpk2a", "{id}", "https://embed.bsky.app/embed/did:plc:abcdefghijklmnopqrstuvwx/app.bsky.feed.post/{id}?id=7&ref_url=x", "https://bsky.app/profile/anna.harbour.example/post/{id}"),
    "threads": ("C2kSJdxu3Mr", "{id}", "https://www.threads.com/@anna/post/{id}/embed/", "https://www.threads.net/@anna/post/{id}"),
    "linkedin": ("7304286962587242496", "{id}", "https://www.linkedin.com/embed/feed/update/urn:li:activity:{id}", "https://www.linkedin.com/feed/update/urn:li:activity:{id}/"),
    "vimeo": ("706604297", "{id}", "https://player.vimeo.com/video/{id}?h=0123456789&badge=0", "https://vimeo.com/{id}"),
    "dailymotion": ("7o6g2a", "x{id}", "https://www.dailymotion.com/embed/video/x{id}?autoplay=1", "https://dai.ly/x{id}"),
    "twitch": ("BraveSilentOtterFunRun", "{id}", "https://clips.twitch.tv/embed?clip={id}&parent=paper.example", "https://clips.twitch.tv/{id}"),
    "pinterest": ("99360735500167749", "{id}", "https://assets.pinterest.com/ext/embed.html?id={id}", "https://www.pinterest.com/pin/{id}/"),
    "tumblr": ("189532741850", "{id}", "https://embed.tumblr.com/embed/post/abcDEF123/{id}", "https://www.tumblr.com/harbourwatch/{id}/the-ferry"),
    "imgur": ("OdPrvAb", "a/{id}", "https://imgur.com/a/{id}/embed?pub=true&ref=https%3A%2F%2Fpaper.example", "https://imgur.com/a/{id}"),
    "giphy": ("3oEjI6SIIHBdRxXI42", "{id}", "https://giphy.com/embed/{id}", "https://giphy.com/gifs/ferry-quay-{id}"),
    "flickr": ("53412345678", "{id}", "https://www.flickr.com/photos/harbour/{id}/player/", "https://www.flickr.com/photos/harbour/{id}"),
    "vk": ("231889841_456239017", "video-{id}", "https://vkvideo.ru/video_ext.php?oid=-{oid}&id={vid}&hash=abc&hd=2", "https://vk.com/video-{id}"),
    "soundcloud": ("293847561", "tracks/{id}", "https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/{id}&auto_play=false", "https://api.soundcloud.com/tracks/{id}"),
    "spotify": ("4rOoJ6Egrf8K2IrywzwOMk", "episode/{id}", "https://open.spotify.com/embed/episode/{id}?utm_source=generator", "https://open.spotify.com/episode/{id}?si=2"),
    "truthsocial": ("109326124857432101", "{id}", "https://truthsocial.com/@anna/{id}/embed", "https://truthsocial.com/@anna/posts/{id}"),
    "rumble": ("4abcde", "embed/v{id}", "https://rumble.com/embed/v{id}/?pub=4", "https://rumble.com/embed/v{id}"),
    "documentcloud": ("20059068", "{id}", "https://embed.documentcloud.org/documents/{id}-the-permit/?embed=1", "https://www.documentcloud.org/documents/{id}-the-permit/"),
    "datawrapper": ("aB3dE", "{id}", "//datawrapper.dwcdn.net/{id}/3/", "https://datawrapper.dwcdn.net/{id}/"),
    "flourish": ("12345672", "visualisation/{id}", "https://flo.uri.sh/visualisation/{id}/embed?auto=1", "https://public.flourish.studio/visualisation/{id}/"),
    "googlemaps": ("2AbCdEfGhIjKlMnOpQrStUvWxYz012345", "{id}", "https://www.google.com/maps/d/embed?mid={id}&hl=en", "https://www.google.com/maps/d/viewer?mid={id}"),
    "openstreetmap": ("46.63,32.62", "{id}", "https://www.openstreetmap.org/export/embed.html?bbox=32.5,46.5,32.7,46.7&layer=mapnik&marker={id}", "https://www.openstreetmap.org/export/embed.html?marker={id}"),
    "streamable": ("ab3cd", "{id}", "https://streamable.com/o/{id}", "https://streamable.com/{id}"),
    "odysee": ("the-ferry:a", "{id}", "https://odysee.com/$/embed/@harbour:4/{id}", "https://odysee.com/@harbour:4/{id}"),
    "bitchute": ("AbCdEfGhIjKl", "{id}", "https://www.bitchute.com/embed/{id}/", "https://www.bitchute.com/video/{id}/"),
    "odnoklassniki": ("1234567890123", "{id}", "//ok.ru/videoembed/{id}?nochat=1", "https://ok.ru/video/{id}"),
    "scribd": ("123456789", "{id}", "https://www.scribd.com/embeds/{id}/content?start_page=1&view_mode=scroll", "https://www.scribd.com/doc/{id}/The-Permit"),
    "getty": ("1234567890", "{id}", "//embed.gettyimages.com/embed/{id}?et=abc&tld=com", "https://embed.gettyimages.com/embed/{id}"),
    "vine": ("bjHh7zHdgZT", "{id}", "https://vine.co/v/{id}/embed/simple?audio=1", "https://vine.co/v/{id}"),
    "bandcamp": ("1234567890", "track/{id}", "https://bandcamp.com/EmbeddedPlayer/track={id}/size=small/", "https://bandcamp.com/EmbeddedPlayer/track={id}/"),
    "applepodcasts": ("1000594123456", "{id}", "https://embed.podcasts.apple.com/nl/podcast/the-quay/id1234567890?i={id}", "https://podcasts.apple.com/nl/podcast/the-quay/id1234567890?i={id}"),
    "peertube": ("9db9f3f7-9b54-44ed-9e97-467d262d2205", "tube.example/{id}", "https://tube.example/videos/embed/{id}?title=0", "https://tube.example/videos/watch/{id}"),
    "coub": ("2acdf4be", "{id}", "//coub.com/embed/{id}?muted=false&autostart=false", "https://coub.com/view/{id}"),
    "gab": ("109326124857432101", "{id}", "https://gab.com/anna/posts/{id}", "https://gab.com/anna/posts/{id}"),
    "gettr": ("2abc3d4e5f", "p{id}", "https://gettr.com/post/p{id}", "https://gettr.com/post/p{id}"),
    "gfycat": ("BraveSilentOtter", "{id}", "https://gfycat.com/ifr/{id}", "https://gfycat.com/{id}"),
    "infogram": ("2h7k234abcde2ab", "{id}", "https://e.infogram.com/{id}?src=embed", "https://infogram.com/{id}"),
    "loom": ("4281766fa2d44bb788eaf29e65235284", "{id}", "https://www.loom.com/embed/{id}", "https://www.loom.com/share/{id}"),
    "sketchfab": ("4281766fa2d44bb788eaf29e65235284", "{id}", "https://sketchfab.com/models/{id}/embed?autospin=1", "https://sketchfab.com/3d-models/a-ferry-{id}"),
    "spreaker": ("23456782", "episode/{id}", "https://widget.spreaker.com/player?episode_id={id}&theme=light", "https://www.spreaker.com/episode/the-quay--{id}"),
    "weibo": ("4838235482234236", "{id}", "https://m.weibo.cn/status/{id}", "https://m.weibo.cn/detail/{id}"),
}  # fmt: skip

Form = Callable[[str, str], str]
"""From the addresses of player and page to the markup."""


def absolute(url: str) -> str:
    """With its scheme."""
    return f"https:{url}" if url.startswith("//") else url


def frame(src: str, attribute: str = "src", before: str = "") -> str:
    """A frame whose address stands in that attribute, with something else before it."""
    return f'<iframe {before}{attribute}="{html.escape(src)}" width="560" height="315" allowfullscreen></iframe>'


PARKED = (  # noqa: SIM905 -- legible
    "data-lazy-src data-src data-url data-litespeed-src data-mce-src data-orig data-original-src data-opt-src data-embed-src data-privacy-src "
    "consent-original-src consent-original-src-_ consent-click-original-src-_ src-consent data-cookieblock-src data-src-cmplz data-cmplz-src "
    "data-consent-src data-wpconsent-src data-suppressedsrc suppressedsrc data-uc-src uc-src data-gdpr-iframesrc data-ep-src data-lazy-load "
    "data-pym-src data-frame-src data-video-url data-nobody-has-heard-of"
).split()
_BLANK = ('src="about:blank" ', "", 'src="data:text/html;base64," ', 'class="lazyload" src="/spinner.html" ')


def _parked(attribute: str, before: str) -> Form:
    return lambda player, _: frame(player, attribute, before)


def _json(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("/", "\\/")


GENERAL: dict[str, Form] = {
    "frame": lambda player, _: frame(player),
    "frame without scheme": lambda player, _: frame(absolute(player).removeprefix("https:")),
    "frame in capitals": lambda player, _: f"<IFRAME SRC='{html.escape(player)}' FRAMEBORDER=0></IFRAME>",
    "frame that is not closed": lambda player, _: f'<div><iframe src="{html.escape(player)}"></div></iframe>',
    "object": lambda player, _: f'<object data="{html.escape(player)}" type="text/html"></object>',
    **{f"parked in {name}": _parked(name, _BLANK[number % 4]) for number, name in enumerate(PARKED)},
    "noscript beside a placeholder": lambda player, _: f'<div class="lazy" data-src="{html.escape(player)}"></div>\n<noscript>{frame(player)}</noscript>',
    "noscript beside a parked frame": lambda player, _: f"{frame(player, 'data-src')}<noscript>{frame(player)}</noscript>",
    "arve": lambda player, _: f'<div class="arve"><button class="arve-play-btn" data-iframe="{html.escape(frame(player))}">Play</button></div>',
    "template": lambda player, _: f"<template>{frame(player)}</template>",
    "script of type text/template": lambda player, _: f'<script type="text/template">{frame(player)}</script>',
    "script of type text/plain": lambda player, _: f'<script type="text/plain" data-category="marketing">{frame(player)}</script>',
    "Borlabs 2": lambda player, _: f'<div class="BorlabsCookie _brlbs-cb"><div class="_brlbs-content-blocker">Allow?</div><div class="borlabs-hide" data-borlabs-cookie-type="content-blocker"><script type="text/template">{base64.b64encode(frame(player).encode()).decode()}</script></div></div>',
    "Borlabs 3": lambda player, _: f'<div class="brlbs-cmpnt-container" data-borlabs-cookie-content="{base64.b64encode(frame(player).encode()).decode()}">Allow?</div>',
    "comment in a placeholder": lambda player, _: f'<div class="embed-consent-wrapper"><!-- {frame(player)} --></div>',
    "text area of a placeholder": lambda player, _: f'<div class="klaro"><textarea style="display:none">{frame(player)}</textarea></div>',
    "HTML in data-html": lambda player, _: f'<div data-html="{html.escape(frame(player))}"></div>',
    "HTML in data-embed-code, escaped twice": lambda player, _: f'<section data-embed-code="{html.escape(html.escape(frame(player)))}"></section>',
    "HTML in JSON in data-props": lambda player, _: f'<div data-props="{html.escape("{" + chr(34) + "html" + chr(34) + ":" + chr(34) + _json(frame(player)) + chr(34) + "}")}"></div>',
    "HTML in an attribute of anybody's": lambda player, _: f'<div data-lazy-thing="{html.escape(frame(player))}">…</div>',
    "srcdoc": lambda player, _: f'<iframe srcdoc="{html.escape(frame(player))}"></iframe>',
    "srcdoc with a link": lambda _, page: f'<iframe srcdoc="{html.escape(f"<style>*{{margin:0}}</style><a href={page}><img src=/p.jpg></a>")}"></iframe>',
    "Wayback Machine": lambda player, _: frame(f"https://web.archive.org/web/20221111203508if_/{absolute(player)}"),
    "Wayback Machine, relative": lambda player, _: frame(f"/web/20221111203508if_/{absolute(player)}"),
    "Wayback Machine, scheme folded": lambda player, _: frame(f"//web.archive.org/web/2022/{absolute(player).replace('://', ':/')}"),
    "archive.today": lambda player, _: frame(f"https://archive.ph/20221111203508/{absolute(player)}"),
    "pywb": lambda player, _: frame(f"https://replay.example/news/20221111203508mp_/{absolute(player)}"),
    "Gutenberg, drawn": lambda player, page: f'<!-- wp:embed {{"url":"{page}","type":"rich"}} -->\n<figure class="wp-block-embed is-type-rich"><div class="wp-block-embed__wrapper">\n{frame(player)}\n</div><figcaption>At the quay</figcaption></figure>\n<!-- /wp:embed -->',
    "Gutenberg, not drawn": lambda _, page: f'<!-- wp:core-embed/x {{"url":"{page}"}} -->\n<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\n{html.escape(page)}\n</div></figure>\n<!-- /wp:core-embed/x -->',
    "Gutenberg, older order of classes": lambda player, _: f'<figure class="wp-block-embed-x wp-block-embed is-provider-x"><div class="wp-block-embed__wrapper">{frame(player)}</div></figure>',
    "bare address in a paragraph": lambda _, page: f"<p>\n{html.escape(page)}\n</p>",
    "shortcode [embed]": lambda _, page: f"<p>[embed]{html.escape(page)}[/embed]</p>",
    "Ghost embed card": lambda player, _: f'<!--kg-card-begin: embed--><figure class="kg-card kg-embed-card kg-card-hascaption">{frame(player)}<figcaption>At the quay</figcaption></figure><!--kg-card-end: embed-->',
    "Ghost bookmark card": lambda _, page: f'<figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="{html.escape(page)}"><div class="kg-bookmark-content"><div class="kg-bookmark-title">The ferry</div></div></a></figure>',
    "CKEditor 5": lambda _, page: f'<figure class="media"><oembed url="{html.escape(page)}"></oembed></figure>',
    "CKEditor 4": lambda player, page: f'<div class="ckeditor-html5-video" data-oembed-url="{html.escape(page)}"><div style="max-width:320px">{frame(player)}</div></div>',
    "Drupal Media": lambda _, page: frame(f"/media/oembed?url={quote(page, safe='')}&max_width=0&max_height=0&hash=x"),
    "Drupal's element": lambda _, page: f'<drupal-media data-oembed-url="{html.escape(page)}"></drupal-media>',
    "iframely card": lambda _, page: f'<div class="iframely-embed"><div class="iframely-responsive"><a href="{html.escape(page)}" data-iframely-url="//cdn.iframe.ly/abcDEF2"></a></div></div><script async src="//cdn.iframe.ly/embed.js"></script>',
    "iframely frame": lambda _, page: frame(f"//cdn.iframe.ly/api/iframe?url={quote(page, safe='')}&key=abc"),
    "Embedly card": lambda _, page: f'<a class="embedly-card" data-card-controls="0" href="{html.escape(page)}">The ferry</a>',
    "Embedly quotation": lambda _, page: f'<blockquote class="embedly-card"><h4><a href="{html.escape(page)}">The ferry</a></h4><p>It left late.</p></blockquote>',
    "Embedly frame": lambda player, page: frame(f"https://cdn.embedly.com/widgets/media.html?src={quote(absolute(player), safe='')}&display_name=X&url={quote(page, safe='')}&key=x&type=text%2Fhtml"),
    "Medium": lambda player, page: f'<figure class="paragraph-image"><div class="aspectRatio">{frame("https://cdn.embedly.com/widgets/media.html?url=" + quote(page, safe="") + "&src=" + quote(absolute(player), safe=""))}</div></figure>',
    "Discourse onebox": lambda _, page: f'<aside class="onebox allowlistedgeneric" data-onebox-src="{html.escape(page)}"><header class="source">x</header><article class="onebox-body"><h3><a href="{html.escape(page)}">The ferry</a></h3></article></aside>',
    "XenForo": lambda player, _: f'<div class="bbMediaWrapper" data-media-site-id="x"><div class="bbMediaWrapper-inner">{frame(player)}</div></div>',
    "AMP frame": lambda player, _: f'<amp-iframe width="500" height="281" layout="responsive" sandbox="allow-scripts" src="{html.escape(absolute(player))}"><amp-img layout="fill" src="/p.jpg" placeholder></amp-img></amp-iframe>',
    "AMP Embedly": lambda _, page: f'<amp-embedly-card data-url="{html.escape(page)}" layout="responsive" width="100" height="50"></amp-embedly-card>',
    "AMP iframely": lambda _, page: f'<amp-iframely data-url="{html.escape(page)}" data-domain="cdn.iframe.ly" layout="responsive" width="100" height="50"></amp-iframely>',
    "JSON-LD": lambda player, _: f'<script type="application/ld+json">{{"@graph":[{{"@type":"VideoObject","name":"x","embedUrl":"{_json(absolute(player))}"}}]}}</script>',
}  # fmt: skip

# (platform, name of the form, markup; `{page}` and `{player}` are escaped addresses, `{quoted}` the page's in a query)
_SIGNED = '{} &mdash; Anna Warden (@warden_anna) <a href="{{page}}">{}</a>'
OWN: tuple[tuple[str, str, str], ...] = (
    ("twitter", "of 2012", '<blockquote class="twitter-tweet" data-in-reply-to="237232"><p>@<a href="https://twitter.com/x">x</a> The ferry is late</p>&mdash; Anna (@warden_anna) <a href="{page}" data-datetime="2012-08-19T14:12:52+00:00">August 19, 2012</a></blockquote>'),
    ("twitter", "of 2015", '<blockquote class="twitter-tweet" lang="nl"><p lang="nl" dir="ltr">De pont is te laat&#10;weer</p>&mdash; Anna (@warden_anna) <a href="{page}">24 november 2015</a></blockquote>'),
    ("twitter", "of 2023", '<blockquote class="twitter-tweet" data-dnt="true"><p lang="en" dir="ltr">The ferry is late <a href="https://t.co/abcdefghij">pic.twitter.com/abcdefghij</a></p>&mdash; Anna (@warden_anna) <a href="{page}?ref_src=twsrc%5Etfw">May 1, 2023</a></blockquote> <script async src="https://platform.twitter.com/widgets.js" charset="utf-8"></script>'),
    ("twitter", "skeleton", '<blockquote class="twitter-tweet"><a href="{page}"></a></blockquote>'),
    ("twitter", "JSX", '<blockquote className="twitter-tweet"><p lang="en">The ferry is late</p>&mdash; Anna (@warden_anna){{" "}}<a href="{page}">May 1, 2023</a></blockquote>'),
    ("twitter", "Guardian island", '<figure data-spacefinder-type="model.dotcomrendering.pageElements.TweetBlockElement"><gu-island name="TweetBlockComponent" props="{{&quot;element&quot;:{{&quot;url&quot;:&quot;{page}&quot;,&quot;id&quot;:&quot;{id}&quot;}}}}"><div><blockquote class="nojs-tweet"><p lang="en">The ferry is late</p>&mdash; Anna (@warden_anna) <a href="{page}">May 1, 2023</a></blockquote></div></gu-island></figure>'),
    ("twitter", "rendered in 2022", '<div class="twitter-tweet twitter-tweet-rendered" style="display:flex"><iframe id="twitter-widget-0" scrolling="no" class="" title="Twitter Tweet" src="{player}" data-tweet-id="{id}"></iframe></div>'),
    ("twitter", "rendered in 2016", '<twitter-widget class="twitter-tweet twitter-tweet-rendered" id="twitter-widget-0" data-tweet-id="{id}"></twitter-widget>'),
    ("twitter", "AMP", '<amp-twitter width="375" height="472" layout="responsive" data-tweetid="{id}"><blockquote placeholder class="twitter-tweet"><p>The ferry</p><a href="{page}">x</a></blockquote></amp-twitter>'),
    ("twitter", "Embetty", '<embetty-tweet status="{id}"></embetty-tweet>'),
    ("twitter", "s9e", '<iframe data-s9e-mediaembed="twitter" onload="x" src="https://s9e.github.io/iframe/2/twitter.min.html#{id}"></iframe>'),
    ("twitter", "twitframe", '<iframe src="https://twitframe.com/show?url={quoted}"></iframe>'),
    ("twitter", "nitter", '<iframe src="https://nitter.poast.org/warden_anna/status/{id}/embed"></iframe>'),
    ("twitter", "Substack", '<div class="twitter-embed" data-attrs="{{&quot;url&quot;:&quot;{page}&quot;,&quot;full_text&quot;:&quot;The ferry&quot;,&quot;username&quot;:&quot;warden_anna&quot;,&quot;name&quot;:&quot;Anna&quot;,&quot;date&quot;:&quot;Thu Feb 08 12:00:45 +0000 2018&quot;,&quot;photos&quot;:[]}}" data-component-name="Twitter2ToDOM"></div>'),
    ("twitter", "shortcode [tweet]", "<p>[tweet {page}]</p>"),
    ("twitter", "without a class", '<blockquote><p>The ferry is late</p>— Anna Warden (@warden_anna) <a href="{page}">November 11, 2022</a></blockquote>'),
    ("twitter", "only in the page's state", '<script id="state" type="application/json">{{"props":{{"body":"\\u003cblockquote class=\\"twitter-tweet\\"\\u003e\\u003cp\\u003eThe ferry\\u003c/p\\u003e\\u0026mdash; Anna (@warden_anna) \\u003ca href=\\"{page}\\"\\u003eMay 1, 2023\\u003c/a\\u003e\\u003c/blockquote\\u003e"}}}}</script>'),
    ("twitter", "Arc", '<script>Fusion.globalContent={{"content_elements":[{{"type":"oembed_response","subtype":"twitter","raw_oembed":{{"html":"<blockquote class=\\"twitter-tweet\\"><p>The ferry<\\/p>&mdash; Anna (@warden_anna) <a href=\\"{page}\\">May 1, 2023<\\/a><\\/blockquote>"}}}}]}};</script>'),
    ("tiktok", "only in the page's state", '<script id="state" type="application/json">{{"html":"\\u003cblockquote class=\\"tiktok-embed\\" cite=\\"{page}\\" data-video-id=\\"{id}\\"\\u003e\\u003c/blockquote\\u003e"}}</script>'),
    ("instagram", "of 2024", '<blockquote class="instagram-media" data-instgrm-captioned data-instgrm-permalink="{page}?utm_source=ig_embed&amp;utm_campaign=loading" data-instgrm-version="14"><div><a href="{page}?utm_source=ig_embed"><svg></svg><div>View this post on Instagram</div></a><p><a href="{page}">A post shared by Anna (@warden.anna)</a></p></div></blockquote>'),
    ("instagram", "of 2016", '<blockquote class="instagram-media" data-instgrm-version="7"><div><p><a href="{page}">The ferry</a></p><p>A photo posted by Anna (@warden.anna) on <time datetime="2016-01-03T13:01:00+00:00">Jan 3, 2016 at 5:01am PST</time></p></div></blockquote>'),
    ("instagram", "rendered", '<iframe class="instagram-media instagram-media-rendered" id="instagram-embed-0" src="{player}" data-instgrm-payload-id="instagram-media-payload-0"></iframe>'),
    ("instagram", "AMP", '<amp-instagram data-shortcode="{id}" data-captioned width="400" height="400"></amp-instagram>'),
    ("facebook", "XFBML", '<div class="fb-post" data-href="{page}" data-width="500"><blockquote cite="{page}" class="fb-xfbml-parse-ignore"><p>The ferry is late</p>Posted by <a href="https://www.facebook.com/harbour">Harbour</a> on&nbsp;<a href="{page}">Friday, 26 June 2020</a></blockquote></div>'),
    ("facebook", "rendered", '<div class="fb-post fb_iframe_widget" data-href="{page}" fb-xfbml-state="rendered"><span style="width:500px"><iframe title="fb:post Facebook Social Plugin" src="{player}"></iframe></span></div>'),
    ("facebook", "element", '<fb:post href="{page}" data-width="500"></fb:post>'),
    ("facebook", "AMP", '<amp-facebook width="552" height="310" layout="responsive" data-href="{page}"></amp-facebook>'),
    ("facebook", "video plugin with a version", '<iframe src="https://www.facebook.com/v2.3/plugins/video.php?href=https%3A%2F%2Fwww.facebook.com%2Fharbour%2Fvideos%2F{id}%2F&show_text=0"></iframe>'),
    ("tiktok", "official", '<blockquote class="tiktok-embed" cite="{page}" data-video-id="{id}" data-embed-from="oembed" style="max-width:605px"><section><a target="_blank" title="@harbour.warden" href="https://www.tiktok.com/@harbour.warden">@harbour.warden</a> <p>The ferry <a title="quay" href="https://www.tiktok.com/tag/quay">#quay</a></p> <a title="x" href="https://www.tiktok.com/music/x-2">♬ x</a></section></blockquote>'),
    ("tiktok", "host only", '<blockquote class="tiktok-embed" cite="https://www.tiktok.com" data-video-id="{id}"><section></section></blockquote>'),
    ("tiktok", "AMP", '<amp-tiktok width="325" height="575" data-src="{page}"></amp-tiktok>'),
    ("tiktok", "old frame", '<iframe src="https://www.tiktok.com/embed/v2/{id}"></iframe>'),
    ("youtube", "object", '<object width="425" height="344"><param name="movie" value="https://www.youtube.com/v/{id}&hl=en&fs=1"></param><embed src="https://www.youtube.com/v/{id}&hl=en&fs=1" type="application/x-shockwave-flash"></embed></object>'),
    ("youtube", "lite-youtube", '<lite-youtube videoid="{id}" playlabel="Play"></lite-youtube>'),
    ("youtube", "AMP", '<amp-youtube data-videoid="{id}" layout="responsive" width="480" height="270"></amp-youtube>'),
    ("youtube", "plyr", '<div id="player" data-plyr-provider="youtube" data-plyr-embed-id="{id}"></div>'),
    ("youtube", "rocket lazy load", '<div class="rll-youtube-player" data-src="https://www.youtube.com/embed/{id}" data-id="{id}" data-query="feature=oembed"></div><noscript>' + '<iframe src="{player}"></iframe></noscript>'),
    ("youtube", "lazy-load-youtube", '<a class="lazy-load-youtube preview-lazyload" href="https://www.youtube.com/watch?v={id}">The ferry</a>'),
    ("youtube", "Substack", '<div id="youtube2-{id}" class="youtube-wrap" data-attrs="{{&quot;videoId&quot;:&quot;{id}&quot;,&quot;startTime&quot;:null}}" data-component-name="Youtube2ToDOM"><div class="youtube-inner"><iframe src="https://www.youtube-nocookie.com/embed/{id}?rel=0"></iframe></div></div>'),
    ("youtube", "Elementor", '<div class="elementor-widget-video" data-settings="{{&quot;youtube_url&quot;:&quot;https:\\/\\/www.youtube.com\\/watch?v={id}&quot;,&quot;video_type&quot;:&quot;youtube&quot;}}"><div class="elementor-video"></div></div>'),
    ("youtube", "shortcode [youtube]", "<p>[youtube=https://www.youtube.com/watch?v={id}]</p>"),
    ("youtube", "iframemanager", '<div data-service="youtube" data-id="{id}" data-autoscale></div>'),
    ("youtube", "tarteaucitron", '<div class="youtube_player" videoID="{id}" width="560" height="315"></div>'),
    ("youtube", "video.js", '<video class="video-js" data-setup="{{&quot;techOrder&quot;:[&quot;youtube&quot;],&quot;sources&quot;:[{{&quot;type&quot;:&quot;video/youtube&quot;,&quot;src&quot;:&quot;https://www.youtube.com/watch?v={id}&quot;}}]}}"></video>'),
    ("youtube", "MediaElement", '<video><source type="video/youtube" src="https://www.youtube.com/watch?v={id}"></video>'),
    ("youtube", "vidstack", '<media-player title="The ferry" src="youtube/{id}"></media-player>'),
    ("youtube", "saved beside the page", '<iframe src="The%20ferry_files/{id}.html" title="YouTube video player"></iframe>'),
    ("vimeo", "iframemanager", '<div data-service="vimeo" data-id="{id}"></div>'),
    ("vimeo", "tarteaucitron", '<div class="vimeo_player" videoID="{id}" width="560"></div>'),
    ("dailymotion", "tarteaucitron", '<div class="dailymotion_player" videoID="x{id}"></div>'),
    ("twitter", "iframemanager", '<div data-service="twitter" data-id="{id}"></div>'),
    ("twitter", "tarteaucitron", '<div class="twitterembed-canvas" tweetid="{id}" data-width="500"></div>'),
    ("twitter", "somebody's element", '<tweet-embed tweet-id="{id}"></tweet-embed>'),
    ("instagram", "tarteaucitron", '<div class="instagram_post" postId="{id}" width="400"></div>'),
    ("telegram", "script", '<script async src="https://telegram.org/js/telegram-widget.js?22" data-telegram-post="harbourwatch/{id}" data-width="100%"></script>'),
    ("telegram", "quotation", '<blockquote class="telegram-post" data-telegram-post="harbourwatch/{id}">The ferry is late</blockquote>'),
    ("telegram", "rendered", '<script async src="https://telegram.org/js/telegram-widget.js?22" data-telegram-post="harbourwatch/{id}"></script><iframe id="telegram-post-harbourwatch-{id}" src="{player}"></iframe>'),
    ("reddit", "of 2024", '<blockquote class="reddit-embed-bq" data-embed-height="316"><a href="{page}">The ferry</a><br> by<a href="https://www.reddit.com/user/anna/">u/anna</a> in<a href="https://www.reddit.com/r/harbours/">harbours</a></blockquote><script async src="https://embed.reddit.com/widgets.js"></script>'),
    ("reddit", "card of 2020", '<blockquote class="reddit-card" data-card-created="2"><a href="{page}">The ferry</a> from <a href="http://www.reddit.com/r/harbours">r/harbours</a></blockquote>'),
    ("reddit", "AMP", '<amp-reddit layout="responsive" width="300" height="400" data-embedtype="post" data-src="{page}"></amp-reddit>'),
    ("reddit", "frame of redditmedia", '<iframe id="reddit-embed" src="https://www.redditmedia.com/r/harbours/comments/{id}/the_ferry/?ref_source=embed&amp;ref=share&amp;embed=true"></iframe>'),
    ("mastodon", "frame", '<iframe src="{player}" class="mastodon-embed" style="max-width:100%"></iframe><script src="https://social.example/embed.js" async></script>'),
    ("mastodon", "of 4.3", '<blockquote class="mastodon-embed" data-embed-url="{player}"><a href="{page}" target="_blank"><svg></svg><div>Post by @anna@social.example</div><div>View on Mastodon</div></a></blockquote>'),
    ("bluesky", "official", '<blockquote class="bluesky-embed" data-bluesky-uri="at://did:plc:abcdefghijklmnopqrstuvwx/app.bsky.feed.post/{id}" data-bluesky-cid="bafy"><p lang="en">The ferry is late<br><br><a href="https://bsky.app/profile/did:plc:abcdefghijklmnopqrstuvwx/post/{id}?ref_src=embed">[image or embed]</a></p>&mdash; Anna (<a href="https://bsky.app/profile/did:plc:abcdefghijklmnopqrstuvwx?ref_src=embed">@anna.harbour.example</a>) <a href="https://bsky.app/profile/did:plc:abcdefghijklmnopqrstuvwx/post/{id}?ref_src=embed">March 16, 2026 at 3:53 PM</a></blockquote>'),
    ("bluesky", "https where at should stand", '<blockquote class="bluesky-embed" data-bluesky-uri="{page}"><p>The ferry</p></blockquote>'),
    ("threads", "official", '<blockquote class="text-post-media" data-text-post-permalink="{page}" data-text-post-version="0" id="ig-tp-{id}"><a href="{page}"><div>View on Threads</div></a></blockquote>'),
    ("linkedin", "share", '<iframe src="https://www.linkedin.com/embed/feed/update/urn:li:share:{id}?compact=1"></iframe>'),
    ("linkedin", "ugcPost", '<iframe src="https://www.linkedin.com/embed/feed/update/urn:li:ugcPost:{id}"></iframe>'),
    ("vimeo", "AMP", '<amp-vimeo data-videoid="{id}" layout="responsive" width="500" height="281"></amp-vimeo>'),
    ("vimeo", "data-vimeo-id", '<div data-vimeo-id="{id}" data-vimeo-width="640"></div>'),
    ("vimeo", "lite-vimeo", '<lite-vimeo videoid="{id}"></lite-vimeo>'),
    ("vimeo", "Flash", '<object><param name="movie" value="https://vimeo.com/moogaloop.swf?clip_id={id}&server=vimeo.com"><embed src="https://vimeo.com/moogaloop.swf?clip_id={id}&server=vimeo.com"></object>'),
    ("vimeo", "shortcode [vimeo]", "<p>[vimeo {page}]</p>"),
    ("dailymotion", "AMP", '<amp-dailymotion data-videoid="x{id}" layout="responsive" width="480" height="270"></amp-dailymotion>'),
    ("dailymotion", "geo player", '<iframe src="https://geo.dailymotion.com/player.html?video=x{id}&mute=true"></iframe>'),
    ("dailymotion", "geo script", '<script src="https://geo.dailymotion.com/player/xa2b3.js" data-video="x{id}"></script>'),
    ("pinterest", "official", '<a data-pin-do="embedPin" data-pin-width="medium" data-pin-lang="nl" href="{page}"></a>'),
    ("pinterest", "AMP", '<amp-pinterest width="245" height="330" data-do="embedPin" data-url="{page}"></amp-pinterest>'),
    ("tumblr", "official", '<div class="tumblr-post" data-href="{player}" data-did="abc"><a href="{page}">{page}</a></div><script async src="https://assets.tumblr.com/post.js"></script>'),
    ("imgur", "official", '<blockquote class="imgur-embed-pub" lang="en" data-id="a/{id}" data-context="false"><a href="//imgur.com/a/{id}">The ferry</a></blockquote><script async src="//s.imgur.com/min/embed.js"></script>'),
    ("imgur", "AMP", '<amp-imgur data-imgur-id="a/{id}" layout="responsive" width="540" height="663"></amp-imgur>'),
    ("flickr", "official", '<a data-flickr-embed="true" href="{page}" title="The ferry"><img src="https://live.staticflickr.com/65535/{id}_abcdef2345_z.jpg" width="640" height="427"></a><script async src="//embedr.flickr.com/assets/client-code.js"></script>'),
    ("vk", "old player", '<iframe src="//vk.com/video_ext.php?oid=-{oid}&id={vid}&hash=abc"></iframe>'),
    ("soundcloud", "AMP", '<amp-soundcloud height="657" layout="fixed-height" data-trackid="{id}" data-visual="true"></amp-soundcloud>'),
    ("spotify", "podcast player", '<iframe src="https://open.spotify.com/embed-podcast/episode/{id}"></iframe>'),
    ("truthsocial", "official", '<iframe src="{player}" class="truthsocial-embed" style="max-width:100%" width="600"></iframe><script src="https://truthsocial.com/embed.js" async></script>'),
    ("rumble", "script", '<script>!function(r,u,m,b,l,e){{r._Rumble=b}}(window,document,"script","Rumble");</script><div id="rumble_v{id}"></div><script>Rumble("play", {{"video":"v{id}","div":"rumble_v{id}"}});</script>'),
    ("rumble", "with a publisher", '<iframe class="rumble" src="https://rumble.com/embed/u2ab.v{id}/?pub=4"></iframe>'),
    ("documentcloud", "DV.load", '<div id="DV-viewer-{id}-the-permit" class="DV-container"></div><script src="//assets.documentcloud.org/viewer/loader.js"></script><script>DV.load("//www.documentcloud.org/documents/{id}-the-permit.js", {{width: 600, container: "#DV-viewer-{id}-the-permit"}});</script>'),
    ("documentcloud", "DC-embed", '<div id="DC-embed-{id}-the-permit" class="DC-embed"></div><script>dc.embed.load("https://www.documentcloud.org/documents/{id}-the-permit.js", {{width: 600}});</script>'),
    ("datawrapper", "script", '<div style="min-height:300px" id="datawrapper-vis-{id}"><script type="text/javascript" defer src="https://datawrapper.dwcdn.net/{id}/embed.js" charset="utf-8" data-target="#datawrapper-vis-{id}"></script><noscript><img src="https://datawrapper.dwcdn.net/{id}/full.png" alt=""></noscript></div>'),
    ("datawrapper", "with its id", '<iframe title="x" aria-label="Map" id="datawrapper-chart-{id}" src="https://datawrapper.dwcdn.net/{id}/5/" scrolling="no"></iframe><script type="text/javascript">!function(){{"use strict";window.addEventListener("message",(function(a){{}}))}}();</script>'),
    ("flourish", "official", '<div class="flourish-embed flourish-chart" data-src="visualisation/{id}"><script src="https://public.flourish.studio/resources/embed.js"></script><noscript><img src="https://public.flourish.studio/visualisation/{id}/thumbnail" width="100%" alt="chart"></noscript></div>'),
    ("googlemaps", "by an account", '<iframe src="https://www.google.com/maps/d/u/2/embed?mid={id}&ll=46.6,32.6&z=8"></iframe>'),
    ("getty", "script", '<a id="x2" class="gie-single" href="https://embed.gettyimages.com/embed/{id}" target="_blank">Embed from Getty Images</a><script>window.gie=window.gie||function(c){{}};</script>'),
    ("gfycat", "script", '<div class="gfyitem" data-id="{id}"></div><script src="https://assets.gfycat.com/gfycat.js"></script>'),
    ("infogram", "script", '<div class="infogram-embed" data-id="{id}" data-type="interactive" data-title="x"></div><script>!function(e){{}}(document);</script>'),
    ("scribd", "with its id", '<iframe class="scribd_iframe_embed" id="doc_2345" src="//www.scribd.com/embeds/{id}/content?start_page=1"></iframe><p>View <a href="https://www.scribd.com/document/{id}/The-Permit">The Permit</a> on Scribd</p>'),
    ("applepodcasts", "another country", '<iframe allow="autoplay *" src="https://embed.podcasts.apple.com/us/podcast/id1234567890?i={id}&amp;theme=light"></iframe>'),
    ("twitch", "channel page of the clip", '<iframe src="https://clips.twitch.tv/embed?autoplay=false&clip={id}"></iframe>'),
    ("giphy", "with credit", '<iframe src="https://giphy.com/embed/{id}" class="giphy-embed"></iframe><p><a href="{page}">via GIPHY</a></p>'),
    ("peertube", "short page", "<p>https://tube.example/videos/watch/{id}</p>"),
    ("odysee", "by the claim", '<iframe id="lbry-iframe" src="https://odysee.com/$/embed/{id}?r=x"></iframe>'),
    ("streamable", "older player", '<div style="width:100%"><iframe src="https://streamable.com/e/{id}?autoplay=1"></iframe></div>'),
    ("vine", "postcard", '<iframe class="vine-embed" src="https://vine.co/v/{id}/embed/postcard"></iframe><script async src="//platform.vine.co/static/scripts/embed.js"></script>'),
    ("bandcamp", "with a link", '<iframe src="https://bandcamp.com/EmbeddedPlayer/v=2/track={id}/size=large/"><a href="https://harbour.bandcamp.com/track/the-ferry">The ferry</a></iframe>'),
    ("sketchfab", "with credit", '<div class="sketchfab-embed-wrapper"><iframe title="x" src="https://sketchfab.com/models/{id}/embed"></iframe><p><a href="https://sketchfab.com/3d-models/a-ferry-{id}?utm_medium=embed">A ferry</a></p></div>'),
)  # fmt: skip
