// How often ticks really come: a room that is too slow for its rate gets half as many, a quarter, or an eighth.

/** What is looked at has two halves, each of so long and so many ticks at least; they must say the same. */
const HALF_MS = 500;
const HALF_HEARD = 4;
/** As lobby/shell/ticking/pace.py has it. */
const DIVISOR_MAX = 8;

interface Heard {
  tick: number;
  nowMs: number;
}

export class Pace {
  /** Milliseconds from one tick to the next. */
  everyMs: number;
  #heard: Heard[] = [];

  /** `tickMs`: from one tick to the next at the game's own rate. */
  constructor(private readonly tickMs: number) {
    this.everyMs = tickMs;
  }

  /** A tick has come; return whether ticks come at another pace now. */
  hear(tick: number, nowMs: number): boolean {
    if (tick === this.#heard.at(-1)?.tick) return false;
    const last = { tick, nowMs };
    this.#heard.push(last);
    const middle = this.#before(this.#heard.length - 1);
    const first = this.#before(middle);
    if (first < 0) return false;
    this.#heard.splice(0, first);
    const halfway = this.#heard[middle - first] as Heard;
    const divisor = this.#divisor(this.#heard[0] as Heard, halfway);
    // One half alone may be a halt of the network, or of the server.
    if (divisor !== this.#divisor(halfway, last) || divisor * this.tickMs === this.everyMs) return false;
    this.everyMs = divisor * this.tickMs;
    return true;
  }

  /** Return the place of the last tick that came a half before another one, -1 without. */
  #before(place: number): number {
    const { nowMs } = this.#heard[place] ?? { nowMs: -Infinity };
    const within = this.#heard.findLastIndex((heard) => heard.nowMs <= nowMs - HALF_MS);
    return Math.min(within, place - HALF_HEARD);
  }

  #divisor(from: Heard, to: Heard): number {
    const each = (to.nowMs - from.nowMs) / (to.tick - from.tick) / this.tickMs;
    return 2 ** Math.max(0, Math.min(Math.log2(DIVISOR_MAX), Math.round(Math.log2(each))));
  }
}
