// Where the server decided otherwise than was foretold, what is shown goes there evenly, and does not leap.
// clients/live/smoothing.py is the same: docs/reference/live.json holds both to it.
import type { Value } from "../messages";
import { evened, passTick, type Foretelling, type Sight } from "./rules";

/** What is left of an error after that time is a third (1/e), after three times that 5 %. */
export const FADE_MS = 100;
/** Views hold integers: less is nothing. */
const SEEN = 0.5;
/** What was foretold is not carried on for longer. */
const TICKS_MAX = 30;

/** As much of a view as has numbers in it that are off: by how much at each place, null for what is not. */
type Wrong = number | Wrong[] | { [key: string]: Wrong } | null;
interface Off {
  board: Wrong;
  secret: Wrong;
}
/** Of the tick before and of the one that is being reached. */
export type Made = readonly [Sight, Sight];

const RIGHT: Off = { board: null, secret: null };

export class Smoothing {
  #off: readonly [Off, Off] = [RIGHT, RIGHT];
  #largest = 0;
  /** When they were so large. */
  #atMs = 0;

  constructor(
    private readonly rules: Foretelling,
    private readonly seat: number,
  ) {}

  /**
   * What is right has changed: `shown` was right until now, `ticks` ago, and was foretold to go on so. `part` is how far
   * it is from the tick before to the one that is being reached.
   */
  correct(shown: Made, right: Made, ticks: number, part: number, nowMs: number): void {
    const { smooth, smoothSecret } = this.rules;
    if (!(smooth ?? smoothSecret) || ticks < 0 || ticks > TICKS_MAX) return this.leap();
    let [before, after] = shown;
    let [fadingBefore, fadingAfter] = this.#off;
    for (let tick = 0; tick < ticks; tick += 1) {
      [before, after] = [after, passTick(this.rules, after, this.seat)];
      fadingBefore = fadingAfter;
    }
    let [offBefore, offAfter] = [this.#offOf(before, right[0]), this.#offOf(after, right[1])];
    if (!offBefore || !offAfter) return this.leap();
    // In the middle of the way it goes from where it is, but at once where it is to go.
    if (ticks === 0) offBefore = offAfter = addUp(scaled(offBefore, 1 - part), scaled(offAfter, part));
    const left = this.#left(nowMs);
    this.#off = [addUp(scaled(fadingBefore, left), offBefore), addUp(scaled(fadingAfter, left), offAfter)];
    this.#largest = Math.max(...this.#off.flatMap(({ board, secret }) => [largest(board), largest(secret)]));
    this.#atMs = nowMs;
  }

  /** What is right is shown at once: nothing was foretold, or something wholly different. */
  leap(): void {
    this.#off = [RIGHT, RIGHT];
    this.#largest = 0;
  }

  /** Return what is to be shown where that is right. */
  show(right: Made, nowMs: number): Made {
    const left = this.#left(nowMs);
    if (this.#largest * left < SEEN) return right;
    return [shiftSight(right[0], this.#off[0], left), shiftSight(right[1], this.#off[1], left)];
  }

  #left(nowMs: number): number {
    return Math.exp((this.#atMs - nowMs) / FADE_MS);
  }

  /** Return by how much what was foretold is off; null where it must leap. */
  #offOf(foretold: Sight, right: Sight): Off | null {
    const [one, other] = [evened(this.rules, foretold, this.seat), evened(this.rules, right, this.seat)];
    if (!areAlike(one.board, other.board) || !areAlike(one.secret, other.secret)) return null;
    return { board: subtract(one.board, other.board), secret: subtract(one.secret, other.secret) };
  }
}

function scaled({ board, secret }: Off, by: number): Off {
  return { board: scale(board, by), secret: scale(secret, by) };
}

function addUp(one: Off, other: Off): Off {
  return { board: add(one.board, other.board), secret: add(one.secret, other.secret) };
}

/** Whether two values differ in numbers only. */
export function areAlike(one: Value, other: Value): boolean {
  if (typeof one === "number" && typeof other === "number") return true;
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, at) => areAlike(item, other[at] as Value));
  if (isDict(one) && isDict(other)) {
    const keys = Object.keys(one);
    const isSame = keys.length === Object.keys(other).length;
    return (
      isSame &&
      keys.every((key) => Object.hasOwn(other, key) && areAlike(one[key] as Value, other[key] as Value))
    );
  }
  return one === other;
}

function subtract(one: Value, other: Value): Wrong {
  if (typeof one === "number" && typeof other === "number") return one - other;
  if (Array.isArray(one) && Array.isArray(other))
    return one.map((item, at) => subtract(item, other[at] as Value));
  if (isDict(one) && isDict(other)) return mapDict(one, (item, key) => subtract(item, other[key] as Value));
  return null;
}

function scale(off: Wrong, by: number): Wrong {
  if (typeof off === "number") return off * by;
  if (Array.isArray(off)) return off.map((item) => scale(item, by));
  return off && mapDict(off, (item) => scale(item, by));
}

/** Return both errors together; where they do not fit together, the other one. */
function add(one: Wrong | undefined, other: Wrong): Wrong {
  if (typeof one === "number" && typeof other === "number") return one + other;
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length ? other.map((off, at) => add(one[at], off)) : other;
  if (isDict(one) && isDict(other)) return mapDict(other, (off, key) => add(one[key], off));
  return other;
}

/** Return the view as it is wrong by so much of an error; numbers are rounded, a half upwards. */
function shift(view: Value, off: Wrong | undefined, times: number): Value {
  if (typeof off === "number" && typeof view === "number") return Math.floor(view + off * times + 0.5);
  if (Array.isArray(off) && Array.isArray(view))
    return view.length === off.length ? view.map((item, at) => shift(item, off[at], times)) : view;
  if (isDict(off) && isDict(view)) return mapDict(view, (item, key) => shift(item, off[key], times));
  return view;
}

function shiftSight({ board, secret }: Sight, off: Off, times: number): Sight {
  return { board: shift(board, off.board, times), secret: shift(secret, off.secret, times) };
}

function largest(off: Wrong): number {
  if (typeof off === "number") return Math.abs(off);
  return off === null ? 0 : Math.max(0, ...Object.values(off).map(largest));
}

function mapDict<Of, To>(
  dict: { [key: string]: Of },
  each: (item: Of, key: string) => To,
): { [key: string]: To } {
  return Object.fromEntries(Object.entries(dict).map(([key, item]) => [key, each(item, key)]));
}

function isDict<Item>(value: unknown): value is { [key: string]: Item } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
