// How long a link is waited for.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Patience } from "../src/sdk/patience";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

/** Return after how many seconds it is over, counted from now. */
function seconds(patience: Patience): number {
  const begin = Date.now();
  for (let second = 0.5; second <= 100; second += 0.5) {
    vi.setSystemTime(begin + second * 1_000 + 1);
    if (patience.isOver) return second;
  }
  return Infinity;
}

test("a WebSocket of which nothing comes is given up sooner than a poll", () => {
  const patience = new Patience();

  patience.begin("websocket");
  expect(seconds(patience)).toBe(5);
  patience.begin("polling");
  expect(seconds(patience)).toBe(10);
});

test("each attempt of which nothing came gives the next one more, up to four times as much, until a welcome", () => {
  const patience = new Patience();
  const next = (): number => {
    patience.heardNothing();
    patience.begin("websocket");
    return seconds(patience);
  };

  expect([1, 2, 3, 4, 5, 6, 7, 8].map(next)).toEqual([7.5, 10, 12.5, 15, 17.5, 20, 20, 20]);
  patience.welcomed();
  patience.begin("websocket");
  expect(seconds(patience)).toBe(5);
});

test("a WebSocket that takes over from polls has no more time for what was slow before", () => {
  const patience = new Patience();
  patience.heardNothing();

  patience.beginTrial();

  expect(seconds(patience)).toBe(5);
});

test("a question that must be answered at once shortens the wait by the round trip, and never makes it longer", () => {
  const patience = new Patience();

  patience.heard(30_000);
  patience.probe(1_000);
  expect(seconds(patience)).toBe(5);
  patience.heard(2_000);
  patience.probe(1_000);
  expect(seconds(patience)).toBe(2);
});

test("who was not called for five seconds was asleep", () => {
  const patience = new Patience();
  const begin = Date.now();
  const asleep = [1_000, 5_999, 10_999, 11_000].map((ms) => patience.wasAsleep(begin + ms));

  expect(asleep).toEqual([false, false, true, false]);
});
