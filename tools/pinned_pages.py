"""Fetch the pages that texts are fitted or judged on beside the corpora: pinned, none of their words kept here.

    python -m tools.pinned_pages PAGES [--pins tools/pinned_unseen.jsonl] [--from https://github.com]
    ../shared/corpus2/build/make.py PAGES SET

The file of pins names a page a line: the file that it becomes, its publisher, the public repository that holds it
(with the licence that this states for what is its own; the article is its publisher's), the commit, the path and the
SHA-256 of the file there. One that is not what it was is an error, and nothing of it is written. Beside the pages
stands `manifest.jsonl`, from which the second command labels and renders them. `tools/pinned_pages.jsonl` holds those
that weights were fitted on first, `tools/pinned_unseen.jsonl`, `tools/pinned_further.jsonl` and
`tools/pinned_fresh.jsonl` those of other publishers, and with other posts, that are fitted on since they judged, and
`tools/pinned_judges.jsonl` those that judge.

`--from` may be a folder of git directories (owner/name in it). Where such a copy lacks files, git must be told to serve
what it has: `uploadpack.allowFilter` and `uploadpack.allowAnySHA1InWant` in the user's configuration.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

PINS = Path(__file__).with_suffix(".jsonl")

BROKEN = 200
"""A page with more signs that are no UTF-8 was written in Windows' western set."""


@dataclass(frozen=True, slots=True)
class Pin:
    """One page: what it becomes, and where it stands."""

    file: str
    publisher: str
    repository: str
    licence: str
    commit: str
    path: str
    sha256: str

    @property
    def source(self) -> str:
        """The page's place as labels name it."""
        return f"{self.repository}:{self.path}"


def pins(file: Path = PINS) -> list[Pin]:
    """Every page that a file names, a repository's pages together."""
    listed = [Pin(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]
    return sorted(listed, key=lambda pin: (pin.repository, pin.commit, pin.file))


def decoded(kept: bytes, pin: Pin) -> str:
    """A page's text, if its bytes are those that were pinned."""
    if hashlib.sha256(kept).hexdigest() != pin.sha256:
        message = f"{pin.source} at {pin.commit} is not the page that was pinned"
        raise SystemExit(message)
    kept = gzip.decompress(kept) if pin.path.endswith(".gz") else kept
    text = kept.decode("utf-8", "replace")
    return kept.decode("cp1252", "replace") if text.count("\ufffd") > BROKEN else text


def fetched(wanted: Sequence[Pin], host: str) -> Iterator[tuple[Pin, bytes]]:
    """Pages of one repository at one commit, and nothing else of it where its host knows how."""
    with tempfile.TemporaryDirectory() as folder:
        _git(folder, "init", "--quiet", "--bare")
        _git(folder, "remote", "add", "origin", f"{host}/{wanted[0].repository}")
        _git(folder, "fetch", "--quiet", "--depth", "1", "--filter=blob:none", "origin", wanted[0].commit)
        for pin in wanted:
            yield pin, _git(folder, "cat-file", "blob", f"{pin.commit}:{pin.path}")


def _git(folder: str, *words: str) -> bytes:
    command = ["git", "-C", folder, *words]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout  # noqa: S603 -- our own words


def write(out: Path, host: str, file: Path = PINS) -> None:
    """Write every page that a file names, and the manifest."""
    rows: list[dict[str, str]] = []
    for _, some in groupby(pins(file), key=lambda pin: (pin.repository, pin.commit)):
        for pin, kept in fetched([*some], host):
            target = out / pin.file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(decoded(kept, pin), encoding="utf-8")
            names = ("file", "source", "commit", "publisher")
            rows.append({name: getattr(pin, name) for name in names})
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in sorted(rows, key=lambda row: row["file"])]
    (out / "manifest.jsonl").write_text("".join(lines), encoding="utf-8")
    print(f"{len(rows)} pages of {len({row['publisher'] for row in rows})} publishers")


def main() -> None:
    """Fetch them all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path, help="the folder to write")
    parser.add_argument("--pins", type=Path, default=PINS, help="the file that names the pages")
    parser.add_argument("--from", dest="host", default="https://github.com", help="where repositories are cloned from")
    args = parser.parse_args()
    write(args.pages, args.host, args.pins)


if __name__ == "__main__":
    main()
