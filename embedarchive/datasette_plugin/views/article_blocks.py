"""An article as a page shows it: paragraphs, and between them its embeds and images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from embedarchive.datasette_plugin.reader.search import pieces, unmarked
from embedarchive.datasette_plugin.views.article_parts import Spot
from embedarchive.datasette_plugin.views.cards import MediaCard, PostCard
from embedarchive.datasette_plugin.views.versions import MARK
from embedarchive.documents import prose
from embedarchive.model.rows import Sparse
from embedarchive.store.queries.articles import EmbedRow, ImageRow
from embedarchive.store.queries.search import END, START

Pieces = Sequence[tuple[bool, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown(EmbedRow):
    """What an article says of a post.

    Attributes:
        lang: the language of its words.
        platform_name: what people call its platform.
        origins: whose words those are that the article does not print itself.
        uncertain: what is uncertain about them.
    """

    lang: str | None
    platform_name: str
    origins: dict[str, str]
    uncertain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """An embed or image where an article shows it, with what is kept of it; `again`: the article showed it before."""

    kind: str
    start: int
    embed: Shown | None = None
    card: PostCard | None = None
    image: ImageRow | None = None
    media: MediaCard | None = None
    again: bool = False

    @property
    def anchor(self) -> str | None:
        """What it is called on the page; nothing is where neither is shown."""
        shown = self.embed or self.image
        return Spot(self.kind, shown.position).anchor if shown else None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Block(Sparse):
    """A paragraph of an article, in pieces, or what stands between two."""

    text: str | None = None
    pieces: Pieces | None = None
    thing: Thing | None = None


def blocks(text: str, things: Sequence[Thing], title: str | None, *, markdown: bool = False) -> list[Block]:
    """The article as paragraphs and things, in reading order; what was searched for may stand between marks.

    The text has one mark for each thing; should it have fewer, those left over stand at the end, so that none is lost.
    The caption of an image stands below it, and not once more as a paragraph.
    """
    made: list[Block] = []
    left = list(things)
    titled = title is None
    inside = False
    captions = frozenset[str]()
    for number, piece in enumerate(text.split(MARK)):
        if number and left:
            made.append(Block(thing=left.pop(0)))
            captions = _captions(made[-1].thing)
        for line in prose.plain_lines(piece.splitlines()) if markdown else piece.splitlines():
            words, parts = unmarked(line).strip(), pieces(line.strip(), inside=inside)
            inside = line.rfind(START) > line.rfind(END) or (inside and END not in line)
            if not titled and words == title:
                titled = True
            elif words and (START in line or _letters(words) not in captions):
                made.append(Block(text=words, pieces=parts))
                captions = frozenset()
    return made + [Block(thing=thing) for thing in left]


def _captions(thing: Thing | None) -> frozenset[str]:
    """What a page prints below an image, by its letters: caption, credit, or both."""
    if thing is None or thing.image is None or thing.again:
        return frozenset()
    caption, credit = _letters(thing.image.caption or ""), _letters(thing.image.credit or "")
    return frozenset({caption, credit, caption + credit, credit + caption} - {""})


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
