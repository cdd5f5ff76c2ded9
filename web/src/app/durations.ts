// Long durations in words. The short ones of a clock are in words.ts.

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
  if (days > 0) return `${days === 1 ? "1 day" : `${days} days`}${hours > 0 ? ` ${hours} h` : ""}`;
  if (hours > 0) return `${hours} h${minutes > 0 ? ` ${minutes} min` : ""}`;
  return minutes > 0 ? `${minutes} min` : `${Math.max(0, Math.floor(ms / SECOND_MS))} s`;
}

/** Return how much time is left, in words. */
export function leftText(ms: number): string {
  return ms < SECOND_MS ? "time is up" : `${durationText(ms)} left`;
}

/** Return how long ago something was, in its largest unit. */
export function agoText(ms: number): string {
  if (ms < MINUTE_MS) return "just now";
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min ago`;
  if (ms < DAY_MS) return `${Math.floor(ms / HOUR_MS)} h ago`;
  const days = Math.floor(ms / DAY_MS);
  return days === 1 ? "yesterday" : `${days} days ago`;
}
