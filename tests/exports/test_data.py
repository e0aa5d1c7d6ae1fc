"""The catalogue as data: what programs read is what the archive holds, and nothing that was erased."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from sample_archive import JPEG, make_post, make_scan

from embedarchive import platforms
from embedarchive.cli import cli
from embedarchive.errors import UsageError
from embedarchive.exports.data import FORMATS, export_data
from embedarchive.exports.tables import UNDO, guarded
from embedarchive.model import Embed
from embedarchive.store import Store, erase
from embedarchive.store.queries import exported
from embedarchive.store.queries.exported import Choice
from embedarchive.store.queries.exported_tables import TABLES
from embedarchive.store.queries.filtered import PostFilter

AT = "2026-11-29T17:00:00Z"
TEXTS = (
    '=HYPERLINK("http://evil.example","x")',
    "'=1+1",
    "-1",
    "@SUM(A1)",
    "+316 12345678",
    'say "hello", twice\r\nand \\ again',
    "\ttab",
    "Наш хор 🎶 співає",
    "مرحبا\u200f world",
    "a;b|c,d;=1+1;'@x;-)",
    "  blanks  ",
    "null",
    "NaN",
    "<b>&amp;</b>",
    "}{ $x_1 % # ~ ^",
    "0012",
)


def run(*arguments: object) -> Any:  # noqa: ANN401 -- click's
    """What a command says."""
    return CliRunner().invoke(cli, list(map(str, arguments)), standalone_mode=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of posts of all platforms, with words that are hard to write down."""
    made = tmp_path_factory.mktemp("various") / "snapshots"
    with Store.open(made) as store:
        store.begin_run("scan")
        names = sorted(platforms.catalogue())
        embeds = [
            Embed(platform=name, form="blockquote", id=f"{number}", text=TEXTS[number % len(TEXTS)], parts=((0, 1),))
            for number, name in enumerate(names)
        ]
        article = store.add_article(b"<p>All", make_scan(*embeds), "All", parser="1", path="/in/all.html")
        blob = store.keep(JPEG, "image/jpeg")
        for number, (name, embed) in enumerate(zip(names, article.embeds, strict=True)):
            text = TEXTS[number % len(TEXTS)]
            told = {"text": text, "author": text, "language": "nl" if number % 2 else None}
            store.add_post(embed.key, make_post(number, platform=name, id=str(number), **told), parser="1")
            facts = {"width": 40, "height": 30, "latitude": 52.1, "longitude": 4.6}
            store.add_media(f"https://media.example/{number}.jpg", facts, blob=blob, parser="1")
        store.end_run(0, {})
    return made


@pytest.fixture(scope="module")
def written(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of it in every format."""
    target = tmp_path_factory.mktemp("written") / "data"
    with Store.open(folder, create=False, read_only=True) as store:
        told = export_data(store, target, FORMATS, PostFilter(), AT)
    assert told.posts == len(platforms.catalogue())
    assert told.files == len(list(target.iterdir())) == 3 * len(TABLES) + 8
    return target


@pytest.fixture(scope="module")
def truth(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows as the archive has them, by table."""
    with Store.open(folder, create=False, read_only=True) as store:
        return {
            table.name: [
                dict(zip([one.name for one in table.columns], row, strict=True))
                for row in exported.rows(store.connection, table, Choice(PostFilter()))
            ]
            for table in TABLES
        }


def kinds(name: str) -> dict[str, str]:
    """What each column of a table is."""
    return {one.name: one.kind for table in TABLES if table.name == name for one in table.columns}


def unguarded(name: str, row: dict[str, str | None]) -> dict[str, Any]:
    """A row of CSV as the archive has it; what is absent is not there."""
    told: dict[str, Any] = {}
    for column, kind in kinds(name).items():
        text = row[column]
        if text in (None, ""):
            continue
        assert text is not None
        read: dict[str, Any] = {"integer": int, "number": float, "boolean": "true".__eq__, "json": json.loads}
        told[column] = read.get(kind, _text)(text)
    return told


def _text(cell: str) -> str:
    return UNDO.sub(r"\1", cell.removeprefix("'"))


def present(row: dict[str, Any]) -> dict[str, Any]:
    """A row without what is absent or empty."""
    return {name: value for name, value in row.items() if value is not None and value != ""}


@pytest.mark.parametrize("name", [table.name for table in TABLES])
def test_every_row_comes_back_from_csv(written: Path, truth: dict[str, list[dict[str, Any]]], name: str) -> None:
    """Python's reader and DuckDB's read what was written: all rows, all columns, every character."""
    kept = [
        {key: json.loads(value) if kinds(name)[key] == "json" else value for key, value in present(row).items()}
        for row in truth[name]
    ]
    with (written / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        assert [unguarded(name, row) for row in csv.DictReader(file)] == kept
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    found = duckdb.sql(f"SELECT * FROM read_csv('{written / name}.csv', all_varchar=true, header=true)")  # noqa: S608 -- ours
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
    assert [unguarded(name, row) for row in rows] == kept


@pytest.mark.parametrize("name", [table.name for table in TABLES])
def test_every_row_comes_back_from_json_and_parquet(
    written: Path, truth: dict[str, list[dict[str, Any]]], name: str
) -> None:
    """JSON as Python, pandas and sqlite-utils read it; Parquet as DuckDB does."""
    lines = [json.loads(line) for line in (written / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    json_columns = [column for column, kind in kinds(name).items() if kind == "json"]
    opened = [
        row | {column: None if row[column] is None else json.loads(row[column]) for column in json_columns}
        for row in truth[name]
    ]
    assert lines == opened
    from sqlite_utils import Database

    table = Database(memory=True).table(name)
    table.insert_all(lines)
    assert table.count == len(truth[name])
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    frame = pandas.read_json(written / f"{name}.jsonl", lines=True, dtype=False)
    assert list(frame.columns) == list(kinds(name))
    assert len(frame) == len(truth[name])
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    read = {"datetime": "strftime({0} AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%gZ')", "date": "{0}::VARCHAR"}
    told = ", ".join(read.get(kind, "{0}").format(f'"{column}"') for column, kind in kinds(name).items())
    found = duckdb.sql(f"SELECT {told} FROM read_parquet('{written / name}.parquet')").fetchall()  # noqa: S608 -- ours
    rows = [dict(zip(kinds(name), row, strict=True)) for row in found]
    assert rows == [
        {column: _milliseconds(value) if kinds(name)[column] == "datetime" else value for column, value in row.items()}
        for row in truth[name]
    ]


def _milliseconds(text: str | None) -> str | None:
    """A moment with its thousandths written out."""
    return None if text is None else text if "." in text else text.replace("Z", ".000Z")


def test_the_package_is_valid(folder: Path, tmp_path: Path) -> None:
    """Frictionless finds every file as it is described: digests, types, keys and what refers to what."""
    frictionless = pytest.importorskip("frictionless", reason="frictionless is not installed")
    forms = [form for form in FORMATS if form != "jsonl"]  # which takes it ten seconds
    with Store.open(folder, create=False, read_only=True) as store:
        export_data(store, tmp_path / "data", forms, PostFilter(), AT)
    report = frictionless.validate(str(tmp_path / "data" / "datapackage.json"))
    assert report.flatten(["type", "note"]) == []
    assert len(report.tasks) == 2 * len(TABLES) + 7


def test_no_cell_is_a_formula(written: Path) -> None:
    """Whatever a spreadsheet would run begins with an apostrophe; a text is never taken for another."""
    for name in ("posts", "occurrences"):
        with (written / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                texts = [row[column] for column, kind in kinds(name).items() if kind == "string"]
                assert not [text for text in texts if text.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert len({guarded(text) for text in (*TEXTS, *map(guarded, TEXTS))}) == len({*TEXTS, *map(guarded, TEXTS)})


def test_citations_are_what_reference_managers_read(written: Path) -> None:
    """CSL-JSON with its types and dates, RIS in records, BibTeX whose braces close."""
    items = json.loads((written / "posts.csl.json").read_text(encoding="utf-8"))
    assert len(items) == len(platforms.catalogue())
    assert all(item["type"] == "post" and item["title"] and item["URL"].startswith("https://") for item in items)
    assert items[0]["issued"] == {"date-parts": [[2022, 11, 11]]}
    records = (written / "posts.ris").read_bytes().decode().split("ER  - \r\n\r\n")
    assert len(records) == len(items) + 1
    assert all(re.fullmatch(r"(?:[A-Z][A-Z0-9]  - [^\r\n]+\r\n)+", record) for record in records[:-1])
    text = (written / "posts.bib").read_text(encoding="utf-8")
    assert text.count("@misc{") == len(items)
    bare = re.sub(r"\\[{}]", "", text)
    assert bare.count("{") == bare.count("}")
    assert r"\}\{ \$x\_1 \% \#" in text


def test_posts_are_activities_and_triples(written: Path) -> None:
    """ActivityStreams: a collection of notes, words as harmless HTML; N-Triples: each line one, literals closed."""
    told = json.loads((written / "posts.as2.json").read_text(encoding="utf-8"))
    assert told["totalItems"] == len(told["orderedItems"]) == len(platforms.catalogue())
    assert told["orderedItems"][13]["content"] == "<p>&lt;b&gt;&amp;amp;&lt;/b&gt;</p>"
    assert {one["attachment"][0]["type"] for one in told["orderedItems"]} == {"Image"}
    line = re.compile(
        r'(?:<[^<>" ]+>|_:\w+) <[^<>" ]+> (?:<[^<>" ]+>|_:\w+|"(?:[^"\\\n]|\\.)*"(?:@[\w-]+|\^\^<[^<>" ]+>)?) \.'
    )
    lines = (written / "posts.nt").read_text(encoding="utf-8").split("\n")[:-1]
    assert [one for one in lines if not line.fullmatch(one)] == []
    assert sum("SocialMediaPosting" in one for one in lines) == len(platforms.catalogue())


def test_places_are_maps(written: Path, truth: dict[str, list[dict[str, Any]]]) -> None:
    """GeoJSON has longitude first; KML is XML with a placemark each."""
    features = json.loads((written / "places.geojson").read_text(encoding="utf-8"))["features"]
    assert len(features) == len(truth["places"]) > 10
    first = truth["places"][0]
    assert features[0]["geometry"] == {"type": "Point", "coordinates": [first["longitude"], first["latitude"]]}
    root = ET.fromstring((written / "places.kml").read_text(encoding="utf-8"))  # noqa: S314 -- our own
    assert len(root.findall(".//{http://www.opengis.net/kml/2.2}Placemark")) == len(features)


def test_filters_are_those_of_the_website(folder: Path, tmp_path: Path) -> None:
    """The same posts for `export data`, `list` and `show`; with them only what belongs to them."""
    result = run("export", "data", tmp_path / "one", "--platform", "mastodon", "--format", "jsonl", "--archive", folder)
    assert result.return_value == 0, result.exception
    assert "1 post," in result.output

    def lines(name: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (tmp_path / "one" / f"{name}.jsonl").read_text().splitlines()]

    (post,) = lines("posts")
    assert post["platform"] == "mastodon"
    assert {row["post_id"] for name in ("occurrences", "snapshots", "post_media") for row in lines(name)} == {
        post["id"]
    }
    assert [len(lines(name)) for name in ("media", "articles")] == [1, 1]
    assert json.loads((tmp_path / "one" / "datapackage.json").read_text())["filters"] == {"platform": "mastodon"}
    listed = run("list", "--platform", "mastodon", "--json", "--archive", folder).output
    assert [json.loads(line)["id"] for line in listed.splitlines()] == [post["id"]]
    shown = run("show", "--platform", "mastodon", "--json", "--archive", folder).output
    assert json.loads(shown)["key"] == post["key"]
    several = run("list", "--language", "nl", "--since", "2022-11", "--until", "2022", "--json", "--archive", folder)
    assert len(several.output.splitlines()) == len(platforms.catalogue()) // 2
    found = run("list", "--search", "хор", "--handle", "@warden_7", "--json", "--archive", folder).output
    assert [json.loads(line)["handle"] for line in found.splitlines()] == ["warden_7"]
    assert run("list", "--media", "--platform", "mastodon", "--json", "--archive", folder).output.count("\n") == 1
    assert "Nothing in the archive is like that." in run("list", "--gone", "deleted", "--archive", folder).output


@pytest.mark.parametrize(
    "wrong",
    [
        ("list", "--since", "yesterday"),
        ("list", "--platform", "myspace"),
        ("show",),
        ("show", "1", "--platform", "mastodon"),
        ("show", "--gone", "yes"),
        ("export", "data", "x", "--format", "xlsx"),
    ],
)
def test_what_cannot_be_meant_is_told(folder: Path, wrong: tuple[str, ...]) -> None:
    """One sentence, and nothing written."""
    assert isinstance(run(*wrong, "--archive", folder).exception, UsageError)
    assert not Path("x").exists()


def test_an_erased_post_is_in_no_table(folder: Path, tmp_path: Path) -> None:
    """Neither it nor its media, places, snapshots and occurrences; the command says how many were left out."""
    import shutil

    shutil.copytree(folder, tmp_path / "kept")
    with Store.open(tmp_path / "kept") as store:
        number, key = next((row["id"], row["key"]) for row in store.listed_posts() if row["text"] == TEXTS[7])
        address = str(store.media_of(number)[0].url)
        store.begin_run("erase")
        erase(store, key, reason="The author asked for it")
        store.end_run(0, {})
    formats = [part for form in FORMATS for part in ("--format", form) if form != "parquet"]
    result = run("export", "data", tmp_path / "out", *formats, "--archive", tmp_path / "kept")
    assert "Left out: 1 post whose words were erased." in result.output
    for path in (tmp_path / "out").iterdir():
        text = path.read_text(encoding="utf-8")
        assert f'"{key}"' not in text, path
        assert address not in text, path
    posts = [json.loads(line)["id"] for line in (tmp_path / "out" / "posts.jsonl").read_text().splitlines()]
    assert number not in posts
    for name in ("occurrences", "snapshots", "post_media", "places"):
        rows = [json.loads(line) for line in (tmp_path / "out" / f"{name}.jsonl").read_text().splitlines()]
        assert number not in {row["post_id"] for row in rows}


def test_no_table_grows_with_the_square(folder: Path) -> None:
    """SQLite goes through each table once: no list of posts is tried for each snapshot."""
    with Store.open(folder, create=False, read_only=True) as store:
        asked = list[str]()
        store.connection.set_trace_callback(asked.append)
        for table in TABLES:
            list(exported.rows(store.connection, table, Choice(PostFilter())))
        store.connection.set_trace_callback(None)
        large = [sql for sql in asked if "posts p" in sql and "AS MATERIALIZED" in sql]
        assert len(large) == len(TABLES)
        steps = [step[3] for sql in large for step in store.connection.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert [step for step in steps if step.startswith("SEARCH") and "rowid=?" in step and "key=?" in step] == []


def test_check_tells_what_was_altered_in_the_data(folder: Path, tmp_path: Path) -> None:
    """A byte of any file, or of the list itself; and a file that is gone."""
    with Store.open(folder, create=False, read_only=True) as store:
        export_data(store, tmp_path / "data", ["csv"], PostFilter(), AT)
        with pytest.raises(UsageError, match="not empty"):
            export_data(store, tmp_path / "data", ["csv"], PostFilter(), AT)
    assert run("export", "check", tmp_path / "data").return_value == 0
    for path in (tmp_path / "data").iterdir():
        whole = path.read_bytes()
        for place in (0, len(whole) // 2, len(whole) - 1):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            assert run("export", "check", tmp_path / "data").return_value == 5, (path, place)
        path.write_bytes(whole)
    (tmp_path / "data" / "media.csv").unlink()
    assert "it is missing" in run("export", "check", tmp_path / "data").output
