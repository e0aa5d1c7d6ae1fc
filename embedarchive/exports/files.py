"""The kept files that a copy shows: inside of it as long as they fit, else beside it."""

from __future__ import annotations

import base64
import hashlib
import shutil
from pathlib import Path

from embedarchive.errors import ArchiveError
from embedarchive.store import Store
from embedarchive.store.blobs import digest_of

INSIDE = 20_000_000
"""So many bytes of files stand inside of one copy unless somebody says otherwise."""
FOLDER = "files"


class Files:
    """Where the copy that is being written loads kept files from.

    Attributes:
        outside: whether the copy that was begun last needs a file beside it.
        beside: the files that were written beside, by their digest.
        size: of those, in bytes.
    """

    def __init__(self, store: Store, folder: Path | None, inside: int = INSIDE) -> None:
        """Keep the files for copies in a folder; None when nothing can stand beside them."""
        self._store, self._folder, self._inside = store, folder, inside
        self.left, self.outside = inside, False
        self.beside: dict[str, str] = {}
        self.size = 0

    def begin(self) -> None:
        """Begin another copy: as much fits inside of it as did of the first."""
        self.left, self.outside = self._inside, False

    def address(self, digest: str) -> str | None:
        """A `data:` URL, or the path of the file beside; None when it is not kept, or does not fit.

        Raises:
            ArchiveError: the kept file is missing or damaged.
        """
        known = self._store.blob(digest)
        if known is None:
            return None
        if known.size <= self.left:
            self.left -= known.size
            return f"data:{known.media_type or 'application/octet-stream'};base64,{self._inline(digest)}"
        if self._folder is None:
            return None
        self.outside = True
        return self._put_beside(digest)

    def _path(self, digest: str) -> Path:
        path = self._store.path_of(digest)
        if path is None or path.is_symlink() or not path.is_file():
            raise ArchiveError(
                f"A kept file, {digest[:12]}…, is missing; `embedarchive verify` says what else is wrong."
            )
        return path

    def _inline(self, digest: str) -> str:
        data = self._path(digest).read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            raise _damaged(self._path(digest))
        return base64.b64encode(data).decode("ascii")

    def _put_beside(self, digest: str) -> str:
        if digest not in self.beside and self._folder is not None:
            path = self._path(digest)
            target = self._folder / FOLDER / path.name
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(path, target, follow_symlinks=False)
            if digest_of(target) != digest:
                raise _damaged(path)
            self.beside[digest] = f"{FOLDER}/{path.name}"
            self.size += target.stat().st_size
        return self.beside[digest]


def _damaged(path: Path) -> ArchiveError:
    return ArchiveError(f"{path} is damaged; `embedarchive verify` says what else is wrong.")
