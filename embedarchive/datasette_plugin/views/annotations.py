"""What people say of a post, an article or a file, for its page: as their words, apart from what was captured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.datasette_plugin.serving.editing import may_edit, operator_of
from embedarchive.datasette_plugin.views.held import HELD
from embedarchive.model.rows import AnnotationRow
from embedarchive.model.selections import VERIFICATIONS
from embedarchive.store.queries import annotations as annotation_queries
from embedarchive.store.queries.annotations import Said
from embedarchive.store.queries.query import Query

_OFFERED = 200
"""So many tags and collections are offered where one is typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a reader who may write fills in.

    Attributes:
        kind: of what is written about: post, article or file; `name` its number or digest.
        operator: who writes, where that is known; None where the reader has to say so.
        tags: the tags that there are; `collections` the collections.
        held: what it may be held for, for people.
    """

    kind: str
    name: str
    operator: str | None
    tags: Sequence[str]
    collections: Sequence[str]
    held: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotations:
    """What people say: the notes, the labels, the last verification; and the form, where the reader may write.

    `earlier` is what does not hold any more.
    """

    notes: Sequence[AnnotationRow]
    tags: Sequence[AnnotationRow]
    collections: Sequence[AnnotationRow]
    verification: AnnotationRow | None
    earlier: Sequence[Said]
    form: Form | None

    def __bool__(self) -> bool:
        return bool(self.notes or self.tags or self.collections or self.verification or self.earlier or self.form)


async def annotated(reader: Reader, query: Query[AnnotationRow], kind: str, name: str) -> Annotations:
    """What people say of it now; nothing where this reader may not see that.

    Args:
        reader: who asks.
        query: what people say of it.
        kind: post, article or file.
        name: its number or digest.
    """
    rows = await reader.some(query)
    kinds = {kind: [row for row in rows if row.kind == kind] for kind in ("note", "tag", "collection", "verification")}
    return Annotations(
        notes=kinds["note"],
        tags=kinds["tag"],
        collections=kinds["collection"],
        verification=next(iter(kinds["verification"]), None),
        earlier=await reader.some(annotation_queries.no_more_said(kind, name if kind == "file" else int(name))),
        form=await _form(reader, kind, name) if await may_edit(reader) else None,
    )


async def _form(reader: Reader, kind: str, name: str) -> Form:
    return Form(
        kind=kind,
        name=name,
        operator=operator_of(reader),
        tags=[one.value for one in await reader.some(annotation_queries.offered("tag", _OFFERED))],
        collections=[one.value for one in await reader.some(annotation_queries.offered("collection", _OFFERED))],
        held={value: HELD[value] for value in VERIFICATIONS},
    )
