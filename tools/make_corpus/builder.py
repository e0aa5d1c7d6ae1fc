"""A text that is put together piece by piece and knows where each piece stands."""

from __future__ import annotations

from dataclasses import dataclass, field

Span = tuple[int, int]


@dataclass(slots=True)
class Builder:
    """The pieces so far; places are counted in code points, as the finder counts them."""

    pieces: list[str] = field(default_factory=list)
    size: int = 0

    def add(self, text: str) -> Span:
        """Append a piece; the answer is where it stands."""
        start, self.size = self.size, self.size + len(text)
        self.pieces.append(text)
        return start, self.size

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(self.pieces)
