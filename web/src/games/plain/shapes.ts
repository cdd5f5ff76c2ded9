// As what a value of a view is shown: text, a card, a board, a table, one thing for each player, …
import { isDict } from "../../forms/fits";
import type { Value } from "../../sdk/messages";
import { areCards, cardOf, type Card } from "./cards";
import { namesBoard, namesEach, namesSeat } from "./names";

export type Shape =
  | { kind: "nothing" }
  | { kind: "text"; text: string }
  | { kind: "number"; number: number }
  | { kind: "boolean"; isTrue: boolean }
  | { kind: "bytes"; bytes: Uint8Array }
  | { kind: "seat"; seat: number }
  | { kind: "card"; card: Card }
  | { kind: "cards"; cards: (Card | null)[] }
  /** The last row may be shorter. */
  | { kind: "grid"; rows: Value[][]; columns: number }
  | { kind: "table"; columns: string[]; rows: Value[][] }
  | { kind: "each"; values: [seat: number, value: Value][] }
  | { kind: "labelled"; entries: [key: string, value: Value][] }
  | { kind: "row"; values: Value[] }
  | { kind: "list"; values: Value[] };

/** Where a value stands. */
export interface Place {
  key: string;
  /** How many seats play. */
  seats: number;
  /** As many cells a row has, where a value beside this one says so. */
  width?: number | undefined;
  /** Whether its cells can be chosen, or could be before. */
  isTarget?: boolean;
}

/** Return as what the value is shown there. */
export function shapeOf(value: Value, place: Place): Shape {
  if (value === null) return { kind: "nothing" };
  if (typeof value === "boolean") return { kind: "boolean", isTrue: value };
  if (value instanceof Uint8Array) return { kind: "bytes", bytes: value };
  if (typeof value === "number") {
    const isSeat = value >= 0 && value < place.seats && namesSeat(place.key);
    return isSeat ? { kind: "seat", seat: value } : { kind: "number", number: value };
  }
  const card = cardOf(value);
  if (card) return { kind: "card", card };
  if (typeof value === "string") return { kind: "text", text: value };
  return Array.isArray(value) ? shapeOfList(value, place) : shapeOfDict(value, place);
}

/** Return in how many columns a list is a board, null where it looks like none. */
export function columnsOf(values: readonly Value[], place: Place): number | null {
  const { length } = values;
  if (!values.every(isScalar) || length < 4) return null;
  const isBoard = namesBoard(place.key);
  if (place.width !== undefined && isBoard && length % place.width === 0) return place.width;
  const columns = Math.ceil(Math.sqrt(length));
  const isSquare = columns * columns === length;
  const isNearlySquare = columns * (columns - 1) === length && (isBoard || length >= 20);
  if (!isSquare && !isNearlySquare) return null;
  if (isBoard) return columns;
  if (length < 9) return null;
  if (place.isTarget && !areCards(values)) return columns;
  return values.includes(null) && values.every((cell) => isMark(cell, place.seats)) ? columns : null;
}

/** Return whether the numbers of a grid are those of seats. */
export function holdsSeats(rows: readonly Value[][], key: string, seats: number): boolean {
  const cells = rows.flat();
  const numbers = cells.filter((cell) => typeof cell === "number");
  if (numbers.length === 0 || !numbers.every((number) => number >= 0 && number < seats)) return false;
  return cells.includes(null) || namesBoard(key);
}

/** Return whether a value is neither a list nor a dict. */
export function isScalar(value: Value): boolean {
  return value === null || typeof value !== "object" || value instanceof Uint8Array;
}

function isMark(cell: Value, seats: number): boolean {
  if (typeof cell === "number") return cell >= 0 && cell < seats;
  return cell === null || (typeof cell === "string" && [...cell].length <= 2 && !cardOf(cell));
}

const SHORT_CHARACTERS = 16;

function isShort(value: Value): boolean {
  return isScalar(value) && (typeof value !== "string" || value.length <= SHORT_CHARACTERS);
}

function shapeOfList(values: Value[], place: Place): Shape {
  if (values.length === place.seats && values.length > 1 && namesEach(place.key) && !values.some(saysSeat)) {
    return { kind: "each", values: values.map((value, seat) => [seat, value]) };
  }
  const grid = gridOf(values, place.key);
  if (grid) return { kind: "grid", rows: grid, columns: grid[0]?.length ?? 0 };
  const columns = columnsOf(values, place);
  if (columns !== null) return { kind: "grid", rows: inRows(values, columns), columns };
  if (areCards(values)) return { kind: "cards", cards: values.map(cardOf) };
  return tableOf(values) ?? { kind: values.every(isShort) ? "row" : "list", values };
}

/** Who says whose it is does not stand in the order of the seats: the bids so far, with who made them. */
function saysSeat(value: Value): boolean {
  return isDict(value) && Object.keys(value).some(namesSeat);
}

/** Return the rows of a grid: lists of the same length, of scalars; null where it is none. */
export function gridOf(values: Value[], key: string): Value[][] | null {
  if (values.length < 2) return null;
  // Rows of a board may be written as texts: ["..X", ".O."].
  const areTexts = namesBoard(key) && values.every((row) => typeof row === "string");
  const rows = areTexts ? values.map((row) => [...(row as string)]) : values;
  const width = Array.isArray(rows[0]) ? rows[0].length : 0;
  const isEven = rows.every((row) => Array.isArray(row) && row.length === width && row.every(isScalar));
  return width >= 2 && isEven ? (rows as Value[][]) : null;
}

function inRows(values: Value[], columns: number): Value[][] {
  const rows = Math.ceil(values.length / columns);
  return Array.from({ length: rows }, (_, row) => values.slice(row * columns, (row + 1) * columns));
}

function tableOf(values: Value[]): Shape | null {
  const [first] = values;
  if (!isDict(first)) return null;
  const columns = Object.keys(first);
  const isAlike = (row: Value) =>
    isDict(row) && Object.keys(row).length === columns.length && columns.every((key) => key in row);
  if (columns.length === 0 || !values.every(isAlike)) return null;
  const rows = values.map((row) => columns.map((key) => (row as { [key: string]: Value })[key] ?? null));
  return { kind: "table", columns, rows };
}

function shapeOfDict(dict: { [key: string]: Value }, { seats }: Place): Shape {
  const entries = Object.entries(dict);
  const seatOf = (key: string) => Number(/^\{?(\d+)\}?$/.exec(key)?.[1] ?? seats);
  if (entries.length > 0 && entries.every(([key]) => seatOf(key) < seats)) {
    return { kind: "each", values: entries.map(([key, value]) => [seatOf(key), value]) };
  }
  return { kind: "labelled", entries };
}
