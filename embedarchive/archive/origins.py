"""What a SOURCE stands for: a file, standard input, an address, a list of addresses, a folder."""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from embedarchive import documents, platforms
from embedarchive.archive.results import Unreadable
from embedarchive.errors import SourceError
from embedarchive.model import Document, Embed, Reference, Scan
from embedarchive.model.names import public_name, public_name_below
from embedarchive.patterns import regex
from embedarchive.web.recording_kinds import ENDINGS, is_recording

LIMIT = 20_000_000
"""The largest article that is read unless the user says otherwise, in bytes."""

ARTICLE_ENDINGS = frozenset(
    [
        *(".txt", ".text", ".md", ".markdown"),
        *(".html", ".htm", ".xhtml", ".mhtml", ".mht", ".webarchive"),
        *(".eml", ".json", ".xml", ".rss", ".atom"),
    ]
)
"""What is read when a folder is walked. A file that is named itself is read whatever its ending."""

_LIST_LIMIT = 5_000_000
_LIST_HEAD = 10_000
"""An address stands within so many bytes, or it is no list of them."""
_ODD_AT_FIRST = 3
_LONGEST_LINE = 2000
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
        url: the address of an article.
        post: the post that an address names; it is archived by itself.
        named: whether the user named it, or it was met on the way through a folder.
        recording: whether it is a recording: what is read are the articles in it.
        problem: why it cannot be read, when that is clear from its name: a line of a list that is no address.
    """

    name: str
    called: str
    path: Path | None = None
    data: bytes | None = None
    url: str | None = None
    post: Reference | None = None
    named: bool = True
    recording: bool = False
    problem: str | None = None


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
        listed = _listed(data, "Standard input")
        if listed:
            yield from listed
        else:
            yield Origin(name=name, called=name, data=data)
    elif name[:8].lower().startswith(_WEB):
        yield from_address(name)
    elif "\n" in name:
        raise SourceError(_text_given(name))
    else:
        _refuse_long(Path(source), name)
        yield from _files(Path(source), name)


def read(origin: Origin, limit: int = LIMIT) -> bytes:
    """The bytes of a file or of standard input.

    Raises:
        SourceError: it cannot be read, or it is larger than `limit` bytes.
    """
    if origin.problem is not None:
        raise SourceError(origin.problem)
    if origin.data is not None:
        data = origin.data
    else:
        assert origin.path is not None  # noqa: S101 -- the caller made sure of it
        try:
            with origin.path.open("rb") as file:
                data = file.read(limit + 1)
        except OSError as error:
            raise SourceError(f"{origin.name}: cannot be read ({os.strerror(error.errno or 0)}).") from error
    if len(data) > limit:
        raise SourceError(f"{origin.name}: larger than {limit:,} bytes; --max-article-bytes allows more.")
    return data


def refused(sources: Sequence[str | Path], limit: int) -> list[Unreadable]:
    """Why nothing that is named can be read, each in a sentence; empty as soon as something can, or only may.

    What needs the network and what comes on standard input may.
    """
    found: list[Unreadable] = []
    for source in sources:
        if str(source) == "-":
            return []
        try:
            for origin in origins(source):
                if origin.url or origin.post or origin.recording or not origin.named:
                    return []
                if (why := _refused(origin, limit)) is None:
                    return []
                found.append(Unreadable(source=origin.name, sentence=why))
        except SourceError as error:
            found.append(Unreadable(source=str(source), sentence=str(error)))
    return found


def _refused(origin: Origin, limit: int) -> str | None:
    try:
        documents.read(read(origin, limit), source=origin.name, limit=limit)
    except SourceError as error:
        return str(error)
    return None


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


def _listed(data: bytes, name: str) -> list[Origin]:
    """The addresses of a list: one a line, blank lines and those that begin with # aside. Empty if it is no list.

    A few lines among them that are no addresses do not make it an article; each of those is a problem to be told.
    """
    if len(data) > _LIST_LIMIT or b"://" not in data[:_LIST_HEAD]:
        return []
    found: list[Origin] = []
    odd = prose = 0
    for number, line in enumerate(data.decode("utf-8", "replace").removeprefix("\ufeff").splitlines(), 1):
        words = line.strip()
        if not words or words.startswith("#"):
            continue
        if _is_address(words):
            found.append(from_address(words))
        elif words.startswith("<") or len(words) > _LONGEST_LINE:
            return []
        else:
            odd += 1
            prose += " " in words or not any(sign in words for sign in ".:/")
            found.append(Origin(name=name, called=name, problem=f"{name}, line {number}: {_no_address(words)}"))
        if odd > _ODD_AT_FIRST and odd > len(found) - odd:
            return []
    addresses = len(found) - odd
    return found if odd <= addresses and prose <= addresses // 2 else []


def _is_address(words: str) -> bool:
    return words[:8].lower().startswith(_WEB) and not any(map(str.isspace, words))


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


def _files(path: Path, name: str) -> Iterator[Origin]:
    if path.is_dir():
        found = False
        for file in _walk(path):
            found = True
            below = public_name_below(name, file.relative_to(path).parts)
            yield Origin(
                name=str(file),
                called=below,
                path=file,
                named=False,
                recording=_called_recording(file),
            )
        if not found:
            raise SourceError(f"{path}: a folder without articles (looked for {', '.join(sorted(ARTICLE_ENDINGS))}).")
        return
    if not path.exists():
        raise SourceError(f"{name}: no such file or folder.{_hint(name)}")
    if not path.is_file():
        raise SourceError(f"{path}: neither a file nor a folder.")
    if _called_recording(path) or is_recording(path):
        yield Origin(name=str(path), called=public_name(str(path)), path=path, recording=True)
        return
    listed: list[Origin] = []
    try:
        if path.stat().st_size <= _LIST_LIMIT:
            listed = _listed(path.read_bytes(), str(path))
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({os.strerror(error.errno or 0)}).") from error
    if listed:
        yield from listed
    else:
        yield Origin(name=str(path), called=public_name(str(path)), path=path)


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


def _walk(folder: Path) -> Iterator[Path]:
    """The articles below a folder, sorted; hidden files, links and archives of ours are passed over."""
    for base, folders, files in os.walk(folder):
        if "archive.db" in files and "blobs" in folders:
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            file = Path(base, name)
            known = file.suffix.lower() in ARTICLE_ENDINGS or name.lower().endswith(ENDINGS)
            if not name.startswith(".") and known and not file.is_symlink():
                yield file
