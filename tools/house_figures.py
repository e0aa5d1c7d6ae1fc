"""Print how the house is built, in figures: circles, rooms and their imports, lines, and what a run of the demo takes.

    python -m tools.house_figures [ROOT]

ROOT is another checkout of the project, measured by the rules of this one: what changed since is seen side by side.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.test_architecture import MAY_IMPORT, circles, graph

HERE = Path(__file__).resolve().parent.parent
DATA = {".json", ".po", ".sql", ".txt"}
DEMO = """
import json, sqlite3, sys

statements, connect = [], sqlite3.connect

def traced(*args, **named):
    connection = connect(*args, **named)
    connection.set_trace_callback(statements.append)
    return connection

sqlite3.connect = sqlite3.dbapi2.connect = traced
from embedarchive.cli import main
try:
    main(["scan", "examples/article.txt", "--from", "examples/recorded-web.warc.gz", "--archive", sys.argv[1]])
except SystemExit as end:
    assert not end.code, end.code
ours = [name for name in sys.modules if name.split(".")[0] == "embedarchive"]
with open(sys.argv[2], "w") as out:
    json.dump({"statements": statements, "modules": ours}, out)
"""


def lines(paths: Iterable[Path]) -> int:
    """The lines of these files together."""
    return sum(len(path.read_bytes().splitlines()) for path in paths)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown."""
    ruled = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, row)) + " |" for row in ruled)


def upward(edges: dict[str, set[str]]) -> list[str]:
    """The imports that the map does not allow; a room that the map does not know may import nothing but values."""
    found = []
    for module, needs in edges.items():
        room = [*module.split("."), ""][1]
        allowed = MAY_IMPORT.get(room, MAY_IMPORT["documents"]) | {room, ""}
        found += [f"{module} → {need}" for need in needs if [*need.split("."), ""][1] not in allowed]
    return sorted(found)


def rooms(package: Path, edges: dict[str, set[str]]) -> str:
    """A row for each folder: its own files, and the imports among them, out of it and into it."""
    home = {
        name: name if (package.parent / Path(*name.split("."), "__init__.py")).is_file() else name.rpartition(".")[0]
        for name in edges
    }
    files = Counter(home.values())
    arrows = Counter((home[name], home[need]) for name, needs in edges.items() for need in needs if name != need)
    rows = []
    for room in sorted(files):
        out = sum(count for (start, end), count in arrows.items() if start == room != end)
        into = sum(count for (start, end), count in arrows.items() if end == room != start)
        needed = len({end for start, end in arrows if start == room != end})
        rows.append((room.partition(".")[2] or "embedarchive", files[room], arrows[room, room], out, needed, into))
    return table(("room", "files", "arrows inside", "arrows out", "to rooms", "arrows in"), rows)


def looseness(package: Path) -> tuple[float, float]:
    """How often `Any` stands in annotations and values, and `noqa` in comments, in 1,000 lines."""
    sources = [path.read_text(encoding="utf-8") for path in package.rglob("*.py")]
    anything = sum(
        (isinstance(node, ast.Name) and node.id == "Any") or (isinstance(node, ast.Attribute) and node.attr == "Any")
        for source in sources
        for node in ast.walk(ast.parse(source))
    )
    silenced = sum(len(re.findall(r"# noqa\b", source)) for source in sources)
    thousands = sum(source.count("\n") for source in sources) / 1000
    return anything / thousands, silenced / thousands


def demo(root: Path) -> tuple[list[str], list[str]]:
    """The SQL statements that the demo's scan runs in its own process, and the modules of ours that it loads."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder, "told.json")
        subprocess.run(  # noqa: S603 -- our own command
            [sys.executable, "-c", DEMO, str(Path(folder, "archive")), str(told)],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root)},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        found = json.loads(told.read_text(encoding="utf-8"))
    return [each for each in found["statements"] if not each.startswith("--")], found["modules"]


def figures(root: Path) -> list[tuple[str, str]]:
    """What is measured, and how much it is."""
    package = root / "embedarchive"
    edges = graph(package)
    anything, silenced = looseness(package)
    statements, modules = demo(root)
    reads = sum(each.lstrip().lower().startswith(("select", "with")) for each in statements)
    data = [path for path in package.rglob("*") if path.suffix in DATA]
    shown = [path for path in package.rglob("*") if path.suffix in {".html", ".css", ".js"}]
    return [
        ("circles of imports", str(len(circles(edges)))),
        ("imports upward", str(len(upward(edges)))),
        ("modules and imports between them", f"{len(edges)} and {sum(map(len, edges.values()))}"),
        ("most files in a folder", str(max(Counter(path.parent for path in package.rglob("*.py")).values()))),
        ("`Any` in 1,000 lines", f"{anything:.1f}"),
        ("`noqa` in 1,000 lines", f"{silenced:.1f}"),
        ("lines of Python", f"{lines(package.rglob('*.py')):,}"),
        ("lines of data", f"{lines(data):,} ({sum(path.stat().st_size for path in data) // 1000:,} kB)"),
        ("lines of templates, styles and scripts", f"{lines(shown):,}"),
        ("lines of tests", f"{lines((root / 'tests').rglob('*.py')):,}"),
        ("our modules that a run of the demo loads", str(len(modules))),
        ("SQL statements of a run of the demo", f"{len(statements):,}, {reads:,} of them SELECT"),
        ("the same, told apart by their text only", f"{len(set(map(shape, statements))):,}"),
    ]


def shape(statement: str) -> str:
    """A statement without the values in it."""
    return re.sub(r"'(?:[^']|'')*'|\b[0-9]+\b", "?", statement)


def main(arguments: list[str]) -> None:
    """Print the figures of this checkout, or of the one that is named."""
    root = Path(arguments[0]).resolve() if arguments else HERE
    print(table(("measured", "figure"), figures(root)))
    print()
    print(rooms(root / "embedarchive", graph(root / "embedarchive")))


if __name__ == "__main__":
    main(sys.argv[1:])
