"""The vocabulary in which a platform says what is left of a post that is copied out of its page or app. Data only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """A post as lines of text: a head, its words, and what its page shows below them.

    Attributes:
        heads: the lines that it begins with, parted by line feeds, with holes for `{name}`, `{handle}`, `{audience}`
            (who may read it) and `{date}`, which may say how long ago it was.
        handle: the pattern of a handle, without the @, every repetition bounded.
        buttons: the lines below the words: what the buttons are called in the languages of readers. Two of them say
            that a text is worth a look.
        endings: beginnings of other lines that end the words.
        own: lines of the page between head and words, which are none of the post's.
        dated: the day stands `above` the words, in the head, or `below` them.
    """

    heads: tuple[str, ...]
    handle: str = ""
    buttons: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    dated: str = "above"

    @property
    def closed(self) -> bool:
        """Does anything below the words say where they end?"""
        return bool(self.buttons or self.endings)
