"""What an archive is given as people write it: sources, platforms and third parties by their names."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from embedarchive.errors import UsageError
from embedarchive.urls import parse


def source_named(source: object) -> str | Path:
    """What names an article.

    Raises:
        TypeError: it is something else, such as the article's bytes.
    """
    if isinstance(source, str | Path):
        return source
    raise TypeError(f"a source is the path of a file or an address (str or Path), not {type(source).__name__}")


def base_url_named(url: str | None) -> str | None:
    """The address that relative links are resolved against; None where none is given.

    Raises:
        UsageError: a page cannot have that address.
        TypeError: it is no text.
    """
    if url is None:
        return None
    if not isinstance(url, str):
        raise TypeError(f"base_url is an address (str), not {type(url).__name__}")
    if not url.lower().startswith(("http://", "https://")) or parse(url) is None:
        raise UsageError(f"{url[:80]} is no base URL: that is the address of a page, with http:// or https://.")
    return url


def several(values: str | Path | Sequence[str | Path]) -> tuple[str | Path, ...]:
    """The values; a single one stands for itself and not for its letters."""
    return (values,) if isinstance(values, str | Path) else tuple(values)


def third_parties_named(named: str | Sequence[str]) -> tuple[str, ...]:
    """The third parties that are named, also several in one text.

    Raises:
        UsageError: there is none of that name.
    """
    names = [name.strip() for text in ([named] if isinstance(named, str) else named) for name in text.split(",")]
    names = [name for name in names if name]
    if not names:
        return ()
    from embedarchive.platforms import third_parties

    known = third_parties()
    for name in names:
        if name not in known:
            raise UsageError(f"third party {name[:40]}: there is none of that name. There are: {', '.join(known)}.")
    return tuple(dict.fromkeys(names))


def platforms_named(names: str | Sequence[str]) -> tuple[str, ...]:
    """The platforms of that name, or called so by people; `web` stands for foreign frames of any other site.

    Raises:
        UsageError: there is none of that name.
    """
    from difflib import get_close_matches

    from embedarchive import platforms

    there = [*sorted(platforms.catalogue()), "web"]
    words = (str(name).strip().lower() for name in several(names))
    names = tuple(platforms.aliases().get(word, word) for word in words)
    for name in names:
        if name not in there:
            meant = get_close_matches(name, there, 1)
            hint = f" Did you mean {meant[0]}?" if meant else ""
            raise UsageError(f"only {name}: there is no such platform.{hint} There are: {', '.join(there)}.")
    return names
