"""What a user has written down: defaults of options, named archives, how often hosts are asked.

Two files of TOML, the second before the first: `embedarchive/config.toml` in the user's folder of settings, and
`embedarchive.toml` in the folder that the archive lies in. Before both go the environment and the command line.

    archive = "press"                 # which archive, when none is named: one of those below, or a folder

    [archives]
    press = "/data/press"             # --archive press; a path is seen from this file

    [rates]
    "mastodon.example" = 5            # seconds from one request to the next

    [options]                         # of every command that has them
    operator = "Ann"                  # only in the user's own file, as whatever opens this machine: see `OPENING`

    [options.scan]                    # of one
    images = false
    max-bytes = "500M"
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from embedarchive.errors import UsageError

if TYPE_CHECKING:
    import click

BESIDE = "embedarchive.toml"
SETTINGS = "embedarchive.settings"
"""Where the context of the whole command keeps its `Settings`."""
OPENING = frozenset(
    {
        "allow-private",
        "annotations",
        "config",
        "cookies",
        "edit",
        "host",
        "no-sql",
        "operator",
        "proxy",
        "public",
        "sql",
        "user-agent",
        "yes",
    }
)
"""Options that open this machine or speak in somebody's name: no file that came with an archive sets them."""
_PARTS = ("archive", "archives", "rates", "options")


@dataclass(slots=True)
class Settings:
    """What the files say, taken together.

    Attributes:
        files: those that were read, the one that counts most last.
        archive: the archive's folder when none is named; None for the usual one.
        archives: folders by their names.
        rates: seconds from one request's start to the next one's, by host.
        options: the value of an option and the file that says so, by the names of its command and of itself. An empty
            name of a command stands for all.
    """

    files: list[Path] = field(default_factory=list)
    archive: str | None = None
    archives: dict[str, str] = field(default_factory=dict)
    rates: dict[str, float] = field(default_factory=dict)
    options: dict[tuple[str, ...], tuple[Any, Path]] = field(default_factory=dict)

    def defaults(self, command: click.Command, path: tuple[str, ...]) -> dict[str, Any]:
        """The options of a command and of those below it, by the names that click has for them.

        Raises:
            UsageError: the command has no such option.
        """
        made: dict[str, Any] = {}
        for name, below in getattr(command, "commands", {}).items():
            made[name] = self.defaults(below, (*path, name))
        known = {opt.lstrip("-"): one.name for one in command.params for opt in (*one.opts, *one.secondary_opts)}
        for (*where, option), (value, file) in self.options.items():
            if tuple(where) not in {(), path}:
                continue
            if known.get(option):
                made[str(known[option])] = value
            elif where and not isinstance(value, dict) and option not in made:
                raise UsageError(f"{file}: {' '.join(path)} has no option {option[:40]}.")
        if self.archive and "folder" in known.values():
            made.setdefault("folder", self.archive)
        return made


def user_file(environment: Mapping[str, str]) -> str:
    """Where a user's own settings are (https://specifications.freedesktop.org/basedir-spec/)."""
    folder = environment.get("XDG_CONFIG_HOME") or environment.get("APPDATA")
    return os.path.join(folder or os.path.expanduser("~/.config"), "embedarchive", "config.toml")  # noqa: PTH111, PTH118 -- pathlib costs a start its milliseconds


def settings(args: Sequence[str], environment: Mapping[str, str], commands: Collection[str]) -> Settings:
    """The settings for a command line; `commands` are the names of those that there are.

    Raises:
        UsageError: a file cannot be read, or says what makes no sense.
    """
    made = Settings()
    _take(made, user_file(environment), commands)
    named = _named(args) or environment.get("EMBEDARCHIVE_ARCHIVE") or made.archive or "snapshots"
    folder = made.archives.get(named, named)
    _take(made, os.path.join(os.path.dirname(os.path.abspath(folder)), BESIDE), commands)  # noqa: PTH100, PTH118, PTH120 -- likewise
    if made.archive:
        made.archive = made.archives.get(made.archive, made.archive)
    return made


def _named(args: Sequence[str]) -> str | None:
    """The archive that a command line names."""
    for place, word in enumerate(args):
        if word.startswith("--archive="):
            return word.partition("=")[2]
        if word == "--archive" and len(args) > place + 1:
            return args[place + 1]
    return None


def _take(made: Settings, path: str, commands: Collection[str]) -> None:
    """Add what a file says, if it is there, over what was said before."""
    if not os.path.isfile(path):  # noqa: PTH113 -- likewise
        return
    import tomllib

    file = Path(path)
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{file} cannot be read as TOML: {error}.") from None
    if unknown := next((name for name in told if name not in _PARTS), None):
        raise UsageError(f"{file}: there is no setting {unknown[:40]}; there are {', '.join(_PARTS)}.")
    _add(made, file, told)
    for where, value in _options(file, _table(file, told, "options")):
        if len(where) > 1 and where[0] not in commands:
            raise UsageError(f"{file}: options: there is no command {where[0][:40]}.")
        if file.name == BESIDE and where[-1] in OPENING:
            raise UsageError(f"{file}: {where[-1]} is for your own file of settings: others may have written this one.")
        made.options[where] = (value, file)


def _add(made: Settings, file: Path, told: Mapping[str, Any]) -> None:
    """Add what a file says of archives and of rates."""
    made.files.append(file)
    if archive := told.get("archive"):
        made.archive = archive if archive in {*made.archives, *told.get("archives", {})} else str(_seen(file, archive))
    for name, folder in _table(file, told, "archives").items():
        made.archives[name] = str(_seen(file, folder))
    for host, seconds in _table(file, told, "rates").items():
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds <= 86_400:
            raise UsageError(f"{file}: rates: {host} takes seconds, from 0 to 86400.")
        made.rates[host.lower()] = float(seconds)


def _table(file: Path, told: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = told.get(name, {})
    if not isinstance(found, dict):
        raise UsageError(f"{file}: {name} is a table, as in [{name}].")
    return found


def _seen(file: Path, folder: object) -> Path:
    if not isinstance(folder, str) or not folder:
        raise UsageError(f"{file}: an archive is the path of a folder, as in press = '/data/press'.")
    return Path(os.path.normpath(file.parent / Path(folder).expanduser()))


def _options(file: Path, table: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _options(file, value, (*path, name))
        else:
            yield (*path, name), value
