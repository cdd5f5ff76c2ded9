// How a move is clicked: the cells that it names, one after the other, and which of several kinds of move it is.
import { isDict, recordOf } from "../../forms/fits";
import { choiceWords, readable } from "../../forms/words";
import type { Form } from "../../sdk/forms";
import type { Value } from "../../sdk/messages";
import { cardOf, cardWords } from "./cards";
import { texts } from "../../app/words";

/** A cell by its number, or by row and column. */
export type At = number | [row: number, column: number];

/** A move that is made by clicks on these cells in this order. */
export interface Path {
  move: number;
  cells: At[];
  /** What kind of move it is: of several at the same cells one is chosen beforehand. */
  mode: string;
}

export interface Mode {
  key: string;
  words: string;
}

/** What a move says: its cells, and whatever else tells it from others at the same cells. */
interface Reading {
  cells: At[];
  tags: [key: string, value: Value][];
  /** Names of the fields that the cells stand in: moves of one kind are written alike. */
  written: string;
}

const MODES_MAX = 8;
const ROW_WORDS = ["row", "r", "y"];
const COLUMN_WORDS = ["column", "col", "c", "x"];
const FROM_KEYS = ["source", "from", "from_", "start", "origin", "src", "begin"];
const TO_KEYS = ["target", "to", "to_", "end", "destination", "dst", "dest", "goal"];
const CELL_KEYS = words("cell square index at position pos place spot slot tile field point column card pit");

/** Return the moves that can be clicked; none where it is not clear what a click would mean. */
export function pathsOf(moves: readonly Value[], form: Form | null = null): Path[] {
  const paths = moves.flatMap((value, move): Path[] => {
    const reading = read(value);
    return reading ? [{ move, cells: reading.cells, mode: modeOf(reading) }] : [];
  });
  const areOneKind = new Set(paths.flatMap(({ cells }) => cells.map(Array.isArray))).size <= 1;
  return areOneKind && areClear(paths) && areNamed(modesOf(moves, paths, form)) ? paths : [];
}

/** Return the kinds of the moves in words, in the order in which they come. */
export function modesOf(moves: readonly Value[], paths: readonly Path[], form: Form | null): Mode[] {
  const firsts = new Map<string, Value>();
  for (const { move, mode } of paths) if (!firsts.has(mode)) firsts.set(mode, moves[move] ?? null);
  const titles = new Map([...firsts].map(([key, value]) => [key, titleOf(value, form)]));
  const areTitled = new Set(titles.values()).size > 1;
  return [...firsts].map(([key, value]) => {
    const parts = [areTitled ? (titles.get(key) ?? "") : "", ...(read(value)?.tags ?? []).map(tagWords)];
    const known = parts.filter((part, at) => part !== "" && !parts.slice(0, at).some(isSameAs(part)));
    return { key, words: known.join(" ") };
  });
}

/** No click may mean two moves, or be the end of one and the middle of another. */
function areClear(paths: readonly Path[]): boolean {
  const ends = paths.map(({ mode, cells }) => [mode, ...cells].join("/"));
  const middles = paths.flatMap(({ mode, cells }) =>
    cells.slice(1).map((_, at) => [mode, ...cells.slice(0, at + 1)].join("/")),
  );
  return new Set(ends).size === ends.length && !middles.some((middle) => ends.includes(middle));
}

function areNamed(modes: readonly Mode[]): boolean {
  const names = new Set(modes.map((mode) => mode.words));
  return modes.length <= 1 || (modes.length <= MODES_MAX && names.size === modes.length && !names.has(""));
}

function read(value: Value): Reading | null {
  if (typeof value === "number") return { cells: [value], tags: [], written: "number" };
  if (Array.isArray(value)) return readList(value);
  return isDict(value) && !cardOf(value) ? readFields(Object.entries(value)) : null;
}

/** [1, 2], [[1, 2], [3, 4]], [1, 2, 3, 4], and each of them behind the name of what is done: ["flag", 1, 2]. */
function readList(items: Value[]): Reading | null {
  const [first, ...rest] = items;
  if (typeof first === "string") {
    const [only, ...others] = rest;
    const inner = readList(others.length === 0 && Array.isArray(only) ? only : rest);
    return inner && { ...inner, tags: [["", first], ...inner.tags], written: "named" };
  }
  if (items.every((item) => typeof item === "number")) {
    const [row = 0, column = 0, ...to] = items;
    if (items.length === 2) return { cells: [[row, column]], tags: [], written: "pair" };
    const cells: At[] = [[row, column], to as [number, number]];
    return items.length === 4 ? { cells, tags: [], written: "pairs" } : null;
  }
  const cells = items.map((item) => (Array.isArray(item) && item.length === 2 ? readList(item) : null));
  if (cells.length < 2 || cells.some((cell) => cell?.cells.length !== 1)) return null;
  return { cells: cells.flatMap((cell) => cell?.cells ?? []), tags: [], written: "pairs" };
}

function readFields(fields: [string, Value][]): Reading | null {
  const places: [key: string, cells: At[]][] = [];
  const tags: [string, Value][] = [];
  const numbers: [string, number][] = [];
  for (let at = 0; at < fields.length; at++) {
    const [key, value] = fields[at] as [string, Value];
    const pair = pairAt(fields, at);
    if (pair) {
      places.push([key, [pair]]);
      at++;
    } else if (typeof value === "number") numbers.push([key, value]);
    else if (value === null || typeof value !== "object") tags.push([key, value]);
    else {
      const inner = cardOf(value) ? null : read(value);
      if (!inner || inner.tags.length > 0) return null;
      places.push([key, inner.cells]);
    }
  }
  const isFromTo = numbers.length === 2 && numbers.every(([key]) => isEnd(key));
  const isCell = numbers.length === 1 && (fields.length === 1 || CELL_KEYS.has(numbers[0]?.[0] ?? ""));
  if (places.length > 0) tags.push(...numbers);
  else if (isFromTo || isCell) places.push(...numbers.map(([key, at]): [string, At[]] => [key, [at]]));
  if (places.length === 0) return null;
  const isBackwards = TO_KEYS.includes(places[0]?.[0] ?? "") && FROM_KEYS.includes(places[1]?.[0] ?? "");
  const ordered = isBackwards ? places.toReversed() : places;
  return { cells: ordered.flatMap(([, cells]) => cells), tags, written: ordered.map(([key]) => key).join() };
}

/** A row and a column side by side, in either order: `row, column`, `x, y`, `from_row, from_col`, `r1, c1`. */
function pairAt(fields: [string, Value][], at: number): [number, number] | null {
  const [key, value] = fields[at] ?? ["", null];
  const [nextKey, next] = fields[at + 1] ?? ["", null];
  if (typeof value !== "number" || typeof next !== "number") return null;
  if (says(key, ROW_WORDS) && says(nextKey, COLUMN_WORDS)) return [value, next];
  return says(key, COLUMN_WORDS) && says(nextKey, ROW_WORDS) ? [next, value] : null;
}

function says(key: string, wanted: readonly string[]): boolean {
  const found = readable(key.replace(/\d+/g, "")).toLowerCase().split(" ");
  return found.some((word) => wanted.includes(word));
}

function isEnd(key: string): boolean {
  return FROM_KEYS.includes(key) || TO_KEYS.includes(key);
}

function modeOf({ written, tags }: Reading): string {
  return JSON.stringify([written, ...tags]);
}

/** What a move without a tag is called: the name of its record, or of the one field that it has. */
function titleOf(value: Value, form: Form | null): string {
  const record = form?.type === "either" ? recordOf(form, value) : undefined;
  if (record) return readable(record.title);
  const [only, ...others] = isDict(value) ? Object.keys(value) : [];
  return only !== undefined && others.length === 0 ? readable(only) : "";
}

function tagWords([key, value]: [string, Value]): string {
  const card = cardOf(value);
  if (card) return cardWords(card);
  if (typeof value === "string") return choiceWords(value);
  if (value === true) return readable(key);
  const name = readable(key).toLowerCase();
  return value === false || value === null ? texts.plain.not(name) : `${readable(key)} ${String(value)}`;
}

function isSameAs(part: string) {
  return (other: string) => other.toLowerCase() === part.toLowerCase();
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(" "));
}
