"""Exports of accounts: the owner's own posts, with their media from the export. The shapes are the platforms' own."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import libipld
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embedarchive import platforms
from embedarchive.archive import Archive
from embedarchive.archive.articles import exported
from embedarchive.archive.dry_run import dry_run
from embedarchive.errors import SourceError
from embedarchive.model import Scan
from embedarchive.store import Store

TWEET, LONG, SHARED = "2098313091371589249", "2098313091371589250", "2098313091371589251"
PHOTO = "https://pbs.twimg.com/media/Fabc123.png"


def png() -> bytes:
    """A small picture."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (64, 48), (90, 120, 80)).save(out, "PNG")
    return out.getvalue()


def tweet(tweet_id: str, text: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 -- fields of the export
    """A tweet as the export has it."""
    made = {"id_str": tweet_id, "created_at": "Sat Sep 12 09:15:00 +0000 2026", "full_text": text, "lang": "en"}
    return {"tweet": {**made, "favorite_count": "3", "retweet_count": "1", "entities": {}, **more}}


def assigned(name: str, members: object) -> bytes:
    """JavaScript that assigns, as the export is written."""
    return f"window.YTD.{name}.part0 = ".encode() + json.dumps(members, indent=2).encode()


def of_x() -> dict[str, bytes]:
    """The files of an export of X."""
    media = [{"type": "photo", "media_url_https": PHOTO, "url": "https://t.co/a", "id_str": "1"}]
    short = "The mill, after nine years of silence and repairs and"
    tweets = [
        tweet(TWEET, "The sails are moving! https://t.co/a", extended_entities={"media": media}),
        tweet(LONG, f"{short}… https://t.co/n", created_at="Sat Sep 12 10:00:00 +0000 2026"),
        tweet(SHARED, "RT @other: words of another"),
    ]
    note = {"createdAt": "2026-09-12T10:00:00.000Z", "core": {"text": f"{short} waiting, turns again.", "urls": []}}
    account = {"username": "mila_brand", "accountDisplayName": "Mila Brand"}
    return {
        "data/tweets.js": assigned("tweets", tweets),
        "data/account.js": assigned("account", [{"account": account}]),
        "data/note-tweet.js": assigned("note_tweet", [{"noteTweet": note}]),
        f"data/tweets_media/{TWEET}-Fabc123.png": png(),
        "Your archive.html": b"<html><body>Your archive</body></html>",
    }


def of_mastodon() -> dict[str, bytes]:
    """The files of an export of Mastodon."""
    base = "https://social.example/users/mila/statuses/"
    note = {
        "type": "Note",
        "id": f"{base}110640658973976934",
        "url": "https://social.example/@mila/110640658973976934",
        "published": "2026-09-12T09:15:00Z",
        "attributedTo": "https://social.example/users/mila",
        "content": "<p>The sails are moving!</p>",
        "attachment": [
            {"type": "Document", "mediaType": "image/png", "url": "/media_attachments/1.png", "name": "Sails"}
        ],
    }
    items = [{"type": "Create", "object": note}, {"type": "Announce", "object": f"{base}1"}]
    outbox = {"@context": "https://www.w3.org/ns/activitystreams", "id": "outbox.json", "type": "OrderedCollection"}
    return {
        "outbox.json": json.dumps(outbox | {"totalItems": 2, "orderedItems": items}).encode(),
        "actor.json": json.dumps({"name": "Mila Brand"}).encode(),
        "media_attachments/1.png": png(),
    }


def packed(path: Path, files: dict[str, bytes]) -> Path:
    """A ZIP with these files."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def laid(folder: Path, files: dict[str, bytes]) -> Path:
    """A folder with these files."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def block(value: object) -> tuple[bytes, bytes]:
    """A block with its CID, and its CID alone."""
    data = libipld.encode_dag_cbor(value)
    cid = b"\x01\x71\x12\x20" + hashlib.sha256(data).digest()
    return varint(len(cid) + len(data)) + cid + data, cid


def varint(number: int) -> bytes:
    """LEB128."""
    out = b""
    while number >= 0x80:
        out += bytes([number & 0x7F | 0x80])
        number >>= 7
    return out + bytes([number])


def car() -> bytes:
    """A repository of one post with a picture, one like and one repost, as an account's server gives it."""
    picture = b"\x01\x55\x12\x20" + hashlib.sha256(b"picture").digest()
    embed = {"$type": "app.bsky.embed.images", "images": [{"alt": "Sails", "image": {"$type": "blob", "ref": picture}}]}
    words = {"$type": "app.bsky.feed.post", "text": "The sails are moving!", "createdAt": "2026-09-12T09:15:00.000Z"}
    post, post_cid = block({**words, "langs": ["en"], "embed": embed})
    like, like_cid = block({"$type": "app.bsky.feed.like"})
    again, again_cid = block({"$type": "app.bsky.feed.repost"})
    entries = [
        {"p": 0, "k": b"app.bsky.feed.like/3lkjzq6bnpk2a", "v": like_cid, "t": None},
        {"p": 14, "k": b"post/3lkjzq6bnpk2b", "v": post_cid, "t": None},
        {"p": 14, "k": b"repost/3lkjzq6bnpk2c", "v": again_cid, "t": None},
    ]
    node, node_cid = block({"l": None, "e": entries})
    commit, commit_cid = block(
        {"did": "did:plc:abcdefghijklmnopqrstuvwx", "version": 3, "data": node_cid, "prev": None}
    )
    head = libipld.encode_dag_cbor({"version": 1, "roots": [commit_cid]})
    return varint(len(head)) + head + commit + node + like + again + post


@pytest.fixture
def keep(tmp_path: Path, record: Callable[..., Path]) -> Callable[..., tuple[list[Any], Store]]:
    """Scans a source without a network; what became of it, and the archive."""

    def run(source: Path) -> tuple[list[Any], Store]:
        with Archive(
            tmp_path / "snapshots", recordings=record({"https://x.example/": (404, "text/plain", b"no")})
        ) as archive:
            results = list(archive.add(source))
        return results, Store.open(tmp_path / "snapshots", read_only=True)

    return run


@pytest.mark.parametrize("form", ["", "data", "data/tweets.js"])
def test_the_export_of_x_unpacked(tmp_path: Path, form: str) -> None:
    """Its folder, the folder with the data, the file alone: what is beside it is found."""
    scans, told = found(laid(tmp_path / "x", of_x()) / form)
    posts = [embed for scan in scans for embed in scan.embeds]
    assert ([(post.id, post.handle) for post in posts], told) == ([(TWEET, "mila_brand"), (LONG, "mila_brand")], [])


def test_the_export_of_an_account_of_x(tmp_path: Path, keep: Callable[..., Any]) -> None:
    """The owner's posts, whole, with author and media; nobody is asked, and a second time adds nothing."""
    source = packed(tmp_path / "x.zip", of_x())
    results, store = keep(source)
    told = sorted((result.id, str(result.status), result.handle) for result in results)
    assert told == [(TWEET, "archived", "mila_brand"), (LONG, "archived", "mila_brand")]
    with store:
        post, long = store.post(f"twitter:{TWEET}"), store.post(f"twitter:{LONG}")
        assert post is not None
        assert long is not None
        assert (post["text"], post["author"], post["likes"]) == ("The sails are moving!", "Mila Brand", 3)
        assert post.sources["text"].source == "export"
        assert post.disagreements == ()
        assert long["text"].endswith("and waiting, turns again.")
        (medium,) = store.media_of(post["id"])
        assert (medium["status"], medium["width"]) == ("archived", 64)
        assert store.connection.execute("SELECT count(*) FROM fetches").fetchone()[0] == 0
    _, store = keep(source)
    with store:
        assert (
            store.connection.execute(
                "SELECT count(*) FROM snapshots WHERE source = 'export' AND outcome = 'captured'"
            ).fetchone()[0]
            == 3
        )


def test_the_export_of_an_account_of_mastodon(tmp_path: Path, keep: Callable[..., Any]) -> None:
    """What it shared is another's; its files have no address on the web, and are named by their bytes."""
    results, store = keep(packed(tmp_path / "archive.zip", of_mastodon()))
    assert [(result.status, result.id) for result in results] == [("archived", "social.example/110640658973976934")]
    with store:
        post = store.post("mastodon:social.example/110640658973976934")
        assert post is not None
        assert (post["text"], post["author"], post["handle"]) == (
            "The sails are moving!",
            "Mila Brand",
            "mila@social.example",
        )
        (medium,) = store.media_of(post["id"])
        assert (medium["status"], medium["alt"]) == ("archived", "Sails")
        assert medium["key"].startswith("ni:///sha-256;")


def found(source: Path) -> tuple[list[Scan], list[str]]:
    """What a dry run finds, and what it says."""
    read = list(dry_run([source], limit=10**6))
    return [each for each in read if isinstance(each, Scan)], [
        str(each) for each in read if isinstance(each, SourceError)
    ]


def test_the_repository_of_an_account_of_bluesky(tmp_path: Path) -> None:
    """Its posts; a picture is named by where the network serves it."""
    path = tmp_path / "repo.car"
    path.write_bytes(car())
    (scan,), told = found(path)
    (post,) = scan.embeds
    assert (post.id, post.text, post.language, told) == ("3lkjzq6bnpk2b", "The sails are moving!", "en", [])
    assert post.url == "https://bsky.app/profile/did:plc:abcdefghijklmnopqrstuvwx/post/3lkjzq6bnpk2b"
    assert post.media[0].alt == "Sails"
    assert list(platforms.get("bluesky").exported(car(), lambda _name: None))[1:] == [
        "that the account shared and did not write"
    ]
    assert post.media[0].candidates[0].startswith("https://cdn.bsky.app/img/feed_fullsize/plain/did:plc:abc")


def test_an_export_that_somebody_packed(tmp_path: Path) -> None:
    """Behind gzip it is what it was."""
    path = tmp_path / "repo.car.gz"
    path.write_bytes(gzip.compress(car()))
    (scan,), told = found(path)
    assert ([embed.text for embed in scan.embeds], told) == (["The sails are moving!"], [])


def test_a_packed_export_that_unfolds_beyond_reason_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing more of it is unpacked than a limit allows, and that nothing of it is read is no secret."""
    path = tmp_path / "repo.car.gz"
    path.write_bytes(gzip.compress(car()))
    monkeypatch.setattr(exported, "LARGEST", len(car()) - 1)
    scans, told = found(path)
    assert (scans, len(told)) == ([], 1)
    assert "repo.car.gz: unfolds into more than" in told[0]


def test_an_export_that_is_too_large_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No option allows more."""
    path = tmp_path / "repo.car"
    path.write_bytes(car())
    monkeypatch.setattr(exported, "LARGEST", len(car()) - 1)
    scans, told = found(path)
    assert (scans, len(told)) == ([], 1)
    assert told[0].endswith(f"repo.car: larger than {len(car()) - 1:,} bytes, which no known export is.")


def test_what_an_account_wrote_for_communities_is_its_own(tmp_path: Path) -> None:
    """X's export has these in a file beside the others."""
    tweet = {"id_str": LONG, "full_text": "To the millers.", "created_at": "Sat Sep 12 09:15:00 +0000 2026"}
    written = b"window.YTD.community_tweet.part0 = " + json.dumps([{"tweet": tweet}]).encode()
    files = {"data/community-tweet.js": written, "data/account.js": of_x()["data/account.js"]}
    scans, told = found(laid(tmp_path / "x", files))
    posts = [embed for scan in scans for embed in scan.embeds]
    assert ([(post.id, post.handle, post.text) for post in posts], told) == (
        [(LONG, "mila_brand", "To the millers.")],
        [],
    )


@pytest.mark.parametrize("harm", ["cut", "length", "bytes", "head"])
def test_a_car_that_lies_is_a_sentence(tmp_path: Path, harm: str) -> None:
    """Cut off, a block longer than the file, a record that is not what its digest says, no repository."""
    data = bytearray(car())
    if harm == "cut":
        del data[-9:]
    elif harm == "length":
        data += varint(2**60) + b"x"
    elif harm == "bytes":
        data[data.index(b"The sails")] ^= 1
    else:
        data[12] ^= 0xFF
    path = tmp_path / "repo.car"
    path.write_bytes(data)
    scans, told = found(path)
    assert len(scans) == (harm == "length")
    assert told
    assert "CAR file" in told[0] or "binary" in told[0]


def test_an_export_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    """And says so."""
    path = tmp_path / "tweets.js"
    data = of_x()["data/tweets.js"]
    path.write_bytes(data[: data.index(b"RT @other")])
    scans, told = found(path)
    assert [scan.embeds[0].id for scan in scans][:1] == [TWEET]
    assert "breaks off" in told[0]


def test_what_an_owner_exported_does_not_say_that_it_is_still_there() -> None:
    """The platform's word that it is gone stays, whenever it came."""
    from embedarchive.model import Reason
    from embedarchive.store.status import Observation, standing

    gone = Observation(
        id=1,
        captured_at="2026-09-12T00:00:00Z",
        recorded_at="",
        source="platform",
        outcome="gone",
        reason=Reason.DELETED,
    )
    own = Observation(id=2, captured_at="2026-09-13T00:00:00Z", recorded_at="", source="export", outcome="captured")
    what = standing([gone, own])
    assert (what.status, what.gone_reason) == ("archived", "deleted")


def test_the_pages_say_that_it_is_the_owners_word() -> None:
    """Not that the platform showed it; once it has, that."""
    from embedarchive.datasette_plugin.locale.words import Words

    def said(*sources: str, language: str = "en") -> str:
        told = {str(number): {"source": source} for number, source in enumerate(sources)}
        row = {
            "status": "archived",
            "reason": None,
            "platform": "twitter",
            "gone_at": None,
            "sources": told,
        }
        return Words(language).state(row)

    assert said("export", "id") == "kept from the account's own export"
    assert said("export", "platform").startswith("kept as X")
    assert said("export", language="nl") == "bewaard uit de eigen export van het account"


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_car_of_any_bytes_is_read_or_a_sentence(data: st.DataObject) -> None:
    """A good one with bytes put in, taken out and changed; and bytes of any kind."""
    whole = bytearray(car())
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(whole)))
        whole[at : at + data.draw(st.integers(0, 5))] = data.draw(st.binary(max_size=5))
    for made in (bytes(whole), data.draw(st.binary(max_size=60))):
        with contextlib.suppress(SourceError):
            for each in platforms.get("bluesky").exported(made, lambda _name: None):
                assert isinstance(each, str) or each.post.platform == "bluesky"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.integers(0, 400))
def test_an_export_of_any_characters_is_read_or_a_sentence(words: str, at: int) -> None:
    """In the middle of the tweets."""
    whole = of_x()["data/tweets.js"].decode()
    made = (whole[:at] + words + whole[at:]).encode("utf-8", "replace")
    with contextlib.suppress(SourceError):
        found = platforms.get("twitter").exported(made, lambda _name: None)
        assert all(isinstance(each, str) or each.post.id for each in found)


@pytest.mark.parametrize("form", ["data/js/tweets/2012_11.js", ""])
def test_the_export_of_x_as_it_was_until_2018(tmp_path: Path, form: str) -> None:
    """A file for each month, whose tweets say who wrote them; retweets are passed over."""
    own = {"user": {"name": "Mila Brand", "screen_name": "mila_brand"}, "created_at": "2012-11-07 04:16:18 +0000"}
    tweets = [
        {"id_str": "266031293945503744", "text": "Fog &amp; sails", "entities": {}, **own},
        {"id_str": "266031293945503745", "text": "RT @other: words", "retweeted_status": {}, "entities": {}, **own},
    ]
    month = b"Grailbird.data.tweets_2012_11 = \n " + json.dumps(tweets).encode()
    files = {"data/js/tweets/2012_11.js": month, "data/js/tweet_index.js": b"var tweet_index = []"}
    (scan,), told = found(laid(tmp_path / "x", files) / form)
    (embed,) = scan.embeds
    assert (embed.id, embed.author, embed.handle) == ("266031293945503744", "Mila Brand", "mila_brand")
    assert (embed.text, told) == ("Fog & sails", [])
