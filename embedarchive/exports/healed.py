"""Articles with their posts alive again: one file each that works without a network, for ever.

    DIR/
      1-the-bridge-is-open.html    the article as it was given, each embed replaced by our card
      files/4b68ab….mp4            what did not fit inside

No script, no request: the file's own policy allows neither. Its last line seals all before it (`sealed`).
"""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path

from embedarchive.errors import UsageError
from embedarchive.exports import cards, markdown, sealed
from embedarchive.exports.articles import Article, Made, Pictured, Shown, article
from embedarchive.exports.cards import language, link, moment, paragraphs
from embedarchive.exports.files import INSIDE, Files
from embedarchive.exports.posts import Exported
from embedarchive.model.states import in_words
from embedarchive.package_data import text as data_file
from embedarchive.store import Store
from embedarchive.store.queries import files as file_queries
from embedarchive.store.queries.query import first
from embedarchive.urls import legible
from embedarchive.version import __version__

_WORD = re.compile(r"[^\W_]+")


def export_articles(
    store: Store, numbers: Sequence[int], folder: Path, at: str, *, form: str = "html", inside: int = INSIDE
) -> Exported:
    """Write articles, a file each.

    Args:
        store: the archive.
        numbers: which articles.
        folder: where to write; it is made when it is not there.
        at: the time that is written into them.
        form: html or md.
        inside: how many bytes of files stand inside of one; Markdown has all of them beside.

    Raises:
        UsageError: there is no article with that number, or a file of that name is there already.
        ArchiveError: a kept file is missing or damaged.
    """
    told = Exported()
    head = first(store.connection, file_queries.head())
    made = Made(at, head.hash if head else None)
    folder.mkdir(parents=True, exist_ok=True)
    files = Files(store, folder, inside if form == "html" else 0)
    for number in numbers:
        one = article(store, number)
        if one is None:
            raise UsageError(f"There is no article {number} in {store.folder}; `export article --all` takes them all.")
        files.begin()
        lines = page(one, files, made) if form == "html" else markdown.note(one, files, made)
        size = _write(folder / f"{name(one)}.{form}", lines)
        posts = sum(isinstance(thing, Shown) for thing in one.things)
        told = replace(
            told,
            files=told.files + 1,
            size=told.size + size,
            posts=told.posts + posts,
            erased=told.erased + one.erased,
        )
    return replace(told, files=told.files + len(files.beside), size=told.size + files.size)


def _write(path: Path, lines: Iterator[str]) -> int:
    """Write a sealed file whole or not at all; its size in bytes."""
    made = path.with_name(f".{path.name}.part")
    if path.exists():
        raise UsageError(f"{path} is there already; name another folder.")
    try:
        with made.open("wb") as file:
            sealing = sealed.Sealing(file)
            for line in lines:
                sealing.write(line)
            sealing.close()
        made.rename(path)
    finally:
        made.unlink(missing_ok=True)
    return path.stat().st_size


def name(one: Article) -> str:
    """What an article's file is called: its number, and the first words of its title."""
    plain = unicodedata.normalize("NFKD", one.title).encode("ascii", "ignore").decode().lower()
    words = _WORD.findall(plain)[:8]
    return "-".join([str(one.scan.article_id), *words])[:80].rstrip("-")


def page(one: Article, files: Files, made: Made) -> Iterator[str]:
    """The article as a page, in pieces."""
    scan = one.scan
    body = list(_body(one, files))
    headed = any(isinstance(piece, str) and "<h1" in piece for piece in one.pieces)
    yield _head(one, beside=files.outside)
    yield '<body itemscope itemtype="https://schema.org/Article">\n'
    yield f'<header class="masthead">Archived copy of {_source(one)}, read {moment(scan.scanned_at)}</header>\n'
    yield f"<main{language(scan.language)}>\n"
    if not headed:
        yield f'<h1 itemprop="headline" dir="auto">{escape(one.title)}</h1>\n'
    if scan.text is None:
        yield '<p class="absent">The words of this article were erased from the archive.</p>\n'
    yield from body
    yield f"\n</main>\n{_footer(one, made)}</body>\n</html>\n"


def _head(one: Article, *, beside: bool) -> str:
    scan, address = one.scan, link(one.scan.url)
    sheet = f"{data_file(__package__, 'article.css')}{cards.style()}"
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    sources = "data: 'self' file:" if beside else "data:"
    policy = (
        f"default-src 'none'; img-src {sources}; media-src {sources}; style-src 'sha256-{digest}'; base-uri 'none'; "
        "form-action 'none'"
    )
    told = {"og:type": "article", "og:title": one.title, "og:url": address, "og:description": _beginning(one)}
    graph = "".join(f'<meta property="{key}" content="{escape(value)}">\n' for key, value in told.items() if value)
    canonical = f'<link rel="canonical" href="{escape(address)}">\n' if address else ""
    return (
        f'<!DOCTYPE html>\n<html{language(scan.language)}>\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<link rel="icon" href="data:,">\n'
        f"<title>{escape(one.title)}</title>\n{canonical}{graph}<style>{sheet}</style>\n</head>\n"
    )


def _beginning(one: Article) -> str:
    words = " ".join((one.scan.text or "").replace("\N{OBJECT REPLACEMENT CHARACTER}", " ").split())
    words = words.removeprefix(one.title).strip()
    return words if len(words) <= 200 else f"{words[:200].rpartition(' ')[0]} …"


def _source(one: Article) -> str:
    address = link(one.scan.url)
    named = f'<cite dir="auto">{escape(one.scan.source)}</cite>'
    return (
        f'<a href="{escape(address)}" itemprop="url" rel="noreferrer noopener nofollow external">{named}</a>'
        if address
        else named
    )


def _body(one: Article, files: Files) -> Iterator[str]:
    for piece in one.pieces:
        if isinstance(piece, str):
            yield piece
            continue
        thing = one.things[piece]
        yield _embed(thing, files) if isinstance(thing, Shown) else _image(thing, files)


def _embed(shown: Shown, files: Files) -> str:
    embed = shown.embed
    if shown.card is None:
        who = " ".join(filter(None, (embed.author, embed.handle and f"@{legible(embed.handle)}", embed.date_text)))
        words = paragraphs(embed.text or "") or '<p class="absent">The article shows it without its words.</p>'
        said = f'<div dir="auto">{words}</div><footer>{escape(who)}</footer>'
        return f'<blockquote class="{cards.CLASS}">{said}</blockquote>'
    printed = ""
    if shown.printed:
        words = f'<div dir="auto"{language(embed.language)}>{paragraphs(shown.printed)}</div>'
        printed = f'<details class="printed"><summary>As printed in the article</summary>{words}</details>'
    return f"{cards.markup(shown.card, files.address)}{printed}"


def _image(shown: Pictured, files: Files) -> str:
    image, kept = shown.image, shown.kept
    alt = image.alt or (kept.alt if kept else "") or image.caption or ""
    source = files.address(kept.digest) if kept and kept.digest else None
    if kept is None or source is None:
        why = f" ({in_words(kept.reason)})" if kept and kept.reason else ""
        told = escape(f"An image that is not kept{why}{f': {alt}' if alt else ''}")
        return f'<span class="absent">[{told}]</span>'
    size = f' width="{kept.width}" height="{kept.height}"' if kept.width and kept.height else ""
    return f'<img class="article-image" src="{escape(source)}" alt="{escape(alt)}"{size}>'


def _footer(one: Article, made: Made) -> str:
    """When, how and by which digests this copy was made, and how it is checked."""
    scan = one.scan
    rows = [
        ("Article", _source(one)),
        ("Read", f"{moment(scan.scanned_at, 'dateCreated')}, by {escape(scan.parser)}"),
        ("Source file", f'SHA-256 <code itemprop="identifier">{escape(scan.document)}</code>'),
        ("This copy", f"made {moment(made.at)} by embedarchive {__version__}"),
        ("Archive’s log", f"newest seal <code>{escape(made.head)}</code>" if made.head else ""),
        ("To check it", "<code>embedarchive export check</code> and the name of this file"),
    ]
    told = "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in rows if value)
    return (
        '<footer class="kept" itemprop="archivedAt" itemscope itemtype="https://schema.org/WebPage">'
        "<h2>About this copy</h2><p>The article’s posts and images as an archive holds them; nothing is loaded from "
        f"anywhere else.</p><dl>{told}</dl></footer>\n"
    )
