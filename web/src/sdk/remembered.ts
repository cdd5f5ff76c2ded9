// What worked is remembered for a day, so that the next page begins with it.
import type { TransportName } from "./transport";

const KEY = "lobby.transport";
const DAY_MS = 86_400_000;

export interface Memory {
  recall(now: number): TransportName | null;
  remember(name: TransportName, now: number): void;
}

/** Return the browser's memory of one server, or one that forgets with the page where there is none. */
export function memoryOf(base: string | URL): Memory {
  return {
    recall: (now) => recall(keyOf(base), now),
    remember: (name, now) => remember(keyOf(base), name, now),
  };
}

function keyOf(base: string | URL): string {
  return `${KEY} ${new URL(base).origin}`;
}

/** Only polling need be remembered: a WebSocket is what everybody begins with. */
function remember(key: string, name: TransportName, now: number): void {
  if (name === "websocket") touch((storage) => storage.removeItem(key));
  else touch((storage) => storage.setItem(key, String(now)));
}

function recall(key: string, now: number): TransportName | null {
  const kept = touch((storage) => storage.getItem(key));
  const age = kept == null ? Number.NaN : now - Number(kept);
  return age >= 0 && age < DAY_MS ? "polling" : null;
}

/** Browsers throw where storage is denied; programs have none, and some warn when it is so much as looked at. */
function touch<Result>(use: (storage: Storage) => Result): Result | null {
  if (typeof document === "undefined") return null;
  try {
    return use(localStorage);
  } catch {
    return null;
  }
}
