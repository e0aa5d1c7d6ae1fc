"""The outside world: the network behind its guard, recordings, and the one way to an answer from any of them.

A `Source` answers one request with one hop. `network` and `recording` make sources, `case` makes one from a folder, and
`answer` follows redirects, undoes encodings and keeps to `Limits`, whichever source it asks.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from embedarchive.web.cases import case
    from embedarchive.web.client import network
    from embedarchive.web.heads import accepted, redact_url
    from embedarchive.web.limits import Limits
    from embedarchive.web.rates import Rate
    from embedarchive.web.recording_kinds import is_recording
    from embedarchive.web.recordings import Recording, recording
    from embedarchive.web.responses import answer

_HOME = {
    "Limits": "limits",
    "Rate": "rates",
    "accepted": "heads",
    "answer": "responses",
    "case": "cases",
    "network": "client",
    "Recording": "recordings",
    "is_recording": "recording_kinds",
    "recording": "recordings",
    "redact_url": "heads",
}
__all__ = [
    "Limits",
    "Rate",
    "Recording",
    "accepted",
    "answer",
    "case",
    "is_recording",
    "network",
    "recording",
    "redact_url",
]


def __getattr__(name: str) -> object:  # the type checker reads the imports above
    if name not in _HOME:
        raise AttributeError(f"module 'embedarchive.web' has no attribute {name!r}")
    return getattr(importlib.import_module(f"embedarchive.web.{_HOME[name]}"), name)
