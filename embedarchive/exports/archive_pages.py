"""The pages of a WACZ: its lists, with words to be searched, and a page of each post, which no platform served.

What was given as a file has no address, and neither has a post as we show it. Both stand below a host that no one can
have (RFC 6761), so that nobody takes them for a newspaper's or a platform's own.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from html import escape
from urllib.parse import quote

from embedarchive.model.states import in_words
from embedarchive.store.outgoing import OutgoingArticle, OutgoingMedia, OutgoingPost

OURS = "https://archive.invalid/"
_STYLE = (
    "body{font:1.1em/1.5 system-ui,sans-serif;max-width:40em;margin:2em auto;padding:0 1em}"
    "img,video{max-width:100%}footer{color:#555;font-size:.85em;border-top:1px solid #ccc;margin-top:1em}"
    "p{white-space:pre-wrap}"
)


def article_url(article: OutgoingArticle) -> str:
    """Where an article stands in the WACZ."""
    name = article.source.replace("\\", "/").rstrip("/").rpartition("/")[2] or "article"
    return article.url or f"{OURS}article/{article.name}/{quote(name)}"


def post_url(post: OutgoingPost) -> str:
    """Where our page of a post stands in the WACZ."""
    return f"{OURS}post/{hashlib.sha256(post.key.encode()).hexdigest()[:16]}"


def post_page(post: OutgoingPost) -> bytes:
    """A post as a page: who, what, when, its media from where they were recorded, and how all this is known."""
    who = " ".join(filter(None, (post.author, post.handle and f"@{post.handle.lstrip('@')}"))) or post.key
    state = post.status + (f" ({in_words(post.reason)})" if post.reason else "")
    when = f"<p><time>{escape(post.posted)}</time></p>" if post.posted else ""
    link = f'<a href="{escape(post.url)}">{escape(post.url)}</a>' if post.url else escape(post.key)
    kept = f", last captured {post.captured_at:%Y-%m-%d %H:%M} UTC" if post.captured_at else ""
    return f"""<!doctype html>
<html lang="{escape(post.language or "und")}"><meta charset="utf-8"><title>{escape(who)}</title>
<meta name="viewport" content="width=device-width"><style>{_STYLE}</style>
<article><h1>{escape(who)}</h1>{when}<p>{escape(post.text or "")}</p>
{"".join(map(_shown, post.media))}
<footer>Written by embedarchive from what it kept of {link}: {escape(state)}{kept}.</footer></article></html>
""".encode("utf-8", "replace")


def _shown(media: OutgoingMedia) -> str:
    url, alt = escape(media.url), escape(media.alt)
    if media.kind == "video":
        return f'<video controls src="{url}" aria-label="{alt}"></video>'
    if media.kind in {"photo", "poster", "gif", "avatar", "card"}:
        return f'<img src="{url}" alt="{alt}">'
    return f'<p><a href="{url}">{alt or url}</a></p>'


def page_list(name: str, title: str, pages: Iterable[Mapping[str, object]]) -> bytes:
    """A list of pages: JSON, one object a line, the first of them about the list."""
    first = {"format": "json-pages-1.0", "id": name, "title": title, "hasText": True}
    return b"".join(f"{json.dumps(line, ensure_ascii=False)}\n".encode("utf-8", "replace") for line in (first, *pages))


def article_entry(article: OutgoingArticle) -> dict[str, object]:
    """An article in the list of pages."""
    return {
        "id": f"article-{article.name}",
        "url": article_url(article),
        "ts": _moment(article.at),
        "title": article.title or article.source,
        "text": article.text.replace("\ufffc", ""),
        "seed": True,
    }


def post_entry(post: OutgoingPost, at: dt.datetime) -> dict[str, object]:
    """A post in the list of further pages; `about` is its own address."""
    who = post.author or post.handle or post.key
    entry = {"id": f"post-{post.key}", "url": post_url(post), "ts": _moment(at), "title": who, "about": post.url}
    return {**entry, "text": " ".join(filter(None, (post.author, post.handle, post.text)))}


def _moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
