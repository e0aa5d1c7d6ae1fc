"""Which hosts do not answer, and whether anybody does: without a network a run ends in seconds, not in minutes."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from embedarchive.model import Reason
from embedarchive.web.wire import Fault

REMEMBERED_S = 30.0
SILENT_HOSTS = 2
"""So many hosts out of reach, and none ever answered: it is our own network that is away."""


@dataclass(slots=True)
class Outages:
    """The hosts that could not be reached within the last half minute."""

    clock: Callable[[], float] = time.monotonic
    answered: bool = False
    _hosts: OrderedDict[str, tuple[float, Fault]] = field(default_factory=OrderedDict)

    def check(self, host: str) -> None:
        """Raise at once for a host that has just failed, and for any host when nobody has ever answered."""
        self._forget()
        if host in self._hosts:
            known = self._hosts[host][1]
            raise Fault(known.reason, known.detail)
        if self.answered:
            return
        silent = [fault for _, fault in self._hosts.values() if fault.outage]
        if len(silent) >= SILENT_HOSTS:
            raise Fault(silent[0].reason, "The network seems to be away.")

    def _forget(self) -> None:
        """Let go of who failed long ago: those stand first."""
        now = self.clock()
        while self._hosts and next(iter(self._hosts.values()))[0] <= now:
            self._hosts.popitem(last=False)

    def note(self, host: str, fault: Fault) -> None:
        """Remember a host that could not be reached."""
        if fault.reason in (Reason.DNS, Reason.CONNECT):
            self._hosts.setdefault(host, (self.clock() + REMEMBERED_S, fault))
