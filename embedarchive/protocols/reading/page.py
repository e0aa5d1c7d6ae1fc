"""What a page tells other sites to show of it: JSON-LD (schema.org), Open Graph and their kin.

Formats: https://schema.org, https://ogp.me, https://oembed.com (section 4, discovery). JSON-LD says most and goes
first, Open Graph fills what it leaves open. Titles and descriptions become the text as in `oembed_answer`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from embedarchive import urls
from embedarchive.model import MediaRef, Post, Reference
from embedarchive.protocols.declaring import id_times
from embedarchive.protocols.reading import linked_data, notices, values
from embedarchive.protocols.reading.provenance import credited, filled
from embedarchive.protocols.reading.soup import attribute, soup
from embedarchive.protocols.reading.wording import has_ending, is_cut, joined

if TYPE_CHECKING:
    from bs4 import Tag

MOST = 2000
"""Elements of a kind that are looked at; real pages have below 200."""
_DATES = (
    "article:published_time",
    "og:published_time",
    "video:release_date",
    "datepublished",
    "uploaddate",
    "music:release_date",
)
_LENGTHS = ("music:duration", "video:duration", "og:video:duration", "og:audio:duration")
_FILES = {"video": ("video/mp4", "video/webm"), "audio": ("audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav")}
_ENDINGS = {
    "video": (".mp4", ".webm", ".m4v", ".mov"),
    "audio": (".mp3", ".m4a", ".ogg", ".wav"),
    "image": (".gif", ".gifv", ".jpg", ".jpeg", ".png", ".webp"),
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page and what stands in its head.

    Attributes:
        address: where it was found.
        tree: its elements.
        meta: what its `<meta>` elements say, by property or name in lower case, in their order.
    """

    address: str
    tree: Tag
    meta: Mapping[str, tuple[str, ...]]

    def say(self, *names: str) -> str | None:
        """The first value that one of these names has, in the order of the names."""
        return next((self.meta[name][0] for name in names if name in self.meta), None)

    def link(self, *names: str) -> str | None:
        """The same, as an absolute address."""
        said = self.say(*names)
        return values.link(urls.resolve(said, self.address)) if said else None

    def related(self, relation: str, media_type: str = "") -> str | None:
        """Where a `<link rel=…>` leads, absolute."""
        for tag in self.tree.find_all("link", limit=MOST):
            kind = (attribute(tag, "type") or "").partition(";")[0].strip().lower()
            named = {str(name).lower() for name in tag.get_attribute_list("rel")}
            if relation in named and (not media_type or kind == media_type):
                target = attribute(tag, "href")
                return values.link(urls.resolve(target, self.address)) if target else None
        return None

    @property
    def canonical(self) -> str | None:
        """The address that the page calls its own; some name a file in its place."""
        own = self.link("og:url")
        files = any(has_ending(own or "", endings) for endings in _ENDINGS.values())
        return (self.related("canonical") or own) if files else own or self.related("canonical")

    @property
    def oembed(self) -> str | None:
        """Where its oEmbed answer is, if it names one."""
        kinds = ("application/json+oembed", "text/json+oembed")
        return next((found for kind in kinds if (found := self.related("alternate", kind))), None)

    @property
    def title(self) -> str:
        """What stands in `<title>`, blanks collapsed."""
        tag = self.tree.find("title")
        return " ".join(tag.get_text()[:2000].split()) if tag is not None else ""


def page(markup: str, address: str) -> Page:
    """The page that a text of HTML is; `address` is where it was found."""
    tree = soup(markup)
    meta: dict[str, tuple[str, ...]] = {}
    for tag in tree.find_all("meta", limit=MOST):
        content = (attribute(tag, "content") or "").strip()
        for kind in ("property", "name", "itemprop"):
            name = (attribute(tag, kind) or "").lower()
            if name and content:
                meta[name] = (*meta.get(name, ()), content)[:50]
    return Page(address, tree, meta)


def is_of_another(found: Page, reference: Reference, recognise: Callable[[str], Reference | None]) -> bool:
    """Whether the links of an embed page, which shows one post, name posts and none of them is this one."""
    links = (urls.resolve(str(tag.get("href")), found.address) for tag in found.tree.select("a[href]", limit=300))
    named = {post.id for link in links if link and (post := recognise(urls.unwrap(link).url)) and not post.shared}
    return bool(named) and reference.id not in named


def is_above(address: str | None, reference: Reference) -> bool:
    """Whether an address is that of a page above a post's, such as its author's: it is no longer, and without the id.

    Args:
        address: what a page calls its own, on the post's site, and which names no post that we know.
        reference: the post that was asked for.
    """
    own, asked, code = urls.parse(address or ""), urls.parse(reference.url), reference.id.rpartition("/")[2].lower()
    if own is None or asked is None or not code:
        return False
    return len(own.segments) <= len(asked.segments) and code not in str(own).lower()


def read(found: Page, reference: Reference) -> Post | None:
    """What a page says about the post that it is; None when it says nothing of itself, or of its site only.

    The id, the address and the handle are those of `reference`: whether the page is about that post is for the caller
    to judge by `canonical`.
    """
    told = [linked_data.read(found.tree, found.address, reference), _opengraph(found, reference)]
    posts = [post for post in told if post is not None]
    if not posts:
        return None
    post = posts[0]
    for other in posts[1:]:
        post = filled(_sized(post, other), other)
    here, title = urls.parse(found.address), found.say("og:title", "twitter:title") or found.title
    if notices.of_site(title, post, here.host if here else "", found.say("og:site_name")):
        untitled = _untitled(post, reference)
        if untitled is None:
            return None
        post = untitled
    named = Post(platform=post.platform, id=reference.id or None, url=reference.url, handle=reference.handle)
    return filled(post, credited(named, "page", id="id", handle="id"))


def _untitled(post: Post, reference: Reference) -> Post | None:
    """The images of a page that has its site's name for a title: works without one have it, too. None without any.

    An image is the post's when its address has the post's id in it.
    """
    code = reference.id.rpartition("/")[2]
    media = tuple(ref for ref in post.media if len(code) > 4 and code in ref.candidates[0])
    if not media:
        return None
    return credited(Post(platform=post.platform, media=media), dict(post.sources)["media"])


def _sized(post: Post, other: Post) -> Post:
    """The post with the sizes of its images where the other says them of the same addresses."""
    sizes = {ref.candidates[0]: ref for ref in other.media if ref.width}
    media = tuple(
        replace(ref, width=known.width, height=known.height)
        if not ref.width and (known := sizes.get(ref.candidates[0]))
        else ref
        for ref in post.media
    )
    return replace(post, media=media)


def _opengraph(found: Page, reference: Reference) -> Post | None:
    """Open Graph, with Twitter's cards and the plain description where it is silent."""
    title = found.say("og:title", "twitter:title")
    described = found.say("og:description", "twitter:description")
    if title and title in {found.say("og:site_name"), found.say("article:author"), found.say("author")}:
        title = None  # whose page it is, not what it says
    media = _media(found)
    if not (title or described or media):
        return None
    author = found.say("article:author", "author", "twitter:creator") or ""
    written = found.say(*_DATES)
    exact = values.moment(written)
    words = joined(title, described or found.say("description"))
    post = Post(
        platform=reference.platform,
        author=None if "://" in author or author.startswith("@") else values.text(author),
        author_url=values.link(author),
        posted_at=exact or id_times.day(written),
        text=words,
        place=values.text(found.say("og:locality", "place:location:name")),
        media=media,
        truncated=is_cut(described),
    )
    return credited(post, "opengraph", **({} if exact else {"posted_at": "day"}))


def _media(found: Page) -> tuple[MediaRef, ...]:
    """Files of video and sound where the page names any, and its images."""
    refs: list[MediaRef] = []
    length = values.number(found.say(*_LENGTHS))
    seconds = float(length) if length else None
    for kind in ("video", "audio"):
        address = found.link(f"og:{kind}:secure_url", f"og:{kind}:url", f"og:{kind}", "twitter:player:stream")
        given = (found.say(f"og:{kind}:type") or "").lower()
        if address and (given in _FILES[kind] or has_ending(address, _ENDINGS[kind])):
            refs.append(
                MediaRef(
                    candidates=(address,),
                    role=kind,
                    width=values.number(found.say(f"og:{kind}:width")),
                    height=values.number(found.say(f"og:{kind}:height")),
                    duration_s=seconds,
                )
            )
            break
    said = (found.say("og:type") or "").lower()
    moving = (
        bool(refs) or said.startswith(("video", "music")) or "og:video" in found.meta or "og:video:url" in found.meta
    )
    role = "poster" if moving else "photo" if said.endswith(("photo", "image", ":pin")) else "card"
    pictures = found.meta.get("og:image") or found.meta.get("og:image:url") or found.meta.get("twitter:image") or ()
    addresses = [values.link(urls.resolve(each, found.address)) for each in pictures[:20]]
    distinct = list(dict.fromkeys(each for each in addresses if each))
    for address in distinct[: 1 if moving else 20]:
        alone = len(distinct) == 1
        refs.append(
            MediaRef(
                candidates=(address,),
                role=role,
                alt=(found.say("og:image:alt", "twitter:image:alt") or "") if alone else "",
                index=len(refs),
                width=values.number(found.say("og:image:width")) if alone else None,
                height=values.number(found.say("og:image:height")) if alone else None,
                duration_s=seconds if moving and not refs else None,
            )
        )
    return tuple(refs)
