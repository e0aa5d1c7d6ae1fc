"""One page of ours: the frame they share."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlencode

from datasette.utils.asgi import NotFound, Request, Response

from embedarchive.datasette_plugin.locale.translations import FOLDER, names
from embedarchive.datasette_plugin.locale.words import Words
from embedarchive.datasette_plugin.reader import headers
from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.datasette_plugin.reader.query import note_unknown, problems
from embedarchive.datasette_plugin.serving.settings import Settings
from embedarchive.datasette_plugin.views.article_parts import Spot
from embedarchive.datasette_plugin.views.nearby import exactness, whereabouts

if TYPE_CHECKING:
    from datasette.app import Datasette
    from jinja2 import Environment

ROUTES = {
    "home": "/",
    "articles": "/-/articles",
    "timeline": "/-/timeline",
    "gallery": "/-/gallery",
    "map": "/-/map",
    "figures": "/-/figures",
    "labels": "/-/collections",
}
VARY = "Accept-Language, Cookie"
"""What a page's language depends on."""
FEEDS = (("snapshots", "What is new"), ("vanished", "Posts that vanished"))
NAVIGATION = (
    ("articles", "Articles"),
    ("timeline", "Timeline"),
    ("gallery", "Gallery"),
    ("map", "Map"),
    ("figures", "Figures"),
    ("labels", "Collections"),
)


class Links:
    """The addresses of our pages, under whatever base Datasette is served."""

    def __init__(self, datasette: Datasette, database: str) -> None:
        self._urls = datasette.urls
        self._database = database

    def page(self, name: str, **query: object) -> str:
        """A page by name, with a query."""
        return str(self._urls.path(ROUTES[name])) + _query(query)

    def post(self, number: int) -> str:
        """The page of a post."""
        return str(self._urls.path(f"/-/post/{number}"))

    def article(
        self,
        number: int,
        scan: int | None = None,
        q: str = "",
        part: int | None = None,
        *,
        embed: int | None = None,
        image: int | None = None,
    ) -> str:
        """The page of an article.

        Args:
            number: of the article.
            scan: as it was at this one; without, at the latest.
            q: with these words of a search marked.
            part: this part of it.
            embed: where this one stands, counted from 0, whichever part that is in.
            image: where this one stands.
        """
        spots = [Spot(kind, at) for kind, at in (("embed", embed), ("image", image)) if at is not None]
        at = spots[0].anchor if spots else None
        query = _query({"scan": scan, "q": q, "part": part, "at": at})
        return str(self._urls.path(f"/-/article/{number}")) + query + (f"#{at}" if at else "")

    def card(self, number: int) -> str:
        """The card of a post, to be framed."""
        return str(self._urls.path(f"/-/card/{number}"))

    def oembed(self) -> str:
        """Where others ask how to embed a post."""
        return str(self._urls.path("/-/oembed"))

    def annotate(self, kind: str, name: str) -> str:
        """Where a form is sent that says something of a post, an article or a file."""
        return str(self._urls.path(f"/-/annotate/{kind}/{name}"))

    def blob(self, digest: str) -> str:
        """The bytes with a digest."""
        return str(self._urls.path(f"/-/blob/{digest}"))

    def file(self, digest: str) -> str:
        """The page about the bytes with a digest."""
        return str(self._urls.path(f"/-/file/{digest}"))

    def thumbnail(self, digest: str) -> str:
        """The small image of the bytes with a digest."""
        return str(self._urls.path(f"/-/thumb/{digest}"))

    def selection(self, name: str, **query: object) -> str:
        """A selection as a file for other programs, such as `posts.csv` or `places.geojson`."""
        return str(self._urls.path(f"/-/{name}")) + _query(query)

    def language(self, code: str, back: str) -> str:
        """Where a reader chooses a language, and is led back."""
        return str(self._urls.path(f"/-/language/{code}")) + _query({"back": back})

    def tiles(self) -> str:
        """Where the tiles of the owner's own map are, as a template."""
        return f"{self._urls.path('/-/tile')}/{{z}}/{{x}}/{{y}}"

    def feed(self, name: str, **query: object) -> str:
        """A feed of what is new."""
        return str(self._urls.path(f"/-/{name}.atom")) + _query(query)

    def static(self, name: str) -> str:
        """A file that the pages need."""
        return str(self._urls.static_plugins("embedarchive", name))

    def table(self, name: str, **query: object) -> str:
        """One of Datasette's own table pages."""
        return str(self._urls.table(self._database, name)) + (f"?{urlencode(query)}" if query else "")

    def tables(self) -> str:
        """Datasette's own page of the database."""
        return str(self._urls.database(self._database))


def _query(given: Mapping[str, object]) -> str:
    kept = {key: value for key, value in given.items() if value not in {None, ""}}
    return f"?{urlencode(kept)}" if kept else ""


COOKIE = "embedarchive-language"
"""What a browser remembers of the language that a reader chose on a page."""


def words_of(settings: Settings, request: Request | None) -> Words:
    """The words of the language that who asks gets."""
    if request is None:
        return Words.wanted(settings.language, "")
    accepted, chosen = request.headers.get("accept-language", ""), request.cookies.get(COOKIE, "")
    return Words.wanted(settings.language, accepted, chosen)


def words_for(reader: Reader) -> Words:
    """The words of the language that this reader gets."""
    return words_of(reader.archive.settings, reader.request)


@functools.lru_cache(maxsize=4)
def _of_parts(environment: Environment) -> Environment:
    """Datasette's templates for what awaits nothing: looking after each word whether it does takes half of the time."""
    return environment.overlay(enable_async=False)


async def render(
    reader: Reader,
    name: str,
    context: Mapping[str, object],
    *,
    here: str = "",
    tiles: str | None = None,
    status: int = 200,
) -> Response:
    """A page of ours from its template, with the strict policy."""
    words = words_for(reader)
    given = {
        "t": words,
        "whereabouts": functools.partial(whereabouts, words),
        "exactness": functools.partial(exactness, words),
        "links": Links(reader.datasette, reader.archive.database),
        "settings": reader.archive.settings,
        "navigation": NAVIGATION,
        "feeds": FEEDS,
        "languages": names(FOLDER) if reader.archive.settings.language == "auto" else {},
        "back": reader.request.full_path,
        "here": here,
        "problems": [one.told(words) for one in problems(reader.request)],
        **context,
    }
    parts = _of_parts(reader.datasette.get_jinja_environment(reader.request)).get_template("embedarchive/_parts.html")
    given["parts"] = parts.make_module(given)
    body = await reader.datasette.render_template(f"embedarchive/{name}.html", given, request=reader.request)
    answer = headers.page(tiles) | {"Vary": VARY}
    return Response.html(body, status=status, headers=answer)


View: TypeAlias = Callable[..., Awaitable[object]]


def answering(view: View, known: Iterable[str] | None) -> View:
    """The view, for GET and HEAD alone; it notes what a query asks for and the view does not know.

    `known`: the names that it does; None for bytes, whose query nobody looks at.
    """

    @functools.wraps(view)
    async def answer(request: Request, datasette: Datasette) -> object:
        if request.method not in {"GET", "HEAD"}:
            return Response.text("Nothing can be written here", status=405, headers={"Allow": "GET, HEAD"})
        if known is not None:
            note_unknown(request, known)
        return await view(request, datasette)

    return answer


def number_of(request: Request, name: str) -> int:
    """A row's number from the address.

    Raises:
        NotFound: no row can have that number.
    """
    number = int(request.url_vars[name])
    if number >= 1 << 63:
        raise NotFound("There is no such page")
    return number
