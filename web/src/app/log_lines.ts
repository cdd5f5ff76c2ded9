// The lines of a game's log: public notes and private ones, in the order in which they happened.
import type { Note } from "../sdk/views/game";

export interface LogLine {
  /** The same for a note as long as it is shown. */
  key: string;
  text: string;
  isPrivate: boolean;
}

/** Return the notes that have a text, by action; of one action the public ones come first. */
export function linesOf(everybodys: readonly Note[], mine: readonly Note[]): LogLine[] {
  const lines = [...keyed(everybodys, false), ...keyed(mine, true)];
  return lines.sort(
    (one, other) => one.number - other.number || Number(one.isPrivate) - Number(other.isPrivate),
  );
}

function keyed(notes: readonly Note[], isPrivate: boolean): (LogLine & { number: number })[] {
  return notes.flatMap((note, index) => {
    if (!note.text) return [];
    // Counted from the action's last note: the first ones fall out of the list of the last thirty.
    const after = notes.slice(index + 1).filter((other) => other.number === note.number).length;
    const key = `${isPrivate ? "mine" : "all"}/${note.number}/${after}`;
    return [{ key, text: note.text, isPrivate, number: note.number }];
  });
}
