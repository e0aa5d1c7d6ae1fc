"""Every command that works on an archive, as a user writes it, with what it needs beside the archive."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import commands

ROOT = Path(__file__).resolve().parents[2]
RECORDING = ("--from", str(ROOT / "examples" / "recorded-web.warc.gz"))
ARTICLE = str(ROOT / "examples" / "article.txt")
COMMANDS: dict[str, tuple[str, ...]] = {
    "scan": ("scan", ARTICLE, *RECORDING, "--quiet"),
    "fetch": ("fetch", "--all", *RECORDING, "--quiet"),
    "recheck": ("fetch", "--recheck", *RECORDING, "--quiet"),
    "watch": ("watch", "WATCH", "--once", *RECORDING, "--quiet"),
    "merge": ("merge", "OTHER"),
    "erase": ("erase", "1", "--reason", "asked", "--yes", "--wait", "1"),
    "correct": ("correct", "2", "--start", "The ferry"),
    "rebuild": ("rebuild",),
    "reparse": ("reparse",),
    "verify": ("verify",),
    "list": ("list", "--json"),
    "copy": ("export", "copy", "OUT"),
    "site": ("export", "site", "OUT"),
    "data": ("export", "data", "OUT"),
    "wacz": ("export", "wacz", "OUT.wacz"),
    "articles": ("export", "article", "--all", "OUT"),
    "note": ("note", "2", "Seen by two others, too.", "--verification", "verified", "--operator", "Ann"),
    "tag": ("tag", "2", "ferry", "quay"),
    "collect": ("collect", "The crossing", "2", "3"),
}
MORE: dict[str, tuple[str, ...]] = {
    "scan in processes": ("scan", "ARTICLES", *RECORDING, "--jobs", "2", "--quiet"),
    "card": ("export", "card", "1", "OUT.html"),
    "stamp": ("timestamp", "--authority", "none", "--calendar", "none", "--sign", "KEY"),
    "crawl find": ("crawl", "find", RECORDING[1], "--out", "OUT", "--jobs", "1"),
    "crawl merge": ("crawl", "merge", "TABLE"),
}
"""Those that need more, or that have an archive for themselves."""
EVERY = COMMANDS | MORE


def beside(home: Path, name: str) -> None:
    """Make what a command needs beside the archive, in the folder in which the archive lies."""
    (home / "watch.toml").write_text(f'[sources]\n"{ARTICLE}" = "1h"\n')
    if name == "scan in processes":
        (home / "articles").mkdir(exist_ok=True)
        for number in range(12):
            words = f"Lamp {number} is lit. — Jane Doe (@jane_doe{number}) November 11, 2022\n" * 20
            (home / "articles" / f"{number}.txt").write_text(words, encoding="utf-8")
    if name == "stamp" and not (home / "key").exists():
        keygen = shutil.which("ssh-keygen")
        assert keygen is not None, "ssh-keygen is missing"
        subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-f", str(home / "key")], check=True)
    if name == "crawl merge" and not (home / "table").exists():
        assert commands.run("crawl", "find", RECORDING[1], "--out", str(home / "table"), "--jobs", "1").returncode == 0


def words(name: str, archive: Path, other: Path, at: int = 0) -> list[str]:
    """What is written on the command line for the archive; `at` tells the places apart that it writes to."""
    home = archive.parent
    places = {"OTHER": other, "OUT": home / f"out-{at}", "OUT.wacz": home / f"out-{at}.wacz"}
    places |= {"WATCH": home / "watch.toml", "KEY": home / "key", "TABLE": home / "table"}
    places |= {"ARTICLES": home / "articles", "OUT.html": home / f"out-{at}.html"}
    told = [str(places.get(word, word)) for word in EVERY[name]]
    return told if name == "crawl find" else [*told, "--archive", str(archive)]
