"""Twitter, now X: statuses, broadcasts and spaces, and the mirrors that people link to instead.

Addresses seen in articles since 2010: `/{handle}/status/{id}` and `/statuses/`, `/i/web/status/`,
`/#!/{handle}/status/`, the widget's frame, and front ends that repeat Twitter's paths on hosts of their own.
"""

from __future__ import annotations

import datetime as dt
import re

from embedarchive import urls
from embedarchive.model import Embed, Reference
from embedarchive.patterns import regex
from embedarchive.protocols.declaring.copied import Copied
from embedarchive.protocols.declaring.export import Export
from embedarchive.protocols.declaring.fallback import Fallback
from embedarchive.protocols.declaring.id_times import snowflake
from embedarchive.protocols.declaring.questions import MEDIA, stem
from embedarchive.protocols.declaring.shapes import Shape, elements, substack
from embedarchive.protocols.declaring.sources import Source

NAME = "twitter"
LABEL = "X (Twitter)"
ALIASES = ("x", "tweet", "twitter_tweet")
EXAMPLE = "https://x.com/jane_doe/status/1591167663165898754"
WELL_KNOWN = "https://x.com/jack/status/20"
AUTHORED = "https://x.com/{handle}/status/{id}"
UNSAVED = "The Wayback Machine keeps no pages of X any more."
PREVIEW = "embedarchive (like TwitterBot)"
"""What asks for a preview names itself so: others do, too (`TelegramBot (like TwitterBot)`)."""
EMBED_PAGE = "https://platform.twitter.com/embed/Tweet.html?id={id}"
MIRRORS = (
    "fxtwitter.com",
    "vxtwitter.com",
    "fixupx.com",
    "fixvx.com",
    "twittpr.com",
    "girlcockx.com",
    "stupidpenisx.com",
    "cunnyx.com",
    "xcancel.com",
    "twstalker.com",
)
HOSTS = (
    "twitter.com",
    "x.com",
    "twitter3e4tixl4xyajtrzo62zg5vztmjuricljdp2c5kshju4avyoid.onion",
    *MIRRORS,
    "nitter.net",
    "nitter.space",
    "nitter.tiekoetter.com",
    "nitter.poast.org",
    "nitter.privacydev.net",
    "nitter.cz",
    "nitter.it",
    "nitter.42l.fr",
    "nitter.eu",
    "nitter.pussthecat.org",
    "nitter.snopyta.org",
    "nitter.kavin.rocks",
    "twitframe.com",
    "threadreaderapp.com",
    "unrollthread.com",
)
SOURCES = (
    Source(
        name="syndication",
        url="https://cdn.syndication.twimg.com/tweet-result?id={id}&lang=en&token={token}",
        also=("https://cdn.syndication.twimg.com/tweet-result?id={id}&token={token}",),
        who="tweet-result",
        kind="api",
        gives="everything but place and reposts",
        shape="recorded",
        checked="2026-11-29",
    ),
    Source(
        name="oembed",
        url="https://publish.twitter.com/oembed?url=https%3A%2F%2Ftwitter.com%2F{handle}%2Fstatus%2F{id}&omit_script=1&dnt=true",
        also=(
            "https://publish.twitter.com/oembed?url=https%3A%2F%2Ftwitter.com%2F{handle}%2Fstatus%2F{id}",
            "https://publish.twitter.com/oembed?url=https%3A%2F%2Fx.com%2F{handle}%2Fstatus%2F{id}&omit_script=1&dnt=true",
        ),
        who="oEmbed",
        kind="api",
        gives="text, author, day",
        shape="recorded",
        checked="2026-11-29",
    ),
    Source(
        name="page",
        url="https://x.com/{handle}/status/{id}",
        also=("https://twitter.com/{handle}/status/{id}",),
        who="the page",
        headers=(("User-Agent", PREVIEW),),
        gives="whole text, author, images",
        shape="recorded",
        checked="2026-11-29",
    ),
    Source(
        name="fxtwitter",
        url="https://api.fxtwitter.com/status/{id}",
        who="fxtwitter",
        opt_in=True,
        kind="api",
        gives="text, author, hour, files, counts",
        shape="documented",
        checked="2026-11-29",
    ),
    Source(
        name="vxtwitter",
        url="https://api.vxtwitter.com/i/status/{id}",
        who="vxtwitter",
        opt_in=True,
        kind="api",
        gives="text, author, hour, files, counts",
        shape="documented",
        checked="2026-11-29",
    ),
)
EXPORT = Export(
    names=r"(?:(?:community-)?tweets?(?:-part\d{1,4})?|20\d\d_\d\d)\.js",
    begins=rb"\s{0,9}(?:(?:window\.)?YTD\.(?:deleted_|community_)?tweets?\.part\d{1,4}|Grailbird\.data\.tweets_[\d_]{1,9})\s{0,9}=",
)
RECORDED_AT = ("x.com", "twitter.com", "twimg.com")  # no mirror's word is X's
_STATUS = "https://x.com/i/status/{}"
_NAMES = ("twitter.com", "x.com")
_IDS = (("data-tweet-id", _STATUS), ("data-tweetid", _STATUS), ("data-twitter-tweet-id", _STATUS))

MARKUP = (
    *(
        Shape(
            form="blockquote",
            tag="blockquote",
            cls=cls,
            attributes=(*_IDS, ("cite", "{}")),
            link="last",
            words="signed",
        )
        for cls in ("twitter-tweet", "twitter-video", "nojs-tweet", "twitter-tweet-error", "twitter-embed")
    ),
    *(Shape(form="rendered", cls=cls, attributes=_IDS) for cls in ("twitter-tweet-rendered", "twitter-tweet")),
    *(Shape(form="data-attr", attributes=(pair,), link="last", words="signed") for pair in _IDS),
    *elements(
        _STATUS,
        "amp-twitter[data-tweetid]",
        "bento-twitter[data-tweetid]",
        "embetty-tweet[status]",
        "twitter-widget[data-tweet-id]",
    ),
    Shape(form="script", tag="script", call=".widgets.createTweet", attributes=(("", "https://x.com/i/status/{0}"),)),
    substack(
        "Twitter2ToDOM",
        "{}",
        "url",
        ("text", "full_text"),
        ("author", "name"),
        ("handle", "username"),
        ("posted_at", "date"),
        ("photos", "photos"),
        ("video", "video_url"),
        ("quotes", "quoted_tweet"),
    ),
)

FALLBACK = Fallback(bylines=("— {name} (@{handle}) {date}",), handle=r"[A-Za-z0-9_]{1,20}", drawn=True)


COPIED = Copied(
    heads=("{name} (@{handle}) posted at {any} on {date}:", "{name} (@{handle}) tweeted at {any} on {date}:"),
    handle=r"[A-Za-z0-9_]{1,20}",
    endings=("(https://x.com/", "(https://twitter.com/"),
)
"""What its app hands to others: who and when, the words, the address in parentheses."""


def recognise(url: str) -> Reference | None:
    """The status, broadcast or space that a URL names."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    parts = address.segments
    if address.on("twitframe.com"):
        return recognise(address.parameter("url")) if parts == ("show",) else None
    if address.on("threadreaderapp.com", "unrollthread.com"):
        return _status(parts[1].removesuffix(".html")) if len(parts) >= 2 and parts[0] in ("thread", "t") else None
    if address.host.startswith("platform.") or address.host.startswith("syndication."):
        framed = address.path.lower() in ("/embed/tweet.html", "/embed/index.html")
        return _status(address.parameter("id")) if framed else None
    if not parts and address.fragment.startswith("!/"):  # 2010 to 2012
        parts = tuple(part for part in address.fragment[2:].partition("?")[0].split("/") if part)
    return _path(parts)


def _path(parts: tuple[str, ...]) -> Reference | None:  # noqa: PLR0911 -- one for each kind of address
    match parts:
        case ("i", "web" | "user", *_) if len(parts) >= 4 and parts[2] in ("status", "statuses"):
            return _status(parts[3])
        case ("i", "web", "status", identifier, *_) | ("i", "status", identifier, *_):
            return _status(identifier)
        case ("i", "article", identifier, *_):
            return _article(identifier)
        case ("i", "videos", "tweet", identifier, *_) | ("i", "videos", identifier, *_):
            return _status(identifier)
        case ("i", "cards", "tfw", "v1", identifier, *_) | ("statuses", identifier, *_):
            return _status(identifier)
        case ("i", "spaces" | "broadcasts" as kind, identifier, *_):
            return _live(kind, identifier)
        case (handle, "status" | "statuses" | "article", identifier, *_):
            return _status(identifier, handle)
    return None


def _status(identifier: str, handle: str | None = None) -> Reference | None:
    """Ids are 1 to 19 digits; addresses are often pasted with a stray end (`…754?s=20`, `…754…`, `…754)`)."""
    digits = len(identifier) - len(identifier.lstrip("0123456789"))
    rest = identifier[digits:]
    if not 1 <= digits <= 19 or (rest and rest[0].isalnum()):
        return None
    identifier = identifier[:digits]
    handle = (handle or "").removeprefix("@")
    known = handle if 1 <= len(handle) <= 20 and handle.isascii() and handle.replace("_", "a").isalnum() else None
    known = None if known in ("i", "status", "statuses", "anyuser", "twitter_user") else known
    return Reference(
        platform=NAME, id=identifier, url=f"https://x.com/{known or 'i'}/status/{identifier}", handle=known
    )


def _article(identifier: str) -> Reference | None:
    """An article has an id of its own; the tweet that carries it has another, which its page may name."""
    if not re.fullmatch(r"[0-9]{1,19}", identifier):
        return None
    url = f"https://x.com/i/article/{identifier}"
    return Reference(platform=NAME, id=f"article/{identifier}", url=url, shared=True)


def _live(kind: str, identifier: str) -> Reference | None:
    if not (10 <= len(identifier) <= 16 and identifier.isascii() and identifier.isalnum()):
        return None
    return Reference(platform=NAME, id=f"{kind}/{identifier}", url=f"https://x.com/i/{kind}/{identifier}")


def addresses(embed: Embed) -> tuple[str, ...]:
    """Both of the platform's names, its mobile and nameless spellings, and the answers about it that crawlers keep."""
    if not embed.id or not embed.id.isdigit():
        return (embed.url,) if embed.url else ()
    handle = embed.handle or "i"
    path = f"{handle}/status/{embed.id}"
    found = [f"https://{host}/{path}" for host in ("twitter.com", "x.com", "mobile.twitter.com")]
    widget = "https://cdn.syndication.twimg.com/tweet-result"
    found += [f"{widget}?id={embed.id}", f"{widget}?*&id={embed.id}"]  # the second: asked for with `features`, too
    found += [
        f"https://publish.twitter.com/oembed?url=https%3A%2F%2F{host}%2F{handle}%2Fstatus%2F{embed.id}"
        for host in _NAMES
    ]
    found += [f"https://{host}/i/web/status/{embed.id}" for host in _NAMES]
    found += [f"https://{host}/i/status/{embed.id}" for host in _NAMES]
    return (*dict.fromkeys(found), f"https://twitter.com/{handle}/statuses/{embed.id}", f"https://mobile.x.com/{path}")


def posted_at(identifier: str) -> dt.datetime | None:
    """Ids given since 4 November 2010 hold their time in milliseconds; smaller ones were counted up."""
    if not identifier.isdigit() or int(identifier) < 29_700_859_247:
        return None
    return snowflake(identifier, 22, 1_288_834_974_657)


def same_question(address: urls.Address) -> str | None:
    """`tweet-result` asks by id, whatever else it says; images and videos have one name in all their sizes."""
    if address.host == "cdn.syndication.twimg.com" and address.path == "/tweet-result":
        identifier = address.parameter("id")
        return f"tweet-result {identifier}" if identifier else None
    if address.host == "pbs.twimg.com":
        named = stem(address._replace(path=address.path.partition(":")[0]))
        named = _SIZE.sub("", named) if named.startswith("/profile_images/") else named
        return f"{MEDIA}{named}" if len(named) > len("/media/") else None
    parts = address.segments
    if address.host == "video.twimg.com" and parts[-1:] and parts[-1].endswith(".mp4"):
        if parts[0] == "tweet_video":
            return f"{MEDIA}{address.path}"
        whole = any(
            _WHOLE.fullmatch("/".join(parts[index + 1 : -1])) for index, part in enumerate(parts) if part == "vid"
        )
        return f"{MEDIA}{parts[0]} {parts[1]}" if whole and len(parts) > 3 else None
    return None


_SIZE = regex(r"(?<=.)_(?:normal|bigger|mini|x96|\d{2,4}x\d{2,4}|reasonably_small)\Z")
_WHOLE = regex(r"(?:[a-z0-9]{1,8}/)?\d{2,5}x\d{2,5}")
"""What stands between `vid` and a file that is the whole video; play lists' fragments have more."""
