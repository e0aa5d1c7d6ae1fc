"""Which pages of a crawl hold no embed: what `crawl find` asks, which wants neither links nor what was ignored.

A share button, a link to an account or a platform's script names a platform, too, so that nearly every page passes the
other pre-filter. Here each sign is looked at where it stands, by the finder's own rules: whether an address names a
post, whether an id completes one of a platform that stands beside it, whether a frame shows content. What is written
in an encoding is decoded and looked at once more. A page is passed over only if no sign holds.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from embedarchive import platforms, urls
from embedarchive.finder.embed_signs import addresses, elements, encodings, identifiers
from embedarchive.finder.embed_signs.sources import Check, Source
from embedarchive.finder.markup import providers
from embedarchive.finder.markup.shapes import ENCLOSURES, compiled
from embedarchive.finder.prefilter import ENCODED, escaped, named_characters, shortest

MOST = 4000
"""Signs of one page that are looked at; one with more is parsed."""
_HEXADECIMAL = rb"(?:[9ad]|2[d-f]|3[0-9a]|4[0-9a-f]|5[0-9abf]|6[1-9a-f]|7[0-9ab])"
_DECIMAL = rb"(?:9|1[03]|4[5-9]|5[0-8]|6[4-9]|[78][0-9]|90|91|95|9[7-9]|1[01][0-9]|12[0-3])"
"""Letters, digits, `-./:@_[{` and what vanishes from addresses, by their numbers."""


class Sign(NamedTuple):
    """What an embed may leave in a source, and how that is looked at where it is met; None where it is enough."""

    pattern: bytes
    check: Check | None = None


@functools.cache
def embed_prefilter() -> EmbedPrefilter | None:
    """The one that is made ready once; None where `hyperscan` is not installed."""
    try:
        return EmbedPrefilter()
    except ImportError:
        return None


class EmbedPrefilter:
    """The signs of embeds, made ready to be looked for.

    Raises:
        ImportError: `hyperscan`, which looks for them, is not installed.
    """

    def __init__(self) -> None:
        import hyperscan

        self._signs = list(_signs())
        flags = hyperscan.HS_FLAG_DOTALL | hyperscan.HS_FLAG_CASELESS
        self._database: Any = hyperscan.Database()
        self._stopped: type[Exception] = hyperscan.ScanTerminated
        self._database.compile(
            expressions=[sign.pattern for sign in self._signs],
            ids=list(range(len(self._signs))),
            elements=len(self._signs),
            flags=[flags | (0 if sign.check else hyperscan.HS_FLAG_SINGLEMATCH) for sign in self._signs],
        )

    def may_hold(self, source: bytes, base_url: str | None = None) -> bool:
        """Whether a page may hold an embed; the arguments are those of `Prefilter.may_hold`."""
        return (base_url is not None and _is_of_platform(base_url)) or self._holds(
            Source(source, _host(base_url), self._holds)
        )

    def _holds(self, source: Source) -> bool:
        met: list[tuple[int, int]] = []

        def note(sign: int, _start: int, end: int, _flags: int, _context: object) -> bool:
            met.append((sign, end))
            return self._signs[sign].check is None or len(met) > MOST

        try:
            self._database.scan(source.data, match_event_handler=note)
        except self._stopped:
            return True
        return any(check(source, end) for sign, end in met if (check := self._signs[sign].check))


def _host(address: str | None) -> str | None:
    found = urls.parse(address) if address else None
    return found.host if found else None


def _is_of_platform(address: str) -> bool:
    """Whether a page is one of a platform's, which may be a post or list some, or its address carries a post's."""
    found = urls.parse(urls.unwrap(address).url)
    if found is None or platforms.answers(found.host) or platforms.marks().search(found.path):
        return True
    return "http" in found.query and platforms.recognise(address) is not None


def _signs() -> Iterator[Sign]:
    catalogue = platforms.catalogue().values()
    if any(not (each.hosts or each.marks) for each in catalogue):  # asked about every address
        yield Sign(rb".")
    words = {word: name for word, name in providers.known().items() if len(word) > 1}
    for word, name in words.items():
        yield Sign(escaped(word), identifiers.mentions(name, word))
    for word in providers.known().keys() - words:
        yield from _of_letter(word, providers.known()[word])
    yield from _of_addresses(words)
    yield from _of_shapes()
    yield from _of_encodings()
    yield Sign(
        rb"(?:" + b"|".join(map(escaped, providers.SHOWN)) + rb")[a-z_-]*(?:id|code)\s*=", identifiers.identified
    )
    yield Sign(rb"[<;c](?:iframe|embed|object)[\s/>&%\\+\"']", elements.frames)
    yield Sign(rb"[0-9]{18}", identifiers.timed)
    yield Sign(rb"[>\s;\x80-\xff]\[[a-z]", elements.shortcode)
    yield Sign(rb"\{[{%]", elements.shortcode)
    yield Sign(rb"(?:\(|\xef\xbc\x88|>)@", elements.attribution)


def _of_letter(letter: str, name: str) -> Iterator[Sign]:
    """One letter names a platform as a label of a host, and as all that a value says."""
    yield Sign(rb"(?:[/.]|2f)" + escaped(letter) + rb"\.[a-z]", identifiers.mentions(name, letter, behind=2))
    whole = rb"[\"'=;/]" + escaped(letter) + rb"[\"'\s>&%\\/]"
    yield Sign(whole, identifiers.mentions(name, letter, behind=1))


def _of_addresses(words: Iterable[str]) -> Iterator[Sign]:
    catalogue = platforms.catalogue().values()
    hosts = [host for each in catalogue for host in each.hosts]
    for host in shortest((host for host in hosts if not host.endswith(":")), words):
        yield Sign(rb"[^a-z0-9]" + escaped(host) + rb"[/\\%&:?#.]", addresses.names_post)
    for scheme in (host[:-1] for host in hosts if host.endswith(":")):
        yield Sign(rb"[^a-z]" + escaped(scheme) + rb"(?::|%(?:25)*3a|\\u003a)[/%\\&a-z]", addresses.names_post)
    for mark in (mark for each in catalogue for mark in each.marks):
        pattern = escaped(mark[1:]).replace(b"/", rb"[/\\&%]")
        yield Sign(rb"(?:[/\\;]|2f)" + pattern, addresses.marked)
    for still in shortest(each.partition("/")[0] for platform in catalogue for each in platform.stills):
        yield Sign(escaped(still) + rb"[/\\%&]", addresses.still)
    yield Sign(rb"translate\.goog")
    for own in (rb"canonical", rb"<base\s", rb"saved from url=", rb"saved with singlefile"):
        yield Sign(own, addresses.own)


def _of_shapes() -> Iterator[Sign]:
    shapes = compiled()
    for tag in shapes.by_tag:
        yield Sign(rb"[<;c0]" + escaped(tag) + rb"[\s/>&%\\+\"']")
    for cls, pairs in shapes.by_class.items():
        owned = [shape for _, shape in pairs]
        signed = any(shape.words == "signed" for shape in owned)  # by its words alone
        check = identifiers.classed(cls) if signed else identifiers.filling(owned, cls)
        yield Sign(rb"[\"'\s=;+02]" + escaped(cls) + rb"[\"'\s>&%\\+]", check)
    for name, pairs in shapes.by_attribute.items():
        yield Sign(escaped(name) + rb"[\s=%]", identifiers.filling([shape for _, shape in pairs]))
    for call, shape in shapes.calls:
        yield Sign(escaped(call), identifiers.called(call, shape))


def _of_encodings() -> Iterator[Sign]:
    for pattern in ENCODED:
        yield Sign(pattern, encodings.hidden)
    yield Sign(rb"[a-z0-9./-]%(?:25)*0[9ad][a-z0-9./-]", encodings.hidden)
    names = b"|".join(escaped(name) for name in named_characters())
    yield Sign(rb"&(?:amp;)*(?:" + names + rb");", encodings.hidden_in_tag)
    yield Sign(rb"&(?:amp;)*#x0*" + _HEXADECIMAL + rb"[;&]", encodings.hidden_in_tag)
    yield Sign(rb"&(?:amp;)*#0*" + _DECIMAL + rb"[;&]", encodings.hidden_in_tag)
    yield Sign(rb"=\s*[\"']?\s*(?:PG|JTND|aHR0c)[A-Za-z0-9+/]", encodings.packed)
    yield Sign(rb"[a-z0-9+/]{16}=*\s*</script", encodings.packed_script)
    for name in ENCLOSURES:
        yield Sign(rb"[\s\"']" + escaped(name) + rb"[\s=]", encodings.packed)
    yield Sign(rb"[\"'=](?:https?:)?//[^ \"'<>\t\r\n]+[\t\r\n]", encodings.broken)
    yield Sign(rb"[\"'=](?:https?:)?\\/\\/[^ \"'<>\t\r\n]+\\[nrt]", encodings.broken)
    yield Sign(rb"=\(function\(", encodings.coded)
    yield Sign(rb">\[\{\"[^\"]+\":\s?[0-9]", encodings.coded)
