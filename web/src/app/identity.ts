// "Play as another guest in this tab": a token of the tab's own, instead of the browser's cookie.
import { fromHex, randomBytes, toHex } from "../sdk/bytes";
import { forget, keep, recall } from "./storage";

const KEY = "lobby.guest";

/** Return the tab's own token, if it plays as another guest. */
export function guestToken(): Uint8Array | undefined {
  const kept = recall(KEY);
  return kept === null ? undefined : fromHex(kept);
}

/** Become another guest, in this tab only. */
export function becomeAnother(): void {
  keep(KEY, toHex(randomBytes(32)));
}

/** Become again who the browser's cookie says. */
export function becomeOneself(): void {
  forget(KEY);
}
