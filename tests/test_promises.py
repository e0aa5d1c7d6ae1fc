"""Every promise of the fault catalogue has a test of its name: `test_h4_…` is for H4."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PROMISES = {
    "S1": "no spelling of an address reaches this machine",
    "S2": "no foreign scheme opens a socket",
    "S3": "no redirect leads inside",
    "S4": "a name is looked up once a hop, and the judged address is connected to",
    "S5": "one private address among public ones is enough to refuse",
    "S6": "proxies and passwords of the environment are never used",
    "S7": "every special range is refused, public ones are not",
    "S8": "certificates are checked, always",
    "S9": "no test leaves this machine",
    "H1": "every bad answer ends by three times its deadline, with its reason",
    "H2": "bombs add at most 64 MiB",
    "H3": "large bodies do not live in memory",
    "H4": "Retry-After is read safely and capped; attempts are few",
    "H5": "a limited host delays no other",
    "H6": "no charset is an error",
    "H7": "bytes are taken for what they are, not for what is said of them",
    "H8": "random bytes are values, never errors",
    "H9": "no bytes are an error of ours: also what `make fuzz` runs",
    "H10": "secrets go to no other host and onto no disk",
    "C1": "killed at any moment, nothing told is lost",
    "C2": "the order of writing is the crash-safe one",
    "C3": "whichever call fails, nothing is half kept",
    "C4": "files that may not grow",
    "C5": "a full disk",
    "C6": "the same again changes nothing but the log",
    "C7": "interrupted and resumed is the union, asked once",
    "C8": "four writers, nobody locked out",
    "C9": "readers during writes",
    "C10": "stopped in time, with the right code, soundly",
    "C11": "clocks that jump",
    "C12": "each fault of the network has its own reason",
    "G5": "hosts are asked at their rate",
    "G6": "what was done about robots.txt is recorded",
    "G7": "secrets in queries are redacted",
}
_NAMED = re.compile(r"^ {0,4}(?:async )?def test_((?:[a-z]\d{1,2}_){1,4})", re.MULTILINE)


@pytest.fixture(scope="module")
def tested() -> set[str]:
    """The ids that tests are named after."""
    files = Path(__file__).parent.rglob("test_*.py")
    named = (found for file in files for found in _NAMED.findall(file.read_text(encoding="utf-8")))
    return {one.upper() for names in named for one in names.strip("_").split("_")}


@pytest.mark.parametrize("promise", PROMISES)
def test_a_promise_has_its_test(promise: str, tested: set[str]) -> None:
    """What is promised is tested, under a name by which it is found."""
    assert promise in tested, f"{promise}: {PROMISES[promise]}"
