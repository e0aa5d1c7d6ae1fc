"""How well images are found: 40 pages of the corpus, drawn at random and labelled by eye.

    python benchmarks/images.py [../shared/corpus/pages]

The labels (`image-labels.json`) name for each page the images that a reader of its article sees. Two addresses are the
same image when they are renditions of one (another size, another format). Pages of other publishers are scored elsewhere.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from embedarchive import documents, finder
from embedarchive.finder.images import originals

LABELS = Path(__file__).with_name("image-labels.json")


def main() -> None:
    """Print recall and precision, and what went wrong on which page."""
    pages = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/corpus/pages")
    labels: dict[str, list[str]] = json.loads(LABELS.read_text(encoding="utf-8"))
    hits = wanted = found = 0
    for name, urls in labels.items():
        scan = finder.scan(documents.load(pages / name))
        truth = {originals.identity(url) for url in urls}
        given = {originals.identity(image.url) for image in scan.images}
        hits, wanted, found = hits + len(truth & given), wanted + len(truth), found + len(given)
        for word, wrong in (("missed", truth - given), ("wrong", given - truth)):
            for identity in sorted(wrong):
                print(f"{word:7} {name[:50]:50} {identity[-80:]}")
    print(f"{len(labels)} pages, {wanted} images: recall {hits / wanted:.3f}, precision {hits / found:.3f}")


if __name__ == "__main__":
    main()
