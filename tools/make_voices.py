"""Make `extent/voices.bin` of `finder/text`: which words sound like a post, and which go on from each other in one.

    python -m tools.make_voices [--from https://github.com] --without LABELS.jsonl …

Read are the archives that people keep of their own posts and the articles of blogs, in the public repositories and at
the commits that `tools/make_voices.jsonl` names, each with its language; of none of the publishers that labels are
of, and no post whose words stand in the labels behind `--without`. Nothing of them is kept but weights of hashed names.
Nothing is labelled by hand:

- a piece is a line of a post, or the last line or sentence of a paragraph;
- a pair is two neighbouring lines or sentences of one post, or a paragraph's last line or sentence and the first of a
  post that is drawn by chance; and, where a post is embedded in the article, the paragraph above it and its first line.

Each language counts as much on either side, and no language more than `MOST`. Needs numpy, which nothing but the tools
does; a tenth of the sources is left out to judge by, and `--write` fits on all of them.
"""

from __future__ import annotations

import argparse
import html
import io
import itertools
import json
import random
import re
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from embedarchive.finder.text.extent import voices
from embedarchive.finder.text.wording import unmarked
from tools.labelled import fold
from tools.logistic import Array, shares

PINS = Path(__file__).with_suffix(".jsonl")
TABLE = Path(voices.__file__).with_name("voices.bin")

MOST = 16_000
"""Of one language so many examples of either side at most, of each model."""

EACH = 5_000
"""Of one source so many posts or paragraphs at most."""

FILES = 200
"""Of one source so many files at most."""

LEAST = 6
"""A line with fewer letters says nothing."""

SPREAD = 0.6
"""How far weights may lie from nothing."""

ROUNDS, STEPS = 6, 10

MOSTLY = 0.9999
"""The few weights that are further from nothing are cut to this one."""

_ARCHIVED = re.compile(r"(?:^|/)(?:js/tweets/\d{4}_\d\d\.js|data/tweets?\.js|outbox\.json)\Z")
_ARTICLE = re.compile(r"\.(?:md|markdown|mdx|rmd|qmd)\Z", re.IGNORECASE)
_NO_ARTICLE = re.compile(r"node_modules|vendor/|license|changelog|readme", re.IGNORECASE)
_EMBEDDED = re.compile(r"<blockquote[^>]*twitter-(?:tweet|video)[^>]*>(.*?)</blockquote>", re.DOTALL)
_SAID = re.compile(r"<p[^>]*>(.*?)</p>", re.DOTALL)
_CODE = re.compile(r"```.*?```|~~~.*?~~~|<(pre|script|style)\b.*?</\1>|<!--.*?-->", re.DOTALL)
_FRONT = re.compile(r"\s*(---|\+\+\+)\n.*?\n\1\s*\n", re.DOTALL)
_MARKUP = re.compile(r"\s*(?:\{[%{]|---|\||import |export |:::|\[\^|\{:|%|!\[|\$\$|\t|    )")
_LINE_START = re.compile(r"\s*(?:>+\s?|#{1,6}\s|[-*+]\s|\d+\.\s)")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[^a-z])|(?<=[。！？])")
_ANSWER = re.compile(r"(?:RT )?@|[“\"]@|RT\b")


@dataclass(frozen=True, slots=True)
class Source:
    """One repository: whether it keeps posts or articles, and in which language."""

    repository: str
    commit: str
    kind: str
    language: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One example of a model: its words, and whether they are of one post."""

    source: str
    language: str
    words: tuple[str, ...]
    post: bool


def sources(file: Path = PINS) -> list[Source]:
    """Every repository that a file names."""
    return [Source(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]


def posts(name: str, text: str) -> Iterator[str]:
    """The posts of one file of an archive that begin something: no answers and nothing that was sent on."""
    if name.endswith("outbox.json"):
        for deed in json.loads(text)["orderedItems"]:
            said = deed.get("object")
            if isinstance(said, dict) and not said.get("inReplyTo"):
                yield plain(re.sub(r"</p>\s*<p>|<br\s*/?>", "\n", said.get("content") or ""))
        return
    for each in json.loads(text[text.find("=") + 1 :].strip().rstrip(";")):
        tweet = each.get("tweet", each)
        if not (tweet.get("retweeted_status") or tweet.get("in_reply_to_status_id_str")):
            yield html.unescape(tweet.get("full_text") or tweet.get("text") or "")


def plain(marked: str) -> str:
    """What is said in HTML."""
    return html.unescape(re.sub(r"<[^>]*>", "", marked)).strip()


def paragraphs(text: str) -> Iterator[tuple[str, str]]:
    """The paragraphs of an article in Markdown, each with the post that is embedded right below it, if one is."""
    kept: list[str] = []

    def set_apart(found: re.Match[str]) -> str:
        said = _SAID.search(found[1])
        kept.append(plain(re.sub(r"<br\s*/?>", "\n", " ".join(said[1].split()))) if said else "")
        return f"\n\n\x01{len(kept) - 1}\n\n"

    text = _EMBEDDED.sub(set_apart, _CODE.sub("", _FRONT.sub("", text, count=1)))
    blocks = [block.strip("\n") for block in re.split(r"\n[ \t]*\n", text)]
    for block, below in itertools.pairwise([*filter(str.strip, blocks), ""]):
        words = _paragraph(block)
        if words:
            yield words, kept[int(below[1:])] if below.startswith("\x01") else ""


def _paragraph(block: str) -> str:
    if block.startswith("\x01") or _MARKUP.match(block):
        return ""
    listed = _LINE_START.match(block) is not None
    lines = [unmarked(plain(_LINE_START.sub("", line)), markdown=True, notes=False) for line in block.split("\n")]
    if listed:
        return next(filter(None, reversed(lines)), "")
    return (" " if block.isascii() or max(block) < "\u2e80" else "").join(filter(None, lines))


def blobs(source: Source, host: str) -> Iterator[tuple[str, str]]:
    """The names and texts of some files of one repository, in an order by chance that is always the same."""
    wanted = _ARCHIVED if source.kind == "posts" else _ARTICLE
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(host) / source.repository
        if not kept.is_dir():
            _git(folder, "init", "--quiet", "--bare")
            _git(folder, "fetch", "--quiet", "--depth", "1", f"{host}/{source.repository}", source.commit)
        held = str(kept) if kept.is_dir() else folder
        listed = _git(held, "ls-tree", "-r", "-z", "--name-only", source.commit).decode("utf-8", "replace").split("\0")
        names = sorted(name for name in listed if wanted.search(name) and not _NO_ARTICLE.search(name))
        random.Random(source.repository).shuffle(names)  # noqa: S311 -- a sample, no secrets
        asked = "".join(f"{source.commit}:{name}\n" for name in names[:FILES])
        given = io.BytesIO(_git(held, "cat-file", "--batch", asked=asked.encode()))
        for name in names[:FILES]:
            head = given.readline().split()
            if head[-1] != b"missing":
                yield name, given.read(int(head[-1])).decode("utf-8", "replace")
                given.read(1)


def _git(folder: str, *words: str, asked: bytes | None = None) -> bytes:
    command = ["git", "-C", folder, *words]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, input=asked).stdout  # noqa: S603 -- our own words


def read(source: Source, host: str, known: set[str]) -> list[tuple[str, str]]:
    """So many posts (with nothing), or paragraphs with what is embedded below, of one source; nothing that is known."""
    found: dict[str, tuple[str, str]] = {}
    for name, text in blobs(source, host):
        some = ((post, "") for post in posts(name, text)) if source.kind == "posts" else paragraphs(text)
        for words, below in some:
            if letters(words) >= LEAST and not {fold(words), fold(below)} & known and not _ANSWER.match(words):
                found[fold(words)] = words.strip(), below
        if len(found) >= EACH:
            break
    return [*found.values()][:EACH]


def letters(words: str) -> int:
    """How many letters a text has, links, tags and mentions aside."""
    return sum(map(str.isalpha, re.sub(r"https?://\S+|pic\.\S+|[@#]\w+", "", words)))


def examples(
    kept: Sequence[tuple[Source, Sequence[tuple[str, str]]]], chance: random.Random
) -> tuple[list[Shown], list[Shown]]:
    """The pieces and the pairs of all sources."""
    pieces: list[Shown] = []
    pairs: list[Shown] = []
    first: dict[str, list[str]] = defaultdict(list)
    for source, some in kept:
        if source.kind == "posts":
            first[source.language] += [lines(post)[0] for post, _ in some]
    for source, some in kept:
        for words, below in some:
            rows = lines(words)
            parts = [sentence for row in rows for sentence in sentences(row)]
            if source.kind == "posts":
                pieces += [Shown(source.repository, source.language, (row,), post=True) for row in {*rows, *parts[:2]}]
                near = itertools.chain(itertools.pairwise(rows), itertools.pairwise(parts) if len(rows) == 1 else ())
                pairs += [Shown(source.repository, source.language, each, post=True) for each in near]
            else:
                ends = {words, parts[-1]}
                pieces += [Shown(source.repository, source.language, (end,), post=False) for end in ends]
                start = lines(below)[0] if lines(below) else chance.choice(first[source.language] or [""])
                shown = [(words, start), (parts[-1], sentences(start)[0] if sentences(start) else start)]
                pairs += [Shown(source.repository, source.language, each, post=False) for each in shown]
    return pieces, pairs


def lines(words: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in words.split("\n") if line.strip()]


def sentences(words: str) -> list[str]:
    """The sentences of a line."""
    return [sentence for sentence in _SENTENCE.split(words) if sentence.strip()]


def balanced(shown: Iterable[Shown], chance: random.Random) -> list[Shown]:
    """As many examples of either side in each language."""
    by: dict[tuple[str, bool], list[Shown]] = defaultdict(list)
    for each in shown:
        if all(letters(words) for words in each.words):
            by[each.language, each.post].append(each)
    taken: list[Shown] = []
    for language in sorted({name for name, _ in by}):
        sides = by[language, True], by[language, False]
        size = min(MOST, *map(len, sides))
        taken += [each for side in sides for each in chance.sample(side, size)]
    return taken


class Rows:
    """What examples show, as a sparse matrix."""

    def __init__(self, shown: Sequence[Shown], names: Callable[..., voices.Names]) -> None:
        """The rows of these examples."""
        places: list[int] = []
        values: list[float] = []
        self.starts: list[int] = []
        for each in shown:
            self.starts.append(len(places))
            for name, much in names(*each.words):
                places.append(voices.place(name))
                values.append(much)
        self.places, self.values = np.array(places), np.array(values, dtype=np.float32)
        self.sizes = np.diff([*self.starts, len(places)])

    def __matmul__(self, weights: Array) -> Array:
        """The sum of each row."""
        return np.add.reduceat(weights[self.places] * self.values, self.starts)

    def back(self, sums: Array, *, squared: bool = False) -> Array:
        """What rows say of each place."""
        values = self.values**2 if squared else self.values
        return np.bincount(self.places, np.repeat(sums, self.sizes) * values, voices.SIZE)


def likeliest(rows: Rows, true: Array, count: Array) -> Array:
    """The likeliest weights, by Newton's method whose steps conjugate gradients look for; each row counts so often."""
    now: Array = np.zeros(voices.SIZE)
    for _ in range(ROUNDS):
        share = shares(rows @ now)
        bend = count * share * (1 - share)
        left = -(rows.back(count * (share - true)) + now / SPREAD)
        ease = 1 / (rows.back(bend, squared=True) + 1 / SPREAD)  # names that are rare bend little
        step: Array = np.zeros(voices.SIZE)
        way = ease * left
        size = float(left @ way)
        for _ in range(STEPS):
            along = rows.back(bend * (rows @ way)) + way / SPREAD
            length = size / float(way @ along)
            step, left = step + length * way, left - length * along
            before, size = size, float(left @ (ease * left))
            way = ease * left + size / before * way
        now = now + step
    return now


def ranked(odds: Array, true: Array) -> float:
    """How often a post's words are ranked above an article's."""
    order = np.argsort(odds)
    held = true[order]
    return float((held * np.cumsum(1 - held)).sum() / (held.sum() * (1 - held).sum()))


def table(fitted: dict[str, Array]) -> bytes:
    """The data file: of each model its bias, what a step is worth, and two weights a byte."""
    kept = b""
    for name, found in sorted(fitted.items()):
        step = float(np.quantile(abs(found), MOSTLY)) / (voices.NOUGHT - 1) ** 2
        steps = np.clip(np.rint(np.sign(found) * np.sqrt(abs(found) / step)), 1 - voices.NOUGHT, voices.NOUGHT - 1)
        halves = (steps + voices.NOUGHT).astype(np.uint8)
        kept += f"{name} {0:.6f} {step:.6f}\n".encode() + (halves[0::2] | halves[1::2] << 4).tobytes()
    return kept


def main() -> None:
    """Read, fit, judge by the sources that are left out, and write when asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="host", default="https://github.com", help="where repositories are cloned from")
    parser.add_argument("--without", type=Path, nargs="*", default=[], help="labels whose posts are not read")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    known = {fold(label["text"]) for file in args.without for label in _labels(file)} - {""}
    kept = [(source, read(source, args.host, known)) for source in sources()]
    print(*(f"{source.repository} {len(some)}" for source, some in kept), sep="\n")
    chance = random.Random(7)  # noqa: S311 -- a sample, no secrets
    held = {source.repository for source, _ in kept[::10]}
    fitted: dict[str, Array] = {}
    pieces, pairs = examples(kept, chance)
    models: tuple[tuple[str, list[Shown], Callable[..., voices.Names]], ...] = (
        ("piece", pieces, voices.of_piece),
        ("pair", pairs, voices.of_pair),
    )
    for name, some, names in models:
        shown = balanced(some, chance)
        rows, true = Rows(shown, names), np.array([float(each.post) for each in shown])
        away = np.array([each.source in held for each in shown])
        odds = rows @ likeliest(rows, true, ~away)
        print(f"{name}: {len(shown)} examples, ranked right {ranked(odds[away], true[away]):.4f} left out")
        fitted[name] = likeliest(rows, true, np.ones(len(shown)))
    if args.write:
        TABLE.write_bytes(table(fitted))


def _labels(file: Path) -> Iterator[dict[str, Any]]:
    for line in file.read_text(encoding="utf-8").splitlines():
        yield from json.loads(line)["tweets"]


if __name__ == "__main__":
    main()
