// What the keys of a view tell about the values behind them, and names in the place of seats.
import { readable } from "../../forms/words";

/** Put the players' names for {0}, {1}, … */
export function fill(text: string, names: readonly string[]): string {
  return text.replace(/\{(\d+)\}/g, (all, seat: string) => names[Number(seat)] ?? all);
}

/** Return a key of a view in words. */
export function keyWords(key: string, names: readonly string[]): string {
  return key.includes("{") ? fill(key, names) : readable(key);
}

const BOARDS = words("board grid cell cells square squares field fields map tiles");
const ROWS = words(
  "pit pits heap heaps pile piles stacks slots holes places lane lanes market display offer row cards hand",
);
/** Listed in docs/reference/default-page.md. */
export const EACH = words(
  `scores score points hands counts count players bids bets totals lives coins money chips tricks passed folded
  answered ready guesses answers votes names captured captures taken collected wins sizes books roles teams health
  out done positions ranks banks stacks seats`,
);
/** Listed there, too. */
export const SEATS = words(
  `seat player dealer leader artist drawer painter winner loser bidder caller judge reader owner by starter turn
  active current to_move current_player next_player`,
);

/** What stands behind the key is a board. */
export function namesBoard(key: string): boolean {
  return wordsOf(key).some((word) => BOARDS.has(word));
}

/** What stands behind the key is a row of things that may be chosen. */
export function namesRow(key: string): boolean {
  return wordsOf(key).some((word) => ROWS.has(word));
}

/** A list behind the key has one item for each seat, if it is as long as there are seats. */
export function namesEach(key: string): boolean {
  return /(^|_)(by|per|each)_(seat|player)s?$/.test(key) || wordsOf(key).some((word) => EACH.has(word));
}

/** A number behind the key is that of a seat. */
export function namesSeat(key: string): boolean {
  return SEATS.has(key) || SEATS.has(wordsOf(key).at(-1) ?? "");
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}

function wordsOf(key: string): string[] {
  return readable(key).toLowerCase().split(" ");
}
