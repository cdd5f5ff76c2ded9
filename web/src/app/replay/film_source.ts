// A film of a game in real time for its drawing: between two ticks, as fast as it is played.
import type { LiveSource } from "../../games/live/source";
import type { Outcome } from "../../sdk/commands";
import type { LiveFrame } from "../../sdk/live/live";
import type { Value } from "../../sdk/messages";

export const OVER: Outcome = { done: false, code: "not_your_turn", detail: "" };

export class FilmSource implements LiveSource {
  readonly rules = {};
  #shown: { before: Value; after: Value; index: number; sinceMs: number; ms: number } | null = null;

  constructor(readonly rate: number) {}

  /** Go to a frame, in so many milliseconds; 0: at once. */
  show(index: number, before: Value, after: Value, ms: number): void {
    if (this.#shown?.index === index) this.#shown.ms = ms;
    else this.#shown = { before, after, index, sinceMs: performance.now(), ms };
  }

  frame(): LiveFrame | null {
    if (!this.#shown) return null;
    const { before, after, index, sinceMs, ms } = this.#shown;
    const part = ms > 0 ? Math.min(1, (performance.now() - sinceMs) / ms) : 1;
    return { tick: index, before, after, part, ageMs: 0, lead: 0 };
  }

  input(): Promise<Outcome> {
    return Promise.resolve(OVER);
  }

  pingMs(): number {
    return 0;
  }
}
