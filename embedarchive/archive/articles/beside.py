"""The images that came with an article: in the page itself, in a saved page, message or ZIP, or in files beside it.

What a browser saved is what its reader saw, and it is at hand: such an image is kept from there and nobody is asked
for it. Of the files on the disk only images in the article's own folder or below count: a page that names anything
else, by `..`, an absolute path or a link out of the folder, does not get it.
"""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote, unquote_to_bytes

from embedarchive import signatures
from embedarchive.archive.articles.origins import Origin
from embedarchive.model import Image, Scan
from embedarchive.store.keys import media_key

LARGEST = 50_000_000
"""Files beside a page with more bytes than this are not taken for its images."""

_SIDECAR = 1_000_000  # bytes of an XMP sidecar


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFile:
    """An image that came with an article, or a file out of an export.

    Attributes:
        address: what the article calls it: its address, or its path beside the page.
        declared: the media type that the container gives it.
        sidecar: the XMP packet in a file beside it, in which programs write what they do not write into the image.
    """

    address: str
    data: bytes
    declared: str | None = None
    sidecar: bytes | None = None


def images_beside(origin: Origin, data: bytes, scan: Scan) -> tuple[Scan, Mapping[str, MediaFile]]:
    """The scan, and by key the images that came along, those of its posts too where a container holds them.

    An image that has no address on the web is named by its bytes, as a `ni:` address (RFC 6920): two mails may both
    call one `cid:image001.png`.
    """
    found: dict[str, MediaFile] = {}
    images: list[Image] = []
    enclosed = _enclosed(data) if scan.document.part is not None else {}
    for image in scan.images:
        file = _inlined(image.url) or _inside((image.url, *image.candidates), enclosed) or _nearby(image, scan, origin)
        kept = image if file is None else _addressed(image, file, scan)
        if file is not None:
            found.setdefault(media_key(kept), file)
        images.append(kept)
    for media in (each for embed in scan.embeds for each in embed.media) if enclosed else ():
        if file := _inside(media.candidates, enclosed):
            found.setdefault(media_key(media), file)
    return (replace(scan, images=tuple(images)), found) if found else (scan, found)


def _addressed(image: Image, file: MediaFile, scan: Scan) -> Image:
    """The image under the addresses that the page itself gives it, else under the digest of its bytes."""
    if file.address.startswith(("http://", "https://")):
        return image
    written = _written(image, scan)
    real = tuple(url for url in image.candidates if url.startswith("http") and url in written)
    return replace(image, url=file.address, candidates=real or (_named(file.data),))


def _enclosed(data: bytes) -> Mapping[str, MediaFile]:
    from embedarchive.documents import saved

    return {
        address: MediaFile(address=address, data=enclosure.data, declared=enclosure.declared)
        for address, enclosure in saved.enclosures(data).items()
        if _is_image(enclosure.data)
    }


def _inlined(url: str) -> MediaFile | None:
    """The image that an address holds (`data:`, RFC 2397)."""
    head, comma, body = url.partition(",")
    if not comma or head[:5].lower() != "data:":
        return None
    data = unquote_to_bytes(body)
    if head.lower().endswith(";base64"):
        try:
            data = base64.b64decode(data)
        except ValueError:
            return None
    return MediaFile(address=head, data=data, declared=head[5:].partition(";")[0]) if _is_image(data) else None


def _inside(addresses: Iterable[str], enclosed: Mapping[str, MediaFile]) -> MediaFile | None:
    """The image of a container that the page shows, in whichever of its sizes was saved."""
    spellings = (spelling for url in addresses for spelling in (url, unquote(url)))
    return next((enclosed[address] for address in spellings if address in enclosed), None)


def _nearby(image: Image, scan: Scan, origin: Origin) -> MediaFile | None:
    """The file beside the page that the page names."""
    if scan.document.part is not None:
        return None
    for name in dict.fromkeys(_relative(image, scan)):
        data = origin.beside(name, LARGEST)
        if data is not None and _is_image(data):
            return MediaFile(address=name, data=data, sidecar=_sidecar(name, origin))
    return None


def _sidecar(name: str, origin: Origin) -> bytes | None:
    """The file beside an image with what programs say of it: `mill.jpg.xmp`, or `mill.xmp`."""
    called = (f"{name}.xmp", f"{name.rpartition('.')[0]}.xmp")
    return next((data for each in called if (data := origin.beside(each, _SIDECAR))), None)


def _relative(image: Image, scan: Scan) -> Iterator[str]:
    """The image's addresses as the page itself writes them, where it writes them relative to itself.

    The finder has resolved them against the page's address on the web, at which a saved page's files never were.
    """
    folder = (scan.document.base_url or "").partition("?")[0].partition("#")[0].rpartition("/")[0] + "/"
    written = _written(image, scan)
    for url in (image.url, *image.candidates):
        name = (url.removeprefix(folder) if len(folder) > 1 else url).removeprefix("./")
        resolved = name != url.removeprefix("./")
        if name and ":" not in name and name in written and not (resolved and url in written):
            yield from (name, unquote(name))


def _written(image: Image, scan: Scan) -> str:
    return html.unescape(scan.document.text[image.start : image.end])


def _is_image(data: bytes) -> bool:
    return (signatures.kind(data).media_type or "").startswith("image/")


def _named(data: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
    return f"ni:///sha-256;{digest}"
