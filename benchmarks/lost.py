"""Tweets whose markup is taken off the pages of the corpus: what the finder still says of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from surroundings import pages
from timing import table

from embedarchive import documents, finder
from embedarchive.model import PLAIN_TEXT, Embed, Scan

_QUOTATION = re.compile(r"<blockquote[^>]*twitter-tweet[^>]*>(.*?)</blockquote>", re.DOTALL | re.IGNORECASE)
_LINK = re.compile(r"</?a\b[^>]*>", re.IGNORECASE)
_PARAGRAPH = re.compile(r"<p\b[^>]*>", re.IGNORECASE)
_SIGNED = re.compile(r"</p>\s*(.*)$", re.DOTALL | re.IGNORECASE)


def _bare(words: str) -> str:
    return _PARAGRAPH.sub("<p>", _LINK.sub("", words))


LEFT: dict[str, Callable[[str], str]] = {
    "a quotation without class or link": lambda words: f"<blockquote>{_LINK.sub('', words)}</blockquote>",
    "its paragraphs with the link on the day": lambda words: words,
    "its paragraphs alone, without any attribute": _bare,
    "words and attribution in one paragraph": lambda words: _SIGNED.sub(r"<br>\1</p>", _bare(words)),
}


def main() -> None:
    """Print what is found in each form."""
    sources = [(source, whole) for source, whole in map(_quoted, pages(1)) if whole]
    if not sources:
        print("\nlost markup: the corpus is not there")
        return
    rows = []
    for name, form in LEFT.items():
        tally: Counter[str] = Counter()
        for source, whole in sources:
            tally.update(_compared(whole, finder.scan(documents.load(_taken_off(source, form)))))
        sure = f"{tally['sure and exact']} of {tally['sure']}"
        rows.append((name, tally["posts"], tally["found"], tally["exact"], tally["others"], tally["ids"], sure))
    print(f"\n## Tweets whose markup is taken off {len(sources)} pages\n")
    print(table(("what is left", "posts", "found", "exact words", "others found", "ids", "right where >= .9"), rows))


def _quoted(path: Path) -> tuple[str, list[Embed]]:
    """A page, and the tweets that its quotations show."""
    source = path.read_bytes().decode("utf-8", "replace")
    if not _QUOTATION.search(source):
        return source, []
    return source, [each for each in finder.scan(documents.load(source)).embeds if each.form == "blockquote"]


def _taken_off(source: str, form: Callable[[str], str]) -> str:
    return _QUOTATION.sub(lambda found: form(found[1]), source)


def _compared(whole: list[Embed], scan: Scan) -> Counter[str]:
    """How what is found in words compares with what the markup showed; what still has other markup is left out."""
    shown = Counter((each.platform, each.id) for each in scan.embeds if each.form != PLAIN_TEXT)
    wanted = [each for each in whole if (each.platform, each.id) not in shown and each.handle]
    tally = Counter(posts=len(wanted))
    for each in scan.embeds:
        if each.form != PLAIN_TEXT:
            continue
        same = [one for one in wanted if (one.handle or "").casefold() == (each.handle or "").casefold()]
        best = next((one for one in same if one.text == each.text), same[0] if same else None)
        exact = best is not None and best.text == each.text
        if best is not None:
            wanted.remove(best)
        sure = each.confidence >= 0.9
        tally.update(
            {
                "found": best is not None,
                "exact": exact,
                "others": best is None,
                "ids": each.id is not None,
                "sure": sure,
                "sure and exact": sure and exact,
            }
        )
    return tally
