"""Files that hold several articles: mailboxes, Maildirs, ZIPs; and what in them or around them cannot be read."""

from __future__ import annotations

import gzip
import io
import mailbox
import os
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embedarchive.archive.articles import zips
from embedarchive.archive.dry_run import dry_run
from embedarchive.documents import mailboxes
from embedarchive.errors import SourceError
from embedarchive.model import Scan

TWEET = (
    '<blockquote class="twitter-tweet"><p>The sails are moving!</p>&mdash; Mila Brand (@mila_brand)'
    ' <a href="https://twitter.com/mila_brand/status/{}">September 12, 2026</a></blockquote>'
)
PAGE = (
    "<!doctype html><html><head><title>The mill</title></head><body><h1>The mill</h1><p>It turns.</p>{}</body></html>"
)
IDS = "2098313091371589249", "2098313091371589250"


def page(number: int = 0) -> str:
    """A page with one tweet."""
    return PAGE.format(TWEET.format(IDS[number]))


def read(*sources: Path | str, limit: int = 20_000_000) -> tuple[list[str], list[str]]:
    """The ids of the posts that a dry run finds, and the sentences about what it cannot read."""
    found = list(dry_run(sources, limit=limit))
    posts = [str(embed.id) for each in found if isinstance(each, Scan) for embed in each.embeds]
    return posts, [str(each) for each in found if isinstance(each, SourceError)]


def mail(number: int, words: str = "") -> EmailMessage:
    """A mail with a page."""
    message = EmailMessage()
    message["Subject"], message["From"], message["Date"] = f"Mill {number}", "m@x.example", "Sat, 12 Sep 2026 10:00:00"
    message.set_content(words or "plain words")
    message.add_alternative(page(number), subtype="html")
    return message


def zipped(path: Path, files: dict[str, str | bytes], before: bytes = b"", after: bytes = b"") -> Path:
    """A ZIP with these files, inside other bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    path.write_bytes(before + out.getvalue() + after)
    return path


# ------------------------------------------------------------------------------------------------------- mailboxes


def test_each_mail_of_a_mailbox_is_an_article(tmp_path: Path) -> None:
    """As Python's own mailbox module writes them, words that begin like a mail's first line among them."""
    box = mailbox.mbox(tmp_path / "box.mbox")
    for number in (0, 1):
        box.add(mail(number, "He said:\n\nFrom here on it is easy.\nFrom 10:30 on: nothing.\n"))
    box.close()
    assert read(tmp_path / "box.mbox") == (list(IDS), [])
    assert read(tmp_path) == (list(IDS), [])


def test_a_mail_without_words_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    """Nothing is silently dropped."""
    box = tmp_path / "box.mbox"
    box.write_bytes(b"From a Sat Sep 12\nSubject: empty\nDate: x\nFrom: a\n\n\nFrom b\n" + mail(0).as_bytes())
    posts, told = read(box)
    assert posts == [IDS[0]]
    assert told == [f"{box}, mail 1 is a message without an article in it."]


@pytest.mark.parametrize("piece", [64, 65_536])
def test_where_mails_begin(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the line ends, with long lines, and where a mail quotes another's first line."""
    monkeypatch.setattr(mailboxes, "_PIECE", piece)
    mails = [
        b"From a@x Sat Sep 12 10:00:00 2026\r\nSubject: a\r\n\r\n" + b"long " * 40 + b"\r\nFrom me\r\nto: you\r\n\r\n"
    ]
    mails += [b"From - 2026\nX-Mozilla-Status: 1\n\n>From the mill\n\nFrom words: no field below\nwords\n\n"]
    mails += [b"From c\n>From d\nA: b\n\nend"]
    data = b"".join(mails)
    assert [data[start:end] for start, end in mailboxes.spans(io.BytesIO(data))] == mails


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([b"From a@x Sat Sep 12 10:00:00 2026\n", b"Subject: s\n", b"\n", b"From me\n", b"x"])))
def test_the_mails_of_a_mailbox_are_all_of_it(pieces: list[bytes]) -> None:
    """Whatever stands in it: each byte is in one mail, in order."""
    data = b"".join(pieces)
    assert b"".join(data[start:end] for start, end in mailboxes.spans(io.BytesIO(data))) == data


def test_a_maildir_is_read_whole(tmp_path: Path) -> None:
    """New and seen mails, those of its hidden folders, and none that is still being written."""
    box = mailbox.Maildir(tmp_path / "mail")
    box.add(mail(0))
    box.add_folder("Sent").add(mail(1))
    (tmp_path / "mail" / "tmp" / "half").write_bytes(mail(0).as_bytes())
    posts, told = read(tmp_path / "mail")
    assert (sorted(posts), told) == (sorted(IDS), [])


# ------------------------------------------------------------------------------------------------------------ ZIPs


def test_a_page_that_carries_its_own_zip(tmp_path: Path) -> None:
    """SingleFile's self-extracting page: the page inside is the article, its frames are none."""
    files: dict[str, str | bytes] = {"index.html": page(), "frames/0/index.html": page(1), "images/1.png": b"\x89PNG"}
    shell = b"<!doctype html><html data-sfz><meta charset=windows-1252><title>T</title><!-- "
    saved = zipped(tmp_path / "saved.html", files, shell, b" --></html>")
    assert read(saved) == ([IDS[0]], [])
    (scan,) = dry_run([saved], limit=10**6)
    assert isinstance(scan, Scan)
    assert (scan.document.source, scan.document.title) == (str(saved), "The mill")


def test_a_page_on_which_much_follows_after_its_zip(tmp_path: Path) -> None:
    """Where SingleFile writes down what a browser made of the bytes; and one that only looks like it is a page."""
    shell = b"<!doctype html><html data-sfz><meta charset=windows-1252><title>T</title><!-- "
    rest = b" --><sfz-extra-data>" + b"[1,2]," * 20_000 + b"</sfz-extra-data></html>"
    assert read(zipped(tmp_path / "saved.html", {"index.html": page()}, shell, rest)) == ([IDS[0]], [])


def test_every_article_of_a_zip_is_read(tmp_path: Path) -> None:
    """A folder that somebody packed."""
    files: dict[str, str | bytes] = {
        "a.html": page(),
        "b/c.md": page(1),
        "__MACOSX/._a.html": "x",
        "b/": b"",
        "p.png": b"x",
    }
    found = list(dry_run([zipped(tmp_path / "site.zip", files)], limit=10**6))
    assert [each.document.source.rpartition(", ")[2] for each in found if isinstance(each, Scan)] == [
        "a.html",
        "b/c.md",
    ]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_files_of_one_name_in_a_zip_are_told(tmp_path: Path) -> None:
    """The last is read, as programs unpack it."""
    with zipfile.ZipFile(tmp_path / "saved.zip", "w") as archive:
        for name, data in (("a.html", page(0)), ("b.html", page(0)), ("a.html", page(1))):
            archive.writestr(name, data)
    scans = [each for each in dry_run([tmp_path / "saved.zip"], limit=10**6) if isinstance(each, Scan)]
    assert [[embed.id for embed in each.embeds] for each in scans] == [[IDS[1]], [IDS[0]]]
    assert [[(each.text, each.reason) for each in scan.ignored] for scan in scans] == [[("a.html", "same-name")], []]


def test_a_table_of_addresses_in_a_zip_is_a_list(tmp_path: Path) -> None:
    """As Pocket handed out what was saved there; a table that calls no column `url` is none, whatever it holds."""
    post = "https://x.com/mila_brand/status/209831309137158921"
    path = tmp_path / "pocket.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("part_000000.csv", f"title,url,time_added,tags,status\nA post,{post},1726132500,,unread\n")
        archive.writestr("votes.csv", f"id,permalink\n1,{post}2\n")
    found = [embed.id for scan in dry_run([path], limit=10**6) if isinstance(scan, Scan) for embed in scan.embeds]
    assert found == ["209831309137158921"]


def test_what_somebody_wrote_is_told_from_votes_and_messages_in_a_zip(tmp_path: Path) -> None:
    """As Reddit hands out an account: posts and comments have words, votes none, and a message is no post."""
    place = "https://www.reddit.com/r/mills/comments/15bfi0/a_mill/"
    message = "https://www.reddit.com/message/messages/1abc"
    tables: dict[str, str | bytes] = {
        "comments.csv": f"id,permalink,date,link,body\nc7abcd1,{place}c7abcd1/,2022-11-11,{place},It turns.\n",
        "posts.csv": f"id,permalink,date,title,url,body\n15bfi0,{place},2022-11-11,A mill,,It stands.\n",
        "post_votes.csv": f"id,permalink,direction\n15bfi1,{place.replace('15bfi0', '15bfi1')},up\n",
        "messages.csv": f"id,permalink,date,from,to,body\n1abc,{message},2022-11-11,a,b,Does it turn?\n",
        "ip_logs.csv": "date,ip\n2022-11-11,192.0.2.1\n",
    }
    assert read(zipped(tmp_path / "export.zip", tables)) == (["15bfi0/c7abcd1", "15bfi0"], [])


def test_the_pictures_of_a_page_in_a_zip_are_read_from_it(tmp_path: Path) -> None:
    """As of a page with a folder beside it; nothing outside the page's own folder."""
    from embedarchive.archive.articles.origins import origins

    files: dict[str, str | bytes] = {"p/index.html": "x", "p/images/1.png": b"\x89PNG", "other.png": b"\x89PNG"}
    (origin,) = origins(zipped(tmp_path / "p.zip", files))
    assert origin.beside("images/1.png", 100) == b"\x89PNG"
    assert origin.beside("images/1.png", 3) is None
    assert origin.beside("../other.png", 100) is None
    assert origin.beside("none.png", 100) is None


def test_hostile_zips_are_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Encrypted, a bomb, cut off, too many files, an empty member, nothing in it."""
    monkeypatch.setattr(zips, "UNPACKED", 1000)
    monkeypatch.setattr(zips, "RATIO", 1)
    bomb = zipped(tmp_path / "bomb.zip", {f"{n}.txt": "word " * 100_000 for n in range(3)})
    posts, told = read(bomb)
    assert not posts
    assert len(told) == 3
    assert all("unpacks to far more" in sentence for sentence in told)
    locked = zipped(tmp_path / "locked.zip", {"a.html": page()})
    data = bytearray(locked.read_bytes())
    data[6] |= 1  # the flag of the local head
    data[data.index(b"PK\x01\x02") + 8] |= 1  # and of the list
    locked.write_bytes(data)
    assert "encrypted; unpack it with its password" in read(locked)[1][0]
    cut = tmp_path / "cut.zip"
    cut.write_bytes(zipped(tmp_path / "whole.zip", {"a.html": page()}).read_bytes()[:100])
    assert "cut off or broken" in read(cut)[1][0]
    assert "a.html is empty" in read(zipped(tmp_path / "none.zip", {"a.html": b""}))[1][0]
    assert "a ZIP without articles" in read(zipped(tmp_path / "x.zip", {"a.png": b"x"}))[1][0]
    monkeypatch.setattr(zips, "DIRECTORY", 10)
    assert "too many files; unpack it" in read(tmp_path / "whole.zip")[1][0]


def test_a_packed_file_is_read_as_what_is_in_it(tmp_path: Path) -> None:
    """gzip, within the limit of an article."""
    packed = tmp_path / "page.html.gz"
    packed.write_bytes(gzip.compress(page().encode()))
    assert read(packed) == ([IDS[0]], [])
    packed.write_bytes(gzip.compress(b"word " * 100_000))
    assert "unpacks to more than the limit" in read(packed, limit=10_000)[1][0]


# ------------------------------------------------------------------------------------------------ on the way through


def test_a_folder_is_walked_whatever_lies_in_it(tmp_path: Path) -> None:
    """A pipe that nobody writes to, links in a circle, sources of static sites; what cannot be opened is told."""
    (tmp_path / "a.html").write_text(page(), encoding="utf-8")
    (tmp_path / "b.mdx").write_text(page(1), encoding="utf-8")
    os.mkfifo(tmp_path / "c.html")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "d.html").symlink_to(tmp_path / "d.html")
    assert read(tmp_path) == (list(IDS), [])
    assert read(tmp_path / "d.html") == ([], [f"{tmp_path / 'd.html'}: a link that leads nowhere."])


def test_a_file_that_vanishes_on_the_way_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the look into the folder and the look into the file."""
    from embedarchive.archive.articles import folders

    for name in ("a.html", "b.html"):
        (tmp_path / name).write_text(page(), encoding="utf-8")
    whole = list(folders.articles(tmp_path))
    monkeypatch.setattr(folders, "articles", lambda _folder: iter(whole))
    (tmp_path / "a.html").unlink()
    posts, told = read(tmp_path)
    assert posts == [IDS[0]]
    assert told == [f"{tmp_path / 'a.html'}: cannot be read (No such file or directory)."]
