"""Finding an address among recorded ones: exactly as written first, then as any server would understand it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar
from urllib.parse import quote, unquote, urlsplit

T = TypeVar("T")
RECORDED = "urn:recorded:"
"""What asks for the addresses themselves: `urn:recorded:x.com,twimg.com:1591167663165898754`."""
_MOST = 50
_PORTS = {"http": 80, "https": 443}


def key(url: str) -> str:
    """What two spellings of one address share.

    The host in lower case and as DNS has it, no default port, no fragment, blanks and foreign letters percent-encoded,
    the query's parts in order of the alphabet. Scheme and path stay different where they differ.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return url
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return url
    shown = "" if port in (None, _PORTS.get(parts.scheme.lower())) else f":{port}"
    path = _encoded(parts.path) or "/"
    query = "&".join(sorted(_encoded(parts.query).split("&"))) if parts.query else ""
    return f"{parts.scheme.lower()}://{host}{shown}{path}?{query}"


def _encoded(text: str) -> str:
    return quote(text, safe="%/:=&?~+!$,;'@()*[]|")


class Lookup(Generic[T]):
    """Values by address; several may have the same."""

    def __init__(self, values: Iterable[tuple[str, T]] = ()) -> None:
        self._exact: dict[str, list[T]] = {}
        self._alike: dict[str, list[T]] = {}
        for url, value in values:
            self.add(url, value)

    def add(self, url: str, value: T) -> None:
        """Remember a value."""
        self._exact.setdefault(url, []).append(value)
        self._alike.setdefault(key(url), []).append(value)

    def find(self, url: str) -> list[T]:
        """Everything at exactly this address; if there is nothing, at the same address in another spelling."""
        return self._exact.get(url) or self._alike.get(key(url), [])

    def naming(self, question: str) -> list[str]:
        """The addresses that `urn:recorded:HOSTS:WORD` asks for.

        They are on one of the hosts, or on one below it, and name the word by itself, also percent-encoded; those that
        programs ask come first, for what they are answered says most.
        """
        hosts, _, word = question.removeprefix(RECORDED).partition(":")
        wanted, word = hosts.lower().split(","), unquote(word)
        found = [url for url in self._exact if word in url and _on(url, wanted) and _named(url, word)]
        return sorted(found, key=_for_people)[:_MOST]


def _on(url: str, hosts: list[str]) -> bool:
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return False
    return any(host == one or host.endswith(f".{one}") for one in hosts)


def _named(url: str, word: str) -> bool:
    """Whether a word stands in an address and is not a part of a longer one."""
    shown, start = unquote(url), 0
    while (start := shown.find(word, start)) >= 0:
        end = start + len(word)
        if not (shown[start - 1 : start].isalnum() or shown[end : end + 1].isalnum()):
            return True
        start = end
    return False


def _for_people(url: str) -> bool:
    return not any(mark in url.lower() for mark in ("api", "oembed", "json", "graphql", "xrpc", "tweet-result"))
