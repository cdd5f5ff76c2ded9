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

export const KINDS: { kind: ClockKind; label: string; hint: string }[] = [
  { kind: "none", label: "No clock", hint: "" },
  { kind: "per_move", label: "Time for each move", hint: "The clock starts anew with every move." },
  {
    kind: "fischer",
    label: "Time for the whole game",
    hint: "Each player has so much for all moves, and gets some more with each move (a Fischer clock).",
  },
  {
    kind: "byo_yomi",
    label: "Whole game, then overtime",
    hint: "When the time is used up, each move must be made within a period; one that runs out is gone (byo-yomi).",
  },
];

/** The numbers of each kind, with what they are called and may be. */
export const FIELDS: Record<ClockKind, { name: ClockField; label: string; least: number; most: number }[]> = {
  none: [],
  per_move: [{ name: "moveSeconds", label: "Seconds", least: 1, most: 86_400 }],
  fischer: [
    { name: "minutes", label: "Minutes each", least: 1, most: 1_440 },
    { name: "increment", label: "Extra seconds a move", least: 0, most: 3_600 },
  ],
  byo_yomi: [
    { name: "minutes", label: "Minutes each", least: 0, most: 1_440 },
    { name: "periods", label: "Periods", least: 1, most: 100 },
    { name: "periodSeconds", label: "Seconds each", least: 1, most: 3_600 },
  ],
};

type Preset = { label: string; numbers: Partial<ClockDraft["numbers"]> };

export const PRESETS: Record<ClockKind, Preset[]> = {
  none: [],
  per_move: [
    { label: "10 s", numbers: { moveSeconds: "10" } },
    { label: "30 s", numbers: { moveSeconds: "30" } },
    { label: "1 min", numbers: { moveSeconds: "60" } },
    { label: "5 min", numbers: { moveSeconds: "300" } },
  ],
  fischer: [
    { label: "1 min", numbers: { minutes: "1", increment: "0" } },
    { label: "3 + 2", numbers: { minutes: "3", increment: "2" } },
    { label: "5 + 3", numbers: { minutes: "5", increment: "3" } },
    { label: "15 + 10", numbers: { minutes: "15", increment: "10" } },
  ],
  byo_yomi: [
    { label: "5 min, 3 × 30 s", numbers: { minutes: "5", periods: "3", periodSeconds: "30" } },
    { label: "20 min, 5 × 30 s", numbers: { minutes: "20", periods: "5", periodSeconds: "30" } },
  ],
};

/** Return whether the numbers are those of a preset. */
export function isChosen(draft: ClockDraft, { numbers }: Preset): boolean {
  return Object.entries(numbers).every(([name, text]) => draft.numbers[name as ClockField] === text);
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
