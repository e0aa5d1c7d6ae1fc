"""How much one answer may cost: time, bytes on the wire, bytes after decoding, hops."""

from __future__ import annotations

from dataclasses import dataclass

from embedarchive.model import Request

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds that no server can argue with.

    Attributes:
        deadline_s: seconds from before the name is looked up to the last byte, for pages and APIs; one hop.
        media_deadline_s: the same for media.
        pace_bytes: so many bytes of media have to come in every `pace_s` seconds.
        pace_s: see there.
        slow_host_s: seconds that a host's media may waste in a run, all answers together, before it is asked for none.
        slow_run_s: the same for hosts that have sent no file yet, all hosts together.
        connect_s: seconds of that for the name, the connection and TLS together.
        page_bytes: how large a page or API answer may be, on the wire and again after decoding.
        media_bytes: the same for media.
        redirects: how many are followed.
    """

    deadline_s: float = 30.0
    media_deadline_s: float = 600.0
    pace_bytes: int = 16 * 1024
    pace_s: float = 30.0
    slow_host_s: float = 180.0
    slow_run_s: float = 1800.0
    connect_s: float = 4.0
    page_bytes: int = 32 * MEBIBYTE
    media_bytes: int = 1024 * MEBIBYTE
    redirects: int = 10

    def seconds(self, request: Request) -> float:
        """The total deadline for one hop of this request."""
        return self.media_deadline_s if request.kind == "media" else self.deadline_s

    def bytes(self, request: Request) -> int:
        """How many bytes this request's answer may have."""
        return self.media_bytes if request.kind == "media" else self.page_bytes


DEFAULT = Limits()
