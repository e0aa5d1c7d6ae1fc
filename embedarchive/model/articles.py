"""What an article says: read as a `Document`, found as a `Scan`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any

IGNORED = {
    "consent-placeholder": "cookie banner line",
    "too-long": "too long to be read",
    "advertising": "advertisement",
    "analytics": "analytics",
    "share-button": "share button",
    "unset-variable": "a variable that the text does not set",
    "nested-too-deeply": "nested too deeply to be looked at",
    "too-many": "more of the kind than are looked at",
    "same-name": "an earlier file of the same name in the ZIP",
    "beside": "beside the article: in a sidebar, a menu or readers' comments",
    "other-screen": "a copy for screens of another width",
    "what3words": "three words for a place (what3words)",
}
"""Why something in an article was left out, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a feed says of one of its items beside its words.

    Attributes:
        url: the address of the item's page.
        feed: the address of the page that the feed belongs to: a site's, an account's.
        words: the item's own words, as HTML.
        media: the images, videos and sounds that go with the item, each in its largest form.
    """

    url: str
    feed: str = ""
    words: str = ""
    author: str | None = None
    published: dt.datetime | None = None
    media: tuple[MediaRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What an article says of its own publication; what it does not say is None.

    Attributes:
        outlet: the name of the paper, the site or the channel.
        authors: their names, in the order given.
        published: a time in UTC (`2022-11-11T09:00:00Z`), one without zone as it stands, or a day.
        modified: likewise.
        url: the URL that it calls its own.
        thumbnail: the URL of the image that stands for it where it is shared.
        sources: for each of these where it was said: `json-ld`, `microdata`, `meta`, `link`,
            `words` (what a reader sees, by the marks that HTML has for it), `front-matter`, `feed`.
    """

    outlet: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    url: str | None = None
    thumbnail: str | None = None
    sources: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An article as given, decoded and nothing else.

    Attributes:
        text: the decoded source, without a byte-order mark; all offsets point into it.
        media_type: `text/html`, `text/markdown` or `text/plain`: what the content is, whatever its name says.
        charset: the encoding that the bytes were decoded with, a WHATWG name.
        base_url: the address that relative links are resolved against.
        source: where it came from, in the user's words: a path, `-`, a URL.
        part: for a container (MHTML, EML, JSON), which part of it `text` is.
        entry: of an item of a feed, what that says of it.
        within: what tells it from the others of the same file or feed and stays: a mail's number, an item's guid.
        cut: what the container of the article held and was too long to be read; none of it is in `text`.
        frames: the pages of its frames that a saved page brought along, each with its address.
        rendered: whether it is what a browser made of the page, scripts and all, and not what the server answered.
        publication: what it says of its own publication, once that was looked for (`documents.publication`).
        tree: the parsed tree of an HTML document, private to `documents` and `finder`.
    """

    text: str
    media_type: str = "text/plain"
    charset: str = "utf-8"
    base_url: str | None = None
    title: str | None = None
    language: str | None = None
    source: str = ""
    part: str | None = None
    entry: Entry | None = field(default=None, compare=False, repr=False)
    within: str | None = field(default=None, compare=False, repr=False)
    cut: tuple[Ignored, ...] = field(default=(), compare=False, repr=False)
    frames: tuple[tuple[str, str], ...] = field(default=(), compare=False, repr=False)
    rendered: bool = False
    publication: Publication | None = field(default=None, compare=False, repr=False)
    tree: Any = field(default=None, compare=False, repr=False)

    def __getstate__(self) -> list[object]:
        """What goes to another process: a tree would lose the places of its elements, and is parsed again there."""
        return [None if each.name == "tree" else getattr(self, each.name) for each in fields(self)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinates:
    """A place on Earth (WGS 84), as somebody wrote it.

    Attributes:
        form: how it was written: decimal, decimal-comma, dms, ddm, mgrs, utm, plus-code, geo-uri, map-link, exif,
            geotag.
        precision_m: the size in metres of the last digit given.
        text: the characters it was read from.
    """

    latitude: float
    longitude: float
    form: str
    precision_m: float
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaRef:
    """An image, video or sound that belongs to a post, and where it may be fetched.

    Attributes:
        candidates: addresses of the same thing, the best first.
        role: photo, video, gif, poster, audio, avatar, card, document.
        index: its position in the post, from 0.
        duration_s: for video and sound, in seconds.
    """

    candidates: tuple[str, ...]
    role: str = "photo"
    alt: str = ""
    index: int = 0
    width: int | None = None
    height: int | None = None
    duration_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A post that a URL names: what `recognise` returns.

    Attributes:
        id: the platform's id of the post; of a share link its token, which is none.
        url: the canonical address.
        handle: the author's handle if the address shows it, without the @.
        shared: whether the address is a share link, which must be followed to learn the post.
    """

    platform: str
    id: str
    url: str
    handle: str | None = None
    shared: bool = False

    @property
    def native_id(self) -> str | None:
        """The platform's id of the post; None of a share link, which does not hold it."""
        return None if self.shared else self.id


DERIVED = frozenset({"id", "address", "words"})
"""Where a field comes from that nobody states: `id`, the time inside the post's id or the address that is made of it;
`address`, what an address spells or shortens; `words`, what the words let guess."""

PLAIN_TEXT = "plain-text"
"""The form of an embed that stands in an article's words, without markup."""

PERSON = "person"
"""The source of a text whose boundaries a person settled."""

SURE = 0.9
"""From this confidence on, a find is told without a caveat, unless something of it is doubted."""

DOUBTS = {
    "start": "its text may begin too early or too late",
    "end": "its text may end too early or too late",
    "author": "its author may be another",
    "date": "its day may be another",
    "platform": "its platform may be another",
}
"""What each of an embed's `doubts` means."""


MISPLACED = "its text may begin or end in the wrong place"
"""What it means that both ends are doubted, or that nothing in particular is."""


def left_open(confidence: float, doubts: Iterable[str] = ()) -> tuple[str, ...]:
    """What a find with this confidence and these doubts leaves open, a clause each; nothing where it is sure."""
    doubted = set(doubts) & set(DOUBTS)
    if confidence >= SURE and not doubted:
        return ()
    if not doubted or {"start", "end"} <= doubted:
        return (MISPLACED, *(clause for doubt, clause in DOUBTS.items() if doubt in doubted - {"start", "end"}))
    return tuple(clause for doubt, clause in DOUBTS.items() if doubt in doubted)


def sureness(confidence: float) -> int:
    """How sure the finder is of where a find begins and ends and whose it is, in percent; never nothing or all."""
    return round(100 * min(max(confidence, 0.01), 0.99))


def uncertainty(confidence: float, doubts: Iterable[str] = ()) -> str:
    """What a find with this confidence and these doubts leaves open, in a sentence; empty where it is sure."""
    clauses = left_open(confidence, doubts)
    sure = f"the finder is {sureness(confidence)}% sure of its words and author"
    return f"{'; '.join(clauses)} ({sure})" if clauses else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A link in the article's words that names the post of an embed.

    Attributes:
        phrase: the words that are the link: "wrote on X".
    """

    phrase: str
    url: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Embed:
    """One occurrence of a post in an article, and what the article says of it.

    Attributes:
        form: how it stands there: blockquote, iframe, amp, plain-text …
        id: the platform's own id, None when the article does not give it.
        date: the day the article states, in no known time zone.
        date_text: that day in the article's own characters, blanks collapsed.
        posted_at: the UTC time that the id or the markup gives; `sources` says which.
        text: the post's own words; lines kept, no attribution, no trailing media short link.
        links: the links of the post's text, media short links included, as https.
        quotes: the URL of the post it quotes, if the markup shows it.
        replies_to: the URL of the post it answers, if the markup shows it.
        confidence: 0 to 1, how sure the finder is of boundaries and attribution.
        doubts: what is unsure, in the words of `DOUBTS`: start, end, author, date, platform.
        parts: the pieces of the source it stands in; `start` and `end` are their hull.
        other_starts: the first words of each other place where its text may begin, where that is in doubt.
        context: what it stands for in the article: the heading that it stands under and the sentence before it, a line
            each.
        deletion: the sentence beside it in which the article says that the post was deleted; the article's word, which
            changes no status.
        mentions: the links in the article's words that name the same post.
        sources: for each field that the article does not print as a reader sees it, where it comes from: `markup`,
            what stands in an attribute for programs, `person`, who settled where the text begins, or one of `DERIVED`.
    """

    platform: str
    form: str
    id: str | None = None
    url: str | None = None
    author: str | None = None
    handle: str | None = None
    date: dt.date | None = None
    date_text: str | None = None
    posted_at: dt.datetime | None = None
    text: str | None = None
    language: str | None = None
    links: tuple[str, ...] = ()
    media: tuple[MediaRef, ...] = ()
    coordinates: tuple[Coordinates, ...] = ()
    quotes: str | None = None
    replies_to: str | None = None
    confidence: float = 1.0
    doubts: tuple[str, ...] = ()
    other_starts: tuple[str, ...] = ()
    start: int = 0
    end: int = 0
    parts: tuple[tuple[int, int], ...] = ()
    context: str | None = None
    deletion: str | None = None
    mentions: tuple[Mention, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()

    @property
    def uncertainty(self) -> str:
        """What the finder is not sure of, in a sentence; empty where it is sure of everything."""
        return uncertainty(self.confidence, self.doubts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """One occurrence of an image in an article.

    Attributes:
        url: the address the article shows.
        candidates: the same image, larger, the best first; the served `url` is always among them.
    """

    url: str
    candidates: tuple[str, ...] = ()
    alt: str = ""
    caption: str = ""
    credit: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A post that the article's prose merely links to.

    Attributes:
        id: the platform's own id; None where a share link does not give it.
        phrase: the words that are the link; empty where that is the address.
    """

    platform: str
    id: str | None
    url: str
    phrase: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """Text that the finder took for something that is not the article's own, and why."""

    text: str
    reason: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What the finder found in one document, in reading order."""

    document: Document
    embeds: tuple[Embed, ...] = ()
    images: tuple[Image, ...] = ()
    links: tuple[Link, ...] = ()
    ignored: tuple[Ignored, ...] = ()
