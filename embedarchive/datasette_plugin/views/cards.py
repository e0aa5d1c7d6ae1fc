"""Posts and pictures as the pages show them: rows of the archive turned into what a template can print safely."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from embedarchive.datasette_plugin.locale.words import Words, safe_link
from embedarchive.datasette_plugin.reader.database import Reader, Row, marks, read_json
from embedarchive.datasette_plugin.serving.blobs import INLINE
from embedarchive.datasette_plugin.views.quotations import quoted_by, tell_quotations

POST_COLUMNS = (
    "id, posted_at, author, handle, text, status, reason, platform, language, latitude, longitude, day, media_count, "
    "article_count, place, likes, reposts, replies, url, native_id, key, sources, disagreements, first_seen_at, "
    "captured_at, gone_at, gone_reason, attempts, next_try_at, sensitive, date_text"
)
MEDIA_COLUMNS = (
    "m.id, m.kind, m.digest, m.width, m.height, m.status, m.reason, m.alt, m.media_type, m.size, m.duration_s, "
    "m.latitude, m.longitude, m.taken_at, m.credit, m.url, m.exif, m.captured_at, m.gone_at, m.gone_reason"
)
LONGEST = 1_000
MOST_LINES = 18
"""So many characters and lines of a post stand in a list; its own page has them all."""
SHOWN = ("quotes", "replies-to")
"""What a post points at that is shown within its card."""
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}")


def language_tag(text: object) -> str | None:
    """The language of a text, when it is one that HTML's `lang` can carry."""
    return text if isinstance(text, str) and _LANGUAGE.fullmatch(text) and text != "und" else None


def opening(text: str) -> str | None:
    """The beginning of a text that is too long for a list; None for one that is not."""
    head = "\n".join(text[:LONGEST].split("\n", MOST_LINES)[:MOST_LINES])
    return head.rstrip() if len(head) < len(text) else None


def media_card(row: Row, words: Words, *, hide: bool = False) -> dict[str, Any]:
    """A picture, video or sound.

    `show` is how: image, video, audio, file (to be saved), or missing. `hide` covers it until the reader asks.
    """
    family = str(row["media_type"] or "").partition("/")[0]
    show = "missing"
    if row["digest"]:
        show = family if row["media_type"] in INLINE and family in {"image", "video", "audio"} else "file"
    return {
        **row,
        "show": show,
        "hide": hide and show in {"image", "video"},
        "role": row.get("role") or row["kind"] or "photo",
        "state": words.media_state(row),
        "href": safe_link(row["url"]),
    }


def post_card(row: Row, media: Sequence[dict[str, Any]], words: Words) -> dict[str, Any]:
    """A post, with its media."""
    poster = next((item["digest"] for item in media if item["role"] == "poster" and item["show"] == "image"), None)
    text = row["text"] or ""
    sources = read_json(row["sources"], {})
    return {
        **row,
        "badge": words.badge(row["status"]),
        "badge_class": row["status"],
        "explained": words.explained(row["status"]),
        "vanished": bool(row["gone_at"]),
        "state": words.state(row),
        "platform_name": words.platform(row["platform"]),
        "href": safe_link(row["url"]),
        "lang": language_tag(row["language"]),
        "when": row["posted_at"] or row["day"],
        "by_id": by_id(row["posted_at"] and sources.get("posted_at")),
        "beginning": opening(text),
        "media": [{**item, "poster": poster} for item in media if item["role"] not in {"avatar", "poster"}],
        "avatar": next((item for item in media if item["role"] == "avatar" and item["show"] == "image"), None),
        "sources": sources,
        "quotation": quoted_by(sources) is not None,
        "disagreements": read_json(row["disagreements"], []),
    }


def by_id(source: object) -> bool:
    """Whether a time with this entry in `sources` was computed from the post's id."""
    return isinstance(source, Mapping) and source.get("source") == "id"


async def media_of_posts(reader: Reader, posts: Sequence[Row], words: Words) -> dict[int, list[dict[str, Any]]]:
    """The media of these posts, in their order, by the post's id; nothing for a reader who may not see media."""
    sensitive = {post["id"] for post in posts if post["sensitive"]}
    blur = reader.archive.settings.sensitive == "blur"
    made: dict[int, list[dict[str, Any]]] = defaultdict(list)
    ids = [post["id"] for post in posts]
    for start in range(0, len(ids), 500):
        piece = ids[start : start + 500]
        rows = await reader.some(
            ("post_media", "media"),
            f"select pm.post_id, pm.role, coalesce(nullif(pm.alt, ''), m.alt) as post_alt, {MEDIA_COLUMNS} "
            f"from post_media pm join media m on m.id = pm.media_id where pm.post_id in ({marks(piece)}) "
            "order by pm.post_id, pm.position",
            piece,
        )
        for row in rows:
            row["alt"] = row["post_alt"]
            made[row["post_id"]].append(media_card(row, words, hide=blur and row["post_id"] in sensitive))
    return made


async def cards(reader: Reader, posts: Sequence[Row], words: Words) -> list[dict[str, Any]]:
    """These posts as cards, each with its media and the posts it quotes or answers."""
    media = await media_of_posts(reader, posts, words)
    made = [post_card(post, media[post["id"]], words) for post in posts]
    await _tell_erased(reader, made, words)
    links = await _links(reader, [post["id"] for post in posts])
    for card in made:
        card["links"] = links[card["id"]]
    await _tell_quoted(reader, made)
    await tell_quotations(reader, made, words)
    return made


async def _tell_erased(reader: Reader, made: Sequence[dict[str, Any]], words: Words) -> None:
    """Say of a post whose words were erased that they were, when and why, and not that it is kept."""
    by_key = {card["key"]: card for card in made}
    for key, row in (await erasures(reader, made)).items():
        by_key[key].update(
            erased={"at": row["at"], "reason": row["reason"]},
            badge=words("Erased"),
            badge_class="erased",
            explained="",
            vanished=False,
            state=words("Removed from this archive for good"),
            media=[],
            avatar=None,
            href=None,
        )


async def erasures(reader: Reader, posts: Sequence[Mapping[str, Any]]) -> dict[str, Row]:
    """When and why each of these posts was erased, by its key; nothing for those that have words."""
    keys = sorted(post["key"] for post in posts if not (post["author"] or post["handle"] or post["text"]))
    found: dict[str, Row] = {}
    for start in range(0, len(keys), 500):
        piece = keys[start : start + 500]
        sql = f"select key, at, reason from erasures where key in ({marks(piece)}) order by id"
        found |= {row["key"]: row for row in await reader.some(("erasures",), sql, piece)}
    return found


async def _links(reader: Reader, ids: Sequence[int]) -> dict[int, list[Row]]:
    made: dict[int, list[Row]] = defaultdict(list)
    for start in range(0, len(ids), 500):
        piece = ids[start : start + 500]
        rows = await reader.some(
            ("post_links", "posts"),
            "select l.post_id, l.kind, l.url, l.target_id, t.author as target_author, t.handle as target_handle, "
            "t.text as target_text, t.language as target_language, coalesce(t.posted_at, t.day) as target_posted_at, "
            "json_extract(t.sources, '$.posted_at.source') = 'id' as target_by_id "
            "from post_links l left join posts t on t.id = l.target_id "
            f"where l.post_id in ({marks(piece)}) order by l.post_id, l.kind, l.url",
            piece,
        )
        for row in rows:
            row["href"], row["target_language"] = safe_link(row["url"]), language_tag(row["target_language"])
            made[row["post_id"]].append(row)
    return made


async def _tell_quoted(reader: Reader, made: Sequence[dict[str, Any]]) -> None:
    """What a post quotes or answers, where it is no post of this archive but the platform's answer showed it."""
    wanted = {
        card["key"]: card
        for card in made
        if any(link["kind"] in SHOWN and not link["target_id"] for link in card["links"])
    }
    keys = sorted(wanted)
    for start in range(0, len(keys), 500):
        piece = keys[start : start + 500]
        told = "subject = 'post' and outcome = 'captured' and salt is not null"
        rows = await reader.some(
            ("snapshots",),
            f"select id, key, json_extract(body, '$.related') as related from snapshots where {told} "
            f"and key in ({marks(piece)}) union "
            f"select id, resolves_to, json_extract(body, '$.related') from snapshots where {told} "
            f"and resolves_to in ({marks(piece)}) order by 1",
            [*piece, *piece],
        )
        for row in rows:
            shown = {post.get("url"): post for post in read_json(row["related"], []) if isinstance(post, dict)}
            for link in wanted[row["key"]]["links"]:
                if link["kind"] in SHOWN and not link["target_id"] and link["url"] in shown:
                    post = shown[link["url"]]
                    link.update(
                        {f"target_{name}": post.get(name) for name in ("author", "handle", "text", "posted_at")}
                    )
                    link["target_by_id"] = ["posted_at", "id"] in (post.get("sources") or [])
                    link["target_language"] = language_tag(post.get("language"))
                    link["unkept"] = len(post.get("media") or ())
