// What became of a table that can't be entered, as the server remembers it.
import type { Failure, FailureCode, Outcome } from "../sdk/commands";
import type { Wish } from "../sdk/pending";
import type { RoomLook } from "../sdk/views/lobby";
import type { RoomView } from "../sdk/views/room";
import { detailLine, failureLine } from "./lines";
import { texts } from "./words";

export type Ask = (wish: Wish) => Promise<Outcome>;

/** A table that is over, and the one that was opened for the same people, if that still stands. */
export interface Past {
  look: RoomLook;
  next: RoomLook | null;
}

/** Why a table is not shown of which nothing is known; `open`: it could be entered after all. */
export type Untold =
  { refused: FailureCode; detail: string; isLook: boolean; failure?: Failure } | { open: true };

/** What is known of a table; `lost`: one was in it, and the server has forgotten it. */
export type Found = { past: Past } | { lost: RoomView } | Untold;

/** Ask what is known of a table by its id or code; `known` is how it was when one was in it. */
export async function lookFor(ask: Ask, room: string, known: RoomView | null): Promise<Found> {
  const outcome = await ask({ type: "look", room });
  if (!outcome.done) return notTold(outcome, known);
  const look = outcome.result as unknown as RoomLook;
  if (look.state !== "closed") return { open: true };
  return { past: { look, next: await findNext(ask, look.again) } };
}

function notTold(failure: Failure, known: RoomView | null): Found {
  const { code, detail } = failure;
  return code === "no_such_room" && known
    ? { lost: known }
    : { refused: code, detail, isLook: true, failure };
}

/** Return what the page of a table says in place of it. */
export function absenceLines(untold: Untold): { title: string; detail: string } {
  if ("open" in untold) return { title: texts.absence.isOpen, detail: texts.absence.isOpenHint };
  const { refused, detail, isLook, failure } = untold;
  if (isHalted(failure)) return { title: texts.absence.halted, detail: texts.gone.halted };
  if (refused === "banned") return { title: failureLine(refused), detail: hostsWords(detail, failure) };
  if (!isLook || refused === "no_such_room")
    return { title: failureLine(refused), detail: detailLine(refused, detail) };
  return { title: texts.absence.untold, detail: texts.absence.untoldHint(lookFailureLine(refused)) };
}

/** Return what the page of a table has in place of it that waits until its game is mended. */
export function halted(detail: string): Found {
  const failure: Failure = { done: false, code: "game_failed", detail, params: { why: "halted" } };
  return { refused: failure.code, detail, isLook: false, failure };
}

/** Whether a table waits for its game; the next server may have it. */
export function isWaiting(absence: unknown): boolean {
  const { failure } = (absence ?? {}) as { failure?: Failure };
  return isHalted(failure);
}

function isHalted(failure: Failure | undefined): boolean {
  return failure?.params?.["why"] === "halted";
}

/** Whether the host keeps one out: asking again changes nothing. */
export function isBanned(untold: Untold): boolean {
  return "refused" in untold && untold.refused === "banned";
}

/** Return what the host has said to who is banned; of an address, that it is kept out. */
function hostsWords(detail: string, failure: Failure | undefined): string {
  if (failure?.params?.["why"] !== "banned") return detail;
  const reason = String(failure.params["reason"] ?? "");
  return reason && texts.door.said(reason);
}

/** Nothing was to be changed, so the words of commands that change something would be wrong here. */
function lookFailureLine(code: FailureCode): string {
  if (code === "rate_limited") return texts.absence.lookedUpMany;
  return code === "store" ? texts.absence.cannotRead : failureLine(code);
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
  return Object.hasOwn(texts.closed.reasons, reason)
    ? texts.closed.reasons[reason as keyof typeof texts.closed.reasons]
    : "";
}
