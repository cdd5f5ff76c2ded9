// That a game of a rated table does not count, and why: from its start on where that is known then.
import type { Unrated as Why } from "../../sdk/views/game";
import { unratedText } from "../words/unrated";

export function Unrated({ why }: { why: Why }) {
  const text = unratedText(why);
  return text ? (
    <p class="muted" data-testid="unrated">
      {text}
    </p>
  ) : null;
}

/** The same in a list of games. */
export function UnratedGame({ why }: { why: Why }) {
  const text = unratedText(why);
  return text ? (
    <span class="muted small" data-testid="unrated">
      {text}
    </span>
  ) : null;
}
