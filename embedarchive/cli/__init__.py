"""The `embedarchive` command.

Exit codes: 0 done · 1 a bug · 2 wrong usage, or nothing could be read · 3 done in part · 4 `--recheck` found a change
or a
loss · 5 `verify` found damage · 130 and 143 stopped by Ctrl-C or SIGTERM.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

import click

from embedarchive.cli.browse import serve
from embedarchive.cli.care import erase, rebuild, verify
from embedarchive.cli.look import list_, show
from embedarchive.cli.work import fetch, scan
from embedarchive.errors import EmbedArchiveError


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with: embedarchive scan article.txt",
)
@click.version_option(package_name="embedarchive", message="%(prog)s %(version)s")
def cli() -> None:
    """Keep the social-media posts and images of an article, before they are gone."""


for command in (scan, fetch, list_, show, serve, verify, erase, rebuild):
    cli.add_command(command)


class _Terminated(BaseException):
    """SIGTERM came."""


def _terminate(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise _Terminated


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run the command line; every way out is an exit code, and what goes wrong is one sentence on stderr."""
    sys.exit(_run(args))


def _run(args: Sequence[str] | None) -> int:  # noqa: PLR0911 -- each way out has its own code
    previous = signal.signal(signal.SIGTERM, _terminate)
    try:
        code = cli.main(args, prog_name="embedarchive", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except EmbedArchiveError as error:
        return _say(str(error), 2)
    except (KeyboardInterrupt, click.Abort):
        return _say("Stopped. The archive is sound; the same command goes on from here.", 130)
    except _Terminated:
        return _say("Stopped. The archive is sound; the same command goes on from here.", 143)
    except BrokenPipeError:
        # Whoever read our output has gone; nothing is left to say, also not while Python shuts down.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get("EMBEDARCHIVE_DEBUG"):
            raise
        return _say(f"This is a bug ({type(error).__name__}: {error}). EMBEDARCHIVE_DEBUG=1 shows where.", 1)
    finally:
        signal.signal(signal.SIGTERM, previous)
    return code if isinstance(code, int) else 0


def _say(sentence: str, code: int) -> int:
    click.echo(f"embedarchive: {sentence}", err=True)
    return code
