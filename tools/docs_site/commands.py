"""Every command with its arguments and options, as click knows them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import click

_CODE = re.compile(r"(\d{1,3}(?:(?:, | and )\d{1,3}){0,3}) ([^·]{1,200}?)(?: · |$)")


def every_command() -> str:
    """A section for each command, those below it after it."""
    from embedarchive.cli import COMMANDS, cli

    whole = click.Context(cli, info_name="embedarchive")
    commands = {name: cli.get_command(whole, name) for name in COMMANDS}
    return "\n".join(line for name, one in commands.items() if one for line in _section(one, f"embedarchive {name}"))


def exit_codes() -> str:
    """A row for each exit code."""
    import embedarchive.cli

    told = " ".join((embedarchive.cli.__doc__ or "").partition("Exit codes: ")[2].partition(". A command")[0].split())
    rows = _CODE.findall(told)
    return "\n".join(["| code | means |", "|---|---|", *(f"| {code} | {means} |" for code, means in rows)])


def _section(command: click.Command, path: str) -> Iterator[str]:
    context = click.Context(command, info_name=path)
    yield from ("", f"## `{path}`", "", *_help(command), "```text")
    yield from (" ".join([path, *command.collect_usage_pieces(context)]), "```", "")
    records = [each for one in command.get_params(context) if (each := one.get_help_record(context)) and each[1]]
    if records:
        yield from ("| option | does |", "|---|---|")
        yield from (f"| {_code(option)} | {_cell(told)} |" for option, told in records)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                yield from _section(below, f"{path} {name}")


def _help(command: click.Command) -> Iterator[str]:
    """What it says of itself; what click is told not to wrap stays as it is."""
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        kept = paragraph.startswith("\b")
        yield from ("```text", paragraph.removeprefix("\b\n"), "```", "") if kept else (paragraph, "")


def _code(option: str) -> str:
    return f"`{option}`".replace("|", "\\|")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*").replace("\n", " ")
