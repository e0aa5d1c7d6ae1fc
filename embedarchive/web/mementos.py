"""The mementos in a recording: where each stands, which one is best."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from embedarchive.model import Reason
from embedarchive.web import heads
from embedarchive.web.volumes import Place
from embedarchive.web.warc_records import Record, chunks, moment, read_head

OK = 200
PAGES = ("text/html", "application/xhtml+xml")
Look: TypeAlias = Callable[[str, str, bytes], object]
"""What somebody makes of a page, by its address, its `Content-Type` and its bytes."""
_CODED = frozenset({"transfer-encoding", "content-encoding"})
_CUT = ("warc-truncated", "warc-segment-number")
_LARGEST = 32 << 20  # bytes
UNKNOWN = dt.datetime.min.replace(tzinfo=dt.UTC)
"""When an answer was recorded of which nobody says when."""
_KINDS = {"response": 2, "revisit": 2, "resource": 1, "conversion": 0, "metadata": -1}
"""Records that hold answers, and how near they are to what a server said; metadata may say why there was none."""

FAILED = "fetch-failed: "
"""What a metadata record begins with that says why there was no answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memento:
    """An answer in the recording.

    Attributes:
        at: when it was recorded, or `UNKNOWN`.
        whole: where the record with the body is, when this one is a revisit.
        refers_to: names under which that record may be known.
        truncated: what the recorder says cut the body.
        kind: of the record.
        failed: why there was no answer, where a record says that.
        size: bytes of the record's content, as far as they tell which of several sizes of an image is the largest.
        seen: what was made of it by who looked at its content (`web.recording`).
        indexed: whether an index said all this, and nobody has looked at the record yet.
    """

    url: str
    at: dt.datetime
    status: int
    place: Place
    id: str = ""
    revisit: bool = False
    refers_to: tuple[str, ...] = ()
    digest: str = ""
    truncated: str = ""
    whole: Place | None = None
    kind: str = "response"
    method: str = "GET"
    media_type: str = ""
    size: int = 0
    indexed: bool = False
    failed: Reason | None = None
    seen: object = None

    @property
    def good(self) -> int:
        """How much of an answer it is: a whole one or a redirect before a part, a part before an error."""
        good = 200 <= self.status < 400 and self.status != 304
        return 3 if good and self.status != 206 and not self.truncated else 2 if good else 1

    @property
    def rank(self) -> tuple[int, int, dt.datetime]:
        """The best one has the highest."""
        return self.good, _KINDS.get(self.kind, 2), self.at


def memento_of(record: Record, place: Place, look: Look | None = None) -> Memento | str | None:
    """The memento that a record holds; why it holds none that can be given, or None when it is no answer at all."""
    if record.kind == "continuation":
        return "in further segments, which are not joined"
    if record.kind not in _KINDS:
        return None
    failed = _failed(record) if record.kind == "metadata" else None
    if record.kind == "metadata" and failed is None:
        return None
    if not record.url.lower().startswith(("http:", "https:")):
        return "about something that is no web address"
    named, head, media_type = record.headers, None, record.headers.get("content-type", "")
    revisit = record.kind == "revisit"
    if record.kind in ("response", "revisit") or media_type.lower().startswith("application/http"):
        head = heads.parse(read_head(record.block))
        if head is None and not revisit:
            return "without the head of an HTTP answer"
        media_type = (heads.value(head.headers, "content-type") or "") if head else ""
    size = named.get("content-length", "")
    return Memento(
        url=record.url,
        at=record.at or UNKNOWN,
        status=head.status if head else 0 if revisit or failed else 200,
        id=record.id,
        place=place,
        revisit=revisit,
        refers_to=_referred(named) if revisit else (),
        digest=digest_of(named.get("warc-payload-digest", "")),
        truncated=named.get("warc-truncated", "") or ("segmented" if named.get("warc-segment-number") else ""),
        kind=record.kind,
        failed=failed,
        media_type=media_type.partition(";")[0].strip().lower()[:60],
        seen=_seen(record, head, media_type, look) if look is not None and head is not None else None,
        size=int(size) if size.isdigit() and len(size) < 19 else 0,
    )


def _seen(record: Record, head: heads.Head, media_type: str, look: Look) -> object:
    """What is made of an answer that is a page, and stands there as it is, neither compressed nor cut."""
    page = head.status == OK and record.kind == "response" and media_type[:21].lower().startswith(PAGES)
    cut = any(map(record.headers.get, _CUT))
    if not page or cut or any(name.lower() in _CODED for name, _ in head.headers):
        return None
    content = record.block.unchecked(_LARGEST)
    return look(record.url, media_type, content) if len(content) < _LARGEST else None


def _failed(record: Record) -> Reason | None:
    """Why there was no answer, as we write it down; None where the metadata say something else."""
    if record.headers.get("content-type", "") != "application/warc-fields":
        return None
    said = next(iter(chunks(record.block)), b"")[:100].decode("latin-1")
    reason = said.removeprefix(FAILED).strip()
    return Reason(reason) if said.startswith(FAILED) and reason in list(Reason) else None


def _referred(named: dict[str, str]) -> tuple[str, ...]:
    target, at = named.get("warc-refers-to-target-uri", ""), moment(named.get("warc-refers-to-date", ""))
    at_that_time = (f"{target.strip('<>')} {stamp(at)}",) if at else ()
    return tuple(filter(None, (named.get("warc-refers-to", ""), *at_that_time)))


def stamp(at: dt.datetime) -> str:
    """A time as recordings write it; nothing where nobody says when."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at is not UNKNOWN else ""


def digest_of(text: str) -> str:
    """A digest in one spelling: recorders write them in either case, with and without the padding."""
    return text.strip().rstrip("=").lower()
