"""How an article and what stands in it are told in a line: all that a dry run prints."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TextIO

import click

from embedarchive.model import Scan


def describe(scan: Scan) -> None:
    """Print what a dry run found in one article."""
    document = scan.document
    click.echo(click.style(shown(document.source), bold=True) + about(scan))
    for embed in scan.embeds:
        day = embed.date.isoformat() if embed.date else "no date"
        sure = "" if embed.confidence >= 0.9 else f"  (unsure: {', '.join(embed.doubts) or 'boundaries'})"
        words = author_line(embed.author, embed.handle)
        click.echo(fitted(f"  {embed.platform:<10} {words}  {day}  {quoted(embed.text or embed.url)}{sure}"))
        for place in embed.coordinates:
            click.echo(f"             at {place.latitude:.6f}, {place.longitude:.6f}")
    for image in scan.images:
        click.echo(fitted(f"  {'image':<10} {shown(image.url)}"))
    for link in scan.links:
        click.echo(fitted(f"  {'link':<10} {shown(link.url)}"))
    if scan.ignored:
        counts = Counter(item.reason for item in scan.ignored)
        click.echo("  ignored    " + ", ".join(f"{count} × {reason}" for reason, count in counts.items()))


def about(scan: Scan) -> str:
    """Title, language, whether a browser loaded it, and how much was found."""
    document = scan.document
    title = f" · {quoted(document.title, 70)}" if document.title else ""
    language = f" · {document.language}" if document.language else ""
    rendered = " · rendered" if document.rendered else ""
    return f"{title}{language}{rendered} · {counted(len(scan.embeds), 'embed')}, {counted(len(scan.images), 'image')}"


def author_line(author: str | None, handle: str | None) -> str:
    """A name with its handle, or the one of them that is known."""
    if author and handle:
        return shown(f"{author} (@{handle})")
    return shown(author or (f"@{handle}" if handle else ""))


def quoted(text: str | None, length: int = 60) -> str:
    """The beginning of a text in quotation marks, its line ends as blanks."""
    words = shortened(text, length)
    return f"“{words}”" if words else ""


def shortened(text: str | None, length: int) -> str:
    """As `shown`, cut where it is too long."""
    words = shown(text)
    return words if len(words) <= length else words[: length - 1] + "…"


def shown(text: str | None) -> str:
    """A stranger's text on one line: what steers a terminal or turns its direction is shown as U+FFFD, never obeyed."""
    words = " ".join((text or "").split())
    return words if words.isprintable() else "".join(map(_visible, words))


def _visible(char: str) -> str:
    # The joiners are invisible too, but emoji and several scripts need them.
    return char if char.isprintable() or char in "\u200c\u200d" else "\N{REPLACEMENT CHARACTER}"


def counted(number: int, singular: str, plural: str = "") -> str:
    """A number with its noun."""
    return f"{number} {singular if number == 1 else plural or singular + 's'}"


def columns(stream: TextIO | None = None) -> int:
    """How long a line may be, on standard output unless told otherwise."""
    if not (stream or sys.stdout).isatty():
        return 120
    import shutil  # it loads every compression there is

    return shutil.get_terminal_size((120, 24)).columns


def complain(sentence: str) -> None:
    """Say on standard error what went wrong: in one line, at a terminal in as many as it takes, broken at blanks."""
    told = f"embedarchive: {sentence}"
    click.echo(wrapped(told, stream=sys.stderr) if sys.stderr.isatty() else told, err=True)


def wrapped(text: str, indent: int = 0, stream: TextIO | None = None) -> str:
    """The text in lines that fit, broken at blanks only; all but the first are indented."""
    import textwrap

    width = max(columns(stream), indent + 20)
    return textwrap.fill(text, width, subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False)


def fitted(line: str, width: int | None = None) -> str:
    """The line, cut where it is too long."""
    width = width or columns()
    return line if len(line) <= width else line[: width - 1] + "…"
