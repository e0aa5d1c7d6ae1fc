"""What `--json` prints, as a JSON Schema made of the values that are printed (https://json-schema.org/draft/2020-12)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import functools
import inspect
import json
import re
import types
import typing
from collections.abc import Mapping
from typing import TypeAlias

from embedarchive.archive import results
from embedarchive.archive.watch.watching import Vanished
from embedarchive.model import SCHEMA, Embed
from embedarchive.model.articles import Document, Ignored, Image, Link, Publication
from embedarchive.model.rows import AnnotationRow, ListedMedia, ListedPost, PostMedia, SnapshotRow, Sparse
from embedarchive.store.queries.articles import ArticleListed
from embedarchive.store.queries.exported_tables import TABLES

Schema: TypeAlias = dict[str, object]

PLAIN: Mapping[object, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    dt.date: {"type": "string", "format": "date"},
    dt.datetime: {"type": "string", "format": "date-time"},
    typing.Any: {},
    object: {},
}
_OF_DOCUMENT = ("source", "media_type", "charset", "base_url", "title", "language")
_ATTRIBUTE = re.compile(r"^ {4}([a-z_]{1,40}(?:, [a-z_]{1,40}){0,9}): (.{1,300}(?:\n {8}.{1,300}){0,9})$", re.MULTILINE)
_WORDS: Schema = {"type": "object", "additionalProperties": {"type": "string"}}
_COLUMNS = {table.name: {column.name: column.about for column in table.columns} for table in TABLES}
_TABLE_OF: Mapping[type, str] = {
    ListedPost: "posts",
    ListedMedia: "media",
    PostMedia: "media",
    SnapshotRow: "snapshots",
    ArticleListed: "articles",
}


@functools.cache
def shapes() -> Mapping[str, Schema]:
    """Each thing that is printed, by the command that prints it."""
    values = _Values()
    found: dict[str, Schema] = {
        "scan --dry-run": _scan(values),
        "scan": _scan(values, _of_a_run(values)),
        "scan --webhook": _summary(values),
        "list": values.of(ListedPost),
        "list --media": values.of(ListedMedia),
        "search": {"anyOf": [_hit(values), _object({"article": values.of(ArticleListed)})]},
        "show": _shown(values),
        "watch": _told(values, Vanished, "vanished"),
    }
    return {
        name: {"$schema": "https://json-schema.org/draft/2020-12/schema", **one, "$defs": values.made}
        for name, one in found.items()
    }


def described() -> str:
    """A section for each command, with its object, and one for each value within."""
    made = shapes()
    lines = [line for name, shape in made.items() for line in _section(f"`embedarchive {_command(name)}`", shape, made)]
    values: Mapping[str, Schema] = typing.cast("Mapping[str, Schema]", made["list"]["$defs"])
    for name, shape in values.items():
        lines += _section(name, shape, made)
    return "\n".join(lines)


def _command(name: str) -> str:
    return name if name in {"watch", "scan --webhook"} else f"{name} --json"


def schema_text() -> str:
    """All of it as one schema, to copy."""
    made = shapes()
    values = made["list"]["$defs"]
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", "version": SCHEMA}
    each = {
        name: {key: value for key, value in one.items() if key[0] != "$" or key == "$ref"} for name, one in made.items()
    }
    return f"```json\n{json.dumps(whole | {'commands': each, '$defs': values}, indent=1)}\n```"


class _Values:
    """The dataclasses that were met, each as a schema of its own."""

    def __init__(self) -> None:
        self.made: dict[str, Schema] = {}

    def of(self, kind: object) -> Schema:
        """The schema of a type."""
        if kind in PLAIN:
            return dict(PLAIN[kind])
        origin, inside = typing.get_origin(kind), typing.get_args(kind)
        if origin in {typing.Union, types.UnionType}:
            return {"anyOf": [self.of(each) for each in inside]}
        if origin is tuple:
            return self._of_tuple(inside)
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": self.of(inside[1])}
        if isinstance(kind, enum.EnumType):
            return {"enum": [str(each) for each in typing.cast("typing.Iterable[object]", kind)]}
        return self._of_dataclass(typing.cast("type", kind))

    def _of_tuple(self, inside: tuple[object, ...]) -> Schema:
        if len(inside) == 2 and inside[1] is Ellipsis:
            return {"type": "array", "items": self.of(inside[0])}
        return {"type": "array", "prefixItems": [self.of(each) for each in inside], "minItems": len(inside)}

    def _of_dataclass(self, kind: type) -> Schema:
        if kind.__name__ not in self.made:
            self.made[kind.__name__] = {}  # it may hold others of its kind
            self.made[kind.__name__] = self._fields(kind)
        return {"$ref": f"#/$defs/{kind.__name__}"}

    def _fields(self, kind: type) -> Schema:
        hints, told = typing.get_type_hints(kind), meanings(kind)
        names = [each.name for each in dataclasses.fields(kind) if each.compare]
        made: Schema = {"type": "object", "description": _first_sentence(kind)}
        made["properties"] = {
            name: self.of(hints[name]) | ({"description": told[name]} if name in told else {}) for name in names
        }
        if kind in {Embed, Publication}:  # pairs there, an object here
            typing.cast("dict[str, Schema]", made["properties"])["sources"] = _WORDS | {"description": told["sources"]}
        return made if issubclass(kind, Sparse) else made | {"required": names}


def meanings(kind: type) -> dict[str, str]:
    """What its fields mean: as its docstring says, and else as the tables for others do."""
    told = dict(_COLUMNS.get(_TABLE_OF.get(kind, ""), {}))
    for base in reversed(kind.__mro__):
        for names, meaning in _ATTRIBUTE.findall(inspect.cleandoc(base.__doc__ or "")):
            told |= dict.fromkeys(names.split(", "), " ".join(meaning.split()))
    return told


def _object(properties: dict[str, Schema], optional: tuple[str, ...] = ()) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
    }


def _array(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _scan(values: _Values, more: dict[str, Schema] | None = None) -> Schema:
    hints, told = typing.get_type_hints(Document), meanings(Document)
    head = {name: values.of(hints[name]) | {"description": told.get(name, "")} for name in _OF_DOCUMENT}
    embed: Schema = {"allOf": [values.of(Embed), _object({"index": PLAIN[int]})]}
    return _object(
        {
            "schema": {"const": SCHEMA},
            **head,
            "publication": {"anyOf": [values.of(Publication), PLAIN[type(None)]]},
            "part": PLAIN[str] | {"description": told["part"]},
            "rendered": PLAIN[bool] | {"description": told["rendered"]},
            "embeds": _array(embed),
            "images": _array(values.of(Image)),
            "links": _array(values.of(Link)),
            "ignored": _array(values.of(Ignored)),
            **(more or {}),
        },
        ("part", "rendered"),
    )


def _of_a_run(values: _Values) -> dict[str, Schema]:
    told = meanings(results.Found)
    return {
        "article": PLAIN[int] | {"description": told["article"]},
        "news": {"enum": ["new", "changed", "known"], "description": "what the article is to this archive"},
        "expected": PLAIN[int] | {"description": "how many results belong to it"},
        "results": _array(values.of(results.Result)),
    }


def _summary(values: _Values) -> Schema:
    """What is sent to a webhook, as `embedarchive.archive.summary` makes it."""
    whole = values.made["Result"] if values.of(results.Result) else {}
    properties = typing.cast("dict[str, Schema]", whole["properties"])
    result = _object({name: one for name, one in properties.items() if name not in {"source", "article"}})
    run, text = _of_a_run(values), PLAIN[str]
    article = {"article": run["article"], "source": text, "title": values.of(str | None), "url": values.of(str | None)}
    return _object(
        {
            "schema": {"const": SCHEMA},
            "event": {"const": "scan"},
            "text": text | {"description": "the same in a sentence, for chat programs"},
            "exit_code": PLAIN[int],
            "counts": {"type": "object", "description": "of all articles, posts and images, by their states"},
            "articles": _array(_object(article | {"news": run["news"], "results": _array(result)})),
            "unreadable": _array(_object({"source": text, "sentence": text})),
        }
    )


def _hit(values: _Values) -> Schema:
    where = values.of(str | None) | {"description": "where the words stand, each between two signs"}
    return _object({"post": values.of(ListedPost), "found": where})


def _shown(values: _Values) -> Schema:
    text = values.of(str | None)
    seen: Schema = {
        "allOf": [
            values.of(SnapshotRow),
            _object({"existed_no_later_than": text, "stamped_by": text, "came_from": text}),
        ]
    }
    said = _array(values.of(AnnotationRow))
    more = _object({"media": _array(values.of(PostMedia)), "history": _array(seen), "annotations": said})
    return {"allOf": [values.of(ListedPost), more]}


def _told(values: _Values, kind: type, event: str) -> Schema:
    head = _object({"schema": {"const": SCHEMA}, "event": {"const": event}, "text": PLAIN[str]})
    return {"allOf": [values.of(kind), head]}


def _first_sentence(kind: type) -> str:
    return inspect.cleandoc(kind.__doc__ or "").partition("\n\n")[0].replace("\n", " ")


def _section(title: str, shape: Schema, made: Mapping[str, Schema]) -> list[str]:
    rows = list(_rows(shape, made))
    head = ["", f"## {title}", "", str(shape.get("description", ""))]
    return [*head, "", "| field | is | means |", "|---|---|---|", *rows] if rows else [*head, _kind(shape)]


def _rows(shape: Schema, made: Mapping[str, Schema]) -> typing.Iterator[str]:
    for part in typing.cast("list[Schema]", shape.get("allOf") or shape.get("anyOf") or []):
        if "$ref" in part:
            yield f"| … | {_kind(part)} | all fields of it |"
        yield from _rows(part, made)
    for name, one in typing.cast("dict[str, Schema]", shape.get("properties", {})).items():
        yield f"| `{name}` | {_kind(one)} | {str(one.get('description', '')).replace('|', chr(92) + '|')} |"


def _kind(one: Schema) -> str:
    """A type in a few words."""
    inside = [_kind(each) for each in _parts(one) if "properties" not in each]
    if "$ref" in one:
        name = str(one["$ref"]).rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "enum" in one or "const" in one:
        words = typing.cast("list[object]", one.get("enum") or [one["const"]])
        return ", ".join(f"`{each}`" for each in words)
    if inside:
        joined = " or ".join(dict.fromkeys(inside))
        return f"list of {joined}" if "items" in one else f"[{', '.join(inside)}]" if "prefixItems" in one else joined
    return str(one.get("format") or one.get("type") or "anything")


def _parts(one: Schema) -> list[Schema]:
    """The types that a type is put together of."""
    several = (
        one.get("anyOf") or one.get("allOf") or one.get("prefixItems") or ([one["items"]] if "items" in one else [])
    )
    return typing.cast("list[Schema]", several)
