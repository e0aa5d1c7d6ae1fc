"""How often the platforms say that they are asked, as a run hands it to the network."""

from __future__ import annotations

import pytest

from embedarchive.archive.articles.article_pages import usual_rates
from embedarchive.web.rates import RATES, rate_for


@pytest.mark.parametrize(
    ("host", "path", "kind", "at_once", "every_s"),
    [
        ("www.instagram.com", "/p/x/embed/", "page", 1, 5.0),
        ("www.facebook.com", "/plugins/post.php", "page", 1, 5.0),
        ("reddit.com", "/oembed", "api", 1, 5.0),
        ("www.reddit.com", "/x.jpg", "media", 6, 0.0),
        ("notreddit.com", "/oembed", "api", 2, 1.0),
    ],
)
def test_a_run_asks_as_often_as_the_platforms_say(
    host: str, path: str, kind: str, at_once: int, every_s: float
) -> None:
    """The rates that the documentation promises, each with its queue for the host and all below it."""
    rate, queue = rate_for((*usual_rates(), *RATES), host, path, kind)
    assert (rate.at_once, rate.every_s) == (at_once, every_s)
    assert rate.shared is (every_s == 5.0), queue
