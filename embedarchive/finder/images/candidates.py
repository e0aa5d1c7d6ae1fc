"""Which address an image element shows, and where the larger ones stand: src, srcset, lazy attributes, `<picture>`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urljoin, urlsplit

from embedarchive.documents.html import Node
from embedarchive.patterns import regex

LAZY = (
    "data-src", "data-lazy-src", "data-original", "data-lazy", "data-cfsrc", "data-echo", "nitro-lazy-src",
    "data-opt-src",
    "fifu-data-src", "data-runner-src", "data-canonical-src", "data-original-src", "data-image-src", "data-normal",
    "data-image",
    "data-url", "data-srcurl", "data-img-src", "data-lazyload", "data-litespeed-src", "data-pagespeed-lazy-src",
    "datasrc",
)  # fmt: skip
LARGER = (
    "data-orig-file", "data-full-url", "data-full-src", "data-pswp-src", "data-zoom", "data-zoom-image",
    "data-hi-res-src",
    "data-highres", "data-large-file", "data-large-src", "data-fullsrc", "data-full",
)  # fmt: skip
SRCSETS = (
    "srcset",
    "data-srcset",
    "data-lazy-srcset",
    "nitro-lazy-srcset",
    "data-bgset",
    "imagesrcset",
    "data-original-set",
)

_EXTRA = frozenset((*LAZY, *LARGER, *SRCSETS))

_PLAIN = frozenset({"src", "alt", "title", "class", "id", "style", "width", "height", "href", "loading", "sizes"})
_DRAWN = regex(r"\.(?:gif|svg)(?:$|[?#])", re.IGNORECASE)
"""How an address ends that may be a stand-in's by itself, where another image is parked beside it."""
_TELLING = 3  # letters of a word in a file's name
_SHARING = 3  # images that show one address
_DESCRIPTOR = regex(r"\s+(\d{1,6}(?:\.\d{1,4})?)([wxh])(?:\s+\d{1,6}h)?\s*(?:,|$)")
_CANDIDATE = regex(r"[ \t\r\n,]{0,20000}([^ \t\r\n]{1,20000})")
_STYLED = regex(r"(?<![\w-])(width|height)\s{0,3}:\s{0,3}(\d{1,5})(?:\.\d{1,3})?px", re.IGNORECASE)
BACKGROUND = regex(
    r"background(?:-image)?\s{0,3}:\s{0,3}[^;]{0,100}?url\(\s{0,3}[\"']?([^\"')\s]{4,1500})", re.IGNORECASE
)
_VARIABLE = regex(r"background-image:\s{0,3}var\((--[\w-]{1,40})\)")
_KEPT = regex(r"(--[\w-]{1,40}):\s{0,3}url\([\"']?(data:image/[^\"')\s]{1,40000000})")
_MOST_WIDE = regex(r"max-width\s{0,3}:\s{0,3}(\d{1,5})")
_PLACEHOLDER = regex(  # the words of the second line may end a picture's name: black and white
    r"[/_.-](?:blank|spacer|1x1(?!\.(?:jpe?g|webp))|transparent|placeholder|loader|spinner|lazyload|fallback|default-image|no-?image|shim"
    r"|(?<=\A/)(?:loading|preload(?:er)?|lazy|dummy|clear|empty|trans|grey|gray|pixel|white))"
    r"(?:[._-](?:img|image|bg|16x9|gif|\d{1,4}x\d{1,4})|/\d{1,4})?\.(?:gif|png|svg|jpe?g|webp)",
    re.IGNORECASE,
)
_SCRIPT = regex(r"[\w-]{1,40}(?:\.min)?\.js(?:/[\w%:,?&=-]{0,100})?")
"""A script that draws a stand-in, and how large: no folder is called so."""
SMALLEST_INLINED = 6000
"""A `data:` address with fewer characters is a stand-in, an icon, or a blur."""
_ABSOLUTE = regex(  # with nothing in it that would change when it is taken apart and put together
    r"https?://[^\s/?#;\\\[\]]{1,300}(?:/[^\s?#;]{0,4000})?(?:\?[^\s#;]{1,4000})?"
)
_FILE = regex(r"(?!\S{0,20}(?:data:|\{))\S{1,1500}\.(?:jpe?g|png|webp|avif)(?:\?\S{0,500})?", re.IGNORECASE)
_SETTING = regex(
    r"\"(?P<file>(?:https?:)?(?:\\?/){1,2}[^\"\s<>{}]{4,1500}\.(?:jpe?g|png|webp|avif)(?:\?[^\"\s]{0,500})?)\"",
    re.IGNORECASE,
)
"""An image file in JSON."""
_BLURRED = regex(
    r"(?:[?&,/](?:w|width|wid)[=_](?:\d|[1-5]\d)(?:\D|$)|[?&]blur=|blur_|e_blur|,blur|/q_\d/|:blur\()"
    r"|-(?:\d|[1-5]\d)x\d{1,2}\.(?:[\w.]{1,20}\.)?(?:jpe?g|png|webp|avif)$",
    re.IGNORECASE,
)


def srcset(value: str) -> tuple[str, ...]:
    """The addresses of a srcset, the largest first. A comma ends one only after a descriptor or before a blank."""
    found: list[tuple[float, int, str]] = []
    at = 0
    value = value[:20_000]
    while candidate := _CANDIDATE.match(value, at):
        url, end = candidate.group(1), candidate.end()
        size = 1.0
        if url.endswith(","):
            url = url.rstrip(",")
        elif match := _DESCRIPTOR.match(value, end):
            size = float(match.group(1)) * (1000 if match.group(2) == "x" else 1)
            end = match.end()
        else:
            comma = value.find(",", end)
            end = len(value) if comma < 0 else comma + 1
        found.append((-size, len(found), url))
        at = end
    return tuple(url for _, _, url in sorted(found))


def shared(elements: Sequence[Node]) -> frozenset[str]:
    """The addresses that are shown until others have come, which are parked beside them, or which scripts know.

    Several images show it, or it is a drawing and the parked one a photograph of another name. Where nothing is parked,
    those that show it say of themselves that each shows something else.
    """
    shown: dict[str, set[str]] = {}
    told: dict[str, set[str]] = {}
    sources = [element.attr("src") for element in elements]
    often = {source for source, times in Counter(sources).items() if times >= _SHARING}
    for element, source in zip(elements, sources, strict=True):
        if source and source in often:
            told.setdefault(source, set()).add(element.attr("alt") or "")
        if source and (source in often or _DRAWN.search(source)):
            names = (name for name in element.attrs if name not in _PLAIN)
            parked = next((value for name in names if _FILE.fullmatch(value := element.attr(name) or "")), "")
            if parked and parked != source:
                shown.setdefault(source, set()).add(parked)
    return frozenset(
        source
        for source, parked in shown.items()
        if len(parked) >= _SHARING or (_DRAWN.search(source) and not any(_is_moving(source, each) for each in parked))
    ).union(source for source, words in told.items() if len(words - {""}) >= _SHARING)


def _is_moving(source: str, still: str) -> bool:
    """Whether a still is named as an animation is: it shows the animation's beginning and is not what is parked."""
    name, other = (re.split(r"[^a-z0-9]", url.partition("?")[0].rpartition("/")[2].lower()) for url in (source, still))
    return any(len(word) >= _TELLING and word in other for word in name[:-1])


def variables(source: str) -> dict[str, str]:
    """The images that a page's style sheets keep under names, as SingleFile does with those that are shown twice."""
    return dict(_KEPT.findall(source)) if "image:var(--" in source else {}


def variable(written: dict[str, str]) -> str:
    """The name under which such an image is kept that an element shows as its background; empty when it shows none."""
    style = written.get("style", "")[:2000]
    found = _VARIABLE.search(style) if "var(" in style else None
    return found[1] if found else ""


def is_narrow(written: dict[str, str]) -> bool:
    """Whether a `<source>` is meant for screens narrower than a desk's only."""
    match = _MOST_WIDE.search(written.get("media", "")[:200])
    return match is not None and int(match.group(1)) < 1000


def is_placeholder(url: str) -> bool:
    """Whether an address is that of a stand-in for an image not yet loaded."""
    if not url or url.startswith(("data:", "about:", "javascript:", "blob:", "#")):
        return True
    place, _, name = url.partition("?")[0].rpartition("/")
    if name.partition(".")[0].isdecimal():  # how wide it is
        name = f"{place.rpartition('/')[2]}/{name}"
    return len(name) <= 60 and _PLACEHOLDER.search(f"/{name}") is not None


def is_inlined(url: str) -> bool:
    """Whether an address is the image itself, as programs that save a page in one file write it."""
    return len(url) >= SMALLEST_INLINED and url[:11].lower() == "data:image/" and url[11:14].lower() != "svg"


def shown(attributes: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    """The address that an image element shows and the larger ones it names, as written; empty when it shows nothing."""
    source = attributes.get("src", "").strip()
    extra = _EXTRA & attributes.keys()
    if not extra and not is_placeholder(source):
        return source, ()
    known = [name for name in SRCSETS if name in extra]
    if not known and is_placeholder(source):
        known = [name for name in attributes if name.endswith("srcset")]
    sets = tuple(
        url for name in known if attributes[name] for url in srcset(attributes[name])[:8] if not is_placeholder(url)
    )
    larger = tuple(
        attributes[name].strip() for name in LARGER if name in extra and _is_address(attributes[name].strip())
    )
    chosen = _chosen(_parked(attributes, extra, source) or source, sets, larger)
    if not chosen and is_inlined(source):
        chosen = source
    return chosen, tuple(dict.fromkeys((*larger, *sets)))


def _parked(attributes: dict[str, str], extra: frozenset[str], source: str) -> str:
    """The address that a script will show, from an attribute known for that, else from any where a dummy stands."""
    known = (attributes[name].strip() for name in LAZY if name in extra and _is_image(name, attributes[name].strip()))
    lazy = next(known, "")
    if lazy or not is_placeholder(source):
        return lazy
    any_file = (
        value.strip() for name, value in attributes.items() if name not in _PLAIN and _FILE.fullmatch(value.strip())
    )
    return next(any_file, "") or background(attributes) or _set(attributes)


def _chosen(source: str, sets: tuple[str, ...], larger: tuple[str, ...]) -> str:
    """What an element shows once it is loaded: of a set where its own address is a dummy or a blur."""
    dummy = is_placeholder(source)
    if sets and (dummy or _BLURRED.search(source)):
        return sets[0]
    return source if not dummy else larger[0] if larger else ""


def background(attributes: dict[str, str]) -> str:
    """The image file that an element's style shows behind it; empty when there is none."""
    style = attributes.get("style", "")[:4000]
    found = BACKGROUND.search(style) if "url(" in style else None
    return found[1] if found and _FILE.fullmatch(found[1]) else ""


def _set(attributes: dict[str, str]) -> str:
    """The first image file that settings in any attribute name; empty when there are none."""
    values = (value for name, value in attributes.items() if value[:1] in "{[" and name not in _PLAIN)
    found = (_SETTING.search(value) for value in values if value)
    return next((each["file"].replace("\\/", "/") for each in found if each), "")


def poster(attributes: dict[str, str]) -> str:
    """The still that a video shows before it plays, from where a lazy player parks it too; empty when there is none."""
    found = attributes.get("poster", "").strip()
    if not is_placeholder(found):
        return found
    parked = (value.strip() for name, value in attributes.items() if name.startswith("data-") and "poster" in name)
    return next((value for value in parked if _is_address(value) and not is_placeholder(value)), "")


def absolute(base: str | None, url: str) -> str:
    """The address resolved against the page's; unchanged where it cannot be."""
    url = "".join(url.split("\n")).strip()
    if _ABSOLUTE.fullmatch(url):
        return url
    try:
        return urljoin(base or ("https:" if url.startswith("//") else ""), url)
    except ValueError:
        return url


def host(url: str | None) -> str:
    """The host of an address; empty when it has none."""
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""


def attributes(element: Node) -> dict[str, str]:
    """An element's attributes as plain text, with the size that its style states where no attribute does.

    The parser gives classes and the like as lists.
    """
    found = {
        name: value if isinstance(value, str) else " ".join(value) if value else ""
        for name, value in element.attrs.items()
    }
    if element.tag == "object":
        found.setdefault("src", found.get("data", ""))
    if "px" in (style := found.get("style", "")) and "width" not in found:
        found.update((name.lower(), size) for name, size in _STYLED.findall(style[:1000]) if name.lower() not in found)
    return found


def _is_address(value: str) -> bool:
    return value.startswith(("http", "/", ".")) or "/" in value


def _is_image(name: str, value: str) -> bool:
    """Attributes with general names may hold anything: a page, JSON, a number, a script that draws a stand-in."""
    if (
        is_placeholder(value)
        or value.startswith(("{", "[", "<"))
        or len(value) < 5
        or " " in value.strip()
        or _SCRIPT.fullmatch(value)
    ):
        return False
    if name in {"data-url", "data-image", "data-original", "data-lazy", "data-normal"}:
        return bool(
            re.search(r"\.(?:jpe?g|png|webp|gif|avif)\b|/image|/img|/photo|squarespace", value[:2000], re.IGNORECASE)
        )
    return _is_address(value) or "." in value
