// Who stands behind names that come without more than their ids.
import type { Person } from "./block";
import { calledName } from "./words/bots";

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
