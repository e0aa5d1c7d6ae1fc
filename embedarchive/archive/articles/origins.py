"""What a SOURCE stands for: a file, standard input, an address, a list of addresses, a folder."""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from embedarchive import platforms
from embedarchive.archive.articles import folders
from embedarchive.archive.articles.folders import ARTICLE_ENDINGS
from embedarchive.archive.articles.members import FRONT, TAIL, Member, exported_by
from embedarchive.archive.articles.packed import packed_in
from embedarchive.documents import formats
from embedarchive.documents.lines import lines
from embedarchive.errors import SourceError
from embedarchive.model import Document, Embed, Ignored, Reference, Scan
from embedarchive.model.names import public_name, public_name_below
from embedarchive.patterns import regex
from embedarchive.web.recording_kinds import ENDINGS, is_recording

if TYPE_CHECKING:
    from embedarchive.documents.lists import Listing

LIMIT = 20_000_000
"""The largest article that is read unless the user says otherwise, in bytes."""

DEEPEST = 3
"""So many lists may lead from one to the next: an index of sitemaps, a sitemap, a page."""
_LIST_LIMIT = 5_000_000
_SHOWN = 60
_HOST = regex(r"(?:[a-z0-9-]{1,63}\.){1,10}[a-z]{2,24}(?:/|$)", re.IGNORECASE)
"""What an address looks like of which somebody has left the beginning away."""
_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One thing to read.

    Attributes:
        name: what the user called it.
        called: what the archive calls it, for strangers: no folder of this machine, no author of a post stands in it.
        path: the file it is in; None for standard input and for addresses.
        data: the bytes of standard input.
        packed: where in that file it is, if others lie in it too.
        within: what tells it from others in the same file: the number of a mail, the name in a ZIP.
        url: the address of an article.
        post: the post that an address names; it is archived by itself.
        named: whether the user named it, or it was met on the way through a folder.
        recording: whether it is a recording: what is read are the articles in it.
        problem: why it cannot be read, when that is clear from its name: a line of a list that is no address.
        export: the platform whose export of an account the file is.
        version: of which day a list says that it is.
        depth: how many lists led to it.
        cut: what the file it lies in holds in its place and is not read.
    """

    name: str
    called: str
    path: Path | None = None
    data: bytes | None = None
    packed: Member | None = None
    within: str | None = None
    url: str | None = None
    post: Reference | None = None
    named: bool = True
    recording: bool = False
    problem: str | None = None
    export: str | None = None
    version: str = ""
    depth: int = 0
    cut: tuple[Ignored, ...] = ()

    def beside(self, name: str, largest: int) -> bytes | None:
        """The file of that name beside it; None when there is none, or it has more bytes than that."""
        if self.packed is not None:
            return self.packed.beside(name, largest) if self.packed.beside else None
        return folders.beside(self.path.parent, name, largest) if self.path is not None else None


@dataclass(frozen=True, slots=True)
class Choice:
    """Which articles of a recording are wanted.

    Attributes:
        url_match: what their addresses contain, `*` standing for anything.
        limit: how many of each recording, from its first on; None for all.
    """

    url_match: str = ""
    limit: int | None = None

    def wants(self, url: str) -> bool:
        """Whether an address is wanted."""
        at = 0
        for part in self.url_match.split("*"):
            found = url.find(part, at)
            if found < 0:
                return False
            at = found + len(part)
        return True


def origins(source: str | Path) -> Iterator[Origin]:
    """Everything that one SOURCE stands for, in a stable order.

    Raises:
        SourceError: there is no such file, it cannot be read, or a folder holds no article.
    """
    name = str(source)
    if name == "-":
        data = sys.stdin.buffer.read()
        listed = list(_listed(data, "Standard input"))
        yield from listed or [Origin(name=name, called=name, data=data, export=exported_by(data[:FRONT]))]
    elif name[:8].lower().startswith(_WEB):
        yield from_address(name)
    elif "\n" in name:
        raise SourceError(_text_given(name))
    else:
        _refuse_long(Path(source), name)
        yield from _files(Path(source), name)


def is_told(origin: Origin, error: SourceError) -> bool:
    """Whether the user hears of it: of all that was named, and in a folder of what may well be an article."""
    return origin.named or error.left_out


def read(origin: Origin, limit: int = LIMIT) -> bytes:
    """The bytes of a file or of standard input.

    Raises:
        SourceError: it cannot be read, or it is larger than `limit` bytes.
    """
    if origin.problem is not None:
        raise SourceError(origin.problem)
    if origin.data is not None:
        data = origin.data
    elif origin.packed is not None:
        data = origin.packed.read(limit)
    else:
        assert origin.path is not None  # noqa: S101 -- the caller made sure of it
        try:
            with origin.path.open("rb") as file:
                data = file.read(limit + 1)
        except OSError as error:
            raise SourceError(
                f"{origin.name}: cannot be read ({os.strerror(error.errno or 0)}).", left_out=True
            ) from error
    if len(data) > limit:
        more = ", which no known export is" if origin.export else "; --max-article-bytes allows more"
        raise SourceError(f"{origin.name}: larger than {limit:,} bytes{more}.", left_out=True)
    return data


def unfolded(listing: Listing, origin: Origin) -> Iterator[Origin]:
    """What the addresses of a list stand for; what is not read of it is told at the end."""
    for entry in listing.entries:
        yield replace(from_address(entry.address), version=entry.version, depth=origin.depth + 1)
    if listing.left:
        told = f"{origin.name}: {listing.left:,} more addresses; only the first {len(listing.entries):,} are read."
        yield replace(origin, problem=told, named=True)


def may_be_list(origin: Origin, data: bytes) -> bool:
    """Whether it is worth to look whether the bytes are a list of addresses; not when too many lists led there."""
    return origin.depth < DEEPEST and formats.may_be_list(data)


def called(source: str | Path) -> str:
    """What the log calls a SOURCE: a path without this machine's folders, a post by its id, which names no author."""
    post = platforms.recognise(source) if isinstance(source, str) and source.startswith(_WEB) else None
    return _called(post) if post else public_name(str(source))


def _called(post: Reference) -> str:
    return f"{post.platform}:{post.id}"


def named(address: str) -> str | None:
    """The key of the post that an address names, if it names one."""
    post = platforms.recognise(address)
    return f"{post.platform}:{post.id}" if post else None


def hints(platform: str) -> bool:
    """Whether the times of a platform's posts are chosen by their authors."""
    return platforms.get(platform).client_clock


def scan_of_post(origin: Origin) -> Scan:
    """A post that was given by its address, as a scan with that one embed."""
    post = origin.post
    assert post is not None  # noqa: S101 -- the caller made sure of it
    document = Document(text=origin.name, source=origin.name, base_url=origin.name, title=None)
    end = len(origin.name)
    posted_at = platforms.get(post.platform).posted_at(post.native_id) if post.native_id else None
    given = {"id": "address", "url": "address", "handle": post.handle and "address", "posted_at": posted_at and "id"}
    embed = Embed(
        platform=post.platform,
        form="address",
        id=post.native_id,
        url=post.url,
        handle=post.handle,
        posted_at=posted_at,
        start=0,
        end=end,
        parts=((0, end),),
        sources=tuple((name, source) for name, source in given.items() if source),
    )
    return Scan(document=document, embeds=(embed,))


def from_address(url: str) -> Origin:
    """The article at an address, or the post that it names."""
    post = platforms.recognise(url)
    return Origin(name=url, called=_called(post) if post else url, url=None if post else url, post=post)


def _listed(data: bytes, name: str) -> Iterator[Origin]:
    """What the lines of a list of addresses stand for; nothing if it is no list."""
    if len(data) > _LIST_LIMIT:
        return
    for line in lines(data):
        if line.is_address:
            yield from_address(line.words)
        else:
            yield Origin(name=name, called=name, problem=f"{name}, line {line.number}: {_no_address(line.words)}")


def _no_address(words: str) -> str:
    """What is said of a word that should be an address and is none."""
    shown = words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…"
    hint = f"; did you mean https://{shown}?" if _HOST.match(words) and " " not in words else "."
    return f"“{shown}” is no address{hint}"


def _text_given(name: str) -> str:
    first = name.strip().partition("\n")[0][:_SHOWN]
    return f"“{first} …” is the text of an article; a source is the name of its file, or an address."


def _refuse_long(path: Path, name: str) -> None:
    """Refuse what no file can be called: a paragraph that somebody has pasted.

    Raises:
        SourceError: it is longer than a name or a path may be.
    """
    try:
        path.lstat()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            told = f"“{name[:_SHOWN]}…” is longer than the name of a file can be."
            raise SourceError(_text_given(name) if any(map(str.isspace, name)) else told) from None
    except ValueError:
        raise SourceError(f"“{name[:_SHOWN]}” is nothing that a file can be called.") from None


def _folder(path: Path, name: str) -> Iterator[Origin]:
    found = False
    for met in folders.articles(path):
        found = True
        below = public_name_below(name, met.path.relative_to(path).parts)
        recording = _called_recording(met.path)
        origin = Origin(name=str(met.path), called=below, path=met.path, named=False, recording=recording)
        if met.problem:
            yield replace(origin, problem=met.problem, named=True)
        elif recording:
            yield origin
        else:
            yield from _unpacked(origin, met.path)
    if not found:
        raise SourceError(f"{path}: a folder without articles (looked for {', '.join(sorted(ARTICLE_ENDINGS))}).")


def _files(path: Path, name: str) -> Iterator[Origin]:
    if path.is_dir():
        yield from _folder(path, name)
        return
    if not path.exists():
        if path.is_symlink():
            raise SourceError(f"{name}: a link that leads nowhere.")
        raise SourceError(f"{name}: no such file or folder.{_hint(name)}")
    if not path.is_file():
        raise SourceError(f"{path}: neither a file nor a folder.")
    if _called_recording(path) or is_recording(path):
        yield Origin(name=str(path), called=public_name(str(path)), path=path, recording=True)
        return
    listed: list[Origin] = []
    try:
        if path.stat().st_size <= _LIST_LIMIT:
            listed = list(_listed(path.read_bytes(), str(path)))
    except OSError as error:
        raise SourceError(_unopened(path, error)) from error
    yield from listed or _unpacked(Origin(name=str(path), called=public_name(str(path)), path=path), path)


def _unpacked(origin: Origin, path: Path) -> Iterator[Origin]:
    """The article of a file, or the several that lie in it.

    Raises:
        SourceError: a file that its user named cannot be opened, or is a broken ZIP.
    """
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            front, end = file.read(FRONT), file.seek(max(0, size - TAIL)) and file.read(TAIL)
    except OSError as error:
        yield replace(origin, problem=_unopened(path, error), named=True)
        return
    members = packed_in(path, front, end or front)
    if members is None:
        export = exported_by(front)
        if export or origin.named or path.suffix.lower() in ARTICLE_ENDINGS or not platforms.exports(path.name):
            yield replace(origin, export=export)
        return
    for member in members:
        whole = replace(origin, packed=member, named=True, export=member.export, cut=member.cut)
        if member.label:
            name, called = (f"{told}, {member.label}" for told in (origin.name, origin.called))
            whole = replace(whole, name=name, called=called, within=member.label)
        yield whole


def _unopened(path: Path, error: OSError) -> str:
    return f"{path}: cannot be read ({os.strerror(error.errno or 0)})."


def _hint(name: str) -> str:
    """What the user may have meant by a path at which nothing is."""
    scheme, found, _ = name.partition(":/")
    if found and scheme.lower() not in {"http", "https"}:
        return " Of addresses only those with http:// and https:// are read."
    if found:  # a path swallows the second slash
        return f" An address begins with {scheme.lower()}://."
    is_file = Path(name).suffix.lower() in ARTICLE_ENDINGS and not name.lower().startswith("www.")
    if _HOST.match(name) and not is_file:
        return f" If you mean a page on the web: https://{name}"
    return ""


def _called_recording(file: Path) -> bool:
    return file.name.lower().endswith(ENDINGS)
