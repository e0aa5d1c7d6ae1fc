"""What the platforms declare of themselves is what the finder does: every byline, every shape in HTML.

They run over the whole catalogue, platforms that third parties brought included.
"""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest

import embedarchive
from embedarchive import package_data, platforms
from embedarchive.model import Embed
from embedarchive.platforms import Shape
from embedarchive.protocols.declaring import traces
from tools import make_traces

BYLINES = [
    (name, byline)
    for name, each in sorted(platforms.catalogue().items())
    for byline in (each.fallback.bylines if each.fallback else ())
]
SHAPES = [(name, shape) for name, each in sorted(platforms.catalogue().items()) for shape in each.markup]
HANDLES = ("jane_doe", "janedoe", "jane.example.org", "jane@social.example", "jane.doe", "jane-doe", "jane", "JaneDoe1")
DAY = dt.date(2022, 11, 11)
ABOVE = (
    "The harbour was closed for the whole of the day, said the mayor, and nobody could tell for how long it would be."
)
WORDS = "So the quay is closed again and we all walk home along the river in the rain, as we did before the war"


def _handle(pattern: str) -> str:
    return next((each for each in HANDLES if re.fullmatch(pattern, each)), "")


def _rendered(name: str, byline: str) -> tuple[str, str]:
    """An article in which that byline names the author, in the form that the platform declares; and the handle."""
    fallback = platforms.get(name).fallback
    assert fallback is not None
    handle = _handle(fallback.handle)
    day = "November 11, 2022" if byline.startswith(traces.DASH) else "Friday, 11 November 2022"
    line = byline.format(name="Jane Doe", handle=handle, post="42", place="harbours", date=day)
    above = fallback.placeholders[0] + "\n" if fallback.words == "between" and fallback.placeholders else ""
    below = f"\n{WORDS}" if fallback.words == "below" else ""
    end = f"\n{fallback.closers[0]}" if fallback.closers else ""
    return f"{ABOVE}\n\n{above}{WORDS}\n\n{line}{below}{end}\n\nThe mayor said nothing more.\n", handle


@pytest.mark.parametrize(("name", "byline"), BYLINES)
def test_every_byline_is_found_in_a_text(name: str, byline: str) -> None:
    """As that platform's, with author, handle and day as far as the byline has them."""
    text, handle = _rendered(name, byline)
    assert "{handle}" not in byline or handle, "no made handle fits the pattern"
    found = embedarchive.scan(text).embeds
    assert [each.platform for each in found] == [name]
    (post,) = found
    assert post.author == ("Jane Doe" if "{name}" in byline else None)
    assert post.handle == (handle if "{handle}" in byline else None)
    assert post.date == (DAY if "{date}" in byline else None)
    assert "platform" not in post.doubts


@pytest.mark.parametrize(("name", "byline"), BYLINES)
def test_every_byline_leaves_a_trace(name: str, byline: str) -> None:
    """A handle, a day or an address, or nobody would know that the text is worth a look."""
    assert re.search(r"@\{handle\}|\{date\}|\w/\{", byline), f"{name}: {byline}"


def test_the_traces_are_those_of_the_catalogue() -> None:
    """`python -m tools.make_traces` writes them anew."""
    assert make_traces.declared() == (traces.SIGNER, traces.TRACES), "run: python -m tools.make_traces"


def test_who_signs_with_a_dash_is_told_apart_by_the_handle() -> None:
    """No handle is two platforms', or the words of neither would say whose post it is."""
    signers = [
        (name, each.fallback.handle)
        for name, each in platforms.catalogue().items()
        if each.fallback and each.fallback.bylines[0].startswith(traces.DASH)
    ]
    for name, pattern in signers:
        handle = _handle(pattern)
        assert [other for other, theirs in signers if re.fullmatch(theirs, handle)] == [name], handle


def _named(name: str, address: str) -> bool:
    found = platforms.recognise(address)
    return found is not None and found.platform == name


def _values(name: str, template: str) -> dict[str, str]:
    """What fills a template's holes: an id of the platform, in as many pieces as holes, or an address."""
    platform = platforms.get(name)
    post = platform.recognise(platform.example)
    assert post is not None
    holes = re.findall(r"\{([\w-]{0,40})\}", template)
    ids = [post.native_id or "", *re.findall(r"[\w-]{3,80}", platform.example)]
    ids += [each.rpartition("/")[2] for each in ids] + [piece for each in ids for piece in each.split("-")]
    ids.append("1234567890")  # of whose other posts the ids are numbers
    pairs = [re.findall(r"-?\d{1,20}", post.native_id or "")] if len(holes) > 1 else []
    for values in [*pairs, *([each, "7", "7"][: len(holes)] for each in ids if each)]:
        filled = dict(zip(holes, values, strict=False))
        made = template
        for hole, value in filled.items():
            made = made.replace(f"{{{hole}}}", value)
        if template != "{}" and len(filled) == len(holes) and _named(name, made):
            return filled
    return dict.fromkeys(holes, platform.example)


def _drawn(name: str, shape: Shape) -> str:
    """An element in that shape, with all that it may have."""
    example = html.escape(platforms.get(name).example)
    if shape.call:
        ((key, template),) = shape.attributes
        values = _values(name, template)
        strings = [
            values.get(str(index), f"word{index}")
            for index in range(1 + max(map(int, filter(str.isdigit, values)), default=0))
        ]
        arguments = f'{{{key}: "{values[""]}"}}' if key else ", ".join(f'"{each}"' for each in strings)
        return f"<script>{shape.call}({arguments});</script>"
    written = {"class": shape.cls} if shape.cls else {}
    for attribute, template in shape.attributes:
        values = _values(name, template)
        written |= {hole or attribute: value for hole, value in values.items()} or {attribute: "true"}
        if shape.facts:
            facts = dict(shape.facts)
            written[attribute] = f'{{"{facts["key"]}": "{values[""]}"}}'
            written["data-component-name"] = facts["component"]
    attributes = "".join(f' {key}="{html.escape(value)}"' for key, value in written.items())
    tag = shape.tag or ("blockquote" if shape.link else "div")
    if tag == "script":  # one draws nothing unless it is loaded from somewhere
        attributes += f' async src="https://{example.split("/")[2]}/widget.js"'
    link = f'<a href="{example}">11 November 2022</a>' if shape.link else ""
    inside = "" if tag == "script" else f"<p>{WORDS}</p>{link}"
    return f"<{tag}{attributes}>{inside}</{tag}>"


@pytest.mark.parametrize(("name", "shape"), SHAPES)
def test_every_shape_is_found_in_a_page(name: str, shape: Shape) -> None:
    """Once, as a post of that platform that its address names."""
    page = f"<!doctype html><html><body><article><p>{ABOVE}</p>{_drawn(name, shape)}<p>So.</p></article>"
    found: tuple[Embed, ...] = embedarchive.scan(page).embeds
    assert [each.platform for each in found] == [name], page
    (post,) = found
    named = platforms.recognise(post.url or "")
    assert named is not None
    assert (named.platform, named.native_id) == (name, post.id)


def test_the_buttons_are_those_of_the_catalogue() -> None:
    """`python -m tools.make_traces` writes them anew."""
    listed = frozenset(package_data.lines("embedarchive.protocols.declaring", "buttons.txt"))
    written = make_traces.Signs(listed, *map(frozenset, (traces.ENDINGS, traces.HEADS, traces.SEEN)))
    assert make_traces.signs() == written, "run: python -m tools.make_traces"
