"""Proxies that a person names: SOCKS 5 (RFC 1928, 1929) and HTTP CONNECT (RFC 9110, 9.3.6).

The proxy gets the name, never an address, so that nobody here asks a name server. Both kinds are used as tunnels for
http and https alike: what crosses them is what the server sees.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from embedarchive.errors import UsageError
from embedarchive.model import Reason
from embedarchive.web.wire import Fault, Wire

_PORTS = {"socks5h": 1080, "http": 8080}
_REFUSED = {
    1: "a failure",
    2: "its rules",
    3: "no network",
    4: "no such host",
    5: "the server refuses connections",
    6: "time",
}


@dataclass(frozen=True, slots=True)
class Proxy:
    """Where the proxy is and how it is spoken to."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}"

    async def ask(self, wire: Wire, host: str, port: int) -> None:
        """Have the proxy connect to a host. `wire` then leads there.

        Raises:
            Fault: the proxy declines.
            OSError: it broke the connection off.
        """
        await (self._socks if self.scheme == "socks5h" else self._connect)(wire, host, port)

    async def _socks(self, wire: Wire, host: str, port: int) -> None:
        wire.write(b"\x05\x02\x00\x02" if self.user else b"\x05\x01\x00")
        version, method = await wire.read_exactly(2)
        if version != 5 or method not in (0, 2):
            raise Fault(Reason.CONNECT, f"The proxy {self} does not let us in.")
        if method == 2:
            user, password = self.user.encode()[:255], self.password.encode()[:255]
            wire.write(b"\x01" + bytes([len(user)]) + user + bytes([len(password)]) + password)
            if (await wire.read_exactly(2))[1]:
                raise Fault(Reason.CONNECT, f"The proxy {self} does not accept the password.")
        name = host.encode("ascii")
        if len(name) > 255:
            raise Fault(Reason.UNSUPPORTED, "The host's name is too long.")
        wire.write(b"\x05\x01\x00\x03" + bytes([len(name)]) + name + port.to_bytes(2, "big"))
        _, refused, _, kind = await wire.read_exactly(4)
        if refused:
            raise Fault(Reason.CONNECT, f"The proxy {self} could not connect ({_REFUSED.get(refused, refused)}).")
        length = {1: 4, 4: 16}.get(kind) or (await wire.read_exactly(1))[0]
        await wire.read_exactly(length + 2)

    async def _connect(self, wire: Wire, host: str, port: int) -> None:
        where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        lines = [f"CONNECT {where} HTTP/1.1", f"Host: {where}"]
        if self.user:
            secret = base64.b64encode(f"{self.user}:{self.password}".encode()).decode("ascii")
            lines.append(f"Proxy-Authorization: Basic {secret}")
        wire.write(("\r\n".join(lines) + "\r\n\r\n").encode("ascii"))
        head = b""
        while not head.endswith(b"\r\n\r\n"):  # byte by byte: what follows belongs to the server
            head += await wire.read_exactly(1)
            if len(head) > 16_384:
                raise Fault(Reason.CONNECT, f"The proxy {self} does not speak HTTP.")
        status = head.split(b" ", 2)[1:2]
        if not status or not status[0].startswith(b"2"):
            shown = status[0][:3].decode("ascii", "replace") if status else "nothing"
            raise Fault(Reason.CONNECT, f"The proxy {self} could not connect (it says {shown}).")


def proxy_of(url: str) -> Proxy:
    """The proxy that an address names: `socks5h://[user:password@]host:port` or `http://…`.

    Raises:
        UsageError: it is of another kind, or cannot be read.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        port, parts = None, urlsplit("")
    if parts.scheme not in _PORTS or not parts.hostname:
        raise UsageError(
            "--proxy: give socks5h://host:port or http://host:port; other kinds look names up on this machine."
        )
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Proxy(parts.scheme, parts.hostname, port or _PORTS[parts.scheme], user, password)
