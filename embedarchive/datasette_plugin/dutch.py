from __future__ import annotations

DUTCH: dict[str, str] = {}
