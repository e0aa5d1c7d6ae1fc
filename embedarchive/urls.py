"""Addresses: taken apart once and safely, and freed from what archives, redirectors and frames wrap around them.

Nothing here looks a pattern up in a whole URL: hosts are parsed and compared, so that
`https://evil.example/x.com/a/status/1` and `https://x.com.evil.example/a/status/1` belong to evil.example.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote, unquote, urljoin

from embedarchive.patterns import regex

LONGEST = 8000
"""URLs with more characters than this are not looked at (characters; browsers and servers end near here, too)."""

_SCHEME = regex(r"[a-zA-Z][a-zA-Z0-9+.-]{0,20}:")
_NOISE = str.maketrans("", "", "\t\r\n")
_STAMP = regex(r"(\d{4,14})(?:id|if|im|js|cs|oe|mp|fw|ad|ld|tf|bn)?_?|\*")
_HOST = regex(r"\w[\w.-]{0,252}")  # letters of any script; no blanks, brackets or markup
_WEB_SCHEMES = frozenset({"http", "https"})
_DEFAULT_PORTS = frozenset({"", "80", "443"})


class Address(NamedTuple):
    """A URL in its parts.

    Attributes:
        scheme: in lower case.
        host: in lower case, without port, user and trailing dot; empty where the scheme has none.
        port: digits, empty when none is given.
        path: as written, from the first slash.
        query: without the question mark.
        fragment: without the number sign.
    """

    scheme: str
    host: str
    port: str
    path: str
    query: str
    fragment: str

    @property
    def segments(self) -> tuple[str, ...]:
        """The parts of the path that are not empty, percent-decoded."""
        return tuple(unquote(part) for part in self.path.split("/") if part)

    @property
    def web(self) -> bool:
        """Whether it is an `http` or `https` address on the port that the scheme implies."""
        return self.scheme in _WEB_SCHEMES and self.port in _DEFAULT_PORTS and "." in self.host

    def parameter(self, *names: str) -> str:
        """The first value that the query has for one of these names, decoded; empty when there is none."""
        for name in names:
            for pair in self.query.split("&", 100)[:100]:
                key, _, value = pair.partition("=")
                if unquote(key).removeprefix("amp;") == name and value:  # `&amp;` escaped twice is common
                    return unquote(value.replace("+", " "))
        return ""

    def on(self, *domains: str) -> bool:
        """Whether the host is one of these domains or below one of them."""
        host = self.host
        while host:
            if host in domains:
                return True
            host = host.partition(".")[2]
        return False

    def __str__(self) -> str:
        port = f":{self.port}" if self.port else ""
        query = f"?{self.query}" if self.query else ""
        fragment = f"#{self.fragment}" if self.fragment else ""
        return f"{self.scheme}://{self.host}{port}{self.path}{query}{fragment}"


@functools.lru_cache(maxsize=256)
def parse(url: str) -> Address | None:
    """The parts of a URL as browsers read it; None when it is none, or when it hides its host behind a user name.

    An address without scheme (`//host/path`, `host.tld/path`) is read as https.
    """
    if not url or len(url) > LONGEST:
        return None
    url = url.strip()
    if not url.isprintable():  # rarely: removing costs as much as all the rest
        url = url.translate(_NOISE)
    found = _SCHEME.match(url)
    if found is None or url[found.end() : found.end() + 1].isdigit():  # `host:8080/path` has no scheme
        if url.startswith(("/", "\\")) and url[1:2] not in ("/", "\\"):
            return None
        scheme, rest = "https", url.lstrip("/\\")
    else:
        scheme, rest = found.group()[:-1].lower(), url[found.end() :]
        if scheme not in _WEB_SCHEMES:
            return _opaque(scheme, rest)
        rest = rest.lstrip("/\\")
    rest, _, fragment = rest.partition("#")
    rest, _, query = rest.partition("?")
    authority, slash, path = rest.replace("\\", "/").partition("/")
    host, _, port = authority.partition(":")
    host = host.lower().rstrip(".")
    if (
        not host
        or "@" in authority
        or not ((port.isascii() and port.isdigit()) or not port)
        or not _HOST.fullmatch(host)
    ):
        return None
    return Address(scheme, host, port, slash + path, query, fragment)


def _opaque(scheme: str, rest: str) -> Address:
    """`at://did:plc:…/…`, `tg://resolve?…`, `spotify:track:…`: what is not the web has its own grammar."""
    rest, _, query = rest.partition("?")
    return Address(scheme, "", "", "/" + rest.lstrip("/"), query, "")


def resolve(url: str, base: str | None) -> str | None:
    """An absolute http(s) address for a link as a page writes it; None when there is none to be had."""
    url = url.strip().translate(_NOISE)
    if url.startswith("//"):
        return "https:" + url
    if base and not _SCHEME.match(url):
        try:
            url = urljoin(base, url)
        except ValueError:
            return None
    return url if url[:8].lower().startswith(("http://", "https://")) else None


def legible(text: str) -> str:
    """An address, a handle or a file's name as it may be shown: nothing in it hides, or turns what stands behind it.

    A host in letters that are not ASCII is shown as name servers know it (`xn--…`): others look just like it. Signs
    that cannot be seen, marks of direction among them, are shown as percent signs and numbers.
    """
    if text.isascii() and text.isprintable():
        return text
    before, mark, rest = text.partition("://")
    host, slash, path = rest.partition("/") if mark else ("", "", before)
    told = f"{before}{mark}{_in_ascii(host)}{slash}{path}" if mark else path
    return "".join(char if char.isprintable() or char == " " else quote(char, errors="replace") for char in told)


def _in_ascii(host: str) -> str:
    """A host as name servers know it; as it is written where they know none like it."""
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return quote(host, safe=":@.", errors="replace")


# ----------------------------------------------------------------------------------------------------------- unwrapping


class Unwrapped(NamedTuple):
    """An address freed from what was wrapped around it.

    Attributes:
        url: the address inside; the address itself when nothing was wrapped around it.
        archive: the address of the web archive's copy, when a web archive was the wrapping.
        archived_at: when that copy was made, as far as its address says.
    """

    url: str
    archive: str | None = None
    archived_at: dt.datetime | None = None


def unwrap(url: str) -> Unwrapped:
    """Take off web archives, redirectors, AMP caches, translation hosts and player proxies, however they are nested."""
    archive, archived_at = None, None
    for _ in range(6):
        inner = _inner(url)
        if inner is None or inner.url == url:
            break
        if inner.archive:
            archive, archived_at = archive or inner.archive, archived_at or inner.archived_at
        url = inner.url
    return Unwrapped(url, archive, archived_at)


ARCHIVES = ("web.archive.org", "archive.org", "wayback.archive-it.org", "webarchive.org.uk", "arquivo.pt")
_ARCHIVE_TODAY = ("archive.today", "archive.ph", "archive.is", "archive.md", "archive.li", "archive.vn", "archive.fo")
_WRAPPING = frozenset({*ARCHIVES, *_ARCHIVE_TODAY, "cdn.ampproject.org", "webcache.googleusercontent.com", "href.li"})
_WRAPPING_BELOW = (
    *(f".{each}" for each in (*ARCHIVES, *_ARCHIVE_TODAY)),
    ".safelinks.protection.outlook.com",
    ".cdn.ampproject.org",
    ".translate.goog",
)


def wraps(host: str) -> bool:
    """Whether addresses of this host may have another address inside them."""
    return (
        host in _REDIRECTORS
        or host in _WRAPPING
        or host.startswith(("google.", "www.google."))
        or host.endswith(_WRAPPING_BELOW)
    )


def _inner(url: str) -> Unwrapped | None:
    """One layer less, or None."""
    if url.startswith(("/web/", "./web/")):  # a page saved from the Wayback Machine has these
        return _replayed(url, url.lstrip("."))
    address = parse(url)
    if address is None or not address.host:
        # Drupal serves remote media through a path of its own, `/media/oembed`; so do others.
        before, found, query = url.partition("embed?")
        inside = Address("", "", "", before, query, "").parameter("url") if found else ""
        return Unwrapped(inside) if inside else None
    if address.path.endswith(_PROXIES) and address.parameter("url"):
        return Unwrapped(address.parameter("url"))
    if wraps(address.host) or _PYWB.match(address.path):
        whole = address.path + (f"?{address.query}" if address.query else "")
        whole += f"#{address.fragment}" if address.fragment else ""
        if _replays(address) and (replay := _replayed(url, whole)):
            return replay
        return next((Unwrapped(inside) for inside in _redirected(address, whole) if inside), None)
    return None


def carried(url: str) -> str | None:
    """The whole address that a link carries in its query: how newsletters count who follows it. None without one.

    Of who shares, logs in or asks about an address it is none: the link does not lead there.
    """
    address = parse(url)
    if address is None or "http" not in address.query or _ON_ITS_WAY.search(address.path):
        return None
    for field in address.query.split("&", _MOST_FIELDS)[:_MOST_FIELDS]:
        value = unquote(field.partition("=")[2])
        value = unquote(value) if value[:10].lower().startswith(("http%3a", "https%3a")) else value
        if value[:8].lower().startswith(("http://", "https://")):
            return value
    return None


def asked_about(url: str) -> str | None:
    """The address that a question in oEmbed is about, whoever is asked; None of any other address."""
    address = parse(url) if "oembed" in url else None
    return (address.parameter("url") or None) if address and "oembed" in f"{address.host}{address.path}" else None


_MOST_FIELDS = 40
_ON_ITS_WAY = regex(r"share|intent|login|signin|oembed|auth", re.IGNORECASE)
_PROXIES = ("/media/oembed", "/api/iframe")
"""Where Drupal and Iframely serve other sites' players, on hosts of anybody's."""

_PYWB = regex(r"/[^/]{1,80}/\d{14}(?:id|if|im|js|cs|oe|mp|fw)_/https?:/")


def _replays(address: Address) -> bool:
    return address.on(*ARCHIVES, *_ARCHIVE_TODAY) or _PYWB.match(address.path) is not None


def _replayed(url: str, path: str) -> Unwrapped | None:
    """`/web/20221111203508id_/https://…` and its like: the address after the time."""
    parts = path.split("/", 4)
    for index, part in enumerate(parts[1:4], start=1):
        stamp = _STAMP.fullmatch(part)
        inside = "/".join(parts[index + 1 :])
        if part == "o" and index == 1:  # archive.today: /o/<id>/URL
            inside = "/".join(parts[3:])
        elif stamp is None:
            continue
        if inside[:12].lower().startswith(("http%3a", "https%3a")):
            inside = unquote(inside)
        if inside and (inside.startswith(("http:/", "https:/")) or "." in inside.split("/", 1)[0]):
            return Unwrapped(_mended(inside), url, _moment(stamp.group(1)) if stamp else None)
    return None


def _mended(url: str) -> str:
    """Servers fold `https://` inside a path into `https:/`."""
    scheme, found, rest = url.partition(":/")
    return f"{scheme}://{rest.lstrip('/')}" if found and scheme in _WEB_SCHEMES else url


def _moment(stamp: str | None) -> dt.datetime | None:
    if not stamp or len(stamp) < 8:
        return None
    try:
        return dt.datetime.strptime(stamp.ljust(14, "0"), "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)
    except ValueError:
        return None


_REDIRECTORS = {  # host: (path, names of the parameter)
    "l.facebook.com": ("/l.php", "u"),
    "lm.facebook.com": ("/l.php", "u"),
    "www.facebook.com": ("/flx/warn/", "u"),
    "l.instagram.com": ("/", "u"),
    "out.reddit.com": ("", "url"),
    "t.umblr.com": ("/redirect", "z"),
    "vk.com": ("/away.php", "to"),
    "slack-redir.net": ("/link", "url"),
    "www.youtube.com": ("/redirect", "q"),
    "www.linkedin.com": ("/redir/redirect", "url"),
    "steamcommunity.com": ("/linkfilter/", "url"),
    "cdn.embedly.com": ("/widgets/media.html", "url", "src"),
    "i.embed.ly": ("", "url", "src"),
}


def _redirected(address: Address, whole: str) -> Iterator[str]:
    """The targets that known redirectors and proxies name."""
    host = address.host
    rule = _REDIRECTORS.get(host)
    if rule and address.path.startswith(rule[0]):
        yield address.parameter(*rule[1:])
    if host.startswith(("google.", "www.google.")):
        if address.path == "/url":
            yield address.parameter("q", "url")
        yield _amp(whole.removeprefix("/amp/")) if whole.startswith("/amp/") else ""
    elif host == "webcache.googleusercontent.com":
        query = address.parameter("q").removeprefix("cache:")
        yield query.partition(":")[2] if re.match(r"[\w-]{10,14}:", query) else query
    elif host.endswith(".safelinks.protection.outlook.com"):
        yield address.parameter("url")
    elif host == "href.li":
        yield unquote(address.query)
    elif address.on("cdn.ampproject.org"):
        yield _amp(re.sub(r"\A/(?:c|v|i)/", "", whole)) if whole.startswith(("/c/", "/v/", "/i/")) else ""
    elif host.endswith(".translate.goog"):
        label = host.removesuffix(".translate.goog").replace("--", "\0").replace("-", ".").replace("\0", "-")
        yield f"https://{label}{whole}"


def _amp(path: str) -> str:
    """`s/host/path` is https, `host/path` http."""
    return f"https://{path[2:]}" if path.startswith("s/") else f"http://{path}"
