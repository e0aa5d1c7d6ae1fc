"""What the finder finds on real pages, scored by the corpus's own scorer; and what a status-URL pattern finds there."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import worst
from surroundings import CORPUS, labels
from timing import quiet, table

STATUS = re.compile(r"(?:twitter|x)\.com/(?P<handle>\w{1,20})/status(?:es)?/(?P<id>\d{1,19})")
FIELDS = ("recall", "precision")


def dry_run(target: Path) -> None:
    """Scan all of the corpus with the installed command into a file, one line a source."""
    command = Path(sys.executable).parent / "embedarchive"
    with target.open("wb") as found:
        subprocess.run(
            [str(command), "scan", "--dry-run", "--json", "pages", "text", "flat"],
            cwd=CORPUS,
            stdout=found,
            stderr=subprocess.DEVNULL,
            check=False,
            env=quiet(),
        )


def score(found: Path) -> dict[str, Any]:
    """What the corpus's scorer says of a file of scans."""
    command = [sys.executable, str(CORPUS / "score.py"), str(found), "--json"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    result: dict[str, Any] = json.loads(run.stdout)
    return result


def tweets(result: dict[str, Any]) -> tuple[object, object]:
    """Recall and precision of tweets on whole pages."""
    row = result["pages"]["platforms"].get("twitter", {})
    return row.get("recall"), row.get("precision")


def scored(rows: Iterable[dict[str, Any]]) -> tuple[object, object]:
    """Score scans that somebody else made."""
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "found.jsonl"
        write_lines(found, rows)
        return tweets(score(found))


def write_lines(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    """Write one object a line."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def pattern() -> list[dict[str, Any]]:
    """Every status address on a page taken for an embed: the simplest thing that works."""
    found = []
    for label in labels():
        text = (CORPUS / label["file"]).read_text(encoding="utf-8", errors="replace")
        identifiers = dict.fromkeys(match["id"] for match in STATUS.finditer(text))
        embeds = [{"platform": "twitter", "id": identifier} for identifier in identifiers]
        found.append({"source": label["file"], "embeds": embeds})
    return found


def report(result: dict[str, Any]) -> None:
    """Print the tables of our own result."""
    html, text, flat = result["pages"], result["text"], result["flat"]
    print(f"\n## Found in HTML ({html['pages']} pages, {html['not scanned']} not scanned)\n")
    rows = [(name, row["labelled"], *(row[field] for field in FIELDS)) for name, row in html["platforms"].items()]
    rows.append(("all", html["all"]["labelled"], *(html["all"][field] for field in FIELDS)))
    rows.append(("platforms averaged", "", *(html["platforms averaged"][field] for field in FIELDS)))
    print(table(("platform", "labelled", *FIELDS), rows))
    fields = ", ".join(f"{name} {share}" for name, share in html["tweet fields"].items())
    print(f"\ntweets' fields right: {fields}; repeats: {html['repeats']}; offsets hold: {html['offsets hold']}")
    print("promised: recall and precision 0.99, all together and averaged; each field 0.99; no repeats; offsets 1.0")
    print(f"\n## Found in text ({text['all']['files']} renderings)\n")
    columns = ("labelled", *FIELDS, "date", "author", "exact text")
    groups = [name for name, row in text.items() if isinstance(row, dict) and "exact text" in row]
    print(table(("extractor", *columns), [(name, *(text[name][column] for column in columns)) for name in groups]))
    print(f"\nexact text, pages averaged: {text['exact text, pages averaged']}; confidence: {text['confidence']}")
    print("promised: recall and precision 0.98; exact text 0.93 with line breaks and 0.70 glued; Brier at most 0.08")
    print(f"\nflattened texts ({flat['files']}): recall {flat['recall']}, precision {flat['precision']}")
    print("promised: 0.97 and 0.98")


def main() -> None:
    """Scan, score, print."""
    if not CORPUS.exists():
        print("\n## Recall and precision: not measured, the labelled pages are not on this machine")
        return
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "found.jsonl"
        dry_run(found)
        result = score(found)
        report(result)
        worst.report(found)
    print("\n## Tweets in markup, next to a pattern for status addresses\n")
    rows = [("embedarchive", *tweets(result)), ("a status address anywhere", *scored(pattern()))]
    print(table(("what", *FIELDS), rows))


if __name__ == "__main__":
    main()
