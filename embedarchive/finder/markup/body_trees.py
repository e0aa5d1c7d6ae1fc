"""Bodies of articles that a page keeps as trees of nodes in JSON: what of them is an embed.

`{"type": "iframe", "attribs": {"src": …}}` of parsers, `{"blockName": "core/embed", "attrs": {"url": …}}` of
Gutenberg, `{"_type": "youtube", "url": …}` of Sanity, the blocks of EditorJS, ProseMirror, Slate, Contentful, Arc: an
object that says of itself that it is an embed, and names one post in itself or right below.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from embedarchive import platforms
from embedarchive.finder.markup import providers
from embedarchive.finder.markup.links import named
from embedarchive.finder.markup.revived import literal
from embedarchive.model import Reference
from embedarchive.patterns import regex

_KINDS = frozenset(
    (
        *("type", "subtype", "blockname", "nodetype", "name", "tagname", "tag", "component", "typename", "kind"),
        *("providernameslug", "service", "provider", "providername", "blocktype", "typehandle", "platform"),
    )
)
"""Keys, in lower case and without underscores before them, under which an object says what it is."""
_SAYS = regex(r"embed|iframe|\bvideo|tweet|social")
_SAID = regex(
    r'"(?=[tnsbckpTNSBCKP_])_{0,2}+(type|name|subtype|subType|blockName|blockType|blockname|nodeType|nodetype|tag|tagName'
    r"|tagname|component|typename|typeHandle|kind|service|provider|providerName|providername|providerNameSlug|platform"
    r'|Type|Name|Kind|Provider|Service|Platform|Component)\\{0,3}"\s{0,9}:\s{0,9}\\{0,3}"([^"]{1,80})'
)
"""The same in a script, with the beginning of what is said; in JSON inside of JSON quotes have backslashes."""
_ADDRESS = regex(r"/\\{0,4}/[^\"'\s<>]{4,500}")
_BLOCK = regex(r"<!-- wp:(?:core-)?embed[a-z/-]{0,40} (\{[^<>]{2,4000}\}) /?-->")
_ROW = regex(r"[0-9a-f]{1,6}:(?=[\[{])")
_NEXT_ROW = regex(r"\n[0-9a-f]{1,6}:(?=[\[{])")
_ROWS = 2000
_REACT = ("$", "name", "key", "properties")
_IDS = frozenset({"id", "tweetid", "videoid", "youtubeid", "postid", "statusid", "code", "shortcode", "key", "mediaid"})
"""Keys, in lower case and without underscores, of ids."""
_PLAYERS = ("/embed/", "\\/embed\\/", "watch?v=")
"""What addresses of players have in common, whoever shows the video."""
_FRAMED = "iframeSrc"
"""The key of a player's address in an object that says nothing else of itself: Medium's."""
_INSERTED = "insert"
"""The key under which Quill keeps an object whose only key says what it is."""
_ASSIGNED = regex(r"(?:=|\()\s{0,20}(?=[\[{])")
_LONGEST = 3_000_000  # characters of a script that are read
_NODES = 200_000  # objects and lists of one script that are looked at
_FEW = 60  # keys of an object of which it is remembered what they say
_BELOW = 3  # levels below an embed's object in which its address may stand
_LOOKED = 2000  # different things that objects of one script say
_TAGS = ("embed", "iframe")
_ENOUGH = (
    ("$", ('"$","', '\\"$\\",\\"')),
    ("!-- wp:embed", ("<!-- wp:embed", "\\u003c!-- wp:embed")),
    ('"insert":', ('"insert":{"', '"insert": {"')),
    ('"iframeSrc', ('"iframeSrc":"http',)),
)
"""What else says that a script may hold embeds, and a part of it that is looked for first."""
_HOLDING = (dict, list)
_UNSAID = (":undefined", ":new Date(")
"""Values of programs that JSON has none for."""
_TRIED = 20  # places in a script where a value may begin


def may_be_revived(script: str) -> bool:
    """Whether a state that is no JSON as it is written has a word for an embed."""
    said = script.lower() if len(script) <= _LONGEST else ""
    return any(sign in said for sign in (*_TAGS, *_PLAYERS)) or providers.appear_in(said)


def may_hold(script: str) -> bool:
    """Whether it is worth reading a script as such a tree."""
    if len(script) > _LONGEST or ('{"' not in script and '{\\"' not in script and '{ "' not in script):
        return False
    told = list(islice(dict.fromkeys(_SAID.findall(script)), _LOOKED))
    means = {_tells(key, said) for key, said in told}
    return (
        True in means
        or (None in means and (_names_a_post(script) or providers.appear_in(" ".join([said for _, said in told]))))
        or any(sign in script and any(each in script for each in written) for sign, written in _ENOUGH)
    )


def _names_a_post(script: str) -> bool:
    """Whether a script has the address of a post, however it writes slashes."""
    plain = script.replace("\\u002F", "/").replace("\\u002f", "/")
    return '"at:' in script or bool(named({f"https:{found}".replace("\\", "") for found in _ADDRESS.findall(plain)}))


def _tells(key: str, said: str) -> bool | None:
    """Whether an object that says this of itself is an embed of some platform; None where it does not say whose.

    That may be the publisher's own video or image. Under a name stand tags and blocks; a platform's is that of
    somebody's account there.
    """
    tagged = any(tag in said.lower() for tag in _TAGS)
    whose = _meant(said) if tagged or key.lower() != "name" else None
    return True if whose else None if tagged or whose is not None else False


def posts(script: str) -> Iterator[Reference]:
    """The posts that embeds of the trees in a script name, each once."""
    seen: set[tuple[str, str]] = set()
    for value in _values(script):
        pending: list[object] = [value]
        for _ in range(_NODES):
            if not pending:
                break
            item = pending.pop()
            if isinstance(item, str):
                pending += _inside(item)
            elif isinstance(item, list):
                pending += _worth(_element(item))
            elif isinstance(item, dict):
                post = _embed(item)
                if post is None:
                    pending += _worth(item.values())
                elif (post.platform, post.id) not in seen:
                    seen.add((post.platform, post.id))
                    yield post


def _worth(items: Iterable[object]) -> list[object]:
    """Those of these that may hold a tree, the last first."""
    worth = [each for each in items if ('"' in each if isinstance(each, str) else isinstance(each, _HOLDING))]
    worth.reverse()
    return worth


def _element(item: list[object]) -> list[object]:
    """A list; an element of React in one (`["$", "Tweet", null, {…}]`) as an object of that type."""
    if len(item) != len(_REACT) or item[0] != _REACT[0] or not isinstance(item[3], dict):
        return item
    return [{"type": item[1], **item[3]}]


def _inside(text: str) -> Iterator[object]:
    """What a string of a tree holds: JSON, rows of it as React sends them, blocks of Gutenberg."""
    if '"' not in text:
        return
    for found in _BLOCK.finditer(text):
        yield from ({"type": "embed", **each} for each in _decoded(found[1], 0) if isinstance(each, dict))
    if text[0] in "{[":
        yield from _decoded(text, 0)
    elif row := _ROW.match(text):
        yield from _decoded(text, row.end())
        for row in islice(_NEXT_ROW.finditer(text), _ROWS):
            yield from _decoded(text, row.end())


def _values(script: str) -> Iterator[object]:
    """What JSON a script is, or assigns."""
    text = script.strip()
    if text[:1] in ("{", "["):
        yield from _decoded(text, 0)
        return
    unsaid: bool | None = None
    position = 0
    for _ in range(_TRIED):
        start = _ASSIGNED.search(text, position)
        if start is None:
            return
        value, end = _read(text, start.end())
        if value is None:
            unsaid = any(each in text for each in _UNSAID) if unsaid is None else unsaid
            value = literal(text[start.end() :]) if unsaid else None
        if value:
            yield value
        position = max(start.end() + 1, end)


def _decoded(text: str, start: int) -> Iterator[object]:
    value, end = _read(text, start)
    if end:
        yield value


def _read(text: str, start: int) -> tuple[object, int]:
    """The JSON that begins there, and where it ends; None, and 0, where there is none."""
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, start)
    except (ValueError, RecursionError):
        return None, 0


def _embed(item: Mapping[str, object]) -> Reference | None:
    """The one post of an object that says that it is an embed."""
    if isinstance(inserted := item.get(_INSERTED), dict):
        item = {"type": next(iter(inserted), ""), **inserted}
    named = _kinds if len(item) <= _FEW else _kinds.__wrapped__
    kinds = [value for key in named(tuple(item)) if isinstance(value := item[key], str)]
    whose = _meant(" ".join(kinds)[:300]) if kinds else None
    if whose is None and _FRAMED not in item:
        return None
    found: dict[str, Reference] = {}
    for key, value in _strings(item, _BELOW):
        post = platforms.recognise(value) if "//" in value[:10] or value.startswith("at:") else None
        if post is None and whose and key.lower().replace("_", "") in _IDS:
            post = next((each for name in whose if (each := providers.completed(name, value))), None)
        if post:
            found[f"{post.platform}:{post.id}"] = post
    return next(iter(found.values())) if len(found) == 1 else None


@functools.lru_cache(maxsize=1024)
def _kinds(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Under which of its keys an object says what it is: asked once for the many that have the same."""
    return tuple([key for key in keys if key.lower().lstrip("_") in _KINDS])


@functools.lru_cache(maxsize=1000)
def _meant(said: str) -> tuple[str, ...] | None:
    """The platforms that an object says it is of; None when it does not say that it is an embed at all."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", said).replace("_", " ").replace("/", " ") if said else ""
    whose = tuple(dict.fromkeys(providers.mentioned(f"{said} {words}")))
    return whose if whose or _SAYS.search(said.lower()) else None


def _strings(item: object, depth: int) -> Iterator[tuple[str, str]]:
    """The short strings of an object and of those a few levels below it, with their keys."""
    pairs = (
        item.items() if isinstance(item, dict) else ((("", each) for each in item) if isinstance(item, list) else ())
    )
    for key, value in pairs:
        if isinstance(value, str) and len(value) <= 2000:
            yield key, value
        elif isinstance(value, dict | list) and depth:
            yield from _strings(value, depth - 1)
