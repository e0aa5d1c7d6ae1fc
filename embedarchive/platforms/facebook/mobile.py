"""A post's page on m.facebook.com and mbasic.facebook.com, as they were served to strangers until about 2022.

The story is an element with its facts beside it as JSON (`data-ft`: the id and the second of publishing) and three
parts: who wrote it, the words, what is attached. On mbasic.facebook.com these facts are ids only, and the day is words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from embedarchive import urls
from embedarchive.model import MediaRef, Post, Reference
from embedarchive.platforms.facebook.common import outside, story
from embedarchive.protocols.declaring.id_times import day, moment
from embedarchive.protocols.reading import page_json, values
from embedarchive.protocols.reading.soup import attribute, first, words

if TYPE_CHECKING:
    from bs4 import Tag

    from embedarchive.protocols.reading.page import Page

_BACKGROUND = re.compile(r"background(?:-image)?:[^;(]{0,40}url\(\s?['\"]?([^'\")]{1,3000})")
_ESCAPED = re.compile(r"\\{1,2}([0-9a-fA-F]{2})\s?")


def read(page: Page, known: Reference) -> Post | None:
    """The story of a page that is the one that was asked for; None when the page has none of this kind."""
    if (photo := _photo(page, known)) is not None:
        return photo
    body = first(page.tree, ".story_body_container", "#m_story_permalink_view [data-ft]")
    facts = (_facts(body, known) or _basic(body, known)) if body is not None else None
    if body is None or facts is None:
        return None
    name = first(body, "header h3 strong a", "header h3 a", "header strong a")
    written = day(" ".join((_plain(first(body, "footer abbr"))).split()).partition(" at ")[0])
    seconds = values.number(facts.get("publish_time"))
    said = next((tag for tag in body.find_all("div", recursive=False) if tag.find("p") is not None), None)
    if said is None or said.find("header") is not None:
        said = next((p.parent for p in body.find_all("p", limit=1)), None)
    links = _with_targets(said)
    return story(
        known,
        name,
        text=_words(said) or _happened(body),
        links=links,
        media=list(_pictures(body)),
        posted_at=moment(seconds * 1000) if seconds else written,
        day_only=not seconds,
    )


def _words(said: Tag | None) -> str:
    text = words(said, hidden={"text_exposed_hide"}, paragraphs={"p"}) if said is not None else ""
    return re.sub(r"[ \t]{0,100}\n[ \t]{0,100}", "\n", text).strip()


def _happened(body: Tag) -> str:
    """The words of a story without paragraphs, as an event of a life: its title, and what is told of it."""
    told = first(body, "header ~ div[data-ft]", "header ~ div")
    lines = [
        line
        for tag in (told.find_all("div", limit=60) if told is not None else ())
        if tag.find(["div", "abbr", "img"]) is None
        and tag.find_parent("a") is None
        and (line := " ".join(words(tag).split()))
    ]
    return "\n\n".join(dict.fromkeys(lines))


def _photo(page: Page, known: Reference) -> Post | None:
    """The page of a photograph: its author, and the words below the name, in a block beside that of the image."""
    said = first(page.tree, ".msg > .actor-link ~ div")
    name = first(page.tree, ".msg > .actor-link")
    around = said.find_parent(id=True) if said is not None else None
    if said is None or name is None or known.id not in _named(page):
        return None
    stamp = first(around or page.tree, ".desc abbr", "abbr")
    seconds = values.number(values.mapping(values.parsed(attribute(stamp, "data-store") or "")).get("time"))
    links = _with_targets(said)
    return story(
        known,
        name,
        text=_words(said),
        links=links,
        media=list(_shown(page)),
        posted_at=moment(seconds * 1000) if seconds else day(_plain(stamp)),
        day_only=not seconds,
    )


def _named(page: Page) -> set[str]:
    """The numbers that the buttons and boxes of a photograph's page are for."""
    marks = page.tree.select("[id^=actions_], [id^=ufi_], [id^=sentence_]", limit=20)
    return {str(attribute(tag, "id")).rpartition("_")[2] for tag in marks}


def _shown(page: Page) -> list[MediaRef]:
    """The image itself: whole where a link leads to the file, else as the page shows it."""
    whole = first(page.tree, '.desc a[href*="fbcdn.net/"]')
    image = first(page.tree, '#root img[src*="fbcdn.net/v/"]', 'img[src*="fbcdn.net/v/"]')
    addresses = (values.link(attribute(whole, "href")), values.link(attribute(image, "src")))
    candidates = tuple(dict.fromkeys(address for address in addresses if address))
    return [MediaRef(candidates=candidates, alt=attribute(image, "alt") or "")] if candidates else []


def _facts(body: Tag, known: Reference) -> dict[str, object] | None:
    """What the element around a story says of it, where that is the post that was asked for."""
    for around in (body, *list(body.parents)[:3]):
        told = values.parsed(attribute(around, "data-ft") or "")
        for context in page_json.objects(told, lambda node: "publish_time" in node):
            named = [context.get("story_fbid"), values.mapping(told).get("top_level_post_id")]
            if known.id in str(named):
                return dict(context)
    return None


def _plain(tag: Tag | None) -> str:
    return "" if tag is None else tag.get_text()


def _basic(body: Tag, known: Reference) -> dict[str, object] | None:
    """The ids that the element around a story has, where one is that of the post."""
    for around in (body, *list(body.parents)[:3]):
        told = values.mapping(values.parsed(attribute(around, "data-ft") or ""))
        named = {
            str(told.get(key)) for key in ("mf_story_key", "top_level_post_id", "tl_objid", "throwback_story_fbid")
        }
        if known.id in named:
            return dict(told)
    return None


def _with_targets(said: Tag | None) -> tuple[str, ...]:
    """The links to other sites, which lead over `lm.facebook.com`; the words read after this show each whole."""
    found: dict[str, None] = {}
    for tag in said.select("a[href]", limit=200) if said is not None else ():
        if target := outside(attribute(tag, "href")):
            tag["data-expanded-url"] = target
            found[target] = None
    return tuple(found)


def _pictures(body: Tag) -> list[MediaRef]:
    """The images of a story; the first of the page is the author's portrait."""
    found: dict[str, MediaRef] = {}
    for tag in body.select("a[href] img[src], a[href] i[style]", limit=60):
        address = values.link(attribute(tag, "src") or _background(tag))
        at = urls.parse(address or "")
        if address and at and at.on("fbcdn.net") and tag.find_parent("header") is None and "/rsrc.php/" not in at.path:
            alt = attribute(tag, "alt") or ""
            found.setdefault(address, MediaRef(candidates=(address,), alt=alt, index=len(found)))
    return list(found.values())


def _background(tag: Tag) -> str | None:
    r"""The address of a background, whose signs are escaped as CSS escapes them: `https\3a //…?a\3d 1`."""
    found = _BACKGROUND.search((attribute(tag, "style") or "")[:4000])
    return _ESCAPED.sub(lambda sign: chr(int(sign[1], 16)), found[1]) if found else None
