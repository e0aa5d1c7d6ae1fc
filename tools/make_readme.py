"""Write into README.md, docs/sources.md and docs/testing.md what is made, not written.

The demo's output, the tables of platforms and their sources, the lists of tests.


python tools/make_readme.py            # the table and the lists
python tools/make_readme.py --demo     # the demo's output, too; runs the demo
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

from embedarchive import platforms

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
SOURCES = ROOT / "docs" / "sources.md"
TESTING = ROOT / "docs" / "testing.md"


def shapes(name: str) -> str:
    """How many cases there are for a platform's answers, by where their shape comes from."""
    found = (ROOT / "tests" / "platforms" / name).glob("*/answers.json")
    counts = Counter(json.loads(path.read_text(encoding="utf-8"))["shape"] for path in found)
    return ", ".join(f"{count} {shape}" for shape, count in sorted(counts.items()))


def platform_table() -> str:
    """A row for each platform: where it is found, how it is captured, what its tests rest on."""
    rows = ["| platform | found in markup | found in plain text | captured | cases, by where their shape comes from |"]
    rows.append("|---|---|---|---|---|")
    for name, platform in sorted(platforms.catalogue().items()):
        marks = ["yes" if known else "" for known in (platform.markup, platform.fallback)]
        rows.append(f"| {name} | {marks[0] or 'by its URLs'} | {marks[1]} | {platform.captured} | {shapes(name)} |")
    return "\n".join(rows)


def sources_table() -> str:
    """A row for each source of each platform, in the order in which they are asked."""
    rows = ["| platform | source | asked at | gives | shape | last checked |", "|---|---|---|---|---|---|"]
    for name, platform in sorted(platforms.catalogue().items()):
        for place, source in enumerate(platform.sources, 1):
            address = source.url.partition("?")[0].removeprefix("https://").replace("{url}", "the post's own address")
            where = f"`{address}`" if source.url else "nobody"
            asked = f"{where}, when `--third-party` names it" if source.opt_in else where
            rows.append(
                f"| {name} | {place}. {source.name} | {asked} | {source.gives} | {source.shape} | {source.checked} |"
            )
    return "\n".join(rows)


def demo_output() -> str:
    """What the demo prints."""
    words = [sys.executable, "examples/demo.py", "demo-archive"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 -- our own script
    return f"```\n{done.stdout.rstrip()}\n```"


def between(text: str, name: str, content: str) -> str:
    """The text with what stands between two marks replaced."""
    before, start, rest = text.partition(f"<!-- {name} -->\n")
    _, end, after = rest.partition(f"<!-- /{name} -->")
    return f"{before}{start}{content}\n{end}{after}"


def by_promise() -> dict[str, set[str]]:
    """Each number that tests are named after (`test_h10_…`), with those tests."""
    numbers: dict[str, set[str]] = defaultdict(set)
    for file in (ROOT / "tests").rglob("test_*.py"):
        for name, ids in re.findall(r"def (test_((?:[a-z]\d{1,2}_){1,4})\w+)\(", file.read_text(encoding="utf-8")):
            for number in ids.strip("_").split("_"):
                numbers[number.upper()].add(name)
    return numbers


def testing_page(page: str) -> str:
    """The page of promises with the tests of each, as they are named now."""
    for number, names in by_promise().items():
        tests = ", ".join(f"`{name}`" for name in sorted(names))
        page = re.sub(rf"(?m)^(\*\*{number}\*\* .{{1,600}}?\. Tests: )`.*`\.", rf"\g<1>{tests}.", page)
    return page


def main(arguments: list[str]) -> None:
    """Write both."""
    TESTING.write_text(testing_page(TESTING.read_text(encoding="utf-8")), encoding="utf-8")
    text = between(README.read_text(encoding="utf-8"), "platforms", platform_table())
    if "--demo" in arguments:
        text = between(text, "demo", demo_output())
    README.write_text(text, encoding="utf-8")
    SOURCES.write_text(between(SOURCES.read_text(encoding="utf-8"), "sources", sources_table()), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
