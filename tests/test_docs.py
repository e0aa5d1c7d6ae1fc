"""What the documentation shows is true: commands run, tables are those of the code, links lead somewhere."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import commands
import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")])


def tool(name: str) -> ModuleType:
    """A script from `tools/`, as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_of_platforms_is_that_of_the_code() -> None:
    """`python tools/make_readme.py` writes it."""
    assert tool("make_readme").platform_table() in README, "run: python tools/make_readme.py"


def test_the_table_of_sources_is_what_platforms_declare() -> None:
    """Each source in its order, with what it gives, its evidence and its day; the same command writes it."""
    table = tool("make_readme").sources_table()
    assert f"<!-- sources -->\n{table}\n<!-- /sources -->" in (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")


def test_the_demo_prints_what_the_readme_shows(tmp_path: Path) -> None:
    """But for the order in which answers come, and the folder's name."""
    shown = re.search(r"<!-- demo -->\n```\n(.*?)\n```\n<!-- /demo -->", README, re.DOTALL)
    assert shown
    folder = tmp_path / "demo-archive"
    command = [sys.executable, "examples/demo.py", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    printed = done.stdout.replace(str(folder), "demo-archive")
    assert sorted(printed.rstrip().splitlines()) == sorted(shown[1].splitlines())


def test_the_ten_lines_run_as_printed(tmp_path: Path) -> None:
    """The library's example, also inside a running loop, where other tasks keep running."""
    code = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert code
    article = (ROOT / "examples" / "article.txt").read_text(encoding="utf-8")
    (tmp_path / "article.txt").write_text(article, encoding="utf-8")
    indented = "".join(f"    {line}\n" for line in code[1].splitlines())
    loop = f"import asyncio\nasync def main():\n{indented}asyncio.run(main())\n"
    for program in (code[1], loop):
        done = commands.run_text(program=program, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert "tlindq_reports 2026-09-12" in done.stdout
        assert "Coordinates(latitude=51.8834722, longitude=4.63975" in done.stdout
        assert done.stdout.count("pending dns") == 5


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    """Relative links name files that are there, and headings that are in them."""
    for target, part in re.findall(r"\]\(([^)#\s]{0,200})(?:#([^)]{1,100}))?\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http://", "https://")):
            named = page.parent / target if target else page
            assert named.exists(), target
            assert not part or named.suffix != ".md" or has_heading(named, part), f"{target}#{part}"


def has_heading(page: Path, anchor: str) -> bool:
    """Whether a page has a heading of that name. What is made of the code when it is built, the build itself checks."""
    return anchor in anchors(page) or "<!-- made: " in page.read_text(encoding="utf-8")


def anchors(page: Path) -> set[str]:
    """What code hosts call the headings of a page: small letters, blanks as dashes, no other signs."""
    text = re.sub(r"^```.{1,20000}?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#{1,6} (.{1,200})$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_scan_twice_and_after_the_finder() -> None:
    """`embedarchive.scan` is a function and stays one."""
    import embedarchive
    import embedarchive.finder

    text = "So it is. — Jane (@jane) November 11, 2022"
    assert embedarchive.scan(text) == embedarchive.scan(text)
    assert embedarchive.finder is not None
    assert embedarchive.scan(text.encode()).embeds[0].handle == "jane"


def test_version_and_changelog_agree() -> None:
    """What is unreleased comes first, then a section for each version, the newest first; this one has its own."""
    import tomllib

    import embedarchive

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == embedarchive.__version__
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    first, *versions = re.findall(r"^## (\S+)", changes, re.MULTILINE)
    assert first == "Unreleased"
    assert versions[0] == embedarchive.__version__
    numbers = [tuple(map(int, version.split("."))) for version in versions]
    assert numbers == sorted(set(numbers), reverse=True)


def test_the_page_about_what_is_read_names_every_ending() -> None:
    """And its plan of a watch is one that is understood."""
    import tempfile

    from embedarchive.archive.articles.folders import ARTICLE_ENDINGS
    from embedarchive.archive.watch import schedule

    page = (ROOT / "docs" / "inputs.md").read_text(encoding="utf-8")
    told = page.partition("Endings that are looked at")[2].partition("\n\n")[0]
    assert set(re.findall(r"`(\.[a-z]{1,12})`", told)) == ARTICLE_ENDINGS
    plan = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert plan
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "watch.toml")
        file.write_text(plan[1], encoding="utf-8")
        assert len(schedule.read(file).sources) == 5


def test_where_a_line_belongs_is_where_it_stands() -> None:
    """Every module that the map of rooms names is there, in the room that is said to hold it."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = text.partition("## Where a line belongs")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([a-z_/]+/)` \| (.+) \|$", table, re.MULTILINE)
    missing = [
        f"{room}{name}"
        for room, told in rows
        for name in re.findall(r"`([a-z_/]+)`", told)
        if not any((ROOT / "embedarchive" / room / f"{name.rstrip('/')}{ending}").exists() for ending in (".py", ""))
    ]
    assert len(rows) > 15
    assert missing == []
