"""Recordings in the formats that other programs write."""

from __future__ import annotations

import asyncio
import base64
import copy
import datetime as dt
import gzip
import hashlib
import json
import random
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from embedarchive import web
from embedarchive.errors import RecordingError
from embedarchive.model import Reason, Refusal, Request, Response
from embedarchive.web import zip_members
from embedarchive.web.decoding import zstd_library
from embedarchive.web.har import in_utf_8
from embedarchive.web.recordings import Recording
from embedarchive.web.volumes import Volume
from tests.web.test_recordings import HEAD, THEN, ask, body, write

URL = "https://example.org/"


def record(
    kind: str, url: str, block: bytes, *fields: str, version: str = "1.1", date: str = "2022-11-11T20:35:08Z"
) -> bytes:
    """A WARC record as programs write it, right or wrong."""
    lines = [f"WARC/{version}", f"WARC-Type: {kind}", f"WARC-Target-URI: {url}", f"WARC-Date: {date}", *fields]
    return "\r\n".join([*lines, f"Content-Length: {len(block)}", "", ""]).encode() + block + b"\r\n\r\n"


def response(url: str, text: bytes, *fields: str, **more: str) -> bytes:
    """A record of an answer."""
    return record("response", url, HEAD + text, *fields, **more)


def opened(*paths: Path) -> Recording:
    """A recording that has been read."""
    found = web.recording(paths)
    found.index()
    return found


def archive(path: Path, members: dict[str, bytes], *, packed: Iterable[str] = ()) -> Path:
    """A ZIP file."""
    with zipfile.ZipFile(path, "w") as file:
        for name, data in members.items():
            file.writestr(name, data, zipfile.ZIP_DEFLATED if name in packed else zipfile.ZIP_STORED)
    return path


# ------------------------------------------------------------------------------------------------------------- records


@pytest.mark.parametrize("version", ["0.17", "0.18", "1.0", "1.1"])
def test_every_version_of_warc(tmp_path: Path, version: str) -> None:
    """From the drafts of 2008 on."""
    path = tmp_path / "a.warc"
    path.write_bytes(response(URL, b"so", version=version))
    assert body(ask([path], Request(url=URL))[0]) == b"so"


def test_records_of_files_are_answers(tmp_path: Path) -> None:
    """`resource` and `conversion` have no HTTP head; where there is an answer of the server, that is given."""
    path = tmp_path / "a.warc"
    path.write_bytes(
        record("resource", URL, b"<p>so", "Content-Type: text/html; charset=koi8-r")
        + record("conversion", f"{URL}c", b"so", "Content-Type: text/plain")
        + response(f"{URL}r", b"the server's")
        + record("resource", f"{URL}r", b"a file", date="2023-01-01T00:00:00Z")
        + record("resource", "metadata://gnu.org/wget", b"log")
    )
    page, converted, served = ask([path], *(Request(url=f"{URL}{name}") for name in ("", "c", "r")))
    assert isinstance(page, Response)
    assert (page.status, page.body, page.header("content-type")) == (200, b"<p>so", "text/html; charset=koi8-r")
    assert page.exchanges[0].flags == ("resource",)
    assert body(converted) == b"so"
    assert body(served) == b"the server's"
    assert opened(path).notes == (f"{path}: left out 1 answer about something that is no web address.",)


def test_records_that_go_on_in_the_next_piece_of_compression(tmp_path: Path) -> None:
    """Some programs end a gzip member wherever they flush: behind the head of a record, too."""
    path, whole = tmp_path / "a.warc.gz", response(f"{URL}a", b"first") + response(f"{URL}b", b"second" * 99)
    path.write_bytes(b"".join(gzip.compress(whole[start : start + 300]) for start in range(0, len(whole), 300)))
    answers = ask([path], Request(url=f"{URL}a"), Request(url=f"{URL}b"))
    assert [body(answer) for answer in answers] == [b"first", b"second" * 99]


def test_a_revisit_of_what_another_file_holds(tmp_path: Path) -> None:
    """By address and time to the fraction of a second, by digest in either case, or as the last page before a 304."""
    first, later = tmp_path / "first.warc", tmp_path / "later.warc.gz"
    first.write_bytes(
        response(f"{URL}a", b"a", date="2022-11-11T20:35:08.123456Z")
        + response(f"{URL}b", b"b", "WARC-Payload-Digest: sha1:5FFPZS2TTKCBCUZRU63XDUOGDTAVGV5T")
        + response(f"{URL}c", b"c")
    )
    again, unchanged = "HTTP/1.1 200 OK\r\nX-Own: yes\r\n\r\n", "HTTP/1.1 304 Not Modified\r\n\r\n"
    records = [
        record("revisit", f"{URL}a2", again.encode(), f"WARC-Refers-To-Target-URI: {URL}a",
               "WARC-Refers-To-Date: 2022-11-11T20:35:08Z"),
        record("revisit", f"{URL}b2", again.encode(), "WARC-Payload-Digest: sha1:5ffpzs2ttkcbcuzru63xduogdtavgv5t"),
        record("revisit", f"{URL}c", unchanged.encode(), date="2023-01-01T00:00:00Z"),
        record("revisit", f"{URL}d", again.encode(), "WARC-Payload-Digest: sha1:AAAA"),
    ]  # fmt: skip
    later.write_bytes(b"".join(map(gzip.compress, records)))
    answers = ask([later, first], *(Request(url=f"{URL}{name}") for name in ("a2", "b2", "c")))
    assert [body(answer) for answer in answers] == [b"a", b"b", b"c"]
    assert answers[2].at.year == 2023
    assert opened(later, first).notes == (f"{later}: left out 1 answer repeating one that is not in the recording.",)


@pytest.mark.parametrize("date", ["yesterday", "", "2022-13-99T00:00:00Z", "20221111"])
def test_an_answer_without_a_proper_date_is_kept(tmp_path: Path, date: str) -> None:
    """Its date is unknown, which is said; one with a date goes before it."""
    path = tmp_path / "a.warc"
    path.write_bytes(response(URL, b"undated", date=date if date != "20221111" else "11 Nov 2022"))
    (answer,) = ask([path], Request(url=URL))
    assert body(answer) == b"undated"
    assert "date-unknown" in answer.exchanges[0].flags
    path.write_bytes(response(URL, b"dated", date="20221111203508") + response(URL, b"undated", date="yesterday"))
    (answer,) = ask([path], Request(url=URL))
    assert (body(answer), answer.at) == (b"dated", THEN)


def test_what_cannot_be_given_is_counted(tmp_path: Path) -> None:
    """Answers to a POST, of other protocols, without a head, revisits of what is not there."""
    path = tmp_path / "a.warc"
    path.write_bytes(
        response(URL, b"so")
        + record("response", f"{URL}form", HEAD + b"x", "WARC-Record-ID: <urn:uuid:1>")
        + record("request", f"{URL}form", b"POST /form HTTP/1.1\r\n\r\n", "WARC-Concurrent-To: <urn:uuid:1>")
        + record("response", "dns:example.org", b"1.2.3.4")
        + record("response", f"{URL}bare", b"no head")
        + record("warcinfo", "", b"software: x")
    )
    (note,) = opened(path).notes
    for said in ("1 answer to POST requests", "1 answer about something", "1 answer without the head"):
        assert said in note


def test_a_file_without_an_answer_is_told(tmp_path: Path) -> None:
    """It is whole, as a crawler's is that came to nothing; what asked for something is no answer."""
    path = tmp_path / "a.warc"
    path.write_bytes(record("warcinfo", "", b"software: x") + record("request", URL, b"GET / HTTP/1.1\r\n\r\n"))
    assert opened(path).notes == (f"{path}: no answer is in it, only what a recorder writes beside answers.",)


@pytest.mark.parametrize("packed", [False, True], ids=["warc", "warc.gz"])
def test_a_segment_of_an_answer_is_no_whole_one(tmp_path: Path, *, packed: bool) -> None:
    """The first says that it was cut; the others are counted."""
    path = tmp_path / "a.warc"
    fields = "WARC-Segment-Number: {}", "WARC-Record-ID: <urn:uuid:{}>"
    first, second = ([each.format(number) for each in fields] for number in (1, 2))
    parts = response(URL, b"so", *first), record("continuation", URL, b"much", *second)
    path.write_bytes(b"".join(map(gzip.compress, parts) if packed else parts))
    (answer,) = ask([path], Request(url=URL))
    assert isinstance(answer, Refusal)
    assert "truncated=segmented" in answer.exchanges[-1].flags
    assert opened(path).notes == (f"{path}: left out 1 answer in further segments, which are not joined.",)


def test_what_cannot_be_given_is_not_told_twice(tmp_path: Path) -> None:
    """Where a file holds only further segments, or repetitions, their count says it."""
    path = tmp_path / "a.warc"
    again = record("revisit", URL, b"HTTP/1.1 200 OK\r\n\r\n", "WARC-Payload-Digest: sha1:AAAA")
    for only in (record("continuation", URL, b"much", "WARC-Segment-Number: 2"), again):
        path.write_bytes(only)
        (note,) = opened(path).notes
        assert "left out 1 answer" in note


def test_a_page_is_looked_at_unless_it_is_cut(tmp_path: Path) -> None:
    """A field without a value does not say that it was."""
    path = tmp_path / "a.warc"
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    fields = "WARC-Truncated: ", "WARC-Segment-Number: ", "WARC-Truncated: length", "WARC-Segment-Number: 1"
    path.write_bytes(b"".join(record("response", f"{URL}{at}", head, field) for at, field in enumerate(fields)))
    seen = list[str]()
    web.recording([path], look=lambda url, *_: seen.append(url)).index()
    assert seen == [f"{URL}0", f"{URL}1"]
    whole = ask([path], *(Request(url=f"{URL}{at}") for at in range(4)))
    assert [isinstance(answer, Response) for answer in whole] == [True, True, False, False]


@pytest.mark.parametrize("packed", [False, True], ids=["arc", "arc.gz"])
def test_arc_files_are_read(tmp_path: Path, packed: bool) -> None:
    """The format before WARC: one line before each answer."""
    front = b"1 0 Test\nURL IP-address Archive-date Content-type Archive-length\n"
    answer = HEAD + b"of 2006"
    records = [
        b"filedesc://a.arc 0.0.0.0 20060101000000 text/plain %d\n%s\n" % (len(front), front),
        b"%s 192.0.2.7 20060203040506 text/plain %d\n%s\n" % (URL.encode(), len(answer), answer),
    ]
    path = tmp_path / "a.arc"
    path.write_bytes(b"".join(map(gzip.compress, records) if packed else records))
    (found,) = ask([path], Request(url=URL))
    assert body(found) == b"of 2006"
    assert found.at == dt.datetime(2006, 2, 3, 4, 5, 6, tzinfo=dt.UTC)
    assert found.exchanges[0].address == "192.0.2.7"


# ---------------------------------------------------------------------------------------------------------------- zstd


def _dictionary() -> Any:
    zstd = zstd_library()
    return zstd.train_dict([response(f"{URL}{n}", b"words of page %d " % n * 9) for n in range(400)], 4000)


@pytest.mark.parametrize("how", ["a frame each", "all in one frame", "dictionary", "packed dictionary"])
def test_warc_zst(tmp_path: Path, how: str) -> None:
    """Records in frames of their own or in one, with a dictionary before them or without."""
    zstd = zstd_library()
    records = [response(f"{URL}{n}", b"page %d" % n * 3000) for n in range(30)]
    known = _dictionary() if "dictionary" in how else None
    front = b""
    if known is not None:
        content = zstd.compress(known.dict_content) if how.startswith("packed") else known.dict_content
        front = b"\x5d\x2a\x4d\x18" + len(content).to_bytes(4, "little") + content
    pieces = [b"".join(records)] if "one" in how else records
    path = tmp_path / "a.warc.zst"
    path.write_bytes(front + b"".join(zstd.compress(piece, zstd_dict=known) for piece in pieces))
    answers = ask([path], *(Request(url=f"{URL}{n}") for n in (29, 0, 13)))
    assert [body(answer) for answer in answers] == [b"page %d" % n * 3000 for n in (29, 0, 13)]


def test_a_cut_warc_zst_gives_what_stands_whole(tmp_path: Path) -> None:
    """And says where it is damaged."""
    zstd, path = zstd_library(), tmp_path / "a.warc.zst"
    records = [zstd.compress(response(f"{URL}{n}", b"%d" % n * 99)) for n in range(3)]
    for end in (-1, -20):
        path.write_bytes(b"".join(records)[:end])
        (note,) = opened(path).notes
        assert "after 2 whole records" in note
    path.write_bytes(records[0] + b"\x28\xb5\x2f\xfd" + b"\xff" * 40)
    assert "compression is damaged after 1 whole records" in opened(path).notes[0]
    path.write_bytes(b"\x5d\x2a\x4d\x18\xff\xff\xff\xff" + records[0])
    with pytest.raises(RecordingError, match="dictionary"):
        opened(path)


# ---------------------------------------------------------------------------------------------------------------- WACZ


def _wacz(path: Path, *, spoil: str = "", index: bool = True, packed: bool = False, digests: str = "1.1") -> Path:
    """Two WARC files, of which the index knows both; the second one's page is a revisit of the first one's."""
    digest = "sha1:" + base64.b32encode(hashlib.sha1(b"first", usedforsecurity=False).digest()).decode()
    warcs = {
        "archive/one.warc.gz": [
            response(f"{URL}1", b"first", f"WARC-Payload-Digest: {digest}"),
            response(f"{URL}x", b"x"),
        ],
        "archive/two.warc.gz": [record("revisit", f"{URL}2", HEAD, f"WARC-Payload-Digest: {digest}")],
    }
    members, lines = dict[str, bytes](), list[str]()
    for name, records in warcs.items():
        data = b""
        for each in records:
            piece = gzip.compress(each)
            url = each.partition(b"URI: ")[2].partition(b"\r\n")[0].decode()
            kind = "warc/revisit" if b"revisit" in each else "text/html"
            entry = {"url": url, "mime": kind, "status": "200", "digest": digest if url != f"{URL}x" else "",
                     "length": str(len(piece)), "offset": str(len(data)), "filename": Path(name).name}  # fmt: skip
            lines.append(f"org,example)/{url[-1]} 20221111203508 {json.dumps(entry)}")
            data += piece
        members[name] = data
    pages = [{"format": "json-pages-1.0", "id": "pages"}, {"url": f"{URL}2", "ts": "2022-11-11T20:35:08Z"}]
    members["pages/pages.jsonl"] = "\n".join(map(json.dumps, pages)).encode()
    if index:
        members["indexes/index.cdx.gz"] = gzip.compress("\n".join(lines).encode())
    told = {name: "sha256:" + hashlib.sha256(data).hexdigest() for name, data in members.items()}
    if spoil:
        members[spoil] = members[spoil].replace(b"json-pages-1.0", b"json-pages-9.9")
    resources: list[dict[str, Any]] = [
        {"path": name, "hash": value} if digests == "1.1" else {"path": name, "stats": {"hash": value[7:]}}
        for name, value in told.items()
    ]
    members["datapackage.json"] = json.dumps({"profile": "data-package", "resources": resources}).encode()
    return archive(path, members, packed=members if packed else ())


def test_records_behind_damage_are_read(tmp_path: Path) -> None:
    """As of a crawl that was killed in a record and went on in the same file, up to its end; how many is told."""
    pieces = [gzip.compress(response(f"{URL}{number}", b"words " * 200)) for number in range(5)]
    pieces[1] = pieces[1][:-40]
    pieces[3] = pieces[3][:30] + b"\xff" * 60 + pieces[3][90:]
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"".join(pieces))
    recording = opened(path)
    recording.index()
    found = [number for number in range(5) if recording.memento(f"{URL}{number}")]
    assert found == [0, 4]
    (note,) = recording.notes
    assert "after 1 whole records; of what follows, those that stand whole up to the end (1) are used" in note
    recording.close()
    exchanges = ask([path], *(Request(url=f"{URL}{number}") for number in found))
    assert [body(exchange) for exchange in exchanges] == [b"words " * 200] * 2


@pytest.mark.parametrize("resumed", [True, False])
def test_what_looks_like_a_record_in_one_that_was_cut_is_none(tmp_path: Path, resumed: bool) -> None:
    """Nobody who is visited can write what another site answered; stored as it came, it stands there as it is."""
    noise = random.Random(1).randbytes  # noqa: S311 -- what does not compress
    forged = gzip.compress(response(f"{URL}forged", noise(900)))
    cut = gzip.compress(response(f"{URL}1", noise(70_000) + forged + noise(90_000)))[:-500]
    assert forged in cut
    last = gzip.compress(response(f"{URL}2", b"words")) if resumed else b""
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(response(f"{URL}0", b"words")) + cut + last)
    recording = opened(path)
    found = [name for name in ("0", "1", "2", "forged") if recording.memento(f"{URL}{name}")]
    assert found == (["0", "2"] if resumed else ["0"])
    assert len(recording.notes) == 1
    recording.close()


@pytest.mark.parametrize("whole", [1, 2])
def test_damage_in_a_file_whose_records_share_members_is_told(tmp_path: Path, whole: int) -> None:
    """Before it or behind it: what stands whole before the damage is read, and a sentence says that there is more."""
    noise = random.Random(1).randbytes  # noqa: S311 -- what does not compress, so that the cut makes no sense of its own
    pieces = [response(f"{URL}{number}", noise(5000)) for number in range(5)]
    path = tmp_path / "a.warc.gz"
    first, second = b"".join(pieces[:whole]), b"".join(pieces[3:])
    path.write_bytes(gzip.compress(first) + gzip.compress(pieces[2])[:2500] + gzip.compress(second))
    recording = opened(path)
    assert [number for number in range(5) if recording.memento(f"{URL}{number}")] == list(range(whole))
    (note,) = recording.notes
    assert f"after {whole} whole records; only those are used" in note
    recording.close()


def test_p1_a_file_that_is_damaged_again_and_again(tmp_path: Path) -> None:
    """After a hundred damages it is not looked at any more: what stands before the first is used, and that is told."""
    whole = gzip.compress(response(URL, b"so"))
    path = tmp_path / "a.warc.gz"
    path.write_bytes((whole + whole[:-20]) * 200)
    recording = opened(path)
    assert [note.removeprefix(f"{path}: ") for note in recording.notes] == [
        "what stands there is no WARC record after 1 whole records; only those are used.",
    ]
    recording.close()


@pytest.mark.parametrize("mark", [b"\x1f\x8b\x08", b"\x1f\x8b"])
def test_damage_with_many_marks_behind_it_ends(tmp_path: Path, mark: bytes) -> None:
    """What looks like the beginning of a record and is none costs a look at it."""
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(response(f"{URL}1", b"x")) + mark * 60_000)
    recording = opened(path)
    recording.index()
    assert recording.memento(f"{URL}1")
    assert len(recording.notes) == 1
    recording.close()


@pytest.mark.parametrize("index", [True, False], ids=["index", "no index"])
@pytest.mark.parametrize("packed", [True, False], ids=["packed", "stored"])
def test_wacz(tmp_path: Path, index: bool, packed: bool) -> None:
    """Several WARC files answer as one, a revisit across them too; the list of pages names the articles."""
    path = _wacz(tmp_path / "a.wacz", index=index, packed=packed)
    one, two = ask([path], Request(url=f"{URL}1"), Request(url=f"{URL}2"))
    assert body(one) == body(two) == b"first"
    recording = opened(path)
    assert list(recording.pages()) == [f"{URL}2"]
    assert recording.notes == ()
    recording.close()


def test_several_wacz_in_one_file(tmp_path: Path) -> None:
    """As Browsertrix gives what was crawled in several parts: they answer as one, and what is wrong is named inside."""
    parts = [_wacz(tmp_path / "a.wacz"), _wacz(tmp_path / "b.wacz", spoil="pages/pages.jsonl")]
    members = {"datapackage.json": b"{}"} | {part.name: part.read_bytes() for part in parts}
    path = archive(tmp_path / "all.bin", members)
    assert web.is_recording(path)
    (one,) = ask([path], Request(url=f"{URL}1"))
    assert body(one) == b"first"
    recording = opened(path)
    assert list(recording.pages()) == [f"{URL}2"]
    assert [f"{path}, b.wacz: pages/pages.jsonl is not what" in note for note in recording.notes] == [True]
    recording.close()


def test_a_wacz_is_not_all_of_a_file(tmp_path: Path) -> None:
    """What is recorded beside it is read, too; what is packed in it once more is not, and that is told."""
    inner = _wacz(tmp_path / "inner.wacz").read_bytes()
    part = archive(tmp_path / "a.wacz", {"archive/a.warc": response(f"{URL}a", b"in it"), "deep.wacz": inner})
    members = {"a.wacz": part.read_bytes(), "archive/b.warc": response(f"{URL}b", b"beside it")}
    path = archive(tmp_path / "all.wacz", members)
    assert [body(each) for name in "ab" for each in ask([path], Request(url=URL + name))] == [b"in it", b"beside it"]
    recording = opened(path)
    assert recording.notes == (f"{path}, a.wacz: deep.wacz in it is not read: it is packed once too often.",)
    recording.close()


def test_what_stands_in_a_zip_as_it_is_is_copied_once(tmp_path: Path) -> None:
    """Names without end may lead to the same bytes."""
    path = tmp_path / "all.wacz"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("a.wacz", _wacz(tmp_path / "part.wacz").read_bytes())
        for name in ("b.wacz", "c.wacz"):
            again = copy.copy(file.filelist[0])
            again.filename = name
            file.filelist.append(again)
    with pytest.raises(RecordingError, match=r"all\.wacz, b\.wacz: holds more than the file that it is in"):
        opened(path)


def test_a_wacz_inside_that_is_broken_is_named(tmp_path: Path) -> None:
    """One sentence, with the file and the part."""
    path = archive(tmp_path / "all.wacz", {"a.wacz": b"no ZIP file"})
    with pytest.raises(RecordingError, match=r"all\.wacz, a\.wacz: this ZIP file is damaged"):
        opened(path)


def test_the_index_of_a_wacz_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No WARC file is read from end to end; one that the index leads astray in is, and that is told."""
    path = _wacz(tmp_path / "a.wacz")
    reads: Callable[..., object] = pytest.fail
    monkeypatch.setattr("embedarchive.web.recorded_files.records", reads)
    assert body(ask([path], Request(url=f"{URL}x"))[0]) == b"x"
    monkeypatch.undo()
    with zipfile.ZipFile(path) as file:
        members = {name: file.read(name) for name in file.namelist()}
    lines = gzip.decompress(members["indexes/index.cdx.gz"]).replace(b'"offset": "0"', b'"offset": "7"')
    swapped = gzip.decompress(members["indexes/index.cdx.gz"]).replace(f"{URL}x".encode(), f"{URL}y".encode())
    for changed in (lines, swapped):
        archive(path, members | {"indexes/index.cdx.gz": gzip.compress(changed), "datapackage.json": b"{}"})
        recording = opened(path)
        for name in ("y", "1", "x"):
            answer = recording.answer(Request(url=f"{URL}{name}"))
            assert (answer.status is None) == (name == "y")
        assert any("its index is wrong" in note for note in recording.notes)
        recording.close()


@pytest.mark.parametrize("digests", ["1.0", "1.1"])
def test_a_wacz_that_was_changed(tmp_path: Path, digests: str) -> None:
    """What is not what its list of digests says is named; it is read all the same."""
    recording = opened(_wacz(tmp_path / "a.wacz", spoil="pages/pages.jsonl", digests=digests))
    (note,) = recording.notes
    assert "pages/pages.jsonl is not what its datapackage.json says" in note


# -------------------------------------------------------------------------------------------------------- hostile ZIPs


def test_a_zip_that_unfolds_beyond_reason_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By what its directory says, before a byte is unpacked; and by what comes, where that lies."""
    monkeypatch.setattr(zip_members, "_FREE", 1 << 20)
    path = archive(tmp_path / "a.wacz", {"archive/a.warc": bytes(8 << 20)}, packed=["archive/a.warc"])
    with pytest.raises(RecordingError, match="unfolds into 8,388,608 bytes"):
        opened(path)
    data = path.read_bytes()
    size = (8 << 20).to_bytes(4, "little")
    path.write_bytes(data.replace(size, (1000).to_bytes(4, "little")))
    with pytest.raises(RecordingError, match="damaged"):
        opened(path)


@pytest.mark.parametrize("inside", [False, True])
def test_what_many_members_unfold_into_counts_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, inside: bool
) -> None:
    """Each of them may be small, and their bytes the same; so may those of a file in the file."""
    monkeypatch.setattr(zip_members, "_FREE", 1 << 20)
    monkeypatch.setattr(zip_members, "STEEPEST", 1)
    names = [f"archive/{number}.warc" for number in range(9)]
    path = archive(tmp_path / "a.wacz", dict.fromkeys(names, bytes(1 << 17)), packed=names)
    if inside:
        path = archive(tmp_path / "all.wacz", {"a.wacz": path.read_bytes()}, packed=["a.wacz"])
    with pytest.raises(RecordingError, match="unfolds into 1,179,648 bytes"):
        opened(path)


def test_lengths_that_lie(tmp_path: Path) -> None:
    """A stored member that would reach beyond the file, or that ends within its record."""
    path = archive(tmp_path / "a.wacz", {"archive/a.warc": response(URL, b"so")})
    data = path.read_bytes()
    size = len(response(URL, b"so"))
    for lie in (size - 9, 0xFFFFFF):
        path.write_bytes(data.replace(size.to_bytes(4, "little"), lie.to_bytes(4, "little")))
        with pytest.raises(RecordingError, match=r"damaged|no recorded web"):
            opened(path)


def test_an_encrypted_zip_says_what_to_do(tmp_path: Path) -> None:
    """A password is none of ours."""
    path = archive(tmp_path / "a.wacz", {"archive/a.warc": response(URL, b"so")})
    data = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    path.write_bytes(data)
    with pytest.raises(RecordingError, match="encrypted; decrypt"):
        opened(path)


def test_a_zip_without_a_recording(tmp_path: Path) -> None:
    """And one that is none at all."""
    path = archive(tmp_path / "a.wacz", {"notes.txt": b"so"})
    with pytest.raises(RecordingError, match="without a recording"):
        opened(path)
    path.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(RecordingError, match="damaged"):
        opened(path)


# ----------------------------------------------------------------------------------------------------------------- HAR


def har(*entries: dict[str, Any], front: str = "") -> bytes:
    """A HAR file, with a page whose title tries to look like the list of entries."""
    pages = [{"id": "p", "title": 'so "entries": [{}] and \\" so', "startedDateTime": "x"}]
    log = {"version": "1.2", "creator": {"name": "Made"}, "pages": pages, "entries": entries}
    return front.encode() + json.dumps({"log": log}, indent=1).encode()


def entry(
    url: str, text: str | bytes | None, status: int = 200, *, method: str = "GET", **content: Any
) -> dict[str, Any]:
    """An answer as browsers save it."""
    held: dict[str, Any] = {"mimeType": "text/html; charset=windows-1252", "size": 1} | content
    if isinstance(text, bytes):
        held |= {"text": base64.b64encode(text).decode(), "encoding": "base64", "mimeType": "image/png"}
    elif text is not None:
        held["text"] = text
    headers = [{"name": "Content-Encoding", "value": "br"}, {"name": ":status", "value": "200"}]
    asked = {"method": method, "url": url, "headers": [{"name": "Cookie", "value": "hush"}]}
    answer = {"status": status, "statusText": "OK", "headers": headers, "content": held, "redirectURL": ""}
    return {"startedDateTime": "2022-11-11T20:35:08.000Z", "request": asked, "response": answer}


def test_har(tmp_path: Path) -> None:
    """Text as the browser decoded it, other bytes as Base64, whatever the headers of the wire said."""
    path = tmp_path / "session.har"
    moved = entry(f"{URL}m", "", 302) | {}
    moved["response"]["redirectURL"] = f"{URL}é"
    path.write_bytes(
        har(
            *(entry(f"{URL}é", '<p>“é” \\ " {'), entry(f"{URL}p.png", b"\x89PNG\0"), moved),
            *(
                entry(f"{URL}form", "x", method="POST"),
                entry(f"{URL}none", None),
                entry(f"{URL}lost", ""),
                entry("data:text/plain,x", "x"),
            ),
            entry(f"{URL}blocked", "", 0),
            front="\ufeff",
        )
    )
    page, picture, followed = ask([path], *(Request(url=f"{URL}{name}") for name in ("é", "p.png", "m")))
    assert isinstance(page, Response)
    assert page.body.decode() == '<p>“é” \\ " {'
    assert page.header("content-type") == "text/html; charset=utf-8"
    assert page.at == THEN
    assert b"hush" not in page.exchanges[0].request_head
    assert body(picture) == b"\x89PNG\0"
    assert body(followed) == page.body
    (note,) = opened(path).notes
    for said in ("1 answer to POST requests", "2 answers whose content", "no web address", "got no answer"):
        assert said in note


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("wide", [False, True], ids=["UTF-8", "UTF-16"])
def test_a_har_whose_bodies_lie_beside_it(tmp_path: Path, zipped: bool, wide: bool) -> None:
    """As Playwright writes them; what lies elsewhere is not looked at."""
    content = har(
        entry(f"{URL}a", None, _file="ab12.html"),
        entry(f"{URL}b", None, _file="../secret.txt"),
        entry(f"{URL}c", None, _file="gone"),
    )
    content = content.decode().encode("utf-16") if wide else content
    (tmp_path / "secret.txt").write_bytes(b"hush")
    (tmp_path / "in").mkdir()
    if zipped:
        path = archive(tmp_path / "in" / "a.zip", {"har.har": content, "ab12.html": b"beside"}, packed=["har.har"])
    else:
        path = tmp_path / "in" / "a.har"
        path.write_bytes(content)
        (tmp_path / "in" / "ab12.html").write_bytes(b"beside")
    found, outside, gone = ask([path], *(Request(url=f"{URL}{name}") for name in "abc"))
    assert body(found) == b"beside"
    for answer in (outside, gone):
        assert isinstance(answer, Refusal)
        assert answer.reason is Reason.PROTOCOL


def test_a_har_behind_gzip(tmp_path: Path) -> None:
    """It is unpacked beside the archive; what holds no recording behind gzip is refused."""
    path = tmp_path / "session.har.gz"
    path.write_bytes(gzip.compress(har(entry(f"{URL}a", "<p>A"))))
    (page,) = ask([path], Request(url=f"{URL}a"))
    assert body(page) == b"<p>A"
    for none in (b"[1, 2]", b"\r\n\r\n", json.dumps({"a": "b"}).encode()):
        path.write_bytes(gzip.compress(none))
        with pytest.raises(RecordingError, match=r"no recorded web can be read"):
            opened(path)


@pytest.mark.parametrize("packed", ["", ".gz", ".zip"])
@pytest.mark.parametrize("order", ["le", "be"])
def test_a_har_in_utf_16(tmp_path: Path, order: str, packed: str) -> None:
    """As Windows' PowerShell writes what another program prints; packed afterwards, too."""
    path = tmp_path / f"session.har{packed}"
    wide = "\ufeff{}".format(har(entry(f"{URL}a", "<p>\u00c4")).decode()).encode(f"utf-16-{order}")
    if packed == ".zip":
        archive(path, {"session.har": wide})
    else:
        path.write_bytes(gzip.compress(wide) if packed else wide)
    assert web.is_recording(path)
    (page,) = ask([path], Request(url=f"{URL}a"))
    assert body(page) == "<p>\u00c4".encode()


def test_half_a_character_at_the_end_is_shown(tmp_path: Path) -> None:
    """What is no character becomes a sign for that, and nothing is left out."""
    path, folder = tmp_path / "a.har", tmp_path / "in"
    folder.mkdir()
    path.write_bytes("\ufeff{}".encode("utf-16-le") + b"\x41")
    assert in_utf_8(Volume(path, str(path)), folder).path.read_text("utf-8") == "{}\ufffd"


def test_a_cut_har(tmp_path: Path) -> None:
    """What stands whole before the cut; JSON that is something else is no recording."""
    path = tmp_path / "a.har"
    data = har(entry(f"{URL}a", "a"), entry(f"{URL}b", "b" * 999))
    path.write_bytes(data[: data.index(b"bbb") + 200])
    assert body(ask([path], Request(url=f"{URL}a"))[0]) == b"a"
    assert "after 1 whole records" in opened(path).notes[0]
    for other in (b'{"a": 1}', b"{", b'{"log": {"entries": [}}', b'{"log": {"entries": "x"}}'):
        path.write_bytes(other)
        with pytest.raises(RecordingError):
            opened(path)


# --------------------------------------------------------------------------------------------------------------- pages


def test_the_articles_of_a_recording(tmp_path: Path) -> None:
    """HTML that was answered with 200, each once; no errors, no pictures, no frames of other pages."""
    html = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    frame = b"GET /f HTTP/1.1\r\nSec-Fetch-Dest: iframe\r\n\r\n"
    path = tmp_path / "a.warc"
    path.write_bytes(
        record("response", f"{URL}a", html + b"a")
        + record("response", f"{URL}a", html + b"a again", date="2023-01-01T00:00:00Z")
        + record("response", f"{URL}f", html + b"f", "WARC-Record-ID: <urn:uuid:1>")
        + record("request", f"{URL}f", frame, "WARC-Concurrent-To: <urn:uuid:1>")
        + record("response", f"{URL}e", html.replace(b"200 OK", b"404 Gone"))
        + response(f"{URL}t", b"text")
        + record("resource", f"{URL}r", b"r", "Content-Type: text/html; charset=utf-8")
    )
    assert list(opened(path).pages()) == [f"{URL}a", f"{URL}r"]


def test_is_recording(tmp_path: Path) -> None:
    """A WARC whatever its name; a ZIP file, packed bytes and JSON by their name."""
    warc = write(tmp_path / "a.bin", (URL, HEAD, b"so"), compress=False)
    files = {"a.wacz": b"PK\x03\x04", "a.zip": b"PK\x03\x04", "a.har": b"{}", "a.json": b"{}", "a.warc": b"words"}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    found = {path.name for path in tmp_path.iterdir() if web.is_recording(path)}
    assert found == {warc.name, "a.wacz", "a.har"}
    assert asyncio.run(web.answer(opened(warc), Request(url=URL))).exchanges[0].status == 200
