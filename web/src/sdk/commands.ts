// What was asked for and has no answer yet, and who waits for it.
import { encodeMessage } from "./bytes";
import type { Command, Limits, RefusalCode, Value } from "./messages";
import {
  answer,
  expire,
  markSent,
  NOTHING_PENDING,
  take,
  waitingAfter,
  type Pending,
  type Wish,
} from "./pending";

/** `unknown`: it was sent and the session was lost; `too_many` and `too_large`: it was never taken. */
export type FailureCode = RefusalCode | "unknown" | "too_many" | "too_large";

/** Why a command changed nothing. `params`: the detail in parts, where the server told them. */
export interface Failure {
  done: false;
  code: FailureCode;
  detail: string;
  params?: Record<string, Value>;
  /** By the clock of `Date.now()`; missing: the server told no time after which it can be done. */
  retryAt?: number;
}

/** How a command ended. */
export type Outcome = { done: true; result: Value } | Failure;

/** A command that has no answer yet. */
export interface Kept {
  command: Command;
  /** Whether it has gone out; it may have taken effect then. */
  sent: boolean;
  /** The clock of `Date.now()` when it was asked for. */
  askedAt: number;
}

interface Asked {
  askedAt: number;
  resolve: (outcome: Outcome) => void;
}

export class Commands {
  #pending: Pending = NOTHING_PENDING;
  #asked = new Map<number, Asked>();

  /** The highest number ever sent in this session. */
  get last(): number {
    return this.#pending.sent;
  }

  /** In the order in which they were asked for. */
  get kept(): Kept[] {
    return this.#pending.waiting.map((command) => ({
      command,
      sent: command.number <= this.#pending.sent,
      askedAt: this.#asked.get(command.number)?.askedAt ?? 0,
    }));
  }

  get waiting(): readonly Command[] {
    return this.#pending.waiting;
  }

  /** Take a wish, or say at once why not. */
  ask(wish: Wish, limits: Limits): Promise<Outcome> {
    const pending = take(this.#pending, wish, limits.unanswered);
    const bytes = encodeMessage({ ...wish, number: this.#pending.given + 1 } as Command).length;
    if (bytes > limits.frame_bytes) {
      return failed("too_large", `${bytes} bytes are over the limit of ${limits.frame_bytes}`);
    }
    if (pending === null) return failed("too_many", "too many commands wait for an answer already");
    this.#pending = pending;
    return new Promise((resolve) => this.#asked.set(pending.given, { askedAt: Date.now(), resolve }));
  }

  waitingAfter(number: number): readonly Command[] {
    return waitingAfter(this.#pending, number);
  }

  markSent(upTo: number): void {
    this.#pending = markSent(this.#pending, upTo);
  }

  settle(number: number, outcome: Outcome): void {
    this.#pending = answer(this.#pending, number);
    const asked = this.#asked.get(number);
    this.#asked.delete(number);
    asked?.resolve(outcome);
  }

  /** The server has forgotten the session, in which `last` was the highest number that it may have heard. */
  expire(last: number): void {
    const { pending, unknown } = expire(this.#pending, last);
    this.#pending = pending;
    for (const command of unknown) this.settle(command.number, UNKNOWN);
  }

  /** Another session begins, with numbers from 1 on. */
  renew(): void {
    const { sent } = this.#pending;
    for (const { number } of this.waiting) this.settle(number, number <= sent ? UNKNOWN : NEVER_SENT);
    this.#pending = NOTHING_PENDING;
  }
}

function failed(code: FailureCode, detail: string): Promise<Outcome> {
  return Promise.resolve({ done: false, code, detail });
}

const UNKNOWN: Outcome = {
  done: false,
  code: "unknown",
  detail: "the server no longer knows whether this took effect",
};
const NEVER_SENT: Outcome = { done: false, code: "not_done", detail: "it was never sent" };
