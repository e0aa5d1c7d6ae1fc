"""Notebooks among the examples: run anew, each prints what is kept in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.docs_site import notebooks

NOTEBOOK = Path(__file__).parent.parent / "examples" / "crawl.ipynb"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # warcio leaves a file open
def test_the_notebook_of_a_crawl_prints_what_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its cells are run in one namespace, one after the other, as Jupyter runs them."""
    monkeypatch.chdir(NOTEBOOK.parent)
    cells = [cell for cell in notebooks.cells(NOTEBOOK) if cell["cell_type"] == "code"]
    outputs = notebooks.run(map(notebooks.code, cells))
    assert list(map(_printed, outputs)) == [_printed(cell["outputs"]) for cell in cells]


def _printed(outputs: object) -> str:
    """What a cell printed; a notebook keeps it as a text or as a list of lines."""
    assert isinstance(outputs, list)
    return "".join("".join(one["text"]) for one in outputs)
