"""What the tables and columns are, in words. Datasette 1.0 takes none of that from `datasette.yml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from embedarchive.datasette_plugin.serving.settings import Served

if TYPE_CHECKING:
    from datasette.app import Datasette

TABLES = {
    "posts": "One row a post, whoever embeds it: what is known of it now. Made anew from the snapshots by “rebuild”.",
    "articles": "The articles that were read.",
    "article_scans": "Each time an article was read: its text as it was then.",
    "article_texts": "The latest text of each article, for searching.",
    "embeds": "Each place in an article where a post stands, and what the article says of it. Never changed.",
    "images": "Each place in an article where an image stands. Never changed.",
    "snapshots": "What a source said of a post or a picture, and when. Never changed.",
    "media": "Photos, videos and sounds: what is kept of each.",
    "places": "Where: coordinates written in a text, stored in a photo, or attached by a platform.",
    "fetches": "Every request that was made and its answer, one row a hop. Never changed.",
    "fetch_posts": "Whose words each answer carries, whoever asked for it. Never changed.",
    "erasures": "What was erased, when and why: a tombstone each. Never changed.",
    "standing_erasures": "The same without those that a merge was told to take back.",
    "merges": "When another archive was merged into this one, and where its log ended. Never changed.",
    "merged_events": "The logs of merged archives, whole: `embedarchive verify` follows each. Never changed.",
    "restorations": "The erasures that a merge was told to take back. Never changed.",
    "annotations": "What people say of posts, media and articles now: their words, and no part of what was captured.",
    "annotation_log": "All that people ever said of them, taken back or not. Never changed.",
    "annotation_events": "A hash chain over that log, apart from that of what was captured.",
    "annotation_merges": "When what people say in another archive was merged into this one. Never changed.",
    "merged_annotation_events": "The logs of what people say in merged archives, whole. Never changed.",
    "blobs": "Every file that is kept, named by its SHA-256. Never changed.",
    "runs": "Every command that wrote to this archive.",
    "events": "A hash chain over all that is never changed: `embedarchive verify` follows it.",
}

COLUMNS = {
    "posts": {
        "posted_at": "When it was posted, UTC: as the platform says, or as its id contains. Empty while only a day is.",
        "day": "The day of posting: of posted_at in UTC, else as the article states it.",
        "status": "archived: from the platform; recovered: from a web archive; unavailable: the platform says it is "
        "gone; pending: nothing learnt yet; failed: trying the same again will not help.",
        "reason": "Why it is not plainly archived.",
        "confidence": "How sure the finder is of where the post begins and ends and who wrote it, 0 to 1.",
        "native_id": "The platform's own id.",
        "key": "What the archive knows it by.",
        "sources": "Where each fact comes from: which answer or article; id, address or words where nobody states it.",
        "date_text": "The day as an article prints it.",
        "disagreements": "Where the article and the platform do not say the same.",
        "captured_at": "When it was last captured.",
        "gone_at": "When a source first said that it is gone.",
        "next_try_at": "When it may be tried again.",
    },
    "media": {
        "digest": "SHA-256 of the file, which lies in blobs/.",
        "phash": "A perceptual hash: equal for pictures that look the same.",
        "taken_at": "When the photo says it was taken (EXIF).",
    },
    "places": {
        "source": "text: written in a post or article; exif: stored in the photo; geotag: attached by the platform.",
        "precision_m": "The size in metres of the last digit that was given, or the error that a camera states.",
        "raw": "The characters it was read from.",
    },
    "snapshots": {
        "source": "Who said it: the article, the platform, or a web archive.",
        "outcome": "captured, gone, error (no answer), or quoted.",
        "captured_at": "When the source said so.",
        "recorded_at": "When it was written down here.",
    },
    "blobs": {
        "media_type": "What the bytes are, told from the bytes.",
        "declared_type": "What the server claimed them to be.",
    },
}


async def describe(datasette: Datasette, found: Served) -> None:
    """Give the instance, the tables and the columns their words, unless the user's metadata has some already."""
    if not (await datasette.get_instance_metadata()).get("title"):
        await datasette.set_instance_metadata("title", found.settings.title)
    database = datasette.get_database(found.database)
    for table in await database.table_names():
        if table not in TABLES:
            continue
        if not (await datasette.get_resource_metadata(found.database, table)).get("description"):
            await datasette.set_resource_metadata(found.database, table, "description", TABLES[table])
        present = set(await database.table_columns(table))
        for column, text in COLUMNS.get(table, {}).items():
            if column in present:
                await datasette.set_column_metadata(found.database, table, column, "description", text)
