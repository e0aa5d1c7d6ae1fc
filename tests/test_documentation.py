"""The documentation: built without a broken link, whole without a network, and true of the code."""

from __future__ import annotations

import ast
import configparser
import inspect
import json
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import click
import jsonschema
import pytest
from click.testing import CliRunner
from datasette.utils import parse_metadata

import embedarchive
from embedarchive.archive.watch import schedule
from embedarchive.cli import COMMANDS, cli
from embedarchive.store.schema import PERSONAL, PROJECTED
from tools import docs_site
from tools.docs_site import commands, json_shapes, notebooks, settings, tables

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted(ROOT.glob("docs/**/*.md"))
SHOWN = [*PAGES, ROOT / "README.md", ROOT / "examples" / "README.md"]
_FENCED = re.compile(r"^```(?:console|sh|bash|)\n(.{1,20000}?)^```", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"^ {4}(embedarchive .{1,300})$", re.MULTILINE)
_INLINE = re.compile(r"`(embedarchive [a-z][^`\n]{0,300})`")
_LOADED = re.compile(r"<(?:script|img|link|iframe|source)\b[^>]{0,500}?\b(?:src|href)=\"(https?:|//)", re.IGNORECASE)


def test_it_is_built_whole_and_asks_nobody(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """As `make docs` does it: no link leads nowhere, no page asks anybody, the search needs no server."""
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8")
    flags = re.search(r"-m sphinx (.{1,100}) -d \S+ docs embedarchive/documentation", recipe)
    assert flags
    site = tmp_path / "site"
    command = [sys.executable, "-m", "sphinx", *flags[1].split(), "-d", str(tmp_path / "trees"), "docs", str(site)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    pages = {page: page.read_text(encoding="utf-8") for page in site.rglob("*.html")}
    assert len(pages) > len(PAGES)
    assert [page.name for page, text in pages.items() if _LOADED.search(text)] == []
    assert [sheet.name for sheet in site.rglob("*.css") if "url(http" in sheet.read_text(encoding="utf-8")] == []
    assert not [page.name for page, text in pages.items() if "&lt;!-- made" in text or "<!-- made" in text]
    assert sum(file.stat().st_size for file in site.rglob("*") if file.is_file()) < 3_000_000
    _searched(site, request.getfixturevalue("offline"))


def _searched(site: Path, context: Any) -> None:  # noqa: ANN401 -- Playwright's
    """In a real browser, from the disk."""
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{(site / 'search.html').as_uri()}?q=tombstone")
    page.wait_for_selector("#search-results li a")
    page.close()
    assert [address for address in asked if not address.startswith("file:")] == []


def test_every_made_part_is_made_and_stands_somewhere() -> None:
    """No page names one that nobody makes, and none is made for nothing."""
    named = {name for page in PAGES for name in docs_site.named(page.read_text(encoding="utf-8"))}
    assert named == docs_site.PARTS.keys()


def shown_commands() -> Iterator[tuple[str, str]]:
    """Each line with a command of ours in a fenced or indented block, and the page that it is on."""
    for page in SHOWN:
        text = page.read_text(encoding="utf-8")
        lines = [
            *_INDENTED.findall(text),
            *_INLINE.findall(text),
            *(line for block in _FENCED.findall(text) for line in block.splitlines()),
        ]
        for line in lines:
            told = re.search(r"(?:^|[/ ])embedarchive ((?:-|[a-z]).{0,300})", line.partition(" # ")[0])
            if told and not line.startswith(("embedarchive:", "    It ")):
                yield page.name, told[1]


def test_commands_that_are_shown_are_there() -> None:
    """Their names and options are those that there are; nothing is run."""
    shown = [*dict.fromkeys(shown_commands())]
    assert len(shown) > 80
    assert {name for _, line in shown for name in [line.split()[0]] if name in COMMANDS} >= {"scan", "watch", "docs"}
    wrong = {(page, line): told for page, line in shown if (told := _mistake(line))}
    assert wrong == {}


def _mistake(line: str) -> str:
    """What click would say to it, before it looks at any value."""
    words = [word for word in shlex.split(re.split(r" [|>&;] ?|`", line)[0]) if word != "--private"]
    context, command = click.Context(cli, info_name="embedarchive"), cast("click.Command", cli)
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(context, words.pop(0))
        if found is None:
            return "no such command"
        command = found
    try:
        command.make_parser(click.Context(command)).parse_args(words)
    except click.UsageError as error:
        return error.format_message()
    return ""


def ini(text: str) -> None:
    """Read a unit of systemd, whose settings may stand several times."""
    configparser.ConfigParser(strict=False, interpolation=None).read_string(text)


READERS: dict[str, Callable[[str], object]] = {
    "json": json.loads,
    "toml": tomllib.loads,
    "yaml": parse_metadata,
    "python": ast.parse,
    "ini": ini,
}
_BLOCK = re.compile(rf"^```({'|'.join(READERS)})\n(.{{1,20000}}?)^```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", SHOWN, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_is_shown_to_be_copied_can_be_read(page: Path, tmp_path: Path) -> None:
    """Settings, units, answers and programs are what their block says; what a watch reads is the plan of one."""
    for language, block in _BLOCK.findall(page.read_text(encoding="utf-8")):
        READERS[language](block)
        if language == "toml" and "[sources]" in block:
            (tmp_path / "watch.toml").write_text(block, encoding="utf-8")
            assert schedule.read(tmp_path / "watch.toml").sources


def console(page: Path) -> Iterator[tuple[str, list[str]]]:
    """The commands that a page shows with what they print, in their order."""
    blocks = re.findall(r"^```console\n(.{1,5000}?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    for block in blocks:
        for command in re.split(r"^\$ embedarchive ", block, flags=re.MULTILINE)[1:]:
            line, _, printed = command.partition("\n")
            yield line, [told for told in printed.splitlines() if told.strip("…")]


def test_the_tutorial_does_what_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command, one after the other; every line that it shows is printed, as far as its `…`."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "140")
    steps = [*console(ROOT / "docs" / "tutorial.md")]
    assert len(steps) > 8
    for line, shown in steps:
        done = CliRunner().invoke(cli, shlex.split(line), prog_name="embedarchive", standalone_mode=False)
        assert done.exception is None, (line, done.exception)
        assert done.return_value == 0, (line, done.output)
        missing = [told for told in shown if not _printed(told, done.output)]
        assert missing == [], (line, done.output)


def _printed(told: str, output: str) -> bool:
    """Whether a line was printed, one that ends in `…` as far as that."""
    lines = [line.rstrip() for line in output.splitlines()]
    return told.rstrip() in lines or (told.endswith("…") and any(line.startswith(told[:-1]) for line in lines))


def test_the_notebook_prints_what_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run anew, each cell gives the output that is kept in it; `python -m tools.docs_site.notebooks` writes it."""
    monkeypatch.chdir(notebooks.NOTEBOOK.parent)
    running = [cell for cell in notebooks.cells() if cell["cell_type"] == "code"]
    outputs = notebooks.run(map(notebooks.code, running))
    for cell, given in zip(running, outputs, strict=True):
        assert _said(cell["outputs"]) == _said(given), cell["source"]
    assert "embedarchive-card" in notebooks.page()


def _said(outputs: Any) -> list[Any]:  # noqa: ANN401 -- as nbformat has it
    """Outputs without their numbers and without the bytes of images."""
    told = [json.dumps(one.get("data", one.get("text")), ensure_ascii=False) for one in outputs]
    return [re.sub(r"data:image/[a-z]{2,5};base64,[\w+/=]{0,1000000}", "data:", each) for each in told]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of the example page."""
    folder = tmp_path_factory.mktemp("shapes") / "snapshots"
    examples = ROOT / "examples"
    with embedarchive.Archive(folder, recordings=examples / "recorded-web.warc.gz") as opened:
        list(opened.add(examples / "article.html"))
    return folder


def test_json_is_of_the_shape_that_is_described(archive: Path) -> None:
    """What each command prints, held against its schema, which is one and knows all of its fields."""
    jsonschema.Draft202012Validator.check_schema(json_shapes.shapes()["scan"])
    source, recording = str(ROOT / "examples" / "article.html"), str(ROOT / "examples" / "recorded-web.warc.gz")
    runs = {
        "scan --dry-run": ["scan", "--dry-run", source],
        "scan": ["scan", source, "--from", recording, "--archive", str(archive)],
        "list": ["list", "--archive", str(archive)],
        "list --media": ["list", "--media", "--archive", str(archive)],
        "search": ["search", "brug", "--archive", str(archive)],
        "show": ["show", "1", "--archive", str(archive)],
    }
    for name, words in runs.items():
        shape = json_shapes.shapes()[name]
        done = CliRunner().invoke(cli, [*words, "--json"], standalone_mode=False)
        assert done.stdout, (name, done.exception)
        for line in done.stdout.splitlines():
            jsonschema.Draft202012Validator(shape).validate(json.loads(line))
            assert set(json.loads(line)) <= _fields(shape), name


def test_a_vanished_post_is_told_in_the_shape_that_is_described() -> None:
    """What a watch prints and sends."""
    from embedarchive.archive.watch.watching import Vanished

    gone = Vanished(
        key="twitter:1",
        platform="twitter",
        url=None,
        status="archived",
        reason="deleted",
        gone_at="2026-09-14T08:00:00Z",
        captured_at=None,
        kept=True,
    )
    shape = json_shapes.shapes()["watch"]
    jsonschema.Draft202012Validator(shape).validate(gone.told)
    assert gone.told.keys() == _fields(shape)


def test_a_shape_refuses_what_is_none() -> None:
    """The schemas say no to a field that is missing, of another type, or with a word that there is not."""
    shape = json_shapes.shapes()["scan --dry-run"]
    done = CliRunner().invoke(cli, ["scan", "--dry-run", "--json", str(ROOT / "examples" / "article.txt")])
    told = json.loads(done.stdout)
    for wrong in (
        told | {"schema": 2},
        told | {"title": 5},
        {name: value for name, value in told.items() if name != "links"},
        told | {"embeds": [{**told["embeds"][0], "date": 3}]},
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.Draft202012Validator(shape).validate(wrong)


def _fields(shape: Any) -> set[str]:  # noqa: ANN401 -- a JSON Schema
    """Every field that an object of that shape may have."""
    inside = shape
    if "$ref" in shape:
        inside = json_shapes.shapes()["list"]["$defs"][shape["$ref"].rpartition("/")[2]]  # type: ignore[index]
    return {
        *inside.get("properties", {}),
        *(name for several in ("allOf", "anyOf") for part in inside.get(several, []) for name in _fields(part)),
    }


def test_each_table_that_is_kept_or_shown_is_told() -> None:
    """With its columns, as a new archive has them; which are erased with a person's words is said."""
    told = tables.archive_tables()
    sections = set(re.findall(r"^### `([a-z_]{1,40})`$", told, re.MULTILINE))
    assert sections >= {*PERSONAL, *PROJECTED, "events"}
    assert "| `text` | text | yes |" in told


def test_each_exit_code_has_its_row() -> None:
    """Those that the command's own page names, whole sentences and all."""
    rows = commands.exit_codes().splitlines()[2:]
    assert [row.split(" | ")[0] for row in rows] == [
        "| 0",
        "| 1",
        "| 2",
        "| 3",
        "| 4",
        "| 5",
        "| 129, 130 and 143",
        "| 141",
    ]


def test_every_variable_that_the_code_reads_is_told() -> None:
    """None is looked at that the page of settings does not name."""
    read = {
        name
        for file in (ROOT / "embedarchive").rglob("*.py")
        for name in re.findall(r"\bEMBEDARCHIVE_[A-Z]{2,30}\b", file.read_text(encoding="utf-8"))
    }
    assert {name for name in read if name not in settings.environment()} == set()
    assert len(read) > 5


PUBLIC = [(name, getattr(embedarchive, name)) for name in embedarchive.__all__]
CALLED = [
    *(pytest.param(value, id=name) for name, value in PUBLIC if inspect.isfunction(value)),
    *(
        pytest.param(value, id=f"Archive.{name}")
        for name, value in inspect.getmembers(embedarchive.Archive, inspect.isfunction)
        if not name.startswith("_")
    ),
]


@pytest.mark.parametrize("called", CALLED)
def test_a_public_call_says_what_it_takes_gives_and_raises(called: Any) -> None:  # noqa: ANN401 -- a function
    """Each parameter has a type, and where there are several a sentence; what is returned has a type."""
    signature, told = inspect.signature(called), inspect.getdoc(called) or ""
    assert told
    assert signature.return_annotation is not inspect.Signature.empty
    named = [one for name, one in signature.parameters.items() if name != "self"]
    assert all(one.annotation is not inspect.Parameter.empty for one in named)
    if len(named) > 1 and not called.__name__.endswith(("_events", "_async")) and called.__name__ != "events":
        missing = [one.name for one in named if not re.search(rf"\b{one.name}\b", told) and one.name != "filters"]
        assert missing == []


def test_every_public_name_stands_in_the_reference() -> None:
    """And has a docstring of its own."""
    page = (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")
    assert [name for name, _ in PUBLIC if f" embedarchive.{name}\n" not in page] == []
    assert [name for name, value in PUBLIC if not inspect.getdoc(value)] == []
