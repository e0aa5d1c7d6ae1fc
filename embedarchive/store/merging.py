"""One post out of all that was said of it: for every field the best source, and which one it was. Pure.

A field on which the better source is silent is filled by the next.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from embedarchive.model.articles import MediaRef
from embedarchive.model.rows import Origin, PlaceRow, WholePost
from embedarchive.model.writing_systems import unspaced
from embedarchive.store import searched
from embedarchive.store.contradictions import contradictions
from embedarchive.store.keys import BIGGEST_INTEGER, is_unresolved, media_key, platform_of
from embedarchive.store.queries.history import Spot, Telling
from embedarchive.store.status import observe
from embedarchive.store.tellings import History, Voice, voices
from embedarchive.store.times import second

T = TypeVar("T")
NOT_CONTENT = frozenset({"avatar", "card"})
"""Roles of media that a post does not show as its own."""
MOST = 50
"""So many places or related posts of one telling are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMedia:
    """A medium as a post shows it."""

    key: str
    role: str
    position: int
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """What a post points at; `target_key` names the post behind the address, where an answer showed it."""

    kind: str
    url: str
    target_key: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """One post, and what hangs on it."""

    post: WholePost
    media: tuple[ShownMedia, ...] = ()
    links: tuple[Pointer, ...] = ()
    places: tuple[PlaceRow, ...] = ()


class _Choice:
    """The best word on each field, and whose word it is."""

    def __init__(self, voices: Sequence[Voice]) -> None:
        self.voices, self.origins = voices, dict[str, Origin]()

    def best(self, field: str, of: Callable[[Telling], T | None], among: Sequence[Voice] = ()) -> T | None:
        for voice in among or self.voices:
            if value := of(voice.says):
                self.origins[field] = self._first_to_say(field, voice).origin(field)
                return value
        return None

    def _first_to_say(self, field: str, voice: Voice) -> Voice:
        """Whose word a field is. What could not be captured is named by the id and address that the article gave."""
        if field not in {"id", "url"} or voice.says.platform or voice.source == "article":
            return voice
        named = voice.says.id
        claims = (claim for claim in self.voices if claim.source == "article")
        return next((claim for claim in claims if named and claim.says.id == named), voice)


def merge(history: History, *, hint: bool = False) -> Merged:
    """The row of `posts` and of the tables around it, out of a post's history.

    `hint`: the time of the post was chosen by its author, and contradicts nobody.
    """
    heard = tuple(voices(history))
    choice = _Choice(heard)
    best = choice.best
    posted_at, handle = best("posted_at", lambda says: says.posted_at), best("handle", lambda says: says.handle)
    # Where a page names the day only, its noon stands for it (`platforms`): the hour is nobody's word.
    by_day = posted_at is not None and choice.origins["posted_at"].via == "day"
    author, language = best("author", lambda says: says.author), best("language", lambda says: says.language)
    whole_first = sorted(heard, key=lambda voice: voice.says.truncated + 2 * (voice.source == "article"))
    text = best("text", lambda says: says.text, whole_first)
    stated = best("date", lambda says: says.date) if posted_at is None else None
    date_text = best("date_text", lambda says: says.date_text)
    spots = _spots(heard)
    finest = min(spots, key=lambda each: each[0].precision_m or math.inf, default=None)
    if finest:
        choice.origins["coordinates"] = finest[1].origin("coordinates")
    media = _media(best("media", _shown) or ())
    counts = {name: count for name, count in best("counts", lambda says: says.counts) or () if _is_count(count)}
    what = observe(history.snapshots)
    day = posted_at.date().isoformat() if posted_at else stated.isoformat() if stated else None
    articles = sorted({claim.article_id for claim in history.claims})
    place, url = best("place", lambda says: says.place), best("url", lambda says: says.url)
    native_id = _native_id(history.key, best("id", lambda says: says.id))
    links = tuple(_links(choice))
    claims = [voice.says for voice in heard if voice.source == "article"]
    post = WholePost(
        id=min(row.id for row in history.snapshots),
        posted_at=second(posted_at) if posted_at and not by_day else None,
        author=author,
        handle=handle,
        text=text,
        status=str(what.status),
        reason=_text(what.reason),
        platform=platform_of(history.key),
        language=language,
        latitude=finest[0].latitude if finest else None,
        longitude=finest[0].longitude if finest else None,
        day=day,
        media_count=sum(each.role not in NOT_CONTENT for each in media),
        article_count=len(articles),
        confidence=max((claim.confidence for claim in history.claims), default=None),
        place=place,
        likes=counts.get("likes"),
        reposts=counts.get("reposts"),
        replies=counts.get("replies"),
        url=url,
        native_id=native_id,
        key=history.key,
        sources=choice.origins,
        disagreements=tuple(contradictions(history, heard, hint=hint)),
        first_seen_at=min(row.recorded_at for row in history.snapshots),
        captured_at=what.captured_at,
        gone_at=what.gone_at,
        gone_reason=_text(what.gone_reason),
        attempts=what.attempts,
        next_try_at=what.next_try_at,
        sensitive=int(any(voice.says.sensitive for voice in heard)),
        date_text=date_text,
        quoted=searched.quoted(voice.says for voice in heard),
        described=searched.described((voice.says for voice in heard), (each.alt for each in media)),
        printed=searched.printed(claims, author=author, handle=handle, text=text),
        unspaced=unspaced(text),
    )
    places = (replace(each, day=day, article_id=articles[0] if articles else None) for each, _ in spots)
    return Merged(post=post, media=media, links=links, places=tuple(places))


def _native_id(key: str, said: str | None) -> str | None:
    """The platform's id: the key has it; for an unknown site (`web`) it is the host."""
    return said if is_unresolved(key) or platform_of(key) == "web" else key.partition(":")[2]


def _spots(voices: Sequence[Voice]) -> list[tuple[PlaceRow, Voice]]:
    """The places of a post: what its author wrote and what the platform attached, each from the best voice."""
    found: dict[str, list[tuple[PlaceRow, Voice]]] = {}
    for voice in voices:
        spots: dict[str, list[PlaceRow]] = {}
        for spot in voice.says.coordinates[:MOST]:
            if abs(spot.latitude) <= 90 and abs(spot.longitude) <= 180:
                place = _place(spot, voice.says.place)
                spots.setdefault(place.source, []).append(place)
        for source, places in spots.items():
            found.setdefault(source, [(place, voice) for place in places])
    return [place for source in sorted(found, reverse=True) for place in found[source]]


def _place(spot: Spot, name: str | None) -> PlaceRow:
    """A place that still has neither number nor owner."""
    form = spot.form or "decimal"
    attached = form == "geotag"
    return PlaceRow(
        id=0,
        latitude=spot.latitude,
        longitude=spot.longitude,
        label=(name or "") if attached else "",
        source="geotag" if attached else "text",
        precision_m=spot.precision_m,
        form=form,
        raw=spot.text,
        day=None,
        post_id=None,
        media_id=None,
        article_id=None,
    )


def _shown(says: Telling) -> tuple[MediaRef, ...]:
    return tuple(ref for ref in says.media if ref.candidates)


def _media(refs: Sequence[MediaRef]) -> tuple[ShownMedia, ...]:
    keyed = ((media_key(ref), ref) for ref in refs)
    return tuple(
        ShownMedia(key=key, role=ref.role, position=position, alt=ref.alt)
        for position, (key, ref) in enumerate(keyed)
        if key
    )


def _links(choice: _Choice) -> Iterator[Pointer]:
    """What the post points at. Quoted and parent posts are named by their key where an answer contained them."""
    known: dict[str, str] = {}
    for voice in choice.voices:
        for post in voice.says.related[:MOST]:
            if post.id and post.url:
                known.setdefault(post.url, f"{post.platform}:{post.id}")
    quotes = choice.best("quotes", lambda says: says.quotes)
    answered = choice.best("replies_to", lambda says: says.replies_to)
    pointed = [("quotes", quotes), ("replies-to", answered)]
    pointed += [("link", url) for url in choice.best("links", lambda says: says.links) or ()]
    pointed += [("thread", url) for url in known if url not in {target for _, target in pointed}]
    for kind, url in dict.fromkeys(pointed):
        if url:
            yield Pointer(kind=kind, url=url, target_key=known.get(url))


def _is_count(count: int) -> bool:
    return 0 <= count <= BIGGEST_INTEGER


def _text(reason: object) -> str | None:
    return str(reason) if reason else None
