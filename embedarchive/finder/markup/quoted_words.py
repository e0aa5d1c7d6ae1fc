"""What an embed's markup quotes of its post: words, author, day, links. One grammar per way of quoting."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from embedarchive import platforms, urls
from embedarchive.documents.html import Node
from embedarchive.finder.markup.rendered_text import Anchor, Flow, flow
from embedarchive.finder.text.attribution import days
from embedarchive.finder.text.attribution.days import Day
from embedarchive.model import MediaRef, Reference
from embedarchive.patterns import regex

_HANDLE = regex(r"[((]\s{0,3}[@@](?P<handle>[\w.-]{0,80})\s{0,3}[))]")
_DASH = regex(r"(?:\A|(?<=\s)|(?<=[^\w\s]))(?:[—–―]|-{1,3}|&mdash;)(?=\s|\Z)")
_MEDIA = regex(r"(?:https?://)?(pic\.(?:twitter|x)\.com/[A-Za-z0-9]{4,12})\s*\Z")
_MEDIA_LINK = regex(r"(?:https?://)?(pic\.(?:twitter|x)\.com/[A-Za-z0-9]{4,12})")
_SPACES = regex(r"[ \t\xa0]{0,50}\n[ \t]{0,50}")
_NO_LANGUAGE = frozenset({"und", "zxx", "qme", "qst", "qht", "qam", "qct", "qid", "art", "in", "px", ""})
_SHARED_BY = regex(
    r"""
    (?:\ba\s)?(?:post|photo|video|reel)\s(?:shared|posted)\sby\s      # English
    | \bgedeeld\sdoor\s | \bgeteilt\svon\s | \bpartag\w{1,5}\spar\s   # nl, de, fr
    | \bcompartida\s(?:de|por)\s | \bcondiviso\sda\s                  # es, it
    | \bprzez\s | \bsdílen[ýáo]\suživatelem\s | \bjakanut\s             # pl, cs, fi
    | \bcompartilhad[ao]\spor\s | \bpartilhad[ao]\spor\s | \bот\s | \bdelt\sav\s | \bdelt\saf\s | \bdelat\sav\s
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Words:
    """What was quoted; None where it was not. `programmed` names what only attributes for programs say."""

    author: str | None = None
    handle: str | None = None
    date: dt.date | None = None
    date_text: str | None = None
    posted_at: dt.datetime | None = None
    text: str | None = None
    language: str | None = None
    links: tuple[str, ...] = ()
    media: tuple[MediaRef, ...] = ()
    quotes: str | None = None
    replies_to: str | None = None
    signed: bool = False
    programmed: tuple[str, ...] = ()


NO_WORDS = Words()
"""Of an element that quotes nothing."""


def read(
    element: Node,
    grammar: str,
    post: Reference | None,
    *,
    newlines: bool = False,
    another: Callable[[Node], bool] | None = None,
    last: Node | None = None,
) -> Words:
    """What the element quotes of the post, by the grammar that a platform's shape names; nothing for an unknown one."""
    reader = _GRAMMARS.get(grammar)
    if reader is None:
        return Words()
    found = reader(flow(element, newlines=newlines, another=another, last=last), post)
    language = (found.language or "").partition("-")[0].lower()
    return replace(found, language=None if language in _NO_LANGUAGE or len(language) > 3 else language)


# ----------------------------------------------------------------------------------------- posts signed by their author


def _signed(seen: Flow, post: Reference | None) -> Words:
    """Twitter, Bluesky and their like: the words, then a dash, name, handle and the day as a link to the post."""
    anchor = _dated(seen, post)
    bound = anchor.start if anchor else len(seen.text)
    mark = _last(_HANDLE, seen.text, max(0, bound - 400), bound if anchor else len(seen.text))
    if mark is None:
        return _unsigned(seen, post, anchor)
    body = _body_end(seen, mark.start())
    author = _tidy(_DASH.sub("", seen.text[body : mark.start()], count=1)) or None
    day_text = seen.text[anchor.start : anchor.end] if anchor else seen.text[mark.end() : mark.end() + 60]
    return replace(
        _dated_as(_words(seen, _without_placeholder(seen, body, post), post), stated_day(day_text, seen.language)),
        author=author,
        handle=mark.group("handle") or None,
        posted_at=_exact(anchor.element.attr("data-datetime")) if anchor else None,
        signed=True,
    )


def _unsigned(seen: Flow, post: Reference | None, anchor: Anchor | None) -> Words:
    """No `(@handle)`: a skeleton, or a markup of the publisher's own around words and a link."""
    if anchor is None:
        body, day = len(seen.text), None
    else:
        day = stated_day(seen.text[anchor.start : anchor.end], seen.language)
        body = anchor.start
    found = _words(seen, body, post)
    return _dated_as(found if found.text or day else Words(), day)


def _dated_as(found: Words, day: Day | None) -> Words:
    """With the day that was read, and its own characters."""
    return replace(found, date=day.date, date_text=day.text, programmed=()) if day else found


def _dated(seen: Flow, post: Reference | None) -> Anchor | None:
    """The link that names the post, which carries the day: the last one, because a quoted post's stands before it."""
    if post is None:
        return None
    for anchor in reversed(seen.anchors[-30:]):
        named = platforms.recognise(anchor.href)
        if named and named.id == post.id and not _MEDIA_LINK.match(seen.text[anchor.start : anchor.end]):
            return anchor
    return None


def _body_end(seen: Flow, mark: int) -> int:
    """Where the words end and the signature begins: behind the last paragraph, else at a dash."""
    ends = [end for start, end in seen.paragraphs if end <= mark and end > start]
    if ends and mark - ends[-1] <= 200:
        return ends[-1]
    low = max((anchor.end for anchor in seen.anchors if anchor.end <= mark and not _is_handle(anchor, seen)), default=0)
    low = max(low, mark - 120, 0)
    dashes = [found.start() for found in _DASH.finditer(seen.text, low, mark)]
    line = seen.text.rfind("\n", low, mark) + 1
    after = [dash for dash in dashes if dash >= line]
    if after or dashes:
        return after[0] if after else dashes[-1]
    return max(line, low)


def _without_placeholder(seen: Flow, end: int, post: Reference | None) -> int:
    """Bluesky ends the words with "[image or embed]" as a link to the post: not what anybody wrote."""
    last = next((anchor for anchor in reversed(seen.anchors) if anchor.end <= end), None)
    if (
        last is None
        or post is None
        or seen.text[last.end : end].strip()
        or seen.text[last.start : last.start + 1] != "["
    ):
        return end
    return last.start if _names(last, post) else end


def _is_handle(anchor: Anchor, seen: Flow) -> bool:
    return seen.text[anchor.start : anchor.end].startswith("@")


def _last(pattern: re.Pattern[str], text: str, low: int, high: int) -> re.Match[str] | None:
    found = None
    for found in pattern.finditer(text, low, high):  # noqa: B007 -- the last one is wanted
        pass
    return found


def _words(seen: Flow, end: int, post: Reference | None) -> Words:
    """The words up to `end`, and the links that stand among them."""
    text, media = _without_media(seen.text[:end])
    links: list[str] = []
    quotes = None
    for anchor in seen.anchors[:200]:
        if anchor.start >= end:
            break
        shown = seen.text[anchor.start : anchor.end].strip()
        short = _MEDIA_LINK.fullmatch(shown)
        link = f"https://{short.group(1)}" if short else outward(anchor.href, shown)
        if link and link not in links:
            links.append(link)
        named = platforms.recognise(anchor.href) if not short else None
        if named and post and named.platform == post.platform and named.id != post.id:
            quotes = named.url
    links += [link for link in media if link not in links]
    return Words(text=text or None, links=tuple(links), language=seen.language, quotes=quotes)


def _without_media(text: str) -> tuple[str, list[str]]:
    """Without the media short links at its end, which are returned as https."""
    text = _tidy(text)
    found: list[str] = []
    while match := _MEDIA.search(text, max(0, len(text) - 60)):
        found.insert(0, f"https://{match.group(1)}")
        text = text[: match.start()].rstrip()
    return text, found


def outward(href: str, shown: str) -> str | None:
    """A link that the author wrote: no tag, no mention, no search."""
    if shown.startswith(("#", "@", "$", "＃", "＠")):
        return None
    address = urls.parse(urls.unwrap(href).url)
    if address is None or not address.web:
        return None
    inside = address.segments[:1] in (("hashtag",), ("search",), ("intent",), ("tag",), ("tags",), ("explore",))
    home = address.on("twitter.com", "x.com", "bsky.app", "tiktok.com", "instagram.com", "facebook.com")
    if home and (inside or not platforms.recognise(str(address))):
        return None
    return str(address).replace("http://t.co/", "https://t.co/", 1)


def _tidy(text: str) -> str:
    return _SPACES.sub("\n", text).strip(" \t\n\r\f\xa0")


def stated_day(text: str, language: str | None = None) -> Day | None:
    """The day that a text begins with, or holds after a short word ("on", "Ngày")."""
    text = text.strip()[:80]
    for start in [0, *(match.end() for match in re.finditer(r"[\s,]{1,3}", text))][:6]:
        found = days.day(text, start, language)
        if found is not None:
            return found
    return None


def stamped(found: Words, stamp: str | None) -> Words:
    """With a time that the markup states for programs, and the day of it as it is written there."""
    moment = _written(stamp)
    if moment is None or stamp is None:
        return found
    dated = replace(found, date=moment.date(), date_text=stamp.strip(), posted_at=_exact(stamp))
    return replace(dated, programmed=("date", "date_text"))


def _exact(text: str | None) -> dt.datetime | None:
    """A time that the markup gives in ISO 8601, or as Twitter's API wrote it."""
    moment = _written(text)
    if moment is None:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    try:
        return moment.astimezone(dt.UTC)
    except OverflowError:
        return None


def _written(text: str | None) -> dt.datetime | None:
    """The same time, in the zone it is written in."""
    if not text or len(text) > 40:
        return None
    try:
        return dt.datetime.fromisoformat(text.strip())
    except ValueError:
        pass
    try:
        return dt.datetime.strptime(text.strip(), "%a %b %d %H:%M:%S %z %Y")
    except ValueError:
        return None


# ------------------------------------------------------------------------------------------------------ other platforms


def _shared(seen: Flow, post: Reference | None) -> Words:
    """Instagram: until 2018 the caption as a link, then "A post shared by Name (@handle) on" and a time."""
    mark = _last(_HANDLE, seen.text, 0, len(seen.text))
    if mark is None:
        return Words()
    by = _last(_SHARED_BY, seen.text, max(0, mark.start() - 200), mark.start())
    begin = by.end() if by else None
    start = next((a for a, b in seen.paragraphs if a <= mark.start() < b), seen.text.rfind("\n", 0, mark.start()) + 1)
    if begin is None and not seen.text[mark.end() : mark.end() + 1].isspace():  # `Name (@handle)がシェアした投稿`
        begin = start
    caption = next(
        (
            _tidy(seen.text[a:b])
            for a, b in seen.paragraphs
            if b <= start and any(a <= anchor.start < b and post and _names(anchor, post) for anchor in seen.anchors)
        ),
        None,
    )
    stamp = seen.times[-1] if seen.times else None
    stated = stated_day(re.sub(r"^\W{0,3}\w{1,4}\s", "", seen.text[mark.end() : mark.end() + 80])) or stated_day(
        seen.text[mark.end() :][:80]
    )
    found = Words(
        author=(_tidy(seen.text[begin : mark.start()]) or None) if begin is not None else None,
        handle=mark.group("handle") or None,
        text=caption or None,
        language=seen.language,
    )
    return _dated_as(stamped(found, stamp), stated)


def _names(anchor: Anchor, post: Reference) -> bool:
    named = platforms.recognise(anchor.href)
    return named is not None and named.id == post.id


def _posted(seen: Flow, post: Reference | None) -> Words:
    """Facebook: the words in paragraphs, then "Posted by" a link to the page "on" a link to the post."""
    end = max((b for _, b in seen.paragraphs), default=0)
    tail = [anchor for anchor in seen.anchors if anchor.start >= end]
    if not tail:
        return Words(text=_tidy(seen.text[:end]) or None)
    shown = [_tidy(seen.text[anchor.start : anchor.end]) for anchor in tail]
    moment = tail[-1].element.find("abbr") if hasattr(tail[-1].element, "find") else None
    stamp = moment.attr("data-utime") if moment is not None else None
    day = stated_day(re.sub(r"^\w{1,12},\s", "", shown[-1])) or stated_day(shown[-1])
    return replace(
        _dated_as(_words(seen, end, post), day),
        author=shown[0] if len(shown) > 1 else None,
        posted_at=dt.datetime.fromtimestamp(int(stamp), dt.UTC) if stamp and re.fullmatch(r"\d{9,10}", stamp) else None,
    )


def _captioned(seen: Flow, post: Reference | None) -> Words:  # noqa: ARG001 -- grammars have one signature
    """TikTok: a link to the author, the caption, a link to the sound."""
    first = next((a for a in seen.anchors if seen.text[a.start : a.end].strip().startswith("@")), None)
    handle = seen.text[first.start : first.end].strip().removeprefix("@") if first else None
    sounds = (a for a in seen.anchors if "/music/" in a.href or seen.text[a.start : a.end].lstrip().startswith("♬"))
    sound = next((a.start for a in sounds), len(seen.text))
    text = _tidy(seen.text[first.end if first else 0 : sound])
    return Words(handle=handle or None, text=text or None)


def _titled(seen: Flow, post: Reference | None) -> Words:  # noqa: ARG001 -- as above
    """Reddit: the title as a link, `u/name` and `r/place`."""
    shown = [_tidy(seen.text[a.start : a.end]) for a in seen.anchors]
    user = next((name[2:] for name in shown if name.startswith("u/")), None)
    return Words(text=(shown[0] or None) if shown else None, handle=user, author=user)


def _federated(seen: Flow, post: Reference | None) -> Words:  # noqa: ARG001 -- as above
    """Mastodon: "Post by @name@host", and no words."""
    found = re.search(r"@([\w.-]{1,60}@[\w.-]{3,120})", seen.text[:2000])
    return Words(handle=found.group(1) if found else None)


def _plain(seen: Flow, post: Reference | None) -> Words:
    """The words alone."""
    return _words(seen, len(seen.text), post)


_GRAMMARS: dict[str, Callable[[Flow, Reference | None], Words]] = {
    "signed": _signed,
    "shared": _shared,
    "posted": _posted,
    "captioned": _captioned,
    "titled": _titled,
    "federated": _federated,
    "plain": _plain,
}


# -------------------------------------------------------------------------------------------------- facts kept as JSON


def from_facts(record: dict[str, object], facts: dict[str, str], post: Reference | None) -> Words:
    """What a JSON object in an attribute says of a post; `facts` says which key holds what.

    Substack writes the whole post there: `full_text` in HTML, the day as ISO 8601 or as the API wrote it, photos.
    """
    from embedarchive.documents import html

    def string(fact: str) -> str | None:
        value = record.get(facts.get(fact, ""))
        return value if isinstance(value, str) and value else None

    body = string("text")
    words = (
        _words(seen := flow(html.fragment(body.replace("\n", "<br>")), newlines=False), len(seen.text), post)
        if body
        else Words()
    )
    quoted = record.get(facts.get("quotes", ""))
    quoted_url = (
        next((quoted[key] for key in ("url", "expanded_url") if isinstance(quoted.get(key), str)), None)
        if isinstance(quoted, dict)
        else None
    )
    named = platforms.recognise(quoted_url) if quoted_url else None
    return replace(
        stamped(words, string("posted_at")),
        author=string("author"),
        handle=(string("handle") or "").removeprefix("@") or None,
        media=_media(record.get(facts.get("photos", "")), string("video")),
        quotes=named.url if named else words.quotes,
        signed=True,
    )


def _media(photos: object, video: str | None) -> tuple[MediaRef, ...]:
    found: list[MediaRef] = []
    for photo in photos[:20] if isinstance(photos, list) else []:
        if isinstance(photo, dict) and isinstance(photo.get("img_url"), str) and photo["img_url"]:
            alt = photo.get("alt_text")
            found.append(
                MediaRef(candidates=(photo["img_url"],), alt=alt if isinstance(alt, str) else "", index=len(found))
            )
    if video:
        found.append(MediaRef(candidates=(video,), role="video", index=len(found)))
    return tuple(found)
