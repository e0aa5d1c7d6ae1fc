"""Plain text and Markdown: which of the two it is, its front matter, its title, and its lines as people read them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from embedarchive.patterns import regex

HEADLINE = 200
"""The length in characters beyond which a first line is a paragraph and no headline."""

_TAG = regex(r"</?[A-Za-z][^<>]{0,300}>")
_FRONT = regex(r"\A(---|\+\+\+)[ \t]{0,20}\r?\n")
_KEY = regex(r"([A-Za-z][A-Za-z0-9_-]{0,40})[ \t]{0,20}[:=](?:[ \t]{1,20}(.*))?$")
_ITEM = regex(r"[ \t]{0,20}-[ \t]{1,20}(?:name:[ \t]{1,20})?([^:\s][^:]{0,300})$")
_ATX = regex(r" {0,3}(#{1,6})[ \t]{1,20}(.{1,400})")
_IMAGE = regex(r"!\[[^\[\]\n]{0,500}\]\(|!\[\[")
_LINK = regex(r"(?<!!)\[[^\[\]\n]{1,300}\]\([^()\s]{1,2000}(?:[ \t][^()\n]{0,300})?\)")
_REFERENCE = regex(r"^ {0,3}\[[^\]\n]{1,300}\]:[ \t]{1,20}\S", re.MULTILINE)
_RAW = regex(
    r"<(?:blockquote|iframe|figure|img|div|p|script|video|amp-[a-z-]{1,30}|lite-[a-z-]{1,30}|bluesky-post|br)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_HEADING = regex(r"^ {0,3}#{1,6}[ \t]{1,20}\S", re.MULTILINE)
_FENCE = regex(r"^ {0,3}(?:```|~~~)", re.MULTILINE)
_STRONG = regex(r"(?<![*\w])\*\*(?=\S)[^*\n]{1,300}(?<=\S)\*\*(?![*\w])")
_SETEXT = regex(r" {0,3}(?:={3,200}|-{3,200})[ \t]{0,20}$")
_EMPHASIS = regex(r"^([*_]{1,3})(.+)\1$")
_QUOTED = regex(r"(?:[ \t]{0,3}>[ \t]?){1,20}")
_RULE = regex(r"[ \t]{0,3}([-*_=])(?:[ \t]{0,5}\1){2,300}[ \t]{0,20}$")
_FENCED = regex(r" {0,3}(?:```|~~~)")
_STRESSED = regex(r"(?<![\w\\])([*_]{1,3})(?=\S)([^*_\n]{1,300})(?<=\S)\1(?!\w)")
_ESCAPED = regex(r"\\([\\`*_{}\[\]()#+.!>~|-])")
_INLINE_LINK = regex(r"\[([^\]\n]{0,300})\](?:\([^()\n]{0,2000}\)|\[[^\]\n]{0,100}\])")


class FrontMatter(NamedTuple):
    """The facts before a Markdown text (YAML between `---`, TOML between `+++`), and where the text begins."""

    facts: tuple[tuple[str, str], ...] = ()
    end: int = 0

    def get(self, *names: str) -> str | None:
        """The first of these facts that is given and not empty."""
        facts = dict(reversed(self.facts))
        return next((facts[name] for name in names if facts.get(name)), None)


def front_matter(text: str) -> FrontMatter:
    """Read the front matter: single-line values, folded blocks and lists of names; nested maps are passed over."""
    start = _FRONT.match(text)
    if start is None:
        return FrontMatter()
    close = re.compile(
        rf"^{re.escape(start.group(1))}[ \t]{{0,20}}(?:\r?\n|\Z)|^\.\.\.[ \t]{{0,20}}\r?\n", re.MULTILINE
    )
    end = close.search(text, start.end(), start.end() + 65_536)
    if end is None:
        return FrontMatter()
    facts: list[tuple[str, str]] = []
    folding = listing = False
    for line in text[start.end() : end.start()].splitlines():
        if line[:1] in " \t" and folding and line.strip() and facts:
            name, value = facts[-1]
            facts[-1] = (name, f"{value} {line.strip()}".strip())
            continue
        folding = False
        if listing and (item := _ITEM.match(line[:4000])):
            name, value = facts[-1]
            facts[-1] = (name, f"{value}, {_unquoted(item.group(1).strip())}".removeprefix(", "))
            continue
        if match := _KEY.match(line[:4000]):
            value = (match.group(2) or "").strip()
            folding = value in {">", "|", ">-", "|-", ">+", "|+"}
            facts.append((match.group(1).lower(), "" if folding else _unquoted(value)))
            listing = not value
    if not facts:  # two rules around a paragraph are no front matter
        return FrontMatter()
    return FrontMatter(tuple(facts), end.end())


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] == '"':
        return value[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    if len(value) >= 2 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'")
    return value


def is_markdown(text: str) -> bool:
    """Whether the text uses Markdown: front matter, an image, a link, a heading, a fence, or HTML among prose."""
    if front_matter(text).end or ("<" in text and _RAW.search(text)):
        return True
    return is_written_as_markdown(text)


def is_written_as_markdown(text: str) -> bool:
    """Whether Markdown's own signs stand in the text; HTML and front matter do not count."""
    if ("![" in text and _IMAGE.search(text)) or ("](" in text and _LINK.search(text)):
        return True
    if "**" in text and _STRONG.search(text):
        return True
    if "]: " in text and _REFERENCE.search(text):
        return True
    return bool(("#" in text and _HEADING.search(text)) or (("```" in text or "~~~" in text) and _FENCE.search(text)))


def title(text: str) -> str | None:
    """What the text is called: by its front matter, its first heading, else a first line that is short enough."""
    matter = front_matter(text)
    if given := matter.get("title", "headline"):
        return given
    lines = [line for _, line in zip(range(400), _lines(text, matter.end), strict=False)]
    seen = Counter(line.strip() for line in lines[:80])
    prose = candidate = None
    for index, line in enumerate(lines):
        following = next((later for later in lines[index + 1 :] if later.strip()), "")
        if (heading := _ATX.match(line)) and (len(heading.group(1)) == 1 or prose is None):
            return _plain(heading.group(2).rstrip().rstrip("#").rstrip()) or None
        if (
            index + 1 < len(lines)
            and _SETEXT.match(lines[index + 1])
            and line.strip()
            and (prose is None or "=" in lines[index + 1])
        ):
            return _plain(line) or None
        if prose is None and not _passed_over(line, seen):
            prose = index
            candidate = (_plain(line) or None) if following and _is_headline(line, following) else None
    return candidate


def plain_lines(lines: Iterable[str]) -> Iterator[str]:
    """Lines of Markdown as people read them: without the signs of headings, quotations, emphasis and links.

    A line of nothing but signs is empty; what stands between fences is code, and stays as it is.
    """
    fenced = False
    for line in lines:
        if _FENCED.match(line):
            fenced = not fenced
            yield ""
        else:
            yield line if fenced else _plain_line(line)


def _plain_line(line: str) -> str:
    quoted = _QUOTED.match(line)
    line = line[quoted.end() :] if quoted else line
    if _RULE.match(line):
        return ""
    if heading := _ATX.match(line):
        line = line[heading.start(2) :].rstrip().rstrip("#").rstrip()
    line = _INLINE_LINK.sub(r"\1", line)
    for _ in range(2):  # one inside another
        line = _STRESSED.sub(r"\2", line)
    return _ESCAPED.sub(r"\1", line)


def words_of(title: str) -> str | None:
    """A title out of a container: one line, entities decoded, tags left out."""
    import html

    plain = html.unescape(_TAG.sub("", title[:4000]))
    return " ".join(plain.split()) or None


def _lines(text: str, at: int) -> Iterator[str]:
    """The lines of the text, each cut at 1000 characters, without building a list of them all."""
    while at < len(text):
        end = text.find("\n", at)
        if end < 0:
            end = len(text)
        yield text[at : min(end, at + 1000)].rstrip("\r")
        at = end + 1


def _passed_over(line: str, seen: Counter[str]) -> bool:
    """A line that stands before the title: blank, image, rule, address, HTML, or one that is repeated like a menu."""
    bare = line.strip()
    if not any(character.isalpha() for character in bare):
        return True
    if bare.startswith(("![", "[![", "<", "http://", "https://", "[^")):
        return True
    return len(bare) < 120 and seen[bare] > 1


def _is_headline(line: str, following: str) -> bool:
    bare = line.strip()
    if (
        len(bare) > HEADLINE
        or "(@" in bare
        or "pic.twitter.com/" in bare
        or bare.startswith(("—", "–", ">", "@", "- ", "* "))
    ):
        return False
    if bare.endswith((":", ",", ";")) or (bare.endswith(".") and not bare.endswith("...") and len(bare.split()) > 12):
        return False
    return not (following.lstrip().startswith(("—", "–", "-", "&mdash;")) and "(@" in following)


def _plain(line: str) -> str:
    """The words of a line of Markdown."""
    words = _INLINE_LINK.sub(r"\1", line.strip())
    if match := _EMPHASIS.match(words):
        words = match.group(2)
    return " ".join(words.replace("**", "").replace("\\", "").split())
