"""Reddit: submissions and comments."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Embed, Reference
from embedarchive.protocols.declaring.copied import Copied
from embedarchive.protocols.declaring.fallback import Fallback
from embedarchive.protocols.declaring.oembed import OEmbed
from embedarchive.protocols.declaring.platform import HostRate
from embedarchive.protocols.declaring.questions import MEDIA, stem
from embedarchive.protocols.declaring.shapes import Shape, elements
from embedarchive.protocols.declaring.sources import Source

NAME = "reddit"
RATES = (HostRate(hosts=("reddit.com",), every_s=5.0),)
EXAMPLE = "https://www.reddit.com/r/cats/comments/15bfi0/a_cat_on_a_roof/"
WELL_KNOWN = "https://www.reddit.com/r/videos/comments/6rrwyj/that_small_heart_attack/"
HOSTS = ("reddit.com", "redditmedia.com", "redd.it", "rxddit.com", "vxreddit.com")
RECORDED_AT = ("reddit.com", "redditmedia.com", "redd.it")  # no mirror's word is the platform's

COPIED = Copied(
    heads=(
        *(
            "r/{any}\n•\n{age}\n{handle}",
            "r/{any}\nPosted by u/{handle}\n{age}",
            "{handle}\n•\n{age}",
            "u/{handle}\n•\n{age}",
        ),
        *("[–]{handle} {any} points {age}", "[-]{handle} {any} points {age}"),
    ),
    handle=r"[A-Za-z0-9_-]{3,20}",
    buttons=("Upvote", "Downvote", "Award", "Share", "Save", "Hide", "Report", "permalink", "embed", "report"),
    own=("OP", "Mod", "•"),
)
"""A submission or a comment: who and how long ago, title and words, and the row of buttons."""

FALLBACK = Fallback(
    bylines=(
        *("by u/{handle} in {place}", "byu/{handle} in{place}"),
        *("by u/{handle} from discussion in {place}", "byu/{handle} from discussion in{place}"),
        *("by u/{handle} from discussion\nin {place}", "byu/{handle} from discussion\nin{place}"),
    ),
    handle=r"[A-Za-z0-9_-]{3,20}",
    words="above",
    placeholders=("Comment",),
    alone=True,
)
"""Its title, or that it is a comment, and below it whose it is; extractors leave out the blanks before links."""

MARKUP = (
    *(
        Shape(form="blockquote", tag="blockquote", cls=cls, link="first", words="titled")
        for cls in ("reddit-embed-bq", "reddit-card")
    ),
    Shape(
        form="div", tag="div", cls="reddit-embed", attributes=(("data-embed-media", ""),), link="first", words="titled"
    ),
    *elements("{}", "amp-reddit[data-src]", "bento-reddit[data-src]"),
)


OEMBED = OEmbed(
    endpoint="https://www.reddit.com/oembed",
    parameters=(),
    handle="author_name",
    profile="reddit.com/user/{}",
)
SOURCES = (
    OEMBED.source(gives="title, author", shape="documented", checked="2026-11-29"),
    Source(name="page", gives="title, words, author, image, counts", shape="recorded", checked="2026-11-29"),
    Source(
        name="rss",
        url="{url}/.rss?limit=1",
        who="The feed",
        kind="api",
        gives="whole text, author, hour",
        shape="documented",
        checked="2026-11-29",
    ),
    Source(
        name="embed",
        url="https://embed.reddit.com/{path}/",
        ids="[a-z0-9]+",
        who="The embed page",
        gives="title, words, author, hour, files, counts",
        shape="documented",
        checked="2026-11-29",
    ),
)


def recognise(url: str) -> Reference | None:  # noqa: PLR0911 -- one for each kind of address
    """The submission or comment that a URL names."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    parts = address.segments
    if address.on("redd.it"):
        short = address.host in ("redd.it", "www.redd.it") and len(parts) == 1
        return _post(None, parts[0], None) if short else _media(address, parts)
    match parts:
        case ("r" | "user" | "u" as kind, name, "comments", post, _, comment, *_):
            return _post(f"{kind}/{name}", post, comment)
        case ("r" | "user" | "u" as kind, name, "comments", post, *_):
            return _post(f"{kind}/{name}", post, None)
        case ("r" | "u" | "user" as kind, name, "s", code, *_) if re.fullmatch(r"[A-Za-z0-9]{6,14}", code):
            link = f"https://www.reddit.com/{kind}/{name}/s/{code}"
            return Reference(platform=NAME, id=f"s/{code}", url=link, shared=True)
        case (name, "comments", post, *_) if name not in ("r", "u", "user"):  # the path as forums keep it
            return _post(f"r/{name}", post, None)
        case ("comments", post, _, comment, *_):
            return _post(None, post, comment)
        case ("comments" | "gallery" | "tb", post, *_):
            return _post(None, post, None)
    return None


def _post(place: str | None, post: str, comment: str | None) -> Reference | None:
    if not re.fullmatch(r"[a-z0-9]{4,10}", post):
        return None
    where = f"{place}/" if place else ""
    url = f"https://www.reddit.com/{where}comments/{post}/"
    if comment and re.fullmatch(r"[a-z0-9]{5,10}", comment):
        return Reference(platform=NAME, id=f"{post}/{comment}", url=f"{url}comment/{comment}/")
    return Reference(platform=NAME, id=post, url=url)


def _media(address: urls.Address, parts: tuple[str, ...]) -> Reference | None:
    """A video on `v.redd.it`, which leads to its post; images on `i.redd.it` are images."""
    if address.host != "v.redd.it" or not parts or not re.fullmatch(r"[a-z0-9]{8,16}", parts[0]):
        return None
    return Reference(platform=NAME, id=f"v/{parts[0]}", url=f"https://v.redd.it/{parts[0]}", shared=True)


def addresses(embed: Embed) -> tuple[str, ...]:
    """The post on the hosts and in the format that crawlers kept most."""
    if not embed.url:
        return ()
    path = embed.url.removeprefix("https://www.reddit.com/")
    if path == embed.url:
        return (embed.url,)
    return (embed.url, f"https://old.reddit.com/{path}", f"https://www.reddit.com/{path.rstrip('/')}.json")


def same_question(address: urls.Address) -> str | None:
    """A post's JSON whatever else it is asked with; an image as it was uploaded and as a preview of it."""
    if address.host in ("i.redd.it", "preview.redd.it"):
        return f"{MEDIA}{stem(address).rpartition('/')[2].rpartition('-v0-')[2]}"
    if address.host == "external-preview.redd.it":
        return f"{MEDIA}{address.path}"
    if address.on("reddit.com") and address.path.endswith((".json", ".json/")):
        known = recognise(str(address._replace(path=stem(address), query="")))
        return f"json {known.id}" if known and not known.shared else None
    return None
