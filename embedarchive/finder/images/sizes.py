"""What the size that a page states of an image says of it: a sign, a portrait, a strip, something to be looked at."""

from __future__ import annotations

import functools
import re

from embedarchive.finder.images import candidates
from embedarchive.patterns import regex

_NUMBER = regex(r"\s*(\d{1,5})(?:\.\d{1,3})?\s*(?:px)?\s*$")
_SIGNS = 40  # of a size that are read
_DENSE = 20  # signs of a description in a language that has no blanks
_RATIO = 21  # no size: the shape of what is still to come
_WIDE = regex(r"\s[2-9]\d{2,3}w(?:,|\s|$)")
_FULL = 600  # pixels: as wide as a column of text
_LOOKED_AT = 150  # pixels, wide and high
_DRAWN = regex(r"(?<![\w-])(?:width|height)\s{0,3}:\s{0,3}([1-9]\d{0,4})(?:\.\d{1,3})?px", re.IGNORECASE)
_LINE = range(8, 60)  # pixels: what stands in a line of text; what is smaller waits for its image


def _stated(written: dict[str, str]) -> tuple[int | None, int | None]:
    """How wide and how high it is, in pixels, as far as its attributes say."""
    return _pixels(written.get("width", "")[:_SIGNS]), _pixels(written.get("height", "")[:_SIGNS])


@functools.lru_cache(maxsize=1024)
def _pixels(stated: str) -> int | None:
    match = _NUMBER.match(stated)
    return int(match.group(1)) if match else None


def _sets(written: dict[str, str]) -> str:
    return " ".join(written[name][:2000] for name in candidates.SRCSETS if name in written)


def is_small(written: dict[str, str]) -> bool:
    """Whether the stated size is that of a pixel or an icon."""
    if is_drawn_small(written.get("style", "")) or (_pixels(written.get("sizes", "")[:_SIGNS]) or 0) in _LINE:
        return True
    sizes = [size for size in _stated(written) if size is not None]
    if not sizes or (max(sizes) <= _RATIO and len(sizes) > 1 and _WIDE.search(_sets(written))):
        return False
    return max(sizes) < (100 if len(sizes) == 2 else 60) or (min(sizes) in {1, 2} and max(sizes) < 800)


def is_drawn_small(style: str) -> bool:
    """Whether a style draws an image as high or wide as a line of text, whatever size its file has."""
    return "px" in style and any(int(size) in _LINE for size in _DRAWN.findall(style[:1000]))


def is_portrait(written: dict[str, str]) -> bool:
    """Whether the stated size is that of an author's portrait: a small square."""
    wide, high = _stated(written)
    return wide is not None and wide == high and wide <= 200


def is_thumbnail(written: dict[str, str]) -> bool:
    """Whether the stated size is that of a sign or of a gallery's thumbnail: a square of a hundred pixels or less."""
    return is_portrait(written) and (_stated(written)[0] or 0) <= 100


def is_large(written: dict[str, str]) -> bool:
    """Whether the stated size is that of an image one looks at."""
    return (_stated(written)[0] or 0) >= 400


def is_figure(written: dict[str, str]) -> bool:
    """Whether the stated size is that of an illustration, wide and high, and not that of a sign or a strip."""
    wide, high = _stated(written)
    return wide is not None and high is not None and min(wide, high) >= _LOOKED_AT


def is_described(written: dict[str, str]) -> bool:
    """Whether the page says that an image is to be looked at: in five words or more, or by a size no sign has."""
    if is_figure(written):
        return True
    alternative = written.get("alt", "").strip()
    return alternative.count(" ") >= 4 or (len(alternative) >= _DENSE and not alternative.isascii())


def is_view(written: dict[str, str]) -> bool:
    """Whether the stated size is that of no portrait: large, and half as wide again as high."""
    wide, high = _stated(written)
    return wide is not None and high is not None and wide >= _FULL and 2 * wide >= 3 * high


def is_banner(written: dict[str, str]) -> bool:
    """Whether the stated size is that of a strip across the page: more than three and a half times as wide as high."""
    wide, high = _stated(written)
    return wide is not None and high is not None and 2 * wide > 7 * high > 70


def is_rule(written: dict[str, str]) -> bool:
    """Whether a strip is so low, and said so little of, that it parts two things: a line, an ornament."""
    wide, high = _stated(written)
    low = wide is not None and high is not None and wide > 8 * high > 0
    return low and not written.get("alt", "").strip()
