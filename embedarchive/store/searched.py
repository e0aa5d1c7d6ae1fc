"""What a post or an article is found by beside its own words. Pure: out of the same tellings as everything else."""

from __future__ import annotations

from collections.abc import Iterable

from embedarchive.model import Publication
from embedarchive.store.queries.history import Shown, Telling

LONGEST = 20_000
"""Characters of a column: what is longer holds more than anybody looks for."""
MOST = 50
"""So many related posts, parts of a card or options of a poll are looked at."""


def quoted(tellings: Iterable[Telling]) -> str | None:
    """Author, handle, words and id of the posts that it quotes or answers, as far as an answer showed them."""
    related = (post for says in tellings for post in says.related[:MOST])
    return _joined(part for post in related for part in (post.author, post.handle, post.text, post.id))


def described(tellings: Iterable[Telling], alternatives: Iterable[str]) -> str | None:
    """What describes its images, the preview of its link, the options of its poll and the name of its place.

    Args:
        tellings: every telling of it.
        alternatives: the texts that stand for its images.
    """
    told: list[str | None] = [*alternatives]
    for says in tellings:
        card = dict(says.card[:MOST])
        told += (card.get("title"), card.get("description"), *(option for option, _ in says.poll[:MOST]), says.place)
    return _joined(told)


def printed(claims: Iterable[Telling], *, author: str | None, handle: str | None, text: str | None) -> str | None:
    """What articles printed otherwise than the archive shows it.

    Args:
        claims: the articles' tellings.
        author: the author as it is shown.
        handle: the handle as it is shown.
        text: the words as they are shown.
    """
    said = (author, handle, text)
    told = ((claim.author, claim.handle, claim.text) for claim in claims)
    return _joined(ours for claim in told for ours, shown in zip(claim, said, strict=True) if ours != shown)


def beside_article(images: Iterable[Shown], publication: Publication) -> str | None:
    """What an article says of its images (alternative texts, captions, credits), and who wrote it for whom."""
    told = (part for image in images for part in (image.alt, image.caption, image.credit))
    return _joined((*told, *publication.authors, publication.outlet))


def _joined(parts: Iterable[str | None]) -> str | None:
    told = dict.fromkeys(part.strip() for part in parts if part)
    told.pop("", None)
    return "\n".join(told)[:LONGEST] or None
