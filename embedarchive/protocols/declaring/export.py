"""How the file looks in which a platform hands an account's posts to its owner."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from embedarchive.model import Exported

Beside = Callable[[str], bytes | None]
"""Reads a file of the same export, named as from the folder of the file with the posts; None when there is none."""
Reading = Callable[[bytes, Beside], Iterator["Exported | str"]]
"""The posts in a file of an export, one after the other; in place of what is none of the account's own, what it is."""
SHARED = "that the account shared and did not write"
OTHER = "of another kind than posts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """The file of an export that holds the posts.

    Attributes:
        names: regular expression for what it is called, in lower case: a file of that name in a folder is looked into.
        begins: regular expression for its first bytes, which decide.
    """

    names: str
    begins: bytes
