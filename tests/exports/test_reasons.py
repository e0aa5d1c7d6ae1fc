"""Why something is not there is told in a copy as people say it, never by the name that programs know it by."""

from __future__ import annotations

from embedarchive.exports.archive_pages import post_page
from embedarchive.store.outgoing import OutgoingPost


def test_the_page_of_a_post_says_in_words_why_it_was_not_captured() -> None:
    """A WACZ is read by people who know no table of reasons."""
    page = post_page(
        OutgoingPost(
            id=1,
            key="twitter:1590000000000000001",
            url="https://x.com/mila_brand/status/1590000000000000001",
            author="Mila Brand",
            handle="mila_brand",
            posted=None,
            text="The mill turns.",
            language="en",
            status="failed",
            reason="not-in-recording",
            captured_at=None,
            media=(),
        )
    ).decode()
    assert "failed (not in the recording)" in page
    assert "not-in-recording" not in page
