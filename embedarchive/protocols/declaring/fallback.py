"""The vocabulary in which a platform says what its embed leaves in plain text. Data only: `finder.text` reads it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fallback:
    """The text of an embed once its markup and its script are gone.

    Attributes:
        bylines: the line that names the author, in the widget's languages, with holes for `{name}`, `{handle}`,
            `{date}`, `{post}` and `{place}` (where it was posted). One that begins with a dash is an attribution below
            or amid the words, as Twitter's. Each has a handle after an @ or `u/`, a day or an address: that is what
            says that a text is worth a look.
        handle: the pattern of a handle, without the @, every repetition bounded.
        words: where the post's own words stand: `around` the byline, `above` it (one paragraph), `between` a
            placeholder above it and the byline, `below` it down to a closer, or empty when the text never holds them.
        placeholders: beginnings of lines that are the widget's own words.
        closers: beginnings of the line that ends the post, where there is one.
        drawn: its widget, copied out of a browser, is a card: name, handle, words, and a line with time and day.
        needs: a placeholder or closer must stand beside the byline, because the byline alone could be prose.
        alone: the byline is a line of its own: amid others it is what somebody says of a post.
        address: the post's address, when the byline's holes make one.
    """

    bylines: tuple[str, ...]
    handle: str
    words: str = "around"
    placeholders: tuple[str, ...] = ()
    closers: tuple[str, ...] = ()
    drawn: bool = False
    needs: bool = False
    alone: bool = False
    address: str = ""
