"""Make `extent/voices.bin` of `finder/text`: which words sound like a post, and which go on from each other in one.

    python -m tools.make_voices [--from https://github.com] --without LABELS.jsonl … [--write]

Read are the archives that people keep of their own posts and the articles of blogs, in the public repositories and at
the commits that `tools/make_voices.jsonl` names, each with its language. What weights are fitted or judged on stays
out: repositories of the publishers and owners of pinned pages and of the labels behind `--without` (and of the
`labels.jsonl` beside them), and posts whose words stand there. Nothing is kept but weights of hashed names, and nothing
is labelled by hand:

- a piece is a line of a post, of an archive or embedded, or the last line or sentence of a paragraph;
- a pair is two neighbouring lines or sentences of one post, or a paragraph's last line or sentence and the first of a
  post that is drawn by chance; and, where a post is embedded in the article, the paragraph above it and its first line.

Each language counts as much on either side, and no language more than `MOST`. Needs numpy, which nothing but the tools
does. A tenth of the sources is left out to judge by; `--write` fits on all of them instead, and writes.
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
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from embedarchive.finder.text.extent import voices
from embedarchive.finder.text.wording import unmarked
from tools import pinned_pages
from tools.labelled import fold
from tools.logistic import Array, shares

PINS = Path(__file__).with_suffix(".jsonl")
TABLE = Path(voices.__file__).with_name("voices.bin")

MOST = 16_000
"""Of one language so many examples of either side at most, of each model."""

LOOKED, EACH = 10_000, 5_000
"""Of one source so many posts or paragraphs are looked at, and kept at most: those first that tell of pairs."""

FILES = 400
"""Of one source so many files at most."""

AT_ONCE = 20
"""So many files are asked of git at once."""

LEAST = 6
"""A line with fewer letters says nothing."""

SPREAD = 0.5
"""How far weights may lie from nothing: their variance beforehand."""

ROUNDS, STEPS, ENOUGH = 20, 60, 0.01
"""Looked for is until the slope is so small a share of what it was."""

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
    """The names and texts of the files of one repository, in an order by chance that is always the same."""
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
        for first in range(0, min(len(names), FILES), AT_ONCE):
            some = names[first : first + AT_ONCE]
            asked = "".join(f"{source.commit}:{name}\n" for name in some)
            given = io.BytesIO(_git(held, "cat-file", "--batch", asked=asked.encode()))
            for name in some:
                head = given.readline().split()
                if head[-1] != b"missing":
                    yield name, given.read(int(head[-1])).decode("utf-8", "replace").replace("\r\n", "\n")
                    given.read(1)


def _git(folder: str, *words: str, asked: bytes | None = None) -> bytes:
    command = ["git", "-C", folder, *words]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, input=asked).stdout  # noqa: S603 -- our own words


def read(source: Source, host: str, known: set[str]) -> list[tuple[str, str]]:
    """So many posts (with nothing), or paragraphs with what is embedded below, of one source; nothing that is known."""
    found: dict[str, tuple[str, str]] = {}
    some = itertools.islice(_said(source, host), LOOKED)
    for words, below in sorted(some, key=lambda each: not each[1] and "\n" not in each[0]):
        if letters(words) >= LEAST and not {fold(words), fold(below)} & known and not _ANSWER.match(words):
            found.setdefault(fold(words), (words, below))
        if len(found) >= EACH:
            break
    return [*found.values()]


def _said(source: Source, host: str) -> Iterator[tuple[str, str]]:
    for name, text in blobs(source, host):
        if source.kind == "posts":
            yield from ((post.strip(), "") for post in posts(name, text))
        else:
            yield from paragraphs(text)


def letters(words: str) -> int:
    """How many letters a text has, links, tags and mentions aside."""
    return sum(map(str.isalpha, re.sub(r"https?://\S+|pic\.\S+|[@#]\w+", "", words)))


def examples(kept: Sequence[tuple[Source, Sequence[tuple[str, str]]]]) -> tuple[list[Shown], list[Shown]]:
    """The pieces and the pairs of all sources."""
    chance = random.Random(7)  # noqa: S311 -- a sample, no secrets
    pieces: list[Shown] = []
    pairs: list[Shown] = []
    first: dict[str, list[str]] = defaultdict(list)
    for source, some in kept:
        for post in (words if source.kind == "posts" else below for words, below in some):
            rows = lines(post)
            parts = [sentence for row in rows for sentence in sentences(row)]
            first[source.language] += rows[:1]
            # always in the same order, which a set of words has not
            pieces += [Shown(source.repository, source.language, (row,), post=True) for row in _once(*rows, *parts[:2])]
            near = itertools.chain(itertools.pairwise(rows), itertools.pairwise(parts) if len(rows) == 1 else ())
            pairs += [Shown(source.repository, source.language, each, post=True) for each in near]
    for source, some in kept:
        for words, below in some if source.kind == "articles" else ():
            last = sentences(words)[-1]
            pieces += [Shown(source.repository, source.language, (end,), post=False) for end in _once(words, last)]
            start = lines(below)[0] if lines(below) else chance.choice(first[source.language] or [""])
            shown = [(words, start), (last, sentences(start)[0] if sentences(start) else start)]
            pairs += [Shown(source.repository, source.language, each, post=False) for each in shown]
    return pieces, pairs


def _once(*words: str) -> list[str]:
    return [*dict.fromkeys(words)]


def lines(words: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in words.split("\n") if line.strip()]


def sentences(words: str) -> list[str]:
    """The sentences of a line."""
    return [sentence for sentence in _SENTENCE.split(words) if sentence.strip()]


def balanced(shown: Iterable[Shown]) -> list[Shown]:
    """As many examples of either side in each language."""
    chance = random.Random(7)  # noqa: S311 -- a sample, no secrets
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
        places, values = array("i"), array("f")
        self.starts: list[int] = []
        for each in shown:
            self.starts.append(len(places))
            for name, much in names(*each.words):
                places.append(voices.place(name))
                values.append(much)
            places.append(voices.SIZE)  # what is so of each, behind the weights of names
            values.append(1.0)
        self.places, self.values = np.array(places), np.array(values)
        self.sizes = np.diff([*self.starts, len(places)])

    def __matmul__(self, weights: Array) -> Array:
        """The sum of each row."""
        return np.add.reduceat(weights[self.places] * self.values, self.starts)

    def back(self, sums: Array, *, squared: bool = False) -> Array:
        """What rows say of each place."""
        values = self.values**2 if squared else self.values
        return np.bincount(self.places, np.repeat(sums, self.sizes) * values, voices.SIZE + 1)


def likeliest(rows: Rows, true: Array) -> Array:
    """The likeliest weights, and the bias behind them, by Newton's method whose steps conjugate gradients look for."""
    now: Array = np.zeros(voices.SIZE + 1)
    steepest = 0.0
    for _ in range(ROUNDS):
        share = shares(rows @ now)
        bend = share * (1 - share)
        left = -(rows.back(share - true) + now / SPREAD)
        steep = float(np.linalg.norm(left))
        steepest = max(steepest, steep)
        if steep <= ENOUGH * steepest:
            break
        ease = 1 / (rows.back(bend, squared=True) + 1 / SPREAD)  # names that are rare bend little
        step: Array = np.zeros(voices.SIZE + 1)
        way = ease * left
        size = float(left @ way)
        for _ in range(STEPS):
            along = rows.back(bend * (rows @ way)) + way / SPREAD
            length = size / float(way @ along)
            step, left = step + length * way, left - length * along
            if float(np.linalg.norm(left)) <= steep / 10:
                break
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
    for name, (*weights, bias) in sorted(fitted.items()):
        found = np.array(weights)
        step = float(np.quantile(abs(found), MOSTLY)) / (voices.NOUGHT - 1) ** 2
        steps = np.clip(np.rint(np.sign(found) * np.sqrt(abs(found) / step)), 1 - voices.NOUGHT, voices.NOUGHT - 1)
        halves = (steps + voices.NOUGHT).astype(np.uint8)
        kept += f"{name} {bias:.6f} {step:.6f}\n".encode() + (halves[0::2] | halves[1::2] << 4).tobytes()
    return kept


def main() -> None:
    """Read, fit, judge by the sources that are left out, and write when asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--from", dest="host", default="https://github.com", help="where repositories are cloned from")
    parser.add_argument("--without", type=Path, nargs="*", default=[], help="labels whose posts are not read")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    barred = barring(args.without)
    known = {fold(label["text"]) for row in _rows(args.without) for label in row.get("tweets", ())} - {""}
    kept = [(source, read(source, args.host, known)) for source in sources() if not names_of(source) & barred]
    print(*(f"{source.repository} {len(some)}" for source, some in kept), sep="\n", flush=True)
    held = set() if args.write else {source.repository for source, _ in kept[::10]}
    fitted: dict[str, Array] = {}
    pieces, pairs = examples(kept)
    models: tuple[tuple[str, list[Shown], Callable[..., voices.Names]], ...] = (
        ("piece", pieces, voices.of_piece),
        ("pair", pairs, voices.of_pair),
    )
    for name, some, names in models:
        shown = balanced(each for each in some if each.source not in held)
        fitted[name] = likeliest(Rows(shown, names), _true(shown))
        print(f"{name}: {len(shown)} examples", flush=True)
        if held:
            away = balanced(each for each in some if each.source in held)
            print(f"{name}: {ranked(Rows(away, names) @ fitted[name], _true(away)):.4f} ranked right of {len(away)}")
    if args.write:
        TABLE.write_bytes(table(fitted))


def _true(shown: Sequence[Shown]) -> Array:
    return np.array([float(each.post) for each in shown])


def names_of(source: Source) -> set[str]:
    """By which names a repository may be a publisher's: its owner's, and its own where that is a host's."""
    owner, _, name = source.repository.casefold().partition("/")
    return {owner, name} if "." in name else {owner}


def barring(labels: Sequence[Path]) -> set[str]:
    """The names of publishers, and of owners of repositories, whose pages are pinned or stand in labels."""
    pinned = [pin for file in pinned_pages.PINS.parent.glob("pinned_*.jsonl") for pin in pinned_pages.pins(file)]
    beside = [file.with_name("labels.jsonl") for file in labels]
    rows = [*_rows(labels), *_rows(filter(Path.exists, beside))]
    hosts = [*(pin.publisher for pin in pinned), *(row.get("publisher") or "" for row in rows)]
    held = [*(pin.repository for pin in pinned), *(row.get("source") or "" for row in rows)]
    owners = {each.partition("/")[0].casefold() for each in held if "/" in each}
    bare = {host.casefold().removeprefix("www.") for host in hosts}
    return (owners | bare | {host.split(".")[0] for host in bare}) - {""}


def _rows(files: Iterable[Path]) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines())


if __name__ == "__main__":
    main()
