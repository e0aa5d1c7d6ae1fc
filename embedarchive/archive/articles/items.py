"""What of a feed, a list or a folder was read before: each item's name, and what changes when it does.

An item of a feed is told by its guid and the digest of its words, an address of a list by itself and the day that the
list gives it, a file in a folder by its path and its bytes. What somebody names itself is no item of anything.
"""

from __future__ import annotations

import hashlib

from embedarchive.archive.articles.origins import Origin
from embedarchive.model import Document


def of_origin(origin: Origin) -> tuple[str, str]:
    """An address that a list led to; two empty texts for anything else."""
    address = origin.post.url if origin.post else origin.url
    return (f"listed:{address}", origin.version) if origin.depth and address else ("", "")


def of_document(origin: Origin, document: Document, data: bytes) -> tuple[str, str]:
    """An item of a feed, a mail of a mailbox, or a file of a folder; two empty texts for anything else."""
    if document.entry is not None:
        words = f"{document.title}\n{document.text}\n{document.entry.words}"
        return f"{origin.path or origin.url or origin.name}#{document.within or document.part}", _digest(words.encode())
    if origin.path is not None and (origin.packed is not None or not origin.named):
        return f"{origin.path.absolute()}#{document.within}", _digest(data)
    return "", ""


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
