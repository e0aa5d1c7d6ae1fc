"""The made corpus, scanned once with the installed command, and its scorer."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "corpus"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder with pages, texts and labels."""
    return FOLDER


@pytest.fixture(scope="session")
def score() -> ModuleType:
    """The scorer that stands in the corpus, as a module."""
    spec = importlib.util.spec_from_file_location("corpus_score", FOLDER / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclass looks for its module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def scans() -> list[dict[str, Any]]:
    """What `scan --dry-run --json` prints of every file of the corpus."""
    command = [Path(sys.executable).parent / "embedarchive", "scan", "--dry-run", "--json", "pages", "text", "flat"]
    done = subprocess.run([*map(str, command)], cwd=FOLDER, capture_output=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]


@pytest.fixture(scope="session")
def result(score: ModuleType, corpus: Path, scans: list[dict[str, Any]]) -> dict[str, tuple[dict[str, Any], Any]]:
    """The figures of each part of the corpus, and what was counted."""
    scored: dict[str, tuple[dict[str, Any], Any]] = score.score(corpus, scans)
    return scored
