"""The map of docs/architecture.md, held against the imports."""

from __future__ import annotations

import ast
import functools
import importlib
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from pathlib import Path

import pytest

import embedarchive

PACKAGE = Path(embedarchive.__file__).parent
VALUES = {
    "urls",
    "model",
    "errors",
    "patterns",
    "version",
    "package_data",
    "signatures",
    "own_interpreter",
    "long_work",
}
MAY_IMPORT = {
    "urls": {"model", "errors", "patterns"},
    "model": set[str](),
    "errors": set[str](),
    "patterns": set[str](),
    "package_data": set[str](),
    "signatures": {"patterns"},
    "version": set[str](),
    "own_interpreter": set[str](),
    "long_work": set[str](),
    "documents": VALUES,
    "protocols": VALUES,
    "platforms": VALUES | {"protocols"},
    "finder": VALUES | {"documents", "platforms", "protocols"},
    "web": VALUES,
    "evidence": VALUES,
    "store": VALUES,
    "media": VALUES,
    "exports": VALUES | {"finder", "documents", "platforms", "web", "store", "media", "evidence"},
    "archive": VALUES | {"finder", "documents", "platforms", "web", "store", "media", "exports", "evidence"},
    "cli": VALUES | {"archive", "exports", "finder", "documents", "platforms", "web", "store", "datasette_plugin"},
    "crawl": VALUES | {"archive"},
    "datasette_plugin": VALUES | {"archive", "finder", "documents", "platforms", "exports", "store"},
    "": VALUES | {"archive", "finder", "documents"},
    "__main__": {"cli"},
}
OWNERS = {  # a library with one home
    "sqlite_utils": {"store"},
    "sqlite3": {"store", "datasette_plugin"},
    "PIL": {"media"},
    "pi_heif": {"media"},
    "httpx": {"web"},
    "httpcore": {"web"},
    "socket": {"web"},
    "warcio": {"web", "exports"},
    "hyperscan": {"finder"},
    "isal": {"web"},
    "bs4": {"platforms", "protocols", "documents"},
    "turbohtml": {"documents", "finder"},
    "rich": {"cli"},
    "click": {"cli"},
    "cryptography": {"evidence"},
    "rfc3161_client": {"evidence"},
    "opentimestamps": {"evidence"},
    "obstore": {"exports"},
    "datasette": {"datasette_plugin", "cli"},
}
PURE = {"documents", "evidence", "finder", "platforms", "protocols", *VALUES}
IMPURE_MODULES = {
    "socket",
    "logging",
    "time",
    "subprocess",
    "tempfile",
    "shutil",
    "random",
    "secrets",
    "urllib.request",
}
SQL = re.compile(r"\bselect\b.{1,200}\bfrom\b|\b(?:from|join) [a-z_]{3,20} where\b", re.IGNORECASE | re.DOTALL)
HEAVY = {"httpx", "PIL", "sqlite_utils", "sqlite3", "bs4", "turbohtml", "rich", "asyncio", "datasette"}


def _room(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return "" if parts == ("__init__",) else parts[0]


@functools.cache
def _nodes(path: Path) -> tuple[ast.AST, ...]:
    """All that a file is made of; it is parsed once for all tests."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


@functools.cache
def _imports(path: Path) -> tuple[tuple[str, int], ...]:
    """Every module that a file imports, late imports and those for types included, with the line."""
    found = list[tuple[str, int]]()
    for node in _nodes(path):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the map"
            ours = node.module == "embedarchive"
            names = [f"embedarchive.{alias.name}" for alias in node.names] if ours else [str(node.module)]
            found += [(name, node.lineno) for name in names]
    return tuple(found)


MODULES = sorted(PACKAGE.rglob("*.py"))


def graph(package: Path) -> dict[str, set[str]]:
    """Every module of ours below a folder, and those that it imports: late imports and those for types included."""
    paths = {
        ".".join(("embedarchive", *path.relative_to(package).with_suffix("").parts)).removesuffix(".__init__"): path
        for path in package.rglob("*.py")
    }
    return {name: _needs(path, paths.keys()) for name, path in paths.items()}


def _needs(path: Path, names: AbstractSet[str]) -> set[str]:
    found = set()
    for node in _nodes(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in names else str(node.module) for name in inside}
    return found & names


@functools.cache
def imports() -> dict[str, set[str]]:
    """The graph of the package, made when it is first asked for: who only collects tests parses nothing."""
    return graph(PACKAGE)


def circles(edges: Mapping[str, AbstractSet[str]]) -> list[list[str]]:
    """Groups of names that need one another, each on some way."""
    edges = _without_ends(edges)
    reached = {name: _reached(name, edges) for name in edges}
    groups = {frozenset(other for other in reached[name] if name in reached.get(other, ())) for name in edges}
    return sorted(sorted(group) for group in groups if group)


def _without_ends(edges: Mapping[str, AbstractSet[str]]) -> Mapping[str, AbstractSet[str]]:
    """What is left when who needs nobody is left out, again and again: circles, and what leads to them."""
    while ends := {name for name, needs in edges.items() if not (needs - {name}) & edges.keys()}:
        edges = {name: needs for name, needs in edges.items() if name not in ends}
    return edges


def _reached(name: str, edges: Mapping[str, AbstractSet[str]]) -> set[str]:
    """The names that are needed by one, itself only if it is among them."""
    found: set[str] = set()
    left = set(edges[name]) - {name}
    while left:
        found |= left
        left = {need for each in left for need in edges.get(each, ()) if need != each} - found
    return found


def test_no_module_needs_itself() -> None:
    """No circles: what imports another, late or for a type only, is never imported by it on any way."""
    assert circles(imports()) == []


def test_a_circle_is_told_with_those_that_are_in_it_only() -> None:
    """Two circles are two, and what needs one or is needed by one is in none."""
    edges = {"a": {"b"}, "b": {"a", "c"}, "c": {"d", "c"}, "d": {"e"}, "e": {"f"}, "f": {"d", "g"}, "g": set[str]()}
    assert circles(edges) == [["a", "b"], ["d", "e", "f"]]


@pytest.mark.parametrize("room", ["", ".archive", ".finder", ".finder.text", ".platforms", ".protocols"])
def test_rooms_side_by_side_are_no_circle(room: str) -> None:
    """What stands beside one another in a room (modules, and rooms taken as a whole) needs no circle either."""
    name = f"embedarchive{room}"
    depth = name.count(".") + 1
    edges: dict[str, set[str]] = defaultdict(set)
    for module, needs in imports().items():
        if module.startswith(f"{name}."):
            beside = {need.split(".")[depth] for need in needs if need.startswith(f"{name}.")}
            edges[module.split(".")[depth]] |= beside
    assert circles(edges) == []


def test_imports_point_down() -> None:
    """A room imports itself and what lies below it, and a library with one home is imported only there."""
    wrong = list[str]()
    for path in MODULES:
        room = _room(path)
        for name, line in _imports(path):
            top, _, rest = name.partition(".")
            target = rest.partition(".")[0]
            if top == "embedarchive" and target != room and target not in MAY_IMPORT[room]:
                wrong.append(f"{path}:{line} imports {name}")
            homes = [OWNERS[library] for library in (name, top) if library in OWNERS]
            wrong += [f"{path}:{line} imports {name}, whose home is {home}" for home in homes if room not in home]
    assert wrong == []


def test_the_website_takes_nothing_of_the_store_but_its_queries() -> None:
    """It reads over Datasette's connections: of the store it needs the questions, and the codec for what they find."""
    taken = {need for name, needs in imports().items() if ".datasette_plugin" in name for need in needs}
    others = {need for need in taken if need.startswith("embedarchive.store")} - {"embedarchive.store.codec"}
    assert others
    assert all(need.startswith("embedarchive.store.queries") for need in others), others


def test_the_website_writes_in_one_way() -> None:
    """What readers say goes through the library's writer, from one page; nothing else of the website needs it."""
    taken = {
        (name, need)
        for name, needs in imports().items()
        for need in needs
        if ".datasette_plugin" in name and need.startswith("embedarchive.archive")
    }
    assert {name for name, _ in taken} == {"embedarchive.datasette_plugin.pages.annotations"}
    assert {need for _, need in taken} <= {"embedarchive.archive", "embedarchive.archive.annotation_log"}


@pytest.mark.parametrize("room", ["datasette_plugin", "cli"])
def test_sql_stands_in_one_room(room: str) -> None:
    """No question to the archive's tables is written on a page or in a command: they are `store.queries`."""
    for path in (PACKAGE / room).rglob("*.py"):
        for node in _nodes(path):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found = SQL.search(node.value)
                assert not found, f"{path}:{node.lineno}: {node.value}"


CLOCKS_AND_ENVIRONMENT = {
    "os.environ",
    "os.getenv",
    "datetime.now",
    "dt.datetime.now",
    "date.today",
    "dt.date.today",
}


def test_pure_rooms_touch_nothing() -> None:
    """No file, socket, clock, environment or log below the line."""
    wrong = list[str]()
    for path in [each for each in MODULES if _room(each) in PURE]:
        wrong += [f"{path}:{line} imports {name}" for name, line in _imports(path) if name in IMPURE_MODULES]
        for node in _nodes(path):
            if isinstance(node, ast.Attribute) and ast.unparse(node) in CLOCKS_AND_ENVIRONMENT:
                wrong.append(f"{path}:{node.lineno} reads {ast.unparse(node)}")
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                called = node.func.id
                wrong += [f"{path}:{node.lineno} calls {called}"] if called in {"open", "print", "input"} else []
    assert wrong == []


def _loaded_after(code: str) -> set[str]:
    program = f"import sys\n{code}\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize(
    ("code", "allowed"),
    [
        ("import embedarchive", set[str]()),
        ("from embedarchive.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass", set[str]()),
        ("import embedarchive; embedarchive.scan('So it is. — Jane (@jane) November 11, 2022')", set[str]()),
    ],
    ids=["import", "help", "scan of a text"],
)
def test_heavy_modules_wait_until_they_are_used(code: str, allowed: set[str]) -> None:
    """Start-up stays instant: what is heavy is loaded by what needs it."""
    assert _loaded_after(code) & HEAVY <= allowed


def test_a_dry_run_of_a_text_loads_what_a_text_needs(tmp_path: Path) -> None:
    """Neither the platforms, nor what a fetch needs, nor the standard library's slow corners."""
    article = tmp_path / "article.txt"
    article.write_text("So it is. pic.twitter.com/AbCdEfGh12\n— Jane (@jane) November 11, 2022\n", encoding="utf-8")
    loaded = _loaded_after(
        "from embedarchive.cli import main\n"
        f"try: main(['scan', '--dry-run', {str(article)!r}])\n"
        "except SystemExit as end: assert end.code == 0"
    )
    unwanted = {"model.answers", "platforms.twitter", "protocols.declaring.platform", "finder.page.readable"}
    assert not loaded & {"importlib.metadata", "pkgutil", "shutil", *(f"embedarchive.{name}" for name in unwanted)}


def test_public_names() -> None:
    """`__all__` is sorted, complete and resolvable."""
    assert list(embedarchive.__all__) == sorted(embedarchive.__all__)
    for name in embedarchive.__all__:
        assert getattr(embedarchive, name) is not None
    assert set(embedarchive.__all__) <= set(dir(embedarchive))


@pytest.mark.parametrize("room", sorted({_room(path) for path in MODULES if path.name == "__init__.py"} - {""}))
def test_what_a_room_offers_is_there(room: str) -> None:
    """Also what is loaded only when somebody asks for it: a module may have been given another name since."""
    offered = importlib.import_module(f"embedarchive.{room}")
    for name in getattr(offered, "__all__", ()):
        assert getattr(offered, name) is not None


STILL_NAMED = {
    "finder/images/exclusions.py": {"facebook", "pinterest"},  # its pixel; cards that are there to be pinned
    "finder/images/cards.py": {"pinterest"},
    "finder/text/extent/clues.py": {"getty"},  # the agency in a photograph's credit
}
"""What is not in the catalogue yet; when one is mended, the test fails: take it off the list."""


def test_no_platform_is_named_outside_of_the_catalogue() -> None:
    """What is known of one platform stands in its module: no string elsewhere is its name or its example's host."""
    from embedarchive import platforms

    names = {word for each in platforms.catalogue().values() for word in (each.name, *each.aliases)} - {"x"}
    rooms = {"archive", "datasette_plugin", "documents", "exports", "finder", "store", "web"}
    named = defaultdict[str, set[str]](set)
    for path in [each for each in MODULES if _room(each) in rooms]:
        for node in _nodes(path):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in names:
                named[path.relative_to(PACKAGE).as_posix()].add(node.value)
    assert named == STILL_NAMED
