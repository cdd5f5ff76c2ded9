// Waits grow, are spread, and have an end.
import { expect, test } from "vitest";
import { delayMs, FIRST_DELAY_MS, LONGEST_DELAY_MS } from "../src/sdk/backoff";

test("the wait doubles up to the longest", () => {
  const longest = [0, 1, 2, 3, 4, 5, 50, 5000].map((attempt) => delayMs(attempt, () => 1));

  expect(longest).toEqual([500, 1000, 2000, 4000, 8000, 15000, 15000, 15000]);
});

test("jitter takes away at most half", () => {
  expect(delayMs(0, () => 0)).toBe(FIRST_DELAY_MS / 2);
  expect(delayMs(99, () => 0)).toBe(LONGEST_DELAY_MS / 2);
});
