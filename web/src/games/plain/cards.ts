// Which values are playing cards: "♠A", "10♥", "QH", or a dict of rank and suit.
import { isDict } from "../../forms/fits";
import type { Value } from "../../sdk/messages";
import { texts } from "../../app/words";

export interface Card {
  rank: string;
  suit: "♠" | "♥" | "♦" | "♣";
}

const RANK = "10|[2-9TJQKA]";
const SUIT_FIRST = new RegExp(`^([♠♥♦♣♤♡♢♧])\\uFE0F?(${RANK})$`);
// A letter for the suit stands behind the rank only: "D4" is a square of a board.
const RANK_FIRST = new RegExp(`^(${RANK})([♠♥♦♣♤♡♢♧SHDC])\\uFE0F?$`);

const SUITS: Record<string, Card["suit"]> = {
  ...{ "♠": "♠", "♤": "♠", S: "♠", SPADES: "♠", SPADE: "♠" },
  ...{ "♥": "♥", "♡": "♥", H: "♥", HEARTS: "♥", HEART: "♥" },
  ...{ "♦": "♦", "♢": "♦", D: "♦", DIAMONDS: "♦", DIAMOND: "♦" },
  ...{ "♣": "♣", "♧": "♣", C: "♣", CLUBS: "♣", CLUB: "♣" },
};

/** Return the card that a value is, null where it is none. */
export function cardOf(value: Value): Card | null {
  if (typeof value === "string") return cardOfText(value);
  if (!isDict(value) || Object.keys(value).length !== 2) return null;
  const { rank, suit } = value;
  if (typeof suit !== "string" || (typeof rank !== "string" && typeof rank !== "number")) return null;
  const found = SUITS[suit.toUpperCase()];
  return found && new RegExp(`^(${RANK})$`).test(String(rank)) ? make(String(rank), found) : null;
}

/** Return whether the values are cards; null among them is one that lies face down. */
export function areCards(values: readonly Value[]): boolean {
  const isCard = (value: Value) => value === null || cardOf(value) !== null;
  return values.length > 0 && values.some((value) => value !== null) && values.every(isCard);
}

/** Return a card in words, for who can't see it. */
export function cardWords({ rank, suit }: Card): string {
  return texts.plain.card(texts.plain.ranks[rank] ?? rank, texts.plain.suits[suit]);
}

function cardOfText(text: string): Card | null {
  const front = SUIT_FIRST.exec(text);
  const back = front ? null : RANK_FIRST.exec(text);
  const [rank, suit] = front ? [front[2], front[1]] : [back?.[1], back?.[2]];
  const found = suit === undefined ? undefined : SUITS[suit];
  return rank !== undefined && found ? make(rank, found) : null;
}

function make(rank: string, suit: Card["suit"]): Card {
  return { rank: rank === "T" ? "10" : rank, suit };
}
