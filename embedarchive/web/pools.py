"""Connections, kept for the next request: one small pool per host, and not for ever.

httpcore looks at every connection of a pool for every request of it, so one pool for all hosts costs time that grows
with its square (https://github.com/encode/httpcore/issues/1035).
"""

from __future__ import annotations

import contextlib
import importlib.util
import ssl
from collections.abc import AsyncIterator

import httpcore
import httpx

from embedarchive.web.connections import Pool

_HTTP2 = importlib.util.find_spec("h2") is not None
MOST = 64
"""Pools that nobody uses are ended, the longest unused first, when there are more."""
KEPT_S = 15.0


class Pools:
    """The pools, the last used last."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend, tls: ssl.SSLContext | None) -> None:
        """Open connections through `backend`; without `tls`, trust certifi's list."""
        self._backend, self._tls = backend, tls
        self._pools: dict[tuple[bytes, bytes, int | None], tuple[Pool, int]] = {}

    @contextlib.asynccontextmanager
    async def use(self, url: httpx.URL) -> AsyncIterator[Pool]:
        """The pool of this address's host."""
        key = (url.raw_scheme, url.raw_host, url.port)
        pool, users = self._pools.pop(key, (None, 0))
        if pool is None:
            pool = self._made(encrypted=url.scheme == "https")
        self._pools[key] = (pool, users + 1)
        try:
            yield pool
        finally:
            if key in self._pools:
                self._pools[key] = (pool, self._pools[key][1] - 1)
            await self._end_idle()

    def _made(self, *, encrypted: bool) -> Pool:
        if encrypted and self._tls is None:
            self._tls = httpx.create_ssl_context(trust_env=False)
        return Pool(
            ssl_context=self._tls,
            max_connections=16,  # the turnstile lets fewer through
            max_keepalive_connections=6,
            keepalive_expiry=KEPT_S,
            http2=_HTTP2,
            network_backend=self._backend,
        )

    async def _end_idle(self) -> None:
        idle = [key for key, (_, users) in self._pools.items() if not users]
        for key in idle[: max(0, len(self._pools) - MOST)]:
            await self._pools.pop(key)[0].aclose()

    async def aclose(self) -> None:
        """End every connection."""
        pools, self._pools = list(self._pools.values()), {}
        for pool, _ in pools:
            await pool.aclose()
