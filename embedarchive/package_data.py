"""The tables that come with the package: data files beside the modules that read them, read when first needed."""

from __future__ import annotations

import os.path
import sys
from typing import Any


def text(package: str | None, name: str) -> str:
    """A data file of a package, such as `text(__package__, "words.txt")`."""
    return content(package, name).decode("utf-8").replace("\r\n", "\n")


def content(package: str | None, name: str) -> bytes:
    """The bytes of a data file.

    It is read by whatever imported the package (also out of a ZIP file), as `pkgutil` does, which itself takes longer
    to import than a table takes to read.
    """
    module: Any = sys.modules[package or "embedarchive"]
    data: bytes = module.__spec__.loader.get_data(os.path.join(module.__path__[0], name))  # noqa: PTH118 -- pathlib is slow
    return data


def lines(package: str | None, name: str) -> list[str]:
    """The lines of a data file, without those that begin with `#`: what it is, and whose."""
    return [line for line in text(package, name).split("\n") if line and not line.startswith("#")]
