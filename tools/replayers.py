"""Bring pywb and ReplayWeb.page to this machine, so that the tests have them replay our WACZ files.

    python -m tools.replayers

Both come out of their registries (PyPI, npm) into `.replayers/`, which version control does not see. pywb wants other
versions of Werkzeug and redis than our tests do, so it has an environment of its own. `EMBEDARCHIVE_REPLAYERS` names
another folder, for the tests, too.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

FOLDER = Path(os.environ.get("EMBEDARCHIVE_REPLAYERS", Path(__file__).resolve().parents[1] / ".replayers"))
PYWB = "pywb==2.10.0"
REPLAYWEB = "replaywebpage@2.5.3"


def main() -> None:
    """Install what is not there yet."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not (FOLDER / "pywb" / "bin" / "wayback").exists():
        run(sys.executable, "-m", "venv", str(FOLDER / "pywb"))
        run(str(FOLDER / "pywb" / "bin" / "pip"), "install", "--quiet", PYWB, "setuptools<81")
    if not (FOLDER / "replaywebpage" / "ui.js").exists():
        run("npm", "pack", "--silent", REPLAYWEB, "--pack-destination", str(FOLDER))
        with tarfile.open(next(FOLDER.glob("replaywebpage-*.tgz"))) as packed:
            packed.extractall(FOLDER, filter="data")
        (FOLDER / "package").rename(FOLDER / "replaywebpage")
    print(f"pywb and ReplayWeb.page are in {FOLDER}")


def run(*command: str) -> None:
    """Run a command, and end with its error."""
    subprocess.run(command, check=True)  # noqa: S603 -- our own words


if __name__ == "__main__":
    main()
