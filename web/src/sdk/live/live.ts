// A game in real time as one player sees it: others between two ticks, one's own things ahead of them.
import type { Outcome } from "../commands";
import type { Value } from "../messages";
import { Foresight, type Foretelling } from "./foresight";
import { Timeline } from "./timeline";

/** What is to be drawn at a moment. */
export interface LiveFrame {
  /** The tick that the others are on their way to. */
  tick: number;
  /** The view of the tick before, with one's own things foretold. */
  before: Value;
  /** The view that is being reached, likewise. */
  after: Value;
  /** From 0 to 1: how far it is from the one to the other. */
  part: number;
  /** How old is what is shown of the others, in milliseconds. */
  ageMs: number;
  /** How many ticks one's own things are ahead. */
  lead: number;
}

export interface LiveOptions {
  /** Ticks a second. */
  rate: number;
  /** One's own seat, null for who watches. */
  seat: number | null;
  rules: Foretelling;
  /** Send an input, decided on what a tick shows; the result of the answer is {"tick": n}. */
  send: (move: Value, tick: number) => Promise<Outcome>;
}

const NOTHING_YET: Outcome = { done: false, code: "not_your_turn", detail: "" };

export class Live {
  readonly #timeline: Timeline;
  readonly #foresight: Foresight | null;
  /** What was foretold last, and out of what. */
  #made: { key: readonly unknown[]; before: Value; after: Value } | null = null;

  constructor(private readonly options: LiveOptions) {
    this.#timeline = new Timeline(options.rate);
    this.#foresight = options.seat === null ? null : new Foresight(options.rules, options.seat);
  }

  get tickMs(): number {
    return this.#timeline.tickMs;
  }

  /** A tick has come. */
  hear(epoch: string, tick: number, board: Value, nowMs: number): void {
    this.#timeline.hear(epoch, tick, board, nowMs);
  }

  /** Do something; it is shown at once, and the promise tells what the server made of it. */
  async input(move: Value, nowMs = performance.now()): Promise<Outcome> {
    const between = this.#timeline.at(nowMs);
    if (!between || !this.#foresight) return NOTHING_YET;
    const input = this.#foresight.add(move, between.after.tick);
    const outcome = await this.options.send(move, this.#timeline.newest?.tick ?? 0);
    const tick = outcome.done ? (outcome.result as { tick?: Value } | null)?.tick : null;
    if (typeof tick === "number") this.#foresight.answer(input, tick);
    else this.#foresight.drop(input);
    return outcome;
  }

  /** Return what is to be drawn now; null before the first tick. `pingMs`: the round trip of the network. */
  frame(nowMs = performance.now(), pingMs = 0): LiveFrame | null {
    const between = this.#timeline.at(nowMs);
    if (!between) return null;
    const { before, after, part, behindMs } = between;
    const foresight = this.#foresight;
    foresight?.forget(before.tick);
    foresight?.expect(behindMs + pingMs, this.#timeline.everyMs);
    const key = [before, after, foresight?.lead, foresight?.inputs];
    if (!this.#made || key.some((one, at) => one !== this.#made?.key[at])) {
      const show = (frame: typeof after) =>
        foresight?.show(frame.board, frame.tick, after.tick) ?? frame.board;
      this.#made = { key, before: show(before), after: show(after) };
    }
    const { lead = 0 } = foresight ?? {};
    const views = { before: this.#made.before, after: this.#made.after };
    return { tick: after.tick, ...views, part, ageMs: Math.round(behindMs + pingMs / 2), lead };
  }
}
