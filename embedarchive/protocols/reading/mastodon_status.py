"""A status as Mastodon's API gives it; Truth Social, Pleroma, Akkoma, Pixelfed and others answer in the same form.

Format: https://docs.joinmastodon.org/entities/Status/. `content` is HTML: its paragraphs and line ends are kept. The
warning above a post (`spoiler_text`) is its author's words, too: it stands before them, with an empty line between.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from embedarchive.model import MediaRef, Post, Reference
from embedarchive.protocols.reading import values
from embedarchive.protocols.reading.counts import counts
from embedarchive.protocols.reading.provenance import credited
from embedarchive.protocols.reading.soup import attribute, soup, words

_ROLES = {"image": "photo", "gifv": "gif", "video": "video", "audio": "audio"}
_BLOCKS = frozenset({"p", "blockquote", "ul", "ol", "pre", "h1", "h2", "h3", "h4"})
_QUOTE_INLINE = frozenset({"quote-inline"})
"""The address of the quoted post, in words for servers that know no quotations."""


def post(
    status: Mapping[str, object], host: str, platform: str, recognise: Callable[[str], Reference | None], depth: int = 0
) -> Post | None:
    """The post that a status is; None when it is none.

    Args:
        status: the object of the API.
        host: the server that gave it: ids are unique on one server only. Empty where there is only one.
        platform: whose post it is.
        recognise: which post an address names there.
        depth: how deep it stands inside another one.
    """
    number = values.text(status.get("id"))
    account = values.mapping(status, "account")
    content = status.get("content")
    if number is None or not isinstance(content, str) or not account or len(number) > 60:
        return None
    inner = status.get("quote") or {}
    quote = values.mapping(inner, "quoted_status") or values.mapping(inner)
    quoted = post(quote, host, platform, recognise, depth + 1) if quote and depth < 2 else None
    spoiler = values.text(status.get("spoiler_text")) or ""
    text, links = prose(content)
    gallery = attachments(status.get("media_attachments"))
    card, picture = _card(values.mapping(status, "card"))
    portrait = values.link(account.get("avatar_static")) or values.link(account.get("avatar"))
    extra = [MediaRef(candidates=(picture,), role="card", index=len(gallery))] if picture else []
    extra += [MediaRef(candidates=(portrait,), role="avatar")] if portrait and not depth else []
    address = values.link(status.get("url")) or values.link(status.get("uri"))
    return credited(
        Post(
            platform=platform,
            id=f"{host}/{number}" if host else number,
            url=address,
            author=values.text(account.get("display_name")),
            handle=handle_of(account, host),
            author_url=values.link(account.get("url")),
            posted_at=values.moment(status.get("created_at")),
            edited_at=values.moment(status.get("edited_at")),
            text="\n\n".join(part for part in (spoiler, text) if part) or None,
            language=values.text(status.get("language")),
            place=values.text(values.mapping(status, "place").get("name")),
            media=(*gallery, *extra),
            links=links,
            quotes=quoted.url if quoted else None,
            related=(quoted,) if quoted else (),
            counts=counts(
                likes=status.get("favourites_count"),
                replies=status.get("replies_count"),
                reposts=status.get("reblogs_count"),
                quotes=status.get("quotes_count"),
            ),
            poll=_poll(values.mapping(status, "poll")),
            card=card,
            sensitive=status.get("sensitive") is True or bool(spoiler),
        ),
        "api",
    )


def with_parent(found: Post, status: Mapping[str, object], parent: Post | None) -> Post:
    """The post with the one that it answers, as far as the answer shows or names it."""
    answered = values.text(status.get("in_reply_to_id"))
    if answered is None or parent is None:
        return found
    known = dict(found.sources)
    return replace(
        found,
        replies_to=parent.url,
        related=(*found.related, parent),
        sources=tuple({**known, "replies_to": "api", "related": known.get("related", "api")}.items()),
    )


def handle_of(account: Mapping[str, object], host: str) -> str | None:
    """The author's handle: with its server on a network of many (`jane@social.example`), else the plain name."""
    name = values.text(account.get("acct")) or values.text(account.get("username"))
    return f"{name}@{host}" if name and host and "@" not in name else name


def prose(content: str) -> tuple[str | None, tuple[str, ...]]:
    """The words of a post in HTML and the links in them; mentions and hashtags are no links of the author's."""
    tree = soup(content)
    shown = words(tree, hidden=_QUOTE_INLINE, paragraphs=_BLOCKS)
    text = re.sub(r"[ \t]{1,100}\n", "\n", shown.replace("\r\n", "\n").replace("\u200b", ""))
    text = re.sub(r"\n{3,1000}", "\n\n", text).strip()
    links = (
        attribute(anchor, "href") or ""
        for anchor in tree.find_all("a", limit=200)
        if not _QUOTE_INLINE & {str(name) for name in (anchor.parent or anchor).get_attribute_list("class")}
        and not {"mention", "hashtag", "u-url"} & {str(name) for name in anchor.get_attribute_list("class")}
        and "tag" not in anchor.get_attribute_list("rel")
    )
    return values.text(text), tuple(dict.fromkeys(link for address in links if (link := values.link(address))))


def attachments(given: object) -> list[MediaRef]:
    """Images, videos and sounds: the server's own file, then that of the server it came from, then the preview."""
    found: list[MediaRef] = []
    for item in map(values.mapping, values.items(given)):
        role = _ROLES.get(str(item.get("type")), "photo")
        own, remote, preview = (values.link(item.get(key)) for key in ("url", "remote_url", "preview_url"))
        original = values.mapping(item, "meta", "original")
        whole = [address for address in (own, remote) if address]
        smaller = [preview] if preview and role == "photo" else []
        candidates = tuple(dict.fromkeys((*whole, *smaller)))
        alt = values.text(item.get("description")) or ""
        if candidates:
            found.append(
                MediaRef(
                    candidates=candidates,
                    role=role,
                    alt=alt,
                    index=len(found),
                    width=values.number(original.get("width")),
                    height=values.number(original.get("height")),
                    duration_s=values.real(original.get("duration")) if role != "photo" else None,
                )
            )
        if preview and role in {"video", "audio", "gif"} and preview not in candidates:
            found.append(MediaRef(candidates=(preview,), role="poster", alt=alt, index=len(found)))
    return found


def _poll(poll: Mapping[str, object]) -> tuple[tuple[str, int | None], ...]:
    options = map(values.mapping, values.items(poll.get("options")))
    return tuple(
        (title, values.number(option.get("votes_count")))
        for option in options
        if (title := values.text(option.get("title")))
    )


def _card(card: Mapping[str, object]) -> tuple[tuple[tuple[str, str], ...], str | None]:
    fields = {
        "url": values.link(card.get("url")),
        "title": values.text(card.get("title")),
        "description": values.text(card.get("description")),
        "site": values.text(card.get("provider_name")),
    }
    shown = tuple((key, value) for key, value in fields.items() if value)
    return shown if fields["url"] else (), values.link(card.get("image"))
