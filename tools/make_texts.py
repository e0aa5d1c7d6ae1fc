"""Make labelled texts: real posts set into real articles without posts, led in as journalists do, and rendered as text.

    python -m tools.make_texts CORPUS … --out FOLDER [--count 400] [--seed 1]

A CORPUS is a folder with `labels.jsonl` and its pages; the posts and paragraphs are read there and copied into FOLDER
only, `labels.jsonl` and one file a text, in the form that `fit_joins.py` reads. Each text is one article's title and
paragraphs with one to seven posts of one publisher among them, as the official blockquote; before half of the posts
stands something that leads in: a sentence, a colon, a number, a heading, a caption, a list, a quotation or a time.
It is then rendered in one of the ways that lose the markup. A text's publisher is that of its posts, so that leaving
a publisher out leaves out all that was made of it. The same seed gives the same texts.

What renders: BeautifulSoup's `get_text` in three ways and our own plain ways (lines, lines with empty ones between,
wrapped and indented, wrapped at 72 behind `>`, bullets, one line, the attribution behind the first line), and, where
they are installed, html2text, inscriptis, html-text, markdownify and trafilatura.
"""

from __future__ import annotations

import argparse
import html
import json
import random
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

LEADINS: dict[str, tuple[str, ...]] = {
    "en": (
        "{name} wrote:",
        "As {name} put it:",
        "{name} was not convinced.",
        "Others disagreed.",
        "Here is one answer:",
        "On Twitter, {name} said as much.",
        "This is how it was announced:",
        "One reader had a question about that.",
        "And then came this reply from @{handle}",
        "{name}, who has followed the matter for years, sees it differently.",
    ),
    "de": (
        "{name} schrieb:",
        "So sieht es {name}:",
        "Andere waren anderer Meinung.",
        "Auf Twitter klang das so:",
        "{name} war nicht überzeugt.",
        "Auch @{handle} meldete sich zu Wort",
        "Die Antwort kam prompt.",
    ),
    "fr": (
        "{name} a écrit :",
        "Voici la réaction de {name} :",
        "D'autres n'étaient pas d'accord.",
        "Sur Twitter, on lit :",
        "{name} n'est pas convaincu.",
        "Et la réponse de @{handle}",
        "La réponse n'a pas tardé.",
    ),
    "es": (
        "{name} escribió:",
        "Así lo contó {name}:",
        "Otros no estaban de acuerdo.",
        "En Twitter se leía:",
        "{name} no está convencido.",
        "Y la respuesta de @{handle}",
        "La respuesta no se hizo esperar.",
    ),
    "pt": (
        "{name} escreveu:",
        "Foi assim que {name} anunciou:",
        "Outros discordaram.",
        "No Twitter, a reação foi esta:",
        "{name} não ficou convencido.",
        "E a resposta de @{handle}",
        "A resposta veio logo.",
    ),
    "it": (
        "{name} ha scritto:",
        "Così {name}:",
        "Altri non erano d'accordo.",
        "Su Twitter si legge:",
        "{name} non è convinto.",
    ),
    "nl": ("{name} schreef:", "Zo zei {name} het:", "Anderen waren het er niet mee eens.", "Op Twitter klonk het zo:"),
    "ru": ("{name} пишет:", "Вот что сказал {name}:", "Другие не согласились.", "В твиттере ответили так:"),
    "ja": (
        "{name}さんのツイート:",
        "{name}さんはこう書いている。",
        "次のような意見もあった。",
        "反応はこちら。",
        "@{handle} さんの話",
    ),
    "zh": ("{name} 写道：", "以下是 {name} 的回应：", "也有人不同意。", "推特上的反应："),
    "ko": ("{name} 님의 트윗:", "이런 반응도 있었다.", "{name} 님은 이렇게 썼다."),
    "tr": ("{name} şöyle yazdı:", "Başkaları aynı fikirde değildi.", "Twitter'da şu yanıt geldi:"),
    "pl": ("{name} napisał:", "Inni się nie zgodzili.", "Na Twitterze pojawiła się odpowiedź:"),
}
"""What stands above a post; the first of a language names the author."""

HEADINGS = (
    "Reactions",
    "What people said",
    "Background",
    "Reaktionen",
    "Réactions",
    "Reacciones",
    "反応",
    "まとめ",
    "回应",
    "Reacties",
)
CAPTIONS = (
    "Photo by Ann Placeholder",
    "Foto: A. Beispiel / Agentur",
    "Image: Placeholder/Agency",
    "Photo d'illustration",
    "写真：例",
)
TIMES = ("6:14 a.m.", "14:05", "18.20 Uhr", "Updated 3:40 p.m.", "09:15 CET", "20h15")
ITEMS = ("A keen eye", "Be kind for once", "Alles auf einmal", "Un peu de patience", "よく見る", "Post a photo")
QUOTATIONS = (
    "“It was never our plan,” the mayor said.",
    "„Das war nie so geplant“, sagte sie.",
    "« Ce n'était pas prévu », dit-elle.",
)
KINDS = ("sentence", "sentence", "sentence", "number", "heading", "caption", "list", "quotation", "time")
LEAST, MOST = 60, 900
"""How long a paragraph is that is taken from a page, in characters."""


@dataclass(frozen=True, slots=True)
class Post:
    """A labelled post."""

    publisher: str
    identifier: str
    name: str
    handle: str
    day: str
    date: str
    text: str
    media: str


@dataclass(frozen=True, slots=True)
class Article:
    """The words of a page without posts."""

    publisher: str
    language: str
    title: str
    paragraphs: tuple[str, ...]


def publisher(label: dict[str, Any]) -> str:
    """Who published a labelled page."""
    return str(label.get("publisher") or Path(label["file"]).parent.name)


def read(corpora: Sequence[Path]) -> tuple[list[Post], list[Article]]:
    """The posts with words, and the pages without a post in them."""
    posts: dict[str, Post] = {}
    articles: list[Article] = []
    for corpus in corpora:
        for line in (corpus / "labels.jsonl").read_text(encoding="utf-8").splitlines():
            label = json.loads(line)
            tweets = [each for each in label["embeds"] if each["platform"] == "twitter"]
            for each in tweets:
                if each.get("text") and each.get("handle") and each.get("date") and each.get("date_text"):
                    pictures = re.findall(r"pic\.(?:twitter|x)\.com/\w+", each["text"])
                    posts[str(each["id"])] = Post(
                        publisher(label),
                        str(each["id"]),
                        each.get("author_name") or each["handle"],
                        each["handle"],
                        each["date_text"],
                        each["date"],
                        re.sub(r"\s*pic\.(?:twitter|x)\.com/\w+", "", each["text"]),
                        pictures[0] if pictures else "",
                    )
            if not label["embeds"] and label["file"].endswith(("html", "htm")):
                article = _article(corpus / label["file"], publisher(label), str(label.get("lang") or ""))
                articles += [article] if article else []
    return list(posts.values()), articles


def _article(path: Path, by: str, language: str) -> Article | None:
    from embedarchive.finder.language import detect

    soup = BeautifulSoup(path.read_text(encoding="utf-8", errors="replace"), "html.parser")
    paragraphs = [" ".join(each.get_text().split()) for each in soup.find_all("p")]
    kept = tuple(dict.fromkeys(each for each in paragraphs if LEAST <= len(each) <= MOST and "(@" not in each))
    title = " ".join(soup.title.get_text().split()) if soup.title else ""
    if len(kept) < 5 or not title:
        return None
    return Article(by, language or detect(" ".join(kept)) or "en", title[:120], kept[:14])


def made(
    posts: Sequence[Post], articles: Sequence[Article], count: int, seed: int
) -> Iterator[tuple[str, list[Post], str]]:
    """Pages of HTML with the posts that each shows, and its publisher."""
    chance = random.Random(seed)  # noqa: S311 -- made texts, no secrets
    by_publisher: dict[str, list[Post]] = {}
    for post in posts:
        by_publisher.setdefault(post.publisher, []).append(post)
    names = sorted(by_publisher)
    for _ in range(count):
        name = chance.choice(names)
        shown = chance.sample(by_publisher[name], min(len(by_publisher[name]), chance.randint(1, 7)))
        spoken = language_of(shown)
        near = [each for each in articles if each.language == spoken] or list(articles)
        article = chance.choice(near if chance.random() < 0.7 else list(articles))
        yield page(article, shown, chance), shown, name


def language_of(posts: Sequence[Post]) -> str:
    """The language of some posts."""
    from embedarchive.finder.language import detect

    return detect(" ".join(post.text for post in posts)) or "en"


def page(article: Article, posts: Sequence[Post], chance: random.Random) -> str:
    """An article with posts among its paragraphs."""
    blocks = [f"<p>{html.escape(each)}</p>" for each in article.paragraphs]
    tight = chance.random() < 0.3
    places = sorted(chance.choices(range(1, len(blocks) + 1), k=len(posts)))
    numbered = chance.random() < 0.15
    for at, (place, post) in enumerate(reversed(list(zip(places, posts, strict=True)))):
        number = len(posts) - at
        lead = (
            [f"<p>{number}.</p>"]
            if numbered
            else leadin(article.language, post, chance)
            if chance.random() < 0.5
            else []
        )
        blocks[place:place] = [*lead, blockquote(post, chance)]
    gap = "" if tight else "\n"
    title = html.escape(article.title)
    body = f"<article><h1>{title}</h1>{gap}{gap.join(blocks)}</article>"
    return f"<html><head><title>{title}</title></head><body>{body}</body></html>"


def leadin(language: str, post: Post, chance: random.Random) -> list[str]:
    """What stands above a post."""
    kind = chance.choice(KINDS)
    if kind == "sentence":
        words = chance.choice(LEADINS.get(language, LEADINS["en"])).format(name=post.name, handle=post.handle)
    elif kind == "list":
        return [f"<ul>{''.join(f'<li>{each}</li>' for each in chance.sample(ITEMS, 3))}</ul>"]
    elif kind == "heading":
        return [f"<h2>{chance.choice(HEADINGS)}</h2>"]
    else:
        sources = {"caption": CAPTIONS, "quotation": QUOTATIONS, "time": TIMES, "number": ("1.", "2)", "No. 3", "b)")}
        words = chance.choice(sources[kind])
    return [f"<p>{html.escape(words)}</p>"]


_INLINE = re.compile(r"(https?://\S+|[@#＃]\w+)")


def blockquote(post: Post, chance: random.Random) -> str:
    """The official markup of a post; every other one has blank lines between its lines."""
    words = chance.choice(("<br>", "<br><br>")).join(
        _INLINE.sub(r'<a href="#">\1</a>', html.escape(line, quote=False)) for line in post.text.split("\n")
    )
    media = f' <a href="https://t.co/x">{post.media}</a>' if post.media else ""
    return (
        f'<blockquote class="twitter-tweet"><p>{words}{media}</p>&mdash; {html.escape(post.name)} (@{post.handle}) '
        f'<a href="https://twitter.com/{post.handle}/status/{post.identifier}">{html.escape(post.day)}</a></blockquote>'
    )


def blocks(source: str, *, blank: bool = False) -> list[tuple[str, list[str]]]:
    """The blocks of a made page: their kind and lines; a post's blank lines as well if they are wanted."""
    soup = BeautifulSoup(source, "html.parser")
    found: list[tuple[str, list[str]]] = []
    for each in soup.article.find_all(["h1", "h2", "p", "li", "blockquote"]) if soup.article else []:
        if each.name == "p" and each.parent is not None and each.parent.name == "blockquote":
            continue
        lines = [line.strip() for line in each.get_text("", strip=False).replace("\r", "").split("\n")]
        if each.name == "blockquote":
            for mark in each.find_all("br"):
                mark.replace_with("\n")
            words = each.p.get_text() if each.p else ""
            lines = [*words.strip().split("\n"), each.get_text()[len(words) :].strip()]
        found.append((each.name, [line for line in lines if line or (blank and each.name == "blockquote")]))
    return found


def plain(source: str) -> str:
    """A line for each line, as text extractors print."""
    return "\n".join(line if kind != "li" else f"- {line}" for kind, lines in blocks(source) for line in lines) + "\n"


def spaced(source: str) -> str:
    """An empty line between blocks, as browsers copy."""
    return (
        "\n\n".join(
            "\n".join(lines) if kind != "blockquote" else "\n".join(lines[:-1]) + "\n\n" + lines[-1]
            for kind, lines in blocks(source, blank=True)
        )
        + "\n"
    )


def bullets(source: str) -> str:
    """A sign before every line."""
    return "\n".join(f"• {line}" for _, lines in blocks(source) for line in lines) + "\n"


def after_first(source: str) -> str:
    """The attribution behind the first line of each post, as trafilatura 2.0 prints."""
    out: list[str] = []
    for kind, lines in blocks(source):
        out += [lines[0], lines[-1], *lines[1:-1]] if kind == "blockquote" and len(lines) > 1 else lines
    return "\n".join(out) + "\n"


def stuck(source: str) -> str:
    """The attribution glued to the first line of each post, as trafilatura 1.8 prints."""
    out: list[str] = []
    for kind, lines in blocks(source):
        out += [lines[0] + lines[-1], *lines[1:-1]] if kind == "blockquote" and len(lines) > 1 else lines
    return "\n".join(out) + "\n"


def wrapped(width: int, prefix: str, inset: str) -> Callable[[str], str]:
    """Lines broken at a column, posts set in."""

    def render(source: str) -> str:
        out: list[str] = []
        for kind, lines in blocks(source):
            before = prefix + (inset if kind == "blockquote" else "")
            for at, line in enumerate(lines):
                if kind == "blockquote" and at == len(lines) - 1:
                    out.append(before.rstrip())
                out += textwrap.wrap(
                    line, width, initial_indent=before, subsequent_indent=before, break_on_hyphens=False
                )
            out.append(prefix.rstrip())
        return "\n".join(out) + "\n"

    return render


def one_line(source: str) -> str:
    """All on one line."""
    return BeautifulSoup(source, "html.parser").body.get_text(" ", strip=True)  # type: ignore[union-attr]


def renderers() -> dict[str, Callable[[str], str]]:
    """Every way of losing the markup that this machine has."""
    found: dict[str, Callable[[str], str]] = {
        "bs4": lambda source: BeautifulSoup(source, "html.parser").body.get_text(),  # type: ignore[union-attr]
        "bs4_lines": lambda source: BeautifulSoup(source, "html.parser").body.get_text("\n", strip=True),  # type: ignore[union-attr]
        "bs4_space": one_line,
        "plain": plain,
        "spaced": spaced,
        "bullets": bullets,
        "after_first": after_first,
        "stuck": stuck,
        "mail": wrapped(72, "> ", ""),
        "set_in": wrapped(100, "", "    "),
    }
    try:
        import html2text
        import html_text
        import inscriptis
        import markdownify
        import trafilatura
    except ImportError:
        return found
    reader = html2text.HTML2Text()
    reader.body_width, reader.unicode_snob = 78, True
    return found | {
        "html2text": reader.handle,
        "inscriptis": inscriptis.get_text,
        "html_text": html_text.extract_text,
        "markdownify": markdownify.markdownify,
        "trafilatura": lambda source: trafilatura.extract(source, favor_recall=True) or "",
    }


def main() -> None:
    """Make the texts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    ways = renderers()
    chance = random.Random(args.seed)  # noqa: S311 -- made texts, no secrets
    posts, articles = read(args.corpora)
    with (args.out / "text-labels.jsonl").open("w", encoding="utf-8") as labels:
        for number, (source, shown, name) in enumerate(made(posts, articles, args.count, args.seed)):
            for way in chance.sample(sorted(ways), 3):
                text = ways[way](source)
                if len(text) < LEAST:
                    continue
                file = f"{number:04}-{way}.txt"
                (args.out / file).write_text(text, encoding="utf-8")
                folded = re.sub(r"\W+", "", text)
                tweets = [
                    {
                        "id": post.identifier,
                        "handle": post.handle,
                        "author_name": post.name,
                        "date": post.date,
                        "text": post.text,
                        "attribution": f"(@{post.handle})" in text.replace("\\_", "_").replace("\n", ""),
                        "full_text_survives": re.sub(r"\W+", "", re.sub(r"https?://\S+", "", post.text))[:60] in folded,
                    }
                    for post in shown
                ]
                row = {
                    "extractor": f"made {way}",
                    "page": f"made/{number}",
                    "file": file,
                    "publisher": name,
                    "tweets": tweets,
                }
                labels.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
