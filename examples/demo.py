"""The demo: archive the example article from the recorded web, and show what came of it. Needs no network.

    python examples/demo.py DEST

DEST is made anew each time. A folder that is there already is removed only if it is the archive of an earlier demo.
"""

from __future__ import annotations

import shlex
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ARTICLE = "examples/article.txt"
RECORDING = "examples/recorded-web.warc.gz"


def is_demo(folder: Path) -> bool:
    """Whether the folder is an archive that holds the demo's article and nothing else."""
    database = folder / "archive.db"
    if not database.is_file():
        return False
    try:
        with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            return all(source == ARTICLE for (source,) in connection.execute("select source from articles"))
    except sqlite3.Error:
        return False


def clear(folder: Path) -> bool:
    """Make way for a fresh archive; false if something else stands there, which is left alone."""
    if folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir()):
        return True
    if folder.is_symlink() or (folder.exists() and not is_demo(folder)):
        return False
    if folder.exists():
        shutil.rmtree(folder)
    return True


def run(*words: str) -> int:
    """Show a command, run it from the project's folder, return its exit code."""
    print(f"\n$ {shown(words)}\n", flush=True)
    return subprocess.run([str(command()), *words], cwd=ROOT, check=False).returncode  # noqa: S603 -- our own command


def command() -> Path:
    """The installed `embedarchive`, beside the Python that runs this."""
    return Path(sys.executable).parent / "embedarchive"


def shown(words: tuple[str, ...]) -> str:
    """A command as one would type it in the project's folder."""
    return " ".join(
        [relative(command()), *(shlex.quote(relative(Path(word)) if "/" in word else word) for word in words)]
    )


def relative(path: Path) -> str:
    """A path as short as it can be written from the project's folder."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def main(arguments: list[str]) -> int:
    """Run the demo; its exit code is that of the first command that fails."""
    if len(arguments) != 1:
        print("usage: python examples/demo.py DEST", file=sys.stderr)
        return 2
    folder = Path(arguments[0]).absolute()
    if not clear(folder):
        print(f"{folder} is there and is no archive of this demo. Name another folder.", file=sys.stderr)
        return 2
    print(f"{ARTICLE} is a news story as a text extractor left it: four posts have collapsed into loose lines,")
    print("without a link to any of them. We find them, ask a recording of the web about each, and keep the answers.")
    name = relative(folder)
    code = run("scan", ARTICLE, "--from", RECORDING, "--archive", name)
    if code == 0:
        print("\nWhat is in the archive now:")
        code = run("list", "--archive", name)
    if code == 0:
        print("\nTo browse it:\n")
        print(f"    {shown(('serve', '--archive', name))}")
        print("\nTo do the same with an article of your own, from the web as it is today:\n")
        print(f"    {shown(('scan', 'article.txt'))}")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
