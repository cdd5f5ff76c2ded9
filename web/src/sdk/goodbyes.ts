// What to do when the server has ended a connection: the table of the protocol page.
import type { GoodbyeCode } from "./messages";

export type After =
  /** Stay away until asked to come back: the session lives elsewhere. */
  | "elsewhere"
  /** Coming back does not help. */
  | "refused"
  /** Begin another session. */
  | "renew"
  | "again";

/** The same fault so many times in a row would only go on for ever. */
export const EQUAL_FAULTS_MAX = 4;
/** Who was connected for so long has no loop. */
const FORGET_AFTER_MS = 60_000;

/** These say that the client itself is at fault. */
const FAULTS: ReadonlySet<GoodbyeCode> = new Set<GoodbyeCode>([
  "bad_session",
  "flood",
  "hello_expected",
  "malformed",
  "out_of_order",
  "text_frame",
  "too_large",
  "unanswered",
]);

/** After these the same session would only fail again. */
const SPOILT: ReadonlySet<GoodbyeCode> = new Set<GoodbyeCode>([
  "bad_session",
  "malformed",
  "out_of_order",
  "too_large",
  "unanswered",
]);

/** Counts the goodbyes of one kind that come one after the other. */
export class Goodbyes {
  #code: GoodbyeCode | null = null;
  #at = 0;
  /** How many times the last one has come in a row. */
  count = 0;

  /** Return what to do now. Codes of newer servers are as harmless as a cut. */
  take(code: GoodbyeCode, now: number): After {
    const isSame = code === this.#code && now - this.#at < FORGET_AFTER_MS;
    this.count = isSame ? this.count + 1 : 1;
    this.#code = code;
    this.#at = now;
    if (code === "taken_over") return "elsewhere";
    if (code === "unsupported_protocol" || code === "banned") return "refused";
    if (FAULTS.has(code) && this.count >= EQUAL_FAULTS_MAX) return "refused";
    return SPOILT.has(code) ? "renew" : "again";
  }

  /** The user wants it tried again. */
  forget(): void {
    this.#code = null;
    this.count = 0;
  }
}
