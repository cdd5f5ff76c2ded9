"""A browser that sleeps: no line of any page of it runs, while time goes on for everybody else."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser


@contextmanager
def put_to_sleep(browser: Browser) -> Iterator[None]:
    """Stop all pages of a browser for the length of the block, as a closed lid does.

    Headless Chromium freezes no page when its DevTools tell it to; the processes of pages can be stopped.
    """
    session = browser.new_browser_cdp_session()
    found = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    renderers = [int(process["id"]) for process in found if process["type"] == "renderer"]
    assert renderers
    for process in renderers:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in renderers:
            os.kill(process, signal.SIGCONT)
