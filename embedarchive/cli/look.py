"""`list` and `show`: what is in the archive, on a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from embedarchive.cli.filters import chosen, filter_options, status_option
from embedarchive.cli.lines import cells, columns, fitted, in_words, one_line, quoted, say, shortened, wrapped
from embedarchive.cli.options import archive_option, json_option
from embedarchive.errors import UsageError
from embedarchive.model import Reason, Status, plain
from embedarchive.model.rows import ListedMedia, ListedPost

if TYPE_CHECKING:
    from rich.table import Table

    from embedarchive.model import Embed
    from embedarchive.model.rows import Difference, MediaRow, Origin, PostMedia, PostRow, SnapshotRow
    from embedarchive.store import Store

WIDTHS = {"ID": 4, "Status": 21, "When (UTC)": 19, "Kind": 6, "Pixels": 11}
"""Columns that keep their width, in characters, however narrow the terminal: without them the others say nothing."""

FIELDS = (
    *("author", "handle", "posted_at", "day", "date_text", "text", "language"),
    *("place", "latitude", "longitude", "url", "key"),
)
"""What `show` says of a post, in this order."""
TOLD_AS = {"day": ("posted_at", "date"), "latitude": ("coordinates",), "longitude": ("coordinates",)}
"""Fields that follow from others, and have their source."""
VOICES = {
    "article": "the article",
    "platform": "the platform",
    "web-archive": "a web archive",
    "export": "the account's own export",
    "id": "the post's id",
    "address": "read from a URL",
    "words": "guessed from its words",
    "person": "a person who read the article",
    "erased": "its source is erased",
}
CALLED = {"date_text": "day printed"}
"""Fields that a person calls otherwise."""
BRIEFLY = {"id": "id", "article": "article", "erased": "erased"}
"""Whose word a time in the list is, where it is not the platform's or a web archive's."""
INDENT = 13

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
        listed = (store.listed_media if table == "media" else store.listed_posts)(
            status=status, most=most, chosen=wanted
        )
        others = bool(store.listed_posts(most=1) if table == "media" else store.listed_media(most=1))
    posts = [row for row in listed if isinstance(row, ListedPost)]
    media = [row for row in listed if isinstance(row, ListedMedia)]
    if as_json:
        for row in listed:
            click.echo(_json(row))
    elif posts:
        _print_posts(posts)
    elif media:
        _print_media(media)
    else:
        say("Nothing in the archive is like that." if wanted else _nothing(table, status, others=others))
    return 0


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
@click.argument("post", metavar="[ID]", required=False)
@status_option
@filter_options
@json_option
@archive_option
def show(*, post: str | None, as_json: bool, folder: Path, **filters: Any) -> int:  # noqa: ANN401 -- options
    """Show one post, or all that the filters leave: what is known, where from, and what became of it.

    ID is the number that `list` shows, or the post's URL.
    """
    from embedarchive.archive.named_posts import post_row
    from embedarchive.store import Store

    wanted = chosen(**filters)
    if (post is None) != bool(wanted):
        raise UsageError("Which post? Give its number or its URL, or filters such as --handle.")
    with Store.open(folder, create=False, read_only=True) as store:
        found = [post_row(store, post)] if post is not None else store.listed_posts(chosen=wanted)
        if not found:
            raise UsageError("Nothing in the archive is like that.")
        for number, row in enumerate(found):
            if number and not as_json:
                say("")
            _show(store, row, as_json=as_json)
    return 0


def _json(value: object) -> str:
    return json.dumps(plain(value), ensure_ascii=False)


def _show(store: Store, row: ListedPost, *, as_json: bool) -> None:
    """Print one post."""
    media, history = store.media_of(row.id), store.history(row.key)
    beside = _beside(store, history)
    if as_json:
        told = [plain(seen) | plain(beside[seen.id]) for seen in history]
        click.echo(_json({**row, "media": media, "history": told}))
        return
    _print_post(row, media, store.embed(row.key))
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


def _print_posts(found: Sequence[ListedPost]) -> None:
    table = _table("ID", "Status", "When (UTC)", "Who", "What it says")
    widest = max(cells(_state(row)) for row in found)
    state = min(max(widest, WIDTHS["Status"]), max(WIDTHS["Status"], _columns() // 4))
    room = _columns() - 31 - state  # what the others and the gaps need
    who = min(36, room * 2 // 5)
    for row in found:
        handle = f"@{row.handle}" if row.handle else ""
        words = shortened(row.text or row.url, min(52, room - who))
        author = shortened(f"{row.author or ''} {handle}", who)
        table.add_row(str(row.id), fitted(_state(row), state), _when(row), author, words)
    _print(table)


def _when(row: PostRow) -> str:
    """The time of a post, or its day, and whose word that is unless a platform or a web archive says so."""
    told = row.sources.get("posted_at" if row.posted_at else "date")
    when = (row.posted_at or row.day or "").replace("T", " ").removesuffix("Z")[:16]
    return f"{when} {BRIEFLY.get(told.source, '') if told else ''}".strip()


def _print_media(found: Sequence[ListedMedia]) -> None:
    table = _table("ID", "Status", "Kind", "Pixels", "URL")
    room = min(80, max(_columns() - 54, 20))
    for row in found:
        size = f"{row.width} × {row.height}" if row.width else ""
        table.add_row(str(row.id), _state(row), row.kind, size, shortened(row.url or row.key, room))
    _print(table)


def _print_post(row: ListedPost, media: Sequence[PostMedia], said: Embed | None) -> None:
    _print_field("status", _state(row))
    printed = _article_form(row, said)
    for name in FIELDS:
        if row[name] is not None and not (name == "date_text" and "day" in printed):
            known = next((row.sources[field] for field in (name, *TOLD_AS.get(name, ())) if field in row.sources), None)
            source = _source(known, printed.get(name)) if known else ""
            _print_field(CALLED.get(name, name.replace("_", " ")), str(row[name]), source)
    if said and said.uncertainty:
        _print_field("uncertain", f"in the article's quotation, {said.uncertainty}")
    for first in said.other_starts if said else ():
        _print_field("may begin", quoted(first))
    for difference in row.disagreements:
        _print_field("disagrees", _disagreement(difference))
    for medium in media:
        _print_field(medium.role, "\n".join(filter(None, (_state(medium), medium.url, medium.digest))))
    say("")


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


def _print_field(name: str, value: str, source: str = "") -> None:
    """A field, its further lines below the first, and where it comes from."""
    lines = [one_line(line) for line in value.splitlines()] or [""]
    told = [wrapped(" " * INDENT + line + source * (line is lines[-1]), INDENT) for line in lines]
    say(f"{name:<{INDENT - 1}} " + "\n".join(told)[INDENT:])


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


def _state(row: ListedPost | MediaRow) -> str:
    erased_at = row.get("erased_at")
    if erased_at:
        return f"erased on {erased_at[:10]}"
    state = f"{row.status} ({in_words(row.reason)})" if row.reason else row.status
    return f"{state}, found gone on {row.gone_at[:10]}" if row.gone_at and row.status == "archived" else state


def _table(*columns: str) -> Table:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, no_wrap=True, min_width=WIDTHS.get(column))
    return table


def _columns() -> int:
    return columns() if sys.stdout.isatty() else 140


def _print(table: object) -> None:
    from rich.console import Console

    Console(width=_columns(), highlight=False, markup=False).print(table)
