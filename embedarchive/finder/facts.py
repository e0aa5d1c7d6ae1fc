"""What a post's words and its id tell: the language, the places that the words name, the time in the id."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from embedarchive.finder import coordinates, language
from embedarchive.model import Coordinates, Embed


def of_words(
    words: str | None, around: str | None, own: str | None = None
) -> tuple[str | None, tuple[Coordinates, ...]]:
    """The language of a post's words, null when it cannot be told, and the places that they name.

    Args:
        words: the post's text.
        around: the language of the article, in which directions are read when the post's own is unknown.
        own: the post's language where the markup says it.
    """
    if not words:
        return own, ()
    own = own or language.detect(words)
    return own, coordinates.find(words, own or around)


def of_id(platform: str, post: str | None) -> dt.datetime | None:
    """When a post was written, if ids of its platform say so."""
    if post is None:
        return None
    from embedarchive import platforms

    return platforms.get(platform).posted_at(post)


def completed(embed: Embed, around: str | None) -> Embed:
    """The embed with all of that; `around` is the language of the article."""
    own, places = of_words(embed.text, around, embed.language)
    moment = embed.posted_at or of_id(embed.platform, embed.id)
    if not places and moment is embed.posted_at and own == embed.language:
        return embed
    return replace(embed, coordinates=embed.coordinates or places, posted_at=moment, language=own)
