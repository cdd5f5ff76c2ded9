// The commands that wait for their answers: pure bookkeeping, so that nothing happens twice.
import type { Command } from "./messages";

type WithoutNumber<One> = One extends Command ? Omit<One, "number"> : never;
/** A command as the page asks for it; its number is given when it is taken. */
export type Wish = WithoutNumber<Command>;

export interface Pending {
  /** The highest number given out. */
  given: number;
  /** The highest number ever sent. */
  sent: number;
  /** Unanswered, in order. */
  waiting: readonly Command[];
}

export const NOTHING_PENDING: Pending = { given: 0, sent: 0, waiting: [] };

/**
 * Return the books with one more command, numbered; null while the one `most` numbers before it has no answer.
 *
 * The server keeps so many answers, and no more: were the oldest one late, the newest would push it out.
 */
export function take(pending: Pending, wish: Wish, most: number): Pending | null {
  const next = pending.given + 1;
  if (next - (pending.waiting[0]?.number ?? next) >= most) return null;
  const command = { ...wish, number: next } as Command;
  return { ...pending, given: command.number, waiting: [...pending.waiting, command] };
}

/** Return the books after the commands up to a number have gone out, for the first time or again. */
export function markSent(pending: Pending, upTo: number): Pending {
  return { ...pending, sent: Math.max(pending.sent, upTo) };
}

/** Return the commands above a number, in order. */
export function waitingAfter(pending: Pending, number: number): readonly Command[] {
  return pending.waiting.filter((command) => command.number > number);
}

/** Return the books after the answer to `number`; a second answer changes nothing. */
export function answer(pending: Pending, number: number): Pending {
  return { ...pending, waiting: pending.waiting.filter((command) => command.number !== number) };
}

/** The session that was sent commands up to `last` is lost: they may or may not have happened; the others go on. */
export function expire(pending: Pending, last: number): { pending: Pending; unknown: readonly Command[] } {
  const unknown = pending.waiting.filter((command) => command.number <= last);
  return { pending: { ...pending, waiting: waitingAfter(pending, last) }, unknown };
}
