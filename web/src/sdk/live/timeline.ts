// The ticks that have come, and what of them is shown at a moment: between two ticks, a little behind the newest.
import { Pace } from "./pace";
import type { Sight } from "./rules";

export interface Frame {
  tick: number;
  sight: Sight;
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

/** So many arrivals tell how unsteady the network is, and so many of them when the newest tick can have come. */
const ARRIVALS = 40;
const PRESENT_OF = 12;
/** One arrival in so many may come later than its turn: then the picture waits. */
const LATE_ONE_IN = 12;
const DELAY_MS_MAX = 500;
/** How fast the delay follows, in parts of a tick per tick: what is shown must not jump. */
const FASTER = 0.25;
const SLOWER = 0.03;
/** After a wait the picture catches up so much faster than time; who is further behind than so many ticks and so long jumps. */
const CATCH_UP = 1.35;
const JUMP = 3;
const JUMP_MS = 300;
/** Where nothing came for so long, and for so many ticks, what comes then in a heap is one arrival. */
const GAP_MS = 1_000;
const GAP_TICKS = 4;
/** A heap lasts as long as ticks come in less than this part of the time that they took. */
const HEAP = 0.5;
/** Kept are no more than that; a tab that was asleep has no use for older ones. */
const FRAMES_MAX = 120;

/** A frame and its own time: that of ticks, evenly, in milliseconds since the first one. */
interface Timed extends Frame {
  atMs: number;
}

export class Timeline {
  readonly tickMs: number;
  #frames: Timed[] = [];
  /** When each tick came, minus its own time. */
  #arrivals: number[] = [];
  #heardMs = -Infinity;
  #isHeap = false;
  #epoch = "";
  #pace: Pace;
  /** When a tick is due to be shown as reached, minus its own time. */
  #dueMs = 0;
  /** What was shown last, by the own time of ticks, and when: it never goes back. */
  #shown = { atMs: 0, nowMs: -Infinity };

  /** `rate`: ticks a second. */
  constructor(readonly rate: number) {
    this.tickMs = 1_000 / rate;
    this.#pace = new Pace(this.tickMs);
  }

  /** Milliseconds from one tick to the next as they come: more than `tickMs` in a room that is too slow. */
  get everyMs(): number {
    return this.#pace.everyMs;
  }

  /** The newest tick, null before the first. */
  get newest(): Frame | null {
    return this.#frames.at(-1) ?? null;
  }

  /** Take in a tick; one of another epoch begins anew. Ticks that were left out are no fault. */
  hear(epoch: string, tick: number, sight: Sight, nowMs: number): void {
    let newest = this.#frames.at(-1);
    if (epoch !== this.#epoch || (newest && tick < newest.tick)) this.#begin(epoch);
    else if (newest?.tick === tick) {
      // It has come again, whole, since it was not what the server has: that says nothing of the network.
      this.#frames[this.#frames.length - 1] = { ...newest, sight };
      return;
    }
    newest = this.#frames.at(-1);
    const hasChanged = this.#pace.hear(tick, nowMs);
    const atMs = newest ? newest.atMs + (tick - newest.tick) * this.everyMs : 0;
    this.#frames.push({ tick, sight, atMs });
    if (this.#frames.length > FRAMES_MAX) this.#frames.shift();
    if (hasChanged) this.#arrivals = [];
    const gapMs = nowMs - this.#heardMs;
    this.#heardMs = nowMs;
    const wasAway = gapMs >= Math.max(GAP_MS, GAP_TICKS * this.everyMs);
    this.#isHeap = newest !== undefined && (wasAway || (this.#isHeap && gapMs < HEAP * this.everyMs));
    if (this.#isHeap && this.#arrivals.length > 0) this.#resume(nowMs - atMs);
    else this.#arrive(nowMs - atMs);
  }

  #arrive(late: number): void {
    this.#arrivals.push(late);
    if (this.#arrivals.length > ARRIVALS) this.#arrivals.shift();
    this.#follow();
  }

  /** A sleep, or a halt, says nothing of how unsteady the network is: that stays as it was, from this arrival on. */
  #resume(late: number): void {
    const by = late - Math.min(...this.#arrivals);
    this.#arrivals = this.#arrivals.map((arrival) => arrival + by);
    this.#dueMs += by;
  }

  /** Return what is to be shown; null before the first tick. */
  at(nowMs: number): Between | null {
    const newest = this.#frames.at(-1);
    if (!newest) return null;
    const present = nowMs - Math.min(...this.#arrivals.slice(-PRESENT_OF));
    // One tick less, since the next one is needed to go there.
    const wanted = nowMs - this.#dueMs - this.everyMs;
    this.#shown = { atMs: Math.min(newest.atMs, this.#reach(wanted, nowMs)), nowMs };
    this.#forget();
    return this.#between(present);
  }

  /** Return how far the picture goes: where it is wanted, but neither back nor in a leap. */
  #reach(wanted: number, nowMs: number): number {
    const { atMs, nowMs: sinceMs } = this.#shown;
    if (wanted - atMs > Math.max(JUMP * this.everyMs, JUMP_MS)) return wanted;
    return Math.max(atMs, Math.min(wanted, atMs + (nowMs - sinceMs) * CATCH_UP));
  }

  #between(present: number): Between {
    const shown = this.#shown.atMs;
    const next = this.#frames.findIndex((frame) => frame.atMs > shown);
    const after = this.#frames[next] ?? (this.#frames.at(-1) as Timed);
    const last = this.#frames[(next < 0 ? this.#frames.length : next) - 1] ?? after;
    // What has jumped over ticks is not drawn as if it had moved.
    const before = next < 0 ? (this.#frames.at(-2) ?? after) : last;
    const isStep = after.tick - before.tick === 1;
    const part = next < 0 || !isStep ? 1 : (shown - before.atMs) / (after.atMs - before.atMs);
    const behindMs = Math.max(0, present - shown);
    return { before: isStep ? before : after, after, part, behindMs };
  }

  #begin(epoch: string): void {
    this.#frames = [];
    this.#arrivals = [];
    this.#isHeap = false;
    this.#epoch = epoch;
    this.#pace = new Pace(this.tickMs);
    this.#shown = { atMs: -this.tickMs, nowMs: -Infinity };
  }

  /** Be as far behind as the network is unsteady, and get there slowly. */
  #follow(): void {
    const sorted = [...this.#arrivals].sort((one, other) => one - other);
    const usual = sorted[Math.floor((sorted.length - 1) * (1 - 1 / LATE_ONE_IN))] ?? 0;
    const wanted = Math.min((sorted[0] ?? 0) + DELAY_MS_MAX, usual);
    const most = this.everyMs * FASTER;
    const least = -this.everyMs * SLOWER;
    if (sorted.length === 1) this.#dueMs = wanted;
    else this.#dueMs += Math.max(least, Math.min(most, wanted - this.#dueMs));
  }

  #forget(): void {
    const gone = this.#frames.findLastIndex((frame) => frame.atMs <= this.#shown.atMs) - 1;
    if (gone > 0) this.#frames.splice(0, gone);
  }
}
