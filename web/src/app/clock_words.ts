// Turn clocks in words that people use, and as clocks show them.
import type { Clock, ClockFace } from "../sdk/clocks";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** With less than this on it a clock is in a hurry, and shows tenths of a second. */
export const HURRY_MS = 10_000;

/** Return a clock in a few words, as beside the name of the game. */
export function clockWords(clock: Clock): string {
  switch (clock.kind) {
    case "per_move":
      return `${spanWords(clock.move_ms)} a move`;
    case "fischer":
      return clock.increment_ms === 0
        ? `${spanWords(clock.base_ms)} each`
        : `${spanWords(clock.base_ms)} each + ${spanWords(clock.increment_ms)} a move`;
    case "byo_yomi": {
      const periods = `${clock.periods} × ${spanWords(clock.period_ms)}`;
      return clock.base_ms === 0 ? `${periods} each` : `${spanWords(clock.base_ms)} each, then ${periods}`;
    }
    default:
      clock satisfies never;
      return "";
  }
}

/** Return words in which no line breaks between a number and its unit. */
export function unbroken(words: string): string {
  return words.replaceAll(/([\d×]) | (?=×)/g, "$1\u00a0");
}

/** Return a length of time in words: "5 min", "1 h 30 min". */
export function spanWords(ms: number): string {
  const parts: [number, string][] = [
    [Math.floor(ms / DAY_MS), ms < 2 * DAY_MS ? "day" : "days"],
    [Math.floor(ms / HOUR_MS) % 24, "h"],
    [Math.floor(ms / MINUTE_MS) % 60, "min"],
    [Math.floor(ms / SECOND_MS) % 60, "s"],
  ];
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`);
  return said.length === 0 ? "0 s" : said.join(" ");
}

/** Return the time as the clock shows it. */
export function faceText({ ms, running }: Pick<ClockFace, "ms" | "running">): string {
  if (ms >= DAY_MS) return `${Math.floor(ms / DAY_MS)} d ${Math.floor(ms / HOUR_MS) % 24} h`;
  if (ms < HURRY_MS && running) return `0:0${(Math.floor(ms / 100) / 10).toFixed(1)}`;
  const seconds = Math.floor(ms / SECOND_MS);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = String(seconds % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

/** Return what stands below the time: the periods that are left, "" for clocks without. */
export function periodWords({ periods, isPeriod }: ClockFace, clock: Clock): string {
  if (clock.kind !== "byo_yomi") return "";
  if (!isPeriod) return `then ${periods} × ${spanWords(clock.period_ms)}`;
  if (periods === 0) return "no period left";
  return periods === 1 ? "last period" : `${periods} periods left`;
}
