"""One place where a post seems to stand, and how several of them become one embed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from embedarchive.finder.markup.quoted_words import NO_WORDS, Words
from embedarchive.model import Embed, Reference
from embedarchive.patterns import regex

_TAG = regex(r"<!--.{0,2000}?-->|<[^<>]{0,4000}>", re.DOTALL)
_GAP = 4000  # characters between two places that are near: a script, an end tag, a noscript
_UNSURE = 0.6  # of a post whose quotation is never closed, and which nothing signs


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where the markup shows a post.

    Attributes:
        post: which one; None when the markup does not say.
        backup: it stands in for another form beside it: inside `<noscript>`, `<template>` or an AMP placeholder.
        container: an element that only wraps others, and claims nothing of its own.
        doubts: what of it is unsure, as `Embed.doubts` says it.
    """

    start: int
    end: int
    form: str
    platform: str
    post: Reference | None = None
    words: Words = NO_WORDS
    backup: bool = False
    container: bool = False
    doubts: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str] | None:
        """What is the same for two forms of one post."""
        return (self.platform, self.post.id) if self.post else None


def merged(hits: Iterable[Hit], text: str) -> list[Hit]:
    """The embeds as a reader counts them: one post in several forms at one place once, one post shown twice twice."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda each: (each.start, -each.end)):
        if kept and hit.start < kept[-1].end:
            _nest(kept, hit)
        elif kept and _beside(kept[-1], hit, text):
            kept[-1] = _joined(kept[-1], hit)
        else:
            kept.append(hit)
    return kept


def _nest(kept: list[Hit], hit: Hit) -> None:
    """A hit inside (or across the end of) the last one."""
    outer = kept[-1]
    if outer.key is None or hit.key is None or hit.key == outer.key:
        if outer.platform == hit.platform or outer.key is None:
            kept[-1] = _joined(outer, hit)
    elif outer.container and hit.end <= outer.end:
        kept[-1] = hit
    elif hit.platform == outer.platform and outer.words.quotes is None and hit.post and hit.words.signed:
        kept[-1] = replace(outer, words=replace(outer.words, quotes=hit.post.url))


def _beside(first: Hit, second: Hit, text: str) -> bool:
    """Whether two hits with nothing to see between them are two forms of one embed."""
    if first.key is None or first.key != second.key:
        return False
    if first.form == second.form and not (first.backup or second.backup):
        return False
    return are_together(first, second, text)


def are_together(first: Hit, second: Hit, text: str) -> bool:
    """Whether there is nothing to see between two hits."""
    return is_blank(text, first.end, second.start)


def is_blank(text: str, start: int, end: int) -> bool:
    """Whether there is nothing to see between two places of a page that are near each other."""
    return end - start <= _GAP and not _TAG.sub("", text[start:end]).strip()


def _joined(first: Hit, second: Hit) -> Hit:
    """Two forms of one embed: the place of both, the facts of both, those of the first where both have some."""
    better: dict[str, Any] = {
        each.name: getattr(second.words, each.name)
        for each in fields(Words)
        if each.name != "programmed" and not getattr(first.words, each.name) and getattr(second.words, each.name)
    }
    if "date" in better:
        better["programmed"] = second.words.programmed
    post = first.post or second.post
    if first.post and second.post and second.post.handle and not first.post.handle:
        post = second.post
    leading = second if (first.container or first.backup) and not (second.container or second.backup) else first
    return replace(
        first,
        end=max(first.end, second.end),
        form=leading.form,
        platform=leading.platform if first.post is None else first.platform,
        post=post,
        words=replace(first.words, **better) if better else first.words,
        backup=first.backup and second.backup,
        container=first.container and second.container,
    )


def embed(hit: Hit) -> Embed:
    """The hit as the finder reports it."""
    words, post = hit.words, hit.post
    doubts = hit.doubts if post or words.handle else (*hit.doubts, "author")
    sources = [(name, "markup") for name in words.programmed]
    sources += [("posted_at", "markup")] if words.posted_at else []
    sources += [("handle", "address")] if post and post.handle and not words.handle else []
    return Embed(
        platform=hit.platform,
        form=hit.form,
        id=post.native_id if post else None,
        url=post.url if post else None,
        author=words.author,
        handle=words.handle or (post.handle if post else None),
        date=words.date,
        date_text=words.date_text,
        posted_at=words.posted_at,
        text=words.text,
        language=words.language,
        links=words.links,
        media=words.media,
        quotes=words.quotes,
        replies_to=words.replies_to,
        confidence=_UNSURE if hit.doubts else 1.0,
        doubts=doubts,
        start=hit.start,
        end=hit.end,
        parts=((hit.start, hit.end),),
        sources=tuple(sources),
    )
