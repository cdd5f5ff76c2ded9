// What turn clocks show at a moment, in which words, and what the form of a new table makes of its numbers.
import { expect, test } from "vitest";
import { clockIn, isChosen, KINDS, NO_CLOCK, PRESETS, type ClockDraft } from "../src/app/clock_draft";
import { clockWords, faceText, periodWords, spanWords, unbroken } from "../src/app/clock_words";
import { clockDueMs, clockFace, type Clock, type SeatClock } from "../src/sdk/clocks";

const FISCHER: Clock = { kind: "fischer", base_ms: 300_000, increment_ms: 2_000 };
const BYO_YOMI: Clock = { kind: "byo_yomi", base_ms: 10_000, periods: 3, period_ms: 30_000 };
const stands = (rest: Partial<SeatClock> = {}): SeatClock => ({
  remaining_ms: 10_000,
  periods: 0,
  running: false,
  since_ms: null,
  spent_ms: 0,
  missed: 0,
  ...rest,
});
const runs = (since_ms: number, rest: Partial<SeatClock> = {}) =>
  stands({ running: true, since_ms, ...rest });

test("a clock that stands shows what was left", () => {
  expect(clockFace(FISCHER, stands(), 99_000)).toMatchObject({ ms: 10_000, running: false });
});

test("one that runs shows what is left now, and never less than nothing", () => {
  expect(clockFace(FISCHER, runs(5_000), 9_000).ms).toBe(6_000);
  expect(clockFace(FISCHER, runs(5_000), 99_000).ms).toBe(0);
  expect(clockFace(FISCHER, runs(5_000), 4_900).ms).toBe(10_000);
});

test("one that is held after a restart shows what was left then", () => {
  expect(clockFace(FISCHER, stands({ spent_ms: 4_000 }), 99_000).ms).toBe(6_000);
});

test.each<[number, number, number, boolean]>([
  [0, 10_000, 3, false],
  [9_999, 1, 3, false],
  [10_000, 30_000, 3, true],
  [39_999, 1, 3, true],
  [40_000, 30_000, 2, true],
  [99_999, 1, 1, true],
  [100_000, 0, 0, true],
])("of byo-yomi there are after %s ms %s ms left, and %s periods", (at, ms, periods, isPeriod) => {
  expect(clockFace(BYO_YOMI, runs(0, { periods: 3 }), at)).toMatchObject({ ms, periods, isPeriod });
});

test("nothing is left when time and periods are over", () => {
  expect(clockDueMs(BYO_YOMI, runs(1_000, { periods: 2 }))).toBe(71_000);
  expect(clockDueMs(FISCHER, runs(1_000))).toBe(11_000);
  expect(clockDueMs(FISCHER, stands())).toBe(null);
});

test.each<[number, boolean, string]>([
  [300_000, true, "5:00"],
  [299_999, true, "4:59"],
  [10_000, true, "0:10"],
  [9_999, true, "0:09.9"],
  [40, true, "0:00.0"],
  [9_999, false, "0:09"],
  [3_600_000, true, "1:00:00"],
  [90_000_000, true, "1 d 1 h"],
])("%s ms (running: %s) are shown as %s", (ms, running, text) => {
  expect(faceText({ ms, running })).toBe(text);
});

test("clocks are told in a few words", () => {
  expect(clockWords(FISCHER)).toBe("5 min each + 2 s a move");
  expect(clockWords({ ...FISCHER, increment_ms: 0 })).toBe("5 min each");
  expect(clockWords({ kind: "per_move", move_ms: 90_000 })).toBe("1 min 30 s a move");
  expect(clockWords(BYO_YOMI)).toBe("10 s each, then 3 × 30 s");
  expect(clockWords({ ...BYO_YOMI, base_ms: 0 })).toBe("3 × 30 s each");
  expect(spanWords(2 * 86_400_000)).toBe("2 days");
});

test("numbers stay with their units", () => {
  expect(unbroken("5 min each, then 3 × 30 s")).toBe("5\u00a0min each, then 3\u00a0×\u00a030\u00a0s");
});

test("periods are told as long as there are some", () => {
  const words = (at: number) => periodWords(clockFace(BYO_YOMI, runs(0, { periods: 3 }), at), BYO_YOMI);

  expect([0, 10_000, 70_000, 100_000].map(words)).toEqual([
    "then 3 × 30 s",
    "3 periods left",
    "last period",
    "no period left",
  ]);
  expect(periodWords(clockFace(FISCHER, runs(0), 0), FISCHER)).toBe("");
});

const draft = (kind: ClockDraft["kind"], numbers: Partial<ClockDraft["numbers"]> = {}): ClockDraft => ({
  kind,
  numbers: { ...NO_CLOCK.numbers, ...numbers },
});

test("what is chosen becomes a clock", () => {
  expect(clockIn(NO_CLOCK)).toBe(null);
  expect(clockIn(draft("per_move", { moveSeconds: "45" }))).toEqual({ kind: "per_move", move_ms: 45_000 });
  expect(clockIn(draft("fischer", { minutes: "5", increment: "2" }))).toEqual(FISCHER);
  expect(clockIn(draft("byo_yomi", { minutes: "0", periods: "3", periodSeconds: "30" }))).toEqual({
    ...BYO_YOMI,
    base_ms: 0,
  });
});

test.each(["", "0", "1.5", "-3", "1e3", "x", "99999999999"])("%j minutes are no clock", (minutes) => {
  expect(clockIn(draft("fischer", { minutes }))).toBe(undefined);
});

test("a number that is not asked for is not looked at", () => {
  expect(clockIn(draft("per_move", { minutes: "x" }))).toEqual({ kind: "per_move", move_ms: 30_000 });
});

test("each kind has usual times, and each of those is a clock", () => {
  for (const kind of KINDS)
    for (const preset of PRESETS[kind]) {
      const chosen = draft(kind, preset);
      expect([clockIn(chosen)?.kind, isChosen(chosen, preset)]).toEqual([kind, true]);
    }
});
