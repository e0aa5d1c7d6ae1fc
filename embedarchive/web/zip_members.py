"""ZIP files read with suspicion: nothing is unpacked but what is needed, and nothing unfolds beyond reason."""

from __future__ import annotations

import os
import struct
import tempfile
import zipfile
from pathlib import Path

from embedarchive.errors import RecordingError
from embedarchive.web.volumes import Volume

CHUNK = 1 << 16
MOST_MEMBERS = 200_000
LARGEST = 8 << 30
"""The most bytes that a compressed member may unfold into on the disk."""
STEEPEST = 200
"""How many times its compressed size a member may unfold into; text packs 20 times, bombs a thousand."""
_FREE = 64 << 20
"""Up to so many bytes nobody asks how well they are compressed: a member, or all of a file together."""
_ENCRYPTED = 0x1
_LOCAL = struct.Struct("<4s22xHH")


class ZipMembers:
    """The members of a ZIP file.

    Raises:
        RecordingError: it is no ZIP file, or a damaged or endless one.
    """

    def __init__(self, path: Path, called: str = "", most: int | None = None) -> None:
        """Read the directory of members.

        Args:
            path: the file.
            called: what users call it, where it was unpacked from another.
            most: how many bytes all of it may unfold into; without, what its size allows.
        """
        self.path, self.called = path, called or str(path)
        try:
            with zipfile.ZipFile(path) as file:
                self._members = {member.filename: member for member in file.infolist() if not member.is_dir()}
        except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
            raise RecordingError(f"{self.called}: this ZIP file is damaged ({error}).") from error
        if len(self._members) > MOST_MEMBERS:
            raise RecordingError(f"{self.called}: this ZIP file has more than {MOST_MEMBERS:,} members.")
        whole = sum(member.file_size for member in self._members.values())
        if most is None:
            most = max(_FREE, path.stat().st_size * STEEPEST)
        if whole > most:  # members that stand in each other's bytes, too
            raise RecordingError(f"{self.called}: unfolds into {whole:,} bytes, which no recording does.")
        self._left = most - whole
        self._copied = 0

    def names(self, *endings: str, below: str = "") -> list[str]:
        """The members below a folder whose names end so, in order."""
        return sorted(name for name in self._members if name.startswith(below) and name.lower().endswith(endings))

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def unpacked(self, name: str, folder: Path) -> ZipMembers:
        """A member that is a ZIP file itself, copied into `folder`.

        Raises:
            RecordingError: see `volume`; or it is no ZIP file.
        """
        volume = self.volume(name, folder)
        target = volume.path
        if volume.size is not None:
            self._copied += volume.size
            if self._copied > self.path.stat().st_size:  # members that stand in each other's bytes
                raise RecordingError(f"{volume.name}: holds more than the file that it is in, which no recording does.")
            target = _new(folder)
            with target.open("wb") as file:
                file.writelines(volume.pieces())
        inside = ZipMembers(target, volume.name, self._left)
        self._left = inside._left
        return inside

    def volume(self, name: str, folder: Path) -> Volume:
        """The bytes of a member: where they stand in the file, or, if they are compressed, decompressed into `folder`.

        Raises:
            RecordingError: it is encrypted, damaged, or unfolds beyond reason.
        """
        member, called = self._members[name], f"{self.called}, {name[:80]}"
        self._refuse(member, called)
        if member.compress_type == zipfile.ZIP_STORED:
            return Volume(self.path, called, self._start(member, called), member.file_size)
        target = _new(folder)
        self._unpack(member, target, called)
        return Volume(target, called)

    def read(self, name: str, limit: int) -> bytes:
        """A small member, whole.

        Raises:
            RecordingError: see `volume`; or it has more than `limit` bytes.
        """
        member, called = self._members[name], f"{self.called}, {name[:80]}"
        self._refuse(member, called)
        if member.file_size > limit:
            raise RecordingError(f"{called}: larger than {limit:,} bytes.")
        try:
            with zipfile.ZipFile(self.path) as file, file.open(member) as data:
                return data.read(limit + 1)
        except _BROKEN as error:
            raise RecordingError(f"{called}: damaged ({error}).") from error

    def _refuse(self, member: zipfile.ZipInfo, called: str) -> None:
        if member.flag_bits & _ENCRYPTED:
            raise RecordingError(f"{called}: encrypted; decrypt the ZIP file first.")
        most = max(_FREE, member.compress_size * STEEPEST)
        if member.file_size > min(most, LARGEST) and member.compress_type != zipfile.ZIP_STORED:
            raise RecordingError(f"{called}: unfolds into {member.file_size:,} bytes, which no recording does.")

    def _start(self, member: zipfile.ZipInfo, called: str) -> int:
        """Where the bytes of a stored member begin: behind its own header, whose length only that header tells."""
        with self.path.open("rb") as file:
            file.seek(member.header_offset)
            front = file.read(_LOCAL.size)
            size = file.seek(0, 2)
        if len(front) == _LOCAL.size:
            mark, name, extra = _LOCAL.unpack(front)
            start = member.header_offset + _LOCAL.size + int(name) + int(extra)
            if mark == b"PK\x03\x04" and start + member.file_size <= size and member.file_size == member.compress_size:
                return start
        raise RecordingError(f"{called}: damaged (its length is not what the ZIP file says).")

    def _unpack(self, member: zipfile.ZipInfo, target: Path, called: str) -> None:
        try:
            with zipfile.ZipFile(self.path) as file, file.open(member) as data, target.open("wb") as out:
                while piece := data.read(CHUNK):  # no more than the directory says, and it was refused if that is much
                    out.write(piece)
        except _BROKEN as error:
            raise RecordingError(f"{called}: damaged ({error}).") from error


def _new(folder: Path) -> Path:
    """A file for a member, among thousands of others."""
    handle, name = tempfile.mkstemp(prefix="member-", dir=folder)
    os.close(handle)
    return Path(name)


def _broken() -> tuple[type[Exception], ...]:
    import lzma
    import zlib

    return (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError, ValueError)


_BROKEN = _broken()
