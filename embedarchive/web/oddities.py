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


def refuse_odd(status: int) -> None:
    """Raise the fault `protocol` where no answer can have such a status."""
    if status == 101:
        raise Fault(Reason.PROTOCOL, "The server wants to speak another protocol.")
    if not 100 <= status <= 999:  # in HTTP/2 it is any text
        raise Fault(Reason.PROTOCOL, "The server answered with a status that is none.")


def breach(error: Exception, tape: Tape) -> Fault:
    """Who did not keep to HTTP, and how, after httpcore's error says so."""
    if tape.framed and not tape.eof:
        told = error.args[0] if error.args else error
        name = f" ({type(told).__name__})" if isinstance(told, Exception) else ""
        return Fault(Reason.PROTOCOL, f"HTTP/2 was not kept to: {str(told).strip('<>')}{name}.")
    if isinstance(error, httpcore.LocalProtocolError):
        return Fault(Reason.PROTOCOL, f"The request cannot be sent: {error}.")
    if tape.eof and (not tape.head or tape.head[:5].upper() == b"HTTP/"):
        return Fault(Reason.RESET, "The server broke the connection off.")
    return Fault(Reason.PROTOCOL, f"The server does not speak HTTP: {error}.")


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
