"""One oEmbed answer as a post (format: https://oembed.com, section 2.3.4).

An answer has a title, not a text. Where it has nothing else, the title is the post's `text`: on most of these
platforms it is what the author wrote above an image or video. A description follows it after an empty line.
"""

from __future__ import annotations

from collections.abc import Mapping

from embedarchive import urls
from embedarchive.model import MediaRef, Post, Reference
from embedarchive.protocols.declaring.oembed import OEmbed
from embedarchive.protocols.reading import values
from embedarchive.protocols.reading.provenance import credited

_KINDS = frozenset({"photo", "video", "rich", "link", "gif", "audio", "image"})
_VIDEOS = (".mp4", ".webm", ".m4v", ".mov")


def is_answer(answer: Mapping[str, object]) -> bool:
    """Whether an object looks like oEmbed: its type is one of the format's, or it has an author or code to show it."""
    kind = answer.get("type")
    return (isinstance(kind, str) and kind.lower() in _KINDS) or "author_name" in answer or "provider_name" in answer


def read(answer: Mapping[str, object], reference: Reference, declared: OEmbed) -> Post | None:
    """The post that an answer shows; None when it has no fact about it.

    Args:
        answer: the object.
        reference: the post that was asked about.
        declared: what is special at this platform.
    """
    author_url = values.link(urls.resolve(values.text(answer.get("author_url")) or "", None))
    author = _plain(answer.get("author_name"))
    text = _words(answer, declared)
    shows = author or _address(answer.get("thumbnail_url")) or _address(answer.get("url"))
    code = reference.id.rpartition("/")[2]
    named_in_code = len(code) > 4 and code in (values.text(answer.get("html")) or "")
    if not (text or shows or (named_in_code and declared.pictures(reference.id, ""))):
        return None
    named = values.text(answer.get(declared.handle)) if declared.handle else None
    handle = named or handle_of(author_url, declared.profile)
    shown = handle or reference.handle
    uploaded = values.text(answer.get("upload_date"))
    post = Post(
        platform=reference.platform,
        id=reference.id,
        url=reference.url,
        author=author,
        handle=shown,
        author_url=author_url,
        posted_at=(values.moment(uploaded) or declared.uploaded(uploaded)) if uploaded else None,
        text=text,
        media=_media(answer, reference, declared),
    )
    return credited(post, "oembed", **({} if handle else {"handle": "id"}))


def handle_of(address: str | None, profile: str) -> str | None:
    """The handle in the address of an author's page, which looks like `soundcloud.com/{}` or `{}.tumblr.com`."""
    found = urls.parse(address or "")
    if found is None or not profile:
        return None
    shown = f"{found.host.removeprefix('www.')}{'/'.join(('', *found.segments))}"
    before, _, after = profile.partition("{}")
    if not (shown.startswith(before) and shown.endswith(after) and len(shown) > len(before) + len(after)):
        return None
    handle = shown[len(before) : len(shown) - len(after)]
    return values.text(handle) if "/" not in handle else None


def _plain(value: object) -> str | None:
    """A name or title: one line, no blanks around it, no marks that turn the writing around it."""
    words = " ".join((values.text(value) or "").split()).strip("\u202a\u202b\u202c\u202d\u202e ")
    return words or None


def _words(answer: Mapping[str, object], declared: OEmbed) -> str | None:
    title, description = values.text(answer.get("title")), values.text(answer.get("description"))
    if title and (declared.titles or "</" in title):
        title = _unmarked(title)
    parts = [part.replace("\r\n", "\n").strip() for part in (title, description) if part and part.strip()]
    if not parts:
        quoted = _quoted(values.text(answer.get("html")))
        parts = [quoted] if quoted else []
    if len(parts) == 2 and parts[1].startswith(parts[0]):
        parts = parts[1:]
    return "\n\n".join(parts) or None


def _unmarked(title: str) -> str:
    from embedarchive.protocols.reading.soup import soup, words

    return words(soup(title))


def _quoted(markup: str | None) -> str | None:
    """The words inside the code that shows the post, where that is a quotation (Imgur's has the title there only)."""
    if markup is None or "<blockquote" not in markup:
        return None
    from embedarchive.protocols.reading.soup import attribute, first, soup, words

    quote = first(soup(markup), "blockquote")
    found = " ".join(words(quote).split()) if quote is not None else ""
    link = urls.parse(attribute(first(quote, "a[href]"), "href") or "") if quote is not None else None
    if link is not None and link.host and found.lower().endswith(f" {link.host.removeprefix('www.')}"):
        return None  # "View post on imgur.com": an invitation to where the link leads, for want of a title
    return found if found and "://" not in found else None


def _media(answer: Mapping[str, object], reference: Reference, declared: OEmbed) -> tuple[MediaRef, ...]:
    kind = (values.text(answer.get("type")) or "").lower()
    given = _address(answer.get("url")) if kind in {"photo", "video", "image", "gif"} else None
    thumbnail = _address(answer.get("thumbnail_url"))
    seconds = values.real(answer.get("duration"))
    found: list[MediaRef] = []
    if given and _is_file(given):
        ending = (urls.parse(given) or _NOWHERE).path.lower()
        role = "video" if ending.endswith(_VIDEOS) else "gif" if ending.endswith(".gif") else "photo"
        others = () if role == "video" else declared.pictures(reference.id, given)
        candidates = tuple(dict.fromkeys((*others, given)))
        alone = candidates == (given,)  # the sizes are those of the file that is served
        found.append(
            MediaRef(
                candidates=candidates,
                role=role,
                width=values.number(answer.get("width")) if alone else None,
                height=values.number(answer.get("height")) if alone else None,
                duration_s=seconds if role == "video" else None,
            )
        )
    elif candidates := tuple(
        dict.fromkeys((*declared.pictures(reference.id, thumbnail or ""), *((thumbnail,) if thumbnail else ())))
    ):
        found.append(
            MediaRef(
                candidates=candidates,
                role=declared.role,
                # The thumbnail's size is that of its candidate only when there is no other.
                width=values.number(answer.get("thumbnail_width")) if candidates == (thumbnail,) else None,
                height=values.number(answer.get("thumbnail_height")) if candidates == (thumbnail,) else None,
                duration_s=seconds if declared.role == "poster" else None,
            )
        )
    if len(found) == 1 and found[0].role == "video" and thumbnail:
        found.append(MediaRef(candidates=(thumbnail,), role="poster", index=1))
    return tuple(found)


_NOWHERE = urls.Address("", "", "", "", "", "")


def _address(value: object) -> str | None:
    """A link, also one without a scheme (`//cdn.example/x.jpg`)."""
    return values.link(urls.resolve(values.text(value) or "", None))


def _is_file(address: str) -> bool:
    """Whether an address is that of a file, as that of a page is not."""
    last = (urls.parse(address) or _NOWHERE).path.lower().rpartition("/")[2]
    return "." in last and not last.endswith((".html", ".htm", ".php"))
