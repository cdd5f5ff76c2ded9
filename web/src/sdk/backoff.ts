// When to try again.

export const FIRST_DELAY_MS = 500;
export const LONGEST_DELAY_MS = 15_000;

/** Return the wait before attempt `attempt` (from 0): exponential, with jitter so that a crowd does not come back at once. */
export function delayMs(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempt, 16));
  return Math.round(ceiling / 2 + (random() * ceiling) / 2);
}
