"""The archive folder: every byte as a file, every fact as a row, append-only and chained, and a projection to read."""

from __future__ import annotations

from embedarchive.store.blobs import Blob
from embedarchive.store.erasing import Erasure, Outlook, erase, outlook
from embedarchive.store.incoming import Merge, merge
from embedarchive.store.problems import Problem, Report
from embedarchive.store.rows import ArticleRecord, EmbedRecord, ImageRecord, SnapshotRecord, embed_of
from embedarchive.store.store import Store
from embedarchive.store.verifying import damage_behind, verify

__all__ = [
    "ArticleRecord",
    "Blob",
    "EmbedRecord",
    "Erasure",
    "ImageRecord",
    "Merge",
    "Outlook",
    "Problem",
    "Report",
    "SnapshotRecord",
    "Store",
    "damage_behind",
    "embed_of",
    "erase",
    "merge",
    "outlook",
    "verify",
]
