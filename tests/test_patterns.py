"""Patterns that wait until they are used."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

import pytest

import embedarchive
from embedarchive.patterns import regex

PACKAGE = Path(embedarchive.__file__).parent


def test_it_does_what_a_compiled_pattern_does() -> None:
    """Every way of asking answers as `re.compile` would, the first time and later."""
    for text in ("jane 11, joe 12", "nothing", ""):
        for name in ("match", "search", "fullmatch"):
            ours, theirs = regex(r"(?P<name>[a-z]+) (\d+)"), re.compile(r"(?P<name>[a-z]+) (\d+)")
            for _ in range(2):
                found, expected = getattr(ours, name)(text), getattr(theirs, name)(text)
                assert (found and found.groupdict()) == (expected and expected.groupdict())
    ours = regex(r"\d", re.ASCII)
    assert ours.sub("_", "a1b2") == "a_b_"
    assert ours.subn("_", "a1b2") == ("a_b_", 2)
    assert [found[0] for found in ours.finditer("a1b2")] == ["1", "2"]
    assert ours.findall("a1b2") == ["1", "2"]
    assert ours.split("a1b2") == ["a", "b", ""]
    assert ours.search("a1b2", 2, 4) is not None
    assert ours.flags & re.ASCII


def test_bytes_and_sources() -> None:
    """Bytes have patterns too; the source can be read without compiling anything."""
    assert regex(rb"\x00{2}").search(b"a\x00\x00") is not None
    broken = regex("(")
    assert broken.pattern == "("
    assert repr(broken) == "regex('(')"
    with pytest.raises(re.error):
        broken.search("")


def _sources() -> list[tuple[str, str]]:
    """Every `NAME = regex(…)` of the package, by module and name."""
    found: list[tuple[str, str]] = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
                called, target = node.value.func, node.targets[0]
                if isinstance(called, ast.Name) and called.id == "regex" and isinstance(target, ast.Name):
                    module = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
                    found.append((module.removesuffix(".__init__"), target.id))
    return found


def test_every_pattern_is_sound() -> None:
    """A mistake in a pattern shows here and not when a reader first meets it."""
    sources, broken = _sources(), list[str]()
    assert len(sources) > 300
    for module, name in sources:
        try:
            assert vars(importlib.import_module(module))[name].flags is not None
        except re.error as error:
            broken.append(f"{module}.{name}: {error}")
    assert broken == []
