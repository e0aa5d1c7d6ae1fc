"""WARC files out of the log: every answer as it crossed the wire, every article as it was given.

data.warc.gz       requests and responses, revisits where the same bytes came again; articles that were files,
                   thumbnails, what a browser showed, and our own page of each post, as resources
failures.warc.gz   what was asked and not answered, and why, as metadata: no index lists it
"""

from __future__ import annotations

import datetime as dt
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from embedarchive.errors import ArchiveError
from embedarchive.exports import archive_pages
from embedarchive.exports.cdxj import Entry
from embedarchive.exports.warc_writer import Written, payload_digest, write_exchange, write_record
from embedarchive.model import RENDER, Exchange
from embedarchive.store import Store
from embedarchive.store.outgoing import Outgoing, OutgoingArticle, OutgoingPost

DATA, FAILURES = "data.warc.gz", "failures.warc.gz"
VIEW, DOCUMENT, THUMBNAIL = "urn:view:", "urn:dom:", "urn:thumbnail:"


class Warcs:
    """Writes the WARC files of what leaves an archive.

    Attributes:
        entries: what the index says of them.
        articles: the articles that were written, each as it was read last; `posts`: the posts.
    """

    def __init__(self, store: Store, outgoing: Outgoing, folder: Path, at: dt.datetime, software: str) -> None:
        """Begin the files in `folder`; `at` is now, `software` who writes."""
        self._store, self._outgoing, self._at = store, outgoing, at
        self._seen: dict[str, Written] = {}
        self._opened = ExitStack()
        self.entries: list[Entry] = []
        self.articles: list[OutgoingArticle] = []
        self.posts: list[tuple[OutgoingPost, dt.datetime]] = []
        self._data, self._failures = (self._begin(folder / name, software) for name in (DATA, FAILURES))

    def write(self) -> None:
        """Write everything.

        Raises:
            ArchiveError: a file of the archive is missing or damaged.
        """
        with self._opened:
            for exchange in self._outgoing.exchanges():
                self._exchange(exchange)
            for article in self._outgoing.articles():
                self._article(article)
            for post in self._outgoing.posts():
                self._post(post)

    def _begin(self, path: Path, software: str) -> BinaryIO:
        file = self._opened.enter_context(path.open("xb"))
        about = f"software: {software}\r\nformat: WARC File Format 1.1\r\n"
        about += "conformsTo: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
        write_record(file, "warcinfo", at=self._at, body=about.encode(), more={"WARC-Filename": path.name})
        return file

    def _exchange(self, exchange: Exchange) -> None:
        """An answer, or why there is none, or what a browser showed."""
        url = str(exchange.url)
        body = self._checked(exchange.body.digest) if exchange.body is not None else b""
        if url.startswith(VIEW):
            if exchange.body is not None:
                self._resource(url, exchange.at, body, "image/png")
            return
        if exchange.method == RENDER and exchange.body is not None:
            self._resource(f"{DOCUMENT}{url}", exchange.at, body, "text/html; charset=utf-8")
            return
        if exchange.status is None:
            write_exchange(self._failures, exchange, b"")
            return
        payload = payload_digest(exchange, body)
        cut = any(flag.startswith("truncated=") for flag in exchange.flags)
        first = self._seen.get(payload) if exchange.body and exchange.body.size and not cut else None
        written = write_exchange(self._data, exchange, body, first=first)
        if not cut:
            self._seen.setdefault(payload, written)
        kind = next((value for name, value in exchange.headers if name == "content-type"), "")
        kind = "warc/revisit" if first is not None else kind.partition(";")[0].strip().lower()
        self._indexed(written, kind, exchange.status, exchange.method)

    def _article(self, article: OutgoingArticle) -> None:
        """An article that was given as a file; one that was fetched is among the answers already."""
        url = archive_pages.article_url(article)
        if not article.answered:
            kind = article.media_type + (
                f"; charset={article.charset}" if article.media_type.startswith("text/") else ""
            )
            self._resource(url, article.at, self._checked(article.digest), kind)
        if article.newest:
            self.articles.append(article)

    def _post(self, post: OutgoingPost) -> None:
        at = post.captured_at or self._at
        self._resource(archive_pages.post_url(post), at, archive_pages.post_page(post), "text/html; charset=utf-8")
        self.posts.append((post, at))
        for media in post.media:
            for small in sorted((self._store.folder / "thumbs" / str(media.digest)[:2]).glob(f"{media.digest}.*")):
                kind = {".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}.get(small.suffix)
                if kind:
                    self._resource(f"{THUMBNAIL}{media.url}", at, small, kind)

    def _resource(self, url: str, at: dt.datetime, body: bytes | Path, kind: str) -> None:
        written = write_record(self._data, "resource", at=at, url=url, body=body, content_type=kind)
        self._indexed(written, kind.partition(";")[0], 200)

    def _indexed(self, written: Written, kind: str, status: int, method: str = "GET") -> None:
        entry = Entry(
            url=str(written.url),
            at=written.at,
            media_type=kind,
            status=status,
            digest=written.payload,
            filename=DATA,
            offset=written.offset,
            length=written.length,
            method=method,
        )
        self.entries.append(entry)

    def _checked(self, digest: str) -> Path:
        """The file with these bytes.

        Raises:
            ArchiveError: it is missing or damaged.
        """
        from embedarchive.store.blobs import digest_of

        path = self._store.path_of(digest)
        if path is None or not path.is_file() or digest_of(path) != digest:
            raise ArchiveError(
                f"{path or digest} is missing or damaged; `embedarchive verify` says what else is wrong."
            )
        return path
