"""Articles: the list of them, and each as it was read, with every embed and image in its place."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from datasette.utils.asgi import NotFound, Request, Response

from embedarchive.datasette_plugin.locale.words import Words, safe_link
from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.datasette_plugin.reader.frame import Links, number_of, render, words_for
from embedarchive.datasette_plugin.reader.query import argument, note, number_argument
from embedarchive.datasette_plugin.reader.search import marked_articles, pieces, unmarked
from embedarchive.datasette_plugin.views.annotations import annotated
from embedarchive.datasette_plugin.views.article_blocks import Pieces, Shown, Thing, blocks
from embedarchive.datasette_plugin.views.article_parts import Part, Spot, divided, reading_order
from embedarchive.datasette_plugin.views.cards import MediaCard, PostCard, cards, language_tag, media_card
from embedarchive.datasette_plugin.views.checking import checkable
from embedarchive.datasette_plugin.views.citing import Citing, citing, of_article
from embedarchive.datasette_plugin.views.held import HELD, KINDS
from embedarchive.datasette_plugin.views.lookalikes import hash_distance
from embedarchive.datasette_plugin.views.places import photo_places
from embedarchive.datasette_plugin.views.quotations import uncertain
from embedarchive.datasette_plugin.views.versions import MARK, compared
from embedarchive.documents import prose
from embedarchive.model import Ignored
from embedarchive.model.articles import IGNORED
from embedarchive.model.rows import PlaceRow, widened
from embedarchive.store import codec
from embedarchive.store.queries import annotations as annotation_queries
from embedarchive.store.queries import article_places as places
from embedarchive.store.queries import articles as queries
from embedarchive.store.queries import media, posts
from embedarchive.store.queries.articles import ArticleListed, EmbedRow, ImageRow, ScanRow
from embedarchive.store.queries.media import NEAR
from embedarchive.store.queries.query import pieces as pieces_of
from embedarchive.store.queries.search import START, matching

if TYPE_CHECKING:
    from datasette.app import Datasette

_PAGE = 50
_ROUNDED = 0.03  # by so much the shape of a picture differs from that of the same one in another size


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed(ArticleListed):
    """An article in a list; the pieces are its title, text and captions with what was searched for marked."""

    lang: str | None
    title_pieces: Pieces
    pieces: Pieces
    caption_pieces: Pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoredLine:
    """A line that was taken for something other than the article, with the reason."""

    text: str
    reason: str


async def listed(reader: Reader, *, limit: int, before: int | None = None, search: str = "") -> list[Listed]:
    """Articles, the one first seen last at the top."""
    query = queries.listed(before=before, matching=matching(search) if search else None, most=limit)
    rows = await reader.some(query)
    around = {"title": None, "text": 40, "described": 24}
    found = await marked_articles(reader, around, [row.id for row in rows], search) if search else {}
    return [_listed(row, found.get(row.id, {})) for row in rows]


def _listed(row: ArticleListed, found: Mapping[str, str]) -> Listed:
    title = row.title or row.source
    excerpt, caption = found.get("text", "").replace(MARK, " "), found.get("described", "")
    named = {*row.authors, row.outlet}
    caption = "\n".join(line for line in caption.split("\n") if unmarked(line) not in named)
    in_text = pieces(excerpt) if START in excerpt else []
    made = widened(
        Listed,
        row,
        lang=language_tag(row.language),
        title_pieces=pieces(found.get("title", "")),
        pieces=in_text,
        caption_pieces=pieces(caption) if START in caption and not in_text else [],
    )
    return replace(made, title=title, beginning=_beginning(row.beginning or "", title))


def _beginning(text: str, title: str) -> str:
    """The first lines of an article after its title, for a list."""
    read = text.replace(MARK, "\n").splitlines()
    lines = [line.strip() for line in (prose.plain_lines(read) if prose.is_written_as_markdown(text) else read)]
    return textwrap.shorten(" ".join(line for line in lines if line and line != title), 240, placeholder=" …")


async def articles(request: Request, datasette: Datasette) -> Response:
    """The list of articles, 50 to a page.

    Raises:
        Forbidden: the reader may not see the tables of articles.
    """
    reader = Reader.of(datasette, request)
    await reader.require("articles", "article_texts")
    search = argument(request, "q")
    rows = await listed(reader, limit=_PAGE + 1, before=number_argument(request, "before"), search=search)
    context = {"articles": rows[:_PAGE], "next": rows[_PAGE - 1].id if len(rows) > _PAGE else None, "search": search}
    return await render(reader, "articles", context, here="articles")


async def article(request: Request, datasette: Datasette) -> Response:
    """The page of an article as it was at its latest scan, or at the one that `?scan=` names.

    Raises:
        Forbidden: the reader may not see the tables of articles.
        NotFound: there is no such article, or no such scan of it.
    """
    reader = Reader.of(datasette, request)
    words = words_for(reader)
    number = number_of(request, "number")
    versions = await reader.rows(queries.versions(number))
    asked = argument(request, "scan", 19)
    chosen = next((one.id for one in versions if not asked or str(one.id) == asked), None)
    if chosen is None:
        raise NotFound("There is no such article, or no such version of it")
    scan = (await reader.rows(queries.scan(chosen)))[0]
    search = argument(request, "q")
    text = scan.text or ""
    if search and chosen == versions[0].id:
        found = (await marked_articles(reader, {"text": None}, [number], search)).get(number, {}).get("text", "")
        text = found if unmarked(found) == text else text
    embeds, images = await reader.some(places.embeds(chosen)), await reader.some(places.images(chosen))
    parts = divided(text, reading_order(embeds, images))
    part = _part(request, parts)
    things = await _things(reader, chosen, part.spots, words)
    title = scan.title if part.number == 1 else None
    digests = [scan.document, *(row.text for row in await reader.some(places.image_files(chosen)))]
    context = {
        "scan": scan,
        "title": scan.title or scan.source,
        "lang": language_tag(scan.language),
        "href": safe_link(scan.url),
        "blocks": blocks(part.text, things, title, markdown=scan.media_type == "text/markdown"),
        "part": part,
        "divided": parts,
        "posts": len(embeds),
        "images": len(images),
        "search": search,
        "erased": scan.text is None,
        "ignored": _ignored(scan, words),
        "versions": versions,
        "latest": versions[0].id,
        "compared": await compared(reader, versions, chosen, words),
        "check": await checkable(reader, digests),
        "citing": _citing(reader, scan, words, newest=chosen == versions[0].id),
        "said": await annotated(reader, annotation_queries.of_article(number), "article", str(number)),
        "held": HELD,
        "kinds": KINDS,
    }
    return await render(reader, "article", context, here="articles")


def _part(request: Request, parts: Sequence[Part]) -> Part:
    """The part that is asked for, by its number or by what stands in it; else the first with what was searched for."""
    place, number = argument(request, "at", 40), number_argument(request, "part")
    if place:
        for part in parts:
            if any(spot.anchor == place for spot in part.spots):
                return part
        note(request, "Nothing called “{name}” stands in this version of the article.", name=place)
    if number is None:
        return next((part for part in parts if part.found), parts[0])
    shown = min(max(1, number), len(parts))
    if shown != number:
        sentence = "This article has no part {number}; this is part {shown} of {count}."
        note(request, sentence, number=number, shown=shown, count=len(parts))
    return parts[shown - 1]


def _citing(reader: Reader, scan: ScanRow, words: Words, *, newest: bool) -> Citing:
    """How this reading is cited; the files for other programs are of the newest one."""
    path = Links(reader.datasette, reader.archive.database).article(scan.article_id)
    made = citing(reader, of_article(scan), path, words)
    return made if newest else replace(made, files=(), address=f"{made.address}?scan={scan.id}")


async def _things(reader: Reader, scan: int, spots: Sequence[Spot], words: Words) -> list[Thing]:
    """The embeds and images of a part of a scan in reading order, each with what is kept of it."""
    at = {kind: [spot.position for spot in spots if spot.kind == kind] for kind in ("embed", "image")}
    embeds = await reader.each(partial(queries.embeds, scan), at["embed"])
    images = await reader.each(partial(queries.images, scan), at["image"])
    posts = await _posts_of(reader, embeds, words)
    kept = await _media_of(reader, images, words)
    made = {("embed", one.position): _thing(one, posts.get(one.id), words) for one in embeds}
    for one in images:
        made["image", one.position] = Thing(kind="image", start=one.start, image=one, media=kept.get(one.id))
    return _once([made[key] for spot in spots if (key := (spot.kind, spot.position)) in made])


def _once(things: Sequence[Thing]) -> list[Thing]:
    """The things, an image marked that is one before it: of the same bytes, or of the same shape and alike to the eye.

    A page shows its lead again in the gallery, and one photograph in several sizes, under addresses that tell nothing.
    """
    shown = defaultdict[str, list[MediaCard]](list)
    made = []
    for thing in things:
        media = thing.media if thing.kind == "image" else None
        marks = _marks(media) if media is not None else ()
        again = media is not None and any(_is_same(media, other) for mark in marks for other in shown[mark])
        if media is not None and media.digest and not again:
            for mark in marks:
                shown[mark].append(media)
        made.append(replace(thing, again=again))
    return made


def _marks(media: MediaCard) -> tuple[str, ...]:
    """One of these two images have in common that may be the same: the bytes, or a quarter of the hash."""
    hashed = media.phash or ""
    return (media.digest or "", *(f"{at}:{hashed[at : at + 4]}" for at in range(0, len(hashed), 4)))


def _is_same(one: MediaCard, other: MediaCard) -> bool:
    if one.digest == other.digest:
        return one.digest is not None
    distance = hash_distance(one.phash, other.phash)
    if distance is None or distance > NEAR or not (one.width and one.height and other.width and other.height):
        return False
    shape, its = one.width / one.height, other.width / other.height
    return abs(shape - its) <= _ROUNDED * its


def _thing(embed: EmbedRow, card: PostCard | None, words: Words) -> Thing:
    shown = widened(
        Shown,
        embed,
        lang=language_tag(embed.language),
        platform_name=words.platform(embed.platform),
        origins=embed.sources,
        uncertain=uncertain(embed, words, quoted=True),
    )
    if card is not None and not card.erased:
        told = uncertain(embed, words, quoted=card.quotation)
        card = card if told == card.uncertain else replace(card, uncertain=told)
    return Thing(kind="embed", start=embed.start, embed=shown, card=card)


async def _posts_of(reader: Reader, embeds: Sequence[EmbedRow], words: Words) -> dict[int, PostCard]:
    """The posts that embeds stand for: by the key they were found with, or by the id that was found for it later."""
    keys = sorted({embed.key for embed in embeds})
    later = {row.key: row.now for row in await reader.each(posts.later_keys, [key for key in keys if "?" in key])}
    found = await reader.each(posts.by_keys, sorted({*keys, *later.values()}))
    shown = {card.key: card for card in await cards(reader, found, words)}
    made = ((embed.id, shown.get(later.get(embed.key, embed.key)) or shown.get(embed.key)) for embed in embeds)
    return {number: card for number, card in made if card is not None}


async def _media_of(reader: Reader, images: Sequence[ImageRow], words: Words) -> dict[int, MediaCard]:
    """What is kept of the images of a scan, by the image's id."""
    rows = await reader.each(media.by_keys, sorted({image.key for image in images}))
    places: dict[int | None, PlaceRow] = {}
    for piece in pieces_of([row.id for row in rows]):
        places |= await photo_places(reader, piece)
    by_key = {row.key: replace(media_card(row, words), place=places.get(row.id)) for row in rows}
    found = ((image, by_key[image.key]) for image in images if image.key in by_key)
    return {image.id: replace(card, alt=image.alt or card.alt) for image, card in found}


def _ignored(scan: ScanRow, words: Words) -> list[IgnoredLine]:
    """The lines that were taken for something other than the article."""
    lines = codec.read_all(Ignored, (scan.scan or {}).get("ignored"))
    return [
        IgnoredLine(text=line.text, reason=words(IGNORED.get(line.reason, line.reason.replace("-", " "))))
        for line in lines
    ]
