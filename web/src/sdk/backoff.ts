// When to try again: soon for a while, since most ends are short, then more and more seldom.

export const FIRST_DELAY_MS = 500;
export const QUICK_DELAY_MS = 1_000;
/** A server that was killed and started again is there within this time; what takes longer is no restart. */
export const QUICK_FOR_MS = 20_000;
export const LONGEST_DELAY_MS = 15_000;

/** The waits between the attempts of one client. Times are of one clock, in milliseconds. */
export class Backoff {
  /** When the first of the attempts in a row went wrong. */
  #since: number | null = null;
  #doublings = 0;

  constructor(private readonly random: () => number = Math.random) {}

  /** All is well, or there is reason to hope anew. */
  forget(): void {
    this.#since = null;
    this.#doublings = 0;
  }

  /** For how long it has gone wrong. */
  failingMs(nowMs: number): number {
    return this.#since === null ? 0 : nowMs - this.#since;
  }

  /**
   * Return the wait before the next attempt. `isTurnedAway`: the server is there and does not want us now, so that
   * to knock often would only be work for it; `repeats` is how many times before it has said just the same.
   * Half of the wait is by chance, so that a crowd does not come back in one moment.
   */
  next(nowMs: number, isTurnedAway: boolean, repeats = 0): number {
    const ceilingMs = this.#ceiling(nowMs, isTurnedAway, repeats);
    return Math.round(ceilingMs / 2 + (this.random() * ceilingMs) / 2);
  }

  #ceiling(nowMs: number, isTurnedAway: boolean, repeats: number): number {
    const isFirst = this.#since === null;
    this.#since ??= nowMs;
    if (isFirst && repeats === 0) return FIRST_DELAY_MS;
    const isQuick = this.#doublings === 0 && nowMs - this.#since < QUICK_FOR_MS;
    if (isQuick && !isTurnedAway) return QUICK_DELAY_MS;
    this.#doublings = Math.max(this.#doublings + 1, repeats);
    return Math.min(LONGEST_DELAY_MS, QUICK_DELAY_MS * 2 ** Math.min(this.#doublings, 16));
  }
}
