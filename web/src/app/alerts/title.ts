// The title of the tab.
import { texts } from "../words";
import type { Calls } from "./cues";

/** Return the title of a page about `subject`, "" for home: what calls the player stands first. */
export function titleOf({ isFound, isTurn, others, unread }: Calls, subject: string): string {
  const name = subject || texts.common.lobby;
  const turn = isTurn ? texts.result.yourTurn : others > 0 ? texts.alerts.turnElsewhere(others) : "";
  const call = isFound ? texts.found.title : turn;
  return `${call && `● ${call} – `}${unread > 0 ? `(${unread}) ` : ""}${name}`;
}
