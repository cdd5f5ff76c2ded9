// Long durations in words. The short ones of a clock are in lines.ts.
import { texts } from "./words";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** From here on a time is told in words: nobody reads days as a clock. */
export const LONG_MS = HOUR_MS;

/** Return a duration in its two largest units, rounded down: "2 days 4 h", "3 h 20 min", "12 min", "45 s". */
export function durationText(ms: number): string {
  const [days, hours] = [Math.floor(ms / DAY_MS), Math.floor((ms % DAY_MS) / HOUR_MS)];
  const minutes = Math.floor((ms % HOUR_MS) / MINUTE_MS);
  if (days > 0) return both(texts.durations.days(days), hours > 0 && texts.durations.h(hours));
  if (hours > 0) return both(texts.durations.h(hours), minutes > 0 && texts.durations.min(minutes));
  if (minutes > 0) return texts.durations.min(minutes);
  return texts.durations.s(Math.max(0, Math.floor(ms / SECOND_MS)));
}

function both(larger: string, smaller: string | false): string {
  return smaller === false ? larger : `${larger} ${smaller}`;
}

/** Return how much time is left, in words. */
export function leftText(ms: number): string {
  return ms < SECOND_MS ? texts.clocks.timeIsUp : texts.durations.left(durationText(ms));
}

/** Return how long ago something was, in its largest unit. */
export function agoText(ms: number): string {
  if (ms < MINUTE_MS) return texts.durations.justNow;
  if (ms < HOUR_MS) return texts.durations.minutesAgo(Math.floor(ms / MINUTE_MS));
  if (ms < DAY_MS) return texts.durations.hoursAgo(Math.floor(ms / HOUR_MS));
  const days = Math.floor(ms / DAY_MS);
  return days === 1 ? texts.durations.yesterday : texts.durations.daysAgo(days);
}
