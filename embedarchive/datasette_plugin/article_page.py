"""Articles: the list of them, and each as it was read, with every embed and image in its place."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import NotFound, Request, Response

from embedarchive.datasette_plugin.cards import MEDIA_COLUMNS, POST_COLUMNS, cards, language_tag, media_card
from embedarchive.datasette_plugin.checking import checkable
from embedarchive.datasette_plugin.page import number_of, render, words_for
from embedarchive.datasette_plugin.places import photo_places
from embedarchive.datasette_plugin.queries import argument, number_argument
from embedarchive.datasette_plugin.quotations import uncertain
from embedarchive.datasette_plugin.reading import Reader, Row, marks, read_json
from embedarchive.datasette_plugin.searching import END, START, marked, matching, pieces, unmarked
from embedarchive.datasette_plugin.versions import MARK, compared
from embedarchive.datasette_plugin.words import IGNORED, Words, safe_link

if TYPE_CHECKING:
    from datasette.app import Datasette

_PAGE = 50
_SCAN_COLUMNS = (
    "s.id, s.article_id, s.scanned_at, s.title, s.language, s.media_type, s.charset, s.base_url, s.document, s.text, "
    "s.scan, s.parser, public_name(a.source) as source, a.url, a.first_seen_at"
)


async def listed(reader: Reader, *, limit: int, before: int | None = None, search: str = "") -> list[Row]:
    """Articles, the one first seen last at the top."""
    wanted, parameters = ["1"], list[Any]()
    if before is not None:
        wanted.append("a.id < ?")
        parameters.append(before)
    if search:
        wanted.append(
            "a.id in (select rowid from articles_fts where articles_fts match ? order by rowid desc limit 2000)"
        )
        parameters.append(matching(search))
    rows = await reader.some(
        ("articles", "article_texts", *(("articles_fts",) if search else ())),
        "select a.id, public_name(a.source) as source, a.url, a.first_seen_at, t.title, t.scanned_at, t.language, "
        "t.embed_count, t.image_count, "
        "substr(t.text, 1, 400) as beginning from articles a left join article_texts t on t.id = a.id "
        f"where {' and '.join(wanted)} order by a.id desc limit ?",
        [*parameters, limit],
    )
    ids = [row["id"] for row in rows]
    around = {"title": None, "text": 40, "described": 24}
    found = await marked(reader, "articles_fts", around, ids, search) if search else {}
    for row in rows:
        row["title"] = row["title"] or row["source"]
        row["lang"] = language_tag(row["language"])
        row["beginning"] = _beginning(row["beginning"] or "", row["title"])
        columns = found.get(row["id"], {})
        row["title_pieces"] = pieces(columns.get("title", ""))
        excerpt = columns.get("text", "").replace(MARK, " ")
        row["pieces"] = pieces(excerpt) if START in excerpt else []
        caption = columns.get("described", "")
        row["caption_pieces"] = pieces(caption) if START in caption and not row["pieces"] else []
    return rows


def _beginning(text: str, title: str) -> str:
    """The first lines of an article after its title, for a list."""
    lines = [line.strip() for line in text.replace(MARK, "\n").splitlines()]
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
    context = {"articles": rows[:_PAGE], "next": rows[_PAGE - 1]["id"] if len(rows) > _PAGE else None, "search": search}
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
    versions = await reader.rows(
        ("article_scans",),
        "select id, scanned_at, document, title from article_scans where article_id = ? order by id desc limit 100",
        [number],
    )
    asked = argument(request, "scan", 19)
    chosen = next((v["id"] for v in versions if not asked or str(v["id"]) == asked), None)
    if chosen is None:
        raise NotFound("There is no such article, or no such version of it")
    rows = await reader.rows(
        ("article_scans", "articles"),
        f"select {_SCAN_COLUMNS} from article_scans s join articles a on a.id = s.article_id where s.id = ?",
        [chosen],
    )
    scan = rows[0]
    things = await _things(reader, chosen, words)
    search = argument(request, "q")
    text = scan["text"] or ""
    if search and chosen == versions[0]["id"]:
        found = (await marked(reader, "articles_fts", {"text": None}, [number], search)).get(number, {}).get("text", "")
        text = found if unmarked(found) == text else text
    body = read_json(scan["scan"], {})
    context = {
        "scan": scan,
        "title": scan["title"] or scan["source"],
        "lang": language_tag(scan["language"]),
        "href": safe_link(scan["url"]),
        "blocks": blocks(text, things, scan["title"]),
        "search": search,
        "erased": scan["text"] is None,
        "things": things,
        "ignored": _ignored(body, words),
        "versions": versions,
        "latest": versions[0]["id"],
        "compared": await compared(reader, versions, chosen, words),
        "check": await checkable(
            reader, [scan["document"], *(thing["media"]["digest"] for thing in things if thing.get("media"))]
        ),
    }
    return await render(reader, "article", context, here="articles")


async def _things(reader: Reader, scan: int, words: Words) -> list[dict[str, Any]]:
    """The embeds and images of a scan in reading order, each with what is kept of it."""
    embeds = await reader.some(
        ("embeds",), "select * from embeds where article_scan_id = ? order by position limit 2000", [scan]
    )
    images = await reader.some(
        ("images",), "select * from images where article_scan_id = ? order by position limit 2000", [scan]
    )
    posts = await _posts_of(reader, embeds, words)
    kept = await _media_of(reader, images, words)
    made: list[dict[str, Any]] = []
    for embed in embeds:
        shown = {**embed, "lang": language_tag(embed["language"]), "platform_name": words.platform(embed["platform"])}
        shown["origins"] = read_json(embed["sources"], {})
        card = posts.get(embed["id"])
        if card is not None and not card.get("erased"):
            card = {**card, "uncertain": uncertain(embed, words, quoted=card["quotation"])}
        shown["uncertain"] = uncertain(embed, words, quoted=True)
        made.append({"kind": "embed", "embed": shown, "card": card, "start": embed["start"]})
    made += [
        {"kind": "image", "image": image, "media": kept.get(image["id"]), "start": image["start"]} for image in images
    ]
    return sorted(made, key=lambda thing: int(thing["start"]))


async def _posts_of(reader: Reader, embeds: Sequence[Row], words: Words) -> dict[int, dict[str, Any]]:
    """The posts that embeds stand for: by the key they were found with, or by the id that was found for it later."""
    keys = sorted({str(embed["key"]) for embed in embeds})
    later = await _later_keys(reader, keys)
    wanted = sorted({*keys, *later.values()})
    posts: list[Row] = []
    for start in range(0, len(wanted), 400):
        piece = wanted[start : start + 400]
        posts += await reader.some(
            ("posts",),
            f"select {POST_COLUMNS} from posts where key in ({marks(piece)})",
            piece,
        )
    shown = {card["key"]: card for card in await cards(reader, posts, words)}
    made: dict[int, dict[str, Any]] = {}
    for embed in embeds:
        key = str(embed["key"])
        card = shown.get(later.get(key, key)) or shown.get(key)
        if card is not None:
            made[embed["id"]] = card
    return made


async def _later_keys(reader: Reader, keys: Sequence[str]) -> dict[str, str]:
    """The key that a post without an id got once its id was found."""
    made: dict[str, str] = {}
    unresolved = [key for key in keys if "?" in key]
    for start in range(0, len(unresolved), 400):
        piece = unresolved[start : start + 400]
        rows = await reader.some(
            ("snapshots",),
            "select key, resolves_to from snapshots where subject = 'post' and resolves_to is not null "
            f"and key in ({marks(piece)}) order by id desc",
            piece,
        )
        made |= {str(row["key"]): str(row["resolves_to"]) for row in rows}
    return made


async def _media_of(reader: Reader, images: Sequence[Row], words: Words) -> dict[int, dict[str, Any]]:
    """What is kept of the images of a scan, by the image's id."""
    made: dict[int, dict[str, Any]] = {}
    keys = {str(image["key"]) for image in images}
    by_key: dict[str, dict[str, Any]] = {}
    listed_keys = sorted(keys)
    for start in range(0, len(listed_keys), 400):
        piece = listed_keys[start : start + 400]
        rows = await reader.some(
            ("media",),
            f"select m.key, {MEDIA_COLUMNS} from media m where m.key in ({marks(piece)})",
            piece,
        )
        places = await photo_places(reader, [row["id"] for row in rows])
        for row in rows:
            by_key[row["key"]] = {**media_card(row, words), "place": places.get(row["id"])}
    for image in images:
        if image["key"] in by_key:
            made[image["id"]] = {**by_key[image["key"]], "alt": image["alt"] or by_key[image["key"]]["alt"]}
    return made


def blocks(text: str, things: Sequence[dict[str, Any]], title: str | None) -> list[dict[str, Any]]:
    """The article as paragraphs and things, in reading order; what was searched for may stand between marks.

    The text has one mark for each thing; should it have fewer, those left over stand at the end, so that none is lost.
    """
    made: list[dict[str, Any]] = []
    left = list(things)
    titled = title is None
    inside = False
    for number, piece in enumerate(text.split(MARK)):
        if number and left:
            made.append({"thing": left.pop(0)})
        for line in piece.splitlines():
            words, parts = unmarked(line).strip(), pieces(line.strip(), inside=inside)
            inside = line.rfind(START) > line.rfind(END) or (inside and END not in line)
            if not titled and words == title:
                titled = True
            elif words:
                made.append({"text": words, "pieces": parts})
    return made + [{"thing": thing} for thing in left]


def _ignored(scan: dict[str, Any], words: Words) -> list[dict[str, str]]:
    """The lines that were taken for something other than the article, with the reason."""
    made = []
    for item in scan.get("ignored") or []:
        if isinstance(item, dict):
            reason = str(item.get("reason") or "")
            made.append(
                {"text": str(item.get("text") or ""), "reason": words(IGNORED.get(reason, reason.replace("-", " ")))}
            )
    return made
