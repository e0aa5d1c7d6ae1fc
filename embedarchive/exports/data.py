"""The catalogue as data for other programs, with a dictionary: a Frictionless data package.

    DIR/
      posts.csv  media.csv  post_media.csv  articles.csv  occurrences.csv  snapshots.csv  places.csv
      places.geojson  posts.csl.json …     whatever forms were asked for
      datapackage.json                     what each file is, its columns, its digest; it seals itself

Rows are read and written one after the other; the archive is as it was at one moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from embedarchive.exports import citations, linked_data, maps, tables
from embedarchive.exports.checking import LIST, package_digest, package_text
from embedarchive.exports.new_folder import new_folder
from embedarchive.exports.posts import Exported
from embedarchive.store import Store
from embedarchive.store.blobs import digest_of
from embedarchive.store.queries import exported
from embedarchive.store.queries.exported import Choice
from embedarchive.store.queries.exported_tables import ANNOTATIONS, MEDIA, PLACES, POST_MEDIA, POSTS, TABLES, Table
from embedarchive.store.queries.filtered import PostFilter
from embedarchive.version import __version__

Row = Mapping[str, Any]


def _cited(write: Callable[[Iterable[citations.Cited]], Iterator[str]]) -> Callable[[Iterable[Row]], Iterator[str]]:
    return lambda rows: write(map(citations.post, rows))


_TEXTS: dict[str, tuple[str, str, Callable[[Iterable[Row]], Iterator[str]]]] = {
    "csl": ("posts.csl.json", "application/vnd.citationstyles.csl+json", _cited(citations.csl)),
    "ris": ("posts.ris", "application/x-research-info-systems", _cited(citations.ris)),
    "bibtex": ("posts.bib", "application/x-bibtex", _cited(citations.bibtex)),
    "rdf": ("posts.nt", "application/n-triples", linked_data.triples),
}
_MAPS: dict[str, tuple[str, str, Callable[[Iterable[Row]], Iterator[str]]]] = {
    "geojson": ("places.geojson", "application/geo+json", maps.geojson),
    "kml": ("places.kml", "application/vnd.google-earth.kml+xml", maps.kml),
}
FORMATS = (*tables.WRITERS, *_MAPS, *_TEXTS, "activitystreams")


@dataclass(frozen=True, slots=True)
class _Written:
    """A file that was written: what it is, and which table with how many rows is in it."""

    name: str
    form: str
    media_type: str
    table: Table | None = None
    rows: int | None = None


def export_data(
    store: Store, folder: Path, forms: Sequence[str], chosen: PostFilter, at: str, *, annotations: bool = False
) -> Exported:
    """Write the catalogue, or what belongs to some of its posts.

    Args:
        store: the archive.
        folder: where to write; it must not exist, or be empty.
        forms: some of `FORMATS`.
        chosen: which posts; all when it is empty.
        at: the time that is written into the package.
        annotations: whether the tables have what people say, too; it may be meant for few.

    Raises:
        UsageError: the folder holds something already, or what writes a form is not installed.
    """
    choice = Choice(chosen, tuple(store.erased_posts()), tuple(store.erased_media()))
    with new_folder(folder) as made, _one_moment(store):
        listed = (*TABLES, ANNOTATIONS) if annotations else TABLES
        written = [one for form in dict.fromkeys(forms) for one in _written(store, made, form, choice, listed)]
        package: dict[str, object] = {
            "profile": "data-package",
            "name": "embedarchive",
            "title": "Posts, media and articles of an archive",
            "created": at,
            "version": __version__,
            "filters": {name: value for name, value in chosen.given.items() if value},
            "resources": [_described(made, one) for one in written],
        }
        package["sha256"] = package_digest(package)
        (made / LIST).write_bytes(package_text(package).encode())
        size = sum(path.stat().st_size for path in made.iterdir())
        posts = sum(1 for _ in exported.rows(store.connection, POSTS, choice))
        erased = exported.left_out(store.connection, choice)
    return Exported(files=len(written) + 1, size=size, posts=posts, erased=erased)


@contextmanager
def _one_moment(store: Store) -> Iterator[None]:
    """What is read within is one state of the archive, whoever writes meanwhile."""
    store.connection.execute("BEGIN")
    try:
        yield
    finally:
        store.connection.execute("COMMIT")


def _written(store: Store, folder: Path, form: str, choice: Choice, listed: Sequence[Table]) -> Iterator[_Written]:
    """Write one form; of each file its name, what it is, its media type, its table and rows."""
    if form in tables.WRITERS:
        for table in listed:
            name = f"{table.name}.{form}"
            rows = exported.rows(store.connection, table, choice)
            count = tables.WRITERS[form](folder / name, table, rows)
            yield _Written(name, form, tables.MEDIA_TYPES[form], table, count)
        return
    if form in _TEXTS:
        name, media_type, write = _TEXTS[form]
        _write(folder / name, write(_rows(store, POSTS, choice)))
    elif form in _MAPS:
        name, media_type, write = _MAPS[form]
        _write(folder / name, write(_places(store, choice)))
    else:
        name, media_type = "posts.as2.json", "application/activity+json"
        count = sum(1 for _ in exported.rows(store.connection, POSTS, choice))
        _write(folder / name, linked_data.activities(_with_media(store, choice), count))
    yield _Written(name, form, media_type)


def _write(path: Path, pieces: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", errors="replace", newline="") as file:
        file.writelines(pieces)


def _rows(store: Store, table: Table, choice: Choice) -> Iterator[dict[str, Any]]:
    names = [column.name for column in table.columns]
    return (dict(zip(names, row, strict=True)) for row in exported.rows(store.connection, table, choice))


def _places(store: Store, choice: Choice) -> Iterator[dict[str, Any]]:
    """Places with what names them."""
    for row in _rows(store, PLACES, choice):
        told = exported.post_named(store.connection, row["post_id"], row["media_id"])
        yield row | {"post_key": told[0], "post_url": told[1]}


def _with_media(store: Store, choice: Choice) -> Iterator[tuple[Row, list[Row]]]:
    """Posts with their media; both come in the order of the posts."""
    links = _rows(store, POST_MEDIA, choice)
    waiting = next(links, None)
    for post in _rows(store, POSTS, choice):
        shown: list[Row] = []
        while waiting is not None and waiting["post_id"] <= post["id"]:
            if waiting["post_id"] == post["id"] and waiting["role"] != "avatar":
                names = [column.name for column in MEDIA.columns]
                found = exported.medium(store.connection, waiting["media_id"])
                shown.append(
                    dict(zip(names, found, strict=True)) | {"alt": waiting["alt"] or found[names.index("alt")]}
                )
            waiting = next(links, None)
        yield post, shown


def _described(folder: Path, one: _Written) -> dict[str, object]:
    """A file of the package (https://specs.frictionlessdata.io/data-resource/)."""
    path, table, form = folder / one.name, one.table, one.form
    told: dict[str, object] = {
        "name": table.name if table and form == "csv" else one.name.replace(".", "-").lower(),
        "path": one.name,
        "mediatype": one.media_type,
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest_of(path)}",
        "scheme": "file",
    }
    if table is None:
        return told | {"type": "file", "format": path.suffix.removeprefix(".")}
    told |= {"format": form, "title": table.about, "schema": tables.schema(table, form)}
    if form == "parquet":  # frictionless takes numbers that are absent there for damage
        return told | {"type": "file"}
    return told | {"type": "table", "rows": one.rows, "encoding": "utf-8"}
