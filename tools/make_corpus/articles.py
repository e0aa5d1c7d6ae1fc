"""Made articles: prose, posts, pictures and consent lines in reading order."""

from __future__ import annotations

import random
from dataclasses import dataclass

from tools.make_corpus.posts import LANGUAGES, WORDED, Post, filled, made


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph of the article's own."""

    text: str


@dataclass(frozen=True, slots=True)
class Banner:
    """What a site says where it keeps a post back until somebody consents."""

    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the article's own: the same one in several sizes, the largest last."""

    urls: tuple[str, ...]
    alt: str
    caption: str
    credit: str


Block = Prose | Banner | Picture | Post


@dataclass(frozen=True, slots=True)
class Article:
    """One made article; `widget` is the language in which embeds write days and bylines."""

    name: str
    language: str
    widget: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def posts(self) -> tuple[Post, ...]:
        """Its posts, in reading order."""
        return tuple(block for block in self.blocks if isinstance(block, Post))

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Its pictures, in reading order."""
        return tuple(block for block in self.blocks if isinstance(block, Picture))


def article(language: str, number: int) -> Article:
    """The article of that number in a language: the same every time.

    Three tweets and two posts of other platforms; of the first article all in its own language, of the second the
    widgets speak English, in the third every other post does.
    """
    chance = random.Random(f"{language} {number}")  # noqa: S311 -- the same articles every time
    known = LANGUAGES[language]
    widget = "en" if number == 1 else language
    others = [
        WORDED[1 + (2 * number + turn + 3 * list(LANGUAGES).index(language)) % (len(WORDED) - 1)] for turn in (0, 1)
    ]
    order = ["twitter", others[0], "twitter", "twitter", others[1]]
    posts = [
        made(platform, "en" if number == 2 and turn % 2 else language, widget, chance)
        for turn, platform in enumerate(order)
    ]
    prose = iter([_paragraph(language, chance) for _ in range(len(order) + 1)])
    blocks: list[Block] = [Prose(next(prose)), _picture(language, number, 0, chance), Prose(next(prose))]
    for turn, post in enumerate(posts):
        blocks.append(post)
        if number == 0:
            blocks.append(Banner(known["banner"]))
        if turn == 1:
            blocks.append(_picture(language, number, 1, chance))
        if turn != 2:  # two posts follow each other
            blocks.append(Prose(next(prose)))
    title = filled(known["headlines"][number % 2], language, chance)
    return Article(f"{language}-{number}", language, widget, title, tuple(blocks))


def _paragraph(language: str, chance: random.Random) -> str:
    """Two sentences of the article's own."""
    known = LANGUAGES[language]
    joint = "" if known.get("joined") else " "
    return joint.join(filled(each, language, chance) for each in chance.sample(known["prose"], 2))


def _picture(language: str, number: int, turn: int, chance: random.Random) -> Picture:
    known = LANGUAGES[language]
    caption = filled(known["caption"], language, chance)
    name = f"quay-{language}-{number}{turn}-{chance.randrange(1000, 9999)}"
    sizes = (480, 960, 1920)
    urls = tuple(f"https://media.paper.example/photos/{name}-{size}x{size * 2 // 3}.jpg" for size in sizes)
    credit = known["credit"].format(name=known["people"][turn][0].split(" ")[0])
    return Picture(urls, f"{caption} ({turn + 1})", caption, credit)


def articles() -> list[Article]:
    """All of them: three a language."""
    return [article(language, number) for language in LANGUAGES for number in range(3)]
