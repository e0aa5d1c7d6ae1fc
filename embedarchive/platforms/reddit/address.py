"""Reddit: submissions and comments."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import GONE, TRANSIENT, Capture, Embed, Missing, Post, Reason, Reference, Request, Response
from embedarchive.protocols.declaring.oembed import OEmbed
from embedarchive.protocols.declaring.shapes import Shape, elements

NAME = "reddit"
EXAMPLE = "https://www.reddit.com/r/cats/comments/15bfi0/a_cat_on_a_roof/"
WELL_KNOWN = "https://www.reddit.com/r/videos/comments/6rrwyj/that_small_heart_attack/"
HOSTS = ("reddit.com", "redditmedia.com", "redd.it", "rxddit.com", "vxreddit.com")
RECORDED_AT = ("reddit.com", "redditmedia.com", "redd.it")  # no mirror's word is the platform's

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
    """A video on `v.redd.it`, which leads to its post; pictures on `i.redd.it` are pictures."""
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


_NO_MORE = TRANSIENT | GONE | {Reason.UNIDENTIFIED}
"""After these another question to the same host is no use now."""


def capture(embed: Embed) -> Capture:
    """Ask by oEmbed and for the page, then for the post's feed, which has the whole text and the hour."""
    from embedarchive.protocols.declaring.oembed import Asking
    from embedarchive.protocols.reading.provenance import filled

    found = yield from Asking(NAME, recognise, oembed=OEMBED, page=read_page)(embed)
    known = recognise(found.url or "") or recognise(embed.url or "")
    if known is None or known.id.startswith(("s/", "v/")) or (isinstance(found, Missing) and found.reason in _NO_MORE):
        return found
    answer = yield Request(url=f"{known.url}.rss?limit=1", kind="api")
    told = read(answer) if isinstance(answer, Response) and answer.status == 200 else None
    if not isinstance(told, Post) or told.id != known.id:
        return found
    return filled(told, found) if isinstance(found, Post) else told


def read_page(response: Response, reference: Reference) -> Post | Missing | None:
    """A page of a submission, whenever it was made."""
    from embedarchive.platforms.reddit import answers

    return answers.of_page(response, reference)


def read(response: Response) -> Post | Missing | None:
    """What an answer says, live or archived: of oEmbed, of a page, of `….rss` and `….json`.

    Reddit closed the last to strangers in 2026; web archives and crawls hold what was kept before.
    """
    from embedarchive.platforms.reddit import answers
    from embedarchive.protocols.declaring.oembed import Reading
    from embedarchive.protocols.reading import values
    from embedarchive.protocols.reading.oembed_answer import is_answer

    start = response.body.lstrip()[:5]
    address = urls.unwrap(response.url).url.partition("?")[0]
    wanted = recognise(address.removesuffix("/").removesuffix(".json").removesuffix(".rss"))
    if response.status == 200 and start[:1] in {b"[", b"{"}:
        value = values.parsed(response.body)
        if not is_answer(values.mapping(value)):
            return answers.of_json(value, wanted.id.rpartition("/")[2] if wanted else None)
    if response.status == 200 and start in {b"<?xml", b"<feed"}:
        return answers.of_feed(response, wanted)
    return Reading(NAME, recognise, oembed=OEMBED, page=read_page)(response)
