"""A recorded web answers in the network's place."""

from __future__ import annotations

import asyncio
import datetime as dt
import gzip
import io
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import brotli
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from embedarchive import web
from embedarchive.errors import RecordingError
from embedarchive.exports import warc_writer
from embedarchive.model import Exchange, Reason, Refusal, Request, Response
from embedarchive.web.bodies import body_of
from embedarchive.web.decoding import zstd_library

THEN = dt.datetime(2022, 11, 11, 20, 35, 8, tzinfo=dt.UTC)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"


def write(path: Path, *records: tuple[str, bytes, bytes], at: dt.datetime = THEN, compress: bool = True) -> Path:
    """Append answers (address, head, body) to a recording."""
    with path.open("ab") as file:
        for url, head, body in records:
            warc_writer.write_record(file, "response", at=at, url=url, head=head, body=body, compress=compress)
    return path


def ask(paths: Iterable[Path], *requests: Request, spool: Path | None = None) -> list[Response | Refusal]:
    """What a recording answers."""

    async def main() -> list[Response | Refusal]:
        async with web.recording(list(paths), spool=spool) as source:
            return [await web.answer(source, request) for request in requests]

    return asyncio.run(main())


def body(answer: Response | Refusal) -> bytes:
    """An answer's body; a refusal fails the test."""
    assert isinstance(answer, Response), answer
    return answer.body


@pytest.mark.parametrize("compress", [True, False], ids=["warc.gz", "warc"])
def test_exact_address_first_then_another_spelling(tmp_path: Path, compress: bool) -> None:
    """The query's order, the host's case, a default port and a fragment make no difference; another value does."""
    path = write(
        tmp_path / "a.warc",
        ("https://example.org/a?x=1&y=2", HEAD, b"first"),
        ("https://example.org/a?y=2&x=1", HEAD, b"second"),
        ("https://EXAMPLE.org:443/caf%C3%A9?b&a", HEAD, b"third"),
        compress=compress,
    )
    urls = [
        "https://example.org/a?x=1&y=2",
        "https://example.org/a?y=2&x=1",
        "https://example.org/café?a&b#part",
        "https://example.org/a?x=1",
        "https://example.org/A?x=1&y=2",
    ]
    answers = ask([path], *(Request(url=url) for url in urls))
    assert [body(answer) for answer in answers[:3]] == [b"first", b"second", b"third"]
    for answer in answers[3:]:
        assert isinstance(answer, Refusal)
        assert answer.reason is Reason.NOT_IN_RECORDING
        assert answer.exchanges[0].source == "recording"


def test_the_time_is_the_recordings_and_heads_are_as_recorded(tmp_path: Path) -> None:
    """Nothing of a head is reshaped; what a visitor's browser was given in secret is taken out."""
    head = b"HTTP/1.1 200 Yes \r\nX-Odd:  two  blanks \r\nX-Folded: a\r\n  b\r\nSet-Cookie: id=hush\r\n\r\n"
    path = write(tmp_path / "a.warc.gz", ("https://example.org/", head, b"so"))
    (answer,) = ask([path], Request(url="https://example.org"))
    assert isinstance(answer, Response)
    assert answer.at == THEN
    (hop,) = answer.exchanges
    assert hop.response_head == head.replace(b" id=hush", b" [redacted]")
    assert hop.headers[:2] == (("X-Odd", "two  blanks"), ("X-Folded", "a b"))
    assert "hush" not in repr(answer)


def test_redirects_are_followed_within_the_recording(tmp_path: Path) -> None:
    """Each hop is an exchange of its own; without `follow` the redirect is the answer."""
    path = write(
        tmp_path / "a.warc.gz",
        ("https://t.example/x", b"HTTP/1.1 301 Moved\r\nLocation: //www.example.org/b\r\n\r\n", b""),
        ("https://www.example.org/b", b"HTTP/1.1 302 Found\r\nLocation: c#d\r\n\r\n", b""),
        ("https://www.example.org/c", HEAD, b"there"),
        ("https://loop.example/", b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n", b""),
    )
    start, loop = Request(url="https://t.example/x"), Request(url="https://loop.example/")
    answers = ask([path], start, Request(url="https://t.example/x", follow=False), loop)
    assert body(answers[0]) == b"there"
    assert [hop.status for hop in answers[0].exchanges] == [301, 302, 200]
    assert isinstance(answers[1], Response)
    assert answers[1].status == 301
    assert isinstance(answers[2], Refusal)
    assert answers[2].reason is Reason.REDIRECTS


def test_the_newest_good_capture_wins(tmp_path: Path) -> None:
    """A later error does not hide what was there; a later good capture does."""
    url = "https://example.org/p"
    path = tmp_path / "a.warc.gz"
    write(path, (url, HEAD, b"old"), at=THEN)
    write(path, (url, HEAD, b"new"), at=THEN + dt.timedelta(days=1))
    write(path, (url, b"HTTP/1.1 404 Gone\r\n\r\n", b"none"), at=THEN + dt.timedelta(days=2))
    other = write(tmp_path / "b.warc", ("https://example.org/q", b"HTTP/1.1 410 Gone\r\n\r\n", b"gone"), compress=False)
    answers = ask([path, other], Request(url=url), Request(url="https://example.org/q"))
    assert body(answers[0]) == b"new"
    assert isinstance(answers[1], Response)
    assert answers[1].status == 410


def _warcio(path: Path, *, version: str) -> None:
    """Records as warcio writes them: a response, its request, a revisit of it, an answer to a POST."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version=version)
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/plain"), ("Set-Cookie", "hush")], protocol="HTTP/1.1")
        dated = {"WARC-Date": "2022-11-11T20:35:08Z", "WARC-IP-Address": "192.0.2.7"}
        response = writer.create_warc_record(
            "https://example.org/p",
            "response",
            payload=io.BytesIO(b"content"),
            http_headers=head,
            warc_headers_dict=dated,
        )
        asked = StatusAndHeaders("GET /p?key=hush HTTP/1.1", [("Cookie", "hush")], is_http_request=True)
        request = writer.create_warc_record(
            "https://example.org/p", "request", http_headers=asked, warc_headers_dict=dict(dated)
        )
        writer.write_request_response_pair(request, response)
        revisit = writer.create_revisit_record(
            "https://example.org/again",
            response.rec_headers.get_header("WARC-Payload-Digest"),
            "https://example.org/p",
            "2022-11-11T20:35:08Z",
            http_headers=StatusAndHeaders("200 Still", [("X-Own", "yes")], protocol="HTTP/1.1"),
            warc_headers_dict={"WARC-Date": "2022-12-01T00:00:00Z"},
        )
        writer.write_record(revisit)
        answered = writer.create_warc_record(
            "https://example.org/form", "response", payload=io.BytesIO(b"posted"), http_headers=head
        )
        posted = StatusAndHeaders("POST /form HTTP/1.1", [], is_http_request=True)
        form = writer.create_warc_record("https://example.org/form", "request", http_headers=posted)
        writer.write_request_response_pair(form, answered)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # warcio's writer leaves its files open
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_what_another_tool_recorded(tmp_path: Path, version: str) -> None:
    """WARC 1.0 and 1.1 of warcio: requests belong to their answers, revisits are resolved, POSTs are left alone."""
    _warcio(tmp_path / "a.warc.gz", version=version)
    urls = ("https://example.org/p", "https://example.org/again", "https://example.org/form")
    first, again, form = ask([tmp_path / "a.warc.gz"], *(Request(url=url) for url in urls))
    assert body(first) == b"content"
    assert first.exchanges[0].address == "192.0.2.7"
    assert first.exchanges[0].request_head.startswith(b"GET /p?key=[redacted-")
    assert "hush" not in repr(first)
    assert body(again) == b"content"
    assert isinstance(again, Response)
    assert again.header("x-own") == "yes"
    assert again.at == dt.datetime(2022, 12, 1, tzinfo=dt.UTC)
    assert "revisit" in again.exchanges[0].flags
    assert isinstance(form, Refusal)


def test_chunks_with_and_without_their_frames(tmp_path: Path) -> None:
    """Recorders keep the frames, or take them away and leave the header; both give the same bytes."""
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
    packed = gzip.compress(b"words " * 100)
    framed = b"%x;q=1\r\n%s\r\n%x\r\n%s\r\n0\r\nTrailer: x\r\n\r\n" % (9, packed[:9], len(packed) - 9, packed[9:])
    path = write(
        tmp_path / "a.warc.gz",
        ("https://example.org/framed", head, framed),
        ("https://example.org/bare", head, packed),
        ("https://example.org/unpacked", head, b"words " * 100),
        ("https://example.org/cut", head, framed[:24]),
    )
    names = ("framed", "bare", "unpacked", "cut")
    answers = ask([path], *(Request(url=f"https://example.org/{name}") for name in names))
    assert [body(answer) for answer in answers[:3]] == [b"words " * 100] * 3
    assert isinstance(answers[0], Response)
    assert answers[0].exchanges[0].body == body_of(packed)
    assert isinstance(answers[3], Refusal)
    assert answers[3].reason is Reason.PROTOCOL


@pytest.mark.parametrize(
    ("label", "packing"),
    [
        *(("br", ""), ("deflate", ""), ("zstd", ""), ("gzip, br", ""), ("gzip, br", "gzip"), ("br", "gzip")),
        *(("gzip, gzip", "gzip"), ("br, br", "br"), ("UTF-8", ""), ("br, gzip", "br gzip"), ("zstd, br", "zstd br")),
    ],
)
def test_a_body_is_unpacked_as_far_as_it_is_packed(tmp_path: Path, label: str, packing: str) -> None:
    """Recorders unpack bodies, or some layers of them, and leave the header standing; what the bytes are decides."""
    text, packed = b"<html>so it is</html>" * 20, b"<html>so it is</html>" * 20
    for name in packing.split():
        pack = {"gzip": gzip.compress, "br": brotli.compress, "zstd": zstd_library().compress}[name]
        packed = pack(packed)
    head = HEAD[:-2] + f"Content-Encoding: {label}\r\n\r\n".encode()
    path = write(tmp_path / "a.warc.gz", ("https://example.org/", head, packed))
    url = "https://example.org/"
    plain, streamed = ask([path], Request(url=url), Request(url=url, stream=True), spool=tmp_path / "spool")
    assert body(plain) == text
    assert isinstance(streamed, Response)
    assert streamed.file is not None
    assert streamed.file.size == len(text)
    if not packing:
        assert streamed.file is streamed.exchanges[0].body


def test_media_are_streamed_into_the_spool(tmp_path: Path) -> None:
    """A streamed body is a file in the given folder, the decoded one beside it only when they differ."""
    data = bytes(range(256)) * 4000
    spool = tmp_path / "spool"
    path = write(
        tmp_path / "a.warc.gz",
        ("https://example.org/v.mp4", HEAD, data),
        ("https://example.org/z.mp4", HEAD[:-2] + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(data)),
    )
    plain, packed = ask(
        [path],
        *(Request(url=f"https://example.org/{name}.mp4", kind="media", stream=True) for name in "vz"),
        spool=spool,
    )
    assert isinstance(plain, Response)
    assert isinstance(packed, Response)
    assert plain.file is not None
    assert (plain.file.digest, plain.file.size) == (body_of(data).digest, len(data))
    assert plain.file is plain.exchanges[0].body
    assert packed.file is not None
    assert packed.file.digest == plain.file.digest
    assert Path(str(packed.file.path)).read_bytes() == data
    assert len(list(spool.iterdir())) == 3


def test_a_file_compressed_in_one_piece_is_read_too(tmp_path: Path) -> None:
    """`gzip file.warc` gives one member for all records: it is unpacked once beside the answers."""
    plain = write(
        tmp_path / "a.warc", *((f"https://example.org/{n}", HEAD, b"%d" % n) for n in range(50)), compress=False
    )
    packed = tmp_path / "b.warc.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    answers = ask([packed], *(Request(url=f"https://example.org/{n}") for n in (0, 25, 49)))
    assert [body(answer) for answer in answers] == [b"0", b"25", b"49"]


@pytest.mark.parametrize("compress", [True, False], ids=["warc.gz", "warc"])
def test_a_cut_file_gives_what_stands_whole_and_says_so(tmp_path: Path, compress: bool) -> None:
    """Wherever a recording is cut: the records before answer, the cut one does not, and a note or an error says it."""
    records = [(f"https://example.org/{n}", HEAD, b"content %d" % n * 20) for n in range(3)]
    whole = write(tmp_path / "whole.warc", *records, compress=compress).read_bytes()
    two = len(write(tmp_path / "two.warc", *records[:2], compress=compress).read_bytes())

    async def check(cut: int) -> None:
        path = tmp_path / "cut.warc"
        path.write_bytes(whole[:cut])
        recording = web.recording([path])
        recording.index()
        async with recording as source:  # which does not read it again
            assert len(source.notes) == 1
            assert "after 2 whole records" in source.notes[0]
            answers = [await web.answer(source, Request(url=url)) for url, _, _ in records]
        assert [isinstance(answer, Response) for answer in answers] == [True, True, False]

    for cut in range(two + 20, len(whole) - 12, 7):
        asyncio.run(check(cut))


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("text.warc", b"just words\n" * 9, "no WARC, ARC, WACZ or HAR file"),
        ("empty.warc", b"", "is empty"),
        ("a.cdxj", b'example,news)/1 20221111120000 {"url": "https://news.example/1"}\n', r"an index of recordings"),
        ("datapackage.json", b'{"profile": "multi-wacz-package", "resources": []}', "give the files that it names"),
        ("flows", b"46:9:websocket;0:~8:response;0:~4:type;4:http;}", "mitmproxy; export it as HAR"),
        ("cut.warc", b"WARC/1.1\r\nWARC-Type: resp", "no recorded web"),
        ("cut.warc.gz", gzip.compress(b"WARC/1.1\r\n" * 900)[:30], "no recorded web"),
        ("text.warc.gz", gzip.compress(b"just words"), "no recorded web"),
        ("line.warc", b"WARC/1.1\r\nX: " + b"a" * 300_000, "no recorded web"),
        (
            "arc.gz",
            gzip.compress(b"filedesc://x.arc 0.0.0.0 20220101000000 text/plain 99\n1 0 x\nurl ip\n\n"),
            "no recorded web",
        ),
    ],
    ids=["words", "empty", "CDXJ", "multi-WACZ", "flows", "cut", "cut gzip", "packed words", "one line", "cut ARC"],
)
def test_what_is_no_recording_is_one_clear_sentence(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str, data: bytes, said: str
) -> None:
    """Truncated, empty, foreign: an error for the user, and nothing on standard error."""
    (tmp_path / name).write_bytes(data)
    with pytest.raises(RecordingError, match=said) as error:
        ask([tmp_path / name], Request(url="https://example.org/"))
    assert "\n" not in str(error.value)
    assert name in str(error.value)
    assert capfd.readouterr() == ("", "")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """It is said at once, before anything is begun."""
    with pytest.raises(RecordingError, match=r"gone\.warc: cannot be read"):
        web.recording([tmp_path / "gone.warc"])


def test_limits_hold_for_recordings(tmp_path: Path) -> None:
    """A recorded answer larger than the budget is refused and leaves no file behind."""
    path = write(tmp_path / "a.warc.gz", ("https://example.org/big", HEAD, bytes(3_000_000)))
    limits = web.Limits(page_bytes=1_000_000, media_bytes=1_000_000)

    async def main() -> list[Response | Refusal]:
        async with web.recording([path], spool=tmp_path / "spool", limits=limits) as source:
            url = "https://example.org/big"
            return [await web.answer(source, Request(url=url, stream=stream)) for stream in (False, True)]

    for answer in asyncio.run(main()):
        assert isinstance(answer, Refusal)
        assert answer.reason is Reason.SIZE
    assert not list((tmp_path / "spool").iterdir())


def test_memory_stays_flat_whatever_the_size(tmp_path: Path) -> None:
    """A recording of 200 MB is indexed and streamed with little memory."""
    path = tmp_path / "a.warc.gz"
    big = tmp_path / "big.bin"
    with big.open("wb") as file:
        file.truncate(200_000_000)
    with path.open("wb") as file:
        warc_writer.write_record(file, "response", at=THEN, url="https://example.org/big", head=HEAD, body=big)
    program = f"""
import asyncio, resource
from pathlib import Path
from embedarchive import web
from embedarchive.model import Request
async def main():
    async with web.recording([Path({str(path)!r})], spool=Path({str(tmp_path / "spool")!r})) as source:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        answer = await web.answer(source, Request(url="https://example.org/big", kind="media", stream=True))
        assert answer.file.size == 200_000_000
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 64 * 1024


def test_e2_warcio_checks_what_we_write(tmp_path: Path) -> None:
    """Every digest holds, blocks are byte for byte what crossed the wire, and chunked heads have chunked bodies."""
    head = b"HTTP/1.1 200 Fine\r\nX-Odd:  a\r\n\tb\r\nx-caf\xe9: \xfc\r\nTransfer-Encoding: chunked\r\n\r\n"
    made: Callable[..., Exchange] = Exchange
    video = tmp_path / "v.mp4"
    video.write_bytes(bytes(100_000))
    with (tmp_path / "a.warc.gz").open("wb") as file:
        warc_writer.write_record(file, "warcinfo", at=THEN, body=b"software: embedarchive\r\n")
        warc_writer.write_exchange(
            file,
            made(url="https://example.org/", status=200, at=THEN, request_head=b"GET / HTTP/1.1\r\n\r\n",
                 response_head=head, body=body_of(b"so it is"), address="192.0.2.1", flags=("truncated=length",)),
        )  # fmt: skip
        warc_writer.write_exchange(
            file, made(url="https://example.org/v", status=200, at=THEN, response_head=HEAD), video
        )
        warc_writer.write_exchange(file, made(url="https://example.org/x", at=THEN, reason=Reason.DNS))
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", str(tmp_path / "a.warc.gz")]
    checked = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.count("digest pass") == 5
    raw = gzip.decompress((tmp_path / "a.warc.gz").read_bytes())
    assert head + b"8\r\nso it is\r\n0\r\n\r\n" in raw
    assert b"WARC-Truncated: length" in raw
    (answer,) = ask([tmp_path / "a.warc.gz"], Request(url="https://example.org/"))
    assert isinstance(answer, Refusal)  # what was cut is no answer, and is kept nevertheless
    assert answer.reason is Reason.SIZE
    assert answer.exchanges[0].body == body_of(b"so it is")
    assert answer.exchanges[0].response_head == head


def test_a_record_that_was_tampered_with_is_flagged(tmp_path: Path) -> None:
    """The block no longer has the digest that the recorder gave it."""
    records = (("https://example.org/a", HEAD, b"as it was"), ("https://example.org/b", HEAD, b"untouched"))
    path = write(tmp_path / "a.warc", *records, compress=False)
    path.write_bytes(path.read_bytes().replace(b"as it was", b"AS IT WAS"))
    changed, same = ask([path], Request(url="https://example.org/a"), Request(url="https://example.org/b"))
    assert "digest-mismatch" in changed.exchanges[0].flags
    assert same.exchanges[0].flags == ()


def test_a_page_that_had_not_changed_is_answered_with_what_it_was(tmp_path: Path) -> None:
    """A revisit after a 304 has the first head and body, and its own time; one that leads nowhere is absent."""
    later, url = THEN + dt.timedelta(days=3), "https://example.org/p"
    not_modified = b"HTTP/1.1 304 Not Modified\r\n\r\n"
    with (tmp_path / "a.warc.gz").open("wb") as file:
        first = warc_writer.write_record(file, "response", at=THEN, url=url, head=HEAD, body=b"as before")
        for address, refers in ((url, first.id), ("https://example.org/lost", "<urn:uuid:0>")):
            more = {"WARC-Refers-To": refers}
            warc_writer.write_record(file, "revisit", at=later, url=address, head=not_modified, more=more)
    answer, lost = ask([tmp_path / "a.warc.gz"], Request(url=url), Request(url="https://example.org/lost"))
    assert body(answer) == b"as before"
    assert answer.at == later
    assert isinstance(answer, Response)
    assert answer.status == 200
    assert isinstance(lost, Refusal)


def test_a_header_field_cannot_break_out_of_its_line() -> None:
    """An address with a line end is refused rather than written."""
    with pytest.raises(ValueError, match="line end"):
        warc_writer.write_record(io.BytesIO(), "response", at=THEN, url="https://example.org/\r\nWARC-Type: request")
