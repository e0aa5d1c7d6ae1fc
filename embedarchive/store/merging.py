"""One post out of all that was said of it: for every field the best source, and which one it was. Pure.

A platform goes before a web archive, a web archive before the article; among equals the newest word counts. A field on
which the better source is silent is filled by the next.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from embedarchive.model.articles import DERIVED
from embedarchive.model.writing_systems import unspaced
from embedarchive.store import searched
from embedarchive.store.comparing import Disagreement, Said, disagreements
from embedarchive.store.keys import BIGGEST_INTEGER, is_unresolved, media_key, platform_of
from embedarchive.store.rows import media_refs, reason_of
from embedarchive.store.status import Observation, Standing, standing
from embedarchive.store.times import parse, parse_day, second

Row = dict[str, Any]
GUESSED = frozenset({"start", "end"})
"""Doubts of the finder that make a text's boundaries a guess."""
ERASED = "erased"
"""Where a field comes from whose source was erased: what an article says of a post is not to be had there any more."""
NOT_CONTENT = frozenset({"avatar", "card"})
"""Roles of media that a post does not show as its own."""

GIVEN = frozenset({"address", "export"})
"""The forms of what somebody gave by itself, and no article prints."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One telling of a post: a snapshot's body, or an article's embed, as JSON holds it."""

    source: str
    body: Mapping[str, Any]
    snapshot: int | None = None
    embed: int | None = None

    def via(self, field: str) -> str | None:
        """Which answer, or what of it, a field was read from, where the telling says so."""
        told = dict(pair for pair in self.body.get("sources") or [] if isinstance(pair, list) and len(pair) == 2)
        return _string(told.get(field))

    def states(self, field: str) -> Any:  # noqa: ANN401 -- a JSON value
        """What the voice itself says of a field; None where that was only derived from something else."""
        return None if self.via(field) in DERIVED else self.body.get(field)

    def origin(self, field: str) -> Row:
        """Where a field comes from, as the column `sources` says it. Who states nothing is not named for it."""
        via = self.via(field)
        told: Row = {"source": via if via in DERIVED else self.source}
        if via is not None and via not in DERIVED and self.source != ERASED:
            told["via"] = via
        if self.snapshot is not None:
            told["snapshot"] = self.snapshot
        if self.embed is not None:
            told["embed"] = self.embed
        return told


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All that the truth holds about one post.

    Attributes:
        key: the post's key, resolved where an answer resolved it.
        snapshots: rows of the table `snapshots`, oldest first, those under an earlier, unresolved key included.
        embeds: rows of the table `embeds`, of the scans that count.
    """

    key: str
    snapshots: Sequence[Mapping[str, Any]]
    embeds: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """One post, and what hangs on it. `media`: key, role, position, alt; `links`: kind, url, target_key."""

    post: Row
    media: tuple[tuple[str, str, int, str], ...] = ()
    links: tuple[tuple[str, str, str | None], ...] = ()
    places: tuple[Row, ...] = ()


def observe(snapshots: Sequence[Mapping[str, Any]]) -> Standing:
    """The status that rows of the table `snapshots` add up to."""
    return standing(
        [
            Observation(
                id=row["id"],
                captured_at=row["captured_at"],
                recorded_at=row["recorded_at"],
                source=row["source"],
                outcome=row["outcome"],
                reason=reason_of(row["reason"]),
                retry_after=row["retry_after"],
            )
            for row in snapshots
        ]
    )


def merge(history: History, *, hint: bool = False) -> Merged:
    """The row of `posts` and of the tables around it, out of a post's history.

    `hint`: the time of the post was chosen by its author, and contradicts nobody.
    """
    voices = tuple(_voices(history))
    sources: dict[str, Row] = {}

    def best(
        field: str, wanted: Callable[[Any], Any] = lambda value: value or None, among: Sequence[Voice] = voices
    ) -> Any:  # noqa: ANN401 -- a JSON value
        for voice in among:
            value = wanted(voice.body.get(field))
            if value is not None:
                sources[field] = _first_to_say(field, voice, voices).origin(field)
                return value
        return None

    posted_at, handle = best("posted_at", parse), best("handle", _string)
    # Where a page names the day only, its noon stands for it (`platforms`): the hour is nobody's word.
    by_day = sources.get("posted_at", {}).get("via") == "day"
    author, language = best("author", _string), best("language", _string)
    whole_first = sorted(voices, key=lambda voice: bool(voice.body.get("truncated")) + 2 * (voice.source == "article"))
    text = best("text", _string, whole_first)
    stated = best("date", parse_day) if posted_at is None else None
    date_text = best("date_text", _string)
    spots = _spots(voices)
    spot, teller = min(spots, key=lambda spot: spot[0]["precision_m"] or math.inf, default=(None, None))
    if teller:
        sources["coordinates"] = teller.origin("coordinates")
    media = _media(best("media", media_refs))
    counts = dict(pair for pair in best("counts") or [] if _is_count(pair))
    what = observe(history.snapshots)
    platform = platform_of(history.key)
    day = posted_at.date().isoformat() if posted_at else stated.isoformat() if stated else None
    articles = sorted({row["article_id"] for row in history.embeds})
    post: Row = {
        "id": min(row["id"] for row in history.snapshots),
        "posted_at": second(posted_at) if posted_at and not by_day else None,
        "author": author,
        "handle": handle,
        "text": text,
        "status": str(what.status),
        "reason": what.reason and str(what.reason),
        "platform": platform,
        "language": language,
        "latitude": spot and spot["latitude"],
        "longitude": spot and spot["longitude"],
        "day": day,
        "media_count": sum(role not in NOT_CONTENT for _, role, _, _ in media),
        "article_count": len(articles),
        "confidence": max((row["confidence"] for row in history.embeds), default=None),
        "place": best("place", _string),
        "likes": counts.get("likes"),
        "reposts": counts.get("reposts"),
        "replies": counts.get("replies"),
        "url": best("url", _string),
        "native_id": _native_id(history.key, best("id", _string)),
        "key": history.key,
        "disagreements": _dump(_disagreements(history, voices, hint=hint)),
        "first_seen_at": min(row["recorded_at"] for row in history.snapshots),
        "captured_at": what.captured_at,
        "gone_at": what.gone_at,
        "gone_reason": what.gone_reason and str(what.gone_reason),
        "attempts": what.attempts,
        "next_try_at": what.next_try_at,
        "sensitive": int(any(voice.body.get("sensitive") is True for voice in voices)),
    }
    claims = [voice.body for voice in voices if voice.source == "article"]
    post |= {
        "date_text": date_text,
        "quoted": searched.quoted(voice.body for voice in voices),
        "described": searched.described((voice.body for voice in voices), (alt for _, _, _, alt in media)),
        "printed": searched.printed(claims, post),
        "unspaced": unspaced(text),
    }
    links = tuple(_links(best, voices))
    post["sources"] = _dump(sources)
    places = tuple({**place, "day": day, "article_id": articles[0] if articles else None} for place, _ in spots)
    return Merged(post=post, media=media, links=links, places=places)


def _first_to_say(field: str, voice: Voice, voices: Sequence[Voice]) -> Voice:
    """Whose word a field is. What could not be captured is named by the id and address that the article gave."""
    if field not in {"id", "url"} or voice.body.get("platform") or voice.source == "article":
        return voice
    named = voice.body.get("id")
    claims = (claim for claim in voices if claim.source == "article")
    return next((claim for claim in claims if named and claim.body.get("id") == named), voice)


def _native_id(key: str, said: str | None) -> str | None:
    """The platform's id: the key has it; for an unknown site (`web`) it is the host."""
    return said if is_unresolved(key) or platform_of(key) == "web" else key.partition(":")[2]


def _voices(history: History) -> Iterator[Voice]:
    """Every telling, the best first."""
    by_time = sorted(history.snapshots, key=lambda row: (row["captured_at"], row["id"]), reverse=True)
    for source in ("platform", "web-archive", "export"):
        for row in by_time:
            if row["source"] == source and row["body"] is not None and row["outcome"] != "quoted":
                yield Voice(source=source, body=_object(row["body"]), snapshot=row["id"])
    for row in sorted(history.embeds, key=lambda row: (-row["confidence"], row["id"])):
        erased = row["links"] is None  # what was erased is None, what an article does not say is empty
        yield Voice(source=ERASED if erased else "article", body=_claim(row), embed=row["id"])
    if not history.embeds:  # a better parser no longer sees it, but it was asked for: its words stay, its media do not
        for row in history.snapshots:
            if row["outcome"] == "quoted" and row["body"] is not None:
                yield Voice(source="article", body={**_object(row["body"]), "media": []}, snapshot=row["id"])


def _claim(row: Mapping[str, Any]) -> Row:
    """A row of `embeds` in the words of a post."""
    claim = {
        name: row[name]
        for name in (
            *("author", "handle", "text", "date", "date_text", "posted_at", "language"),
            *("url", "quotes", "replies_to"),
        )
    }
    claim["id"] = row["native_id"]
    claim["sources"] = [list(pair) for pair in _object(row["sources"]).items()]
    for name in ("links", "media", "coordinates"):
        claim[name] = _list(row[name])
    return claim


def _disagreements(history: History, voices: Sequence[Voice], *, hint: bool) -> list[Row]:
    """Each article's claim held against the best answer, and against the time in the id."""
    answers = [voice for voice in voices if voice.source != "article" and voice.body.get("platform")]
    found: list[Row] = []
    computed = next((parse(voice.body.get("posted_at")) for voice in voices if voice.via("posted_at") == "id"), None)
    printed = (row for row in history.embeds if row["form"] not in GIVEN)
    for row in sorted(printed, key=lambda row: row["id"]):
        doubts = set(_list(row["doubts"]))
        claim = Said(
            author=None if "author" in doubts else row["author"],
            handle=None if "author" in doubts else row["handle"],
            text=row["text"],
            day=None if "date" in doubts else parse_day(row["date"]),
            day_text=row["date_text"],
            partial=bool(doubts & GUESSED),
        )
        points: tuple[Disagreement, ...] = ()
        if answers:
            states = answers[0].states
            said = Said(
                author=_string(states("author")),
                handle=_string(states("handle")),
                text=_string(states("text")),
                posted_at=parse(states("posted_at")),
                partial=answers[0].body.get("truncated") is True,
            )
            points = disagreements(claim, said, answers[0].source, hint=hint)
        if computed is not None and not any(point.field == "date" for point in points):
            points += disagreements(claim, Said(posted_at=computed), "id", hint=hint)
        told = [{**_point(point), "article_id": row["article_id"]} for point in points]
        found += [
            {**point, "embed_id": row["id"]} for point in told if not any(point.items() <= old.items() for old in found)
        ]
    return found


def _point(point: Disagreement) -> Row:
    return {name: value for name, value in asdict(point).items() if value is not None}


def _spots(voices: Sequence[Voice]) -> list[tuple[Row, Voice]]:
    """The places of a post: what its author wrote and what the platform attached, each from the best voice."""
    found: dict[str, list[tuple[Row, Voice]]] = {}
    for voice in voices:
        spots: dict[str, list[Row]] = {}
        for spot in _list(voice.body.get("coordinates"))[:50]:
            if (place := _spot(spot, voice.body)) is not None:
                spots.setdefault(place["source"], []).append(place)
        for source, places in spots.items():
            if source not in found:
                found[source] = [(place, voice) for place in places]
    return [place for source in sorted(found, reverse=True) for place in found[source]]


def _spot(spot: object, body: Mapping[str, object]) -> Row | None:
    if not isinstance(spot, dict):
        return None
    latitude, longitude, precision = (
        _number(spot.get("latitude")),
        _number(spot.get("longitude")),
        _number(spot.get("precision_m")),
    )
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    form = str(spot.get("form") or "decimal")
    attached = form == "geotag"
    return {
        "latitude": latitude,
        "longitude": longitude,
        "label": (_string(body.get("place")) or "") if attached else "",
        "source": "geotag" if attached else "text",
        "precision_m": precision,
        "form": form,
        "raw": str(spot.get("text") or ""),
    }


def _media(refs: Any) -> tuple[tuple[str, str, int, str], ...]:  # noqa: ANN401 -- None or a tuple of MediaRef
    keyed = ((media_key(ref), ref) for ref in refs or ())
    return tuple((key, ref.role, position, ref.alt) for position, (key, ref) in enumerate(keyed) if key)


def _links(best: Callable[..., Any], voices: Sequence[Voice]) -> Iterator[tuple[str, str, str | None]]:
    """What the post points at. Quoted and parent posts are named by their key where an answer contained them."""
    known: dict[str, str] = {}
    for voice in voices:
        for post in _list(voice.body.get("related"))[:50]:
            if isinstance(post, dict) and post.get("id") and post.get("url"):
                known.setdefault(str(post["url"]), f"{post.get('platform')}:{post['id']}")
    seen: set[tuple[str, str]] = set()
    pointed = [("quotes", best("quotes", _string)), ("replies-to", best("replies_to", _string))]
    pointed += [("link", _string(url)) for url in best("links", lambda value: _list(value) or None) or []]
    pointed += [("thread", url) for url in known if url not in {target for _, target in pointed}]
    for kind, url in pointed:
        if url and (kind, url) not in seen:
            seen.add((kind, url))
            yield kind, url, known.get(url)


def _object(text: str | None) -> Row:
    found = json.loads(text or "{}")
    return found if isinstance(found, dict) else {}


def _list(value: object) -> list[Any]:
    found = json.loads(value) if isinstance(value, str) else value
    return found if isinstance(found, list) else []


def _string(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


def _is_count(pair: object) -> bool:
    return isinstance(pair, list) and len(pair) == 2 and type(pair[1]) is int and 0 <= pair[1] <= BIGGEST_INTEGER


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
