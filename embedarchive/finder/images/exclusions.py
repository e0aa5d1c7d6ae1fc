"""What is no image of the article: pixels, icons, avatars, emoji, logos, advertising, teasers of other articles."""

from __future__ import annotations

import functools
import operator
import re
from itertools import groupby
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
_COUNTING = frozenset(
    {"ad", "ads", "adserver", "pixel", "counter", "stats", "analytics", "track", "tracking", "banner"}
)
"""How the hosts of those begin who advertise, or count readers."""
_LONGEST_NAME = 40  # of a file that may be a sign
_PATHS = regex(  # behind each slash of an address in lower case
    r"/(?:images/core/emoji|emoji/|smil(?:ies|eys)/|profile_images/|avatars?/|favicon|pixel(?:[/.?]|$)|beacon|tracking/"
    r"|count(?:er)?(?:[/.?]|$)|impression|sprites?[/.]|icons?/|logos?/|adserver|ads?/|banners?/|badges?/|1x1\.|spacer\.|blank\."
    r"|transparent\.|cleardot|clear\.gif|partners?/|flags?\d?/|ranks?/|share[-_/]|social/|themes/|autor(?:es)?/|authors?/|auteurs?/)"
)
_NAMES = regex(  # in the name of a file in lower case
    r"(?:^|[-_.])(?:logos?|avatars?|sprite|favicon|spinner|loader|loading|btn|[a-z]?bullet|emoji|pixel|default-?avatar|apple-touch"
    r"|placeholder|gravatar|google-?play|appstore|app-store|hamburger|playicon|ajax-?loader|chevron|caret)(?:[-_.\d]|$)"
)
_SUBJECTS = regex(  # likewise, but also what a picture may be of
    r"(?:^|[-_.])(?:button|arrow|badge|pdf|newsletter|author|headshot|share|facebook|twitter|whatsapp|linkedin|rss|print|email|search|close|menu|play|quotes?"
    r"|quote-?bottom|quote-?top|zoom|lupe|comments?|wheel|googleplus|livejournal|vkontakte|odnoklassniki|ads|icons?)(?:[-_.\d]|$)"
)
_PERSON = regex(r"[-_.](?:logo|avatar|author|headshot)(?:[-_.\d]|$)")
_HASHED = regex(r"(?=[a-f]{0,16}\d)[0-9a-f]{16}")
"""How a file begins that was named by a content system, whatever the uploader called it."""
_GLYPHS = regex(  # the whole name of a file in lower case
    r"(?:icons?|ico?|img|file-?type)?[-_]?(?:clock|calendar|timer|hourglass|users?|eye|views?|envelope|e?mail|bookmark|map-?pin|map-?marker"
    r"|pdf|xlsx?|pptx?|docx?|csv|zip|epub|mp3|word|excel|powerpoint|(?:[a-z]{1,20}[-_])?(?:signature|autograph|sig)(?:[-_].{0,30})?|(?:page[-_])?(?:divider|separator)"
    r"|location|thumbs?-?up|likes?|tick|check-?mark|cart|log-?in|tags?|links?|external-?link|download|warning|info)"
    r"(?:[-_@]?(?:icon|white|black|gr[ae]y|red|blue|green|dark|light|small|sm|\d{1,3}(?:x\d{1,3})?|[23]x)){0,3}\.(?:png|gif|svg|webp)"
    r"|(?:[a-z]{1,20}[-_])?(?:signature|autograph|sig)(?:[-_].{0,30})?\.jpe?g"
)
_PHOTOGRAPH = regex(  # of which a subject is no sign: three words of a photograph's name, none of them a request
    r"(?!.{0,60}(?:share|follow|like|join|button|author|headshot|newsletter|badge|banner|ads))(?:[a-z]{2,30}[-_]){2,12}[a-z]{3,30}[-_\d]{0,20}\.jpe?g$"
)
_WORD = regex(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_OWN = frozenset(
    (  # noqa: SIM905 -- legible
        "emoji smiley smilies avatar icon icons logo gravatar pixel tracking sprite latex badge "
        "profile author byline share social arrow"
    ).split()
)
_OWN_LARGE = frozenset({"avatar", "gravatar", "logo", "pixel", "tracking", "sprite", "latex", "author"})
_PINNED = frozenset({"pinit", "pinme", "pinnable"})
_PINS = frozenset({"pin", "pins", "pinterest"})
_AVATARS = tuple(f"avatar {of} " for of in ("for", "of", "von", "van", "de", "di", "af", "av"))
_SIGN_NAMES = (" icon", " icoon", " symbol", " bullet", " arrow", " avatar", " headshot", " profile", " author image")
_ADVERTISING = frozenset(
    (  # noqa: SIM905 -- legible
        "ad ads advert advertisement advertising anzeige werbung reklama reklame reklam mainos annons annonce "
        "publicité publicidad publicidade pubblicità advertentie реклама 広告 광고 广告"
    ).split()
)
_SIGN_KINDS = frozenset(
    {"", "logo", "sign", "small", "big", "white", "black", "dark", "light", "mini", "footer", "print"}
)
"""What follows the site's name in the name of its sign's file."""
_NAME = 8  # letters of a part of a host that is the name of a site of many
_REGION_WORDS = frozenset(
    (  # noqa: SIM905 -- legible
        "related recommend recommended recommendation recommendations recommends sidebar footer nav navbar navigation "
        "menu comment comments respond author authors byline bio biography avatar share sharing shares social promo "
        "promos promoted newsletter subscribe subscription sponsor sponsored sponsors advert adverts advertisement "
        "advertising adsense adblock outbrain unfurl bookmark onebox taboola popular trending logo icon icons "
        "emoji breadcrumb breadcrumbs cookie consent pagination pager masthead signup recirc recirculation disqus "
        "spotim topnav toolbar tagcloud mostread morestories readmore readnext upnext similar linkbox crosslink "
        "crosslinks crosssell teaserlist livefyre zergnet modal popup overlay paywall suggestions suggested widgets "
        "blogroll partner partners shop affiliate skyscraper leaderboard contentrecs onward infocard playlist"
    ).split()
)
_SHORT = regex(r"(?<![a-z0-9])(?<!^no-)(?<![^a-z0-9]no-)(?:ads?|adv|advt)(?![a-z0-9]|-(?:top|after|before|below)\b)")
_PHRASES = (
    "also-like", "read-also", "read-more", "most-read", "more-from", "more-stories", "more-articles", "more-news",
    "latest-news",
    "see-also", "up-next", "next-article", "you-may", "top-stories", "other-news", "other-articles", "more-on",
    "more-like", "post-nav",
    "nav-links", "around-the-web", "editors-pick", "weitere-artikel", "mehr-zum", "auch-interessant", "lire-aussi",
    "a-lire",
    "lees-ook", "leer-mas", "site-header", "global-header", "page-header-logo", "jp-related",
    "popular-posts",
    "article-recommend", "last-news", "news-list", "top-news", "right-col", "right-rail", "side-rail", "rail-right",
    "rightcol", "right-column", "left-col", "leftcol", "side-bar",
    "teaser-list", "app-download", "user-info", "post-author", "article-list", "latest-posts", "recent-posts",
    "more-topics", "message-userextra", "message-userdetails",
)  # fmt: skip
_PHRASE = regex(
    "|".join(
        f"{letter}(?:{'|'.join(phrase[1:] for phrase in alike)})"
        for letter, alike in groupby(sorted(_PHRASES), operator.itemgetter(0))
    )
)
"""Those that begin alike are tried together."""
_ROLES = frozenset({"navigation", "complementary", "contentinfo", "dialog", "banner"})
_WRAPPING = frozenset({"partner", "partners", "share", "sharing", "shares", "social", "paywall", "onward", "widgets"})
_OPENING = frozenset({"modal", "popup", "overlay"})  # said of a link, that it opens the picture in full size
_ICONS = frozenset({"icon", "icons"})  # what a gallery of WordPress calls the boxes of its images
_SHOWING = frozenset({"aspect", "ratio", "image", "img", "photo", "picture", "figure", "media", "gallery", "lightbox"})
"""With these words what lies over the page, or opens, is an image."""
_DOUBTFUL = frozenset({"aside", "button"})
_TAGS = frozenset({"nav", "footer", "template", "select", "form", "dialog", "amp-story-player"})
_EMBED_WORDS = frozenset(
    (  # noqa: SIM905 -- legible
        "twitter nojs instagram tiktok bluesky mastodon fb reddit imgur tumblr embedly threads threadspost text "
        "telegram flourish pinterest lite youtube"
    ).split()
)
_EMBEDS = regex(  # the classes of embeds, each of which begins with one of these words
    r"\b(?:twitter-tweet|twitter-video|nojs-tweet|instagram-media|tiktok-embed|bluesky-embed|mastodon-embed|fb-(?:post|video)|reddit-embed"
    r"|reddit-card|imgur-embed-pub|tumblr-post|embedly-card|threads-?post|text-post-media|telegram-post|twitter-embed|flourish-embed"
    r"|pinterest-embed|lite-youtube|youtube-embed)\b",
    re.IGNORECASE,
)


def foreign_address(url: str, *, large: bool = False, captioned: bool = False, photograph: bool = False) -> bool:
    """Whether the address itself says that this is a pixel, an icon, a badge or an advertisement.

    Args:
        url: the absolute address.
        large: whether the page says that one is to look at it, by its size or by a sentence about it: what is called a
            button may then show one.
        captioned: whether it is large and has a caption, or opens in full size: then it is shown for its own sake, a
            logo too.
        photograph: whether it stands as photographs do: then it may be of what a sign is called after.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return True
    path = parts.path[-600:].lower()
    labels = host.split(".")
    if _is_on(host, _HOSTS) or labels[0] in _COUNTING or _PATHS.search(path) or _is_pixel(labels, path):
        return True
    name = path.rpartition("/")[2]
    if len(name) >= _LONGEST_NAME:
        return False
    if _HASHED.match(name):
        return _PERSON.search(name) is not None
    return (not captioned and _NAMES.search(name) is not None) or (not large and _is_sign(name, photograph=photograph))


def _is_sign(name: str, *, photograph: bool) -> bool:
    """Whether a file is called after what an interface draws, and is no photograph of it."""
    return _GLYPHS.fullmatch(name) is not None or (
        not photograph and _SUBJECTS.search(name) is not None and _PHOTOGRAPH.match(name) is None
    )


def _is_on(host: str, domains: frozenset[str]) -> bool:
    """Whether a host is one of these domains, or below one."""
    while "." in host:
        if host in domains:
            return True
        host = host.partition(".")[2]
    return False


def _is_pixel(labels: list[str], path: str) -> bool:
    """Facebook's, which has the host that its images have."""
    return path.rstrip("/") == "/tr" and labels[-2:] == ["facebook", "com"]


def is_named_as_site(url: str, host: str) -> bool:
    """Whether a drawing's file has the name of the site that shows it: its sign at the end of the text.

    Args:
        url: the address of the image.
        host: the page's.
    """
    stem, _, ending = url.partition("?")[0].rpartition("/")[2].lower().rpartition(".")
    if ending not in {"png", "gif", "svg"}:
        return False
    letters = "".join(filter(str.isalpha, stem[:60].partition("@")[0]))
    labels = host.replace("-", "").split(".")
    return any(
        len(name) >= 4 and letters.startswith(name) and letters[len(name) :] in _SIGN_KINDS
        for name in ("".join(labels[-2:]), labels[-2] if len(labels) > 1 else "", *filter(_is_long, labels[:-2]))
    )


def _is_long(label: str) -> bool:
    return len(label) >= _NAME


def own_class(classes: str, *, large: bool = False) -> bool:
    """Whether an image's own class names say that it is a sign and no image; of a large one fewer are believed."""
    if not (_OWN_LARGE if large else _OWN).isdisjoint(map(str.lower, _WORD.findall(classes))):
        return True
    return "hidden" in classes and _is_for_pinning(set(_WORD.findall(classes)))


def _is_for_pinning(words: set[str]) -> bool:
    """Whether class names are those of a card that no reader sees: it is there for Pinterest to take."""
    return ("hidden" in words and not _PINS.isdisjoint(words)) or not _PINNED.isdisjoint(words)


def own_words(alternative: str, name: str = "") -> bool:
    """Whether an image's alternative text says that it is a sign: "Arrow icon", but no sentence about an icon.

    Args:
        alternative: the text that stands for the image.
        name: the image's address. A logo is one whose file has the name of what it stands for: texts that name a logo
            also come with the frame that a page was made from.
    """
    if len(alternative) >= 40 or alternative.count(" ") >= 4:
        return False
    lowered = alternative.lower().rstrip(".")
    if lowered in _ADVERTISING:
        return True
    if lowered.endswith(" logo"):
        file = name.partition("?")[0].rpartition("/")[2].lower()
        return any(len(word) > 2 and word in file for word in lowered.split()[:-1])
    return f" {lowered}".endswith(_SIGN_NAMES) or lowered.startswith(_AVATARS)


@functools.lru_cache(maxsize=4096)
def foreign_region(tag: str, classes: str, role: str) -> bool | None:
    """Whether an element holds something else than the article: navigation, related articles, advertising, a post.

    None where only a phrase in a name or the tag of a side matter says so: that may as well be a box around a figure.
    Asked once for all elements, of all pages of a site, that are called alike.

    Args:
        tag: the element's name.
        classes: its class names and its id.
        role: its part in the page, as it says for screen readers.
    """
    if tag in _TAGS or role in _ROLES:
        return True
    doubtful = None if tag in _DOUBTFUL else False
    words = set(" ".join(_WORD.findall(classes)).lower().split())
    if tag == "a":
        words -= _OPENING
    if not words:
        return doubtful
    if ("hidden" in words and _is_for_pinning(words)) or (tag == "a" and "cta" in words):  # a call to action
        return True
    said = _said_of_region(words)
    if not said <= _WRAPPING:
        return True
    lowered = classes.lower().replace("_", "-")
    if _is_advertising(lowered) or (not words.isdisjoint(_EMBED_WORDS) and _EMBEDS.search(classes) is not None):
        return True
    return None if said or _has_phrase(lowered) else doubtful


def _said_of_region(words: set[str]) -> set[str]:
    """The words of class names that tell other matters; none where they are said of an image or of its box."""
    said = words & _REGION_WORDS
    showing = said <= _OPENING and not words.isdisjoint(_SHOWING)
    return set() if showing or (said <= _ICONS and "gallery" in words) else said


def _is_advertising(lowered: str) -> bool:
    return "ad" in lowered and _SHORT.search(lowered) is not None


def _has_phrase(lowered: str) -> bool:
    return ("-" in lowered or "col" in lowered) and _PHRASE.search(lowered) is not None
