"""The archive as a website: a plugin for Datasette 1.0, which keeps its tables, SQL, facets, JSON and CSV underneath.

`datasette snapshots/archive.db -c datasette.yml` loads it by its entry point. In a Datasette that serves
no archive it does nothing.
"""

from __future__ import annotations

import dataclasses
import re
import sqlite3
from collections.abc import Awaitable, Callable, Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datasette.permissions import Action, PermissionSQL
from datasette.utils.asgi import Request

from embedarchive.datasette_plugin.pages import error, instance
from embedarchive.datasette_plugin.pages.annotations import annotate, labels
from embedarchive.datasette_plugin.pages.article import article, articles
from embedarchive.datasette_plugin.pages.citation import citation
from embedarchive.datasette_plugin.pages.embedding import card, card_file, oembed
from embedarchive.datasette_plugin.pages.feeds import snapshots_feed, vanished_feed
from embedarchive.datasette_plugin.pages.figures import FILES, figures, figures_file
from embedarchive.datasette_plugin.pages.file import file
from embedarchive.datasette_plugin.pages.gallery import gallery
from embedarchive.datasette_plugin.pages.home import home
from embedarchive.datasette_plugin.pages.language import language
from embedarchive.datasette_plugin.pages.map import kml, map_page, points, tile
from embedarchive.datasette_plugin.pages.post import post
from embedarchive.datasette_plugin.pages.selection import posts_file
from embedarchive.datasette_plugin.pages.timeline import timeline
from embedarchive.datasette_plugin.reader.filters import Filters
from embedarchive.datasette_plugin.reader.frame import NAVIGATION, Links, View, answering, words_of
from embedarchive.datasette_plugin.reader.headers import Application, guarded
from embedarchive.datasette_plugin.reader.query import understood_by_table, without_trackers
from embedarchive.datasette_plugin.serving import denied
from embedarchive.datasette_plugin.serving.blobs import blob, thumbnail
from embedarchive.datasette_plugin.serving.editing import ACTION, EDIT
from embedarchive.datasette_plugin.serving.request_rates import Allowances, bounded
from embedarchive.datasette_plugin.serving.robots import listed, robots
from embedarchive.datasette_plugin.serving.settings import PLUGIN, find, served, settings
from embedarchive.datasette_plugin.serving.spreadsheets import without_formulas
from embedarchive.datasette_plugin.views import cells, titles
from embedarchive.datasette_plugin.views.lookalikes import hash_distance
from embedarchive.datasette_plugin.views.nearby import exactness_in, whereabouts_in
from embedarchive.datasette_plugin.views.places import file_name
from embedarchive.exports.selected import CITED, FORMS
from embedarchive.model.areas import distance_km
from embedarchive.model.names import public_name

if TYPE_CHECKING:
    from markupsafe import Markup
    from pluggy import HookimplMarker

    hookimpl = HookimplMarker("datasette")
    from datasette.app import Datasette
else:  # the same, but Datasette says nothing of its type
    from datasette import hookimpl


def config_path() -> Path:
    """The `datasette.yml` to serve an archive with: the one in the installed package, else the checkout's at its top.

    Raises:
        FileNotFoundError: neither is there.
    """
    here = Path(__file__).resolve().parent
    for candidate in (here / "datasette.yml", here.parents[1] / "datasette.yml"):
        if candidate.is_file():
            return candidate
    raise FileNotFoundError("datasette.yml is missing from this installation")


@hookimpl
def startup(datasette: Datasette) -> Callable[[], Awaitable[None]]:
    """Check the settings, find the archive, and name its tables and columns."""
    chosen = settings(datasette.plugin_config(PLUGIN))

    async def begin() -> None:
        found = await find(datasette, chosen)
        datasette._embedarchive = found  # noqa: SLF001 -- Datasette has no place for a plugin's own state
        if found is not None:
            await titles.describe(datasette, found)

    return begin


@hookimpl
def register_routes(datasette: Datasette) -> list[tuple[str, Callable[..., object]]]:
    """Our pages, and Datasette's own of its databases and settings."""
    filters = tuple(field.name for field in dataclasses.fields(Filters))
    cited = "|".join(map(re.escape, CITED))
    views: dict[str, tuple[View, tuple[str, ...] | None]] = {  # and the names that their queries may have
        r"^/(\.(?P<format>json))?$": (home, ()),
        r"^/-/articles$": (articles, ("q", "before")),
        r"^/-/article/(?P<number>[0-9]{1,19})$": (article, ("scan", "q", "part", "at")),
        r"^/-/post/(?P<number>[0-9]{1,19})$": (post, ()),
        r"^/-/post/(?P<number>[0-9]{1,19})\.html$": (card_file, ()),
        rf"^/-/(?P<kind>post|article)/(?P<name>[0-9]{{1,19}})\.(?P<form>{cited})$": (citation, ()),
        rf"^/-/(?P<kind>file)/(?P<name>[0-9a-f]{{64}})\.(?P<form>{cited})$": (citation, ()),
        r"^/-/card/(?P<number>[0-9]{1,19})$": (card, ()),
        r"^/-/oembed$": (oembed, ("url", "format", "maxwidth", "maxheight")),
        r"^/-/language/(?P<language>[A-Za-z-]{2,12})$": (language, ("back",)),
        r"^/-/timeline$": (timeline, (*filters, "before")),
        r"^/-/gallery$": (gallery, (*filters, "before", "like")),
        rf"^/-/posts\.(?P<form>{'|'.join(map(re.escape, FORMS))})$": (posts_file, filters),
        r"^/-/map$": (map_page, (*filters, "place")),
        r"^/-/figures$": (figures, filters),
        rf"^/-/figures/(?P<name>{'|'.join(FILES)})\.csv$": (figures_file, filters),
        r"^/-/places\.geojson$": (points, (*filters, "place")),
        r"^/-/places\.kml$": (kml, filters),
        r"^/-/collections$": (labels, ()),
        r"^/-/tile/(?P<z>[0-9]{1,2})/(?P<x>[0-9]{1,8})/(?P<y>[0-9]{1,8})$": (tile, None),
        r"^/-/snapshots\.atom$": (snapshots_feed, filters),
        r"^/-/vanished\.atom$": (vanished_feed, filters),
        r"^/-/blob/(?P<digest>[0-9a-f]{64})$": (blob, None),
        r"^/-/file/(?P<digest>[0-9a-f]{64})$": (file, ()),
        r"^/[^/]{1,200}/blobs/(?P<digest>[0-9a-f]{64})$": (file, ()),  # where Datasette's tables lead from a digest
        r"^/-/thumb/(?P<digest>[0-9a-f]{64})$": (thumbnail, None),
    }
    ours = ((pattern, answering(view, known)) for pattern, (view, known) in views.items())
    form = r"^/-/annotate/(?P<kind>post|article|file)/(?P<name>[0-9]{1,18}|[0-9a-f]{64})$"
    return [*ours, (form, annotate), (r"^/robots\.txt$", robots), *instance.routes(datasette)]


@hookimpl
def register_actions(datasette: Datasette) -> list[Action]:
    """Who may write what people say is a permission of its own."""
    del datasette
    return [ACTION]


@hookimpl
async def permission_resources_sql(datasette: Datasette, actor: dict[str, object] | None, action: str) -> Any:  # noqa: ANN401 -- Datasette's PermissionSQL, or nothing
    """With a table goes what is made of it, and every stored query that reads it."""
    found = served(datasette)
    if found is not None and action == EDIT and found.settings.edit == "here":
        return PermissionSQL.allow(reason="served to be written to from this machine")
    return None if found is None else await denied.rules(datasette, found, actor, action)


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    """`distance_km` for the stored query of what is near, `hash_distance` for images that look alike, names."""
    conn.create_function("distance_km", 4, distance_km, deterministic=True)
    conn.create_function("hash_distance", 2, hash_distance, deterministic=True)
    conn.create_function("file_name", 1, file_name, deterministic=True)
    conn.create_function("public_name", 1, lambda source: public_name(str(source or "")), deterministic=True)
    conn.create_function("whereabouts", 4, whereabouts_in, deterministic=True)
    conn.create_function("exactness", 4, exactness_in, deterministic=True)


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[Application], Application]:
    """Bounds for strangers, a content security policy on every answer, no formulas in CSV, no trackers in queries."""
    allowances = Allowances()

    def active() -> bool:
        return served(datasette) is not None

    def wrapped(application: Application) -> Application:
        inner = without_formulas(without_trackers(application, active=active), active=active)
        return bounded(listed(guarded(inner, active=active), datasette), datasette, allowances)

    return wrapped


@hookimpl
def filters_from_request(
    request: Request, database: str, table: str, datasette: Datasette
) -> Callable[[], Awaitable[None]] | None:
    """A table of ours is asked for its own columns, or says that it is not."""
    found = served(datasette)
    if found is None or database != found.database:
        return None
    words = words_of(found.settings, request)

    async def look() -> None:
        await understood_by_table(datasette, request, database, table, words)

    return look


@hookimpl(wrapper=True)
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Generator[None, list[object], list[object]]:
    """Our page instead of Datasette's own; what other plugins say to it goes before."""
    answers = yield
    if served(datasette) is None:
        return answers
    others = [one for one in answers if getattr(one, "__module__", "") != "datasette.handle_exception"]
    return [*others, lambda: error.answer_for(datasette, request, exception)]


@hookimpl(trylast=True)
def forbidden(datasette: Datasette, request: Request) -> object:
    """Our page for what is not for this reader, unless another plugin lets readers in; JSON stays Datasette's."""
    if served(datasette) is None or request.path.endswith(".json"):
        return None
    if "application/json" in {request.headers.get("accept"), request.headers.get("content-type")}:
        return None
    return lambda: error.page(datasette, request, 403, error.HIDDEN)


@hookimpl
def menu_links(datasette: Datasette, request: Request | None) -> list[dict[str, str]]:
    """Our pages in Datasette's own menu."""
    found = served(datasette)
    if found is None:
        return []
    words = words_of(found.settings, request)
    links = Links(datasette, found.database)
    return [{"href": links.page("home"), "label": found.settings.title}] + [
        {"href": links.page(name), "label": words(label)} for name, label in NAVIGATION
    ]


@hookimpl
def extra_css_urls(datasette: Datasette, database: str | None) -> list[str]:
    """Datasette's own pages of the archive get our type, thumbnails and upright rows."""
    found = served(datasette)
    if found is None or database not in {None, found.database}:
        return []
    return [Links(datasette, found.database).static("tables.css")]


@hookimpl
def render_cell(  # noqa: PLR0917 -- Datasette names them
    row: object,
    value: object,
    column: str,
    table: str | None,
    database: str,
    datasette: Datasette,
) -> object:
    """Thumbnails, states and links in Datasette's own tables."""
    found = served(datasette)
    if found is None or database != found.database:
        return None
    shown = cells.Cells(table, Links(datasette, database), words_of(found.settings, None))
    return shown.cell(row, value, column)


def _above(datasette: Datasette, request: Request | None, database: str | None) -> Markup | None:
    """The way back from one of Datasette's own pages of the archive; nothing on a page of another database."""
    found = served(datasette)
    if found is None or database not in {None, found.database}:
        return None
    words = words_of(found.settings, request)
    return cells.above(Links(datasette, found.database), words, found.settings.title)


@hookimpl
def top_homepage(datasette: Datasette, request: Request) -> object:
    """The way back, on Datasette's own list of databases."""
    return _above(datasette, request, None)


@hookimpl
def top_database(datasette: Datasette, request: Request, database: str) -> object:
    """The way back, on the list of tables."""
    return _above(datasette, request, database)


@hookimpl
def top_table(datasette: Datasette, request: Request, database: str) -> object:
    """The way back, on a table."""
    return _above(datasette, request, database)


@hookimpl
def top_query(datasette: Datasette, request: Request, database: str) -> object:
    """The way back, on what SQL answers."""
    return _above(datasette, request, database)


@hookimpl
def top_stored_query(datasette: Datasette, request: Request, database: str) -> object:
    """The way back, on a stored query."""
    return _above(datasette, request, database)


@hookimpl
def top_row(datasette: Datasette, request: Request, database: str, table: str, row: object) -> object:
    """On Datasette's own row page: the way back; of a post or an article, the way to its page here, too."""
    back, found = _above(datasette, request, database), served(datasette)
    if back is None or found is None:
        return None
    words = words_of(found.settings, request)
    return back + (cells.above_row(row, table, Links(datasette, database), words) or "")
