"""What a post's words and its id tell: the language, the places that the words name, the time in the id."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from embedarchive.finder import coordinates, language
from embedarchive.model import Coordinates, Embed, Reference


def of_words(
    words: str | None, around: str | None, own: str | None = None
) -> tuple[str | None, tuple[Coordinates, ...]]:
    """The language of a post's words, None when it cannot be told, and the places that they name.

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
    derived = {
        "posted_at": "id" if moment is not embed.posted_at else "",
        "language": "words" if own != embed.language else "",
    }
    told = ((name, origin) for name, origin in derived.items() if origin)
    return replace(
        embed,
        coordinates=embed.coordinates or places,
        posted_at=moment,
        language=own,
        sources=(*embed.sources, *told),
    )


def may_be(post: Reference, embed: Embed) -> bool:
    """Whether what a link names can be the post of an embed that has no id yet."""
    handle = post.handle
    return post.platform == embed.platform and (
        not handle or not embed.handle or handle.casefold() == embed.handle.casefold()
    )


def identified(embed: Embed, post: Reference) -> Embed:
    """The embed with the id that a link in its attribution gives."""
    moment = of_id(post.platform, post.native_id)
    return replace(
        embed,
        platform=post.platform,
        id=post.native_id,
        url=post.url,
        posted_at=moment,
        sources=(*embed.sources, *((("posted_at", "id"),) if moment else ())),
    )


def attributed(embed: Embed, text: str) -> Embed:
    """The embed, which says of its addresses and its id whether the article spells them so.

    Most addresses are brought into one form, and that of a frame is made of its id. What stands encoded in the article
    is not searched for: it is told like something derived.
    """
    pieces = [text[start:end] for start, end in embed.parts or ((embed.start, embed.end),)]
    printed = "\n".join(pieces)
    if "&" in printed:
        import html

        printed += "\n" + html.unescape(printed)

    def spelt(*addresses: str | None) -> bool:
        return all((address.partition("://")[2] or address) in printed for address in addresses if address)

    derived = {
        "id": "" if (embed.id or "") in printed else "address",
        "url": "" if spelt(embed.url) else "id" if embed.id else "address",
        "links": "" if spelt(*embed.links) else "address",
        "quotes": "" if spelt(embed.quotes) else "address",
        "replies_to": "" if spelt(embed.replies_to) else "address",
    }
    told = tuple((name, origin) for name, origin in derived.items() if origin)
    return replace(embed, sources=(*embed.sources, *told)) if told else embed
