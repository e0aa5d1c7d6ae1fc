"""Posts and images as the pages show them: rows of the archive turned into what a template can print safely."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from embedarchive.datasette_plugin.locale.words import Words, safe_link
from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.datasette_plugin.views.quotations import notes, quoted_by
from embedarchive.model import Post
from embedarchive.model.rows import MediaRow, Origin, PlaceRow, PostMedia, PostRow, widened
from embedarchive.signatures import INLINE
from embedarchive.store import codec
from embedarchive.store.queries import media, posts, snapshots
from embedarchive.store.queries.posts import FirstShown, PostLink, Tombstone

LONGEST = 1_000
MOST_LINES = 18
"""So many characters and lines of a post stand in a list; its own page has them all."""
SHOWN = ("quotes", "replies-to")
"""What a post points at that is shown within its card."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MediaCard(MediaRow):
    """An image, video or sound.

    Attributes:
        show: how it is shown: image, video, audio, file (to be saved), or missing.
        hide: whether it is covered until the reader asks.
        role: what it is to its post, or else what kind of thing it is.
        state: what became of it.
        href: its address, where it may be followed.
        poster: the still of a video.
        place: where it says that it was made.
    """

    show: str
    hide: bool
    role: str
    state: str
    href: str | None
    poster: str | None = None
    place: PlaceRow | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCard(PostLink):
    """What a post points at; `unkept`: how many photos and videos it has, where it is no post of this archive."""

    href: str | None
    unkept: int = 0


Pieces = Sequence[tuple[bool, str]]
"""A text in pieces, each with whether it was searched for."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PostCard(PostRow):
    """A post, with its media and what it quotes or answers.

    Attributes:
        badge: its state in a word; `badge_class` names it for the style sheet, `explained` says it in a sentence.
        vanished: whether it is gone elsewhere and kept here.
        state: where it was kept from, or why it was not.
        when: when it was posted, or the day; `by_id`: computed from its id.
        beginning: the beginning of a text that is too long for a list.
        quotation: whether its words are those that an article prints.
        erased: when and why its words were.
        uncertain: what is uncertain about an article's quotation of it.
        frame: what an article calls it that shows it in a frame, where nothing of the post is kept.
        pieces: its text, with what was searched for marked; `found`: where else that stands.
        shown_in: the article that showed it first, where a page says so.
    """

    badge: str
    badge_class: str
    explained: str
    vanished: bool
    state: str
    platform_name: str
    href: str | None
    lang: str | None
    when: str | None
    by_id: bool
    beginning: str | None
    media: tuple[MediaCard, ...]
    avatar: MediaCard | None
    links: tuple[LinkCard, ...]
    quotation: bool
    erased: Tombstone | None = None
    uncertain: str = ""
    frame: str = ""
    pieces: Pieces = ()
    found: Sequence[tuple[str, Pieces]] = ()
    shown_in: FirstShown | None = None


def language_tag(text: object) -> str | None:
    """The language of a text, when it is one that HTML's `lang` can carry."""
    return text if isinstance(text, str) and _LANGUAGE.fullmatch(text) and text != "und" else None


def opening(text: str) -> str | None:
    """The beginning of a text that is too long for a list; None for one that is not."""
    head = "\n".join(text[:LONGEST].split("\n", MOST_LINES)[:MOST_LINES])
    return head.rstrip() if len(head) < len(text) else None


def media_card(row: MediaRow, words: Words, *, hide: bool = False) -> MediaCard:
    """An image, video or sound; `hide` covers it until the reader asks."""
    family = (row.media_type or "").partition("/")[0]
    show = "missing"
    if row.digest:
        show = family if row.media_type in INLINE and family in {"image", "video", "audio"} else "file"
    return widened(
        MediaCard,
        row,
        show=show,
        hide=hide and show in {"image", "video"},
        role=(row.role if isinstance(row, PostMedia) else "") or row.kind or "photo",
        state=words.media_state(row),
        href=safe_link(row.url),
    )


def post_card(
    row: PostRow, shown: Sequence[MediaCard], links: Sequence[LinkCard], erased: Tombstone | None, words: Words
) -> PostCard:
    """A post, with its media and links; of one that was erased, that it was, and not that it is kept."""
    poster = next((item.digest for item in shown if item.role == "poster" and item.show == "image"), None)
    beside = {"avatar", "poster"}
    card = widened(
        PostCard,
        row,
        badge=words.badge(row.status),
        badge_class=row.status,
        explained=words.explained(row.status),
        vanished=bool(row.gone_at),
        state=words.state(row),
        platform_name=words.platform(row.platform),
        href=safe_link(row.url),
        lang=language_tag(row.language),
        when=row.posted_at or row.day,
        by_id=bool(row.posted_at) and by_id(row.sources.get("posted_at")),
        beginning=opening(row.text or ""),
        media=tuple(replace(item, poster=poster) if poster else item for item in shown if item.role not in beside),
        avatar=next((item for item in shown if item.role == "avatar" and item.show == "image"), None),
        links=tuple(links),
        quotation=quoted_by(row.sources) is not None,
    )
    return card if erased is None else _erased(card, erased, words)


def _erased(card: PostCard, erased: Tombstone, words: Words) -> PostCard:
    return replace(
        card,
        erased=erased,
        badge=words("Erased"),
        badge_class="erased",
        explained="",
        vanished=False,
        state=words("Removed from this archive for good"),
        media=(),
        avatar=None,
        href=None,
    )


def by_id(source: Origin | None) -> bool:
    """Whether a time with this origin was computed from the post's id."""
    return source is not None and source.source == "id"


async def media_of_posts(reader: Reader, rows: Sequence[PostRow], words: Words) -> dict[int, list[MediaCard]]:
    """The media of these posts, in their order, by the post's id; nothing for a reader who may not see media."""
    sensitive = {post.id for post in rows if post.sensitive}
    blur = reader.archive.settings.sensitive == "blur"
    made: dict[int, list[MediaCard]] = defaultdict(list)
    for row in await reader.each(media.of_posts, [post.id for post in rows]):
        card = media_card(row, words, hide=blur and row.post_id in sensitive)
        made[row.post_id].append(card if row.told == card.alt else replace(card, alt=row.told))
    return made


async def cards(reader: Reader, rows: Sequence[PostRow], words: Words) -> list[PostCard]:
    """These posts as cards, each with its media and the posts it quotes or answers."""
    shown = await media_of_posts(reader, rows, words)
    erased = await erasures(reader, rows)
    links = await _links(reader, [post.id for post in rows])
    made = [post_card(post, shown[post.id], links[post.id], erased.get(post.key), words) for post in rows]
    made = await _with_quoted(reader, made)
    left = [card for card in made if not card.erased]
    bare = {card.id for card in left if not (card.text or card.author or card.media)}
    told = await notes(reader, left, bare, words)
    return [
        replace(card, uncertain=told[card.id].uncertain, frame=told[card.id].frame) if card.id in told else card
        for card in made
    ]


async def with_articles(reader: Reader, shown: Sequence[PostCard]) -> list[PostCard]:
    """These cards, each with the article that showed it first; as they are for a reader who may not see articles."""
    found = {row.post_id: row for row in await reader.each(posts.first_shown, [card.id for card in shown])}
    return [replace(card, shown_in=found.get(card.id)) for card in shown]


class _Erasable(Protocol):
    """What may have been erased: it has no words."""

    @property
    def key(self) -> str: ...
    @property
    def author(self) -> str | None: ...
    @property
    def handle(self) -> str | None: ...
    @property
    def text(self) -> str | None: ...


async def erasures(reader: Reader, rows: Sequence[_Erasable]) -> dict[str, Tombstone]:
    """When and why each of these posts was erased, by its key; nothing for those that have words."""
    keys = sorted(post.key for post in rows if not (post.author or post.handle or post.text))
    return {row.key: row for row in await reader.each(posts.tombstones, keys)}


async def _links(reader: Reader, ids: Sequence[int]) -> dict[int, list[LinkCard]]:
    made: dict[int, list[LinkCard]] = defaultdict(list)
    for row in await reader.each(posts.links, ids):
        told = {"href": safe_link(row.url), "target_language": language_tag(row.target_language)}
        made[row.post_id].append(widened(LinkCard, row, **told))
    return made


async def _with_quoted(reader: Reader, made: Sequence[PostCard]) -> list[PostCard]:
    """The cards with what they quote or answer, where it is no post of this archive but an answer showed it."""
    wanted = sorted(card.key for card in made if any(map(_unknown, card.links)))
    shown: dict[str, dict[str, Post]] = defaultdict(dict)
    for row in await reader.each(snapshots.related, wanted):
        told = codec.read_all(Post, row.related)
        shown[row.key] |= {post.url: post for post in told if post.url}
    return [
        replace(card, links=tuple(_quoted(link, shown[card.key]) for link in card.links)) if card.key in shown else card
        for card in made
    ]


def _unknown(link: LinkCard) -> bool:
    return link.kind in SHOWN and not link.target_id


def _quoted(link: LinkCard, shown: Mapping[str, Post]) -> LinkCard:
    """The link with what an answer showed of the post at its end."""
    post = shown.get(link.url) if _unknown(link) else None
    if post is None:
        return link
    return replace(
        link,
        target_author=post.author,
        target_handle=post.handle,
        target_text=post.text,
        target_posted_at=codec.time_text(post.posted_at),
        target_by_id=int(("posted_at", "id") in post.sources),
        target_language=language_tag(post.language),
        unkept=len(post.media),
    )
