"""The vocabulary in which a platform says what is left of a post that is copied out of its page or app. Data only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """A post as lines of text: a head, its words, and what its page shows below them.

    Attributes:
        heads: the lines that it begins with, parted by line feeds, with holes for `{name}`, `{handle}`, `{audience}`
            (who may read it), `{any}` words, `{age}` (how long ago it was) and `{date}`, which may be one as well.
        handle: the pattern of a handle, without the @, every repetition bounded.
        buttons: the lines below the words: what the buttons are called in the languages of readers. Two of them say
            that a text is worth a look.
        endings: beginnings of other lines that end the words.
        own: lines of the page in and below the head and below the words, which are none of the post's.
        asides: beginnings of such lines below the head.
        audiences: what is said of who may read it.
        needed: how many of the buttons have to stand below the words.
        foremost: those of the buttons that come first, where only these end the words.
        common: others lay out their posts in the same way, so that the platform is doubted.
        bare: heads that others' posts have, too: three buttons have to stand below, and the platform is doubted.
        pinned: beginnings of lines above a head that say who put the post first; they are no name.
        counted: previews of links have counts, the handle and the day before the words.
        seen: what the line below a post calls those who have seen it, where nothing but a time follows, and nothing
            but a name heads the post.
        dated: the day stands `above` the words, in the head, or `below` them.
    """

    heads: tuple[str, ...]
    handle: str = ""
    buttons: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    asides: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    needed: int = 2
    foremost: tuple[str, ...] = ()
    common: bool = False
    bare: tuple[str, ...] = ()
    pinned: tuple[str, ...] = ()
    counted: bool = False
    dated: str = "above"

    @property
    def closed(self) -> bool:
        """Does anything below the words say where they end?"""
        return bool(self.buttons or self.endings)
