"""Which of Datasette's databases is an archive, where its files lie, and what `datasette.yml` asks for."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from datasette.utils import StartupError

from embedarchive.datasette_plugin.locale.translations import languages
from embedarchive.datasette_plugin.serving.basemap import Basemap, NoBasemapError
from embedarchive.patterns import regex
from embedarchive.store.queries.files import File

if TYPE_CHECKING:
    from datasette.app import Datasette

PLUGIN = "embedarchive"
_NUMBER = regex(r"[0-9]{1,7}")
TABLES = frozenset({"articles", "article_scans", "embeds", "posts", "snapshots", "media", "blobs"})
"""A database that has all of these is an archive of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What may be set under `plugins: embedarchive:`, all of it optional.

    Attributes:
        title: the name of this archive, shown on every page.
        language: of the pages themselves: en, nl, another that `locale` has a file of, or auto: the browser's.
        database: the name of the database that holds the archive, when Datasette serves several.
        tiles: the URL template of an online tile server (`https://host/{z}/{x}/{y}.png`); none unless set.
        tiles_attribution: what that server, or the makers of the basemap, want to be said of it.
        basemap: a PMTiles file below the points; where it lies is meant from the archive's folder.
        sensitive: blur shows media that a platform marks as sensitive only when asked to; show does not hide them.
        search_engines: refuse asks them to list nothing, by `robots.txt` and a header on every answer; allow does not.
        requests_per_minute: what each address but this machine's own may ask for; 0 for as much as it likes.
        edit: who may write notes, tags and the like: nobody; allowed, whom Datasette's permissions allow it; here, who
            sits at this machine, too, unless they forbid it.
        operator: whose words those are of a reader whom Datasette does not know by name; else the reader is asked.
        annotations: show, or hide what people say of what was captured from all readers.
    """

    title: str = "Embed archive"
    language: str = "auto"
    database: str | None = None
    tiles: str | None = None
    tiles_attribution: str = ""
    basemap: str | None = None
    sensitive: str = "blur"
    search_engines: str = "refuse"
    requests_per_minute: str = "1200"
    edit: str = "nobody"
    operator: str = ""
    annotations: str = "show"

    @property
    def most_requests(self) -> int:
        """How many requests an address has in a minute; 0 for any number."""
        return int(self.requests_per_minute)

    @property
    def tiles_origin(self) -> str | None:
        """The only foreign origin that the map page may load images from."""
        if not self.tiles:
            return None
        parts = urlsplit(self.tiles)
        return f"{parts.scheme}://{parts.netloc}".replace("{s}", "*")


def settings(config: dict[str, Any] | None) -> Settings:
    """The checked settings.

    Raises:
        StartupError: a key is unknown or a value is none of those allowed: Datasette itself would not say a word.
    """
    given = dict(config or {})
    if isinstance(given.get("requests_per_minute"), int):  # as YAML reads it
        given["requests_per_minute"] = str(int(given["requests_per_minute"]))
    known = [field.name for field in fields(Settings)]
    if unknown := sorted(set(given) - set(known)):
        raise StartupError(
            f"plugins.{PLUGIN} in datasette.yml: unknown {', '.join(unknown)}; known are {', '.join(known)}"
        )
    for key, value in given.items():
        if not isinstance(value, str):
            raise StartupError(f"plugins.{PLUGIN}.{key} in datasette.yml must be text, not {value!r}")
    made = Settings(**given)
    if made.language not in (*languages(), "auto"):
        raise StartupError(f"plugins.{PLUGIN}.language in datasette.yml must be auto, {' or '.join(languages())}")
    for wrong, sentence in _WRONG:
        if wrong(made):
            raise StartupError(f"plugins.{PLUGIN}{sentence.format(made)}")
    return made


def _is_no_url(text: str) -> bool:
    parts = urlsplit(text)
    return parts.scheme not in {"http", "https"} or not parts.netloc or any(mark in text for mark in " ;,'\"<>")


_WRONG: tuple[tuple[Callable[[Settings], bool], str], ...] = (
    (lambda made: made.sensitive not in {"blur", "show"}, ".sensitive in datasette.yml must be blur or show"),
    (
        lambda made: made.search_engines not in {"refuse", "allow"},
        ".search_engines in datasette.yml must be refuse or allow",
    ),
    (
        lambda made: made.edit not in {"nobody", "allowed", "here"},
        ".edit in datasette.yml must be nobody, allowed or here",
    ),
    (
        lambda made: made.annotations not in {"show", "hide"},
        ".annotations in datasette.yml must be show or hide",
    ),
    (
        lambda made: not _NUMBER.fullmatch(made.requests_per_minute),
        ".requests_per_minute in datasette.yml must be a number, or 0 for no limit",
    ),
    (
        lambda made: bool(made.tiles and made.basemap),
        " in datasette.yml: there is one map, so either tiles or basemap",
    ),
    (
        lambda made: bool(made.tiles) and _is_no_url(made.tiles or ""),
        ".tiles in datasette.yml must be an http(s) URL, not {0.tiles!r}",
    ),
)
"""What a setting must not be, and the sentence that says so."""


WRITTEN = 6
"""The version of the tables that these pages read, as the archive says it in `PRAGMA user_version`."""


class Remembered:
    """What is not asked anew for each of the hundred images of a page.

    A digest's row never changes, so it is kept; when the bytes were erased, their file is gone and says so. What
    readers without a name may see is kept for a second: browsers keep the bytes themselves for longer. How many
    rows a large table has may be five seconds old. What is made of very many rows is kept while nobody writes to
    the archive, and never for longer than a minute.
    """

    SECONDS = 1.0
    COUNT_SECONDS = 5.0
    ROWS = 20_000
    MADE_SECONDS = 60.0
    MADE = 8
    LONGEST = 2_000_000

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._verdicts: dict[str, tuple[float, bool]] = {}
        self._blobs: dict[str, File] = {}
        self._counts: dict[str, tuple[float, int]] = {}
        self._made: dict[tuple[Any, ...], tuple[float, Any]] = {}
        self._stamp: tuple[int, ...] = ()

    def verdict(self, table: str) -> bool | None:
        """Whether readers without a name may see a table; None when that was asked too long ago."""
        until, allowed = self._verdicts.get(table, (0.0, False))
        return allowed if self._clock() < until else None

    def note_verdict(self, table: str, *, allowed: bool) -> None:
        """Keep the answer for a second."""
        self._verdicts[table] = (self._clock() + self.SECONDS, allowed)

    def count(self, what: str) -> int | None:
        """How many there are of something; None when that was counted too long ago."""
        until, number = self._counts.get(what, (0.0, 0))
        return number if self._clock() < until else None

    def note_count(self, what: str, number: int) -> None:
        """Keep a number for five seconds."""
        self._counts[what] = (self._clock() + self.COUNT_SECONDS, number)

    def made(self, key: tuple[object, ...], stamp: tuple[int, ...]) -> Any:  # noqa: ANN401 -- as it was noted
        """What was made when the archive was as `stamp` says; all of any other moment is forgotten."""
        if stamp != self._stamp:
            self._made.clear()
            self._stamp = stamp
        until, made = self._made.get(key, (0.0, None))
        return made if self._clock() < until else None

    def note_made(self, key: tuple[object, ...], stamp: tuple[int, ...], made: object) -> None:
        """Keep it; the one kept longest makes room for it."""
        if stamp != self._stamp:
            return
        self._made.pop(key, None)
        if len(self._made) >= self.MADE:
            del self._made[next(iter(self._made))]
        self._made[key] = (self._clock() + self.MADE_SECONDS, made)

    def blob(self, digest: str) -> File | None:
        """The row of a digest, if it was looked up before."""
        return self._blobs.get(digest)

    def note_blob(self, digest: str, row: File) -> None:
        """Keep a row; the one kept longest makes room for it."""
        if len(self._blobs) >= self.ROWS:
            del self._blobs[next(iter(self._blobs))]
        self._blobs[digest] = row


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """An archive that this Datasette serves.

    Attributes:
        database: the name Datasette gives it, that of its file without the ending.
        folder: the folder of that file, which holds `blobs/` and `thumbs/` too; None for a database in memory.
        basemap: the map below the points, if a file of one is named in the settings.
    """

    database: str
    folder: Path | None
    settings: Settings
    basemap: Basemap | None = field(default=None, compare=False, repr=False)
    remembered: Remembered = field(default_factory=Remembered, compare=False, repr=False)


async def find(datasette: Datasette, chosen: Settings) -> Served | None:
    """The archive among Datasette's databases: the one named in the settings, else the first that has our tables.

    Raises:
        StartupError: the settings name a database that is not served or is no archive, or a map that cannot be read;
            or the archive is older than these pages.
    """
    for name, database in datasette.databases.items():
        if chosen.database not in {None, name}:
            continue
        if set(await database.table_names()) >= TABLES:
            folder = Path(database.path).resolve().parent if database.path else None  # noqa: ASYNC240 -- once, at the start
            if 0 < (await database.execute("PRAGMA user_version")).single_value() < WRITTEN:  # 0: begun and empty
                raise StartupError(
                    f"{database.path or name} was written by an older version of embedarchive; "
                    f"`embedarchive rebuild --archive {folder or '…'}` brings it up to date"
                )
            return Served(database=name, folder=folder, settings=chosen, basemap=_basemap(folder, chosen.basemap))
    if chosen.database is not None:
        raise StartupError(
            f"plugins.{PLUGIN}.database in datasette.yml: {chosen.database} is not an archive served here"
        )
    return None


def _basemap(folder: Path | None, named: str | None) -> Basemap | None:
    if not named:
        return None
    try:
        return Basemap((folder or Path()) / Path(named).expanduser())
    except NoBasemapError as error:
        raise StartupError(f"plugins.{PLUGIN}.basemap in datasette.yml: {error}") from error


def served(datasette: Datasette) -> Served | None:
    """The archive that `startup` found; None when this Datasette serves something else."""
    found = getattr(datasette, "_embedarchive", None)
    return found if isinstance(found, Served) else None
