"""What keeps the decoding process in bounds, and what an operating system cannot do.

Linux enforces all of it. macOS takes `RLIMIT_AS` and does not enforce it; Windows has no resource limits at all.
There the limit on pixels and the clock of the parent process (`WALL_S`) are what remains: `missing()` says so.
"""

from __future__ import annotations

import math
import sys
import time

MEMORY = 1024**3
"""Bytes of address space of the decoding process."""
CPU_S = 10
"""Seconds of processor time for one file."""
WALL_S = 20.0
"""Seconds by the clock for one file, kept by the parent process."""
PIXELS = 48_000_000
"""Larger images are not decoded: these take 400 MB at most."""
_COSTLY = {"image/webp": 24_000_000, "image/avif": 36_000_000, "image/heic": 36_000_000, "image/heif": 36_000_000}
"""Formats whose decoder keeps more bytes a pixel: 16 and 10."""
WRITTEN = 16 * 1024**2
"""Bytes of a file that the decoding process may write: a thumbnail has 100 kB."""


def pixels(media_type: str) -> int:
    """How many pixels an image of this type may have to be decoded."""
    return _COSTLY.get(media_type, PIXELS)


def missing() -> tuple[str, ...]:
    """Which of the limits this operating system does not enforce."""
    if sys.platform == "win32":
        return ("memory", "processor time", "file size")
    return ("memory",) if sys.platform == "darwin" else ()


def confine() -> None:
    """Bound this process for the rest of its life. It cannot be undone."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (WRITTEN, WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def allow_one_more() -> None:
    """Grant `CPU_S` more seconds of processor time: the limit counts from the start of the process."""
    if sys.platform == "win32":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time()) + CPU_S, hard))
