"""Where an article's claim and the best answer differ."""

from __future__ import annotations

import pytest

from embedarchive.store.contradictions import contradictions
from embedarchive.store.queries.history import Claim, Telling
from embedarchive.store.tellings import History, Voice


def _claim(form: str, text: str) -> Claim:
    return Claim(
        id=1,
        article_id=1,
        form=form,
        native_id="706604197",
        author="Jane Doe",
        handle=None,
        date=None,
        date_text=None,
        posted_at=None,
        text=text,
        language=None,
        url=None,
        quotes=None,
        replies_to=None,
        links=(),
        media=(),
        coordinates=(),
        doubts=(),
        sources={},
        confidence=1.0,
    )


@pytest.mark.parametrize(
    ("form", "text", "fields"),
    [
        ("iframe", "A Night", []),
        ("object", "A Night", []),
        ("iframe", "Another Night", ["text"]),
        ("blockquote", "A Night", ["text"]),
    ],
)
def test_a_title_is_a_part_of_what_a_platform_says(form: str, text: str, fields: list[str]) -> None:
    """The line beside a player has the title alone; a platform gives a description, too. A quotation is whole."""
    says = Telling(platform="vimeo", author="Jane Doe", text="A Night\n\nSeen from the quay.")
    history = History(key="vimeo:706604197", snapshots=(), claims=(_claim(form, text),))
    found = contradictions(history, [Voice(source="platform", says=says, snapshot=1)], hint=False)
    assert [each.field for each in found] == fields
