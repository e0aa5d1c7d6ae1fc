"""The words that posts and articles have: what is read of them, and that it is told apart."""

from __future__ import annotations

import json
import random
import re
import subprocess
from pathlib import Path

import pytest

from tools import pinned_pages

numpy = pytest.importorskip("numpy")
make_voices = pytest.importorskip("tools.make_voices")
Shown, Source = make_voices.Shown, make_voices.Source


CHANCE = random.Random(1)  # noqa: S311 -- a sample, no secrets
TWEETS = [
    {"id_str": "1", "text": "All aboard!\nThe boat is back &amp; dry."},
    {"id_str": "2", "text": "An answer to nobody.", "in_reply_to_status_id_str": "1"},
    {"id_str": "3", "text": "Said by another.", "retweeted_status": {"id_str": "0"}},
]
ARTICLE = """---
title: Boats
---
The harbour board has met. It will [meet again](https://boats.example) on Tuesday.

<blockquote class="twitter-tweet"><p lang="en">All aboard!<br>At noon.</p>&mdash; Jet</blockquote>

```
code = {}
```

- one boat
- two boats
"""


def test_no_repository_is_of_a_publisher_of_labels() -> None:
    """What words are learnt from is of nobody by whose pages weights are fitted or judged."""
    sources = make_voices.sources()
    assert len({each.repository for each in sources}) == len(sources) > 50
    assert all(re.fullmatch(r"[0-9a-f]{40}", each.commit) for each in sources)
    assert {each.kind for each in sources} == {"posts", "articles"}
    pins = [
        pin for file in Path(pinned_pages.__file__).parent.glob("pinned_*.jsonl") for pin in pinned_pages.pins(file)
    ]
    owners = {pin.repository.split("/")[0].casefold() for pin in pins}
    assert owners.isdisjoint(each.repository.split("/")[0].casefold() for each in sources)


@pytest.mark.parametrize("name", ["data/js/tweets/2019_03.js", "data/tweets.js"])
def test_posts_that_begin_something_are_read(name: str) -> None:
    """Answers, and what others said, are not."""
    assert [*make_voices.posts(name, f"of.mine = {json.dumps(TWEETS)};")] == ["All aboard!\nThe boat is back & dry."]


def test_posts_of_mastodon_are_read() -> None:
    """Its archive holds HTML, and what was sent on by its address."""
    deeds = [{"object": {"content": "<p>All aboard!<br>At noon.</p>"}}, {"object": "https://boats.example/1"}]
    assert [*make_voices.posts("outbox.json", json.dumps({"orderedItems": deeds}))] == ["All aboard!\nAt noon."]


def test_paragraphs_are_read_with_the_post_below_them() -> None:
    """No front matter, no code and no markup."""
    assert [*make_voices.paragraphs(ARTICLE)] == [
        ("The harbour board has met. It will meet again on Tuesday.", "All aboard!\nAt noon."),
        ("two boats", ""),
    ]


def test_a_repository_is_read_without_what_is_known(tmp_path: Path) -> None:
    """A folder may hold it; of a post in the labels nothing is learnt."""
    crew = tmp_path / "crew" / "boats"
    (crew / "data").mkdir(parents=True)
    (crew / "data" / "tweets.js").write_text(f"of.mine = {json.dumps(TWEETS[:1])}", encoding="utf-8")
    git = ["git", "-C", str(crew), "-c", "user.name=jet", "-c", "user.email=jet@boats.example"]
    for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "boats"]):
        subprocess.run([*git, *words], check=True)
    commit = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    source = Source("crew/boats", commit, "posts", "en")
    assert make_voices.read(source, str(tmp_path), set()) == [("All aboard!\nThe boat is back & dry.", "")]
    assert make_voices.read(source, str(tmp_path), {make_voices.fold("All aboard! The boat is back & dry.")}) == []


def test_pieces_and_pairs_are_made_without_labels() -> None:
    """Lines of one post go on from each other; a post drawn by chance stands below a paragraph."""
    posts, article = Source("crew/posts", "", "posts", "en"), Source("crew/blog", "", "articles", "en")
    kept = [(posts, [("All aboard!\nAt noon we leave.", "")]), (article, [("It was wet. The board met.", "")])]
    pieces, pairs = make_voices.examples(kept, CHANCE)
    assert {(each.words[0], each.post) for each in pieces} == {
        ("All aboard!", True),
        ("At noon we leave.", True),
        ("It was wet. The board met.", False),
        ("The board met.", False),
    }
    assert {(each.words, each.post) for each in pairs} == {
        (("All aboard!", "At noon we leave."), True),
        (("It was wet. The board met.", "All aboard!"), False),
        (("The board met.", "All aboard!"), False),
    }


def test_words_are_told_apart_and_written_as_half_bytes() -> None:
    """Weights that rank posts above articles, two a byte."""
    said = [Shown("", "en", (f"We are so happy {number}!",), post=True) for number in range(9)]
    told = [Shown("", "en", (f"The board of harbour {number} has met.",), post=False) for number in range(9)]
    shown = make_voices.balanced([*said, *told], CHANCE)
    rows, true = make_voices.Rows(shown, make_voices.voices.of_piece), numpy.array([each.post for each in shown])
    found = make_voices.likeliest(rows, true.astype(float), numpy.ones(len(shown)))
    assert make_voices.ranked(rows @ found, true) == pytest.approx(1.0, abs=0.06)
    name, bias, step = make_voices.table({"piece": found}).partition(b"\n")[0].split()
    assert (name, float(bias)) == (b"piece", 0.0)
    assert float(step) > 0
    assert len(make_voices.table({"piece": found}).partition(b"\n")[2]) == make_voices.voices.SIZE // 2
