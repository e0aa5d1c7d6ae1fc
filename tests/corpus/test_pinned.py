"""The pages that weights are fitted on beside the corpora: what names them, and that they are fetched as they were."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import subprocess
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from tools import pinned_pages
from tools.pinned_pages import Pin

PAGE = "<p>Café, all aboard!</p>\n"
FILES = sorted(Path(pinned_pages.__file__).parent.glob("pinned_*.jsonl"))
PIN = Pin("boats.example/page.html", "boats.example", "crew/boats", "MIT", "0" * 40, "page.html", "")


def pinned(kept: bytes, path: str = "page.html") -> Pin:
    """The pin of some bytes."""
    return replace(PIN, path=path, sha256=hashlib.sha256(kept).hexdigest())


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_every_page_is_pinned_once_and_nothing_of_it_is_kept(file: Path) -> None:
    """A line names a page: where it stands, and which bytes it has there."""
    pins = pinned_pages.pins(file)
    assert len({pin.file for pin in pins}) == len({(pin.repository, pin.path) for pin in pins}) == len(pins) > 50
    for pin in pins:
        assert re.fullmatch(r"[0-9a-f]{40}", pin.commit), pin
        assert re.fullmatch(r"[0-9a-f]{64}", pin.sha256), pin
        assert re.fullmatch(r"[\w.-]+/[\w.-]+", pin.repository), pin
        assert re.fullmatch(r"[\w.-]+/[\w.-]+\.(?:html|md)", pin.file), pin
        assert pin.file.startswith(f"{pin.publisher}/"), pin


def test_what_is_judged_on_is_nothing_that_was_fitted_on() -> None:
    """No publisher stands in two files of pins, of which there are several."""
    publishers = [{pin.publisher for pin in pinned_pages.pins(file)} for file in FILES]
    assert len(publishers) == 5
    assert len(set().union(*publishers)) == sum(map(len, publishers))


def test_a_page_that_is_not_what_it_was_is_an_error() -> None:
    """What is fitted on is what was labelled, or nothing."""
    with pytest.raises(SystemExit, match="is not the page that was pinned"):
        pinned_pages.decoded(b"changed", pinned(PAGE.encode()))


@pytest.mark.parametrize(
    ("kept", "path", "text"),
    [
        (PAGE.encode(), "page.html", PAGE),
        (gzip.compress(PAGE.encode(), mtime=0), "page.html.gz", PAGE),
        ((PAGE * 300).encode("cp1252"), "page.html", PAGE * 300),
    ],
    ids=["UTF-8", "gzip", "Windows"],
)
def test_pages_are_decoded_as_they_were(kept: bytes, path: str, text: str) -> None:
    """Compressed with gzip or in an old character set, a page says what it said."""
    assert pinned_pages.decoded(kept, pinned(kept, path)) == text


def test_pages_are_fetched_from_their_repository_at_its_commit(tmp_path: Path) -> None:
    """The pages and their manifest are what the labels are built of."""
    repository = tmp_path / "host" / PIN.repository
    repository.mkdir(parents=True)
    (repository / "page.html").write_text(PAGE, encoding="utf-8")
    git = ["git", "-C", str(repository), "-c", "user.name=Jet", "-c", "user.email=jet@boats.example"]
    for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "-m", "A page"]):
        subprocess.run([*git, *words], check=True)
    commit = subprocess.check_output([*git, "rev-parse", "HEAD"], text=True).strip()
    pins = tmp_path / "pins.jsonl"
    pins.write_text(json.dumps(asdict(replace(pinned(PAGE.encode()), commit=commit))) + "\n", encoding="utf-8")
    pinned_pages.write(tmp_path / "pages", f"file://{tmp_path}/host", pins)
    assert (tmp_path / "pages" / PIN.file).read_text(encoding="utf-8") == PAGE
    assert json.loads((tmp_path / "pages/manifest.jsonl").read_text(encoding="utf-8")) == {
        "file": PIN.file, "source": "crew/boats:page.html", "commit": commit, "publisher": "boats.example",
    }  # fmt: skip
