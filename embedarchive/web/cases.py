"""A folder of recorded answers that answers in the network's place: how a platform's cases are tested, ours and yours.

The folder `tests/platforms/<platform>/<case>/` holds `answers.json`:

    {"shape": "recorded",
     "from": "where the shape of these answers was seen: a public recording, a documentation page, or made",
     "answers": [
       {"url": "https://cdn.example/api?id=1", "status": 200, "headers": {"content-type": "text/html"},
        "file": "post.html"},
       {"url": "https://cdn.example/gone", "status": 404, "text": "Not found"},
       {"url": "https://cdn.example/data", "json": {"id": "1"}},
       {"url": "https://cdn.example/slow", "reason": "deadline"}]}

`shape` is `recorded`, `documented` or `made`. Of an answer, `url` is required; `status` is 200 unless given;
the body is the bytes of `file` (a name in the same folder), or `text`, or `json`, or empty; `at` is when it was
answered (ISO 8601); `reason` stands for an answer that never came, with one of the closed list of reasons. Addresses
are compared as in recordings. What is not listed is `not-in-recording`. A redirect is an answer with a status of 3xx
and a `location`.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from embedarchive.errors import UsageError
from embedarchive.model import Exchange, Reason, Request
from embedarchive.web import heads
from embedarchive.web.bodies import Sink, body_of
from embedarchive.web.limits import DEFAULT
from embedarchive.web.lookup import RECORDED, Lookup

NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
"""When an answer was given that does not say so."""
SHAPES = frozenset({"recorded", "documented", "made"})


@dataclass(frozen=True, slots=True)
class Case:
    """A `Source` that answers from a folder.

    Attributes:
        shape: whether the answers' shape was recorded, documented or made.
        origin: where the shape comes from.
        spool: where bodies of streamed requests go.
    """

    folder: Path
    shape: str
    origin: str
    answers: Lookup[dict[str, Any]]
    spool: Path | None = None

    async def exchange(self, request: Request) -> Exchange:
        """The first answer that the folder lists for this address."""
        named = self.answers.naming(request.url) if request.url.startswith(RECORDED) else []
        if named:
            return Exchange(
                url=request.url, at=NOON, source="case", status=200, body=body_of("\n".join(named).encode())
            )
        listed = self.answers.find(request.url)
        if not listed:
            return Exchange(
                url=request.url,
                at=NOON,
                source="case",
                reason=Reason.NOT_IN_RECORDING,
                detail="The case lists no such address.",
            )
        return self._made(request, listed[0])

    def _made(self, request: Request, listed: dict[str, Any]) -> Exchange:
        at = dt.datetime.fromisoformat(listed["at"]).astimezone(dt.UTC) if "at" in listed else NOON
        if "reason" in listed:
            return Exchange(url=request.url, at=at, source="case", reason=Reason(listed["reason"]))
        status, data = int(listed.get("status", 200)), self._data(listed)
        headers = tuple((str(name), str(value)) for name, value in listed.get("headers", {}).items())
        phrase = HTTPStatus(status).phrase if status in {known.value for known in HTTPStatus} else ""
        lines = [f"HTTP/1.1 {status} {phrase}", *(f"{name}: {value}" for name, value in headers)]
        body = body_of(data)
        if request.stream and self.spool is not None:
            sink = Sink(DEFAULT.bytes(request), self.spool)
            sink.write(data)
            body = sink.finish()
        return Exchange(
            url=request.url,
            status=status,
            headers=headers,
            response_head=("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"),
            body=body,
            at=at,
            source="case",
            retry_after=heads.retry_after(heads.value(headers, "retry-after"), at),
        )

    def _data(self, listed: dict[str, Any]) -> bytes:
        if "file" in listed:
            path = self.folder / listed["file"]
            if path.parent != self.folder:
                raise UsageError(f"{self.folder}: a case's files lie beside its answers.json, not at {listed['file']}.")
            return Path(path).read_bytes()
        if "json" in listed:
            return json.dumps(listed["json"], ensure_ascii=False).encode()
        return str(listed.get("text", "")).encode()


def case(folder: Path | str, *, spool: Path | None = None) -> Case:
    """A source that answers from a folder with an `answers.json`; see this module for its format.

    Raises:
        UsageError: there is no such file, or it is not of that format.
    """
    folder = Path(folder)
    try:
        listed = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
        answers = Lookup((str(item["url"]), item) for item in listed["answers"])
        shape, origin = str(listed["shape"]), str(listed.get("from", ""))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{folder}: its answers.json cannot be read as a case ({error}).") from error
    if shape not in SHAPES:
        raise UsageError(f"{folder}: a case's shape is recorded, documented or made, not {shape!r}.")
    return Case(folder, shape, origin, answers, spool)
