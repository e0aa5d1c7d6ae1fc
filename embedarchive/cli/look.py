"""`list` and `show`: what is in the archive, on a terminal."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from embedarchive.cli.filters import chosen, filter_options, status_option
from embedarchive.cli.lines import one_line, quoted, say, wrapped
from embedarchive.cli.options import archive_option, json_option
from embedarchive.cli.rows import INDENT, VOICES, print_annotations, print_field, print_media, print_posts, state_of
from embedarchive.errors import UsageError
from embedarchive.model import Reason, Status, plain
from embedarchive.model.rows import ListedMedia, ListedPost
from embedarchive.model.states import in_words
from embedarchive.store.queries import annotations as annotation_queries
from embedarchive.store.queries.query import found

if TYPE_CHECKING:
    from embedarchive.model import Embed
    from embedarchive.model.rows import Difference, Origin, PostMedia, PostRow, SnapshotRow
    from embedarchive.store import Store

FIELDS = (
    *("author", "handle", "posted_at", "day", "date_text", "text", "language"),
    *("place", "latitude", "longitude", "url", "key"),
)
"""What `show` says of a post, in this order."""
TOLD_AS = {"day": ("posted_at", "date"), "latitude": ("coordinates",), "longitude": ("coordinates",)}
"""Fields that follow from others, and have their source."""
CALLED = {"date_text": "day printed"}
"""Fields that a person calls otherwise."""

STATES = click.Choice([*map(str, Status), "erased", *map(str, Reason)])
OUTCOMES = {"error": "nothing learnt", "gone": "found gone"}
"""What an attempt came to, where its own name says little."""


@click.command("list")
@click.option("--media", "table", flag_value="media", help="Images and videos instead of posts.")
@click.option("--posts", "table", flag_value="posts", default="posts", hidden=True)
@click.option(
    "--status",
    type=STATES,
    metavar="STATE",
    help="Only what is archived, recovered, unavailable, pending, failed or erased; or for which a reason is given, "
    "such as deleted.",
)
@filter_options
@click.option("--most", type=click.IntRange(min=1), metavar="N", help="At most N rows, the newest first.")
@json_option
@archive_option
def list_(
    *,
    table: str,
    status: str | None,
    most: int | None,
    as_json: bool,
    folder: Path,
    **filters: Any,  # noqa: ANN401 -- options
) -> int:
    """List the posts of the archive, the newest first.

    A time with "id" behind it was computed from the post's id; a day with "article" is the article's, in no known zone.
    """
    from embedarchive.store import Store

    with Store.open(folder, create=False, read_only=True) as store:
        wanted = chosen(**filters)
        count = 0
        for page in store.listed_in_pages(wanted, media=table == "media", status=status, most=most):
            _print_page(page, as_json=as_json, begins=not count)
            count += len(page)
        others = bool(store.listed_posts(most=1) if table == "media" else store.listed_media(most=1))
    if not (count or as_json):
        say("Nothing in the archive is like that." if wanted else _nothing(table, status, others=others))
    return 0


def _print_page(page: Sequence[ListedPost | ListedMedia], *, as_json: bool, begins: bool) -> None:
    """Print some rows of the list; as they come, for there may be a million of them."""
    if as_json:
        for row in page:
            click.echo(_json(row))
        return
    print_posts([row for row in page if isinstance(row, ListedPost)], begins=begins)
    print_media([row for row in page if isinstance(row, ListedMedia)], begins=begins)


def _nothing(table: str, status: str | None, *, others: bool) -> str:
    """What is said of an empty list: of what there is none, and where the others are."""
    if status is not None:
        what = "image or video" if table == "media" else "post"
        return f"No {what} has {status} for its reason." if status in set(Reason) else f"No {what} is {status}."
    if not others:
        return "Nothing is in the archive yet."
    if table == "media":
        return "No images and videos are in the archive; `embedarchive list` shows its posts."
    return "No posts are in the archive; `embedarchive list --media` shows its images."


@click.command()
@click.argument("name", metavar="[ID]", required=False)
@status_option
@filter_options
@json_option
@archive_option
def show(*, name: str | None, as_json: bool, folder: Path, **filters: Any) -> int:  # noqa: ANN401 -- options
    """Show what has this name, or all posts that the filters leave: what is known, where from, what became of it.

    ID is the number that `list` shows or the URL of a post; @handle for an author; article:4 or the URL of an article;
    the URL or the SHA-256 (eight digits or more) of a kept file.
    """
    from embedarchive.archive.named_posts import thing
    from embedarchive.cli import things
    from embedarchive.store import Store

    wanted = chosen(**filters)
    if (name is None) != bool(wanted):
        raise UsageError("Which post? Give its number or its URL, or filters such as --handle.")
    with Store.open(folder, create=False, read_only=True) as store:
        meant = [thing(store, name)] if name is not None else store.listed_posts(chosen=wanted)
        if not meant:
            raise UsageError("Nothing in the archive is like that.")
        for number, one in enumerate(meant):
            if number and not as_json:
                say()
            if isinstance(one, ListedPost):
                _show(store, one, as_json=as_json)
            else:
                things.show(store, one, as_json=as_json)
    return 0


def _json(value: object) -> str:
    return json.dumps(plain(value), ensure_ascii=False)


def _show(store: Store, row: ListedPost, *, as_json: bool) -> None:
    """Print one post."""
    media, history = store.media_of(row.id), store.history(row.key)
    said = found(store.connection, annotation_queries.of_posts([row.id]))
    beside = _beside(store, history)
    if as_json:
        told = [plain(seen) | plain(beside[seen.id]) for seen in history]
        click.echo(_json({**row, "media": media, "history": told, "annotations": said}))
        return
    _print_post(row, media, store.embed(row.key))
    print_annotations(said)
    say()
    for seen in history:
        _print_snapshot(seen, beside[seen.id])


def _beside(store: Store, history: Sequence[SnapshotRow]) -> dict[int, dict[str, str | None]]:
    """Of each snapshot by when it existed and who says so, and from which archive it came, as far as that is known."""
    numbers = [seen.id for seen in history]
    existed, came_from = store.existed(numbers), store.came_from(numbers)
    return {
        number: {
            "existed_no_later_than": existed[number].no_later_than if number in existed else None,
            "stamped_by": existed[number].said_by if number in existed else None,
            "came_from": came_from.get(number),
        }
        for number in numbers
    }


def _print_post(row: ListedPost, media: Sequence[PostMedia], said: Embed | None) -> None:
    print_field("status", state_of(row))
    printed = _article_form(row, said)
    for name in FIELDS:
        if row[name] is not None and not (name == "date_text" and "day" in printed):
            known = next((row.sources[field] for field in (name, *TOLD_AS.get(name, ())) if field in row.sources), None)
            source = _source(known, printed.get(name)) if known else ""
            print_field(CALLED.get(name, name.replace("_", " ")), str(row[name]), source)
    if said and said.uncertainty:
        print_field("uncertain", f"in the article's quotation, {said.uncertainty}")
    for first in said.other_starts if said else ():
        print_field("may begin", quoted(first))
    for difference in row.disagreements:
        print_field("disagrees", _disagreement(difference))
    for medium in media:
        print_field(medium.role, "\n".join(filter(None, (state_of(medium), medium.url, medium.digest))))


def _print_snapshot(seen: SnapshotRow, beside: Mapping[str, str | None]) -> None:
    """A snapshot, and in a line of its own what is known of it beside: from whom it came, by when it existed."""
    reason = f" ({in_words(seen.reason)})" if seen.reason else ""
    detail = f"  {one_line(seen.detail)}" if seen.detail else ""
    when = seen.captured_at[:19].replace("T", " ")
    outcome = OUTCOMES.get(seen.outcome, seen.outcome)
    say(wrapped(f"{when}  {VOICES[seen.source]:<15} {outcome}{reason}{detail}", INDENT))
    told = [f"came from {one_line(beside['came_from'])}"] if beside["came_from"] else []
    if beside["existed_no_later_than"]:
        by = one_line(beside["stamped_by"] or "")
        time = beside["existed_no_later_than"].replace("T", " ").removesuffix("Z").removesuffix(".000")
        told.append(f"existed no later than {time} UTC, says {by}")
    if told:
        say(wrapped(" " * 21 + "; ".join(told), 21))


def _article_form(row: PostRow, said: Embed | None) -> dict[str, str]:
    """The article's own characters of what is shown in another form: a day, a place."""
    printed = {"day": row.date_text} if row.date_text and row.posted_at is None else {}
    for place in said.coordinates if said else ():
        if (place.latitude, place.longitude) == (row.latitude, row.longitude):
            printed |= {"latitude": place.text, "longitude": place.text}
    return printed


def _source(known: Origin, printed: str | None = None) -> str:
    """Where a field comes from, in words; `printed` is how an article writes it."""
    via = VOICES.get(known.via or "", known.via)
    if printed and known.source == "article":
        via = f"“{one_line(printed)}”"
    voice = VOICES.get(known.source, known.source)
    return f"  ({voice}: {via})" if via and via != known.source else f"  ({voice})"


def _disagreement(said: Difference) -> str:
    voice = VOICES.get(said.voice, said.voice)
    printed = one_line(said.printed or said.article)
    return f"{said.field}: the article says “{printed}”, {voice} “{one_line(said.said)}”"
