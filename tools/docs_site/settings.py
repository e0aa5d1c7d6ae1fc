"""What is set by the environment and in files, as the code has it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from embedarchive.cli import COMMANDS, DEBUG, cli
from embedarchive.cli.settings import OPENING
from embedarchive.datasette_plugin import config_path

_MORE = {DEBUG: "any value: shows where a bug is, instead of one sentence about it"}


def environment() -> str:
    """A row for each variable that a command looks at."""
    rows = dict(sorted({**dict(_variables()), **_MORE}.items()))
    return "\n".join(
        ["| variable | stands for |", "|---|---|", *(f"| `{name}` | {told} |" for name, told in rows.items())]
    )


def own_file_only() -> str:
    """The options that no file beside an archive may set."""
    return ", ".join(f"`--{name}`" for name in sorted(OPENING))


def website() -> str:
    """The settings of the website, as they are written by `embedarchive export config`."""
    return f"```yaml\n{Path(config_path()).read_text(encoding='utf-8').partition('databases:')[0].rstrip()}\n```"


def _variables() -> Iterator[tuple[str, str]]:
    whole = click.Context(cli, info_name="embedarchive")
    for command in (cli, *(cli.get_command(whole, name) for name in COMMANDS)):
        yield from _of(command) if command else ()


def _of(command: click.Command) -> Iterator[tuple[str, str]]:
    for one in command.params:
        if isinstance(one, click.Option) and isinstance(one.envvar, str):
            yield one.envvar, f"`{one.opts[0]}`: {(one.help or '').split('  [')[0]}"
    for below in getattr(command, "commands", {}).values():
        yield from _of(below)
