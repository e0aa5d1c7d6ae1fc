"""Finding an address among recorded ones: exactly as written first, then as any server would understand it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar
from urllib.parse import quote, urlsplit

T = TypeVar("T")
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
