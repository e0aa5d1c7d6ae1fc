"""The page of one post: the card, what the article printed, what was learnt when, and how to check it by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import NotFound, Request, Response

from embedarchive.datasette_plugin.cards import POST_COLUMNS, cards, language_tag
from embedarchive.datasette_plugin.details import told
from embedarchive.datasette_plugin.evidence import evidence, told_from
from embedarchive.datasette_plugin.history import comparison, disagreement, facts, history, pairs
from embedarchive.datasette_plugin.page import number_of, render, words_for
from embedarchive.datasette_plugin.places import unplaced
from embedarchive.datasette_plugin.quotations import uncertain
from embedarchive.datasette_plugin.reading import Reader, Row, marks, read_json
from embedarchive.datasette_plugin.words import Words, safe_link

if TYPE_CHECKING:
    from datasette.app import Datasette


async def post(request: Request, datasette: Datasette) -> Response:
    """The page of the post with that number.

    Raises:
        Forbidden: the reader may not see the table `posts`.
        NotFound: there is no such post.
    """
    reader = Reader.of(datasette, request)
    number = number_of(request, "number")
    rows = await reader.rows(("posts",), f"select {POST_COLUMNS} from posts where id = ?", [number])
    if not rows:
        raise NotFound("There is no post with this number")
    words = words_for(reader)
    card = (await cards(reader, rows, words))[0]
    keys = await _keys(reader, rows[0])
    snapshots = await _snapshots(reader, keys)
    learnt = history(snapshots, words)
    exchanges = await _exchanges(reader, keys, words)
    views = [one for one in exchanges if one["method"] == "VIEW" and one["body"] and one["url"]]
    captured: dict[str, Any] = next(
        (entry for entry in reversed(learnt) if entry["outcome"] == "captured"), {"body": {}}
    )
    latest = captured["body"]
    occurrences = await _occurrences(reader, keys, words)
    stills = await _stills(reader, number)
    groups = told_from(card, snapshots, exchanges, occurrences, stills=stills, words=words)
    places = await _places(reader, number)
    context = {
        "card": card,
        "poll": _poll(latest),
        "preview": _preview(latest),
        "counts": pairs(latest.get("counts")),
        "facts": facts(card, words, places),
        "comparison": comparison(card["disagreements"], occurrences, captured, words),
        "disagreements": [disagreement(found, words) for found in card["disagreements"] if isinstance(found, dict)],
        "history": learnt,
        "occurrences": occurrences,
        "exchanges": [one for one in exchanges if one not in views],
        "views": views,
        "check": await evidence(reader, [] if card.get("erased") else groups, words),
        "places": places,
        "unplaced": unplaced(card["media"], places),
        "others": await _others(reader, rows[0]),
    }
    return await render(reader, "post", context)


async def _keys(reader: Reader, row: Row) -> list[str]:
    """What the archive has known this post by: its key, and those from before its id was found."""
    found = await reader.some(
        ("snapshots",), "select distinct key from snapshots where resolves_to = ? limit 50", [row["key"]]
    )
    return sorted({str(row["key"]), *(str(one["key"]) for one in found)})


async def _snapshots(reader: Reader, keys: list[str]) -> list[Row]:
    return await reader.some(
        ("snapshots",),
        "select id, key, captured_at, recorded_at, source, outcome, reason, detail, body, parser, "
        "content_digest, run_id "
        f"from snapshots where subject = 'post' and key in ({marks(keys)}) order by captured_at, id limit 500",
        keys,
    )


async def _occurrences(reader: Reader, keys: list[str], words: Words) -> list[Row]:
    """Where it appears: each article once, with what its latest scan prints of the post."""
    rows = await reader.some(
        ("embeds", "articles", "article_scans"),
        "select e.article_id, e.article_scan_id, e.position, e.author, e.handle, e.date, e.date_text, e.posted_at, "
        "e.sources, e.text, "
        'e.language, e.confidence, e.doubts, e.form, e."start", e."end", s.title, s.scanned_at, s.document, '
        "s.charset, s.part, s.language as article_language, public_name(a.source) as source, a.url "
        "from embeds e join article_scans s on s.id = e.article_scan_id join articles a on a.id = e.article_id "
        f"where e.key in ({marks(keys)}) and e.form <> 'address' "
        "order by e.article_id, e.article_scan_id desc, e.position limit 200",
        keys,
    )
    latest: dict[tuple[int, int], Row] = {}
    for row in rows:
        same_scan = [key for key in latest if key[0] == row["article_id"]]
        if same_scan and latest[same_scan[0]]["article_scan_id"] != row["article_scan_id"]:
            continue
        row["href"] = safe_link(row["url"])
        row["origins"] = read_json(row["sources"], {})
        row["lang"] = language_tag(row["language"])
        row["uncertain"] = uncertain(row, words, quoted=True)
        latest[row["article_id"], row["position"]] = row
    return list(latest.values())


async def _exchanges(reader: Reader, keys: list[str], words: Words) -> list[Row]:
    """Every request that was made for the post, hop by hop."""
    rows = await reader.some(
        ("fetches",),
        "select id, url, method, status, reason, detail, at, elapsed_ms, source, request_head, response_head, body, "
        f"body_size, flags, run_id from fetches where snapshot_key in ({marks(keys)}) order by at, id limit 200",
        keys,
    )
    for row in rows:
        row["href"] = safe_link(row["url"])
        row["why"] = words.reason(row["reason"])
        row["told"] = told(row["detail"], words)
    return rows


async def _stills(reader: Reader, number: int) -> list[Row]:
    """The kept files of a post that its card does not show by themselves: the stills of its videos."""
    return await reader.some(
        ("post_media", "media"),
        "select m.digest, l.role from post_media l join media m on m.id = l.media_id where l.post_id = ? "
        "and l.role = 'poster' and m.digest is not null",
        [number],
    )


async def _places(reader: Reader, number: int) -> list[Row]:
    """Where the post and its photos say that they were made."""
    return await reader.some(
        ("places", "post_media"),
        "select * from places where post_id = ? union all select * from places where media_id in "
        "(select media_id from post_media where post_id = ?) order by id limit 50",
        [number, number],
    )


async def _others(reader: Reader, row: Row) -> int:
    """How many other posts of the same author are kept."""
    if not row["handle"]:
        return 0
    counted = await reader.rows(
        ("posts",), "select count(*) as n from posts where handle = ? and id != ?", [row["handle"], row["id"]]
    )
    return int(counted[0]["n"])


def _poll(body: dict[str, Any]) -> list[dict[str, Any]]:
    votes = [
        (str(option[0]), option[1])
        for option in body.get("poll") or []
        if isinstance(option, list) and len(option) == 2
    ]
    total = sum(count for _, count in votes if isinstance(count, int)) or 1
    return [
        {"option": option, "votes": count, "percent": round(100 * count / total) if isinstance(count, int) else None}
        for option, count in votes
    ]


def _preview(body: dict[str, Any]) -> dict[str, Any]:
    card = pairs(body.get("card"))
    return {**card, "href": safe_link(card.get("url"))} if card else {}
