"""What the code says of itself is plain English of the field: the worst words are held out of its docstrings."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import embedarchive

PACKAGE = Path(embedarchive.__file__).parent
WORST = {"null": "None", "film": "video", "packed": "compressed", "picture": "image"}
"""Words that the code is not to say, and the field's words for them; the plural as well."""

ANY = re.compile(rf"\b(?:{'|'.join(WORST)})s?\b", re.IGNORECASE)
"""Whether a module has to be taken apart at all: most have none of them."""


def docstrings(source: str) -> Iterator[str]:
    """The docstrings of a module, of its classes and functions, those below a constant too; without code and names."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield re.sub(r"`[^`\n]{0,200}`|<[^<>\n]{0,80}>|^ +\w{1,40}:", "", node.value.value, flags=re.MULTILINE)


def said(source: str) -> set[str]:
    """The worst words that the docstrings of a module hold."""
    if not ANY.search(source):
        return set()
    words = {word for text in docstrings(source) for word in re.findall(r"[a-z]+", text.lower())}
    return {word for word in WORST if {word, f"{word}s"} & words}


def test_docstrings_say_the_words_of_the_field() -> None:
    """None says a word of `WORST`."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        for word in said(path.read_text(encoding="utf-8")):
            found[word].add("/".join(parts[:-1] or parts))
    assert found == {}


def test_a_word_counts_wherever_a_docstring_stands() -> None:
    """Below a constant too, in any number and case; not in code, in a name or in a comment."""
    assert said('"""Two Films."""\nVIDEOS = ()\n"""`null`, <picture>."""\nfilm = 1  # packed\n') == {"film"}
    assert said('def a(packed):\n    """One.\n\n    Args:\n        packed: the bytes.\n    """\n') == set()
    assert said('class A:\n    """A picture."""\n    def b(self):\n        """Null."""\n') == {"null", "picture"}
