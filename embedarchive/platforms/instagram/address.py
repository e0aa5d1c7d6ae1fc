"""Instagram: posts, reels, IGTV and stories, by their shortcode."""

from __future__ import annotations

import datetime as dt
import re

from embedarchive import urls
from embedarchive.model import Embed, Reference
from embedarchive.protocols.declaring.buttons import COMMENT, FOLLOW, LIKE, SAVE, SHARE
from embedarchive.protocols.declaring.copied import Copied
from embedarchive.protocols.declaring.fallback import Fallback
from embedarchive.protocols.declaring.id_times import shortcode
from embedarchive.protocols.declaring.platform import HostRate
from embedarchive.protocols.declaring.questions import named_file
from embedarchive.protocols.declaring.shapes import Shape, elements, substack
from embedarchive.protocols.declaring.sources import Source

NAME = "instagram"
IMAGE_HOSTS = ("cdninstagram.com",)
RATES = (HostRate(hosts=("instagram.com",), every_s=5.0),)
EXAMPLE = "https://www.instagram.com/p/C2kSJdxu3Mr/"
AUTHORED = "https://www.instagram.com/{handle}/p/{id}/"
WELL_KNOWN = "https://www.instagram.com/p/BsOGulcndj-/"
EMBED_PAGE = "https://www.instagram.com/p/{id}/embed/captioned/"
HOSTS = ("instagram.com", "instagr.am", "ddinstagram.com", "kkinstagram.com")
SOURCES = (
    Source(
        name="embed",
        url="https://www.instagram.com/p/{id}/embed/captioned/",
        also=("https://www.instagram.com/p/{id}/embed/",),
        who="The embed page",
        reads="page",
        gives="text, author, hour, images and videos",
        shape="recorded",
        checked="2026-11-29",
    ),
    Source(
        name="page",
        url="https://www.instagram.com/p/{id}/",
        also=("{url}",),
        gives="text, author, hour, images",
        shape="recorded",
        checked="2026-11-29",
    ),
)
RECORDED_AT = ("instagram.com", "instagr.am", "graph.facebook.com")  # no mirror's word is the platform's
_POST = "https://www.instagram.com/p/{}/"
_KINDS = frozenset({"p", "reel", "reels", "tv"})

MARKUP = (
    Shape(
        form="blockquote",
        tag="blockquote",
        cls="instagram-media",
        attributes=(("data-instgrm-permalink", "{}"), ("cite", "{}")),
        link="first",
        words="shared",
    ),
    Shape(form="blockquote", tag="blockquote", attributes=(("data-instgrm-permalink", "{}"),), words="shared"),
    Shape(form="data-attr", attributes=(("data-instgrm-permalink", "{}"),)),
    *elements(_POST, "amp-instagram[data-shortcode]", "bento-instagram[data-shortcode]"),
    substack(
        "InstagramToDOM",
        _POST,
        "instagram_id",
        ("text", "title"),
        ("handle", "author_name"),
        ("posted_at", "timestamp"),
    ),
)

FALLBACK = Fallback(
    bylines=(
        "A post shared by {name} (@{handle})",
        "A photo posted by {name} (@{handle})",
        "A video posted by {name} (@{handle})",
        "A photo shared by {name} (@{handle})",
        "A video shared by {name} (@{handle})",
        "Een bericht gedeeld door {name} (@{handle})",
        "Ein Beitrag geteilt von {name} (@{handle})",
        "Une publication partagée par {name} (@{handle})",
        "Una publicación compartida de {name} (@{handle})",
        "Una publicación compartida por {name} (@{handle})",
        "Un post condiviso da {name} (@{handle})",
        "Uma publicação compartilhada por {name} (@{handle})",
        "Um post compartilhado por {name} (@{handle})",
        "Uma publicação partilhada por {name} (@{handle})",
        "Публикация от {name} (@{handle})",
        "Публикация от {name} (@{handle})",
        "Ett inlägg delat av {name} (@{handle})",
        "Et opslag delt af {name} (@{handle})",
        "Et innlegg delt av {name} (@{handle})",
        "Post udostępniony przez {name} (@{handle})",
        "{name} (@{handle})'in paylaştığı bir gönderi",
        "Sebuah kiriman dibagikan oleh {name} (@{handle})",
        "Příspěvek sdílený {name} (@{handle})",
        "{name} (@{handle}) által megosztott bejegyzés",
        "{name}(@{handle})がシェアした投稿",
        "{name}(@{handle})님의 공유 게시물",
        "{name}（@{handle}）分享的貼文",
        "{name} (@{handle}) 分享的帖子",
        "{name} (@{handle}) द्वारा साझा की गई पोस्ट",
        "Допис, поширений {name} (@{handle})",
        "تمت مشاركة منشور بواسطة {name} (@{handle})",
    ),
    handle=r"[A-Za-z0-9_.]{1,30}",
    words="between",
    placeholders=(
        "View this post on Instagram",
        "Dit bericht op Instagram bekijken",
        "Sieh dir diesen Beitrag auf Instagram an",
        "Voir cette publication sur Instagram",
        "Ver esta publicación en Instagram",
        "Visualizza questo post su Instagram",
        "Ver essa foto no Instagram",
        "Ver esse post no Instagram",
        "Ver este post no Instagram",
        "Ver esta publicação no Instagram",
        "Посмотреть эту публикацию в Instagram",
        "この投稿をInstagramで見る",
        "Visa detta inlägg på Instagram",
        "Vis dette opslag på Instagram",
        "Wyświetl ten post na Instagramie",
        "Bu gönderiyi Instagram'da gör",
        "Lihat postingan ini di Instagram",
        "Zobrazit příspěvek na Instagramu",
        "A bejegyzés megtekintése az Instagramon",
        "Instagram에서 이 게시물 보기",
        "在 Instagram 查看這則貼文",
        "在 Instagram 查看这篇帖子",
        "इस पोस्ट को Instagram पर देखें",
        "Переглянути цей допис в Instagram",
        "عرض هذا المنشور على Instagram",
    ),
)


_LIKED = ("Liked by ", "Gefällt ", "Aimé par ", "Les gusta ", "Curtido por ", "Piace a ", "Vind-ik-leuks: ")
"""How the line begins that says who likes a post; its app has it above the words, which begin with the handle."""

COPIED = Copied(
    heads=(
        *(f"{{handle}}\n{names}" for names in ("and\n{any}\n{any}\n•", "and\n{any}\n•")),
        *("{handle}\n•", "{handle}\n·", "{handle}\nVerified", "{handle}\nFollow"),
        *(f"{{handle}}\n{place}{words}{{any}}" for words in _LIKED for place in ("{any}\n", "")),
    ),
    handle=r"[a-z0-9_.]{2,30}",
    buttons=(*LIKE, *COMMENT, *SAVE, *SHARE),
    endings=(
        *_LIKED,
        *("View all ", "Afficher les ", "Ver los ", "Ver todos os ", "Visualizza tutti ", "Alle Kommentare "),
    ),
    own=("Edited", *FOLLOW),
    counted=True,
    dated="below",
)
"""A post on its page: the handle, the words, who likes it, and the day below."""


def recognise(url: str) -> Reference | None:
    """The post, reel, video or story that a URL names."""
    address = urls.parse(url)
    if address is None or not address.on(*HOSTS):
        return None
    parts = address.segments
    match parts:
        case ("stories", user, identifier, *_) if identifier.isdigit() and user != "highlights":
            return Reference(
                platform=NAME, id=identifier, url=f"https://www.instagram.com/stories/{user}/{identifier}/", handle=user
            )
        case ("share", code) | ("share", _, code):
            known = re.fullmatch(r"[A-Za-z0-9_-]{5,60}", code)
            link = f"https://www.instagram.com/{'/'.join(parts)}"
            return Reference(platform=NAME, id=code, url=link, shared=True) if known else None
        case (kind, code, *_) if kind in _KINDS:
            return _post(kind, code, None)
        case (user, kind, code, *_) if kind in _KINDS:
            return _post(kind, code, user)
    return None


def _post(kind: str, code: str, user: str | None) -> Reference | None:
    if not re.fullmatch(r"[A-Za-z0-9_-]{5,60}", code):
        return None
    kind = "reel" if kind == "reels" else kind
    return Reference(platform=NAME, id=code, url=f"https://www.instagram.com/{kind}/{code}/", handle=user)


def addresses(embed: Embed) -> tuple[str, ...]:
    """The post under each of its kinds, and its embeddable page."""
    if not embed.id or embed.id.isdigit():
        return (embed.url,) if embed.url else ()
    kinds = [f"https://www.instagram.com/{kind}/{embed.id}/" for kind in ("p", "reel", "tv")]
    return tuple(dict.fromkeys([embed.url or kinds[0], *kinds, kinds[0] + "embed/captioned/", kinds[0] + "embed/"]))


def posted_at(identifier: str) -> dt.datetime | None:
    """A shortcode is a number in base 64 whose upper bits are milliseconds; a story's id is the number itself."""
    return None if identifier.isdigit() else shortcode(identifier)


def same_question(address: urls.Address) -> str | None:
    """The embed page says the same whatever its query and kind of post; files are known by name."""
    if address.on(*IMAGE_HOSTS):
        return named_file(address)
    parts = address.segments
    if not address.on(*RECORDED_AT) or "embed" not in parts:
        return None
    known, tail = recognise(str(address)), parts[parts.index("embed") :]
    return f"{' '.join(tail)} {known.id}" if known and tail in (("embed",), ("embed", "captioned")) else None
