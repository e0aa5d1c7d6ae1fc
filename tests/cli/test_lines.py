"""What a dry run prints of each thing that it found."""

from __future__ import annotations

import errno

import click
import pytest

import embedarchive
from embedarchive.cli import _cause
from embedarchive.cli.lines import describe

PAGE = """<h1>The bridge is open</h1><p>People walked over it all the morning, and the mayor cut a ribbon.</p>
<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>
<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/CkAbCdEfGhI/"></blockquote>"""


def test_an_embed_without_an_author_leaves_no_gap_and_tells_the_day_of_its_id(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What the article does not say is left out; the day that the id holds is no missing day."""
    describe(embedarchive.scan(PAGE))
    told = capsys.readouterr().out
    assert "  youtube    no date  “https://www.youtube.com/" in told
    assert "  instagram  2022-10-22  “https://www.instagram.com/" in told


@pytest.mark.parametrize(("name", "told"), [("out.wacz", "out.wacz"), (None, "what this command was writing")])
def test_a_full_disk_is_called_so(name: str | None, told: str) -> None:
    """Also by the error of a write, which names no file."""
    context = click.Context(click.Command("export"))
    error = OSError(errno.ENOSPC, "No space left on device", *([name] if name else []))
    assert str(_cause(context, error)) == f"The disk is full: {told} is not whole."
