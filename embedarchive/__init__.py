"""Find every social-media embed and image in an article, and keep an offline archive of them.

    >>> import embedarchive
    >>> found = embedarchive.scan("So it is. — Jane Doe (@jane_doe) November 11, 2022")
    >>> [(embed.handle, embed.date.isoformat()) for embed in found.embeds]
    [('jane_doe', '2022-11-11')]

`scan` and `scan_many` read and find, offline and instantly. `Archive` also fetches and keeps.
Everything is loaded when it is first used: `import embedarchive` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from embedarchive.archive import Archive, Result
    from embedarchive.errors import ArchiveError, EmbedArchiveError, RecordingError, SourceError, UsageError
    from embedarchive.model import Coordinates, Embed, Image, Reason, Scan, Status


__all__ = [
    "Archive",
    "ArchiveError",
    "Coordinates",
    "Embed",
    "EmbedArchiveError",
    "Image",
    "Reason",
    "RecordingError",
    "Result",
    "Scan",
    "SourceError",
    "Status",
    "UsageError",
    "scan",
    "scan_many",
]

_LONGEST_NAME = 255
_ENDINGS = (
    ".txt",
    ".md",
    ".markdown",
    ".mdx",
    ".html",
    ".htm",
    ".mhtml",
    ".mht",
    ".webarchive",
    ".eml",
    ".json",
    ".xml",
)

_HOME = {"Archive": "archive", "Result": "archive", "__version__": "version"} | dict.fromkeys(
    ("ArchiveError", "EmbedArchiveError", "RecordingError", "SourceError", "UsageError"), "errors"
)


def scan(source: str | bytes | Path, *, base_url: str | None = None) -> Scan:
    """Find every embed and image in an article; nothing is fetched and nothing is written.

    Args:
        source: the article itself, as text or as bytes (HTML, Markdown or plain text, told apart by what it holds), or
            the `Path` of a file that holds it. A string is always the text, never the name of a file.
        base_url: the address that relative links of a pasted page are resolved against.

    Raises:
        SourceError: the file cannot be read, or it holds no article.
        UsageError: the text is nothing but the name of a file, or the address of an article; or no page can have that
            base URL.
        TypeError: the source is none of these.
    """
    from pathlib import Path

    from embedarchive import documents, finder
    from embedarchive.archive.arguments import base_url_named
    from embedarchive.documents import publication

    if not isinstance(source, str | bytes | Path):
        raise TypeError(f"scan takes an article as str or bytes, or the Path of its file, not {type(source).__name__}")
    found = finder.scan(publication.told(documents.load(source, base_url=base_url_named(base_url))))
    if isinstance(source, str) and len(source) <= _LONGEST_NAME and not (found.embeds or found.images or found.links):
        _refuse_name(source)
    return found


def scan_many(
    sources: Iterable[str | Path], *, base_url: str | None = None, jobs: int | None = None
) -> Iterator[Scan | SourceError]:
    """Find every embed and image in many articles, in their order; nothing is fetched and nothing is written.

    Args:
        sources: the paths of files, folders and recordings; what `embedarchive scan` takes, but addresses.
        base_url: the address that relative links of pasted pages are resolved against.
        jobs: in how many processes files are read; without it in as many as there are processors.

    Yields:
        What was found in an article; a `SourceError`, not raised, that says why there is nothing of a source.

    Raises:
        UsageError: a source is an address, which would have to be fetched; or no page can have that base URL.
    """
    from embedarchive.archive.arguments import base_url_named
    from embedarchive.archive.articles.jobs import processors
    from embedarchive.archive.articles.origins import LIMIT
    from embedarchive.archive.dry_run import published, told_of
    from embedarchive.errors import UsageError

    wanted = [*sources]
    for source in wanted:
        if str(source)[:8].lower().startswith(("http://", "https://")):
            raise UsageError(f"scan_many fetches nothing, and {source} is an address: Archive.add({str(source)!r}).")
    base_url = base_url_named(base_url)
    return told_of(wanted, published, base_url=base_url, limit=LIMIT, jobs=jobs or processors())


def _refuse_name(text: str) -> None:
    """Refuse a text that somebody has taken for the article's name: nothing would be found, and nothing said."""
    from embedarchive.errors import UsageError

    name = text.strip()
    if any(map(str.isspace, name)):
        return
    if name.startswith(("http://", "https://")):
        raise UsageError(f"scan fetches nothing, and {name} is an address: Archive.add({name!r}) fetches it.")
    if name.lower().endswith(_ENDINGS):
        raise UsageError(f"scan takes the text of an article, and {name} is the name of a file: scan(Path({name!r})).")


def __getattr__(name: str) -> object:  # the type checker reads the imports above
    if name not in __all__ and name != "__version__":
        raise AttributeError(f"module 'embedarchive' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"embedarchive.{_HOME.get(name, 'model')}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
