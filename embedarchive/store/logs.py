"""The two logs of an archive: what was captured, and what people say of it. Each has a chain of its own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """A log.

    Attributes:
        events: the table of its chain.
        merges: the table of the logs of other archives that were merged into it; it is sealed by the chain, too.
        merged: the table of what those logs sealed.
    """

    events: str
    merges: str
    merged: str

    def seals(self, table: str) -> bool:
        """Whether the rows of a table are sealed by this log."""
        return log_of(table) is self


EVIDENCE = Log(events="events", merges="merges", merged="merged_events")
"""What was captured."""
ANNOTATIONS = Log(
    events="annotation_events",
    merges="annotation_merges",
    merged="merged_annotation_events",
)
"""What people say of it: notes, tags, collections, whether they hold it for true."""
LOGS = (EVIDENCE, ANNOTATIONS)


def log_of(table: str) -> Log:
    """The log that seals the rows of a table."""
    return ANNOTATIONS if table in {"annotation_log", ANNOTATIONS.merges} else EVIDENCE
