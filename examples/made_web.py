"""A small web of made answers: short links, the platform, its media hosts, a newspaper's images, the Wayback Machine.

`MadeWeb.answer` is a pure function of the address, as near to the real hosts' behaviour as the demo and the tests need.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.utils import format_datetime
from http import HTTPStatus
from urllib.parse import SplitResult, parse_qsl, urlsplit

from made_posts import MadePost, oembed, page, still_url, tombstone, tweet_result, video_url

_SIZES = ("orig", "4096x4096", "large")
_CDX_FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")


@dataclass(frozen=True, slots=True)
class MadeAnswer:
    """A status, the headers in order, and the body."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def header(self, name: str) -> str | None:
        """The first header of that name."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def head(self) -> bytes:
        """The head as it crosses the wire."""
        lines = [f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


@dataclass(frozen=True, slots=True)
class _Capture:
    """One copy that the Wayback Machine took."""

    timestamp: str
    original: str
    answer: MadeAnswer


class MadeWeb:
    """Posts, files by their address, and what a web archive kept of them."""

    def __init__(self, posts: Iterable[MadePost], media: Mapping[str, bytes], files: Mapping[str, bytes]) -> None:
        """Build the web.

        Args:
            posts: what the platform has, or had.
            media: the posts' pictures and videos by the name of their file.
            files: anything else by its address: a newspaper's images.
        """
        self._posts = {post.id: post for post in posts}
        self._slugs = {post.slug: post for post in self._posts.values() if post.slug}
        self._files = {url: _file(url, data) for url, data in files.items()}
        kept: list[_Capture] = []
        for post in self._posts.values():
            served = _media_of(post, media)
            if post.fate == "live":
                self._files |= served
            if post.kept:
                kept += _captures(post, served)
        self._captures = tuple(kept)

    def answer(self, url: str) -> MadeAnswer:
        """What a host of this web answers for an address; 404 for whatever it does not know."""
        return self._files.get(url) or self._made(urlsplit(url))

    def _made(self, address: SplitResult) -> MadeAnswer:
        asked = dict(parse_qsl(address.query))
        first, _, rest = address.path.lstrip("/").partition("/")
        match address.hostname:
            case "t.co" | "pic.twitter.com" | "pic.x.com" if first in self._slugs:
                return _short_link(self._slugs[first])
            case "cdn.syndication.twimg.com" if first == "tweet-result":
                return self._tweet_result(asked)
            case "publish.twitter.com" | "publish.x.com" if first == "oembed":
                return self._oembed(asked.get("url", ""))
            case "web.archive.org" if first == "cdx":
                return self._index(asked)
            case "web.archive.org" if first == "web":
                return self._replay(rest + (f"?{address.query}" if address.query else ""))
            case _:
                return _text(404, "Not found.")

    def addresses(self) -> tuple[str, ...]:
        """The files that are served at addresses of their own."""
        return tuple(self._files)

    def _tweet_result(self, asked: Mapping[str, str]) -> MadeAnswer:
        post = self._posts.get(asked.get("id", ""))
        if not asked.get("token"):
            return _json({})
        if post is None or post.fate == "vanished":
            return _html(404, "<!DOCTYPE html><html><head><title>X / ?</title></head><body></body></html>")
        return _json(tombstone() if post.fate == "deleted" else tweet_result(post))

    def _oembed(self, url: str) -> MadeAnswer:
        identifier = urlsplit(url).path.rpartition("/")[2]
        post = self._posts.get(identifier)
        if post is None or post.fate != "live":
            return _html(404, "<!DOCTYPE html><html><head><title>X / ?</title></head><body></body></html>")
        return _json(oembed(post))

    def _index(self, asked: Mapping[str, str]) -> MadeAnswer:
        """The Wayback Machine's index in JSON: `url` (a closing * or matchType=prefix), `fl`, `from`, `to`, `limit`."""
        wanted = asked.get("url", "")
        prefix = asked.get("matchType") == "prefix" or wanted.endswith("*")
        key = _key(wanted.removesuffix("*"))
        start, end = asked.get("from", ""), asked.get("to", "9")
        fields = asked.get("fl", ",".join(_CDX_FIELDS)).split(",")
        rows = []
        for capture in self._captures:
            mine = _key(capture.original)
            if (mine.startswith(key) if prefix else mine == key) and start <= capture.timestamp <= end.ljust(14, "9"):
                row = _row(capture, mine)
                rows.append([row[name] for name in fields])
        limit = int(asked.get("limit", "1000"))
        rows = rows[:limit] if limit >= 0 else rows[limit:]
        return _json([fields, *rows] if rows else [])

    def _replay(self, rest: str) -> MadeAnswer:
        """A copy as it was taken (`id_`, `im_`): `20260912093000id_/https://…`."""
        stamp, _, original = rest.partition("/")
        digits = stamp[:14].rstrip("_abcdefghijklmnopqrstuvwxyz")
        found = [capture for capture in self._captures if _key(capture.original) == _key(original)]
        if not found:
            return _html(404, "<html><body>The Wayback Machine has not archived that URL.</body></html>")
        capture = found[0]
        if digits != capture.timestamp:
            mode = stamp[len(digits) :]
            return MadeAnswer(
                302,
                (("Location", f"https://web.archive.org/web/{capture.timestamp}{mode}/{capture.original}"), _none()),
            )
        moment = _memento(capture.timestamp)
        headers = (("Memento-Datetime", moment), ("X-Archive-Orig-Date", moment))
        return MadeAnswer(200, (*capture.answer.headers, *headers), capture.answer.body)


def _media_of(post: MadePost, media: Mapping[str, bytes]) -> dict[str, MadeAnswer]:
    """Everything a media host serves of a post, by address."""
    found: dict[str, MadeAnswer] = {}
    for photo in post.photos:
        for name in _sizes(f"https://pbs.twimg.com/media/{photo.key}"):
            found[name] = _file(name, media[photo.file], "image/jpeg")
    if post.video:
        for name in _sizes(still_url(post.id, post.video).removesuffix(".jpg")):
            found[name] = _file(name, media[post.video.still], "image/jpeg")
        address = video_url(post.id, post.video)
        found[address] = _file(address, media[post.video.file], "video/mp4")
    return found


def _sizes(base: str) -> list[str]:
    """Every spelling under which the media host serves a picture."""
    names = [f"{base}.jpg"]
    for size in _SIZES:
        names += [f"{base}?format=jpg&name={size}", f"{base}.jpg?name={size}", f"{base}.jpg:{size}"]
    return names


def _captures(post: MadePost, served: Mapping[str, MadeAnswer]) -> list[_Capture]:
    """What a crawler kept of a post: its page, the answer that filled its embed, its pictures."""
    assert post.kept is not None  # noqa: S101 -- asked only of such posts
    stamp = f"{post.kept:%Y%m%d%H%M%S}"
    widget = f"https://cdn.syndication.twimg.com/tweet-result?id={post.id}"
    return [
        _Capture(stamp, post.url, _html(200, page(post))),
        _Capture(stamp, widget, _json(tweet_result(post))),
        *(_Capture(stamp, url, answer) for url, answer in served.items()),
    ]


def _short_link(post: MadePost) -> MadeAnswer:
    """A redirect, or the page that a browser gets instead."""
    if not post.refresh:
        return MadeAnswer(301, (("Location", post.media_url), _none()))
    target = post.media_url
    escaped = target.replace("/", "\\/")
    return _html(
        200,
        f'<head><noscript><META http-equiv="refresh" content="0;URL={target}"></noscript><title>{target}</title></head>'
        f'<script>window.opener = null; location.replace("{escaped}")</script>',
    )


def _row(capture: _Capture, key: str) -> dict[str, str]:
    return {
        "urlkey": key,
        "timestamp": capture.timestamp,
        "original": capture.original,
        "mimetype": (capture.answer.header("content-type") or "").partition(";")[0],
        "statuscode": str(capture.answer.status),
        "digest": "A" * 32,
        "length": str(len(capture.answer.body)),
    }


def _key(url: str) -> str:
    """How the Wayback Machine sorts an address: the host backwards, `www.` and the scheme gone, letters small."""
    address: SplitResult = urlsplit(url if "://" in url else f"https://{url}")
    host = (address.hostname or "").removeprefix("www.")
    query = "&".join(sorted(address.query.lower().split("&"))) if address.query else ""
    path = address.path.lower()
    return f"{','.join(reversed(host.split('.')))}){path}" + (f"?{query}" if query else "")


def _memento(stamp: str) -> str:
    moment = dt.datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)
    return format_datetime(moment, usegmt=True)


def _none() -> tuple[str, str]:
    return "Content-Length", "0"


def _json(value: object) -> MadeAnswer:
    body = json.dumps(value, ensure_ascii=False).encode()
    return MadeAnswer(
        200, (("Content-Type", "application/json; charset=utf-8"), ("Content-Length", str(len(body)))), body
    )


def _html(status: int, text: str) -> MadeAnswer:
    body = text.encode()
    return MadeAnswer(status, (("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))), body)


def _text(status: int, text: str) -> MadeAnswer:
    body = text.encode()
    return MadeAnswer(status, (("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))), body)


def _file(url: str, data: bytes, media_type: str = "") -> MadeAnswer:
    kind = media_type or ("video/mp4" if urlsplit(url).path.endswith(".mp4") else "image/jpeg")
    return MadeAnswer(200, (("Content-Type", kind), ("Content-Length", str(len(data)))), data)
