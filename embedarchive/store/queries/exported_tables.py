"""The catalogue as tables for others: which columns there are, and what they mean.

Names and meanings of columns are a promise to whoever reads them with a program: add some, change none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

Value: TypeAlias = str | int | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        name: what it is called.
        kind: string, integer, number, boolean, datetime (UTC), date or json.
        sql: what it is in the catalogue.
        about: what it means.
    """

    name: str
    kind: str
    sql: str
    about: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes:
        name: what it is called.
        about: what a row is.
        columns: its columns, in their order.
        origin: where the rows come from.
        whole: the condition for all rows that were not erased.
        chosen: the condition for those that belong to the posts that are asked for.
        key: the columns that tell a row from others.
        references: columns, and the table whose `id` stands in them.
    """

    name: str
    about: str
    columns: tuple[Column, ...]
    origin: str
    whole: str
    chosen: str
    key: tuple[str, ...] = ("id",)
    references: tuple[tuple[str, str], ...] = ()


def _columns(table: str, text: str) -> tuple[Column, ...]:
    """Columns as lines: a name, a kind, what it means; `name=sql` where the catalogue has it otherwise."""
    made = []
    for line in text.strip().splitlines():
        named, kind, about = (part.strip() for part in line.split(" | "))
        name, _, sql = named.partition("=")
        made.append(Column(name, kind, sql or f'{table}."{name}"', about))
    return tuple(made)


_MINE = "(SELECT post_id FROM chosen)"
_NOW = (
    "coalesce((SELECT r.resolves_to FROM snapshots r WHERE r.subject = 'post' AND r.key = s.key "
    "AND r.resolves_to IS NOT NULL ORDER BY r.id LIMIT 1), s.key)"
)
"""The key that the post of a snapshot has now. The snapshots are gone through, not the posts for each of them: hence
the CROSS JOIN, and plus signs before what SQLite would follow instead (https://sqlite.org/optoverview.html)."""

POSTS = Table(
    "posts",
    "A post: what is known of it now.",
    _columns(
        "p",
        """
        id | integer | the number of the post in this archive
        key | string | the platform and the post's id there
        platform | string | the platform
        native_id | string | the post's id on the platform
        url | string | where it was posted
        author | string | the author's name
        handle | string | the author's handle, without @
        posted_at | datetime | when it was posted
        day | date | the day on which it was posted
        date_text | string | the day as an article prints it
        text | string | its words
        language | string | their language (BCP 47)
        status | string | archived, recovered, unavailable, pending or failed
        reason | string | why it is not archived
        captured_at | datetime | when it was captured
        first_seen_at | datetime | when this archive met it first
        gone_at | datetime | when it was found to be gone
        gone_reason | string | why it is gone
        latitude | number | where it says it was made, in degrees
        longitude | number | likewise
        place | string | the name of that place
        likes | integer | how many likes it had when it was captured
        reposts | integer | how many reposts
        replies | integer | how many answers
        media_count | integer | how many images, videos and sounds it has
        article_count | integer | how many articles show it
        confidence | number | how sure it is that it stands as the article has it, from 0 to 1
        sensitive | boolean | whether the platform marks it as sensitive
        sources | json | whose word each fact is
        disagreements | json | where an article and another voice differ
        """,
    ),
    "posts p",
    f"p.id IN {_MINE}",
    f"p.id IN {_MINE}",
)
MEDIA = Table(
    "media",
    "An image, video or sound.",
    _columns(
        "m",
        """
        id | integer | the number of the medium in this archive
        key | string | what it is called here
        kind | string | photo, video, audio, avatar, poster …
        url | string | where it was loaded from
        digest | string | the SHA-256 of its file, in hexadecimal
        path='blobs/' || substr(m.digest, 1, 2) || '/' || m.digest || b.ending | string | its file in the archive
        media_type | string | what the file is, by its bytes
        size | integer | of the file, in bytes
        width | integer | in pixels
        height | integer | in pixels
        duration_s | number | in seconds
        alt | string | its description
        credit | string | whose it is said to be
        taken_at | string | when it was taken, as the file says; in no zone unless it names one
        latitude | number | where the file says it was taken, in degrees
        longitude | number | likewise
        phash | string | a hash that images that look alike share
        status | string | archived, recovered, unavailable, pending or failed
        reason | string | why it is not archived
        captured_at | datetime | when it was captured
        gone_at | datetime | when it was found to be gone
        gone_reason | string | why it is gone
        exif | json | what the file says of itself
        """,
    ),
    "media m LEFT JOIN blobs b ON b.digest = m.digest",
    "m.key NOT IN (SELECT value FROM json_each(:erased_media))",
    f"m.id IN (SELECT media_id FROM post_media WHERE post_id IN {_MINE})",
)
POST_MEDIA = Table(
    "post_media",
    "A medium as a post shows it.",
    _columns(
        "l",
        """
        post_id | integer | the post
        media_id | integer | the medium
        role | string | what it is to the post: photo, video, poster, avatar …
        position | integer | its place in the post, from 0
        alt | string | the description that the post gives it
        """,
    ),
    "post_media l",
    f"l.post_id IN {_MINE}",
    f"l.post_id IN {_MINE}",
    key=("post_id", "position"),
    references=(("post_id", "posts"), ("media_id", "media")),
)
ARTICLES = Table(
    "articles",
    "An article as it was read last.",
    _columns(
        "a",
        """
        id | integer | the number of the article in this archive
        source=public_name(a.source) | string | what was pointed at
        url | string | its address
        first_seen_at | datetime | when it was read first
        read_at=t.scanned_at | datetime | when it was read last
        title=t.title | string | its title
        language=t.language | string | its language (BCP 47)
        embed_count=t.embed_count | integer | how many posts it shows
        image_count=t.image_count | integer | how many images it shows
        document=s.document | string | the SHA-256 of its file, in hexadecimal
        text=replace(t.text, char(65532), '') | string | its words
        """,
    ),
    "articles a JOIN article_texts t ON t.id = a.id JOIN article_scans s ON s.id = t.article_scan_id",
    "1",
    f"a.id IN (SELECT article_id FROM article_posts WHERE post_id IN {_MINE})",
)
OCCURRENCES = Table(
    "occurrences",
    "A post where an article shows it, and what the article says of it.",
    _columns(
        "e",
        """
        id | integer | the number of the occurrence
        article_id | integer | the article
        post_id=l.post_id | integer | the post
        position=l.position | integer | its place among those of the article, from 0
        form | string | how it stands there: blockquote, iframe, plain-text …
        author | string | the author as the article prints it
        handle | string | the handle likewise
        date | date | the day that the article states
        date_text | string | the day in the article's own characters
        posted_at | datetime | the time that the markup or the id gives
        text | string | the words that the article prints
        language | string | their language (BCP 47)
        url | string | the post's address as the article has it
        start | integer | where it begins in the article's source, in code points
        end | integer | where it ends
        confidence | number | how sure the finder was of boundaries and author, from 0 to 1
        doubts | json | what is unsure
        links | json | the links in it
        coordinates | json | the places named in it
        """,
    ),
    "article_posts l JOIN embeds e ON e.id = l.embed_id",
    f"l.post_id IN {_MINE}",
    f"l.post_id IN {_MINE}",
    references=(("article_id", "articles"), ("post_id", "posts")),
)
SNAPSHOTS = Table(
    "snapshots",
    "What a source said of a post at a time.",
    _columns(
        "s",
        """
        id | integer | the number of the snapshot
        post_id=p.id | integer | the post
        key | string | what the post was called then
        captured_at | datetime | when the source said so
        recorded_at | datetime | when it was written down
        source | string | article, platform, web-archive or export
        outcome | string | captured, gone, error or quoted
        reason | string | why nothing was captured
        detail | string | that in a sentence
        parser | string | which version of which reader read it
        content_digest | string | the SHA-256 of what was said
        body | json | all that was said
        """,
    ),
    f"snapshots s CROSS JOIN posts p ON p.key = {_NOW}",
    f"+s.subject = 'post' AND +p.id IN {_MINE}",
    f"+s.subject = 'post' AND +p.id IN {_MINE}",
    references=(("post_id", "posts"),),
)
PLACES = Table(
    "places",
    "Where something is, and where that was read.",
    _columns(
        "c",
        """
        id | integer | the number of the place
        latitude | number | in degrees
        longitude | number | in degrees
        precision_m | number | how exact that is, in metres
        label | string | its name
        source | string | text, exif or geotag
        form | string | how it was written
        raw | string | as it was written
        day | date | the day that it belongs to
        post_id | integer | the post that names it
        media_id | integer | the image that names it
        article_id | integer | the article that names it
        """,
    ),
    "places c",
    f"(c.post_id IS NULL OR c.post_id IN {_MINE}) AND (c.media_id IS NULL OR c.media_id NOT IN "
    "(SELECT id FROM media WHERE key IN (SELECT value FROM json_each(:erased_media))))",
    f"c.post_id IN {_MINE} OR c.media_id IN (SELECT media_id FROM post_media WHERE post_id IN {_MINE})",
    references=(("post_id", "posts"), ("media_id", "media"), ("article_id", "articles")),
)
TABLES = (POSTS, MEDIA, POST_MEDIA, ARTICLES, OCCURRENCES, SNAPSHOTS, PLACES)


ANNOTATIONS = Table(
    "annotations",
    "Something that somebody says of a post, a medium or an article: no part of what was captured.",
    _columns(
        "n",
        """
        id | integer | the number of what is said
        kind | string | note, tag, collection or verification
        value | string | the tag, the collection, or what it is held for: unverified, verified, false, disputed
        words | string | of a note, or why it is held for that
        at | datetime | when it was said
        operator | string | who said it
        post_id | integer | the post that it is said of
        media_id | integer | the medium
        article_id | integer | the article
        """,
    ),
    "annotations n",
    "1",
    f"(n.post_id IN {_MINE} OR n.media_id IN (SELECT media_id FROM post_media WHERE post_id IN {_MINE}))",
    references=(("post_id", "posts"), ("media_id", "media"), ("article_id", "articles")),
)
"""In no copy unless somebody asks for it: it may be meant for few."""
_OF_POST = "FROM annotations n WHERE n.post_id = p.id AND +n.kind"
ANNOTATED_POSTS = replace(
    POSTS,
    columns=(
        *POSTS.columns,
        *_columns(
            "p",
            f"""
            tags=(SELECT json_group_array(n.value) {_OF_POST} = 'tag') || '' | json | the tags that people put on it
            collections=(SELECT json_group_array(n.value) {_OF_POST} = 'collection') || '' | json | likewise
            verification=(SELECT n.value {_OF_POST} = 'verification') | string | what somebody holds it for
            """,
        ),
    ),
)
"""`POSTS` with what people say of each, for who may see that."""
