// How a legal move reads on its button, and with which others it stands together.
import { isDict, recordOf } from "../../forms/fits";
import { choiceWords, readable, valueWords } from "../../forms/words";
import type { Form } from "../../sdk/forms";
import type { Value } from "../../sdk/messages";
import { cardOf, cardWords, type Card } from "./cards";
import { fill } from "./names";
import { texts } from "../../app/words";

/** Words and cards, in order. */
export type Part = string | Card;

export interface MoveWords {
  parts: Part[];
  /** Without what the move is called. */
  bare: Part[];
  /** What moves of this kind are called, "" where they have no name. */
  group: string;
}

/** Return how a move reads; `form` is that of all moves. */
export function moveWords(move: Value, form: Form | null, names: readonly string[]): MoveWords {
  const record = recordOf(form, move);
  if (record && isDict(move)) return inWords(readable(record.title), Object.entries(move), names);
  if (!isDict(move)) return alike(partsOf(move, names), groupOf(move));
  const card = cardOf(move);
  if (card) return alike([card], texts.plain.cards);
  const [[key, inner] = ["", null], ...others] = Object.entries(move);
  if (others.length === 0) return inWords(readable(key), [[key, inner]], names);
  return alike([fill(valueWords(move), names)], Object.keys(move).map(readable).join(", "));
}

/** Return how several moves read: what is the same in all of them is not said with each. */
export function wordsOfMoves(
  moves: readonly Value[],
  form: Form | null,
  names: readonly string[],
): (MoveWords & { spoken: string })[] {
  const common = commonTags(moves);
  const all = moves.map((move) => moveWords(without(move, common), form, names));
  const isOneKind = all.length > 1 && new Set(all.map(({ group }) => group)).size === 1;
  const isBare = isOneKind && all.every(({ bare }) => bare.length > 0);
  return all.map((words) => {
    const parts = isBare ? words.bare : words.parts;
    return { ...words, parts, spoken: spoken(parts) };
  });
}

/** A text that all moves have behind the same key tells none of them from another. */
function commonTags(moves: readonly Value[]): ReadonlySet<string> {
  const [first, ...others] = moves;
  if (!isDict(first) || others.length === 0 || cardOf(first)) return new Set();
  const isCommon = ([key, value]: [string, Value]) =>
    typeof value === "string" && others.every((move) => isDict(move) && move[key] === value);
  return new Set(Object.entries(first).flatMap((entry) => (isCommon(entry) ? [entry[0]] : [])));
}

function without(move: Value, keys: ReadonlySet<string>): Value {
  if (!isDict(move) || keys.size === 0) return move;
  return Object.fromEntries(Object.entries(move).filter(([key]) => !keys.has(key)));
}

function alike(parts: Part[], group: string): MoveWords {
  return { parts, bare: parts, group };
}

/** Return the parts as one text. */
export function spoken(parts: readonly Part[]): string {
  return parts.map((part) => (typeof part === "string" ? part : cardWords(part))).join(" ");
}

/** "Bid 3, 5": the name of the record, then its values; a field that only says yes is its own name. */
function inWords(title: string, fields: [string, Value][], names: readonly string[]): MoveWords {
  const parts = fields.flatMap(([key, value]): Part[] => {
    if (value === false || value === null) return [];
    // The tag of a record that is called the same: Flag(kind="flag").
    if (typeof value === "string" && readable(value).toLowerCase() === title.toLowerCase()) return [];
    if (value === true) return readable(key) === title ? [] : [readable(key).toLowerCase()];
    return partsOf(value, names);
  });
  const bare = joined(withCommas(parts));
  return { parts: title ? joined([title, ...bare]) : bare, bare, group: title };
}

function partsOf(value: Value, names: readonly string[]): Part[] {
  const card = cardOf(value);
  if (card) return [card];
  if (Array.isArray(value) && value.some((inner) => cardOf(inner)))
    return value.flatMap((inner) => partsOf(inner, names));
  if (Array.isArray(value) && value.length === 0) return [texts.plain.nothing];
  return [fill(choiceWords(value), names)];
}

function withCommas(parts: Part[]): Part[] {
  return parts.map((part, at) =>
    typeof part === "string" && typeof parts[at + 1] === "string" ? `${part},` : part,
  );
}

/** Put texts that stand side by side together. */
function joined(parts: Part[]): Part[] {
  const together: Part[] = [];
  for (const part of parts) {
    const last = together.at(-1);
    if (typeof part === "string" && typeof last === "string")
      together[together.length - 1] = `${last} ${part}`;
    else together.push(part);
  }
  return together;
}

function groupOf(move: Value): string {
  if (cardOf(move) || (Array.isArray(move) && move.some((inner) => cardOf(inner)))) return texts.plain.cards;
  return typeof move === "number" ? texts.plain.numbers : "";
}
