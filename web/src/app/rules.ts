// The rules of a table that its host decides: what is usual, and which of them a table has a use for.
import type { House } from "../sdk/views/room";

export type Rules = Pick<House, "undo" | "rotate" | "watchers_heard" | "countdown_ms" | "lend">;

/** Who has just said to be ready may look elsewhere: the game begins a moment later. */
export const USUAL_RULES: Rules = {
  undo: true,
  rotate: true,
  watchers_heard: true,
  countdown_ms: 3_000,
  lend: "",
};

/** What is played, as far as rules depend on it. */
export interface Played {
  isRated: boolean;
  isSlow: boolean;
  /** In real time. */
  isLive: boolean;
  hasBots: boolean;
}

/** Return which rules make a difference there. */
export function rulesFor({ isRated, isSlow, isLive, hasBots }: Played): (keyof Rules)[] {
  return [
    ...(isRated || isLive ? [] : (["undo"] as const)),
    "rotate",
    "watchers_heard",
    ...(isSlow ? [] : (["countdown_ms"] as const)),
    ...(isRated || !hasBots ? [] : (["lend"] as const)),
  ];
}

/** Return of these rules those that make a difference there. */
export function chosenRules(rules: Rules, played: Played): Partial<Rules> {
  return Object.fromEntries(rulesFor(played).map((name) => [name, rules[name]]));
}
