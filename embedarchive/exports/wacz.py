"""An archive as a WACZ: one file that ReplayWeb.page, pywb and `scan --from` read.

Format: https://specs.webrecorder.net/wacz/1.1.1/; its signature: https://specs.webrecorder.net/wacz-auth/0.1.0/
(anonymous: a key, and nobody who says whose it is).

    archive/data.warc.gz  archive/failures.warc.gz
    indexes/index.cdx.gz  indexes/index.idx
    pages/pages.jsonl     the articles; pages/extraPages.jsonl: the posts
    datapackage.json      the digest of each of these; datapackage-digest.json: its own digest, signed with a key
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from embedarchive.errors import UsageError
from embedarchive.evidence import wacz_signature
from embedarchive.exports import archive_pages, cdxj, warcs, zip_file
from embedarchive.exports.new_folder import folder_beside
from embedarchive.store import Store
from embedarchive.store.blobs import digest_of
from embedarchive.store.outgoing import Outgoing, Scope
from embedarchive.version import __version__

SOFTWARE = f"embedarchive {__version__}"
PACKAGE, DIGEST = "datapackage.json", "datapackage-digest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedWacz:
    """What was written.

    Attributes:
        answers: how many records the index lists.
        erased: how many posts are left out since they were erased.
        size: of the file, in bytes.
    """

    file: Path
    articles: int
    posts: int
    answers: int
    erased: int
    size: int


def export_wacz(archive: Path, file: Path, scope: Scope, *, at: dt.datetime, key: Path | None = None) -> ExportedWacz:
    """Write what of an archive is within a scope as a WACZ file.

    Args:
        archive: the archive's folder.
        file: the file to write; it must not exist.
        scope: what is wanted.
        at: now.
        key: a private key (PEM) to sign it with.

    Raises:
        UsageError: the file is there already, the key is none, or the scope names what the archive does not have.
        ArchiveError: the archive cannot be read, or one of its files is missing or damaged.
    """
    if file.exists() or file.is_symlink():
        raise UsageError(f"{file} is there already; name a file that does not exist yet.")
    signer = wacz_signature.read_key(key) if key else None
    with folder_beside(file) as folder, Store.open(archive, create=False, read_only=True) as store:
        outgoing = Outgoing(store, scope)
        written = warcs.Warcs(store, outgoing, folder, at, SOFTWARE)
        written.write()
        members = _members(written, folder)
        package = _package(members, at)
        members |= {PACKAGE: package, DIGEST: _digest(package, signer, at)}
        with (folder / "whole.wacz").open("w+b") as whole:
            zip_file.write(whole, members)
            whole.flush()
            os.fsync(whole.fileno())
        (folder / "whole.wacz").replace(file)
        return ExportedWacz(
            file=file,
            articles=len(written.articles),
            posts=len(written.posts),
            answers=len(written.entries),
            erased=outgoing.erased(),
            size=file.stat().st_size,
        )


def _members(written: warcs.Warcs, folder: Path) -> dict[str, Path | bytes]:
    index, blocks = cdxj.compressed(cdxj.lines(written.entries), "index.cdx.gz")
    articles = map(archive_pages.article_entry, written.articles)
    posts = (archive_pages.post_entry(post, at) for post, at in written.posts)
    return {
        f"archive/{warcs.DATA}": folder / warcs.DATA,
        f"archive/{warcs.FAILURES}": folder / warcs.FAILURES,
        "indexes/index.cdx.gz": index,
        "indexes/index.idx": blocks,
        "pages/pages.jsonl": archive_pages.page_list("pages", "Articles", articles),
        "pages/extraPages.jsonl": archive_pages.page_list("extra-pages", "Posts", posts),
    }


def _measured(content: Path | bytes) -> tuple[str, int]:
    """The SHA-256 and the size of a member."""
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest(), len(content)
    return digest_of(content), content.stat().st_size


def _package(members: Mapping[str, Path | bytes], at: dt.datetime) -> bytes:
    resources = [
        {
            "name": path.rpartition("/")[2].lower(),
            "path": path,
            "hash": f"sha256:{digest}",
            "bytes": size,
        }
        for path, (digest, size) in zip(members, map(_measured, members.values()), strict=True)
    ]
    about = {"profile": "data-package", "wacz_version": "1.1.1", "software": SOFTWARE, "created": moment(at)}
    return written_json({**about, "title": "Articles and their posts", "resources": resources})


def _digest(package: bytes, signer: wacz_signature.Signer | None, at: dt.datetime) -> bytes:
    told = f"sha256:{hashlib.sha256(package).hexdigest()}"
    signed = {"signedData": signer.signed(told, moment(at), SOFTWARE)} if signer else {}
    return written_json({"path": PACKAGE, "hash": told, **signed})


def written_json(value: object) -> bytes:
    """JSON in the one form in which we write it."""
    return json.dumps(value, indent=2, ensure_ascii=False).encode()


def moment(at: dt.datetime) -> str:
    """A time as WACZ has it: UTC, to the second."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
