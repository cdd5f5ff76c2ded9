"""Measures how lanterns feels in Chromium: `python -m tests.end_to_end.feel_dark URL` of a running server.

Nothing here is a test: what it prints stands in docs/explanation/real_time.md. `--delay`, `--jitter` and
`--cuts` are those of the page's bad network.
"""

import sys
from itertools import pairwise
from typing import Any

import click
from playwright.sync_api import expect, sync_playwright

from tests.end_to_end.conftest import CHROMIUM, list_flags
from tests.end_to_end.example_games import open_table, part
from tests.end_to_end.person import People, Person
from tests.end_to_end.test_arena import worsen_line

SPEED = 6 * 60 / 1000  # a millisecond, see examples/lanterns
LEAP = 1.5  # times as fast is one, with a little for rounding
ROUNDING = 2.0

# Walk and stand in turn; note when a key was pressed, and of each picture when it was and where all are.
WALK = """() => {
  const own = document.querySelector("svg.lanterns .mine");
  const walkers = [...document.querySelectorAll("svg.lanterns .walker:not(.mine)")];
  const keys = ["KeyD", "KeyS", "KeyA", "KeyW"];
  const numbers = (of) => of.getAttribute("transform").match(/[\\d.]+/g).map(Number);
  const place = (of) => of.style.display === "none" ? null : numbers(of);
  window.answers = [];
  window.pictures = [];
  let [turns, pressed] = [0, null];
  const say = (type, code) => document.body.dispatchEvent(new KeyboardEvent(type, { code, bubbles: true }));
  setInterval(() => {
    const code = keys[(turns >> 1) % 4];
    if (turns % 2) say("keyup", code);
    else {
      pressed = { at: performance.now(), place: String(place(own)) };
      say("keydown", code);
    }
    turns += 1;
  }, 900);
  requestAnimationFrame(function look() {
    requestAnimationFrame(look);
    const now = performance.now();
    window.pictures.push({ t: now, own: place(own), others: walkers.map(place) });
    if (pressed && String(place(own)) !== pressed.place) {
      window.answers.push(now - pressed.at);
      pressed = null;
    }
  });
}"""

Place = list[float] | None


def play(person: Person, seconds: int, conditions: dict[str, int]) -> None:
    """Play for so long against a bot."""
    open_table(person, "lanterns", goal=50)
    person.sit()
    person.get("add-bot").click()
    person.get("add-bot-own").click()
    person.get("ready").click()
    expect(part(person, ".mine")).to_be_visible()
    if conditions:
        worsen_line(person, **conditions)
    person.page.wait_for_timeout(3_000)
    person.page.evaluate(WALK)
    person.page.wait_for_timeout(1_000 * seconds)


def count_leaps(places: list[tuple[float, Place]]) -> tuple[int, int, float]:
    """Return of how many pictures how many leap, and how many times as far as usual it was at most."""
    pictures = leaps = 0
    most = 0.0
    for (before_ms, before), (after_ms, after) in pairwise(places):
        if before is None or after is None:
            continue
        way = sum(abs(to - of) for of, to in zip(before, after, strict=True))
        usual = SPEED * (after_ms - before_ms)
        pictures, most = pictures + 1, max(most, way / max(usual, 1.0))
        leaps += way > LEAP * usual + ROUNDING
    return pictures, leaps, most


def tell(person: Person) -> None:
    """Print what was seen."""
    answers: list[float] = sorted(person.page.evaluate("answers"))
    pictures: list[dict[str, Any]] = person.page.evaluate("pictures")
    middle = answers[len(answers) // 2]
    between = (pictures[-1]["t"] - pictures[0]["t"]) / len(pictures)
    sys.stdout.write(f"pictures: one in {between:.0f} ms\n")
    sys.stdout.write(f"own: {len(answers)} keys, seen after {middle:.0f} ms, {answers[-1]:.0f} at most\n")
    own = [(picture["t"], picture["own"]) for picture in pictures]
    other = [(picture["t"], picture["others"][1]) for picture in pictures]
    for name, places in (("own", own), ("other", other)):
        seen, leaps, most = count_leaps(places)
        share = 100 * leaps / max(1, seen)
        sys.stdout.write(
            f"{name}: {seen} pictures, leaps {share:.2f} %, {most:.1f} times the usual at most\n"
        )


@click.command()
@click.argument("url")
@click.option("--seconds", default=25)
@click.option("--delay", default=0)
@click.option("--jitter", default=0)
@click.option("--cuts", default=0)
def main(url: str, seconds: int, **conditions: int) -> None:
    """Play, count, print."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list_flags())
        expect.set_options(timeout=40_000)
        person = People(browser.new_context, url).come("Ann")
        play(person, seconds, {name: value for name, value in conditions.items() if value})
        tell(person)
        browser.close()


if __name__ == "__main__":
    main()
