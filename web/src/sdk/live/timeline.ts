// The ticks that have come, and what of them is shown at a moment: between two ticks, a little behind the newest.
import type { Value } from "../messages";

export interface Frame {
  tick: number;
  board: Value;
}

/** What is to be shown: `after`, on the way from `before`. */
export interface Between {
  before: Frame;
  after: Frame;
  /** From 0 to 1: how far it is from the one to the other. */
  part: number;
  /** Milliseconds between what is shown and the newest that could have come, the way through the network not counted. */
  behindMs: number;
}

/** So many arrivals tell how unsteady the network is. */
const ARRIVALS = 40;
/** One arrival in so many may come later than its turn: then the picture waits. */
const LATE_ONE_IN = 12;
const DELAY_MS_MAX = 500;
/** How fast the delay follows, in parts of a tick per tick: what is shown must not jump. */
const FASTER = 0.25;
const SLOWER = 0.03;
/** Kept are no more than that; a tab that was asleep has no use for older ones. */
const FRAMES_MAX = 120;

export class Timeline {
  readonly tickMs: number;
  #frames: Frame[] = [];
  /** When each tick came, minus when it would have come if tick 0 had come at 0. */
  #arrivals: number[] = [];
  #epoch = "";
  /** When a tick is due to be shown as reached, minus when it would have come if tick 0 had come at 0. */
  #dueMs = 0;
  /** What was shown last, in ticks: it never goes back. */
  #shown = 0;

  /** `rate`: ticks a second. */
  constructor(readonly rate: number) {
    this.tickMs = 1_000 / rate;
  }

  /** The newest tick, null before the first. */
  get newest(): Frame | null {
    return this.#frames.at(-1) ?? null;
  }

  /** Take in a tick; one of another epoch begins anew. Ticks that were left out are no fault. */
  hear(epoch: string, tick: number, board: Value, nowMs: number): void {
    const newest = this.newest;
    if (epoch !== this.#epoch || (newest && tick < newest.tick)) this.#begin(epoch, tick);
    else if (newest?.tick === tick) this.#frames.pop();
    this.#frames.push({ tick, board });
    if (this.#frames.length > FRAMES_MAX) this.#frames.shift();
    this.#arrivals.push(nowMs - tick * this.tickMs);
    if (this.#arrivals.length > ARRIVALS) this.#arrivals.shift();
    this.#follow();
  }

  /** Return what is to be shown; null before the first tick. */
  at(nowMs: number): Between | null {
    const newest = this.newest;
    if (!newest) return null;
    const present = (nowMs - Math.min(...this.#arrivals)) / this.tickMs;
    // One tick less, since the next one is needed to go there.
    const wanted = (nowMs - this.#dueMs) / this.tickMs - 1;
    this.#shown = Math.min(newest.tick, Math.max(this.#shown, wanted));
    this.#forget();
    return this.#between(present);
  }

  #between(present: number): Between {
    const next = this.#frames.findIndex((frame) => frame.tick > this.#shown);
    const after = this.#frames[next] ?? (this.newest as Frame);
    const last = this.#frames[(next < 0 ? this.#frames.length : next) - 1] ?? after;
    // What has jumped over ticks is not drawn as if it had moved.
    const before = next < 0 ? (this.#frames.at(-2) ?? after) : last;
    const isStep = after.tick - before.tick === 1;
    const part = next < 0 || !isStep ? 1 : this.#shown - before.tick;
    const behindMs = Math.max(0, (present - this.#shown) * this.tickMs);
    return { before: isStep ? before : after, after, part, behindMs };
  }

  #begin(epoch: string, tick: number): void {
    this.#frames = [];
    this.#arrivals = [];
    this.#epoch = epoch;
    this.#shown = tick - 1;
  }

  /** Be as far behind as the network is unsteady, and get there slowly. */
  #follow(): void {
    const sorted = [...this.#arrivals].sort((one, other) => one - other);
    const usual = sorted[Math.floor((sorted.length - 1) * (1 - 1 / LATE_ONE_IN))] ?? 0;
    const wanted = Math.min((sorted[0] ?? 0) + DELAY_MS_MAX, usual);
    const most = this.tickMs * FASTER;
    const least = -this.tickMs * SLOWER;
    if (sorted.length === 1) this.#dueMs = wanted;
    else this.#dueMs += Math.max(least, Math.min(most, wanted - this.#dueMs));
  }

  #forget(): void {
    const gone = this.#frames.findLastIndex((frame) => frame.tick <= this.#shown) - 1;
    if (gone > 0) this.#frames.splice(0, gone);
  }
}
