"""What is odd about an answer, seen from below the HTTP library."""

from __future__ import annotations

import contextlib
import datetime as dt
import email.utils
from collections.abc import Iterable

import httpcore

from embedarchive.model import Body, Reason
from embedarchive.web import heads
from embedarchive.web.bodies import Sink
from embedarchive.web.wire import Fault, Tape

SKEW_S = 300
"""Clocks that differ by more seconds than this are worth a flag."""


def settle(answer: httpcore.Response, tape: Tape, sink: Sink) -> None:
    """Let the connection be used again only when its answer ended exactly where it said it would.

    Bytes beyond the end would be read as the head of the next answer: one address's words under another's name.
    """
    if tape.framed:  # frames say themselves where an answer ends, and whose they are
        tape.body_bytes = sink.size
        return
    head = heads.parse(bytes(tape.head))
    length = heads.value(head.headers, "content-length") if head else None
    exact = length is not None and length.strip() == str(tape.body_bytes) and tape.body_bytes == sink.size
    stream = answer.extensions.get("network_stream")
    if not exact and stream is not None:
        stream.spoiled = True


def oddities(head: heads.Head, tape: Tape, at: dt.datetime) -> Iterable[str]:
    """What is odd about an answer, as flags."""
    length, coding = heads.value(head.headers, "content-length"), heads.value(head.headers, "transfer-encoding")
    if length is not None and coding is not None:
        yield "length-conflict"
    elif length is not None and length.isdigit() and tape.body_bytes > int(length[:19]):
        yield "excess-bytes"
    elif length is None and coding is None and not tape.framed and head.status not in (204, 304):
        yield "length-unverified"
    with contextlib.suppress(ValueError, TypeError, OverflowError):
        date = email.utils.parsedate_to_datetime((heads.value(head.headers, "date") or "")[:64])
        if abs((date.replace(tzinfo=date.tzinfo or dt.UTC) - at).total_seconds()) > SKEW_S:
            yield "clock-skew"


def truncation(fault: Fault | None, body: Body | None) -> tuple[str, ...]:
    """WARC's word for what cut a body that is kept nevertheless."""
    if fault is None or body is None:
        return ()
    words = {Reason.SIZE: "length", Reason.DEADLINE: "time"}
    return (f"truncated={words.get(fault.reason, 'disconnect')}",)
