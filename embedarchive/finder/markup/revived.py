"""States of pages that are no JSON as they are written, as the JSON that they stand for: Nuxt's, both of its ways."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from embedarchive.patterns import regex

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

_VALUES = 100_000  # that are put in their places
_DEEPEST = 60
_ASSIGNED = "=(function("
_BEGINNING = 200  # characters within which a state is assigned
_LISTED = regex(r"\s{0,99}\[\{\"[^\"]{1,99}\":\s?\d")
_CALLED = regex(r"\(function\((?P<names>[\w$,\s]{0,40000})\)\s{0,9}\{")
_TOKEN = regex(
    r"""(?P<string> "[^"\\]{0,100000}(?:\\.[^"\\]{0,100000}){0,100000}" )
      | !(?P<digit> [01] )
      | (?P<made> (?:new\s)?(?:Array|Date|Map|Set)\([^()]{0,200}\) | void\s0 | Symbol\([^()]{0,60}\) )
      | (?P<name> [A-Za-z_$][\w$]{0,60} ) (?P<key> \s{0,9}:)?
      | (?<![\d\w"]) (?P<point> \.\d )""",
    re.VERBOSE | re.DOTALL,
)
_WORDS = frozenset({"true", "false", "null"})


def is_coded(state: str) -> bool:
    """Whether it is written in one of the two ways: a quick look at how it begins."""
    listed = "[{" in state[:_BEGINNING] and _LISTED.match(state) is not None
    return listed or _call(state) is not None


def revived(state: str) -> str:
    """The state as JSON; unchanged where it is neither of the two."""
    if _LISTED.match(state):
        return _from_list(state)
    found = _call(state)
    return (_from_call(state, found) if found else None) or state


def _call(state: str) -> re.Match[str] | None:
    """Where a state is assigned what a function returns."""
    at = state.find(_ASSIGNED, 0, _BEGINNING)
    return _CALLED.match(state, at + 1) if at >= 0 else None


def _from_list(state: str) -> str:
    """Nuxt 3 keeps a list of values, whose objects name the places of their own values in it.

    Format: https://github.com/sveltejs/devalue
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
            return {key: self.at(inner, depth + 1) for key, inner in found.items()}
        if isinstance(found, list):
            return [
                self.at(inner, depth + 1) for inner in (found[1:] if found and isinstance(found[0], str) else found)
            ]
        return found


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
        return name if name in _WORDS else json.dumps(handed.get(name))

    return _TOKEN.sub(written, expression)
