"""The `embedarchive` command.

Exit codes: 0 done · 1 a bug · 2 wrong usage, or nothing could be read · 3 done in part, or an erasure is not finished ·
4 `--recheck` found a change or a loss · 5 the archive is damaged · 129, 130 and 143 stopped: the terminal was closed,
Ctrl-C, SIGTERM · 141 nobody reads the output any more. A command that was stopped leaves a sound archive.
"""

from __future__ import annotations

import errno
import gc
import importlib
import io
import os
import sys
import time
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from embedarchive.cli.manner import Manner, manner_options, with_manner
from embedarchive.cli.narrow import Context
from embedarchive.cli.stopping import Stopped, stoppable
from embedarchive.errors import DamagedError, EmbedArchiveError, UsageError
from embedarchive.own_interpreter import collect_seldom

COMMANDS = {
    "scan": ("work", "Find the embeds and images of articles, fetch them and keep them."),
    "fetch": ("work", "Try again what is due, or look again at what is archived."),
    "crawl": ("crawl", "Find the posts that the pages of many recordings show, as a table."),
    "watch": ("watch", "Read feeds, sitemaps, lists and folders when they are due, and tell what vanished."),
    "list": ("look", "List what is in the archive."),
    "search": ("searching", "Search the posts and the articles, and say where the words stand."),
    "show": ("look", "Show a post, an author, an article or a file: what is known, and where from."),
    "note": ("annotations", "Write a note about a post, an article or a file, or say whether it is held for true."),
    "tag": ("annotations", "Put tags on posts, articles and files, or list the tags."),
    "collect": ("annotations", "Put posts, articles and files into a collection, or list the collections."),
    "open": ("browse", "Open the page of a post, an author, an article or a file in a browser."),
    "doctor": ("doctor", "Ask every source of every platform for a well-known post, and say which answer."),
    "serve": ("browse", "Browse the archive in a browser."),
    "timestamp": ("stamps", "Have others stamp the head of the log: what is in it existed by then."),
    "export": ("share", "Copy the archive out, as a site that a server can take, or its settings."),
    "merge": ("merging", "Take over what other archives hold, with their logs whole."),
    "verify": ("care", "Prove that the archive is whole."),
    "rebuild": ("care", "Make the pages' tables anew from the log."),
    "reparse": ("care", "Read the kept answers with today's parsers."),
    "correct": ("care", "Say where a post begins, where the finder was not sure."),
    "erase": ("erasing", "Remove a person's words and media for good."),
    "config": ("setting_up", "Print what is written down: defaults of options, named archives, rates of hosts."),
    "completion": ("setting_up", "Print what completes commands in bash, zsh or fish."),
    "man": ("setting_up", "Print the manual page of all commands."),
    "docs": ("manual", "Open the documentation in a browser; it needs no network."),
}
"""Every command: the module it is in, loaded when it is called, and what it does in a line."""


class _UnreadError(Exception):
    """Whoever read our output has gone."""


class _Commands(click.Group):
    """A group whose commands are loaded when they are called: `--help` stays instant."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"embedarchive.cli.{COMMANDS[cmd_name][0]}")
        found: click.Command = vars(module).get(cmd_name) or vars(module)[f"{cmd_name}_"]
        return with_manner(cmd_name, found)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            meant = get_close_matches(args[0], COMMANDS, 1)
            hint = f" Did you mean {meant[0]}?" if meant else " embedarchive --help lists them."
            raise UsageError(f"There is no command {args[0][:80]}.{hint}")
        name, command, rest = super().resolve_command(ctx, args)
        if name is not None and command is not None:
            ctx.ensure_object(Manner).command = name
            from embedarchive.cli.settings import SETTINGS, settings

            found = ctx.meta[SETTINGS] = settings(rest, os.environ, COMMANDS)
            if found.files:
                ctx.default_map = {name: found.defaults(command, (name,))}
        return name, command, rest

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 -- as click has it
        try:
            return self._invoke(ctx)
        except BrokenPipeError as error:  # click would call it a bug of ours: exit code 1
            raise _UnreadError from error
        except (EmbedArchiveError, click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as error:
            told = None if os.environ.get(DEBUG) else _cause(ctx, error)
            if told is None:
                raise
            raise told from error

    def _invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 -- as click has it
        """Run the command, and note what it ran with."""
        from embedarchive.cli.waiting import waiting

        try:
            with waiting():
                return super().invoke(ctx)
        finally:
            from embedarchive.cli.options import ARCHIVE
            from embedarchive.cli.settings import SETTINGS

            folder, settings = ctx.meta.get(ARCHIVE), ctx.meta.get(SETTINGS)
            files = ", ".join(map(str, settings.files)) if settings else ""
            ctx.ensure_object(Manner).used = ({"archive": str(folder)} if folder else {}) | (
                {"settings": files} if files else {}
            )

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


DEBUG = "EMBEDARCHIVE_DEBUG"


def _cause(ctx: click.Context, error: Exception) -> EmbedArchiveError | None:
    """What an error comes from that nobody had foreseen: the disk, or a damaged archive; None when it is a bug."""
    from embedarchive.cli.options import ARCHIVE

    if isinstance(error, UnicodeEncodeError) and error.reason == "surrogates not allowed":
        told = error.object[:80].encode("utf-8", "backslashreplace").decode()
        return UsageError(f"“{told}” is no UTF-8; only the name of a file may be that.")
    if isinstance(error, OSError) and error.strerror:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            return UsageError(f"The disk is full: {error.filename or 'what this command was writing'} is not whole.")
        return UsageError(f"{error.filename or 'The system says'}: {error.strerror}.")
    folder = ctx.meta.get(ARCHIVE)
    if folder is None or not (folder / "archive.db").exists():
        return None
    from embedarchive.archive.articles.origins import hints
    from embedarchive.store import damage_behind

    return damage_behind(folder, error, hints)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with: embedarchive scan article.txt",
)
@click.version_option(package_name="embedarchive", message="%(prog)s %(version)s")
@click.option(
    "--private",
    is_flag=True,
    envvar="EMBEDARCHIVE_PRIVATE",
    help="Let no other user of this machine read what is written, as with umask 077; also EMBEDARCHIVE_PRIVATE=1.",
)
def cli(*, private: bool) -> None:
    """Keep the social-media posts and images of an article, before they are gone."""
    if private:
        os.umask(0o077)


cli.params += manner_options()
cli.context_class = Context


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run the command line; every way out is an exit code, and what goes wrong is one sentence on stderr."""
    collect_seldom()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(
            stream, io.TextIOWrapper
        ):  # what it cannot write, a name that is not UTF-8, is shown as its number
            stream.reconfigure(errors="backslashreplace")
    code = _run(args)
    gc.freeze()  # nothing that is left is worth a last search for cycles: a tenth of what a dry run takes
    sys.exit(code)


def _run(args: Sequence[str] | None) -> int:
    """Run the command line, and say at the end how it went, if somebody wants to know; its exit code."""
    chosen, began = Manner(), time.monotonic()
    code, seconds = _outcome(args, chosen), time.monotonic() - began
    if chosen.command and code != UNREAD:
        chosen.end(code, seconds)
        if chosen.verbose and not chosen.log_json:
            _say(chosen.summary(code, seconds), code, chosen)
    return code


UNREAD = 141
"""The exit code where nobody reads the output any more: nothing is left to say."""


def _outcome(args: Sequence[str] | None, chosen: Manner) -> int:
    def stopped(code: int) -> int:
        return _say("Stopped. The archive is sound; the same command goes on from here.", code, chosen)

    def given_up(code: int) -> None:
        if sys.stderr.isatty():  # the line that says how far it is hid the cursor, and is there still
            sys.stderr.write("\r\x1b[K\x1b[?25h")
        stopped(code)

    try:
        with stoppable(given_up):
            colour = False if os.environ.get("NO_COLOR") else None  # https://no-color.org
            code = cli.main(args, prog_name="embedarchive", standalone_mode=False, obj=chosen, color=colour)
    except click.ClickException as error:
        return _show(error, chosen)
    except EmbedArchiveError as error:
        return _say(str(error), 5 if isinstance(error, DamagedError) else 2, chosen)
    except (Stopped, KeyboardInterrupt, click.Abort) as error:
        return stopped(error.code if isinstance(error, Stopped) else 130)
    except _UnreadError:  # nothing is left to say, also not while Python shuts down
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNREAD
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        sentence = f"This is a bug ({type(error).__name__}: {error}). EMBEDARCHIVE_DEBUG=1 shows where."
        return _say(sentence, 1, chosen)
    return code if isinstance(code, int) else 0


def _show(error: click.ClickException, chosen: Manner) -> int:
    """Say what click found wrong, in lines that fit."""
    if chosen.log_json:
        return _say(error.format_message(), error.exit_code, chosen)
    from embedarchive.cli.lines import say

    told = io.StringIO()
    error.show(told)
    say(told.getvalue().rstrip("\n"), err=True)
    return error.exit_code


def _say(sentence: str, code: int, chosen: Manner) -> int:
    from embedarchive.cli.lines import complain

    complain(sentence, chosen)
    return code
