"""An article that lies in a file with others."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from embedarchive import platforms
from embedarchive.archive.articles.folders import ARTICLE_ENDINGS
from embedarchive.documents import compressed, formats
from embedarchive.errors import SourceError
from embedarchive.model import Ignored

END_OF_ZIP = b"PK\x05\x06"
"""Where the list of a ZIP's files ends."""
PAGE = "index.html"
"""What SingleFile calls the page."""
FRONT = 8192
"""What a file is is told by so many of its first bytes."""
TAIL = 66_000
"""It stands in so many of the last bytes: 22, and a comment of 65,535."""
_SHOWN = 100
"""So many of one name are told at most."""
Beside = Callable[[str, int], bytes | None]
"""Reads the file of that name beside another, unless it has more bytes than that; None when there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An article inside a file.

    Attributes:
        label: what it is called there.
        read: its bytes, as many as are asked for and one more; raises `SourceError`.
        beside: reads what lies beside it in the same file.
        export: the platform whose export of an account it is.
        cut: the others of the same name that the file holds, which are not read.
    """

    label: str
    read: Callable[[int], bytes]
    beside: Beside | None = None
    export: str | None = None
    cut: tuple[Ignored, ...] = ()


def exported_by(front: bytes) -> str | None:
    """The platform whose export of an account a file with this beginning is; None of any other file."""
    front = compressed.beginning(front)
    if not formats.may_be_program(front):
        return None
    found = platforms.exporting(front)
    return found.name if found else None


class Container:
    """A file with others in it.

    Attributes:
        names: of the files, as they stand in its list, without folders and what a system adds for itself.
        times: how often each name stands there, if more than once; the last file of a name is read.
    """

    names: tuple[str, ...] = ()
    times: Mapping[str, int] = MappingProxyType({})

    def read(self, name: str, limit: int) -> bytes:
        """A file's bytes, one more than the limit at most; raises `SourceError`."""
        raise NotImplementedError

    def size(self, name: str) -> int | None:
        """How many bytes a file has; None when there is none of that name."""
        raise NotImplementedError

    def beside(self, folder: str) -> Beside:
        """What reads the files below a folder of it (`""`, `data/`)."""

        def read(name: str, largest: int) -> bytes | None:
            whole = posixpath.normpath(folder + name)
            size = self.size(whole)
            if size is None or not whole.startswith(folder) or size > largest:
                return None
            try:
                data = self.read(whole, largest)
            except SourceError:
                return None
            return data if len(data) <= largest else None

        return read

    def is_table(self, name: str) -> bool:
        """Whether a file is a table with a column of addresses that is called so, as Pocket's export is.

        Or one of what somebody wrote, a post each, as Reddit's export has them beside votes and messages.
        """
        front = self._beginning(name) if name.lower().endswith(".csv") else b""
        return formats.names_addresses(front) or platforms.recognise(formats.record_of(front)) is not None

    def _front(self, name: str) -> bytes:
        """A file's first bytes, if it may be an export."""
        return self._beginning(name) if platforms.exports(PurePosixPath(name).name) else b""

    def _beginning(self, name: str) -> bytes:
        try:
            return self.read(name, FRONT)
        except SourceError:
            return b""

    def member(self, name: str) -> Member:
        """One of its files as an article."""
        folder = name[: name.rfind("/") + 1]
        read, beside = partial(self.read, name), self.beside(folder)
        cut = (Ignored(text=name, reason="same-name"),) * (self.times.get(name, 1) - 1)
        return Member(label=name, read=read, beside=beside, export=exported_by(self._front(name)), cut=cut[:_SHOWN])


def articles_in(packed: Container, path: Path, kind: str) -> Iterator[Member]:
    """The articles in a file: the posts of an export, else each page, text and list.

    Raises:
        SourceError: there is none.
    """
    exports = [name for name in packed.names if platforms.exports(PurePosixPath(name).name)]
    found = [each for name in exports if (each := packed.member(name)).export]
    if found:  # the rest of an export is no article
        yield from found
        return
    frames = PAGE in packed.names  # SingleFile keeps a page's frames there
    articles = 0
    for name in packed.names:
        known = PurePosixPath(name).suffix.lower() in ARTICLE_ENDINGS or packed.is_table(name)
        if known and not (frames and name.startswith("frames/")):
            articles += 1
            yield packed.member(name)
    if not articles:
        raise SourceError(f"{path}: a {kind} without articles (looked for {', '.join(sorted(ARTICLE_ENDINGS))}).")
