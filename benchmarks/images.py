"""How well images are found: 40, 40, 129, 30 and 27 pages of the corpus, drawn at random and labelled by eye.

The labels name for each page the images that a reader of its article sees. They are by readers who had not seen what
the finder finds, page by page, under the rules in README.md. By each set the finder was mended once it had been
measured on it; what it had been on the last three before that, README.md tells: those figures, not the ones printed
here, are what to expect of pages that nobody has looked at. Two addresses are the same image when they are renditions
of one (another size, another format).
"""

from __future__ import annotations

import json
from pathlib import Path

from surroundings import CORPUS
from timing import table

from embedarchive import documents, finder
from embedarchive.finder.images import originals

HERE = Path(__file__).parent
SETS = (
    ("image-labels.json", "The settled set, which the finder was mended by"),
    ("image-labels-second.json", "The second set, which it was then mended by"),
    ("image-labels-third.json", "The third set, of pages that it had been shown before"),
    (
        "image-labels-further.json",
        "The further set, for long only measured, then mended by",
    ),
    ("image-labels-fourth.json", "The fourth set, labelled and measured once after that, then mended by"),
)


def main() -> None:
    """Print for each set of labels how well its images are found."""
    print("\n## Images (pages labelled by hand)")
    if not CORPUS.exists():
        print("\nnot measured, the pages are not on this machine")
        return
    for name, said in SETS:
        print(f"\n{said}:\n")
        measure(HERE / name)
    print("\npromised: recall 0.97, precision 0.95; what each set gave before the finder was mended by it: README.md")


def measure(path: Path) -> None:
    """Print recall and precision under the labels of this file, and what went wrong on which page."""
    labels: dict[str, list[str]] = json.loads(path.read_text(encoding="utf-8"))
    hits = wanted = found = 0
    faults: list[tuple[str, str, str]] = []
    for name, urls in labels.items():
        scan = finder.scan(documents.load(CORPUS / "pages" / name))
        truth = {originals.identity(url) for url in urls}
        given = {originals.identity(image.url) for image in scan.images}
        hits, wanted, found = hits + len(truth & given), wanted + len(truth), found + len(given)
        faults += [("missed", name[:50], identity[-80:]) for identity in sorted(truth - given)]
        faults += [("wrong", name[:50], identity[-80:]) for identity in sorted(given - truth)]
    shares = (f"{hits / max(1, wanted):.3f}", f"{hits / max(1, found):.3f}")
    print(table(("pages", "images", "recall", "precision"), [(len(labels), wanted, *shares)]))
    if faults:
        print("\n" + table(("fault", "page", "image"), faults))


if __name__ == "__main__":
    main()
