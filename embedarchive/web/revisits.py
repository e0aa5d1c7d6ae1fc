"""Revisits: records that say that an answer was the same as an earlier one, which may stand in another file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from embedarchive.web.mementos import Memento, digest_of, stamp


def resolved(found: Sequence[Memento]) -> Iterator[Memento]:
    """Mementos with what their revisits refer to, in whichever file; `whole` is None where the first is not here."""
    firsts: dict[str, Memento] = {}
    pages: dict[str, list[Memento]] = {}
    wanted = {name for memento in found if memento.revisit for name in (*memento.refers_to, digest_of(memento.digest))}
    again = {memento.url for memento in found if memento.revisit}
    for memento in found if wanted else ():
        if not memento.revisit:
            for name in (memento.id, f"{memento.url} {stamp(memento.at)}", digest_of(memento.digest)):
                if name in wanted:
                    firsts.setdefault(name, memento)
            if memento.url in again:
                pages.setdefault(memento.url, []).append(memento)
    firsts.pop("", None)
    for memento in found:
        if not memento.revisit:
            yield memento
            continue
        names = (*memento.refers_to, digest_of(memento.digest))
        first = next((firsts[name] for name in names if name in firsts), None)
        if first is None and memento.status == 304 and not names[-1]:  # the server's word that it is still the same
            before = [each for each in pages.get(memento.url, ()) if each.at <= memento.at and each.good > 1]
            first = max(before, key=lambda each: each.at, default=None)
        if first is None:
            yield memento
            continue
        status = memento.status if memento.status not in (0, 304) else first.status
        media_type = first.media_type if memento.media_type in ("", "warc/revisit") else memento.media_type
        yield replace(
            memento,
            whole=first.place,
            status=status,
            truncated=first.truncated,
            media_type=media_type,
            size=first.size,
        )
