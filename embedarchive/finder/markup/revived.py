"""States of pages that are no JSON as they are written, as the JSON that they stand for.

Nuxt's, both of its ways, React Router's, SvelteKit's, that of Angular before its version 16, strings that a script
parses, and literals with values that JSON has none for.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias, cast
from urllib.parse import unquote

from embedarchive.patterns import regex

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

_VALUES = 100_000  # that are put in their places
_DEEPEST = 60
_PAIR = 2
_ASSIGNED = "=(function("
_BEGINNING = 200  # characters within which a state is assigned
_LISTED = regex(r"\s{0,99}\[(?:\[\"\w{1,40}\",\s?1\],\s?)?\{\"[^\"]{1,99}\":\s?\d")
_STREAM = ".enqueue("
_STREAMED = regex(r"\.enqueue\(\s{0,9}(?P<string>\"(?:[^\"\\]++|\\.)*+\")")
_STARTED = "kit.start("
_DATA = regex(r"\bdata\s{0,9}:\s{0,9}(?=\[)")
_ANGULAR = "{&q;"
_SIGNS = (("&q;", '"'), ("&s;", "'"), ("&l;", "<"), ("&g;", ">"), ("&a;", "&"))
_KEY = regex(r"_\d{1,9}")
_CALLED = regex(r"\(function\((?P<names>[\w$,\s]{0,40000})\)\s{0,9}\{")
_TOKEN = regex(
    r"""(?P<string> "[^"\\]{0,100000}+(?:\\.[^"\\]{0,100000}+){0,100000}+" )
      | !(?P<digit> [01] )
      | (?P<made> (?:new\s)?(?:Array|Date|Map|Set)\([^()]{0,200}\) | void\s0 | Symbol\([^()]{0,60}\) )
      | (?P<name> [A-Za-z_$][\w$]{0,60} ) (?P<key> \s{0,9}:)?
      | (?<![\d\w"]) (?P<point> \.\d )""",
    re.VERBOSE | re.DOTALL,
)
_PARSED = regex(
    r"""JSON\.parse\(\s{0,9}(?P<encoded>(?:decodeURI(?:Component)?|unescape)\(\s{0,9})?
      (?P<string> "[^"\\]{0,3000000}+(?:\\.[^"\\]{0,3000000}+){0,1000000}+"
        | '[^'\\]{0,3000000}+(?:\\.[^'\\]{0,3000000}+){0,1000000}+'
        | `[^`\\]{0,3000000}+(?:\\.[^`\\]{0,3000000}+){0,1000000}+` )
      \s{0,9}\)(?(encoded)\s{0,9}\))""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = regex(r"""\\(?:x(?P<code>[0-9a-fA-F]{2})|(?P<sign>['`\n]))|(?P<pair>\\.)|(?P<quote>")""", re.DOTALL)
"""What a program writes in a string otherwise than JSON does."""
_WORDS = frozenset({"true", "false", "null"})
_PIECE = 4000  # characters of a script in which a value is looked for first
_CUT = 1000  # at the end of a piece that may be read otherwise in a longer one, but for strings


def is_coded(state: str) -> bool:
    """Whether it is written in one of these ways: a quick look."""
    passed = _STARTED in state or _is_streamed(state) or state.startswith(_ANGULAR)
    return passed or _parses(state) or _LISTED.match(state) is not None or _call(state) is not None


def revived(state: str) -> str:
    """The state as JSON; unchanged where it is none of these."""
    if _parses(state):
        return _PARSED.sub(_from_string, state)
    if _LISTED.match(state):
        return _from_list(state)
    if state.startswith(_ANGULAR):
        return functools.reduce(lambda text, pair: text.replace(*pair), _SIGNS, state)
    if streamed := _STREAMED.search(state):
        return _from_stream(streamed["string"]) or state
    if _STARTED in state:
        return _from_literal(state) or state
    found = _call(state)
    return (_from_call(state, found) if found else None) or state


def _is_streamed(state: str) -> bool:
    """Whether a script is handed a string of what is streamed."""
    return _STREAM in state and _STREAMED.search(state) is not None


def _parses(state: str) -> bool:
    """Whether a script takes JSON out of a string."""
    return "JSON.parse(" in state and _PARSED.search(state) is not None


def _from_string(parsed: re.Match[str]) -> str:
    """What a script takes out of a string, in brackets; unchanged where it is no JSON."""
    string = parsed["string"][1:-1]
    try:
        text = json.loads(f'"{_ESCAPE.sub(_escaped, string)}"', strict=False)
        text = unquote(text) if parsed["encoded"] else text
        json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return parsed[0]
    return f"({text})"


def _escaped(escape: re.Match[str]) -> str:
    """A sign of a string as JSON writes it."""
    if escape["code"]:
        return f"\\u00{escape['code']}"
    if escape["quote"]:
        return '\\"'
    return escape["pair"] or escape["sign"].strip()


def _call(state: str) -> re.Match[str] | None:
    """Where a state is assigned what a function returns."""
    at = state.find(_ASSIGNED, 0, _BEGINNING)
    return _CALLED.match(state, at + 1) if at >= 0 else None


def _from_list(state: str) -> str:
    """Nuxt 3 and React Router keep a list of values, whose objects name the places of their own values in it.

    React Router's name the places of their keys, too: `{"_3": 4}`.

    Formats: https://github.com/sveltejs/devalue, https://github.com/jacob-ebey/turbo-stream
    """
    try:
        listed = json.loads(state)
    except (ValueError, RecursionError):
        return state
    return json.dumps(_Values(listed).at(0), ensure_ascii=False)


class _Values:
    """A list of values that name each other."""

    def __init__(self, listed: Sequence[Json]) -> None:
        self._listed = listed
        self._left = _VALUES

    def at(self, place: Json, depth: int = 0) -> Json:
        """The value at a place, with those that it names."""
        self._left -= 1
        if self._left < 0 or depth > _DEEPEST or not isinstance(place, int) or not 0 <= place < len(self._listed):
            return None
        found = self._listed[place]
        if isinstance(found, dict):
            return {self._key(key): self.at(inner, depth + 1) for key, inner in found.items()}
        if isinstance(found, list):
            typed = bool(found) and isinstance(found[0], str)
            if typed and len(found) == _PAIR:  # a value that is watched: `["Ref", 7]`
                return self.at(found[1], depth + 1)
            return [self.at(inner, depth + 1) for inner in (found[1:] if typed else found)]
        return found

    def _key(self, key: str) -> str:
        place = int(key[1:]) if _KEY.fullmatch(key) else -1
        named = self._listed[place] if 0 <= place < len(self._listed) else None
        return named if isinstance(named, str) else key


def _from_stream(string: str) -> str | None:
    """React Router passes the first line of what it streams to a script, as a string."""
    try:
        line = json.loads(string).partition("\n")[0]
    except ValueError:
        return None
    return _from_list(line) if _LISTED.match(line) else None


def _from_literal(state: str) -> str | None:
    """SvelteKit passes what it was drawn from to a function, as a literal."""
    found = _DATA.search(state, state.find(_STARTED))
    body = literal(state[found.end() :]) if found else None
    return json.dumps(body, ensure_ascii=False) if body else None


def literal(text: str) -> Json:
    """The value that a script's text begins with, written as a program does; None where it is none.

    The text is read piece by piece, since most of it follows the value, or says soon that it is none: where it does so
    in what no longer piece would change, it is none.
    """
    most = _PIECE
    while True:
        written = _as_json(text[:most], {})
        try:
            return cast("Json", json.JSONDecoder(strict=False).raw_decode(written)[0])
        except json.JSONDecodeError as error:
            is_cut = error.pos >= len(written) - _CUT or written[error.pos] == '"'
            if most >= len(text) or not is_cut:
                return None
        except RecursionError:
            return None
        most *= 16


def _from_call(state: str, called: re.Match[str]) -> str | None:
    """Nuxt 2 calls a function that returns the state, and hands it what stands there more than once."""
    begin = state.find("return", called.end())
    end = state.rfind("}(")
    if begin < 0 or end < begin:
        return None
    names = [name.strip() for name in called["names"].split(",")]
    try:
        handed = json.loads(f"[{_as_json(state[end + 2 : state.rfind('))')], {})}]")
        body, _ = json.JSONDecoder(strict=False).raw_decode(
            _as_json(state[begin + len("return") : end], dict(zip(names, handed, strict=False))).lstrip()
        )
    except (ValueError, RecursionError):
        return None
    return json.dumps(body, ensure_ascii=False)


def _as_json(expression: str, handed: Mapping[str, Json]) -> str:
    """What a program writes as a literal, as JSON; what is no value is None."""

    def written(token: re.Match[str]) -> str:
        name = token["name"]
        if token["digit"]:
            return "true" if token["digit"] == "0" else "false"
        if token["string"] or token["point"]:
            return token[0] if token["string"] else f"0{token[0]}"
        if name and token["key"]:
            return f'"{name}":'
        if name in _WORDS:
            return name
        return json.dumps(handed[name]) if name in handed else "null"

    return _TOKEN.sub(written, expression)
