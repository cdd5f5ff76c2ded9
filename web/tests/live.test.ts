// Real time: what is shown between two ticks, what is foretold, and a bad line.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Outcome } from "../src/sdk/commands";
import { BadLine, CUT_MS, underWayMs } from "../src/sdk/live/bad_line";
import { Foresight } from "../src/sdk/live/foresight";
import { Live } from "../src/sdk/live/live";
import type { Foretelling, Sight } from "../src/sdk/live/rules";
import { Timeline } from "../src/sdk/live/timeline";
import type { Value } from "../src/sdk/messages";
import { FakeSocket, giveNetworkBack, latest, takeNetwork } from "./fake_network";

const RATE = 10;
const TICK_MS = 100;

const seen = (board: unknown): Sight => ({ board: board as Value, secret: null });
const boardAt = (foresight: Foresight, board: Line, tick: number, reached = tick) =>
  foresight.show(seen(board), tick, reached).board as Line;

/** A generator of numbers from 0 to 1 that says the same in every run (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const steady = (timeline: Timeline, ticks: number, lateMs = 0) => {
  for (let tick = 0; tick < ticks; tick += 1) timeline.hear("e", tick, seen(tick), tick * TICK_MS + lateMs);
};

test("on a steady network what is shown goes from the last tick to the newest one", () => {
  const timeline = new Timeline(RATE);
  steady(timeline, 10, 30);

  const shown = timeline.at(930 + 40);

  expect([shown?.before.tick, shown?.after.tick]).toEqual([8, 9]);
  expect(shown?.part).toBeCloseTo(0.4);
  expect(shown?.behindMs).toBeCloseTo(100);
});

test("when nothing comes the newest tick stays, and it is told how old it is", () => {
  const timeline = new Timeline(RATE);
  steady(timeline, 10);

  const shown = timeline.at(900 + 700);

  expect([shown?.after.tick, shown?.part, shown?.behindMs]).toEqual([9, 1, 700]);
});

test("ticks that come 150 ms late, more or less 50, are shown without a halt or a jump", () => {
  const random = chance(7);
  const line = { delayMs: 150, jitterMs: 50, cutEverySeconds: 0 };
  let arrives = 0;
  const arrivals = Array.from({ length: 300 }, (_, tick) => {
    arrives = Math.max(arrives, tick * TICK_MS + underWayMs(line, random()));
    return arrives;
  });
  const timeline = new Timeline(RATE);
  const steps: number[] = [];
  let next = 0;
  let last: number | null = null;
  for (let now = 0; now < 29_000; now += 16) {
    while ((arrivals[next] ?? Infinity) <= now)
      timeline.hear("e", next, seen(next), arrivals[next++] as number);
    const shown = timeline.at(now);
    if (!shown) continue;
    const position = (shown.before.tick as number) + shown.part;
    if (last !== null && now > 5_000) steps.push(position - last);
    last = position;
  }

  const even = 16 / TICK_MS;
  const halts = steps.filter((step) => step < even / 3).length;
  expect(halts / steps.length).toBeLessThan(0.02);
  expect(Math.max(...steps)).toBeLessThan(2.5 * even);
});

test("after a rewind, in another epoch, everything begins anew", () => {
  const timeline = new Timeline(RATE);
  steady(timeline, 10);
  timeline.at(1_000);

  timeline.hear("f", 5, seen("again"), 1_100);

  expect(timeline.at(1_100)?.after).toMatchObject({ tick: 5, sight: seen("again") });
});

test("ticks that were left out are jumped over, not drawn as one long way", () => {
  const timeline = new Timeline(RATE);
  steady(timeline, 10);
  timeline.at(950);
  timeline.hear("e", 30, seen(30), 3_000);

  const shown = timeline.at(3_050);

  expect([shown?.before.tick, shown?.after.tick]).toEqual([30, 30]);
});

test.each([2, 4, 8])(
  "in a room with fewer ticks, one in %s, they are shown evenly and as old as they are",
  (slower) => {
    const timeline = new Timeline(RATE);
    steady(timeline, 20);
    const everyMs = TICK_MS * slower;
    const begin = 1_900;
    const places: number[] = [];
    let heard = 0;
    for (let now = begin; now < begin + 60 * everyMs; now += 10) {
      for (; (heard + 1) * everyMs <= now - begin; heard += 1)
        timeline.hear("e", 20 + heard, seen(20 + heard), begin + (heard + 1) * everyMs);
      const shown = timeline.at(now);
      if (!shown || now < begin + 30 * everyMs) continue;
      places.push((shown.before.tick as number) + shown.part);
      expect(shown.behindMs).toBeLessThan(1.2 * everyMs);
    }

    const steps = places.slice(1).map((place, at) => place - (places[at] ?? 0));
    expect(Math.min(...steps)).toBeGreaterThan(0.5 * (10 / everyMs));
    expect(Math.max(...steps)).toBeLessThan(1.5 * (10 / everyMs));
  },
);

test("a halt of the server is no slower pace, and soon no age of the picture", () => {
  const timeline = new Timeline(RATE);
  steady(timeline, 40);
  for (let tick = 40; tick < 55; tick += 1) timeline.hear("e", tick, seen(tick), tick * TICK_MS + 700);

  expect(timeline.everyMs).toBe(TICK_MS);
  timeline.at(54 * TICK_MS + 700);
  expect(timeline.at(54 * TICK_MS + 750)?.behindMs).toBeLessThan(2 * TICK_MS);
});

test.each([2_000, 5_000, 90_000])(
  "who wakes after %i ms sees the present at once, and what came in a heap says nothing of the network",
  (ms) => {
    const timeline = new Timeline(RATE);
    steady(timeline, 50);
    timeline.at(4_900);
    const [last, woken] = [49 + ms / TICK_MS, 4_900 + ms];
    for (let tick = 50; tick <= last; tick += 1)
      timeline.hear("e", tick, seen(tick), woken + (tick - 50) / 10);

    const behind = [timeline.at(woken + last / 10)?.behindMs ?? Infinity];
    for (let tick = last + 1; tick < last + 40; tick += 1) {
      const nowMs = tick * TICK_MS;
      timeline.hear("e", tick, seen(tick), nowMs);
      behind.push(timeline.at(nowMs + 50)?.behindMs ?? Infinity);
    }

    expect(Math.max(...behind)).toBeLessThanOrEqual(2 * TICK_MS);
  },
);

test("what comes late is caught up with, not leapt to", () => {
  const timeline = new Timeline(RATE);
  steady(timeline, 41);
  for (let now = 3_900; now <= 4_180; now += 10) timeline.at(now);
  expect(timeline.at(4_180)?.part).toBe(1);
  timeline.hear("e", 41, seen(41), 4_180);
  timeline.hear("e", 42, seen(42), 4_200);

  const place = (now: number) => {
    const shown = timeline.at(now);
    return (shown?.before.tick ?? 0) + (shown?.part ?? 0);
  };
  const steps = [4_190, 4_200, 4_210, 4_220].map(place).map((one, at, all) => one - (all[at - 1] ?? 40));
  expect(Math.max(...steps)).toBeLessThan(0.15);
});

// A game of one line: a view is [place, direction] of each seat, and each tick is a step.
type Line = [number, number][];
const rules: Foretelling<Line, number> = {
  predict: (view, move, seat) => view.map((one, at) => (at === seat ? [one[0], move] : one)),
  advance: (view, seat) => view.map((one, at) => (at === seat ? [one[0] + one[1], one[1]] : one)),
};

test("an input is shown at once, on the tick that it will be in", () => {
  const foresight = new Foresight(rules, 0);
  foresight.expect(250, TICK_MS);
  const lead = foresight.lead;

  foresight.add(-1, 20);

  expect(lead).toBe(3);
  const view = boardAt(foresight, [[5, 1]], 20);
  expect(view[0]).toEqual([5 + 1 + 1 - 1, -1]);
});

test("the board of the tick that holds the input takes its place", () => {
  const foresight = new Foresight(rules, 0);
  foresight.expect(250, TICK_MS);
  const input = foresight.add(-1, 20);

  foresight.answer(input, 23);

  expect(boardAt(foresight, [[8, 1]], 22)[0]).toEqual([8 - 1 - 1 - 1, -1]);
  expect(boardAt(foresight, [[7, -1]], 23)[0]).toEqual([4, -1]);
  foresight.forget(23);
  expect(foresight.inputs).toEqual([]);
});

test("an input that is made on the way to a tick turns the way at its end, and its beginning stays", () => {
  const foresight = new Foresight(rules, 0);
  foresight.expect(250, TICK_MS);
  const before = boardAt(foresight, [[5, 1]], 20, 21);

  foresight.add(-1, 21);

  expect(boardAt(foresight, [[5, 1]], 20, 21)).toEqual(before);
  expect(boardAt(foresight, [[6, 1]], 21, 21)[0]).toEqual([6 + 1 + 1 - 1, -1]);
  expect(boardAt(foresight, [[6, 1]], 21, 22)[0]).toEqual([6 + 1 + 1 - 1, -1]);
});

test("a refused input is taken back, others stay", () => {
  const foresight = new Foresight(rules, 0);
  const first = foresight.add(-1, 20);
  foresight.add(1, 20);

  foresight.drop(first);

  expect(foresight.inputs.map((input) => input.move)).toEqual([1]);
});

test("the lead follows what the answers tell, and does not flicker", () => {
  const foresight = new Foresight(rules, 0);
  const leads = [4, 4, 5, 4, 4, 3, 4, 4].map((took) => {
    foresight.answer(foresight.add(1, 10), 10 + took);
    return foresight.lead;
  });

  expect(new Set(leads)).toEqual(new Set([4]));
});

test("a game that only predicts is shown on the newest board with what is not in it yet", () => {
  const { predict } = rules;
  const foresight = new Foresight({ predict } as Foretelling, 0);
  const input = foresight.add(-1, 20);

  expect(boardAt(foresight, [[5, 1]], 20)).toEqual([[5, -1]]);
  foresight.answer(input, 22);
  expect(boardAt(foresight, [[6, 1]], 21)).toEqual([[6, -1]]);
  expect(boardAt(foresight, [[7, 1]], 22)).toEqual([[7, 1]]);
});

test("a game without rules of its own is only interpolated", () => {
  const foresight = new Foresight({}, 0);
  foresight.add(-1, 20);

  expect(boardAt(foresight, [[5, 1]], 20)).toEqual([[5, 1]]);
});

/** A server of the game of one line, a client, and a bad line between them. */
function playOnBadLine(seed: number) {
  const random = chance(seed);
  const line = { delayMs: 150, jitterMs: 50, cutEverySeconds: 0 };
  const toClient: [number, () => void][] = [];
  const toServer: [number, () => void][] = [];
  const send = (queue: [number, () => void][], now: number, call: () => void) =>
    queue.push([Math.max(queue.at(-1)?.[0] ?? 0, now + underWayMs(line, random())), call]);
  let now = 0;
  let tick = 0;
  let board: Line = [
    [0, 1],
    [0, 1],
  ];
  let inputs: number[] = [];
  const live = new Live({
    rate: RATE,
    seat: 0,
    rules,
    send: (move) =>
      new Promise<Outcome>((resolve) =>
        send(toServer, now, () => {
          inputs.push(move as number);
          const taken = tick + 1;
          send(toClient, now, () => resolve({ done: true, result: { tick: taken } }));
        }),
      ),
  });
  const step = async () => {
    for (const queue of [toServer, toClient]) while ((queue[0]?.[0] ?? Infinity) <= now) queue.shift()?.[1]();
    await Promise.resolve();
    await Promise.resolve();
    if (now % TICK_MS === 0) {
      tick += 1;
      for (const move of inputs) board = rules.predict?.(board, move, 0) as Line;
      inputs = [];
      board = board.map(([place, way]) => [place + way, way]);
      const [number, view] = [tick, board];
      send(toClient, now, () => live.hear("e", number, view as Value, now));
    }
    now += 10;
  };
  return { live, step, random, now: () => now, ping: 2 * line.delayMs };
}

test("150 ms late, more or less 50: every input is shown at once, and hardly ever taken back", async () => {
  const { live, step, random, now, ping } = playOnBadLine(3);
  let direction = 1;
  let [turns, answered, wrong, frames] = [0, 0, 0, 0];
  for (let at = 0; at < 6_000; at += 1) {
    await step();
    const frame = live.frame(now(), ping);
    if (!frame || at < 300) continue;
    frames += 1;
    const [, way] = (frame.after as Line)[0] as [number, number];
    if (way !== direction) wrong += 1;
    if (random() < 0.02) {
      direction = -direction;
      turns += 1;
      void live.input(direction, now());
      const shown = (live.frame(now(), ping)?.after as Line)[0]?.[1];
      if (shown === direction) answered += 1;
    }
  }

  expect(turns).toBeGreaterThan(50);
  expect(answered).toBe(turns);
  expect(wrong / frames).toBeLessThan(0.02);
});

beforeEach(takeNetwork);
afterEach(giveNetworkBack);

test("on a bad line all is late both ways and nothing overtakes", () => {
  const line = new BadLine({ delayMs: 150, jitterMs: 50, cutEverySeconds: 0 }, chance(1));
  const socket = line.open("ws://host/ws");
  const heard: unknown[] = [];
  socket.onmessage = (event) => heard.push(event.data);
  const at: number[] = [];
  socket.onopen = () => at.push(Date.now());
  const real = latest();

  const begin = Date.now();
  real.onopen?.();
  for (let number = 0; number < 20; number += 1) real.onmessage?.({ data: number as unknown as ArrayBuffer });
  vi.advanceTimersByTime(99);
  expect(heard).toEqual([]);
  vi.advanceTimersByTime(101);

  expect(heard).toEqual(Array.from({ length: 20 }, (_, number) => number));
  expect(at[0]! - begin).toBeGreaterThanOrEqual(100);
});

test("a cut loses what is under way, and nothing opens until it is over", () => {
  const line = new BadLine({ delayMs: 100, jitterMs: 0, cutEverySeconds: 10 }, () => 0.5);
  const told: string[] = [];
  const open = (name: string) => {
    const socket = line.open("ws://host/ws");
    socket.onopen = () => told.push(`${name} open`);
    socket.onclose = () => told.push(`${name} lost`);
    return FakeSocket.made.at(-1) as FakeSocket;
  };
  open("one").onopen?.();
  vi.advanceTimersByTime(10_000);
  expect(told).toEqual(["one open", "one lost"]);

  open("two");
  vi.advanceTimersByTime(CUT_MS);
  open("three").onopen?.();
  vi.advanceTimersByTime(200);

  expect(told).toEqual(["one open", "one lost", "two lost", "three open"]);
});
