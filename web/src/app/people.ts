// People as pages name them, also those of whom there is no more than a name.
import type { Kind } from "../sdk/messages";
import { calledName } from "./words/bots";

export interface Person {
  player: string;
  name: string;
  kind?: Kind | null;
}

/** Return the people of some names; of whom no id is known there is nothing more to know (""). */
export function peopleOf(ids: readonly (string | null)[], names: readonly string[]): Person[] {
  return names.map((name, at) => ({
    player: ids[at] ?? "",
    name: calledName(name),
    kind: isServerBot(ids[at] ?? "") ? "bot" : null,
  }));
}

/** Of a bot of the server's own there is nothing more to know; no id of a player has a hyphen. */
export function isServerBot(id: string): boolean {
  return id.startsWith("bot-");
}
