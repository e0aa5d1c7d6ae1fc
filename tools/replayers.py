"""Bring what replays our WACZ files and reads our articles in the tests to this machine: pywb, ReplayWeb.page and more.

    python -m tools.replayers

pywb comes out of PyPI, the rest (SingleFile and Mozilla's Readability, too) out of npm, into `.replayers/`, which
version control does not see. pywb wants other versions of Werkzeug and redis than our tests do: it has an environment
of its own. `EMBEDARCHIVE_REPLAYERS` names another folder, for the tests, too.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

FOLDER = Path(os.environ.get("EMBEDARCHIVE_REPLAYERS", Path(__file__).resolve().parents[1] / ".replayers"))
PYWB = "pywb==2.10.0"
SCRIPTS = {
    "replaywebpage": "replaywebpage@2.5.3",
    "readability": "@mozilla/readability@0.6.0",
    "single-file": "single-file-cli@2.0.83",
}
"""Packages of npm, by the folder that each is unpacked into."""


def main() -> None:
    """Install what is not there yet."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not (FOLDER / "pywb" / "bin" / "wayback").exists():
        run(sys.executable, "-m", "venv", str(FOLDER / "pywb"))
        run(str(FOLDER / "pywb" / "bin" / "pip"), "install", "--quiet", PYWB, "setuptools<81")
    for name, package in SCRIPTS.items():
        if (FOLDER / name).exists():
            continue
        with tempfile.TemporaryDirectory(dir=FOLDER) as made:
            run("npm", "pack", "--silent", package, "--pack-destination", made)
            with tarfile.open(next(Path(made).glob("*.tgz"))) as packed:
                packed.extractall(made, filter="data")
            Path(made, "package").rename(FOLDER / name)
    print(f"pywb, ReplayWeb.page, Readability and SingleFile are in {FOLDER}")


def run(*command: str) -> None:
    """Run a command, and end with its error."""
    subprocess.run(command, check=True)  # noqa: S603 -- our own words


if __name__ == "__main__":
    main()
