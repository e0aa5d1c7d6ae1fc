"""Reading: from bytes to documents, whatever they come in. Nothing is trusted by its name.

`read` turns bytes into the articles they hold, `load` takes what a user has in hand. The text of a document is the
decoded source and nothing else, so that offsets into it mean something: line ends stay as they are, a byte-order mark
is none of it.
"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from embedarchive import signatures
from embedarchive.documents import charsets, compressed, formats, prose
from embedarchive.documents.formats import Kind
from embedarchive.errors import SourceError
from embedarchive.model import Document, Ignored
from embedarchive.patterns import regex

if TYPE_CHECKING:
    from embedarchive.documents import saved

LIMIT = 20_000_000
"""How many bytes an article may have unless the caller allows more."""

_BLANK = b" \t\r\n\x00"
_CHARSET = regex(r"charset[ \t]{0,4}=[ \t]{0,4}[\"']?([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
_HINTS = {"WARC": "A recording is given with --from, beside the article it belongs to."} | dict.fromkeys(
    ("Word document", "Office document", "OpenDocument", "RTF", "EPUB", "PDF"),
    "Save it as HTML or as plain text (UTF-8), and give that.",
)
_HINTS |= dict.fromkeys(("7-Zip", "RAR", "tar", "bzip2", "xz", "LZ4", "Zstandard"), "Unpack it, and give the folder.")
_HINTS |= {"of Firefox": "Export the bookmarks as HTML, and give that."}
_HINTS |= {"mailbox": "Export it as mbox or .eml, and give that.", "zip archive": "Give the file by its name."}


def read(
    data: bytes,
    *,
    source: str = "",
    base_url: str | None = None,
    media_type: str | None = None,
    limit: int = LIMIT,
) -> tuple[Document, ...]:
    """The articles that the bytes hold: one, or several when they are a feed or a list of records.

    Args:
        data: the bytes.
        source: where the bytes come from, in the user's words; errors name it.
        base_url: the address that relative links are resolved against.
        media_type: what a server said the bytes are. Only its charset is believed, and only where the bytes allow it.
        limit: how many bytes are read at most.

    Raises:
        SourceError: the bytes hold no article; the sentence says what they are instead.
    """
    name = source or "The source"
    inside = compressed.unpacked(data, limit)
    if inside is None:
        raise SourceError(f"{name} unpacks to more than the limit of {_megabytes(limit)} for an article.")
    data = inside
    if not data[:4096].strip(_BLANK) and not data.strip(_BLANK):
        raise SourceError(f"{name} is empty.")
    if len(data) > limit:
        raise SourceError(f"{name} has {_megabytes(len(data))}, over the limit of {_megabytes(limit)} for an article.")
    if unread := signatures.unread_recording(data):
        raise SourceError(f"{name} is {unread}.")
    if what := signatures.binary(data):
        hint = next((f" {told}" for word, told in _HINTS.items() if word in what.name), "")
        raise SourceError(f"{name} is {what.name}, not an article.{hint}")
    if data.startswith(b"bplist00"):
        from embedarchive.documents import saved

        return (_from_part(_given(saved.webarchive(data), name, "a property list"), source, base_url),)
    text, charset = charsets.decode(data, label=_label(media_type))
    if formats.is_binary(text):
        raise SourceError(f"{name} is binary data, not an article.")
    kind = formats.kind(text)
    if kind is Kind.MAIL:
        from embedarchive.documents import saved

        return _from_mails(saved.mail(data), source, base_url)
    if kind is Kind.PLIST:
        from embedarchive.documents import saved

        return (_from_part(_given(saved.webarchive(data), name, "a property list"), source, base_url),)
    return _from_text(text, charset, kind, source=source, base_url=base_url)


def page_source(data: bytes, *, media_type: str | None = None, limit: int = LIMIT) -> bytes | None:
    """The source of a page, decoded as `read` does it, in UTF-8; None where `read` finds something else, or nothing.

    A page with control characters in it may be nothing that `read` reads.

    Args:
        data: the bytes.
        media_type: what a server said the bytes are.
        limit: how many bytes are read at most.
    """
    if len(data) > limit or not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") or signatures.binary(data):
        return None
    text, _ = charsets.decode(data, label=_label(media_type))
    page = formats.kind(text) is Kind.HTML and not formats.is_xml_list(text)
    if not page:
        return None
    return data if text.isascii() and len(text) == len(data) else text.encode("utf-8", "replace")


def _label(media_type: str | None) -> str | None:
    """The charset that a server named."""
    match = _CHARSET.search(media_type) if media_type else None
    return match.group(1) if match else None


def load(source: str | bytes | Path | Document, *, base_url: str | None = None) -> Document:
    """One article from what the caller has in hand: the text itself, its bytes, the path of its file, or a document.

    Of a container with several articles (a feed, a list of records) this is the longest of the first few, which is
    the article when the others are summaries; `read` gives them all.

    Raises:
        SourceError: the file cannot be read, or there is no article in it.
    """
    if isinstance(source, Document):
        return source if base_url is None else replace(source, base_url=base_url)
    if isinstance(source, str):
        if not source.strip():
            return Document(text=source, base_url=base_url)
        text = charsets.whole(source.removeprefix("\ufeff"))
        kind = formats.kind(text)
        if kind in {Kind.MAIL, Kind.PLIST}:
            return load(text.encode("utf-8"), base_url=base_url)
        found = _from_text(text, "utf-8", kind, source="", base_url=base_url)
    elif isinstance(source, bytes):
        found = read(source, base_url=base_url)
    else:
        found = read(_bytes(source), source=str(source), base_url=base_url)
    return max(found[:10], key=lambda document: len(document.text))


def _bytes(path: Path) -> bytes:
    """The one place below the line that reads a file."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise SourceError(f"{path}: there is no such file.") from None
    except IsADirectoryError:
        raise SourceError(f"{path} is a folder, not an article.") from None
    except (OSError, ValueError) as error:
        raise SourceError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}.") from None


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"


def _given(part: saved.Part | None, name: str, what: str) -> saved.Part:
    if part is None or not part.text.strip():
        raise SourceError(f"{name} is {what} without an article in it.")
    return part


def _from_text(text: str, charset: str, kind: Kind, *, source: str, base_url: str | None) -> tuple[Document, ...]:
    """The documents of decoded text that is no message."""
    name = source or "The source"
    if kind is Kind.JSON:
        found = _from_records(text, charset, source, base_url)
        if found is None:  # it only looked like JSON
            return (_prose(text, charset, source, base_url),)
        if not found:
            raise SourceError(f"{name} is JSON without an article in it.")
        return found
    if kind is Kind.FEED:
        found = _from_feed(text, charset, source, base_url)
        if not found:
            raise SourceError(f"{name} is a feed without an article in it.")
        return found
    if kind is Kind.XML:
        what = "a list of addresses; give it to `scan`" if formats.is_xml_list(text) else "neither a page nor a feed"
        raise SourceError(f"{name} is XML, but {what}.")
    if kind is Kind.HTML:
        return (_page(text, charset, source, base_url),)
    if formats.is_data(text):
        raise SourceError(f"{name} is data for a program (JavaScript), not an article.")
    return (_prose(text, charset, source, base_url),)


def _from_mails(data: bytes, source: str, base_url: str | None) -> tuple[Document, ...]:
    """The article of a mail, or one of each mail of a mailbox; those that hold none are told beside the first."""
    from embedarchive.documents import mailboxes, saved

    name = source or "The source"
    mails = list(mailboxes.spans(io.BytesIO(data))) if mailboxes.is_mailbox(data[:8192]) else [(0, len(data))]
    if len(mails) == 1:
        return (_from_part(_given(saved.message(data), name, "a message"), source, base_url),)
    found: list[Document] = []
    empty: list[Ignored] = []
    for number, (start, end) in enumerate(mails, 1):
        part = saved.message(data[start:end])
        if part is None or not part.text.strip():
            empty.append(Ignored(text=f"mail {number}", reason="empty"))
        else:
            found.append(replace(_from_part(part, source, base_url), within=f"mail {number}"))
    if not found:
        raise SourceError(f"{name} is a mailbox without an article in it.")
    return (replace(found[0], cut=(*found[0].cut, *empty)), *found[1:])


def _from_part(part: saved.Part, source: str, base_url: str | None) -> Document:
    kind = Kind.PROSE if part.plain else Kind.HTML
    make = _page if kind is Kind.HTML else _prose
    document = make(part.text, part.charset, source, base_url or part.url)
    cut = tuple(Ignored(text=what, reason="too-long") for what in part.cut)
    title = (part.subject if part.plain else document.title) or part.subject
    return replace(document, part=part.name, title=title, cut=cut, frames=part.frames)


def _from_feed(text: str, charset: str, source: str, base_url: str | None) -> tuple[Document, ...]:
    """The items of a feed: of each its fullest text, with the images above it that the feed gives beside it."""
    from embedarchive.documents import feed_media, feeds, head

    found = []
    for index, item in enumerate(feeds.items(text)):
        address = item.facts.get("link", "").strip() or base_url or item.facts.get("base")
        html = item.kind != "text" and formats.is_markup(item.body)
        words = item.body if html else _paragraphs(item.body)
        entry = feeds.entry(item, address or "", words)
        if not (item.body.strip() or item.facts.get("title", "").strip() or entry.media or entry.url):
            continue
        figures = feed_media.figures(item.found.media())
        body = f"{figures}{words}" if figures else item.body
        document = (_page if html or figures else _prose)(body, charset, source, address)
        found.append(
            replace(
                document,
                title=prose.words_of(item.facts.get("title", "")) or document.title,
                language=document.language or head.language(item.facts.get("language")),
                part=f"item {index + 1}",
                entry=entry,
                within=(item.facts.get("guid") or item.facts.get("id") or entry.url).strip()[:2000] or None,
            )
        )
    return tuple(found)


def _paragraphs(text: str) -> str:
    """Plain words as HTML."""
    from html import escape

    return "".join(f"<p>{escape(piece, quote=False)}</p>\n" for piece in text.split("\n") if piece.strip())


def _from_records(text: str, charset: str, source: str, base_url: str | None) -> tuple[Document, ...] | None:
    from embedarchive.documents import head, json_articles

    found = json_articles.articles(text)
    if found is None:
        return None
    documents = []
    for record in found:
        marked = formats.is_markup(record.body)
        body = record.body
        if record.pictures:
            from html import escape

            beside = "".join(f'<figure><img src="{escape(each)}" alt=""></figure>\n' for each in record.pictures)
            marked, body = True, f"{beside}{body if marked else _paragraphs(body)}"
        document = (_page if marked else _prose)(body, charset, source, record.url or base_url)
        documents.append(
            replace(
                document,
                title=prose.words_of(record.title or "") or document.title,
                language=document.language or head.language(record.language),
                part=record.pointer,
            )
        )
    return tuple(documents)


def _page(text: str, charset: str, source: str, base_url: str | None) -> Document:
    from embedarchive.documents import head, html

    tree = html.parse(text)
    matter = prose.front_matter(text)  # what static-site generators leave before the HTML
    facts = head.read(tree.root, text, url=base_url or _address(matter))
    return Document(
        text=text,
        media_type="text/html",
        charset=charset,
        base_url=facts.base_url,
        title=matter.get("title") or facts.title,
        language=facts.language or head.language(matter.get("language", "lang", "locale")),
        source=source,
        tree=tree,
    )


def _address(matter: prose.FrontMatter) -> str | None:
    from embedarchive.documents import head

    return head.web(matter.get("canonical_url", "canonical", "url", "link", "source", "permalink"))


def _prose(text: str, charset: str, source: str, base_url: str | None) -> Document:
    from embedarchive.documents import head

    markdown = prose.is_markdown(text)
    matter = prose.front_matter(text)
    return Document(
        text=text,
        media_type="text/markdown" if markdown else "text/plain",
        charset=charset,
        base_url=base_url or _address(matter),
        title=prose.title(text),
        language=head.language(matter.get("language", "lang", "locale")),
        source=source,
    )
