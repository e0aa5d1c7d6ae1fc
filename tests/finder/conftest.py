"""Whatever a test of the finder finds in a page, the pre-filter must let through: no rule can escape it unnoticed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from embedarchive import finder
from embedarchive.finder.prefilter import prefilter
from embedarchive.model import Document, Scan


@pytest.fixture(autouse=True)
def _passes_what_is_found(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[None]:
    """Ask the pre-filter about every page that the test scans."""
    scanned, signs = finder._scan_page, prefilter()
    assert signs is not None, "hyperscan is not installed"
    lost: list[str] = []

    def scan_page(document: Document, *, images: bool) -> Scan:
        found = scanned(document, images=images)
        if (found.embeds or found.links or found.ignored) and document.entry is None:
            lost.extend(
                []
                if signs.may_hold(document.text.encode("utf-8", "replace"), document.base_url)
                else [document.text[:2000]]
            )
        return found

    monkeypatch.setattr(finder, "_scan_page", scan_page)
    yield
    assert not lost, f"{request.node.name}: the pre-filter would drop {lost[0]!r}"
