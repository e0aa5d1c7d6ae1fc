"""Posts out of exports of their owners' accounts: found by what their files begin with, read one after the other."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from embedarchive import platforms, signatures
from embedarchive.archive.articles.beside import MediaFile
from embedarchive.archive.articles.origins import Origin
from embedarchive.documents import compressed
from embedarchive.errors import SourceError
from embedarchive.finder import facts
from embedarchive.model import INSIDE, Document, Embed, MediaRef, Scan

if TYPE_CHECKING:
    from embedarchive.model import Exported

LARGEST = 1_000_000_000
"""Bytes of the file with the posts that are read; the largest known have 100,000,000."""
LARGEST_FILE = 200_000_000
"""Bytes of an image or video that is taken from an export; a larger one is fetched from the web."""
_STEEPEST = 100
"""How many times its size a compressed file may unfold into; posts unfold ten times, bombs a thousand."""
_MEDIA = ("image/", "video/", "audio/")


def posts(origin: Origin, data: bytes, passed: Counter[str]) -> Iterator[Exported]:
    """The posts in an export, one after the other.

    Args:
        origin: the file with the posts.
        data: its bytes.
        passed: counts what in it is no post of the account's own, by what it is.

    Raises:
        SourceError: it breaks off, or is none that can be read; raised after the posts that could be read.
    """
    most = min(LARGEST, max(LARGEST_FILE, len(data) * _STEEPEST))
    plain = compressed.unpacked(data, most)
    if plain is None:
        raise SourceError(f"{origin.name}: unfolds into more than {most:,} bytes, which no export does.")
    found = platforms.get(str(origin.export)).exported(plain, lambda name: origin.beside(name, LARGEST))
    try:
        for each in found:
            if isinstance(each, str):
                passed[each] += 1
            else:
                yield each
    except SourceError as error:
        raise SourceError(f"{origin.name}: {error}") from None


def passed_over(origin: Origin, passed: Counter[str]) -> str | None:
    """A sentence for what in an export is no post of the account's own; None when nothing is."""
    told = ", ".join(f"{count:,} {'entry' if count == 1 else 'entries'} {why}" for why, count in passed.most_common())
    return f"{origin.name}: passed over {told}." if told else None


def scan_of(origin: Origin, exported: Exported) -> Scan:
    """A post of an export as a scan with that one embed: what the export says is the claim."""
    post = exported.post
    document = Document(
        text=exported.record.decode("utf-8", "replace"),
        source=f"{origin.name}, {post.platform}:{post.id}",
        part=post.id,
        language=post.language,
    )
    end = len(document.text)
    embed = Embed(
        platform=post.platform,
        form="export",
        id=post.id,
        url=post.url,
        author=post.author,
        handle=post.handle,
        posted_at=post.posted_at,
        text=post.text,
        language=post.language,
        links=post.links,
        media=tuple(ref for ref in post.media if ref.role != "avatar"),
        quotes=post.quotes,
        replies_to=post.replies_to,
        start=0,
        end=end,
        parts=((0, end),),
        sources=post.sources and tuple(pair for pair in post.sources if hasattr(Embed, pair[0])),
    )
    return Scan(document=document, embeds=(facts.completed(embed, document.language),))


def with_files(origin: Origin, exported: Exported) -> tuple[Exported, Mapping[str, MediaFile]]:
    """The post, and the files of its media that lie in the export, by the key of the medium.

    One of which the export does not say where on the web it is is named by its bytes (RFC 6920), or left out where it
    has no file.
    """
    brought: dict[str, MediaFile] = {}
    named: dict[str, str] = {}
    for address, names in exported.files:
        data = next((data for name in names if (data := origin.beside(name, LARGEST_FILE))), None)
        if data is None or not (signatures.kind(data).media_type or "").startswith(_MEDIA):
            continue
        digest = urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        named[address] = f"ni:///sha-256;{digest}" if address.startswith(INSIDE) else address
        brought[named[address]] = MediaFile(address=named[address], data=data)
    media = tuple(filter(None, (_placed(ref, named) for ref in exported.post.media)))
    return replace(exported, post=replace(exported.post, media=media)), brought


def _placed(ref: MediaRef, named: Mapping[str, str]) -> MediaRef | None:
    found = tuple(named.get(each, each) for each in ref.candidates)
    found = tuple(each for each in found if not each.startswith(INSIDE))
    return replace(ref, candidates=found) if found else None
