// Turn clocks in words that people use, and as clocks show them.
import type { Clock, ClockFace } from "../sdk/clocks";
import type { Preset } from "./clock_draft";
import { texts } from "./words";

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
      return texts.clocks.perMove(spanWords(clock.move_ms));
    case "fischer":
      return clock.increment_ms === 0
        ? texts.clocks.each(spanWords(clock.base_ms))
        : texts.clocks.eachPlus(spanWords(clock.base_ms), spanWords(clock.increment_ms));
    case "byo_yomi": {
      const periods = `${clock.periods} × ${spanWords(clock.period_ms)}`;
      return clock.base_ms === 0
        ? texts.clocks.each(periods)
        : texts.clocks.eachThen(spanWords(clock.base_ms), periods);
    }
    default:
      clock satisfies never;
      return "";
  }
}

/** Return the numbers of a usual time as players name it: "10 s", "3 + 2", "5 min, 3 × 30 s". */
export function presetWords({ moveSeconds, minutes, increment, periods, periodSeconds }: Preset): string {
  if (moveSeconds !== undefined) return spanWords(Number(moveSeconds) * SECOND_MS);
  const base = spanWords(Number(minutes) * MINUTE_MS);
  if (periods !== undefined) return `${base}, ${periods} × ${spanWords(Number(periodSeconds) * SECOND_MS)}`;
  return increment === "0" ? base : `${minutes} + ${increment}`;
}

/** Return words in which no line breaks between a number and its unit. */
export function unbroken(words: string): string {
  return words.replaceAll(/([\d×]) | (?=×)/g, "$1\u00a0");
}

/** Return a length of time in words: "5 min", "1 h 30 min". */
export function spanWords(ms: number): string {
  const { days, h, min, s } = texts.durations;
  const parts: [number, (count: number) => string][] = [
    [Math.floor(ms / DAY_MS), days],
    [Math.floor(ms / HOUR_MS) % 24, h],
    [Math.floor(ms / MINUTE_MS) % 60, min],
    [Math.floor(ms / SECOND_MS) % 60, s],
  ];
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => unit(count));
  return said.length === 0 ? s(0) : said.join(" ");
}

/** Return the time as the clock shows it. */
export function faceText({ ms, running }: Pick<ClockFace, "ms" | "running">): string {
  if (ms >= DAY_MS)
    return texts.durations.daysAndHours(Math.floor(ms / DAY_MS), Math.floor(ms / HOUR_MS) % 24);
  if (ms < HURRY_MS && running) return `0:0${(Math.floor(ms / 100) / 10).toFixed(1)}`;
  const seconds = Math.floor(ms / SECOND_MS);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = String(seconds % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

/** Return what stands below the time: the periods that are left, "" for clocks without. */
export function periodWords({ periods, isPeriod }: ClockFace, clock: Clock): string {
  if (clock.kind !== "byo_yomi") return "";
  if (!isPeriod) return texts.clocks.then(`${periods} × ${spanWords(clock.period_ms)}`);
  if (periods === 0) return texts.clocks.noPeriod;
  return periods === 1 ? texts.clocks.lastPeriod : texts.clocks.periodsLeft(periods);
}
