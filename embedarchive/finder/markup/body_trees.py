"""Bodies of articles that a page keeps as trees of nodes in JSON: what of them is an embed.

`{"type": "iframe", "attribs": {"src": …}}` of parsers, `{"blockName": "core/embed", "attrs": {"url": …}}` of
Gutenberg, `{"_type": "youtube", "url": …}` of Sanity, the blocks of EditorJS, ProseMirror, Slate, Contentful, Arc: an
object that says of itself that it is an embed, and names one post in itself or right below.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping

from embedarchive import platforms
from embedarchive.finder.markup import providers
from embedarchive.model import Reference
from embedarchive.patterns import regex

_KINDS = frozenset(
    (
        *("type", "_type", "subtype", "blockname", "nodetype", "name", "tagname", "tag", "component", "__typename"),
        *("providernameslug", "service", "provider", "providername", "kind", "blocktype"),
    )
)
"""Keys, in lower case, under which an object says what it is."""
_SAYS = regex(r"embed|iframe|\bvideo|tweet|social")
_QUICK = regex(
    r"\\?\"(?:_?[tT]ype|sub_?type|blockName|nodeType|tagName|tag|name|component|__typename|service|provider|kind)\\?\""
    r"\s{0,9}:\s{0,9}\\?\"[^\"\\]{0,60}?(?:[eE]mbed|iframe|[tT]weet|twitter|[yY]ou[tT]ube|instagram|tiktok|facebook|vimeo)"
)
_ENDS = ("mbed", "frame", "weet", "witter", "ouTube", "outube", "nstagram", "iktok", "acebook", "imeo", "block")
"""How the names end that such an object says it is; looked for first, because it takes little time."""
_BEHIND = ('"', '\\"', "_response", "ded-entry")
"""What stands behind such an end."""
_ASSIGNED = regex(r"(?:=|\()\s{0,20}(?=[\[{])")
_STRING = regex(r"JSON\.parse\(\s{0,9}(?P<string>\"(?:[^\"\\]|\\.){0,3000000}\")")
_LONGEST = 3_000_000  # characters of a script that are read
_NODES = 200_000  # objects and lists of one script that are looked at
_BELOW = 3  # levels below an embed's object in which its address may stand
_LOOKED = 50  # places of one word
_BEFORE = 120  # characters between a key and the end of what it says
_TRIED = 5  # places in a script where a value may begin


def may_hold(script: str) -> bool:
    """Whether it is worth reading a script as such a tree."""
    if len(script) > _LONGEST or ('{"' not in script and '{\\"' not in script):
        return False
    for end in _ENDS:
        at = script.find(end)
        looked = 0
        while at >= 0 and looked < _LOOKED:
            behind = at + len(end)
            if script.startswith(_BEHIND, behind):
                looked += 1
                if _QUICK.search(script, max(0, at - _BEFORE), behind + 2):
                    return True
            at = script.find(end, behind)
    return False


def posts(script: str) -> Iterator[Reference]:
    """The posts that embeds of the trees in a script name, each once."""
    seen: set[tuple[str, str]] = set()
    for value in _values(script):
        pending: list[object] = [value]
        for _ in range(_NODES):
            if not pending:
                break
            item = pending.pop()
            if isinstance(item, list):
                pending += reversed(item)
                continue
            if not isinstance(item, dict):
                continue
            post = _embed(item)
            if post is None:
                pending += reversed(list(item.values()))
            elif (post.platform, post.id) not in seen:
                seen.add((post.platform, post.id))
                yield post


def _values(script: str) -> Iterator[object]:
    """What JSON a script is, assigns, or takes out of a string."""
    text = script.strip()
    if text[:1] in ("{", "["):
        yield from _decoded(text, 0)
        return
    if found := _STRING.search(text):
        for inner in _decoded(found["string"], 0):
            yield from _decoded(inner, 0) if isinstance(inner, str) else ()
    position = 0
    for _ in range(_TRIED):
        start = _ASSIGNED.search(text, position)
        if start is None:
            return
        value = next(_decoded(text, start.end()), None)
        if value:
            yield value
        position = start.end() + 1


def _decoded(text: str, start: int) -> Iterator[object]:
    try:
        value, _ = json.JSONDecoder(strict=False).raw_decode(text, start)
    except (ValueError, RecursionError):
        return
    yield value


def _embed(item: Mapping[str, object]) -> Reference | None:
    """The one post of an object that says that it is an embed."""
    said = " ".join([value for key, value in item.items() if isinstance(value, str) and key.lower() in _KINDS])[:300]
    whose = _meant(said)
    if whose is None:
        return None
    found: dict[str, Reference] = {}
    for key, value in _strings(item, _BELOW):
        post = platforms.recognise(value) if "//" in value[:10] or value.startswith("at:") else None
        if post is None and key.lower() in ("id", "tweetid", "tweet_id", "videoid", "video_id", "youtube_id", "postid"):
            post = next((each for name in whose if (each := providers.completed(name, value))), None)
        if post:
            found[f"{post.platform}:{post.id}"] = post
    return next(iter(found.values())) if len(found) == 1 else None


@functools.lru_cache(maxsize=1000)
def _meant(said: str) -> tuple[str, ...] | None:
    """The platforms that an object says it is of; None when it does not say that it is an embed at all."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", said).replace("_", " ").replace("/", " ") if said else ""
    whose = tuple(providers.mentioned(words))
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
