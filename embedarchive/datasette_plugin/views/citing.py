"""How a page is cited and passed on: a sentence, files for programs that keep sources, and the page's own address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from embedarchive.datasette_plugin.locale.words import Words, safe_link
from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.exports.citations import Cited, coins, shortened
from embedarchive.exports.selected import CITED
from embedarchive.model.rows import MediaRow
from embedarchive.store.queries.articles import ScanRow
from embedarchive.store.queries.files import File


@dataclass(frozen=True, slots=True, kw_only=True)
class Citing:
    """How a page is cited.

    Attributes:
        sentence: for people.
        coins: for programs that read pages, as the title of an element.
        address: of the page, absolute.
        files: the name of each form, and where it is.
    """

    sentence: str
    coins: str
    address: str
    files: Sequence[tuple[str, str]]


def citing(reader: Reader, cited: Cited, path: str, words: Words) -> Citing:
    """How the page with this path, which tells of that source, is cited."""
    return Citing(
        sentence=sentence(cited, words),
        coins=coins(cited),
        address=str(reader.datasette.absolute_url(reader.request, path)),
        files=[(label, f"{path}.{ending}") for ending, (_, label, _) in CITED.items()],
    )


def sentence(cited: Cited, words: Words) -> str:
    """Who, what, where, when; when it was archived, and the digest of what was."""
    appeared = ", ".join(part for part in (cited.container, words.time(cited.issued)) if part)
    parts = [", ".join(cited.authors), cited.title, appeared, cited.url]
    if cited.accessed:
        parts.append(words("Archived {when}.", when=words.time(cited.accessed)).removesuffix("."))
    if cited.digest:
        parts.append(f"SHA-256 {cited.digest}")
    return " ".join(part if part.endswith((".", "…", "?", "!")) else f"{part}." for part in parts if part)


def of_article(scan: ScanRow) -> Cited:
    """An article as it was read at one time."""
    told = scan.publication
    url = safe_link(scan.url) or ""
    outlet, issued = (told.outlet, told.published) if told else (None, None)
    return Cited(
        key=f"article-{scan.article_id}",
        kind="article-newspaper" if outlet else "webpage",
        authors=told.authors if told else (),
        title=scan.title or scan.source,
        container=outlet or ("" if url or not scan.title else scan.source),
        issued=issued or "",
        accessed=scan.scanned_at,
        url=url,
        language=scan.language or "",
        archived=True,
        digest=scan.document,
    )


def of_file(blob: File, rows: Sequence[MediaRow]) -> Cited:
    """A kept file."""
    row = rows[0] if rows else None
    shown = blob.media_type or ""
    kinds = {"image": "graphic", "video": "motion_picture"}
    return Cited(
        key=f"file-{blob.digest[:12]}",
        kind=kinds.get(shown.partition("/")[0], "document"),
        authors=(row.credit,) if row and row.credit else (),
        title=shortened(row.alt) if row and row.alt else f"[{shown or 'file'}]",
        issued=(row.taken_at or "")[:10] if row else "",
        accessed=(row.captured_at if row else None) or blob.kept_at,
        url=(safe_link(row.url) if row else None) or "",
        archived=True,
        digest=blob.digest,
    )
