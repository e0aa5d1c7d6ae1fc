"""One real chromium for each process of pytest, since starting one takes seconds; tests take contexts of it."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from embedarchive.web.browser import UNSEEN

NOT_WANTED = (
    *("IsolateOrigins", "site-per-process", "SpareRendererForSitePerProcess", "BackForwardCache"),
    *UNSEEN,
)
FLAGS = (
    "--headless=new",
    "--remote-debugging-port=0",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # One process for what it shows: all of it is ours, and each more costs a fifth of a second.
    "--renderer-process-limit=1",
    "--disable-site-isolation-trials",
    f"--disable-features={','.join(NOT_WANTED)}",
)


@contextmanager
def taking_orders(chromium: str) -> Iterator[str]:
    """Start one; yields the address at which it takes orders, and ends it."""
    with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
        command = [chromium, *FLAGS, f"--user-data-dir={profile}", "about:blank"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        told, until = Path(profile) / "DevToolsActivePort", time.monotonic() + 60
        while not (told.exists() and told.read_text().count("\n")):
            if process.poll() is not None or time.monotonic() > until:
                pytest.fail("chromium did not start")
            time.sleep(0.02)
        yield f"http://127.0.0.1:{told.read_text().split()[0]}"
        process.terminate()
        process.wait(60)


@contextmanager
def connected(devtools: str) -> Iterator[Any]:
    """Playwright's browser at such an address.

    Its driver keeps an event loop running in this thread, so who takes it lets it go before other modules' tests,
    which have loops of their own. All contexts that were made end with it.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.connect_over_cdp(devtools)
        yield browser
        browser.close()
