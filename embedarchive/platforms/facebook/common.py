"""What the readers of Facebook's answers share: whom a profile's address names, and where a link leads."""

from __future__ import annotations

from embedarchive import urls
from embedarchive.protocols.reading import values


def handle_of(url: str | None) -> str | None:
    """The account that the address of a profile names; None where it has a number, or is none."""
    profile = urls.parse(url or "")
    parts = profile.segments if profile else ()
    return parts[0] if len(parts) == 1 and not parts[0].endswith(".php") and not parts[0].isdigit() else None


def outside(href: str | None) -> str | None:
    """The other site that a link leads to, over `l.facebook.com`; None where it stays on Facebook."""
    target = urls.unwrap(href or "").url.partition("?fbclid=")[0].partition("&fbclid=")[0]
    at = urls.parse(target)
    return values.link(target) if at and not at.on("facebook.com") else None
