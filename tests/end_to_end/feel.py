"""Measures how snake arena feels in Chromium: `python -m tests.end_to_end.feel URL` of a server that runs.

Nothing here is a test: what it prints stands in docs/explanation/real_time.md. `--delay`, `--jitter` and
`--cuts` are those of the page's bad network; for another one let URL be that of `python -m clients chaos`,
and `--bots` the server's own.
"""

import sys
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import click
from attrs import define
from playwright.sync_api import expect, sync_playwright

from tests.end_to_end.conftest import CHROMIUM, list_flags
from tests.end_to_end.games import begin
from tests.end_to_end.person import People, Person
from tests.end_to_end.test_arena import open_arena, run_bots, worsen_line

SPEED = 10 / 1000  # cells a millisecond, one a tick
LEAP = 1.5  # times as fast is one
STILL_MS = 100
OWN = "1"
Picture = dict[str, Any]  # {"t": when it was painted in ms, "p": per number of a snake where its head is}

# The number of a snake is written on its head, wherever that is drawn: the page has to tell nothing for this.
RECORD = """
const write = CanvasRenderingContext2D.prototype.fillText;
let picture = null;
window.pictures = [];
CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
  if (/^[1-8]$/.test(text) && this.font.includes("0.78px"))
    (picture ??= { t: performance.now(), p: {} }).p[text] = [x, y];
  return write.apply(this, arguments);
};
requestAnimationFrame(function look() {
  if (picture) window.pictures.push(picture);
  picture = null;
  requestAnimationFrame(look);
});
"""

# Turn before a wall and now and then; note after how many pictures the head looks there.
STEER = """() => {
  const arena = document.querySelector("[data-testid=arena]");
  const keys = ["ArrowUp", "ArrowRight", "ArrowDown", "ArrowLeft"];
  let wish = null;
  window.seen = [];
  window.pictures = [];
  window.ages = [];
  const numbers = document.querySelector("[data-testid=live-numbers]");
  setInterval(() => window.ages.push(Number(numbers.dataset.age)), 500);
  requestAnimationFrame(function look() {
    requestAnimationFrame(look);
    const [heading, head] = [Number(arena.dataset.heading ?? -1), Number(arena.dataset.head || -1)];
    if (heading < 0 || head < 0) wish = null;
    else if (wish) {
      wish.after += 1;
      if (heading === wish.to) { window.seen.push(wish.after); wish = null; }
    } else {
      const [x, y] = [head % 32, Math.floor(head / 32)];
      if (![y < 5, x > 26, y > 18, x < 5][heading] && Math.random() > 0.01) return;
      wish = { to: (heading + 1) % 4, after: 0 };
      dispatchEvent(new KeyboardEvent("keydown", { code: keys[wish.to] }));
    }
  });
}"""


@define
class Count:
    """Of all pictures of other snakes: how many show a leap, and how many one that stands too long."""

    pictures: int = 0
    leaps: int = 0
    standing: int = 0

    def add(self, pictures: list[Picture], seat: str) -> None:
        """Count those of one snake; where it is away between two of them nothing is counted."""
        still_ms = 0.0
        for before, after in pairwise(pictures):
            if seat not in before["p"] or seat not in after["p"]:
                still_ms = 0.0
                continue
            way = sum(abs(to - of) for of, to in zip(before["p"][seat], after["p"][seat], strict=True))
            took_ms = after["t"] - before["t"]
            self.pictures += 1
            self.leaps += way > LEAP * SPEED * took_ms + 0.02
            still_ms = still_ms + took_ms if way < 0.002 else 0.0
            self.standing += still_ms > STILL_MS

    def percent(self, count: int) -> float:
        """Return what part of the pictures so many are."""
        return round(100 * count / max(1, self.pictures), 2)


def play(person: Person, bots: str, seconds: int, conditions: dict[str, int]) -> None:
    """Play a round for so long, and steer."""
    code = open_arena(person, seconds + 20)
    if conditions:
        worsen_line(person, **conditions)
    with run_bots(bots, code, 3):
        expect(person.get("seat-3")).to_have_attribute("data-status", "taken")
        begin(person)
        expect(person.get("arena-clock")).to_contain_text("left")
        person.page.evaluate(STEER)
        person.page.wait_for_timeout(1_000 * seconds)


def judge(person: Person) -> Iterator[str]:
    """Yield what was seen, in lines."""
    pictures: list[Picture] = person.page.evaluate("pictures")
    count = Count()
    for seat in sorted({seat for picture in pictures for seat in picture["p"]} - {OWN}):
        count.add(pictures, seat)
    yield f"others: {count.pictures} pictures, leaps {count.percent(count.leaps)} %"
    yield f"        standing over {STILL_MS} ms {count.percent(count.standing)} %"
    seen: list[int] = sorted(person.page.evaluate("seen"))
    yield f"own:    {len(seen)} turns, seen after {_middle(seen)} pictures, at most {max(seen, default=None)}"
    ages: list[int] = sorted(person.page.evaluate("ages"))
    yield f"age:    {_middle(ages)} ms, at most {max(ages, default=None)}"


def _middle(values: list[int]) -> int | None:
    return values[len(values) // 2] if values else None


@click.command()
@click.argument("url")
@click.option("--bots", default="", help="Where the bots connect, if not to URL.")
@click.option("--seconds", default=25)
@click.option("--delay", default=0)
@click.option("--jitter", default=0)
@click.option("--cuts", default=0)
def main(url: str, bots: str, seconds: int, **conditions: int) -> None:
    """Play, count, print."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list_flags())
        expect.set_options(timeout=40_000)
        person = People(browser.new_context, url).come("Ann")
        person.page.add_init_script(RECORD)
        person.visit()
        play(person, bots or url, seconds, {name: value for name, value in conditions.items() if value})
        sys.stdout.write("\n".join(judge(person)) + "\n")
        browser.close()


if __name__ == "__main__":
    main()
