"""The platforms whose posts are found and captured: one module or package each, found by being there.

A package declares in its module `address` what a single file declares, and captures in `capture`. A third party adds
one by an entry point in the group `embedarchive.platforms` that names a module or package of the same shape (see
`docs/architecture.md`).
"""

from __future__ import annotations

import functools
import importlib
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING
from urllib.parse import unquote

from embedarchive import urls
from embedarchive.model import Reference

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from embedarchive.platforms.twitter.third_parties import ask_third_parties
    from embedarchive.protocols.asking.drawn import ask_with_browser
    from embedarchive.protocols.asking.examined import Finding, examine
    from embedarchive.protocols.asking.other_archives import recover_elsewhere
    from embedarchive.protocols.asking.recorded import ask
    from embedarchive.protocols.asking.wayback import recover
    from embedarchive.protocols.declaring.platform import Platform
    from embedarchive.protocols.declaring.shapes import Shape

__all__ = [
    "Finding",
    "Platform",
    "Shape",
    "aliases",
    "answering",
    "answers",
    "ask",
    "ask_third_parties",
    "ask_with_browser",
    "brought",
    "catalogue",
    "examine",
    "exporting",
    "exports",
    "get",
    "marks",
    "own",
    "question",
    "recognise",
    "recover",
    "recover_elsewhere",
    "third_parties",
]

_LONGEST_HOST = 255  # characters
_HOME = {
    "Finding": "embedarchive.protocols.asking.examined",
    "Platform": "embedarchive.protocols.declaring.platform",
    "Shape": "embedarchive.protocols.declaring.shapes",
    "ask": "embedarchive.protocols.asking.recorded",
    "ask_third_parties": "embedarchive.platforms.twitter.third_parties",
    "ask_with_browser": "embedarchive.protocols.asking.drawn",
    "examine": "embedarchive.protocols.asking.examined",
    "recover": "embedarchive.protocols.asking.wayback",
    "recover_elsewhere": "embedarchive.protocols.asking.other_archives",
}
"""What is loaded when somebody asks for it."""


@functools.cache
def brought() -> tuple[EntryPoint, ...]:
    """What third parties bring: the entry points that name their platforms, none of them loaded."""
    from importlib import metadata  # as heavy as the rest of a dry run together

    return tuple(metadata.entry_points(group="embedarchive.platforms"))


@functools.cache
def catalogue() -> Mapping[str, Platform]:
    """Every platform by its name: ours in the order of the alphabet, then those of entry points."""
    from embedarchive.protocols.binding import platform

    modules = [*_ours(), *(entry.load() for entry in brought())]
    return MappingProxyType({module.NAME: platform(module) for module in map(_declaring, modules)})


def _ours() -> list[ModuleType]:
    import pkgutil

    return [importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]


def _declaring(module: ModuleType) -> ModuleType:
    """The module that says what the platform is: of a package its `address`."""
    return importlib.import_module(f"{module.__name__}.address") if hasattr(module, "__path__") else module


def get(name: str) -> Platform:
    """The platform of that name; for one that nobody knows, one that captures nothing and says so.

    An archive may hold posts of a platform whose module has since been uninstalled, or of the nameless `web`.
    """
    known = catalogue().get(name)
    if known is not None:
        return known
    return _stranger(name)


@functools.cache
def aliases() -> Mapping[str, str]:
    """What people, attributes and shortcodes call a platform besides its name; a name goes before an alias."""
    known = catalogue()
    return MappingProxyType({word: name for name, each in known.items() for word in each.aliases if word not in known})


@functools.cache
def _stranger(name: str) -> Platform:
    from embedarchive.protocols.binding import platform

    module = ModuleType(name)
    module.__dict__.update(NAME=name, EXAMPLE="", HOSTS=(), recognise=lambda _url: None)
    return platform(module)


@functools.cache
def _directory() -> tuple[Mapping[str, tuple[Platform, ...]], tuple[Platform, ...]]:
    """Who answers for which host or scheme, and who is asked about every other one."""
    hosts: dict[str, tuple[Platform, ...]] = {}
    for each in catalogue().values():
        for host in each.hosts:
            hosts[host] = (*hosts.get(host, ()), each)
    return hosts, tuple(each for each in catalogue().values() if not each.hosts)


@functools.cache
def own() -> frozenset[str]:
    """The names of the platforms that are ours, and not brought by third parties."""
    ours, others = (map(_declaring, each) for each in (_ours(), [entry.load() for entry in brought()]))
    return frozenset(module.NAME for module in ours) - {module.NAME for module in others}


def answering(address: urls.Address) -> tuple[Platform, ...]:
    """The platforms to ask about an address: those of its host, else of a domain above it, else the hostless ones."""
    hosts, anywhere = _directory()
    if not address.host:
        return hosts.get(f"{address.scheme}:", ())
    if not address.web:
        return ()
    name = address.host if address.host.count(".") < 6 else ".".join(address.host.split(".")[-6:])
    while name:
        known = hosts.get(name)
        if known:
            return known
        name = name.partition(".")[2]
    return anywhere


@functools.lru_cache(maxsize=4096)
def answers(host: str) -> bool:
    """Whether a host is a platform's, or wraps addresses of others: a quick look before `recognise`."""
    return _answers(host) if len(host) <= _LONGEST_HOST else _answers.__wrapped__(host)


@functools.lru_cache(maxsize=4096)
def _answers(host: str) -> bool:
    """The same, asked once for the many addresses of one host."""
    hosts, _ = _directory()
    name = host.lower().partition(":")[0].rstrip(".")
    labels = name.split(".")
    below = {".".join(labels[start:]) for start in range(max(0, len(labels) - 6), len(labels))}
    return not below.isdisjoint(hosts) or urls.wraps(name)


@functools.cache
def marks() -> re.Pattern[str]:
    """What an address contains that may name a post on any host: of a federated platform, or in a web archive.

    All of it begins with a slash, which is what the search leaps to.
    """
    found = ("/http", *(mark for each in catalogue().values() for mark in each.marks))
    return re.compile(f"/(?:{'|'.join(re.escape(mark[1:]) for mark in found)})")


def recognise(url: str) -> Reference | None:
    """The post that a URL names; None when it names none that we know.

    What web archives, redirectors and player proxies wrap around it is taken off first.
    """
    return _recognised(url) if len(url) <= urls.LONGEST else _recognised.__wrapped__(url)


@functools.lru_cache(maxsize=1024)  # the links of a site stand on all of its pages
def _recognised(url: str) -> Reference | None:
    url = urls.unwrap(url).url
    address = urls.parse(url)
    if address is None:
        return None
    asked = answering(address)
    if asked is _directory()[1] and marks().search(unquote(url)) is None:
        asked = ()
    for each in asked:
        found = each.recognise(url)
        if found:
            return found
    inside = None if answers(address.host) else urls.carried(url)
    return recognise(inside) if inside is not None and urls.carried(inside) is None else None


def question(url: str) -> str | None:
    """What an address asks a platform, in words that every other way to ask it shares; None if nobody says.

    An oEmbed question is about the post that its `url` names. All else platforms declare as `same_question`.
    """
    address = urls.parse(url)
    if address is None or not address.web:
        return None
    if "oembed" in address.path.lower() and (about := address.parameter("url")):
        post = recognise(about)
        return f"{address.host}{address.path} {post.platform}:{post.id}" if post and not post.shared else None
    for name, each in _questions():
        if asked := each(address):
            return f"{name} {asked}"
    return None


@functools.cache
def _questions() -> tuple[tuple[str, Callable[[urls.Address], str | None]], ...]:
    declared = ((each.name, each.same_question) for each in catalogue().values())
    return tuple((name, same) for name, same in declared if same is not None)


def exports(name: str) -> tuple[Platform, ...]:
    """The platforms whose exports may have a file of that name."""
    return tuple(each for each in catalogue().values() if each.export and re.fullmatch(each.export.names, name.lower()))


def exporting(front: bytes) -> Platform | None:
    """The platform that exported a file which begins like this; None of any other file."""
    known = (each for each in catalogue().values() if each.export)
    return next((each for each in known if each.export and re.match(each.export.begins, front)), None)


def third_parties() -> tuple[str, ...]:
    """Strangers who may be named to be asked for what a platform does not show."""
    from embedarchive.platforms.twitter.third_parties import THIRD_PARTIES

    return tuple(THIRD_PARTIES)


def __getattr__(name: str) -> object:  # the type checker reads the imports above
    if name in _HOME:
        return getattr(importlib.import_module(_HOME[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
