"""The guard on real sockets: a canary on this machine is never reached, whatever the address looks like."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import ipaddress
import random
import socket
import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme

from embedarchive import web
from embedarchive.errors import UsageError
from embedarchive.model import Exchange, Reason, Refusal, Request, Response
from embedarchive.web import ip_addresses
from embedarchive.web.guard import Guard
from embedarchive.web.proxies import proxy_of
from embedarchive.web.rates import Turnstile
from embedarchive.web.wire import Fault

CANARY = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

FORMS = [
    "http://127.0.0.1:{port}/",
    "http://127.1:{port}/",
    "http://127.0.1:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0x7f.0.0.0x1:{port}/",
    "http://017700000001:{port}/",
    "http://0177.0.0.01:{port}/",
    "http://0.0.0.0:{port}/",
    "http://0:{port}/",
    "http://127.0.0.1.:{port}/",
    "http://127。0。0。1:{port}/",
    "http://１２７.0.0.1:{port}/",
    "http://localhost:{port}/",
    "http://localhost.:{port}/",
    "http://LOCALHOST:{port}/",
    "http://inside.example:{port}/",
    "http://[::1]:{port}/",
    "http://[::]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[0:0:0:0:0:ffff:127.0.0.1]:{port}/",
    "http://[::127.0.0.1]:{port}/",
    "http://[64:ff9b::127.0.0.1]:{port}/",
    "http://[2002:7f00:1::]:{port}/",
    "http://[fe80::1%25lo]:{port}/",
    "http://user@127.0.0.1:{port}/",
    "http://public.example@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}#@public.example/",
    "http://127.0.0.1\\@public.example:{port}/",
    "http://1.1.1.1 &@127.0.0.1:{port}/",
    "http://256.256.256.256:{port}/",
    "http://0x7f.1.1.1.1:{port}/",
    "http://127.0.0.1:99999/",
]
SCHEMES = [
    "file:///etc/passwd",
    "file://localhost/etc/passwd",
    "ftp://127.0.0.1/",
    "gopher://127.0.0.1:{port}/_GET",
    "dict://127.0.0.1:{port}/x",
    "ldap://127.0.0.1:{port}/",
    "tftp://127.0.0.1:{port}/",
    "sftp://127.0.0.1/",
    "jar:http://127.0.0.1:{port}/!/",
    "data:text/html,hello",
    "javascript:alert(1)",
    "ws://127.0.0.1:{port}/",
    "unix:///var/run/docker.sock",
    "blob:http://127.0.0.1:{port}/x",
    "//127.0.0.1:{port}/",
    "",
    "http://",
]


async def everybody_is_here(_host: str, _port: int) -> list[str]:
    """A name server of the attacker's."""
    return ["127.0.0.1"]


def test_s1_s2_no_spelling_of_an_address_reaches_this_machine(world: Any) -> None:
    """Every form and every foreign scheme is refused with a reason; the canary hears nothing."""

    async def main() -> tuple[dict[str, Exchange], int]:
        async with world.Server(CANARY, address="127.0.0.1") as canary:
            async with web.network(resolver=everybody_is_here, ports=None, rates=[world_rate]) as source:
                found = {
                    form: await source.exchange(Request(url=form.format(port=canary.port))) for form in FORMS + SCHEMES
                }
            return found, canary.connections

    world_rate = web.Rate(kinds=("page",), every_s=0, at_once=9)
    found, hits = asyncio.run(main())
    assert hits == 0
    for form, exchange in found.items():
        assert exchange.reason in (Reason.BLOCKED_ADDRESS, Reason.UNSUPPORTED), form
        assert exchange.body is None
        assert exchange.detail.endswith(".")
    assert sum(exchange.reason is Reason.BLOCKED_ADDRESS for exchange in found.values()) >= 45


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1:{port}/", "http://inside.example:{port}/", "//127.0.0.1:{port}/", "file:///etc/passwd",
     "gopher://127.0.0.1:{port}/_", "http://[::ffff:127.0.0.1]:{port}/", "http://a:b@inside.example:{port}/"],
)  # fmt: skip
def test_s3_no_redirect_leads_inside(world: Any, target: str) -> None:
    """Each hop passes the guard and is a row of its own."""
    names = world.Names({"inside.example": ["127.0.0.1"]})

    async def main() -> None:
        async with world.Server(CANARY, address="127.0.0.1") as canary:
            location = target.format(port=canary.port)
            redirect = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()
            async with world.serving(redirect, names) as (source, server):
                answer = await web.answer(source, Request(url=server.url()))
            assert isinstance(answer, Refusal)
            assert answer.reason is Reason.BLOCKED_ADDRESS
            assert [hop.status for hop in answer.exchanges] == [302, None]
            assert canary.connections == 0

    asyncio.run(main())


def test_s4_a_name_is_looked_up_once_and_its_judged_address_is_used(world: Any) -> None:
    """A name server that answers differently the second time is asked once for each connection, and judged again."""
    answers = [[world.PUBLIC], ["127.0.0.1"], [world.PUBLIC]]

    async def main() -> None:
        async with world.Server(CANARY, address="127.0.0.1") as canary, world.Server(OK) as server:
            canary_port, names = server.port, world.Names()
            assert canary_port
            asked: list[str] = []

            async def rebinding(host: str, _port: int) -> list[str]:
                asked.append(host)
                return answers[len(asked) - 1]

            async with web.network(
                resolver=rebinding, judge=world.judge, ports=None, rates=[web.Rate(every_s=0)]
            ) as source:
                first = await source.exchange(Request(url=server.url()))
                assert asked == ["site.example"]
                assert (first.reason, first.address) == (None, world.PUBLIC)
                second = await source.exchange(Request(url=server.url()))
                assert asked == ["site.example"] * 2
                assert second.reason is Reason.BLOCKED_ADDRESS
                assert canary.connections == 0
            assert not names.asked

    asyncio.run(main())


def test_s5_one_private_address_among_public_ones_is_enough(world: Any) -> None:
    """A name with mixed addresses is refused whole; nothing is connected to."""
    names = world.Names({"site.example": [world.PUBLIC, "10.0.0.1"]})

    async def main() -> None:
        async with world.serving(OK, names) as (source, server):
            exchange = await source.exchange(Request(url=server.url()))
            assert exchange.reason is Reason.BLOCKED_ADDRESS
            assert "10.0.0.1" in exchange.detail
            assert server.connections == 0

    asyncio.run(main())


def test_s6_nothing_is_read_from_the_environment(world: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy, no .netrc."""

    async def main() -> None:
        async with world.Server(CANARY, address="127.0.0.1") as canary:
            for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
                monkeypatch.setenv(name, f"http://127.0.0.1:{canary.port}")
            (tmp_path / ".netrc").write_text("machine site.example login a password b\ndefault login a password b\n")
            (tmp_path / ".netrc").chmod(0o600)
            monkeypatch.setenv("HOME", str(tmp_path))
            monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
            async with world.serving(OK) as (source, server):
                exchange = await source.exchange(Request(url=server.url()))
                assert exchange.reason is None
                assert b"authorization" not in server.asked[0].lower()
            assert canary.connections == 0

    asyncio.run(main())


SPECIAL = [
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"),
    *("192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
    *("224.0.0.0/4", "240.0.0.0/4", "::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48"),
    *(
        "100::/64",
        "2001::/32",
        "2001:2::/48",
        "2001:10::/28",
        "2001:20::/28",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
    ),
    *("5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
]
OPEN = [
    "1.1.1.0/24",
    "8.0.0.0/8",
    "93.184.0.0/16",
    "151.101.0.0/16",
    "2606:4700::/32",
    "2a00:1450::/32",
    "2001:4860::/32",
]


def test_s7_special_ranges_are_refused_and_public_ones_are_not() -> None:
    """100,000 addresses drawn from every special range, 10,000 from public ones."""
    chance = random.Random(7)  # noqa: S311 -- a fixed draw

    def draw(network: str) -> str:
        block = ipaddress.ip_network(network)
        return str(block[chance.randrange(block.num_addresses)])

    for network in SPECIAL:
        for _ in range(100_000 // len(SPECIAL)):
            address = draw(network)
            assert ip_addresses.judge(address), address
    for _ in range(10_000):
        address = draw(chance.choice(OPEN))
        assert ip_addresses.judge(address) is None, address


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("0177.0.0.1", "127.0.0.1"),
        ("010.0.0.1", "8.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("127.0.0.1.", "127.0.0.1"),
        ("[::1]", "::1"),
        ("site.example.", None),
        ("0x7f.example", None),
    ],
)
def test_s1_an_address_is_read_as_browsers_read_it(host: str, address: str | None) -> None:
    """Octal, hexadecimal and short spellings, with a final dot or in brackets: a proxy would get them as names."""
    assert ip_addresses.literal(host) == address


def test_s7_an_address_of_one_network_card_only_is_none_of_the_internets() -> None:
    """What a zone is added to is not globally routed, whatever range it is written in."""
    assert ip_addresses.judge("2a00:1450::1") is None
    assert ip_addresses.judge("2a00:1450::1%lo")


def test_s1_user_names_are_refused(world: Any) -> None:
    """`http://bank.example@site.example/` looks like another site than it is, and a password is none of the log's."""

    async def main() -> None:
        async with world.serving(OK) as (source, server):
            exchange = await source.exchange(Request(url=server.url(host="bank.example:pw@site.example")))
            assert exchange.reason is Reason.BLOCKED_ADDRESS
            assert server.connections == 0

    asyncio.run(main())


def test_s1_a_refused_address_waits_for_no_turn(world: Any) -> None:
    """It is refused before the host's rate has a say."""

    async def main() -> None:
        turnstile = Turnstile()
        turnstile.close_for("127.0.0.1", 1000)
        async with world.network(turnstile=turnstile) as source:
            exchange = await source.exchange(Request(url="http://127.0.0.1/"))
        assert exchange.reason is Reason.BLOCKED_ADDRESS

    asyncio.run(main())


@pytest.mark.parametrize("proxy", [None, "http://127.0.0.1:9"])
def test_s1_the_guard_itself_refuses(proxy: str | None) -> None:
    """Whoever asks for a connection, and whoever would make it: no private address is passed on."""

    async def main() -> None:
        guard = Guard(connect_s=1, proxy=proxy_of(proxy) if proxy else None)
        with pytest.raises(Fault) as raised:
            await guard.connect_tcp("10.0.0.1", 80)
        assert raised.value.reason is Reason.BLOCKED_ADDRESS

    asyncio.run(main())


def test_s9_no_test_leaves_this_machine() -> None:
    """What watches over all tests does: neither an address nor a name of the world is reached."""
    with pytest.raises(pytest.fail.Exception, match="leave this machine"), socket.socket() as outward:
        outward.connect(("192.0.2.1", 80))
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("public.example", 80)


def test_an_intranet_is_reached_only_when_allowed(world: Any) -> None:
    """`allow_private` admits private addresses and their ports, and still no address that no server has."""

    async def main() -> None:
        async with world.Server(OK, address="127.0.0.1") as server:
            for allowed, reason in ((False, Reason.BLOCKED_ADDRESS), (True, None)):
                async with web.network(allow_private=allowed) as source:
                    exchange = await source.exchange(Request(url=f"http://127.0.0.1:{server.port}/"))
                    assert exchange.reason is reason
                    nowhere = await source.exchange(Request(url="http://0.0.0.0:80/"))
                    assert nowhere.reason is Reason.BLOCKED_ADDRESS
        assert server.connections == 1

    asyncio.run(main())


def test_a_foreign_port_is_refused(world: Any) -> None:
    """SSH, mail and databases are not the web."""

    async def main() -> None:
        async with web.network(resolver=world.Names(), judge=world.judge) as source:
            for port in (22, 25, 6379, 8080):
                exchange = await source.exchange(Request(url=f"http://site.example:{port}/"))
                assert exchange.reason is Reason.BLOCKED_ADDRESS

    asyncio.run(main())


def test_a_second_address_is_tried(world: Any) -> None:
    """When the first of a name's addresses refuses, the next one answers."""
    names = world.Names({"site.example": ["127.0.0.8", world.PUBLIC]})

    async def main() -> None:
        network = web.network(resolver=names, judge=lambda _: None, ports=None)
        async with world.Server(OK) as server, network as source:
            exchange = await source.exchange(Request(url=server.url()))
        assert (exchange.reason, exchange.address) == (None, world.PUBLIC)

    asyncio.run(main())


def _certificates(kind: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What the server shows and whom the client trusts."""
    authority, stranger = trustme.CA(), trustme.CA()
    now = dt.datetime.now(dt.UTC)
    issuer = stranger if kind == "unknown CA" else authority
    name = "other.example" if kind == "wrong name" else "site.example"
    until = now + dt.timedelta(days=-1 if kind == "expired" else 9)
    certificate = issuer.issue_cert(name, not_before=now - dt.timedelta(days=9), not_after=until)
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    certificate.configure_cert(server)
    authority.configure_trust(client)
    return server, client


@pytest.mark.parametrize("kind", ["good", "wrong name", "expired", "unknown CA", "no TLS at all"])
def test_s8_certificates_belong_to_the_name(world: Any, kind: str) -> None:
    """A certificate that is not to be trusted is a reason, and nothing is sent."""
    shown, trusted = _certificates(kind)

    async def main() -> None:
        server = world.Server(OK, tls=None if kind == "no TLS at all" else shown)
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)  # the server's side of a refused handshake
        async with server, world.network(tls=trusted, limits=web.Limits(connect_s=1)) as source:
            exchange = await source.exchange(Request(url=server.url(scheme="https")))
            if kind == "good":
                assert exchange.reason is None
                assert exchange.body is not None
                assert exchange.body.data == b"ok"
                assert exchange.request_head == server.asked[0]
            else:
                assert exchange.reason is Reason.TLS
                assert not server.asked

    asyncio.run(main())


def test_s6_no_authority_is_taken_from_the_environment(
    world: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A certificate that only `SSL_CERT_FILE` vouches for is a stranger's."""
    authority, shown = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("site.example").configure_cert(shown)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))

    async def main() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)  # the server's side of a refused handshake
        async with world.Server(OK, tls=shown) as server, world.network() as source:
            exchange = await source.exchange(Request(url=server.url(scheme="https")))
            assert exchange.reason is Reason.TLS
            assert not server.asked

    asyncio.run(main())


# -------------------------------------------------------------------------------------------------------------- proxies


async def _socks(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, target: tuple[str, int], seen: list[bytes]
) -> None:
    """A SOCKS 5 proxy that notes what it is asked for and connects to `target`."""
    version, count = await reader.readexactly(2)
    methods = await reader.readexactly(count)
    if 2 in methods:
        writer.write(b"\5\2")
        user = await reader.readexactly((await reader.readexactly(2))[1])
        seen.append(user + b":" + await reader.readexactly((await reader.readexactly(1))[0]))
        writer.write(b"\1\0")
    else:
        writer.write(b"\5\0")
    assert version == 5
    kind = (await reader.readexactly(4))[3]
    assert kind == 3
    seen.append(await reader.readexactly((await reader.readexactly(1))[0]))
    await reader.readexactly(2)
    writer.write(b"\5\0\0\1\0\0\0\0\0\0")
    await _splice(reader, writer, target)


async def _connect(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, target: tuple[str, int], seen: list[bytes]
) -> None:
    """An HTTP proxy, likewise."""
    head = await reader.readuntil(b"\r\n\r\n")
    seen += [head.split(b"\r\n")[0].split(b" ")[1].rpartition(b":")[0], head]
    writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
    await _splice(reader, writer, target)


async def _splice(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, target: tuple[str, int]) -> None:
    there, out = await asyncio.open_connection(*target)
    out.write(await reader.readuntil(b"\r\n\r\n"))
    writer.write(await there.read())
    await writer.drain()
    out.close()
    writer.close()


@pytest.mark.parametrize(("scheme", "play"), [("socks5h", _socks), ("http", _connect)])
def test_a_proxy_gets_the_name_and_nobody_here_looks_it_up(world: Any, scheme: str, play: Any) -> None:
    """Both kinds: the name travels, the tape holds the server's exchange only, private literals stay refused."""
    names, seen = world.Names(), list[bytes]()

    async def main() -> None:
        async with world.Server(OK) as server:
            target = (world.PUBLIC, server.port)
            proxy = await asyncio.start_server(lambda r, w: play(r, w, target, seen), "127.0.0.1", 0)
            port = proxy.sockets[0].getsockname()[1]
            address = f"{scheme}://me:pass@127.0.0.1:{port}"
            async with proxy, world.network(names, proxy=address) as source:
                answer = await web.answer(source, Request(url=server.url(host="hidden.example")))
                inside = await web.answer(source, Request(url="http://127.0.0.1/"))
            assert isinstance(answer, Response)
            assert answer.body == b"ok"
            hop = answer.exchanges[0]
            assert hop.request_head == server.asked[0]
            assert f"proxy={scheme}" in hop.flags
            assert hop.address is None
            assert isinstance(inside, Refusal)
            assert inside.reason is Reason.BLOCKED_ADDRESS

    asyncio.run(main())
    assert b"hidden.example" in seen
    assert not names.asked
    assert any(b"me:pass" in part or b"bWU6cGFzcw==" in part for part in seen)


def test_a_proxy_that_is_not_there_is_said(world: Any) -> None:
    """The reason is the connection, the words name the proxy without its password."""

    async def main() -> None:
        async with world.network(proxy="socks5h://me:pass@127.0.0.1:9") as source:
            exchange = await source.exchange(Request(url="http://site.example/"))
        assert exchange.reason is Reason.CONNECT
        assert "socks5h://127.0.0.1:9" in exchange.detail
        assert "pass" not in exchange.detail

    asyncio.run(main())


@pytest.mark.parametrize("scheme", ["socks5h", "http"])
def test_a_proxy_that_says_nothing_is_not_waited_for(world: Any, scheme: str) -> None:
    """It has the time of a connection, not that of an answer."""

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            await reader.read()
        writer.close()
        left.set()

    left = asyncio.Event()

    async def main() -> None:
        proxy = await asyncio.start_server(silent, "127.0.0.1", 0)
        address = f"{scheme}://127.0.0.1:{proxy.sockets[0].getsockname()[1]}"
        limits = web.Limits(connect_s=0.1, deadline_s=20)
        async with proxy, world.network(proxy=address, limits=limits) as source:
            exchange = await source.exchange(Request(url="http://site.example/"))
            await left.wait()
        assert exchange.reason is Reason.CONNECT

    asyncio.run(main())


@pytest.mark.parametrize(
    ("scheme", "said", "detail"),
    [
        ("socks5h", b"\5\2\1\1", "password"),
        ("socks5h", b"\5\0\5\2\0\1", "its rules"),
        ("http", b"HTTP/1.1 403 No\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "403"),
        ("http", b"HTTP/1.1 200 " + b"x" * 20_000 + b"\r\n\r\n", "does not speak HTTP"),
    ],
)
def test_a_proxy_that_declines_is_believed(world: Any, scheme: str, said: bytes, detail: str) -> None:
    """What it says afterwards is no answer of the server's."""

    async def declines(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            writer.write(said)
            await reader.read()
        writer.close()
        left.set()

    left = asyncio.Event()

    async def main() -> None:
        proxy = await asyncio.start_server(declines, "127.0.0.1", 0)
        address = f"{scheme}://me:pw@127.0.0.1:{proxy.sockets[0].getsockname()[1]}"
        async with proxy, world.network(proxy=address, limits=web.Limits(deadline_s=20)) as source:
            exchange = await source.exchange(Request(url="http://site.example/"))
            await left.wait()
        assert exchange.reason is Reason.CONNECT
        assert detail in exchange.detail

    asyncio.run(main())


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9050", "ftp://x", "nonsense", "http://[::1", "http://a:99999"])
def test_other_proxies_are_refused(proxy: str) -> None:
    """`socks5://` looks names up here, which is what people with a proxy do not want."""
    with pytest.raises(UsageError, match="socks5h"):
        web.network(proxy=proxy)
