"""An article as Markdown with front matter (YAML), for content management systems and notes.

Posts are quotations with their author, time and address; images and videos stand beside, as files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from embedarchive.exports.articles import MARK, Article, Made, Pictured, Shown
from embedarchive.exports.cards import BESIDE, Card, link
from embedarchive.exports.files import Files
from embedarchive.urls import legible

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&])")
_LINE_START = re.compile(r"^(\s{0,100})([0-9]{0,9})([-+=.)])")

_HTML = re.compile(r"<(?!https?://)(?=[A-Za-z/!?])")
_RUNS = re.compile(r"\]\(\s{0,20}<?(?:javascript|vbscript|data):", re.IGNORECASE)
_LOADS = re.compile(r"!\[")
"""What of an article's own Markdown would be HTML, run something, or be loaded from elsewhere."""


def note(one: Article, files: Files, made: Made) -> Iterator[str]:
    """The article as Markdown, in pieces."""
    yield _front_matter(one, made)
    yield f"\n# {plain(one.title)}\n\n"
    if one.scan.text is None:
        yield "*The words of this article were erased from the archive.*\n\n"
    text = one.scan.text or MARK * len(one.things)
    things = iter(one.things)
    for number, piece in enumerate(text.split(MARK)):
        thing = next(things, None) if number else None
        if thing is not None:
            yield _embed(thing, files) if isinstance(thing, Shown) else _image(thing, files)
        yield _own(piece, one)
    for thing in things:
        yield _embed(thing, files) if isinstance(thing, Shown) else _image(thing, files)


def plain(text: str) -> str:
    """A text of somebody else's as Markdown that says it, and nothing more: no link, image or HTML."""
    lines = (_SPECIAL.sub(r"\\\1", line) for line in text.splitlines())
    return "\n".join(_LINE_START.sub(_escaped, line) for line in lines)


def _escaped(found: re.Match[str]) -> str:
    """The beginning of a line that would be a list, a rule or a heading; its number stays."""
    return f"{found[1]}{found[2]}\\{found[3]}"


def _own(piece: str, one: Article) -> str:
    """The article's own words: Markdown as it is, of anything else its paragraphs."""
    lines = [line for line in piece.strip("\n").split("\n") if line.strip().removeprefix("# ") != one.title]
    if one.scan.media_type == "text/markdown":
        words = _LOADS.sub("[", _RUNS.sub("](#", _HTML.sub(r"\\<", "\n".join(lines).strip("\n"))))
    else:
        words = "\n\n".join(plain(line.strip()) for line in lines if line.strip())
    return f"{words}\n\n" if words else ""


def _front_matter(one: Article, made: Made) -> str:
    """JSON strings are YAML, too (https://yaml.org/spec/1.2.2/#12-json-and-yaml)."""
    scan = one.scan
    told = {
        "title": one.title,
        "source": scan.source,
        "url": link(scan.url),
        "language": scan.language,
        "read_at": scan.scanned_at,
        "source_sha256": scan.document,
        "exported_at": made.at,
        "log_head": made.head,
        "posts": [card.post.key for thing in one.things if isinstance(thing, Shown) and (card := thing.card)],
    }
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in told.items() if value]
    return "\n".join(["---", *lines, "---", ""])


def _quoted(lines: list[str]) -> str:
    return "\n".join(f"> {line}" if line else ">" for line in lines) + "\n\n"


def _embed(shown: Shown, files: Files) -> str:
    embed, card = shown.embed, shown.card
    if card is None:
        who = " ".join(filter(None, (embed.author, embed.handle and f"@{legible(embed.handle)}", embed.date_text)))
        return _quoted([*plain(embed.text or "").split("\n"), "", f"— {plain(who)}"])
    if card.erased:
        return _quoted(["*The words and media of this post were removed from the archive.*"])
    post = card.post
    who = " ".join(filter(None, (post.author, post.handle and f"@{legible(post.handle)}")))
    lines = [f"**{plain(who or 'Unknown author')}** · {post.posted_at or post.day or 'no date'} · {card.platform}", ""]
    lines += [f"{line}  " for line in plain(post.text or "").split("\n")] if post.text else ["*No text is kept.*"]
    for item in card.media:
        if item.role not in BESIDE:
            lines += ["", _file(item.told or item.alt, item.digest, item.media_type, item.kind, files)]
    for one in card.links:
        if one.kind in {"quotes", "replies-to"} and one.target_text:
            lines += ["", *(f"> {line}  " for line in plain(one.target_text).split("\n"))]
    lines += ["", _standing(card)]
    printed = _quoted(plain(shown.printed).split("\n"))
    return _quoted(lines) + (f"As printed in the article:\n\n{printed}" if shown.printed else "")


def _standing(card: Card) -> str:
    """What became of the post, where it was, and by which digest what is kept is told."""
    post = card.post
    address = link(post.url)
    told = [card.state, f"kept {post.captured_at}" if post.captured_at else "", f"<{address}>" if address else ""]
    told.append(f"SHA-256 {card.digest}" if card.digest else "")
    return " · ".join(filter(None, told))


def _file(alt: str, digest: str | None, media_type: str | None, kind: str, files: Files) -> str:
    address = files.address(digest) if digest else None
    if address is None:
        return f"*[The {kind} is not kept{': ' + plain(alt) if alt else ''}]*"
    words = plain(alt.replace("\n", " ")) or kind
    return f"{'!' if (media_type or '').startswith('image/') else ''}[{words}]({address})"


def _image(shown: Pictured, files: Files) -> str:
    image, kept = shown.image, shown.kept
    alt = image.alt or (kept.alt if kept else "") or image.caption or ""
    return _file(alt, kept.digest if kept else None, kept.media_type if kept else None, "image", files) + "\n\n"
