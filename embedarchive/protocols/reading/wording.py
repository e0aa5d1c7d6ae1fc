"""Words and addresses as pages and linked data give them alike."""

from __future__ import annotations

from embedarchive import urls
from embedarchive.protocols.reading import values


def joined(title: str | None, description: str | None) -> str | None:
    """A title, an empty line, a description; only one of them where it says what the other says."""
    title, description = (" ".join((title or "").split()), (description or "").replace("\r\n", "\n").strip())
    begun = title.rstrip("….").strip()
    if begun and " ".join(description.split()).startswith(begun):
        return values.text(description)
    return values.text("\n\n".join(part for part in (title, description) if part))


_SHORTEST_CUT = 120


def is_cut(description: str | None) -> bool:
    """Whether a site cut a description off, and says so by its end; of shorter ones that is the author's own."""
    said = (description or "").rstrip()
    return len(said) >= _SHORTEST_CUT and said.endswith(("…", "..."))


def has_ending(address: str, endings: tuple[str, ...]) -> bool:
    """Whether the path of an address ends so."""
    parts = urls.parse(address)
    return parts is not None and parts.path.lower().endswith(endings)
