"""What a post or an image is called in the archive, so that the same one is met again."""

from __future__ import annotations

import hashlib
import math
import unicodedata
from pathlib import Path
from typing import Any

from embedarchive.model import Embed, Image, MediaRef

BIDI = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
LONGEST_KEY = 2000
"""Addresses with more characters than this, and `data:` addresses, are named by their digest."""
LONGEST_HANDLE = 100
BIGGEST_INTEGER = 2**63 - 1


def fold(text: str) -> str:
    """Text as it is compared: NFKC, no bidi controls, runs of blanks as one space."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(BIDI).split())


def post_key(embed: Embed) -> str:
    """`twitter:1591…` when the id is known, else `twitter?` and a digest of handle, day and folded text together.

    Without text it is of the links, then of the URL. The handle is not written out: a key outlives an erasure.
    Frames of unknown sites are named by their URL.
    """
    if embed.platform == "web":
        return (
            f"web:{_short(embed.url)}"
            if embed.url
            else clean_text(f"web?{embed.id or ''}//{_digest(embed.text or '')}")
        )
    if embed.id:
        return clean_text(f"{embed.platform}:{embed.id}")
    day = embed.date or (embed.posted_at.date() if embed.posted_at else None)
    words = fold(embed.text or "") or " ".join(embed.links) or embed.url or ""
    handle = fold(embed.handle or embed.author or "").removeprefix("@").lower()
    whole = f"{handle[:LONGEST_HANDLE]}/{day or ''}/{words}"
    return clean_text(f"{embed.platform}?{_digest(whole, 32)}")


def is_unresolved(key: str) -> bool:
    """Whether the key stands for a post whose id is not known."""
    return "?" in key.partition(":")[0]


def platform_of(key: str) -> str:
    """The platform that the key names."""
    return key.partition(":")[0].partition("?")[0]


def media_key(media: MediaRef | Image) -> str:
    """The address that the article or the post gives first."""
    if media.candidates:
        return _short(media.candidates[0])
    return _short(media.url) if isinstance(media, Image) else ""


def video_key(post: str) -> str:
    """What the video of a post is called when its platform names no file of it."""
    return f"video:{post}"


def is_video_of_post(key: str) -> bool:
    """Whether a medium is one that its platform names no file of."""
    return key.startswith("video:")


def clean(value: object) -> Any:  # noqa: ANN401 -- what JSON can hold has no closed type
    """The value as a database and JSON can hold it: halves of characters and numbers that are none are replaced."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {clean_text(key): clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [clean(item) for item in value]
    return value


def clean_text(text: str) -> str:
    """Text without lone surrogates: pairs are joined, halves become U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def path_keys(path: str | Path, suffix: str) -> list[str]:
    """What an article is called that was read from a file: by a digest of the path, which strangers cannot read.

    And what earlier versions called it, so that it is known again.
    """
    whole = str(Path(path).absolute())
    return [f"path:{_digest(whole, 32)}{suffix}", f"path:{whole}{suffix}"]


def _digest(text: str, length: int = 16) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def _short(address: str) -> str:
    if len(address) <= LONGEST_KEY and address[:5].lower() != "data:":
        return clean_text(address)
    digest = hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{address[:4].lower()}:sha256:{digest}"
