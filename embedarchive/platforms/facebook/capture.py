"""Capturing a Facebook post without a login: the embed plugin's page, then what the post's page tells other sites.

Neither covers Facebook alone (measured by others in August and October 2026 on public posts): the plugin refuses some
posts that are there, all of groups among them, in the same words as those that are gone; the post's page leads to a
login for photographs. So the plugin's refusal is `withheld`, and a login behind it a login. The plugin speaks the
language of the asker's country unless told which.
"""

from __future__ import annotations

import re
from dataclasses import replace

from embedarchive import urls
from embedarchive.model import (
    Capture,
    Embed,
    MediaRef,
    Missing,
    Post,
    Reason,
    Reference,
    Response,
)
from embedarchive.platforms.facebook import address as facebook
from embedarchive.platforms.facebook import drawn, graphql, mobile
from embedarchive.platforms.facebook.common import outside
from embedarchive.protocols.asking import outcomes
from embedarchive.protocols.asking import turns as _turns
from embedarchive.protocols.declaring import id_times
from embedarchive.protocols.declaring.id_times import day
from embedarchive.protocols.reading import linked_data, notices, page_json, values
from embedarchive.protocols.reading.counts import counts, shown
from embedarchive.protocols.reading.page import Page
from embedarchive.protocols.reading.provenance import credited, filled
from embedarchive.protocols.reading.soup import attribute, first, soup, words

_NUMBERS = re.compile(r"[\d.,]{1,9}[KMB]? (?:views|reactions)(?: · [\d.,]{1,9}[KMB]? (?:views|reactions))?")
_NO_PROFILES = frozenset({"login", "help", "policies", "privacy", "watch", "reel", "hashtag", "events", "photo"})
_FOLDED = re.compile(rb"(<code[^<>]{0,200}>)<!--")
_EMOJI = ("/images/emoji.php", "/rsrc.php/")


def capture(embed: Embed) -> Capture:
    """Fetch one post, or one comment."""
    if not embed.id or not embed.url:
        return Missing(reason=Reason.UNIDENTIFIED, detail="The article does not say which post it shows.", id=embed.id)
    return (yield from _turns.capture(embed, facebook.SOURCES, read))


def _is_comment(identifier: str) -> bool:
    return "/" in identifier


def read(response: Response) -> Post | Missing | None:
    """What one answer says, live or archived: the plugin's page, or the page of a post."""
    if response.body.lstrip()[:1] == b"{":
        about = facebook.recognise(response.url)
        answered = graphql.read(response.body, about) if about and response.status == 200 else None
        return answered or outcomes.of_status(response, "Facebook") or _told(response)
    page = _turns.opened(replace(response, body=_unfolded(response.body)), "Facebook", facebook.recognise)
    if page is None or isinstance(page, Missing):
        return page
    address = urls.parse(page.address)
    known = facebook.recognise(page.address)
    if known is None or address is None:
        return None
    if "plugins" in address.segments[:2]:
        return _plugin(page, known) or _refused(page)
    return None if _is_comment(known.id) else _post(page, known)


def _unfolded(body: bytes) -> bytes:
    """The page with the parts that it sends as comments (`<code><!-- … --></code>`) and its scripts put in place."""
    return _FOLDED.sub(rb"\1", body).replace(b"--></code>", b"</code>") if b"--></code>" in body else body


def _post(page: Page, known: Reference) -> Post | None:
    """What a post's own page says."""
    told = linked_data.read(page.tree, page.address, known)
    story = mobile.read(page, known) or drawn.read(page, known) or _wrapped(page, known)
    shared = _shared(page, known)
    called = urls.parse(page.canonical or "")
    elsewhere = called is not None and facebook.recognise(str(called)) is None
    if story is not None and elsewhere and known.id not in str(page.tree):
        return None  # the first story of a profile, which stands in the post's place
    if story is not None:
        dated = filled(story, told) if told is not None and story.posted_at is None else story
        return filled(dated, shared) if shared else dated
    if elsewhere or told is None or not told.text:
        return None if elsewhere else shared
    named = credited(Post(platform="facebook", id=known.id, url=known.url, handle=known.handle), "page", handle="id")
    return filled(filled(named, told), shared) if shared else filled(named, told)


def _wrapped(page: Page, known: Reference) -> Post | None:
    """The story of a page of 2012 to 2020, which has the elements of the plugin's page."""
    box = first(page.tree, ".userContentWrapper")
    return _plugin(replace(page, tree=box), known) if box is not None else None


def _told(response: Response) -> Post | None:
    """An oEmbed answer of the Graph API, which wants a key and stands in crawls: the words are in its code."""
    answer, asked = values.mapping(values.parsed(response.body)), urls.parse(response.url)
    quote_tag = first(soup(values.text(answer.get("html")) or ""), "blockquote")
    known = facebook.recognise(asked.parameter("url") if asked else "")
    own = facebook.recognise(attribute(quote_tag, "cite") or "")
    if quote_tag is None or known is None:
        return None
    body = [part for tag in quote_tag.select("p", limit=40) if (part := words(tag).strip())]
    title = quote_tag.find("a", recursive=False)
    named = words(title).strip() if title is not None and body and title.find_next("p") is not None else ""
    text = "\n\n".join(part for part in (named, *body) if part)
    line = quote_tag.get_text(" ")
    posted = day(line[line.rfind("Posted by") :] if "Posted by" in line else None)
    author_url = values.link(answer.get("author_url"))
    return credited(
        Post(
            platform="facebook",
            id=known.id,
            url=known.url,
            author=values.text(answer.get("author_name")),
            handle=(own.handle if own else None) or known.handle,
            author_url=author_url,
            posted_at=posted,
            text=values.text(text),
            truncated=text.endswith(("…", "...")),
        ),
        "oembed",
        posted_at="day",
    )


def _refused(page: Page) -> Missing | None:
    """The sentence that the plugin shows in place of a post."""
    said = " ".join((first(page.tree, "body") or page.tree).get_text(" ").split())[:5000]
    sentences = [
        part for part in re.split(r"(?<=[.!])\s", said) if any(word in part.lower() for word in notices.REFUSALS)
    ]
    if not sentences:
        return None
    return Missing(reason=Reason.WITHHELD, detail=f"Facebook says: {' '.join(sentences)[:300]}")


def _plugin(page: Page, known: Reference) -> Post | None:
    """The elements of the plugin's page; in this form since about 2014."""
    body = first(page.tree, '[data-testid="post_message"]', ".userContent")
    named = _author(page)
    stamp = first(page.tree, "abbr[data-utime]")
    films = _films(page)
    pictures, portrait = _pictures(page, moving=bool(films))
    if body is None and not (named[0] and (stamp is not None or films or pictures)):
        return None
    seconds = values.number(attribute(stamp, "data-utime"))
    text = words(body, hidden={"text_exposed_hide"}, paragraphs={"p"}) if body is not None else ""
    text = re.sub(r"[ \t]{0,100}\n[ \t]{0,100}", "\n", text)
    refs = [*films, *pictures]
    numbers = {"likes": "Like", "replies": "Comment", "reposts": "Share"}
    return credited(
        Post(
            platform="facebook",
            id=known.id,
            url=known.url,
            author=named[0],
            handle=named[1] or known.handle,
            author_url=named[2],
            posted_at=id_times.moment(seconds * 1000) if seconds else None,
            text=values.text(re.sub(r"\n{3,1000}", "\n\n", text).strip()),
            media=(
                *(replace(ref, index=index) for index, ref in enumerate(refs)),
                *([MediaRef(candidates=(portrait,), role="avatar")] if portrait else []),
            ),
            links=_links(page),
            counts=counts(
                **{
                    name: shown(" ".join(tag.get_text().split()))
                    for name, title in numbers.items()
                    if (tag := first(page.tree, f'div[title="{title}"]')) is not None
                }
            ),
        ),
        "plugin",
        **({} if named[1] else {"handle": "id"}),
    )


def _author(page: Page) -> tuple[str | None, str | None, str | None]:
    """The author's name, handle and address: of the first link to a profile, else of the portrait's label."""
    for anchor in page.tree.select("a[href]", limit=60):
        address = urls.parse(urls.unwrap(attribute(anchor, "href") or "").url)
        name = attribute(anchor, "title") or " ".join(anchor.get_text().split())
        if address is None or not address.on("facebook.com") or not name or len(address.segments) != 1:
            continue
        first_part = address.segments[0]
        number = address.parameter("id") if first_part == "profile.php" else ""
        if (first_part.endswith(".php") and not number.isdigit()) or first_part in _NO_PROFILES:
            continue
        url = f"https://www.facebook.com/{'profile.php?id=' + number if number else first_part}"
        return values.text(name), None if number or first_part.isdigit() else first_part, url
    label = attribute(first(page.tree, "img[aria-label]"), "aria-label")
    return label, None, None


def _links(page: Page) -> tuple[str, ...]:
    """Links out of the post's words; Facebook leads them over `l.facebook.com`."""
    body = first(page.tree, '[data-testid="post_message"]')
    anchors = body.select("a[href]", limit=200) if body is not None else []
    return tuple(dict.fromkeys(filter(None, (outside(attribute(anchor, "href")) for anchor in anchors))))


def _films(page: Page) -> list[MediaRef]:
    """The file of a video, the better one first; it stands in a script."""
    for text in page_json.scripts(page.tree):
        if '_src":"' not in text:
            continue
        found = [values.link(page_json.value_after(text, f'"{kind}":')) for kind in ("hd_src", "sd_src")]
        candidates = tuple(dict.fromkeys(link for link in found if link))
        if candidates:
            return [MediaRef(candidates=candidates, role="video")]
    return []


def _pictures(page: Page, *, moving: bool) -> tuple[list[MediaRef], str | None]:
    """The post's images and the author's portrait, which has a label; `external…` hosts serve link previews."""
    found: dict[str, MediaRef] = {}
    portrait: str | None = None
    for tag in page.tree.select("img[src]", limit=100):
        address = values.link(attribute(tag, "src"))
        at = urls.parse(address or "")
        if address is None or at is None or not at.on("fbcdn.net") or any(part in at.path for part in _EMOJI):
            continue
        if tag.has_attr("aria-label"):
            portrait = portrait or address
            continue
        role = "card" if at.host.startswith("external") else "poster" if moving or "/t15." in at.path else "photo"
        alt = attribute(tag, "caption") or attribute(tag, "alt") or ""
        width, height = (values.number(attribute(tag, side)) for side in ("width", "height"))
        found.setdefault(address, MediaRef(candidates=(address,), role=role, alt=alt, width=width, height=height))
    return list(found.values()), portrait


def _shared(page: Page, known: Reference) -> Post | None:
    """What a page tells other sites. Titles of videos begin with numbers; those of groups end with the first words."""
    title, text = page.say("og:title") or "", page.say("og:description")
    parts = [part.strip() for part in title.split(" | ") if part.strip() and part.strip() != "Facebook"]
    numbers = parts[0] if parts and _NUMBERS.fullmatch(parts[0]) else ""
    if numbers:
        parts = parts[1:]
        author = parts[-1] if len(parts) > 1 else None
        text = parts[0] if parts else text
    else:
        author = parts[0] if parts and "/groups/" not in known.url else None
    if not (author or text) or notices.names_site(title, known.platform, "facebook.com"):
        return None
    picture, film = page.link("og:image"), page.link("og:video:secure_url", "og:video")
    at = urls.parse(picture or "")
    media = [MediaRef(candidates=(film,), role="video")] if film else []
    if picture and at and (at.on("fbcdn.net") or at.on("fbsbx.com")):
        alt = page.say("og:image:alt") or ""
        media.append(
            MediaRef(candidates=(picture,), role="poster" if film or numbers else "photo", alt=alt, index=len(media))
        )
    if not (text or media):
        return None  # a name alone may be that of any page
    told = {name: number for number, name in re.findall(r"([\d.,]{1,9}[KMB]?) (views|reactions)", numbers)}
    return credited(
        Post(
            platform="facebook",
            id=known.id,
            url=known.url,
            author=values.text(author),
            handle=known.handle,
            text=text,
            media=tuple(media),
            counts=counts(likes=shown(told.get("reactions")), views=shown(told.get("views"))),
            truncated=bool(text and text.endswith(("…", "..."))),
        ),
        "opengraph",
        handle="id",
    )
