"""Regular expressions that are compiled when they are first used.

Compiling all that the finder knows takes longer than everything else in the start of a dry run, and an article needs
a part of them. This is the one place where that is seen to: a module writes `NAME = regex(r"…")` where it would have
written `re.compile`, and uses it as it would use any pattern.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

_METHODS = ("match", "search", "fullmatch", "finditer", "findall", "sub", "subn", "split")


class _Regex:
    """A pattern's source until it is used; from then on the compiled pattern's own methods."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 -- called once: afterwards the attributes are there
        compiled = re.compile(self.pattern, self._flags)
        self.__dict__.update({method: getattr(compiled, method) for method in _METHODS})
        return getattr(compiled, name)

    def __repr__(self) -> str:
        return f"regex({self.pattern!r})"


def regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """A pattern that costs nothing until its first use; the arguments are those of `re.compile`.

    A mistake in it is reported at the first use, so every pattern needs a test that uses it.
    """
    return cast("re.Pattern[AnyStr]", _Regex(pattern, flags))
