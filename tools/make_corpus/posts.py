"""Made posts: people, words and days in fourteen languages, and ids that hold the time that they say."""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Language = dict[str, Any]
LANGUAGES: dict[str, Language] = json.loads((Path(__file__).parent / "languages.json").read_text(encoding="utf-8"))
WORDED = ("twitter", "bluesky", "instagram", "facebook", "mastodon", "tiktok", "telegram")
"""Platforms whose embeds leave words, an attribution or both in a text."""

_CODE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_SORTED = "234567abcdefghijklmnopqrstuvwxyz"
_DECADE = 3650
_SLUG = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post that nobody wrote.

    Attributes:
        handle: without the @; None where the platform's embed shows none (Facebook).
        date_text: the day as the embed writes it.
        picture: the code of its media link (`pic.twitter.com/…`), None without one.
        place: latitude and longitude that its last line names, None where it names none.
    """

    platform: str
    id: str
    url: str
    author: str
    handle: str | None
    day: dt.date
    date_text: str
    lines: tuple[str, ...]
    language: str
    picture: str | None = None
    place: tuple[float, float] | None = None

    @property
    def words(self) -> str:
        """The post's own words, a line a line."""
        return "\n".join(self.lines)

    @property
    def text(self) -> str:
        """The words with the media link behind them, as an embed shows them."""
        return f"{self.words} pic.twitter.com/{self.picture}" if self.picture else self.words


def filled(template: str, language: str, chance: random.Random) -> str:
    """A sentence with a place, a number and a time of day in its holes."""
    return template.format(
        p=chance.choice(LANGUAGES[language]["places"]),
        n=chance.randrange(12, 480),
        t=f"{chance.randrange(5, 24)}:{chance.randrange(10, 60)}",
    )


def written(day: dt.date, language: str) -> str:
    """A day as the widgets write it in a language."""
    known = LANGUAGES[language]
    month = known["months"].split()[day.month - 1]
    text: str = known["date"].format(day=day.day, month=month, number=day.month, year=day.year)
    digits = known.get("digits")
    return text.translate(str.maketrans("0123456789", digits)) if digits else text


def with_weekday(day: dt.date, language: str) -> str:
    """The same with the day of the week before it, as Facebook writes it; in English where a language has no byline."""
    language = language if "weekdays" in LANGUAGES[language] else "en"
    return f"{LANGUAGES[language]['weekdays'].split()[day.weekday()]}, {written(day, language)}"


def made(platform: str, language: str, widget: str, chance: random.Random) -> Post:
    """A new post in a language, its day written in that of the widget."""
    known = LANGUAGES[language]
    author, handle = chance.choice(known["people"])
    moment = dt.datetime(2014, 1, 1, 9, tzinfo=dt.UTC) + dt.timedelta(
        days=chance.randrange(_DECADE), seconds=chance.randrange(30_000)
    )
    identifier = _IDS[platform](int(moment.timestamp() * 1000), chance)
    name, url = _place(platform, handle, identifier)
    reported = f"social.example/{identifier}" if platform == "mastodon" else identifier
    place = _coordinates(random.Random(url)) if platform == "twitter" else None  # noqa: S311 -- the same every time
    return Post(
        place=place,
        platform=platform,
        id=f"{name}/{identifier}" if platform == "telegram" else reported,
        url=url,
        author=author,
        handle=name,
        day=moment.date(),
        date_text=(with_weekday if platform == "facebook" else written)(moment.date(), widget),
        lines=(*_lines(language, chance), *([f"({place[0]}, {place[1]})"] if place else [])),
        language=language,
        picture="".join(chance.choices(_SLUG, k=10)) if platform == "twitter" and chance.random() < 0.5 else None,
    )


def _coordinates(chance: random.Random) -> tuple[float, float] | None:
    """Somewhere in Europe, for one post in six."""
    if chance.random() > 1 / 6:
        return None
    return round(chance.uniform(40, 60), 6), round(chance.uniform(3, 35), 6)


def _lines(language: str, chance: random.Random) -> tuple[str, ...]:
    """One to three sentences, on one line or on several; every fourth post has a hashtag, every fifth a sign."""
    known = LANGUAGES[language]
    sentences = [
        filled(each, language, chance) for each in chance.sample(known["posts"], chance.choice((1, 1, 2, 2, 3)))
    ]
    if chance.random() < 0.25:
        sentences[-1] += f" #{chance.choice(('ferry', 'bridge', 'harbour'))}{chance.randrange(2030, 2040)}"
    if chance.random() < 0.2:
        sentences[-1] += f" {chance.choice('🙏🚢🌉🔥')}"
    return (
        tuple(sentences)
        if chance.random() < 0.5
        else ("".join(sentences) if known.get("joined") else " ".join(sentences),)
    )


def _place(platform: str, user: str, identifier: str) -> tuple[str | None, str]:
    """The handle as the platform has it, and the post's address."""
    shape, address = _PLACES[platform]
    user = user.lower() if platform in ("instagram", "tiktok") else user
    name = user.replace("_", "-").strip("-").lower()
    return shape.format(user=user, name=name) or None, address.format(user=user, name=name, id=identifier)


_PLACES = {
    "twitter": ("{user}", "https://twitter.com/{user}/status/{id}"),
    "bluesky": ("{name}.harbour.example", "https://bsky.app/profile/{name}.harbour.example/post/{id}"),
    "instagram": ("{user}", "https://www.instagram.com/p/{id}/"),
    "facebook": ("", "https://www.facebook.com/{user}/posts/{id}"),
    "mastodon": ("{user}@social.example", "https://social.example/@{user}/{id}"),
    "tiktok": ("{user}", "https://www.tiktok.com/@{user}/video/{id}"),
    "telegram": ("{user}", "https://t.me/{user}/{id}"),
}
"""Of each platform the handle and a post's address."""


def _in(alphabet: str, number: int, digits: int) -> str:
    code = ""
    for _ in range(digits):
        number, digit = divmod(number, len(alphabet))
        code = alphabet[digit] + code
    return code


_IDS: dict[str, Callable[[int, random.Random], str]] = {
    "twitter": lambda ms, chance: str(((ms - 1_288_834_974_657) << 22) | chance.randrange(1 << 20)),
    "bluesky": lambda ms, chance: _in(_SORTED, ((ms * 1000) << 10) | chance.randrange(1 << 10), 13),
    "instagram": lambda ms, chance: _in(_CODE, ((ms - 1_314_220_021_721) << 23) | chance.randrange(1 << 23), 11),
    "facebook": lambda _, chance: str(chance.randrange(10**16, 10**17)),
    "mastodon": lambda ms, chance: str((ms << 16) | chance.randrange(1 << 16)),
    "tiktok": lambda ms, chance: str(((ms // 1000) << 32) | chance.randrange(1 << 32)),
    "telegram": lambda _, chance: str(chance.randrange(1000, 90_000)),
}
