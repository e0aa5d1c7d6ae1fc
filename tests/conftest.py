"""What every test shares: nobody leaves this machine."""

from __future__ import annotations

import gc
import ipaddress
import os
import shutil
import signal
import socket
import threading
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import attacking
import one_chromium
import pytest
import quick_datasette
from forked_processes import LOADED, forked_by
from hypothesis import HealthCheck, settings

from embedarchive.own_interpreter import collect_seldom

SHARED = Path(__file__).resolve().parents[2] / "shared"
"""Real pages and facts that stand beside the project where it is developed; tests that read them skip without them."""

# A machine that is busy with other work says nothing of the code: growth and deadlines have tests of their own.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

quick_datasette.prepare()

if threading.current_thread() is threading.main_thread():
    # A job in the background, or below nohup, starts with these ignored, and so would every command that a test stops.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for _ignored in (signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])):
        signal.signal(_ignored, signal.SIG_DFL)


def _is_loopback(address: object) -> bool:
    if isinstance(address, (str, bytes)):  # a unix socket's path
        return True
    if not isinstance(address, tuple):
        return False
    host = str(address[0])
    if host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """S9: a connection to anything but this machine fails the test, and so does asking the world for a name."""
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:  # noqa: ANN401 -- as the standard library has it
        if not _is_loopback(address):
            pytest.fail(f"a test tried to leave this machine: {address!r}")
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:  # noqa: ANN401 -- see above
        if not _is_loopback(address):
            pytest.fail(f"a test tried to leave this machine: {address!r}")
        return connect_ex(self, address)

    def guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 -- see above
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
        if name is not None and not _is_loopback((name, 0)):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return getaddrinfo(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
    for name in [name for name in os.environ if name.lower().endswith("_proxy") or name.startswith("EMBEDARCHIVE_")]:
        monkeypatch.delenv(name)


gc.disable()  # what is loaded and collected stays: the garbage collector need not look through it again and again


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """From its end on there is garbage, and none of it among what was collected.

    It is looked for as seldom as our own command does: more often costs a tenth of the time of all tests.
    """
    try:
        return (yield)
    finally:
        gc.freeze()
        collect_seldom()
        gc.enable()


LONGEST = (
    "test_axe_finds_nothing",
    "test_c1_killed_at_any_moment",
    "test_it_is_built_whole_and_asks_nobody",
    "test_memory_stays_flat_whatever_the_size",
    "test_posts_of_every_platform_come_back_as_they_were",
    "test_s1_neither_article_nor_embed_page_leads_out",
    "test_s5_pages_that_never_end_are_ended",
    "test_w6_every_page_is_calm",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest come first, so that none of them is what everybody waits for in the end."""
    items.sort(key=lambda item: item.name not in LONGEST)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each promise that was attacked, and for each hostile input: what it took, the most memory first."""
    sums: dict[str, list[int]] = {}
    costs: list[tuple[str, int, float]] = []
    for report in (report for each in ("passed", "failed") for report in terminalreporter.stats.get(each, [])):
        costs += [tuple(told) for name, told in report.user_properties if name == "cost"]
        for promise, attacks, harm in (told for name, told in report.user_properties if name == "attack"):
            told = sums.setdefault(promise, [0, 0])
            told[:] = told[0] + attacks, told[1] + harm
    if sums:
        terminalreporter.section("attacks")
    for promise, (attacks, harm) in sorted(sums.items()):
        terminalreporter.write_line(f"{promise}: {attacks:,} attacks, {harm:,} did harm")
    for name, megabytes, seconds in sorted(costs, key=lambda cost: -cost[1])[: None if attacking.EVERYTHING else 3]:
        terminalreporter.write_line(f"{megabytes:4} MB {seconds:5.1f} s  {name}")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the seed article and the corpus."""
    if not (SHARED / "seed" / "article.txt").exists():
        pytest.skip("the seed article and the corpus are not on this machine")
    return SHARED


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the system's Chromium is. Without one the tests that need it are skipped, but not in CI."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("CI has no chromium: what a browser does was not looked at")
        pytest.skip("no chromium on this machine")
    return path


@pytest.fixture(scope="session")
def devtools(chromium: str) -> Iterator[str]:
    """The address at which a chromium takes orders: one for all modules."""
    with one_chromium.taking_orders(chromium) as address:
        yield address


@pytest.fixture(scope="module")
def offline(devtools: str) -> Iterator[Any]:
    """A context of a real chromium without a network."""
    with one_chromium.connected(devtools) as browser:
        yield browser.new_context(offline=True)


@pytest.fixture
def forked_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The processes that read articles are forked and not started anew."""
    from embedarchive.archive.articles import confined

    forked_by(confined, monkeypatch)
    monkeypatch.setattr(confined, "MEMORY", confined.MEMORY + LOADED)
