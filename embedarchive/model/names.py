"""What an archive calls the things that it was made from."""

from __future__ import annotations

from pathlib import PurePath, PurePosixPath, PureWindowsPath

_DRIVE = 2


def public_name(source: str) -> str:
    """What strangers may read of the name that somebody gave a source.

    Addresses, and paths below the folder that the program ran in, as they are; of any other path its last part: how a
    machine is laid out and what its user is called is nobody's business.
    """
    path = _path(source)
    if path is None:
        return source
    inside = not path.anchor and ".." not in path.parts and path.parts[:1] != ("~",)
    return "/".join(path.parts) if inside else path.name.removeprefix("..") and path.name


def public_name_below(folder: str, parts: tuple[str, ...]) -> str:
    """The same for a file that was met on the way through a folder; `parts` lead from the folder to it."""
    return "/".join(part for part in (public_name(folder), *parts) if part not in {"", "."})


def _path(source: str) -> PurePath | None:
    """The path that a source is; None when it is an address, or standard input."""
    scheme, is_address, rest = source.partition("://")
    if is_address:
        return PurePosixPath(rest) if scheme.lower() == "file" else None
    if source == "-":
        return None
    windows = PureWindowsPath(source)
    return windows if len(windows.drive) >= _DRIVE else PurePosixPath(source)
