"""Articles as text, laid out by hand: the ways in which people paste, quote, mail and extract them."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tools.make_corpus.articles import Article, Banner, Picture, Prose
from tools.make_corpus.builder import Builder, Span
from tools.make_corpus.markup import attribution
from tools.make_corpus.posts import LANGUAGES, Post, written


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text is laid out.

    Attributes:
        gap: what parts two paragraphs, posts and banners.
        mark: what stands before every line; `first` what stands before the first of a block instead.
        broken: how a tweet's words and attribution are put together.
        width: where lines are wrapped, 0 for nowhere.
        banners: whether a consent line stands behind every post, whatever the article says.
        pictured: whether pictures are left as Markdown; otherwise their captions are.
    """

    gap: str = "\n\n"
    mark: str = ""
    first: str = ""
    broken: str = "below"
    width: int = 0
    banners: bool = False
    pictured: bool = False


LAYOUTS = {
    "browser": Layout(),
    "split": Layout(gap="\n", broken="split", banners=True, pictured=True),
    "glued": Layout(gap="\n", broken="glued"),
    "banners": Layout(gap="\n", banners=True),
    "wrapped": Layout(width=72),
    "quoted": Layout(mark="> ", gap="\n>\n"),
    "bullets": Layout(first="* ", mark="  "),
    "card": Layout(gap="\n", broken="card"),
}


@dataclass(slots=True)
class _Writer:
    """Writes the lines of one text, with what the layout puts before each."""

    layout: Layout
    builder: Builder

    def block(self, pieces: list[list[str]]) -> list[Span]:
        """Write a block made of pieces, each some lines of its own; the answer is where each piece stands."""
        if self.builder.size:
            self.builder.add(self.layout.gap)
        spans, before = [], self.layout.first or self.layout.mark
        for number, lines in enumerate(pieces):
            places = []
            for index, line in enumerate(lines):
                if number or index:
                    self.builder.add("\n")
                self.builder.add(before)
                places.append(self.builder.add(line))
                before = self.layout.mark
            spans.append((places[0][0], places[-1][1]))
        return spans

    def wrapped(self, text: str) -> list[str]:
        """A paragraph's lines."""
        lines = text.split("\n")
        if not self.layout.width:
            return lines
        return [part for line in lines for part in textwrap.wrap(line, self.layout.width, break_on_hyphens=False)]


def laid_out(article: Article, name: str) -> tuple[str, dict[str, Any]]:
    """The article in a layout, and the labels of its posts, consent lines and pictures."""
    layout = LAYOUTS[name]
    writer = _Writer(layout, Builder())
    rows: dict[str, Any] = {"tweets": [], "others": [], "ignored": [], "images": []}
    writer.block([writer.wrapped(article.title)])
    for block in article.blocks:
        match block:
            case Prose(text):
                writer.block([writer.wrapped(text)])
            case Banner(text) if not layout.banners:
                rows["ignored"] += writer.block([writer.wrapped(text)])
            case Picture() if layout.pictured:
                (place,) = writer.block([[f"![]({block.urls[1]})"]])
                rows["images"].append({"urls": block.urls, "alt": "", "caption": "", "credit": "", "at": place})
            case Picture():
                writer.block([writer.wrapped(f"{block.caption} {block.credit}")])
            case Post():
                rows["tweets" if block.platform == "twitter" else "others"].append(_post(writer, block, article.widget))
                if layout.banners:
                    rows["ignored"] += writer.block([writer.wrapped(LANGUAGES[article.language]["banner"])])
    return f"{writer.builder.text}\n", rows


def _post(writer: _Writer, post: Post, widget: str) -> dict[str, Any]:
    if post.platform != "twitter":
        return _BLOCKS[post.platform](writer, post, widget)
    return _SHAPES[writer.layout.broken](writer, post)


def label(post: Post, *, at: Span | None, text_at: Span | None, how: str) -> dict[str, Any]:
    """A row as the corpora have it: what the post says, and where attribution and words stand."""
    row: dict[str, Any] = {
        "platform": post.platform,
        "id": post.id,
        "handle": post.handle,
        "author_name": post.author,
        "date_text": post.date_text,
        "date": post.day.isoformat(),
        "text": post.text,
        "coordinates": post.place,
        "pics": [post.picture] if post.picture else [],
        "attribution": at is not None,
        "full_text_survives": text_at is not None,
    }
    return row | ({"attribution_at": at} if at else {}) | ({"text_at": text_at, "how": how} if text_at else {})


# ----------------------------------------------------------------------------------------------------------- of tweets


def _below(writer: _Writer, post: Post) -> dict[str, Any]:
    words, signed = writer.block([writer.wrapped(post.text), [attribution(post)]])
    return label(post, at=signed, text_at=words, how="before")


def _split(writer: _Writer, post: Post) -> dict[str, Any]:
    """The attribution behind the first line, as an extractor leaves it that takes `<br>` for the end of a paragraph."""
    first, *rest = post.text.split("\n")
    places = writer.block([[first], [attribution(post)], *([rest] if rest else [])])
    text_at = (places[0][0], places[-1][1]) if rest else places[0]
    return label(post, at=places[1], text_at=text_at, how="in pieces" if rest else "before")


def _glued(writer: _Writer, post: Post) -> dict[str, Any]:
    (place,) = writer.block([f"{post.text}{attribution(post)}".split("\n")])
    border = place[1] - len(attribution(post))
    return label(post, at=(border, place[1]), text_at=(place[0], border), how="before")


def _card(writer: _Writer, post: Post) -> dict[str, Any]:
    """As a browser copies what the widget draws: whose above, when below."""
    moment = (
        f"9:41 AM · {written(post.day, 'en').replace(written(post.day, 'en').split()[0], written(post.day, 'en')[:3])}"
    )
    head, words, foot = writer.block(
        [[post.author, f"@{post.handle}", "·", "Follow"], post.text.split("\n"), [moment, "Reply", "Copy link"]]
    )
    return label(post, at=(head[0], head[0] + len(f"{post.author}\n@{post.handle}")), text_at=words, how="card") | {
        "hull": (head[0], foot[1])
    }


_SHAPES: dict[str, Callable[[_Writer, Post], dict[str, Any]]] = {
    "below": _below,
    "split": _split,
    "glued": _glued,
    "card": _card,
}


# -------------------------------------------------------------------------------------------------- of other platforms


def _bluesky(writer: _Writer, post: Post, _: str) -> dict[str, Any]:
    words, signed = writer.block([writer.wrapped(post.words), [attribution(post)]])
    return label(post, at=signed, text_at=words, how="before")


def _instagram(writer: _Writer, post: Post, widget: str) -> dict[str, Any]:
    view, byline = LANGUAGES[widget]["instagram"]
    _, words, signed = writer.block(
        [[view], writer.wrapped(post.words), [byline.format(name=post.author, handle=post.handle)]]
    )
    return label(post, at=signed, text_at=words, how="before") | {"date": None, "date_text": None}


def _facebook(writer: _Writer, post: Post, widget: str) -> dict[str, Any]:
    byline = LANGUAGES[widget]["facebook"].format(name=post.author, date=post.date_text)
    words, signed = writer.block([writer.wrapped(post.words), [byline]])
    return label(post, at=signed, text_at=words, how="before")


def _mastodon(writer: _Writer, post: Post, widget: str) -> dict[str, Any]:
    byline, view = LANGUAGES[widget]["mastodon"]
    signed, _ = writer.block([[byline.format(handle=post.handle)], [view]])
    row = label(post, at=signed, text_at=None, how="")
    return row | {"author_name": None, "date": None, "date_text": None, "text": None}


def _tiktok(writer: _Writer, post: Post, _: str) -> dict[str, Any]:
    signed, words, _sound = writer.block(
        [[f"@{post.handle}"], writer.wrapped(post.words), [f"♬ original sound - {post.author}"]]
    )
    row = label(post, at=signed, text_at=words, how="after")
    return row | {"author_name": None, "date": None, "date_text": None}


def _telegram(writer: _Writer, post: Post, _: str) -> dict[str, Any]:
    words, signed, _views = writer.block(
        [writer.wrapped(post.words), [post.url.removeprefix("https://")], ["12.3K views"]]
    )
    row = label(post, at=signed, text_at=words, how="before")
    return row | {"author_name": None, "date": None, "date_text": None}


_BLOCKS: dict[str, Callable[[_Writer, Post, str], dict[str, Any]]] = {
    "bluesky": _bluesky,
    "instagram": _instagram,
    "facebook": _facebook,
    "mastodon": _mastodon,
    "tiktok": _tiktok,
    "telegram": _telegram,
}


# ------------------------------------------------------------------------------------------------------ flattened news


def flattened(article: Article) -> tuple[str, list[dict[str, Any]]]:
    """The whole article on one line, tweets run into what stands around them, as data sets of news have it."""
    pieces, rows = [], []
    for block in article.blocks:
        match block:
            case Prose(text):
                pieces.append(f" {text} ")
            case Post(platform="twitter"):
                pieces.append(f"{block.text.replace(chr(10), ' ')}{attribution(block)}")
                rows.append({"handle": block.handle, "date_text": block.date_text, "date": block.day.isoformat()})
    return f"{article.title}{''.join(pieces)}".strip() + "\n", rows
