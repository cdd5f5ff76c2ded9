// Waits are short for a while, then grow, are spread, and have an end.
import { expect, test } from "vitest";
import { Backoff, FIRST_DELAY_MS, LONGEST_DELAY_MS, QUICK_DELAY_MS, QUICK_FOR_MS } from "../src/sdk/backoff";

/** Return the waits of attempts that fail at once, one after the other. */
function waitsOf(backoff: Backoff, count: number, isTurnedAway = false): number[] {
  let now = 0;
  return Array.from({ length: count }, () => {
    const wait = backoff.next(now, isTurnedAway);
    now += wait;
    return wait;
  });
}

test("whoever was cut tries about once a second for twenty seconds, and then more and more seldom", () => {
  const waits = waitsOf(new Backoff(() => 1), 27);

  expect(waits.slice(0, 21)).toEqual([FIRST_DELAY_MS, ...Array<number>(20).fill(QUICK_DELAY_MS)]);
  expect(waits.slice(21)).toEqual([2000, 4000, 8000, LONGEST_DELAY_MS, LONGEST_DELAY_MS, LONGEST_DELAY_MS]);
});

test("whom the server turns away comes more and more seldom from the first time on", () => {
  expect(waitsOf(new Backoff(() => 1), 6, true)).toEqual([500, 2000, 4000, 8000, 15_000, 15_000]);
});

test("whoever was turned away is not in a hurry when nobody answers afterwards", () => {
  const backoff = new Backoff(() => 1);
  waitsOf(backoff, 2, true);

  expect(backoff.next(3_000, false)).toBe(4_000);
});

test("what is said again and again is as if it had gone wrong so often", () => {
  const waits = [0, 1, 2, 3].map((repeats) => {
    const backoff = new Backoff(() => 1);
    return backoff.next(0, true, repeats);
  });

  expect(waits).toEqual([FIRST_DELAY_MS, 2_000, 4_000, 8_000]);
});

test("chance takes away at most half", () => {
  expect(waitsOf(new Backoff(() => 0), 3)).toEqual([
    FIRST_DELAY_MS / 2,
    QUICK_DELAY_MS / 2,
    QUICK_DELAY_MS / 2,
  ]);
});

test("attempts that take long don't make the quick time longer", () => {
  const backoff = new Backoff(() => 1);
  backoff.next(0, false);

  expect(backoff.next(QUICK_FOR_MS - 1, false)).toBe(QUICK_DELAY_MS);
  expect(backoff.failingMs(QUICK_FOR_MS)).toBe(QUICK_FOR_MS);
  expect(backoff.next(QUICK_FOR_MS, false)).toBe(2_000);
});

test("when all is well it begins anew", () => {
  const backoff = new Backoff(() => 1);
  waitsOf(backoff, 30);

  backoff.forget();

  expect(backoff.failingMs(99_000)).toBe(0);
  expect(backoff.next(99_000, false)).toBe(FIRST_DELAY_MS);
});
