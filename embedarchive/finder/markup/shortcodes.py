"""Shortcodes: what site generators and WordPress replace by an embed, as an author wrote it."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from itertools import islice

from embedarchive import platforms
from embedarchive.finder.markup.shapes import refer
from embedarchive.model import Reference
from embedarchive.patterns import regex

_SHORTCODE = regex(
    r"""
      \{\{[<%]\s{0,4}(?P<hugo>[a-z_-]{1,30})\s(?P<hugo_rest>[^{}]{1,600}?)[%>]\}\}   # {{< tweet user="x" id="1" >}}
    | \{%\s{0,4}(?P<liquid>[a-z_-]{1,30})\s(?P<liquid_rest>[^{}]{1,600}?)%\}                 # {% youtube ID %}
    | \[(?P<press>[a-z_-]{1,30})(?P<press_rest>[ =][^\[\]\n]{1,600})?\](?:(?P<inner>[^\[\]\s]{8,600})\[/(?P=press)\])?
    | @\[(?P<at>[a-z_-]{1,30})\]\((?P<at_rest>[^()\s]{1,600})\)                              # @[youtube](ID)
    """,
    re.VERBOSE,
)
_ANYBODYS = frozenset({"embed", "wp-embed", "oembed", "embedly"})
"""Shortcodes that take the address of any platform's post."""

_KINDS = ("_simple", "_sc")
"""What generators put behind a platform's name: Hugo's `vimeo_simple`, WordPress' `youtube_sc`."""

_VALUE = regex(
    r"(?:(?P<key>[\w-]{1,30})=)?(?:\"(?P<double>[^\"]{0,600})\"|'(?P<single>[^']{0,600})'|(?P<bare>[^\s\"']{1,600}))"
)


def find(text: str) -> Iterator[tuple[int, int, Reference]]:
    """Every shortcode of a text with its place and the post that it names."""
    if "{{" not in text and "{%" not in text and "[" not in text:
        return
    for match in islice(_SHORTCODE.finditer(text), 5000):
        name = match["hugo"] or match["liquid"] or match["press"] or match["at"]
        rest = match["hugo_rest"] or match["liquid_rest"] or match["press_rest"] or match["at_rest"] or ""
        platform = _platform(name)
        if platform is None:
            continue
        post = _named(platform, rest, match["inner"] or "")
        if post:
            yield match.start(), match.end(), post


@functools.lru_cache(maxsize=4096)
def _platform(name: str) -> str | None:
    """The platform of a shortcode; empty where its address says which, None where it is none of ours."""
    if name in _ANYBODYS:
        return ""
    plain = next((name.removesuffix(kind) for kind in _KINDS if name.endswith(kind)), name)
    known = platforms.aliases().get(plain, plain)
    return known if known in platforms.catalogue() else None


def _named(platform: str, rest: str, inner: str) -> Reference | None:
    """The post that a shortcode's arguments name: an address, or an id of that platform."""
    values = [inner] if inner else []
    handle = None
    for found in islice(_VALUE.finditer(rest.lstrip("= ")), 20):
        value = found["double"] or found["single"] or found["bare"] or ""
        if found["key"] in ("user", "username"):
            handle = value
        else:
            values.append(value)
    for value in values:
        if "://" in value and (post := platforms.recognise(value)):
            return post if not platform or post.platform == platform else None
    if not platform:
        return None
    templates = {
        template for shape in platforms.get(platform).markup for _, template in shape.attributes if "{}" in template
    }
    if handle and (authored := platforms.get(platform).authored):
        templates = {authored.replace("{handle}", handle).replace("{id}", "{}")}
    posts = (refer(value, template) for value in values for template in sorted(templates - {"{}"}))
    return next((post for post in posts if post), None)
