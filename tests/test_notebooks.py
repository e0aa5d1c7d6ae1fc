"""Notebooks among the examples: run anew, each prints what is kept in it."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

import pytest

NOTEBOOK = Path(__file__).parent.parent / "examples" / "crawl.ipynb"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # warcio leaves a file open
def test_the_notebook_of_a_crawl_prints_what_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its cells are run in one namespace, one after the other, as Jupyter runs them."""
    monkeypatch.chdir(NOTEBOOK.parent)
    names: dict[str, object] = {}
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    for cell in (each for each in cells if each["cell_type"] == "code"):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec("".join(cell["source"]), names)  # noqa: S102 -- our own notebook
        assert printed.getvalue() == "".join(line for output in cell["outputs"] for line in output["text"])
