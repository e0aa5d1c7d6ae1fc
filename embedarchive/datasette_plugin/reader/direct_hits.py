"""What is searched for by its name: the address or id of a post, the address of an article or a file, a SHA-256."""

from __future__ import annotations

import re
from collections.abc import Sequence

from embedarchive import platforms, urls
from embedarchive.datasette_plugin.reader.database import Reader
from embedarchive.datasette_plugin.reader.frame import Links
from embedarchive.store.queries import articles, files, media, posts

_DIGEST = re.compile(r"[0-9a-f]{64}")
_ADDRESS = re.compile(r"(?:https?:)?//[^\s]{1,2000}|(?:[\w-]{1,63}\.){1,5}[a-z]{2,20}/[^\s]{1,2000}", re.IGNORECASE)
_ID = re.compile(r"[\w.:-]{4,100}")


async def named(reader: Reader, search: str) -> str | None:
    """The page of the one thing that a search names, whatever way its address is written; None when it names none."""
    search = search.strip().strip("<>\"'")
    links = Links(reader.datasette, reader.archive.database)
    if _DIGEST.fullmatch(search.lower()):
        kept = await reader.some(files.by_digest(search.lower()))
        return links.file(search.lower()) if kept else None
    if _ADDRESS.fullmatch(search):
        return await _at(reader, links, search)
    if _ID.fullmatch(search):
        return await _post(reader, links, [f"{name}:{search}" for name in platforms.catalogue()])
    return None


async def _at(reader: Reader, links: Links, address: str) -> str | None:
    """What an address leads to on the web, here."""
    whole = address if "//" in address[:8] else f"https://{address}"
    there = urls.unwrap(whole).url
    post = platforms.recognise(there)
    spelt = list(dict.fromkeys((address, whole, there, *((post.url,) if post else ()))))
    if page := await _post(reader, links, [f"{post.platform}:{post.id}"] if post else [], spelt):
        return page
    kept = await reader.some(media.files_of(spelt))
    if len(kept) == 1:
        return links.file(kept[0].text)
    pages = [f"url:{one.partition('#')[0]}" for one in spelt]
    found = await reader.some(articles.by_keys(pages))
    return links.article(found[0].n) if len(found) == 1 else None


async def _post(reader: Reader, links: Links, keys: list[str], addresses: Sequence[str] = ()) -> str | None:
    """The page of the only post with one of these keys or addresses."""
    found = await reader.some(posts.addressed(keys, addresses))
    return links.post(found[0].n) if len(found) == 1 else None
