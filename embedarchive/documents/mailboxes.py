"""Where the mails of a mailbox file stand (mbox: RFC 4155, and what Thunderbird, Gmail and mutt write).

A mail begins with a line `From …` that is followed by a header field, after an empty line or with a time in it: the
words of a mail may begin a line like that, too. The file is gone through in pieces, so memory does not grow with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from embedarchive.patterns import regex

_FIELD = regex(rb"(?:[!-9;-~]{1,100}[ \t]{0,20}:|>From )")
_TIME = regex(rb"\d\d:\d\d")
_PIECE = 65_536
"""A line is looked at in pieces of so many bytes."""


def is_mailbox(front: bytes) -> bool:
    """Whether a file that begins like this is a mailbox."""
    line, _, rest = front.partition(b"\n")
    return line.startswith(b"From ") and _FIELD.match(rest) is not None


def spans(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """Where each mail begins and ends in the file, its `From` line included; what stands before the first is one too.

    Raises:
        OSError: the file cannot be read any more.
    """
    at = begun = 0
    candidate: int | None = None
    blank = whole = True  # before this line an empty one; this piece begins a line
    while piece := file.readline(_PIECE):
        if candidate is not None:
            if _FIELD.match(piece):
                if candidate > begun:
                    yield begun, candidate
                begun = candidate
            candidate = None
        if whole and piece.startswith(b"From ") and (blank or _TIME.search(piece)):
            candidate = at
        blank = whole and not piece.strip()
        whole = piece.endswith(b"\n")
        at += len(piece)
    if at > begun:
        yield begun, at
