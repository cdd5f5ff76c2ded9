// One's own head turns at once, also between two cells: it slides to its new way, or it would leap there.
import type { Point } from "./paint";

/** A head that goes round a corner is off both ways by less from one picture to the next, in cells. */
const LEAP = 0.15;
/** Whoever is off by more has not turned: what is shown began anew. */
const LEAP_MAX = 2;
/** What is left of a leap after that time is a third. */
const FADE_MS = 50;

export class Slide {
  #last: { head: Point; nowMs: number } | null = null;
  #left: Point = [0, 0];

  /** Return by how much the head is off the place where it should be now; undefined: there is none. */
  off(head: Point | undefined, nowMs: number): Point {
    const last = this.#last;
    this.#last = head ? { head, nowMs } : null;
    if (!head || !last) return (this.#left = [0, 0]);
    const fade = Math.exp((last.nowMs - nowMs) / FADE_MS);
    const leap: Point = [last.head[0] - head[0], last.head[1] - head[1]];
    const [kept, gone] = isTurn(leap) ? [1, leap] : [fade, [0, 0] as const];
    this.#left = [this.#left[0] * kept + gone[0], this.#left[1] * kept + gone[1]];
    return this.#left;
  }
}

function isTurn([right, down]: Point): boolean {
  const [less, more] = [Math.abs(right), Math.abs(down)].sort((one, other) => one - other) as [
    number,
    number,
  ];
  return less > LEAP && more <= LEAP_MAX;
}
