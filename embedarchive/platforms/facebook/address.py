"""Facebook: posts, photos, videos, reels, stories in groups and events, under the many addresses they have had."""

from __future__ import annotations

import re

from embedarchive import urls
from embedarchive.model import Embed, Reference, Request
from embedarchive.protocols.declaring.buttons import COMMENT, FOLLOW, LIKE, MORE, SHARE, TRANSLATED
from embedarchive.protocols.declaring.copied import Copied
from embedarchive.protocols.declaring.fallback import Fallback
from embedarchive.protocols.declaring.platform import HostRate
from embedarchive.protocols.declaring.questions import named_file
from embedarchive.protocols.declaring.shapes import Shape, elements
from embedarchive.protocols.declaring.sources import Source

NAME = "facebook"
IMAGE_HOSTS = ("fbcdn.net",)
RATES = (HostRate(hosts=("facebook.com",), every_s=5.0),)
EXAMPLE = "https://www.facebook.com/janedoe/posts/10207393772231779"
WELL_KNOWN = "https://www.facebook.com/20531316728/posts/10154009990506729/"
EMBED_PAGE = "https://www.facebook.com/plugins/post.php?href={quoted}&show_text=true&width=500"
HOSTS = ("facebook.com", "fb.watch", "fb.com", "facebookwkhpilnemxj7asaniu7vnjjbiltxjqhye3mhbshg7kx5tfyd.onion")
SOURCES = (
    Source(
        name="plugin",
        url="https://www.facebook.com/plugins/post.php?href={quoted}&show_text=true&width=500&locale=en_US",
        also=("https://www.facebook.com/plugins/post.php?href={quoted}&show_text=true&width=500",),
        ids="[^/]+",
        who="The embed plugin",
        gives="text, author, hour, images, counts",
        shape="documented",
        checked="2026-11-29",
    ),
    Source(
        name="comment-plugin",
        reads="plugin",
        url="https://www.facebook.com/plugins/comment_embed.php?href={quoted}&include_parent=false&locale=en_US",
        also=("https://www.facebook.com/plugins/comment_embed.php?href={quoted}&include_parent=false",),
        ids="[^/]+/[^/]+",
        who="The embed plugin",
        gives="a comment: text, author, hour",
        shape="made",
        checked="2026-11-29",
    ),
    Source(
        name="page",
        ids="[^/]+",
        gives="text, author, hour; of public posts only",
        shape="recorded",
        checked="2026-11-29",
    ),
)
_NUMBER = r"pfbid[A-Za-z0-9]{6,100}|\d{3,25}"
_COUNTED = rf"(?:{_NUMBER})(?::\d{{1,3}})?"
"""Stories that were told as one have a count behind their number (`…:0`): the address keeps it, the id does not."""
_BY = "posted"
_WATCHED = frozenset({"watch", "live", "video.php", "photo.php", "photo"})
_COMMENTS = ("comment_id", "reply_comment_id")

MARKUP = (
    *(
        Shape(form="xfbml", cls=cls, attributes=(("data-href", "{}"), ("cite", "{}")), link="last", words=_BY)
        for cls in ("fb-post", "fb-video", "fb-comment-embed")
    ),
    Shape(
        form="blockquote",
        tag="blockquote",
        cls="fb-xfbml-parse-ignore",
        attributes=(("cite", "{}"),),
        link="last",
        words=_BY,
    ),
    *(
        Shape(form="xfbml", tag=tag, attributes=(("href", "{}"),), words=_BY)
        for tag in ("fb:post", "fb:video", "fb:comment-embed")
    ),
    *elements("{}", "amp-facebook[data-href]", "bento-facebook[data-href]"),
)

FALLBACK = Fallback(
    bylines=(
        "Posted by {name} on {date}",
        "Geplaatst door {name} op {date}",
        "Gepostet von {name} am {date}",
        "Posté par {name} sur {date}",
        "Publié par {name} sur {date}",
        "Publiée par {name} sur {date}",
        "Publicada por {name} en {date}",
        "Publicado por {name} en {date}",
        "Publicado por {name} em {date}",
        "Pubblicato da {name} su {date}",
        "Opublikowany przez {name} {date}",
        "Опубликовано {name} {date}",
        "Опубліковано {name} {date}",
    ),
    handle="",
    words="above",
)


COPIED = Copied(
    heads=(
        "{name}\n{date} ·{audience}",
        "{name}\n{date}\n·\n{any}\n·",
        "{name}\n{date}\n·",
        "{name} · {date} ·{audience}",
    ),
    buttons=(*LIKE, *COMMENT, *SHARE),
    endings=(
        *("All reactions:", "Alle reacties:", "Alle Reaktionen:", "Toutes les réactions", "Todas las reacciones:"),
        *("Todas as reações:", "Tutte le reazioni:", "Wszystkie reakcje:", "Tüm ifadeler:", "Все реакции:"),
        *("Усі реакції:", "كل التفاعلات:", "リアクションすべて", "Alla reaktioner:", "Semua tanggapan:"),
    ),
    own=("Public", "Shared with Public", "Verified account", *FOLLOW, *MORE, *TRANSLATED),
    audiences=(
        *("Public", "Shared with Public", "Openbaar", "Öffentlich", "Público", "Pubblico", "Publiczny", "Publiczne"),
        *(
            "Herkese Açık",
            "Доступно всем",
            "Загальнодоступно",
            "عام",
            "公開",
            "公开",
            "Offentlig",
            "Publik",
            "전체 공개",
        ),
    ),
)
"""A post on its page: who, when and for whom above it, and the row of buttons below."""


def recognise(url: str) -> Reference | None:
    """The post, photo, video, reel or event that a URL names, also as a plugin's frame."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    parts = address.segments
    if address.on("fb.watch"):
        return _shared(parts[0], f"https://fb.watch/{parts[0]}/") if parts and _code(parts[0]) else None
    if parts and re.fullmatch(r"v\d{1,2}\.\d{1,2}", parts[0]):
        parts = parts[1:]
    if parts[:1] == ("plugins",):
        framed = parts[1:2] in (("post.php",), ("video.php",), ("comment_embed.php",))
        return recognise(urls.unwrap(address.parameter("href")).url) if framed else None
    post = _by_query(address, parts) or _by_path(parts)
    return _comment(address, post) if post is not None and not post.shared else post


def _comment(address: urls.Address, post: Reference) -> Reference:
    """The comment that an address singles out; its id is `post/comment`, as nobody promises that it is unique alone."""
    comment = address.parameter("reply_comment_id", "comment_id")
    if not comment.isdigit():
        return post
    named = [f"{name}={value}" for name in _COMMENTS if (value := address.parameter(name)).isdigit()]
    url = f"{post.url}{'&' if '?' in post.url else '?'}{'&'.join(named)}"
    return Reference(platform=NAME, id=f"{post.id}/{comment}", url=url)


def _by_query(address: urls.Address, parts: tuple[str, ...]) -> Reference | None:
    """`/permalink.php?story_fbid=…&id=…`, `/photo.php?fbid=…`, `/watch/?v=…` and their kin."""
    last = parts[-1] if parts else ""
    if last in ("permalink.php", "story.php") or address.parameter("story_fbid"):
        story, page = address.parameter("story_fbid"), address.parameter("id")
        if re.fullmatch(_NUMBER, story):
            tail = f"&id={page}" if page.isdigit() else ""
            return _made(story, f"https://www.facebook.com/permalink.php?story_fbid={story}{tail}")
    if last in ("photo.php", "photo") and (number := address.parameter("fbid")).isdigit():
        return _made(number, f"https://www.facebook.com/photo.php?fbid={number}")
    flash = parts[:1] == ("v",)  # the player of old
    if flash or parts[:1] == ("watch",) or last in _WATCHED or parts[:2] == ("video", "embed"):
        number = last if flash else address.parameter("v", "video_id")
        return _made(number, f"https://www.facebook.com/watch/?v={number}") if number.isdigit() else None
    if parts[:1] == ("groups",) and (number := address.parameter("multi_permalinks")).isdigit():
        return _made(number, f"https://www.facebook.com/groups/{parts[1]}/posts/{number}/") if parts[1:] else None
    if parts[:2] == ("media", "set"):
        number = address.parameter("set")
        return _made(number, f"https://www.facebook.com/media/set/?set={number}") if _code(number) else None
    return None


def _by_path(parts: tuple[str, ...]) -> Reference | None:
    match parts:
        case ("reel" | "videos" | "events" as kind, number, *_) if number.isdigit():
            return _made(number, f"https://www.facebook.com/{kind}/{number}/")
        case ("share", code) | ("share", _, code) if _code(code):
            return _shared(code, f"https://www.facebook.com/{'/'.join(parts)}/")
        case ("groups", group, "posts", _, number, *_) if re.fullmatch(_NUMBER, number):  # a title before it
            return _made(number, f"https://www.facebook.com/groups/{group}/posts/{number}/")
        case ("groups", group, "posts" | "permalink", number, *_) if re.fullmatch(_NUMBER, number):
            return _made(number, f"https://www.facebook.com/groups/{group}/posts/{number}/")
        case (page, "posts" | "photos" | "videos" | "reels" as kind, *rest):
            last = next((part for part in reversed(rest[:4]) if re.fullmatch(_COUNTED, part)), None)
            if last:
                path = "/".join([page, kind, *rest[: rest.index(last) + 1]])
                number = last.partition(":")[0]
                return _made(number, f"https://www.facebook.com/{path}", None if page.isdigit() else page)
    return None


def _code(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9._-]{4,60}", text) is not None


def _shared(code: str, link: str) -> Reference:
    return Reference(platform=NAME, id=code, url=link, shared=True)


def share_request(link: str) -> Request:
    """Where a `/share/…` link leads is told to those who are not logged in by the mobile host."""
    mobile = link.replace("https://www.facebook.com/", "https://m.facebook.com/", 1)
    return Request(url=mobile, headers=(("Accept-Language", "en-US,en;q=0.9"),))


def _made(number: str, url: str, handle: str | None = None) -> Reference:
    return Reference(platform=NAME, id=number, url=url, handle=handle)


def addresses(embed: Embed) -> tuple[str, ...]:
    """The post on the hosts that crawlers see most."""
    if not embed.url:
        return ()
    found = [embed.url]
    if embed.url.startswith("https://www.facebook.com/"):
        path = embed.url.removeprefix("https://www.facebook.com/")
        found += [f"https://{host}.facebook.com/{path}" for host in ("m", "web", "mbasic")]
    return tuple(found)


def same_question(address: urls.Address) -> str | None:
    """Files are known by name, whatever their size and signature."""
    return named_file(address) if address.on(*IMAGE_HOSTS) else None
