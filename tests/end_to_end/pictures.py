"""Pictures of what is tested, for who wants to look at it: LOBBY_PICTURES names the folder where they go."""

import os
from pathlib import Path

from playwright.sync_api import Page

PICTURES = os.environ.get("LOBBY_PICTURES")
SIZES = {"phone": (375, 812), "desktop": (1280, 800)}
SCHEMES = ("light", "dark")


def take_picture(page: Page, name: str) -> None:
    """Keep how the page looks now, where a folder is named: no test needs it, and each takes its time."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", animations="disabled")


def take_schemes(page: Page, name: str) -> None:
    """Keep how it looks by light and by dark."""
    for scheme in SCHEMES if PICTURES else ():
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        take_picture(page, f"{name}-{scheme}")


def take_sizes(page: Page, name: str) -> None:
    """Keep how it looks in each size and scheme."""
    before = page.viewport_size
    for size, (width, height) in SIZES.items() if PICTURES else ():
        page.set_viewport_size({"width": width, "height": height})
        take_schemes(page, f"{name}-{size}")
    if PICTURES and before is not None:
        page.set_viewport_size(before)
