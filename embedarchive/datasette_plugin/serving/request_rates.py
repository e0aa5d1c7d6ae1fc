"""How many requests a minute are answered: strangers are counted, each by their address.

Who sits at this machine is no stranger. Behind a proxy on this machine it is the address that the proxy names
(`X-Forwarded-For`, which uvicorn believes this machine only) that is counted.
"""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable, MutableMapping
from typing import TYPE_CHECKING, Any

from embedarchive.datasette_plugin.reader.headers import STORED, Application, Receive, Send
from embedarchive.datasette_plugin.serving.settings import served

if TYPE_CHECKING:
    from datasette.app import Datasette

MOST = 10_000
"""So many addresses are remembered; the one that was heard of longest ago makes room."""


class Allowances:
    """How many requests each address has left: as many as a minute brings, and no more at once."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str, per_minute: int) -> float:
        """Count a request; 0.0, or the seconds until the next one is answered."""
        now = self._clock()
        left, at = self._left.pop(address, (float(per_minute), now))
        left = min(float(per_minute), left + (now - at) * per_minute / 60)
        self._left[address] = (left - 1 if left >= 1 else left, now)
        if len(self._left) > MOST:
            self._left.popitem(last=False)
        return 0.0 if left >= 1 else (1 - left) * 60 / per_minute


def stranger(client: object) -> str | None:
    """What a client is counted by, of IPv6 its network; None for this machine, and for who has no address."""
    try:
        address = ipaddress.ip_address(str(client).partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if address.is_loopback:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def bounded(application: Application, datasette: Datasette, allowances: Allowances) -> Application:
    """The application, which answers a stranger who asks too often with 429."""

    async def answer(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        found = served(datasette) if scope["type"] == "http" else None
        if found is None:
            await application(scope, receive, send)
            return
        address = stranger((scope.get("client") or ("",))[0])
        most = found.settings.most_requests
        if address and most and (wait := allowances.take(address, most)):
            await _too_many(send, wait)
            return
        await application(scope, receive, send)

    return answer


async def _too_many(send: Send, wait: float) -> None:
    headers = {**STORED, "Retry-After": str(int(wait) + 1), "Content-Type": "text/plain; charset=utf-8"}
    pairs = [(name.lower().encode("ascii"), value.encode("ascii")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": 429, "headers": pairs})
    await send({"type": "http.response.body", "body": b"Too many requests from your address; wait a moment.\n"})
