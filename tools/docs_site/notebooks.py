"""A notebook: run without a kernel, written with its output, and shown as a page.

The cells of a notebook that uses nothing but Python are run as Jupyter runs them: in one namespace, one after the
other; what stands last is shown, as HTML where it knows how.

    python -m tools.docs_site.notebooks      # runs examples/notebook.ipynb and writes its output into it
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "examples" / "notebook.ipynb"
Output: TypeAlias = dict[str, object]


def cells(path: Path = NOTEBOOK) -> list[dict[str, object]]:
    """The cells of a notebook (https://nbformat.readthedocs.io/)."""
    found: list[dict[str, object]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return found


def code(cell: dict[str, object]) -> str:
    """What stands in a cell: a text, or a list of its lines."""
    source = cell["source"]
    return "".join(map(str, source)) if isinstance(source, list) else str(source)


def run(sources: Iterable[str]) -> list[list[Output]]:
    """Run the cells; the outputs of each."""
    names: dict[str, object] = {"__name__": "__main__"}
    return [_run(source, names) for source in sources]


def _run(source: str, names: dict[str, object]) -> list[Output]:
    """Run one cell: what it prints, then what its last line is."""
    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(ast.Module(body, []), "cell", "exec"), names)  # noqa: S102 -- our own notebook
        value = eval(ast.unparse(last), names) if last else None  # noqa: S307 -- likewise
    streams: list[Output] = [{"name": "stdout", "output_type": "stream", "text": printed.getvalue()}]
    return [one for one in streams if one["text"]] + ([] if value is None else [_shown(value)])


def _shown(value: object) -> Output:
    made = getattr(value, "_repr_html_", None)
    data = {"text/plain": type(value).__name__, "text/html": made()} if made else {"text/plain": repr(value)}
    return {"data": data, "execution_count": None, "metadata": {}, "output_type": "execute_result"}


def page() -> str:
    """The notebook as Markdown, with its output."""
    parts: list[str] = []
    for cell in cells():
        if cell["cell_type"] == "markdown":
            parts.append(code(cell))
            continue
        parts.append(f"```python\n{code(cell)}\n```")
        outputs = cell["outputs"]
        parts += [_as_markdown(one) for one in outputs] if isinstance(outputs, list) else []
    return "\n\n".join(parts)


def _as_markdown(output: Output) -> str:
    """An output as a page shows it: HTML as it is, else the text."""
    data = output.get("data")
    if isinstance(data, dict) and "text/html" in data:
        return f"```{{raw}} html\n{data['text/html']}\n```"
    told = data["text/plain"] if isinstance(data, dict) else output["text"]
    return f"```text\n{str(told).rstrip()}\n```"


def write() -> None:
    """Run the notebook where it lies, and write what comes out."""
    made = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    running = [cell for cell in made["cells"] if cell["cell_type"] == "code"]
    with contextlib.chdir(NOTEBOOK.parent):
        outputs = run(code(cell) for cell in running)
    for number, (cell, output) in enumerate(zip(running, outputs, strict=True), 1):
        cell |= {"execution_count": number, "outputs": [one | _numbered(one, number) for one in output]}
    NOTEBOOK.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _numbered(output: Output, number: int) -> Output:
    return {"execution_count": number} if "execution_count" in output else {}


if __name__ == "__main__":
    write()
