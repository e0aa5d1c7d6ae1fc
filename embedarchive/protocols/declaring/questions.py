"""What two addresses ask that are written differently: how a platform declares that they ask for the same.

A recording holds the addresses that somebody else asked: a browser, a crawler, another program. A platform's module
declares `same_question(address)`, which gives what the address asks for in words that do not depend on how it is asked:
two addresses with the same words are answered by the same recorded answer. None for every other address. What
identifies a post, an image or a person has to stand in these words, or an answer about another one would be given.

Words that begin with `MEDIA` are of an image or a video in several sizes: of these the largest that is recorded is
given.
"""

from __future__ import annotations

from embedarchive.urls import Address

MEDIA = "media "
_SHORTEST = 16
"""Characters from which on the name of a file is no other file's on any host of a network."""
_FILES = frozenset({"jpg", "jpeg", "png", "webp", "gif", "avif", "heic", "mp4", "webm"})


def stem(address: Address) -> str:
    """The path without the ending of its file name."""
    before, dot, ending = address.path.rpartition(".")
    return before if dot and "/" not in ending else address.path


def named_file(address: Address) -> str | None:
    """An image or video of a network whose hosts are many and whose query only says size, signature and expiry."""
    name = address.path.rpartition("/")[2]
    if name.rpartition(".")[2].lower() not in _FILES:
        return None
    return f"{MEDIA}{name}" if len(name) >= _SHORTEST else f"{MEDIA}{address.host}{address.path}"
