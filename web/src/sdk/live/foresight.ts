// One's own inputs, shown before the server has told what became of them.
import type { Value } from "../messages";
import { goesOn, passTick, put, type Foretelling, type Sight } from "./rules";

export interface Input {
  readonly id: number;
  move: Value;
  /** The tick that was shown when it was made. */
  shown: number;
  /** The tick whose inputs hold it: as the server has answered, or as it is likely to. */
  tick: number;
  isAnswered: boolean;
}

/** How much of the last answer goes into what is expected of the next one. */
const WEIGHT = 0.25;
/** The lead changes when it is wrong by more than that, in ticks: else it would flicker. */
const WRONG = 0.7;
const LEAD_MAX = 30;

/** Shown is what is seen of a tick, and on top of it what one has done since, as far as it can be foretold. */
export class Foresight {
  inputs: readonly Input[] = [];
  /** How many ticks one's own things are shown ahead of all others. */
  lead = 0;
  #expected: number | null = null;
  #given = 0;

  constructor(
    private readonly rules: Foretelling,
    private readonly seat: number,
  ) {}

  /** Take the lead from the network, until answers tell better: `ms` from what is shown to when an input arrives. */
  expect(ms: number, tickMs: number): void {
    if (this.#expected === null) this.lead = this.#bounded(Math.round(ms / tickMs + 0.5));
  }

  /** Note an input that is made while a tick is shown. */
  add(move: Value, shown: number): Input {
    this.#given += 1;
    const input = { id: this.#given, move, shown, tick: shown + Math.max(1, this.lead), isAnswered: false };
    this.inputs = [...this.inputs, input];
    return input;
  }

  /** The server has put it into the inputs of a tick. */
  answer(input: Input, tick: number): void {
    const took = tick - input.shown;
    this.#expected = this.#expected === null ? took : this.#expected + WEIGHT * (took - this.#expected);
    if (Math.abs(this.#expected - this.lead) > WRONG) this.lead = this.#bounded(Math.round(this.#expected));
    this.inputs = this.inputs.map((one) => (one.id === input.id ? { ...one, tick, isAnswered: true } : one));
  }

  /** It has not happened, or nobody knows. */
  drop(input: Input): void {
    this.inputs = this.inputs.filter((one) => one.id !== input.id);
  }

  /** Forget what the boards from a tick on hold themselves. */
  forget(tick: number): void {
    if (this.inputs.some((input) => input.isAnswered && input.tick <= tick))
      this.inputs = this.inputs.filter((input) => !input.isAnswered || input.tick > tick);
  }

  /**
   * Return what is seen of a tick with all that one has done since, ahead by the lead. `reached` is the tick on the way
   * to which it is shown: what was done on that way belongs to its end, or the way would begin somewhere else.
   */
  show(sight: Sight, tick: number, reached = tick): Sight {
    const { rules, seat } = this;
    const isBegun = reached > tick && goesOn(rules);
    const inputs = this.inputs.filter(
      (input) => (!input.isAnswered || input.tick > tick) && !(isBegun && input.shown >= reached),
    );
    let shown = sight;
    const ahead = goesOn(rules) ? this.lead : 1;
    for (let step = 1; step <= ahead; step += 1) {
      for (const input of inputs) {
        const due = Math.max(1, Math.min(ahead, input.tick - tick));
        if (due === step) shown = put(rules, shown, input.move, seat);
      }
      shown = passTick(rules, shown, seat);
    }
    return shown;
  }

  #bounded(lead: number): number {
    return goesOn(this.rules) ? Math.max(0, Math.min(LEAD_MAX, lead)) : 0;
  }
}
