"""What a user names in an archive: a post, a person, an article, a file, however it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from embedarchive import platforms, urls
from embedarchive.errors import UsageError
from embedarchive.model.rows import ListedPost
from embedarchive.store import Store
from embedarchive.store.queries import articles, files, media
from embedarchive.store.queries.filtered import PostFilter
from embedarchive.store.queries.query import found

_DIGEST = re.compile(r"[0-9a-f]{8,64}", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,18}")
_ARTICLE = re.compile(r"article:([0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class Person:
    """An author: the handle, and the posts with it, the newest first."""

    handle: str
    posts: tuple[ListedPost, ...]


@dataclass(frozen=True, slots=True)
class ArticleNumber:
    """An article by its number."""

    number: int


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A kept file by its SHA-256, in hexadecimal."""

    digest: str


Thing: TypeAlias = ListedPost | Person | ArticleNumber | KeptFile


def post_row(store: Store, post: str) -> ListedPost:
    """The row of the post that a user names by its number or its URL, however that is spelt.

    Raises:
        UsageError: there is none.
    """
    known = platforms.recognise(post)
    number = post.removeprefix("#")
    name = f"{known.platform}:{known.id}" if known else int(number) if _NUMBER.fullmatch(number) else None
    row = None if name is None else store.listed_post(name)
    if row is not None:
        return row
    called = f"{post} is not" if known else f"There is no post {post}"
    raise UsageError(f"{called} in {store.folder}; `embedarchive list` shows the posts that are.")


def thing(store: Store, name: str) -> Thing:
    """What a user names.

    Args:
        store: the archive.
        name: a post's number or URL, `@handle`, `article:4`, the URL of an article or of a kept file, or the SHA-256 of
            one, whole or its first eight digits or more.

    Raises:
        UsageError: the archive has nothing of that name, or several files whose digests begin so.
    """
    if name.startswith("@"):
        return _person(store, name[1:])
    if number := _ARTICLE.fullmatch(name):
        return _article(store, int(number[1]))
    if _DIGEST.fullmatch(name) and not name.isdigit():
        return _file(store, name.lower())
    if not name.lower().startswith(("http://", "https://")):
        return post_row(store, name)
    return _at(store, name)


def _at(store: Store, address: str) -> Thing:
    there = urls.unwrap(address).url
    spelt = list(dict.fromkeys((address, there)))
    if kept := found(store.connection, articles.by_keys([f"url:{one.partition('#')[0]}" for one in spelt])):
        return ArticleNumber(kept[0].n)
    if shown := found(store.connection, media.files_of(spelt)):
        return KeptFile(shown[0].text)
    return post_row(store, there)


def _person(store: Store, handle: str) -> Person:
    posts = store.listed_posts(chosen=PostFilter(handle=handle)) if handle else []
    if not posts:
        raise UsageError(f"No post by @{handle[:60]} is in {store.folder}; `embedarchive list` shows who is.")
    return Person(handle, tuple(posts))


def _article(store: Store, number: int) -> ArticleNumber:
    if not found(store.connection, articles.newest(number)):
        raise UsageError(f"There is no article {number} in {store.folder}; `embedarchive serve` shows those that are.")
    return ArticleNumber(number)


def _file(store: Store, digest: str) -> KeptFile:
    kept = found(store.connection, files.beginning(digest))
    if len(kept) != 1:
        what = "Several kept files have a SHA-256 that begins" if kept else "No kept file has a SHA-256 that begins"
        raise UsageError(f"{what} with {digest}.")
    return KeptFile(kept[0].digest)
