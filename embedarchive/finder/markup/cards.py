"""Posts that a page draws itself, as cards: an author, a handle, words and a day, in a block that leads to one post.

Publishers, newsletters, forums and saved pages of the platforms draw them, each with classes of their own. What a card
is follows from its lines alone: one with the handle, one with the day, the words between or behind them.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice, takewhile

from embedarchive import platforms
from embedarchive.documents.html import Node, Tree
from embedarchive.finder.images import candidates, originals
from embedarchive.finder.markup import blocks, quoted_words, rendered_text
from embedarchive.finder.markup.hits import Hit
from embedarchive.finder.markup.quoted_words import Words
from embedarchive.finder.markup.rendered_text import Anchor, Flow, Line, flow
from embedarchive.finder.text.attribution.days import Day
from embedarchive.model import MediaRef, Reference
from embedarchive.patterns import regex

_FEW = 3  # forms of one post that stand beside each other
_AROUND = 12  # elements around a link that may be the card
_LONGEST = 30_000  # characters of source that one card has at most
_NAME = 80  # characters of an author's name
_DAY = 70  # characters of a line with the day
_MOST = 1000  # posts of one page that are looked at
_LINES = 80
_ACTS = 2  # links that answer, share or like a post, in one block
_LARGE = 200  # pixels: what is narrower is a portrait or a sign
_OUTER = frozenset({"body", "html", "main", "head", "form"})

_HANDLE = regex(r"(?<![\w@./])@(?P<handle>[\w-]{1,60}(?:\.[\w-]{1,60}){0,6}(?:@[\w-]{1,60}(?:\.[\w-]{1,60}){1,6})?)")
_ORDINAL = regex(r"(?<=\d)(?:st|nd|rd|th)\b")
_STAMP = regex(r"[A-Z][a-z]{2}\s([A-Z][a-z]{2}\s\d{1,2})\s[\d:]{5,8}\s\S{1,12}\s((?:19|20)\d\d)")
_COUNT = regex(r"[\d.,]{1,9}\s?[KkMm]?\b")
_SIGNS = regex(r"[\W\d_]{1,200}")
_EDGES = " \t\xa0()\N{FULLWIDTH LEFT PARENTHESIS}\N{FULLWIDTH RIGHT PARENTHESIS}·•-–—✔✓:"
_PORTRAIT = regex(r"avatar|profile|/pic/profile|userpic|logo|icon|emoji")


def find(
    tree: Tree,
    anchors: Sequence[tuple[Node, Reference]],
    posts: Mapping[str, Reference],
    hits: Sequence[Hit],
    *,
    base_url: str | None = None,
    own: Reference | None = None,
) -> Iterator[Hit]:
    """The cards of a page.

    Args:
        tree: the page.
        anchors: its links to posts, and which each leads to.
        posts: which post each address that they lead to names.
        hits: what else shows posts; where that has words, no card is looked for.
        base_url: the page's own address.
        own: the post that the page is of: it is shown, whatever its block is called.
    """
    if not posts:
        return
    hits = sorted(hits, key=lambda hit: hit.start)
    starts = [hit.start for hit in hits]
    flows: dict[Node, Flow] = {}  # several links stand in one block
    behind = looked = 0
    for anchor, post in anchors:
        if looked >= _MOST:
            break
        start = tree.start(anchor)
        if start < behind:
            continue
        before = bisect_right(starts, start)
        around = hits[before - 1] if before and start < hits[before - 1].end else None
        if around and (around.words.text or around.words.signed or around.key != (post.platform, post.id)):
            continue
        free = _free(hits, before, post, len(tree.text))
        bounds = (around.start, around.end) if around else free
        looked += 1
        hit = _card(tree, anchor, post, posts, bounds, flows, known=around is not None)
        if hit and (post == own or (own and post.id == own.id) or not _is_elsewhere(anchor, hit, tree)):
            behind = hit.end
            media = tuple(replace(each, candidates=_absolute(each.candidates, base_url)) for each in hit.words.media)
            yield replace(hit, words=replace(hit.words, media=media))


def _free(hits: Sequence[Hit], at: int, post: Reference, end: int) -> tuple[int, int]:
    """The place around a link between what shows other posts, or has words; `at` is what stands behind the link."""
    before, behind = hits[max(0, at - _FEW) : at], hits[at : at + _FEW]
    ends = [hit.end for hit in before if hit.words.text or hit.key != (post.platform, post.id)]
    starts = [hit.start for hit in behind if hit.words.text or hit.key != (post.platform, post.id)]
    low = before[0].start if at > _FEW else 0
    return max(ends, default=low), min(starts, default=behind[-1].end if at + _FEW < len(hits) else end)


def _is_elsewhere(anchor: Node, hit: Hit, tree: Tree) -> bool:
    """Whether a card stands in a feed, a menu or another place that leads elsewhere."""
    block = next((each for each in islice(anchor.ancestors, _AROUND) if tree.span(each) == (hit.start, hit.end)), None)
    return blocks.leads_elsewhere(block or anchor.parent or anchor)


def _absolute(addresses: Sequence[str], base_url: str | None) -> tuple[str, ...]:
    absolute = (candidates.absolute(base_url, address) for address in addresses)
    return tuple(dict.fromkeys(each for address in absolute for each in originals.candidates(address)))


def _card(  # noqa: PLR0917 -- what all cards of a page have in common
    tree: Tree,
    anchor: Node,
    post: Reference,
    posts: Mapping[str, Reference],
    bounds: tuple[int, int],
    flows: dict[Node, Flow],
    *,
    known: bool,
) -> Hit | None:
    """The smallest block around a link, inside these bounds, that reads as a card of the post."""
    read: object = None
    for block in (anchor, *islice(anchor.ancestors, _AROUND)):
        if getattr(block, "tag", "body") in _OUTER:
            return None
        start, end = tree.span(block)
        if end - start > _LONGEST or start < bounds[0] or end > bounds[1] or block.find("h1") is not None:
            return None
        if tree.text.find("@", start, end) < 0:
            continue
        others = (posts.get(link.attr("href") or "") for link in block.find_all("a", limit=60))
        if any(other and other.platform == post.platform and other.id != post.id for other in others):
            return None
        if "@" not in (said := block.text):
            continue
        if read == (holds := (said.split(), len(block.find_all("time")), len(block.find_all("img")))):
            continue  # it is around the last one and shows nothing else
        read = holds
        seen = flows.get(block) or flows.setdefault(block, flow(block))
        if block == anchor:  # all of it leads to the post
            whole = Anchor(0, len(seen.text), anchor.attr("href") or "", anchor)
            seen = replace(seen, anchors=[*seen.anchors, whole])
        own = {href for href, named in posts.items() if named.id == post.id}
        words = _read(seen, post, own, known=known)
        if words:
            return Hit(start, end, "card", post.platform, post, replace(words, media=tuple(_pictures(block))))
    return None


def _read(seen: Flow, post: Reference, own: Container[str], *, known: bool) -> Words | None:
    """What the lines of a block say of the post; None when they are no card."""
    lines = list(islice(rendered_text.lines(seen.text), _LINES))
    signed = _signature(seen, lines, post)
    if signed is None:
        return None
    number, author, handle = signed
    dated = _dated(seen, lines, number)
    if dated is None and not known:
        return None
    day, words = dated or (None, Words())
    leading = [each for each in seen.anchors if each.href in own]
    leads = functools.partial(_is_linked, seen, lines, own=leading)
    spoken = _spoken(lines, number, day)
    if day is not None and not known and not leads(day):
        alone = handle.casefold() == (post.handle or "").casefold() and all(each.href in own for each in seen.anchors)
        led = [each for each in (number, *spoken) if leads(each)]
        answered = sum(blocks.acted_on(each.href) is not None for each in leading) >= _ACTS
        if not (led[1:] == spoken or (alone and led in ([], [number])) or answered):
            return None
    chosen = [lines[each].text for each in spoken]
    text = "\n".join(chosen)
    if not any(map(str.isalpha, text)):
        return None
    links = tuple(_outward(seen, lines, chosen))
    return replace(words, author=author, handle=handle, text=text, links=links, language=seen.language, signed=True)


def _spoken(lines: Sequence[Line], number: int, day: int | None) -> list[int]:
    """Which lines are the post's words: those between the handle's and the day's, else those behind both."""
    between = range(number + 1, day) if day is not None and day > number else range(0)
    if spoken := [each for each in between if not _is_count(lines[each].text)]:
        return spoken
    behind = range(max(number, day or 0) + 1, len(lines))
    return list(takewhile(lambda each: not (_is_count(lines[each].text) or _stated(lines[each].text)), behind))


def _signature(seen: Flow, lines: Sequence[Line], post: Reference) -> tuple[int, str | None, str] | None:
    """Which line has the handle, the author, and the handle: a line of its own, or one that it shares with the name."""
    for number, line in enumerate(lines):
        at = next((start for start in seen.handles if line.start <= start < line.end), line.start)
        shown = seen.text[at : line.end]
        linked = min((each.end for each in seen.anchors if each.start <= at < each.end), default=line.end)
        if found := _HANDLE.search(shown, 0, linked - at if at < linked < line.end else len(shown)):
            before = seen.text[line.start : at] + shown[: found.start()]
            after = _without_buttons(seen, at + found.end(), line.end)
            if signed := _signed(lines, number, before, found["handle"], after, post):
                return signed
    return None


def _without_buttons(seen: Flow, start: int, end: int) -> str:
    """What stands there, but for the words of links by which readers follow an author."""
    buttons = [each for each in seen.anchors if start <= each.start < end and "follow" in each.href.lower()]
    kept = seen.text[start:end]
    for each in reversed(buttons):
        kept = kept[: each.start - start] + kept[max(0, each.end - start) :]
    return kept


def _signed(  # noqa: PLR0917 -- the pieces of one line
    lines: Sequence[Line], number: int, before: str, handle: str, after: str, post: Reference
) -> tuple[int, str | None, str] | None:
    """The same for a line of which these are the pieces; None where the words of a sentence stand around a handle."""
    name = before.strip(_EDGES)
    rest = after.strip(_EDGES)
    alike = post.handle is not None and handle.casefold() == post.handle.casefold()
    if len(name) > _NAME or (rest and not _stated(rest)) or (not alike and len(handle) > _NAME):
        return None
    if name:
        return number, name, handle
    above = lines[number - 1].text if number else ""
    is_name = 0 < len(above) <= _NAME and not _stated(above) and not above.startswith("@")
    return number, above if is_name else None, handle


def _dated(seen: Flow, lines: Sequence[Line], number: int) -> tuple[int, Words] | None:
    """Which line says the day, and what it says; the one behind the handle's goes before one above it."""
    stamp = seen.times[0] if seen.times else None
    order = [*range(number, len(lines)), *range(number - 1, -1, -1)]
    for each in order:
        if day := _stated(lines[each].text if each != number else lines[each].text.rpartition("@")[2]):
            told = Words(date=day.date, date_text=day.text or lines[each].text)
            return each, quoted_words.stamped(told, stamp) if stamp else told
    if stamp and (told := quoted_words.stamped(Words(), stamp)).date:
        return len(lines) if number < len(lines) - 1 else number, told
    return None


def _is_linked(seen: Flow, lines: Sequence[Line], number: int, own: Sequence[Anchor]) -> bool:
    """Whether a line leads to the post, as these links do; where there is none of that number, whether any does."""
    line = lines[number] if number < len(lines) else Line(0, len(seen.text), "")
    return any(anchor.start < line.end and line.start < anchor.end for anchor in own)


def _stated(line: str) -> Day | None:
    """The day, in a line that says hardly anything else."""
    return _stated_alone(line) if len(line) <= _DAY else None


@functools.lru_cache(maxsize=1024)
def _stated_alone(line: str) -> Day | None:
    """The day of a short line: asked once for all blocks around each other that have it."""
    if not any(map(str.isdigit, line)):
        return None
    if stamp := _STAMP.search(line):
        line = f"{stamp[1]} {stamp[2]}"
    plain = _ORDINAL.sub("", line)
    return quoted_words.stated_day(plain)


def _is_count(line: str) -> bool:
    """Whether a line is nothing but how many liked, answered or shared it."""
    if len(line) > _DAY or not _COUNT.match(line):
        return False
    words = _SIGNS.split(line)
    return len(words) <= 8 and sum(map(len, words)) <= 60 and len(_COUNT.findall(line)) * 4 >= len(words)


def _outward(seen: Flow, lines: Sequence[Line], chosen: Sequence[str]) -> Iterator[str]:
    """The links that stand in the chosen lines and lead out."""
    told = set()
    for line in lines:
        if line.text not in chosen:
            continue
        for anchor in seen.anchors[:200]:
            if not line.start <= anchor.start < line.end:
                continue
            link = quoted_words.outward(anchor.href, seen.text[anchor.start : anchor.end].strip())
            if link and link not in told and not platforms.recognise(link):
                told.add(link)
                yield link


def _pictures(block: Node) -> Iterator[MediaRef]:
    """The images of the post in its card: neither portraits nor signs."""
    index = 0
    for image in block.find_all("img", limit=12):
        source = image.attr("src") or ""
        width = re.match(r"\d{1,4}", image.attr("width") or "")
        named = f"{source} {image.attr('class')} {image.attr('alt')}".lower()
        small = width is not None and int(width[0]) < _LARGE
        if source.startswith(("http", "/")) and not small and not _PORTRAIT.search(named):
            yield MediaRef(candidates=(source,), alt=image.attr("alt") or "", index=index)
            index += 1
