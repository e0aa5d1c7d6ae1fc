"""How much a command says, and in which form: three options that every command has which does something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import click

from embedarchive.cli.narrow import Context

ANSWERING = frozenset({"list", "search", "show", "open", "config", "completion", "man"})
"""Commands whose output is what was asked for: there is nothing in it to leave out."""


@dataclass(slots=True)
class Manner:
    """What was chosen, on `embedarchive` or on the command, and what is to be said at the end.

    Attributes:
        quiet: nothing but errors, and what `--json` asks for.
        verbose: every reason in full, and at the end how long it took and what was set.
        log_json: an object for every event on standard error, and no sentence there.
        command: the name of the command.
        used: the archive and the files of settings that it ran with, as far as that was known.
        counts: what a run adds up to.
    """

    quiet: bool = False
    verbose: bool = False
    log_json: bool = False
    command: str = ""
    used: dict[str, str] = field(default_factory=dict)
    counts: dict[str, object] | None = None

    @property
    def silent(self) -> bool:
        """Whether lines for people are left out."""
        return self.quiet and self.command not in ANSWERING

    def log(self, event: str, told: Mapping[str, object]) -> None:
        """Write an event as an object, if that was chosen."""
        if not self.log_json:
            return
        import datetime as dt
        import json

        at = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        click.echo(json.dumps({"at": at, "event": event, **told}, ensure_ascii=False), err=True)

    def end(self, code: int, seconds: float) -> None:
        """Log the end of the command, and how it ended."""
        counts = {} if self.counts is None else {"counts": self.counts}
        told = {"command": self.command, "exit_code": code, "seconds": round(seconds, 3), **self.used}
        self.log("end", told | counts)

    def summary(self, code: int, seconds: float) -> str:
        """The same in words, where somebody wants to know more."""
        used = "".join(f"; {name} {value}" for name, value in self.used.items())
        return f"{self.command} took {seconds:.1f} s and ends with code {code}{used}."


def manner() -> Manner:
    """What was chosen for the command that runs here; nothing outside of one."""
    context = click.get_current_context(silent=True)
    return (context.find_object(Manner) if context else None) or Manner()


def _choose(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    chosen = context.ensure_object(Manner)
    if value:
        setattr(chosen, parameter.name or "", True)
    if chosen.quiet and chosen.verbose:
        raise click.UsageError("-q leaves out what -v adds: choose one of them.", context)


def manner_options() -> list[click.Option]:
    """The options, made anew for each command."""
    told = {
        "--log-json": "Print every event as a JSON object on standard error.",
        "-v/--verbose": "Say more: every reason in full, at the end how long it took and with which settings.",
        "-q/--quiet": "Print nothing but errors.",
    }
    return [
        click.Option(names.split("/"), is_flag=True, expose_value=False, callback=_choose, help=text)
        for names, text in told.items()
    ]


def with_manner(name: str, command: click.Command) -> click.Command:
    """A command that has the options, as all below it, and help that fits: added once, when it is loaded."""
    command.context_class = Context
    if name in ANSWERING:
        return command
    if isinstance(command, click.Group):
        for below in command.commands.values():
            with_manner("", below)
    elif all(parameter.name != "quiet" for parameter in command.params):
        command.params += manner_options()
    return command
