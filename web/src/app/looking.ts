// What became of a table that can't be entered, as the server remembers it.
import type { FailureCode, Outcome } from "../sdk/commands";
import type { Wish } from "../sdk/pending";
import type { RoomLook, RoomView } from "../sdk/views";
import { detailLine, failureLine } from "./words";

export type Ask = (wish: Wish) => Promise<Outcome>;

/** A table that is over, and the one that was opened for the same people, if that still stands. */
export interface Past {
  look: RoomLook;
  next: RoomLook | null;
}

/** What is known of a table; `lost`: one was in it, and the server has forgotten it. */
export type Found = { past: Past } | { lost: RoomView } | { title: string; detail: string };

/** Ask what is known of a table by its id or code; `known` is how it was when one was in it. */
export async function lookFor(ask: Ask, room: string, known: RoomView | null): Promise<Found> {
  const outcome = await ask({ type: "look", room });
  if (!outcome.done) return notTold(outcome, known);
  const look = outcome.result as unknown as RoomLook;
  if (look.state !== "closed")
    return { title: "This table is open", detail: "You can come in, though it did not work just now." };
  return { past: { look, next: await findNext(ask, look.again) } };
}

/** Nothing was to be changed, so the words of commands that change something would be wrong here. */
const UNTOLD: Partial<Record<FailureCode, string>> = {
  rate_limited: "You have looked up many tables in a short time",
  store: "The server can’t read what it has stored",
};

function notTold({ code, detail }: Outcome & { done: false }, known: RoomView | null): Found {
  if (code !== "no_such_room")
    return {
      title: "What became of this table can’t be told right now",
      detail: `${UNTOLD[code] ?? failureLine(code)}. Try again in a moment.`,
    };
  return known ? { lost: known } : { title: failureLine(code), detail: detailLine(code, detail) };
}

/** A next table that is over, too, is none to go to; one that can't be looked at now is found by asking again. */
async function findNext(ask: Ask, room: string | null): Promise<RoomLook | null> {
  if (room === null) return null;
  const outcome = await ask({ type: "look", room });
  const look = outcome.done ? (outcome.result as unknown as RoomLook) : null;
  return look?.state === "closed" ? null : look;
}

/** Return why a table has closed, "" where this page does not know. */
export function closedLine(reason: string): string {
  switch (reason) {
    case "empty":
      return "Nobody had a seat at it any more.";
    case "closed":
      return "Its game failed again and again.";
    case "outdated":
      return "Its game was changed meanwhile, and could not go on.";
    default:
      return "";
  }
}
