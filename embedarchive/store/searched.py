"""What a post or an article is found by beside its own words. Pure: out of the same tellings as everything else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from embedarchive.model import Publication

LONGEST = 20_000
"""Characters of a column: what is longer holds more than anybody looks for."""


def quoted(bodies: Iterable[Mapping[str, Any]]) -> str | None:
    """Author, handle, words and id of the posts that it quotes or answers, as far as an answer showed them."""
    related = (post for body in bodies for post in _dicts(body.get("related")))
    return _joined(post.get(name) for post in related for name in ("author", "handle", "text", "id"))


def described(bodies: Iterable[Mapping[str, Any]], alternatives: Iterable[str]) -> str | None:
    """What describes its pictures, the preview of its link, the options of its poll and the name of its place.

    Args:
        bodies: every telling of it.
        alternatives: the texts that stand for its pictures.
    """
    told: list[Any] = [*alternatives]
    for body in bodies:
        card = dict(_pairs(body.get("card")))
        told += (card.get("title"), card.get("description"), *(option for option, _ in _pairs(body.get("poll"))))
        told.append(body.get("place"))
    return _joined(told)


def printed(claims: Iterable[Mapping[str, Any]], said: Mapping[str, Any]) -> str | None:
    """What articles printed otherwise than the archive shows it.

    Args:
        claims: the articles' tellings.
        said: the post as it is shown.
    """
    told = (
        claim.get(name) for claim in claims for name in ("author", "handle", "text") if claim.get(name) != said[name]
    )
    return _joined(told)


def beside_article(images: Iterable[Mapping[str, Any]], publication: Publication) -> str | None:
    """What an article says of its pictures (alternative texts, captions, credits), and who wrote it for whom.

    Args:
        images: rows of the table `images`.
        publication: what it says of its publication.
    """
    described = (image[name] for image in images for name in ("alt", "caption", "credit"))
    return _joined((*described, *publication.authors, publication.outlet))


def _joined(parts: Iterable[Any]) -> str | None:
    told = dict.fromkeys(part.strip() for part in parts if isinstance(part, str))
    told.pop("", None)
    return "\n".join(told)[:LONGEST] or None


def _dicts(value: Any) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401 -- a JSON value
    yield from (item for item in (value if isinstance(value, list) else ())[:50] if isinstance(item, dict))


def _pairs(value: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401 -- a JSON value
    for item in (value if isinstance(value, list) else ())[:50]:
        if isinstance(item, list) and len(item) == 2 and isinstance(item[0], str):
            yield item[0], item[1]
