"""What stands next to a gap that an earlier erasure left is known, too, for a piece of what is erased now."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_archive import make_post, make_scan

from embedarchive.model import Embed
from embedarchive.store import Store, erase
from embedarchive.store.remains import remains, without, words_of

SHORTEST = 8
SHOWN = ((1, "The first ferry has left"), (2, "@zeldzame_kraan And on Sunday?"))
"""What an article prints of two posts."""


def left(text: str, *phrases: str) -> str:
    """A text without what is left of phrases."""
    return without(text, remains(text, map(words_of, phrases), SHORTEST))


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("It said: [erased] and on Sunday? Nobody knew.", "It said: [erased] Nobody knew."),
        ("It said: “[erased] And on “Sunday?” Nobody knew.", "It said: “[erased]  Nobody knew."),
        ("It said: when does [erased] open? and so on", "It said:  [erased] open? and so on"),
        ("[erased] does the harbour [erased]", "[erased]  [erased]"),
        ("[erased] open? and so on", "[erased] open? and so on"),
        ("And on Sunday? No gap is here.", "And on Sunday? No gap is here."),
        ("Harbour [erased] so it was", "Harbour [erased] so it was"),
    ],
)
def test_pieces_next_to_a_gap(text: str, rest: str) -> None:
    """Its end after a gap, its beginning before one, all between two; no fewer than a few letters, nothing far off."""
    phrases = ("@harbour And on Sunday?", "When does the harbour open?", "At @harbour and on “Sunday?")
    assert left(text, *phrases).split() == rest.split()


@given(st.lists(st.sampled_from(["quay", "crane", "ferry", "At", "[erased]", "!"]), max_size=30), st.data())
def test_whatever_is_cut_out_of_a_phrase_the_rest_is_found(words: list[str], data: st.DataObject) -> None:
    """A phrase of unlike words with a gap anywhere in it, in any text: nothing of it is left, and nothing else goes."""
    phrase = [f"w{number}ord" for number in range(data.draw(st.integers(6, 12)))]
    begin = data.draw(st.integers(0, len(phrase)))
    end = data.draw(st.integers(begin + 1, len(phrase) + 1))
    gapped = [*phrase[:begin], "[erased]", *phrase[end:]]
    text = " ".join([*words, *gapped, *words])
    kept = left(text, " ".join(phrase))
    short = {tuple(phrase[:begin]), tuple(phrase[end:])}
    expected = [word for part in (phrase[:begin], ["[erased]"], phrase[end:]) for word in part]
    expected = [
        word for word in expected if word == "[erased]" or any(word in each and len(each) < 2 for each in short)
    ]
    assert kept.split() == [*words, *expected, *words]


def test_the_words_of_a_post_that_hold_the_name_of_another(store: Store) -> None:
    """That one is erased first, with its name; then this one, and nothing of it is left in the prose of an article."""
    one, two = (Embed(platform="twitter", form="blockquote", id=f"90{number}", text=text) for number, text in SHOWN)
    handle, text = "zeldzame_kraan", SHOWN[1][1]
    prose = f"They asked: {text} And so on. \ufffc"
    store.add_article(b"An article", make_scan(one, two), prose, parser="1", path="/in/a.html")
    store.add_post("twitter:901", make_post(1, handle=handle, author=handle, media=()), parser="1")
    store.add_post("twitter:902", make_post(2, text=text, media=()), parser="1")
    erase(store, "twitter:901", reason="asked")
    store.add_post("twitter:902", make_post(2, text=text, media=()), parser="1")  # its platform says it as before
    erase(store, "twitter:902", reason="asked")
    kept = store.connection.execute("SELECT text FROM article_texts").fetchone()[0]
    assert " ".join(kept.split()) == "They asked: [erased] And so on. \ufffc"
