"""How long a page needs after `kill -9`: from the server's answering again until the page is live.

    python -m tests.bench.comeback --kills 20

Two people sit at a table in real pages. The server is killed again and again, stays away for a time drawn
from the seed, and comes back on its port. Each page notes itself when it is online, by the clock of the
same machine.
"""

import tempfile
import time
from pathlib import Path
from random import Random
from statistics import median

import click
from playwright.sync_api import Page, sync_playwright

from tests.end_to_end.conftest import CHROMIUM, list_flags
from tests.end_to_end.person import Person
from tests.end_to_end.process import Lobby

_NOTE = """() => {
  const state = document.querySelector("[data-testid=connection-state]");
  window.cameBack = null;
  new MutationObserver(() => {
    const { state: name, transport } = state.dataset;
    if (name !== "online") window.cameBack = null;
    else if (window.cameBack === null) [window.cameBack, window.wentBy] = [Date.now(), transport];
  }).observe(state, { attributes: true });
}"""
_SETTLE_SECONDS = 3.0
_LOOK_EVERY_MS = 100
_LOOKS_MAX = 600


def come_back(lobby: Lobby, pages: list[Page], down_seconds: float) -> list[tuple[float, str]]:
    """Kill the server and start it; return how long each page took, in seconds, and over what."""
    lobby.kill()
    time.sleep(down_seconds)
    lobby.start(lobby.port)
    answers_at = time.time()
    for page in pages:
        _wait_back(page)
    told = [page.evaluate("[window.cameBack, window.wentBy]") for page in pages]
    return [(max(0.0, at / 1000 - answers_at), way) for at, way in told]


def _wait_back(page: Page) -> None:
    # The page's policy lets no condition be evaluated in it: it is asked instead.
    for _ in range(_LOOKS_MAX):
        if page.evaluate("window.cameBack") is not None:
            return
        page.wait_for_timeout(_LOOK_EVERY_MS)
    raise TimeoutError(f"a page was not back after {_LOOKS_MAX * _LOOK_EVERY_MS} ms")


def open_pages(context_of: list[Page], url: str) -> None:
    """Seat two people at one table."""
    ann, bob = (Person(page, url) for page in context_of)
    ann.visit()
    code = ann.open_table("connect_four")
    bob.visit()
    bob.join_by_code(code)
    for person in (ann, bob):
        person.sit()
        person.page.evaluate(_NOTE)


@click.command(help=__doc__)
@click.option("--kills", default=20, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--longest", default=6.0, show_default=True, help="Seconds that the server stays away at most.")
def main(kills: int, seed: int, longest: float) -> None:
    """Measure, and print each kill and the percentiles."""
    random, took = Random(seed), list[float]()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        lobby = Lobby(Path(name) / "lobby")
        lobby.start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list_flags())
        pages = [browser.new_context().new_page() for _ in range(2)]
        open_pages(pages, lobby.url)
        for number in range(1, kills + 1):
            down = random.uniform(0.0, longest)
            waits = come_back(lobby, pages, down)
            took += [seconds for seconds, _ in waits]
            told = ", ".join(f"{seconds:.2f} s by {way}" for seconds, way in waits)
            click.echo(f"{number}: away for {down:.1f} s and its start; back after {told}")
            time.sleep(_SETTLE_SECONDS)
        browser.close()
        lobby.stop()
    took.sort()
    p90 = took[len(took) * 9 // 10]
    click.echo(f"{len(took)} returns: p50 {median(took):.2f} s, p90 {p90:.2f} s, max {took[-1]:.2f} s")


if __name__ == "__main__":
    main()
