"""Whatever a test of the finder finds in a page, the pre-filters let through: no rule can escape them unnoticed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from embedarchive import finder
from embedarchive.finder.embed_prefilter import embed_prefilter
from embedarchive.finder.prefilter import prefilter
from embedarchive.model import Document, Scan


@pytest.fixture(autouse=True)
def _passes_what_is_found(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[None]:
    """Ask the pre-filters about every page that the test scans: one about whatever is told, the other about embeds."""
    scanned, signs, of_embeds = finder._scan_page, prefilter(), embed_prefilter()
    assert signs is not None, "hyperscan is not installed"
    assert of_embeds is not None
    lost: list[str] = []

    def scan_page(document: Document, *, images: bool) -> Scan:
        found = scanned(document, images=images)
        source = document.text.encode("utf-8", "replace")
        told = found.embeds or found.links or found.ignored
        for each, wanted in ((signs, told), (of_embeds, found.embeds)):
            if wanted and document.entry is None and not each.may_hold(source, document.base_url):
                lost.append(document.text[:2000])
        return found

    monkeypatch.setattr(finder, "_scan_page", scan_page)
    yield
    assert not lost, f"{request.node.name}: a pre-filter would drop {lost[0]!r}"
