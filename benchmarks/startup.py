"""How long a person waits before anything happens, next to what cannot be avoided."""

from __future__ import annotations

import sys
from pathlib import Path

from surroundings import SEED
from timing import interleaved, process, table

ROUNDS = 15


def commands() -> dict[str, list[str]]:
    """What is run, by the name it has in the table."""
    folder = Path(sys.executable).parent
    ours, theirs = str(folder / "embedarchive"), str(folder / "sqlite-utils")
    python = [sys.executable, "-c"]
    found = {
        "python -c pass": [*python, "pass"],
        "python -c 'import click'": [*python, "import click"],
        "python -c 'import dataclasses, re, enum'": [*python, "import dataclasses, re, enum"],
        "sqlite-utils --help": [theirs, "--help"],
        "embedarchive --help": [ours, "--help"],
        "python -c 'import embedarchive'": [*python, "import embedarchive"],
    }
    if SEED.exists():
        found["embedarchive scan --dry-run of the seed"] = [ours, "scan", str(SEED), "--dry-run"]
    return found


LIMITS = (
    ("embedarchive --help", "python -c 'import click'", 1.5),
    ("embedarchive --help", "sqlite-utils --help", 0.5),
    ("python -c 'import embedarchive'", "python -c 'import dataclasses, re, enum'", 1.5),
    ("embedarchive scan --dry-run of the seed", "python -c 'import click'", 2.0),
)


def main() -> None:
    """Print the times and the ratios that we promise."""
    taken = interleaved({name: process(command) for name, command in commands().items()}, ROUNDS)
    print(f"\n## Start-up (wall clock, medians of {ROUNDS} interleaved rounds)\n")
    print(table(("command", "ms"), [(name, f"{seconds * 1000:.0f}") for name, seconds in taken.items()]))
    rows = [
        (ours, theirs, f"{taken[ours] / taken[theirs]:.2f}", f"at most {limit}")
        for ours, theirs, limit in LIMITS
        if ours in taken
    ]
    print()
    print(table(("of", "to", "ratio", "promised"), rows))


if __name__ == "__main__":
    main()
