"""From a platform's module to the `Platform` that the rest of the package sees, whoever wrote the module.

What a platform leaves out is filled in: oEmbed where it declares how it answers that, else the page of the post. A
package keeps what it declares in `address` and its `capture` and `read` in `capture`, which is loaded when something
is fetched.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType

from embedarchive import urls
from embedarchive.model import Capture, Embed, Exported, Missing, Post, Reference, Request, Response
from embedarchive.protocols.declaring.export import Beside
from embedarchive.protocols.declaring.oembed import OEmbed, Service, no_time
from embedarchive.protocols.declaring.platform import Platform
from embedarchive.protocols.declaring.sources import Source


@dataclass(frozen=True, slots=True)
class OwnCapture:
    """The capture that stands in a package's module `capture`."""

    module: str

    def __call__(self, embed: Embed) -> Capture:
        """Fetch one post."""
        capture: Capture = importlib.import_module(self.module).capture(embed)
        return capture


@dataclass(frozen=True, slots=True)
class OwnReading:
    """The reading that stands in a package's module `capture`."""

    module: str

    def __call__(self, response: Response) -> Post | Missing | None:
        """What one answer says."""
        said: Post | Missing | None = importlib.import_module(self.module).read(response)
        return said


@dataclass(frozen=True, slots=True)
class OwnExport:
    """The reading of exports that stands in a package's module `export`."""

    module: str

    def __call__(self, data: bytes, beside: Beside) -> Iterator[Exported]:
        """The posts in a file of an export."""
        posts: Iterator[Exported] = importlib.import_module(self.module).exported(data, beside)
        return posts


@dataclass(frozen=True, slots=True)
class ServedCapture:
    """The capture of a platform that has none of its own.

    Attributes:
        service: what it declares.
        then: the sources that it is asked after oEmbed and the page.
        read: what reads the answers of those.
    """

    service: Service
    then: tuple[Source, ...]
    read: Callable[[Response], Post | Missing | None]

    def __call__(self, embed: Embed) -> Capture:
        """Ask by oEmbed where the platform answers that, and the post's page, then its further sources."""
        from embedarchive.protocols.asking import second_interface, service

        found = yield from service.capture(self.service, embed)
        known = self.service.recognise(embed.url or "")
        for source in self.then:
            if known is not None and source.answers(known.id):
                found = yield from second_interface.then(found, source, known, self.read)
        return found


@dataclass(frozen=True, slots=True)
class ServedReading:
    """What reads the answers of such a platform, live or archived."""

    service: Service

    def __call__(self, response: Response) -> Post | Missing | None:
        """What one answer says."""
        from embedarchive.protocols.asking import service

        return service.read(self.service, response)


@dataclass(frozen=True, slots=True)
class Following:
    """A platform's capture that follows share links first.

    Attributes:
        recognise: which post an address names.
        own: the capture of a post whose address is known.
        request: how a share link is asked where it leads.
    """

    recognise: Callable[[str], Reference | None]
    own: Callable[[Embed], Capture]
    request: Callable[[str], Request]

    def __call__(self, embed: Embed) -> Capture:
        """Fetch one post."""
        found = self.recognise(embed.url) if embed.url else None
        if found is None or not found.shared:
            return self.own(embed)
        from embedarchive.protocols.asking import share_links

        return share_links.capture(self.own, self.recognise, self.request(found.url), embed)


@dataclass(frozen=True, slots=True)
class ReadingPosts:
    """What reads a platform's answers: a share link's own answer is none about a post."""

    recognise: Callable[[str], Reference | None]
    own: Callable[[Response], Post | Missing | None]

    def __call__(self, response: Response) -> Post | Missing | None:
        """What one answer says."""
        found = self.recognise(urls.unwrap(response.url).url)
        return None if found is not None and found.shared else self.own(response)


@dataclass(frozen=True, slots=True)
class InOurDigits:
    """A platform's own `recognise`, without ids in the digits of other scripts, which no platform writes.

    To Python they are digits like ours, in patterns as well. A name in another script may have them.
    """

    own: Callable[[str], Reference | None]

    def __call__(self, url: str) -> Reference | None:
        """The post that a URL names."""
        found = self.own(url)
        if found is None or found.id.isascii():
            return found
        foreign = (sign for sign in found.id if not sign.isascii())
        return None if all(map(str.isdigit, foreign)) else found


def platform(module: ModuleType) -> Platform:
    """The platform that a module describes.

    Raises:
        AttributeError: it has no NAME, EXAMPLE, HOSTS or recognise.
    """
    recognise = InOurDigits(module.recognise)
    oembed, page = getattr(module, "OEMBED", None), getattr(module, "read_page", None)
    posted_at = getattr(module, "posted_at", no_time)
    service = Service(module.NAME, recognise, posted_at, oembed, page)
    own = _own(module)
    read = getattr(module, "read", None) or (OwnReading(own) if own else ServedReading(service))
    sources = tuple(getattr(module, "SOURCES", ())) or _usual(oembed)
    then = tuple(source for source in sources if source.name not in {"oembed", "page"})
    capture = getattr(module, "capture", None) or (OwnCapture(own) if own else ServedCapture(service, then, read))
    share_request = getattr(module, "share_request", _plain_request)
    served = "oEmbed" if oembed else "page"
    return Platform(
        name=module.NAME,
        label=getattr(module, "LABEL", module.NAME.capitalize()),
        aliases=tuple(getattr(module, "ALIASES", ())),
        example=module.EXAMPLE,
        well_known=getattr(module, "WELL_KNOWN", ""),
        hosts=tuple(module.HOSTS),
        marks=tuple(getattr(module, "MARKS", () if module.HOSTS else ("/",))),
        markup=tuple(getattr(module, "MARKUP", ())),
        authored=getattr(module, "AUTHORED", ""),
        image_hosts=tuple(getattr(module, "IMAGE_HOSTS", ())),
        stills=tuple(getattr(module, "STILLS", ())),
        rates=tuple(getattr(module, "RATES", ())),
        unsaved=getattr(module, "UNSAVED", ""),
        client_clock=getattr(module, "CLIENT_CLOCK", False),
        fallback=getattr(module, "FALLBACK", None),
        copied=getattr(module, "COPIED", None),
        recognise=recognise,
        addresses=getattr(module, "addresses", _its_own_address),
        posted_at=posted_at,
        embed_page=getattr(module, "EMBED_PAGE", ""),
        oembed=oembed,
        sources=sources,
        recorded_at=tuple(
            getattr(module, "RECORDED_AT", tuple(host for host in module.HOSTS if not host.endswith(":")))
        ),
        capture=Following(recognise, capture, share_request),
        read=ReadingPosts(recognise, read),
        share_request=share_request,
        same_question=getattr(module, "same_question", None),
        export=getattr(module, "EXPORT", None),
        exported=getattr(module, "exported", None) or OwnExport(f"{module.__name__.rpartition('.')[0]}.export"),
        captured=served if isinstance(capture, ServedCapture) else "own",
    )


def _usual(oembed: OEmbed | None) -> tuple[Source, ...]:
    """The sources of a platform whose module lists none: what every other is served by."""
    page = Source(name="page", gives="what it tells other sites", shape="made", checked="")
    return (oembed.source(gives="title, author, image", shape="made", checked=""), page) if oembed else (page,)


def _own(module: ModuleType) -> str | None:
    """The module of a package that captures, where what it declares stands in `address`; None for a single file."""
    package, _, last = module.__name__.rpartition(".")
    name = f"{package}.capture"
    return name if last == "address" and importlib.util.find_spec(name) else None


def _plain_request(link: str) -> Request:
    return Request(url=link)


def _its_own_address(embed: Embed) -> tuple[str, ...]:
    return (embed.url,) if embed.url else ()
