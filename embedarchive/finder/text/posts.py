"""The plain-text finder: attributions, the habits of the document, the extent of each post, and its words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from embedarchive.finder import facts
from embedarchive.finder.text import banners, buttons, bylines, cards, headed, spacing, wording
from embedarchive.finder.text.attribution import attributions, datelinks, references
from embedarchive.finder.text.attribution.attributions import Attribution
from embedarchive.finder.text.extent import (
    clues,
    confidence,
    habits,
    manners,
    placing,
    review,
    tongues,
)
from embedarchive.finder.text.extent.habits import Habits
from embedarchive.finder.text.extent.review import Placed
from embedarchive.finder.text.extent.segments import Segment
from embedarchive.finder.text.spacing import Tight
from embedarchive.model import PLAIN_TEXT, Document, Embed, Ignored
from embedarchive.patterns import regex

FIRST_WORDS = 80
"""So many characters tell where a reading begins."""

PRINTED = 0.85
"""How sure is at most what was found in columns, or in several lines of a printed page."""

PRINTED_ROWS = 2
"""A post and its attribution have a line each where nothing else can be in them."""

NEAR = 20
"""So many blanks and quote marks may stand before the address in the line below an attribution."""

A_DAY = dt.timedelta(days=1)
"""Widgets name the day of their reader's time zone."""

_BLANKS = " \t\r\n>"
_EDGES = " \n\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069"
"""Blanks and marks of direction, which say nothing at the ends of a text."""

_INSIDE = regex(r"[^\n]{0,40}\n[^\n]*\S")
"""A line right below."""

_TITLED = regex(r"[ ](?:[A-ZВ]\w{0,14}|\d{4}):[ \xa0]?[\"“„«「]")
_WRAP = regex(r"[ \t]{0,40}\r?\n[ \t]{0,40}(?:>[ \t]{0,4}){0,8}|[ \t]{2,80}")
_ENTITY = regex(r"&(?:[A-Za-z]{2,8}|#\d{1,7}|#x[0-9A-Fa-f]{1,6});")


class TextFindings(NamedTuple):
    """What stands in a text, in reading order.

    Attributes:
        signed: the posts that an attribution signs, as the text was read; none where empty lines were left out of it.
    """

    embeds: tuple[Embed, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    signed: tuple[Placed, ...] = ()


def find(document: Document) -> TextFindings:
    """Every post whose fallback text stands in a document of plain text or Markdown.

    Nothing is fetched or guessed silently: what is unsure about a post stands in its `confidence` and `doubts`.
    """
    steps = spacing.readings(document.text)
    found = find_as_spaced(replace(document, text=steps[-1].text) if steps else document)
    for tight in reversed(steps):
        found = TextFindings(
            embeds=tuple(_given(each, tight) for each in found.embeds),
            ignored=tuple(_line_given(each, tight) for each in found.ignored),
        )
    if spacing.PAGE_END not in document.text:
        return found
    embeds = tuple(_doubted(each) if _may_begin_lower(document.text, each) else each for each in found.embeds)
    return found._replace(embeds=embeds)


def _may_begin_lower(text: str, embed: Embed) -> bool:
    """Does a post of a printed page begin with its words, of several lines, where no margin parts it from the prose?"""
    if text[embed.start - 2 : embed.start].isspace() and text[embed.start - 1] != "\n":
        return False
    rows = [row for row in text[embed.start : embed.end].split("\n") if row.strip()]
    return len(rows) > PRINTED_ROWS and (embed.text or "").strip()[:1] == rows[0].strip()[:1]


def _doubted(embed: Embed) -> Embed:
    """The embed, its beginning in doubt."""
    doubts = embed.doubts if "start" in embed.doubts else ("start", *embed.doubts)
    return replace(embed, confidence=min(embed.confidence, PRINTED), doubts=doubts)


def _where_blanks_part(text: str, signed: list[Embed]) -> list[Embed]:
    """The posts, their beginning in doubt below empty lines that part nothing else in a text.

    A writer who parts posts from prose does so above and below; else the empty line is as likely inside of the post.
    """
    parted = [each for each in signed if text.startswith("\n\n", each.start - 2)]
    if not parted or text.count("\n\n") > len(parted) or not all(_INSIDE.match(text, each.end) for each in parted):
        return signed
    return [_doubted(each) if each in parted else each for each in signed]


def in_place(embed: Embed, tight: Tight) -> Embed:
    """A find in a text without what says nothing, at its place in the text as given."""
    start, end = tight.place(embed.start, embed.end)
    parts = tuple(place for part in embed.parts for place in tight.places(*part))
    return replace(embed, start=start, end=end, parts=parts)


def _given(embed: Embed, tight: Tight) -> Embed:
    """The same, doubted where the text stood in columns: which lines its author broke nobody can tell."""
    embed = in_place(embed, tight)
    return _doubted(embed) if tight.moved else embed


def _line_given(line: Ignored, tight: Tight) -> Ignored:
    start, end = tight.place(line.start, line.end)
    return replace(line, start=start, end=end)


def _copied(text: str, language: str | None) -> tuple[Embed, ...]:
    """The posts that were copied out of pages: hardly a text has any, and what finds them takes time to load."""
    if not buttons.are_left_in(text):
        return ()
    from embedarchive.finder.text import copied, footed

    return (*copied.find(text, language), *footed.find(text, language))


def _titled(text: str, language: str | None) -> Iterator[Embed]:
    """The posts that titles and previews of links show: few texts have any."""
    if not _TITLED.search(text):
        return iter(())
    from embedarchive.finder.text import titled

    return titled.find(text, language)


def find_as_spaced(document: Document) -> TextFindings:
    """The same for a text whose empty lines are known to part paragraphs, even if there is one behind every line."""
    text = spacing.with_line_feeds(document.text)
    language = document.language
    traced = bylines.traced(text, language)
    posts, ways = signed_posts(text, language, document.title, traced)
    notes = references.notes(text) if ways.notes else {}
    signed = _where_blanks_part(text, [embed_of(text, post, ways, notes, language) for post in posts])
    taken = [(item.start, item.end) for item in signed]
    others = [
        *cards.find(text, language),
        *cards.addressed(text, language),
        *cards.counted(text, language),
        *(traced or bylines.find(text, taken, language)),
        *headed.find(text, language),
        *_copied(text, language),
        *_titled(text, language),
    ]
    others = [facts.completed(each, language) for each in others]
    return TextFindings(
        embeds=_apart(signed, others), ignored=banners.occurrences(text, ways.stops), signed=tuple(posts)
    )


def signed_posts(
    text: str, language: str | None = None, title: str | None = None, others: Sequence[Embed] | None = None
) -> tuple[list[Placed], Habits]:
    """Every post that an attribution signs, and the habits of the text; `others` are what other bylines sign."""
    found = [
        item for item in _attributions(text, language) if item.dash or not bylines.are_of(others or (), item.anchor)
    ]
    if not found:
        return [], Habits()
    ways = ways_of(text, found, title, others)
    return review.review(text, placing.posts(text, found, ways)), ways


def ways_of(
    text: str, found: Sequence[Attribution], title: str | None = None, others: Sequence[Embed] | None = None
) -> Habits:
    """What a document shows of the extractor that made it and of its article."""
    stops = banners.banner_lines(text, found)
    prose = tongues.prose(text, found)
    spoken = tongues.of_article(prose)
    manner = manners.of_article(prose) if spoken in manners.LANGUAGES else None
    ways = habits.habits(text, found)
    others = bylines.traced(text) if others is None else others
    ends = bylines.ends(others, [item.anchor for item in found])
    return ways._replace(
        stops=stops, others=ends, title=title, language=spoken, manner=manner, timed=clues.time_lines(text)
    )


def _attributions(text: str, language: str | None) -> list[Attribution]:
    """The attributions, those whose day is a link that stands apart included, but for those that head a post."""
    found = (item for item in _all_attributions(text, language) if not headed.is_head(text, item))
    return [_addressed(text, item) for item in found]


def _all_attributions(text: str, language: str | None) -> list[Attribution]:
    linked = datelinks.find(text, language) if "[" in text else []
    if not linked:
        return datelinks.with_days(text, attributions.find(text, language), ())
    found = attributions.find(text, language, [link.start for link in linked])
    found = datelinks.with_days(text, found, linked)
    return sorted([*found, *datelinks.nameless(text, found, linked)], key=lambda item: item.start)


def _addressed(text: str, item: Attribution) -> Attribution:
    """The attribution with the address of its post, if that has the line below: handle and day say so."""
    if item.url or item.apart or not item.day or text[item.end : item.end + NEAR].lstrip(_BLANKS)[:4] != "http":
        return item
    found = references.below(text, item.end)
    if found is None or (found.post.handle or "").casefold() != item.handle.casefold():
        return item
    moment = facts.of_id(found.post.platform, found.post.native_id)
    if moment is None or abs(moment.date() - item.day.date) > A_DAY:
        return item
    return item._replace(url=text[found.start : found.end], end=found.end)


def _apart(signed: Sequence[Embed], others: Sequence[Embed]) -> tuple[Embed, ...]:
    """All in reading order; of two that overlap, the signed one, else the first."""
    if not others:
        return tuple(signed)
    kept: list[Embed] = []
    rank = {id(item): 0 for item in signed}
    for item in sorted([*signed, *others], key=lambda item: (item.start, rank.get(id(item), 1))):
        while kept and item.start < kept[-1].end and id(item) in rank and id(kept[-1]) not in rank:
            kept.pop()
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return tuple(kept)


def embed_of(text: str, placed: Placed, ways: Habits, notes: Mapping[str, str], language: str | None) -> Embed:
    """What is reported of one post."""
    item = placed.attribution
    whole = words(text, placed, ways)
    signer = bylines.signer(item.handle, whole)
    whole = signer.words
    url = item.url or (notes.get(item.note) if item.note else None)
    reference = references.post(url)
    sure = confidence.of_post(placed, ways, platform=bool(reference or signer.sure))
    author = _decoded(wording.unmarked(_name_on_one_line(item.name), markdown=ways.markdown, notes=ways.notes))
    own, places = facts.of_words(post := own_words(whole), language)
    moment = facts.of_id(reference.platform, reference.native_id) if reference else None
    derived = {"posted_at": moment and "id", "handle": item.addressed and "address", "language": own and "words"}
    return Embed(
        platform=reference.platform if reference else signer.platform,
        form=PLAIN_TEXT,
        id=reference.native_id if reference else None,
        url=reference.url if reference else None,
        author=author.strip(f"*_{_EDGES}") or None,
        handle=item.handle,
        date=item.date,
        date_text=item.day.text if item.day else item.written or None,
        posted_at=moment,
        text=post,
        language=own,
        coordinates=places,
        links=wording.links(whole),
        confidence=sure.value,
        doubts=sure.doubts,
        other_starts=_other_starts(placed, sure.doubts),
        start=placed.start,
        end=placed.end,
        parts=((placed.start, placed.end),),
        sources=tuple((name, origin) for name, origin in derived.items() if origin),
    )


def _other_starts(placed: Placed, doubts: Sequence[str]) -> tuple[str, ...]:
    """The first words of where else a post may begin whose beginning is in doubt."""
    other = placed.extent.other
    if "start" not in doubts or other is None or placed.split:
        return ()
    first = _decoded(" ".join(other.words.split()))
    return (first if len(first) <= FIRST_WORDS else first[:FIRST_WORDS].rpartition(" ")[0] or first[:FIRST_WORDS],)


def own_words(words: str) -> str | None:
    """What a post says by itself: its words without the URL of its images; None when nothing is left."""
    return wording.without_media(words).strip().strip(_EDGES) or None


def _name_on_one_line(name: str) -> str:
    """A name that was wrapped inside a quotation as one line, its blanks as they are."""
    return _WRAP.sub(" ", name).strip()


def words(text: str, placed: Placed, ways: Habits) -> str:
    """The words of the pieces with the line breaks that the post had, as far as they can be told."""
    parts: list[str] = []
    for before, piece in zip((None, *placed.pieces), placed.pieces, strict=False):
        if before is not None:
            parts.append(_between(text, before, piece, placed, ways))
        parts.append(piece.characters.removesuffix("\\").removesuffix("\xad"))
    return _decoded(wording.unmarked("".join(parts), markdown=ways.markdown, notes=ways.notes))


def _between(text: str, before: Segment, after: Segment, placed: Placed, ways: Habits) -> str:
    """What parts two pieces of a post."""
    if before.end <= placed.attribution.start < after.start and placed.split:
        return "\n"
    gap = text[before.end : after.start]
    if "\n" not in gap or before.characters.endswith("\xad"):
        return "" if "\n" in gap else gap
    blank = gap.replace(">", "").replace(" ", "").count("\n") > 1
    if blank:
        return "\n" if ways.spaced else "\n\n"
    if after.depth and not gap.startswith("  ") and not before.characters.endswith("\\"):
        return " "  # in a Markdown quotation only two blanks or a backslash break a line
    first = after.words.split(" ", 1)[0]
    if ways.width and before.line_length + 1 + len(first) > ways.width and not gap.startswith("  "):
        return " "
    return "\n"


def _decoded(text: str) -> str:
    """Character references that an extractor left as they were."""
    if not _ENTITY.search(text):
        return text
    import html

    return html.unescape(text)
