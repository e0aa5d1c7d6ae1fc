"""How fast the finder is: whole pages next to BeautifulSoup and to a bare parse, text next to a regular expression."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
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
"""The expression that one would write first: it wants the attribution on a line of its own."""

ANYWHERE = re.compile(
    r"""
    (?:—|–|―|--|-) [ \t]{0,3} (?P<name>[^\n]{1,60}?) [ \t]{0,3} \( @(?P<handle>[\w.\\]{1,80}) \) [ \t]{0,3} \[?
    (?P<date> [^\W\d_]{1,12}\.?[ ]\d{1,2},[ ]\d{4} | \d{1,2}\.?[ ](?:de[ ])?[^\W\d_]{1,12}\.?,?[ ](?:de[ ])?\d{4} )
    """,
    re.VERBOSE,
)
"""One that also finds what stands glued to the post's words: nearly the lines that we find, without reading the day."""


def ours(data: bytes) -> tuple[int, int]:
    """Everything: decode, parse, find embeds, images and links, attribute them; how many of the first two there are."""
    scans = [finder.scan(document) for document in documents.read(data)]
    return sum(len(found.embeds) for found in scans), sum(len(found.images) for found in scans)


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
    work: dict[str, Callable[[bytes], object]] = {
        "embedarchive: embeds, images, links": ours,
        "turbohtml: parse only, with places": bare,
    }
    if importlib.util.find_spec("lxml"):
        import soup

        work["BeautifulSoup + lxml: the same"] = soup.same
        work["BeautifulSoup + lxml: images, frames, blockquotes"] = soup.part
        work["BeautifulSoup + lxml: parse only"] = soup.parse
    taken = interleaved({name: over(each, inputs) for name, each in work.items()}, ROUNDS)
    size = sum(map(len, inputs)) / 1e6
    print(f"\n## Whole pages ({len(inputs)} pages, {size:.1f} MB; processor time, medians of {ROUNDS} rounds)\n")
    mine = taken["embedarchive: embeds, images, links"]
    rows = []
    for name, seconds in taken.items():
        found = [counts for data in inputs if isinstance(counts := work[name](data), tuple)]
        embeds, images = (sum(each) for each in zip(*found, strict=True)) if found else ("", "")
        pace = (f"{seconds / len(inputs) * 1000:.2f}", f"{size / seconds:.1f}", f"{seconds / mine:.2f}")
        rows.append((name, *pace, embeds, images))
    print(table(("what", "ms a page", "MB/s", "its time to ours", "embeds", "images"), rows))
    print("\npromised: BeautifulSoup doing the same at least 15, the bare parse at least 0.35")
    print("the counts are of places looked at by a peer, of embeds and images by us: they say what each has done")
    if len(work) == 2:
        print("BeautifulSoup was not measured: its parser lxml is missing (pip install -e '.[bench]')")


def text_files() -> None:
    """Attribution lines, and everything, in plain text."""
    from embedarchive.finder.text.attribution import attributions

    inputs = [file.read_bytes() for file in sorted((CORPUS / "text").glob("trafilatura_*/*"))]
    texts = [data.decode("utf-8", "replace") for data in inputs]

    def handles(pattern: re.Pattern[str], text: str) -> list[str]:
        return [found["handle"].replace("\\", "") for found in pattern.finditer(text)]

    ours_of = {text: [item.handle for item in attributions.find(text)] for text in texts}
    counts = [sum(len(handles(pattern, text)) for text in texts) for pattern in (LINES, ANYWHERE)]
    counts.append(sum(len(ours_of[text]) for text in texts))
    # Only where the better expression and we find the same can the two be compared.
    same = [text for text in texts if handles(ANYWHERE, text) == ours_of[text]]

    def through(work: Callable[[str], object]) -> Callable[[], float]:
        return processor(lambda: [work(text) for text in same])

    taken = interleaved(
        {
            "expression for lines": through(lambda text: list(LINES.finditer(text))),
            "expression for the same": through(lambda text: list(ANYWHERE.finditer(text))),
            "attributions.find": through(attributions.find),
            "embedarchive, everything": over(ours, [text.encode() for text in same]),
        },
        ROUNDS,
    )
    size = sum(len(text.encode()) for text in same) / 1e6
    print(f"\n## Text ({len(same)} of {len(texts)} files, {size:.1f} MB; processor time, medians of {ROUNDS} rounds)\n")
    found = dict(zip(("expression for lines", "expression for the same", "attributions.find"), counts, strict=True))
    mine = taken["attributions.find"]
    rows = [
        (name, f"{size / seconds:.1f}", f"{seconds / mine:.2f}", found.get(name, "")) for name, seconds in taken.items()
    ]
    print(table(("what", "MB/s", "its time to attributions.find", "lines found in all"), rows))
    print("\npromised: the expression for the same lines at least 3")


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
