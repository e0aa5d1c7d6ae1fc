"""How fast the finder is: whole pages next to BeautifulSoup and to a bare parse, text next to a regular expression."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from surroundings import CORPUS, ROOT, pages
from timing import interleaved, processor, quiet, table

from embedarchive import documents, finder

ROUNDS = 5
EVERY = 6
"""Each sixth page: BeautifulSoup needs seconds for that."""

LINES = re.compile(
    r"^[>\s]*(?:—|–|--)[ \t]*(?P<name>.+?)[ \t]*\(@(?P<handle>\w{1,15})\)[ \t]*"
    r"(?P<date>\w+ \d{1,2}, \d{4}|\d{1,2}\.? \w+ \d{4})",
    re.MULTILINE,
)
"""The whole-text expression that one would write first; it knows neither broken lines nor most languages' dates."""


def ours(data: bytes) -> int:
    """Everything: decode, parse, find embeds and images, attribute them."""
    return sum(len(found.embeds) + len(found.images) for found in map(finder.scan, documents.read(data)))


def soup(data: bytes) -> int:
    """Images, frames and blockquotes of tweets with their attributes, words and links: a part of what we look for."""
    from bs4 import BeautifulSoup, XMLParsedAsHTMLWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        tree = BeautifulSoup(data, "lxml")
    found: list[Any] = []
    for image in tree.find_all(["img", "amp-img", "source"]):
        caption = image.find_parent("figure")
        found.append((dict(image.attrs), caption.get_text() if caption else ""))
    found += [dict(frame.attrs) for frame in tree.find_all(["iframe", "amp-iframe", "embed", "object"])]
    for quote in tree.find_all("blockquote", class_=True):
        links = [anchor.get("href") for anchor in quote.find_all("a")]
        found.append((quote.get("class"), quote.get_text("\n"), links))
    found += [tag.get("content") for tag in tree.find_all("meta", property=re.compile("^og:"))]
    return len(found)


def bare(data: bytes) -> Any:  # noqa: ANN401 -- a node of turbohtml
    """Decode and parse, and look at nothing."""
    import turbohtml

    return turbohtml.parse(data.decode("utf-8", "replace"), source_locations=True)


def over(work: Callable[[bytes], object], inputs: list[bytes]) -> Callable[[], float]:
    """A contestant that goes through all inputs."""

    def through() -> None:
        for data in inputs:
            work(data)

    return processor(through)


def html_pages() -> None:
    """Whole pages."""
    inputs = [page.read_bytes() for page in pages(EVERY)]
    contestants = {"embedarchive": over(ours, inputs), "turbohtml, parse only": over(bare, inputs)}
    if importlib.util.find_spec("lxml"):
        contestants["BeautifulSoup + lxml"] = over(soup, inputs)
    taken = interleaved(contestants, ROUNDS)
    size = sum(map(len, inputs)) / 1e6
    print(f"\n## Whole pages ({len(inputs)} pages, {size:.1f} MB; processor time, medians of {ROUNDS} rounds)\n")
    mine = taken["embedarchive"]
    rows = [
        (name, f"{seconds / len(inputs) * 1000:.2f}", f"{size / seconds:.1f}", f"{seconds / mine:.2f}")
        for name, seconds in taken.items()
    ]
    print(table(("what", "ms a page", "MB/s", "its time to ours"), rows))
    print("\npromised: BeautifulSoup at least 15, the bare parse at least 0.35")
    if "BeautifulSoup + lxml" not in taken:
        print("BeautifulSoup was not measured: its parser lxml is missing (pip install -e '.[bench]')")


def text_files() -> None:
    """Attribution lines, and everything, in plain text."""
    from embedarchive.finder.text import attributions

    inputs = [file.read_bytes() for file in sorted((CORPUS / "text").glob("trafilatura_*/*"))]
    texts = [data.decode("utf-8", "replace") for data in inputs]
    counts = [
        sum(len(list(LINES.finditer(text))) for text in texts),
        sum(len(attributions.find(text)) for text in texts),
    ]

    def through(work: Callable[[str], object]) -> Callable[[], float]:
        return processor(lambda: [work(text) for text in texts])

    taken = interleaved(
        {
            "regular expression": through(lambda text: list(LINES.finditer(text))),
            "attributions.find": through(attributions.find),
            "embedarchive, everything": over(ours, inputs),
        },
        ROUNDS,
    )
    size = sum(map(len, inputs)) / 1e6
    print(f"\n## Text ({len(inputs)} files, {size:.1f} MB; processor time, medians of {ROUNDS} rounds)\n")
    found = {"regular expression": counts[0], "attributions.find": counts[1]}
    mine = taken["attributions.find"]
    rows = [
        (name, f"{size / seconds:.1f}", f"{seconds / mine:.2f}", found.get(name, "")) for name, seconds in taken.items()
    ]
    print(table(("what", "MB/s", "its time to attributions.find", "lines found"), rows))
    print("\npromised: the regular expression at least 3")


def memory() -> None:
    """The most memory that a process ever had, after some pages and after many more."""
    code = (
        "import resource, sys\nfrom pathlib import Path\nfrom embedarchive import documents, finder\n"
        "for name in sys.stdin.read().split('\\n'):\n"
        "    for document in documents.read(Path(name).read_bytes()): finder.scan(document)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    largest = max(pages(), key=lambda page: page.stat().st_size)
    rows = []
    for every in (8, 4, 1):
        names = "\n".join(map(str, [largest, *pages(every)]))
        run = subprocess.run(
            [sys.executable, "-c", code], input=names, capture_output=True, text=True, check=True, cwd=ROOT, env=quiet()
        )
        unit = 1 if sys.platform == "darwin" else 1024
        rows.append((names.count("\n") + 1, f"{int(run.stdout) * unit / 1e6:.0f}"))
    print("\n## Memory (one process, the largest page first)\n")
    print(table(("pages", "most MB"), rows))


def main() -> None:
    """Print the tables."""
    if not CORPUS.exists():
        print(f"\n## Speed of the finder: not measured, the pages are not on this machine ({Path(CORPUS).name}/)")
        return
    html_pages()
    text_files()
    memory()


if __name__ == "__main__":
    main()
