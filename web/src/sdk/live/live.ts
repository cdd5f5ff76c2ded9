// A game in real time as one player sees it: others between two ticks, one's own things ahead of them.
import type { Outcome } from "../commands";
import type { Value } from "../messages";
import { Foresight, type Input } from "./foresight";
import type { Foretelling } from "./rules";
import { Smoothing, type Made } from "./smoothing";
import { Timeline, type Between, type Frame } from "./timeline";

/** What is to be drawn at a moment. */
export interface LiveFrame {
  /** The tick that the others are on their way to. */
  tick: number;
  /** The view of the tick before, with one's own things foretold. */
  before: Value;
  /** The view that is being reached, likewise. */
  after: Value;
  /** What only one's own seat sees at the same two ticks, null without. */
  secretBefore: Value;
  secretAfter: Value;
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

/** Both ticks as they are foretold, and out of what. */
interface Foretold {
  made: Made;
  of: { before: Frame; after: Frame; lead: number; inputs: readonly Input[] };
}

export class Live {
  readonly #timeline: Timeline;
  readonly #foresight: Foresight | null;
  readonly #smoothing: Smoothing | null;
  #foretold: Foretold | null = null;

  constructor(private readonly options: LiveOptions) {
    const { rate, seat, rules } = options;
    this.#timeline = new Timeline(rate);
    this.#foresight = seat === null ? null : new Foresight(rules, seat);
    this.#smoothing = seat === null ? null : new Smoothing(rules, seat);
  }

  get tickMs(): number {
    return this.#timeline.tickMs;
  }

  /** A tick has come. `secret`: what only one's own seat sees of it, null without. */
  hear(epoch: string, tick: number, board: Value, nowMs: number, secret: Value = null): void {
    this.#timeline.hear(epoch, tick, { board, secret }, nowMs);
  }

  /** Do something; it is shown at once, and the promise tells what the server made of it. */
  async input(move: Value, nowMs = performance.now()): Promise<Outcome> {
    const between = this.#timeline.at(nowMs);
    const foresight = this.#foresight;
    if (!between || !foresight) return NOTHING_YET;
    this.#correct(foresight, between, nowMs);
    const input = foresight.add(move, between.after.tick);
    this.#correct(foresight, between, nowMs);
    const outcome = await this.options.send(move, this.#timeline.newest?.tick ?? 0);
    const tick = outcome.done ? (outcome.result as { tick?: Value } | null)?.tick : null;
    if (typeof tick === "number") foresight.answer(input, tick);
    else foresight.drop(input);
    return outcome;
  }

  /** Return what is to be drawn now; null before the first tick. `pingMs`: the round trip of the network. */
  frame(nowMs = performance.now(), pingMs = 0): LiveFrame | null {
    const between = this.#timeline.at(nowMs);
    if (!between) return null;
    const { before, after, part, behindMs } = between;
    const foresight = this.#foresight;
    let [from, to]: Made = [before.sight, after.sight];
    if (foresight) {
      foresight.forget(before.tick);
      foresight.expect(behindMs + pingMs, this.#timeline.everyMs);
      [from, to] = this.#correct(foresight, between, nowMs);
    }
    const { lead = 0 } = foresight ?? {};
    const ageMs = Math.round(behindMs + pingMs / 2);
    const secrets = { secretBefore: from.secret, secretAfter: to.secret };
    return { tick: after.tick, before: from.board, after: to.board, ...secrets, part, ageMs, lead };
  }

  /** Return what is to be shown of both ticks: it goes evenly to where it is foretold now. */
  #correct(foresight: Foresight, between: Between, nowMs: number): Made {
    const shown = this.#foretold;
    const { made, of } = this.#foretell(foresight, between);
    if (!this.#smoothing) return made;
    if (shown && shown.made !== made) {
      // Over ticks that were left out it leaps.
      if (between.before === between.after || shown.of.before === shown.of.after) this.#smoothing.leap();
      else {
        const ticks = of.after.tick - shown.of.after.tick;
        this.#smoothing.correct(shown.made, made, ticks, between.part, nowMs);
      }
    }
    return this.#smoothing.show(made, nowMs);
  }

  /** Return both ticks with one's own things foretold; made once for as long as they stay the same. */
  #foretell(foresight: Foresight, { before, after }: Between): Foretold {
    const { lead, inputs } = foresight;
    const was = this.#foretold?.of;
    const isSame =
      was?.before === before && was.after === after && was.lead === lead && was.inputs === inputs;
    if (this.#foretold && isSame) return this.#foretold;
    const made: Made = [
      foresight.show(before.sight, before.tick, after.tick),
      foresight.show(after.sight, after.tick),
    ];
    return (this.#foretold = { made, of: { before, after, lead, inputs } });
  }
}
