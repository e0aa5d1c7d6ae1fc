"""What a SOURCE stands for: a file, standard input, an address, a list of addresses, a folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from embedarchive import platforms
from embedarchive.errors import SourceError
from embedarchive.model import Document, Embed, Reference, Scan

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
_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One thing to read.

    Attributes:
        name: what the user called it.
        path: the file it is in; null for standard input and for addresses.
        data: the bytes of standard input.
        url: the address of an article.
        post: the post that an address names; it is archived by itself.
        named: whether the user named it, or it was met on the way through a folder.
    """

    name: str
    path: Path | None = None
    data: bytes | None = None
    url: str | None = None
    post: Reference | None = None
    named: bool = True


def origins(source: str | Path) -> Iterator[Origin]:
    """Everything that one SOURCE stands for, in a stable order.

    Raises:
        SourceError: there is no such file, it cannot be read, or a folder holds no article.
    """
    name = str(source)
    if name == "-":
        data = sys.stdin.buffer.read()
        listed = _listed(data)
        if listed:
            yield from listed
        else:
            yield Origin(name=name, data=data)
    elif name.startswith(_WEB):
        yield _address(name)
    else:
        yield from _files(Path(source))


def read(origin: Origin, limit: int = LIMIT) -> bytes:
    """The bytes of a file or of standard input.

    Raises:
        SourceError: it cannot be read, or it is larger than `limit` bytes.
    """
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


def called(source: str | Path) -> str:
    """What the log calls a SOURCE: as the user did, but a post by its id. Its address may name the author, for good."""
    post = platforms.recognise(source) if isinstance(source, str) and source.startswith(_WEB) else None
    return f"{post.platform}:{post.id}" if post else str(source)


def scan_of_post(origin: Origin) -> Scan:
    """A post that was given by its address, as a scan with that one embed."""
    post = origin.post
    assert post is not None  # noqa: S101 -- the caller made sure of it
    document = Document(text=origin.name, source=origin.name, base_url=origin.name, title=None)
    end = len(origin.name)
    embed = Embed(
        platform=post.platform,
        form="address",
        id=post.id,
        url=post.url,
        handle=post.handle,
        posted_at=platforms.get(post.platform).posted_at(post.id),
        start=0,
        end=end,
        parts=((0, end),),
    )
    return Scan(document=document, embeds=(embed,))


def _address(url: str) -> Origin:
    post = platforms.recognise(url)
    return Origin(name=url, url=None if post else url, post=post)


def _listed(data: bytes) -> list[Origin]:
    """The addresses of a list: one a line, blank lines and those that begin with # aside. Empty if it is no list."""
    if len(data) > _LIST_LIMIT or not data.lstrip().startswith((b"http://", b"https://", b"#")):
        return []
    lines = [line.strip() for line in data.decode("utf-8", "replace").splitlines()]
    urls = [line for line in lines if line and not line.startswith("#")]
    if not urls or not all(url.startswith(_WEB) and not any(map(str.isspace, url)) for url in urls):
        return []
    return [_address(url) for url in urls]


def _files(path: Path) -> Iterator[Origin]:
    if path.is_dir():
        found = False
        for file in _walk(path):
            found = True
            yield Origin(name=str(file), path=file, named=False)
        if not found:
            raise SourceError(f"{path}: a folder without articles (looked for {', '.join(sorted(ARTICLE_ENDINGS))}).")
        return
    if not path.exists():
        raise SourceError(f"{path}: no such file or folder.")
    if not path.is_file():
        raise SourceError(f"{path}: neither a file nor a folder.")
    listed: list[Origin] = []
    try:
        if path.stat().st_size <= _LIST_LIMIT:
            listed = _listed(path.read_bytes())
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({os.strerror(error.errno or 0)}).") from error
    if listed:
        yield from listed
    else:
        yield Origin(name=str(path), path=path)


def _walk(folder: Path) -> Iterator[Path]:
    """The articles below a folder, sorted; hidden files, links and archives of ours are passed over."""
    for base, folders, files in os.walk(folder):
        if "archive.db" in files and "blobs" in folders:
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            file = Path(base, name)
            if not name.startswith(".") and file.suffix.lower() in ARTICLE_ENDINGS and not file.is_symlink():
                yield file
