// Signals of a game's own page: no more than the server lets through, of each kind the latest.
import type { Value } from "../../sdk/messages";

/** The server lets 20 a second through (`limits.signals_per_second`), those of the page itself included. */
export const TELL_EVERY_MS = 60;
/** Kinds that the page itself sends. */
const TAKEN = new Set(["typing", "emote"]);
const KIND_CHARACTERS_MAX = 16;

export class Teller {
  #waiting = new Map<string, Value>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly send: (kind: string, value: Value) => void) {}

  /** Send it now or soon; one of the same kind that still waits is left out. */
  tell(kind: string, value: Value): void {
    this.#waiting.set(kind, value);
    if (this.#timer === undefined) this.#next();
  }

  /** Send nothing any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#waiting.clear();
  }

  #next(): void {
    this.#timer = undefined;
    const [first] = this.#waiting;
    if (first === undefined) return;
    this.#waiting.delete(first[0]);
    this.send(...first);
    this.#timer = setTimeout(() => this.#next(), TELL_EVERY_MS);
  }
}

/** Return why no signal can have this kind; null where it can. */
export function findKindFault(kind: unknown): string | null {
  if (typeof kind !== "string" || kind.length < 1 || kind.length > KIND_CHARACTERS_MAX)
    return `the kind of a signal has 1 to ${KIND_CHARACTERS_MAX} characters, not ${JSON.stringify(kind)}`;
  return TAKEN.has(kind) ? `signals of the kind ${kind} are the lobby's own` : null;
}

/** Return whether a signal is one that a game's page hears. */
export function isForPages(kind: string): boolean {
  return !TAKEN.has(kind);
}
