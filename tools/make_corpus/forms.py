"""Pages on which every platform of the catalogue stands in every form that is known; and pages that hold nothing."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))

from made import BUTTONS, LAYOUTS, shown
from made_forms import GENERAL, OWN, POSTS

PAGES = 2
"""So many pages a platform has."""
LEAST = 6
"""So many posts of it they show together at least, besides those in its own forms."""
FRAMES = "https://maps.harbour.example/plan/{}/embed"
"""A site that is no platform: its frames are `web`, named by their host."""


def pages() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Names, texts and labels of the pages of all platforms."""
    turn = 0
    general = list(GENERAL)
    for platform in POSTS:
        chance = random.Random(f"forms of {platform}")  # noqa: S311 -- the same pages every time
        own = [name for owner, name, _ in OWN if owner == platform]
        names = own + [general[(turn + step) % len(general)] for step in range(LEAST)]
        turn += LEAST
        for number in range(PAGES):
            turned = [shown(platform, form, chance) for form in names[number::PAGES]]
            text, row = _page([(*post.key, post.form, post.markup) for post in turned], chance, len(platform) + number)
            yield f"{platform}-{number}", text, row


def empty() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Pages with all that is no embed, and nothing that is one."""
    for number, layout in enumerate(LAYOUTS):
        chance = random.Random(f"nothing {number}")  # noqa: S311 -- the same pages every time
        links = [
            f'<p>What <a href="{POSTS[name][3].replace("{id}", POSTS[name][0])}">she wrote</a> was read.</p>'
            for name in ("twitter", "youtube")
        ]
        text = layout(links, chance.sample(BUTTONS, len(BUTTONS)))
        yield f"nothing-{number}", text, {"lang": "en", "hard_negative": True, "embeds": [], "neutral": []}


def _page(posts: list[tuple[str, str, str, str]], chance: random.Random, number: int) -> tuple[str, dict[str, Any]]:
    """A page that shows these posts (platform, id, form, markup) and a frame of a site that is no platform."""
    plan = chance.randrange(100, 999)
    foreign = f'<iframe src="{FRAMES.format(plan)}" width="600" height="400"></iframe>'
    posts.insert(1, ("web", "maps.harbour.example", "frame", foreign))
    text = LAYOUTS[number % len(LAYOUTS)]([markup for *_, markup in posts], chance.sample(BUTTONS, len(BUTTONS)))
    embeds = []
    for platform, identifier, form, markup in posts:
        start = text.index(markup)
        embeds.append(
            {"platform": platform, "form": form, "id": identifier, "url": None, "at": (start, start + len(markup))}
        )
    return text, {"lang": "en", "hard_negative": False, "embeds": embeds, "neutral": []}
