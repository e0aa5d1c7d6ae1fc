"""An erased post in what others say: posts that quote, answer or link to it, and articles that repeat it."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sample_archive import JPEG, make_embed, make_exchange, make_post, make_scan

from embedarchive.model import Link, MediaRef
from embedarchive.store import Store, connecting, erase, erased_files, verify
from embedarchive.store.blobs import Blobs
from embedarchive.store.chain import canonical

CANARY, HANDLE = "Zanzibarfluister", "zeldzame_kraanvogel"
WORDS = f"{CANARY} saw the crane fall over the quay"
ADDRESS = f"https://x.example/{HANDLE}/status/901"
QUOTED = make_post(1, text=WORDS, author=CANARY, handle=HANDLE, url=ADDRESS, media=())
LONG_ID = "1591234567890123456"


def left(folder: Path, *traces: str) -> list[str]:
    """The files that still hold one of these."""
    wanted = [trace.lower().encode() for trace in traces or (CANARY, HANDLE)]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [
        str(path.relative_to(folder)) for path in files if any(each in path.read_bytes().lower() for each in wanted)
    ]


def names(address: str) -> str | None:
    """Which post an address of the made-up platform names, in any of its spellings."""
    host, _, rest = address.partition("//")[2].partition("/")
    return f"twitter:{rest.rpartition('/')[2].partition('?')[0]}" if host.endswith("x.example") else None


@pytest.fixture
def named(folder: Path) -> Iterator[Store]:
    """An archive that knows what addresses name."""
    with Store.open(folder, named=names) as store:
        store.begin_run("scan")
        yield store


def test_nobody_writes_while_files_that_were_seen_again_are_removed(
    named: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Threads share a connection: the second one's transaction waits for the first one's."""
    removing, errors, remove_files = threading.Event(), [], erased_files.remove_files

    def slowly(connection: sqlite3.Connection, folder: Path, blobs: Blobs) -> None:
        with connecting.transaction(connection, 0):
            removing.set()
            time.sleep(0.2)
        remove_files(connection, folder, blobs)

    def write() -> None:
        assert removing.wait(60)
        try:
            named.end_run(0)
        except sqlite3.Error as error:
            errors.append(error)

    monkeypatch.setattr(erased_files, "remove_files", slowly)
    writer = threading.Thread(target=write)
    writer.start()
    named.bury("twitter:1", reason="seen again", operator=None, erased={}, digests=[])
    writer.join()
    assert errors == []


def embed_both(store: Store) -> None:
    """An article shows the post and another one, which is captured with an answer that holds the first."""
    embeds = (replace(make_embed(1, known=True), text=WORDS, handle=HANDLE), make_embed(2, known=True))
    store.add_article(
        f"<p>{WORDS}</p>".encode(), make_scan(*embeds), "\ufffc and \ufffc", parser="1", path="/in/a.html"
    )


@pytest.mark.parametrize("field", ["quotes", "replies_to"])
def test_a_post_that_another_quotes_or_answers(named: Store, field: str) -> None:
    """Its own answer in the other's capture, whose bytes spell its words otherwise, its address, its words: all go."""
    embed_both(named)
    split = f"<p>{CANARY[:4]}<b>{CANARY[4:]}</b> saw the <i>crane</i></p>".encode()
    answers = [
        named.add_exchange(
            make_exchange("https://api.example/902", b'{"text": "Look"}'), key="twitter:902", to_read=True
        ),
        named.add_exchange(make_exchange("https://api.example/parent", split), key="twitter:902", to_read=True),
    ]
    said = make_post(2, text="Look at this", related=(QUOTED,), **{field: ADDRESS})
    named.note_read(answers, [said])
    named.add_post("twitter:902", said, parser="1")
    named.add_post("twitter:901", QUOTED, parser="1")
    erase(named, "twitter:901", reason="asked")
    assert left(named.folder) == []
    assert left(named.folder, CANARY[4:]) == []
    kept = named.post("twitter:902")
    assert kept is not None
    assert (kept["status"], kept["text"]) == ("archived", "Look at this")
    link = named.connection.execute("SELECT url, target_key, target_id FROM post_links WHERE kind <> 'link'").fetchall()
    assert link == [("erased:twitter:901", "twitter:901", named.post("twitter:901")["id"])]  # type: ignore[index]
    named.close()
    assert verify(named.folder).problems == ()


def test_the_answers_of_an_attempt_that_kept_nothing(named: Store) -> None:
    """A recheck without a change writes no snapshot; what its answer carries is on record all the same."""
    embed_both(named)
    named.add_post("twitter:901", QUOTED, parser="1")
    named.add_post("twitter:902", make_post(2, text="Look"), parser="1")
    packed = canonical({"x": [ord(char) for char in WORDS]}).encode()  # no spelling that anybody looks for
    answer = named.add_exchange(make_exchange("https://api.example/902", packed), key="twitter:902", to_read=True)
    named.note_read([answer], [make_post(2, text="Look", related=(QUOTED,))])
    body = named.connection.execute("SELECT body FROM fetches WHERE id = ?", (answer,)).fetchone()[0]
    path = named.path_of(body)
    assert path is not None
    assert path.is_file()
    erase(named, "twitter:901", reason="asked")
    assert not path.exists()


def test_answers_that_nobody_read_go_with_any_erasure(named: Store) -> None:
    """A run was killed before it knew what it had been answered: nobody knows whose words that carries."""
    embed_both(named)
    unread = named.add_exchange(make_exchange("https://api.example/902", b"?"), key="twitter:902", to_read=True)
    read = named.add_exchange(make_exchange("https://api.example/903", b"!"), key="twitter:903", to_read=True)
    named.note_read([read], [make_post(3)])
    erase(named, "twitter:901", reason="asked")
    stays = dict(named.connection.execute("SELECT id, salt IS NOT NULL FROM fetches"))
    assert (stays[unread], stays[read]) == (0, 1)
    named.close()
    assert verify(named.folder).problems == ()


def test_links_to_it_in_any_spelling(named: Store) -> None:
    """In another post's words and links, in an article's prose: the address shows the handle."""
    embed_both(named)
    named.add_post("twitter:901", QUOTED, parser="1")
    spelt = f"http://mobile.x.example/{HANDLE}/status/901?s=20"
    named.add_post("twitter:902", make_post(2, text=f"As {spelt} says.", links=(spelt,)), parser="1")
    scan = replace(
        make_scan(make_embed(3, known=True)), links=(Link(platform="twitter", id="901", url=spelt, start=1, end=9),)
    )
    named.add_article(f'<a href="{spelt}">crane</a>'.encode(), scan, "The crane \ufffc", parser="1", path="/in/b.html")
    erase(named, "twitter:901", reason="asked")
    assert left(named.folder) == []
    other = named.post("twitter:902")
    assert other is not None
    assert other["text"] == "As erased:twitter:901 says."
    (text,) = named.connection.execute("SELECT text FROM article_texts WHERE id = 2").fetchone()
    assert text == "The crane \ufffc"
    named.close()
    assert verify(named.folder).problems == ()


def test_an_answer_that_names_it_by_its_id_alone(store: Store) -> None:
    """Nobody noted that it was read there, and its words stand there in no spelling we know: the id tells."""
    store.add_post(f"twitter:{LONG_ID}", make_post(1, id=LONG_ID, text=WORDS, media=()), parser="1")
    scrambled = json.dumps({"in_reply_to": LONG_ID, "text": CANARY[::-1]}).encode()
    number = json.dumps({"likes": f"9{LONG_ID}"}).encode()
    for url, body in (("https://api.example/a", scrambled), ("https://api.example/b", number)):
        store.add_exchange(make_exchange(url, body), key="twitter:902")
    erase(store, f"twitter:{LONG_ID}", reason="asked")
    assert left(store.folder, CANARY[::-1]) == []
    assert left(store.folder, f"9{LONG_ID}") != []


def test_a_post_of_another_platform_with_the_same_number_stays_itself(store: Store) -> None:
    """What it shows is known as before, and goes when that is erased."""
    answered = make_post(3, platform="mastodon", id=f"social.example/{LONG_ID}", text=WORDS, media=())
    other = make_post(2, platform="mastodon", id="social.example/902", related=(answered,), media=())
    store.add_post(f"twitter:{LONG_ID}", make_post(1, id=LONG_ID, media=()), parser="1")
    store.add_post("mastodon:social.example/902", other, parser="1")
    store.add_post(f"mastodon:{answered.id}", answered, parser="1")
    erase(store, f"twitter:{LONG_ID}", reason="asked")
    assert left(store.folder) != []
    erase(store, f"mastodon:{answered.id}", reason="asked")
    assert left(store.folder) == []
    body: Any = store.last_post("mastodon:social.example/902")
    assert [post["id"] for post in body["related"]] == [answered.id]


@pytest.mark.parametrize(
    "prose",
    [
        WORDS,
        WORDS.replace("crane", "<em>cra</em>ne").replace(" fall", "\n fall"),
        WORDS.upper(),
        f"&#8220;{WORDS.replace(' ', '&nbsp;')}&#8221;",
    ],
)
def test_prose_that_repeats_its_words(store: Store, prose: str) -> None:
    """Another article, which does not show the post, says its words: with markup in them, in capitals, as entities."""
    embed_both(store)
    text = f"She wrote: {WORDS.upper() if prose.isupper() else WORDS}. Nobody was hurt."
    data = f"<p>She wrote: {prose}. Nobody was hurt.</p>".encode()
    store.add_article(data, make_scan(make_embed(3, known=True)), text, parser="1", path="/in/b.html")
    erase(store, "twitter:901", reason="asked")
    assert left(store.folder, CANARY, "<em>cra</em>ne") == []
    kept = store.connection.execute("SELECT text FROM article_texts WHERE id = 2").fetchone()[0]
    assert kept == "She wrote: [erased]. Nobody was hurt."


def test_every_field_of_it(store: Store) -> None:
    """What describes a picture that others show, too; the preview of a link, a poll, the name of a place."""
    shared = MediaRef(candidates=("https://media.example/shared.jpg",), alt=f"{CANARY} under the crane")
    card = (("title", f"{CANARY} in the news"), ("description", f"All about {CANARY} and the crane"))
    poll = ((f"{CANARY} did it", 1), ("no", 2))
    said = replace(QUOTED, media=(shared,), card=card, poll=poll, place=f"{CANARY}straat")
    store.add_post("twitter:901", said, parser="1")
    store.add_post("twitter:902", make_post(2, media=(replace(shared, alt=""),)), parser="1")
    store.add_media(shared.candidates[0], {}, blob=store.keep(JPEG, "image/jpeg"), parser="1")
    erase(store, "twitter:901", reason="asked")
    assert left(store.folder) == []
    other = store.post("twitter:902")
    assert other is not None
    assert store.media_of(other["id"])[0]["status"] == "archived"


def test_what_others_say_does_not_bring_it_back(named: Store) -> None:
    """A post that quotes an erased one is captured afterwards: kept with its own words, its answers are not."""
    embed_both(named)
    named.add_post("twitter:901", QUOTED, parser="1")
    erase(named, "twitter:901", reason="asked")
    said = make_post(2, text=f"Look at {ADDRESS}", quotes=ADDRESS, related=(QUOTED,))
    for _ in range(2):  # the second time it is known what such an answer carries
        body = canonical({"quoted": WORDS}).encode()
        answer = named.add_exchange(make_exchange(ADDRESS, body), key="twitter:902", to_read=True)
        named.note_read([answer], [said])
        named.add_post("twitter:902", said, parser="1")
        assert left(named.folder) == []
    assert named.connection.execute("SELECT flags FROM fetches ORDER BY id DESC").fetchone()[0].count("erased") == 1
    named.add_exchange(make_exchange(ADDRESS, WORDS.encode()), key="twitter:901")
    prose = f"She wrote: {WORDS} \ufffc"
    embed = replace(make_embed(1, known=True), text=WORDS, handle=HANDLE)
    for number in range(2):
        scan = make_scan(embed, make_embed(2, known=True), title=f"{WORDS} {number}")
        named.add_article(f"{prose}{number}".encode(), scan, prose, parser="1", path="/in/a.html")
    assert left(named.folder) == []
    kept = named.post("twitter:902")
    assert kept is not None
    assert kept["text"] == "Look at erased:twitter:901"
    named.close()
    assert verify(named.folder).problems == ()


def test_an_archive_of_an_older_version(store: Store) -> None:
    """It has no record of whose words an answer carries; what the snapshots say tells."""
    scrambled = b"\x00scrambled"
    answer = store.add_exchange(make_exchange("https://api.example/902", scrambled), key="twitter:902")
    assert store.connection.execute("SELECT * FROM fetch_posts WHERE fetch_id = ?", (answer,)).fetchall() == []
    store.add_post("twitter:902", make_post(2, related=(QUOTED,)), parser="1")
    store.add_post("twitter:901", QUOTED, parser="1")
    erase(store, "twitter:901", reason="asked")
    assert left(store.folder, "scrambled") == []
