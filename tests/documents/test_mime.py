"""Messages whose header fields, parts or nesting were made to cost memory and time, and what honest ones say."""

from __future__ import annotations

import plistlib
import time
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP

import commands
import pytest
from growth import is_within
from hypothesis import given, settings
from hypothesis import strategies as st

from embedarchive import documents, finder
from embedarchive.documents import mime, saved

WORD = "=?utf-8?q?a?= "
PLAIN = "From: a@x.example\r\nMIME-Version: 1.0\r\n"

_PEAK = """
import resource, sys
from embedarchive import documents
from embedarchive.errors import SourceError
data = sys.stdin.buffer.read()
resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    documents.read(data)
except SourceError:
    pass
after = resource.getrusage(resource.RUSAGE_SELF)
print((after.ru_maxrss - before) // 1024, after.ru_utime + after.ru_stime)
"""

ATTACKS: dict[str, Callable[[], str]] = {
    "subject of encoded words": lambda: f"{PLAIN}Subject: {WORD * 190_000}\r\n\r\nx",
    "folded subject": lambda: f"{PLAIN}Subject: a\r\n{' a' * 20 + chr(13) + chr(10)}" * 60_000 + "\r\nx",
    "subject of one encoded word": lambda: f"{PLAIN}Subject: =?utf-8?b?{'YWFh' * 600_000}?=\r\n\r\nx",
    "encoded words begun": lambda: f"{PLAIN}Subject: {'=?utf-8?q?' * 260_000}\r\n\r\nx",
    "addresses": lambda: f"{PLAIN}To: {'a <a@x.example>, ' * 150_000}\r\n\r\nx",
    "groups": lambda: f"{PLAIN}To: {'a:' * 1_000_000}\r\n\r\nx",
    "comments": lambda: f"{PLAIN}To: {'(' * 2_000_000}\r\n\r\nx",
    "parameters": lambda: f"{PLAIN}Content-Type: text/html{'; a=b' * 500_000}\r\n\r\nx",
    "semicolons": lambda: f"{PLAIN}Content-Type: text/html{';' * 2_000_000}\r\n\r\nx",
    "parameters in pieces": lambda: (
        f"{PLAIN}Content-Type: text/html{''.join(f'; a*{n}=b' for n in range(200_000))}\r\n\r\nx"
    ),
    "quotes": lambda: f"{PLAIN}Content-Type: multipart/mixed; boundary={chr(34) * 2_000_000}\r\n\r\nx",
    "many fields": lambda: PLAIN + "a:\r\n" * 600_000 + "\r\nx",
    "many subjects": lambda: PLAIN + "Subject: a\r\n" * 200_000 + "\r\nx",
    "many parts": lambda: f"{PLAIN}Content-Type: multipart/mixed; boundary=a\r\n\r\n" + "--a\r\n\r\n" * 400_000,
    "many boundaries": lambda: f"{PLAIN}Content-Type: multipart/mixed; boundary=a\r\n\r\n" + "--a\r\n" * 500_000,
    "boundaries inside lines": lambda: f"{PLAIN}Content-Type: multipart/mixed; boundary=a\r\n\r\n" + "--a" * 900_000,
    "nested": lambda: (
        PLAIN + "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(40_000))
    ),
    "nested messages": lambda: f"{PLAIN}" + "Content-Type: message/rfc822\n\n" * 90_000,
    "nested digests": lambda: f"{PLAIN}" + "Content-Type: multipart/digest; boundary=a\n\n--a\n" * 50_000,
    "encoded lines": lambda: f"{PLAIN}Content-Transfer-Encoding: quoted-printable\r\n\r\n" + "=\r\n" * 800_000,
}


@pytest.mark.parametrize("name", ATTACKS)
def test_p1_a_message_costs_no_more_than_its_size(name: str) -> None:
    """Two megabytes of anything in a head or a body take some tens of megabytes and a moment, each in its own process.

    The bounds have room for slow machines; the standard library took 23 GB for the first of them.
    """
    run = commands.run_text(program=_PEAK, answer=ATTACKS[name]())
    peak, seconds = run.stdout.split()
    assert int(peak) < 120
    assert float(seconds) < 8


def test_what_is_too_long_is_told() -> None:
    """The words of a mail are read when its subject is cut, and the cut is told among what was ignored."""
    (document,) = documents.read(f"{PLAIN}Subject: {WORD * 4000}\r\n\r\nThe mill burnt down.".encode())
    assert document.text == "The mill burnt down."
    assert document.title
    assert set(document.title) == {"a"}
    (told,) = finder.scan(document).ignored
    assert (told.reason, told.start, told.end) == ("too-long", 0, 0)
    assert told.text == f"subject of {len(WORD) * 4000 + 3:,} bytes after the first 16,384"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("--a\n\nwords\n" * 3000, "parts beyond 2,000"),
        ("--a\n\nwords\n" + "--a\nContent-Type: message/rfc822\n\n" * 1, ""),
        ("--a\n\nwords\n--a\n" + "Content-Type: message/rfc822\n\n" * 150, "parts nested more than 100 deep"),
    ],
)
def test_what_is_too_much_is_told(body: str, said: str) -> None:
    """The first parts are read however many follow, and however deep those are nested."""
    (document,) = documents.read(f"{PLAIN}Content-Type: multipart/mixed; boundary=a\n\n{body}".encode())
    assert document.text == "words"
    assert [told.text for told in document.cut] == ([said] if said else [])


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("plain words", "plain words"),
        ("=?utf-8?q?Nieuws_=C3=A9=C3=A9n?=", "Nieuws één"),
        ("=?UTF-8?B?0J/RgNC40LLQtdGC?= x", "Привет x"),
        ("a =?iso-8859-1?Q?caf=E9?= b", "a café b"),
        ("=?utf-8?q?caf=C3?= =?utf-8?q?=A9?=", "café"),
        ("=?utf-8?q?a?=\r\n =?utf-8?q?b?=", "ab"),
        ("=?utf-8?q?a?= b =?utf-8?q?c?=", "a b c"),
        ("=?utf-8?q?a?= =?iso-8859-1?q?=E9?=", "aé"),
        ("=?utf-8*nl?q?a?=", "a"),
        ("=?no-such?q?a?=", "a"),
        ("=?utf-8?b?YQ?=", "a"),
        ("=?utf-8?x?a?=", "=?utf-8?x?a?="),
        ("=?=?=", "=?=?="),
    ],
)
def test_encoded_words(field: str, words: str) -> None:
    """RFC 2047, and what mailers make of it."""
    assert " ".join(mime.decoded(field).split()) == words


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("a/b; x=1", "1"),
        ('a/b; y="x=2"; X = "a\\"b"', 'a"b'),
        ("a/b;x*=utf-8''caf%C3%A9", "café"),
        ("a/b; x*0=ab; x*1=cd", "abcd"),
        ("a/b; x*1=cd; x*0*=iso-8859-1'nl'%E9", "écd"),
        ("a/b; xx=1", None),
        ("a/b", None),
    ],
)
def test_parameters(field: str, value: str | None) -> None:
    """RFC 2045 and 2231."""
    assert mime.parameter(field, "x") == value


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=200),
    st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=300),
    st.binary(min_size=1, max_size=300),
    st.sampled_from(["quoted-printable", "base64", "8bit"]),
)
def test_p3_what_the_standard_library_writes_is_read(subject: str, words: str, data: bytes, coding: str) -> None:
    """Subject, words and enclosures come out as they went in, whatever coding carries them."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = subject
    mail.set_content(f"{words}.\n", cte=coding)
    mail.add_alternative(f"<p>{words}.</p>\n", subtype="html", cte=coding)
    mail.add_attachment(data, "image", "png", cid="<a@b>")
    written = mail.as_bytes()
    found = mime.read(written)
    assert found.whole.words("subject") == " ".join(subject.split())
    assert [part.content().decode().strip() for part in found.parts[:2]] == [f"{words}.".strip(), f"<p>{words}.</p>"]
    assert saved.enclosures(written)["cid:a@b"].data == data


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(
    [b"\n", b"\r\n", b"--a", b"--", b" ", b"Content-Type: multipart/mixed; boundary=a", b"Subject: ", b"=?utf-8?q?",
     b"?=", b"Content-Type: message/rfc822", b"x", b"\xff", b";", b'"', b"Content-Transfer-Encoding: ", b"base64",
     b"x-uuencode", b"begin ", b"quoted-printable", b"=C3", b"=", b"%", b"*0*", b"boundary", b":"]
), max_size=40))  # fmt: skip
def test_p3_any_pieces_are_some_message(pieces: list[bytes]) -> None:
    """Whatever is strung together is read, and every part lies within it."""
    data = b"".join(pieces)
    found = mime.read(data)
    assert found.parts
    for part in found.parts:
        assert 0 <= part.start <= part.end <= len(data)
        part.content()
        part.words("subject")
        part.parameter("charset")


def test_what_programs_put_around_a_mail() -> None:
    """A byte-order mark; Apple Mail's count of bytes before it, and its list of facts behind it."""
    mail = f"{PLAIN}Subject: The mill\r\nContent-Type: text/html\r\n\r\n<p>It turns.</p>\r\n".encode()
    facts = plistlib.dumps({"flags": 1, "subject": "The mill"})
    for data in (b"\xef\xbb\xbf" + mail, f"{len(mail)}      \n".encode() + mail + facts):
        (document,) = documents.read(data)
        assert (document.title, document.text.strip()) == ("The mill", "<p>It turns.</p>")


@pytest.mark.parametrize("count", ["0", "7", "60", "9999999999"])
def test_no_count_before_a_mail_takes_words_from_it(count: str) -> None:
    """What stands behind so many bytes is left out only where it is the list of facts that Apple Mail puts there."""
    mail = f"{PLAIN}Subject: The mill\r\nContent-Type: text/html\r\n\r\n<p>It turns.</p>\r\n"
    (document,) = documents.read(f"{count}\n{mail}".encode())
    assert (document.title, document.text.strip()) == ("The mill", "<p>It turns.</p>")


@pytest.mark.parametrize(
    ("how", "body", "words"),
    [
        ("", "It turns \nagain.\n\nAnd  \nthere.", "It turns again.\n\nAnd  there."),
        ("; delsp=yes", "See https://news.example/a- \r\nmill now.", "See https://news.example/a-mill now."),
        ("", "> It turns \n> again. \nYes.\n-- \nMila", "> It turns again. \nYes.\n-- \nMila"),
        ("", " From here", "From here"),
    ],
    ids=["lines that go on", "inside an address", "quoted lines by themselves", "a blank that stuffs"],
)
def test_flowed_text_is_put_together(how: str, body: str, words: str) -> None:
    """RFC 3676: lines that end with a blank go on in the next one, which may be in the middle of an address."""
    head = f"{PLAIN}Subject: a\r\nContent-Type: text/plain; charset=utf-8; format=flowed{how}\r\n\r\n"
    (document,) = documents.read((head + body).encode())
    assert document.text == words


def test_p1_a_message_of_one_flowing_line_is_read_soon() -> None:
    """Half a million lines that go on are one paragraph."""
    started = time.process_time()
    assert len(mime.unflowed("a \n" * 500_000, joined=False)) > 900_000
    assert is_within(time.process_time() - started, 10)


def test_uuencoded() -> None:
    """What mailers sent before MIME."""
    part = mime.read(b"Content-Transfer-Encoding: x-uuencode\n\nbegin 644 a\n#8V%T\n`\nend\n").parts[0]
    assert part.content() == b"cat"


def test_p1_time_grows_with_the_subject() -> None:
    """Twice the encoded words take about twice the time; four times would be the square."""
    spent = []
    for count in (200_000, 400_000):
        data = f"{PLAIN}Subject: {WORD * count}\r\n\r\nx".encode()
        taken = []
        for _ in range(3):
            started = time.process_time()
            documents.read(data)
            taken.append(time.process_time() - started)
        spent.append(min(taken))
    assert spent[1] < 3 * spent[0] + 0.05
