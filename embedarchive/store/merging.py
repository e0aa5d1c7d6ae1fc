"""One post out of all that was said of it: for every field the best source, and which one it was. Pure.

A platform goes before a web archive, a web archive before the article; among equals the newest word counts. A field on
which the better source is silent is filled by the next.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from embedarchive.model.articles import DERIVED, MediaRef
from embedarchive.model.rows import Difference, Origin, PlaceRow, WholePost
from embedarchive.model.writing_systems import unspaced
from embedarchive.store import codec, searched
from embedarchive.store.comparing import Said, disagreements
from embedarchive.store.keys import BIGGEST_INTEGER, is_unresolved, media_key, platform_of
from embedarchive.store.queries.history import Claim, Snapshot, Spot, Telling
from embedarchive.store.rows import reason_of
from embedarchive.store.status import Observation, Standing, standing
from embedarchive.store.times import parse, parse_day, second

T = TypeVar("T")
GUESSED = frozenset({"start", "end"})
"""Doubts of the finder that make a text's boundaries a guess."""
ERASED = "erased"
"""Where a field comes from whose source was erased: what an article says of a post is not to be had there any more."""
NOT_CONTENT = frozenset({"avatar", "card"})
"""Roles of media that a post does not show as its own."""
GIVEN = frozenset({"address", "export"})
"""The forms of what somebody gave by itself, and no article prints."""
MOST = 50
"""So many places or related posts of one telling are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One telling of a post, and the row that holds it: a snapshot, or an article's embed."""

    source: str
    says: Telling
    snapshot: int | None = None
    embed: int | None = None

    def via(self, field: str) -> str | None:
        """Which answer, or what of it, a field was read from, where the telling says so."""
        return dict(self.says.sources).get(field) or None

    def states(self, field: str, value: T | None) -> T | None:
        """What the voice itself says of a field; None where that was only derived from something else."""
        return None if self.via(field) in DERIVED else value

    def origin(self, field: str) -> Origin:
        """Where a field comes from. Who states nothing is not named for it."""
        via = self.via(field)
        derived = via in DERIVED
        return Origin(
            source=via if via and derived else self.source,
            via=None if derived or self.source == ERASED else via,
            snapshot=self.snapshot,
            embed=self.embed,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All that the log holds about one post.

    Attributes:
        key: the post's key, resolved where an answer resolved it.
        snapshots: oldest first, those under an earlier, unresolved key included.
        claims: what articles say, in the scans that count.
    """

    key: str
    snapshots: Sequence[Snapshot]
    claims: Sequence[Claim] = ()


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


def observe(snapshots: Sequence[Snapshot]) -> Standing:
    """The status that snapshots of one post or medium add up to."""
    return standing(
        [
            Observation(
                id=row.id,
                captured_at=row.captured_at,
                recorded_at=row.recorded_at,
                source=row.source,
                outcome=row.outcome,
                reason=reason_of(row.reason),
                retry_after=row.retry_after,
            )
            for row in snapshots
        ]
    )


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
    voices = tuple(_voices(history))
    choice = _Choice(voices)
    best = choice.best
    posted_at, handle = best("posted_at", lambda says: says.posted_at), best("handle", lambda says: says.handle)
    # Where a page names the day only, its noon stands for it (`platforms`): the hour is nobody's word.
    by_day = posted_at is not None and choice.origins["posted_at"].via == "day"
    author, language = best("author", lambda says: says.author), best("language", lambda says: says.language)
    whole_first = sorted(voices, key=lambda voice: voice.says.truncated + 2 * (voice.source == "article"))
    text = best("text", lambda says: says.text, whole_first)
    stated = best("date", lambda says: says.date) if posted_at is None else None
    date_text = best("date_text", lambda says: says.date_text)
    spots = _spots(voices)
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
    claims = [voice.says for voice in voices if voice.source == "article"]
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
        disagreements=tuple(_disagreements(history, voices, hint=hint)),
        first_seen_at=min(row.recorded_at for row in history.snapshots),
        captured_at=what.captured_at,
        gone_at=what.gone_at,
        gone_reason=_text(what.gone_reason),
        attempts=what.attempts,
        next_try_at=what.next_try_at,
        sensitive=int(any(voice.says.sensitive for voice in voices)),
        date_text=date_text,
        quoted=searched.quoted(voice.says for voice in voices),
        described=searched.described((voice.says for voice in voices), (each.alt for each in media)),
        printed=searched.printed(claims, author=author, handle=handle, text=text),
        unspaced=unspaced(text),
    )
    places = (replace(each, day=day, article_id=articles[0] if articles else None) for each, _ in spots)
    return Merged(post=post, media=media, links=links, places=tuple(places))


def _native_id(key: str, said: str | None) -> str | None:
    """The platform's id: the key has it; for an unknown site (`web`) it is the host."""
    return said if is_unresolved(key) or platform_of(key) == "web" else key.partition(":")[2]


def _voices(history: History) -> Iterator[Voice]:
    """Every telling, the best first."""
    by_time = sorted(history.snapshots, key=lambda row: (row.captured_at, row.id), reverse=True)
    for source in ("platform", "web-archive", "export"):
        for row in by_time:
            if row.source == source and row.body is not None and row.outcome != "quoted":
                yield Voice(source=source, says=_telling(row.body), snapshot=row.id)
    for claim in sorted(history.claims, key=lambda claim: (-claim.confidence, claim.id)):
        yield Voice(source=ERASED if claim.links is None else "article", says=_claimed(claim), embed=claim.id)
    if not history.claims:  # a better parser no longer sees it, but it was asked for: its words stay, its media do not
        for row in history.snapshots:
            if row.outcome == "quoted" and row.body is not None:
                yield Voice(source="article", says=replace(_telling(row.body), media=()), snapshot=row.id)


def _telling(body: Mapping[str, object]) -> Telling:
    return codec.read(Telling, body) or Telling()


def _claimed(claim: Claim) -> Telling:
    """What an article claims, in the words of a post."""
    return Telling(
        id=claim.native_id,
        url=claim.url,
        author=claim.author,
        handle=claim.handle,
        date=parse_day(claim.date),
        date_text=claim.date_text,
        posted_at=parse(claim.posted_at),
        text=claim.text,
        language=claim.language,
        coordinates=claim.coordinates or (),
        media=claim.media or (),
        links=claim.links or (),
        quotes=claim.quotes,
        replies_to=claim.replies_to,
        sources=tuple((claim.sources or {}).items()),
    )


def _disagreements(history: History, voices: Sequence[Voice], *, hint: bool) -> list[Difference]:
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
        partial=bool(doubts & GUESSED),
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
