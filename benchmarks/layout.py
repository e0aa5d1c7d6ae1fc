"""What a browser's layout says of a page's images, next to the finder and to the labels: how far `--render` could lead.

Each page is laid out as it was saved, without its scripts and with nothing from the network. An image counts that the
browser shows, that is as wide as is asked for and stands in the element with most of the paragraphs' text, or between
it and the headline above. Style sheets that were not saved are missing, and so are sizes that only an image's file
says: once nothing answers for the images, once every one is answered by a drawing of 640 by 400 pixels. An image is the
labelled one when any address in its attributes is, so that no lazy loader costs the layout anything.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from images import HERE, Labels, labelled
from surroundings import CORPUS
from timing import table

from embedarchive import documents

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

SET = "image-labels-second.json"
WIDTHS = (60, 120, 200, 300)
"""Pixels: the least width of an image that counts; its height is two fifths of that at least."""
SIZE = (1366, 900)
ENDS_MS = 20_000
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="400"><rect width="640" height="400"/></svg>'
SHOWN = """
() => {
  const seen = (each) => {
    const box = each.getBoundingClientRect(), style = getComputedStyle(each);
    return box.width > 1 && box.height > 1 && style.visibility !== "hidden" && +style.opacity !== 0 ? box : null;
  };
  const words = new Map();
  let all = 0;
  for (const each of document.querySelectorAll("p")) {
    const size = seen(each) ? each.innerText.trim().length : 0;
    if (size < 60) continue;
    all += size;
    for (let above = each.parentElement; above; above = above.parentElement)
      words.set(above, (words.get(above) || 0) + size);
  }
  let region = document.body;
  for (const [each, size] of words) if (2 * size > all && region.contains(each)) region = each;
  const box = region.getBoundingClientRect();
  const above = [...document.querySelectorAll("h1")].map(seen).filter((each) => each && each.top < box.top);
  const top = Math.min(box.top, ...above.map((each) => each.top));
  return [...document.images].flatMap((each) => {
    const at = seen(each), x = at && at.left + at.width / 2, y = at && at.top + at.height / 2;
    if (!at || x < box.left || x > box.right || y < top || y > box.bottom) return [];
    const holders = [each, ...(each.closest("picture")?.querySelectorAll("source") || [])];
    const values = holders.flatMap((holder) => [...holder.attributes].map((attribute) => attribute.value));
    return [{ width: at.width, height: at.height, values }];
  });
}
"""


class Shown(NamedTuple):
    """An image that stands in the article as the browser lays it out, and what its attributes hold."""

    width: float
    height: float
    values: tuple[str, ...]


def shown(browser: Browser, page: Path, *, drawn: bool) -> list[Shown]:
    """The images of a page; every image's file is a drawing, or is missing."""
    from playwright.sync_api import TimeoutError as Late

    document = documents.load(page)
    address = document.base_url or "https://page.example/"
    context = browser.new_context(
        java_script_enabled=False, viewport={"width": SIZE[0], "height": SIZE[1]}, service_workers="block"
    )

    def answer(route: Route) -> None:
        if route.request.is_navigation_request() and route.request.url.partition("#")[0] == address.partition("#")[0]:
            route.fulfill(body=document.text, content_type="text/html; charset=utf-8")
        elif drawn and route.request.resource_type == "image":
            route.fulfill(body=DRAWING, content_type="image/svg+xml")
        else:
            route.abort()

    context.route("**/*", answer)
    try:
        opened = context.new_page()
        opened.goto(address, timeout=ENDS_MS, wait_until="domcontentloaded")
        with contextlib.suppress(Late):  # of a page that never ends what it has so far
            opened.wait_for_load_state("load", timeout=ENDS_MS)
        return [Shown(each["width"], each["height"], tuple(each["values"])) for each in opened.evaluate(SHOWN)]
    finally:
        context.close()


def addresses(values: Iterable[str]) -> set[str]:
    """The addresses that attributes hold, each alone or in a list with sizes."""
    return {word.strip(",") for value in values for word in value[:20_000].split()[:200] if "/" in word or "." in word}


def chosen(labels: Labels, images: Iterable[Shown], width: int) -> set[str]:
    """What stands for the images of that width: the labelled address among its own, else any one of them."""
    found: set[str] = set()
    for image in images:
        if image.width < width or image.height * 5 < width * 2:
            continue
        own = {labels.identity(each) for each in addresses(image.values)}
        told = own & (labels.wanted | labels.doubtful)
        found |= told or set(sorted(own)[:1])
    return found - (labels.doubtful - labels.wanted)


def main() -> None:
    """Print recall and precision of the layout next to the finder's."""
    name = sys.argv[1] if len(sys.argv) > 1 else SET
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None or not CORPUS.exists():
        print("\n## The browser's layout: not measured, there is no chromium or there are no pages on this machine")
        return
    from playwright.sync_api import sync_playwright

    pages = {CORPUS / "pages" / page: urls for page, urls in json.loads((HERE / name).read_text("utf-8")).items()}
    pages = {page: urls for page, urls in pages.items() if page.suffix == ".html"}
    told = {page: labelled(page, urls) for page, urls in pages.items()}
    rows = [("the finder", *scores([(each.wanted, each.found) for each in told.values()]))]
    with sync_playwright() as playwright:
        rules = "--host-resolver-rules=MAP * ~NOTFOUND"
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu", rules])
        for drawn in (False, True):
            images = {page: shown(browser, page, drawn=drawn) for page in pages}
            for width in WIDTHS:
                what = f"{width} pixels, {'every image 640 by 400' if drawn else 'as saved'}"
                pairs = [(each.wanted, chosen(each, images[page], width)) for page, each in told.items()]
                rows.append((what, *scores(pairs)))
        browser.close()
    print(f"\n## The browser's layout ({len(pages)} pages of {name})\n")
    print(table(("images of at least", "recall", "precision", "recall a page", "precision a page"), rows))


def scores(pairs: list[tuple[set[str], set[str]]]) -> tuple[str, str, str, str]:
    """Recall and precision over images, and over pages that have any."""
    right = sum(len(wanted & found) for wanted, found in pairs)
    recalls = [len(wanted & found) / len(wanted) for wanted, found in pairs if wanted]
    precisions = [len(wanted & found) / len(found) for wanted, found in pairs if found]
    shares = (right / max(1, sum(len(wanted) for wanted, _ in pairs)), right / max(1, sum(len(f) for _, f in pairs)))
    means = (sum(recalls) / max(1, len(recalls)), sum(precisions) / max(1, len(precisions)))
    return tuple(f"{share:.3f}" for share in (*shares, *means))  # type: ignore[return-value]  # four of them


if __name__ == "__main__":
    main()
