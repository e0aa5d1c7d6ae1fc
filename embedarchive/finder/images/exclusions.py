"""What is no picture of the article: pixels, icons, avatars, emoji, logos, advertising, teasers of other articles."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from embedarchive.patterns import regex

_HOSTS = frozenset(
    {
        "stats.wordpress.com", "pixel.wp.com", "doubleclick.net", "google-analytics.com", "googletagmanager.com",
        "scorecardresearch.com", "quantserve.com", "chartbeat.com", "list-manage.com", "feedburner.com", "taboola.com",
        "outbrain.com", "amazon-adsystem.com", "moatads.com", "hubspot.com", "statcounter.com",
        "counter.theconversation.com",
        "rt.prnewswire.com", "px.ads.linkedin.com", "bat.bing.com", "met.vgwort.de", "vgwort.de", "gravatar.com",
        "ioam.de", "2mdn.net",
        "sitemeter.com", "histats.com", "mc.yandex.ru", "counter.yadro.ru", "top.mail.ru", "googlesyndication.com",
        "adform.net",
        "criteo.com", "yadro.ru", "rambler.ru", "analytics.twitter.com", "t.co", "hotlog.ru", "spylog.com",
        "liveinternet.ru",
        "2o7.net", "omtrdc.net", "imrworldwide.com", "piwik.pro", "matomo.cloud", "feedsportal.com", "zergnet.com",
        "revcontent.com",
        "assoc-amazon.com", "awltovhc.com", "adfox.ru", "assets.pinterest.com", "shields.io", "badge.fury.io",
        "nr-data.net", "adition.com",
        "bs.serving-sys.com", "ads.com", "adnxs.com", "addthis.com", "sharethis.com", "flattr.com",
        "paypalobjects.com", "wemfbox.ch",
    }
)  # fmt: skip
_PATHS = regex(
    r"/images/core/emoji|twemoji|/emoji/|images/emoji\.php|/smil(?:ies|eys)/|/profile_images/|/avatars?/|/favicon|/pixel(?:[/.?]|$)"
    r"|/beacon|/tracking/|/count(?:er)?(?:[/.?]|$)|/impression|/sprites?[/.]|/icons?/|/logos?/|/adserver|/ads?/|/banners?/|/badges?/"
    r"|facebook\.com/tr\b|/1x1\.|/spacer\.|/blank\.|/transparent\.|/cleardot|/clear\.gif|/partners?/|/share[-_]|latex\.php|/social/",
    re.IGNORECASE,
)
_NAMES = regex(
    r"(?:^|[-_.])(?:icons?|logos?|avatars?|sprite|favicon|spinner|loader|loading|button|btn|arrow|bullet|badge|emoji|pixel|share|facebook"
    r"|twitter|whatsapp|linkedin|rss|print|email|search|close|menu|default-?avatar|apple-touch|placeholder|gravatar|googleplay|appstore|app-store"
    r"|hamburger|playicon|play|quote|quotes|quote-?bottom|quote-?top|zoom|lupe|comments?|ajax-?loader|wheel|chevron|caret|googleplus|livejournal|vkontakte|odnoklassniki)(?:[-_.\d]|$)",
    re.IGNORECASE,
)
_WORD = regex(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_OWN = frozenset(
    (  # noqa: SIM905 -- legible
        "emoji smiley smilies avatar icon icons logo gravatar pixel tracking sprite latex spinner loader badge "
        "profile author byline share social thumbnail-small"
    ).split()
)
_REGION_WORDS = frozenset(
    (  # noqa: SIM905 -- legible
        "related recommend recommended recommendation recommendations recommends sidebar footer nav navbar navigation "
        "menu comment comments respond author authors byline bio biography avatar share sharing shares social promo "
        "promos promoted newsletter subscribe subscription sponsor sponsored sponsors advert adverts advertisement "
        "advertising adsense outbrain unfurl bookmark onebox preview-card taboola popular trending logo icon icons "
        "emoji breadcrumb breadcrumbs cookie consent pagination pager masthead signup recirc recirculation disqus "
        "spotim topnav toolbar tagcloud mostread morestories readmore readnext upnext similar linkbox crosslink "
        "crosslinks crosssell teaserlist livefyre zergnet modal popup overlay paywall suggestions suggested widgets "
        "blogroll partner partners shop affiliate skyscraper leaderboard contentrecs onward infocard"
    ).split()
)
_SHORT = regex(r"(?<![a-z0-9])(?:ads?|adv|advt)(?![a-z0-9])")
_PHRASES = (
    "also-like", "read-also", "read-more", "most-read", "more-from", "more-stories", "more-articles", "more-news",
    "latest-news",
    "see-also", "up-next", "next-article", "you-may", "top-stories", "other-news", "other-articles", "more-on",
    "more-like", "post-nav",
    "nav-links", "around-the-web", "editors-pick", "weitere-artikel", "mehr-zum", "auch-interessant", "lire-aussi",
    "a-lire",
    "lees-ook", "leer-mas", "site-header", "global-header", "page-header-logo", "trc_related", "jp-related",
    "popular-posts",
    "article-recommend", "last-news", "news-list", "top-news", "right-col", "right-rail", "side-rail", "rail-right",
    "rightcol", "right-column", "left-col", "leftcol", "side-bar",
    "teaser-list", "app-download", "user-info", "post-author", "article-list", "latest-posts", "recent-posts",
    "more-topics",
)  # fmt: skip
_TAGS = frozenset({"nav", "aside", "footer", "template", "button", "select", "form", "dialog"})
_EMBEDS = regex(
    r"\b(?:twitter-tweet|twitter-video|nojs-tweet|instagram-media|tiktok-embed|bluesky-embed|mastodon-embed|fb-(?:post|video)|reddit-embed"
    r"|reddit-card|imgur-embed-pub|tumblr-post|embedly-card|threads-?post|text-post-media|telegram-post|twitter-embed|flourish-embed"
    r"|pinterest-embed|lite-youtube|youtube-embed)\b",
    re.IGNORECASE,
)


def foreign_address(url: str) -> bool:
    """Whether the address itself says that this is a pixel, an icon, a badge or an advertisement."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return True
    labels = host.split(".")
    if any(".".join(labels[index:]) in _HOSTS for index in range(len(labels) - 1)):
        return True
    if labels[0] in {"ad", "ads", "adserver", "pixel", "counter", "stats", "analytics", "track", "tracking", "banner"}:
        return True
    path = parts.path[-600:]
    if _PATHS.search(f"{host}{path}"):
        return True
    name = path.rpartition("/")[2]
    return len(name) < 40 and _NAMES.search(name) is not None


def own_class(classes: str) -> bool:
    """Whether an image's own class names say that it is a sign and no picture."""
    return any(word.lower() in _OWN for word in _words(classes))


def foreign_region(tag: str, classes: str, role: str) -> bool:
    """Whether an element holds something else than the article: navigation, related articles, advertising."""
    if tag in _TAGS or role in {"navigation", "complementary", "contentinfo", "dialog", "banner"}:
        return True
    if not classes:
        return False
    words = {word.lower() for word in _words(classes[:1000])}
    if words & _REGION_WORDS and not words & {"featured", "hero"}:
        return True
    lowered = classes[:1000].lower().replace("_", "-")
    if _SHORT.search(lowered):
        return True
    return ("-" in lowered or "col" in lowered) and any(phrase in lowered for phrase in _PHRASES)


def is_embed(classes: str) -> bool:
    """Whether an element is the embed of a post, whose pictures are the post's."""
    return _EMBEDS.search(classes[:1000]) is not None


def _words(classes: str) -> list[str]:
    return _WORD.findall(classes)
