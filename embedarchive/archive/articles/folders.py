"""The articles below a folder, and the files beside an article."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from embedarchive import platforms
from embedarchive.web.recording_kinds import ENDINGS as RECORDINGS

ARTICLE_ENDINGS = frozenset(
    [
        *(".txt", ".text", ".md", ".markdown", ".mdown", ".mkd", ".mkdn", ".mdwn"),
        *(".qmd", ".rmd", ".rst", ".adoc", ".asciidoc"),
        *(".html", ".htm", ".xhtml", ".mhtml", ".mht", ".webarchive"),
        *(".mdx", ".mdoc", ".astro", ".njk", ".liquid"),
        *(".eml", ".emlx", ".mbox", ".json", ".xml", ".rss", ".atom"),
    ]
)
"""What is read when a folder is walked. A file that is named itself is read whatever its ending."""
_MAILDIR = frozenset({"cur", "new"})
"""The folders of a Maildir whose files are mails; what is in `tmp` is still being written."""


@dataclass(frozen=True, slots=True)
class Met:
    """A file that was met on the way through a folder, or a folder in which nothing could be met, and why."""

    path: Path
    problem: str | None = None


def articles(folder: Path) -> Iterator[Met]:
    """The articles below a folder, sorted.

    Hidden files, links, what is no plain file (a pipe) and archives of ours are passed over; of a Maildir every mail is
    one, whatever its name, also in its hidden folders.
    """
    unread: list[OSError] = []
    for base, folders, files in os.walk(folder, onerror=unread.append):
        while unread:
            yield _unlisted(unread.pop())
        if "archive.db" in files and "blobs" in folders:
            folders.clear()
            continue
        maildir = set(folders) >= _MAILDIR
        mails = Path(base).name in _MAILDIR and _is_maildir(Path(base, ".."))
        hidden = sorted(name for name in folders if name.startswith(".") and maildir and _is_maildir(Path(base, name)))
        folders[:] = sorted(name for name in folders if not (name.startswith(".") or (maildir and name == "tmp")))
        folders.extend(hidden)
        exports = [name for name in files if platforms.exports(name)]
        if any(name.lower().endswith(".js") for name in exports):  # the rest of an export is no article
            folders.clear()
            files[:] = exports
        for name in sorted(files):
            file = Path(base, name)
            known = file.suffix.lower() in ARTICLE_ENDINGS or name.lower().endswith(RECORDINGS)
            wanted = mails or known or name in exports
            if wanted and not name.startswith(".") and _is_plain(file):
                yield Met(file)
    while unread:
        yield _unlisted(unread.pop())


def _is_maildir(folder: Path) -> bool:
    return all((folder / name).is_dir() for name in _MAILDIR)


def _is_plain(file: Path) -> bool:
    """Whether it is a file of its own, or has vanished meanwhile, which is told when it is read."""
    try:
        return stat.S_ISREG(file.lstat().st_mode)
    except OSError:
        return True


def _unlisted(error: OSError) -> Met:
    path = Path(os.fsdecode(error.filename or "."))
    return Met(path, f"{path}: the folder cannot be read ({os.strerror(error.errno or 0)}).")


def beside(folder: Path, name: str, largest: int) -> bytes | None:
    """A file below the folder; nothing for what lies elsewhere, is hidden, no plain file, or larger than that."""
    parts = name.replace("\\", "/").split("/")
    if name.startswith("/") or any(part in ("", "..") or part.startswith(".") or ":" in part for part in parts):
        return None
    try:
        home = folder.resolve(strict=True)
        file = home.joinpath(*parts).resolve(strict=True)
        if not file.is_relative_to(home):
            return None
        handle = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as opened:
            known = os.fstat(handle)
            return opened.read() if stat.S_ISREG(known.st_mode) and known.st_size <= largest else None
    except (OSError, ValueError, RuntimeError):  # no such file, a name that no file can have, links in a circle
        return None
