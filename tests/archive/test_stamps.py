"""Stamps and signatures of the head of the chain: asked for, kept, and checked without a network."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

import pytest
from click.testing import CliRunner
from sample_archive import make_archive

from embedarchive.archive.stamps import owner_key
from embedarchive.archive.stamps.proving import Proof, prove
from embedarchive.archive.stamps.stamping import Round, Wanted, stamp_archive
from embedarchive.cli import cli
from embedarchive.cli.stamps import stamp_what_is_new
from embedarchive.errors import UsageError
from embedarchive.evidence import opentimestamps, rfc3161
from embedarchive.evidence.stamped import UntrueError
from embedarchive.model import Exchange, Reason, Request
from embedarchive.store import Store
from embedarchive.store.problems import Tally
from embedarchive.store.verified_files import check_blob
from embedarchive.web.bodies import body_of

pytest.importorskip("rfc3161_client")
pytest.importorskip("opentimestamps")

HEAD = "4b" * 32
AUTHORITY, CALENDAR, EXPLORER = "https://tsa.example/ts", "https://calendar.example", "https://blocks.example/api"
NOBODY = Wanted(authorities=(), calendars=(), explorer=None)


@dataclass(frozen=True)
class Authority:
    """An authority of the tests' own, run by OpenSSL."""

    folder: Path

    def stamp(self, query: bytes) -> bytes:
        """Its answer."""
        (self.folder / "q").write_bytes(query)
        openssl(self.folder, "ts", "-reply", "-config", "ts.cnf", "-queryfile", "q", "-out", "a")
        return (self.folder / "a").read_bytes()

    @property
    def roots(self) -> Path:
        """The certificate to trust."""
        return self.folder / "root.pem"


def openssl(folder: Path, *arguments: str) -> None:
    """Run OpenSSL."""
    done = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S607
    assert done.returncode == 0, done.stderr


CONFIG = """
[tsa]
default_tsa = one
[one]
serial = serial
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
[ext]
extendedKeyUsage = critical,timeStamping
"""


def make_authority(folder: Path, *, expired: bool = False) -> Authority:
    """An authority with a root of its own."""
    folder.mkdir()
    (folder / "ts.cnf").write_text(CONFIG)
    (folder / "serial").write_text("01\n")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl(folder, "req", "-x509", *key, "-keyout", "root.key", "-out", "root.pem", "-subj", "/CN=Root of tests")
    openssl(folder, "req", "-new", *key, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Clock of tests")
    sign = ("x509", "-req", "-in", "tsa.csr", "-CA", "root.pem", "-CAkey", "root.key", "-out", "tsa.pem")
    days = ("-days", "-1") if expired else ("-days", "30")
    openssl(folder, *sign, "-CAcreateserial", *days, "-extfile", "ts.cnf", "-extensions", "ext")
    return Authority(folder)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl on this machine")
    return make_authority(tmp_path_factory.mktemp("tsa") / "own")


@dataclass
class Chain:
    """A calendar of the tests' own, and the blocks that it anchors in."""

    mined: bool = False
    asked: list[str] = field(default_factory=list)

    def answer(self, request: Request) -> bytes | None:
        """What it answers."""
        self.asked.append(f"{request.method} {request.url}")
        if request.url == f"{CALENDAR}/digest":
            return self.proof(request.body, pending=True)
        if request.url.startswith(f"{CALENDAR}/timestamp/"):
            return self.proof(bytes.fromhex(request.url.rpartition("/")[2]), pending=False) if self.mined else None
        header = self.header()
        digest = hashlib.sha256(hashlib.sha256(header).digest()).digest()[::-1].hex()
        if request.url == f"{EXPLORER}/block-height/900001":
            return digest.encode()
        return header.hex().encode() if request.url == f"{EXPLORER}/block/{digest}/header" else None

    def proof(self, message: bytes, *, pending: bool) -> bytes:
        """A proof from a message on."""
        from opentimestamps.core.notary import BitcoinBlockHeaderAttestation, PendingAttestation
        from opentimestamps.core.op import OpAppend, OpSHA256
        from opentimestamps.core.serialize import BytesSerializationContext
        from opentimestamps.core.timestamp import Timestamp

        begun = Timestamp(message)
        if pending:
            later = begun.ops.add(OpAppend(b"with others")).ops.add(OpSHA256())
            later.attestations.add(PendingAttestation(CALENDAR))
        else:
            self.root = hashlib.sha256(message + b"in a block").digest()
            later = begun.ops.add(OpAppend(b"in a block")).ops.add(OpSHA256())
            later.attestations.add(BitcoinBlockHeaderAttestation(900001))
        context = BytesSerializationContext()
        begun.serialize(context)
        return bytes(context.getbytes())

    def header(self) -> bytes:
        """The header of the block, with a little work behind it."""
        from bitcoin.core import CBlockHeader

        root = getattr(self, "root", b"\0" * 32)
        for nonce in range(100_000):
            block = CBlockHeader(2, b"\1" * 32, root, 1_790_000_000, 0x2000FFFF, nonce)
            if int.from_bytes(block.GetHash(), "little") <= 0xFFFF << (8 * (0x20 - 3)):
                return bytes(block.serialize())
        raise AssertionError


@dataclass(frozen=True)
class World:
    """Answers with what a function makes of a request."""

    answers: Callable[[Request], bytes | None]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    async def exchange(self, request: Request) -> Exchange:
        """Answer one request."""
        now, body = dt.datetime.now(dt.UTC), self.answers(request)
        if body is None:
            return Exchange(url=request.url, at=now, status=404, body=body_of(b"Not found"))
        return Exchange(url=request.url, at=now, status=200, body=body_of(body))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small archive."""
    return make_archive(tmp_path_factory.mktemp("small") / "made")


@pytest.fixture
def folder(small: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(small, tmp_path / "made"))


def stamped(folder: Path, wanted: Wanted, answers: Callable[[Request], bytes | None]) -> Round:
    """Have an archive stamped."""
    return stamp_archive(folder, wanted, lambda: World(answers))


def by_authority(folder: Path, authority: Authority) -> Round:
    """Have an archive stamped by an authority."""
    wanted = replace(NOBODY, authorities=(AUTHORITY,), roots=authority.roots)
    return stamped(folder, wanted, lambda request: authority.stamp(request.body))


def wrong(proof: Proof) -> list[str]:
    """What is wrong with the stamps."""
    return [problem.sentence for problem in proof.report.problems if problem.kind == "stamp"]


# ---------------------------------------------------------------------------------------------------------- authorities


def test_an_authority_says_by_when_the_head_existed(folder: Path, authority: Authority) -> None:
    """The stamp is kept with its request and root, the chain goes on from it, and it is checked without a network."""
    done = by_authority(folder, authority)
    assert [outcome.problem for outcome in done.outcomes] == [None]
    proof = prove(folder)
    assert proof.report.problems == ()
    [stamp] = proof.stamps
    assert (stamp.kind, stamp.head, stamp.by) == ("rfc3161", done.head, "CN=Root of tests")
    assert stamp.snapshots > 5
    assert stamp.at is not None
    assert abs(stamp.at - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=5)
    with Store.open(folder, read_only=True) as store:
        assert store.head != done.head
        assert store.stamps()[0].authority == AUTHORITY


def test_others_check_the_stamp_with_openssl(folder: Path, tmp_path: Path, authority: Authority) -> None:
    """What was stamped is the head as people write it down."""
    done = by_authority(folder, authority)
    with Store.open(folder, read_only=True) as store:
        (tmp_path / "answer").write_bytes(store.stamps()[0].answer or b"")
    (tmp_path / "head").write_text(str(done.head))
    openssl(tmp_path, "ts", "-verify", "-data", "head", "-in", "answer", "-CAfile", str(authority.roots))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda _, answer: answer(rfc3161.request(HEAD)), "Nonce mismatch"),
        (lambda query, answer: answer(query)[:-20], "part of one"),
        (lambda query, answer: answer(query) + b"x", "no time stamp"),
        (lambda *_: b"<html>no</html>", "no time stamp"),
        (lambda *_: None, "answered 404"),
    ],
    ids=["another request's", "cut", "longer", "a page", "nothing"],
)
def test_an_answer_that_proves_nothing_is_refused(
    change: Callable[[bytes, Callable[[bytes], bytes]], bytes | None],
    told: str,
    folder: Path,
    authority: Authority,
) -> None:
    """Nothing of it is kept, and the reason is told."""
    wanted = replace(NOBODY, authorities=(AUTHORITY,), roots=authority.roots)
    done = stamped(folder, wanted, lambda request: change(request.body, authority.stamp))
    assert told in str(done.outcomes[0].problem)
    assert prove(folder).stamps == ()


def test_another_nonce_is_refused(authority: Authority) -> None:
    """The same head in another request: an answer to one is none to the other."""
    first, second = rfc3161.request(HEAD), rfc3161.request(HEAD)
    answer, roots = authority.stamp(first), rfc3161.certificates(authority.roots.read_bytes())
    assert rfc3161.judged(first, answer, HEAD, roots).at
    with pytest.raises(UntrueError, match="Nonce mismatch"):
        rfc3161.judged(second, answer, HEAD, roots)
    with pytest.raises(UntrueError, match="another head"):
        rfc3161.judged(first, answer, "ab" * 32, roots)


def test_an_expired_certificate_is_refused(tmp_path: Path) -> None:
    """It had expired when the stamp was made."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl on this machine")
    query = rfc3161.request(HEAD)
    other = make_authority(tmp_path / "other", expired=True)
    answer = other.stamp(query)
    with pytest.raises(UntrueError):
        rfc3161.judged(query, answer, HEAD, rfc3161.certificates(other.roots.read_bytes()))


def test_a_root_that_nobody_trusts_is_refused(authority: Authority, folder: Path) -> None:
    """The authority's own root is none of those that browsers trust."""
    wanted = replace(NOBODY, authorities=(AUTHORITY,))
    done = stamped(folder, wanted, lambda request: authority.stamp(request.body))
    assert "No trusted root certificate" in str(done.outcomes[0].problem)


def test_any_changed_byte_of_a_stamp_is_told(folder: Path, authority: Authority) -> None:
    """Every byte of each file of a stamp by its digest, some by what it proves, and its row's columns."""
    by_authority(folder, authority)
    with Store.open(folder, read_only=True) as store:
        sql = "SELECT request, answer, beside FROM stamps"
        paths = [store.path_of(digest) for digest in store.connection.execute(sql).fetchone()]
    for path in filter(None, paths):
        whole = path.read_bytes()
        digest = path.name[:64]
        assert list(check_blob(path, path.name, digest, len(whole), Tally())) == []
        for at in range(len(whole)):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1 << at % 8]) + whole[at + 1 :])
            assert list(check_blob(path, path.name, digest, len(whole), Tally())), f"{path.name}: byte {at}"
        for at in (0, len(whole) // 2):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            assert not prove(folder).report.sound, f"{path.name}: byte {at}"
        path.write_bytes(whole)
    assert prove(folder).report.sound
    with closing(sqlite3.connect(folder / "archive.db", isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER stamps_stay")
        connection.execute("UPDATE stamps SET stamped_at = '2020-01-01T00:00:00.000Z'")
    assert "It tells another time than its row." in wrong(prove(folder))


def test_a_stamp_of_a_head_that_was_cut_off_is_told(folder: Path, authority: Authority) -> None:
    """Whoever rewrites the chain, all of it, still has a stamp of a head that it never had."""
    query = rfc3161.request(HEAD)
    with Store.open(folder) as store:
        store.begin_run("timestamp")
        answer = authority.stamp(query)
        at = rfc3161.judged(query, answer, HEAD, rfc3161.certificates(authority.roots.read_bytes())).at
        store.add_stamp(HEAD, "rfc3161", AUTHORITY, at=at, by="x", answer=answer, request=query)
    assert wrong(prove(folder)) == ["It is of a head that the chain never had."]


# ------------------------------------------------------------------------------------------------------------ calendars


def test_a_calendars_promise_becomes_a_proof(folder: Path) -> None:
    """First a promise; later the block that it is in, whose header is kept: what it says is checked with no network."""
    calendar = Chain()
    wanted = Wanted(authorities=(), calendars=(CALENDAR,), explorer=EXPLORER, least_work=100)
    head = stamped(folder, wanted, calendar.answer).head
    assert [(stamp.head, stamp.at) for stamp in prove(folder).stamps] == [(head, None)]
    later = replace(wanted, calendars=())
    assert "not completed yet" in stamped(folder, later, calendar.answer).outcomes[0].by
    calendar.mined = True
    assert stamped(folder, later, calendar.answer).outcomes[0].at is not None
    proof = prove(folder, least_work=100)
    assert proof.report.problems == ()
    assert [stamp.head for stamp in proof.stamps if stamp.at] == [head]
    assert proof.stamps[-1].by == "block 900001 of Bitcoin"
    calendar.asked.clear()
    stamped(folder, later, calendar.answer)
    assert calendar.asked == []  # what is complete is asked for no more


def test_a_block_without_the_work_of_one_proves_nothing(folder: Path) -> None:
    """Anybody can write a header; what makes one true is the work, of which there is too little here."""
    calendar = Chain(mined=True)
    wanted = Wanted(authorities=(), calendars=(CALENDAR,), explorer=EXPLORER, least_work=100)
    for _ in range(2):
        stamped(folder, wanted, calendar.answer)
    assert "has not the work of a block of Bitcoin" in " ".join(wrong(prove(folder)))


@pytest.mark.parametrize("cut", [0, 3, -1], ids=["empty", "cut", "a byte short"])
def test_a_cut_answer_of_a_calendar_is_refused(cut: int, folder: Path) -> None:
    """It is no proof, and none is kept."""
    calendar = Chain()
    wanted = replace(NOBODY, calendars=(CALENDAR,))
    done = stamped(folder, wanted, lambda request: (calendar.answer(request) or b"")[:cut])
    assert "no proof, or only a part" in str(done.outcomes[0].problem)
    assert prove(folder).stamps == ()


def test_a_proof_about_something_else_is_refused() -> None:
    """Another head, another calendar's answer, a changed byte: none of it passes."""
    proof = opentimestamps.begun(HEAD, Chain().proof(opentimestamps.submission(HEAD), pending=True))
    with pytest.raises(UntrueError):
        opentimestamps.judged(proof, "ab" * 32, None)
    for at in range(len(proof)):
        changed = proof[:at] + bytes([proof[at] ^ 1]) + proof[at + 1 :]
        try:
            said = opentimestamps.judged(changed, HEAD, None)
        except UntrueError:
            continue
        assert said.at is None  # another promise: it proves nothing, and its file is not the one that was sealed


# ----------------------------------------------------------------------------------------------------- the owner's key


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key for SSH."""
    if shutil.which("ssh-keygen") is None:
        pytest.skip("no ssh-keygen on this machine")
    path = tmp_path_factory.mktemp("ssh") / "id"
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "desk@paper.example", "-f", str(path)]
    subprocess.run(command, check=True)
    return path


def test_the_owner_signs_the_head(key: Path, folder: Path) -> None:
    """`verify --signer` tells whose key it was; another key is told to have signed nothing."""
    stamped(folder, replace(NOBODY, key=key), lambda _: None)
    public = key.with_suffix(".pub").read_bytes()
    proof = prove(folder, signer=public)
    assert wrong(proof) == []
    assert str(proof.stamps[0].signer).startswith("SHA256:")
    assert proof.stamps[0].by == "desk@paper.example"
    other = b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBxvZ2VyIGtleSB3aXRob3V0IGEgc2VjcmV0IGhh other"
    assert "No head of the chain carries a signature by this key." in wrong(prove(folder, signer=other))


def test_a_signature_of_another_head_or_purpose_is_none(key: Path) -> None:
    """What was signed for something else does not count."""
    made, public = owner_key.sign(HEAD, key), key.with_suffix(".pub").read_bytes()
    assert owner_key.check(HEAD, made["answer"], public)
    with pytest.raises(UntrueError):
        owner_key.check("ab" * 32, made["answer"], public)
    with pytest.raises(UntrueError):
        owner_key.check(HEAD, made["answer"][:-40], public)
    with pytest.raises(UsageError, match="cannot be read"):
        owner_key.sign(HEAD, key.with_name("none"))


def test_nobody_answers(folder: Path) -> None:
    """No network: nothing is kept, each is told, and the archive stays sound."""

    class Silent(World):
        """No network."""

        async def exchange(self, request: Request) -> Exchange:
            return Exchange(url=request.url, at=dt.datetime.now(dt.UTC), reason=Reason.BLOCKED_ADDRESS)

    done = stamp_archive(
        folder, Wanted(authorities=(AUTHORITY,), calendars=(CALENDAR,)), lambda: Silent(lambda _: None)
    )
    assert all(outcome.problem for outcome in done.outcomes)
    assert (prove(folder).stamps, prove(folder).report.sound) == ((), True)


# ----------------------------------------------------------------------------------------------------------- commands


def test_the_command_stamps_and_verify_tells(
    folder: Path, authority: Authority, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`timestamp` says who stamped; `verify` by when how much existed; what is stamped already is not stamped again."""
    answers = World(lambda request: authority.stamp(request.body))
    monkeypatch.setattr("embedarchive.archive.articles.article_pages.open_source", lambda *_, **__: answers)
    command = ["timestamp", "--authority", AUTHORITY, "--calendar", "none", "--roots", str(authority.roots)]
    done = CliRunner().invoke(cli, [*command, "--sign", str(key), "--archive", str(folder)], standalone_mode=False)
    assert (done.return_value, f"{AUTHORITY}: 20" in done.output) == (0, True), done.output
    signer = ["--signer", str(key.with_suffix(".pub"))]
    told = CliRunner().invoke(cli, ["verify", *signer, "--archive", str(folder)], standalone_mode=False)
    assert told.return_value == 0, told.output
    assert re.search(
        r"\d+ snapshots existed no later than 20\d\d-\d\d-\d\d [\d:]+ UTC, says CN=Root of tests\.", told.output
    )
    assert re.search(r"\d+ snapshots signed by desk@paper.example \(SHA256:", told.output)
    options = {"allow_private": False, "proxy": None, "operator": None, "quiet": True}
    monkeypatch.setenv("EMBEDARCHIVE_AUTHORITIES", AUTHORITY)
    monkeypatch.setenv("EMBEDARCHIVE_CALENDARS", "none")
    before = len(prove(folder).stamps)
    assert stamp_what_is_new(folder, options) == 0
    assert len(prove(folder).stamps) == before


def test_scan_refuses_to_stamp_from_a_recording(tmp_path: Path) -> None:
    """Nothing of the network and something of it is not what anybody meant."""
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "w.warc").write_bytes(b"WARC/1.1")
    command = ["scan", str(tmp_path / "a.txt"), "--timestamp", "--from", str(tmp_path / "w.warc")]
    done = CliRunner().invoke(cli, [*command, "--archive", str(tmp_path / "n")])
    assert isinstance(done.exception, UsageError)
    assert not (tmp_path / "n").exists()
