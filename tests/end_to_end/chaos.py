"""Four pages play two games on a server that is killed, over lines that break: all by one printed seed.

`python -m tests.end_to_end.chaos --seed 1 --count 20` takes many walks; `test_chaos.py` takes one.
"""

import argparse
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from random import Random

from attrs import define, field
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from tests.end_to_end.chaos_truth import check_game, compare, read_failed, read_talk
from tests.end_to_end.conftest import CHROMIUM, list_flags
from tests.end_to_end.games import begin
from tests.end_to_end.line import Line, open_line
from tests.end_to_end.person import WAIT_MS, People, Person
from tests.end_to_end.process import Lobby
from tests.end_to_end.test_arena import open_arena

CONFIG = """[server]
comeback_ms = 50
comeback_spread_ms = 300
[room]
empty_seconds = 0
[limits]
ping_ms = 1000
silence_ms = 4000
chat_per_second = 50
chat_burst = 200
"""
KILLS = 2
ARENA_SECONDS = 15
DICE = 3  # of each
WALK_SECONDS_MAX = 400.0  # then it is stuck; on a busy machine a server alone may take half a minute to start
SMALL: ViewportSize = {"width": 640, "height": 480}  # an arena is painted sixty times a second
CALM_SECONDS = 0.4  # between two troubles, at least
STALL_SECONDS = (0.5, 6.0)
AWAY_SECONDS = (0.5, 5.0)
DELAY_SECONDS, JITTER_SECONDS = 0.15, 0.05
KEYS = ("ArrowUp", "ArrowRight", "ArrowDown", "ArrowLeft")
MAY_ACT = "document.querySelector('[data-testid=board]')?.dataset.turn === 'true'"
IS_OVER = "document.querySelector('[data-testid=result]') !== null"
# Clicks that find the page as it is: between a look and a click the page may have moved on.
BID_OR_CALL = """() => {
  const get = (name) => document.querySelector(`[data-testid=${name}]`);
  const [call, bid] = [get("call"), get("bid")];
  if (call && !call.disabled) call.click();
  else if (bid && !bid.disabled) bid.click();
}"""


@define(eq=False)
class Guest:
    """Somebody at a table, the line to them, and what they have said."""

    person: Person
    line: Line
    name: str
    said: list[str] = field(factory=list)
    back_at: float | None = None  # when the trouble ends

    @property
    def page(self) -> Page:
        return self.person.page


class Walk:
    """One walk: `go` returns when both games are over and everything was compared."""

    def __init__(self, lobby: Lobby, guests: list[Guest], seed: int) -> None:
        self.lobby, self.guests = lobby, guests
        self.dicers, self.snakes = guests[:2], guests[2:]
        self.random = Random(seed)
        self.story: list[str] = []
        self._began = time.monotonic()
        self._calm_until = 0.0
        self._kills_at = sorted(self.random.uniform(2.0, 12.0) for _ in range(KILLS))

    def tell(self, what: str) -> None:
        """Note what happened, for who reads of a failure."""
        self.story.append(f"{time.monotonic() - self._began:6.1f} s  {what}")

    def go(self) -> None:
        """Sit down, play to the end whatever happens, and compare."""
        codes = self.sit_down()
        self._began = time.monotonic()
        for guest in self.guests:
            guest.page.evaluate("window.isTheSame = true")
        while not all(guest.page.evaluate(IS_OVER) for guest in self.guests):
            assert time.monotonic() - self._began < WALK_SECONDS_MAX, "the games do not end"
            self.act()
        for guest in self.guests:
            self.end_trouble(guest)
        self.check(codes)

    def sit_down(self) -> tuple[str, str]:
        """Begin both games."""
        (ann, bob), (cy, dan) = ([guest.person for guest in pair] for pair in (self.dicers, self.snakes))
        ann.get("game-select").select_option("liars_dice")
        ann.get("option-dice").fill(str(DICE))
        dice = ann.open_table("liars_dice")
        ann.sit()
        bob.join_by_code(dice)
        bob.sit()
        arena = open_arena(cy, seconds=ARENA_SECONDS)
        dan.join_by_code(arena)
        dan.sit()
        begin(ann, bob)
        begin(cy, dan)
        return dice, arena

    def act(self) -> None:
        """One thing that somebody does, or that happens to them."""
        now = time.monotonic()
        for guest in self.guests:
            if guest.back_at is not None and now >= guest.back_at:
                self.end_trouble(guest)
        if self._kills_at and now - self._began >= self._kills_at[0]:
            self._kills_at.pop(0)
            self.kill()
        elif now >= self._calm_until and self.random.random() < 0.3:
            self.trouble(self.random.choice(self.guests))
            self._calm_until = now + CALM_SECONDS
        elif self.random.random() < 0.2:
            self.say(self.random.choice(self.guests))
        self.play()

    def play(self) -> None:
        """Make a move with the dice, and steer a snake."""
        for guest in self.dicers:
            if self.random.random() < 0.4 and guest.page.evaluate(MAY_ACT):
                guest.page.evaluate(BID_OR_CALL)
        self.random.choice(self.snakes).page.keyboard.press(self.random.choice(KEYS))

    def say(self, guest: Guest) -> None:
        """Say a line that nobody else says."""
        text = f"{guest.name} {len(guest.said)}"
        guest.said.append(text)
        guest.person.say(text)
        # Letters are for the chat, arrows for the snake.
        guest.person.get("chat-input").blur()

    def kill(self) -> None:
        """Kill the server and start it again, after a while in which the pages try in vain."""
        self.tell("the server is killed")
        self.lobby.kill()
        time.sleep(self.random.uniform(0.0, 2.0))
        self.lobby.start(self.lobby.port)
        self.tell("the server is there again")

    def trouble(self, guest: Guest) -> None:
        """Let something happen to a line."""
        if guest.back_at is not None:
            return
        happen = self.random.choice(
            [cut, go_silent, stall, delay, go_offline, take_away, block_websockets, move]
        )
        self.tell(f"{guest.name}: {happen.__name__}")
        happen(guest, self.random)

    def end_trouble(self, guest: Guest) -> None:
        """The line is a good one again."""
        guest.back_at = None
        guest.page.context.set_offline(False)
        guest.line.is_down = guest.line.blocks_websockets = False
        guest.line.delay(0.0, 0.0)

    def check(self, codes: tuple[str, str]) -> None:
        """Everything that was promised."""
        for guest in self.guests:
            guest.person.wait_online()
            assert guest.page.evaluate("window.isTheSame === true"), f"{guest.name}: the page was loaded anew"
            expect(guest.person.get("chat-sending")).to_have_count(0)
            expect(guest.person.get("cut-strip")).to_have_count(0)
        for code, pair in zip(codes, (self.dicers, self.snakes), strict=True):
            check_game(self.lobby.url, code, [guest.person for guest in pair])
            self.check_talk(pair)

    def check_talk(self, pair: list[Guest]) -> None:
        """Each line is there once and in order, or its speaker is told that it is not."""
        talk = read_talk(pair[0].person)
        for guest in pair:
            failed = read_failed(guest.person)
            heard = [text for who, text in talk if who == guest.name]
            compare(f"all of {guest.name}", sorted(heard + failed), sorted(guest.said))
            compare(f"order of {guest.name}", heard, [text for text in guest.said if text in heard])


def cut(guest: Guest, random: Random) -> None:
    guest.line.cut()


def go_silent(guest: Guest, random: Random) -> None:
    guest.line.go_silent()


def stall(guest: Guest, random: Random) -> None:
    guest.line.stall(random.uniform(*STALL_SECONDS))


def delay(guest: Guest, random: Random) -> None:
    guest.line.delay(DELAY_SECONDS, JITTER_SECONDS)
    _come_back_after(guest, random)


def go_offline(guest: Guest, random: Random) -> None:
    guest.page.context.set_offline(True)
    _come_back_after(guest, random)


def take_away(guest: Guest, random: Random) -> None:
    guest.line.is_down = True
    guest.line.cut()
    _come_back_after(guest, random)


def block_websockets(guest: Guest, random: Random) -> None:
    guest.line.block_websockets()
    _come_back_after(guest, random)


def move(guest: Guest, random: Random) -> None:
    guest.line.move("127.0.0.2" if guest.line.source == "127.0.0.1" else "127.0.0.1")


def _come_back_after(guest: Guest, random: Random) -> None:
    guest.back_at = time.monotonic() + random.uniform(*AWAY_SECONDS)


def take_walk(new_context: Callable[[], BrowserContext], folder: Path, seed: int) -> None:
    """Take one walk with a server and lines of its own; raises AssertionError with the seed and the story."""
    lobby = Lobby(folder / "lobby", CONFIG)
    lobby.start()
    with ExitStack() as stack:
        stack.callback(lobby.stop)
        everybody = list[People]()
        guests = [come(stack, lobby, new_context, name, everybody) for name in ("Ann", "Bob", "Cy", "Dan")]
        walk = Walk(lobby, guests, seed)
        try:
            walk.go()
            for people in everybody:
                people.check()
        except Exception as error:
            for guest in guests:
                guest.page.screenshot(path=folder / f"{guest.name}.png")
            story = "\n".join(walk.story)
            told = "".join(traceback.format_exception(error))
            raise AssertionError(f"seed {seed}, screenshots in {folder}:\n{story}\n{told}") from error


def come(
    stack: ExitStack,
    lobby: Lobby,
    new_context: Callable[[], BrowserContext],
    name: str,
    everybody: list[People],
) -> Guest:
    """Somebody comes over a line of their own."""
    line = stack.enter_context(open_line(lobby.port))
    people = People(new_context, line.url)
    everybody.append(people)
    person = people.come(name)
    person.expects_cuts = True
    person.page.set_viewport_size(SMALL)
    return Guest(person, line, name)


def main() -> None:
    """Take many walks, one after the other; tells each that went wrong, and counts them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="of the first walk")
    parser.add_argument("--count", type=int, default=10, help="walks")
    asked = parser.parse_args()
    expect.set_options(timeout=WAIT_MS)
    failed = list[int]()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list_flags())
        for seed in range(asked.seed, asked.seed + asked.count):
            began = time.monotonic()
            try:
                walk_in(browser, seed)
            except AssertionError as error:
                failed.append(seed)
                tell(str(error))
            tell(f"seed {seed}: {time.monotonic() - began:.0f} s")
        browser.close()
    tell(f"{asked.count} walks, {len(failed)} went wrong: {failed}")
    sys.exit(bool(failed))


def tell(line: str) -> None:
    """Say it at once, also into a pipe."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def walk_in(browser: Browser, seed: int) -> None:
    """Take one walk in contexts that are closed afterwards."""
    contexts = list[BrowserContext]()

    def new_context() -> BrowserContext:
        contexts.append(browser.new_context())
        return contexts[-1]

    try:
        take_walk(new_context, Path(tempfile.mkdtemp(prefix="chaos-")), seed)
    finally:
        for context in contexts:
            context.close()


if __name__ == "__main__":
    main()
