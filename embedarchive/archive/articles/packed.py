"""What lies in one file: the mails of a mailbox, the files of a ZIP or a tar. Each is read when its turn comes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from embedarchive import signatures
from embedarchive.archive.articles.members import END_OF_ZIP, Member
from embedarchive.documents import mailboxes
from embedarchive.errors import SourceError
from embedarchive.patterns import regex

_CARRIES_ZIP = regex(rb"<html[^>]{0,200}\sdata-sfz\b|<sfz-|\bid=[\"']?sfz-", re.IGNORECASE)
"""What SingleFile's self-extracting page has in its beginning."""


def packed_in(path: Path, front: bytes, end: bytes) -> Iterator[Member] | None:
    """The articles that lie in a file; None of a file that is one article, or nothing that is known.

    Args:
        path: the file.
        front: its first bytes, a few thousand at least.
        end: its last bytes, in which the list of a ZIP ends.
    """
    if mailboxes.is_mailbox(front):
        return _mails(path)
    if front.startswith(b"\x1f\x8b") or front[257:262] == b"ustar":
        from embedarchive.archive.articles import tars

        return tars.tarred(path) if tars.is_tar(front) else None
    page = front.lstrip()[:1] == b"<" and (END_OF_ZIP in end or _CARRIES_ZIP.search(front) is not None)
    if not page and (
        not front.startswith((b"PK\x03\x04", END_OF_ZIP)) or signatures.kind(front, end).name != "a zip archive"
    ):
        return None
    from embedarchive.archive.articles.zips import zipped

    return zipped(path, page=page)


def _mails(path: Path) -> Iterator[Member]:
    try:
        with path.open("rb") as file:
            for number, (start, end) in enumerate(mailboxes.spans(file), 1):
                yield Member(label=f"mail {number}", read=_Span(path, start, end))
    except OSError as error:
        raise SourceError(f"{path}: cannot be read to its end ({error.strerror}).") from error


@dataclass(frozen=True, slots=True)
class _Span:
    """Reads a piece of a file."""

    path: Path
    start: int
    end: int

    def __call__(self, limit: int) -> bytes:
        with self.path.open("rb") as file:
            file.seek(self.start)
            return file.read(min(self.end - self.start, limit + 1))
