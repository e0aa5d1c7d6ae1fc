"""The query of an address: its values, and what is said where one of them cannot be understood.

Nothing that somebody asks for is left out in silence: a page says it above all else, and data are refused with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, MutableMapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from datasette.utils.asgi import BadRequest, Request

from embedarchive.datasette_plugin.locale.words import Words
from embedarchive.datasette_plugin.reader.headers import Application, Receive, Send
from embedarchive.patterns import regex

if TYPE_CHECKING:
    from datasette.app import Datasette

LONGEST = 300
_NOTED = "embedarchive.problems"
_TRACKER = regex(
    r"""
    utm_\w{1,40}                    # https://support.google.com/analytics/answer/10917952
    | \w{0,10}cl(?:k)?id | [gw]braid  # of a click: fbclid, gclid, msclkid, yclid …
    | mc_[ce]id | igsh(?:id)? | _g[al] | _hs(?:enc|mi) | mkt_tok | ref_(?:src|url)
      # of a newsletter, a share button, a campaign
    """,
    re.VERBOSE,
)
_SAID_BY_LINKS = frozenset({"ref"})
"""What links add, too, and what a column or a parameter of somebody's SQL may well be called."""
_FACETS = frozenset({"_facet", "_facet_date", "_facet_array"})


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was asked for and not understood: the English sentence, and what goes into it."""

    sentence: str
    values: tuple[tuple[str, object], ...]

    def told(self, words: Words) -> str:
        """The sentence in the language of those words."""
        return words(self.sentence, **dict(self.values))


def problems(request: Request) -> list[Problem]:
    """What was noted about a request so far."""
    noted: list[Problem] = request.scope.setdefault(_NOTED, [])
    return noted


def note(request: Request, sentence: str, **values: object) -> None:
    """Note that something that was asked for was not understood; what was noted already is not noted again."""
    problem = Problem(sentence, tuple(values.items()))
    if problem not in (noted := problems(request)):
        noted.append(problem)


def insist(request: Request, words: Words) -> None:
    """Refuse a request for data of which something was not understood.

    Raises:
        BadRequest: the sentences that a page would show.
    """
    if noted := problems(request):
        raise BadRequest(" ".join(one.told(words) for one in noted))


def note_unknown(request: Request, known: Iterable[str]) -> None:
    """Note the names in a query that the page does not know, but for those that only links and trackers add."""
    names = list(known)
    for name in request.args:
        if name in names or name in _SAID_BY_LINKS or not request.args.get(name):
            continue
        shown = _printable(name)[:40]
        if names:
            sentence = "This page does not know “{name}”, which was left out. It knows {known}."
            note(request, sentence, name=shown, known=", ".join(names))
        else:
            note(request, "This page does not know “{name}”, which was left out. It takes no filters.", name=shown)


def argument(request: Request, name: str, limit: int = LONGEST) -> str:
    """One value of the query, at most `limit` characters of it, without those that cannot be printed."""
    given = [value for value in request.args.getlist(name) if value]
    if len(set(given)) > 1:
        shown = _printable(given[0])[:60]
        note(request, "“{name}” was given several times; only “{value}” was looked at.", name=name, value=shown)
    if given and len(given[0]) > limit:
        note(request, "Only the first {count} characters of “{name}” were looked at.", count=limit, name=name)
    return _printable(given[0][:limit]).strip() if given else ""


def number_argument(request: Request, name: str) -> int | None:
    """One value of the query as a row's number; None when it is none."""
    given = argument(request, name, 20)
    if given.isascii() and given.isdigit() and len(given) < 19:
        return int(given)
    if given:
        note(request, "“{value}” is no number, so “{name}” was left out.", value=given, name=name)
    return None


def _printable(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable() or letter in "\u200c\u200d")


def without_trackers(application: Application, *, active: Callable[[], bool]) -> Application:
    """The application, which never sees what trackers add to addresses: a table would look for columns of that name."""

    async def ask(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        query = scope.get("query_string", b"") if scope["type"] == "http" else b""
        if query and active():
            kept = [part for part in query.split(b"&") if not _is_tracker(part)]
            scope = {**scope, "query_string": b"&".join(kept)}
        await application(scope, receive, send)

    return ask


def _is_tracker(part: bytes) -> bool:
    name = unquote_plus(part.partition(b"=")[0].decode("latin-1"))
    return _TRACKER.fullmatch(name) is not None


async def understood_by_table(datasette: Datasette, request: Request, database: str, table: str, words: Words) -> None:
    """Insist that what a table is filtered by are columns of it: SQLite takes any other name for a text.

    Raises:
        BadRequest: a sentence that names the columns.
    """
    from datasette.filters import Filters

    known = Filters._filters_by_key  # noqa: SLF001 -- Datasette has no other list of them
    columns = ["rowid", *await datasette.get_database(database).table_columns(table)]
    for name in request.args:
        own = name[:1] != "_"
        column, _, how = name.rpartition("__") if own and "__" in name else (name, "", "exact")
        wanted = [column] if own else request.args.getlist(name) if name in _FACETS else []
        for one in wanted:
            if one not in columns or how not in known:
                sentence = "The table {table} cannot be filtered by “{name}”. Its columns are {columns}."
                shown = _printable(one if one not in columns else name)[:60]
                raise BadRequest(words(sentence, table=table, name=shown, columns=", ".join(columns[1:])))
