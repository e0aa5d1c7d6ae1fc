"""Other projects on the same pages: they are installed into a throw-away environment, run there, and scored like us."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path
from typing import Any

from recall import FIELDS, pattern, scored
from surroundings import CORPUS, labels
from timing import quiet, table

from embedarchive import documents, finder

PEERS = ("tweetfinder", "goose3")
WORKER = Path(__file__).resolve().parent / "peers_worker.py"


def installed(folder: Path) -> Path | None:
    """A fresh environment with the peers in it; null, and the reason printed, when they cannot be installed."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    run = subprocess.run(
        [str(python), "-m", "pip", "install", "--quiet", *PEERS],
        capture_output=True,
        text=True,
        check=False,
        env=quiet(),
    )
    if run.returncode:
        print(f"\n## Peers: not measured, pip could not install them\n\n{run.stderr.strip()[-600:]}")
        return None
    return python


def found_by(peer: str, python: Path) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """What a peer finds on each labelled page, and how long it took."""
    files = [label["file"] for label in labels()]
    run = subprocess.run(
        [str(python), str(WORKER), peer],
        input="".join(f"{CORPUS / file}\n" for file in files),
        capture_output=True,
        text=True,
        check=True,
        env=quiet(),
    )
    rows = [json.loads(line) for line in run.stdout.splitlines() if line.startswith("{")]
    told: dict[str, Any] = json.loads(run.stderr.strip().splitlines()[-1])
    return rows, told | {"pages": len(files)}


def ours() -> tuple[object, ...]:
    """Our own row: all that a scan finds, not tweets alone, in the time that is printed."""
    rows, seconds = [], 0.0
    for label in labels():
        data = (CORPUS / label["file"]).read_bytes()
        started = time.process_time()
        scans = [finder.scan(document) for document in documents.read(data)]
        seconds += time.process_time() - started
        embeds = [{"platform": each.platform, "id": each.id, "url": each.url} for scan in scans for each in scan.embeds]
        rows.append({"source": label["file"], "embeds": embeds})
    return ("embedarchive", *scored(rows), f"{seconds / len(rows) * 1000:.0f}", 0)


def main() -> None:
    """Install, run, score, print."""
    if not CORPUS.exists():
        print("\n## Peers: not measured, the labelled pages are not on this machine")
        return
    with tempfile.TemporaryDirectory() as folder:
        python = installed(Path(folder))
        if python is None:
            return
        rows: list[tuple[object, ...]] = [ours(), ("a status address anywhere", *scored(pattern()), "", "")]
        for peer in PEERS:
            found, told = found_by(peer, python)
            recall, precision = scored(found)
            rows.append((peer, recall, precision, f"{told['seconds'] / told['pages'] * 1000:.0f}", told["crashes"]))
    print("\n## Peers: tweets in markup (none of them gives author, date or text; none reads plain text)\n")
    print(table(("what", *FIELDS, "ms a page", "crashes"), rows))


if __name__ == "__main__":
    main()
