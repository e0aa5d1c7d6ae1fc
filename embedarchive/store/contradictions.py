"""Where what an article claims of a post differs from the best answer about it, and from the time in its id. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from embedarchive.model.rows import Difference
from embedarchive.store.comparing import Said, disagreements
from embedarchive.store.queries.history import Claim
from embedarchive.store.tellings import History, Voice
from embedarchive.store.times import parse_day

GUESSED = frozenset({"start", "end"})
"""Doubts of the finder that make a text's boundaries a guess."""
TITLED = frozenset({"iframe", "object", "embed"})
"""The forms of players: their words are a title, which a description may follow."""
GIVEN = frozenset({"address", "export"})
"""The forms of what somebody gave by itself, and no article prints."""


def contradictions(history: History, voices: Sequence[Voice], *, hint: bool) -> list[Difference]:
    """Each article's claim held against the best answer, and against the time in the id."""
    answer = next((voice for voice in voices if voice.source != "article" and voice.says.platform), None)
    said = _said(answer) if answer else None
    computed = next((voice.says.posted_at for voice in voices if voice.via("posted_at") == "id"), None)
    found: list[Difference] = []
    for claim in history.claims:
        if claim.form in GIVEN:
            continue
        points = _points(claim, answer.source if answer else "", said, computed, hint=hint)
        told = [replace(point, article_id=claim.article_id) for point in points]
        known = [old.items() for old in found]
        found += [replace(point, embed_id=claim.id) for point in told if not any(point.items() <= old for old in known)]
    return found


def _points(
    claim: Claim, voice: str, said: Said | None, computed: dt.datetime | None, *, hint: bool
) -> tuple[Difference, ...]:
    """Where a claim differs from an answer, if there is one, and a day from the time in the id."""
    doubts = frozenset(claim.doubts or ())
    ours = Said(
        author=None if "author" in doubts else claim.author,
        handle=None if "author" in doubts else claim.handle,
        text=claim.text,
        day=None if "date" in doubts else parse_day(claim.date),
        day_text=claim.date_text,
        partial=claim.form in TITLED or bool(doubts & GUESSED),
    )
    points = disagreements(ours, said, voice, hint=hint) if said else ()
    if computed is not None and not any(point.field == "date" for point in points):
        points += disagreements(ours, Said(posted_at=computed), "id", hint=hint)
    return points


def _said(voice: Voice) -> Said:
    says = voice.says
    return Said(
        author=voice.states("author", says.author),
        handle=voice.states("handle", says.handle),
        text=voice.states("text", says.text),
        posted_at=voice.states("posted_at", says.posted_at),
        partial=says.truncated,
    )
