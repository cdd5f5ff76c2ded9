// How long to wait for a sign of life, before a link is given up. Times are of `Date.now()`, in milliseconds.
import type { TransportName } from "./transport";

/** From an attempt to its welcome. A WebSocket that hangs is given up sooner: there is another way. */
const WELCOME_MS_MAX: Record<TransportName, number> = { websocket: 5_000, polling: 10_000 };
/** Who has failed may just be slow: each time that nothing came gives the next attempt more, up to so much. */
const MORE_FOR_SLOW = 0.5;
const MORE_FOR_SLOW_MAX = 4;
/** From a question that must be answered at once to its answer, and so many round trips more. */
const PROBE_MS_MAX = 3_000;
const PROBE_ROUND_TRIPS = 2;
/** An attempt this young knows of the network that there is now. */
const FRESH_MS = 1_000;
/** Who was not called for so long was asleep. */
const ASLEEP_MS = 5_000;

export class Patience {
  /** Attempts in a row of which nothing was heard in time. */
  #slow = 0;
  #openedAt = 0;
  #calledAt = Date.now();
  /** By when something must be heard. */
  #deadline = 0;

  /** An attempt begins. */
  begin(name: TransportName): void {
    this.#openedAt = Date.now();
    const more = Math.min(MORE_FOR_SLOW_MAX, 1 + this.#slow * MORE_FOR_SLOW);
    this.#deadline = this.#openedAt + WELCOME_MS_MAX[name] * more;
  }

  /** A WebSocket takes over from polls that work. */
  beginTrial(): void {
    this.#deadline = Date.now() + WELCOME_MS_MAX.websocket;
  }

  /** Something was heard; a server is silent for so long at most. */
  heard(silenceMs: number): void {
    this.#deadline = Date.now() + silenceMs;
  }

  welcomed(): void {
    this.#slow = 0;
  }

  /** Nothing was heard of an attempt. */
  heardNothing(): void {
    this.#slow += 1;
  }

  /** Something was asked that must be answered at once. */
  probe(roundTripMs: number): void {
    this.#deadline = Math.min(this.#deadline, Date.now() + PROBE_MS_MAX + PROBE_ROUND_TRIPS * roundTripMs);
  }

  get isOver(): boolean {
    return Date.now() > this.#deadline;
  }

  /** Whether the last attempt is so young that another one would know no more. */
  get isFresh(): boolean {
    return Date.now() - this.#openedAt < FRESH_MS;
  }

  /** To be called every second or so. Returns whether it was not, since this machine slept. */
  wasAsleep(now: number): boolean {
    const awayMs = now - this.#calledAt;
    this.#calledAt = now;
    return awayMs >= ASLEEP_MS;
  }
}
