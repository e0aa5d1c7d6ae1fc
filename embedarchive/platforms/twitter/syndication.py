"""The syndication endpoint of X, which serves its embed widgets and asks for no login: `tweet-result`.

The shapes are those of recorded answers and of the types that react-tweet publishes
(https://github.com/vercel/react-tweet/tree/main/packages/react-tweet/src/api/types); they may change without notice.
"""

from __future__ import annotations

import math

from embedarchive.model import Reference, Request
from embedarchive.platforms.twitter.address import NAME, SOURCES

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def base36(value: float) -> str:
    """The shortest base-36 text that names this double and no other, as V8 prints it for `value.toString(36)`.

    The method is Steele and White's "free-format" printing: digits of the fraction are made until what is left is
    smaller than half the distance to the next double; the last digit is rounded, with carry. Finite values from 0
    only.
    """
    whole, fraction = int(value), value - math.floor(value)
    places: list[int] = []
    tolerance = max(0.5 * (math.nextafter(value, math.inf) - value), math.ulp(0.0))
    if fraction >= tolerance:
        while True:
            fraction *= 36
            tolerance *= 36
            digit = int(fraction)
            places.append(digit)
            fraction -= digit
            # Above one half, or exactly one half and odd: round up if that still names the same double.
            if (fraction > 0.5 or (fraction == 0.5 and digit & 1)) and fraction + tolerance > 1:
                whole += _carry(places)
                break
            if fraction < tolerance:
                break
    integer = _DIGITS[0] if whole == 0 else ""
    while whole:
        whole, digit = divmod(whole, 36)
        integer = _DIGITS[digit] + integer
    return integer + ("." + "".join(_DIGITS[place] for place in places) if places else "")


def _carry(places: list[int]) -> int:
    """Add one to the last digit, dropping digits that overflow; 1 when the whole fraction does."""
    while places:
        places[-1] += 1
        if places[-1] < 36:
            return 0
        places.pop()
    return 1


def token(tweet_id: str) -> str:
    """The token that the widget sends.

    In its own language: `((Number(id) / 1e15) * Math.PI).toString(36)`, without zeros and without the point.
    """
    return base36(float(int(tweet_id)) / 1e15 * math.pi).replace("0", "").replace(".", "")


def request(tweet_id: str) -> Request:
    """The question about a tweet of which only the id is known."""
    return SOURCES[0].request(Reference(platform=NAME, id=tweet_id, url=""), token=token(tweet_id))
