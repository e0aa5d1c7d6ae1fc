"""Cookies that a person hands over: sent to their own domain, never kept."""

from __future__ import annotations

from http.cookiejar import CookieJar, LoadError, MozillaCookieJar
from pathlib import Path
from urllib.request import Request

from embedarchive.errors import UsageError


def jar_of(path: Path) -> CookieJar:
    """The jar that a file in Netscape's format holds.

    Raises:
        UsageError: the file cannot be read.
    """
    jar = MozillaCookieJar(path)
    try:
        jar.load(ignore_discard=True, ignore_expires=True)
    except (OSError, LoadError, ValueError) as error:
        raise UsageError(f"{path}: cannot be read as a cookie file in Netscape's format.") from error
    for cookie in jar:
        if cookie.expires == 0:  # how browsers' exporters write "until the browser is closed"
            cookie.expires, cookie.discard = None, True
    return jar


def cookie_header(jar: CookieJar, url: str) -> str | None:
    """The Cookie header for an address, by the jar's own rules of domain, path and encryption."""
    asked = Request(url)  # noqa: S310 -- never opened
    jar.add_cookie_header(asked)
    return asked.get_header("Cookie")
