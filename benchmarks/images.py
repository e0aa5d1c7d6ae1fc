"""How well images are found: 40 pages of the corpus, drawn at random and labelled by eye.

The labels (`image-labels.json`) name for each page the images that a reader of its article sees. They are by a reader
who had seen neither the finder nor what it finds, page by page, under the rules in README.md; where an earlier set of
labels said otherwise, the page was looked at again and the difference decided for a reason. Two addresses are the same
image when they are renditions of one (another size, another format).
"""

from __future__ import annotations

import json
from pathlib import Path

from surroundings import CORPUS
from timing import table

from embedarchive import documents, finder
from embedarchive.finder.images import originals

LABELS = Path(__file__).with_name("image-labels.json")


def main() -> None:
    """Print recall and precision, and what went wrong on which page."""
    print("\n## Images (pages labelled by hand)\n")
    if not CORPUS.exists():
        print("not measured, the pages are not on this machine")
        return
    labels: dict[str, list[str]] = json.loads(LABELS.read_text(encoding="utf-8"))
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
    print("\npromised: recall 0.97, precision 0.95")
    if faults:
        print("\n" + table(("fault", "page", "image"), faults))


if __name__ == "__main__":
    main()
