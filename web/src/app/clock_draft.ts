// What is chosen in the form of a new table for its turn clock, and what that makes of it.
import type { Clock } from "../sdk/clocks";

export type ClockKind = "none" | Clock["kind"];

/** A number of the form: as typed, so that also what is none can be told. */
export type ClockField = "moveSeconds" | "minutes" | "increment" | "periods" | "periodSeconds";

export interface ClockDraft {
  kind: ClockKind;
  numbers: Record<ClockField, string>;
}

export const NO_CLOCK: ClockDraft = {
  kind: "none",
  numbers: { moveSeconds: "30", minutes: "5", increment: "3", periods: "3", periodSeconds: "30" },
};

export const KINDS: ClockKind[] = ["none", "per_move", "fischer", "byo_yomi"];

/** The numbers of each kind, with what they may be. */
export const FIELDS: Record<ClockKind, { name: ClockField; least: number; most: number }[]> = {
  none: [],
  per_move: [{ name: "moveSeconds", least: 1, most: 86_400 }],
  fischer: [
    { name: "minutes", least: 1, most: 1_440 },
    { name: "increment", least: 0, most: 3_600 },
  ],
  byo_yomi: [
    { name: "minutes", least: 0, most: 1_440 },
    { name: "periods", least: 1, most: 100 },
    { name: "periodSeconds", least: 1, most: 3_600 },
  ],
};

/** The numbers that make a usual time. */
export type Preset = Partial<ClockDraft["numbers"]>;

export const PRESETS: Record<ClockKind, Preset[]> = {
  none: [],
  per_move: [{ moveSeconds: "10" }, { moveSeconds: "30" }, { moveSeconds: "60" }, { moveSeconds: "300" }],
  fischer: [
    { minutes: "1", increment: "0" },
    { minutes: "3", increment: "2" },
    { minutes: "5", increment: "3" },
    { minutes: "15", increment: "10" },
  ],
  byo_yomi: [
    { minutes: "5", periods: "3", periodSeconds: "30" },
    { minutes: "20", periods: "5", periodSeconds: "30" },
  ],
};

/** Return what the form shows of a clock; parts of a second or minute are rounded up. */
export function draftOf(clock: Clock | null): ClockDraft {
  if (clock === null) return NO_CLOCK;
  const whole = (ms: number, unit: number) => String(Math.ceil(ms / unit));
  const numbers = { ...NO_CLOCK.numbers };
  switch (clock.kind) {
    case "per_move":
      numbers.moveSeconds = whole(clock.move_ms, 1_000);
      break;
    case "fischer":
      numbers.minutes = whole(clock.base_ms, 60_000);
      numbers.increment = whole(clock.increment_ms, 1_000);
      break;
    case "byo_yomi":
      numbers.minutes = whole(clock.base_ms, 60_000);
      numbers.periods = String(clock.periods);
      numbers.periodSeconds = whole(clock.period_ms, 1_000);
      break;
    default:
      clock satisfies never;
  }
  return { kind: clock.kind, numbers };
}

/** Return whether the numbers are those of a preset. */
export function isChosen(draft: ClockDraft, preset: Preset): boolean {
  return Object.entries(preset).every(([name, text]) => draft.numbers[name as ClockField] === text);
}

/** Return the number that a field holds, null where it is none that is allowed. */
export function numberIn(
  draft: ClockDraft,
  { name, least, most }: (typeof FIELDS)["none"][0],
): number | null {
  const text = draft.numbers[name].trim();
  const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  return number >= least && number <= most ? number : null;
}

/** Return the clock that is chosen, null for none; undefined where a number is missing or not allowed. */
export function clockIn(draft: ClockDraft): Clock | null | undefined {
  const fields = FIELDS[draft.kind];
  const numbers = fields.map((field) => numberIn(draft, field));
  if (numbers.includes(null)) return undefined;
  const [first = 0, second = 0, third = 0] = numbers as number[];
  switch (draft.kind) {
    case "none":
      return null;
    case "per_move":
      return { kind: "per_move", move_ms: first * 1_000 };
    case "fischer":
      return { kind: "fischer", base_ms: first * 60_000, increment_ms: second * 1_000 };
    case "byo_yomi":
      return { kind: "byo_yomi", base_ms: first * 60_000, periods: second, period_ms: third * 1_000 };
    default:
      return draft.kind satisfies never;
  }
}
