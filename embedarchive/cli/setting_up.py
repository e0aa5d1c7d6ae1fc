"""`config`, `completion` and `man`: what is written down, and what shells and manuals want to know of the commands."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from embedarchive.cli.lines import say
from embedarchive.cli.options import archive_option, json_option
from embedarchive.cli.rows import print_field
from embedarchive.cli.settings import BESIDE, SETTINGS, Settings, user_file
from embedarchive.version import __version__

SHELLS = ("bash", "zsh", "fish")


@click.command()
@json_option
@archive_option
@click.pass_context
def config(context: click.Context, *, as_json: bool, folder: Path) -> int:
    """Print what is written down for this archive, and in which file: defaults of options, named archives, rates.

    The command line goes before the environment, that before embedarchive.toml in the folder that the archive lies in,
    and that before embedarchive/config.toml in your own folder of settings.
    """
    found: Settings = context.meta[SETTINGS]
    told = {
        "archive": str(folder),
        "files": [str(file) for file in found.files],
        "archives": found.archives,
        "rates": found.rates,
        "options": {" ".join(where): value for where, (value, _) in found.options.items()},
    }
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, default=str))
        return 0
    print_field("archive", str(folder))
    for file in found.files:
        print_field("read", str(file))
    if not found.files:
        beside = Path(os.path.abspath(folder)).parent / BESIDE  # noqa: PTH100 -- as it was looked for
        print_field("read", f"nothing is written down yet: neither {user_file(os.environ)} nor {beside} is there")
    for name, path in found.archives.items():
        print_field("named", f"{name}: {path}")
    for host, seconds in found.rates.items():
        print_field("rate", f"{host}: {seconds:g} seconds from one request to the next")
    for (*where, option), (value, file) in found.options.items():
        print_field("option", f"{' '.join(where) or 'every command'}: {option} = {value}  ({file.name})")
    return 0


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
def completion(*, shell: str) -> int:
    """Print what completes commands and options in a shell: bash, zsh or fish.

    For good: embedarchive completion bash > ~/.local/share/bash-completion/completions/embedarchive
    """
    from click.shell_completion import get_completion_class

    from embedarchive.cli import cli

    found = get_completion_class(shell)
    assert found is not None  # noqa: S101 -- click knows all three
    say(found(cli, {}, "embedarchive", "_EMBEDARCHIVE_COMPLETE").source(), as_is=True)
    return 0


@click.command()
@click.pass_context
def man(context: click.Context) -> int:
    """Print the manual page of all commands, for `man -l -` or a file such as embedarchive.1."""
    from embedarchive.cli import COMMANDS, cli

    parts = [f'.TH EMBEDARCHIVE 1 "" "embedarchive {__version__}" "User Commands"', ".SH NAME"]
    parts.append(f"embedarchive \\- {_plain(cli.help or '')}")
    parts += [".SH SYNOPSIS", ".B embedarchive", ".I COMMAND", "[OPTIONS] [ARGUMENTS]", ".SH OPTIONS"]
    parts += [*_options(click.Context(cli), cli), ".SH COMMANDS"]
    for name in COMMANDS:
        command = cli.get_command(context, name)
        if command is not None:
            parts += _described(click.Context(command, info_name=f"embedarchive {name}"), command)
    parts += [".SH EXIT STATUS", _plain(_exit_codes()), ".SH ENVIRONMENT"]
    parts.append(
        "EMBEDARCHIVE_ARCHIVE names the archive, EMBEDARCHIVE_OPERATOR who runs it; NO_COLOR leaves out colours."
    )
    say("\n".join(parts), as_is=True)
    return 0


def _described(context: click.Context, command: click.Command) -> list[str]:
    """A command, its options, and those of the commands below it."""
    usage = " ".join(command.collect_usage_pieces(context))
    parts = [f'.SS "{_plain(context.command_path)} {_plain(usage)}"', _plain(command.help or "")]
    parts += _options(context, command)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None:
                parts += _described(click.Context(below, info_name=f"{context.command_path} {name}"), below)
    return parts


def _options(context: click.Context, command: click.Command) -> list[str]:
    """The options of a command, each with what it means."""
    records = [parameter.get_help_record(context) for parameter in command.get_params(context)]
    told = [(names, text) for names, text in filter(None, records) if text]
    return [part for names, text in told for part in (".TP", f".B {_plain(names)}", _plain(text))]


def _exit_codes() -> str:
    import embedarchive.cli

    return (embedarchive.cli.__doc__ or "").partition("Exit codes: ")[2]


def _plain(text: str) -> str:
    """A text as roff takes it: nothing in it is a command (https://man7.org/linux/man-pages/man7/groff.7.html)."""
    lines = [line.strip() for line in text.replace("\b", "").replace("\\", "\\e").replace("-", "\\-").splitlines()]
    return "\n".join(f"\\&{line}" if line[:1] in {".", "'"} else line or ".PP" for line in lines).strip()
