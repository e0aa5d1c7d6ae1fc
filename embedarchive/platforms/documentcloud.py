"""DocumentCloud: documents that newsrooms publish as evidence."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Reference
from embedarchive.platforms._shapes import Shape

NAME = "documentcloud"
EXAMPLE = "https://www.documentcloud.org/documents/20059068-a-report"
HOSTS = ("documentcloud.org",)
_DOCUMENT = "https://www.documentcloud.org/documents/{}"

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
