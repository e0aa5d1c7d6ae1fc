"""Finding an address among recorded ones, from exact to lenient: `docs/recordings.md` tells each step.

`exact`, as written; `spelling`, in any way to write it that says the same; `host`, with another scheme, without or with
`www.` or a slash at the end, as web archives look up addresses (SURT, but for its lower case: ids have capitals);
`question`, what a platform declares to be the same question.
"""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import quote, unquote, unquote_to_bytes, urlsplit

from embedarchive.patterns import regex

T = TypeVar("T")
SameQuestion = Callable[[str], str | None]
"""What an address asks for, in words that two addresses share when they ask the same; None when nobody says."""
RECORDED = "urn:recorded:"
"""What asks for the addresses themselves: `urn:recorded:x.com,twimg.com:1591167663165898754`."""
_MOST = 50
_PORTS = {"http": 80, "https": 443}
_WWW = regex(r"www\d{0,3}\.")
_PLAIN = regex(r"https?://[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,20}/[A-Za-z0-9/_.~-]{0,2000}")
"""An address that can be written in one way only, unless dots make segments of its path."""

_UNRESERVED = regex(r"[A-Za-z0-9_.~-]{0,8000}")


def key(url: str) -> str:
    """What two spellings of one address share.

    The host in lower case and as DNS has it, no default port, no user, no fragment, every character percent-encoded
    that may be, the query's parts in order of the alphabet, none of them empty. Scheme and path stay different where
    they differ.
    """
    if _PLAIN.fullmatch(url) and "/." not in url:
        return url + "?"
    try:
        parts = urlsplit(url)
        host, port = _host(parts.hostname or ""), parts.port
        path = "/".join(_encoded(segment) for segment in _resolved(parts.path))
        fields = sorted(_encoded(field.replace("+", " "), "=") for field in parts.query.split("&") if field)
    except ValueError:
        return url
    scheme = parts.scheme.lower()
    shown = "" if port in (None, _PORTS.get(scheme)) else f":{port}"
    return f"{scheme}://{host}{shown}{path}?{'&'.join(fields)}"


def _host(name: str) -> str:
    """The name as DNS has it; internationalised names as browsers look them up (UTS 46), else as of 2003."""
    name = name.rstrip(".")
    if name.isascii():
        return name
    import idna

    try:
        return idna.encode(name, uts46=True).decode("ascii")
    except idna.IDNAError:
        return name.encode("idna").decode("ascii")


def _resolved(path: str) -> list[str]:
    """The path's segments without `.` and `..`, the first one empty."""
    segments = (path or "/").split("/")
    if not any(segment in (".", "..") for segment in segments):
        return segments
    kept: list[str] = []
    for segment in segments[1:]:
        if segment == "..":
            kept = kept[:-1]
        elif segment != ".":
            kept.append(segment)
    return ["", *kept] if segments[-1] not in (".", "..") else ["", *kept, ""]


def _encoded(text: str, separator: str = "") -> str:
    """Every character in one way, but for the first separator."""
    if _UNRESERVED.fullmatch(text):
        return text
    name, found, value = text.partition(separator) if separator else (text, "", "")
    return quote(unquote_to_bytes(name), safe="") + found + quote(unquote_to_bytes(value), safe="")


def alike(url: str) -> str:
    """What addresses share that differ in scheme, in `www.` or in a slash at the end of the path only."""
    scheme, _, rest = key(url).partition("://")
    if scheme not in _PORTS:
        return url
    found = _WWW.match(rest)
    path, _, query = (rest[found.end() :] if found else rest).partition("?")
    return f"{path.rstrip('/')}?{query}"


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    """Values that were found at an address.

    Attributes:
        step: how it was found: exact, spelling, host, question.
        url: the address as it is recorded.
    """

    step: str
    url: str
    values: tuple[T, ...]


class Lookup(Generic[T]):
    """Values by address; several may have the same."""

    def __init__(self, values: Iterable[tuple[str, T]] = (), *, same: SameQuestion | None = None) -> None:
        """See `add`. `same` says which addresses ask the same question."""
        self._exact: dict[str, list[T]] = {}
        self._alike: dict[int, list[str]] = {}
        self._questions: dict[str, list[str]] = {}
        self._same, self._noted, self._turn = same, 0, threading.Lock()
        for url, value in values:
            self.add(url, value)

    def __iter__(self) -> Iterator[tuple[str, list[T]]]:
        """Every address with what stands at it, in the order in which they were added."""
        return iter(self._exact.items())

    def add(self, url: str, value: T) -> None:
        """Remember a value."""
        self._exact.setdefault(url, []).append(value)

    @property
    def ready(self) -> bool:
        """Whether a question is answered without going through all addresses, as the first one is."""
        return self._noted == len(self._exact)

    def exact(self, url: str) -> list[T]:
        """Everything at exactly this address."""
        return self._exact.get(url, [])

    def find(self, url: str) -> list[T]:
        """Everything at exactly this address; if there is nothing, at the same address in another spelling."""
        hits = [hit for hit in self.steps(url) if hit.step in ("exact", "spelling")]
        return [value for hit in hits if hit.step == hits[0].step for value in hit.values]

    def steps(self, url: str) -> Iterator[Hit[T]]:
        """What is at this address, from exact to lenient; one recorded address is given once."""
        given: set[str] = set()
        for step, found in self._ways(url):
            for recorded in found:
                if recorded not in given:
                    given.add(recorded)
                    yield Hit(step, recorded, tuple(self._exact[recorded]))

    def _ways(self, url: str) -> Iterator[tuple[str, list[str]]]:
        if url in self._exact:
            yield "exact", [url]
        with self._turn:  # several threads ask
            self._note()
        wanted, spelled = alike(url), key(url)
        near = [each for each in self._alike.get(hash(wanted), ()) if alike(each) == wanted]
        yield "spelling", [each for each in near if key(each) == spelled]
        yield "host", near
        question = self._same(url) if self._same is not None else None
        yield "question", self._questions.get(question, []) if question else []

    def _note(self) -> None:
        """Write down what the addresses since the last time have in common with others."""
        for url in itertools.islice(self._exact, self._noted, None):
            self._alike.setdefault(hash(alike(url)), []).append(url)
            if self._same is not None and (question := self._same(url)):
                self._questions.setdefault(question, []).append(url)
        self._noted = len(self._exact)

    def naming(self, question: str) -> list[str]:
        """The addresses that `urn:recorded:HOSTS:WORD` asks for.

        They are on one of the hosts, or on one below it, and name the word by itself, also percent-encoded; those that
        programs ask come first, for what they are answered says most.
        """
        wanted, word = asked(question)
        found = [url for url in self._exact if word in url and is_on(url, wanted) and names(unquote(url), word)]
        return sorted(found, key=_for_people)[:_MOST]


def asked(question: str) -> tuple[list[str], str]:
    """The hosts and the word of `urn:recorded:HOSTS:WORD`."""
    hosts, _, word = question.removeprefix(RECORDED).partition(":")
    return hosts.lower().split(","), unquote(word)


def is_on(url: str, hosts: list[str]) -> bool:
    """Whether an address is on one of these hosts, or on one below it."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return False
    return any(host == one or host.endswith(f".{one}") for one in hosts)


def names(shown: str, word: str) -> bool:
    """Whether a word stands in a text and is not a part of a longer one."""
    start = 0
    while (start := shown.find(word, start)) >= 0:
        end = start + len(word)
        if not (shown[start - 1 : start].isalnum() or shown[end : end + 1].isalnum()):
            return True
        start = end
    return False


def _for_people(url: str) -> bool:
    return not any(mark in url.lower() for mark in ("api", "oembed", "json", "graphql", "xrpc", "tweet-result"))
