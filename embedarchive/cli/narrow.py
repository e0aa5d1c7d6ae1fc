"""What `--help` prints, as wide as the terminal is: click's own is at least 50 columns wide."""

from __future__ import annotations

from collections.abc import Iterable

import click

LEAST = 24
"""No column of words is narrower, in characters."""


class Help(click.HelpFormatter):
    """Help that fits into a narrow terminal."""

    def __init__(self, indent_increment: int = 2, width: int | None = None, max_width: int | None = None) -> None:
        """As click's; `width` is the terminal's, unless given."""
        import shutil  # it loads every compression there is

        room = min(shutil.get_terminal_size().columns, max_width or 80) - 2
        super().__init__(indent_increment, width or max(room, LEAST), max_width)

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Names with what they mean; the names take a third of the lines at most."""
        super().write_dl(rows, min(col_max, self.width // 3), col_spacing)


class Context(click.Context):
    """A context whose help fits."""

    formatter_class = Help
