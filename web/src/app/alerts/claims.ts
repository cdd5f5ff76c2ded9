// Which of several tabs rings: the first one that writes down that it does.

const KEY = "lobby.rang";
/** Within this time the same call is one that another tab has rung for. */
const SAME_MS = 3_000;

/** Return whether no other tab rings for this already; where storage is denied each of them does. */
export function isFirstToRing(call: string, now = Date.now()): boolean {
  try {
    const last = JSON.parse(localStorage.getItem(KEY) ?? "null") as { call: string; at: number } | null;
    if (last?.call === call && Math.abs(now - last.at) < SAME_MS) return false;
    localStorage.setItem(KEY, JSON.stringify({ call, at: now }));
    return true;
  } catch {
    return true;
  }
}
