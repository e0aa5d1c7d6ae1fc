"""`.warc.zst`: records in zstd frames, one each as a rule, perhaps with a dictionary in a frame before them.

Format: https://iipc.github.io/warc-specifications/specifications/warc-zstd/
"""

from __future__ import annotations

from collections import deque
from typing import Any, BinaryIO

from embedarchive.errors import RecordingError
from embedarchive.web.decoding import zstd_library
from embedarchive.web.recording_kinds import SKIPPABLE, ZSTD
from embedarchive.web.volumes import Volume

CHUNK = 1 << 16
WINDOW_LOG = 27
"""The most memory that a frame may ask for, as a power of two: 128 MiB, what zstd itself unpacks unasked."""
LARGEST_DICTIONARY = 32 << 20


def dictionary(volume: Volume) -> Any:  # noqa: ANN401 -- the library's own
    """The dictionary that stands before the records; None when there is none.

    Raises:
        RecordingError: it is too large or no dictionary.
    """
    zstd = zstd_library()
    with volume.open() as file:
        front = file.read(8)
        if front[:1] != b"\x5d" or front[1:4] != SKIPPABLE:
            return None
        size = int.from_bytes(front[4:8], "little")
        if size > LARGEST_DICTIONARY:
            raise RecordingError(f"{volume.name}: its dictionary has {size:,} bytes, more than anybody needs.")
        data = file.read(size)
    try:
        if data.startswith(ZSTD):
            inflate = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: WINDOW_LOG})
            data = inflate.decompress(data, LARGEST_DICTIONARY)
        return zstd.ZstdDict(data)
    except (zstd.ZstdError, ValueError) as error:
        raise RecordingError(f"{volume.name}: its dictionary cannot be read ({error}).") from error


class Frames:
    """The unpacked bytes of a file of frames, and where the frame of each begins.

    Attributes:
        whole: whether the last frame ended properly.
        problem: why nothing more comes where it did not: what came before the damage may be whole records.
    """

    def __init__(self, file: BinaryIO, known: Any) -> None:  # noqa: ANN401 -- the library's dictionary
        """Unpack from where the file stands. `known`: the dictionary, if there is one."""
        self._file, self._known, self._zstd = file, known, zstd_library()
        self._read, self._at, self._raw = 0, 0, b""
        self._starts: deque[tuple[int, int]] = deque()
        self._frame: Any = None
        self.whole, self.problem, self._broken = True, "it ends in the middle of a record", False

    def read(self, size: int = CHUNK) -> bytes:
        """The next bytes, never more than asked for; none at the end, or where it is damaged."""
        while True:
            if self._broken or (self._frame is None and not self._begin()):
                return b""
            piece = self._piece(min(size, CHUNK))
            if piece:
                self._at += len(piece)
                return piece
            if not self._raw and self._frame is not None and self._frame.needs_input:  # the file ends
                return b""

    def tell(self) -> int:
        """How many unpacked bytes have been read."""
        return self._at

    def start_of(self, at: int) -> tuple[int, int]:
        """Where the frame of an unpacked byte begins, and how many unpacked bytes stand before it in the frame.

        Bytes are asked for in order.
        """
        while len(self._starts) > 1 and self._starts[1][0] <= at:
            self._starts.popleft()
        begins, offset = self._starts[0] if self._starts else (at, self._read)
        return offset, at - begins

    def _begin(self) -> bool:
        self._raw = self._raw or self._file.read(CHUNK)
        if not self._raw:
            return False
        offset = self._file.tell() - len(self._raw)
        if self._starts and self._starts[-1][0] == self._at:
            self._starts.pop()  # of a frame without data
        self._starts.append((self._at, offset))
        within = {self._zstd.DecompressionParameter.window_log_max: WINDOW_LOG}
        self._frame = self._zstd.ZstdDecompressor(zstd_dict=self._known, options=within)
        self.whole = False
        return True

    def _piece(self, size: int) -> bytes:
        if self._frame.needs_input and not self._raw:
            self._raw = self._file.read(CHUNK)
        try:
            piece: bytes = self._frame.decompress(self._raw, size)
        except self._zstd.ZstdError:
            self.problem, self._broken = "its compression is damaged", True
            return b""
        self._raw = self._frame.unused_data if self._frame.eof else b""
        if self._frame.eof:
            self._frame, self.whole = None, True
        return piece
