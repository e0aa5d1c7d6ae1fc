# ruff: noqa: E501 -- markup stands here as publishers write it
"""Pages made for every platform, in every form that is known, scored as the corpus scores its pages.

Twenty pages a platform. Each shows a few posts in different forms, a post of another platform, and what stands on real
pages and is no embed: buttons, timelines, profiles, advertising, teasers, a link to a post in the prose. The pages are
written in five ways, as five kinds of publishers write them. The same pages every time.
"""

from __future__ import annotations

import html
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from made_forms import GENERAL, OWN, POSTS
from timing import table

from embedarchive import documents, finder, platforms

PAGES = 20
LEAST = 4
"""So many posts of its platform a page shows at least."""

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A post on a page: which, in which form, and the markup that shows it."""

    key: Key
    form: str
    markup: str


@dataclass(slots=True)
class Score:
    """What was found of one platform's pages."""

    labelled: int = 0
    right: int = 0
    found: int = 0
    repeated: int = 0
    misplaced: int = 0
    forms: set[str] = field(default_factory=set)
    missed: Counter[str] = field(default_factory=Counter)
    invented: Counter[str] = field(default_factory=Counter)


def renewed(sample: str, chance: random.Random) -> str:
    """Another id of the same make: digits for digits, letters for letters of the same case."""
    kinds = (
        ("0123456789", "234567"),
        ("abcdefghijklmnopqrstuvwxyz", "abcdef"),
        ("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "ABCDEF"),
    )
    made = ""
    for sign in sample:
        made += next((chance.choice(letters) for kind, letters in kinds if sign in kind), sign)
    return made


def shown(platform: str, form: str, chance: random.Random) -> Shown:
    """A new post of the platform in that form."""
    sample, reported, player, page = POSTS[platform]
    identifier = renewed(sample, chance)
    owner, _, number = identifier.partition("_")

    def filled(template: str) -> str:
        return template.replace("{id}", identifier).replace("{oid}", owner).replace("{vid}", number)

    player, page = filled(player), filled(page)
    if form in GENERAL:
        markup = GENERAL[form](player, page)
    else:
        template = next(markup for owner_, name, markup in OWN if (owner_, name) == (platform, form))
        markup = template.format(
            id=identifier,
            oid=owner,
            vid=number,
            player=html.escape(player),
            page=html.escape(page),
            quoted=quote(page, safe=""),
        )
    return Shown((platform, filled(reported)), form, markup)


def forms(platform: str) -> list[str]:
    """Every form in which posts of the platform are shown."""
    return [*GENERAL, *(name for owner, name, _ in OWN if owner == platform)]


# ------------------------------------------------------------------------------------------------------ kinds of pages

_WORDS = "The ferry did not leave the quay before the wardens had counted everybody who stood there in the rain. "
BUTTONS = (
    '<a class="twitter-share-button" href="https://twitter.com/share" data-url="https://twitter.com/warden_anna/status/12">Tweet</a>',
    '<iframe src="https://www.facebook.com/plugins/like.php?href=https%3A%2F%2Fpaper.example%2Fa" width="90" height="20"></iframe>',
    '<a href="https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fpaper.example%2Fa">Share</a>',
    '<a class="twitter-timeline" data-widget-id="5" href="https://twitter.com/warden_anna">Tweets by @warden_anna</a>',
    '<iframe src="https://tpc.googlesyndication.com/safeframe/1-0-40/html/container.html" width="300" height="250"></iframe>',
    '<a href="https://www.instagram.com/harbour.warden/">Instagram</a> <a href="https://t.me/harbourwatch">Telegram</a>',
    '<noscript><iframe src="https://www.googletagmanager.com/ns.html?id=GTM-X" height="0" width="0" style="display:none"></iframe></noscript>',
    '<div class="related"><a href="/other"><img src="/t.jpg" width="120" height="80" alt="x">Another story of the harbour</a></div>',
)  # fmt: skip


def _wordpress(blocks: list[str], extra: list[str]) -> str:
    body = "\r\n".join(f"<p>{_WORDS * 2}</p>\r\n{block}" for block in blocks)
    return (
        '<!DOCTYPE html>\r\n<html lang="en">\r\n<head><meta charset="utf-8"><title>The ferry</title>'
        '<link rel="canonical" href="https://paper.example/the-ferry/"></head>\r\n<body class="single"><nav><a href="/">Home</a></nav>'
        f'\r\n<main><article class="post"><h1>The ferry</h1>\r\n<div class="entry-content">{body}\r\n<p>{_WORDS}</p></div></article></main>'
        f"\r\n<aside>{''.join(extra)}</aside>\r\n</body></html>"
    )


def _tables(blocks: list[str], extra: list[str]) -> str:
    body = "".join(f"<TR><TD WIDTH=500><FONT SIZE=2>{_WORDS}<BR><BR>{block}</FONT></TD></TR>\n" for block in blocks)
    return f"<HTML><HEAD><TITLE>The ferry</TITLE></HEAD><BODY BGCOLOR=white><TABLE><TR><TD>{''.join(extra)}</TD></TR>{body}</TABLE></BODY></HTML>"


def _unclosed(blocks: list[str], extra: list[str]) -> str:
    body = "".join(f"<li><p>{_WORDS}<p>{_WORDS}<div>{block}</div>\n" for block in blocks)
    return f"<title>The ferry</title><h1>The ferry</h1><ul>{body}</ul><hr>{'<br>'.join(extra)}"


def _application(blocks: list[str], extra: list[str]) -> str:
    body = "".join(
        f'<div data-block="paragraph"><p class="css-1x2y3z">{_WORDS}</p></div><div class="css-9a8b7c">{block}</div>'
        for block in blocks
    )
    return (
        '<!doctype html><html lang=en><head><meta charset=utf-8><title>The ferry</title><script id=s>window.__STATE__={"a":[1,2,3]}</script></head>'
        f'<body><div id=__next><header>{"".join(extra[:4])}</header><main><section data-testid="body">{body}</section></main>{"".join(extra[4:])}</div>'
        '<script id="__NEXT_DATA__" type="application/json">{"props":{"pageProps":{"title":"The ferry"}},"page":"/a"}</script></body></html>'
    )


def _forum(blocks: list[str], extra: list[str]) -> str:
    body = "".join(
        f'<article class="message"><div class="message-user"><img class="avatar" src="/a{number}.png"></div>'
        f'<div class="message-body"><div class="bbWrapper">{_WORDS}<br />\n{block}<br />\n{_WORDS}</div></div></article>'
        for number, block in enumerate(blocks)
    )
    return f'<!DOCTYPE html><html><head><title>The ferry | Forum</title></head><body>{"".join(extra)}<div class="p-body">{body}</div></body></html>'


LAYOUTS: tuple[Callable[[list[str], list[str]], str], ...] = (_wordpress, _tables, _unclosed, _application, _forum)


def pages(platform: str) -> Iterator[tuple[str, list[Shown]]]:
    """The pages of a platform and what each shows; over all of them every form comes at least once."""
    chance = random.Random(platform)  # noqa: S311 -- the same pages every time
    names = forms(platform)
    chance.shuffle(names)
    others = [name for name in POSTS if name != platform]
    each = max(LEAST, -(-len(names) // PAGES))
    for number in range(PAGES):
        turn = [names[(number * each + index) % len(names)] for index in range(each)]
        posts = [shown(platform, form, chance) for form in turn]
        posts.insert(1, shown(chance.choice(others), "frame", chance))
        link = html.escape(POSTS[platform][3].replace("{id}", renewed(POSTS[platform][0], chance)))
        blocks = [*(post.markup for post in posts), f'<p>What <a href="{link}">she wrote</a> was read by many.</p>']
        yield LAYOUTS[number % len(LAYOUTS)](blocks, chance.sample(BUTTONS, len(BUTTONS))), posts


# ---------------------------------------------------------------------------------------------------------- the scores


def score(platform: str) -> Score:
    """Scan the pages of a platform and compare; frames of nobody's (`web`) are not counted, as in the corpus."""
    result = Score()
    for text, posts in pages(platform):
        scan = finder.scan(documents.read(text.encode(), base_url="https://paper.example/the-ferry/")[0])
        wanted = {post.key: post for post in posts}
        result.labelled += len(posts)
        result.forms.update(post.form for post in posts if post.key[0] == platform)
        seen: set[Key] = set()
        for embed in scan.embeds:
            if embed.platform == "web":
                continue
            key = (embed.platform, embed.id or "")
            result.found += 1
            post = wanted.get(key)
            if post is None:
                result.invented[f"{embed.platform} as {embed.form}"] += 1
            elif key in seen:
                result.repeated += 1
            else:
                seen.add(key)
                start = text.index(post.markup)
                result.misplaced += not start <= embed.start < embed.end <= start + len(post.markup)
        result.right += len(seen)
        result.missed.update(post.form for key, post in wanted.items() if key not in seen)
    return result


def main() -> None:
    """Print a line a platform, and what went wrong."""
    scores = {platform: score(platform) for platform in POSTS}
    print(f"\n## Made pages ({PAGES} a platform, every form that is known; {len(POSTS)} platforms)\n")
    rows: list[tuple[object, ...]] = [(name, len(each.forms), *_row(each)) for name, each in scores.items()]
    whole = Score(
        labelled=sum(each.labelled for each in scores.values()),
        right=sum(each.right for each in scores.values()),
        found=sum(each.found for each in scores.values()),
        repeated=sum(each.repeated for each in scores.values()),
        misplaced=sum(each.misplaced for each in scores.values()),
    )
    rows.append(("all", "", *_row(whole)))
    print(table(("platform", "forms", "posts", "recall", "precision", "repeated", "misplaced"), rows))
    if absent := sorted(platforms.catalogue().keys() - POSTS.keys()):
        print(f"\nno pages were made for: {', '.join(absent)}")
    for name, each in scores.items():
        for what, counts in (("missed", each.missed), ("found but not shown", each.invented)):
            if counts:
                print(f"{name}: {what}: {', '.join(f'{form} ({count})' for form, count in counts.most_common())}")
    print("promised: 20 pages for each platform with fewer than 30 labels, recall and precision 0.99")


def _row(each: Score) -> tuple[object, ...]:
    recall, precision = each.right / each.labelled, each.right / max(each.found, 1)
    return each.labelled, f"{recall:.3f}", f"{precision:.3f}", each.repeated, each.misplaced


if __name__ == "__main__":
    main()
