"""One image's addresses hold a run for no longer than is stated."""

from __future__ import annotations

from embedarchive.archive.fetching import files
from embedarchive.model import Exchange, Reason, Refusal, Request
from embedarchive.web.cases import NOON


def test_the_addresses_of_one_image_have_a_share_together() -> None:
    """What they took is counted over all of them; then the rest is left for another time, and it stays pending."""
    attempts = files.Attempts()
    request = Request(url="https://slow.example/a.jpg", kind="media")
    at = NOON
    wasted = Exchange(url=request.url, at=at, reason=Reason.DEADLINE, elapsed_ms=500_000)
    answer = Refusal(request=request, reason=Reason.DEADLINE, detail="", at=at, exchanges=(wasted,))
    attempts.note(answer)
    assert not attempts.ended()
    attempts.note(answer)
    assert attempts.ended()
    assert files.weightiest(attempts.failures).reason is Reason.DEADLINE
