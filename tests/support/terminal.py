"""Commands as a user gives them, in the test's own process."""

from __future__ import annotations

from pathlib import Path

import pytest

from embedarchive.cli import _run


def said(capsys: pytest.CaptureFixture[str], archive: Path, *words: str, code: int = 0) -> str:
    """What a command prints, on either stream."""
    capsys.readouterr()
    assert _run([*words, "--archive", str(archive)]) == code
    out, err = capsys.readouterr()
    return out + err
