"""The page of one post: the card, what the article printed, what was learnt when, and how to check it by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datasette.utils.asgi import NotFound, Request, Response

from embedarchive.datasette_plugin.locale.words import Words, safe_link
from embedarchive.datasette_plugin.pages.embedding import card_of, discovery, frame, is_public
from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.datasette_plugin.reader.frame import Links, number_of, render, words_for
from embedarchive.datasette_plugin.views.annotations import annotated
from embedarchive.datasette_plugin.views.cards import PostCard, cards
from embedarchive.datasette_plugin.views.citing import citing
from embedarchive.datasette_plugin.views.details import Piece, told
from embedarchive.datasette_plugin.views.evidence import evidence, told_from
from embedarchive.datasette_plugin.views.held import HELD, KINDS
from embedarchive.datasette_plugin.views.history import NOTHING, Told, comparison, disagreement, facts, history
from embedarchive.datasette_plugin.views.occurrences import occurrences
from embedarchive.datasette_plugin.views.places import unplaced
from embedarchive.exports import citations
from embedarchive.model import Post
from embedarchive.model.rows import PostRow, SnapshotRow, widened
from embedarchive.store.queries import annotations as annotation_queries
from embedarchive.store.queries import media, places, posts, provenance, snapshots
from embedarchive.store.queries.snapshots import Asked

if TYPE_CHECKING:
    from datasette.app import Datasette

_SNAPSHOTS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange(Asked):
    """A request that was made for the post: `why` nothing came of it, and `told` in a sentence."""

    why: str
    told: Sequence[Piece]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An option of a poll, with its votes."""

    option: str
    votes: int | None
    percent: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The preview of a link."""

    title: str
    description: str
    href: str | None


async def post(request: Request, datasette: Datasette) -> Response:
    """The page of the post with that number.

    Raises:
        Forbidden: the reader may not see the table `posts`.
        NotFound: there is no such post.
    """
    reader = Reader.of(datasette, request)
    number = number_of(request, "number")
    rows = await reader.rows(posts.by_number(number))
    if not rows:
        raise NotFound("There is no post with this number")
    words = words_for(reader)
    card = (await cards(reader, rows, words))[0]
    keys = await _keys(reader, card.key)
    learnt = await _snapshots(reader, keys)
    ids = [row.id for row in learnt]
    existed, came_from = await reader.some(provenance.existed(ids)), await reader.some(provenance.came_from(ids))
    entries = history(learnt, words, existed, came_from)
    exchanges = await _exchanges(reader, keys, words)
    views = [one for one in exchanges if one.method == "VIEW" and one.body and one.url]
    captured = next((entry for entry in reversed(entries) if entry.outcome == "captured"), None)
    latest = captured.post if captured else NOTHING
    printed = await occurrences(reader, keys, words)
    stills = await reader.some(media.stills(number))
    groups = told_from(card, learnt, exchanges, printed, stills=stills, words=words)
    spots = await reader.some(places.of_post(number))
    about = annotation_queries.of_posts([number])
    context = {
        "card": card,
        "poll": _poll(latest),
        "preview": _preview(latest),
        "counts": dict(latest.counts),
        "facts": facts(card, card.links, words, spots),
        "comparison": comparison(card.disagreements, printed, captured, words),
        "disagreements": _each_once([disagreement(found, words) for found in card.disagreements]),
        "history": entries,
        "occurrences": printed,
        "exchanges": [one for one in exchanges if one not in views],
        "views": views,
        "check": await evidence(reader, [] if card.erased else groups, words),
        "places": spots,
        "unplaced": unplaced(card.media, spots),
        "others": await _others(reader, card),
        "thread": await reader.some(posts.thread(number)),
        "citing": None if card.erased else citing(reader, citations.post(card), _path(reader, number), words),
        "pointing": await reader.some(posts.pointing_at(number)),
        "embedding": await _embedding(reader, card),
        "said": None if card.erased else await annotated(reader, about, "post", str(number)),
        "held": HELD,
        "kinds": KINDS,
    }
    return await render(reader, "post", context)


def _each_once(told: list[Told]) -> list[Told]:
    """What several articles print alike is said once."""
    return list({(one.sentence, tuple(one.pieces)): one for one in told}.values())


def _path(reader: Reader, number: int) -> str:
    return Links(reader.datasette, reader.archive.database).post(number)


@dataclass(frozen=True, slots=True)
class Embedding:
    """How others embed a post, or show a link to it.

    Attributes:
        html: what they put into their page.
        discovery: where they ask, by media type.
        address: of the post's own page, absolute.
        image: that of a small image of it; None where it has none, or is sensitive.
    """

    html: str
    discovery: dict[str, str]
    address: str
    image: str | None


async def _embedding(reader: Reader, card: PostCard) -> Embedding | None:
    """How others embed this post; None where the archive is not served for strangers, or nothing of it is left."""
    if not is_public(reader):
        return None
    made = await card_of(reader, card.id)
    if made.erased:
        return None
    links = Links(reader.datasette, reader.archive.database)
    shown = next((one for one in card.media if one.show == "image" and one.digest and not one.hide), None)
    paths = (links.post(card.id), links.thumbnail(shown.digest) if shown and shown.digest else None)
    page, image = (path and str(reader.datasette.absolute_url(reader.request, path)) for path in paths)
    return Embedding(frame(reader, made).html, discovery(reader, card.id), page or "", image)


async def _keys(reader: Reader, key: str) -> list[str]:
    """What the archive has known this post by: its key, and those from before its id was found."""
    earlier = await reader.some(posts.earlier_keys(key))
    return sorted({key, *(one.key for one in earlier if one.now == key)})


async def _snapshots(reader: Reader, keys: list[str]) -> list[SnapshotRow]:
    """What was learnt, in the order in which it was so."""
    found = await reader.some(snapshots.of_post(keys))
    return sorted(found, key=lambda row: (row.captured_at, row.id))[:_SNAPSHOTS]


async def _exchanges(reader: Reader, keys: list[str], words: Words) -> list[Exchange]:
    """Every request that was made for the post, hop by hop."""
    return [
        widened(Exchange, row, why=words.reason(row.reason), told=told(row.detail, words))
        for row in await reader.some(snapshots.asked_for(keys))
    ]


async def _others(reader: Reader, row: PostRow) -> int:
    """How many other posts of the same author are kept."""
    if not row.handle:
        return 0
    return (await reader.rows(posts.others_by(row.handle, row.id)))[0].n


def _poll(post: Post) -> list[Choice]:
    total = sum(count for _, count in post.poll if count is not None) or 1
    return [
        Choice(option=option, votes=count, percent=None if count is None else round(100 * count / total))
        for option, count in post.poll
    ]


def _preview(post: Post) -> Preview | None:
    card = dict(post.card)
    if not card:
        return None
    return Preview(
        title=card.get("title", ""), description=card.get("description", ""), href=safe_link(card.get("url"))
    )
