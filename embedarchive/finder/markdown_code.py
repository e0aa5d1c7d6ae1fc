"""What stands in Markdown as an example, or was taken out: code, remarks, what a template prints as it is written."""

from __future__ import annotations

import functools
import re

from embedarchive.patterns import regex

_FENCE = regex(r"[ \t]{0,3}(`{3,20}|~{3,20})")
_TICKS = regex(r"(?<![`])(?<!:sc:)(`{1,3})(?!`)[^`\n]{1,400}\1(?!`)")
_REMARK = regex(r"\{/\*.{0,4000}?\*/\}", re.DOTALL)
"""What an author of MDX took out."""
_LEFT_OUT = regex(r"\{%-?\s{0,9}comment\s{0,9}-?%\}.{0,20000}?\{%-?\s{0,9}endcomment\s{0,9}-?%\}", re.DOTALL)
_VERBATIM = regex(r"\{%-?\s{0,9}(raw|verbatim)\s{0,9}-?%\}.{0,20000}?\{%-?\s{0,9}end\1\s{0,9}-?%\}", re.DOTALL)
"""What Liquid and Twig print as it is written."""
_ASIDE = regex(r"^%%[ \t]{0,9}\r?\n.{0,4000}?\n%%[ \t]{0,9}\r?$", re.DOTALL | re.MULTILINE)
"""What an author of Obsidian's notes wrote for nobody else: between lines that are two signs of percent."""
_NOTE = regex(r"(?<!\S)%%[^%\n]{1,1000}%%(?!\S)")
"""The same inside a line."""
_EXAMPLE = regex(
    r"<(?P<tag>pre|code|nowiki|syntaxhighlight)\b[^<>]{0,200}>|\[(?P<box>code|noparse)\b[^\[\]\n]{0,60}\]"
    r"|\#\+begin_(?P<block>src|example)\b",
    re.IGNORECASE,
)
"""How code begins in HTML and wikis, in forums, and in Org."""
_EMPTY = regex(r"\n[ \t]{0,9}\r?\n")
_INLINE = "</code"
"""It ends with its paragraph at the latest; what has no end is a word of somebody's who writes of code."""
_ENDS = {"tag": "</{}", "box": "[/{}]", "block": "#+end_{}"}
_ITEM = regex(r"[ \t]{0,12}(?:[-*+]|\d{1,3}[.)])[ \t]")
_MARGIN = 4  # blanks before a line of code
_ABOVE = 2000  # characters of a margin at most


def masked(text: str) -> str:
    """The text with all that blotted out, every other character in its place: an example of an embed is no embed."""
    seen = _without_code(text) if "`" in text or "~~~" in text else text
    for sign, unread in (("{/*", _REMARK), ("{%", _LEFT_OUT)):
        if sign in seen:
            seen = unread.sub(_blotted_out, seen)
    return seen


def without_verbatim(text: str) -> str:
    """The text with what is printed as it is written blotted out: HTML is shown from there, a shortcode is not."""
    text = _VERBATIM.sub(_blotted_out, text) if "{%" in text else text
    return _without_examples(text) if "</" in text or "[/" in text or "#+" in text else text


def _without_examples(text: str) -> str:
    """The text with the code of HTML, wikis, forums and Org blotted out."""
    pieces: list[str] = []
    behind = 0
    endless: dict[str, int] = {}  # up to where none of them ends
    paragraph = 0
    for opening in _EXAMPLE.finditer(text):
        kind = str(opening.lastgroup)
        end = _ENDS[kind].format(opening[kind].lower())
        if opening.start() < max(behind, endless.get(end, 0)):
            continue
        if end == _INLINE and opening.end() > paragraph:
            empty = _EMPTY.search(text, opening.end())
            paragraph = empty.start() if empty else len(text)
        high = paragraph if end == _INLINE else len(text)
        closing = re.compile(re.escape(end), re.IGNORECASE).search(text, opening.end(), high)
        if closing is None:
            endless[end] = high
            continue
        code = text[opening.end() : closing.start()]
        pieces += (text[behind : opening.end()], *map(_blank, code.splitlines(keepends=True)))
        behind = closing.start()
    return "".join((*pieces, text[behind:]))


def without_remarks(text: str) -> str:
    """The text with what its author hid in HTML's comments, or in Obsidian's, blotted out."""
    if "%%" in text:
        text = _NOTE.sub(_blotted_out, _ASIDE.sub(_blotted_out, text))
    pieces: list[str] = []
    behind = 0
    start = text.find("<!--")
    while start >= 0 and (end := text.find("-->", start + 4)) >= 0:
        pieces += (text[behind:start], *map(_blank, text[start : end + 3].splitlines(keepends=True)))
        behind = end + 3
        start = text.find("<!--", behind)
    return "".join((*pieces, text[behind:])) if behind else text


def is_indented(text: str, start: int, given: str = "") -> bool:
    """Whether what begins there stands in a block of code by its margin, below a blank line and in no list.

    `given`: the text as it was before parts were blotted out: a remark is no margin.
    """
    line = text.rfind("\n", max(0, start - _ABOVE), start) + 1
    before = (given or text)[line:start] if start - line <= _ABOVE else ""
    if before.strip() or not _has_margin(before) or text.startswith("..", start):
        return False
    return line in _by_margin(text)


@functools.lru_cache(maxsize=2)  # asked for each image and each address of a text, as it is and with parts blotted out
def _by_margin(text: str) -> frozenset[int]:
    """Where the lines begin that are code by their margin: what stands above all of them is looked at once."""
    found: list[int] = []
    start = 0
    listed = begun = told = False  # an item above; in these lines: words without a margin, and an item
    for line in text.split("\n"):
        if not line.strip():
            begun = told = False
        elif _has_margin(line):
            found += () if begun or listed else (start,)
            told = True
        else:
            begun, told = True, told or line[0].isspace() or _ITEM.match(line) is not None
            listed = told
        start += len(line) + 1
    return frozenset(found)


def _has_margin(line: str) -> bool:
    return line[:_MARGIN].expandtabs(_MARGIN).startswith(" " * _MARGIN)


def _without_code(text: str) -> str:
    lines = []
    fence = ""
    for line in text.splitlines(keepends=True):
        opening = _FENCE.match(line)
        if fence:
            closes = opening is not None and opening.group(1).startswith(fence) and not line[opening.end() :].strip()
            fence = "" if closes else fence
            lines.append(_blank(line))
        elif opening and "`" not in line[opening.end() :]:
            fence = opening.group(1)
            lines.append(line if line.startswith("{", opening.end()) else _blank(line))
        else:
            lines.append(_TICKS.sub(_blotted, line) if "`" in line else line)
    return "".join(lines)


def _blotted_out(match: re.Match[str]) -> str:
    """Blanks of the same length."""
    return "".join(map(_blank, match[0].splitlines(keepends=True)))


def _blotted(match: re.Match[str]) -> str:
    """Code inside a line: plain words stay, they may be a post's."""
    code = match.group()
    if code.strip("`").startswith("("):  # as Kirby's shortcodes do
        return " " * len(code)
    return " " * len(code) if any(sign in code for sign in ("<", "http", "[", "{")) else code


def _blank(line: str) -> str:
    kept = line.rstrip("\r\n")
    return " " * len(kept) + line[len(kept) :]
