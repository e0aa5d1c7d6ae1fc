"""DocumentCloud: documents that newsrooms publish as evidence."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Capture, Embed, MediaRef, Missing, Post, Reference, Response
from embedarchive.protocols.declaring.shapes import Shape
from embedarchive.protocols.declaring.sources import Source

NAME = "documentcloud"
LABEL = "DocumentCloud"
EXAMPLE = "https://www.documentcloud.org/documents/20059068-a-report"
WELL_KNOWN = "https://www.documentcloud.org/documents/282753-lefler-thesis"
HOSTS = ("documentcloud.org",)
SOURCES = (
    Source(
        name="api",
        url="https://api.www.documentcloud.org/api/documents/{id}/?expand=user,organization",
        who="DocumentCloud",
        kind="api",
        gives="title, who published it, day, the PDF",
        shape="documented",
        checked="2026-11-23",
    ),
)
_DOCUMENT = "https://www.documentcloud.org/documents/{}"
_LANGUAGES = {
    "ara": "ar",
    "deu": "de",
    "eng": "en",
    "fra": "fr",
    "ita": "it",
    "nld": "nl",
    "pol": "pl",
    "por": "pt",
    "ron": "ro",
    "rus": "ru",
    "spa": "es",
    "tur": "tr",
    "ukr": "uk",
}
"""Its names of languages (ISO 639-2) as other platforms have them."""

MARKUP = (
    Shape(form="script", tag="script", call="DV.load", attributes=(("", "{0}"),)),
    Shape(form="script", tag="script", call="dc.embed.load", attributes=(("", "{0}"),)),
    Shape(form="script", tag="script", call="dc.embed.loadNote", attributes=(("", "{0}"),)),
    Shape(form="div", tag="div", cls="DC-embed", attributes=(("data-document-id", _DOCUMENT),), link="first"),
)


def recognise(url: str) -> Reference | None:
    """The document that a URL names, also as a frame, a script or a note on one of its pages."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    match address.segments:
        case ("documents", name, *_):
            found = re.match(r"\d{3,12}", name)
            if found:
                name = re.sub(r"\.(?:js|html)\Z", "", name)
                return Reference(platform=NAME, id=found.group(), url=_DOCUMENT.format(name))
    return None


def capture(embed: Embed) -> Capture:
    """Ask DocumentCloud's open interface (https://www.documentcloud.org/help/api/), which names the PDF.

    It answers 404 for a document that is not public, too: that is what it says of both, and it is kept in the detail.
    """
    from embedarchive.protocols.asking import outcomes

    return outcomes.by_id(embed, _DOCUMENT, SOURCES[0], read)


def read(response: Response) -> Post | Missing | None:
    """What an answer of the interface, or an archived page, says of a document.

    The organisation that published it is the author, else the person who did. The PDF is a medium of the role document.
    """
    from embedarchive.protocols.asking import service
    from embedarchive.protocols.asking.outcomes import answered
    from embedarchive.protocols.declaring.oembed import Service
    from embedarchive.protocols.reading import values
    from embedarchive.protocols.reading.provenance import credited

    answer = answered(response)
    if not answer:
        return service.read(Service(NAME, recognise), response)
    identifier, title = values.digits(answer.get("id")), values.text(answer.get("title"))
    if not identifier or not title:
        return None
    described = (values.text(answer.get("description")) or "").strip()
    origin = (values.text(answer.get("source")) or "").strip()
    text = "\n\n".join(part for part in (title, described, f"Source: {origin}" if origin else "") if part)
    person = values.mapping(answer, "user")
    author = values.mapping(answer, "organization").get("name") or person.get("name")
    article = values.link(answer.get("related_article"))
    post = Post(
        platform=NAME,
        id=identifier,
        url=values.link(answer.get("canonical_url")) or _DOCUMENT.format(identifier),
        author=values.text(author),
        posted_at=values.moment(answer.get("created_at")),
        text=text,
        language=_LANGUAGES.get(values.text(answer.get("language")) or ""),
        media=_files(identifier, values.text(answer.get("slug")), values.link(answer.get("asset_url"))),
        links=(article,) if article else (),
    )
    return credited(post, "api")


def _files(identifier: str, slug: str | None, assets: str | None) -> tuple[MediaRef, ...]:
    """The PDF and the image of its first page, where the interface says that files are kept."""
    if not slug or not assets or not re.fullmatch(r"[\w-]{1,300}", slug):
        return ()
    root = f"{assets.rstrip('/')}/documents/{identifier}"
    return (
        MediaRef(candidates=(f"{root}/{slug}.pdf",), role="document"),
        MediaRef(candidates=(f"{root}/pages/{slug}-p1-large.gif",), role="photo", index=1),
    )
