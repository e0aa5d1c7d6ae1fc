"""Shortcodes: what site generators and WordPress replace by an embed, as an author wrote it."""

from __future__ import annotations

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
_NAMES = {
    "tweet": "twitter",
    "twitter": "twitter",
    "twitter_simple": "twitter",
    "twitter_tweet": "twitter",
    "x": "twitter",
    "x_simple": "twitter",
    "instagram_simple": "instagram",
    "vimeo_simple": "vimeo",
    "youtube_sc": "youtube",
    "yt": "youtube",
    "embed": "",
    "wp-embed": "",
    "oembed": "",
    "embedly": "",
}
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
        if name not in _NAMES and name not in platforms.catalogue():
            continue
        post = _named(_NAMES.get(name, name), rest, match["inner"] or "")
        if post:
            yield match.start(), match.end(), post


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
    if handle and platform == "twitter":
        templates = {f"https://x.com/{handle}/status/{{}}"}
    posts = (refer(value, template) for value in values for template in sorted(templates - {"{}"}))
    return next((post for post in posts if post), None)
