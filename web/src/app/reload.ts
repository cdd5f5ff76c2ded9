// Loading the page anew by itself: where that does not help, it is not done again and again.
import type { Connection } from "../sdk/connection";
import { keep, recall } from "./storage";

const AGAIN_AFTER_MS = 600_000;

/** Load the page anew, unless it was lately done for the same reason, or nobody could remember that. */
export function reloadOnce(reason: string, now: number, reload = () => location.reload()): boolean {
  const key = `lobby.reloaded ${reason}`;
  const age = now - Number(recall(key) ?? -Infinity);
  if (age < AGAIN_AFTER_MS || !keep(key, String(now))) return false;
  reload();
  return true;
}

/** Return whether somebody has begun to write something that would be lost. */
export function isWriting(): boolean {
  const fields = document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(
    "input:not([type]), input[type=text], textarea",
  );
  return [...fields].some((field) => !field.readOnly && field.value !== field.defaultValue);
}

/** The server has a newer page: take it between moves, when nothing is half said. */
export function reloadIfNewer(
  { status, newerPage, unanswered }: Connection,
  build: string,
  isBusy: boolean,
): void {
  if (status.name === "refused" && status.code === "unsupported_protocol")
    reloadOnce(`protocol of ${build}`, Date.now());
  if (!newerPage || status.name !== "online" || unanswered > 0) return;
  if (!isBusy && !isWriting()) reloadOnce(`newer than ${build}`, Date.now());
}
