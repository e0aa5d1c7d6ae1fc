"""What becomes of a post or an image, and why."""

from __future__ import annotations

import enum


class Status(enum.StrEnum):
    """What became of a post or an image. Each is in exactly one of these states."""

    ARCHIVED = "archived"  # captured from the platform
    RECOVERED = "recovered"  # captured from a web archive; the reason says why the live one was not there
    UNAVAILABLE = "unavailable"  # the platform itself says that it is gone
    PENDING = "pending"  # nothing was learnt, trying again may help
    FAILED = "failed"  # trying the same again will not help


class Reason(enum.StrEnum):
    """Why something is not `archived`. One closed list; the archive's schema checks it."""

    # The platform says so.
    DELETED = "deleted"
    PRIVATE = "private"
    WITHHELD = "withheld"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    # Nothing was learnt.
    NOT_TRIED = "not-tried"
    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    DEADLINE = "deadline"
    RESET = "reset"
    RATE_LIMITED = "rate-limited"
    SERVER_ERROR = "server-error"
    LOGIN_WALL = "login-wall"
    PROTOCOL = "protocol"
    INTERRUPTED = "interrupted"
    DISK = "disk"
    # Trying the same again will not help.
    BLOCKED_ADDRESS = "blocked-address"
    SIZE = "size"
    DECODE = "decode"
    REDIRECTS = "redirects"
    NOT_IN_RECORDING = "not-in-recording"
    UNSUPPORTED = "unsupported"
    UNIDENTIFIED = "unidentified"

    @property
    def status(self) -> Status:
        """The state that a first failure for this reason leads to."""
        if self in GONE:
            return Status.UNAVAILABLE
        return Status.PENDING if self in RETRIED else Status.FAILED

    @property
    def words(self) -> str:
        """The reason as people say it: on a terminal, on the pages and in the feeds alike."""
        return _WORDS[self]


def in_words(reason: str | None) -> str:
    """A reason as people say it; nothing where there is none."""
    return Reason(reason).words if reason else ""


GONE = frozenset({Reason.DELETED, Reason.PRIVATE, Reason.WITHHELD, Reason.SUSPENDED, Reason.EXPIRED})
RETRIED = frozenset(
    {
        Reason.NOT_TRIED,
        Reason.DNS,
        Reason.CONNECT,
        Reason.TLS,
        Reason.DEADLINE,
        Reason.RESET,
        Reason.RATE_LIMITED,
        Reason.SERVER_ERROR,
        Reason.LOGIN_WALL,
        Reason.PROTOCOL,
        Reason.INTERRUPTED,
        Reason.DISK,
    }
)
"""Nothing was learnt, and another attempt may learn something."""
TRANSIENT = RETRIED - {Reason.LOGIN_WALL, Reason.PROTOCOL}
"""What passes by itself, whatever address of a platform is asked. A wall, or an answer in an unknown shape, concerns
the one address that gave it: another of the same platform may know more."""

UNREACHED = frozenset({Reason.DNS, Reason.CONNECT})
"""There was nobody to ask: no network, or no such host."""

_WORDS = {
    Reason.DELETED: "deleted",
    Reason.PRIVATE: "made private",
    Reason.WITHHELD: "withheld",
    Reason.SUSPENDED: "account suspended",
    Reason.EXPIRED: "expired",
    Reason.NOT_TRIED: "not tried yet",
    Reason.DNS: "no network or host",
    Reason.CONNECT: "no connection",
    Reason.TLS: "no secure connection",
    Reason.DEADLINE: "the answer took too long",
    Reason.RESET: "the connection was cut",
    Reason.RATE_LIMITED: "asked to come back later",
    Reason.SERVER_ERROR: "the server had an error",
    Reason.LOGIN_WALL: "it wants a login",
    Reason.PROTOCOL: "the answer was not understood",
    Reason.INTERRUPTED: "the run was interrupted",
    Reason.DISK: "the disk was full or failed",
    Reason.BLOCKED_ADDRESS: "not a public address",
    Reason.SIZE: "too large",
    Reason.DECODE: "the answer could not be read",
    Reason.REDIRECTS: "it redirects without end",
    Reason.NOT_IN_RECORDING: "not in the recording",
    Reason.UNSUPPORTED: "not supported",
    Reason.UNIDENTIFIED: "no id found",
}
