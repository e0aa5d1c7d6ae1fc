"""How an article and what stands in it are told in a line: all that a dry run prints."""

from __future__ import annotations

import sys
import unicodedata
from collections import Counter
from typing import TextIO

import click

from embedarchive.cli.manner import Manner, manner
from embedarchive.model import Embed, Scan
from embedarchive.model.articles import IGNORED
from embedarchive.patterns import regex

_OURS = regex(r"(\n|\x1b\[(?:0|1|2|[39][0-7])m)")
"""Line ends, and the colours of `click.style`."""
_COLOUR = regex(r"\x1b\[[0-9]{1,2}m")
HARD = "\ue000"
"""A blank at which no line ends: a character that nobody else's text may say anything by."""


def describe(scan: Scan) -> None:
    """Print what a dry run found in one article."""
    say(heading(scan))
    for embed in scan.embeds:
        said = (author_line(embed.author, embed.handle), _day(embed), quoted(embed.text or embed.url))
        say(fitted(f"  {embed.platform:<10} {'  '.join(filter(None, said))}"))
        if embed.uncertainty:
            say(f"             {embed.uncertainty}")
        for reading in readings(embed):
            say(fitted(f"             {reading}"))
        for place in embed.coordinates:
            say(f"             at {place.latitude:.6f}, {place.longitude:.6f}")
    for image in scan.images:
        say(fitted(f"  {'image':<10} {one_line(image.url)}"))
    for link in scan.links:
        say(fitted(f"  {'link':<10} {one_line(link.url)}"))
    if scan.ignored:
        counts = Counter(item.reason for item in scan.ignored)
        say("  ignored    " + ", ".join(f"{count} × {IGNORED.get(reason, reason)}" for reason, count in counts.items()))


def _day(embed: Embed) -> str:
    """The day that the article says, else the one in the post's id."""
    day = embed.date or (embed.posted_at and embed.posted_at.date())
    return day.isoformat() if day else "no date"


def readings(embed: Embed) -> tuple[str, ...]:
    """How an embed was read whose beginning is in doubt, and how else it can be read; nothing where it is not."""
    others = tuple(f"the post may begin at: {quoted(first)}" for first in embed.other_starts)
    return (f"as it was read, it begins at: {quoted(embed.text)}", *others) if others and embed.text else others


def heading(scan: Scan, news: str = "") -> str:
    """What an article's finds are printed below."""
    source = one_line(scan.document.source)
    lines = wrapped(source + about(scan) + news, 2)
    return click.style(source, bold=True) + lines.removeprefix(source) if lines.startswith(source) else lines


def about(scan: Scan) -> str:
    """Title, language, whether a browser loaded it, and how much was found."""
    document = scan.document
    title = f" · {quoted(document.title, 70)}" if document.title else ""
    language = f" · {document.language}" if document.language else ""
    rendered = " · rendered" if document.rendered else ""
    return f"{title}{language}{rendered} · {quantity(len(scan.embeds), 'embed')}, {quantity(len(scan.images), 'image')}"


def author_line(author: str | None, handle: str | None) -> str:
    """A name with its handle, or the one of them that is known."""
    if author and handle:
        return one_line(f"{author} (@{handle})")
    return one_line(author or (f"@{handle}" if handle else ""))


def quoted(text: str | None, length: int = 60) -> str:
    """The beginning of a text in quotation marks, its line ends as blanks."""
    words = shortened(text, length)
    return f"“{words}”" if words else ""


def shortened(text: str | None, length: int) -> str:
    """As `one_line`, cut where it is too long."""
    return fitted(one_line(text), length)


def one_line(text: str | None) -> str:
    """A stranger's text on one line: what steers a terminal or turns its direction is shown as U+FFFD, never obeyed."""
    words = " ".join((text or "").split())
    return words if words.isprintable() else "".join(map(_visible, words))


def _visible(char: str) -> str:
    # The joiners are invisible too, but emoji and several scripts need them. Bytes of names that are not UTF-8 are told
    # as numbers by the stream.
    harmless = char.isprintable() or char in "\t\u200c\u200d" or unicodedata.category(char) in {"Zs", "Cs"}
    return char if harmless else "\N{REPLACEMENT CHARACTER}"


def say(text: str = "", *, err: bool = False, as_is: bool = False) -> None:
    """Print lines for people, on standard output or standard error, in lines that fit.

    Whatever stands in them steers no terminal. `as_is`: what a program reads, broken nowhere.
    """
    if not err and manner().silent:
        return
    stream = sys.stderr if err else sys.stdout
    lines = text.split("\n")
    if not as_is:
        lines = [wrapped(line, len(line) - len(line.lstrip(" ")) + 2, stream).replace(HARD, " ") for line in lines]
    click.echo(harmless("\n".join(lines)), err=err)


def copied(command: str) -> str:
    """A command to copy: no line ends within it."""
    return command.replace(" ", HARD)


def harmless(text: str) -> str:
    """Lines in which nothing steers a terminal but our own colours, whoever wrote what stands in them."""
    if text.isprintable():
        return text
    kept = _OURS.split(text)  # every second one is a line end or a colour
    kept[::2] = ["".join(map(_visible, part)) for part in kept[::2]]
    return "".join(kept)


def quantity(number: int, singular: str, plural: str = "") -> str:
    """A number with its noun."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def columns(stream: TextIO | None = None) -> int:
    """How long a line may be, on standard output unless told otherwise."""
    if not (stream or sys.stdout).isatty():
        return 120
    import shutil  # it loads every compression there is

    return shutil.get_terminal_size((120, 24)).columns


def complain(sentence: str, chosen: Manner | None = None) -> None:
    """Say on standard error what went wrong: in one line, at a terminal in as many as it takes, broken at blanks.

    With --log-json it is an event like any other.
    """
    chosen = chosen or manner()
    chosen.log("complaint", {"sentence": sentence})
    if not chosen.log_json:
        say(wrapped(f"embedarchive: {sentence}", stream=sys.stderr), err=True)


def complain_of_paths(count: int) -> None:
    """Say of how many articles a log of an earlier version names the folders that they lay in; of none, nothing."""
    if count:
        complain(
            f"the log of this archive names the folders of this machine that {quantity(count, 'article')} came from; "
            "an earlier version wrote it, and no log can be changed."
        )


def wrapped(text: str, indent: int = 0, stream: TextIO | None = None) -> str:
    """The text in lines that fit, broken at blanks only; all but the first are indented. A hard blank breaks none.

    A file has lines of any length.
    """
    if not (stream or sys.stdout).isatty():
        return text
    width = columns(stream)
    if cells(text) <= width:
        return text
    indent = min(indent, width // 3)
    words = text.lstrip(" ").split(" ")
    lines, line = [], " " * (len(text) - len(text.lstrip(" "))) + words[0]
    for word in words[1:]:
        if cells(line) + 1 + cells(word) <= width or not word:
            line = f"{line} {word}"
        else:
            lines.append(line.rstrip())
            line = " " * indent + word
    return "\n".join([*lines, line])


def fitted(line: str, width: int | None = None) -> str:
    """The line, cut where it is too long."""
    width = width or columns()
    if cells(line) <= width:
        return line
    room, end = width - 1, 0
    for end, char in enumerate(line):  # noqa: B007 -- where it ends is what is wanted
        room -= _cells(char)
        if room < 0:
            break
    return line[:end].rstrip() + "…"


def cells(text: str) -> int:
    """How many columns of a terminal the text takes; its colours take none."""
    text = _COLOUR.sub("", text) if "\x1b" in text else text
    return len(text) if text.isascii() else sum(map(_cells, text))


def _cells(char: str) -> int:
    if char.isascii():
        return 1
    if unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
