"""Find every social-media embed and image in an article, and keep an offline archive of them.

    >>> import embedarchive
    >>> found = embedarchive.scan("So it is. — Jane Doe (@jane_doe) November 11, 2022")
    >>> [(embed.handle, embed.date.isoformat()) for embed in found.embeds]
    [('jane_doe', '2022-11-11')]

`scan` reads and finds, offline and instantly. `Archive` also fetches and keeps.
Everything is loaded when it is first used: `import embedarchive` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from embedarchive.archive import Archive, Result
    from embedarchive.errors import ArchiveError, EmbedArchiveError, RecordingError, SourceError, UsageError
    from embedarchive.model import Coordinates, Embed, Image, Reason, Scan, Status

__version__ = "0.1.0"

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
]

_HOME = {"Archive": "archive", "Result": "archive"} | dict.fromkeys(
    ("ArchiveError", "EmbedArchiveError", "RecordingError", "SourceError", "UsageError"), "errors"
)


def scan(source: str | bytes | Path, *, base_url: str | None = None) -> Scan:
    """Find every embed and image in an article; nothing is fetched and nothing is written.

    Args:
        source: the article itself, as text or as bytes (HTML, Markdown or plain text, told apart by what it holds), or
            the path of a file that holds it.
        base_url: the address that relative links of a pasted page are resolved against.

    Raises:
        SourceError: the file cannot be read, or it holds no article.
    """
    from embedarchive import documents, finder

    return finder.scan(documents.load(source, base_url=base_url))


def __getattr__(name: str) -> Any:  # noqa: ANN401 -- the type checker reads the imports above
    if name not in __all__:
        raise AttributeError(f"module 'embedarchive' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"embedarchive.{_HOME.get(name, 'model')}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
