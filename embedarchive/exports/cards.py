"""A post as a card that needs nothing: HTML with a style of its own, no script, and schema.org's words for machines.

What stands in it are other people's words: every one is escaped, every address is http(s), and what a browser does not
show without running anything is named and not shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import TypeAlias
from urllib.parse import urlsplit

from embedarchive.model.rows import PostMedia, PostRow
from embedarchive.model.states import in_words
from embedarchive.package_data import text as data_file
from embedarchive.patterns import regex
from embedarchive.signatures import INLINE
from embedarchive.store.queries.posts import PostLink, Tombstone
from embedarchive.urls import legible

CLASS = "embedarchive-card"
"""Stands before every rule of the card's style, so that it reaches nothing else of a page."""
BESIDE = frozenset({"avatar", "poster"})
"""Media of a post that are shown as part of something else."""
_LANGUAGE = regex(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,4}")
_SHOWN_LINKS = {"quotes": "Quotes", "replies-to": "Answers"}

Addresses: TypeAlias = Callable[[str], str | None]
"""Where the file with a digest is to be loaded from: a `data:` URL, a file beside; None when it is not to be had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A post with all that its card shows.

    Attributes:
        post: what is known of it.
        platform: the platform's name as people write it.
        state: where it was kept from, or why it was not, in a sentence.
        media: its images, videos and sounds, in their order.
        links: what it quotes, answers and points at.
        erased: when and why its words were erased.
        digest: the SHA-256 of what was captured, in hexadecimal.
    """

    post: PostRow
    platform: str
    state: str
    media: tuple[PostMedia, ...] = ()
    links: tuple[PostLink, ...] = ()
    erased: Tombstone | None = None
    digest: str | None = None


def style() -> str:
    """The style sheet of cards."""
    return data_file(__package__, "card.css")


def fragment(card: Card, addresses: Addresses) -> str:
    """The card with its own style, to be put into any page."""
    return f"<style>{style()}</style>\n{markup(card, addresses)}\n"


def markup(card: Card, addresses: Addresses) -> str:
    """The card without its style, for a page that has it."""
    post = card.post
    inside = [_header(card, addresses)]
    if card.erased:
        inside.append('<p class="absent">The words and media of this post were removed from the archive.</p>')
    else:
        inside += [_words(post.text, post.language), _media(card, addresses)]
        inside += [_linked(link) for link in card.links if link.kind in _SHOWN_LINKS]
    inside.append(_footer(card))
    kept = "".join(f"\n{piece}" for piece in inside if piece)
    return (
        f'<article class="{CLASS}" itemscope itemtype="https://schema.org/SocialMediaPosting">'
        f'<meta itemprop="identifier" content="{escape(post.key)}">{kept}\n</article>'
    )


def paragraphs(text: str) -> str:
    """A text as paragraphs, its line ends kept."""
    blocks = (block.strip("\n") for block in text.replace("\r\n", "\n").split("\n\n"))
    return "".join(f"<p>{'<br>'.join(map(escape, block.split(chr(10))))}</p>" for block in blocks if block.strip())


def link(url: str | None) -> str | None:
    """An address that may be followed: http or https, with a host."""
    try:
        parts = urlsplit((url or "").strip())
        return (url or "").strip() if parts.scheme in {"http", "https"} and parts.hostname else None
    except ValueError:
        return None


def language(tag: str | None) -> str:
    """The attribute that states a language; nothing for what is none."""
    return f' lang="{tag}"' if tag and tag != "und" and _LANGUAGE.fullmatch(tag) else ""


def moment(when: str | None, name: str = "") -> str:
    """A time or day as people and machines read it."""
    if not when:
        return ""
    told = f"{when[:16].replace('T', ' ')} UTC" if "T" in when else when
    named = f' itemprop="{name}"' if name else ""
    return f'<time{named} datetime="{escape(when)}">{escape(told)}</time>'


def _header(card: Card, addresses: Addresses) -> str:
    post = card.post
    name = post.author or post.handle or ("An erased post" if card.erased else "Unknown author")
    avatar = next((one for one in card.media if one.role == "avatar" and one.digest), None)
    source = addresses(avatar.digest) if avatar and avatar.digest and _family(avatar) == "image" else None
    image = f'<img class="avatar" src="{escape(source)}" alt="" width="40" height="40">' if source else ""
    handle = (
        f' <span class="handle" itemprop="alternateName" dir="ltr">@{escape(legible(post.handle))}</span>'
        if post.handle
        else ""
    )
    when = moment(post.posted_at or post.day, "datePublished") or "No date"
    return (
        f'<header>{image}<p class="author" itemprop="author" itemscope itemtype="https://schema.org/Person">'
        f'<strong itemprop="name"><bdi>{escape(name)}</bdi></strong>{handle}</p>'
        f'<p class="when">{when} · <span itemprop="publisher">{escape(card.platform)}</span></p></header>'
    )


def _words(text: str | None, tag: str | None) -> str:
    if not text:
        return '<p class="absent">No text is kept of this post.</p>'
    return f'<div class="words" itemprop="articleBody" dir="auto"{language(tag)}>{paragraphs(text)}</div>'


def _media(card: Card, addresses: Addresses) -> str:
    shown = [one for one in card.media if one.role not in BESIDE]
    posters = [one.digest for one in card.media if one.role == "poster" and one.digest and _family(one) == "image"]
    figures = [_figure(one, addresses, posters[:1]) for one in shown]
    if card.post.sensitive and figures:
        what = "Sensitive by the platform's own word: show it"
        return f"<details><summary>{what}</summary>{''.join(figures)}</details>"
    return "\n".join(figures)


def _figure(item: PostMedia, addresses: Addresses, posters: list[str]) -> str:
    alt = item.told or item.alt
    described = f'<figcaption dir="auto">{escape(alt)}</figcaption>' if alt else ""
    source = addresses(item.digest) if item.digest else None
    if source is None:
        why = in_words(item.reason) or item.status
        state = "is kept, but does not fit in here" if item.digest else f"is not kept ({why})"
        return f'<figure><p class="absent">The {escape(item.kind)} {escape(state)}.</p>{described}</figure>'
    size = f' width="{item.width}" height="{item.height}"' if item.width and item.height else ""
    named, address = escape(alt or f"A {item.kind} without a description"), escape(source)
    poster = next(filter(None, map(addresses, posters)), None)
    still = f' poster="{escape(poster)}"' if poster else ""
    paper = f'<img class="paper" src="{escape(poster)}" alt="">' if poster else '<p class="paper">A video.</p>'
    forms = {
        "image": f'<img itemprop="image" src="{address}" alt="{named}"{size}>',
        "video": f'<video controls preload="metadata" src="{address}" aria-label="{named}"{size}{still}></video>'
        f"{paper}",
        "audio": f'<audio controls preload="metadata" src="{address}" aria-label="{named}"></audio>',
    }
    save = f'<a href="{address}" download>Save the {escape(item.media_type or "file")}</a>'
    return f"<figure>{forms.get(_family(item), save)}{described}</figure>"


def _family(item: PostMedia) -> str:
    """How a browser shows a medium without running anything of it: image, video, audio; empty for anything else."""
    return (item.media_type or "").partition("/")[0] if item.media_type in INLINE else ""


def _linked(one: PostLink) -> str:
    """A post that this one quotes or answers."""
    handle = (
        f' <span class="handle" dir="ltr">@{escape(legible(one.target_handle))}</span>' if one.target_handle else ""
    )
    name = f"<strong><bdi>{escape(one.target_author)}</bdi></strong>" if one.target_author else ""
    words = f'<div dir="auto"{language(one.target_language)}>{paragraphs(one.target_text or "")}</div>'
    address = link(one.url)
    where = _address(address) if address else f'<bdi dir="ltr">{escape(one.url)}</bdi>'
    when = moment(one.target_posted_at)
    return (
        f'<blockquote class="linked"><p class="when">{_SHOWN_LINKS[one.kind]} {name}{handle} {when}</p>'
        f'{words if one.target_text else ""}<p class="address">{where}</p></blockquote>'
    )


def _address(url: str, name: str = "") -> str:
    named = f' itemprop="{name}"' if name else ""
    return f'<a{named} href="{escape(url)}" rel="noreferrer noopener nofollow external" dir="ltr">{escape(url)}</a>'


def _footer(card: Card) -> str:
    post = card.post
    where = "" if card.erased or post.latitude is None else f" · {post.latitude}, {post.longitude}"
    address = None if card.erased else link(post.url)
    shown = f'<br><span class="address">{_address(address, "url")}</span>' if address else ""
    return (
        f'<footer><p><span class="state {escape(post.status)}">{escape(card.state)}</span>{where}{_archived(card)}'
        f"{shown}</p></footer>"
    )


def _archived(card: Card) -> str:
    """When it was kept, and by which digest what was kept is told from anything else."""
    if card.erased:
        return f' · {moment(card.erased.at)} · <span dir="auto">{escape(card.erased.reason)}</span>'
    post = card.post
    if not post.captured_at:
        return ""
    digest = (
        f' · <span class="digest">SHA-256 <code itemprop="identifier">{escape(card.digest)}</code></span>'
        if card.digest
        else ""
    )
    return (
        ' · <span itemprop="archivedAt" itemscope itemtype="https://schema.org/WebPage">kept '
        f"{moment(post.captured_at, 'dateCreated')}{digest}</span>"
    )
