"""What articles say: the articles themselves, and every embed and image that was found in them."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path

from embedarchive.model import Document, Embed, Image, MediaRef, Scan, plain
from embedarchive.store import forgetting, reading, tombstones
from embedarchive.store.blobs import describe
from embedarchive.store.corrections import corrected
from embedarchive.store.forgetting import keys_in
from embedarchive.store.keys import clean_text, media_key, path_keys, post_key
from embedarchive.store.opened import Opened
from embedarchive.store.projection import known_as, resolve
from embedarchive.store.rows import (
    ArticleRecord,
    Row,
    bare,
    embed_row,
    forgotten,
    image_row,
    quotation_row,
    scan_row,
    spared,
    text_or_none,
)


class Articles(Opened):
    """Keeps articles."""

    def was_read(self, item: str, version: str) -> bool:
        """Whether an item of a feed or a list was read before, as it is now. `version`: what changes with it."""
        with self._lock:
            found = self.connection.execute("SELECT version FROM read_before WHERE item = ?", (_digest(item),))
            return (found.fetchone() or ("",))[0] == _digest(version)

    def note_item(self, item: str, version: str) -> None:
        """Write down that an item was read; by its digest, for its name may be a post's."""
        with self.transaction():
            self.connection.execute(
                "INSERT OR REPLACE INTO read_before (item, version, at) VALUES (?, ?, ?)",
                (_digest(item), _digest(version), self.now()),
            )

    def add_article(
        self,
        data: bytes,
        scan: Scan,
        text: str,
        *,
        parser: str,
        url: str | None = None,
        path: str | Path | None = None,
    ) -> ArticleRecord:
        """Keep an article and what was found in it. The same bytes, with the same finds, add nothing.

        Args:
            data: the bytes as given.
            scan: what the finder found.
            text: the readable text, U+FFFC where embeds and images stand.
            parser: the version of the finder.
            url: where it was fetched from; an article is known again by its URL, by its bytes, or by its path.
            path: the file it was read from.
        """
        keys = tuple(post_key(embed) for embed in scan.embeds)
        scan, text, erased = self._forgotten(scan, text, keys)
        document = describe(data)
        removed = self.has_erasures() and tombstones.was_erased(self.connection, document.digest)
        if not (erased or removed):
            document = self.keep(data)
        with self.transaction():
            article = self._article(document.digest, scan, url, path)
            scan, keys = corrected(self.connection, article, scan, keys)
            row = scan_row(scan, text, parser) | {"run_id": self._running(), "document": document.digest}
            row["article_id"] = article
            if removed:  # what else it says of the post is known no more: what is kept of these bytes already, stays
                scanned = reading.copy_of_scan(self.connection, row, scan)
                if scanned is not None:
                    return reading.article_record(self.connection, article, scanned, scan, news="known")
                scan = bare(scan)
                row |= scan_row(scan, "", parser)
            known = reading.same_scan(self.connection, row)
            if known is not None:
                return reading.article_record(self.connection, article, known, scan, news="known")
            news = "changed" if reading.has_scan(self.connection, article) else "new"
            self._name(document)
            scanned = self._add_scan(row, scan, keys)
            for key in erased:
                self.bury(key, reason="seen again in an article", operator=None, erased={}, digests=[document.digest])
            return reading.article_record(self.connection, article, scanned, scan, news=news)

    def _forgotten(self, scan: Scan, text: str, keys: tuple[str, ...]) -> tuple[Scan, str, tuple[str, ...]]:
        """A scan and its text without the erased posts that the article prints, quotes or links to, and which."""
        if not self.has_erasures():
            return scan, text, ()
        linked = keys_in(plain(dataclasses.replace(scan, document=Document(text=""))), self.named)
        erased = tuple(key for key in dict.fromkeys((*keys, *linked)) if self.is_erased(key))
        whole, scan = scan, forgotten(scan, keys, set(erased))
        for key in erased:
            claims = [plain(embed) for embed, its in zip(whole.embeds, keys, strict=True) if its == key]
            known = known_as(self.connection, resolve(self.connection, key))
            alone = not reading.is_borne(self.connection, known, claims)
            post = forgetting.forgotten(known, claims, named=self.named, names=alone)
            found = {field: getattr(scan, field) for field in ("embeds", "images")}
            scan = spared(scan, post, names=True)
            scan = dataclasses.replace(scan, **{field: spared(value, post) for field, value in found.items()})
            text = post.without(text, names=True)
        return scan, text, erased

    def _article(self, digest: str, scan: Scan, url: str | None, path: str | Path | None) -> int:
        """The article's row: by URL, by bytes, by path, or a new one."""
        part = scan.document.part or ""
        within = scan.document.within or part
        suffix = f"#{within}" if within else ""
        keys = [f"url:{url.partition('#')[0]}{suffix}"] if url else []
        keys += path_keys(path, suffix) if path else []
        keys = [clean_text(key) for key in keys] or [f"sha256:{digest}{suffix}"]
        found = reading.article_by(self.connection, keys[0] if url else None, digest, part, keys)
        if found is not None:
            return found
        at = self.now()
        row: Row = {
            "key": keys[0],
            "first_seen_at": at,
            "source": clean_text(scan.document.source),
            "url": text_or_none(url),
        }
        return self._chain.add("articles", row, at)

    def _add_scan(self, row: Row, scan: Scan, keys: tuple[str, ...]) -> int:
        """The scan, its embeds and images, and a quotation of each post, image and video that it names."""
        at, article = self.now(), int(str(row["article_id"]))
        earlier = reading.keys_of_article(self.connection, article)
        scanned = self._chain.add("article_scans", {**row, "scanned_at": at}, at)
        belongs: Row = {"article_scan_id": scanned, "article_id": article}
        images = [(image, media_key(image)) for image in scan.images]
        embeds = [embed_row(embed, key, n) for n, (embed, key) in enumerate(zip(scan.embeds, keys, strict=True))]
        self._chain.add_all("embeds", [embed | belongs for embed in embeds], at)
        self._chain.add_all("images", [image_row(image, key, n) | belongs for n, (image, key) in enumerate(images)], at)
        shown: dict[str, Image | MediaRef] = {media_key(ref): ref for embed in scan.embeds for ref in embed.media}
        shown |= {key: image for image, key in images}
        shown.pop("", None)
        told: list[tuple[str, str, Embed | Image | MediaRef]] = [
            *(("post", key, embed) for embed, key in zip(scan.embeds, keys, strict=True)),
            *(("media", key, thing) for key, thing in shown.items()),
        ]
        shared: Row = {
            "captured_at": at,
            "recorded_at": at,
            "parser": row["parser"],
            "article_scan_id": scanned,
            "run_id": row["run_id"],
        }
        self._chain.add_all("snapshots", [quotation_row(*what) | shared for what in told], at)
        self._projection.update(posts=[*keys, *earlier.posts], media=[*shown, *earlier.media], articles=[article])
        return scanned


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
