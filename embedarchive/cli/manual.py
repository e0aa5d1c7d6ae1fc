"""`docs`: the documentation, as it came with the package."""

from __future__ import annotations

from pathlib import Path

import click

from embedarchive.cli.lines import complain, say
from embedarchive.errors import UsageError

PAGES = Path(__file__).parent.parent / "documentation"
"""Built by `make docs` from the folder docs/ of the source; wheels have it."""


@click.command()
@click.option("--path", "only_path", is_flag=True, help="Print where it is, and open nothing.")
def docs(*, only_path: bool) -> int:
    """Open the documentation in a browser: tutorial, how-tos, every command and table; it needs no network."""
    first = PAGES / "index.html"
    if not first.is_file():
        raise UsageError(
            "The documentation was not built here: `make docs` builds it where the source is. The same pages are the "
            "Markdown files in the source's folder docs/."
        )
    if only_path:
        say(str(first))
        return 0
    import webbrowser

    say(f"It is at {first.as_uri()}")
    if not webbrowser.open(first.as_uri()):
        complain("there is no browser here that can be opened; the address above is for one of yours.")
    return 0
