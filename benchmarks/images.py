"""How well images are found: pages drawn at random or of other projects' tests, and labelled by eye.

The labels name for each page the images that a reader of its article sees, by the rules in README.md; what begins with
a question mark may as well be found as not. Each set was labelled before the finder was run on it, and the finder was
mended by it afterwards: what it had been before, README.md tells, and those figures, not the ones printed here, are
what to expect of pages that nobody has looked at. Two addresses are the same image when they are renditions of one
(another size, another format); where addresses cannot tell, a label is a list of all that the page gives for one image.

Pages of other projects' tests are measured where their folders are given: `images.py omnivore=FOLDER mozilla=FOLDER
postlight=FOLDER`, each with a page, or a folder a page and the page in it as `source.html`; and `sixth=FOLDER
seventh=FOLDER eighth=FOLDER ninth=FOLDER tenth=FOLDER eleventh=FOLDER twelfth=FOLDER
thirteenth=FOLDER fourteenth=FOLDER fifteenth=FOLDER sixteenth=FOLDER seventeenth=FOLDER
eighteenth=FOLDER`, where several projects stand in folders of their own (README.md).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin

from surroundings import CORPUS
from timing import table

from embedarchive import documents, finder
from embedarchive.finder.images import originals

Label = str | list[str]
"""An image by its address, or by several that the page gives for it, the first with the question mark, if any."""
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
    ("image-labels-fifth.json", "Pages and Markdown of the second corpus"),
)
ELSEWHERE = {
    "omnivore": "image-labels-omnivore.json",
    "mozilla": "image-labels-mozilla.json",
    "postlight": "image-labels-postlight.json",
    "sixth": "image-labels-sixth.json",
    "seventh": "image-labels-seventh.json",
    "eighth": "image-labels-eighth.json",
    "ninth": "image-labels-ninth.json",
    "tenth": "image-labels-tenth.json",
    "eleventh": "image-labels-eleventh.json",
    "twelfth": "image-labels-twelfth.json",
    "thirteenth": "image-labels-thirteenth.json",
    "fourteenth": "image-labels-fourteenth.json",
    "fifteenth": "image-labels-fifteenth.json",
    "sixteenth": "image-labels-sixteenth.json",
    "seventeenth": "image-labels-seventeenth.json",
    "eighteenth": "image-labels-eighteenth.json",
}
"""Labels of pages that stand in the tests of other projects, by the name under which their folder is given."""


def main() -> None:
    """Print for each set of labels how well its images are found."""
    print("\n## Images (pages labelled by hand)")
    for name, said in SETS:
        folder = folder_of(name)
        if not folder.exists():
            print(f"\n{said}: not measured, the pages are not on this machine")
            continue
        print(f"\n{said}:\n")
        measure(HERE / name, folder)
    for given in sys.argv[1:]:
        name, _, place = given.partition("=")
        if name in ELSEWHERE and place:
            print(f"\nPages of the tests of {name}:\n")
            measure(HERE / ELSEWHERE[name], Path(place))
    print("\npromised: recall and precision 0.95; what each set gave before the finder was mended by it: README.md")


def folder_of(name: str) -> Path:
    """Where the pages of a set of labels stand."""
    return (CORPUS.parent / "corpus2" if "fifth" in name else CORPUS) / "pages"


def measure(path: Path, folder: Path) -> None:
    """Print recall and precision under the labels of this file, over images and over pages, and what went wrong."""
    labels: dict[str, list[Label]] = json.loads(path.read_text(encoding="utf-8"))
    hits = wanted = found = 0
    recalls: list[float] = []
    precisions: list[float] = []
    faults: list[tuple[str, str, str]] = []
    for name, urls in labels.items():
        _, truth, _, given = labelled(page_of(folder / name), urls)
        right = len(truth & given)
        hits, wanted, found = hits + right, wanted + len(truth), found + len(given)
        recalls += [right / len(truth)] if truth else [1.0] if not given else []
        precisions += [right / len(given)] if given else [1.0] if not truth else []
        faults += [("missed", name[:50], identity[-80:]) for identity in sorted(truth - given)]
        faults += [("wrong", name[:50], identity[-80:]) for identity in sorted(given - truth)]
    shares = [f"{share:.3f}" for share in (hits / max(1, wanted), hits / max(1, found))]
    means = [f"{sum(each) / max(1, len(each)):.3f}" for each in (recalls, precisions)]
    heads = ("pages", "images", "recall", "precision", "recall a page", "precision a page")
    print(table(heads, [(len(labels), wanted, *shares, *means)]))
    if faults:
        print("\n" + table(("fault", "page", "image"), faults))


def page_of(place: Path) -> Path:
    """The page itself, or the one in a folder of its own."""
    return place / "source.html" if place.is_dir() else place


class Labels(NamedTuple):
    """What a page's labels name, and what the finder finds, by what renditions of one image have in common."""

    base: str
    wanted: set[str]
    doubtful: set[str]
    found: set[str]

    def identity(self, url: str) -> str:
        """What an address on the page stands for."""
        return _identity(self.base, url)


def labelled(page: Path, labels: Sequence[Label]) -> Labels:
    """A page's labels next to what is found there; what is neither right nor wrong is not counted as found."""
    address = page.with_name("url.txt")
    base = address.read_text(encoding="utf-8").split()[0] if page.name == "source.html" and address.exists() else None
    scan = finder.scan(documents.load(page, base_url=base))
    base = scan.document.base_url or ""
    named = [[label] if isinstance(label, str) else label for label in labels]
    firsts = {_identity(base, url.lstrip("?")): each[0].lstrip("?") for each in reversed(named) for url in each}
    wanted = {_identity(base, each[0]) for each in named if not each[0].startswith("?")}
    doubtful = {_identity(base, each[0][1:]) for each in named if each[0].startswith("?")}
    given = {_identity(base, image.url) for image in scan.images}
    found = {_identity(base, firsts[each]) if each in firsts else each for each in given}
    return Labels(base, wanted, doubtful, found - (doubtful - wanted))


def _identity(base: str, url: str) -> str:
    return originals.identity(url if url.startswith("data:") else urljoin(base, url))


if __name__ == "__main__":
    main()
