"""X's link shortener: every link of a tweet, those of its own images included, is a t.co link.

`pic.twitter.com/S` and `pic.x.com/S` are other names of `t.co/S`. A media link leads to `/HANDLE/status/ID/photo/1`
and keeps doing so after the tweet is deleted, so it is how an id is won from an article that shows no other link.
t.co answers tools with a redirect and browsers with a page that refreshes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from embedarchive import urls
from embedarchive.model import Request, Response
from embedarchive.protocols.reading import values
from embedarchive.protocols.reading.soup import attribute, soup

HOSTS = ("t.co", "pic.twitter.com", "pic.x.com")
_REPLACED = re.compile(r"location\.replace\(\s{0,9}(?P<quote>[\"'])(?P<url>[^\"'<>\s]{1,4000})(?P=quote)")


def slug(link: str) -> str | None:
    """The key of a short link, None for any other link."""
    address = urls.parse(link)
    if (
        address is None
        or not address.web
        or address.host.removeprefix("www.") not in HOSTS
        or len(address.segments) != 1
    ):
        return None
    key = address.segments[0]
    return key if 4 <= len(key) <= 16 and key.isascii() and key.isalnum() else None


def questions(links: Iterable[str]) -> tuple[tuple[Request, ...], ...]:
    """For each short link the requests that may resolve it, to be made one after the other.

    Media links come first, and the last link before the others: that is where a tweet's own image stands.
    """
    keys: dict[str, list[str]] = {}
    for link in links:
        if key := slug(link):
            keys.setdefault(key, []).append(link)
    latest = list(keys)
    latest.reverse()
    order = sorted(latest, key=lambda key: not any("pic." in link for link in keys[key]))
    return tuple(
        tuple(Request(url=url, follow=False) for url in dict.fromkeys((f"https://t.co/{key}", *keys[key])))
        for key in order[:6]
    )


def target(response: Response) -> str | None:
    """Where a short link leads.

    By `Location`, by `<meta http-equiv=refresh>`, by `location.replace(…)` or by the warning that X puts before links
    it takes for unsafe. None when the answer says nothing of the kind.
    """
    if 300 <= response.status < 400:
        return _unwarned(urls_joined(response.url, response.header("location")))
    if response.status != 200:
        return None
    page = values.decoded(response.body[:200_000])
    script = _REPLACED.search(page)
    refreshing = (
        attribute(tag, "content")
        for tag in soup(page).select("meta[http-equiv]")[:20]
        if (attribute(tag, "http-equiv") or "").lower() == "refresh"
    )
    found = next(
        (content.partition("=")[2].strip(" '\"") for content in refreshing if content and "=" in content), None
    )
    return _unwarned(values.link(found) or (values.link(script["url"].replace("\\/", "/")) if script else None))


def urls_joined(base: str, location: str | None) -> str | None:
    """The absolute address that a `Location` header means."""
    from urllib.parse import urljoin

    try:
        return values.link(urljoin(base, (location or "").strip())) if location else None
    except ValueError:
        return None


def _unwarned(address: str | None) -> str | None:
    parts = urls.parse(address or "")
    if parts and parts.on("twitter.com", "x.com") and "unsafe_link_warning" in parts.path:
        return values.link(parts.parameter("unsafe_link"))
    return address
