"""Shortcodes: what site generators, wikis and WordPress replace by an embed, as an author wrote it.

Whose post one names is told by its name, in whatever way its words are put together (`TwitterTweetEmbed`,
`embed/youtube.html`), or by an argument; which post, by an address or an id among its arguments.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from itertools import islice, pairwise

from embedarchive import platforms
from embedarchive.finder.markup.shapes import refer
from embedarchive.model import Reference
from embedarchive.patterns import regex

_SHORTCODE = regex(
    r"""
    (?:  # each begins with a sign of its own, so that all others are passed over at once
      \{\{[<%]\s{0,4}(?P<hugo>[A-Za-z_-]{1,30})\s(?P<hugo_rest>[^{}]{1,600}?)[%>]\}\}   # {{< tweet user="x" id="1" >}}
    | \{%-?\s{0,4}(?P<liquid>[A-Za-z_-]{1,30})(?:\s|(?=\())(?P<liquid_rest>[^{}]{1,600}?)-?%\}  # {% youtube ID %}
    | \{\{\s?(?P<template>[A-Z][A-Za-z ]{1,30})\s{0,4}\|(?P<template_rest>[^{}]{1,600})\}\}      # {{Tweet|id=1}}
    | %\[(?P<card_rest>https?://[^\s\[\]]{1,600})\]                                          # %[https://…]
    | \[(?P<noted_rest>https?://[^\s\[\]]{1,600}):embed(?::cite)?\](?!\()                        # [https://…:embed]
    | \[(?P<press>[a-z_-]{1,30}|[A-Z]{3,10})(?P<press_rest>[ =][^\[\]\n]{1,600})?\](?!\()      # [tweet ID]
        (?:(?P<inner>[^\[\]\s]{5,600})\[/(?P=press)\])?
    | @\[(?P<at>[a-z_-]{1,30})\]\((?P<at_rest>[^()\s]{1,600})\)                             # @[youtube](ID)
    | \[plugin:(?P<plugin>[a-z_-]{1,30})\]\((?P<plugin_rest>[^()\s]{1,600})\)                # [plugin:youtube](ID)
    | \{\{\s{0,4}(?P<zola>[a-z_-]{1,30})\((?P<zola_rest>[^{}()]{1,600})\)\s{0,4}\}\}  # {{ youtube(id="…") }}
    | \{\{\s?\#(?:ev|widget|evt):\s{0,9}(?:service\s?=\s?)?                                  # {{#ev:youtube|ID}}
        (?P<wiki>[A-Za-z_-]{1,30})\s{0,9}\|(?P<wiki_rest>[^{}]{1,600})\}\}
    | \{\{(?:\[\[)?(?P<outline>[a-z]{2,20})(?:\]\])?:?\s(?P<outline_rest>https?://[^{}\s]{1,600})\}\}  # {{video https://…}}
    | \{(?P<joomla>[a-z]{2,20})\}(?P<joomla_rest>[^{}\s]{1,600})\{/(?P=joomla)\}              # {youtube}ID{/youtube}
    | \{\{(?P<doku>[a-z]{2,20})>(?P<doku_rest>[^{}?]{1,600})(?:\?[^{}]{0,200})?\}\}  # {{youtube>ID}}
    | :sc:`(?P<role>[a-z_-]{1,30})\s(?P<role_rest>[^`\n]{1,600})`                             # :sc:`youtube ID`
    | \{widget:(?P<widget_rest>url=[^{}\s]{1,600})\}                                       # {widget:url=https://…}
    | \((?P<kirby>[a-z]{1,30}):[ ](?P<kirby_rest>[^()\n]{1,600})\)                              # (youtube: https://…)
    | <(?P<tag>[A-Z][A-Za-z0-9.]{1,40}|youtube|vimeo|tweet|instagram|tiktok|embedvideo)          # <youtube>ID</youtube>
        (?P<more>\s[^<>]{0,200})?>\s{0,9}(?P<tag_rest>[^<>\s]{1,600})\s{0,9}</(?P=tag)>
    | <(?P<part>(?:[a-z]{1,20}\.)?[A-Z][A-Za-z0-9.]{1,40}|[a-z]{2,20}-[a-z-]{2,30})\s            # <Tweet id="…" />
        (?P<part_rest>(?:[^<>]|=>){1,600}?)/?>
    )
    """,
    re.VERBOSE,
)
_AT_LINES = regex(
    r"""
    ^(?:
      :{1,3}(?P<directive>[a-z-]{2,30})(?:\[[^\[\]\n]{0,200}\])?                                # ::youtube{#ID}
        \{\#?(?P<directive_rest>[^{}\n]{1,600})\}
    | (?:`{3,20}|~{3,20}|:{3,20})\{(?P<myst>[a-z-]{1,30})\}[ ]{1,4}(?P<myst_rest>[^\n]{1,600})   # ```{youtube} ID
    | [ ]{0,8}\.\.[ ](?P<rst>[a-z_-]{1,30})::[ ]{1,4}(?P<rst_rest>[^\n]{1,600})                 # .. youtube:: ID
    | `(?P<gatsby>[a-z]{2,20}):[ ](?P<gatsby_rest>[^`\s]{1,600})`[ \t]{0,9}\r?$                    # `youtube: ID`
    | (?P<adoc>[a-z_-]{1,30})::(?P<adoc_rest>[^\s\[\]]{1,600})\[(?P<adoc_kind>[^\[\]\n]{0,200})\]  # video::ID[…]
    )
    """,
    re.VERBOSE | re.MULTILINE,
)
_ANYBODYS = frozenset(
    {
        "embed",
        "wp-embed",
        "oembed",
        "embedly",
        "video",
        "audio",
        "figure",
        "iframe",
        "media",
        "widget",
        "player",
        "embedvideo",
    }
)
"""Shortcodes that take the address of any platform's post."""

_SIMPLE = regex(r"=\{\s{0,4}([\"'`]?)([^{}\"'`]{1,600})\1\s{0,4}\}")
"""A value in braces, as in `tweetId={"…"}`."""
_HUMPS = regex(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BEHIND = regex(r"\.(?:html?|md|liquid|njk|astro)\Z")
_WORDS_OF_A_NAME = 2
_INSIDE = ("inner", "more")
_EXACT = frozenset({"kirby", "press", "gatsby"})
"""Kinds in which words of the article's may stand, so that their names are told strictly."""
_KEYED = ("provider", "service", "platform", "type", "source", "kind")
_WHOSE = {
    **dict.fromkeys(("user", "username", "handle", "channel", "account"), "{handle}"),
    **dict.fromkeys(("host", "instance", "server", "domain"), "{host}"),
}
"""What a platform's address has in the place of an argument of that name."""
_NO_EMBED = frozenset({"link", "button", "share", "follow", "icon", "timeline", "feed", "profile"})
"""Words in the name of a component that leads to a post, or to its author."""
_EQUALS = regex(r"\s{0,9}=\s{0,9}")

_VALUE = regex(
    r"(?:(?P<key>[\w-]{1,30})=)?(?:\"(?P<double>[^\"]{0,600})\"|'(?P<single>[^']{0,600})'|(?P<bare>[^\s\"']{1,600}))"
)


_VARIABLE = regex(r"(?<![\w\"'])(?:page|post|frontmatter|props|data)\.(\w{1,60})")
_FRONT = regex(r"\A---[ \t]{0,9}\r?\n(.{0,20000}?)\n---[ \t]{0,9}(?:\r?\n|\Z)", re.DOTALL)
_LINE = regex(r"^(\w{1,60}):[ \t]{1,9}[\"']?([^\n\"']{1,600})", re.MULTILINE)


def find(text: str) -> Iterator[tuple[int, int, Reference | None]]:
    """Every shortcode of a text with its place and the post that it names.

    None stands for one of a platform's whose post is told by a variable that the text does not set.
    """
    front = _FRONT.match(text)
    set_there = dict(_LINE.findall(front[1])) if front else {}
    for match in islice(_all(text), 5000):
        groups = {key: value for key, value in match.groupdict().items() if value is not None}
        rest = next((value for key, value in groups.items() if key.endswith("_rest")), "")
        name = next((value for key, value in groups.items() if "_" not in key and key not in _INSIDE), "widget")
        rest = f"{rest}{groups.get('more', '')}".strip("()")
        if {"part", "wiki", "template"} & groups.keys():
            rest = _EQUALS.sub("=", _SIMPLE.sub(r'="\2"', rest).replace("|", " "))
        if name in ("include", "include_relative", "include_cached", "render"):
            name, _, rest = rest.lstrip().partition(" ")
        rest = _VARIABLE.sub(lambda found: set_there.get(found[1], found[0]).strip(), rest)
        kind = groups.get("adoc_kind", "").partition(",")[0].strip()
        rest = f"{rest} type={kind}" if kind else rest
        platform = _platform(name.strip("\"'"), rest, exact=not _EXACT.isdisjoint(groups))
        if platform is None:
            continue
        post = _named(platform, rest, groups.get("inner", ""))
        if post or (platform and _VARIABLE.search(rest)):
            yield match.start(), match.end(), post


def _all(text: str) -> Iterator[re.Match[str]]:
    """All shortcodes, in order. To look for both kinds by one expression takes three times as long."""
    coming = [(kind, found) for kind in (_SHORTCODE, _AT_LINES) if (found := kind.search(text))]
    while coming:
        _, first = min(coming, key=lambda each: each[1].start())
        yield first
        end = first.end()
        behind = ((kind, found if found.start() >= end else kind.search(text, end)) for kind, found in coming)
        coming = [(kind, found) for kind, found in behind if found]


def _platform(name: str, rest: str, *, exact: bool) -> str | None:
    """The platform of a shortcode; empty where its address says which, None where it is none of ours."""
    words = _words(name)
    if not _NO_EMBED.isdisjoint(words):
        return None
    if len(words) == 1 and words[0] in _ANYBODYS:
        return _said(rest) or ""
    if exact and len(words) > _WORDS_OF_A_NAME + 1:
        return None
    found = next((known for word in words if (known := _known(word))), None)
    if found is None and any(word in _ANYBODYS for word in words):
        return _said(rest) or ""
    return found


@functools.lru_cache(maxsize=4096)
def _words(name: str) -> tuple[str, ...]:
    """The words that a name is put together of: `TwitterTweetEmbed`, `embed/youtube.html`, `vimeo_simple`."""
    plain = _BEHIND.sub("", name.rpartition("/")[2])
    words = [word.lower() for word in re.split(r"[-_.\s]", _HUMPS.sub(" ", plain)) if word]
    return (*words, *(first + second for first, second in pairwise(words)))


def _known(word: str) -> str | None:
    known = platforms.aliases().get(word, word)
    return known if known in platforms.catalogue() else None


def _said(rest: str) -> str | None:
    """The platform that an argument names, or all that is said."""
    if known := _known(rest.lower().lstrip("= ")):
        return known
    for found in islice(_VALUE.finditer(rest), 20):
        value = (found["double"] or found["single"] or found["bare"] or "").lower()
        if found["key"] in _KEYED and (known := _known(value)):
            return known
    return None


def _named(platform: str, rest: str, inner: str) -> Reference | None:
    """The post that a shortcode's arguments name: an address, or an id of that platform."""
    whose, values = _arguments(rest)
    if inner:  # an argument that is the platform's name is no id
        values = [inner, *(value for value in values if _known(value.lower()) != platform)]
    for value in values:
        if "://" in value and (post := platforms.recognise(value)):
            return post if not platform or post.platform == platform else None
    if not platform:
        return None
    posts = (refer(value, template) for value in values for template in _templates(platform, whose, values))
    return next((post for post in posts if post), None) or next(
        (post for value in values if (post := by_path(platform, value))), None
    )


def by_path(platform: str, value: str) -> Reference | None:
    """The post of which a value is the address without the site: `ann/status/1591…`, `track/4uLU6…`, `track:4uLU6…`."""
    path = value.strip("/")
    path = path if "/" in path else path.replace(":", "/")
    for host in platforms.get(platform).hosts if "/" in path and "//" not in path else ():
        if (post := platforms.recognise(f"https://{host}/{path}")) and post.platform == platform:
            return post
    return None


def _arguments(rest: str) -> tuple[dict[str, str], list[str]]:
    """What arguments say of whose a post is, and their other values."""
    whose: dict[str, str] = {}
    values: list[str] = []
    for found in islice(_VALUE.finditer(rest.lstrip("= ")), 20):
        value = (found["double"] or found["single"] or found["bare"] or "").strip(",'`")
        if found["key"] in _WHOSE:
            whose[_WHOSE[found["key"]]] = value
        elif found["key"] not in _KEYED:
            values.append(value)
    return whose, values


def _templates(platform: str, whose: dict[str, str], values: list[str]) -> list[str]:
    """The addresses that an id completes; where it is known whose post it is, the one that says so."""
    pairs = (pair for shape in platforms.get(platform).markup for pair in shape.attributes)
    known = sorted({template for _, template in pairs if "{}" in template and template != "{}"})
    authored = platforms.get(platform).authored
    place = next((name for name in _WHOSE.values() if name in authored), "")
    first = values[0] if len(values) > 1 and not any(refer(values[0], template) for template in known) else ""
    owner = whose.get(place) or first
    return [authored.replace(place, owner).replace("{id}", "{}"), *known] if place and owner else known
