"""The words that posts and articles have: what is read of them, and that it is told apart."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tools import pinned_pages

numpy = pytest.importorskip("numpy")
make_voices = pytest.importorskip("tools.make_voices")
Shown, Source = make_voices.Shown, make_voices.Source

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
    barred = make_voices.barring([])
    assert barred >= {pin.publisher.removeprefix("www.") for pin in pinned_pages.pins()}
    assert not [each.repository for each in sources if make_voices.names_of(each) & barred]


def test_publishers_in_labels_are_left_out(tmp_path: Path) -> None:
    """By the names of their hosts and of the repositories, in the labels of texts and in those of pages beside them."""
    (tmp_path / "text-labels.jsonl").write_text('{"publisher": "www.boats.example", "tweets": []}', encoding="utf-8")
    (tmp_path / "labels.jsonl").write_text('{"source": "Crew/site:page.md", "publisher": null}', encoding="utf-8")
    barred = make_voices.barring([tmp_path / "text-labels.jsonl"])
    names = ("boats/blog", "jet/boats.example", "crew/tweets", "jet/blog")
    of = [bool(make_voices.names_of(Source(name, "", "articles", "en")) & barred) for name in names]
    assert of == [True, True, True, False]


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


def test_posts_of_several_lines_are_taken_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many posts only so many are kept: those that tell of pairs."""
    monkeypatch.setattr(make_voices, "EACH", 1)
    tweets = [{"text": "All aboard!"}, {"text": "The boat is back.\nIt is dry."}]
    monkeypatch.setattr(make_voices, "blobs", lambda *_: [("data/tweets.js", f"of.mine = {json.dumps(tweets)}")])
    source = Source("crew/boats", "", "posts", "en")
    assert make_voices.read(source, "", set()) == [("The boat is back.\nIt is dry.", "")]


def test_a_post_that_an_article_embeds_is_a_post_too() -> None:
    """Its lines are pieces and pairs, and the paragraph above it does not go on in it."""
    article = Source("crew/blog", "", "articles", "en")
    pieces, pairs = make_voices.examples([(article, [("The board met.", "All aboard!\nAt noon.")])])
    assert {each.words[0] for each in pieces if each.post} == {"All aboard!", "At noon."}
    assert [each.words for each in pairs if each.post] == [("All aboard!", "At noon.")]
    assert {each.words for each in pairs if not each.post} == {("The board met.", "All aboard!")}


def test_pieces_and_pairs_are_made_without_labels() -> None:
    """Lines of one post go on from each other; a post drawn by chance stands below a paragraph."""
    posts, article = Source("crew/posts", "", "posts", "en"), Source("crew/blog", "", "articles", "en")
    kept = [(posts, [("All aboard!\nAt noon we leave.", "")]), (article, [("It was wet. The board met.", "")])]
    pieces, pairs = make_voices.examples(kept)
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
    shown = make_voices.balanced([*said, *told])
    rows, true = make_voices.Rows(shown, make_voices.voices.of_piece), numpy.array([each.post for each in shown])
    found = make_voices.likeliest(rows, true.astype(float))
    assert make_voices.ranked(rows @ found, true) == pytest.approx(1.0, abs=0.06)
    name, bias, step = make_voices.table({"piece": found}).partition(b"\n")[0].split()
    assert name == b"piece"
    assert float(bias) == pytest.approx(found[-1], abs=1e-5)
    assert float(step) > 0
    assert len(make_voices.table({"piece": found}).partition(b"\n")[2]) == make_voices.voices.SIZE // 2


def test_weights_are_looked_for_until_the_slope_is_level() -> None:
    """A first step alone is not the end."""
    said = [Shown("", "en", (f"We are so happy {word}!",), post=True) for word in ["one", "two", "three", "boats"]]
    told = [Shown("", "en", (f"The board of {word} met.",), post=False) for word in ["one", "boats"]]
    rows, true = make_voices.Rows([*said, *told], make_voices.voices.of_piece), numpy.array([1.0] * 4 + [0.0] * 2)
    found = make_voices.likeliest(rows, true)
    slope = rows.back(make_voices.shares(rows @ found) - true) + found / make_voices.SPREAD
    start = rows.back(0.5 - true)
    assert numpy.linalg.norm(slope) <= make_voices.ENOUGH * numpy.linalg.norm(start)
    assert found[-1] > 0  # more of them are posts
