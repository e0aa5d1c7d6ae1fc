"""Files in an object store (S3 and what speaks like it), read through obstore."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from embedarchive.errors import UsageError


def listed(address: str) -> list[tuple[str, str]]:
    """The addresses of the objects below a prefix, or of the one object that has this address, each with its state.

    Args:
        address: `s3://bucket/prefix`; who we are, and where the store is, stand in the environment (AWS_…).

    Returns:
        pairs of an address and of what tells an object that was changed: its ETag and its size.

    Raises:
        UsageError: the extra is missing, or the store cannot be used.
    """
    with _store(address) as (obstore, store, bucket, path):
        found = [each for page in obstore.list(store, prefix=path or None) for each in page]
        if not found and path:
            found = [obstore.head(store, path)]
        return sorted((f"{bucket}/{each['path']}", f"{each['e_tag']}-{each['size']}") for each in found)


def copy_of(address: str, target: Path) -> None:
    """Write an object into a file.

    Raises:
        UsageError: the extra is missing, or the object cannot be had.
    """
    with _store(address) as (obstore, store, _, path), target.open("wb") as file:
        for piece in obstore.get(store, path).stream():
            file.write(piece)


def ranges_of(address: str, ranges: Sequence[tuple[int, int]]) -> list[bytes]:
    """Bytes of an object, from one place up to another.

    Raises:
        UsageError: the extra is missing, or the object cannot be had.
    """
    with _store(address) as (obstore, store, _, path):
        starts, ends = zip(*ranges, strict=True)
        return [bytes(each) for each in obstore.get_ranges(store, path, starts=starts, ends=ends)]


def library(who: str) -> tuple[Any, Any, type[Exception]]:
    """The library, its stores, and what it raises.

    Raises:
        UsageError: the extra is missing; the sentence says `who` needs it.
    """
    try:
        obstore = importlib.import_module("obstore")
        stores = importlib.import_module("obstore.store")
        return obstore, stores, importlib.import_module("obstore.exceptions").BaseError
    except ImportError:
        raise UsageError(f"{who} need obstore: pip install 'embedarchive[s3]'") from None


def refused(address: str, verb: str, error: Exception) -> UsageError:
    """The sentence that a store cannot be read or used, with what it says."""
    told = " ".join(str(error).split())[:200]
    return UsageError(f"{address} cannot be {verb} ({told}). AWS_ENDPOINT, AWS_ACCESS_KEY_ID … say how.")


@contextlib.contextmanager
def _store(address: str) -> Iterator[tuple[Any, Any, str, str]]:
    """The library, the store, the address of its bucket, and the path in it."""
    obstore, stores, refusals = library("Object stores")
    scheme, _, rest = address.partition("://")
    name, _, path = rest.partition("/")
    bucket = f"{scheme}://{name}"
    try:
        yield obstore, stores.from_url(bucket), bucket, path
    except (refusals, FileNotFoundError, PermissionError) as error:
        raise refused(address, "read", error) from error
