"""How well images are found: 40, 40, 129 and 30 pages of the corpus, drawn at random and labelled by eye.

The labels name for each page the images that a reader of its article sees. They are by readers who had not seen what
the finder finds, page by page, under the rules in README.md. With the settled set (`image-labels.json`), the second
(`image-labels-second.json`) and the third (`image-labels-third.json`) the finder was mended; the further set
(`image-labels-further.json`) is of other publishers and only measures: what goes wrong there is printed with `FAULTS=1`
alone, lest the finder be tuned on it. Two addresses are the same image when they are renditions of one (another size,
another format).
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from surroundings import CORPUS
from timing import table

from embedarchive import documents, finder
from embedarchive.finder.images import originals

SETTLED = Path(__file__).with_name("image-labels.json")
SECOND = Path(__file__).with_name("image-labels-second.json")
THIRD = Path(__file__).with_name("image-labels-third.json")
FURTHER = Path(__file__).with_name("image-labels-further.json")


def main() -> None:
    """Print for each set of labels how well its images are found."""
    print("\n## Images (pages labelled by hand)")
    if not CORPUS.exists():
        print("\nnot measured, the pages are not on this machine")
        return
    print("\nThe settled set, which the finder was mended by:\n")
    measure(SETTLED, with_faults=True)
    print("\nThe second set, labelled before the finder was run on it, which it was then mended by:\n")
    measure(SECOND, with_faults=True)
    print("\nThe third set, labelled blind too, of pages that it had been shown before, which it was then mended by:\n")
    measure(THIRD, with_faults=True)
    print("\nThe further set, labelled without the finder, never tuned on:\n")
    measure(FURTHER, with_faults=os.environ.get("FAULTS") == "1")
    print("\npromised: recall 0.97, precision 0.95")


def measure(path: Path, *, with_faults: bool) -> None:
    """Print recall and precision under the labels of this file and, if wanted, what went wrong on which page."""
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
    if faults and with_faults:
        print("\n" + table(("fault", "page", "image"), faults))


if __name__ == "__main__":
    main()
