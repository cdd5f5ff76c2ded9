// A game's own page: what it is given harms nobody, what it gives is looked at, and its faults are named.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { copyOf, findFault } from "../src/games/own/copies";
import { faultOf, findPlace, isFrom } from "../src/games/own/faults";
import { tellMe, type Match } from "../src/games/own/match";
import { findKindFault, isForPages, Teller, TELL_EVERY_MS } from "../src/games/own/teller";
import type { Value } from "../src/sdk/messages";
import type { GameView, SeatView } from "../src/sdk/views/game";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("a copy is equal, frozen, and shares what two views share", () => {
  const strokes = [[1, 2], [3]];
  const before = { strokes, word: "tree", bytes: new Uint8Array([1]) };
  const after = { ...before, strokes: [...strokes, [4]] };
  const [one, two] = [copyOf(before) as typeof before, copyOf(after) as typeof after];

  expect(one).toEqual(before);
  expect(() => one.strokes.push([5])).toThrow(TypeError);
  expect(two.strokes[0]).toBe(one.strokes[0]);
  one.bytes[0] = 9;
  expect([before.bytes[0], before.strokes.length]).toEqual([1, 2]);
});

test.each<[unknown, string]>([
  [1.5, "move is 1.5: only whole numbers travel, so round it"],
  [{ at: [0, Number.NaN] }, "move.at[1] is NaN: only whole numbers travel, so round it"],
  [{ x: undefined }, "move.x is undefined: allowed are"],
  [() => 1, "move is function: allowed are"],
  [[new Map()], "move[0] is a Map: allowed are"],
  [2 ** 53, "move is 9007199254740992"],
])("what can't travel is named with its place: %s", (value, expected) => {
  expect(findFault(value, "move")).toContain(expected);
});

test("a loop is no value either", () => {
  const loop: unknown[] = [];
  loop.push(loop);

  expect(findFault(loop, "move")).toMatch(/is nested more than 32 deep$/);
});

test("what travels has no fault", () => {
  const move = { a: [null, true, -1, "x", new Uint8Array(2)], b: Object.create(null) as Value };

  expect(findFault(move, "move")).toBeNull();
});

test.each<[string, string]>([
  ["TypeError: x\n    at draw (http://host/play/games/quiz/view.js:12:5)", "view.js:12"],
  ["draw@http://host/play/games/quiz/@3/assets/more.js:7:1\n", "assets/more.js:7"],
  [
    "Error\n    at https://host/assets/index.js:1:2\n    at http://host/play/games/quiz/view.js:4:1",
    "view.js:4",
  ],
  ["http://host/play/games/quiz/a%20b.js:2", "a b.js:2"],
  ["Error\n    at https://host/assets/index.js:1:2", ""],
  ["Error\n    at https://host/games/quizz/view.js:1:2", ""],
])("the place of a fault is the page's own: %s", (stack, expected) => {
  expect(findPlace(stack, "/play/games/quiz/")).toBe(expected);
});

test("what is thrown may be anything", () => {
  expect(faultOf("no", "/games/quiz/")).toEqual({ place: "", text: "no" });
  expect(faultOf(null, "/games/quiz/")).toEqual({ place: "", text: "null" });
  expect(isFrom("/games/quiz/", undefined)).toBe(false);
  expect(isFrom("/games/quiz/", null, "http://host/games/quiz/view.js")).toBe(true);
});

test("of each kind the latest signal goes out, no more than the server lets through", () => {
  const sent: [string, Value][] = [];
  const teller = new Teller((kind, value) => sent.push([kind, value]));

  for (let n = 0; n < 10; n++) {
    teller.tell("pen", n);
    teller.tell("hat", n);
  }
  expect(sent).toEqual([["pen", 0]]);
  vi.advanceTimersByTime(TELL_EVERY_MS);
  vi.advanceTimersByTime(TELL_EVERY_MS);
  expect(sent.slice(1).toSorted()).toEqual([
    ["hat", 9],
    ["pen", 9],
  ]);
  vi.advanceTimersByTime(10 * TELL_EVERY_MS);
  expect(sent).toHaveLength(3);
  expect(1000 / TELL_EVERY_MS).toBeLessThan(20);
});

test("the lobby's own kinds are not the page's", () => {
  expect(findKindFault("pen")).toBeNull();
  expect(findKindFault("typing")).toContain("lobby's own");
  expect(findKindFault("")).toContain("1 to 16 characters");
  expect(findKindFault("x".repeat(17))).toContain("1 to 16 characters");
  expect([isForPages("emote"), isForPages("pen")]).toEqual([false, true]);
});

const game = {
  game: 2,
  players: [
    { player: "a", name: "Ann", kind: "person" },
    { player: "b", name: "Bob", kind: "bot" },
  ],
  view: {},
  turn: [0, 1],
  deadlines: {},
  clocks: null,
  timed_out: [],
  absent: [1],
  result: null,
  notes: [
    { number: 1, text: "one", value: null },
    { number: 3, text: "three", value: 3 },
  ],
  fair: null,
  replay: null,
} satisfies GameView;
const seat = {
  seat: 0,
  game: 2,
  position: 4,
  turn: true,
  moves: [1],
  secret: "s",
  notes: [{ number: 2, text: "two", value: null }],
} satisfies SeatView;
const match = (me: number | null, left: Record<number, number>): Match => ({
  game,
  seat: me === null ? undefined : seat,
  me,
  leftMs: (of) => left[of] ?? null,
  send: () => Promise.resolve({ done: true, result: null }),
  refuse: () => undefined,
  signal: () => undefined,
  listen: () => () => undefined,
});

test("a player is told of the own seat, and notes in their order", () => {
  const me = tellMe(match(0, {}), () => match(0, { 0: 900.4 }));

  expect(me).toMatchObject({
    seat: 0,
    secret: "s",
    moves: [1],
    turn: true,
    turns: [0, 1],
    game: 2,
    result: null,
  });
  expect(me.notes.map((note) => note.number)).toEqual([1, 2, 3]);
  expect(me.players[1]).toEqual({ seat: 1, player: "b", name: "Bob", kind: "bot", absent: true });
  expect(me.names("{1} beats {0}, {7}")).toBe("Bob beats Ann, {7}");
  expect(me.left()).toBe(900);
});

test("who watches has no secret, no moves, and sees the clock that ends first", () => {
  const told = match(null, { 0: 5000, 1: 3000 });
  const me = tellMe(told, () => told);

  expect(me).toMatchObject({ seat: null, secret: null, moves: [], turn: false });
  expect([me.left(), me.left(0), me.left(3)]).toEqual([3000, 5000, null]);
  const late = match(null, { [-1]: -20 });
  expect(tellMe(late, () => late).left()).toBe(0);
});
