"""A tweet's page of the site since 2020, as a browser rendered it: elements that are named by `data-testid`.

The page shows a conversation: the article whose time links to the very tweet is the one. A tweet that it quotes stands
inside it, in a box that is one link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from embedarchive.model import MediaRef, Post
from embedarchive.platforms.twitter import tweet_media as media
from embedarchive.platforms.twitter.tweet_html import body_of, shown_in
from embedarchive.platforms.twitter.tweet_json import handle_of
from embedarchive.protocols.reading import values
from embedarchive.protocols.reading.counts import counts, shown
from embedarchive.protocols.reading.provenance import credited
from embedarchive.protocols.reading.soup import attribute, first, words

if TYPE_CHECKING:
    from bs4 import Tag

_NO_ALT = frozenset(
    (
        *("image", "images", "bild", "afbeelding", "imagen", "immagine", "imagem", "изображение", "зображення"),
        *("obraz", "resim", "görsel", "画像", "图像", "圖片", "이미지", "صورة", "תמונה", "billede", "bilde", "kuva"),
    )
)
"""What X writes where the author described nothing, in the language of the page."""
_EXACT = re.compile(r"\d[\d.,\u00a0\u202f'’ ]{0,20}(?![\d.,]{0,4}[KMB])")
_ACTIONS = {"replies": "reply", "reposts": "retweet", "likes": "like"}
_DONE = {"reposts": "unretweet", "likes": "unlike"}


def rendered(tree: Tag, tweet_id: str | None) -> Post | None:
    """The tweet of that id; without one the first that the page shows."""
    from embedarchive.platforms.twitter import address as twitter

    for box in tree.select('article[data-testid="tweet"], article[role="article"]')[:50]:
        quoted = _quoted_box(box)
        stamp = _own(box, quoted, "a[href] > time[datetime]")
        address = attribute(stamp.parent, "href") if stamp is not None else None
        named = twitter.recognise(f"https://x.com{address}" if address and address.startswith("/") else address or "")
        if named is None or (tweet_id and named.id != tweet_id):
            continue
        body = _own(box, quoted, '[data-testid="tweetText"]')
        text, links = body_of(body) if body is not None else _article(box)
        other = _quoted(quoted) if quoted is not None else None
        card, pictures = _card(box)
        gallery = [*_media(box, quoted), *pictures]
        language = attribute(body, "lang")
        return Post(
            platform="twitter",
            id=named.id,
            handle=named.handle,
            author=shown_in(first(box, '[data-testid="User-Name"] a', '[data-testid="User-Names"] a')) or _name(box),
            posted_at=values.moment(attribute(stamp, "datetime")),
            text=text,
            language=language if language not in {"und", "zxx"} else None,
            media=tuple(replace(ref, index=index) for index, ref in enumerate(gallery)),
            links=links,
            related=(other,) if other else (),
            counts=_counts(box),
            card=card,
            truncated=_own(box, quoted, '[data-testid="tweet-text-show-more-link"]') is not None,
        )
    return None


def _name(box: Tag) -> str | None:
    """The author's name in the widget that other sites show: the first words that lead to the profile."""
    links = box.select('a[href*="twitter.com/"], a[href*="x.com/"]', limit=6)
    return next((said for tag in links if (said := shown_in(tag)) and not said.startswith("@")), None)


def _quoted_box(box: Tag) -> Tag | None:
    """The element that a quoted tweet stands in: a link that holds an author and is no link by itself."""
    for tag in box.select('div[role="link"]', limit=20):
        if tag.select_one('[data-testid="User-Name"], [data-testid="User-Names"]') is not None:
            return tag
    return None


def _within(tag: Tag, box: Tag | None) -> bool:
    return box is not None and (tag is box or any(parent is box for parent in tag.parents))


def _own(box: Tag, quoted: Tag | None, selector: str) -> Tag | None:
    return next((tag for tag in box.select(selector, limit=50) if not _within(tag, quoted)), None)


def _quoted(box: Tag) -> Post | None:
    """The quoted tweet; the page names its author and says its words, but not its address."""
    body = first(box, '[data-testid="tweetText"]')
    name = first(box, '[data-testid="User-Name"]', '[data-testid="User-Names"]')
    spans = [" ".join(tag.get_text().split()) for tag in name.select("span", limit=40)] if name is not None else []
    handle = next((found for text in spans if text.startswith("@") and (found := handle_of(text))), None)
    if body is None or handle is None:
        return None
    at = values.moment(attribute(first(box, "time[datetime]"), "datetime"))
    author = next((text for text in spans if text and not text.startswith("@")), None)
    return credited(Post(platform="twitter", author=author, handle=handle, posted_at=at, text=body_of(body)[0]), "page")


def _article(box: Tag) -> tuple[str, tuple[str, ...]]:
    """The title and the words of an article that the tweet is, and its links: each block of the editor a paragraph."""
    body = first(box, '[data-testid="longformRichTextComponent"]', '[data-testid="twitterArticleRichTextView"]')
    if body is None:
        return "", ()
    title = shown_in(first(box, '[data-testid="twitter-article-title"]'))
    blocks = (first(tag, "code") or tag for tag in body.select("[data-block]", limit=2000) if not _is_set_apart(tag))
    told = [said for tag in blocks if (said := words(tag).strip())]
    links = (values.link(attribute(tag, "href")) for tag in body.select("a[href]", limit=200))
    return "\n\n".join(filter(None, (title, *told))), tuple(dict.fromkeys(filter(None, links)))


def _is_set_apart(block: Tag) -> bool:
    """Whether a block of an article shows another tweet or an image, and no words of its own."""
    return block.name == "section" and first(block, "code") is None


def _media(box: Tag, quoted: Tag | None) -> Iterator[MediaRef]:
    """Photos with what their author wrote of them; videos with their still, GIFs also with their file."""
    seen: set[str] = set()
    for tag in box.select('[data-testid="tweetPhoto"], [data-testid="videoPlayer"]', limit=40):
        if _within(tag, quoted):
            continue
        film = first(tag, "video")
        for ref in _film(film) if film is not None else _photo(tag):
            if ref.candidates[-1] not in seen:
                seen.add(ref.candidates[-1])
                yield ref


def _film(film: Tag) -> Iterator[MediaRef]:
    source = attribute(film, "src") or attribute(first(film, "source[src]"), "src")
    file, still = values.link(source), media.photo(attribute(film, "poster"))
    gif = any("/tweet_video" in address for address in (file or "", *still))
    if file and not file.partition("?")[0].endswith(".m3u8"):
        yield MediaRef(candidates=(file,), role="gif" if gif else "video")
    if still:
        yield MediaRef(candidates=still, role="poster")


def _photo(tag: Tag) -> Iterator[MediaRef]:
    image = first(tag, "img[src]")
    found, alt = media.photo(attribute(image, "src")), (attribute(image, "alt") or "").strip()
    if found:
        yield MediaRef(candidates=found, alt="" if alt.lower() in _NO_ALT else alt)


def _card(box: Tag) -> tuple[tuple[tuple[str, str], ...], list[MediaRef]]:
    """The preview of a link: its label is the site and the title, its lines are site, title and description."""
    card = first(box, '[data-testid="card.wrapper"]')
    link = first(card, "a[href]") if card is not None else None
    if card is None or link is None:
        return (), []
    detail = first(card, '[data-testid="card.layoutSmall.detail"]', '[data-testid="card.layoutLarge.detail"]')
    lines = (
        [line for tag in detail.find_all("div", recursive=False) if (line := shown_in(tag))]
        if detail is not None
        else []
    )
    site, _, title = (attribute(first(card, "a[aria-label]"), "aria-label") or "").partition(" ")
    if len(lines) >= 2:
        site, title = lines[0], lines[1]
    fields = {
        "url": values.link(attribute(link, "href")),
        "title": values.text(title.strip()),
        "description": lines[2] if len(lines) > 2 else None,
        "site": values.text(site),
    }
    picture = media.photo(attribute(first(card, "img[src]"), "src"))
    refs = [MediaRef(candidates=picture, role="card")] if picture else []
    return tuple((key, value) for key, value in fields.items() if value), refs


def _counts(box: Tag) -> tuple[tuple[str, int], ...]:
    """The numbers on the buttons, whole in their labels whatever the language; how often it was seen beside them."""
    numbers: dict[str, object] = {}
    for name, action in _ACTIONS.items():
        names = (action, _DONE.get(name, action))
        label = first(box, *(f'[data-testid="{one}"][aria-label]' for one in names))
        numbers[name] = _exact(attribute(label, "aria-label"))
    seen = first(box, 'a[href$="/analytics"]')
    numbers["views"] = _exact(attribute(seen, "aria-label")) or shown(shown_in(seen))
    return counts(**numbers)


def _exact(label: str | None) -> int | None:
    found = _EXACT.search((label or "")[:200])
    return values.number(re.sub(r"\D", "", found[0])) if found else None
